/* The laboratory: files in, numbers out, by closed forms and by tables other programs made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "advice/lab/lab_periods.h"
#include "tests/advice/lab_bench.h"
#include "tests/support/oracle.h"

/*
 * Two assets without correlation: returns 4 % and 10 %, volatilities 10 % and 30 %. With b in the second, the return is
 * .04 + .06 b and the variance .01 (1 - b)^2 + .09 b^2: least at b = .1.
 */
static struct lab_problem two_assets(struct bench *bench)
{
	return (struct lab_problem){
		.mean = put(bench, "mean.csv", "symbol,mean\nA,0.04\nB,0.1\n"),
		.covariance = put(bench, "covariance.csv", "symbol,B,A\nA,0,0.01\nB,0.09,0\n"),
		.lower = NAN,
		.upper = NAN,
	};
}

static struct lab_optimize ask(struct bench *bench, const char *objective)
{
	return (struct lab_optimize){
		.problem = two_assets(bench), .objective = objective, .target = NAN, .risk_aversion = NAN};
}

static bool optimize(struct bench *bench, const struct lab_optimize *request)
{
	struct section *section = NULL;
	bool is_feasible = false;

	if (lab_optimize(request, &is_feasible, bench->arena, &section, &bench->err) != STATUS_OK)
		fail_msg("%s", bench->err.message);
	read_json(bench, section);
	return is_feasible;
}

/* Closed forms of a problem this small are met to rounding. */
static const double rounding = 1e-14;

static void every_objective_meets_its_closed_form(void **state)
{
	static const struct {
		const char *objective;
		double target, risk_aversion, second;
	} cases[] = {
		{"min-variance", NAN, NAN, .1},
		{"max-sharpe", NAN, NAN, 10.0 / 46.0}, /* proportional to mean over variance: 4 and 10/9 */
		{"target-return", .07, NAN, .5},
		{"target-volatility", 0.15811388300841897 /* sqrt(.025) */, NAN, .5},
		{"utility", NAN, 2.0, .4}, /* .06 / 2 = .09 b - .01 (1 - b) */
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lab_optimize request = ask(bench, cases[i].objective);
		const double b = cases[i].second, mean = .04 + .06 * b;
		const double volatility = sqrt(.01 * (1.0 - b) * (1.0 - b) + .09 * b * b);

		request.target = cases[i].target;
		request.risk_aversion = cases[i].risk_aversion;
		assert_true(optimize(bench, &request));
		assert_string_equal(word(bench, "/status"), "optimal");
		assert_string_equal(word(bench, "/objective"), cases[i].objective);
		assert_near(number(bench, "/weights/B"), b, rounding, cases[i].objective);
		assert_near(number(bench, "/weights/A"), 1.0 - b, rounding, cases[i].objective);
		assert_near(number(bench, "/expected_return"), mean, rounding, "return");
		assert_near(number(bench, "/volatility"), volatility, rounding, "volatility");
		assert_near(number(bench, "/sharpe"), mean / volatility, 10.0 * rounding, "sharpe");
		assert_near(number(bench, "/kkt/primal"), 0.0, 1e-9, "primal"); /* what solve.h accepts */
		assert_near(number(bench, "/kkt/stationarity"), 0.0, 1e-8, "stationarity");
		assert_near(number(bench, "/kkt/complementarity"), 0.0, 1e-10, "complementarity");
	}
}

static void a_portfolio_has_exactly_the_promised_keys(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "min-variance");

	request.problem.bounds = put(bench, "bounds.csv", "symbol,lower,upper\r\nB,0.5,\r\n");
	assert_true(optimize(bench, &request));
	assert_keys(bench->json,
	            "status objective weights risk_share expected_return volatility sharpe iterations stop objective_value kkt "
	            "binding ");
	assert_keys(json_at(bench->json, "/kkt"), "primal stationarity complementarity dual ");
	assert_keys(json_at(bench->json, "/binding/0"), "constraint multiplier sentence ");
}

static void a_limit_that_binds_has_its_price(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "min-variance");

	request.problem.bounds = put(bench, "bounds.csv", "symbol,lower,upper\nB,0.5,\n");
	assert_true(optimize(bench, &request));
	assert_int_equal(json_count(json_at(bench->json, "/binding")), 1);
	assert_string_equal(word(bench, "/binding/0/constraint"), "lower:B");
	/* d/db of the variance at b = .5 is .18 * .5 - .02 * .5. */
	assert_near(number(bench, "/binding/0/multiplier"), .08, rounding, "multiplier");
	/* A point is .0008 of variance, and .0008 / (2 sqrt(.025)) = .00253 of volatility. */
	assert_string_equal(word(bench, "/binding/0/sentence"),
	                    "B is at its lower limit of 50 %. One point less would lower the volatility by about 0.253 points.");
}

static void limits_that_exclude_each_other_are_named_with_what_would_do(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "max-sharpe");

	request.problem.groups = put(bench, "groups.csv", "group,symbol,lower,upper\nall,A,,0.8\nall,B,,0.8\n");
	assert_false(optimize(bench, &request));
	assert_keys(bench->json, "status objective conflict relax ");
	assert_string_equal(word(bench, "/status"), "infeasible");
	assert_int_equal(json_count(json_at(bench->json, "/conflict")), 2);
	assert_string_equal(word(bench, "/conflict/0"), "budget");
	assert_string_equal(word(bench, "/conflict/1"), "group:all:upper");
	assert_int_equal(json_count(json_at(bench->json, "/relax")), 1);
	assert_near(number(bench, "/relax/group:all:upper"), .2, rounding, "relax");
}

static void a_target_out_of_reach_comes_with_what_can_be_reached(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "target-return");

	request.problem.upper = .7;
	request.target = .09;
	assert_false(optimize(bench, &request));
	assert_string_equal(word(bench, "/conflict/0"), "target");
	assert_near(number(bench, "/attainable/least"), .04 + .06 * .3, rounding, "least");
	assert_near(number(bench, "/attainable/greatest"), .04 + .06 * .7, rounding, "greatest");
	assert_near(number(bench, "/relax/target"), .09 - .082, rounding, "relax");

	request.objective = "target-volatility";
	request.problem.upper = NAN;
	request.target = .05;
	assert_false(optimize(bench, &request));
	assert_near(number(bench, "/attainable/least"), sqrt(.009), rounding, "least"); /* b = .1 */
	assert_near(number(bench, "/attainable/greatest"), .3, rounding, "greatest");   /* b = 1 */

	request.objective = "max-sharpe";
	request.problem.risk_free = .2;
	assert_false(optimize(bench, &request));
	assert_string_equal(word(bench, "/conflict/0"), "risk-free");
	assert_near(number(bench, "/relax/risk-free"), .1, rounding, "relax");
}

static void an_unknown_objective_is_refused_with_the_one_meant(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "max-sharp");
	struct section *section = NULL;
	bool is_feasible = true;

	assert_int_equal(lab_optimize(&request, &is_feasible, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "did you mean \"max-sharpe\""));
	request.objective = "target-return";
	assert_int_equal(lab_optimize(&request, &is_feasible, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "needs a target"));
	assert_null(section);
	assert_true(is_feasible);
}

/* ---- files ------------------------------------------------------------------------------------------------------- */

static void every_bad_cell_is_told_with_file_line_and_column(void **state)
{
	static const struct {
		const char *file, *content, *told;
	} cases[] = {
		{"mean.csv", "symbol,mean\nA,x\nB,\n", "mean.csv: line 2, column 2 (mean): \"x\" is not a number; line 3, column 2"},
		{"mean.csv", "symbol,mean\nA,0x1p3\nB,.1\n", "line 2, column 2 (mean): \"0x1p3\" is not a number"},
		{"mean.csv", "symbol,mean\nA,nan\nB,.1\n", "line 2, column 2 (mean): \"nan\" is not a number"},
		{"mean.csv", "symbol,mean\nA,1e999\nB,.1\n", "line 2, column 2 (mean): \"1e999\" is not a number"},
		{"mean.csv", "symbol,mean\nA,.1\nA,.1\n", "line 3, column 1 (symbol): \"A\" occurs twice"},
		{"mean.csv", "symbol,mean\nA,.1,7\nB,.1\n", "line 2: the row has 3 fields and the header names 2"},
		{"mean.csv", "symbol,means\nA,.1\n", "line 1, column 2"},
		{"mean.csv", "symbol,mean\n", "mean.csv: there is no asset in the file"},
		{"mean.csv", "", "mean.csv: the file is empty"},
		{"covariance.csv", "symbol,A,B\nA,.01,.002\nB,.001,.09\n",
		 "covariance.csv: line 3, column 2 (A): 0.001 is not the 0.002 of line 2, column 3; a covariance is symmetric"},
		{"covariance.csv", "symbol,A\nA,.01\n", "line 1: the column \"B\" is missing"},
		{"covariance.csv", "symbol,A,B\nA,.01,0\n", "the row of \"B\" is missing"},
		{"covariance.csv", "symbol,A,B,C\nA,.01,0,0\n", "line 1, column 4 (C): there is no asset \"C\""},
		{"covariance.csv", "symbol,A,B\nA,.01,0\nA,.01,0\n", "line 3, column 1 (symbol): \"A\" has a row in line 2"},
		{"covariance.csv", "symbol,A,B\nA,-.01,0\nB,0,.09\n", "line 2, column 2 (A): the variance -0.01 is negative"},
		{"bounds.csv", "symbol,lower,upper\nA,.5,.4\n", "bounds.csv: line 2, column 3 (upper): the upper limit 0.4"},
		{"bounds.csv", "symbol,lower,upper\nC,0,1\n", "line 2, column 1 (symbol): there is no asset \"C\""},
		{"bounds.csv", "symbol,lower,upper\nA,0,1\nA,0,1\n", "line 3, column 1 (symbol): \"A\" has limits in line 2"},
		{"groups.csv", "group,symbol,lower,upper\ng,A,0,.5\ng,B,0,.6\n",
		 "groups.csv: line 3, column 4 (upper): group \"g\" has another upper limit in line 2"},
		{"groups.csv", "group,symbol,lower,upper\ng,A,0,.5\ng,A,0,.5\n", "line 3, column 2 (symbol): \"A\" is in group"},
		{"groups.csv", "group,symbol,lower\ng,A,0\n", "the column \"upper\" is missing"},
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lab_frontier request = {.problem = two_assets(bench)};
		const char *path = put(bench, cases[i].file, cases[i].content);
		struct section *section = NULL;

		request.problem.bounds = cases[i].file[0] == 'b' ? path : NULL;
		request.problem.groups = cases[i].file[0] == 'g' ? path : NULL;
		assert_int_equal(lab_frontier(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
		if (strstr(bench->err.message, cases[i].told) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", bench->err.message, cases[i].told);
		assert_null(section);
	}
}

static void a_file_that_is_not_there_is_named(void **state)
{
	struct bench *bench = *state;
	struct lab_frontier request = {.problem = two_assets(bench)};
	struct section *section = NULL;

	request.problem.mean = "/nonexistent/mean.csv";
	assert_int_equal(lab_frontier(&request, bench->arena, &section, &bench->err), STATUS_NOT_FOUND);
	assert_non_null(strstr(bench->err.message, "/nonexistent/mean.csv: "));
	request.problem.mean = bench->folder;
	assert_int_equal(lab_frontier(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "folder"));
}

/* ---- frontier ---------------------------------------------------------------------------------------------------- */

static void frontier(struct bench *bench, const struct lab_frontier *request)
{
	struct section *section = NULL;

	if (lab_frontier(request, bench->arena, &section, &bench->err) != STATUS_OK)
		fail_msg("%s", bench->err.message);
	read_json(bench, section);
}

static void a_frontier_has_its_corners_steps_and_returns(void **state)
{
	struct bench *bench = *state;
	struct lab_frontier request = {.problem = two_assets(bench), .turning_points = true};

	frontier(bench, &request);
	assert_keys(bench->json, "points ");
	assert_keys(json_at(bench->json, "/points/0"), "expected_return volatility weights ");
	assert_int_equal(json_count(json_at(bench->json, "/points")), 2);
	assert_true(number(bench, "/points/0/weights/B") == 1.0);
	assert_near(number(bench, "/points/1/weights/B"), .1, rounding, "least variance");

	request = (struct lab_frontier){.problem = request.problem, .points = 4}; /* b = 1, .7, .4, .1 */
	frontier(bench, &request);
	assert_int_equal(json_count(json_at(bench->json, "/points")), 4);
	assert_near(number(bench, "/points/1/weights/B"), .7, rounding, "second step");
	assert_near(number(bench, "/points/2/volatility"), sqrt(.01 * .36 + .09 * .16), rounding, "third step");

	/* Falling, whatever the order of the file; below the least efficient return stands the least variance. */
	request = (struct lab_frontier){.problem = request.problem,
	                                .at_returns = put(bench, "returns.csv", "return\n0.01\n0.07\n0.1\n")};
	frontier(bench, &request);
	assert_int_equal(json_count(json_at(bench->json, "/points")), 3);
	assert_true(number(bench, "/points/0/weights/A") == 0.0);
	assert_near(number(bench, "/points/1/weights/B"), .5, rounding, "at 7 %");
	assert_near(number(bench, "/points/2/weights/B"), .1, rounding, "least variance");
}

static void a_return_above_the_highest_is_refused_with_its_line(void **state)
{
	struct bench *bench = *state;
	struct lab_frontier request = {.problem = two_assets(bench),
	                               .at_returns = put(bench, "returns.csv", "return\n0.07\n0.11\n")};
	struct section *section = NULL;

	assert_int_equal(lab_frontier(&request, bench->arena, &section, &bench->err), STATUS_INFEASIBLE);
	assert_non_null(strstr(bench->err.message, "line 3, column 1 (return): 0.11 cannot be reached"));
	assert_non_null(strstr(bench->err.message, "from 0.046 to 0.1"));
	request.points = 5;
	assert_int_equal(lab_frontier(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	request = (struct lab_frontier){.problem = two_assets(bench)};
	request.problem.upper = .4;
	assert_int_equal(lab_frontier(&request, bench->arena, &section, &bench->err), STATUS_INFEASIBLE);
	assert_non_null(strstr(bench->err.message, "the upper limit of A (40 %)"));
	assert_null(section);
}

static void people_and_spreadsheets_can_read_the_answers(void **state)
{
	struct bench *bench = *state;
	struct lab_frontier points = {.problem = two_assets(bench), .points = 2};
	struct lab_optimize request = ask(bench, "target-return");
	struct section *section = NULL;
	double mean, a, b;
	bool is_feasible;

	assert_int_equal(lab_frontier(&points, bench->arena, &section, &bench->err), STATUS_OK);
	assert_int_equal(sscanf(rendered(bench, section, "csv"),
	                        "expected_return,volatility,A,B\r\n0.1,0.3,0,1\r\n%lf,%*f,%lf,%lf\r\n", &mean, &a, &b), 3);
	assert_near(mean, .046, rounding, "return");
	assert_near(a, .9, rounding, "A");
	assert_near(b, .1, rounding, "B");
	assert_non_null(strstr(rendered(bench, section, "text"), "A 90.0\u00A0%, B 10.0\u00A0%"));
	request.target = .07;
	assert_int_equal(lab_optimize(&request, &is_feasible, bench->arena, &section, &bench->err), STATUS_OK);
	assert_int_equal(sscanf(rendered(bench, section, "csv"), "symbol,weight\r\nA,%lf\r\nB,%lf\r\n", &a, &b), 2);
	assert_near(a, .5, rounding, "A");
	assert_near(b, .5, rounding, "B");
	request.target = .2;
	assert_int_equal(lab_optimize(&request, &is_feasible, bench->arena, &section, &bench->err), STATUS_OK);
	assert_non_null(strstr(rendered(bench, section, "text"), "an expected return of at least 20 %"));
}

/* ---- moments ----------------------------------------------------------------------------------------------------- */

static void moments(struct bench *bench, const struct lab_moments *request, struct section **section)
{
	if (lab_moments(request, bench->arena, section, &bench->err) != STATUS_OK)
		fail_msg("%s", bench->err.message);
	read_json(bench, *section);
}

static void prices_become_moments_of_a_year(void **state)
{
	struct bench *bench = *state;
	struct section *section = NULL;
	struct lab_moments request = {
		.prices = put(bench, "prices.csv",
		              "date,A,B\n2026-01-05,100,50\n2026-01-06,110,50\n2026-01-07,99,55\n2026-01-08,99,49.5\n"),
		.mean = "historical", .covariance = "sample", .periods = 252.0, .lambda = NAN};

	moments(bench, &request, &section);
	assert_keys(bench->json, "symbols observations periods periods_from mean covariance shrinkage condition mean_shrinkage quality flaws ");
	assert_string_equal(word(bench, "/symbols/1"), "B");
	assert_true(number(bench, "/observations") == 3.0);
	/* Returns of A are .1 -.1 0, of B 0 .1 -.1: means 0, variances .01, covariance -.005. */
	assert_near(number(bench, "/mean/0"), 0.0, 252.0 * 1e-16, "mean"); /* prices are not binary fractions */
	assert_near(number(bench, "/covariance/0/0"), 2.52, 1e-14, "variance");
	assert_near(number(bench, "/covariance/0/1"), -1.26, 1e-14, "covariance");
	assert_near(number(bench, "/covariance/1/0"), -1.26, 1e-14, "covariance");
	assert_near(number(bench, "/condition"), 1.0 / 3.0, 1e-14, "condition"); /* eigenvalues .005 and .015 */
	assert_non_null(strstr(rendered(bench, section, "csv"), "symbol,mean\r\nA,"));

	request.mean = "geometric";
	request.periods = 3.0;
	moments(bench, &request, &section);
	assert_near(number(bench, "/mean/0"), .99 - 1.0, 1e-15, "geometric mean");
}

/* Twelve rows of each spacing, from a Friday on; holidays and long months do not move the median. */
static void the_dates_say_how_many_rows_a_year_has(void **state)
{
	static const struct {
		int days, months;
		double periods;
	} spacings[] = {
		{1, 0, 252.0}, {3, 0, 252.0}, {7, 0, 52.0}, {14, 0, 26.0}, {0, 1, 12.0}, {0, 2, 6.0}, {0, 3, 4.0}, {0, 6, 2.0},
		{0, 12, 1.0}, {1000, 0, 0.36525},
	};

	(void)state;
	for (size_t k = 0; k < sizeof spacings / sizeof spacings[0]; k++) {
		struct date dates[12];
		struct lab_periods periods;

		assert_true(date_from_civil(2020, 1, 31, &dates[0]));
		for (int t = 1; t < 12; t++)
			dates[t] = spacings[k].days > 0 ? date_add_days(dates[t - 1], t == 5 ? 2 * spacings[k].days : spacings[k].days)
			                                : date_add_months(dates[0], t * spacings[k].months);
		periods = lab_periods_of(dates, 12, 0.0);
		assert_near(periods.a_year, spacings[k].periods, 1e-12, "periods");
		assert_false(periods.is_given || lab_periods_contradict(&periods));
	}
}

static void a_number_of_periods_against_the_dates_is_told(void **state)
{
	const struct date month[] = {{18000}, {18031}, {18060}, {18091}}, one[] = {{18000}};
	struct lab_periods periods = lab_periods_of(month, 4, 252.0);

	(void)state;
	assert_true(periods.a_year == 252.0 && periods.by_dates == 12.0 && lab_periods_contradict(&periods));
	periods = lab_periods_of(month, 4, 12.0);
	assert_false(lab_periods_contradict(&periods));
	periods = lab_periods_of(month, 4, 1.0); /* figures of a month, as asked */
	assert_false(lab_periods_contradict(&periods));
	periods = lab_periods_of(one, 1, 0.0);
	assert_true(periods.a_year == 252.0 && periods.by_dates == 0.0);
	periods = lab_periods_of(one, 1, 12.0);
	assert_true(periods.a_year == 12.0 && !lab_periods_contradict(&periods));
}

static void a_method_or_a_price_that_is_no_good_is_refused(void **state)
{
	struct bench *bench = *state;
	struct section *section = NULL;
	struct lab_moments request = {.prices = put(bench, "prices.csv", "date,A\n2026-01-05,100\n2026-01-05,-1\n"),
	                              .periods = 1.0, .lambda = NAN};

	assert_int_equal(lab_moments(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "line 3, column 1 (date): 2026-01-05 does not come after 2026-01-05"));
	assert_non_null(strstr(bench->err.message, "line 3, column 2 (A): the price -1 is not above 0"));
	request.covariance = "ledoit";
	assert_int_equal(lab_moments(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "ledoit-wolf-identity"));
	request.covariance = NULL;
	request.periods = -1.0;
	assert_int_equal(lab_moments(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	request.periods = 1.0;
	request.returns = request.prices;
	assert_int_equal(lab_moments(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_null(section);
}

/* ---- tables of others -------------------------------------------------------------------------------------------- */

/* Points of the answer against a table whose columns from `weights` on are weights; NaN tolerance: not compared. */
static void assert_corners(const struct bench *bench, const struct series *table, size_t mean, size_t risk,
                           bool is_variance, size_t weights, double tolerance)
{
	const struct json *points = json_at(bench->json, "/points");

	assert_int_equal(json_count(points), table->length);
	for (size_t i = 0; i < table->length; i++) {
		char pointer[64];
		double volatility;
		const struct json *held;

		(void)snprintf(pointer, sizeof pointer, "/points/%zu/expected_return", i);
		assert_near(number(bench, pointer), series_at(table, i, mean), tolerance * fabs(series_at(table, i, mean)),
		            pointer);
		(void)snprintf(pointer, sizeof pointer, "/points/%zu/volatility", i);
		volatility = is_variance ? sqrt(series_at(table, i, risk)) : series_at(table, i, risk);
		assert_near(number(bench, pointer), volatility, tolerance * volatility, pointer);
		held = json_member(json_item(points, i), "weights");
		assert_int_equal(json_count(held), table->count - weights);
		for (size_t j = weights; j < table->count; j++) {
			double weight;

			(void)snprintf(pointer, sizeof pointer, "w%zu", j - weights + 1);
			assert_true(json_get_real(json_member(held, pointer), &weight));
			assert_near(weight, series_at(table, i, j), tolerance, pointer);
		}
	}
}

static void put_names(struct text *text, size_t count)
{
	text_add(text, "symbol");
	for (size_t i = 0; i < count; i++)
		text_addf(text, ",w%zu", i + 1);
	text_add(text, "\n");
}

/* The file as its publisher wrote it: n, mean and deviation, correlations "i j r". */
static struct lab_problem hang_seng(struct bench *bench, FILE *file)
{
	struct text mean = {0}, covariance = {0};
	double deviation[31], correlation[31][31] = {{0}}, one;
	struct lab_problem problem = {.lower = NAN, .upper = NAN};
	size_t n, i, j;

	assert_int_equal(fscanf(file, "%zu", &n), 1);
	assert_int_equal(n, 31);
	text_add(&mean, "symbol,mean\n");
	for (i = 0; i < n; i++) {
		assert_int_equal(fscanf(file, "%lf %lf", &one, &deviation[i]), 2);
		text_addf(&mean, "w%zu,%.17g\n", i + 1, one);
	}
	while (fscanf(file, "%zu %zu %lf", &i, &j, &one) == 3)
		correlation[i - 1][j - 1] = correlation[j - 1][i - 1] = one;
	fclose(file);
	put_names(&covariance, n);
	for (i = 0; i < n; i++) {
		text_addf(&covariance, "w%zu", i + 1);
		for (j = 0; j < n; j++)
			text_addf(&covariance, ",%.17g", correlation[i][j] * (deviation[i] * deviation[j]));
		text_add(&covariance, "\n");
	}
	problem.mean = put_text(bench, "mean.csv", &mean);
	problem.covariance = put_text(bench, "covariance.csv", &covariance);
	return problem;
}

static void the_hang_seng_frontier_is_the_published_one(void **state)
{
	struct bench *bench = *state;
	FILE *file = oracle_open("data/orlib_portfolio/port1.txt"), *published = oracle_open("data/orlib_portfolio/portef1.txt");
	struct series corners = {0};
	struct lab_frontier request = {.turning_points = true};
	struct text returns = {0};
	double at[2000], variance[2000];

	if (file == NULL || published == NULL ||
	    !oracle_read("data/orlib_portfolio/expected_corners_port1.csv", NULL, &corners))
		skip();
	request.problem = hang_seng(bench, file);
	frontier(bench, &request);
	/* Printed with sixteen digits by a program that solves the same systems in another order. */
	assert_corners(bench, &corners, 0, 1, true, 3, 1e-11);

	text_add(&returns, "return\n");
	for (size_t i = 0; i < 2000; i++) {
		assert_int_equal(fscanf(published, "%lf %lf", &at[i], &variance[i]), 2);
		text_addf(&returns, "%.10f\n", at[i]);
	}
	fclose(published);
	request = (struct lab_frontier){.problem = request.problem, .at_returns = put_text(bench, "at.csv", &returns)};
	frontier(bench, &request);
	assert_int_equal(json_count(json_at(bench->json, "/points")), 2000);
	for (size_t i = 0; i < 2000; i++) {
		double volatility;

		assert_true(json_get_real(
			json_member(json_item(json_at(bench->json, "/points"), i), "volatility"), &volatility));
		/* Ten printed decimals of return and variance, at a slope of up to a few. */
		assert_near(volatility * volatility, variance[i], 1e-9, "variance");
	}
	series_clear(&corners);
}

static void the_turning_points_of_bailey_and_lopez_de_prado_are_met(void **state)
{
	struct bench *bench = *state;
	struct series mean = {0}, corners = {0};
	struct text means = {0}, covariances = {0};
	struct lab_frontier request = {.turning_points = true};
	FILE *file = oracle_open("cla_bailey_lopezdeprado/cov.csv");
	char line[1024];

	if (file == NULL || !oracle_read("cla_bailey_lopezdeprado/mu.csv", NULL, &mean) ||
	    !oracle_read("cla_bailey_lopezdeprado/turning_points_lb0_ub1.csv", NULL, &corners))
		skip();
	text_add(&means, "symbol,mean\n");
	put_names(&covariances, mean.length);
	for (size_t i = 0; i < mean.length; i++) {
		text_addf(&means, "w%zu,%.17g\n", i + 1, mean.values[i]);
		assert_non_null(fgets(line, sizeof line, file));
		text_addf(&covariances, "w%zu,%s", i + 1, line);
	}
	fclose(file);
	request.problem = (struct lab_problem){.mean = put_text(bench, "mean.csv", &means),
	                                       .covariance = put_text(bench, "covariance.csv", &covariances),
	                                       .lower = NAN, .upper = NAN};
	frontier(bench, &request);
	/* oracle_read takes the first column, the return, as a label; it is compared through the weights. */
	for (size_t i = 0; i < corners.length; i++) {
		double made = 0.0;

		for (size_t j = 0; j < mean.length; j++)
			made += mean.values[j] * series_at(&corners, i, 3 + j);
		corners.values[i * corners.count + 1] = made; /* in the place of lambda, which is not compared */
	}
	/* The other program stops at about twelve digits: it leaves 1e-14 where a weight is 0. */
	assert_corners(bench, &corners, 1, 0, false, 3, 1e-11);
	series_clear(&mean);
	series_clear(&corners);
}

static void prices_of_funds_lead_to_the_same_corners_as_elsewhere(void **state)
{
	struct bench *bench = *state;
	struct series corners = {0};
	struct text mean = {0}, covariance = {0}, prices = {0};
	struct lab_moments request = {.mean = "historical", .covariance = "sample", .periods = 1.0, .lambda = NAN};
	struct lab_frontier points = {.turning_points = true};
	struct section *section = NULL;
	FILE *file = oracle_open("data/etf23_daily/etf23_prices.csv");
	char line[4096];
	size_t n;

	if (file == NULL || !oracle_read("data/etf23_daily/expected_corners_etf23_simple_daily.csv", NULL, &corners))
		skip();
	n = corners.count - 3;
	assert_non_null(fgets(line, sizeof line, file));
	put_names(&prices, n);
	memcpy(prices.bytes, "  date", 6);
	while (fgets(line, sizeof line, file) != NULL)
		text_add(&prices, line);
	fclose(file);
	request.prices = put_text(bench, "prices.csv", &prices);
	moments(bench, &request, &section);
	assert_true(number(bench, "/observations") == 2140.0);
	text_add(&mean, "symbol,mean\n");
	put_names(&covariance, n);
	for (size_t i = 0; i < n; i++) {
		char pointer[64];

		(void)snprintf(pointer, sizeof pointer, "/mean/%zu", i);
		text_addf(&mean, "w%zu,%.17g\n", i + 1, number(bench, pointer));
		text_addf(&covariance, "w%zu", i + 1);
		for (size_t j = 0; j < n; j++) {
			(void)snprintf(pointer, sizeof pointer, "/covariance/%zu/%zu", i, j);
			text_addf(&covariance, ",%.17g", number(bench, pointer));
		}
		text_add(&covariance, "\n");
	}
	points.problem = (struct lab_problem){.mean = put_text(bench, "mean.csv", &mean),
	                                      .covariance = put_text(bench, "covariance.csv", &covariance),
	                                      .lower = NAN, .upper = NAN};
	frontier(bench, &points);
	/* Sums of 2140 terms in another order, and a matrix of condition 1e-4: about eleven digits stay. */
	assert_corners(bench, &corners, 0, 1, true, 3, 1e-10);
	series_clear(&corners);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
		TEST(every_objective_meets_its_closed_form),
		TEST(a_portfolio_has_exactly_the_promised_keys),
		TEST(a_limit_that_binds_has_its_price),
		TEST(limits_that_exclude_each_other_are_named_with_what_would_do),
		TEST(a_target_out_of_reach_comes_with_what_can_be_reached),
		TEST(an_unknown_objective_is_refused_with_the_one_meant),
		TEST(every_bad_cell_is_told_with_file_line_and_column),
		TEST(a_file_that_is_not_there_is_named),
		TEST(a_frontier_has_its_corners_steps_and_returns),
		TEST(a_return_above_the_highest_is_refused_with_its_line),
		TEST(people_and_spreadsheets_can_read_the_answers),
		TEST(prices_become_moments_of_a_year),
		TEST(the_dates_say_how_many_rows_a_year_has),
		TEST(a_number_of_periods_against_the_dates_is_told),
		TEST(a_method_or_a_price_that_is_no_good_is_refused),
		TEST(the_hang_seng_frontier_is_the_published_one),
		TEST(the_turning_points_of_bailey_and_lopez_de_prado_are_met),
		TEST(prices_of_funds_lead_to_the_same_corners_as_elsewhere),
#undef TEST
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
