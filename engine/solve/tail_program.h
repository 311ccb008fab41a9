/*
 * The least expected loss in the tail, as a linear program whose scenarios never become rows. Internal to the engine.
 *
 *     minimise  F(x, v) = v + kappa sum_t max(0, offset_t + L_t'x - v)
 *     subject to  l <= x <= u,   b_lo <= A x <= b_hi
 *
 * With kappa = 1 / ((1 - confidence) S) the least F over v is the expected shortfall of the losses; with kappa >= 1 it is
 * their maximum, which makes it the master program of a method of cutting planes.
 *
 * F is convex and piecewise linear. The method is the simplex method for such a function: at a vertex as many activities
 * (rows at a limit, scenarios exactly at v) are held as there are variables between their limits, one held thing is let
 * go, and along the edge the search runs through every scenario that changes sides until F would rise. In the dual these
 * are the pivots of a bounded program with n + 1 rows that turn many bounds at once.
 *
 * Source: R. T. Rockafellar, S. Uryasev, Optimization of conditional value-at-risk, J. Risk 2 (2000) 21-41; R. Fourer,
 * A simplex algorithm for piecewise-linear programming I, Mathematical Programming 33 (1985) 204-233; I. Barrodale,
 * F. D. K. Roberts, An improved algorithm for discrete l1 linear approximation, SIAM J. Numer. Anal. 10 (1973) 839-848.
 */
#ifndef BALLAST_ENGINE_SOLVE_TAIL_PROGRAM_H
#define BALLAST_ENGINE_SOLVE_TAIL_PROGRAM_H

#include <stddef.h>

#include "engine/base/status.h"
#include "engine/solve/solve.h"

/* Borrowed throughout; every number finite but the limits of rows. */
struct tail_program {
	size_t count, scenarios, row_count; /* n, S, m                                               */
	const double *losses;              /* S x n: L                                               */
	size_t stride;                     /* of losses                                              */
	const double *offset;              /* S; NULL: 0                                             */
	double weight;                     /* kappa > 0                                              */
	const double *lower, *upper;       /* n, finite                                              */
	const double *rows;                /* m x n                                                  */
	const double *row_lower, *row_upper; /* m                                                    */
};

/*
 * What proves the answer. bound is a lower limit of F over the whole feasible set, from the probabilities and the
 * multipliers of the rows alone: probabilities within [0, kappa] that sum to one give the losses a mean that nobody
 * exceeds, and the least of that mean over the limits is a closed form.
 */
struct tail_info {
	double value;                      /* F at its best v: the exact expected shortfall of x     */
	double threshold;                  /* v, a value at risk                                     */
	double bound;                      /* <= value                                               */
	double scale;                      /* largest mean |L_t,i| of a variable: what a gap compares with */
	size_t iterations;
	struct kkt kkt;                    /* divided by scale (primal: by the largest finite limit) */
};

/* The state of a descent, so that a program whose scenarios grow goes on where it was. */
struct tail_descent;

/*
 * Room for a program of `capacity` >= scenarios scenarios. x is n numbers within every limit, where the descent begins.
 * Takes copies of losses and offset; the limits stay borrowed. STATUS_NO_MEMORY: the scenarios do not fit.
 */
enum status tail_descent_new(const struct tail_program *program, size_t capacity, const double *x,
                             struct tail_descent **descent, struct error *err);
void tail_descent_free(struct tail_descent *descent);

/* One more scenario: n losses and an offset. The capacity must not be exhausted. */
void tail_descent_append(struct tail_descent *descent, const double *losses, double offset);

/*
 * Goes down to the optimum.
 *
 * x              n. bound_multipliers n, row_multipliers m: z and y of gradient = z + A'y in the convention of solve.h.
 * probabilities  S: how much each scenario weighs in the worst mean, in [0, kappa], their sum 1. May be NULL.
 *
 * On a failure what they hold is undefined. STATUS_NOT_CONVERGED: the certificate does not hold.
 * Cost: for an iteration with k variables between their limits about 2 S k + 2 n k + 4 k^2.
 */
enum status tail_descent_run(struct tail_descent *descent, double *x, double *bound_multipliers, double *row_multipliers,
                             double *probabilities, struct tail_info *info, struct error *err);

/*
 * v + kappa sum_t max(0, losses_t - v) at its best v, the k-th largest loss for k = ceil(1 / kappa). scratch has room for
 * count numbers and may not be losses. Cost: a selection, about 3 count.
 */
double tail_value(const double *losses, size_t count, double weight, double *scratch, double *threshold);

#endif
