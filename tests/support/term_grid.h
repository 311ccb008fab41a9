/* A canvas as text, for golden screens. */
#ifndef BALLAST_TESTS_SUPPORT_TERM_GRID_H
#define BALLAST_TESTS_SUPPORT_TERM_GRID_H

#include <stdbool.h>

#include "engine/base/text.h"
#include "tui/term.h"

/* The characters of the grid, a line a row, blanks at the end of a line left out. */
void grid_dump(const struct canvas *canvas, struct text *text);

/* One row. */
void grid_row(const struct canvas *canvas, int row, struct text *text);

bool grid_shows(const struct canvas *canvas, const char *piece); /* within one row */

/* The role of the cell where piece first begins; -1 when it is not shown. */
int grid_role_of(const struct canvas *canvas, const char *piece);
bool grid_is_selected_at(const struct canvas *canvas, const char *piece);

/* Every row must be exactly as wide as the canvas, and no wide character split: what a terminal would show. */
bool grid_is_sound(const struct canvas *canvas);

/*
 * The rows must equal `expected` (lines ending in \n, blanks at line ends ignored); when not, both are printed and the
 * cmocka test fails.
 */
#define assert_grid(canvas, expected) grid_assert(canvas, expected, __FILE__, __LINE__)
void grid_assert(const struct canvas *canvas, const char *expected, const char *file, int line);

#endif
