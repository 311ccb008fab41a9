/* Tables of reports read into rows; in a file of its own because a report and a screen both have cells. */
#include <math.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"
#include "tui/screens/shown_rows.h"

enum { MOST_COLUMNS = 24 };

static const struct table *find_table(const struct section *section, const char *key)
{
	for (const struct block *block = section->first; block != NULL; block = block->next)
		if (block->type == BLOCK_TABLE && block->table.key != NULL && strcmp(block->table.key, key) == 0)
			return &block->table;
	return NULL;
}

/* The report's column of this key; its number of columns: there is none. */
static size_t find_column(const struct table *table, const char *key)
{
	size_t at = 0;

	while (at < table->column_count && strcmp(table->columns[at].key, key) != 0)
		at++;
	return at;
}

static enum role role_of(enum tone tone)
{
	switch (tone) {
	case TONE_GOOD:
		return ROLE_GOOD;
	case TONE_WARN:
		return ROLE_WARNING;
	case TONE_BAD:
		return ROLE_ERROR;
	case TONE_QUIET:
		return ROLE_DIM;
	case TONE_NONE:
		break;
	}
	return ROLE_NORMAL;
}

static double order_of(const struct cell *cell)
{
	switch (cell->type) {
	case CELL_DATE:
		return cell->date.days;
	case CELL_MONEY:
	case CELL_DECIMAL:
	case CELL_INTEGER:
		return (double)cell->integer;
	case CELL_PERCENT:
	case CELL_POINTS:
	case CELL_NUMBER:
		return cell->number;
	default:
		return NAN;
	}
}

static void take_cell(struct shown_rows *rows, size_t row, size_t column, const struct cell *cell)
{
	const struct cell_style style = {.missing = "–"};
	struct text text = {0};

	cell_add_shown(&text, cell, &style);
	shown_rows_put(rows, row, column, text_string(&text), order_of(cell), role_of(cell->tone));
	text_clear(&text);
}

static int64_t id_of(const struct shown_rows *rows, size_t row, size_t first, int64_t number)
{
	const int64_t begin = (number << SHOWN_PART_BITS | rows->parts) << SHOWN_NTH_BITS;

	return row > first && rows->ids[row - 1] >> SHOWN_NTH_BITS == begin >> SHOWN_NTH_BITS ? rows->ids[row - 1] + 1 : begin + 1;
}

void shown_rows_add(struct shown_rows *rows, const struct section *section, const char *key, const char *const *keys,
		    size_t columns)
{
	const struct table *table = find_table(section, key);
	const size_t first = rows->count;
	size_t from[MOST_COLUMNS];

	if (rows->arena == NULL)
		rows->arena = arena_new();
	rows->columns = columns;
	rows->parts++;
	if (table == NULL)
		return;
	for (size_t column = 0; column < columns; column++)
		from[column] = find_column(table, keys[column]);
	rows->ids = memory_grow(rows->ids, &rows->capacity, first + table->row_count, sizeof *rows->ids);
	rows->values = memory_grow(rows->values, &rows->room, (first + table->row_count) * columns, sizeof *rows->values);
	for (const struct row *row = table->first; row != NULL; row = row->next) {
		const size_t at = rows->count++;

		rows->ids[at] = id_of(rows, at, first, row->cells[0].type == CELL_INTEGER ? row->cells[0].integer : 0);
		for (size_t column = 0; column < columns; column++) {
			if (from[column] < table->column_count)
				take_cell(rows, at, column, &row->cells[from[column]]);
			else
				shown_rows_put(rows, at, column, "", NAN, ROLE_NORMAL);
		}
	}
}
