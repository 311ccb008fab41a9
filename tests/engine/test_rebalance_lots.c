/* Which lots a sale consumes: one worked sale under six methods. And what drift asks for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "engine/base/money.h"
#include "engine/rebalance/rebalance.h"

static struct date day(const char *text)
{
	struct date date = {0};

	assert_int_equal(date_parse(text, &date, NULL), STATUS_OK);
	return date;
}

enum { A, B, C, D, E, LOTS };

static void five_lots(struct lot lots[LOTS])
{
	static const struct {
		const char *date;
		int64_t quantity, cost;
	} rows[] = {{"2022-03-01", 100, 30}, {"2023-06-01", 80, 55}, {"2024-02-01", 60, 48}, {"2024-09-01", 50, 60}, {"2021-05-05", 40, 47}};

	for (int i = 0; i < LOTS; i++)
		lots[i] = (struct lot){.acquired = day(rows[i].date), .quantity = rows[i].quantity * MICROS,
		                       .unit_cost = rows[i].cost * MICROS};
}

static const struct lot_rates rates = {.long_term = 200000, .short_term = 350000};

/* 150 sold at 50 on 2024-10-15, 20 % long and 35 % short term: gains and taxes by hand. */
static void consumes_the_lots_each_method_names(void **state)
{
	static const struct {
		enum lot_method method;
		struct {
			size_t lot;
			int64_t quantity;
		} picks[3];
		int64_t gain_long, gain_short, tax;
	} rows[] = {
		{LOT_FIFO, {{E, 40}, {A, 100}, {B, 10}}, 2070, 0, 414},
		{LOT_LIFO, {{D, 50}, {C, 60}, {B, 40}}, -200, -380, -173},
		{LOT_HIFO, {{D, 50}, {B, 80}, {C, 20}}, -400, -460, -241},
		{LOT_LOFO, {{A, 100}, {E, 40}, {C, 10}}, 2120, 20, 431},
		{LOT_MIN_TAX, {{D, 50}, {B, 80}, {E, 20}}, -340, -500, -243},
	};
	struct lot lots[LOTS];

	(void)state;
	five_lots(lots);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lot_pick picks[LOTS];
		struct lot_sale sale;

		assert_int_equal(rebalance_pick_lots(rows[i].method, lots, LOTS, 150 * MICROS, 50 * MICROS, day("2024-10-15"),
		                                     &rates, picks, &sale, NULL),
		                 STATUS_OK);
		assert_int_equal(sale.pick_count, 3);
		for (int k = 0; k < 3; k++) {
			assert_int_equal(picks[k].lot, rows[i].picks[k].lot);
			assert_int_equal(picks[k].quantity, rows[i].picks[k].quantity * MICROS);
		}
		assert_int_equal(sale.gain_long, rows[i].gain_long * MICROS);
		assert_int_equal(sale.gain_short, rows[i].gain_short * MICROS);
		assert_int_equal(sale.tax, rows[i].tax * MICROS);
	}
}

/* 15160 / 330 = 45.93939394; 150 * 4.06060606 = 609.09. A millionth of unit cost is 150 millionths of gain. */
static void reckons_every_unit_at_the_average_cost(void **state)
{
	struct lot lots[LOTS];
	struct lot_pick picks[LOTS];
	struct lot_sale sale;

	(void)state;
	five_lots(lots);
	assert_int_equal(rebalance_pick_lots(LOT_AVERAGE, lots, LOTS, 150 * MICROS, 50 * MICROS, day("2024-10-15"), &rates,
	                                     picks, &sale, NULL),
	                 STATUS_OK);
	assert_int_equal(sale.average_cost, 45939394);
	assert_in_range(sale.gain_long + sale.gain_short, 609090909 - 150, 609090909 + 150);
}

static void is_long_term_from_the_day_after_the_anniversary(void **state)
{
	const struct lot lot = {.acquired = day("2023-10-15"), .quantity = MICROS, .unit_cost = MICROS};
	struct lot_pick pick;
	struct lot_sale sale;

	(void)state;
	assert_int_equal(rebalance_pick_lots(LOT_FIFO, &lot, 1, MICROS, 2 * MICROS, day("2024-10-15"), &rates, &pick, &sale, NULL),
	                 STATUS_OK);
	assert_false(pick.is_long_term);
	assert_int_equal(rebalance_pick_lots(LOT_FIFO, &lot, 1, MICROS, 2 * MICROS, day("2024-10-16"), &rates, &pick, &sale, NULL),
	                 STATUS_OK);
	assert_true(pick.is_long_term);
}

static void refuses_to_sell_what_the_lots_do_not_hold(void **state)
{
	struct lot lots[LOTS];
	struct lot_pick picks[LOTS];
	struct lot_sale sale = {.pick_count = 77};

	(void)state;
	five_lots(lots);
	assert_int_equal(rebalance_pick_lots(LOT_FIFO, lots, LOTS, 330 * MICROS + 1, MICROS, day("2024-10-15"), &rates, picks, &sale, NULL),
	                 STATUS_INVALID);
	assert_int_equal(rebalance_pick_lots(LOT_FIFO, lots, LOTS, 0, MICROS, day("2024-10-15"), &rates, picks, &sale, NULL), STATUS_INVALID);
	assert_int_equal(rebalance_pick_lots(LOT_FIFO, lots, LOTS, MICROS, MICROS, day("2024-08-15"), &rates, picks, &sale, NULL),
	                 STATUS_INVALID);
	assert_int_equal(sale.pick_count, 77);
}

static void writes_the_lots_of_a_sale_and_cuts_between_them(void **state)
{
	struct lot lots[LOTS];
	struct lot_pick picks[LOTS];
	struct lot_sale sale;
	char text[160], cut[48];

	(void)state;
	five_lots(lots);
	assert_int_equal(rebalance_pick_lots(LOT_FIFO, lots, LOTS, 150 * MICROS, 50 * MICROS, day("2024-10-15"), &rates,
	                                     picks, &sale, NULL),
	                 STATUS_OK);
	rebalance_lots_format(lots, picks, sale.pick_count, text, sizeof text);
	assert_string_equal(text, "2021-05-05 40 @ 47; 2022-03-01 100 @ 30; 2023-06-01 10 @ 55");
	rebalance_lots_format(lots, picks, sale.pick_count, cut, sizeof cut);
	assert_string_equal(cut, "2021-05-05 40 @ 47; 2022-03-01 100 @ 30; ...");
}

static const int64_t weights[] = {680000000, 130000000, 190000000}, targets[] = {600000000, 100000000, 300000000};

static void measures_drift_as_worked_by_hand(void **state)
{
	gsl_matrix *covariance = gsl_matrix_calloc(3, 3);

	(void)state;
	assert_int_equal(rebalance_drift(weights, targets, 3), 110000000);
	/* d = .08 .03 -.11 with variances .04 .01 .0025 and covariance .006 of the first two:
	   .0064*.04 + .0009*.01 + .0121*.0025 + 2*.08*.03*.006 = .00032405 */
	gsl_matrix_set(covariance, 0, 0, 0.04);
	gsl_matrix_set(covariance, 1, 1, 0.01);
	gsl_matrix_set(covariance, 2, 2, 0.0025);
	gsl_matrix_set(covariance, 0, 1, 0.006);
	gsl_matrix_set(covariance, 1, 0, 0.006);
	assert_float_equal(rebalance_tracking_drift(weights, targets, 3, covariance), 0.018001388835, 1e-12);
	gsl_matrix_free(covariance);
}

static void takes_the_smaller_of_five_points_and_a_quarter(void **state)
{
	(void)state;
	assert_false(rebalance_is_outside_5_25(650000000, 600000000));
	assert_true(rebalance_is_outside_5_25(650000001, 600000000));
	assert_false(rebalance_is_outside_5_25(125000000, 100000000));
	assert_true(rebalance_is_outside_5_25(125000001, 100000000));
	assert_true(rebalance_is_outside_5_25(1, 0));
}

static void says_which_rule_asks_for_a_rebalance(void **state)
{
	static const int64_t lower[] = {550000000, 75000000, 250000000}, upper[] = {650000000, 125000000, 350000000};
	static const int64_t inside[] = {640000000, 80000000, 280000000}, near[] = {615000000, 92000000, 293000000};
	struct rebalance_check check = {
		.weights_ppb = weights, .targets_ppb = targets, .lower_ppb = lower, .upper_ppb = upper, .count = 3,
		.has_last = true, .last = day("2025-03-10"), .today = day("2025-09-10"), .minimum_interval_days = 30,
	};
	gsl_matrix *covariance = gsl_matrix_calloc(3, 3);
	struct rebalance_trigger trigger;
	struct rules rules;

	(void)state;
	rules_default(&rules);
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_BAND);
	assert_int_equal(trigger.index, 2); /* six points below its band */
	check.today = day("2025-04-08");
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_WAITING);
	check.today = day("2025-04-09");
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_BAND);

	check.weights_ppb = inside; /* drift 4 points */
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_NONE);
	gsl_matrix_set(covariance, 0, 0, 0.1407);
	check.covariance = covariance; /* .04 * sqrt(.1407) = .015004 */
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_TRACKING);
	gsl_matrix_set(covariance, 0, 0, 0.1405); /* .014993 */
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_NONE);
	check.today = day("2026-03-09");
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_NONE);
	check.today = day("2026-03-10");
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_CALENDAR);
	check.weights_ppb = near; /* drift 1.5 points */
	rebalance_trigger(&check, &rules, &trigger);
	assert_int_equal(trigger.rule, RULE_NONE);
	gsl_matrix_free(covariance);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(consumes_the_lots_each_method_names),
		cmocka_unit_test(reckons_every_unit_at_the_average_cost),
		cmocka_unit_test(is_long_term_from_the_day_after_the_anniversary),
		cmocka_unit_test(refuses_to_sell_what_the_lots_do_not_hold),
		cmocka_unit_test(writes_the_lots_of_a_sale_and_cuts_between_them),
		cmocka_unit_test(measures_drift_as_worked_by_hand),
		cmocka_unit_test(takes_the_smaller_of_five_points_and_a_quarter),
		cmocka_unit_test(says_which_rule_asks_for_a_rebalance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
