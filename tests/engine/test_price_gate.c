/* The gate for arriving prices: each fault is found, a market that falls is not one, and a score says what it is of. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "engine/base/money.h"
#include "engine/model/calendar.h"
#include "engine/model/corporate_action.h"
#include "engine/watch/price_gate.h"

enum { T = 60, MONDAY = 20451 }; /* 2025-12-29 */

static const struct price_terms plain = {.currency = "CNY", .today = {MONDAY + 200}};

/* Business days, up and down by 1 %: thirty returns of .01, 29 of -.01; their median is .01, the deviation 0. */
static size_t quiet(struct price_point *points)
{
	for (int i = 0; i < T; i++)
		points[i] = (struct price_point){{MONDAY + i / 5 * 7 + i % 5}, (int64_t)llround(1e8 * exp(i % 2 * 0.01))};
	return T;
}

static struct price_finding found(int64_t close, int days_after, const char *currency)
{
	struct price_point points[T];
	const size_t count = quiet(points);
	struct price_arrival arrival = {.date = {points[T - 1].date.days + days_after}, .close = close};
	struct price_finding finding;

	memcpy(arrival.currency, currency, strlen(currency) + 1);
	assert_int_equal(price_gate(points, count, &arrival, 1, &plain, &finding, NULL), STATUS_OK);
	return finding;
}

static void each_fault_is_found_by_its_name(void **state)
{
	static const struct {
		int64_t close;
		int days;
		const char *currency;
		enum price_fault fault;
		int top, bottom;
	} cases[] = {
		{101 * MICROS, 3, "", PRICE_FINE, 0, 0},       {101 * MICROS, 3, "CNY", PRICE_FINE, 0, 0},
		{0, 3, "", PRICE_NOT_POSITIVE, 0, 0},          {-5, 3, "", PRICE_NOT_POSITIVE, 0, 0},
		{101 * MICROS, 300, "", PRICE_IN_FUTURE, 0, 0}, {101 * MICROS, 3, "USD", PRICE_OTHER_CURRENCY, 0, 0},
		{10100 * MICROS, 3, "", PRICE_OTHER_UNIT, 100, 1}, {1010000, 3, "", PRICE_OTHER_UNIT, 1, 100},
		{50500000, 3, "", PRICE_SPLIT, 1, 2},          {202 * MICROS, 3, "", PRICE_SPLIT, 2, 1},
		{10200000, 3, "", PRICE_SPLIT, 1, 10},         {67000000, 3, "", PRICE_SPLIT, 2, 3},
		{57000000, 3, "", PRICE_JUMP, 0, 0},           {180 * MICROS, 3, "", PRICE_JUMP, 0, 0},
		{75750000, 3, "", PRICE_JUMP, 0, 0},           {80800000, 3, "", PRICE_JUMP, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct price_finding finding = found(cases[i].close, cases[i].days, cases[i].currency);

		if (finding.fault != cases[i].fault)
			fail_msg("case %zu: %s", i, price_fault_name(finding.fault));
		assert_int_equal(finding.top, cases[i].top);
		assert_int_equal(finding.bottom, cases[i].bottom);
	}
}

/* ln(.84) = -.17 is below the least. In a market of 4 % a day, up and down with one more pair equal, -.30 is few deviations. */
static void a_fall_that_markets_know_passes(void **state)
{
	struct price_point points[T];
	struct price_arrival arrival = {.close = 74 * MICROS};
	struct price_finding finding;

	(void)state;
	assert_int_equal(found(84 * MICROS, 3, "").fault, PRICE_FINE);
	(void)quiet(points);
	for (int i = 0; i < T; i++)
		points[i].close = llround(1e8 * exp(i % 2 * 0.04));
	points[T - 1].close = 100 * MICROS;
	arrival.date.days = points[T - 1].date.days + 1;
	assert_int_equal(price_gate(points, T, &arrival, 1, &plain, &finding, NULL), STATUS_OK);
	assert_int_equal(finding.fault, PRICE_FINE);
	assert_true(finding.deviations > 4.0 && finding.deviations < 8.0);
}

/*
 * The last close is 101.005017, behind returns of 1 %. What a source's limit allows is judged by the returns as ever; what it
 * does not allow is a leap, of the kind its ratio is of: 112.1 is 10.98 % up and 112.2 11.08 %, 67 is near 2:3 of it.
 */
static void a_limit_of_the_source_adds_to_what_leaps(void **state)
{
	static const struct {
		double most;
		int64_t close;
		enum price_fault fault;
	} cases[] = {
		{0.11, 112100000, PRICE_FINE}, {0.11, 112200000, PRICE_JUMP}, {0.0, 112200000, PRICE_FINE},
		{0.11, 89900000, PRICE_FINE}, {0.11, 89800000, PRICE_JUMP}, /* 10.99 and 11.09 % down */
		{0.11, 67000000, PRICE_SPLIT}, {0.11, 10100 * MICROS, PRICE_OTHER_UNIT},
		{5.0, 180 * MICROS, PRICE_JUMP}, {0.5, 50500000, PRICE_SPLIT}, /* a wide limit excuses nothing */
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct price_point points[T];
		const size_t count = quiet(points);
		const struct price_arrival arrival = {{points[T - 1].date.days + 3}, cases[i].close, ""};
		struct price_terms terms = plain;
		struct price_finding finding;

		terms.leap_most = cases[i].most;
		assert_int_equal(points[T - 1].close, 101005017);
		assert_int_equal(price_gate(points, count, &arrival, 1, &terms, &finding, NULL), STATUS_OK);
		if (finding.fault != cases[i].fault)
			fail_msg("case %zu: %s", i, price_fault_name(finding.fault));
	}
}

/* 2:1 with a limit of 40 %: half of it is where it was, 72 is 44 % above that. */
static void a_limit_of_the_source_knows_of_splits(void **state)
{
	const struct price_point known = {{MONDAY}, 100 * MICROS};
	const struct corporate_action split = {.type = ACTION_SPLIT, .date = {MONDAY + 1}, .ratio = 2 * MICROS};
	const struct price_arrival arrivals[] = {{{MONDAY + 1}, 50 * MICROS, ""}, {{MONDAY + 2}, 72 * MICROS, ""},
	                                         {{MONDAY + 3}, 69 * MICROS, ""}};
	struct price_terms terms = plain;
	struct price_finding findings[3];

	(void)state;
	terms.leap_most = 0.4;
	terms.actions = &split;
	terms.action_count = 1;
	assert_int_equal(price_gate(&known, 1, arrivals, 3, &terms, findings, NULL), STATUS_OK);
	assert_int_equal(findings[0].fault, PRICE_FINE);
	assert_int_equal(findings[1].fault, PRICE_JUMP);
	assert_int_equal(findings[2].fault, PRICE_FINE); /* 38 % over the last that was fine */
}

static void with_few_returns_only_half_or_double_is_a_leap(void **state)
{
	static const struct price_point known[] = {{{MONDAY}, 100 * MICROS}, {{MONDAY + 1}, 101 * MICROS}};
	static const struct price_arrival low = {.date = {MONDAY + 2}, .close = 62 * MICROS};
	static const struct price_arrival half = {.date = {MONDAY + 2}, .close = 51 * MICROS};
	struct price_finding finding;

	(void)state;
	assert_int_equal(price_gate(known, 2, &low, 1, &plain, &finding, NULL), STATUS_OK);
	assert_int_equal(finding.fault, PRICE_FINE);
	assert_int_equal(price_gate(known, 2, &half, 1, &plain, &finding, NULL), STATUS_OK);
	assert_int_equal(finding.fault, PRICE_SPLIT);
}

static void what_follows_is_compared_with_the_last_that_was_fine(void **state)
{
	struct price_point points[T];
	const size_t count = quiet(points);
	const int32_t last = points[T - 1].date.days;
	const struct price_arrival arrivals[] = {
		{.date = {last + 3}, .close = 10000 * MICROS}, {.date = {last + 4}, .close = 100 * MICROS},
		{.date = {last + 4}, .close = 102 * MICROS},   {.date = {last + 2}, .close = 100 * MICROS},
		{.date = {last + 5}, .close = 101 * MICROS},   {.date = {last + 5}, .close = 101 * MICROS},
	};
	static const enum price_fault expected[] = {PRICE_OTHER_UNIT, PRICE_FINE, PRICE_TWICE, PRICE_OUT_OF_ORDER,
	                                            PRICE_FINE, PRICE_FINE};
	struct price_finding findings[6];

	(void)state;
	assert_int_equal(price_gate(points, count, arrivals, 6, &plain, findings, NULL), STATUS_OK);
	for (size_t i = 0; i < 6; i++)
		assert_int_equal(findings[i].fault, expected[i]);
}

static void refuses_a_series_that_does_not_rise(void **state)
{
	static const struct price_point twice[] = {{{5}, MICROS}, {{5}, MICROS}}, nothing[] = {{{5}, 0}};
	struct price_finding finding;
	struct price_score score;
	struct error err;

	(void)state;
	assert_int_equal(price_gate(twice, 2, NULL, 0, &plain, &finding, &err), STATUS_INVALID);
	assert_int_equal(price_gate(nothing, 1, NULL, 0, &plain, &finding, &err), STATUS_INVALID);
	assert_int_equal(price_score(nothing, 0, NULL, false, NULL, 0, &score, &err), STATUS_INVALID);
}

/* 60 business days are 12 weeks, all seen: 100. A split in it: 40. Two of the twelve weeks gone: 83.3. */
static void a_score_is_the_product_of_its_parts(void **state)
{
	struct price_point points[T], holes[T];
	struct price_score score;
	size_t left = 0;

	(void)state;
	assert_int_equal(price_score(points, quiet(points), NULL, false, NULL, 0, &score, NULL), STATUS_OK);
	assert_int_equal(score.weeks, 12);
	assert_int_equal(score.weeks_seen, 12);
	assert_int_equal(score.longest_gap, 3);
	assert_int_equal(score.score, 100);
	for (int i = 0; i < T; i++)
		if (i < 20 || i >= 30)
			holes[left++] = points[i];
	assert_int_equal(price_score(holes, left, NULL, false, NULL, 0, &score, NULL), STATUS_OK);
	assert_int_equal(score.weeks_seen, 10);
	assert_int_equal(score.longest_gap, 17);
	assert_int_equal(score.score, 83);
	for (int i = 30; i < T; i++)
		points[i].close /= 2;
	assert_int_equal(price_score(points, T, NULL, false, NULL, 0, &score, NULL), STATUS_OK);
	assert_int_equal(score.broken, 1);
	assert_int_equal(score.score, 40);
	assert_int_equal(price_score(points, T, NULL, false, &points[30].date, 1, &score, NULL), STATUS_OK);
	assert_int_equal(score.score, 100); /* a person says that it is so */
}

/* Sixty equal closes: 59 repeat, 54 of them for the sixth time or more: 100 * (1 - 54/60) = 10. */
static void a_series_that_stands_still_scores_low_unless_it_may(void **state)
{
	struct price_point points[T];
	struct price_score score;

	(void)state;
	(void)quiet(points);
	for (int i = 0; i < T; i++)
		points[i].close = MICROS;
	assert_int_equal(price_score(points, T, NULL, false, NULL, 0, &score, NULL), STATUS_OK);
	assert_int_equal(score.repeated, 54);
	assert_int_equal(score.score, 10);
	assert_int_equal(price_score(points, T, NULL, true, NULL, 0, &score, NULL), STATUS_OK);
	assert_int_equal(score.score, 100);
}

/* Ten weekdays closed after the last close: what stands there a fortnight later is judged as of the next day. */
static void a_holiday_is_no_time_in_which_a_price_could_move(void **state)
{
	struct price_point points[T];
	const size_t count = quiet(points);
	struct date closed[10];
	struct calendar calendar = {.closed = closed, .closed_count = 10};
	struct price_arrival arrival = {.close = 125 * MICROS};
	struct price_finding open, shut;

	(void)state;
	for (int i = 0; i < T; i++)
		points[i].close = (int64_t)llround(1e8 * exp(i % 3 * 0.01));
	for (int i = 0; i < 10; i++)
		closed[i] = (struct date){points[T - 1].date.days + 3 + i / 5 * 7 + i % 5}; /* the last close is of a Friday */
	assert_int_equal(date_weekday(points[T - 1].date), 5);
	arrival.date = date_add_days(points[T - 1].date, 17);
	assert_int_equal(price_gate(points, count, &arrival, 1, &plain, &open, NULL), STATUS_OK);
	assert_int_equal(price_gate(points, count, &arrival, 1, &(struct price_terms){.currency = "CNY", .calendar = &calendar, .today = {MONDAY + 200}}, &shut, NULL), STATUS_OK);
	assert_true(open.deviations > 0.0);
	/* sqrt(11 weekdays) against sqrt(1): exact but for rounding of the two roots */
	assert_true(fabs(shut.deviations - open.deviations * sqrt(11.0)) <= 1e-12 * shut.deviations);
}

/* 2:1 the day after the last close: half of it is fine, and what stands still has doubled. */
static void a_split_that_is_known_is_reckoned_with(void **state)
{
	struct price_point points[T];
	const size_t count = quiet(points);
	const struct date after = {points[T - 1].date.days + 3};
	const struct corporate_action split = {.type = ACTION_SPLIT, .date = after, .ratio = 2 * MICROS};
	struct price_terms terms = plain;
	struct price_arrival arrivals[] = {{after, points[T - 1].close / 2, ""}, {{after.days + 1}, points[T - 1].close, ""}};
	struct price_finding findings[2];

	(void)state;
	terms.actions = &split;
	terms.action_count = 1;
	assert_int_equal(price_gate(points, count, arrivals, 2, &terms, findings, NULL), STATUS_OK);
	assert_int_equal(findings[0].fault, PRICE_FINE);
	assert_int_equal(findings[0].before, points[T - 1].close); /* as it was dealt */
	assert_true(fabs(findings[0].change) < 1e-7); /* halves of a millionth */
	assert_int_equal(findings[1].fault, PRICE_SPLIT);
	assert_int_equal(price_gate(points, count, arrivals, 2, &plain, findings, NULL), STATUS_OK);
	assert_int_equal(findings[0].fault, PRICE_SPLIT);
}

static void weeks_without_an_open_day_cost_no_points(void **state)
{
	struct price_point points[T];
	struct date closed[5];
	struct calendar calendar = {.closed = closed, .closed_count = 5};
	struct price_score weekdays, holiday;
	size_t left = 0;

	(void)state;
	(void)quiet(points);
	for (int i = 0; i < T; i++) {
		if (i / 5 == 3)
			closed[i % 5] = points[i].date;
		else
			points[left++] = points[i];
	}
	assert_int_equal(price_score(points, left, NULL, false, NULL, 0, &weekdays, NULL), STATUS_OK);
	assert_int_equal(price_score(points, left, &calendar, false, NULL, 0, &holiday, NULL), STATUS_OK);
	assert_int_equal(weekdays.weeks, weekdays.weeks_seen + 1);
	assert_int_equal(holiday.weeks, holiday.weeks_seen);
	assert_int_equal(holiday.score, 100);
	assert_true(weekdays.score < 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_found_by_its_name),
		cmocka_unit_test(a_fall_that_markets_know_passes),
		cmocka_unit_test(a_limit_of_the_source_adds_to_what_leaps),
		cmocka_unit_test(a_limit_of_the_source_knows_of_splits),
		cmocka_unit_test(with_few_returns_only_half_or_double_is_a_leap),
		cmocka_unit_test(what_follows_is_compared_with_the_last_that_was_fine),
		cmocka_unit_test(refuses_a_series_that_does_not_rise),
		cmocka_unit_test(a_score_is_the_product_of_its_parts),
		cmocka_unit_test(a_series_that_stands_still_scores_low_unless_it_may),
		cmocka_unit_test(a_holiday_is_no_time_in_which_a_price_could_move),
		cmocka_unit_test(a_split_that_is_known_is_reckoned_with),
		cmocka_unit_test(weeks_without_an_open_day_cost_no_points),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
