/* Means that lean on each other or on the recent past, and the table of all. */
#include "engine/estimate/estimate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>

#include "engine/base/memory.h"
#include "engine/estimate/cross_product.h"

enum status estimate_weighted_mean(const struct series *returns, double decay, double periods_per_year, gsl_vector *mean,
                                   struct error *err)
{
	enum status status;

	if (!(decay > 0.0 && decay < 1.0))
		return error_set(err, STATUS_INVALID, "the decay is %g; it must lie between 0 and 1", decay);
	/* the same checks, and a value to overwrite */
	status = estimate_arithmetic_mean(returns, periods_per_year, mean, err);
	for (size_t i = 0; status == STATUS_OK && i < returns->count; i++) {
		double sum = 0.0, total = 0.0;

		/* Horner's rule from the oldest row: what has no return fades all the same. */
		for (size_t t = 0; t < returns->length; t++) {
			const double value = series_at(returns, t, i);

			sum *= decay;
			total *= decay;
			if (isnan(value))
				continue;
			sum += value;
			total += 1.0;
		}
		gsl_vector_set(mean, i, total > 0.0 ? periods_per_year * (sum / total) : gsl_vector_get(mean, i));
	}
	return status;
}

/* Mean and sample covariance of the assets that vary, over the rows all share. */
struct moments {
	gsl_vector *mean;       /* owned; N, of all assets                                           */
	gsl_matrix *factor;     /* owned; N' x N', the Cholesky factor of S; NULL when none varies   */
	size_t *column;         /* owned; N'                                                         */
	size_t count;           /* N'                                                                */
	size_t length;          /* T                                                                 */
};

static void moments_clear(struct moments *moments)
{
	gsl_vector_free(moments->mean);
	gsl_matrix_free(moments->factor);
	free(moments->column);
}

/* S of the varying columns, factored in place. */
static enum status factor_covariance(struct moments *moments, const gsl_matrix *window, struct error *err)
{
	const size_t length = window->size1, count = moments->count;
	gsl_matrix *kept = gsl_matrix_alloc(length, count);
	enum status status = STATUS_OK;

	moments->factor = gsl_matrix_alloc(count, count);
	if (kept == NULL || moments->factor == NULL)
		status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, count);
	for (size_t t = 0; status == STATUS_OK && t < length; t++)
		for (size_t k = 0; k < count; k++)
			gsl_matrix_set(kept, t, k, gsl_matrix_get(window, t, moments->column[k]));
	if (status == STATUS_OK)
		status = estimate_sample(kept, moments->factor, err);
	if (status == STATUS_OK) {
		double largest = 0.0;
		bool is_definite;

		for (size_t i = 0; i < count; i++)
			largest = fmax(largest, gsl_matrix_get(moments->factor, i, i));
		is_definite = gsl_linalg_cholesky_decomp1(moments->factor) == 0;
		for (size_t i = 0; is_definite && i < count; i++)
			is_definite = pow(gsl_matrix_get(moments->factor, i, i), 2.0) > 1e-14 * largest;
		if (!is_definite)
			status = error_set(err, STATUS_INVALID, "some of the assets move as one, and their means cannot be weighed "
			                   "against each other: leave one out, or take the historical mean");
	}
	gsl_matrix_free(kept);
	return status;
}

static enum status moments_init(struct moments *moments, const struct series *returns, size_t more, const char *name,
                                struct error *err)
{
	gsl_matrix *window = NULL;
	enum status status = estimate_common_window(returns, &window, NULL, err);

	*moments = (struct moments){0};
	if (status != STATUS_OK)
		return status;
	moments->length = window->size1;
	moments->mean = gsl_vector_calloc(window->size2);
	moments->column = memory_try(window->size2, sizeof *moments->column);
	if (moments->mean == NULL || moments->column == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", window->size2);
		goto done;
	}
	for (size_t t = 0; t < window->size1; t++)
		for (size_t i = 0; i < window->size2; i++)
			if (!isfinite(gsl_matrix_get(window, t, i))) {
				status = error_set(err, STATUS_INVALID, "return %zu of asset %zu is %g; it must be finite", t + 1, i + 1,
				                   gsl_matrix_get(window, t, i));
				goto done;
			}
	for (size_t t = 0; t < window->size1; t++) {
		const gsl_vector_const_view row = gsl_matrix_const_row(window, t);

		(void)gsl_blas_daxpy(1.0 / (double)window->size1, &row.vector, moments->mean);
	}
	cross_product_varying(window, moments->column, &moments->count);
	if (moments->count > 0 && moments->length <= moments->count + more) {
		status = error_set(err, STATUS_INVALID, "the %s mean of %zu assets needs at least %zu returns, and there are %zu",
		                   name, moments->count, moments->count + more + 1, moments->length);
		goto done;
	}
	if (moments->count > 0)
		status = factor_covariance(moments, window, err);
done:
	gsl_matrix_free(window);
	if (status != STATUS_OK)
		moments_clear(moments);
	return status;
}

/* x'S^-1 x, by one triangular solve; x is overwritten. */
static double squared_distance(const struct moments *moments, gsl_vector *x)
{
	double square;

	(void)gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, moments->factor, x);
	(void)gsl_blas_ddot(x, x, &square);
	return square;
}

/* Writes q ((1 - phi) m + phi centre) for what varies and q m for the rest. */
static void shrink(const struct moments *moments, double centre, double phi, double periods_per_year, gsl_vector *mean)
{
	(void)gsl_vector_memcpy(mean, moments->mean);
	for (size_t k = 0; k < moments->count; k++) {
		double *value = gsl_vector_ptr(mean, moments->column[k]);

		*value = (1.0 - phi) * *value + phi * centre;
	}
	(void)gsl_vector_scale(mean, periods_per_year);
}

static enum status check(const struct series *returns, double periods_per_year, const gsl_vector *mean,
                         struct error *err)
{
	if (returns->count == 0 || mean->size != returns->count)
		return error_set(err, STATUS_INVALID, "%zu means were asked of %zu assets", mean->size, returns->count);
	if (!isfinite(periods_per_year) || periods_per_year <= 0.0)
		return error_set(err, STATUS_INVALID, "a year of %g periods; it must be positive", periods_per_year);
	return STATUS_OK;
}

enum status estimate_james_stein(const struct series *returns, double periods_per_year, gsl_vector *mean,
                                 double *shrinkage, struct error *err)
{
	struct moments moments;
	double centre = 0.0, phi = 0.0;
	enum status status = check(returns, periods_per_year, mean, err);

	if (status == STATUS_OK)
		status = moments_init(&moments, returns, 0, "James-Stein", err);
	if (status != STATUS_OK)
		return status;
	for (size_t k = 0; k < moments.count; k++)
		centre += gsl_vector_get(moments.mean, moments.column[k]) / (double)moments.count;
	if (moments.count > 2) {
		gsl_vector *gap = gsl_vector_alloc(moments.count);
		double distance;

		if (gap == NULL) {
			moments_clear(&moments);
			return error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", returns->count);
		}
		for (size_t k = 0; k < moments.count; k++)
			gsl_vector_set(gap, k, gsl_vector_get(moments.mean, moments.column[k]) - centre);
		distance = squared_distance(&moments, gap);
		/* means that are all the same are already where they would be moved to */
		phi = (double)(moments.count - 2) / (double)moments.length;
		phi = phi < distance ? phi / distance : 1.0;
		gsl_vector_free(gap);
	}
	shrink(&moments, centre, phi, periods_per_year, mean);
	if (shrinkage != NULL)
		*shrinkage = phi;
	moments_clear(&moments);
	return STATUS_OK;
}

enum status estimate_bayes_stein(const struct series *returns, double periods_per_year, gsl_vector *mean,
                                 double *shrinkage, struct error *err)
{
	struct moments moments;
	double centre = 0.0, phi = 0.0;
	enum status status = check(returns, periods_per_year, mean, err);

	if (status == STATUS_OK)
		status = moments_init(&moments, returns, 2, "Bayes-Stein", err);
	if (status != STATUS_OK)
		return status;
	if (moments.count > 0) {
		const double length = (double)moments.length, count = (double)moments.count;
		gsl_vector *ones = gsl_vector_alloc(moments.count), *gap = gsl_vector_alloc(moments.count);
		double with_mean = 0.0, with_ones = 0.0, distance;

		if (ones == NULL || gap == NULL) {
			gsl_vector_free(ones);
			gsl_vector_free(gap);
			moments_clear(&moments);
			return error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", returns->count);
		}
		/* S^-1 1: the portfolio of least variance, which the scale of C does not change */
		gsl_vector_set_all(ones, 1.0);
		(void)gsl_linalg_cholesky_svx(moments.factor, ones);
		for (size_t k = 0; k < moments.count; k++) {
			with_mean += gsl_vector_get(ones, k) * gsl_vector_get(moments.mean, moments.column[k]);
			with_ones += gsl_vector_get(ones, k);
		}
		centre = with_mean / with_ones;
		for (size_t k = 0; k < moments.count; k++)
			gsl_vector_set(gap, k, gsl_vector_get(moments.mean, moments.column[k]) - centre);
		distance = squared_distance(&moments, gap) * (length - count - 2.0) / (length - 1.0);
		phi = (count + 2.0) / (count + 2.0 + length * distance);
		gsl_vector_free(ones);
		gsl_vector_free(gap);
	}
	shrink(&moments, centre, phi, periods_per_year, mean);
	if (shrinkage != NULL)
		*shrinkage = phi;
	moments_clear(&moments);
	return STATUS_OK;
}

static enum status historical(const struct series *returns, double decay, double periods_per_year, gsl_vector *mean,
                              double *shrinkage, struct error *err)
{
	const enum status status = estimate_arithmetic_mean(returns, periods_per_year, mean, err);

	(void)decay;
	if (status == STATUS_OK && shrinkage != NULL)
		*shrinkage = 0.0;
	return status;
}

static enum status geometric(const struct series *returns, double decay, double periods_per_year, gsl_vector *mean,
                             double *shrinkage, struct error *err)
{
	const enum status status = estimate_geometric_mean(returns, periods_per_year, mean, err);

	(void)decay;
	if (status == STATUS_OK && shrinkage != NULL)
		*shrinkage = 0.0;
	return status;
}

static enum status weighted(const struct series *returns, double decay, double periods_per_year, gsl_vector *mean,
                            double *shrinkage, struct error *err)
{
	const enum status status = estimate_weighted_mean(returns, decay, periods_per_year, mean, err);

	if (status == STATUS_OK && shrinkage != NULL)
		*shrinkage = 0.0;
	return status;
}

static enum status james_stein(const struct series *returns, double decay, double periods_per_year, gsl_vector *mean,
                               double *shrinkage, struct error *err)
{
	(void)decay;
	return estimate_james_stein(returns, periods_per_year, mean, shrinkage, err);
}

static enum status bayes_stein(const struct series *returns, double decay, double periods_per_year, gsl_vector *mean,
                               double *shrinkage, struct error *err)
{
	(void)decay;
	return estimate_bayes_stein(returns, periods_per_year, mean, shrinkage, err);
}

static const struct mean_estimator mean_historical = {.name = "historical", .mean = historical};
static const struct mean_estimator mean_geometric = {.name = "geometric", .mean = geometric};
static const struct mean_estimator mean_weighted = {.name = "weighted", .mean = weighted};
static const struct mean_estimator mean_james_stein = {.name = "james-stein", .mean = james_stein};
static const struct mean_estimator mean_bayes_stein = {.name = "bayes-stein", .mean = bayes_stein};

const struct mean_estimator *const mean_estimators[] = {
	&mean_historical, &mean_geometric, &mean_weighted, &mean_james_stein, &mean_bayes_stein, NULL,
};

const struct mean_estimator *estimate_find_mean(const char *name)
{
	for (size_t i = 0; mean_estimators[i] != NULL; i++)
		if (strcmp(mean_estimators[i]->name, name) == 0)
			return mean_estimators[i];
	return NULL;
}
