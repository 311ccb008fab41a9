/* The assets that vary, centred, with their covariance: what shrinkage works on. Private to this topic. */
#ifndef BALLAST_ENGINE_ESTIMATE_VARYING_SAMPLE_H
#define BALLAST_ENGINE_ESTIMATE_VARYING_SAMPLE_H

#include <stddef.h>

#include <gsl/gsl_matrix.h>

#include "engine/base/status.h"

struct varying_sample {
	gsl_matrix *x;          /* owned; T x N', NULL when none varies                              */
	gsl_matrix *s;          /* owned; N' x N', (1/T) X'X                                         */
	size_t *column;         /* owned; N', which columns of the whole they are                    */
	size_t count;           /* N'                                                                */
};

/*
 * STATUS_INVALID: T < ESTIMATE_SHRINKAGE_WINDOW, or as cross_product_check. STATUS_NO_MEMORY. Nothing is held then.
 */
enum status varying_sample_init(struct varying_sample *sample, const gsl_matrix *returns, const gsl_matrix *covariance,
                                struct error *err);
void varying_sample_clear(struct varying_sample *sample);

/* Writes S into the whole covariance, with zeros for what does not vary. */
void varying_sample_put_back(const struct varying_sample *sample, gsl_matrix *covariance);

/* The sum of a matrix's squared entries. */
double varying_sample_norm(const gsl_matrix *matrix);

#endif
