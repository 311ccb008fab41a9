/*
 * What the simulation promises about speed: 10,000 paths of 360 months, stored, and their fan chart. As multiples of
 * writing the same bytes with memset, and of the same steps by GSL's mt19937 and ziggurat: measured turn by turn, so that a
 * busy machine slows all. Medians of ratios.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/simulate/paths.h"

enum { PATHS = 10000, MONTHS = 360, TURNS = 31, ASSETS = 10, HISTORY = 240 };

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static int rising(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double median(double *values)
{
	qsort(values, TURNS, sizeof(*values), rising);
	return values[TURNS / 2];
}

/* The same payments, the same law: one path after the other, as one would write it with the library. */
static double time_library(gsl_rng *rng, double *values)
{
	const double variance = log1p(0.12 * 0.12 / (1.06 * 1.06)), mean = (log(1.06) - 0.5 * variance) / 12.0;
	const double deviation = sqrt(variance / 12.0), from = now();

	for (size_t p = 0; p < PATHS; p++) {
		double value = 1e5;

		for (size_t t = 0; t < MONTHS; t++) {
			value = value * exp(mean + deviation * gsl_ran_gaussian_ziggurat(rng, 1.0)) + 1000.0;
			values[p * MONTHS + t] = value;
		}
	}
	return now() - from;
}

static double time_memset(double *values, int turn)
{
	const double from = now();

	memset(values, turn, sizeof(double) * PATHS * MONTHS);
	return now() - from + 1e-9 * (values[turn] > 1e300); /* read, so that it is written */
}

static double time_paths(struct simulation *simulation, const struct simulation_problem *problem)
{
	const double from = now();
	struct simulation_summary summary;
	struct error error;
	enum status status = simulation_start(simulation, problem, &error);

	for (size_t b = 0; !status && b < simulation_blocks(simulation); b++)
		status = simulation_run(simulation, b, &error);
	if (status || simulation_finish(simulation, &summary, &error)) {
		fprintf(stderr, "%s\n", error.message);
		exit(1);
	}
	return now() - from;
}

static double time_fan(const struct simulation *simulation, gsl_matrix *fan)
{
	static const double levels[] = { 0.05, 0.25, 0.50, 0.75, 0.95 };
	const double from = now();

	if (simulation_fan(simulation, levels, 5, fan, NULL))
		exit(1);
	return now() - from;
}

static void measure(const char *name, const struct simulation_problem *problem)
{
	struct simulation *simulation = simulation_new();
	gsl_matrix *fan = gsl_matrix_alloc(MONTHS + 1, 5);
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double *values = calloc(PATHS * MONTHS, sizeof(double));
	double paths[TURNS], both[TURNS], library[TURNS], written[TURNS], first = 0.0;

	for (int turn = -1; turn < TURNS; turn++) {
		const double mine = time_paths(simulation, problem), all = mine + time_fan(simulation, fan);
		const double theirs = time_library(rng, values), bytes = time_memset(values, turn & 7);

		if (turn < 0) {
			first = mine; /* touches its memory for the first time */
			continue;
		}
		paths[turn] = mine;
		both[turn] = all;
		library[turn] = mine / theirs;
		written[turn] = mine / bytes;
	}
	printf("%-34s paths %7.2f ms (first %6.2f)  with fan %7.2f ms  %6.2f of the library's  %6.1f of memset\n", name,
	       1e3 * median(paths), 1e3 * first, 1e3 * median(both), median(library), median(written));
	free(values);
	gsl_rng_free(rng);
	gsl_matrix_free(fan);
	simulation_free(simulation);
}

int main(void)
{
	const struct simulation_flow thousand = { .amount = 1000.0 };
	const struct simulation_problem one = { .paths = PATHS, .months = MONTHS, .seed = 1, .keeps_paths = true,
		                                .initial_value = 1e5, .flows = &thousand, .flow_count = 1,
		                                .expected_return = 0.06, .volatility = 0.12 };
	struct simulation_problem student = one, several = one, again = one;
	gsl_vector *returns = gsl_vector_alloc(ASSETS), *weights = gsl_vector_alloc(ASSETS);
	gsl_matrix *covariance = gsl_matrix_alloc(ASSETS, ASSETS), *history = gsl_matrix_alloc(HISTORY, ASSETS);

	for (size_t i = 0; i < ASSETS; i++) {
		gsl_vector_set(returns, i, 0.02 + 0.007 * (double)i);
		gsl_vector_set(weights, i, 1.0 / ASSETS);
		for (size_t j = 0; j < ASSETS; j++)
			gsl_matrix_set(covariance, i, j, i == j ? 0.03 : 0.01);
		for (size_t t = 0; t < HISTORY; t++)
			gsl_matrix_set(history, t, i, 0.005 + 0.04 * sin((double)(7 * t + 3 * i * t)));
	}
	student.law = SIMULATE_STUDENT;
	several.count = ASSETS;
	several.asset_returns = returns;
	several.covariance = covariance;
	several.weights = weights;
	several.rebalance_months = 12;
	again.law = SIMULATE_BOOTSTRAP;
	again.history = history;
	again.weights = weights;
	again.rebalance_months = 1;
	measure("lognormal", &one);
	measure("Student, 5 degrees", &student);
	measure("ten assets, rebalanced every year", &several);
	measure("bootstrap, blocks of 6", &again);
	gsl_vector_free(returns);
	gsl_vector_free(weights);
	gsl_matrix_free(covariance);
	gsl_matrix_free(history);
	return 0;
}
