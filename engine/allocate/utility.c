/* The highest utility: one optimum, costs and impact of trading included. */
#include <gsl/gsl_blas.h>
#include <math.h>
#include <stdlib.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/counted.h"
#include "engine/allocate/limits.h"
#include "engine/allocate/tracked.h"
#include "engine/base/memory.h"

/*
 * What the impact of trades adds to L mu'w - 1/2 w'S w: with k_i (w_i - a_i)^2 the diagonal grows by 2 L k and the return
 * by 2 k a.
 */
struct eased {
	struct factor_covariance factors;
	gsl_matrix *covariance;                   /* owned, or NULL */
	gsl_vector *specific, *expected_return;   /* owned, or NULL */
};

static void eased_init(struct eased *eased, struct quadratic_problem *program, const struct allocation_trading *trading,
                       double lambda)
{
	const size_t n = program->count;
	const gsl_vector *impact = trading ? trading->impact : NULL;

	*eased = (struct eased){ 0 };
	if (!impact)
		return;
	eased->expected_return = gsl_vector_alloc(n);
	gsl_vector_memcpy(eased->expected_return, program->linear);
	if (program->factors) {
		eased->factors = *program->factors;
		eased->specific = gsl_vector_alloc(n);
		gsl_vector_memcpy(eased->specific, program->factors->specific);
		eased->factors.specific = eased->specific;
		program->factors = &eased->factors;
	} else {
		eased->covariance = gsl_matrix_alloc(n, n);
		gsl_matrix_memcpy(eased->covariance, program->hessian);
		program->hessian = eased->covariance;
	}
	for (size_t i = 0; i < n; i++) {
		const double k = gsl_vector_get(impact, i);
		double *own = eased->specific ? gsl_vector_ptr(eased->specific, i) : gsl_matrix_ptr(eased->covariance, i, i);

		*own += 2.0 * lambda * k;
		*gsl_vector_ptr(eased->expected_return, i) += 2.0 * k * gsl_vector_get(trading->current, i);
	}
	program->linear = eased->expected_return;
}

static void eased_clear(struct eased *eased)
{
	gsl_matrix_free(eased->covariance);
	gsl_vector_free(eased->specific);
	gsl_vector_free(eased->expected_return);
}

/* weights n, bounds n, rows m: the optimum at L with its multipliers, in one segment of the critical line. */
static enum status on_the_line(const struct allocation_problem *problem, const struct quadratic_problem *program,
                               double lambda, double *figures, struct frontier_corner *corner,
                               struct allocation_info *info, struct error *err)
{
	const size_t n = program->count;
	const struct frontier_stop stop = { GOAL_LAMBDA, lambda };
	struct frontier frontier = { 0 };
	struct frontier_point point;
	enum status status = solve_critical_line_until(program, problem->workspace, &stop, &frontier, err);

	if (!status) {
		frontier_at_lambda(&frontier, lambda, &point);
		frontier_read(&frontier, &point, figures, figures + n, figures + 2 * n);
		corner->turnover_price = point.turnover_price;
		info->iterations = frontier.events;
		info->ridge = frontier.ridge;
	}
	frontier_clear(&frontier);
	return status;
}

/* Where nothing needs the line; its multipliers are already those of L. */
static enum status by_active_set(const struct allocation_problem *problem, struct quadratic_problem program,
                                 double lambda, double *figures, struct allocation_info *info, struct error *err)
{
	gsl_vector *linear = gsl_vector_alloc(program.count);
	struct quadratic_info found;

	gsl_vector_memcpy(linear, program.linear);
	gsl_vector_scale(linear, lambda);
	program.linear = linear;

	const enum status status = solve_quadratic(&program, problem->workspace, figures, figures + program.count,
	                                           figures + 2 * program.count, &found, err);

	if (!status) {
		info->iterations = found.iterations;
		info->ridge = found.ridge;
	}
	gsl_vector_free(linear);
	return status;
}

/* S = B F B' + D */
static gsl_matrix *covariance_by_factors(const struct factor_covariance *factors)
{
	const size_t n = factors->loadings->size1, k = factors->loadings->size2;
	gsl_matrix *covariance = gsl_matrix_alloc(n, n), *pushed = gsl_matrix_alloc(n, k);

	gsl_blas_dgemm(CblasNoTrans, CblasNoTrans, 1.0, factors->loadings, factors->factor, 0.0, pushed);
	gsl_blas_dgemm(CblasNoTrans, CblasTrans, 1.0, pushed, factors->loadings, 0.0, covariance);
	for (size_t i = 0; i < n; i++) {
		*gsl_matrix_ptr(covariance, i, i) += gsl_vector_get(factors->specific, i);
		for (size_t j = 0; j < i; j++)
			gsl_matrix_set(covariance, i, j, gsl_matrix_get(covariance, j, i));
	}
	gsl_matrix_free(pushed);
	return covariance;
}

static struct kkt certify(struct quadratic_problem program, double lambda, const double *figures)
{
	const size_t n = program.count;
	gsl_vector *linear = gsl_vector_alloc(n), *cost = gsl_vector_calloc(n);

	gsl_vector_memcpy(linear, program.linear);
	gsl_vector_scale(linear, lambda);
	program.linear = linear;
	if (program.cost) {
		gsl_vector_memcpy(cost, program.cost);
		gsl_vector_scale(cost, lambda);
		program.cost = cost;
	}

	const struct kkt kkt = kkt_residual(&program, figures, figures + n, figures + 2 * n);

	gsl_vector_free(linear);
	gsl_vector_free(cost);
	return kkt;
}

/* Where the line needed a ridge under factors, the covariance itself has the last word. */
static enum status solve(const struct allocation_problem *problem, const struct quadratic_problem *program,
                         double lambda, double *figures, struct frontier_corner *corner, struct allocation_info *info,
                         struct error *err)
{
	struct quadratic_problem whole = *program;
	struct kkt kkt;
	enum status status;

	if (!program->factors && !program->anchor)
		return by_active_set(problem, *program, lambda, figures, info, err);
	status = on_the_line(problem, program, lambda, figures, corner, info, err);
	if (status || program->anchor || info->ridge == 0.0)
		return status;
	kkt = certify(*program, lambda, figures);
	if (kkt_is_accepted(&kkt))
		return STATUS_OK;

	gsl_matrix *covariance = covariance_by_factors(program->factors);

	whole.factors = NULL;
	whole.hessian = covariance;
	status = by_active_set(problem, whole, lambda, figures, info, err);
	gsl_matrix_free(covariance);
	return status;
}

enum status allocation_at_lambda(const struct allocation_problem *problem, double lambda, gsl_vector *weights,
                                 struct allocation_info *info, struct error *err)
{
	const size_t n = problem->count, m = problem->row_count + 1;
	struct program_of_allocation program;
	struct allocation_info found = { .lambda = lambda };
	struct frontier_corner corner = { .lambda = lambda };
	struct eased eased;
	enum status status = program_of_allocation_init(problem, &program, err);

	if (status)
		return status;

	double *figures = memory_new_array(2 * n + m, sizeof(double));

	eased_init(&eased, &program.problem, problem->trading, lambda);
	status = solve(problem, &program.problem, lambda, figures, &corner, &found, err);
	if (!status) {
		/* A frontier of this one corner says the rest. */
		const struct frontier single = { .count = n, .row_count = m, .corner_count = 1, .corners = &corner,
			                         .bound_multipliers = figures + n, .row_multipliers = figures + 2 * n };
		struct frontier_point point;

		frontier_at_lambda(&single, lambda, &point);
		allocation_settle(problem, figures);
		found.binding_count = allocate_bindings(problem, &single, &point, found.bindings, ALLOCATION_BINDINGS);
		found.kkt = certify(program.problem, lambda, figures);
		allocation_measure(problem, figures, &found);
		found.objective = found.expected_return - found.cost -
		                  0.5 * problem->risk_aversion * found.volatility * found.volatility;
		*info = found;
		for (size_t i = 0; i < n; i++)
			gsl_vector_set(weights, i, figures[i]);
	}
	free(figures);
	eased_clear(&eased);
	program_of_allocation_clear(&program);
	return status;
}

enum status allocate_utility(const struct allocation_problem *problem, gsl_vector *weights,
                             struct allocation_info *info, struct error *err)
{
	const double lambda = 1.0 / problem->risk_aversion;
	enum status status;

	if (!isfinite(problem->risk_aversion) || !(problem->risk_aversion > 0.0) || !isfinite(lambda))
		return error_set(err, STATUS_INVALID, "the risk aversion is %g; it must be positive", problem->risk_aversion);
	status = allocation_admits(problem, "utility", err);
	if (status)
		return status;
	if (allocation_is_counted(problem))
		return allocate_counted(problem, "utility", weights, info, err);
	if (problem->tracking_limit > 0.0 && problem->trading && problem->trading->impact)
		return error_set(err, STATUS_INVALID, "a limit on the tracking error cannot be kept with the impact of trades");
	if (problem->tracking_limit > 0.0)
		return allocate_tracked(problem, TRACKED_UTILITY, weights, info, err);
	return allocation_at_lambda(problem, lambda, weights, info, err);
}
