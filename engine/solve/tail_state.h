/* A vertex of a tail program and its basis. Internal to the descent. */
#ifndef BALLAST_ENGINE_SOLVE_TAIL_STATE_H
#define BALLAST_ENGINE_SOLVE_TAIL_STATE_H

#include <stdbool.h>

#include "engine/solve/program.h"
#include "engine/solve/tail_program.h"

/* Beside enum standing: not in the basis, yet at no limit. Where a descent begins; once moved it never comes back. */
enum { IS_BETWEEN = AT_UPPER + 1 };

/* A scenario that would change sides, and where on the edge. */
struct crossing {
	double at, slope;
	size_t scenario;
};

/*
 * The basis has `size` columns, variable 0 of them the threshold v and the others x between their limits, and as many
 * rows: the activities that are held. An activity below m is a row at a limit, m + t is scenario t at an excess of 0.
 *
 * Losses are divided by `scale` and rows by their largest coefficient, so that tolerances are pure numbers.
 */
struct tail_descent {
	const struct tail_program *program; /* valid during a call only                              */
	size_t n, m, scenarios, capacity;
	double scale, weight;
	double *losses, *columns;          /* capacity x n, n x capacity                             */
	double *offset, *shift;            /* capacity; shift breaks ties, 0 as a rule               */
	const double *lower, *upper;       /* n, borrowed                                            */
	double *rows, *row_scale, *row_lower, *row_upper; /* m x n, m, m, m                          */

	double *x, threshold;
	double *side;                      /* 1 above the threshold, -1 below, 0 held                */
	double *excess, *rate, *reach;     /* capacity: offset + L x - v; its slope; step to 0       */
	double *gradient, above;           /* n: kappa times the losses above; how many these are    */
	double *activity;                  /* m                                                      */
	signed char *standing;             /* n + m                                                  */

	size_t size, width;                /* of the basis; n + 1                                    */
	size_t *column, *held;             /* which variable (n: v), which activity                  */
	double *inverse;                   /* column c, activity a at c * width + a                  */
	double *multiplier, *direction, *reduced, *norm, *work, *work2, *scratch;
	struct crossing *crossings;
	double reach_guess;
	size_t iterations, updates, idle, ties;
};

static inline double *inverse_row(const struct tail_descent *descent, size_t c)
{
	return descent->inverse + c * descent->width;
}

static inline const double *loss_row(const struct tail_descent *descent, size_t t)
{
	return descent->losses + t * descent->n;
}

/* What activity `id` gains when the variable of column c grows by one. */
static inline double basis_entry(const struct tail_descent *descent, size_t id, size_t variable)
{
	if (id >= descent->m)
		return variable == descent->n ? -1.0 : loss_row(descent, id - descent->m)[variable];
	return variable == descent->n ? 0.0 : descent->rows[id * descent->n + variable];
}

/* A basis for the point x: its limits, and the scenario at the quantile. */
void basis_start(struct tail_descent *descent);

/* The inverse, x, excesses and gradient anew. False when the basis is singular. */
bool basis_refactor(struct tail_descent *descent);

/* The four exchanges; u is what entering moves the columns by, -B^-1 a for variable j. False: no safe pivot. */
bool basis_replace_activity(struct tail_descent *descent, size_t a, size_t id);
bool basis_replace_column(struct tail_descent *descent, size_t c, size_t variable);
bool basis_grow(struct tail_descent *descent, size_t variable, size_t id);
bool basis_shrink(struct tail_descent *descent, size_t a, size_t c);

/* The excess of every scenario: into[t] = start[t] + sum_c d_c L_t,c over the given variables. */
void tail_combine(const struct tail_descent *descent, const size_t *variables, const double *factors, size_t count,
                  double *into);

/* Down to where no edge descends, on numbers that were just made anew. */
enum status tail_descend(struct tail_descent *descent, struct error *err);

#endif
