/* Limits, the place to begin, and the report of allocations whose objective is a tail. */
#include "engine/allocate/tail_allocation.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

static enum status check_scenarios(const struct allocation_problem *problem, struct error *err)
{
	const gsl_matrix *returns = problem->returns;
	char label[32];

	if (!returns || returns->size1 == 0)
		return error_set(err, STATUS_INVALID, "an objective of the tail needs scenarios of returns");
	if (returns->size2 != problem->count)
		return error_set(err, STATUS_INVALID, "the scenarios are of %zu assets; the problem has %zu", returns->size2,
		                 problem->count);
	if (!(problem->confidence > 0.0 && problem->confidence < 1.0))
		return error_set(err, STATUS_INVALID, "the confidence is %g; it must lie between 0 and 1",
		                 problem->confidence);
	for (size_t t = 0; t < returns->size1; t++)
		for (size_t i = 0; i < returns->size2; i++)
			/* Nothing earns a millionfold in a period; beyond that sums of scenarios lose their digits. */
			if (!(fabs(gsl_matrix_get(returns, t, i)) <= 1e6))
				return error_set(err, STATUS_INVALID, "scenario %zu of %s is %g; it must be a return", t + 1,
				                 allocation_label(problem, i, label), gsl_matrix_get(returns, t, i));
	if (isinf(problem->target_return))
		return error_set(err, STATUS_INVALID, "the return floor is not a number one can reach");
	return STATUS_OK;
}

static enum status check_trading(const struct allocation_problem *problem, struct error *err)
{
	const struct allocation_trading *trading = problem->trading;
	const size_t n = problem->count;
	char label[32];

	if (!trading)
		return STATUS_OK;
	if (!trading->current || trading->current->size != n || (trading->cost && trading->cost->size != n))
		return error_set(err, STATUS_INVALID, "what is held and the cost of trading must be of %zu assets", n);
	if (isnan(trading->turnover) || trading->turnover < 0.0)
		return error_set(err, STATUS_INVALID, "the turnover limit is %g; it must not be negative", trading->turnover);
	for (size_t i = 0; i < n; i++) {
		const double cost = trading->cost ? gsl_vector_get(trading->cost, i) : 0.0;

		if (!isfinite(gsl_vector_get(trading->current, i)) || !isfinite(cost) || cost < 0.0)
			return error_set(err, STATUS_INVALID, "%s is held at %g and costs %g to trade",
			                 allocation_label(problem, i, label), gsl_vector_get(trading->current, i), cost);
	}
	return STATUS_OK;
}

static double current_of(const struct tail_allocation *tail, size_t i)
{
	return tail->is_split ? gsl_vector_get(tail->problem->trading->current, i) : 0.0;
}

static double cost_of(const struct tail_allocation *tail, size_t i)
{
	return tail->is_split && tail->problem->trading->cost ? gsl_vector_get(tail->problem->trading->cost, i) : 0.0;
}

/* Row r from coefficients of the weights: what is bought adds, what is sold takes away, what is held is given. */
static void set_row(struct tail_allocation *tail, size_t r, const double *coefficients, double lower, double upper)
{
	double *row = tail->rows + r * tail->variables, held = 0.0;

	for (size_t i = 0; i < tail->n; i++) {
		row[i] = coefficients[i];
		if (tail->is_split)
			row[tail->n + i] = -coefficients[i];
		held += coefficients[i] * current_of(tail, i);
	}
	tail->row_lower[r] = lower - held;
	tail->row_upper[r] = upper - held;
}

static void lay_out(struct tail_allocation *tail)
{
	const size_t n = tail->n, v = tail->variables, most = tail->problem->row_count + 3;
	double *at = tail->memory = memory_new_array(4 * v + most * v + 3 * most + n, sizeof(double));

	tail->lower = at;
	tail->upper = tail->lower + v;
	tail->x = tail->upper + v;
	tail->bounds = tail->x + v;
	tail->rows = tail->bounds + v;
	tail->row_lower = tail->rows + most * v;
	tail->row_upper = tail->row_lower + most;
	tail->multipliers = tail->row_upper + most;
	tail->weights = tail->multipliers + most;
}

static void set_bounds(struct tail_allocation *tail)
{
	for (size_t i = 0; i < tail->n; i++) {
		const double held = current_of(tail, i);
		const double lower = allocation_limit(tail->problem, CONSTRAINT_LOWER, i) - held;
		const double upper = allocation_limit(tail->problem, CONSTRAINT_UPPER, i) - held;

		tail->lower[i] = tail->is_split ? fmax(0.0, lower) : lower;
		tail->upper[i] = tail->is_split ? fmax(0.0, upper) : upper;
		if (tail->is_split) {
			tail->lower[tail->n + i] = fmax(0.0, -upper);
			tail->upper[tail->n + i] = fmax(0.0, -lower);
		}
	}
}

static void set_rows(struct tail_allocation *tail)
{
	const struct allocation_problem *problem = tail->problem;
	const size_t n = tail->n, m = problem->row_count + 1;
	double *ones = tail->weights;
	size_t count = m;

	for (size_t i = 0; i < n; i++)
		ones[i] = 1.0;
	set_row(tail, 0, ones, 1.0, 1.0);
	for (size_t r = 1; r < m; r++)
		set_row(tail, r, problem->rows[r - 1].coefficients, problem->rows[r - 1].lower, problem->rows[r - 1].upper);
	tail->floor_row = tail->turnover_row = SIZE_MAX;
	if (!isnan(problem->target_return)) {
		for (size_t i = 0; i < n; i++)
			tail->weights[i] = gsl_vector_get(problem->expected_return, i);
		set_row(tail, count, tail->weights, problem->target_return, INFINITY);
		for (size_t j = 0; tail->is_split && j < tail->variables; j++)
			tail->rows[count * tail->variables + j] -= cost_of(tail, j % n);
		tail->floor_row = count++;
	}
	if (tail->is_split && isfinite(problem->trading->turnover)) {
		for (size_t j = 0; j < tail->variables; j++)
			tail->rows[count * tail->variables + j] = 1.0;
		tail->row_lower[count] = -INFINITY;
		tail->row_upper[count] = problem->trading->turnover;
		tail->turnover_row = count++;
	}
	tail->row_count = count;
}

/* The best of a linear objective over the limits; the floor's row is left out when has_floor is false. */
static enum status find_vertex(const struct tail_allocation *tail, double *linear, bool has_floor, double *x,
                               struct linear_info *info, struct error *err)
{
	const size_t v = tail->variables, m = tail->row_count;
	gsl_vector_view objective, lower = gsl_vector_view_array(tail->lower, v), upper =
		gsl_vector_view_array(tail->upper, v);
	gsl_vector_view row_lower = gsl_vector_view_array(tail->row_lower, m);
	gsl_vector_view row_upper = gsl_vector_view_array(tail->row_upper, m);
	gsl_matrix_view rows = gsl_matrix_view_array(tail->rows, m, v);
	struct quadratic_problem problem = {
		.count = v, .lower = &lower.vector, .upper = &upper.vector, .row_count = m, .rows = &rows.matrix,
		.row_lower = &row_lower.vector, .row_upper = &row_upper.vector,
	};
	const double floor_of = tail->floor_row < m ? tail->row_lower[tail->floor_row] : 0.0;

	if (linear) {
		objective = gsl_vector_view_array(linear, v);
		problem.linear = &objective.vector;
	}
	if (!has_floor && tail->floor_row < m)
		tail->row_lower[tail->floor_row] = -INFINITY;

	const enum status status = solve_linear(&problem, tail->problem->workspace, x, NULL, NULL, info, err);

	if (tail->floor_row < m)
		tail->row_lower[tail->floor_row] = floor_of;
	return status;
}

/* No portfolio: the limits conflict, or the floor is above what they allow. */
static enum status explain(struct tail_allocation *tail, struct error *err)
{
	struct linear_info info;
	enum status status;

	if (tail->floor_row == SIZE_MAX)
		return find_vertex(tail, NULL, true, tail->x, &info, err);
	status = find_vertex(tail, tail->rows + tail->floor_row * tail->variables, false, tail->x, &info, err);
	if (status)
		return status;

	/* What is held takes part in the row's limit. */
	const double target = tail->problem->target_return, missing = tail->row_lower[tail->floor_row] - info.objective;

	return error_set(err, STATUS_INFEASIBLE,
	                 "a return of %.6g %% cannot be reached within the limits; the highest is %.6g %%", 100.0 * target,
	                 100.0 * (target - missing));
}

/* The least variance at the floor; false: none, for a reason that a linear program will tell. */
static bool begin_at_frontier(struct tail_allocation *tail)
{
	struct allocation_problem plain = *tail->problem;
	struct frontier frontier = { 0 };
	struct frontier_point point;
	bool found = false;

	if (tail->is_split || !plain.covariance)
		return false;
	plain.trading = NULL;
	plain.is_checked = true;
	if (allocate_frontier(&plain, &frontier, NULL) == STATUS_OK) {
		const double least = frontier.corners[frontier.corner_count - 1].expected_return;

		frontier_at_lambda(&frontier, 0.0, &point);
		found = isnan(plain.target_return) || plain.target_return <= least ||
		        frontier_at_return(&frontier, plain.target_return, &point);
		if (found)
			frontier_read(&frontier, &point, tail->x, tail->bounds, tail->multipliers);
	}
	frontier_clear(&frontier);
	return found;
}

enum status tail_allocation_init(struct tail_allocation *tail, const struct allocation_problem *problem,
                                 const char *name, struct error *err)
{
	enum status status = allocation_admits(problem, name, err);
	struct linear_info info;

	if (!status && !problem->is_checked)
		status = allocate_check(problem, err);
	if (!status)
		status = check_scenarios(problem, err);
	if (!status)
		status = check_trading(problem, err);
	if (status)
		return status;
	*tail = (struct tail_allocation){ .problem = problem, .n = problem->count, .is_split = problem->trading != NULL,
		                          .scenarios = problem->returns->size1 };
	tail->variables = tail->is_split ? 2 * tail->n : tail->n;
	tail->weight = 1.0 / ((1.0 - problem->confidence) * (double)tail->scenarios);
	lay_out(tail);
	set_bounds(tail);
	set_rows(tail);
	if (begin_at_frontier(tail))
		return STATUS_OK;
	status = find_vertex(tail, NULL, true, tail->x, &info, err);
	if (status == STATUS_INFEASIBLE)
		status = explain(tail, err);
	if (status)
		tail_allocation_clear(tail);
	return status;
}

void tail_allocation_clear(struct tail_allocation *tail)
{
	free(tail->memory);
	tail->memory = NULL;
}

void tail_allocation_weights(struct tail_allocation *tail)
{
	for (size_t i = 0; i < tail->n; i++)
		tail->weights[i] = tail->is_split ? current_of(tail, i) + (tail->x[i] - tail->x[tail->n + i]) : tail->x[i];
}

double tail_allocation_loss(const struct tail_allocation *tail, const double *loss, double *into)
{
	double held = 0.0;

	for (size_t i = 0; i < tail->n; i++) {
		into[i] = loss[i];
		if (!tail->is_split)
			continue;
		into[tail->n + i] = -loss[i];
		held += loss[i] * current_of(tail, i);
	}
	return held;
}

static int dearest_first(const void *left, const void *right)
{
	const struct binding *a = left, *b = right;

	if (a->multiplier != b->multiplier)
		return a->multiplier > b->multiplier ? -1 : 1;
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

/* The limit of a weight that the multiplier of a variable speaks of; false: it is only that nothing is traded. */
static bool limit_of_variable(const struct tail_allocation *tail, size_t j, enum constraint_kind *kind)
{
	const bool is_sold = j >= tail->n, is_lower = tail->bounds[j] > 0.0;

	*kind = is_lower != is_sold ? CONSTRAINT_LOWER : CONSTRAINT_UPPER;
	return !tail->is_split || !is_lower || tail->lower[j] > 0.0;
}

static size_t read_bindings(const struct tail_allocation *tail, double scale, struct binding *bindings)
{
	struct binding *all = memory_new_array(tail->variables + tail->row_count, sizeof(*all));
	size_t count = 0;

	for (size_t j = 0; j < tail->variables; j++) {
		enum constraint_kind kind;

		if (fabs(tail->bounds[j]) <= 1e-10 * scale || !limit_of_variable(tail, j, &kind))
			continue;
		all[count++] = (struct binding){ .kind = kind, .index = j % tail->n, .multiplier = fabs(tail->bounds[j]) };
	}
	/* The budget is not a limit one relaxes, and the floor's price is lambda. */
	for (size_t r = 1; r < tail->row_count; r++) {
		const double price = tail->multipliers[r];

		if (fabs(price) <= 1e-10 * scale || r == tail->floor_row)
			continue;
		all[count++] = (struct binding){ .kind = r == tail->turnover_row ? CONSTRAINT_TURNOVER
			                                 : price > 0.0           ? CONSTRAINT_ROW_LOWER
			                                                         : CONSTRAINT_ROW_UPPER,
			                         .index = r == tail->turnover_row ? 0 : r - 1, .multiplier = fabs(price) };
	}
	qsort(all, count, sizeof(*all), dearest_first);
	count = count < ALLOCATION_BINDINGS ? count : ALLOCATION_BINDINGS;
	for (size_t k = 0; k < count; k++) {
		bindings[k] = all[k];
		bindings[k].limit = allocation_limit(tail->problem, all[k].kind, all[k].index);
	}
	free(all);
	return count;
}

void tail_allocation_finish(struct tail_allocation *tail, const struct tail_info *found, gsl_vector *weights,
                            struct allocation_info *info)
{
	tail_allocation_weights(tail);
	*info = (struct allocation_info){
		.iterations = found->iterations, .kkt = found->kkt, .objective = found->value,
		.gap = fmax(0.0, found->value - found->bound), .stop = STOP_OPTIMAL,
		.lambda = tail->floor_row < tail->row_count ? fmax(0.0, tail->multipliers[tail->floor_row]) : 0.0,
	};
	allocation_measure(tail->problem, tail->weights, info);
	info->binding_count = read_bindings(tail, found->scale, info->bindings);
	for (size_t i = 0; i < tail->n; i++)
		gsl_vector_set(weights, i, tail->weights[i]);
}
