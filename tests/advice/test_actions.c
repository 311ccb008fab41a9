/* Corporate actions from the fact to the ledger and back. */
#include "tests/advice/actions_desk.h"

/* ---- performance ---------------------------------------------------------------------------------------------------- */

static void a_split_earns_nothing(void **state)
{
	struct desk *desk = *state;
	int64_t value = 0;

	import(desk, "transactions", bought);
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SPLIT, .ratio = 2 * M}, NULL);
	import(desk, "prices", "date,symbol,close\n2026-01-05,OLD,100\n2026-01-09,OLD,100\n2026-01-12,OLD,50\n2026-01-30,OLD,50\n");
	assert_true(fabs(return_of(desk, &value) + 0.5) < 1e-12); /* what a split looks like that was not entered */
	assert_int_equal(apply(desk, false).state, DUE_READY);
	assert_true(fabs(return_of(desk, &value)) < 1e-12);
	assert_int_equal(value, 10000 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 200 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").cost, 10000 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").acquired.days, day("2026-01-05").days);
}

static void a_dividend_is_earned_on_the_ex_day_however_late_it_is_paid(void **state)
{
	struct desk *desk = *state;
	int64_t value = 0;
	struct due_line line;

	import(desk, "transactions", bought);
	import(desk, "prices", "date,symbol,close\n2026-01-05,OLD,100\n2026-01-09,OLD,100\n2026-01-12,OLD,97.5\n2026-01-30,OLD,97.5\n");
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .paid = day("2026-01-20"), .type = ACTION_DIVIDEND,
	                                           .amount = 2500000}, NULL);
	open_on(desk, "2026-01-15");
	assert_int_equal(apply(desk, false).state, DUE_LATER);
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 0);
	open_on(desk, "2026-01-30");
	line = apply(desk, false);
	assert_int_equal(line.state, DUE_READY);
	assert_int_equal(line.cash, 250 * M);
	assert_true(fabs(return_of(desk, &value)) < 1e-12);
	assert_int_equal(value, 10000 * M);
	open_on(desk, "2026-01-16"); /* between the ex day and the money, as the book knows it now */
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 0);
}

static void a_merger_earns_what_the_new_share_is_worth_more(void **state)
{
	struct desk *desk = *state;
	int64_t value = 0;
	struct due_line line;

	import(desk, "transactions", bought);
	/* each old share becomes 0.4 of a new one at 250 and 5.00 in money: worth 105 */
	import(desk, "prices", "date,symbol,close\n2026-01-05,OLD,100\n2026-01-09,OLD,100\n2026-01-12,NEW,250\n2026-01-30,NEW,250\n");
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_MERGER, .ratio = 400000,
	                                           .amount = 5 * M}, "NEW");
	line = apply(desk, true);
	assert_int_equal(line.state, DUE_READY);
	/*
	 * The money is 5 / 105 of what is given, and pays for as much of the old shares: 4.761905 of them, which had cost
	 * 476.1905; 23.8095 is gained by it, and what the 40 new ones cost is the rest.
	 */
	assert_int_equal(line.due.sold, 4761905);
	assert_int_equal(line.due.worth, 105 * M);
	assert_int_equal(line.cost_after, 9523809500);
	assert_int_equal(line.realised, 23809500);
	assert_int_equal(apply(desk, false).realised, line.realised);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 0);
	assert_int_equal(held_of(desk, "C1", "NEW").quantity, 40 * M);
	assert_int_equal(held_of(desk, "C1", "NEW").cost, line.cost_after);
	assert_int_equal(held_of(desk, "C1", "NEW").acquired.days, day("2026-01-05").days);
	assert_int_equal(held_of(desk, "C1", "NEW").cash, 500 * M);
	assert_true(fabs(return_of(desk, &value) - 0.05) < 1e-12);
	assert_int_equal(value, 10500 * M);
}

/*
 * Two purchases, 60 at 80 and 40 at 130, of which each share becomes 0.2 of a new one at 250 and 50 in money: worth 100 as it
 * was. Half is sold, of either purchase half, and gains 50 * 100 - 5,000 = 0 on the whole, 600 of the first and -600 of the
 * second; the other half is exchanged and keeps 5,000 of cost. Nothing is earned and nothing lost.
 */
static void money_beside_shares_pays_for_its_part_of_every_purchase(void **state)
{
	struct desk *desk = *state;
	int64_t value = 0;
	size_t entries = 0;
	struct due_line line;

	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-05,C1,A,deposit,,10000,,,,d1\n2026-01-05,C1,A,buy,OLD,60,80,,,b1\n2026-01-06,C1,A,buy,OLD,40,130,,,b2\n");
	import(desk, "prices", "date,symbol,close\n2026-01-05,OLD,80\n2026-01-06,OLD,100\n2026-01-09,OLD,100\n"
	       "2026-01-12,NEW,250\n2026-01-30,NEW,250\n");
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_MERGER, .ratio = 200000,
	                                           .amount = 50 * M}, "NEW");
	line = apply(desk, false);
	assert_int_equal(line.state, DUE_READY);
	assert_int_equal(line.due.sold, 50 * M);
	assert_int_equal(line.cash, 5000 * M);
	assert_int_equal(line.realised, 0);
	assert_int_equal(held_of(desk, "C1", "NEW").quantity, 20 * M);
	assert_int_equal(held_of(desk, "C1", "NEW").cost, 5000 * M);
	assert_int_equal(held_of(desk, "C1", "NEW").lots, 2);
	assert_int_equal(held_of(desk, "C1", "NEW").acquired.days, day("2026-01-06").days); /* of the last lot */
	assert_int_equal(held_of(desk, "C1", "NEW").cash, 5000 * M);
	/* what dealing lost at prices beside the closes: (100 - 130) * 40 and (100 - 80) * 60, together nothing */
	assert_true(fabs(return_of(desk, &value)) < 1e-12);
	assert_int_equal(value, 10000 * M);
	assert_done(desk->book, actions_undo(desk->session, line.action.id, 0, "Zhou Wei", &entries, &(size_t){0}, &desk->book->err));
	assert_int_equal(entries, 3);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 100 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").cost, 10000 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 0);
	assert_int_equal(held_of(desk, "C1", "NEW").quantity, 0);
}

static void what_a_merger_realises_is_its_money_less_what_went_for_it(void **state)
{
	struct desk *desk = *state;
	struct due_line line;

	import(desk, "transactions", bought);
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_MERGER, .ratio = 333333,
	                                           .amount = 5 * M}, "NEW");
	assert_int_equal(apply(desk, true).state, DUE_NO_PRICE); /* the parts cannot be told before the new shares have a price */
	import(desk, "prices", "date,symbol,close\n2026-01-12,NEW,150\n");
	/* 100 for 33 and a third at 150, and 500: 55 a share; 100 / 11 are sold for money, a third of a new share for 50 */
	line = apply(desk, true);
	assert_int_equal(line.due.sold, 9090909);
	assert_int_equal(line.due.fraction, 333333);
	assert_int_equal(line.due.lieu, 50 * M);
	/* (1000 - 100 / 11 * 10) * 10 = 9090.9091 of cost for 33.333333 shares, of which the whole ones keep 33 / 33.333333 */
	assert_true(llabs(line.cost_after - 9000000099) <= 1); /* the unit costs of its lots are a millionth apart */
	assert_int_equal(line.realised, 550 * M - (10000 * M - line.cost_after));
	assert_int_equal(apply(desk, false).realised, line.realised);
	assert_int_equal(held_of(desk, "C1", "NEW").cost, line.cost_after);
	assert_int_equal(held_of(desk, "C1", "NEW").quantity, 33 * M);
	assert_int_equal(held_of(desk, "C1", "NEW").cash, 550 * M);
}

static void a_merger_for_money_alone_is_a_sale(void **state)
{
	struct desk *desk = *state;
	struct due_line line;

	import(desk, "transactions", bought);
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_MERGER, .amount = 95 * M}, NULL);
	line = apply(desk, false);
	assert_int_equal(line.cost_after, 0);
	assert_int_equal(line.realised, -500 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 0);
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 9500 * M);
}

static void shares_for_a_dividend_earn_what_the_money_would(void **state)
{
	struct desk *desk = *state;
	int64_t value = 0;

	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-05,C1,A,deposit,,10000,,,,d1\n2026-01-05,C1,A,buy,FUND,10000,1,,,b1\n");
	import(desk, "prices", "date,symbol,close\n2026-01-05,FUND,1\n2026-01-09,FUND,1\n2026-01-12,FUND,0.8\n2026-01-30,FUND,0.8\n");
	say(desk, "FUND", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_DIVIDEND, .amount = 200000}, NULL);
	assert_done(desk->book, actions_elect(desk->session, "C1", "A", NULL, ELECTION_DIVIDEND, DIVIDEND_REINVEST, "Zhou Wei",
	                                      &desk->book->err));
	assert_int_equal(apply(desk, false).state, DUE_READY);
	assert_int_equal(held_of(desk, "C1", "FUND").quantity, 12500 * M); /* 2000 / 0.8 more */
	assert_int_equal(held_of(desk, "C1", "FUND").cash, 0);
	assert_int_equal(held_of(desk, "C1", "FUND").cost, 12000 * M);
	assert_true(fabs(return_of(desk, &value)) < 1e-12);
	assert_int_equal(value, 10000 * M);
}

/* ---- once ----------------------------------------------------------------------------------------------------------- */

static void an_action_is_entered_once_and_can_be_taken_back_whole(void **state)
{
	struct desk *desk = *state;
	const struct held before = {.quantity = 100 * M, .cost = 10000 * M};
	struct held held;
	size_t entries = 0;

	import(desk, "transactions", bought);
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SPLIT, .ratio = 3333333}, NULL);
	import(desk, "prices", "date,symbol,close\n2026-01-09,OLD,100\n2026-01-12,OLD,30\n");
	assert_int_equal(apply(desk, true).state, DUE_READY);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 100 * M); /* a trial keeps nothing */
	assert_int_equal(waiting(desk), 1);
	assert_int_equal(apply(desk, false).due.becomes, 333 * M);
	held = held_of(desk, "C1", "OLD");
	assert_int_equal(held.quantity, 333 * M);
	assert_int_equal(held.cash, 10 * M); /* 0.333333 * 30 */
	assert_int_equal(waiting(desk), 0);
	assert_int_equal(apply(desk, false).action.id, 0);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 333 * M);
	for (int round = 0; round < 2; round++) {
		assert_done(desk->book, actions_undo(desk->session, 1, 0, "Zhou Wei", &entries, &(size_t){0}, &desk->book->err));
		assert_int_equal(entries, 2);
		held = held_of(desk, "C1", "OLD");
		assert_int_equal(held.quantity, before.quantity);
		assert_int_equal(held.cost, before.cost);
		assert_int_equal(held.cash, 0);
		assert_fails(desk->book, STATUS_REFUSED, "nobody's account",
		             actions_undo(desk->session, 1, 0, "Zhou Wei", &entries, &(size_t){0}, &desk->book->err));
		assert_int_equal(waiting(desk), 1);
		assert_int_equal(apply(desk, false).state, DUE_READY); /* it can be entered again */
		assert_int_equal(held_of(desk, "C1", "OLD").quantity, 333 * M);
	}
}

static void what_a_statement_brought_is_found_and_not_doubled(void **state)
{
	struct desk *desk = *state;

	import(desk, "transactions", bought);
	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-13,C1,A,split,OLD,100,,,,s1\n2026-01-22,C1,A,dividend,OLD,320,,,,v1\n");
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SPLIT, .ratio = 2 * M}, NULL);
	assert_int_equal(apply(desk, false).state, DUE_FOUND);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 200 * M);
	assert_int_equal(waiting(desk), 0);
	/* 2.00 on 200 shares, a fifth kept back as tax */
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-19"), .paid = day("2026-01-21"), .type = ACTION_DIVIDEND,
	                                           .amount = 2 * M}, NULL);
	assert_int_equal(apply(desk, false).state, DUE_FOUND);
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 320 * M);
}

static void holdings_taken_over_later_have_the_action_in_them(void **state)
{
	struct desk *desk = *state;

	import(desk, "holdings", "client,account,symbol,quantity,unit_cost,acquired\nC1,A,OLD,200,50,2025-06-02\n");
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SPLIT, .ratio = 2 * M}, NULL);
	assert_int_equal(apply(desk, false).state, DUE_CONTAINED);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 200 * M);
	assert_int_equal(waiting(desk), 0);
}

static void actions_after_one_another_are_reckoned_in_their_order(void **state)
{
	struct desk *desk = *state;

	import(desk, "transactions", bought);
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-19"), .type = ACTION_DIVIDEND, .amount = M}, NULL);
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_BONUS, .ratio = 1500000}, NULL);
	(void)apply(desk, false);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 150 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 150 * M); /* on the shares the bonus made */
}

static void lots_that_were_used_since_block_the_account_and_nothing_else(void **state)
{
	struct desk *desk = *state;
	struct due_list list = {0};
	const struct due_filter filter = {0};

	import(desk, "transactions", bought);
	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-14,C1,A,sell,OLD,60,50,,,s1\n2026-01-05,C2,B,deposit,,1000,,,,d2\n2026-01-05,C2,B,buy,OLD,10,100,,,b2\n");
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SPLIT, .ratio = 2 * M}, NULL);
	assert_done(desk->book, actions_apply(desk->session, &filter, "Zhou Wei", false, &list, &desk->book->err));
	assert_int_equal(list.count, 2);
	assert_int_equal(list.lines[0].state, DUE_BLOCKED);
	assert_non_null(strstr(list.lines[0].why, "only 40 left"));
	assert_int_equal(list.lines[1].state, DUE_READY);
	due_list_clear(&list);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 40 * M);
	assert_int_equal(held_of(desk, "C2", "OLD").quantity, 20 * M);
	assert_int_equal(waiting(desk), 1);
}

/* Both in one transaction: what C1 cannot take leaves no trace of it, what it can is kept, and C2 is as if it were alone. */
static void one_that_is_refused_takes_no_neighbour_with_it(void **state)
{
	struct desk *desk = *state;
	const struct due_filter filter = {0};
	struct journal_head before, after;
	struct due_list list = {0};

	import(desk, "transactions", bought);
	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-14,C1,A,sell,OLD,60,50,,,s1\n2026-01-05,C2,B,deposit,,1000,,,,d2\n2026-01-05,C2,B,buy,OLD,10,100,,,b2\n");
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-09"), .type = ACTION_DIVIDEND, .amount = M}, NULL);
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SPLIT, .ratio = 2 * M}, NULL);
	assert_done(desk->book, journal_head(session_store(desk->session), &before, &desk->book->err));
	assert_done(desk->book, actions_apply(desk->session, &filter, NULL, true, &list, &desk->book->err)); /* nobody need be named */
	assert_int_equal(list.count, 4);
	due_list_clear(&list);
	assert_done(desk->book, journal_head(session_store(desk->session), &after, &desk->book->err));
	assert_int_equal(after.sequence, before.sequence);
	assert_fails(desk->book, STATUS_INVALID, "must be named",
	             actions_apply(desk->session, &filter, NULL, false, &list, &desk->book->err));
	assert_int_equal(waiting(desk), 4);
	assert_done(desk->book, actions_apply(desk->session, &filter, "Zhou Wei", false, &list, &desk->book->err));
	assert_int_equal(list.count, 4);
	assert_int_equal(actions_clients(&list), 2);
	due_list_clear(&list);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 40 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 3100 * M); /* 60 at 50 and 100 of dividend */
	assert_int_equal(held_of(desk, "C2", "OLD").quantity, 20 * M);
	assert_int_equal(held_of(desk, "C2", "OLD").cash, 10 * M);
	assert_int_equal(waiting(desk), 1);
	assert_done(desk->book, journal_head(session_store(desk->session), &after, &desk->book->err));
	assert_int_equal(after.sequence, before.sequence + 2); /* a record for each client */
}

static void rights_are_bought_where_they_were_chosen_and_lapse_elsewhere(void **state)
{
	struct desk *desk = *state;

	import(desk, "transactions", bought);
	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-05,C1,A,deposit,,500,,,,d3\n2026-01-05,C2,B,deposit,,10000,,,,d2\n2026-01-05,C2,B,buy,OLD,100,100,,,b2\n");
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_RIGHTS, .ratio = 200000,
	                                           .price = 8 * M}, NULL);
	assert_done(desk->book, actions_elect(desk->session, "C1", "A", "OLD", ELECTION_RIGHTS, 1, "Zhou Wei", &desk->book->err));
	(void)apply(desk, false);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 120 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 340 * M);
	assert_int_equal(held_of(desk, "C2", "OLD").quantity, 100 * M);
	assert_int_equal(waiting(desk), 0);
}

static void rights_an_account_cannot_pay_for_are_not_entered(void **state)
{
	struct desk *desk = *state;
	struct due_line line;

	import(desk, "transactions", bought); /* no money is left */
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_RIGHTS, .ratio = 200000,
	                                           .price = 8 * M}, NULL);
	assert_done(desk->book, actions_elect(desk->session, "C1", "A", "OLD", ELECTION_RIGHTS, 1, "Zhou Wei", &desk->book->err));
	line = apply(desk, false);
	assert_int_equal(line.state, DUE_BLOCKED);
	assert_non_null(strstr(line.why, "account A of C1 has less than the 160.00 its rights cost"));
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 100 * M);
	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-14,C1,A,deposit,,160,,,,d3\n"); /* after the ex day, as the payment of rights is */
	assert_int_equal(apply(desk, false).state, DUE_READY);
	assert_int_equal(held_of(desk, "C1", "OLD").quantity, 120 * M);
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 0);
}

static void money_of_another_currency_is_exchanged_at_the_rate_of_its_day(void **state)
{
	struct desk *desk = *state;

	import(desk, "rates", "date,base,quote,rate\n2026-01-05,HKD,CNY,0.9\n2026-01-20,HKD,CNY,0.92\n");
	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-05,C1,A,deposit,,9000,,,,d1\n2026-01-05,C1,A,buy,HKG,100,100,,HKD,b1\n");
	say(desk, "HKG", (struct corporate_action){.date = day("2026-01-12"), .paid = day("2026-01-20"), .type = ACTION_DIVIDEND,
	                                           .amount = 3 * M}, NULL);
	assert_int_equal(apply(desk, false).cash, 276 * M); /* 300 HKD at 0.92 */
	assert_int_equal(held_of(desk, "C1", "HKG").cash, 276 * M);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_split_earns_nothing),
		TEST(a_dividend_is_earned_on_the_ex_day_however_late_it_is_paid),
		TEST(a_merger_earns_what_the_new_share_is_worth_more),
		TEST(money_beside_shares_pays_for_its_part_of_every_purchase),
		TEST(what_a_merger_realises_is_its_money_less_what_went_for_it),
		TEST(a_merger_for_money_alone_is_a_sale),
		TEST(shares_for_a_dividend_earn_what_the_money_would),
		TEST(an_action_is_entered_once_and_can_be_taken_back_whole),
		TEST(what_a_statement_brought_is_found_and_not_doubled),
		TEST(holdings_taken_over_later_have_the_action_in_them),
		TEST(actions_after_one_another_are_reckoned_in_their_order),
		TEST(lots_that_were_used_since_block_the_account_and_nothing_else),
		TEST(one_that_is_refused_takes_no_neighbour_with_it),
		TEST(rights_are_bought_where_they_were_chosen_and_lapse_elsewhere),
		TEST(rights_an_account_cannot_pay_for_are_not_entered),
		TEST(money_of_another_currency_is_exchanged_at_the_rate_of_its_day),
	};

	return cmocka_run_group_tests_name("test_actions", tests, NULL, NULL);
}
