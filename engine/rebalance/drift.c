/* How far a portfolio has wandered, and whether that asks for trades. */
#include <gsl/gsl_math.h>

#include "engine/base/money.h"
#include "engine/rebalance/rebalance.h"

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

int64_t rebalance_drift(const int64_t *weights_ppb, const int64_t *targets_ppb, size_t count)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += distance(weights_ppb[i], targets_ppb[i]);
	return sum / 2;
}

double rebalance_tracking_drift(const int64_t *weights_ppb, const int64_t *targets_ppb, size_t count,
                                const gsl_matrix *covariance)
{
	double variance = 0.0;

	for (size_t i = 0; i < count; i++) {
		const double di = (double)(weights_ppb[i] - targets_ppb[i]) / (double)PPB;

		for (size_t j = 0; j < count; j++)
			variance += di * gsl_matrix_get(covariance, i, j) * (double)(weights_ppb[j] - targets_ppb[j]) / (double)PPB;
	}
	/* a covariance that is singular may leave a variance of -1e-20 */
	return variance > 0.0 ? sqrt(variance) : 0.0;
}

bool rebalance_is_outside_5_25(int64_t weight_ppb, int64_t target_ppb)
{
	const int64_t gap = distance(weight_ppb, target_ppb);

	/* gap > t / 4 without dividing: t of 1 ppb has a quarter too */
	return gap > PPB / 20 || 4 * gap > target_ppb;
}

const char *rebalance_rule_name(enum rebalance_rule rule)
{
	static const char *const names[] = {
		[RULE_NONE] = "none",
		[RULE_BAND] = "band",
		[RULE_TRACKING] = "tracking",
		[RULE_CALENDAR] = "calendar",
		[RULE_WAITING] = "waiting",
	};

	return (size_t)rule < sizeof names / sizeof names[0] ? names[rule] : "unknown";
}

/* The weight farthest outside its band; false: all are inside. */
static bool farthest_outside(const struct rebalance_check *check, size_t *index)
{
	int64_t farthest = 0;

	for (size_t i = 0; i < check->count; i++) {
		const int64_t above = check->weights_ppb[i] - check->upper_ppb[i];
		const int64_t below = check->lower_ppb[i] - check->weights_ppb[i];
		const int64_t outside = above > below ? above : below;

		if (outside > farthest) {
			farthest = outside;
			*index = i;
		}
	}
	return farthest > 0;
}

static bool is_calendar_due(const struct rebalance_check *check, const struct rules *rules)
{
	return !check->has_last ||
	       date_compare(check->today, date_add_months(check->last, rules->calendar_months)) >= 0;
}

void rebalance_trigger(const struct rebalance_check *check, const struct rules *rules,
                       struct rebalance_trigger *result)
{
	struct rebalance_trigger found = {
		.drift_ppb = rebalance_drift(check->weights_ppb, check->targets_ppb, check->count),
		.tracking_drift = -1.0,
	};

	if (check->covariance != NULL)
		found.tracking_drift = rebalance_tracking_drift(check->weights_ppb, check->targets_ppb, check->count,
		                                                check->covariance);
	if (farthest_outside(check, &found.index))
		found.rule = RULE_BAND;
	else if (found.tracking_drift > rules->tracking_drift)
		found.rule = RULE_TRACKING;
	else if (is_calendar_due(check, rules) && (double)found.drift_ppb > rules->calendar_drift * (double)PPB)
		found.rule = RULE_CALENDAR;
	if (found.rule != RULE_NONE && check->has_last &&
	    check->today.days - check->last.days < check->minimum_interval_days)
		found.rule = RULE_WAITING;
	*result = found;
}
