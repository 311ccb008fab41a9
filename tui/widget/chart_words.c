/* A chart for those who hear it: where each curve begins and ends, its lowest and highest point, markers and wall. */
#include <math.h>
#include <stdio.h>

#include "advice/base/language.h"
#include "engine/base/date.h"
#include "tui/widget/chart.h"

enum { VALUE_SIZE = 40 };

/* "3,708,827": a screen reader says the number, not its digits. */
static void group(long long whole, char text[VALUE_SIZE])
{
	char digits[24];
	const int length = snprintf(digits, sizeof digits, "%lld", whole < 0 ? -whole : whole);
	size_t used = 0;

	if (whole < 0)
		text[used++] = '-';
	for (int i = 0; i < length; i++) {
		if (i > 0 && (length - i) % 3 == 0)
			text[used++] = ',';
		text[used++] = digits[i];
	}
	text[used] = '\0';
}

static const char *value_words(enum chart_unit unit, double value, char text[VALUE_SIZE])
{
	char day[DATE_TEXT_SIZE];

	if (unit == CHART_DATE)
		(void)snprintf(text, VALUE_SIZE, "%s", date_format((struct date){(int32_t)lround(value)}, day));
	else if (unit == CHART_PERCENT)
		(void)snprintf(text, VALUE_SIZE, "%.1f %%", 100 * value + 0.0);
	else if (fabs(value) < 1000)
		(void)snprintf(text, VALUE_SIZE, "%.4g", value + 0.0);
	else if (fabs(value) < 1e15)
		group(llround(value), text);
	else
		(void)snprintf(text, VALUE_SIZE, "%.6g", value);
	return text;
}

static int put_series(const struct chart *chart, const struct chart_series *series, struct term *term, int row)
{
	size_t first = series->count, last = 0, lowest = 0, highest = 0;
	char x[4][VALUE_SIZE], y[4][VALUE_SIZE], words[600];

	for (size_t i = 0; i < series->count; i++) {
		if (!isfinite(series->x[i]) || !isfinite(series->y[i]))
			continue;
		if (first == series->count)
			first = lowest = highest = i;
		last = i;
		lowest = series->y[i] < series->y[lowest] ? i : lowest;
		highest = series->y[i] > series->y[highest] ? i : highest;
	}
	if (first == series->count)
		return row;
	(void)snprintf(words, sizeof words,
		       _("%1$s: %2$s at %3$s, to %4$s at %5$s; lowest %6$s at %7$s, highest %8$s at %9$s"),
		       series->name != NULL ? series->name : chart->y_title != NULL ? chart->y_title : _("curve"),
		       value_words(chart->y_unit, series->y[first], y[0]), value_words(chart->x_unit, series->x[first], x[0]),
		       value_words(chart->y_unit, series->y[last], y[1]), value_words(chart->x_unit, series->x[last], x[1]),
		       value_words(chart->y_unit, series->y[lowest], y[2]), value_words(chart->x_unit, series->x[lowest], x[2]),
		       value_words(chart->y_unit, series->y[highest], y[3]),
		       value_words(chart->x_unit, series->x[highest], x[3]));
	return term_put_wrapped(term, row, 0, ROLE_NORMAL, words);
}

void chart_words(const struct chart *chart, struct term *term)
{
	char x[VALUE_SIZE], y[VALUE_SIZE], words[300];
	int row = 0;

	for (size_t i = 0; i < chart->series_count; i++)
		row = put_series(chart, &chart->series[i], term, row);
	for (size_t i = 0; i < chart->marker_count; i++) {
		const struct chart_marker *marker = &chart->markers[i];

		(void)snprintf(words, sizeof words, _("%1$s %2$s: %3$s at %4$s"), marker->sign,
			       marker->label != NULL ? marker->label : "", value_words(chart->y_unit, marker->y, y),
			       value_words(chart->x_unit, marker->x, x));
		if (marker->is_chosen)
			term_cursor(term, row, 0);
		row = term_put_wrapped(term, row, 0, marker->role, words);
	}
	if (chart->wall != NULL) {
		(void)snprintf(words, sizeof words, "%s: %s",
			       chart->wall->label != NULL ? chart->wall->label : _("limit"),
			       value_words(chart->x_unit, chart->wall->x, x));
		row = term_put_wrapped(term, row, 0, ROLE_WALL, words);
	}
	if (row == 0 && chart->empty != NULL)
		(void)term_put_wrapped(term, row, 0, ROLE_DIM, chart->empty);
}
