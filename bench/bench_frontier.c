/*
 * What the critical line promises about speed, as multiples of factoring the same covariance once and solving for one
 * right-hand side (LAPACK's dpotrf and dpotrs on one thread): measured in pairs, turn by turn, so that a busy machine
 * slows both. Medians of ratios. A row whose ratio is above "at most" has become slower than promised.
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
void dpotrs_(const char *triangle, const int *n, const int *columns, const double *a, const int *stride, double *b,
             const int *b_stride, int *info);

enum market_kind {
	FEW,                              /* twenty factors: some forty of any number are held        */
	WIDE,                             /* hardly correlated: all are held                          */
	SINGULAR,                         /* estimated from sixty observations                        */
	BY_FACTORS,                       /* FEW, the covariance never formed                         */
	TURNOVER,                         /* FEW, from equal weights, at most half of it traded       */
};

enum question { ONE, POINTS, WHOLE }; /* a target return, mean of five; 100 weights; every corner */

struct row {
	const char *name;
	enum market_kind kind;
	size_t count, groups;
	double cap;
	enum question question;
	double at_most;
};

static const struct row rows[] = {
	{ "one portfolio", FEW, 31, 0, 1.0, ONE, 2.5 },
	{ "one portfolio", FEW, 98, 0, 1.0, ONE, 2.5 },
	{ "one portfolio", FEW, 225, 0, 1.0, ONE, 0.25 },
	{ "one portfolio", FEW, 500, 0, 1.0, ONE, 0.20 },
	{ "one portfolio", FEW, 1000, 0, 1.0, ONE, 0.08 },
	{ "one portfolio", FEW, 2000, 0, 1.0, ONE, 0.03 },
	{ "one, cap 5.1 %", FEW, 98, 0, 0.051, ONE, 5.0 },
	{ "one, cap 5.1 %", FEW, 225, 0, 0.051, ONE, 0.6 },
	{ "one, cap 5.1 %", FEW, 500, 0, 0.051, ONE, 0.5 },
	{ "one, all held", WIDE, 225, 0, 1.0, ONE, 10.0 },
	{ "one, all held", WIDE, 500, 0, 1.0, ONE, 12.0 },
	{ "one, all held", WIDE, 1000, 0, 1.0, ONE, 16.0 },
	{ "100 points", FEW, 31, 0, 1.0, POINTS, 8.0 },
	{ "100 points", FEW, 98, 0, 1.0, POINTS, 10.0 },
	{ "100 points", FEW, 225, 0, 1.0, POINTS, 0.6 },
	{ "100 points", FEW, 500, 0, 1.0, POINTS, 0.5 },
	{ "100 points", FEW, 1000, 0, 1.0, POINTS, 0.2 },
	{ "100 points", FEW, 2000, 0, 1.0, POINTS, 0.08 },
	{ "one, ten groups", FEW, 98, 10, 0.0951, ONE, 8.1 },
	{ "one, ten groups", FEW, 225, 10, 0.0951, ONE, 1.8 },
	{ "one, ten groups", FEW, 500, 10, 0.0951, ONE, 0.93 },
	{ "100 points, ten groups", FEW, 98, 10, 0.0951, POINTS, 17.4 },
	{ "100 points, ten groups", FEW, 225, 10, 0.0951, POINTS, 2.4 },
	{ "100 points, ten groups", FEW, 500, 10, 0.0951, POINTS, 1.2 },
	{ "one, turnover", TURNOVER, 98, 0, 1.0, ONE, 96.0 },
	{ "one, turnover", TURNOVER, 225, 0, 1.0, ONE, 127.0 },
	{ "one, by factors", BY_FACTORS, 2000, 0, 1.0, ONE, 0.03 },
	{ "every corner, by factors", BY_FACTORS, 2000, 0, 1.0, WHOLE, 0.08 },
	{ "every corner, singular", SINGULAR, 225, 0, 1.0, WHOLE, 1.0 },
	{ "every corner, all held", WIDE, 500, 0, 1.0, WHOLE, 32.0 },
	{ "every corner, four groups", FEW, 12, 4, 0.35, WHOLE, 20.0 },
};

enum { FACTORS = 20, OBSERVATIONS = 60 };

struct market {
	struct quadratic_problem problem;
	struct factor_covariance factors;
	gsl_matrix *covariance, *loadings, *factor, *rows;
	gsl_vector *specific, *mean, *lower, *upper, *row_lower, *row_upper, *anchor;
};

/* Of this thread's own work: what others do on the machine does not count. */
static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
	return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void fill_covariance(struct market *market, const struct row *row, gsl_rng *rng)
{
	const size_t n = row->count, width = row->kind == SINGULAR ? OBSERVATIONS : FACTORS;
	double *loading = calloc(n * width, sizeof(double));

	for (size_t i = 0; i < n * width; i++)
		loading[i] = row->kind == WIDE       ? 0.002 * (gsl_rng_uniform(rng) - 0.5)
		             : row->kind == SINGULAR ? 0.05 * (gsl_rng_uniform(rng) - 0.4)
		                                     : (i % width == 0 ? 0.15 : 0.0) + 0.12 * (gsl_rng_uniform(rng) - 0.5);
	gsl_matrix_set_identity(market->factor);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(market->specific, i, row->kind == SINGULAR ? 0.0 : 0.005 + 0.03 * gsl_rng_uniform(rng));
		for (size_t k = 0; k < FACTORS; k++)
			gsl_matrix_set(market->loadings, i, k, loading[i * width + k]);
		for (size_t j = 0; j <= i; j++) {
			double sum = i == j ? gsl_vector_get(market->specific, i) : 0.0;

			for (size_t k = 0; k < width; k++)
				sum += loading[i * width + k] * loading[j * width + k];
			gsl_matrix_set(market->covariance, i, j, sum);
			gsl_matrix_set(market->covariance, j, i, sum);
		}
	}
	free(loading);
}

/* Seeded: the same market on every machine. */
static void market_init(struct market *market, const struct row *row)
{
	const size_t n = row->count, groups = row->groups;
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	gsl_rng_set(rng, 225);
	market->covariance = gsl_matrix_calloc(n, n);
	market->loadings = gsl_matrix_calloc(n, FACTORS);
	market->factor = gsl_matrix_calloc(FACTORS, FACTORS);
	market->specific = gsl_vector_calloc(n);
	market->mean = gsl_vector_calloc(n);
	market->lower = gsl_vector_calloc(n);
	market->upper = gsl_vector_calloc(n);
	market->anchor = gsl_vector_calloc(n);
	market->rows = gsl_matrix_calloc(1 + groups, n);
	market->row_lower = gsl_vector_calloc(1 + groups);
	market->row_upper = gsl_vector_calloc(1 + groups);
	fill_covariance(market, row, rng);
	gsl_vector_set_all(market->upper, row->cap);
	gsl_vector_set_all(market->anchor, 1.0 / (double)n);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(market->mean, i,
		               row->kind == WIDE ? 0.05 + 0.0002 * gsl_rng_uniform(rng) : 0.02 + 0.10 * gsl_rng_uniform(rng));
		for (size_t r = 0; r <= groups; r++)
			gsl_matrix_set(market->rows, r, i, r == 0 || i % groups == r - 1 ? 1.0 : 0.0);
	}
	gsl_vector_set_all(market->row_lower, 0.313 / (double)(groups + !groups));
	gsl_vector_set_all(market->row_upper, 1.717 / (double)(groups + !groups));
	gsl_vector_set(market->row_lower, 0, 1.0);
	gsl_vector_set(market->row_upper, 0, 1.0);
	market->factors = (struct factor_covariance){ market->loadings, market->factor, market->specific };
	market->problem = (struct quadratic_problem){
		.count = n, .hessian = row->kind == BY_FACTORS ? NULL : market->covariance, .factors = &market->factors,
		.linear = market->mean, .lower = market->lower, .upper = market->upper, .row_count = 1 + groups,
		.rows = market->rows, .row_lower = market->row_lower, .row_upper = market->row_upper,
		.anchor = row->kind == TURNOVER ? market->anchor : NULL, .turnover = 0.5,
	};
	if (row->kind != BY_FACTORS)
		market->problem.factors = NULL;
	gsl_rng_free(rng);
}

static void market_clear(struct market *market)
{
	gsl_matrix_free(market->covariance);
	gsl_matrix_free(market->loadings);
	gsl_matrix_free(market->factor);
	gsl_matrix_free(market->rows);
	gsl_vector_free(market->specific);
	gsl_vector_free(market->mean);
	gsl_vector_free(market->lower);
	gsl_vector_free(market->upper);
	gsl_vector_free(market->anchor);
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

/* What whoever factors the whole covariance cannot be faster than. */
static double time_factor(const struct market *market, double *copy, int repeats)
{
	const int n = (int)market->problem.count, one = 1;
	double *side = copy + (size_t)n * (size_t)n, total = 0.0;

	for (int i = 0; i < repeats; i++) {
		int info;

		memcpy(copy, market->covariance->data, (size_t)n * (size_t)n * sizeof(double));
		for (int k = 0; k < n; k++) {
			copy[(size_t)k * (size_t)(n + 1)] += 1e-3; /* a singular one has no factor */
			side[k] = 1.0;
		}

		const double from = now();

		dpotrf_("L", &n, copy, &n, &info);
		if (info == 0)
			dpotrs_("L", &n, &one, copy, &n, side, &n, &info);
		total += now() - from;
		if (info != 0)
			exit(1);
	}
	return total / repeats;
}

static double target(const struct frontier *range, int k, int of)
{
	const struct frontier_corner *high = range->corners, *low = high + range->corner_count - 1;

	return low->expected_return + (high->expected_return - low->expected_return) * k / of;
}

static void expect(enum status status, const struct row *row, const struct error *error)
{
	if (!status)
		return;
	fprintf(stderr, "%s: %s\n", row->name, error->message);
	exit(1);
}

static void answer(const struct row *row, const struct market *market, const struct frontier *range, int turn,
                   struct solve_workspace *workspace, struct frontier *frontier, double *weights)
{
	const struct frontier_stop stop = { GOAL_RETURN, target(range, 1 + 2 * (turn % 5), 10) };
	const int points = row->question == POINTS ? 100 : 0;
	struct frontier_point point;
	struct error error;

	if (row->question == ONE) {
		expect(solve_critical_line_until(&market->problem, workspace, &stop, frontier, &error), row, &error);
		if (frontier_at_return(frontier, stop.value, &point))
			frontier_read(frontier, &point, weights, NULL, NULL);
		return;
	}
	expect(solve_critical_line(&market->problem, workspace, frontier, &error), row, &error);
	for (int k = 0; k < points; k++)
		if (frontier_at_return(frontier, target(frontier, k, points), &point))
			frontier_read(frontier, &point, weights, NULL, NULL);
}

static void measure(const struct row *row)
{
	enum { PAIRS = 101 };
	const size_t n = row->count;
	struct solve_workspace *workspace = solve_workspace_new();
	struct frontier range = { 0 }, frontier = { 0 };
	struct market market;
	double ratios[PAIRS], times[PAIRS], *copy = calloc(n * n + n, sizeof(double)), *weights = calloc(n, sizeof(double));
	const int repeats = n > 100 ? 5 : 20;
	struct error error;
	int pairs = 0;

	market_init(&market, row);
	expect(solve_critical_line(&market.problem, workspace, &range, &error), row, &error);
	for (double began = now(); pairs < PAIRS && (pairs < 5 || now() - began < 1.0); pairs++) {
		const double factor = time_factor(&market, copy, n > 100 ? 1 : repeats), from = now();

		for (int i = 0; i < repeats; i++)
			answer(row, &market, &range, i, workspace, &frontier, weights);
		times[pairs] = (now() - from) / repeats;
		ratios[pairs] = times[pairs] / factor;
	}

	const double ratio = median(ratios, (size_t)pairs);

	printf("%-26s %5zu  %7zu  %10.2f  %8.4f  %8.2f  %s\n", row->name, n, range.corner_count,
	       1e6 * median(times, (size_t)pairs), ratio, row->at_most, ratio <= row->at_most ? "" : "slower than promised");
	frontier_clear(&range);
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

int main(int count, char **arguments)
{
	openblas_set_num_threads(1);
	print_machine();
	printf("%-26s %5s  %7s  %10s  %8s  %8s\n", "", "n", "corners", "us", "ratio", "at most");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (count < 2 || strstr(rows[i].name, arguments[1]))
			measure(rows + i);
	return 0;
}
