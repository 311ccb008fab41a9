/* The gate for arriving exchange rates: what cannot be a rate of the pair is found by its name, what markets do is taken. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <math.h>

#include "engine/watch/rate_gate.h"

enum { MONDAY = 20451, MOST = 8 }; /* 2025-12-29 */

static const struct rate_terms plain = {.today = {MONDAY + 2000}};

static struct rate_point at(int day, double value)
{
	return (struct rate_point){.date = {MONDAY + day}, .value = llround(value * (double)RATE_ONE)};
}

/* One rate `days` after, or before, one that is known. */
static enum price_fault fault_of(double before, double value, int days, const struct rate_terms *terms)
{
	const struct rate_point known = at(1000, before), arrival = at(1000 + days, value);
	struct price_finding finding;

	assert_int_equal(rate_gate(&known, 1, &arrival, 1, terms, &finding, NULL), STATUS_OK);
	if (value > 0.0 && days < 1000)
		assert_int_equal(finding.before, known.value);
	return finding.fault;
}

static void each_fault_is_found_by_its_name(void **state)
{
	static const struct {
		double before, value;
		int days;
		enum price_fault fault;
	} cases[] = {
		{7.8, 7.9, 1, PRICE_FINE},        {7.8, 0.0, 1, PRICE_NOT_POSITIVE}, {7.8, -7.8, 1, PRICE_NOT_POSITIVE},
		{7.8, 7.8, 1001, PRICE_IN_FUTURE}, {7.8, 0.1282, 1, PRICE_TURNED},   {0.048, 21.0, 1, PRICE_TURNED},
		{7.8, 780.0, 1, PRICE_OTHER_UNIT}, {4.8, 0.047, 1, PRICE_OTHER_UNIT}, {7.8, 7790.0, 1, PRICE_OTHER_UNIT},
		{7.8, 15.0, 1, PRICE_JUMP},       {7.8, 78.0, 1, PRICE_JUMP},        {7.8, 3.0, 1, PRICE_JUMP},
		/* near 1 the inverse is no leap; at 1.01 nobody can tell it, and it does no harm */
		{1.10, 1.0 / 1.10, 1, PRICE_TURNED}, {1.10, 0.92, 1, PRICE_TURNED}, {0.94, 1.06, -1, PRICE_TURNED},
		{1.10, 0.97, 1, PRICE_FINE},      {1.01, 1.0 / 1.01, 1, PRICE_FINE}, {1.10, 1.0 / 1.10, 40, PRICE_FINE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		if (fault_of(cases[i].before, cases[i].value, cases[i].days, &plain) != cases[i].fault)
			fail_msg("%g to %g after %d days is not %s", cases[i].before, cases[i].value, cases[i].days,
			         price_fault_name(cases[i].fault));
}

/* ln(v/w) just inside and outside of 0.25: e^0.2499 = 1.28390, e^0.2501 = 1.28415. A franc of 2015-01-15 is inside. */
static void a_leap_begins_at_a_quarter_of_the_logarithm(void **state)
{
	(void)state;
	assert_int_equal(fault_of(10.0, 12.839, 1, &plain), PRICE_FINE);
	assert_int_equal(fault_of(10.0, 12.8415, 1, &plain), PRICE_JUMP);
	assert_int_equal(fault_of(12.839, 10.0, 31, &plain), PRICE_FINE);
	assert_int_equal(fault_of(12.8415, 10.0, 31, &plain), PRICE_JUMP);
	assert_int_equal(fault_of(12.8415, 10.0, -31, &plain), PRICE_JUMP);
	/* Four times as far apart twice the logarithm is believable: e^0.4998 and e^0.5002. */
	assert_int_equal(fault_of(10.0, 16.483, 124, &plain), PRICE_FINE);
	assert_int_equal(fault_of(10.0, 16.491, 124, &plain), PRICE_JUMP);
	assert_int_equal(fault_of(10.0, 8.0, 1, &plain), PRICE_FINE);
}

static void who_knows_the_source_may_allow_less(void **state)
{
	const struct rate_terms strict = {plain.today, 0.05}, wide = {plain.today, 5.0};

	(void)state;
	assert_int_equal(fault_of(10.0, 10.4999, 1, &strict), PRICE_FINE);
	assert_int_equal(fault_of(10.0, 10.5001, 1, &strict), PRICE_JUMP);
	assert_int_equal(fault_of(10.0, 9.4999, 1, &strict), PRICE_JUMP);
	assert_int_equal(fault_of(10.0, 15.0, 1, &wide), PRICE_JUMP); /* a wide limit excuses nothing */
}

/* Judges arrivals against known ones and returns the faults in a row, as letters. */
static const char *faults(const struct rate_point *known, size_t known_count, const struct rate_point *arrivals, size_t count)
{
	static const char letters[PRICE_FAULTS] = {[PRICE_FINE] = '.', [PRICE_NOT_POSITIVE] = '0', [PRICE_IN_FUTURE] = '>',
	                                           [PRICE_TWICE] = '2', [PRICE_TURNED] = 't', [PRICE_OTHER_UNIT] = 'u',
	                                           [PRICE_JUMP] = 'j'};
	static char row[MOST + 1];
	struct price_finding findings[MOST];

	assert_int_equal(rate_gate(known, known_count, arrivals, count, &plain, findings, NULL), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		row[i] = letters[findings[i].fault];
	row[count] = '\0';
	return row;
}
#define FAULTS(known, arrivals) faults(known, sizeof(known) / sizeof *(known), arrivals, sizeof(arrivals) / sizeof *(arrivals))

static void one_that_is_held_judges_no_other(void **state)
{
	const struct rate_point known[] = {at(0, 7.8)};
	const struct rate_point odd[] = {at(1, 7.81), at(2, 781.0), at(3, 7.82), at(4, 0.0), at(5, 7.83)};
	const struct rate_point other[] = {at(1, 780.0), at(2, 781.0), at(3, 782.0)};

	(void)state;
	assert_string_equal(FAULTS(known, odd), ".u.0.");
	assert_string_equal(FAULTS(known, other), "uuu"); /* a level that is new waits whole */
}

static void where_nothing_is_earlier_the_next_one_known_judges(void **state)
{
	const struct rate_point known[] = {at(10, 7.8), at(11, 7.9)};
	const struct rate_point before[] = {at(8, 780.0), at(9, 7.7)};
	const struct rate_point mended[] = {at(10, 0.128), at(11, 0.127)};
	const struct rate_point half[] = {at(10, 0.128)};

	(void)state;
	assert_string_equal(FAULTS(known, before), "u.");
	assert_string_equal(FAULTS(known, mended), ".."); /* all that is known comes again */
	assert_string_equal(FAULTS(known, half), "t");
}

static void a_wrong_first_one_does_not_hold_the_others(void **state)
{
	const struct rate_point first[] = {at(0, 780.0), at(1, 7.8), at(2, 7.9)};
	const struct rate_point leaps[] = {at(0, 7.8), at(1, 780.0), at(2, 7.9)};
	const struct rate_point two[] = {at(0, 780.0), at(1, 7.8)}; /* either may be wrong */

	(void)state;
	assert_string_equal(faults(NULL, 0, first, 3), "u..");
	assert_string_equal(faults(NULL, 0, leaps, 3), ".u.");
	assert_string_equal(faults(NULL, 0, two, 2), ".u");
}

static void what_is_known_of_its_day_is_not_asked_again(void **state)
{
	const struct rate_point known[] = {at(0, 7.8), at(1, 15.0), at(2, 15.1)};
	const struct rate_point again[] = {at(1, 15.0), at(2, 15.2)};
	const struct rate_point other[] = {at(1, 15.01)};
	const struct rate_point twice[] = {at(3, 15.0), at(3, 15.0), at(3, 15.3)};
	const struct rate_point late[] = {at(3, 1500.0), at(3, 15.3)};

	(void)state;
	assert_string_equal(FAULTS(known, again), "..");
	assert_string_equal(FAULTS(known, other), "j");
	assert_string_equal(FAULTS(known, twice), "..2");
	assert_string_equal(FAULTS(known, late), "u.");
}

static void series_that_are_none_are_refused(void **state)
{
	const struct rate_point falling[] = {at(1, 7.8), at(0, 7.8)}, zero[] = {at(0, 0.0)}, one = at(5, 7.8);
	struct price_finding findings[2];

	(void)state;
	assert_int_equal(rate_gate(falling, 2, &one, 1, &plain, findings, NULL), STATUS_INVALID);
	assert_int_equal(rate_gate(zero, 1, &one, 1, &plain, findings, NULL), STATUS_INVALID);
	assert_int_equal(rate_gate(NULL, 0, falling, 2, &plain, findings, NULL), STATUS_INVALID);
	assert_int_equal(rate_gate(NULL, 0, NULL, 0, &plain, findings, NULL), STATUS_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_fault_is_found_by_its_name),
		cmocka_unit_test(a_leap_begins_at_a_quarter_of_the_logarithm),
		cmocka_unit_test(who_knows_the_source_may_allow_less),
		cmocka_unit_test(one_that_is_held_judges_no_other),
		cmocka_unit_test(where_nothing_is_earlier_the_next_one_known_judges),
		cmocka_unit_test(a_wrong_first_one_does_not_hold_the_others),
		cmocka_unit_test(what_is_known_of_its_day_is_not_asked_again),
		cmocka_unit_test(series_that_are_none_are_refused),
	};

	return cmocka_run_group_tests_name("rate gate", tests, NULL, NULL);
}
