/*
 * A refresh of a book through every shipped feed at once, while their providers are hostile in each of twenty-nine ways:
 * nothing of a bad answer is in the book, what is odd and sound is, and the book's checks hold.
 */
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
#include "tests/advice/feed_desk.h"
#include "tests/support/server.h"
#include "tests/support/shipped_feeds.h"

static struct server hostile;
static char home[32];

static int begin(void **state)
{
	(void)state;
	return shipped_feeds_home(home, feed_secret) == 0 && server_start(&hostile, "tests/data/hostile_server.py") ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	shipped_feeds_leave(home);
	return server_stop(&hostile) ? 0 : -1;
}

static void blank(struct text *text, const char *key)
{
	for (char *at = text->bytes; (at = strstr(at, key)) != NULL; at++)
		memset(at, ' ', strcspn(at, "\n"));
}

/* What the shipped feeds are asked for, each of one instrument that only it is asked for; rates are left to their pair. */
static void declare(struct feed_desk *desk, size_t behaviour)
{
	struct text text = {0};

	/* One try, no patience with what trickles, and none with an allowance; all of them on. The rest is as it is shipped. */
	shipped_feeds_at("http", hostile.ports[behaviour], "retry = '1 timeout' timeout = 1", &text);
	blank(&text, "\tenabled = ");
	blank(&text, "\tlimit = ");
	text_add(&text, "instrument 'AAA' { feeds = {'folder'} } instrument 'BBB' { feeds = {'folder'} }\n");
	for (size_t i = 0; i < SHIPPED_FEEDS; i++)
		if (strncmp(shipped_feeds[i].symbol, "EUR", 3) != 0)
			text_addf(&text, "\ninstrument 'T%02zu' { feeds = {'%s'} symbols { %s = '%s' } }\n", i, shipped_feeds[i].id,
			          shipped_feeds[i].id, shipped_feeds[i].symbol);
	write_file(desk, "config/feeds.d/hostile.conf", text_string(&text));
	text_clear(&text);
}

static void add_instruments(struct feed_desk *desk)
{
	for (size_t i = 0; i < SHIPPED_FEEDS; i++) {
		struct instrument instrument = {.asset_class = ASSET_EQUITY, .risk_level = 4};
		enum put_result result;

		if (strncmp(shipped_feeds[i].symbol, "EUR", 3) == 0)
			continue;
		(void)snprintf(instrument.symbol, sizeof instrument.symbol, "T%02zu", i);
		(void)snprintf(instrument.name, sizeof instrument.name, "%s", shipped_feeds[i].id);
		(void)snprintf(instrument.currency, sizeof instrument.currency, "%s", shipped_feeds[i].currency);
		(void)snprintf(instrument.kind, sizeof instrument.kind, "%s", strcmp(shipped_feeds[i].id, "fred") == 0 ? "rate" : "");
		if (store_put_instrument(session_store(desk->session), &instrument, &result, &desk->err) != STATUS_OK)
			fail_msg("%s", desk->err.message);
	}
}

static size_t figures_in(const struct feed_desk *desk)
{
	struct quote *quotes;
	struct rate *rates;
	size_t quote_count, rate_count, figures = 0;

	assert_int_equal(store_quotes(session_store(desk->session), session_today(desk->session), &quotes, &quote_count, NULL),
	                 STATUS_OK);
	assert_int_equal(store_rates(session_store(desk->session), session_today(desk->session), &rates, &rate_count, NULL),
	                 STATUS_OK);
	for (size_t i = 0; i < quote_count; i++)
		figures += quotes[i].close != 0;
	free(quotes);
	free(rates);
	return figures + rate_count;
}

/* Of the feeds, those whose last state has a failure of this class. */
static size_t failures_of(const struct feed_desk *desk, const char *class)
{
	struct feed_state *states;
	size_t count, found = 0;

	assert_int_equal(store_feed_states(session_store(desk->session), &states, &count, NULL), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		found += strncmp(states[i].failure, class, strlen(class)) == 0 && states[i].failure[strlen(class)] == ':';
	free(states);
	return found;
}

/* The instruments that get a figure of an answer that is odd and sound, by behaviour; the rates are asked besides. */
static bool may_bring_figures(const char *behaviour)
{
	static const char *const odd[] = {"nan", "twice", "zero", "ahead", "order", "mark", "crlf", "cr"};

	for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
		if (strcmp(behaviour, odd[i]) == 0)
			return true;
	return false;
}

static void nothing_of_a_bad_answer_is_in_the_book(void **state)
{
	for (size_t i = 0; i < HOSTILE_PLAIN; i++) {
		void *fresh = NULL;
		struct feed_desk *desk;
		size_t figures;

		(void)state;
		assert_int_equal(feed_desk_set_up(&fresh), 0);
		desk = fresh;
		add_instruments(desk);
		declare(desk, i);
		refresh(desk);
		figures = figures_in(desk);
		print_message("# %-10s %2zu figures; %2zu transient, %2zu malformed, %2zu permanent, %2zu blocked, %2zu refused\n",
		              hostile_behaviours[i], figures, failures_of(desk, "transient"), failures_of(desk, "malformed"),
		              failures_of(desk, "permanent"), failures_of(desk, "blocked"),
		              failures_of(desk, "quota") + failures_of(desk, "rate_limit"));
		if (may_bring_figures(hostile_behaviours[i]) ? figures == 0 : figures != 0)
			fail_msg("%s: %zu figures are in the book\n%s", hostile_behaviours[i], figures, text_string(&desk->told));
		assert_int_equal(desk->result.added > 0, figures > 0);
		assert_null(strstr(text_string(&desk->told), "SECRET"));
		assert_int_equal(feed_desk_tear_down(&fresh), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_of_a_bad_answer_is_in_the_book),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
