/* Which limits conflict, by how much, and what the others allow. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/limits.h"
#include "engine/allocate/reach.h"
#include "engine/base/memory.h"

/*
 * The linear program with some limits taken out: 2 i, 2 i + 1 are the lower, upper limit of asset i, then of rows. With a
 * limit on turnover that is one row more, and behind the n weights stand n buys and n sells with a row each that ties
 * them to their weight, which is no limit anybody set.
 */
struct filter {
	struct program_of_allocation program;
	const struct allocation_problem *problem;
	struct solve_workspace *workspace;
	size_t row_count;                 /* of those that are limits                                 */
	double *weights, *bounds, *rows;  /* of the program                                           */
};

static gsl_vector *limits_at(const struct filter *filter, size_t limit, size_t *index)
{
	const size_t n = filter->problem->count, i = limit / 2;
	const bool is_upper = limit % 2 != 0;

	*index = i < n ? i : i - n;
	if (i < n)
		return is_upper ? filter->program.upper : filter->program.lower;
	return is_upper ? filter->program.row_upper : filter->program.row_lower;
}

static double limit_value(const struct filter *filter, size_t limit)
{
	size_t index;
	const gsl_vector *limits = limits_at(filter, limit, &index);

	return gsl_vector_get(limits, index);
}

static void limit_set(struct filter *filter, size_t limit, double value)
{
	size_t index;
	gsl_vector *limits = limits_at(filter, limit, &index);

	gsl_vector_set(limits, index, value);
}

static struct conflict_limit describe(const struct filter *filter, size_t limit, double amount)
{
	const size_t n = filter->problem->count, i = limit / 2;
	const bool is_upper = limit % 2 != 0;
	struct conflict_limit result = { .amount = amount };

	if (i < n)
		result.kind = is_upper ? CONSTRAINT_UPPER : CONSTRAINT_LOWER;
	else if (i == n)
		result.kind = CONSTRAINT_BUDGET;
	else if (i > n + filter->problem->row_count)
		result.kind = CONSTRAINT_TURNOVER;
	else
		result.kind = is_upper ? CONSTRAINT_ROW_UPPER : CONSTRAINT_ROW_LOWER;
	result.index = i < n ? i : i > n && result.kind != CONSTRAINT_TURNOVER ? i - n - 1 : 0;
	result.limit = allocation_limit(filter->problem, result.kind, result.index);
	return result;
}

static enum status is_feasible(struct filter *filter, bool *answer, struct linear_info *info, struct error *err)
{
	struct quadratic_problem problem = filter->program.problem;
	enum status status;

	problem.linear = NULL;
	status = solve_linear(&problem, filter->workspace, filter->weights, filter->bounds, filter->rows, info, err);
	*answer = status == STATUS_OK;
	return status == STATUS_INFEASIBLE ? STATUS_OK : status;
}

static double open_limit(size_t limit)
{
	return limit % 2 != 0 ? INFINITY : -INFINITY;
}

/*
 * The deletion filter: each candidate is taken out for good if what is left still conflicts. What then cannot be taken
 * out is irreducible.
 */
static enum status find_conflict(struct filter *filter, struct feasibility *result, struct error *err)
{
	const size_t n = filter->problem->count, count = 2 * (n + filter->row_count);
	bool *takes_part = memory_new_array(count, sizeof(*takes_part)), answer;
	enum status status = STATUS_OK;
	struct linear_info info;

	/* A limit without a multiplier takes no part in the certificate of infeasibility. */
	for (size_t limit = 0; limit < count; limit++) {
		const size_t i = limit / 2;
		const double multiplier = i < n ? filter->bounds[i] : filter->rows[i - n];

		takes_part[limit] = limit % 2 != 0 ? multiplier < -1e-9 : multiplier > 1e-9;
	}
	/* First everything else goes; if rounding hid a part of the conflict, all limits stay candidates. */
	double *saved = memory_new_array(count, sizeof(*saved));

	for (size_t limit = 0; limit < count; limit++) {
		saved[limit] = limit_value(filter, limit);
		if (!takes_part[limit])
			limit_set(filter, limit, open_limit(limit));
	}
	status = is_feasible(filter, &answer, &info, err);
	for (size_t limit = 0; !status && answer && limit < count; limit++) {
		limit_set(filter, limit, saved[limit]);
		takes_part[limit] = isfinite(saved[limit]);
	}
	/* Bounds are tried first, so that what remains speaks of groups and the budget where it can. */
	for (size_t limit = 0; !status && limit < count; limit++) {
		const double value = limit_value(filter, limit);

		if (!takes_part[limit])
			continue;
		limit_set(filter, limit, open_limit(limit));
		status = is_feasible(filter, &answer, &info, err);
		if (status || answer)
			limit_set(filter, limit, value);
		else
			takes_part[limit] = false;
	}
	for (size_t limit = 0; !status && limit < count && result->conflict_count < CONFLICT_LIMITS; limit++)
		if (takes_part[limit])
			result->conflict[result->conflict_count++] = describe(filter, limit, 0.0);
	free(saved);
	free(takes_part);
	return status;
}

/* The elastic answer: where the point of least total violation still violates. */
static void find_relaxation(const struct filter *filter, struct feasibility *result)
{
	const struct quadratic_problem *problem = &filter->program.problem;
	const size_t n = problem->count;

	for (size_t r = 0; r < filter->row_count && result->relaxation_count < CONFLICT_LIMITS; r++) {
		double activity = 0.0;

		for (size_t i = 0; i < problem->count; i++)
			activity += gsl_matrix_get(problem->rows, r, i) * filter->weights[i];

		const double below = gsl_vector_get(problem->row_lower, r) - activity;
		const double above = activity - gsl_vector_get(problem->row_upper, r);

		if (fmax(below, above) <= 1e-9)
			continue;
		result->relaxation[result->relaxation_count++] =
			describe(filter, 2 * (n + r) + (above > below), fmax(below, above));
	}
}

/*
 * The first `limits` rows with room to give way: w, then for each row what it falls short and what it exceeds. The budget
 * has none.
 */
static void widen(const struct quadratic_problem *from, size_t limits, gsl_matrix *rows, gsl_vector *lower,
                  gsl_vector *upper, gsl_vector *price)
{
	const size_t n = from->count;

	gsl_matrix_set_zero(rows);
	gsl_vector_set_zero(lower);
	gsl_vector_set_all(upper, INFINITY);
	gsl_vector_set_all(price, -1.0);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(lower, i, gsl_vector_get(from->lower, i));
		gsl_vector_set(upper, i, gsl_vector_get(from->upper, i));
		gsl_vector_set(price, i, 0.0);
		for (size_t r = 0; r < from->row_count; r++)
			gsl_matrix_set(rows, r, i, gsl_matrix_get(from->rows, r, i));
	}
	for (size_t r = 1; r < limits; r++) {
		gsl_matrix_set(rows, r, n + 2 * (r - 1), 1.0);
		gsl_matrix_set(rows, r, n + 2 * (r - 1) + 1, -1.0);
	}
}

/*
 * The least change that keeps the budget. Among changes of one size a group's limit is the one somebody can give; that
 * the weights sum to one is not. Where bounds and budget alone conflict the elastic answer stays as it is.
 */
static enum status keep_budget(struct filter *filter, struct feasibility *result, struct error *err)
{
	const size_t n = filter->program.problem.count, m = filter->program.problem.row_count;
	const size_t width = n + 2 * (filter->row_count - 1);
	struct quadratic_problem problem = filter->program.problem;
	gsl_matrix *rows = gsl_matrix_alloc(m, width);
	gsl_vector *lower = gsl_vector_alloc(width), *upper = gsl_vector_alloc(width), *price = gsl_vector_alloc(width);
	double *point = memory_new_array(width, sizeof(*point));
	struct linear_info info;
	enum status status;

	widen(&filter->program.problem, filter->row_count, rows, lower, upper, price);
	problem.count = width;
	problem.hessian = NULL;
	problem.linear = price;
	problem.rows = rows;
	problem.lower = lower;
	problem.upper = upper;
	status = solve_linear(&problem, filter->workspace, point, NULL, NULL, &info, err);
	if (status == STATUS_OK) {
		result->relaxation_count = 0;
		result->shortfall = -info.objective;
		for (size_t s = n; s < width && result->relaxation_count < CONFLICT_LIMITS; s++)
			if (point[s] > 1e-9)
				result->relaxation[result->relaxation_count++] =
					describe(filter, 2 * (filter->problem->count + 1) + (s - n), point[s]);
	}
	gsl_matrix_free(rows);
	gsl_vector_free(lower);
	gsl_vector_free(upper);
	gsl_vector_free(price);
	free(point);
	return status == STATUS_INFEASIBLE ? STATUS_OK : status;
}

/* The amounts again beside the limits of the conflict that give way. */
static void share_amounts(struct feasibility *result)
{
	for (size_t i = 0; i < result->conflict_count; i++)
		for (size_t j = 0; j < result->relaxation_count; j++)
			if (result->conflict[i].kind == result->relaxation[j].kind &&
			    result->conflict[i].index == result->relaxation[j].index)
				result->conflict[i].amount = result->relaxation[j].amount;
}

/* A limit, as the linear program sees it: what it would take, and the others that conflict with it. */
static enum status diagnose(struct filter *filter, const struct linear_info *info, struct feasibility *result,
                            struct error *err)
{
	enum status status;

	result->shortfall = info->shortfall;
	find_relaxation(filter, result);
	status = keep_budget(filter, result, err);
	if (!status)
		status = find_conflict(filter, result, err); /* opens limits as it goes: the last to read them */
	share_amounts(result);
	return status;
}

static void take_memory(struct filter *filter)
{
	const size_t n = filter->program.problem.count, m = filter->program.problem.row_count;

	free(filter->weights);
	filter->weights = memory_new_array(2 * n + m, sizeof(double));
	filter->bounds = filter->weights + n;
	filter->rows = filter->bounds + n;
}

/* w_i - buy_i + sell_i = current_i and sum (buy + sell) <= turnover. */
static void add_turnover(struct filter *filter)
{
	const struct allocation_trading *trading = filter->problem->trading;
	struct program_of_allocation *old = &filter->program, wide;
	const size_t n = filter->problem->count, m = filter->row_count, count = 3 * n, rows = m + 1 + n;

	wide.lower = gsl_vector_calloc(count);
	wide.upper = gsl_vector_alloc(count);
	wide.rows = gsl_matrix_calloc(rows, count);
	wide.row_lower = gsl_vector_alloc(rows);
	wide.row_upper = gsl_vector_alloc(rows);
	gsl_vector_set_all(wide.upper, INFINITY);
	for (size_t i = 0; i < n; i++) {
		const double held = gsl_vector_get(trading->current, i);

		gsl_vector_set(wide.lower, i, gsl_vector_get(old->lower, i));
		gsl_vector_set(wide.upper, i, gsl_vector_get(old->upper, i));
		for (size_t r = 0; r < m; r++)
			gsl_matrix_set(wide.rows, r, i, gsl_matrix_get(old->rows, r, i));
		gsl_matrix_set(wide.rows, m, n + i, 1.0);
		gsl_matrix_set(wide.rows, m, 2 * n + i, 1.0);
		gsl_matrix_set(wide.rows, m + 1 + i, i, 1.0);
		gsl_matrix_set(wide.rows, m + 1 + i, n + i, -1.0);
		gsl_matrix_set(wide.rows, m + 1 + i, 2 * n + i, 1.0);
		gsl_vector_set(wide.row_lower, m + 1 + i, held);
		gsl_vector_set(wide.row_upper, m + 1 + i, held);
	}
	for (size_t r = 0; r < m; r++) {
		gsl_vector_set(wide.row_lower, r, gsl_vector_get(old->row_lower, r));
		gsl_vector_set(wide.row_upper, r, gsl_vector_get(old->row_upper, r));
	}
	gsl_vector_set(wide.row_lower, m, -INFINITY);
	gsl_vector_set(wide.row_upper, m, trading->turnover);
	wide.problem = (struct quadratic_problem){ .count = count, .lower = wide.lower, .upper = wide.upper, .row_count = rows,
		                                   .rows = wide.rows, .row_lower = wide.row_lower,
		                                   .row_upper = wide.row_upper };
	program_of_allocation_clear(old);
	*old = wide;
	filter->row_count = m + 1;
	take_memory(filter);
}

enum status allocate_feasibility(const struct allocation_problem *problem, struct feasibility *result,
                                 struct error *err)
{
	struct filter filter = { .problem = problem, .row_count = problem->row_count + 1 };
	struct feasibility found = { 0 };
	struct linear_info info;
	enum status status = program_of_allocation_init(problem, &filter.program, err);

	if (status)
		return status;

	struct solve_workspace *own = problem->workspace ? NULL : solve_workspace_new();

	filter.workspace = own ? own : problem->workspace;
	take_memory(&filter);
	filter.program.problem.anchor = NULL;
	status = is_feasible(&filter, &found.is_feasible, &info, err);
	if (!status && found.is_feasible && problem->trading && problem->trading->turnover < INFINITY) {
		add_turnover(&filter);
		status = is_feasible(&filter, &found.is_feasible, &info, err);
	}
	if (!status && !found.is_feasible)
		status = diagnose(&filter, &info, &found, err);
	else if (!status)
		status = allocation_reach(problem, filter.workspace, &found, err);
	if (!status)
		*result = found;
	free(filter.weights);
	solve_workspace_free(own);
	program_of_allocation_clear(&filter.program);
	return status;
}
