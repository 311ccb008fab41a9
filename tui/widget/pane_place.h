/* Where panes were drawn last: what keys and clicks need to know of it. */
#ifndef BALLAST_TUI_WIDGET_PANE_PLACE_H
#define BALLAST_TUI_WIDGET_PANE_PLACE_H

#include "tui/term.h"

struct pane_place {
	int top, left, rows, columns; /* of the canvas; rows 0: not shown */
	int furthest;                 /* largest first line of a pane of text */
};

void pane_place_keep(struct pane_place *place, const struct term *term);

/* The pane under this cell of the canvas; of two the later. -1: none. */
int pane_place_at(const struct pane_place *places, int count, int row, int column);

#endif
