/*
 * What the covariance promises about speed, as multiples of one product X'X of the same size (BLAS's dsyrk on one
 * thread), which is the least any covariance costs: checking, centring and both halves included. Measured in pairs, turn
 * by turn, so that a busy machine slows both. Medians of ratios. Then what shrinking and factors cost on top.
 */
#include <gsl/gsl_blas.h>
#include <gsl/gsl_rng.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "engine/estimate/estimate.h"
#include "engine/estimate/factor_model.h"

/* OpenBLAS ships no header for this under a name that every distribution installs. */
void openblas_set_num_threads(int threads);

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

static double median(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), rising);
	return values[count / 2];
}

/* Daily returns driven by twenty factors, seeded: the same on every machine. */
static void returns_init(struct series *returns, size_t length, size_t count)
{
	enum { FACTORS = 20 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	double *loading = calloc(count * FACTORS, sizeof(double)), factor[FACTORS];
	struct error error;

	gsl_rng_set(rng, 31);
	if (series_init(returns, length, count, &error)) {
		fprintf(stderr, "%s\n", error.message);
		exit(1);
	}
	for (size_t k = 0; k < count * FACTORS; k++)
		loading[k] = gsl_rng_uniform(rng) - 0.3;
	for (size_t t = 0; t < length; t++) {
		returns->dates[t].days = (int32_t)t;
		for (size_t k = 0; k < FACTORS; k++)
			factor[k] = 0.01 * (gsl_rng_uniform(rng) - 0.5);
		for (size_t i = 0; i < count; i++) {
			double value = 0.02 * (gsl_rng_uniform(rng) - 0.5);

			for (size_t k = 0; k < FACTORS; k++)
				value += loading[i * FACTORS + k] * factor[k];
			returns->values[t * count + i] = value;
		}
	}
	free(loading);
	gsl_rng_free(rng);
}

static void stop_on(enum status status, const struct error *error)
{
	if (status == STATUS_OK)
		return;
	fprintf(stderr, "%s\n", error->message);
	exit(1);
}

static void measure(const char *name, size_t count, size_t length, int pairs)
{
	const struct estimator *estimator = estimate_find(name);
	const int repeats = count <= 31 ? 50 : count <= 225 ? 5 : 1;
	gsl_matrix *covariance = gsl_matrix_calloc(count, count), *product = gsl_matrix_calloc(count, count);
	double *ratios = calloc((size_t)pairs, sizeof(double)), *times = calloc((size_t)pairs, sizeof(double));
	struct series returns = {0};
	struct error error;

	returns_init(&returns, length, count);

	const gsl_matrix_const_view x = gsl_matrix_const_view_array(returns.values, length, count);

	for (int pair = -2; pair < pairs; pair++) {
		double from = now(), least, mine;

		for (int i = 0; i < repeats; i++)
			gsl_blas_dsyrk(CblasUpper, CblasTrans, 1.0, &x.matrix, 0.0, product);
		least = now() - from;
		from = now();
		for (int i = 0; i < repeats; i++)
			stop_on(estimate_covariance(estimator, &returns, 0.94, covariance, NULL, &error), &error);
		mine = now() - from;
		if (pair >= 0) {
			times[pair] = mine / repeats;
			ratios[pair] = mine / least;
		}
	}
	printf("%-22s n %4zu  T %4zu  %10.1f us  %6.2f of dsyrk\n", name, count, length, 1e6 * median(times, (size_t)pairs),
	       median(ratios, (size_t)pairs));
	gsl_matrix_free(covariance);
	gsl_matrix_free(product);
	series_clear(&returns);
	free(ratios);
	free(times);
}

static void measure_factors(size_t count, size_t length)
{
	struct factor_model model = {0};
	struct factor_model_info info;
	struct series returns = {0};
	struct error error;
	double from;

	returns_init(&returns, length, count);

	const gsl_matrix_const_view x = gsl_matrix_const_view_array(returns.values, length, count);

	from = now();
	stop_on(factor_model_principal(&x.matrix, 0, &model, &info, &error), &error);
	printf("%-22s n %4zu  T %4zu  %10.1f us  %zu factors\n", "principal components", count, length, 1e6 * (now() - from),
	       info.factors);
	factor_model_clear(&model);
	series_clear(&returns);
}

int main(void)
{
	static const size_t counts[] = {31, 98, 225, 500, 1000, 2000}, lengths[] = {252, 1260, 2520};
	static const char *const methods[] = {"ledoit-wolf-identity", "ledoit-wolf-constant", "ledoit-wolf-factor", "oas",
	                                      "denoised"};

	openblas_set_num_threads(1);
	for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++)
		for (size_t l = 0; l < 3; l++) /* a sample with fewer returns than assets is refused */
			if (lengths[l] > counts[c])
				measure("sample", counts[c], lengths[l], counts[c] > 500 ? 9 : 51);
	for (size_t m = 0; m < sizeof methods / sizeof methods[0]; m++) {
		measure(methods[m], 225, 1260, 21);
		measure(methods[m], 2000, 2520, 1);
	}
	measure_factors(500, 2520);
	measure_factors(2000, 252);
	measure_factors(2000, 2520);
	return 0;
}
