/*
 * What a portfolio risks: volatility and who contributes it, the tail of its returns, its deepest fall.
 *
 * Losses are positive fractions: a value at risk of 0.05 is a loss of 5 %. Everything is per the period of its input.
 */
#ifndef BALLAST_ENGINE_RISK_RISK_H
#define BALLAST_ENGINE_RISK_RISK_H

#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/status.h"

/*
 * sqrt(w' S w).
 *
 * weights      N fractions of the portfolio's value.
 * covariance   N x N, symmetric positive semidefinite.
 *
 * STATUS_INVALID: sizes differ, a value is not finite, or w' S w is clearly negative (S is no covariance).
 */
enum status risk_portfolio_volatility(const gsl_vector *weights, const gsl_matrix *covariance, double *volatility,
                                      struct error *err);

/*
 * Who contributes the volatility:
 *
 *     marginal_i = (S w)_i / volatility      contribution_i = w_i marginal_i      share_i = contribution_i / volatility
 *
 * Contributions sum to the volatility, shares to 1; a diversifier's are negative.
 *
 * marginal, contribution, share   N each; any of them may be NULL.
 *
 * STATUS_INVALID: as risk_portfolio_volatility. STATUS_INFEASIBLE: the portfolio has no volatility to share out.
 *
 * Source: R. Litterman, Hot Spots and Hedges, Goldman Sachs Risk Management Series (1996).
 */
enum status risk_contributions(const gsl_vector *weights, const gsl_matrix *covariance, gsl_vector *marginal,
                               gsl_vector *contribution, gsl_vector *share, struct error *err);

/* A loss that is exceeded with probability 1 - confidence, and the mean loss beyond it. Positive fractions. */
struct risk_tail {
	double value_at_risk;
	double expected_shortfall;
};

/*
 * Historical value at risk and exact expected shortfall of returns r_1 .. r_T:
 *
 *     VaR = the k-th largest loss, k = ceil((1 - confidence) T)
 *     ES  = min over z of  z + 1/((1 - confidence) T) sum max(-r_t - z, 0), which is reached at z = VaR
 *
 * so that ES >= VaR always. Negative when the tail is a gain.
 *
 * returns      T >= 1, finite.
 * confidence   in (0, 1); 0.95 looks at the worst twentieth.
 *
 * STATUS_INVALID: T is 0, a return is not finite, confidence out of range. STATUS_NO_MEMORY: T does not fit.
 * Cost: a sort of T.
 *
 * Source: R. T. Rockafellar, S. Uryasev, Conditional value-at-risk for general loss distributions, J. Banking &
 * Finance 26 (2002), theorem 10 and proposition 8.
 */
enum status risk_historical_tail(const gsl_vector *returns, double confidence, struct risk_tail *tail,
                                 struct error *err);

/*
 * Value at risk as the interpolated quantile other programs show (type 7: between the order statistics around
 * 1 + (T - 1)(1 - confidence)). Not coherent with the expected shortfall above: for comparison only.
 *
 * Source: R. J. Hyndman, Y. Fan, Sample Quantiles in Statistical Packages, American Statistician 50 (1996).
 */
enum status risk_interpolated_value_at_risk(const gsl_vector *returns, double confidence, double *value_at_risk,
                                            struct error *err);

/*
 * The tail of a normal distribution with the given mean and standard deviation s >= 0:
 *
 *     VaR = -mean + z s,   ES = -mean + s phi(z) / (1 - confidence),   z the confidence quantile
 */
enum status risk_normal_tail(double mean, double volatility, double confidence, struct risk_tail *tail,
                             struct error *err);

/*
 * Mean and standard deviation of returns, to give to risk_normal_tail. The divisor of the variance is in the name:
 * sample 1/(T-1) (the house's, the same as the covariance's), population 1/T (what PerformanceAnalytics uses).
 *
 * STATUS_INVALID: T < 2 (population: T is 0), or a return is not finite.
 */
enum status risk_sample_moments(const gsl_vector *returns, double *mean, double *volatility, struct error *err);
enum status risk_population_moments(const gsl_vector *returns, double *mean, double *volatility, struct error *err);

/*
 * Who contributes the normal tail: w_i (z marginal_i - mean_i), and with phi(z)/(1 - confidence) in place of z.
 * They sum to the portfolio's value at risk and expected shortfall.
 *
 * value_at_risk, expected_shortfall   N each; either may be NULL.
 *
 * Status as risk_contributions.
 */
enum status risk_tail_contributions(const gsl_vector *weights, const gsl_vector *mean, const gsl_matrix *covariance,
                                    double confidence, gsl_vector *value_at_risk, gsl_vector *expected_shortfall,
                                    struct error *err);

/*
 * Wealth path of T returns: W_0 = 1, W_t = W_{t-1} (1 + r_t).
 *
 * wealth   T + 1 values.
 *
 * STATUS_INVALID: sizes do not fit, a return is not finite or not above -1.
 */
enum status risk_wealth_path(const gsl_vector *returns, gsl_vector *wealth, struct error *err);

/* The deepest fall of a wealth path from an earlier high. */
struct drawdown {
	double depth;     /* fraction of the peak that was lost, in [0, 1)         */
	size_t peak;      /* index of the high before the fall                     */
	size_t trough;    /* index of the low; equals peak when depth is 0         */
	size_t recovery;  /* first index back at the high, or T if not yet reached */
};

/*
 * Maximum drawdown of a wealth path W_0 .. W_{T-1}:
 *
 *     D = max_{s <= t} (W_s - W_t) / W_s
 *
 * Of equal falls the first; of equal highs before it the last, from which the fall began. A path that never falls has
 * depth 0 and peak, trough and recovery 0.
 *
 * wealth   T >= 1 portfolio values, oldest first, in one currency, each > 0.
 * result   written only on STATUS_OK.
 *
 * STATUS_INVALID: T is 0, or a value is not finite and positive.
 * Cost: two passes, no allocation.
 *
 * Source: M. Magdon-Ismail, A. Atiya, Maximum drawdown, Risk 17 (2004).
 */
enum status risk_max_drawdown(const gsl_vector *wealth, struct drawdown *result, struct error *err);

#endif
