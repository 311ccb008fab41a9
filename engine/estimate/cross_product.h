/* What the covariance methods share: checked shapes, centring, and one product in BLAS. Private to this topic. */
#ifndef BALLAST_ENGINE_ESTIMATE_CROSS_PRODUCT_H
#define BALLAST_ENGINE_ESTIMATE_CROSS_PRODUCT_H

#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_matrix.h>

#include "engine/base/status.h"

/* STATUS_INVALID: T or N is 0, covariance is not N x N, a return is not finite. */
enum status cross_product_check(const gsl_matrix *returns, const gsl_matrix *covariance, struct error *err);

/* Whether a column's returns differ by more than rounding: prices carry six decimals, and cash paid daily rounds. */
bool cross_product_varies(const gsl_matrix *returns, size_t column);

/* A T x N copy with each column's mean taken off, the caller's; NULL when it does not fit. */
gsl_matrix *cross_product_centred(const gsl_matrix *returns);

/* result = scale X'X, both halves written: half the work of a general product, and symmetric to the last bit. */
void cross_product(double scale, const gsl_matrix *x, gsl_matrix *result);

/* The upper half, written into the lower one. */
void cross_product_mirror(gsl_matrix *square);

#endif
