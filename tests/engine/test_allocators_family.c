/* What every allocator promises, over the whole table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/engine/five_assets.h"

enum { MOST = 12, PERIODS = 40 };

/* A problem that tells every allocator what it needs. */
struct everything {
	struct assets assets;
	gsl_vector *benchmark, *weights;
	gsl_matrix *returns;
	gsl_rng *rng;
};

static void everything_init(struct everything *all, size_t n)
{
	struct allocation_problem *problem = &all->assets.problem;

	assets_init(&all->assets, n, 0.0, 1.0);
	all->benchmark = gsl_vector_alloc(n);
	all->weights = gsl_vector_alloc(n);
	all->returns = gsl_matrix_alloc(PERIODS, n);
	all->rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_vector_set_all(all->benchmark, 1.0 / (double)n);
	random_covariance(all->rng, all->assets.covariance, 3, .01);
	for (size_t i = 0; i < n; i++) {
		gsl_vector_set(all->assets.expected_return, i, .02 + .1 * gsl_rng_uniform(all->rng));
		for (size_t t = 0; t < PERIODS; t++)
			gsl_matrix_set(all->returns, t, i, uniform(all->rng, -.08, .1));
	}
	problem->target_return = .03;
	problem->target_volatility = 1.0;
	problem->risk_aversion = 4.0;
	problem->returns = all->returns;
	problem->confidence = .9;
	problem->benchmark = all->benchmark;
	problem->uncertainty = .5;
	problem->observations = 30;
	problem->draws = 20;
	problem->rng = all->rng;
}

static void everything_clear(struct everything *all)
{
	assets_clear(&all->assets);
	gsl_vector_free(all->benchmark);
	gsl_vector_free(all->weights);
	gsl_matrix_free(all->returns);
	gsl_rng_free(all->rng);
}

/* What follows from the weights alone, worked out again. */
static void assert_sound(const char *name, const struct everything *all, const struct allocation_info *info)
{
	const struct allocation_problem *problem = &all->assets.problem;
	long double sum = 0.0L, earned = 0.0L, variance = 0.0L;

	for (size_t i = 0; i < problem->count; i++) {
		const double weight = gsl_vector_get(all->weights, i);

		if (!(weight >= gsl_vector_get(problem->lower, i) && weight <= gsl_vector_get(problem->upper, i)))
			fail_msg("%s: weight %zu is %.17g", name, i, weight);
		sum += weight;
		earned += (long double)weight * gsl_vector_get(problem->expected_return, i);
		for (size_t j = 0; j < problem->count; j++)
			variance += (long double)weight * gsl_matrix_get(problem->covariance, i, j) *
			            gsl_vector_get(all->weights, j);
	}
	for (size_t r = 0; r < problem->row_count; r++) {
		long double activity = 0.0L;

		for (size_t i = 0; i < problem->count; i++)
			activity += (long double)problem->rows[r].coefficients[i] * gsl_vector_get(all->weights, i);
		if (!(activity >= problem->rows[r].lower - 1e-12 && activity <= problem->rows[r].upper + 1e-12))
			fail_msg("%s: row %zu is %.17g", name, r, (double)activity);
	}
	if (!(fabsl(sum - 1.0L) <= 1e-15 * (double)problem->count))
		fail_msg("%s: the weights sum to 1 + %g", name, (double)(sum - 1.0L));
	if (!(fabs(info->expected_return - (double)earned) <= 1e-14) ||
	    !(fabs(info->volatility * info->volatility - (double)variance) <= 1e-14))
		fail_msg("%s: return %g and volatility %g, not %g and %g", name, info->expected_return, info->volatility,
		         (double)earned, sqrt((double)variance));
	if (!kkt_is_accepted(&info->kkt) || !isfinite(info->objective) || info->binding_count > ALLOCATION_BINDINGS)
		fail_msg("%s: kkt %g %g %g %g, objective %g", name, info->kkt.primal, info->kkt.stationarity,
		         info->kkt.complementarity, info->kkt.dual, info->objective);
	for (size_t k = 0; k < info->binding_count; k++)
		if (!(info->bindings[k].multiplier > 0.0) || !isfinite(info->bindings[k].multiplier) ||
		    (k > 0 && info->bindings[k].multiplier > info->bindings[k - 1].multiplier))
			fail_msg("%s: binding %zu has the price %g", name, k, info->bindings[k].multiplier);
}

static void every_name_is_found_and_once_in_the_table(void **state)
{
	(void)state;
	for (size_t k = 0; allocators[k]; k++)
		assert_ptr_equal(allocator_find(allocators[k]->name), allocators[k]);
	assert_null(allocator_find("nonesuch"));
	assert_null(allocator_find(""));
}

static void every_allocator_keeps_bounds_and_rows(void **state)
{
	double group[MOST];
	const struct allocation_row row = { "group", group, .2, .6 };

	(void)state;
	for (size_t n = 2; n <= MOST; n++) {
		struct everything all;

		everything_init(&all, n);
		for (size_t i = 0; i < n; i++) {
			group[i] = i % 2 == 0;
			gsl_vector_set(all.assets.lower, i, i % 3 == 0 ? .3 / (double)n : 0.0);
			gsl_vector_set(all.assets.upper, i, fmin(1.0, (i % 2 ? 2.5 : 1.8) / (double)n));
		}
		all.assets.problem.rows = &row;
		all.assets.problem.row_count = 1;
		for (size_t k = 0; allocators[k]; k++) {
			struct allocation_info info;
			struct error error;
			const enum status status = allocators[k]->solve(&all.assets.problem, all.weights, &info, &error);

			if (status == STATUS_INFEASIBLE && !(allocators[k]->keeps & KEEPS_LIMITS)) {
				assert_non_null(strstr(error.message, "min-variance"));
				continue;
			}
			if (status)
				fail_msg("%s with %zu assets: %s", allocators[k]->name, n, error.message);
			assert_sound(allocators[k]->name, &all, &info);
		}
		everything_clear(&all);
	}
}

/* One asset, identical assets, fewer factors than assets: one answer each, or a sentence. */
static void every_allocator_stands_degenerate_markets(void **state)
{
	(void)state;
	for (int kind = 0; kind < 4; kind++) {
		const size_t n = kind == 0 ? 1 : 6;
		struct everything all;

		everything_init(&all, n);
		for (size_t i = 0; i < n; i++)
			for (size_t j = 0; j < n; j++) {
				double *entry = gsl_matrix_ptr(all.assets.covariance, i, j);

				if (kind == 1)
					*entry = .04;
				else if (kind == 2) /* one factor, all of the same sign */
					*entry = (.1 + .02 * (double)i) * (.1 + .02 * (double)j);
				else if (kind == 3) /* daily units */
					*entry *= 1e-7;
			}
		if (kind == 1)
			for (size_t i = 0; i < n; i++) {
				gsl_vector_set(all.assets.expected_return, i, .05);
				for (size_t t = 0; t < PERIODS; t++)
					gsl_matrix_set(all.returns, t, i, gsl_matrix_get(all.returns, t, 0));
			}
		for (size_t k = 0; allocators[k]; k++) {
			struct allocation_info info;
			struct error error;
			const enum status status = allocators[k]->solve(&all.assets.problem, all.weights, &info, &error);

			if (status)
				fail_msg("%s in market %d: %s", allocators[k]->name, kind, error.message);
			assert_sound(allocators[k]->name, &all, &info);
		}
		everything_clear(&all);
	}
}

/* Asks for one limit beyond bounds and rows. */
static void ask(struct allocation_problem *problem, struct allocation_trading *trading, const gsl_vector *figures, int which)
{
	*trading = (struct allocation_trading){ .current = figures, .turnover = INFINITY };
	problem->trading = which < 3 ? trading : NULL;
	trading->cost = which == 0 ? figures : NULL;
	trading->impact = which == 1 ? figures : NULL;
	trading->turnover = which == 2 ? .9 : INFINITY;
	problem->tracking_limit = which == 3 ? .5 : 0.0;
	problem->cardinality = which == 4 ? 2 : 0;
	problem->minimum_position = which == 5 ? .05 : 0.0;
}

static void what_an_allocator_cannot_keep_it_refuses_in_words(void **state)
{
	static const unsigned keeps[] = { KEEPS_COST,     KEEPS_IMPACT,      KEEPS_TURNOVER,
		                          KEEPS_TRACKING, KEEPS_CARDINALITY, KEEPS_MINIMUM_POSITION };
	struct allocation_trading trading;
	struct everything all;

	(void)state;
	everything_init(&all, 5);
	for (int which = 0; which < 6; which++) {
		ask(&all.assets.problem, &trading, all.benchmark, which);
		for (size_t k = 0; allocators[k]; k++) {
			struct allocation_info info;
			struct error error;
			enum status status;

			if (allocators[k]->keeps & keeps[which])
				continue;
			gsl_vector_set_all(all.weights, 7.0);
			status = allocators[k]->solve(&all.assets.problem, all.weights, &info, &error);
			if (status != STATUS_INVALID || strstr(error.message, allocators[k]->name) == NULL)
				fail_msg("%s and limit %d: status %d", allocators[k]->name, which, (int)status);
			assert_true(gsl_vector_get(all.weights, 0) == 7.0);
		}
	}
	everything_clear(&all);
}

/* By factors: the same portfolio as by the covariance they make, or a refusal; never a figure that is no number. */
static void factors_are_taken_or_refused(void **state)
{
	enum { N = 5 };
	gsl_matrix *loadings = gsl_matrix_alloc(N, 1), *factor = gsl_matrix_alloc(1, 1);
	gsl_vector *specific = gsl_vector_alloc(N), *dense = gsl_vector_alloc(N);
	const struct factor_covariance factors = { loadings, factor, specific };
	struct everything all;

	(void)state;
	everything_init(&all, N);
	gsl_matrix_set(factor, 0, 0, .02);
	for (size_t i = 0; i < N; i++) {
		gsl_vector_set(specific, i, .01 + .002 * (double)i);
		gsl_matrix_set(loadings, i, 0, .6 + .2 * (double)i);
	}
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < N; j++)
			gsl_matrix_set(all.assets.covariance, i, j,
			               .02 * gsl_matrix_get(loadings, i, 0) * gsl_matrix_get(loadings, j, 0) +
			                       (i == j ? gsl_vector_get(specific, i) : 0.0));
	for (size_t k = 0; allocators[k]; k++) {
		struct allocation_info info;
		struct error error;
		enum status status;

		all.assets.problem.covariance = all.assets.covariance;
		all.assets.problem.factors = NULL;
		gsl_rng_set(all.rng, 1);
		assert_int_equal(allocators[k]->solve(&all.assets.problem, dense, &info, &error), STATUS_OK);
		all.assets.problem.covariance = NULL;
		all.assets.problem.factors = &factors;
		gsl_rng_set(all.rng, 1);
		status = allocators[k]->solve(&all.assets.problem, all.weights, &info, &error);
		if (!(allocators[k]->keeps & KEEPS_FACTORS)) {
			assert_int_equal(status, STATUS_INVALID);
			continue;
		}
		if (status)
			fail_msg("%s: %s", allocators[k]->name, error.message);
		for (size_t i = 0; i < N; i++)
			assert_true(fabs(gsl_vector_get(all.weights, i) - gsl_vector_get(dense, i)) <= 1e-9);

		gsl_vector_set(specific, 2, NAN);
		assert_int_equal(allocators[k]->solve(&all.assets.problem, all.weights, &info, &error), STATUS_INVALID);
		gsl_vector_set(specific, 2, .014);
	}
	everything_clear(&all);
	gsl_matrix_free(loadings);
	gsl_matrix_free(factor);
	gsl_vector_free(specific);
	gsl_vector_free(dense);
}

static void figures_that_are_no_numbers_are_refused_and_nothing_is_written(void **state)
{
	static const double hostile[] = { NAN, INFINITY, -INFINITY, 1e300 };
	struct everything all;

	(void)state;
	everything_init(&all, 4);
	for (size_t h = 0; h < 4; h++)
		for (int place = 0; place < 4; place++) {
			double *entry = place == 0   ? gsl_vector_ptr(all.assets.expected_return, 1)
			                : place == 1 ? gsl_matrix_ptr(all.assets.covariance, 2, 2)
			                : place == 2 ? gsl_matrix_ptr(all.assets.covariance, 1, 3)
			                             : gsl_vector_ptr(all.assets.lower, 0);
			const double good = *entry;

			if (hostile[h] == 1e300 && place < 2)
				continue;
			*entry = hostile[h];
			for (size_t k = 0; allocators[k]; k++) {
				struct allocation_info info;
				struct error error;
				enum status status;

				gsl_vector_set_all(all.weights, 7.0);
				status = allocators[k]->solve(&all.assets.problem, all.weights, &info, &error);
				if (status == STATUS_OK)
					fail_msg("%s takes %g in place %d", allocators[k]->name, hostile[h], place);
				assert_true(gsl_vector_get(all.weights, 0) == 7.0 && error.message[0] != '\0');
			}
			*entry = good;
		}
	everything_clear(&all);
}

static void limits_that_conflict_are_infeasible_for_everyone(void **state)
{
	struct everything all;

	(void)state;
	everything_init(&all, 5);
	gsl_vector_set_all(all.assets.upper, .15);
	for (size_t k = 0; allocators[k]; k++) {
		struct allocation_info info;
		struct error error;

		assert_int_equal(allocators[k]->solve(&all.assets.problem, all.weights, &info, &error), STATUS_INFEASIBLE);
	}
	everything_clear(&all);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_name_is_found_and_once_in_the_table),
		cmocka_unit_test(every_allocator_keeps_bounds_and_rows),
		cmocka_unit_test(every_allocator_stands_degenerate_markets),
		cmocka_unit_test(what_an_allocator_cannot_keep_it_refuses_in_words),
		cmocka_unit_test(factors_are_taken_or_refused),
		cmocka_unit_test(figures_that_are_no_numbers_are_refused_and_nothing_is_written),
		cmocka_unit_test(limits_that_conflict_are_infeasible_for_everyone),
	};

	return cmocka_run_group_tests_name("the family of allocators", tests, NULL, NULL);
}
