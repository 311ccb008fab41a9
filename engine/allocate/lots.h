/*
 * Weights as whole lots: what can be bought exactly, in exact money, as near as possible to what is wished.
 */
#ifndef BALLAST_ENGINE_ALLOCATE_LOTS_H
#define BALLAST_ENGINE_ALLOCATE_LOTS_H

#include <gsl/gsl_matrix.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

enum { LOTS_NODES = 2000000, LOTS_TRACKING_NODES = 20000 };

/* An instrument to be bought. Money and quantities are millionths. */
struct lot_holding {
	double target;                    /* w, wished fraction of the value, >= 0                    */
	int64_t price;                    /* of a share, > 0                                          */
	int64_t lot;                      /* shares of a lot, > 0                                     */
	int64_t fee;                      /* fraction of the amount in millionths, >= 0               */
	int64_t fee_minimum;              /* money a purchase, >= 0                                   */
};

/* Everything is borrowed and only read. */
struct lots_problem {
	const struct lot_holding *holdings;
	size_t count;                     /* N >= 1                                                   */
	int64_t value;                    /* V > 0, money to be invested or kept                      */
	int64_t cash_minimum;             /* of it, what stays in cash, >= 0                          */
	int64_t fee_unit;                 /* fees are rounded to it, half up; 0: 1                    */
	const gsl_matrix *covariance;     /* N x N: squared tracking error instead of squared weights; NULL: weights */
	size_t node_limit;                /* 0: LOTS_NODES, with a covariance LOTS_TRACKING_NODES     */
};

struct lots_info {
	double objective;                 /* sum d_i^2, or d'S d, of d_i = amount_i / V - w_i          */
	double gap;                       /* objective less the proven bound, >= 0; 0: none is nearer */
	bool is_optimal;
	size_t nodes;
	int64_t fees, cash;               /* paid; left: V = amounts + fees + cash, exactly           */
	double granularity;               /* largest |d_i|                                            */
	size_t coarsest;                  /* of this holding; ties: lowest index                      */
};

/*
 * minimise sum_i (n_i p_i lot_i / V - w_i)^2, or with a covariance d'S d, over whole n_i >= 0 such that amounts and fees
 * leave the least cash.
 *
 * Without a covariance the bound is the Lagrangian one, max_k sum_i min_n [(n a_i - w_i)^2 + k cost_i(n)] - k budget,
 * in which each holding keeps its whole lots; with one it is the convex program without them. Both are searched depth
 * first from a local optimum (rounding, single lots, exchanges). Ties go to the first found, so that the answer depends
 * on the problem alone.
 *
 * lots  N, written with info only on STATUS_OK.
 * STATUS_INVALID: a figure out of range (the index is named), a covariance that is not of N.
 * STATUS_INFEASIBLE: the cash to keep is more than the value.
 * Cost: microseconds for a dozen holdings, more where many lots of like size compete for the last of the money.
 *
 * Source: M. L. Fisher, The Lagrangian relaxation method for solving integer programming problems, Management Science
 * 27 (1981) 1-18.
 */
enum status allocate_lots(const struct lots_problem *problem, int64_t *lots, struct lots_info *info, struct error *err);

#endif
