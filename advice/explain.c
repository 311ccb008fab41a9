/* Sentences from figures. */
#include "advice/explain.h"

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
	(void)snprintf(text, FIGURE_SIZE, "%s %%", number);
	return text;
}

char *figure_points(double fraction, int decimals, char text[FIGURE_SIZE])
{
	char number[FIGURE_SIZE - 8];

	if (!isfinite(fraction))
		return strcpy(text, "n/a");
	rounded(100.0 * fraction, decimals, number, sizeof number);
	(void)snprintf(text, FIGURE_SIZE, "%s%s pp", (unsigned char)number[0] < 0x80 ? "+" : "",
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
		(void)snprintf(text, FIGURE_SIZE, "−%.3s %s", currency, number + 1);
	else
		(void)snprintf(text, FIGURE_SIZE, "%.3s %s", currency, number);
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

void explain_add(struct text *text, enum language language, const char *format, ...)
{
	char sentence[1024];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(sentence, sizeof sentence, language_text(language, format), arguments);
	va_end(arguments);
	if (text->length > 0 && language == LANGUAGE_ENGLISH)
		text_add_character(text, ' ');
	text_add(text, sentence);
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
