/*
 * What one types after / on the book: words that must all hold, parted by blanks.
 *
 *     wang            in name, code or state          drift>5      points; also value week risk limit alerts waiting
 *     class:C3        also plan: state: name: code:   alert        has an open alert
 *     !class:C5       what follows ! must not hold    waiting      a proposal waits for a second person
 *
 * A word still being typed ("drift>") holds for every row. Fields answer to their names in both languages.
 */
#ifndef BALLAST_TUI_SCREENS_BOOK_FILTER_H
#define BALLAST_TUI_SCREENS_BOOK_FILTER_H

#include <stdbool.h>

struct review_row;

bool book_filter_matches(const struct review_row *row, const char *filter);

#endif
