/* Numbers and days as other programs write them, and rows made of events. */
#include "data/exchange/foreign_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/exchange/columns.h"
#include "data/exchange/import_profile.h"
#include "engine/base/checked.h"
#include "engine/base/date.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

size_t foreign_add(struct foreign *foreign, size_t line)
{
	size_t count;
	struct foreign_row *row;

	(void)exchange_columns(foreign->kind, &count);
	foreign->rows = memory_grow(foreign->rows, &foreign->capacity, foreign->count + 1, sizeof *foreign->rows);
	row = &foreign->rows[foreign->count];
	*row = (struct foreign_row){.line = line};
	row->cells = arena_take(foreign->arena, count * sizeof *row->cells);
	for (size_t i = 0; i < count; i++)
		row->cells[i] = "";
	return foreign->count++;
}

void foreign_put(struct foreign *foreign, size_t row, size_t column, const char *text)
{
	foreign->rows[row].cells[column] = arena_text(foreign->arena, text);
}

/* ---- numbers ---- */

static bool is_digit(char character)
{
	return character >= '0' && character <= '9';
}

/* A number without its blanks, its sign and the sign of its currency, and whether it is below 0. */
struct bare_number {
	char text[128];
	bool is_negative;
};

static void drop_start(char *text, size_t length)
{
	memmove(text, text + length, strlen(text + length) + 1);
}

static void drop_blanks(char *text)
{
	size_t length = strlen(text);

	while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\t'))
		text[--length] = '\0';
	drop_start(text, strspn(text, " \t"));
}

/* Takes the mark off either end. False: it is at neither. */
static bool drop_mark(char *text, const char *mark)
{
	const size_t length = strlen(text), size = strlen(mark);

	if (size == 0 || length < size)
		return false;
	if (strncmp(text, mark, size) == 0)
		drop_start(text, size);
	else if (strcmp(text + length - size, mark) == 0)
		text[length - size] = '\0';
	else
		return false;
	drop_blanks(text);
	return true;
}

static void drop_signs(char *text, const struct number_marks *marks)
{
	for (size_t i = 0; i < marks->sign_count; i++)
		(void)drop_mark(text, marks->signs[i]); /* most numbers bear none */
}

/* One sign only: before, behind, or as brackets. False when there are two. */
static bool take_sign(struct bare_number *number, const struct number_marks *marks)
{
	static const char minus[] = "\xe2\x88\x92"; /* U+2212 */
	char *text = number->text;
	size_t length, found = 0;

	drop_blanks(text);
	for (int turn = 0; turn < 2; turn++) { /* the sign may stand on either side of the currency's */
		length = strlen(text);
		if (length >= 2 && text[0] == '(' && text[length - 1] == ')') {
			text[length - 1] = '\0';
			drop_start(text, 1);
			number->is_negative = true;
			found++;
		} else if (text[0] == '-' || text[0] == '+') {
			number->is_negative = number->is_negative || text[0] == '-';
			drop_start(text, 1);
			found++;
		} else if (strncmp(text, minus, sizeof minus - 1) == 0) {
			number->is_negative = true;
			drop_start(text, sizeof minus - 1);
			found++;
		} else if (length > 0 && text[length - 1] == '-') {
			number->is_negative = true;
			text[length - 1] = '\0';
			found++;
		}
		drop_blanks(text);
		drop_signs(text, marks);
		for (size_t i = 0; i < marks->debit_count; i++) {
			if (!drop_mark(text, marks->debits[i]))
				continue;
			number->is_negative = true;
			found++;
		}
	}
	return found <= 1;
}

/* The digits before the decimal mark, groups checked. Returns where they end, or NULL. */
static const char *take_whole(const char *text, const char *group, char *result, size_t *length)
{
	size_t run = 0, groups = 0;

	for (; is_digit(*text) || (group[0] != '\0' && strncmp(text, group, strlen(group)) == 0);) {
		if (is_digit(*text)) {
			result[(*length)++] = *text++;
			run++;
			continue;
		}
		if (run == 0 || run > 3 || (groups > 0 && run != 3))
			return NULL;
		groups++;
		run = 0;
		text += strlen(group);
	}
	return groups > 0 && run != 3 ? NULL : text;
}

/*
 * "12 3/8" and "3/8" as decimal text. The parts of a dollar that prices were once written in end within eight decimals;
 * any other fraction is left for the reader of numbers to refuse.
 */
static void write_fraction(char text[128], const char *decimal)
{
	char whole[128] = "0", decimals[16];
	unsigned above, below;
	int end = 0;
	const char *part = strchr(text, ' ');

	if (part != NULL)
		(void)snprintf(whole, sizeof whole, "%.*s", (int)(part - text), text);
	part = part != NULL ? part + 1 : text;
	if (sscanf(part, "%3u/%3u%n", &above, &below, &end) != 2 || part[end] != '\0' || below < 2 || below > 256 ||
	    (below & (below - 1)) != 0 || above >= below)
		return;
	(void)snprintf(decimals, sizeof decimals, "%.8f", (double)above / below); /* exact: a power of two below */
	for (size_t last = strlen(decimals); decimals[last - 1] == '0'; last--)
		decimals[last - 1] = '\0';
	(void)snprintf(text, 128, "%.100s%s%s", whole, decimal, decimals + 2);
}

const char *foreign_number(const char *text, const struct number_marks *marks, char *result, size_t size)
{
	struct bare_number number = {.is_negative = false};
	char digits[160] = "";
	const char *at;
	size_t length = 0, decimals = 0;

	if (strlen(text) >= sizeof number.text)
		return "is too long for a number";
	memcpy(number.text, text, strlen(text) + 1);
	if (!take_sign(&number, marks))
		return "has two signs";
	if (marks->has_fractions && strchr(number.text, '/') != NULL)
		write_fraction(number.text, marks->decimal);
	at = take_whole(number.text, marks->group, digits, &length);
	if (at == NULL)
		return "has a thousands mark where none can stand";
	if (length == 0 && strncmp(at, marks->decimal, strlen(marks->decimal)) != 0)
		return "is not a number";
	if (length == 0)
		digits[length++] = '0';
	if (strncmp(at, marks->decimal, strlen(marks->decimal)) == 0) {
		at += strlen(marks->decimal);
		digits[length++] = '.';
		for (; is_digit(*at); decimals++)
			digits[length++] = *at++;
		if (decimals == 0 && number.text[0] == marks->decimal[0])
			return "is not a number";
	}
	if (*at != '\0')
		return strchr(",.' ", *at) != NULL ? "holds a mark that is neither the decimal nor the thousands mark declared" :
		                                     "is not a number";
	for (; length > 1 && decimals > 6 && digits[length - 1] == '0'; decimals--)
		length--; /* zeros beyond the millionth say nothing */
	if (digits[length - 1] == '.')
		length--;
	digits[length] = '\0';
	at = digits;
	while (at[0] == '0' && is_digit(at[1]))
		at++;
	if (snprintf(result, size, "%s%s", number.is_negative && strspn(at, "0.") != strlen(at) ? "-" : "", at) >= (int)size)
		return "is too long for a number";
	return NULL;
}

/* ---- days ---- */

static bool take_digits(const char **text, int least, int most, int *value)
{
	int count = 0;

	for (*value = 0; count < most && is_digit(**text); count++)
		*value = *value * 10 + *(*text)++ - '0';
	return count >= least;
}

static bool take_month_name(const char **text, int *month)
{
	static const char *const names[] = {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
	                                    "dec"};
	char start[4] = "";

	(void)snprintf(start, sizeof start, "%.3s", *text);
	for (int i = 0; i < 12; i++) {
		if (text_equal_fold(start, names[i])) {
			*month = i + 1;
			*text += 3;
			while ((**text >= 'a' && **text <= 'z') || (**text >= 'A' && **text <= 'Z'))
				(*text)++; /* the rest of a name written out */
			return true;
		}
	}
	return false;
}

static bool read_day(const char *text, const char *format, struct date *date)
{
	int year = 0, month = 0, day = 0;

	for (; *format != '\0'; format++) {
		bool fits = true;

		if (*format != '%') {
			if (*text++ != *format)
				return false;
			continue;
		}
		format++;
		if (*format == '*')
			break;
		if (*format == 'Y')
			fits = take_digits(&text, 4, 4, &year);
		else if (*format == 'y' && (fits = take_digits(&text, 2, 2, &year)))
			year += year < 70 ? 2000 : 1900;
		else if (*format == 'm')
			fits = take_digits(&text, 1, 2, &month);
		else if (*format == 'd')
			fits = take_digits(&text, 1, 2, &day);
		else if (*format == 'b')
			fits = take_month_name(&text, &month);
		if (!fits || *format == '\0')
			return false;
	}
	return (*format == '*' || *text == '\0') && date_from_civil(year, month, day, date);
}

const char *foreign_day(const char *text, const char *const *formats, size_t count, char result[16])
{
	struct date found = {0}, other;
	bool has_found = false;
	char day[DATE_TEXT_SIZE];

	for (size_t i = 0; i < count; i++) {
		if (!read_day(text, formats[i], &other))
			continue;
		if (has_found && date_compare(found, other) != 0)
			return "can be read as two different days; name one format of dates";
		found = other;
		has_found = true;
	}
	if (!has_found)
		return "is no day in any of the formats declared";
	(void)snprintf(result, 16, "%s", date_format(found, day));
	return NULL;
}
