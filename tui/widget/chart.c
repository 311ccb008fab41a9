/* Lines and points in braille, with axes. */
#include "tui/widget/chart.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "tui/widget/chart_ticks.h"

enum { DOT_COLUMNS = 2, DOT_ROWS = 4, LEAST_COLUMNS = 10, LEAST_ROWS = 4, BRAILLE = 0x2800 };

/* Where the curve is: cells left of it carry labels, the two rows below it the axis. */
struct plot {
	struct term term;
	struct chart_range x, y;
	uint8_t *dots; /* of term's cells, owned */
	uint8_t *roles;
	uint8_t *areas; /* of which area (from 1) the cell's dots are; 0: of none */
	uint8_t area;   /* being plotted; 0: none */
};

static void widen(struct chart_range *range, double value)
{
	if (!isfinite(value))
		return;
	if (value < range->low)
		range->low = value;
	if (value > range->high)
		range->high = value;
}

/* A range with something in it: a single value gets room on both sides. */
static void settle(struct chart_range *range)
{
	const double room = range->low == range->high ? fabs(range->low) * 0.05 : 0;

	range->low -= room;
	range->high += room;
	if (range->low == range->high) {
		range->low -= 1;
		range->high += 1;
	}
}

static bool find_ranges(const struct chart *chart, struct chart_range *x, struct chart_range *y)
{
	*x = *y = (struct chart_range){DBL_MAX, -DBL_MAX};
	for (size_t s = 0; s < chart->series_count; s++) {
		for (size_t i = 0; i < chart->series[s].count; i++) {
			if (!isfinite(chart->series[s].x[i]) || !isfinite(chart->series[s].y[i]))
				continue;
			widen(x, chart->series[s].x[i]);
			widen(y, chart->series[s].y[i]);
			if (chart->series[s].upper != NULL)
				widen(y, chart->series[s].upper[i]);
		}
	}
	for (size_t i = 0; i < chart->marker_count; i++) {
		widen(x, chart->markers[i].x);
		widen(y, chart->markers[i].y);
	}
	if (x->low > x->high || y->low > y->high)
		return false;
	if (chart->wall != NULL)
		widen(x, chart->wall->x);
	if (chart->from_zero)
		widen(y, 0);
	settle(x);
	settle(y);
	/* Air above and below, so that no curve runs along the frame. */
	if (!chart->from_zero)
		y->low -= 0.04 * (y->high - y->low);
	y->high += 0.04 * (y->high - y->low);
	return isfinite(x->high - x->low) && isfinite(y->high - y->low);
}

/* ---- dots ---- */

static int dot_column(const struct plot *plot, double x)
{
	const double share = (x - plot->x.low) / (plot->x.high - plot->x.low);

	return (int)lround(share * (plot->term.columns * DOT_COLUMNS - 1));
}

static int dot_row(const struct plot *plot, double y)
{
	const double share = (plot->y.high - y) / (plot->y.high - plot->y.low);

	return (int)lround(share * (plot->term.rows * DOT_ROWS - 1));
}

static void set_dot(struct plot *plot, int row, int column, enum role role)
{
	/* Bits of a braille character by row and column of its dots. */
	static const uint8_t bits[DOT_ROWS][DOT_COLUMNS] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};
	size_t cell;

	if (row < 0 || column < 0 || row >= plot->term.rows * DOT_ROWS || column >= plot->term.columns * DOT_COLUMNS)
		return;
	cell = (size_t)(row / DOT_ROWS) * (size_t)plot->term.columns + (size_t)(column / DOT_COLUMNS);
	if (plot->areas[cell] != plot->area) { /* what lies over an area takes the whole cell from it */
		plot->dots[cell] = plot->areas[cell] == 0 ? plot->dots[cell] : 0;
		plot->areas[cell] = plot->area;
	}
	plot->dots[cell] = (uint8_t)(plot->dots[cell] | bits[row % DOT_ROWS][column % DOT_COLUMNS]);
	plot->roles[cell] = (uint8_t)role;
}

/* Bresenham's line between two dots, both included. */
static void set_line(struct plot *plot, int row, int column, int to_row, int to_column, enum role role)
{
	const int across = abs(to_column - column), down = -abs(to_row - row);
	const int right = column < to_column ? 1 : -1, below = row < to_row ? 1 : -1;
	int error = across + down, twice;

	for (;;) {
		set_dot(plot, row, column, role);
		if (row == to_row && column == to_column)
			return;
		twice = 2 * error;
		if (twice >= down) {
			error += down;
			column += right;
		}
		if (twice <= across) {
			error += across;
			row += below;
		}
	}
}

/* One dot in every cell, or two: enough for the eye, also in blocks and ASCII. */
static bool is_dotted(enum chart_kind kind, int row, int column)
{
	return kind == CHART_SPARSE ? row % DOT_ROWS == 2 && column % DOT_COLUMNS == 0
				    : (row + 2 * column) % DOT_ROWS == 0;
}

/* Between two points the edges are straight. */
static void plot_area_part(struct plot *plot, const struct chart_series *series, size_t i)
{
	const int from = dot_column(plot, series->x[i]), to = dot_column(plot, series->x[i + 1]);

	for (int column = from; column <= to; column++) {
		const double share = to > from ? (double)(column - from) / (to - from) : 0;
		const int bottom = dot_row(plot, series->y[i] + share * (series->y[i + 1] - series->y[i]));
		const int top = dot_row(plot, series->upper[i] + share * (series->upper[i + 1] - series->upper[i]));

		for (int row = top; row <= bottom; row++)
			if (is_dotted(series->kind, row, column))
				set_dot(plot, row, column, series->role);
	}
}

static void plot_area(struct plot *plot, const struct chart_series *series)
{
	for (size_t i = 0; i + 1 < series->count; i++) {
		if (isfinite(series->y[i]) && isfinite(series->upper[i]) && isfinite(series->y[i + 1]) &&
		    isfinite(series->upper[i + 1]))
			plot_area_part(plot, series, i);
	}
}

static void plot_series(struct plot *plot, const struct chart_series *series)
{
	bool has_previous = false;
	int previous_row = 0, previous_column = 0;

	for (size_t i = 0; i < series->count; i++) {
		int row, column;

		if (!isfinite(series->x[i]) || !isfinite(series->y[i])) {
			has_previous = false;
			continue;
		}
		row = dot_row(plot, series->y[i]);
		column = dot_column(plot, series->x[i]);
		if (series->kind == CHART_POINTS || !has_previous) {
			set_dot(plot, row, column, series->role);
		} else if (series->kind == CHART_STEPS) {
			set_line(plot, previous_row, previous_column, previous_row, column, series->role);
			set_line(plot, previous_row, column, row, column, series->role);
		} else {
			set_line(plot, previous_row, previous_column, row, column, series->role);
		}
		has_previous = true;
		previous_row = row;
		previous_column = column;
	}
}

static void put_dots(struct plot *plot)
{
	for (int row = 0; row < plot->term.rows; row++) {
		for (int column = 0; column < plot->term.columns; column++) {
			const size_t cell = (size_t)row * (size_t)plot->term.columns + (size_t)column;

			if (plot->dots[cell] != 0)
				term_put_character(&plot->term, row, column, (enum role)plot->roles[cell],
						   BRAILLE + plot->dots[cell]);
		}
	}
}

/* ---- axes, wall, markers, legend ---- */

static int y_label_width(const struct chart *chart, struct chart_range y, int most)
{
	double ticks[CHART_TICKS], step;
	const int count = chart_axis_ticks(chart->y_unit, y, most, ticks, &step);
	int width = 0;

	for (int i = 0; i < count; i++) {
		char label[CHART_LABEL_SIZE];

		chart_tick_label(chart->y_unit, ticks[i], step, label);
		if ((int)text_width(label) > width)
			width = (int)text_width(label);
	}
	return width;
}

static void draw_y_axis(const struct chart *chart, const struct plot *plot, struct term *term, int width, int most)
{
	double ticks[CHART_TICKS], step;
	const int count = chart_axis_ticks(chart->y_unit, plot->y, most, ticks, &step);
	const int top = plot->term.top - term->top;

	for (int row = 0; row < plot->term.rows; row++)
		(void)term_put(term, top + row, width + 1, ROLE_AXIS, "│");
	for (int i = 0; i < count; i++) {
		const int row = top + dot_row(plot, ticks[i]) / DOT_ROWS;
		char label[CHART_LABEL_SIZE];

		chart_tick_label(chart->y_unit, ticks[i], step, label);
		term_put_fitted(term, row, 0, width, TEXT_RIGHT, ROLE_AXIS, label);
		(void)term_put(term, row, width + 1, ROLE_AXIS, "┤");
	}
}

static void draw_x_axis(const struct chart *chart, const struct plot *plot, struct term *term, int width)
{
	const int row = plot->term.top - term->top + plot->term.rows;
	const int most = plot->term.columns / 12 > 2 ? plot->term.columns / 12 : 2;
	double ticks[CHART_TICKS], step;
	const int count = chart_axis_ticks(chart->x_unit, plot->x, most, ticks, &step);
	int free_from = 0;

	(void)term_put(term, row, width + 1, ROLE_AXIS, "└");
	for (int column = 0; column < plot->term.columns; column++)
		(void)term_put(term, row, width + 2 + column, ROLE_AXIS, "─");
	for (int i = 0; i < count; i++) {
		const int column = width + 2 + dot_column(plot, ticks[i]) / DOT_COLUMNS;
		char label[CHART_LABEL_SIZE];
		int start;

		chart_tick_label(chart->x_unit, ticks[i], step, label);
		start = column - (int)text_width(label) / 2;
		if (start + (int)text_width(label) > term->columns)
			start = term->columns - (int)text_width(label);
		(void)term_put(term, row, column, ROLE_AXIS, "┴");
		if (start < free_from)
			continue;
		free_from = term_put(term, row + 1, start, ROLE_AXIS, label) + 1;
	}
	if (chart->x_title != NULL && free_from + 2 + (int)text_width(chart->x_title) <= term->columns)
		(void)term_put(term, row + 1, term->columns - (int)text_width(chart->x_title), ROLE_DIM, chart->x_title);
}

/* The lowest row without a marker: their labels would run into the wall's. */
static int free_row(const struct chart *chart, const struct plot *plot)
{
	int row = plot->term.rows - 1;

	for (size_t i = 0; i < chart->marker_count && row > 0; i++) {
		if (isfinite(chart->markers[i].y) && dot_row(plot, chart->markers[i].y) / DOT_ROWS == row) {
			row--;
			i = SIZE_MAX; /* from the first again: another may stand there */
		}
	}
	return row;
}

static void draw_wall(const struct chart *chart, struct plot *plot)
{
	const int column = dot_column(plot, chart->wall->x) / DOT_COLUMNS;
	const int width = (int)text_width(chart->wall->label);

	for (int row = 0; row < plot->term.rows; row++)
		(void)term_put(&plot->term, row, column, ROLE_WALL, "▏");
	/* On the allowed side, where there is room by definition of a wall. */
	(void)term_put(&plot->term, free_row(chart, plot), column - width - 1 >= 0 ? column - width - 1 : column + 1,
		       ROLE_WALL, chart->wall->label);
}

/* Beside its sign: to the right where that fits, else to the left. */
static void draw_marker(const struct chart_marker *marker, struct plot *plot)
{
	const int row = dot_row(plot, marker->y) / DOT_ROWS, column = dot_column(plot, marker->x) / DOT_COLUMNS;
	const int width = marker->label != NULL ? (int)text_width(marker->label) : 0;

	if (!isfinite(marker->x) || !isfinite(marker->y))
		return;
	if (width > 0 && column + 2 + width <= plot->term.columns)
		(void)term_putf(&plot->term, row, column + 1, marker->role, " %s", marker->label);
	else if (width > 0)
		(void)term_putf(&plot->term, row, column - 1 - width, marker->role, "%s ", marker->label);
	(void)term_put(&plot->term, row, column, marker->role, marker->sign);
	if (marker->is_chosen)
		term_cursor(&plot->term, row, column);
}

static bool has_legend(const struct chart *chart)
{
	for (size_t s = 0; s < chart->series_count; s++) {
		if (chart->series[s].name != NULL)
			return true;
	}
	return chart->y_title != NULL;
}

static void draw_legend(const struct chart *chart, struct term *term)
{
	int at = 0;

	if (chart->y_title != NULL)
		at = term_put(term, 0, 0, ROLE_DIM, chart->y_title) + 3;
	for (size_t s = 0; s < chart->series_count; s++) {
		const struct chart_series *series = &chart->series[s];

		if (series->name == NULL || at + 2 + (int)text_width(series->name) > term->columns)
			continue;
		at = term_put(term, 0, at, series->role, series->mark != NULL ? series->mark : "─");
		at = term_put(term, 0, at + 1, ROLE_DIM, series->name) + 3;
	}
}

/* The part of term where the curve goes; *labels: the columns of the labels left of it, -1 when there are no axes. */
static void lay_out(const struct chart *chart, const struct term *term, struct plot *plot, int *labels)
{
	const int legend = has_legend(chart) && term->rows > LEAST_ROWS + 2 ? 1 : 0;

	if (term->columns < LEAST_COLUMNS + 8 || term->rows < LEAST_ROWS) {
		*labels = -1;
		plot->term = *term;
		return;
	}
	*labels = y_label_width(chart, plot->y, term->rows / 3);
	plot->term = term_pane(term, legend, *labels + 2, term->rows - legend - 2, term->columns - *labels - 2);
}

void chart_draw(const struct chart *chart, struct term *term)
{
	struct plot plot = {0};
	size_t cells;
	int labels;

	if (term->rows < 1 || term->columns < 1)
		return;
	if (term->canvas->is_plain) {
		chart_words(chart, term);
		return;
	}
	if (!find_ranges(chart, &plot.x, &plot.y)) {
		(void)term_put_wrapped(term, 0, 0, ROLE_DIM, chart->empty != NULL ? chart->empty : "");
		return;
	}
	lay_out(chart, term, &plot, &labels);
	cells = (size_t)plot.term.rows * (size_t)plot.term.columns;
	plot.dots = memory_new_array(cells, 1);
	plot.roles = memory_new_array(cells, 1);
	plot.areas = memory_new_array(cells, 1);
	for (size_t s = 0; s < chart->series_count; s++) {
		plot.area = chart->series[s].upper != NULL ? (uint8_t)(s + 1) : 0;
		if (plot.area != 0)
			plot_area(&plot, &chart->series[s]);
		else
			plot_series(&plot, &chart->series[s]);
	}
	if (labels >= 0) {
		if (has_legend(chart) && plot.term.top > term->top)
			draw_legend(chart, term);
		draw_y_axis(chart, &plot, term, labels, term->rows / 3);
		draw_x_axis(chart, &plot, term, labels);
	}
	if (chart->wall != NULL)
		draw_wall(chart, &plot);
	put_dots(&plot);
	for (size_t i = 0; i < chart->marker_count; i++)
		draw_marker(&chart->markers[i], &plot);
	free(plot.dots);
	free(plot.roles);
	free(plot.areas);
}

bool chart_place(const struct chart *chart, const struct term *term, double x, double y, int *row, int *column)
{
	struct plot plot = {0};
	int labels;

	if (!find_ranges(chart, &plot.x, &plot.y))
		return false;
	lay_out(chart, term, &plot, &labels);
	if (!(x >= plot.x.low && x <= plot.x.high && y >= plot.y.low && y <= plot.y.high))
		return false;
	*row = plot.term.top - term->top + dot_row(&plot, y) / DOT_ROWS;
	*column = plot.term.left - term->left + dot_column(&plot, x) / DOT_COLUMNS;
	return true;
}

void sparkline_draw(struct term *term, int row, int column, int width, const double *values, size_t count,
		    enum role role)
{
	static const char *const levels[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	struct chart_range range = {DBL_MAX, -DBL_MAX};

	for (size_t i = 0; i < count; i++)
		widen(&range, values[i]);
	for (int i = 0; i < width && count > 0 && !term->canvas->is_plain; i++) {
		/* The last of the values a column stands for. */
		const size_t index = ((size_t)i + 1) * count / (size_t)width;
		const double value = values[index > 0 ? index - 1 : 0];
		const double share = range.high > range.low ? (value - range.low) / (range.high - range.low) : 0.5;

		if (isfinite(value))
			(void)term_put(term, row, column + i, role, levels[(int)lround(share * 7)]);
	}
}
