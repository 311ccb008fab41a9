/*
 * The bounded simplex method on a dictionary: each basic variable is written as a linear function of the others, so a
 * pivot costs m x n. The activities s = A w of the rows are variables too, and a start basis needs no other.
 *
 * Source: V. Chvatal, Linear Programming (1983), chapters 3 and 8.
 */
#include <math.h>
#include <string.h>

#include "engine/solve/program.h"

struct simplex {
	const struct program *program;
	size_t n, m;
	double *dictionary;      /* (m + 1) x n; row m is the objective                 */
	double *infeasibility;   /* n: slope of the negative total violation            */
	double *value;           /* n + m: assets, then activities                      */
	size_t *basic, *nonbasic; /* m, n: which variable                               */
	signed char *standing;   /* n + m                                               */
	double tolerance;
	size_t iterations;
};

static double lower_of(const struct simplex *simplex, size_t variable)
{
	return variable < simplex->n ? simplex->program->lower[variable]
	                             : simplex->program->row_lower[variable - simplex->n];
}

static double upper_of(const struct simplex *simplex, size_t variable)
{
	return variable < simplex->n ? simplex->program->upper[variable]
	                             : simplex->program->row_upper[variable - simplex->n];
}

static void simplex_start(struct simplex *simplex, const struct program *program, struct pool *pool)
{
	const size_t n = program->n, m = program->m;

	pool_reset(pool, (m + 1) * n + 3 * n + 2 * (n + m) + m + (n + m) / 8 + 8);
	*simplex = (struct simplex){ .program = program, .n = n, .m = m, .tolerance = 1e-10 * program->limit_scale };
	simplex->dictionary = pool_doubles(pool, (m + 1) * n);
	simplex->infeasibility = pool_doubles(pool, n);
	simplex->value = pool_doubles(pool, n + m);
	simplex->basic = pool_sizes(pool, m);
	simplex->nonbasic = pool_sizes(pool, n);
	simplex->standing = pool_bytes(pool, n + m);
	memcpy(simplex->dictionary, program->rows, m * n * sizeof(double));
	memcpy(simplex->dictionary + m * n, program->linear, n * sizeof(double));
	for (size_t i = 0; i < n; i++) {
		simplex->nonbasic[i] = i;
		simplex->standing[i] = isfinite(program->lower[i]) || !isfinite(program->upper[i]) ? AT_LOWER : AT_UPPER;
		simplex->value[i] = isfinite(program->lower[i])   ? program->lower[i]
		                    : isfinite(program->upper[i]) ? program->upper[i]
		                                                  : 0.0;
	}
	for (size_t r = 0; r < m; r++) {
		simplex->basic[r] = n + r;
		simplex->standing[n + r] = IS_FREE;
		simplex->value[n + r] = program_dot(program->rows + r * n, simplex->value, n);
	}
}

/* -1 below its lower limit, 1 above its upper limit, 0 within. */
static int violation_side(const struct simplex *simplex, size_t variable)
{
	if (simplex->value[variable] < lower_of(simplex, variable) - simplex->tolerance)
		return -1;
	return simplex->value[variable] > upper_of(simplex, variable) + simplex->tolerance;
}

/* The slope of -(total violation) in the nonbasic variables; false when nothing is violated. */
static bool find_infeasibility(struct simplex *simplex)
{
	bool found = false;

	for (size_t p = 0; p < simplex->m; p++) {
		const int side = violation_side(simplex, simplex->basic[p]);
		const double *row = simplex->dictionary + p * simplex->n;

		if (side == 0)
			continue;
		if (!found)
			memset(simplex->infeasibility, 0, simplex->n * sizeof(double));
		found = true;
		for (size_t q = 0; q < simplex->n; q++)
			simplex->infeasibility[q] -= side * row[q];
	}
	return found;
}

/* The column that improves fastest (ties: the better objective), or the lowest variable when bland; n when none. */
static size_t choose_entering(const struct simplex *simplex, const double *slope, bool bland)
{
	const double *objective = simplex->dictionary + simplex->m * simplex->n;
	double scale = 0.0, best_size = 0.0, best_gain = 0.0;
	size_t best = simplex->n;

	for (size_t q = 0; q < simplex->n; q++)
		scale = fmax(scale, fabs(slope[q]));
	for (size_t q = 0; q < simplex->n; q++) {
		const size_t variable = simplex->nonbasic[q];
		const double lower = lower_of(simplex, variable), upper = upper_of(simplex, variable);
		const double size = fabs(slope[q]);
		const bool is_loose = !isfinite(lower) && !isfinite(upper);

		if (size <= 1e-12 * fmax(scale, 1e-300) || size <= 1e-14 || lower == upper)
			continue;
		if (!is_loose && (slope[q] > 0.0) != (simplex->standing[variable] == AT_LOWER))
			continue;

		const double gain = slope[q] > 0.0 ? objective[q] : -objective[q];

		if (bland ? best == simplex->n || variable < simplex->nonbasic[best]
		          : size > best_size * (1.0 + 1e-9) ||
		                    (size >= best_size * (1.0 - 1e-9) && best < simplex->n && gain > best_gain)) {
			best = q;
			best_size = size;
			best_gain = gain;
		}
	}
	return best;
}

/*
 * How far column q may move in direction sign. *leaving is the row that stops it, m when it reaches its own other
 * limit first. INFINITY: nothing stops it.
 */
static double choose_leaving(const struct simplex *simplex, size_t q, double sign, bool bland, size_t *leaving)
{
	const size_t entering = simplex->nonbasic[q];
	double best = upper_of(simplex, entering) - lower_of(simplex, entering), best_pivot = 0.0;

	*leaving = simplex->m;
	for (size_t p = 0; p < simplex->m; p++) {
		const double slope = sign * simplex->dictionary[p * simplex->n + q];
		const size_t variable = simplex->basic[p];
		const int side = violation_side(simplex, variable);
		double limit = slope > 0.0 ? upper_of(simplex, variable) : lower_of(simplex, variable);

		if (fabs(slope) <= 1e-11)
			continue;
		/* One that is outside stops where it comes inside; moving further out, it is paid for by the slope. */
		if (side != 0) {
			if ((side < 0) != (slope > 0.0))
				continue;
			limit = side < 0 ? lower_of(simplex, variable) : upper_of(simplex, variable);
		}
		if (!isfinite(limit))
			continue;

		const double step = fmax(0.0, (limit - simplex->value[variable]) / slope);
		const double slack = 1e-12 * (1.0 + fabs(best));
		const bool is_tie = *leaving < simplex->m && step <= best + slack && step >= best - slack;
		const bool wins_tie = is_tie && (bland ? variable < simplex->basic[*leaving] : fabs(slope) > best_pivot);

		if (is_tie ? wins_tie : step < best) {
			best = fmin(best, step);
			best_pivot = fabs(slope);
			*leaving = p;
		}
	}
	return best;
}

static void exchange(struct simplex *simplex, size_t p, size_t q)
{
	const size_t n = simplex->n, entering = simplex->nonbasic[q];
	double *pivot_row = simplex->dictionary + p * n;
	const double pivot = pivot_row[q];

	for (size_t k = 0; k < n; k++)
		pivot_row[k] /= -pivot;
	pivot_row[q] = 1.0 / pivot;
	for (size_t i = 0; i <= simplex->m; i++) {
		double *row = simplex->dictionary + i * n;
		const double factor = row[q];

		if (i == p || factor == 0.0)
			continue;
		row[q] = 0.0;
		for (size_t k = 0; k < n; k++)
			row[k] += factor * pivot_row[k];
	}
	simplex->nonbasic[q] = simplex->basic[p];
	simplex->basic[p] = entering;
}

static void move(struct simplex *simplex, size_t q, double sign, double step, size_t leaving)
{
	const size_t n = simplex->n, entering = simplex->nonbasic[q];

	simplex->value[entering] += sign * step;
	for (size_t p = 0; p < simplex->m; p++)
		simplex->value[simplex->basic[p]] += sign * step * simplex->dictionary[p * n + q];
	if (leaving == simplex->m) {
		simplex->standing[entering] = sign > 0.0 ? AT_UPPER : AT_LOWER;
		simplex->value[entering] = sign > 0.0 ? upper_of(simplex, entering) : lower_of(simplex, entering);
		return;
	}

	const size_t out = simplex->basic[leaving];
	const double lower = lower_of(simplex, out), upper = upper_of(simplex, out);
	const bool at_lower = fabs(simplex->value[out] - lower) <= fabs(simplex->value[out] - upper);

	simplex->standing[out] = at_lower ? AT_LOWER : AT_UPPER;
	simplex->value[out] = at_lower ? lower : upper;
	simplex->standing[entering] = IS_FREE;
	exchange(simplex, leaving, q);
}

/* The basic variables anew from the others: additions over many pivots leave rounding behind. */
static void recompute_values(struct simplex *simplex)
{
	for (size_t p = 0; p < simplex->m; p++) {
		double value = 0.0;

		for (size_t q = 0; q < simplex->n; q++)
			value += simplex->dictionary[p * simplex->n + q] * simplex->value[simplex->nonbasic[q]];
		simplex->value[simplex->basic[p]] = value;
	}
}

/* Multipliers of min -c'w from the slopes of a maximisation, spread over assets and rows. */
static void read_reduced(const struct simplex *simplex, const double *slope, double *reduced)
{
	memset(reduced, 0, (simplex->n + simplex->m) * sizeof(double));
	for (size_t q = 0; q < simplex->n; q++)
		reduced[simplex->nonbasic[q]] = -slope[q];
}

static double total_violation(const struct simplex *simplex)
{
	double total = 0.0;

	for (size_t r = 0; r < simplex->m; r++) {
		const double value = simplex->value[simplex->n + r];

		total += fmax(0.0, fmax(simplex->program->row_lower[r] - value, value - simplex->program->row_upper[r]));
	}
	return total;
}

enum status linear_vertex(const struct program *program, struct solve_workspace *workspace, struct vertex *vertex,
                          struct error *err)
{
	const size_t n = program->n, m = program->m;
	struct simplex simplex;
	size_t idle = 0;

	simplex_start(&simplex, program, &workspace->linear);
	double *reduced = pool_doubles(&workspace->linear, n + m);

	for (;; simplex.iterations++) {
		const bool is_infeasible = find_infeasibility(&simplex), bland = idle > 4 * (n + m);
		const double *slope = is_infeasible ? simplex.infeasibility : simplex.dictionary + m * n;
		const size_t q = choose_entering(&simplex, slope, bland);
		size_t leaving;

		if (q == n) {
			recompute_values(&simplex);
			read_reduced(&simplex, slope, reduced);
			/* A violated limit pulls with the weight of one. */
			for (size_t r = 0; r < m; r++)
				if (is_infeasible && simplex.standing[n + r] == IS_FREE)
					reduced[n + r] = -violation_side(&simplex, n + r);
			*vertex = (struct vertex){ simplex.value, reduced, simplex.standing,
			                           { program_dot(program->linear, simplex.value, n),
			                             is_infeasible ? total_violation(&simplex) : 0.0, simplex.iterations } };
			if (is_infeasible)
				return error_set(err, STATUS_INFEASIBLE, "the limits cannot be met together: they miss by %.6g in all",
				                 vertex->info.shortfall);
			return STATUS_OK;
		}

		const double sign = slope[q] > 0.0 ? 1.0 : -1.0;
		const double step = choose_leaving(&simplex, q, sign, bland, &leaving);

		if (!isfinite(step))
			return error_set(err, STATUS_INVALID, "the linear objective has no bound under these limits");
		idle = step > simplex.tolerance ? 0 : idle + 1;
		if (simplex.iterations > 200 * (n + m + 10))
			return error_set(err, STATUS_NOT_CONVERGED, "the simplex method did not end after %zu pivots",
			                 simplex.iterations);
		move(&simplex, q, sign, step, leaving);
	}
}

enum status solve_linear(const struct quadratic_problem *problem, struct solve_workspace *workspace, double *weights,
                         double *bound_multipliers, double *row_multipliers, struct linear_info *info,
                         struct error *err)
{
	struct quadratic_problem linear = *problem;
	struct solve_workspace *own = workspace ? NULL : solve_workspace_new();
	struct program program;
	struct vertex vertex;

	linear.hessian = NULL;
	if (own)
		workspace = own;

	enum status status = program_read(&linear, workspace, &program, err);

	if (!status)
		status = linear_vertex(&program, workspace, &vertex, err);
	else
		goto done;
	if (status != STATUS_OK && status != STATUS_INFEASIBLE)
		goto done;
	memcpy(weights, vertex.weights, program.n * sizeof(double));
	if (bound_multipliers)
		memcpy(bound_multipliers, vertex.reduced, program.n * sizeof(double));
	if (row_multipliers)
		memcpy(row_multipliers, vertex.reduced + program.n, program.m * sizeof(double));
	*info = vertex.info;
done:
	solve_workspace_free(own);
	return status;
}
