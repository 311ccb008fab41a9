/* Prices that arrive, judged against those that are there: what may be taken, and what a person must look at. */
#ifndef BALLAST_ENGINE_WATCH_PRICE_GATE_H
#define BALLAST_ENGINE_WATCH_PRICE_GATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"

struct calendar;
struct corporate_action;

/* In the order they are looked for; the first that applies is the finding. */
enum price_fault {
	PRICE_FINE,
	PRICE_NOT_POSITIVE,
	PRICE_IN_FUTURE,
	PRICE_OTHER_CURRENCY,
	PRICE_TWICE,              /* a day twice in one delivery, with different closes              */
	PRICE_OUT_OF_ORDER,       /* an earlier day after a later one in one delivery                */
	PRICE_TURNED,             /* of a rate of exchange: one over the rate before                 */
	PRICE_OTHER_UNIT,         /* a hundred or a thousand times the close before, or that part    */
	PRICE_SPLIT,              /* a leap to p/q of the close before: a split not reckoned in      */
	PRICE_JUMP,               /* a leap the series does not know                                 */
};
enum { PRICE_FAULTS = PRICE_JUMP + 1 };

const char *price_fault_name(enum price_fault fault); /* "fine", "not-positive", ... as in files */
bool price_fault_parse(const char *text, enum price_fault *fault);

/* Whether ratio is within a quarter of 100, 1000 or their inverse; then of which, as top / bottom. */
bool price_is_of_unit(double ratio, int *top, int *bottom);

struct price_point {
	struct date date;
	int64_t close;            /* millionths                                                      */
};

struct price_arrival {
	struct date date;
	int64_t close;
	char currency[4];         /* empty: not said                                                 */
};

struct price_finding {
	enum price_fault fault;
	int64_t before;           /* the close it was compared with, as it was dealt; 0: none        */
	double change;            /* close / before - 1 after actions; 0 without one                               */
	double deviations;        /* robust, of the log return; 0 with too few returns               */
	int top, bottom;          /* of a split or unit: close is near before * top / bottom         */
};

/* What is known of an instrument besides its closes. */
struct price_terms {
	const char *currency;
	const struct calendar *calendar; /* of its market; NULL: weekdays. Over a holiday nothing was dealt, so that a leap after
	                                    it is judged as of a day.                                 */
	struct date today;
	const struct corporate_action *actions; /* rising by ex day; borrowed. Closes are as dealt.      */
	size_t action_count;
	double leap_most;         /* change from one close to the next that whoever knows the source allows, a fraction;
	                             0: nobody said. It only adds to what leaps: a wide one excuses nothing.               */
};

/*
 * Judges each of `count` arrivals in their order. r = ln(close / before), `before` the last close of an earlier day that
 * is known or was found fine. With m and s = 1.4826 median |r_i - m| of the log returns of known and arriving closes
 * together (Rousseeuw and Croux 1993; a median is not moved by the few that are wrong):
 *
 *     leap    |r| > PRICE_LEAP_LEAST and |r - m| > PRICE_LEAP_DEVIATIONS s sqrt(d), d the open days between; with
 *             fewer than PRICE_RETURNS_LEAST returns |r| > PRICE_LEAP_FEW; and whatever the returns, with terms.leap_most
 *             > 0, |close / before - 1| > leap_most
 *     unit    a leap with close / before within a quarter of 100, 1000 or their inverse
 *     split   a leap with close / before within 3 % of p/q, a usual ratio of shares
 *
 * known      rising by day, closes > 0; known_count may be 0.
 * terms      what closes are judged by. With actions, `before` is what it is worth after them (action_ex_between): a close
 *            that halves on the day of a split does not leap.
 * findings   count; written on STATUS_OK.
 *
 * STATUS_INVALID: known does not rise or holds a close that is not positive. Cost: (known_count + count) log of it.
 */
#define PRICE_LEAP_LEAST 0.2
#define PRICE_LEAP_FEW 0.5
enum { PRICE_LEAP_DEVIATIONS = 8, PRICE_RETURNS_LEAST = 20 };
enum status price_gate(const struct price_point *known, size_t known_count, const struct price_arrival *arrivals,
                       size_t count, const struct price_terms *terms, struct price_finding *findings,
                       struct error *err);

/* How good a series is, out of what it is made of. */
struct price_score {
	size_t count, weeks, weeks_seen; /* closes; weeks with an open day from the first to the last, and those with a close */
	size_t longest_gap;       /* days between neighbours                                         */
	size_t repeated;          /* closes that repeat the one before for the sixth time or more    */
	size_t broken, leaps;     /* unit and split faults; other leaps                              */
	int score;                /* 0 to 100                                                        */
};

/*
 *     score = 100 * weeks_seen / weeks * (1 - repeated / count) * 0.4^broken * 0.9^leaps, rounded to nearest
 *
 * A series that leaps by a split is worth nothing to a covariance, hence 0.4; a leap may be a fall that happened, hence
 * 0.9; returns are weekly, hence weeks. may_rest: a money fund stands still rightly, and repeats count nothing.
 * vouched: days, in any order, whose close a person has looked at: a leap to one counts nothing.
 * STATUS_INVALID as price_gate, and for no close at all.
 */
enum status price_score(const struct price_point *points, size_t count, const struct calendar *calendar, bool may_rest,
                        const struct date *vouched, size_t vouched_count, struct price_score *score, struct error *err);

#endif
