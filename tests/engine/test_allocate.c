/* Allocators, shadow prices and conflicts on five asset classes, and on random limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/allocate/allocate.h"
#include "tests/engine/solve_data.h"

/*
 * Five asset classes, made up: shares at home and abroad, government bonds, credit, gold; a risk-free 2 %. The expected
 * figures below come from tests/reference/allocate.py, an independent solve of each program.
 */
static const char *const names[] = { "CN_EQ", "GL_EQ", "CN_GOV", "CREDIT", "GOLD" };
static const double means[] = { .08, .07, .03, .04, .045 };
static const double volatilities[] = { .22, .16, .03, .05, .15 };
static const double correlations[5][5] = {
	{ 1, .45, -.10, .15, .05 }, { .45, 1, -.05, .20, .10 }, { -.10, -.05, 1, .50, .10 },
	{ .15, .20, .50, 1, .05 }, { .05, .10, .10, .05, 1 },
};
static const char *const objectives[] = { "min-variance", "max-sharpe", "target-return", "target-volatility", "utility" };
enum { OBJECTIVES = sizeof(objectives) / sizeof(*objectives) };
static const double equity[] = { 1, 1, 0, 0, 0 }, bonds[] = { 0, 0, 1, 1, 0 };

struct five {
	struct allocation_problem problem;
	gsl_vector *expected_return, *lower, *upper;
	gsl_matrix *covariance;
};

static void five_init(struct five *five, double lower, double upper)
{
	five->expected_return = gsl_vector_alloc(5);
	five->lower = gsl_vector_alloc(5);
	five->upper = gsl_vector_alloc(5);
	five->covariance = gsl_matrix_alloc(5, 5);
	gsl_vector_set_all(five->lower, lower);
	gsl_vector_set_all(five->upper, upper);
	for (size_t i = 0; i < 5; i++) {
		gsl_vector_set(five->expected_return, i, means[i]);
		for (size_t j = 0; j < 5; j++)
			gsl_matrix_set(five->covariance, i, j, correlations[i][j] * volatilities[i] * volatilities[j]);
	}
	five->problem = (struct allocation_problem){ .count = 5, .expected_return = five->expected_return,
		                                     .covariance = five->covariance, .lower = five->lower,
		                                     .upper = five->upper, .labels = names, .risk_free = .02 };
}

static void five_clear(struct five *five)
{
	gsl_vector_free(five->expected_return);
	gsl_vector_free(five->lower);
	gsl_vector_free(five->upper);
	gsl_matrix_free(five->covariance);
}

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g, expected %.17g", value, expected);
}

struct expectation {
	const char *allocator;
	double lower, upper, target;
	double weights[5];
	double expected_return, volatility; /* 0: not printed */
};

/* Ten printed digits: half a unit of the last, and one more where the reference's own solver stopped. */
static const struct expectation expectations[] = {
	{ "min-variance", 0, 1, 0, { .0198158813, .0258044164, .9147259370, .0257140333, .0139397319 }, .0324892070,
	  .0288017396 },
	{ "max-sharpe", 0, 1, 0, { .0523737092, .0810238975, .5467385375, .2740487643, .0458150915 }, 0, 0 },
	{ "max-sharpe", 0, .4, 0, { .0547856485, .0872719331, .4, .4, .0579424184 }, 0, 0 },
	{ "utility", 0, 1, 2, { .2906008789, .4493979469, 0, .1489502819, .1110508923 }, .0656612280, .1201797070 },
	{ "utility", 0, 1, 4, { .1488741057, .2356506194, 0, .5177695238, .0977057511 }, .0535130116, .0730205425 },
	{ "utility", 0, 1, 8, { .0810879947, .1297245650, .2221930758, .4930668884, .0739274761 }, 0, 0 },
	{ "utility", 0, 1, 20, { .0443247267, .0673724759, .6377127925, .2126551753, .0379348296 }, 0, 0 },
	{ "utility", .05, .4, 4, { .1587234456, .2634381767, .05, .4, .1278383777 }, 0, 0 },
	{ "target-return", 0, 1, .045, { .0797328210, .1274261318, .2375100337, .4827303045, .0726007091 }, .045,
	  .0485674912 },
	{ "target-return", 0, 1, .055, { .1662220080, .2618141147, 0, .4726246296, .0993392477 }, .055, .0782368015 },
	{ "target-volatility", 0, 1, .04, { .0623447477, .0979352092, .4340400935, .3501028297, .0555771199 },
	  .0413693308, .04 },
	{ "target-volatility", 0, 1, .08, { .1719199715, .2704075825, 0, .4577966721, .0998757739 }, .0554884052, .08 },
	{ "target-volatility", 0, 1, .12, { .2900968831, .4486378383, 0, .1502618431, .1110034355 }, .0656180277, .12 },
};

static void every_allocator_gives_the_reference_portfolio(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(5);

	(void)state;
	for (size_t k = 0; k < sizeof(expectations) / sizeof(*expectations); k++) {
		const struct expectation *expected = expectations + k;
		struct allocation_info info;
		struct five five;

		five_init(&five, expected->lower, expected->upper);
		five.problem.target_return = five.problem.target_volatility = five.problem.risk_aversion = expected->target;
		assert_int_equal(allocator_find(expected->allocator)->solve(&five.problem, weights, &info, NULL), STATUS_OK);
		assert_true(kkt_is_accepted(&info.kkt));
		for (size_t i = 0; i < 5; i++)
			assert_near(gsl_vector_get(weights, i), expected->weights[i], 2e-10);
		if (expected->expected_return > 0.0) {
			assert_near(info.expected_return, expected->expected_return, 1e-10);
			assert_near(info.volatility, expected->volatility, 1e-10);
		}
		five_clear(&five);
	}
	gsl_vector_free(weights);
}

static void sharpe_ratio_and_implied_aversion_are_reported(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct five five;

	(void)state;
	five_init(&five, 0, 1);
	assert_int_equal(allocate_max_sharpe(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_near(info.sharpe, .5388712997, 1e-10);
	gsl_vector_set_all(five.upper, .4);
	assert_int_equal(allocate_max_sharpe(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_near(info.sharpe, .5337588747, 1e-10);
	gsl_vector_set_all(five.upper, 1);
	five.problem.target_volatility = .04;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_near(1.0 / info.lambda, 11.5257459, 1e-7);
	five.problem.target_volatility = .08;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_near(1.0 / info.lambda, 3.4405414, 1e-7);
	five.problem.target_volatility = .12;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_near(1.0 / info.lambda, 2.0035624, 1e-7);
	five_clear(&five);
	gsl_vector_free(weights);
}

static const struct binding *binding_of(const struct allocation_info *info, enum constraint_kind kind, size_t index)
{
	for (size_t i = 0; i < info->binding_count; i++)
		if (info->bindings[i].kind == kind && info->bindings[i].index == index)
			return info->bindings + i;
	fail_msg("limit %d of %zu does not bind", (int)kind, index);
	return NULL;
}

static void a_binding_limit_names_its_price(void **state)
{
	const struct allocation_row rows[] = { { "equity", equity, -INFINITY, .5 }, { "bonds", bonds, .3, INFINITY } };
	const double expected[] = { .2359651967, .2640348033, .05, .3155660966, .1344339034 };
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct five five;

	(void)state;
	five_init(&five, 0, 1);
	five.problem.risk_aversion = 2;
	assert_int_equal(allocate_utility(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_near(binding_of(&info, CONSTRAINT_LOWER, 2)->multiplier, .0064989711, 1e-10);
	assert_int_equal(info.binding_count, 1);

	gsl_vector_set_all(five.lower, .05);
	gsl_vector_set_all(five.upper, .4);
	five.problem.risk_aversion = 4;
	assert_int_equal(allocate_utility(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_near(binding_of(&info, CONSTRAINT_LOWER, 2)->multiplier, .0001661433, 1e-10);
	assert_near(binding_of(&info, CONSTRAINT_UPPER, 3)->multiplier, .0036966986, 1e-10);
	assert_int_equal(info.bindings[0].kind, CONSTRAINT_UPPER);

	five.problem.risk_aversion = 2;
	five.problem.rows = rows;
	five.problem.row_count = 2;
	assert_int_equal(allocate_utility(&five.problem, weights, &info, NULL), STATUS_OK);
	for (size_t i = 0; i < 5; i++)
		assert_near(gsl_vector_get(weights, i), expected[i], 2e-10);
	assert_near(binding_of(&info, CONSTRAINT_ROW_UPPER, 0)->multiplier, .0107521988, 1e-10);
	assert_near(binding_of(&info, CONSTRAINT_ROW_UPPER, 0)->limit, .5, 0.0);

	/* The frontier under the same limits says the same at L = 1 / 2. */
	struct frontier frontier = { 0 };
	struct frontier_point point;
	struct binding bindings[4];

	assert_int_equal(allocate_frontier(&five.problem, &frontier, NULL), STATUS_OK);
	frontier_at_lambda(&frontier, .5, &point);
	assert_int_equal(allocate_bindings(&five.problem, &frontier, &point, bindings, 4), info.binding_count);
	for (size_t i = 0; i < info.binding_count; i++) {
		assert_int_equal(bindings[i].kind, info.bindings[i].kind);
		assert_near(bindings[i].multiplier, info.bindings[i].multiplier, 1e-12);
	}
	frontier_clear(&frontier);
	five_clear(&five);
	gsl_vector_free(weights);
}

/* At a target volatility the price of a limit is the return one would gain: a central difference agrees to 1e-4. */
static void a_price_is_the_return_gained_by_relaxing(void **state)
{
	struct allocation_row rows[] = { { "equity", equity, -INFINITY, .35 }, { "bonds", bonds, .3, .6 } };
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info, wider, tighter;
	struct five five;

	(void)state;
	five_init(&five, .02, .4);
	five.problem.rows = rows;
	five.problem.row_count = 2;
	five.problem.target_volatility = .08;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_true(info.binding_count > 0);

	const struct binding *price = binding_of(&info, CONSTRAINT_ROW_UPPER, 0);

	rows[0].upper = .35 + 1e-5;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &wider, NULL), STATUS_OK);
	rows[0].upper = .35 - 1e-5;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &tighter, NULL), STATUS_OK);
	assert_near((wider.expected_return - tighter.expected_return) / 2e-5, price->multiplier, 1e-4 * price->multiplier);
	assert_true(tighter.expected_return <= info.expected_return);
	five_clear(&five);
	gsl_vector_free(weights);
}

static void what_cannot_be_reached_is_refused_with_the_range(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct error error;
	struct five five;

	(void)state;
	gsl_vector_set_all(weights, 7);
	five_init(&five, .05, .4);
	five.problem.target_return = .09;
	assert_int_equal(allocate_target_return(&five.problem, weights, &info, &error), STATUS_INFEASIBLE);
	assert_non_null(strstr(error.message, "6.8 %"));
	five.problem.target_volatility = .01;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &info, &error), STATUS_INFEASIBLE);
	five.problem.risk_free = .2;
	assert_int_equal(allocate_max_sharpe(&five.problem, weights, &info, &error), STATUS_INFEASIBLE);
	assert_non_null(strstr(error.message, "20 %"));
	five.problem.risk_aversion = 0;
	assert_int_equal(allocate_utility(&five.problem, weights, &info, &error), STATUS_INVALID);
	gsl_vector_set(five.expected_return, 3, NAN);
	for (size_t k = 0; k < OBJECTIVES; k++) {
		five.problem.risk_aversion = 3;
		assert_int_equal(allocator_find(objectives[k])->solve(&five.problem, weights, &info, &error), STATUS_INVALID);
		assert_non_null(strstr(error.message, "CREDIT"));
	}
	gsl_vector_set(five.expected_return, 3, .04);
	gsl_matrix_set(five.covariance, 1, 4, .5);
	assert_int_equal(allocate_min_variance(&five.problem, weights, &info, &error), STATUS_INVALID);
	assert_non_null(strstr(error.message, "GOLD"));
	assert_true(gsl_vector_get(weights, 0) == 7);
	five_clear(&five);
	gsl_vector_free(weights);
}

static void a_target_above_the_highest_volatility_is_marked(void **state)
{
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct five five;

	(void)state;
	five_init(&five, 0, 1);
	five.problem.target_volatility = .5;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_true(info.at_highest_return);
	assert_true(gsl_vector_get(weights, 0) == 1.0 && gsl_vector_get(weights, 1) == 0.0);
	five.problem.target_volatility = .1;
	assert_int_equal(allocate_target_volatility(&five.problem, weights, &info, NULL), STATUS_OK);
	assert_false(info.at_highest_return);
	five_clear(&five);
	gsl_vector_free(weights);
}

/* The objectives of mean and variance; test_allocators_family.c takes the whole table: every portfolio is fully invested within its limits. */
static void every_allocator_keeps_the_limits(void **state)
{
	const struct allocation_row rows[] = { { "equity", equity, .1, .5 }, { "bonds", bonds, .3, .6 } };
	gsl_vector *weights = gsl_vector_alloc(5);
	struct solve_workspace *workspace = solve_workspace_new();
	struct allocation_info info;
	struct five five;

	(void)state;
	five_init(&five, .03, .38);
	five.problem.rows = rows;
	five.problem.row_count = 2;
	five.problem.workspace = workspace;
	five.problem.target_return = .05;
	five.problem.target_volatility = .08;
	five.problem.risk_aversion = 5;
	for (size_t k = 0; k < OBJECTIVES; k++) {
		double sum = 0.0;

		assert_int_equal(allocator_find(objectives[k])->solve(&five.problem, weights, &info, NULL), STATUS_OK);
		for (size_t i = 0; i < 5; i++) {
			sum += gsl_vector_get(weights, i);
			assert_true(gsl_vector_get(weights, i) >= .03 && gsl_vector_get(weights, i) <= .38);
		}
		assert_near(sum, 1.0, 1e-15);
		assert_true(kkt_is_accepted(&info.kkt));
	}
	assert_null(allocator_find("nonesuch"));
	solve_workspace_free(workspace);
	five_clear(&five);
	gsl_vector_free(weights);
}

static void the_range_within_limits_is_known(void **state)
{
	struct feasibility result;
	struct five five;

	(void)state;
	/* By hand: .4 .4 and .05 in turn from the best, and from the worst. */
	five_init(&five, .05, .4);
	assert_int_equal(allocate_feasibility(&five.problem, &result, NULL), STATUS_OK);
	assert_true(result.is_feasible);
	assert_near(result.greatest_return, .4 * .08 + .4 * .07 + .05 * .03 + .05 * .04 + .1 * .045, 1e-15);
	assert_near(result.least_return, .4 * .03 + .4 * .04 + .1 * .045 + .05 * .07 + .05 * .08, 1e-15);
	assert_true(result.least_volatility < result.greatest_volatility);
	assert_int_equal(result.conflict_count, 0);
	five_clear(&five);
}

static void caps_that_leave_money_over_are_a_conflict(void **state)
{
	struct feasibility result;
	struct five five;

	(void)state;
	five_init(&five, 0, .15);
	assert_int_equal(allocate_feasibility(&five.problem, &result, NULL), STATUS_OK);
	assert_false(result.is_feasible);
	assert_near(result.shortfall, .25, 1e-12);
	/* The budget and all five caps. */
	assert_int_equal(result.conflict_count, 6);
	assert_int_equal(result.relaxation_count, 1);
	assert_int_equal(result.relaxation[0].kind, CONSTRAINT_BUDGET);
	five_clear(&five);
}

static void a_group_gives_way_before_the_budget(void **state)
{
	static const double all[] = { 1, 1, 1, 1, 1 };
	const struct allocation_row row = { "all", all, -INFINITY, .8 };
	struct feasibility result;
	struct five five;

	(void)state;
	five_init(&five, 0, 1);
	five.problem.rows = &row;
	five.problem.row_count = 1;
	assert_int_equal(allocate_feasibility(&five.problem, &result, NULL), STATUS_OK);
	assert_false(result.is_feasible);
	assert_near(result.shortfall, .2, 1e-12);
	assert_int_equal(result.relaxation_count, 1);
	assert_int_equal(result.relaxation[0].kind, CONSTRAINT_ROW_UPPER);
	assert_int_equal(result.relaxation[0].index, 0);
	assert_near(result.relaxation[0].amount, .2, 1e-12);
	five_clear(&five);
}

static void an_equity_floor_above_its_caps_is_a_conflict(void **state)
{
	const struct allocation_row rows[] = { { "bonds", bonds, 0, 1 }, { "equity", equity, .6, INFINITY } };
	struct feasibility result;
	struct five five;
	char text[120];

	(void)state;
	five_init(&five, 0, 1);
	gsl_vector_set(five.upper, 0, .2);
	gsl_vector_set(five.upper, 1, .2);
	five.problem.rows = rows;
	five.problem.row_count = 2;
	assert_int_equal(allocate_feasibility(&five.problem, &result, NULL), STATUS_OK);
	assert_false(result.is_feasible);
	assert_near(result.shortfall, .2, 1e-12);
	assert_int_equal(result.conflict_count, 3);
	assert_int_equal(result.conflict[0].kind, CONSTRAINT_UPPER);
	assert_int_equal(result.conflict[0].index, 0);
	assert_int_equal(result.conflict[1].index, 1);
	assert_int_equal(result.conflict[2].kind, CONSTRAINT_ROW_LOWER);
	assert_int_equal(result.conflict[2].index, 1);
	assert_near(result.conflict[2].amount, .2, 1e-12);
	assert_string_equal(allocate_limit_text(&five.problem, CONSTRAINT_ROW_LOWER, 1, text, sizeof(text)),
	                    "the lower limit of equity (60 %)");
	assert_string_equal(allocate_limit_text(&five.problem, CONSTRAINT_UPPER, 0, text, sizeof(text)),
	                    "the upper limit of CN_EQ (20 %)");
	five_clear(&five);
}

/* Whether the limits of a problem, with those of the conflict only and one of them left out, can be met. */
static bool is_met_without(const struct allocation_problem *problem, const struct feasibility *result, size_t left_out)
{
	const size_t n = problem->count, m = problem->row_count + 1;
	struct linear_info info;
	struct fixture f;
	double *w = calloc(n, sizeof(double));

	fixture_init_budget(&f, n, m - 1, -INFINITY, INFINITY);
	gsl_vector_set(f.row_lower, 0, -INFINITY);
	gsl_vector_set(f.row_upper, 0, INFINITY);
	for (size_t r = 1; r < m; r++) {
		gsl_vector_set(f.row_lower, r, -INFINITY);
		gsl_vector_set(f.row_upper, r, INFINITY);
		for (size_t i = 0; i < n; i++)
			gsl_matrix_set(f.rows, r, i, problem->rows[r - 1].coefficients[i]);
	}
	for (size_t k = 0; k < result->conflict_count; k++) {
		const struct conflict_limit *limit = result->conflict + k;

		if (k == left_out)
			continue;
		switch (limit->kind) {
		case CONSTRAINT_LOWER: gsl_vector_set(f.lower, limit->index, limit->limit); break;
		case CONSTRAINT_UPPER: gsl_vector_set(f.upper, limit->index, limit->limit); break;
		case CONSTRAINT_ROW_LOWER: gsl_vector_set(f.row_lower, limit->index + 1, limit->limit); break;
		case CONSTRAINT_ROW_UPPER: gsl_vector_set(f.row_upper, limit->index + 1, limit->limit); break;
		case CONSTRAINT_BUDGET:
			gsl_vector_set(f.row_lower, 0, 1.0);
			gsl_vector_set(f.row_upper, 0, 1.0);
			break;
		default: fail_msg("a limit that this problem does not have");
		}
	}
	f.problem.linear = NULL;

	const enum status status = solve_linear(&f.problem, NULL, w, NULL, NULL, &info, NULL);

	assert_true(status == STATUS_OK || status == STATUS_INFEASIBLE);
	fixture_clear(&f);
	free(w);
	return status == STATUS_OK;
}

static void every_conflict_is_irreducible(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	size_t conflicts = 0;

	(void)state;
	gsl_rng_set(rng, 5);
	for (int round = 0; round < 500; round++) {
		const size_t n = 2 + gsl_rng_uniform_int(rng, 11), m = 1 + gsl_rng_uniform_int(rng, 6);
		double coefficients[6][12];
		struct allocation_row rows[6];
		gsl_vector *means_of = gsl_vector_calloc(n), *lower = gsl_vector_alloc(n), *upper = gsl_vector_alloc(n);
		gsl_matrix *covariance = gsl_matrix_alloc(n, n);
		struct feasibility result;
		struct error error;

		gsl_matrix_set_identity(covariance);
		for (size_t i = 0; i < n; i++) {
			gsl_vector_set(lower, i, uniform(rng, 0.0, 0.5 / (double)n));
			gsl_vector_set(upper, i, gsl_vector_get(lower, i) + uniform(rng, 0.0, 2.0 / (double)n));
		}
		for (size_t r = 0; r < m; r++) {
			const double floor_of = uniform(rng, 0.0, 0.7);

			for (size_t i = 0; i < n; i++)
				coefficients[r][i] = gsl_rng_uniform(rng) < 0.4 ? 1.0 : 0.0;
			rows[r] = (struct allocation_row){ NULL, coefficients[r], floor_of, floor_of + uniform(rng, 0, .4) };
		}

		const struct allocation_problem problem = { .count = n, .expected_return = means_of, .covariance = covariance,
			                                    .lower = lower, .upper = upper, .rows = rows, .row_count = m };

		if (allocate_feasibility(&problem, &result, &error) != STATUS_OK)
			fail_msg("round %d: %s", round, error.message);
		if (!result.is_feasible) {
			conflicts++;
			assert_true(result.shortfall > 0.0 && result.conflict_count > 0 && result.relaxation_count > 0);
			assert_false(is_met_without(&problem, &result, SIZE_MAX));
			for (size_t k = 0; k < result.conflict_count; k++)
				assert_true(is_met_without(&problem, &result, k));
			/* Given what it asks for, with a hair's breadth for rounding, the problem has a portfolio. */
			bool has_budget = false;

			for (size_t k = 0; k < result.relaxation_count; k++) {
				const struct conflict_limit *limit = &result.relaxation[k];

				has_budget = has_budget || limit->kind == CONSTRAINT_BUDGET;
				if (limit->kind == CONSTRAINT_ROW_LOWER)
					rows[limit->index].lower -= limit->amount + 1e-9;
				else if (limit->kind == CONSTRAINT_ROW_UPPER)
					rows[limit->index].upper += limit->amount + 1e-9;
			}
			if (!has_budget) {
				assert_int_equal(allocate_feasibility(&problem, &result, NULL), STATUS_OK);
				assert_true(result.is_feasible);
			}
		}
		gsl_vector_free(means_of);
		gsl_vector_free(lower);
		gsl_vector_free(upper);
		gsl_matrix_free(covariance);
	}
	assert_true(conflicts >= 100);
	gsl_rng_free(rng);
}

static void one_asset_and_riskless_cash_are_portfolios(void **state)
{
	gsl_vector *mean = gsl_vector_alloc(1), *weights = gsl_vector_alloc(1);
	gsl_matrix *covariance = gsl_matrix_calloc(1, 1);
	struct allocation_problem problem = { .count = 1, .expected_return = mean, .covariance = covariance,
		                              .risk_aversion = 3, .target_return = .01, .target_volatility = .1 };
	struct allocation_info info;

	(void)state;
	gsl_vector_set(mean, 0, .02);
	for (size_t k = 0; k < OBJECTIVES; k++) {
		const enum status status = allocator_find(objectives[k])->solve(&problem, weights, &info, NULL);

		/* A certain 2 % above a risk-free 0 has no highest ratio. */
		assert_int_equal(status, strcmp(objectives[k], "max-sharpe") == 0 ? STATUS_INFEASIBLE : STATUS_OK);
		if (!status)
			assert_true(gsl_vector_get(weights, 0) == 1.0 && info.volatility == 0.0);
	}
	gsl_vector_free(mean);
	gsl_vector_free(weights);
	gsl_matrix_free(covariance);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_allocator_gives_the_reference_portfolio),
		cmocka_unit_test(sharpe_ratio_and_implied_aversion_are_reported),
		cmocka_unit_test(a_binding_limit_names_its_price),
		cmocka_unit_test(a_price_is_the_return_gained_by_relaxing),
		cmocka_unit_test(what_cannot_be_reached_is_refused_with_the_range),
		cmocka_unit_test(a_target_above_the_highest_volatility_is_marked),
		cmocka_unit_test(every_allocator_keeps_the_limits),
		cmocka_unit_test(the_range_within_limits_is_known),
		cmocka_unit_test(caps_that_leave_money_over_are_a_conflict),
		cmocka_unit_test(a_group_gives_way_before_the_budget),
		cmocka_unit_test(an_equity_floor_above_its_caps_is_a_conflict),
		cmocka_unit_test(every_conflict_is_irreducible),
		cmocka_unit_test(one_asset_and_riskless_cash_are_portfolios),
	};

	return cmocka_run_group_tests_name("allocation", tests, NULL, NULL);
}
