/* Moments of histories that begin on different days, the short ones by what the long ones say about them. */
#include "engine/estimate/estimate.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>

#include "engine/base/memory.h"
#include "engine/estimate/cross_product.h"

/* A regressor that keeps less than this part of its variation given those before it says nothing new. */
static const double dependent = 1e-10;

/* Assets from the longest history to the shortest, and the rows without a gap. */
struct histories {
	size_t *order;          /* owned; N, columns by their first row                              */
	size_t *start;          /* owned; N, first row with a return, by column                      */
	size_t *rows;           /* owned; rows in which no asset has a gap                           */
	size_t row_count;
};

static void histories_clear(struct histories *histories)
{
	free(histories->order);
	free(histories->start);
	free(histories->rows);
}

static bool has_gap(const struct series *returns, const struct histories *histories, size_t t)
{
	for (size_t i = 0; i < returns->count; i++)
		if (t >= histories->start[i] && isnan(series_at(returns, t, i)))
			return true;
	return false;
}

static enum status histories_init(struct histories *histories, const struct series *returns, struct error *err)
{
	const size_t n = returns->count;

	*histories = (struct histories){
		.order = memory_try(n, sizeof(size_t)),
		.start = memory_try(n, sizeof(size_t)),
		.rows = memory_try(returns->length, sizeof(size_t)),
	};
	if (histories->order == NULL || histories->start == NULL || histories->rows == NULL) {
		histories_clear(histories);
		return error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", returns->length, n);
	}
	for (size_t i = 0; i < n; i++) {
		size_t t = 0, place = i;

		while (t < returns->length && isnan(series_at(returns, t, i)))
			t++;
		histories->start[i] = t;
		/* insertion keeps those that begin together in the order they came */
		for (; place > 0 && histories->start[histories->order[place - 1]] > t; place--)
			histories->order[place] = histories->order[place - 1];
		histories->order[place] = i;
	}
	for (size_t t = histories->start[histories->order[0]]; t < returns->length; t++)
		if (!has_gap(returns, histories, t))
			histories->rows[histories->row_count++] = t;
	return STATUS_OK;
}

/* The rows from `start` of some columns, centred; their means into mean. */
static gsl_matrix *take(const struct series *returns, const struct histories *histories, size_t start, size_t first,
                        size_t count, double *mean)
{
	size_t skipped = 0, length;
	gsl_matrix *x;

	while (skipped < histories->row_count && histories->rows[skipped] < start)
		skipped++;
	length = histories->row_count - skipped;
	x = gsl_matrix_alloc(length, count);
	for (size_t k = 0; x != NULL && k < count; k++) {
		const size_t column = histories->order[first + k];

		mean[k] = 0.0;
		for (size_t t = 0; t < length; t++)
			mean[k] += series_at(returns, histories->rows[skipped + t], column) / (double)length;
		for (size_t t = 0; t < length; t++)
			gsl_matrix_set(x, t, k, series_at(returns, histories->rows[skipped + t], column) - mean[k]);
	}
	return x;
}

/*
 * B (g x l) of y on x by the normal equations, regressors that say nothing new left at zero. square l x l is x'x and is
 * overwritten by its Cholesky factor.
 */
static void regress(const gsl_matrix *x, const gsl_matrix *y, gsl_matrix *square, gsl_matrix *slopes)
{
	const size_t l = x->size2;

	cross_product(1.0, x, square);
	(void)gsl_blas_dgemm(CblasTrans, CblasNoTrans, 1.0, y, x, 0.0, slopes);
	for (size_t j = 0; j < l; j++) {
		const double whole = gsl_matrix_get(square, j, j);
		double pivot = whole;

		for (size_t a = 0; a < j; a++)
			pivot -= gsl_matrix_get(square, j, a) * gsl_matrix_get(square, j, a);
		if (pivot > dependent * whole && whole > 0.0) {
			gsl_matrix_set(square, j, j, sqrt(pivot));
			for (size_t i = j + 1; i < l; i++) {
				double value = gsl_matrix_get(square, i, j);

				for (size_t a = 0; a < j; a++)
					value -= gsl_matrix_get(square, i, a) * gsl_matrix_get(square, j, a);
				gsl_matrix_set(square, i, j, value / sqrt(pivot));
			}
			continue;
		}
		/* out of the system: a column and a row of the identity, and nothing on the right */
		for (size_t i = 0; i < l; i++) {
			if (i < j)
				gsl_matrix_set(square, j, i, 0.0);
			else
				gsl_matrix_set(square, i, j, i == j ? 1.0 : 0.0);
		}
		for (size_t g = 0; g < slopes->size1; g++)
			gsl_matrix_set(slopes, g, j, 0.0);
	}
	(void)gsl_blas_dtrsm(CblasRight, CblasLower, CblasTrans, CblasNonUnit, 1.0, square, slopes);
	(void)gsl_blas_dtrsm(CblasRight, CblasLower, CblasNoTrans, CblasNonUnit, 1.0, square, slopes);
}

/* One group of assets that begin together, `count` of them after the `longer` before; sorted is in that order. */
static enum status join_group(const struct series *returns, const struct histories *histories, size_t longer,
                              size_t count, gsl_matrix *sorted, gsl_vector *mean, size_t *observations,
                              struct error *err)
{
	const size_t start = histories->start[histories->order[longer]], n = longer + count;
	const size_t needed = n + 1 > ESTIMATE_SHRINKAGE_WINDOW ? n + 1 : ESTIMATE_SHRINKAGE_WINDOW;
	double *mean_y = memory_new_array(count, sizeof *mean_y), *mean_x = memory_new_array(longer + 1, sizeof *mean_x);
	gsl_matrix *y = take(returns, histories, start, longer, count, mean_y), *x = NULL, *square = NULL, *slopes = NULL;
	gsl_matrix_view own = gsl_matrix_submatrix(sorted, longer, longer, count, count);
	enum status status = STATUS_OK;

	if (y == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", returns->length, n);
		goto done;
	}
	if (y->size1 < needed) {
		status = error_set(err, STATUS_INVALID, "asset %zu has %zu returns on days without a gap, and %zu are needed to "
		                   "set it against the %zu with longer histories: leave it out or wait for more",
		                   histories->order[longer] + 1, y->size1, needed, longer);
		goto done;
	}
	*observations = y->size1;
	if (longer > 0) {
		gsl_matrix_view block = gsl_matrix_submatrix(sorted, 0, 0, longer, longer);
		gsl_matrix_view cross = gsl_matrix_submatrix(sorted, longer, 0, count, longer);

		x = take(returns, histories, start, 0, longer, mean_x);
		square = gsl_matrix_alloc(longer, longer);
		slopes = gsl_matrix_alloc(count, longer);
		if (x == NULL || square == NULL || slopes == NULL) {
			status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", returns->length, n);
			goto done;
		}
		regress(x, y, square, slopes);
		(void)gsl_blas_dgemm(CblasNoTrans, CblasTrans, -1.0, x, slopes, 1.0, y);
		(void)gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, slopes, &block.matrix, 0.0, &cross.matrix);
		for (size_t g = 0; g < count; g++)
			for (size_t j = 0; j < longer; j++) {
				gsl_matrix_set(sorted, j, longer + g, gsl_matrix_get(&cross.matrix, g, j));
				mean_y[g] += gsl_matrix_get(slopes, g, j) * (gsl_vector_get(mean, j) - mean_x[j]);
			}
	}
	cross_product(1.0 / (double)(y->size1 - 1), y, &own.matrix);
	if (longer > 0) {
		gsl_matrix_view cross = gsl_matrix_submatrix(sorted, longer, 0, count, longer);

		/* B S B' = (B S) B', half of it and half of its transpose: symmetric to the last bit */
		(void)gsl_blas_dsyr2k(CblasUpper, CblasNoTrans, 0.5, &cross.matrix, slopes, 1.0, &own.matrix);
		cross_product_mirror(&own.matrix);
	}
	for (size_t g = 0; g < count; g++)
		gsl_vector_set(mean, longer + g, mean_y[g]);
done:
	free(mean_y);
	free(mean_x);
	gsl_matrix_free(x);
	gsl_matrix_free(y);
	gsl_matrix_free(square);
	gsl_matrix_free(slopes);
	return status;
}

static enum status check(const struct series *returns, const gsl_matrix *covariance, const gsl_vector *mean,
                         struct error *err)
{
	const size_t n = returns->count;

	if (n == 0 || returns->length == 0 || covariance->size1 != n || covariance->size2 != n ||
	    (mean != NULL && mean->size != n))
		return error_set(err, STATUS_INVALID, "the moments of %zu returns of %zu assets do not fit %zu x %zu",
		                 returns->length, n, covariance->size1, covariance->size2);
	for (size_t k = 0; k < returns->length * n; k++)
		if (isinf(returns->values[k]))
			return error_set(err, STATUS_INVALID, "return %zu of asset %zu is infinite", k / n + 1, k % n + 1);
	return STATUS_OK;
}

enum status estimate_stambaugh(const struct series *returns, gsl_matrix *covariance, gsl_vector *mean,
                               size_t *observations, struct error *err)
{
	const size_t n = returns->count;
	struct histories histories;
	gsl_matrix *sorted = NULL;
	gsl_vector *means = NULL;
	size_t shortest = 0;
	enum status status = check(returns, covariance, mean, err);

	if (status == STATUS_OK)
		status = histories_init(&histories, returns, err);
	if (status != STATUS_OK)
		return status;
	sorted = gsl_matrix_calloc(n, n);
	means = gsl_vector_calloc(n);
	if (sorted == NULL || means == NULL)
		status = error_set(err, STATUS_NO_MEMORY, "%zu assets do not fit", n);
	for (size_t first = 0, end; status == STATUS_OK && first < n; first = end) {
		for (end = first + 1; end < n; end++)
			if (histories.start[histories.order[end]] != histories.start[histories.order[first]])
				break;
		status = join_group(returns, &histories, first, end - first, sorted, means, &shortest, err);
	}
	if (status == STATUS_OK) {
		cross_product_clear_constants(sorted);
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				gsl_matrix_set(covariance, histories.order[i], histories.order[j], gsl_matrix_get(sorted, i, j));
		for (size_t i = 0; mean != NULL && i < n; i++)
			gsl_vector_set(mean, histories.order[i], gsl_vector_get(means, i));
		if (observations != NULL)
			*observations = shortest;
	}
	gsl_matrix_free(sorted);
	gsl_vector_free(means);
	histories_clear(&histories);
	return status;
}
