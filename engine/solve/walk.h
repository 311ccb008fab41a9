/* The state of a walk along the critical line, and the factor it carries. Internal to engine/solve. */
#ifndef BALLAST_ENGINE_SOLVE_WALK_H
#define BALLAST_ENGINE_SOLVE_WALK_H

#include <stddef.h>

#include "engine/solve/program.h"

enum row_state { ROW_IDLE, ROW_AT_LOWER, ROW_AT_UPPER, ROW_EQUAL };

/* A limit as one number, for ties and for not turning back at once: 2 i or 2 i + 1 is the lower or upper of i. */
enum { EVENT_NONE = -1 };

struct walk {
	const struct program *program;
	size_t n, m, width;        /* width of a row of Y: m + 1                             */
	const double *linear;      /* mu, or the cost of the first stage                     */
	double ridge, kappa, linear_scale;

	size_t held_count, active_count;
	size_t *held;              /* F, in the order of the factor                          */
	size_t *place;             /* of a held asset in it                                  */
	size_t *active;            /* W                                                      */
	signed char *standing;     /* n                                                      */
	signed char *row_state;    /* m                                                      */
	signed char *is_locked;    /* n + m: fixed, or takes no part in the first stage      */
	signed char *is_passed;    /* n + m: met its limit by rounding only                  */
	bool has_passed, is_delicate;
	double **factor;           /* R, rows                                                */
	double **image;            /* Y, rows                                                */
	double *schur;             /* active_count x active_count, its Cholesky factor       */

	double lambda;
	double *weights, *risk;    /* w; S w                                                 */
	double *pull;              /* z: S w - L mu - A'y                                    */
	double *activity, *price;  /* A w; y                                                 */
	double *slope_held;        /* dw_F / dL, by place                                    */
	double *slope_risk;        /* S dw / dL                                              */
	double *slope_pull;        /* dz / dL                                                */
	double *slope_activity, *slope_price;
	double *tie_cost;          /* n: linear of the first stage                           */
	double *spare, *scratch;   /* n; n + m + 1                                           */

	ptrdiff_t last_event;
	size_t events, since_refined;
};

static inline const double *hessian_row(const struct walk *walk, size_t i)
{
	return walk->program->hessian + i * walk->program->stride;
}

static inline const double *limit_row(const struct walk *walk, size_t r)
{
	return walk->program->rows + r * walk->n;
}

static inline bool is_fixed(const struct walk *walk, size_t i)
{
	return walk->program->lower[i] == walk->program->upper[i];
}

static inline bool is_equality(const struct walk *walk, size_t r)
{
	return walk->program->row_lower[r] == walk->program->row_upper[r];
}

/*
 * Row held_count of the factor for asset j, not yet counted. Returns the squared pivot as a share of the diagonal: how
 * much of the asset's risk the held ones cannot copy.
 */
double walk_factor_row(struct walk *walk, size_t j);

/* Counts the row that walk_factor_row left; drops place p. Cost: k m; 3 (k - p)^2. */
void walk_hold(struct walk *walk, size_t j);
void walk_release(struct walk *walk, size_t p);

/* The Cholesky factor of Y_W'Y_W. False when the active rows depend on each other over the held assets. */
bool walk_factor_schur(struct walk *walk);
void walk_solve_schur(const struct walk *walk, double *x);

/* x := R'^-1 x, by place. */
void walk_solve_transposed(const struct walk *walk, double *x);

/*
 * Solves S_FF x = rest + A_F'p, A_F x = gap: rest (by place) becomes x and gap (by active row) becomes p. Needs the
 * Schur factor of the present sets.
 */
void walk_solve_held(const struct walk *walk, double *rest, double *gap);

#endif
