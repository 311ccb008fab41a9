/* Fetching from a real server on this machine, one that behaves well, badly and worse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "data/feed/feed.h"
#include "data/feed/http.h"
#include "engine/base/text.h"
#include "tests/support/server.h"

static int start_provider(void **state)
{
	static struct server provider;

	*state = &provider;
	return server_start(&provider, "tests/data/feed_server.py") ? setenv("BALLAST_TEST_KEY", "SECRET/KEY+1", 1) : -1;
}

static int stop_provider(void **state)
{
	return server_stop(*state) ? 0 : -1;
}

static enum status fetch_url(const char *url, const char *more, const struct feed_patience *patience,
                             struct feed_result *result)
{
	struct text text = {0};
	struct feeds *feeds = NULL;
	const struct feed_request request = {.symbol = "A", .currency = "CNY", .from = {20000}, .to = {20767}, .as_of = {20767}};
	struct error err = {0};
	enum status status;

	text_addf(&text, "feed 'a' { url = '%s' insecure = yes format = csv field.date = {'date'} field.close = {'close'}\n"
	          "secret.key = 'env:BALLAST_TEST_KEY' max_bytes = 100000\n"
	          "errors = {'json /Note exists => quota', 'body ~ ^[[:space:]]*< => blocked'} %s }", url, more);
	if (feeds_parse("f", text_string(&text), text.length, &feeds, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	status = feed_fetch(feeds_at(feeds, 0), &request, patience, result, &err);
	assert_int_equal(status, result->outcome == FEED_OK ? STATUS_OK : STATUS_IO);
	if (result->outcome != FEED_OK) {
		assert_int_equal(result->count, 0);
		assert_null(result->rows);
		assert_true(strlen(result->sentence) > 10);
		assert_null(strstr(err.message, "SECRET"));
	}
	assert_null(strstr(result->request, "SECRET"));
	assert_null(strstr(result->sentence, "SECRET"));
	assert_null(strstr(result->excerpt, "SECRET"));
	feeds_free(feeds);
	text_clear(&text);
	return status;
}

static enum status fetch(const struct server *provider, const char *path, const char *more,
                         const struct feed_patience *patience, struct feed_result *result)
{
	char url[200];

	snprintf(url, sizeof url, "http://127.0.0.1:%d/%s", provider->ports[0], path);
	return fetch_url(url, more, patience, result);
}

/* Quick, so that a suite does not wait; the pauses themselves are what is tested. */
static const struct feed_patience quick = {.attempts = 3, .longest_wait_ms = 2000, .first_wait_ms = 1, .timeout_ms = 4000};
static const struct feed_patience once = {.attempts = 1, .longest_wait_ms = 2000, .first_wait_ms = 1, .timeout_ms = 4000};

static int calls(const struct server *provider, const char *name)
{
	const struct http_request request = {.url = "", .max_bytes = 100, .timeout_ms = 4000, .is_insecure = true};
	struct http_request asked = request;
	struct http_answer answer = {0};
	char url[200];
	int count;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/calls/%s", provider->ports[0], name);
	asked.url = url;
	assert_int_equal(http_get(&asked, &answer, NULL), FEED_OK);
	count = atoi(text_string(&answer.body));
	http_answer_clear(&answer);
	return count;
}

static void fetches_what_a_good_provider_sends(void **state)
{
	static const char *const paths[] = {"good", "gzip", "hop"};

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct feed_result result = {0};

		if (fetch(*state, paths[i], "redirect = same-host", &once, &result) != STATUS_OK)
			fail_msg("%s: %s", paths[i], result.sentence);
		assert_int_equal(result.count, 2);
		assert_int_equal(result.rows[1].close, 10500000);
		assert_int_equal(result.http_status, 200);
		assert_int_equal(result.attempts, 1);
		assert_int_equal(result.bytes, 41);
		feed_result_clear(&result);
	}
}

static void says_how_each_bad_answer_is_bad(void **state)
{
	static const struct { const char *path; enum feed_outcome outcome; } bads[] = {
		{"long", FEED_MALFORMED}, {"bomb", FEED_MALFORMED}, {"notgzip", FEED_MALFORMED}, {"header", FEED_MALFORMED},
		{"short", FEED_TRANSIENT}, {"nothing", FEED_TRANSIENT}, {"html", FEED_BLOCKED}, {"empty", FEED_MALFORMED},
		{"note?apikey={secret:key}", FEED_QUOTA}, {"status/404", FEED_NOT_FOUND}, {"status/401", FEED_AUTH},
		{"status/403", FEED_BLOCKED}, {"status/400", FEED_PERMANENT}, {"status/500", FEED_TRANSIENT},
		{"status/503", FEED_TRANSIENT}, {"status/429", FEED_RATE_LIMIT}, {"status/304", FEED_PERMANENT},
		{"loop", FEED_PERMANENT}, {"cross", FEED_PERMANENT}, {"relative", FEED_PERMANENT}, {"file", FEED_PERMANENT},
		{"upward", FEED_PERMANENT},
	};

	for (size_t i = 0; i < sizeof bads / sizeof bads[0]; i++) {
		struct feed_result result = {0};

		(void)fetch(*state, bads[i].path, "redirect = same-host", &once, &result); /* its outcome is what is looked at */
		if (result.outcome != bads[i].outcome)
			fail_msg("%s: %s (%s), not %s", bads[i].path, feed_outcome_name(result.outcome), result.sentence,
			         feed_outcome_name(bads[i].outcome));
		feed_result_clear(&result);
	}
}

static void the_size_counts_after_unpacking(void **state)
{
	struct feed_result result = {0};

	(void)fetch(*state, "bomb", "", &once, &result);
	assert_non_null(strstr(result.sentence, "longer than 100000 bytes"));
	feed_result_clear(&result);
}

static void gives_up_on_a_silent_provider_in_time(void **state)
{
	const struct feed_patience impatient = {.attempts = 1, .timeout_ms = 300};
	struct feed_result result = {0};
	struct timespec before, after;

	clock_gettime(CLOCK_MONOTONIC, &before);
	(void)fetch(*state, "hang", "", &impatient, &result);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_int_equal(result.outcome, FEED_TRANSIENT);
	assert_true(after.tv_sec - before.tv_sec < 4); /* the provider would answer after five seconds */
	feed_result_clear(&result);
}

static void tries_again_where_it_helps(void **state)
{
	struct feed_result result = {0};

	if (fetch(*state, "flaky", "", &quick, &result) != STATUS_OK)
		fail_msg("%s", result.sentence);
	assert_int_equal(result.attempts, 3);
	assert_int_equal(calls(*state, "flaky"), 3);
	feed_result_clear(&result);
	(void)fetch(*state, "status/500", "", &quick, &result);
	assert_int_equal(result.attempts, 3);
	feed_result_clear(&result);
	(void)fetch(*state, "status/404", "", &quick, &result);
	assert_int_equal(result.attempts, 1);
	feed_result_clear(&result);
	(void)fetch(*state, "note", "", &quick, &result);
	assert_int_equal(result.attempts, 1);
	feed_result_clear(&result);
}

static void waits_as_long_as_it_is_asked_to_within_reason(void **state)
{
	struct feed_result result = {0};
	struct timespec before, after;

	clock_gettime(CLOCK_MONOTONIC, &before);
	if (fetch(*state, "wait", "", &quick, &result) != STATUS_OK)
		fail_msg("%s", result.sentence);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_int_equal(result.attempts, 2);
	assert_true((after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000 >= 999);
	feed_result_clear(&result);
	(void)fetch(*state, "late", "", &quick, &result);
	assert_int_equal(result.outcome, FEED_RATE_LIMIT);
	assert_int_equal(result.attempts, 1);
	assert_int_equal(result.retry_after, 3600);
	feed_result_clear(&result);
}

static bool always(void *context)
{
	(void)context;
	return true;
}

/* RFC 9110, 10.2.3: seconds, or a date of HTTP; one that has passed asks for nothing. */
static void a_wait_may_be_a_date(void **state)
{
	struct feed_result result = {0};

	(void)fetch(*state, "date", "", &quick, &result);
	assert_int_equal(result.outcome, FEED_RATE_LIMIT);
	assert_int_equal(result.attempts, 1); /* it is longer than anybody waits */
	assert_true(result.retry_after >= 80 && result.retry_after <= 91);
	feed_result_clear(&result);
	(void)fetch(*state, "past", "", &once, &result);
	assert_int_equal(result.outcome, FEED_RATE_LIMIT);
	assert_int_equal(result.retry_after, 0);
	feed_result_clear(&result);
}

/* ---- pages, and what is posted ------------------------------------------------------------------------------------- */

static enum status fetch_pages(const struct server *provider, const char *more, struct feed_result *result)
{
	const struct feed_request request = {.symbol = "A", .currency = "CNY", .from = {20000}, .to = {20767}, .as_of = {20767}};
	struct text text = {0};
	struct feeds *feeds = NULL;
	struct error err = {0};
	enum status status;

	text_addf(&text, "feed 'a' { url = 'http://127.0.0.1:%d/pages?page={page}&k={secret:key}' insecure = yes rows = {'/rows'}\n"
	          "field.date = {'d'} field.close = {'c'} secret.key = 'env:BALLAST_TEST_KEY' %s }", provider->ports[0], more);
	if (feeds_parse("f", text_string(&text), text.length, &feeds, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	status = feed_fetch(feeds_at(feeds, 0), &request, &quick, result, NULL);
	feeds_free(feeds);
	text_clear(&text);
	return status;
}

/* Twenty-five days, ten a page; the second page fails once and is asked again, alone. */
static void pages_are_asked_until_the_last(void **state)
{
	static const struct { const char *more; int attempts; } cases[] = {
		{"page.total = '/n'", 4},              /* the total is reached on the third page, and the second came twice */
		{"page.size = 10", 3},                 /* the third is not full                                            */
		{"page.size = 10 page.max = 3", 3},
		{"page.total = '/n' page.size = 10 limit = '1000/s'", 3},
	};
	struct feed_result result = {0};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		if (fetch_pages(*state, cases[i].more, &result) != STATUS_OK)
			fail_msg("%s: %s", cases[i].more, result.sentence);
		assert_int_equal(result.count, 25);
		assert_int_equal(result.attempts, cases[i].attempts);
		assert_int_equal(result.rows[0].date.days, 20727);  /* 2026-10-01 */
		assert_int_equal(result.rows[24].date.days, 20751);
		assert_non_null(strstr(result.request, "page=3&k=***")); /* address and answer are of one page */
		assert_int_equal(result.page, 3);
		assert_non_null(strstr(result.excerpt, "2026-10-21"));
		feed_result_clear(&result);
	}
	assert_int_equal(fetch_pages(*state, "page.size = 10 page.max = 2", &result), STATUS_IO);
	assert_int_equal(result.outcome, FEED_MALFORMED);
	assert_int_equal(result.count, 0);
	assert_non_null(strstr(result.sentence, "page.max"));
	assert_non_null(strstr(result.request, "page=2&k=***"));
	assert_non_null(strstr(result.excerpt, "2026-10-11"));
	feed_result_clear(&result);
}

/* As JSON writes a text where JSON is said to be sent, and as a form does where it is not. */
static void a_body_is_posted_as_its_type_demands(void **state)
{
	static const struct { const char *path, *more; } cases[] = {
		{"post", "headers { Content-Type = 'application/json' } body = '{\"token\":\"{secret:key}\",\"code\":\"{symbol}\","
		         "\"from\":\"{from:%Y%m%d}\"}'"},
		{"form", "body = 'code={symbol}&key={secret:key}'"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct feed_request request = {.symbol = "A\"B", .currency = "CNY", .from = {20000}, .to = {20767},
		                                     .as_of = {20767}};
		const struct server *provider = *state;
		struct feed_result result = {0};
		struct feeds *feeds = NULL;
		struct text text = {0};

		text_addf(&text, "feed 'a' { url = 'http://127.0.0.1:%d/%s' insecure = yes method = POST format = csv\n"
		          "field.date = {'date'} field.close = {'close'} secret.key = 'env:BALLAST_TEST_KEY' %s }",
		          provider->ports[0], cases[i].path, cases[i].more);
		assert_int_equal(feeds_parse("f", text_string(&text), text.length, &feeds, NULL), STATUS_OK);
		if (feed_fetch(feeds_at(feeds, 0), &request, &once, &result, NULL) != STATUS_OK)
			fail_msg("%s: %s", cases[i].path, result.sentence);
		assert_non_null(strstr(result.request, "POST"));
		assert_null(strstr(result.request, "SECRET"));
		feed_result_clear(&result);
		feeds_free(feeds);
		text_clear(&text);
	}
}

/* ---- bounds ------------------------------------------------------------------------------------------------------------ */

static void no_key_arrives_where_a_redirect_leads(void **state)
{
	static const char *const paths[] = {"cross", "relative", "upward"};

	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
		struct feed_result result = {0};

		(void)fetch(*state, paths[i], "redirect = same-host headers { X-Api-Key = '{secret:key}' }", &once, &result);
		assert_int_equal(result.outcome, FEED_PERMANENT);
		feed_result_clear(&result);
	}
	assert_int_equal(calls(*state, "caught"), 0); /* nobody went there, with or without a key */
}

static void a_redirect_is_not_followed_unasked(void **state)
{
	const int before = calls(*state, "good");
	struct feed_result result = {0};

	(void)fetch(*state, "hop", "", &once, &result);
	assert_int_equal(result.outcome, FEED_PERMANENT);
	assert_int_equal(result.http_status, 302);
	assert_int_equal(calls(*state, "good"), before);
	feed_result_clear(&result);
}

/* Five bytes a second: what trickles is given up long before the time a request may take. */
static void a_trickle_is_given_up(void **state)
{
	const struct server *provider = *state;
	struct http_request request = {.max_bytes = 1000, .timeout_ms = 20000, .slow_seconds = 1, .is_insecure = true};
	struct http_answer answer = {0};
	struct timespec before, after;
	char url[100];

	snprintf(url, sizeof url, "http://127.0.0.1:%d/drip", provider->ports[0]);
	request.url = url;
	clock_gettime(CLOCK_MONOTONIC, &before);
	assert_int_equal(http_get(&request, &answer, NULL), FEED_TRANSIENT);
	clock_gettime(CLOCK_MONOTONIC, &after);
	assert_true(after.tv_sec - before.tv_sec < 7); /* all of it would take eight seconds */
	assert_int_equal(answer.body.length, 0);
	http_answer_clear(&answer);
}

/* ---- cancelled --------------------------------------------------------------------------------------------------------- */

static void stops_when_it_is_cancelled(void **state)
{
	const struct feed_patience cancelled = {.attempts = 3, .first_wait_ms = 5000, .is_cancelled = always};
	struct feed_result result = {0};

	(void)fetch(*state, "hang", "", &cancelled, &result);
	assert_int_equal(result.outcome, FEED_PERMANENT);
	assert_non_null(strstr(result.sentence, "cancelled"));
	feed_result_clear(&result);
}

static void sends_a_key_and_shows_none(void **state)
{
	struct feed_result result = {0};

	if (fetch(*state, "key?apikey={secret:key}", "headers { X-Api-Key = '{secret:key}' }", &once, &result) != STATUS_OK)
		fail_msg("%s", result.sentence);
	assert_non_null(strstr(result.request, "apikey=***"));
	feed_result_clear(&result);
	(void)fetch(*state, "key", "", &once, &result);
	assert_int_equal(result.outcome, FEED_AUTH);
	feed_result_clear(&result);
	(void)fetch(*state, "note", "", &once, &result);
	assert_non_null(strstr(result.excerpt, "***"));
	feed_result_clear(&result);
}

/* The address is checked after the name was resolved; nothing leaves this machine in this test. */
static void refuses_private_addresses_over_https(void **state)
{
	const struct server *provider = *state;
	char url[200];
	struct feed_result result = {0};
	struct http_request request = {.url = url, .max_bytes = 1000, .timeout_ms = 3000};
	struct http_answer answer = {0};
	struct error err = {0};

	snprintf(url, sizeof url, "http://127.0.0.1:%d/good", provider->ports[0]);
	assert_int_equal(http_get(&request, &answer, &err), FEED_PERMANENT); /* plain http is no protocol of ours */
	assert_int_equal(answer.body.length, 0);
	http_answer_clear(&answer);
	request.is_insecure = true;
	request.url = "http://example.invalid/";
	assert_int_equal(http_get(&request, &answer, &err), FEED_PERMANENT);
	http_answer_clear(&answer);
	snprintf(url, sizeof url, "https://127.0.0.1:%d/good", provider->ports[0]);
	(void)fetch_url(url, "", &once, &result); /* no TLS is spoken there: it fails, and quietly */
	assert_int_not_equal(result.outcome, FEED_OK);
	feed_result_clear(&result);
}

static void a_provider_that_is_not_there_is_worth_another_try(void **state)
{
	struct feed_result result = {0};

	(void)state;
	(void)fetch_url("http://127.0.0.1:1/good", "", &quick, &result);
	assert_int_equal(result.outcome, FEED_TRANSIENT);
	assert_int_equal(result.attempts, 3);
	feed_result_clear(&result);
}

static void reads_a_folder_without_a_network(void **state)
{
	char folder[] = "/tmp/ballast-folder-XXXXXX", url[100], path[100];
	struct feed_result result = {0};
	FILE *file;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/A.csv", folder);
	snprintf(url, sizeof url, "file://%s/{symbol}.csv", folder);
	file = fopen(path, "w");
	assert_non_null(file);
	fputs("Date,Close\n2026-11-05,10\n", file);
	fclose(file);
	if (fetch_url(url, "", &once, &result) != STATUS_OK)
		fail_msg("%s", result.sentence);
	assert_int_equal(result.count, 1);
	feed_result_clear(&result);
	unlink(path);
	(void)fetch_url(url, "", &once, &result);
	assert_int_equal(result.outcome, FEED_NOT_FOUND);
	feed_result_clear(&result);
	rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fetches_what_a_good_provider_sends),
		cmocka_unit_test(says_how_each_bad_answer_is_bad),
		cmocka_unit_test(the_size_counts_after_unpacking),
		cmocka_unit_test(gives_up_on_a_silent_provider_in_time),
		cmocka_unit_test(tries_again_where_it_helps),
		cmocka_unit_test(waits_as_long_as_it_is_asked_to_within_reason),
		cmocka_unit_test(a_wait_may_be_a_date),
		cmocka_unit_test(pages_are_asked_until_the_last),
		cmocka_unit_test(a_body_is_posted_as_its_type_demands),
		cmocka_unit_test(no_key_arrives_where_a_redirect_leads),
		cmocka_unit_test(a_redirect_is_not_followed_unasked),
		cmocka_unit_test(a_trickle_is_given_up),
		cmocka_unit_test(stops_when_it_is_cancelled),
		cmocka_unit_test(sends_a_key_and_shows_none),
		cmocka_unit_test(refuses_private_addresses_over_https),
		cmocka_unit_test(a_provider_that_is_not_there_is_worth_another_try),
		cmocka_unit_test(reads_a_folder_without_a_network),
	};

	return cmocka_run_group_tests(tests, start_provider, stop_provider);
}
