/* Civil days against a calendar that is counted day by day, written here on its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/date.h"

static int days_in_month(int year, int month)
{
	if (month == 2)
		return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static struct date day(const char *text)
{
	struct date date;
	struct error err = {0};

	if (date_parse(text, &date, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	return date;
}

static void assert_day(struct date date, const char *expected)
{
	char text[DATE_TEXT_SIZE];

	assert_string_equal(date_format(date, text), expected);
}

/* 1900-01-01 was a Monday and lies 25567 days before 1970-01-01 (70 years with 17 leap days). */
static void every_day_of_three_centuries_counts_and_reads_back(void **state)
{
	int32_t days = -25567;
	int weekday = 1;

	(void)state;
	for (int year = 1900; year <= 2199; year++)
		for (int month = 1; month <= 12; month++)
			for (int d = 1; d <= days_in_month(year, month); d++, days++, weekday = (weekday + 1) % 7) {
				struct date date = {0};
				char text[DATE_TEXT_SIZE];
				int y, m, dd;

				assert_true(date_from_civil(year, month, d, &date));
				assert_int_equal(date.days, days);
				date_to_civil(date, &y, &m, &dd);
				assert_true(y == year && m == month && dd == d);
				assert_int_equal(date_weekday(date), weekday);
				assert_int_equal(day(date_format(date, text)).days, days);
			}
	assert_int_equal(days, 84006); /* 2200-01-01: 300 years of 365 and 73 leap days later, less 25567 */
}

static void days_that_do_not_exist_are_refused(void **state)
{
	static const char *const refused[] = {
		"2026-02-29", "2100-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00",
		"1899-12-31", "2200-01-01", "2026-1-01", "2026-01-1", "26-01-01", "2026/01/01", "2026-01-01 ",
		" 2026-01-01", "2026-01-0x", "", "-", "20260101", "２０２６-01-01", "+026-01-01", "2026-01-01T00:00",
	};
	struct error err = {0};

	(void)state;
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
		struct date date = {7};

		if (date_parse(refused[i], &date, &err) != STATUS_INVALID)
			fail_msg("\"%s\" was taken for a date", refused[i]);
		assert_int_equal(date.days, 7);
	}
	assert_day(day("2024-02-29"), "2024-02-29");
	assert_day(day("2000-02-29"), "2000-02-29");
	assert_int_equal(date_parse("2026-02-30", &(struct date){0}, NULL), STATUS_INVALID);
}

static void months_are_added_to_the_same_day_or_the_last(void **state)
{
	(void)state;
	assert_day(date_add_months(day("2026-01-31"), 1), "2026-02-28");
	assert_day(date_add_months(day("2024-01-31"), 1), "2024-02-29");
	assert_day(date_add_months(day("2024-02-29"), 12), "2025-02-28");
	assert_day(date_add_months(day("2024-02-29"), 48), "2028-02-29");
	assert_day(date_add_months(day("2026-03-31"), -1), "2026-02-28");
	assert_day(date_add_months(day("2026-01-15"), -1), "2025-12-15");
	assert_day(date_add_months(day("2026-12-31"), 2), "2027-02-28");
	assert_day(date_add_months(day("2026-05-31"), 0), "2026-05-31");
	assert_day(date_add_months(day("1970-01-01"), -840), "1900-01-01");
	for (int months = -600; months <= 600; months++) {
		int y, m, d, index = 2026 * 12 + 6 + months;

		date_to_civil(date_add_months(day("2026-07-31"), months), &y, &m, &d);
		assert_int_equal(y * 12 + m - 1, index);
		assert_int_equal(d, days_in_month(index / 12, index % 12 + 1));
	}
}

/* Examples printed in ISO 8601 and in Wikipedia's table of the first and last days of ISO years. */
static void weeks_are_those_of_iso_8601(void **state)
{
	static const struct {
		const char *date;
		int year, week;
	} known[] = {
		{"2005-01-01", 2004, 53}, {"2005-01-02", 2004, 53}, {"2005-12-31", 2005, 52}, {"2006-01-01", 2005, 52},
		{"2006-01-02", 2006, 1},  {"2007-01-01", 2007, 1},  {"2007-12-31", 2008, 1},  {"2008-12-28", 2008, 52},
		{"2008-12-29", 2009, 1},  {"2010-01-03", 2009, 53}, {"2027-01-01", 2026, 53}, {"1970-01-01", 1970, 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		int year, week;

		date_iso_week(day(known[i].date), &year, &week);
		assert_int_equal(year, known[i].year);
		assert_int_equal(week, known[i].week);
	}
}

/* A week has seven days from Monday to Sunday, and numbers rise by one until a first Thursday begins a year. */
static void weeks_follow_each_other_for_three_centuries(void **state)
{
	int year, week;

	(void)state;
	date_iso_week(day("1900-01-01"), &year, &week);
	assert_true(year == 1900 && week == 1);
	for (struct date date = day("1900-01-02"); date_compare(date, day("2199-12-31")) <= 0; date.days++) {
		int next_year, next_week;

		date_iso_week(date, &next_year, &next_week);
		if (date_weekday(date) != 1) {
			assert_true(next_year == year && next_week == week);
		} else if (next_week != week + 1) {
			int y, m, d;

			date_to_civil(date_add_days(date, 3), &y, &m, &d);
			assert_true(next_week == 1 && next_year == year + 1 && week >= 52);
			assert_true(y == next_year && m == 1 && d <= 7);
		} else {
			assert_int_equal(next_year, year);
		}
		year = next_year;
		week = next_week;
	}
}

static void business_days_are_counted_as_one_by_one(void **state)
{
	static const char *const starts[] = {"1969-12-24", "1900-01-01", "2026-02-01", "2026-02-06", "2199-01-01"};

	(void)state;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		const struct date from = day(starts[i]);
		int counted = 0;

		for (struct date to = from; to.days < from.days + 300; to.days++) {
			if (to.days > from.days && date_weekday(to) != 0 && date_weekday(to) != 6)
				counted++;
			assert_int_equal(date_business_days_between(from, to), counted);
			assert_int_equal(date_business_days_between(to, from), -counted);
		}
	}
}

static void the_business_day_before_monday_is_friday(void **state)
{
	(void)state;
	assert_day(date_previous_business_day(day("2026-02-02")), "2026-01-30");
	assert_day(date_previous_business_day(day("2026-02-01")), "2026-01-30");
	assert_day(date_previous_business_day(day("2026-01-31")), "2026-01-30");
	assert_day(date_previous_business_day(day("2026-01-30")), "2026-01-29");
	assert_day(date_previous_business_day(day("1970-01-01")), "1969-12-31");
	assert_false(date_is_business_day(day("2026-01-31")));
	assert_true(date_is_business_day(day("2026-02-02")));
	assert_int_equal(date_compare(day("2026-01-31"), day("2026-02-01")), -1);
	assert_int_equal(date_compare(day("2026-02-01"), day("2026-02-01")), 0);
	assert_int_equal(date_compare(day("2026-02-02"), day("2026-02-01")), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_three_centuries_counts_and_reads_back),
		cmocka_unit_test(days_that_do_not_exist_are_refused),
		cmocka_unit_test(months_are_added_to_the_same_day_or_the_last),
		cmocka_unit_test(weeks_are_those_of_iso_8601),
		cmocka_unit_test(weeks_follow_each_other_for_three_centuries),
		cmocka_unit_test(business_days_are_counted_as_one_by_one),
		cmocka_unit_test(the_business_day_before_monday_is_friday),
	};

	return cmocka_run_group_tests_name("base_date", tests, NULL, NULL);
}
