/* How long it takes to get out, and what that moves. */
#include "engine/risk/exposure.h"

#include <math.h>

#include "engine/base/sum.h"

const double liquidity_bucket_days[LIQUIDITY_BUCKETS - 1] = {0.0, 1.0, 3.0, 7.0, 30.0};

enum status risk_liquidity(double position, double daily_volume, double volatility, double participation, double impact,
                           struct liquidity *result, struct error *err)
{
	struct liquidity answer;

	if (!isfinite(position) || position < 0.0)
		return error_set(err, STATUS_INVALID, "the position is %g; it must not be negative", position);
	if (!isfinite(daily_volume) || daily_volume < 0.0)
		return error_set(err, STATUS_INVALID, "the daily volume is %g; it must not be negative", daily_volume);
	if (!isfinite(volatility) || volatility < 0.0 || !isfinite(impact) || impact < 0.0)
		return error_set(err, STATUS_INVALID, "a daily volatility of %g with an impact of %g", volatility, impact);
	if (!(participation > 0.0 && participation <= 1.0))
		return error_set(err, STATUS_INVALID, "a participation of %g; it must lie in (0, 1]", participation);
	answer.days = position > 0.0 ? position / (participation * daily_volume) : 0.0;
	answer.impact = position > 0.0 ? impact * volatility * sqrt(position / daily_volume) : 0.0;
	if (!isfinite(answer.days) || !isfinite(answer.impact))
		return error_set(err, STATUS_INFEASIBLE, "a position of %g cannot be sold into a daily volume of %g",
		                 position, daily_volume);
	*result = answer;
	return STATUS_OK;
}

enum status risk_liquidity_buckets(const gsl_vector *weights, const gsl_vector *days, double shares[LIQUIDITY_BUCKETS],
                                   struct error *err)
{
	struct sum sums[LIQUIDITY_BUCKETS] = {0};

	if (weights->size != days->size)
		return error_set(err, STATUS_INVALID, "%zu weights and the days of %zu", weights->size, days->size);
	for (size_t i = 0; i < weights->size; i++) {
		const double weight = gsl_vector_get(weights, i), wait = gsl_vector_get(days, i);
		size_t bucket = 0;

		if (!isfinite(weight) || isnan(wait) || wait < 0.0)
			return error_set(err, STATUS_INVALID, "position %zu weighs %g and takes %g days", i + 1, weight, wait);
		while (bucket + 1 < LIQUIDITY_BUCKETS && wait > liquidity_bucket_days[bucket])
			bucket++;
		sum_add(&sums[bucket], weight);
	}
	for (size_t b = 0; b < LIQUIDITY_BUCKETS; b++)
		shares[b] = sum_value(&sums[b]);
	return STATUS_OK;
}
