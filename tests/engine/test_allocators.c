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

/* Ten printed digits: half a unit of the last, and one more where the reference's own solver stopped. */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_most_diversified_of_five_assets),
		cmocka_unit_test(the_most_diversified_of_two_assets),
		cmocka_unit_test(the_nearest_portfolio_to_a_benchmark),
	};

	return cmocka_run_group_tests_name("allocators", tests, NULL, NULL);
}
