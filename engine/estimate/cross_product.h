/* What the covariance methods share: checked shapes, centring, and one product in BLAS. Private to this topic. */
#ifndef BALLAST_ENGINE_ESTIMATE_CROSS_PRODUCT_H
#define BALLAST_ENGINE_ESTIMATE_CROSS_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/status.h"

/* STATUS_INVALID: T or N is 0, covariance is not N x N, a return is not finite or above 1e70. */
enum status cross_product_check(const gsl_matrix *returns, const gsl_matrix *covariance, struct error *err);

/* True only when all are, and none above 1e70; false when their sum is above it, too. */
bool cross_product_is_finite(const double *values, size_t count);

/*
 * The columns whose returns differ by more than rounding: prices carry six decimals, and cash paid daily rounds at 1e-16.
 * columns   N entries, the first *count written.
 */
void cross_product_varying(const gsl_matrix *returns, size_t *columns, size_t *count);

/* A T x N copy with each column's mean taken off, the caller's; NULL when it does not fit. */
gsl_matrix *cross_product_centred(const gsl_matrix *returns);

/*
 * result = (1 / divisor) X'X, X centred, both halves written; X is made a few rows at a time and never stands whole. A
 * column that does not vary gets a zero row and column. Shapes and numbers are the caller's to check.
 * STATUS_NO_MEMORY. Cost: dsyrk, and two passes over the returns.
 */
enum status cross_product_of_centred(double divisor, const gsl_matrix *returns, gsl_matrix *result, struct error *err);

/* estimate_sample of returns that cross_product_check has passed. */
enum status cross_product_sample(const gsl_matrix *returns, gsl_matrix *covariance, struct error *err);

/* result = scale X'X, both halves written: half the work of a general product, and symmetric to the last bit. */
void cross_product(double scale, const gsl_matrix *x, gsl_matrix *result);

/* The upper half, written into the lower one. */
void cross_product_mirror(gsl_matrix *square);

/*
 * Zeros in the row and column of what varies by rounding only: a variance of 1e-35 would make a matrix look singular, and
 * its correlations are noise.
 */
void cross_product_clear_constants(gsl_matrix *square);

/* -O2 alone leaves these loops one number at a time. The digits stay the same. */
#if defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__)
#define FAST_LOOP __attribute__((optimize("O3")))
#else
#define FAST_LOOP
#endif

#endif
