/* Checks a problem once and lays it out for the solvers. */
#include "engine/solve/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

void pool_reset(struct pool *pool, size_t doubles)
{
	if (doubles > pool->capacity) {
		free(pool->memory);
		pool->memory = memory_new_array(doubles, sizeof(*pool->memory));
		pool->capacity = doubles;
	}
	pool->used = 0;
}

double *pool_doubles(struct pool *pool, size_t count)
{
	double *piece = pool->memory + pool->used;

	pool->used += count;
	return piece;
}

size_t *pool_sizes(struct pool *pool, size_t count)
{
	_Static_assert(sizeof(size_t) <= sizeof(double), "sizes and pointers are handed out in units of a double");
	return (size_t *)(void *)pool_doubles(pool, count);
}

double **pool_rows(struct pool *pool, size_t count)
{
	return (double **)(void *)pool_doubles(pool, count);
}

signed char *pool_bytes(struct pool *pool, size_t count)
{
	return (signed char *)(void *)pool_doubles(pool, count / sizeof(double) + 1);
}

struct solve_workspace *solve_workspace_new(void)
{
	return memory_new(sizeof(struct solve_workspace));
}

void solve_workspace_free(struct solve_workspace *workspace)
{
	if (!workspace)
		return;
	free(workspace->program.memory);
	free(workspace->linear.memory);
	free(workspace->path.memory);
	frontier_clear(&workspace->fallback);
	quadratic_factor_free(workspace->factor);
	free(workspace);
}

static double *copy_vector(struct pool *pool, const gsl_vector *vector, size_t count, double missing)
{
	double *copy = pool_doubles(pool, count);

	if (vector && vector->stride == 1)
		memcpy(copy, vector->data, count * sizeof(double));
	else
		for (size_t i = 0; i < count; i++)
			copy[i] = vector ? gsl_vector_get(vector, i) : missing;
	return copy;
}

static enum status check_limits(const double *lower, const double *upper, size_t count, const char *what,
                                double *scale, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (isnan(lower[i]) || isnan(upper[i]) || lower[i] == INFINITY || upper[i] == -INFINITY)
			return error_set(err, STATUS_INVALID, "the limits of %s %zu are %g and %g; they must be numbers",
			                 what, i + 1, lower[i], upper[i]);
		if (lower[i] > upper[i])
			return error_set(err, STATUS_INVALID, "%s %zu has a lower limit of %g above its upper limit of %g",
			                 what, i + 1, lower[i], upper[i]);
		if (fabs(lower[i]) > *scale && isfinite(lower[i]))
			*scale = fabs(lower[i]);
		if (fabs(upper[i]) > *scale && isfinite(upper[i]))
			*scale = fabs(upper[i]);
	}
	return STATUS_OK;
}

static enum status check_factors(const struct factor_covariance *factors, size_t n, struct error *err)
{
	if (!factors->loadings || factors->loadings->size1 != n || !factors->specific || factors->specific->size != n ||
	    !factors->factor || factors->factor->size1 != factors->loadings->size2 ||
	    factors->factor->size2 != factors->loadings->size2)
		return error_set(err, STATUS_INVALID,
		                 "a covariance by factors needs loadings of %zu x k, a covariance of k x k and %zu variances",
		                 n, n);
	for (size_t i = 0; i < n; i++)
		if (!(gsl_vector_get(factors->specific, i) >= 0.0) || !isfinite(gsl_vector_get(factors->specific, i)))
			return error_set(err, STATUS_INVALID, "the specific variance of variable %zu is %g; it must not be negative",
			                 i + 1, gsl_vector_get(factors->specific, i));
	return STATUS_OK;
}

static enum status check_anchor(const struct quadratic_problem *problem, struct error *err)
{
	if (!problem->anchor)
		return STATUS_OK;
	if (problem->anchor->size != problem->count || (problem->cost && problem->cost->size != problem->count))
		return error_set(err, STATUS_INVALID, "holdings and costs of trading must both have %zu elements",
		                 problem->count);
	if (isnan(problem->turnover) || problem->turnover < 0.0)
		return error_set(err, STATUS_INVALID, "the limit on turnover is %g; it must not be negative",
		                 problem->turnover);
	for (size_t i = 0; i < problem->count; i++) {
		const double cost = problem->cost ? gsl_vector_get(problem->cost, i) : 0.0;

		if (!isfinite(gsl_vector_get(problem->anchor, i)))
			return error_set(err, STATUS_INVALID, "what is held of variable %zu is not a number", i + 1);
		if (!(cost >= 0.0) || !isfinite(cost))
			return error_set(err, STATUS_INVALID, "the cost of trading variable %zu is %g; it must not be negative",
			                 i + 1, cost);
	}
	return STATUS_OK;
}

static enum status check_shapes(const struct quadratic_problem *problem, struct error *err)
{
	const size_t n = problem->count, m = problem->row_count;

	if (n == 0)
		return error_set(err, STATUS_INVALID, "a problem needs at least one variable");
	if (problem->hessian && (problem->hessian->size1 != n || problem->hessian->size2 != n))
		return error_set(err, STATUS_INVALID, "the hessian is %zu x %zu; it must be %zu x %zu",
		                 problem->hessian->size1, problem->hessian->size2, n, n);
	if (problem->factors && !problem->hessian && check_factors(problem->factors, n, err))
		return STATUS_INVALID;
	if ((problem->linear && problem->linear->size != n) || (problem->lower && problem->lower->size != n) ||
	    (problem->upper && problem->upper->size != n))
		return error_set(err, STATUS_INVALID, "a vector of the problem does not have %zu elements", n);
	if (m > 0 && (!problem->rows || problem->rows->size1 != m || problem->rows->size2 != n))
		return error_set(err, STATUS_INVALID, "the rows are not a matrix of %zu x %zu", m, n);
	if (m > 0 && (!problem->row_lower || problem->row_lower->size != m || !problem->row_upper ||
	              problem->row_upper->size != m))
		return error_set(err, STATUS_INVALID, "the limits of the rows do not have %zu elements", m);
	return check_anchor(problem, err);
}

static enum status check_numbers(const struct program *program, struct error *err)
{
	const size_t n = program->n;

	for (size_t i = 0; i < n; i++) {
		const double diagonal = program->diagonal ? program->diagonal[i] : 0.0;

		if (!isfinite(program->linear[i]))
			return error_set(err, STATUS_INVALID, "the linear term of variable %zu is not a number", i + 1);
		if (!isfinite(diagonal) || diagonal < 0.0)
			return error_set(err, STATUS_INVALID, "the hessian has %g on its diagonal at %zu; it must not be negative",
			                 diagonal, i + 1);
	}
	for (size_t i = 0; i < n * program->m; i++)
		if (!isfinite(program->rows[i]))
			return error_set(err, STATUS_INVALID, "row %zu has a coefficient that is not a number", i / n + 1);
	return STATUS_OK;
}

/* B', B F and the diagonal of B F B' + D. Cost: n K^2. */
HOT_LOOP static void read_factors(const struct factor_covariance *from, size_t n, struct pool *pool,
                                  struct program *program)
{
	const size_t k = from->loadings->size2;
	double *turned = pool_doubles(pool, k * n), *images = pool_doubles(pool, n * k), *diagonal = pool_doubles(pool, n);

	memset(images, 0, n * k * sizeof(double));
	program->factors = (struct program_factors){
		.count = k, .loadings = from->loadings->data, .stride = from->loadings->tda, .turned = turned, .images = images,
		.specific = copy_vector(pool, from->specific, n, 0.0),
	};
	for (size_t i = 0; i < n; i++) {
		const double *loadings = from->loadings->data + i * from->loadings->tda;
		double *image = images + i * k;

		for (size_t f = 0; f < k; f++) {
			const double *row = from->factor->data + f * from->factor->tda, loading = loadings[f];

			turned[f * n + i] = loading;
			for (size_t g = 0; g < k; g++)
				image[g] += loading * row[g];
		}
		diagonal[i] = program_dot(image, loadings, k) + program->factors.specific[i];
	}
	program->diagonal = diagonal;
}

static size_t memory_of(const struct quadratic_problem *problem)
{
	const size_t n = problem->count, k = problem->hessian || !problem->factors ? 0 : problem->factors->loadings->size2;

	return 6 * n + (n + 2) * problem->row_count + (k > 0 ? (2 * k + 1) * n : 0) + 8;
}

enum status program_read(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                         struct program *program, struct error *err)
{
	const size_t n = problem->count, m = problem->row_count;
	struct pool *pool = &workspace->program;
	enum status status = check_shapes(problem, err);

	if (status)
		return status;
	pool_reset(pool, memory_of(problem));
	*program = (struct program){ .n = n, .m = m, .limit_scale = 1.0, .turnover = INFINITY };
	if (problem->hessian) {
		double *diagonal = pool_doubles(pool, n);

		program->hessian = problem->hessian->data;
		program->stride = problem->hessian->tda;
		for (size_t i = 0; i < n; i++)
			diagonal[i] = program->hessian[i * program->stride + i];
		program->diagonal = diagonal;
	} else if (problem->factors) {
		read_factors(problem->factors, n, pool, program);
	}
	program->linear = copy_vector(pool, problem->linear, n, 0.0);
	program->lower = copy_vector(pool, problem->lower, n, -INFINITY);
	program->upper = copy_vector(pool, problem->upper, n, INFINITY);
	if (problem->anchor) {
		program->anchor = copy_vector(pool, problem->anchor, n, 0.0);
		program->cost = copy_vector(pool, problem->cost, n, 0.0);
		program->turnover = problem->turnover;
	}

	double *rows = pool_doubles(pool, n * m);

	for (size_t r = 0; r < m; r++)
		memcpy(rows + r * n, problem->rows->data + r * problem->rows->tda, n * sizeof(double));
	program->rows = rows;
	program->row_lower = copy_vector(pool, problem->row_lower, m, -INFINITY);
	program->row_upper = copy_vector(pool, problem->row_upper, m, INFINITY);

	status = check_limits(program->lower, program->upper, n, "variable", &program->limit_scale, err);
	if (!status)
		status = check_limits(program->row_lower, program->row_upper, m, "row", &program->limit_scale, err);
	return status ? status : check_numbers(program, err);
}
