/*
 * Paths against closed forms. Where a number is random, 4 standard errors are allowed: at a fixed seed it passes or fails
 * for ever, and a right program fails one such check in 16,000.
 */
#include <math.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>

#include "engine/simulate/goals.h"
#include "engine/simulate/paths.h"
#include "engine/simulate/streams.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

static struct simulation_summary run(struct simulation *simulation, const struct simulation_problem *problem)
{
	struct simulation_summary summary = { 0 };
	struct error err = { .message = "" };

	if (simulation_start(simulation, problem, &err))
		fail_msg("%s", err.message);
	for (size_t b = 0; b < simulation_blocks(simulation); b++)
		assert_int_equal(simulation_run(simulation, b, &err), STATUS_OK);
	if (simulation_finish(simulation, &summary, &err))
		fail_msg("%s", err.message);
	return summary;
}

static const struct simulation_flow thousand = { .amount = 1000.0 };

/* 100,000 and 1,000 a month for ten years, at 6 % and 12 %. */
static struct simulation_problem ten_years(size_t paths)
{
	return (struct simulation_problem){ .paths = paths, .months = 120, .seed = 12345, .initial_value = 1e5,
		                            .flows = &thousand, .flow_count = 1, .expected_return = 0.06,
		                            .volatility = 0.12 };
}

static void streams_are_the_published_generator(void **state)
{
	/* tests/reference/streams.py: the first two words of each lane, and of the next stream's first. */
	static const uint64_t expected[5][2] = {
		{ 0xcfc5d07f6f03c29b, 0xbf424132963fe08d }, { 0xdafd92f1adffc5b9, 0x89d5ed6828f5becf },
		{ 0xcf14ec0cd23320f2, 0x0d996ecdd4a89305 }, { 0x1957feaeee7b292b, 0xd097e34bb930caf9 },
		{ 0xcd13e85c41f61ea6, 0x0cd58f2fc013b3be },
	};
	struct stream streams[2];
	uint64_t words[2][8];

	(void)state;
	streams_init(1, streams, 2);
	stream_words(&streams[0], words[0], 8);
	stream_words(&streams[1], words[1], 8);
	for (size_t lane = 0; lane < 5; lane++) {
		assert_true(words[lane / 4][lane % 4] == expected[lane][0]);
		assert_true(words[lane / 4][lane % 4 + 4] == expected[lane][1]);
	}
}

/* Mean of f(x)^k over many draws against its expectation, given the expectation of the square. */
static void check_moment(double sum, double count, double expected, double square)
{
	assert_near(sum / count, expected, 4.0 * sqrt((square - expected * expected) / count));
}

static void draws_have_the_moments_of_their_laws(void **state)
{
	enum { ROWS = 2000 };
	const double count = (double)ROWS * STREAM_ROW;
	double row[STREAM_ROW], sum[8] = { 0 };
	struct stream stream;

	(void)state;
	streams_init(7, &stream, 1);
	for (int k = 0; k < ROWS; k++) {
		stream_normals(&stream, row, STREAM_ROW);
		for (size_t p = 0; p < STREAM_ROW; p++) {
			const double z = row[p];

			sum[0] += z;
			sum[1] += z * z;
			sum[2] += z * z * z;
			sum[3] += z * z * z * z;
			sum[4] += fabs(z) > 3.0;
			sum[5] += p > 0 ? z * row[p - 1] : 0.0;
		}
		stream_student(&stream, 5, row, STREAM_ROW);
		for (size_t p = 0; p < STREAM_ROW; p++)
			sum[6] += fabs(row[p]) > 4.0321429835552278; /* the 99.5 % point of t with 5 degrees */
		stream_chi_square(&stream, 5, row, STREAM_ROW);
		for (size_t p = 0; p < STREAM_ROW; p++)
			sum[7] += row[p];
	}
	check_moment(sum[0], count, 0.0, 1.0);
	check_moment(sum[1], count, 1.0, 3.0);
	check_moment(sum[2], count, 0.0, 15.0);
	check_moment(sum[3], count, 3.0, 105.0);
	check_moment(sum[4], count, 0.0026997960632602, 0.0026997960632602);
	check_moment(sum[5], count, 0.0, 1.0);
	check_moment(sum[6], count, 0.01, 0.01);
	check_moment(sum[7], count, 5.0, 35.0);
}

static void the_exponential_is_right_to_the_last_digits(void **state)
{
	double z[STREAM_ROW], growth[STREAM_ROW];

	(void)state;
	for (size_t p = 0; p < STREAM_ROW; p++)
		z[p] = (double)p * 5.46875 - 700.0;
	row_exp(z, 0.0, 1.0, growth, STREAM_ROW);
	for (size_t p = 0; p < STREAM_ROW; p++)
		assert_near(growth[p] / exp(z[p]), 1.0, 0x1p-51); /* two units in the last place */
	z[0] = -1e300;
	z[1] = 1e300;
	row_exp(z, 0.0, 1.0, growth, STREAM_ROW);
	assert_true(growth[0] > 0.0 && isfinite(growth[1]));
}

static void the_reference_run_gives_the_published_digits(void **state)
{
	struct simulation *simulation = simulation_new();
	struct simulation_problem problem = ten_years(20000);
	struct simulation_summary summary;
	struct simulation_goal goal;

	(void)state;
	/* GSL 2.7's mt19937 and ugaussian_Pinv, path after path, in an independent program; half a unit of its last digit. */
	problem.generator = SIMULATE_REFERENCE;
	summary = run(simulation, &problem);
	assert_near(summary.mean, 341738.840108, 5e-7);
	assert_near(summary.deviation * sqrt(19999.0 / 20000.0), 98653.957043, 5e-7); /* there with divisor M */
	assert_int_equal(simulation_goal(simulation, 300000.0, &goal, NULL), STATUS_OK);
	assert_near(goal.reached.probability, 0.624150, 1e-12);
	assert_int_equal(simulation_goal(simulation, 350000.0, &goal, NULL), STATUS_OK);
	assert_near(goal.reached.probability, 0.405650, 1e-12);
	simulation_free(simulation);
}

static void chances_agree_with_four_hundred_thousand_other_paths(void **state)
{
	/* Another program's shares of 400,000 paths, so both errors count. */
	static const double goals[][2] = { { 300000.0, 0.6205 }, { 350000.0, 0.4036 }, { 400000.0, 0.2391 } };
	struct simulation *simulation = simulation_new();
	const struct simulation_problem problem = ten_years(100000);
	const struct simulation_summary summary = run(simulation, &problem);
	struct simulation_goal goal;

	(void)state;
	for (size_t k = 0; k < 3; k++) {
		assert_int_equal(simulation_goal(simulation, goals[k][0], &goal, NULL), STATUS_OK);
		assert_near(goal.reached.probability, goals[k][1], 4.0 * goal.reached.error * sqrt(1.0 + 0.25));
		assert_near(goal.reached.high - goal.reached.probability, 1.96 * goal.reached.error, 1e-15);
		assert_near(goal.reached.shown, goal.reached.probability, 0.0);
	}
	assert_near(summary.median, 326800.0, 4.0 * 1.2533 * summary.mean_error);
	assert_int_equal(simulation_goal(simulation, 1.0, &goal, NULL), STATUS_OK);
	assert_near(goal.reached.probability, 1.0, 0.0);
	assert_near(goal.reached.shown, 0.99, 0.0);
	assert_int_equal(simulation_goal(simulation, 1e12, &goal, NULL), STATUS_OK);
	assert_near(goal.reached.shown, 0.01, 0.0);
	assert_near(goal.shortfall, 1e12 - summary.mean, 1e-3);
	assert_near(goal.shortfall_when_missed, goal.shortfall, 1e-3);
	simulation_free(simulation);
}

/* Mean and standard deviation of a month, each with its standard error from the paths themselves. */
static void check_moments(const struct simulation *simulation, size_t month, double mean, double deviation)
{
	const double *values = simulation_values(simulation, month);
	const double count = 20000.0;
	double second = 0.0, fourth = 0.0, first = 0.0;

	for (size_t p = 0; p < 20000; p++) {
		const double d = values[p] - mean, d2 = d * d;

		first += d / count;
		second += d2 / count;
		fourth += d2 * d2 / count;
	}
	assert_near(first, 0.0, 4.0 * deviation / sqrt(count) + 1e-9 * mean);
	/* Sixth moments decide how normal the error of a fourth is: in the heavier tails six errors. */
	assert_near(second, deviation * deviation, 6.0 * sqrt((fourth - second * second) / count) + 1e-9 * mean * mean);
}

static void funds_have_their_exact_moments_whatever_is_paid(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct simulation *simulation = simulation_new();

	(void)state;
	for (int round = 0; round < 24; round++) {
		const struct fund_moments fund = {
			.expected_return = 0.12 * gsl_rng_uniform(rng), .volatility = 0.02 + 0.2 * gsl_rng_uniform(rng),
			.fee = 0.02 * gsl_rng_uniform(rng), .initial = 1e5 * gsl_rng_uniform(rng),
			.payment = 1000.0 * gsl_rng_uniform(rng), .payment_growth = 0.05 * gsl_rng_uniform(rng),
			.payment_volatility = round % 3 ? 0.0 : 0.5, .is_at_start = round & 1,
			.months = 1 + gsl_rng_uniform_int(rng, 120),
		};
		const struct simulation_flow flow = { .amount = fund.payment, .growth = fund.payment_growth,
			                              .volatility = fund.payment_volatility,
			                              .is_at_start = fund.is_at_start };
		const struct simulation_problem problem = {
			.paths = 20000, .months = fund.months, .seed = (uint64_t)round, .keeps_paths = true,
			.law = round % 4 == 3 ? SIMULATE_STUDENT : SIMULATE_LOGNORMAL, .freedom = round % 8 == 7 ? 8 : 0,
			.initial_value = fund.initial, .fee = fund.fee, .flows = &flow, .flow_count = 1,
			.expected_return = fund.expected_return, .volatility = fund.volatility,
		};
		double mean, deviation;

		assert_int_equal(fund_moments(&fund, &mean, &deviation, NULL), STATUS_OK);
		(void)run(simulation, &problem);
		check_moments(simulation, fund.months, mean, deviation);
	}
	simulation_free(simulation);
	gsl_rng_free(rng);
}

static void a_sum_left_alone_reaches_goals_as_often_as_it_must(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct simulation *simulation = simulation_new();

	(void)state;
	for (int round = 0; round < 20; round++) {
		const double a = 0.1 * gsl_rng_uniform(rng), s = 0.05 + 0.2 * gsl_rng_uniform(rng);
		const size_t years = 1 + gsl_rng_uniform_int(rng, 30);
		const struct simulation_problem problem = { .paths = 20000, .months = 12 * years, .seed = 77, .initial_value = 1.0,
			                                    .expected_return = a, .volatility = s };
		struct lump_sum sum = { .initial = 1.0, .years = (double)years };
		struct simulation_goal goal;
		double amount, p;

		assert_int_equal(lognormal_from_simple(a, s, &sum.law, NULL), STATUS_OK);
		assert_int_equal(lump_sum_quantile(&sum, 0.1 + 0.8 * gsl_rng_uniform(rng), &amount, NULL), STATUS_OK);
		assert_int_equal(lump_sum_probability(&sum, amount, &p, NULL), STATUS_OK);
		(void)run(simulation, &problem);
		assert_int_equal(simulation_goal(simulation, amount, &goal, NULL), STATUS_OK);
		assert_near(goal.reached.probability, p, 4.0 * sqrt(p * (1.0 - p) / 20000.0));
	}
	simulation_free(simulation);
	gsl_rng_free(rng);
}

static void blocks_may_run_in_any_order_and_paths_do_not_depend_on_their_number(void **state)
{
	struct simulation *forwards = simulation_new(), *backwards = simulation_new(), *fewer = simulation_new();
	struct simulation_problem problem = ten_years(1000);
	struct simulation_summary a, b;

	(void)state;
	problem.keeps_paths = true;
	a = run(forwards, &problem);
	assert_int_equal(simulation_start(backwards, &problem, NULL), STATUS_OK);
	assert_int_equal(simulation_finish(backwards, &b, NULL), STATUS_INVALID);
	for (size_t k = simulation_blocks(backwards); k-- > 0;)
		assert_int_equal(simulation_run(backwards, k, NULL), STATUS_OK);
	assert_int_equal(simulation_run(backwards, 2, NULL), STATUS_OK); /* once more changes nothing */
	assert_int_equal(simulation_finish(backwards, &b, NULL), STATUS_OK);
	assert_memory_equal(&a, &b, sizeof(a));
	problem.paths = 300;
	(void)run(fewer, &problem);
	for (size_t t = 1; t <= 120; t++) {
		assert_memory_equal(simulation_values(forwards, t), simulation_values(backwards, t), 1000 * sizeof(double));
		assert_memory_equal(simulation_values(forwards, t), simulation_values(fewer, t), 300 * sizeof(double));
	}
	simulation_free(forwards);
	simulation_free(backwards);
	simulation_free(fewer);
}

static void *run_odd_blocks(void *simulation)
{
	for (size_t b = 1; b < simulation_blocks(simulation); b += 2)
		if (simulation_run(simulation, b, NULL))
			return simulation;
	return NULL;
}

static void two_threads_give_the_digits_of_one(void **state)
{
	struct simulation *alone = simulation_new(), *shared = simulation_new();
	const struct simulation_problem problem = ten_years(5000);
	const struct simulation_summary expected = run(alone, &problem);
	struct simulation_summary summary;
	pthread_t thread;
	void *failed;

	(void)state;
	assert_int_equal(simulation_start(shared, &problem, NULL), STATUS_OK);
	assert_int_equal(pthread_create(&thread, NULL, run_odd_blocks, shared), 0);
	for (size_t b = 0; b < simulation_blocks(shared); b += 2)
		assert_int_equal(simulation_run(shared, b, NULL), STATUS_OK);
	assert_int_equal(pthread_join(thread, &failed), 0);
	assert_null(failed);
	assert_int_equal(simulation_finish(shared, &summary, NULL), STATUS_OK);
	assert_memory_equal(&summary, &expected, sizeof(summary));
	simulation_free(alone);
	simulation_free(shared);
}

static void opposite_paths_halve_the_error_of_a_mean(void **state)
{
	struct simulation *simulation = simulation_new();
	struct simulation_problem problem = ten_years(20000);
	const struct simulation_summary plain = run(simulation, &problem);
	struct simulation_summary pairs;

	(void)state;
	problem.is_antithetic = true;
	pairs = run(simulation, &problem);
	assert_true(pairs.mean_error < 0.5 * plain.mean_error);
	assert_near(pairs.mean, 341558.2121, 4.0 * pairs.mean_error); /* exact, from tests/reference/goals.py */
	assert_near(plain.mean, 341558.2121, 4.0 * plain.mean_error);
	simulation_free(simulation);
}

static int rising(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static void the_fan_is_made_of_exact_order_statistics(void **state)
{
	static const double levels[] = { 0.95, 0.0, 0.05, 0.25, 0.5, 0.5, 1.0, 0.123456 };
	static const struct simulation_flow spending = { .amount = -1500.0 };
	static const size_t counts[] = { 1, 2, 3, 257, 5000 };
	struct simulation *simulation = simulation_new();
	gsl_matrix *fan = gsl_matrix_alloc(121, 8);
	double *sorted = calloc(5000, sizeof(double)), value;

	(void)state;
	for (size_t k = 0; k < 5; k++) {
		struct simulation_problem problem = ten_years(counts[k]);

		problem.keeps_paths = true;
		problem.flows = &spending; /* many paths end at zero: equal values */
		(void)run(simulation, &problem);
		assert_int_equal(simulation_fan(simulation, levels, 8, fan, NULL), STATUS_OK);
		for (size_t t = 1; t <= 120; t++) {
			memcpy(sorted, simulation_values(simulation, t), counts[k] * sizeof(double));
			qsort(sorted, counts[k], sizeof(double), rising);
			for (size_t l = 0; l < 8; l++) {
				const double h = (double)(counts[k] - 1) * levels[l];
				const size_t below = (size_t)h;
				double expected = sorted[below];

				if (h > (double)below)
					expected += (h - (double)below) * (sorted[below + 1] - expected);
				assert_near(gsl_matrix_get(fan, t, l), expected, 0.0);
			}
		}
		assert_int_equal(simulation_quantiles(simulation, 120, levels, 1, &value, NULL), STATUS_OK);
		assert_near(value, gsl_matrix_get(fan, 120, 0), 0.0);
	}
	free(sorted);
	gsl_matrix_free(fan);
	simulation_free(simulation);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(streams_are_the_published_generator),
		cmocka_unit_test(draws_have_the_moments_of_their_laws),
		cmocka_unit_test(the_exponential_is_right_to_the_last_digits),
		cmocka_unit_test(the_reference_run_gives_the_published_digits),
		cmocka_unit_test(chances_agree_with_four_hundred_thousand_other_paths),
		cmocka_unit_test(funds_have_their_exact_moments_whatever_is_paid),
		cmocka_unit_test(a_sum_left_alone_reaches_goals_as_often_as_it_must),
		cmocka_unit_test(blocks_may_run_in_any_order_and_paths_do_not_depend_on_their_number),
		cmocka_unit_test(two_threads_give_the_digits_of_one),
		cmocka_unit_test(opposite_paths_halve_the_error_of_a_mean),
		cmocka_unit_test(the_fan_is_made_of_exact_order_statistics),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
