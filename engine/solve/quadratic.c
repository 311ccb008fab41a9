/*
 * The dual active set method: it starts at the unconstrained optimum and takes in violated limits one by one, keeping
 * every multiplier of the right sign.
 *
 * With H = L L', J = L'^-1 Q and N = [active normals], J'N = (R; 0): the first q columns of J span the active normals,
 * the others the directions that are left. Numbers in brackets are the steps of Goldfarb & Idnani (1983), section 4.
 */
#include <math.h>
#include <string.h>

#include "engine/solve/program.h"

struct dual {
	const struct program *program;
	size_t n, m, active_count;
	double ridge;
	double *J;                 /* n x n, by columns: column k begins at k n               */
	double *R;                 /* n x n, upper triangle by columns                        */
	size_t *active;            /* which limit: asset i is i, row r is n + r               */
	double *side;              /* +1 at its lower, -1 at its upper limit                  */
	double *multiplier;
	signed char *is_active;    /* n + m                                                   */
	double *norm;              /* m: Euclidean length of each row                         */
	double *x, *direction, *image, *fall, *rest;
	size_t iterations;
};

static void dual_start(struct dual *dual, const struct program *program, struct pool *pool)
{
	const size_t n = program->n, m = program->m;

	pool_reset(pool, 2 * n * n + 8 * n + m + (n + m) / 8 + 8);
	*dual = (struct dual){ .program = program, .n = n, .m = m };
	dual->J = pool_doubles(pool, n * n);
	dual->R = pool_doubles(pool, n * n);
	dual->active = pool_sizes(pool, n);
	dual->side = pool_doubles(pool, n);
	dual->multiplier = pool_doubles(pool, n);
	dual->x = pool_doubles(pool, n);
	dual->direction = pool_doubles(pool, n);
	dual->image = pool_doubles(pool, n);
	dual->fall = pool_doubles(pool, n);
	dual->rest = pool_doubles(pool, n);
	dual->norm = pool_doubles(pool, m);
	dual->is_active = pool_bytes(pool, n + m);
	for (size_t r = 0; r < m; r++)
		dual->norm[r] = sqrt(program_dot(program->rows + r * n, program->rows + r * n, n));
}

/* J = L'^-1 of H + ridge I. Returns the least squared pivot as a share of the largest diagonal; <= 0: not definite. */
static double factor_hessian(struct dual *dual, double ridge)
{
	const size_t n = dual->n;
	const struct program *program = dual->program;
	double *L = dual->R, least = INFINITY, largest = 0.0; /* rows of L in R, which is not in use yet */

	for (size_t i = 0; i < n; i++)
		largest = fmax(largest, program->hessian[i * program->stride + i] + ridge);
	for (size_t i = 0; i < n; i++) {
		const double *row = program->hessian + i * program->stride;

		for (size_t j = 0; j < i; j++) {
			const double entry = 0.5 * (row[j] + program->hessian[j * program->stride + i]);

			L[i * n + j] = (entry - program_dot(L + i * n, L + j * n, j)) / L[j * n + j];
		}

		const double left = row[i] + ridge - program_dot(L + i * n, L + i * n, i);

		if (!(left > 0.0) || !isfinite(left))
			return -1.0;
		least = fmin(least, left / largest);
		L[i * n + i] = sqrt(left);
	}
	memset(dual->J, 0, n * n * sizeof(double));
	for (size_t i = 0; i < n; i++) {
		double *column = dual->J + i * n; /* row i of L^-1, laid out as column i of L'^-1 */

		for (size_t j = 0; j < i; j++) {
			const double factor = L[i * n + j];

			for (size_t c = 0; c <= j; c++)
				column[c] -= factor * dual->J[j * n + c];
		}
		column[i] = 1.0;
		for (size_t c = 0; c <= i; c++)
			column[c] /= L[i * n + i];
	}
	return least;
}

/* fall = J'(side * normal of limit) */
static void image_of_normal(const struct dual *dual, size_t limit, double side, double *result)
{
	const size_t n = dual->n;

	for (size_t k = 0; k < n; k++)
		result[k] = side * (limit < n ? dual->J[k * n + limit]
		                              : program_dot(dual->J + k * n, dual->program->rows + (limit - n) * n, n));
}

static double activity_of(const struct dual *dual, size_t limit)
{
	return limit < dual->n ? dual->x[limit]
	                       : program_dot(dual->program->rows + (limit - dual->n) * dual->n, dual->x, dual->n);
}

static void limits_of(const struct dual *dual, size_t limit, double *lower, double *upper)
{
	const size_t n = dual->n;

	*lower = limit < n ? dual->program->lower[limit] : dual->program->row_lower[limit - n];
	*upper = limit < n ? dual->program->upper[limit] : dual->program->row_upper[limit - n];
}

static bool is_equal_limit(const struct dual *dual, size_t limit)
{
	double lower, upper;

	limits_of(dual, limit, &lower, &upper);
	return lower == upper;
}

/* [1] The most violated limit, equalities before the others; n + m when all hold. *slack is negative by how much. */
static size_t choose_violated(const struct dual *dual, double *side, double *slack)
{
	size_t best = dual->n + dual->m;
	double worst = 1e-12 * dual->program->limit_scale;
	bool best_is_equal = false;

	for (size_t limit = 0; limit < dual->n + dual->m; limit++) {
		double lower, upper;

		if (dual->is_active[limit])
			continue;
		limits_of(dual, limit, &lower, &upper);

		const double value = activity_of(dual, limit), below = lower - value, above = value - upper;
		const double length = limit < dual->n ? 1.0 : fmax(dual->norm[limit - dual->n], 1e-300);
		const double violation = fmax(below, above) / length;
		const bool is_equal = lower == upper;

		if (violation <= 1e-12 * dual->program->limit_scale)
			continue;
		if ((is_equal && !best_is_equal) || (is_equal == best_is_equal && violation > worst)) {
			best = limit;
			best_is_equal = is_equal;
			worst = violation;
			*side = below > above ? 1.0 : -1.0;
			*slack = -fmax(below, above);
		}
	}
	return best;
}

/* Rotates columns a and a + 1 of J. */
static void rotate_columns(struct dual *dual, size_t a, double cosine, double sine)
{
	double *first = dual->J + a * dual->n, *second = first + dual->n;

	for (size_t i = 0; i < dual->n; i++) {
		const double t = first[i];

		first[i] = cosine * t + sine * second[i];
		second[i] = cosine * second[i] - sine * t;
	}
}

/* Takes limit into the active set: rotations fold what is left of its image into one entry. */
static void add_active(struct dual *dual, size_t limit, double side, double multiplier)
{
	const size_t n = dual->n, q = dual->active_count;
	double *image = dual->image;

	for (size_t k = n - 1; k > q; k--) {
		const double r = hypot(image[k - 1], image[k]);

		if (image[k] == 0.0)
			continue;
		const double cosine = image[k - 1] / r, sine = image[k] / r;

		image[k - 1] = r;
		image[k] = 0.0;
		rotate_columns(dual, k - 1, cosine, sine);
	}
	memcpy(dual->R + q * n, image, (q + 1) * sizeof(double));
	dual->active[q] = limit;
	dual->side[q] = side;
	dual->multiplier[q] = multiplier;
	dual->is_active[limit] = 1;
	dual->active_count++;
}

static void drop_active(struct dual *dual, size_t place)
{
	const size_t n = dual->n;

	dual->is_active[dual->active[place]] = 0;
	dual->active_count--;
	for (size_t k = place; k < dual->active_count; k++) {
		memcpy(dual->R + k * n, dual->R + (k + 1) * n, (k + 2) * sizeof(double));
		dual->active[k] = dual->active[k + 1];
		dual->side[k] = dual->side[k + 1];
		dual->multiplier[k] = dual->multiplier[k + 1];
	}
	for (size_t k = place; k < dual->active_count; k++) {
		const double a = dual->R[k * n + k], b = dual->R[k * n + k + 1], r = hypot(a, b);
		const double cosine = a / r, sine = b / r;

		for (size_t c = k; c < dual->active_count; c++) {
			double *column = dual->R + c * n;
			const double t = column[k];

			column[k] = cosine * t + sine * column[k + 1];
			column[k + 1] = cosine * column[k + 1] - sine * t;
		}
		rotate_columns(dual, k, cosine, sine);
	}
}

/* x := R^-1 x and x := R'^-1 x over the active limits. */
static void solve_upper(const struct dual *dual, double *x)
{
	for (size_t k = dual->active_count; k-- > 0;) {
		x[k] /= dual->R[k * dual->n + k];
		for (size_t i = 0; i < k; i++)
			x[i] -= dual->R[k * dual->n + i] * x[k];
	}
}

static void solve_lower(const struct dual *dual, double *x)
{
	for (size_t k = 0; k < dual->active_count; k++)
		x[k] = (x[k] - program_dot(dual->R + k * dual->n, x, k)) / dual->R[k * dual->n + k];
}

/*
 * [2] Moves until limit holds, dropping limits whose multiplier would turn negative on the way. False: nothing gives
 * way, the limits conflict.
 */
static bool satisfy(struct dual *dual, size_t limit, double side, double slack)
{
	const size_t n = dual->n;
	double multiplier = 0.0;

	for (;;) {
		const size_t q = dual->active_count;
		double total = 0.0, left = 0.0, least = INFINITY;
		size_t leaving = q;

		image_of_normal(dual, limit, side, dual->image);
		for (size_t k = 0; k < n; k++) {
			total += dual->image[k] * dual->image[k];
			left += k >= q ? dual->image[k] * dual->image[k] : 0.0;
		}
		memcpy(dual->fall, dual->image, q * sizeof(double));
		solve_upper(dual, dual->fall);
		for (size_t k = 0; k < q; k++) {
			if (dual->fall[k] <= 0.0 || is_equal_limit(dual, dual->active[k]))
				continue;

			const double ratio = dual->multiplier[k] / dual->fall[k];

			if (ratio < least || (ratio == least && dual->active[k] < dual->active[leaving])) {
				least = ratio;
				leaving = k;
			}
		}

		const bool can_move = q < n && left > 1e-22 * total;
		const double full = can_move ? -slack / left : INFINITY;
		const double step = fmin(full, least);

		if (!isfinite(step))
			return false;
		dual->iterations++;
		for (size_t k = 0; k < q; k++)
			dual->multiplier[k] -= step * dual->fall[k];
		multiplier += step;
		for (size_t k = q; can_move && k < n; k++)
			for (size_t i = 0; i < n; i++)
				dual->x[i] += step * dual->image[k] * dual->J[k * n + i];
		slack += can_move ? step * left : 0.0;
		if (step == full) {
			add_active(dual, limit, side, multiplier);
			return true;
		}
		drop_active(dual, leaving);
	}
}

/*
 * One step of iterative refinement against H itself on the active set: the equality-constrained system
 * (H + ridge) dx - N du = rest, N'dx = gap, through J and R.
 */
static void refine(struct dual *dual)
{
	const struct program *program = dual->program;
	const size_t n = dual->n, q = dual->active_count;
	double *rest = dual->rest, *image = dual->image, *change = dual->fall;

	for (size_t i = 0; i < n; i++)
		rest[i] = program->linear[i] - program_dot(program->hessian + i * program->stride, dual->x, n);
	for (size_t k = 0; k < q; k++) {
		const size_t limit = dual->active[k];
		const double force = dual->side[k] * dual->multiplier[k];
		double lower, upper;

		if (limit < n)
			rest[limit] += force;
		for (size_t i = 0; limit >= n && i < n; i++)
			rest[i] += force * program->rows[(limit - n) * n + i];
		limits_of(dual, limit, &lower, &upper);
		change[k] = dual->side[k] * ((dual->side[k] > 0.0 ? lower : upper) - activity_of(dual, limit));
	}
	for (size_t k = 0; k < n; k++)
		image[k] = program_dot(dual->J + k * n, rest, n);
	solve_lower(dual, change);
	for (size_t k = 0; k < q; k++) {
		const double wanted = change[k];

		change[k] = wanted - image[k];
		image[k] = wanted;
	}
	solve_upper(dual, change);
	for (size_t k = 0; k < q; k++)
		dual->multiplier[k] += change[k];
	for (size_t k = 0; k < n; k++)
		for (size_t i = 0; i < n; i++)
			dual->x[i] += image[k] * dual->J[k * n + i];
}

static enum status search(struct dual *dual, struct error *err)
{
	const struct program *program = dual->program;
	const size_t n = dual->n, patience = 40 * (n + dual->m + 5);
	double trace = 0.0;

	for (size_t i = 0; i < n; i++)
		trace += program->hessian[i * program->stride + i];
	if (!(factor_hessian(dual, 0.0) > 1e-12)) {
		dual->ridge = trace > 0.0 ? 1e-10 * trace / (double)n : 1.0;
		if (!(factor_hessian(dual, dual->ridge) > 0.0))
			return error_set(err, STATUS_INVALID, "the hessian is not positive semidefinite");
	}
	memset(dual->is_active, 0, n + dual->m);
	for (size_t i = 0; i < n; i++)
		dual->x[i] = 0.0;
	refine(dual); /* [0] with nothing active, this is the unconstrained optimum of the ridged problem */
	while (dual->iterations < patience) {
		double side = 0.0, slack = 0.0;
		const size_t limit = choose_violated(dual, &side, &slack);

		if (limit == n + dual->m)
			return STATUS_OK;
		if (!satisfy(dual, limit, side, slack))
			return error_set(err, STATUS_INFEASIBLE, "the limits cannot be met together");
	}
	return error_set(err, STATUS_NOT_CONVERGED, "the active set did not settle after %zu changes", dual->iterations);
}

struct answer {
	double *x, *z, *y; /* n, n, m */
};

static void read_answer(const struct dual *dual, struct answer *answer)
{
	const size_t n = dual->n;

	memcpy(answer->x, dual->x, n * sizeof(double));
	memset(answer->z, 0, n * sizeof(double));
	memset(answer->y, 0, dual->m * sizeof(double));
	for (size_t k = 0; k < dual->active_count; k++) {
		const size_t limit = dual->active[k];
		const double force = dual->side[k] * dual->multiplier[k];

		if (limit >= n) {
			answer->y[limit - n] = force;
			continue;
		}
		answer->z[limit] = force;
		answer->x[limit] = dual->side[k] > 0.0 ? dual->program->lower[limit] : dual->program->upper[limit];
	}
}

/* The same optimum from the critical line at L = 1, which needs no definite hessian but limits on every side. */
static enum status search_by_walk(const struct program *program, struct solve_workspace *workspace,
                                  struct answer *answer, struct quadratic_info *info, struct error *err)
{
	struct frontier_point point;
	const struct frontier_stop stop = { GOAL_LAMBDA, 1.0 };
	const enum status status = critical_line_walk(program, workspace, &stop, &workspace->fallback, err);

	if (status)
		return status;
	frontier_at_lambda(&workspace->fallback, 1.0, &point);
	frontier_read(&workspace->fallback, &point, answer->x, answer->z, answer->y);
	info->iterations += workspace->fallback.events;
	info->ridge = workspace->fallback.ridge;
	return STATUS_OK;
}

static enum status optimum(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                           struct answer *answer, struct quadratic_info *info, struct error *err)
{
	struct program program;
	struct vertex vertex;
	struct dual dual;
	enum status status = program_read(problem, workspace, &program, err);

	if (status)
		return status;
	dual_start(&dual, &program, &workspace->quadratic);
	status = search(&dual, err);
	if (status == STATUS_INVALID)
		return status;
	*info = (struct quadratic_info){ .iterations = dual.iterations, .ridge = dual.ridge };
	if (!status) {
		for (int round = 0; round < (dual.ridge > 0.0 ? 6 : 3); round++)
			refine(&dual);
		read_answer(&dual, answer);
		info->kkt = kkt_residual(problem, answer->x, answer->z, answer->y);
		if (kkt_is_accepted(&info->kkt))
			return STATUS_OK;
	}

	/* A conflict is believed when the simplex method agrees; anything else is a hessian that is hard to factor. */
	struct program feasible = program;

	memset(dual.rest, 0, program.n * sizeof(double));
	feasible.linear = dual.rest;
	status = linear_vertex(&feasible, workspace, &vertex, err);
	if (status)
		return status;
	status = search_by_walk(&program, workspace, answer, info, err);
	if (status)
		return status == STATUS_INVALID
		               ? error_set(err, STATUS_NOT_CONVERGED, "the certificate of the optimum does not hold")
		               : status;
	info->kkt = kkt_residual(problem, answer->x, answer->z, answer->y);
	return kkt_is_accepted(&info->kkt)
	               ? STATUS_OK
	               : error_set(err, STATUS_NOT_CONVERGED, "the certificate of the optimum does not hold");
}

enum status solve_quadratic(const struct quadratic_problem *problem, struct solve_workspace *workspace, double *weights,
                            double *bound_multipliers, double *row_multipliers, struct quadratic_info *info,
                            struct error *err)
{
	struct solve_workspace *own = workspace ? NULL : solve_workspace_new();
	const size_t n = problem->count, m = problem->row_count;

	if (own)
		workspace = own;
	pool_reset(&workspace->answer, 2 * n + m);

	struct answer answer = { pool_doubles(&workspace->answer, n), pool_doubles(&workspace->answer, n),
		                 pool_doubles(&workspace->answer, m) };
	struct quadratic_info found = { 0 };
	enum status status = problem->hessian ? optimum(problem, workspace, &answer, &found, err)
	                                      : error_set(err, STATUS_INVALID, "a quadratic problem needs a hessian");

	if (!status) {
		found.objective = 0.0;
		for (size_t i = 0; i < n; i++) {
			const double slope = problem->linear ? gsl_vector_get(problem->linear, i) : 0.0;
			double risk = 0.0;

			for (size_t j = 0; j < n; j++)
				risk += gsl_matrix_get(problem->hessian, i, j) * answer.x[j];
			found.objective += answer.x[i] * (0.5 * risk - slope);
		}
		memcpy(weights, answer.x, n * sizeof(double));
		if (bound_multipliers)
			memcpy(bound_multipliers, answer.z, n * sizeof(double));
		if (row_multipliers)
			memcpy(row_multipliers, answer.y, m * sizeof(double));
		*info = found;
	}
	solve_workspace_free(own);
	return status;
}
