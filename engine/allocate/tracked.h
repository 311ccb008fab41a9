/* The objectives of mean and variance under a limit on the tracking error. Internal to engine/allocate. */
#ifndef BALLAST_ENGINE_ALLOCATE_TRACKED_H
#define BALLAST_ENGINE_ALLOCATE_TRACKED_H

#include "engine/allocate/allocate.h"

enum tracked_objective {
	TRACKED_MIN_VARIANCE, TRACKED_UTILITY, TRACKED_RETURN, TRACKED_VOLATILITY, TRACKED_SHARPE, TRACKED_ROBUST,
};

/*
 * With v = w - b the limit v'S v <= t^2 and a tolerance of risk L ask for
 *
 *     max  s (L mu - S b)'v - 1/2 v'S v,    s = 1 / (1 + theta) in (0, 1],
 *
 * where theta is the multiplier of the limit: a critical line in v, walked to the s at which its volatility is t, or to
 * s = 1 where the limit does not bind. For L = infinity the line of mu itself, and s the tolerance of risk about the
 * benchmark (info->lambda is then that). So one L costs one walk and is exact; a target return or volatility, the
 * Sharpe ratio and the caution of "robust", which grow with L, are found by a search over L.
 *
 * Failures as of the allocators; STATUS_INFEASIBLE also: no portfolio is that near to the benchmark.
 * objective, lambda, prices: as of the objective without the limit; a limit that binds is CONSTRAINT_TRACKING.
 * Cost: one walk, or some twenty.
 */
enum status allocate_tracked(const struct allocation_problem *problem, enum tracked_objective objective,
                             gsl_vector *weights, struct allocation_info *info, struct error *err);

#endif
