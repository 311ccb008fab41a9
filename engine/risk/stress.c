/* What a bad day would do. */
#include "engine/risk/stress.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/sum.h"

const char *const stress_class_names[STRESS_CLASS_COUNT] = {
	[STRESS_CN_EQUITY] = "cn-equity",         [STRESS_GLOBAL_EQUITY] = "global-equity",
	[STRESS_CN_GOVERNMENT] = "cn-government", [STRESS_CREDIT] = "credit",
	[STRESS_GOLD] = "gold",
};

/* Equity is anchored on index history; bonds, gold and 2008 abroad are round assumptions of the house. */
const struct stress_scenario stress_scenarios[] = {
	{.name = "2008",
	 .note = "the financial crisis; CSI 300 -65.95 % in the year, S&P 500 -51.93 % from 2007-10-09 to 2008-11-20",
	 .shocks = {-0.60, -0.42, 0.06, -0.05, 0.03}},
	{.name = "2015",
	 .note = "the fall of A shares; CSI 300 -43.3 % from its high to its low",
	 .shocks = {-0.43, -0.08, 0.01, 0.00, -0.03}},
	{.name = "2020",
	 .note = "the pandemic; S&P 500 -33.92 % from 2020-02-19 to 2020-03-23",
	 .shocks = {-0.12, -0.32, 0.02, -0.06, -0.05}},
	{.name = "2022",
	 .note = "rising rates; CSI 300 -21.63 % in the year, S&P 500 -25.43 % from January to October",
	 .shocks = {-0.22, -0.18, -0.03, -0.06, 0.00}},
};
const size_t stress_scenario_count = sizeof stress_scenarios / sizeof stress_scenarios[0];

static enum status check_shocks(const gsl_vector *weights, const gsl_vector *shocks, struct error *err)
{
	if (weights->size == 0 || shocks->size != weights->size)
		return error_set(err, STATUS_INVALID, "%zu weights and %zu shocks", weights->size, shocks->size);
	for (size_t i = 0; i < weights->size; i++) {
		const double weight = gsl_vector_get(weights, i), shock = gsl_vector_get(shocks, i);

		if (!isfinite(weight))
			return error_set(err, STATUS_INVALID, "weight %zu is %g; it must be finite", i + 1, weight);
		if (!isfinite(shock) || shock < -1.0)
			return error_set(err, STATUS_INVALID, "shock %zu is %g; it must be finite and at least -1", i + 1, shock);
	}
	return STATUS_OK;
}

enum status risk_direct_shock(const gsl_vector *weights, const gsl_vector *shocks, double *result, struct error *err)
{
	const enum status status = check_shocks(weights, shocks, err);
	struct sum sum = {0};

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < weights->size; i++)
		sum_add(&sum, gsl_vector_get(weights, i) * gsl_vector_get(shocks, i));
	*result = sum_value(&sum);
	return STATUS_OK;
}

enum status risk_factor_shock(const gsl_matrix *covariance, size_t k, double shock, gsl_vector *returns,
                              struct error *err)
{
	double variance;

	if (covariance->size1 != covariance->size2 || returns->size != covariance->size1 || k >= covariance->size1)
		return error_set(err, STATUS_INVALID, "a shock to asset %zu of a covariance of %zu x %zu, for %zu returns",
		                 k + 1, covariance->size1, covariance->size2, returns->size);
	if (!isfinite(shock))
		return error_set(err, STATUS_INVALID, "the shock is %g; it must be finite", shock);
	for (size_t i = 0; i < returns->size; i++)
		if (!isfinite(gsl_matrix_get(covariance, i, k)))
			return error_set(err, STATUS_INVALID, "the covariance of assets %zu and %zu is %g; it must be finite",
			                 i + 1, k + 1, gsl_matrix_get(covariance, i, k));
	variance = gsl_matrix_get(covariance, k, k);
	if (!(variance > 0.0))
		return error_set(err, STATUS_INFEASIBLE, "asset %zu has a variance of %g; it cannot be shocked", k + 1,
		                 variance);
	for (size_t i = 0; i < returns->size; i++)
		gsl_vector_set(returns, i, gsl_matrix_get(covariance, i, k) / variance * shock);
	return STATUS_OK;
}

double risk_bond_price_change(double duration, double convexity, double yield_change)
{
	return -duration * yield_change + 0.5 * convexity * yield_change * yield_change;
}

static enum status check_replay(const gsl_vector *weights, const gsl_matrix *returns, const gsl_vector *wealth,
                                struct error *err)
{
	if (weights->size == 0 || returns->size2 != weights->size || wealth->size != returns->size1 + 1)
		return error_set(err, STATUS_INVALID, "%zu weights, returns of %zu x %zu and a path of %zu do not fit",
		                 weights->size, returns->size1, returns->size2, wealth->size);
	for (size_t i = 0; i < weights->size; i++)
		if (!isfinite(gsl_vector_get(weights, i)))
			return error_set(err, STATUS_INVALID, "weight %zu is %g; it must be finite", i + 1,
			                 gsl_vector_get(weights, i));
	for (size_t t = 0; t < returns->size1; t++)
		for (size_t i = 0; i < weights->size; i++)
			if (!isfinite(gsl_matrix_get(returns, t, i)) || gsl_matrix_get(returns, t, i) < -1.0)
				return error_set(err, STATUS_INVALID, "return %zu of asset %zu is %g; it must be at least -1",
				                 t + 1, i + 1, gsl_matrix_get(returns, t, i));
	return STATUS_OK;
}

/* One pass writes holdings and checks the wealth, so that the outputs stay untouched when it falls to zero. */
static enum status replay(double cash, double *holdings, const gsl_matrix *returns, gsl_vector *wealth,
                          struct error *err)
{
	for (size_t t = 0; t < returns->size1; t++) {
		struct sum sum = {0};

		sum_add(&sum, cash);
		for (size_t i = 0; i < returns->size2; i++) {
			holdings[i] *= 1.0 + gsl_matrix_get(returns, t, i);
			sum_add(&sum, holdings[i]);
		}
		if (!(sum_value(&sum) > 0.0) || !isfinite(sum_value(&sum)))
			return error_set(err, STATUS_INFEASIBLE, "in period %zu the portfolio is worth %g of its start", t + 1,
			                 sum_value(&sum));
		if (wealth != NULL)
			gsl_vector_set(wealth, t + 1, sum_value(&sum));
	}
	return STATUS_OK;
}

enum status risk_replay(const gsl_vector *weights, const gsl_matrix *returns, gsl_vector *wealth, struct error *err)
{
	enum status status = check_replay(weights, returns, wealth, err);
	struct sum cash = {0};
	double *holdings;

	if (status != STATUS_OK)
		return status;
	holdings = calloc(weights->size, sizeof *holdings);
	if (holdings == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu holdings do not fit", weights->size);
	sum_add(&cash, 1.0);
	for (size_t i = 0; i < weights->size; i++)
		sum_add(&cash, -gsl_vector_get(weights, i));
	for (int pass = 0; pass < 2 && status == STATUS_OK; pass++) {
		for (size_t i = 0; i < weights->size; i++)
			holdings[i] = gsl_vector_get(weights, i);
		status = replay(sum_value(&cash), holdings, returns, pass == 0 ? NULL : wealth, err);
	}
	if (status == STATUS_OK)
		gsl_vector_set(wealth, 0, 1.0);
	free(holdings);
	return status;
}

/* What is lost at a multiple, no asset losing more than all. */
static double loss_at(const gsl_vector *weights, const gsl_vector *shocks, double multiple)
{
	struct sum loss = {0};

	for (size_t i = 0; i < weights->size; i++)
		sum_add(&loss, -gsl_vector_get(weights, i) * fmax(multiple * gsl_vector_get(shocks, i), -1.0));
	return sum_value(&loss);
}

/* The next multiple above `from` at which an asset is lost entirely, or infinity. */
static double next_floor(const gsl_vector *shocks, double from)
{
	double next = INFINITY;

	for (size_t i = 0; i < shocks->size; i++) {
		const double shock = gsl_vector_get(shocks, i);

		if (shock < 0.0 && -1.0 / shock > from)
			next = fmin(next, -1.0 / shock);
	}
	return next;
}

enum status risk_reverse_stress(const gsl_vector *weights, const gsl_vector *shocks, double loss_limit,
                                struct figure *multiple, struct error *err)
{
	const enum status status = check_shocks(weights, shocks, err);
	struct figure answer = figure_missing(FIGURE_NEVER_BREACHED);
	double from = 0.0;

	if (status != STATUS_OK)
		return status;
	if (!isfinite(loss_limit) || loss_limit <= 0.0)
		return error_set(err, STATUS_INVALID, "a loss limit of %g; it must be a positive fraction", loss_limit);
	/* Between two floors the loss is a line, so its first crossing of the limit is at an end or solved directly. */
	while (isfinite(from)) {
		const double to = next_floor(shocks, from), at = loss_at(weights, shocks, from);
		const double probe = isfinite(to) ? to : 2.0 * from + 1.0;
		const double slope = (loss_at(weights, shocks, probe) - at) / (probe - from);

		if (slope > 0.0 && from + (loss_limit - at) / slope <= to) {
			answer = figure_of(from + (loss_limit - at) / slope);
			break;
		}
		from = to;
	}
	*multiple = answer;
	return STATUS_OK;
}
