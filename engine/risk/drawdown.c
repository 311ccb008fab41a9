/* Wealth from returns, and its deepest fall. */
#include "engine/risk/risk.h"

#include <math.h>

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
