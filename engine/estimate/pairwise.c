/* Covariance of assets whose histories differ: each pair over the rows it shares. */
#include "engine/estimate/estimate.h"

#include <math.h>

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

/* Correlations in place, deviations aside; what does not vary is uncorrelated with the rest. */
static void to_correlation(gsl_matrix *matrix, gsl_vector *deviation)
{
	for (size_t i = 0; i < matrix->size1; i++)
		gsl_vector_set(deviation, i, sqrt(gsl_matrix_get(matrix, i, i)));
	for (size_t i = 0; i < matrix->size1; i++)
		for (size_t j = 0; j < matrix->size2; j++) {
			const double scale = gsl_vector_get(deviation, i) * gsl_vector_get(deviation, j);
			const double value = gsl_matrix_get(matrix, i, j);

			gsl_matrix_set(matrix, i, j, i == j ? 1.0 : scale > 0.0 ? value / scale : 0.0);
		}
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
                              struct error *err)
{
	const size_t count = returns->count;
	gsl_matrix *matrix;
	gsl_vector *deviation;
	size_t fewest;
	enum status status;

	if (count == 0 || covariance->size1 != count || covariance->size2 != count)
		return error_set(err, STATUS_INVALID, "the covariance of %zu assets does not fit %zu x %zu", count,
		                 covariance->size1, covariance->size2);
	matrix = gsl_matrix_alloc(count, count);
	deviation = gsl_vector_alloc(count);
	if (matrix == NULL || deviation == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", count);
		goto done;
	}
	status = raw(returns, matrix, &fewest, err);
	if (status != STATUS_OK)
		goto done;
	to_correlation(matrix, deviation);
	status = estimate_nearest_correlation(matrix, err);
	if (status != STATUS_OK)
		goto done;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			gsl_matrix_set(covariance, i, j, gsl_matrix_get(matrix, i, j) * gsl_vector_get(deviation, i) *
			               gsl_vector_get(deviation, j));
	*observations = fewest;
done:
	gsl_matrix_free(matrix);
	gsl_vector_free(deviation);
	return status;
}
