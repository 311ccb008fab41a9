#include "tests/support/pty_driver.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { IDLE_CHILD = 9 };

double pty_now(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* "NAME=value" */
static void set(const char *setting)
{
	const char *value = strchr(setting, '=');
	char name[64] = "";

	if (value == NULL || (size_t)(value - setting) >= sizeof name)
		return;
	(void)memcpy(name, setting, (size_t)(value - setting));
	(void)setenv(name, value + 1, 1);
}

/* In the child: nothing of the parent but the terminal, and the pipe where it is wanted. */
static void become(const char *const argv[], const char *const environment[], int idle)
{
	if (idle >= 0 && idle != IDLE_CHILD) {
		(void)dup2(idle, IDLE_CHILD);
		(void)close(idle);
	}
	for (size_t i = 0; environment != NULL && environment[i] != NULL; i++)
		set(environment[i]);
	(void)execvp(argv[0], (char *const *)(uintptr_t)argv); /* which it does not change, whatever its type says */
	_exit(127);
}

bool pty_start(struct pty_program *program, const char *const argv[], const char *const environment[], int rows,
               int columns, bool has_idle)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
	void (*each)(void *, const unsigned char *, size_t) = program->each;
	void *context = program->context;
	int pipes[2] = {-1, -1};

	*program = (struct pty_program){.idle = -1, .terminal = -1, .each = each, .context = context};
	if (has_idle && pipe(pipes) != 0)
		return false;
	program->started = pty_now();
	program->pid = forkpty(&program->terminal, NULL, NULL, &size);
	if (program->pid == 0) {
		if (has_idle)
			(void)close(pipes[0]);
		become(argv, environment, pipes[1]);
	}
	if (has_idle)
		(void)close(pipes[1]);
	program->idle = pipes[0];
	if (program->pid < 0) {
		if (has_idle)
			(void)close(pipes[0]);
		return false;
	}
	(void)fcntl(program->terminal, F_SETFL, O_NONBLOCK);
	(void)fcntl(program->terminal, F_SETFD, FD_CLOEXEC);
	if (has_idle) {
		(void)fcntl(program->idle, F_SETFL, O_NONBLOCK);
		(void)fcntl(program->idle, F_SETFD, FD_CLOEXEC);
	}
	return true;
}

void pty_mark(struct pty_program *program)
{
	program->bytes = 0;
	program->idle_count = 0;
	program->last_byte = 0.0;
}

/* True when something was read; *is_over when the terminal is gone. */
static bool read_some(struct pty_program *program, bool *is_over)
{
	unsigned char bytes[65536];
	const ssize_t count = read(program->terminal, bytes, sizeof bytes);

	if (count > 0) {
		program->last_byte = pty_now();
		program->bytes += (size_t)count;
		if (program->each != NULL)
			program->each(program->context, bytes, (size_t)count);
		return true;
	}
	if (count == 0 || (errno != EAGAIN && errno != EINTR))
		*is_over = true; /* EIO: nobody holds the other side any more */
	return false;
}

static void read_idle(struct pty_program *program)
{
	char bytes[256];
	ssize_t count;

	while (program->idle >= 0 && (count = read(program->idle, bytes, sizeof bytes)) > 0)
		program->idle_count += (size_t)count;
}

bool pty_type(struct pty_program *program, const char *keys, size_t length)
{
	while (length > 0) {
		const ssize_t count = write(program->terminal, keys, length);
		bool is_over = false;

		if (count > 0) {
			keys += count;
			length -= (size_t)count;
		} else if (errno == EAGAIN) {
			struct pollfd watched = {.fd = program->terminal, .events = POLLIN | POLLOUT};

			if (poll(&watched, 1, 5000) <= 0)
				return false;
			(void)read_some(program, &is_over); /* what it paints may be what keeps it from reading */
			if (is_over)
				return false;
		} else if (errno != EINTR) {
			return false;
		}
	}
	return true;
}

void pty_resize(struct pty_program *program, int rows, int columns)
{
	struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};

	(void)ioctl(program->terminal, TIOCSWINSZ, &size);
}

bool pty_settle(struct pty_program *program, int silence, int limit)
{
	const double until = pty_now() + limit / 1e3;
	bool is_over = false;

	for (;;) {
		struct pollfd watched[] = {{.fd = program->terminal, .events = POLLIN},
		                           {.fd = program->idle, .events = POLLIN}};
		const int left = (int)((until - pty_now()) * 1e3);
		const bool is_told = program->idle_count > 0;
		int wait = is_told ? 0 : left > 0 ? left : 0;

		if (program->idle < 0 && silence < wait)
			wait = silence;
		if (poll(watched, program->idle >= 0 ? 2 : 1, wait) == 0)
			return is_told || (program->idle < 0 && left > silence);
		if (watched[0].revents != 0)
			(void)read_some(program, &is_over);
		if (watched[1].revents != 0 && program->idle >= 0)
			read_idle(program);
		if (is_over)
			return false;
	}
}

void pty_watch(struct pty_program *program, int milliseconds)
{
	const double until = pty_now() + milliseconds / 1e3;
	bool is_over = false;

	for (double left = milliseconds / 1e3; left > 0.0 && !is_over; left = until - pty_now()) {
		struct pollfd watched = {.fd = program->terminal, .events = POLLIN};

		if (poll(&watched, 1, (int)(left * 1e3) + 1) > 0)
			(void)read_some(program, &is_over);
		read_idle(program);
	}
}

bool pty_ended(struct pty_program *program, int limit, int *status)
{
	const double until = pty_now() + limit / 1e3;

	while (program->pid > 0) {
		bool is_over = false;

		if (waitpid(program->pid, status, WNOHANG) == program->pid) {
			program->pid = 0;
			return true;
		}
		if (pty_now() > until)
			return false;
		if (program->terminal >= 0) { /* it may be waiting for somebody to read */
			struct pollfd watched = {.fd = program->terminal, .events = POLLIN};

			if (poll(&watched, 1, 2) > 0)
				(void)read_some(program, &is_over);
		}
		if (program->terminal < 0 || is_over)
			(void)poll(NULL, 0, 1);
	}
	return true;
}

void pty_close(struct pty_program *program)
{
	int status;

	if (program->pid > 0) {
		(void)kill(program->pid, SIGKILL);
		(void)waitpid(program->pid, &status, 0);
		program->pid = 0;
	}
	if (program->terminal >= 0)
		(void)close(program->terminal);
	if (program->idle >= 0)
		(void)close(program->idle);
	program->terminal = program->idle = -1;
}
