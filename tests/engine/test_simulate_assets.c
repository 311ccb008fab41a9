/*
 * Several assets, history drawn again, withdrawals, and what is refused. Random numbers are allowed 4 standard errors; what
 * they are compared with is a closed form or a second simulation.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>

#include "engine/simulate/paths.h"

enum { ASSETS = 3, HISTORY = 72 };

static double returns3[ASSETS] = { 0.08, 0.05, 0.02 };
static double weights3[ASSETS] = { 0.5, 0.3, 0.2 };
static double covariance3[ASSETS * ASSETS] = { 0.0400, 0.0120, -0.0010, 0.0120, 0.0225, 0.0005, -0.0010, 0.0005, 0.0016 };

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
}

struct market {
	struct simulation_problem problem;
	gsl_vector_view returns, weights;
	gsl_matrix_view covariance;
};

static void market_init(struct market *market, size_t rebalance_months)
{
	market->returns = gsl_vector_view_array(returns3, ASSETS);
	market->weights = gsl_vector_view_array(weights3, ASSETS);
	market->covariance = gsl_matrix_view_array(covariance3, ASSETS, ASSETS);
	market->problem = (struct simulation_problem){
		.paths = 40000, .months = 60, .seed = 5, .initial_value = 100.0, .count = ASSETS,
		.asset_returns = &market->returns.vector, .covariance = &market->covariance.matrix,
		.weights = &market->weights.vector, .rebalance_months = rebalance_months,
	};
}

static struct simulation_summary run(struct simulation *simulation, const struct simulation_problem *problem)
{
	struct simulation_summary summary = { 0 };
	struct error err = { .message = "" };

	if (simulation_start(simulation, problem, &err))
		fail_msg("%s", err.message);
	for (size_t b = 0; b < simulation_blocks(simulation); b++)
		assert_int_equal(simulation_run(simulation, b, &err), STATUS_OK);
	assert_int_equal(simulation_finish(simulation, &summary, &err), STATUS_OK);
	return summary;
}

/*
 * First two moments of 1 grown for some months, held without trading: E = sum w_i A_i, A_i = (1 + a_i)^(m / 12), and
 * E of the square = sum w_i w_j A_i A_j (1 + C_ij / ((1 + a_i)(1 + a_j)))^(m / 12).
 */
static void held_moments(double months, double *first, double *second)
{
	*first = *second = 0.0;
	for (size_t i = 0; i < ASSETS; i++) {
		*first += weights3[i] * pow(1.0 + returns3[i], months / 12.0);
		for (size_t j = 0; j < ASSETS; j++) {
			const double product = (1.0 + returns3[i]) * (1.0 + returns3[j]);

			*second += weights3[i] * weights3[j] *
			           pow(product + covariance3[i * ASSETS + j], months / 12.0);
		}
	}
}

static void rebalanced_portfolios_have_their_exact_moments(void **state)
{
	static const size_t every[] = { 1, 12, 0, 6 };
	struct simulation *simulation = simulation_new();

	(void)state;
	for (size_t k = 0; k < 8; k++) {
		const size_t rebalance = every[k % 4], held = rebalance > 0 ? rebalance : 60;
		struct simulation_summary summary;
		struct market market;
		double first, second, mean, deviation;

		market_init(&market, rebalance);
		market.problem.law = k < 4 ? SIMULATE_LOGNORMAL : SIMULATE_STUDENT;
		held_moments((double)held, &first, &second);
		mean = 100.0 * pow(first, 60.0 / (double)held);
		deviation = sqrt(1e4 * pow(second, 60.0 / (double)held) - mean * mean);
		summary = run(simulation, &market.problem);
		assert_near(summary.mean, mean, 4.0 * deviation / 200.0);
		/* The error of a deviation is d sqrt((kurtosis - 1) / 4 M); kurtosis of five years of these laws is below 6. */
		assert_near(summary.deviation, deviation, 4.0 * deviation * sqrt(5.0 / 4.0) / 200.0);
	}
	simulation_free(simulation);
}

static void assets_that_move_as_one_need_no_inverse(void **state)
{
	double covariance[4] = { 0.04, 0.04, 0.04, 0.04 }, mean[2] = { 0.05, 0.05 }, weight[2] = { 0.5, 0.5 };
	gsl_matrix_view c = gsl_matrix_view_array(covariance, 2, 2);
	gsl_vector_view a = gsl_vector_view_array(mean, 2), w = gsl_vector_view_array(weight, 2);
	struct simulation *simulation = simulation_new();
	struct simulation_problem problem = { .paths = 5000, .months = 12, .initial_value = 1.0, .count = 2,
		                              .asset_returns = &a.vector, .covariance = &c.matrix, .weights = &w.vector,
		                              .rebalance_months = 1 };
	const struct simulation_summary summary = run(simulation, &problem);

	(void)state;
	assert_near(summary.mean, 1.05, 4.0 * 0.2 / sqrt(5000.0));
	covariance[1] = covariance[2] = 0.06; /* a correlation of 1.5 */
	assert_int_equal(simulation_start(simulation, &problem, NULL), STATUS_INVALID);
	simulation_free(simulation);
}

/* A history whose two assets are told apart, with weights that sum to one. */
static gsl_matrix *history(void)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_matrix *rows = gsl_matrix_alloc(HISTORY, 2);

	for (size_t t = 0; t < HISTORY; t++) {
		gsl_matrix_set(rows, t, 0, 0.1 * (gsl_rng_uniform(rng) - 0.4));
		gsl_matrix_set(rows, t, 1, 0.3 * gsl_matrix_get(rows, t, 0) + 0.02 * (gsl_rng_uniform(rng) - 0.5));
	}
	gsl_rng_free(rng);
	return rows;
}

static void a_bootstrap_repeats_runs_of_the_history(void **state)
{
	double weight[2] = { 0.6, 0.4 };
	gsl_vector_view w = gsl_vector_view_array(weight, 2);
	gsl_matrix *rows = history();
	struct simulation *simulation = simulation_new();
	struct simulation_problem problem = { .paths = 40000, .months = 6, .seed = 3, .law = SIMULATE_BOOTSTRAP,
		                              .initial_value = 1.0, .keeps_paths = true, .weights = &w.vector,
		                              .history = rows };
	double run_values[HISTORY], mean = 0.0, square = 0.0;

	(void)state;
	for (size_t rebalance = 0; rebalance <= 1; rebalance++) {
		struct simulation_summary summary;
		size_t found[HISTORY] = { 0 };

		problem.rebalance_months = rebalance;
		summary = run(simulation, &problem);
		mean = square = 0.0;
		for (size_t s = 0; s < HISTORY; s++) { /* the 72 values six months can lead to */
			double held[2] = { 0.6, 0.4 };

			for (size_t k = 0; k < 6; k++) {
				for (size_t i = 0; i < 2; i++)
					held[i] *= 1.0 + gsl_matrix_get(rows, (s + k) % HISTORY, i);
				if (rebalance) {
					const double sum = held[0] + held[1];

					held[0] = 0.6 * sum;
					held[1] = 0.4 * sum;
				}
			}
			run_values[s] = held[0] + held[1];
			mean += run_values[s] / HISTORY;
			square += run_values[s] * run_values[s] / HISTORY;
		}
		assert_near(summary.mean, mean, 4.0 * sqrt((square - mean * mean) / 40000.0));
		for (size_t p = 0; p < 40000; p++) {
			size_t s = 0;

			while (s < HISTORY && fabs(simulation_values(simulation, 6)[p] - run_values[s]) > 1e-12)
				s++;
			assert_in_range(s, 0, HISTORY - 1);
			found[s]++;
		}
		for (size_t s = 0; s < HISTORY; s++) /* binomial: every run as often as any other, in 144 looks */
			assert_near((double)found[s], 40000.0 / HISTORY, 4.0 * sqrt(40000.0 / HISTORY));
	}
	gsl_matrix_free(rows);
	simulation_free(simulation);
}

static void a_short_or_broken_history_is_refused_with_its_number(void **state)
{
	double weight[2] = { 0.6, 0.4 };
	gsl_vector_view w = gsl_vector_view_array(weight, 2);
	gsl_matrix *rows = history();
	gsl_matrix_view few = gsl_matrix_submatrix(rows, 0, 0, 59, 2);
	struct simulation *simulation = simulation_new();
	struct simulation_problem problem = { .paths = 10, .months = 6, .law = SIMULATE_BOOTSTRAP, .weights = &w.vector,
		                              .history = &few.matrix };
	struct error err;

	(void)state;
	assert_int_equal(simulation_start(simulation, &problem, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "59 months"));
	assert_non_null(strstr(err.message, "60"));
	problem.history = rows;
	gsl_matrix_set(rows, 7, 1, NAN);
	assert_int_equal(simulation_start(simulation, &problem, &err), STATUS_INVALID);
	assert_non_null(strstr(err.message, "asset 2 in month 8"));
	gsl_matrix_set(rows, 7, 1, -1.5);
	assert_int_equal(simulation_start(simulation, &problem, &err), STATUS_INVALID);
	gsl_matrix_set(rows, 7, 1, 0.0);
	problem.block_months = 73;
	assert_int_equal(simulation_start(simulation, &problem, &err), STATUS_INVALID);
	problem.block_months = 0;
	problem.is_antithetic = true;
	assert_int_equal(simulation_start(simulation, &problem, &err), STATUS_INVALID);
	gsl_matrix_free(rows);
	simulation_free(simulation);
}

static void a_safe_withdrawal_is_where_bisection_ends(void **state)
{
	static const enum simulation_law laws[] = { SIMULATE_LOGNORMAL, SIMULATE_STUDENT };
	struct simulation *simulation = simulation_new();

	(void)state;
	for (size_t k = 0; k < 4; k++) {
		const struct simulation_flow unknown = { .growth = 0.02, .is_at_start = k & 1 };
		struct simulation_flow flows[2] = { { .amount = 500.0, .months = 60, .volatility = k < 2 ? 0.0 : 0.3 }, unknown };
		struct simulation_problem problem = { .paths = 2000, .months = 360, .seed = 9, .law = laws[k / 2],
			                              .initial_value = 1e6, .fee = 0.005, .flows = flows, .flow_count = 1,
			                              .expected_return = 0.05, .volatility = 0.10, .withdrawal = &unknown };
		struct simulation_chance exhausted;
		double amount, low = 0.0, high = 1e5;

		(void)run(simulation, &problem);
		assert_int_equal(simulation_safe_withdrawal(simulation, 0.9, &amount, NULL), STATUS_OK);
		problem.withdrawal = NULL;
		problem.flow_count = 2;
		for (int step = 0; step < 40; step++) {
			const double middle = 0.5 * (low + high);

			flows[1].amount = -middle;
			(void)run(simulation, &problem);
			assert_int_equal(simulation_exhaustion(simulation, 360, &exhausted, NULL), STATUS_OK);
			if (exhausted.probability <= 0.1)
				low = middle;
			else
				high = middle;
		}
		assert_near(amount, low, 1e-8 * low + 1e5 * 0x1p-40); /* rounding of 360 months, and the last interval */
	}
	simulation_free(simulation);
}

static void without_risk_a_safe_withdrawal_is_the_annuity(void **state)
{
	const struct simulation_flow unknown = { .is_at_start = true };
	struct simulation *simulation = simulation_new();
	const struct simulation_problem problem = { .paths = 3, .months = 360, .initial_value = 1e6,
		                                    .expected_return = 0.02, .withdrawal = &unknown };
	const double rate = pow(1.02, 1.0 / 12.0) - 1.0;
	double amount;

	(void)state;
	(void)run(simulation, &problem);
	assert_int_equal(simulation_safe_withdrawal(simulation, 0.5, &amount, NULL), STATUS_OK);
	assert_near(amount, 1e6 * rate / (1.0 - pow(1.0 + rate, -360.0)) / (1.0 + rate), 1e-6);
	simulation_free(simulation);
}

static void exhaustion_is_counted_in_the_month_it_happens(void **state)
{
	const struct simulation_flow spending = { .amount = -10.0 };
	struct simulation *simulation = simulation_new();
	const struct simulation_problem problem = { .paths = 5, .months = 20, .initial_value = 100.0,
		                                    .flows = &spending, .flow_count = 1 };
	const struct simulation_summary summary = run(simulation, &problem);
	struct simulation_chance chance;

	(void)state;
	assert_near(summary.exhausted, 1.0, 0.0);
	assert_near(summary.highest, 0.0, 0.0);
	assert_int_equal(simulation_exhaustion(simulation, 10, &chance, NULL), STATUS_OK);
	assert_near(chance.probability, 0.0, 0.0); /* the tenth payment takes the last of it */
	assert_int_equal(simulation_exhaustion(simulation, 11, &chance, NULL), STATUS_OK);
	assert_near(chance.probability, 1.0, 0.0);
	simulation_free(simulation);
}

static void fees_and_inflation_are_taken_from_what_is_seen(void **state)
{
	struct simulation *simulation = simulation_new();
	const struct simulation_problem problem = { .paths = 2, .months = 24, .initial_value = 100.0, .keeps_paths = true,
		                                    .expected_return = 0.05, .fee = 0.01, .inflation = 0.02 };
	const struct simulation_summary summary = run(simulation, &problem);
	const double levels[] = { 0.5 };
	gsl_matrix *fan = gsl_matrix_alloc(25, 1);

	(void)state;
	assert_near(summary.mean, 100.0 * pow(1.05 * 0.99 / 1.02, 2.0), 1e-10);
	assert_int_equal(simulation_fan(simulation, levels, 1, fan, NULL), STATUS_OK);
	assert_near(gsl_matrix_get(fan, 0, 0), 100.0, 0.0);
	assert_near(gsl_matrix_get(fan, 12, 0), 100.0 * 1.05 * 0.99 / 1.02, 1e-10);
	assert_near(simulation_values(simulation, 24)[0], 100.0 * pow(1.05 * 0.99, 2.0), 1e-10);
	gsl_matrix_free(fan);
	simulation_free(simulation);
}

static void risk_may_change_from_month_to_month(void **state)
{
	const double returns[] = { 0.12, 0.06, 0.03 }, volatilities[] = { 0.0, 0.0, 0.0 };
	struct simulation *simulation = simulation_new();
	const struct simulation_problem problem = { .paths = 1, .months = 3, .initial_value = 1.0,
		                                    .expected_returns = returns, .volatilities = volatilities };

	(void)state;
	assert_near(run(simulation, &problem).mean, pow(1.12 * 1.06 * 1.03, 1.0 / 12.0), 1e-14);
	simulation_free(simulation);
}

static void what_is_out_of_range_is_refused_by_name(void **state)
{
	const struct simulation_problem good = { .paths = 10, .months = 12, .initial_value = 1.0, .expected_return = 0.05,
		                                 .volatility = 0.1 };
	const struct simulation_flow nan_flow = { .amount = NAN }, late = { .amount = 1.0, .first = 12 };
	struct simulation_problem bad[16];
	const char *const words[16] = { "0 paths", "paths", "0 months", "months", "initial value", "fee", "inflation",
		                        "expected return", "volatility", "payment 1", "beyond", "freedom", "reference", "law",
		                        "expected return", "initial value" };
	struct simulation *simulation = simulation_new();
	struct simulation_summary summary;
	struct error err;

	(void)state;
	for (size_t k = 0; k < 16; k++)
		bad[k] = good;
	bad[0].paths = 0;
	bad[1].paths = SIZE_MAX;
	bad[2].months = 0;
	bad[3].months = SIZE_MAX;
	bad[4].initial_value = NAN;
	bad[5].fee = 1.0;
	bad[6].inflation = -1.0;
	bad[7].expected_return = -1.0;
	bad[8].volatility = INFINITY;
	bad[9].flows = &nan_flow;
	bad[9].flow_count = 1;
	bad[10].flows = &late;
	bad[10].flow_count = 1;
	bad[11].law = SIMULATE_STUDENT;
	bad[11].freedom = 2;
	bad[12].law = SIMULATE_STUDENT;
	bad[12].generator = SIMULATE_REFERENCE;
	bad[13].law = (enum simulation_law)9;
	bad[14].expected_return = NAN;
	bad[15].initial_value = -1.0;
	for (size_t k = 0; k < 16; k++) {
		assert_int_equal(simulation_start(simulation, &bad[k], &err), STATUS_INVALID);
		if (strstr(err.message, words[k]) == NULL)
			fail_msg("\"%s\" does not speak of %s", err.message, words[k]);
	}
	assert_int_equal(simulation_finish(simulation, &summary, &err), STATUS_INVALID);
	assert_int_equal(simulation_run(simulation, 0, &err), STATUS_INVALID);
	simulation_free(simulation);
	simulation_free(NULL);
}

static void the_wildest_market_still_gives_numbers(void **state)
{
	const struct simulation_flow flow = { .amount = 1e15, .growth = 10.0, .volatility = 10.0 };
	struct simulation *simulation = simulation_new();
	struct simulation_problem problem = { .paths = 256, .months = 1800, .initial_value = 1e15, .flows = &flow,
		                              .flow_count = 1, .expected_return = 10.0, .volatility = 10.0,
		                              .inflation = -0.5 };

	(void)state;
	for (int law = SIMULATE_LOGNORMAL; law <= SIMULATE_STUDENT; law++) {
		struct simulation_summary summary;

		problem.law = (enum simulation_law)law;
		summary = run(simulation, &problem);
		assert_true(isfinite(summary.highest) && summary.lowest >= 0.0 && isfinite(summary.mean));
		assert_true(isfinite(summary.deviation) && isfinite(summary.mean_error));
	}
	simulation_free(simulation);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rebalanced_portfolios_have_their_exact_moments),
		cmocka_unit_test(assets_that_move_as_one_need_no_inverse),
		cmocka_unit_test(a_bootstrap_repeats_runs_of_the_history),
		cmocka_unit_test(a_short_or_broken_history_is_refused_with_its_number),
		cmocka_unit_test(a_safe_withdrawal_is_where_bisection_ends),
		cmocka_unit_test(without_risk_a_safe_withdrawal_is_the_annuity),
		cmocka_unit_test(exhaustion_is_counted_in_the_month_it_happens),
		cmocka_unit_test(fees_and_inflation_are_taken_from_what_is_seen),
		cmocka_unit_test(risk_may_change_from_month_to_month),
		cmocka_unit_test(what_is_out_of_range_is_refused_by_name),
		cmocka_unit_test(the_wildest_market_still_gives_numbers),
	};

	gsl_set_error_handler_off();
	return cmocka_run_group_tests(tests, NULL, NULL);
}
