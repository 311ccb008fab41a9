/* What an allocator refuses, and what it says about the portfolio it found. Internal to engine/allocate. */
#ifndef BALLAST_ENGINE_ALLOCATE_ANSWER_H
#define BALLAST_ENGINE_ALLOCATE_ANSWER_H

#include "engine/allocate/allocate.h"

/*
 * Whether the allocator of that name keeps everything the problem asks beyond bounds and rows. STATUS_INVALID: the
 * message names the limit, and the allocators that can keep it.
 */
enum status allocation_admits(const struct allocation_problem *problem, const char *name, struct error *err);

/* "PERSON, COMPANY": the names of the allocators that keep all of a set; text of size bytes is returned. */
char *allocators_that_keep(unsigned keeps, char *text, size_t size);

/* The label of an asset; text is used when it has none. */
const char *allocation_label(const struct allocation_problem *problem, size_t i, char text[32]);

/* product = S w from the covariance or its factors; memory of covariance_memory() doubles. Cost: n^2, or n k. */
size_t covariance_memory(const struct allocation_problem *problem);
void covariance_product(const struct allocation_problem *problem, const double *weights, double *product,
                        double *memory);

/* s_ii */
double covariance_variance(const struct allocation_problem *problem, size_t i);

/*
 * Fills in what follows from the weights alone: expected return, volatility, Sharpe ratio, turnover and cost. The rest
 * of info is left as it is.
 */
void allocation_measure(const struct allocation_problem *problem, const double *weights, struct allocation_info *info);

/*
 * Fills in bindings from multipliers in the convention of solve.h, times factor. bound_multipliers n; row_multipliers
 * row_count + 1, of which the first is the budget's; turnover_price that of a frontier_point.
 */
void allocation_price(const struct allocation_problem *problem, const double *bound_multipliers,
                      const double *row_multipliers, double turnover_price, double factor,
                      struct allocation_info *info);

/* Takes rounding out of weights: within bounds exactly, and what is missing from 1 to the asset with the most room. */
void allocation_settle(const struct allocation_problem *problem, double *weights);

/*
 * Whether weights break a bound or row by more than rounding. STATUS_INFEASIBLE: the message names the first limit
 * that the portfolio of `name` breaks, and the allocators that keep limits.
 */
enum status allocation_within_limits(const struct allocation_problem *problem, const char *name, const double *weights,
                                     struct error *err);

#endif
