/* Thirty hostile behaviours of a real server on this machine, for a feed of every layout: the right class, and no row. */
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

enum { PORTS = 4 };

struct provider {
	FILE *process;
	int ports[PORTS]; /* plain; self-signed, of another name, expired: 0 where no certificate could be made */
};

static int start_provider(void **state)
{
	static struct provider provider;
	const char *top = getenv("abs_top_srcdir");
	char command[1100], said[100] = "";

	snprintf(command, sizeof command, "exec python3 '%s/tests/data/hostile_server.py' </dev/null", top != NULL ? top : ".");
	provider.process = popen(command, "r");
	if (provider.process == NULL || fgets(said, sizeof said, provider.process) == NULL ||
	    sscanf(said, "%d %d %d %d", &provider.ports[0], &provider.ports[1], &provider.ports[2], &provider.ports[3]) != PORTS)
		return -1;
	setenv("BALLAST_TEST_KEY", "SECRET/KEY+1", 1);
	*state = &provider;
	return 0;
}

static int stop_provider(void **state)
{
	struct provider *provider = *state;
	struct http_request request = {.max_bytes = 100, .timeout_ms = 4000, .is_insecure = true};
	struct http_answer answer = {0};
	char url[100];

	if (provider == NULL)
		return 0;
	snprintf(url, sizeof url, "http://127.0.0.1:%d/quit", provider->ports[0]);
	request.url = url;
	(void)http_get(&request, &answer, NULL); /* it ends; whether it says so does not matter */
	http_answer_clear(&answer);
	return pclose(provider->process) == 0 ? 0 : -1;
}

/* What a declaration says of each layout. */
static const struct { const char *name, *keys; bool is_lines; } layouts[] = {
	{"objects", "field.date = {'d'} field.close = {'c'}", false},
	{"arrays", "layout = arrays field.date = {'0'} field.close = {'1'}", false},
	{"columns", "layout = columns field.date = {'d'} field.close = {'c'}", false},
	{"keyed", "layout = keyed field.close = {'c'}", false},
	{"split", "layout = split split.names = '/names' rows = {'/rows'} field.date = {'d'} field.close = {'c'}", false},
	{"strings", "layout = strings rows = {'/rows'} field.date = {'0'} field.close = {'1'}", false},
	{"long", "format = csv field.date = {'date'} field.close = {'close'}", true},
	{"wide", "format = csv layout = wide field.date = {'date'}", true},
	{"delim", "format = delim csv.delimiter = '~' field.date = {'0'} field.close = {'1'}", true},
	{"xml", "format = xml rows = {'r[@c]'} field.date = {'@d'} field.close = {'@c'}", false},
};

/* FEED_OK: the answer is odd and sound, and both its rows come. */
static const struct { const char *name; enum feed_outcome outcome; int port; } behaviours[] = {
	{"slow", FEED_TRANSIENT, 0}, {"reset", FEED_TRANSIENT, 0}, {"short", FEED_TRANSIENT, 0},
	{"endless", FEED_MALFORMED, 0}, {"bomb", FEED_MALFORMED, 0}, {"loop", FEED_PERMANENT, 0},
	{"cross", FEED_PERMANENT, 0}, {"file", FEED_PERMANENT, 0}, {"html", FEED_BLOCKED, 0}, {"quota", FEED_QUOTA, 0},
	{"nan", FEED_MALFORMED, 0}, {"huge", FEED_MALFORMED, 0}, {"twice", FEED_MALFORMED, 0},
	{"zero-date", FEED_MALFORMED, 0}, {"far-date", FEED_MALFORMED, 0}, {"order", FEED_OK, 0},
	{"garbage", FEED_MALFORMED, 0}, {"mark", FEED_OK, 0}, {"crlf", FEED_OK, 0}, {"cr", FEED_OK, 0},
	{"empty", FEED_MALFORMED, 0}, {"deep", FEED_MALFORMED, 0}, {"busy", FEED_RATE_LIMIT, 0},
	{"later", FEED_RATE_LIMIT, 0}, {"broken", FEED_TRANSIENT, 0}, {"notgzip", FEED_MALFORMED, 0},
	{"silent", FEED_TRANSIENT, 0}, {"good", FEED_PERMANENT, 1}, {"good", FEED_PERMANENT, 2}, {"good", FEED_PERMANENT, 3},
};

static void fetch(const struct provider *provider, size_t behaviour, size_t layout, struct feed_result *result)
{
	const struct feed_patience once = {.attempts = 1, .timeout_ms = strcmp(behaviours[behaviour].name, "slow") == 0 ? 300 : 5000};
	const struct feed_request request = {.symbol = "A", .currency = "CNY", .from = {20000}, .to = {20767}, .as_of = {20767}};
	const int port = behaviours[behaviour].port;
	struct text text = {0};
	struct feeds *feeds = NULL;
	struct error err = {0};

	text_addf(&text, "feed 'a' { url = '%s://127.0.0.1:%d/%s/%s?key={secret:key}' insecure = yes redirect = same-host %s\n"
	          "secret.key = 'env:BALLAST_TEST_KEY' max_bytes = 100000\n"
	          "errors = {'json /Note exists => quota', 'body ~ ^[[:space:]]*<(!DOCTYPE )?html => blocked'} }",
	          port == 0 ? "http" : "https", provider->ports[port], behaviours[behaviour].name, layouts[layout].name,
	          layouts[layout].keys);
	if (feeds_parse("f", text_string(&text), text.length, &feeds, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	(void)feed_fetch(feeds_at(feeds, 0), &request, &once, result, NULL); /* result says how it ended */
	feeds_free(feeds);
	text_clear(&text);
}

static void is_harmless(const struct feed_result *result)
{
	const char *const shown[] = {result->excerpt, result->sentence, result->request, result->rule};

	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
		assert_true(text_is_clean(shown[i]));
		assert_null(strstr(shown[i], "SECRET"));
	}
}

static void every_hostile_behaviour_has_its_class_in_every_layout(void **state)
{
	const struct provider *provider = *state;
	size_t wrong = 0, cases = 0;

	assert_int_equal(sizeof behaviours / sizeof behaviours[0], 30);
	for (size_t i = 0; i < sizeof behaviours / sizeof behaviours[0]; i++) {
		for (size_t j = 0; j < sizeof layouts / sizeof layouts[0]; j++) {
			/* A return alone ends no line of a table. */
			const bool is_odd_line = strcmp(behaviours[i].name, "cr") == 0 && layouts[j].is_lines;
			const enum feed_outcome expected = is_odd_line ? FEED_MALFORMED : behaviours[i].outcome;
			struct feed_result result = {0};

			if (provider->ports[behaviours[i].port] == 0)
				continue;
			fetch(provider, i, j, &result);
			cases++;
			if (result.outcome != expected || result.count != (expected == FEED_OK ? 2 : 0)) {
				print_error("%s, %s: %s with %zu rows (%s), not %s\n", behaviours[i].name, layouts[j].name,
				            feed_outcome_name(result.outcome), result.count, result.sentence, feed_outcome_name(expected));
				wrong++;
			}
			is_harmless(&result);
			feed_result_clear(&result);
		}
	}
	print_message("# %zu cases\n", cases);
	assert_int_equal(wrong, 0);
}

static void tls_is_refused_for_the_certificate_alone(void **state)
{
	const struct provider *provider = *state;

	if (provider->ports[1] == 0)
		skip();
	for (size_t i = 0; i < sizeof behaviours / sizeof behaviours[0]; i++) {
		struct feed_result result = {0};

		if (behaviours[i].port == 0)
			continue;
		fetch(provider, i, 0, &result);
		if (strstr(result.sentence, "certificate") == NULL && strstr(result.sentence, "peer") == NULL)
			fail_msg("%s", result.sentence);
		feed_result_clear(&result);
	}
}

static void a_wait_that_is_asked_for_is_known(void **state)
{
	struct feed_result result = {0};

	for (size_t i = 0; i < sizeof behaviours / sizeof behaviours[0]; i++)
		if (strcmp(behaviours[i].name, "later") == 0)
			fetch(*state, i, 0, &result);
	assert_int_equal(result.retry_after, 3600);
	feed_result_clear(&result);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hostile_behaviour_has_its_class_in_every_layout),
		cmocka_unit_test(tls_is_refused_for_the_certificate_alone),
		cmocka_unit_test(a_wait_that_is_asked_for_is_known),
	};

	return cmocka_run_group_tests(tests, start_provider, stop_provider);
}
