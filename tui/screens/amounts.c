/* Money as a screen has room for it. */
#include "tui/screens/amounts.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/money.h"

char *amount_whole(int64_t micros, char text[AMOUNT_TEXT_SIZE])
{
	char figure[FIGURE_SIZE];
	int64_t rounded;

	if (!decimal_round(micros, MICROS, ROUND_HALF_EVEN, &rounded))
		rounded = micros;
	(void)snprintf(text, AMOUNT_TEXT_SIZE, "%s", figure_quantity(rounded, figure));
	return text;
}

char *amount_change(int64_t micros, char text[AMOUNT_TEXT_SIZE])
{
	char whole[AMOUNT_TEXT_SIZE];
	const char *digits = amount_whole(micros, whole);

	digits += strcspn(digits, "0123456789"); /* whatever sign it has is replaced by one as wide as a plus */
	(void)snprintf(text, AMOUNT_TEXT_SIZE, "%s%s", strcmp(digits, "0") == 0 ? "" : micros < 0 ? "−" : "+", digits);
	return text;
}

/* Where each language changes its unit; the first that fits is taken. */
static const struct scale {
	double unit;
	int decimals;
	const char *suffix;
} scales[LANGUAGES][3] = {
	[LANGUAGE_ENGLISH] = {{1e9, 2, " bn"}, {1e6, 2, " m"}, {1, 0, ""}},
	[LANGUAGE_CHINESE] = {{1e8, 2, " 亿"}, {1e4, 1, " 万"}, {1, 0, ""}},
};

char *amount_short(int64_t micros, const char *currency, bool is_hidden, char text[AMOUNT_TEXT_SIZE])
{
	const double value = decimal_to_double(micros);
	const struct scale *scale = scales[language_current()];
	char whole[AMOUNT_TEXT_SIZE];

	if (is_hidden) {
		(void)snprintf(text, AMOUNT_TEXT_SIZE, "%s •••", currency);
		return text;
	}
	while (scale->unit > 1 && fabs(value) < scale->unit)
		scale++;
	if (scale->unit > 1)
		(void)snprintf(text, AMOUNT_TEXT_SIZE, "%s %.*f%s", currency, scale->decimals, value / scale->unit,
			       scale->suffix);
	else
		(void)snprintf(text, AMOUNT_TEXT_SIZE, "%s %s", currency, amount_whole(micros, whole));
	return text;
}

char *percent_number(double fraction, char text[AMOUNT_TEXT_SIZE])
{
	char figure[FIGURE_SIZE];

	/* What follows the digits is a blank, breaking or not, and the sign. */
	(void)figure_percent(fraction, 1, figure);
	(void)snprintf(text, AMOUNT_TEXT_SIZE, "%.*s", (int)strcspn(figure, " \xC2"), figure);
	return text;
}

char *percent_change(double fraction, char text[AMOUNT_TEXT_SIZE])
{
	char number[AMOUNT_TEXT_SIZE];

	(void)percent_number(fraction, number);
	(void)snprintf(text, AMOUNT_TEXT_SIZE, "%s%.60s", strcmp(number, "0.0") == 0 || fraction < 0 ? "" : "+", number);
	return text;
}
