/*
 * Thirty-two hostile behaviours of a real server on this machine, for every declaration that is shipped, of which only scheme
 * and host are replaced: the right class, and no row of a bad answer.
 *
 *     test_feed_hostile --table
 *
 * prints which behaviour ends as which class for which feed. What is expected is tests/data/hostile_table.txt, a table of
 * that kind that people have read.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/feed/feed.h"
#include "data/feed/http.h"
#include "engine/base/text.h"
#include "tests/support/server.h"
#include "tests/support/shipped_feeds.h"

/* The trusted certificate is no hostility: it shows that the others are refused for what is wrong with them. */
enum { BEHAVIOURS = HOSTILE_TRUSTED, CASES = BEHAVIOURS * SHIPPED_FEEDS, AT_ONCE = 24, SLOW_MS = 400, PATIENT_MS = 20000 };

static const char key[] = "SECRET/KEY+1";

static struct hostility {
	struct server server;
	char home[32];
	struct feeds *feeds[HOSTILE_PORTS]; /* the shipped ones, at the port of each behaviour */
} hostility;

static int begin(void **state)
{
	(void)state;
	if (shipped_feeds_home(hostility.home, key) != 0 || setenv("BALLAST_TEST_FOLDER", hostility.home, 1) != 0 ||
	    !server_start(&hostility.server, "tests/data/hostile_server.py"))
		return -1;
	for (size_t i = 0; i < HOSTILE_PORTS; i++) {
		struct text text = {0};
		struct error err = {0};

		shipped_feeds_at(i < HOSTILE_PLAIN ? "http" : "https", hostility.server.ports[i], "", &text);
		if (feeds_parse("shipped", text_string(&text), text.length, &hostility.feeds[i], &err) != STATUS_OK) {
			print_error("%s\n", err.message);
			return -1;
		}
		text_clear(&text);
	}
	return feeds_count(hostility.feeds[0]) == SHIPPED_FEEDS ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	for (size_t i = 0; i < HOSTILE_PORTS; i++)
		feeds_free(hostility.feeds[i]);
	shipped_feeds_leave(hostility.home);
	return server_stop(&hostility.server) ? 0 : -1;
}

/* ---- all cases, many at once ----------------------------------------------------------------------------------------- */

static void start(struct fetcher *fetcher, size_t behaviour, size_t feed, struct feed_result *result)
{
	const struct shipped_feed *shipped = &shipped_feeds[feed];
	/* A handshake that a busy machine does not finish in the time for connections says nothing about certificates. */
	const struct feed_patience patience = {.attempts = behaviour < HOSTILE_PLAIN ? 1 : 5, .first_wait_ms = 100,
	                                       .timeout_ms = behaviour == 0 ? SLOW_MS : PATIENT_MS};
	const struct feed_request request = {.symbol = shipped->symbol, .currency = shipped->currency, .from = {20756},
	                                     .to = {20767}, .as_of = {20767}}; /* to 2026-11-10 */

	assert_non_null(feeds_find(hostility.feeds[behaviour], shipped->id));
	fetcher_start(fetcher, feeds_find(hostility.feeds[behaviour], shipped->id), &request, &patience, NULL, result,
	              result);
}

/* results: one for each feed of each behaviour. */
static void run_all(struct feed_result *results)
{
	struct fetcher *fetcher = fetcher_new(NULL, NULL);
	size_t next = 0, ended = 0;

	while (ended < CASES) {
		while (next < CASES && fetcher_count(fetcher) < AT_ONCE) {
			start(fetcher, next / SHIPPED_FEEDS, next % SHIPPED_FEEDS, &results[next]);
			next++;
		}
		ended += fetcher_next(fetcher, 1000) != NULL;
	}
	fetcher_free(fetcher);
}

/* The class that most feeds have, and the feeds that have another. */
static void add_line(const char *behaviour, const struct feed_result *results, struct text *table)
{
	size_t counts[FEED_MALFORMED + 1] = {0}, usual = 0;

	for (size_t i = 0; i < SHIPPED_FEEDS; i++)
		counts[results[i].outcome]++;
	for (size_t i = 0; i <= FEED_MALFORMED; i++)
		usual = counts[i] > counts[usual] ? i : usual;
	text_addf(table, "%-16s %s\n", behaviour, feed_outcome_name((enum feed_outcome)usual));
	for (size_t i = 0; i <= FEED_MALFORMED; i++) {
		if (i == usual || counts[i] == 0)
			continue;
		text_addf(table, "    %s:", feed_outcome_name((enum feed_outcome)i));
		for (size_t j = 0; j < SHIPPED_FEEDS; j++)
			if (results[j].outcome == i)
				text_addf(table, " %s", shipped_feeds[j].id);
		text_add_character(table, '\n');
	}
}

static void make_table(const struct feed_result *results, struct text *table)
{
	for (size_t i = 0; i < BEHAVIOURS; i++)
		add_line(hostile_behaviours[i], &results[i * SHIPPED_FEEDS], table);
}

static void read_expected(struct text *table)
{
	const char *top = getenv("abs_top_srcdir");
	char path[1024], line[1024];
	FILE *file;

	snprintf(path, sizeof path, "%s/tests/data/hostile_table.txt", top != NULL ? top : ".");
	file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL)
		if (line[0] != '#')
			text_add(table, line);
	fclose(file);
}

/* The server quotes the key whoever asks; who has none has none to hide. */
static void is_harmless(const struct feed_result *result, bool has_key)
{
	const char *const shown[] = {result->excerpt, result->sentence, result->request, result->rule};

	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
		assert_true(text_is_clean(shown[i]));
		assert_true(!has_key || strstr(shown[i], "SECRET") == NULL);
	}
}

/* What of the two bad rows that come through must be marked; a rate of interest of zero is none of them. */
static bool is_marked(size_t index, const struct feed_row *row)
{
	const char *behaviour = hostile_behaviours[index / SHIPPED_FEEDS];
	const bool is_interest = strcmp(shipped_feeds[index % SHIPPED_FEEDS].id, "fred") == 0;

	if (strcmp(behaviour, "zero") == 0 && row->close == 0)
		return is_interest ? row->doubt == FEED_SOUND : row->doubt == FEED_NOT_POSITIVE;
	return strcmp(behaviour, "ahead") == 0 && row->date.days > 20767 && row->doubt == FEED_TO_COME;
}

/* Rows only of an answer that is odd and sound, and then only figures the server sent as good ones, or marked ones. */
static void rows_are_right(size_t index, const struct feed_result *result)
{
	const struct shipped_feed *feed = &shipped_feeds[index % SHIPPED_FEEDS];
	const int64_t scale = strcmp(feed->id, "fred") == 0 ? 10000 : 1000000; /* per cent */

	if (result->outcome != FEED_OK) {
		assert_int_equal(result->count, 0);
		assert_null(result->rows);
		assert_true(strlen(result->sentence) > 10);
		return;
	}
	assert_true(result->count >= 1 && result->count <= feed->rows);
	for (size_t i = 0; i < result->count; i++)
		assert_true(is_marked(index, &result->rows[i]) || (result->rows[i].doubt == FEED_SOUND &&
		            (result->rows[i].close == 10 * scale || result->rows[i].close == 10 * scale + scale / 2)));
}

/* Says the first line that differs. */
static void is_expected(const char *table, const char *expected)
{
	while (*table != '\0' || *expected != '\0') {
		const size_t made = strcspn(table, "\n"), wanted = strcspn(expected, "\n");

		if (made != wanted || memcmp(table, expected, made) != 0)
			fail_msg("\"%.*s\" is not \"%.*s\", which tests/data/hostile_table.txt expects", (int)made, table, (int)wanted,
			         expected);
		table += made + (table[made] == '\n');
		expected += wanted + (expected[wanted] == '\n');
	}
}

static void every_hostile_behaviour_has_its_class_for_every_feed(void **state)
{
	struct feed_result *results = calloc(CASES, sizeof *results);
	struct text table = {0}, expected = {0};

	(void)state;
	if (hostility.server.ports[HOSTILE_TRUSTED] == 0)
		skip(); /* no openssl here */
	assert_int_equal(CASES, 736);
	run_all(results);
	make_table(results, &table);
	read_expected(&expected);
	for (size_t i = 0; i < CASES; i++) {
		is_harmless(&results[i], shipped_feeds[i % SHIPPED_FEEDS].has_key);
		rows_are_right(i, &results[i]);
	}
	is_expected(text_string(&table), text_string(&expected));
	print_message("# %d cases\n", CASES);
	for (size_t i = 0; i < CASES; i++)
		feed_result_clear(&results[i]);
	free(results);
	text_clear(&table);
	text_clear(&expected);
}

/* ---- one by one -------------------------------------------------------------------------------------------------------- */

static size_t behaviour(const char *name)
{
	size_t i = 0;

	while (strcmp(hostile_behaviours[i], name) != 0)
		i++;
	return i;
}

static void fetch(const char *name, size_t feed, struct feed_result *result)
{
	struct fetcher *fetcher = fetcher_new(NULL, NULL);

	start(fetcher, behaviour(name), feed, result);
	while (fetcher_next(fetcher, 1000) == NULL)
		;
	fetcher_free(fetcher);
}

static void a_wait_that_is_asked_for_is_known(void **state)
{
	struct feed_result result = {0};

	(void)state;
	fetch("later", 0, &result);
	assert_int_equal(result.retry_after, 3600);
	feed_result_clear(&result);
}

/* ---- certificates ------------------------------------------------------------------------------------------------------ */

/* Names the authority of the server in one variable, or in none. */
static void trust(const char *variable, const char *file)
{
	char path[64];

	unsetenv("CURL_CA_BUNDLE");
	unsetenv("SSL_CERT_FILE");
	snprintf(path, sizeof path, "%s/%s", hostility.home, file);
	if (variable != NULL)
		setenv(variable, path, 1);
}

static void a_certificate_counts_when_its_authority_is_trusted(void **state)
{
	static const struct { const char *variable, *file; bool is_trusted; } cases[] = {
		{NULL, "", false}, {"CURL_CA_BUNDLE", "ca.pem", true}, {"SSL_CERT_FILE", "ca.pem", true},
		{"CURL_CA_BUNDLE", "self.pem", false}, {"CURL_CA_BUNDLE", "no-such-file.pem", false},
	};

	(void)state;
	if (hostility.server.ports[HOSTILE_TRUSTED] == 0)
		skip(); /* no openssl here */
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct feed_result result = {0};

		trust(cases[i].variable, cases[i].file);
		fetch("tls-trusted", 0, &result);
		if ((result.outcome == FEED_OK) != cases[i].is_trusted)
			fail_msg("case %zu: %s: %s", i, feed_outcome_name(result.outcome), result.sentence);
		assert_int_equal(result.outcome, cases[i].is_trusted ? FEED_OK : FEED_PERMANENT);
		feed_result_clear(&result);
	}
	trust(NULL, "");
}

/* With their authority trusted, what is left is the name, the day, and a certificate that is its own authority. */
static void a_trusted_authority_excuses_neither_name_nor_day(void **state)
{
	static const char *const names[] = {"tls-other-name", "tls-expired", "tls-self-signed"};

	(void)state;
	if (hostility.server.ports[HOSTILE_TRUSTED] == 0)
		skip(); /* no openssl here */
	trust("CURL_CA_BUNDLE", "ca.pem");
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		struct feed_result result = {0};

		fetch(names[i], 0, &result);
		assert_int_equal(result.outcome, FEED_PERMANENT);
		if (strstr(result.sentence, "certificate") == NULL && strstr(result.sentence, "peer") == NULL)
			fail_msg("%s: %s", names[i], result.sentence);
		feed_result_clear(&result);
	}
	trust(NULL, "");
}

/* A provider that really is this machine, or any private address, is refused however good its certificate: a declaration
   that came from somebody else must not look around in the network of who uses it. */
static void a_private_address_is_refused_however_good_its_certificate(void **state)
{
	static const char *const hosts[] = {"127.0.0.1", "localhost"};

	(void)state;
	if (hostility.server.ports[HOSTILE_TRUSTED] == 0)
		skip(); /* no openssl here */
	trust("CURL_CA_BUNDLE", "ca.pem");
	for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
		char url[100];
		const struct http_request request = {.url = url, .max_bytes = 1000, .timeout_ms = 4000};
		struct http_answer answer = {0};

		snprintf(url, sizeof url, "https://%s:%d/ballast-prices/A.csv", hosts[i], hostility.server.ports[HOSTILE_TRUSTED]);
		assert_int_equal(http_get(&request, &answer, NULL), FEED_PERMANENT);
		if (i == 0)
			assert_non_null(strstr(answer.sentence, "private network or this machine"));
		http_answer_clear(&answer);
	}
	trust(NULL, "");
}

static int print_table(void)
{
	struct feed_result *results = calloc(CASES, sizeof *results);
	struct text table = {0};

	if (results == NULL || begin(NULL) != 0)
		return 1;
	run_all(results);
	make_table(results, &table);
	fputs(text_string(&table), stdout);
	return end(NULL) == 0 ? 0 : 1;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hostile_behaviour_has_its_class_for_every_feed),
		cmocka_unit_test(a_wait_that_is_asked_for_is_known),
		cmocka_unit_test(a_certificate_counts_when_its_authority_is_trusted),
		cmocka_unit_test(a_trusted_authority_excuses_neither_name_nor_day),
		cmocka_unit_test(a_private_address_is_refused_however_good_its_certificate),
	};

	if (argc > 1 && strcmp(argv[1], "--table") == 0)
		return print_table();
	return cmocka_run_group_tests(tests, begin, end);
}
