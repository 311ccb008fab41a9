/* Mean and variance under limits: the frontier and the portfolios picked from it. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/counted.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

static const char *label_of(const struct allocation_problem *problem, size_t i, char text[32])
{
	if (problem->labels && problem->labels[i])
		return problem->labels[i];
	snprintf(text, 32, "asset %zu", i + 1);
	return text;
}

static const char *row_label(const struct allocation_problem *problem, size_t r, char text[32])
{
	if (problem->rows[r].label)
		return problem->rows[r].label;
	snprintf(text, 32, "limit %zu", r + 1);
	return text;
}

static double lower_bound(const struct allocation_problem *problem, size_t i)
{
	return problem->lower ? gsl_vector_get(problem->lower, i) : 0.0;
}

static double upper_bound(const struct allocation_problem *problem, size_t i)
{
	return problem->upper ? gsl_vector_get(problem->upper, i) : 1.0;
}

double allocation_limit(const struct allocation_problem *problem, enum constraint_kind kind, size_t index)
{
	switch (kind) {
	case CONSTRAINT_LOWER: return lower_bound(problem, index);
	case CONSTRAINT_UPPER: return upper_bound(problem, index);
	case CONSTRAINT_ROW_LOWER: return problem->rows[index].lower;
	case CONSTRAINT_ROW_UPPER: return problem->rows[index].upper;
	case CONSTRAINT_TURNOVER: return problem->trading->turnover;
	case CONSTRAINT_TRACKING: return problem->tracking_limit;
	case CONSTRAINT_CARDINALITY: return (double)problem->cardinality;
	case CONSTRAINT_MINIMUM_POSITION: return problem->minimum_position;
	case CONSTRAINT_BUDGET: break;
	}
	return 1.0;
}

char *allocate_limit_text(const struct allocation_problem *problem, enum constraint_kind kind, size_t index, char *text,
                          size_t size)
{
	const double limit = allocation_limit(problem, kind, index);
	char label[32];

	switch (kind) {
	case CONSTRAINT_LOWER:
	case CONSTRAINT_UPPER:
		snprintf(text, size, "the %s limit of %s (%.6g %%)", kind == CONSTRAINT_LOWER ? "lower" : "upper",
		         label_of(problem, index, label), 100.0 * limit);
		break;
	case CONSTRAINT_ROW_LOWER:
	case CONSTRAINT_ROW_UPPER:
		snprintf(text, size, "the %s limit of %s (%.6g %%)", kind == CONSTRAINT_ROW_LOWER ? "lower" : "upper",
		         row_label(problem, index, label), 100.0 * limit);
		break;
	case CONSTRAINT_BUDGET: snprintf(text, size, "the weights must sum to 100 %%"); break;
	case CONSTRAINT_TURNOVER: snprintf(text, size, "the turnover limit (%.6g %%)", 100.0 * limit); break;
	case CONSTRAINT_TRACKING: snprintf(text, size, "the tracking error limit (%.6g %%)", 100.0 * limit); break;
	case CONSTRAINT_CARDINALITY: snprintf(text, size, "the limit on how many are held (%.0f)", limit); break;
	case CONSTRAINT_MINIMUM_POSITION:
		snprintf(text, size, "the smallest position of %s (%.6g %%)", label_of(problem, index, label), 100.0 * limit);
		break;
	}
	return text;
}

/* Shapes, finite figures, and a variance for everyone that is one. */
static enum status check_factors(const struct allocation_problem *problem, struct error *err)
{
	const struct factor_covariance *factors = problem->factors;
	const size_t n = problem->count;
	char label[32];

	if (!factors->loadings || !factors->factor || !factors->specific || factors->loadings->size1 != n ||
	    factors->specific->size != n || factors->factor->size1 != factors->loadings->size2 ||
	    factors->factor->size2 != factors->loadings->size2)
		return error_set(err, STATUS_INVALID, "loadings, factor covariance and specific variances must be of %zu assets",
		                 n);
	for (size_t f = 0; f < factors->factor->size1; f++)
		for (size_t g = 0; g < f; g++) {
			const double a = gsl_matrix_get(factors->factor, f, g), b = gsl_matrix_get(factors->factor, g, f);

			/* Written so that a NaN fails. */
			if (!(fabs(a - b) <= 1e-8 * (fabs(a) + fabs(b))))
				return error_set(err, STATUS_INVALID,
				                 "the covariance of factors %zu and %zu is %g and %g; it must be symmetric", f + 1,
				                 g + 1, a, b);
		}
	for (size_t i = 0; i < n; i++) {
		const double specific = gsl_vector_get(factors->specific, i), variance = covariance_variance(problem, i);

		if (!(specific >= 0.0) || !isfinite(variance) || variance < 0.0)
			return error_set(err, STATUS_INVALID,
			                 "the factors give %s a specific variance of %g in one of %g; neither must be negative",
			                 label_of(problem, i, label), specific, variance);
	}
	return STATUS_OK;
}

static enum status check_assumptions(const struct allocation_problem *problem, struct error *err)
{
	const size_t n = problem->count;
	char label[32], other[32];

	for (size_t i = 0; i < n; i++) {
		const double lower = lower_bound(problem, i), upper = upper_bound(problem, i);
		const double variance = covariance_variance(problem, i);

		if (!isfinite(gsl_vector_get(problem->expected_return, i)))
			return error_set(err, STATUS_INVALID, "the expected return of %s is not a number",
			                 label_of(problem, i, label));
		if (!isfinite(variance) || variance < 0.0)
			return error_set(err, STATUS_INVALID, "the variance of %s is %g; it must not be negative",
			                 label_of(problem, i, label), variance);
		if (!isfinite(lower) || !isfinite(upper) || lower > upper)
			return error_set(err, STATUS_INVALID, "%s has a lower limit of %g and an upper limit of %g",
			                 label_of(problem, i, label), lower, upper);
		for (size_t j = 0; !problem->factors && j < i; j++) {
			const double a = gsl_matrix_get(problem->covariance, i, j), b = gsl_matrix_get(problem->covariance, j, i);
			const double reach = sqrt(variance * gsl_matrix_get(problem->covariance, j, j));

			/* Written so that a NaN fails; the allowance is the rounding of an estimated or printed matrix. */
			if (!(fabs(a - b) <= 1e-8 * reach + 1e-300) || !(fabs(a) <= reach * (1.0 + 1e-6) + 1e-300))
				return error_set(err, STATUS_INVALID,
				                 "the covariance of %s and %s is %g and %g; it must be symmetric and at most "
				                 "the product of their volatilities, %g",
				                 label_of(problem, i, label), label_of(problem, j, other), a, b, reach);
		}
	}
	return STATUS_OK;
}

enum status allocate_check(const struct allocation_problem *problem, struct error *err)
{
	const size_t n = problem->count;
	char label[32];

	if (n == 0)
		return error_set(err, STATUS_INVALID, "there is no asset to allocate to");
	if (problem->factors && problem->covariance)
		return error_set(err, STATUS_INVALID, "there are both a covariance and factors in its place");
	if (!problem->expected_return || problem->expected_return->size != n ||
	    (!problem->factors && (!problem->covariance || problem->covariance->size1 != n ||
	                           problem->covariance->size2 != n)) ||
	    (problem->lower && problem->lower->size != n) || (problem->upper && problem->upper->size != n))
		return error_set(err, STATUS_INVALID, "expected returns, covariance and limits must all be of %zu assets", n);
	for (size_t r = 0; r < problem->row_count; r++) {
		const struct allocation_row *row = problem->rows + r;

		if (isnan(row->lower) || isnan(row->upper) || row->lower > row->upper)
			return error_set(err, STATUS_INVALID, "%s has a lower limit of %g and an upper limit of %g",
			                 row_label(problem, r, label), row->lower, row->upper);
		for (size_t i = 0; i < n; i++)
			if (!isfinite(row->coefficients[i]))
				return error_set(err, STATUS_INVALID, "%s has a coefficient that is not a number",
				                 row_label(problem, r, label));
	}
	if (!isfinite(problem->risk_free))
		return error_set(err, STATUS_INVALID, "the risk-free return is not a number");
	if (problem->factors) {
		const enum status status = check_factors(problem, err);

		if (status)
			return status;
	}
	return check_assumptions(problem, err);
}

enum status program_of_allocation_init(const struct allocation_problem *problem, struct program_of_allocation *program,
                                       struct error *err)
{
	const size_t n = problem->count, m = problem->row_count + 1;
	const enum status status = problem->is_checked ? STATUS_OK : allocate_check(problem, err);

	if (status)
		return status;
	if (problem->factors)
		return error_set(err, STATUS_INVALID, "this is not solved by factors; give the covariance");
	program->lower = gsl_vector_alloc(n);
	program->upper = gsl_vector_alloc(n);
	program->rows = gsl_matrix_alloc(m, n);
	program->row_lower = gsl_vector_alloc(m);
	program->row_upper = gsl_vector_alloc(m);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(program->lower, i, lower_bound(problem, i));
		gsl_vector_set(program->upper, i, upper_bound(problem, i));
		gsl_matrix_set(program->rows, 0, i, 1.0);
		for (size_t r = 1; r < m; r++)
			gsl_matrix_set(program->rows, r, i, problem->rows[r - 1].coefficients[i]);
	}
	gsl_vector_set(program->row_lower, 0, 1.0);
	gsl_vector_set(program->row_upper, 0, 1.0);
	for (size_t r = 1; r < m; r++) {
		gsl_vector_set(program->row_lower, r, problem->rows[r - 1].lower);
		gsl_vector_set(program->row_upper, r, problem->rows[r - 1].upper);
	}
	program->problem = (struct quadratic_problem){
		.count = n, .hessian = problem->covariance, .linear = problem->expected_return, .lower = program->lower,
		.upper = program->upper, .row_count = m, .rows = program->rows, .row_lower = program->row_lower,
		.row_upper = program->row_upper,
	};
	return STATUS_OK;
}

void program_of_allocation_clear(struct program_of_allocation *program)
{
	gsl_vector_free(program->lower);
	gsl_vector_free(program->upper);
	gsl_matrix_free(program->rows);
	gsl_vector_free(program->row_lower);
	gsl_vector_free(program->row_upper);
}

/* stop NULL: the whole frontier. */
static enum status walk_until(const struct allocation_problem *problem, const struct frontier_stop *stop,
                              struct frontier *frontier, struct error *err)
{
	struct program_of_allocation program;
	enum status status;

	frontier->corner_count = 0;
	status = program_of_allocation_init(problem, &program, err);
	if (status)
		return status;
	status = stop ? solve_critical_line_until(&program.problem, problem->workspace, stop, frontier, err)
	              : solve_critical_line(&program.problem, problem->workspace, frontier, err);
	program_of_allocation_clear(&program);
	return status;
}

enum status allocate_frontier(const struct allocation_problem *problem, struct frontier *frontier, struct error *err)
{
	return walk_until(problem, NULL, frontier, err);
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

static void insert_binding(struct binding *bindings, size_t *count, size_t capacity, struct binding next)
{
	size_t at = *count;

	if (at == capacity && (at == 0 || dearest_first(&bindings[at - 1], &next) <= 0))
		return;
	if (at == capacity)
		at--;
	else
		++*count;
	for (; at > 0 && dearest_first(&bindings[at - 1], &next) > 0; at--)
		bindings[at] = bindings[at - 1];
	bindings[at] = next;
}

/* What one limit costs, from its multipliers at both ends of the segment. */
static double price_at(const struct frontier_point *point, double high, double low)
{
	const double price = point->share > 0.0 ? high + point->share * (low - high) : high;

	/* z belongs to variance / 2 - L return: divided by L it is return, doubled it is variance. */
	return point->lambda > 0.0 ? price / point->lambda : 2.0 * price;
}

size_t allocate_bindings(const struct allocation_problem *problem, const struct frontier *frontier,
                         const struct frontier_point *point, struct binding *bindings, size_t capacity)
{
	const size_t n = frontier->count, m = frontier->row_count, s = point->segment;
	const size_t next = s + 1 < frontier->corner_count ? s + 1 : s;
	size_t count = 0;

	for (size_t i = 0; i < n + m; i++) {
		const bool is_asset = i < n;
		const double *figures = is_asset ? frontier->bound_multipliers : frontier->row_multipliers;
		const size_t width = is_asset ? n : m, at = is_asset ? i : i - n;
		const double price = price_at(point, figures[s * width + at], figures[next * width + at]);
		struct binding binding = { .multiplier = fabs(price) };

		/* The budget is not a limit one relaxes; rounding is not a price. */
		if (i == n || fabs(price) <= 1e-12)
			continue;
		if (is_asset)
			binding.kind = price > 0.0 ? CONSTRAINT_LOWER : CONSTRAINT_UPPER;
		else
			binding.kind = price > 0.0 ? CONSTRAINT_ROW_LOWER : CONSTRAINT_ROW_UPPER;
		binding.index = is_asset ? at : at - 1;
		binding.limit = allocation_limit(problem, binding.kind, binding.index);
		insert_binding(bindings, &count, capacity, binding);
	}
	return count;
}

void allocate_read(const struct allocation_problem *problem, const struct frontier *frontier,
                   const struct frontier_point *point, double *weights, struct allocation_info *info)
{
	const size_t n = frontier->count, m = frontier->row_count;
	double *memory = memory_new_array(n + m, sizeof(double));
	struct program_of_allocation program;

	frontier_read(frontier, point, weights, memory, memory + n);
	*info = (struct allocation_info){
		.iterations = frontier->events,
		.expected_return = point->expected_return,
		.volatility = point->volatility,
		.sharpe = point->volatility > 0.0 ? (point->expected_return - problem->risk_free) / point->volatility : 0.0,
		.lambda = point->lambda,
		.ridge = frontier->ridge,
	};
	info->binding_count = allocate_bindings(problem, frontier, point, info->bindings, ALLOCATION_BINDINGS);
	if (program_of_allocation_init(problem, &program, NULL) == STATUS_OK) {
		gsl_vector *linear = gsl_vector_alloc(n);

		gsl_vector_memcpy(linear, problem->expected_return);
		gsl_vector_scale(linear, point->lambda);
		program.problem.linear = linear;
		info->kkt = kkt_residual(&program.problem, weights, memory, memory + n);
		gsl_vector_free(linear);
		program_of_allocation_clear(&program);
	}
	free(memory);
}

/* Finds the allocator's place on the frontier; fills err when it has none. */
static enum status pick(const struct allocation_problem *problem, const struct frontier_stop *stop,
                        gsl_vector *weights, struct allocation_info *info,
                        enum status (*choose)(const struct allocation_problem *problem, const struct frontier *frontier,
                                              struct frontier_point *point, struct error *err),
                        struct error *err)
{
	struct frontier frontier = { 0 };
	struct frontier_point point;
	enum status status = walk_until(problem, stop, &frontier, err);

	if (!status) {
		status = choose(problem, &frontier, &point, err);
		/* What cannot be reached is refused with the range of the whole frontier. */
		if (status && walk_until(problem, NULL, &frontier, NULL) == STATUS_OK)
			status = choose(problem, &frontier, &point, err);
	}
	if (!status) {
		gsl_vector *found = gsl_vector_alloc(problem->count);

		allocate_read(problem, &frontier, &point, found->data, info);
		gsl_vector_memcpy(weights, found);
		gsl_vector_free(found);
	}
	frontier_clear(&frontier);
	return status;
}

static enum status pick_min_variance(const struct allocation_problem *problem, const struct frontier *frontier,
                                     struct frontier_point *point, struct error *err)
{
	(void)problem;
	(void)err;
	frontier_at_lambda(frontier, 0.0, point);
	return STATUS_OK;
}

static enum status pick_max_sharpe(const struct allocation_problem *problem, const struct frontier *frontier,
                                   struct frontier_point *point, struct error *err)
{
	if (frontier_max_sharpe(frontier, problem->risk_free, point))
		return STATUS_OK;
	if (frontier->corners[0].expected_return > problem->risk_free)
		return error_set(err, STATUS_INFEASIBLE,
		                 "a portfolio without risk returns %.6g %%, more than the risk-free %.6g %%: no ratio is the "
		                 "highest; check the assumptions",
		                 100.0 * frontier->corners[frontier->corner_count - 1].expected_return,
		                 100.0 * problem->risk_free);
	return error_set(err, STATUS_INFEASIBLE,
	                 "no portfolio within the limits returns more than the risk-free %.6g %%; the highest is %.6g %%",
	                 100.0 * problem->risk_free, 100.0 * frontier->corners[0].expected_return);
}

static enum status pick_target_return(const struct allocation_problem *problem, const struct frontier *frontier,
                                      struct frontier_point *point, struct error *err)
{
	const double efficient = frontier->corners[frontier->corner_count - 1].expected_return;
	const double target = problem->target_return;

	/* At least the target: below the return of least variance that portfolio is the answer. */
	if (frontier_at_return(frontier, fmax(target, efficient), point))
		return STATUS_OK;
	return error_set(err, STATUS_INFEASIBLE,
	                 "a return of %.6g %% cannot be reached within the limits; the highest is %.6g %%", 100.0 * target,
	                 100.0 * frontier->corners[0].expected_return);
}

static enum status pick_target_volatility(const struct allocation_problem *problem, const struct frontier *frontier,
                                          struct frontier_point *point, struct error *err)
{
	const double least = sqrt(frontier->corners[frontier->corner_count - 1].variance);
	const double greatest = sqrt(frontier->corners[0].variance), target = problem->target_volatility;

	if (frontier_at_volatility(frontier, fmin(target, greatest), point))
		return STATUS_OK;
	return error_set(err, STATUS_INFEASIBLE,
	                 "a volatility of %.6g %% cannot be reached within the limits; they allow %.6g %% to %.6g %%",
	                 100.0 * target, 100.0 * least, 100.0 * greatest);
}

enum status allocate_min_variance(const struct allocation_problem *problem, gsl_vector *weights,
                                  struct allocation_info *info, struct error *err)
{
	const struct frontier_stop stop = { GOAL_LAMBDA, 0.0 };
	enum status status;

	status = allocation_admits(problem, "min-variance", err);
	if (status)
		return status;
	if (allocation_is_counted(problem))
		return allocate_counted(problem, "min-variance", weights, info, err);
	status = pick(problem, &stop, weights, info, pick_min_variance, err);
	if (!status)
		info->objective = info->volatility * info->volatility;
	return status;
}

enum status allocate_max_sharpe(const struct allocation_problem *problem, gsl_vector *weights,
                                struct allocation_info *info, struct error *err)
{
	const struct frontier_stop stop = { GOAL_MAX_SHARPE, problem->risk_free };
	enum status status;

	status = allocation_admits(problem, "max-sharpe", err);
	if (status)
		return status;
	if (allocation_is_counted(problem))
		return allocate_counted(problem, "max-sharpe", weights, info, err);
	status = pick(problem, &stop, weights, info, pick_max_sharpe, err);
	if (!status)
		info->objective = info->sharpe;
	return status;
}

enum status allocate_target_return(const struct allocation_problem *problem, gsl_vector *weights,
                                   struct allocation_info *info, struct error *err)
{
	const struct frontier_stop stop = { GOAL_RETURN, problem->target_return };
	enum status status;

	if (!isfinite(problem->target_return))
		return error_set(err, STATUS_INVALID, "the target return is not a number");
	status = allocation_admits(problem, "target-return", err);
	if (status)
		return status;
	if (allocation_is_counted(problem))
		return allocate_counted(problem, "target-return", weights, info, err);
	status = pick(problem, &stop, weights, info, pick_target_return, err);
	if (!status)
		info->objective = info->volatility * info->volatility;
	return status;
}

enum status allocate_target_volatility(const struct allocation_problem *problem, gsl_vector *weights,
                                       struct allocation_info *info, struct error *err)
{
	const struct frontier_stop stop = { GOAL_VOLATILITY, problem->target_volatility };
	enum status status;

	if (!isfinite(stop.value) || stop.value < 0.0)
		return error_set(err, STATUS_INVALID, "the target volatility is %g; it must not be negative", stop.value);
	status = allocation_admits(problem, "target-volatility", err);
	if (status)
		return status;
	if (allocation_is_counted(problem))
		return allocate_counted(problem, "target-volatility", weights, info, err);
	status = pick(problem, &stop, weights, info, pick_target_volatility, err);
	if (!status) {
		info->at_highest_return = problem->target_volatility > info->volatility * (1.0 + 1e-12);
		info->objective = info->expected_return;
	}
	return status;
}

/*
 * One optimum needs no frontier: the dual active set, with its multipliers already in terms of return once the
 * objective is divided by the risk aversion.
 */
enum status allocate_utility(const struct allocation_problem *problem, gsl_vector *weights,
                             struct allocation_info *info, struct error *err)
{
	const size_t n = problem->count, m = problem->row_count + 1;
	const double lambda = 1.0 / problem->risk_aversion;
	struct program_of_allocation program;
	struct quadratic_info found;
	enum status status;

	if (!isfinite(problem->risk_aversion) || !(problem->risk_aversion > 0.0) || !isfinite(lambda))
		return error_set(err, STATUS_INVALID, "the risk aversion is %g; it must be positive", problem->risk_aversion);
	status = allocation_admits(problem, "utility", err);
	if (status)
		return status;
	if (allocation_is_counted(problem))
		return allocate_counted(problem, "utility", weights, info, err);
	status = program_of_allocation_init(problem, &program, err);
	if (status)
		return status;

	gsl_vector *linear = gsl_vector_alloc(n);
	double *memory = memory_new_array(2 * n + m, sizeof(double)), *bounds = memory + n, *rows = bounds + n;

	gsl_vector_memcpy(linear, problem->expected_return);
	gsl_vector_scale(linear, lambda);
	program.problem.linear = linear;
	status = solve_quadratic(&program.problem, problem->workspace, memory, bounds, rows, &found, err);
	if (!status) {
		/* A frontier of this one corner says the rest. */
		struct frontier_corner corner = { .lambda = lambda };
		const struct frontier single = { .count = n, .row_count = m, .corner_count = 1, .corners = &corner,
			                         .weights = memory, .bound_multipliers = bounds, .row_multipliers = rows,
			                         .ridge = found.ridge, .events = found.iterations };
		struct frontier_point point;

		for (size_t i = 0; i < n; i++) {
			corner.expected_return += memory[i] * gsl_vector_get(problem->expected_return, i);
			for (size_t j = 0; j < n; j++)
				corner.variance += memory[i] * gsl_matrix_get(problem->covariance, i, j) * memory[j];
		}
		corner.variance = fmax(0.0, corner.variance);
		frontier_at_lambda(&single, lambda, &point);
		double *copy = memory_new_array(n, sizeof(double));

		allocate_read(problem, &single, &point, copy, info);
		info->objective = info->expected_return - 0.5 * problem->risk_aversion * corner.variance;
		for (size_t i = 0; i < n; i++)
			gsl_vector_set(weights, i, copy[i]);
		free(copy);
	}
	free(memory);
	gsl_vector_free(linear);
	program_of_allocation_clear(&program);
	return status;
}
