/* Trades for one account: worked examples. */
#include "tests/engine/rebalance_solve.h"

#include <string.h>

#include "engine/base/money.h"
#include "engine/model/mandate.h"

/* An account of three, what is wished of it, and the answer. */
struct scene {
	struct rebalance_holding holdings[3];
	struct rebalance_problem problem;
	struct rebalance_line lines[3];
	struct rebalance_result result;
};

/* Three priced at one, any quantity, no fees and bands that hold everything. */
static void three(struct scene *scene)
{
	static const int64_t values[] = {68000, 13000, 19000}, targets[] = {600000000, 100000000, 300000000};

	*scene = (struct scene){.problem = {.holdings = scene->holdings, .count = 3, .cash_upper_ppb = PPB,
	                                    .mode = REBALANCE_TO_EDGE, .currency_unit = 10000}};
	for (int i = 0; i < 3; i++)
		scene->holdings[i] = (struct rebalance_holding){
			.quantity = values[i] * MICROS, .sellable = values[i] * MICROS, .price = MICROS, .has_price = true,
			.target_ppb = targets[i], .upper_ppb = PPB,
		};
}

static void solve_three(struct scene *scene)
{
	scene->result = solve(&scene->problem, scene->lines);
}

/* Closed forms: levels 96 666.67 and 118 888.89 of the deposit, 101 428.57 of the withdrawal. Millionths are floored. */
static void fills_what_is_missing_with_a_deposit(void **state)
{
	struct scene s;

	(void)state;
	three(&s);
	s.problem.cash_flow = 10000 * MICROS;
	solve_three(&s);
	assert_int_equal(s.result.trade_count, 1);
	assert_in_range(s.lines[2].quantity, 10000 * MICROS - 1, 10000 * MICROS);
	assert_int_equal(s.lines[2].reason, REASON_NEW_CASH);
	s.problem.cash_flow = 20000 * MICROS;
	solve_three(&s);
	assert_int_equal(s.result.trade_count, 2);
	assert_in_range(s.lines[0].quantity, 3333333332, 3333333334);
	assert_in_range(s.lines[2].quantity, 16666666665, 16666666667);
	assert_in_range(s.result.cash_after, 0, 3);
}

/* 5,000 a day of the third: it ends at 24,000, and the others share 96,000 as 6 to 1: 82,285.71 and 13,714.29. */
static void a_limit_on_purchases_is_kept_and_named(void **state)
{
	struct scene s;

	(void)state;
	three(&s);
	s.problem.mode = REBALANCE_TO_TARGET;
	s.problem.cash_flow = 20000 * MICROS;
	s.holdings[2].has_buy_limit = true;
	s.holdings[2].buy_limit = 5000 * MICROS;
	solve_three(&s);
	assert_int_equal(s.lines[2].quantity, 5000 * MICROS);
	assert_int_equal(s.lines[2].note, NOTE_BUY_LIMIT);
	assert_in_range(s.lines[0].quantity, 14285714284, 14285714287); /* millionths, floored */
	assert_in_range(s.lines[1].quantity, 714285713, 714285716);
	assert_int_equal(s.result.trade_count, 3);
	s.holdings[2].lot = 300 * MICROS; /* in whole lots below the limit */
	solve_three(&s);
	assert_int_equal(s.lines[2].quantity, 4800 * MICROS);
	assert_int_equal(s.lines[2].note, NOTE_BUY_LIMIT);
	s.holdings[2].lot = 0;
	s.holdings[2].buy_limit = 0;
	solve_three(&s);
	assert_int_equal(s.lines[2].quantity, 0);
	assert_int_equal(s.lines[2].note, NOTE_BUY_LIMIT);
	s.holdings[2].buy_limit = 50000 * MICROS; /* more than is wanted */
	solve_three(&s);
	assert_in_range(s.lines[2].quantity, 17000 * MICROS - 1, 17000 * MICROS);
	assert_int_equal(s.lines[2].note, NOTE_NONE);
}

static void pays_a_withdrawal_from_what_is_most_above_its_target(void **state)
{
	struct scene s;

	(void)state;
	three(&s);
	s.problem.cash_flow = -10000 * MICROS;
	solve_three(&s);
	assert_int_equal(s.result.trade_count, 2);
	assert_int_equal(s.lines[0].side, SIDE_SELL);
	assert_in_range(s.lines[0].quantity, 7142857141, 7142867144); /* a cent of safety against fees' rounding */
	assert_in_range(s.lines[1].quantity, 2857142855, 2857152859);
	assert_int_equal(s.lines[0].reason, REASON_CASH_NEED);
	assert_true(s.result.cash_after >= 0);
}

/* .65 .10 .25: every weight moved by -.03 and clipped into 55-65, 7.5-12.5, 25-35 %. */
static void goes_to_the_nearest_point_in_the_bands(void **state)
{
	static const int64_t expected[] = {650000000, 100000000, 250000000};
	const struct band_policy policy = {.kind = BAND_5_25};
	struct scene s;

	(void)state;
	three(&s);
	s.problem.cash_upper_ppb = 0;
	for (int i = 0; i < 3; i++)
		band_edges(&policy, s.holdings[i].target_ppb, &s.holdings[i].lower_ppb, &s.holdings[i].upper_ppb);
	solve_three(&s);
	for (int i = 0; i < 3; i++) /* edges are entered by two millionths, the middle one takes up both */
		assert_in_range(s.lines[i].weight_after_ppb, expected[i] - 5000, expected[i] + 5000);
	assert_int_equal(s.result.outside_before, 3);
	assert_int_equal(s.result.outside_after, 0);
	assert_int_equal(s.result.drift_before_ppb, 110000000);
	assert_int_equal(s.lines[0].reason, REASON_ABOVE_BAND);
	assert_int_equal(s.lines[2].reason, REASON_BELOW_BAND);
}

static void does_nothing_inside_the_bands_unless_it_is_due(void **state)
{
	struct scene s;

	(void)state;
	three(&s);
	s.problem.mode = REBALANCE_TO_TARGET;
	solve_three(&s);
	assert_int_equal(s.result.outcome, REBALANCE_WITHIN_BANDS);
	assert_int_equal(s.result.trade_count, 0);
	s.problem.is_due = true;
	solve_three(&s);
	assert_int_equal(s.result.trade_count, 3);
	assert_in_range(s.lines[0].quantity, 8000 * MICROS - 1, 8000 * MICROS + 1);
	assert_in_range(s.lines[1].quantity, 3000 * MICROS - 1, 3000 * MICROS + 1);
	assert_in_range(s.lines[2].quantity, 11000 * MICROS - 1, 11000 * MICROS + 1);
	assert_int_equal(s.lines[0].reason, REASON_TO_TARGET);
	assert_in_range(s.result.drift_after_ppb, 0, 10);
	assert_in_range(s.result.turnover_ppb, 110000000 - 10, 110000000 + 10);
}

/* Whole lots of 800, 3600 and 1000 for 40, 35 and 25 % of 20 000: by exhaustion (9, 2, 5), squared error .0017. */
static void exchanges_lots_where_adding_them_one_by_one_stops_short(void **state)
{
	static const int64_t prices[] = {800, 3600, 1000}, targets[] = {400000000, 350000000, 250000000};
	static const int64_t expected[] = {9, 2, 5};
	struct rebalance_holding holdings[3];
	struct rebalance_line lines[3];
	struct rebalance_problem problem = {
		.holdings = holdings, .count = 3, .cash = 20000 * MICROS, .cash_upper_ppb = PPB, .is_due = true,
	};
	struct rebalance_result result;
	double error = 0.0;

	(void)state;
	for (int i = 0; i < 3; i++)
		holdings[i] = (struct rebalance_holding){
			.price = prices[i] * MICROS, .has_price = true, .lot = MICROS, .target_ppb = targets[i], .upper_ppb = PPB,
		};
	result = solve(&problem, lines);
	for (int i = 0; i < 3; i++) {
		const double gap = (double)(lines[i].weight_after_ppb - targets[i]) / 1e9;

		assert_int_equal(lines[i].quantity, expected[i] * MICROS);
		error += gap * gap;
	}
	assert_float_equal(error, 0.0017, 1e-15);
	assert_int_equal(result.cash_after, 600 * MICROS);
}

/* Found by exhaustion over every combination of lots; fees there are not rounded, hence the unit of 1. */
static void finds_the_best_board_lots_of_four_funds(void **state)
{
	static const int64_t prices[] = {3952000, 1672000, 139850000, 5436000};
	static const int64_t targets[] = {350000000, 200000000, 300000000, 100000000}, lots[] = {89, 120, 2, 18};
	struct rebalance_holding holdings[4];
	struct rebalance_line lines[4];
	struct rebalance_problem problem = {
		.holdings = holdings, .count = 4, .cash = 100000 * MICROS, .cash_reserve = 1000 * MICROS,
		.cash_target_ppb = 50000000, .cash_upper_ppb = PPB, .is_due = true, .currency_unit = 1,
	};
	struct rebalance_result result;

	(void)state;
	for (int i = 0; i < 4; i++)
		holdings[i] = (struct rebalance_holding){
			.price = prices[i], .has_price = true, .lot = 100 * MICROS, .target_ppb = targets[i], .upper_ppb = PPB,
			.buy_fee = 250, .sell_fee = 250, .fee_minimum = 5 * MICROS,
		};
	result = solve(&problem, lines);
	for (int i = 0; i < 4; i++)
		assert_int_equal(lines[i].quantity, lots[i] * 100 * MICROS);
	assert_int_equal(result.cost, 25801700);
	assert_int_equal(result.cash_after, 6982598300);
	/* the bond fund's lot is 14 % of the account: it stays 2.03 points away; weights here are after fees */
	assert_in_range(result.granularity_ppb, 20100000, 20400000);
	assert_int_equal(lines[2].note, NOTE_LOT_TOO_COARSE);
}

static void sells_the_odd_remainder_only_as_a_whole(void **state)
{
	struct rebalance_holding holding = {
		.quantity = 250 * MICROS, .sellable = 250 * MICROS, .price = 10 * MICROS, .has_price = true, .lot = 100 * MICROS,
	};
	struct rebalance_problem problem = {.holdings = &holding, .count = 1, .cash_target_ppb = PPB, .cash_upper_ppb = PPB};
	struct rebalance_line line;
	struct rebalance_result result;

	(void)state;
	result = solve(&problem, &line);
	assert_int_equal(line.quantity, 250 * MICROS);
	assert_int_equal(line.reason, REASON_NOT_IN_PLAN);
	assert_int_equal(result.cash_after, 2500 * MICROS);
	holding.sellable = 120 * MICROS;
	solve(&problem, &line);
	assert_int_equal(line.quantity, 100 * MICROS);
	assert_int_equal(line.note, NOTE_NOT_SELLABLE);
}

static void names_the_largest_withdrawal_when_one_cannot_be_paid(void **state)
{
	struct scene s;
	struct error err = {0};
	int64_t most;

	(void)state;
	three(&s);
	s.result.trade_count = 99;
	s.holdings[0].is_locked = true;
	s.problem.cash = 500 * MICROS;
	s.problem.cash_reserve = 100 * MICROS;
	assert_int_equal(rebalance_largest_withdrawal(&s.problem, &most, NULL), STATUS_OK);
	assert_int_equal(most, 32400 * MICROS);
	s.problem.cash_flow = -most - 1;
	assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, &err), STATUS_INFEASIBLE);
	assert_non_null(strstr(err.message, "32400.00"));
	assert_int_equal(s.result.trade_count, 99);
	s.problem.cash_flow = -most;
	solve_three(&s);
	assert_int_equal(s.result.cash_after, 100 * MICROS);
	assert_int_equal(s.lines[0].quantity, 0);
	s.problem.mode = REBALANCE_BUY_ONLY;
	assert_int_equal(rebalance_largest_withdrawal(&s.problem, &most, NULL), STATUS_OK);
	assert_int_equal(most, 400 * MICROS);
}

static void pays_out_an_account_to_the_last_unit(void **state)
{
	struct scene s;

	(void)state;
	three(&s);
	s.problem.cash_flow = -100000 * MICROS;
	solve_three(&s);
	assert_int_equal(s.result.trade_count, 3);
	assert_int_equal(s.result.cash_after, 0);
}

static void drops_trades_that_are_too_small(void **state)
{
	struct scene s;
	struct rules rules;

	(void)state;
	rules_default(&rules);
	three(&s);
	rebalance_minimums(&s.problem, &rules, 0);
	assert_int_equal(s.problem.minimum_value, 200 * MICROS);
	assert_int_equal(s.problem.minimum_weight_ppb, 2500000);
	assert_int_equal(s.problem.minimum_fee_multiple, 20);
	s.problem.mode = REBALANCE_TO_TARGET;
	s.problem.is_due = true;
	for (int i = 0; i < 3; i++)
		s.holdings[i].quantity = s.holdings[i].sellable = s.holdings[i].target_ppb / 10000 * MICROS;
	s.holdings[0].quantity += 249 * MICROS; /* a quarter of a percent of 100 249 is 250.62 */
	s.holdings[0].sellable = s.holdings[0].quantity;
	solve_three(&s);
	assert_int_equal(s.result.outcome, REBALANCE_BELOW_MINIMUM);
	s.holdings[0].quantity = s.holdings[0].sellable = 61000 * MICROS;
	solve_three(&s);
	/* 400 of the first; 100 and 300 to buy: the one under a quarter of a percent is dropped */
	assert_int_equal(s.lines[0].side, SIDE_SELL);
	assert_int_equal(s.lines[1].quantity, 0);
	assert_int_equal(s.lines[1].note, NOTE_BELOW_MINIMUM);
	assert_true(s.lines[2].quantity > 290 * MICROS);
}

/* 65.1 % against an edge of 65: the edge is 100 away, the smallest trade 250, the target 5 100. */
static void goes_past_the_edge_when_a_smaller_trade_is_not_worth_it(void **state)
{
	static const int64_t values[] = {65100, 10000, 24900};
	const struct band_policy policy = {.kind = BAND_5_25};
	struct scene s;

	(void)state;
	three(&s);
	s.problem.minimum_weight_ppb = 2500000;
	for (int i = 0; i < 3; i++) {
		s.holdings[i].quantity = s.holdings[i].sellable = values[i] * MICROS;
		band_edges(&policy, s.holdings[i].target_ppb, &s.holdings[i].lower_ppb, &s.holdings[i].upper_ppb);
	}
	solve_three(&s);
	assert_int_equal(s.lines[0].side, SIDE_SELL);
	assert_in_range(s.lines[0].quantity, 250 * MICROS, 251 * MICROS);
	assert_int_equal(s.lines[2].side, SIDE_BUY);
	assert_int_equal(s.result.outside_after, 0);
}

static void refuses_a_problem_it_cannot_reckon_with(void **state)
{
	struct scene s;
	struct error err = {0};

	(void)state;
	three(&s);
	s.holdings[1].target_ppb += 1;
	assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, &err), STATUS_INVALID);
	three(&s);
	s.holdings[1].price = 0;
	assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "holding[1]"));
	three(&s);
	s.holdings[2].sellable = s.holdings[2].quantity + 1;
	assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, &err), STATUS_INVALID);
	three(&s);
	s.holdings[2].quantity = INT64_MAX;
	assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, &err), STATUS_INVALID);
	three(&s);
	s.holdings[0].lower_ppb = s.holdings[0].target_ppb + 1;
	assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, &err), STATUS_INVALID);
}

static void charges_at_least_the_minimum_and_rounds_to_the_cent(void **state)
{
	(void)state;
	assert_int_equal(rebalance_fee(35172800000, 250, 0, 10000), 8790000);
	assert_int_equal(rebalance_fee(20064000000, 250, 0, 10000), 5020000);
	assert_int_equal(rebalance_fee(20060000000, 250, 0, 10000), 5020000); /* 5.015: half up */
	assert_int_equal(rebalance_fee(MICROS, 250, 5 * MICROS, 10000), 5 * MICROS);
	assert_int_equal(rebalance_fee(0, 250, 5 * MICROS, 10000), 0);
}

/* 20 million at a millionth a share are 2e19 millionths of a share: more than an integer holds, and a lot for a book. */
static void buys_what_fits_an_integer_of_a_price_of_a_millionth(void **state)
{
	const struct rebalance_holding holding = {
		.price = 1, .has_price = true, .target_ppb = PPB, .upper_ppb = PPB,
	};
	const struct rebalance_problem problem = {
		.holdings = &holding, .count = 1, .cash = 20000000 * MICROS, .cash_upper_ppb = PPB,
		.mode = REBALANCE_TO_TARGET, .is_due = true, .currency_unit = 10000,
	};
	struct rebalance_line line;
	const struct rebalance_result result = solve(&problem, &line);

	(void)state;
	assert_int_equal(line.side, SIDE_BUY);
	assert_int_equal(line.quantity, INT64_MAX);
	assert_int_equal(result.cash_after, problem.cash - line.amount);
}

/* A remainder worth a fifth of a cent, a ticket of five: the promise is cash >= min(reserve, cash). */
static void sells_nothing_that_costs_more_than_it_brings(void **state)
{
	const struct rebalance_holding holding = {
		.quantity = 20, .sellable = 20, .price = 100 * MICROS, .has_price = true, .fee_minimum = 5 * MICROS,
	};
	const struct rebalance_problem problem = {
		.holdings = &holding, .count = 1, .cash = 20000, .cash_target_ppb = PPB, .cash_upper_ppb = PPB,
		.mode = REBALANCE_TO_TARGET, .is_due = true, .currency_unit = 10000,
	};
	struct rebalance_line line;
	const struct rebalance_result result = solve(&problem, &line);

	(void)state;
	assert_int_equal(line.quantity, 0);
	assert_int_equal(result.cash_after, problem.cash);
}

/* The first is short and its five millionths are sold all the same, for cash: buying goes on in lots from nothing. */
static void buys_whole_lots_of_what_was_sold_for_cash(void **state)
{
	const struct rebalance_holding holdings[] = {
		{.quantity = 5, .sellable = 5, .price = 117697133, .has_price = true, .target_ppb = 240811153,
		 .lower_ppb = 187109859, .upper_ppb = 299070536, .lot = 4666744, .minimum = 76, .buy_fee = 723, .sell_fee = 2123},
		{.quantity = 16817754, .sellable = 16817754, .price = 183301590, .has_price = true, .target_ppb = 757921420,
		 .lower_ppb = 565251722, .upper_ppb = 996307492, .lot = 100000000, .minimum = 5118, .fee_minimum = 2484519},
	};
	const struct rebalance_problem problem = {
		.holdings = holdings, .count = 2, .cash = 2, .cash_flow = -28695909, .cash_target_ppb = 1267427,
		.cash_lower_ppb = 853858, .cash_upper_ppb = 852835956, .mode = REBALANCE_TO_EDGE, .minimum_fee_multiple = 7,
		.currency_unit = 10000,
	};
	struct rebalance_line lines[2];

	(void)state;
	(void)solve(&problem, lines);
	for (int i = 0; i < 2; i++)
		if (lines[i].quantity > 0 && lines[i].side == SIDE_BUY)
			assert_int_equal(lines[i].quantity % holdings[i].lot, 0);
}

/* 3 000, 2 000 and 1 000 units at 1.30; 5 500 sold: nothing, .5 % of 2 600 and 1.5 % of 650 are 13.00 + 9.75. */
static void charges_what_was_held_briefly_in_steps(void **state)
{
	static const struct rebalance_sale_step steps[] = {
		{3000 * MICROS, 0, 0}, {2000 * MICROS, 5000, 0}, {1000 * MICROS, 15000, 0}};
	struct scene s;

	(void)state;
	assert_int_equal(rebalance_sale_charge(steps, 3, 3000 * MICROS, 1300000, 10000), 0);
	assert_int_equal(rebalance_sale_charge(steps, 3, 5000 * MICROS, 1300000, 10000), 13000000);
	assert_int_equal(rebalance_sale_charge(steps, 3, 5500 * MICROS, 1300000, 10000), 22750000);
	assert_int_equal(rebalance_sale_charge(steps, 3, MICROS / 2 + 3000 * MICROS, 1300000, 10000), 0); /* .00325 rounds down */
	three(&s); /* 8 000 of the first are too many; the last 3 000 of those cost 1 % */
	s.problem.mode = REBALANCE_TO_TARGET;
	s.problem.is_due = true;
	{
		const struct rebalance_sale_step young[] = {{5000 * MICROS, 0, 0}, {63000 * MICROS, 10000, 0}};
		const struct rebalance_sale_step impossible[] = {{MICROS, MICROS, 0}};

		s.holdings[0].sale_steps = young;
		s.holdings[0].sale_step_count = 2;
		solve_three(&s);
		assert_int_equal(s.lines[0].side, SIDE_SELL);
		assert_int_equal(s.lines[0].fee, rebalance_sale_charge(young, 2, s.lines[0].quantity, MICROS, 10000));
		assert_in_range(s.lines[0].fee, 30 * MICROS, 31 * MICROS);
		assert_true(s.result.cash_after >= 0);
		s.holdings[0].sale_steps = impossible;
		s.holdings[0].sale_step_count = 1;
		assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, NULL), STATUS_INVALID);
	}
}

/* 1 300 owe 70.50 and 650 owe 35.25: of 1 600 the second lot sells 300, 16.269231 of it. */
static void what_falls_due_with_a_sale_is_part_of_its_cost(void **state)
{
	static const struct rebalance_sale_step steps[] = {{1300 * MICROS, 0, 70500000}, {650 * MICROS, 0, 35250000}};
	static const struct rebalance_sale_step owing[] = {{5000 * MICROS, 0, 0}, {63000 * MICROS, 0, 6300 * MICROS}};
	static const struct rebalance_sale_step impossible[] = {{MICROS, 0, MICROS}}, negative[] = {{MICROS, 0, -1}};
	struct scene s;
	int64_t sold;

	(void)state;
	assert_int_equal(rebalance_sale_tax(steps, 2, 1600 * MICROS, 10000), 86770000);
	assert_int_equal(rebalance_sale_tax(steps, 2, 1600 * MICROS, 0), 86769231);
	assert_int_equal(rebalance_sale_tax(steps, 2, 9000 * MICROS, 10000), 105750000);
	assert_int_equal(rebalance_sale_tax(NULL, 0, 9000 * MICROS, 10000), 0);
	three(&s); /* about 8 000 of the first, at 1.00, go; those beyond 5 000 owe a tenth */
	s.problem.mode = REBALANCE_TO_TARGET;
	s.problem.is_due = true;
	s.holdings[0].sale_steps = owing;
	s.holdings[0].sale_step_count = 2;
	solve_three(&s);
	sold = s.lines[0].quantity;
	assert_int_equal(s.lines[0].side, SIDE_SELL);
	assert_true(sold > 5000 * MICROS);
	assert_int_equal(s.lines[0].fee, rebalance_sale_tax(owing, 2, sold, 10000));
	assert_in_range(s.lines[0].fee - (sold - 5000 * MICROS) / 10 + 5000, 0, 10000); /* half a cent of rounding */
	assert_true(s.result.cash_after >= 0);
	s.holdings[0].sale_step_count = 1;
	s.holdings[0].sale_steps = impossible;
	assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, NULL), STATUS_INVALID);
	s.holdings[0].sale_steps = negative;
	assert_int_equal(rebalance_solve(&s.problem, s.lines, &s.result, NULL), STATUS_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_falls_due_with_a_sale_is_part_of_its_cost),
		cmocka_unit_test(fills_what_is_missing_with_a_deposit),
		cmocka_unit_test(a_limit_on_purchases_is_kept_and_named),
		cmocka_unit_test(pays_a_withdrawal_from_what_is_most_above_its_target),
		cmocka_unit_test(goes_to_the_nearest_point_in_the_bands),
		cmocka_unit_test(does_nothing_inside_the_bands_unless_it_is_due),
		cmocka_unit_test(exchanges_lots_where_adding_them_one_by_one_stops_short),
		cmocka_unit_test(finds_the_best_board_lots_of_four_funds),
		cmocka_unit_test(sells_the_odd_remainder_only_as_a_whole),
		cmocka_unit_test(names_the_largest_withdrawal_when_one_cannot_be_paid),
		cmocka_unit_test(pays_out_an_account_to_the_last_unit),
		cmocka_unit_test(drops_trades_that_are_too_small),
		cmocka_unit_test(goes_past_the_edge_when_a_smaller_trade_is_not_worth_it),
		cmocka_unit_test(refuses_a_problem_it_cannot_reckon_with),
		cmocka_unit_test(charges_at_least_the_minimum_and_rounds_to_the_cent),
		cmocka_unit_test(buys_what_fits_an_integer_of_a_price_of_a_millionth),
		cmocka_unit_test(sells_nothing_that_costs_more_than_it_brings),
		cmocka_unit_test(buys_whole_lots_of_what_was_sold_for_cash),
		cmocka_unit_test(charges_what_was_held_briefly_in_steps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
