/* UTF-8, harmless text, and the growing buffer. Widths of characters are in width.c. */
#include "engine/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"

enum { REPLACEMENT = 0xFFFD, MARKS_KEPT = 8 };

size_t text_decode(const char *text, size_t length, uint32_t *character)
{
	const unsigned char *s = (const unsigned char *)text;
	static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
	size_t size;
	uint32_t value;

	if (length == 0)
		return 0;
	*character = REPLACEMENT;
	if (s[0] < 0x80) {
		*character = s[0];
		return 1;
	}
	size = s[0] >= 0xF0 && s[0] < 0xF5 ? 4 : s[0] >= 0xE0 ? 3 : 2;
	if (s[0] < 0xC2 || s[0] >= 0xF5 || size > length)
		return 1;
	value = s[0] & (0xFFu >> (size + 1));
	for (size_t i = 1; i < size; i++) {
		if ((s[i] & 0xC0) != 0x80)
			return 1;
		value = value << 6 | (s[i] & 0x3Fu);
	}
	if (value < smallest[size] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return 1;
	*character = value;
	return size;
}

size_t text_encode(uint32_t c, char bytes[4])
{
	if (c < 0x80) {
		bytes[0] = (char)c;
		return 1;
	}
	if (c < 0x800) {
		bytes[0] = (char)(0xC0 | c >> 6);
		bytes[1] = (char)(0x80 | (c & 0x3F));
		return 2;
	}
	if (c < 0x10000) {
		bytes[0] = (char)(0xE0 | c >> 12);
		bytes[1] = (char)(0x80 | (c >> 6 & 0x3F));
		bytes[2] = (char)(0x80 | (c & 0x3F));
		return 3;
	}
	bytes[0] = (char)(0xF0 | c >> 18);
	bytes[1] = (char)(0x80 | (c >> 12 & 0x3F));
	bytes[2] = (char)(0x80 | (c >> 6 & 0x3F));
	bytes[3] = (char)(0x80 | (c & 0x3F));
	return 4;
}

bool text_is_utf8(const char *text, size_t length)
{
	while (length > 0) {
		uint32_t character;
		size_t size;

		if ((unsigned char)*text < 0x80) { /* nearly all there is */
			text++;
			length--;
			continue;
		}
		size = text_decode(text, length, &character);
		if (size == 1)
			return false;
		text += size;
		length -= size;
	}
	return true;
}

size_t text_width(const char *text)
{
	size_t length = strlen(text), columns = 0;

	while (length > 0) {
		uint32_t character;
		const size_t size = text_decode(text, length, &character);

		columns += (size_t)text_character_width(character);
		text += size;
		length -= size;
	}
	return columns;
}

size_t text_prefix(const char *text, size_t columns)
{
	const size_t length = strlen(text);
	size_t at = 0, used = 0;

	while (at < length) {
		uint32_t character;
		const size_t size = text_decode(text + at, length - at, &character);
		const size_t width = (size_t)text_character_width(character);

		if (used + width > columns)
			break;
		used += width;
		at += size;
	}
	return at;
}

/* What a character becomes on its way out; 0 drops it. */
static uint32_t harmless(uint32_t c)
{
	if (c == '\t' || c == '\n' || c == '\r')
		return ' ';
	if (c < 0x20)
		return 0x2400 + c;
	if (c == 0x7F)
		return 0x2421;
	if (c >= 0x80 && c < 0xA0)
		return REPLACEMENT;
	if (c == 0x61C || (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
	    (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
	    c == 0x180E || (c >= 0x13430 && c <= 0x1343F) || (c >= 0x1BCA0 && c <= 0x1BCA3) ||
	    (c >= 0x1D173 && c <= 0x1D17A) || (c >= 0xE0000 && c <= 0xE0FFF))
		return REPLACEMENT;
	return c;
}

/* A printable character of ASCII, which is nearly all there is. */
static bool is_plain(char byte)
{
	return byte >= 0x20 && byte < 0x7F;
}

char *text_clean(const char *text, char *result, size_t size)
{
	size_t length = strlen(text), used = 0;
	int marks = 0;

	while (length > 0) {
		uint32_t character, shown;
		char bytes[4];
		size_t taken, count;

		if (is_plain(*text)) {
			if (used + 2 > size)
				break;
			result[used++] = *text++;
			length--;
			marks = 0;
			continue;
		}
		taken = text_decode(text, length, &character);
		text += taken;
		length -= taken;
		shown = harmless(character);
		/* what stands for another character is never a mark */
		marks = shown == character && text_character_width(shown) == 0 ? marks + 1 : 0;
		if (marks > MARKS_KEPT)
			continue;
		count = text_encode(shown, bytes);
		if (used + count + 1 > size)
			break;
		memcpy(result + used, bytes, count);
		used += count;
	}
	if (size > 0)
		result[used] = '\0';
	return result;
}

bool text_is_clean(const char *text)
{
	size_t length = strlen(text);
	int marks = 0;

	while (length > 0) {
		uint32_t character;
		size_t size;

		if (is_plain(*text)) {
			marks = 0;
			text++;
			length--;
			continue;
		}
		size = text_decode(text, length, &character);
		if (harmless(character) != character || (size == 1 && (unsigned char)*text >= 0x80))
			return false;
		marks = text_character_width(character) == 0 ? marks + 1 : 0;
		if (marks > MARKS_KEPT)
			return false;
		text += size;
		length -= size;
	}
	return true;
}

static char fold(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

bool text_equal_fold(const char *a, const char *b)
{
	for (; *a != '\0' && fold(*a) == fold(*b); a++, b++)
		;
	return fold(*a) == fold(*b);
}

/* Levenshtein's distance of two short words, without case. */
static size_t distance(const char *a, const char *b)
{
	enum { LONGEST = 48 };
	const size_t rows = strlen(a), columns = strlen(b);
	size_t line[LONGEST + 1];

	if (rows > LONGEST || columns > LONGEST)
		return SIZE_MAX;
	for (size_t j = 0; j <= columns; j++)
		line[j] = j;
	for (size_t i = 1; i <= rows; i++) {
		size_t diagonal = line[0];

		line[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			const size_t replace = diagonal + (fold(a[i - 1]) != fold(b[j - 1]));
			const size_t insert = line[j - 1] + 1, drop = line[j] + 1;

			diagonal = line[j];
			line[j] = replace < insert ? replace : insert;
			if (drop < line[j])
				line[j] = drop;
		}
	}
	return line[columns];
}

const char *text_nearest(const char *text, const char *const *candidates, size_t count)
{
	const char *best = NULL;
	const size_t length = strlen(text);
	size_t least = length / 3 + 2;

	for (size_t i = 0; i < count; i++) {
		const size_t other = strlen(candidates[i]);
		size_t edits;

		if ((length > other ? length - other : other - length) >= least) /* each missing letter is an edit */
			continue;
		edits = distance(text, candidates[i]);
		if (edits < least) {
			least = edits;
			best = candidates[i];
		}
	}
	return best;
}

void text_clear(struct text *text)
{
	free(text->bytes);
	*text = (struct text){0};
}

void text_reset(struct text *text)
{
	text->length = 0;
	if (text->bytes != NULL)
		text->bytes[0] = '\0';
}

void text_add_bytes(struct text *text, const char *bytes, size_t length)
{
	if (text->capacity - text->length <= length) /* length < capacity, or both are 0: room for the NUL too */
		text->bytes = memory_grow(text->bytes, &text->capacity, text->length + length + 1, 1);
	memcpy(text->bytes + text->length, bytes, length);
	text->length += length;
	text->bytes[text->length] = '\0';
}

void text_add(struct text *text, const char *more)
{
	text_add_bytes(text, more, strlen(more));
}

void text_add_character(struct text *text, char character)
{
	if (text->capacity - text->length <= 1)
		text->bytes = memory_grow(text->bytes, &text->capacity, text->length + 2, 1);
	text->bytes[text->length++] = character;
	text->bytes[text->length] = '\0';
}

void text_add_repeated(struct text *text, const char *piece, size_t times)
{
	const size_t length = strlen(piece);

	while (times-- > 0)
		text_add_bytes(text, piece, length);
}

void text_addf(struct text *text, const char *format, ...)
{
	char small[512];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(small, sizeof small, format, arguments);
	va_end(arguments);
	if (length < 0)
		return;
	if ((size_t)length < sizeof small) {
		text_add_bytes(text, small, (size_t)length);
		return;
	}
	text->bytes = memory_grow(text->bytes, &text->capacity, text->length + (size_t)length + 1, 1);
	va_start(arguments, format);
	(void)vsnprintf(text->bytes + text->length, (size_t)length + 1, format, arguments);
	va_end(arguments);
	text->length += (size_t)length;
}

void text_add_padded(struct text *text, const char *piece, size_t columns, enum text_align align)
{
	size_t width = text_width(piece), left, right;

	if (width > columns) {
		const size_t bytes = text_prefix(piece, columns > 0 ? columns - 1 : 0);
		size_t used = 0, at = 0;

		while (at < bytes) {
			uint32_t character;

			at += text_decode(piece + at, bytes - at, &character);
			used += (size_t)text_character_width(character);
		}
		text_add_bytes(text, piece, bytes);
		if (columns > 0)
			text_add(text, "…");
		for (used++; used < columns; used++)
			text_add_character(text, ' ');
		return;
	}
	left = align == TEXT_RIGHT ? columns - width : align == TEXT_CENTRE ? (columns - width) / 2 : 0;
	right = columns - width - left;
	text_add_repeated(text, " ", left);
	text_add(text, piece);
	text_add_repeated(text, " ", right);
}

const char *text_string(const struct text *text)
{
	return text->bytes != NULL ? text->bytes : "";
}
