/* Covariance without shrinkage: equal weights, weights that fade, lags, and falls alone. */
#include "engine/estimate/estimate.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>

#include "engine/base/memory.h"
#include "engine/estimate/cross_product.h"

/* With T <= N some portfolio has no variance in the sample, and an optimiser would find it. */
static enum status check_length(const gsl_matrix *returns, const char *name, struct error *err)
{
	if (returns->size1 <= returns->size2)
		return error_set(err, STATUS_INVALID,
		                 "the %s covariance of %zu assets needs at least %zu returns, and there are %zu: use a "
		                 "longer history or shrinkage", name, returns->size2, returns->size2 + 1, returns->size1);
	return STATUS_OK;
}

enum status cross_product_sample(const gsl_matrix *returns, gsl_matrix *covariance, struct error *err)
{
	const enum status status = check_length(returns, "sample", err);

	return status == STATUS_OK ? cross_product_of_centred((double)returns->size1 - 1.0, returns, covariance, err) : status;
}

enum status estimate_sample(const gsl_matrix *returns, gsl_matrix *covariance, struct error *err)
{
	const enum status status = cross_product_check(returns, covariance, err);

	return status == STATUS_OK ? cross_product_sample(returns, covariance, err) : status;
}

double estimate_half_life(double decay)
{
	return log(0.5) / log(decay);
}

double estimate_decay(double half_life)
{
	return exp2(-1.0 / half_life);
}

/* Row t of weighted = sqrt(weight) (r_t - mean): the square root goes into each of the two factors of r r'. */
static void weigh_row(gsl_matrix *weighted, size_t t, double weight, const double *mean)
{
	double *row = gsl_matrix_ptr(weighted, t, 0);
	const double root = sqrt(weight);

	for (size_t i = 0; i < weighted->size2; i++)
		row[i] = root * (row[i] - (mean != NULL ? mean[i] : 0.0));
}

/* A copy of the returns once all is checked. */
static enum status start_weighting(const gsl_matrix *returns, double decay, const gsl_matrix *covariance,
                                   gsl_matrix **copy, struct error *err)
{
	enum status status = cross_product_check(returns, covariance, err);

	if (status == STATUS_OK)
		status = check_length(returns, "weighted", err);
	if (status != STATUS_OK)
		return status;
	if (!(decay > 0.0 && decay < 1.0))
		return error_set(err, STATUS_INVALID, "the decay is %g; it must lie between 0 and 1", decay);
	*copy = gsl_matrix_alloc(returns->size1, returns->size2);
	if (*copy == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", returns->size1,
		                 returns->size2);
	(void)gsl_matrix_memcpy(*copy, returns);
	return STATUS_OK;
}

/* decay^(T-1-t) over the sum of all of them, which has a closed form */
static double normalised_weight(double decay, size_t length, size_t t)
{
	return pow(decay, (double)(length - 1 - t)) * (1.0 - decay) / -expm1((double)length * log(decay));
}

enum status estimate_weighted(const gsl_matrix *returns, double decay, gsl_matrix *covariance, struct error *err)
{
	const size_t length = returns->size1;
	gsl_matrix *weighted = NULL;
	const enum status status = start_weighting(returns, decay, covariance, &weighted, err);

	if (status != STATUS_OK)
		return status;
	for (size_t t = 0; t < length; t++)
		weigh_row(weighted, t, normalised_weight(decay, length, t), NULL);
	cross_product(1.0, weighted, covariance);
	gsl_matrix_free(weighted);
	return STATUS_OK;
}

enum status estimate_weighted_recursive(const gsl_matrix *returns, double decay, gsl_matrix *covariance,
                                        struct error *err)
{
	const size_t length = returns->size1;
	gsl_matrix *weighted = NULL;
	const enum status status = start_weighting(returns, decay, covariance, &weighted, err);

	if (status != STATUS_OK)
		return status;
	for (size_t t = 0; t < length; t++)
		weigh_row(weighted, t, pow(decay, (double)(length - 1 - t)) * (t == 0 ? 1.0 : 1.0 - decay), NULL);
	cross_product(1.0, weighted, covariance);
	gsl_matrix_free(weighted);
	return STATUS_OK;
}

enum status estimate_weighted_centred(const gsl_matrix *returns, double decay, gsl_matrix *covariance, struct error *err)
{
	const size_t length = returns->size1, n = returns->size2;
	gsl_matrix *weighted = NULL;
	double *mean;
	const enum status status = start_weighting(returns, decay, covariance, &weighted, err);

	if (status != STATUS_OK)
		return status;
	mean = memory_new_array(n, sizeof *mean);
	for (size_t t = 0; t < length; t++)
		for (size_t i = 0; i < n; i++)
			mean[i] += normalised_weight(decay, length, t) * gsl_matrix_get(returns, t, i);
	for (size_t t = 0; t < length; t++)
		weigh_row(weighted, t, normalised_weight(decay, length, t), mean);
	cross_product(1.0, weighted, covariance);
	cross_product_clear_constants(covariance);
	free(mean);
	gsl_matrix_free(weighted);
	return STATUS_OK;
}

enum status estimate_asynchronous(const gsl_matrix *returns, gsl_matrix *covariance, bool *is_repaired,
                                  struct error *err)
{
	const size_t length = returns->size1, n = returns->size2;
	enum status status = cross_product_check(returns, covariance, err);
	gsl_matrix *centred, *result;

	if (status == STATUS_OK)
		status = check_length(returns, "lag-adjusted", err);
	if (status != STATUS_OK)
		return status;
	centred = cross_product_centred(returns);
	result = gsl_matrix_alloc(n, n);
	if (centred == NULL || result == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, n);
		goto done;
	}
	(void)gsl_blas_dsyrk(CblasUpper, CblasTrans, 1.0 / (double)length, centred, 0.0, result);

	const gsl_matrix_const_view later = gsl_matrix_const_submatrix(centred, 1, 0, length - 1, n);
	const gsl_matrix_const_view earlier = gsl_matrix_const_submatrix(centred, 0, 0, length - 1, n);

	/* half of G1 + G1' in one product that fills one half */
	(void)gsl_blas_dsyr2k(CblasUpper, CblasTrans, 0.5 / (double)length, &later.matrix, &earlier.matrix, 1.0, result);
	cross_product_mirror(result);
	cross_product_clear_constants(result);
	status = estimate_repair(result, is_repaired, err);
	if (status == STATUS_OK)
		(void)gsl_matrix_memcpy(covariance, result);
done:
	gsl_matrix_free(centred);
	gsl_matrix_free(result);
	return status;
}

enum status estimate_semicovariance(const gsl_matrix *returns, double benchmark, gsl_matrix *covariance,
                                    struct error *err)
{
	const size_t length = returns->size1, n = returns->size2;
	enum status status = cross_product_check(returns, covariance, err);
	gsl_matrix *falls;

	if (status == STATUS_OK)
		status = check_length(returns, "semi", err);
	if (status == STATUS_OK && !isfinite(benchmark))
		status = error_set(err, STATUS_INVALID, "the benchmark of the semicovariance is %g", benchmark);
	if (status != STATUS_OK)
		return status;
	falls = gsl_matrix_alloc(length, n);
	if (falls == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, n);
	for (size_t t = 0; t < length; t++)
		for (size_t i = 0; i < n; i++)
			gsl_matrix_set(falls, t, i, fmin(0.0, gsl_matrix_get(returns, t, i) - benchmark));
	cross_product(1.0 / (double)length, falls, covariance);
	gsl_matrix_free(falls);
	return STATUS_OK;
}
