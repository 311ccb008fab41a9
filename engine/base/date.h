/* Civil days: no clock, no time zone. Valid from 1900-01-01 to 2199-12-31. */
#ifndef BALLAST_ENGINE_BASE_DATE_H
#define BALLAST_ENGINE_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/status.h"

struct date {
	int32_t days; /* since 1970-01-01, proleptic Gregorian */
};

enum { DATE_TEXT_SIZE = 11 };

/* False when year, month and day name no day of the valid range. */
bool date_from_civil(int year, int month, int day, struct date *date);
void date_to_civil(struct date date, int *year, int *month, int *day);

/* Reads exactly YYYY-MM-DD. STATUS_INVALID names the text. */
enum status date_parse(const char *text, struct date *date, struct error *err);

/* Writes YYYY-MM-DD and returns text. */
char *date_format(struct date date, char text[DATE_TEXT_SIZE]);

/* 0 Sunday ... 6 Saturday. */
int date_weekday(struct date date);
bool date_is_business_day(struct date date); /* Monday to Friday; market calendars are data */
struct date date_previous_business_day(struct date date); /* strictly before */
int date_business_days_between(struct date from, struct date to); /* in (from, to]; negative when to < from */

struct date date_add_days(struct date date, int days);

/* The same day of a later (or earlier) month, or that month's last day: 31 January + 1 month is 28 or 29 February. */
struct date date_add_months(struct date date, int months);

/* ISO 8601 week, whose first week holds the first Thursday: 2027-01-01 is week 53 of 2026. */
void date_iso_week(struct date date, int *year, int *week);

static inline int date_compare(struct date a, struct date b)
{
	return (a.days > b.days) - (a.days < b.days);
}

#endif
