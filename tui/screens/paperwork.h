/* What leaves the desk on paper: orders for the broker, the weekly report. Files are the owner's alone. */
#ifndef BALLAST_TUI_SCREENS_PAPERWORK_H
#define BALLAST_TUI_SCREENS_PAPERWORK_H

#include <stddef.h>

struct desk;

/* Asks for a file and writes every approved order not yet sent into it; they count as sent then. No file is replaced. */
void paperwork_orders(struct desk *desk);

/*
 * Asks for a folder and writes the weekly report into one of its own there, beside the screen. codes: count of them, copied;
 * 0: the whole book, which also records proposals and alerts. A report of the same day is replaced only when that is
 * confirmed.
 */
void paperwork_weekly(struct desk *desk, const char *const *codes, size_t count);

#endif
