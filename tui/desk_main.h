/* From a command line without a command to the desk and back. */
#ifndef BALLAST_TUI_DESK_MAIN_H
#define BALLAST_TUI_DESK_MAIN_H

#include <stdbool.h>

struct session_options;
struct places;
struct settings;

/*
 * Opens the book of options and the desk on it; standard input and output are a terminal. Where there is no book yet it
 * offers to make a sandbox or an empty one. Themes and keys come from the shipped folder and the user's own (places).
 * idle_fd: a byte is written there whenever nothing is left to do; -1: none. is_accessible: for screen readers, whatever the
 * settings say.
 *
 * Returns the exit code of the program: 0 the user left, 1 it failed, 6 the book cannot be opened, 128 + the signal
 * that ended it. What went wrong stands on standard error.
 */
int desk_main(const struct session_options *options, const struct places *places, const struct settings *settings,
	      int idle_fd, bool is_accessible);

#endif
