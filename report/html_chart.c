/* Charts as SVG: thin lines, round ticks, labels at the marks. Lengths are in the units of the viewBox. */
#include "report/html_chart.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#include "report/layout.h"
#include "report/rendering.h"

enum { WIDTH = 760, HEIGHT = 300, TOP = 14, BOTTOM = 44, LEFT = 64, RIGHT = 24, BAR_ROW = 30, FIGURES = 132 };

void html_add(struct text *out, const char *text)
{
	struct text clean = {0};

	add_clean(&clean, text);
	for (const char *c = text_string(&clean); *c != '\0'; c++) {
		switch (*c) {
		case '&':
			text_add(out, "&amp;");
			break;
		case '<':
			text_add(out, "&lt;");
			break;
		case '>':
			text_add(out, "&gt;");
			break;
		case '"':
			text_add(out, "&quot;");
			break;
		case '\'':
			text_add(out, "&#39;");
			break;
		default:
			text_add_character(out, *c);
		}
	}
	text_clear(&clean);
}

static const char *tone_class(enum tone tone)
{
	static const char *const names[] = {"", " good", " warn", " bad", " quiet"};

	return names[tone];
}

struct frame {
	struct axis x, y;
	double left, right, top, bottom;
};

static double place_x(const struct frame *frame, double x)
{
	return frame->left + axis_place(&frame->x, x) * (frame->right - frame->left);
}

static double place_y(const struct frame *frame, double y)
{
	return frame->bottom - axis_place(&frame->y, y) * (frame->bottom - frame->top);
}

static void add_label(struct text *out, const char *kind, double x, double y, const char *anchor, const char *text)
{
	text_addf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">", kind, x, y, anchor);
	html_add(out, text);
	text_add(out, "</text>");
}

static void add_line(struct text *out, const char *kind, double x0, double y0, double x1, double y1)
{
	text_addf(out, "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", kind, x0, y0, x1, y1);
}

static void begin_svg(struct text *out, const struct chart *chart, double height)
{
	text_addf(out, "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-label=\"", WIDTH, height);
	html_add(out, chart->title != NULL ? chart->title : chart->key);
	text_add(out, "\">");
}

static void add_x_axis(struct text *out, const struct chart *chart, const struct frame *frame)
{
	struct text label = {0};

	if (chart->type == CHART_LINE) {
		struct date_ticks ticks;
		const struct date from = {(int32_t)ceil(frame->x.low)}, until = {(int32_t)floor(frame->x.high)};

		date_ticks_fit(from, until, 8, &ticks);
		for (size_t i = 0; i < ticks.count; i++) {
			const double x = place_x(frame, ticks.dates[i].days);

			text_reset(&label);
			date_ticks_add_label(&label, &ticks, i);
			add_line(out, "tick", x, frame->bottom, x, frame->bottom + 4);
			add_label(out, "axis", x, frame->bottom + 18, "middle", text_string(&label));
		}
	} else {
		for (size_t i = 0; i < frame->x.ticks; i++) {
			const double x = place_x(frame, axis_tick(&frame->x, i));

			text_reset(&label);
			axis_add_label(&label, &frame->x, axis_tick(&frame->x, i), false);
			add_line(out, "tick", x, frame->bottom, x, frame->bottom + 4);
			add_label(out, "axis", x, frame->bottom + 18, "middle", text_string(&label));
		}
	}
	add_line(out, "base", frame->left, frame->bottom, frame->right, frame->bottom);
	if (chart->x_title != NULL)
		add_label(out, "axis", frame->right, frame->bottom + 36, "end", chart->x_title);
	text_clear(&label);
}

static void add_y_axis(struct text *out, const struct chart *chart, const struct frame *frame)
{
	struct text label = {0};

	for (size_t i = 0; i < frame->y.ticks; i++) {
		const double y = place_y(frame, axis_tick(&frame->y, i));

		text_reset(&label);
		axis_add_label(&label, &frame->y, axis_tick(&frame->y, i), false);
		if (i > 0)
			add_line(out, "grid", frame->left, y, frame->right, y);
		add_label(out, "axis", frame->left - 8, y + 4, "end", text_string(&label));
	}
	if (chart->y_title != NULL)
		add_label(out, "axis", frame->left - 52, frame->top - 12, "start", chart->y_title);
	text_clear(&label);
}

static double x_of(const struct chart_series *series, size_t i)
{
	return series->dates != NULL ? series->dates[i].days : series->x[i];
}

static void add_path(struct text *out, const struct frame *frame, const struct chart_series *series, size_t colour)
{
	bool is_open = false;

	text_addf(out, "<path class=\"line c%zu%s%s\" d=\"", colour, series->style == SERIES_DASHED ? " dashed" : "",
	          tone_class(series->tone));
	for (size_t i = 0; i < series->count; i++) {
		if (!isfinite(series->y[i]) || !isfinite(x_of(series, i))) {
			is_open = false;
			continue;
		}
		text_addf(out, "%c%.1f %.1f", is_open ? 'L' : 'M', place_x(frame, x_of(series, i)),
		          place_y(frame, series->y[i]));
		is_open = true;
	}
	text_add(out, "\"/>");
}

static void add_dots(struct text *out, const struct frame *frame, const struct chart_series *series, size_t colour)
{
	for (size_t i = 0; i < series->count; i++)
		if (isfinite(series->y[i]) && isfinite(x_of(series, i)))
			text_addf(out, "<circle class=\"dot c%zu%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>", colour,
			          tone_class(series->tone), place_x(frame, x_of(series, i)),
			          place_y(frame, series->y[i]));
}

/* Along the upper edge and back along the lower one. */
static void add_band(struct text *out, const struct frame *frame, const struct chart_series *series, size_t colour)
{
	text_addf(out, "<polygon class=\"band c%zu%s\" points=\"", colour, tone_class(series->tone));
	for (size_t i = 0; i < series->count; i++)
		if (isfinite(series->upper[i]) && isfinite(series->y[i]))
			text_addf(out, "%.1f,%.1f ", place_x(frame, x_of(series, i)), place_y(frame, series->upper[i]));
	for (size_t i = series->count; i-- > 0;)
		if (isfinite(series->upper[i]) && isfinite(series->y[i]))
			text_addf(out, "%.1f,%.1f ", place_x(frame, x_of(series, i)), place_y(frame, series->y[i]));
	text_add(out, "\"/>");
}

static void add_series(struct text *out, const struct frame *frame, const struct chart *chart)
{
	size_t colour = 0;

	for (const struct chart_series *series = chart->first_series; series != NULL; series = series->next, colour++) {
		if (series->style == SERIES_BAND)
			add_band(out, frame, series, colour % 6);
		else if (series->style == SERIES_DOTS)
			add_dots(out, frame, series, colour % 6);
		else
			add_path(out, frame, series, colour % 6);
	}
}

/* How much of the drawing a box would cover: other points weigh most, then the series' corners. */
static size_t clutter(const struct frame *frame, const struct chart *chart, const struct point *self, double left,
                      double top, double width)
{
	const double right = left + width, bottom = top + 18.0;
	size_t count = left < frame->left || right > frame->right || top < 0.0 || bottom > frame->bottom ? 1000 : 0;

	for (const struct point *point = chart->first_point; point != NULL; point = point->next) {
		const double x = place_x(frame, point->x), y = place_y(frame, point->y);

		if (point != self && x > left - 7.0 && x < right + 7.0 && y > top - 7.0 && y < bottom + 7.0)
			count += 100;
	}
	for (const struct chart_series *series = chart->first_series; series != NULL; series = series->next)
		for (size_t i = 0; i < series->count; i++) {
			const double x = place_x(frame, x_of(series, i)), y = place_y(frame, series->y[i]);

			if (x > left - 12.0 && x < right + 12.0 && y > top && y < bottom)
				count++;
		}
	return count;
}

/* The label stands beside its point where it covers least; the first of equals is taken. */
static void add_point(struct text *out, const struct frame *frame, const struct chart *chart,
                      const struct point *point)
{
	const double x = place_x(frame, point->x), y = place_y(frame, point->y);
	const char *title = point->title != NULL ? point->title : point->key;
	const double width = 7.0 * (double)text_width(title != NULL ? title : "");
	const struct {
		double left, top;
	} places[] = {{x + 10, y - 9}, {x - 8 - width, y - 23}, {x + 8, y + 5}, {x - 10 - width, y - 9}, {x + 8, y - 23},
	              {x - 8 - width, y + 5}};
	size_t best = 0, least = SIZE_MAX;

	if (!isfinite(x) || !isfinite(y))
		return;
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		const size_t covered = clutter(frame, chart, point, places[i].left, places[i].top, width);

		if (covered < least) {
			least = covered;
			best = i;
		}
	}
	text_addf(out, "<circle class=\"point%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"5\"/>", tone_class(point->tone), x, y);
	if (places[best].left < x)
		add_label(out, "label", places[best].left + width, places[best].top + 13, "end", title);
	else
		add_label(out, "label", places[best].left, places[best].top + 13, "start", title);
}

/* The wall and what lies beyond it. */
static void add_limit(struct text *out, const struct frame *frame, const struct chart *chart)
{
	const double x = place_x(frame, chart->limit);

	text_addf(out, "<rect class=\"beyond\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", x, frame->top,
	          frame->right - x, frame->bottom - frame->top);
	add_line(out, "wall", x, frame->top, x, frame->bottom);
	if (chart->limit_title != NULL)
		add_label(out, "wall-label", x - 6, frame->top + 10, "end", chart->limit_title);
}

static void add_legend(struct text *out, const struct chart *chart)
{
	size_t colour = 0;

	if (chart->first_series == NULL || (chart->first_series->next == NULL && chart->first_series->title == NULL))
		return;
	text_add(out, "<p class=\"legend\">");
	for (const struct chart_series *series = chart->first_series; series != NULL; series = series->next, colour++) {
		if (series->title == NULL)
			continue;
		text_addf(out, "<span><i class=\"key c%zu%s%s\"></i>", colour % 6,
		          series->style == SERIES_DASHED ? " dashed" : series->style == SERIES_BAND ? " wide" : "",
		          tone_class(series->tone));
		html_add(out, series->title);
		text_add(out, "</span>");
	}
	text_add(out, "</p>");
}

static void add_plot(struct text *out, const struct chart *chart)
{
	struct extent extent;
	struct frame frame = {.left = LEFT, .right = WIDTH - RIGHT, .top = TOP,
	                      .bottom = HEIGHT - BOTTOM};
	const double height = chart->x_title != NULL ? HEIGHT : HEIGHT - 16;

	if (!chart_extent(chart, &extent))
		return;
	if (chart->y_title != NULL)
		frame.top += 16;
	frame.y = axis_fit(extent.y_low, extent.y_high, 6, chart->y_format);
	if (chart->type == CHART_LINE)
		frame.x = (struct axis){.low = extent.x_low, .high = fmax(extent.x_high, extent.x_low + 1.0)};
	else
		frame.x = axis_fit(extent.x_low, extent.x_high, 9, chart->x_format);
	begin_svg(out, chart, height);
	if (chart->has_limit)
		add_limit(out, &frame, chart);
	add_y_axis(out, chart, &frame);
	add_x_axis(out, chart, &frame);
	add_series(out, &frame, chart);
	for (const struct point *point = chart->first_point; point != NULL; point = point->next)
		add_point(out, &frame, chart, point);
	text_add(out, "</svg>\n");
	add_legend(out, chart);
}

static void bar_figure(struct text *text, const struct chart *chart, double value)
{
	const struct cell_style style = {0};
	const struct cell cell = chart->x_format == AXIS_PERCENT ? cell_percent(value, 1) : cell_number(value, 2);

	text_reset(text);
	if (isfinite(value))
		cell_add_shown(text, &cell, &style);
}

static void add_bar(struct text *out, const struct frame *frame, const struct chart *chart, const struct bar *bar,
                    double y)
{
	const double zero = place_x(frame, 0.0);
	struct text figure = {0};

	add_label(out, "label", frame->left - 12, y + 4, "end", bar->title != NULL ? bar->title : bar->key);
	if (isfinite(bar->lower) && isfinite(bar->upper))
		text_addf(out, "<rect class=\"range\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"20\" rx=\"3\"/>",
		          place_x(frame, bar->lower), y - 10, place_x(frame, bar->upper) - place_x(frame, bar->lower));
	if (isfinite(bar->now)) {
		const double now = place_x(frame, bar->now);

		text_addf(out, "<rect class=\"bar%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"10\" rx=\"2\"/>",
		          tone_class(bar->tone), fmin(zero, now), y - 5, fabs(now - zero));
	}
	if (isfinite(bar->target))
		add_line(out, "target", place_x(frame, bar->target), y - 11, place_x(frame, bar->target), y + 11);
	bar_figure(&figure, chart, bar->now);
	add_label(out, "label", WIDTH - FIGURES + 62, y + 4, "end", text_string(&figure));
	bar_figure(&figure, chart, bar->target);
	add_label(out, "axis", WIDTH - 4, y + 4, "end", text_string(&figure));
	text_clear(&figure);
}

/* Room for the longest title, at about seven units a column of text. */
static double title_room(const struct chart *chart)
{
	size_t widest = 0;

	for (const struct bar *bar = chart->first_bar; bar != NULL; bar = bar->next) {
		const size_t width = text_width(bar->title != NULL ? bar->title : bar->key);

		widest = width > widest ? width : widest;
	}
	return fmin(fmax((double)widest * 7.0 + 16.0, 60.0), WIDTH / 2.5);
}

static void add_bars(struct text *out, const struct chart *chart)
{
	struct frame frame = {.left = title_room(chart), .right = WIDTH - FIGURES, .top = 26};
	struct text label = {0};
	double y = frame.top + BAR_ROW / 2.0;
	size_t count = 0;

	for (const struct bar *bar = chart->first_bar; bar != NULL; bar = bar->next)
		count++;
	frame.bottom = frame.top + (double)count * BAR_ROW;
	frame.x = bars_axis(chart, 7);
	begin_svg(out, chart, frame.bottom + 26);
	for (size_t i = 0; i < frame.x.ticks; i++) {
		const double x = place_x(&frame, axis_tick(&frame.x, i));

		text_reset(&label);
		axis_add_label(&label, &frame.x, axis_tick(&frame.x, i), false);
		add_line(out, "grid", x, frame.top, x, frame.bottom);
		add_label(out, "axis", x, frame.bottom + 17, "middle", text_string(&label));
	}
	add_label(out, "axis", WIDTH - FIGURES + 62, 16, "end", chart->now_title != NULL ? chart->now_title : "now");
	add_label(out, "axis", WIDTH - 4, 16, "end", chart->target_title != NULL ? chart->target_title : "target");
	for (const struct bar *bar = chart->first_bar; bar != NULL; bar = bar->next, y += BAR_ROW)
		add_bar(out, &frame, chart, bar, y);
	text_add(out, "</svg>\n<p class=\"legend\"><span><i class=\"key bar-key\"></i>");
	html_add(out, chart->now_title != NULL ? chart->now_title : "now");
	text_add(out, "</span><span><i class=\"key target-key\"></i>");
	html_add(out, chart->target_title != NULL ? chart->target_title : "target");
	text_add(out, "</span><span><i class=\"key range-key\"></i>");
	html_add(out, chart->band_title != NULL ? chart->band_title : "band");
	text_add(out, "</span></p>");
	text_clear(&label);
}

void html_chart_add(struct rendering *to, const struct chart *chart)
{
	if (chart->type == CHART_BARS)
		add_bars(to->out, chart);
	else
		add_plot(to->out, chart);
}

void html_trend_add(struct text *out, const struct cell *cell)
{
	enum { TREND_WIDTH = 84, TREND_HEIGHT = 20 };
	const size_t count = cell->trend.count;
	double low = INFINITY, high = -INFINITY;
	bool is_open = false;

	for (size_t i = 0; i < count; i++)
		if (isfinite(cell->trend.values[i])) {
			low = fmin(low, cell->trend.values[i]);
			high = fmax(high, cell->trend.values[i]);
		}
	text_addf(out, "<svg class=\"trend%s\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\"><path class=\"line c0\" d=\"",
	          tone_class(cell->tone), TREND_WIDTH, TREND_HEIGHT);
	for (size_t i = 0; i < count; i++) {
		const double value = cell->trend.values[i];
		const double share = high > low ? (value - low) / (high - low) : 0.5;

		if (isfinite(value))
			text_addf(out, "%c%.1f %.1f", is_open ? 'L' : 'M',
			          2.0 + (TREND_WIDTH - 4) * (count > 1 ? (double)i / (double)(count - 1) : 0.5),
			          (TREND_HEIGHT - 3) - (TREND_HEIGHT - 6) * share);
		is_open = isfinite(value);
	}
	text_add(out, "\"/></svg>");
}
