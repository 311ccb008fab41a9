/* Paths of two regimes: the moments of the whole path are those asked for, and crashes are what the header says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/simulate/simulate.h"

enum { T = 200000 };

struct pair {
	double means[2], volatilities[2];
	bool falls[2];
	gsl_matrix *correlation, *returns;
	bool *is_crash;
	struct regime_market market;
	gsl_rng *rng;
};

static void pair_init(struct pair *pair, double correlation)
{
	*pair = (struct pair){ .means = { 0.08, 0.03 }, .volatilities = { 0.2, 0.04 }, .falls = { true, false },
		               .correlation = gsl_matrix_alloc(2, 2), .returns = gsl_matrix_alloc(T, 2),
		               .is_crash = calloc(T, sizeof(bool)), .rng = gsl_rng_alloc(gsl_rng_mt19937) };
	gsl_matrix_set_identity(pair->correlation);
	gsl_matrix_set(pair->correlation, 0, 1, correlation);
	gsl_matrix_set(pair->correlation, 1, 0, correlation);
	gsl_rng_set(pair->rng, 11);
}

/* Borrows what lies in the pair, which must not move any more. */
static enum status draw(struct pair *pair, size_t quiet, struct error *error)
{
	pair->market = (struct regime_market){ .count = 2, .expected_return = pair->means, .volatility = pair->volatilities,
		.correlation = pair->correlation, .falls_in_crash = pair->falls, .periods_a_year = 252.0, .quiet = quiet };
	return simulate_regimes(&pair->market, pair->rng, pair->returns, pair->is_crash, error);
}

static void pair_clear(struct pair *pair)
{
	gsl_matrix_free(pair->correlation);
	gsl_matrix_free(pair->returns);
	free(pair->is_crash);
	gsl_rng_free(pair->rng);
}

/*
 * Four standard errors: of a mean sigma / sqrt(T / 252) a year; of a variance with shocks of t(5), whose kurtosis is 9 and
 * mixed over two scales (2.4) about 15, sqrt(14 / T) of it, so 1.7 % of a volatility at four.
 */
static void the_whole_path_has_the_moments_asked_for(void **state)
{
	struct error error;
	struct pair pair;
	double sum[2] = { 0 }, square[2] = { 0 };
	size_t crashes = 0;

	(void)state;
	pair_init(&pair, 0.2);
	assert_int_equal(draw(&pair, 100, &error), STATUS_OK);
	for (size_t t = 0; t < T; t++) {
		crashes += pair.is_crash[t];
		for (size_t i = 0; i < 2; i++) {
			sum[i] += gsl_matrix_get(pair.returns, t, i);
			square[i] += gsl_matrix_get(pair.returns, t, i) * gsl_matrix_get(pair.returns, t, i);
			assert_true(gsl_matrix_get(pair.returns, t, i) >= -0.5);
		}
	}
	for (size_t i = 0; i < 2; i++) {
		const double mean = 252.0 * sum[i] / T, volatility = sqrt(252.0 * square[i] / T);

		assert_true(fabs(mean - pair.means[i]) <= 4.0 * pair.volatilities[i] / sqrt(T / 252.0));
		assert_true(fabs(volatility / pair.volatilities[i] - 1.0) <= 0.03); /* the regimes' means add to the variance */
		assert_true(gsl_matrix_get(pair.returns, 0, i) == 0.0);
	}
	/* A crash begins once in 400 calm periods and lasts 30: 30 / 430 of the time; some 465 of them, a tenth of it at four. */
	assert_true(fabs((double)crashes / T - 30.0 / 430.0) <= 0.2 * 30.0 / 430.0);
	for (size_t t = T - 100; t < T; t++)
		assert_false(pair.is_crash[t]);
	pair_clear(&pair);
}

static void correlations_that_contradict_each_other_are_refused(void **state)
{
	struct error error = { 0 };
	struct pair pair;

	(void)state;
	pair_init(&pair, 1.5);
	assert_int_equal(draw(&pair, 0, &error), STATUS_INVALID);
	assert_non_null(strstr(error.message, "contradict"));
	pair_clear(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_path_has_the_moments_asked_for),
		cmocka_unit_test(correlations_that_contradict_each_other_are_refused),
	};

	(void)gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("paths of two regimes", tests, NULL, NULL);
}
