/*
 * Convex programs in which a variable may be left out: w_i = 0 or at least a minimum, and at most so many of them held.
 * Depth first, the child with the better bound first; what is found comes with a proven bound.
 */
#ifndef BALLAST_ENGINE_SOLVE_BRANCH_H
#define BALLAST_ENGINE_SOLVE_BRANCH_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/solve/solve.h"

enum { BRANCH_NODES = 20000 };

/* Everything is borrowed and only read. */
struct branch_problem {
	size_t count;                     /* n >= 1                                                   */
	const double *lower, *upper;      /* n, finite; one that excludes 0 is always held            */
	const double *minimum;            /* n: w_i is 0 or >= this; NULL or 0: any                   */
	size_t cardinality;               /* variables that are not 0, at most; 0: any                */
	size_t node_limit;                /* 0: BRANCH_NODES                                          */

	/*
	 * The least objective with lower <= w <= upper and whatever else the program keeps; weights and objective are
	 * written on STATUS_OK. STATUS_INFEASIBLE: there is none. Anything else ends the search. Narrower limits may
	 * never give a lower objective: that is what the proof rests on.
	 */
	enum status (*relax)(void *context, const double *lower, const double *upper, double *weights,
	                     double *objective, struct error *err);
	void *context;
};

struct branch_info {
	double objective;                 /* of the weights                                           */
	double bound;                     /* no choice has less                                       */
	double gap;                       /* objective - bound, >= 0                                  */
	size_t nodes;                     /* of the tree                                              */
	size_t relaxations;               /* solved in all                                            */
	bool is_optimal;                  /* the gap is rounding; false: the node limit ended it      */
};

/*
 * The best choice and its weights. Branches on the largest violation (of a minimum: how far w_i is from both of its
 * ends; of the count: the largest weight not yet decided), ties to the lowest index, so that the answer depends on the
 * problem alone. The first choice is improved by exchanges of one held for one left out before the tree is searched.
 *
 * weights  n, written on STATUS_OK; 0 where left out.
 * STATUS_INVALID: limits that are not finite or cross, a minimum where the lower limit is below 0.
 * STATUS_INFEASIBLE: no choice satisfies everything, or none was found within the node limit (the message says which).
 * Cost: two relaxations a node.
 *
 * Source: A. H. Land, A. G. Doig, Econometrica 28 (1960) 497-520; for portfolios D. Bienstock, Mathematical
 * Programming 74 (1996) 121-140.
 */
enum status solve_branch(const struct branch_problem *problem, double *weights, struct branch_info *info,
                         struct error *err);

/*
 * The same for a quadratic program: hessian and rows are made ready once, and each node starts from the limits that
 * bound at the last. lower and upper of the quadratic problem are those of the choice. As solve_branch, and
 * STATUS_INVALID as of solve_quadratic. Cost: about (n + m)^2 for each of a few limits, twice a node.
 */
enum status solve_branch_quadratic(const struct quadratic_problem *problem, const double *minimum, size_t cardinality,
                                   size_t node_limit, double *weights, struct branch_info *info, struct error *err);

#endif
