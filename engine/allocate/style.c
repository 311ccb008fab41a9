/* Which blend of indices a fund behaves like. */
#include "engine/allocate/style.h"

#include <math.h>

#include <gsl/gsl_blas.h>

#include "engine/base/sum.h"
#include "engine/solve/solve.h"

enum { LEAST_OBSERVATIONS = 24 };

static enum status check(const gsl_vector *returns, const gsl_matrix *indices, const gsl_vector *weights,
                         struct error *err)
{
	if (indices->size1 != returns->size || indices->size2 == 0 || weights->size != indices->size2)
		return error_set(err, STATUS_INVALID, "%zu returns, indices of %zu x %zu and %zu weights do not fit",
		                 returns->size, indices->size1, indices->size2, weights->size);
	if (returns->size < LEAST_OBSERVATIONS)
		return error_set(err, STATUS_INVALID, "%zu returns were given; a style needs at least %d", returns->size,
		                 LEAST_OBSERVATIONS);
	for (size_t t = 0; t < returns->size; t++) {
		if (!isfinite(gsl_vector_get(returns, t)))
			return error_set(err, STATUS_INVALID, "return %zu is %g; it must be finite", t + 1,
			                 gsl_vector_get(returns, t));
		for (size_t k = 0; k < indices->size2; k++)
			if (!isfinite(gsl_matrix_get(indices, t, k)))
				return error_set(err, STATUS_INVALID, "index %zu of row %zu is %g; it must be finite", k + 1, t + 1,
				                 gsl_matrix_get(indices, t, k));
	}
	return STATUS_OK;
}

/* Takes the mean out of a series and returns it. */
static double centre(gsl_vector *values)
{
	struct sum sum = {0};
	double mean;

	for (size_t t = 0; t < values->size; t++)
		sum_add(&sum, gsl_vector_get(values, t));
	mean = sum_value(&sum) / (double)values->size;
	for (size_t t = 0; t < values->size; t++)
		gsl_vector_set(values, t, gsl_vector_get(values, t) - mean);
	return mean;
}

/* What the blend leaves of the fund, which `centred` becomes. */
static struct style_fit fit_of(gsl_vector *centred, const gsl_matrix *indices, const gsl_vector *weights, double alpha)
{
	const double rounding = 1e-28, periods = (double)centred->size;
	struct style_fit fit = {.alpha = alpha, .r_squared = figure_missing(FIGURE_NO_VARIATION)};
	const double all = gsl_blas_dnrm2(centred);
	double left;

	(void)gsl_blas_dgemv(CblasNoTrans, -1.0, indices, weights, 1.0, centred);
	left = gsl_blas_dnrm2(centred);
	if (all * all > rounding * alpha * alpha * periods && all > 0.0)
		fit.r_squared = figure_of(1.0 - left / all * (left / all));
	fit.tracking_deviation = left / sqrt(periods - 1.0);
	return fit;
}

enum status allocate_style(const gsl_vector *returns, const gsl_matrix *indices, gsl_vector *weights,
                           struct style_fit *fit, struct error *err)
{
	const size_t periods = returns->size, count = indices->size2;
	enum status status = check(returns, indices, weights, err);
	gsl_matrix *centred, *hessian, *row;
	gsl_vector *fund, *linear, *lower, *one, *means, *answer;
	struct quadratic_info info;

	if (status != STATUS_OK)
		return status;
	centred = gsl_matrix_alloc(periods, count);
	hessian = gsl_matrix_alloc(count, count);
	row = gsl_matrix_alloc(1, count);
	fund = gsl_vector_alloc(periods);
	linear = gsl_vector_alloc(count);
	lower = gsl_vector_calloc(count);
	one = gsl_vector_alloc(1);
	means = gsl_vector_alloc(count);
	answer = gsl_vector_alloc(count);
	if (centred == NULL || hessian == NULL || row == NULL || fund == NULL || linear == NULL || lower == NULL ||
	    one == NULL || means == NULL || answer == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "a style of %zu x %zu does not fit", periods, count);
	} else {
		const struct quadratic_problem problem = {
			.count = count, .hessian = hessian, .linear = linear, .lower = lower,
			.row_count = 1, .rows = row, .row_lower = one, .row_upper = one,
		};
		double alpha;

		(void)gsl_vector_memcpy(fund, returns);
		(void)gsl_matrix_memcpy(centred, indices);
		alpha = centre(fund);
		for (size_t k = 0; k < count; k++) {
			gsl_vector_view column = gsl_matrix_column(centred, k);

			gsl_vector_set(means, k, centre(&column.vector));
		}
		gsl_matrix_set_all(row, 1.0);
		gsl_vector_set_all(one, 1.0);
		(void)gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1.0 / (double)periods, centred, centred, 0.0, hessian);
		(void)gsl_blas_dgemv(CblasTrans, 1.0 / (double)periods, centred, fund, 0.0, linear);
		status = solve_quadratic(&problem, NULL, answer->data, NULL, NULL, &info, err);
		if (status == STATUS_OK) {
			for (size_t k = 0; k < count; k++)
				alpha -= gsl_vector_get(answer, k) * gsl_vector_get(means, k);
			(void)gsl_vector_memcpy(weights, answer);
			*fit = fit_of(fund, centred, answer, alpha);
		}
	}
	gsl_matrix_free(centred);
	gsl_matrix_free(hessian);
	gsl_matrix_free(row);
	gsl_vector_free(fund);
	gsl_vector_free(linear);
	gsl_vector_free(lower);
	gsl_vector_free(one);
	gsl_vector_free(means);
	gsl_vector_free(answer);
	return status;
}
