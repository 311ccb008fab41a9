/*
 * The bounded simplex method on a dictionary: each basic variable is written as a linear function of the others, so a
 * pivot costs m x n. The activities s = A w of the rows are variables too, and a start basis needs no other.
 *
 * Source: V. Chvatal, Linear Programming (1983), chapters 3 and 8.
 */
#include <math.h>
#include <string.h>

#include "engine/solve/program.h"

/*
 * Rows and objective are divided by powers of two near their largest coefficient: returns of a day and exposures of a
 * hundred meet the same tolerances, and no digit changes.
 */
struct simplex {
	const struct program *program;
	size_t n, m;
	double *dictionary;      /* (m + 1) x n; row m is the objective                 */
	double *infeasibility;   /* n: slope of the negative total violation            */
	double *value;           /* n + m: assets, then activities                      */
	double *lower, *upper;   /* n + m                                               */
	double *tolerance;       /* n + m: what a limit may be missed by                */
	double *scale;           /* m + 1: what each row was divided by                 */
	size_t *basic, *nonbasic; /* m, n: which variable                               */
	signed char *standing;   /* n + m                                               */
	signed char *pledge;     /* n + m: the side a row gives way to, while it is basic */
	size_t iterations;
};

static double power_of_two(const double *row, size_t count)
{
	double largest = 0.0;
	int exponent;

	for (size_t i = 0; i < count; i++)
		largest = fmax(largest, fabs(row[i]));
	/* A row of rounding is not made large. */
	if (largest < 1e-100)
		return 1.0;
	(void)frexp(largest, &exponent);
	return ldexp(1.0, exponent - 1);
}

/* The dictionary in which every activity is basic. */
static void write_dictionary(struct simplex *simplex)
{
	const struct program *program = simplex->program;
	const size_t n = simplex->n, m = simplex->m;

	for (size_t r = 0; r <= m; r++) {
		const double *from = r < m ? program->rows + r * n : program->linear;
		double *row = simplex->dictionary + r * n;

		for (size_t i = 0; i < n; i++)
			row[i] = from[i] / simplex->scale[r];
	}
	for (size_t i = 0; i < n; i++)
		simplex->nonbasic[i] = i;
	for (size_t r = 0; r < m; r++)
		simplex->basic[r] = n + r;
}

static double tolerance_of(double lower, double upper)
{
	double scale = 1.0;

	if (isfinite(lower))
		scale = fmax(scale, fabs(lower));
	if (isfinite(upper))
		scale = fmax(scale, fabs(upper));
	return 1e-11 * scale;
}

static void simplex_start(struct simplex *simplex, const struct program *program, struct pool *pool)
{
	const size_t n = program->n, m = program->m;

	pool_reset(pool, (m + 1) * n + 4 * n + 6 * (n + m) + 2 * m + (n + m) / 4 + 16);
	*simplex = (struct simplex){ .program = program, .n = n, .m = m };
	simplex->dictionary = pool_doubles(pool, (m + 1) * n);
	simplex->infeasibility = pool_doubles(pool, n);
	simplex->value = pool_doubles(pool, n + m);
	simplex->lower = pool_doubles(pool, n + m);
	simplex->upper = pool_doubles(pool, n + m);
	simplex->tolerance = pool_doubles(pool, n + m);
	simplex->scale = pool_doubles(pool, m + 1);
	simplex->basic = pool_sizes(pool, m);
	simplex->nonbasic = pool_sizes(pool, n);
	simplex->standing = pool_bytes(pool, n + m);
	simplex->pledge = pool_bytes(pool, n + m);
	memset(simplex->pledge, 0, n + m);
	for (size_t r = 0; r <= m; r++)
		simplex->scale[r] = power_of_two(r < m ? program->rows + r * n : program->linear, n);
	write_dictionary(simplex);
	for (size_t i = 0; i < n + m; i++) {
		const double scale = i < n ? 1.0 : simplex->scale[i - n];

		simplex->lower[i] = (i < n ? program->lower[i] : program->row_lower[i - n]) / scale;
		simplex->upper[i] = (i < n ? program->upper[i] : program->row_upper[i - n]) / scale;
		simplex->tolerance[i] = tolerance_of(simplex->lower[i], simplex->upper[i]);
	}
	for (size_t i = 0; i < n; i++) {
		simplex->standing[i] = isfinite(program->lower[i]) || !isfinite(program->upper[i]) ? AT_LOWER : AT_UPPER;
		simplex->value[i] = isfinite(program->lower[i])   ? program->lower[i]
		                    : isfinite(program->upper[i]) ? program->upper[i]
		                                                  : 0.0;
	}
	for (size_t r = 0; r < m; r++) {
		simplex->standing[n + r] = IS_FREE;
		simplex->value[n + r] = program_dot(simplex->dictionary + r * n, simplex->value, n);
	}
}

/* -1 below its lower limit, 1 above its upper limit, 0 within. */
static int violation_side(const struct simplex *simplex, size_t variable)
{
	if (simplex->pledge[variable] != 0)
		return simplex->pledge[variable];
	if (simplex->value[variable] < simplex->lower[variable] - simplex->tolerance[variable])
		return -1;
	return simplex->value[variable] > simplex->upper[variable] + simplex->tolerance[variable];
}

/* What a unit of violation weighs: rows count in the units they were given in. */
static double weight_of(const struct simplex *simplex, size_t variable)
{
	return variable < simplex->n ? 1.0 : simplex->scale[variable - simplex->n];
}

HOT_LOOP static void add_multiple(double *restrict into, const double *restrict row, double factor, size_t count)
{
	for (size_t k = 0; k < count; k++)
		into[k] += factor * row[k];
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
		add_multiple(simplex->infeasibility, row, -side * weight_of(simplex, simplex->basic[p]), simplex->n);
	}
	return found;
}

HOT_LOOP static double largest_of(const double *values, size_t count)
{
	double largest = 0.0;

	for (size_t i = 0; i < count; i++)
		largest = fabs(values[i]) > largest ? fabs(values[i]) : largest;
	return largest;
}

/*
 * The column that improves fastest (ties: the better objective), or the lowest variable when bland; n when none. Slopes
 * up to `least` are rounding.
 */
static size_t choose_entering(const struct simplex *simplex, const double *slope, double least, bool bland)
{
	const double *objective = simplex->dictionary + simplex->m * simplex->n;
	double best_size = least, best_gain = 0.0;
	size_t best = simplex->n;

	for (size_t q = 0; q < simplex->n; q++) {
		const double size = fabs(slope[q]);

		if (size <= least || (!bland && size < best_size * (1.0 - 1e-9)))
			continue;

		const size_t variable = simplex->nonbasic[q];
		const double lower = simplex->lower[variable], upper = simplex->upper[variable];
		const bool is_loose = !isfinite(lower) && !isfinite(upper);

		if (lower == upper || (!is_loose && (slope[q] > 0.0) != (simplex->standing[variable] == AT_LOWER)))
			continue;

		const double gain = slope[q] > 0.0 ? objective[q] : -objective[q];

		if (bland ? best == simplex->n || variable < simplex->nonbasic[best]
		          : size > best_size * (1.0 + 1e-9) || best == simplex->n || gain > best_gain) {
			best = q;
			best_size = size;
			best_gain = gain;
		}
	}
	return best;
}

/*
 * Where limits conflict, the least violation may ask a row that holds to give way for others: outwards it costs its
 * weight, and its slope is more. It pledges to stay outside, so that a step of nothing is not taken back. Bland: of these
 * and the column at hand the lowest variable.
 */
static bool choose_giving_way(const struct simplex *simplex, bool bland, size_t *column, double *sign)
{
	double best = 1e-9;
	bool found = false;

	for (size_t q = 0; q < simplex->n; q++) {
		const size_t variable = simplex->nonbasic[q];
		const double slope = simplex->infeasibility[q], gain = fabs(slope) / weight_of(simplex, variable) - 1.0;
		const bool is_equal = simplex->lower[variable] == simplex->upper[variable];

		if (variable < simplex->n || gain <= best ||
		    (!is_equal && (slope < 0.0) != (simplex->standing[variable] == AT_LOWER)))
			continue;
		if (bland && *column < simplex->n && variable > simplex->nonbasic[*column])
			continue;
		found = true;
		best = bland ? best : gain;
		*column = q;
		*sign = slope > 0.0 ? 1.0 : -1.0;
	}
	return found;
}

/*
 * How far column q may move in direction sign; its own range is `best`. *leaving is the row that stops it, m when it
 * reaches its own other limit first. INFINITY: nothing stops it.
 */
static double choose_leaving(const struct simplex *simplex, size_t q, double sign, double best, bool bland,
                             size_t *leaving)
{
	double best_pivot = 0.0;

	*leaving = simplex->m;
	for (size_t p = 0; p < simplex->m; p++) {
		const double slope = sign * simplex->dictionary[p * simplex->n + q];
		const size_t variable = simplex->basic[p];
		const int side = violation_side(simplex, variable);
		double limit = slope > 0.0 ? simplex->upper[variable] : simplex->lower[variable];

		if (fabs(slope) <= 1e-11)
			continue;
		/* One that is outside stops where it comes inside; moving further out, it is paid for by the slope. */
		if (side != 0) {
			if ((side < 0) != (slope > 0.0))
				continue;
			limit = side < 0 ? simplex->lower[variable] : simplex->upper[variable];
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
	const double inverse = 1.0 / pivot_row[q];

	for (size_t k = 0; k < n; k++)
		pivot_row[k] *= -inverse;
	pivot_row[q] = inverse;
	for (size_t i = 0; i <= simplex->m; i++) {
		double *row = simplex->dictionary + i * n;
		const double factor = row[q];

		if (i == p || factor == 0.0)
			continue;
		row[q] = 0.0;
		add_multiple(row, pivot_row, factor, n);
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
		simplex->value[entering] = sign > 0.0 ? simplex->upper[entering] : simplex->lower[entering];
		return;
	}

	const size_t out = simplex->basic[leaving];
	const double lower = simplex->lower[out], upper = simplex->upper[out];
	const bool at_lower = fabs(simplex->value[out] - lower) <= fabs(simplex->value[out] - upper);

	simplex->pledge[out] = 0;
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

/* Multipliers of min -c'w from the slopes of a maximisation, spread over assets and rows, in the units given. */
static void read_reduced(const struct simplex *simplex, const double *slope, double least, bool is_infeasible,
                         double *reduced)
{
	const size_t n = simplex->n;
	const double unit = is_infeasible ? 1.0 : simplex->scale[simplex->m];

	memset(reduced, 0, (n + simplex->m) * sizeof(double));
	for (size_t q = 0; q < n; q++)
		/* Rounding is not a price. */
		if (fabs(slope[q]) > least)
			reduced[simplex->nonbasic[q]] = -slope[q] * unit / weight_of(simplex, simplex->nonbasic[q]);
	/* A violated limit pulls with the weight of one. */
	for (size_t r = 0; r < simplex->m; r++)
		if (is_infeasible && simplex->standing[n + r] == IS_FREE)
			reduced[n + r] = -violation_side(simplex, n + r);
}

static double total_violation(const struct simplex *simplex)
{
	double total = 0.0;

	for (size_t r = 0; r < simplex->m; r++) {
		const double value = program_dot(simplex->program->rows + r * simplex->n, simplex->value, simplex->n);

		total += fmax(0.0, fmax(simplex->program->row_lower[r] - value, value - simplex->program->row_upper[r]));
	}
	return total;
}

/*
 * The dictionary of the same basis from the rows themselves: as many exchanges as there are basic assets, the largest
 * pivot first.
 */
static void rebuild(struct simplex *simplex)
{
	const size_t n = simplex->n, m = simplex->m;

	write_dictionary(simplex);
	for (;;) {
		double best = 1e-9;
		size_t best_p = m, best_q = n;

		for (size_t p = 0; p < m; p++) {
			if (simplex->standing[simplex->basic[p]] == IS_FREE)
				continue;
			for (size_t q = 0; q < n; q++)
				if (simplex->standing[simplex->nonbasic[q]] == IS_FREE &&
				    fabs(simplex->dictionary[p * n + q]) > best) {
					best = fabs(simplex->dictionary[p * n + q]);
					best_p = p;
					best_q = q;
				}
		}
		if (best_p == m)
			break;
		exchange(simplex, best_p, best_q);
	}
	/* What found no safe pivot changes places in name only. */
	for (size_t p = 0; p < m; p++)
		simplex->standing[simplex->basic[p]] = IS_FREE;
	for (size_t q = 0; q < n; q++)
		if (simplex->standing[simplex->nonbasic[q]] == IS_FREE) {
			const size_t variable = simplex->nonbasic[q];

			simplex->pledge[variable] = 0;
			simplex->standing[variable] = isfinite(simplex->lower[variable]) ? AT_LOWER : AT_UPPER;
			simplex->value[variable] = isfinite(simplex->lower[variable])   ? simplex->lower[variable]
			                           : isfinite(simplex->upper[variable]) ? simplex->upper[variable]
			                                                                : 0.0;
		}
	recompute_values(simplex);
}

/* How far activities and slopes have drifted from the rows and the objective. */
static bool has_drifted(const struct simplex *simplex, const double *slope, bool is_infeasible)
{
	const size_t n = simplex->n, m = simplex->m;

	for (size_t r = 0; r < m; r++) {
		const double exact = program_dot(simplex->program->rows + r * n, simplex->value, n) / simplex->scale[r];

		if (!(fabs(exact - simplex->value[n + r]) <= simplex->tolerance[n + r]))
			return true;
	}
	for (size_t q = 0; !is_infeasible && simplex->iterations > 50 && q < n; q++) {
		/* c'w along the edge of q, from the program itself. */
		double gain = 0.0, size = 1.0;

		if (simplex->nonbasic[q] < n)
			gain = simplex->program->linear[simplex->nonbasic[q]] / simplex->scale[m];
		for (size_t p = 0; p < m; p++)
			if (simplex->basic[p] < n) {
				const double term = simplex->program->linear[simplex->basic[p]] / simplex->scale[m] *
				                    simplex->dictionary[p * n + q];

				gain += term;
				size = fmax(size, fabs(term));
			}
		if (!(fabs(gain - slope[q]) <= 1e-10 * size))
			return true;
	}
	return false;
}

enum status linear_vertex(const struct program *program, struct solve_workspace *workspace, struct vertex *vertex,
                          struct error *err)
{
	const size_t n = program->n, m = program->m;
	struct simplex simplex;
	size_t idle = 0, rebuilt = 0;
	double scales[2] = { 0.0, 0.0 }; /* the largest slope so far, of the objective and of the violation */

	simplex_start(&simplex, program, &workspace->linear);
	double *reduced = pool_doubles(&workspace->linear, n + m);

	for (;; simplex.iterations++) {
		const bool is_infeasible = find_infeasibility(&simplex), bland = idle > 4 * (n + m);
		const double *slope = is_infeasible ? simplex.infeasibility : simplex.dictionary + m * n;
		double *scale = &scales[is_infeasible];
		size_t leaving;

		*scale = fmax(*scale, largest_of(slope, n));
		size_t q = choose_entering(&simplex, slope, 1e-12 * *scale, bland);
		double sign = q < n && slope[q] > 0.0 ? 1.0 : -1.0, range = 0.0;
		bool gives_way = false;

		if (is_infeasible && (q == n || bland))
			gives_way = choose_giving_way(&simplex, bland, &q, &sign);
		if (q < n)
			range = gives_way ? INFINITY : simplex.upper[simplex.nonbasic[q]] - simplex.lower[simplex.nonbasic[q]];
		if (q == n) {
			recompute_values(&simplex);
			if (rebuilt < 3 && simplex.iterations > 0 && has_drifted(&simplex, slope, is_infeasible)) {
				rebuilt++;
				rebuild(&simplex);
				continue;
			}
			read_reduced(&simplex, slope, 1e-12 * *scale, is_infeasible, reduced);
			*vertex = (struct vertex){ simplex.value, reduced, simplex.standing,
			                           { program_dot(program->linear, simplex.value, n),
			                             is_infeasible ? total_violation(&simplex) : 0.0, simplex.iterations } };
			if (is_infeasible)
				return error_set(err, STATUS_INFEASIBLE, "the limits cannot be met together: they miss by %.6g in all",
				                 vertex->info.shortfall);
			return STATUS_OK;
		}

		const double step = choose_leaving(&simplex, q, sign, range, bland, &leaving);

		if (!isfinite(step))
			return error_set(err, STATUS_INVALID, "the linear objective has no bound under these limits");
		idle = step > 1e-11 ? 0 : idle + 1;
		if (simplex.iterations > 200 * (n + m + 10))
			return error_set(err, STATUS_NOT_CONVERGED, "the simplex method did not end after %zu pivots",
			                 simplex.iterations);
		if (gives_way)
			simplex.pledge[simplex.nonbasic[q]] = sign > 0.0 ? 1 : -1;
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
