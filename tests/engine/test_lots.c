/* Whole lots in exact money: worked cases, exhaustion, bounds that hold, and hostile figures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <string.h>

#include "engine/allocate/lots.h"
#include "engine/base/money.h"

enum { MOST = 30 };

static double uniform(gsl_rng *rng, double low, double high)
{
	return low + (high - low) * gsl_rng_uniform(rng);
}

static int64_t spent(const struct lots_problem *problem, const int64_t *lots)
{
	int64_t total = 0;

	for (size_t i = 0; i < problem->count; i++) {
		const struct lot_holding *h = problem->holdings + i;
		int64_t amount = 0;

		assert_true(lots[i] >= 0 && decimal_multiply(lots[i] * h->lot, h->price, ROUND_HALF_EVEN, &amount));
		total += amount + decimal_fee(amount, h->fee, h->fee_minimum, problem->fee_unit);
	}
	return total;
}

/* tests/reference/lots.py: adding the lot that helps most ends at (10, 1, 5) and .0289. */
static void finds_what_greedy_misses(void **state)
{
	const struct lot_holding holdings[] = {
		{ .target = .40, .price = 800 * MICROS, .lot = MICROS },
		{ .target = .35, .price = 3600 * MICROS, .lot = MICROS },
		{ .target = .25, .price = 1000 * MICROS, .lot = MICROS },
	};
	const struct lots_problem problem = { .holdings = holdings, .count = 3, .value = 20000 * MICROS };
	struct lots_info info;
	int64_t lots[3];

	(void)state;
	assert_int_equal(allocate_lots(&problem, lots, &info, NULL), STATUS_OK);
	assert_int_equal(lots[0], 9);
	assert_int_equal(lots[1], 2);
	assert_int_equal(lots[2], 5);
	assert_true(fabs(info.objective - .0017) <= 1e-16);
	assert_true(info.is_optimal && info.gap == 0.0 && info.cash == 600 * MICROS && info.fees == 0);
}

/* tests/reference/lots.py: commission .025 %, at least 5 yuan. */
static void buys_four_funds_with_commissions(void **state)
{
	const struct lot_holding holdings[] = {
		{ .target = .35, .price = 3952000, .lot = 100 * MICROS, .fee = 250, .fee_minimum = 5 * MICROS },
		{ .target = .20, .price = 1672000, .lot = 100 * MICROS, .fee = 250, .fee_minimum = 5 * MICROS },
		{ .target = .30, .price = 139850000, .lot = 100 * MICROS, .fee = 250, .fee_minimum = 5 * MICROS },
		{ .target = .10, .price = 5436000, .lot = 100 * MICROS, .fee = 250, .fee_minimum = 5 * MICROS },
	};
	const struct lots_problem problem = { .holdings = holdings, .count = 4, .value = 100000 * MICROS,
		                              .cash_minimum = 1000 * MICROS };
	const int64_t expected[] = { 89, 120, 2, 18 };
	struct lots_info info;
	int64_t lots[4];

	(void)state;
	assert_int_equal(allocate_lots(&problem, lots, &info, NULL), STATUS_OK);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(lots[i], expected[i]);
	assert_int_equal(info.fees, 25801700);
	assert_int_equal(info.cash, 6982598300);
	assert_true(fabs(info.objective - .000420116688) <= 1e-16 && info.is_optimal);
	assert_true(info.coarsest == 2 && fabs(info.granularity - .0203) <= 1e-15);
}

/* A random account whose targets ask for all of the money, so that the last lots compete. */
static void random_account(gsl_rng *rng, struct lots_problem *problem, struct lot_holding *holdings, size_t count,
                           double lots_each)
{
	double sum = 0.0;

	*problem = (struct lots_problem){ .holdings = holdings, .count = count, .value = 100000 * MICROS,
		                          .cash_minimum = gsl_rng_uniform(rng) < 0.5 ? 0 : 2000 * MICROS,
		                          .fee_unit = 10000 };
	for (size_t i = 0; i < count; i++) {
		const double value = 100000.0 / ((double)count * uniform(rng, 0.4, 2.0) * lots_each);

		holdings[i] = (struct lot_holding){ .target = uniform(rng, 0.2, 1.0), .price = llround(value * 1e4),
			                            .lot = 100 * MICROS, .fee = 250,
			                            .fee_minimum = (int64_t)gsl_rng_uniform_int(rng, 3) * 5 * MICROS };
		sum += holdings[i].target;
	}
	for (size_t i = 0; i < count; i++)
		holdings[i].target *= uniform(rng, 0.95, 1.02) / sum;
}

static double objective_of(const struct lots_problem *problem, const int64_t *lots)
{
	double total = 0.0, d[MOST];

	for (size_t i = 0; i < problem->count; i++)
		d[i] = (double)lots[i] * (double)problem->holdings[i].lot * (double)problem->holdings[i].price / 1e6 /
		               (double)problem->value -
		       problem->holdings[i].target;
	for (size_t i = 0; i < problem->count; i++)
		for (size_t j = 0; j < problem->count; j++)
			total += problem->covariance ? d[i] * gsl_matrix_get(problem->covariance, i, j) * d[j]
			         : i == j            ? d[i] * d[i]
			                             : 0.0;
	return total;
}

/* Every combination of lots, one digit after the other. */
static double exhaust(const struct lots_problem *problem)
{
	int64_t lots[MOST] = { 0 };
	double best = INFINITY;

	for (;;) {
		size_t i = 0;

		if (spent(problem, lots) <= problem->value - problem->cash_minimum)
			best = fmin(best, objective_of(problem, lots));
		for (; i < problem->count; i++) {
			lots[i]++;
			if (spent(problem, lots) <= problem->value - problem->cash_minimum)
				break;
			lots[i] = 0;
		}
		if (i == problem->count)
			return best;
	}
}

static void random_tracking(gsl_rng *rng, gsl_matrix *covariance)
{
	const size_t n = covariance->size1;
	double loading[MOST][2];

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < 2; k++)
			loading[i][k] = uniform(rng, -0.1, 0.25);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			gsl_matrix_set(covariance, i, j, loading[i][0] * loading[j][0] + loading[i][1] * loading[j][1] +
			                                         (i == j ? 0.01 : 0.0));
}

static void agrees_with_exhaustion(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	gsl_rng_set(rng, 100);
	for (int round = 0; round < 200; round++) {
		const size_t count = 2 + gsl_rng_uniform_int(rng, 4);
		gsl_matrix *covariance = gsl_matrix_alloc(count, count);
		struct lot_holding holdings[MOST];
		struct lots_problem problem;
		struct lots_info info;
		int64_t lots[MOST];
		double best;

		random_account(rng, &problem, holdings, count, 2.0);
		random_tracking(rng, covariance);
		if (round % 2)
			problem.covariance = covariance;
		best = exhaust(&problem);
		assert_int_equal(allocate_lots(&problem, lots, &info, NULL), STATUS_OK);
		assert_true(info.is_optimal && info.gap == 0.0);
		/* One combination's squares, summed in two ways. */
		if (fabs(info.objective - best) > 1e-12 * best + 1e-16)
			fail_msg("round %d, %zu holdings: %.15g, exhaustion %.15g", round, count, info.objective, best);
		assert_true(spent(&problem, lots) + info.cash == problem.value && info.cash >= problem.cash_minimum);
		gsl_matrix_free(covariance);
	}
	gsl_rng_free(rng);
}

/* A client's dozen and the largest that is promised: proven within the node limit. */
static void proves_thirteen_and_thirty_holdings(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	size_t most_nodes[2] = { 0 };

	(void)state;
	gsl_rng_set(rng, 13);
	for (int round = 0; round < 100; round++) {
		const size_t count = round % 2 ? 30 : 13;
		struct lot_holding holdings[MOST];
		struct lots_problem problem;
		struct lots_info info;
		int64_t lots[MOST];

		random_account(rng, &problem, holdings, count, uniform(rng, 1.0, 20.0));
		assert_int_equal(allocate_lots(&problem, lots, &info, NULL), STATUS_OK);
		if (!info.is_optimal)
			fail_msg("round %d: %zu nodes, gap %g of %g", round, info.nodes, info.gap, info.objective);
		assert_true(spent(&problem, lots) + info.cash == problem.value && info.cash >= problem.cash_minimum);
		if (info.nodes > most_nodes[round % 2])
			most_nodes[round % 2] = info.nodes;
	}
	assert_true(most_nodes[0] < LOTS_NODES && most_nodes[1] < LOTS_NODES);
	gsl_rng_free(rng);
}

static void a_search_cut_short_has_a_bound_that_holds(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	size_t cut = 0;

	(void)state;
	gsl_rng_set(rng, 7);
	for (int round = 0; round < 60; round++) {
		const size_t count = 8;
		gsl_matrix *covariance = gsl_matrix_alloc(count, count);
		struct lot_holding holdings[MOST];
		struct lots_problem problem;
		struct lots_info brief, full;
		int64_t lots[MOST];

		random_account(rng, &problem, holdings, count, 1.5);
		random_tracking(rng, covariance);
		if (round % 2)
			problem.covariance = covariance;
		problem.node_limit = 1000000;
		assert_int_equal(allocate_lots(&problem, lots, &full, NULL), STATUS_OK);
		problem.node_limit = 1;
		assert_int_equal(allocate_lots(&problem, lots, &brief, NULL), STATUS_OK);
		assert_true(full.is_optimal && brief.objective >= full.objective - 1e-15);
		assert_true(brief.objective - brief.gap <= full.objective + 1e-15);
		cut += !brief.is_optimal;
		gsl_matrix_free(covariance);
	}
	assert_true(cut > 5);
	gsl_rng_free(rng);
}

static void refuses_figures_that_mean_nothing(void **state)
{
	struct lot_holding holdings[] = { { .target = .5, .price = MICROS, .lot = MICROS },
		                          { .target = .5, .price = MICROS, .lot = MICROS } };
	struct lots_problem problem = { .holdings = holdings, .count = 2, .value = 10 * MICROS };
	struct lots_info info;
	struct error error;
	int64_t lots[2] = { 7, 7 };

	(void)state;
	holdings[1].target = NAN;
	assert_int_equal(allocate_lots(&problem, lots, &info, &error), STATUS_INVALID);
	assert_non_null(strstr(error.message, "holding 2"));
	holdings[1].target = .5;
	holdings[1].price = 0;
	assert_int_equal(allocate_lots(&problem, lots, &info, &error), STATUS_INVALID);
	holdings[1].price = INT64_MAX;
	holdings[1].lot = INT64_MAX;
	assert_int_equal(allocate_lots(&problem, lots, &info, &error), STATUS_INVALID);
	holdings[1].lot = holdings[1].price = MICROS;
	problem.cash_minimum = 11 * MICROS;
	assert_int_equal(allocate_lots(&problem, lots, &info, &error), STATUS_INFEASIBLE);
	assert_true(lots[0] == 7 && lots[1] == 7);

	/* All of it must stay: nothing is bought. */
	problem.cash_minimum = 10 * MICROS;
	assert_int_equal(allocate_lots(&problem, lots, &info, &error), STATUS_OK);
	assert_true(lots[0] == 0 && lots[1] == 0 && info.cash == 10 * MICROS && info.is_optimal);

	/* A lot of a millionth of a share is as good as any amount. */
	problem.cash_minimum = 0;
	holdings[0].lot = holdings[1].lot = 1;
	assert_int_equal(allocate_lots(&problem, lots, &info, &error), STATUS_OK);
	assert_true(lots[0] == 5 * MICROS && lots[1] == 5 * MICROS && info.cash == 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_what_greedy_misses),
		cmocka_unit_test(buys_four_funds_with_commissions),
		cmocka_unit_test(agrees_with_exhaustion),
		cmocka_unit_test(proves_thirteen_and_thirty_holdings),
		cmocka_unit_test(a_search_cut_short_has_a_bound_that_holds),
		cmocka_unit_test(refuses_figures_that_mean_nothing),
	};

	return cmocka_run_group_tests_name("whole lots", tests, NULL, NULL);
}
