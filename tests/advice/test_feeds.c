/* Feeds looked at: where each stands, one request shown, answers recorded and read again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "engine/base/memory.h"
#include "tests/advice/feed_desk.h"

/* ---- shown ----------------------------------------------------------------------------------------------------------- */

static void where_each_feed_stands_is_listed(void **state)
{
	struct feed_desk *desk = *state;
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
	struct feed_desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section;
	bool is_answered = false;
	struct text text = {0};

	declare_server(desk, "good", "good", "");
	declare_server(desk, "bad", "note", "");
	assert_int_equal(feeds_test(desk->session, "good", "AAA", arena, &section, &is_answered, &desk->err), STATUS_OK);
	assert_true(is_answered);
	render(section, &text);
	assert_says(&text, "\"outcome\": \"ok\"");
	assert_says(&text, "key=***\"");
	assert_says(&text, "\"http_status\": 200");
	assert_says(&text, "\"date\": \"2026-11-05\", \"symbol\": \"AAA\", \"close\": \"10\"");
	assert_null(strstr(text_string(&text), "SECRET"));
	assert_int_equal(feeds_test(desk->session, "bad", "AAA", arena, &section, &is_answered, &desk->err), STATUS_OK);
	assert_false(is_answered);
	render(section, &text);
	assert_says(&text, "\"outcome\": \"quota\"");
	assert_says(&text, "\"rule\": \"json /Note exists => quota\"");
	assert_says(&text, "you have used key ***");
	assert_null(strstr(text_string(&text), "SECRET"));
	assert_int_equal(feeds_test(desk->session, "goood", "AAA", arena, &section, &is_answered, &desk->err), STATUS_NOT_FOUND);
	text_clear(&text);
	arena_free(arena);
}

static void a_price_in_another_currency_is_shown_in_doubt_as_a_refresh_would_refuse_it(void **state)
{
	struct feed_desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section;
	bool is_answered = true;
	struct text text = {0};

	declare_folder(desk, "mine", "currency = 'USD'");
	write_file(desk, "AAA.csv", "date,close\n2026-11-05,10\n");
	assert_int_equal(feeds_test(desk->session, "mine", "AAA", arena, &section, &is_answered, &desk->err), STATUS_OK);
	assert_false(is_answered); /* no price would come of it */
	render(section, &text);
	assert_says(&text, "\"currency\": \"USD\", \"doubt\": \"currency\"");
	/* one the book does not know has no currency to be another than */
	write_file(desk, "ZZZ.csv", "date,close\n2026-11-05,10\n");
	assert_int_equal(feeds_test(desk->session, "mine", "ZZZ", arena, &section, &is_answered, &desk->err), STATUS_OK);
	assert_true(is_answered);
	render(section, &text);
	assert_says(&text, "\"currency\": \"USD\", \"doubt\": null");
	text_clear(&text);
	arena_free(arena);
}

/* ---- recorded ------------------------------------------------------------------------------------------------------- */

/* Records a feed and replays the file: both answers as JSON, and the file. */
struct taken {
	char path[128];
	struct text asked, replayed, file;
};

static void take(struct feed_desk *desk, const char *feed, struct taken *taken)
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
	struct feed_desk *desk = *state;
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
	struct feed_desk *desk = *state;
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
	struct feed_desk *desk = *state;
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

/* Three pages are recorded, and replayed without the provider; the second one fails the first time it is asked. */
static void an_answer_in_pages_is_recorded_whole(void **state)
{
	struct feed_desk *desk = *state;
	struct taken taken = {0};
	char content[600];

	(void)snprintf(content, sizeof content,
	               "feed 'paged' { url = 'http://127.0.0.1:%d/pages?page={page}&key={secret:key}' insecure = yes rows = {'/rows'}\n"
	               "field.date = {'d'} field.close = {'c'} page.total = '/n' page.size = 10 secret.key = 'env:BALLAST_TEST_KEY' }\n",
	               feed_provider_port());
	write_file(desk, "config/feeds.d/paged.conf", content);
	take(desk, "paged", &taken); /* the second page fails: an error is recorded as well, with the page before */
	assert_says(&taken.file, "\"further\":[{");
	assert_says(&taken.replayed, "\"outcome\": \"transient\"");
	assert_says(&taken.asked, "page=2&");
	assert_says(&taken.asked, "\"page\": 2");
	assert_says(&taken.replayed, "\"page\": 2");
	assert_null(strstr(text_string(&taken.replayed), "page=1&")); /* the address is not that of the answer below it */
	take(desk, "paged", &taken);
	assert_says(&taken.replayed, "\"outcome\": \"ok\"");
	assert_same_from(&taken, "\"rows\"");
	assert_says(&taken.replayed, "2026-10-25");
	assert_null(strstr(text_string(&taken.file), "SECRET"));
	taken_clear(&taken);
}

/* What no JSON text carries is kept byte for byte: b'date,close\n\xff\0***\0\n' in base64, by Python. */
static void an_answer_that_is_no_text_is_recorded_too(void **state)
{
	struct feed_desk *desk = *state;
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
	struct feed_desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section;
	char path[128];

	declare_server(desk, "good", "good", "");
	(void)snprintf(path, sizeof path, "%s/recording.json", desk->folder);
	assert_int_equal(setenv("BALLAST_TEST_KEY", "abc", 1), 0);
	assert_int_equal(feeds_record(desk->session, "good", "AAA", path, arena, &section, &desk->err), STATUS_IO);
	assert_int_equal(setenv("BALLAST_TEST_KEY", feed_secret, 1), 0);
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
	struct feed_desk *desk = *state;
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
	struct feed_desk *desk = context;

	text_addf(&desk->told, "%s\n", message);
}

static void every_declaration_that_is_no_good_is_told(void **state)
{
	struct feed_desk *desk = *state;
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

/* Of the fourth both say the same, of the fifth not; the third and the sixth one of them alone. */
static void two_feeds_are_compared_day_by_day(void **state)
{
	struct feed_desk *desk = *state;
	struct arena *arena = arena_new();
	struct section *section;
	struct text text = {0};
	size_t different = 0;
	char declaration[300], folder[100];

	declare_folder(desk, "one", "");
	write_file(desk, "config/feeds.d/two.conf", "feed 'two' { url = 'file:///nowhere/{symbol}.csv' format = csv "
	                                            "field.date = {'date'} field.close = {'close'} }\n");
	write_file(desk, "AAA.csv", "date,close\n2026-11-03,9\n2026-11-04,10\n2026-11-05,10\n");
	assert_int_equal(feeds_compare(desk->session, "one", "two", "AAA", arena, &section, &different, &desk->err), STATUS_IO);
	assert_non_null(strstr(desk->err.message, "two: "));
	assert_int_equal(feeds_compare(desk->session, "one", "three", "AAA", arena, &section, &different, &desk->err),
	                 STATUS_NOT_FOUND);
	(void)snprintf(declaration, sizeof declaration, "feed 'two' { url = 'file://%s/second/{symbol}.csv' format = csv "
	               "field.date = {'date'} field.close = {'close'} price.kind = nav }\n", desk->folder);
	write_file(desk, "config/feeds.d/two.conf", declaration);
	(void)snprintf(folder, sizeof folder, "%s/second", desk->folder);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_file(desk, "second/AAA.csv", "date,close\n2026-11-04,10\n2026-11-05,10.5\n2026-11-06,11\n");
	assert_int_equal(feeds_compare(desk->session, "one", "two", "AAA", arena, &section, &different, &desk->err), STATUS_OK);
	assert_int_equal(different, 1);
	render(section, &text);
	assert_says(&text, "\"both_days\": 2");
	assert_says(&text, "\"first_days\": 3");
	assert_says(&text, "\"worst\": 0.05");
	assert_says(&text, "different kinds");
	assert_int_equal(quote_of(desk, "AAA").close, 0); /* nothing is stored */
	text_clear(&text);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, feed_desk_set_up, feed_desk_tear_down)
		TEST(where_each_feed_stands_is_listed),
		TEST(one_request_is_shown_without_its_key),
		TEST(a_price_in_another_currency_is_shown_in_doubt_as_a_refresh_would_refuse_it),
		TEST(two_feeds_are_compared_day_by_day),
		TEST(a_recorded_folder_reads_the_same_without_the_folder),
		TEST(a_recorded_request_holds_no_key),
		TEST(an_error_that_echoes_the_key_is_recorded_without_it),
		TEST(an_answer_in_pages_is_recorded_whole),
		TEST(an_answer_that_is_no_text_is_recorded_too),
		TEST(a_key_too_short_to_be_masked_is_not_recorded),
		TEST(a_damaged_recording_is_refused_in_words),
		TEST(every_declaration_that_is_no_good_is_told),
#undef TEST
	};

	return cmocka_run_group_tests(tests, feed_provider_start, feed_provider_stop);
}
