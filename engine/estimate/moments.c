/* Covariance without shrinkage: equal weights, and weights that fade. */
#include "engine/estimate/estimate.h"

#include <math.h>

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

enum status estimate_sample(const gsl_matrix *returns, gsl_matrix *covariance, struct error *err)
{
	enum status status = cross_product_check(returns, covariance, err);
	gsl_matrix *centred;

	if (status == STATUS_OK)
		status = check_length(returns, "sample", err);
	if (status != STATUS_OK)
		return status;
	centred = cross_product_centred(returns);
	if (centred == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", returns->size1,
		                 returns->size2);
	cross_product(1.0 / (double)(returns->size1 - 1), centred, covariance);
	gsl_matrix_free(centred);
	return STATUS_OK;
}

enum status estimate_weighted(const gsl_matrix *returns, double decay, gsl_matrix *covariance, struct error *err)
{
	enum status status = cross_product_check(returns, covariance, err);
	const size_t length = returns->size1;
	gsl_matrix *weighted;

	if (status == STATUS_OK)
		status = check_length(returns, "weighted", err);
	if (status != STATUS_OK)
		return status;
	if (!(decay > 0.0 && decay < 1.0))
		return error_set(err, STATUS_INVALID, "the decay is %g; it must lie between 0 and 1", decay);
	weighted = gsl_matrix_alloc(length, returns->size2);
	if (weighted == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, returns->size2);
	(void)gsl_matrix_memcpy(weighted, returns);
	for (size_t t = 0; t < length; t++) {
		gsl_vector_view row = gsl_matrix_row(weighted, t);

		/* The square root goes into each of the two factors of r r'. */
		(void)gsl_vector_scale(&row.vector, pow(decay, 0.5 * (double)(length - 1 - t)));
	}
	/* sum_s decay^(T-s) in closed form */
	cross_product((1.0 - decay) / -expm1((double)length * log(decay)), weighted, covariance);
	gsl_matrix_free(weighted);
	return STATUS_OK;
}
