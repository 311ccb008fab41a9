/*
 * Ratios of a published series: C. Bacon's portfolio and benchmark as distributed with the R package
 * PerformanceAnalytics, under its definitions.
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

#include "engine/risk/ratios.h"
#include "tests/support/deviation.h"
#include "tests/support/four_assets.h"

static const struct ratio_settings monthly = {.periods = 12.0, .sterling_excess = 0.1};

/* Risk-free and minimum acceptable return 0. Ten digits as printed, so 5e-11 each. */
static const struct {
	enum ratio ratio;
	double value;
} plain[] = {
	{RATIO_CUMULATIVE_RETURN, .2181057672},
	{RATIO_BENCHMARK_CUMULATIVE_RETURN, .2498868618},
	{RATIO_ANNUAL_RETURN, .1036782897},
	{RATIO_BENCHMARK_ANNUAL_RETURN, .1179833907},
	{RATIO_MEAN, .009},
	{RATIO_DEVIATION, .0395485392},
	{RATIO_DEVIATION_POPULATION, .0387158452},
	{RATIO_ANNUAL_VOLATILITY, .1370001587},
	{RATIO_BENCHMARK_ANNUAL_VOLATILITY, .1329588854},
	{RATIO_SHARPE_PERIOD, .2275684557},
	{RATIO_SHARPE_PROBABILITY, .8580412026},
	{RATIO_SHARPE_ERROR, .2067500203},
	{RATIO_DOWNSIDE_DEVIATION, .0229374148},
	{RATIO_DOWNSIDE_DEVIATION_SUBSET, .0355344903},
	{RATIO_SORTINO_PERIOD, .3923720288},
	{RATIO_SORTINO, 1.3592165787},
	{RATIO_TRACKING_ERROR, .0336397151},
	{RATIO_INFORMATION, -.4252444136},
	{RATIO_INFORMATION_ARITHMETIC, -.3715845972},
	{RATIO_BETA, .9988502086},
	{RATIO_ALPHA, -.0010301208},
	{RATIO_JENSEN_ALPHA, -.0141694447},
	{RATIO_SPECIFIC_RISK, .0329310912},
	{RATIO_SYSTEMATIC_RISK, .1300097813},
	{RATIO_CORRELATION, .9693858149},
	{RATIO_R_SQUARED, .9397088581},
	{RATIO_TREYNOR, .1037976354},
	{RATIO_M_SQUARED, .1006199553},
	{RATIO_MAX_DRAWDOWN, .1446729557},
	{RATIO_CALMAR, .7166390512},
	{RATIO_STERLING, .4237423356},
	{RATIO_ULCER, .0611842873},
	{RATIO_PAIN, .0399896907},
	{RATIO_MARTIN, 1.6945247607},
	{RATIO_PAIN_RATIO, 2.5926254479},
	{RATIO_SKEWNESS, -.0825624552},
	{RATIO_KURTOSIS, 2.4324537941},
	{RATIO_KURTOSIS_SAMPLE, 3.0274046139},
	{RATIO_KURTOSIS_EXCESS, -.4076603212},
	{RATIO_SKEWNESS_FISHER, -.0881717493},
	{RATIO_OMEGA, 1.7797833935},
	{RATIO_UP_CAPTURE_COMPOUNDED, .9456188947},
	{RATIO_DOWN_CAPTURE_COMPOUNDED, 1.0164563278},
	{RATIO_UP_CAPTURE_ARITHMETIC, .9592668024},
	{RATIO_DOWN_CAPTURE_ARITHMETIC, 1.02},
	{RATIO_UP_CAPTURE, .9556769829},
	{RATIO_DOWN_CAPTURE, .9838137225},
	{RATIO_UP_NUMBER, .9333333333},
	{RATIO_DOWN_NUMBER, 1.0},
	{RATIO_UP_PERCENT, .7333333333},
	{RATIO_DOWN_PERCENT, .75},
};

static void published_ratios_are_met_to_the_printed_digits(void **state)
{
	const gsl_vector_const_view p = gsl_vector_const_view_array(bacon, 24);
	const gsl_vector_const_view b = gsl_vector_const_view_array(bacon_benchmark, 24);
	struct deviation deviation = {.source = "24 months of Bacon, ratios without a risk-free return"};
	struct figure figures[RATIO_COUNT];

	(void)state;
	assert_int_equal(risk_ratios(&p.vector, &b.vector, &monthly, figures, NULL), STATUS_OK);
	for (size_t k = 0; k < sizeof plain / sizeof plain[0]; k++) {
		const struct figure figure = figures[plain[k].ratio];

		if (!figure_stands(figure))
			fail_msg("%s: %s", ratio_definitions[plain[k].ratio].name, figure_reason_sentence(figure.reason));
		deviation_add(&deviation, ratio_definitions[plain[k].ratio].name, figure.value, plain[k].value, 5.001e-11);
	}
	deviation_report(&deviation);
}

static void check_rows(const char *source, const struct ratio_settings *settings, const enum ratio *rows,
                       const double *values, size_t count)
{
	const gsl_vector_const_view p = gsl_vector_const_view_array(bacon, 24);
	const gsl_vector_const_view b = gsl_vector_const_view_array(bacon_benchmark, 24);
	struct deviation deviation = {.source = source};
	struct figure figures[RATIO_COUNT];

	assert_int_equal(risk_ratios(&p.vector, &b.vector, settings, figures, NULL), STATUS_OK);
	for (size_t k = 0; k < count; k++) {
		assert_true(figure_stands(figures[rows[k]]));
		deviation_add(&deviation, ratio_definitions[rows[k]].name, figures[rows[k]].value, values[k], 5.001e-11);
	}
	deviation_report(&deviation);
}

static void a_risk_free_return_of_a_quarter_percent_a_month(void **state)
{
	static const struct ratio_settings settings = {.periods = 12.0, .risk_free = .0025, .sterling_excess = .1};
	static const enum ratio rows[] = {RATIO_SHARPE, RATIO_SHARPE_PERIOD, RATIO_SHARPE_GEOMETRIC, RATIO_BETA};
	static const double values[] = {.5693424063, .1643549958, .5201409644, .9988502086};

	(void)state;
	check_rows("24 months of Bacon, 0.25 % a month risk-free", &settings, rows, values, 4);
}

static void a_minimum_acceptable_return_of_half_a_percent(void **state)
{
	static const struct ratio_settings settings = {.periods = 12.0, .minimum_acceptable = .005, .sterling_excess = .1};
	static const enum ratio rows[] = {RATIO_DOWNSIDE_DEVIATION, RATIO_DOWNSIDE_DEVIATION_SUBSET, RATIO_SORTINO_PERIOD,
	                                  RATIO_SORTINO};
	static const double values[] = {.0255367382, .0377202622, .1566370757, .5426067468};

	(void)state;
	check_rows("24 months of Bacon, 0.5 % a month acceptable", &settings, rows, values, 4);
}

static void a_year_of_risk_free_return_is_compounded(void **state)
{
	static const struct ratio_settings settings = {.periods = 12.0, .risk_free = .0025, .sterling_excess = .1};
	const gsl_vector_const_view p = gsl_vector_const_view_array(bacon, 24);
	const gsl_vector_const_view b = gsl_vector_const_view_array(bacon_benchmark, 24);
	const double free_year = pow(1.0025, 12.0) - 1.0;
	struct figure figures[RATIO_COUNT];

	(void)state;
	assert_int_equal(risk_ratios(&p.vector, &b.vector, &settings, figures, NULL), STATUS_OK);
	/* The definitions, from the printed pieces: ten digits each. */
	assert_true(fabs(figures[RATIO_TREYNOR].value - (.1036782897 - free_year) / .9988502086) < 2e-10);
	assert_true(fabs(figures[RATIO_JENSEN_ALPHA].value -
	                 (.1036782897 - free_year - .9988502086 * (.1179833907 - free_year))) < 2e-10);
	assert_true(fabs(figures[RATIO_MARTIN].value - (.1036782897 - free_year) / .0611842873) < 1e-8);
}

static void every_figure_has_one_name_a_formula_and_a_source(void **state)
{
	(void)state;
	for (size_t k = 0; k < RATIO_COUNT; k++) {
		const struct figure_definition *row = &ratio_definitions[k];

		assert_non_null(row->name);
		assert_true(strlen(row->formula) > 0 && strlen(row->source) > 0);
		assert_int_equal(figure_find(ratio_definitions, RATIO_COUNT, row->name), k);
		assert_true(strspn(row->name, "abcdefghijklmnopqrstuvwxyz-") == strlen(row->name));
	}
	assert_int_equal(figure_find(ratio_definitions, RATIO_COUNT, "alpha-beta"), RATIO_COUNT);
	for (int reason = 0; reason < FIGURE_REASON_COUNT; reason++) {
		assert_true(strlen(figure_reason_name((enum figure_reason)reason)) > 0);
		assert_true(strlen(figure_reason_sentence((enum figure_reason)reason)) > 0);
	}
	assert_int_equal(figure_of(NAN).reason, FIGURE_OUT_OF_DOMAIN);
	assert_true(figure_of(INFINITY).value == 0.0);
}

static void assert_reason(const struct figure *figures, enum ratio row, enum figure_reason reason)
{
	if (figures[row].reason != reason || figures[row].value != 0.0)
		fail_msg("%s is %g (%s), not %s", ratio_definitions[row].name, figures[row].value,
		         figure_reason_name(figures[row].reason), figure_reason_name(reason));
}

static void returns_that_do_not_vary_have_no_ratio(void **state)
{
	gsl_vector *returns = gsl_vector_alloc(24);
	const gsl_vector_const_view b = gsl_vector_const_view_array(bacon_benchmark, 24);
	struct figure figures[RATIO_COUNT];

	(void)state;
	gsl_vector_set_all(returns, 0.003);
	assert_int_equal(risk_ratios(returns, &b.vector, &monthly, figures, NULL), STATUS_OK);
	assert_reason(figures, RATIO_SHARPE, FIGURE_NO_VARIATION);
	assert_reason(figures, RATIO_SHARPE_PROBABILITY, FIGURE_NO_VARIATION);
	assert_reason(figures, RATIO_SKEWNESS, FIGURE_NO_VARIATION);
	assert_reason(figures, RATIO_SORTINO, FIGURE_NO_LOSS);
	assert_reason(figures, RATIO_OMEGA, FIGURE_NO_LOSS);
	assert_reason(figures, RATIO_DOWNSIDE_DEVIATION_SUBSET, FIGURE_NO_LOSS);
	assert_reason(figures, RATIO_CALMAR, FIGURE_NO_LOSS);
	assert_reason(figures, RATIO_MARTIN, FIGURE_NO_LOSS);
	assert_reason(figures, RATIO_CORRELATION, FIGURE_NO_VARIATION);
	assert_reason(figures, RATIO_M_SQUARED, FIGURE_NO_VARIATION);
	assert_true(figure_stands(figures[RATIO_BETA]) && figures[RATIO_BETA].value == 0.0);
	assert_reason(figures, RATIO_TREYNOR, FIGURE_NO_VARIATION);
	assert_true(figure_stands(figures[RATIO_DEVIATION]));
	assert_true(fabs(figures[RATIO_ANNUAL_RETURN].value - (pow(1.003, 12.0) - 1.0)) < 1e-14);
	/* The other way round: a benchmark that does not vary. */
	assert_int_equal(risk_ratios(&b.vector, returns, &monthly, figures, NULL), STATUS_OK);
	assert_reason(figures, RATIO_BETA, FIGURE_NO_VARIATION);
	assert_reason(figures, RATIO_ALPHA, FIGURE_NO_VARIATION);
	assert_reason(figures, RATIO_R_SQUARED, FIGURE_NO_VARIATION);
	assert_reason(figures, RATIO_DOWN_CAPTURE, FIGURE_TOO_FEW);
	assert_reason(figures, RATIO_DOWN_NUMBER, FIGURE_TOO_FEW);
	/* A portfolio that is its benchmark does not stray. */
	assert_int_equal(risk_ratios(&b.vector, &b.vector, &monthly, figures, NULL), STATUS_OK);
	assert_reason(figures, RATIO_INFORMATION, FIGURE_NO_VARIATION);
	assert_true(figure_stands(figures[RATIO_TRACKING_ERROR]) && figures[RATIO_TRACKING_ERROR].value == 0.0);
	assert_true(fabs(figures[RATIO_BETA].value - 1.0) < 1e-15 && figures[RATIO_R_SQUARED].value <= 1.0);
	gsl_vector_free(returns);
}

static void less_than_a_year_is_not_annualised(void **state)
{
	const gsl_vector_const_view eleven = gsl_vector_const_view_array(bacon, 11);
	const gsl_vector_const_view one = gsl_vector_const_view_array(bacon, 1);
	const gsl_vector_const_view days = gsl_vector_const_view_array(bacon, 24);
	const gsl_vector_const_view b = gsl_vector_const_view_array(bacon_benchmark, 11);
	const struct ratio_settings daily = {.periods = 252.0, .sterling_excess = .1};
	struct figure figures[RATIO_COUNT];

	(void)state;
	assert_int_equal(risk_ratios(&eleven.vector, &b.vector, &monthly, figures, NULL), STATUS_OK);
	assert_reason(figures, RATIO_ANNUAL_RETURN, FIGURE_UNDER_A_YEAR);
	assert_reason(figures, RATIO_CALMAR, FIGURE_UNDER_A_YEAR);
	assert_reason(figures, RATIO_SHARPE, FIGURE_TOO_FEW);
	assert_reason(figures, RATIO_SORTINO, FIGURE_TOO_FEW);
	assert_reason(figures, RATIO_TRACKING_ERROR, FIGURE_TOO_FEW);
	assert_true(figure_stands(figures[RATIO_SHARPE_PERIOD]) && figure_stands(figures[RATIO_BETA]));
	assert_int_equal(risk_ratios(&days.vector, NULL, &daily, figures, NULL), STATUS_OK);
	assert_reason(figures, RATIO_ANNUAL_RETURN, FIGURE_UNDER_A_YEAR);
	assert_true(figure_stands(figures[RATIO_SHARPE]));
	for (int k = RATIO_BENCHMARK_CUMULATIVE_RETURN; k < RATIO_COUNT; k++)
		assert_reason(figures, (enum ratio)k, FIGURE_NO_BENCHMARK);
	assert_int_equal(risk_ratios(&one.vector, NULL, &monthly, figures, NULL), STATUS_OK);
	assert_reason(figures, RATIO_DEVIATION, FIGURE_TOO_FEW);
	assert_reason(figures, RATIO_SKEWNESS, FIGURE_TOO_FEW);
	assert_true(figures[RATIO_CUMULATIVE_RETURN].value > .00299 && figures[RATIO_CUMULATIVE_RETURN].value < .00301);
}

/* A date without a benchmark leaves the pairs, and the portfolio's own figures stay. */
static void a_missing_benchmark_drops_its_pair(void **state)
{
	const gsl_vector_const_view p = gsl_vector_const_view_array(bacon, 24);
	gsl_vector *holed = gsl_vector_alloc(24), *short_p = gsl_vector_alloc(22), *short_b = gsl_vector_alloc(22);
	struct figure with[RATIO_COUNT], without[RATIO_COUNT], whole[RATIO_COUNT];
	size_t row = 0;

	(void)state;
	for (size_t t = 0; t < 24; t++) {
		const bool is_missing = t == 3 || t == 17;

		gsl_vector_set(holed, t, is_missing ? NAN : bacon_benchmark[t]);
		if (!is_missing) {
			gsl_vector_set(short_p, row, bacon[t]);
			gsl_vector_set(short_b, row++, bacon_benchmark[t]);
		}
	}
	assert_int_equal(risk_ratios(&p.vector, holed, &monthly, with, NULL), STATUS_OK);
	assert_int_equal(risk_ratios(short_p, short_b, &monthly, without, NULL), STATUS_OK);
	assert_int_equal(risk_ratios(&p.vector, NULL, &monthly, whole, NULL), STATUS_OK);
	for (int k = 0; k < RATIO_COUNT; k++) {
		const struct figure *expected = k < RATIO_BENCHMARK_CUMULATIVE_RETURN ? whole : without;

		assert_int_equal(with[k].reason, expected[k].reason);
		assert_true(with[k].value == expected[k].value);
	}
	gsl_vector_set_all(holed, NAN);
	assert_int_equal(risk_ratios(&p.vector, holed, &monthly, with, NULL), STATUS_OK);
	assert_reason(with, RATIO_BETA, FIGURE_NO_BENCHMARK);
	gsl_vector_free(holed);
	gsl_vector_free(short_p);
	gsl_vector_free(short_b);
}

/* Whatever the series, a figure is finite, or says why it is not there. */
static void no_series_makes_a_figure_that_is_no_number(void **state)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	gsl_rng_set(random, 20260306);
	for (int round = 0; round < 500; round++) {
		const size_t count = 1 + gsl_rng_uniform_int(random, 30);
		gsl_vector *p = gsl_vector_alloc(count), *b = gsl_vector_alloc(count);
		const double scale = pow(10.0, (double)gsl_rng_uniform_int(random, 16) - 12.0);
		const struct ratio_settings settings = {.periods = 12.0, .risk_free = round % 3 == 0 ? 0.01 : 0.0,
		                                        .minimum_acceptable = round % 5 == 0 ? -0.02 : 0.0};
		struct figure figures[RATIO_COUNT];

		for (size_t t = 0; t < count; t++) {
			const double r = scale * (gsl_rng_uniform(random) - 0.5);

			gsl_vector_set(p, t, r > -0.99 ? r : -0.99);
			gsl_vector_set(b, t, round % 4 == 0 ? NAN : round % 4 == 1 ? 0.0 : round % 4 == 2 ? gsl_vector_get(p, t) :
			                                                               0.2 * (gsl_rng_uniform(random) - 0.5));
		}
		assert_int_equal(risk_ratios(p, b, &settings, figures, NULL), STATUS_OK);
		for (size_t k = 0; k < RATIO_COUNT; k++)
			assert_true(isfinite(figures[k].value) && (figure_stands(figures[k]) || figures[k].value == 0.0));
		gsl_vector_free(p);
		gsl_vector_free(b);
	}
	gsl_rng_free(random);
}

static void unusable_returns_are_refused(void **state)
{
	gsl_vector *p = gsl_vector_calloc(12), *b = gsl_vector_calloc(11);
	struct ratio_settings settings = monthly;
	struct figure figures[RATIO_COUNT] = {{.value = 7.0}};
	struct error err = {0};

	(void)state;
	assert_int_equal(risk_ratios(p, b, &settings, figures, &err), STATUS_INVALID);
	settings.periods = 0.0;
	assert_int_equal(risk_ratios(p, NULL, &settings, figures, &err), STATUS_INVALID);
	settings = monthly;
	settings.risk_free = NAN;
	assert_int_equal(risk_ratios(p, NULL, &settings, figures, &err), STATUS_INVALID);
	gsl_vector_set(p, 6, -1.0);
	assert_int_equal(risk_ratios(p, NULL, &monthly, figures, &err), STATUS_INVALID);
	assert_string_equal(err.message, "return 7 is -1; it must be finite and above -1");
	assert_true(figures[0].value == 7.0);
	gsl_vector_free(p);
	gsl_vector_free(b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_ratios_are_met_to_the_printed_digits),
		cmocka_unit_test(a_risk_free_return_of_a_quarter_percent_a_month),
		cmocka_unit_test(a_minimum_acceptable_return_of_half_a_percent),
		cmocka_unit_test(a_year_of_risk_free_return_is_compounded),
		cmocka_unit_test(every_figure_has_one_name_a_formula_and_a_source),
		cmocka_unit_test(returns_that_do_not_vary_have_no_ratio),
		cmocka_unit_test(less_than_a_year_is_not_annualised),
		cmocka_unit_test(a_missing_benchmark_drops_its_pair),
		cmocka_unit_test(no_series_makes_a_figure_that_is_no_number),
		cmocka_unit_test(unusable_returns_are_refused),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("risk ratios", tests, NULL, NULL);
}
