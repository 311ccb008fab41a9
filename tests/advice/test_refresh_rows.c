/* An answer of which single rows are of no use: they wait for a person, and the others are in the book. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/price_quality.h"
#include "advice/market/quality_answer.h"
#include "data/store/store_action.h"
#include "data/store/store_held.h"
#include "engine/base/money.h"
#include "engine/model/corporate_action.h"
#include "tests/advice/feed_desk.h"

/* The one price that waits. */
static struct held_figure the_held(const struct feed_desk *desk)
{
	struct held_figure *list = NULL, held;
	size_t count = 0;

	assert_int_equal(store_held_prices(session_store(desk->session), true, &list, &count, NULL), STATUS_OK);
	assert_int_equal(count, 1);
	held = list[0];
	free(list);
	return held;
}

static size_t waiting(const struct feed_desk *desk)
{
	struct held_figure *list = NULL;
	size_t count = 0;

	assert_int_equal(store_held_prices(session_store(desk->session), true, &list, &count, NULL), STATUS_OK);
	free(list);
	return count;
}

static enum status settle(struct feed_desk *desk, enum quality_answer answer, int64_t close)
{
	size_t followed;

	return quality_settle(desk->session, the_held(desk).id, answer, close, "clerk", "looked at", &followed, &desk->err);
}

/* Each of three rows can be the bad one; of the two others one is the last that was dealt. */
static void one_bad_row_waits_and_the_others_are_taken(void **state)
{
	static const struct {
		const char *row, *fault, *words;
		int32_t day;               /* after 2026-11-06 */
		int64_t close;
	} cases[] = {
		{"2026-11-05,0,,", "not-positive", "not-positive", -1, 0},
		{"2026-11-05,-3,,", "not-positive", "not-positive", -1, -3000000},
		{"2026-11-05,10,0,", "not-positive", "not-positive", -1, 10000000},
		{"2026-11-05,10,-1,", "not-positive", "not-positive", -1, 10000000},
		{"2026-11-07,10,,", "future", "future", 1, 10000000},
		{"2027-11-07,10,,", "future", "future", 366, 10000000},
		{"2026-11-05,10,,USD", "currency", "currency", -1, 10000000},
		{"2026-11-05,13,,", "jump", "jump", -1, 13000000},
		{"2026-11-05,1000,,", "unit", "unit", -1, 1000000000},
		{"2026-11-05,5,,CNY", "split", "split", -1, 5000000},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct feed_desk *desk;
		struct text body = {0};
		void *fresh = NULL;
		char said[80];

		(void)state;
		assert_int_equal(feed_desk_set_up(&fresh), 0);
		desk = fresh;
		declare_folder(desk, "mine", "expect.max_jump = 0.2 field.currency = {'unit'}");
		text_addf(&body, "date,close,adjusted,unit\n2026-11-04,10,,\n2026-11-06,10.5,,\n%s\n", cases[i].row);
		write_file(desk, "AAA.csv", text_string(&body));
		text_clear(&body);
		refresh(desk);
		assert_result(desk, 2, 0, 0, 1, 0);
		(void)snprintf(said, sizeof said, "were held back (%s) and wait for a person", cases[i].words);
		assert_told(desk, said);
		assert_int_equal(quote_of(desk, "AAA").close, 10500000);
		assert_string_equal(the_held(desk).fault, cases[i].fault);
		assert_int_equal(the_held(desk).close, cases[i].close);
		assert_int_equal(the_held(desk).date.days, session_today(desk->session).days + cases[i].day);
		assert_string_equal(the_held(desk).source, "feed mine");
		/* What came before is not told again, and waits once. */
		refresh(desk);
		assert_result(desk, 0, 2, 0, 0, 0);
		assert_int_equal(waiting(desk), 1);
		assert_int_equal(feed_desk_tear_down(&fresh), 0);
	}
}

static void a_day_to_come_is_taken_when_it_has_come(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "");
	write_file(desk, "AAA.csv", "date,close\n2026-11-05,10\n2026-11-09,10.2\n");
	refresh(desk);
	assert_result(desk, 1, 0, 0, 1, 0);
	assert_int_equal(settle(desk, QUALITY_ACCEPT, 0), STATUS_REFUSED);
	session_close(desk->session);
	open_session(desk, "2026-11-09");
	refresh(desk);
	assert_result(desk, 1, 1, 0, 0, 0);
	assert_int_equal(waiting(desk), 0);
	assert_int_equal(quote_of(desk, "AAA").close, 10200000);
}

static void a_zero_is_corrected_and_not_accepted(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "");
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-11-05,10,\n2026-11-06,0,\n");
	write_file(desk, "BBB.csv", "date,close,adjusted\n2026-11-05,10,\n");
	refresh(desk);
	assert_result(desk, 2, 0, 0, 1, 0);
	assert_int_equal(settle(desk, QUALITY_ACCEPT, 0), STATUS_REFUSED);
	assert_int_equal(settle(desk, QUALITY_CORRECT, 10100000), STATUS_OK);
	assert_int_equal(quote_of(desk, "AAA").close, 10100000);
	write_file(desk, "BBB.csv", "date,close,adjusted\n2026-11-05,10,\n2026-11-06,10,-1\n");
	refresh(desk);
	assert_int_equal(settle(desk, QUALITY_ACCEPT, 0), STATUS_REFUSED); /* no adjusted close is below zero */
	assert_int_equal(settle(desk, QUALITY_REJECT, 0), STATUS_OK);
	assert_int_equal(waiting(desk), 0);
}

/* What a person took is where the next close leaps from, or does not. */
static void a_leap_that_was_accepted_is_where_it_goes_on(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "expect.max_jump = 0.2");
	write_file(desk, "AAA.csv", "date,close\n2026-11-04,10\n");
	refresh(desk);
	write_file(desk, "AAA.csv", "date,close\n2026-11-05,13\n2026-11-06,13.1\n"); /* from the stored close */
	refresh(desk);
	assert_result(desk, 0, 0, 0, 2, 0);
	assert_int_equal(waiting(desk), 2);
	refresh(desk);
	assert_result(desk, 0, 0, 0, 0, 0);
	{
		struct held_figure *list = NULL;
		size_t count = 0, followed = 0;

		assert_int_equal(store_held_prices(session_store(desk->session), true, &list, &count, NULL), STATUS_OK);
		assert_string_equal(list[0].fault, "jump");
		assert_int_equal(list[0].before, 10 * MICROS);
		assert_int_equal(quality_settle(desk->session, list[0].id, QUALITY_ACCEPT, 0, "clerk", "so it is", &followed, NULL),
		                 STATUS_OK);
		assert_int_equal(followed, 1);
		free(list);
	}
	refresh(desk);
	assert_result(desk, 0, 2, 0, 0, 0);
	assert_int_equal(waiting(desk), 0);
}

static void an_answer_of_nothing_but_bad_rows_is_malformed(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "");
	write_file(desk, "config/feeds.d/who.conf", "instrument 'BBB' { feeds = {'nobody'} }\n");
	declare_folder(desk, "nobody", "enabled = no");
	write_file(desk, "AAA.csv", "date,close\n2026-11-05,0\n2026-11-06,-1\n2026-11-07,10\n");
	refresh(desk);
	assert_result(desk, 0, 0, 0, 0, 1);
	assert_left(desk, 3, 0);
	assert_told(desk, "mine AAA: no row is a price above 0 of a day that has come");
	assert_non_null(strstr(state_of(desk, "mine").failure, "malformed: "));
	assert_int_equal(waiting(desk), 0);
}

/* Whose last row waits has not been brought up to date: the next feed is asked for the days behind the last good one. */
static void the_next_feed_is_asked_for_what_was_held(void **state)
{
	struct feed_desk *desk = *state;
	struct text asked = {0};

	declare_folder(desk, "a-first", "");
	declare_server(desk, "b-second", "good/rows", "limit = '1conc'");
	write_file(desk, "AAA.csv", "date,close\n2026-11-05,10\n2026-11-06,0\n");
	write_file(desk, "BBB.csv", "date,close\n2026-11-05,10\n2026-11-06,10.5\n2026-11-07,11\n"); /* a day to come is none behind */
	refresh(desk);
	assert_result(desk, 4, 0, 0, 2, 0);
	assert_int_equal(desk->result.requests, 3);
	assert_int_equal(quote_of(desk, "AAA").close, 10500000);
	assert_string_equal(quote_of(desk, "AAA").source, "feed b-second");
	feed_provider_asked("good", &asked);
	assert_non_null(strstr(text_string(&asked), "s=AAA"));
	assert_null(strstr(text_string(&asked), "s=BBB"));
	text_clear(&asked);
	/* The second brought the fifth too, and was not asked for it: the first one's close stands. */
	refresh(desk);
	assert_int_equal(desk->result.changed, 0);
}

/* The trial before a history is asked for again must not stumble over a row that no book can keep. */
static void a_bad_row_beside_adjusted_closes_waits_too(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "");
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-09-01,10,10\n2026-11-04,10,10\n");
	refresh(desk);
	assert_result(desk, 2, 0, 0, 0, 0);
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-09-01,10,5\n2026-11-04,10,5\n2026-11-05,0,0\n2026-11-06,5,5\n"
	                            "2026-11-09,5,5\n");
	refresh(desk);
	assert_result(desk, 1, 0, 2, 2, 0); /* adjusted are 5, 5 and 5: the raw close halves rightly */
	assert_int_equal(desk->result.requests, 3); /* twice for AAA */
	assert_int_equal(waiting(desk), 2);
}

/* Neither the split nor the dividend beside a bad close is believed, and what a fund paid is told over its gap. */
static void what_stands_beside_a_bad_close_is_left_alone(void **state)
{
	struct feed_desk *desk = *state;
	struct corporate_action *actions = NULL;
	size_t count = 0;
	struct instrument instrument;

	declare_folder(desk, "mine", "field.dividend = {'paid'} field.split = {'split'}");
	write_file(desk, "AAA.csv", "date,close,paid,split\n2026-11-04,10,0,1\n2026-11-05,0,1,2\n2026-11-06,10,0,1\n2026-11-09,5,1,2\n");
	declare_folder(desk, "fund", "field.accumulated = {'split'} price.kind = nav");
	write_file(desk, "config/feeds.d/who.conf", "instrument 'AAA' { feeds = {'mine'} } instrument 'BBB' { feeds = {'fund'} }\n");
	write_file(desk, "BBB.csv", "date,close,split\n2026-11-04,1.41,1.81\n2026-11-05,0,9\n2026-11-06,1.32,1.82\n");
	refresh(desk);
	assert_result(desk, 4, 0, 0, 3, 0);
	assert_int_equal(desk->result.actions, 1);
	assert_int_equal(store_find_instrument(session_store(desk->session), "BBB", &instrument, NULL), STATUS_OK);
	assert_int_equal(store_actions(session_store(desk->session), instrument.id, (struct date){0}, (struct date){80000}, &actions,
	                               &count, NULL), STATUS_OK);
	assert_int_equal(count, 1);
	assert_int_equal(actions[0].amount, MICROS / 10); /* (1.82 - 1.32) - (1.81 - 1.41) */
	assert_int_equal(actions[0].date.days, session_today(desk->session).days);
	free(actions);
}

static void an_answer_in_another_currency_is_refused_whole(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "field.currency = {'unit'}");
	write_file(desk, "AAA.csv", "date,close,unit\n2026-11-05,10,USD\n2026-11-06,10,EUR\n");
	refresh(desk);
	assert_result(desk, 0, 0, 0, 0, 1);
	assert_left(desk, 2, 0);
	assert_told(desk, "mine AAA: the prices are in EUR and the instrument is in CNY");
	assert_int_equal(waiting(desk), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, feed_desk_set_up, feed_desk_tear_down)
		cmocka_unit_test(one_bad_row_waits_and_the_others_are_taken),
		TEST(a_day_to_come_is_taken_when_it_has_come),
		TEST(a_zero_is_corrected_and_not_accepted),
		TEST(a_leap_that_was_accepted_is_where_it_goes_on),
		TEST(an_answer_of_nothing_but_bad_rows_is_malformed),
		TEST(the_next_feed_is_asked_for_what_was_held),
		TEST(a_bad_row_beside_adjusted_closes_waits_too),
		TEST(what_stands_beside_a_bad_close_is_left_alone),
		TEST(an_answer_in_another_currency_is_refused_whole),
#undef TEST
	};

	return cmocka_run_group_tests(tests, feed_provider_start, feed_provider_stop);
}
