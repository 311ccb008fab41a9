/* The examples of ballast-feeds(5) as they stand there: each is read, and the one of a whole provider is asked of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "data/feed/feed.h"
#include "engine/base/text.h"
#include "tests/support/server.h"
#include "tests/support/shipped_feeds.h"

static struct manual {
	struct server server;
	char home[32];
	struct text text;
} manual;

static int begin(void **state)
{
	const char *top = getenv("abs_top_srcdir");
	char path[1024];
	FILE *file;
	int c;

	(void)state;
	if (shipped_feeds_home(manual.home, "SECRET/KEY+1") != 0 || !server_start(&manual.server, "tests/data/feed_server.py"))
		return -1;
	snprintf(path, sizeof path, "%s/.config/ballast/marlow.key", manual.home);
	file = fopen(path, "w");
	if (file == NULL || fputs("SECRET/KEY+1\n", file) < 0 || fclose(file) != 0 || chmod(path, 0600) != 0)
		return -1;
	snprintf(path, sizeof path, "%s/doc/ballast-feeds.5", top != NULL ? top : ".");
	file = fopen(path, "r");
	if (file == NULL)
		return -1;
	while ((c = getc(file)) != EOF)
		text_add_character(&manual.text, (char)c);
	return fclose(file);
}

static int end(void **state)
{
	(void)state;
	text_clear(&manual.text);
	shipped_feeds_leave(manual.home);
	return server_stop(&manual.server) ? 0 : -1;
}

/* The next literal block that begins with a word; NULL: there is no more. *at moves behind it; the caller clears block. */
static bool next_block(const char **at, const char *word, struct text *block)
{
	while ((*at = strstr(*at, ".Bd -literal")) != NULL) {
		const char *begin = strchr(*at, '\n') + 1, *end = strstr(begin, ".Ed\n");

		assert_non_null(end);
		*at = end;
		if (strncmp(begin, word, strlen(word)) != 0)
			continue;
		text_reset(block);
		text_add_bytes(block, begin, (size_t)(end - begin));
		return true;
	}
	return false;
}

static void every_example_is_a_declaration(void **state)
{
	static const char *const words[] = {"feed 'my-folder'", "feed 'example'", "feed 'marlow'", "instrument '"};
	struct text block = {0};

	(void)state;
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		const char *at = text_string(&manual.text);
		struct feeds *feeds = NULL;
		struct error err = {0};

		if (!next_block(&at, words[i], &block))
			fail_msg("the manual has no example that begins with %s", words[i]);
		if (feeds_parse("manual", text_string(&block), block.length, &feeds, &err) != STATUS_OK)
			fail_msg("%s\n%s", err.message, text_string(&block));
		assert_int_equal(feeds_count(feeds), i < 3 ? 1 : 0);
		feeds_free(feeds);
	}
	text_clear(&block);
}

/* The example word for word, but for where it goes. */
static struct feeds *marlow(void)
{
	static const char host[] = "https://api.marlow.example";
	const char *at = text_string(&manual.text), *url;
	struct text block = {0}, here = {0};
	struct feeds *feeds = NULL;

	assert_true(next_block(&at, "feed 'marlow'", &block));
	url = strstr(text_string(&block), host);
	assert_non_null(url);
	text_add_bytes(&here, text_string(&block), (size_t)(url - text_string(&block)));
	text_addf(&here, "http://127.0.0.1:%d%s", manual.server.ports[0], url + strlen(host));
	*strrchr(here.bytes, '}') = ' ';
	text_add(&here, " insecure = yes }");
	assert_int_equal(feeds_parse("manual", text_string(&here), here.length, &feeds, NULL), STATUS_OK);
	text_clear(&here);
	text_clear(&block);
	return feeds;
}

static int64_t may_ask(void *allowance, char *why, size_t size)
{
	(void)allowance, (void)why, (void)size; /* a test waits for no allowance */
	return 0;
}

static void ask(const char *isin, struct feed_result *result)
{
	const struct feed_patience once = {.attempts = 1, .may_ask = may_ask};
	const struct feed_request request = {.symbol = "ULVR", .isin = isin, .currency = "GBP", .from = {20513}, .to = {20553},
	                                     .as_of = {20553}}; /* 2026-03-01 to 2026-04-10 */
	struct feeds *feeds = marlow();

	assert_true(feed_is_enabled(feeds_at(feeds, 0))); /* its key is there */
	(void)feed_fetch(feeds_at(feeds, 0), &request, &once, result, NULL); /* result says how it ended */
	feeds_free(feeds);
}

static void the_example_brings_pounds_on_the_days_of_london(void **state)
{
	struct feed_result result = {0};
	struct date day = {20521}; /* 2026-03-09, a Monday */

	(void)state;
	ask("GB00B10RZP78", &result);
	if (result.outcome != FEED_OK)
		fail_msg("%s: %s", feed_outcome_name(result.outcome), result.sentence);
	assert_int_equal(result.attempts, 3);
	assert_int_equal(result.count, 24); /* of 25, one has no close */
	for (size_t i = 0, number = 0; number < 25; number++) {
		if (number != 3) {
			assert_int_equal(result.rows[i].date.days, day.days);
			assert_int_equal(result.rows[i].close, 24000000 + 10000 * (int64_t)number);
			assert_int_equal(result.rows[i].open, 24100000);
			assert_string_equal(result.rows[i].currency, "GBP");
			i++;
		}
		day.days += number % 5 == 4 ? 3 : 1;
	}
	feed_result_clear(&result);
}

static void the_examples_errors_have_their_classes(void **state)
{
	static const struct { const char *isin; enum feed_outcome outcome; } cases[] = {
		{"UNKNOWN_INSTRUMENT", FEED_NOT_FOUND}, {"BAD_KEY", FEED_AUTH}, {"SERVER_ON_HOLIDAY", FEED_PERMANENT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct feed_result result = {0};

		ask(cases[i].isin, &result);
		if (result.outcome != cases[i].outcome)
			fail_msg("%s: %s: %s", cases[i].isin, feed_outcome_name(result.outcome), result.sentence);
		assert_null(strstr(result.excerpt, "SECRET"));
		feed_result_clear(&result);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_example_is_a_declaration),
		cmocka_unit_test(the_example_brings_pounds_on_the_days_of_london),
		cmocka_unit_test(the_examples_errors_have_their_classes),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
