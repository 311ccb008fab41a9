/* The loop: waits in one poll(), hands keys to the desk, shows what it draws. */
#include "config.h" /* pipe2, ppoll */
#include "tui/tui.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

#include "tui/term_curses.h"
#include "tui/watch.h"

/* Figures that stream in are painted at most this often; keys are painted at once. */
enum { FRAME_MILLISECONDS = 33 };

/* Signal handlers get no argument: the pipe's end is the one thing they must find by themselves. */
static atomic_int signal_pipe = -1;

static void on_signal(int number)
{
	const int saved = errno;
	const unsigned char byte = (unsigned char)number;
	const ssize_t written = write(atomic_load(&signal_pipe), &byte, 1);

	(void)written; /* a full pipe already wakes the loop */
	errno = saved;
}

static const int watched_signals[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};

enum { WATCHED_SIGNALS = sizeof watched_signals / sizeof watched_signals[0] };

struct loop {
	struct desk *desk;
	struct terminal *terminal;
	struct canvas canvas;
	const struct theme *theme;  /* in use */
	bool uses_mouse;
	int pipe[2];
	int idle_fd;
	int watch;                  /* -1: none */
	const char *book;           /* what it watches; NULL: nothing */
	int ended_by;               /* signal; -1: the terminal is gone; 0: still running */
	bool is_dirty;              /* must paint */
	struct timespec painted;
	struct sigaction before[WATCHED_SIGNALS];
};

static enum status watch_signals(struct loop *loop, struct error *err)
{
	struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};

	if (pipe2(loop->pipe, O_CLOEXEC | O_NONBLOCK) != 0)
		return error_set(err, STATUS_IO, "no pipe for signals could be made");
	atomic_store(&signal_pipe, loop->pipe[1]);
	for (int i = 0; i < WATCHED_SIGNALS; i++) {
		(void)sigaction(watched_signals[i], NULL, &loop->before[i]);
		/* A signal the parent chose to ignore (nohup) stays ignored; the vanished terminal is noticed anyway. */
		if (loop->before[i].sa_handler != SIG_IGN)
			(void)sigaction(watched_signals[i], &action, NULL);
	}
	return STATUS_OK;
}

static void unwatch_signals(struct loop *loop)
{
	for (int i = 0; i < WATCHED_SIGNALS; i++)
		(void)sigaction(watched_signals[i], &loop->before[i], NULL);
	atomic_store(&signal_pipe, -1);
	(void)close(loop->pipe[0]);
	(void)close(loop->pipe[1]);
}

static void paint(struct loop *loop)
{
	const struct text *copied = desk_take_copied(loop->desk);
	int rows, columns;

	if (copied != NULL)
		terminal_copy(loop->terminal, text_string(copied), copied->length);
	if (loop->theme != desk_theme(loop->desk)) {
		loop->theme = desk_theme(loop->desk);
		terminal_use_theme(loop->terminal, loop->theme);
	}
	if (loop->uses_mouse != desk_uses_mouse(loop->desk)) {
		loop->uses_mouse = desk_uses_mouse(loop->desk);
		terminal_use_mouse(loop->terminal, loop->uses_mouse);
	}
	if (desk_take_repaint(loop->desk))
		terminal_repaint(loop->terminal);
	terminal_size(loop->terminal, &rows, &columns);
	desk_draw(loop->desk, &loop->canvas, rows, columns);
	terminal_show(loop->terminal, &loop->canvas);
	(void)clock_gettime(CLOCK_MONOTONIC, &loop->painted);
	loop->is_dirty = false;
}

static void suspend(struct loop *loop)
{
	terminal_suspend(loop->terminal);
	(void)raise(SIGSTOP);
	/* Here again after fg. */
	terminal_resume(loop->terminal);
	loop->is_dirty = true;
}

static void read_signals(struct loop *loop)
{
	unsigned char numbers[64];
	const ssize_t count = read(loop->pipe[0], numbers, sizeof numbers);

	for (ssize_t i = 0; i < count; i++) {
		switch (numbers[i]) {
		case SIGWINCH:
			loop->is_dirty = true;
			break;
		case SIGCONT: /* stopped by SIGSTOP itself: the terminal may show anything */
			terminal_repaint(loop->terminal);
			loop->is_dirty = true;
			break;
		case SIGTSTP:
			suspend(loop);
			break;
		default:
			loop->ended_by = numbers[i];
		}
	}
}

static void read_keys(struct loop *loop)
{
	while (!desk_is_over(loop->desk) && loop->ended_by == 0) {
		const struct input input = terminal_read(loop->terminal);

		switch (input.kind) {
		case INPUT_NONE:
			return;
		case INPUT_GONE:
			loop->ended_by = -1;
			return;
		case INPUT_KEY:
			desk_key(loop->desk, input.key);
			break;
		case INPUT_PASTE:
			desk_paste(loop->desk, input.text);
			break;
		case INPUT_CLICK:
			desk_click(loop->desk, input.row, input.column, input.is_double);
			break;
		case INPUT_WHEEL:
			desk_wheel(loop->desk, input.step);
			break;
		}
		loop->is_dirty = true;
	}
}

static int milliseconds_since(const struct timespec *then)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int)((now.tv_sec - then->tv_sec) * 1000 + (now.tv_nsec - then->tv_nsec) / 1000000);
}

static void tell_idle(const struct loop *loop)
{
	const ssize_t written = loop->idle_fd >= 0 ? write(loop->idle_fd, ".", 1) : 1;

	(void)written; /* whoever measures may have left */
}

/* Waits for something and deals with it. Progress alone is painted at the pace of frames. */
static void step(struct loop *loop)
{
	struct pollfd watched[] = {
		{.fd = STDIN_FILENO, .events = POLLIN},
		{.fd = loop->pipe[0], .events = POLLIN},
		{.fd = desk_jobs_fd(loop->desk), .events = POLLIN},
		{.fd = loop->watch, .events = POLLIN},
	};

	if (loop->is_dirty) {
		paint(loop);
		tell_idle(loop);
	}
	while (poll(watched, 4, -1) < 0 && errno == EINTR)
		;
	if (watched[2].revents != 0) {
		const int waited = milliseconds_since(&loop->painted);

		while (waited < FRAME_MILLISECONDS && poll(watched, 2, FRAME_MILLISECONDS - waited) < 0 &&
		       errno == EINTR)
			;
		desk_collect_jobs(loop->desk);
		loop->is_dirty = true;
	}
	if (watched[3].revents != 0 && watch_take(loop->watch, loop->book)) {
		desk_look_outside(loop->desk);
		loop->is_dirty = true;
	}
	if (watched[1].revents != 0)
		read_signals(loop);
	if (watched[0].revents & (POLLHUP | POLLERR | POLLNVAL))
		loop->ended_by = -1;
	else if (watched[0].revents != 0)
		read_keys(loop);
}

enum status tui_run(const struct tui_setup *setup, int *signal_number, struct error *err)
{
	struct loop loop = {.idle_fd = setup->idle_fd, .is_dirty = true, .watch = -1, .book = setup->book};
	enum status status;

	/* Before curses starts: it leaves handlers that are already there alone. */
	status = watch_signals(&loop, err);
	if (status != STATUS_OK)
		return status;
	status = terminal_open(&loop.terminal, err);
	if (status != STATUS_OK)
		goto unwatch;
	loop.canvas.charset = terminal_charset(loop.terminal);
	status = desk_open(&setup->desk, &loop.desk, err);
	if (status == STATUS_OK) {
		if (loop.book != NULL)
			loop.watch = watch_open(loop.book);
		while (loop.ended_by == 0 && !desk_is_over(loop.desk))
			step(&loop);
		*signal_number = loop.ended_by == -1 ? SIGHUP : loop.ended_by;
	}
	terminal_close(loop.terminal);
	desk_close(loop.desk);
	canvas_clear(&loop.canvas);
	if (loop.watch >= 0)
		(void)close(loop.watch);
unwatch:
	unwatch_signals(&loop);
	return status;
}
