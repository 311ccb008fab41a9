/* Gaps of a series against its market's calendar and its own pace, and series that have ended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/model/calendar.h"
#include "engine/watch/price_gaps.h"

enum { T = 60, MONDAY = 20451 };

static struct price_gaps gaps_of(const struct date *days, size_t count, const struct calendar *calendar, int today)
{
	struct price_gaps gaps;

	assert_int_equal(price_gaps_find(days, count, calendar, (struct date){today}, &gaps, NULL), STATUS_OK);
	return gaps;
}

static size_t business_days(struct date *days)
{
	for (int i = 0; i < T; i++)
		days[i] = (struct date){MONDAY + i / 5 * 7 + i % 5};
	return T;
}

static void a_weekend_is_no_gap_and_two_weeks_are(void **state)
{
	struct date days[T], holed[T];
	struct price_gaps gaps;
	size_t left = 0;

	(void)state;
	(void)business_days(days);
	gaps = gaps_of(days, T, NULL, days[T - 1].days + 3);
	assert_true(gaps.usual == 1 && gaps.longest == 1 && gaps.silent == 1 && !gaps.has_gap && !gaps.has_stopped);
	for (int i = 0; i < T; i++)
		if (i < 20 || i >= 30)
			holed[left++] = days[i];
	gaps = gaps_of(holed, left, NULL, days[T - 1].days);
	assert_true(gaps.longest == 11 && gaps.has_gap && gaps.silent == 0);
	assert_true(gaps.from.days == days[19].days && gaps.to.days == days[30].days);
}

static void days_on_which_the_market_is_closed_are_missing_from_no_series(void **state)
{
	struct date days[T], holed[T], closed[10];
	struct calendar calendar = {.closed = closed, .closed_count = 10};
	struct price_gaps gaps;
	size_t left = 0;

	(void)state;
	(void)business_days(days);
	for (int i = 0; i < T; i++) {
		if (i < 20 || i >= 30)
			holed[left++] = days[i];
		else
			closed[i - 20] = days[i];
	}
	gaps = gaps_of(holed, left, &calendar, days[T - 1].days);
	assert_true(gaps.longest == 1 && !gaps.has_gap);
}

/* One close a week, five open days apart: a month without one is no gap, six weeks are. */
static void a_series_of_weeks_goes_by_its_own_pace(void **state)
{
	struct date days[12];
	struct price_gaps gaps;

	(void)state;
	for (int i = 0; i < 12; i++)
		days[i] = (struct date){MONDAY + i * 7 + (i >= 6 ? 21 : 0)};
	gaps = gaps_of(days, 12, NULL, days[11].days + 28);
	assert_true(gaps.usual == 5 && gaps.longest == 20 && !gaps.has_gap && gaps.silent == 20 && !gaps.has_stopped);
	for (int i = 6; i < 12; i++)
		days[i].days += 14;
	gaps = gaps_of(days, 12, NULL, days[11].days + 42);
	assert_true(gaps.longest == 30 && gaps.has_gap && gaps.silent == 30 && gaps.has_stopped);
}

static void a_daily_series_has_stopped_after_a_month(void **state)
{
	struct date days[T];

	(void)state;
	(void)business_days(days);
	assert_false(gaps_of(days, T, NULL, days[T - 1].days + 28).has_stopped);
	assert_true(gaps_of(days, T, NULL, days[T - 1].days + 31).has_stopped);
	assert_true(gaps_of(days, 1, NULL, days[0].days + 31).has_stopped);
}

static void refuses_days_that_do_not_rise(void **state)
{
	const struct date twice[] = {{5}, {5}};
	struct price_gaps gaps;

	(void)state;
	assert_int_equal(price_gaps_find(twice, 2, NULL, (struct date){9}, &gaps, NULL), STATUS_INVALID);
	assert_int_equal(price_gaps_find(twice, 0, NULL, (struct date){9}, &gaps, NULL), STATUS_INVALID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_weekend_is_no_gap_and_two_weeks_are),
		cmocka_unit_test(days_on_which_the_market_is_closed_are_missing_from_no_series),
		cmocka_unit_test(a_series_of_weeks_goes_by_its_own_pace),
		cmocka_unit_test(a_daily_series_has_stopped_after_a_month),
		cmocka_unit_test(refuses_days_that_do_not_rise),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
