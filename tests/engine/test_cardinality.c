/* Portfolios of few assets, none too small: against exhaustion, published data, and words for what cannot be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/solve/branch.h"
#include "tests/engine/five_assets.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g, expected %.17g", value, expected);
}

/* tests/reference/cardinality.py: every support, and within it every set of binding limits. Ten printed digits. */
static const struct expectation {
	const char *allocator;
	size_t cardinality;
	double minimum, figure, weights[5], objective;
} expectations[] = {
	{ "utility", 1, 0, 4, { 0, 0, 0, 1, 0 }, .0350000000 },
	{ "utility", 2, 0, 4, { 0, .3373493976, 0, .6626506024, 0 }, .0406674699 },
	{ "utility", 3, 0, 4, { .1497694228, .2465855185, 0, .6036450587, 0 }, .0423926332 },
	{ "utility", 0, .15, 4, { .15, .2288253012, 0, .4711746988, .15 }, .0427180787 },
	{ "min-variance", 2, 0, 0, { 0, .0422535211, .9577464789, 0, 0 }, .000851830986 },
	{ "min-variance", 3, .1, 0, { 0, 0, .9, .1, 0 }, .000889 },
	{ "target-return", 2, 0, .045, { 0, .1666666667, 0, .8333333333, 0 }, .002891666667 },
	{ "tracking-error", 3, 0, 0, { .2578223863, .2710901819, .4710874319, 0, 0 }, .016825030425 },
};

static void every_allocator_finds_the_best_choice(void **state)
{
	const double shares[] = { .25, .25, .2, .2, .1 };
	const gsl_vector_const_view benchmark = gsl_vector_const_view_array(shares, 5);
	gsl_vector *weights = gsl_vector_alloc(5);

	(void)state;
	for (size_t k = 0; k < sizeof(expectations) / sizeof(*expectations); k++) {
		const struct expectation *expected = expectations + k;
		struct allocation_info info;
		struct assets five;
		struct error error = { 0 };

		five_init(&five, 0.0, 1.0);
		five.problem.cardinality = expected->cardinality;
		five.problem.minimum_position = expected->minimum;
		five.problem.risk_aversion = five.problem.target_return = expected->figure;
		five.problem.benchmark = &benchmark.vector;
		if (solve_named(expected->allocator, &five.problem, weights, &info, &error))
			fail_msg("%s: %s", expected->allocator, error.message);
		assert_true(kkt_is_accepted(&info.kkt) && info.stop == STOP_OPTIMAL && info.gap == 0.0 && info.nodes > 0);
		for (size_t i = 0; i < 5; i++) {
			assert_near(gsl_vector_get(weights, i), expected->weights[i], 1e-10);
			assert_true(expected->weights[i] != 0.0 || gsl_vector_get(weights, i) == 0.0);
		}
		assert_near(info.objective, expected->objective, 1e-10);
		assets_clear(&five);
	}
	gsl_vector_free(weights);
}

/* A position at its smallest has its price: the utility gained when the minimum falls from 15 % to 14.9 %. */
static void a_smallest_position_names_its_price(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info, after;
	struct assets five;
	double price = 0.0;

	(void)state;
	five_init(&five, 0.0, 1.0);
	five.problem.risk_aversion = 4.0;
	five.problem.minimum_position = .15;
	assert_int_equal(allocate_utility(&five.problem, weights, &info, NULL), STATUS_OK);
	for (size_t k = 0; k < info.binding_count; k++) {
		assert_int_equal(info.bindings[k].kind, CONSTRAINT_MINIMUM_POSITION);
		assert_true(info.bindings[k].index == 0 || info.bindings[k].index == 4);
		price += info.bindings[k].multiplier;
	}
	assert_int_equal(info.binding_count, 2);
	five.problem.minimum_position = .149;
	assert_int_equal(allocate_utility(&five.problem, weights, &after, NULL), STATUS_OK);
	/* Linear up to half the curvature times the step squared, some 1e-7. */
	assert_near(after.objective - info.objective, .001 * price, 2e-7);
	gsl_vector_free(weights);
	assets_clear(&five);
}

/* Every support one by one, each solved by the allocator itself. */
static double best_of_all(const struct assets *assets, const char *name, bool is_maximum)
{
	const size_t n = assets->problem.count;
	struct allocation_problem problem = assets->problem;
	gsl_vector *lower = gsl_vector_alloc(n), *upper = gsl_vector_alloc(n), *weights = gsl_vector_alloc(n);
	double best = is_maximum ? -INFINITY : INFINITY;

	problem.cardinality = 0;
	problem.minimum_position = 0.0;
	problem.lower = lower;
	problem.upper = upper;
	for (unsigned support = 1; support < 1u << n; support++) {
		struct allocation_info info;
		double value;

		if ((size_t)__builtin_popcount(support) > assets->problem.cardinality)
			continue;
		for (size_t i = 0; i < n; i++) {
			const bool is_held = support >> i & 1;

			gsl_vector_set(lower, i, is_held ? assets->problem.minimum_position : 0.0);
			gsl_vector_set(upper, i, is_held ? gsl_vector_get(assets->upper, i) : 0.0);
		}
		if (solve_named(name, &problem, weights, &info, NULL))
			continue;
		value = strcmp(name, "max-sharpe") == 0 ? info.sharpe
		        : strcmp(name, "target-volatility") == 0 ? info.expected_return
		        : strcmp(name, "utility") == 0
		                ? info.expected_return - 0.5 * problem.risk_aversion * info.volatility * info.volatility
		                : info.volatility * info.volatility;
		if (is_maximum ? value > best : value < best)
			best = value;
	}
	gsl_vector_free(lower);
	gsl_vector_free(upper);
	gsl_vector_free(weights);
	return best;
}

static void agrees_with_exhaustion_on_random_markets(void **state)
{
	static const char *const names[] = { "min-variance", "utility", "target-return", "target-volatility",
		                             "max-sharpe" };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	size_t infeasible = 0;

	(void)state;
	gsl_rng_set(rng, 48);
	for (int round = 0; round < 60; round++) {
		const char *name = names[round % 5];
		const bool is_maximum = round % 5 == 1 || round % 5 >= 3;
		const size_t n = round < 5 ? 12 : 4 + gsl_rng_uniform_int(rng, 6);
		gsl_vector *weights = gsl_vector_alloc(n);
		struct allocation_info info;
		struct assets assets;
		struct error error = { 0 };
		double best;

		assets_init(&assets, n, 0.0, uniform(rng, 0.35, 1.0));
		random_covariance(rng, assets.covariance, 3, 0.01);
		for (size_t i = 0; i < n; i++)
			gsl_vector_set(assets.expected_return, i, uniform(rng, 0.0, 0.1));
		assets.problem.risk_aversion = uniform(rng, 1.0, 10.0);
		assets.problem.target_return = uniform(rng, 0.05, 0.08);
		assets.problem.target_volatility = uniform(rng, 0.12, 0.4);
		assets.problem.cardinality = 2 + gsl_rng_uniform_int(rng, 3);
		assets.problem.minimum_position = round % 3 == 0 ? 0.0 : uniform(rng, 0.05, 0.3);
		best = best_of_all(&assets, name, is_maximum);

		const enum status status = solve_named(name, &assets.problem, weights, &info, &error);

		if (!isfinite(best)) {
			assert_int_equal(status, STATUS_INFEASIBLE);
			infeasible++;
		} else if (status) {
			fail_msg("round %d, %s: %s", round, name, error.message);
		} else {
			/* The tree prunes what is better by less than 1e-11 of the objective. */
			if (fabs(info.objective - best) > 1e-9 * fmax(1.0, fabs(best)))
				fail_msg("round %d, %s, n %zu: %.15g, exhaustion %.15g", round, name, n, info.objective, best);
			assert_true(info.stop == STOP_OPTIMAL && info.gap == 0.0);
		}
		gsl_vector_free(weights);
		assets_clear(&assets);
	}
	assert_in_range(infeasible, 1, 20);
	gsl_rng_free(rng);
}

/* OR-Library's Hang Seng, the market of the literature on few assets. */
static bool hang_seng(struct assets *assets)
{
	FILE *file = oracle_open("data/orlib_portfolio/port1.txt");
	double deviation[31], correlation;
	int n, i, j;

	if (!file)
		return false;
	assert_true(fscanf(file, "%d", &n) == 1 && n == 31);
	assets_init(assets, 31, 0.0, 1.0);
	for (i = 0; i < 31; i++)
		assert_int_equal(fscanf(file, "%lf %lf", gsl_vector_ptr(assets->expected_return, (size_t)i), &deviation[i]), 2);
	while (fscanf(file, "%d %d %lf", &i, &j, &correlation) == 3) {
		const double covariance = correlation * deviation[i - 1] * deviation[j - 1];

		gsl_matrix_set(assets->covariance, (size_t)i - 1, (size_t)j - 1, covariance);
		gsl_matrix_set(assets->covariance, (size_t)j - 1, (size_t)i - 1, covariance);
	}
	fclose(file);
	return true;
}

/*
 * Ten of 31 with a floor of 1 %, the setting of Chang, Meade, Beasley & Sharaiha (2000), along the whole range of
 * returns: the optimum is proven within the node limit, and lies above the frontier without a count.
 */
static void proves_ten_of_the_hang_seng(void **state)
{
	struct assets market;
	gsl_vector *weights;

	(void)state;
	if (!hang_seng(&market))
		skip();
	weights = gsl_vector_alloc(31);
	market.problem.minimum_position = 0.01;
	for (int step = 1; step < 20; step++) {
		struct allocation_info few, any;
		struct error error;
		size_t held = 0;

		market.problem.target_return = 0.0028 + (0.010865 - 0.0028) * step / 20.0;
		market.problem.cardinality = 10;
		if (allocate_target_return(&market.problem, weights, &few, &error))
			fail_msg("step %d: %s", step, error.message);
		assert_true(few.stop == STOP_OPTIMAL && few.gap == 0.0 && few.nodes < BRANCH_NODES);
		for (size_t i = 0; i < 31; i++) {
			const double w = gsl_vector_get(weights, i);

			held += w != 0.0;
			assert_true(w == 0.0 || w >= 0.01);
		}
		assert_true(held <= 10);
		market.problem.cardinality = 0;
		market.problem.minimum_position = 0.0;
		assert_int_equal(allocate_target_return(&market.problem, weights, &any, NULL), STATUS_OK);
		market.problem.minimum_position = 0.01;
		assert_true(few.volatility >= any.volatility * (1.0 - 1e-12));
	}
	gsl_vector_free(weights);
	assets_clear(&market);
}

/* Three of 31: all 4495 triples, each a program of three assets. */
static void three_of_the_hang_seng_are_the_best_triple(void **state)
{
	struct solve_workspace *workspace;
	struct allocation_info info;
	struct assets market;
	gsl_vector *weights;
	double best = INFINITY;
	struct fixture three;

	(void)state;
	if (!hang_seng(&market))
		skip();
	workspace = solve_workspace_new();
	weights = gsl_vector_alloc(31);
	market.problem.cardinality = 3;
	assert_int_equal(allocate_min_variance(&market.problem, weights, &info, NULL), STATUS_OK);
	fixture_init_budget(&three, 3, 0, 0.0, 1.0);
	for (size_t a = 0; a < 31; a++)
		for (size_t b = 0; b < a; b++)
			for (size_t c = 0; c < b; c++) {
				const size_t chosen[] = { a, b, c };
				struct quadratic_info found;
				double w[3];

				for (size_t i = 0; i < 9; i++)
					gsl_matrix_set(three.hessian, i / 3, i % 3,
					               gsl_matrix_get(market.covariance, chosen[i / 3], chosen[i % 3]));
				assert_int_equal(solve_quadratic(&three.problem, workspace, w, NULL, NULL, &found, NULL), STATUS_OK);
				best = fmin(best, 2.0 * found.objective);
			}
	assert_near(info.objective, best, 1e-12 * best);
	fixture_clear(&three);
	solve_workspace_free(workspace);
	gsl_vector_free(weights);
	assets_clear(&market);
}

/* A search that is cut short says how far its answer can be from the best. */
static void a_search_cut_short_has_a_gap_that_holds(void **state)
{
	enum { N = 24 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct branch_info brief, full;
	double minimum[N], w[N];
	struct fixture f;
	size_t cut = 0;

	(void)state;
	gsl_rng_set(rng, 3);
	for (int round = 0; round < 8; round++) {
		fixture_init_budget(&f, N, 0, 0.0, 0.4);
		random_covariance(rng, f.hessian, 4, 0.05);
		for (size_t i = 0; i < N; i++) {
			gsl_vector_set(f.linear, i, uniform(rng, 0.0, 0.02));
			minimum[i] = 0.12;
		}
		assert_int_equal(solve_branch_quadratic(&f.problem, minimum, 5, 0, w, &full, NULL), STATUS_OK);
		assert_true(full.is_optimal && full.gap == 0.0);
		assert_int_equal(solve_branch_quadratic(&f.problem, minimum, 5, 2, w, &brief, NULL), STATUS_OK);
		assert_true(brief.objective >= full.objective - 1e-12);
		assert_true(brief.bound <= full.objective + 1e-12);
		assert_near(brief.gap, brief.objective - brief.bound, 0.0);
		cut += !brief.is_optimal;
		fixture_clear(&f);
	}
	assert_true(cut > 0);
	gsl_rng_free(rng);
}

static void what_no_choice_can_keep_is_refused_in_words(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;
	struct error error;

	(void)state;
	gsl_vector_set_all(weights, 7.0);
	five_init(&five, 0.0, 0.3);
	five.problem.risk_aversion = 4.0;
	five.problem.cardinality = 3;
	assert_int_equal(allocate_utility(&five.problem, weights, &info, &error), STATUS_INFEASIBLE);
	assert_non_null(strstr(error.message, "at most 3 assets"));
	five.problem.cardinality = 2;
	gsl_vector_set_all(five.lower, 0.05);
	assert_int_equal(allocate_utility(&five.problem, weights, &info, &error), STATUS_INFEASIBLE);
	gsl_vector_set(five.lower, 1, -0.1);
	five.problem.minimum_position = 0.1;
	assert_int_equal(allocate_utility(&five.problem, weights, &info, &error), STATUS_INVALID);
	assert_non_null(strstr(error.message, "GL_EQ"));
	five.problem.minimum_position = NAN;
	assert_int_equal(solve_named("hierarchical", &five.problem, weights, &info, &error), STATUS_INVALID);
	assert_true(gsl_vector_get(weights, 0) == 7.0);
	gsl_vector_free(weights);
	assets_clear(&five);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocator_finds_the_best_choice),
		cmocka_unit_test(a_smallest_position_names_its_price),
		cmocka_unit_test(agrees_with_exhaustion_on_random_markets),
		cmocka_unit_test(proves_ten_of_the_hang_seng),
		cmocka_unit_test(three_of_the_hang_seng_are_the_best_triple),
		cmocka_unit_test(a_search_cut_short_has_a_gap_that_holds),
		cmocka_unit_test(what_no_choice_can_keep_is_refused_in_words),
	};

	return cmocka_run_group_tests_name("few assets, none too small", tests, NULL, NULL);
}
