/* The gate for arriving prices, and how good a series is. */
#include "engine/watch/price_gate.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/model/calendar.h"
#include "engine/model/total_return.h"

/* Median distance from the median to standard deviation, for a normal law. */
static const double normal_scale = 1.4826;

enum { REPEATS_ALLOWED = 5 };

static const char *const names[PRICE_FAULTS] = {
	[PRICE_FINE] = "fine",
	[PRICE_NOT_POSITIVE] = "not-positive",
	[PRICE_IN_FUTURE] = "future",
	[PRICE_OTHER_CURRENCY] = "currency",
	[PRICE_TWICE] = "twice",
	[PRICE_OUT_OF_ORDER] = "order",
	[PRICE_TURNED] = "turned",
	[PRICE_OTHER_UNIT] = "unit",
	[PRICE_SPLIT] = "split",
	[PRICE_JUMP] = "jump",
};

/*
 * New shares for old, as they are usual; each is looked for the other way round too. Four for three and five for four are
 * not among them: a fall by a quarter or a fifth has happened to markets, and is told as a leap.
 */
static const struct {
	int top, bottom;
} ratios[] = {{1, 2}, {1, 3}, {1, 4}, {1, 5}, {1, 6}, {1, 8}, {1, 10}, {1, 20}, {1, 25}, {1, 30}, {1, 50},
              {2, 3}, {2, 5}};

const char *price_fault_name(enum price_fault fault)
{
	return names[fault];
}

bool price_fault_parse(const char *text, enum price_fault *fault)
{
	for (int i = 0; i < PRICE_FAULTS; i++) {
		if (strcmp(text, names[i]) == 0) {
			*fault = (enum price_fault)i;
			return true;
		}
	}
	return false;
}

/* The spread of a series' log returns, from one open day to the next. */
struct habit {
	double middle, deviation;
	size_t count;
	struct price_terms terms;
};

/* Of the log returns in values[count], which are used up. */
static struct habit habit_of(double *values, size_t count)
{
	struct habit habit = {.count = count};

	if (count == 0)
		return habit;
	habit.middle = gsl_stats_median(values, 1, count); /* by selection: a file brings thousands */
	for (size_t i = 0; i < count; i++)
		values[i] = fabs(values[i] - habit.middle);
	habit.deviation = normal_scale * gsl_stats_median(values, 1, count);
	return habit;
}

static bool is_near(double ratio, double wanted, double slack)
{
	return fabs(ratio / wanted - 1.0) <= slack;
}

bool price_is_of_unit(double ratio, int *top, int *bottom)
{
	static const int units[] = {100, 1000};

	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		const bool is_up = is_near(ratio, units[i], 0.25);

		if (!is_up && !is_near(ratio, 1.0 / units[i], 0.25))
			continue;
		*top = is_up ? units[i] : 1;
		*bottom = is_up ? 1 : units[i];
		return true;
	}
	return false;
}

/* What kind of leap a ratio is. */
static enum price_fault kind_of(double ratio, int *top, int *bottom)
{
	if (price_is_of_unit(ratio, top, bottom))
		return PRICE_OTHER_UNIT;
	for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
		const double wanted = (double)ratios[i].top / ratios[i].bottom;
		const bool is_down = is_near(ratio, wanted, 0.03);

		if (!is_down && !is_near(ratio, 1.0 / wanted, 0.03))
			continue;
		*top = is_down ? ratios[i].top : ratios[i].bottom;
		*bottom = is_down ? ratios[i].bottom : ratios[i].top;
		return PRICE_SPLIT;
	}
	return PRICE_JUMP;
}

/* Compares a close with the one before it. */
static void compare(const struct habit *habit, struct price_point before, struct date date, int64_t close,
                    struct price_finding *finding)
{
	const struct price_terms *terms = &habit->terms;
	size_t left_out = 0; /* what cannot be reckoned with explains no leap */
	const double expected = action_ex_between(terms->actions, terms->action_count, before.date, date, terms->currency,
	                                          (double)before.close / (double)MICROS, &left_out) * (double)MICROS;
	const double ratio = (double)close / (terms->action_count > 0 ? expected : (double)before.close), r = log(ratio);
	const int days = calendar_days_between(terms->calendar, before.date, date);
	bool is_leap = fabs(r) > PRICE_LEAP_FEW;

	finding->before = before.close;
	finding->change = ratio - 1.0;
	if (habit->count >= PRICE_RETURNS_LEAST) {
		const double reach = habit->deviation * sqrt(days > 1 ? days : 1);

		if (reach > 0.0)
			finding->deviations = fabs(r - habit->middle) / reach;
		is_leap = fabs(r) > PRICE_LEAP_LEAST && (reach <= 0.0 || finding->deviations > PRICE_LEAP_DEVIATIONS);
	}
	if (is_leap || (terms->leap_most > 0.0 && fabs(finding->change) > terms->leap_most))
		finding->fault = kind_of(ratio, &finding->top, &finding->bottom);
}

static enum status check_known(const struct price_point *known, size_t count, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (known[i].close <= 0)
			return error_set(err, STATUS_INVALID, "close %zu of the series is not positive", i + 1);
		if (i > 0 && date_compare(known[i - 1].date, known[i].date) >= 0)
			return error_set(err, STATUS_INVALID, "close %zu of the series is not after the one before it", i + 1);
	}
	return STATUS_OK;
}

/* Log returns of the known closes and of neighbours among the arrivals. */
static struct habit habit_of_all(const struct price_point *known, size_t known_count,
                                 const struct price_arrival *arrivals, size_t count)
{
	double *returns = memory_new_array(known_count + count + 1, sizeof *returns);
	struct habit habit;
	size_t used = 0;

	for (size_t i = 1; i < known_count; i++)
		returns[used++] = log((double)known[i].close / (double)known[i - 1].close);
	for (size_t i = 1; i < count; i++)
		if (arrivals[i].close > 0 && arrivals[i - 1].close > 0)
			returns[used++] = log((double)arrivals[i].close / (double)arrivals[i - 1].close);
	habit = habit_of(returns, used);
	free(returns);
	return habit;
}

/* What can be told of an arrival without its neighbours in time. */
static enum price_fault plain_fault(const struct price_arrival *arrivals, size_t index, const char *currency,
                                    struct date today)
{
	const struct price_arrival *arrival = &arrivals[index];
	bool is_late = false;

	if (arrival->close <= 0)
		return PRICE_NOT_POSITIVE;
	if (date_compare(arrival->date, today) > 0)
		return PRICE_IN_FUTURE;
	if (arrival->currency[0] != '\0' && strcmp(arrival->currency, currency) != 0)
		return PRICE_OTHER_CURRENCY;
	if (index > 0) {
		is_late = date_compare(arrival->date, arrivals[index - 1].date) < 0;
		if (arrival->date.days == arrivals[index - 1].date.days && arrival->close != arrivals[index - 1].close)
			return PRICE_TWICE;
	}
	return is_late ? PRICE_OUT_OF_ORDER : PRICE_FINE;
}

enum status price_gate(const struct price_point *known, size_t known_count, const struct price_arrival *arrivals,
                       size_t count, const struct price_terms *terms, struct price_finding *findings,
                       struct error *err)
{
	struct habit habit;
	struct price_point fine = {0}; /* the last arrival that was; close 0: none */
	size_t at = 0;
	enum status status = check_known(known, known_count, err);

	if (status != STATUS_OK)
		return status;
	habit = habit_of_all(known, known_count, arrivals, count);
	habit.terms = *terms;
	for (size_t i = 0; i < count; i++) {
		struct price_finding *finding = &findings[i];
		struct price_point before = {0};

		*finding = (struct price_finding){.fault = plain_fault(arrivals, i, terms->currency, terms->today)};
		if (finding->fault != PRICE_FINE)
			continue;
		while (at < known_count && date_compare(known[at].date, arrivals[i].date) < 0)
			at++;
		if (at > 0)
			before = known[at - 1];
		if (fine.close > 0 && date_compare(fine.date, arrivals[i].date) < 0 &&
		    (before.close == 0 || date_compare(fine.date, before.date) >= 0))
			before = fine;
		if (before.close > 0)
			compare(&habit, before, arrivals[i].date, arrivals[i].close, finding);
		if (finding->fault == PRICE_FINE)
			fine = (struct price_point){arrivals[i].date, arrivals[i].close};
	}
	return STATUS_OK;
}

/* Weeks begin on Monday; 1970-01-01 was a Thursday. */
static int32_t week_of(struct date date)
{
	const int32_t days = date.days + 3;

	return days >= 0 ? days / 7 : -((6 - days) / 7);
}

static bool is_among(const struct date *days, size_t count, struct date day)
{
	for (size_t i = 0; i < count; i++)
		if (days[i].days == day.days)
			return true;
	return false;
}

static void count_neighbours(const struct price_point *points, size_t count, const struct habit *habit, bool may_rest,
                             const struct date *vouched, size_t vouched_count, struct price_score *score)
{
	size_t same = 0;

	for (size_t i = 1; i < count; i++) {
		const size_t days = (size_t)(points[i].date.days - points[i - 1].date.days);
		struct price_finding finding = {0};

		score->weeks_seen += week_of(points[i].date) != week_of(points[i - 1].date);
		score->longest_gap = days > score->longest_gap ? days : score->longest_gap;
		same = points[i].close == points[i - 1].close ? same + 1 : 0;
		score->repeated += !may_rest && same > REPEATS_ALLOWED;
		if (!is_among(vouched, vouched_count, points[i].date))
			compare(habit, points[i - 1], points[i].date, points[i].close, &finding);
		score->broken += finding.fault == PRICE_OTHER_UNIT || finding.fault == PRICE_SPLIT;
		score->leaps += finding.fault == PRICE_JUMP;
	}
}

/* Weeks from the first day to the last on which the market was open at all. */
static size_t weeks_between(const struct calendar *calendar, struct date first, struct date last)
{
	const int32_t end = week_of(last);
	size_t weeks = 0;

	for (int32_t week = week_of(first); week <= end; week++) {
		const struct date sunday = {week * 7 - 4}; /* before its Monday */

		weeks += week == week_of(first) || week == end ||
		         calendar_days_between(calendar, sunday, date_add_days(sunday, 7)) > 0;
	}
	return weeks;
}

enum status price_score(const struct price_point *points, size_t count, const struct calendar *calendar, bool may_rest,
                        const struct date *vouched, size_t vouched_count, struct price_score *score, struct error *err)
{
	struct price_score made = {.count = count, .weeks_seen = 1};
	struct habit habit;
	enum status status = check_known(points, count, err);

	if (status != STATUS_OK)
		return status;
	if (count == 0)
		return error_set(err, STATUS_INVALID, "a series without a close has no quality");
	habit = habit_of_all(points, count, NULL, 0);
	habit.terms.calendar = calendar;
	made.weeks = weeks_between(calendar, points[0].date, points[count - 1].date);
	count_neighbours(points, count, &habit, may_rest, vouched, vouched_count, &made);
	if (made.weeks < made.weeks_seen)
		made.weeks = made.weeks_seen; /* a close of a week the calendar calls closed */
	made.score = (int)lround(100.0 * (double)made.weeks_seen / (double)made.weeks *
	                         (1.0 - (double)made.repeated / (double)count) * pow(0.4, (double)made.broken) *
	                         pow(0.9, (double)made.leaps));
	*score = made;
	return STATUS_OK;
}
