/*
 * Where the walk gives up on a covariance that is too nearly singular, or keeps its conditions poorly: the same place by
 * quadratic programs. What it costs to leave the anchor is linear in what is bought and what is sold, w = a + p - q, and
 * so is a return net of it; the least variance at each return then leads to the place, whatever is asked for.
 */
#include <gsl/gsl_blas.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/solve/walk.h"

/* The program in w, or in p and q; its last row is the return, in units of `size`. */
struct stand_in {
	const struct quadratic_problem *whole;
	struct solve_workspace *workspace;
	struct quadratic_problem problem;
	size_t n, count, row_count;
	bool has_turnover;
	gsl_matrix *risk, *hessian, *rows;                              /* owned: n x n, count x count         */
	gsl_vector *linear, *slope, *pull, *lower, *upper, *row_lower, *row_upper; /* owned                    */
	double size, held;                                              /* of returns; the anchor's own return */
	double *x, *z, *y, *w, *gradient;                               /* owned as one, at x                  */
	double lambda, expected_return, variance, turnover_price;       /* of the answer in w                  */
};

static double anchor_of(const struct stand_in *in, size_t i)
{
	return in->whole->anchor ? gsl_vector_get(in->whole->anchor, i) : 0.0;
}

static double cost_of(const struct stand_in *in, size_t i)
{
	return in->whole->anchor && in->whole->cost ? gsl_vector_get(in->whole->cost, i) : 0.0;
}

static double limit(const gsl_vector *limits, size_t i, double missing)
{
	return limits ? gsl_vector_get(limits, i) : missing;
}

/* S = B F B' + D, or a copy of it. */
static void read_risk(struct stand_in *in)
{
	const struct factor_covariance *factors = in->whole->factors;

	if (!factors) {
		gsl_matrix_memcpy(in->risk, in->whole->hessian);
		return;
	}

	gsl_matrix *pushed = gsl_matrix_alloc(in->n, factors->loadings->size2);

	gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, factors->loadings, factors->factor, 0.0, pushed);
	gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1.0, pushed, factors->loadings, 0.0, in->risk);
	for (size_t i = 0; i < in->n; i++)
		*gsl_matrix_ptr(in->risk, i, i) += gsl_vector_get(factors->specific, i);
	gsl_matrix_free(pushed);
}

static void stand_in_init(struct stand_in *in, const struct quadratic_problem *whole, struct solve_workspace *workspace)
{
	const size_t n = whole->count, count = whole->anchor ? 2 * n : n;
	const bool has_turnover = whole->anchor && whole->turnover < INFINITY;
	const size_t m = whole->row_count + has_turnover + 1;

	*in = (struct stand_in){
		.whole = whole, .workspace = workspace, .n = n, .count = count, .row_count = m, .has_turnover = has_turnover,
		.risk = gsl_matrix_alloc(n, n), .hessian = gsl_matrix_alloc(count, count), .rows = gsl_matrix_calloc(m, count),
		.linear = gsl_vector_alloc(count), .slope = gsl_vector_alloc(count), .pull = gsl_vector_calloc(count),
		.lower = gsl_vector_alloc(count), .upper = gsl_vector_alloc(count), .row_lower = gsl_vector_alloc(m),
		.row_upper = gsl_vector_alloc(m), .x = memory_new_array(2 * count + m + 2 * n, sizeof(double)),
	};
	in->z = in->x + count;
	in->y = in->z + count;
	in->w = in->y + m;
	in->gradient = in->w + n;
	in->problem = (struct quadratic_problem){
		.count = count, .hessian = in->hessian, .linear = in->linear, .lower = in->lower, .upper = in->upper,
		.row_count = m, .rows = in->rows, .row_lower = in->row_lower, .row_upper = in->row_upper,
	};
}

static void stand_in_clear(struct stand_in *in)
{
	gsl_matrix_free(in->risk);
	gsl_matrix_free(in->hessian);
	gsl_matrix_free(in->rows);
	gsl_vector_free(in->linear);
	gsl_vector_free(in->slope);
	gsl_vector_free(in->pull);
	gsl_vector_free(in->lower);
	gsl_vector_free(in->upper);
	gsl_vector_free(in->row_lower);
	gsl_vector_free(in->row_upper);
	free(in->x);
}

/* Hessian, what the anchor pulls with, bounds and net returns of both parts of each asset. */
static void read_assets(struct stand_in *in)
{
	const size_t n = in->n;

	for (size_t i = 0; i < n; i++) {
		const double place = anchor_of(in, i), cost = cost_of(in, i), mean = gsl_vector_get(in->whole->linear, i);
		const double lower = limit(in->whole->lower, i, -INFINITY), upper = limit(in->whole->upper, i, INFINITY);

		in->size = fmax(in->size, fmax(fabs(mean), cost));
		in->held += mean * place;
		for (size_t j = 0; j < in->count; j++) {
			const double risk = gsl_matrix_get(in->risk, i, j % n);

			gsl_matrix_set(in->hessian, i, j, j < n ? risk : -risk);
			if (in->whole->anchor)
				gsl_matrix_set(in->hessian, n + i, j, j < n ? -risk : risk);
			if (j < n)
				*gsl_vector_ptr(in->pull, i) += risk * anchor_of(in, j);
		}
		gsl_vector_set(in->lower, i, in->whole->anchor ? fmax(0.0, lower - place) : lower);
		gsl_vector_set(in->upper, i, in->whole->anchor ? fmax(0.0, upper - place) : upper);
		gsl_vector_set(in->slope, i, mean - cost);
		if (!in->whole->anchor)
			continue;
		gsl_vector_set(in->lower, n + i, fmax(0.0, place - upper));
		gsl_vector_set(in->upper, n + i, fmax(0.0, place - lower));
		gsl_vector_set(in->slope, n + i, -mean - cost);
		gsl_vector_set(in->pull, n + i, -gsl_vector_get(in->pull, i));
	}
	in->size = in->size > 0.0 ? in->size : 1.0;
}

static void read_rows(struct stand_in *in)
{
	const size_t m = in->whole->row_count;

	for (size_t r = 0; r < m; r++) {
		double held = 0.0;

		for (size_t i = 0; i < in->n; i++) {
			const double coefficient = gsl_matrix_get(in->whole->rows, r, i);

			held += coefficient * anchor_of(in, i);
			gsl_matrix_set(in->rows, r, i, coefficient);
			if (in->whole->anchor)
				gsl_matrix_set(in->rows, r, in->n + i, -coefficient);
		}
		gsl_vector_set(in->row_lower, r, gsl_vector_get(in->whole->row_lower, r) - held);
		gsl_vector_set(in->row_upper, r, gsl_vector_get(in->whole->row_upper, r) - held);
	}
	for (size_t k = 0; k < in->count; k++) {
		if (in->has_turnover)
			gsl_matrix_set(in->rows, m, k, 1.0);
		gsl_matrix_set(in->rows, in->row_count - 1, k, gsl_vector_get(in->slope, k) / in->size);
	}
	if (in->has_turnover) {
		gsl_vector_set(in->row_lower, m, -INFINITY);
		gsl_vector_set(in->row_upper, m, in->whole->turnover);
	}
	gsl_vector_set(in->row_lower, in->row_count - 1, -INFINITY);
	gsl_vector_set(in->row_upper, in->row_count - 1, INFINITY);
}

/* A weight that rounding moved off its limit or its anchor is put back. */
static double snapped(double weight, double to)
{
	return fabs(weight - to) <= 4e-16 * fmax(1.0, fabs(to)) ? to : weight;
}

/* w, and the multipliers of its limits from what is left of the gradient beyond costs and turnover: both into in->z. */
static void read_answer(struct stand_in *in)
{
	const size_t n = in->n, m = in->whole->row_count;

	in->turnover_price = in->has_turnover ? fmax(0.0, -in->y[m]) : 0.0;
	in->expected_return = in->variance = 0.0;
	for (size_t i = 0; i < n; i++) {
		const double part = in->whole->anchor ? in->x[i] - in->x[n + i] : in->x[i];
		double w = anchor_of(in, i) + part;

		w = snapped(w, limit(in->whole->lower, i, -INFINITY));
		w = snapped(w, limit(in->whole->upper, i, INFINITY));
		in->w[i] = in->whole->anchor ? snapped(w, anchor_of(in, i)) : w;
		in->expected_return += gsl_vector_get(in->whole->linear, i) * in->w[i] -
		                       cost_of(in, i) * fabs(in->w[i] - anchor_of(in, i));
	}
	for (size_t i = 0; i < n; i++) {
		const double lower = limit(in->whole->lower, i, -INFINITY), upper = limit(in->whole->upper, i, INFINITY);
		const double traded = in->w[i] - anchor_of(in, i);
		const double most = in->lambda * cost_of(in, i) + in->turnover_price;
		const double risk = program_dot(gsl_matrix_const_ptr(in->risk, i, 0), in->w, n);
		double rest = risk - in->lambda * gsl_vector_get(in->whole->linear, i);

		in->variance += in->w[i] * risk;
		for (size_t r = 0; r < m; r++)
			rest -= in->y[r] * gsl_matrix_get(in->whole->rows, r, i);
		rest += traded > 0.0 ? most : traded < 0.0 ? -most : -fmax(-most, fmin(most, rest));
		in->gradient[i] = lower == upper || (in->w[i] == lower && rest > 0.0) || (in->w[i] == upper && rest < 0.0)
		                          ? rest : 0.0;
	}
}

/* The least of 1/2 w'S w - L return, with at least a return. */
static enum status solve_for(struct stand_in *in, double lambda, double least_return, struct error *err)
{
	const size_t last = in->row_count - 1;
	struct quadratic_info info;
	enum status status;

	for (size_t k = 0; k < in->count; k++)
		gsl_vector_set(in->linear, k, lambda * gsl_vector_get(in->slope, k) - gsl_vector_get(in->pull, k));
	gsl_vector_set(in->row_lower, last, (least_return - in->held) / in->size);
	status = solve_quadratic(&in->problem, in->workspace, in->x, in->z, in->y, &info, err);
	if (status)
		return status;
	in->lambda = lambda + in->y[last] / in->size;
	read_answer(in);
	return STATUS_OK;
}

static enum status highest_return(struct stand_in *in, double *highest, struct error *err)
{
	struct quadratic_problem linear = in->problem;
	struct linear_info info;
	enum status status;

	linear.linear = in->slope;
	linear.row_count--; /* the return itself is no limit */
	gsl_matrix_view rows = gsl_matrix_submatrix(in->rows, 0, 0, linear.row_count > 0 ? linear.row_count : 1, in->count);
	gsl_vector_view lower = gsl_vector_subvector(in->row_lower, 0, linear.row_count > 0 ? linear.row_count : 1);
	gsl_vector_view upper = gsl_vector_subvector(in->row_upper, 0, linear.row_count > 0 ? linear.row_count : 1);

	linear.rows = &rows.matrix;
	linear.row_lower = &lower.vector;
	linear.row_upper = &upper.vector;
	linear.hessian = NULL;
	status = solve_linear(&linear, in->workspace, in->x, NULL, NULL, &info, err);
	if (!status)
		*highest = info.objective + in->held;
	return status;
}

static double beyond(const struct stand_in *in, const struct frontier_stop *stop)
{
	if (stop->goal == GOAL_VOLATILITY)
		return in->variance - stop->value * stop->value;
	return in->lambda * (in->expected_return - stop->value) - in->variance;
}

/* The greatest return that does not go beyond what is asked, by false position with halving (Illinois). */
static enum status search(struct stand_in *in, const struct frontier_stop *stop, struct error *err)
{
	double low, high = 0.0, at_low, at_high;
	enum status status = highest_return(in, &high, err);
	int side = 0;

	if (!status)
		status = solve_for(in, 0.0, -INFINITY, err);
	low = in->expected_return;
	at_low = beyond(in, stop);
	if (status || at_low > 0.0 || !(high > low))
		return status;
	status = solve_for(in, 0.0, high - 1e-13 * in->size, err);
	at_high = beyond(in, stop);
	if (status || at_high <= 0.0)
		return status;
	for (int round = 0; round < 80 && high - low > 1e-14 * in->size; round++) {
		const double share = fmin(0.99, fmax(0.01, -at_low / (at_high - at_low))), next = low + share * (high - low);

		status = solve_for(in, 0.0, next, err);
		if (status)
			return status;

		const double value = beyond(in, stop);

		if (value <= 0.0 && value >= -1e-13 * in->variance)
			return STATUS_OK;
		if (value < 0.0) {
			low = next;
			at_low = value;
			at_high = side < 0 ? 0.5 * at_high : at_high;
			side = -1;
		} else {
			high = next;
			at_high = value;
			at_low = side > 0 ? 0.5 * at_low : at_low;
			side = 1;
		}
	}
	return solve_for(in, 0.0, low, err);
}

static void record(const struct stand_in *in, struct frontier *frontier)
{
	frontier->corner_count = 0;
	frontier->count = in->n;
	frontier->row_count = in->whole->row_count;
	frontier_room(frontier, in->n, frontier->row_count);
	frontier->corners[0] = (struct frontier_corner){ in->lambda, in->expected_return, fmax(0.0, in->variance),
		                                         in->turnover_price };
	memcpy(frontier->weights, in->w, in->n * sizeof(double));
	memcpy(frontier->bound_multipliers, in->gradient, in->n * sizeof(double));
	memcpy(frontier->row_multipliers, in->y, frontier->row_count * sizeof(double));
	frontier->corner_count = 1;
}

enum status stand_in_corner(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                            const struct frontier_stop *stop, struct frontier *frontier, struct error *err)
{
	struct stand_in in;
	enum status status;

	stand_in_init(&in, problem, workspace);
	read_risk(&in);
	read_assets(&in);
	read_rows(&in);
	if (stop->goal == GOAL_LAMBDA)
		status = solve_for(&in, stop->value, -INFINITY, err);
	else if (stop->goal == GOAL_RETURN)
		status = solve_for(&in, 0.0, stop->value, err);
	else
		status = search(&in, stop, err);
	if (!status)
		record(&in, frontier);
	stand_in_clear(&in);
	return status;
}
