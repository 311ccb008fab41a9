/* Shares of risk: budgets met exactly, limits kept, hard covariances. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/engine/five_assets.h"

static void assert_near(double value, double expected, double tolerance)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%.17g, expected %.17g", value, expected);
}

static void assert_weights(const gsl_vector *weights, const double *expected, double tolerance)
{
	for (size_t i = 0; i < weights->size; i++)
		if (!(fabs(gsl_vector_get(weights, i) - expected[i]) <= tolerance))
			fail_msg("weight %zu is %.12f, expected %.12f", i + 1, gsl_vector_get(weights, i), expected[i]);
}

/* w_i (S w)_i / w'S w into shares, in long double: nothing of the solver enters. */
static void shares_of_risk(const gsl_matrix *covariance, const gsl_vector *weights, double *shares)
{
	const size_t n = weights->size;
	long double total = 0.0L;

	for (size_t i = 0; i < n; i++) {
		long double image = 0.0L;

		for (size_t j = 0; j < n; j++)
			image += (long double)gsl_matrix_get(covariance, i, j) * gsl_vector_get(weights, j);
		shares[i] = (double)(image * gsl_vector_get(weights, i));
		total += image * gsl_vector_get(weights, i);
	}
	for (size_t i = 0; i < n; i++)
		shares[i] /= (double)total;
}

static double sum_of(const gsl_vector *weights)
{
	long double sum = 0.0L;

	for (size_t i = 0; i < weights->size; i++)
		sum += gsl_vector_get(weights, i);
	return (double)sum;
}

static void equal_shares_of_five_assets(void **state)
{
	static const double expected[] = { .0654747019, .0838076437, .5017593234, .2446032821, .1043550489 };
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;
	double shares[5];

	(void)state;
	five_init(&five, 0.0, 1.0);
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, NULL), STATUS_OK);
	assert_weights(weights, expected, 1e-10);
	assert_near(info.volatility, .0393968705, 1e-10);
	assert_near(sum_of(weights), 1.0, 5e-15);
	shares_of_risk(five.covariance, weights, shares);
	for (size_t i = 0; i < 5; i++)
		assert_near(shares[i], .2, 1e-14);
	assert_true(info.objective <= 1e-14 && info.kkt.stationarity == info.objective);
	assets_clear(&five);
	gsl_vector_free(weights);
}

static void budgets_are_met(void **state)
{
	static const double expected[] = { .1196804427, .1282351172, .4767579712, .1884981026, .0868283663 };
	double budgets[] = { 4, 3, 1, 1, 1 }, shares[5];
	gsl_vector_view view = gsl_vector_view_array(budgets, 5);
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;

	(void)state;
	five_init(&five, 0.0, 1.0);
	five.problem.budgets = &view.vector;
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, NULL), STATUS_OK);
	assert_weights(weights, expected, 1e-10);
	shares_of_risk(five.covariance, weights, shares);
	for (size_t i = 0; i < 5; i++)
		assert_near(shares[i], budgets[i] / 10.0, 1e-14);

	/* A budget of 0 leaves the asset out. */
	budgets[2] = 0.0;
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, NULL), STATUS_OK);
	assert_true(gsl_vector_get(weights, 2) == 0.0);
	shares_of_risk(five.covariance, weights, shares);
	assert_near(shares[0], 4.0 / 9.0, 1e-14);
	assets_clear(&five);
	gsl_vector_free(weights);
}

/* Maillard, Roncalli & Teiletche (2010): uncorrelated, and two blocks of strong and negative correlation. */
static void published_risk_parity_portfolios(void **state)
{
	static const double diagonal[] = { .01, 0, 0, 0, 0, .04, 0, 0, 0, 0, .09, 0, 0, 0, 0, .16 };
	static const double blocks[] = { .01, .016, 0, 0, .016, .04, 0, 0, 0, 0, .09, -.06, 0, 0, -.06, .16 };
	static const double first[] = { .48, .24, .16, .12 };
	static const double second[] = { .3836125063, .1918062531, .2426178518, .1819633888 };
	gsl_vector *weights = gsl_vector_alloc(4);
	struct allocation_info info;

	(void)state;
	for (int k = 0; k < 2; k++) {
		struct assets four;

		assets_init_covariance(&four, 4, k == 0 ? diagonal : blocks);
		assert_int_equal(solve_named("risk-parity", &four.problem, weights, &info, NULL), STATUS_OK);
		assert_weights(weights, k == 0 ? first : second, k == 0 ? 1e-14 : 1e-10);
		assets_clear(&four);
	}
	gsl_vector_free(weights);
}

/* Two assets are held by 1 / volatility whatever their correlation, up to a millionth of a perfect hedge. */
static void two_assets_by_inverse_volatility(void **state)
{
	static const double correlations[] = { -1.0 + 1e-11, -.999999, -.5, 0, .5, .999999, 1.0 };
	gsl_vector *weights = gsl_vector_alloc(2);
	struct allocation_info info;
	struct error error;

	(void)state;
	for (size_t k = 0; k < sizeof(correlations) / sizeof(*correlations); k++) {
		const double both = .1 * .3 * correlations[k], covariance[] = { .01, both, both, .09 };
		struct assets two;

		assets_init_covariance(&two, 2, covariance);
		assert_int_equal(solve_named("risk-parity", &two.problem, weights, &info, NULL), STATUS_OK);
		/* Near a hedge the shares are differences of numbers 1e11 as large. */
		assert_near(gsl_vector_get(weights, 0), .75, k == 0 ? 1e-5 : 1e-9);
		assets_clear(&two);
	}

	const double hedge[] = { .01, -.03, -.03, .09 };
	struct assets two;

	assets_init_covariance(&two, 2, hedge);
	assert_int_equal(solve_named("risk-parity", &two.problem, weights, &info, &error), STATUS_INFEASIBLE);
	assert_non_null(strstr(error.message, "without risk"));
	assets_clear(&two);
	gsl_vector_free(weights);
}

/* Daily and annual units, budgets a millionth of each other, factors fewer than assets, negative correlations. */
static void shares_hold_on_random_covariances(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct allocation_info info;

	(void)state;
	for (int trial = 0; trial < 300; trial++) {
		const size_t n = 1 + gsl_rng_uniform_int(rng, 40), factors = 1 + gsl_rng_uniform_int(rng, 8);
		gsl_vector *weights = gsl_vector_alloc(n), *budgets = gsl_vector_alloc(n);
		double shares[40], total = 0.0, gross = 0.0;
		struct assets some;

		assets_init(&some, n, 0.0, 1.0);
		random_covariance(rng, some.covariance, factors, trial % 3 ? pow(10.0, -uniform(rng, 1, 6)) : .01);
		gsl_matrix_scale(some.covariance, trial % 2 ? 1e-9 : 1.0);
		for (size_t i = 0; i < n; i++) {
			gsl_vector_set(budgets, i, trial % 5 ? uniform(rng, .1, 1) : pow(10.0, -uniform(rng, 0, 6)));
			total += gsl_vector_get(budgets, i);
		}
		some.problem.budgets = trial % 4 ? budgets : NULL;
		assert_int_equal(solve_named("risk-parity", &some.problem, weights, &info, NULL), STATUS_OK);
		shares_of_risk(some.covariance, weights, shares);
		for (size_t i = 0; i < n; i++)
			gross += gsl_vector_get(weights, i) * sqrt(gsl_matrix_get(some.covariance, i, i));
		for (size_t i = 0; i < n; i++) {
			const double wanted = some.problem.budgets ? gsl_vector_get(budgets, i) / total : 1.0 / (double)n;

			/* S w is rounded in proportion to what is held, which hedges make many times the risk. */
			assert_near(shares[i], wanted, 1e-14 + 1e-15 * pow(gross / info.volatility, 2));
		}
		assert_near(sum_of(weights), 1.0, 1e-15 * (double)n);
		assets_clear(&some);
		gsl_vector_free(weights);
		gsl_vector_free(budgets);
	}
	gsl_rng_free(rng);
}

static void factors_give_the_same_as_the_covariance_they_make(void **state)
{
	enum { N = 60, K = 4 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_matrix *loadings = gsl_matrix_alloc(N, K), *factor = gsl_matrix_calloc(K, K);
	gsl_vector *specific = gsl_vector_alloc(N), *dense = gsl_vector_alloc(N), *lean = gsl_vector_alloc(N);
	const struct factor_covariance factors = { loadings, factor, specific };
	struct allocation_info info;
	struct assets some;

	(void)state;
	assets_init(&some, N, 0.0, 1.0);
	for (size_t f = 0; f < K; f++)
		for (size_t g = 0; g < K; g++)
			gsl_matrix_set(factor, f, g, f == g ? .04 : .01);
	for (size_t i = 0; i < N; i++) {
		gsl_vector_set(specific, i, uniform(rng, .005, .05));
		for (size_t f = 0; f < K; f++)
			gsl_matrix_set(loadings, i, f, f == 0 ? uniform(rng, .5, 1.5) : uniform(rng, -.6, .6));
	}
	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < N; j++) {
			double sum = i == j ? gsl_vector_get(specific, i) : 0.0;

			for (size_t f = 0; f < K; f++)
				for (size_t g = 0; g < K; g++)
					sum += gsl_matrix_get(loadings, i, f) * gsl_matrix_get(factor, f, g) * gsl_matrix_get(loadings, j, g);
			gsl_matrix_set(some.covariance, i, j, sum);
		}
	for (int with_limits = 0; with_limits < 2; with_limits++) {
		gsl_vector_set_all(some.upper, with_limits ? .02 : 1.0);
		some.problem.covariance = some.covariance;
		some.problem.factors = NULL;
		assert_int_equal(solve_named("risk-parity", &some.problem, dense, &info, NULL), STATUS_OK);
		some.problem.covariance = NULL;
		some.problem.factors = &factors;
		assert_int_equal(solve_named("risk-parity", &some.problem, lean, &info, NULL), STATUS_OK);
		assert_weights(lean, dense->data, 1e-12);
	}
	assets_clear(&some);
	gsl_matrix_free(loadings);
	gsl_matrix_free(factor);
	gsl_vector_free(specific);
	gsl_vector_free(dense);
	gsl_vector_free(lean);
	gsl_rng_free(rng);
}

/* Three uncorrelated assets, the first capped: the others share what is left by 1 / volatility. */
static void a_capped_asset_leaves_the_others_in_proportion(void **state)
{
	static const double covariance[] = { .01, 0, 0, 0, .04, 0, 0, 0, .09 }, expected[] = { .4, .36, .24 };
	gsl_vector *weights = gsl_vector_alloc(3);
	struct allocation_info info;
	struct assets three;

	(void)state;
	assets_init_covariance(&three, 3, covariance);
	gsl_vector_set(three.upper, 0, .4);
	assert_int_equal(solve_named("risk-parity", &three.problem, weights, &info, NULL), STATUS_OK);
	assert_weights(weights, expected, 1e-12);
	assert_true(gsl_vector_get(weights, 0) == .4);
	assert_true(kkt_is_accepted(&info.kkt));
	assert_int_equal(info.binding_count, 1);
	assert_int_equal(info.bindings[0].kind, CONSTRAINT_UPPER);
	/* Shares of risk: .0016, .005184, .005184 of .011968; the cap moves (.005184 - .0016) / .4 of it. */
	assert_near(info.bindings[0].multiplier, (.005184 - .0016) / .4 / .011968, 1e-9);
	assert_near(info.objective, 1.0 / 3.0 - .0016 / .011968, 1e-12);
	assets_clear(&three);
	gsl_vector_free(weights);
}

/* Whatever the limits, shares of assets at no limit and in no binding row stand in the proportion of their budgets. */
static void shares_under_limits_satisfy_their_definition(void **state)
{
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct allocation_info info;
	int bound = 0, refused = 0;

	(void)state;
	for (int trial = 0; trial < 200; trial++) {
		const size_t n = 2 + gsl_rng_uniform_int(rng, 14);
		gsl_vector *weights = gsl_vector_alloc(n);
		double shares[16], group[16];
		const struct allocation_row row = { "group", group, trial % 3 ? -INFINITY : .3, trial % 3 == 1 ? .25 : .6 };
		struct assets some;
		bool is_touched[16] = { false }, row_binds = false;
		double low = INFINITY, high = 0.0;
		enum status status;

		assets_init(&some, n, 0.0, 1.0);
		random_covariance(rng, some.covariance, 3, .01);
		gsl_matrix_scale(some.covariance, trial % 2 ? 1e-7 : 1.0);
		for (size_t i = 0; i < n; i++) {
			gsl_vector_set(some.upper, i, uniform(rng, 1.0, 3.0) / (double)n);
			gsl_vector_set(some.lower, i, trial % 4 ? 0.0 : uniform(rng, 0, .5) / (double)n);
			group[i] = gsl_rng_uniform(rng) < .4;
		}
		some.problem.rows = &row;
		some.problem.row_count = 1;
		status = solve_named("risk-parity", &some.problem, weights, &info, NULL);
		if (status) {
			/* Only where the limits leave no such portfolio: no other objective that must hold everything finds one. */
			assert_int_equal(status, STATUS_INFEASIBLE);
			refused++;
		} else {
			shares_of_risk(some.covariance, weights, shares);
			assert_near(sum_of(weights), 1.0, 1e-14);
			assert_true(kkt_is_accepted(&info.kkt));
			for (size_t k = 0; k < info.binding_count; k++) {
				if (info.bindings[k].kind == CONSTRAINT_LOWER || info.bindings[k].kind == CONSTRAINT_UPPER)
					is_touched[info.bindings[k].index] = true;
				else
					row_binds = true;
			}
			for (size_t i = 0; i < n; i++) {
				assert_true(gsl_vector_get(weights, i) >= gsl_vector_get(some.lower, i) &&
				            gsl_vector_get(weights, i) <= gsl_vector_get(some.upper, i));
				if (is_touched[i] || (row_binds && group[i] != 0.0))
					continue;
				low = fmin(low, shares[i]);
				high = fmax(high, shares[i]);
			}
			if (info.binding_count > 0 && high > low) {
				bound++;
				assert_near(low / high, 1.0, 1e-8);
			}
		}
		assets_clear(&some);
		gsl_vector_free(weights);
	}
	assert_true(bound >= 80);
	assert_true(refused <= 40);
	gsl_rng_free(rng);
}

/* A cap of one asset is a group of one: bounds and rows are solved by different methods and give the same. */
static void a_bound_and_a_row_of_one_asset_are_the_same_limit(void **state)
{
	enum { N = 9 };
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_vector *as_bounds = gsl_vector_alloc(N), *as_rows = gsl_vector_alloc(N);
	struct allocation_info bounds, rows;
	int bound = 0;

	(void)state;
	for (int trial = 0; trial < 60; trial++) {
		double single[N][N] = { { 0 } };
		struct allocation_row limits[N];
		struct assets some;

		assets_init(&some, N, 0.0, 1.0);
		random_covariance(rng, some.covariance, 3, .01);
		for (size_t i = 0; i < N; i++) {
			single[i][i] = 1.0;
			limits[i] = (struct allocation_row){ NULL, single[i], uniform(rng, 0, .06), uniform(rng, .115, .25) };
			gsl_vector_set(some.lower, i, limits[i].lower);
			gsl_vector_set(some.upper, i, limits[i].upper);
		}
		assert_int_equal(solve_named("risk-parity", &some.problem, as_bounds, &bounds, NULL), STATUS_OK);
		gsl_vector_set_all(some.lower, 0.0);
		gsl_vector_set_all(some.upper, 1.0);
		some.problem.rows = limits;
		some.problem.row_count = N;
		assert_int_equal(solve_named("risk-parity", &some.problem, as_rows, &rows, NULL), STATUS_OK);
		assert_weights(as_bounds, as_rows->data, 1e-10);
		assert_int_equal(bounds.binding_count, rows.binding_count);
		for (size_t k = 0; k < bounds.binding_count; k++)
			assert_near(bounds.bindings[k].multiplier, rows.bindings[k].multiplier, 1e-8);
		bound += bounds.binding_count > 1;
		assets_clear(&some);
	}
	assert_true(bound >= 30);
	gsl_vector_free(as_bounds);
	gsl_vector_free(as_rows);
	gsl_rng_free(rng);
}

/* Shares at 60 % and bonds, credit and gold at 40 % already sum to one: the answer is defined all the same. */
static void groups_that_fix_the_sum_are_no_obstacle(void **state)
{
	static const double equity[] = { 1, 1, 0, 0, 0 }, others[] = { 0, 0, 1, 1, 1 };
	const struct allocation_row rows[] = { { "equity", equity, .6, .6 }, { "others", others, .4, .4 } };
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;
	double shares[5];

	(void)state;
	five_init(&five, 0.0, 1.0);
	five.problem.rows = rows;
	five.problem.row_count = 2;
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, NULL), STATUS_OK);
	assert_near(gsl_vector_get(weights, 0) + gsl_vector_get(weights, 1), .6, 1e-14);
	shares_of_risk(five.covariance, weights, shares);
	/* In a group (share - budget) / weight is the price of the group's limit, for each member alike. */
	assert_near((shares[0] - .2) / gsl_vector_get(weights, 0), (shares[1] - .2) / gsl_vector_get(weights, 1), 1e-10);
	assert_near((shares[2] - .2) / gsl_vector_get(weights, 2), (shares[4] - .2) / gsl_vector_get(weights, 4), 1e-10);
	assert_true(kkt_is_accepted(&info.kkt));
	assets_clear(&five);
	gsl_vector_free(weights);
}

static void what_cannot_carry_risk_is_refused_by_name(void **state)
{
	double budgets[] = { 1, 1, -1, 1, 1 };
	gsl_vector_view view = gsl_vector_view_array(budgets, 5);
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;
	struct error error;

	(void)state;
	five_init(&five, 0.0, 1.0);
	five.problem.budgets = &view.vector;
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, &error), STATUS_INVALID);
	assert_non_null(strstr(error.message, "CN_GOV"));
	budgets[2] = NAN;
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, &error), STATUS_INVALID);
	memset(budgets, 0, sizeof(budgets));
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, &error), STATUS_INVALID);
	five.problem.budgets = NULL;
	for (size_t i = 0; i < 5; i++) {
		gsl_matrix_set(five.covariance, 4, i, 0.0);
		gsl_matrix_set(five.covariance, i, 4, 0.0);
	}
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, &error), STATUS_INVALID);
	assert_non_null(strstr(error.message, "GOLD has no variance"));
	gsl_vector_set(five.upper, 4, 0.0);
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, &error), STATUS_OK);
	assert_true(gsl_vector_get(weights, 4) == 0.0);
	gsl_vector_set_all(five.upper, .1);
	gsl_vector_set(five.upper, 4, 0.0);
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, &error), STATUS_INFEASIBLE);
	assets_clear(&five);
	gsl_vector_free(weights);
}

/* No share of the risk means not held; a lower limit that is broken so must not pass in silence. */
static void an_asset_without_a_budget_cannot_have_a_lower_limit(void **state)
{
	double budgets[] = { 1, 1, 0, 1, 1 };
	gsl_vector_view view = gsl_vector_view_array(budgets, 5);
	gsl_vector *weights = gsl_vector_alloc(5);
	struct allocation_info info;
	struct assets five;
	struct error error;

	(void)state;
	five_init(&five, 0.0, 1.0);
	five.problem.budgets = &view.vector;
	gsl_vector_set(five.lower, 2, 0.3);
	assert_int_equal(solve_named("risk-parity", &five.problem, weights, &info, &error), STATUS_INFEASIBLE);
	assert_non_null(strstr(error.message, "CN_GOV has a budget of risk of 0 and a lower limit of 30 %"));
	assets_clear(&five);
	gsl_vector_free(weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal_shares_of_five_assets),
		cmocka_unit_test(budgets_are_met),
		cmocka_unit_test(published_risk_parity_portfolios),
		cmocka_unit_test(two_assets_by_inverse_volatility),
		cmocka_unit_test(shares_hold_on_random_covariances),
		cmocka_unit_test(factors_give_the_same_as_the_covariance_they_make),
		cmocka_unit_test(a_capped_asset_leaves_the_others_in_proportion),
		cmocka_unit_test(shares_under_limits_satisfy_their_definition),
		cmocka_unit_test(a_bound_and_a_row_of_one_asset_are_the_same_limit),
		cmocka_unit_test(groups_that_fix_the_sum_are_no_obstacle),
		cmocka_unit_test(an_asset_without_a_budget_cannot_have_a_lower_limit),
		cmocka_unit_test(what_cannot_carry_risk_is_refused_by_name),
	};

	return cmocka_run_group_tests_name("risk parity", tests, NULL, NULL);
}
