/* The objectives beside mean and variance: diversification, tracking, shares of risk, hierarchies. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/engine/five_assets.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g, expected %.17g", value, expected);
}

/* Ten printed digits: two units of the last. */
static void assert_weights(const gsl_vector *weights, const double *expected, double tolerance)
{
	for (size_t i = 0; i < weights->size; i++)
		if (!(fabs(gsl_vector_get(weights, i) - expected[i]) <= tolerance))
			fail_msg("weight %zu is %.12f, expected %.12f", i + 1, gsl_vector_get(weights, i), expected[i]);
}

static void the_most_diversified_of_five_assets(void **state)
{
	static const double expected[] = { .0716796301, .0748783413, .6149758944, .1254037267, .1130624075 };
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;

	(void)state;
	five_init(&five, 0.0, 1.0);
	assert_int_equal(solve_named("max-diversification", &five.problem, weights, &info, NULL), STATUS_OK);
	assert_weights(weights, expected, 2e-10);
	assert_near(info.objective, 1.8137787645, 2e-10);
	assert_true(kkt_is_accepted(&info.kkt));
	assert_int_equal(info.stop, STOP_OPTIMAL);
	assets_clear(&five);
	gsl_vector_free(weights);
}

/* Choueifaty's own small case: two thirds of the asset of half the variance and correlation one half. */
static void the_most_diversified_of_two_assets(void **state)
{
	static const double covariance[] = { .04, .01, .01, .01 }, expected[] = { 1.0 / 3.0, 2.0 / 3.0 };
	gsl_vector *weights = gsl_vector_alloc(2);
	struct allocation_info info;
	struct assets two;

	(void)state;
	assets_init_covariance(&two, 2, covariance);
	assert_int_equal(solve_named("max-diversification", &two.problem, weights, &info, NULL), STATUS_OK);
	assert_weights(weights, expected, 1e-14);
	assets_clear(&two);
	gsl_vector_free(weights);
}

static void the_nearest_portfolio_to_a_benchmark(void **state)
{
	static const double expected[] = { .2472300887, .2491470397, 0, .3882257182, .1153971534 };
	double shares[] = { .25, .25, .2, .2, .1 };
	gsl_vector_view benchmark = gsl_vector_view_array(shares, 5);
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;

	(void)state;
	five_init(&five, 0.0, 1.0);
	five.problem.benchmark = &benchmark.vector;
	assert_int_equal(solve_named("tracking-error", &five.problem, weights, &info, NULL), STATUS_OK);
	assert_weights(weights, shares, 1e-14);
	assert_near(info.objective, 0.0, 1e-9);

	gsl_vector_set(five.upper, 2, 0.0);
	assert_int_equal(solve_named("tracking-error", &five.problem, weights, &info, NULL), STATUS_OK);
	assert_weights(weights, expected, 2e-10);
	assert_near(info.objective, .0083698540, 2e-10);
	assert_true(kkt_is_accepted(&info.kkt));
	assert_int_equal(info.binding_count, 1);
	assert_int_equal(info.bindings[0].kind, CONSTRAINT_UPPER);
	assert_int_equal(info.bindings[0].index, 2);
	assets_clear(&five);
	gsl_vector_free(weights);
}

static void the_tree_of_five_assets(void **state)
{
	static const size_t expected[] = { 4, 2, 3, 0, 1 };
	static const double heights[2][4] = { { .7189358666, .7422988020, .9311441058, .9660577062 },
		                              { .5, .5244044241, .6324555320, .6708203932 } };
	static const double weights[] = { .0082649086, .0156258428, .7188457946, .2285096223, .0287538318 };
	gsl_vector *found = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;
	size_t order[5];
	double merges[4];

	(void)state;
	five_init(&five, 0.0, 1.0);
	for (int direct = 0; direct < 2; direct++) {
		five.problem.hierarchy = direct ? HIERARCHY_DIRECT : HIERARCHY_COLUMNS;
		assert_int_equal(allocate_hierarchy(five.covariance, five.problem.hierarchy, order, merges, NULL), STATUS_OK);
		assert_memory_equal(order, expected, sizeof(order));
		for (size_t k = 0; k < 4; k++)
			assert_near(merges[k], heights[direct][k], 2e-10);
		assert_int_equal(solve_named("hierarchical", &five.problem, found, &info, NULL), STATUS_OK);
		assert_weights(found, weights, 2e-10);
		assert_int_equal(info.stop, STOP_RULE);
	}
	assets_clear(&five);
	gsl_vector_free(found);
}

/* The ten assets of Bailey & Lopez de Prado (2013), upper rows of their covariance. */
static void the_tree_of_ten_assets(void **state)
{
	static const double rows[] = {
		.40755159, .03175842, .05183923, .05663904, .0330226, .00827775, .02165938, .01332419, .0343476, .02249903,
		.9063047, .03136385, .02687256, .01917172, .00934384, .02495043, .00761036, .02874874, .01336866,
		.19490901, .04408485, .03006772, .01322738, .03525971, .0115493, .0427563, .02057303,
		.19528471, .02777345, .00526665, .01375808, .00780878, .02914176, .01640377,
		.34059105, .00777055, .02067844, .00736409, .02542657, .01284075,
		.15983874, .02105575, .00518686, .01723737, .00723779,
		.68056711, .01377882, .04627027, .01926088, .95526918, .0106553, .00760955, .31681584, .01854318, .11079287,
	};
	static const size_t expected[] = { 7, 1, 5, 6, 4, 9, 8, 0, 2, 3 };
	static const double weights[] = { .0592255464, .0380236601, .1010141155, .1008197787, .0922740854,
		                          .2045846322, .0461787342, .0360746715, .0833792060, .2384255700 };
	gsl_vector *found = gsl_vector_alloc(10);
	struct allocation_info info;
	struct assets ten;
	size_t order[10];

	(void)state;
	assets_init(&ten, 10, 0.0, 1.0);
	for (size_t i = 0, at = 0; i < 10; i++)
		for (size_t j = i; j < 10; j++, at++) {
			gsl_matrix_set(ten.covariance, i, j, rows[at]);
			gsl_matrix_set(ten.covariance, j, i, rows[at]);
		}
	assert_int_equal(allocate_hierarchy(ten.covariance, HIERARCHY_COLUMNS, order, NULL, NULL), STATUS_OK);
	assert_memory_equal(order, expected, sizeof(order));
	assert_int_equal(solve_named("hierarchical", &ten.problem, found, &info, NULL), STATUS_OK);
	assert_weights(found, weights, 2e-10);
	assets_clear(&ten);
	gsl_vector_free(found);
}

static void a_hierarchy_refuses_the_limit_it_would_break(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;
	struct error error;

	(void)state;
	five_init(&five, 0.0, .5);
	assert_int_equal(solve_named("hierarchical", &five.problem, weights, &info, &error), STATUS_INFEASIBLE);
	assert_non_null(strstr(error.message, "71.88 %"));
	assert_non_null(strstr(error.message, "CN_GOV"));
	assert_non_null(strstr(error.message, "min-variance"));

	/* What may not be held is left out of the tree. */
	gsl_vector_set_all(five.upper, 1.0);
	gsl_vector_set(five.upper, 2, 0.0);
	assert_int_equal(solve_named("hierarchical", &five.problem, weights, &info, &error), STATUS_OK);
	assert_true(gsl_vector_get(weights, 2) == 0.0);
	assets_clear(&five);
	gsl_vector_free(weights);
}

/* Every correlation alike: pairs merge in the order of the table, then the pairs of pairs. */
static void ties_in_a_hierarchy_go_to_the_lowest_pair(void **state)
{
	static const size_t expected[] = { 0, 1, 2, 3, 4, 5, 6, 7 };
	gsl_vector *weights = gsl_vector_alloc(8);
	struct allocation_info info;
	struct assets alike;
	size_t order[8];

	(void)state;
	assets_init(&alike, 8, 0.0, 1.0);
	for (size_t i = 0; i < 8; i++)
		for (size_t j = 0; j < 8; j++)
			gsl_matrix_set(alike.covariance, i, j, i == j ? .04 : .01);
	assert_int_equal(allocate_hierarchy(alike.covariance, HIERARCHY_DIRECT, order, NULL, NULL), STATUS_OK);
	assert_memory_equal(order, expected, sizeof(order));
	assert_int_equal(solve_named("hierarchical", &alike.problem, weights, &info, NULL), STATUS_OK);
	for (size_t i = 0; i < 8; i++)
		assert_near(gsl_vector_get(weights, i), .125, 1e-15);
	assets_clear(&alike);
	gsl_vector_free(weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_diversified_of_five_assets),
		cmocka_unit_test(the_most_diversified_of_two_assets),
		cmocka_unit_test(the_nearest_portfolio_to_a_benchmark),
		cmocka_unit_test(the_tree_of_five_assets),
		cmocka_unit_test(the_tree_of_ten_assets),
		cmocka_unit_test(a_hierarchy_refuses_the_limit_it_would_break),
		cmocka_unit_test(ties_in_a_hierarchy_go_to_the_lowest_pair),
	};

	return cmocka_run_group_tests_name("allocators", tests, NULL, NULL);
}
