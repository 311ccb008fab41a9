/* How many rows of a history make a year, by its dates. */
#include "advice/lab/lab_periods.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "engine/base/memory.h"
#include "report/document.h"

/* The longest gap that is still one of so many a year; a week of holidays does not make days weeks. */
static const struct {
	double days, a_year;
	const char *what;
} spacings[] = {
	{4.0, 252.0, N_("daily")},         {10.0, 52.0, N_("weekly")},  {20.0, 26.0, N_("every two weeks")},
	{45.0, 12.0, N_("monthly")},       {75.0, 6.0, N_("every two months")},
	{140.0, 4.0, N_("quarterly")},     {250.0, 2.0, N_("half-yearly")}, {500.0, 1.0, N_("yearly")},
};

enum { SPACINGS = sizeof spacings / sizeof spacings[0], A_DAY = 252 };

static int by_length(const void *left, const void *right)
{
	const int32_t a = *(const int32_t *)left, b = *(const int32_t *)right;

	return (a > b) - (a < b);
}

static double median_gap(const struct date *dates, size_t count)
{
	int32_t *gaps = memory_new_array(count, sizeof *gaps);
	double middle;

	for (size_t t = 1; t < count; t++)
		gaps[t - 1] = dates[t].days - dates[t - 1].days;
	qsort(gaps, count - 1, sizeof *gaps, by_length);
	middle = 0.5 * ((double)gaps[(count - 2) / 2] + (double)gaps[(count - 1) / 2]);
	free(gaps);
	return middle;
}

static size_t spacing_of(double gap)
{
	size_t i = 0;

	while (i < SPACINGS && gap > spacings[i].days)
		i++;
	return i;
}

struct lab_periods lab_periods_of(const struct date *dates, size_t count, double given)
{
	struct lab_periods periods = {.is_given = given > 0.0};

	if (count >= 2) {
		periods.gap = median_gap(dates, count);

		const size_t i = spacing_of(periods.gap);

		periods.by_dates = i < SPACINGS ? spacings[i].a_year : 365.25 / periods.gap;
	}
	periods.a_year = periods.is_given ? given : periods.by_dates > 0.0 ? periods.by_dates : A_DAY;
	return periods;
}

bool lab_periods_contradict(const struct lab_periods *periods)
{
	const double times = periods->a_year / periods->by_dates;

	return periods->is_given && periods->by_dates > 0.0 && periods->a_year != 1.0 && (times > 1.5 || times < 1.0 / 1.5);
}

static const char *reason(const struct lab_periods *periods, struct arena *arena)
{
	const size_t i = spacing_of(periods->gap);

	if (periods->is_given)
		return _("as --periods says");
	if (periods->by_dates == 0.0)
		return _("taken as daily: there are too few dates to tell");
	if (i == SPACINGS)
		return arena_format(arena, _("the rows are %.0f days apart"), periods->gap);
	return arena_format(arena, _("the dates are %s"), _(spacings[i].what));
}

void lab_periods_show(const struct lab_periods *periods, struct section *section, struct arena *arena)
{
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "periods", _("periods a year"), cell_number(periods->a_year, CELL_EXACT));
	facts_add(facts, "periods_from", _("periods a year by"),
	          cell_word(periods->is_given ? "option" : periods->by_dates > 0.0 ? "dates" : "default",
	                    reason(periods, arena), TONE_NONE));
	if (lab_periods_contradict(periods))
		notes_add(section_notes(section, "warnings", NULL), TONE_WARN, "periods",
		          arena_format(arena, _("--periods says %g rows a year and the dates say %g (they are %.0f days apart): every "
		                                "figure of a year is wrong unless the dates are."),
		                       periods->a_year, periods->by_dates, periods->gap));
}
