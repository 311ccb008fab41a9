/* Sentences from figures. */
#include "advice/base/explain.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "engine/base/money.h"
#include "engine/base/number.h"

/* A rounded decimal with the typographic minus and never "-0.0". */
static void rounded(double value, int decimals, char *text, size_t size)
{
	char plain[NUMBER_SIZE];
	const char *digits = number_format_fixed(value, decimals, plain);
	const char *sign = "";

	if (*digits == '-') {
		digits++;
		if (strspn(digits, "0.") != strlen(digits))
			sign = "−";
	}
	(void)snprintf(text, size, "%s%s", sign, digits);
}

char *figure_percent(double fraction, int decimals, char text[FIGURE_SIZE])
{
	char number[FIGURE_SIZE - 4];

	if (!isfinite(fraction))
		return strcpy(text, "n/a");
	rounded(100.0 * fraction, decimals, number, sizeof number);
	(void)snprintf(text, FIGURE_SIZE, "%s\u00A0%%", number); /* a line never ends between a figure and its unit */
	return text;
}

char *figure_points(double fraction, int decimals, char text[FIGURE_SIZE])
{
	char number[FIGURE_SIZE - 8];

	if (!isfinite(fraction))
		return strcpy(text, "n/a");
	rounded(100.0 * fraction, decimals, number, sizeof number);
	(void)snprintf(text, FIGURE_SIZE, "%s%s\u00A0pp", (unsigned char)number[0] < 0x80 ? "+" : "",
	               number);
	return text;
}

char *figure_money(int64_t micros, const char *currency, char text[FIGURE_SIZE])
{
	struct money money = {.micros = micros};
	char number[40];

	(void)snprintf(money.currency, sizeof money.currency, "%.3s", currency);
	(void)money_format(money, number);
	if (number[0] == '-')
		(void)snprintf(text, FIGURE_SIZE, "−%.3s\u00A0%s", currency, number + 1);
	else
		(void)snprintf(text, FIGURE_SIZE, "%.3s\u00A0%s", currency, number);
	return text;
}

char *figure_quantity(int64_t micros, char text[FIGURE_SIZE])
{
	char plain[DECIMAL_TEXT_SIZE];
	const char *from = decimal_format(micros, plain);
	const size_t whole = strcspn(from, ".");
	char *to = text;

	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && from[i - 1] != '-' && (whole - i) % 3 == 0)
			*to++ = ',';
		*to++ = from[i];
	}
	(void)snprintf(to, FIGURE_SIZE - (size_t)(to - text), "%s", from + whole);
	return text;
}

/* The argument a place like "%2$s" asks for, or 0; size is how many bytes the place takes. */
static size_t argument_at(const char *format, size_t *size)
{
	if (format[0] != '%' || format[1] < '1' || format[1] > '9' || format[2] != '$' || format[3] != 's')
		return 0;
	*size = 4;
	return (size_t)(format[1] - '0');
}

/*
 * Arguments are put in by hand, not by printf: a translation may leave one out or name it twice, which printf forbids,
 * and a report of ten thousand clients is mostly sentences. The English id tells how many there are.
 */
void explain_add(struct text *text, enum language language, const char *format, ...)
{
	enum { MOST = 9 };
	const char *arguments[MOST] = {NULL};
	size_t count = 0, size = 0;
	va_list list;

	for (const char *at = format; *at != '\0'; at++) {
		const size_t index = argument_at(at, &size);

		if (index > count)
			count = index;
	}
	va_start(list, format);
	for (size_t i = 0; i < count; i++)
		arguments[i] = va_arg(list, const char *);
	va_end(list);
	if (text->length > 0 && language == LANGUAGE_ENGLISH)
		text_add_character(text, ' ');
	for (const char *at = language_text(language, format); *at != '\0'; at += size) {
		const size_t index = argument_at(at, &size);

		if (index > 0 && index <= count) {
			text_add(text, arguments[index - 1]);
			continue;
		}
		size = index > 0 ? size : 1 + strcspn(at + 1, "%");
		if (at[0] == '%' && at[1] == '%')
			at++; /* one per cent sign is written as two */
		text_add_bytes(text, at, size);
	}
}

void explain_list(struct text *text, enum language language, const char *const *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			text_add(text, i + 1 == count ? language_text(language, N_(" and ")) :
			                                language_text(language, N_(", ")));
		text_add(text, items[i]);
	}
}

const char *explain_forbidden_word(const char *text)
{
	static const char *const words[] = {
		"保本", "稳赚", "无风险", "零风险", "保证收益", "必赚", "guaranteed", "risk-free", "riskless", "cannot lose",
		"sure profit", "no risk",
	};

	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (strcasestr(text, words[i]) != NULL)
			return words[i];
	return NULL;
}
