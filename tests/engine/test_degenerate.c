/* What has no risk, no room or no number: degenerate problems, each of which once had a wrong answer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "engine/model/scenarios.h"
#include "engine/solve/walk.h"
#include "tests/engine/five_assets.h"
#include "tests/engine/solve_data.h"

static double weight(const gsl_vector *weights, size_t i)
{
	return gsl_vector_get(weights, i);
}

/* From .5, .5, 0 under caps of .6: asset 0 is sold for asset 2 at .001 each way, asset 1 costs .02 to sell. */
static void without_risk_the_frontier_is_one_vertex_with_its_own_prices(void **state)
{
	const double returns[] = { .02, .03, .06 }, held[] = { .5, .5, .0 }, costs[] = { .001, .02, .001 };
	struct frontier frontier = { 0 };
	struct fixture f;
	gsl_vector *anchor = gsl_vector_alloc(3), *cost = gsl_vector_alloc(3);

	(void)state;
	fixture_init_budget(&f, 3, 0, 0.0, 0.6);
	gsl_matrix_set_zero(f.hessian);
	for (size_t i = 0; i < 3; i++) {
		gsl_vector_set(f.linear, i, returns[i]);
		gsl_vector_set(anchor, i, held[i]);
		gsl_vector_set(cost, i, costs[i]);
	}
	f.problem.anchor = anchor;
	f.problem.cost = cost;
	for (int limited = 0; limited < 2; limited++) {
		f.problem.turnover = limited ? 0.4 : INFINITY;
		assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
		assert_int_equal(frontier.corner_count, 2);
		for (size_t k = 0; k < 2; k++) {
			const struct kkt kkt = frontier_kkt(&frontier, &f.problem, k);

			assert_true(kkt_is_accepted(&kkt) && frontier.corners[k].variance == 0.0);
		}
		/* .04 less .002 for each unit sold, which is two of turnover; of asset 1 it is .03 less .021. */
		assert_true(fabs(frontier.weights[2] - (limited ? .2 : .6)) <= 1e-15);
		assert_true(fabs(frontier.corners[0].turnover_price - (limited ? .019 : 0.0)) <= 1e-15);
	}
	frontier_clear(&frontier);
	gsl_vector_free(anchor);
	gsl_vector_free(cost);
	fixture_clear(&f);
}

/* By the walk and by quadratic programs. An objective to 1e-13 leaves a weight its square root, three parts in ten million. */
static void what_stands_in_for_the_walk_finds_the_same_place(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct solve_workspace *workspace = solve_workspace_new();

	(void)state;
	for (size_t round = 0; round < 24; round++) {
		struct frontier walked = { 0 }, other = { 0 };
		struct fixture f;
		const size_t n = 3 + round % 6;
		gsl_vector *anchor = gsl_vector_alloc(n), *cost = gsl_vector_alloc(n);
		struct frontier_point point;
		double weights[16];

		fixture_init_budget(&f, n, 0, 0.0, 0.7);
		random_covariance(rng, f.hessian, 3, 0.01);
		for (size_t i = 0; i < n; i++) {
			gsl_vector_set(f.linear, i, uniform(rng, 0.0, 0.1));
			gsl_vector_set(anchor, i, 1.0 / (double)n);
			gsl_vector_set(cost, i, uniform(rng, 0.0, 0.005));
		}
		if (round % 2) {
			f.problem.anchor = anchor;
			f.problem.cost = cost;
			f.problem.turnover = round % 4 == 1 ? 0.8 : INFINITY;
		}
		assert_int_equal(solve_critical_line(&f.problem, workspace, &walked, NULL), STATUS_OK);

		const struct frontier_corner *first = walked.corners, *last = walked.corners + walked.corner_count - 1;
		const struct frontier_stop stops[] = {
			{ GOAL_LAMBDA, 0.4 * first->lambda },
			{ GOAL_RETURN, 0.5 * (first->expected_return + last->expected_return) },
			{ GOAL_VOLATILITY, 0.5 * (sqrt(first->variance) + sqrt(last->variance)) },
			{ GOAL_MAX_SHARPE, last->expected_return - 0.02 },
		};
		const struct frontier_stop *stop = stops + round % 4;

		if (round % 4 == 0)
			frontier_at_lambda(&walked, stop->value, &point);
		else
			assert_true(round % 4 == 1   ? frontier_at_return(&walked, stop->value, &point)
			            : round % 4 == 2 ? frontier_at_volatility(&walked, stop->value, &point)
			                             : frontier_max_sharpe(&walked, stop->value, &point));
		frontier_read(&walked, &point, weights, NULL, NULL);
		assert_int_equal(stand_in_corner(&f.problem, workspace, stop, &other, NULL), STATUS_OK);

		const struct kkt kkt = frontier_kkt(&other, &f.problem, 0);

		assert_true(kkt_is_accepted(&kkt));
		for (size_t i = 0; i < n; i++)
			if (!(fabs(other.weights[i] - weights[i]) <= 1e-6))
				fail_msg("round %zu: weight %zu is %.12g and %.12g", round, i, other.weights[i], weights[i]);
		frontier_clear(&walked);
		frontier_clear(&other);
		gsl_vector_free(anchor);
		gsl_vector_free(cost);
		fixture_clear(&f);
	}
	solve_workspace_free(workspace);
	gsl_rng_free(rng);
}

static void a_weight_that_is_no_number_has_no_certificate(void **state)
{
	struct fixture f;

	(void)state;
	fixture_init_budget(&f, 3, 0, 0.0, 1.0);
	gsl_matrix_set_identity(f.hessian);
	for (size_t bad = 0; bad < 3; bad++) {
		double weights[] = { 1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0 };
		const double z[3] = { 0 }, y[1] = { 1.0 / 3.0 };
		struct kkt kkt = kkt_residual(&f.problem, weights, z, y);

		assert_true(kkt_is_accepted(&kkt));
		weights[bad] = NAN;
		kkt = kkt_residual(&f.problem, weights, z, y);
		assert_false(kkt_is_accepted(&kkt));
	}
	fixture_clear(&f);
}

/* What is fixed sums to one but for rounding: there is nothing left for the others, and no share of risk. */
static void a_budget_of_risk_without_room_is_refused(void **state)
{
	const double fixed[] = { .3, .3, .4 - 1e-16, 0.0, 0.0 };
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets a;

	(void)state;
	assets_init(&a, 5, 0.0, 1.0);
	gsl_matrix_set_identity(a.covariance);
	for (size_t i = 0; i < 3; i++) {
		gsl_vector_set(a.lower, i, fixed[i]);
		gsl_vector_set(a.upper, i, fixed[i]);
	}
	assert_int_equal(allocate_risk_parity(&a.problem, weights, &info, NULL), STATUS_INFEASIBLE);
	gsl_vector_free(weights);
	assets_clear(&a);
}

/* Equal returns: every tolerance of risk has one optimum, and a limit on the tracking error must not blur it. */
static void equal_returns_under_a_tracking_limit_are_the_least_risk(void **state)
{
	gsl_vector *benchmark = gsl_vector_calloc(3), *weights = gsl_vector_alloc(3), *least = gsl_vector_alloc(3);
	struct allocation_info info;
	struct assets a;

	(void)state;
	assets_init(&a, 3, 0.0, 1.0);
	gsl_matrix_set_zero(a.covariance);
	for (size_t i = 0; i < 3; i++) {
		gsl_matrix_set(a.covariance, i, i, .01 * (double)(i + 1) * (double)(i + 1));
		gsl_vector_set(a.expected_return, i, .05);
	}
	gsl_vector_set(benchmark, 2, 1.0);
	a.problem.benchmark = benchmark;
	a.problem.tracking_limit = .15;
	assert_int_equal(allocate_min_variance(&a.problem, least, &info, NULL), STATUS_OK);
	a.problem.target_volatility = info.volatility * 1.2;
	assert_int_equal(allocate_target_volatility(&a.problem, weights, &info, NULL), STATUS_OK);
	assert_true(info.at_highest_return && kkt_is_accepted(&info.kkt));
	a.problem.target_return = .05; /* what every portfolio returns: the least risk of all */
	assert_int_equal(allocate_target_return(&a.problem, weights, &info, NULL), STATUS_OK);
	for (size_t i = 0; i < 3; i++)
		assert_true(fabs(weight(weights, i) - weight(least, i)) <= 1e-9);
	gsl_vector_free(benchmark);
	gsl_vector_free(weights);
	gsl_vector_free(least);
	assets_clear(&a);
}

static void the_first_shock_that_fits_is_taken_and_a_hidden_one_is_named(void **state)
{
	struct scenario scenario = { .shock_count = 3 };
	struct instrument stock = { .asset_class = ASSET_BOND };
	struct error error;
	size_t hidden = 9;

	(void)state;
	scenario.shocks[0] = (struct scenario_shock){ .asset_class = ASSET_BOND, .region = "cn", .shock = -.3 };
	scenario.shocks[1] = (struct scenario_shock){ .asset_class = ASSET_BOND, .shock = -.2 };
	scenario.shocks[2] = (struct scenario_shock){ .asset_class = ASSET_EQUITY, .shock = .1 };
	assert_int_equal(scenario_check(&scenario, &hidden, &error), STATUS_OK);
	assert_ptr_equal(scenario_shock_of(&scenario, &stock), scenario.shocks + 1);
	strcpy(stock.region, "CN");
	assert_ptr_equal(scenario_shock_of(&scenario, &stock), scenario.shocks);
	stock.asset_class = ASSET_GOLD;
	assert_null(scenario_shock_of(&scenario, &stock));

	const struct scenario_shock general = scenario.shocks[1];

	scenario.shocks[1] = scenario.shocks[0];
	scenario.shocks[0] = general;
	assert_int_equal(scenario_check(&scenario, &hidden, &error), STATUS_INVALID);
	assert_int_equal(hidden, 1);
	assert_non_null(strstr(error.message, "shock 2"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_risk_the_frontier_is_one_vertex_with_its_own_prices),
		cmocka_unit_test(what_stands_in_for_the_walk_finds_the_same_place),
		cmocka_unit_test(a_weight_that_is_no_number_has_no_certificate),
		cmocka_unit_test(a_budget_of_risk_without_room_is_refused),
		cmocka_unit_test(equal_returns_under_a_tracking_limit_are_the_least_risk),
		cmocka_unit_test(the_first_shock_that_fits_is_taken_and_a_hidden_one_is_named),
	};

	return cmocka_run_group_tests_name("degenerate problems", tests, NULL, NULL);
}
