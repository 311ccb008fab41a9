/* Returns made fit for an estimate: outliers pulled in, and the smoothing of appraisals taken out. */
#include "engine/estimate/estimate.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/memory.h"

/* Median distance from the median to standard deviation, for a normal law. */
static const double normal_scale = 1.4826;

static int rising(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

/* Sorts values. */
static double median(double *values, size_t count)
{
	qsort(values, count, sizeof *values, rising);
	return count % 2 == 1 ? values[count / 2] : 0.5 * (values[count / 2 - 1] + values[count / 2]);
}

/* False when the column has no limits: nothing in it, or more than half of it one value. values is scratch. */
static bool find_limits(const struct series *returns, size_t column, double deviations, double *values, double *low,
                        double *high)
{
	size_t count = 0;
	double middle, distance;

	for (size_t t = 0; t < returns->length; t++)
		if (!isnan(series_at(returns, t, column)))
			values[count++] = series_at(returns, t, column);
	if (count == 0)
		return false;
	middle = median(values, count);
	for (size_t k = 0; k < count; k++)
		values[k] = fabs(values[k] - middle);
	distance = normal_scale * median(values, count);
	*low = middle - deviations * distance;
	*high = middle + deviations * distance;
	return distance > 0.0;
}

enum status estimate_winsorise(struct series *returns, double deviations, struct estimate_change **changes,
                               size_t *count, struct error *err)
{
	struct estimate_change *found = NULL;
	size_t capacity = 0, used = 0;
	double *values;

	if (!(deviations > 0.0) || !isfinite(deviations))
		return error_set(err, STATUS_INVALID, "outliers beyond %g deviations; it must be positive", deviations);
	for (size_t k = 0; k < returns->length * returns->count; k++)
		if (isinf(returns->values[k]))
			return error_set(err, STATUS_INVALID, "return %zu of asset %zu is infinite", k / returns->count + 1,
			                 k % returns->count + 1);
	values = memory_try(returns->length, sizeof *values);
	if (values == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu returns do not fit", returns->length);
	for (size_t i = 0; i < returns->count; i++) {
		double low, high;

		if (!find_limits(returns, i, deviations, values, &low, &high))
			continue;
		for (size_t t = 0; t < returns->length; t++) {
			double *value = &returns->values[t * returns->count + i];
			const double to = *value < low ? low : *value > high ? high : *value;

			if (!(*value < low || *value > high))
				continue;
			if (changes != NULL) {
				found = memory_grow(found, &capacity, used + 1, sizeof *found);
				found[used] = (struct estimate_change){.row = t, .column = i, .from = *value, .to = to};
			}
			used++;
			*value = to;
		}
	}
	free(values);
	if (changes != NULL)
		*changes = found;
	*count = used;
	return STATUS_OK;
}

static enum status check_finite(const gsl_vector *values, const char *what, struct error *err)
{
	for (size_t t = 0; t < values->size; t++)
		if (!isfinite(gsl_vector_get(values, t)))
			return error_set(err, STATUS_INVALID, "%s %zu is %g; it must be finite", what, t + 1,
			                 gsl_vector_get(values, t));
	return STATUS_OK;
}

enum status estimate_unsmooth(const gsl_vector *smoothed, double rho, gsl_vector *returns, struct error *err)
{
	const enum status status = check_finite(smoothed, "smoothed return", err);

	if (status != STATUS_OK)
		return status;
	if (smoothed->size < 2 || returns->size != smoothed->size - 1)
		return error_set(err, STATUS_INVALID, "%zu smoothed returns leave one less, not %zu", smoothed->size,
		                 returns->size);
	if (!(rho >= 0.0 && rho < 1.0))
		return error_set(err, STATUS_INVALID, "the smoothing is %g; it must be 0 or more and below 1", rho);
	for (size_t t = 1; t < smoothed->size; t++)
		gsl_vector_set(returns, t - 1,
		               (gsl_vector_get(smoothed, t) - rho * gsl_vector_get(smoothed, t - 1)) / (1.0 - rho));
	return STATUS_OK;
}

enum status estimate_autocorrelation(const gsl_vector *series, double *rho, struct error *err)
{
	const enum status status = check_finite(series, "return", err);
	double mean = 0.0, product = 0.0, square = 0.0;

	if (status != STATUS_OK)
		return status;
	if (series->size < 3)
		return error_set(err, STATUS_INVALID, "an autocorrelation needs at least 3 returns, and there are %zu",
		                 series->size);
	for (size_t t = 0; t < series->size; t++)
		mean += gsl_vector_get(series, t) / (double)series->size;
	for (size_t t = 0; t < series->size; t++) {
		const double value = gsl_vector_get(series, t) - mean;

		square += value * value;
		if (t > 0)
			product += value * (gsl_vector_get(series, t - 1) - mean);
	}
	*rho = square > 1e-24 * (double)series->size ? product / square : 0.0;
	return STATUS_OK;
}
