/*
 * What the frontier promises about speed, as multiples of one Cholesky factor of the same covariance (LAPACK's dpotrf on
 * one thread): measured in pairs, turn by turn, so that a busy machine slows both. Medians of ratios.
 */
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/solve/solve.h"

/* OpenBLAS and LAPACK ship no header for these that every distribution installs. */
void openblas_set_num_threads(int threads);
void dpotrf_(const char *triangle, const int *n, double *a, const int *stride, int *info);

struct market {
	struct quadratic_problem problem;
	gsl_matrix *covariance, *rows;
	gsl_vector *mean, *lower, *upper, *row_lower, *row_upper;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Returns driven by twenty factors, seeded: the same market on every machine. */
static void market_init(struct market *market, size_t n, size_t groups, double cap)
{
	enum { FACTORS = 20 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double *loading = calloc(n * FACTORS, sizeof(double));

	gsl_rng_set(rng, 225);
	market->covariance = gsl_matrix_calloc(n, n);
	market->mean = gsl_vector_calloc(n);
	market->lower = gsl_vector_calloc(n);
	market->upper = gsl_vector_calloc(n);
	market->rows = gsl_matrix_calloc(1 + groups, n);
	market->row_lower = gsl_vector_calloc(1 + groups);
	market->row_upper = gsl_vector_calloc(1 + groups);
	for (size_t i = 0; i < n * FACTORS; i++)
		loading[i] = (i % FACTORS == 0 ? 0.15 : 0.0) + 0.12 * (gsl_rng_uniform(rng) - 0.5);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(market->mean, i, 0.02 + 0.10 * gsl_rng_uniform(rng));
		gsl_vector_set(market->upper, i, cap);
		for (size_t j = 0; j <= i; j++) {
			double sum = 0.0;

			for (size_t k = 0; k < FACTORS; k++)
				sum += loading[i * FACTORS + k] * loading[j * FACTORS + k];
			if (i == j)
				sum += 0.005 + 0.03 * gsl_rng_uniform(rng);
			gsl_matrix_set(market->covariance, i, j, sum);
			gsl_matrix_set(market->covariance, j, i, sum);
		}
		for (size_t r = 0; r <= groups; r++)
			gsl_matrix_set(market->rows, r, i, r == 0 || i % groups == r - 1 ? 1.0 : 0.0);
	}
	gsl_vector_set_all(market->row_lower, groups ? 0.5 / (double)groups : 0.0);
	gsl_vector_set_all(market->row_upper, groups ? 1.6 / (double)groups : 0.0);
	gsl_vector_set(market->row_lower, 0, 1.0);
	gsl_vector_set(market->row_upper, 0, 1.0);
	market->problem = (struct quadratic_problem){
		.count = n, .hessian = market->covariance, .linear = market->mean, .lower = market->lower,
		.upper = market->upper, .row_count = 1 + groups, .rows = market->rows, .row_lower = market->row_lower,
		.row_upper = market->row_upper,
	};
	free(loading);
	gsl_rng_free(rng);
}

static void market_clear(struct market *market)
{
	gsl_matrix_free(market->covariance);
	gsl_matrix_free(market->rows);
	gsl_vector_free(market->mean);
	gsl_vector_free(market->lower);
	gsl_vector_free(market->upper);
	gsl_vector_free(market->row_lower);
	gsl_vector_free(market->row_upper);
}

static int rising(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), rising);
	return values[count / 2];
}

static double time_factor(const struct market *market, double *copy, int repeats)
{
	const int n = (int)market->problem.count;
	double total = 0.0;

	for (int i = 0; i < repeats; i++) {
		int info;

		memcpy(copy, market->covariance->data, (size_t)n * (size_t)n * sizeof(double));
		const double from = now();

		dpotrf_("L", &n, copy, &n, &info);
		total += now() - from;
		if (info != 0)
			exit(1);
	}
	return total / repeats;
}

static void measure(const char *name, size_t n, size_t groups, double cap, int points)
{
	enum { PAIRS = 201 };
	struct solve_workspace *workspace = solve_workspace_new();
	struct frontier frontier = { 0 };
	struct market market;
	double ratios[PAIRS], times[PAIRS], *copy = calloc(n * n, sizeof(double)), *weights = calloc(n, sizeof(double));
	const int repeats = n > 100 ? 1 : 20;
	struct error error;

	market_init(&market, n, groups, cap);
	for (int pair = -20; pair < PAIRS; pair++) {
		const double factor = time_factor(&market, copy, repeats), from = now();

		for (int i = 0; i < repeats; i++) {
			if (solve_critical_line(&market.problem, workspace, &frontier, &error)) {
				fprintf(stderr, "%s: %s\n", name, error.message);
				exit(1);
			}
			for (int k = 0; k < points; k++) {
				const struct frontier_corner *high = frontier.corners, *low = high + frontier.corner_count - 1;
				struct frontier_point point;

				if (frontier_at_return(&frontier,
				                       low->expected_return + (high->expected_return - low->expected_return) *
				                                                      k / points,
				                       &point))
					frontier_read(&frontier, &point, weights, NULL, NULL);
			}
		}

		const double mine = (now() - from) / repeats;

		if (pair >= 0) {
			times[pair] = mine;
			ratios[pair] = mine / factor;
		}
	}
	printf("%-28s n %4zu  rows %2zu  corners %3zu  %9.2f us  %7.3f of dpotrf\n", name, n, groups + 1,
	       frontier.corner_count, 1e6 * median(times, PAIRS), median(ratios, PAIRS));
	frontier_clear(&frontier);
	solve_workspace_free(workspace);
	market_clear(&market);
	free(copy);
	free(weights);
}

static void print_machine(void)
{
	char line[256] = "unknown processor\n";
	FILE *file = fopen("/proc/cpuinfo", "r");

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "model name", 10) == 0)
			break;
	if (file)
		fclose(file);
	printf("machine: %s", line);
}

int main(void)
{
	openblas_set_num_threads(1);
	print_machine();
	measure("whole frontier", 225, 0, 1.0, 0);
	measure("frontier, 100 points", 225, 0, 1.0, 100);
	measure("frontier, cap 5.1 %", 225, 0, 0.051, 0);
	measure("frontier, ten groups", 225, 10, 0.0951, 0);
	measure("whole frontier", 31, 0, 1.0, 0);
	measure("a client's, four groups", 12, 4, 0.35, 0);
	return 0;
}
