/* Two regimes, heavy tails, and the moments of the whole path kept. */
#include "engine/simulate/simulate.h"

#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <math.h>

enum { CALM, CRASH, REGIMES };

static const double begin_crash = 1.0 / 400.0;  /* a period: of days, about two crashes in three years */
static const double end_crash = 1.0 / 30.0;     /* a period: they last about six weeks */
static const double crash_scale = 2.4;          /* volatility in a crash against calm periods */
static const double crash_correlation = 0.30;   /* share of the way to one */
static const double crash_return = -3.6;        /* a year, in units of volatility: -9 % in six weeks at 22 % */
static const double shock_freedom = 5.0;        /* nu */

/* Everything a period's return needs. */
struct process {
	gsl_matrix *mean;             /* owned: REGIMES x N, a period                             */
	gsl_matrix *factor[REGIMES];  /* owned: Cholesky of the regime's correlations, N x N      */
	gsl_vector *z;                /* owned: N                                                 */
	double scale[REGIMES];
};

static void process_clear(struct process *process)
{
	gsl_matrix_free(process->mean);
	gsl_matrix_free(process->factor[CALM]);
	gsl_matrix_free(process->factor[CRASH]);
	gsl_vector_free(process->z);
}

static bool process_init(size_t count, struct process *process)
{
	process->mean = gsl_matrix_alloc(REGIMES, count);
	process->factor[CALM] = gsl_matrix_alloc(count, count);
	process->factor[CRASH] = gsl_matrix_alloc(count, count);
	process->z = gsl_vector_alloc(count);
	return process->mean != NULL && process->factor[CALM] != NULL && process->factor[CRASH] != NULL &&
	       process->z != NULL;
}

/* Lower Cholesky factor in place. False when a pivot is not positive. */
static bool factorise(gsl_matrix *matrix)
{
	for (size_t i = 0; i < matrix->size1; i++) /* correlations of exactly one would leave a pivot of zero */
		gsl_matrix_set(matrix, i, i, gsl_matrix_get(matrix, i, i) + 1e-10);
	return gsl_linalg_cholesky_decomp1(matrix) == 0;
}

/*
 * C_1 = C + a (1 - C) among what falls, C_0 = (C - w C_1) / (1 - w). a is halved until C_0 is a correlation matrix.
 */
static bool split_correlation(const struct regime_market *market, double share, struct process *process)
{
	enum { ATTEMPTS = 12 };
	double a = share > 0.0 ? crash_correlation : 0.0;

	for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
		for (size_t i = 0; i < market->count; i++) {
			for (size_t j = 0; j < market->count; j++) {
				const bool both = market->falls_in_crash[i] && market->falls_in_crash[j];
				const double c = gsl_matrix_get(market->correlation, i, j), crash = c + (both ? a * (1.0 - c) : 0.0);

				gsl_matrix_set(process->factor[CRASH], i, j, crash);
				gsl_matrix_set(process->factor[CALM], i, j, (c - share * crash) / (1.0 - share));
			}
		}
		if (factorise(process->factor[CRASH]) && factorise(process->factor[CALM]))
			return true;
		a = attempt < ATTEMPTS - 1 ? 0.5 * a : 0.0;
	}
	return false;
}

/* frequency: the crash periods' share of this path. */
static bool calibrate(const struct regime_market *market, double frequency, struct process *process)
{
	const double square = crash_scale * crash_scale, mix = 1.0 - frequency + frequency * square;

	process->scale[CALM] = 1.0 / sqrt(mix);
	process->scale[CRASH] = crash_scale / sqrt(mix);
	for (size_t i = 0; i < market->count; i++) {
		const double expected = market->expected_return[i];
		const double crash = market->falls_in_crash[i] ? crash_return * market->volatility[i] : expected;

		gsl_matrix_set(process->mean, CRASH, i, crash / market->periods_a_year);
		gsl_matrix_set(process->mean, CALM, i,
		               (expected - frequency * crash) / (1.0 - frequency) / market->periods_a_year);
	}
	return split_correlation(market, frequency * square / mix, process);
}

/* Returns the share of crash periods, which is below one: the path begins calm. */
static double draw_regimes(gsl_rng *rng, size_t quiet, size_t length, bool *is_crash)
{
	bool crash = false;
	size_t crashes = 0;

	for (size_t t = 0; t < length; t++) {
		const double u = gsl_rng_uniform(rng);

		crash = t > 0 && (crash ? u >= end_crash : u < begin_crash);
		is_crash[t] = crash && t + quiet < length;
		crashes += is_crash[t];
	}
	return (double)crashes / (double)length;
}

static void draw_returns(const struct regime_market *market, const struct process *process, const bool *is_crash,
                         gsl_rng *rng, gsl_matrix *returns)
{
	for (size_t i = 0; i < market->count; i++)
		gsl_matrix_set(returns, 0, i, 0.0);
	for (size_t t = 1; t < returns->size1; t++) {
		const int regime = is_crash[t] ? CRASH : CALM;
		double spread;

		for (size_t i = 0; i < market->count; i++)
			gsl_vector_set(process->z, i, gsl_ran_gaussian_ziggurat(rng, 1.0));
		spread = process->scale[regime] * sqrt((shock_freedom - 2.0) / gsl_ran_chisq(rng, shock_freedom)) /
		         sqrt(market->periods_a_year);
		for (size_t i = 0; i < market->count; i++) {
			double shock = 0.0, change;

			for (size_t j = 0; j <= i; j++)
				shock += gsl_matrix_get(process->factor[regime], i, j) * gsl_vector_get(process->z, j);
			change = gsl_matrix_get(process->mean, (size_t)regime, i) + market->volatility[i] * spread * shock;
			gsl_matrix_set(returns, t, i, fmax(change, -0.5));
		}
	}
}

enum status simulate_regimes(const struct regime_market *market, gsl_rng *rng, gsl_matrix *returns, bool *is_crash,
                             struct error *err)
{
	struct process process = {0};
	enum status status = STATUS_OK;

	if (!process_init(market->count, &process))
		status = error_set(err, STATUS_NO_MEMORY, "correlations of %zu assets do not fit", market->count);
	else if (!calibrate(market, draw_regimes(rng, market->quiet, returns->size1, is_crash), &process))
		status = error_set(err, STATUS_INVALID, "the correlations of the %zu assets contradict each other",
		                   market->count);
	else
		draw_returns(market, &process, is_crash, rng, returns);
	process_clear(&process);
	return status;
}
