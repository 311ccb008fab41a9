/* Reading JSON strictly and writing it canonically. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "data/exchange/json.h"
#include "engine/base/text.h"

static struct json *read(const char *bytes)
{
	struct error err = {0};
	struct json *value = NULL;

	if (json_parse(bytes, strlen(bytes), &value, &err) != STATUS_OK)
		fail_msg("%s: %s", bytes, err.message);
	return value;
}

static void refuses(const char *bytes, size_t length, const char *piece)
{
	struct error err = {0};
	struct json *value = NULL;

	if (json_parse(bytes, length, &value, &err) != STATUS_INVALID || value != NULL)
		fail_msg("%.*s was taken", (int)length, bytes);
	if (strstr(err.message, piece) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", err.message, piece);
}

static void writes_the_same_bytes_for_equal_values(void **state)
{
	struct json *object = json_new_object(), *list = json_new_array();
	struct json *again;
	struct text first = {0}, second = {0};

	(void)state;
	json_put_text(object, "名", "压舱石 \"x\"\n");
	json_put_integer(object, "b", INT64_MIN);
	json_put_real(object, "a", 0.1);
	json_put_real(object, "whole", 3.0);
	json_put_real(object, "nan", NAN);
	json_put_bool(object, "yes", true);
	json_put_decimal(object, "money", INT64_C(-1284310000001));
	json_add(list, json_new_text("\xFFz"));
	json_add(list, json_new_null());
	json_put(object, "list", list);
	json_put_text(object, "b2", "old");
	json_put_text(object, "b2", "new");
	json_write(object, &first);
	assert_string_equal(text_string(&first),
	                    "{\"a\":0.10000000000000001,\"b\":-9223372036854775808,\"b2\":\"new\",\"list\":[\"\uFFFDz\",null],"
	                    "\"money\":\"-1284310.000001\",\"nan\":null,\"whole\":3.0,\"yes\":true,"
	                    "\"名\":\"压舱石 \\\"x\\\"\\n\"}");
	again = read(text_string(&first));
	json_write(again, &second);
	assert_string_equal(text_string(&first), text_string(&second));
	json_free(again);
	json_free(object);
	text_clear(&first);
	text_clear(&second);
}

static void reads_a_key_that_is_no_text_as_repaired(void **state)
{
	struct json *object = json_new_object();
	struct text text = {0};

	(void)state;
	json_put_integer(object, "\xC3(", 1);
	json_write(object, &text);
	assert_string_equal(text_string(&text), "{\"\uFFFD(\":1}");
	json_free(object);
	text_clear(&text);
}

/* The examples of RFC 6901, section 5. */
static void follows_the_pointers_of_rfc_6901(void **state)
{
	struct json *value = read("{\"foo\":[\"bar\",\"baz\"],\"\":0,\"a/b\":1,\"c%d\":2,\"e^f\":3,\"g|h\":4,\"i\\\\j\":5,"
	                          "\"k\\\"l\":6,\" \":7,\"m~n\":8}");
	static const struct { const char *pointer; int64_t number; } figures[] = {
		{"/", 0}, {"/a~1b", 1}, {"/c%d", 2}, {"/e^f", 3}, {"/g|h", 4}, {"/i\\j", 5}, {"/k\"l", 6}, {"/ ", 7}, {"/m~0n", 8},
	};
	const char *text;

	(void)state;
	assert_ptr_equal(json_at(value, ""), value);
	assert_true(json_get_text(json_at(value, "/foo/0"), &text));
	assert_string_equal(text, "bar");
	assert_int_equal(json_count(json_at(value, "/foo")), 2);
	for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++) {
		int64_t number = -1;

		assert_true(json_get_integer(json_at(value, figures[i].pointer), &number));
		assert_int_equal(number, figures[i].number);
	}
	assert_null(json_at(value, "/foo/2"));
	assert_null(json_at(value, "/foo/-"));
	assert_null(json_at(value, "/foo/00"));
	assert_null(json_at(value, "/foo/0/x"));
	assert_null(json_at(value, "/m~2n"));
	assert_null(json_at(value, "/nobody"));
	json_free(value);
}

static void goes_down_keys_with_blanks_and_without_a_leading_slash(void **state)
{
	struct json *value = read("{\"Time Series (Daily)\":{\"2022-04-21\":{\"4. close\":\"34.6700\"}}}");
	int64_t micros;

	(void)state;
	assert_true(json_get_decimal(json_at(value, "/Time Series (Daily)/2022-04-21/4. close"), &micros));
	assert_int_equal(micros, 34670000);
	assert_non_null(json_at(json_member(value, "Time Series (Daily)"), "2022-04-21/4. close"));
	json_free(value);
}

static void reads_numbers_to_the_millionth(void **state)
{
	struct json *value = read("[121.79, 1e-6, 1304, \"1304.000\", 0.1, 188.5500030517578, 4007199254.000001,"
	                          " 1e300, \"x\", true, 9223372036854775807]");
	static const int64_t expected[] = {121790000, 1, 1304000000, 1304000000, 100000, 188550003, INT64_C(4007199254000001)};
	char buffer[JSON_NUMBER_SIZE];
	int64_t micros = -7;

	(void)state;
	for (size_t i = 0; i < 7; i++) {
		assert_true(json_get_decimal(json_item(value, i), &micros));
		assert_int_equal(micros, expected[i]);
	}
	micros = -7;
	for (size_t i = 7; i < 11; i++)
		assert_false(json_get_decimal(json_item(value, i), &micros));
	assert_int_equal(micros, -7);
	assert_string_equal(json_scalar_text(json_item(value, 0), buffer), "121.79");
	assert_string_equal(json_scalar_text(json_item(value, 4), buffer), "0.1");
	assert_string_equal(json_scalar_text(json_item(value, 9), buffer), "true");
	assert_null(json_scalar_text(value, buffer));
	assert_null(json_scalar_text(NULL, buffer));
	json_free(value);
}

static void refuses_what_is_not_strict_json(void **state)
{
	char deep[200];
	struct json *value;

	(void)state;
	refuses("", 0, "end of file");
	refuses("{\"a\":1,\"a\":2}", 13, "duplicate");
	refuses("[1,]", 4, "line 1");
	refuses("[NaN]", 5, "NaN");
	refuses("[1] x", 5, "end of file expected");
	refuses("[99999999999999999999]", 22, "big");
	refuses("[1e999]", 7, "real number overflow");
	refuses("\"\xC3(\"", 4, "unable to decode byte");
	refuses("[\"\\u0000\"]", 10, "u0000");
	refuses("[1\0]", 4, "NUL");
	refuses("{\n\"a\":\n}", 8, "line 3");
	memset(deep, '[', sizeof deep);
	refuses(deep, sizeof deep, "deeper than 64");
	memset(deep, ']', sizeof deep);
	memset(deep, '[', 64);
	value = NULL;
	assert_int_equal(json_parse(deep, 128, &value, NULL), STATUS_OK);
	json_free(value);
	value = read("\"[[[\\\"[[[[\"");
	json_free(value);
	json_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_same_bytes_for_equal_values),
		cmocka_unit_test(reads_a_key_that_is_no_text_as_repaired),
		cmocka_unit_test(follows_the_pointers_of_rfc_6901),
		cmocka_unit_test(goes_down_keys_with_blanks_and_without_a_leading_slash),
		cmocka_unit_test(reads_numbers_to_the_millionth),
		cmocka_unit_test(refuses_what_is_not_strict_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
