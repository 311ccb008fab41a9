/* Correlations as a shaded square. */
#include "tui/widget/heat_map.h"

#include <math.h>
#include <stdio.h>

#include "advice/base/language.h"

enum { LEAST_LABEL = 3, NAMED_LABEL = 8, MOST_LABEL = 24, WIDE_CELL = 6, NARROW_CELL = 4 };

/* How the square lies in its pane. */
struct lay {
	int label, cell;               /* columns of a label and of a cell                       */
	size_t first_row, first_column, rows, columns; /* what is shown                          */
	bool has_legend;
};

static size_t first_of(size_t chosen, size_t shown, size_t count)
{
	const size_t half = shown / 2;

	if (chosen < half || shown >= count)
		return 0;
	return chosen - half + shown > count ? count - shown : chosen - half;
}

static struct lay lay_out(const struct heat_map *map, const struct term *term)
{
	struct lay lay = {.cell = WIDE_CELL};
	int left;

	if (8 + 1 + (int)map->count * WIDE_CELL > term->columns) /* a name before numbers */
		lay.cell = NARROW_CELL;
	left = term->columns - (int)map->count * lay.cell - 1;
	lay.label = left < LEAST_LABEL ? LEAST_LABEL : left > MOST_LABEL ? MOST_LABEL : left;
	lay.has_legend = term->rows >= (int)map->count + 3;
	lay.columns = term->columns > lay.label + 1 ? (size_t)((term->columns - lay.label - 1) / lay.cell) : 0;
	lay.columns = lay.columns > map->count ? map->count : lay.columns;
	lay.rows = term->rows > 2 ? (size_t)(term->rows - 2) : 0;
	lay.rows = lay.rows > map->count ? map->count : lay.rows;
	lay.first_row = first_of(map->row, lay.rows, map->count);
	lay.first_column = first_of(map->column, lay.columns, map->count);
	return lay;
}

/* Five shades of size; the smallest is blank. */
static const char *shade(double value)
{
	static const char *const shades[] = {" ", "░", "▒", "▓", "█"};
	const int step = (int)(fabs(value) * 5.0);

	return shades[step < 0 ? 0 : step > 4 ? 4 : step];
}

static enum role role_of(double value)
{
	if (value < -0.05)
		return ROLE_GAIN; /* it offsets */
	return value >= 0.6 ? ROLE_WARNING : value >= 0.2 ? ROLE_NORMAL : ROLE_DIM;
}

static void draw_cell(double value, const struct lay *lay, struct term *term, int row, int column)
{
	const enum role role = role_of(value);
	const int hundredths = (int)lround(fabs(value) * 100.0);
	const char *shaded = lay->cell == NARROW_CELL || term->canvas->is_plain ? "" : shade(value); /* without room the number stays */

	if (hundredths >= 100)
		(void)term_putf(term, row, column, role, "%s1.0%s", value < 0.0 ? "−" : " ", shaded);
	else
		(void)term_putf(term, row, column, role, "%s.%02d%s", value < 0.0 && hundredths > 0 ? "−" : " ", hundredths,
		                shaded);
}

static void draw_chosen(const struct heat_map *map, const struct lay *lay, struct term *term)
{
	const int row = 1 + (int)lay->rows;
	char number[24], line[320];

	(void)snprintf(number, sizeof number, "%+.2f", map->values[map->row * map->count + map->column]);
	(void)snprintf(line, sizeof line, "%s%s · %zu %s × %zu %s", number[0] == '-' ? "−" : "+", number + 1, map->row + 1,
	               map->label(map->source, map->row), map->column + 1, map->label(map->source, map->column));
	term_put_fitted(term, row, 0, term->columns, TEXT_LEFT, ROLE_ACCENT, line);
	if (lay->has_legend && lay->cell == WIDE_CELL && !term->canvas->is_plain)
		(void)term_put(term, row + 1, 0, ROLE_DIM, _("█ 0.8 and more  ▓ 0.6  ▒ 0.4  ░ 0.2  − opposite"));
	if (lay->columns < map->count && row + 1 < term->rows)
		(void)term_putf(term, row + 1, 0, ROLE_DIM, _("%1$zu of %2$zu columns; arrows move"), lay->columns, map->count);
}

void heat_map_draw(const struct heat_map *map, struct term *term, bool is_focused)
{
	const struct lay lay = lay_out(map, term);

	if (map->count == 0) {
		(void)term_put_wrapped(term, 0, 0, ROLE_DIM, map->empty);
		return;
	}
	for (size_t j = 0; j < lay.columns; j++) {
		const size_t at = lay.first_column + j;

		(void)term_putf(term, 0, lay.label + 2 + (int)j * lay.cell, at == map->column ? ROLE_ACCENT : ROLE_HEADER, "%zu",
		                at + 1);
	}
	for (size_t i = 0; i < lay.rows; i++) {
		const size_t at = lay.first_row + i;
		const int row = 1 + (int)i;

		(void)term_putf(term, row, 0, at == map->row ? ROLE_ACCENT : ROLE_HEADER, "%2zu", at + 1);
		if (lay.label >= NAMED_LABEL)
			term_put_fitted(term, row, 3, lay.label - 3, TEXT_LEFT, at == map->row ? ROLE_ACCENT : ROLE_NORMAL,
			                map->label(map->source, at));
		for (size_t j = 0; j < lay.columns; j++) {
			const int column = lay.label + 1 + (int)j * lay.cell;

			term->is_selected = is_focused && at == map->row && lay.first_column + j == map->column;
			draw_cell(map->values[at * map->count + lay.first_column + j], &lay, term, row, column);
			if (term->is_selected)
				term_cursor(term, row, column);
			term->is_selected = false;
		}
	}
	draw_chosen(map, &lay, term);
}

bool heat_map_place(const struct heat_map *map, const struct term *term, int canvas_row, int canvas_column, size_t *row,
                    size_t *column)
{
	const struct lay lay = lay_out(map, term);
	const int below = canvas_row - term->top - 1, right = canvas_column - term->left - lay.label - 1;

	if (map->count == 0 || below < 0 || right < 0 || (size_t)below >= lay.rows || (size_t)(right / lay.cell) >= lay.columns)
		return false;
	*row = lay.first_row + (size_t)below;
	*column = lay.first_column + (size_t)(right / lay.cell);
	return true;
}
