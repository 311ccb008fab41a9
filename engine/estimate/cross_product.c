/* Centring and X'X. */
#include "engine/estimate/cross_product.h"

#include <math.h>
#include <stdlib.h>

#include <gsl/gsl_blas.h>

#include "engine/base/memory.h"

/* Returns closer together than this are the same. */
static const double same_return = 1e-12;

/* Shrinkage takes fourth powers, and they must not overflow. */
static const double largest_return = 1e70;

/* So many centred numbers stay in the cache until they are multiplied; and as few rows as BLAS still multiplies well. */
enum { BLOCK_NUMBERS = 1 << 15, BLOCK_ROWS = 384 };

/* sums += the rows, four at a time: the sums then go through memory a quarter as often. */
FAST_LOOP static void add_rows(const double *restrict rows, size_t stride, size_t length, double *restrict sums,
                               size_t count)
{
	size_t t = 0;

	for (; t + 4 <= length; t += 4) {
		const double *one = rows + t * stride, *two = one + stride, *three = two + stride, *four = three + stride;

		for (size_t i = 0; i < count; i++)
			sums[i] += (one[i] + two[i]) + (three[i] + four[i]);
	}
	for (; t < length; t++)
		for (size_t i = 0; i < count; i++)
			sums[i] += rows[t * stride + i];
}

FAST_LOOP static void centre_row(const double *restrict row, const double *restrict mean, double *restrict to,
                                 size_t count)
{
	for (size_t i = 0; i < count; i++)
		to[i] = row[i] - mean[i];
}

FAST_LOOP static void stretch_row(const double *restrict row, double *restrict low, double *restrict high, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		low[i] = row[i] < low[i] ? row[i] : low[i];
		high[i] = row[i] > high[i] ? row[i] : high[i];
	}
}

/*
 * A sum of absolute values that is small enough has no number in it that is not; sixteen sums, as each addition would wait
 * for the one before.
 */
FAST_LOOP bool cross_product_is_finite(const double *values, size_t count)
{
	enum { SUMS = 16 };
	double sums[SUMS] = {0.0}, total = 0.0;
	size_t i = 0;

	for (; i + SUMS <= count; i += SUMS)
		for (size_t k = 0; k < SUMS; k++)
			sums[k] += fabs(values[i + k]);
	for (; i < count; i++)
		total += fabs(values[i]);
	for (size_t k = 0; k < SUMS; k++)
		total += sums[k];
	return total <= largest_return;
}

enum status cross_product_check(const gsl_matrix *returns, const gsl_matrix *covariance, struct error *err)
{
	if (returns->size1 == 0 || returns->size2 == 0)
		return error_set(err, STATUS_INVALID, "%zu returns of %zu assets have no covariance", returns->size1,
		                 returns->size2);
	if (covariance->size1 != returns->size2 || covariance->size2 != returns->size2)
		return error_set(err, STATUS_INVALID, "the covariance of %zu assets does not fit %zu x %zu",
		                 returns->size2, covariance->size1, covariance->size2);
	if (returns->tda == returns->size2 && cross_product_is_finite(returns->data, returns->size1 * returns->size2))
		return STATUS_OK;
	for (size_t t = 0; t < returns->size1; t++) {
		const double *row = gsl_matrix_const_ptr(returns, t, 0);

		for (size_t i = 0; i < returns->size2; i++)
			if (!(fabs(row[i]) <= largest_return))
				return error_set(err, STATUS_INVALID, "return %zu of asset %zu is %g; it must be finite, and no "
				                 "return is that large", t + 1, i + 1, row[i]);
	}
	return STATUS_OK;
}

void cross_product_varying(const gsl_matrix *returns, size_t *columns, size_t *count)
{
	const size_t n = returns->size2;
	double *low = memory_new_array(2 * n, sizeof *low), *high = low + n;

	*count = 0;
	for (size_t i = 0; i < n; i++)
		low[i] = high[i] = gsl_matrix_get(returns, 0, i);
	for (size_t t = 1; t < returns->size1; t++)
		stretch_row(gsl_matrix_const_ptr(returns, t, 0), low, high, n);
	for (size_t i = 0; i < n; i++)
		if (high[i] - low[i] > same_return)
			columns[(*count)++] = i;
	free(low);
}

/* Row by row, as the matrix lies in memory. */
static void column_means(const gsl_matrix *returns, double *mean)
{
	for (size_t i = 0; i < returns->size2; i++)
		mean[i] = 0.0;
	add_rows(returns->data, returns->tda, returns->size1, mean, returns->size2);
	for (size_t i = 0; i < returns->size2; i++)
		mean[i] /= (double)returns->size1;
}

gsl_matrix *cross_product_centred(const gsl_matrix *returns)
{
	gsl_matrix *centred = gsl_matrix_alloc(returns->size1, returns->size2);
	double *mean = memory_try(returns->size2, sizeof *mean);

	if (centred != NULL && mean != NULL) {
		column_means(returns, mean);
		for (size_t t = 0; t < returns->size1; t++)
			centre_row(gsl_matrix_const_ptr(returns, t, 0), mean, gsl_matrix_ptr(centred, t, 0), returns->size2);
	} else {
		gsl_matrix_free(centred);
		centred = NULL;
	}
	free(mean);
	return centred;
}

/* In squares that fit the nearest cache: a column of a large matrix is one page for each entry. */
FAST_LOOP void cross_product_mirror(gsl_matrix *square)
{
	enum { SIDE = 32 };
	const size_t n = square->size1, stride = square->tda;

	for (size_t top = 0; top < n; top += SIDE)
		for (size_t left = top; left < n; left += SIDE)
			for (size_t j = left; j < n && j < left + SIDE; j++)
				for (size_t i = top; i < j && i < top + SIDE; i++)
					square->data[j * stride + i] = square->data[i * stride + j];
}

void cross_product_clear_constants(gsl_matrix *square)
{
	for (size_t i = 0; i < square->size1; i++) {
		if (gsl_matrix_get(square, i, i) > same_return * same_return)
			continue;
		for (size_t j = 0; j < square->size1; j++) {
			gsl_matrix_set(square, i, j, 0.0);
			gsl_matrix_set(square, j, i, 0.0);
		}
	}
}

enum status cross_product_of_centred(double divisor, const gsl_matrix *returns, gsl_matrix *result, struct error *err)
{
	const size_t length = returns->size1, n = returns->size2;
	const size_t wanted = BLOCK_NUMBERS / n > BLOCK_ROWS ? BLOCK_NUMBERS / n : BLOCK_ROWS;
	const size_t rows = length < wanted ? length : wanted;
	gsl_matrix *block = gsl_matrix_alloc(rows, n);
	double *mean = memory_try(n, sizeof *mean);
	enum status status = STATUS_OK;

	if (block == NULL || mean == NULL) {
		status = error_set(err, STATUS_NO_MEMORY, "%zu returns of %zu assets do not fit", length, n);
		goto done;
	}
	column_means(returns, mean);
	for (size_t first = 0; first < length; first += rows) {
		const size_t count = length - first < rows ? length - first : rows;
		gsl_matrix_view part = gsl_matrix_submatrix(block, 0, 0, count, n);

		for (size_t t = 0; t < count; t++)
			centre_row(gsl_matrix_const_ptr(returns, first + t, 0), mean, gsl_matrix_ptr(block, t, 0), n);
		(void)gsl_blas_dsyrk(CblasUpper, CblasTrans, 1.0 / divisor, &part.matrix, first == 0 ? 0.0 : 1.0, result);
	}
	cross_product_mirror(result);
	cross_product_clear_constants(result);
done:
	gsl_matrix_free(block);
	free(mean);
	return status;
}

void cross_product(double scale, const gsl_matrix *x, gsl_matrix *result)
{
	/* The callers' shapes are checked, so GSL has nothing to refuse. */
	(void)gsl_blas_dsyrk(CblasUpper, CblasTrans, scale, x, 0.0, result);
	cross_product_mirror(result);
}
