/* Anchors and factors in the walk: costs of trading, a limit on turnover, covariances that are never formed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/engine/solve_data.h"

static void assert_close(double value, double expected, double tolerance, const char *what, size_t index)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%s %zu is %.17g, expected %.17g", what, index, value, expected);
}

static void assert_certified(const struct frontier *frontier, const struct quadratic_problem *problem, size_t round)
{
	assert_true(frontier->corner_count >= 1);
	for (size_t k = 0; k < frontier->corner_count; k++) {
		const struct kkt kkt = frontier_kkt(frontier, problem, k);

		if (!kkt_is_accepted(&kkt))
			fail_msg("round %zu, corner %zu of %zu: primal %g stationarity %g complementarity %g dual %g", round, k,
			         frontier->corner_count, kkt.primal, kkt.stationarity, kkt.complementarity, kkt.dual);
	}
}

struct traded {
	struct fixture fixture;
	gsl_vector *anchor, *cost;
};

/* Bounds, groups, holdings that break a bound now and then, costs that are often equal or nothing. */
static void traded_init(struct traded *traded, gsl_rng *rng, size_t round)
{
	const size_t n = 2 + gsl_rng_uniform_int(rng, 25), groups = round % 3;
	struct fixture *f = &traded->fixture;
	double sum = 0.0;

	fixture_init_budget(f, n, groups, 0.0, round % 2 ? 1.0 : fmin(1.0, 2.5 / (double)n));
	random_covariance(rng, f->hessian, 4, 0.01);
	traded->anchor = gsl_vector_calloc(n);
	traded->cost = gsl_vector_calloc(n);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(f->linear, i, round % 5 == 4 ? 0.02 * (double)(i % 4) : uniform(rng, 0.0, 0.1));
		gsl_vector_set(traded->anchor, i, gsl_rng_uniform_int(rng, 3) ? uniform(rng, 0.0, 1.0) : 0.0);
		gsl_vector_set(traded->cost, i, round % 4 == 0 ? 0.0 : round % 4 == 1 ? 0.003 : uniform(rng, 0.0, 0.02));
		sum += gsl_vector_get(traded->anchor, i);
		for (size_t r = 1; r <= groups; r++)
			gsl_matrix_set(f->rows, r, i, i % (groups + 1) == r ? 1.0 : 0.0);
	}
	for (size_t r = 1; r <= groups; r++) {
		gsl_vector_set(f->row_lower, r, r % 2 ? 0.05 : -INFINITY);
		gsl_vector_set(f->row_upper, r, 0.6);
	}
	gsl_vector_scale(traded->anchor, 1.0 / fmax(sum, 1e-9));
	if (sum == 0.0)
		gsl_vector_set(traded->anchor, 0, 1.0);
	f->problem.anchor = traded->anchor;
	f->problem.cost = traded->cost;
	f->problem.turnover = round % 3 == 0 ? INFINITY : uniform(rng, 0.05, 1.5);
}

static void traded_clear(struct traded *traded)
{
	fixture_clear(&traded->fixture);
	gsl_vector_free(traded->anchor);
	gsl_vector_free(traded->cost);
}

/*
 * The same problem as w = a + b - s with b, s >= 0: 2 n variables, a hessian of half the rank and a row for each bound.
 * False: this one is too much for the general solver.
 */
static bool split_objective(const struct traded *traded, double lambda, struct solve_workspace *workspace,
                            double *objective)
{
	const struct quadratic_problem *from = &traded->fixture.problem;
	const size_t n = from->count, m = from->row_count;
	double x[2 * 64], constant = 0.0;
	struct quadratic_info info;
	struct fixture f;

	fixture_init(&f, 2 * n, m + n + 1);
	for (size_t i = 0; i < n; i++) {
		const double place = gsl_vector_get(traded->anchor, i), cost = lambda * gsl_vector_get(traded->cost, i);
		double risk = -lambda * gsl_vector_get(from->linear, i);

		for (size_t j = 0; j < n; j++) {
			const double s = gsl_matrix_get(from->hessian, i, j);

			risk += s * gsl_vector_get(traded->anchor, j);
			constant += 0.5 * place * s * gsl_vector_get(traded->anchor, j);
			gsl_matrix_set(f.hessian, i, j, s);
			gsl_matrix_set(f.hessian, n + i, n + j, s);
			gsl_matrix_set(f.hessian, i, n + j, -s);
			gsl_matrix_set(f.hessian, n + i, j, -s);
		}
		constant -= lambda * place * gsl_vector_get(from->linear, i);
		gsl_vector_set(f.linear, i, -risk - cost);
		gsl_vector_set(f.linear, n + i, risk - cost);
		gsl_vector_set(f.upper, i, INFINITY);
		gsl_vector_set(f.upper, n + i, INFINITY);
		gsl_matrix_set(f.rows, m + i, i, 1.0);
		gsl_matrix_set(f.rows, m + i, n + i, -1.0);
		gsl_vector_set(f.row_lower, m + i, gsl_vector_get(from->lower, i) - place);
		gsl_vector_set(f.row_upper, m + i, gsl_vector_get(from->upper, i) - place);
		gsl_matrix_set(f.rows, m + n, i, 1.0);
		gsl_matrix_set(f.rows, m + n, n + i, 1.0);
	}
	gsl_vector_set(f.row_lower, m + n, -INFINITY);
	gsl_vector_set(f.row_upper, m + n, from->turnover);
	for (size_t r = 0; r < m; r++) {
		double held = 0.0;

		for (size_t i = 0; i < n; i++) {
			const double a = gsl_matrix_get(from->rows, r, i);

			held += a * gsl_vector_get(traded->anchor, i);
			gsl_matrix_set(f.rows, r, i, a);
			gsl_matrix_set(f.rows, r, n + i, -a);
		}
		gsl_vector_set(f.row_lower, r, gsl_vector_get(from->row_lower, r) - held);
		gsl_vector_set(f.row_upper, r, gsl_vector_get(from->row_upper, r) - held);
	}
	const enum status status = solve_quadratic(&f.problem, workspace, x, NULL, NULL, &info, NULL);

	fixture_clear(&f);
	*objective = info.objective + constant;
	return status == STATUS_OK;
}

static double objective_at(const struct traded *traded, double lambda, const double *w)
{
	const struct quadratic_problem *problem = &traded->fixture.problem;
	double result = 0.0;

	for (size_t i = 0; i < problem->count; i++) {
		result -= lambda * (gsl_vector_get(problem->linear, i) * w[i] -
		                    gsl_vector_get(traded->cost, i) * fabs(w[i] - gsl_vector_get(traded->anchor, i)));
		for (size_t j = 0; j < problem->count; j++)
			result += 0.5 * w[i] * gsl_matrix_get(problem->hessian, i, j) * w[j];
	}
	return result;
}

static void every_corner_with_costs_and_turnover_is_optimal(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct solve_workspace *workspace = solve_workspace_new();
	struct frontier frontier = { 0 };
	size_t solved = 0, compared = 0;

	(void)state;
	gsl_rng_set(rng, 43);
	for (size_t round = 0; round < 400; round++) {
		struct traded traded;
		struct frontier_point point;
		struct error error;
		double w[64], expected;

		traded_init(&traded, rng, round);

		const enum status status = solve_critical_line(&traded.fixture.problem, workspace, &frontier, &error);

		if (status == STATUS_INFEASIBLE) {
			traded_clear(&traded);
			continue;
		}
		if (status)
			fail_msg("round %zu: %s", round, error.message);
		assert_certified(&frontier, &traded.fixture.problem, round);
		solved++;
		/* Between two corners against the formulation with 2 n variables; 1e-10 is what the certificates allow. */
		if (round % 4 == 3) {
			frontier_at_lambda(&frontier, frontier.corners[0].lambda * uniform(rng, 0.0, 0.5), &point);
			frontier_read(&frontier, &point, w, NULL, NULL);
			if (split_objective(&traded, point.lambda, workspace, &expected)) {
				assert_close(objective_at(&traded, point.lambda, w), expected, 1e-9 * (1.0 + point.lambda),
				             "objective of round", round);
				compared++;
			}
		}
		traded_clear(&traded);
	}
	assert_true(solved > 250);
	assert_true(compared > 40);
	frontier_clear(&frontier);
	solve_workspace_free(workspace);
	gsl_rng_free(rng);
}

static void a_frontier_by_factors_is_that_of_the_matrix(void **state)
{
	enum { FACTORS = 3 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct frontier dense = { 0 }, factored = { 0 };

	(void)state;
	gsl_rng_set(rng, 5);
	for (size_t round = 0; round < 60; round++) {
		const size_t n = 2 + gsl_rng_uniform_int(rng, 60);
		gsl_matrix *loadings = gsl_matrix_alloc(n, FACTORS), *factor = gsl_matrix_alloc(FACTORS, FACTORS);
		gsl_vector *specific = gsl_vector_alloc(n);
		const struct factor_covariance factors = { loadings, factor, specific };
		struct quadratic_problem by_factors;
		struct fixture f;

		fixture_init_budget(&f, n, 0, 0.0, round % 2 ? 1.0 : fmin(1.0, 4.0 / (double)n));
		random_covariance(rng, factor, 2, 0.5);
		for (size_t i = 0; i < n; i++) {
			gsl_vector_set(f.linear, i, uniform(rng, 0.0, 0.1));
			gsl_vector_set(specific, i, uniform(rng, 0.005, 0.03));
			for (size_t k = 0; k < FACTORS; k++)
				gsl_matrix_set(loadings, i, k, uniform(rng, -0.1, 0.4));
		}
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++) {
				double sum = i == j ? gsl_vector_get(specific, i) : 0.0;

				for (size_t k = 0; k < FACTORS; k++)
					for (size_t l = 0; l < FACTORS; l++)
						sum += gsl_matrix_get(loadings, i, k) * gsl_matrix_get(factor, k, l) *
						       gsl_matrix_get(loadings, j, l);
				gsl_matrix_set(f.hessian, i, j, sum);
			}
		by_factors = f.problem;
		by_factors.hessian = NULL;
		by_factors.factors = &factors;
		assert_int_equal(solve_critical_line(&f.problem, NULL, &dense, NULL), STATUS_OK);
		assert_int_equal(solve_critical_line(&by_factors, NULL, &factored, NULL), STATUS_OK);
		assert_int_equal(dense.corner_count, factored.corner_count);
		for (size_t k = 0; k < dense.corner_count; k++) {
			assert_close(factored.corners[k].lambda, dense.corners[k].lambda, 1e-10 * dense.corners->lambda, "L", k);
			assert_close(factored.corners[k].variance, dense.corners[k].variance, 1e-12, "variance", k);
			for (size_t i = 0; i < n; i++)
				assert_close(factored.weights[k * n + i], dense.weights[k * n + i], 1e-11, "weight", i);
		}
		assert_certified(&factored, &by_factors, round);
		fixture_clear(&f);
		gsl_matrix_free(loadings);
		gsl_matrix_free(factor);
		gsl_vector_free(specific);
	}
	frontier_clear(&dense);
	frontier_clear(&factored);
	gsl_rng_free(rng);
}

/*
 * An asset that is fixed where it stands and would lower the variance: it is held back at a price of less than nothing.
 * With all in the other asset y = .04, so z = -.01 - .04 at L = 0.
 */
static void a_fixed_asset_has_a_price_of_either_sign(void **state)
{
	struct frontier frontier = { 0 };
	struct traded traded;

	(void)state;
	traded.anchor = gsl_vector_calloc(2);
	traded.cost = gsl_vector_calloc(2);
	fixture_init_budget(&traded.fixture, 2, 0, 0.0, 1.0);
	for (size_t i = 0; i < 4; i++)
		gsl_matrix_set(traded.fixture.hessian, i / 2, i % 2, i % 3 == 0 ? 0.04 : -0.01);
	gsl_vector_set(traded.fixture.upper, 1, 0.0);
	gsl_vector_set(traded.anchor, 0, 1.0);
	traded.fixture.problem.anchor = traded.anchor;
	traded.fixture.problem.cost = traded.cost;
	traded.fixture.problem.turnover = INFINITY;
	assert_int_equal(solve_critical_line(&traded.fixture.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_certified(&frontier, &traded.fixture.problem, 0);
	assert_close(frontier.bound_multipliers[frontier.corner_count * 2 - 1], -0.05, 1e-15, "price", 1);
	frontier_clear(&frontier);
	traded_clear(&traded);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_corner_with_costs_and_turnover_is_optimal),
		cmocka_unit_test(a_fixed_asset_has_a_price_of_either_sign),
		cmocka_unit_test(a_frontier_by_factors_is_that_of_the_matrix),
	};

	return cmocka_run_group_tests_name("anchors and factors", tests, NULL, NULL);
}
