/* The laboratory's objectives beyond mean and variance, its views, its costs, and what it refuses. */
#include "tests/advice/lab_bench.h"
#include "tests/support/oracle.h"

/* Closed forms of problems this small are met to rounding; searches to the certificate they are accepted by. */
static const double rounding = 1e-12, accepted = 1e-7;

/* Two assets without correlation, volatilities 10 % and 30 %. */
static struct lab_optimize ask(struct bench *bench, const char *objective)
{
	return (struct lab_optimize){
		.problem = {
			.mean = put(bench, "mean.csv", "symbol,mean\nA,0.04\nB,0.1\n"),
			.covariance = put(bench, "covariance.csv", "symbol,A,B\nA,0.01,0\nB,0,0.09\n"),
			.lower = NAN, .upper = NAN, .turnover = NAN,
		},
		.objective = objective, .target = NAN, .risk_aversion = NAN, .uncertainty = NAN,
	};
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

static void refuse(struct bench *bench, const struct lab_optimize *request, const char *told)
{
	struct section *section = NULL;
	bool is_feasible = false;

	assert_int_equal(lab_optimize(request, &is_feasible, bench->arena, &section, &bench->err), STATUS_INVALID);
	if (strstr(bench->err.message, told) == NULL)
		fail_msg("\"%s\" does not say \"%s\"", bench->err.message, told);
	assert_null(section);
}

/* Without correlation: equal risk is inverse volatility, the tree's is inverse variance, diversification as the former. */
static void risk_is_shared_as_the_closed_forms_say(void **state)
{
	static const struct {
		const char *objective;
		double second;
	} cases[] = {{"risk-parity", .25}, {"hierarchical", .1}, {"max-diversification", .25}};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		const struct lab_optimize request = ask(bench, cases[i].objective);

		assert_true(optimize(bench, &request));
		assert_near(number(bench, "/weights/B"), cases[i].second, accepted, cases[i].objective);
		assert_near(number(bench, "/risk_share/A") + number(bench, "/risk_share/B"), 1.0, rounding, "shares");
	}
}

/* Of budgets b without correlation weights go with sqrt(b) / volatility: 8 to 2 is 2 / .1 against 1 / .3. */
static void budgets_of_risk_are_met(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "risk-parity");

	request.budgets = put(bench, "budgets.csv", "symbol,budget\nA,0.8\nB,0.2\n");
	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/risk_share/A"), .8, accepted, "share of A");
	assert_near(number(bench, "/weights/B"), (1.0 / .3) / (2.0 / .1 + 1.0 / .3), accepted, "weight of B");
}

/* With B at most .5 instead of .6 the difference is .1 long A and .1 short B: sqrt(.0001 + .0009) a year. */
static void a_benchmark_is_followed_within_the_limits(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "tracking-error");

	request.benchmark = put(bench, "benchmark.csv", "symbol,weight\nA,0.4\nB,0.6\n");
	request.problem.bounds = put(bench, "bounds.csv", "symbol,lower,upper\nB,,0.5\n");
	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/weights/B"), .5, rounding, "B");
	assert_near(number(bench, "/objective_value"), sqrt(.001), rounding, "tracking error");
	assert_string_equal(word(bench, "/binding/0/constraint"), "upper:B");
	/* d/db of .01 d^2 + .09 d^2 at d = .1 is .02; .02 / (2 sqrt(.001)) = .316 points a point. */
	assert_string_equal(word(bench, "/binding/0/sentence"),
	                    "B is at its upper limit of 50 %. One point more would lower the tracking error by about 0.316 "
	                    "points.");
}

/*
 * Robust utility of aversion 2 with kappa 1 is utility of aversion 2 + 1 / (sqrt(T) s), T in years: the answer is
 * checked against that fixed point. 24 months are two years.
 */
static void robust_counts_observations_in_periods(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "robust");
	double second, volatility, aversion;

	request.risk_aversion = 2.0;
	request.observations = 24;
	request.problem.periods = 12.0;
	assert_true(optimize(bench, &request));
	second = number(bench, "/weights/B");
	volatility = number(bench, "/volatility");
	assert_near(volatility, sqrt(.01 * (1 - second) * (1 - second) + .09 * second * second), rounding, "volatility");
	aversion = 2.0 + 1.0 / (sqrt(2.0) * volatility);
	/* .06 / aversion = .09 b - .01 (1 - b) */
	assert_near(second, (.06 / aversion + .01) / .1, accepted, "B");
	assert_near(number(bench, "/expected_return"), .04 + .06 * second, rounding, "return");
}

static const char *scenarios(struct bench *bench)
{
	return put(bench, "returns.csv",
	           "date,A,B\n2026-01-30,0.01,-0.04\n2026-02-27,-0.02,0.05\n2026-03-31,0.01,0.02\n2026-04-30,0.02,0.01\n");
}

/* Confidence .75 of four scenarios is the worst one: A loses 2 %, B loses 4 %; best where -.01 + .05 b = .02 - .07 b. */
static void the_worst_scenario_is_made_as_mild_as_can_be(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "expected-shortfall");
	const double b = .03 / .12;

	request.problem.returns = scenarios(bench);
	request.confidence = .75;
	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/weights/B"), b, rounding, "B");
	assert_near(number(bench, "/objective_value"), .02 - .07 * b, rounding, "expected shortfall");
	request.problem.from = put(bench, "from.csv", "symbol,weight\nA,0.95\nB,0.05\n");
	request.problem.turnover = .2; /* bought and sold: B may rise by .1 */
	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/weights/B"), .15, rounding, "B after a turnover of a fifth");
	assert_near(number(bench, "/turnover"), .2, rounding, "turnover");
	assert_string_equal(word(bench, "/binding/0/constraint"), "turnover");
}

static void a_history_alone_is_enough(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "min-variance");

	request.problem.mean = request.problem.covariance = NULL;
	request.problem.returns = put(bench, "few.csv",
	                              "date,A,B\n2026-01-30,0.01,0.06\n2026-02-27,-0.01,0.06\n2026-03-31,0.01,-0.02\n"
	                              "2026-04-30,-0.01,-0.02\n");
	request.problem.periods = 12.0;
	assert_true(optimize(bench, &request));
	/* Deviations of .01 and .04 that never go together: variances 1 to 16. */
	assert_near(number(bench, "/weights/B"), 1.0 / 17.0, rounding, "B");
	assert_near(number(bench, "/expected_return"), 12.0 * .02 / 17.0, rounding, "a year's return");
}

static void what_looks_at_no_returns_needs_none(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "min-variance");

	request.problem.mean = NULL;
	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/weights/B"), .1, rounding, "B");
	assert_string_equal(word(bench, "/expected_return_reason"), "no expected returns were given");
	request.objective = "max-sharpe";
	refuse(bench, &request, "needs expected returns");
}

/*
 * He and Litterman (1999): without views what is best is what the market holds, and a certain view is met. With delta
 * 2.5 and weights .5: pi = 2.5 (.005, .045).
 */
static void the_market_and_views_make_expected_returns(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "utility");

	request.problem.mean = NULL;
	request.problem.market = put(bench, "market.csv", "symbol,weight\nA,0.5\nB,0.5\n");
	request.problem.risk_free = .01;
	request.risk_aversion = 2.5;
	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/prior/A"), .01 + .0125, rounding, "prior of A");
	assert_near(number(bench, "/prior/B"), .01 + .1125, rounding, "prior of B");
	assert_near(number(bench, "/weights/B"), .5, rounding, "B");
	request.problem.views = put(bench, "views.csv",
	                            "view,symbol,coefficient,value,confidence\nB beats A,B,1,0.05,1\nB beats A,A,-1,0.05,1\n");
	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/posterior/B") - number(bench, "/posterior/A"), .05, rounding, "the view");
	assert_near(number(bench, "/views/0/prior"), .1, rounding, "before");
	assert_near(number(bench, "/views/0/posterior"), .05, rounding, "after");
	request.problem.views = put(bench, "views.csv", "view,symbol,coefficient,value,confidence\nodd,B,0.7,0.05,1\n");
	refuse(bench, &request, "views.csv");
}

static void what_an_objective_cannot_keep_is_refused_by_name(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "hierarchical");

	request.cardinality = 1;
	refuse(bench, &request, "\"hierarchical\" cannot keep a number of assets; these can: min-variance");
	request = ask(bench, "risk-parity");
	request.benchmark = put(bench, "benchmark.csv", "symbol,weight\nA,0.4\nB,0.6\n");
	request.tracking_limit = .01;
	refuse(bench, &request, "cannot keep a limit of the tracking error; these can: ");
	request = ask(bench, "utility");
	refuse(bench, &request, "needs a risk aversion above 0");
	request = ask(bench, "robust");
	request.risk_aversion = 1.0;
	refuse(bench, &request, "needs to know how many observations");
	request = ask(bench, "expected-shortfall");
	refuse(bench, &request, "needs a history");
}

static void one_asset_alone_is_the_best_one(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = ask(bench, "min-variance");

	request.cardinality = 1;
	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/weights/A"), 1.0, rounding, "A");
	assert_near(number(bench, "/gap"), 0.0, rounding, "gap");
	assert_true(number(bench, "/nodes") >= 1.0);
}

/*
 * Budgets of weights .4, .35, .25 in lots worth 800, 3600 and 1000 of 20000: rounding and adding greedily gives 10, 1, 5;
 * nearest of all (every choice was counted) is 9, 2, 5 with 600 left.
 */
static void whole_lots_are_bought_in_exact_money(void **state)
{
	struct bench *bench = *state;
	struct lab_optimize request = {
		.problem = {
			.covariance = put(bench, "three.csv", "symbol,A,B,C\nA,1,0,0\nB,0,1,0\nC,0,0,1\n"),
			.prices = put(bench, "prices.csv", "date,A,B,C\n2026-01-05,9,9,9\n2026-01-06,8,36,\n2026-01-07,8,36,10\n"),
			.bounds = put(bench, "bounds.csv", "symbol,lower,upper\nA,0.4,0.4\nB,0.35,0.35\nC,0.25,0.25\n"),
			.lower = NAN, .upper = NAN, .turnover = NAN,
		},
		.objective = "min-variance", .target = NAN, .risk_aversion = NAN, .uncertainty = NAN, .amount = 20000.0,
		.lots = put(bench, "lots.csv", "symbol,lot\nA,100\nB,100\nC,100\n"),
	};

	assert_true(optimize(bench, &request));
	assert_near(number(bench, "/whole_lots/holdings/A/lots"), 9.0, 0.0, "A");
	assert_near(number(bench, "/whole_lots/holdings/B/lots"), 2.0, 0.0, "B");
	assert_near(number(bench, "/whole_lots/holdings/C/lots"), 5.0, 0.0, "C");
	assert_string_equal(word(bench, "/whole_lots/holdings/B/quantity"), "200");
	assert_string_equal(word(bench, "/whole_lots/cash"), "600");
	assert_near(number(bench, "/whole_lots/error"), .04 * .04 + .01 * .01, rounding, "error");
	request.problem.prices = NULL;
	request.problem.lower = 0.0;
	refuse(bench, &request, "whole lots need a file of prices");
}

static void every_objective_of_the_table_is_there(void **state)
{
	struct bench *bench = *state;
	size_t count = 0;

	for (const struct lab_objective *objective = lab_objectives; objective->name != NULL; objective++, count++) {
		struct lab_optimize request = ask(bench, objective->name);

		request.target = .06;
		request.risk_aversion = 3.0;
		request.problem.returns = scenarios(bench);
		request.benchmark = put(bench, "benchmark.csv", "symbol,weight\nA,0.4\nB,0.6\n");
		request.draws = 10;
		request.observations = 40;
		if (strcmp(objective->name, "target-volatility") == 0)
			request.target = .15;
		assert_true(optimize(bench, &request));
		assert_string_equal(word(bench, "/objective"), objective->name);
		assert_near(number(bench, "/weights/A") + number(bench, "/weights/B"), 1.0, 1e-9, objective->name);
	}
	assert_int_equal(count, 13);
}

static void every_bad_cell_of_the_other_files_is_told(void **state)
{
	static const struct {
		const char *file, *content, *told;
	} cases[] = {
		{"from.csv", "symbol,weight\nA,0.5\nB,0.4\n", "the weights sum to 0.9; a portfolio's sum to 1"},
		{"from.csv", "symbol,weight\nA,1\nA,0\n", "line 3, column 1 (symbol): \"A\" has a row in line 2 already"},
		{"from.csv", "symbol,weight\nA,1\nC,0\n", "line 3, column 1 (symbol): there is no asset \"C\""},
		{"costs.csv", "symbol,cost\nA,-0.1\n", "line 2, column 2 (cost): the cost -0.1 must be at least 0"},
		{"budgets.csv", "symbol,budget\nA,0.5\n", "the row of \"B\" is missing"},
		{"views.csv", "view,symbol,coefficient,value,confidence\nv,A,1,0.1,2\n", "the confidence 2 must lie from 0 to 1"},
		{"views.csv", "view,symbol,coefficient,value,confidence\nv,A,1,0.1,\nv,B,1,0.2,\n",
		 "line 3, column 4 (value): view \"v\" has another value in line 2"},
		{"views.csv", "view,symbol,coefficient,value\nv,A,0,0.1\n", "the coefficient is 0"},
		{"views.csv", "view,symbol,coefficient,value\n", "there is no view in the file"},
		{"market.csv", "symbol,weights\nA,1\n", "line 1, column 2"},
	};
	struct bench *bench = *state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct lab_optimize request = ask(bench, "risk-parity");
		const char *path = put(bench, cases[i].file, cases[i].content);

		request.problem.from = cases[i].file[0] == 'f' ? path : NULL;
		request.problem.views = cases[i].file[0] == 'v' ? path : NULL;
		request.problem.market = cases[i].file[0] == 'm' ? path : NULL;
		request.budgets = cases[i].file[0] == 'b' ? path : NULL;
		if (cases[i].file[0] == 'c') {
			request.problem.costs = path;
			request.problem.from = put(bench, "from.csv", "symbol,weight\nA,1\n");
		}
		refuse(bench, &request, cases[i].told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(risk_is_shared_as_the_closed_forms_say, set_up, tear_down),
		cmocka_unit_test_setup_teardown(budgets_of_risk_are_met, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_benchmark_is_followed_within_the_limits, set_up, tear_down),
		cmocka_unit_test_setup_teardown(robust_counts_observations_in_periods, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_worst_scenario_is_made_as_mild_as_can_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_history_alone_is_enough, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_looks_at_no_returns_needs_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_market_and_views_make_expected_returns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_an_objective_cannot_keep_is_refused_by_name, set_up, tear_down),
		cmocka_unit_test_setup_teardown(one_asset_alone_is_the_best_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(whole_lots_are_bought_in_exact_money, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_objective_of_the_table_is_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_bad_cell_of_the_other_files_is_told, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("laboratory: objectives", tests, NULL, NULL);
}
