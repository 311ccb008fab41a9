/* Least expected shortfall and least conditional drawdown: known portfolios, proofs, limits, and hostile scenarios. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/allocate/allocate.h"
#include "engine/risk/risk.h"
#include "tests/engine/solve_data.h"
#include "tests/support/four_assets.h"

/* A problem with memory of its own; means and covariance are those of its scenarios. */
struct scenarios {
	struct allocation_problem problem;
	gsl_vector *expected_return, *lower, *upper;
	gsl_matrix *covariance, *returns;
};

static void scenarios_measure(struct scenarios *s)
{
	const size_t n = s->problem.count, T = s->returns->size1;

	for (size_t i = 0; i < n; i++) {
		double sum = 0.0;

		for (size_t t = 0; t < T; t++)
			sum += gsl_matrix_get(s->returns, t, i);
		gsl_vector_set(s->expected_return, i, sum / (double)T);
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j <= i; j++) {
			double sum = 0.0;

			for (size_t t = 0; t < T; t++)
				sum += (gsl_matrix_get(s->returns, t, i) - gsl_vector_get(s->expected_return, i)) *
				       (gsl_matrix_get(s->returns, t, j) - gsl_vector_get(s->expected_return, j));
			gsl_matrix_set(s->covariance, i, j, sum / (double)T);
			gsl_matrix_set(s->covariance, j, i, sum / (double)T);
		}
}

static void scenarios_init(struct scenarios *s, size_t T, size_t n, double confidence)
{
	s->expected_return = gsl_vector_calloc(n);
	s->lower = gsl_vector_calloc(n);
	s->upper = gsl_vector_alloc(n);
	s->covariance = gsl_matrix_calloc(n, n);
	s->returns = gsl_matrix_calloc(T, n);
	gsl_vector_set_all(s->upper, 1.0);
	s->problem = (struct allocation_problem){ .count = n, .expected_return = s->expected_return, .lower = s->lower,
		                                  .upper = s->upper, .covariance = s->covariance, .returns = s->returns,
		                                  .confidence = confidence, .target_return = NAN };
}

static void scenarios_clear(struct scenarios *s)
{
	gsl_vector_free(s->expected_return);
	gsl_vector_free(s->lower);
	gsl_vector_free(s->upper);
	gsl_matrix_free(s->covariance);
	gsl_matrix_free(s->returns);
}

static void four_init(struct scenarios *s, double confidence)
{
	scenarios_init(s, 24, 4, confidence);
	for (size_t t = 0; t < 24; t++)
		for (size_t i = 0; i < 4; i++)
			gsl_matrix_set(s->returns, t, i, four_assets[t][i]);
	scenarios_measure(s);
}

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g, expected %.17g", value, expected);
}

/* What every answer must be: within its limits, certified, and worth what the risk room says of these weights. */
static void assert_sound(const struct allocation_problem *problem, const gsl_vector *weights,
                         const struct allocation_info *info)
{
	double sum = 0.0, scale = fabs(info->objective);

	for (size_t i = 0; i < problem->count; i++) {
		const double w = gsl_vector_get(weights, i);
		double size = 0.0;

		sum += w;
		assert_true(w >= (problem->lower ? gsl_vector_get(problem->lower, i) : 0.0) - 1e-12);
		assert_true(w <= (problem->upper ? gsl_vector_get(problem->upper, i) : 1.0) + 1e-12);
		for (size_t t = 0; t < problem->returns->size1; t++)
			size += fabs(gsl_matrix_get(problem->returns, t, i));
		scale = fmax(scale, size / (double)problem->returns->size1);
	}
	assert_near(sum, 1.0, 1e-12);
	assert_true(info->gap >= 0.0 && info->gap <= 1e-9 * scale);
	assert_true(info->stop == STOP_OPTIMAL && kkt_is_accepted(&info->kkt));
}

static double tail_of(const struct allocation_problem *problem, const gsl_vector *weights, bool drawdown)
{
	const size_t T = problem->returns->size1;
	gsl_vector *outcome = gsl_vector_alloc(T);
	struct risk_tail tail;
	double depth = 0.0;

	for (size_t t = 0; t < T; t++) {
		double earned = 0.0;

		for (size_t i = 0; i < problem->count; i++)
			earned += gsl_vector_get(weights, i) * gsl_matrix_get(problem->returns, t, i);
		depth = fmax(0.0, depth - earned);
		gsl_vector_set(outcome, t, drawdown ? -depth : earned);
	}
	assert_int_equal(risk_historical_tail(outcome, problem->confidence, &tail, NULL), STATUS_OK);
	gsl_vector_free(outcome);
	return tail.expected_shortfall;
}

struct expectation {
	bool drawdown;
	double confidence, cap, floor_of, turnover, cost; /* floor NAN: none; turnover 0: no trading, else from equal weights */
	double bond_limit;                                /* 1: none */
	double value, weights[4];
};

/* Printed by tests/reference/tail.py: the whole linear program, solved by HiGHS. */
static const struct expectation expectations[] = {
	{ false, .90, 1, NAN, 0, 0, 1, .011031372414, { .01463881801, .06586471372, .86693245, .05256401829 } },
	{ false, .95, 1, NAN, 0, 0, 1, .011088356099, { .03616372401, .03876003914, .8831293547, .04194688216 } },
	{ false, .90, .5, NAN, 0, 0, 1, .025229409295, { 0, .2222844345, .5, .2777155655 } },
	{ false, .90, .5, .0045, 0, 0, 1, .029097090730, { 0, .09861932939, .5, .4013806706 } },
	{ false, .90, 1, .006, 0, 0, 1, .031914654495, { 0, 0, .523557126, .476442874 } },
	{ false, .99, 1, NAN, 0, 0, 1, .011088356099, { .03616372401, .03876003914, .8831293547, .04194688216 } },
	{ false, .30, 1, NAN, 0, 0, 1, .001955830961, { .01405093364, 0, .9458880734, .04006099293 } },
	{ false, .90, 1, NAN, 0, 0, .4, .030354102200, { 0, .2574875798, .4, .3425124202 } },
	{ false, .90, 1, NAN, .3, 0, 1, .036790000000, { .1, .25, .4, .25 } },
	{ false, .90, 1, .0015, .5, .001, 1, .025886054672, { 0, .25, .4917550059, .2582449941 } },
	{ true, .90, 1, NAN, 0, 0, 1, .014280941852, { 0, .0220207543, .9037727544, .07420649128 } },
	{ true, .95, 1, NAN, 0, 0, 1, .014838816223, { 0, .02812829091, .8937445966, .07812711254 } },
	{ true, .50, 1, NAN, 0, 0, 1, .009768535826, { 0, 0, .9840571743, .01594282573 } },
	{ true, .999, 1, NAN, 0, 0, 1, .014838816223, { 0, .02812829091, .8937445966, .07812711254 } },
	{ true, .90, .5, NAN, 0, 0, 1, .051425594076, { 0, .0107421875, .5, .4892578125 } },
	{ true, .90, .5, .0045, 0, 0, 1, .051425594076, { 0, .0107421875, .5, .4892578125 } },
	{ true, .90, 1, NAN, 0, 0, .4, .062191598307, { 0, .031640625, .4, .568359375 } },
	{ true, .90, 1, NAN, .3, 0, 1, .114021666667, { .1, .25, .4, .25 } },
	{ true, .90, 1, .0015, .5, .001, 1, .071922747350, { 0, .25, .4917550059, .2582449941 } },
};

static const char *name_of(bool drawdown)
{
	return drawdown ? "conditional-drawdown" : "expected-shortfall";
}

static void the_whole_linear_program_gives_the_same_portfolio(void **state)
{
	static const double bonds[] = { 0, 0, 1, 0 };
	gsl_vector *weights = gsl_vector_alloc(4), *held = gsl_vector_alloc(4), *cost = gsl_vector_alloc(4);

	(void)state;
	gsl_vector_set_all(held, 0.25);
	for (size_t k = 0; k < sizeof(expectations) / sizeof(*expectations); k++) {
		const struct expectation *expected = expectations + k;
		const struct allocation_row row = { "bonds", bonds, -INFINITY, expected->bond_limit };
		const struct allocation_trading trading = { .current = held, .cost = cost, .turnover = expected->turnover };
		struct allocation_info info;
		struct scenarios s;

		four_init(&s, expected->confidence);
		gsl_vector_set_all(s.upper, expected->cap);
		gsl_vector_set_all(cost, expected->cost);
		s.problem.target_return = expected->floor_of;
		s.problem.rows = &row;
		s.problem.row_count = 1;
		s.problem.trading = expected->turnover > 0.0 ? &trading : NULL;
		assert_int_equal(allocator_find(name_of(expected->drawdown))->solve(&s.problem, weights, &info, NULL), STATUS_OK);
		assert_sound(&s.problem, weights, &info);
		/* Ten printed digits. */
		assert_near(info.objective, expected->value, 1e-12);
		for (size_t i = 0; i < 4; i++)
			assert_near(gsl_vector_get(weights, i), expected->weights[i], 1e-10);
		assert_near(info.objective, tail_of(&s.problem, weights, expected->drawdown), 1e-15);
		assert_true(expected->turnover == 0.0 || info.turnover <= expected->turnover + 1e-12);
		scenarios_clear(&s);
	}
	gsl_vector_free(weights);
	gsl_vector_free(held);
	gsl_vector_free(cost);
}

/* The first `rows` simple returns of prices, of the last rows when they are negative. */
static void returns_of(const struct series *prices, size_t rows, struct scenarios *s)
{
	const size_t first = prices->length - rows;

	for (size_t t = 0; t < rows; t++)
		for (size_t i = 0; i < prices->count; i++)
			gsl_matrix_set(s->returns, t, i,
			               series_at(prices, first + t, i) / series_at(prices, first + t - 1, i) - 1.0);
	scenarios_measure(s);
}

/* Real markets; the return floor is three tenths of the way from the mean of the assets to the best of them. */
static void real_markets_give_the_published_shortfall(void **state)
{
	static const struct {
		const char *file;
		size_t rows;
		double value, tolerance;
	} cases[] = {
		/* Ten digits by two solvers that agree to 1e-7 of the value. */
		{ "data/sp500_20/sp500_dataset.csv", 1000, .0292946587, 2e-9 },
		{ "data/sp500_20/sp500_dataset.csv", 2500, .0268827740, 2e-9 },
		{ "data/sp500_20/sp500_dataset.csv", 8000, .0282335930, 2e-9 },
		{ "data/etf23_daily/etf23_prices.csv", 1000, .0089881064, 1e-9 },
	};

	(void)state;
	for (size_t k = 0; k < sizeof(cases) / sizeof(*cases); k++) {
		double mean = 0.0, best = -INFINITY;
		struct allocation_info info;
		struct series prices;
		struct scenarios s;

		if (!oracle_read(cases[k].file, NULL, &prices))
			skip();

		gsl_vector *weights = gsl_vector_alloc(prices.count);

		scenarios_init(&s, cases[k].rows, prices.count, 0.95);
		returns_of(&prices, cases[k].rows, &s);
		for (size_t i = 0; i < prices.count; i++) {
			mean += gsl_vector_get(s.expected_return, i) / (double)prices.count;
			best = fmax(best, gsl_vector_get(s.expected_return, i));
		}
		s.problem.target_return = mean + 0.3 * (best - mean);
		assert_int_equal(allocate_expected_shortfall(&s.problem, weights, &info, NULL), STATUS_OK);
		assert_sound(&s.problem, weights, &info);
		assert_near(info.objective, cases[k].value, cases[k].tolerance);
		assert_near(info.objective, tail_of(&s.problem, weights, false), 1e-15);
		assert_near(info.expected_return, s.problem.target_return, 1e-15);
		assert_true(info.lambda > 0.0);
		gsl_vector_free(weights);
		scenarios_clear(&s);
		series_clear(&prices);
	}
}

/* The rows without a gap, as PyPortfolioOpt takes them. */
static bool read_complete_prices(struct series *prices)
{
	size_t kept = 0;

	if (!oracle_read("pypfopt/stock_prices.csv", NULL, prices))
		return false;
	for (size_t t = 0; t < prices->length; t++) {
		bool is_complete = true;

		for (size_t i = 0; i < prices->count; i++)
			is_complete = is_complete && !isnan(series_at(prices, t, i));
		if (!is_complete)
			continue;
		memmove(prices->values + kept * prices->count, prices->values + t * prices->count,
		        prices->count * sizeof(double));
		kept++;
	}
	prices->length = kept;
	return true;
}

/* PyPortfolioOpt's tests print .017049502 and .056433; the further digits are its program solved again by HiGHS. */
static void twenty_stocks_give_what_another_library_gives(void **state)
{
	static const struct {
		bool drawdown;
		double value, weights[20];
	} cases[] = {
		{ false, .0170495021218215,
		  { 0, .04242033345791675, 0, 0, .007574027800504656, 0, 0, .09464947869541289, 0, 0, .3040110655938667, 0, 0,
		    .06564167132780484, 0, .029371611102125612, 0, .36631011288862936, 0, .09002169913373928 } },
		{ true, .056433122270722065,
		  { 0, 0, 0, 0, .003409901153165236, 0, 0, .07904282391685385, 0, 0, .38759317020233125, 0, 0, 0,
		    .0005545152741453235, .095988289305736, .26790888256716117, 0, .0006560171912808545,
		    .16484640038932613 } },
	};
	struct series prices;

	(void)state;
	if (!read_complete_prices(&prices))
		skip();
	for (size_t k = 0; k < 2; k++) {
		gsl_vector *weights = gsl_vector_alloc(20);
		struct allocation_info info;
		struct scenarios s;

		scenarios_init(&s, prices.length - 1, 20, 0.95);
		returns_of(&prices, prices.length - 1, &s);
		assert_int_equal(allocator_find(name_of(cases[k].drawdown))->solve(&s.problem, weights, &info, NULL), STATUS_OK);
		assert_sound(&s.problem, weights, &info);
		/* What HiGHS leaves at its default tolerances. */
		assert_near(info.objective, cases[k].value, 1e-10);
		for (size_t i = 0; i < 20; i++)
			assert_near(gsl_vector_get(weights, i), cases[k].weights[i], 1e-6);
		gsl_vector_free(weights);
		scenarios_clear(&s);
	}
	series_clear(&prices);
}

/* R's fPortfolio: six indices in percent, an expected shortfall of 5 % at the mean of the means. */
static void six_indices_give_what_fportfolio_gives(void **state)
{
	static const double expected[] = { 0, 0, .384750853083, .235366146025, 0, .379883000892 };
	gsl_vector *weights = gsl_vector_alloc(6);
	struct allocation_info info;
	struct series table;
	struct scenarios s;

	(void)state;
	if (!oracle_read("fportfolio_lpp2005/LPP2005.RET.csv", NULL, &table)) {
		gsl_vector_free(weights);
		skip();
	}
	scenarios_init(&s, table.length, 6, 0.95);
	for (size_t t = 0; t < table.length; t++)
		for (size_t i = 0; i < 6; i++)
			gsl_matrix_set(s.returns, t, i, 100.0 * series_at(&table, t, i));
	scenarios_measure(&s);
	s.problem.target_return = 0.0;
	for (size_t i = 0; i < 6; i++)
		s.problem.target_return += gsl_vector_get(s.expected_return, i) / 6.0;
	assert_int_equal(allocate_expected_shortfall(&s.problem, weights, &info, NULL), STATUS_OK);
	assert_sound(&s.problem, weights, &info);
	for (size_t i = 0; i < 6; i++)
		assert_near(gsl_vector_get(weights, i), expected[i], 1e-9);
	assert_near(info.expected_return, .0430767659151, 1e-12);
	gsl_vector_free(weights);
	scenarios_clear(&s);
	series_clear(&table);
}

/* Relaxing a limit by h takes multiplier x h off the objective, as long as the same limits bind. */
static void what_a_limit_costs_is_what_relaxing_it_saves(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(4);
	struct allocation_info info, relaxed;
	struct scenarios s;
	const double h = 1e-5;

	(void)state;
	for (int drawdown = 0; drawdown < 2; drawdown++) {
		const struct allocator *allocator = allocator_find(name_of(drawdown));

		four_init(&s, 0.9);
		gsl_vector_set(s.upper, 2, 0.5);
		s.problem.target_return = drawdown ? 0.0060 : 0.0045;
		assert_int_equal(allocator->solve(&s.problem, weights, &info, NULL), STATUS_OK);
		assert_true(info.binding_count >= 1);
		assert_true(info.bindings[0].multiplier > 0.0);
		for (size_t k = 0; k < info.binding_count; k++) {
			const struct binding *binding = info.bindings + k;
			gsl_vector *limits = binding->kind == CONSTRAINT_UPPER ? s.upper : s.lower;

			assert_true(binding->kind == CONSTRAINT_UPPER || binding->kind == CONSTRAINT_LOWER);
			assert_near(binding->limit, gsl_vector_get(limits, binding->index), 0.0);
			gsl_vector_set(limits, binding->index, binding->limit + (binding->kind == CONSTRAINT_UPPER ? h : -h));
			assert_int_equal(allocator->solve(&s.problem, weights, &relaxed, NULL), STATUS_OK);
			assert_near((info.objective - relaxed.objective) / h, binding->multiplier, 1e-8);
			gsl_vector_set(limits, binding->index, binding->limit);
		}
		assert_true(info.lambda > 0.0);
		s.problem.target_return += 1e-6;
		assert_int_equal(allocator->solve(&s.problem, weights, &relaxed, NULL), STATUS_OK);
		assert_near((relaxed.objective - info.objective) / 1e-6, info.lambda, 1e-8);
		scenarios_clear(&s);
	}
	gsl_vector_free(weights);
}

/* Every kind of tie: rounded returns, repeated days, days without a move, an asset twice, an asset that is cash. */
static void fill_hostile(gsl_rng *rng, struct scenarios *s, int kind)
{
	const size_t T = s->returns->size1, n = s->returns->size2;
	const double unit = kind % 3 == 0 ? 1e-2 : kind % 3 == 1 ? 1e-4 : 1e-16;

	for (size_t t = 0; t < T; t++)
		for (size_t i = 0; i < n; i++) {
			const double r = unit * round(uniform(rng, -0.03, 0.032) / unit);

			gsl_matrix_set(s->returns, t, i, r);
			if (kind % 4 == 1 && t >= T / 2)
				gsl_matrix_set(s->returns, t, i, gsl_matrix_get(s->returns, t - T / 2, i));
			if (kind % 4 == 2 && t % 3 == 0)
				gsl_matrix_set(s->returns, t, i, 0.0);
			if (kind % 5 == 3 && i > 0 && i % 2 == 0)
				gsl_matrix_set(s->returns, t, i, gsl_matrix_get(s->returns, t, i - 1));
			if (kind % 7 == 4 && i == n - 1)
				gsl_matrix_set(s->returns, t, i, 1e-4);
		}
	scenarios_measure(s);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(s->lower, i, kind % 6 == 5 ? 0.25 / (double)n : 0.0);
		gsl_vector_set(s->upper, i, kind % 2 == 0 ? 1.0 : 2.0 / (double)n);
	}
}

static void hostile_scenarios_are_solved_and_proven(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	(void)state;
	gsl_rng_set(rng, 11);
	for (int round = 0; round < 3000; round++) {
		const size_t n = 1 + gsl_rng_uniform_int(rng, 12), T = 1 + gsl_rng_uniform_int(rng, round % 10 == 0 ? 300 : 40);
		double *ones = calloc(n, sizeof(double));
		const struct allocation_row rows[] = { { "half", ones, -INFINITY, 0.6 }, { "again", ones, 0.1, 0.6 } };
		gsl_vector *weights = gsl_vector_alloc(n), *held = gsl_vector_alloc(n);
		const struct allocation_trading trading = { .current = held, .turnover = uniform(rng, 1.0, 2.5) };
		struct allocation_info info;
		struct error error;
		struct scenarios s;

		scenarios_init(&s, T, n, uniform(rng, 0.02, 0.999));
		fill_hostile(rng, &s, round);
		gsl_vector_set_all(held, 1.0 / (double)n);
		s.problem.trading = round % 9 < 4 ? &trading : NULL;
		for (size_t i = 0; i < n; i++)
			ones[i] = i % 2 ? 1.0 : 0.0;
		s.problem.rows = rows;
		s.problem.row_count = n > 3 ? 2 : 0;
		for (int drawdown = 0; drawdown < 2; drawdown++) {
			if (allocator_find(name_of(drawdown))->solve(&s.problem, weights, &info, &error))
				fail_msg("round %d, n %zu, T %zu, %s: %s", round, n, T, name_of(drawdown), error.message);
			assert_sound(&s.problem, weights, &info);
			assert_near(info.objective, tail_of(&s.problem, weights, drawdown), 1e-13);
		}
		free(ones);
		gsl_vector_free(weights);
		gsl_vector_free(held);
		scenarios_clear(&s);
	}
	gsl_rng_free(rng);
}

/* With one scenario the answer is the asset that returned most. */
static void one_scenario_is_enough(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(3);
	struct allocation_info info;
	struct scenarios s;

	(void)state;
	scenarios_init(&s, 1, 3, 0.95);
	gsl_matrix_set(s.returns, 0, 0, -0.02);
	gsl_matrix_set(s.returns, 0, 1, 0.03);
	scenarios_measure(&s);
	assert_int_equal(allocate_expected_shortfall(&s.problem, weights, &info, NULL), STATUS_OK);
	assert_near(info.objective, -0.03, 1e-17);
	assert_near(gsl_vector_get(weights, 1), 1.0, 0.0);
	assert_int_equal(allocate_conditional_drawdown(&s.problem, weights, &info, NULL), STATUS_OK);
	assert_near(info.objective, 0.0, 0.0);
	gsl_vector_free(weights);
	scenarios_clear(&s);
}

static void assert_refused(struct scenarios *s, enum status status, const char *word)
{
	gsl_vector *weights = gsl_vector_alloc(4);

	gsl_vector_set_all(weights, 7.0);
	for (int drawdown = 0; drawdown < 2; drawdown++) {
		struct allocation_info info = { .iterations = 77 };
		struct error error;

		assert_int_equal(allocator_find(name_of(drawdown))->solve(&s->problem, weights, &info, &error), status);
		if (!strstr(error.message, word))
			fail_msg("\"%s\" does not speak of %s", error.message, word);
		assert_true(info.iterations == 77 && gsl_vector_get(weights, 0) == 7.0);
	}
	gsl_vector_free(weights);
}

static void what_cannot_be_kept_or_met_is_refused_in_words(void **state)
{
	static const char *const labels[] = { "CN", "US", "BOND", "GOLD" };
	gsl_vector *held = gsl_vector_alloc(4);
	struct allocation_trading trading = { .current = held, .turnover = 0.1 };
	struct scenarios s;

	(void)state;
	four_init(&s, 0.9);
	s.problem.labels = labels;
	s.problem.target_return = 0.02;
	assert_refused(&s, STATUS_INFEASIBLE, "the highest is 0.970417 %");
	s.problem.target_return = INFINITY;
	assert_refused(&s, STATUS_INVALID, "floor");
	s.problem.target_return = NAN;
	gsl_vector_set_all(s.upper, 0.2);
	assert_refused(&s, STATUS_INFEASIBLE, "cannot be met");
	gsl_vector_set_all(s.upper, 1.0);
	s.problem.cardinality = 2;
	assert_refused(&s, STATUS_INVALID, "how many");
	s.problem.cardinality = 0;
	s.problem.tracking_limit = 0.05;
	assert_refused(&s, STATUS_INVALID, "tracking");
	s.problem.tracking_limit = 0.0;
	gsl_vector_set_all(held, 0.25);
	trading.impact = held;
	s.problem.trading = &trading;
	assert_refused(&s, STATUS_INVALID, "impact");
	trading.impact = NULL;
	trading.turnover = -1.0;
	assert_refused(&s, STATUS_INVALID, "turnover");
	trading.turnover = 0.1;
	gsl_vector_set(held, 0, 0.9);
	gsl_vector_set(held, 2, NAN);
	assert_refused(&s, STATUS_INVALID, "BOND");
	s.problem.trading = NULL;
	s.problem.confidence = 1.0;
	assert_refused(&s, STATUS_INVALID, "confidence");
	s.problem.confidence = NAN;
	assert_refused(&s, STATUS_INVALID, "confidence");
	s.problem.confidence = 0.9;
	gsl_matrix_set(s.returns, 3, 3, INFINITY);
	assert_refused(&s, STATUS_INVALID, "scenario 4 of GOLD");
	s.problem.returns = NULL;
	assert_refused(&s, STATUS_INVALID, "needs scenarios");
	gsl_vector_free(held);
	scenarios_clear(&s);
}

/* Losses a million times larger or smaller give the same weights. */
static void the_unit_of_returns_does_not_matter(void **state)
{
	static const double units[] = { 1e-9, 1e-4, 100.0, 1e5 };
	gsl_vector *weights = gsl_vector_alloc(4);
	struct allocation_info info;

	(void)state;
	for (size_t k = 0; k < sizeof(units) / sizeof(*units); k++) {
		struct scenarios s;

		four_init(&s, 0.9);
		gsl_matrix_scale(s.returns, units[k]);
		scenarios_measure(&s);
		assert_int_equal(allocate_expected_shortfall(&s.problem, weights, &info, NULL), STATUS_OK);
		assert_near(gsl_vector_get(weights, 2), .86693245, 1e-9);
		assert_near(info.objective / units[k], .011031372414, 1e-12);
		assert_int_equal(allocate_conditional_drawdown(&s.problem, weights, &info, NULL), STATUS_OK);
		assert_near(info.objective / units[k], .014280941852, 1e-12);
		scenarios_clear(&s);
	}
	gsl_vector_free(weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_whole_linear_program_gives_the_same_portfolio),
		cmocka_unit_test(real_markets_give_the_published_shortfall),
		cmocka_unit_test(twenty_stocks_give_what_another_library_gives),
		cmocka_unit_test(six_indices_give_what_fportfolio_gives),
		cmocka_unit_test(what_a_limit_costs_is_what_relaxing_it_saves),
		cmocka_unit_test(hostile_scenarios_are_solved_and_proven),
		cmocka_unit_test(one_scenario_is_enough),
		cmocka_unit_test(what_cannot_be_kept_or_met_is_refused_in_words),
		cmocka_unit_test(the_unit_of_returns_does_not_matter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
