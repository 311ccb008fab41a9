/* What a holder is due, against figures worked by hand, and cost that is never lost, over sequences made up from seeds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/money.h"
#include "engine/corporate/entitlement.h"
#include "engine/model/total_return.h"

#define M MICROS

static struct entitlement due_of(struct corporate_action action, int64_t held, struct claim holder)
{
	const struct lot lot = {.quantity = held, .unit_cost = 10 * M};
	struct entitlement due;

	holder.lots = &lot;
	holder.count = 1;
	holder.unit = M / 100;
	if (holder.step == 0)
		holder.step = M;
	assert_int_equal(corporate_entitlement(&action, &holder, &due, NULL), STATUS_OK);
	return due;
}

static void a_ratio_is_the_fraction_issuers_speak_of(void **state)
{
	static const struct {
		int64_t ratio, new_shares, old_shares;
	} cases[] = {
		{2 * M, 2, 1}, {3333333, 10, 3}, {300000, 3, 10}, {1500000, 3, 2}, {100000, 1, 10}, {833333, 5, 6},
		{10000, 1, 100}, {1234567, 1234567, M}, {833300, 833300, M}, {1050000, 21, 20}, {1, 1, M},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t new_shares = 0, old_shares = 0;

		corporate_ratio(cases[i].ratio, &new_shares, &old_shares);
		assert_int_equal(new_shares, cases[i].new_shares);
		assert_int_equal(old_shares, cases[i].old_shares);
	}
}

static void a_fraction_of_a_share_is_sold(void **state)
{
	const struct corporate_action ten_for_three = {.type = ACTION_SPLIT, .ratio = 3333333};
	const struct corporate_action three_for_ten = {.type = ACTION_SPLIT, .ratio = 300000};
	struct entitlement due = due_of(ten_for_three, 120 * M, (struct claim){.price = 7500000});

	(void)state;
	assert_int_equal(due.becomes, 400 * M); /* 120 * 10 / 3 */
	assert_int_equal(due.fraction, 0);
	assert_int_equal(due.lieu, 0);
	due = due_of(ten_for_three, 121 * M, (struct claim){.price = 7500000});
	assert_int_equal(due.becomes, 403 * M); /* 403.333333 */
	assert_int_equal(due.fraction, 333333);
	assert_int_equal(due.exchanged, 403333333);
	assert_int_equal(due.lieu, 2500000); /* 2.4999975 */
	due = due_of(three_for_ten, 125 * M, (struct claim){.price = 50 * M});
	assert_int_equal(due.becomes, 37 * M);
	assert_int_equal(due.fraction, 500000);
	assert_int_equal(due.lieu, 25 * M);
	due = due_of(three_for_ten, 125 * M, (struct claim){0});
	assert_true(due.needs_price); /* nobody knows what half a share is worth */
	due = due_of(three_for_ten, 125 * M, (struct claim){.step = 10000});
	assert_int_equal(due.becomes, 37500000); /* a fund has hundredths */
	assert_false(due.needs_price);
}

static void bonus_shares_are_given_whole_and_rights_taken_or_let_lapse(void **state)
{
	const struct corporate_action bonus = {.type = ACTION_BONUS, .ratio = 1500000};
	const struct corporate_action rights = {.type = ACTION_RIGHTS, .ratio = 200000, .price = 8 * M};
	struct entitlement due = due_of(bonus, 1001 * M, (struct claim){0});

	(void)state;
	assert_int_equal(due.becomes, 1501 * M);
	assert_int_equal(due.lapsed, 500000);
	assert_int_equal(due.lieu, 0);
	due = due_of(rights, 1004 * M, (struct claim){.takes_rights = true});
	assert_int_equal(due.bought, 200 * M); /* 200.8 */
	assert_int_equal(due.paid, 1600 * M);
	assert_int_equal(due.becomes, 1204 * M);
	due = due_of(rights, 1004 * M, (struct claim){0});
	assert_int_equal(due.bought, 0);
	assert_int_equal(due.becomes, 1004 * M);
}

static void a_dividend_is_money_or_shares_at_the_value_of_the_day(void **state)
{
	const struct corporate_action dividend = {.type = ACTION_DIVIDEND, .amount = 123400};
	struct entitlement due = due_of(dividend, 8088310000, (struct claim){.step = 10000});

	(void)state;
	assert_int_equal(due.cash, 998100000); /* 8088.31 * 0.1234 = 998.097454 */
	assert_int_equal(due.bought, 0);
	due = due_of(dividend, 8088310000, (struct claim){.step = 10000, .dividend = DIVIDEND_REINVEST, .price = 1111100});
	assert_int_equal(due.bought, 898300000); /* 998.10 / 1.1111 = 898.2990 */
	assert_int_equal(due.paid, due.cash);
	assert_int_equal(due.becomes, 8088310000 + 898300000);
	due = due_of(dividend, 8088310000, (struct claim){.step = 10000, .dividend = DIVIDEND_REINVEST});
	assert_true(due.needs_price);
	due = due_of(dividend, M, (struct claim){.step = M, .dividend = DIVIDEND_REINVEST, .price = 100 * M});
	assert_int_equal(due.cash, 120000);
	assert_int_equal(due.bought, 0); /* twelve cents buy no share: they stay money */
	assert_int_equal(due.paid, 0);
}

static void a_merger_gives_shares_and_money(void **state)
{
	const struct corporate_action merger = {.type = ACTION_MERGER, .ratio = 750000, .amount = 2 * M, .into_id = 7};
	const struct corporate_action cash = {.type = ACTION_MERGER, .amount = 12 * M};
	struct entitlement due = due_of(merger, 101 * M, (struct claim){.price = 40 * M});

	(void)state;
	assert_int_equal(due.becomes, 75 * M);
	assert_int_equal(due.fraction, 750000);
	assert_int_equal(due.lieu, 30 * M);
	assert_int_equal(due.cash, 202 * M);
	/* 202.00 and 75.75 at 40.00 are 3,232.00 for 101, 32.00 each: the money pays for 6.3125 of them */
	assert_int_equal(due.worth, 32 * M);
	assert_int_equal(due.sold, 6312500);
	due = due_of(merger, 101 * M, (struct claim){0});
	assert_true(due.needs_price);
	due = due_of(merger, 4 * M, (struct claim){0});
	assert_int_equal(due.fraction, 0);
	assert_true(due.needs_price); /* for the money, though there is no fraction */
	due = due_of(cash, 101 * M, (struct claim){0});
	assert_int_equal(due.becomes, 0);
	assert_int_equal(due.cash, 1212 * M);
	assert_false(due.needs_price);
}

/*
 * The value before is the value after at the theoretical price, which total_return.h computes from the exchanges' formula:
 * 25.00 with 10 派 5 送 3 转 2 is (25 - 0.5) / 1.5 = 16.33, with 10 配 2 at 8.00 beside it 15.35.
 */
static void value_is_the_same_before_and_after(void **state)
{
	const struct corporate_action all[] = {
		{.type = ACTION_DIVIDEND, .amount = 500000, .currency = "CNY"},
		{.type = ACTION_BONUS, .ratio = 1500000, .currency = "CNY"},
		{.type = ACTION_RIGHTS, .ratio = 200000, .price = 8 * M, .currency = "CNY"},
	};
	const struct corporate_action split = {.type = ACTION_SPLIT, .ratio = 3333333, .currency = "CNY"};
	const int64_t held = 1000 * M;
	size_t left_out = 0;
	double ex, after;

	(void)state;
	ex = action_ex_price(all, 2, "CNY", 25.0, &left_out);
	assert_int_equal(lround(ex * 100.0), 1633);
	after = decimal_to_double(due_of(all[1], held, (struct claim){0}).becomes) * ex +
	        decimal_to_double(due_of(all[0], held, (struct claim){0}).cash);
	assert_true(fabs(after - 25000.0) < 1e-9); /* two roundings of doubles near 25000 */
	ex = action_ex_price(all, 3, "CNY", 25.0, &left_out);
	assert_int_equal(lround(ex * 100.0), 1535);
	{
		const struct entitlement rights = due_of(all[2], held, (struct claim){.takes_rights = true});

		after = decimal_to_double(due_of(all[1], held, (struct claim){0}).becomes + rights.bought) * ex +
		        decimal_to_double(due_of(all[0], held, (struct claim){0}).cash - rights.paid);
		assert_true(fabs(after - 25000.0) < 1e-9);
	}
	ex = action_ex_price(&split, 1, "CNY", 25.0, &left_out);
	{
		const struct entitlement due = due_of(split, 121 * M, (struct claim){.price = llround(ex * 1e6)});

		after = decimal_to_double(due.becomes) * ex + decimal_to_double(due.lieu);
		/* the fraction's money is rounded to a cent; a ratio of six decimals moves the price by 1e-7 of it */
		assert_true(fabs(after - 121.0 * 25.0) <= 0.005 + 3025.0 * 1.1e-7);
	}
}

/* ---- cost --------------------------------------------------------------------------------------------------------- */

static __int128 exact_cost(const struct lot *lots, size_t count)
{
	__int128 cost = 0;

	for (size_t i = 0; i < count; i++)
		cost += (__int128)lots[i].quantity * lots[i].unit_cost;
	return cost;
}

static int64_t held_of(const struct lot *lots, size_t count)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += lots[i].quantity;
	return sum;
}

static void a_lot_becomes_two_where_one_unit_cost_would_lose_money(void **state)
{
	/* 300,000 at 10.00 split 7:1: 3,000,000.00 over 2,100,000 shares is 1.428571428...; one unit cost is 0.90 off */
	const struct lot lot = {.id = 3, .acquired = {19000}, .quantity = 300000 * M, .unit_cost = 10 * M};
	struct lot opened[2];
	size_t count = 0;
	int64_t cost = 0;

	(void)state;
	assert_int_equal(corporate_exchange_lots(&lot, 1, 2100000 * M, opened, &count, NULL), STATUS_OK);
	assert_int_equal(count, 2);
	assert_int_equal(opened[0].unit_cost, 1428572);
	assert_int_equal(opened[1].unit_cost, 1428571);
	assert_int_equal(opened[0].quantity, 900000 * M);
	assert_int_equal(opened[0].acquired.days, 19000);
	assert_int_equal(opened[1].acquired.days, 19000);
	assert_true(corporate_cost(opened, 2, &cost));
	assert_int_equal(cost, 3000000 * M);
	/* where six decimals are enough a lot stays one */
	assert_int_equal(corporate_exchange_lots(&lot, 1, 600000 * M, opened, &count, NULL), STATUS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(opened[0].unit_cost, 5 * M);
}

static void what_cannot_be_exchanged_is_refused_and_nothing_is_written(void **state)
{
	const struct lot lot = {.quantity = 100 * M, .unit_cost = 10 * M};
	struct corporate_action split = {.type = ACTION_SPLIT, .ratio = 2 * M};
	struct claim holder = {.lots = &lot, .step = M, .unit = M / 100};
	struct entitlement due = {.held = 7};
	struct lot opened[2];
	size_t count = 9;
	struct error err = {0};

	(void)state;
	assert_int_equal(corporate_exchange_lots(&lot, 1, 0, opened, &count, &err), STATUS_INVALID);
	assert_int_equal(corporate_exchange_lots(&lot, 0, M, opened, &count, &err), STATUS_INVALID);
	assert_int_equal(count, 9);
	assert_int_equal(corporate_entitlement(&split, &holder, &due, &err), STATUS_INVALID);
	assert_int_equal(due.held, 7);
	split.ratio = INT64_MAX;
	holder.count = 1;
	assert_int_equal(corporate_entitlement(&split, &holder, &due, &err), STATUS_INVALID);
	assert_int_equal(due.held, 7);
}

static uint64_t next(uint64_t *seed) /* SplitMix64, Steele et al. 2014 */
{
	uint64_t z = *seed += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

enum { LOTS_MOST = 4096, STEPS = 40, SEQUENCES = 300 };

/* Takes from the front; what is sold takes its cost with it. */
static void sell(struct lot *lots, size_t *count, int64_t quantity)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++) {
		const int64_t taken = lots[i].quantity < quantity ? lots[i].quantity : quantity;

		lots[i].quantity -= taken;
		quantity -= taken;
		if (lots[i].quantity > 0)
			lots[kept++] = lots[i];
	}
	*count = kept;
}

/*
 * Mergers for shares and money of any proportion: the two parts cost what the whole did, the money is the price of its part
 * at what a share is worth, and either part of each lot costs the same a share.
 */
static void money_and_shares_of_a_merger_divide_cost_and_value(void **state)
{
	enum { MOST = 12, CASES = 2000 };
	struct lot lots[MOST], left[MOST], opened[2 * MOST];
	int64_t taken[MOST];

	(void)state;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t random = seed;
		const size_t count = 1 + next(&random) % MOST;
		const struct corporate_action action = {.type = ACTION_MERGER, .into_id = 7,
		                                        .ratio = (int64_t)(10000 + next(&random) % (5 * (uint64_t)M)),
		                                        .amount = (int64_t)(next(&random) % (100 * (uint64_t)M))};
		struct claim holder = {.lots = lots, .count = count, .step = M, .unit = M / 100,
		                       .price = (int64_t)(10000 + next(&random) % (500 * (uint64_t)M))};
		struct entitlement due;
		size_t left_count = 0, opened_count = 0;
		int64_t sum = 0, paid = 0;
		__int128 gone = 0, moved;

		for (size_t i = 0; i < count; i++)
			lots[i] = (struct lot){.id = (int64_t)i + 1, .acquired = {20000 + (int)i}, .quantity = (int64_t)(100 + next(&random) % 50000) * M,
			                       .unit_cost = (int64_t)(next(&random) % (300 * (uint64_t)M))};
		assert_int_equal(corporate_entitlement(&action, &holder, &due, NULL), STATUS_OK);
		if (due.cash == 0 || due.exchanged < (int64_t)count * 20 * M)
			continue;
		assert_true(due.sold > 0 && due.sold < due.held);
		/* sold and worth are exact to half a millionth each */
		assert_true(decimal_multiply(due.sold, due.worth, ROUND_HALF_EVEN, &paid));
		assert_true(llabs(paid - due.cash) <= 1 + (due.worth + due.sold) / (2 * M));
		assert_int_equal(corporate_part_with(lots, count, due.sold, taken, left, &left_count, NULL), STATUS_OK);
		for (size_t i = 0; i < count; i++) {
			sum += taken[i];
			gone += (__int128)taken[i] * lots[i].unit_cost;
			assert_true(fabs((double)taken[i] - (double)due.sold * (double)lots[i].quantity / (double)due.held) <= 1.0);
		}
		assert_int_equal(sum, due.sold);
		assert_int_equal(held_of(left, left_count), due.held - due.sold);
		assert_true(gone + exact_cost(left, left_count) == exact_cost(lots, count));
		assert_int_equal(corporate_exchange_lots(left, left_count, due.exchanged, opened, &opened_count, NULL), STATUS_OK);
		moved = exact_cost(opened, opened_count) + gone - exact_cost(lots, count);
		assert_true(moved > -M && moved < M);
	}
}

/* ---- capital given back -------------------------------------------------------------------------------------------- */

static void capital_given_back_lowers_the_cost_of_each_lot_by_its_shares_and_never_below_nothing(void **state)
{
	/*
	 * 100 at 10.00, 200 at 1.20 and 50 at 0.30; 1.50 a share is 525.00: 150.00 of the first, which leave 8.50 a share; 300.00 of
	 * the second, whose cost was 240.00; 75.00 of the third, whose cost was 15.00. Gain: 60.00 + 60.00.
	 */
	const struct lot lots[] = {
		{.id = 1, .acquired = {20000}, .quantity = 100 * M, .unit_cost = 10 * M},
		{.id = 2, .acquired = {20010}, .quantity = 200 * M, .unit_cost = 1200000},
		{.id = 3, .acquired = {20020}, .quantity = 50 * M, .unit_cost = 300000},
	};
	const struct corporate_action action = {.type = ACTION_RETURN_OF_CAPITAL, .amount = 1500000};
	struct claim holder = {.lots = lots, .count = 3, .unit = M / 100, .step = M};
	struct entitlement due;
	struct lot opened[6];
	size_t count = 0;
	int64_t gain = -1;

	(void)state;
	assert_int_equal(corporate_entitlement(&action, &holder, &due, NULL), STATUS_OK);
	assert_int_equal(due.cash, 525 * M);
	assert_int_equal(due.becomes, 350 * M);
	assert_int_equal(due.exchanged, 0);
	assert_int_equal(corporate_return_capital(lots, 3, due.cash, opened, &count, &gain, NULL), STATUS_OK);
	assert_int_equal(gain, 120 * M);
	assert_int_equal(count, 3);
	assert_int_equal(opened[0].unit_cost, 8500000);
	assert_int_equal(opened[1].unit_cost, 0);
	assert_int_equal(opened[2].unit_cost, 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(opened[i].quantity, lots[i].quantity);
		assert_int_equal(opened[i].acquired.days, lots[i].acquired.days);
	}
	assert_int_equal(corporate_return_capital(opened, 1, 850 * M, opened, &count, &gain, NULL), STATUS_OK);
	assert_int_equal(gain, 0); /* to the last of it */
	assert_int_equal(opened[0].unit_cost, 0);
	assert_int_equal(corporate_return_capital(lots, 3, -1, opened, &count, &gain, NULL), STATUS_INVALID);
	assert_int_equal(corporate_return_capital(lots, 0, 1, opened, &count, &gain, NULL), STATUS_INVALID);
}

static void twelve_payments_a_year_do_not_make_ever_more_lots(void **state)
{
	/* 7 shares at 100.00 and 0.10 of the whole: 0.0142857... a share, which no unit cost shows */
	struct lot lots[8] = {{.acquired = {20000}, .quantity = 7 * M, .unit_cost = 100 * M}}, opened[8];
	size_t count = 1;

	(void)state;
	for (int month = 1; month <= 240; month++) {
		int64_t gain = -1;

		assert_int_equal(corporate_return_capital(lots, count, M / 10, opened, &count, &gain, NULL), STATUS_OK);
		assert_true(count <= 2);
		assert_int_equal(gain, 0);
		memcpy(lots, opened, count * sizeof *lots);
		assert_true(exact_cost(lots, count) == ((__int128)700 * M - month * (M / 10)) * M);
	}
}

/* Of whole shares to the last digit; of parts of shares to less than a millionth. */
static void cost_before_is_cost_after_and_the_part_of_the_money_that_is_no_gain(void **state)
{
	enum { MOST = 12, CASES = 4000 };
	struct lot lots[MOST], opened[2 * MOST];

	(void)state;
	for (uint64_t seed = 1; seed <= CASES; seed++) {
		uint64_t random = seed;
		const size_t count = 1 + next(&random) % MOST;
		const bool is_whole = seed % 2 == 0;
		const int64_t amount = (int64_t)(next(&random) % (uint64_t)(1 + (int64_t)(next(&random) % 2000000) * M));
		int64_t gain = -1, least_gain = 0, cost = 0;
		size_t made = 0;
		__int128 difference, whole_cost;

		for (size_t i = 0; i < count; i++)
			lots[i] = (struct lot){.acquired = {20000 + (int)(next(&random) % 6)},
			                       .quantity = (int64_t)(1 + next(&random) % 5000) * M + (is_whole ? 0 : (int64_t)(next(&random) % M)),
			                       .unit_cost = (int64_t)(next(&random) % (300 * (uint64_t)M))};
		whole_cost = exact_cost(lots, count);
		assert_int_equal(corporate_return_capital(lots, count, amount, opened, &made, &gain, NULL), STATUS_OK);
		assert_int_equal(held_of(opened, made), held_of(lots, count));
		assert_true(gain >= 0 && gain <= amount);
		difference = whole_cost - exact_cost(opened, made) - (__int128)(amount - gain) * M;
		if (is_whole ? difference != 0 : difference <= -M || difference >= M)
			fail_msg("seed %llu: %lld of 1e-12 are lost", (unsigned long long)seed, (long long)difference);
		for (size_t i = 0; i < made; i++)
			assert_true(opened[i].quantity > 0 && opened[i].unit_cost >= 0);
		assert_true(corporate_cost(lots, count, &cost));
		least_gain = amount > cost ? amount - cost - 1 : 0; /* the cost is rounded to a millionth */
		assert_true(gain >= least_gain);
	}
}

static void a_part_is_above_nothing_and_below_the_whole(void **state)
{
	const struct lot lots[] = {{.id = 1, .quantity = 1, .unit_cost = 5 * M}, {.id = 2, .quantity = 3 * M, .unit_cost = M}};
	struct lot left[2];
	int64_t taken[2] = {7, 7};
	size_t count = 9;

	(void)state;
	assert_int_equal(corporate_part_with(lots, 2, 0, taken, left, &count, NULL), STATUS_INVALID);
	assert_int_equal(corporate_part_with(lots, 2, 3 * M + 1, taken, left, &count, NULL), STATUS_INVALID);
	assert_int_equal(corporate_part_with(lots, 0, 1, taken, left, &count, NULL), STATUS_INVALID);
	assert_int_equal(count, 9);
	assert_int_equal(taken[0], 7);
	assert_int_equal(corporate_part_with(lots, 2, 3 * M, taken, left, &count, NULL), STATUS_OK);
	assert_int_equal(taken[0] + taken[1], 3 * M);
	assert_int_equal(count, 1); /* the smallest lot went, or stays, as a whole */
	assert_int_equal(held_of(left, count), 1);
}

/* Purchases and sales between splits, bonus issues and mergers: each exchange keeps cost and quantity. */
static void no_sequence_of_actions_and_trades_loses_cost(void **state)
{
	static struct lot lots[LOTS_MOST], opened[2 * LOTS_MOST];

	(void)state;
	for (uint64_t seed = 1; seed <= SEQUENCES; seed++) {
		uint64_t random = seed;
		size_t count = 0;

		for (int step = 0; step < STEPS && count < LOTS_MOST / 2 - 1; step++) {
			const uint64_t kind = next(&random) % 4;

			if (count == 0 || kind == 0) {
				lots[count++] = (struct lot){.acquired = {20000 + step}, .quantity = (int64_t)(1 + next(&random) % 50000) * M,
				                             .unit_cost = (int64_t)(next(&random) % (300 * (uint64_t)M))};
			} else if (kind == 1) {
				sell(lots, &count, (int64_t)(next(&random) % (uint64_t)held_of(lots, count)) / M * M);
			} else {
				const struct corporate_action split = {.type = kind == 2 ? ACTION_SPLIT : ACTION_BONUS,
				                                       .ratio = (int64_t)((1 + next(&random) % 30) * (uint64_t)M /
				                                                          (1 + next(&random) % 9))};
				const struct claim holder = {.lots = lots, .count = count, .step = M, .unit = M / 100, .price = M};
				const __int128 before = exact_cost(lots, count);
				struct entitlement due;
				size_t made = 0;
				__int128 difference;

				assert_int_equal(corporate_entitlement(&split, &holder, &due, NULL), STATUS_OK);
				assert_int_equal(due.becomes % M, 0);
				if (due.exchanged < (int64_t)count * 20 * M || due.exchanged > (int64_t)1e6 * M)
					continue; /* lots below a share, or a holding no test of rounding needs */
				assert_int_equal(corporate_exchange_lots(lots, count, due.exchanged, opened, &made, NULL), STATUS_OK);
				assert_int_equal(held_of(opened, made), due.exchanged);
				difference = exact_cost(opened, made) - before;
				if (difference <= -M || difference >= M)
					fail_msg("seed %llu, step %d: the cost moved by %lld of 1e-12", (unsigned long long)seed, step,
					         (long long)difference);
				for (size_t i = 0; i < made; i++)
					assert_true(opened[i].quantity > 0 && opened[i].unit_cost >= 0);
				memcpy(lots, opened, made * sizeof *lots);
				count = made;
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ratio_is_the_fraction_issuers_speak_of),
		cmocka_unit_test(a_fraction_of_a_share_is_sold),
		cmocka_unit_test(bonus_shares_are_given_whole_and_rights_taken_or_let_lapse),
		cmocka_unit_test(a_dividend_is_money_or_shares_at_the_value_of_the_day),
		cmocka_unit_test(a_merger_gives_shares_and_money),
		cmocka_unit_test(value_is_the_same_before_and_after),
		cmocka_unit_test(a_lot_becomes_two_where_one_unit_cost_would_lose_money),
		cmocka_unit_test(what_cannot_be_exchanged_is_refused_and_nothing_is_written),
		cmocka_unit_test(money_and_shares_of_a_merger_divide_cost_and_value),
		cmocka_unit_test(capital_given_back_lowers_the_cost_of_each_lot_by_its_shares_and_never_below_nothing),
		cmocka_unit_test(twelve_payments_a_year_do_not_make_ever_more_lots),
		cmocka_unit_test(cost_before_is_cost_after_and_the_part_of_the_money_that_is_no_gain),
		cmocka_unit_test(a_part_is_above_nothing_and_below_the_whole),
		cmocka_unit_test(no_sequence_of_actions_and_trades_loses_cost),
	};

	return cmocka_run_group_tests_name("test_corporate", tests, NULL, NULL);
}
