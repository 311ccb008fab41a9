/* Linear programs: optima known from another solver, and thousands that prove themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/solve/solve.h"
#include "tests/engine/solve_data.h"

struct known {
	size_t n, m;
	double linear[6], lower[6], upper[6], rows[24], row_lower[4], row_upper[4];
	double best; /* NAN: the limits conflict */
};

/* Printed by tests/reference/tail.py: HiGHS. */
static const struct known known[] = {
	{ 4, 3, { 0.5, 0.9375, -0.8125, 0.4375 }, { -0.25, 0, -1, -0.875 }, { 1.4375, 1.9375, -0.5, -0.25 }, { 1.5,
	  -0.3125, -0.9375, 1.3125, -1, -0.375, 0.5625, 0.1875, -1.6875, -1.9375, 1.5, 1 }, { 0.125, -1.5, -4.1875 },
	  { 0.125, -1.5, -3.3125 }, NAN },
	{ 3, 3, { 0.25, 1, 0.5 }, { -0.0625, -0.75, -0.25 }, { 0.25, -0.125, 1.75 }, { -0.3125, 0.0625, -0.8125,
	  -1.5625, -0.3125, 0.5, -0.1875, 1.125, -0.5625 }, { -1.0625, 0.1875, -1.75 }, { -0.25, 0.625, -1.75 }, NAN
	  },
	{ 2, 1, { 0.375, 0.75 }, { -0.4375, -0.1875 }, { -0.3125, 1.1875 }, { 1.0625, 1.1875 }, { 0.5 }, { 0.5 },
	  0.4453125 },
	{ 6, 4, { 0.125, -0.1875, 0.25, -0.8125, -0.25, 0.25 }, { -0.6875, -0.5, -0.375, -0.75, -0.0625, -1 }, { 1,
	  0.8125, 0.125, 0.6875, 0.75, 0.6875 }, { 2, -0.875, -0.125, -1.1875, 0.8125, 0.5625, 1.375, 1.25, 1.9375,
	  1.875, 1.625, -1.4375, -1.875, -0.0625, -0.625, 1.625, 1.1875, -0.3125, 0.3125, 0.375, 1.5625, -1.9375,
	  -0.0625, 0.6875 }, { 1.0625, 1.6875, -1.375, -0.125 }, { 1.0625, 2.5, -1.25, 0.5625 }, 0.195411629248 },
	{ 5, 2, { -0.5625, 0.1875, -0.0625, 0.6875, 0.4375 }, { -1, -0.25, -0.5, -0.3125, -0.875 }, { -0.125,
	  1.5625, 1.25, 0.3125, 0.375 }, { -1.6875, 1.25, -0.9375, -0.625, 1.875, 0.1875, 1.5, -1.25, 1.0625, 2 }, {
	  1.75, 0.5 }, { 2.625, 0.9375 }, 1.06396484375 },
	{ 5, 3, { -0.875, 0.9375, 0, -0.1875, 0.5 }, { -0.625, -0.75, -0.5625, -0.4375, -0.625 }, { -0.375, -0.5625,
	  -0.5, -0.0625, 0.1875 }, { -0.875, -1.3125, -0.75, 0.875, -0.75, 1.6875, 0.3125, -1.5, 1.9375, 1.5625,
	  1.125, -1.375, 1.1875, 0.8125, 1.0625 }, { 1.4375, -1.75, -1.25 }, { 2.25, -1.25, -1.25 }, -0.0381433823529
	  },
	{ 3, 3, { 0.3125, -0.25, -0.3125 }, { -0.125, -0.1875, -0.875 }, { 1.8125, 1.3125, 0.5625 }, { -1.25,
	  1.6875, -0.4375, 1.8125, -1.0625, -1.625, 1.375, 0.3125, -0.4375 }, { -1.3125, 2, 2.3125 }, { -0.5, 2, 3 },
	  0.301477713178 },
	{ 3, 3, { -0.75, -0.125, -0.0625 }, { -0.5, -1, -1 }, { -0.125, 0, 0.1875 }, { 1.9375, 1.125, -0.875,
	  0.0625, 1, 1.5625, -0.25, 0.875, -1.1875 }, { -1.5, -2.1875, -0.625 }, { -0.625, -1.5, -0 }, 0.52519379845
	  },
	{ 3, 4, { 0.1875, 0.625, -0.6875 }, { -0.5, -0.1875, -0.875 }, { 0.25, 0.25, -0.625 }, { 0.25, -1.4375,
	  -0.4375, 0.75, 1.1875, 0.25, 0.4375, -0.8125, 1.4375, -1.25, 0.9375, -1.6875 }, { 0, -0.8125, -1.75, 1.375
	  }, { 0.5, 0.125, -1.75, 1.375 }, NAN },
	{ 5, 3, { 0.375, -0.0625, -0.9375, -1, -0.125 }, { -0.25, -0.875, -0.3125, -0.25, 0 }, { 0.3125, 0, -0.0625,
	  -0.25, 0.0625 }, { -0.1875, -1.3125, 1, -1.25, 0.5, 0.125, -0.6875, -0.1875, 2, 1.875, -0.9375, 1.875,
	  -1.125, 1.1875, -0.625 }, { -0.0625, -0.75, -0.4375 }, { -0.0625, -0.75, -0.4375 }, NAN },
	{ 5, 3, { -0.8125, 0.9375, -0.8125, 0.375, 0.25 }, { -0.875, -0.875, -0.75, -0.625, -0.875 }, { -0.875,
	  -0.1875, -0.625, -0.25, -0.4375 }, { -0.5, -0.375, -1.8125, -0.125, 1.625, 1.5625, -1.4375, -0.75, 0.625,
	  -1.9375, 0.3125, 1.3125, 1.1875, -1.75, -0.9375 }, { 0.5625, 0.125, -0.1875 }, { 0.5625, 0.8125, 0.375 },
	  0.827225764574 },
	{ 4, 3, { -0.5, -0.0625, 0.9375, 0.6875 }, { -0.875, -1, -0.375, -0.1875 }, { 0.9375, 0.5625, 0.5625, 1.6875
	  }, { -1.875, 0.6875, 0.0625, 0.8125, 1.5, -1.375, 1.125, -1.9375, -0.1875, -1.75, -1.0625, 1.875 }, {
	  0.6875, -2.75, 1.25 }, { 1.0625, -2.25, 2.0625 }, 1.53236862829 },
};

static void another_solver_finds_the_same_value(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof(known) / sizeof(*known); k++) {
		const struct known *expected = known + k;
		struct linear_info info;
		struct error error;
		struct fixture f;
		double w[6];

		fixture_init(&f, expected->n, expected->m);
		for (size_t i = 0; i < expected->n; i++) {
			gsl_vector_set(f.linear, i, expected->linear[i]);
			gsl_vector_set(f.lower, i, expected->lower[i]);
			gsl_vector_set(f.upper, i, expected->upper[i]);
			for (size_t r = 0; r < expected->m; r++)
				gsl_matrix_set(f.rows, r, i, expected->rows[r * expected->n + i]);
		}
		for (size_t r = 0; r < expected->m; r++) {
			gsl_vector_set(f.row_lower, r, expected->row_lower[r]);
			gsl_vector_set(f.row_upper, r, expected->row_upper[r]);
		}

		const enum status status = solve_linear(&f.problem, NULL, w, NULL, NULL, &info, &error);

		assert_int_equal(status, isnan(expected->best) ? STATUS_INFEASIBLE : STATUS_OK);
		if (status == STATUS_OK && !(fabs(info.objective - expected->best) <= 1e-11))
			fail_msg("case %zu: %.15g, expected %.15g", k, info.objective, expected->best);
		fixture_clear(&f);
	}
}

static double limit_at(double multiplier, double lower, double upper)
{
	return multiplier > 0.0 ? lower : upper;
}

/*
 * The value that multipliers prove: sum_i z_i (limit of w_i) + sum_r y_r (limit of row r), a lower bound of the
 * objective for any z, y of the right sign. `c` is what z + A'y must be (NULL: 0, the certificate of a conflict).
 */
static double proven(const struct fixture *f, const double *c, const double *z, const double *y, double *amiss)
{
	double bound = 0.0, largest = 1e-300;

	*amiss = 0.0;
	for (size_t i = 0; i < f->problem.count; i++) {
		double rest = (c ? c[i] : 0.0) - z[i], size = fabs(z[i]) + (c ? fabs(c[i]) : 0.0);

		for (size_t r = 0; r < f->problem.row_count; r++) {
			rest -= y[r] * gsl_matrix_get(f->rows, r, i);
			size += fabs(y[r] * gsl_matrix_get(f->rows, r, i));
		}
		*amiss = fmax(*amiss, fabs(rest));
		largest = fmax(largest, size);
	}
	for (size_t i = 0; i < f->problem.count; i++)
		if (z[i] != 0.0)
			bound += z[i] * limit_at(z[i], gsl_vector_get(f->lower, i), gsl_vector_get(f->upper, i));
	for (size_t r = 0; r < f->problem.row_count; r++)
		if (y[r] != 0.0)
			bound += y[r] * limit_at(y[r], gsl_vector_get(f->row_lower, r), gsl_vector_get(f->row_upper, r));
	*amiss /= largest;
	return bound;
}

/* Whole numbers meet in corners where many limits bind; `unit` makes returns of a day or exposures of a hundred. */
static void fill(gsl_rng *rng, struct fixture *f, bool is_whole, double unit)
{
	const size_t n = f->problem.count, m = f->problem.row_count;
	double point[40];

	for (size_t i = 0; i < n; i++) {
		const double low = is_whole ? (double)gsl_rng_uniform_int(rng, 2) - 1.0 : uniform(rng, -1.0, 0.0);

		gsl_vector_set(f->linear, i, unit * (is_whole ? (double)gsl_rng_uniform_int(rng, 5) - 2.0 : uniform(rng, -1, 1)));
		gsl_vector_set(f->lower, i, gsl_rng_uniform(rng) < 0.1 ? -INFINITY : low);
		gsl_vector_set(f->upper, i, low + (is_whole ? (double)gsl_rng_uniform_int(rng, 4) : uniform(rng, 0.0, 2.0)));
		point[i] = is_whole ? low : uniform(rng, low, gsl_vector_get(f->upper, i));
	}
	for (size_t r = 0; r < m; r++) {
		const double scale = r % 2 ? unit : 1.0;
		double middle = 0.0;

		for (size_t i = 0; i < n; i++) {
			const double a = is_whole ? (double)gsl_rng_uniform_int(rng, 3) - 1.0 : uniform(rng, -1.0, 1.0);

			gsl_matrix_set(f->rows, r, i, scale * a);
			middle += a * point[i];
		}
		if (is_whole)
			middle = round(middle) + (double)gsl_rng_uniform_int(rng, 3);
		gsl_vector_set(f->row_lower, r, gsl_rng_uniform(rng) < 0.3 ? -INFINITY : scale * (middle - (double)(r % 3)));
		gsl_vector_set(f->row_upper, r, gsl_rng_uniform(rng) < 0.3 ? INFINITY : scale * (middle + (double)(r % 2)));
	}
}

static void assert_proof(const struct fixture *f, enum status status, const double *w, const double *z, const double *y,
                         const struct linear_info *info, double unit)
{
	const size_t n = f->problem.count, m = f->problem.row_count;
	double opposite[40], amiss, size = 1.0;

	for (size_t i = 0; i < n; i++) {
		assert_true(w[i] >= gsl_vector_get(f->lower, i) - 1e-10 && w[i] <= gsl_vector_get(f->upper, i) + 1e-10);
		opposite[i] = -gsl_vector_get(f->linear, i);
		size = fmax(size, fabs(w[i]));
	}

	const double bound = proven(f, status == STATUS_OK ? opposite : NULL, z, y, &amiss);
	const double value = status == STATUS_OK ? -info->objective : info->shortfall;
	const double of = status == STATUS_OK ? unit : 1.0;

	/* The multipliers account for the objective to rounding, and the two values meet. */
	if (!(amiss <= 1e-9))
		fail_msg("%zu x %zu, unit %g: %s, amiss %g", m, n, unit, status == STATUS_OK ? "optimal" : "a conflict", amiss);
	if (!(fabs(value - bound) <= 1e-9 * size * (double)(n + m) * fmax(of, 1e-3 * fabs(value))))
		fail_msg("%zu x %zu: value %.15g, proven %.15g", m, n, value, bound);
	for (size_t r = 0; r < m; r++) {
		assert_true(status == STATUS_OK || fabs(y[r]) <= 1.0 + 1e-9);
		assert_true(!(y[r] > 0.0) || isfinite(gsl_vector_get(f->row_lower, r)));
		assert_true(!(y[r] < 0.0) || isfinite(gsl_vector_get(f->row_upper, r)));
	}
}

static void every_optimum_and_every_conflict_is_proven(void **state)
{
	static const double units[] = { 1.0, 1e-4, 1e-7, 1e3 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct solve_workspace *workspace = solve_workspace_new();
	size_t optimal = 0, conflicting = 0, unbounded = 0;

	(void)state;
	gsl_rng_set(rng, 83);
	for (int round = 0; round < 6000; round++) {
		const size_t n = 1 + gsl_rng_uniform_int(rng, round % 50 == 0 ? 40 : 10);
		const size_t m = 1 + gsl_rng_uniform_int(rng, round % 50 == 0 ? 30 : 8);
		const double unit = units[round % 4];
		double w[40], z[40], y[30];
		struct linear_info info;
		struct error error;
		struct fixture f;

		fixture_init(&f, n, m);
		fill(rng, &f, round % 3 == 0, unit);

		const enum status status = solve_linear(&f.problem, workspace, w, z, y, &info, &error);

		if (status == STATUS_OK || status == STATUS_INFEASIBLE)
			assert_proof(&f, status, w, z, y, &info, unit);
		else if (!strstr(error.message, "no bound"))
			fail_msg("round %d: %s", round, error.message);
		optimal += status == STATUS_OK;
		conflicting += status == STATUS_INFEASIBLE;
		unbounded += status == STATUS_INVALID;
		fixture_clear(&f);
	}
	/* Each kind is met often enough to mean something. */
	assert_true(optimal > 4000 && conflicting > 500 && unbounded > 100);
	solve_workspace_free(workspace);
	gsl_rng_free(rng);
}

/* Assignment: as degenerate as linear programs come, with whole answers. */
static void an_assignment_is_whole(void **state)
{
	enum { SIDE = 8 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double w[SIDE * SIDE];

	(void)state;
	gsl_rng_set(rng, 2);
	for (int draw = 0; draw < 20; draw++) {
		struct linear_info info;
		struct fixture f;

		fixture_init(&f, SIDE * SIDE, 2 * SIDE);
		gsl_vector_set_all(f.upper, 1.0);
		gsl_vector_set_all(f.row_lower, 1.0);
		gsl_vector_set_all(f.row_upper, 1.0);
		for (size_t i = 0; i < SIDE * SIDE; i++) {
			gsl_vector_set(f.linear, i, (double)gsl_rng_uniform_int(rng, 4));
			gsl_matrix_set(f.rows, i / SIDE, i, 1.0);
			gsl_matrix_set(f.rows, SIDE + i % SIDE, i, 1.0);
		}
		assert_int_equal(solve_linear(&f.problem, NULL, w, NULL, NULL, &info, NULL), STATUS_OK);
		for (size_t i = 0; i < SIDE * SIDE; i++)
			assert_true(fabs(w[i]) < 1e-12 || fabs(w[i] - 1.0) < 1e-12);
		assert_true(fabs(info.objective - round(info.objective)) < 1e-12);
		fixture_clear(&f);
	}
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(another_solver_finds_the_same_value),
		cmocka_unit_test(every_optimum_and_every_conflict_is_proven),
		cmocka_unit_test(an_assignment_is_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
