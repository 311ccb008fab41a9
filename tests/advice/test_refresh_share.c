/* A file of all rates, or of all prices, is asked for once; each pair and instrument gets what it would have got alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "data/feed/feed.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "tests/advice/feed_desk.h"

#define RATES "kind = fx base = EUR format = csv layout = wide field.date = {'Date'} retry = '1 5xx'"

/* A feed that asks the server for /path with an address of its own. */
static void declare(const struct feed_desk *desk, const char *id, const char *path, const char *keys)
{
	char name[128], content[1024];

	(void)snprintf(name, sizeof name, "config/feeds.d/%s.conf", id);
	(void)snprintf(content, sizeof content, "feed '%s' { url = 'http://127.0.0.1:%d/%s' insecure = yes %s }\n", id,
	               feed_provider_port(), path, keys);
	write_file(desk, name, content);
}

/* A book that meets CNY, JPY and USD, and whose instruments are asked of nobody. */
static void meet_currencies(struct feed_desk *desk)
{
	add_instrument(desk, "SPY", "USD");
	add_instrument(desk, "EWJ", "JPY");
	write_file(desk, "config/feeds.d/ecb.conf", "feed 'ecb-portal' { url = 'https://x.example/{symbol}' kind = fx base = EUR\n"
	           "format = csv field.date = {'d'} field.close = {'c'} enabled = no }\n");
}

static int64_t rate_of(const struct feed_desk *desk, const char *quote)
{
	struct rate rate;

	if (store_find_rate(session_store(desk->session), "EUR", quote, session_today(desk->session), &rate, NULL) != STATUS_OK)
		return 0;
	return rate.value / 10000;
}

static void assert_rates(const struct feed_desk *desk, int64_t cny, int64_t jpy, int64_t usd)
{
	assert_int_equal(rate_of(desk, "CNY"), cny);
	assert_int_equal(rate_of(desk, "JPY"), jpy);
	assert_int_equal(rate_of(desk, "USD"), usd);
}

/* The same file, first with an address that names the pair and then with one that does not: three requests, and one. */
static void one_request_brings_what_three_did(void **state)
{
	static const struct {
		const char *path;
		int requests;
	} cases[] = {{"ratesalone?pair={symbol}", 3}, {"ratesall", 1}, {"ratesspan?from={from}", 1}, {"ratesquote/{quote|lower}", 3}};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct feed_desk *desk;
		char name[32] = "";
		void *fresh = NULL;

		assert_int_equal(feed_desk_set_up(&fresh), 0);
		desk = fresh;
		memcpy(name, cases[i].path, strcspn(cases[i].path, "/?"));
		meet_currencies(desk);
		declare(desk, "rates", cases[i].path, RATES);
		assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
		assert_result(desk, 6, 0, 0, 0, 0);
		assert_rates(desk, 7800000, 170000000, 1080000);
		assert_int_equal(desk->progress, 3);
		assert_int_equal(desk->result.requests, cases[i].requests);
		assert_int_equal(feed_provider_calls(name), cases[i].requests);
		assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
		assert_result(desk, 0, 6, 0, 0, 0);
		assert_int_equal(feed_provider_calls(name), 2 * cases[i].requests);
		print_message("# %-26s %d requests for three pairs\n", cases[i].path, cases[i].requests);
		assert_int_equal(feed_desk_tear_down(&fresh), 0);
	}
}

/* Days are filled into the address: who needs ten years is asked for apart from those that need a week. */
static void who_needs_other_days_is_asked_for_apart(void **state)
{
	struct feed_desk *desk = *state;
	struct text asked = {0};

	meet_currencies(desk);
	declare(desk, "rates", "ratesdays?from={from}", RATES);
	assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
	assert_int_equal(desk->result.requests, 1);
	add_instrument(desk, "EWU", "GBP");
	assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
	assert_int_equal(desk->result.requests, 2);
	assert_told(desk, "rates EURGBP: the provider has nothing");
	feed_provider_asked("ratesdays", &asked);
	assert_non_null(strstr(text_string(&asked), "from=2026-10-30"));
	assert_non_null(strstr(text_string(&asked), "from=2016-11-06"));
	text_clear(&asked);
}

static void an_allowance_of_one_is_enough(void **state)
{
	struct feed_desk *desk = *state;

	meet_currencies(desk);
	declare(desk, "rates", "rateslimit", RATES " limit = '1/day'");
	assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
	assert_result(desk, 6, 0, 0, 0, 0);
	assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
	assert_int_equal(desk->result.requests, 0);
	assert_told(desk, "the allowance of 1/day is used up");
}

/* A pair that is not in it, and a rate that leaps or is none, cost the others nothing. */
static void each_pair_is_judged_alone(void **state)
{
	struct feed_desk *desk = *state;

	meet_currencies(desk);
	add_instrument(desk, "EWU", "GBP");
	declare(desk, "rates", "ratesleap", RATES " expect.max_jump = 0.4");
	assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
	assert_result(desk, 5, 0, 0, 1, 0);
	assert_int_equal(desk->result.requests, 1);
	assert_told(desk, "rates EURJPY: 1 rates from 2026-11-06 on were held back (jump)");
	assert_told(desk, "rates EURGBP: the provider has nothing");
	assert_rates(desk, 7800000, 17000000, 1080000); /* nothing told that the first was the wrong one */
	declare(desk, "rates", "rateszero", RATES);
	assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
	assert_result(desk, 0, 4, 0, 1, 0);
	assert_told(desk, "rates EURJPY: 1 rates from 2026-11-05 on were held back (not-positive)");
	assert_rates(desk, 7800000, 17000000, 1080000);
}

/* What befalls the request befalls all: told of each, failed once, and the next feed is asked once too. */
static void a_request_that_failed_failed_once_for_all(void **state)
{
	static const struct {
		const char *path, *keys, *told;
	} cases[] = {
		{"status/500", RATES, "status 500"}, {"status/401", RATES, "status 401"},
		{"empty", RATES, "empty"}, {"pagedbroken?page={page}", RATES " page.size = 3 page.max = 9", "status 503"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct feed_desk *desk;
		void *fresh = NULL;
		char said[64], path[32];

		assert_int_equal(feed_desk_set_up(&fresh), 0);
		desk = fresh;
		meet_currencies(desk);
		declare(desk, "a-bad", cases[i].path, cases[i].keys);
		(void)snprintf(path, sizeof path, "ratesgood%zu", i);
		declare(desk, "b-good", path, RATES);
		refresh(desk);
		assert_int_equal(desk->result.failed, 1);
		assert_int_equal(desk->result.added, 6);
		assert_int_equal(feed_provider_calls(path), 1);
		assert_rates(desk, 7800000, 170000000, 1080000);
		for (size_t j = 0; j < 3; j++) {
			(void)snprintf(said, sizeof said, "a-bad EUR%s: ", j == 0 ? "CNY" : j == 1 ? "JPY" : "USD");
			assert_told(desk, said);
		}
		assert_told(desk, cases[i].told);
		assert_int_equal(feed_desk_tear_down(&fresh), 0);
	}
}

static void an_answer_in_pages_is_shared_too(void **state)
{
	struct feed_desk *desk = *state;

	meet_currencies(desk);
	declare(desk, "rates", "paged?page={page}", RATES " page.size = 3 page.max = 9");
	assert_int_equal(refresh_only(desk, "rates"), STATUS_OK);
	assert_result(desk, 6, 0, 0, 0, 0);
	assert_int_equal(feed_provider_calls("paged"), 3); /* a page of three closes is full, so that the third is the last */
	assert_rates(desk, 7800000, 170000000, 1080000);
}

/* Prices as well: the one that waits is that instrument's alone, and its next feed is asked for it. */
static void a_list_of_prices_is_asked_for_once(void **state)
{
	struct feed_desk *desk = *state;
	struct held_figure *held = NULL;
	size_t count = 0;

	declare(desk, "list", "priceslist", "format = csv field.date = {'date'} field.close = {'close'} field.symbol = {'who'}");
	refresh(desk);
	assert_result(desk, 3, 0, 0, 1, 0);
	assert_int_equal(desk->result.requests, 1);
	assert_int_equal(quote_of(desk, "AAA").close, 10000000);
	assert_int_equal(quote_of(desk, "BBB").close, 7100000);
	assert_int_equal(store_held_prices(session_store(desk->session), true, &held, &count, NULL), STATUS_OK);
	assert_int_equal(count, 1);
	assert_string_equal(held[0].fault, "not-positive");
	free(held);
}

static void a_cancelled_run_leaves_nobody_behind(void **state)
{
	struct feed_desk *desk = *state;

	meet_currencies(desk);
	declare_folder(desk, "a-mine", "");
	write_file(desk, "AAA.csv", "date,close\n2026-11-06,10\n");
	declare(desk, "rates", "hang", RATES);
	desk->cancel_after = 1;
	refresh(desk);
	assert_int_equal(quote_of(desk, "AAA").close, 10000000);
	assert_rates(desk, 0, 0, 0);
}

static void what_a_request_brings_is_told_by_its_places(void **state)
{
	static const struct {
		const char *keys;
		enum feed_scope scope;
	} cases[] = {
		{"url = 'https://x.example/all.csv'", FEED_WHOLE},
		{"url = 'https://x.example/all.csv?to={to}&key={secret:key}' secret.key = 'env:X'", FEED_WHOLE},
		{"url = 'https://x.example/all.csv?since={from:%s}'", FEED_ONE_SPAN},
		{"url = 'https://x.example/{symbol|lower}.csv?since={from}'", FEED_ONE_SYMBOL},
		{"url = 'https://x.example/{isin}'", FEED_ONE_SYMBOL},
		{"url = 'https://x.example/{{symbol}'", FEED_WHOLE}, /* a brace and the word */
		{"url = 'https://x.example/' headers { X-Who = '{symbol}' }", FEED_ONE_SYMBOL},
		{"url = 'https://x.example/' method = POST body = 'from={from}&in={currency}'", FEED_ONE_SYMBOL},
		{"url = 'https://x.example/' field.open = '{symbol}'", FEED_WHOLE}, /* read, not asked with */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct feeds *feeds = NULL;
		struct text text = {0};
		struct error err = {0};

		text_addf(&text, "feed 'a' { format = csv field.date = {'d'} field.close = {'c'} %s }\n", cases[i].keys);
		if (feeds_parse("f", text_string(&text), text.length, &feeds, &err) != STATUS_OK)
			fail_msg("%s", err.message);
		if (feed_scope(feeds_at(feeds, 0)) != cases[i].scope)
			fail_msg("case %zu: %d", i, feed_scope(feeds_at(feeds, 0)));
		feeds_free(feeds);
		text_clear(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, feed_desk_set_up, feed_desk_tear_down)
		cmocka_unit_test(one_request_brings_what_three_did),
		TEST(who_needs_other_days_is_asked_for_apart),
		TEST(an_allowance_of_one_is_enough),
		TEST(each_pair_is_judged_alone),
		cmocka_unit_test(a_request_that_failed_failed_once_for_all),
		TEST(an_answer_in_pages_is_shared_too),
		TEST(a_list_of_prices_is_asked_for_once),
		TEST(a_cancelled_run_leaves_nobody_behind),
		cmocka_unit_test(what_a_request_brings_is_told_by_its_places),
#undef TEST
	};

	return cmocka_run_group_tests(tests, feed_provider_start, feed_provider_stop);
}
