/* Answers of providers nobody has: lists within lists, another writing, a table with a column for each symbol. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "data/feed/feed.h"
#include "tests/support/feeds_group.h"

static const char declarations[] =
	"feed 'nested' { url = 'https://x.example/{symbol}' layout = arrays rows = {'/data/0/table'} field.date = {'0'}\n"
	" field.close = {'1/0/last', '1/0/settled'} field.volume = {'/2/0'} date.format = '%d/%m/%Y' currency = '@/data/0/unit' }\n"
	"feed 'named' { url = 'https://x.example/{symbol}' rows = {'/rows'} field.date = {'d'} field.close = {'c'} }\n"
	"feed 'wide' { url = 'https://x.example/all.csv' encoding = 'GB18030' format = csv layout = wide csv.delimiter = ';' csv.skip = 1\n"
	" field.date = {'\xe6\x97\xa5\xe6\x9c\x9f'} date.format = '%Y\xe5\xb9\xb4%m\xe6\x9c\x88%d\xe6\x97\xa5' decimal_mark = ','\n"
	" thousands_mark = '.' missing = {'\xe5\x81\x9c\xe7\x89\x8c'} currency = CNY }\n";

static void load(struct feeds **feeds)
{
	struct error err = {0};

	if (feeds_parse("feeds.conf", declarations, strlen(declarations), feeds, &err) != STATUS_OK)
		fail_msg("%s", err.message);
}

static void read_answer(const struct feeds *feeds, const char *id, const char *symbol, const char *body, struct feed_result *result)
{
	struct feed_request request = {.symbol = symbol, .currency = "CNY"};
	struct error err = {0};

	request.from = day("2026-01-01");
	request.to = request.as_of = day("2026-11-10");
	(void)feed_parse_body(feeds_find(feeds, id), &request, 200, body, strlen(body), NULL, result, &err); /* the result says it too */
}

static void a_pointer_goes_on_behind_a_place(void **state)
{
	struct feed_result result = {0};
	struct feeds *feeds = NULL;

	(void)state;
	load(&feeds);
	read_answer(feeds, "nested", "A", "{\"data\":[{\"unit\":\"CNY\",\"table\":[[\"09/11/2026\",[{\"last\":2.5}],[7]],"
	            "[\"10/11/2026\",[{\"settled\":\"2.75\"}],[8]]]}]}", &result);
	assert_string_equal(result.sentence, "");
	assert_int_equal(result.count, 2);
	assert_int_equal(result.rows[0].close, 2500000);
	assert_int_equal(result.rows[1].close, 2750000);
	assert_int_equal(result.rows[1].date.days, day("2026-11-10").days);
	assert_int_equal(result.rows[1].volume, 8000000);
	feed_result_clear(&result);
	read_answer(feeds, "nested", "A", "{\"data\":[{\"unit\":\"CNY\",\"table\":[[\"09/11/2026\",[],[7]]]}]}", &result);
	assert_string_equal(result.sentence, "row 1 has no 1/0/last");
	feed_result_clear(&result);
	feeds_free(feeds);
}

static void rows_that_are_lists_name_the_layout_that_reads_them(void **state)
{
	struct feed_result result = {0};
	struct feeds *feeds = NULL;

	(void)state;
	load(&feeds);
	read_answer(feeds, "named", "A", "{\"rows\":[[\"2026-11-09\",2.5]]}", &result);
	assert_int_equal(result.outcome, FEED_MALFORMED);
	assert_string_equal(result.sentence, "row 1 is a list; layout = arrays reads lists, by places instead of names");
	feed_result_clear(&result);
	feeds_free(feeds);
}

static void a_name_where_a_place_belongs_is_refused(void **state)
{
	static const char *const fields[] = {"last", "0x", "12345", "", "/", "0/ok"};

	(void)state;
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		const bool is_good = strcmp(fields[i], "0/ok") == 0;
		struct feeds *feeds = NULL;
		struct error err = {0};
		char text[200];

		(void)snprintf(text, sizeof text, "feed 'a' { url = 'https://x.example/{symbol}' layout = arrays field.date = {'0'} "
		               "field.close = {'%s'} }", fields[i]);
		assert_int_equal(feeds_parse("a.conf", text, strlen(text), &feeds, &err), is_good ? STATUS_OK : STATUS_INVALID);
		if (!is_good)
			assert_non_null(strstr(err.message, "as in 1/0/close"));
		feeds_free(feeds);
	}
}

/* What stands for "suspended" is a gap; the column is found by the name the provider has for the instrument. */
static void a_wide_table_in_another_writing_is_read(void **state)
{
	static const char body[] = "\xd0\xd0\xc7\xe9\n\xc8\xd5\xc6\xda;510300;\xbb\xa6\xc9\xee\n"
		"2026\xc4\xea" "11\xd4\xc2" "09\xc8\xd5;1.004,25;\xcd\xa3\xc5\xc6\n2026\xc4\xea" "11\xd4\xc2" "10\xc8\xd5;1.005,25;2,5\n";
	struct feed_result result = {0};
	struct feeds *feeds = NULL;

	(void)state;
	load(&feeds);
	read_answer(feeds, "wide", "510300", body, &result);
	assert_string_equal(result.sentence, "");
	assert_int_equal(result.count, 2);
	assert_int_equal(result.rows[0].close, 1004250000);
	feed_result_clear(&result);
	read_answer(feeds, "wide", "\xe6\xb2\xaa\xe6\xb7\xb1", body, &result);
	assert_int_equal(result.count, 1);
	assert_int_equal(result.rows[0].close, 2500000);
	feed_result_clear(&result);
	feeds_free(feeds);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pointer_goes_on_behind_a_place),
		cmocka_unit_test(rows_that_are_lists_name_the_layout_that_reads_them),
		cmocka_unit_test(a_name_where_a_place_belongs_is_refused),
		cmocka_unit_test(a_wide_table_in_another_writing_is_read),
	};

	return cmocka_run_group_tests_name("feed_invented", tests, NULL, NULL);
}
