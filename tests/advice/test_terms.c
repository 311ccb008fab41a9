/* Terms of dealing: read from files, said one after another, written out, and what they say on a day. */
#include "tests/advice/terms_scene.h"

#include "advice/trade/sale_terms.h"
#include "data/journal/journal.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "engine/model/calendar.h"
#include "report/renderer.h"

static void a_file_of_terms_is_taken_whole_or_not_at_all(void **state)
{
	static const struct {
		const char *row, *part;
	} bad[] = {
		{"NONE,,,,,", "NONE"},
		{"518880,XNOW,,,,", "there is no calendar \"XNOW\""},
		{"518880,,40,,,", "2 proceeds_days"},
		{"518880,,,-5,,", "2 day_limit"},
		{"518880,,,,7;0.015,", "are no sale fees"},
		{"518880,,,,30:0.01 7:0.015,", "rising by days"},
		{"518880,,,,7:1.5,", "are no sale fees"},
		{"518880,,,,,maybe", "neither cash nor reinvest"},
	};
	static const char good[] = "symbol,calendar,proceeds_days,day_limit,sale_fees,dividends\n"
	                           "518880,XNYS,3,1000,7:0.015 30:0.0075,reinvest\n";
	struct scene *scene = *state;
	struct imported result;
	struct heard_problems heard;
	char steps[256];

	MUST(take(scene, good, true, &heard, &result));
	assert_int_equal(result.added, 1);
	assert_null(row_of(scene, "518880")->terms);
	MUST(take(scene, good, false, &heard, &result));
	assert_int_equal(result.added, 1);
	MUST(take(scene, good, false, &heard, &result));
	assert_int_equal(result.same, 1);
	assert_string_equal(row_of(scene, "518880")->calendar->names[0], "XNYS");
	assert_string_equal(dealing_terms_format_steps(row_of(scene, "518880")->terms, steps, sizeof steps), "7:0.015 30:0.0075");
	assert_int_equal(row_of(scene, "518880")->terms->reinvests, 1);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		char file[300];

		(void)snprintf(file, sizeof file, "symbol,calendar,proceeds_days,day_limit,sale_fees,dividends\n%s\n"
		               "510300,XNYS,1,,,\n", bad[i].row);
		assert_int_equal(take(scene, file, false, &heard, &result), STATUS_REFUSED);
		assert_int_equal(heard.count, 1);
		if (strstr(heard.words, bad[i].part) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", heard.words, bad[i].part);
		assert_null(row_of(scene, "510300")->terms);
	}
	MUST(take(scene, "symbol,proceeds_days\n518880,4\n", false, &heard, &result)); /* what is stated replaces all */
	assert_int_equal(result.changed, 1);
	assert_int_equal(row_of(scene, "518880")->terms->step_count, 0);
}

/* ---- announcements one after another ---------------------------------------------------------------------------------- */

/* The most that may be bought of 518880 on a day, in whole units; -1: without a limit, -2: and it may not be sold. */
static int64_t most_on(struct scene *scene, const char *text)
{
	const struct dealing_terms *terms = row_of(scene, "518880")->terms;
	int64_t most = -MICROS;

	(void)dealing_terms_most(terms, scene_date(text), &most);
	return dealing_terms_may_sell(terms, scene_date(text)) ? most / MICROS : -2;
}

static void the_rows_of_an_instrument_state_its_terms_together(void **state)
{
	static const char head[] = "symbol,proceeds_days,day_limit,limit_from,limit_until,buy_closed_from,buy_closed_until,"
	                           "sell_closed_from,sell_closed_until,sale_fees\n";
	struct scene *scene = *state;
	struct imported result;
	struct heard_problems heard;
	char file[1200];

	(void)snprintf(file, sizeof file, "%s518880,7,1000,,2026-11-30,2026-12-24,2026-12-25,2026-12-24,2026-12-25,\n"
	               "510300,1,,,,,,,,\n518880,,10000,2026-12-01,,2027-01-01,2027-01-01,,,7:0.015\n", head);
	MUST(take(scene, file, false, &heard, &result));
	assert_int_equal(result.rows, 3);
	assert_int_equal(result.added, 3);
	assert_int_equal(row_of(scene, "518880")->terms->window_count, 5);
	assert_int_equal(row_of(scene, "518880")->terms->proceeds_days, 7);
	assert_int_equal(row_of(scene, "518880")->terms->step_count, 1);
	assert_int_equal(most_on(scene, "2026-11-20"), 1000);
	assert_int_equal(most_on(scene, "2026-12-23"), 10000);
	assert_int_equal(most_on(scene, "2026-12-24"), -2);
	assert_int_equal(most_on(scene, "2027-01-01"), 0);
	MUST(take(scene, file, false, &heard, &result));
	assert_int_equal(result.same, 3);
	/* a new announcement is a new row */
	(void)snprintf(file + strlen(file), sizeof file - strlen(file), "518880,,,,,2027-02-05,2027-02-12,,,\n");
	MUST(take(scene, file, false, &heard, &result));
	assert_int_equal(result.added, 1);
	assert_int_equal(result.changed, 1);
	assert_int_equal(result.same, 2);
	assert_int_equal(row_of(scene, "518880")->terms->window_count, 6);
	(void)snprintf(file, sizeof file, "%s518880,7,,,,,,,,\n518880,3,,,,,,,,\n", head);
	assert_int_equal(take(scene, file, false, &heard, &result), STATUS_REFUSED);
	assert_int_equal(heard.count, 1);
	assert_non_null(strstr(heard.words, "3 proceeds_days line 2 says otherwise"));
	(void)snprintf(file, sizeof file, "%s518880,7,,2026-12-01,,,,,,\n518880,,,,,2026-12-02,2026-12-01,,,\n", head);
	assert_int_equal(take(scene, file, false, &heard, &result), STATUS_REFUSED);
	assert_int_equal(heard.count, 2);
	assert_non_null(strstr(heard.words, "ends before it begins"));
	assert_int_equal(row_of(scene, "518880")->terms->window_count, 6);
}

/* A file of 2026-11-20 speaks of the days from then on; what held before it is still known. */
static void what_held_on_a_past_day_is_not_lost_with_a_later_file(void **state)
{
	struct scene *scene = *state;
	struct imported result;
	struct heard_problems heard;

	MUST(take(scene, "symbol,day_limit,limit_from,buy_closed_from,buy_closed_until\n518880,1000,2026-06-01,2026-10-01,2026-10-08\n"
	          "518880,,,2026-12-24,2026-12-25\n", false, &heard, &result));
	MUST(take(scene, "symbol,day_limit,limit_from\n518880,10000,2026-11-20\n", false, &heard, &result));
	assert_int_equal(result.changed, 1);
	assert_int_equal(most_on(scene, "2026-10-03"), 0);
	assert_int_equal(most_on(scene, "2026-11-19"), 1000);
	assert_int_equal(most_on(scene, "2026-11-20"), 10000);
	assert_int_equal(most_on(scene, "2026-12-24"), 10000); /* was never to hold, as the later file says */
	assert_int_equal(row_of(scene, "518880")->terms->window_count, 3);
}

static int64_t records_of(struct scene *scene)
{
	struct journal_verdict verdict;

	MUST(journal_verify(session_store(scene->session), NULL, &verdict, &err));
	assert_int_equal(verdict.fault, JOURNAL_SOUND);
	return verdict.head.sequence;
}

static void an_announcement_is_added_ended_and_withdrawn_with_its_record(void **state)
{
	struct scene *scene = *state;
	const struct dealing_window closed[2] = {
		{.kind = DEALING_BUY_CLOSED, .from = scene_date("2026-12-24"), .until = scene_date("2026-12-25")},
		{.kind = DEALING_SELL_CLOSED, .from = scene_date("2026-12-24"), .until = scene_date("2026-12-25")},
	};
	const struct dealing_window low = {.kind = DEALING_LIMIT, .amount = 1000 * MICROS, .from = scene_date("2026-11-01")};
	const struct dealing_window high = {.kind = DEALING_LIMIT, .amount = 10000 * MICROS, .from = scene_date("2026-12-01")};
	const struct dealing_window nothing = {.kind = DEALING_LIMIT, .from = scene_date("2026-12-01")};
	const int64_t before = records_of(scene);
	bool added = false;

	MUST(terms_say(scene->session, "518880", closed, 2, false, "Zhou Wei", &added, &err));
	assert_true(added);
	assert_int_equal(records_of(scene), before + 2);
	MUST(terms_say(scene->session, "518880", closed, 2, false, "Zhou Wei", &added, &err));
	assert_false(added);
	MUST(terms_say(scene->session, "518880", &low, 1, false, "Zhou Wei", &added, &err));
	MUST(terms_say(scene->session, "518880", &high, 1, false, "Zhou Wei", &added, &err));
	assert_int_equal(most_on(scene, "2026-12-01"), 1000); /* the least, until it is said that the other counts instead */
	MUST(terms_say(scene->session, "518880", &high, 1, true, "Zhou Wei", &added, &err));
	assert_true(added);
	assert_int_equal(most_on(scene, "2026-11-30"), 1000);
	assert_int_equal(most_on(scene, "2026-12-01"), 10000);
	assert_int_equal(most_on(scene, "2026-12-24"), -2);
	assert_int_equal(records_of(scene), before + 5);
	assert_int_equal(terms_say(scene->session, "518880", &nothing, 1, false, "Zhou Wei", &added, &err), STATUS_INVALID);
	assert_int_equal(terms_say(scene->session, "518880", &high, 1, false, "", &added, &err), STATUS_INVALID);
	assert_int_equal(terms_say(scene->session, "CASH", &high, 1, false, "Zhou Wei", &added, &err), STATUS_INVALID);
	assert_int_equal(terms_say(scene->session, "NONE", &high, 1, false, "Zhou Wei", &added, &err), STATUS_NOT_FOUND);
	/* windows stand in the order they begin: low, high, the two closures */
	MUST(terms_end(scene->session, row_of(scene, "518880")->terms->windows[1].id, scene_date("2026-12-10"), "Zhou Wei", &added, &err));
	assert_true(added);
	assert_int_equal(most_on(scene, "2026-12-10"), 10000);
	assert_int_equal(most_on(scene, "2026-12-11"), -1);
	assert_int_equal(terms_end(scene->session, row_of(scene, "518880")->terms->windows[1].id, scene_date("2026-11-30"), "Zhou Wei",
	                           &added, &err), STATUS_INVALID);
	assert_int_equal(terms_end(scene->session, 4711, scene_date("2026-11-30"), "Zhou Wei", &added, &err), STATUS_NOT_FOUND);
	assert_int_equal(terms_withdraw(scene->session, row_of(scene, "518880")->terms->windows[1].id, "Zhou Wei", " ", &err),
	                 STATUS_INVALID);
	MUST(terms_withdraw(scene->session, row_of(scene, "518880")->terms->windows[1].id, "Zhou Wei", "a slip", &err));
	assert_int_equal(most_on(scene, "2026-12-10"), -1);
	assert_int_equal(records_of(scene), before + 7);
	assert_int_equal(row_of(scene, "518880")->terms->window_count, 3);
}

static void terms_that_are_written_out_and_read_again_change_nothing(void **state)
{
	static const char rows[] =
		"symbol,calendar,share_class,value_days,confirm_days,proceeds_days,fee_share,day_limit,limit_from,limit_until,"
		"buy_closed_from,buy_closed_until,sell_closed_from,sell_closed_until,sale_fees,dividends\n"
		"518880,XNYS,A,1,2,7,0.1,1000,2026-01-01,2026-11-30,2026-12-24,2026-12-25,2026-10-01,2026-10-08,7:0.015 30:0.0075,reinvest\n"
		"518880,,,,,,,10000.5,2026-12-01,,,2025-01-01,,,,\n510300,,,0,1,2,,,,,,,,,,cash\n";
	struct scene *scene = *state;
	struct text out = {0}, again = {0};
	struct sink sink = sink_to_text(&out), second = sink_to_text(&again);
	struct imported result;
	struct heard_problems heard;

	MUST(take(scene, rows, false, &heard, &result));
	MUST(terms_export(scene->session, NULL, &sink, &err));
	MUST(take(scene, text_string(&out), false, &heard, &result));
	assert_int_equal(result.rows, 3);
	assert_int_equal(result.same, 3);
	MUST(terms_export(scene->session, "518880", &second, &err));
	/* by symbol: 510300 has one row and 518880 two, whose first windows are those that began first */
	assert_non_null(strstr(text_string(&out), "\r\n510300,,,0,1,2,,,,,,,,,,cash\r\n518880,XNYS,A,1,2,7,0.1,1000,2026-01-01,2026-11-30,,"
	                                          "2025-01-01,2026-10-01,2026-10-08,7:0.015 30:0.0075,reinvest\r\n"
	                                          "518880,,,,,,,10000.5,2026-12-01,,2026-12-24,2026-12-25,,,,\r\n"));
	assert_null(strstr(text_string(&again), "510300"));
	text_clear(&out);
	text_clear(&again);
}

/* ---- days and fees ---------------------------------------------------------------------------------------------------- */

/* Friday 2026-02-13 is the last day before Spring Festival: T+3 is the third day after it, Thursday 2026-02-26. */
static void money_of_a_sale_comes_on_a_day_of_trading(void **state)
{
	struct scene *scene = *state;
	struct imported result;
	struct heard_problems heard;
	struct date day = {0};
	char text[DATE_TEXT_SIZE];

	MUST(take(scene, "symbol,proceeds_days\n518880,3\n", false, &heard, &result));
	MUST(date_parse("2026-02-13", &day, &err));
	assert_string_equal(date_format(terms_money_day(row_of(scene, "518880"), day), text), "2026-02-26");
	assert_string_equal(date_format(terms_money_day(row_of(scene, "510300"), day), text), "2026-02-13");
}

static void a_value_that_is_published_later_is_not_old(void **state)
{
	struct scene *scene = *state;
	struct imported result;
	struct heard_problems heard;

	MUST(take(scene, "symbol,value_days\n518880,2\n", false, &heard, &result));
	scene_move_to(scene, "2026-11-26"); /* Thursday: four days of trading after the prices of Friday */
	assert_int_equal(row_of(scene, "510300")->age, row_of(scene, "518880")->age);
	assert_true(row_of(scene, "510300")->is_stale);
	assert_false(row_of(scene, "518880")->is_stale);
}

/* Steps of the share class go before those of the rules: an exchange-traded fund without them is never charged. */
static void the_sale_fees_of_a_share_class_are_its_own(void **state)
{
	const struct rules rules = {.sale_fee_days = {7, 30, 180}, .sale_fee = {0.015, 0.01, 0.005}};
	const struct instrument etf = {.kind = "etf", .asset_class = ASSET_EQUITY};
	struct dealing_terms terms = {0};
	int until = 0;

	(void)state;
	MUST(dealing_terms_parse_steps("7:0.015 30:0.0075 365:0.005", &terms, &err));
	assert_int_equal(sale_terms_charge(&rules, &etf, NULL, 3, &until), 0);
	assert_int_equal(sale_terms_charge(&rules, &etf, &terms, 6, &until), 15000);
	assert_int_equal(until, 7);
	assert_int_equal(sale_terms_charge(&rules, &etf, &terms, 7, &until), 7500);
	assert_int_equal(sale_terms_charge(&rules, &etf, &terms, 364, &until), 5000);
	assert_int_equal(until, 365);
	assert_int_equal(sale_terms_charge(&rules, &etf, &terms, 365, &until), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_file_of_terms_is_taken_whole_or_not_at_all),
		TEST(the_rows_of_an_instrument_state_its_terms_together),
		TEST(what_held_on_a_past_day_is_not_lost_with_a_later_file),
		TEST(an_announcement_is_added_ended_and_withdrawn_with_its_record),
		TEST(terms_that_are_written_out_and_read_again_change_nothing),
		TEST(money_of_a_sale_comes_on_a_day_of_trading),
		TEST(a_value_that_is_published_later_is_not_old),
		TEST(the_sale_fees_of_a_share_class_are_its_own),
	};

	return cmocka_run_group_tests_name("test_terms", tests, NULL, NULL);
}
