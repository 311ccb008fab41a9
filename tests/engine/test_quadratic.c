/* Quadratic programs of one client and of many: any scale, any covariance, cold and warm, each with its certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/engine/solve_data.h"

enum { MOST = 40, GROUPS = 3 };

/* A client's program: fully invested, none above a cap, groups between two limits. kind says what the covariance is. */
enum kind { DEFINITE, SINGULAR, TWINS, WITH_CASH, ZERO, NEARLY_SINGULAR, KINDS };

static void client_init(gsl_rng *rng, enum kind kind, size_t n, double scale, struct fixture *f)
{
	fixture_init_budget(f, n, GROUPS, 0.0, fmax(0.35, 1.5 / (double)n));
	random_covariance(rng, f->hessian, kind == SINGULAR ? 1 + n / 3 : 3,
	                  kind == SINGULAR ? 0.0 : kind == NEARLY_SINGULAR ? 1e-12 : 0.01);
	if (kind == TWINS)
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				gsl_matrix_set(f->hessian, i, j, gsl_matrix_get(f->hessian, i / 2 * 2, j / 2 * 2));
	if (kind == WITH_CASH)
		for (size_t i = 0; i < n; i++) {
			gsl_matrix_set(f->hessian, n - 1, i, 0.0);
			gsl_matrix_set(f->hessian, i, n - 1, 0.0);
		}
	if (kind == ZERO)
		gsl_matrix_set_zero(f->hessian);
	gsl_matrix_scale(f->hessian, scale);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(f->linear, i, scale * uniform(rng, 0.0, 0.1));
		for (size_t r = 0; r < GROUPS; r++)
			gsl_matrix_set(f->rows, 1 + r, i, i % GROUPS == r ? 1.0 : 0.0);
	}
	for (size_t r = 0; r < GROUPS; r++) {
		gsl_vector_set(f->row_lower, 1 + r, n >= GROUPS ? 0.1 : 0.0);
		gsl_vector_set(f->row_upper, 1 + r, 0.6);
	}
}

static bool is_precise(const struct kkt *kkt)
{
	return kkt->primal <= 1e-12 && kkt->stationarity <= 1e-10 && kkt->complementarity <= 1e-10 && kkt->dual <= 1e-10;
}

/* The certificate, and that a weight pushed against its limit is that limit to the last bit. */
static void assert_precise(const struct fixture *f, const double *weights, const double *bounds,
                           const struct quadratic_info *info, int round, enum kind kind)
{
	const struct kkt *kkt = &info->kkt;

	if (!is_precise(kkt))
		fail_msg("round %d, kind %d, n %zu: primal %g stationarity %g complementarity %g dual %g", round, kind,
		         f->problem.count, kkt->primal, kkt->stationarity, kkt->complementarity, kkt->dual);
	for (size_t i = 0; i < f->problem.count; i++)
		assert_true(bounds[i] == 0.0 ||
		            weights[i] == gsl_vector_get(bounds[i] > 0.0 ? f->lower : f->upper, i));
}

/* Fourteen orders of magnitude down and six up: daily variances of money funds, and squared percent. */
static void holds_ten_digits_at_any_scale(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct solve_workspace *workspace = solve_workspace_new();

	(void)state;
	gsl_rng_set(rng, 20260101);
	for (int round = 0; round < 6000; round++) {
		const enum kind kind = (enum kind)(round % KINDS);
		const size_t n = 3 + gsl_rng_uniform_int(rng, round % 10 == 0 ? MOST - 2 : 12);
		double weights[MOST], bounds[MOST], rows[1 + GROUPS];
		struct quadratic_info info;
		struct error error = { 0 };
		struct fixture f;

		client_init(rng, kind, n, pow(10.0, uniform(rng, -14.0, 6.0)), &f);
		gsl_vector_scale(f.linear, round % 7 == 0 ? 0.0 : pow(10.0, uniform(rng, -3.0, 2.0)));
		if (solve_quadratic(&f.problem, workspace, weights, bounds, rows, &info, &error))
			fail_msg("round %d, kind %d, n %zu: %s", round, kind, n, error.message);
		assert_precise(&f, weights, bounds, &info, round, kind);
		fixture_clear(&f);
	}
	solve_workspace_free(workspace);
	gsl_rng_free(rng);
}

/* One key on the desk: a limit, a view or the target moves. */
static void press_a_key(gsl_rng *rng, struct fixture *f)
{
	const size_t n = f->problem.count, i = gsl_rng_uniform_int(rng, n), r = 1 + gsl_rng_uniform_int(rng, GROUPS);

	switch (gsl_rng_uniform_int(rng, 6)) {
	case 0: gsl_vector_set(f->upper, i, uniform(rng, 0.2, 0.5)); break;
	case 1: gsl_vector_set(f->lower, i, gsl_rng_uniform(rng) < 0.5 ? 0.0 : uniform(rng, 0.0, 0.05)); break;
	case 2: gsl_vector_set(f->linear, i, uniform(rng, 0.0, 0.1)); break;
	case 3: gsl_vector_scale(f->linear, uniform(rng, 0.8, 1.25)); break;
	case 4: gsl_vector_set(f->row_lower, r, uniform(rng, 0.0, 0.25)); break;
	case 5: gsl_vector_set(f->row_upper, r, gsl_rng_uniform(rng) < 0.3 ? INFINITY : uniform(rng, 0.45, 0.8)); break;
	}
}

/* The optimum of a definite program is one point, whatever way leads to it: 1e-12 is rounding at these conditions. */
static void a_warm_answer_is_the_cold_one(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct quadratic_factor *warm = quadratic_factor_new(), *cold = quadratic_factor_new();
	size_t warm_changes = 0, cold_changes = 0;

	(void)state;
	gsl_rng_set(rng, 35);
	for (int client = 0; client < 60; client++) {
		const size_t n = 8 + gsl_rng_uniform_int(rng, 5);
		struct fixture f;

		client_init(rng, DEFINITE, n, 1.0, &f);
		assert_int_equal(solve_quadratic_prepare(&f.problem, warm, NULL), STATUS_OK);
		assert_int_equal(solve_quadratic_prepare(&f.problem, cold, NULL), STATUS_OK);
		for (int key = 0; key < 100; key++) {
			double a[MOST], b[MOST], c[MOST], z[MOST], y[1 + GROUPS];
			struct quadratic_info one, two, three;

			press_a_key(rng, &f);

			const enum status first = solve_quadratic_prepared(&f.problem, warm, START_WARM, a, z, y, &one, NULL);
			const enum status second = solve_quadratic_prepared(&f.problem, cold, START_COLD, b, z, y, &two, NULL);
			const enum status third = solve_quadratic(&f.problem, NULL, c, NULL, NULL, &three, NULL);

			assert_true(first == second && second == third);
			if (first) {
				assert_int_equal(first, STATUS_INFEASIBLE);
				continue;
			}
			assert_precise(&f, b, z, &two, key, DEFINITE);
			assert_true(is_precise(&one.kkt));
			warm_changes += one.iterations;
			cold_changes += two.iterations;
			for (size_t i = 0; i < n; i++) {
				assert_true(fabs(a[i] - b[i]) <= 1e-12);
				assert_true(fabs(c[i] - b[i]) <= 1e-12);
			}
		}
		fixture_clear(&f);
	}
	assert_true(3 * warm_changes < cold_changes);
	quadratic_factor_free(warm);
	quadratic_factor_free(cold);
	gsl_rng_free(rng);
}

/* Without risk the dearest assets are bought up to their caps: .35 + .35 + .3. */
static void a_covariance_of_zeros_is_a_linear_program(void **state)
{
	const double returns[] = { .01, .05, .03, .05, .02, .01 }, expected[] = { 0, .35, .3, .35, 0, 0 };
	struct quadratic_info info;
	struct fixture f;
	double w[6];

	(void)state;
	fixture_init_budget(&f, 6, 0, 0.0, 0.35);
	for (size_t i = 0; i < 6; i++)
		gsl_vector_set(f.linear, i, returns[i]);
	assert_int_equal(solve_quadratic(&f.problem, NULL, w, NULL, NULL, &info, NULL), STATUS_OK);
	for (size_t i = 0; i < 6; i++)
		assert_true(fabs(w[i] - expected[i]) <= 1e-15);
	assert_true(fabs(info.objective + .044) <= 1e-15 && info.ridge == 0.0);

	/* Nothing to choose by: any portfolio is an optimum, and has a certificate. */
	gsl_vector_set_zero(f.linear);
	assert_int_equal(solve_quadratic(&f.problem, NULL, w, NULL, NULL, &info, NULL), STATUS_OK);
	assert_true(is_precise(&info.kkt) && info.objective == 0.0);
	fixture_clear(&f);
}

/* Two assets that are one, of which one must not be held: the budget says which portfolio, and its multipliers prove it. */
static void limits_that_leave_one_portfolio_are_no_obstacle(void **state)
{
	struct quadratic_info info;
	struct fixture f;
	double w[2];

	(void)state;
	fixture_init_budget(&f, 2, 1, 0.0, 1.0);
	gsl_matrix_set_all(f.hessian, 0.07);
	gsl_vector_set_all(f.linear, 0.03);
	gsl_vector_set(f.upper, 1, 0.0);
	gsl_vector_set(f.row_lower, 1, -0.1);
	gsl_vector_set(f.row_upper, 1, 0.1);
	assert_int_equal(solve_quadratic(&f.problem, NULL, w, NULL, NULL, &info, NULL), STATUS_OK);
	assert_true(w[0] == 1.0 && w[1] == 0.0 && is_precise(&info.kkt));
	fixture_clear(&f);
}

/* A conflict is told from the limits alone, and does not spoil the next answer. */
static void a_conflict_leaves_the_factor_ready(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct quadratic_factor *factor = quadratic_factor_new();
	struct quadratic_info info;
	struct error error;
	struct fixture f;
	double before[MOST], after[MOST];

	(void)state;
	gsl_rng_set(rng, 8);
	client_init(rng, DEFINITE, 10, 1.0, &f);
	assert_int_equal(solve_quadratic_prepare(&f.problem, factor, NULL), STATUS_OK);
	assert_int_equal(solve_quadratic_prepared(&f.problem, factor, START_WARM, before, NULL, NULL, &info, NULL), STATUS_OK);
	gsl_vector_set(f.row_lower, 1, 0.5);
	gsl_vector_set(f.row_lower, 2, 0.55);
	assert_int_equal(solve_quadratic_prepared(&f.problem, factor, START_WARM, after, NULL, NULL, &info, &error),
	                 STATUS_INFEASIBLE);
	gsl_vector_set(f.row_lower, 1, 0.1);
	gsl_vector_set(f.row_lower, 2, NAN);
	assert_int_equal(solve_quadratic_prepared(&f.problem, factor, START_WARM, after, NULL, NULL, &info, &error),
	                 STATUS_INVALID);
	assert_non_null(strstr(error.message, "row 3"));
	gsl_vector_set(f.row_lower, 2, 0.1);
	assert_int_equal(solve_quadratic_prepared(&f.problem, factor, START_WARM, after, NULL, NULL, &info, NULL), STATUS_OK);
	for (size_t i = 0; i < 10; i++)
		assert_true(fabs(before[i] - after[i]) <= 1e-13);
	fixture_clear(&f);
	quadratic_factor_free(factor);
	gsl_rng_free(rng);
}

static void refuses_what_was_not_made_ready(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct quadratic_factor *factor = quadratic_factor_new();
	struct quadratic_info info;
	struct error error;
	struct fixture five, six;
	double w[6] = { 7 };

	(void)state;
	client_init(rng, DEFINITE, 5, 1.0, &five);
	client_init(rng, DEFINITE, 6, 1.0, &six);
	assert_int_equal(solve_quadratic_prepared(&five.problem, factor, START_WARM, w, NULL, NULL, &info, &error),
	                 STATUS_INVALID);
	assert_int_equal(solve_quadratic_prepare(&five.problem, factor, &error), STATUS_OK);
	assert_int_equal(solve_quadratic_prepared(&six.problem, factor, START_WARM, w, NULL, NULL, &info, &error),
	                 STATUS_INVALID);
	gsl_matrix_set(five.hessian, 0, 1, 3.0);
	gsl_matrix_set(five.hessian, 1, 0, 3.0);
	assert_int_equal(solve_quadratic_prepare(&five.problem, factor, &error), STATUS_INVALID);
	assert_non_null(strstr(error.message, "semidefinite"));
	assert_int_equal(solve_quadratic_prepared(&five.problem, factor, START_COLD, w, NULL, NULL, &info, &error),
	                 STATUS_INVALID);
	assert_true(w[0] == 7);
	fixture_clear(&five);
	fixture_clear(&six);
	quadratic_factor_free(factor);
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_ten_digits_at_any_scale),
		cmocka_unit_test(a_warm_answer_is_the_cold_one),
		cmocka_unit_test(a_covariance_of_zeros_is_a_linear_program),
		cmocka_unit_test(limits_that_leave_one_portfolio_are_no_obstacle),
		cmocka_unit_test(a_conflict_leaves_the_factor_ready),
		cmocka_unit_test(refuses_what_was_not_made_ready),
	};

	return cmocka_run_group_tests_name("quadratic programs of clients", tests, NULL, NULL);
}
