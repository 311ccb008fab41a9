/* Mean and variance under limits: the frontier and the portfolios picked from it. */
#include <math.h>
#include <stdlib.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/counted.h"
#include "engine/allocate/limits.h"
#include "engine/allocate/tracked.h"
#include "engine/base/memory.h"

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
	frontier->corner_count = 0;
	if (problem->tracking_limit > 0.0 || (problem->trading && problem->trading->impact))
		return error_set(err, STATUS_INVALID, "a frontier cannot keep %s; ask for one portfolio",
		                 problem->tracking_limit > 0.0 ? "a limit on the tracking error" : "the impact of trades");
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

void binding_insert(struct binding *bindings, size_t *count, size_t capacity, struct binding next)
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
		binding_insert(bindings, &count, capacity, binding);
	}
	if (problem->trading && point->turnover_price > 0.0) {
		const double price = point->lambda > 0.0 ? point->turnover_price / point->lambda : 2.0 * point->turnover_price;
		const struct binding turnover = { CONSTRAINT_TURNOVER, 0, problem->trading->turnover, price };

		if (price > 1e-12)
			binding_insert(bindings, &count, capacity, turnover);
	}
	return count;
}

struct kkt allocation_certificate(const struct allocation_problem *problem, double lambda, const double *weights,
                                  const double *bound_multipliers, const double *row_multipliers)
{
	struct allocation_problem checked = *problem;
	struct program_of_allocation program;
	gsl_vector *linear = gsl_vector_alloc(problem->count), *cost = NULL;

	checked.is_checked = true;
	(void)program_of_allocation_init(&checked, &program, NULL); /* its figures were checked: it cannot fail */
	gsl_vector_memcpy(linear, problem->expected_return);
	gsl_vector_scale(linear, lambda);
	program.problem.linear = linear;
	if (program.problem.cost) {
		cost = gsl_vector_alloc(problem->count);
		gsl_vector_memcpy(cost, program.problem.cost);
		gsl_vector_scale(cost, lambda);
		program.problem.cost = cost;
	}

	const struct kkt kkt = kkt_residual(&program.problem, weights, bound_multipliers, row_multipliers);

	gsl_vector_free(linear);
	gsl_vector_free(cost);
	program_of_allocation_clear(&program);
	return kkt;
}

void allocate_read(const struct allocation_problem *problem, const struct frontier *frontier,
                   const struct frontier_point *point, double *weights, struct allocation_info *info)
{
	const size_t n = frontier->count, m = frontier->row_count;
	double *memory = memory_new_array(n + m, sizeof(double));

	frontier_read(frontier, point, weights, memory, memory + n);
	allocation_settle(problem, weights); /* rounding between two corners may step over a limit */
	*info = (struct allocation_info){
		.iterations = frontier->events,
		.expected_return = point->expected_return,
		.volatility = point->volatility,
		.sharpe = point->volatility > 0.0 ? (point->expected_return - problem->risk_free) / point->volatility : 0.0,
		.lambda = point->lambda,
		.ridge = frontier->ridge,
	};
	info->binding_count = allocate_bindings(problem, frontier, point, info->bindings, ALLOCATION_BINDINGS);
	info->kkt = allocation_certificate(problem, point->lambda, weights, memory, memory + n);
	if (problem->trading)
		allocation_measure(problem, weights, info);
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

		struct allocation_info sharper;

		allocate_read(problem, &frontier, &point, found->data, info);
		gsl_vector_memcpy(weights, found);
		/* What a ridge under a singular covariance left over: the same place without one. */
		if (!kkt_is_accepted(&info->kkt) && !allocation_at_lambda(problem, point.lambda, found, &sharper, NULL) &&
		    kkt_is_accepted(&sharper.kkt)) {
			gsl_vector_memcpy(weights, found);
			*info = sharper;
		}
		gsl_vector_free(found);
		info->at_highest_return = stop->goal == GOAL_VOLATILITY && point.segment == 0 && point.share == 0.0;
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

/* Whether the volatility is more than the rounding of what hedges leave of what is held. */
static bool has_risk(const struct allocation_problem *problem, const struct frontier *frontier,
                     const struct frontier_point *point)
{
	double *weights = memory_new_array(problem->count, sizeof(double)), average = 0.0, largest = 0.0;

	frontier_read(frontier, point, weights, NULL, NULL);
	for (size_t i = 0; i < problem->count; i++) {
		const double volatility = sqrt(covariance_variance(problem, i));

		average += fabs(weights[i]) * volatility;
		largest = fmax(largest, volatility);
	}
	free(weights);
	return point->volatility > fmax(1e-7 * average, 1e-9 * largest);
}

static enum status pick_max_sharpe(const struct allocation_problem *problem, const struct frontier *frontier,
                                   struct frontier_point *point, struct error *err)
{
	if (frontier_max_sharpe(frontier, problem->risk_free, point) && has_risk(problem, frontier, point))
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
	if (problem->tracking_limit > 0.0)
		return allocate_tracked(problem, TRACKED_MIN_VARIANCE, weights, info, err);
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
	if (problem->tracking_limit > 0.0)
		return allocate_tracked(problem, TRACKED_SHARPE, weights, info, err);
	status = pick(problem, &stop, weights, info, pick_max_sharpe, err);
	if (!status)
		info->objective = info->sharpe - (info->volatility > 0.0 ? info->cost / info->volatility : 0.0);
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
	if (problem->tracking_limit > 0.0)
		return allocate_tracked(problem, TRACKED_RETURN, weights, info, err);
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
	if (problem->tracking_limit > 0.0)
		return allocate_tracked(problem, TRACKED_VOLATILITY, weights, info, err);
	status = pick(problem, &stop, weights, info, pick_target_volatility, err);
	if (!status) {
		info->at_highest_return =
			info->at_highest_return && problem->target_volatility > info->volatility * (1.0 + 1e-12);
		info->objective = info->expected_return - info->cost;
	}
	return status;
}
