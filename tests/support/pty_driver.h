/*
 * A program in a pseudo-terminal, driven without sleeping: keys in, painted bytes out, sizes changed, the end watched.
 * For measurements, for the monkey, and for looking at every byte a terminal is sent.
 */
#ifndef BALLAST_TESTS_SUPPORT_PTY_DRIVER_H
#define BALLAST_TESTS_SUPPORT_PTY_DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct pty_program {
	pid_t pid;
	int terminal;                     /* the side of the user; -1: closed                         */
	int idle;                         /* reads the bytes of --idle-fd; -1: the program has none   */
	double started;                   /* seconds, monotonic; when it was launched                 */
	double last_byte;                 /* when the last byte was read; 0: none since pty_mark()    */
	size_t bytes;                     /* read since pty_mark()                                    */
	size_t idle_count;                /* bytes of the idle descriptor since pty_mark()            */
	void (*each)(void *context, const unsigned char *bytes, size_t count); /* sees all that is painted; NULL: nobody */
	void *context;
};

double pty_now(void); /* seconds, monotonic */

/*
 * Starts argv[0] (found along PATH) with the given environment settings ("NAME=value", NULL at the end) on top of this
 * program's. Where `has_idle`, the descriptor 9 of the child is the writing end of a pipe: pass --idle-fd 9. False: it
 * could not be started.
 */
bool pty_start(struct pty_program *program, const char *const argv[], const char *const environment[], int rows,
               int columns, bool has_idle);

/* Forgets what was counted. */
void pty_mark(struct pty_program *program);

/* All of it, or false: the program no longer reads. */
bool pty_type(struct pty_program *program, const char *keys, size_t length);
void pty_resize(struct pty_program *program, int rows, int columns);

/*
 * Reads what is painted until the idle descriptor says so and nothing more is there, or, without one, until nothing was
 * painted for `silence` milliseconds. False: `limit` milliseconds passed, or the terminal was closed by the program.
 */
bool pty_settle(struct pty_program *program, int silence, int limit);

/* Reads on for so many milliseconds, whatever comes. */
void pty_watch(struct pty_program *program, int milliseconds);

/* True when the program has ended; *status is what waitpid says. Waits up to `limit` milliseconds. */
bool pty_ended(struct pty_program *program, int limit, int *status);

/* Kills what still runs, closes and reaps. */
void pty_close(struct pty_program *program);

#endif
