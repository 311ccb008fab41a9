/*
 * The table behind the dual active set method. Internal to engine/solve.
 *
 * With the limits a_k (the n unit vectors, then the m rows) the optimum with multipliers p is x = H^-1 (c + A'p), so the
 * activities are v = G p + A H^-1 c, G = A H^-1 A'. Each limit is either idle (its p is given: 0) or active (its v is
 * given: the limit). The table holds the other half of each pair as a linear function of what is given; taking a limit
 * in or out is one exchange of given and found, a rank-one update of (n + m)^2 numbers that lie in a row.
 *
 * Only the upper or lower half would be needed, T_ij = -T_ji where one of i, j is active and T_ij = T_ji elsewhere, but
 * full rows are faster up to the sizes the dual method is for.
 */
#ifndef BALLAST_ENGINE_SOLVE_DUAL_SET_H
#define BALLAST_ENGINE_SOLVE_DUAL_SET_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/solve/program.h"

struct dual_set {
	size_t n, m, count, stride;        /* count = n + m; a row of the table begins every stride        */
	double *table;                     /* count x stride                                               */
	double *start;                     /* the same with only the equality rows active                  */
	signed char *standing;             /* count: +1 active at lower, -1 at upper, 0 idle               */
	signed char *start_standing;
	double *value;                     /* stride: v of the idle, p of the active                       */
	double *lower, *upper;             /* count                                                        */
	double *linear;                    /* n                                                            */
	double *rows;                      /* m x n                                                        */
	double *weight;                    /* count: 1 / |a_k|                                             */
	double *diagonal;                  /* count: G_kk                                                  */
	double *proximal;                  /* n: what H lacks to be safely definite                        */
	double *orientation;               /* stride: 1 idle, -1 active                                    */
	double *sign;                      /* stride: standing, 0 of an equality                           */
	double *watch;                     /* stride: weight of the idle, 0                                */
	double *given, *pivot_row;         /* stride                                                       */
	double limit_scale, ridge;
	bool is_delicate;                  /* nothing was lent, though a pivot was below DUAL_SAFE         */
	size_t exchanges, exchanges_since_start;
};

/* Memory for n variables and m rows; what the set held is void. */
void dual_set_layout(struct dual_set *set, struct pool *pool, size_t n, size_t m);

/*
 * The table of H and set->rows with nothing active; set->linear gives the scale of a hessian that is all zero. A hessian
 * with a pivot below `least` of its diagonal is lent what it lacks: DUAL_SAFE for a table that many programs share,
 * DUAL_DARING for one whose answer is refined and may be asked for again. False: H is not positive semidefinite. Cost: n (n + m)^2 multiplications.
 */
#define DUAL_SAFE 1e-9
#define DUAL_DARING 1e-13
bool dual_set_factor(struct dual_set *set, const double *hessian, size_t stride, double least);

/* Takes in the rows that are equalities now; keep remembers the table as the one to start from. */
void dual_set_take_equalities(struct dual_set *set);
void dual_set_keep(struct dual_set *set);
void dual_set_restart(struct dual_set *set);

/* A limit in or out, whatever its multiplier becomes; false: it depends on the active ones. Values are void after it. */
bool dual_set_exchange(struct dual_set *set, size_t limit, signed char standing);

/* set->value for the present linear term, limits and standing. */
void dual_set_evaluate(struct dual_set *set);

/* Adds to set->value what a change of the linear term by rest (n) and of the active limits by gap (count) makes. */
void dual_set_shift(struct dual_set *set, const double *rest, const double *gap);

enum dual_outcome { DUAL_OPTIMAL, DUAL_CONFLICT, DUAL_UNSETTLED };

/*
 * From any standing to the optimum: drops what has a multiplier of the wrong sign, then takes in violated limits one by
 * one, the most violated first, ties to the lowest index. DUAL_CONFLICT comes with a proof: a
 * combination of limits that no point within the bounds can satisfy.
 */
enum dual_outcome dual_set_search(struct dual_set *set);

#endif
