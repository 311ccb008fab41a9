/* The objectives of mean and variance under a limit on the tracking error. */
#include "engine/allocate/tracked.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

struct tracked {
	const struct allocation_problem *problem;
	struct program_of_allocation program; /* in v                                                  */
	struct program_of_allocation whole; /* in w, for the certificate                               */
	struct quadratic_problem shifted;
	gsl_vector *anchor, *cost, *linear, *pull, *slope; /* n; pull is S b                           */
	struct frontier frontier;
	double centre, size;              /* of the expected returns: what they have in common; max |mu_i| and cost */
	double unit;                      /* an L at which risk and return weigh about the same                     */
	double highest;                   /* return that any L reaches; INFINITY: not known                         */

	/* The optimum at the L asked for last. */
	double lambda, share;             /* L; s, and where L is infinite the tolerance itself            */
	double *weights, *bounds, *rows;  /* n, n, m: multipliers per unit of s                        */
	double *below, *above;            /* n: weights of the nearest L on either side of the root    */
	double turnover_price, expected_return, variance, error; /* return net of costs                 */
	struct kkt kkt;
	size_t events;
	bool is_highest;                  /* found at the greatest L that is looked at, below what was asked */
};

static void tracked_clear(struct tracked *tracked)
{
	gsl_vector_free(tracked->anchor);
	gsl_vector_free(tracked->cost);
	gsl_vector_free(tracked->linear);
	gsl_vector_free(tracked->pull);
	gsl_vector_free(tracked->slope);
	frontier_clear(&tracked->frontier);
	free(tracked->weights);
	program_of_allocation_clear(&tracked->program);
	program_of_allocation_clear(&tracked->whole);
}

/*
 * The size of returns and of L. What all expected returns have in common changes no portfolio, as weights sum to one, but
 * at a large L it would drown the risk.
 */
static void measure_returns(struct tracked *tracked)
{
	const struct allocation_problem *problem = tracked->problem;
	const gsl_vector *cost = problem->trading ? problem->trading->cost : NULL;
	double least, most, variance = 0.0;

	gsl_vector_minmax(problem->expected_return, &least, &most);
	tracked->centre = 0.5 * (least + most);
	tracked->size = fmax(fmax(fabs(least), fabs(most)), cost ? gsl_vector_max(cost) : 0.0);
	for (size_t i = 0; i < problem->count; i++)
		variance += covariance_variance(problem, i) / (double)problem->count;
	tracked->unit = tracked->size > 0.0 ? variance / tracked->size : 1.0;
	tracked->highest = INFINITY;
}

static enum status tracked_init(struct tracked *tracked, const struct allocation_problem *problem, struct error *err)
{
	const size_t n = problem->count, m = problem->row_count + 1;
	const gsl_vector *benchmark = problem->benchmark;
	enum status status;

	*tracked = (struct tracked){ .problem = problem };
	status = program_of_allocation_init(problem, &tracked->program, err);
	if (!status)
		status = program_of_allocation_init(problem, &tracked->whole, err);
	if (status) {
		tracked_clear(tracked);
		return status;
	}
	measure_returns(tracked);
	tracked->anchor = gsl_vector_alloc(n);
	tracked->cost = gsl_vector_calloc(n);
	tracked->linear = gsl_vector_alloc(n);
	tracked->pull = gsl_vector_alloc(n);
	tracked->slope = gsl_vector_alloc(n);
	tracked->weights = memory_new_array(5 * n + m + covariance_memory(problem), sizeof(double));
	tracked->bounds = tracked->weights + n;
	tracked->below = tracked->bounds + n;
	tracked->above = tracked->below + n;
	tracked->rows = tracked->above + n;
	for (size_t i = 0; i < n; i++)
		tracked->weights[i] = gsl_vector_get(benchmark, i);
	covariance_product(problem, tracked->weights, tracked->pull->data, tracked->rows + m);
	gsl_vector_sub(tracked->program.lower, benchmark);
	gsl_vector_sub(tracked->program.upper, benchmark);
	for (size_t r = 0; r < m; r++) {
		double held = 0.0;

		for (size_t i = 0; i < n; i++)
			held += gsl_matrix_get(tracked->program.rows, r, i) * gsl_vector_get(benchmark, i);
		*gsl_vector_ptr(tracked->program.row_lower, r) -= held;
		*gsl_vector_ptr(tracked->program.row_upper, r) -= held;
	}
	tracked->shifted = tracked->program.problem;
	tracked->shifted.linear = tracked->linear;
	if (tracked->shifted.anchor) {
		gsl_vector_memcpy(tracked->anchor, problem->trading->current);
		gsl_vector_sub(tracked->anchor, benchmark);
		tracked->shifted.anchor = tracked->anchor;
		tracked->shifted.cost = tracked->cost;
	}
	return STATUS_OK;
}

/* What the walk maximises at L, and what a trade then costs. */
static void ask(struct tracked *tracked, double lambda)
{
	const struct allocation_problem *problem = tracked->problem;

	for (size_t i = 0; i < problem->count; i++) {
		const double expected = gsl_vector_get(problem->expected_return, i) - tracked->centre;
		const double cost = problem->trading && problem->trading->cost ? gsl_vector_get(problem->trading->cost, i) : 0.0;

		gsl_vector_set(tracked->linear, i,
		               isfinite(lambda) ? lambda * expected - gsl_vector_get(tracked->pull, i) : expected);
		gsl_vector_set(tracked->cost, i, isfinite(lambda) ? lambda * cost : cost);
	}
	tracked->lambda = lambda;
}

/* The place on the line in v: the limit, or the end of the scale where it does not bind. */
static enum status find_place(struct tracked *tracked, struct frontier_point *point, struct error *err)
{
	const double limit = tracked->problem->tracking_limit;
	const struct frontier_stop whole = { GOAL_LAMBDA, 1.0 }, near = { GOAL_VOLATILITY, limit };
	struct frontier *frontier = &tracked->frontier;
	struct solve_workspace *workspace = tracked->problem->workspace;
	enum status status;

	tracked->events = 0;
	if (isfinite(tracked->lambda)) {
		status = solve_critical_line_until(&tracked->shifted, workspace, &whole, frontier, err);
		if (status)
			return status;
		frontier_at_lambda(frontier, 1.0, point);
		tracked->events += frontier->events;
		if (point->volatility <= limit)
			return STATUS_OK;
	}
	status = solve_critical_line_until(&tracked->shifted, workspace, &near, frontier, err);
	if (status)
		return status;
	tracked->events += frontier->events;
	if (frontier_at_volatility(frontier, fmin(limit, sqrt(frontier->corners->variance)), point))
		return STATUS_OK;
	return error_set(err, STATUS_INFEASIBLE,
	                 "the least tracking error within the limits is %.6g %%, above the limit of %.6g %%",
	                 100.0 * sqrt(frontier->corners[frontier->corner_count - 1].variance), 100.0 * limit);
}

/*
 * The certificate of S w - S b - s (L mu - S b) in w, where nothing has cancelled yet; and of the limit itself, which is
 * kept and has a price only where it binds.
 */
static void certify(struct tracked *tracked)
{
	struct quadratic_problem whole = tracked->whole.problem;

	gsl_vector_memcpy(tracked->slope, tracked->linear);
	gsl_vector_add(tracked->slope, tracked->pull);
	whole.linear = tracked->slope;
	if (whole.anchor)
		whole.cost = tracked->cost;
	tracked->kkt = kkt_residual(&whole, tracked->weights, tracked->bounds, tracked->rows);

	const double limit = tracked->problem->tracking_limit, beyond = tracked->error - limit;
	/* theta / (1 + theta), the share of the gradient that is the limit's. */
	const double price = isfinite(tracked->lambda) ? 1.0 - tracked->share : 1.0;

	tracked->kkt.primal = fmax(tracked->kkt.primal, beyond);
	if (beyond < -1e-12 * limit && isfinite(tracked->lambda))
		tracked->kkt.complementarity = fmax(tracked->kkt.complementarity, price * -beyond / limit);
}

/* The figures of tracked->weights, which are settled first. */
static void measure(struct tracked *tracked)
{
	struct allocation_info measured = { 0 };

	allocation_settle(tracked->problem, tracked->weights);
	certify(tracked);
	allocation_measure(tracked->problem, tracked->weights, &measured);
	tracked->expected_return = measured.expected_return - measured.cost;
	tracked->variance = measured.volatility * measured.volatility;
}

static enum status solve_at(struct tracked *tracked, double lambda, struct error *err)
{
	const struct allocation_problem *problem = tracked->problem;
	const size_t n = problem->count;
	struct frontier_point point;

	ask(tracked, lambda);

	const enum status status = find_place(tracked, &point, err);

	if (status)
		return status;
	frontier_read(&tracked->frontier, &point, tracked->weights, tracked->bounds, tracked->rows);
	tracked->share = isfinite(lambda) ? fmin(1.0, point.lambda) : point.lambda;
	tracked->turnover_price = point.turnover_price;
	tracked->error = point.volatility;
	gsl_vector_scale(tracked->linear, tracked->share);
	gsl_vector_scale(tracked->cost, tracked->share);
	for (size_t i = 0; i < n; i++)
		tracked->weights[i] += gsl_vector_get(problem->benchmark, i);
	measure(tracked);
	return STATUS_OK;
}

/* What a unit of volatility takes off the robust utility. */
static double caution_of(const struct allocation_problem *problem)
{
	return problem->uncertainty > 0.0 ? problem->uncertainty / sqrt((double)problem->observations) : 0.0;
}

/* How far the optimum at L lies beyond what is asked: it grows with L. */
static double beyond(const struct tracked *tracked, enum tracked_objective objective)
{
	const struct allocation_problem *problem = tracked->problem;

	switch (objective) {
	case TRACKED_RETURN: return tracked->expected_return - problem->target_return;
	case TRACKED_VOLATILITY: return sqrt(tracked->variance) - problem->target_volatility;
	case TRACKED_SHARPE:
		return tracked->lambda * (tracked->expected_return - problem->risk_free) - tracked->variance;
	case TRACKED_ROBUST: {
		const double caution = caution_of(problem);

		return problem->risk_aversion * tracked->lambda - 1.0 +
		       (caution > 0.0 && tracked->lambda > 0.0 ? caution * tracked->lambda / sqrt(tracked->variance) : 0.0);
	}
	case TRACKED_MIN_VARIANCE:
	case TRACKED_UTILITY: break;
	}
	return 0.0;
}

/*
 * Where a singular covariance has many optima at the root, those just below and just above it lie apart, and what is
 * asked for is between the two: an optimum of the same L, with the same prices.
 */
static void blend(struct tracked *tracked, enum tracked_objective objective)
{
	const size_t n = tracked->problem->count;
	double low = 0.0, high = 1.0;

	for (int round = 0; round < 60; round++) {
		const double share = 0.5 * (low + high);

		for (size_t i = 0; i < n; i++)
			tracked->weights[i] = tracked->below[i] + share * (tracked->above[i] - tracked->below[i]);
		measure(tracked);
		if (beyond(tracked, objective) < 0.0)
			low = share;
		else
			high = share;
	}
}

/* Whether more L can earn no more. */
static bool is_at_highest(const struct tracked *tracked)
{
	return tracked->expected_return >= tracked->highest - 1e-13 * tracked->size;
}

/*
 * A root by false position with halving (Illinois), between an L below it and one above it. Where the highest return is
 * there, or even a very large L does not go beyond, the optimum of that one is the answer: the highest return at the
 * least risk.
 */
static enum status search(struct tracked *tracked, enum tracked_objective objective, struct error *err)
{
	double low = 0.0, high = tracked->unit / 64.0, at_low = beyond(tracked, objective), at_high, rounding;
	const size_t size = tracked->problem->count * sizeof(double);
	enum status status;
	bool is_found = false;
	int side = 0;

	memcpy(tracked->below, tracked->weights, size);
	status = solve_at(tracked, high, err);

	for (int k = 0; !status && beyond(tracked, objective) < 0.0 && !is_at_highest(tracked) && k < 20; k++) {
		memcpy(tracked->below, tracked->weights, size);
		low = high;
		at_low = beyond(tracked, objective);
		high *= 4.0;
		status = solve_at(tracked, high, err);
	}
	at_high = beyond(tracked, objective);
	if (status || at_high < 0.0) {
		tracked->is_highest = true;
		return status;
	}
	memcpy(tracked->above, tracked->weights, size);
	rounding = 2e-16 * (at_high - at_low);
	for (int k = 0; !status && k < 100 && high - low > 1e-15 * high; k++) {
		const double middle = low + (high - low) * fmin(0.999, fmax(0.001, -at_low / (at_high - at_low)));

		status = solve_at(tracked, middle, err);

		const double value = beyond(tracked, objective);

		is_found = fabs(value) <= rounding;
		if (is_found)
			break;
		memcpy(value < 0.0 ? tracked->below : tracked->above, tracked->weights, size);
		if (value < 0.0) {
			low = middle;
			at_low = value;
			at_high = side < 0 ? 0.5 * at_high : at_high;
			side = -1;
		} else {
			high = middle;
			at_high = value;
			at_low = side > 0 ? 0.5 * at_low : at_low;
			side = 1;
		}
	}
	if (!status && !is_found)
		blend(tracked, objective);
	return status;
}

static enum status find_return(struct tracked *tracked, struct error *err)
{
	const double target = tracked->problem->target_return;
	enum status status = solve_at(tracked, 0.0, err);

	if (status || tracked->expected_return >= target - 1e-12 * tracked->size)
		return status;
	status = solve_at(tracked, INFINITY, err);
	if (status)
		return status;
	if (tracked->expected_return < target - 1e-12 * tracked->size)
		return error_set(err, STATUS_INFEASIBLE,
		                 "a return of %.6g %% cannot be reached within the limits; the highest is %.6g %%",
		                 100.0 * target, 100.0 * tracked->expected_return);
	tracked->highest = tracked->expected_return;
	status = solve_at(tracked, 0.0, err);
	return status ? status : search(tracked, TRACKED_RETURN, err);
}

static enum status find_volatility(struct tracked *tracked, struct error *err)
{
	const double target = tracked->problem->target_volatility;
	enum status status = solve_at(tracked, INFINITY, err);

	if (status || sqrt(tracked->variance) <= target)
		return status;

	const double greatest = sqrt(tracked->variance);

	tracked->highest = tracked->expected_return;
	status = solve_at(tracked, 0.0, err);
	if (!status && is_at_highest(tracked) && sqrt(tracked->variance) <= target)
		tracked->is_highest = true;
	if (status || tracked->is_highest || fabs(sqrt(tracked->variance) - target) <= 1e-12 * target)
		return status;
	if (sqrt(tracked->variance) > target)
		return error_set(err, STATUS_INFEASIBLE,
		                 "a volatility of %.6g %% cannot be reached within the limits; they allow %.6g %% to %.6g %%",
		                 100.0 * target, 100.0 * sqrt(tracked->variance), 100.0 * greatest);
	return search(tracked, TRACKED_VOLATILITY, err);
}

static enum status find_sharpe(struct tracked *tracked, struct error *err)
{
	const double risk_free = tracked->problem->risk_free;
	enum status status = solve_at(tracked, INFINITY, err);

	if (status)
		return status;
	if (!(tracked->expected_return > risk_free))
		return error_set(err, STATUS_INFEASIBLE,
		                 "no portfolio within the limits returns more than the risk-free %.6g %%; the highest is %.6g %%",
		                 100.0 * risk_free, 100.0 * tracked->expected_return);
	status = solve_at(tracked, 0.0, err);
	if (!status && !(tracked->variance > 0.0))
		return error_set(err, STATUS_INFEASIBLE, "the limits allow a portfolio without risk: no ratio is the highest");
	return status ? status : search(tracked, TRACKED_SHARPE, err);
}

/* Multipliers per unit of s as prices: of return, or at L = 0 of variance. */
static void price(const struct tracked *tracked, struct allocation_info *info)
{
	const struct allocation_problem *problem = tracked->problem;
	const double lambda = tracked->lambda, limit = problem->tracking_limit, share = tracked->share;
	const double unit = !isfinite(lambda) ? 1.0 / share : lambda > 0.0 ? 1.0 / (share * lambda) : 2.0 / share;
	struct frontier_corner corner = { .lambda = 1.0 };
	const struct frontier single = { .count = problem->count, .row_count = problem->row_count + 1, .corner_count = 1,
		                         .corners = &corner, .bound_multipliers = tracked->bounds,
		                         .row_multipliers = tracked->rows };
	const struct frontier_point point = { .lambda = 1.0 / unit, .turnover_price = tracked->turnover_price };
	/* theta = (1 - s) / s of v'S v / 2, and so theta t for each unit of t. */
	const double theta = isfinite(lambda) ? 1.0 - share : 1.0;
	const struct binding tracking = { CONSTRAINT_TRACKING, 0, limit, theta * limit * unit };

	if (!(share > 0.0))
		return;
	info->binding_count = allocate_bindings(problem, &single, &point, info->bindings, ALLOCATION_BINDINGS);
	if (tracking.multiplier > 1e-12 && tracked->error >= limit * (1.0 - 1e-9))
		binding_insert(info->bindings, &info->binding_count, ALLOCATION_BINDINGS, tracking);
}

static double objective_of(const struct allocation_problem *problem, enum tracked_objective objective,
                           const struct allocation_info *info)
{
	const double variance = info->volatility * info->volatility;
	double net = info->expected_return - info->cost;

	switch (objective) {
	case TRACKED_MIN_VARIANCE:
	case TRACKED_RETURN: return variance;
	case TRACKED_VOLATILITY: return net;
	case TRACKED_SHARPE: return (net - problem->risk_free) / info->volatility;
	case TRACKED_ROBUST: net -= caution_of(problem) * info->volatility; break;
	case TRACKED_UTILITY: break;
	}
	return net - 0.5 * problem->risk_aversion * variance;
}

static enum status solve(struct tracked *tracked, enum tracked_objective objective, struct error *err)
{
	switch (objective) {
	case TRACKED_RETURN: return find_return(tracked, err);
	case TRACKED_VOLATILITY: return find_volatility(tracked, err);
	case TRACKED_SHARPE: return find_sharpe(tracked, err);
	case TRACKED_UTILITY: return solve_at(tracked, 1.0 / tracked->problem->risk_aversion, err);
	case TRACKED_ROBUST: {
		const enum status status = solve_at(tracked, 0.0, err);

		return status ? status : search(tracked, TRACKED_ROBUST, err);
	}
	case TRACKED_MIN_VARIANCE: break;
	}
	return solve_at(tracked, 0.0, err);
}

/* Without any risk there is no tracking error either, and no limit on it. */
static enum status allocate_riskless(const struct allocation_problem *problem, enum tracked_objective objective,
                                     gsl_vector *weights, struct allocation_info *info, struct error *err)
{
	static const char *const names[] = {
		[TRACKED_MIN_VARIANCE] = "min-variance", [TRACKED_RETURN] = "target-return",
		[TRACKED_VOLATILITY] = "target-volatility", [TRACKED_SHARPE] = "max-sharpe",
		[TRACKED_UTILITY] = "utility", [TRACKED_ROBUST] = "robust",
	};
	struct allocation_problem free_of_it = *problem;

	free_of_it.tracking_limit = 0.0;
	free_of_it.is_checked = true;
	return allocator_find(names[objective])->solve(&free_of_it, weights, info, err);
}

static bool is_riskless(const struct allocation_problem *problem)
{
	for (size_t i = 0; i < problem->count; i++)
		if (covariance_variance(problem, i) != 0.0)
			return false;
	return true;
}

enum status allocate_tracked(const struct allocation_problem *problem, enum tracked_objective objective,
                             gsl_vector *weights, struct allocation_info *info, struct error *err)
{
	struct tracked tracked;
	enum status status = tracked_init(&tracked, problem, err);

	if (status)
		return status;
	if (is_riskless(problem)) {
		tracked_clear(&tracked);
		return allocate_riskless(problem, objective, weights, info, err);
	}
	status = solve(&tracked, objective, err);
	if (!status) {
		struct allocation_info found = { .iterations = tracked.events, .kkt = tracked.kkt,
			                         .lambda = isfinite(tracked.lambda) ? tracked.lambda : tracked.share,
			                         .at_highest_return = objective == TRACKED_VOLATILITY &&
			                                              (tracked.is_highest || !isfinite(tracked.lambda)),
			                         .ridge = tracked.frontier.ridge };

		allocation_measure(problem, tracked.weights, &found);
		price(&tracked, &found);
		found.objective = objective_of(problem, objective, &found);
		*info = found;
		for (size_t i = 0; i < problem->count; i++)
			gsl_vector_set(weights, i, tracked.weights[i]);
	}
	tracked_clear(&tracked);
	return status;
}
