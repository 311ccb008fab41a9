/* How likely a goal is, in closed form, and the moments a simulation is checked against. */
#include <gsl/gsl_cdf.h>
#include <math.h>

#include "engine/simulate/goals.h"

enum status lognormal_from_simple(double expected_return, double volatility, struct lognormal *law,
                                  struct error *err)
{
	double variance;

	if (!isfinite(expected_return) || expected_return <= -1.0 || expected_return > 100.0)
		return error_set(err, STATUS_INVALID, "the expected return is %g; it must lie between -1 and 100",
		                 expected_return);
	if (!isfinite(volatility) || volatility < 0.0 || volatility > 100.0)
		return error_set(err, STATUS_INVALID, "the volatility is %g; it must lie between 0 and 100", volatility);
	variance = log1p(pow(volatility / (1.0 + expected_return), 2.0));
	*law = (struct lognormal){ .drift = log1p(expected_return) - 0.5 * variance, .volatility = sqrt(variance) };
	return STATUS_OK;
}

static enum status check_lump_sum(const struct lump_sum *sum, struct error *err)
{
	if (!isfinite(sum->initial) || sum->initial <= 0.0)
		return error_set(err, STATUS_INVALID, "the sum is %g; it must be positive", sum->initial);
	if (!isfinite(sum->years) || sum->years <= 0.0)
		return error_set(err, STATUS_INVALID, "the sum is left alone for %g years; it must be a positive time",
		                 sum->years);
	if (!isfinite(sum->law.drift) || !isfinite(sum->law.volatility) || sum->law.volatility < 0.0)
		return error_set(err, STATUS_INVALID, "a drift of %g and a volatility of %g are no law of returns",
		                 sum->law.drift, sum->law.volatility);
	return STATUS_OK;
}

enum status lump_sum_probability(const struct lump_sum *sum, double goal, double *probability, struct error *err)
{
	const enum status status = check_lump_sum(sum, err);
	double distance, deviation;

	if (status)
		return status;
	if (!isfinite(goal) || goal <= 0.0)
		return error_set(err, STATUS_INVALID, "the goal is %g; it must be positive", goal);
	distance = log(sum->initial / goal) + sum->law.drift * sum->years;
	deviation = sum->law.volatility * sqrt(sum->years);
	*probability = deviation > 0.0 ? gsl_cdf_ugaussian_P(distance / deviation) : distance >= 0.0 ? 1.0 : 0.0;
	return STATUS_OK;
}

enum status lump_sum_quantile(const struct lump_sum *sum, double probability, double *value, struct error *err)
{
	const enum status status = check_lump_sum(sum, err);
	double result;

	if (status)
		return status;
	if (!(probability > 0.0 && probability < 1.0))
		return error_set(err, STATUS_INVALID, "the probability is %g; it must lie between 0 and 1", probability);
	result = sum->initial * exp(sum->law.drift * sum->years +
	                            sum->law.volatility * sqrt(sum->years) * gsl_cdf_ugaussian_Pinv(probability));
	if (!isfinite(result))
		return error_set(err, STATUS_INVALID, "a drift of %g for %g years is more than a number holds",
		                 sum->law.drift, sum->years);
	*value = result;
	return STATUS_OK;
}

enum status lump_sum_mean(const struct lump_sum *sum, double *mean, struct error *err)
{
	const enum status status = check_lump_sum(sum, err);
	double result;

	if (status)
		return status;
	result = sum->initial *
	         exp((sum->law.drift + 0.5 * sum->law.volatility * sum->law.volatility) * sum->years);
	if (!isfinite(result))
		return error_set(err, STATUS_INVALID, "a drift of %g for %g years is more than a number holds",
		                 sum->law.drift, sum->years);
	*mean = result;
	return STATUS_OK;
}

/* E and M after money that is independent of the fund came in, with its own mean and second moment. */
static void pay_in(double mean, double square, double *first, double *second)
{
	*second += 2.0 * mean * *first + square;
	*first += mean;
}

enum status fund_moments(const struct fund_moments *fund, double *mean, double *deviation, struct error *err)
{
	const double spread = 1.0 + fund->payment_volatility * fund->payment_volatility;
	double first = fund->initial, second = first * first, growth, square, keep;
	struct lognormal law;
	const enum status status = lognormal_from_simple(fund->expected_return, fund->volatility, &law, err);

	if (status)
		return status;
	if (!isfinite(fund->fee) || fund->fee < 0.0 || fund->fee >= 1.0)
		return error_set(err, STATUS_INVALID, "the fee is %g a year; it must lie in [0, 1)", fund->fee);
	if (!isfinite(fund->initial) || !isfinite(fund->payment) || !isfinite(fund->payment_growth) ||
	    fund->payment_growth <= -1.0 || !isfinite(spread) || fund->months > 12000)
		return error_set(err, STATUS_INVALID, "the fund's payments are not finite, or run for over 12000 months");
	keep = exp(log1p(-fund->fee) / 12.0);
	growth = keep * exp(log1p(fund->expected_return) / 12.0);
	square = growth * growth * exp(law.volatility * law.volatility / 12.0);
	for (size_t t = 0; t < fund->months; t++) {
		const double payment = fund->payment * exp((double)t / 12.0 * log1p(fund->payment_growth));
		const double payment_square = payment * payment * spread;

		if (fund->is_at_start)
			pay_in(payment, payment_square, &first, &second);
		first *= growth;
		second *= square;
		if (!fund->is_at_start)
			pay_in(payment, payment_square, &first, &second);
	}
	if (!isfinite(first) || !isfinite(second))
		return error_set(err, STATUS_INVALID, "the fund grows beyond what a number holds");
	*mean = first;
	*deviation = sqrt(fmax(0.0, second - first * first));
	return STATUS_OK;
}
