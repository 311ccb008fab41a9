/* Where the marks of an axis stand, and what is written at them. */
#include "tui/widget/chart_ticks.h"

#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/date.h"

static double round_step(double rough)
{
	const double power = pow(10, floor(log10(rough)));
	static const double steps[] = {1, 2, 2.5, 5, 10};

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		if (steps[i] * power >= rough * (1 - 1e-9)) /* a step that is round already stays */
			return steps[i] * power;
	}
	return 10 * power;
}

int chart_ticks(double low, double high, int most, double *first, double *step)
{
	double size = round_step((high - low) / (most > 2 ? most : 2));
	int count;

	*step = size;
	*first = ceil(low / size - 1e-9) * size;
	count = (int)floor((high - *first) / size + 1e-9) + 1;
	while (count > most && most >= 2) {
		size = round_step(size * 1.2); /* the next round step, none left out */
		*step = size;
		*first = ceil(low / size - 1e-9) * size;
		count = (int)floor((high - *first) / size + 1e-9) + 1;
	}
	return count;
}

/* As many decimals as the step needs and no more. */
static int step_decimals(double step)
{
	int decimals = 0;

	while (decimals < 6 && fabs(step - round(step)) > 1e-6 * fabs(step)) {
		step *= 10;
		decimals++;
	}
	return decimals;
}

void chart_tick_label(enum chart_unit unit, double value, double step, char label[CHART_LABEL_SIZE])
{
	char date[DATE_TEXT_SIZE];

	if (fabs(value) < step * 1e-9)
		value = 0; /* never "-0" */
	switch (unit) {
	case CHART_PERCENT:
		(void)snprintf(label, CHART_LABEL_SIZE, "%.*f %%", step_decimals(100 * step), 100 * value);
		break;
	case CHART_DATE:
		(void)date_format((struct date){(int32_t)value}, date);
		if (step > 27)
			date[7] = '\0';
		(void)snprintf(label, CHART_LABEL_SIZE, "%s", date);
		break;
	case CHART_NUMBER:
		if (fabs(value) >= 1e6)
			(void)snprintf(label, CHART_LABEL_SIZE, "%.*f m", step_decimals(step / 1e6), value / 1e6);
		else if (fabs(value) >= 1e4 || step >= 1e3)
			(void)snprintf(label, CHART_LABEL_SIZE, "%.*f k", step_decimals(step / 1e3), value / 1e3);
		else
			(void)snprintf(label, CHART_LABEL_SIZE, "%.*f", step_decimals(step), value);
		break;
	}
}

/* The first of a month, quarter or year after `value`, and the next one: dates are round in another way. */
static double next_month_start(double value, int months)
{
	int year, month, day;
	struct date date;

	date_to_civil((struct date){(int32_t)ceil(value)}, &year, &month, &day);
	if (day > 1)
		month++;
	month--;
	month = (month + months - 1) / months * months;
	if (!date_from_civil(year + month / 12, month % 12 + 1, 1, &date))
		return DBL_MAX;
	return date.days;
}

static int date_ticks(struct chart_range range, int most, double ticks[], int room)
{
	static const int steps[] = {1, 2, 3, 6, 12, 24, 60, 120, 240};
	const double months = (range.high - range.low) / 30.4375;
	int step = steps[0], count = 0;
	double at;

	for (size_t i = 0; i < sizeof steps / sizeof steps[0] && months / step > most; i++)
		step = steps[i];
	for (at = next_month_start(range.low, step); at <= range.high && count < room;
	     at = next_month_start(at + 1, step))
		ticks[count++] = at;
	return count;
}

int chart_axis_ticks(enum chart_unit unit, struct chart_range range, int most, double ticks[CHART_TICKS], double *step)
{
	double first;
	int count;

	if (most > CHART_TICKS)
		most = CHART_TICKS;
	if (unit == CHART_DATE && range.high - range.low > 60) {
		*step = 30;
		return date_ticks(range, most, ticks, CHART_TICKS);
	}
	count = chart_ticks(range.low, range.high, most, &first, step);
	if (count > CHART_TICKS)
		count = CHART_TICKS;
	for (int i = 0; i < count; i++)
		ticks[i] = first + i * *step;
	return count;
}
