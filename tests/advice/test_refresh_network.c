/* How a refresh treats providers: side by side, within their allowances, one instead of another, and until it is cancelled. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "advice/base/session.h"
#include "advice/feeds/refresh_limit.h"
#include "data/feed/feed.h"
#include "tests/advice/feed_desk.h"

static double now(void)
{
	struct timespec at;

	clock_gettime(CLOCK_MONOTONIC, &at);
	return (double)at.tv_sec + (double)at.tv_nsec / 1e9;
}

static void add_instruments(struct feed_desk *desk, int count)
{
	for (int i = 0; i < count; i++) {
		char symbol[16];

		(void)snprintf(symbol, sizeof symbol, "X%03d", i);
		add_instrument(desk, symbol, "CNY");
	}
}

/* ---- side by side ------------------------------------------------------------------------------------------------------ */

/* Each answer takes a tenth of a second, and the server says how many it was working on together. */
static void as_many_are_under_way_as_the_limit_says(void **state)
{
	static const struct { const char *path, *more; int most; } cases[] = {
		{"lag/", "limit = '1conc'", 1}, {"lag/", "", 2}, {"lag/", "limit = '1000/s 8conc'", 8},
	};
	struct feed_desk *desk = *state;

	add_instruments(desk, 14); /* and the two there are */
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const double begun = now();

		declare_server(desk, "slow", cases[i].path, cases[i].more);
		refresh(desk);
		assert_int_equal(desk->result.requests, 16);
		assert_int_equal(desk->result.failed, 0);
		assert_int_equal(desk->progress, 16);
		assert_int_equal(feed_provider_most("lag"), cases[i].most); /* of all so far, each more than the last */
		assert_true(now() - begun >= 0.1 * 16.0 / cases[i].most);
	}
}

static void feeds_do_not_wait_for_each_other(void **state)
{
	struct feed_desk *desk = *state;

	/* Two currencies want a rate, which is asked of nobody outside this machine. */
	write_file(desk, "config/feeds.d/rates.conf", "feed 'ecb-portal' { url = 'file:///nowhere/{symbol}' kind = fx base = EUR "
	           "format = csv field.date = {'d'} field.close = {'c'} enabled = no }\n");
	declare_server(desk, "one", "lag-both/1", "currency = USD limit = '1conc'");
	declare_server(desk, "two", "lag-both/2", "currency = CNY limit = '1conc'");
	add_instrument(desk, "UUU", "USD");
	add_instrument(desk, "VVV", "USD");
	add_instrument(desk, "WWW", "USD");
	add_instrument(desk, "CCC", "CNY");
	refresh(desk);
	assert_int_equal(desk->result.requests, 6);
	assert_int_equal(desk->result.failed, 0);
	assert_int_equal(feed_provider_most("lag-both"), 2); /* each asks one thing at a time */
}

/* ---- one instead of another ---------------------------------------------------------------------------------------------- */

static void an_instrument_that_one_feed_does_not_know_is_asked_of_the_next(void **state)
{
	struct feed_desk *desk = *state;

	declare_server(desk, "a", "status/404", "");
	declare_server(desk, "b", "status/503", "retry = '1 5xx'");
	declare_server(desk, "c", "good", "");
	refresh(desk);
	assert_int_equal(desk->result.requests, 6);
	assert_int_equal(desk->result.failed, 2);
	assert_int_equal(desk->result.added, 4);
	assert_string_equal(quote_of(desk, "AAA").source, "feed c");
	assert_string_equal(quote_of(desk, "BBB").source, "feed c");
	assert_string_equal(state_of(desk, "a").last_success, "");
	assert_told(desk, "b AAA: the provider answered with status 503");
}

static void the_order_of_feeds_and_their_symbols_can_be_said(void **state)
{
	struct feed_desk *desk = *state;
	struct text paths = {0};
	size_t feeds;

	declare_server(desk, "a", "good/a", "");
	declare_server(desk, "b", "knows/b", "");
	declare_server(desk, "c", "good/c", "");
	write_file(desk, "config/feeds.d/order.conf",
	           "instrument 'AAA' { feeds = {'b', 'c'} symbols { b = 'vti.us' c = 'VTI' } }\n"
	           "instrument 'BBB' { feeds = {'b', 'b', 'c', 'b', 'c', 'c', 'b', 'b'} }\n"); /* each is asked once */
	refresh(desk);
	assert_int_equal(desk->result.added, 4);
	assert_string_equal(quote_of(desk, "AAA").source, "feed b"); /* known there by another name */
	assert_string_equal(quote_of(desk, "BBB").source, "feed c"); /* not known there */
	feed_provider_asked("knows", &paths);
	assert_non_null(strstr(text_string(&paths), "s=vti.us"));
	assert_non_null(strstr(text_string(&paths), "s=BBB"));
	feed_provider_asked("good", &paths);
	assert_null(strstr(text_string(&paths), "/good/a?"));
	assert_null(strstr(text_string(&paths), "s=VTI"));
	text_clear(&paths);

	write_file(desk, "config/feeds.d/order.conf", "instrument 'AAA' { feeds = {'bee'} }\n");
	assert_int_equal(refresh_only(desk, NULL), STATUS_INVALID);
	assert_non_null(strstr(desk->err.message, "instrument \"AAA\": there is no feed \"bee\""));
	assert_int_equal(feeds_check(desk->session, NULL, &feeds, NULL, NULL, &desk->err), STATUS_INVALID);
}

/* ---- left alone ------------------------------------------------------------------------------------------------------------ */

static void after_five_failures_in_a_row_a_feed_is_left_alone(void **state)
{
	struct feed_desk *desk = *state;

	add_instruments(desk, 6);
	declare_server(desk, "gone", "status/400", "limit = '1conc'");
	refresh(desk);
	assert_int_equal(desk->result.requests, 5);
	assert_int_equal(desk->result.failed, 5);
	assert_int_equal(desk->progress, 8);

	/* The next run does not ask, nor one from another process's point of view; naming the feed asks once. */
	session_close(desk->session);
	open_session(desk, "2026-11-07");
	refresh(desk);
	assert_int_equal(desk->result.requests, 0);
	assert_told(desk, "gone AAA: it failed 5 times in a row and is left alone; it is asked again in 5 minutes");
	assert_int_equal(refresh_only(desk, "gone"), STATUS_OK);
	assert_int_equal(desk->result.requests, 5); /* five more in a row, one at a time, until it is over again */
	refresh(desk);
	assert_told(desk, "it is asked again in 60 minutes");
}

static void a_feed_that_has_come_back_is_asked_as_before(void **state)
{
	struct feed_desk *desk = *state;

	add_instruments(desk, 4);
	declare_server(desk, "patient", "heals", "limit = '1conc' retry = '1 5xx'");
	refresh(desk);
	assert_int_equal(desk->result.requests, 5);
	assert_int_equal(refresh_only(desk, "patient"), STATUS_OK); /* one more failure, then all is well */
	assert_int_equal(desk->result.failed, 1);
	assert_int_equal(desk->result.added, 10);
	refresh(desk);
	assert_int_equal(desk->result.requests, 6);
	assert_int_equal(desk->result.failed, 0);
}

static void a_pause_the_provider_asks_for_holds_for_later_runs(void **state)
{
	struct feed_desk *desk = *state;

	declare_server(desk, "tired", "late", "limit = '1conc'");
	refresh(desk);
	assert_int_equal(desk->result.requests, 1);
	session_close(desk->session);
	open_session(desk, "2026-11-06");
	refresh(desk);
	assert_int_equal(desk->result.requests, 0);
	assert_told(desk, "tired AAA: the provider has asked for a pause; it is asked again in 60 minutes");
	assert_int_equal(refresh_only(desk, "tired"), STATUS_OK); /* naming it changes nothing: the provider's word counts */
	assert_int_equal(desk->result.requests, 0);
}

/* ---- allowances -------------------------------------------------------------------------------------------------------------- */

static struct feeds *feeds_with(const char *limit)
{
	struct feeds *feeds = NULL;
	char text[300];

	(void)snprintf(text, sizeof text, "feed 'a' { url = 'https://example.org/{symbol}' format = csv field.date = {'d'} "
	               "field.close = {'c'} limit = '%s' }", limit);
	assert_int_equal(feeds_parse("f", text, strlen(text), &feeds, NULL), STATUS_OK);
	return feeds;
}

/* How many of `tries` requests pass, asked as fast as can be. */
static int passing(struct session *session, const struct feed *feed, int tries, int64_t *wait)
{
	struct refresh_limit limit;
	char why[200] = "";
	int passed = 0;

	assert_int_equal(refresh_limit_load(session, feed, false, &limit, NULL), STATUS_OK);
	for (int i = 0; i < tries; i++) {
		*wait = refresh_limit_ask(&limit, why, sizeof why);
		passed += *wait == 0;
	}
	assert_int_equal(limit.status, STATUS_OK);
	return passed;
}

static void all_windows_hold_together_and_from_run_to_run(void **state)
{
	struct feed_desk *desk = *state;
	struct feeds *feeds = feeds_with("2/s 3/min 4/h");
	const struct timespec second = {.tv_sec = 1, .tv_nsec = 20000000};
	int64_t wait;

	assert_int_equal(passing(desk->session, feeds_at(feeds, 0), 5, &wait), 2);
	assert_true(wait > 0 && wait <= 1000);
	(void)nanosleep(&second, NULL); /* the window itself is what is tested */
	session_close(desk->session);
	open_session(desk, "2026-11-06");
	assert_int_equal(passing(desk->session, feeds_at(feeds, 0), 5, &wait), 1);
	assert_true(wait > 50000 && wait <= 60000);
	feeds_free(feeds);

	/* A longer window is not waited for. */
	feeds = feeds_with("3/h");
	assert_int_equal(passing(desk->session, feeds_at(feeds, 0), 5, &wait), 0);
	assert_int_equal(wait, -1);
	feeds_free(feeds);
}

/* Two processes with the same book ask together as often as they can. */
static void two_processes_share_an_allowance(void **state)
{
	enum { ALLOWED = 40, TRIES = 35 };
	struct feed_desk *desk = *state;
	struct feeds *feeds = feeds_with("40/h");
	int64_t wait;
	int mine, how;
	pid_t other;

	session_close(desk->session); /* a connection to a book does not survive fork() */
	desk->session = NULL;
	other = fork();
	open_session(desk, "2026-11-06");
	mine = passing(desk->session, feeds_at(feeds, 0), TRIES, &wait);
	if (other == 0)
		_exit(mine);
	assert_int_equal(waitpid(other, &how, 0), other);
	assert_true(WIFEXITED(how));
	print_message("# %d and %d of %d\n", mine, WEXITSTATUS(how), ALLOWED);
	assert_int_equal(mine + WEXITSTATUS(how), ALLOWED);
	feeds_free(feeds);
}

/* A feed that is tried by hand takes from the same allowance, and so do pages and further tries. */
static void every_request_counts(void **state)
{
	struct feed_desk *desk = *state;
	const int before = feed_provider_calls("status");

	declare_server(desk, "small", "status/500", "limit = '3/h 1conc'");
	refresh(desk);
	assert_int_equal(feed_provider_calls("status"), before + 3); /* three tries for the first instrument */
	assert_int_equal(desk->result.requests, 1);
	assert_told(desk, "small BBB: the allowance of 3/h 1conc is used up");
}

/* ---- cancelled ----------------------------------------------------------------------------------------------------------------- */

struct canceller {
	double at, told; /* when to cancel; when it was first said */
};

static bool is_time(void *context)
{
	struct canceller *canceller = context;

	if (now() < canceller->at)
		return false;
	if (canceller->told == 0.0)
		canceller->told = now();
	return true;
}

/* Eight requests hang; from the key to the end it takes less than a frame of 60 a second. The best of five counts, since
   the machine may be busy. */
static void a_cancelled_refresh_ends_within_a_frame(void **state)
{
	struct feed_desk *desk = *state;
	double best = 1.0;

	add_instruments(desk, 6);
	declare_server(desk, "slow", "hang", "limit = '8conc'");
	for (int i = 0; i < 5; i++) {
		struct canceller canceller = {.at = now() + 0.1};
		double taken;

		assert_int_equal(refresh_prices(desk->session, NULL, NULL, NULL, is_time, &canceller, &desk->result, &desk->err),
		                 STATUS_OK);
		taken = now() - canceller.told;
		best = taken < best ? taken : best;
		assert_int_equal(desk->result.failed, 0); /* nothing failed: it was called off */
	}
	print_message("# %.1f ms\n", 1e3 * best);
	assert_true(best < 0.016);
}

/* So does one that waits: for its allowance, before another try, or for the program that gives the key. */
static void a_wait_is_cancelled_too(void **state)
{
	static const struct { const char *path, *more; } cases[] = {
		{"good", "limit = '1/min 1conc'"}, {"status/500", "retry = '3 5xx'"}, {"good", "secret.user = 'cmd:sleep 4'"},
	};
	struct feed_desk *desk = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct canceller canceller = {.at = now() + 0.15};
		char id[8];

		(void)snprintf(id, sizeof id, "f%zu", i);
		declare_server(desk, id, cases[i].path, cases[i].more);
		assert_int_equal(refresh_prices(desk->session, id, NULL, NULL, is_time, &canceller, &desk->result, &desk->err),
		                 STATUS_OK);
		assert_true(canceller.told > 0.0);
		assert_true(now() - canceller.told < 0.2);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, feed_desk_set_up, feed_desk_tear_down)
		TEST(as_many_are_under_way_as_the_limit_says),
		TEST(feeds_do_not_wait_for_each_other),
		TEST(an_instrument_that_one_feed_does_not_know_is_asked_of_the_next),
		TEST(the_order_of_feeds_and_their_symbols_can_be_said),
		TEST(after_five_failures_in_a_row_a_feed_is_left_alone),
		TEST(a_feed_that_has_come_back_is_asked_as_before),
		TEST(a_pause_the_provider_asks_for_holds_for_later_runs),
		TEST(all_windows_hold_together_and_from_run_to_run),
		TEST(two_processes_share_an_allowance),
		TEST(every_request_counts),
		TEST(a_cancelled_refresh_ends_within_a_frame),
		TEST(a_wait_is_cancelled_too),
#undef TEST
	};

	return cmocka_run_group_tests(tests, feed_provider_start, feed_provider_stop);
}
