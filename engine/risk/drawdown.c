/* Wealth from returns, and its falls. */
#include "engine/risk/risk.h"

#include <math.h>

#include "engine/base/sum.h"

enum status risk_wealth_path(const gsl_vector *returns, gsl_vector *wealth, struct error *err)
{
	if (wealth->size != returns->size + 1)
		return error_set(err, STATUS_INVALID, "%zu returns give %zu values of wealth, not %zu", returns->size,
		                 returns->size + 1, wealth->size);
	for (size_t t = 0; t < returns->size; t++) {
		const double value = gsl_vector_get(returns, t);

		if (!isfinite(value) || value <= -1.0)
			return error_set(err, STATUS_INVALID, "return %zu is %g; it must be finite and above -1", t + 1, value);
	}
	gsl_vector_set(wealth, 0, 1.0);
	for (size_t t = 0; t < returns->size; t++)
		gsl_vector_set(wealth, t + 1, gsl_vector_get(wealth, t) * (1.0 + gsl_vector_get(returns, t)));
	return STATUS_OK;
}

enum status risk_max_drawdown(const gsl_vector *wealth, struct drawdown *result, struct error *err)
{
	struct drawdown deepest = {0};
	size_t high = 0;

	if (wealth->size == 0)
		return error_set(err, STATUS_INVALID, "a wealth path needs at least one value");
	for (size_t t = 0; t < wealth->size; t++) {
		const double value = gsl_vector_get(wealth, t);
		double depth;

		if (!isfinite(value) || value <= 0.0)
			return error_set(err, STATUS_INVALID, "wealth[%zu] is %g; it must be positive", t, value);
		if (value >= gsl_vector_get(wealth, high))
			high = t;
		depth = (gsl_vector_get(wealth, high) - value) / gsl_vector_get(wealth, high);
		if (depth > deepest.depth)
			deepest = (struct drawdown){.depth = depth, .peak = high, .trough = t};
	}
	deepest.recovery = deepest.trough;
	while (deepest.recovery < wealth->size &&
	       gsl_vector_get(wealth, deepest.recovery) < gsl_vector_get(wealth, deepest.peak))
		deepest.recovery++;
	*result = deepest;
	return STATUS_OK;
}

static enum status check_wealth(const gsl_vector *wealth, size_t needed, struct error *err)
{
	if (wealth->size < needed)
		return error_set(err, STATUS_INVALID, "a wealth path of %zu values; %zu are needed", wealth->size, needed);
	for (size_t t = 0; t < wealth->size; t++)
		if (!isfinite(gsl_vector_get(wealth, t)) || gsl_vector_get(wealth, t) <= 0.0)
			return error_set(err, STATUS_INVALID, "wealth[%zu] is %g; it must be positive", t,
			                 gsl_vector_get(wealth, t));
	return STATUS_OK;
}

enum status risk_drawdown_path(const gsl_vector *wealth, gsl_vector *drawdowns, struct error *err)
{
	const enum status status = check_wealth(wealth, 1, err);
	double high = 0.0;

	if (status != STATUS_OK)
		return status;
	if (drawdowns->size != wealth->size)
		return error_set(err, STATUS_INVALID, "%zu drawdowns of a path of %zu values", drawdowns->size, wealth->size);
	for (size_t t = 0; t < wealth->size; t++) {
		const double value = gsl_vector_get(wealth, t);

		high = fmax(high, value);
		gsl_vector_set(drawdowns, t, (high - value) / high);
	}
	return STATUS_OK;
}

/* The first fall whose high is at or after `from`; depth 0 when there is none. */
static struct drawdown next_fall(const gsl_vector *wealth, size_t from)
{
	struct drawdown fall = {.peak = from, .trough = from, .recovery = from};

	for (size_t t = from; t < wealth->size; t++) {
		const double value = gsl_vector_get(wealth, t), high = gsl_vector_get(wealth, fall.peak);

		if (value >= high && fall.depth > 0.0) {
			fall.recovery = t;
			return fall;
		}
		if (value >= high)
			fall.peak = fall.trough = t;
		else if ((high - value) / high > fall.depth)
			fall = (struct drawdown){.depth = (high - value) / high, .peak = fall.peak, .trough = t};
	}
	fall.recovery = wealth->size;
	return fall;
}

enum status risk_drawdown_episodes(const gsl_vector *wealth, struct drawdown *episodes, size_t capacity, size_t *count,
                                   struct error *err)
{
	const enum status status = check_wealth(wealth, 1, err);
	size_t found = 0;

	if (status != STATUS_OK)
		return status;
	for (size_t from = 0; from < wealth->size; found++) {
		const struct drawdown fall = next_fall(wealth, from);

		if (!(fall.depth > 0.0))
			break;
		if (found < capacity)
			episodes[found] = fall;
		from = fall.recovery;
	}
	*count = found;
	return STATUS_OK;
}

static const char ulcer_source[] = "Martin, McCann (1989)";

const struct figure_definition drawdown_definitions[DRAWDOWN_COUNT] = {
	[DRAWDOWN_MAXIMUM] = {"max-drawdown", "max over t of d_t = 1 - W_t / highest W until t, the start included",
	                      "Magdon-Ismail, Atiya (2004)", FIGURE_FRACTION},
	[DRAWDOWN_CURRENT] = {"current-drawdown", "d_t of the last value", "as max-drawdown", FIGURE_FRACTION},
	[DRAWDOWN_AVERAGE] = {"average-drawdown", "mean depth of the falls, each from its high until that is reached again",
	                      "Bacon (2008), chapter 4", FIGURE_FRACTION},
	[DRAWDOWN_AVERAGE_LENGTH] = {"average-length", "mean periods from high to recovery, or to the last value",
	                             "Bacon (2008), chapter 4", FIGURE_COUNT},
	[DRAWDOWN_LONGEST] = {"longest", "most periods from high to recovery, or to the last value",
	                      "Bacon (2008), chapter 4", FIGURE_COUNT},
	[DRAWDOWN_AVERAGE_RECOVERY] = {"average-recovery", "mean periods from low to recovery, of the falls that recovered",
	                               "Bacon (2008), chapter 4", FIGURE_COUNT},
	[DRAWDOWN_EPISODES] = {"falls", "number of falls from a high", "Bacon (2008), chapter 4", FIGURE_COUNT},
	[DRAWDOWN_PAIN] = {"pain-index", "mean of d_t over the n periods", "Becker (2006)", FIGURE_FRACTION},
	[DRAWDOWN_ULCER] = {"ulcer-index", "sqrt(mean of d_t^2) over the n periods", ulcer_source, FIGURE_FRACTION},
	[DRAWDOWN_AT_RISK] = {"drawdown-at-risk", "k-th largest of d_t, k = ceil((1 - confidence) n)",
	                      "Chekhlov, Uryasev, Zabarankin (2005)", FIGURE_FRACTION},
	[DRAWDOWN_CONDITIONAL] = {"conditional-drawdown", "mean of the worst (1 - confidence) n of d_t, the last in part",
	                          "Chekhlov, Uryasev, Zabarankin (2005)", FIGURE_FRACTION},
};

/* Lengths and depths of all falls. An unrecovered one counts up to the last value. */
static void set_episodes(const gsl_vector *wealth, struct figure *figures)
{
	struct sum depths = {0}, lengths = {0}, recoveries = {0};
	size_t count = 0, recovered = 0, longest = 0;

	for (size_t from = 0; from < wealth->size;) {
		const struct drawdown fall = next_fall(wealth, from);
		const bool is_recovered = fall.recovery < wealth->size;
		const size_t end = is_recovered ? fall.recovery : wealth->size - 1;

		if (!(fall.depth > 0.0))
			break;
		count++;
		sum_add(&depths, fall.depth);
		sum_add(&lengths, (double)(end - fall.peak));
		longest = end - fall.peak > longest ? end - fall.peak : longest;
		if (is_recovered) {
			recovered++;
			sum_add(&recoveries, (double)(fall.recovery - fall.trough));
		}
		from = fall.recovery;
	}
	figures[DRAWDOWN_EPISODES] = figure_of((double)count);
	figures[DRAWDOWN_LONGEST] = figure_of((double)longest);
	figures[DRAWDOWN_AVERAGE] = figure_ratio(sum_value(&depths), (double)count, FIGURE_NO_LOSS);
	figures[DRAWDOWN_AVERAGE_LENGTH] = figure_ratio(sum_value(&lengths), (double)count, FIGURE_NO_LOSS);
	figures[DRAWDOWN_AVERAGE_RECOVERY] =
		figure_ratio(sum_value(&recoveries), (double)recovered, count > 0 ? FIGURE_TOO_FEW : FIGURE_NO_LOSS);
}

enum status risk_drawdown_figures(const gsl_vector *wealth, double confidence, struct figure figures[DRAWDOWN_COUNT],
                                  struct error *err)
{
	struct sum sum = {0}, squares = {0};
	struct risk_tail tail;
	gsl_vector *losses;
	double high, deepest = 0.0, last = 0.0;
	enum status status = check_wealth(wealth, 2, err);

	if (status != STATUS_OK)
		return status;
	losses = gsl_vector_alloc(wealth->size - 1);
	if (losses == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a path of %zu values does not fit", wealth->size);
	high = gsl_vector_get(wealth, 0);
	for (size_t t = 1; t < wealth->size; t++) {
		const double value = gsl_vector_get(wealth, t);

		high = fmax(high, value);
		last = (high - value) / high;
		deepest = fmax(deepest, last);
		sum_add(&sum, last);
		sum_add(&squares, last * last);
		gsl_vector_set(losses, t - 1, -last);
	}
	status = risk_historical_tail(losses, confidence, &tail, err);
	if (status == STATUS_OK) {
		const double count = (double)losses->size;

		figures[DRAWDOWN_MAXIMUM] = figure_of(deepest);
		figures[DRAWDOWN_CURRENT] = figure_of(last);
		figures[DRAWDOWN_PAIN] = figure_of(sum_value(&sum) / count);
		figures[DRAWDOWN_ULCER] = figure_of(sqrt(sum_value(&squares) / count));
		figures[DRAWDOWN_AT_RISK] = figure_of(tail.value_at_risk + 0.0); /* -0 is 0 */
		figures[DRAWDOWN_CONDITIONAL] = figure_of(tail.expected_shortfall + 0.0);
		set_episodes(wealth, figures);
	}
	gsl_vector_free(losses);
	return status;
}

enum status risk_worst_window(const gsl_vector *wealth, size_t length, struct worst_window *result, struct error *err)
{
	struct worst_window worst = {.change = HUGE_VAL};
	const enum status status = check_wealth(wealth, 2, err);

	if (status != STATUS_OK)
		return status;
	if (length == 0 || length >= wealth->size)
		return error_set(err, STATUS_INVALID, "a wealth path of %zu values has no stretch of %zu periods", wealth->size,
		                 length);
	for (size_t t = 0; t + length < wealth->size; t++) {
		const double change = gsl_vector_get(wealth, t + length) / gsl_vector_get(wealth, t) - 1.0;

		if (change < worst.change)
			worst = (struct worst_window){.change = change, .start = t, .end = t + length};
	}
	*result = worst;
	return STATUS_OK;
}
