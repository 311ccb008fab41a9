/* Decimal integers: expected values are exact decimals worked out by hand, or identities. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/checked.h"
#include "engine/base/money.h"
#include "engine/base/sum.h"

static int64_t micros(const char *text)
{
	int64_t value;
	struct error err = {0};

	if (decimal_parse(text, &value, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	return value;
}

/* To the cent: half-even, half-up, toward zero, away from zero, floor, ceiling. */
static void rounding_to_the_cent_is_as_named(void **state)
{
	static const enum rounding modes[] = {ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_TRUNCATE,
	                                      ROUND_AWAY,      ROUND_FLOOR,   ROUND_CEILING};
	static const struct {
		const char *value, *expected[6];
	} rows[] = {
		{"2.345", {"2.34", "2.35", "2.34", "2.35", "2.34", "2.35"}},
		{"2.355", {"2.36", "2.36", "2.35", "2.36", "2.35", "2.36"}},
		{"-2.345", {"-2.34", "-2.35", "-2.34", "-2.35", "-2.35", "-2.34"}},
		{"0.005", {"0.00", "0.01", "0.00", "0.01", "0.00", "0.01"}},
		{"0.015", {"0.02", "0.02", "0.01", "0.02", "0.01", "0.02"}},
		{"1.005", {"1.00", "1.01", "1.00", "1.01", "1.00", "1.01"}},
		{"2.675", {"2.68", "2.68", "2.67", "2.68", "2.67", "2.68"}},
		{"-0.005", {"0.00", "-0.01", "0.00", "-0.01", "-0.01", "0.00"}},
		{"2.344999", {"2.34", "2.34", "2.34", "2.35", "2.34", "2.35"}},
		{"-2.345001", {"-2.35", "-2.35", "-2.34", "-2.35", "-2.35", "-2.34"}},
		{"2.34", {"2.34", "2.34", "2.34", "2.34", "2.34", "2.34"}},
		{"0", {"0.00", "0.00", "0.00", "0.00", "0.00", "0.00"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		for (size_t m = 0; m < 6; m++) {
			int64_t rounded;
			char text[DECIMAL_TEXT_SIZE];

			assert_true(decimal_round(micros(rows[i].value), 10000, modes[m], &rounded));
			assert_string_equal(decimal_format_fixed(rounded, 2, text), rows[i].expected[m]);
		}
}

static void printing_rounds_half_even_and_never_shows_minus_zero(void **state)
{
	char text[DECIMAL_TEXT_SIZE];

	(void)state;
	assert_string_equal(decimal_format_fixed(micros("2.345"), 2, text), "2.34");
	assert_string_equal(decimal_format_fixed(micros("1.005"), 2, text), "1.00");
	assert_string_equal(decimal_format_fixed(micros("2.675"), 2, text), "2.68");
	assert_string_equal(decimal_format_fixed(micros("-0.005"), 2, text), "0.00");
	assert_string_equal(decimal_format_fixed(micros("-0.4"), 0, text), "0");
	assert_string_equal(decimal_format_fixed(micros("-12.5"), 0, text), "-12");
	assert_string_equal(decimal_format_fixed(micros("0.05"), 9, text), "0.050000");
	assert_string_equal(decimal_format_fixed(INT64_MIN, 6, text), "-9223372036854.775808");
	assert_string_equal(decimal_format(micros("12.50"), text), "12.5");
	assert_string_equal(decimal_format(-1, text), "-0.000001");
	assert_string_equal(decimal_format(0, text), "0");
	assert_string_equal(decimal_format(micros("100"), text), "100");
}

static void numbers_that_are_not_plain_are_refused(void **state)
{
	static const char *const refused[] = {
		"", "-", ".", "-.", "1.", ".5", "-.5", "+1", "1e3", "1E3", "nan", "NaN", "inf", "0x10", "1,000", "1 000",
		" 1", "1 ", "1.2.3", "--1", "1-", "１２", "1．5", "１", "9223372036854775808", "99999999999999999999999999",
		"9223372036854.775808", "-9223372036854.775808", "1.0000000", "0.1234567", "1\n", "½",
	};

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		int64_t value = 7;
		struct error err = {0};

		if (decimal_parse(refused[i], &value, &err) != STATUS_INVALID)
			fail_msg("\"%s\" was taken for a number", refused[i]);
		assert_int_equal(value, 7);
		assert_true(err.message[0] != '\0');
	}
}

static void numbers_read_and_print_back(void **state)
{
	static const char *const plain[] = {
		"0", "1", "-1", "0.000001", "-0.000001", "12.5", "1000000", "9223372036854.775807", "-9223372036854.775807",
	};

	(void)state;
	for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
		char text[DECIMAL_TEXT_SIZE];

		assert_string_equal(decimal_format(micros(plain[i]), text), plain[i]);
	}
	assert_int_equal(micros("-0"), 0);
	assert_int_equal(micros("007.50"), 7500000);
}

static void long_fractions_are_rounded_half_even_when_allowed(void **state)
{
	static const struct {
		const char *text;
		int64_t expected;
	} rows[] = {
		{"0.0000005", 0},          {"0.0000015", 2},          {"0.00000050000000001", 1}, {"0.0000004999999999", 0},
		{"-0.0000015", -2},        {"-0.0000005", 0},         {"1.2345678901234567", 1234568},
		{"0.9999999", 1000000},    {"2.5000005", 2500000},    {"2.5000015", 2500002},
		{"49.514563106796116", 49514563},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		int64_t value;

		assert_int_equal(decimal_parse_rounded(rows[i].text, &value, NULL), STATUS_OK);
		assert_int_equal(value, rows[i].expected);
	}
}

static void amounts_are_allocated_to_the_last_unit(void **state)
{
	static const struct {
		int64_t total, weights[4], expected[4];
		size_t count;
	} rows[] = {
		{10000, {1, 1, 1}, {3334, 3333, 3333}, 3},
		{10001, {50, 30, 20}, {5001, 3000, 2000}, 3},
		{5, {3, 3, 3, 1}, {2, 2, 1, 0}, 4},
		{-10000, {1, 1, 1}, {-3334, -3333, -3333}, 3},
		{0, {1, 2}, {0, 0}, 2},
		{7, {0, 5, 0}, {0, 7, 0}, 3},
		{INT64_MAX, {INT64_MAX, INT64_MAX}, {4611686018427387904, 4611686018427387903}, 2},
	};
	int64_t parts[4] = {7, 7, 7, 7};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_true(decimal_allocate(rows[i].total, rows[i].weights, rows[i].count, parts));
		for (size_t k = 0; k < rows[i].count; k++)
			assert_int_equal(parts[k], rows[i].expected[k]);
	}
	parts[0] = 7;
	assert_false(decimal_allocate(10, (const int64_t[]){0, 0}, 2, parts));
	assert_false(decimal_allocate(10, (const int64_t[]){1, -1}, 2, parts));
	assert_false(decimal_allocate(10, NULL, 0, parts));
	assert_false(decimal_allocate(INT64_MIN, (const int64_t[]){1, 1}, 2, parts));
	assert_int_equal(parts[0], 7);
}

/* Weights and totals from a linear congruence; the sum is exact and no part is a whole unit from its share. */
static void allocation_conserves_and_stays_near_the_share(void **state)
{
	uint64_t seed = 42;

	(void)state;
	for (int round = 0; round < 2000; round++) {
		int64_t weights[9], parts[9], sum = 0, weight_sum = 0, total;

		for (size_t i = 0; i < 9; i++) {
			seed = seed * 6364136223846793005u + 1442695040888963407u;
			weights[i] = (int64_t)(seed >> 44);
			weight_sum += weights[i];
		}
		total = (int64_t)(seed >> 30) - (INT64_C(1) << 33);
		assert_true(decimal_allocate(total, weights, 9, parts));
		for (size_t i = 0; i < 9; i++) {
			const double share = (double)total * (double)weights[i] / (double)weight_sum;

			sum += parts[i];
			assert_true(fabs((double)parts[i] - share) < 1.0 + 1e-4); /* share rounds at 1e-16 of 1e10 */
		}
		assert_int_equal(sum, total);
	}
}

static void weights_become_parts_of_a_billion_that_sum_to_one(void **state)
{
	int64_t ppb[4];

	(void)state;
	assert_true(weights_to_ppb((const double[]){1.0 / 3, 1.0 / 3, 1.0 / 3}, 3, ppb));
	assert_int_equal(ppb[0], 333333334);
	assert_int_equal(ppb[1], 333333333);
	assert_int_equal(ppb[0] + ppb[1] + ppb[2], PPB);
	assert_true(weights_to_ppb((const double[]){0.5, -1e-17, 0.5, 0.0}, 4, ppb));
	assert_true(ppb[0] == PPB / 2 && ppb[1] == 0 && ppb[2] == PPB / 2 && ppb[3] == 0);
	assert_true(weights_to_ppb((const double[]){2.0, 6.0}, 2, ppb));
	assert_true(ppb[0] == PPB / 4 && ppb[1] == PPB / 4 * 3);
	assert_false(weights_to_ppb((const double[]){0.0, -1.0}, 2, ppb));
	assert_false(weights_to_ppb((const double[]){0.5, NAN}, 2, ppb));
	assert_false(weights_to_ppb((const double[]){0.5, INFINITY}, 2, ppb));
	assert_false(weights_to_ppb((const double[]){1e308, 1e308}, 2, ppb));
	assert_false(weights_to_ppb(NULL, 0, ppb));
}

static void products_go_through_128_bits_and_say_when_they_do_not_fit(void **state)
{
	int64_t result = 7;

	(void)state;
	/* 1234.56 HKD at 7.1234/7.8123 is 1125.69 CNY to the cent. */
	assert_true(decimal_multiply_divide(micros("1234.56"), micros("7.1234"), micros("7.8123"), ROUND_HALF_EVEN,
	                                    &result));
	assert_true(decimal_round(result, 10000, ROUND_HALF_EVEN, &result));
	assert_int_equal(result, micros("1125.69"));
	assert_true(decimal_multiply(micros("3"), micros("0.333333"), ROUND_HALF_EVEN, &result));
	assert_int_equal(result, micros("0.999999"));
	assert_true(decimal_multiply_divide(7, 1, -2, ROUND_FLOOR, &result));
	assert_int_equal(result, -4);
	assert_true(decimal_multiply_divide(-7, 1, -2, ROUND_TRUNCATE, &result));
	assert_int_equal(result, 3);
	assert_true(decimal_multiply_divide(INT64_MAX, INT64_MAX, INT64_MAX, ROUND_HALF_EVEN, &result));
	assert_int_equal(result, INT64_MAX);
	result = 7;
	assert_false(decimal_multiply_divide(1, 1, 0, ROUND_FLOOR, &result));
	assert_false(decimal_multiply(INT64_MAX, INT64_MAX, ROUND_FLOOR, &result));
	assert_false(decimal_round(INT64_MAX, 10000, ROUND_CEILING, &result));
	assert_false(decimal_round(1, 0, ROUND_FLOOR, &result));
	assert_int_equal(result, 7);
}

static void the_way_back_from_binary_is_rounded_by_name(void **state)
{
	int64_t value = 7;

	(void)state;
	assert_int_equal(decimal_from_double(0.1, ROUND_HALF_EVEN, &value, NULL), STATUS_OK);
	assert_int_equal(value, 100000);
	assert_int_equal(decimal_from_double(-2.5e-6, ROUND_HALF_EVEN, &value, NULL), STATUS_OK);
	assert_int_equal(value, -2);
	assert_int_equal(decimal_from_double(-2.5e-6, ROUND_HALF_UP, &value, NULL), STATUS_OK);
	assert_int_equal(value, -3);
	assert_int_equal(decimal_from_double(-2.5e-6, ROUND_CEILING, &value, NULL), STATUS_OK);
	assert_int_equal(value, -2);
	assert_int_equal(decimal_from_double(-2.1e-6, ROUND_AWAY, &value, NULL), STATUS_OK);
	assert_int_equal(value, -3);
	assert_int_equal(decimal_from_double(-2.9e-6, ROUND_TRUNCATE, &value, NULL), STATUS_OK);
	assert_int_equal(value, -2);
	assert_int_equal(decimal_from_double(-2.1e-6, ROUND_FLOOR, &value, NULL), STATUS_OK);
	assert_int_equal(value, -3);
	assert_int_equal(decimal_from_double(NAN, ROUND_FLOOR, &value, NULL), STATUS_INVALID);
	assert_int_equal(decimal_from_double(INFINITY, ROUND_FLOOR, &value, NULL), STATUS_INVALID);
	assert_int_equal(decimal_from_double(1e13, ROUND_FLOOR, &value, NULL), STATUS_INVALID);
	assert_int_equal(value, -3);
	assert_true(decimal_to_double(micros("0.05")) == 0.05);
}

static void money_prints_in_groups_with_its_own_minor_unit(void **state)
{
	char text[40];

	(void)state;
	assert_string_equal(money_format((struct money){micros("1284310"), "CNY"}, text), "1,284,310.00");
	assert_string_equal(money_format((struct money){micros("-999.995"), "USD"}, text), "-1,000.00");
	assert_string_equal(money_format((struct money){micros("-100"), "USD"}, text), "-100.00");
	assert_string_equal(money_format((struct money){micros("1234567.5"), "JPY"}, text), "1,234,568");
	assert_string_equal(money_format((struct money){micros("1.2345"), "KWD"}, text), "1.234");
	assert_string_equal(money_format((struct money){-1, "CNY"}, text), "0.00");
	assert_string_equal(money_format((struct money){INT64_MIN, "KWD"}, text), "-9,223,372,036,854.776");
	assert_int_equal(currency_unit("CNY"), 10000);
	assert_int_equal(currency_unit("JPY"), 1000000);
	assert_int_equal(currency_unit("KWD"), 1000);
	assert_true(currency_is_valid("CNY"));
	assert_false(currency_is_valid("cny"));
	assert_false(currency_is_valid("CN"));
	assert_false(currency_is_valid("CNYX"));
	assert_false(currency_is_valid(""));
}

static void two_currencies_do_not_add(void **state)
{
	struct money sum = {7, "CNY"};
	struct error err = {0};

	(void)state;
	assert_int_equal(money_add((struct money){1, "CNY"}, (struct money){2, "USD"}, &sum, &err), STATUS_INVALID);
	assert_int_equal(money_add((struct money){INT64_MAX, "CNY"}, (struct money){1, "CNY"}, &sum, &err), STATUS_INVALID);
	assert_int_equal(sum.micros, 7);
	assert_int_equal(money_add((struct money){1, "CNY"}, (struct money){2, "CNY"}, &sum, &err), STATUS_OK);
	assert_int_equal(sum.micros, 3);
}

static void checked_arithmetic_leaves_the_result_alone_on_overflow(void **state)
{
	int64_t result = 7;

	(void)state;
	assert_false(checked_add(INT64_MAX, 1, &result));
	assert_false(checked_subtract(INT64_MIN, 1, &result));
	assert_false(checked_multiply(INT64_MIN, -1, &result));
	assert_int_equal(result, 7);
	assert_true(checked_add(2, 3, &result) && result == 5);
	assert_true(checked_subtract(2, 3, &result) && result == -1);
	assert_true(checked_multiply(2, -3, &result) && result == -6);
}

/* Neumaier's own example: the plain sum of these is 0. */
static void a_compensated_sum_keeps_what_cancels(void **state)
{
	struct sum sum = {0};

	(void)state;
	sum_add(&sum, 1.0);
	sum_add(&sum, 1e100);
	sum_add(&sum, 1.0);
	sum_add(&sum, -1e100);
	assert_true(sum_value(&sum) == 2.0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rounding_to_the_cent_is_as_named),
		cmocka_unit_test(printing_rounds_half_even_and_never_shows_minus_zero),
		cmocka_unit_test(numbers_that_are_not_plain_are_refused),
		cmocka_unit_test(numbers_read_and_print_back),
		cmocka_unit_test(long_fractions_are_rounded_half_even_when_allowed),
		cmocka_unit_test(amounts_are_allocated_to_the_last_unit),
		cmocka_unit_test(allocation_conserves_and_stays_near_the_share),
		cmocka_unit_test(weights_become_parts_of_a_billion_that_sum_to_one),
		cmocka_unit_test(products_go_through_128_bits_and_say_when_they_do_not_fit),
		cmocka_unit_test(the_way_back_from_binary_is_rounded_by_name),
		cmocka_unit_test(money_prints_in_groups_with_its_own_minor_unit),
		cmocka_unit_test(two_currencies_do_not_add),
		cmocka_unit_test(checked_arithmetic_leaves_the_result_alone_on_overflow),
		cmocka_unit_test(a_compensated_sum_keeps_what_cancels),
	};

	return cmocka_run_group_tests_name("base_money", tests, NULL, NULL);
}
