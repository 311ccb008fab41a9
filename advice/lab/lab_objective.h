/* What each objective needs and what its limits are priced in. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_OBJECTIVE_H
#define BALLAST_ADVICE_LAB_LAB_OBJECTIVE_H

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_vector.h>

#include "advice/lab/lab_inputs.h"
#include "advice/lab/lab_limit.h"

enum lab_needs {
	NEEDS_MEAN = 1,           /* expected returns                                                   */
	NEEDS_TARGET = 2,
	NEEDS_AVERSION = 4,
	NEEDS_SCENARIOS = 8,      /* a history                                                          */
	NEEDS_BENCHMARK = 16,
	NEEDS_OBSERVATIONS = 32,
};

enum lab_aim {
	AIM_MIN_VARIANCE, AIM_MAX_SHARPE, AIM_TARGET_RETURN, AIM_TARGET_VOLATILITY, AIM_UTILITY, AIM_RISK_PARITY,
	AIM_HIERARCHICAL, AIM_EXPECTED_SHORTFALL, AIM_CONDITIONAL_DRAWDOWN, AIM_MAX_DIVERSIFICATION, AIM_TRACKING_ERROR,
	AIM_ROBUST, AIM_RESAMPLED, AIMS,
};

/* The allocator of an objective and what is particular to it. */
struct lab_choice {
	enum lab_aim aim;
	const struct allocator *allocator;
	unsigned needs;
};

/* STATUS_INVALID: there is no such objective; the message names the one probably meant. */
enum status lab_objective_choose(const char *name, struct lab_choice *choice, struct error *err);

/* What the multipliers of an answer are a gain of, and the level that a variance is told by. */
enum lab_gain lab_objective_gain(enum lab_aim aim, const struct allocation_info *info, double *level);

/* What info.objective is called; whether it is a fraction, read as percent. */
const char *lab_objective_value_title(enum lab_aim aim);
bool lab_objective_is_fraction(enum lab_aim aim);

/* What an objective asks beyond the problem of the files; owned. */
struct lab_asked {
	gsl_vector *budgets, *benchmark;
	gsl_matrix *scenarios;
	gsl_rng *rng;
};

/* Fills the problem's words for the objective. STATUS_INVALID: something it needs is missing; the message says which. */
enum status lab_objective_ask(const struct lab_optimize *request, const struct lab_choice *choice,
                              struct lab_inputs *inputs, struct lab_asked *asked, struct error *err);
/* The allocator's answer, in figures of a year. Failures as of an allocator. */
enum status lab_objective_solve(const struct lab_choice *choice, struct lab_inputs *inputs, gsl_vector *weights,
                                struct allocation_info *info, struct error *err);
void lab_objective_clear(struct lab_asked *asked);

#endif
