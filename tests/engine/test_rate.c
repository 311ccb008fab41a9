/* Exchange rates: the pair, its inverse, crosses of one day, and nothing out of two. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "engine/base/money.h"
#include "engine/model/rate.h"

#define RATE(b, q, d, v) {.base = b, .quote = q, .date = {d}, .value = INT64_C(v)}

static struct rate_series made(const struct rate *rates, size_t count, const char *base, const char *quote)
{
	struct rate_series series = {0};
	struct error err;

	if (rate_series_make(rates, count, base, quote, &series, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	return series;
}

static void the_pair_itself_comes_before_every_other_way(void **state)
{
	static const struct rate rates[] = {RATE("CNY", "USD", 1, 1404000000), RATE("EUR", "CNY", 1, 78000000000),
	                                    RATE("EUR", "USD", 1, 11000000000), RATE("USD", "CNY", 1, 71234000000)};
	struct rate_series series = made(rates, 4, "USD", "CNY");

	(void)state;
	assert_int_equal(series.count, 1);
	assert_int_equal(series.points[0].value, 71234000000);
	assert_string_equal(series.points[0].through, "");
	rate_series_clear(&series);
}

/* 1 / 7.1234 = 0.14038240166...: ten decimals 0.1403824017 (long division). */
static void an_inverse_is_rounded_to_ten_decimals(void **state)
{
	static const struct rate rates[] = {RATE("USD", "CNY", 1, 71234000000)};
	struct rate_series series = made(rates, 1, "CNY", "USD");

	(void)state;
	assert_int_equal(series.points[0].value, 1403824017);
	rate_series_clear(&series);
}

/* HKDCNY = USDCNY / USDHKD = 7.1234 / 7.8123 = 0.9118185426; in euro legs the other ways of writing the same. */
static void crosses_divide_or_multiply_as_the_legs_are_quoted(void **state)
{
	static const struct rate both_from[] = {RATE("USD", "CNY", 1, 71234000000), RATE("USD", "HKD", 1, 78123000000)};
	static const struct rate both_into[] = {RATE("CNY", "USD", 1, 1000000000), RATE("HKD", "USD", 1, 1250000000)};
	static const struct rate chained[] = {RATE("HKD", "USD", 1, 1250000000), RATE("USD", "CNY", 1, 80000000000)};
	static const struct rate turned[] = {RATE("USD", "HKD", 1, 80000000000), RATE("CNY", "USD", 1, 1250000000)};
	struct rate_series series = made(both_from, 2, "HKD", "CNY");

	(void)state;
	assert_int_equal(series.points[0].value, 9118185426);
	assert_string_equal(series.points[0].through, "USD");
	rate_series_clear(&series);
	series = made(both_into, 2, "HKD", "CNY"); /* .125 / .1 */
	assert_int_equal(series.points[0].value, 12500000000);
	rate_series_clear(&series);
	series = made(chained, 2, "HKD", "CNY"); /* .125 * 8 */
	assert_int_equal(series.points[0].value, RATE_ONE);
	rate_series_clear(&series);
	series = made(turned, 2, "HKD", "CNY"); /* 1 / (8 * .125) */
	assert_int_equal(series.points[0].value, RATE_ONE);
	rate_series_clear(&series);
}

static void legs_of_two_days_make_no_cross(void **state)
{
	static const struct rate rates[] = {RATE("EUR", "CNY", 1, 78000000000), RATE("EUR", "USD", 2, 11000000000),
	                                    RATE("EUR", "CNY", 3, 77000000000), RATE("EUR", "USD", 3, 11000000000)};
	struct rate_series series = made(rates, 4, "USD", "CNY");

	(void)state;
	assert_int_equal(series.count, 1);
	assert_int_equal(series.points[0].date.days, 3);
	assert_int_equal(series.points[0].value, 70000000000); /* 7.7 / 1.1 */
	assert_null(rate_series_at(&series, (struct date){2}));
	assert_ptr_equal(rate_series_at(&series, (struct date){9}), &series.points[0]);
	rate_series_clear(&series);
}

static void of_several_third_currencies_the_first_by_name_serves(void **state)
{
	static const struct rate rates[] = {RATE("GBP", "CNY", 1, 90000000000), RATE("GBP", "USD", 1, 12500000000),
	                                    RATE("EUR", "CNY", 1, 77000000000), RATE("EUR", "USD", 1, 11000000000)};
	struct rate_series series = made(rates, 4, "USD", "CNY");

	(void)state;
	assert_string_equal(series.points[0].through, "EUR");
	assert_int_equal(series.points[0].value, 70000000000);
	rate_series_clear(&series);
}

/* 1 234.56 HKD at 0.9118185426 are 1 125.694702...; to the millionth half-even. */
static void amounts_are_converted_half_even(void **state)
{
	int64_t worth;

	(void)state;
	assert_true(rate_convert(1234560000, 9118185426, &worth));
	assert_int_equal(worth, 1125694700); /* 1234.56 * 0.9118185426 = 1125.6946999523 */
	assert_true(rate_convert(-1, 5000000000, &worth));
	assert_int_equal(worth, 0);
	assert_true(rate_convert(3, 5000000000, &worth));
	assert_int_equal(worth, 2);
	assert_false(rate_convert(INT64_MAX, 20000000000, &worth));
}

static void reads_and_writes_ten_decimals(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
		const char *written;
	} cases[] = {{"7.1234", 71234000000, "7.1234"}, {"1", RATE_ONE, "1"}, {"0.0000000001", 1, "0.0000000001"},
	             {"0.00000000015", 2, "0.0000000002"}, {"0.00000000025", 2, "0.0000000002"},
	             {"0.000000000251", 3, "0.0000000003"}};
	static const char *const bad[] = {"", ".", "1.", ".5", "-1", "0", "0.00000000004", "1e3", "7,1", "NaN",
	                                  "99999999999"};
	char text[RATE_TEXT_SIZE];
	struct error err;
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(rate_parse(cases[i].text, &value, &err), STATUS_OK);
		assert_int_equal(value, cases[i].value);
		assert_string_equal(rate_format(value, text), cases[i].written);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		value = -7;
		assert_int_equal(rate_parse(bad[i], &value, &err), STATUS_INVALID);
		assert_int_equal(value, -7);
	}
}

/* What a file says is read whether it can be a rate or not, and written back. */
static void a_figure_of_any_sign_is_read_and_written(void **state)
{
	static const struct {
		const char *text;
		int64_t value;
		const char *written;
	} cases[] = {{"-7.8", INT64_C(-78000000000), "-7.8"}, {"0", 0, "0"}, {"-0.0000000001", -1, "-0.0000000001"}, {"-0", 0, "0"},
	             {"7.1", INT64_C(71000000000), "7.1"}};
	static const char *const bad[] = {"--7", "-", "+7", "7-", "-99999999999"};
	char text[RATE_TEXT_SIZE];
	int64_t value;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(rate_parse_any(cases[i].text, &value, NULL), STATUS_OK);
		assert_int_equal(value, cases[i].value);
		assert_string_equal(rate_format(value, text), cases[i].written);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(rate_parse_any(bad[i], &value, NULL), STATUS_INVALID);
	assert_string_equal(rate_format(INT64_MIN, text), "-922337203.6854775808");
}

static void refuses_what_is_no_pair_and_days_that_fall(void **state)
{
	static const struct rate rates[] = {RATE("EUR", "CNY", 2, 78000000000), RATE("EUR", "CNY", 1, 78000000000)};
	struct rate_series series = {0};
	struct error err;

	(void)state;
	assert_int_equal(rate_series_make(rates, 2, "EUR", "CNY", &series, &err), STATUS_INVALID);
	assert_int_equal(rate_series_make(rates, 1, "EUR", "EUR", &series, &err), STATUS_INVALID);
	assert_int_equal(rate_series_make(rates, 1, "EUR", "yen", &series, &err), STATUS_INVALID);
	assert_null(series.points);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pair_itself_comes_before_every_other_way),
		cmocka_unit_test(an_inverse_is_rounded_to_ten_decimals),
		cmocka_unit_test(crosses_divide_or_multiply_as_the_legs_are_quoted),
		cmocka_unit_test(legs_of_two_days_make_no_cross),
		cmocka_unit_test(of_several_third_currencies_the_first_by_name_serves),
		cmocka_unit_test(amounts_are_converted_half_even),
		cmocka_unit_test(reads_and_writes_ten_decimals),
		cmocka_unit_test(a_figure_of_any_sign_is_read_and_written),
		cmocka_unit_test(refuses_what_is_no_pair_and_days_that_fall),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
