/* The rows of a report's table as a list of the desk asks for them. */
#include "tui/screens/shown_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "tui/widget/table_view.h"

void shown_rows_clear(struct shown_rows *rows)
{
	arena_free(rows->arena);
	free(rows->values);
	free(rows->ids);
	*rows = (struct shown_rows){0};
}

static const struct shown_value *value_at(const struct shown_rows *rows, size_t row, int column)
{
	return &rows->values[row * rows->columns + (size_t)column];
}

void shown_rows_put(struct shown_rows *rows, size_t row, size_t column, const char *text, double order, enum role role)
{
	rows->values[row * rows->columns + column] =
		(struct shown_value){.text = arena_text(rows->arena, text), .order = order, .role = role};
}

int64_t shown_rows_number(const struct shown_rows *rows, size_t row)
{
	return rows->ids[row] >> (SHOWN_NTH_BITS + SHOWN_PART_BITS);
}

int shown_rows_part(const struct shown_rows *rows, size_t row)
{
	return (int)(rows->ids[row] >> SHOWN_NTH_BITS & ((1 << SHOWN_PART_BITS) - 1));
}

int64_t shown_rows_first(const struct shown_rows *rows, int64_t number)
{
	for (size_t row = 0; row < rows->count; row++)
		if (shown_rows_number(rows, row) == number)
			return rows->ids[row];
	return 0;
}

size_t shown_rows_count(const void *source)
{
	return ((const struct shown_rows *)source)->count;
}

int64_t shown_rows_id(const void *source, size_t row)
{
	return ((const struct shown_rows *)source)->ids[row];
}

void shown_rows_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct shown_value *value = value_at(source, row, column);

	table_cell_put(cell, value->text);
	cell->role = value->role;
}

/* What has no figure comes before what has one. */
int shown_rows_compare(const void *source, size_t a, size_t b, int column)
{
	const struct shown_value *left = value_at(source, a, column), *right = value_at(source, b, column);

	if (isnan(left->order) && isnan(right->order))
		return strcmp(left->text, right->text);
	return table_order_figures(left->order, right->order);
}
