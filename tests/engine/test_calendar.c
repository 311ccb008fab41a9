/* Open days against a walk from day to day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "engine/model/calendar.h"

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

/* Spring Festival and National Day of 2026, and a day alone. */
static struct date closed[13];
static struct calendar spring;

static int build(void **state)
{
	static const char *const text[] = {
		"2026-01-01", "2026-02-16", "2026-02-17", "2026-02-18", "2026-02-19", "2026-02-20", "2026-02-23", "2026-04-06",
		"2026-10-01", "2026-10-02", "2026-10-05", "2026-10-06", "2026-10-07",
	};

	(void)state;
	for (size_t i = 0; i < sizeof text / sizeof text[0]; i++)
		closed[i] = day(text[i]);
	spring = (struct calendar){.names = {"XSHG", "XSHE"}, .name_count = 2, .currencies = {"CNY"}, .currency_count = 1,
	                           .first = day("2026-01-01"), .last = day("2026-12-31"), .closed = closed, .closed_count = 13};
	return 0;
}

static bool is_open_by_hand(const struct calendar *calendar, struct date date)
{
	const int weekday = date_weekday(date);

	if (weekday == 0 || weekday == 6)
		return false;
	for (size_t i = 0; calendar != NULL && i < calendar->closed_count; i++)
		if (calendar->closed[i].days == date.days)
			return false;
	return true;
}

static void every_pair_of_days_of_a_year_is_counted_as_a_walk_counts_it(void **state)
{
	const struct date first = day("2025-12-20"), last = day("2027-01-10");
	const struct calendar *const calendars[] = {&spring, NULL};

	(void)state;
	for (size_t c = 0; c < 2; c++)
		for (struct date from = first; date_compare(from, last) <= 0; from = date_add_days(from, 1)) {
			int count = 0;

			assert_int_equal(calendar_is_open(calendars[c], from), is_open_by_hand(calendars[c], from));
			for (struct date to = from; date_compare(to, last) <= 0; to = date_add_days(to, 1)) {
				if (to.days != from.days && is_open_by_hand(calendars[c], to)) {
					count++;
					assert_int_equal(calendar_add(calendars[c], from, count).days, to.days);
				}
				assert_int_equal(calendar_days_between(calendars[c], from, to), count);
				assert_int_equal(calendar_days_between(calendars[c], to, from), -count);
			}
			count = 0;
			for (struct date to = date_add_days(from, -1); date_compare(to, first) >= 0; to = date_add_days(to, -1))
				if (is_open_by_hand(calendars[c], to))
					assert_int_equal(calendar_add(calendars[c], from, -++count).days, to.days);
		}
}

static void settlement_counts_over_the_holidays(void **state)
{
	(void)state;
	/* Friday 2026-02-13 is the last day before Spring Festival; the market opens again on Tuesday 2026-02-24. */
	assert_day(calendar_next(&spring, day("2026-02-13")), "2026-02-24");
	assert_day(calendar_add(&spring, day("2026-02-13"), 2), "2026-02-25");
	assert_day(calendar_previous(&spring, day("2026-02-24")), "2026-02-13");
	assert_day(calendar_add(NULL, day("2026-02-13"), 2), "2026-02-17");
	assert_day(calendar_on_or_after(&spring, day("2026-10-01")), "2026-10-08");
	assert_day(calendar_on_or_after(&spring, day("2026-09-30")), "2026-09-30");
	assert_day(calendar_add(&spring, day("2026-10-03"), 0), "2026-10-03");
	assert_int_equal(calendar_days_between(&spring, day("2026-09-30"), day("2026-10-08")), 1);
}

static void a_calendar_says_for_which_days_it_is_complete(void **state)
{
	(void)state;
	assert_true(calendar_covers(&spring, day("2026-01-01")));
	assert_true(calendar_covers(&spring, day("2026-12-31")));
	assert_false(calendar_covers(&spring, day("2027-01-01")));
	assert_false(calendar_covers(&spring, day("2025-12-31")));
	assert_true(calendar_covers(NULL, day("2199-12-31")));
	assert_true(calendar_is_open(&spring, day("2027-01-01"))); /* a Friday beyond its years */
	assert_false(calendar_is_half(&spring, day("2026-01-02")));
}

static void calendars_are_found_by_any_name_and_by_currency(void **state)
{
	const struct calendars calendars = {&spring, 1};

	(void)state;
	assert_ptr_equal(calendars_find(&calendars, "XSHE"), &spring);
	assert_null(calendars_find(&calendars, "XNYS"));
	assert_null(calendars_find(&calendars, CALENDAR_WEEKDAYS));
	assert_true(calendars_know(&calendars, CALENDAR_WEEKDAYS));
	assert_false(calendars_know(&calendars, "XNYS"));
	assert_ptr_equal(calendars_of_currency(&calendars, "CNY"), &spring);
	assert_null(calendars_of_currency(&calendars, "USD"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_pair_of_days_of_a_year_is_counted_as_a_walk_counts_it),
		cmocka_unit_test(settlement_counts_over_the_holidays),
		cmocka_unit_test(a_calendar_says_for_which_days_it_is_complete),
		cmocka_unit_test(calendars_are_found_by_any_name_and_by_currency),
	};

	return cmocka_run_group_tests_name("test_calendar", tests, build, NULL);
}
