/* Charts for a page of text. A canvas holds one character a place, and eight braille dots below the characters. */
#include "report/text_chart.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "report/layout.h"
#include "report/rendering.h"

enum { PLOT_ROWS = 12, INDENT = 2, GAP = 2, NARROWEST_BAR = 8, WIDEST_BAR = 60 };

struct canvas {
	size_t columns, rows;
	bool is_ascii;
	unsigned char *dots;   /* owned; braille dots of each place */
	uint32_t *marks;       /* owned; the character over the dots, 0 none, 1 the right half of a wide one */
};

static struct canvas canvas_new(size_t columns, size_t rows, bool is_ascii)
{
	return (struct canvas){
		.columns = columns,
		.rows = rows,
		.is_ascii = is_ascii,
		.dots = memory_new_array(columns * rows, sizeof(unsigned char)),
		.marks = memory_new_array(columns * rows, sizeof(uint32_t)),
	};
}

static void canvas_clear(struct canvas *canvas)
{
	free(canvas->dots);
	free(canvas->marks);
}

/* A dot in the fine grid of 2 x columns by 4 x rows, y upward. */
static void canvas_dot(struct canvas *canvas, long x, long y)
{
	static const unsigned char bits[2][4] = {{0x40, 0x04, 0x02, 0x01}, {0x80, 0x20, 0x10, 0x08}};
	const size_t column = (size_t)x / 2, row = (size_t)y / 4;

	if (x < 0 || y < 0 || column >= canvas->columns || row >= canvas->rows)
		return;
	canvas->dots[(canvas->rows - 1 - row) * canvas->columns + column] |= bits[x % 2][y % 4];
}

/* Bresenham's line; every `gap`-th dots are left out so that a dashed series is told from a full one. */
static void canvas_line(struct canvas *canvas, long x0, long y0, long x1, long y1, bool is_dashed)
{
	const long dx = labs(x1 - x0), dy = -labs(y1 - y0);
	const long step_x = x0 < x1 ? 1 : -1, step_y = y0 < y1 ? 1 : -1;
	long error = dx + dy;

	for (;;) {
		const long twice = 2 * error;

		if (!is_dashed || x0 % 6 < 3)
			canvas_dot(canvas, x0, y0);
		if (x0 == x1 && y0 == y1)
			return;
		if (twice >= dy) {
			error += dy;
			x0 += step_x;
		}
		if (twice <= dx) {
			error += dx;
			y0 += step_y;
		}
	}
}

static void canvas_mark(struct canvas *canvas, size_t column, size_t row, uint32_t mark)
{
	if (column < canvas->columns && row < canvas->rows)
		canvas->marks[row * canvas->columns + column] = mark;
}

/* No mark here or beside it, and where lines count no dot under it either. */
static bool canvas_is_free(const struct canvas *canvas, size_t column, size_t row, size_t width, bool lines_count)
{
	if (row >= canvas->rows || column + width > canvas->columns)
		return false;
	if ((column > 0 && canvas->marks[row * canvas->columns + column - 1] != 0) ||
	    (column + width < canvas->columns && canvas->marks[row * canvas->columns + column + width] != 0))
		return false;
	for (size_t i = column; i < column + width; i++)
		if (canvas->marks[row * canvas->columns + i] != 0 ||
		    (lines_count && canvas->dots[row * canvas->columns + i] != 0))
			return false;
	return true;
}

static void canvas_text(struct canvas *canvas, size_t column, size_t row, const char *text)
{
	size_t length = strlen(text);

	while (length > 0) {
		uint32_t character;
		const size_t size = text_decode(text, length, &character);
		const size_t width = (size_t)text_character_width(character);

		if (width > 0)
			canvas_mark(canvas, column, row, character);
		if (width == 2)
			canvas_mark(canvas, column + 1, row, 1);
		column += width;
		text += size;
		length -= size;
	}
}

static void canvas_add_row(struct text *out, const struct canvas *canvas, size_t row)
{
	char bytes[4];

	for (size_t i = 0; i < canvas->columns; i++) {
		const uint32_t mark = canvas->marks[row * canvas->columns + i];
		const unsigned char dots = canvas->dots[row * canvas->columns + i];

		if (mark == 1)
			continue;
		if (mark != 0)
			text_add_bytes(out, bytes, text_encode(mark, bytes));
		else if (dots != 0 && canvas->is_ascii)
			text_add_character(out, '*');
		else if (dots != 0)
			text_add_bytes(out, bytes, text_encode(0x2800u + dots, bytes));
		else
			text_add_character(out, ' ');
	}
	while (out->length > 0 && out->bytes[out->length - 1] == ' ')
		out->bytes[--out->length] = '\0';
}

/* Where the two axes put a value on the fine grid. */
struct frame {
	struct axis x, y;
	size_t columns, rows;
};

static long fine_x(const struct frame *frame, double x)
{
	return lround(axis_place(&frame->x, x) * (double)(2 * frame->columns - 1));
}

static long fine_y(const struct frame *frame, double y)
{
	return lround(axis_place(&frame->y, y) * (double)(4 * frame->rows - 1));
}

static void draw_series(struct canvas *canvas, const struct frame *frame, const struct chart_series *series,
                        const double *values)
{
	bool has_last = false;
	long last_x = 0, last_y = 0;

	for (size_t i = 0; i < series->count; i++) {
		const double x = series->dates != NULL ? series->dates[i].days : series->x[i];
		long at_x, at_y;

		if (!isfinite(x) || !isfinite(values[i])) {
			has_last = false;
			continue;
		}
		at_x = fine_x(frame, x);
		at_y = fine_y(frame, values[i]);
		if (has_last && series->style != SERIES_DOTS)
			canvas_line(canvas, last_x, last_y, at_x, at_y, series->style != SERIES_LINE);
		else
			canvas_dot(canvas, at_x, at_y);
		last_x = at_x;
		last_y = at_y;
		has_last = true;
	}
}

/* Right of the mark, else left, above or below it; over a line only where all else is taken, and else not at all. */
static void draw_label(struct canvas *canvas, size_t column, size_t row, const char *label)
{
	const size_t width = text_width(label);
	const struct {
		size_t column, row;
	} places[] = {
		{column + 2, row},
		{column > width + 1 ? column - width - 2 : canvas->columns, row},
		{column > width ? column - width : canvas->columns, row > 0 ? row - 1 : canvas->rows},
		{column + 1, row + 1},
	};

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < sizeof places / sizeof *places; i++)
			if (canvas_is_free(canvas, places[i].column, places[i].row, width, pass == 0)) {
				canvas_text(canvas, places[i].column, places[i].row, label);
				return;
			}
}

static void draw_point(struct canvas *canvas, const struct frame *frame, const struct point *point)
{
	struct text label = {0};

	if (!isfinite(point->x) || !isfinite(point->y))
		return;
	add_clean(&label, point->title != NULL ? point->title : point->key);
	draw_label(canvas, (size_t)fine_x(frame, point->x) / 2, frame->rows - 1 - (size_t)fine_y(frame, point->y) / 4,
	           text_string(&label));
	text_clear(&label);
}

static void draw_limit(struct canvas *canvas, const struct frame *frame, double limit)
{
	const size_t column = (size_t)fine_x(frame, limit) / 2;

	for (size_t row = 0; row < frame->rows; row++)
		canvas_mark(canvas, column, row, canvas->is_ascii ? '|' : 0x2506);
}

/* Labels of the horizontal axis, each centred below its tick and never over its neighbour. */
static void place_label(struct text *line, size_t at, const char *label)
{
	const size_t width = text_width(label), used = text_width(text_string(line));
	const size_t start = at > width / 2 ? at - width / 2 : 0;

	if (used > 0 && start < used + 1)
		return;
	text_add_repeated(line, " ", start - (start > used ? used : start));
	text_add(line, label);
}

static void add_x_labels(struct text *out, const struct rendering *to, const struct chart *chart,
                         const struct frame *frame, size_t margin)
{
	struct text line = {0}, label = {0};

	if (chart->type == CHART_LINE) {
		struct date_ticks ticks;
		const struct date from = {(int32_t)ceil(frame->x.low)}, until = {(int32_t)floor(frame->x.high)};

		date_ticks_fit(from, until, frame->columns / 12 + 1, &ticks);
		for (size_t i = 0; i < ticks.count; i++) {
			text_reset(&label);
			date_ticks_add_label(&label, &ticks, i);
			place_label(&line, margin + (size_t)fine_x(frame, ticks.dates[i].days) / 2, text_string(&label));
		}
	} else {
		for (size_t i = 0; i < frame->x.ticks; i++) {
			text_reset(&label);
			axis_add_label(&label, &frame->x, axis_tick(&frame->x, i), to->options.is_ascii);
			place_label(&line, margin + (size_t)fine_x(frame, axis_tick(&frame->x, i)) / 2,
			            text_string(&label));
		}
	}
	text_add(out, text_string(&line));
	text_add_character(out, '\n');
	text_clear(&line);
	text_clear(&label);
}

/* The label of the tick that falls on this row, or none. */
static void tick_label(struct text *label, const struct rendering *to, const struct frame *frame, size_t row)
{
	text_reset(label);
	for (size_t i = 0; i < frame->y.ticks; i++)
		if (frame->rows - 1 - (size_t)fine_y(frame, axis_tick(&frame->y, i)) / 4 == row)
			axis_add_label(label, &frame->y, axis_tick(&frame->y, i), to->options.is_ascii);
}

static size_t label_margin(const struct rendering *to, const struct frame *frame)
{
	struct text label = {0};
	size_t widest = 0;

	for (size_t row = 0; row < frame->rows; row++) {
		tick_label(&label, to, frame, row);
		if (text_width(text_string(&label)) > widest)
			widest = text_width(text_string(&label));
	}
	text_clear(&label);
	return widest;
}

/* Appends to a legend's line, or begins another where the page ends. */
static void add_legend_entry(struct text *out, size_t *used, size_t width, const char *mark, const char *title)
{
	struct text entry = {0};
	size_t columns;

	if (title == NULL)
		return;
	text_addf(&entry, "%s ", mark);
	add_clean(&entry, title);
	columns = text_width(text_string(&entry));
	if (*used > 0 && *used + 3 + columns > width) {
		text_add_character(out, '\n');
		*used = 0;
	}
	text_add_repeated(out, " ", *used > 0 ? 3 : INDENT);
	*used += *used > 0 ? 3 : INDENT;
	if (*used + columns > width)
		text_add_padded(out, text_string(&entry), width - *used, TEXT_LEFT);
	else
		text_add(out, text_string(&entry));
	*used += columns;
	text_clear(&entry);
}

static void add_legend(struct text *out, const struct chart *chart, size_t width, bool is_ascii)
{
	static const char *const marks[] = {"──", "╌╌", "··", "╌╌"};
	static const char *const plain[] = {"--", "- ", "..", "- "};
	size_t used = 0;

	for (const struct chart_series *series = chart->first_series; series != NULL; series = series->next)
		add_legend_entry(out, &used, width, (is_ascii ? plain : marks)[series->style], series->title);
	if (chart->has_limit)
		add_legend_entry(out, &used, width, is_ascii ? "|" : "┆", chart->limit_title);
	if (used > 0)
		text_add_character(out, '\n');
}

static void draw(struct canvas *canvas, const struct frame *frame, const struct chart *chart)
{
	for (const struct chart_series *series = chart->first_series; series != NULL; series = series->next) {
		draw_series(canvas, frame, series, series->y);
		if (series->upper != NULL)
			draw_series(canvas, frame, series, series->upper);
	}
	if (chart->has_limit)
		draw_limit(canvas, frame, chart->limit);
	/* All marks first, so that no label covers one. */
	for (const struct point *point = chart->first_point; point != NULL; point = point->next)
		if (isfinite(point->x) && isfinite(point->y))
			canvas_mark(canvas, (size_t)fine_x(frame, point->x) / 2,
			            frame->rows - 1 - (size_t)fine_y(frame, point->y) / 4,
			            canvas->is_ascii ? 'o' : 0x25CF);
	for (const struct point *point = chart->first_point; point != NULL; point = point->next)
		draw_point(canvas, frame, point);
}

/* A title of an axis on its own line, cut where the page ends. */
static void add_axis_title(struct text *out, const char *title, size_t columns, enum text_align align)
{
	struct text clean = {0};

	if (title == NULL)
		return;
	add_clean(&clean, title);
	text_add_repeated(out, " ", INDENT);
	text_add_padded(out, text_string(&clean), columns, align);
	while (out->length > 0 && out->bytes[out->length - 1] == ' ')
		out->bytes[--out->length] = '\0';
	text_add_character(out, '\n');
	text_clear(&clean);
}

static void add_plot(struct rendering *to, const struct chart *chart, size_t width)
{
	const bool is_ascii = to->options.is_ascii;
	struct extent extent;
	struct frame frame = {.rows = PLOT_ROWS};
	struct canvas canvas;
	struct text label = {0};
	size_t margin;

	if (!chart_extent(chart, &extent))
		return;
	frame.y = axis_fit(extent.y_low, extent.y_high, 6, chart->y_format);
	margin = label_margin(to, &frame);
	frame.columns = width > margin + INDENT + 15 ? width - margin - INDENT - 5 : 10;
	frame.columns = frame.columns > 100 ? 100 : frame.columns;
	if (chart->type == CHART_LINE)
		frame.x = (struct axis){.low = extent.x_low, .high = fmax(extent.x_high, extent.x_low + 1.0)};
	else
		frame.x = axis_fit(extent.x_low, extent.x_high, frame.columns / 10 + 2, chart->x_format);
	canvas = canvas_new(frame.columns, frame.rows, is_ascii);
	draw(&canvas, &frame, chart);
	add_axis_title(to->out, chart->y_title, width - INDENT, TEXT_LEFT);
	for (size_t row = 0; row < frame.rows; row++) {
		tick_label(&label, to, &frame, row);
		text_add_repeated(to->out, " ", INDENT);
		text_add_padded(to->out, text_string(&label), margin, TEXT_RIGHT);
		text_add(to->out, is_ascii ? (label.length > 0 ? " +" : " |") : label.length > 0 ? " ┤" : " │");
		canvas_add_row(to->out, &canvas, row);
		text_add_character(to->out, '\n');
	}
	text_add_repeated(to->out, " ", INDENT + margin + 1);
	text_add(to->out, is_ascii ? "+" : "└");
	text_add_repeated(to->out, is_ascii ? "-" : "─", frame.columns);
	text_add_character(to->out, '\n');
	add_x_labels(to->out, to, chart, &frame, INDENT + margin + 2);
	add_axis_title(to->out, chart->x_title, margin + 2 + frame.columns, TEXT_RIGHT);
	add_legend(to->out, chart, width, is_ascii);
	text_clear(&label);
	canvas_clear(&canvas);
}

/* One bar: filled to `now` in half places, the band's ends and the target as ticks over it. */
static void add_bar(struct text *out, const struct axis *axis, const struct bar *bar, size_t columns, bool is_ascii)
{
	const double zero = axis_place(axis, 0.0) * (double)columns;
	const double now = isfinite(bar->now) ? axis_place(axis, bar->now) * (double)columns : zero;
	const double from = fmin(zero, now), until = fmax(zero, now);
	const struct {
		double value;
		const char *mark, *plain;
	} ticks[] = {{bar->lower, "╎", ":"}, {bar->upper, "╎", ":"}, {bar->target, "┃", "|"}};

	for (size_t i = 0; i < columns; i++) {
		const double place = (double)i;
		const char *mark = " ";

		if (place + 0.75 <= until && place + 0.25 >= from)
			mark = is_ascii ? "=" : "█";
		else if (place + 0.25 <= until && place + 0.25 >= from)
			mark = is_ascii ? "=" : "▌";
		for (size_t j = 0; j < 3; j++) {
			const double at = axis_place(axis, ticks[j].value) * (double)columns;

			if (isfinite(at) && (size_t)fmin(fmax(at, 0.0), (double)(columns - 1)) == i)
				mark = is_ascii ? ticks[j].plain : ticks[j].mark;
		}
		text_add(out, mark);
	}
}

static void bar_figure(struct text *text, const struct rendering *to, const struct chart *chart, double value)
{
	const struct cell_style style = {.is_ascii = to->options.is_ascii, .missing = rendering_word_missing(to)};
	const struct cell cell = chart->x_format == AXIS_PERCENT ? cell_percent(value, 1) : cell_number(value, 2);

	text_reset(text);
	cell_add_shown(text, &cell, &style);
}

static void add_bars(struct rendering *to, const struct chart *chart, size_t width)
{
	const bool is_ascii = to->options.is_ascii;
	struct text title = {0}, now = {0}, target = {0};
	size_t title_width = 0, now_width = 0, target_width = 0, columns, used = 0;
	struct axis axis = bars_axis(chart, 6);

	for (const struct bar *bar = chart->first_bar; bar != NULL; bar = bar->next) {
		text_reset(&title);
		add_clean(&title, bar->title != NULL ? bar->title : bar->key);
		bar_figure(&now, to, chart, bar->now);
		bar_figure(&target, to, chart, bar->target);
		title_width = fmax(title_width, text_width(text_string(&title)));
		now_width = fmax(now_width, text_width(text_string(&now)));
		target_width = fmax(target_width, text_width(text_string(&target)));
	}
	title_width = title_width > width / 3 ? width / 3 : title_width;
	columns = title_width + now_width + target_width + INDENT + 3 * GAP;
	columns = columns + NARROWEST_BAR < width ? width - columns : NARROWEST_BAR;
	columns = columns > WIDEST_BAR ? WIDEST_BAR : columns;
	for (const struct bar *bar = chart->first_bar; bar != NULL; bar = bar->next) {
		text_reset(&title);
		add_clean(&title, bar->title != NULL ? bar->title : bar->key);
		bar_figure(&now, to, chart, bar->now);
		bar_figure(&target, to, chart, bar->target);
		text_add_repeated(to->out, " ", INDENT);
		text_add_padded(to->out, text_string(&title), title_width, TEXT_LEFT);
		text_add(to->out, "  ");
		text_add_padded(to->out, text_string(&now), now_width, TEXT_RIGHT);
		text_add(to->out, "  ");
		add_bar(to->out, &axis, bar, columns, is_ascii);
		text_add(to->out, "  ");
		text_add_padded(to->out, text_string(&target), target_width, TEXT_RIGHT);
		text_add_character(to->out, '\n');
	}
	add_legend_entry(to->out, &used, width, is_ascii ? "=" : "█", chart->now_title != NULL ? chart->now_title : "now");
	add_legend_entry(to->out, &used, width, is_ascii ? "|" : "┃",
	                 chart->target_title != NULL ? chart->target_title : "target");
	add_legend_entry(to->out, &used, width, is_ascii ? ":" : "╎",
	                 chart->band_title != NULL ? chart->band_title : "band");
	text_add_character(to->out, '\n');
	text_clear(&title);
	text_clear(&now);
	text_clear(&target);
}

void text_chart_add(struct rendering *to, const struct chart *chart, size_t width)
{
	if (chart->type == CHART_BARS)
		add_bars(to, chart, width);
	else
		add_plot(to, chart, width);
}
