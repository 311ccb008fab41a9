/*
 * Expected returns from what the market holds, moved by views.
 *
 * Everything is a year, or everything is per period; returns are in excess of cash unless said otherwise. n counts
 * assets, k views. No n x n system is solved and no covariance inverted: the work is one k x k Cholesky factor.
 */
#ifndef BALLAST_ENGINE_ESTIMATE_BLACK_LITTERMAN_H
#define BALLAST_ENGINE_ESTIMATE_BLACK_LITTERMAN_H

#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/status.h"

/* How uncertain the prior is, as a multiple of the covariance: He and Litterman's. */
#define BLACK_LITTERMAN_TAU 0.05

/*
 * Price of risk the market is paying: delta = (expected_return - risk_free) / variance.
 * STATUS_INVALID: variance not positive, an argument not finite, or the result not above 0.
 */
enum status black_litterman_risk_aversion(double expected_return, double risk_free, double variance,
                                          double *risk_aversion, struct error *err);

/*
 * Reverse optimisation: the returns at which holding w is optimal,
 *
 *     mean = risk_free + risk_aversion * S w
 *
 * covariance      n x n, symmetric. weights n, usually the market's, cash left out.
 * risk_free       0 for excess returns pi; the cash return for total returns.
 * mean            n.
 *
 * STATUS_INVALID: shapes, a number that is not finite, risk_aversion not above 0. Cost: n^2.
 *
 * Source: F. Black, R. Litterman, Global Portfolio Optimization, Financial Analysts Journal 48 (1992).
 */
enum status black_litterman_equilibrium(const gsl_matrix *covariance, const gsl_vector *weights, double risk_aversion,
                                        double risk_free, gsl_vector *mean, struct error *err);

/*
 * Everything is borrowed and only read. Row v of P says what view v is about: it sums to 1 (the return of that
 * portfolio is Q_v) or to 0 (its long side beats its short side by Q_v).
 *
 * How sure a view is, the first that is given:
 *     variance      omega_v itself, >= 0; 0: certain
 *     confidence    c_v in [0, 1], omega_v = tau p S p' (1 - c_v) / c_v; 1: certain, 0: the view is dropped (Idzorek)
 *     neither       omega_v = tau p S p' (He and Litterman), which is confidence one half
 */
struct black_litterman {
	const gsl_matrix *covariance;     /* S, n x n                                                 */
	const gsl_vector *prior;          /* pi, n                                                    */
	double tau;                       /* > 0                                                      */
	const gsl_matrix *views;          /* P, k x n; NULL: no view                                  */
	const gsl_vector *view_returns;   /* Q, k                                                     */
	const gsl_vector *confidence;     /* c, k, or NULL                                            */
	const gsl_vector *variance;       /* omega, k, or NULL                                        */
};

enum black_litterman_use {
	VIEW_USED,
	VIEW_WITHOUT_CONFIDENCE,          /* c = 0                                                    */
	VIEW_IMPLIED,                     /* certain, and already said by the certain views before it */
};

/* What became of one view. */
struct black_litterman_view {
	enum black_litterman_use use;
	double variance;                  /* omega                                                    */
	double prior, posterior;          /* p pi, p mean                                             */
	double weight;                    /* lambda: (delta S)^-1 mean holds the view's portfolio tau lambda / delta times
	                                     on top of what the prior holds; 0 when not used          */
};

struct black_litterman_info {
	size_t used;                      /* views that moved something                               */
	double condition;                 /* largest over smallest eigenvalue of P tau S P' + Omega scaled to unit diagonal;
	                                     1 when no view is used                                   */
};

/*
 * Posterior mean and covariance of returns:
 *
 *     mean        = pi + tau S P' (P tau S P' + Omega)^-1 (Q - P pi)
 *     covariance  = S + tau S - tau S P' (P tau S P' + Omega)^-1 P tau S
 *
 * mean           n.
 * covariance     n x n, or NULL. The same matrix as the problem's is not allowed.
 * contribution   n x k, or NULL: how much of mean - pi each view brought to each asset; a row sums to mean - pi.
 * views          k entries, or NULL.
 * info           may be NULL.
 *
 * STATUS_INVALID: shapes, a number that is not finite, a row of P that sums neither to 0 nor to 1 or is all zero, a
 *                 confidence outside [0, 1], a view on assets without risk (nothing can move them).
 * STATUS_INFEASIBLE: certain views contradict each other, or the views in use are so nearly the same that the condition
 *                 is above 1e10; the message names the views (from 1).
 * STATUS_NO_MEMORY. Outputs are untouched on failure.
 * Cost: n^2 k, and n^2 k / 2 more for the covariance.
 *
 * Sources: G. He, R. Litterman, The Intuition Behind Black-Litterman Model Portfolios (1999); T. Idzorek, A
 * step-by-step guide to the Black-Litterman model (2005), whose search for omega has the closed form above.
 */
enum status black_litterman(const struct black_litterman *problem, gsl_vector *mean, gsl_matrix *covariance,
                            gsl_matrix *contribution, struct black_litterman_view *views,
                            struct black_litterman_info *info, struct error *err);

/*
 * The portfolio that nothing constrains: w = (risk_aversion S)^-1 mean, by a Cholesky factor. Weights do not sum to one.
 *
 * STATUS_INVALID: shapes, numbers, or S is not positive definite (cash has no place here). Cost: n^3 / 3.
 */
enum status black_litterman_weights(const gsl_matrix *covariance, const gsl_vector *mean, double risk_aversion,
                                    gsl_vector *weights, struct error *err);

#endif
