/* Historical means a year, arithmetic and geometric. */
#include "engine/estimate/estimate.h"

#include <math.h>

#include "engine/base/sum.h"

static enum status check(const struct series *returns, double periods_per_year, const gsl_vector *mean,
                         struct error *err)
{
	size_t fewest, shortest;

	if (returns->count == 0 || mean->size != returns->count)
		return error_set(err, STATUS_INVALID, "%zu means were asked of %zu assets", mean->size, returns->count);
	if (!isfinite(periods_per_year) || periods_per_year <= 0.0)
		return error_set(err, STATUS_INVALID, "a year of %g periods; it must be positive", periods_per_year);
	for (size_t k = 0; k < returns->length * returns->count; k++)
		if (isinf(returns->values[k]))
			return error_set(err, STATUS_INVALID, "return %zu of asset %zu is infinite", k / returns->count + 1,
			                 k % returns->count + 1);
	shortest = estimate_shortest(returns, &fewest);
	if (fewest == 0)
		return error_set(err, STATUS_INVALID, "asset %zu has no return to take a mean of", shortest + 1);
	return STATUS_OK;
}

enum status estimate_arithmetic_mean(const struct series *returns, double periods_per_year, gsl_vector *mean,
                                     struct error *err)
{
	const enum status status = check(returns, periods_per_year, mean, err);

	for (size_t i = 0; status == STATUS_OK && i < returns->count; i++) {
		struct sum sum = {0};
		size_t seen = 0;

		for (size_t t = 0; t < returns->length; t++) {
			const double value = series_at(returns, t, i);

			if (!isnan(value)) {
				sum_add(&sum, value);
				seen++;
			}
		}
		gsl_vector_set(mean, i, periods_per_year * sum_value(&sum) / (double)seen);
	}
	return status;
}

enum status estimate_geometric_mean(const struct series *returns, double periods_per_year, gsl_vector *mean,
                                    struct error *err)
{
	const enum status status = check(returns, periods_per_year, mean, err);

	for (size_t k = 0; status == STATUS_OK && k < returns->length * returns->count; k++)
		if (returns->values[k] < -1.0)
			return error_set(err, STATUS_INVALID, "a return of %g loses more than all", returns->values[k]);
	for (size_t i = 0; status == STATUS_OK && i < returns->count; i++) {
		struct sum logarithms = {0};
		bool is_ruined = false;
		size_t seen = 0;

		for (size_t t = 0; t < returns->length; t++) {
			const double value = series_at(returns, t, i);

			if (isnan(value))
				continue;
			seen++;
			if (value <= -1.0)
				is_ruined = true;
			else
				sum_add(&logarithms, log1p(value));
		}
		/* Once all is lost no later return brings it back, and the logarithm has no value to add. */
		gsl_vector_set(mean, i, is_ruined ? -1.0 :
		               expm1(periods_per_year * sum_value(&logarithms) / (double)seen));
	}
	return status;
}
