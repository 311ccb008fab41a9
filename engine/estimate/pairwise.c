/* Covariance of assets whose histories differ: each pair over the rows it shares. */
#include "engine/estimate/estimate.h"

#include <math.h>

#include "engine/estimate/cross_product.h"

/* Covariance of two columns over the rows both have; returns how many those are. */
static size_t pair_covariance(const struct series *returns, size_t i, size_t j, double *covariance)
{
	double mean_i = 0.0, mean_j = 0.0, sum = 0.0;
	size_t shared = 0;

	for (size_t t = 0; t < returns->length; t++) {
		const double a = series_at(returns, t, i), b = series_at(returns, t, j);

		if (isnan(a) || isnan(b))
			continue;
		/* Welford's update, which needs no second pass */
		shared++;
		mean_i += (a - mean_i) / (double)shared;
		sum += (a - mean_i) * (b - mean_j);
		mean_j += (b - mean_j) / (double)shared;
	}
	*covariance = shared > 1 ? sum / (double)(shared - 1) : NAN;
	return shared;
}

/* The entries as the pairs give them: symmetric, but not yet a covariance. */
static enum status raw(const struct series *returns, gsl_matrix *matrix, size_t *observations, struct error *err)
{
	const size_t count = returns->count;
	const size_t needed = count + 1 > ESTIMATE_SHRINKAGE_WINDOW ? count + 1 : ESTIMATE_SHRINKAGE_WINDOW;

	*observations = returns->length;
	for (size_t i = 0; i < count; i++)
		for (size_t j = i; j < count; j++) {
			double value;
			const size_t shared = pair_covariance(returns, i, j, &value);

			if (shared < needed)
				return error_set(err, STATUS_INVALID,
				                 "assets %zu and %zu have %zu returns in common, and %zu are needed for %zu assets",
				                 i + 1, j + 1, shared, needed, count);
			if (!isfinite(value))
				return error_set(err, STATUS_INVALID, "the returns of assets %zu and %zu are not finite", i + 1,
				                 j + 1);
			*observations = shared < *observations ? shared : *observations;
			gsl_matrix_set(matrix, i, j, value);
			gsl_matrix_set(matrix, j, i, value);
		}
	return STATUS_OK;
}

enum status estimate_pairwise(const struct series *returns, gsl_matrix *covariance, size_t *observations,
                              bool *is_repaired, struct error *err)
{
	const size_t count = returns->count;
	gsl_matrix *matrix;
	size_t fewest;
	enum status status;

	if (count == 0 || covariance->size1 != count || covariance->size2 != count)
		return error_set(err, STATUS_INVALID, "the covariance of %zu assets does not fit %zu x %zu", count,
		                 covariance->size1, covariance->size2);
	matrix = gsl_matrix_alloc(count, count);
	if (matrix == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", count);
	status = raw(returns, matrix, &fewest, err);
	if (status == STATUS_OK) {
		cross_product_clear_constants(matrix);
		status = estimate_repair(matrix, is_repaired, err);
	}
	if (status == STATUS_OK) {
		(void)gsl_matrix_memcpy(covariance, matrix);
		*observations = fewest;
	}
	gsl_matrix_free(matrix);
	return status;
}
