/* What amounts of other currencies are worth in one of them on a day, by the rates of the book. */
#ifndef BALLAST_ADVICE_MARKET_CONVERSION_H
#define BALLAST_ADVICE_MARKET_CONVERSION_H

#include <stddef.h>
#include <stdint.h>

#include "engine/model/rate.h"

struct session;
struct conversion;

/* A rate serves this long: over the longest holidays of exchanges, and no longer. */
enum { RATE_SERVES_DAYS = 10 };

/* Into `currency`, by what the book knows up to the session's day. Cheap until another currency is asked for. */
struct conversion *conversion_new(const struct session *session, const char *currency);
void conversion_free(struct conversion *conversion);

/*
 * What one unit of `from` was worth on the day: the pair, its inverse or a cross with both legs of one day, of the day
 * or of the last day before it, at most RATE_SERVES_DAYS earlier; 1 of the day itself for the currency in its own.
 * STATUS_REFUSED names pair and day when there is none: never is 1 put in its place.
 */
enum status conversion_rate(struct conversion *conversion, const char *from, struct date day, struct rate_point *rate,
                            struct error *err);

/*
 * How many rates are held back and wait for a person among those that `from` is reckoned by: of the pair, either way round,
 * and of both legs where the rate goes through a third currency. rate: as conversion_rate wrote it; NULL: there is none, and
 * every pair counts in which `from` stands.
 */
enum status conversion_waiting(struct conversion *conversion, const char *from, const struct rate_point *rate,
                               size_t *count, struct error *err);

/* amount (millionths) of `from` on the day, half-even. STATUS_INVALID: it does not fit. */
enum status conversion_amount(struct conversion *conversion, const char *from, struct date day, int64_t amount,
                              int64_t *worth, struct error *err);

#endif
