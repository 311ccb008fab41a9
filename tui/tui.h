/* The desk on the terminal: one poll() over keyboard, resize, signals and jobs. */
#ifndef BALLAST_TUI_TUI_H
#define BALLAST_TUI_TUI_H

#include "tui/desk.h"

struct tui_setup {
	struct desk_setup desk;
	const char *book; /* its file, watched for other programs' changes; NULL: not watched */
	int idle_fd; /* a byte is written here whenever nothing is left to do and the screen is flushed; -1: none */
};

/*
 * Runs until the user leaves, a signal ends it or the terminal goes. The terminal is restored before it returns.
 * STATUS_IO: no terminal. STATUS_INVALID: the keys of a screen clash. signal_number: the signal that ended it, or 0; the
 * caller exits with 128 + it.
 */
enum status tui_run(const struct tui_setup *setup, int *signal_number, struct error *err);

#endif
