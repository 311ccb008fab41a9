/* The marks of an axis: round numbers, or the first days of months where it is of days. */
#ifndef BALLAST_TUI_WIDGET_CHART_TICKS_H
#define BALLAST_TUI_WIDGET_CHART_TICKS_H

#include "tui/widget/chart.h"

enum { CHART_TICKS = 16, CHART_LABEL_SIZE = 24 };

struct chart_range {
	double low, high;
};

/* At most `most` of them, ascending; returns how many. step is what lies between two: days where they are months. */
int chart_axis_ticks(enum chart_unit unit, struct chart_range range, int most, double ticks[CHART_TICKS], double *step);

/* With as many decimals as the step needs. */
void chart_tick_label(enum chart_unit unit, double value, double step, char label[CHART_LABEL_SIZE]);

#endif
