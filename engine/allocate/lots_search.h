/* What the searches for whole lots share. Internal to engine/allocate. */
#ifndef BALLAST_ENGINE_ALLOCATE_LOTS_SEARCH_H
#define BALLAST_ENGINE_ALLOCATE_LOTS_SEARCH_H

#include "engine/allocate/lots.h"

struct lots_search {
	const struct lots_problem *problem;
	size_t count;
	int64_t budget;                   /* V - cash_minimum                                         */
	double value;                     /* V                                                        */
	double *step;                     /* n: a_i, a lot as a fraction of V                         */
	int64_t *most;                    /* n: lots the whole budget would buy                       */
	int64_t *lots;                    /* n: the best so far                                       */
	int64_t *trial;                   /* n                                                        */
	double objective;                 /* of the best                                              */
	double bound;                     /* proven                                                   */
	size_t nodes, node_limit;
};

/* Amount and fee of n lots of holding i, millionths; n at most most[i]. */
int64_t lots_cost(const struct lots_search *search, size_t i, int64_t n);

/* n a_i - w_i */
static inline double lots_difference(const struct lots_search *search, size_t i, int64_t n)
{
	return (double)n * search->step[i] - search->problem->holdings[i].target;
}

double lots_objective(const struct lots_search *search, const int64_t *lots);

/* What is nearer by less than this is no nearer: (1e-8 of the account) squared, or rounding. */
static inline double lots_worthwhile(double objective)
{
	return 1e-16 + 1e-12 * objective;
}

/* Improves search->lots, which keep the budget, by single lots and exchanges of two. */
void lots_improve(struct lots_search *search);

enum status lots_search_squares(struct lots_search *search);
enum status lots_search_tracking(struct lots_search *search, struct error *err);

#endif
