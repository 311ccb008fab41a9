/* Volatility of a portfolio and its Euler decomposition. */
#include "engine/risk/risk.h"

#include <math.h>

#include <gsl/gsl_blas.h>

#include "engine/base/sum.h"

/* w' S w below this share of the sum of its absolute terms is rounding of a semidefinite S, not a negative variance. */
static const double rounding = 1e-10;

static enum status check(const gsl_vector *weights, const gsl_matrix *covariance, struct error *err)
{
	if (weights->size == 0 || covariance->size1 != weights->size || covariance->size2 != weights->size)
		return error_set(err, STATUS_INVALID, "%zu weights do not fit a covariance of %zu x %zu", weights->size,
		                 covariance->size1, covariance->size2);
	for (size_t i = 0; i < weights->size; i++)
		if (!isfinite(gsl_vector_get(weights, i)))
			return error_set(err, STATUS_INVALID, "weight %zu is %g; it must be finite", i + 1,
			                 gsl_vector_get(weights, i));
	for (size_t i = 0; i < weights->size; i++)
		for (size_t j = 0; j < weights->size; j++)
			if (!isfinite(gsl_matrix_get(covariance, i, j)))
				return error_set(err, STATUS_INVALID, "the covariance of assets %zu and %zu is %g; it must be finite",
				                 i + 1, j + 1, gsl_matrix_get(covariance, i, j));
	return STATUS_OK;
}

/* (S w)_i */
static double row_product(const gsl_matrix *covariance, size_t i, const gsl_vector *weights)
{
	const gsl_vector_const_view row = gsl_matrix_const_row(covariance, i);
	double product;

	(void)gsl_blas_ddot(&row.vector, weights, &product);
	return product;
}

enum status risk_portfolio_volatility(const gsl_vector *weights, const gsl_matrix *covariance, double *volatility,
                                      struct error *err)
{
	const enum status status = check(weights, covariance, err);
	double variance = 0.0, size = 0.0;

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < weights->size; i++) {
		const double w = gsl_vector_get(weights, i);

		variance += w * row_product(covariance, i, weights);
		for (size_t j = 0; j < weights->size; j++)
			size += fabs(w * gsl_matrix_get(covariance, i, j) * gsl_vector_get(weights, j));
	}
	if (variance < -rounding * size)
		return error_set(err, STATUS_INVALID, "the covariance gives the portfolio a variance of %g", variance);
	*volatility = variance > 0.0 ? sqrt(variance) : 0.0;
	return STATUS_OK;
}

enum status risk_contributions(const gsl_vector *weights, const gsl_matrix *covariance, gsl_vector *marginal,
                               gsl_vector *contribution, gsl_vector *share, struct error *err)
{
	gsl_vector *const outputs[] = {marginal, contribution, share};
	double volatility;
	const enum status status = risk_portfolio_volatility(weights, covariance, &volatility, err);

	if (status != STATUS_OK)
		return status;
	for (size_t k = 0; k < sizeof outputs / sizeof outputs[0]; k++)
		if (outputs[k] != NULL && outputs[k]->size != weights->size)
			return error_set(err, STATUS_INVALID, "%zu risk contributions were asked of %zu assets",
			                 outputs[k]->size, weights->size);
	if (!(volatility > 0.0))
		return error_set(err, STATUS_INFEASIBLE, "the portfolio has no volatility to share out");
	for (size_t i = 0; i < weights->size; i++) {
		const double each = row_product(covariance, i, weights) / volatility;
		const double part = gsl_vector_get(weights, i) * each;

		if (marginal != NULL)
			gsl_vector_set(marginal, i, each);
		if (contribution != NULL)
			gsl_vector_set(contribution, i, part);
		if (share != NULL)
			gsl_vector_set(share, i, part / volatility);
	}
	return STATUS_OK;
}

enum status risk_tail_contributions(const gsl_vector *weights, const gsl_vector *mean, const gsl_matrix *covariance,
                                    double confidence, gsl_vector *value_at_risk, gsl_vector *expected_shortfall,
                                    struct error *err)
{
	gsl_vector *const outputs[] = {value_at_risk, expected_shortfall};
	struct risk_tail standard;
	double volatility;
	enum status status = risk_normal_tail(0.0, 1.0, confidence, &standard, err);

	if (status == STATUS_OK)
		status = risk_portfolio_volatility(weights, covariance, &volatility, err);
	if (status != STATUS_OK)
		return status;
	if (mean->size != weights->size || (value_at_risk != NULL && value_at_risk->size != weights->size) ||
	    (expected_shortfall != NULL && expected_shortfall->size != weights->size))
		return error_set(err, STATUS_INVALID, "means and tail contributions do not fit %zu assets", weights->size);
	for (size_t i = 0; i < weights->size; i++)
		if (!isfinite(gsl_vector_get(mean, i)))
			return error_set(err, STATUS_INVALID, "mean %zu is %g; it must be finite", i + 1,
			                 gsl_vector_get(mean, i));
	if (!(volatility > 0.0))
		return error_set(err, STATUS_INFEASIBLE, "the portfolio has no volatility to share out");
	for (size_t k = 0; k < 2; k++) {
		const double multiple = k == 0 ? standard.value_at_risk : standard.expected_shortfall;

		for (size_t i = 0; outputs[k] != NULL && i < weights->size; i++) {
			const double marginal = row_product(covariance, i, weights) / volatility;

			gsl_vector_set(outputs[k], i, gsl_vector_get(weights, i) *
			               (multiple * marginal - gsl_vector_get(mean, i)));
		}
	}
	return STATUS_OK;
}

/* left' S right, for vectors that fit a covariance that was checked. */
static double product(const gsl_vector *left, const gsl_matrix *covariance, const gsl_vector *right)
{
	struct sum sum = {0};

	for (size_t i = 0; i < left->size; i++)
		sum_add(&sum, gsl_vector_get(left, i) * row_product(covariance, i, right));
	return sum_value(&sum);
}

enum status risk_tracking_error(const gsl_vector *weights, const gsl_vector *benchmark, const gsl_matrix *covariance,
                                double *tracking_error, struct error *err)
{
	gsl_vector *active;
	enum status status = check(weights, covariance, err);

	if (status == STATUS_OK)
		status = check(benchmark, covariance, err);
	if (status != STATUS_OK)
		return status;
	active = gsl_vector_alloc(weights->size);
	if (active == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu active weights do not fit", weights->size);
	for (size_t i = 0; i < weights->size; i++)
		gsl_vector_set(active, i, gsl_vector_get(weights, i) - gsl_vector_get(benchmark, i));
	status = risk_portfolio_volatility(active, covariance, tracking_error, err);
	gsl_vector_free(active);
	return status;
}

enum status risk_beta(const gsl_vector *weights, const gsl_vector *benchmark, const gsl_matrix *covariance, double *beta,
                      struct error *err)
{
	double volatility;
	enum status status = check(weights, covariance, err);

	if (status == STATUS_OK)
		status = risk_portfolio_volatility(benchmark, covariance, &volatility, err);
	if (status != STATUS_OK)
		return status;
	if (!(volatility > 0.0))
		return error_set(err, STATUS_INFEASIBLE, "the benchmark has no volatility, so nothing has a beta to it");
	*beta = product(weights, covariance, benchmark) / (volatility * volatility);
	return STATUS_OK;
}

enum status risk_diversification_ratio(const gsl_vector *weights, const gsl_matrix *covariance, double *ratio,
                                       struct error *err)
{
	struct sum apart = {0};
	double volatility;
	const enum status status = risk_portfolio_volatility(weights, covariance, &volatility, err);

	if (status != STATUS_OK)
		return status;
	if (!(volatility > 0.0))
		return error_set(err, STATUS_INFEASIBLE, "the portfolio has no volatility to diversify");
	for (size_t i = 0; i < weights->size; i++) {
		const double variance = gsl_matrix_get(covariance, i, i);

		if (variance < 0.0)
			return error_set(err, STATUS_INVALID, "the variance of asset %zu is %g", i + 1, variance);
		sum_add(&apart, gsl_vector_get(weights, i) * sqrt(variance));
	}
	*ratio = sum_value(&apart) / volatility;
	return STATUS_OK;
}
