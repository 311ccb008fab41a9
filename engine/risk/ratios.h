/*
 * What a series of returns earned for its risk, alone and against a benchmark: every figure by name, with its formula.
 *
 * Conventions: returns are simple, per period, oldest first; q is the number of periods in a year. sd without more is the
 * one with divisor n-1, sd_n the one with divisor n. A figure that cannot be stands with its reason: fewer than 12
 * observations are not scaled to a year, less than a year of returns (n < q) is not compounded to one, and a ratio to
 * a quantity that is zero has no value rather than an infinite one.
 */
#ifndef BALLAST_ENGINE_RISK_RATIOS_H
#define BALLAST_ENGINE_RISK_RATIOS_H

#include <gsl/gsl_vector.h>

#include "engine/base/figure.h"
#include "engine/base/status.h"

/* The rows of ratio_definitions, in the order a person reads them. */
enum ratio {
	RATIO_CUMULATIVE_RETURN,
	RATIO_ANNUAL_RETURN,
	RATIO_MEAN,
	RATIO_DEVIATION,
	RATIO_DEVIATION_POPULATION,
	RATIO_ANNUAL_VOLATILITY,
	RATIO_SHARPE,
	RATIO_SHARPE_PERIOD,
	RATIO_SHARPE_GEOMETRIC,
	RATIO_SHARPE_ERROR,
	RATIO_SHARPE_PROBABILITY,
	RATIO_DOWNSIDE_DEVIATION,
	RATIO_DOWNSIDE_DEVIATION_SUBSET,
	RATIO_SORTINO,
	RATIO_SORTINO_PERIOD,
	RATIO_OMEGA,
	RATIO_SKEWNESS,
	RATIO_SKEWNESS_FISHER,
	RATIO_KURTOSIS,
	RATIO_KURTOSIS_SAMPLE,
	RATIO_KURTOSIS_EXCESS,
	RATIO_MAX_DRAWDOWN,
	RATIO_ULCER,
	RATIO_PAIN,
	RATIO_CALMAR,
	RATIO_STERLING,
	RATIO_MARTIN,
	RATIO_PAIN_RATIO,
	RATIO_BENCHMARK_CUMULATIVE_RETURN,
	RATIO_BENCHMARK_ANNUAL_RETURN,
	RATIO_BENCHMARK_ANNUAL_VOLATILITY,
	RATIO_TRACKING_ERROR,
	RATIO_INFORMATION,
	RATIO_INFORMATION_ARITHMETIC,
	RATIO_BETA,
	RATIO_ALPHA,
	RATIO_JENSEN_ALPHA,
	RATIO_SPECIFIC_RISK,
	RATIO_SYSTEMATIC_RISK,
	RATIO_CORRELATION,
	RATIO_R_SQUARED,
	RATIO_TREYNOR,
	RATIO_M_SQUARED,
	RATIO_UP_CAPTURE,
	RATIO_DOWN_CAPTURE,
	RATIO_UP_CAPTURE_COMPOUNDED,
	RATIO_DOWN_CAPTURE_COMPOUNDED,
	RATIO_UP_CAPTURE_ARITHMETIC,
	RATIO_DOWN_CAPTURE_ARITHMETIC,
	RATIO_UP_NUMBER,
	RATIO_DOWN_NUMBER,
	RATIO_UP_PERCENT,
	RATIO_DOWN_PERCENT,
	RATIO_COUNT
};

extern const struct figure_definition ratio_definitions[RATIO_COUNT];

struct ratio_settings {
	double periods;            /* q, in a year: 252, 52, 12             */
	double risk_free;          /* a period: 0.0025 a month              */
	double minimum_acceptable; /* MAR, a period: what counts as a loss  */
	double sterling_excess;    /* added to the drawdown; customarily 0.1 */
};

/*
 * Every ratio of a series of returns.
 *
 * returns    T >= 1, each finite and above -1.
 * benchmark  T returns of the same periods, NaN where there is none: those pairs take no part in the figures that
 *            compare. NULL when there is no benchmark at all.
 * figures    RATIO_COUNT, written on STATUS_OK; none of them is NaN.
 *
 * STATUS_INVALID: sizes differ, a return is not finite or not above -1, settings that are not finite, periods <= 0.
 * STATUS_NO_MEMORY: T does not fit. Cost: a dozen passes.
 *
 * Source: C. Bacon, Practical Portfolio Performance Measurement and Attribution, 2nd ed. (2008), chapter 4, and as each
 * row of ratio_definitions says.
 */
enum status risk_ratios(const gsl_vector *returns, const gsl_vector *benchmark, const struct ratio_settings *settings,
                        struct figure figures[RATIO_COUNT], struct error *err);

#endif
