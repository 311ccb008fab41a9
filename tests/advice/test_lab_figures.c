/* The laboratory's figures: risk, performance, internal rates, simulations; and how far moments can be trusted. */
#include "tests/advice/lab_bench.h"
#include "tests/support/oracle.h"

static const double rounding = 1e-12;

/* ---- risk -------------------------------------------------------------------------------------------------------- */

static void risk(struct bench *bench, const struct lab_risk *request)
{
	struct section *section = NULL;

	if (lab_risk(request, bench->arena, &section, &bench->err) != STATUS_OK)
		fail_msg("%s", bench->err.message);
	read_json(bench, section);
}

/* Months of .02 and -.01 in turn, twelve of them. */
static const char *turns(struct bench *bench)
{
	struct text text = {0};

	text_add(&text, "date,P,B\n");
	for (int month = 1; month <= 12; month++)
		text_addf(&text, "2025-%02d-28,%s,%s\n", month, month % 2 == 1 ? "0.02" : "-0.01", month % 2 == 1 ? "0.01" : "-0.02");
	return put_text(bench, "returns.csv", &text);
}

static void the_figures_of_a_series_are_those_of_their_formulas(void **state)
{
	struct bench *bench = *state;
	const struct lab_risk request = {.returns = turns(bench), .series = "P", .periods = 12.0};
	const double deviation = .015 * sqrt(12.0 / 11.0);

	risk(bench, &request);
	assert_near(number(bench, "/observations"), 12.0, 0.0, "observations");
	assert_near(number(bench, "/ratios/mean"), .005, rounding, "mean");
	assert_near(number(bench, "/ratios/annual-volatility"), deviation * sqrt(12.0), rounding, "volatility");
	assert_near(number(bench, "/ratios/sharpe"), .005 / deviation * sqrt(12.0), 1e-11, "Sharpe");
	assert_near(number(bench, "/ratios/max-drawdown"), .01, rounding, "max drawdown");
	/* The worst twentieth of twelve is .6 of one month: that month's loss. */
	assert_near(number(bench, "/tail/value-at-risk"), .01, rounding, "value at risk");
	assert_near(number(bench, "/tail/expected-shortfall"), .01, rounding, "expected shortfall");
	assert_string_equal(word(bench, "/ratios/tracking-error_reason"), "there is no benchmark");
	assert_near(number(bench, "/deepest_fall/depth"), .01, rounding, "the deepest fall");
	assert_int_equal(strlen(word(bench, "/deepest_fall/to")), strlen("2025-02-28"));
}

/* Against B, which is always one point lower: the difference does not vary. */
static void a_benchmark_is_one_of_the_columns(void **state)
{
	struct bench *bench = *state;
	const struct lab_risk request = {.returns = turns(bench), .benchmark = "B", .periods = 12.0};

	risk(bench, &request);
	assert_near(number(bench, "/ratios/beta"), 1.0, rounding, "beta");
	assert_near(number(bench, "/ratios/alpha"), .01, rounding, "alpha");
	assert_near(number(bench, "/ratios/tracking-error"), 0.0, 1e-9, "tracking error");
}

/* Half of each: the portfolio's return is the mean of both, and of two columns that move as one each carries half. */
static void a_portfolio_of_columns_has_contributions(void **state)
{
	struct bench *bench = *state;
	const struct lab_risk request = {.returns = turns(bench), .periods = 12.0,
	                                 .weights = put(bench, "weights.csv", "symbol,weight\nP,0.5\nB,0.5\n")};

	risk(bench, &request);
	assert_near(number(bench, "/ratios/mean"), 0.0, rounding, "mean");
	assert_near(number(bench, "/contributions/0/share"), .5, 1e-9, "share");
	assert_near(number(bench, "/diversification_ratio"), 1.0, 1e-9, "diversification");
}

static void a_series_is_named_where_there_are_several(void **state)
{
	struct bench *bench = *state;
	struct lab_risk request = {.returns = turns(bench)};
	struct section *section = NULL;

	assert_int_equal(lab_risk(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "2 series; name one of them"));
	request.series = "PP";
	assert_int_equal(lab_risk(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_null(section);
}

/* ---- performance ------------------------------------------------------------------------------------------------- */

static void performance(struct bench *bench, const struct lab_performance *request)
{
	struct section *section = NULL;

	if (lab_performance(request, bench->arena, &section, &bench->err) != STATUS_OK)
		fail_msg("%s", bench->err.message);
	read_json(bench, section);
}

/*
 * 100 grow by a tenth, 55 come in on that day's end, and all grows by a tenth again: 21 % by time. The days between are
 * far apart, so that the flow stands after the growth.
 */
static void a_flow_between_values_is_no_return(void **state)
{
	struct bench *bench = *state;
	const struct lab_performance request = {
		.values = put(bench, "values.csv", "date,value\n2024-01-01,100\n2024-12-31,165\n2025-12-31,181.5\n"),
		.flows = put(bench, "flows.csv", "date,amount\n2024-12-31,55\n"),
	};

	performance(bench, &request);
	assert_near(number(bench, "/time_weighted/total"), .21, rounding, "by time");
	assert_near(number(bench, "/gain"), 26.5, 1e-10, "gain");
	assert_near(number(bench, "/paid_in"), 55.0, 0.0, "paid in");
	/* 365 days each: 100 x^2 + 55 x = 181.5 has the root 1.1. */
	assert_near(number(bench, "/money_weighted/annual"), .1, 1e-9, "by money");
}

static void a_flow_without_a_value_that_day_is_linked(void **state)
{
	struct bench *bench = *state;
	struct lab_performance request = {
		.values = put(bench, "values.csv", "date,value\n2025-01-01,100\n2025-12-31,165\n"),
		.flows = put(bench, "flows.csv", "date,amount\n2025-07-02,55\n"),
	};
	struct section *section = NULL;

	performance(bench, &request);
	assert_string_equal(word(bench, "/time_weighted/total_reason"), "a value that the method needs is missing");
	/* The 182nd day of 364, from its start: 183 / 364 of the time. */
	assert_near(number(bench, "/time_weighted/linked_dietz"), 10.0 / (100.0 + 55.0 * 183.0 / 364.0), rounding, "linked");
	request.flows = put(bench, "flows.csv", "date,amount\n2026-07-02,55\n");
	assert_int_equal(lab_performance(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "2026-07-02 lies outside the values, which go from 2025-01-01"));
}

static void an_internal_rate_is_a_rate_or_a_reason(void **state)
{
	struct bench *bench = *state;
	struct section *section = NULL;
	const char *path = put(bench, "a.csv", "date,amount\n2026-01-01,110\n2025-01-01,-100\n");

	assert_int_equal(lab_irr(path, NULL, bench->arena, &section, &bench->err), STATUS_OK);
	read_json(bench, section);
	assert_near(number(bench, "/rate"), .1, rounding, "rate");
	path = put(bench, "a.csv", "date,amount\n2025-01-01,-100\n2026-01-01,-110\n");
	assert_int_equal(lab_irr(path, NULL, bench->arena, &section, &bench->err), STATUS_OK);
	read_json(bench, section);
	assert_null(json_at(bench->json, "/rate"));
	assert_string_equal(word(bench, "/reason"), "one-sided");
	/* -1000, 6000, -11000, 6000 a year apart: 0, 100 and 200 %. */
	path = put(bench, "a.csv", "date,amount\n2021-01-01,-1000\n2022-01-01,6000\n2023-01-01,-11000\n2024-01-01,6000\n");
	assert_int_equal(lab_irr(path, NULL, bench->arena, &section, &bench->err), STATUS_OK);
	read_json(bench, section);
	assert_int_equal(json_count(json_at(bench->json, "/roots")), 3);
}

/* The rates that another program gives for the same files; "nan" is a file that has none. */
static void internal_rates_of_many_files_are_those_of_another_program(void **state)
{
	struct bench *bench = *state;
	FILE *list = oracle_open("xirr_pyxirr/xirr_expected.csv");
	char line[256], name[64];
	size_t count = 0;
	double expected;

	if (list == NULL)
		skip();
	assert_non_null(fgets(line, sizeof line, list));
	while (fgets(line, sizeof line, list) != NULL) {
		struct text text = {0};
		struct section *section = NULL;
		char row[256];
		FILE *sample;

		if (sscanf(line, "%63[^,],%lf", name, &expected) != 2)
			continue;
		sample = oracle_open(arena_format(bench->arena, "xirr_pyxirr/samples/%s", name));
		if (sample == NULL)
			continue;
		text_add(&text, "date,amount\n");
		while (fgets(row, sizeof row, sample) != NULL)
			text_add(&text, row);
		(void)fclose(sample);
		assert_int_equal(lab_irr(put_text(bench, "sample.csv", &text), NULL, bench->arena, &section, &bench->err),
		                 STATUS_OK);
		read_json(bench, section);
		/* Several rates: which one is told is a choice. In 30-45 the worth changes its sign between -.85 and -.84, where the
		   other program does not look. */
		if (json_at(bench->json, "/roots") != NULL || strcmp(name, "30-45.csv") == 0)
			continue;
		if (isnan(expected))
			assert_null(json_at(bench->json, "/rate"));
		else /* the other program stops where the worth of the amounts is near nothing */
			assert_near(number(bench, "/rate"), expected, 1e-6 * fmax(1.0, fabs(expected)), name);
		count++;
	}
	(void)fclose(list);
	assert_true(count > 0);
}

/* ---- simulations ------------------------------------------------------------------------------------------------- */

static struct lab_simulate ask(struct bench *bench)
{
	return (struct lab_simulate){
		.assumptions = {
			.mean = put(bench, "mean.csv", "symbol,mean\nA,0.06\n"),
			.covariance = put(bench, "covariance.csv", "symbol,A\nA,0.0144\n"), .lower = NAN, .upper = NAN,
			.turnover = NAN,
		},
		.weights = put(bench, "weights.csv", "symbol,weight\nA,1\n"),
		.months = 120, .paths = 4000, .seed = 1, .start = 100000.0, .goal = 150000.0,
	};
}

static void simulate(struct bench *bench, const struct lab_simulate *request)
{
	struct section *section = NULL;

	if (lab_simulate(request, bench->arena, &section, &bench->err) != STATUS_OK)
		fail_msg("%s", bench->err.message);
	read_json(bench, section);
}

/* The mean of 6 % a year over ten years, and the chance of half as much again from the lognormal law. */
static void paths_agree_with_what_is_known_without_them(void **state)
{
	struct bench *bench = *state;
	const struct lab_simulate request = ask(bench);
	const double log_variance = log1p(.0144 / (1.06 * 1.06)), drift = log(1.06) - log_variance / 2.0;
	const double z = (10.0 * drift - log(1.5)) / sqrt(10.0 * log_variance);

	simulate(bench, &request);
	assert_near(number(bench, "/closed_form/mean"), 100000.0 * pow(1.06, 10.0), 1e-4, "exact mean");
	assert_near(number(bench, "/closed_form/probability"), .5 * erfc(-z / sqrt(2.0)), 1e-10, "exact chance");
	/* Four standard errors: once in sixteen thousand seeds. */
	assert_near(number(bench, "/mean"), number(bench, "/closed_form/mean"), 4.0 * number(bench, "/mean_error"), "mean");
	assert_near(number(bench, "/goal/probability"), number(bench, "/closed_form/probability"),
	            4.0 * number(bench, "/goal/error"), "chance");
	assert_int_equal(json_count(json_at(bench->json, "/fan")), 11);
	assert_near(number(bench, "/fan/10/p50"), number(bench, "/quantiles/p50"), 1e-6, "the fan ends in the quantiles");
}

static void a_seed_gives_one_answer(void **state)
{
	struct bench *bench = *state;
	struct lab_simulate request = ask(bench);
	double first;

	request.months = 13;
	request.contribution = 500.0;
	simulate(bench, &request);
	first = number(bench, "/mean");
	assert_int_equal(json_count(json_at(bench->json, "/fan")), 3); /* month 0, 12 and the 13th */
	simulate(bench, &request);
	assert_true(number(bench, "/mean") == first);
	request.seed = 2;
	simulate(bench, &request);
	assert_true(number(bench, "/mean") != first);
}

static bool stop_at_once(void *context, size_t done, size_t total)
{
	(void)context;
	(void)done;
	(void)total;
	return false;
}

static void a_simulation_can_be_stopped_and_refuses_what_it_cannot_be(void **state)
{
	struct bench *bench = *state;
	struct lab_simulate request = ask(bench);
	struct section *section = NULL;

	request.step = stop_at_once;
	assert_int_equal(lab_simulate(&request, bench->arena, &section, &bench->err), STATUS_BUSY);
	request = ask(bench);
	request.model = "normal";
	assert_int_equal(lab_simulate(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "did you mean \"lognormal\""));
	request.model = "bootstrap";
	assert_int_equal(lab_simulate(&request, bench->arena, &section, &bench->err), STATUS_INVALID);
	assert_non_null(strstr(bench->err.message, "draws from a history"));
	assert_null(section);
}

/* ---- moments ----------------------------------------------------------------------------------------------------- */

static void moments_say_how_far_they_can_be_trusted(void **state)
{
	struct bench *bench = *state;
	struct text mean = {0}, covariance = {0};
	struct lab_moments request = {.returns = turns(bench), .periods = 12.0, .lambda = NAN, .mean_csv = &mean,
	                              .covariance_csv = &covariance, .covariance = "ledoit-wolf-identity"};
	struct section *section = NULL;

	assert_int_equal(lab_moments(&request, bench->arena, &section, &bench->err), STATUS_OK);
	read_json(bench, section);
	assert_string_equal(word(bench, "/flaws/0/key"), "short");
	assert_true(strcmp(word(bench, "/quality"), "good") != 0);
	/* What is written for optimize is what is shown. */
	assert_int_equal(strncmp(text_string(&mean), "symbol,mean\r\nP,0.06", strlen("symbol,mean\r\nP,0.06")), 0);
	assert_int_equal(strncmp(text_string(&covariance), "symbol,P,B\r\nP,", strlen("symbol,P,B\r\nP,")), 0);
	text_clear(&mean);
	text_clear(&covariance);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_figures_of_a_series_are_those_of_their_formulas, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_benchmark_is_one_of_the_columns, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_portfolio_of_columns_has_contributions, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_series_is_named_where_there_are_several, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_flow_between_values_is_no_return, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_flow_without_a_value_that_day_is_linked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_internal_rate_is_a_rate_or_a_reason, set_up, tear_down),
		cmocka_unit_test_setup_teardown(internal_rates_of_many_files_are_those_of_another_program, set_up, tear_down),
		cmocka_unit_test_setup_teardown(paths_agree_with_what_is_known_without_them, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_seed_gives_one_answer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_simulation_can_be_stopped_and_refuses_what_it_cannot_be, set_up, tear_down),
		cmocka_unit_test_setup_teardown(moments_say_how_far_they_can_be_trusted, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("laboratory: figures", tests, NULL, NULL);
}
