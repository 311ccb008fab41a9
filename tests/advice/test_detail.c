/* Errors in the reader's language: every known shape is said somewhere, fits its own sentence and has a Chinese one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/detail.h"
#include "advice/base/detail_shapes.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { CHINESE_LEAST = 3 }; /* bytes of one Chinese character in UTF-8 */

static const char *in_chinese(struct text *text, const char *message)
{
	text_reset(text);
	detail_add(text, LANGUAGE_CHINESE, message);
	return text_string(text);
}

static bool has_chinese(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text >= 0xE3 && strlen(text) >= CHINESE_LEAST)
			return true;
	return false;
}

static void a_known_sentence_keeps_what_it_names(void **state)
{
	struct text text = {0};

	(void)state;
	assert_string_equal(in_chinese(&text, "adviser proposed it and cannot approve it; a second person must"),
			    "adviser 提出了这份建议，不能自己批准；须由复核人批准");
	assert_string_equal(in_chinese(&text, "T04: account W-1 of WANG cannot pay for the purchases any more; make a new proposal"),
			    "T04：WANG 的账户 W-1 的现金已不够支付这些买入；请重新提出建议");
	text_clear(&text);
}

static void a_sentence_inside_a_sentence_is_said_too(void **state)
{
	struct text text = {0};

	(void)state;
	assert_string_equal(in_chinese(&text, "T16: WANG cannot be rebalanced: 510300 has no price"),
			    "T16：WANG 暂不能再平衡：510300 没有价格");
	assert_string_equal(in_chinese(&text, "proposal 7 is approved already"), "第 7 号建议的状态已是：已批准");
	assert_string_equal(in_chinese(&text, "\"hierarchical\" gives 76.2 % against the upper limit of GOLD (60 %) and keeps no limits; "
					      "these do: utility, ..."),
			    "“hierarchical”给出 76.2 %，不合 GOLD 的上限（60 %）；它不遵守限制，遵守限制的有：utility, ...");
	assert_string_equal(in_chinese(&text, "no portfolio meets the limits; these exclude each other by 5 %: the upper limit of A, B (5 %), "
					      "the weights must sum to 100 %"),
			    "没有组合能满足这些限制；以下几项相互矛盾，差 5 %：A, B 的上限（5 %）、权重之和须为 100 %");
	assert_string_equal(in_chinese(&text, "p.conf: kind = \"x\"; it is one of approved, rejected"),
			    "p.conf：kind = “x”；只能取 approved, rejected 之一");
	text_clear(&text);
}

static void a_reason_keeps_its_file_line_and_column(void **state)
{
	static const char *const said[][2] = {
		{"a.csv: 3 problems; the first: line 4, column 2 (close): \"x\" is not a plain decimal number",
		 "a.csv：3 处问题；第一处：第 4 行第 2 列（close）：“x”不是普通的十进制数"},
		{"line 7: 500 moved by a withdraw: the sign is wrong", "第 7 行：取出的金额为 500：正负号不对"},
		{"a.conf:3: feed \"x\": url: the host must be fixed", "a.conf:3：数据源“x”：url：主机名必须固定"},
		{"entry \"r 1\": price and fee cannot be negative", "分录“r 1”：价格与费用不能为负"},
		{"/a file.csv: 2 problems; the first: the text is not UTF-8", "/a file.csv：2 处问题；第一处：文本不是 UTF-8"},
		{"yahoo: the close \"-\" of 2026-01-02 is not a number", "yahoo：2026-01-02 的收盘价“-”不是数字"},
	};
	struct text text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		assert_string_equal(in_chinese(&text, said[i][0]), said[i][1]);
	text_clear(&text);
}

/* "buy" is a word of an entry, and the name of nothing else: what is quoted or in brackets is told as it is written. */
static void a_name_in_quotes_is_not_translated(void **state)
{
	struct text text = {0};

	(void)state;
	assert_string_equal(in_chinese(&text, "there is no column \"buy\"; did you mean \"fee\"?"), "没有列“buy”；您是否要写“fee”？");
	assert_string_equal(in_chinese(&text, "a buy needs the symbol of an instrument"), "买入须写明产品代码");
	text_clear(&text);
}

static void what_is_not_known_stays_as_it_is(void **state)
{
	static const char *const strange[] = {"", "something else went wrong", "proposal 7 is", " is  already", "%1$s", "%", "T16: "};
	struct text text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++)
		assert_string_equal(in_chinese(&text, strange[i]), strange[i]);
	text_clear(&text);
}

static void english_stays_as_it_was_said(void **state)
{
	struct text text = {0};

	(void)state;
	for (size_t t = 0; detail_tables[t] != NULL; t++)
		for (size_t i = 0; detail_tables[t][i] != NULL; i++) {
			text_reset(&text);
			detail_add(&text, LANGUAGE_ENGLISH, detail_tables[t][i]);
			assert_string_equal(text_string(&text), detail_tables[t][i]);
		}
	text_clear(&text);
}

/* Adds the shape with a word for each place; returns how many places it has. */
static size_t add_sentence(struct text *sentence, const char *shape)
{
	size_t places = 0;

	for (const char *at = shape; *at != '\0'; at++) {
		if (at[0] == '%' && at[1] >= '1' && at[1] <= '9' && at[2] == '$') {
			text_addf(sentence, "WORD%c", at[1]);
			places++;
			at += 3;
		} else {
			text_add_character(sentence, *at);
		}
	}
	return places;
}

/* The shape with a word for each place: it must fit, keep every word and be Chinese around them. */
static void fits_its_own_sentence(const char *shape)
{
	struct text text = {0}, sentence = {0};
	const size_t places = add_sentence(&sentence, shape);

	(void)in_chinese(&text, text_string(&sentence));
	if (!has_chinese(text_string(&text)))
		fail_msg("\"%s\" becomes \"%s\"", text_string(&sentence), text_string(&text));
	for (size_t place = 1; place <= places; place++) {
		char word[8];

		(void)snprintf(word, sizeof word, "WORD%zu", place);
		if (strstr(text_string(&text), word) == NULL && strstr(shape, "ballast profile %2$s") == NULL)
			fail_msg("\"%s\" loses %s", text_string(&text), word);
	}
	text_clear(&text);
	text_clear(&sentence);
}

static void every_shape_fits_its_own_sentence(void **state)
{
	(void)state;
	for (size_t t = 0; detail_tables[t] != NULL; t++)
		for (size_t i = 0; detail_tables[t][i] != NULL; i++)
			fits_its_own_sentence(detail_tables[t][i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_known_sentence_keeps_what_it_names),
		cmocka_unit_test(a_sentence_inside_a_sentence_is_said_too),
		cmocka_unit_test(a_reason_keeps_its_file_line_and_column),
		cmocka_unit_test(a_name_in_quotes_is_not_translated),
		cmocka_unit_test(what_is_not_known_stays_as_it_is),
		cmocka_unit_test(english_stays_as_it_was_said),
		cmocka_unit_test(every_shape_fits_its_own_sentence),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("detail", tests, NULL, NULL);
}
