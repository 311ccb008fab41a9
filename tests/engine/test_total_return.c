/* Total returns out of closes and actions: the exchanges' ex price, restated series, and what cannot be reckoned with. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "engine/base/money.h"
#include "engine/model/total_return.h"

enum { MONDAY = 20451 };

#define assert_near(found, expected, tolerance) assert_true(fabs((found) - (expected)) <= (tolerance))

/* Decimals of the expected figures: ten were printed. */
static const double printed = 5e-11;

static struct corporate_action action(enum action_type type, int day, double amount, double ratio, double price)
{
	return (struct corporate_action){.date = {MONDAY + day}, .type = type, .amount = (int64_t)(amount * 1e6 + 0.5),
	                                 .ratio = (int64_t)(ratio * 1e6 + 0.5), .price = (int64_t)(price * 1e6 + 0.5)};
}

static void restate(const struct close_point *points, size_t count, const struct corporate_action *actions,
                    size_t action_count, double *values, size_t *left_out)
{
	struct error err;

	if (total_return_series(points, count, actions, action_count, "CNY", values, left_out, &err) != STATUS_OK)
		fail_msg("%s", err.message);
}

/* 2:1 on the third day and .50 on the fourth, worked by hand: 100 / 2 * (1 - .5 / 51.5) = 49.5145631068. */
static void a_split_and_a_dividend_are_taken_out_of_the_past(void **state)
{
	const struct corporate_action actions[] = {action(ACTION_SPLIT, 2, 0, 2, 0), action(ACTION_DIVIDEND, 3, .5, 0, 0)};
	static const double closes[] = {100, 102, 51.5, 51, 52};
	static const double expected[] = {49.5145631068, 50.5048543689, 51, 51, 52};
	static const double returns[] = {0.02, 0.0098039216, 0, 0.0196078431};
	struct close_point raw[5], restated[5];
	double values[5];
	size_t left_out = 9;

	(void)state;
	for (int i = 0; i < 5; i++) {
		raw[i] = (struct close_point){{MONDAY + i}, closes[i], {MONDAY + i}};
		/* The same closes as a source that restates them for splits gives them on the last day. */
		restated[i] = (struct close_point){{MONDAY + i}, i < 2 ? closes[i] / 2 : closes[i], {MONDAY + 4}};
	}
	restate(raw, 5, actions, 2, values, &left_out);
	assert_int_equal(left_out, 0);
	for (int i = 0; i < 5; i++)
		assert_near(values[i], expected[i], printed);
	for (int i = 0; i < 4; i++)
		assert_near(values[i + 1] / values[i] - 1, returns[i], printed);
	restate(restated, 5, actions, 2, values, &left_out);
	for (int i = 0; i < 5; i++)
		assert_near(values[i], expected[i], printed);
	/* Half of it came before the split, and half after. */
	restated[0] = raw[0];
	restate(restated, 5, actions, 2, values, &left_out);
	assert_near(values[0], expected[0], printed);
	/* Up to the second day neither has happened. */
	restate(raw, 2, actions, 2, values, &left_out);
	assert_true(values[0] == 100 && values[1] == 102);
	restate(restated, 2, actions, 2, values, &left_out);
	assert_true(values[0] == 100 && values[1] == 102);
}

/* 10 派 5 送 3 转 2 at 25.00: (25 - .5) / 1.5 = 16.33; with 10 配 2 at 8.00: (25 - .5 + 1.6) / 1.7 = 15.35. */
static void the_ex_price_is_the_exchanges(void **state)
{
	const struct corporate_action actions[] = {action(ACTION_DIVIDEND, 0, .5, 0, 0), action(ACTION_BONUS, 0, 0, 1.5, 0),
	                                           action(ACTION_RIGHTS, 0, 0, .2, 8)};
	const struct corporate_action dear = action(ACTION_RIGHTS, 0, 0, .2, 25);
	const struct corporate_action consolidation = action(ACTION_SPLIT, 0, 0, .1, 0);
	const struct corporate_action given_back = action(ACTION_RETURN_OF_CAPITAL, 0, .5, 0, 0);
	size_t left_out = 0;

	(void)state;
	assert_near(action_ex_price(actions, 2, "CNY", 25, &left_out), 16.33, 0.005);
	assert_near(action_ex_price(actions, 3, "CNY", 25, &left_out), 15.35, 0.005);
	assert_near(action_ex_price(actions, 3, "CNY", 25, &left_out), 26.1 / 1.7, 1e-12);
	assert_near(action_ex_price(&given_back, 1, "CNY", 25, &left_out), 24.5, 1e-12); /* as a dividend */
	assert_true(action_ex_price(&dear, 1, "CNY", 25, &left_out) == 25); /* nobody takes them up */
	assert_near(action_ex_price(&consolidation, 1, "CNY", 25, &left_out), 250, 1e-12);
	assert_true(action_ex_price(actions, 0, "CNY", 25, &left_out) == 25);
	assert_int_equal(left_out, 0);
}

static void what_cannot_be_reckoned_with_is_counted(void **state)
{
	const struct close_point points[] = {{{MONDAY}, 10, {MONDAY}}, {{MONDAY + 7}, 9, {MONDAY + 7}}};
	struct corporate_action actions[] = {action(ACTION_DIVIDEND, 0, 1, 0, 0), action(ACTION_DIVIDEND, 1, 1, 0, 0),
	                                     action(ACTION_DIVIDEND, 2, 20, 0, 0), action(ACTION_SYMBOL, 3, 0, 0, 0),
	                                     action(ACTION_DIVIDEND, 4, 1, 0, 0), action(ACTION_DIVIDEND, 8, 1, 0, 0)};
	double values[2];
	size_t left_out = 0;

	(void)state;
	memcpy(actions[1].currency, "USD", 4);
	memcpy(actions[4].currency, "CNY", 4);
	restate(points, 2, actions, 6, values, &left_out);
	assert_int_equal(left_out, 2);
	assert_true(values[1] == 9);
	assert_near(values[0], 9, 1e-12);
}

/* Between two closes the stock goes ex twice: 10, less 1 is 9, of which the split makes 4.5. */
static void two_ex_days_between_two_closes_follow_each_other(void **state)
{
	const struct close_point points[] = {{{MONDAY}, 10, {MONDAY}}, {{MONDAY + 7}, 4.5, {MONDAY + 7}}};
	const struct corporate_action actions[] = {action(ACTION_DIVIDEND, 2, 1, 0, 0), action(ACTION_SPLIT, 3, 0, 2, 0)};
	double values[2];
	size_t left_out = 0;

	(void)state;
	restate(points, 2, actions, 2, values, &left_out);
	assert_near(values[0], 4.5, 1e-12);
}

static void closes_that_are_none_are_refused(void **state)
{
	struct close_point points[] = {{{MONDAY}, 10, {MONDAY}}, {{MONDAY}, 9, {MONDAY}}};
	double values[2];
	size_t left_out = 7;

	(void)state;
	assert_int_equal(total_return_series(points, 2, NULL, 0, "CNY", values, &left_out, NULL), STATUS_INVALID);
	points[1].date.days++;
	points[1].close = 0;
	assert_int_equal(total_return_series(points, 2, NULL, 0, "CNY", values, &left_out, NULL), STATUS_INVALID);
	assert_int_equal(left_out, 7);
	assert_int_equal(total_return_series(points, 0, NULL, 0, "CNY", values, &left_out, NULL), STATUS_OK);
}

static void every_kind_has_its_name(void **state)
{
	enum close_kind kind;

	(void)state;
	for (int i = 0; i < CLOSE_KINDS; i++) {
		assert_true(close_kind_parse(close_kind_name((enum close_kind)i), &kind));
		assert_int_equal(kind, i);
	}
	assert_false(close_kind_parse("Raw", &kind));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_split_and_a_dividend_are_taken_out_of_the_past),
		cmocka_unit_test(the_ex_price_is_the_exchanges),
		cmocka_unit_test(what_cannot_be_reckoned_with_is_counted),
		cmocka_unit_test(two_ex_days_between_two_closes_follow_each_other),
		cmocka_unit_test(closes_that_are_none_are_refused),
		cmocka_unit_test(every_kind_has_its_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
