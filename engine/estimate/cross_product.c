/* Centring and X'X. */
#include "engine/estimate/cross_product.h"

#include <math.h>

#include <gsl/gsl_blas.h>

/* Returns closer together than this are the same. */
static const double same_return = 1e-12;

enum status cross_product_check(const gsl_matrix *returns, const gsl_matrix *covariance, struct error *err)
{
	if (returns->size1 == 0 || returns->size2 == 0)
		return error_set(err, STATUS_INVALID, "%zu returns of %zu assets have no covariance", returns->size1,
		                 returns->size2);
	if (covariance->size1 != returns->size2 || covariance->size2 != returns->size2)
		return error_set(err, STATUS_INVALID, "the covariance of %zu assets does not fit %zu x %zu",
		                 returns->size2, covariance->size1, covariance->size2);
	for (size_t t = 0; t < returns->size1; t++) {
		const double *row = gsl_matrix_const_ptr(returns, t, 0);

		for (size_t i = 0; i < returns->size2; i++)
			if (!isfinite(row[i]))
				return error_set(err, STATUS_INVALID, "return %zu of asset %zu is %g; it must be finite",
				                 t + 1, i + 1, row[i]);
	}
	return STATUS_OK;
}

bool cross_product_varies(const gsl_matrix *returns, size_t column)
{
	const gsl_vector_const_view view = gsl_matrix_const_column(returns, column);
	double low, high;

	gsl_vector_minmax(&view.vector, &low, &high);
	return high - low > same_return;
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
	for (size_t t = 0; t < returns->size1; t++) {
		const double *from = gsl_matrix_const_ptr(returns, t, 0);
		double *to = gsl_matrix_ptr(centred, t, 0);

		for (size_t i = 0; i < returns->size2; i++)
			to[i] = from[i] - mean->data[i];
	}
	gsl_vector_free(mean);
	return centred;
}

/* In squares that fit the nearest cache: a column of a large matrix is one page for each entry. */
void cross_product_mirror(gsl_matrix *square)
{
	enum { SIDE = 32 };
	const size_t n = square->size1, stride = square->tda;

	for (size_t top = 0; top < n; top += SIDE)
		for (size_t left = top; left < n; left += SIDE)
			for (size_t j = left; j < n && j < left + SIDE; j++)
				for (size_t i = top; i < j && i < top + SIDE; i++)
					square->data[j * stride + i] = square->data[i * stride + j];
}

void cross_product(double scale, const gsl_matrix *x, gsl_matrix *result)
{
	/* The callers' shapes are checked, so GSL has nothing to refuse. */
	(void)gsl_blas_dsyrk(CblasUpper, CblasTrans, scale, x, 0.0, result);
	cross_product_mirror(result);
}
