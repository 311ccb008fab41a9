/*
 * One convex quadratic program, or many that share hessian and rows: the dual active set method on a table of exchanges,
 * refined against the problem itself and certified.
 *
 * A hessian that is singular is solved by proximal steps: with H + D in the table, the correction for what is left of
 * H x - c = z + A'y is exactly the next step of min 1/2 x'Hx - c'x + 1/2 (x - x_k)'D(x - x_k), so that refinement and
 * the proximal point method (Rockafellar, SIAM J. Control and Optimization 14 (1976) 877-898) are one loop.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/solve/dual_set.h"

struct answer {
	double *x, *z, *y; /* n, n, m */
};

struct quadratic_factor {
	struct pool table, answers;
	struct dual_set set;
	struct answer found, best; /* memory of answers */
	double *rest, *gap;        /* n, n + m: likewise */
	struct solve_workspace *workspace; /* of the fallback */
	bool owns_workspace, is_ready, is_kept;
};

static struct quadratic_factor *factor_new(struct solve_workspace *workspace)
{
	struct quadratic_factor *factor = memory_new(sizeof(*factor));

	factor->workspace = workspace;
	return factor;
}

struct quadratic_factor *quadratic_factor_new(void)
{
	return factor_new(NULL);
}

void quadratic_factor_free(struct quadratic_factor *factor)
{
	if (!factor)
		return;
	if (factor->owns_workspace)
		solve_workspace_free(factor->workspace);
	free(factor->table.memory);
	free(factor->answers.memory);
	free(factor);
}

static struct solve_workspace *workspace_of(struct quadratic_factor *factor)
{
	if (!factor->workspace) {
		factor->workspace = solve_workspace_new();
		factor->owns_workspace = true;
	}
	return factor->workspace;
}

static void copy(const gsl_vector *from, double *to, size_t count, double missing)
{
	if (from && from->stride == 1)
		memcpy(to, from->data, count * sizeof(double));
	else
		for (size_t i = 0; i < count; i++)
			to[i] = from ? gsl_vector_get(from, i) : missing;
}

static bool fits(const gsl_vector *vector, size_t count)
{
	return !vector || vector->size == count;
}

/* The figures that change from program to program. False: something is wrong with them. */
HOT_LOOP static bool read_limits(struct dual_set *set, const struct quadratic_problem *problem)
{
	const size_t n = set->n, m = set->m;
	double nothing = 0.0, scale = 1.0;

	if (problem->count != n || problem->row_count != m || !fits(problem->linear, n) || !fits(problem->lower, n) ||
	    !fits(problem->upper, n) ||
	    (m > 0 && (!problem->row_lower || problem->row_lower->size != m || !problem->row_upper ||
	               problem->row_upper->size != m)))
		return false;
	copy(problem->linear, set->linear, n, 0.0);
	copy(problem->lower, set->lower, n, -INFINITY);
	copy(problem->upper, set->upper, n, INFINITY);
	copy(problem->row_lower, set->lower + n, m, -INFINITY);
	copy(problem->row_upper, set->upper + n, m, INFINITY);
	for (size_t i = 0; i < n; i++)
		nothing += 0.0 * set->linear[i];
	for (size_t k = 0; k < n + m; k++) {
		const double lower = set->lower[k], upper = set->upper[k];
		const double low = fabs(lower), high = fabs(upper);

		/* Also false when one is not a number. */
		if (!(lower <= upper) || lower == INFINITY || upper == -INFINITY)
			return false;
		if (low > scale && low < INFINITY)
			scale = low;
		if (high > scale && high < INFINITY)
			scale = high;
	}
	set->limit_scale = scale;
	return nothing == 0.0;
}

/* The figures that are made ready once: rows and the diagonal of H. */
static bool read_rows(struct dual_set *set, const struct quadratic_problem *problem)
{
	double nothing = 0.0;

	for (size_t r = 0; r < set->m; r++)
		memcpy(set->rows + r * set->n, problem->rows->data + r * problem->rows->tda, set->n * sizeof(double));
	for (size_t i = 0; i < set->m * set->n; i++)
		nothing += 0.0 * set->rows[i];
	for (size_t i = 0; i < set->n; i++) {
		const double own = gsl_matrix_get(problem->hessian, i, i);

		if (!(own >= 0.0 && own < INFINITY))
			return false;
	}
	return nothing == 0.0;
}

/* The same problem once more, for the sentence that says what is wrong with it. */
static enum status refuse(struct quadratic_factor *factor, const struct quadratic_problem *problem, struct error *err)
{
	struct program program;
	const enum status status = program_read(problem, workspace_of(factor), &program, err);

	return status ? status : error_set(err, STATUS_INVALID, "the program is not of the shape that was made ready");
}

static void lay_out_answers(struct quadratic_factor *factor, size_t n, size_t m)
{
	pool_reset(&factor->answers, 6 * n + 3 * m);
	factor->found = (struct answer){ pool_doubles(&factor->answers, n), pool_doubles(&factor->answers, n),
		                         pool_doubles(&factor->answers, m) };
	factor->best = (struct answer){ pool_doubles(&factor->answers, n), pool_doubles(&factor->answers, n),
		                        pool_doubles(&factor->answers, m) };
	factor->rest = pool_doubles(&factor->answers, n);
	factor->gap = pool_doubles(&factor->answers, n + m);
}

static enum status prepare(struct quadratic_factor *factor, const struct quadratic_problem *problem, double least,
                           struct error *err)
{
	const size_t n = problem->count, m = problem->row_count;

	factor->is_ready = false;
	if (!problem->hessian)
		return error_set(err, STATUS_INVALID, "a quadratic problem needs a hessian");
	if (problem->anchor)
		return error_set(err, STATUS_INVALID, "costs of trading and turnover are for the critical line");
	if (n == 0 || problem->hessian->size1 != n || problem->hessian->size2 != n ||
	    (m > 0 && (!problem->rows || problem->rows->size1 != m || problem->rows->size2 != n)))
		return refuse(factor, problem, err);
	if (factor->set.n != n || factor->set.m != m)
		dual_set_layout(&factor->set, &factor->table, n, m);
	lay_out_answers(factor, n, m);
	if (!read_limits(&factor->set, problem) || !read_rows(&factor->set, problem))
		return refuse(factor, problem, err);
	if (!dual_set_factor(&factor->set, problem->hessian->data, problem->hessian->tda, least))
		return error_set(err, STATUS_INVALID, "the hessian is not positive semidefinite");
	dual_set_take_equalities(&factor->set);
	factor->is_ready = true;
	factor->is_kept = false;
	return STATUS_OK;
}

enum status solve_quadratic_prepare(const struct quadratic_problem *problem, struct quadratic_factor *factor,
                                    struct error *err)
{
	const enum status status = prepare(factor, problem, DUAL_SAFE, err);

	if (!status) {
		dual_set_keep(&factor->set);
		factor->is_kept = true;
	}
	return status;
}

static void read_answer(const struct dual_set *set, struct answer *answer)
{
	for (size_t i = 0; i < set->n; i++) {
		const signed char standing = set->standing[i];

		answer->x[i] = standing == 0 ? set->value[i] : standing > 0 ? set->lower[i] : set->upper[i];
		answer->z[i] = standing == 0 ? 0.0 : set->value[i];
		/* A rounding beyond a limit that is idle. */
		if (answer->x[i] < set->lower[i])
			answer->x[i] = set->lower[i];
		if (answer->x[i] > set->upper[i])
			answer->x[i] = set->upper[i];
	}
	for (size_t r = 0; r < set->m; r++)
		answer->y[r] = set->standing[set->n + r] ? set->value[set->n + r] : 0.0;
}

/* What is left of the conditions of the active set: c - H x + z + A'y, and how far active limits are off. */
HOT_LOOP static void find_rest(struct quadratic_factor *factor, const struct quadratic_problem *problem)
{
	const struct dual_set *set = &factor->set;
	const struct answer *answer = &factor->found;
	const size_t n = set->n;
	double *restrict rest = factor->rest;

	for (size_t i = 0; i < n; i++)
		rest[i] = set->linear[i] + answer->z[i];
	for (size_t j = 0; j < n; j++) {
		const double *restrict row = problem->hessian->data + j * problem->hessian->tda;

		for (size_t i = 0; answer->x[j] != 0.0 && i < n; i++)
			rest[i] -= answer->x[j] * row[i];
		factor->gap[j] = 0.0;
	}
	for (size_t r = 0; r < set->m; r++) {
		const double *restrict row = set->rows + r * n;
		const signed char standing = set->standing[n + r];

		for (size_t i = 0; answer->y[r] != 0.0 && i < n; i++)
			rest[i] += answer->y[r] * row[i];
		factor->gap[n + r] = standing == 0 ? 0.0
		                                   : (standing > 0 ? set->lower[n + r] : set->upper[n + r]) -
		                                             program_dot(row, answer->x, n);
	}
}

/* At 1 nothing is worth another look: weights that sum to one in all digits, prices in thirteen. */
static double worst_of(const struct kkt *kkt)
{
	const double worst = fmax(1e15 * kkt->primal, 1e13 * fmax(kkt->stationarity, fmax(kkt->complementarity, kkt->dual)));

	/* fmax forgets what is not a number. */
	return isfinite(kkt->primal + kkt->stationarity + kkt->complementarity + kkt->dual) ? worst : INFINITY;
}

/*
 * From the present standing to an answer in factor->best and its certificate. A corrected answer is searched again,
 * because a correction can bring a limit in or out.
 */
static enum dual_outcome settle(struct quadratic_factor *factor, const struct quadratic_problem *problem,
                                struct quadratic_info *info)
{
	struct dual_set *set = &factor->set;
	const int rounds = set->ridge > 0.0 ? 60 : set->is_delicate ? 20 : 4;
	double least = INFINITY;
	int stalled = 0;

	for (int round = 0; round < rounds; round++) {
		const enum dual_outcome outcome = dual_set_search(set);

		if (outcome != DUAL_OPTIMAL)
			return least < INFINITY && kkt_is_accepted(&info->kkt) ? DUAL_OPTIMAL : outcome;
		read_answer(set, &factor->found);

		const struct kkt kkt = kkt_residual(problem, factor->found.x, factor->found.z, factor->found.y);
		const double worst = worst_of(&kkt);

		stalled = worst < 0.5 * least ? 0 : stalled + 1;
		if (worst < least) {
			const struct answer better = factor->found;

			factor->found = factor->best;
			factor->best = better;
			least = worst;
			info->kkt = kkt;
		}
		if (least <= 1.0 || (stalled >= (least <= 100.0 ? 1 : 2) && kkt_is_accepted(&info->kkt)))
			return DUAL_OPTIMAL;
		read_answer(set, &factor->found);
		find_rest(factor, problem);
		dual_set_shift(set, factor->rest, factor->gap);
	}
	return kkt_is_accepted(&info->kkt) ? DUAL_OPTIMAL : DUAL_UNSETTLED;
}

HOT_LOOP static double objective_of(const struct quadratic_problem *problem, const double *x)
{
	const size_t n = problem->count;
	double total = 0.0;

	for (size_t i = 0; i < n; i++) {
		const double slope = problem->linear ? gsl_vector_get(problem->linear, i) : 0.0;

		if (x[i] != 0.0)
			total += x[i] * (0.5 * program_dot(problem->hessian->data + i * problem->hessian->tda, x, n) - slope);
	}
	return total;
}

/* The same optimum from the critical line at L = 1, which needs no definite hessian but limits on every side. */
static enum status walk(struct quadratic_factor *factor, const struct quadratic_problem *problem,
                        struct quadratic_info *info, struct error *err)
{
	struct solve_workspace *workspace = workspace_of(factor);
	const struct frontier_stop stop = { GOAL_LAMBDA, 1.0 };
	struct frontier_point point;
	struct program program;
	enum status status = program_read(problem, workspace, &program, err);

	if (!status)
		status = critical_line_walk(&program, workspace, &stop, &workspace->fallback, NULL, err);
	if (status)
		return status;
	frontier_at_lambda(&workspace->fallback, 1.0, &point);
	frontier_read(&workspace->fallback, &point, factor->best.x, factor->best.z, factor->best.y);
	/* A rounding beyond a limit, between two corners. */
	for (size_t i = 0; i < program.n; i++)
		factor->best.x[i] = fmax(program.lower[i], fmin(program.upper[i], factor->best.x[i]));
	info->iterations += workspace->fallback.events;
	info->ridge = workspace->fallback.ridge;
	info->kkt = kkt_residual(problem, factor->best.x, factor->best.z, factor->best.y);
	return STATUS_OK;
}

/* What the dual method could not settle. A conflict without proof is believed when the simplex method agrees. */
static enum status fall_back(struct quadratic_factor *factor, const struct quadratic_problem *problem,
                             struct quadratic_info *info, struct error *err)
{
	struct solve_workspace *workspace = workspace_of(factor);
	struct program program;
	struct vertex vertex;
	enum status status = program_read(problem, workspace, &program, err);

	if (status)
		return status;
	memset(factor->rest, 0, program.n * sizeof(double));
	program.linear = factor->rest;
	status = linear_vertex(&program, workspace, &vertex, err);
	if (status)
		return status;
	status = walk(factor, problem, info, err);
	if (status == STATUS_INVALID || (!status && !kkt_is_accepted(&info->kkt)))
		return error_set(err, STATUS_NOT_CONVERGED, "the certificate of the optimum does not hold");
	return status;
}

static void hand_out(const struct quadratic_factor *factor, const struct quadratic_problem *problem,
                     struct quadratic_info *found, double *weights, double *bound_multipliers, double *row_multipliers,
                     struct quadratic_info *info)
{
	found->objective = objective_of(problem, factor->best.x);
	memcpy(weights, factor->best.x, problem->count * sizeof(double));
	if (bound_multipliers)
		memcpy(bound_multipliers, factor->best.z, problem->count * sizeof(double));
	if (row_multipliers)
		memcpy(row_multipliers, factor->best.y, problem->row_count * sizeof(double));
	*info = *found;
}

/* What was active and has no limit on that side any more cannot stay. */
static void release_missing(struct dual_set *set)
{
	for (size_t k = 0; k < set->count; k++)
		if (set->standing[k] && !isfinite(set->standing[k] > 0 ? set->lower[k] : set->upper[k]))
			(void)dual_set_exchange(set, k, 0);
}

static enum status optimum(struct quadratic_factor *factor, const struct quadratic_problem *problem, double *weights,
                           double *bound_multipliers, double *row_multipliers, struct quadratic_info *info,
                           struct error *err)
{
	struct dual_set *set = &factor->set;
	const size_t before = set->exchanges;
	struct quadratic_info found = { .ridge = set->ridge, .kkt = { INFINITY, INFINITY, INFINITY, INFINITY } };
	enum dual_outcome outcome;

	dual_set_evaluate(set);
	outcome = settle(factor, problem, &found);
	if (outcome == DUAL_UNSETTLED && set->is_delicate) {
		const enum status status = prepare(factor, problem, DUAL_SAFE, err);

		if (status)
			return status;
		found.ridge = set->ridge;
		dual_set_evaluate(set);
		outcome = settle(factor, problem, &found);
	}
	/* Exchanges of earlier programs spoil a table that lends a singular hessian little: once more from the beginning. */
	if (outcome == DUAL_UNSETTLED && factor->is_kept && set->exchanges_since_start > 0) {
		dual_set_restart(set);
		release_missing(set);
		dual_set_evaluate(set);
		outcome = settle(factor, problem, &found);
	}
	found.iterations = set->exchanges - before;
	if (outcome == DUAL_CONFLICT)
		return error_set(err, STATUS_INFEASIBLE, "the limits cannot be met together");
	if (outcome == DUAL_UNSETTLED) {
		const enum status status = fall_back(factor, problem, &found, err);

		if (factor->is_kept)
			dual_set_restart(set);
		if (status)
			return status;
	}
	hand_out(factor, problem, &found, weights, bound_multipliers, row_multipliers, info);
	return STATUS_OK;
}

/* Rounding grows with each exchange; a table is begun anew before it matters. */
enum { EXCHANGES_OF_A_TABLE = 256 };

enum status solve_quadratic_prepared(const struct quadratic_problem *problem, struct quadratic_factor *factor,
                                     enum quadratic_start start, double *weights, double *bound_multipliers,
                                     double *row_multipliers, struct quadratic_info *info, struct error *err)
{
	struct dual_set *set = &factor->set;

	if (!factor->is_ready || !factor->is_kept || !problem->hessian || problem->hessian->size1 != problem->count)
		return error_set(err, STATUS_INVALID, "nothing was made ready for this program");
	if (!read_limits(set, problem))
		return refuse(factor, problem, err);
	if (start == START_COLD || set->exchanges_since_start > EXCHANGES_OF_A_TABLE + set->count)
		dual_set_restart(set);
	release_missing(set);
	return optimum(factor, problem, weights, bound_multipliers, row_multipliers, info, err);
}

/*
 * Where the critical line is faster, as measured: it holds few of many assets, and pays for each row. It walks between
 * limits on every side only. Without a hessian it is a linear program.
 */
static bool is_for_the_walk(const struct quadratic_problem *problem)
{
	const size_t n = problem->count;

	if (problem->anchor || !problem->hessian || !problem->linear ||
	    (2 * n <= 30 + 5 * problem->row_count && !gsl_matrix_isnull(problem->hessian)) || !problem->lower || !problem->upper || problem->lower->size != n || problem->upper->size != n)
		return false;
	for (size_t i = 0; i < n; i++)
		if (!isfinite(gsl_vector_get(problem->lower, i)) || !isfinite(gsl_vector_get(problem->upper, i)))
			return false;
	return true;
}

/* A weight with a price is its limit to the last bit. */
static bool is_exact_at_limits(const struct quadratic_problem *problem, const struct answer *answer)
{
	for (size_t i = 0; i < problem->count; i++)
		if (answer->z[i] != 0.0 && answer->x[i] != gsl_vector_get(answer->z[i] > 0.0 ? problem->lower : problem->upper, i))
			return false;
	return true;
}

/* Digits as the dual method gives them, or none: it has the last word on conflicts and on figures that mean nothing. */
static bool answer_by_walk(struct quadratic_factor *factor, const struct quadratic_problem *problem, double *weights,
                           double *bound_multipliers, double *row_multipliers, struct quadratic_info *info)
{
	struct quadratic_info found = { 0 };

	lay_out_answers(factor, problem->count, problem->row_count);
	if (walk(factor, problem, &found, NULL) || found.kkt.primal > 1e-12 || found.kkt.stationarity > 1e-10 ||
	    !kkt_is_accepted(&found.kkt) || !is_exact_at_limits(problem, &factor->best))
		return false;
	hand_out(factor, problem, &found, weights, bound_multipliers, row_multipliers, info);
	return true;
}

enum status solve_quadratic(const struct quadratic_problem *problem, struct solve_workspace *workspace, double *weights,
                            double *bound_multipliers, double *row_multipliers, struct quadratic_info *info,
                            struct error *err)
{
	struct solve_workspace *own = workspace ? NULL : solve_workspace_new();
	enum status status;

	if (own)
		workspace = own;
	if (!workspace->factor)
		workspace->factor = factor_new(workspace);
	if (is_for_the_walk(problem) &&
	    answer_by_walk(workspace->factor, problem, weights, bound_multipliers, row_multipliers, info)) {
		solve_workspace_free(own);
		return STATUS_OK;
	}
	status = prepare(workspace->factor, problem, DUAL_DARING, err);
	if (!status)
		status = optimum(workspace->factor, problem, weights, bound_multipliers, row_multipliers, info, err);
	solve_workspace_free(own);
	return status;
}
