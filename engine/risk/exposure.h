/*
 * What a portfolio is exposed to: factors that explain its returns, how few positions it stands on, and how long it takes to
 * get out of them.
 */
#ifndef BALLAST_ENGINE_RISK_EXPOSURE_H
#define BALLAST_ENGINE_RISK_EXPOSURE_H

#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/figure.h"
#include "engine/base/status.h"

enum { FACTOR_REGRESSION_OBSERVATIONS = 24 };

/* One coefficient. The t ratios are FIGURE_NO_VARIATION when the fit is perfect. */
struct factor_loading {
	double value;
	double error;            /* standard error, s^2 (X'X)^-1 with s^2 = e'e / (T - p) */
	double newey_west_error; /* robust to changing variance and to autocorrelation    */
	struct figure t, newey_west_t;
};

struct factor_regression {
	size_t observations, factors, lags;
	struct figure r_squared, adjusted_r_squared; /* FIGURE_NO_VARIATION: the returns are constant */
	double residual_deviation;                   /* s, divisor T - p                             */
	struct figure durbin_watson;                 /* sum (e_t - e_{t-1})^2 / sum e_t^2; near 2 without autocorrelation */
};

/*
 * r_t = a + sum_k b_k f_tk + e_t by least squares, p = K + 1, with the Newey-West covariance of the coefficients
 *
 *     (X'X)^-1 (sum_{|l| <= L} (1 - |l|/(L+1)) sum_t e_t e_{t-l} x_t x_{t-l}') (X'X)^-1,  L = floor(4 (T/100)^(2/9))
 *
 * without a correction for degrees of freedom.
 *
 * returns   T >= 24 (FACTOR_REGRESSION_OBSERVATIONS), more than K + 1.
 * factors   T x K, K >= 1.
 * loadings  K + 1: the intercept, then one a factor.
 *
 * STATUS_INVALID: sizes, too few, not finite. STATUS_INFEASIBLE: the factors depend on each other (or one is constant).
 * STATUS_NO_MEMORY. Cost: T K^2.
 *
 * Source: W. Newey, K. West, A simple, positive semi-definite, heteroskedasticity and autocorrelation consistent
 * covariance matrix, Econometrica 55 (1987), and Automatic lag selection, Rev. Economic Studies 61 (1994).
 */
enum status risk_factor_regression(const gsl_vector *returns, const gsl_matrix *factors,
                                   struct factor_regression *result, struct factor_loading *loadings, struct error *err);

/*
 * Beta of an asset that trades rarely or at other hours: the sum of the coefficients of r_t on the market at
 * t - lags .. t + leads.
 *
 * returns, market  T each, with T - lags - leads >= 24.
 *
 * Status as risk_factor_regression.
 *
 * Source: E. Dimson, Risk measurement when shares are subject to infrequent trading, J. Financial Economics 7 (1979).
 */
enum status risk_dimson_beta(const gsl_vector *returns, const gsl_vector *market, size_t lags, size_t leads,
                             double *beta, struct error *err);

/* How few positions a portfolio stands on, of shares p_i = |w_i| / sum |w|. */
struct concentration {
	double herfindahl;        /* sum p^2, in [1/N, 1]                        */
	double effective_number;  /* 1 / herfindahl                              */
	double normalised;        /* (H - 1/N) / (1 - 1/N): 0 equal, 1 one asset; 1 when N is 1 */
	double entropy;           /* -sum p ln p                                 */
	double entropy_number;    /* exp(entropy)                                */
};

/*
 * STATUS_INVALID: N is 0 or a weight is not finite. STATUS_INFEASIBLE: all weights are zero.
 *
 * Source: O. Herfindahl (1950); L. Jost, Entropy and diversity, Oikos 113 (2006), on effective numbers.
 */
enum status risk_concentration(const gsl_vector *weights, struct concentration *result, struct error *err);

/* How long it takes to sell a position, and what that moves the price. Values, volumes: any one unit, a day. */
struct liquidity {
	double days;    /* position / (participation x daily volume)                     */
	double impact;  /* Y s sqrt(Q / volume), a fraction of the price, when sold at once */
};

/*
 * position       > = 0.
 * daily_volume   average traded a day, > 0.
 * volatility     s, of a day.
 * participation  the share of the volume one may be, in (0, 1]; customarily 0.2.
 * impact         Y, about 1.
 *
 * STATUS_INVALID: a number out of these ranges. STATUS_INFEASIBLE: the volume is 0, nothing can be sold.
 *
 * Source: R. Grinold, R. Kahn, Active Portfolio Management, 2nd ed. (2000), chapter 16, on the square root.
 */
enum status risk_liquidity(double position, double daily_volume, double volatility, double participation, double impact,
                           struct liquidity *result, struct error *err);

/* Upper limits of the buckets of a liquidity report, in days; the last has none. */
enum { LIQUIDITY_BUCKETS = 6 };
extern const double liquidity_bucket_days[LIQUIDITY_BUCKETS - 1]; /* 0 1 3 7 30 */

/*
 * The share of the portfolio that can be out within each bucket and not before: shares[b] sums the weights with
 * limit[b-1] < days <= limit[b].
 *
 * weights, days  N each; days >= 0, infinity for what cannot be sold.
 *
 * STATUS_INVALID: sizes differ, a weight is not finite, days are negative or NaN.
 */
enum status risk_liquidity_buckets(const gsl_vector *weights, const gsl_vector *days, double shares[LIQUIDITY_BUCKETS],
                                   struct error *err);

#endif
