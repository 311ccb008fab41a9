/* Open days, counted by bisection. */
#include "engine/model/calendar.h"

#include <stdlib.h>
#include <string.h>

void calendar_clear(struct calendar *calendar)
{
	free(calendar->closed);
	free(calendar->half);
	*calendar = (struct calendar){0};
}

void calendars_clear(struct calendars *calendars)
{
	for (size_t i = 0; i < calendars->count; i++)
		calendar_clear(&calendars->list[i]);
	free(calendars->list);
	*calendars = (struct calendars){0};
}

const struct calendar *calendars_find(const struct calendars *calendars, const char *name)
{
	for (size_t i = 0; i < calendars->count; i++)
		for (size_t j = 0; j < calendars->list[i].name_count; j++)
			if (strcmp(calendars->list[i].names[j], name) == 0)
				return &calendars->list[i];
	return NULL;
}

bool calendars_know(const struct calendars *calendars, const char *name)
{
	return strcmp(name, CALENDAR_WEEKDAYS) == 0 || calendars_find(calendars, name) != NULL;
}

const struct calendar *calendars_of_currency(const struct calendars *calendars, const char currency[4])
{
	for (size_t i = 0; i < calendars->count; i++)
		for (size_t j = 0; j < calendars->list[i].currency_count; j++)
			if (strcmp(calendars->list[i].currencies[j], currency) == 0)
				return &calendars->list[i];
	return NULL;
}

/* How many of the rising days lie on or before the date. */
static size_t count_until(const struct date *days, size_t count, struct date date)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (date_compare(days[middle], date) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool is_among(const struct date *days, size_t count, struct date date)
{
	const size_t until = count_until(days, count, date);

	return until > 0 && days[until - 1].days == date.days;
}

bool calendar_is_open(const struct calendar *calendar, struct date date)
{
	return date_is_business_day(date) &&
	       (calendar == NULL || !is_among(calendar->closed, calendar->closed_count, date));
}

bool calendar_is_half(const struct calendar *calendar, struct date date)
{
	return calendar != NULL && is_among(calendar->half, calendar->half_count, date);
}

bool calendar_covers(const struct calendar *calendar, struct date date)
{
	return calendar == NULL ||
	       (date_compare(date, calendar->first) >= 0 && date_compare(date, calendar->last) <= 0);
}

int calendar_days_between(const struct calendar *calendar, struct date from, struct date to)
{
	int days = date_business_days_between(from, to);

	if (calendar != NULL)
		days -= (int)count_until(calendar->closed, calendar->closed_count, to) -
		        (int)count_until(calendar->closed, calendar->closed_count, from);
	return days;
}

/* Far enough for `days` open days in either direction: five of seven days are weekdays, and some of them closed. */
static int reach(const struct calendar *calendar, int days)
{
	return (days + 1 + (calendar != NULL ? (int)calendar->closed_count : 0)) / 5 * 7 + 14;
}

/* The first day after the date up to which `days` > 0 open days have passed. */
static struct date forward(const struct calendar *calendar, struct date date, int days)
{
	int low = 1, high = reach(calendar, days);

	while (low < high) {
		const int middle = low + (high - low) / 2;

		if (calendar_days_between(calendar, date, date_add_days(date, middle)) >= days)
			high = middle;
		else
			low = middle + 1;
	}
	return date_add_days(date, low);
}

/* The last day before the date from which on, the date excluded, there are `days` > 0 open days. */
static struct date backward(const struct calendar *calendar, struct date date, int days)
{
	const struct date last = date_add_days(date, -1);
	int low = 1, high = reach(calendar, days);

	while (low < high) {
		const int middle = low + (high - low) / 2;

		if (calendar_days_between(calendar, date_add_days(date, -middle - 1), last) >= days)
			high = middle;
		else
			low = middle + 1;
	}
	return date_add_days(date, -low);
}

struct date calendar_add(const struct calendar *calendar, struct date date, int days)
{
	if (days == 0)
		return date;
	return days > 0 ? forward(calendar, date, days) : backward(calendar, date, -days);
}

struct date calendar_next(const struct calendar *calendar, struct date date)
{
	return calendar_add(calendar, date, 1);
}

struct date calendar_previous(const struct calendar *calendar, struct date date)
{
	return calendar_add(calendar, date, -1);
}

struct date calendar_on_or_after(const struct calendar *calendar, struct date date)
{
	return calendar_is_open(calendar, date) ? date : calendar_next(calendar, date);
}
