/* Civil days by counting whole 400-year cycles. */
#include "engine/base/date.h"

#include <stdio.h>
#include <string.h>

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int month_length(int year, int month)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

/* Days since 1970-01-01, counting years from March so that the leap day comes last. */
static int32_t days_from_civil(int year, int month, int day)
{
	const int y = year - (month <= 2);
	const int era = (y >= 0 ? y : y - 399) / 400;
	const int year_of_era = y - era * 400;
	const int day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

bool date_from_civil(int year, int month, int day, struct date *date)
{
	if (year < 1900 || year > 2199 || month < 1 || month > 12 || day < 1 || day > month_length(year, month))
		return false;
	date->days = days_from_civil(year, month, day);
	return true;
}

void date_to_civil(struct date date, int *year, int *month, int *day)
{
	const int z = date.days + 719468;
	const int era = (z >= 0 ? z : z - 146096) / 146097;
	const int day_of_era = z - era * 146097;
	const int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
	const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	const int shifted = (5 * day_of_year + 2) / 153;

	*day = day_of_year - (153 * shifted + 2) / 5 + 1;
	*month = shifted + (shifted < 10 ? 3 : -9);
	*year = year_of_era + era * 400 + (*month <= 2);
}

static bool read_digits(const char *text, int count, int *value)
{
	*value = 0;
	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		*value = *value * 10 + (text[i] - '0');
	}
	return true;
}

enum status date_parse(const char *text, struct date *date, struct error *err)
{
	int year, month, day;
	struct date parsed;

	if (strlen(text) != 10 || text[4] != '-' || text[7] != '-' || !read_digits(text, 4, &year) ||
	    !read_digits(text + 5, 2, &month) || !read_digits(text + 8, 2, &day))
		return error_set(err, STATUS_INVALID, "\"%.40s\" is not a date; write YYYY-MM-DD", text);
	if (!date_from_civil(year, month, day, &parsed))
		return error_set(err, STATUS_INVALID, "%s is no day between 1900-01-01 and 2199-12-31", text);
	*date = parsed;
	return STATUS_OK;
}

char *date_format(struct date date, char text[DATE_TEXT_SIZE])
{
	int year, month, day;

	date_to_civil(date, &year, &month, &day);
	text[0] = (char)('0' + year / 1000 % 10);
	text[1] = (char)('0' + year / 100 % 10);
	text[2] = (char)('0' + year / 10 % 10);
	text[3] = (char)('0' + year % 10);
	text[4] = text[7] = '-';
	text[5] = (char)('0' + month / 10);
	text[6] = (char)('0' + month % 10);
	text[8] = (char)('0' + day / 10);
	text[9] = (char)('0' + day % 10);
	text[10] = '\0';
	return text;
}

int date_weekday(struct date date)
{
	const int weekday = (date.days % 7 + 4) % 7; /* 1970-01-01 was a Thursday */

	return weekday < 0 ? weekday + 7 : weekday;
}

bool date_is_business_day(struct date date)
{
	const int weekday = date_weekday(date);

	return weekday != 0 && weekday != 6;
}

struct date date_previous_business_day(struct date date)
{
	do
		date.days--;
	while (!date_is_business_day(date));
	return date;
}

/* Business days from the Monday before 1970 up to and including the date. */
static int business_days_until(struct date date)
{
	const int since_monday = date.days + 3; /* 1969-12-29 was a Monday */
	const int weeks = since_monday >= 0 ? since_monday / 7 : -((-since_monday + 6) / 7);
	const int rest = since_monday - weeks * 7;

	return weeks * 5 + (rest < 5 ? rest + 1 : 5);
}

int date_business_days_between(struct date from, struct date to)
{
	return business_days_until(to) - business_days_until(from);
}

struct date date_add_days(struct date date, int days)
{
	date.days += days;
	return date;
}

struct date date_add_months(struct date date, int months)
{
	int year, month, day, index;

	date_to_civil(date, &year, &month, &day);
	index = year * 12 + (month - 1) + months;
	year = index / 12;
	month = index % 12 + 1;
	if (day > month_length(year, month))
		day = month_length(year, month);
	return (struct date){days_from_civil(year, month, day)};
}

void date_iso_week(struct date date, int *year, int *week)
{
	const int weekday = (date_weekday(date) + 6) % 7; /* Monday 0 */
	const struct date thursday = date_add_days(date, 3 - weekday);
	int month, day;

	date_to_civil(thursday, year, &month, &day);
	*week = (thursday.days - days_from_civil(*year, 1, 1)) / 7 + 1;
}
