/* What most cells of a table come to: a text, a day, or nothing; and the order of what rows hold. */
#ifndef BALLAST_TUI_WIDGET_TABLE_CELL_H
#define BALLAST_TUI_WIDGET_TABLE_CELL_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "tui/term.h"

enum { TABLE_CELL_SIZE = 200 };

/* Handed out empty, in the role of its row. */
struct table_cell {
	char text[TABLE_CELL_SIZE];
	enum role role;
};

/* The role stays as it is. */
void table_cell_put(struct table_cell *cell, const char *text);
void table_cell_put_day(struct table_cell *cell, struct date day);

void table_cell_put_dim(struct table_cell *cell, const char *text);

/* A dash: there is no such figure. */
void table_cell_put_none(struct table_cell *cell);

/* Below, at or above 0. Of figures the missing ones (NaN) come first. */
int table_order_figures(double a, double b);
int table_order_numbers(int64_t a, int64_t b);

/* The id of rows that have none of their own and keep their places: the place, from 1. */
int64_t table_place_id(const void *source, size_t row);

#endif
