/* How rough the way was: ratios of weekly returns, and the deepest fall of the daily path. */
#include "advice/track/track_parts.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_vector.h>

#include "engine/base/memory.h"
#include "engine/risk/risk.h"

/* A return over more than one closed week is no weekly return. */
enum { WEEK_DAYS_MOST = 10 };

/* Growth from the begin of the period; wealth[t] stands at the end of step first + t - 1. */
struct path {
	double *portfolio, *plan;     /* owned; length + 1 each; plan NaN when it does not cover the period */
	const struct track_replay *replay;
	size_t first, length;
};

static struct date date_at(const struct path *path, size_t t)
{
	const struct track_step *steps = path->replay->steps + path->first;

	return path->replay->days[t == 0 ? steps[0].begin : steps[t - 1].end].date;
}

static void grow(struct path *path)
{
	path->portfolio = memory_new_array(path->length + 1, sizeof *path->portfolio);
	path->plan = memory_new_array(path->length + 1, sizeof *path->plan);
	path->portfolio[0] = path->plan[0] = 1.0;
	for (size_t t = 1; t <= path->length; t++) {
		const struct track_step *step = &path->replay->steps[path->first + t - 1];

		path->portfolio[t] = path->portfolio[t - 1] * (1.0 + step->portfolio.value);
		path->plan[t] = path->plan[t - 1] * (step->has_plan ? 1.0 + step->plan : NAN);
	}
}

static bool is_last_of_week(const struct path *path, size_t t)
{
	int year, week, next_year, next_week;

	if (t == path->length) /* a Friday ends its week even when nothing follows */
		return date_weekday(date_at(path, t)) == 0 || date_weekday(date_at(path, t)) >= 5;
	date_iso_week(date_at(path, t), &year, &week);
	date_iso_week(date_at(path, t + 1), &next_year, &next_week);
	return year != next_year || week != next_week;
}

/* Returns from one week's last valuation to the next one's; returns how many. */
static size_t weekly(const struct path *path, double *portfolio, double *plan)
{
	size_t last = SIZE_MAX, count = 0;

	for (size_t t = 0; t <= path->length; t++) {
		if (!is_last_of_week(path, t))
			continue;
		if (last != SIZE_MAX && date_at(path, t).days - date_at(path, last).days <= WEEK_DAYS_MOST &&
		    path->portfolio[last] > 0.0) {
			portfolio[count] = path->portfolio[t] / path->portfolio[last] - 1.0;
			plan[count++] = path->plan[t] / path->plan[last] - 1.0;
		}
		last = t;
	}
	return count;
}

static enum status measure_ratios(const struct path *path, double risk_free, struct track_period *period,
                                  struct error *err)
{
	const struct ratio_settings settings = {.periods = WEEKS_A_YEAR, .risk_free = risk_free / WEEKS_A_YEAR,
	                                        .sterling_excess = 0.1};
	double *portfolio = memory_new_array(path->length + 1, sizeof *portfolio);
	double *plan = memory_new_array(path->length + 1, sizeof *plan);
	enum status status = STATUS_OK;

	period->weeks = weekly(path, portfolio, plan);
	if (period->weeks > 0) {
		const gsl_vector_const_view returns = gsl_vector_const_view_array(portfolio, period->weeks);
		const gsl_vector_const_view benchmark = gsl_vector_const_view_array(plan, period->weeks);

		status = risk_ratios(&returns.vector, period->plan_absence == TRACK_STANDS ? &benchmark.vector : NULL, &settings,
		                     period->ratios, err);
	}
	free(portfolio);
	free(plan);
	return status;
}

static enum status measure_falls(const struct path *path, struct track_period *period, struct error *err)
{
	const gsl_vector_const_view portfolio = gsl_vector_const_view_array(path->portfolio, path->length + 1);
	const gsl_vector_const_view plan = gsl_vector_const_view_array(path->plan, path->length + 1);
	struct drawdown fall;
	double high = 0.0;
	enum status status = risk_max_drawdown(&portfolio.vector, &fall, err);

	if (status != STATUS_OK)
		return status;
	period->drawdown = figure_of(fall.depth);
	period->drawdown_peak = date_at(path, fall.peak);
	period->drawdown_trough = date_at(path, fall.trough);
	if (fall.depth > 0.0 && fall.recovery <= path->length)
		period->drawdown_recovery = date_at(path, fall.recovery);
	for (size_t t = 0; t <= path->length; t++)
		high = fmax(high, path->portfolio[t]);
	period->below_high = figure_of(1.0 - path->portfolio[path->length] / high);
	if (period->plan_absence != TRACK_STANDS)
		return STATUS_OK;
	status = risk_max_drawdown(&plan.vector, &fall, err);
	if (status == STATUS_OK)
		period->plan_drawdown = figure_of(fall.depth);
	return status;
}

enum status track_measure_risk(const struct track_replay *replay, size_t first, size_t last, double risk_free,
                               struct track_period *period, struct error *err)
{
	struct path path = {.replay = replay, .first = first, .length = last - first + 1};
	enum status status;

	grow(&path);
	for (size_t i = 0; i < RATIO_COUNT; i++)
		period->ratios[i] = figure_missing(FIGURE_TOO_FEW);
	period->plan_drawdown = figure_missing(FIGURE_NO_BENCHMARK);
	status = measure_ratios(&path, risk_free, period, err);
	if (status == STATUS_OK)
		status = measure_falls(&path, period, err);
	free(path.portfolio);
	free(path.plan);
	return status;
}
