/*
 * The internal rate of return. Tolerances: a root is closed in on to 1e-14 in ln(1 + rate), so a simple root is good to
 * about 1e-13 of the rate; published rates carry the digits of the programs that printed them.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "engine/performance/performance.h"
#include "tests/support/deviation.h"
#include "tests/support/oracle.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

static struct dated_amount on(int year, int month, int day, double amount)
{
	struct dated_amount result = {.amount = amount};

	assert_true(date_from_civil(year, month, day, &result.date));
	return result;
}

static struct internal_rate rate_of(const struct dated_amount *amounts, size_t count)
{
	struct internal_rate result;

	assert_int_equal(performance_internal_rate(amounts, count, &result, NULL), STATUS_OK);
	return result;
}

/* Amounts a whole number of 365 days apart, whose rates are those of the polynomial. */
static struct internal_rate yearly(const double *amounts, size_t count)
{
	struct dated_amount dated[8];

	for (size_t i = 0; i < count; i++)
		dated[i] = (struct dated_amount){.date = {(int32_t)(365 * i)}, .amount = amounts[i]};
	return rate_of(dated, count);
}

static void the_example_of_the_spreadsheet_is_met(void **state)
{
	const struct dated_amount amounts[] = {on(2008, 1, 1, -10000.0), on(2008, 3, 1, 2750.0),
	                                       on(2008, 10, 30, 4250.0), on(2009, 2, 15, 3250.0),
	                                       on(2009, 4, 1, 2750.0)};
	const struct internal_rate result = rate_of(amounts, 5);
	double value;

	(void)state;
	assert_near(result.annual.value, .373362533518832, 1e-13);
	assert_false(result.is_short);
	assert_false(result.is_multiple);
	assert_int_equal(performance_present_value_on_dates(result.annual.value, amounts, 5, &value, NULL), STATUS_OK);
	assert_near(value, 0.0, 1e-8); /* of 10 000 */
}

static void several_rates_are_all_listed_and_the_nearest_to_dietz_is_shown(void **state)
{
	const struct dated_amount three[] = {on(2021, 1, 1, -1000.0), on(2022, 1, 1, 6000.0), on(2023, 1, 1, -11000.0),
	                                     on(2024, 1, 1, 6000.0)};
	const struct dated_amount two[] = {on(2021, 1, 1, -100.0), on(2022, 1, 1, 230.0), on(2023, 1, 1, -132.0)};
	struct internal_rate result = rate_of(three, 4);

	(void)state;
	assert_int_equal(result.root_count, 3);
	assert_true(result.is_multiple);
	for (size_t k = 0; k < 3; k++)
		assert_near(result.roots[k], (double)k, 1e-12);
	assert_near(result.annual.value, 0.0, 1e-12);
	result = rate_of(two, 3);
	assert_int_equal(result.root_count, 2);
	assert_near(result.roots[0], 0.1, 1e-13);
	assert_near(result.roots[1], 0.2, 1e-13);
}

static void roots_too_close_for_the_scan_are_still_found(void **state)
{
	/* -(x - 1.1)(x - 1.1001) 10000 and -(x - 1.1)^2 100, x = 1 + rate */
	static const double close[] = {-10000.0, 22001.0, -12101.1}, twice[] = {-100.0, 220.0, -121.0};
	static const double near_miss[] = {-100.0, 220.0, -121.01};
	struct internal_rate result = yearly(close, 3);

	(void)state;
	assert_int_equal(result.root_count, 2);
	assert_near(result.roots[0], 0.1, 1e-9); /* 1e-4 apart: rounding of 1e-16 over a slope of 1e-4 and the scale */
	assert_near(result.roots[1], 0.1001, 1e-9);
	result = yearly(twice, 3);
	assert_true(result.root_count >= 1);
	assert_near(result.annual.value, 0.1, 1e-7); /* the root of the rounding */
	result = yearly(near_miss, 3);
	assert_int_equal(result.annual.reason, FIGURE_NO_ROOT);
}

static void what_has_no_rate_says_why(void **state)
{
	static const double hopeless[] = {-100.0, 200.0, -150.0}, gains[] = {100.0, 200.0}, nothing[] = {0.0, 0.0};
	const struct dated_amount same_day[] = {on(2024, 1, 1, -100.0), on(2024, 1, 1, 110.0)};
	const struct dated_amount cancelled[] = {on(2024, 1, 1, -100.0), on(2024, 1, 1, 100.0)};

	(void)state;
	assert_int_equal(yearly(hopeless, 3).annual.reason, FIGURE_NO_ROOT);
	assert_int_equal(yearly(hopeless, 3).period.reason, FIGURE_NO_ROOT);
	assert_int_equal(yearly(gains, 2).annual.reason, FIGURE_ONE_SIDED);
	assert_int_equal(yearly(nothing, 2).annual.reason, FIGURE_ONE_SIDED);
	assert_int_equal(rate_of(same_day, 2).annual.reason, FIGURE_ONE_SIDED);
	assert_int_equal(rate_of(cancelled, 2).annual.reason, FIGURE_ONE_SIDED);
}

static void worked_examples_are_met(void **state)
{
	const struct dated_amount loss[] = {on(2024, 1, 1, -1000.0), on(2025, 1, 1, 100.0)};
	const struct dated_amount month[] = {on(2024, 1, 1, -100000.0), on(2024, 1, 11, -20000.0),
	                                     on(2024, 1, 22, 15000.0), on(2024, 2, 1, 108900.0)};
	struct dated_amount saving[13];
	struct internal_rate result = rate_of(loss, 2);

	(void)state;
	assert_near(result.annual.value, -.899368895263313, 1e-13);
	assert_int_equal(result.days, 366);
	for (int m = 0; m < 12; m++)
		saving[m] = on(2024, m + 1, 5, -1000.0);
	saving[12] = on(2025, 1, 5, 12600.0);
	assert_near(rate_of(saving, 13).annual.value, .0931180368466956, 1e-13);
	result = rate_of(month, 4);
	assert_near(result.annual.value, .514486446622253, 1e-12);
	assert_near(result.period.value, .035881820351499, 1e-13);
	assert_true(result.is_short);
}

static void without_flows_it_is_the_time_weighted_return_and_scale_does_not_matter(void **state)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	gsl_rng_set(random, 20260304);
	for (int round = 0; round < 25; round++) {
		const int days = 365 + (int)gsl_rng_uniform_int(random, 3000);
		const double growth = exp(gsl_ran_gaussian(random, 0.5));
		const struct dated_amount hold[] = {{.date = {100}, .amount = -1000.0},
		                                    {.date = {100 + days}, .amount = 1000.0 * growth}};
		struct dated_amount plan[30], scaled[30];
		struct internal_rate one, other;

		assert_near(rate_of(hold, 2).annual.value, performance_annualised(growth - 1.0, days).value, 1e-12);
		for (int i = 0; i < 30; i++) {
			plan[i] = (struct dated_amount){.date = {30 * i}, .amount = i < 29 ? -100.0 * gsl_rng_uniform(random) :
			                                                                     2500.0 * gsl_rng_uniform(random)};
			scaled[29 - i] = plan[i]; /* the order does not matter either */
			scaled[29 - i].amount *= 1e9;
		}
		one = rate_of(plan, 30);
		other = rate_of(scaled, 30);
		assert_int_equal(one.root_count, 1);
		assert_near(other.annual.value, one.annual.value, 1e-12 * (1.0 + fabs(one.annual.value)));
	}
	gsl_rng_free(random);
}

/*
 * Whether one root is taken at once or the whole range is scanned must not matter. A pair of amounts a day apart that
 * nearly cancel at the end breaks the bound without moving any root, so the same plan takes both ways.
 */
static void the_short_way_and_the_scan_agree(void **state)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	gsl_rng_set(random, 20260307);
	for (int round = 0; round < 100; round++) {
		struct dated_amount plan[14];
		struct internal_rate one, other;

		for (int i = 0; i < 12; i++)
			plan[i] = (struct dated_amount){.date = {91 * i}, .amount = i < 11 ? -gsl_rng_uniform(random) :
			                                                                     12.0 * gsl_rng_uniform(random)};
		one = rate_of(plan, 12);
		/* a borrowed and repaid sum at the start, worth a part in 1e9 at any rate near the answer */
		plan[12] = (struct dated_amount){.date = {-2}, .amount = -1e-9};
		plan[13] = (struct dated_amount){.date = {-1}, .amount = 1e-9};
		other = rate_of(plan, 14);
		assert_int_equal(one.root_count, 1);
		assert_true(other.root_count >= 1);
		assert_near(other.annual.value, one.annual.value, 1e-7 * (1.0 + one.annual.value));
	}
	gsl_rng_free(random);
}

static void a_century_of_amounts_does_not_overflow(void **state)
{
	struct dated_amount amounts[101];
	struct internal_rate result;

	(void)state;
	for (int i = 0; i < 101; i++)
		amounts[i] = (struct dated_amount){.date = {365 * i}, .amount = i < 100 ? -1e300 : 1e301};
	result = rate_of(amounts, 101);
	assert_true(figure_stands(result.annual));
	assert_true(result.annual.value > -0.2 && result.annual.value < 0.0);
}

static void amounts_that_are_no_numbers_are_refused(void **state)
{
	struct dated_amount amounts[] = {on(2024, 1, 1, -1.0), on(2025, 1, 1, NAN)};
	static const double plain[] = {-100.0, 60.0, 60.0};
	struct internal_rate result = {.days = 7};
	struct error err = {0};
	double value;

	(void)state;
	assert_int_equal(performance_internal_rate(amounts, 2, &result, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "amount 2"));
	assert_int_equal(performance_internal_rate(amounts, 0, &result, &err), STATUS_INVALID);
	assert_int_equal(result.days, 7);
	assert_int_equal(performance_present_value_on_dates(-1.0, amounts, 1, &value, &err), STATUS_INVALID);
	assert_int_equal(performance_present_value(0.05, plain, 3, &value, &err), STATUS_OK);
	assert_near(value, -100.0 + 60.0 / 1.05 + 60.0 / (1.05 * 1.05), 1e-13);
	assert_int_equal(performance_present_value(NAN, plain, 3, &value, &err), STATUS_INVALID);
}

/* Lines of date and amount; 0 when the file is not there. */
static size_t read_amounts(const char *name, struct dated_amount *amounts, size_t capacity)
{
	char path[128], line[128];
	size_t count = 0;
	FILE *file;

	snprintf(path, sizeof path, "xirr_pyxirr/samples/%s", name);
	file = oracle_open(path);
	while (file != NULL && count < capacity && fgets(line, sizeof line, file) != NULL) {
		char *at = line, *label = strsep(&at, ",");

		assert_int_equal(date_parse(label, &amounts[count].date, NULL), STATUS_OK);
		amounts[count++].amount = strtod(at, NULL);
	}
	if (file != NULL)
		fclose(file);
	return count;
}

/* The published rate must be among ours; one is chosen by our own rule where there are several. */
static void match(struct deviation *deviation, const char *name, const struct internal_rate *result, double published)
{
	double nearest = INFINITY;

	for (size_t k = 0; k < result->root_count; k++)
		if (fabs(result->roots[k] - published) < fabs(nearest - published))
			nearest = result->roots[k];
	/* Their rates are good to between ten and fourteen digits. */
	deviation_add(deviation, name, nearest, published, 1e-9 * (1.0 + fabs(published)));
	if (result->is_multiple && result->annual.value != nearest)
		print_message("# %s: %zu rates, shown %.6g, published %.6g\n", name, result->root_count,
		              result->annual.value, published);
}

static double size_at(const struct dated_amount *amounts, size_t count, double rate)
{
	struct dated_amount positive[2048];
	double size;

	for (size_t i = 0; i < count; i++)
		positive[i] = (struct dated_amount){.date = amounts[i].date, .amount = fabs(amounts[i].amount)};
	assert_int_equal(performance_present_value_on_dates(rate, positive, count, &size, NULL), STATUS_OK);
	return size;
}

/*
 * The samples of pyxirr. It reports no rate for four of them. In three the first and the last amount have the same sign
 * and the worth never reaches zero; in 30-45 they differ, so that a rate must exist (the worth is positive near -1 and
 * negative far above): it is -0.840789, where pyxirr gives up.
 */
static void the_samples_of_pyxirr_are_met(void **state)
{
	struct deviation deviation = {.source = "pyxirr samples"};
	static struct dated_amount amounts[2048];
	size_t unsolvable = 0;
	char line[128];
	FILE *table = oracle_open("xirr_pyxirr/xirr_expected.csv");

	(void)state;
	if (table == NULL)
		skip();
	assert_non_null(fgets(line, sizeof line, table));
	while (fgets(line, sizeof line, table) != NULL) {
		char *at = line, *name = strsep(&at, ",");
		const double published = strtod(at, NULL);
		const size_t count = read_amounts(name, amounts, 2048);
		struct internal_rate result;

		assert_true(count > 0 && count < 2048);
		result = rate_of(amounts, count);
		for (size_t k = 0; k < result.root_count; k++) {
			/* A root is good to 1e-14 in x and to the rounding of 1 + rate; fifty years multiply both. */
			const double allowed = 50.0 * (1e-14 + 2.3e-16 / (1.0 + result.roots[k]));
			double value;

			assert_int_equal(performance_present_value_on_dates(result.roots[k], amounts, count, &value, NULL),
			                 STATUS_OK);
			if (!(fabs(value) <= allowed * size_at(amounts, count, result.roots[k])))
				fail_msg("%s: worth %g at %.17g", name, value, result.roots[k]);
		}
		if (!isnan(published)) {
			match(&deviation, name, &result, published);
		} else if (strcmp(name, "30-45.csv") == 0) {
			assert_int_equal(result.root_count, 1);
			assert_near(result.annual.value, -0.8407890404, 1e-9);
		} else {
			assert_int_equal(result.annual.reason, FIGURE_NO_ROOT);
			unsolvable++;
		}
	}
	fclose(table);
	deviation_report(&deviation);
	print_message("# %zu samples have no rate\n", unsolvable);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_example_of_the_spreadsheet_is_met),
		cmocka_unit_test(several_rates_are_all_listed_and_the_nearest_to_dietz_is_shown),
		cmocka_unit_test(roots_too_close_for_the_scan_are_still_found),
		cmocka_unit_test(what_has_no_rate_says_why),
		cmocka_unit_test(worked_examples_are_met),
		cmocka_unit_test(without_flows_it_is_the_time_weighted_return_and_scale_does_not_matter),
		cmocka_unit_test(the_short_way_and_the_scan_agree),
		cmocka_unit_test(a_century_of_amounts_does_not_overflow),
		cmocka_unit_test(amounts_that_are_no_numbers_are_refused),
		cmocka_unit_test(the_samples_of_pyxirr_are_met),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("internal rate", tests, NULL, NULL);
}
