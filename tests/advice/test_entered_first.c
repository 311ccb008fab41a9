/* A corporate action and the statement of it: whichever comes first, one event is in the book once. */
#include "tests/advice/actions_desk.h"

#include "advice/intake/occurrence.h"
#include "engine/base/text.h"

#define HEADER "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"

static struct corporate_action pays(const char *ex, const char *paid, int64_t amount)
{
	struct corporate_action action = {.date = day(ex), .type = ACTION_DIVIDEND, .amount = amount};

	if (paid != NULL)
		action.paid = day(paid);
	return action;
}

static void count_difference(void *context, size_t line, const char *message)
{
	(void)line;
	assert_true(message[0] != '\0');
	++*(size_t *)context;
}

/* A file of these rows, which is good. */
static struct intake_result take(struct desk *desk, const char *rows)
{
	size_t told = 0;
	const struct intake_options options = {.problem = never, .differs = count_difference, .context = &told};
	struct intake_result result;
	struct text content = {0};

	text_addf(&content, HEADER "%s", rows);
	assert_done(desk->book, intake_take(desk->session, "transactions", write_file(desk->book, "in.csv", text_string(&content)),
	                                    &options, &result, &desk->book->err));
	text_clear(&content);
	assert_int_equal(told, result.differing);
	return result;
}

static void assert_took(struct intake_result result, size_t added, size_t same, size_t recognised, size_t differing)
{
	assert_int_equal(result.added, added);
	assert_int_equal(result.same, same);
	assert_int_equal(result.recognised, recognised);
	assert_int_equal(result.differing, differing);
}

static int64_t cash_of(struct desk *desk)
{
	return held_of(desk, "C1", "OLD").cash;
}

/* ---- the rule ------------------------------------------------------------------------------------------------------- */

static void the_rule_tells_the_same_from_other_figures_and_from_another_event(void **state)
{
	const struct occurrence dividend = {.action = ACTION_DIVIDEND, .type = ENTRY_DIVIDEND, .from = {100}, .to = {120},
	                                    .currency = "CNY", .cash = 100 * M};
	const struct occurrence capital = {.action = ACTION_RETURN_OF_CAPITAL, .type = ENTRY_RETURN_OF_CAPITAL, .from = {100},
	                                   .to = {120}, .currency = "CNY", .cash = 100 * M};
	const struct occurrence shares = {.action = ACTION_DIVIDEND, .type = ENTRY_BUY, .from = {100}, .to = {120},
	                                  .currency = "CNY", .cash = -100 * M, .quantity = 10 * M};
	const struct occurrence split = {.action = ACTION_SPLIT, .type = ENTRY_SPLIT, .from = {100}, .to = {120}, .currency = "CNY",
	                                 .quantity = 50500000, .other = 50 * M, .held = 101 * M};
	const struct occurrence old = {.action = ACTION_MERGER, .type = ENTRY_TRANSFER_OUT, .from = {100}, .to = {120},
	                               .currency = "CNY", .quantity = -60 * M, .other = -100 * M, .other_cash = 400 * M};
	const struct occurrence foreign = {.action = ACTION_DIVIDEND, .type = ENTRY_DIVIDEND, .from = {100}, .to = {120},
	                                   .currency = "HKD", .cash = 0, .amount = 300 * M};
	const struct {
		const struct occurrence *occurrence;
		struct entry entry;
		enum said said;
	} cases[] = {
		{&dividend, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 100 * M}, SAID},
		{&dividend, {.type = ENTRY_DIVIDEND, .date = {100}, .cash = 100010000}, SAID},           /* a fen */
		{&dividend, {.type = ENTRY_DIVIDEND, .date = {120}, .cash = 100020000}, SAID_OTHERWISE}, /* and two */
		{&dividend, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 80 * M}, SAID_OTHERWISE},
		{&dividend, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 150 * M}, SAID_PERHAPS},
		{&dividend, {.type = ENTRY_DIVIDEND, .date = {99}, .cash = 100 * M}, SAID_NOT},
		{&dividend, {.type = ENTRY_DIVIDEND, .date = {121}, .cash = 100 * M}, SAID_NOT},
		{&dividend, {.type = ENTRY_INTEREST, .date = {110}, .cash = 100 * M}, SAID_NOT},
		{&dividend, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 100 * M, .reference = "action 7 1"}, SAID_NOT},
		{&dividend, {.type = ENTRY_RETURN_OF_CAPITAL, .date = {110}, .cash = 100 * M}, SAID_OTHERWISE},
		{&capital, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 100 * M}, SAID}, /* the issuer knows what it is */
		{&capital, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 80 * M}, SAID_NOT},
		{&capital, {.type = ENTRY_RETURN_OF_CAPITAL, .date = {110}, .cash = 80 * M}, SAID_OTHERWISE},
		{&shares, {.type = ENTRY_BUY, .date = {110}, .quantity = 10 * M, .cash = -100 * M}, SAID},
		{&shares, {.type = ENTRY_TRANSFER_IN, .date = {110}, .quantity = 10004000}, SAID},
		{&shares, {.type = ENTRY_BUY, .date = {110}, .quantity = 10 * M, .cash = -99 * M}, SAID_OTHERWISE},
		{&shares, {.type = ENTRY_BUY, .date = {110}, .quantity = 15 * M, .cash = -150 * M}, SAID_PERHAPS},
		{&shares, {.type = ENTRY_BUY, .date = {110}, .quantity = 300 * M, .cash = -3000 * M}, SAID_NOT},
		{&shares, {.type = ENTRY_BUY, .date = {110}, .quantity = 15 * M, .cash = -155 * M, .fee = 5 * M}, SAID_NOT},
		{&split, {.type = ENTRY_SPLIT, .date = {110}, .quantity = 50500000}, SAID},
		{&split, {.type = ENTRY_SPLIT, .date = {110}, .quantity = 50 * M}, SAID}, /* without the fraction */
		{&split, {.type = ENTRY_SPLIT, .date = {110}, .quantity = 75 * M}, SAID_OTHERWISE},
		{&split, {.type = ENTRY_TRANSFER_IN, .date = {110}, .quantity = 50 * M}, SAID},
		{&split, {.type = ENTRY_TRANSFER_IN, .date = {110}, .quantity = 30 * M}, SAID_PERHAPS}, /* for nothing */
		{&split, {.type = ENTRY_TRANSFER_IN, .date = {110}, .quantity = 30 * M, .price = 9 * M}, SAID_NOT},
		{&split, {.type = ENTRY_TRANSFER_OUT, .date = {110}, .quantity = -101 * M}, SAID_PERHAPS},
		{&split, {.type = ENTRY_SELL, .date = {110}, .quantity = -101 * M}, SAID_NOT},
		{&old, {.type = ENTRY_TRANSFER_OUT, .date = {110}, .quantity = -100 * M}, SAID},
		{&old, {.type = ENTRY_SELL, .date = {110}, .quantity = -100 * M, .cash = 400 * M}, SAID},
		{&old, {.type = ENTRY_SELL, .date = {110}, .quantity = -100 * M, .cash = 380 * M}, SAID_OTHERWISE},
		{&old, {.type = ENTRY_SELL, .date = {110}, .quantity = -20 * M, .cash = 80 * M}, SAID_NOT},
		{&foreign, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 270 * M, .price = 300 * M}, SAID}, /* whatever the rate was */
		{&foreign, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 270 * M, .price = 270 * M}, SAID_OTHERWISE},
		{&foreign, {.type = ENTRY_DIVIDEND, .date = {110}, .cash = 270 * M}, SAID}, /* what it was is not known */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (occurrence_said(cases[i].occurrence, &cases[i].entry) != cases[i].said)
			fail_msg("case %zu: %d", i, (int)occurrence_said(cases[i].occurrence, &cases[i].entry));
}

/* ---- one entry is one row's, and one action's -------------------------------------------------------------------------- */

static void an_entry_of_an_action_is_one_rows_over_all_files(void **state)
{
	struct desk *desk = *state;

	import(desk, "transactions", bought);
	say(desk, "OLD", pays("2026-01-12", NULL, M), NULL);
	assert_int_equal(apply(desk, false).state, DUE_READY);
	assert_took(take(desk, "2026-01-13,C1,A,dividend,OLD,100,,,,r1\n"), 0, 1, 1, 0);
	assert_took(take(desk, "2026-01-13,C1,A,dividend,OLD,100,,,,r1\n2026-01-14,C1,A,dividend,OLD,100,,,,r2\n"), 1, 1, 0, 0);
	assert_took(take(desk, "2026-01-15,C1,A,dividend,OLD,100,,,,r3\n"), 1, 0, 0, 0);
	assert_int_equal(cash_of(desk), 300 * M);
}

static void a_row_of_the_very_day_goes_before_one_that_came_first_in_the_file(void **state)
{
	struct desk *desk = *state;

	import(desk, "transactions", bought);
	say(desk, "OLD", pays("2026-01-12", NULL, M), NULL);
	(void)apply(desk, false);
	assert_took(take(desk, "2026-01-10,C1,A,dividend,OLD,90,,,,r1\n2026-01-12,C1,A,dividend,OLD,100,,,,r2\n"), 1, 1, 1, 0);
	assert_int_equal(cash_of(desk), 190 * M); /* the first is another payment, once the second has the entry */
}

static void one_entry_of_a_statement_is_found_by_one_action(void **state)
{
	struct desk *desk = *state;
	const struct due_filter filter = {0};
	struct due_list list = {0};

	/* two weeks of a payment, and a statement that has the first of them as yet */
	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-14,C1,A,dividend,OLD,100,,,,r1\n");
	say(desk, "OLD", pays("2026-01-09", NULL, M), NULL);
	say(desk, "OLD", pays("2026-01-16", NULL, M), NULL);
	for (int is_applied = 0; is_applied < 2; is_applied++) {
		if (is_applied)
			assert_done(desk->book, actions_apply(desk->session, &filter, "Zhou Wei", false, &list, &desk->book->err));
		else
			assert_done(desk->book, actions_due(desk->session, &filter, &list, &desk->book->err));
		assert_int_equal(list.count, 2);
		assert_int_equal(list.lines[0].state, DUE_FOUND);
		assert_int_equal(list.lines[1].state, DUE_READY);
		due_list_clear(&list);
	}
	assert_int_equal(cash_of(desk), 200 * M);
	assert_took(take(desk, "2026-01-14,C1,A,dividend,OLD,100,,,,r1\n2026-01-19,C1,A,dividend,OLD,100,,,,r2\n"), 0, 2, 1, 0);
	assert_int_equal(cash_of(desk), 200 * M);
}

static void a_sum_of_two_payments_of_a_day_is_found_in_two_rows(void **state)
{
	struct desk *desk = *state;
	size_t entries = 0, rows = 0;

	/* a dividend of 0.50 and capital gains of 0.50 are one fact of 1.00; neither row alone is near it */
	import(desk, "transactions", bought);
	import(desk, "transactions", HEADER "2026-01-14,C1,A,dividend,OLD,50,,,,r1\n2026-01-14,C1,A,dividend,OLD,50,,,,r2\n");
	say(desk, "OLD", pays("2026-01-12", NULL, M), NULL);
	assert_int_equal(apply(desk, false).state, DUE_FOUND);
	assert_int_equal(cash_of(desk), 100 * M);
	/* and the other way round both rows are told, until the action is taken back for them */
	say(desk, "OLD", pays("2026-01-26", NULL, M), NULL);
	assert_int_equal(apply(desk, false).state, DUE_READY);
	assert_took(take(desk, "2026-01-28,C1,A,dividend,OLD,50,,,,r3\n2026-01-28,C1,A,dividend,OLD,50,,,,r4\n"), 0, 0, 0, 2);
	assert_done(desk->book, actions_undo(desk->session, 2, 0, "Zhou Wei", &entries, &rows, &desk->book->err));
	assert_took(take(desk, "2026-01-28,C1,A,dividend,OLD,50,,,,r3\n2026-01-28,C1,A,dividend,OLD,50,,,,r4\n"), 2, 0, 0, 0);
	assert_int_equal(apply(desk, false).state, DUE_FOUND);
	assert_int_equal(cash_of(desk), 200 * M);
}

/* ---- taken back, and brought back ------------------------------------------------------------------------------------ */

static void an_import_that_only_recognised_is_undone_and_brought_back(void **state)
{
	static const char row[] = "2026-01-13,C1,A,dividend,OLD,100,,,,r1\n";
	struct desk *desk = *state;
	struct intake_turn turn;
	int64_t first;

	import(desk, "transactions", bought);
	say(desk, "OLD", pays("2026-01-12", NULL, M), NULL);
	(void)apply(desk, false);
	assert_took(take(desk, row), 0, 1, 1, 0);
	first = last_import(desk);
	assert_done(desk->book, intake_undo(desk->session, first, &turn, &desk->book->err));
	assert_int_equal(turn.entries, 0);
	/* nobody's again: another row may be it, and then the import does not come back */
	assert_took(take(desk, "2026-01-14,C1,A,dividend,OLD,100,,,,r2\n"), 0, 1, 1, 0);
	assert_int_equal(intake_redo(desk->session, first, &turn, &desk->book->err), STATUS_REFUSED);
	assert_done(desk->book, intake_undo(desk->session, last_import(desk), &turn, &desk->book->err));
	assert_done(desk->book, intake_redo(desk->session, first, &turn, &desk->book->err));
	assert_took(take(desk, row), 0, 1, 0, 0);
	assert_int_equal(cash_of(desk), 100 * M);
}

static void an_import_does_not_come_back_over_what_an_action_entered_since(void **state)
{
	static const char row[] = "2026-01-13,C1,A,dividend,OLD,100,,,,r1\n";
	struct desk *desk = *state;
	struct intake_turn turn;
	int64_t first;

	import(desk, "transactions", bought);
	assert_took(take(desk, row), 1, 0, 0, 0);
	first = last_import(desk);
	assert_done(desk->book, intake_undo(desk->session, first, &turn, &desk->book->err));
	say(desk, "OLD", pays("2026-01-12", NULL, M), NULL);
	assert_int_equal(apply(desk, false).state, DUE_READY);
	assert_int_equal(intake_redo(desk->session, first, &turn, &desk->book->err), STATUS_REFUSED);
	assert_non_null(strstr(desk->book->err.message, "entered since"));
	assert_took(take(desk, row), 0, 1, 1, 0);
	assert_int_equal(cash_of(desk), 100 * M);
}

static void an_action_taken_back_leaves_its_rows_to_the_statement(void **state)
{
	static const char row[] = "2026-01-13,C1,A,dividend,OLD,100,,,,r1\n";
	struct desk *desk = *state;
	size_t entries = 0, rows = 0;

	import(desk, "transactions", bought);
	say(desk, "OLD", pays("2026-01-12", NULL, M), NULL);
	(void)apply(desk, false);
	assert_took(take(desk, row), 0, 1, 1, 0);
	assert_done(desk->book, actions_undo(desk->session, 1, 0, "Zhou Wei", &entries, &rows, &desk->book->err));
	assert_int_equal(rows, 1);
	assert_took(take(desk, row), 1, 0, 0, 0);
	assert_int_equal(apply(desk, false).state, DUE_FOUND);
	assert_int_equal(cash_of(desk), 100 * M);
}

/* ---- any order ------------------------------------------------------------------------------------------------------- */

enum { PERIODS = 5, ROWS = 2 * PERIODS };

/* Events every twenty-five days, each of them in the statements, and most known as actions too. */
struct history {
	struct desk *desk;
	char rows[ROWS][120];
	size_t count;
	int64_t cash, shares;            /* expected                                                     */
	bool has_references;
};

static uint32_t next_random(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % below;
}

static void add_row(struct history *history, struct date date, const char *type, int64_t quantity)
{
	char on[DATE_TEXT_SIZE], amount[DECIMAL_TEXT_SIZE], reference[16] = "";

	if (history->has_references)
		(void)snprintf(reference, sizeof reference, "s%zu", history->count);
	(void)snprintf(history->rows[history->count++], sizeof history->rows[0], "%s,C1,A,%s,OLD,%s,,,,%s\n", date_format(date, on),
	               type, decimal_format(quantity, amount), reference);
}

/* The rows from `from` on, up to what there is. */
static void import_rows(struct history *history, size_t from)
{
	struct text rows = {0};
	struct intake_result result;

	for (size_t i = from; i < history->count; i++)
		text_add(&rows, history->rows[i]);
	result = take(history->desk, text_string(&rows));
	assert_int_equal(result.differing, 0);
	text_clear(&rows);
}

static void assert_as_expected(const struct history *history)
{
	const struct held held = held_of(history->desk, "C1", "OLD");

	assert_int_equal(held.cash, history->cash);
	assert_int_equal(held.quantity, history->shares);
}

/* What happens in a period: said as actions when is_known, and what statements show, a few days later. */
static void happen(struct history *history, struct date ex, bool is_known, uint32_t *seed)
{
	const uint32_t what = next_random(seed, 4), late = next_random(seed, 5);
	const int64_t amount = (int64_t)(1 + next_random(seed, 300)) * 10000;
	struct corporate_action action = {.date = ex, .amount = amount, .type = ACTION_DIVIDEND};
	const struct date booked = date_add_days(ex, (int)late);

	if (what == 0) {
		action = (struct corporate_action){.date = ex, .type = ACTION_SPLIT, .ratio = 2 * M};
		add_row(history, ex, "split", history->shares);
		history->shares *= 2;
	} else {
		const int64_t cash = history->shares / M * amount;

		action.type = what == 1 ? ACTION_RETURN_OF_CAPITAL : ACTION_DIVIDEND;
		add_row(history, booked, what == 1 ? "return_of_capital" : "dividend", cash);
		history->cash += cash;
		if (what == 3) { /* the same again a week later */
			add_row(history, date_add_days(booked, 7), "dividend", cash);
			history->cash += cash;
		}
	}
	if (!is_known)
		return;
	say(history->desk, "OLD", action, NULL);
	if (what == 3 && next_random(seed, 2) == 0) {
		action.date = date_add_days(ex, 7);
		say(history->desk, "OLD", action, NULL);
	}
}

static void import_undone_and_again(struct history *history, size_t from)
{
	struct intake_turn turn;
	const int64_t before = last_import(history->desk);

	import_rows(history, from);
	if (last_import(history->desk) == before)
		return; /* there was nothing new in it */
	assert_done(history->desk->book, intake_undo(history->desk->session, last_import(history->desk), &turn,
	                                             &history->desk->book->err));
	import_rows(history, from);
}

static void run_history(struct desk *desk, uint32_t seed)
{
	struct history history = {.desk = desk, .cash = 0, .shares = 100 * M};

	open_on(desk, "2026-12-31");
	import(desk, "transactions", bought);
	history.has_references = next_random(&seed, 3) != 0;
	for (int period = 0; period < PERIODS; period++) {
		const size_t before = history.count;
		const bool is_known = next_random(&seed, 5) != 0, is_action_first = next_random(&seed, 2) == 0;

		happen(&history, date_add_days(day("2026-02-02"), 25 * period), is_known, &seed);
		if (is_action_first)
			(void)apply(desk, false);
		if (next_random(&seed, 3) == 0 && is_action_first)
			import_undone_and_again(&history, before);
		else
			import_rows(&history, before);
		if (!is_action_first)
			(void)apply(desk, false);
		assert_as_expected(&history);
		import_rows(&history, next_random(&seed, (uint32_t)history.count)); /* overlapping, and repeated */
		assert_as_expected(&history);
	}
	import_rows(&history, 0);
	(void)apply(desk, false);
	assert_as_expected(&history);
}

static void whichever_comes_first_the_book_is_the_same(void **state)
{
	(void)state;
	for (uint32_t seed = 1; seed <= 40; seed++) {
		void *own = NULL;

		(void)set_up(&own);
		run_history(own, seed);
		(void)tear_down(&own);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rule_tells_the_same_from_other_figures_and_from_another_event),
		TEST(an_entry_of_an_action_is_one_rows_over_all_files),
		TEST(a_row_of_the_very_day_goes_before_one_that_came_first_in_the_file),
		TEST(one_entry_of_a_statement_is_found_by_one_action),
		TEST(a_sum_of_two_payments_of_a_day_is_found_in_two_rows),
		TEST(an_import_that_only_recognised_is_undone_and_brought_back),
		TEST(an_import_does_not_come_back_over_what_an_action_entered_since),
		TEST(an_action_taken_back_leaves_its_rows_to_the_statement),
		cmocka_unit_test(whichever_comes_first_the_book_is_the_same),
	};

	return cmocka_run_group_tests_name("test_entered_first", tests, NULL, NULL);
}
