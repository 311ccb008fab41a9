/* A fan of futures as a chart of areas and a line. */
#include "tui/widget/fan.h"

#include <math.h>
#include <stdio.h>

#include "advice/base/language.h"
#include "engine/base/date.h"
#include "tui/widget/chart.h"

enum { OUTER, INNER, BEFORE, MARK, MEDIAN, SERIES };

/* For those who hear it: the ranges today, half way and at the end, and the mark. */
static void fan_words(const struct fan *fan, struct term *term)
{
	const size_t points[] = {0, fan->count / 2, fan->count - 1};
	char words[400], day[DATE_TEXT_SIZE];
	int row = term_put_wrapped(term, 0, 0, ROLE_DIM, fan->y_title);

	for (size_t i = 0; i < sizeof points / sizeof points[0]; i++) {
		const double *levels = fan->levels[points[i]];

		(void)date_format((struct date){(int32_t)lround(fan->x[points[i]])}, day);
		(void)snprintf(words, sizeof words,
			       _("%1$s: 9 of 10 futures between %2$.0f and %6$.0f, half between %3$.0f and %5$.0f, median %4$.0f"),
			       day, levels[0], levels[1], levels[2], levels[3], levels[4]);
		row = term_put_wrapped(term, row, 0, ROLE_NORMAL, words);
	}
	(void)snprintf(words, sizeof words, _("%1$s: %2$.0f on %3$s"), fan->mark_label, fan->mark_y,
		       date_format((struct date){(int32_t)lround(fan->mark_x)}, day));
	(void)term_put_wrapped(term, row, 0, ROLE_CHART_4, words);
}

void fan_draw(const struct fan *fan, struct term *term)
{
	double column[FAN_LEVELS][FAN_POINTS], mark[FAN_POINTS], at[FAN_POINTS];
	const size_t count = fan->count < FAN_POINTS ? fan->count : FAN_POINTS;
	struct chart_series series[SERIES] = {
		[OUTER] = {.x = fan->x, .y = column[0], .upper = column[4], .count = count, .kind = CHART_SPARSE,
			   .role = ROLE_DIM, .name = fan->names[0], .mark = "⠄⠄"},
		[INNER] = {.x = fan->x, .y = column[1], .upper = column[3], .count = count, .kind = CHART_DENSE,
			   .role = ROLE_CHART_1, .name = fan->names[1], .mark = "⠡⠡"},
		[BEFORE] = {.x = fan->x, .y = fan->before, .count = fan->before != NULL ? count : 0, .role = ROLE_CHART_2,
			    .name = fan->before != NULL ? fan->before_name : NULL},
		[MARK] = {.x = at, .y = mark, .count = FAN_POINTS, .kind = CHART_POINTS, .role = ROLE_CHART_4},
		[MEDIAN] = {.x = fan->x, .y = column[2], .count = count, .role = ROLE_TITLE, .name = fan->names[2]},
	};
	const struct chart_marker marker = {.x = fan->mark_x, .y = fan->mark_y, .sign = "◆", .label = fan->mark_label,
					    .role = ROLE_CHART_4};
	const struct chart chart = {.y_title = fan->y_title, .x_unit = CHART_DATE, .series = series, .series_count = SERIES,
				    .markers = &marker, .marker_count = 1};

	if (count == 0)
		return;
	if (term->canvas->is_plain) {
		fan_words(fan, term);
		return;
	}
	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < FAN_LEVELS; k++)
			column[k][i] = fan->levels[i][k];
	for (size_t i = 0; i < FAN_POINTS; i++) { /* a dotted line from today to the mark */
		at[i] = fan->x[0] + (double)i / (FAN_POINTS - 1) * (fan->mark_x - fan->x[0]);
		mark[i] = fan->mark_y;
	}
	chart_draw(&chart, term);
}
