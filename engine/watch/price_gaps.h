/* Where a series has holes, and whether it still goes on. */
#ifndef BALLAST_ENGINE_WATCH_PRICE_GAPS_H
#define BALLAST_ENGINE_WATCH_PRICE_GAPS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"
#include "engine/base/status.h"

struct calendar;

struct price_gaps {
	int usual;                /* open days from one close to the next: their median, at least 1  */
	int longest;              /* the most of them; 0: a single close                             */
	struct date from, to;     /* the closes on either side of that                               */
	struct date last;         /* the last close                                                  */
	int silent;               /* open days since then                                            */
	bool has_gap;             /* longest > PRICE_GAP_TIMES * usual                               */
	bool has_stopped;         /* silent > PRICE_STOPPED_DAYS, and more than usual as a gap is    */
};

/* A fund valued once a week is not full of holes: what is a gap goes by the series' own pace. */
enum { PRICE_GAP_TIMES = 5, PRICE_STOPPED_DAYS = 20 };

/*
 * days       count, rising: those of the closes.
 * calendar   of the market; NULL: weekdays. Days on which it is closed are missing from no series.
 * gaps       written on STATUS_OK.
 *
 * STATUS_INVALID: no day at all, or they do not rise. Cost: count log of the days the calendar is closed.
 */
enum status price_gaps_find(const struct date *days, size_t count, const struct calendar *calendar, struct date today,
                            struct price_gaps *gaps, struct error *err);

#endif
