/*
 * The limits of an allocation whose objective is a tail: what "expected-shortfall" and "conditional-drawdown" share.
 * Internal to engine/allocate.
 *
 * The variables x are the weights or, with trading, what is bought and what is sold: w = current + bought - sold, 2 n.
 */
#ifndef BALLAST_ENGINE_ALLOCATE_TAIL_ALLOCATION_H
#define BALLAST_ENGINE_ALLOCATE_TAIL_ALLOCATION_H

#include <stdbool.h>

#include "engine/allocate/allocate.h"
#include "engine/solve/tail_program.h"

struct tail_allocation {
	const struct allocation_problem *problem;
	size_t n, variables, row_count, scenarios;
	bool is_split;                     /* into bought and sold                                   */
	size_t floor_row, turnover_row;    /* row_count: there is none                               */
	double weight;                     /* 1 / ((1 - confidence) T)                               */
	double *memory;                    /* owned; the rest lies in it                             */
	double *lower, *upper, *rows, *row_lower, *row_upper; /* row 0 the budget, r + 1 the problem's r */
	double *x, *bounds, *multipliers;  /* where to begin and then the answer; z; y                */
	double *weights;                   /* n, of x after tail_allocation_weights                  */
};

/*
 * Checks the problem for the allocator of that name, lays out its limits and finds an x within them, near the least
 * variance where that is cheap.
 */
enum status tail_allocation_init(struct tail_allocation *tail, const struct allocation_problem *problem,
                                 const char *name, struct error *err);
void tail_allocation_clear(struct tail_allocation *tail);

void tail_allocation_weights(struct tail_allocation *tail);

/* A loss of n assets, -r or a subgradient, as one of the variables; returns the offset of what is held anyway. */
double tail_allocation_loss(const struct tail_allocation *tail, const double *loss, double *into);

/* The answer: weights and info from x, the multipliers and what was proven. */
void tail_allocation_finish(struct tail_allocation *tail, const struct tail_info *found, gsl_vector *weights,
                            struct allocation_info *info);

#endif
