/* Correlations whose eigenvalues independent returns could have produced as well, made equal. */
#include "engine/estimate/estimate.h"

#include <math.h>

#include <gsl/gsl_blas.h>

#include "engine/estimate/cross_product.h"
#include "engine/estimate/symmetric_eigen.h"
#include "engine/estimate/varying_sample.h"

static enum status check(const gsl_matrix *correlation, double observations, struct error *err)
{
	const size_t n = correlation->size1;

	if (n == 0 || correlation->size2 != n)
		return error_set(err, STATUS_INVALID, "a correlation matrix of %zu x %zu", n, correlation->size2);
	if (!(observations >= 1.0) || !isfinite(observations))
		return error_set(err, STATUS_INVALID, "correlations from %g returns; at least one is needed", observations);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (!isfinite(gsl_matrix_get(correlation, i, j)))
				return error_set(err, STATUS_INVALID, "the correlation of assets %zu and %zu is not finite", i + 1, j + 1);
	return STATUS_OK;
}

/* noise I + sum_k (lambda_k - noise) v_k v_k', scaled to unit diagonal; rows 0..count-1 of vectors are v, overwritten. */
static void rebuild(const gsl_vector *values, gsl_matrix *vectors, size_t count, gsl_matrix *correlation)
{
	const size_t n = correlation->size1;
	gsl_matrix_view kept = gsl_matrix_submatrix(vectors, 0, 0, count, n);
	double noise = (double)n;

	for (size_t k = 0; k < count; k++)
		noise -= gsl_vector_get(values, k);
	noise = fmax(0.0, noise / (double)(n - count));
	for (size_t k = 0; k < count; k++) {
		gsl_vector_view row = gsl_matrix_row(&kept.matrix, k);

		(void)gsl_vector_scale(&row.vector, sqrt(gsl_vector_get(values, k) - noise));
	}
	(void)gsl_blas_dsyrk(CblasUpper, CblasTrans, 1.0, &kept.matrix, 0.0, correlation);
	cross_product_mirror(correlation);
	for (size_t i = 0; i < n; i++)
		gsl_matrix_set(vectors, n - 1, i, 1.0 / sqrt(gsl_matrix_get(correlation, i, i) + noise));
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			gsl_matrix_set(correlation, i, j, i == j ? 1.0
			                                         : gsl_matrix_get(correlation, i, j) *
			                                                   (gsl_matrix_get(vectors, n - 1, i) *
			                                                    gsl_matrix_get(vectors, n - 1, j)));
}

enum status estimate_denoise(gsl_matrix *correlation, double observations, size_t *factors, struct error *err)
{
	const size_t n = correlation->size1;
	enum status status = check(correlation, observations, err);
	gsl_matrix *copy = NULL, *vectors = NULL;
	gsl_vector *values = NULL;
	size_t count = 0;

	if (status != STATUS_OK)
		return status;
	copy = gsl_matrix_alloc(n, n);
	values = gsl_vector_alloc(n);
	if (copy == NULL || values == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "a correlation matrix of %zu assets does not fit", n);
		goto done;
	}
	(void)gsl_matrix_memcpy(copy, correlation);
	status = symmetric_eigen_above(copy, pow(1.0 + sqrt((double)n / observations), 2.0), values, &vectors, &count, err);
	if (status == STATUS_OK) {
		/* The eigenvalues sum to n and the edge is above 1, so some lie below it and the last row of vectors is free. */
		if (count > 0)
			rebuild(values, vectors, count, correlation);
		*factors = count;
	}
done:
	gsl_matrix_free(copy);
	gsl_matrix_free(vectors);
	gsl_vector_free(values);
	return status;
}

enum status estimate_denoised(const gsl_matrix *returns, gsl_matrix *covariance, double *shrinkage, size_t *factors,
                              struct error *err)
{
	const double length = (double)returns->size1;
	struct varying_sample sample;
	gsl_vector *deviation = NULL;
	size_t found = 0;
	enum status status = varying_sample_init(&sample, returns, covariance, err);

	if (status != STATUS_OK)
		return status;
	if (sample.count > 0) {
		deviation = gsl_vector_alloc(sample.count);
		if (deviation == NULL) {
			status = error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", sample.count);
			goto done;
		}
		for (size_t i = 0; i < sample.count; i++)
			gsl_vector_set(deviation, i, sqrt(gsl_matrix_get(sample.s, i, i)));
		for (size_t i = 0; i < sample.count; i++)
			for (size_t j = 0; j < sample.count; j++)
				gsl_matrix_set(sample.s, i, j, i == j ? 1.0 : gsl_matrix_get(sample.s, i, j) /
				               gsl_vector_get(deviation, i) / gsl_vector_get(deviation, j));
		status = estimate_denoise(sample.s, length, &found, err);
		if (status != STATUS_OK)
			goto done;
	}
	if (found == 0) {
		status = estimate_ledoit_wolf_constant(returns, covariance, shrinkage, err);
	} else {
		for (size_t i = 0; i < sample.count; i++)
			for (size_t j = 0; j < sample.count; j++)
				*gsl_matrix_ptr(sample.s, i, j) *= gsl_vector_get(deviation, i) * gsl_vector_get(deviation, j) *
				                                   (length / (length - 1.0));
		varying_sample_put_back(&sample, covariance);
		*shrinkage = 0.0;
	}
	if (status == STATUS_OK)
		*factors = found;
done:
	gsl_vector_free(deviation);
	varying_sample_clear(&sample);
	return status;
}
