/* Factors that explain returns, by least squares. */
#include "engine/risk/exposure.h"

#include <math.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>

#include "engine/base/sum.h"

/* Columns whose part outside the others is this small against their length depend on them. */
static const double dependence = 1e-10;

static enum status check(const gsl_vector *returns, const gsl_matrix *factors, struct error *err)
{
	const size_t observations = returns->size, count = factors->size2;

	if (factors->size1 != observations || count == 0)
		return error_set(err, STATUS_INVALID, "%zu returns do not fit factors of %zu x %zu", observations,
		                 factors->size1, count);
	if (observations < FACTOR_REGRESSION_OBSERVATIONS || observations <= count + 1)
		return error_set(err, STATUS_INVALID, "%zu returns for %zu factors; at least %d, and more than coefficients, "
		                 "are needed", observations, count, FACTOR_REGRESSION_OBSERVATIONS);
	for (size_t t = 0; t < observations; t++) {
		if (!isfinite(gsl_vector_get(returns, t)))
			return error_set(err, STATUS_INVALID, "return %zu is %g; it must be finite", t + 1,
			                 gsl_vector_get(returns, t));
		for (size_t k = 0; k < count; k++)
			if (!isfinite(gsl_matrix_get(factors, t, k)))
				return error_set(err, STATUS_INVALID, "factor %zu of row %zu is %g; it must be finite", k + 1, t + 1,
				                 gsl_matrix_get(factors, t, k));
	}
	return STATUS_OK;
}

/* Everything one regression needs, p = K + 1. */
struct fit {
	gsl_matrix *design;    /* T x p, columns divided by their length        */
	gsl_matrix *decomposed; /* T x p, its QR                                 */
	gsl_vector *tau;       /* p                                              */
	gsl_vector *lengths;   /* p                                              */
	gsl_vector *scaled;    /* p: coefficients of the divided columns         */
	gsl_vector *residual;  /* T                                              */
	gsl_matrix *inverse;   /* p x p: (X'X)^-1 of the divided columns         */
	gsl_matrix *meat, *work; /* p x p                                        */
};

static void fit_clear(struct fit *fit)
{
	gsl_matrix_free(fit->design);
	gsl_matrix_free(fit->decomposed);
	gsl_vector_free(fit->tau);
	gsl_vector_free(fit->lengths);
	gsl_vector_free(fit->scaled);
	gsl_vector_free(fit->residual);
	gsl_matrix_free(fit->inverse);
	gsl_matrix_free(fit->meat);
	gsl_matrix_free(fit->work);
}

static enum status fit_init(struct fit *fit, size_t observations, size_t p, struct error *err)
{
	*fit = (struct fit){
		.design = gsl_matrix_alloc(observations, p),
		.decomposed = gsl_matrix_alloc(observations, p),
		.tau = gsl_vector_alloc(p),
		.lengths = gsl_vector_alloc(p),
		.scaled = gsl_vector_alloc(p),
		.residual = gsl_vector_alloc(observations),
		.inverse = gsl_matrix_alloc(p, p),
		.meat = gsl_matrix_calloc(p, p),
		.work = gsl_matrix_alloc(p, p),
	};
	if (fit->design != NULL && fit->decomposed != NULL && fit->tau != NULL && fit->lengths != NULL &&
	    fit->scaled != NULL && fit->residual != NULL && fit->inverse != NULL && fit->meat != NULL && fit->work != NULL)
		return STATUS_OK;
	fit_clear(fit);
	return error_set(err, STATUS_NO_MEMORY, "a regression of %zu x %zu does not fit", observations, p);
}

/* A column of ones, then the factors, each divided by its length so that units do not matter to the test of rank. */
static enum status set_design(struct fit *fit, const gsl_matrix *factors, struct error *err)
{
	for (size_t k = 0; k < fit->lengths->size; k++) {
		gsl_vector_view column = gsl_matrix_column(fit->design, k);
		double length;

		if (k == 0)
			gsl_vector_set_all(&column.vector, 1.0);
		else
			(void)gsl_matrix_get_col(&column.vector, factors, k - 1);
		length = gsl_blas_dnrm2(&column.vector);
		if (!(length > 0.0) || !isfinite(length))
			return error_set(err, STATUS_INFEASIBLE, "factor %zu is zero throughout or too large", k);
		for (size_t t = 0; t < column.vector.size; t++)
			gsl_vector_set(&column.vector, t, gsl_vector_get(&column.vector, t) / length);
		gsl_vector_set(fit->lengths, k, length);
	}
	return STATUS_OK;
}

/* Coefficients by QR, and (X'X)^-1 = R^-1 R^-T. */
static enum status solve(struct fit *fit, const gsl_vector *returns, struct error *err)
{
	const size_t p = fit->lengths->size;
	gsl_matrix_view triangle = gsl_matrix_submatrix(fit->decomposed, 0, 0, p, p);

	(void)gsl_matrix_memcpy(fit->decomposed, fit->design);
	(void)gsl_linalg_QR_decomp(fit->decomposed, fit->tau);
	for (size_t k = 0; k < p; k++)
		if (fabs(gsl_matrix_get(fit->decomposed, k, k)) < dependence)
			return error_set(err, STATUS_INFEASIBLE, "factor %zu is constant or depends on the ones before it", k);
	(void)gsl_linalg_QR_lssolve(fit->decomposed, fit->tau, returns, fit->scaled, fit->residual);
	/* R^-1, upper triangular, then its product with its transpose. */
	gsl_matrix_set_identity(fit->work);
	(void)gsl_blas_dtrsm(CblasLeft, CblasUpper, CblasNoTrans, CblasNonUnit, 1.0, &triangle.matrix, fit->work);
	(void)gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1.0, fit->work, fit->work, 0.0, fit->inverse);
	/* The residual from the design itself: the one of the decomposition carries the rounding of its reflections. */
	(void)gsl_vector_memcpy(fit->residual, returns);
	(void)gsl_blas_dgemv(CblasNoTrans, -1.0, fit->design, fit->scaled, 1.0, fit->residual);
	return STATUS_OK;
}

/* work = (X'X)^-1 meat (X'X)^-1, meat with Bartlett weights. */
static void newey_west(struct fit *fit, size_t lags)
{
	const size_t p = fit->lengths->size, observations = fit->residual->size;

	gsl_matrix_set_zero(fit->meat);
	for (size_t lag = 0; lag <= lags; lag++) {
		const double weight = 1.0 - (double)lag / (double)(lags + 1);

		for (size_t t = lag; t < observations; t++) {
			const double product = weight * gsl_vector_get(fit->residual, t) * gsl_vector_get(fit->residual, t - lag);

			for (size_t i = 0; i < p; i++)
				for (size_t j = 0; j < p; j++)
					*gsl_matrix_ptr(fit->meat, i, j) += product * gsl_matrix_get(fit->design, t, i) *
						gsl_matrix_get(fit->design, t - lag, j) * (lag > 0 ? 2.0 : 1.0);
		}
	}
	/* Twice one side of the sum over +-lag has the symmetric part that is wanted. */
	for (size_t i = 0; i < p; i++)
		for (size_t j = 0; j < i; j++) {
			const double mean = (gsl_matrix_get(fit->meat, i, j) + gsl_matrix_get(fit->meat, j, i)) / 2.0;

			gsl_matrix_set(fit->meat, i, j, mean);
			gsl_matrix_set(fit->meat, j, i, mean);
		}
	(void)gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, fit->inverse, fit->meat, 0.0, fit->work);
	(void)gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, fit->work, fit->inverse, 0.0, fit->meat);
}

/* sum (v_t - mean)^2, or of the squares of differences. */
static double squares_about(const gsl_vector *values, double centre)
{
	struct sum sum = {0};

	for (size_t t = 0; t < values->size; t++)
		sum_add(&sum, (gsl_vector_get(values, t) - centre) * (gsl_vector_get(values, t) - centre));
	return sum_value(&sum);
}

static double mean_of(const gsl_vector *values)
{
	struct sum sum = {0};

	for (size_t t = 0; t < values->size; t++)
		sum_add(&sum, gsl_vector_get(values, t));
	return sum_value(&sum) / (double)values->size;
}

/*
 * Sums of squares below this share of the returns' own are the rounding of a perfect fit: residuals of some 10 units in
 * the last place of the returns.
 */
static const double perfect = 1e-28;

static void report(const struct fit *fit, const gsl_vector *returns, struct factor_regression *result)
{
	const double observations = (double)returns->size, p = (double)fit->lengths->size;
	const double level = squares_about(returns, 0.0);
	const double total = squares_about(returns, mean_of(returns)), left = squares_about(fit->residual, 0.0);
	struct sum steps = {0};

	for (size_t t = 1; t < returns->size; t++) {
		const double step = gsl_vector_get(fit->residual, t) - gsl_vector_get(fit->residual, t - 1);

		sum_add(&steps, step * step);
	}
	result->residual_deviation = left > perfect * level ? sqrt(left / (observations - p)) : 0.0;
	result->r_squared = result->adjusted_r_squared = figure_missing(FIGURE_NO_VARIATION);
	if (total > perfect * level) {
		const double share = left > perfect * level ? left / total : 0.0;

		result->r_squared = figure_of(1.0 - share);
		result->adjusted_r_squared = figure_of(1.0 - share * (observations - 1.0) / (observations - p));
	}
	result->durbin_watson = result->residual_deviation > 0.0 ? figure_of(sum_value(&steps) / left) :
	                                                           figure_missing(FIGURE_NO_VARIATION);
}

static struct figure t_ratio(double value, double error)
{
	return error > 0.0 ? figure_of(value / error) : figure_missing(FIGURE_NO_VARIATION);
}

static void set_loadings(const struct fit *fit, double deviation, struct factor_loading *loadings)
{
	for (size_t k = 0; k < fit->lengths->size; k++) {
		const double length = gsl_vector_get(fit->lengths, k);
		struct factor_loading *loading = &loadings[k];

		loading->value = gsl_vector_get(fit->scaled, k) / length;
		loading->error = deviation * sqrt(gsl_matrix_get(fit->inverse, k, k)) / length;
		loading->newey_west_error =
			deviation > 0.0 ? sqrt(fmax(gsl_matrix_get(fit->meat, k, k), 0.0)) / length : 0.0;
		loading->t = t_ratio(loading->value, loading->error);
		loading->newey_west_t = t_ratio(loading->value, loading->newey_west_error);
	}
}

enum status risk_factor_regression(const gsl_vector *returns, const gsl_matrix *factors,
                                   struct factor_regression *result, struct factor_loading *loadings, struct error *err)
{
	struct factor_regression answer = {.observations = returns->size, .factors = factors->size2};
	struct fit fit;
	enum status status = check(returns, factors, err);

	if (status == STATUS_OK)
		status = fit_init(&fit, returns->size, factors->size2 + 1, err);
	if (status != STATUS_OK)
		return status;
	answer.lags = (size_t)floor(4.0 * pow((double)returns->size / 100.0, 2.0 / 9.0));
	status = set_design(&fit, factors, err);
	if (status == STATUS_OK)
		status = solve(&fit, returns, err);
	if (status == STATUS_OK) {
		report(&fit, returns, &answer);
		newey_west(&fit, answer.lags);
		set_loadings(&fit, answer.residual_deviation, loadings);
		*result = answer;
	}
	fit_clear(&fit);
	return status;
}

enum status risk_dimson_beta(const gsl_vector *returns, const gsl_vector *market, size_t lags, size_t leads,
                             double *beta, struct error *err)
{
	const size_t observations = returns->size;
	enum { MOST = 32 };
	struct factor_loading loadings[MOST + 2];
	struct factor_regression ignored;
	struct sum sum = {0};
	enum status status;
	gsl_matrix *factors;

	if (market->size != observations || lags >= MOST || leads >= MOST || lags + leads >= MOST ||
	    observations < FACTOR_REGRESSION_OBSERVATIONS || observations - FACTOR_REGRESSION_OBSERVATIONS < lags + leads)
		return error_set(err, STATUS_INVALID, "%zu returns, %zu of the market, %zu lags and %zu leads: %d rows are "
		                 "needed", observations, market->size, lags, leads, FACTOR_REGRESSION_OBSERVATIONS);
	factors = gsl_matrix_alloc(observations - lags - leads, lags + leads + 1);
	if (factors == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu lagged returns do not fit", observations);
	for (size_t t = 0; t < factors->size1; t++)
		for (size_t k = 0; k < factors->size2; k++)
			gsl_matrix_set(factors, t, k, gsl_vector_get(market, t + k));
	const gsl_vector_const_view middle = gsl_vector_const_subvector(returns, lags, factors->size1);

	status = risk_factor_regression(&middle.vector, factors, &ignored, loadings, err);
	if (status == STATUS_OK) {
		for (size_t k = 0; k < factors->size2; k++)
			sum_add(&sum, loadings[k + 1].value);
		*beta = sum_value(&sum);
	}
	gsl_matrix_free(factors);
	return status;
}
