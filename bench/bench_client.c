/*
 * What one client's program costs: eight to twelve assets, none above 35 %, fully invested, three groups between two
 * limits, a random tolerance of risk. As multiples of one Cholesky factor and solution of the same covariance (LAPACK's
 * dpotrf and dpotrs on one thread), measured in pairs, turn by turn, so that a busy machine slows both: medians.
 */
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "engine/allocate/allocate.h"
#include "engine/solve/solve.h"

/* OpenBLAS and LAPACK ship no header for these that every distribution installs. */
void openblas_set_num_threads(int threads);
void dpotrf_(const char *triangle, const int *n, double *a, const int *stride, int *info);
void dpotrs_(const char *triangle, const int *n, const int *columns, const double *a, const int *stride, double *b,
             const int *b_stride, int *info);

enum { CLIENTS = 2000, PAIRS = 31, GROUPS_MOST = 10 };

struct client {
	struct quadratic_problem problem;
	gsl_matrix *covariance;
	gsl_vector *linear; /* expected returns times the tolerance of risk */
	double tolerance;
};

struct batch {
	size_t n, groups;
	struct client clients[CLIENTS];
	gsl_matrix *rows;
	gsl_vector *lower, *upper, *row_lower, *row_upper;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static double uniform(gsl_rng *rng, double low, double high)
{
	return low + (high - low) * gsl_rng_uniform(rng);
}

static void covariance_of(gsl_rng *rng, gsl_matrix *covariance)
{
	enum { FACTORS = 3 };
	const size_t n = covariance->size1;
	double loading[40 * FACTORS];

	for (size_t i = 0; i < n * FACTORS; i++)
		loading[i] = uniform(rng, -0.05, 0.15);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = i == j ? uniform(rng, 0.0005, 0.02) : 0.0;

			for (size_t k = 0; k < FACTORS; k++)
				sum += loading[i * FACTORS + k] * loading[j * FACTORS + k];
			gsl_matrix_set(covariance, i, j, sum);
			gsl_matrix_set(covariance, j, i, sum);
		}
}

static void batch_init(struct batch *batch, size_t n, size_t groups, double cap)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(rng, 35);
	batch->n = n;
	batch->groups = groups;
	batch->rows = gsl_matrix_calloc(1 + groups, n);
	batch->lower = gsl_vector_calloc(n);
	batch->upper = gsl_vector_calloc(n);
	batch->row_lower = gsl_vector_calloc(1 + groups);
	batch->row_upper = gsl_vector_calloc(1 + groups);
	gsl_vector_set_all(batch->upper, cap);
	for (size_t r = 0; r <= groups; r++) {
		for (size_t i = 0; i < n; i++)
			gsl_matrix_set(batch->rows, r, i, r == 0 || i % groups == r - 1 ? 1.0 : 0.0);
		gsl_vector_set(batch->row_lower, r, r == 0 ? 1.0 : 0.45 / (double)groups);
		gsl_vector_set(batch->row_upper, r, r == 0 ? 1.0 : 1.5 / (double)groups);
	}
	for (size_t c = 0; c < CLIENTS; c++) {
		struct client *client = batch->clients + c;

		client->covariance = gsl_matrix_alloc(n, n);
		client->linear = gsl_vector_alloc(n);
		covariance_of(rng, client->covariance);
		for (size_t i = 0; i < n; i++)
			gsl_vector_set(client->linear, i, uniform(rng, 0.01, 0.10));
		client->tolerance = exp(uniform(rng, log(0.02), log(1.0)));
		gsl_vector_scale(client->linear, client->tolerance);
		client->problem = (struct quadratic_problem){
			.count = n, .hessian = client->covariance, .linear = client->linear, .lower = batch->lower,
			.upper = batch->upper, .row_count = 1 + groups, .rows = batch->rows, .row_lower = batch->row_lower,
			.row_upper = batch->row_upper,
		};
	}
	gsl_rng_free(rng);
}

static void batch_clear(struct batch *batch)
{
	for (size_t c = 0; c < CLIENTS; c++) {
		gsl_matrix_free(batch->clients[c].covariance);
		gsl_vector_free(batch->clients[c].linear);
	}
	gsl_matrix_free(batch->rows);
	gsl_vector_free(batch->lower);
	gsl_vector_free(batch->upper);
	gsl_vector_free(batch->row_lower);
	gsl_vector_free(batch->row_upper);
}

/* Everyone's covariance factored and solved once, seconds for one. */
static double time_factor(const struct batch *batch, double *matrix, double *vector)
{
	const int n = (int)batch->n, one = 1;
	const double from = now();

	for (size_t c = 0; c < CLIENTS; c++) {
		int info;

		memcpy(matrix, batch->clients[c].covariance->data, batch->n * batch->n * sizeof(double));
		memcpy(vector, batch->clients[c].linear->data, batch->n * sizeof(double));
		dpotrf_("L", &n, matrix, &n, &info);
		dpotrs_("L", &n, &one, matrix, &n, vector, &n, &info);
		if (info != 0)
			exit(1);
	}
	return (now() - from) / CLIENTS;
}

/* Clients who share assumptions differ in their tolerance of risk; a client who moves, by two percent of it a key. */
enum way { NEW_COVARIANCE, SHARED_COLD, SHARED_WARM, MOVING_WARM, BY_WALK };

struct bench {
	struct solve_workspace *workspace;
	struct quadratic_factor *factor;
	struct frontier frontier;
	gsl_vector *shared;
	double weights[40], multipliers[40], prices[GROUPS_MOST + 1];
	size_t changes;
};

/* One client's optimum; clients of a shared covariance have that of the first. */
static enum status solve_one(struct bench *bench, const struct batch *batch, size_t c, enum way way, struct error *err)
{
	struct quadratic_problem problem = batch->clients[c].problem;
	struct quadratic_info info = { 0 };
	enum status status;

	if (way == NEW_COVARIANCE) {
		status = solve_quadratic(&problem, bench->workspace, bench->weights, bench->multipliers, bench->prices, &info,
		                         err);
	} else if (way == BY_WALK) {
		status = solve_critical_line(&problem, bench->workspace, &bench->frontier, err);
	} else {
		const struct client *first = batch->clients;
		const double tolerance = way == MOVING_WARM ? 0.02 * pow(1.02, (double)(c % 200)) : batch->clients[c].tolerance;

		for (size_t i = 0; i < problem.count; i++)
			bench->shared->data[i] = first->linear->data[i] * (tolerance / first->tolerance);
		problem.hessian = first->covariance;
		problem.linear = bench->shared;
		status = solve_quadratic_prepared(&problem, bench->factor, way == SHARED_COLD ? START_COLD : START_WARM,
		                                  bench->weights, bench->multipliers, bench->prices, &info, err);
	}
	bench->changes += info.iterations;
	return status;
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

static void measure(const char *name, size_t n, size_t groups, double cap, enum way way)
{
	static struct batch batch;
	struct bench bench = { .workspace = solve_workspace_new(), .factor = quadratic_factor_new(),
		               .shared = gsl_vector_alloc(n) };
	double ratios[PAIRS], times[PAIRS], *matrix = calloc(n * n, sizeof(double)), *vector = calloc(n, sizeof(double));
	struct error error;

	batch_init(&batch, n, groups, cap);
	if (solve_quadratic_prepare(&batch.clients[0].problem, bench.factor, &error)) {
		fprintf(stderr, "%s: %s\n", name, error.message);
		exit(1);
	}
	for (int pair = -5; pair < PAIRS; pair++) {
		const double factor = time_factor(&batch, matrix, vector), from = now();

		bench.changes = 0;
		for (size_t c = 0; c < CLIENTS; c++)
			if (solve_one(&bench, &batch, c, way, &error)) {
				fprintf(stderr, "%s: %s\n", name, error.message);
				exit(1);
			}

		const double mine = (now() - from) / CLIENTS;

		if (pair >= 0) {
			times[pair] = mine;
			ratios[pair] = mine / factor;
		}
	}

	const double typical = median(times, PAIRS);

	printf("%-28s n %2zu  rows %2zu  %5.1f changes  %7.3f us  %9.0f/s  %6.2f of dpotrf+dpotrs\n", name, n, groups + 1,
	       (double)bench.changes / CLIENTS, 1e6 * typical, 1.0 / typical, median(ratios, PAIRS));
	batch_clear(&batch);
	frontier_clear(&bench.frontier);
	solve_workspace_free(bench.workspace);
	quadratic_factor_free(bench.factor);
	gsl_vector_free(bench.shared);
	free(matrix);
	free(vector);
}

/* What a key at the desk moves: an upper limit, an expected return, the risk aversion. */
static void press_a_key(gsl_rng *rng, struct allocation_problem *problem, gsl_vector *returns, gsl_vector *upper)
{
	const size_t i = gsl_rng_uniform_int(rng, problem->count);

	switch (gsl_rng_uniform_int(rng, 3)) {
	case 0: gsl_vector_set(upper, i, uniform(rng, 0.2, 0.5)); break;
	case 1: gsl_vector_set(returns, i, gsl_vector_get(returns, i) + uniform(rng, -0.002, 0.002)); break;
	default: problem->risk_aversion *= uniform(rng, 0.95, 1.05); break;
	}
}

/* The same keys answered anew and followed; the share is the median of pairs. */
static void measure_keys(size_t n)
{
	enum { KEYS = 400 };
	static struct batch batch;
	struct solve_workspace *workspace = solve_workspace_new();
	struct allocation_follower *follower = allocation_follower_new();
	const struct allocator *utility = allocator_find("utility");
	gsl_vector *weights = gsl_vector_alloc(n), *returns = gsl_vector_alloc(n), *upper = gsl_vector_alloc(n);
	double times[2][PAIRS], shares[PAIRS];

	batch_init(&batch, n, 3, 0.35);
	for (int pair = -5; pair < PAIRS; pair++) {
		double seconds[2];

		for (int way = 0; way < 2; way++) {
			gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
			struct allocation_problem problem = { .count = n, .expected_return = returns, .upper = upper,
				                              .covariance = batch.clients[0].covariance, .risk_aversion = 4.0,
				                              .is_checked = true, .workspace = workspace };
			struct allocation_info info;
			struct error error;
			double spent = 0.0;

			gsl_rng_set(rng, 8);
			gsl_vector_set_all(upper, 0.35);
			for (size_t i = 0; i < n; i++)
				gsl_vector_set(returns, i, uniform(rng, 0.01, 0.10));
			for (int key = 0; key < KEYS; key++) {
				press_a_key(rng, &problem, returns, upper);

				const double from = now();
				const enum status status = way ? allocate_follow(follower, utility, &problem, weights, &info, &error)
				                               : utility->solve(&problem, weights, &info, &error);

				spent += now() - from;
				if (status) {
					fprintf(stderr, "keys: %s\n", error.message);
					exit(1);
				}
			}
			seconds[way] = spent / KEYS;
			gsl_rng_free(rng);
		}
		if (pair >= 0) {
			times[0][pair] = seconds[0];
			times[1][pair] = seconds[1];
			shares[pair] = seconds[1] / seconds[0];
		}
	}
	printf("%-28s n %2zu  anew %7.3f us  followed %7.3f us  %5.2f of anew\n", "utility, key by key", n,
	       1e6 * median(times[0], PAIRS), 1e6 * median(times[1], PAIRS), median(shares, PAIRS));
	batch_clear(&batch);
	allocation_follower_free(follower);
	solve_workspace_free(workspace);
	gsl_vector_free(weights);
	gsl_vector_free(returns);
	gsl_vector_free(upper);
}

int main(void)
{
	openblas_set_num_threads(1);
	for (size_t n = 8; n <= 12; n += 2) {
		measure("new covariance", n, 3, 0.35, NEW_COVARIANCE);
		measure("shared covariance, cold", n, 3, 0.35, SHARED_COLD);
		measure("shared covariance, warm", n, 3, 0.35, SHARED_WARM);
		measure("one client, key by key", n, 3, 0.35, MOVING_WARM);
	}
	measure_keys(10);
	measure_keys(31);
	measure("ten groups, new covariance", 31, 10, 0.20, NEW_COVARIANCE);
	measure("ten groups, shared, cold", 31, 10, 0.20, SHARED_COLD);
	measure("ten groups, shared, warm", 31, 10, 0.20, SHARED_WARM);
	measure("ten groups, whole frontier", 31, 10, 0.20, BY_WALK);
	return 0;
}
