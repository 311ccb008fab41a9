/*
 * Proofs that need no trust in a solver: a bound on what any portfolio could reach, by weak duality; that limits cannot
 * be met, by the lemma of Farkas; that a conflict is irreducible, by the rank of its rows. A linear program is only asked
 * for a guess of the multipliers; the arithmetic that makes them a proof is here.
 */
#ifndef BALLAST_TESTS_ENGINE_RANDOM_CERTIFICATE_H
#define BALLAST_TESTS_ENGINE_RANDOM_CERTIFICATE_H

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "engine/solve/solve.h"

enum { LP_VARIABLES = 240, LP_ROWS = 100 };

/* maximise slope'x within bounds and rows; big, so it lives in static memory. */
struct lp {
	size_t count, row_count;
	double slope[LP_VARIABLES], lower[LP_VARIABLES], upper[LP_VARIABLES];
	double rows[LP_ROWS][LP_VARIABLES], row_lower[LP_ROWS], row_upper[LP_ROWS];
};

static inline void lp_begin(struct lp *lp, size_t count)
{
	lp->count = count;
	lp->row_count = 0;
	memset(lp->slope, 0, sizeof(lp->slope));
}

/* A row of zeros to be filled in. */
static inline double *lp_add_row(struct lp *lp, double lower, double upper)
{
	double *row = lp->rows[lp->row_count];

	memset(row, 0, lp->count * sizeof(double));
	lp->row_lower[lp->row_count] = lower;
	lp->row_upper[lp->row_count++] = upper;
	return row;
}

/* 0 times an infinite limit is nothing: a multiplier that is not used. */
static inline double times(double factor, double limit)
{
	return factor == 0.0 ? 0.0 : factor * limit;
}

/*
 * No x within the limits has slope'x above this, whatever y is:
 *
 *     slope'x = (slope + A'y)'x - y'A x  <=  sum_i max over bounds of (slope + A'y)_i x_i  -  sum_r min over row of y_r (A x)_r
 */
static inline double lp_upper_bound(const struct lp *lp, const double *slope, const double *y)
{
	double bound = 0.0;

	for (size_t r = 0; r < lp->row_count; r++)
		bound -= y[r] >= 0.0 ? times(y[r], lp->row_lower[r]) : times(y[r], lp->row_upper[r]);
	for (size_t i = 0; i < lp->count; i++) {
		double left = slope ? slope[i] : 0.0;

		for (size_t r = 0; r < lp->row_count; r++)
			left += y[r] * lp->rows[r][i];
		bound += left >= 0.0 ? times(left, lp->upper[i]) : times(left, lp->lower[i]);
	}
	return bound;
}

/* What a linear program says; x and y may be NULL. */
static inline enum status lp_solve(const struct lp *lp, struct solve_workspace *workspace, double *x, double *y,
                                   double *value)
{
	static double point[LP_VARIABLES], rows[LP_ROWS];
	const gsl_vector_const_view slope = gsl_vector_const_view_array(lp->slope, lp->count);
	const gsl_vector_const_view lower = gsl_vector_const_view_array(lp->lower, lp->count);
	const gsl_vector_const_view upper = gsl_vector_const_view_array(lp->upper, lp->count);
	const size_t m = lp->row_count > 0 ? lp->row_count : 1;
	const gsl_matrix_const_view matrix =
		gsl_matrix_const_view_array_with_tda(lp->rows[0], m, lp->count, LP_VARIABLES);
	const gsl_vector_const_view row_lower = gsl_vector_const_view_array(lp->row_lower, m);
	const gsl_vector_const_view row_upper = gsl_vector_const_view_array(lp->row_upper, m);
	const struct quadratic_problem problem = {
		.count = lp->count, .linear = &slope.vector, .lower = &lower.vector, .upper = &upper.vector,
		.row_count = lp->row_count, .rows = lp->row_count > 0 ? &matrix.matrix : NULL,
		.row_lower = lp->row_count > 0 ? &row_lower.vector : NULL,
		.row_upper = lp->row_count > 0 ? &row_upper.vector : NULL,
	};
	struct linear_info info;
	const enum status status = solve_linear(&problem, workspace, x ? x : point, NULL, y ? y : rows, &info, NULL);

	if (!status && value)
		*value = info.objective;
	return status;
}

/* Infeasible beyond doubt: multipliers of the rows that bounds cannot serve. y is from a refused lp_solve. */
static inline bool lp_is_refuted(const struct lp *lp, const double *y)
{
	double size = 0.0;

	for (size_t r = 0; r < lp->row_count; r++)
		size = fmax(size, fabs(y[r]));
	return lp_upper_bound(lp, NULL, y) < -1e-10 * size;
}

/* One limit of a conflict as row'x >= value, or row'x = value. */
struct conflict_row {
	const double *row;
	double value;
	bool is_equality;
};

enum { CONFLICT_ROWS = 80 };

/*
 * A conflict is irreducible exactly when one combination of its rows vanishes and no other does, every row takes part in
 * it (an inequality with the one sign), and the same combination of the values is positive: then that is the only
 * refutation there is, and without any one row there is none. Shown by the two least singular values.
 *
 * Source: J. Gleeson, J. Ryan, Identifying minimally infeasible subsystems of inequalities, ORSA J. Computing 2 (1990).
 */
static inline const char *conflict_fault(const struct conflict_row *rows, size_t count, size_t n)
{
	const size_t height = n > count ? n : count;
	gsl_matrix *transposed = gsl_matrix_calloc(height, count), *v = gsl_matrix_alloc(count, count);
	gsl_vector *singular = gsl_vector_alloc(count);
	const char *fault = NULL;
	double value = 0.0, largest = 0.0;
	int sign = 0;

	for (size_t k = 0; k < count; k++)
		for (size_t i = 0; i < n; i++)
			gsl_matrix_set(transposed, i, k, rows[k].row[i]);
	if (gsl_linalg_SV_decomp_jacobi(transposed, v, singular))
		fault = "its rows cannot be decomposed";
	if (!fault && gsl_vector_get(singular, count - 1) > 1e-9 * gsl_vector_get(singular, 0))
		fault = "its rows are independent: it can be met";
	if (!fault && count > 1 && gsl_vector_get(singular, count - 2) <= 1e-7 * gsl_vector_get(singular, 0))
		fault = "its rows vanish in two ways: a part of it already conflicts, or nothing does";
	for (size_t k = 0; k < count; k++)
		largest = fmax(largest, fabs(gsl_matrix_get(v, k, count - 1)));
	for (size_t k = 0; !fault && k < count; k++) {
		const double y = gsl_matrix_get(v, k, count - 1);

		if (fabs(y) <= 1e-7 * largest)
			fault = "a limit of it takes no part";
		else if (!rows[k].is_equality && sign == 0)
			sign = y > 0.0 ? 1 : -1;
		else if (!rows[k].is_equality && (y > 0.0) != (sign > 0))
			fault = "a limit of it pulls the other way";
		value += y * rows[k].value;
	}
	/* Equalities alone conflict in either sign. */
	if (!fault && (sign == 0 ? fabs(value) : sign * value) <= 1e-12 * largest)
		fault = "its values do not contradict each other";
	gsl_matrix_free(transposed);
	gsl_matrix_free(v);
	gsl_vector_free(singular);
	return fault;
}

#endif
