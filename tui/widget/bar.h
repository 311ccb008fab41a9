/*
 * Bars of one row: how much of a limit is used, and now against target with its band. On a plain canvas nothing is drawn:
 * the figures beside them say the same.
 */
#ifndef BALLAST_TUI_WIDGET_BAR_H
#define BALLAST_TUI_WIDGET_BAR_H

#include "tui/term.h"

/*
 * value of full in eighths of a cell, from the left of the pane: "██████▌". limit (in the same unit, at most full; 0:
 * none) is a tick "|"; what lies beyond it is in ROLE_BAR_OVER and drawn as "▓", so that colour is not the only sign.
 */
void bar_draw(struct term *term, double value, double full, double limit);

/*
 * Now against target: the band as dots "░", from the target to now as a solid line, and now as "●". Positions are in
 * [0, full]. Outside the band the way is "▓" in ROLE_BAR_OVER.
 */
struct bar_band {
	double now, target, lower, upper;
	double full; /* the value at the right end; > 0 */
};
void bar_band_draw(struct term *term, const struct bar_band *band);

/* Parts of a whole side by side, each with its own sign and role: "████▓▓▓▒▒░". Parts below zero count as none. */
void bar_parts_draw(struct term *term, const double *parts, size_t count);

#endif
