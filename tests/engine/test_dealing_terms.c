/* Windows of limits and closures, against a walk from day to day. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "engine/base/money.h"
#include "engine/model/dealing_terms.h"

static struct date day(const char *text)
{
	struct date date;
	struct error err = {0};

	if (date_parse(text, &date, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	return date;
}

static struct dealing_window window(enum dealing_kind kind, int64_t amount, const char *from, const char *until)
{
	struct dealing_window made = {.kind = kind, .amount = amount * MICROS};

	if (from != NULL)
		made.from = day(from);
	if (until != NULL)
		made.until = day(until);
	return made;
}

/* -1: without a limit. */
static int64_t most_on(const struct dealing_window *windows, size_t count, struct date date)
{
	const struct dealing_terms terms = {.windows = windows, .window_count = count};
	int64_t most = -1;

	return dealing_terms_most(&terms, date, &most) ? most : -1;
}

static void the_strictest_of_what_holds_counts(void **state)
{
	const struct dealing_window windows[] = {
		window(DEALING_LIMIT, 1000, NULL, "2026-11-30"), window(DEALING_LIMIT, 10000, "2026-11-16", NULL),
		window(DEALING_BUY_CLOSED, 0, "2026-12-24", "2026-12-25"), window(DEALING_SELL_CLOSED, 0, "2026-12-25", "2026-12-28"),
	};
	const struct dealing_terms terms = {.windows = windows, .window_count = 4};
	static const struct {
		const char *day;
		int64_t most;
		bool may_sell;
	} cases[] = {
		{"1990-01-01", 1000, true}, {"2026-11-20", 1000, true}, {"2026-11-30", 1000, true}, {"2026-12-01", 10000, true},
		{"2026-12-23", 10000, true}, {"2026-12-24", 0, true}, {"2026-12-25", 0, false}, {"2026-12-26", 10000, false},
		{"2026-12-28", 10000, false}, {"2026-12-29", 10000, true}, {"2199-12-31", 10000, true},
	};
	int64_t untouched = 7;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(most_on(windows, 4, day(cases[i].day)), cases[i].most * MICROS);
		assert_int_equal(dealing_terms_may_sell(&terms, day(cases[i].day)), cases[i].may_sell);
	}
	assert_false(dealing_terms_most(&(struct dealing_terms){0}, day("2026-11-20"), &untouched));
	assert_int_equal(untouched, 7);
}

static void the_day_on_which_another_answer_holds_is_found(void **state)
{
	/* two closures that overlap and a third the day after them are one; the limit under them changes nothing */
	const struct dealing_window windows[] = {
		window(DEALING_BUY_CLOSED, 0, "2026-10-01", "2026-10-05"), window(DEALING_BUY_CLOSED, 0, "2026-10-04", "2026-10-08"),
		window(DEALING_LIMIT, 500, "2026-10-02", "2026-10-03"), window(DEALING_BUY_CLOSED, 0, "2026-10-09", "2026-10-09"),
		window(DEALING_SELL_CLOSED, 0, "2026-10-07", NULL),
	};
	const struct dealing_terms terms = {.windows = windows, .window_count = 5};
	struct date when;

	(void)state;
	assert_true(dealing_terms_changes(&terms, day("2026-09-20"), DEALING_PURCHASES, &when));
	assert_int_equal(when.days, day("2026-10-01").days);
	assert_true(dealing_terms_changes(&terms, day("2026-10-01"), DEALING_PURCHASES, &when));
	assert_int_equal(when.days, day("2026-10-10").days);
	assert_false(dealing_terms_changes(&terms, day("2026-10-10"), DEALING_PURCHASES, &when));
	assert_true(dealing_terms_changes(&terms, day("2026-10-01"), DEALING_PURCHASES + DEALING_SALES, &when));
	assert_int_equal(when.days, day("2026-10-07").days);
	assert_false(dealing_terms_changes(&terms, day("2026-10-07"), DEALING_SALES, &when));
}

static void a_window_makes_sense_or_is_refused(void **state)
{
	const struct dealing_window bad[] = {
		window(DEALING_LIMIT, 0, "2026-10-01", NULL), window(DEALING_BUY_CLOSED, 5, "2026-10-01", NULL),
		window(DEALING_SELL_CLOSED, 0, "2026-10-02", "2026-10-01"),
	};
	const struct dealing_window good[] = {
		window(DEALING_LIMIT, 1, NULL, NULL), window(DEALING_BUY_CLOSED, 0, "2026-10-01", "2026-10-01"),
		window(DEALING_SELL_CLOSED, 0, NULL, "2026-10-01"),
	};
	struct error err;
	enum dealing_kind kind;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct dealing_terms terms = {.windows = &bad[i], .window_count = 1};

		assert_int_equal(dealing_window_check(&bad[i], &err), STATUS_INVALID);
		assert_int_equal(dealing_terms_check(&terms, &err), STATUS_INVALID);
		assert_int_equal(dealing_window_check(&good[i], &err), STATUS_OK);
		assert_true(dealing_kind_parse(dealing_kind_name((enum dealing_kind)i), &kind));
		assert_int_equal(kind, i);
	}
	assert_false(dealing_kind_parse("closed", &kind));
}

/* ---- against a walk, with lists made by chance ------------------------------------------------------------------------ */

enum { LISTS = 4000, MOST = 6, FIRST_DAY = 20500, DAYS = 40, TODAY = FIRST_DAY + 20 };

static uint64_t dice_state;

/* Knuth's MMIX generator: which lists are tried is the same everywhere. */
static int dice(int sides)
{
	dice_state = dice_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (int)((dice_state >> 33) % (uint64_t)sides);
}

static size_t random_windows(struct dealing_window *list)
{
	const size_t count = (size_t)dice(MOST + 1);

	for (size_t i = 0; i < count; i++) {
		const int first = FIRST_DAY + dice(DAYS), last = first + dice(12);

		list[i] = (struct dealing_window){.kind = (enum dealing_kind)dice(DEALING_KINDS)};
		list[i].amount = list[i].kind == DEALING_LIMIT ? (1 + dice(3)) * MICROS : 0;
		list[i].from.days = dice(6) > 0 ? first : 0;
		list[i].until.days = dice(6) > 0 ? last : 0;
	}
	return count;
}

static bool sells(const struct dealing_window *windows, size_t count, struct date date)
{
	return dealing_terms_may_sell(&(struct dealing_terms){.windows = windows, .window_count = count}, date);
}

static void assert_ordered(const struct dealing_window *list, size_t count)
{
	for (size_t i = 1; i < count; i++)
		assert_true(dealing_window_compare(&list[i - 1], &list[i]) < 0); /* which also says that none is there twice */
	for (size_t i = 0; i < count; i++)
		assert_int_equal(dealing_window_check(&list[i], NULL), STATUS_OK);
}

static int64_t stricter(int64_t a, int64_t b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

static void what_is_stated_counts_from_today_and_the_past_stays(void **state)
{
	(void)state;
	dice_state = 1;
	for (int list = 0; list < LISTS; list++) {
		struct dealing_window old[MOST], stated[MOST], made[2 * MOST], again[4 * MOST];
		const size_t old_count = random_windows(old), stated_count = random_windows(stated);
		const struct date today = {TODAY};
		const size_t count = dealing_windows_restate(old, old_count, stated, stated_count, today, made);

		assert_ordered(made, count);
		for (int at = FIRST_DAY - 3; at < FIRST_DAY + DAYS + 15; at++) {
			const struct date date = {at};
			const int64_t was = most_on(old, old_count, date), said = most_on(stated, stated_count, date);

			assert_int_equal(most_on(made, count, date), at >= TODAY ? said : stricter(was, said));
			assert_int_equal(sells(made, count, date), sells(stated, stated_count, date) &&
			                 (at >= TODAY || sells(old, old_count, date)));
		}
		assert_int_equal(dealing_windows_restate(made, count, stated, stated_count, today, again), count);
		assert_memory_equal(made, again, count * sizeof *made);
		assert_int_equal(dealing_windows_restate(made, count, made, count, today, again), count);
		assert_memory_equal(made, again, count * sizeof *made);
	}
}

static void a_window_counts_instead_of_its_kind_on_its_days_alone(void **state)
{
	(void)state;
	dice_state = 2;
	for (int list = 0; list < LISTS; list++) {
		struct dealing_window old[MOST], one[MOST], limits[MOST], made[2 * MOST + 1], again[2 * MOST + 2];
		const size_t old_count = random_windows(old);
		size_t count, limit_count = 0;

		while (random_windows(one) == 0)
			;
		for (size_t i = 0; i < old_count; i++)
			if (old[i].kind != DEALING_BUY_CLOSED)
				limits[limit_count++] = old[i]; /* without closures a limit shows */
		one[0].kind = DEALING_LIMIT;
		one[0].amount = 5 * MICROS;
		count = dealing_windows_put_instead(limits, limit_count, one, made);
		assert_ordered(made, count);
		for (int at = FIRST_DAY - 3; at < FIRST_DAY + DAYS + 15; at++) {
			const struct date date = {at};

			assert_int_equal(most_on(made, count, date), dealing_window_holds(one, date) ? 5 * MICROS : most_on(limits, limit_count, date));
			assert_int_equal(sells(made, count, date), sells(limits, limit_count, date));
		}
		count = dealing_windows_add(old, old_count, one, made);
		assert_ordered(made, count);
		assert_int_equal(dealing_windows_add(made, count, one, again), count);
	}
}

static void a_change_is_the_first_day_with_another_answer(void **state)
{
	(void)state;
	dice_state = 3;
	for (int list = 0; list < LISTS; list++) {
		struct dealing_window windows[MOST];
		const size_t count = random_windows(windows);
		const struct dealing_terms terms = {.windows = windows, .window_count = count};
		const struct date from = {FIRST_DAY + dice(DAYS)};
		struct date when = {0};
		int walked = from.days + 1;

		while (walked < FIRST_DAY + DAYS + 30 && most_on(windows, count, (struct date){walked}) == most_on(windows, count, from) &&
		       sells(windows, count, (struct date){walked}) == sells(windows, count, from))
			walked++;
		if (walked == FIRST_DAY + DAYS + 30)
			walked = 0;
		assert_int_equal(dealing_terms_changes(&terms, from, DEALING_PURCHASES + DEALING_SALES, &when), walked != 0);
		assert_int_equal(when.days, walked);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_strictest_of_what_holds_counts),
		cmocka_unit_test(the_day_on_which_another_answer_holds_is_found),
		cmocka_unit_test(a_window_makes_sense_or_is_refused),
		cmocka_unit_test(what_is_stated_counts_from_today_and_the_past_stays),
		cmocka_unit_test(a_window_counts_instead_of_its_kind_on_its_days_alone),
		cmocka_unit_test(a_change_is_the_first_day_with_another_answer),
	};

	return cmocka_run_group_tests_name("dealing_terms", tests, NULL, NULL);
}
