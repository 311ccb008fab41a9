/*
 * What a filter on the book can name (tui/widget/filter.h): the columns, and name, code, limit; alert and waiting alone mean
 * that there is one. A word without a name is looked for in name, code and state.
 */
#ifndef BALLAST_TUI_SCREENS_BOOK_FILTER_H
#define BALLAST_TUI_SCREENS_BOOK_FILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "tui/widget/filter.h"

/* Of a table_model whose source is a struct book_rows. Figures are in the unit the column shows. */
extern const struct filter_field book_filter_fields[];
bool book_filter_text(const void *source, size_t row, int field, const char *wanted);
double book_filter_number(const void *source, size_t row, int field);

#endif
