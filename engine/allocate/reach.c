/* What can be reached within limits that the linear ones allow. */
#include "engine/allocate/reach.h"

#include <math.h>
#include <stdlib.h>

#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

/* As good as none: a portfolio that holds ten times its value more than its limit. */
enum { FAR = 10 };

/* The problem of the nearest portfolio, with limits that can be taken out. */
struct nearness {
	struct allocation_problem problem;
	struct allocation_trading trading;
	gsl_vector *lower, *upper, *weights; /* owned */
	struct allocation_row *rows;         /* owned */
};

static void nearness_init(struct nearness *nearness, const struct allocation_problem *problem)
{
	const size_t n = problem->count;

	*nearness = (struct nearness){ .problem = *problem, .lower = gsl_vector_alloc(n), .upper = gsl_vector_alloc(n),
		                       .weights = gsl_vector_alloc(n),
		                       .rows = memory_new_array(problem->row_count + 1, sizeof(*nearness->rows)) };
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(nearness->lower, i, allocation_limit(problem, CONSTRAINT_LOWER, i));
		gsl_vector_set(nearness->upper, i, allocation_limit(problem, CONSTRAINT_UPPER, i));
	}
	for (size_t r = 0; r < problem->row_count; r++)
		nearness->rows[r] = problem->rows[r];
	if (problem->trading) {
		nearness->trading = *problem->trading;
		nearness->trading.cost = nearness->trading.impact = NULL;
		nearness->problem.trading = &nearness->trading;
	}
	nearness->problem.lower = nearness->lower;
	nearness->problem.upper = nearness->upper;
	nearness->problem.rows = nearness->rows;
	nearness->problem.tracking_limit = 0.0;
	nearness->problem.cardinality = 0;
	nearness->problem.minimum_position = 0.0;
	nearness->problem.is_checked = true;
}

static void nearness_clear(struct nearness *nearness)
{
	gsl_vector_free(nearness->lower);
	gsl_vector_free(nearness->upper);
	gsl_vector_free(nearness->weights);
	free(nearness->rows);
}

/* Sets one limit aside, or back to what the problem says. */
static void set_limit(struct nearness *nearness, const struct allocation_problem *problem, enum constraint_kind kind,
                      size_t index, bool is_kept)
{
	const double limit = allocation_limit(problem, kind, index);

	switch (kind) {
	case CONSTRAINT_LOWER: gsl_vector_set(nearness->lower, index, is_kept ? limit : fmin(limit, 0.0) - FAR); break;
	case CONSTRAINT_UPPER: gsl_vector_set(nearness->upper, index, is_kept ? limit : fmax(limit, 1.0) + FAR); break;
	case CONSTRAINT_ROW_LOWER: nearness->rows[index].lower = is_kept ? limit : -INFINITY; break;
	case CONSTRAINT_ROW_UPPER: nearness->rows[index].upper = is_kept ? limit : INFINITY; break;
	case CONSTRAINT_TURNOVER: nearness->trading.turnover = is_kept ? limit : INFINITY; break;
	case CONSTRAINT_BUDGET:
	case CONSTRAINT_TRACKING:
	case CONSTRAINT_CARDINALITY:
	case CONSTRAINT_MINIMUM_POSITION: break;
	}
}

static void set_all_aside(struct nearness *nearness, const struct allocation_problem *problem)
{
	for (size_t i = 0; i < problem->count; i++) {
		set_limit(nearness, problem, CONSTRAINT_LOWER, i, false);
		set_limit(nearness, problem, CONSTRAINT_UPPER, i, false);
	}
	for (size_t r = 0; r < problem->row_count; r++) {
		set_limit(nearness, problem, CONSTRAINT_ROW_LOWER, r, false);
		set_limit(nearness, problem, CONSTRAINT_ROW_UPPER, r, false);
	}
	if (problem->trading)
		set_limit(nearness, problem, CONSTRAINT_TURNOVER, 0, false);
}

/* Whether what is left still keeps every portfolio too far away. What cannot be told is not. */
static bool still_conflicts(struct nearness *nearness, double limit)
{
	struct allocation_info info;

	return allocate_tracking_error(&nearness->problem, nearness->weights, &info, NULL) == STATUS_OK &&
	       info.objective > limit * (1.0 + 1e-9);
}

/* nearest: the portfolio nearest to the benchmark, as allocate_tracking_error tells of it. */
static void find_tracking_conflict(const struct allocation_problem *problem, struct nearness *nearness,
                                   const struct allocation_info *nearest, struct feasibility *result)
{
	const double limit = problem->tracking_limit, amount = nearest->objective - limit;
	const struct conflict_limit tracking = { CONSTRAINT_TRACKING, 0, limit, amount };

	set_all_aside(nearness, problem);
	for (size_t k = 0; k < nearest->binding_count; k++)
		set_limit(nearness, problem, nearest->bindings[k].kind, nearest->bindings[k].index, true);

	const bool is_proven = still_conflicts(nearness, limit);

	/* The cheapest is tried first. */
	for (size_t k = nearest->binding_count; k-- > 0;) {
		const struct binding *binding = nearest->bindings + k;

		set_limit(nearness, problem, binding->kind, binding->index, false);
		if (is_proven && still_conflicts(nearness, limit))
			continue;
		set_limit(nearness, problem, binding->kind, binding->index, true);
		if (result->conflict_count < CONFLICT_LIMITS - 1)
			result->conflict[result->conflict_count++] =
				(struct conflict_limit){ binding->kind, binding->index, binding->limit, 0.0 };
	}
	result->conflict[result->conflict_count++] = tracking;
	result->relaxation[0] = tracking;
	result->relaxation_count = 1;
	result->shortfall = amount;
	result->is_feasible = false;
}

/* mu'w at its best for a market of `sign` times the returns, net of cost where it is asked for; and its volatility. */
static enum status find_end(const struct allocation_problem *problem, double sign, double *end, double *volatility,
                            struct error *err)
{
	struct allocation_problem asked = *problem;
	struct allocation_trading trading;
	struct allocation_info info;
	gsl_vector *returns = gsl_vector_alloc(problem->count), *weights = gsl_vector_alloc(problem->count);
	enum status status;

	gsl_vector_memcpy(returns, problem->expected_return);
	gsl_vector_scale(returns, sign);
	asked.expected_return = returns;
	asked.target_volatility = 1e150; /* beyond any: the highest return */
	if (asked.trading) {
		trading = *asked.trading;
		trading.impact = NULL;
		trading.cost = sign > 0.0 ? trading.cost : NULL;
		asked.trading = &trading;
	}
	status = allocate_target_volatility(&asked, weights, &info, err);
	if (!status) {
		*end = sign * info.objective;
		if (volatility)
			*volatility = info.volatility;
	}
	gsl_vector_free(returns);
	gsl_vector_free(weights);
	return status;
}

static enum status find_range(const struct allocation_problem *problem, struct feasibility *result, struct error *err)
{
	struct allocation_problem asked = *problem;
	struct allocation_trading trading;
	struct allocation_info info;
	gsl_vector *weights = gsl_vector_alloc(problem->count);
	enum status status;

	if (asked.trading) {
		trading = *asked.trading;
		trading.impact = NULL;
		asked.trading = &trading;
	}
	status = allocate_min_variance(&asked, weights, &info, err);
	if (!status) {
		result->least_volatility = info.volatility;
		result->efficient_return = info.expected_return - info.cost;
		status = find_end(problem, 1.0, &result->greatest_return, &result->greatest_volatility, err);
	}
	if (!status)
		status = find_end(problem, -1.0, &result->least_return, NULL, err);
	gsl_vector_free(weights);
	return status;
}

enum status allocation_reach(const struct allocation_problem *problem, struct solve_workspace *workspace,
                             struct feasibility *result, struct error *err)
{
	struct allocation_problem asked = *problem;
	struct allocation_info nearest;
	struct nearness nearness;
	enum status status = STATUS_OK;

	asked.workspace = workspace;
	asked.is_checked = true;
	asked.cardinality = 0;
	asked.minimum_position = 0.0;
	if (problem->tracking_limit > 0.0) {
		nearness_init(&nearness, &asked);
		status = allocate_tracking_error(&nearness.problem, nearness.weights, &nearest, err);
		if (!status && nearest.objective > problem->tracking_limit * (1.0 + 1e-9))
			find_tracking_conflict(&asked, &nearness, &nearest, result);
		nearness_clear(&nearness);
	}
	return status || !result->is_feasible ? status : find_range(&asked, result, err);
}
