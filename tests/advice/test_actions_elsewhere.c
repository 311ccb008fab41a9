/* What corporate actions do beside the ledger: to proposals, symbols, plans; how files bring them; days nothing is dealt. */
#include "tests/advice/actions_desk.h"

/* ---- proposals, symbols --------------------------------------------------------------------------------------------- */

static void a_proposal_from_before_the_ex_day_ends(void **state)
{
	struct desk *desk = *state;
	struct store *store = session_store(desk->session);
	const struct journal_event event = {.event = "PROPOSED", .actor = "Zhou Wei", .client = "C1", .time = BOOK_TIME};
	struct proposal proposal = {.as_of = day("2026-01-09"), .mode = "to-target", .maker = "Zhou Wei"}, after = {0};
	struct proposal_line line = {.side = SIDE_SELL, .quantity = 10 * M, .price = 100 * M, .amount = 1000 * M};
	struct instrument instrument;
	struct client client;
	struct account *accounts = NULL;
	size_t count = 0;

	import(desk, "transactions", bought);
	assert_done(desk->book, store_find_client(store, "C1", &client, &desk->book->err));
	assert_done(desk->book, store_find_instrument(store, "OLD", &instrument, &desk->book->err));
	assert_done(desk->book, store_accounts(store, client.id, &accounts, &count, &desk->book->err));
	proposal.client_id = client.id;
	line.account_id = accounts[0].id;
	line.instrument_id = instrument.id;
	proposal.lines = &line;
	proposal.line_count = 1;
	memset(proposal.content_hash, 'a', 64);
	assert_done(desk->book, store_add_proposal(store, &proposal, &event, NULL, &desk->book->err));
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SPLIT, .ratio = 2 * M}, NULL);
	assert_int_equal(apply(desk, false).expired, 1);
	assert_done(desk->book, store_get_proposal(store, proposal.id, &after, &desk->book->err));
	assert_int_equal(after.state, PROPOSAL_EXPIRED);
	proposal_clear(&after);
	free(accounts);
}

static struct instrument found(const struct desk *desk, const char *symbol)
{
	struct instrument instrument;

	assert_done(desk->book, store_find_instrument(session_store(desk->session), symbol, &instrument, &desk->book->err));
	return instrument;
}

/* OLD is FRESH from the twelfth of January on. */
static struct instrument renamed(struct desk *desk)
{
	const struct instrument before = found(desk, "OLD");

	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SYMBOL, .symbol = "FRESH"}, NULL);
	(void)apply(desk, false);
	return before;
}

static void a_new_symbol_is_the_same_instrument_under_both(void **state)
{
	struct desk *desk = *state;
	struct instrument before;

	import(desk, "transactions", bought);
	before = renamed(desk);
	assert_int_equal(found(desk, "FRESH").id, before.id);
	assert_int_equal(found(desk, "OLD").id, before.id);
	assert_string_equal(found(desk, "OLD").symbol, "FRESH");
	assert_int_equal(held_of(desk, "C1", "FRESH").quantity, 100 * M);
	/* a statement that still says the old name finds it too */
	import(desk, "transactions", "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	       "2026-01-14,C1,A,sell,OLD,60,110,,,s1\n");
	assert_int_equal(held_of(desk, "C1", "FRESH").quantity, 40 * M);
	(void)apply(desk, false); /* once */
	say(desk, "NEW", (struct corporate_action){.date = day("2026-01-20"), .type = ACTION_SYMBOL, .symbol = "HKG"}, NULL);
	{
		const struct due_filter filter = {0};
		struct due_list list = {0};

		assert_done(desk->book, actions_apply(desk->session, &filter, "Zhou Wei", false, &list, &desk->book->err));
		assert_int_equal(list.rename_count, 1);
		assert_int_equal(list.renames[0].state, DUE_BLOCKED);
		assert_non_null(strstr(list.renames[0].why, "merger 1:1"));
		due_list_clear(&list);
	}
}

static void a_file_from_before_a_new_symbol_brings_no_second_instrument(void **state)
{
	struct desk *desk = *state;
	const struct instrument before = renamed(desk);

	import(desk, "instruments", instruments);
	assert_int_equal(found(desk, "OLD").id, before.id);
	assert_string_equal(found(desk, "OLD").symbol, "FRESH");
	/* another one that was given the symbol since is another one */
	import(desk, "instruments", "symbol,name,asset_class,currency,risk_level\nOLD,Quite another,equity,USD,R4\n");
	assert_int_not_equal(found(desk, "OLD").id, before.id);
	assert_string_equal(found(desk, "OLD").symbol, "OLD");
}

static void an_instrument_renamed_twice_keeps_its_last_symbol(void **state)
{
	struct desk *desk = *state;
	struct journal_head before, after;
	struct instrument found;
	struct due_list list = {0};
	const struct due_filter filter = {0};

	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_SYMBOL, .symbol = "FRESH"}, NULL);
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-20"), .type = ACTION_SYMBOL, .symbol = "FRESHER"}, NULL);
	assert_done(desk->book, actions_due(desk->session, &filter, &list, &desk->book->err));
	assert_int_equal(list.rename_count, 2);
	assert_int_equal(actions_ready(&list), 2);
	due_list_clear(&list);
	assert_done(desk->book, actions_apply(desk->session, &filter, NULL, true, &list, &desk->book->err)); /* a trial keeps nothing */
	assert_int_equal(list.rename_count, 2);
	assert_string_equal(list.renames[1].from, "FRESH");
	assert_string_equal(list.renames[1].to, "FRESHER");
	due_list_clear(&list);
	(void)apply(desk, false);
	assert_done(desk->book, store_find_instrument(session_store(desk->session), "OLD", &found, &desk->book->err));
	assert_string_equal(found.symbol, "FRESHER");
	assert_done(desk->book, store_find_instrument(session_store(desk->session), "FRESH", &found, &desk->book->err));
	assert_string_equal(found.symbol, "FRESHER");
	assert_done(desk->book, journal_head(session_store(desk->session), &before, &desk->book->err));
	(void)apply(desk, false); /* and once: nothing is renamed back and forth */
	assert_done(desk->book, journal_head(session_store(desk->session), &after, &desk->book->err));
	assert_int_equal(after.sequence, before.sequence);
}

/* A plan names what has merged: its place is with the shares that were given for it, once they are there. */
static void the_place_in_the_plan_follows_a_merger(void **state)
{
	struct desk *desk = *state;
	struct store *store = session_store(desk->session);
	const struct journal_event event = {.event = "PLAN_ACCEPTED", .actor = "C1", .client = "C1", .time = BOOK_TIME};
	struct target targets[3] = {{.weight_ppb = 600000000, .upper_ppb = 700000000},
	                            {.weight_ppb = 300000000, .lower_ppb = 200000000, .upper_ppb = 400000000},
	                            {.instrument_id = 1, .weight_ppb = 100000000, .upper_ppb = PPB}};
	struct plan plan = {.accepted = day("2026-01-02"), .letter = 'B', .by = "C1", .targets = targets, .target_count = 3};
	struct standing standing = {0};
	struct instrument old, fresh;
	struct client client;

	import(desk, "transactions", bought);
	import(desk, "prices", "date,symbol,close\n2026-01-29,OLD,100\n2026-01-29,NEW,250\n");
	assert_done(desk->book, store_find_client(store, "C1", &client, &desk->book->err));
	assert_done(desk->book, store_find_instrument(store, "OLD", &old, &desk->book->err));
	assert_done(desk->book, store_find_instrument(store, "NEW", &fresh, &desk->book->err));
	plan.client_id = client.id;
	targets[0].instrument_id = old.id;
	targets[1].instrument_id = fresh.id;
	assert_done(desk->book, store_add_plan(store, &plan, &event, &desk->book->err));
	say(desk, "OLD", (struct corporate_action){.date = day("2026-01-12"), .type = ACTION_MERGER, .ratio = 400000}, "NEW");
	for (int round = 0; round < 2; round++) {
		const struct market *market;
		bool is_seen[2] = {false, false};

		session_forget_market(desk->session);
		assert_done(desk->book, standing_find(desk->session, "C1", &standing, &desk->book->err));
		assert_done(desk->book, session_market(desk->session, &market, &desk->book->err));
		for (size_t i = 0; i < standing.line_count; i++) {
			const struct standing_line *line = &standing.lines[i];
			const int64_t id = market->rows[line->row].instrument.id;

			is_seen[0] = is_seen[0] || (id == old.id && line->target_ppb == 600000000);
			if (id != fresh.id)
				continue;
			is_seen[1] = true;
			assert_int_equal(line->target_ppb, round == 0 ? 300000000 : 900000000);
			assert_int_equal(line->lower_ppb, 200000000);
			assert_int_equal(line->upper_ppb, round == 0 ? 400000000 : PPB);
		}
		assert_int_equal(is_seen[0], round == 0); /* the old one while its shares are there */
		assert_true(is_seen[1]);
		standing_clear(&standing);
		(void)apply(desk, false);
	}
}

/* ---- files ---------------------------------------------------------------------------------------------------------- */

static void a_file_of_actions_is_taken_whole_or_not_at_all(void **state)
{
	static const char good[] = "symbol,date,type,amount,ratio,price,into,paid\nOLD,2026-01-12,split,,10:3,,,\n"
	                           "OLD,2026-01-19,dividend,0.5,,,,2026-01-21\nFUND,2026-01-19,merger,,0.75,,NEW,\n";
	static const struct {
		const char *row, *part;
	} bad[] = {
		{"NONE,2026-01-12,split,,2,,,", "NONE"},
		{"OLD,2026-13-12,split,,2,,,", "2 date"},
		{"OLD,2026-01-12,spilt,,2,,,", "\"spilt\" is none of dividend"},
		{"OLD,2026-01-12,split,,0:3,,,", "\"0:3\" is no ratio"},
		{"OLD,2026-01-12,split,1,2,,,", "no use for an amount"},
		{"OLD,2026-01-12,dividend,,,,,", "needs an amount above zero"},
		{"OLD,2026-01-12,dividend,1,,,,2026-01-05", "not paid before"},
	};
	struct desk *desk = *state;
	struct imported result;
	struct heard_problems heard = {0};

	assert_done(desk->book, actions_import(desk->session, write_file(desk->book, "a.csv", good), true, hear_problem, &heard, &result,
	                                       &desk->book->err));
	assert_int_equal(result.added, 3);
	assert_done(desk->book, actions_import(desk->session, write_file(desk->book, "a.csv", good), false, hear_problem, &heard, &result,
	                                       &desk->book->err));
	assert_int_equal(result.added, 3); /* the trial kept nothing */
	assert_done(desk->book, actions_import(desk->session, write_file(desk->book, "a.csv", good), false, hear_problem, &heard, &result,
	                                       &desk->book->err));
	assert_int_equal(result.added + result.changed, 0);
	assert_int_equal(result.same, 3);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char file[300];

		heard = (struct heard_problems){0};
		(void)snprintf(file, sizeof file, "symbol,date,type,amount,ratio,price,into,paid\n%s\nNEW,2026-01-12,split,,2,,,\n", bad[i].row);
		assert_fails(desk->book, STATUS_REFUSED, "nothing of it was taken",
		             actions_import(desk->session, write_file(desk->book, "b.csv", file), false, hear_problem, &heard, &result,
		                            &desk->book->err));
		assert_int_equal(heard.count, 1);
		if (strstr(heard.words, bad[i].part) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", heard.words, bad[i].part);
	}
	assert_int_equal(result.added, 0);
}

/* ---- calendars ------------------------------------------------------------------------------------------------------ */

static void a_price_is_not_old_over_spring_festival(void **state)
{
	struct desk *desk = *state;
	const struct market *market;

	open_on(desk, "2026-02-13");
	import(desk, "prices", "date,symbol,close\n2026-02-13,OLD,100\n");
	open_on(desk, "2026-02-24"); /* the first day of trading after it: seven weekdays later */
	assert_done(desk->book, session_market(desk->session, &market, &desk->book->err));
	assert_int_equal(date_business_days_between(day("2026-02-13"), day("2026-02-24")), 7);
	assert_int_equal(market->rows[market_find(market, "OLD")].age, 1);
	assert_false(market->rows[market_find(market, "OLD")].is_stale);
	open_on(desk, "2026-02-27");
	assert_done(desk->book, session_market(desk->session, &market, &desk->book->err));
	assert_true(market->rows[market_find(market, "OLD")].is_stale);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_proposal_from_before_the_ex_day_ends),
		TEST(a_new_symbol_is_the_same_instrument_under_both),
		TEST(a_file_from_before_a_new_symbol_brings_no_second_instrument),
		TEST(an_instrument_renamed_twice_keeps_its_last_symbol),
		TEST(the_place_in_the_plan_follows_a_merger),
		TEST(a_file_of_actions_is_taken_whole_or_not_at_all),
		TEST(a_price_is_not_old_over_spring_festival),
	};

	return cmocka_run_group_tests_name("test_actions_elsewhere", tests, NULL, NULL);
}
