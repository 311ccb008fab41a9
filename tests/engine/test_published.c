/* Portfolios that papers and other programs print, made again: the largest deviation of each source is a line of TAP. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gsl/gsl_blas.h>

#include "engine/estimate/estimate.h"
#include "tests/engine/five_assets.h"
#include "tests/support/deviation.h"

enum { STOCKS = 20, INDICES = 6 };

/* ---- PyPortfolioOpt: twenty stocks ------------------------------------------------------------------------------- */

/* Its own words: a ridge of gamma joins w'S w, or gamma w'w is taken from utility. */
struct pypfopt_case {
	const char *name, *allocator, *covariance;
	double lower, upper, target, ridge;
	double risk_free;                 /* of the search; reports are over 2 %                      */
};

#define SAMPLE "pypfopt/cov_sample.csv"
#define DOWNSIDE "pypfopt/cov_semicov_b0.csv"
#define WEIGHTED "pypfopt/cov_exp_cov_span180.csv"

/* "Unbounded" is ten times the portfolio each way: none of these goes beyond one. */
static const struct pypfopt_case pypfopt_cases[] = {
	{ "min_volatility", "min-variance", SAMPLE, 0, 1, 0, 0, .02 },
	{ "min_volatility_short_unbounded", "min-variance", SAMPLE, -10, 10, 0, 0, .02 },
	{ "min_volatility_L2_gamma1", "min-variance", SAMPLE, 0, 1, 0, 1, .02 },
	{ "max_sharpe_long_only", "max-sharpe", SAMPLE, 0, 1, 0, 0, .02 },
	{ "max_sharpe_short_unbounded", "max-sharpe", SAMPLE, -10, 10, 0, 0, .02 },
	{ "max_quadratic_utility_ra2", "utility", SAMPLE, 0, 1, 2, 0, .02 },
	{ "max_quadratic_utility_L2_gamma5_ra1", "utility", SAMPLE, 0, 1, 1, 10, .02 },
	{ "efficient_risk_0.19", "target-volatility", SAMPLE, 0, 1, .19, 0, .02 },
	{ "efficient_risk_0.19_bounds_-1_1", "target-volatility", SAMPLE, -1, 1, .19, 0, .02 },
	{ "efficient_return_0.25", "target-return", SAMPLE, 0, 1, .25, 0, .02 },
	{ "efficient_return_0.25_L2_gamma1", "target-return", SAMPLE, 0, 1, .25, 1, .02 },
	{ "max_sharpe_semicov_b0", "max-sharpe", DOWNSIDE, 0, 1, 0, 0, .02 },
	{ "max_sharpe_short_-1_1_semicov_b0", "max-sharpe", DOWNSIDE, -1, 1, 0, 0, .02 },
	{ "min_volatility_lw_constant_correlation_L2_gamma1", "min-variance", "pypfopt/cov_lw_constant_correlation.csv", 0, 1,
	  0, 1, .02 },
	{ "efficient_return_0.22_lw_single_factor", "target-return", "pypfopt/cov_lw_single_factor.csv", 0, 1, .22, 0, .02 },
	{ "max_sharpe_exp_cov", "max-sharpe", WEIGHTED, 0, 1, 0, 0, .02 },
	{ "min_volatility_exp_cov_L2_gamma1", "min-variance", WEIGHTED, 0, 1, 0, 1, .02 },
	{ "cla_min_volatility", "min-variance", SAMPLE, 0, 1, 0, 0, .02 },
	{ "cla_max_sharpe_rf0", "max-sharpe", SAMPLE, 0, 1, 0, 0, 0 },
	{ "cla_max_sharpe_short_-1_1", "max-sharpe", SAMPLE, -1, 1, 0, 0, 0 },
	{ "hrp_single_ledoit_wolf_cov", "hierarchical", "pypfopt/cov_lw_constant_variance.csv", 0, 1, 0, 0, .02 },
};

/* The whole file, or NULL. */
static char *read_text(const char *name)
{
	FILE *file = oracle_open(name);
	char *text;

	if (!file)
		return NULL;
	text = calloc(1, 1 << 18);
	if (fread(text, 1, (1 << 18) - 1, file) == 0)
		abort();
	fclose(file);
	return text;
}

/* Up to `count` numbers after `key` in the object called `name`; names before numbers are passed over. False: not there. */
static bool read_numbers(const char *text, const char *name, const char *key, double *numbers, size_t count)
{
	char quoted[96];
	const char *at, *end;

	snprintf(quoted, sizeof(quoted), "\n  \"%s\": {", name);
	at = strstr(text, quoted);
	if (!at)
		return false;
	end = strstr(at + 3, "\n  }");
	snprintf(quoted, sizeof(quoted), "\"%s\":", key);
	at = strstr(at, quoted);
	if (!at || at > end)
		return false;
	at += strlen(quoted);
	for (size_t k = 0; k < count; k++) {
		const char *number = at + strspn(at, " \n[{,");
		char *past;

		if (*number == '"')
			number = strchr(number, ':') + 1;
		numbers[k] = strtod(number, &past);
		at = past;
	}
	return true;
}

static bool stocks_init(struct assets *stocks, const struct pypfopt_case *one)
{
	struct series means, covariance;

	if (!oracle_read("pypfopt/expected_returns.csv", NULL, &means))
		return false;
	assert_true(oracle_read(one->covariance, NULL, &covariance));
	assets_init(stocks, STOCKS, one->lower, one->upper);
	for (size_t i = 0; i < STOCKS; i++) {
		gsl_vector_set(stocks->expected_return, i, series_at(&means, i, 0));
		for (size_t j = 0; j < STOCKS; j++)
			gsl_matrix_set(stocks->covariance, i, j, series_at(&covariance, i, j));
	}
	stocks->problem.risk_free = one->risk_free;
	stocks->problem.risk_aversion = stocks->problem.target_return = stocks->problem.target_volatility = one->target;
	stocks->problem.hierarchy = HIERARCHY_DIRECT;
	series_clear(&means);
	series_clear(&covariance);
	return true;
}

static void add_ridge(struct assets *assets, double ridge)
{
	for (size_t i = 0; i < assets->problem.count; i++)
		*gsl_matrix_ptr(assets->covariance, i, i) += ridge;
}

/*
 * Weights to what cvxopt leaves at its own tolerance of 1e-14 in the objective, the square root of which is that of a
 * weight; what its tests print was solved to 1e-8.
 */
static void twenty_stocks_of_pypfopt(void **state)
{
	struct deviation weights_of = { .source = "PyPortfolioOpt, weights" };
	struct deviation performance_of = { .source = "PyPortfolioOpt, return, volatility and ratio as its tests print them" };
	gsl_vector *weights = gsl_vector_alloc(STOCKS);
	char *text = read_text("pypfopt/expected.json");

	(void)state;
	if (!text) {
		gsl_vector_free(weights);
		skip();
	}
	for (size_t k = 0; k < sizeof(pypfopt_cases) / sizeof(*pypfopt_cases); k++) {
		const struct pypfopt_case *one = pypfopt_cases + k;
		double expected[STOCKS], printed[3], earned, volatility;
		struct allocation_info info;
		struct assets stocks;
		struct error error;

		assert_true(stocks_init(&stocks, one));
		assert_true(read_numbers(text, one->name, "verified_weights", expected, STOCKS));
		add_ridge(&stocks, one->ridge);
		if (solve_named(one->allocator, &stocks.problem, weights, &info, &error))
			fail_msg("%s: %s", one->name, error.message);
		for (size_t i = 0; i < STOCKS; i++)
			deviation_add(&weights_of, one->name, gsl_vector_get(weights, i), expected[i], 1e-7);
		earned = info.expected_return;
		volatility = sqrt(info.volatility * info.volatility -
		                  one->ridge * pow(gsl_blas_dnrm2(weights), 2.0));
		/* Of a hierarchy it prints the volatility alone. */
		if (strcmp(one->allocator, "hierarchical") == 0) {
			assert_true(read_numbers(text, one->name, "published_sigma", printed, 1));
			deviation_add(&performance_of, one->name, volatility, printed[0], 2e-8);
		} else {
			assert_true(read_numbers(text, one->name, "published_performance_mu_sigma_sharpe", printed, 3));
			deviation_add(&performance_of, one->name, earned, printed[0], 2e-8);
			deviation_add(&performance_of, one->name, volatility, printed[1], 2e-8);
			deviation_add(&performance_of, one->name, (earned - .02) / volatility, printed[2], 2e-8);
		}
		assets_clear(&stocks);
	}
	deviation_report(&weights_of);
	deviation_report(&performance_of);
	gsl_vector_free(weights);
	free(text);
}

/* The correlation of each pair over the days that pair has: 20 stocks that came to the market one after another. */
static void pairwise_correlation(const struct series *prices, gsl_matrix *correlation)
{
	for (size_t i = 0; i < STOCKS; i++)
		for (size_t j = 0; j <= i; j++) {
			long double x = 0, y = 0, xx = 0, yy = 0, xy = 0, days = 0;

			for (size_t t = 1; t < prices->length; t++) {
				const double a = series_at(prices, t, i) / series_at(prices, t - 1, i) - 1.0;
				const double b = series_at(prices, t, j) / series_at(prices, t - 1, j) - 1.0;

				if (isnan(a) || isnan(b))
					continue;
				days += 1;
				x += a;
				y += b;
				xx += (long double)a * a;
				yy += (long double)b * b;
				xy += (long double)a * b;
			}

			const double both = (double)((xy - x * y / days) / sqrtl((xx - x * x / days) * (yy - y * y / days)));

			gsl_matrix_set(correlation, i, j, both);
			gsl_matrix_set(correlation, j, i, both);
		}
}

/* Its hierarchy of returns: the tree of pairwise correlations, the halves by the covariance of all days a stock has. */
static void the_hierarchy_of_pypfopt(void **state)
{
	struct deviation weights_of = { .source = "PyPortfolioOpt, hierarchy of twenty stocks" };
	gsl_vector *weights = gsl_vector_alloc(STOCKS);
	gsl_matrix *correlation = gsl_matrix_alloc(STOCKS, STOCKS);
	char *text = read_text("pypfopt/expected.json");
	double expected[STOCKS];
	size_t order[STOCKS];
	struct assets stocks;
	struct series prices;

	(void)state;
	if (!text || !oracle_read("pypfopt/stock_prices.csv", NULL, &prices)) {
		gsl_vector_free(weights);
		gsl_matrix_free(correlation);
		free(text);
		skip();
	}
	pairwise_correlation(&prices, correlation);
	assert_true(stocks_init(&stocks, pypfopt_cases));
	assert_true(read_numbers(text, "hrp_single", "verified_weights", expected, STOCKS));
	assert_int_equal(allocate_hierarchy(correlation, HIERARCHY_DIRECT, order, NULL, NULL), STATUS_OK);
	assert_int_equal(allocate_bisection(stocks.covariance, order, weights, NULL), STATUS_OK);
	for (size_t i = 0; i < STOCKS; i++)
		deviation_add(&weights_of, "hrp_single", gsl_vector_get(weights, i), expected[i], 1e-12);
	deviation_report(&weights_of);
	series_clear(&prices);
	assets_clear(&stocks);
	gsl_vector_free(weights);
	gsl_matrix_free(correlation);
	free(text);
}

/* Weights that sum to nothing are no allocation, but the same quadratic program. */
static void a_market_neutral_portfolio_of_pypfopt(void **state)
{
	static const struct pypfopt_case one = { "efficient_return_0.25_market_neutral_-1_1", "", SAMPLE, -1, 1, .25, 0, .02 };
	struct deviation weights_of = { .source = "PyPortfolioOpt, market neutral" };
	char *text = read_text("pypfopt/expected.json");
	double expected[STOCKS], weights[STOCKS];
	struct quadratic_info info;
	struct fixture f;
	struct assets stocks;

	(void)state;
	if (!text)
		skip();
	assert_true(stocks_init(&stocks, &one));
	assert_true(read_numbers(text, one.name, "verified_weights", expected, STOCKS));
	fixture_init_budget(&f, STOCKS, 1, -1.0, 1.0);
	gsl_matrix_memcpy(f.hessian, stocks.covariance);
	for (size_t i = 0; i < STOCKS; i++)
		gsl_matrix_set(f.rows, 1, i, gsl_vector_get(stocks.expected_return, i));
	gsl_vector_set(f.row_lower, 0, 0.0);
	gsl_vector_set(f.row_upper, 0, 0.0);
	gsl_vector_set_all(f.row_lower, 0.0);
	gsl_vector_set(f.row_lower, 1, .25);
	gsl_vector_set(f.row_upper, 1, .25);
	assert_int_equal(solve_quadratic(&f.problem, NULL, weights, NULL, NULL, &info, NULL), STATUS_OK);
	for (size_t i = 0; i < STOCKS; i++)
		deviation_add(&weights_of, one.name, weights[i], expected[i], 1e-7);
	deviation_report(&weights_of);
	fixture_clear(&f);
	assets_clear(&stocks);
	free(text);
}

/* ---- fPortfolio: six indices of a Swiss pension fund, in percent a day --------------------------------------------- */

struct fportfolio_case {
	const char *name, *allocator;
	double lower, upper, target;      /* NaN: the mean of the means                               */
	bool has_groups;
	double weights[INDICES], expected_return, volatility, tolerance;
};

/*
 * R package fPortfolio 3042.83.1 on its LPP2005.RET. quadprog is exact to 1e-10; its tangency portfolio is the end of a
 * one-dimensional search stopped at 1.5e-8.
 */
static const struct fportfolio_case fportfolio_cases[] = {
	{ "minimum variance", "min-variance", 0, 1, 0, false,
	  { .355456613836, 0, .0890493641854, .489330232008, .00258232832336, .0635814616475 }, .0104546448946,
	  .0986227479349, 1e-9 },
	{ "tangency", "max-sharpe", 0, 1, 0, false,
	  { 0, .000476008909595, .182394582758, .57528504868, 0, .241844359652 }, .0283228123974, .153338721474, 1e-6 },
	{ "efficient", "target-return", 0, 1, NAN, false,
	  { 0, .00864051884948, .254317855177, .33577816514, 0, .401263460834 }, .0430767659151, .245086912479, 1e-9 },
	{ "minimum variance, short", "min-variance", -10, 10, 0, false,
	  { .353260069922, -.00612091769199, .0897892889139, .491763448672, .00632093882683, .0649871713566 },
	  .0103117988516, .0985732657921, 1e-9 },
	{ "minimum variance, 5 % to 60 %", "min-variance", .05, .6, 0, false,
	  { .3055497148, .05, .05, .4944502852, .05, .05 }, .0153919127826, .117340688414, 1e-9 },
	{ "tangency, groups", "max-sharpe", 0, .6, 0, true,
	  { .0862005994681, 0, .238042006049, .4, 0, .275757394483 }, .0315549187258, .174467559054, 1e-6 },
};

/* Ten of its frontier's eleven points; the first is the least return, below every efficient one. */
static const double fportfolio_frontier[][2 + INDICES] = {
	{ .09911483132, 8.613385782e-03, .3916449925, 0, .08079187528, .47467464855, .01851888455, .03436959907 },
	{ .10759435315, 1.718610817e-02, .1513443335, 0, .12505146940, .59661202983, 0, .12699216732 },
	{ .14007182440, 2.575883056e-02, 0, 0, .16972683332, .61701860402, 0, .21325456265 },
	{ .18838614563, 3.433155294e-02, 0, 3.801112372e-03, .21168627618, .47774273769, 0, .30676987376 },
	{ .24392806415, 4.290427533e-02, 0, 8.545066394e-03, .25347698990, .33857827442, 0, .39939966929 },
	{ .30274498348, 5.147699772e-02, 0, 1.328902042e-02, .29526770361, .19941381114, 0, .49202946482 },
	{ .36324951959, 6.004972011e-02, 0, 1.803297444e-02, .33705841733, .06024934787, 0, .58465926036 },
	{ .42589821312, 6.862244249e-02, 0, 2.766207153e-02, .27638917976, 0, 0, .69594874871 },
	{ .49458532800, 7.719516488e-02, 0, 4.102083032e-02, .13749481109, 0, 0, .82148435859 },
	{ .56844009014, 8.576788599e-02, 0, 8.025636308e-07, 0, 0, 0, .99999919744 },
};

static bool indices_init(struct assets *indices, double lower, double upper)
{
	struct series table;
	gsl_matrix *returns;

	if (!oracle_read("fportfolio_lpp2005/LPP2005.RET.csv", NULL, &table))
		return false;
	assets_init(indices, INDICES, lower, upper);
	returns = gsl_matrix_alloc(table.length, INDICES);
	for (size_t t = 0; t < table.length; t++)
		for (size_t i = 0; i < INDICES; i++)
			gsl_matrix_set(returns, t, i, 100.0 * series_at(&table, t, i));
	assert_int_equal(estimate_sample(returns, indices->covariance, NULL), STATUS_OK);
	for (size_t i = 0; i < INDICES; i++) {
		for (size_t t = 0; t < table.length; t++)
			*gsl_vector_ptr(indices->expected_return, i) += gsl_matrix_get(returns, t, i) / (double)table.length;
		indices->problem.target_return += gsl_vector_get(indices->expected_return, i) / INDICES;
	}
	gsl_matrix_free(returns);
	series_clear(&table);
	return true;
}

static void six_indices_of_fportfolio(void **state)
{
	static const double first[] = { 1, 0, 1, 0, 0, 0 }, second[] = { 0, 1, 0, 1, 0, 0 };
	const struct allocation_row groups[] = { { "SBI and SII", first, .2, INFINITY }, { "SPI and LMI", second, -INFINITY, .4 } };
	struct deviation exact = { .source = "fPortfolio, quadratic programs" }, searched = { .source = "fPortfolio, tangency" };
	gsl_vector *weights = gsl_vector_alloc(INDICES);

	(void)state;
	for (size_t k = 0; k < sizeof(fportfolio_cases) / sizeof(*fportfolio_cases); k++) {
		const struct fportfolio_case *one = fportfolio_cases + k;
		struct deviation *deviation = one->tolerance > 1e-8 ? &searched : &exact;
		struct allocation_info info;
		struct assets indices;

		if (!indices_init(&indices, one->lower, one->upper)) {
			gsl_vector_free(weights);
			skip();
		}
		indices.problem.rows = groups;
		indices.problem.row_count = one->has_groups ? 2 : 0;
		assert_int_equal(solve_named(one->allocator, &indices.problem, weights, &info, NULL), STATUS_OK);
		for (size_t i = 0; i < INDICES; i++)
			deviation_add(deviation, one->name, gsl_vector_get(weights, i), one->weights[i], one->tolerance);
		deviation_add(deviation, one->name, info.expected_return, one->expected_return, one->tolerance);
		deviation_add(deviation, one->name, info.volatility, one->volatility, one->tolerance);
		/* Where the search stopped early, the exact ratio is the higher one. */
		if (strcmp(one->allocator, "max-sharpe") == 0)
			assert_true(info.sharpe >= one->expected_return / one->volatility - 1e-12);
		assets_clear(&indices);
	}
	deviation_report(&exact);
	deviation_report(&searched);
	gsl_vector_free(weights);
}

static void the_frontier_of_fportfolio(void **state)
{
	struct deviation deviation = { .source = "fPortfolio, ten points of its frontier" };
	gsl_vector *weights = gsl_vector_alloc(INDICES);
	struct allocation_info info;
	struct assets indices;

	(void)state;
	if (!indices_init(&indices, 0.0, 1.0)) {
		gsl_vector_free(weights);
		skip();
	}
	for (size_t k = 0; k < sizeof(fportfolio_frontier) / sizeof(*fportfolio_frontier); k++) {
		const double *point = fportfolio_frontier[k];
		char name[32];

		snprintf(name, sizeof(name), "point %zu", k + 2);
		indices.problem.target_return = point[1];
		/* The first point lies below the return of least variance: an exact target there is two limits on one row. */
		const double *mean = indices.expected_return->data;
		const struct allocation_row row = { "return", mean, -INFINITY, point[1] };

		indices.problem.rows = &row;
		indices.problem.row_count = k == 0 ? 1 : 0;
		indices.problem.target_return = k == 0 ? -1.0 : point[1];
		assert_int_equal(solve_named("target-return", &indices.problem, weights, &info, NULL), STATUS_OK);
		/* Ten printed digits of the return move a weight by a few more. */
		deviation_add(&deviation, name, info.volatility, point[0], 1e-9);
		for (size_t i = 0; i < INDICES; i++)
			deviation_add(&deviation, name, gsl_vector_get(weights, i), point[2 + i], 2e-8);
	}
	deviation_report(&deviation);
	assets_clear(&indices);
	gsl_vector_free(weights);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(twenty_stocks_of_pypfopt),
		cmocka_unit_test(the_hierarchy_of_pypfopt),
		cmocka_unit_test(a_market_neutral_portfolio_of_pypfopt),
		cmocka_unit_test(six_indices_of_fportfolio),
		cmocka_unit_test(the_frontier_of_fportfolio),
	};

	return cmocka_run_group_tests_name("published portfolios", tests, NULL, NULL);
}
