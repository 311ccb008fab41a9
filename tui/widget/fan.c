/* A fan of futures as a chart of areas and a line. */
#include "tui/widget/fan.h"

#include "tui/widget/chart.h"

enum { OUTER, INNER, BEFORE, MARK, MEDIAN, SERIES };

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
	for (size_t i = 0; i < count; i++)
		for (int k = 0; k < FAN_LEVELS; k++)
			column[k][i] = fan->levels[i][k];
	for (size_t i = 0; i < FAN_POINTS; i++) { /* a dotted line from today to the mark */
		at[i] = fan->x[0] + (double)i / (FAN_POINTS - 1) * (fan->mark_x - fan->x[0]);
		mark[i] = fan->mark_y;
	}
	chart_draw(&chart, term);
}
