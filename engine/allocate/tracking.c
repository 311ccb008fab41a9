/* The portfolio nearest to a benchmark. */
#include <math.h>
#include <stdlib.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/counted.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

/* sqrt(d'S d) of d = weights - benchmark; difference and product are memory. */
static double error_of(const struct allocation_problem *problem, const double *weights, double *difference,
                       double *product, double *memory)
{
	double variance = 0.0;

	for (size_t i = 0; i < problem->count; i++)
		difference[i] = weights[i] - gsl_vector_get(problem->benchmark, i);
	covariance_product(problem, difference, product, memory);
	for (size_t i = 0; i < problem->count; i++)
		variance += difference[i] * product[i];
	return sqrt(fmax(0.0, variance));
}

/*
 * One optimum: the dual method, and for very many assets the critical line, whose place is L = 1. (What is near to a
 * benchmark holds most of it, which the line has to take in one by one.)
 */
static enum status optimum(const struct allocation_problem *problem, const struct quadratic_problem *program,
                           double *weights, double *bounds, double *rows, double *turnover_price,
                           struct allocation_info *info, struct error *err)
{
	enum { FEW = 400 };
	const struct frontier_stop stop = { GOAL_LAMBDA, 1.0 };
	struct frontier frontier = { 0 };
	struct quadratic_info found;
	enum status status;

	*turnover_price = 0.0;
	if (program->count <= FEW && !program->factors && !program->anchor) {
		status = solve_quadratic(program, problem->workspace, weights, bounds, rows, &found, err);
		if (!status)
			*info = (struct allocation_info){ .iterations = found.iterations, .kkt = found.kkt,
				                          .ridge = found.ridge };
		return status;
	}
	status = solve_critical_line_until(program, problem->workspace, &stop, &frontier, err);
	if (!status) {
		struct frontier_point point;

		frontier_at_lambda(&frontier, 1.0, &point);
		frontier_read(&frontier, &point, weights, bounds, rows);
		*turnover_price = point.turnover_price;
		allocation_settle(problem, weights);
		*info = (struct allocation_info){ .iterations = frontier.events, .ridge = frontier.ridge,
			                          .kkt = kkt_residual(program, weights, bounds, rows) };
	}
	frontier_clear(&frontier);
	return status;
}

enum status allocate_tracking_error(const struct allocation_problem *problem, gsl_vector *weights,
                                    struct allocation_info *info, struct error *err)
{
	const size_t n = problem->count, m = problem->row_count + 1;
	struct program_of_allocation program;
	struct allocation_info found;
	enum status status = allocation_admits(problem, "tracking-error", err);

	if (!status && allocation_is_counted(problem)) {
		status = allocation_check_benchmark(problem, "\"tracking-error\"", err);
		return status ? status : allocate_counted(problem, "tracking-error", weights, info, err);
	}
	if (!status)
		status = program_of_allocation_init(problem, &program, err);
	if (status)
		return status;

	double *memory = memory_new_array(4 * n + m + covariance_memory(problem), sizeof(double)), *w = memory;
	double *bounds = w + n, *rows = bounds + n, *pull = rows + m, *difference = pull + n, *spare = difference + n;
	gsl_vector_view linear = gsl_vector_view_array(pull, n);
	double error = 0.0, turnover_price;

	status = allocation_check_benchmark(problem, "\"tracking-error\"", err);
	if (!status) {
		for (size_t i = 0; i < n; i++)
			difference[i] = gsl_vector_get(problem->benchmark, i);
		covariance_product(problem, difference, pull, spare);
		program.problem.linear = &linear.vector;
		status = optimum(problem, &program.problem, w, bounds, rows, &turnover_price, &found, err);
	}
	if (!status) {
		error = error_of(problem, w, difference, pull, spare);
		if (problem->tracking_limit > 0.0 && error > problem->tracking_limit * (1.0 + 1e-9))
			status = error_set(err, STATUS_INFEASIBLE,
			                   "the least tracking error within the limits is %.6g %%, above the limit of %.6g %%",
			                   100.0 * error, 100.0 * problem->tracking_limit);
	}
	if (!status) {
		*info = found;
		info->objective = error;
		allocation_measure(problem, w, info);
		allocation_price(problem, bounds, rows, turnover_price, 2.0, info);
		for (size_t i = 0; i < n; i++)
			gsl_vector_set(weights, i, w[i]);
	}
	free(memory);
	program_of_allocation_clear(&program);
	return status;
}
