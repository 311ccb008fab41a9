/* A canvas as a file that people read: the rows, the cursor, and beneath them what every cell looks like. */
#ifndef BALLAST_TESTS_SUPPORT_GOLDEN_H
#define BALLAST_TESTS_SUPPORT_GOLDEN_H

#include <stdbool.h>

#include "engine/base/text.h"
#include "tui/term.h"

/*
 * The rows between bars, then "cursor row,column", then one line a row of runs "role*cells"; a selected run is
 * "role!*cells". With a theme its attributes take the place of the roles ("bold+reverse*12"): what is left of them
 * without colour.
 */
void golden_write(const struct canvas *canvas, const struct theme *theme, struct text *text);

/*
 * Compares with the file folder/name.txt. What differs is printed, the first rows of both, and the new picture goes
 * to beside/name.txt. is_accepted: the file is written instead, and the answer is true.
 */
bool golden_holds(const char *folder, const char *beside, const char *name, const char *shown, bool is_accepted);

#endif
