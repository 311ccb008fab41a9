/* Decimal integers of a millionth. */
#include "engine/base/money.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The quotient n / d with d > 0, rounded as named. */
static __int128 divide(__int128 n, __int128 d, enum rounding rounding)
{
	/* most fit one word, where dividing is ten times faster; d > 0, so the smallest number is no trap */
	const bool is_word = n == (int64_t)n && d == (int64_t)d;
	__int128 quotient = is_word ? (int64_t)n / (int64_t)d : n / d;
	const __int128 remainder = is_word ? (int64_t)n % (int64_t)d : n % d; /* has the sign of n */
	const __int128 twice = remainder < 0 ? -2 * remainder : 2 * remainder;
	const int away = n < 0 ? -1 : 1;

	if (remainder == 0)
		return quotient;
	switch (rounding) {
	case ROUND_HALF_EVEN:
		return twice > d || (twice == d && quotient % 2 != 0) ? quotient + away : quotient;
	case ROUND_HALF_UP:
		return twice >= d ? quotient + away : quotient;
	case ROUND_FLOOR:
		return n < 0 ? quotient - 1 : quotient;
	case ROUND_CEILING:
		return n > 0 ? quotient + 1 : quotient;
	case ROUND_AWAY:
		return quotient + away;
	case ROUND_TRUNCATE:
		break;
	}
	return quotient;
}

static bool fits(__int128 value, int64_t *result)
{
	if (value > INT64_MAX || value < INT64_MIN)
		return false;
	*result = (int64_t)value;
	return true;
}

bool decimal_round(int64_t value, int64_t unit, enum rounding rounding, int64_t *result)
{
	return unit > 0 && fits(divide(value, unit, rounding) * unit, result);
}

bool decimal_multiply_divide(int64_t a, int64_t b, int64_t c, enum rounding rounding, int64_t *result)
{
	__int128 numerator = (__int128)a * b, denominator = c;

	if (denominator == 0)
		return false;
	if (denominator < 0) {
		numerator = -numerator;
		denominator = -denominator;
	}
	return fits(divide(numerator, denominator, rounding), result);
}

bool decimal_multiply(int64_t quantity, int64_t price, enum rounding rounding, int64_t *result)
{
	return decimal_multiply_divide(quantity, price, MICROS, rounding, result);
}

int64_t decimal_fee(int64_t amount, int64_t fraction, int64_t minimum, int64_t unit)
{
	int64_t fee = 0, rounded = 0;

	if (amount <= 0)
		return 0;
	if (!decimal_multiply_divide(amount, fraction, MICROS, ROUND_HALF_UP, &fee) || fee < minimum)
		fee = minimum;
	return decimal_round(fee, unit > 0 ? unit : 1, ROUND_HALF_UP, &rounded) ? rounded : fee;
}

/* What nearly every number is: up to twelve digits, a point and up to six more. False: it takes the careful look below. */
static bool parse_short(const char *text, int64_t *micros)
{
	static const int64_t units[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	const char *at = text, *point;
	uint64_t value = 0; /* may wrap in what is too long, and is not used then */

	for (; *at >= '0' && *at <= '9'; at++)
		value = value * 10 + (uint64_t)(*at - '0');
	if (at == text || at - text > 12)
		return false;
	point = at;
	if (*at == '.')
		for (at++; *at >= '0' && *at <= '9'; at++)
			value = value * 10 + (uint64_t)(*at - '0');
	if (*at != '\0' || at - point == 1 || at - point > 7)
		return false;
	*micros = (int64_t)value * units[at == point ? 0 : at - point - 1];
	return true;
}

/* Digits after the sixth decimal are collected as a remainder against `scale`. */
static enum status parse(const char *text, bool may_round, int64_t *micros, struct error *err)
{
	const char *at = text;
	const bool negative = *at == '-';
	__int128 value = 0;
	bool above_half = false, is_half = false;
	int decimals = 0, digits = 0, dropped = 0;

	if (parse_short(text, micros))
		return STATUS_OK;
	if (negative)
		at++;
	for (; *at >= '0' && *at <= '9'; at++, digits++) {
		value = value * 10 + (*at - '0');
		if (value > INT64_MAX)
			return error_set(err, STATUS_INVALID, "\"%.40s\" is too large a number", text);
	}
	if (digits > 0 && *at == '.') {
		const char *point = at++;

		for (; *at >= '0' && *at <= '9'; at++) {
			const int digit = *at - '0';

			if (decimals < 6) {
				value = value * 10 + digit;
				decimals++;
			} else if (dropped++ == 0) {
				is_half = digit == 5;
				above_half = digit > 5;
			} else if (is_half && digit > 0) {
				is_half = false;
				above_half = true;
			}
		}
		if (at == point + 1)
			digits = 0;
	}
	if (digits == 0 || *at != '\0')
		return error_set(err, STATUS_INVALID, "\"%.40s\" is not a plain decimal number", text);
	if (dropped > 0 && !may_round)
		return error_set(err, STATUS_INVALID, "\"%.40s\" has more than six decimals", text);
	for (; decimals < 6; decimals++)
		value *= 10;
	if (above_half || (is_half && value % 2 != 0))
		value++;
	if (value > INT64_MAX) /* either way: whoever reads a number may turn its sign */
		return error_set(err, STATUS_INVALID, "\"%.40s\" is too large a number", text);
	*micros = (int64_t)(negative ? -value : value);
	return STATUS_OK;
}

enum status decimal_parse(const char *text, int64_t *micros, struct error *err)
{
	return parse(text, false, micros, err);
}

enum status decimal_parse_rounded(const char *text, int64_t *micros, struct error *err)
{
	return parse(text, true, micros, err);
}

/* Writes the decimal digits of value into the end of a buffer; returns where they start. */
static char *digits_before(char *end, uint64_t value)
{
	do {
		*--end = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	return end;
}

static uint64_t magnitude(int64_t value)
{
	return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

char *decimal_format_fixed(int64_t micros, int decimals, char text[DECIMAL_TEXT_SIZE])
{
	static const int64_t units[] = {1000000, 100000, 10000, 1000, 100, 10, 1};
	const int places = decimals < 0 ? 0 : decimals > 6 ? 6 : decimals;
	__int128 scaled = divide(micros, units[places], ROUND_HALF_EVEN);
	uint64_t value = scaled < 0 ? (uint64_t)-scaled : (uint64_t)scaled;
	char buffer[DECIMAL_TEXT_SIZE], *at = buffer + sizeof buffer;

	*--at = '\0';
	for (int i = 0; i < places; i++, value /= 10)
		*--at = (char)('0' + value % 10);
	if (places > 0)
		*--at = '.';
	at = digits_before(at, value);
	if (scaled < 0)
		*--at = '-';
	return strcpy(text, at);
}

char *decimal_format(int64_t micros, char text[DECIMAL_TEXT_SIZE])
{
	size_t length;

	(void)decimal_format_fixed(micros, 6, text);
	for (length = strlen(text); text[length - 1] == '0'; length--)
		text[length - 1] = '\0';
	if (text[length - 1] == '.')
		text[length - 1] = '\0';
	return text;
}

double decimal_to_double(int64_t micros)
{
	return (double)micros / 1e6;
}

enum status decimal_from_double(double value, enum rounding rounding, int64_t *micros, struct error *err)
{
	const double scaled = value * 1e6;
	double rounded = 0.0;

	if (!isfinite(scaled) || fabs(scaled) >= 9.2e18)
		return error_set(err, STATUS_INVALID, "%g is not an amount that fits", value);
	switch (rounding) {
	case ROUND_HALF_EVEN: rounded = nearbyint(scaled); break;
	case ROUND_HALF_UP: rounded = round(scaled); break;
	case ROUND_FLOOR: rounded = floor(scaled); break;
	case ROUND_CEILING: rounded = ceil(scaled); break;
	case ROUND_TRUNCATE: rounded = trunc(scaled); break;
	case ROUND_AWAY: rounded = scaled < 0 ? floor(scaled) : ceil(scaled); break;
	}
	*micros = (int64_t)rounded;
	return STATUS_OK;
}

bool decimal_allocate(int64_t total, const int64_t *weights, size_t count, int64_t *parts)
{
	__int128 sum = 0, given = 0;
	const uint64_t whole = magnitude(total);

	for (size_t i = 0; i < count; i++) {
		if (weights[i] < 0)
			return false;
		sum += weights[i];
	}
	if (sum == 0 || total == INT64_MIN) /* whose absolute value no part could hold */
		return false;
	for (size_t i = 0; i < count; i++) {
		parts[i] = (int64_t)((__int128)whole * weights[i] / sum);
		given += parts[i];
	}
	for (__int128 left = (__int128)whole - given; left > 0; left--) {
		size_t best = count;
		__int128 best_remainder = -1;

		/* A part that already took its extra unit has a remainder that is negative now. */
		for (size_t i = 0; i < count; i++) {
			const __int128 remainder = (__int128)whole * weights[i] - (__int128)parts[i] * sum;

			if (remainder > best_remainder) {
				best_remainder = remainder;
				best = i;
			}
		}
		if (best == count)
			return false;
		parts[best]++;
	}
	for (size_t i = 0; total < 0 && i < count; i++)
		parts[i] = -parts[i];
	return true;
}

bool weights_to_ppb(const double *weights, size_t count, int64_t *ppb)
{
	double sum = 0.0;
	int64_t given = 0;

	for (size_t i = 0; i < count; i++) {
		if (!isfinite(weights[i]))
			return false;
		sum += weights[i] > 0.0 ? weights[i] : 0.0;
	}
	if (!(sum > 0.0 && isfinite(sum)))
		return false;
	for (size_t i = 0; i < count; i++) {
		ppb[i] = weights[i] > 0.0 ? (int64_t)floor(weights[i] / sum * (double)PPB) : 0;
		given += ppb[i];
	}
	for (; given != PPB; given += given < PPB ? 1 : -1) {
		const int step = given < PPB ? 1 : -1;
		size_t best = count;
		double best_gap = -INFINITY;

		for (size_t i = 0; i < count; i++) {
			const double gap = step * (weights[i] / sum * (double)PPB - (double)ppb[i]);

			if (weights[i] > 0.0 && ppb[i] + step >= 0 && gap > best_gap) {
				best_gap = gap;
				best = i;
			}
		}
		if (best == count)
			return false;
		ppb[best] += step;
	}
	return true;
}

int currency_decimals(const char currency[4])
{
	static const char none[][4] = {"JPY", "KRW", "VND", "CLP", "ISK", "XAF", "XOF", "XPF", "PYG", "UGX"};
	static const char three[][4] = {"KWD", "BHD", "OMR", "JOD", "TND", "IQD", "LYD"};

	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		if (strcmp(currency, none[i]) == 0)
			return 0;
	for (size_t i = 0; i < sizeof three / sizeof three[0]; i++)
		if (strcmp(currency, three[i]) == 0)
			return 3;
	return 2;
}

int64_t currency_unit(const char currency[4])
{
	static const int64_t units[] = {1000000, 100000, 10000, 1000};

	return units[currency_decimals(currency)];
}

bool currency_is_valid(const char *text)
{
	for (int i = 0; i < 3; i++)
		if (text[i] < 'A' || text[i] > 'Z')
			return false;
	return text[3] == '\0';
}

char *money_format(struct money money, char text[40])
{
	char plain[DECIMAL_TEXT_SIZE];
	const char *from;
	char *to = text;
	size_t whole;

	from = decimal_format_fixed(money.micros, currency_decimals(money.currency), plain);
	if (*from == '-')
		*to++ = *from++;
	whole = strcspn(from, ".");
	for (size_t i = 0; i < whole; i++) {
		if (i > 0 && (whole - i) % 3 == 0)
			*to++ = ',';
		*to++ = from[i];
	}
	strcpy(to, from + whole);
	return text;
}

enum status money_add(struct money a, struct money b, struct money *result, struct error *err)
{
	int64_t sum;

	if (strcmp(a.currency, b.currency) != 0)
		return error_set(err, STATUS_INVALID, "%s and %s do not add: no rate was given", a.currency, b.currency);
	if (__builtin_add_overflow(a.micros, b.micros, &sum))
		return error_set(err, STATUS_INVALID, "the sum of two amounts in %s does not fit", a.currency);
	a.micros = sum;
	*result = a;
	return STATUS_OK;
}
