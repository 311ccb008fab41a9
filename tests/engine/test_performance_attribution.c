/*
 * Brinson's effects and their linking: a worked example by hand; the four-period example of C. Bacon, Practical Portfolio
 * Performance Measurement and Attribution (2008), tables 5.2, 5.3, 5.5 and 8.2 to 8.5, whose linked effects are those of the
 * R package PortfolioAttribution; ten sectors of the R package pa; and tests/reference/figures.py for Frongello.
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

#include "engine/performance/attribution.h"
#include "tests/support/deviation.h"
#include "tests/support/oracle.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

enum { SEGMENTS = 3 };

/* Weights of portfolio and benchmark, returns of portfolio and benchmark. */
struct table {
	double rows[4][SEGMENTS];
};

/* Effects of a table: allocation, selection, interaction. With `is_added` the last is part of the second. */
static struct attribution_total effects_of(const struct table *table, enum attribution_model model, bool is_added,
                                           double effects[3][SEGMENTS])
{
	gsl_vector_const_view row[4] = {
		gsl_vector_const_view_array(table->rows[0], SEGMENTS), gsl_vector_const_view_array(table->rows[1], SEGMENTS),
		gsl_vector_const_view_array(table->rows[2], SEGMENTS), gsl_vector_const_view_array(table->rows[3], SEGMENTS),
	};
	const struct attribution_period period = {&row[0].vector, &row[1].vector, &row[2].vector, &row[3].vector};
	gsl_vector_view out[3] = {gsl_vector_view_array(effects[0], SEGMENTS), gsl_vector_view_array(effects[1], SEGMENTS),
	                          gsl_vector_view_array(effects[2], SEGMENTS)};
	struct attribution_total total;

	assert_int_equal(performance_attribution(&period, model, &out[0].vector, &out[1].vector,
	                                         is_added ? NULL : &out[2].vector, &total, NULL), STATUS_OK);
	return total;
}

static const struct table two_periods[] = {
	{{{.5, .3, .2}, {.4, .4, .2}, {.12, -.02, .05}, {.10, .01, .04}}},
	{{{.55, .25, .20}, {.4, .4, .2}, {-.06, .015, .02}, {-.05, .01, .03}}},
};

static void effects_of_a_period_sum_to_its_difference(void **state)
{
	static const double first[3][SEGMENTS] = {{.0048, .0042, 0.0}, {.008, -.012, .002}, {.002, .003, 0.0}};
	static const double second[3][SEGMENTS] = {{-.006, -.003, 0.0}, {-.004, .002, -.002}, {-.0015, -.00075, 0.0}};
	double effects[3][SEGMENTS];
	struct attribution_total total;

	(void)state;
	for (size_t p = 0; p < 2; p++) {
		total = effects_of(&two_periods[p], ATTRIBUTION_BRINSON_FACHLER, false, effects);
		for (size_t k = 0; k < 3; k++)
			for (size_t i = 0; i < SEGMENTS; i++)
				assert_near(effects[k][i], p == 0 ? first[k][i] : second[k][i], 1e-16);
		assert_near(total.portfolio_return, p == 0 ? .064 : -.02525, 1e-16);
		assert_near(total.benchmark_return, p == 0 ? .052 : -.01, 1e-16);
		assert_near(total.allocation + total.selection + total.interaction, total.difference, 1e-16);
	}
	total = effects_of(&two_periods[0], ATTRIBUTION_BRINSON_FACHLER, true, effects);
	assert_near(total.selection, -.002 + .005, 1e-16);
	assert_true(total.interaction == 0.0);
}

static void two_periods_link_to_their_compounded_difference(void **state)
{
	static const double expected[] = {-.0006806905, -.0061965743, .0025312647};
	const double r[] = {.064, -.02525}, b[] = {.052, -.01};
	const gsl_vector_const_view portfolio = gsl_vector_const_view_array(r, 2);
	const gsl_vector_const_view benchmark = gsl_vector_const_view_array(b, 2);
	gsl_matrix *effects = gsl_matrix_alloc(2, 3);

	(void)state;
	assert_near(performance_carino_coefficient(.037134, .04148), .9621810083, 5e-11);
	assert_near(performance_carino_coefficient(.064, .052) / .9621810083, .9823408578, 1e-10);
	assert_near(performance_carino_coefficient(-.02525, -.01) / .9621810083, 1.0579731340, 1e-10);
	for (size_t p = 0; p < 2; p++) {
		double each[3][SEGMENTS];
		const struct attribution_total total = effects_of(&two_periods[p], ATTRIBUTION_BRINSON_FACHLER, false, each);

		gsl_matrix_set(effects, p, 0, total.allocation);
		gsl_matrix_set(effects, p, 1, total.selection);
		gsl_matrix_set(effects, p, 2, total.interaction);
	}
	assert_int_equal(performance_link_effects(LINKING_CARINO, &portfolio.vector, &benchmark.vector, effects, effects,
	                                          NULL), STATUS_OK);
	for (size_t k = 0; k < 3; k++)
		assert_near(gsl_matrix_get(effects, 0, k) + gsl_matrix_get(effects, 1, k), expected[k], 5e-11);
	assert_near(gsl_matrix_get(effects, 0, 0) + gsl_matrix_get(effects, 0, 1) + gsl_matrix_get(effects, 0, 2) +
	            gsl_matrix_get(effects, 1, 0) + gsl_matrix_get(effects, 1, 1) + gsl_matrix_get(effects, 1, 2),
	            -.004346, 1e-16);
	gsl_matrix_free(effects);
}

/* The four periods of Bacon: weights and returns of UK, Japanese and US equities. */
static const struct table four_periods[] = {
	{{{.4, .3, .3}, {.4, .2, .4}, {.20, -.05, .06}, {.10, -.04, .08}}},
	{{{.7, .2, .1}, {.4, .3, .3}, {-.05, .03, -.05}, {-.07, .04, -.10}}},
	{{{.3, .5, .2}, {.5, .4, .1}, {-.20, .08, -.15}, {-.25, .05, -.20}}},
	{{{.3, .5, .2}, {.4, .4, .2}, {.10, -.07, .25}, {.05, -.05, .10}}},
};

/* By tests/reference/figures.py: linked by Frongello, summed over the periods; geometric effects of the first period. */
static const double frongello[2 * SEGMENTS] = {.0167365737, -.0054504009, .0010734633, .0785044449, .0015803424,
                                               .0402113061};
static const double geometric[2][SEGMENTS] = {{0.0, -.00977443609022557, -.00150375939849625},
                                              {.0380228136882129, -.00285171102661596, -.00570342205323193}};

static void the_tables_of_bacon_for_one_period(void **state)
{
	static const double hood[3][SEGMENTS] = {{0.0, -.004, -.008}, {.040, -.002, -.008}, {0.0, -.001, .002}};
	static const double fachler[2][SEGMENTS] = {{0.0, -.0104, -.0016}, {.040, -.003, -.006}};
	double effects[3][SEGMENTS];
	struct attribution_total total = effects_of(&four_periods[0], ATTRIBUTION_BRINSON_HOOD_BEEBOWER, false, effects);

	(void)state;
	for (size_t k = 0; k < 3; k++)
		for (size_t i = 0; i < SEGMENTS; i++)
			assert_near(effects[k][i], hood[k][i], 1e-16);
	assert_near(total.allocation, -.012, 1e-16);
	assert_near(total.selection, .030, 1e-16);
	assert_near(total.interaction, .001, 1e-16);
	assert_near(total.difference, .083 - .064, 1e-16);
	total = effects_of(&four_periods[0], ATTRIBUTION_BRINSON_FACHLER, true, effects);
	for (size_t k = 0; k < 2; k++)
		for (size_t i = 0; i < SEGMENTS; i++)
			assert_near(effects[k][i], fachler[k][i], 1e-16);
	assert_near(total.allocation, -.012, 1e-16);
}

static void geometric_effects_compound_to_their_difference(void **state)
{
	double effects[3][SEGMENTS];
	const struct attribution_total total =
		effects_of(&four_periods[0], ATTRIBUTION_GEOMETRIC, false, effects);

	(void)state;
	assert_near(total.allocation, 1.052 / 1.064 - 1.0, 1e-15);
	assert_near(total.selection, 1.083 / 1.052 - 1.0, 1e-15);
	assert_near((1.0 + total.allocation) * (1.0 + total.selection) - 1.0, total.difference, 1e-15);
	assert_near(total.difference, 1.083 / 1.064 - 1.0, 1e-15);
	for (size_t i = 0; i < SEGMENTS; i++) {
		assert_near(effects[0][i], geometric[0][i], 1e-15);
		assert_near(effects[1][i], geometric[1][i], 1e-15);
		assert_true(effects[2][i] == 0.0);
	}
}

/* Effects of the four periods: three allocations, three selections with interaction. Returns into r and b. */
static gsl_matrix *effects_of_four_periods(double r[4], double b[4])
{
	gsl_matrix *effects = gsl_matrix_alloc(4, 2 * SEGMENTS);

	for (size_t t = 0; t < 4; t++) {
		double each[3][SEGMENTS];
		const struct attribution_total total =
			effects_of(&four_periods[t], ATTRIBUTION_BRINSON_FACHLER, true, each);

		r[t] = total.portfolio_return;
		b[t] = total.benchmark_return;
		for (size_t i = 0; i < SEGMENTS; i++) {
			gsl_matrix_set(effects, t, i, each[0][i]);
			gsl_matrix_set(effects, t, SEGMENTS + i, each[1][i]);
		}
	}
	return effects;
}

static double sum_of(const gsl_matrix *matrix)
{
	double sum = 0.0;

	for (size_t t = 0; t < matrix->size1; t++)
		for (size_t k = 0; k < matrix->size2; k++)
			sum += gsl_matrix_get(matrix, t, k);
	return sum;
}

static gsl_matrix *linked_by(enum linking method, const double *r, const double *b, size_t periods,
                             const gsl_matrix *effects)
{
	const gsl_vector_const_view portfolio = gsl_vector_const_view_array(r, periods);
	const gsl_vector_const_view benchmark = gsl_vector_const_view_array(b, periods);
	gsl_matrix *linked = gsl_matrix_alloc(effects->size1, effects->size2);

	assert_int_equal(performance_link_effects(method, &portfolio.vector, &benchmark.vector, effects, linked, NULL),
	                 STATUS_OK);
	return linked;
}

static void frongello_carries_earlier_effects_forward(void **state)
{
	double r[4], b[4];
	gsl_matrix *effects = effects_of_four_periods(r, b), *linked = linked_by(LINKING_FRONGELLO, r, b, 4, effects);

	(void)state;
	for (size_t k = 0; k < 2 * SEGMENTS; k++) {
		double total = 0.0;

		for (size_t t = 0; t < 4; t++)
			total += gsl_matrix_get(linked, t, k);
		assert_near(total, frongello[k], 1e-15);
	}
	gsl_matrix_free(effects);
	gsl_matrix_free(linked);
}

static void the_linked_tables_of_bacon(void **state)
{
	static const char *const names[LINKING_COUNT] = {"Carino", "Menchero", "Grap", "Frongello"};
	struct deviation deviation = {.source = "Bacon's linked effects by PortfolioAttribution"};
	FILE *file = oracle_open("brinson/bacon_tables_computed.txt");
	gsl_matrix *linked = NULL;
	size_t first = 0, row = 0;
	char line[256], name[32], kind[32];
	double r[4], b[4];
	gsl_matrix *effects = effects_of_four_periods(r, b);

	(void)state;
	if (file == NULL) {
		gsl_matrix_free(effects);
		skip();
	}
	while (fgets(line, sizeof line, file) != NULL) {
		double v[4];

		if (sscanf(line, "## linking %31s %31s", name, kind) == 2) {
			size_t method = 0;

			while (method < LINKING_COUNT && strcmp(names[method], name) != 0)
				method++;
			assert_true(method < LINKING_COUNT);
			gsl_matrix_free(linked);
			linked = linked_by((enum linking)method, r, b, 4, effects);
			first = strcmp(kind, "selection") == 0 ? SEGMENTS : 0;
			row = 0;
		} else if (linked != NULL && row < 4 &&
		           sscanf(line, "2012-%*d-%*d %lf %lf %lf %lf", &v[0], &v[1], &v[2], &v[3]) == 4) {
			for (size_t i = 0; i < SEGMENTS; i++)
				/* printed with 12 to 14 decimals */
				deviation_add(&deviation, name, gsl_matrix_get(linked, row, first + i), v[i], 1e-12);
			row++;
		}
	}
	assert_int_equal(deviation.cases, 3 * 2 * 4 * SEGMENTS);
	deviation_report(&deviation);
	fclose(file);
	gsl_matrix_free(linked);
	gsl_matrix_free(effects);
}

static void ten_sectors_of_a_month(void **state)
{
	struct deviation deviation = {.source = "ten sectors of pa"};
	gsl_vector *column[8], *out[3];
	struct series table;

	(void)state;
	if (!oracle_read("brinson/pa_jan_sectors.csv", NULL, &table))
		skip();
	assert_int_equal(table.count, 8);
	for (size_t k = 0; k < 8; k++) {
		column[k] = gsl_vector_alloc(table.length);
		for (size_t i = 0; i < table.length; i++)
			gsl_vector_set(column[k], i, table.values[i * 8 + k]);
	}
	for (size_t k = 0; k < 3; k++)
		out[k] = gsl_vector_alloc(table.length);
	for (int model = ATTRIBUTION_BRINSON_FACHLER; model <= ATTRIBUTION_BRINSON_HOOD_BEEBOWER; model++) {
		const struct attribution_period period = {column[0], column[1], column[2], column[3]};
		const size_t allocation = model == ATTRIBUTION_BRINSON_FACHLER ? 5 : 4;
		struct attribution_total total;

		assert_int_equal(performance_attribution(&period, (enum attribution_model)model, out[0], out[1], out[2], &total,
		                                         NULL), STATUS_OK);
		for (size_t i = 0; i < table.length; i++) {
			deviation_add(&deviation, "allocation", gsl_vector_get(out[0], i),
			              gsl_vector_get(column[allocation], i), 1e-15);
			deviation_add(&deviation, "selection", gsl_vector_get(out[1], i), gsl_vector_get(column[6], i), 1e-15);
			deviation_add(&deviation, "interaction", gsl_vector_get(out[2], i), gsl_vector_get(column[7], i), 1e-15);
		}
		assert_near(total.allocation + total.selection + total.interaction, total.difference, 1e-16);
	}
	deviation_report(&deviation);
	for (size_t k = 0; k < 8; k++)
		gsl_vector_free(column[k]);
	for (size_t k = 0; k < 3; k++)
		gsl_vector_free(out[k]);
	series_clear(&table);
}

/* Three months, 30 basis points ahead in each: the total is .9201390 %, and not what adding or scaling by hand gives. */
static void three_months_of_thirty_points(void **state)
{
	static const double r[] = {.025, .018, -.005}, b[] = {.022, .015, -.008};
	static const double k[] = {.9770402696, .9837685449, 1.0065432912};
	static const double expected[] = {.0030296804, .0030505440, .0031211656};
	gsl_matrix *effects = gsl_matrix_alloc(3, 1), *linked;

	(void)state;
	for (size_t t = 0; t < 3; t++) {
		assert_near(performance_carino_coefficient(r[t], b[t]), k[t], 5e-11);
		gsl_matrix_set(effects, t, 0, r[t] - b[t]);
	}
	linked = linked_by(LINKING_CARINO, r, b, 3, effects);
	for (size_t t = 0; t < 3; t++)
		assert_near(gsl_matrix_get(linked, t, 0), expected[t], 5e-11);
	assert_near(sum_of(linked), .009201390, 5e-10);
	gsl_matrix_free(effects);
	gsl_matrix_free(linked);
}

/* A sector the benchmark does not hold earns what the benchmark does unless its index is given; one not held, nothing. */
static void absent_sectors_have_no_return_of_their_own(void **state)
{
	const struct table absent = {{{.5, .3, .2}, {.5, .5, 0.0}, {.02, .03, .08}, {.01, .02, NAN}}};
	const struct table sold = {{{.5, .5, 0.0}, {.4, .4, .2}, {.02, .03, NAN}, {.01, .02, .03}}};
	double effects[3][SEGMENTS];
	struct attribution_total total = effects_of(&absent, ATTRIBUTION_BRINSON_FACHLER, false, effects);

	(void)state;
	assert_near(total.benchmark_return, .015, 1e-17);
	assert_near(effects[0][2], 0.0, 1e-17);
	assert_near(effects[2][2], .2 * (.08 - .015), 1e-16);
	assert_near(total.allocation + total.selection + total.interaction, total.difference, 1e-16);
	total = effects_of(&sold, ATTRIBUTION_BRINSON_FACHLER, false, effects);
	assert_near(effects[1][2], 0.0, 1e-17);
	assert_near(effects[0][2], -.2 * (.03 - .018), 1e-16);
	assert_near(total.allocation + total.selection + total.interaction, total.difference, 1e-16);
}

static void every_linking_sums_exactly_on_random_periods(void **state)
{
	gsl_rng *random = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	gsl_rng_set(random, 20260305);
	for (int round = 0; round < 60; round++) {
		enum { PERIODS = 36, EFFECTS = 5 };
		gsl_matrix *effects = gsl_matrix_alloc(PERIODS, EFFECTS);
		double r[PERIODS], b[PERIODS], wealth_r = 1.0, wealth_b = 1.0;

		for (size_t t = 0; t < PERIODS; t++) {
			double sum = 0.0;

			for (size_t k = 0; k < EFFECTS; k++) {
				/* a third of the rounds differ by next to nothing, and some periods not at all */
				const double size = round % 3 == 0 ? 1e-9 : 0.01;
				const double effect = t % 7 == 0 ? 0.0 : size * gsl_ran_gaussian(random, 1.0);

				gsl_matrix_set(effects, t, k, effect);
				sum += effect;
			}
			b[t] = 0.04 * gsl_ran_gaussian(random, 1.0);
			r[t] = b[t] + sum;
			wealth_r *= 1.0 + r[t];
			wealth_b *= 1.0 + b[t];
		}
		for (int method = 0; method < LINKING_COUNT; method++) {
			gsl_matrix *linked = linked_by((enum linking)method, r, b, PERIODS, effects);

			/* r - b carries the rounding of r: 36 periods of 1e-16, times growth of a few */
			assert_near(sum_of(linked), wealth_r - wealth_b, 1e-13);
			gsl_matrix_free(linked);
		}
		gsl_matrix_free(effects);
	}
	gsl_rng_free(random);
}

static void attribution_refuses_what_does_not_add_up(void **state)
{
	const double half[] = {.5, .4}, whole[] = {.5, .5}, r[] = {.01, -1.0}, fine[] = {.01, .02};
	const gsl_vector_const_view short_weights = gsl_vector_const_view_array(half, 2);
	const gsl_vector_const_view weights = gsl_vector_const_view_array(whole, 2);
	const gsl_vector_const_view lost = gsl_vector_const_view_array(r, 2);
	const gsl_vector_const_view returns = gsl_vector_const_view_array(fine, 2);
	struct attribution_period period = {&weights.vector, &short_weights.vector, &returns.vector, &returns.vector};
	gsl_vector *allocation = gsl_vector_calloc(2), *selection = gsl_vector_calloc(2), *wide = gsl_vector_calloc(3);
	gsl_matrix *effects = gsl_matrix_calloc(2, 1);
	struct attribution_total total = {.difference = 7.0};
	struct error err = {0};

	(void)state;
	assert_int_equal(performance_attribution(&period, ATTRIBUTION_BRINSON_FACHLER, allocation, selection, NULL, &total,
	                                         &err), STATUS_INVALID);
	assert_string_equal(err.message, "the benchmark weights sum to 0.9; they must sum to 1");
	period.benchmark_weights = &weights.vector;
	assert_int_equal(performance_attribution(&period, ATTRIBUTION_BRINSON_FACHLER, allocation, wide, NULL, &total,
	                                         &err), STATUS_INVALID);
	period.portfolio_returns = &lost.vector;
	assert_int_equal(performance_attribution(&period, ATTRIBUTION_GEOMETRIC, allocation, selection, NULL, &total, &err),
	                 STATUS_INVALID);
	assert_int_equal(performance_attribution(&period, ATTRIBUTION_MODEL_COUNT, allocation, selection, NULL, &total,
	                                         &err), STATUS_INVALID);
	assert_true(total.difference == 7.0);
	assert_int_equal(performance_link_effects(LINKING_CARINO, &lost.vector, &returns.vector, effects, effects, &err),
	                 STATUS_INVALID);
	assert_non_null(strstr(err.message, "period 2"));
	gsl_matrix_set(effects, 1, 0, 0.5);
	assert_int_equal(performance_link_effects(LINKING_GRAP, &returns.vector, &returns.vector, effects, effects, &err),
	                 STATUS_INVALID);
	assert_non_null(strstr(err.message, "sum to 0.5"));
	gsl_vector_free(allocation);
	gsl_vector_free(selection);
	gsl_vector_free(wide);
	gsl_matrix_free(effects);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effects_of_a_period_sum_to_its_difference),
		cmocka_unit_test(two_periods_link_to_their_compounded_difference),
		cmocka_unit_test(the_tables_of_bacon_for_one_period),
		cmocka_unit_test(geometric_effects_compound_to_their_difference),
		cmocka_unit_test(frongello_carries_earlier_effects_forward),
		cmocka_unit_test(the_linked_tables_of_bacon),
		cmocka_unit_test(ten_sectors_of_a_month),
		cmocka_unit_test(three_months_of_thirty_points),
		cmocka_unit_test(absent_sectors_have_no_return_of_their_own),
		cmocka_unit_test(every_linking_sums_exactly_on_random_periods),
		cmocka_unit_test(attribution_refuses_what_does_not_add_up),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests_name("attribution", tests, NULL, NULL);
}
