/*
 * The days on which a market is open, as data: Monday to Friday without the days it is closed. Days outside the years a
 * calendar is complete for count as open from Monday to Friday, and calendar_covers tells so.
 *
 * Where a calendar is asked for, NULL is the one of weekdays: Monday to Friday, always complete.
 */
#ifndef BALLAST_ENGINE_MODEL_CALENDAR_H
#define BALLAST_ENGINE_MODEL_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"

enum { CALENDAR_NAME_SIZE = 16, CALENDAR_NAMES = 8 };

/* The name of the calendar that is none. */
#define CALENDAR_WEEKDAYS "weekdays"

struct calendar {
	char names[CALENDAR_NAMES][CALENDAR_NAME_SIZE]; /* its own first: "XSHG", and of markets with the same days */
	size_t name_count;
	char currencies[CALENDAR_NAMES][4]; /* what is priced in these follows it unless it is said otherwise */
	size_t currency_count;
	char title[2][96];               /* English, Chinese                                             */
	struct date first, last;         /* complete from the first to the last                          */
	struct date *closed;             /* owned; Mondays to Fridays on which it is closed, rising      */
	size_t closed_count;
	struct date *half;               /* owned; days that end early, rising                           */
	size_t half_count;
};
void calendar_clear(struct calendar *calendar);

struct calendars {
	struct calendar *list;           /* owned, by name                                               */
	size_t count;
};
void calendars_clear(struct calendars *calendars);
/* By any of its names; NULL for an unknown one and for CALENDAR_WEEKDAYS. */
const struct calendar *calendars_find(const struct calendars *calendars, const char *name);
/* The one that names the currency; NULL: none does, weekdays serve. */
const struct calendar *calendars_of_currency(const struct calendars *calendars, const char currency[4]);

/* Whether a name may stand for a calendar here: known, or CALENDAR_WEEKDAYS. */
bool calendars_know(const struct calendars *calendars, const char *name);

/* Each O(log n) of the days closed. */
bool calendar_is_open(const struct calendar *calendar, struct date date);
bool calendar_is_half(const struct calendar *calendar, struct date date);
bool calendar_covers(const struct calendar *calendar, struct date date);

/* Open days in (from, to]; negative when to < from, as date_business_days_between. */
int calendar_days_between(const struct calendar *calendar, struct date from, struct date to);

struct date calendar_next(const struct calendar *calendar, struct date date);     /* open, strictly after  */
struct date calendar_previous(const struct calendar *calendar, struct date date); /* open, strictly before */
/* The date itself when it is open, else the next open one. */
struct date calendar_on_or_after(const struct calendar *calendar, struct date date);

/*
 * The days-th open day after the date, before it for a negative number, the date itself for 0: T+2 of a Friday before
 * three days of holiday is the second day on which one can deal. O(log n log days).
 */
struct date calendar_add(const struct calendar *calendar, struct date date, int days);

#endif
