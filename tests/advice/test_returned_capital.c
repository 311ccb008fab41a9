/* Capital given back: from a statement or a fact to the ledger, into figures and files, and back. */
#include "tests/advice/actions_desk.h"

#include "engine/base/text.h"
#include "report/renderer.h"

#define HEADER "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"

static struct corporate_action given(const char *ex, const char *paid, int64_t amount)
{
	struct corporate_action action = {.date = day(ex), .type = ACTION_RETURN_OF_CAPITAL, .amount = amount};

	if (paid != NULL)
		action.paid = day(paid);
	return action;
}

/* The lots of a client's OLD, as text: quantity@cost/day. */
static void assert_lots(struct desk *desk, const char *expected)
{
	struct store *store = session_store(desk->session);
	struct holdings holdings = {0};
	struct instrument instrument;
	struct client client;
	struct text found = {0};

	assert_done(desk->book, store_find_client(store, "C1", &client, &desk->book->err));
	assert_done(desk->book, store_find_instrument(store, "OLD", &instrument, &desk->book->err));
	assert_done(desk->book, store_holdings(store, client.id, session_today(desk->session), &holdings, &desk->book->err));
	for (size_t i = 0; i < holdings.lot_count; i++) {
		char count[DECIMAL_TEXT_SIZE], cost[DECIMAL_TEXT_SIZE], bought_on[DATE_TEXT_SIZE];

		if (holdings.lots[i].instrument_id == instrument.id)
			text_addf(&found, "%s@%s/%s ", decimal_format(holdings.lots[i].quantity, count),
			          decimal_format(holdings.lots[i].unit_cost, cost), date_format(holdings.lots[i].acquired, bought_on));
	}
	assert_string_equal(text_string(&found), expected);
	text_clear(&found);
	holdings_clear(&holdings);
}

static void count_finding(void *context, const char *finding)
{
	print_message("%s\n", finding);
	++*(int *)context;
}

static void assert_sound(struct desk *desk)
{
	int findings = 0;

	assert_done(desk->book, store_check(session_store(desk->session), count_finding, &findings, &desk->book->err));
	assert_int_equal(findings, 0);
}

static char *export_of(struct desk *desk, const char *kind)
{
	struct text text = {0};
	struct sink sink = sink_to_text(&text);
	char *owned;

	assert_done(desk->book, intake_export(desk->session, kind, &sink, &desk->book->err));
	owned = strdup(text_string(&text));
	text_clear(&text);
	return owned;
}

/* ---- from a statement ----------------------------------------------------------------------------------------------- */

static void a_statement_lowers_the_cost_of_every_lot_by_its_shares(void **state)
{
	struct desk *desk = *state;
	struct held held;

	/* 100 at 100.00 and 50 at 40.00: 300.00 are 2.00 a share */
	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-06,C1,A,deposit,,2000,,,,d2\n2026-01-06,C1,A,buy,OLD,50,40,,,b2\n"
	       "2026-01-20,C1,A,return_of_capital,OLD,300,,,,r1\n");
	assert_lots(desk, "100@98/2026-01-05 50@38/2026-01-06 ");
	held = held_of(desk, "C1", "OLD");
	assert_int_equal(held.cash, 300 * M);
	assert_int_equal(held.quantity, 150 * M);
	assert_int_equal(held.cost, 11700 * M); /* 12000 less 300 */
	assert_sound(desk);
	/* a tax on it is what it cost, not less of a return */
	import(desk, "transactions", HEADER "2026-01-21,C1,A,return_of_capital,OLD,150,,15,,r2\n");
	assert_lots(desk, "100@97/2026-01-05 50@37/2026-01-06 ");
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 435 * M);
}

static void it_is_a_return_and_no_money_from_outside(void **state)
{
	struct desk *desk = *state;
	int64_t value = 0;

	/* the price falls by what is given back: nothing is earned, and nothing came from outside */
	import(desk, "transactions", bought);
	import(desk, "prices", "date,symbol,close\n2026-01-05,OLD,100\n2026-01-09,OLD,100\n2026-01-12,OLD,98\n2026-01-30,OLD,98\n");
	import(desk, "transactions", HEADER "2026-01-12,C1,A,return_of_capital,OLD,200,,,,r1\n");
	assert_true(fabs(return_of(desk, &value)) < 1e-12);
	assert_int_equal(value, 10000 * M);
}

static void nothing_held_any_more_is_all_gain_and_no_lot(void **state)
{
	struct desk *desk = *state;

	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-13,C1,A,sell,OLD,100,100,,,s1\n2026-01-20,C1,A,return_of_capital,OLD,200,,,,r1\n");
	assert_lots(desk, "");
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 10200 * M);
	assert_sound(desk);
}

static void hear(void *context, size_t line, const char *column, const char *message)
{
	(void)line, (void)column;
	(void)snprintf(context, 300, "%s", message);
}

static void refuse(struct desk *desk, const char *row, const char *said)
{
	struct intake_result result;
	char content[400], heard[300] = "";

	(void)snprintf(content, sizeof content, HEADER "%s", row);
	(void)intake_import(desk->session, "transactions", write_file(desk->book, "bad.csv", content), false, hear, heard, &result,
	                    &desk->book->err);
	if (strstr(heard, said) == NULL && strstr(desk->book->err.message, said) == NULL)
		fail_msg("%s: \"%s\" \"%s\" does not say \"%s\"", row, heard, desk->book->err.message, said);
}

static void what_cannot_be_is_refused_in_words(void **state)
{
	struct desk *desk = *state;

	import(desk, "transactions", bought);
	refuse(desk, "2026-01-20,C1,A,return_of_capital,,300,,,,r1\n", "a return_of_capital needs the symbol of an instrument");
	refuse(desk, "2026-01-20,C1,A,return_of_capital,OLD,3,,5,,r1\n", "the fee is more than what is given back");
	refuse(desk, "2026-01-20,C1,A,return_of_capital,OLD,-3,,,,r1\n", "-3 is not above 0");
	refuse(desk, "2026-01-20,C1,A,return_of_capitol,OLD,3,,,,r1\n", "transfer_out, return_of_capital");
	import(desk, "transactions", HEADER "2026-01-20,C1,A,split,OLD,100,,,,x1\n");
	refuse(desk, "2026-01-12,C1,A,return_of_capital,OLD,300,,,,r1\n", "the capital given back on 2026-01-12 comes too late: the lots it "
	       "is of were exchanged on 2026-01-20");
	assert_lots(desk, "200@50/2026-01-05 ");
}

/* ---- from a fact ---------------------------------------------------------------------------------------------------- */

static void what_is_due_is_shown_first_and_entered_on_the_day_it_is_paid(void **state)
{
	struct desk *desk = *state;
	struct due_line line;
	int64_t value = 0;

	import(desk, "transactions", bought);
	import(desk, "prices", "date,symbol,close\n2026-01-05,OLD,100\n2026-01-09,OLD,100\n2026-01-12,OLD,97.5\n2026-01-30,OLD,97.5\n");
	say(desk, "OLD", given("2026-01-12", "2026-01-20", 2500000), NULL);
	open_on(desk, "2026-01-15");
	assert_int_equal(apply(desk, false).state, DUE_LATER);
	open_on(desk, "2026-01-30");
	line = apply(desk, true);
	assert_int_equal(line.state, DUE_READY);
	assert_int_equal(line.cash, 250 * M);
	assert_int_equal(line.due.becomes, 100 * M);
	assert_int_equal(line.cost_before, 10000 * M);
	assert_int_equal(line.cost_after, 9750 * M);
	assert_int_equal(line.lots_before, 1);
	assert_int_equal(line.lots_after, 1);
	assert_int_equal(line.realised, 0);
	assert_lots(desk, "100@100/2026-01-05 "); /* a look changes nothing */
	assert_int_equal(apply(desk, false).state, DUE_READY);
	assert_lots(desk, "100@97.5/2026-01-05 ");
	assert_true(fabs(return_of(desk, &value)) < 1e-12); /* earned on the ex day, when the price fell */
	assert_int_equal(value, 10000 * M);
	assert_int_equal(waiting(desk), 0);
	assert_sound(desk);
	open_on(desk, "2026-01-16");
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 0);
}

static void shares_sold_before_the_money_came_have_no_cost_left_and_later_purchases_no_part(void **state)
{
	struct desk *desk = *state;
	struct due_line line;

	/*
	 * 100 held on the ex day, 40 of them sold and 30 bought before the money: 1.00 a share on 100; 60.00 lower the cost of what is
	 * left of them, 40.00 are gain.
	 */
	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-13,C1,A,sell,OLD,40,100,,,s1\n2026-01-14,C1,A,buy,OLD,30,90,,,b2\n");
	say(desk, "OLD", given("2026-01-12", "2026-01-20", M), NULL);
	line = apply(desk, false);
	assert_int_equal(line.state, DUE_READY);
	assert_int_equal(line.cash, 100 * M);
	assert_int_equal(line.cost_before, 6000 * M);
	assert_int_equal(line.cost_after, 5940 * M);
	assert_int_equal(line.realised, 40 * M);
	assert_lots(desk, "60@99/2026-01-05 30@90/2026-01-14 ");
	assert_sound(desk);
}

/* The same sale, the same money: what is gained in all does not depend on which of the two is entered first. */
static void entered_late_it_gains_with_the_sale_what_it_would_have_gained_in_time(void **state)
{
	struct desk *desk = *state;
	struct due_line line;

	/* sold 40 after the money: in time they had cost 99.00 and gained 40 on 4000; late 0, and 40 of the money are gain */
	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-23,C1,A,sell,OLD,40,100,,,s1\n");
	say(desk, "OLD", given("2026-01-12", "2026-01-20", M), NULL);
	line = apply(desk, false);
	assert_int_equal(line.state, DUE_READY);
	assert_int_equal(line.realised, 40 * M);
	assert_lots(desk, "60@99/2026-01-05 ");
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 4100 * M);
	assert_sound(desk);
}

static void what_exceeds_the_cost_of_a_lot_is_gain(void **state)
{
	struct desk *desk = *state;
	struct due_line line;

	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-06,C1,A,deposit,,50,,,,d2\n2026-01-06,C1,A,buy,OLD,50,1,,,b2\n");
	say(desk, "OLD", given("2026-01-12", NULL, 3 * M), NULL);
	line = apply(desk, false);
	assert_int_equal(line.cash, 450 * M);
	assert_int_equal(line.cost_before - line.cost_after, 350 * M); /* 300, and the 50 the second lot had cost */
	assert_int_equal(line.realised, 100 * M);
	assert_lots(desk, "100@97/2026-01-05 50@0/2026-01-06 ");
}

static void it_is_taken_back_to_the_lots_there_were(void **state)
{
	struct desk *desk = *state;
	struct corporate_action *actions = NULL;
	size_t entries = 0, count = 0;
	char *before, *after;

	import(desk, "transactions", bought);
	before = export_of(desk, "transactions");
	say(desk, "OLD", given("2026-01-12", NULL, 333333), NULL); /* 33.33 on 100 */
	assert_int_equal(apply(desk, false).cash, 33330000);
	assert_lots(desk, "100@99.6667/2026-01-05 ");
	assert_done(desk->book, store_actions(session_store(desk->session), 0, day("2026-01-01"), day("2026-01-30"), &actions, &count,
	                                      &desk->book->err));
	assert_done(desk->book, actions_undo(desk->session, actions[0].id, 0, "Zhou Wei", &entries, &(size_t){0}, &desk->book->err));
	free(actions);
	assert_int_equal(entries, 1);
	assert_lots(desk, "100@100/2026-01-05 ");
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 0);
	after = export_of(desk, "transactions");
	assert_string_equal(before, after);
	assert_int_equal(waiting(desk), 1);
	assert_int_equal(apply(desk, false).state, DUE_READY);
	assert_lots(desk, "100@99.6667/2026-01-05 ");
	assert_sound(desk);
	free(before);
	free(after);
}

static void what_a_statement_brought_of_it_is_found(void **state)
{
	static const struct {
		const char *row;
		enum due_state state;
	} cases[] = {
		{"2026-01-22,C1,A,return_of_capital,OLD,250,,,,r1\n", DUE_FOUND}, /* later than it was to be paid */
		{"2026-01-20,C1,A,dividend,OLD,250,,,,r1\n", DUE_FOUND},          /* who read it took it for one */
		{"2026-01-20,C1,A,dividend,OLD,80,,,,r1\n", DUE_READY},           /* another payment of the day */
		{"2026-01-20,C1,A,interest,OLD,250,,,,r1\n", DUE_READY},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct desk *desk = NULL;
		void *own = NULL;
		char content[300];

		(void)set_up(&own);
		desk = own;
		import(desk, "transactions", bought);
		say(desk, "OLD", given("2026-01-12", "2026-01-20", 2500000), NULL);
		(void)snprintf(content, sizeof content, HEADER "%s", cases[i].row);
		import(desk, "transactions", content);
		assert_int_equal(apply(desk, false).state, cases[i].state);
		assert_int_equal(waiting(desk), 0);
		(void)tear_down(&own);
	}
}

static void a_split_between_that_came_first_blocks_it_and_says_why(void **state)
{
	struct desk *desk = *state;
	struct due_line line;

	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-26,C1,A,split,OLD,100,,,,x1\n");
	say(desk, "OLD", given("2026-01-12", "2026-01-20", M), NULL);
	line = apply(desk, false);
	assert_int_equal(line.state, DUE_BLOCKED);
	assert_non_null(strstr(line.why, "comes too late"));
	assert_lots(desk, "200@50/2026-01-05 ");
}

static void months_that_overlap_are_each_of_what_was_held_then(void **state)
{
	struct desk *desk = *state;
	const struct due_filter filter = {0};
	struct due_list list = {0};

	/* the second goes ex before the first is paid; 50 were bought in between and have a part of the second alone */
	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-09,C1,A,deposit,,5000,,,,d2\n2026-01-09,C1,A,buy,OLD,50,100,,,b2\n");
	say(desk, "OLD", given("2026-01-08", "2026-01-20", M), NULL);
	say(desk, "OLD", given("2026-01-12", "2026-01-22", 2 * M), NULL);
	assert_done(desk->book, actions_apply(desk->session, &filter, "Zhou Wei", false, &list, &desk->book->err));
	assert_int_equal(list.count, 2);
	assert_int_equal(list.lines[0].state, DUE_READY);
	assert_int_equal(list.lines[1].state, DUE_READY);
	assert_int_equal(list.lines[0].cash, 100 * M);
	assert_int_equal(list.lines[1].cash, 300 * M);
	due_list_clear(&list);
	assert_lots(desk, "100@97/2026-01-05 50@98/2026-01-09 ");
	assert_sound(desk);
}

static void capital_of_another_currency_lowers_the_cost_in_its_own(void **state)
{
	struct desk *desk = *state;

	import(desk, "rates", "date,base,quote,rate\n2026-01-05,HKD,CNY,0.9\n2026-01-20,HKD,CNY,0.92\n");
	import(desk, "transactions", HEADER "2026-01-05,C1,A,deposit,,9000,,,,d1\n2026-01-05,C1,A,buy,HKG,100,100,,HKD,b1\n");
	say(desk, "HKG", given("2026-01-12", "2026-01-20", 3 * M), NULL);
	assert_int_equal(apply(desk, false).cash, 276 * M); /* 300 HKD at 0.92 */
	assert_int_equal(held_of(desk, "C1", "HKG").cost, 9700 * M);
	open_on(desk, "2026-02-27"); /* a row nearer to it might be the same payment, and would be asked about */
	import(desk, "rates", "date,base,quote,rate\n2026-02-10,HKD,CNY,0.92\n");
	import(desk, "transactions", HEADER "2026-02-10,C1,A,return_of_capital,HKG,200,,,HKD,r2\n");
	assert_int_equal(held_of(desk, "C1", "HKG").cost, 9500 * M);
	assert_int_equal(held_of(desk, "C1", "HKG").cash, 460 * M);
	assert_sound(desk);
}

/* ---- files ---------------------------------------------------------------------------------------------------------- */

/* Everything above at once, written out, read into an empty book: the same entries and the same lots. */
static void a_book_written_out_and_read_again_has_the_same_lots(void **state)
{
	struct desk *desk = *state, *other = NULL;
	void *own = NULL;
	const struct due_filter filter = {0};
	struct due_list list = {0};
	struct intake_result result;
	char *transactions, *holdings, *again;

	import(desk, "rates", "date,base,quote,rate\n2026-01-05,HKD,CNY,0.9\n");
	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-06,C1,A,deposit,,9000,,,,d2\n2026-01-06,C1,A,buy,OLD,33.3,99.7,1,,b2\n"
	       "2026-01-07,C1,A,return_of_capital,OLD,77.77,,,,r1\n2026-01-08,C1,A,sell,OLD,20,100,,,s1\n"
	       "2026-01-13,C1,A,sell,OLD,30,100,,,s2\n2026-01-14,C1,A,buy,OLD,10,90,,,b3\n2026-01-23,C1,A,sell,OLD,11,100,,,s3\n"
	       "2026-01-08,C1,A,buy,HKG,7,100,,HKD,b4\n2026-01-09,C1,A,return_of_capital,HKG,1.23,,,HKD,r2\n"
	       "2026-01-09,C1,A,return_of_capital,FUND,5,,,,r3\n");
	say(desk, "OLD", given("2026-01-12", "2026-01-20", 123457), NULL);
	assert_done(desk->book, actions_apply(desk->session, &filter, "Zhou Wei", false, &list, &desk->book->err));
	assert_int_equal(list.lines[0].state, DUE_READY);
	due_list_clear(&list);
	assert_sound(desk);
	transactions = export_of(desk, "transactions");
	holdings = export_of(desk, "holdings");
	assert_non_null(strstr(transactions, ",none"));
	assert_done(desk->book, intake_import(desk->session, "transactions", write_file(desk->book, "again.csv", transactions), false,
	                                      never, NULL, &result, &desk->book->err));
	assert_int_equal(result.added, 0); /* its own file changes nothing */

	session_close(desk->session);
	desk->session = NULL;
	{ /* the desk of a test is one: put it aside */
		struct desk aside = *desk;

		(void)set_up(&own);
		other = own;
		import(other, "rates", "date,base,quote,rate\n2026-01-05,HKD,CNY,0.9\n");
		import(other, "transactions", transactions);
		again = export_of(other, "transactions");
		assert_string_equal(again, transactions);
		free(again);
		again = export_of(other, "holdings");
		assert_string_equal(again, holdings);
		free(again);
		assert_sound(other);
		(void)tear_down(&own);
		*desk = aside;
	}
	free(transactions);
	free(holdings);
}

static void an_import_of_it_is_taken_back_and_brought_back(void **state)
{
	struct desk *desk = *state;
	struct intake_turn turn = {0};
	int64_t id;

	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-12,C1,A,return_of_capital,OLD,250,,,,r1\n2026-01-13,C1,A,sell,OLD,40,100,,,s1\n");
	id = last_import(desk);
	assert_lots(desk, "60@97.5/2026-01-05 ");
	assert_done(desk->book, intake_undo(desk->session, id, &turn, &desk->book->err));
	assert_int_equal(turn.entries, 2);
	assert_lots(desk, "100@100/2026-01-05 ");
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 0);
	assert_done(desk->book, intake_redo(desk->session, id, &turn, &desk->book->err));
	assert_lots(desk, "60@97.5/2026-01-05 ");
	assert_int_equal(held_of(desk, "C1", "OLD").cash, 4250 * M);
	assert_sound(desk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_statement_lowers_the_cost_of_every_lot_by_its_shares),
		TEST(it_is_a_return_and_no_money_from_outside),
		TEST(nothing_held_any_more_is_all_gain_and_no_lot),
		TEST(what_cannot_be_is_refused_in_words),
		TEST(what_is_due_is_shown_first_and_entered_on_the_day_it_is_paid),
		TEST(shares_sold_before_the_money_came_have_no_cost_left_and_later_purchases_no_part),
		TEST(entered_late_it_gains_with_the_sale_what_it_would_have_gained_in_time),
		TEST(what_exceeds_the_cost_of_a_lot_is_gain),
		TEST(it_is_taken_back_to_the_lots_there_were),
		cmocka_unit_test(what_a_statement_brought_of_it_is_found),
		TEST(a_split_between_that_came_first_blocks_it_and_says_why),
		TEST(months_that_overlap_are_each_of_what_was_held_then),
		TEST(capital_of_another_currency_lowers_the_cost_in_its_own),
		TEST(a_book_written_out_and_read_again_has_the_same_lots),
		TEST(an_import_of_it_is_taken_back_and_brought_back),
	};

	return cmocka_run_group_tests_name("test_returned_capital", tests, NULL, NULL);
}
