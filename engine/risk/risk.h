/*
 * What a portfolio risks: volatility and who contributes it, the tail of its returns, its deepest fall.
 *
 * Losses are positive fractions: a value at risk of 0.05 is a loss of 5 %. Everything is per the period of its input.
 */
#ifndef BALLAST_ENGINE_RISK_RISK_H
#define BALLAST_ENGINE_RISK_RISK_H

#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/figure.h"
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
 * The tail of a Student t distribution with the given mean and standard deviation s (of the returns, so that the scale is
 * c = s sqrt((v-2)/v)) and v > 2 degrees of freedom; t is its confidence quantile and f its density:
 *
 *     VaR = -mean + c t      ES = -mean + c f(t) / (1 - confidence) (v + t^2) / (v - 1)
 *
 * Source: A. McNeil, R. Frey, P. Embrechts, Quantitative Risk Management (2005), example 2.19.
 */
enum status risk_student_tail(double mean, double volatility, double degrees, double confidence, struct risk_tail *tail,
                              struct error *err);

/*
 * Skewness m_3 / m_2^(3/2) and excess kurtosis m_4 / m_2^2 - 3 of returns, from moments with divisor T.
 *
 * STATUS_INVALID: T is 0 or a return is not finite. STATUS_INFEASIBLE: the returns do not vary.
 */
enum status risk_shape(const gsl_vector *returns, double *skewness, double *excess_kurtosis, struct error *err);

/* The tail by the Cornish-Fisher expansion, and whether it may be used. */
struct cornish_fisher {
	struct risk_tail tail;            /* historical where the expansion does not hold      */
	double skewness, excess_kurtosis;
	double quantile;                  /* h below                                           */
	bool is_historical;               /* the expansion does not hold here: tail is the historical one */
	bool is_global;                   /* it holds at every confidence: K/8 - S^2/6 >= 0    */
};

/*
 * Modified value at risk and expected shortfall, from m and s with divisor T, skewness S and excess kurtosis K, and z the
 * (1 - confidence) quantile of the normal distribution:
 *
 *     h   = z + (z^2-1) S/6 + (z^3-3z) K/24 - (2z^3-5z) S^2/36
 *     VaR = -m - h s
 *     ES  = -m + s phi(h)/(1-confidence) (1 + h^3 S/6 + (h^6-9h^4+9h^2+3) S^2/72 + (h^4-2h^2-1) K/24)
 *
 * The expansion is a distribution only where h rises with z: dh/dz = 1 + S z/3 + K (3z^2-3)/24 - S^2 (6z^2-5)/36 must be
 * positive on [z-1, 0]. Where it is not, or ES would be below VaR, the answer is the historical tail, and says so.
 *
 * returns  T >= 4, finite.
 *
 * STATUS_INVALID: too few, not finite, confidence not in (0.5, 1). STATUS_INFEASIBLE: the returns do not vary.
 *
 * Source: K. Boudt, B. Peterson, C. Croux, Estimation and decomposition of downside risk for portfolios with non-normal
 * returns, J. Risk 11 (2008); D. Maillard, A user's guide to the Cornish Fisher expansion (2012) on its domain.
 */
enum status risk_cornish_fisher_tail(const gsl_vector *returns, double confidence, struct cornish_fisher *result,
                                     struct error *err);

/* The rows of tail_definitions: the same tail under every definition in use. The house's are the first two. */
enum tail_figure {
	TAIL_VALUE_AT_RISK,
	TAIL_EXPECTED_SHORTFALL,
	TAIL_INTERPOLATED_VALUE_AT_RISK,
	TAIL_NORMAL_VALUE_AT_RISK,
	TAIL_NORMAL_EXPECTED_SHORTFALL,
	TAIL_POPULATION_VALUE_AT_RISK,
	TAIL_POPULATION_EXPECTED_SHORTFALL,
	TAIL_STUDENT_VALUE_AT_RISK,
	TAIL_STUDENT_EXPECTED_SHORTFALL,
	TAIL_MODIFIED_VALUE_AT_RISK,
	TAIL_MODIFIED_EXPECTED_SHORTFALL,
	TAIL_COUNT
};

extern const struct figure_definition tail_definitions[TAIL_COUNT];

/*
 * All of them, per period of the returns. Modified figures outside the domain of their expansion are
 * FIGURE_OUT_OF_DOMAIN here, so that a table never shows one definition under the name of another.
 *
 * degrees  of the Student t, > 2; customarily 5.
 * figures  TAIL_COUNT, written on STATUS_OK.
 *
 * STATUS_INVALID, STATUS_NO_MEMORY: as risk_historical_tail; degrees.
 */
enum status risk_tail_figures(const gsl_vector *returns, double confidence, double degrees,
                              struct figure figures[TAIL_COUNT], struct error *err);

/*
 * sqrt((w - b)' S (w - b)): what the portfolio is expected to stray from its benchmark. Status as
 * risk_portfolio_volatility.
 */
enum status risk_tracking_error(const gsl_vector *weights, const gsl_vector *benchmark, const gsl_matrix *covariance,
                                double *tracking_error, struct error *err);

/* w' S b / b' S b. STATUS_INFEASIBLE: the benchmark has no volatility. Otherwise as risk_portfolio_volatility. */
enum status risk_beta(const gsl_vector *weights, const gsl_vector *benchmark, const gsl_matrix *covariance, double *beta,
                      struct error *err);

/*
 * sum w_i s_i / volatility: the volatility without diversification over the one with it. At least 1 for long portfolios.
 * STATUS_INFEASIBLE: the portfolio has no volatility. Otherwise as risk_portfolio_volatility.
 *
 * Source: Y. Choueifaty, Y. Coignard, Toward maximum diversification, J. Portfolio Management 35 (2008).
 */
enum status risk_diversification_ratio(const gsl_vector *weights, const gsl_matrix *covariance, double *ratio,
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

/*
 * How far below its highest value so far a path is: d_t = 1 - W_t / max_{s <= t} W_s, in [0, 1).
 *
 * drawdowns  as long as wealth.
 *
 * STATUS_INVALID: as risk_max_drawdown; sizes differ.
 */
enum status risk_drawdown_path(const gsl_vector *wealth, gsl_vector *drawdowns, struct error *err);

/*
 * Every fall from a high until it is reached again, in the order of time; the last may be unrecovered (recovery T).
 *
 * episodes  room for `capacity`; the first of them are written on STATUS_OK. May be NULL when capacity is 0.
 * count     how many there are, also when more than capacity.
 *
 * STATUS_INVALID: as risk_max_drawdown.
 */
enum status risk_drawdown_episodes(const gsl_vector *wealth, struct drawdown *episodes, size_t capacity, size_t *count,
                                   struct error *err);

/* The rows of drawdown_definitions. Lengths are periods of the path. */
enum drawdown_figure {
	DRAWDOWN_MAXIMUM,
	DRAWDOWN_CURRENT,
	DRAWDOWN_AVERAGE,
	DRAWDOWN_AVERAGE_LENGTH,
	DRAWDOWN_LONGEST,
	DRAWDOWN_AVERAGE_RECOVERY,
	DRAWDOWN_EPISODES,
	DRAWDOWN_PAIN,
	DRAWDOWN_ULCER,
	DRAWDOWN_AT_RISK,
	DRAWDOWN_CONDITIONAL,
	DRAWDOWN_COUNT
};

extern const struct figure_definition drawdown_definitions[DRAWDOWN_COUNT];

/*
 * The family of figures of a wealth path W_0 .. W_n. The first value is the first high, and the means are over the n values
 * after it, whose drawdown could differ from 0.
 *
 * confidence  of the drawdown at risk and the conditional drawdown, which are risk_historical_tail of d_1 .. d_n.
 * figures     DRAWDOWN_COUNT, written on STATUS_OK. Averages of falls that never were are FIGURE_NO_LOSS.
 *
 * STATUS_INVALID: fewer than two values, otherwise as risk_max_drawdown. STATUS_NO_MEMORY: the path does not fit.
 *
 * Source: P. Martin, B. McCann, The Investor's Guide to Fidelity Funds (1989) for the Ulcer index; T. Becker, Zephyr
 * Associates (2006) for Pain; A. Chekhlov, S. Uryasev, M. Zabarankin, Drawdown measure in portfolio optimization, Int. J.
 * Theoretical and Applied Finance 8 (2005) for the conditional drawdown.
 */
enum status risk_drawdown_figures(const gsl_vector *wealth, double confidence, struct figure figures[DRAWDOWN_COUNT],
                                  struct error *err);

/* The worst stretch of a given length. */
struct worst_window {
	double change;    /* W_end / W_start - 1; above 0 when even the worst one gained */
	size_t start, end; /* indices of the wealth path; end - start is the length      */
};

/*
 * min over t of W_{t+k} / W_t - 1, the first of equals.
 *
 * wealth   as for risk_max_drawdown.
 * length   k >= 1, in periods of the path.
 *
 * STATUS_INVALID: length is 0 or the path has no such stretch, a value is not finite and positive. Cost: one pass.
 */
enum status risk_worst_window(const gsl_vector *wealth, size_t length, struct worst_window *result, struct error *err);

#endif
