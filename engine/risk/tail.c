/* The tail of returns: historical and normal. */
#include "engine/risk/risk.h"

#include <math.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort_vector.h>

#include "engine/base/sum.h"

static enum status check_confidence(double confidence, struct error *err)
{
	if (!(confidence > 0.0 && confidence < 1.0))
		return error_set(err, STATUS_INVALID, "the confidence is %g; it must lie between 0 and 1", confidence);
	return STATUS_OK;
}

static enum status check_returns(const gsl_vector *returns, size_t needed, struct error *err)
{
	if (returns->size < needed)
		return error_set(err, STATUS_INVALID, "%zu returns were given, and at least %zu are needed", returns->size,
		                 needed);
	for (size_t t = 0; t < returns->size; t++)
		if (!isfinite(gsl_vector_get(returns, t)))
			return error_set(err, STATUS_INVALID, "return %zu is %g; it must be finite", t + 1,
			                 gsl_vector_get(returns, t));
	return STATUS_OK;
}

/* A copy in rising order, so the worst return is first; the caller's. */
static enum status sorted(const gsl_vector *returns, double confidence, gsl_vector **copy, struct error *err)
{
	enum status status = check_confidence(confidence, err);
	gsl_vector *result;

	if (status == STATUS_OK)
		status = check_returns(returns, 1, err);
	if (status != STATUS_OK)
		return status;
	result = gsl_vector_alloc(returns->size);
	if (result == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu returns do not fit", returns->size);
	(void)gsl_vector_memcpy(result, returns);
	gsl_sort_vector(result);
	*copy = result;
	return STATUS_OK;
}

enum status risk_historical_tail(const gsl_vector *returns, double confidence, struct risk_tail *tail,
                                 struct error *err)
{
	const double beyond = (1.0 - confidence) * (double)returns->size;
	gsl_vector *worst_first;
	struct sum excess = {0};
	size_t k;
	double threshold;
	const enum status status = sorted(returns, confidence, &worst_first, err);

	if (status != STATUS_OK)
		return status;
	/* (1 - 0.95) 20 is 1 and a few parts in 1e16: without the allowance it would count as 2. */
	k = (size_t)ceil(beyond * (1.0 - 1e-12));
	if (k == 0)
		k = 1;
	threshold = -gsl_vector_get(worst_first, k - 1);
	for (size_t t = 0; t + 1 < k; t++)
		sum_add(&excess, -gsl_vector_get(worst_first, t) - threshold);
	*tail = (struct risk_tail){
		.value_at_risk = threshold,
		.expected_shortfall = threshold + sum_value(&excess) / beyond,
	};
	gsl_vector_free(worst_first);
	return STATUS_OK;
}

enum status risk_interpolated_value_at_risk(const gsl_vector *returns, double confidence, double *value_at_risk,
                                            struct error *err)
{
	gsl_vector *worst_first;
	const enum status status = sorted(returns, confidence, &worst_first, err);
	double position, low;
	size_t index;

	if (status != STATUS_OK)
		return status;
	position = (1.0 - confidence) * (double)(returns->size - 1);
	index = (size_t)position;
	low = gsl_vector_get(worst_first, index);
	if (index + 1 < returns->size)
		low += (position - (double)index) * (gsl_vector_get(worst_first, index + 1) - low);
	*value_at_risk = -low;
	gsl_vector_free(worst_first);
	return STATUS_OK;
}

enum status risk_normal_tail(double mean, double volatility, double confidence, struct risk_tail *tail,
                             struct error *err)
{
	const enum status status = check_confidence(confidence, err);
	double z;

	if (status != STATUS_OK)
		return status;
	if (!isfinite(mean) || !isfinite(volatility) || volatility < 0.0)
		return error_set(err, STATUS_INVALID, "a normal distribution with mean %g and volatility %g", mean,
		                 volatility);
	z = gsl_cdf_ugaussian_Pinv(confidence);
	*tail = (struct risk_tail){
		.value_at_risk = -mean + z * volatility,
		.expected_shortfall = -mean + volatility * gsl_ran_ugaussian_pdf(z) / (1.0 - confidence),
	};
	return STATUS_OK;
}

static void moments(const gsl_vector *returns, double divisor, double *mean, double *volatility)
{
	struct sum sum = {0}, squares = {0};

	for (size_t t = 0; t < returns->size; t++)
		sum_add(&sum, gsl_vector_get(returns, t));
	*mean = sum_value(&sum) / (double)returns->size;
	for (size_t t = 0; t < returns->size; t++)
		sum_add(&squares, (gsl_vector_get(returns, t) - *mean) * (gsl_vector_get(returns, t) - *mean));
	*volatility = sqrt(sum_value(&squares) / divisor);
}

enum status risk_sample_moments(const gsl_vector *returns, double *mean, double *volatility, struct error *err)
{
	const enum status status = check_returns(returns, 2, err);

	if (status == STATUS_OK)
		moments(returns, (double)(returns->size - 1), mean, volatility);
	return status;
}

enum status risk_population_moments(const gsl_vector *returns, double *mean, double *volatility, struct error *err)
{
	const enum status status = check_returns(returns, 1, err);

	if (status == STATUS_OK)
		moments(returns, (double)returns->size, mean, volatility);
	return status;
}
