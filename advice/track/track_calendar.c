/* The record month by month, year by year, and day by day for a chart. */
#include "advice/track/track_parts.h"

#include <math.h>

#include "engine/base/memory.h"

static void month_of(struct date date, int *year, int *month)
{
	int day;

	date_to_civil(date, year, month, &day);
}

static int64_t flow_between(const struct track_replay *replay, size_t after, size_t until)
{
	int64_t sum = 0;

	for (size_t i = 0; i < replay->flow_count; i++)
		if (replay->flows[i].day > after && replay->flows[i].day <= until)
			sum += replay->flows[i].amount;
	return sum;
}

/* Steps belong to the month they end in. */
void track_list_months(const struct track_replay *replay, size_t first_plan, struct track *track)
{
	size_t capacity = 0, first = 0;

	while (first < replay->step_count) {
		struct track_month month = {0};
		int year, number;
		size_t last = first;

		month_of(replay->days[replay->steps[first].end].date, &month.year, &month.month);
		for (; last + 1 < replay->step_count; last++) {
			month_of(replay->days[replay->steps[last + 1].end].date, &year, &number);
			if (year != month.year || number != month.month)
				break;
		}
		month.end = replay->days[replay->steps[last].end].date;
		month.value = replay->days[replay->steps[last].end].value;
		month.flow = flow_between(replay, replay->steps[first].begin, replay->steps[last].end);
		month.portfolio = track_link_portfolio(replay, first, last);
		month.plan = track_link_plan(replay, first, last);
		month.growth = track_link_portfolio(replay, 0, last);
		month.plan_growth = last < first_plan ? figure_missing(FIGURE_NO_BENCHMARK) : track_link_plan(replay, first_plan, last);
		month_of(date_add_days(replay->days[0].date, 1), &year, &number);
		month.is_partial = year == month.year && number == month.month && first == 0;
		month_of(date_add_days(month.end, 1), &year, &number);
		if (last + 1 == replay->step_count && year == month.year && number == month.month)
			month.is_partial = true;
		track->months = memory_grow(track->months, &capacity, track->month_count + 1, sizeof *track->months);
		track->months[track->month_count++] = month;
		first = last + 1;
	}
}

void track_list_years(const struct track_replay *replay, struct track *track)
{
	size_t capacity = 0, first = 0;

	while (first < replay->step_count) {
		struct track_year year = {0};
		int number, month;
		size_t last = first;

		month_of(replay->days[replay->steps[first].end].date, &year.year, &month);
		for (; last + 1 < replay->step_count; last++) {
			month_of(replay->days[replay->steps[last + 1].end].date, &number, &month);
			if (number != year.year)
				break;
		}
		year.portfolio = track_link_portfolio(replay, first, last);
		year.plan = track_link_plan(replay, first, last);
		track->years = memory_grow(track->years, &capacity, track->year_count + 1, sizeof *track->years);
		track->years[track->year_count++] = year;
		first = last + 1;
	}
}

void track_list_points(const struct track_replay *replay, struct track *track)
{
	double growth = 1.0, plan = NAN;
	size_t step = 0;

	track->points = memory_new_array(replay->day_count, sizeof *track->points);
	for (size_t day = 0; day < replay->day_count; day++) {
		struct track_point *point = &track->points[track->point_count++];

		*point = (struct track_point){replay->days[day].date, NAN, NAN};
		if (day == 0) {
			plan = replay->steps[0].has_plan ? 1.0 : NAN;
			*point = (struct track_point){replay->days[0].date, 1.0, plan};
		}
		if (step == replay->step_count || replay->steps[step].end != day)
			continue;
		if (isnan(plan) && replay->steps[step].has_plan) {
			plan = growth; /* both stand at the same height where the plan begins */
			track->points[replay->steps[step].begin].plan = growth;
		}
		growth *= figure_stands(replay->steps[step].portfolio) ? 1.0 + replay->steps[step].portfolio.value : NAN;
		plan *= replay->steps[step].has_plan ? 1.0 + replay->steps[step].plan : NAN;
		*point = (struct track_point){replay->days[day].date, growth, plan};
		step++;
	}
}
