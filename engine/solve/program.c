/* Checks a problem once and lays it out for the solvers. */
#include "engine/solve/program.h"

#include <math.h>
#include <stdlib.h>

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
		if (isfinite(lower[i]))
			*scale = fmax(*scale, fabs(lower[i]));
		if (isfinite(upper[i]))
			*scale = fmax(*scale, fabs(upper[i]));
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
	if ((problem->linear && problem->linear->size != n) || (problem->lower && problem->lower->size != n) ||
	    (problem->upper && problem->upper->size != n))
		return error_set(err, STATUS_INVALID, "a vector of the problem does not have %zu elements", n);
	if (m > 0 && (!problem->rows || problem->rows->size1 != m || problem->rows->size2 != n))
		return error_set(err, STATUS_INVALID, "the rows are not a matrix of %zu x %zu", m, n);
	if (m > 0 && (!problem->row_lower || problem->row_lower->size != m || !problem->row_upper ||
	              problem->row_upper->size != m))
		return error_set(err, STATUS_INVALID, "the limits of the rows do not have %zu elements", m);
	return STATUS_OK;
}

static enum status check_numbers(const struct program *program, struct error *err)
{
	const size_t n = program->n;

	for (size_t i = 0; i < n; i++) {
		const double diagonal = program->hessian ? program->hessian[i * program->stride + i] : 0.0;

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

enum status program_read(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                         struct program *program, struct error *err)
{
	const size_t n = problem->count, m = problem->row_count;
	struct pool *pool = &workspace->program;
	enum status status = check_shapes(problem, err);

	if (status)
		return status;
	pool_reset(pool, 3 * n + (n + 2) * m);
	*program = (struct program){ .n = n, .m = m, .limit_scale = 1.0 };
	if (problem->hessian) {
		program->hessian = problem->hessian->data;
		program->stride = problem->hessian->tda;
	}
	program->linear = copy_vector(pool, problem->linear, n, 0.0);
	program->lower = copy_vector(pool, problem->lower, n, -INFINITY);
	program->upper = copy_vector(pool, problem->upper, n, INFINITY);

	double *rows = pool_doubles(pool, n * m);

	for (size_t r = 0; r < m; r++)
		for (size_t i = 0; i < n; i++)
			rows[r * n + i] = gsl_matrix_get(problem->rows, r, i);
	program->rows = rows;
	program->row_lower = copy_vector(pool, problem->row_lower, m, -INFINITY);
	program->row_upper = copy_vector(pool, problem->row_upper, m, INFINITY);

	status = check_limits(program->lower, program->upper, n, "variable", &program->limit_scale, err);
	if (!status)
		status = check_limits(program->row_lower, program->row_upper, m, "row", &program->limit_scale, err);
	return status ? status : check_numbers(program, err);
}
