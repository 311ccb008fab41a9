/* Exchange rates of days: a pair directly, the other way round, or through a third currency. */
#ifndef BALLAST_ENGINE_MODEL_RATE_H
#define BALLAST_ENGINE_MODEL_RATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"

#define RATE_ONE INT64_C(10000000000) /* rates are integers of 10^-10 */

enum { RATE_TEXT_SIZE = 24 };

/* Units of quote currency for one of base: USD CNY 7.1234 is base USD, quote CNY, value 71234000000. */
struct rate {
	char base[4], quote[4];
	struct date date;
	int64_t value;                    /* > 0, in RATE_ONE                                         */
};

/* What one unit of a currency was worth in another, day by day. */
struct rate_point {
	struct date date;
	int64_t value;                    /* > 0, in RATE_ONE                                         */
	char through[4];                  /* the third currency; empty: the pair itself               */
};
struct rate_series {
	struct rate_point *points;        /* owned, rising by day, a day once                         */
	size_t count;
};

/*
 * The series of base in quote from `count` rates that rise by day. On each day, the first of these that is there:
 *
 *     the pair itself r(b,q);  its inverse 1 / r(q,b);
 *     a cross through a third currency z, both legs of that day: r(z,q) / r(z,b), r(b,z) / r(q,z), r(b,z) r(z,q),
 *     1 / (r(z,b) r(q,z)); of several z the first by name.
 *
 * A leg of another day is never used: two days' rates make a price that was at no time to be had. A day on which no way
 * exists has no point. Results are rounded half-even to 10^-10; one that rounds to nothing or does not fit is no point.
 * series is written on STATUS_OK; rate_series_clear frees. STATUS_INVALID: base or quote is no currency, they are the
 * same, or the days fall. Cost: count + sum over days of (rates of the day)^2.
 */
enum status rate_series_make(const struct rate *rates, size_t count, const char *base, const char *quote,
                             struct rate_series *series, struct error *err);
void rate_series_clear(struct rate_series *series);

/* The last point on or before the day; NULL when there is none. Borrowed. Cost: log count. */
const struct rate_point *rate_series_at(const struct rate_series *series, struct date day);

/* amount (millionths, any sign) at the rate, half-even. False when it does not fit. */
bool rate_convert(int64_t amount, int64_t value, int64_t *result);

/* Reads digits[.digits], rounds after ten decimals half-even. STATUS_INVALID: no such number, or not above 0. */
enum status rate_parse(const char *text, int64_t *value, struct error *err);
/* The same of zero and of what a minus stands before: what a file says, whether it can be a rate or not. */
enum status rate_parse_any(const char *text, int64_t *value, struct error *err);
/* Exact, shortest: "7.1234". Of any sign. */
char *rate_format(int64_t value, char text[RATE_TEXT_SIZE]);

#endif
