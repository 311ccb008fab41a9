/* Text: widths by Unicode's own tables, harmlessness, cutting, the growing buffer; memory and errors beside it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/memory.h"
#include "engine/base/status.h"
#include "engine/base/text.h"

static void widths_are_those_of_unicode(void **state)
{
	static const struct {
		uint32_t character;
		int width;
	} known[] = {
		{'A', 1},     {0xE9, 1},    {0x538B, 2},  {0x7231, 2},  {0x3042, 2},  {0xAC00, 2},  {0xFF21, 2},
		{0x3000, 2},  {0xFF71, 1},  {0x300, 0},   {0x20DD, 0},  {0x1160, 0},  {0x1100, 2},  {0x2026, 1},
		{0x2588, 1},  {0x28FF, 1},  {0x1F600, 2}, {0x20000, 2}, {0x3A9, 1},   {0x416, 1},   {0xFE0F, 0},
		{0x4DBF, 2},  {0x9FFF, 2},  {0x2FFFD, 2}, {0xE000, 1},
		/* unassigned in Unicode 14: narrow */
		{0x378, 1},   {0x530, 1},   {0x2065, 1},  {0x10FFFF, 1}, {0xE0FFF, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (text_character_width(known[i].character) != known[i].width)
			fail_msg("U+%04X takes %d, not %d", (unsigned)known[i].character,
			         text_character_width(known[i].character), known[i].width);
	assert_int_equal(text_width("压舱石"), 6);
	assert_int_equal(text_width("e\xCC\x81tat"), 4);
	assert_int_equal(text_width("ballast 压舱石"), 14);
	assert_int_equal(text_width(""), 0);
}

static void every_character_encodes_and_decodes(void **state)
{
	(void)state;
	for (uint32_t c = 1; c <= 0x10FFFF; c++) {
		char bytes[4];
		uint32_t back;
		size_t size;

		if (c >= 0xD800 && c <= 0xDFFF)
			continue;
		size = text_encode(c, bytes);
		if (text_decode(bytes, size, &back) != size || back != c || !text_is_utf8(bytes, size))
			fail_msg("U+%04X does not come back", (unsigned)c);
		/* One byte short is malformed. */
		if (size > 1 && (text_decode(bytes, size - 1, &back) != 1 || back != 0xFFFD))
			fail_msg("U+%04X is taken when cut", (unsigned)c);
	}
}

static void malformed_bytes_are_one_replacement_each(void **state)
{
	static const char *const malformed[] = {
		"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
		"\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xFE", "\xC3", "\xE4\xB8",
		"\xE4\xB8" "A",
	};
	uint32_t character = 7;

	(void)state;
	for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
		char clean[64];

		assert_int_equal(text_decode(malformed[i], strlen(malformed[i]), &character), 1);
		assert_int_equal(character, 0xFFFD);
		assert_false(text_is_utf8(malformed[i], strlen(malformed[i])));
		assert_false(text_is_clean(malformed[i]));
		text_clean(malformed[i], clean, sizeof clean);
		assert_true(text_is_utf8(clean, strlen(clean)) && text_is_clean(clean));
	}
	assert_int_equal(text_decode("", 0, &character), 0);
	assert_true(text_is_utf8("", 0));
	assert_true(text_is_utf8("\xEF\xBF\xBD", 3)); /* U+FFFD itself is well formed */
}

static void foreign_text_is_made_harmless(void **state)
{
	static const struct {
		const char *foreign, *clean;
	} rows[] = {
		{"\x1B[31mred\x1B]0;x\x07", "␛[31mred␛]0;x␇"},
		{"a\tb\nc\rd", "a b c d"},
		{"\x7F", "␡"},
		{"\xC2\x9B" "31m", "\xEF\xBF\xBD" "31m"},                   /* C1 CSI */
		{"user\xE2\x80\xAEtxt.exe", "user\xEF\xBF\xBDtxt.exe"},     /* right-to-left override */
		{"\xE2\x81\xA6" "a\xE2\x81\xA9", "\xEF\xBF\xBD" "a\xEF\xBF\xBD"}, /* isolates */
		{"\xD8\x9C", "\xEF\xBF\xBD"},                               /* Arabic letter mark */
		{"\xEF\xBB\xBF" "a", "\xEF\xBF\xBD" "a"},                   /* byte order mark */
		{"a\xE2\x80\x8B" "b", "a\xEF\xBF\xBD" "b"},                 /* zero-width space */
		{"a\xE1\xA0\x8E" "b", "a\xEF\xBF\xBD" "b"},                 /* Mongolian vowel separator */
		{"\xF3\xA0\x81\x81", "\xEF\xBF\xBD"},                       /* tag */
		{"压舱石 émile", "压舱石 émile"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char clean[128];

		assert_string_equal(text_clean(rows[i].foreign, clean, sizeof clean), rows[i].clean);
		assert_int_equal(text_is_clean(rows[i].foreign), strcmp(rows[i].foreign, rows[i].clean) == 0);
		assert_true(text_is_clean(clean));
	}
}

static void a_tower_of_marks_is_cut_at_eight(void **state)
{
	char tower[64] = "a", clean[64];

	(void)state;
	for (int i = 0; i < 12; i++)
		strcat(tower, "\xCC\x81");
	assert_false(text_is_clean(tower));
	assert_int_equal(strlen(text_clean(tower, clean, sizeof clean)), 1 + 8 * 2);
	assert_int_equal(text_width(clean), 1);
	strcpy(tower + 1 + 8 * 2, "");
	assert_true(text_is_clean(tower));
}

static void cleaning_never_writes_past_its_field_or_splits_a_character(void **state)
{
	static const char foreign[] = "压\x01舱\xFF石a\xCC\x81";

	(void)state;
	for (size_t size = 0; size < 32; size++) {
		char field[40];

		memset(field, '#', sizeof field);
		assert_ptr_equal(text_clean(foreign, field, size), field);
		for (size_t i = size; i < sizeof field; i++)
			assert_true(field[i] == '#');
		if (size > 0) {
			assert_true(strlen(field) < size);
			assert_true(text_is_utf8(field, strlen(field)));
		}
	}
}

/* Bytes of every kind, from a linear congruence. */
static void cleaning_any_bytes_gives_clean_text(void **state)
{
	uint32_t seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char foreign[24], clean[80], again[80];
		const size_t length = (size_t)round % (sizeof foreign - 1);

		for (size_t i = 0; i < length; i++) {
			seed = seed * 1664525u + 1013904223u;
			foreign[i] = (char)(1 + (seed >> 24) % 255);
		}
		foreign[length] = '\0';
		text_clean(foreign, clean, sizeof clean);
		assert_true(text_is_clean(clean));
		assert_string_equal(text_clean(clean, again, sizeof again), clean);
		if (text_is_clean(foreign))
			assert_string_equal(foreign, clean);
	}
}

static void a_prefix_never_splits_a_wide_character(void **state)
{
	(void)state;
	assert_int_equal(text_prefix("压舱石", 0), 0);
	assert_int_equal(text_prefix("压舱石", 1), 0);
	assert_int_equal(text_prefix("压舱石", 2), 3);
	assert_int_equal(text_prefix("压舱石", 5), 6);
	assert_int_equal(text_prefix("压舱石", 6), 9);
	assert_int_equal(text_prefix("压舱石", 99), 9);
	assert_int_equal(text_prefix("e\xCC\x81tat", 1), 3); /* the mark stays with its letter */
	assert_int_equal(text_prefix("", 5), 0);
}

static void assert_padded(const char *piece, size_t columns, enum text_align align, const char *expected)
{
	struct text text = {0};

	text_add_padded(&text, piece, columns, align);
	assert_string_equal(text_string(&text), expected);
	assert_int_equal(text_width(text_string(&text)), columns);
	text_clear(&text);
}

static void padding_fills_columns_exactly(void **state)
{
	(void)state;
	assert_padded("压舱石", 8, TEXT_LEFT, "压舱石  ");
	assert_padded("压舱石", 8, TEXT_RIGHT, "  压舱石");
	assert_padded("压舱石", 9, TEXT_CENTRE, " 压舱石  ");
	assert_padded("压舱石", 6, TEXT_RIGHT, "压舱石");
	assert_padded("压舱石", 5, TEXT_LEFT, "压舱…");
	assert_padded("压舱石", 4, TEXT_LEFT, "压… "); /* a wide character does not fit the last column but one */
	assert_padded("压舱石", 2, TEXT_RIGHT, "… ");
	assert_padded("压舱石", 1, TEXT_LEFT, "…");
	assert_padded("压舱石", 0, TEXT_LEFT, "");
	assert_padded("", 3, TEXT_CENTRE, "   ");
	assert_padded("e\xCC\x81tat", 4, TEXT_LEFT, "e\xCC\x81tat");
	assert_padded("e\xCC\x81tat", 3, TEXT_LEFT, "e\xCC\x81t…");
}

static void a_growing_text_keeps_everything_it_was_given(void **state)
{
	struct text text = {0};
	char long_piece[1200];

	(void)state;
	assert_string_equal(text_string(&text), "");
	text_add(&text, "");
	assert_string_equal(text_string(&text), "");
	memset(long_piece, 'x', sizeof long_piece - 1);
	long_piece[sizeof long_piece - 1] = '\0';
	text_addf(&text, "%d %s", 5, "五");
	text_addf(&text, "%s", long_piece);
	text_add_repeated(&text, "ab", 3);
	text_add_character(&text, '!');
	text_add_bytes(&text, "yz", 1);
	assert_int_equal(text.length, strlen(text.bytes));
	assert_int_equal(text.length, 5 + 1199 + 6 + 2);
	assert_string_equal(text.bytes + 5 + 1199, "ababab!y");
	text_reset(&text);
	assert_string_equal(text_string(&text), "");
	text_add(&text, "again");
	assert_string_equal(text_string(&text), "again");
	text_clear(&text);
	assert_null(text.bytes);
	text_clear(&text);
}

static void the_nearest_word_is_suggested_or_none(void **state)
{
	static const char *const words[] = {"risk-parity", "rebalance", "review", "risk"};
	char long_word[300];

	(void)state;
	assert_string_equal(text_nearest("rebalence", words, 4), "rebalance");
	assert_string_equal(text_nearest("RISK", words, 4), "risk");
	assert_string_equal(text_nearest("riks", words, 4), "risk");
	assert_null(text_nearest("zebra-crossing", words, 4));
	assert_null(text_nearest("anything", words, 0));
	memset(long_word, 'q', sizeof long_word - 1);
	long_word[sizeof long_word - 1] = '\0';
	assert_null(text_nearest(long_word, words, 4));
	assert_true(text_equal_fold("Risk", "rISK"));
	assert_false(text_equal_fold("risk", "risks"));
	assert_false(text_equal_fold("risks", "risk"));
}

static void an_arena_gives_zeroed_aligned_pieces_and_forgets_them(void **state)
{
	struct arena *arena = arena_new();

	(void)state;
	for (int round = 0; round < 3; round++) {
		for (size_t size = 1; size < 3000; size += 37) {
			unsigned char *piece = arena_take(arena, size);

			assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
			for (size_t i = 0; i < size; i++)
				assert_int_equal(piece[i], 0);
			memset(piece, 0xA5, size);
		}
		memset(arena_take(arena, 100000), 0xA5, 100000); /* larger than a block */
		assert_string_equal(arena_text(arena, "压舱石"), "压舱石");
		assert_string_equal(arena_format(arena, "%0300d", 7) + 295, "00007");
		assert_string_equal(arena_format(arena, "%s", ""), "");
		arena_reset(arena);
	}
	arena_free(arena);
	arena_free(NULL);
}

static void memory_grows_by_doubling_and_keeps_what_it_held(void **state)
{
	size_t capacity = 0;
	int *numbers = NULL;
	char *copy = memory_copy_text("压舱石");

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		numbers = memory_grow(numbers, &capacity, i + 1, sizeof *numbers);
		assert_true(capacity > i);
		numbers[i] = (int)i;
	}
	for (size_t i = 0; i < 1000; i++)
		assert_int_equal(numbers[i], (int)i);
	assert_int_equal(capacity, 1024);
	assert_string_equal(copy, "压舱石");
	free(copy);
	free(numbers);
	/* volatile: the compiler would warn that this cannot succeed */
	volatile size_t absurd = SIZE_MAX;
	assert_null(memory_try(absurd, 16));
}

static void a_message_too_long_is_cut_at_a_character(void **state)
{
	struct error err;
	char chinese[3 * 400 + 1] = "";

	(void)state;
	for (int i = 0; i < 400; i++)
		strcat(chinese, "石");
	for (int shift = 0; shift < 3; shift++) {
		assert_int_equal(error_set(&err, STATUS_IO, "%.*s%s", shift, "abc", chinese), STATUS_IO);
		assert_int_equal(err.status, STATUS_IO);
		assert_true(strlen(err.message) <= sizeof err.message - 1 && strlen(err.message) > sizeof err.message - 5);
		assert_true(text_is_clean(err.message));
		assert_int_equal(error_prefix(&err, "%s", "市场.csv"), STATUS_IO);
		assert_memory_equal(err.message, "市场.csv: ", 12);
		assert_true(strlen(err.message) > sizeof err.message - 5);
		assert_true(text_is_clean(err.message));
	}
	/* One that fits exactly keeps its last character. */
	assert_int_equal(error_set(&err, STATUS_IO, "%.*s%.*s", 2, "ab", (int)(sizeof err.message - 3), chinese), STATUS_IO);
	assert_int_equal(strlen(err.message), sizeof err.message - 1);
	assert_true(text_is_clean(err.message));
}

static void a_message_quotes_foreign_text_harmlessly(void **state)
{
	struct error err;

	(void)state;
	error_set(&err, STATUS_INVALID, "\"%.4s\" and \"%s\"", "石石", "\x1B[2J");
	assert_true(text_is_clean(err.message));
	assert_non_null(strstr(err.message, "␛[2J"));
	assert_int_equal(error_set(NULL, STATUS_BUSY, "%s", "dropped"), STATUS_BUSY);
	assert_string_equal(status_name(STATUS_OK), "ok");
	assert_string_equal(status_name(STATUS_REFUSED), "refused");
	assert_string_equal(status_name((enum status)99), "unknown");
	assert_string_equal(status_name((enum status)-1), "unknown");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(widths_are_those_of_unicode),
		cmocka_unit_test(every_character_encodes_and_decodes),
		cmocka_unit_test(malformed_bytes_are_one_replacement_each),
		cmocka_unit_test(foreign_text_is_made_harmless),
		cmocka_unit_test(a_tower_of_marks_is_cut_at_eight),
		cmocka_unit_test(cleaning_never_writes_past_its_field_or_splits_a_character),
		cmocka_unit_test(cleaning_any_bytes_gives_clean_text),
		cmocka_unit_test(a_prefix_never_splits_a_wide_character),
		cmocka_unit_test(padding_fills_columns_exactly),
		cmocka_unit_test(a_growing_text_keeps_everything_it_was_given),
		cmocka_unit_test(the_nearest_word_is_suggested_or_none),
		cmocka_unit_test(an_arena_gives_zeroed_aligned_pieces_and_forgets_them),
		cmocka_unit_test(memory_grows_by_doubling_and_keeps_what_it_held),
		cmocka_unit_test(a_message_too_long_is_cut_at_a_character),
		cmocka_unit_test(a_message_quotes_foreign_text_harmlessly),
	};

	return cmocka_run_group_tests_name("base_text", tests, NULL, NULL);
}
