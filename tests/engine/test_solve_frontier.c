/* The critical line against published turning points, and against itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "tests/engine/solve_data.h"

static const double cla10_mean[] = { 1.175, 1.19, .396, 1.12, .346, .679, .089, .73, .481, 1.08 };
/* D. H. Bailey, M. Lopez de Prado, An open-source implementation of the critical-line algorithm for portfolio
 * optimization, Algorithms 6 (2013) 169-196, table 1: upper triangle by rows. */
static const double cla10_upper[] = {
	.40755159, .03175842, .05183923, .05663904, .0330226, .00827775, .02165938, .01332419, .0343476, .02249903,
	.9063047, .03136385, .02687256, .01917172, .00934384, .02495043, .00761036, .02874874, .01336866,
	.19490901, .04408485, .03006772, .01322738, .03525971, .0115493, .0427563, .02057303,
	.19528471, .02777345, .00526665, .01375808, .00780878, .02914176, .01640377,
	.34059105, .00777055, .02067844, .00736409, .02542657, .01284075,
	.15983874, .02105575, .00518686, .01723737, .00723779,
	.68056711, .01377882, .04627027, .01926088,
	.95526918, .0106553, .00760955,
	.31681584, .01854318,
	.11079287,
};

static void fill_upper(struct fixture *f, const double *mean, const double *upper)
{
	const size_t n = f->problem.count;

	for (size_t i = 0, at = 0; i < n; i++) {
		gsl_vector_set(f->linear, i, mean[i]);
		for (size_t j = i; j < n; j++, at++) {
			gsl_matrix_set(f->hessian, i, j, upper[at]);
			gsl_matrix_set(f->hessian, j, i, upper[at]);
		}
	}
}

static void assert_close(double value, double expected, double tolerance, const char *what, size_t index)
{
	if (!(fabs(value - expected) <= tolerance))
		fail_msg("%s %zu is %.17g, expected %.17g", what, index, value, expected);
}

/* Every corner is an optimum of its own and the list falls. */
static void assert_is_frontier(const struct frontier *frontier, const struct quadratic_problem *problem)
{
	assert_true(frontier->corner_count >= 1);
	assert_true(frontier->corners[frontier->corner_count - 1].lambda == 0.0);
	for (size_t k = 0; k < frontier->corner_count; k++) {
		const struct kkt kkt = frontier_kkt(frontier, problem, k);

		if (!kkt_is_accepted(&kkt))
			fail_msg("corner %zu of %zu: primal %g stationarity %g complementarity %g dual %g", k,
			         frontier->corner_count, kkt.primal, kkt.stationarity, kkt.complementarity, kkt.dual);
		if (k > 0) {
			assert_true(frontier->corners[k].lambda < frontier->corners[k - 1].lambda);
			/* Equal up to rounding where a kink holds one portfolio. */
			assert_true(frontier->corners[k].expected_return <=
			            frontier->corners[k - 1].expected_return + 1e-12);
			assert_true(frontier->corners[k].variance <= frontier->corners[k - 1].variance + 1e-12);
		}
	}
}

/* The table of the paper as ten printed digits: L, return, volatility, weights. */
static const double cla10_corners[][13] = {
	{ 58.3030853333, 1.19, .9520003676, 0, 1 },
	{ 4.1742728459, 1.1802594589, .5456568743, .6493694071, .3506305929 },
	{ 1.9455661415, 1.1600564524, .4172556504, .4339841341, .2312475007, 0, .3347683652 },
	{ .1645811749, 1.1112622643, .2667196142, .1268878539, .0723433472, 0, .2812537493, 0, 0, 0, 0, 0, .5195150497 },
	{ .1473887509, 1.1083602384, .2650169953, .1232010041, .0704440713, 0, .2789935668, 0, 0, 0, .0064355644, 0,
	  .5209257935 },
	{ .0561722040, 1.0224838894, .2296800736, .0869215493, .0504510423, 0, .2235940174, 0, .1738316151, 0,
	  .0301730156, 0, .4350287604 },
	{ .0520481907, 1.0153059205, .2279827484, .0846709412, .0492538587, 0, .2196339034, 0, .1800392346, 0,
	  .0310298019, .0064857024, .4288865578 },
	{ .0365216137, .9727204340, .2195548801, .0737892530, .0438286608, 0, .1989756081, .0261581599, .1981518723, 0,
	  .0334195864, .0279029660, .3977738936 },
	{ .0309711689, .9499368158, .2160245717, .0683440048, .0413870268, .0152152596, .1881344311, .0341624860,
	  .2023194321, 0, .0339293236, .0336326496, .3828753865 },
	{ 0, .8032153599, .2052376198, .0369685815, .0269008378, .0949424306, .1257759522, .0767460810, .2193556713,
	  .0299870969, .0359632846, .0613498377, .2920102264 },
};

static void walks_the_ten_assets_of_bailey_and_lopez_de_prado(void **state)
{
	const size_t corners = sizeof(cla10_corners) / sizeof(*cla10_corners);
	struct frontier frontier = { 0 };
	struct fixture f;

	(void)state;
	fixture_init_budget(&f, 10, 0, 0.0, 1.0);
	fill_upper(&f, cla10_mean, cla10_upper);
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	assert_int_equal(frontier.corner_count, corners);
	for (size_t k = 0; k < corners; k++) {
		/* Half a unit of the tenth printed decimal, and one more for the printer. */
		assert_close(frontier.corners[k].lambda, cla10_corners[k][0], 1e-10, "L", k);
		assert_close(frontier.corners[k].expected_return, cla10_corners[k][1], 1e-10, "return", k);
		assert_close(sqrt(frontier.corners[k].variance), cla10_corners[k][2], 1e-10, "volatility", k);
		for (size_t i = 0; i < 10; i++)
			assert_close(frontier.weights[k * 10 + i], cla10_corners[k][3 + i], 1e-10, "weight", i);
	}

	struct frontier_point point;
	double weights[10];
	static const double tangency[] = { .0839731895, .0489059861, 0, .2183092595, .0016773042,
		                           .1812006467, 0, .0311830388, .0078590125, .4268915627 };

	assert_true(frontier_max_sharpe(&frontier, 0.0, &point));
	frontier_read(&frontier, &point, weights, NULL, NULL);
	for (size_t i = 0; i < 10; i++)
		assert_close(weights[i], tangency[i], 1e-10, "tangency weight", i);
	assert_close(point.expected_return / point.volatility, 4.4535334766, 1e-10, "Sharpe ratio", 0);
	assert_close(point.expected_return, 1.0125752692, 1e-10, "tangency return", 0);
	assert_close(point.volatility, .2273644679, 1e-10, "tangency volatility", 0);
	frontier_clear(&frontier);
	fixture_clear(&f);
}

/* Small cases of the R package CLA and portfolio_allocation_js, as ten printed digits. */
static void keeps_a_kink_as_two_corners(void **state)
{
	static const double mean[] = { 2.8, 6.3, 10.8 }, upper[] = { 1, 2.96, 2.31, 54.76, 39.886, 237.16 };
	static const double corners[][4] = {
		{ 20.8988444, .2, .3, .5 }, { 11.4700444, .2, .5, .3 }, { 11.1475, .2, .5, .3 },
		{ 10.5108881, .2218073778, .5, .2781926222 }, { 7.5519217, .4519156110, .3480843890, .2 },
		{ 6.8672, .5, .3, .2 }, { 0, .5, .3, .2 },
	};
	struct frontier frontier = { 0 };
	struct fixture f;

	(void)state;
	fixture_init_budget(&f, 3, 0, 0.2, 0.5);
	fill_upper(&f, mean, upper);
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	assert_int_equal(frontier.corner_count, 7);
	for (size_t k = 0; k < 7; k++) {
		assert_close(frontier.corners[k].lambda, corners[k][0], 1e-7, "L", k);
		for (size_t i = 0; i < 3; i++)
			assert_close(frontier.weights[k * 3 + i], corners[k][1 + i], 1e-10, "weight", i);
	}
	frontier_clear(&frontier);
	fixture_clear(&f);
}

static void walks_three_assets_to_cash(void **state)
{
	static const double mean[] = { .062, .146, .128 }, upper[] = { .0146, .0187, .0145, .0854, .0104, .0289 };
	static const double corners[][4] = {
		{ 4.1666666667, 0, 1, 0 }, { .1408064320, 0, .2249680832, .7750319168 },
		{ .0333276489, .8414051842, 0, .1585948158 }, { 0, .9931034483, 0, .0068965517 },
	};
	struct frontier frontier = { 0 };
	struct fixture f;

	(void)state;
	fixture_init_budget(&f, 3, 0, 0.0, 1.0);
	fill_upper(&f, mean, upper);
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	assert_int_equal(frontier.corner_count, 4);
	for (size_t k = 0; k < 4; k++) {
		assert_close(frontier.corners[k].lambda, corners[k][0], 1e-10, "L", k);
		for (size_t i = 0; i < 3; i++)
			assert_close(frontier.weights[k * 3 + i], corners[k][1 + i], 1e-10, "weight", i);
	}
	frontier_clear(&frontier);
	fixture_clear(&f);
}

/* What the contract calls legal, with the answer one can work out by hand. */
static void degenerate_markets_have_a_frontier(void **state)
{
	struct frontier frontier = { 0 };
	struct frontier_point point;
	struct fixture f;

	(void)state;
	/* Equal returns: one corner, the least variance; weights in inverse proportion to variance. */
	fixture_init_budget(&f, 3, 0, 0.0, 1.0);
	fixture_set(&f, (double[]){ .05, .05, .05 }, (double[]){ .01, 0, 0, 0, .02, 0, 0, 0, .04 });
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_int_equal(frontier.corner_count, 1);
	assert_close(frontier.weights[0], 4.0 / 7.0, 1e-15, "weight", 0);
	assert_close(frontier.weights[1], 2.0 / 7.0, 1e-15, "weight", 1);
	fixture_clear(&f);

	/* Two of the highest return: the first corner mixes them for least variance. */
	fixture_init_budget(&f, 3, 0, 0.0, 1.0);
	fixture_set(&f, (double[]){ .08, .08, .02 }, (double[]){ .04, 0, 0, 0, .01, 0, 0, 0, .0001 });
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	assert_close(frontier.weights[0], .2, 1e-15, "weight", 0);
	assert_close(frontier.weights[1], .8, 1e-15, "weight", 1);
	fixture_clear(&f);

	/* Upper limits that sum to one: a single portfolio. */
	fixture_init_budget(&f, 4, 0, 0.0, 0.25);
	fixture_set(&f, (double[]){ .08, .05, .02, .01 },
	            (double[]){ .04, 0, 0, 0, 0, .01, 0, 0, 0, 0, .02, 0, 0, 0, 0, .03 });
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	for (size_t i = 0; i < 4 * frontier.corner_count; i++)
		assert_close(frontier.weights[i], .25, 1e-15, "weight", i);
	fixture_clear(&f);

	/* Cash without variance and one risky asset: a straight line, whose Sharpe ratio is the same all along. */
	fixture_init_budget(&f, 2, 0, 0.0, 1.0);
	fixture_set(&f, (double[]){ .02, .08 }, (double[]){ 0, 0, 0, .04 });
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	assert_int_equal(frontier.corner_count, 2);
	assert_close(frontier.corners[0].lambda, .04 / .06, 1e-15, "L", 0);
	assert_close(frontier.corners[1].variance, 0.0, 0.0, "variance", 1);
	assert_true(frontier_max_sharpe(&frontier, .02, &point));
	assert_close(point.expected_return, .08, 1e-15, "return", 0);
	assert_true(frontier_at_volatility(&frontier, .1, &point));
	assert_close(point.expected_return, .05, 1e-15, "return", 0);
	fixture_clear(&f);

	/* Twins: the pair weighs what one of them would. */
	fixture_init_budget(&f, 3, 0, 0.0, 1.0);
	fixture_set(&f, (double[]){ .08, .03, .08 }, (double[]){ .04, 0, .04, 0, .01, 0, .04, 0, .04 });
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	frontier_at_lambda(&frontier, 0.0, &point);
	assert_close(point.variance, .008, 1e-15, "variance", 0);
	fixture_clear(&f);

	/* One asset. */
	fixture_init_budget(&f, 1, 0, 0.0, 1.0);
	fixture_set(&f, (double[]){ .05 }, (double[]){ .01 });
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_int_equal(frontier.corner_count, 1);
	assert_true(frontier.weights[0] == 1.0 && frontier.corners[0].lambda == 0.0);
	fixture_clear(&f);
	frontier_clear(&frontier);
}

/* Compares with a table whose weights begin in a column; rows of the header are left out. */
static void assert_matches(const struct frontier *frontier, const struct table *expected, size_t first_row,
                           size_t weight_column, double tolerance)
{
	assert_int_equal(frontier->corner_count, expected->rows - first_row);
	for (size_t k = 0; k < frontier->corner_count; k++)
		for (size_t i = 0; i < frontier->count; i++)
			assert_close(frontier->weights[k * frontier->count + i],
			             table_at(expected, first_row + k, weight_column + i), tolerance, "weight", i);
}

/* The file of the fifty shares prints one corner twice, at the same L to sixteen digits. */
static void drop_repeated(struct table *points)
{
	size_t kept = 1;

	for (size_t k = 2; k < points->rows; k++) {
		const double before = table_at(points, kept, 2), lambda = table_at(points, k, 2);

		if (before - lambda <= 1e-14 * before)
			continue;
		kept++;
		memmove(points->cells + kept * points->columns, points->cells + k * points->columns,
		        points->columns * sizeof(double));
	}
	points->rows = kept + 1;
}

static void check_turning_points(const char *mean_file, const char *covariance_file, const char *points_file,
                                 double lower, double upper, size_t weight_column)
{
	struct table mean = { 0 }, covariance = { 0 }, points = { 0 };
	struct frontier frontier = { 0 };
	struct fixture f;

	if (!oracle_table(mean_file, &mean) || !oracle_table(covariance_file, &covariance) ||
	    !oracle_table(points_file, &points))
		skip();
	drop_repeated(&points);
	fixture_init_budget(&f, covariance.rows, 0, lower, upper);
	fixture_set(&f, covariance.cells, covariance.cells);
	for (size_t i = 0; i < covariance.rows; i++)
		gsl_vector_set(f.linear, i, table_at(&mean, i + 1, 1));
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	/* The files were written by a program whose own weights are good to about 1e-11. */
	assert_matches(&frontier, &points, 1, weight_column, 1e-10);
	for (size_t k = 0; k < frontier.corner_count; k++) {
		assert_close(frontier.corners[k].expected_return, table_at(&points, k + 1, 0), 1e-11, "return", k);
		assert_close(sqrt(frontier.corners[k].variance), table_at(&points, k + 1, 1), 1e-11, "volatility", k);
		assert_close(frontier.corners[k].lambda, table_at(&points, k + 1, 2),
		             1e-9 * (1.0 + table_at(&points, k + 1, 2)), "L", k);
	}
	frontier_clear(&frontier);
	fixture_clear(&f);
	free(mean.cells);
	free(covariance.cells);
	free(points.cells);
}

#define CLA "cla_bailey_lopezdeprado/"

static void matches_the_turning_points_between_0_and_1(void **state)
{
	(void)state;
	check_turning_points(CLA "mu.csv", CLA "cov.csv", CLA "turning_points_lb0_ub1.csv", 0.0, 1.0, 4);
}

static void matches_the_turning_points_between_1_percent_and_1(void **state)
{
	(void)state;
	check_turning_points(CLA "mu.csv", CLA "cov.csv", CLA "turning_points_lb0.01_ub1.csv", 0.01, 1.0, 3);
}

static void matches_the_turning_points_of_fifty_shares_capped_at_a_tenth(void **state)
{
	(void)state;
	check_turning_points(CLA "sp500_first50_mu.csv", CLA "sp500_first50_cov.csv",
	                     CLA "sp500_first50_turning_points_ub0.1.csv", 0.0, 0.1, 3);
}

/* J. E. Beasley's OR-Library: mean and deviation of each asset, then correlations. */
static void matches_the_corners_and_the_published_frontier_of_hang_seng(void **state)
{
	struct table corners = { 0 }, published = { 0 };
	struct frontier frontier = { 0 };
	struct fixture f;
	double mean[31], deviation[31], correlation;
	size_t n, a, b, identical = 0;
	FILE *file = oracle_open("data/orlib_portfolio/port1.txt");

	(void)state;
	if (!file || !oracle_table("data/orlib_portfolio/expected_corners_port1.csv", &corners) ||
	    !oracle_table("data/orlib_portfolio/portef1.txt", &published))
		skip();
	assert_int_equal(fscanf(file, "%zu", &n), 1);
	assert_int_equal(n, 31);
	fixture_init_budget(&f, 31, 0, 0.0, 1.0);
	for (size_t i = 0; i < n; i++) {
		assert_int_equal(fscanf(file, "%lf %lf", mean + i, deviation + i), 2);
		gsl_vector_set(f.linear, i, mean[i]);
	}
	while (fscanf(file, "%zu %zu %lf", &a, &b, &correlation) == 3) {
		gsl_matrix_set(f.hessian, a - 1, b - 1, correlation * deviation[a - 1] * deviation[b - 1]);
		gsl_matrix_set(f.hessian, b - 1, a - 1, correlation * deviation[a - 1] * deviation[b - 1]);
	}
	fclose(file);
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	assert_int_equal(frontier.corner_count, 14);
	assert_matches(&frontier, &corners, 1, 4, 1e-12);

	/* The bounds of the collection's own note: absolute 1e-9, relative 5e-7, three quarters equal as printed. */
	for (size_t i = 0; i < published.rows; i++) {
		const double least = frontier.corners[frontier.corner_count - 1].expected_return;
		struct frontier_point point;

		assert_true(frontier_at_return(&frontier, fmax(table_at(&published, i, 0), least), &point));
		const double off = fabs(point.variance - table_at(&published, i, 1));

		assert_true(off <= 1e-9 && off <= 5e-7 * point.variance);
		identical += off <= 0.5e-10;
	}
	assert_int_equal(published.rows, 2000);
	assert_true(identical >= 1500);
	frontier_clear(&frontier);
	fixture_clear(&f);
	free(corners.cells);
	free(published.cells);
}

/* Sample moments of simple returns (divisor T - 1) from prices in columns 1 ... n below a header. */
static void moments_of_prices(const struct table *prices, struct fixture *f)
{
	const size_t n = f->problem.count, length = prices->rows - 2;
	double *returns = calloc(length * n, sizeof(double));

	for (size_t i = 0; i < n; i++) {
		double mean = 0.0;

		for (size_t t = 0; t < length; t++) {
			returns[t * n + i] = table_at(prices, t + 2, i + 1) / table_at(prices, t + 1, i + 1) - 1.0;
			mean += returns[t * n + i] / (double)length;
		}
		for (size_t t = 0; t < length; t++)
			returns[t * n + i] -= mean;
		gsl_vector_set(f->linear, i, mean);
	}
	for (size_t i = 0; i < n; i++) {
		for (size_t j = 0; j < n; j++) {
			double sum = 0.0;

			for (size_t t = 0; t < length; t++)
				sum += returns[t * n + i] * returns[t * n + j];
			gsl_matrix_set(f->hessian, i, j, sum / (double)(length - 1));
		}
	}
	free(returns);
}

static void check_prices(const char *prices_file, const char *corners_file, size_t count, size_t corners_expected)
{
	struct table prices = { 0 }, corners = { 0 };
	struct frontier frontier = { 0 };
	struct fixture f;

	if (!oracle_table(prices_file, &prices) || !oracle_table(corners_file, &corners))
		skip();
	fixture_init_budget(&f, count, 0, 0.0, 1.0);
	moments_of_prices(&prices, &f);
	assert_int_equal(solve_critical_line(&f.problem, NULL, &frontier, NULL), STATUS_OK);
	assert_is_frontier(&frontier, &f.problem);
	assert_int_equal(frontier.corner_count, corners_expected);
	/* The moments themselves are sums of thousands of terms: their rounding, times the condition, is 1e-10. */
	assert_matches(&frontier, &corners, 1, 4, 1e-10);
	for (size_t k = 0; k < frontier.corner_count; k++) {
		assert_close(frontier.corners[k].expected_return, table_at(&corners, k + 1, 1), 1e-14, "return", k);
		assert_close(frontier.corners[k].variance, table_at(&corners, k + 1, 2), 1e-14, "variance", k);
	}
	frontier_clear(&frontier);
	fixture_clear(&f);
	free(prices.cells);
	free(corners.cells);
}

static void matches_the_corners_of_twenty_three_funds(void **state)
{
	(void)state;
	check_prices("data/etf23_daily/etf23_prices.csv", "data/etf23_daily/expected_corners_etf23_simple_daily.csv", 23, 8);
}

static void matches_the_corners_of_twenty_shares(void **state)
{
	(void)state;
	check_prices("data/sp500_20/sp500_dataset.csv", "data/sp500_20/expected_corners_sp500x20_simple_daily.csv", 20,
	             19);
}

/* Whatever is asked, the one segment gives the digits that the whole frontier gives. */
static void a_walk_to_one_place_gives_what_the_whole_frontier_gives(void **state)
{
	(void)state;
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
	struct solve_workspace *workspace = solve_workspace_new();
	struct frontier whole = { 0 }, segment = { 0 };
	size_t compared = 0;

	gsl_rng_set(rng, 71);
	for (size_t round = 0; round < 200; round++) {
		const size_t n = 2 + gsl_rng_uniform_int(rng, 40), more = round % 4;
		const bool is_singular = round % 5 == 4;
		struct fixture f;

		fixture_init_budget(&f, n, more, 0.0, round % 3 == 0 ? 1.0 : fmin(1.0, 3.0 / (double)n));
		random_covariance(rng, f.hessian, 3, is_singular ? 0.0 : 0.01);
		for (size_t i = 0; i < n; i++) {
			gsl_vector_set(f.linear, i, round % 7 == 6 ? 0.05 * (double)(i % 3) : uniform(rng, 0.0, 0.1));
			for (size_t r = 1; r <= more; r++)
				gsl_matrix_set(f.rows, r, i, i % more == r - 1 ? 1.0 : 0.0);
		}
		for (size_t r = 1; r <= more; r++)
			gsl_vector_set(f.row_upper, r, 0.7);
		if (solve_critical_line(&f.problem, workspace, &whole, NULL) != STATUS_OK) {
			fixture_clear(&f);
			continue;
		}
		for (int kind = 0; kind < 12; kind++) {
			const struct frontier_corner *top = whole.corners, *end = top + whole.corner_count - 1;
			const double share = kind < 4 ? (is_singular ? 0.1 : 0.0) : kind < 8 ? uniform(rng, 0.0, 1.0) : 1.0;
			struct frontier_stop stop = { (enum frontier_goal)(kind % 4), 0.0 };
			struct frontier_point expected, found;
			bool is_known = true, is_found = true;
			double a[64], b[64];

			stop.value = stop.goal == GOAL_LAMBDA       ? top->lambda * share * 1.1
			             : stop.goal == GOAL_RETURN     ? end->expected_return + share * (top->expected_return - end->expected_return)
			             : stop.goal == GOAL_VOLATILITY ? sqrt(end->variance) + share * (sqrt(top->variance) - sqrt(end->variance))
			                                            : share * 0.05 - 0.01;
			assert_int_equal(solve_critical_line_until(&f.problem, workspace, &stop, &segment, NULL), STATUS_OK);
			assert_in_range(segment.corner_count, 1, 2);
			if (stop.goal == GOAL_LAMBDA) {
				frontier_at_lambda(&whole, stop.value, &expected);
				frontier_at_lambda(&segment, stop.value, &found);
			} else if (stop.goal == GOAL_RETURN) {
				is_known = frontier_at_return(&whole, stop.value, &expected);
				is_found = frontier_at_return(&segment, stop.value, &found);
			} else if (stop.goal == GOAL_VOLATILITY) {
				is_known = frontier_at_volatility(&whole, stop.value, &expected);
				is_found = frontier_at_volatility(&segment, stop.value, &found);
			} else {
				is_known = frontier_max_sharpe(&whole, stop.value, &expected);
				is_found = frontier_max_sharpe(&segment, stop.value, &found);
			}
			/* Without risk L is rounding only, and every portfolio of a stretch is optimal. */
			if (is_known && expected.variance < 1e-12)
				continue;
			assert_true(is_known == is_found);
			if (!is_known)
				continue;
			frontier_read(&whole, &expected, a, NULL, NULL);
			frontier_read(&segment, &found, b, NULL, NULL);

			/* A volatility near the least one is flat in L: rounding of the variance is felt as its root. */
			for (size_t i = 0; i < n && !is_singular; i++)
				assert_close(b[i], a[i], stop.goal == GOAL_VOLATILITY ? 1e-6 : 1e-10, "weight", i);
			/* Portfolios without risk are many; their volatility is one up to the root of rounding. */
			assert_close(found.volatility, expected.volatility, is_singular ? 1e-8 : 1e-12, "volatility", round);
			compared++;
		}
		fixture_clear(&f);
	}
	assert_true(compared > 1500);
	frontier_clear(&whole);
	frontier_clear(&segment);
	solve_workspace_free(workspace);
	gsl_rng_free(rng);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_walk_to_one_place_gives_what_the_whole_frontier_gives),
		cmocka_unit_test(walks_the_ten_assets_of_bailey_and_lopez_de_prado),
		cmocka_unit_test(keeps_a_kink_as_two_corners),
		cmocka_unit_test(walks_three_assets_to_cash),
		cmocka_unit_test(degenerate_markets_have_a_frontier),
		cmocka_unit_test(matches_the_turning_points_between_0_and_1),
		cmocka_unit_test(matches_the_turning_points_between_1_percent_and_1),
		cmocka_unit_test(matches_the_turning_points_of_fifty_shares_capped_at_a_tenth),
		cmocka_unit_test(matches_the_corners_and_the_published_frontier_of_hang_seng),
		cmocka_unit_test(matches_the_corners_of_twenty_three_funds),
		cmocka_unit_test(matches_the_corners_of_twenty_shares),
	};

	return cmocka_run_group_tests_name("the critical line", tests, NULL, NULL);
}
