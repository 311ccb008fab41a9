/*
 * What risk parity and its neighbours promise about speed, as multiples of one Cholesky factor of the same covariance
 * (LAPACK's dpotrf on one thread): measured in pairs, turn by turn, so that a busy machine slows both. Medians of ratios.
 */
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/allocate/allocate.h"

/* OpenBLAS and LAPACK ship no header for these that every distribution installs. */
void openblas_set_num_threads(int threads);
void dpotrf_(const char *triangle, const int *n, double *a, const int *stride, int *info);

enum { FACTORS = 20 };

struct market {
	struct allocation_problem problem;
	struct factor_covariance factors;
	gsl_matrix *covariance, *loadings, *factor;
	gsl_vector *mean, *specific, *benchmark, *upper, *weights;
	gsl_rng *rng;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Returns driven by twenty factors, seeded: the same market on every machine. */
static void market_init(struct market *market, size_t n)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(rng, 225);
	*market = (struct market){
		.covariance = gsl_matrix_alloc(n, n), .loadings = gsl_matrix_alloc(n, FACTORS),
		.factor = gsl_matrix_alloc(FACTORS, FACTORS), .mean = gsl_vector_alloc(n), .specific = gsl_vector_alloc(n),
		.benchmark = gsl_vector_alloc(n), .upper = gsl_vector_alloc(n), .weights = gsl_vector_alloc(n), .rng = rng,
	};
	gsl_matrix_set_identity(market->factor);
	gsl_vector_set_all(market->benchmark, 1.0 / (double)n);
	gsl_vector_set_all(market->upper, 1.0);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(market->mean, i, 0.02 + 0.10 * gsl_rng_uniform(rng));
		gsl_vector_set(market->specific, i, 0.005 + 0.03 * gsl_rng_uniform(rng));
		for (size_t k = 0; k < FACTORS; k++)
			gsl_matrix_set(market->loadings, i, k,
			               (k == 0 ? 0.15 : 0.0) + 0.12 * (gsl_rng_uniform(rng) - 0.5));
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = i == j ? gsl_vector_get(market->specific, i) : 0.0;

			for (size_t k = 0; k < FACTORS; k++)
				sum += gsl_matrix_get(market->loadings, i, k) * gsl_matrix_get(market->loadings, j, k);
			gsl_matrix_set(market->covariance, i, j, sum);
			gsl_matrix_set(market->covariance, j, i, sum);
		}
	market->factors = (struct factor_covariance){ market->loadings, market->factor, market->specific };
	market->problem = (struct allocation_problem){
		.count = n, .expected_return = market->mean, .covariance = market->covariance, .upper = market->upper,
		.benchmark = market->benchmark, .risk_aversion = 4.0, .uncertainty = 1.0, .observations = 60, .draws = 100,
		.rng = rng, .is_checked = true, .workspace = solve_workspace_new(),
	};
}

static void market_clear(struct market *market)
{
	gsl_matrix_free(market->covariance);
	gsl_matrix_free(market->loadings);
	gsl_matrix_free(market->factor);
	gsl_vector_free(market->mean);
	gsl_vector_free(market->specific);
	gsl_vector_free(market->benchmark);
	gsl_vector_free(market->upper);
	gsl_vector_free(market->weights);
	gsl_rng_free(market->rng);
	solve_workspace_free(market->problem.workspace);
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

enum variant { BY_COVARIANCE, BY_FACTORS, CAPPED };

static void measure(const char *name, enum variant variant, size_t n, size_t pairs)
{
	const int repeats = n > 200 ? 1 : 20;
	double *ratios = calloc(pairs, sizeof(double)), *times = calloc(pairs, sizeof(double));
	double *copy = calloc(n * n, sizeof(double));
	struct allocation_info info;
	struct market market;
	struct error error;

	market_init(&market, n);
	if (variant == BY_FACTORS) {
		market.problem.covariance = NULL;
		market.problem.factors = &market.factors;
	} else if (variant == CAPPED) {
		gsl_vector_set_all(market.upper, 1.1 / (double)n);
	}
	for (size_t pair = 0; pair < pairs + 2; pair++) {
		const double factor = time_factor(&market, copy, repeats), from = now();

		for (int i = 0; i < repeats; i++)
			if (allocator_find(name)->solve(&market.problem, market.weights, &info, &error)) {
				fprintf(stderr, "%s: %s\n", name, error.message);
				exit(1);
			}

		const double mine = (now() - from) / repeats;

		if (pair >= 2) {
			times[pair - 2] = mine;
			ratios[pair - 2] = mine / factor;
		}
	}
	printf("%-20s %-10s n %4zu  %11.2f us  %8.3f of dpotrf  %s %.1g\n", name,
	       variant == BY_FACTORS ? "by factors" : variant == CAPPED ? "capped" : "", n, 1e6 * median(times, pairs),
	       median(ratios, pairs), variant == CAPPED ? "stationarity" : "off by", info.kkt.stationarity);
	market_clear(&market);
	free(copy);
	free(times);
	free(ratios);
}

int main(void)
{
	openblas_set_num_threads(1);
	measure("risk-parity", BY_COVARIANCE, 98, 101);
	measure("risk-parity", BY_COVARIANCE, 500, 101);
	measure("risk-parity", BY_COVARIANCE, 2000, 15);
	measure("risk-parity", BY_FACTORS, 98, 101);
	measure("risk-parity", BY_FACTORS, 500, 101);
	measure("risk-parity", BY_FACTORS, 2000, 15);
	measure("risk-parity", CAPPED, 20, 51);
	measure("risk-parity", CAPPED, 98, 5);
	measure("hierarchical", BY_COVARIANCE, 98, 51);
	measure("hierarchical", BY_COVARIANCE, 500, 11);
	measure("max-diversification", BY_COVARIANCE, 98, 51);
	measure("max-diversification", BY_COVARIANCE, 500, 11);
	measure("tracking-error", BY_COVARIANCE, 98, 51);
	measure("tracking-error", CAPPED, 500, 3);
	measure("robust", BY_COVARIANCE, 98, 51);
	measure("resampled", BY_COVARIANCE, 20, 11);
	return 0;
}
