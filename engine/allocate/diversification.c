/* Maximum diversification: the frontier of a market whose returns are its volatilities. */
#include <math.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/allocate/tracked.h"

/* The point of the highest ratio where a market returns its volatilities. */
static enum status pick(const struct allocation_problem *priced, gsl_vector *weights, struct allocation_info *info,
                        struct error *err)
{
	const struct frontier_stop stop = { GOAL_MAX_SHARPE, 0.0 };
	struct program_of_allocation program;
	struct frontier frontier = { 0 };
	struct frontier_point point;
	enum status status;

	if (priced->tracking_limit > 0.0)
		return allocate_tracked(priced, TRACKED_SHARPE, weights, info, err);
	status = program_of_allocation_init(priced, &program, err);
	if (status)
		return status;
	status = solve_critical_line_until(&program.problem, priced->workspace, &stop, &frontier, err);
	program_of_allocation_clear(&program);
	if (!status && !frontier_max_sharpe(&frontier, 0.0, &point))
		status = error_set(err, STATUS_INFEASIBLE,
		                   "the limits allow a portfolio without risk: no diversification is the greatest");
	if (!status) {
		struct allocation_info sharper;
		gsl_vector *other = gsl_vector_alloc(priced->count);

		allocate_read(priced, &frontier, &point, weights->data, info);
		allocation_settle(priced, weights->data);
		/* Where the walk lost digits: the same place again, certified. */
		if (!kkt_is_accepted(&info->kkt) && !allocation_at_lambda(priced, point.lambda, other, &sharper, NULL) &&
		    kkt_is_accepted(&sharper.kkt)) {
			gsl_vector_memcpy(weights, other);
			*info = sharper;
		}
		gsl_vector_free(other);
	}
	frontier_clear(&frontier);
	return status;
}

enum status allocate_max_diversification(const struct allocation_problem *problem, gsl_vector *weights,
                                         struct allocation_info *info, struct error *err)
{
	struct allocation_problem priced = *problem;
	enum status status = allocation_admits(problem, "max-diversification", err);

	if (!status && !problem->is_checked)
		status = allocate_check(problem, err);
	if (status)
		return status;

	gsl_vector *volatilities = gsl_vector_alloc(problem->count), *found = gsl_vector_alloc(problem->count);

	for (size_t i = 0; i < problem->count; i++)
		gsl_vector_set(volatilities, i, sqrt(covariance_variance(problem, i)));
	priced.expected_return = volatilities;
	priced.risk_free = 0.0;
	priced.is_checked = true;
	status = pick(&priced, found, info, err);
	if (!status) {
		info->objective = info->sharpe;
		/* Prices are average volatility gained at the same risk; a share of that risk they are diversification. */
		for (size_t k = 0; k < info->binding_count; k++)
			info->bindings[k].multiplier /= info->volatility;
		info->lambda = 0.0;
		allocation_measure(problem, found->data, info);
		gsl_vector_memcpy(weights, found);
	}
	gsl_vector_free(volatilities);
	gsl_vector_free(found);
	return status;
}
