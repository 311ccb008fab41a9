/* Exchange rates that arrive, judged against their neighbours: what may be taken, and what a person must look at. */
#ifndef BALLAST_ENGINE_WATCH_RATE_GATE_H
#define BALLAST_ENGINE_WATCH_RATE_GATE_H

#include <stddef.h>
#include <stdint.h>

#include "engine/model/rate.h"
#include "engine/watch/price_gate.h"

struct rate_terms {
	struct date today;
	double leap_most;         /* as in struct price_terms                                                   */
};

/*
 * Judges each of `count` rates of one pair, which come together. v its value, w its neighbour, d the days between them: the
 * neighbour is the last rate of an earlier day that is known or was found fine; where there is none, the first known one of
 * a day that does not arrive. r = ln(v / w):
 *
 *     leap      |r| > RATE_LEAP_LEAST sqrt(max(d, RATE_LEAP_DAYS) / RATE_LEAP_DAYS), or |later / earlier - 1| >
 *               terms.leap_most > 0
 *     turned    a leap with |ln v + ln w| <= 0.1, v being near 1 / w; and at most RATE_LEAP_DAYS apart also without a leap,
 *               |r| > 0.04 and |ln v + ln w| <= 0.02: of EUR/USD at 1.10 the inverse is but a sixth away
 *     unit      a leap with v / w within a quarter of 100, 1000 or their inverse: the rate of a hundred units
 *     jump      any other leap
 *
 * A rate without any neighbour is fine, unless it leaps to both of the two that come after it, and those do not leap from
 * one to the other: a first row that is wrong must not hold all the others. What says again what is known of its very day is
 * fine. A day that comes twice with two values is PRICE_TWICE where the first was fine.
 *
 * RATE_LEAP_LEAST: a currency that loses a quarter of its worth within a year is in a crash by the usual definition (Frankel
 * and Rose 1996, Currency crashes in emerging markets, Journal of International Economics 41, 351-366); from one rate to the
 * next a person is asked. 0.25 is a rise of 28 % or a fall of 22 %. The daily changes of major currencies stay below a few
 * percent; when the Swiss National Bank gave up its floor on 2015-01-15 the franc rose by about a fifth, and is taken. What
 * emerging markets have known waits and is accepted, as a reform does: a dollar cost two fifths more from one day to the next
 * in Argentine pesos of 2015-12-17 and in Egyptian pounds of 2016-11-03. Further apart than RATE_LEAP_DAYS more is believable,
 * as of a random walk.
 *
 * known      rising by day, values > 0; known_count may be 0. `through` is not looked at, here and in arrivals.
 * arrivals   days that do not fall; any values.
 * findings   count; written on STATUS_OK: fault, never PRICE_OTHER_CURRENCY, PRICE_OUT_OF_ORDER or PRICE_SPLIT, and before,
 *            the rate it was compared with; the rest is 0.
 *
 * STATUS_INVALID: known does not rise or holds a value that is not positive, or the days of arrivals fall. Cost: known_count
 * + count.
 */
#define RATE_LEAP_LEAST 0.25
enum { RATE_LEAP_DAYS = 31 };
enum status rate_gate(const struct rate_point *known, size_t known_count, const struct rate_point *arrivals, size_t count,
                      const struct rate_terms *terms, struct price_finding *findings, struct error *err);

#endif
