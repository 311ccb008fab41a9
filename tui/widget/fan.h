/*
 * A fan of futures: where nine in ten and where half of them lie, the median, and a mark that is to be reached. Two
 * densities of dots and a line tell them apart without colour; the table beside it says the same in numbers.
 */
#ifndef BALLAST_TUI_WIDGET_FAN_H
#define BALLAST_TUI_WIDGET_FAN_H

#include <stddef.h>

#include "tui/term.h"

enum { FAN_LEVELS = 5, FAN_POINTS = 64 };

struct fan {
	const double *x;                      /* count (at most FAN_POINTS) days since 1970-01-01, rising, borrowed */
	const double (*levels)[FAN_LEVELS];   /* count rows of the 5, 25, 50, 75 and 95 % quantiles, borrowed       */
	const double *before;                 /* count medians to compare with, borrowed; NULL: none                */
	size_t count;
	double mark_x, mark_y;                /* what is to be reached, and when                                    */
	const char *mark_label;               /* already translated                                                 */
	const char *y_title, *names[3], *before_name; /* of the outer and inner range and the median; translated    */
};

/* Draws into the whole pane; nothing when count is 0. */
void fan_draw(const struct fan *fan, struct term *term);

#endif
