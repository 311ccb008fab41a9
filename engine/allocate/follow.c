/* A problem that changes from key to key, answered from where its last answer was. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/counted.h"
#include "engine/allocate/limits.h"
#include "engine/base/memory.h"

enum followed_kind { FOLLOWED_VARIANCE, FOLLOWED_UTILITY, FOLLOWED_RETURN };

struct allocation_follower {
	struct quadratic_factor *factor;
	enum followed_kind kind;
	bool is_ready;
	gsl_matrix *hessian, *rows;       /* of the factor; the last row of FOLLOWED_RETURN is mu'w    */
	gsl_vector *linear, *row_lower, *row_upper;
	double *figures;                  /* n weights, n and m multipliers                           */
};

static void forget(struct allocation_follower *follower)
{
	gsl_matrix_free(follower->hessian);
	gsl_matrix_free(follower->rows);
	gsl_vector_free(follower->linear);
	gsl_vector_free(follower->row_lower);
	gsl_vector_free(follower->row_upper);
	free(follower->figures);
	follower->hessian = follower->rows = NULL;
	follower->linear = follower->row_lower = follower->row_upper = NULL;
	follower->figures = NULL;
	follower->is_ready = false;
}

struct allocation_follower *allocation_follower_new(void)
{
	struct allocation_follower *follower = memory_new(sizeof(*follower));

	follower->factor = quadratic_factor_new();
	return follower;
}

void allocation_follower_free(struct allocation_follower *follower)
{
	if (!follower)
		return;
	forget(follower);
	quadratic_factor_free(follower->factor);
	free(follower);
}

/* Whether the program is one that the dual active set follows; what has no meaning is refused by the allocator. */
static bool is_followed(const struct allocator *allocator, const struct allocation_problem *problem,
                        enum followed_kind *kind)
{
	const struct allocation_trading *trading = problem->trading;
	const bool is_plain = !(trading && (trading->cost || trading->impact || trading->turnover < INFINITY)) &&
	                      !(problem->tracking_limit > 0.0) && !problem->factors && !allocation_is_counted(problem);

	if (allocator->solve == allocate_min_variance)
		*kind = FOLLOWED_VARIANCE;
	else if (allocator->solve == allocate_utility)
		*kind = FOLLOWED_UTILITY;
	else if (allocator->solve == allocate_target_return)
		*kind = FOLLOWED_RETURN;
	else
		return false;
	if (*kind == FOLLOWED_UTILITY && !(problem->risk_aversion > 0.0 && isfinite(1.0 / problem->risk_aversion) &&
	                                   isfinite(problem->risk_aversion)))
		return false;
	return is_plain && (*kind != FOLLOWED_RETURN || isfinite(problem->target_return));
}

static void take_memory(struct allocation_follower *follower, enum followed_kind kind, size_t n, size_t m)
{
	if (follower->hessian && follower->kind == kind && follower->hessian->size1 == n && follower->rows->size1 == m)
		return;
	forget(follower);
	follower->kind = kind;
	follower->hessian = gsl_matrix_calloc(n, n);
	follower->rows = gsl_matrix_calloc(m, n);
	follower->linear = gsl_vector_calloc(n);
	follower->row_lower = gsl_vector_alloc(m);
	follower->row_upper = gsl_vector_alloc(m);
	follower->figures = memory_new_array(2 * n + m, sizeof(double));
}

/* count numbers, and whether they are others than before. */
static bool replace(double *kept, const double *now, size_t count)
{
	if (memcmp(kept, now, count * sizeof(double)) == 0)
		return false;
	memcpy(kept, now, count * sizeof(double));
	return true;
}

/* The present figures. True: those that the factor is made of are others than before. */
static bool read_figures(struct allocation_follower *follower, const struct allocation_problem *problem,
                         const struct quadratic_problem *program, double lambda)
{
	const size_t n = problem->count, m = program->row_count;
	bool has_changed = false;

	for (size_t i = 0; i < n; i++) {
		const double expected = gsl_vector_get(problem->expected_return, i);

		has_changed = replace(follower->hessian->data + i * n, problem->covariance->data + i * problem->covariance->tda, n) ||
		              has_changed;
		gsl_vector_set(follower->linear, i, lambda * expected);
		if (follower->kind == FOLLOWED_RETURN)
			has_changed = replace(follower->rows->data + m * n + i, &expected, 1) || has_changed;
	}
	for (size_t r = 0; r < m; r++) {
		has_changed = replace(follower->rows->data + r * n, program->rows->data + r * program->rows->tda, n) || has_changed;
		gsl_vector_set(follower->row_lower, r, gsl_vector_get(program->row_lower, r));
		gsl_vector_set(follower->row_upper, r, gsl_vector_get(program->row_upper, r));
	}
	if (follower->kind == FOLLOWED_RETURN) {
		gsl_vector_set(follower->row_lower, m, problem->target_return);
		gsl_vector_set(follower->row_upper, m, INFINITY);
	}
	return has_changed;
}

/* The answer in the allocator's own terms. */
static void tell(const struct allocation_follower *follower, const struct allocation_problem *problem,
                 const struct quadratic_info *found, struct allocation_info *info)
{
	const size_t n = problem->count, m = problem->row_count + 1;
	const double *bounds = follower->figures + n, *rows = bounds + n;
	double variance;

	*info = (struct allocation_info){ .iterations = found->iterations, .kkt = found->kkt, .ridge = found->ridge };
	/* S w = z + A'y + L mu */
	if (follower->kind == FOLLOWED_UTILITY)
		info->lambda = 1.0 / problem->risk_aversion;
	else if (follower->kind == FOLLOWED_RETURN)
		info->lambda = fmax(0.0, rows[m]);
	allocation_measure(problem, follower->figures, info);
	allocation_price(problem, bounds, rows, 0.0, info->lambda > 0.0 ? 1.0 / info->lambda : 2.0, info);
	variance = info->volatility * info->volatility;
	info->objective = follower->kind == FOLLOWED_UTILITY
	                          ? info->expected_return - 0.5 * problem->risk_aversion * variance
	                          : variance;
}

enum status allocate_follow(struct allocation_follower *follower, const struct allocator *allocator,
                            const struct allocation_problem *problem, gsl_vector *weights,
                            struct allocation_info *info, struct error *err)
{
	const size_t n = problem->count;
	struct program_of_allocation program;
	struct quadratic_info found;
	enum followed_kind kind;
	enum status status;

	if (!is_followed(allocator, problem, &kind))
		return allocator->solve(problem, weights, info, err);
	status = program_of_allocation_init(problem, &program, err);
	if (status)
		return status;
	take_memory(follower, kind, n, program.problem.row_count + (kind == FOLLOWED_RETURN));

	struct quadratic_problem now = program.problem;
	const double lambda = kind == FOLLOWED_UTILITY ? 1.0 / problem->risk_aversion : 0.0;
	const bool has_changed = read_figures(follower, problem, &program.problem, lambda);

	now.hessian = follower->hessian;
	now.linear = follower->linear;
	now.rows = follower->rows;
	now.row_count = follower->rows->size1;
	now.row_lower = follower->row_lower;
	now.row_upper = follower->row_upper;
	if (has_changed || !follower->is_ready) {
		status = solve_quadratic_prepare(&now, follower->factor, err);
		follower->is_ready = status == STATUS_OK;
	}
	if (!status)
		status = solve_quadratic_prepared(&now, follower->factor, START_WARM, follower->figures, follower->figures + n,
		                                  follower->figures + 2 * n, &found, err);
	program_of_allocation_clear(&program);
	/* The allocator has the words for what cannot be, and the walk for what does not settle. */
	if (status)
		return allocator->solve(problem, weights, info, err);
	tell(follower, problem, &found, info);
	for (size_t i = 0; i < n; i++)
		gsl_vector_set(weights, i, follower->figures[i]);
	return STATUS_OK;
}
