/* Prices brought up to date, and answers recorded, from folders and from a server that behaves well, badly and worse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "advice/refresh.h"
#include "advice/session.h"
#include "data/journal/journal.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"
#include "report/renderer.h"

extern char **environ;

static struct provider {
	pid_t process;
	int keep_alive; /* its standard input: it ends when this is closed */
	int port;
} provider;

static const char secret[] = "SECRET/KEY+1";

static int start_provider(void **state)
{
	const char *top = getenv("abs_top_srcdir");
	char script[1024], port[16] = "", python[] = "python3";
	char *words[] = {python, script, NULL};
	posix_spawn_file_actions_t actions;
	int in[2], out[2];
	FILE *said;

	(void)state;
	(void)snprintf(script, sizeof script, "%s/tests/data/feed_server.py", top != NULL ? top : ".");
	if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0)
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	if (posix_spawnp(&provider.process, words[0], &actions, NULL, words, environ) != 0)
		return -1;
	posix_spawn_file_actions_destroy(&actions);
	(void)close(in[0]);
	(void)close(out[1]);
	provider.keep_alive = in[1];
	said = fdopen(out[0], "r");
	if (said == NULL || fgets(port, sizeof port, said) == NULL)
		return -1;
	(void)fclose(said);
	provider.port = atoi(port);
	return setenv("BALLAST_TEST_KEY", secret, 1);
}

static int stop_provider(void **state)
{
	(void)state;
	(void)close(provider.keep_alive);
	return waitpid(provider.process, NULL, 0) == provider.process ? 0 : -1;
}

/* ---- a desk: a book, a folder of configuration, a folder of files -------------------------------------------------- */

struct desk {
	char folder[64], book[96], config[96], time[24];
	struct session *session;
	struct text told;        /* what problem() said, a line each */
	size_t progress, cancel_after, asked;
	struct refresh_result result;
	struct error err;
};

static void write_file(const struct desk *desk, const char *name, const char *content)
{
	char path[256];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", desk->folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

static void open_session(struct desk *desk, const char *day)
{
	struct session_options options = {.book = desk->book, .data_directory = getenv("BALLAST_DATADIR"),
	                                  .config_directory = desk->config, .time = desk->time, .actor = "clerk"};

	(void)snprintf(desk->time, sizeof desk->time, "%sT07:00:00Z", day);
	assert_int_equal(date_parse(day, &options.today, NULL), STATUS_OK);
	if (session_open(&options, &desk->session, &desk->err) != STATUS_OK)
		fail_msg("%s", desk->err.message);
}

static void add_instrument(struct desk *desk, const char *symbol, const char *currency)
{
	struct instrument instrument = {.asset_class = ASSET_EQUITY, .risk_level = 4};
	enum put_result result;

	(void)snprintf(instrument.symbol, sizeof instrument.symbol, "%s", symbol);
	(void)snprintf(instrument.name, sizeof instrument.name, "%s", symbol);
	(void)snprintf(instrument.currency, sizeof instrument.currency, "%s", currency);
	if (store_put_instrument(session_store(desk->session), &instrument, &result, &desk->err) != STATUS_OK)
		fail_msg("%s", desk->err.message);
}

static int set_up(void **state)
{
	struct desk *desk = calloc(1, sizeof *desk);
	struct store *store;
	char path[128];

	(void)snprintf(desk->folder, sizeof desk->folder, "/tmp/ballast-refresh-XXXXXX");
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

static int tear_down(void **state)
{
	struct desk *desk = *state;

	session_close(desk->session);
	text_clear(&desk->told);
	(void)nftw(desk->folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
	free(desk);
	return 0;
}

/* A feed that reads the folder's own files, and one that asks the server for `path`. */
static void declare_folder(const struct desk *desk, const char *id, const char *more)
{
	char name[128], content[1024];

	(void)snprintf(name, sizeof name, "config/feeds.d/%s.conf", id);
	(void)snprintf(content, sizeof content,
	               "feed '%s' { url = 'file://%s/{symbol}.csv' format = csv field.date = {'date'} field.close = {'close'} "
	               "field.adjclose = {'adjusted'} %s }\n", id, desk->folder, more);
	write_file(desk, name, content);
}

static void declare_server(const struct desk *desk, const char *id, const char *path, const char *more)
{
	char name[128], content[1024];

	(void)snprintf(name, sizeof name, "config/feeds.d/%s.conf", id);
	(void)snprintf(content, sizeof content,
	               "feed '%s' { url = 'http://127.0.0.1:%d/%s?s={symbol}&key={secret:key}' insecure = yes format = csv\n"
	               "field.date = {'date'} field.close = {'close'} secret.key = 'env:BALLAST_TEST_KEY'\n"
	               "errors = {'json /Note exists => quota'} %s }\n", id, provider.port, path, more);
	write_file(desk, name, content);
}

static void note_problem(void *context, const char *feed, const char *symbol, const char *message)
{
	struct desk *desk = context;

	text_addf(&desk->told, "%s %s: %s\n", feed, symbol, message);
}

static void note_progress(void *context, size_t done, size_t total)
{
	struct desk *desk = context;

	assert_true(done <= total);
	desk->progress = done;
}

static bool is_cancelled(void *context)
{
	struct desk *desk = context;

	return desk->cancel_after > 0 && desk->progress >= desk->cancel_after;
}

static enum status refresh_only(struct desk *desk, const char *feed)
{
	text_reset(&desk->told);
	desk->progress = 0;
	desk->result = (struct refresh_result){0};
	return refresh_prices(desk->session, feed, note_progress, note_problem, is_cancelled, desk, &desk->result, &desk->err);
}

static void refresh(struct desk *desk)
{
	if (refresh_only(desk, NULL) != STATUS_OK)
		fail_msg("%s", desk->err.message);
}

static void assert_result(const struct desk *desk, size_t added, size_t same, size_t changed, size_t held_back,
                          size_t failed)
{
	const struct refresh_result *result = &desk->result;

	if (result->added != added || result->same != same || result->changed != changed || result->held_back != held_back ||
	    result->failed != failed)
		fail_msg("added %zu same %zu changed %zu held back %zu failed %zu; %s", result->added, result->same,
		         result->changed, result->held_back, result->failed, text_string(&desk->told));
}

static void assert_told(const struct desk *desk, const char *part)
{
	if (strstr(text_string(&desk->told), part) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", text_string(&desk->told), part);
}

static struct quote quote_of(const struct desk *desk, const char *symbol)
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

static int64_t records(const struct desk *desk)
{
	struct journal_head head;

	assert_int_equal(journal_head(session_store(desk->session), &head, NULL), STATUS_OK);
	return head.sequence;
}

static struct feed_state state_of(const struct desk *desk, const char *id)
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

/* ---- folders ------------------------------------------------------------------------------------------------------- */

static void a_folder_brings_prices_and_a_second_time_nothing(void **state)
{
	struct desk *desk = *state;
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
	struct desk *desk = *state;

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
	struct desk *desk = *state;
	struct series series;
	struct instrument instrument;

	declare_folder(desk, "mine", "");
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-09-01,10,10\n2026-11-05,10,10\n");
	refresh(desk);
	assert_result(desk, 2, 0, 0, 0, 0);
	/* A dividend: every earlier adjusted price is halved, September's too, which no overlap of days reaches. */
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-09-01,10,5\n2026-11-05,10,5\n2026-11-06,5,5\n");
	refresh(desk);
	assert_result(desk, 1, 0, 2, 0, 0);
	assert_int_equal(store_find_instrument(session_store(desk->session), "AAA", &instrument, NULL), STATUS_OK);
	assert_int_equal(store_price_series(session_store(desk->session), &instrument.id, 1, (struct date){20000},
	                                    session_today(desk->session), &series, NULL), STATUS_OK);
	assert_int_equal(series.length, 3);
	for (size_t i = 0; i < 3; i++)
		assert_true(series_at(&series, i, 0) == 5.0);
	series_clear(&series);
}

static void a_leap_or_an_old_answer_is_held_back_and_counted(void **state)
{
	struct desk *desk = *state;

	declare_folder(desk, "mine", "expect.max_jump = 0.5 expect.max_age = 7");
	write_file(desk, "AAA.csv", "date,close\n2026-11-04,10\n2026-11-05,10\n2026-11-06,99\n");
	write_file(desk, "BBB.csv", "date,close\n2026-10-01,7\n2026-10-02,7\n");
	refresh(desk);
	assert_result(desk, 0, 0, 0, 5, 2);
	assert_told(desk, "mine AAA: the close of AAA on 2026-11-06 leaps");
	assert_told(desk, "mine BBB: the latest row is of 2026-10-02");
	assert_int_equal(quote_of(desk, "AAA").close, 0);
	assert_non_null(strstr(state_of(desk, "mine").failure, "malformed: "));

	/* The leap may lie between the last stored close and the first one of an answer that does not reach back. */
	write_file(desk, "AAA.csv", "date,close\n2026-11-05,10\n");
	refresh(desk);
	write_file(desk, "AAA.csv", "date,close\n2026-11-06,99\n");
	refresh(desk);
	assert_told(desk, "mine AAA: the close of 2026-11-06 leaps by more than 50 % from the one stored before");
	assert_int_equal(desk->result.held_back, 3); /* with the two of BBB */
	assert_int_equal(quote_of(desk, "AAA").close, 10000000);
}

static void prices_in_another_currency_are_not_taken(void **state)
{
	struct desk *desk = *state;

	declare_folder(desk, "mine", "field.currency = {'currency'}");
	write_file(desk, "AAA.csv", "date,close,currency\n2026-11-06,10,USD\n");
	refresh(desk);
	assert_result(desk, 0, 0, 0, 1, 1);
	assert_told(desk, "the prices are in USD and the instrument is in CNY");
	/* A feed of one currency is asked for its instruments only. */
	declare_folder(desk, "mine", "currency = USD");
	refresh(desk);
	assert_int_equal(desk->result.requests, 0);
}

static void rates_are_stored_with_ten_decimals(void **state)
{
	struct desk *desk = *state;
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

static void cancelling_keeps_what_was_done(void **state)
{
	struct desk *desk = *state;

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
	struct desk *desk = *state;
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

static void assert_no_secret(const struct desk *desk, const char *feed)
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
		{"note", "", "quota: ", 1},
		{"html", "", "malformed: ", 2},
		{"long", "max_bytes = 100000", "", 2},
		{"status/401", "", "auth: ", 1},
	};
	struct desk *desk = *state;

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
	struct desk *desk = *state;

	declare_server(desk, "slow", "hang", "timeout = 1");
	desk->cancel_after = 1; /* the first of two */
	refresh(desk);
	assert_int_equal(desk->result.failed, 1);
	assert_int_equal(strncmp(state_of(desk, "slow").failure, "transient: ", 11), 0);
	assert_no_secret(desk, "slow");
}

static void after_three_failures_in_a_row_a_feed_is_left_alone(void **state)
{
	struct desk *desk = *state;

	add_instrument(desk, "CCC", "CNY");
	add_instrument(desk, "DDD", "CNY");
	declare_server(desk, "gone", "status/400", "");
	refresh(desk);
	assert_int_equal(desk->result.requests, 3);
	assert_int_equal(desk->result.failed, 3);
	assert_int_equal(desk->progress, 4);
}

static void an_allowance_is_kept_from_run_to_run(void **state)
{
	struct desk *desk = *state;

	declare_server(desk, "small", "good", "limit = '1/day'");
	refresh(desk);
	assert_int_equal(desk->result.requests, 1);
	assert_int_equal(desk->result.added, 2);
	assert_told(desk, "small BBB: the allowance of 1/day is used up");
	refresh(desk);
	assert_int_equal(desk->result.requests, 0);
	assert_told(desk, "small AAA: the allowance of 1/day is used up");
}

/* ---- shown ----------------------------------------------------------------------------------------------------------- */

static void render(const struct section *section, struct text *text)
{
	const struct sink sink = sink_to_text(text);

	text_reset(text);
	assert_int_equal(document_render(renderer_find("json"), NULL, &(struct document_head){0}, &section, 1, &sink, NULL),
	                 STATUS_OK);
}

static void assert_says(const struct text *text, const char *part)
{
	if (strstr(text_string(text), part) == NULL)
		fail_msg("%s\ndoes not say %s", text_string(text), part);
}

static void where_each_feed_stands_is_listed(void **state)
{
	struct desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section;
	struct text text = {0};

	declare_folder(desk, "mine", "note = 'from the bank'");
	write_file(desk, "AAA.csv", "date,close\n2026-11-06,10\n");
	refresh(desk);
	assert_int_equal(feeds_section(desk->session, arena, &section, &desk->err), STATUS_OK);
	render(section, &text);
	assert_says(&text, "\"feed\": \"mine\", \"kind\": \"price\", \"enabled\": true");
	assert_says(&text, "\"last_success\": \"2026-11-06T07:00:00Z\", \"rows\": 1");
	assert_says(&text, "\"note\": \"from the bank\"");
	assert_says(&text, "\"feed\": \"tiingo\", \"kind\": \"price\", \"enabled\": false");
	text_clear(&text);
	arena_free(arena);
}

static void one_request_is_shown_without_its_key(void **state)
{
	struct desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section;
	struct text text = {0};

	declare_server(desk, "good", "good", "");
	declare_server(desk, "bad", "note", "");
	assert_int_equal(feeds_test(desk->session, "good", "AAA", arena, &section, &desk->err), STATUS_OK);
	render(section, &text);
	assert_says(&text, "\"outcome\": \"ok\"");
	assert_says(&text, "key=***\"");
	assert_says(&text, "\"http_status\": 200");
	assert_says(&text, "\"date\": \"2026-11-05\", \"symbol\": \"AAA\", \"close\": \"10\"");
	assert_null(strstr(text_string(&text), "SECRET"));
	assert_int_equal(feeds_test(desk->session, "bad", "AAA", arena, &section, &desk->err), STATUS_OK);
	render(section, &text);
	assert_says(&text, "\"outcome\": \"quota\"");
	assert_says(&text, "\"rule\": \"json /Note exists => quota\"");
	assert_says(&text, "you have used key ***");
	assert_null(strstr(text_string(&text), "SECRET"));
	assert_int_equal(feeds_test(desk->session, "goood", "AAA", arena, &section, &desk->err), STATUS_NOT_FOUND);
	text_clear(&text);
	arena_free(arena);
}

/* ---- recorded ------------------------------------------------------------------------------------------------------- */

static void read_file(const char *path, struct text *text)
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

/* Records a feed and replays the file: both answers as JSON, and the file. */
struct taken {
	char path[128];
	struct text asked, replayed, file;
};

static void take(struct desk *desk, const char *feed, struct taken *taken)
{
	struct arena *arena = arena_new();
	struct section *section;
	struct stat about;

	(void)snprintf(taken->path, sizeof taken->path, "%s/recording.json", desk->folder);
	if (feeds_record(desk->session, feed, "AAA", taken->path, arena, &section, &desk->err) != STATUS_OK)
		fail_msg("%s", desk->err.message);
	render(section, &taken->asked);
	assert_int_equal(stat(taken->path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	read_file(taken->path, &taken->file);
	if (feeds_replay(taken->path, arena, &section, &desk->err) != STATUS_OK)
		fail_msg("%s", desk->err.message);
	render(section, &taken->replayed);
	arena_free(arena);
}

static void taken_clear(struct taken *taken)
{
	text_clear(&taken->asked);
	text_clear(&taken->replayed);
	text_clear(&taken->file);
}

/* From where on both show the same: the rows, and what stands behind a key. */
static void assert_same_from(const struct taken *taken, const char *key)
{
	const char *asked = strstr(text_string(&taken->asked), key), *replayed = strstr(text_string(&taken->replayed), key);

	assert_non_null(asked);
	assert_non_null(replayed);
	assert_string_equal(asked, replayed);
}

static void a_recorded_folder_reads_the_same_without_the_folder(void **state)
{
	struct desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section;
	struct taken taken = {0};
	char path[128];

	declare_folder(desk, "mine", "note = 'from the bank'");
	write_file(desk, "AAA.csv", "date,close,adjusted\n2026-11-05,10,9\n2026-11-06,10.5,10.5\n");
	take(desk, "mine", &taken);
	assert_says(&taken.replayed, "\"close\": \"10.5\"");
	assert_same_from(&taken, "\"rows\"");
	assert_says(&taken.file, "from the bank");
	assert_says(&taken.file, "\"arrived\":\"2026-11-06T07:00:00Z\"");
	assert_says(&taken.file, "\"currency\":\"CNY\"");
	(void)snprintf(path, sizeof path, "%s/AAA.csv", desk->folder);
	assert_int_equal(remove(path), 0);
	assert_int_equal(feeds_replay(taken.path, arena, &section, &desk->err), STATUS_OK);
	render(section, &taken.asked);
	assert_string_equal(text_string(&taken.asked), text_string(&taken.replayed));
	/* Nothing answers now, so nothing is recorded, and the earlier recording stays. */
	assert_int_equal(feeds_record(desk->session, "mine", "AAA", taken.path, arena, &section, &desk->err), STATUS_IO);
	assert_non_null(strstr(desk->err.message, "nothing was recorded"));
	read_file(taken.path, &taken.asked);
	assert_string_equal(text_string(&taken.asked), text_string(&taken.file));
	assert_int_equal(feeds_record(desk->session, "mino", "AAA", taken.path, arena, &section, &desk->err),
	                 STATUS_NOT_FOUND);
	taken_clear(&taken);
	arena_free(arena);
}

static void a_recorded_request_holds_no_key(void **state)
{
	struct desk *desk = *state;
	struct taken taken = {0};

	declare_server(desk, "good", "good", "headers { X-Api-Key = '{secret:key}' Accept = 'text/csv' }");
	take(desk, "good", &taken);
	assert_same_from(&taken, "\"rows\"");
	assert_says(&taken.replayed, "\"outcome\": \"ok\"");
	assert_says(&taken.replayed, "key=***\"");
	assert_says(&taken.file, "{\"name\":\"X-Api-Key\",\"value\":\"***\"}");
	assert_says(&taken.file, "{\"name\":\"Accept\",\"value\":\"text/csv\"}");
	assert_says(&taken.file, "\"status\":200");
	assert_null(strstr(text_string(&taken.file), "SECRET"));
	taken_clear(&taken);
}

static void an_error_that_echoes_the_key_is_recorded_without_it(void **state)
{
	struct desk *desk = *state;
	struct taken taken = {0};

	declare_server(desk, "echo", "echo", "");
	take(desk, "echo", &taken);
	assert_says(&taken.file, "no more for ***, ***, ***, ***");
	assert_says(&taken.file, "application/json; for=***");
	assert_null(strstr(text_string(&taken.file), "SECRET"));
	assert_null(strstr(text_string(&taken.asked), "SECRET"));
	assert_says(&taken.asked, "\"outcome\": \"quota\"");
	assert_says(&taken.replayed, "\"outcome\": \"quota\"");
	assert_says(&taken.replayed, "\"rule\": \"json /Note exists => quota\"");
	assert_says(&taken.replayed, "\"http_status\": 200");
	assert_same_from(&taken, "\"rows\"");
	taken_clear(&taken);
}

/* What no JSON text carries is kept byte for byte: b'date,close\n\xff\0***\0\n' in base64, by Python. */
static void an_answer_that_is_no_text_is_recorded_too(void **state)
{
	struct desk *desk = *state;
	struct taken taken = {0};

	declare_server(desk, "binary", "binary", "");
	take(desk, "binary", &taken);
	assert_says(&taken.file, "\"body_base64\":\"ZGF0ZSxjbG9zZQr/ACoqKgAK\"");
	assert_says(&taken.asked, "\"outcome\": \"malformed\"");
	assert_says(&taken.replayed, "\"outcome\": \"malformed\"");
	assert_says(&taken.replayed, "\"bytes\": 18");
	taken_clear(&taken);
}

static void a_key_too_short_to_be_masked_is_not_recorded(void **state)
{
	struct desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section;
	char path[128];

	declare_server(desk, "good", "good", "");
	(void)snprintf(path, sizeof path, "%s/recording.json", desk->folder);
	assert_int_equal(setenv("BALLAST_TEST_KEY", "abc", 1), 0);
	assert_int_equal(feeds_record(desk->session, "good", "AAA", path, arena, &section, &desk->err), STATUS_IO);
	assert_int_equal(setenv("BALLAST_TEST_KEY", secret, 1), 0);
	assert_non_null(strstr(desk->err.message, "too short to be masked"));
	assert_int_equal(access(path, F_OK), -1);
	arena_free(arena);
}

static void a_damaged_recording_is_refused_in_words(void **state)
{
#define HEAD "{\"schema\":\"ballast.recording/1\",\"feed\":\"a\",\"declaration\":\"feed 'a' { url = 'file:///x/{symbol}' " \
	"format = csv field.date = {'date'} field.close = {'close'} }\",\"currency\":\"CNY\",\"request\":{\"url\":\"/x\"},"
#define DAYS "\"symbol\":\"AAA\",\"from\":\"2026-11-01\",\"to\":\"2026-11-06\","
	static const struct { const char *content, *says; } cases[] = {
		{"", "recording.json"},
		{"[]", "/schema is missing"},
		{"{\"schema\":\"ballast.recording/9\"}", "ballast.recording/9"},
		{"{\"schema\":\"ballast.recording/1\"}", "/feed is missing"},
		{HEAD "\"symbol\":\"AAA\",\"from\":\"2026-11-31\",\"to\":\"2026-11-06\"}", "/from"},
		{HEAD "\"symbol\":\"AAA\",\"from\":\"2026-11-07\",\"to\":\"2026-11-06\"}", "later"},
		{HEAD DAYS "\"response\":{\"body\":\"x\"}}", "/response/status"},
		{HEAD DAYS "\"response\":{\"status\":-1,\"body\":\"x\"}}", "/response/status"},
		{HEAD DAYS "\"response\":{\"status\":0}}", "no answer"},
		{HEAD DAYS "\"response\":{\"status\":0,\"body_base64\":\"@@@\"}}", "base64"},
		{HEAD DAYS "\"feed\":\"b\",\"response\":{\"status\":0,\"body\":\"\"}}", "feed"},
		{"{\"schema\":\"ballast.recording/1\",\"feed\":\"b\",\"declaration\":\"\",\"currency\":\"\","
		 "\"request\":{\"url\":\"\"}," DAYS "\"response\":{\"status\":0,\"body\":\"\"}}", "does not declare the feed \"b\""},
		{"{\"schema\":\"ballast.recording/1\",\"feed\":\"b\",\"declaration\":\"feed 'b' {\",\"currency\":\"\","
		 "\"request\":{\"url\":\"\"}," DAYS "\"response\":{\"status\":0,\"body\":\"\"}}", "/declaration"},
	};
	struct desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section = NULL;
	char path[128];

	(void)snprintf(path, sizeof path, "%s/recording.json", desk->folder);
	assert_int_equal(feeds_replay(path, arena, &section, &desk->err), STATUS_NOT_FOUND);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		write_file(desk, "recording.json", cases[i].content);
		if (feeds_replay(path, arena, &section, &desk->err) != STATUS_INVALID ||
		    strstr(desk->err.message, cases[i].says) == NULL || strstr(desk->err.message, path) == NULL)
			fail_msg("case %zu: \"%s\" does not say \"%s\"", i, desk->err.message, cases[i].says);
		assert_null(section);
	}
	/* And the same, whole, is read. */
	write_file(desk, "recording.json", HEAD DAYS "\"response\":{\"status\":0,\"body\":\"date,close\\n2026-11-05,3\\n\"}}");
	if (feeds_replay(path, arena, &section, &desk->err) != STATUS_OK)
		fail_msg("%s", desk->err.message);
	arena_free(arena);
#undef HEAD
#undef DAYS
}

static void note_message(void *context, const char *message)
{
	struct desk *desk = context;

	text_addf(&desk->told, "%s\n", message);
}

static void every_declaration_that_is_no_good_is_told(void **state)
{
	struct desk *desk = *state;
	size_t feeds = 0;
	char path[128];

	declare_folder(desk, "mine", "");
	assert_int_equal(feeds_check(desk->session, NULL, &feeds, note_message, desk, &desk->err), STATUS_OK);
	assert_int_equal(feeds, 24); /* 23 shipped, one own */
	write_file(desk, "config/feeds.d/a.conf", "feed 'a' { url = 'https://example.com/{symbol}' formt = csv }\n");
	write_file(desk, "config/feeds.d/b.conf", "feed 'b' {\n");
	assert_int_equal(feeds_check(desk->session, NULL, &feeds, note_message, desk, &desk->err), STATUS_INVALID);
	assert_told(desk, "a.conf");
	assert_told(desk, "b.conf");
	assert_non_null(strstr(desk->err.message, "2 of 18 files"));
	text_reset(&desk->told);
	(void)snprintf(path, sizeof path, "%s/feeds.d/a.conf", desk->config);
	assert_int_equal(feeds_check(desk->session, path, &feeds, note_message, desk, &desk->err), STATUS_INVALID);
	assert_told(desk, "formt");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(a_folder_brings_prices_and_a_second_time_nothing),
		TEST(a_past_that_changed_is_told),
		TEST(adjusted_prices_that_were_rewritten_are_asked_for_whole),
		TEST(a_leap_or_an_old_answer_is_held_back_and_counted),
		TEST(prices_in_another_currency_are_not_taken),
		TEST(rates_are_stored_with_ten_decimals),
		TEST(cancelling_keeps_what_was_done),
		TEST(what_cannot_be_asked_is_refused_in_words),
		TEST(one_feed_fails_while_another_works),
		TEST(a_slow_provider_is_given_up),
		TEST(after_three_failures_in_a_row_a_feed_is_left_alone),
		TEST(an_allowance_is_kept_from_run_to_run),
		TEST(where_each_feed_stands_is_listed),
		TEST(one_request_is_shown_without_its_key),
		TEST(a_recorded_folder_reads_the_same_without_the_folder),
		TEST(a_recorded_request_holds_no_key),
		TEST(an_error_that_echoes_the_key_is_recorded_without_it),
		TEST(an_answer_that_is_no_text_is_recorded_too),
		TEST(a_key_too_short_to_be_masked_is_not_recorded),
		TEST(a_damaged_recording_is_refused_in_words),
		TEST(every_declaration_that_is_no_good_is_told),
#undef TEST
	};

	return cmocka_run_group_tests(tests, start_provider, stop_provider);
}
