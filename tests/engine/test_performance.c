/*
 * Time-weighted returns and Dietz. The month is a worked example: 100 000, +20 000 at the start of day 11 (103 000 before),
 * -15 000 at the end of day 21 (121 500 before), 108 900 at the end of day 31, with its returns by hand.
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

#include "engine/performance/performance.h"

static const double twr_of_month = 103.0 / 100.0 * 121.5 / 123.0 * 108.9 / 106.5 - 1.0;

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

static struct date day(int year, int month, int number)
{
	struct date date;

	assert_true(date_from_civil(year, month, number, &date));
	return date;
}

static struct span january(void)
{
	return (struct span){.begin = day(2023, 12, 31), .end = day(2024, 1, 31), .begin_value = 100000.0,
	                     .end_value = 108900.0};
}

static void a_day_with_flows_at_both_ends_has_one_return(void **state)
{
	struct valuation chain[] = {
		{.date = day(2023, 12, 31), .value = 100000.0},
		{.date = day(2024, 1, 10), .value = 103000.0},
		{.date = day(2024, 1, 21), .value = 121500.0 - 15000.0},
		{.date = day(2024, 1, 31), .value = 108900.0},
	};
	struct time_weighted result;
	double returns[3], linked;

	(void)state;
	valuation_add_flow(&chain[2], 20000.0);
	valuation_add_flow(&chain[2], -15000.0);
	assert_true(chain[2].flow_start == 20000.0 && chain[2].flow_end == -15000.0);
	assert_int_equal(performance_time_weighted(chain, 4, returns, &result, NULL), STATUS_OK);
	assert_near(result.total.value, twr_of_month, 1e-15);
	assert_near(result.total.value, .0403672278, 5e-11);
	assert_near(returns[1], 121.5 / 123.0 - 1.0, 1e-16);
	assert_int_equal(result.annual.reason, FIGURE_UNDER_A_YEAR);
	assert_int_equal(result.days, 31);
	assert_int_equal(performance_link(returns, 3, &linked, NULL), STATUS_OK);
	assert_near(linked, result.total.value, 1e-16);
}

static void the_chain_starts_when_there_is_money_and_skips_empty_days(void **state)
{
	const struct valuation chain[] = {
		{.date = day(2024, 1, 1)},
		{.date = day(2024, 1, 2), .value = 1010.0, .flow_start = 1000.0},
		{.date = day(2024, 1, 3), .flow_end = -1020.1},
		{.date = day(2024, 1, 4)},
		{.date = day(2024, 1, 5), .value = 500.0, .flow_end = 500.0},
		{.date = day(2024, 1, 6), .value = 505.0},
	};
	struct time_weighted result;
	double returns[5];

	(void)state;
	assert_int_equal(performance_time_weighted(chain, 6, returns, &result, NULL), STATUS_OK);
	assert_near(result.total.value, 1.01 * 1.01 * 1.01 - 1.0, 1e-15);
	assert_int_equal(result.first, 0);
	assert_int_equal(result.last, 5);
	assert_true(returns[2] == 0.0 && returns[3] == 0.0);
}

static void a_chain_without_money_has_no_return(void **state)
{
	const struct valuation chain[] = {{.date = day(2024, 1, 1)}, {.date = day(2024, 1, 2)}};
	struct time_weighted result;

	(void)state;
	assert_int_equal(performance_time_weighted(chain, 2, NULL, &result, NULL), STATUS_OK);
	assert_int_equal(result.total.reason, FIGURE_SMALL_CAPITAL);
	assert_int_equal(result.annual.reason, FIGURE_SMALL_CAPITAL);
}

static void a_negative_value_stops_the_chain_and_is_named(void **state)
{
	const struct valuation chain[] = {
		{.date = day(2024, 1, 1), .value = 100.0},
		{.date = day(2024, 1, 2), .value = 110.0},
		{.date = day(2024, 1, 3), .value = -5.0},
		{.date = day(2024, 1, 4), .value = 10.0},
	};
	struct time_weighted result;

	(void)state;
	assert_int_equal(performance_time_weighted(chain, 4, NULL, &result, NULL), STATUS_OK);
	assert_int_equal(result.total.reason, FIGURE_NEGATIVE_VALUE);
	assert_int_equal(result.last, 2);
}

static void a_total_loss_is_minus_one_and_has_no_growth_rate(void **state)
{
	const struct valuation chain[] = {
		{.date = day(2020, 1, 1), .value = 100.0},
		{.date = day(2021, 1, 1), .value = 0.0},
		{.date = day(2022, 1, 1), .value = 0.0},
	};
	const double lost[] = {0.5, -1.0, 3.0}, impossible[] = {-1.5};
	struct time_weighted result;
	struct error err = {0};
	double total = 7.0;

	(void)state;
	assert_int_equal(performance_time_weighted(chain, 3, NULL, &result, NULL), STATUS_OK);
	assert_true(result.total.value == -1.0);
	assert_int_equal(result.annual.reason, FIGURE_TOTAL_LOSS);
	assert_int_equal(performance_link(lost, 3, &total, NULL), STATUS_OK);
	assert_true(total == -1.0);
	assert_int_equal(performance_link(impossible, 1, &total, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "return 1 is -1.5"));
}

static void only_a_year_or_more_is_annualised(void **state)
{
	(void)state;
	assert_int_equal(performance_annualised(0.1, 364).reason, FIGURE_UNDER_A_YEAR);
	assert_near(performance_annualised(0.1, 365).value, 0.1, 1e-16);
	assert_near(performance_annualised(0.21, 730).value, 0.1, 1e-15);
	assert_near(performance_annualised(0.1, 366).value, pow(1.1, 365.0 / 366.0) - 1.0, 1e-15);
	assert_int_equal(performance_annualised(NAN, 730).reason, FIGURE_OUT_OF_DOMAIN);
}

static void valuations_out_of_order_are_refused(void **state)
{
	struct valuation chain[] = {{.date = day(2024, 1, 2), .value = 1.0}, {.date = day(2024, 1, 2), .value = 1.0}};
	struct time_weighted result = {.days = 7};
	struct error err = {0};

	(void)state;
	assert_int_equal(performance_time_weighted(chain, 2, NULL, &result, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "2024-01-02"));
	assert_int_equal(performance_time_weighted(chain, 1, NULL, &result, &err), STATUS_INVALID);
	chain[1] = (struct valuation){.date = day(2024, 1, 3), .value = NAN};
	assert_int_equal(performance_time_weighted(chain, 2, NULL, &result, &err), STATUS_INVALID);
	assert_int_equal(result.days, 7);
}

/* The same returns with any flows have the same time-weighted return; a chain of ten thousand days keeps its digits. */
static void the_time_weighted_return_does_not_see_the_size_of_flows(void **state)
{
	enum { DAYS = 10000 };
	static struct valuation plain[DAYS + 1], flowing[DAYS + 1];
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);
	struct time_weighted one, other;

	(void)state;
	gsl_rng_set(random, 20260303);
	plain[0] = flowing[0] = (struct valuation){.date = {0}, .value = 1000.0};
	for (int t = 1; t <= DAYS; t++) {
		const double r = 0.01 * gsl_ran_gaussian(random, 1.0);
		const double start = 500.0 * gsl_rng_uniform(random), end = -200.0 * gsl_rng_uniform(random);

		plain[t] = (struct valuation){.date = {t}, .value = plain[t - 1].value * (1.0 + r)};
		flowing[t] = (struct valuation){.date = {t}, .flow_start = start, .flow_end = end,
		                                .value = (flowing[t - 1].value + start) * (1.0 + r) + end};
	}
	assert_int_equal(performance_time_weighted(plain, DAYS + 1, NULL, &one, NULL), STATUS_OK);
	assert_int_equal(performance_time_weighted(flowing, DAYS + 1, NULL, &other, NULL), STATUS_OK);
	/* Each return carries the rounding of its own values, a few 1e-16, and they add like a random walk. */
	assert_near(log1p(other.total.value), log1p(one.total.value), 1e-13);
	assert_near(one.total.value, plain[DAYS].value / 1000.0 - 1.0, 1e-12 * (1.0 + one.total.value));
	gsl_rng_free(random);
}

static void the_month_by_dietz_in_its_conventions(void **state)
{
	const struct span span = january();
	struct cash_flow flows[] = {
		{.date = day(2024, 1, 11), .amount = 20000.0, .timing = FLOW_AT_START, .value_before = 103000.0},
		{.date = day(2024, 1, 21), .amount = -15000.0, .timing = FLOW_AT_END, .value_before = 121500.0},
	};
	struct figure result;

	(void)state;
	assert_int_equal(performance_modified_dietz(&span, flows, 2, &result, NULL), STATUS_OK);
	assert_near(result.value, 3900.0 / (100000.0 + 20000.0 * 21.0 / 31.0 - 15000.0 * 10.0 / 31.0), 1e-16);
	assert_near(result.value, .0358753709, 5e-11);
	assert_int_equal(performance_simple_dietz(&span, flows, 2, &result, NULL), STATUS_OK);
	assert_near(result.value, .0380487805, 5e-11);
	flows[0].timing = FLOW_AT_END;
	assert_int_equal(performance_modified_dietz(&span, flows, 2, &result, NULL), STATUS_OK);
	assert_near(result.value, .0360895522, 5e-11);
	assert_int_equal(performance_modified_dietz(&span, NULL, 0, &result, NULL), STATUS_OK);
	assert_near(result.value, .089, 1e-16);
}

static void large_flows_split_the_month_and_small_ones_do_not(void **state)
{
	const struct span span = january();
	struct cash_flow flows[] = {
		{.date = day(2024, 1, 11), .amount = 20000.0, .timing = FLOW_AT_START, .value_before = 103000.0},
		{.date = day(2024, 1, 21), .amount = -15000.0, .timing = FLOW_AT_END, .value_before = 121500.0},
	};
	struct figure result, whole;
	size_t periods;

	(void)state;
	assert_int_equal(performance_sub_periods(&span, flows, 2, 0.10, &result, &periods, NULL), STATUS_OK);
	assert_near(result.value, twr_of_month, 1e-15);
	assert_int_equal(periods, 3);
	/* 15 000 is 12.3 % of its value: at 15 % the second flow stays inside a Modified Dietz of 21 days. */
	assert_int_equal(performance_sub_periods(&span, flows, 2, 0.15, &result, &periods, NULL), STATUS_OK);
	assert_near(result.value, 1.03 * (1.0 + (108900.0 - 123000.0 + 15000.0) / (123000.0 - 15000.0 * 10.0 / 21.0)) - 1.0,
	            1e-15);
	assert_int_equal(periods, 2);
	assert_int_equal(performance_sub_periods(&span, flows, 2, 0.5, &result, &periods, NULL), STATUS_OK);
	assert_int_equal(performance_modified_dietz(&span, flows, 2, &whole, NULL), STATUS_OK);
	assert_near(result.value, whole.value, 1e-16);
	flows[0].value_before = NAN;
	assert_int_equal(performance_sub_periods(&span, flows, 2, 0.10, &result, &periods, NULL), STATUS_OK);
	assert_int_equal(result.reason, FIGURE_NOT_VALUED);
}

static void a_new_portfolio_starts_with_its_first_flow(void **state)
{
	const struct span span = {.begin = day(2023, 12, 31), .end = day(2024, 1, 31), .end_value = 1050.0};
	const struct cash_flow flows[] = {
		{.date = day(2024, 1, 10), .amount = 1000.0, .timing = FLOW_AT_START, .value_before = NAN}};
	struct figure result;
	size_t periods;

	(void)state;
	assert_int_equal(performance_sub_periods(&span, flows, 1, 0.10, &result, &periods, NULL), STATUS_OK);
	assert_near(result.value, 0.05, 1e-15);
	assert_int_equal(periods, 1);
}

static void dietz_says_when_there_is_no_capital(void **state)
{
	const struct span span = {.begin = day(2024, 1, 1), .end = day(2024, 1, 31), .begin_value = 100.0,
	                          .end_value = 1.0};
	struct cash_flow flows[] = {{.date = day(2024, 1, 2), .amount = -103.0, .timing = FLOW_AT_START}};
	struct figure result;
	struct error err = {0};

	(void)state;
	assert_int_equal(performance_modified_dietz(&span, flows, 1, &result, NULL), STATUS_OK);
	assert_int_equal(result.reason, FIGURE_SMALL_CAPITAL);
	flows[0].date = day(2024, 1, 1);
	assert_int_equal(performance_modified_dietz(&span, flows, 1, &result, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "2024-01-01"));
	flows[0] = (struct cash_flow){.date = day(2024, 1, 5), .amount = INFINITY};
	assert_int_equal(performance_simple_dietz(&span, flows, 1, &result, &err), STATUS_INVALID);
	assert_int_equal(performance_sub_periods(&span, NULL, 0, 0.0, &result, NULL, &err), STATUS_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_with_flows_at_both_ends_has_one_return),
		cmocka_unit_test(the_chain_starts_when_there_is_money_and_skips_empty_days),
		cmocka_unit_test(a_chain_without_money_has_no_return),
		cmocka_unit_test(a_negative_value_stops_the_chain_and_is_named),
		cmocka_unit_test(a_total_loss_is_minus_one_and_has_no_growth_rate),
		cmocka_unit_test(only_a_year_or_more_is_annualised),
		cmocka_unit_test(valuations_out_of_order_are_refused),
		cmocka_unit_test(the_time_weighted_return_does_not_see_the_size_of_flows),
		cmocka_unit_test(the_month_by_dietz_in_its_conventions),
		cmocka_unit_test(large_flows_split_the_month_and_small_ones_do_not),
		cmocka_unit_test(a_new_portfolio_starts_with_its_first_flow),
		cmocka_unit_test(dietz_says_when_there_is_no_capital),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("performance", tests, NULL, NULL);
}
