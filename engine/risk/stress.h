/*
 * What a bad day would do to a portfolio: shocks to classes, a shock to one factor and what tends to come with it, bonds
 * under another yield, history replayed on today's weights, and the question turned round: how bad must it get.
 */
#ifndef BALLAST_ENGINE_RISK_STRESS_H
#define BALLAST_ENGINE_RISK_STRESS_H

#include <stddef.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/figure.h"
#include "engine/base/status.h"

enum stress_class { STRESS_CN_EQUITY, STRESS_GLOBAL_EQUITY, STRESS_CN_GOVERNMENT, STRESS_CREDIT, STRESS_GOLD,
                    STRESS_CLASS_COUNT };

/* A named scenario: one return a class. */
struct stress_scenario {
	const char *name; /* stable: "2008" */
	const char *note; /* what happened and where the numbers come from */
	double shocks[STRESS_CLASS_COUNT];
};

/* The house's scenarios, stress_scenario_count of them. Rounded assumptions near the history their note names. */
extern const struct stress_scenario stress_scenarios[];
extern const size_t stress_scenario_count;
extern const char *const stress_class_names[STRESS_CLASS_COUNT]; /* "cn-equity", ... */

/*
 * sum w_i s_i: the portfolio's return when asset i returns s_i.
 *
 * weights, shocks  N each; cash not named in them does not move.
 *
 * STATUS_INVALID: sizes differ, a value is not finite, or a shock is below -1.
 */
enum status risk_direct_shock(const gsl_vector *weights, const gsl_vector *shocks, double *result, struct error *err);

/*
 * What all assets are expected to return when one of them returns `shock`, under jointly elliptical returns of mean zero:
 *
 *     E[r | r_k = s] = S_{.k} / S_kk s
 *
 * returns  N, written on STATUS_OK.
 *
 * STATUS_INVALID: sizes, k out of range, not finite. STATUS_INFEASIBLE: asset k has no variance.
 *
 * Source: P. Kupiec, Stress testing in a value at risk framework, J. Derivatives 6 (1998).
 */
enum status risk_factor_shock(const gsl_matrix *covariance, size_t k, double shock, gsl_vector *returns,
                              struct error *err);

/*
 * -D dy + C dy^2 / 2: a bond's price change as a fraction, for modified duration D in years, convexity C in years squared
 * and a change of yield dy (0.015 is 150 basis points).
 */
double risk_bond_price_change(double duration, double convexity, double yield_change);

/*
 * History on today's weights, without rebalancing: W_t = cash + sum w_i prod_{s <= t} (1 + r_si), cash = 1 - sum w_i.
 * Give the path to risk_max_drawdown for its depth and recovery.
 *
 * weights  N.   returns  T x N, each >= -1.   wealth  T + 1, W_0 = 1.
 *
 * STATUS_INVALID: sizes, not finite, a return below -1. STATUS_INFEASIBLE: the wealth falls to zero or below (a short
 * position), naming the period. STATUS_NO_MEMORY: N does not fit.
 */
enum status risk_replay(const gsl_vector *weights, const gsl_matrix *returns, gsl_vector *wealth, struct error *err);

/*
 * The smallest multiple m >= 0 of a scenario at which the portfolio loses the limit, when no asset loses more than all:
 *
 *     -sum w_i max(m s_i, -1) >= limit
 *
 * loss_limit  > 0, a fraction.
 * multiple    FIGURE_NEVER_BREACHED when no multiple does.
 *
 * STATUS_INVALID: sizes, not finite, loss_limit <= 0. Cost: N^2.
 */
enum status risk_reverse_stress(const gsl_vector *weights, const gsl_vector *shocks, double loss_limit,
                                struct figure *multiple, struct error *err);

#endif
