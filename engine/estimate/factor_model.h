/*
 * A covariance kept by factors, S = B F B' + D: n (k + 1) numbers in place of n^2. Per period, like the returns it is
 * made from, until factor_model_scale.
 */
#ifndef BALLAST_ENGINE_ESTIMATE_FACTOR_MODEL_H
#define BALLAST_ENGINE_ESTIMATE_FACTOR_MODEL_H

#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/status.h"

/* The three parts have the shapes and names the solvers' factor_covariance points at. */
struct factor_model {
	gsl_matrix *loadings;             /* owned; B, n x k                                          */
	gsl_matrix *factor;               /* owned; F, k x k, symmetric, positive semidefinite        */
	gsl_vector *specific;             /* owned; the diagonal of D, n, each >= 0                   */
};

/* Accepts a zeroed model. */
void factor_model_clear(struct factor_model *model);

struct factor_model_info {
	size_t observations;              /* T                                                        */
	size_t factors;                   /* k                                                        */
	double explained;                 /* share of the assets' summed variance the factors carry, in [0, 1] */
	double edge;                      /* (1 + sqrt(N / T))^2, largest eigenvalue of pure noise; 0 of a regression */
	size_t above_edge;                /* eigenvalues of the correlations above it; 0 of a regression */
};

/*
 * By regression of each asset on factors that are given, r_t = a + B f_t + e_t:
 *
 *     F   sample covariance of f, divisor T - 1
 *     D   residual variance of each asset, divisor T - k - 1
 *
 * returns    T x n, finite. factors T x k, finite, k >= 1.
 * model      zeroed by the caller, filled; the caller's to factor_model_clear.
 * info       may be NULL.
 *
 * STATUS_INVALID: shapes, a number that is not finite, T < k + 2 or T < 12, a factor that is constant or a combination
 *                 of those before it (the message names it, from 1). STATUS_NO_MEMORY. Cost: T n k.
 */
enum status factor_model_regress(const gsl_matrix *returns, const gsl_matrix *factors, struct factor_model *model,
                                 struct factor_model_info *info, struct error *err);

/*
 * By principal components of the correlations: the k largest eigenvectors, and each asset's remaining variance as its
 * own, so that the diagonal of S is that of the sample covariance. With T < n the T x T matrix of the same eigenvalues
 * is decomposed, and nothing of size n^2 is made.
 *
 * returns    T x n, finite. An asset that does not vary (cash) has loadings and specific variance 0.
 * factors    k; 0: as many as eigenvalues stand above the edge of noise, and at least 1 (info->above_edge says 0 when
 *            that one is no more than noise).
 * model, info  as above.
 *
 * STATUS_INVALID: shapes, a number that is not finite, T < 12, no asset varies, factors above min(T - 1, assets that
 *                 vary). STATUS_NOT_CONVERGED, STATUS_NO_MEMORY.
 * Cost: T n min(T, n) and min(T, n)^3.
 *
 * Sources: G. Connor, R. Korajczyk, Performance measurement with the arbitrage pricing theory, J. Financial Economics
 * 15 (1986), for the T x T side; V. Marchenko, L. Pastur, Math. USSR Sbornik 1 (1967), for the edge.
 */
enum status factor_model_principal(const gsl_matrix *returns, size_t factors, struct factor_model *model,
                                   struct factor_model_info *info, struct error *err);

/* result = S w; w, result n, not the same. scratch 2 k. Cost: 2 n k. */
void factor_model_product(const struct factor_model *model, const gsl_vector *weights, gsl_vector *scratch,
                          gsl_vector *result);

/* w'S w, never below 0. scratch 2 k. Cost: n k. */
double factor_model_variance(const struct factor_model *model, const gsl_vector *weights, gsl_vector *scratch);

/*
 * S in full, n x n, symmetric to the last bit. STATUS_INVALID: shape. STATUS_NO_MEMORY. Cost: n^2 k.
 */
enum status factor_model_expand(const struct factor_model *model, gsl_matrix *covariance, struct error *err);

/* Times a number of periods, in place: the covariance of a year. periods > 0. */
void factor_model_scale(struct factor_model *model, double periods);

#endif
