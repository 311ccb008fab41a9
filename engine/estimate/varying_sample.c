/* Taking out what does not vary, and putting it back. */
#include "engine/estimate/varying_sample.h"

#include <stdlib.h>

#include "engine/base/memory.h"
#include "engine/estimate/cross_product.h"
#include "engine/estimate/estimate.h"

void varying_sample_clear(struct varying_sample *sample)
{
	gsl_matrix_free(sample->x);
	gsl_matrix_free(sample->s);
	free(sample->column);
	*sample = (struct varying_sample){0};
}

/* The columns that vary, side by side; NULL when they do not fit. */
static gsl_matrix *gather(const struct varying_sample *sample, const gsl_matrix *returns)
{
	gsl_matrix *kept = gsl_matrix_alloc(returns->size1, sample->count);

	for (size_t t = 0; kept != NULL && t < returns->size1; t++) {
		const double *from = gsl_matrix_const_ptr(returns, t, 0);
		double *to = gsl_matrix_ptr(kept, t, 0);

		for (size_t k = 0; k < sample->count; k++)
			to[k] = from[sample->column[k]];
	}
	return kept;
}

enum status varying_sample_init(struct varying_sample *sample, const gsl_matrix *returns, const gsl_matrix *covariance,
                                struct error *err)
{
	const size_t length = returns->size1;
	gsl_matrix *kept;
	const enum status status = cross_product_check(returns, covariance, err);

	*sample = (struct varying_sample){0};
	if (status != STATUS_OK)
		return status;
	if (length < ESTIMATE_SHRINKAGE_WINDOW)
		return error_set(err, STATUS_INVALID, "shrinkage needs at least %d returns, and there are %zu: use a longer "
		                 "history", ESTIMATE_SHRINKAGE_WINDOW, length);
	sample->column = memory_try(returns->size2, sizeof *sample->column);
	if (sample->column == NULL)
		goto fail;
	cross_product_varying(returns, sample->column, &sample->count);
	if (sample->count == 0)
		return STATUS_OK;
	kept = gather(sample, returns);
	if (kept == NULL)
		goto fail;
	sample->x = cross_product_centred(kept);
	gsl_matrix_free(kept);
	sample->s = gsl_matrix_alloc(sample->count, sample->count);
	if (sample->x == NULL || sample->s == NULL)
		goto fail;
	cross_product(1.0 / (double)length, sample->x, sample->s);
	return STATUS_OK;
fail:
	varying_sample_clear(sample);
	return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, returns->size2);
}

void varying_sample_put_back(const struct varying_sample *sample, gsl_matrix *covariance)
{
	gsl_matrix_set_zero(covariance);
	for (size_t i = 0; i < sample->count; i++) {
		const double *from = gsl_matrix_const_ptr(sample->s, i, 0);
		double *to = gsl_matrix_ptr(covariance, sample->column[i], 0);

		for (size_t j = 0; j < sample->count; j++)
			to[sample->column[j]] = from[j];
	}
}

double varying_sample_norm(const gsl_matrix *matrix)
{
	double sum = 0.0;

	for (size_t i = 0; i < matrix->size1; i++) {
		const double *row = gsl_matrix_const_ptr(matrix, i, 0);

		for (size_t j = 0; j < matrix->size2; j++)
			sum += row[j] * row[j];
	}
	return sum;
}
