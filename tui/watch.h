/*
 * A descriptor that becomes readable when another program may have changed the book. Nothing is asked meanwhile: an idle
 * desk makes no system call.
 */
#ifndef BALLAST_TUI_WATCH_H
#define BALLAST_TUI_WATCH_H

#include <stdbool.h>

/* path: the book. -1 where the system cannot watch: the change is then noticed with the next key. Close it with close(). */
int watch_open(const char *path);

/* Takes what has come. True: the book itself was written, not something beside it. */
bool watch_take(int watch, const char *path);

#endif
