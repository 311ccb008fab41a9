/* Resampled efficiency: portfolios averaged over the histories that might have been. */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

/* One imagined history after another: what T returns from N(mu, S) would have been estimated to be. */
struct histories {
	const struct allocation_problem *problem;
	size_t degrees;                   /* T - 1                                                    */
	gsl_matrix *root, *bartlett, *covariance; /* owned; S = root root'; bartlett n x min(n, T - 1) */
	gsl_vector *normals, *mean;       /* owned                                                    */
};

/* The lower triangular root of a semidefinite S: where nothing is left of an asset's variance its column is 0. */
static void semidefinite_root(const gsl_matrix *covariance, gsl_matrix *root)
{
	const size_t n = covariance->size1;

	gsl_matrix_set_zero(root);
	for (size_t j = 0; j < n; j++) {
		double left = gsl_matrix_get(covariance, j, j);

		for (size_t k = 0; k < j; k++)
			left -= gsl_matrix_get(root, j, k) * gsl_matrix_get(root, j, k);
		if (!(left > 1e-13 * gsl_matrix_get(covariance, j, j)))
			continue;
		gsl_matrix_set(root, j, j, sqrt(left));
		for (size_t i = j + 1; i < n; i++) {
			double rest = gsl_matrix_get(covariance, i, j);

			for (size_t k = 0; k < j; k++)
				rest -= gsl_matrix_get(root, i, k) * gsl_matrix_get(root, j, k);
			gsl_matrix_set(root, i, j, rest / sqrt(left));
		}
	}
}

static void histories_init(struct histories *histories, const struct allocation_problem *problem)
{
	const size_t n = problem->count, degrees = problem->observations - 1;

	*histories = (struct histories){
		.problem = problem, .degrees = degrees, .root = gsl_matrix_alloc(n, n),
		.bartlett = gsl_matrix_alloc(n, degrees < n ? degrees : n), .covariance = gsl_matrix_alloc(n, n),
		.normals = gsl_vector_alloc(n), .mean = gsl_vector_alloc(n),
	};
	semidefinite_root(problem->covariance, histories->root);
}

static void histories_clear(struct histories *histories)
{
	gsl_matrix_free(histories->root);
	gsl_matrix_free(histories->bartlett);
	gsl_matrix_free(histories->covariance);
	gsl_vector_free(histories->normals);
	gsl_vector_free(histories->mean);
}

/*
 * The next: mean ~ N(mu, S / T), and independent of it (T - 1) covariance ~ Wishart(S, T - 1), made by Bartlett's
 * triangle of chi and normal variates; with T - 1 < n the triangle is cut off and the covariance singular.
 */
static void histories_draw(struct histories *histories, gsl_rng *rng)
{
	const size_t n = histories->problem->count, width = histories->bartlett->size2;

	for (size_t i = 0; i < n; i++)
		gsl_vector_set(histories->normals, i, gsl_ran_gaussian_ziggurat(rng, 1.0));
	gsl_vector_memcpy(histories->mean, histories->problem->expected_return);
	gsl_blas_dgemv(CblasNoTrans, 1.0 / sqrt((double)histories->problem->observations), histories->root,
	               histories->normals, 1.0, histories->mean);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < width; j++)
			gsl_matrix_set(histories->bartlett, i, j,
			               j < i    ? gsl_ran_gaussian_ziggurat(rng, 1.0)
			               : j == i ? sqrt(gsl_ran_chisq(rng, (double)(histories->degrees - i)))
			                        : 0.0);
	gsl_blas_dtrmm(CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, 1.0, histories->root, histories->bartlett);
	gsl_blas_dsyrk(CblasLower, CblasNoTrans, 1.0 / (double)histories->degrees, histories->bartlett, 0.0,
	               histories->covariance);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			gsl_matrix_set(histories->covariance, j, i, gsl_matrix_get(histories->covariance, i, j));
}

/* Adds the portfolios at equal steps of expected return, from least variance to highest return, to their sums. */
static void add_ranks(const struct frontier *frontier, double *weights, double *sums)
{
	const double least = frontier->corners[frontier->corner_count - 1].expected_return;
	const double most = frontier->corners[0].expected_return;

	for (size_t rank = 0; rank < ALLOCATION_RANKS; rank++) {
		const double share = (double)rank / (ALLOCATION_RANKS - 1);
		struct frontier_point point;

		if (rank == 0 || !frontier_at_return(frontier, fmin(most, least + share * (most - least)), &point))
			frontier_at_lambda(frontier, rank == 0 ? 0.0 : frontier->corners[0].lambda, &point);
		frontier_read(frontier, &point, weights, NULL, NULL);
		for (size_t i = 0; i < frontier->count; i++)
			sums[rank * frontier->count + i] += weights[i];
	}
}

static enum status average(const struct allocation_problem *problem, double *ranks, size_t *events, struct error *err)
{
	struct solve_workspace *workspace = problem->workspace ? problem->workspace : solve_workspace_new();
	struct program_of_allocation program;
	struct frontier frontier = { 0 };
	struct histories histories;
	double *weights = memory_new_array(problem->count, sizeof(double));
	struct error cause;
	enum status status = program_of_allocation_init(problem, &program, err);

	if (!status) {
		histories_init(&histories, problem);
		program.problem.hessian = histories.covariance;
		program.problem.linear = histories.mean;
		for (size_t draw = 0; !status && draw < problem->draws; draw++) {
			histories_draw(&histories, problem->rng);
			status = solve_critical_line(&program.problem, workspace, &frontier, &cause);
			if (status)
				error_set(err, status, "in history %zu of %zu: %s", draw + 1, problem->draws, cause.message);
			else
				add_ranks(&frontier, weights, ranks);
			*events += status ? 0 : frontier.events;
		}
		for (size_t k = 0; k < ALLOCATION_RANKS * problem->count; k++)
			ranks[k] /= (double)problem->draws;
		histories_clear(&histories);
		program_of_allocation_clear(&program);
	}
	frontier_clear(&frontier);
	free(weights);
	if (!problem->workspace)
		solve_workspace_free(workspace);
	return status;
}

/* The rank that is asked for, judged by the problem's own assumptions. */
static enum status choose_rank(const struct allocation_problem *problem, double *ranks, size_t *chosen,
                               struct allocation_info *info, struct error *err)
{
	const bool by_utility = problem->risk_aversion > 0.0;
	double best = -INFINITY, least = INFINITY;

	for (size_t rank = 0; rank < ALLOCATION_RANKS; rank++) {
		struct allocation_info at = { .stop = STOP_RULE };
		double value;

		allocation_settle(problem, ranks + rank * problem->count);
		allocation_measure(problem, ranks + rank * problem->count, &at);
		least = fmin(least, at.volatility);
		value = at.expected_return -
		        (by_utility ? 0.5 * problem->risk_aversion * at.volatility * at.volatility : 0.0);
		if ((!by_utility && at.volatility > problem->target_volatility) || value <= best)
			continue;
		best = value;
		*chosen = rank;
		*info = at;
		info->objective = value;
	}
	if (best > -INFINITY)
		return STATUS_OK;
	return error_set(err, STATUS_INFEASIBLE,
	                 "no averaged portfolio has a volatility of %.6g %% or less; the least is %.6g %%",
	                 100.0 * problem->target_volatility, 100.0 * least);
}

static enum status check_histories(const struct allocation_problem *problem, struct error *err)
{
	if (!problem->rng || problem->draws == 0)
		return error_set(err, STATUS_INVALID, "\"resampled\" needs a number of draws and a source of random numbers");
	if (problem->observations < 2)
		return error_set(err, STATUS_INVALID, "\"resampled\" needs at least 2 observations behind the assumptions");
	if (!isfinite(problem->risk_aversion) || !isfinite(problem->target_volatility) || problem->risk_aversion < 0.0 ||
	    problem->target_volatility < 0.0 || (problem->risk_aversion == 0.0 && problem->target_volatility == 0.0))
		return error_set(err, STATUS_INVALID,
		                 "\"resampled\" needs a risk aversion or a target volatility above 0 to choose a portfolio");
	return STATUS_OK;
}

enum status allocate_resampled(const struct allocation_problem *problem, gsl_vector *weights,
                               struct allocation_info *info, struct error *err)
{
	const size_t n = problem->count;
	struct allocation_info found;
	size_t events = 0, chosen = 0;
	double *ranks;
	enum status status = allocation_admits(problem, "resampled", err);

	if (!status)
		status = check_histories(problem, err);
	if (!status && !problem->is_checked)
		status = allocate_check(problem, err);
	if (status)
		return status;
	ranks = memory_new_array(ALLOCATION_RANKS * n, sizeof(double));
	status = average(problem, ranks, &events, err);
	if (!status)
		status = choose_rank(problem, ranks, &chosen, &found, err);
	if (!status) {
		found.iterations = events;
		*info = found;
		for (size_t i = 0; i < n; i++)
			gsl_vector_set(weights, i, ranks[chosen * n + i]);
	}
	free(ranks);
	return status;
}
