/* Shares of risk that match budgets: what the free problem hands to the one with limits. Internal to engine/allocate. */
#ifndef BALLAST_ENGINE_ALLOCATE_PARITY_H
#define BALLAST_ENGINE_ALLOCATE_PARITY_H

#include "engine/allocate/allocate.h"

/* The assets that take part (budget and upper limit not 0) and what is known of them. */
struct parity {
	size_t count;                     /* n, of the assets that take part                          */
	const size_t *held;               /* n: which asset of the problem each is                    */
	const double *covariance;         /* n x n, rows of `stride`; NULL: by factors                */
	size_t stride;
	size_t factor_count;              /* k                                                        */
	const double *loadings;           /* n x k, B                                                 */
	const double *pushes;             /* n x k, B F                                               */
	const double *specific;           /* n                                                        */
	const double *variance;           /* n, > 0                                                   */
	const double *budget;             /* n, > 0, sum 1                                            */
	double *exposure;                 /* k, memory                                                */
};

/* 64 roundings: what is left of a share of risk, times the square of the average volatility over that of the portfolio. */
#define PARITY_ROUNDING (64.0 * 2.220446049250313e-16)

/*
 * How large the terms of w_i (S w)_i are before they cancel, at least w'S w = variance: what a residual is a share of.
 */
double parity_size(const struct parity *parity, const double *w, double variance);

/* image = S x */
void parity_product(const struct parity *parity, const double *x, double *image);

/*
 * Shares of risk under bounds and rows, for weights that break one. Assets at no limit and in no binding row carry risk in
 * proportion to their budgets:
 *
 *     w_i (S w)_i = k b_i + w_i (z_i + (A'y)_i),   z, y the multipliers of bounds and rows, k > 0 common to all
 *
 * For a given k this minimises 1/2 w'S w - k sum b_i ln w_i, by Newton steps that are quadratic programs; k is where the
 * budget's own multiplier is 0.
 *
 * start    n, the weights without limits, > 0.   weights   of the problem's size; entries not held stay as they are.
 *
 * Source: J.-C. Richard, T. Roncalli, Constrained risk budgeting portfolios, arXiv:1902.05710 (2019).
 */
enum status parity_with_limits(const struct allocation_problem *problem, const struct parity *parity,
                               const double *start, double *weights, struct allocation_info *info, struct error *err);

/*
 * The same where no row binds, for any number of assets; false, with nothing written, where one does or the search does
 * not settle: then parity_with_limits is to be asked. Cost: some hundred products with S.
 */
bool parity_with_bounds(const struct allocation_problem *problem, const struct parity *parity, const double *start,
                        double *weights, struct allocation_info *info);

#endif
