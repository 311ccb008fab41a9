/* Objectives that doubt their assumptions: robust and resampled. */
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

static void assert_weights(const gsl_vector *weights, const double *expected, double tolerance)
{
	for (size_t i = 0; i < weights->size; i++)
		if (!(fabs(gsl_vector_get(weights, i) - expected[i]) <= tolerance))
			fail_msg("weight %zu is %.12f, expected %.12f", i + 1, gsl_vector_get(weights, i), expected[i]);
}

static void caution_raises_the_aversion_to_its_fixed_point(void **state)
{
	static const double kappas[] = { .5, 1 }, aversions[] = { 4.990616601447, 6.178982190956 };
	static const double expected[2][5] = { { .1207419318, .1932226655, 0, .5909786066, .0950567962 },
		                               { .0991455981, .1603510396, .0180955991, .6308012022, .0916065609 } };
	gsl_vector *weights = gsl_vector_alloc(5), *plain = gsl_vector_alloc(5);
	struct allocation_info info, as_plain;
	struct assets five;

	(void)state;
	five_init(&five, 0.0, 1.0);
	five.problem.risk_aversion = 4;
	five.problem.observations = 60;
	for (int k = 0; k < 2; k++) {
		five.problem.uncertainty = kappas[k];
		assert_int_equal(solve_named("robust", &five.problem, weights, &info, NULL), STATUS_OK);
		assert_weights(weights, expected[k], 1e-10);
		assert_near(1.0 / info.lambda, aversions[k], 1e-11);
		assert_near(1.0 / info.lambda, 4.0 + kappas[k] / sqrt(60.0) / info.volatility, 1e-12);
		assert_near(info.objective,
		            info.expected_return - kappas[k] / sqrt(60.0) * info.volatility -
		                    2.0 * info.volatility * info.volatility,
		            1e-15);
		assert_true(kkt_is_accepted(&info.kkt));
	}
	five.problem.uncertainty = 0;
	assert_int_equal(solve_named("robust", &five.problem, weights, &info, NULL), STATUS_OK);
	assert_int_equal(solve_named("utility", &five.problem, plain, &as_plain, NULL), STATUS_OK);
	assert_weights(weights, plain->data, 1e-13);
	assets_clear(&five);
	gsl_vector_free(weights);
	gsl_vector_free(plain);
}

static double robust_utility(const struct allocation_problem *problem, const gsl_vector *weights)
{
	double earned = 0.0, variance = 0.0;

	for (size_t i = 0; i < problem->count; i++) {
		earned += gsl_vector_get(weights, i) * gsl_vector_get(problem->expected_return, i);
		for (size_t j = 0; j < problem->count; j++)
			variance += gsl_vector_get(weights, i) * gsl_matrix_get(problem->covariance, i, j) *
			            gsl_vector_get(weights, j);
	}
	return earned - problem->uncertainty * sqrt(variance / (double)problem->observations) -
	       0.5 * problem->risk_aversion * variance;
}

/* The objective is concave: no step towards another portfolio within the limits gains. */
static void no_portfolio_nearby_is_more_robust(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct allocation_info info;

	(void)state;
	for (int trial = 0; trial < 100; trial++) {
		const size_t n = 2 + gsl_rng_uniform_int(rng, 12);
		gsl_vector *weights = gsl_vector_alloc(n), *other = gsl_vector_alloc(n);
		struct assets some;

		assets_init(&some, n, 0.0, 1.0);
		random_covariance(rng, some.covariance, 3, .01);
		for (size_t i = 0; i < n; i++)
			gsl_vector_set(some.expected_return, i, uniform(rng, -.02, .15));
		some.problem.risk_aversion = trial % 4 ? pow(10.0, uniform(rng, -2, 2)) : 0.0;
		some.problem.uncertainty = uniform(rng, .1, 3);
		some.problem.observations = 1 + gsl_rng_uniform_int(rng, 100);
		assert_int_equal(solve_named("robust", &some.problem, weights, &info, NULL), STATUS_OK);

		const double best = robust_utility(&some.problem, weights);

		assert_near(info.objective, best, 1e-14);
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++) {
				const double step = fmin(1e-4, gsl_vector_get(weights, j));

				gsl_vector_memcpy(other, weights);
				gsl_vector_set(other, i, gsl_vector_get(other, i) + step);
				gsl_vector_set(other, j, gsl_vector_get(other, j) - step);
				assert_true(robust_utility(&some.problem, other) <= best + 1e-14);
			}
		assets_clear(&some);
		gsl_vector_free(weights);
		gsl_vector_free(other);
	}
	gsl_rng_free(rng);
}

/* Cash at 2 %: where the fear is larger than the highest Sharpe ratio pays for, nothing is risked. */
static void fear_beyond_every_reward_stays_in_cash(void **state)
{
	static const double covariance[] = { 0, 0, 0, .04 };
	gsl_vector *weights = gsl_vector_alloc(2);
	struct allocation_info info;
	struct assets two;

	(void)state;
	assets_init_covariance(&two, 2, covariance);
	gsl_vector_set(two.expected_return, 0, .02);
	gsl_vector_set(two.expected_return, 1, .08);
	two.problem.risk_aversion = 3;
	two.problem.observations = 25;
	two.problem.uncertainty = 2.0; /* .4 a unit of risk against a ratio of .3 */
	assert_int_equal(solve_named("robust", &two.problem, weights, &info, NULL), STATUS_OK);
	assert_true(gsl_vector_get(weights, 0) == 1.0);
	two.problem.uncertainty = 1.0; /* .2: what is left, .1, is (mu - rf - .2 s) / (3 s^2) = .02 / .12 of shares */
	assert_int_equal(solve_named("robust", &two.problem, weights, &info, NULL), STATUS_OK);
	assert_near(gsl_vector_get(weights, 1), 1.0 / 6.0, 1e-12);
	two.problem.observations = 0;
	assert_int_equal(solve_named("robust", &two.problem, weights, &info, NULL), STATUS_INVALID);
	assets_clear(&two);
	gsl_vector_free(weights);
}

static void resample(struct assets *assets, size_t draws, unsigned long seed, gsl_vector *weights,
                     struct allocation_info *info)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(rng, seed);
	assets->problem.rng = rng;
	assets->problem.draws = draws;
	assert_int_equal(solve_named("resampled", &assets->problem, weights, info, NULL), STATUS_OK);
	assets->problem.rng = NULL;
	gsl_rng_free(rng);
}

static void resampling_keeps_the_limits_and_repeats(void **state)
{
	static const double equity[] = { 1, 1, 0, 0, 0 };
	const struct allocation_row row = { "equity", equity, .3, .35 };
	gsl_vector *weights = gsl_vector_alloc(5), *again = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;

	(void)state;
	five_init(&five, .05, .4);
	five.problem.rows = &row;
	five.problem.row_count = 1;
	five.problem.risk_aversion = 4;
	five.problem.observations = 10;
	resample(&five, 200, 1, weights, &info);
	assert_int_equal(info.stop, STOP_RULE);
	for (size_t i = 0; i < 5; i++)
		assert_true(gsl_vector_get(weights, i) >= .05 && gsl_vector_get(weights, i) <= .4);
	assert_true(gsl_vector_get(weights, 0) + gsl_vector_get(weights, 1) <= .35 + 1e-14);
	resample(&five, 200, 1, again, &info);
	assert_weights(again, weights->data, 0.0);
	resample(&five, 200, 2, again, &info);
	assert_true(fabs(gsl_vector_get(again, 0) - gsl_vector_get(weights, 0)) > 0.0);
	assets_clear(&five);
	gsl_vector_free(weights);
	gsl_vector_free(again);
}

/*
 * More draws settle the average (over 4000 of them a weight of standard deviation at most .5 moves by .008), and more
 * observations bring it to the plain frontier: with 1e10 nothing is left to doubt but the step between two ranks.
 */
static void more_draws_settle_and_more_observations_convince(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(5), *other = gsl_vector_alloc(5);
	struct allocation_info info, plain;
	struct assets five;

	(void)state;
	five_init(&five, 0.0, 1.0);
	five.problem.risk_aversion = 4;
	five.problem.observations = 20;
	resample(&five, 4000, 1, weights, &info);
	resample(&five, 4000, 2, other, &info);
	assert_weights(weights, other->data, 4 * .5 / sqrt(4000.0));

	five.problem.observations = 10000000000;
	resample(&five, 10, 1, weights, &info);
	assert_int_equal(solve_named("utility", &five.problem, other, &plain, NULL), STATUS_OK);
	assert_weights(weights, other->data, .02);
	assert_true(info.objective <= plain.expected_return - 2.0 * plain.volatility * plain.volatility + 1e-12);

	five.problem.risk_aversion = 0;
	five.problem.target_volatility = .08;
	resample(&five, 10, 1, weights, &info);
	assert_true(info.volatility <= .08);
	assert_near(info.expected_return, .0554884052, .001);
	assets_clear(&five);
	gsl_vector_free(weights);
	gsl_vector_free(other);
}

/* Fewer observations than assets: every imagined covariance is singular. */
static void short_histories_are_singular_and_legal(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_vector *weights = gsl_vector_alloc(12);
	struct allocation_info info;
	struct assets some;
	double sum = 0.0;

	(void)state;
	assets_init(&some, 12, 0.0, 1.0);
	random_covariance(rng, some.covariance, 3, .01);
	for (size_t i = 0; i < 12; i++)
		gsl_vector_set(some.expected_return, i, uniform(rng, 0, .1));
	some.problem.risk_aversion = 3;
	for (size_t observations = 2; observations < 14; observations++) {
		some.problem.observations = observations;
		resample(&some, 50, observations, weights, &info);
		sum = 0.0;
		for (size_t i = 0; i < 12; i++)
			sum += gsl_vector_get(weights, i);
		assert_near(sum, 1.0, 1e-15 * 12);
	}
	some.problem.observations = 1;
	some.problem.rng = rng;
	assert_int_equal(solve_named("resampled", &some.problem, weights, &info, NULL), STATUS_INVALID);
	some.problem.observations = 20;
	some.problem.draws = 0;
	assert_int_equal(solve_named("resampled", &some.problem, weights, &info, NULL), STATUS_INVALID);
	some.problem.draws = 10;
	some.problem.risk_aversion = 0;
	assert_int_equal(solve_named("resampled", &some.problem, weights, &info, NULL), STATUS_INVALID);
	assets_clear(&some);
	gsl_vector_free(weights);
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(caution_raises_the_aversion_to_its_fixed_point),
		cmocka_unit_test(no_portfolio_nearby_is_more_robust),
		cmocka_unit_test(fear_beyond_every_reward_stays_in_cash),
		cmocka_unit_test(resampling_keeps_the_limits_and_repeats),
		cmocka_unit_test(more_draws_settle_and_more_observations_convince),
		cmocka_unit_test(short_histories_are_singular_and_legal),
	};

	return cmocka_run_group_tests_name("doubt", tests, NULL, NULL);
}
