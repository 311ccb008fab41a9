/*
 * Stress, factors, style, concentration and liquidity. Numbers come from tests/reference/figures.py. 1e-12 relative to
 * numbers near 1 is the rounding of a regression of 24 rows.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "engine/allocate/style.h"
#include "engine/risk/exposure.h"
#include "engine/risk/risk.h"
#include "engine/risk/stress.h"
#include "tests/support/deviation.h"
#include "tests/support/four_assets.h"

static const double five_weights[] = {.3, .2, .2, .2, .1};

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

static void the_named_scenarios_cost_what_they_should(void **state)
{
	static const struct {
		const char *name;
		double result;
	} expected[] = {{"2008", -.259}, {"2015", -.146}, {"2020", -.113}, {"2022", -.120}};
	const gsl_vector_const_view weights = gsl_vector_const_view_array(five_weights, 5);

	(void)state;
	assert_int_equal(stress_scenario_count, 4);
	for (size_t k = 0; k < 4; k++) {
		const gsl_vector_const_view shocks = gsl_vector_const_view_array(stress_scenarios[k].shocks, 5);
		double result;

		assert_string_equal(stress_scenarios[k].name, expected[k].name);
		assert_int_equal(risk_direct_shock(&weights.vector, &shocks.vector, &result, NULL), STATUS_OK);
		assert_near(result, expected[k].result, 1e-15);
	}
}

static void a_shock_to_one_class_moves_the_others_by_their_correlation(void **state)
{
	static const double volatility[] = {.22, .16, .03, .05, .15};
	static const double correlation[5][5] = {
		{1, .45, -.10, .15, .05}, {.45, 1, -.05, .20, .10}, {-.10, -.05, 1, .50, .10},
		{.15, .20, .50, 1, .05}, {.05, .10, .10, .05, 1},
	};
	static const double expected[] = {-.3, -.0981818181818182, .00409090909090909, -.0102272727272727,
	                                  -.0102272727272727};
	const gsl_vector_const_view weights = gsl_vector_const_view_array(five_weights, 5);
	gsl_matrix *covariance = gsl_matrix_alloc(5, 5);
	gsl_vector *returns = gsl_vector_calloc(5);
	double result;

	(void)state;
	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < 5; j++)
			gsl_matrix_set(covariance, i, j, volatility[i] * volatility[j] * correlation[i][j]);
	assert_int_equal(risk_factor_shock(covariance, 0, -0.3, returns, NULL), STATUS_OK);
	for (size_t i = 0; i < 5; i++)
		assert_near(gsl_vector_get(returns, i), expected[i], 1e-15);
	assert_int_equal(risk_direct_shock(&weights.vector, returns, &result, NULL), STATUS_OK);
	assert_near(result, -.111886363636364, 1e-15);
	gsl_matrix_set_zero(covariance);
	assert_int_equal(risk_factor_shock(covariance, 0, -0.3, returns, NULL), STATUS_INFEASIBLE);
	assert_int_equal(risk_factor_shock(covariance, 5, -0.3, returns, NULL), STATUS_INVALID);
	gsl_matrix_set(covariance, 3, 0, NAN);
	assert_int_equal(risk_factor_shock(covariance, 0, -0.3, returns, NULL), STATUS_INVALID);
	gsl_matrix_free(covariance);
	gsl_vector_free(returns);
}

static void a_bond_falls_by_duration_less_convexity(void **state)
{
	(void)state;
	assert_near(risk_bond_price_change(7.2, 65.0, 0.015), -.1006875, 1e-16);
}

static void history_is_replayed_on_weights_that_drift(void **state)
{
	static const double held[] = {.3, .3, .3, .1};
	const gsl_vector_const_view weights = gsl_vector_const_view_array(held, 4);
	const gsl_matrix_const_view returns = gsl_matrix_const_view_array(&four_assets[0][0], 24, 4);
	gsl_vector *wealth = gsl_vector_alloc(25), *half = gsl_vector_alloc(4), *half_wealth = gsl_vector_alloc(25);
	struct drawdown fall;

	(void)state;
	assert_int_equal(risk_replay(&weights.vector, &returns.matrix, wealth, NULL), STATUS_OK);
	assert_true(gsl_vector_get(wealth, 0) == 1.0);
	assert_near(gsl_vector_get(wealth, 24), .943000849388036, 1e-14);
	assert_int_equal(risk_max_drawdown(wealth, &fall, NULL), STATUS_OK);
	assert_near(fall.depth, .199039034651993, 1e-14);
	assert_int_equal(fall.trough, 23);
	/* Half of it in cash moves half as far. */
	for (size_t i = 0; i < 4; i++)
		gsl_vector_set(half, i, held[i] / 2.0);
	assert_int_equal(risk_replay(half, &returns.matrix, half_wealth, NULL), STATUS_OK);
	for (size_t t = 0; t < 25; t++)
		assert_near(gsl_vector_get(half_wealth, t) - 1.0, (gsl_vector_get(wealth, t) - 1.0) / 2.0, 1e-15);
	gsl_vector_free(wealth);
	gsl_vector_free(half);
	gsl_vector_free(half_wealth);
}

static void a_replay_that_ruins_a_short_position_writes_nothing(void **state)
{
	const double held[] = {1.5, -1.0}, rows[] = {0.0, 0.1, -0.5, 2.0};
	const gsl_vector_const_view weights = gsl_vector_const_view_array(held, 2);
	const gsl_matrix_const_view returns = gsl_matrix_const_view_array(rows, 2, 2);
	gsl_vector *wealth = gsl_vector_alloc(3);
	struct error err = {0};

	(void)state;
	gsl_vector_set_all(wealth, 7.0);
	assert_int_equal(risk_replay(&weights.vector, &returns.matrix, wealth, &err), STATUS_INFEASIBLE);
	assert_non_null(strstr(err.message, "period 2"));
	assert_true(gsl_vector_get(wealth, 1) == 7.0);
	gsl_vector_free(wealth);
}

static struct figure multiple_of(const double *weights, const double *shocks, size_t count, double limit)
{
	const gsl_vector_const_view w = gsl_vector_const_view_array(weights, count);
	const gsl_vector_const_view s = gsl_vector_const_view_array(shocks, count);
	struct figure multiple;

	assert_int_equal(risk_reverse_stress(&w.vector, &s.vector, limit, &multiple, NULL), STATUS_OK);
	return multiple;
}

static void the_smallest_breach_is_found_where_losses_have_a_floor(void **state)
{
	const double one[] = {1.0}, equal[] = {.5, .5}, hedged[] = {.5, .5, -.2};
	const double fall[] = {-.4}, apart[] = {-.5, -.25}, gain[] = {.1, .2}, mixed[] = {-.5, .1, .3};
	struct figure multiple = multiple_of(five_weights, stress_scenarios[0].shocks, 5, .1);

	(void)state;
	assert_near(multiple.value, .1 / .259, 1e-15);
	assert_near(multiple_of(one, fall, 1, .8).value, 2.0, 1e-15);
	assert_near(multiple_of(one, fall, 1, 1.0).value, 2.5, 1e-15);
	assert_int_equal(multiple_of(one, fall, 1, 1.01).reason, FIGURE_NEVER_BREACHED);
	assert_int_equal(multiple_of(equal, gain, 2, .01).reason, FIGURE_NEVER_BREACHED);
	/* At twice the scenario the first is lost; the last quarter comes from the second alone: .5 + m .125 = .8. */
	assert_near(multiple_of(equal, apart, 2, .8).value, 2.4, 1e-15);
	/* .25 m - .05 m + .06 m = .26 m to m = 2, then .5 + .01 m: only there is .55 reached, at 5. */
	assert_near(multiple_of(hedged, mixed, 3, .55).value, 5.0, 1e-13);
}

static void stress_refuses_nonsense(void **state)
{
	const double bad[] = {-1.5, 0.0}, held[] = {.5, .5};
	const gsl_vector_const_view w = gsl_vector_const_view_array(held, 2), s = gsl_vector_const_view_array(bad, 2);
	struct figure multiple = {.value = 7.0};
	struct error err = {0};
	double result = 7.0;

	(void)state;
	assert_int_equal(risk_direct_shock(&w.vector, &s.vector, &result, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "shock 1"));
	assert_int_equal(risk_reverse_stress(&w.vector, &w.vector, 0.0, &multiple, &err), STATUS_INVALID);
	assert_int_equal(risk_reverse_stress(&w.vector, &s.vector, 0.1, &multiple, &err), STATUS_INVALID);
	assert_true(result == 7.0 && multiple.value == 7.0);
}

static void two_factors_explain_an_index_as_they_should(void **state)
{
	static const double expected[3][4] = {
		{.00545823237621321, .01069507334873, .510350158268092, .0108320856270548},
		{.841863067136796, .197966975904986, 4.25254294706631, .221769024305764},
		{-1.39790531433585, 1.01984959737137, -1.37069752043724, .696008263469944},
	};
	const gsl_matrix_const_view all = gsl_matrix_const_view_array(&four_assets[0][0], 24, 4);
	const gsl_matrix_const_view factors = gsl_matrix_const_submatrix(&all.matrix, 0, 1, 24, 2);
	const gsl_vector_const_view returns = gsl_matrix_const_column(&all.matrix, 0);
	struct deviation deviation = {.source = "two factors, least squares and Newey-West"};
	struct factor_regression result;
	struct factor_loading loadings[3];

	(void)state;
	assert_int_equal(risk_factor_regression(&returns.vector, &factors.matrix, &result, loadings, NULL), STATUS_OK);
	for (size_t k = 0; k < 3; k++) {
		deviation_add(&deviation, "coefficient", loadings[k].value, expected[k][0], 1e-12);
		deviation_add(&deviation, "standard error", loadings[k].error, expected[k][1], 1e-12);
		deviation_add(&deviation, "t", loadings[k].t.value, expected[k][2], 1e-12);
		deviation_add(&deviation, "Newey-West error", loadings[k].newey_west_error, expected[k][3], 1e-12);
	}
	assert_int_equal(result.lags, 2);
	deviation_add(&deviation, "R squared", result.r_squared.value, .472372694506861, 1e-12);
	deviation_add(&deviation, "adjusted", result.adjusted_r_squared.value, .422122474936086, 1e-12);
	deviation_add(&deviation, "s", result.residual_deviation, .0500109262738778, 1e-12);
	deviation_add(&deviation, "Durbin-Watson", result.durbin_watson.value, 1.65304100961128, 1e-12);
	deviation_report(&deviation);
}

static void a_perfect_fit_has_no_t_ratio(void **state)
{
	const gsl_matrix_const_view all = gsl_matrix_const_view_array(&four_assets[0][0], 24, 4);
	const gsl_matrix_const_view factors = gsl_matrix_const_submatrix(&all.matrix, 0, 1, 24, 2);
	gsl_vector *returns = gsl_vector_alloc(24);
	struct factor_regression result;
	struct factor_loading loadings[3];

	(void)state;
	for (size_t t = 0; t < 24; t++)
		gsl_vector_set(returns, t, 0.01 + 0.5 * four_assets[t][1] - 2.0 * four_assets[t][2]);
	assert_int_equal(risk_factor_regression(returns, &factors.matrix, &result, loadings, NULL), STATUS_OK);
	assert_near(loadings[0].value, 0.01, 1e-15);
	assert_near(loadings[2].value, -2.0, 1e-13);
	assert_true(result.residual_deviation == 0.0 && result.r_squared.value == 1.0);
	assert_int_equal(loadings[1].t.reason, FIGURE_NO_VARIATION);
	assert_int_equal(result.durbin_watson.reason, FIGURE_NO_VARIATION);
	gsl_vector_set_all(returns, 0.01);
	assert_int_equal(risk_factor_regression(returns, &factors.matrix, &result, loadings, NULL), STATUS_OK);
	assert_int_equal(result.r_squared.reason, FIGURE_NO_VARIATION);
	gsl_vector_free(returns);
}

static void factors_that_depend_on_each_other_are_named(void **state)
{
	gsl_matrix *factors = gsl_matrix_alloc(24, 2);
	gsl_vector *returns = gsl_vector_alloc(24), *few = gsl_vector_calloc(23);
	gsl_matrix *short_factors = gsl_matrix_calloc(23, 1);
	struct factor_regression result;
	struct factor_loading loadings[3];
	struct error err = {0};

	(void)state;
	for (size_t t = 0; t < 24; t++) {
		gsl_vector_set(returns, t, four_assets[t][0]);
		gsl_matrix_set(factors, t, 0, four_assets[t][1]);
		gsl_matrix_set(factors, t, 1, 1e-6 * (3.0 - four_assets[t][1]));
	}
	assert_int_equal(risk_factor_regression(returns, factors, &result, loadings, &err), STATUS_INFEASIBLE);
	assert_non_null(strstr(err.message, "factor 2"));
	gsl_matrix_set(factors, 4, 1, INFINITY);
	assert_int_equal(risk_factor_regression(returns, factors, &result, loadings, &err), STATUS_INVALID);
	assert_int_equal(risk_factor_regression(few, short_factors, &result, loadings, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "24"));
	gsl_matrix_free(factors);
	gsl_matrix_free(short_factors);
	gsl_vector_free(returns);
	gsl_vector_free(few);
}

static void the_beta_of_dimson_adds_neighbouring_periods(void **state)
{
	gsl_vector *returns = gsl_vector_alloc(48), *market = gsl_vector_alloc(48);
	double beta = 7.0;

	(void)state;
	for (size_t t = 0; t < 48; t++) {
		gsl_vector_set(returns, t, four_assets[t % 24][0]);
		gsl_vector_set(market, t, four_assets[t % 24][1]);
	}
	assert_int_equal(risk_dimson_beta(returns, market, 1, 1, &beta, NULL), STATUS_OK);
	assert_near(beta, 1.40737680068971, 1e-12);
	/* An index that quotes yesterday's market has no beta of its own, and all of it with one lag. */
	for (size_t t = 0; t < 48; t++)
		gsl_vector_set(returns, t, t > 0 ? 0.8 * gsl_vector_get(market, t - 1) : 0.0);
	assert_int_equal(risk_dimson_beta(returns, market, 1, 0, &beta, NULL), STATUS_OK);
	assert_near(beta, 0.8, 1e-13);
	assert_int_equal(risk_dimson_beta(returns, market, 25, 0, &beta, NULL), STATUS_INVALID);
	assert_int_equal(risk_dimson_beta(returns, market, SIZE_MAX, 1, &beta, NULL), STATUS_INVALID);
	gsl_vector_free(returns);
	gsl_vector_free(market);
}

static void a_fund_is_the_blend_it_holds(void **state)
{
	/* By sequential quadratic programming, to 1e-6. */
	static const double expected[] = {.612532626, .101521647, .285945726};
	const gsl_matrix_const_view all = gsl_matrix_const_view_array(&four_assets[0][0], 24, 4);
	const gsl_matrix_const_view three = gsl_matrix_const_submatrix(&all.matrix, 0, 1, 24, 3);
	gsl_vector *fund = gsl_vector_calloc(24), *weights = gsl_vector_alloc(3), *four = gsl_vector_alloc(4);
	struct style_fit fit;

	(void)state;
	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 4; i++)
			*gsl_vector_ptr(fund, t) += (i < 3 ? .3 : .1) * four_assets[t][i];
	assert_int_equal(allocate_style(fund, &three.matrix, weights, &fit, NULL), STATUS_OK);
	for (size_t k = 0; k < 3; k++)
		assert_near(gsl_vector_get(weights, k), expected[k], 1e-6);
	assert_near(fit.r_squared.value, .845654640050618, 1e-9);
	assert_int_equal(allocate_style(fund, &all.matrix, four, &fit, NULL), STATUS_OK);
	for (size_t k = 0; k < 4; k++)
		assert_near(gsl_vector_get(four, k), k < 3 ? .3 : .1, 1e-9);
	assert_near(fit.r_squared.value, 1.0, 1e-12);
	assert_near(fit.tracking_deviation, 0.0, 1e-10);
	assert_near(fit.alpha, 0.0, 1e-11);
	gsl_vector_set(fund, 2, NAN);
	assert_int_equal(allocate_style(fund, &all.matrix, four, &fit, NULL), STATUS_INVALID);
	gsl_vector_free(fund);
	gsl_vector_free(weights);
	gsl_vector_free(four);
}

static void concentration_has_its_numbers(void **state)
{
	static const double held[] = {.4, .25, .15, .1, .1}, sold[] = {.6, -.2, .2}, single[] = {3.0};
	const gsl_vector_const_view long_only = gsl_vector_const_view_array(held, 5);
	const gsl_vector_const_view both = gsl_vector_const_view_array(sold, 3);
	const gsl_vector_const_view one = gsl_vector_const_view_array(single, 1);
	gsl_vector *zero = gsl_vector_calloc(2);
	struct concentration result;

	(void)state;
	assert_int_equal(risk_concentration(&long_only.vector, &result, NULL), STATUS_OK);
	assert_near(result.herfindahl, .265, 1e-15);
	assert_near(result.effective_number, 3.77358490566038, 1e-13);
	assert_near(result.normalised, .08125, 1e-15);
	assert_near(result.entropy, 1.45817489936133, 1e-14);
	assert_near(result.entropy_number, 4.29810788605807, 1e-13);
	assert_int_equal(risk_concentration(&both.vector, &result, NULL), STATUS_OK);
	assert_near(result.normalised, .16, 1e-15);
	assert_near(result.entropy_number, 2.58640928985893, 1e-13);
	assert_int_equal(risk_concentration(&one.vector, &result, NULL), STATUS_OK);
	assert_true(result.herfindahl == 1.0 && result.normalised == 1.0 && result.entropy == 0.0);
	assert_int_equal(risk_concentration(zero, &result, NULL), STATUS_INFEASIBLE);
	gsl_vector_set(zero, 0, NAN);
	assert_int_equal(risk_concentration(zero, &result, NULL), STATUS_INVALID);
	gsl_vector_free(zero);
}

static void getting_out_takes_its_days_and_its_price(void **state)
{
	static const double held[] = {.1, .2, .3, .15, .15, .1}, wait[] = {0.0, 1.0, 1.25, 7.0, 12.5, INFINITY};
	static const double expected[] = {.1, .2, .3, .15, .15, .1};
	const gsl_vector_const_view weights = gsl_vector_const_view_array(held, 6);
	const gsl_vector_const_view days = gsl_vector_const_view_array(wait, 6);
	double shares[LIQUIDITY_BUCKETS];
	struct liquidity liquidity;

	(void)state;
	assert_int_equal(risk_liquidity(2e6, 8e6, .02, .2, 1.0, &liquidity, NULL), STATUS_OK);
	assert_near(liquidity.days, 1.25, 1e-15);
	assert_int_equal(risk_liquidity(5e5, 2e5, .02, .2, 1.0, &liquidity, NULL), STATUS_OK);
	assert_near(liquidity.days, 12.5, 1e-14);
	assert_int_equal(risk_liquidity(5.0, 100.0, .02, .2, 1.0, &liquidity, NULL), STATUS_OK);
	assert_near(liquidity.impact, .0044721360, 5e-11); /* ten digits printed */
	assert_int_equal(risk_liquidity(0.0, 0.0, .02, .2, 1.0, &liquidity, NULL), STATUS_OK);
	assert_true(liquidity.days == 0.0 && liquidity.impact == 0.0);
	assert_int_equal(risk_liquidity(1.0, 0.0, .02, .2, 1.0, &liquidity, NULL), STATUS_INFEASIBLE);
	assert_int_equal(risk_liquidity(1.0, 1.0, .02, 0.0, 1.0, &liquidity, NULL), STATUS_INVALID);
	assert_int_equal(risk_liquidity(NAN, 1.0, .02, .2, 1.0, &liquidity, NULL), STATUS_INVALID);
	assert_int_equal(risk_liquidity_buckets(&weights.vector, &days.vector, shares, NULL), STATUS_OK);
	for (size_t b = 0; b < LIQUIDITY_BUCKETS; b++)
		assert_near(shares[b], expected[b], 1e-16);
}

static void portfolio_figures_against_a_benchmark(void **state)
{
	static const double held[] = {.3, .3, .3, .1}, index[] = {.25, .25, .5, 0.0};
	const gsl_vector_const_view weights = gsl_vector_const_view_array(held, 4);
	const gsl_vector_const_view benchmark = gsl_vector_const_view_array(index, 4);
	gsl_matrix *covariance = gsl_matrix_calloc(4, 4);
	gsl_vector *cash = gsl_vector_calloc(4);
	double mean[4] = {0}, value = 7.0;

	(void)state;
	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 4; i++)
			mean[i] += four_assets[t][i] / 24.0;
	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 4; i++)
			for (size_t j = 0; j < 4; j++)
				*gsl_matrix_ptr(covariance, i, j) +=
					(four_assets[t][i] - mean[i]) * (four_assets[t][j] - mean[j]) / 23.0;
	assert_int_equal(risk_tracking_error(&weights.vector, &benchmark.vector, covariance, &value, NULL), STATUS_OK);
	assert_near(value, .00691879183018919, 1e-15);
	assert_int_equal(risk_beta(&weights.vector, &benchmark.vector, covariance, &value, NULL), STATUS_OK);
	assert_near(value, 1.17679863910938, 1e-13);
	assert_int_equal(risk_beta(&benchmark.vector, &benchmark.vector, covariance, &value, NULL), STATUS_OK);
	assert_near(value, 1.0, 1e-15);
	assert_int_equal(risk_diversification_ratio(&weights.vector, covariance, &value, NULL), STATUS_OK);
	assert_near(value, 1.3307909199142, 1e-13);
	assert_int_equal(risk_beta(&weights.vector, cash, covariance, &value, NULL), STATUS_INFEASIBLE);
	assert_int_equal(risk_diversification_ratio(cash, covariance, &value, NULL), STATUS_INFEASIBLE);
	gsl_matrix_free(covariance);
	gsl_vector_free(cash);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_named_scenarios_cost_what_they_should),
		cmocka_unit_test(a_shock_to_one_class_moves_the_others_by_their_correlation),
		cmocka_unit_test(a_bond_falls_by_duration_less_convexity),
		cmocka_unit_test(history_is_replayed_on_weights_that_drift),
		cmocka_unit_test(a_replay_that_ruins_a_short_position_writes_nothing),
		cmocka_unit_test(the_smallest_breach_is_found_where_losses_have_a_floor),
		cmocka_unit_test(stress_refuses_nonsense),
		cmocka_unit_test(two_factors_explain_an_index_as_they_should),
		cmocka_unit_test(a_perfect_fit_has_no_t_ratio),
		cmocka_unit_test(factors_that_depend_on_each_other_are_named),
		cmocka_unit_test(the_beta_of_dimson_adds_neighbouring_periods),
		cmocka_unit_test(a_fund_is_the_blend_it_holds),
		cmocka_unit_test(concentration_has_its_numbers),
		cmocka_unit_test(getting_out_takes_its_days_and_its_price),
		cmocka_unit_test(portfolio_figures_against_a_benchmark),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("risk exposure", tests, NULL, NULL);
}
