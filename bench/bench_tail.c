/*
 * What the objectives of the tail promise about speed, as multiples of the covariance of the same scenarios (one dsyrk on
 * one thread), measured in pairs, turn by turn; and of the whole linear program, a row for each scenario, where that is
 * small enough to be solved. Medians.
 */
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/allocate/allocate.h"

/* OpenBLAS ships no header for these that every distribution installs. */
void openblas_set_num_threads(int threads);
void dsyrk_(const char *triangle, const char *transposed, const int *n, const int *k, const double *alpha,
            const double *a, const int *a_stride, const double *beta, double *c, const int *c_stride);

struct market {
	struct allocation_problem problem;
	gsl_vector *mean;
	gsl_matrix *covariance, *returns;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* The sum of twelve uniforms: close enough to a normal, and the same on every machine. */
static double shock(gsl_rng *rng)
{
	double sum = -6.0;

	for (int i = 0; i < 12; i++)
		sum += gsl_rng_uniform(rng);
	return sum;
}

static void measure_moments(struct market *market)
{
	const size_t n = market->returns->size2, T = market->returns->size1;

	for (size_t t = 0; t < T; t++)
		for (size_t i = 0; i < n; i++)
			*gsl_vector_ptr(market->mean, i) += gsl_matrix_get(market->returns, t, i) / (double)T;
	for (size_t t = 0; t < T; t++)
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++)
				*gsl_matrix_ptr(market->covariance, i, j) +=
					(gsl_matrix_get(market->returns, t, i) - gsl_vector_get(market->mean, i)) *
					(gsl_matrix_get(market->returns, t, j) - gsl_vector_get(market->mean, j)) / (double)T;
}

/* Days of shares driven by a market and four more factors; a floor three tenths of the way to the best mean. */
static void market_init(struct market *market, size_t T, size_t n)
{
	enum { FACTORS = 5 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double *loading = calloc(n * FACTORS, sizeof(double)), mean = 0.0, best = -INFINITY;

	gsl_rng_set(rng, 95);
	market->mean = gsl_vector_calloc(n);
	market->covariance = gsl_matrix_calloc(n, n);
	market->returns = gsl_matrix_calloc(T, n);
	for (size_t i = 0; i < n * FACTORS; i++)
		loading[i] = (i % FACTORS == 0 ? 0.010 : 0.0) + 0.004 * shock(rng);
	for (size_t t = 0; t < T; t++) {
		double factor[FACTORS];

		for (size_t k = 0; k < FACTORS; k++)
			factor[k] = shock(rng);
		for (size_t i = 0; i < n; i++) {
			double r = 0.0002 + 0.0006 * (double)(i % 7) / 7.0 + 0.012 * shock(rng);

			for (size_t k = 0; k < FACTORS; k++)
				r += loading[i * FACTORS + k] * factor[k];
			gsl_matrix_set(market->returns, t, i, r);
		}
	}
	measure_moments(market);
	for (size_t i = 0; i < n; i++) {
		mean += gsl_vector_get(market->mean, i) / (double)n;
		best = fmax(best, gsl_vector_get(market->mean, i));
	}
	market->problem = (struct allocation_problem){
		.count = n, .expected_return = market->mean, .covariance = market->covariance, .returns = market->returns,
		.confidence = 0.95, .target_return = mean + 0.3 * (best - mean),
	};
	free(loading);
	gsl_rng_free(rng);
}

static void market_clear(struct market *market)
{
	gsl_vector_free(market->mean);
	gsl_matrix_free(market->covariance);
	gsl_matrix_free(market->returns);
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

static double time_covariance(const struct market *market, double *product)
{
	const int n = (int)market->problem.count, T = (int)market->returns->size1;
	const double one = 1.0, zero = 0.0, from = now();

	dsyrk_("L", "N", &n, &T, &one, market->returns->data, &n, &zero, product, &n);
	return now() - from;
}

static void measure(const char *name, size_t T, size_t n, int pairs)
{
	struct solve_workspace *workspace = solve_workspace_new();
	double *ratios = calloc((size_t)pairs, sizeof(double)), *times = calloc((size_t)pairs, sizeof(double));
	double *product = calloc(n * n, sizeof(double));
	gsl_vector *weights = gsl_vector_alloc(n);
	struct allocation_info info;
	struct market market;
	struct error error;

	market_init(&market, T, n);
	market.problem.workspace = workspace;
	for (int pair = -2; pair < pairs; pair++) {
		const double covariance = time_covariance(&market, product), from = now();

		if (allocator_find(name)->solve(&market.problem, weights, &info, &error)) {
			fprintf(stderr, "%s: %s\n", name, error.message);
			exit(1);
		}
		if (pair >= 0) {
			times[pair] = now() - from;
			ratios[pair] = times[pair] / covariance;
		}
	}
	printf("%-22s n %4zu  T %5zu  pivots %6zu  %9.3f ms  %7.2f of dsyrk  gap %.1e\n", name, n, T, info.iterations,
	       1e3 * median(times, (size_t)pairs), median(ratios, (size_t)pairs), info.gap);
	market_clear(&market);
	gsl_vector_free(weights);
	solve_workspace_free(workspace);
	free(ratios);
	free(times);
	free(product);
}

/* The program as it is printed: w, v, u; rows -r_t'w - v - u_t <= 0, the budget and the floor. */
static double solve_whole(const struct market *market, double *seconds)
{
	const size_t n = market->problem.count, T = market->returns->size1, width = n + 1 + T, m = T + 2;
	gsl_matrix *rows = gsl_matrix_calloc(m, width);
	gsl_vector *linear = gsl_vector_calloc(width), *lower = gsl_vector_calloc(width), *upper = gsl_vector_alloc(width);
	gsl_vector *row_lower = gsl_vector_alloc(m), *row_upper = gsl_vector_calloc(m);
	const struct quadratic_problem problem = { .count = width, .linear = linear, .lower = lower, .upper = upper,
		                                   .row_count = m, .rows = rows, .row_lower = row_lower,
		                                   .row_upper = row_upper };
	double *x = calloc(width, sizeof(double));
	struct linear_info info;
	struct error error;

	gsl_vector_set_all(upper, 10.0);
	gsl_vector_set(lower, n, -10.0);
	gsl_vector_set(linear, n, -1.0);
	gsl_vector_set_all(row_lower, -INFINITY);
	for (size_t t = 0; t < T; t++) {
		gsl_vector_set(linear, n + 1 + t, -1.0 / ((1.0 - market->problem.confidence) * (double)T));
		for (size_t i = 0; i < n; i++)
			gsl_matrix_set(rows, t, i, -gsl_matrix_get(market->returns, t, i));
		gsl_matrix_set(rows, t, n, -1.0);
		gsl_matrix_set(rows, t, n + 1 + t, -1.0);
	}
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(upper, i, 1.0);
		gsl_matrix_set(rows, T, i, 1.0);
		gsl_matrix_set(rows, T + 1, i, gsl_vector_get(market->mean, i));
	}
	gsl_vector_set(row_lower, T, 1.0);
	gsl_vector_set(row_upper, T, 1.0);
	gsl_vector_set(row_lower, T + 1, market->problem.target_return);
	gsl_vector_set(row_upper, T + 1, INFINITY);

	const double from = now();

	if (solve_linear(&problem, NULL, x, NULL, NULL, &info, &error)) {
		fprintf(stderr, "the whole program: %s\n", error.message);
		exit(1);
	}
	*seconds = now() - from;
	gsl_matrix_free(rows);
	gsl_vector_free(linear);
	gsl_vector_free(lower);
	gsl_vector_free(upper);
	gsl_vector_free(row_lower);
	gsl_vector_free(row_upper);
	free(x);
	return -info.objective;
}

static void measure_whole(size_t T, size_t n)
{
	gsl_vector *weights = gsl_vector_alloc(n);
	struct allocation_info info;
	struct market market;
	struct error error;
	double whole, value;

	market_init(&market, T, n);
	value = solve_whole(&market, &whole);

	const double from = now();

	if (allocate_expected_shortfall(&market.problem, weights, &info, &error)) {
		fprintf(stderr, "%s\n", error.message);
		exit(1);
	}
	printf("the whole linear program n %4zu  T %5zu  %9.3f ms, %.0f times as long; values differ by %.1e\n", n, T,
	       1e3 * whole, whole / (now() - from), fabs(value - info.objective));
	market_clear(&market);
	gsl_vector_free(weights);
}

int main(void)
{
	openblas_set_num_threads(1);
	measure("expected-shortfall", 1000, 20, 101);
	measure("expected-shortfall", 2500, 20, 101);
	measure("expected-shortfall", 8000, 20, 31);
	measure("expected-shortfall", 1000, 100, 31);
	measure("expected-shortfall", 2500, 100, 31);
	measure("expected-shortfall", 1000, 500, 11);
	measure("conditional-drawdown", 1000, 20, 51);
	measure("conditional-drawdown", 2500, 20, 51);
	measure("conditional-drawdown", 1000, 100, 5);
	measure_whole(250, 10);
	return 0;
}
