/* Utility that fears for its expected returns: the one place on the frontier where the caution is consistent. */
#include <math.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/tracked.h"

/*
 * On the frontier sigma^2 = d + b L^2 piece by piece, and the optimum is where 1 / L = risk_aversion + caution / sigma:
 *
 *     h(L) = risk_aversion L + caution L / sigma(L) = 1
 *
 * L / sigma never falls with L, so h rises and the root is one.
 */
struct caution {
	double risk_aversion, caution;    /* kappa / sqrt(T)                                          */
};

static double rise(const struct caution *caution, double lambda, double d, double b, double *slope)
{
	const double sigma = sqrt(d + b * lambda * lambda);

	if (slope)
		*slope = caution->risk_aversion + caution->caution * d / (sigma * sigma * sigma);
	return caution->risk_aversion * lambda + (caution->caution > 0.0 ? caution->caution * lambda / sigma : 0.0);
}

/* h at a corner; its limit where L and sigma vanish together. */
static double rise_at(const struct caution *caution, const struct frontier *frontier, size_t corner)
{
	const struct frontier_corner *at = frontier->corners + corner;

	if (at->lambda == 0.0 && !(at->variance > 0.0) && corner > 0)
		return caution->caution * at[-1].lambda / sqrt(at[-1].variance);
	return rise(caution, at->lambda, at->variance, 0.0, NULL);
}

/* The root between corner `high` and the next, to the last digit. */
static double root_between(const struct caution *caution, const struct frontier_corner *high)
{
	const struct frontier_corner *low = high + 1;
	const double b = (high->variance - low->variance) / ((high->lambda - low->lambda) * (high->lambda + low->lambda));
	const double d = fmax(0.0, low->variance - b * low->lambda * low->lambda);
	double from = low->lambda, to = high->lambda, lambda = 0.5 * (from + to);

	for (int round = 0; round < 200; round++) {
		double slope, gap = rise(caution, lambda, d, b, &slope) - 1.0;

		if (gap > 0.0)
			to = lambda;
		else
			from = lambda;

		double next = lambda - gap / slope;

		if (!(next > from && next < to))
			next = 0.5 * (from + to);
		if (fabs(next - lambda) <= 1e-16 * lambda)
			return next;
		lambda = next;
	}
	return lambda;
}

/* L of the optimum; 0: the portfolio without risk is best. */
static double find_lambda(const struct caution *caution, const struct frontier *frontier)
{
	const struct frontier_corner *first = frontier->corners;
	size_t above = 0, below = frontier->corner_count - 1;

	if (rise_at(caution, frontier, 0) <= 1.0)
		return 1.0 / (caution->risk_aversion + (caution->caution > 0.0 ? caution->caution / sqrt(first->variance) : 0.0));
	if (rise_at(caution, frontier, below) >= 1.0)
		return 0.0;
	while (below - above > 1) {
		const size_t middle = above + (below - above) / 2;

		if (rise_at(caution, frontier, middle) > 1.0)
			above = middle;
		else
			below = middle;
	}
	return root_between(caution, first + above);
}

static enum status check_caution(const struct allocation_problem *problem, struct error *err)
{
	if (!isfinite(problem->uncertainty) || problem->uncertainty < 0.0)
		return error_set(err, STATUS_INVALID, "the uncertainty is %g; it must not be negative", problem->uncertainty);
	if (!isfinite(problem->risk_aversion) || problem->risk_aversion < 0.0 ||
	    (problem->risk_aversion == 0.0 && problem->uncertainty == 0.0))
		return error_set(err, STATUS_INVALID, "the risk aversion is %g; it must be positive", problem->risk_aversion);
	if (problem->uncertainty > 0.0 && problem->observations == 0)
		return error_set(err, STATUS_INVALID,
		                 "\"robust\" needs the number of observations behind the expected returns");
	return STATUS_OK;
}

enum status allocate_robust(const struct allocation_problem *problem, gsl_vector *weights,
                            struct allocation_info *info, struct error *err)
{
	const struct caution caution = {
		problem->risk_aversion,
		problem->uncertainty > 0.0 ? problem->uncertainty / sqrt((double)problem->observations) : 0.0,
	};
	struct allocation_problem plain = *problem;
	struct frontier frontier = { 0 };
	struct allocation_info found;
	double lambda;
	enum status status = allocation_admits(problem, "robust", err);

	if (!status)
		status = check_caution(problem, err);
	if (!status && problem->tracking_limit > 0.0)
		return allocate_tracked(problem, TRACKED_ROBUST, weights, info, err);
	if (!status)
		status = allocate_frontier(problem, &frontier, err);
	if (status)
		return status;
	lambda = find_lambda(&caution, &frontier);
	plain.is_checked = true;
	if (lambda <= frontier.corners[0].lambda) {
		struct frontier_point point;
		gsl_vector *at = gsl_vector_alloc(problem->count);

		frontier_at_lambda(&frontier, lambda, &point);
		allocate_read(&plain, &frontier, &point, at->data, &found);
		allocation_settle(problem, at->data);
		allocation_measure(problem, at->data, &found);
		gsl_vector_memcpy(weights, at);
		gsl_vector_free(at);
	} else {
		/* Above the first corner the portfolio is that of the highest return; its prices are those of this L. */
		plain.risk_aversion = 1.0 / lambda;
		status = allocate_utility(&plain, weights, &found, err);
	}
	frontier_clear(&frontier);
	if (status)
		return status;
	found.objective = found.expected_return - found.cost - caution.caution * found.volatility -
	                  0.5 * caution.risk_aversion * found.volatility * found.volatility;
	*info = found;
	return STATUS_OK;
}
