/* Every objective of mean and variance under bounds, groups, costs, turnover, tracking error and factors at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "engine/allocate/allocate.h"
#include "tests/engine/solve_data.h"

enum { ASSETS = 24, NAMES = 8 };

static const char *const names[NAMES] = {
	"min-variance", "max-sharpe", "target-return", "target-volatility", "utility", "robust", "max-diversification",
	"tracking-error",
};

/* A market of n assets whose covariance has fewer factors than assets, and none of its own risk where singular. */
struct scene {
	struct allocation_problem problem;
	struct allocation_trading trading;
	struct allocation_row group;
	struct factor_covariance factors;
	gsl_matrix *loadings, *factor, *covariance;
	gsl_vector *specific, *expected_return, *upper, *current, *cost, *benchmark;
	double coefficients[ASSETS];
};

static void random_portfolio(gsl_rng *rng, gsl_vector *weights)
{
	double sum = 0.0;

	for (size_t i = 0; i < weights->size; i++) {
		gsl_vector_set(weights, i, gsl_rng_uniform(rng) < 0.3 ? 0.0 : gsl_rng_uniform(rng));
		sum += gsl_vector_get(weights, i);
	}
	if (sum > 0.0)
		gsl_vector_scale(weights, 1.0 / sum);
	else
		gsl_vector_set(weights, 0, 1.0);
}

static void scene_init(struct scene *scene, gsl_rng *rng, size_t n, size_t k, bool is_singular)
{
	*scene = (struct scene){ .loadings = gsl_matrix_alloc(n, k), .factor = gsl_matrix_calloc(k, k),
		                 .covariance = gsl_matrix_alloc(n, n), .specific = gsl_vector_calloc(n),
		                 .expected_return = gsl_vector_alloc(n), .upper = gsl_vector_alloc(n),
		                 .current = gsl_vector_alloc(n), .cost = gsl_vector_calloc(n),
		                 .benchmark = gsl_vector_alloc(n) };
	for (size_t f = 0; f < k; f++)
		gsl_matrix_set(scene->factor, f, f, uniform(rng, .005, .03));
	for (size_t i = 0; i < n; i++) {
		for (size_t f = 0; f < k; f++)
			gsl_matrix_set(scene->loadings, i, f, uniform(rng, -.3, 1.0));
		gsl_vector_set(scene->specific, i, is_singular ? 0.0 : uniform(rng, .001, .02));
		gsl_vector_set(scene->expected_return, i, uniform(rng, .0, .1));
		gsl_vector_set(scene->upper, i, uniform(rng, .3, 1.0));
		gsl_vector_set(scene->cost, i, i % 3 == 0 ? 0.0 : uniform(rng, 0.0, .01));
		scene->coefficients[i] = i % 2;
	}
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++) {
			double sum = i == j ? gsl_vector_get(scene->specific, i) : 0.0;

			for (size_t f = 0; f < k; f++)
				sum += gsl_matrix_get(scene->loadings, i, f) * gsl_matrix_get(scene->factor, f, f) *
				       gsl_matrix_get(scene->loadings, j, f);
			gsl_matrix_set(scene->covariance, i, j, sum);
		}
	random_portfolio(rng, scene->current);
	random_portfolio(rng, scene->benchmark);
	scene->factors = (struct factor_covariance){ scene->loadings, scene->factor, scene->specific };
	scene->group = (struct allocation_row){ "odd", scene->coefficients, .2, .8 };
	scene->trading = (struct allocation_trading){ scene->current, NULL, NULL, INFINITY };
	scene->problem = (struct allocation_problem){
		.count = n, .expected_return = scene->expected_return, .covariance = scene->covariance,
		.upper = scene->upper, .rows = &scene->group, .row_count = 1, .risk_free = -.01, .target_return = .03,
		.target_volatility = uniform(rng, .05, .3), .risk_aversion = uniform(rng, .5, 10.0), .uncertainty = .5,
		.observations = 30, .benchmark = scene->benchmark, .trading = &scene->trading,
	};
}

static void scene_clear(struct scene *scene)
{
	gsl_matrix_free(scene->loadings);
	gsl_matrix_free(scene->factor);
	gsl_matrix_free(scene->covariance);
	gsl_vector_free(scene->specific);
	gsl_vector_free(scene->expected_return);
	gsl_vector_free(scene->upper);
	gsl_vector_free(scene->current);
	gsl_vector_free(scene->cost);
	gsl_vector_free(scene->benchmark);
}

/* What the objectives are made of, from the weights alone. */
struct figures {
	double net, variance, average, error, turnover, group, sum;
};

static struct figures figures_of(const struct scene *scene, const gsl_vector *w, bool has_cost)
{
	struct figures figures = { 0 };
	const size_t n = w->size;

	for (size_t i = 0; i < n; i++) {
		const double own = gsl_vector_get(w, i), active = own - gsl_vector_get(scene->benchmark, i);
		const double traded = fabs(own - gsl_vector_get(scene->current, i));

		figures.net += own * gsl_vector_get(scene->expected_return, i) -
		               (has_cost ? traded * gsl_vector_get(scene->cost, i) : 0.0);
		figures.turnover += traded;
		figures.sum += own;
		figures.average += own * sqrt(gsl_matrix_get(scene->covariance, i, i));
		figures.group += own * scene->coefficients[i];
		for (size_t j = 0; j < n; j++) {
			const double risk = gsl_matrix_get(scene->covariance, i, j);

			figures.variance += own * risk * gsl_vector_get(w, j);
			figures.error += active * risk * (gsl_vector_get(w, j) - gsl_vector_get(scene->benchmark, j));
		}
	}
	figures.variance = fmax(0.0, figures.variance);
	figures.error = sqrt(fmax(0.0, figures.error));
	return figures;
}

/* The objective as a figure to be large; -INFINITY where its own target is missed. */
static double score(const struct scene *scene, size_t name, const struct figures *figures)
{
	const struct allocation_problem *problem = &scene->problem;
	const double volatility = sqrt(figures->variance);
	const double utility = figures->net - 0.5 * problem->risk_aversion * figures->variance;

	switch (name) {
	case 0: return -figures->variance;
	case 1: return (figures->net - problem->risk_free) / volatility;
	case 2: return figures->net >= problem->target_return ? -figures->variance : -INFINITY;
	case 3: return volatility <= problem->target_volatility ? figures->net : -INFINITY;
	case 4: return utility;
	case 5: return utility - problem->uncertainty * volatility / sqrt((double)problem->observations);
	case 6: return figures->average / volatility;
	default: return -figures->error;
	}
}

static bool keeps_limits(const struct scene *scene, const gsl_vector *w, const struct figures *figures, double slack)
{
	const double limit = scene->problem.tracking_limit;

	for (size_t i = 0; i < w->size; i++)
		if (gsl_vector_get(w, i) < 0.0 || gsl_vector_get(w, i) > gsl_vector_get(scene->upper, i))
			return false;
	/* Rounding of sums of n figures of size one; of a square root of a sum near the square of the limit. */
	return fabs(figures->sum - 1.0) <= 1e-12 && figures->group >= .2 - slack && figures->group <= .8 + slack &&
	       figures->turnover <= scene->trading.turnover + slack && (limit == 0.0 || figures->error <= limit + 1e-10);
}

struct tally {
	size_t solved, bound_turnover, bound_tracking, infeasible, unsettled;
};

static void count_bindings(const struct allocation_info *info, struct tally *tally)
{
	for (size_t k = 0; k < info->binding_count; k++) {
		assert_true(info->bindings[k].multiplier > 0.0);
		tally->bound_turnover += info->bindings[k].kind == CONSTRAINT_TURNOVER;
		tally->bound_tracking += info->bindings[k].kind == CONSTRAINT_TRACKING;
	}
}

/*
 * All objectives under one set of limits: each answer keeps the limits, is certified, and beats in its own objective
 * every answer of the others and the way half there, which are portfolios within the same limits.
 */
static void compare(const struct scene *scene, bool is_singular, struct tally *tally)
{
	const bool has_cost = scene->trading.cost != NULL;
	const size_t n = scene->problem.count;
	gsl_vector *answers[NAMES], *half = gsl_vector_alloc(n);
	struct figures figures[NAMES];
	bool is_found[NAMES];

	for (size_t a = 0; a < NAMES; a++) {
		struct allocation_problem problem = scene->problem;
		struct allocation_trading trading = scene->trading;
		struct allocation_info info;
		struct error error;

		problem.trading = &trading;
		answers[a] = gsl_vector_alloc(n);
		/* What weighs no cost is asked without. */
		trading.cost = a < 6 ? trading.cost : NULL;

		const enum status status = allocator_find(names[a])->solve(&problem, answers[a], &info, &error);

		is_found[a] = status == STATUS_OK;
		if (status == STATUS_INFEASIBLE)
			tally->infeasible++;
		else if (status == STATUS_NOT_CONVERGED && is_singular)
			tally->unsettled++;
		else if (status)
			fail_msg("%s of %zu: %s", names[a], n, error.message);
		if (status)
			continue;
		tally->solved++;
		count_bindings(&info, tally);
		figures[a] = figures_of(scene, answers[a], has_cost);
		if (!keeps_limits(scene, answers[a], figures + a, is_singular ? 1e-10 : 1e-12))
			fail_msg("%s of %zu breaks a limit: turnover by %g, tracking by %g, group at %.17g, sum off by %g, certified "
			         "%g", names[a], n, figures[a].turnover - trading.turnover,
			         figures[a].error - problem.tracking_limit, figures[a].group, figures[a].sum - 1.0,
			         info.kkt.primal);
		/* A nearly singular factor, or the ridge under it of 1e-10 of its size, leaves its trace. */
		if (!kkt_is_accepted(&info.kkt) && !(is_singular && info.kkt.primal <= 1e-10 &&
		                                     info.kkt.stationarity <= 1e-9 && info.kkt.complementarity <= 1e-9))
			fail_msg("%s of %zu: primal %g stationarity %g complementarity %g dual %g; turnover %g, tracking %g, cost %d, "
			         "singular %d", names[a], n, info.kkt.primal, info.kkt.stationarity, info.kkt.complementarity,
			         info.kkt.dual, trading.turnover, problem.tracking_limit, has_cost, is_singular);
	}
	for (size_t a = 0; a < NAMES; a++)
		for (size_t b = 0; b < NAMES && is_found[a]; b++) {
			const double own = score(scene, a, figures + a);

			/* Nearly without risk a ratio is rounding. */
			if (a == b || !is_found[b] || ((a == 1 || a == 6) && figures[b].variance < 1e-14))
				continue;
			gsl_vector_memcpy(half, answers[b]);
			gsl_vector_add(half, answers[a]);
			gsl_vector_scale(half, 0.5);

			const struct figures between = figures_of(scene, half, has_cost);
			const double other = fmax(score(scene, a, figures + b), score(scene, a, &between));

			/* A target met to the last digit may be missed by it; a ratio of nearly no risk has few digits. */
			if (own > -INFINITY && other > own + 1e-9 * fmax(is_singular ? 1.0 : .1, fabs(own)))
				fail_msg("%s of %zu has %.17g, %s gives %.17g: turnover %g, tracking %g, cost %d", names[a], n, own,
				         names[b], other, scene->trading.turnover, scene->problem.tracking_limit, has_cost);
		}
	gsl_vector_free(half);
	for (size_t a = 0; a < NAMES; a++)
		gsl_vector_free(answers[a]);
}

static void every_objective_is_the_best_within_all_its_limits(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct tally tally = { 0 };

	(void)state;
	gsl_rng_set(rng, 11);
	for (size_t round = 0; round < 240; round++) {
		const bool is_singular = round % 5 == 4;
		const size_t n = 3 + gsl_rng_uniform_int(rng, ASSETS - 2);
		struct scene scene;

		scene_init(&scene, rng, n, 1 + gsl_rng_uniform_int(rng, is_singular ? n : 4), is_singular);
		if (round & 1)
			scene.trading.cost = scene.cost;
		if (round & 2)
			scene.trading.turnover = uniform(rng, .1, 1.0);
		if (round & 4)
			scene.problem.tracking_limit = uniform(rng, .01, .1);
		if (round & 8) {
			scene.problem.covariance = NULL;
			scene.problem.factors = &scene.factors;
		}
		compare(&scene, is_singular, &tally);
		scene_clear(&scene);
	}
	gsl_rng_free(rng);
	/* The draws must have met what they are for. */
	assert_true(tally.solved > 1000);
	assert_true(tally.bound_turnover > 100);
	assert_true(tally.bound_tracking > 100);
	assert_true(tally.infeasible > 10);
	/* Of a singular covariance a rare one is given up on in words, never answered wrongly. */
	assert_true(tally.unsettled <= 4);
}

static void assert_refused(const struct allocation_problem *problem, const char *name, const char *word)
{
	gsl_vector *weights = gsl_vector_alloc(problem->count);
	struct allocation_info info;
	struct error error = { .message = "" };

	assert_int_equal(allocator_find(name)->solve(problem, weights, &info, &error), STATUS_INVALID);
	if (!strstr(error.message, word))
		fail_msg("\"%s\" does not speak of %s", error.message, word);
	gsl_vector_free(weights);
}

static void a_count_with_another_limit_is_refused_by_its_name(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct scene scene;

	(void)state;
	scene_init(&scene, rng, 6, 2, false);
	scene.problem.cardinality = 3;
	scene.trading.turnover = .5;
	for (size_t a = 0; a < 5; a++)
		assert_refused(&scene.problem, names[a], "turnover");
	scene.trading.turnover = INFINITY;
	scene.trading.cost = scene.cost;
	assert_refused(&scene.problem, "utility", "costs");
	scene.trading.cost = NULL;
	scene.problem.tracking_limit = .05;
	assert_refused(&scene.problem, "utility", "tracking");
	scene.problem.tracking_limit = 0.0;
	scene.problem.cardinality = 0;
	scene.problem.minimum_position = .1;
	scene.problem.covariance = NULL;
	scene.problem.factors = &scene.factors;
	assert_refused(&scene.problem, "utility", "factors");
	assert_refused(&scene.problem, "utility", "smallest position");
	scene_clear(&scene);
	gsl_rng_free(rng);
}

static void holdings_without_cost_or_limit_change_nothing(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct scene scene;

	(void)state;
	scene_init(&scene, rng, 8, 3, false);
	for (size_t a = 0; a < NAMES; a++) {
		struct allocation_problem plain = scene.problem;
		gsl_vector *weights = gsl_vector_alloc(8), *expected = gsl_vector_alloc(8);
		struct allocation_info info;

		plain.trading = NULL;
		assert_int_equal(allocator_find(names[a])->solve(&plain, expected, &info, NULL), STATUS_OK);
		assert_true(info.turnover == 0.0);
		assert_int_equal(allocator_find(names[a])->solve(&scene.problem, weights, &info, NULL), STATUS_OK);
		assert_true(info.turnover > 0.0);
		assert_true(info.cost == 0.0);
		for (size_t i = 0; i < 8; i++)
			assert_true(gsl_vector_get(weights, i) == gsl_vector_get(expected, i));
		gsl_vector_free(weights);
		gsl_vector_free(expected);
	}
	scene_clear(&scene);
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_objective_is_the_best_within_all_its_limits),
		cmocka_unit_test(a_count_with_another_limit_is_refused_by_its_name),
		cmocka_unit_test(holdings_without_cost_or_limit_change_nothing),
	};

	return cmocka_run_group_tests_name("limits together", tests, NULL, NULL);
}
