/* Slow work beside the screen: one worker thread, a queue, an eventfd that wakes the loop. */
#include "tui/job.h"

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine/base/memory.h"

enum { NICE = 10 };

struct job_control {
	atomic_bool is_cancelled;
	atomic_bool is_told; /* the loop was woken and has not looked yet */
	atomic_size_t done, total;
	int fd; /* of the jobs */
};

struct queued {
	struct job job;
	struct queued *next;
	bool is_cancelled;
};

struct jobs {
	pthread_t worker;
	bool has_worker;
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct queued *waiting;  /* the first is next; under lock */
	struct queued *running;  /* under lock */
	struct queued *finished; /* under lock */
	bool is_closing;         /* under lock */
	struct job_control control;
};

static void notify(int fd)
{
	const uint64_t one = 1;
	const ssize_t written = write(fd, &one, sizeof one);

	(void)written; /* fails only when the counter is full, and then the loop wakes anyway */
}

bool job_is_cancelled(const struct job_control *control)
{
	return atomic_load(&control->is_cancelled);
}

void job_progress(struct job_control *control, size_t done, size_t total)
{
	atomic_store(&control->total, total);
	atomic_store(&control->done, done);
	if (!atomic_exchange(&control->is_told, true))
		notify(control->fd);
}

static void append(struct queued **list, struct queued *item)
{
	while (*list != NULL)
		list = &(*list)->next;
	item->next = NULL;
	*list = item;
}

static void *work(void *context)
{
	struct jobs *jobs = context;

	/* Of this thread alone: a key is answered before slow work goes on. Where that is not allowed, they take turns. */
	(void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
	pthread_mutex_lock(&jobs->lock);
	for (;;) {
		struct queued *item;

		while (jobs->waiting == NULL && !jobs->is_closing)
			pthread_cond_wait(&jobs->wake, &jobs->lock);
		if (jobs->is_closing)
			break;
		item = jobs->waiting;
		jobs->waiting = item->next;
		jobs->running = item;
		atomic_store(&jobs->control.is_cancelled, false);
		atomic_store(&jobs->control.done, 0);
		atomic_store(&jobs->control.total, 0);
		pthread_mutex_unlock(&jobs->lock);
		item->job.run(item->job.work, &jobs->control);
		pthread_mutex_lock(&jobs->lock);
		item->is_cancelled = atomic_load(&jobs->control.is_cancelled);
		jobs->running = NULL;
		append(&jobs->finished, item);
		notify(jobs->control.fd);
	}
	pthread_mutex_unlock(&jobs->lock);
	return NULL;
}

struct jobs *jobs_new(void)
{
	struct jobs *jobs = memory_new(sizeof *jobs);

	pthread_mutex_init(&jobs->lock, NULL);
	pthread_cond_init(&jobs->wake, NULL);
	jobs->control.fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	return jobs;
}

int jobs_fd(const struct jobs *jobs)
{
	return jobs->control.fd;
}

/* Signals belong to the thread that owns the terminal. */
static bool start_worker(struct jobs *jobs)
{
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&jobs->worker, NULL, work, jobs) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return started;
}

void jobs_start(struct jobs *jobs, const struct job *job)
{
	struct queued *item = memory_new(sizeof *item);

	item->job = *job;
	if (!jobs->has_worker)
		jobs->has_worker = start_worker(jobs);
	pthread_mutex_lock(&jobs->lock);
	if (jobs->has_worker) {
		append(&jobs->waiting, item);
		pthread_cond_signal(&jobs->wake);
	} else { /* no thread to be had: the caller hears of it as a job that was cancelled at once */
		item->is_cancelled = true;
		append(&jobs->finished, item);
		notify(jobs->control.fd);
	}
	pthread_mutex_unlock(&jobs->lock);
}

void jobs_cancel(struct jobs *jobs)
{
	atomic_store(&jobs->control.is_cancelled, true);
}

struct job_state jobs_state(struct jobs *jobs)
{
	struct job_state state = {0};

	pthread_mutex_lock(&jobs->lock);
	state.is_finished = jobs->finished != NULL;
	if (jobs->running != NULL || jobs->waiting != NULL) {
		state.title = (jobs->running ? jobs->running : jobs->waiting)->job.title;
		state.done = atomic_load(&jobs->control.done);
		state.total = atomic_load(&jobs->control.total);
		state.is_cancelled = atomic_load(&jobs->control.is_cancelled);
	}
	pthread_mutex_unlock(&jobs->lock);
	return state;
}

static void finish(struct queued *list, struct desk *desk, bool all_cancelled)
{
	while (list != NULL) {
		struct queued *next = list->next;

		list->job.done(list->job.work, desk, all_cancelled || list->is_cancelled);
		free(list);
		list = next;
	}
}

bool jobs_collect(struct jobs *jobs, struct desk *desk)
{
	uint64_t count;
	const bool moved = read(jobs->control.fd, &count, sizeof count) == (ssize_t)sizeof count;
	struct queued *finished;

	atomic_store(&jobs->control.is_told, false);
	pthread_mutex_lock(&jobs->lock);
	finished = jobs->finished;
	jobs->finished = NULL;
	pthread_mutex_unlock(&jobs->lock);
	finish(finished, desk, false);
	return moved || finished != NULL;
}

void jobs_free(struct jobs *jobs, struct desk *desk)
{
	if (jobs == NULL)
		return;
	pthread_mutex_lock(&jobs->lock);
	jobs->is_closing = true;
	atomic_store(&jobs->control.is_cancelled, true);
	pthread_cond_signal(&jobs->wake);
	pthread_mutex_unlock(&jobs->lock);
	if (jobs->has_worker)
		pthread_join(jobs->worker, NULL);
	finish(jobs->finished, desk, false);
	finish(jobs->waiting, desk, true);
	if (jobs->control.fd >= 0)
		(void)close(jobs->control.fd); /* nothing was written through it that could be lost */
	pthread_cond_destroy(&jobs->wake);
	pthread_mutex_destroy(&jobs->lock);
	free(jobs);
}
