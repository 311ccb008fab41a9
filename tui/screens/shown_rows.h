/*
 * A table of a report's section in a list of the desk: what a command prints, row for row, to be sorted, filtered and
 * chosen from. The figures stay those of the section; only their columns are chosen here.
 */
#ifndef BALLAST_TUI_SCREENS_SHOWN_ROWS_H
#define BALLAST_TUI_SCREENS_SHOWN_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "tui/theme.h"

struct arena;
struct section;
struct table_cell;

struct shown_value {
	const char *text;            /* in the rows' arena */
	double order;                /* of figures and days; NaN: sorted by its text */
	enum role role;
};

/* An id is the report's number, the part it came from, and which row of that number in the part it is. */
enum { SHOWN_NTH_BITS = 24, SHOWN_PART_BITS = 3 };

/* Zeroed is empty. */
struct shown_rows {
	struct arena *arena;         /* owned: the texts */
	struct shown_value *values;  /* owned: count * columns, row by row */
	int64_t *ids;                /* owned */
	size_t count, capacity, room; /* room: of values */
	size_t columns;
	int parts;                   /* tables they came from */
};

void shown_rows_clear(struct shown_rows *rows);

/*
 * Adds the rows of the section's table `key`; a section without it adds nothing. keys[c], columns of them: the column of the
 * report that stands in column c of the list; "": nothing does. Every call has the same number of columns. The report's
 * first column is the number by which shown_rows_number finds a row again.
 */
void shown_rows_add(struct shown_rows *rows, const struct section *section, const char *key, const char *const *keys,
		    size_t columns);

/* Something of the screen's own in a cell; the text is copied. */
void shown_rows_put(struct shown_rows *rows, size_t row, size_t column, const char *text, double order, enum role role);

int64_t shown_rows_number(const struct shown_rows *rows, size_t row);
int shown_rows_part(const struct shown_rows *rows, size_t row); /* which of the tables it came from: 1, 2, ... */
int64_t shown_rows_first(const struct shown_rows *rows, int64_t number); /* id of the first row of it; 0: there is none */

/* For a struct table_model whose source is a struct shown_rows. */
size_t shown_rows_count(const void *source);
int64_t shown_rows_id(const void *source, size_t row);
void shown_rows_cell(const void *source, size_t row, int column, struct table_cell *cell);
int shown_rows_compare(const void *source, size_t a, size_t b, int column);

#endif
