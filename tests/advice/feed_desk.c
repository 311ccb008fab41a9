/* The desk of the tests of feeds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/advice/feed_desk.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "advice/base/session.h"
#include "data/feed/http.h"
#include "data/journal/journal.h"
#include "data/store/store_held.h"
#include "report/document.h"
#include "report/renderer.h"
#include "tests/support/server.h"

const char feed_secret[] = "SECRET/KEY+1";

static struct server provider;

int feed_provider_start(void **state)
{
	(void)state;
	return server_start(&provider, "tests/data/feed_server.py") ? setenv("BALLAST_TEST_KEY", feed_secret, 1) : -1;
}

int feed_provider_stop(void **state)
{
	(void)state;
	return server_stop(&provider) ? 0 : -1;
}

int feed_provider_port(void)
{
	return provider.ports[0];
}

static void ask_provider(const char *what, const char *name, struct text *said)
{
	struct http_request request = {.max_bytes = 10000, .timeout_ms = 4000, .is_insecure = true};
	struct http_answer answer = {0};
	char url[200];

	(void)snprintf(url, sizeof url, "http://127.0.0.1:%d/%s/%s", provider.ports[0], what, name);
	request.url = url;
	assert_int_equal(http_get(&request, &answer, NULL), FEED_OK);
	text_reset(said);
	text_add(said, text_string(&answer.body));
	http_answer_clear(&answer);
}

static int count_of(const char *what, const char *name)
{
	struct text said = {0};
	int count;

	ask_provider(what, name, &said);
	count = atoi(text_string(&said));
	text_clear(&said);
	return count;
}

int feed_provider_calls(const char *name)
{
	return count_of("calls", name);
}

int feed_provider_most(const char *name)
{
	return count_of("most", name);
}

void feed_provider_asked(const char *name, struct text *paths)
{
	ask_provider("asked", name, paths);
}

void write_file(const struct feed_desk *desk, const char *name, const char *content)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", desk->folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

void open_session(struct feed_desk *desk, const char *day)
{
	struct session_options options = {.book = desk->book, .data_directory = getenv("BALLAST_DATADIR"),
	                                  .config_directory = desk->config, .time = desk->time, .actor = "clerk"};

	(void)snprintf(desk->time, sizeof desk->time, "%sT07:00:00Z", day);
	assert_int_equal(date_parse(day, &options.today, NULL), STATUS_OK);
	if (session_open(&options, &desk->session, &desk->err) != STATUS_OK)
		fail_msg("%s", desk->err.message);
}

void add_instrument(struct feed_desk *desk, const char *symbol, const char *currency)
{
	struct instrument instrument = {.asset_class = ASSET_EQUITY, .risk_level = 4};
	enum put_result result;

	(void)snprintf(instrument.symbol, sizeof instrument.symbol, "%s", symbol);
	(void)snprintf(instrument.name, sizeof instrument.name, "%s", symbol);
	(void)snprintf(instrument.currency, sizeof instrument.currency, "%s", currency);
	if (store_put_instrument(session_store(desk->session), &instrument, &result, &desk->err) != STATUS_OK)
		fail_msg("%s", desk->err.message);
}

int feed_desk_set_up(void **state)
{
	struct feed_desk *desk = calloc(1, sizeof *desk);
	struct store *store;
	char path[128];

	/* In memory where there is a folder for that: no disk is tested here. */
	(void)snprintf(desk->folder, sizeof desk->folder, "%s/ballast-refresh-XXXXXX",
	               access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(desk->folder));
	(void)snprintf(desk->book, sizeof desk->book, "%s/book.db", desk->folder);
	(void)snprintf(desk->config, sizeof desk->config, "%s/config", desk->folder);
	assert_int_equal(mkdir(desk->config, 0700), 0);
	(void)snprintf(path, sizeof path, "%s/feeds.d", desk->config);
	assert_int_equal(mkdir(path, 0700), 0);
	if (store_create(desk->book, "CNY", "2026-01-01T00:00:00Z", &store, &desk->err) != STATUS_OK)
		fail_msg("%s", desk->err.message);
	store_close(store);
	open_session(desk, "2026-11-06");
	add_instrument(desk, "AAA", "CNY");
	add_instrument(desk, "BBB", "CNY");
	*state = desk;
	return 0;
}

static int remove_one(const char *path, const struct stat *about, int type, struct FTW *at)
{
	(void)about;
	(void)type;
	(void)at;
	return remove(path);
}

int feed_desk_tear_down(void **state)
{
	struct feed_desk *desk = *state;

	session_close(desk->session);
	text_clear(&desk->told);
	(void)nftw(desk->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(desk);
	return 0;
}

/* A feed that reads the folder's own files, and one that asks the server for `path`. */
void declare_folder(const struct feed_desk *desk, const char *id, const char *more)
{
	char name[128], content[1024];

	(void)snprintf(name, sizeof name, "config/feeds.d/%s.conf", id);
	(void)snprintf(content, sizeof content,
	               "feed '%s' { url = 'file://%s/{symbol}.csv' format = csv field.date = {'date'} field.close = {'close'} "
	               "field.adjclose = {'adjusted'} %s }\n", id, desk->folder, more);
	write_file(desk, name, content);
}

void declare_server(const struct feed_desk *desk, const char *id, const char *path, const char *more)
{
	char name[128], content[1024];

	(void)snprintf(name, sizeof name, "config/feeds.d/%s.conf", id);
	(void)snprintf(content, sizeof content,
	               "feed '%s' { url = 'http://127.0.0.1:%d/%s?s={symbol}&key={secret:key}' insecure = yes format = csv\n"
	               "field.date = {'date'} field.close = {'close'} secret.key = 'env:BALLAST_TEST_KEY'\n"
	               "errors = {'json /Note exists => quota'} %s }\n", id, provider.ports[0], path, more);
	write_file(desk, name, content);
}

static void note_problem(void *context, const char *feed, const char *symbol, const char *message)
{
	struct feed_desk *desk = context;

	text_addf(&desk->told, "%s %s: %s\n", feed, symbol, message);
}

static void note_progress(void *context, size_t done, size_t total)
{
	struct feed_desk *desk = context;

	assert_true(done <= total);
	desk->progress = done;
}

static bool is_cancelled(void *context)
{
	struct feed_desk *desk = context;

	return desk->cancel_after > 0 && desk->progress >= desk->cancel_after;
}

enum status refresh_only(struct feed_desk *desk, const char *feed)
{
	text_reset(&desk->told);
	desk->progress = 0;
	desk->result = (struct refresh_result){0};
	return refresh_prices(desk->session, feed, note_progress, note_problem, is_cancelled, desk, &desk->result, &desk->err);
}

void refresh(struct feed_desk *desk)
{
	if (refresh_only(desk, NULL) != STATUS_OK)
		fail_msg("%s", desk->err.message);
}

void assert_result(const struct feed_desk *desk, size_t added, size_t same, size_t changed, size_t held_back,
                          size_t failed)
{
	const struct refresh_result *result = &desk->result;

	if (result->added != added || result->same != same || result->changed != changed || result->held_back != held_back ||
	    result->failed != failed)
		fail_msg("added %zu same %zu changed %zu held back %zu failed %zu; %s", result->added, result->same,
		         result->changed, result->held_back, result->failed, text_string(&desk->told));
}

void assert_left(const struct feed_desk *desk, size_t refused, size_t waiting)
{
	struct store *store = session_store(desk->session);
	struct held_figure *held = NULL;
	size_t prices = 0, rates = 0;

	assert_int_equal(desk->result.refused, refused);
	assert_int_equal(desk->result.waiting, waiting);
	assert_int_equal(store_held_prices(store, true, &held, &prices, NULL), STATUS_OK);
	free(held);
	held = NULL;
	assert_int_equal(store_held_rates(store, true, &held, &rates, NULL), STATUS_OK);
	free(held);
	assert_int_equal(prices + rates, waiting);
}

void assert_told(const struct feed_desk *desk, const char *part)
{
	if (strstr(text_string(&desk->told), part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", text_string(&desk->told), part);
}

struct quote quote_of(const struct feed_desk *desk, const char *symbol)
{
	struct instrument instrument;
	struct quote *quotes, found = {0};
	size_t count;

	assert_int_equal(store_find_instrument(session_store(desk->session), symbol, &instrument, NULL), STATUS_OK);
	assert_int_equal(store_quotes(session_store(desk->session), session_today(desk->session), &quotes, &count, NULL),
	                 STATUS_OK);
	for (size_t i = 0; i < count; i++)
		if (quotes[i].instrument_id == instrument.id)
			found = quotes[i];
	free(quotes);
	return found;
}

int64_t records(const struct feed_desk *desk)
{
	struct journal_head head;

	assert_int_equal(journal_head(session_store(desk->session), &head, NULL), STATUS_OK);
	return head.sequence;
}

struct feed_state state_of(const struct feed_desk *desk, const char *id)
{
	struct feed_state *states, found = {0};
	size_t count;

	assert_int_equal(store_feed_states(session_store(desk->session), &states, &count, NULL), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		if (strcmp(states[i].feed, id) == 0)
			found = states[i];
	free(states);
	return found;
}

void read_file(const char *path, struct text *text)
{
	char bytes[4096];
	size_t got;
	FILE *file = fopen(path, "r");

	assert_non_null(file);
	text_reset(text);
	while ((got = fread(bytes, 1, sizeof bytes, file)) > 0)
		text_add_bytes(text, bytes, got);
	assert_int_equal(fclose(file), 0);
}

void render(const struct section *section, struct text *text)
{
	const struct sink sink = sink_to_text(text);

	text_reset(text);
	assert_int_equal(document_render(renderer_find("json"), NULL, &(struct document_head){0}, &section, 1, &sink, NULL),
	                 STATUS_OK);
}

void assert_says(const struct text *text, const char *part)
{
	if (strstr(text_string(text), part) == NULL)
		fail_msg("%s\ndoes not say %s", text_string(text), part);
}
