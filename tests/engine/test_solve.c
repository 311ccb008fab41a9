/* Quadratic and linear programs: thousands of seeded problems, each answer with its certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/engine/solve_data.h"

enum { KINDS = 8 };

/*
 * A random problem around a known feasible portfolio. kind: 0 long only, 1 boxes, 2 boxes and groups, 3 coarse grid
 * (ties and degenerate vertices), 4 singular covariance, 5 equal returns and twins, 6 cash, 7 two-sided rows, some of
 * them equalities and repeated.
 */
static void random_problem(gsl_rng *rng, int kind, size_t n, size_t groups, struct fixture *f)
{
	double *inside = calloc(n, sizeof(double)), sum = 0.0;

	fixture_init_budget(f, n, groups, 0.0, 1.0);
	random_covariance(rng, f->hessian, kind == 4 ? 1 + n / 3 : 3, kind == 4 ? 0.0 : 0.01);
	for (size_t i = 0; i < n; i++) {
		inside[i] = gsl_rng_uniform(rng) < 0.4 ? 0.0 : uniform(rng, 0.0, 1.0);
		sum += inside[i];
		gsl_vector_set(f->linear, i, uniform(rng, 0.0, 0.12));
	}
	if (sum == 0.0)
		sum = inside[0] = 1.0;
	for (size_t i = 0; i < n; i++) {
		inside[i] /= sum;
		if (kind == 3) {
			gsl_vector_set(f->linear, i, 0.01 * (double)gsl_rng_uniform_int(rng, 4));
			for (size_t j = 0; j < n; j++)
				gsl_matrix_set(f->hessian, i, j, i == j ? 0.04 : 0.01);
		}
		if (kind == 5)
			gsl_vector_set(f->linear, i, 0.05 + 0.01 * (double)(i % 2));
	}
	if (kind == 5 && n > 2)
		for (size_t i = 0; i < n; i++) {
			gsl_matrix_set(f->hessian, n - 1, i, gsl_matrix_get(f->hessian, 0, i));
			gsl_matrix_set(f->hessian, i, n - 1, gsl_matrix_get(f->hessian, i == n - 1 ? 0 : i, 0));
		}
	if (kind == 6)
		for (size_t i = 0; i < n; i++) {
			gsl_matrix_set(f->hessian, n - 1, i, 0.0);
			gsl_matrix_set(f->hessian, i, n - 1, 0.0);
		}
	for (size_t i = 0; i < n && kind != 0; i++) {
		const double step = kind == 3 ? 0.25 : 0.0;
		double low = inside[i] - uniform(rng, 0.0, 0.1), high = inside[i] + uniform(rng, 0.0, 0.2);

		if (gsl_rng_uniform(rng) < 0.1)
			low = high = inside[i];
		if (step > 0.0) {
			low = step * floor(inside[i] / step);
			high = step * ceil(inside[i] / step + 0.01);
		}
		gsl_vector_set(f->lower, i, low);
		gsl_vector_set(f->upper, i, high);
	}
	for (size_t g = 1; g <= groups; g++) {
		double activity = 0.0;

		for (size_t i = 0; i < n; i++) {
			double coefficient = gsl_rng_uniform(rng) < 0.4 ? 1.0 : 0.0;

			if (kind == 7)
				coefficient = uniform(rng, -1.0, 1.0);
			if (kind == 7 && g > 1 && g % 3 == 0)
				coefficient = gsl_matrix_get(f->rows, g - 1, i);
			gsl_matrix_set(f->rows, g, i, coefficient);
			activity += coefficient * inside[i];
		}
		gsl_vector_set(f->row_lower, g, gsl_rng_uniform(rng) < 0.3 ? -INFINITY : activity - uniform(rng, 0.0, 0.1));
		gsl_vector_set(f->row_upper, g, gsl_rng_uniform(rng) < 0.3 ? INFINITY : activity + uniform(rng, 0.0, 0.1));
		if (kind == 7 && g == 2) {
			gsl_vector_set(f->row_lower, g, activity);
			gsl_vector_set(f->row_upper, g, activity);
		}
		if (kind == 3) {
			gsl_vector_set(f->row_lower, g, 0.25 * floor(activity / 0.25));
			gsl_vector_set(f->row_upper, g, 0.25 * ceil(activity / 0.25));
		}
	}
	free(inside);
}

static double objective_of(const struct quadratic_problem *problem, double lambda, const double *w)
{
	double total = 0.0;

	for (size_t i = 0; i < problem->count; i++) {
		double risk = 0.0;

		for (size_t j = 0; j < problem->count; j++)
			risk += gsl_matrix_get(problem->hessian, i, j) * w[j];
		total += w[i] * (0.5 * risk - lambda * gsl_vector_get(problem->linear, i));
	}
	return total;
}

/* 2400 problems: the dual method's optimum and the walk's agree, and both carry a certificate that holds. */
/*
 * Corners carry the rounding of the way to them, and where a singular covariance was lent a ridge (1e-10 of its size)
 * that too: a digit less than a single answer.
 */
static bool is_certified(const struct kkt *kkt)
{
	return kkt->primal <= 1e-12 && fmax(kkt->stationarity, fmax(kkt->complementarity, kkt->dual)) <= 1e-9;
}

static void solves_every_random_problem_with_a_certificate(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct solve_workspace *workspace = solve_workspace_new();
	struct frontier frontier = { 0 };

	(void)state;
	gsl_rng_set(rng, 20240229);
	for (int round = 0; round < 2400; round++) {
		const int kind = round % KINDS;
		const size_t n = 1 + gsl_rng_uniform_int(rng, 40), groups = kind < 2 ? 0 : gsl_rng_uniform_int(rng, 7);
		double weights[40], bounds[40], rows[7], other[40];
		struct quadratic_info info;
		struct error error = { 0 };
		struct frontier_point point;
		struct fixture f;

		random_problem(rng, kind, n, groups, &f);

		enum status status = solve_critical_line(&f.problem, workspace, &frontier, &error);

		if (status)
			fail_msg("round %d, kind %d, n %zu, %zu groups: %s", round, kind, n, groups, error.message);
		/* A definite covariance never needs a ridge. */
		assert_true(frontier.ridge == 0.0 || (kind >= 4 && kind <= 6));
		for (size_t k = 0; k < frontier.corner_count; k++) {
			const struct kkt kkt = frontier_kkt(&frontier, &f.problem, k);

			if (!is_certified(&kkt))
				fail_msg("round %d, kind %d, n %zu, corner %zu of %zu: primal %g stationarity %g "
				         "complementarity %g dual %g",
				         round, kind, n, k, frontier.corner_count, kkt.primal, kkt.stationarity,
				         kkt.complementarity, kkt.dual);
			assert_true(k == 0 || frontier.corners[k].lambda < frontier.corners[k - 1].lambda);
		}

		/* A place somewhere on the frontier, and the same program solved on its own. */
		const double lambda = frontier.corners[0].lambda * gsl_rng_uniform(rng);
		gsl_vector *scaled = gsl_vector_alloc(n);
		struct quadratic_problem at = f.problem;

		gsl_vector_memcpy(scaled, f.linear);
		gsl_vector_scale(scaled, lambda);
		at.linear = scaled;
		frontier_at_lambda(&frontier, lambda, &point);
		frontier_read(&frontier, &point, other, bounds, rows);

		const struct kkt between = kkt_residual(&at, other, bounds, rows);

		assert_true(is_certified(&between));
		status = solve_quadratic(&at, workspace, weights, bounds, rows, &info, &error);
		if (status)
			fail_msg("round %d, kind %d, n %zu, %zu groups, L %g: %s", round, kind, n, groups, lambda,
			         error.message);
		assert_true(kkt_is_accepted(&info.kkt));
		/* Two optima of one convex program have one value. */
		if (fabs(info.objective - objective_of(&f.problem, lambda, other)) > 1e-10 * (1.0 + fabs(info.objective)))
			fail_msg("round %d, kind %d: dual %.15g, walk %.15g", round, kind, info.objective,
			         objective_of(&f.problem, lambda, other));
		/* Definite covariances have one optimum, too. */
		if (kind < 4 && lambda < 1.0)
			for (size_t i = 0; i < n; i++)
				assert_true(fabs(weights[i] - other[i]) <= 1e-7);
		gsl_vector_free(scaled);
		fixture_clear(&f);
	}
	frontier_clear(&frontier);
	solve_workspace_free(workspace);
	gsl_rng_free(rng);
}

/* A tolerance of risk beyond the first corner, down to a singular covariance: still an optimum with a certificate. */
static void solves_for_any_tolerance_of_risk(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct solve_workspace *workspace = solve_workspace_new();

	(void)state;
	gsl_rng_set(rng, 99);
	for (int round = 0; round < 800; round++) {
		const size_t n = 1 + gsl_rng_uniform_int(rng, 20);
		const double lambda = pow(10.0, uniform(rng, -3.0, 3.0));
		double weights[20], bounds[20], rows[7];
		struct quadratic_info info;
		struct error error = { 0 };
		struct fixture f;

		random_problem(rng, round % KINDS, n, gsl_rng_uniform_int(rng, 5), &f);
		gsl_vector_scale(f.linear, lambda);
		if (solve_quadratic(&f.problem, workspace, weights, bounds, rows, &info, &error))
			fail_msg("round %d, kind %d, n %zu, L %g: %s", round, round % KINDS, n, lambda, error.message);
		assert_true(kkt_is_accepted(&info.kkt));
		fixture_clear(&f);
	}
	solve_workspace_free(workspace);
	gsl_rng_free(rng);
}

static void solves_without_limits_in_closed_form(void **state)
{
	/* H = [[2, 1], [1, 3]], c = (1, 2): H^-1 c = (1, 3) / 5. */
	struct quadratic_info info;
	struct fixture f;
	double w[2];

	(void)state;
	fixture_init(&f, 2, 0);
	fixture_set(&f, (double[]){ 1, 2 }, (double[]){ 2, 1, 1, 3 });
	f.problem.lower = f.problem.upper = NULL;
	assert_int_equal(solve_quadratic(&f.problem, NULL, w, NULL, NULL, &info, NULL), STATUS_OK);
	assert_true(fabs(w[0] - 0.2) < 1e-15 && fabs(w[1] - 0.6) < 1e-15);
	assert_true(fabs(info.objective + 0.7) < 1e-15);
	fixture_clear(&f);
}

static void says_that_limits_conflict(void **state)
{
	struct quadratic_info info;
	struct linear_info linear;
	struct frontier frontier = { 0 };
	struct error error;
	struct fixture f;
	double w[3] = { 7, 7, 7 }, v[3];

	(void)state;
	fixture_init_budget(&f, 3, 0, 0.0, 0.3);
	gsl_matrix_set_identity(f.hessian);
	assert_int_equal(solve_quadratic(&f.problem, NULL, w, NULL, NULL, &info, &error), STATUS_INFEASIBLE);
	assert_true(w[0] == 7 && w[1] == 7 && w[2] == 7);
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, &error), STATUS_INFEASIBLE);
	assert_int_equal(frontier.corner_count, 0);
	assert_int_equal(solve_linear(&f.problem, NULL, v, NULL, NULL, &linear, &error), STATUS_INFEASIBLE);
	assert_true(fabs(linear.shortfall - 0.1) < 1e-12);
	frontier_clear(&frontier);
	fixture_clear(&f);
}

static void refuses_numbers_that_are_none(void **state)
{
	struct quadratic_info info;
	struct frontier frontier = { 0 };
	struct error error;
	struct fixture f;
	double w[4];

	(void)state;
	for (int bad = 0; bad < 7; bad++) {
		fixture_init_budget(&f, 4, 0, 0.0, 1.0);
		gsl_matrix_set_identity(f.hessian);
		switch (bad) {
		case 0: gsl_vector_set(f.linear, 2, NAN); break;
		case 1: gsl_matrix_set(f.hessian, 1, 1, NAN); break;
		case 2: gsl_matrix_set(f.hessian, 1, 1, -1.0); break;
		case 3: gsl_vector_set(f.lower, 0, NAN); break;
		case 4: gsl_vector_set(f.lower, 0, 2.0); break;
		case 5: gsl_matrix_set(f.rows, 0, 3, INFINITY); break;
		case 6: gsl_vector_set(f.row_lower, 0, 2.0); break;
		}
		assert_int_equal(solve_quadratic(&f.problem, NULL, w, NULL, NULL, &info, &error), STATUS_INVALID);
		assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, &error), STATUS_INVALID);
		fixture_clear(&f);
	}
	frontier_clear(&frontier);
}

static void the_certificate_rejects_what_is_not_optimal(void **state)
{
	struct kkt kkt;
	struct fixture f;
	double zero[2] = { 0 };

	(void)state;
	/* min (x^2 + y^2) / 2 with x + y = 1: the optimum is (.5, .5) with multiplier .5. */
	fixture_init_budget(&f, 2, 0, 0.0, 1.0);
	gsl_matrix_set_identity(f.hessian);
	kkt = kkt_residual(&f.problem, (double[]){ .5, .5 }, zero, (double[]){ .5 });
	assert_true(kkt_is_accepted(&kkt));
	kkt = kkt_residual(&f.problem, (double[]){ .5, .5001 }, zero, (double[]){ .5 });
	assert_true(!kkt_is_accepted(&kkt) && kkt.primal > 9e-5 && kkt.stationarity > 9e-5);
	kkt = kkt_residual(&f.problem, (double[]){ .6, .4 }, (double[]){ .1, -.1 }, (double[]){ .5 });
	assert_true(!kkt_is_accepted(&kkt) && kkt.complementarity > .03);
	kkt = kkt_residual(&f.problem, (double[]){ NAN, .5 }, zero, (double[]){ .5 });
	assert_true(!kkt_is_accepted(&kkt));
	fixture_clear(&f);
}

/* Wide enough for the loops that take eight rows at a time, and for refinement on the way. */
static void walks_two_hundred_assets_with_certificates(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct frontier frontier = { 0 };

	(void)state;
	gsl_rng_set(rng, 200);
	for (int kind = 0; kind < 3; kind++) {
		struct fixture f;

		random_problem(rng, kind, 200, kind == 2 ? 8 : 0, &f);
		assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
		assert_true(frontier.corner_count > 20 && frontier.ridge == 0.0);
		for (size_t k = 0; k < frontier.corner_count; k++) {
			const struct kkt kkt = frontier_kkt(&frontier, &f.problem, k);

			assert_true(kkt_is_accepted(&kkt));
		}
		fixture_clear(&f);
	}
	frontier_clear(&frontier);
	gsl_rng_free(rng);
}

/* Properties: a constant added to every return and a common scale change nothing; order does not matter. */
static void the_frontier_does_not_depend_on_scale_shift_or_order(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct frontier one = { 0 }, two = { 0 };

	(void)state;
	gsl_rng_set(rng, 7);
	for (int round = 0; round < 100; round++) {
		const size_t n = 2 + gsl_rng_uniform_int(rng, 20);
		struct fixture a, b;

		random_problem(rng, 2, n, 3, &a);
		fixture_init_budget(&b, n, 3, 0.0, 1.0);
		for (size_t i = 0; i < n; i++) {
			const size_t to = n - 1 - i;

			gsl_vector_set(b.linear, to, 4.0 * (gsl_vector_get(a.linear, i) + 0.03));
			gsl_vector_set(b.lower, to, gsl_vector_get(a.lower, i));
			gsl_vector_set(b.upper, to, gsl_vector_get(a.upper, i));
			for (size_t j = 0; j < n; j++)
				gsl_matrix_set(b.hessian, to, n - 1 - j, 4.0 * gsl_matrix_get(a.hessian, i, j));
			for (size_t r = 0; r < 4; r++)
				gsl_matrix_set(b.rows, r, to, gsl_matrix_get(a.rows, r, i));
		}
		gsl_vector_memcpy(b.row_lower, a.row_lower);
		gsl_vector_memcpy(b.row_upper, a.row_upper);
		assert_int_equal(solve_critical_line(&a.problem, NULL, &one, NULL), STATUS_OK);
		assert_int_equal(solve_critical_line(&b.problem, NULL, &two, NULL), STATUS_OK);
		for (int place = 0; place <= 10; place++) {
			const double lambda = one.corners[0].lambda * place / 10.0;
			struct frontier_point p, q;
			double v[40], w[40];

			frontier_at_lambda(&one, lambda, &p);
			frontier_at_lambda(&two, lambda, &q);
			frontier_read(&one, &p, v, NULL, NULL);
			frontier_read(&two, &q, w, NULL, NULL);
			for (size_t i = 0; i < n; i++)
				assert_true(fabs(v[i] - w[n - 1 - i]) <= 1e-9);
		}
		fixture_clear(&a);
		fixture_clear(&b);
	}
	frontier_clear(&one);
	frontier_clear(&two);
	gsl_rng_free(rng);
}

/* Return, volatility and L of a point lead back to the point, and to figures of its own weights. */
static void a_point_is_found_by_any_of_its_figures(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct frontier frontier = { 0 };

	(void)state;
	gsl_rng_set(rng, 11);
	for (int round = 0; round < 200; round++) {
		const size_t n = 2 + gsl_rng_uniform_int(rng, 20);
		struct frontier_point point, by_return, by_volatility;
		struct fixture f;
		double w[40], expected_return = 0.0;

		random_problem(rng, 1, n, 0, &f);
		assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
		frontier_at_lambda(&frontier, frontier.corners[0].lambda * gsl_rng_uniform(rng), &point);
		frontier_read(&frontier, &point, w, NULL, NULL);
		for (size_t i = 0; i < n; i++)
			expected_return += w[i] * gsl_vector_get(f.linear, i);
		assert_true(fabs(expected_return - point.expected_return) <= 1e-14);
		assert_true(fabs(2.0 * objective_of(&f.problem, 0.0, w) - point.variance) <= 1e-14);
		assert_true(frontier_at_return(&frontier, point.expected_return, &by_return));
		assert_true(fabs(by_return.variance - point.variance) <= 1e-12);
		assert_true(frontier_at_volatility(&frontier, point.volatility, &by_volatility));
		assert_true(fabs(by_volatility.expected_return - point.expected_return) <= 1e-9);
		assert_false(frontier_at_return(&frontier, frontier.corners[0].expected_return + 1e-6, &by_return));
		assert_false(frontier_at_volatility(&frontier, sqrt(frontier.corners[0].variance) + 1e-6, &by_volatility));
		fixture_clear(&f);
	}
	frontier_clear(&frontier);
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(solves_every_random_problem_with_a_certificate),
		cmocka_unit_test(solves_for_any_tolerance_of_risk),
		cmocka_unit_test(solves_without_limits_in_closed_form),
		cmocka_unit_test(says_that_limits_conflict),
		cmocka_unit_test(refuses_numbers_that_are_none),
		cmocka_unit_test(the_certificate_rejects_what_is_not_optimal),
		cmocka_unit_test(walks_two_hundred_assets_with_certificates),
		cmocka_unit_test(the_frontier_does_not_depend_on_scale_shift_or_order),
		cmocka_unit_test(a_point_is_found_by_any_of_its_figures),
	};

	return cmocka_run_group_tests_name("quadratic and linear programs", tests, NULL, NULL);
}
