/* Centring and X'X. */
#include "engine/estimate/cross_product.h"

#include <math.h>

#include <gsl/gsl_blas.h>

enum status cross_product_check(const gsl_matrix *returns, const gsl_matrix *covariance, struct error *err)
{
	if (returns->size1 == 0 || returns->size2 == 0)
		return error_set(err, STATUS_INVALID, "%zu returns of %zu assets have no covariance", returns->size1,
		                 returns->size2);
	if (covariance->size1 != returns->size2 || covariance->size2 != returns->size2)
		return error_set(err, STATUS_INVALID, "the covariance of %zu assets does not fit %zu x %zu",
		                 returns->size2, covariance->size1, covariance->size2);
	for (size_t t = 0; t < returns->size1; t++)
		for (size_t i = 0; i < returns->size2; i++)
			if (!isfinite(gsl_matrix_get(returns, t, i)))
				return error_set(err, STATUS_INVALID, "return %zu of asset %zu is %g; it must be finite",
				                 t + 1, i + 1, gsl_matrix_get(returns, t, i));
	return STATUS_OK;
}

gsl_matrix *cross_product_centred(const gsl_matrix *returns)
{
	gsl_matrix *centred = gsl_matrix_alloc(returns->size1, returns->size2);
	gsl_vector *mean = gsl_vector_calloc(returns->size2);

	if (centred == NULL || mean == NULL) {
		gsl_matrix_free(centred);
		gsl_vector_free(mean);
		return NULL;
	}
	/* Row by row, as the matrix lies in memory. */
	for (size_t t = 0; t < returns->size1; t++) {
		const gsl_vector_const_view row = gsl_matrix_const_row(returns, t);

		(void)gsl_blas_daxpy(1.0 / (double)returns->size1, &row.vector, mean);
	}
	(void)gsl_matrix_memcpy(centred, returns);
	for (size_t t = 0; t < returns->size1; t++) {
		gsl_vector_view row = gsl_matrix_row(centred, t);

		(void)gsl_vector_sub(&row.vector, mean);
	}
	gsl_vector_free(mean);
	return centred;
}

void cross_product(double scale, const gsl_matrix *x, gsl_matrix *result)
{
	/* The callers' shapes are checked, so GSL has nothing to refuse. */
	(void)gsl_blas_dsyrk(CblasUpper, CblasTrans, scale, x, 0.0, result);
	for (size_t i = 1; i < result->size1; i++)
		for (size_t j = 0; j < i; j++)
			gsl_matrix_set(result, i, j, gsl_matrix_get(result, j, i));
}
