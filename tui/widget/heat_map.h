/*
 * A square table of correlations to be read at a glance: each cell is shaded by size and says its number where there is
 * room; what is opposite has its minus and a role of its own, so that colour is never the only sign.
 */
#ifndef BALLAST_TUI_WIDGET_HEAT_MAP_H
#define BALLAST_TUI_WIDGET_HEAT_MAP_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/term.h"

struct heat_map {
	const double *values;        /* count x count in [-1, 1], row by row, borrowed; symmetric */
	size_t count;
	const char *(*label)(const void *source, size_t index); /* borrowed text, short or long  */
	const void *source;
	size_t row, column;          /* chosen: the cursor                                       */
	const char *empty;           /* already translated: shown when count is 0                */
};

/*
 * Numbered labels to the left, their numbers above, the chosen pair in words and figures below. Where not every column fits, the
 * part around the chosen one is shown and the line says how many there are.
 */
void heat_map_draw(const struct heat_map *map, struct term *term, bool is_focused);

/* The cell under a place of the canvas; false: none. For the mouse. */
bool heat_map_place(const struct heat_map *map, const struct term *term, int canvas_row, int canvas_column, size_t *row,
                    size_t *column);

#endif
