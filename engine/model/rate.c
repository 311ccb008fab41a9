/* Exchange rates: pairs, inverses and crosses of one day. */
#include "engine/model/rate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/money.h"

enum { RATE_DECIMALS = 10 };

/* What a day says of one pair, in either direction; 0: nothing. */
struct leg {
	int64_t forth, back;
};

static bool is_pair(const struct rate *rate, const char *base, const char *quote)
{
	return strcmp(rate->base, base) == 0 && strcmp(rate->quote, quote) == 0;
}

static struct leg leg_of(const struct rate *rates, size_t count, const char *base, const char *quote)
{
	struct leg leg = {0};

	for (size_t i = 0; i < count; i++) {
		if (is_pair(&rates[i], base, quote))
			leg.forth = rates[i].value;
		else if (is_pair(&rates[i], quote, base))
			leg.back = rates[i].value;
	}
	return leg;
}

/* a * b / c, or 0 when it rounds to nothing or does not fit. */
static int64_t scaled(int64_t a, int64_t b, int64_t c)
{
	int64_t result;

	return decimal_multiply_divide(a, b, c, ROUND_HALF_EVEN, &result) && result > 0 ? result : 0;
}

static int64_t inverse(int64_t value)
{
	return scaled(RATE_ONE, RATE_ONE, value);
}

/* base in quote through z; first is base against z, second quote against z. A division rounds once, so it goes first. */
static int64_t cross(struct leg first, struct leg second)
{
	if (first.back != 0 && second.back != 0)
		return scaled(second.back, RATE_ONE, first.back);
	if (first.forth != 0 && second.forth != 0)
		return scaled(first.forth, RATE_ONE, second.forth);
	if (first.forth != 0 && second.back != 0)
		return scaled(first.forth, second.back, RATE_ONE);
	if (first.back != 0 && second.forth != 0 && inverse(first.back) != 0)
		return scaled(inverse(first.back), RATE_ONE, second.forth);
	return 0;
}

/* The first third currency by name through which base can be had in quote. */
static void find_cross(const struct rate *rates, size_t count, const char *base, const char *quote,
                       struct rate_point *point)
{
	for (size_t i = 0; i < count; i++) {
		const char *third = strcmp(rates[i].base, base) == 0  ? rates[i].quote :
		                    strcmp(rates[i].quote, base) == 0 ? rates[i].base :
		                                                        NULL;
		int64_t value;

		if (third == NULL || (point->value != 0 && strcmp(third, point->through) >= 0))
			continue;
		value = cross(leg_of(rates, count, base, third), leg_of(rates, count, quote, third));
		if (value == 0)
			continue;
		point->value = value;
		(void)snprintf(point->through, sizeof point->through, "%s", third);
	}
}

static struct rate_point point_of(const struct rate *rates, size_t count, const char *base, const char *quote)
{
	struct rate_point point = {.date = rates[0].date};
	const struct leg leg = leg_of(rates, count, base, quote);

	if (leg.forth != 0)
		point.value = leg.forth;
	else if (leg.back != 0)
		point.value = inverse(leg.back);
	if (point.value == 0)
		find_cross(rates, count, base, quote, &point);
	return point;
}

enum status rate_series_make(const struct rate *rates, size_t count, const char *base, const char *quote,
                             struct rate_series *series, struct error *err)
{
	struct rate_series made = {0};
	size_t capacity = 0, first = 0;

	if (!currency_is_valid(base) || !currency_is_valid(quote) || strcmp(base, quote) == 0)
		return error_set(err, STATUS_INVALID, "\"%.8s\" in \"%.8s\" is no pair of currencies", base, quote);
	while (first < count) {
		size_t end = first + 1;
		struct rate_point point;

		while (end < count && rates[end].date.days == rates[first].date.days)
			end++;
		if (end < count && rates[end].date.days < rates[first].date.days) {
			rate_series_clear(&made);
			return error_set(err, STATUS_INVALID, "rate %zu is of an earlier day than the one before it", end);
		}
		point = point_of(rates + first, end - first, base, quote);
		first = end;
		if (point.value == 0)
			continue;
		made.points = memory_grow(made.points, &capacity, made.count + 1, sizeof *made.points);
		made.points[made.count++] = point;
	}
	*series = made;
	return STATUS_OK;
}

void rate_series_clear(struct rate_series *series)
{
	free(series->points);
	*series = (struct rate_series){0};
}

const struct rate_point *rate_series_at(const struct rate_series *series, struct date day)
{
	size_t low = 0, high = series->count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (date_compare(series->points[middle].date, day) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? &series->points[low - 1] : NULL;
}

bool rate_convert(int64_t amount, int64_t value, int64_t *result)
{
	return decimal_multiply_divide(amount, value, RATE_ONE, ROUND_HALF_EVEN, result);
}

/* Adds one digit at the end; false when it does not fit. */
static bool append(int64_t *value, char digit)
{
	return !__builtin_mul_overflow(*value, 10, value) && !__builtin_add_overflow(*value, digit - '0', value);
}

enum status rate_parse_any(const char *text, int64_t *value, struct error *err)
{
	const bool is_negative = text[0] == '-';
	const char *digits = text + is_negative;
	const size_t whole = strspn(digits, "0123456789");
	const char *rest = digits + whole + (digits[whole] == '.');
	const size_t decimals = strspn(rest, "0123456789");
	int64_t read = 0;
	bool fits = true;

	if (whole == 0 || rest[decimals] != '\0' || (digits[whole] == '.' && decimals == 0))
		return error_set(err, STATUS_INVALID, "\"%.40s\" is not a rate; write digits such as 7.1234", text);
	for (size_t i = 0; i < whole; i++)
		fits = fits && append(&read, digits[i]);
	for (size_t i = 0; i < RATE_DECIMALS; i++)
		fits = fits && append(&read, i < decimals ? rest[i] : '0');
	if (fits && decimals > RATE_DECIMALS) {
		const char *tail = rest + RATE_DECIMALS;
		const bool is_half = tail[0] == '5' && strspn(tail + 1, "0") == decimals - RATE_DECIMALS - 1;

		read += is_half ? read % 2 : tail[0] >= '5';
	}
	if (!fits)
		return error_set(err, STATUS_INVALID, "the rate \"%.40s\" is too large", text);
	*value = is_negative ? -read : read;
	return STATUS_OK;
}

enum status rate_parse(const char *text, int64_t *value, struct error *err)
{
	int64_t read = 0;
	const enum status status = rate_parse_any(text, &read, err);

	if (status == STATUS_OK && read <= 0)
		return error_set(err, STATUS_INVALID, "\"%.40s\" is not a rate above 0", text);
	if (status == STATUS_OK)
		*value = read;
	return status;
}

char *rate_format(int64_t value, char text[RATE_TEXT_SIZE])
{
	const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
	size_t length = (size_t)snprintf(text, RATE_TEXT_SIZE, "%s%llu.%010llu", value < 0 ? "-" : "",
	                                 (unsigned long long)(size / RATE_ONE), (unsigned long long)(size % RATE_ONE));

	while (text[length - 1] == '0')
		text[--length] = '\0';
	if (text[length - 1] == '.')
		text[--length] = '\0';
	return text;
}
