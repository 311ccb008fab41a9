/* What golden pictures are taken of: a table, so that another picture is a line. */
#ifndef BALLAST_TESTS_TUI_GOLDEN_SHOTS_H
#define BALLAST_TESTS_TUI_GOLDEN_SHOTS_H

#include <stdbool.h>

#include "tests/tui/golden_book.h"

/*
 * keys    names of keys, separated by blanks; 'text types the letters up to the next blank. The desk is drawn after each,
 *         and what it computes beside the keys is waited for.
 * frames  sizes and looks, separated by blanks: 50, 60, 80, 120 or 200 columns, and u (UTF-8), a (ASCII), m (monochrome:
 *         attributes instead of roles) or z (Chinese). Each is one picture: NAME-80z.
 */
struct golden_shot {
	const char *name;
	enum golden_client client;
	const char *keys;
	const char *frames;
	enum golden_kind kind;
	const char *day; /* NULL: the scene's */
	bool quotes_english; /* of files and of the system, word for word */
};

extern const struct golden_shot golden_shots[]; /* the last has no name */

#endif
