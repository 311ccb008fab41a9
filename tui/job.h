/*
 * Slow work beside the screen. `run` is called on a worker thread and touches its own `work` only; `done` is called on
 * the thread that owns the screen and the store. Jobs wait for each other in the order they were started.
 */
#ifndef BALLAST_TUI_JOB_H
#define BALLAST_TUI_JOB_H

#include <stdbool.h>
#include <stddef.h>

struct desk;
struct job_control;

struct job {
	const char *title; /* N_(): "refreshing prices"; shown while it runs */
	void *work;        /* from jobs_start to done it is the job's; done takes it over, also when cancelled */
	void (*run)(void *work, struct job_control *control);
	void (*done)(void *work, struct desk *desk, bool is_cancelled);
};

/* For run: asked often, it lets Esc work; told often, it moves the bar. total 0: unknown. */
bool job_is_cancelled(const struct job_control *control);
void job_progress(struct job_control *control, size_t done, size_t total);

struct jobs;

struct job_state {
	const char *title; /* NULL: nothing runs */
	size_t done, total;
	bool is_cancelled; /* asked to stop, has not yet */
	bool is_finished;  /* one has ended and jobs_collect has not called its done yet */
};

struct jobs *jobs_new(void);

/* Cancels everything, waits for the worker, and calls done (with desk) for what was left. */
void jobs_free(struct jobs *jobs, struct desk *desk);

/* Readable when jobs_collect has something to do or the progress moved. */
int jobs_fd(const struct jobs *jobs);
void jobs_start(struct jobs *jobs, const struct job *job);
void jobs_cancel(struct jobs *jobs); /* the one that runs */
struct job_state jobs_state(struct jobs *jobs);

/* Calls done for what finished. True when something finished or progressed. */
bool jobs_collect(struct jobs *jobs, struct desk *desk);

#endif
