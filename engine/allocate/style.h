/* Which blend of indices a fund behaves like. */
#ifndef BALLAST_ENGINE_ALLOCATE_STYLE_H
#define BALLAST_ENGINE_ALLOCATE_STYLE_H

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/figure.h"
#include "engine/base/status.h"

struct style_fit {
	struct figure r_squared;   /* 1 - var(e) / var(r); FIGURE_NO_VARIATION: the fund's returns are constant */
	double alpha;              /* mean of e, a period: what the blend does not explain                     */
	double tracking_deviation; /* standard deviation of e, divisor T - 1, a period                         */
};

/*
 * Returns-based style analysis: the blend of K indices that strays least from the fund,
 *
 *     min var(e),  e_t = r_t - sum_k w_k f_tk   subject to   w >= 0,  sum w = 1
 *
 * which is the factor regression with an intercept, kept to portfolios one could hold.
 *
 * returns  T >= 24 of the fund.   indices  T x K.   weights  K, written on STATUS_OK.
 *
 * STATUS_INVALID: sizes, too few, not finite. STATUS_NOT_CONVERGED: as solve_quadratic. STATUS_NO_MEMORY.
 * Cost: T K^2 and one quadratic program of K weights.
 *
 * Source: W. Sharpe, Asset allocation: management style and performance measurement, J. Portfolio Management 18 (1992).
 */
enum status allocate_style(const gsl_vector *returns, const gsl_matrix *indices, gsl_vector *weights,
                           struct style_fit *fit, struct error *err);

#endif
