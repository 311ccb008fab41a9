/* Paths of returns that never were, drawn so that their moments are the ones asked for. */
#ifndef BALLAST_ENGINE_SIMULATE_SIMULATE_H
#define BALLAST_ENGINE_SIMULATE_SIMULATE_H

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/* What a market should be like over a whole path. Everything is borrowed for the call. */
struct regime_market {
	size_t count;                     /* N >= 1 assets                                            */
	const double *expected_return;    /* N; arithmetic, a year                                    */
	const double *volatility;         /* N; a year, >= 0                                          */
	const gsl_matrix *correlation;    /* N x N, unit diagonal, positive semidefinite              */
	const bool *falls_in_crash;       /* N: shares and what goes with them                        */
	double periods_a_year;            /* > 0                                                      */
	size_t quiet;                     /* periods at the end that stay calm                        */
};

/*
 * Simple returns of T periods in two regimes, calm and crash, a Markov chain m_t, with Student-t shocks common to all:
 *
 *     r_t = mu_m / p + k_m sigma / sqrt(p) * L_m z * sqrt((nu - 2) / chi2_nu),   z normal, nu = 5, p periods a year
 *
 * In a crash the volatility is 2.4 times that of calm periods and the correlations of what falls go 30 % of the way to
 * one. With f the crash periods' share of this path and w their share of the variance, k and L are such that
 *
 *     (1 - f) k_0^2 + f k_1^2 = 1,   (1 - w) C_0 + w C_1 = C,   (1 - f) mu_0 + f mu_1 = mu
 *
 * so that over the whole path the moments are those asked for, whatever the chain did. A return is never below -50 %.
 *
 * rng       advanced; the same state gives the same path.
 * returns   T x N; row 0 is zero: the path begins there. is_crash: T.
 * STATUS_INVALID: correlations that are not positive semidefinite. STATUS_NO_MEMORY. Outputs are then of no use.
 * Cost: T N^2 / 2 multiplications.
 *
 * Source: J. D. Hamilton, A new approach to the economic analysis of nonstationary time series and the business cycle,
 * Econometrica 57 (1989), for the regimes; S. Kotz and S. Nadarajah, Multivariate t distributions (2004), for the shocks.
 */
enum status simulate_regimes(const struct regime_market *market, gsl_rng *rng, gsl_matrix *returns, bool *is_crash,
                             struct error *err);

#endif
