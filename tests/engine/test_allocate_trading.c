/* Costs of trading, turnover, tracking error and factors in the objectives of mean and variance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/allocate/allocate.h"
#include "tests/engine/solve_data.h"

/* Five asset classes, made up; the expected figures below come from tests/reference/trading.py. */
static const double means[] = { .08, .07, .03, .04, .045 };
static const double volatilities[] = { .22, .16, .03, .05, .15 };
static const double correlations[5][5] = {
	{ 1, .45, -.10, .15, .05 }, { .45, 1, -.05, .20, .10 }, { -.10, -.05, 1, .50, .10 },
	{ .15, .20, .50, 1, .05 }, { .05, .10, .10, .05, 1 },
};
static const double held[] = { .30, .20, .20, .20, .10 }, benchmark[] = { .25, .25, .2, .2, .1 };
static const double impacts[] = { .05, .05, .02, .02, .10 };

struct five {
	struct allocation_problem problem;
	struct allocation_trading trading;
	gsl_vector *expected_return, *upper, *current, *cost, *impact, *benchmark, *weights;
	gsl_matrix *covariance;
};

static gsl_vector *vector_of(const double *figures, double all)
{
	gsl_vector *vector = gsl_vector_alloc(5);

	for (size_t i = 0; i < 5; i++)
		gsl_vector_set(vector, i, figures ? figures[i] : all);
	return vector;
}

/* From what is held; cost a side of all assets; with impact or without; at most turnover. */
static void five_init(struct five *five, double cost, bool has_impact, double turnover, double tracking)
{
	five->expected_return = vector_of(means, 0.0);
	five->upper = vector_of(NULL, 1.0);
	five->current = vector_of(held, 0.0);
	five->cost = vector_of(NULL, cost);
	five->impact = vector_of(impacts, 0.0);
	five->benchmark = vector_of(benchmark, 0.0);
	five->weights = vector_of(NULL, 0.0);
	five->covariance = gsl_matrix_alloc(5, 5);
	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < 5; j++)
			gsl_matrix_set(five->covariance, i, j, correlations[i][j] * volatilities[i] * volatilities[j]);
	five->trading = (struct allocation_trading){ five->current, cost > 0.0 ? five->cost : NULL,
		                                     has_impact ? five->impact : NULL, turnover };
	five->problem = (struct allocation_problem){
		.count = 5, .expected_return = five->expected_return, .covariance = five->covariance, .upper = five->upper,
		.risk_free = .02, .benchmark = five->benchmark, .tracking_limit = tracking,
		.trading = cost > 0.0 || has_impact || turnover < INFINITY ? &five->trading : NULL,
	};
}

static void five_clear(struct five *five)
{
	gsl_vector_free(five->expected_return);
	gsl_vector_free(five->upper);
	gsl_vector_free(five->current);
	gsl_vector_free(five->cost);
	gsl_vector_free(five->impact);
	gsl_vector_free(five->benchmark);
	gsl_vector_free(five->weights);
	gsl_matrix_free(five->covariance);
}

static void assert_near(double value, double expected, double tolerance, const char *what)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%s is %.17g, expected %.17g", what, value, expected);
}

struct expectation {
	const char *allocator;
	double target; /* aversion, return or volatility */
	double cost;
	bool has_impact;
	double turnover, tracking, without; /* without: the upper limit of the third asset */
	double weights[5], objective;
};

static const struct expectation expectations[] = {
	/* Closed enough to be printed to ten digits and more. */
	{ "utility", 4, .002, false, INFINITY, 0, 1, { .1761432709, .2192089303, .0978258082, .4068219906, .1 },
	  .041532413919 },
	{ "utility", 4, .005, false, INFINITY, 0, 1, { .2149474790, .2, .2, .2850525210, .1 }, .040873870263 },
	{ "utility", 4, .02, false, INFINITY, 0, 1, { .3, .2, .2, .2, .1 }, .0401852 },
	{ "utility", 4, 0, false, .1, 0, 1, { .25, .2, .2, .25, .1 }, .0412569 },
	{ "utility", 4, 0, false, .2, 0, 1, { .2, .2051204819, .2, .2948795181, .1 }, .041853905723 },
	{ "utility", 4, 0, true, INFINITY, 0, 1, { .2185565128, .2140993649, .1742619566, .2874783633, .1056038024 },
	  .041263751770 },
	{ "utility", 4, .002, true, INFINITY, 0, 1, { .2309193515, .2055430081, .2, .2620128988, .1015247416 },
	  .040934528579 },
	/* Eight digits of a general solver. */
	{ "max-sharpe", 0, .002, false, INFINITY, 0, 1, { .06222264, .10212287, .45891053, .31161116, .0651328 },
	  .4965783929 },
	{ "target-return", .05, .002, false, INFINITY, 0, 1, { .15191236, .2, .1973573, .35073034, .1 }, .0043068434 },
	{ "min-variance", 0, 0, false, .3, 0, 1, { .15, .2, .35, .2, .1 }, .0039197500 },
	{ "target-volatility", 1, 0, false, INFINITY, .02, 0, { .2939440576, .3195994024, 0, .2666607504, .1197957896 },
	  .0619447233 },
	{ "utility", 2, 0, false, INFINITY, .02, 1, { .26871349, .34833983, 0, .26970241, .11324427 }, .0508755946 },
	{ "min-variance", 0, 0, false, INFINITY, .02, 1, { .19361787, .19508473, .37506753, .15730977, .07892009 },
	  .0046304419 },
	{ "max-sharpe", 0, 0, false, INFINITY, .02, 1, { .17793025, .20588938, .12764409, .39362015, .09491613 },
	  .4552267822 },
	{ "target-return", .055, 0, false, INFINITY, .02, 1, { .16622201, .26181411, 0, .47262463, .09933925 },
	  .0061209971 },
	{ "target-volatility", .09, 0, false, INFINITY, .02, 1, { .20308989, .31741697, 0, .37668237, .10281076 },
	  .0581601586 },
	{ "utility", 4, .002, false, .2, .02, 1, { .2, .20512047, .2, .29487953, .1 }, .0414539057 },
};

static void ask(struct five *five, const struct expectation *expected)
{
	five->problem.risk_aversion = expected->target;
	five->problem.target_return = expected->target;
	five->problem.target_volatility = expected->target;
	gsl_vector_set(five->upper, 2, expected->without);
}

static void every_objective_gives_the_reference_portfolio(void **state)
{
	(void)state;
	for (size_t k = 0; k < sizeof(expectations) / sizeof(*expectations); k++) {
		const struct expectation *expected = expectations + k;
		struct allocation_info info;
		struct error error;
		struct five five;

		five_init(&five, expected->cost, expected->has_impact, expected->turnover, expected->tracking);
		ask(&five, expected);
		if (allocator_find(expected->allocator)->solve(&five.problem, five.weights, &info, &error))
			fail_msg("case %zu: %s", k, error.message);
		/* The weights of a general solver are good to the root of its objective's digits. */
		for (size_t i = 0; i < 5; i++)
			assert_near(gsl_vector_get(five.weights, i), expected->weights[i], k < 7 ? 1e-10 : 2e-7, "a weight");
		assert_near(info.objective, expected->objective, k < 7 ? 1e-12 : 1e-10, "the objective");
		if (!kkt_is_accepted(&info.kkt))
			fail_msg("case %zu: primal %g stationarity %g complementarity %g dual %g", k, info.kkt.primal,
			         info.kkt.stationarity, info.kkt.complementarity, info.kkt.dual);
		assert_true(info.turnover <= expected->turnover + 1e-12);
		five_clear(&five);
	}
}

/* The price of a limit is what the objective gains when it is relaxed. */
static void turnover_and_tracking_have_the_price_of_relaxing_them(void **state)
{
	static const struct expectation cases[] = {
		{ .allocator = "utility", .target = 4, .turnover = .2, .without = 1 },
		{ .allocator = "utility", .target = 4, .turnover = .2, .cost = .002, .without = 1 },
		{ .allocator = "min-variance", .turnover = .3, .without = 1 },
		{ .allocator = "utility", .target = 2, .turnover = INFINITY, .tracking = .02, .without = 1 },
		{ .allocator = "min-variance", .turnover = INFINITY, .tracking = .02, .without = 1 },
		{ .allocator = "target-volatility", .target = 1, .turnover = INFINITY, .tracking = .02, .without = 1 },
		{ .allocator = "target-volatility", .target = .115, .turnover = INFINITY, .tracking = .02, .without = 1 },
	};

	(void)state;
	for (size_t k = 0; k < sizeof(cases) / sizeof(*cases); k++) {
		const struct expectation *asked = cases + k;
		const enum constraint_kind kind = asked->tracking > 0.0 ? CONSTRAINT_TRACKING : CONSTRAINT_TURNOVER;
		const double step = 1e-5;
		struct allocation_info info, less, more;
		const struct binding *found = NULL;
		struct five five;
		double *limit;

		five_init(&five, asked->cost, false, asked->turnover, asked->tracking);
		ask(&five, asked);
		limit = kind == CONSTRAINT_TRACKING ? &five.problem.tracking_limit : &five.trading.turnover;
		assert_int_equal(allocator_find(asked->allocator)->solve(&five.problem, five.weights, &info, NULL), STATUS_OK);
		for (size_t i = 0; i < info.binding_count; i++)
			if (info.bindings[i].kind == kind)
				found = info.bindings + i;
		if (!found)
			fail_msg("case %zu has no such price", k);
		assert_true(found->limit == *limit);
		*limit += step;
		assert_int_equal(allocator_find(asked->allocator)->solve(&five.problem, five.weights, &more, NULL), STATUS_OK);
		*limit -= 2.0 * step;
		assert_int_equal(allocator_find(asked->allocator)->solve(&five.problem, five.weights, &less, NULL), STATUS_OK);
		/* A central difference leaves the third derivative times the square of the step. */
		assert_near(found->multiplier, fabs(more.objective - less.objective) / (2.0 * step),
		            1e-4 * found->multiplier + 1e-7, "a price");
		five_clear(&five);
	}
}

/* S = B F B' + D of two factors, and the same portfolio to the digits that a product in another order leaves. */
static void factors_give_the_portfolio_of_their_covariance(void **state)
{
	static const char *const names[] = { "min-variance", "max-sharpe", "target-return", "target-volatility", "utility",
		                             "max-diversification", "tracking-error" };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_matrix *loadings = gsl_matrix_alloc(5, 2), *factor = gsl_matrix_calloc(2, 2);
	gsl_vector *specific = gsl_vector_alloc(5), *other = gsl_vector_alloc(5);
	const struct factor_covariance factors = { loadings, factor, specific };

	(void)state;
	gsl_rng_set(rng, 3);
	gsl_matrix_set(factor, 0, 0, .03);
	gsl_matrix_set(factor, 1, 1, .01);
	gsl_matrix_set(factor, 0, 1, .004);
	gsl_matrix_set(factor, 1, 0, .004);
	for (size_t k = 0; k < 7 * 8; k++) {
		struct allocation_info dense, factored;
		struct allocation_problem problem;
		struct five five;

		five_init(&five, k % 2 && k % 7 < 5 ? .001 : 0.0, k % 3 == 0 && k % 7 == 4, INFINITY, 0.0);
		for (size_t i = 0; i < 5; i++) {
			gsl_vector_set(specific, i, uniform(rng, .002, .02));
			for (size_t f = 0; f < 2; f++)
				gsl_matrix_set(loadings, i, f, uniform(rng, -.2, 1.0));
		}
		for (size_t i = 0; i < 5; i++)
			for (size_t j = 0; j < 5; j++) {
				double sum = i == j ? gsl_vector_get(specific, i) : 0.0;

				for (size_t f = 0; f < 2; f++)
					for (size_t g = 0; g < 2; g++)
						sum += gsl_matrix_get(loadings, i, f) * gsl_matrix_get(factor, f, g) *
						       gsl_matrix_get(loadings, j, g);
				gsl_matrix_set(five.covariance, i, j, sum);
			}
		five.problem.risk_aversion = 3.0;
		five.problem.target_return = .055;
		five.problem.target_volatility = .12;
		problem = five.problem;
		problem.covariance = NULL;
		problem.factors = &factors;
		assert_int_equal(allocator_find(names[k % 7])->solve(&five.problem, five.weights, &dense, NULL), STATUS_OK);
		assert_int_equal(allocator_find(names[k % 7])->solve(&problem, other, &factored, NULL), STATUS_OK);
		for (size_t i = 0; i < 5; i++)
			assert_near(gsl_vector_get(other, i), gsl_vector_get(five.weights, i), 1e-9, names[k % 7]);
		assert_true(kkt_is_accepted(&factored.kkt));
		five_clear(&five);
	}
	gsl_matrix_free(loadings);
	gsl_matrix_free(factor);
	gsl_vector_free(specific);
	gsl_vector_free(other);
	gsl_rng_free(rng);
}

static void assert_refused(struct five *five, const char *allocator, enum status expected, const char *word)
{
	struct allocation_info info;
	struct error error = { .message = "" };

	assert_int_equal(allocator_find(allocator)->solve(&five->problem, five->weights, &info, &error), expected);
	if (!strstr(error.message, word))
		fail_msg("\"%s\" does not speak of %s", error.message, word);
}

static void what_cannot_be_kept_is_refused_in_words(void **state)
{
	struct frontier frontier = { 0 };
	struct five five;

	(void)state;
	five_init(&five, .002, true, .5, 0.0);
	five.problem.risk_aversion = 4.0;
	five.problem.target_return = .05;
	assert_refused(&five, "target-return", STATUS_INVALID, "impact");
	assert_int_equal(allocate_frontier(&five.problem, &frontier, NULL), STATUS_INVALID);
	five.problem.tracking_limit = .02;
	assert_refused(&five, "utility", STATUS_INVALID, "impact");
	five.trading.impact = NULL;
	five.problem.tracking_limit = 1e-9;
	five.trading.turnover = INFINITY;
	gsl_vector_set(five.upper, 2, 0.0);
	assert_refused(&five, "utility", STATUS_INFEASIBLE, "least tracking error");
	five.problem.benchmark = NULL;
	assert_refused(&five, "utility", STATUS_INVALID, "benchmark");
	five.problem.tracking_limit = 0.0;
	five.trading.turnover = -1.0;
	assert_refused(&five, "utility", STATUS_INVALID, "turnover");
	five.trading.turnover = .01;
	assert_refused(&five, "utility", STATUS_INFEASIBLE, "limits");
	gsl_vector_set(five.cost, 1, NAN);
	five.trading.turnover = 1.0;
	assert_refused(&five, "utility", STATUS_INVALID, "cost");
	frontier_clear(&frontier);
	five_clear(&five);
}

static bool has_limit(const struct conflict_limit *limits, size_t count, enum constraint_kind kind, double amount)
{
	for (size_t k = 0; k < count; k++)
		if (limits[k].kind == kind && fabs(limits[k].amount - amount) <= 1e-9)
			return true;
	return false;
}

/* .3 of the first asset must go and something be bought for it: .6 of turnover, where .5 are allowed. */
static void too_little_turnover_is_named_with_what_it_would_take(void **state)
{
	struct feasibility found;
	struct five five;

	(void)state;
	five_init(&five, .002, false, .5, 0.0);
	gsl_vector_set(five.upper, 0, 0.0);
	assert_int_equal(allocate_feasibility(&five.problem, &found, NULL), STATUS_OK);
	assert_false(found.is_feasible);
	assert_near(found.shortfall, .1, 1e-12, "the shortfall");
	assert_int_equal(found.relaxation_count, 1);
	assert_true(has_limit(found.relaxation, 1, CONSTRAINT_TURNOVER, .1));
	/* Each is needed: without the budget .3 are sold and nothing is bought. */
	assert_int_equal(found.conflict_count, 3);
	assert_true(has_limit(found.conflict, 3, CONSTRAINT_TURNOVER, .1));
	assert_true(has_limit(found.conflict, 3, CONSTRAINT_BUDGET, 0.0));
	assert_true(has_limit(found.conflict, 3, CONSTRAINT_UPPER, 0.0));
	five.trading.turnover = .6;
	assert_int_equal(allocate_feasibility(&five.problem, &found, NULL), STATUS_OK);
	assert_true(found.is_feasible);
	five_clear(&five);
}

/* The nearest portfolio without the third asset is .83698540 % away (tests/reference/trading.py prints its weights). */
static void a_benchmark_too_far_away_is_named_with_what_it_would_take(void **state)
{
	double least;
	struct allocation_info info;
	struct feasibility found;
	struct five five;

	(void)state;
	five_init(&five, 0.0, false, INFINITY, 0.0);
	gsl_vector_set(five.upper, 2, 0.0);
	gsl_vector_set(five.upper, 1, .9); /* takes no part */
	assert_int_equal(allocate_tracking_error(&five.problem, five.weights, &info, NULL), STATUS_OK);
	least = info.objective;
	assert_near(least, .0083698540, 5e-11, "the least tracking error");
	five.problem.tracking_limit = .005;
	assert_int_equal(allocate_feasibility(&five.problem, &found, NULL), STATUS_OK);
	assert_false(found.is_feasible);
	assert_near(found.shortfall, least - .005, 1e-12, "the shortfall");
	assert_int_equal(found.conflict_count, 2);
	assert_true(has_limit(found.conflict, 2, CONSTRAINT_TRACKING, least - .005));
	assert_true(has_limit(found.conflict, 2, CONSTRAINT_UPPER, 0.0));
	assert_int_equal(found.conflict[0].index, 2);
	five.problem.tracking_limit += found.shortfall;
	assert_int_equal(allocate_feasibility(&five.problem, &found, NULL), STATUS_OK);
	assert_true(found.is_feasible);
	assert_near(found.greatest_volatility, found.least_volatility, 1e-5, "of one portfolio the volatility");
	five_clear(&five);
}

/* From .0565 a tenth moves between the assets of the highest and the lowest return, .05 apart. */
static void the_range_is_that_of_turnover_and_tracking(void **state)
{
	struct allocation_info info;
	struct feasibility found;
	struct five five;

	(void)state;
	five_init(&five, 0.0, false, .2, 0.0);
	assert_int_equal(allocate_feasibility(&five.problem, &found, NULL), STATUS_OK);
	assert_near(found.greatest_return, .0615, 1e-14, "the highest return");
	assert_near(found.least_return, .0515, 1e-14, "the lowest return");
	assert_int_equal(allocate_min_variance(&five.problem, five.weights, &info, NULL), STATUS_OK);
	assert_near(found.least_volatility, info.volatility, 1e-14, "the least volatility");
	five_clear(&five);
	/* The portfolio of most active return above: .0059447233 over the benchmark's .056. */
	five_init(&five, 0.0, false, INFINITY, .02);
	gsl_vector_set(five.upper, 2, 0.0);
	assert_int_equal(allocate_feasibility(&five.problem, &found, NULL), STATUS_OK);
	assert_near(found.greatest_return, .0619447233, 5e-11, "the highest return near the benchmark");
	assert_true(found.least_return < found.efficient_return && found.efficient_return < found.greatest_return);
	five_clear(&five);
}

/* Of random conflicts: those named conflict by themselves, without any one of them they do not, and the change helps. */
static void conflicts_with_turnover_are_irreducible(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	size_t conflicts = 0;

	(void)state;
	gsl_rng_set(rng, 5);
	for (size_t round = 0; round < 300; round++) {
		struct feasibility found, again;
		struct five five;
		gsl_vector *upper, *lower;
		double turnover;

		five_init(&five, 0.0, false, uniform(rng, .01, .3), 0.0);
		turnover = five.trading.turnover;
		lower = gsl_vector_calloc(5);
		five.problem.lower = lower;
		for (size_t i = 0; i < 5; i++) {
			gsl_vector_set(lower, i, uniform(rng, 0.0, .15));
			gsl_vector_set(five.upper, i, gsl_vector_get(lower, i) + uniform(rng, .05, .4));
		}
		upper = gsl_vector_alloc(5);
		gsl_vector_memcpy(upper, five.upper);
		assert_int_equal(allocate_feasibility(&five.problem, &found, NULL), STATUS_OK);
		for (size_t drop = 0; !found.is_feasible && drop <= found.conflict_count; drop++) {
			gsl_vector *low = gsl_vector_alloc(5);

			if (found.conflict[drop < found.conflict_count ? drop : 0].kind == CONSTRAINT_BUDGET) {
				gsl_vector_free(low);
				continue; /* which cannot be dropped from a problem */
			}
			conflicts++;
			gsl_vector_set_all(low, -9.0);
			gsl_vector_set_all(five.upper, 9.0);
			five.problem.lower = low;
			five.trading.turnover = INFINITY;
			for (size_t k = 0; k < found.conflict_count; k++) {
				const struct conflict_limit *limit = found.conflict + k;

				if (k != drop && limit->kind == CONSTRAINT_LOWER)
					gsl_vector_set(low, limit->index, gsl_vector_get(lower, limit->index));
				if (k != drop && limit->kind == CONSTRAINT_UPPER)
					gsl_vector_set(five.upper, limit->index, gsl_vector_get(upper, limit->index));
				if (k != drop && limit->kind == CONSTRAINT_TURNOVER)
					five.trading.turnover = turnover;
			}
			assert_int_equal(allocate_feasibility(&five.problem, &again, NULL), STATUS_OK);
			assert_int_equal(again.is_feasible, drop < found.conflict_count);
			gsl_vector_free(low);
		}
		if (!found.is_feasible && found.relaxation[0].kind == CONSTRAINT_TURNOVER) {
			five.problem.lower = lower;
			gsl_vector_memcpy(five.upper, upper);
			five.trading.turnover = turnover + found.shortfall + 1e-9;
			assert_int_equal(allocate_feasibility(&five.problem, &again, NULL), STATUS_OK);
			assert_true(again.is_feasible);
			five.trading.turnover = turnover + found.shortfall - 1e-6;
			assert_int_equal(allocate_feasibility(&five.problem, &again, NULL), STATUS_OK);
			assert_false(again.is_feasible);
		}
		gsl_vector_free(upper);
		gsl_vector_free(lower);
		five_clear(&five);
	}
	assert_true(conflicts > 100);
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_objective_gives_the_reference_portfolio),
		cmocka_unit_test(turnover_and_tracking_have_the_price_of_relaxing_them),
		cmocka_unit_test(factors_give_the_portfolio_of_their_covariance),
		cmocka_unit_test(what_cannot_be_kept_is_refused_in_words),
		cmocka_unit_test(too_little_turnover_is_named_with_what_it_would_take),
		cmocka_unit_test(a_benchmark_too_far_away_is_named_with_what_it_would_take),
		cmocka_unit_test(the_range_is_that_of_turnover_and_tracking),
		cmocka_unit_test(conflicts_with_turnover_are_irreducible),
	};

	return cmocka_run_group_tests_name("trading, tracking and factors", tests, NULL, NULL);
}
