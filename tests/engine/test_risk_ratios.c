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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_ratios_are_met_to_the_printed_digits),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("risk ratios", tests, NULL, NULL);
}
