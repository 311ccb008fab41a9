/*
 * Risk of a portfolio. Numbers come from tests/reference/estimate_risk.py, expected shortfall there from a linear
 * programme; 1e-12 is the rounding of their printed digits.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>

#include "engine/risk/risk.h"
#include "tests/support/four_assets.h"

static const double weights4[] = {0.3, 0.3, 0.3, 0.1};
static const double mean4[] = {-0.004275, -0.00719583333333, 0.00262916666667, 0.00970416666667};
static const double covariance4[] = {
	4.32806717391304e-03,  2.27742510869565e-03, -9.09794565217391e-05, 3.70534673913043e-04,
	2.27742510869565e-03,  2.81860563405797e-03, 6.82842210144928e-05,  -7.27844800724638e-04,
	-9.09794565217391e-05, 6.82842210144928e-05, 1.06205634057971e-04,  1.14177264492754e-04,
	3.70534673913043e-04,  -7.27844800724638e-04, 1.14177264492754e-04, 2.20539346014493e-03,
};

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

/* The four assets at weights4, monthly. */
static gsl_vector *portfolio_returns(void)
{
	gsl_vector *returns = gsl_vector_calloc(24);

	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 4; i++)
			*gsl_vector_ptr(returns, t) += weights4[i] * four_assets[t][i];
	return returns;
}

static void contributions_sum_to_the_volatility(void **state)
{
	static const double expected[] = {0.56039341520621, 0.4154983665267, 0.01026310478893, 0.01384511347816};
	const gsl_vector_const_view weights = gsl_vector_const_view_array(weights4, 4);
	const gsl_matrix_const_view covariance = gsl_matrix_const_view_array(covariance4, 4, 4);
	gsl_vector *marginal = gsl_vector_alloc(4), *part = gsl_vector_alloc(4), *share = gsl_vector_alloc(4);
	double volatility = 0.0, sum = 0.0;

	(void)state;
	assert_int_equal(risk_portfolio_volatility(&weights.vector, &covariance.matrix, &volatility, NULL), STATUS_OK);
	assert_near(volatility, 0.03265082540792561, 1e-14);
	assert_int_equal(risk_contributions(&weights.vector, &covariance.matrix, marginal, part, share, NULL), STATUS_OK);
	for (size_t i = 0; i < 4; i++) {
		assert_near(gsl_vector_get(share, i), expected[i], 1e-12);
		assert_near(gsl_vector_get(part, i), weights4[i] * gsl_vector_get(marginal, i), 1e-16);
		sum += gsl_vector_get(part, i);
	}
	assert_near(sum, volatility, 1e-16);
	assert_int_equal(risk_contributions(&weights.vector, &covariance.matrix, NULL, NULL, share, NULL), STATUS_OK);
	gsl_vector_free(marginal);
	gsl_vector_free(part);
	gsl_vector_free(share);
}

/* The definition itself: what the volatility gains when a weight grows, by a central difference of 1e-5. */
static void a_marginal_contribution_is_the_slope_of_the_volatility(void **state)
{
	const gsl_vector_const_view weights = gsl_vector_const_view_array(weights4, 4);
	const gsl_matrix_const_view covariance = gsl_matrix_const_view_array(covariance4, 4, 4);
	gsl_vector *marginal = gsl_vector_alloc(4), *moved = gsl_vector_alloc(4);

	(void)state;
	assert_int_equal(risk_contributions(&weights.vector, &covariance.matrix, marginal, NULL, NULL, NULL), STATUS_OK);
	for (size_t i = 0; i < 4; i++) {
		double up, down;

		(void)gsl_vector_memcpy(moved, &weights.vector);
		gsl_vector_set(moved, i, weights4[i] + 1e-5);
		assert_int_equal(risk_portfolio_volatility(moved, &covariance.matrix, &up, NULL), STATUS_OK);
		gsl_vector_set(moved, i, weights4[i] - 1e-5);
		assert_int_equal(risk_portfolio_volatility(moved, &covariance.matrix, &down, NULL), STATUS_OK);
		/* truncation is near 1e-11, rounding near 1e-17 / 1e-5 */
		assert_near(gsl_vector_get(marginal, i), (up - down) / 2e-5, 1e-10);
	}
	gsl_vector_free(marginal);
	gsl_vector_free(moved);
}

static void nothing_but_cash_has_volatility_zero_and_no_shares(void **state)
{
	gsl_vector *weights = gsl_vector_calloc(4), *share = gsl_vector_alloc(4);
	const gsl_matrix_const_view covariance = gsl_matrix_const_view_array(covariance4, 4, 4);
	double volatility = -1.0;
	struct error err = {0};

	(void)state;
	gsl_vector_set_all(share, 7.0);
	assert_int_equal(risk_portfolio_volatility(weights, &covariance.matrix, &volatility, &err), STATUS_OK);
	assert_true(volatility == 0.0);
	assert_int_equal(risk_contributions(weights, &covariance.matrix, NULL, NULL, share, &err), STATUS_INFEASIBLE);
	assert_true(gsl_vector_get(share, 0) == 7.0);
	gsl_vector_free(weights);
	gsl_vector_free(share);
}

static void a_matrix_that_is_no_covariance_is_refused(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(2);
	gsl_matrix *matrix = gsl_matrix_alloc(2, 2), *wide = gsl_matrix_calloc(2, 3);
	double volatility = -1.0;
	struct error err = {0};

	(void)state;
	gsl_vector_set(weights, 0, 0.5);
	gsl_vector_set(weights, 1, 0.5);
	gsl_matrix_set_all(matrix, -1.0);
	assert_int_equal(risk_portfolio_volatility(weights, matrix, &volatility, &err), STATUS_INVALID);
	assert_int_equal(risk_portfolio_volatility(weights, wide, &volatility, &err), STATUS_INVALID);
	gsl_matrix_set(matrix, 0, 1, NAN);
	assert_int_equal(risk_portfolio_volatility(weights, matrix, &volatility, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "assets 1 and 2"));
	gsl_vector_set(weights, 1, INFINITY);
	assert_int_equal(risk_portfolio_volatility(weights, matrix, &volatility, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "weight 2"));
	assert_true(volatility == -1.0);
	/* A long-short pair of one asset: the variance cancels to rounding, which is no error. */
	gsl_vector_set(weights, 1, -0.5);
	gsl_matrix_set_all(matrix, 0.04);
	assert_int_equal(risk_portfolio_volatility(weights, matrix, &volatility, &err), STATUS_OK);
	assert_near(volatility, 0.0, 1e-9);
	gsl_vector_free(weights);
	gsl_matrix_free(matrix);
	gsl_matrix_free(wide);
}

static void the_historical_tail_is_the_order_statistic_and_the_exact_shortfall(void **state)
{
	static const double expected[][3] = {
		{0.90, 0.04567, 0.06879083333333333},
		{0.95, 0.06714, 0.07759833333333332},
		{0.99, 0.07969, 0.07969},
	};
	gsl_vector *returns = portfolio_returns();

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		struct risk_tail tail;

		assert_int_equal(risk_historical_tail(returns, expected[k][0], &tail, NULL), STATUS_OK);
		assert_near(tail.value_at_risk, expected[k][1], 1e-15);
		assert_near(tail.expected_shortfall, expected[k][2], 1e-14);
	}
	gsl_vector_free(returns);
}

static void the_interpolated_quantile_is_that_of_r_and_numpy(void **state)
{
	static const double expected[][2] = {{0.90, 0.04225}, {0.95, 0.0639195}, {0.99, 0.0768035}};
	gsl_vector *returns = portfolio_returns();

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		double value;

		assert_int_equal(risk_interpolated_value_at_risk(returns, expected[k][0], &value, NULL), STATUS_OK);
		assert_near(value, expected[k][1], 1e-14);
	}
	gsl_vector_free(returns);
}

/* (1 - 0.95) 20 is a little above 1 in binary, and still one return lies in the tail. */
static void a_tail_of_one_whole_return_holds_one(void **state)
{
	gsl_vector *returns = gsl_vector_alloc(20);
	struct risk_tail tail;

	(void)state;
	for (size_t t = 0; t < 20; t++)
		gsl_vector_set(returns, t, -0.01 * (double)t);
	assert_int_equal(risk_historical_tail(returns, 0.95, &tail, NULL), STATUS_OK);
	assert_near(tail.value_at_risk, 0.19, 1e-15);
	assert_near(tail.expected_shortfall, 0.19, 1e-15);
	assert_int_equal(risk_historical_tail(returns, 0.90, &tail, NULL), STATUS_OK);
	assert_near(tail.value_at_risk, 0.18, 1e-15);
	assert_near(tail.expected_shortfall, 0.185, 1e-15);
	gsl_vector_free(returns);
}

static void the_tail_of_one_return_is_that_return(void **state)
{
	gsl_vector *returns = gsl_vector_alloc(1);
	struct risk_tail tail;
	double value;

	(void)state;
	gsl_vector_set(returns, 0, -0.02);
	assert_int_equal(risk_historical_tail(returns, 0.95, &tail, NULL), STATUS_OK);
	assert_true(tail.value_at_risk == 0.02 && tail.expected_shortfall == 0.02);
	assert_int_equal(risk_interpolated_value_at_risk(returns, 0.95, &value, NULL), STATUS_OK);
	assert_true(value == 0.02);
	gsl_vector_free(returns);
}

static void the_shortfall_is_coherent_on_random_portfolios(void **state)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_vector *a = gsl_vector_alloc(50), *b = gsl_vector_alloc(50), *sum = gsl_vector_alloc(50);

	(void)state;
	gsl_rng_set(random, 20260201);
	for (int round = 0; round < 200; round++) {
		double before = -INFINITY;

		for (size_t t = 0; t < 50; t++) {
			gsl_vector_set(a, t, gsl_rng_uniform(random) - 0.5);
			gsl_vector_set(b, t, pow(gsl_rng_uniform(random), 3.0) - 0.3);
			gsl_vector_set(sum, t, gsl_vector_get(a, t) + gsl_vector_get(b, t));
		}
		for (double confidence = 0.5; confidence < 0.999; confidence += 0.037) {
			struct risk_tail of_a, of_b, of_sum;

			assert_int_equal(risk_historical_tail(a, confidence, &of_a, NULL), STATUS_OK);
			assert_int_equal(risk_historical_tail(b, confidence, &of_b, NULL), STATUS_OK);
			assert_int_equal(risk_historical_tail(sum, confidence, &of_sum, NULL), STATUS_OK);
			assert_true(of_a.value_at_risk >= before);
			assert_true(of_a.expected_shortfall >= of_a.value_at_risk);
			assert_true(of_sum.expected_shortfall <=
			            of_a.expected_shortfall + of_b.expected_shortfall + 1e-12); /* rounding of the sums */
			before = of_a.value_at_risk;
		}
	}
	gsl_rng_free(random);
	gsl_vector_free(a);
	gsl_vector_free(b);
	gsl_vector_free(sum);
}

static void the_normal_tail_names_its_divisor(void **state)
{
	gsl_vector *returns = portfolio_returns();
	double mean, volatility;
	struct risk_tail tail;

	(void)state;
	assert_int_equal(risk_population_moments(returns, &mean, &volatility, NULL), STATUS_OK);
	assert_int_equal(risk_normal_tail(mean, volatility, 0.95, &tail, NULL), STATUS_OK);
	assert_near(tail.value_at_risk, 0.054257136264514394, 1e-14);
	assert_near(tail.expected_shortfall, 0.06761332077573191, 1e-14);
	assert_int_equal(risk_normal_tail(mean, volatility, 0.99, &tail, NULL), STATUS_OK);
	assert_near(tail.value_at_risk, 0.07603998400606363, 1e-14);
	assert_near(tail.expected_shortfall, 0.08687129191192208, 1e-14);
	assert_int_equal(risk_sample_moments(returns, &mean, &volatility, NULL), STATUS_OK);
	assert_int_equal(risk_normal_tail(mean, volatility, 0.95, &tail, NULL), STATUS_OK);
	assert_near(tail.value_at_risk, 0.05538791192851906, 1e-14);
	assert_near(tail.expected_shortfall, 0.06903135907795037, 1e-14);
	gsl_vector_free(returns);
}

static void tail_contributions_sum_to_the_normal_tail(void **state)
{
	static const double value[] = {0.03137889270294, 0.02447343405426, -0.00023756145335, -0.00022685337533};
	static const double shortfall[] = {3.90245906461905e-02, 3.01422640586446e-02, -9.75373255743376e-05,
	                                   -3.79583013103065e-05};
	const gsl_vector_const_view weights = gsl_vector_const_view_array(weights4, 4);
	const gsl_vector_const_view mean = gsl_vector_const_view_array(mean4, 4);
	const gsl_matrix_const_view covariance = gsl_matrix_const_view_array(covariance4, 4, 4);
	gsl_vector *var = gsl_vector_alloc(4), *es = gsl_vector_alloc(4);
	double sum = 0.0;

	(void)state;
	assert_int_equal(risk_tail_contributions(&weights.vector, &mean.vector, &covariance.matrix, 0.95, var, es, NULL),
	                 STATUS_OK);
	for (size_t i = 0; i < 4; i++) {
		assert_near(gsl_vector_get(var, i), value[i], 1e-13);
		assert_near(gsl_vector_get(es, i), shortfall[i], 1e-13);
		sum += gsl_vector_get(var, i);
	}
	assert_near(sum, 0.05538791192851906, 1e-13);
	gsl_vector_free(var);
	gsl_vector_free(es);
}

static void unusable_tails_are_refused_and_nothing_is_written(void **state)
{
	gsl_vector *returns = portfolio_returns(), *one = gsl_vector_calloc(1);
	struct risk_tail tail = {.value_at_risk = 7.0};
	double value = 7.0, other = 7.0;
	struct error err = {0};

	(void)state;
	assert_int_equal(risk_historical_tail(returns, 1.0, &tail, &err), STATUS_INVALID);
	assert_int_equal(risk_historical_tail(returns, 0.0, &tail, &err), STATUS_INVALID);
	assert_int_equal(risk_historical_tail(returns, NAN, &tail, &err), STATUS_INVALID);
	assert_int_equal(risk_normal_tail(0.0, -1.0, 0.95, &tail, &err), STATUS_INVALID);
	assert_int_equal(risk_normal_tail(NAN, 1.0, 0.95, &tail, &err), STATUS_INVALID);
	gsl_vector_set(returns, 4, NAN);
	assert_int_equal(risk_historical_tail(returns, 0.95, &tail, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "return 5 is"));
	assert_int_equal(risk_interpolated_value_at_risk(returns, 0.95, &value, &err), STATUS_INVALID);
	assert_int_equal(risk_sample_moments(one, &value, &other, &err), STATUS_INVALID);
	assert_true(tail.value_at_risk == 7.0 && value == 7.0 && other == 7.0);
	gsl_vector_free(returns);
	gsl_vector_free(one);
}

static void the_published_drawdown_starts_at_the_first_value(void **state)
{
	const gsl_vector_const_view returns = gsl_vector_const_view_array(bacon, 24);
	gsl_vector *wealth = gsl_vector_alloc(25);
	struct drawdown fall;

	(void)state;
	assert_int_equal(risk_wealth_path(&returns.vector, wealth, NULL), STATUS_OK);
	assert_near(gsl_vector_get(wealth, 24) - 1.0, 0.2181057672, 5e-11); /* printed to ten digits */
	assert_int_equal(risk_max_drawdown(wealth, &fall, NULL), STATUS_OK);
	assert_near(fall.depth, 0.144672955739218, 1e-14);
	assert_int_equal(fall.peak, 13);
	assert_int_equal(fall.trough, 18);
	assert_int_equal(fall.recovery, 25);
	gsl_vector_free(wealth);
}

static struct drawdown fall_of(const double *path, size_t length)
{
	const gsl_vector_const_view wealth = gsl_vector_const_view_array(path, length);
	struct drawdown fall;

	assert_int_equal(risk_max_drawdown(&wealth.vector, &fall, NULL), STATUS_OK);
	return fall;
}

static void a_drawdown_knows_its_peak_trough_and_recovery(void **state)
{
	const double path[] = {1, 4, 4, 3, 2, 3, 4, 2, 5};
	const double rising[] = {1, 2, 2, 3};
	const double at_once[] = {4, 1};
	struct drawdown fall = fall_of(path, 9);

	(void)state;
	assert_true(fall.depth == 0.5);
	assert_int_equal(fall.peak, 2);    /* the later of two equal highs */
	assert_int_equal(fall.trough, 4);  /* the first of two equal falls */
	assert_int_equal(fall.recovery, 6);
	fall = fall_of(rising, 4);
	assert_true(fall.depth == 0.0);
	assert_int_equal(fall.peak + fall.trough + fall.recovery, 0);
	fall = fall_of(at_once, 2);
	assert_true(fall.depth == 0.75);
	assert_int_equal(fall.recovery, 2);
	fall = fall_of(at_once, 1);
	assert_true(fall.depth == 0.0);
}

static void refuses_a_value_that_is_not_positive(void **state)
{
	double path[] = {1, 2, 0, 3};
	const double lost[] = {0.1, -1.0};
	const gsl_vector_const_view wealth = gsl_vector_const_view_array(path, 4);
	const gsl_vector_const_view returns = gsl_vector_const_view_array(lost, 2);
	struct drawdown fall = {.depth = 7.0};
	struct error err = {0};
	gsl_vector *out = gsl_vector_alloc(3);

	(void)state;
	assert_int_equal(risk_max_drawdown(&wealth.vector, &fall, &err), STATUS_INVALID);
	assert_string_equal(err.message, "wealth[2] is 0; it must be positive");
	path[2] = NAN;
	assert_int_equal(risk_max_drawdown(&wealth.vector, &fall, &err), STATUS_INVALID);
	assert_true(fall.depth == 7.0);
	gsl_vector_set_all(out, 7.0);
	assert_int_equal(risk_wealth_path(&returns.vector, out, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "return 2 is -1"));
	assert_true(gsl_vector_get(out, 0) == 7.0);
	assert_int_equal(risk_wealth_path(out, out, &err), STATUS_INVALID);
	gsl_vector_free(out);
}

/* Stretches of two: 99/100, 120/110, 90/99; the first of equals, here of stretches of one, 99/110 and 108/120. */
static void the_worst_stretch_is_found_and_its_length_must_fit(void **state)
{
	double path[] = { 100, 110, 99, 120, 90 }, twins[] = { 100, 110, 99, 120, 108 };
	const gsl_vector_view wealth = gsl_vector_view_array(path, 5), equal = gsl_vector_view_array(twins, 5);
	struct worst_window worst = { .start = 7 };
	struct error error;

	(void)state;
	assert_int_equal(risk_worst_window(&wealth.vector, 5, &worst, &error), STATUS_INVALID);
	assert_int_equal(risk_worst_window(&wealth.vector, 0, &worst, &error), STATUS_INVALID);
	assert_true(worst.start == 7);
	assert_int_equal(risk_worst_window(&wealth.vector, 2, &worst, &error), STATUS_OK);
	assert_true(fabs(worst.change - (90.0 / 99.0 - 1.0)) <= 1e-15 && worst.start == 2 && worst.end == 4);
	assert_int_equal(risk_worst_window(&wealth.vector, 4, &worst, &error), STATUS_OK);
	assert_true(fabs(worst.change + 0.1) <= 1e-15 && worst.start == 0);
	assert_int_equal(risk_worst_window(&equal.vector, 1, &worst, &error), STATUS_OK);
	assert_true(fabs(worst.change + 0.1) <= 1e-15 && worst.start == 1);
	path[2] = -1.0;
	assert_int_equal(risk_worst_window(&wealth.vector, 2, &worst, &error), STATUS_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_worst_stretch_is_found_and_its_length_must_fit),
		cmocka_unit_test(contributions_sum_to_the_volatility),
		cmocka_unit_test(a_marginal_contribution_is_the_slope_of_the_volatility),
		cmocka_unit_test(nothing_but_cash_has_volatility_zero_and_no_shares),
		cmocka_unit_test(a_matrix_that_is_no_covariance_is_refused),
		cmocka_unit_test(the_historical_tail_is_the_order_statistic_and_the_exact_shortfall),
		cmocka_unit_test(the_interpolated_quantile_is_that_of_r_and_numpy),
		cmocka_unit_test(a_tail_of_one_whole_return_holds_one),
		cmocka_unit_test(the_tail_of_one_return_is_that_return),
		cmocka_unit_test(the_shortfall_is_coherent_on_random_portfolios),
		cmocka_unit_test(the_normal_tail_names_its_divisor),
		cmocka_unit_test(tail_contributions_sum_to_the_normal_tail),
		cmocka_unit_test(unusable_tails_are_refused_and_nothing_is_written),
		cmocka_unit_test(the_published_drawdown_starts_at_the_first_value),
		cmocka_unit_test(a_drawdown_knows_its_peak_trough_and_recovery),
		cmocka_unit_test(refuses_a_value_that_is_not_positive),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("risk", tests, NULL, NULL);
}
