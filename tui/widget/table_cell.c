/* Cells of a table and the order of rows. */
#include "tui/widget/table_cell.h"

#include <math.h>
#include <stdio.h>

void table_cell_put(struct table_cell *cell, const char *text)
{
	(void)snprintf(cell->text, sizeof cell->text, "%s", text);
}

void table_cell_put_day(struct table_cell *cell, struct date day)
{
	char text[DATE_TEXT_SIZE];

	table_cell_put(cell, date_format(day, text));
}

void table_cell_put_dim(struct table_cell *cell, const char *text)
{
	table_cell_put(cell, text);
	cell->role = ROLE_DIM;
}

void table_cell_put_none(struct table_cell *cell)
{
	table_cell_put_dim(cell, "–");
}

int table_order_figures(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(b) - isnan(a);
	return (a > b) - (a < b);
}

int table_order_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int64_t table_place_id(const void *source, size_t row)
{
	(void)source;
	return (int64_t)row + 1;
}
