/*
 * Tails that are not normal, and the family of drawdowns. Numbers come from tests/reference/figures.py: the Student
 * shortfall there is a quadrature, the conditional drawdown the minimum over all thresholds. 1e-12 is the rounding of
 * quantiles and of sums of 24 terms near 0.1.
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

#include "engine/risk/risk.h"
#include "tests/support/deviation.h"
#include "tests/support/four_assets.h"
#include "tests/support/oracle.h"

/* The four assets at .3 .3 .3 .1, monthly. */
static gsl_vector *portfolio_returns(void)
{
	static const double weights[] = {0.3, 0.3, 0.3, 0.1};
	gsl_vector *returns = gsl_vector_calloc(24);

	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 4; i++)
			*gsl_vector_ptr(returns, t) += weights[i] * four_assets[t][i];
	return returns;
}

static gsl_vector *wealth_of(const double *returns, size_t count)
{
	const gsl_vector_const_view view = gsl_vector_const_view_array(returns, count);
	gsl_vector *wealth = gsl_vector_alloc(count + 1);

	assert_int_equal(risk_wealth_path(&view.vector, wealth, NULL), STATUS_OK);
	return wealth;
}

static void every_definition_of_the_tail_meets_its_number(void **state)
{
	static const struct {
		double confidence;
		enum tail_figure row;
		double value;
	} expected[] = {
		{.95, TAIL_VALUE_AT_RISK, .06714},
		{.95, TAIL_EXPECTED_SHORTFALL, .0775983333333333},
		{.95, TAIL_INTERPOLATED_VALUE_AT_RISK, .0639195},
		{.95, TAIL_NORMAL_VALUE_AT_RISK, .0553879119285191},
		{.95, TAIL_NORMAL_EXPECTED_SHORTFALL, .0690313590779504},
		{.95, TAIL_POPULATION_VALUE_AT_RISK, .0542571362645144},
		{.95, TAIL_POPULATION_EXPECTED_SHORTFALL, .0676133207757319},
		{.95, TAIL_STUDENT_VALUE_AT_RISK, .0526451162810336},
		{.95, TAIL_STUDENT_EXPECTED_SHORTFALL, .0747769721018794},
		{.95, TAIL_MODIFIED_VALUE_AT_RISK, .0607051004437452},
		{.95, TAIL_MODIFIED_EXPECTED_SHORTFALL, .0733557616347727},
		{.99, TAIL_VALUE_AT_RISK, .07969},
		{.99, TAIL_EXPECTED_SHORTFALL, .07969},
		{.99, TAIL_INTERPOLATED_VALUE_AT_RISK, .0768035},
		{.99, TAIL_POPULATION_VALUE_AT_RISK, .0760399840060636},
		{.99, TAIL_POPULATION_EXPECTED_SHORTFALL, .0868712919119221},
		{.99, TAIL_STUDENT_VALUE_AT_RISK, .086785270269418},
		{.99, TAIL_STUDENT_EXPECTED_SHORTFALL, .114289450246097},
		{.99, TAIL_MODIFIED_VALUE_AT_RISK, .0870866953548893},
		{.99, TAIL_MODIFIED_EXPECTED_SHORTFALL, .116743856689732},
		{.90, TAIL_VALUE_AT_RISK, .04567},
		{.90, TAIL_EXPECTED_SHORTFALL, .0687908333333333},
		{.90, TAIL_INTERPOLATED_VALUE_AT_RISK, .04225},
	};
	struct deviation deviation = {.source = "tails of 24 months of four assets"};
	gsl_vector *returns = portfolio_returns();

	(void)state;
	for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) {
		struct figure figures[TAIL_COUNT];

		assert_int_equal(risk_tail_figures(returns, expected[k].confidence, 5.0, figures, NULL), STATUS_OK);
		assert_true(figure_stands(figures[expected[k].row]));
		deviation_add(&deviation, tail_definitions[expected[k].row].name, figures[expected[k].row].value,
		              expected[k].value, 1e-12);
	}
	deviation_report(&deviation);
	gsl_vector_free(returns);
}

static void the_expansion_says_where_it_holds(void **state)
{
	gsl_vector *returns = portfolio_returns();
	struct cornish_fisher modified;

	(void)state;
	assert_int_equal(risk_cornish_fisher_tail(returns, 0.95, &modified, NULL), STATUS_OK);
	assert_false(modified.is_historical);
	assert_false(modified.is_global); /* K/8 - S^2/6 is -.0901 */
	assert_true(fabs(modified.skewness + 0.748536720657863) < 1e-12);
	assert_true(fabs(modified.excess_kurtosis - 0.0259181474502164) < 1e-12);
	assert_true(fabs(modified.quantile + 1.84658347172298) < 1e-12);
	gsl_vector_free(returns);
}

/* One crash among 59 quiet months: the cubic turns round inside the tail. */
static void outside_its_domain_the_expansion_gives_way_to_history_and_says_so(void **state)
{
	gsl_vector *returns = gsl_vector_alloc(60);
	struct figure figures[TAIL_COUNT];
	struct cornish_fisher modified;
	struct risk_tail tail;

	(void)state;
	for (size_t t = 0; t < 60; t++)
		gsl_vector_set(returns, t, t == 30 ? -0.4 : 0.01 * sin((double)t));
	assert_int_equal(risk_cornish_fisher_tail(returns, 0.95, &modified, NULL), STATUS_OK);
	assert_int_equal(risk_historical_tail(returns, 0.95, &tail, NULL), STATUS_OK);
	assert_true(modified.is_historical);
	assert_true(modified.tail.value_at_risk == tail.value_at_risk);
	assert_true(modified.tail.expected_shortfall == tail.expected_shortfall);
	assert_int_equal(risk_tail_figures(returns, 0.95, 5.0, figures, NULL), STATUS_OK);
	assert_int_equal(figures[TAIL_MODIFIED_VALUE_AT_RISK].reason, FIGURE_OUT_OF_DOMAIN);
	assert_true(figures[TAIL_MODIFIED_EXPECTED_SHORTFALL].value == 0.0);
	gsl_vector_free(returns);
}

static void returns_that_do_not_vary_have_a_tail_and_no_shape(void **state)
{
	gsl_vector *returns = gsl_vector_alloc(30), *one = gsl_vector_calloc(1);
	struct figure figures[TAIL_COUNT];
	struct cornish_fisher modified;

	(void)state;
	gsl_vector_set_all(returns, 0.003);
	assert_int_equal(risk_tail_figures(returns, 0.95, 5.0, figures, NULL), STATUS_OK);
	assert_int_equal(figures[TAIL_MODIFIED_VALUE_AT_RISK].reason, FIGURE_NO_VARIATION);
	assert_true(figures[TAIL_VALUE_AT_RISK].value == -0.003);
	assert_true(fabs(figures[TAIL_STUDENT_EXPECTED_SHORTFALL].value + 0.003) < 1e-15);
	assert_int_equal(risk_cornish_fisher_tail(returns, 0.95, &modified, NULL), STATUS_INFEASIBLE);
	assert_int_equal(risk_tail_figures(one, 0.95, 5.0, figures, NULL), STATUS_OK);
	assert_int_equal(figures[TAIL_NORMAL_VALUE_AT_RISK].reason, FIGURE_TOO_FEW);
	assert_int_equal(figures[TAIL_MODIFIED_VALUE_AT_RISK].reason, FIGURE_TOO_FEW);
	gsl_vector_set_all(returns, 1e300);
	gsl_vector_set(returns, 0, -1e300);
	assert_int_equal(risk_tail_figures(returns, 0.95, 5.0, figures, NULL), STATUS_OK);
	for (size_t k = 0; k < TAIL_COUNT; k++)
		assert_true(isfinite(figures[k].value));
	gsl_vector_free(returns);
	gsl_vector_free(one);
}

/* Every definition: ES is at least VaR, VaR does not fall with the confidence, both scale with the position. */
static void every_tail_is_ordered_monotone_and_homogeneous(void **state)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_vector *returns = gsl_vector_alloc(120), *doubled = gsl_vector_alloc(120);

	(void)state;
	gsl_rng_set(random, 20260301);
	for (int round = 0; round < 60; round++) {
		double before[TAIL_COUNT];

		for (size_t k = 0; k < TAIL_COUNT; k++)
			before[k] = -INFINITY;
		for (size_t t = 0; t < 120; t++) {
			gsl_vector_set(returns, t, 0.02 * gsl_ran_tdist(random, 4.0 + round % 5));
			gsl_vector_set(doubled, t, 2.0 * gsl_vector_get(returns, t));
		}
		for (double confidence = 0.55; confidence < 0.999; confidence += 0.04) {
			struct figure figures[TAIL_COUNT], twice[TAIL_COUNT];

			assert_int_equal(risk_tail_figures(returns, confidence, 4.5, figures, NULL), STATUS_OK);
			assert_int_equal(risk_tail_figures(doubled, confidence, 4.5, twice, NULL), STATUS_OK);
			for (size_t k = 0; k < TAIL_COUNT; k++) {
				const bool is_value = strncmp(tail_definitions[k].name, "value", 5) == 0;

				assert_int_equal(figures[k].reason, twice[k].reason);
				if (!figure_stands(figures[k]))
					continue;
				assert_true(fabs(twice[k].value - 2.0 * figures[k].value) < 1e-12);
				if (is_value && k != TAIL_MODIFIED_VALUE_AT_RISK) /* the expansion is monotone on its domain only */
					assert_true(figures[k].value >= before[k] - 1e-15);
				if (is_value && k != TAIL_INTERPOLATED_VALUE_AT_RISK)
					assert_true(figures[k + 1].value >= figures[k].value);
				before[k] = figures[k].value;
			}
		}
	}
	gsl_vector_free(returns);
	gsl_vector_free(doubled);
	gsl_rng_free(random);
}

static void tails_of_nonsense_are_refused(void **state)
{
	gsl_vector *returns = portfolio_returns();
	struct figure figures[TAIL_COUNT] = {{.value = 7.0}};
	struct cornish_fisher modified;
	struct risk_tail tail;
	struct error err = {0};

	(void)state;
	assert_int_equal(risk_student_tail(0.0, 1.0, 2.0, 0.95, &tail, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "2 degrees"));
	assert_int_equal(risk_student_tail(0.0, -1.0, 5.0, 0.95, &tail, &err), STATUS_INVALID);
	assert_int_equal(risk_student_tail(0.0, 1.0, 5.0, 1.0, &tail, &err), STATUS_INVALID);
	assert_int_equal(risk_cornish_fisher_tail(returns, 0.5, &modified, &err), STATUS_INVALID);
	assert_int_equal(risk_tail_figures(returns, 0.95, NAN, figures, &err), STATUS_INVALID);
	gsl_vector_set(returns, 3, NAN);
	assert_int_equal(risk_tail_figures(returns, 0.95, 5.0, figures, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "return 4"));
	assert_true(figures[0].value == 7.0);
	gsl_vector_free(returns);
}

static void the_published_series_falls_four_times(void **state)
{
	static const struct drawdown expected[] = {
		{.depth = 0.01, .peak = 3, .trough = 4, .recovery = 5},
		{.depth = 0.014, .peak = 8, .trough = 9, .recovery = 10},
		{.depth = 0.005, .peak = 10, .trough = 11, .recovery = 12},
		{.depth = 0.144672955739218, .peak = 13, .trough = 18, .recovery = 25},
	};
	gsl_vector *wealth = wealth_of(bacon, 24);
	struct drawdown falls[4];
	size_t count = 0;

	(void)state;
	assert_int_equal(risk_drawdown_episodes(wealth, falls, 4, &count, NULL), STATUS_OK);
	assert_int_equal(count, 4);
	for (size_t k = 0; k < 4; k++) {
		assert_true(fabs(falls[k].depth - expected[k].depth) < 1e-14);
		assert_int_equal(falls[k].peak, expected[k].peak);
		assert_int_equal(falls[k].trough, expected[k].trough);
		assert_int_equal(falls[k].recovery, expected[k].recovery);
	}
	assert_int_equal(risk_drawdown_episodes(wealth, NULL, 0, &count, NULL), STATUS_OK);
	assert_int_equal(count, 4);
	gsl_vector_free(wealth);
}

static void the_family_of_drawdowns_meets_its_numbers(void **state)
{
	static const struct {
		double confidence;
		enum drawdown_figure row;
		double value;
	} expected[] = {
		{.95, DRAWDOWN_MAXIMUM, .144672955739218}, {.95, DRAWDOWN_CURRENT, .0858658107363943},
		{.95, DRAWDOWN_AVERAGE, .0434182389348045}, {.95, DRAWDOWN_AVERAGE_LENGTH, 4.25},
		{.95, DRAWDOWN_LONGEST, 11.0}, {.95, DRAWDOWN_AVERAGE_RECOVERY, 1.0}, {.95, DRAWDOWN_EPISODES, 4.0},
		{.95, DRAWDOWN_PAIN, .0399896906873046}, {.95, DRAWDOWN_ULCER, .0611842872618961},
		{.95, DRAWDOWN_AT_RISK, .125432470081}, {.95, DRAWDOWN_CONDITIONAL, .141466208129515},
		{.90, DRAWDOWN_AT_RISK, .095743}, {.90, DRAWDOWN_CONDITIONAL, .128501094091758},
	};
	struct deviation deviation = {.source = "drawdowns of 24 months of Bacon"};
	gsl_vector *wealth = wealth_of(bacon, 24);

	(void)state;
	for (size_t k = 0; k < sizeof expected / sizeof expected[0]; k++) {
		struct figure figures[DRAWDOWN_COUNT];

		assert_int_equal(risk_drawdown_figures(wealth, expected[k].confidence, figures, NULL), STATUS_OK);
		assert_true(figure_stands(figures[expected[k].row]));
		deviation_add(&deviation, drawdown_definitions[expected[k].row].name, figures[expected[k].row].value,
		              expected[k].value, 1e-13);
	}
	deviation_report(&deviation);
	gsl_vector_free(wealth);
}

static void a_path_that_only_rises_has_no_fall_to_average(void **state)
{
	static const double rising[] = {0.01, 0.0, 0.02};
	gsl_vector *wealth = wealth_of(rising, 3), *drawdowns = gsl_vector_alloc(4);
	struct figure figures[DRAWDOWN_COUNT];
	size_t count = 7;

	(void)state;
	assert_int_equal(risk_drawdown_figures(wealth, 0.95, figures, NULL), STATUS_OK);
	assert_int_equal(figures[DRAWDOWN_AVERAGE].reason, FIGURE_NO_LOSS);
	assert_int_equal(figures[DRAWDOWN_AVERAGE_RECOVERY].reason, FIGURE_NO_LOSS);
	assert_true(figure_stands(figures[DRAWDOWN_MAXIMUM]) && figures[DRAWDOWN_MAXIMUM].value == 0.0);
	assert_true(figure_stands(figures[DRAWDOWN_CONDITIONAL]) && !signbit(figures[DRAWDOWN_CONDITIONAL].value));
	assert_int_equal(risk_drawdown_episodes(wealth, NULL, 0, &count, NULL), STATUS_OK);
	assert_int_equal(count, 0);
	assert_int_equal(risk_drawdown_path(wealth, drawdowns, NULL), STATUS_OK);
	assert_true(gsl_vector_max(drawdowns) == 0.0);
	gsl_vector_set(wealth, 2, -1.0);
	assert_int_equal(risk_drawdown_path(wealth, drawdowns, NULL), STATUS_INVALID);
	assert_int_equal(risk_drawdown_figures(wealth, 0.95, figures, NULL), STATUS_INVALID);
	assert_int_equal(risk_drawdown_episodes(wealth, NULL, 0, &count, NULL), STATUS_INVALID);
	gsl_vector_free(wealth);
	gsl_vector_free(drawdowns);
}

/* The deepest of all episodes is the maximum drawdown, the conditional one lies between the one at risk and it. */
static void random_paths_agree_on_their_deepest_fall(void **state)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	gsl_rng_set(random, 20260302);
	for (int round = 0; round < 200; round++) {
		gsl_vector *wealth = gsl_vector_alloc(60);
		struct drawdown falls[60], deepest, of_episodes = {0};
		struct figure figures[DRAWDOWN_COUNT];
		size_t count;

		gsl_vector_set(wealth, 0, 1.0);
		for (size_t t = 1; t < 60; t++)
			gsl_vector_set(wealth, t, gsl_vector_get(wealth, t - 1) * exp(gsl_ran_gaussian(random, 0.05)));
		assert_int_equal(risk_max_drawdown(wealth, &deepest, NULL), STATUS_OK);
		assert_int_equal(risk_drawdown_episodes(wealth, falls, 60, &count, NULL), STATUS_OK);
		assert_int_equal(risk_drawdown_figures(wealth, 0.9, figures, NULL), STATUS_OK);
		for (size_t k = 0; k < count; k++) {
			assert_true(k == 0 || falls[k].peak >= falls[k - 1].recovery);
			if (falls[k].depth > of_episodes.depth)
				of_episodes = falls[k];
		}
		assert_memory_equal(&of_episodes, &deepest, sizeof deepest);
		assert_true(figures[DRAWDOWN_MAXIMUM].value == deepest.depth);
		assert_true(figures[DRAWDOWN_AT_RISK].value <= figures[DRAWDOWN_CONDITIONAL].value);
		assert_true(figures[DRAWDOWN_CONDITIONAL].value <= deepest.depth + 1e-15);
		assert_true(figures[DRAWDOWN_PAIN].value <= figures[DRAWDOWN_ULCER].value);
		gsl_vector_free(wealth);
	}
	gsl_rng_free(random);
}

/*
 * The least CVaR and CDaR of 20 stocks as published by PyPortfolioOpt, measured here at its own weights: the shortfall of
 * daily returns, and that of the falls of their plain sum, on the days on which every stock has a price.
 */
static void the_tail_of_published_portfolios_is_the_published_one(void **state)
{
	static const double least_cvar[20] = {
		0, 0.042420333457916751, 0, 0, 0.0075740278005046562,
		0, 0, 0.094649478695412889, 0, 0,
		0.3040110655938667, 0, 0, 0.065641671327804837, 0,
		0.029371611102125612, 0, 0.36631011288862936, 0, 0.09002169913373928,
	};
	static const double least_cdar[20] = {
		0, 0, 0, 0, 0.003409901153165236,
		0, 0, 0.079042823916853855, 0, 0,
		0.38759317020233125, 0, 0, 0, 0.00055451527414532352,
		0.095988289305735996, 0.26790888256716117, 0, 0.0006560171912808545, 0.16484640038932613,
	};
	static const struct {
		const char *name;
		const double *weights;
		double value;
	} cases[] = {{"CVaR", least_cvar, 0.017049502121821498}, {"CDaR", least_cdar, 0.056433122270722065}};
	struct deviation deviation = {.source = "PyPortfolioOpt"};
	struct series prices;

	(void)state;
	if (!oracle_read("pypfopt/stock_prices.csv", NULL, &prices))
		skip();
	for (size_t k = 0; k < 2; k++) {
		gsl_vector *returns = gsl_vector_alloc(prices.length);
		struct risk_tail tail;
		size_t count = 0;
		double sum = 0.0, high = 0.0;

		for (size_t t = 1; t < prices.length; t++) {
			double value = 0.0;

			for (size_t i = 0; i < 20; i++)
				value += cases[k].weights[i] *
					(prices.values[t * 20 + i] / prices.values[(t - 1) * 20 + i] - 1.0);
			if (isnan(value))
				continue;
			sum += value;
			high = fmax(high, sum); /* the start is a high */
			gsl_vector_set(returns, count++, k == 0 ? value : sum - high);
		}
		gsl_vector_view whole = gsl_vector_subvector(returns, 0, count);

		assert_int_equal(risk_historical_tail(&whole.vector, 0.95, &tail, NULL), STATUS_OK);
		deviation_add(&deviation, cases[k].name, tail.expected_shortfall, cases[k].value, 1e-9);
		gsl_vector_free(returns);
	}
	deviation_report(&deviation);
	series_clear(&prices);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_definition_of_the_tail_meets_its_number),
		cmocka_unit_test(the_expansion_says_where_it_holds),
		cmocka_unit_test(outside_its_domain_the_expansion_gives_way_to_history_and_says_so),
		cmocka_unit_test(returns_that_do_not_vary_have_a_tail_and_no_shape),
		cmocka_unit_test(every_tail_is_ordered_monotone_and_homogeneous),
		cmocka_unit_test(tails_of_nonsense_are_refused),
		cmocka_unit_test(the_published_series_falls_four_times),
		cmocka_unit_test(the_family_of_drawdowns_meets_its_numbers),
		cmocka_unit_test(a_path_that_only_rises_has_no_fall_to_average),
		cmocka_unit_test(random_paths_agree_on_their_deepest_fall),
		cmocka_unit_test(the_tail_of_published_portfolios_is_the_published_one),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("risk tails", tests, NULL, NULL);
}
