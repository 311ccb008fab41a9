/* Quadratic programs, frontiers and linear programs of random problems, each by its own conditions of optimality. */
#include <stdlib.h>

#include "tests/engine/random_answers.h"

/* A problem of the solvers: rows between limits, budget or not, bounds or not. */
struct program {
	struct quadratic_problem problem;
	double linear[MOST_ASSETS], lower[MOST_ASSETS], upper[MOST_ASSETS];
	double rows[(MOST_ROWS + 1) * MOST_ASSETS], row_lower[MOST_ROWS + 1], row_upper[MOST_ROWS + 1];
	gsl_vector_view linear_view, lower_view, upper_view, row_lower_view, row_upper_view;
	gsl_matrix_view rows_view;
	bool is_open;                     /* some bound is infinite */
};

static void program_add_row(struct program *q, const double *row, double lower, double upper)
{
	const size_t n = q->problem.count, m = q->problem.row_count++;

	for (size_t i = 0; i < n; i++)
		q->rows[m * n + i] = row ? row[i] : 1.0;
	q->row_lower[m] = lower;
	q->row_upper[m] = upper;
}

/* open: now and then a bound is lifted, and the budget left out, where the objective has an end all the same. */
static void program_make(struct examination *e, bool open, struct program *q)
{
	struct random_problem *r = e->r;
	const size_t n = r->n;

	memset(q, 0, sizeof(*q));
	q->problem.count = n;
	q->is_open = open && (r->risk == DEFINITE || r->means == MEANS_ZERO) && happens(r, 0.6);
	for (size_t i = 0; i < n; i++) {
		const double draw = gsl_rng_uniform(r->rng);

		/* Without limits weights are of the size of means over variances; they are to be of the size of one. */
		q->linear[i] = r->mean[i] * (q->is_open ? sqrt(r->scale) : 1.0);
		q->lower[i] = q->is_open && draw < 0.3 ? -INFINITY : r->problem.lower ? r->lower[i] : 0.0;
		q->upper[i] = q->is_open && draw > 0.6 ? INFINITY : r->problem.upper ? r->upper[i] : 1.0;
	}
	if (!q->is_open || happens(r, 0.7))
		program_add_row(q, NULL, 1.0, 1.0);
	for (size_t k = 0; k < r->problem.row_count; k++)
		program_add_row(q, r->rows[k].coefficients, r->rows[k].lower, r->rows[k].upper);
	q->linear_view = gsl_vector_view_array(q->linear, n);
	q->lower_view = gsl_vector_view_array(q->lower, n);
	q->upper_view = gsl_vector_view_array(q->upper, n);
	q->problem.linear = &q->linear_view.vector;
	q->problem.lower = &q->lower_view.vector;
	q->problem.upper = &q->upper_view.vector;
	q->problem.hessian = &r->covariance_view.matrix;
	if (q->problem.row_count == 0)
		return;
	q->row_lower_view = gsl_vector_view_array(q->row_lower, q->problem.row_count);
	q->row_upper_view = gsl_vector_view_array(q->row_upper, q->problem.row_count);
	q->rows_view = gsl_matrix_view_array(q->rows, q->problem.row_count, n);
	q->problem.row_lower = &q->row_lower_view.vector;
	q->problem.row_upper = &q->row_upper_view.vector;
	q->problem.rows = &q->rows_view.matrix;
}

/* One value between limits: how far it is outside, and what its multiplier does that it must not. */
static void add_limit(struct worst *left, double value, double lower, double upper, double multiplier)
{
	left->primal = fmax(left->primal, fmax(lower - value, value - upper));
	if (lower == upper || multiplier == 0.0)
		return;
	if (isinf(multiplier > 0.0 ? lower : upper))
		left->dual = fmax(left->dual, fabs(multiplier));
	else
		left->complementarity = fmax(left->complementarity,
		                             fabs(multiplier * (value - (multiplier > 0.0 ? lower : upper))));
}

/*
 * The conditions in full, with lambda c for c and, where an anchor is, a gap of k + t of stationarity that must be used up
 * where something is traded. gradient: H w - lambda c.
 */
static struct worst conditions(const struct examination *e, const struct program *q, double lambda, double price,
                               const double *w, const double *z, const double *y)
{
	const struct quadratic_problem *p = &q->problem;
	const size_t n = p->count, m = p->row_count;
	double risk[MOST_ASSETS], size = 0.0, reach = 1.0, turnover = 0.0;
	struct worst left = { 0 };

	random_risk_product(e->r, w, risk);
	for (size_t i = 0; i < n; i++) {
		double rest = risk[i] - lambda * q->linear[i] - z[i];

		size = fmax(size, fmax(fabs(risk[i]), fabs(lambda * q->linear[i])));
		size = fmax(size, e->r->covariance[i * n + i] * fmax(1e-4, fabs(w[i])));
		reach = fmax(reach, fabs(w[i]));
		for (size_t r = 0; r < m; r++)
			rest -= y[r] * q->rows[r * n + i];
		add_limit(&left, w[i], q->lower[i], q->upper[i], z[i]);
		if (p->anchor) {
			const double traded = w[i] - e->r->current[i];
			const double most = price + (p->cost ? lambda * e->r->cost[i] : 0.0);

			turnover += fabs(traded);
			left.stationarity = fmax(left.stationarity, fabs(rest) - most);
			left.complementarity = fmax(left.complementarity, fabs(traded) * fabs(most + (traded > 0.0 ? rest : -rest)));
		} else {
			left.stationarity = fmax(left.stationarity, fabs(rest));
		}
	}
	for (size_t r = 0; r < m; r++) {
		double value = 0.0;

		for (size_t i = 0; i < n; i++)
			value += q->rows[r * n + i] * w[i];
		add_limit(&left, value, q->row_lower[r], q->row_upper[r], y[r]);
	}
	if (p->anchor) {
		left.primal = fmax(left.primal, turnover - p->turnover);
		if (price > 0.0)
			left.complementarity = fmax(left.complementarity, price * fabs(p->turnover - turnover));
	}
	size = size > 0.0 ? size : 1.0;
	left.primal /= reach;
	left.stationarity /= size;
	left.dual /= size;
	left.complementarity /= size * reach;
	return left;
}

/* Section by section what an optimum is accepted at. */
static void examine_conditions(struct examination *e, const struct worst *left, const char *where)
{
	if (!(left->primal <= 1e-9) || !(left->stationarity <= 1e-8) || !(left->dual <= 1e-10) ||
	    !(left->complementarity <= 1e-10))
		found(e->finding, "%s: primal %.2g stationarity %.2g dual %.2g complementarity %.2g", where, left->primal,
		      left->stationarity, left->dual, left->complementarity);
	else {
		e->worst->primal = fmax(e->worst->primal, left->primal);
		e->worst->stationarity = fmax(e->worst->stationarity, left->stationarity);
		e->worst->dual = fmax(e->worst->dual, left->dual);
		e->worst->complementarity = fmax(e->worst->complementarity, left->complementarity);
	}
}

/* The limits of a program whose bounds are finite, refuted or not. */
static void examine_conflict(struct examination *e, const struct program *q, enum status status, const char *message)
{
	static double y[LP_ROWS];
	const size_t n = q->problem.count;

	if (status != STATUS_INFEASIBLE) {
		found(e->finding, "%s: %s", status_name(status), message);
		return;
	}
	lp_begin(&e->lp, n);
	for (size_t i = 0; i < n; i++) {
		e->lp.lower[i] = q->lower[i];
		e->lp.upper[i] = q->upper[i];
	}
	for (size_t r = 0; r < q->problem.row_count; r++)
		memcpy(lp_add_row(&e->lp, q->row_lower[r], q->row_upper[r]), q->rows + r * n, n * sizeof(double));
	if (q->problem.anchor) { /* the limits of the allocation are the same, and know the turnover */
		e->r->problem.trading = &e->r->trading;
		lay_out_limits(e, true);
		e->r->problem.trading = NULL;
	}
	if (lp_solve(&e->lp, e->workspace, NULL, y, NULL) != STATUS_INFEASIBLE ||
	    (!q->is_open && !lp_is_refuted(&e->lp, y)))
		found(e->finding, "limits are refused that nothing refutes: %s", message);
}

void examine_quadratic(struct examination *e)
{
	double w[MOST_ASSETS], z[MOST_ASSETS], y[MOST_ROWS + 1] = { 0 };
	const bool is_spoilt = happens(e->r, 0.1);
	struct quadratic_info info;
	struct error error = { 0 };
	struct program q;

	if (is_spoilt)
		spoil_limits(e->r);
	program_make(e, true, &q);

	const enum status status = solve_quadratic(&q.problem, e->workspace, w, z, y, &info, &error);

	if (status) {
		examine_conflict(e, &q, status, error.message);
		return;
	}

	const struct worst left = conditions(e, &q, 1.0, 0.0, w, z, y);

	examine_conditions(e, &left, "quadratic program");
}

void examine_frontier(struct examination *e)
{
	struct random_problem *r = e->r;
	struct frontier frontier = { 0 };
	struct error error = { 0 };
	struct program q;
	enum status status;

	if (happens(r, 0.1))
		spoil_limits(r);
	program_make(e, false, &q);
	if (r->risk == BY_FACTORS) {
		q.problem.hessian = NULL;
		q.problem.factors = &r->factors;
	}
	if (happens(r, 0.5)) {
		random_trading(r);
		r->problem.trading = NULL;
		q.problem.anchor = &r->current_view.vector;
		q.problem.cost = r->trading.cost;
		q.problem.turnover = r->trading.turnover;
	}
	status = solve_critical_line(&q.problem, e->workspace, &frontier, &error);
	if (status)
		examine_conflict(e, &q, status, error.message);
	for (size_t s = 0; s < frontier.corner_count && e->finding->text[0] == '\0'; s++) {
		const struct frontier_corner *corner = frontier.corners + s;
		const struct worst left = conditions(e, &q, corner->lambda, corner->turnover_price, frontier.weights + s * r->n,
		                                     frontier.bound_multipliers + s * r->n,
		                                     frontier.row_multipliers + s * frontier.row_count);
		char where[80];

		snprintf(where, sizeof(where), "corner %zu of %zu at L %g", s, frontier.corner_count, corner->lambda);
		examine_conditions(e, &left, where);
		if (s > 0 && !(corner->lambda < corner[-1].lambda))
			found(e->finding, "%s: L does not fall", where);
	}
	if (!status && frontier.corners[frontier.corner_count - 1].lambda != 0.0)
		found(e->finding, "the frontier ends at L %g", frontier.corners[frontier.corner_count - 1].lambda);
	frontier_clear(&frontier);
}

void examine_linear(struct examination *e)
{
	static double y[LP_ROWS], x[LP_VARIABLES];
	double value = 0.0, size = 1e-300, reached = 0.0;

	if (happens(e->r, 0.3))
		spoil_limits(e->r);
	if (happens(e->r, 0.4))
		random_trading(e->r);
	lay_out_limits(e, true);
	for (size_t i = 0; i < e->lp.count; i++) {
		e->lp.slope[i] = e->r->mean[i % e->r->n] * (i < e->r->n ? 1.0 : -1.0);
		size = fmax(size, fabs(e->lp.slope[i]));
	}
	switch (lp_solve(&e->lp, e->workspace, x, y, &value)) {
	case STATUS_INFEASIBLE:
		if (!lp_is_refuted(&e->lp, y))
			found(e->finding, "the limits of a linear program are refused and nothing refutes them");
		return;
	case STATUS_OK: break;
	default: found(e->finding, "a linear program has no answer"); return;
	}
	for (size_t r = 0; r < e->lp.row_count; r++) {
		double activity = 0.0;

		for (size_t i = 0; i < e->lp.count; i++)
			activity += e->lp.rows[r][i] * x[i];
		if (!(activity >= e->lp.row_lower[r] - 1e-9 && activity <= e->lp.row_upper[r] + 1e-9))
			found(e->finding, "row %zu of a linear program is broken", r);
	}
	for (size_t i = 0; i < e->lp.count; i++) {
		reached += e->lp.slope[i] * x[i];
		if (!(x[i] >= e->lp.lower[i] - 1e-9 && x[i] <= e->lp.upper[i] + 1e-9))
			found(e->finding, "bound %zu of a linear program is broken", i);
	}
	if (!(lp_upper_bound(&e->lp, e->lp.slope, y) - reached <= 1e-9 * size) || fabs(value - reached) > 1e-9 * size)
		found(e->finding, "a linear program stops %.3g below its bound",
		      lp_upper_bound(&e->lp, e->lp.slope, y) - reached);
}
