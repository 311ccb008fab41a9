/* Prices brought up to date, from folders and from a server that behaves well, badly and worse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "data/store/store_close.h"
#include "data/store/store_held.h"
#include "tests/advice/feed_desk.h"

/* ---- folders ------------------------------------------------------------------------------------------------------- */

static void a_folder_brings_prices_and_a_second_time_nothing(void **state)
{
	struct feed_desk *desk = *state;
	const int64_t before = records(desk);

	declare_folder(desk, "mine", "");
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-11-05,10,\n2026-11-06,10.5,\n");
	write_file(desk, "BBB.csv", "date,close,adjusted\n2026-11-06,7,\n");
	refresh(desk);
	assert_result(desk, 3, 0, 0, 0, 0);
	assert_int_equal(desk->result.requests, 2);
	assert_int_equal(desk->progress, 2);
	assert_int_equal(quote_of(desk, "AAA").close, 10500000);
	assert_string_equal(quote_of(desk, "AAA").source, "feed mine");
	assert_string_equal(quote_of(desk, "AAA").arrived, "2026-11-06T07:00:00Z");
	assert_int_equal(records(desk), before + 1);
	assert_string_equal(state_of(desk, "mine").last_success, "2026-11-06T07:00:00Z");
	assert_string_equal(state_of(desk, "mine").last_failure, "");
	assert_int_equal(state_of(desk, "mine").rows, 3);
	refresh(desk);
	assert_result(desk, 0, 3, 0, 0, 0);
	assert_int_equal(records(desk), before + 1);
}

static void a_past_that_changed_is_told(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "");
	write_file(desk, "AAA.csv", "date,close\n2026-11-05,10\n2026-11-06,10.5\n");
	write_file(desk, "BBB.csv", "date,close\n2026-11-06,7\n");
	refresh(desk);
	write_file(desk, "AAA.csv", "date,close\n2026-11-05,10.1\n2026-11-06,10.5\n");
	refresh(desk);
	assert_result(desk, 0, 2, 1, 0, 0);
	assert_told(desk, "mine AAA: 1 figures from 2026-11-05 on differ from those stored");
}

static void adjusted_prices_that_were_rewritten_are_asked_for_whole(void **state)
{
	struct feed_desk *desk = *state;
	struct kept_close *closes = NULL;
	struct instrument instrument;
	size_t count = 0;

	declare_folder(desk, "mine", "");
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-09-01,10,10\n2026-11-05,10,10\n");
	refresh(desk);
	assert_result(desk, 2, 0, 0, 0, 0);
	/* A dividend: every earlier adjusted price is halved, September's too, which no overlap of days reaches. */
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-09-01,10,5\n2026-11-05,10,5\n2026-11-06,5,5\n");
	refresh(desk);
	assert_result(desk, 1, 0, 2, 0, 0);
	assert_int_equal(store_find_instrument(session_store(desk->session), "AAA", &instrument, NULL), STATUS_OK);
	assert_int_equal(store_closes(session_store(desk->session), instrument.id, (struct date){20000},
	                              session_today(desk->session), &closes, &count, NULL), STATUS_OK);
	assert_int_equal(count, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(closes[i].adjusted_close, 5000000);
	free(closes);
}

static void a_leap_waits_and_an_old_answer_is_refused_and_each_is_counted(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "expect.max_jump = 0.5 expect.max_age = 7");
	write_file(desk, "AAA.csv", "date,close\n2026-11-04,10\n2026-11-05,10\n2026-11-06,99\n");
	write_file(desk, "BBB.csv", "date,close\n2026-10-01,7\n2026-10-02,7\n");
	refresh(desk);
	assert_result(desk, 2, 0, 0, 1, 1);
	assert_left(desk, 2, 1);
	assert_told(desk, "mine AAA: 1 prices from 2026-11-06 on were held back (split)"); /* ten for one, within 3 % */
	assert_told(desk, "mine BBB: the latest row is of 2026-10-02");
	assert_int_equal(quote_of(desk, "AAA").close, 10000000);
	assert_non_null(strstr(state_of(desk, "mine").failure, "malformed: "));

	/* The leap may lie between the last stored close and the first one of an answer that does not reach back. */
	write_file(desk, "AAA.csv", "date,close\n2026-11-06,17\n");
	refresh(desk);
	assert_told(desk, "mine AAA: 1 prices from 2026-11-06 on were held back (jump)");
	assert_int_equal(desk->result.held_back, 1);
	assert_left(desk, 2, 2); /* the one from before waits still; the two of BBB came again and were refused again */
	refresh(desk);
	assert_int_equal(desk->result.held_back, 0); /* what waits already is not held anew */
	assert_left(desk, 2, 2);
	assert_int_equal(quote_of(desk, "AAA").close, 10000000);
}

static void prices_in_another_currency_are_not_taken(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "field.currency = {'currency'}");
	write_file(desk, "AAA.csv", "date,close,currency\n2026-11-06,10,USD\n");
	refresh(desk);
	assert_result(desk, 0, 0, 0, 0, 1);
	assert_left(desk, 1, 0);
	assert_told(desk, "the prices are in USD and the instrument is in CNY");
	/* A feed of one currency is asked for its instruments only. */
	declare_folder(desk, "mine", "currency = USD");
	refresh(desk);
	assert_int_equal(desk->result.requests, 0);
}

static void rates_are_stored_with_ten_decimals(void **state)
{
	struct feed_desk *desk = *state;
	struct rate rate;

	declare_folder(desk, "mine", "kind = fx base = EUR");
	write_file(desk, "EURCNY.csv", "date,close\n2026-11-06,7.812345\n");
	write_file(desk, "EURUSD.csv", "date,close\n2026-11-06,1.0821\n");
	assert_int_equal(refresh_only(desk, "mine"), STATUS_OK);
	assert_int_equal(desk->result.requests, 0); /* a book of one currency needs no rate */
	add_instrument(desk, "SPY", "USD");
	assert_int_equal(refresh_only(desk, "mine"), STATUS_OK);
	assert_result(desk, 2, 0, 0, 0, 0);
	assert_int_equal(store_find_rate(session_store(desk->session), "EUR", "CNY", session_today(desk->session), &rate, NULL),
	                 STATUS_OK);
	assert_int_equal(rate.value, INT64_C(78123450000));
}

static void assert_rate(const struct feed_desk *desk, const char *base, const char *quote, int64_t value)
{
	struct rate rate;

	assert_int_equal(store_find_rate(session_store(desk->session), base, quote, session_today(desk->session), &rate, NULL),
	                 STATUS_OK);
	assert_int_equal(rate.value, value);
}

static void a_rate_of_another_unit_waits_and_the_others_are_taken(void **state)
{
	struct feed_desk *desk = *state;
	struct held_figure *held = NULL;
	size_t count = 0;

	declare_folder(desk, "mine", "kind = fx base = EUR");
	add_instrument(desk, "SPY", "USD");
	write_file(desk, "EURCNY.csv", "date,close\n2026-11-04,7.8\n");
	write_file(desk, "EURUSD.csv", "date,close\n2026-11-04,1.08\n");
	assert_int_equal(refresh_only(desk, "mine"), STATUS_OK);
	write_file(desk, "EURCNY.csv", "date,close\n2026-11-04,7.8\n2026-11-05,781\n2026-11-06,7.82\n");
	write_file(desk, "EURUSD.csv", "date,close\n2026-11-04,1.08\n2026-11-05,1.09\n2026-11-06,0\n2026-11-08,1.1\n");
	assert_int_equal(refresh_only(desk, "mine"), STATUS_OK);
	assert_result(desk, 2, 2, 0, 3, 0);
	assert_told(desk, "mine EURCNY: 1 rates from 2026-11-05 on were held back (unit) and wait for a person; see \"ballast "
	            "rates held\"");
	assert_told(desk, "mine EURUSD: 2 rates from 2026-11-06 on were held back (not-positive)");
	assert_rate(desk, "EUR", "CNY", INT64_C(78200000000));
	assert_rate(desk, "EUR", "USD", INT64_C(10900000000));
	assert_int_equal(store_held_rates(session_store(desk->session), true, &held, &count, NULL), STATUS_OK);
	assert_int_equal(count, 3);
	assert_string_equal(held[0].source, "feed mine");
	assert_int_equal(held[0].close, INT64_C(7810000000000));
	assert_int_equal(held[0].before, INT64_C(78000000000));
	assert_string_equal(held[2].fault, "future");
	free(held);
	/* It comes again with the overlap of days, and is not asked about again. */
	assert_int_equal(refresh_only(desk, "mine"), STATUS_OK);
	assert_result(desk, 0, 4, 0, 0, 0);
}

static void cancelling_keeps_what_was_done(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", "");
	write_file(desk, "AAA.csv", "date,close\n2026-11-06,10\n");
	write_file(desk, "BBB.csv", "date,close\n2026-11-06,7\n");
	desk->cancel_after = 1;
	refresh(desk);
	assert_int_equal(desk->result.requests, 1);
	assert_int_equal(quote_of(desk, "AAA").close, 10000000);
	assert_int_equal(quote_of(desk, "BBB").close, 0);
}

static void what_cannot_be_asked_is_refused_in_words(void **state)
{
	struct feed_desk *desk = *state;
	struct job_lock *lock;

	declare_folder(desk, "mine", "enabled = no");
	assert_int_equal(refresh_only(desk, "mime"), STATUS_NOT_FOUND);
	assert_non_null(strstr(desk->err.message, "did you mean \"mine\""));
	assert_int_equal(refresh_only(desk, "mine"), STATUS_INVALID);
	assert_non_null(strstr(desk->err.message, "not enabled"));
	assert_int_equal(job_lock_take(desk->book, 0, &lock, NULL), STATUS_OK);
	assert_int_equal(refresh_only(desk, NULL), STATUS_BUSY);
	job_lock_release(lock);
	write_file(desk, "config/feeds.d/bad.conf", "feed 'bad' { url = 'http://example.com/' }\n");
	assert_int_equal(refresh_only(desk, NULL), STATUS_INVALID);
	assert_non_null(strstr(desk->err.message, "bad.conf"));
}

/* ---- the server ------------------------------------------------------------------------------------------------------ */

static void assert_no_secret(const struct feed_desk *desk, const char *feed)
{
	assert_null(strstr(text_string(&desk->told), "SECRET"));
	assert_null(strstr(state_of(desk, feed).failure, "SECRET"));
}

static void one_feed_fails_while_another_works(void **state)
{
	static const struct {
		const char *path, *more, *outcome;
		size_t failed; /* a refusal ends the feed's turn, other failures are each asked again */
	} cases[] = {
		{"note", "limit = '1conc'", "quota: ", 1},
		{"html", "limit = '1conc'", "blocked: ", 1},
		{"long", "max_bytes = 100000 limit = '1conc'", "", 2},
		{"status/401", "limit = '1conc'", "auth: ", 1},
	};
	struct feed_desk *desk = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char day[16];

		declare_server(desk, "a-bad", cases[i].path, cases[i].more);
		declare_server(desk, "b-good", "good", "");
		(void)snprintf(day, sizeof day, "2026-11-%02zu", i + 6);
		session_close(desk->session);
		open_session(desk, day);
		refresh(desk);
		assert_int_equal(desk->result.feeds, 4); /* with the shipped rates, which need not be asked */
		assert_int_equal(desk->result.failed, cases[i].failed);
		assert_int_equal(desk->result.added, i == 0 ? 4 : 0);
		assert_int_equal(desk->result.same, i == 0 ? 0 : 4);
		assert_int_equal(quote_of(desk, "BBB").close, 10500000);
		assert_string_equal(quote_of(desk, "BBB").source, "feed b-good");
		assert_string_equal(state_of(desk, "a-bad").last_failure, desk->time);
		assert_string_equal(state_of(desk, "a-bad").last_success, "");
		assert_string_equal(state_of(desk, "b-good").last_success, desk->time);
		if (strncmp(state_of(desk, "a-bad").failure, cases[i].outcome, strlen(cases[i].outcome)) != 0)
			fail_msg("%s: %s", cases[i].path, state_of(desk, "a-bad").failure);
		assert_no_secret(desk, "a-bad");
	}
}

static void a_slow_provider_is_given_up(void **state)
{
	struct feed_desk *desk = *state;

	declare_server(desk, "slow", "hang", "timeout = 1 retry = '1 timeout'");
	desk->cancel_after = 1; /* the first of two */
	refresh(desk);
	assert_int_equal(desk->result.failed, 1);
	assert_int_equal(strncmp(state_of(desk, "slow").failure, "transient: ", 11), 0);
	assert_no_secret(desk, "slow");
}

static void an_allowance_is_kept_from_run_to_run(void **state)
{
	struct feed_desk *desk = *state;

	declare_server(desk, "small", "good", "limit = '1/day'");
	refresh(desk);
	assert_int_equal(desk->result.requests, 1);
	assert_int_equal(desk->result.added, 2);
	assert_told(desk, "small BBB: the allowance of 1/day is used up");
	refresh(desk);
	assert_int_equal(desk->result.requests, 0);
	assert_told(desk, "small AAA: the allowance of 1/day is used up");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, feed_desk_set_up, feed_desk_tear_down)
		TEST(a_folder_brings_prices_and_a_second_time_nothing),
		TEST(a_past_that_changed_is_told),
		TEST(adjusted_prices_that_were_rewritten_are_asked_for_whole),
		TEST(a_leap_waits_and_an_old_answer_is_refused_and_each_is_counted),
		TEST(prices_in_another_currency_are_not_taken),
		TEST(rates_are_stored_with_ten_decimals),
		TEST(a_rate_of_another_unit_waits_and_the_others_are_taken),
		TEST(cancelling_keeps_what_was_done),
		TEST(what_cannot_be_asked_is_refused_in_words),
		TEST(one_feed_fails_while_another_works),
		TEST(a_slow_provider_is_given_up),
		TEST(an_allowance_is_kept_from_run_to_run),
#undef TEST
	};

	return cmocka_run_group_tests(tests, feed_provider_start, feed_provider_stop);
}
