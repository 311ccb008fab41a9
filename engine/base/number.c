/* Decimal text by integer arithmetic where that is provably the same, by printf elsewhere. */
#include "engine/base/number.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};

/* Writes |units| / 10^decimals with exactly that many decimals. */
static char *write_units(uint64_t units, int decimals, int is_negative, char *text)
{
	char buffer[40], *at = buffer + sizeof buffer;

	*--at = '\0';
	for (int i = 0; i < decimals; i++, units /= 10)
		*--at = (char)('0' + units % 10);
	if (decimals > 0)
		*--at = '.';
	do
		*--at = (char)('0' + units % 10);
	while ((units /= 10) > 0);
	if (is_negative)
		*--at = '-';
	return strcpy(text, at);
}

char *number_format_fixed(double value, int decimals, char text[NUMBER_SIZE])
{
	const double scaled = fabs(value) * powers[decimals], whole = floor(scaled), rest = scaled - whole;

	/* The product is off by at most half a unit in its last place, far less than 1e-4 below 1e11: away from a tie the
	   rounding is certain. */
	if (scaled < 1e11 && fabs(rest - 0.5) > 1e-4)
		return write_units((uint64_t)whole + (rest > 0.5), decimals, signbit(value) != 0, text);
	(void)snprintf(text, NUMBER_SIZE, "%.*f", decimals, value);
	return text;
}

char *number_format_exact(double value, char text[NUMBER_SIZE])
{
	const double scaled = nearbyint(fabs(value) * 1e9);

	if (value == 0.0)
		return strcpy(text, "0");
	/*
	 * A decimal of at most fifteen digits that reads back as the value is the shortest there is but for zeros at its
	 * end. units / 10^9 is correctly rounded from two exact integers, so the comparison is the reading.
	 */
	if (scaled >= 1e5 && scaled < 1e15 && scaled / 1e9 == fabs(value)) {
		size_t length;

		(void)write_units((uint64_t)scaled, 9, value < 0.0, text);
		for (length = strlen(text); text[length - 1] == '0'; length--)
			text[length - 1] = '\0';
		if (text[length - 1] == '.')
			text[length - 1] = '\0';
		return text;
	}
	for (int digits = 15; digits <= 17; digits++) {
		(void)snprintf(text, NUMBER_SIZE, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	return text;
}
