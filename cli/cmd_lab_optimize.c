/* ballast lab optimize */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "cli/cmd.h"
#include "cli/cmd_lab.h"
#include "cli/help.h"
#include "engine/base/text.h"

enum { MOST_OBSERVATIONS = 10000000, MOST_DRAWS = 1000000, MOST_ASSETS = 4000 };
static const int64_t largest_seed = INT64_C(4294967295);

static bool read_numbers(const struct call *call, struct lab_optimize *request)
{
	int64_t observations = 0, draws = 0, seed = 1, cardinality = 0;

	if (!call_number(call, "target", &request->target) || !call_number(call, "risk-aversion", &request->risk_aversion) ||
	    !call_number(call, "confidence", &request->confidence) ||
	    !call_number(call, "tracking-limit", &request->tracking_limit) ||
	    !call_number(call, "uncertainty", &request->uncertainty) ||
	    !call_integer(call, "observations", 2, MOST_OBSERVATIONS, &observations) ||
	    !call_integer(call, "draws", 1, MOST_DRAWS, &draws) || !call_integer(call, "seed", 0, largest_seed, &seed) ||
	    !call_integer(call, "cardinality", 1, MOST_ASSETS, &cardinality) ||
	    !call_number(call, "minimum-position", &request->minimum_position) ||
	    !call_number(call, "amount", &request->amount) || !call_number(call, "cash", &request->cash) ||
	    !call_number(call, "commission", &request->commission) ||
	    !call_number(call, "commission-least", &request->commission_least))
		return false;
	request->observations = (size_t)observations;
	request->draws = (size_t)draws;
	request->seed = (uint64_t)seed;
	request->cardinality = (size_t)cardinality;
	return true;
}

static bool check(const struct call *call, const struct lab_optimize *request)
{
	static const char *const of_amount[] = {"lots", "cash", "commission", "commission-least", "nearest"};

	for (size_t i = 0; !call_has(call, "amount") && i < sizeof of_amount / sizeof of_amount[0]; i++)
		if (call_has(call, of_amount[i])) {
			(void)call_misused(call, _("--%s needs --amount, the money to invest."), of_amount[i]);
			return false;
		}
	if (call_has(call, "amount") && request->problem.prices == NULL) {
		(void)call_misused(call, _("--amount needs --prices: the last price of each asset counts."));
		return false;
	}
	return lab_lies(call, "confidence", request->confidence, 0.0001, 0.9999) &&
	       lab_lies(call, "tracking-limit", request->tracking_limit, 0.0, 10.0) &&
	       lab_lies(call, "uncertainty", request->uncertainty, 0.0, 100.0) &&
	       lab_lies(call, "minimum-position", request->minimum_position, 0.0, 1.0) &&
	       lab_lies(call, "amount", request->amount, 1e-2, 1e12) && lab_lies(call, "cash", request->cash, 0.0, 1e12) &&
	       lab_lies(call, "commission", request->commission, 0.0, 0.5) &&
	       lab_lies(call, "commission-least", request->commission_least, 0.0, 1e6);
}

static int run(struct call *call)
{
	struct lab_optimize request = {
		.objective = call_option(call, "objective"), .target = NAN, .risk_aversion = NAN, .uncertainty = NAN,
		.budgets = call_option(call, "budgets"), .benchmark = call_option(call, "benchmark"),
		.linkage = call_option(call, "linkage"), .lots = call_option(call, "lots"),
		.nearest = call_option(call, "nearest"),
	};
	struct section *section = NULL;
	struct error err = {0};
	bool is_feasible = true;
	enum status status;

	if (!lab_problem_read(call, &request.problem) || !read_numbers(call, &request) || !check(call, &request))
		return EXIT_USAGE;
	status = lab_optimize(&request, &is_feasible, call->arena, &section, &err);
	return lab_answered(call, status, section, is_feasible ? EXIT_DONE : EXIT_REFUSED, &err);
}

/* The objectives that keep a limit. */
static void explain_limit(struct text *text, const char *option)
{
	struct text names = {0}, left = {0};

	if (!lab_objectives_keep(option, &names))
		text_add(&names, "-");
	text_addf(&left, "--%s", option);
	help_pair(text, text_string(&left), text_string(&names));
	text_clear(&names);
	text_clear(&left);
}

static void explain(struct text *text)
{
	static const char *const limits[] = {"turnover", "cost", "impact", "tracking-limit", "cardinality",
	                                     "minimum-position"};

	help_heading(text, _("Objectives, each with the options it reads:"));
	for (const struct lab_objective *objective = lab_objectives; objective->name != NULL; objective++) {
		help_pair(text, objective->name, _(objective->what));
		if (objective->reads[0] != '\0')
			help_pair(text, "", objective->reads);
	}
	help_heading(text, _("Not every objective can keep every limit; these can:"));
	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		explain_limit(text, limits[i]);
	lab_explain_files(text, "mean covariance prices returns bounds groups market views from costs budgets benchmark lots");
	lab_explain_samples(text);
}

const struct command cmd_lab_optimize = {
	.name = "lab", .verb = "optimize",
	.usage = "--mean FILE --covariance FILE | --prices FILE --objective OBJECTIVE [OPTION...]",
	.is_bookless = true, .run = run, .explain = explain,
	.summary = N_("The best weights under limits, with a certificate"),
	.options = (const struct command_option[]){
		{.name = "objective", .argument = N_("OBJECTIVE"), .is_required = true, .heading = N_("What is best:"),
		 .choices = "min-variance|max-sharpe|target-return|target-volatility|utility|risk-parity|hierarchical|"
		            "expected-shortfall|conditional-drawdown|max-diversification|tracking-error|robust|resampled",
		 .help = N_("what is best; explained below")},
		{.name = "target", .argument = N_("X"), .help = N_("the return or volatility a year asked for; 0.05 is 5 %")},
		{.name = "risk-aversion", .argument = N_("L"), .help = N_("how much variance is disliked; 2 is bold, 10 careful")},
		{.name = "budgets", .argument = N_("FILE"), .help = N_("shares of the risk: symbol,budget")},
		{.name = "linkage", .argument = N_("KIND"), .choices = "columns|direct",
		 .help = N_("what is near in the hierarchy; otherwise columns")},
		{.name = "confidence", .argument = N_("C"), .help = N_("of the tail objectives; otherwise 0.95, the worst twentieth")},
		{.name = "benchmark", .argument = N_("FILE"), .help = N_("the weights to stay near to: symbol,weight")},
		{.name = "uncertainty", .argument = N_("K"), .help = N_("of robust, in standard errors; otherwise 1")},
		{.name = "observations", .argument = N_("T"), .help = N_("behind the assumptions; otherwise those of the history")},
		{.name = "draws", .argument = N_("N"), .help = N_("of resampled; otherwise 500")},
		{.name = "seed", .argument = N_("S"), .help = N_("of the random numbers; otherwise 1")},
		LAB_PROBLEM_OPTIONS,
		{.name = "tracking-limit", .argument = N_("X"), .heading = N_("Limits beyond those:"),
		 .help = N_("tracking error at most; needs --benchmark")},
		{.name = "cardinality", .argument = N_("K"), .help = N_("assets held at most")},
		{.name = "minimum-position", .argument = N_("X"), .help = N_("each weight is nothing or at least this")},
		{.name = "amount", .argument = N_("AMOUNT"), .heading = N_("The same in whole lots:"),
		 .help = N_("the money to invest, at the last prices of --prices")},
		{.name = "lots", .argument = N_("FILE"), .help = N_("shares in a lot: symbol,lot; otherwise 1")},
		{.name = "nearest", .argument = N_("MEASURE"), .choices = "weights|risk",
		 .help = N_("to the weights, or to the portfolio's risk; otherwise weights")},
		{.name = "cash", .argument = N_("AMOUNT"), .help = N_("kept back at least; otherwise nothing")},
		{.name = "commission", .argument = N_("C"), .help = N_("of what is bought; 0.00025 is 0.025 %")},
		{.name = "commission-least", .argument = N_("AMOUNT"), .help = N_("the least of an order")},
		{0},
	},
	.examples = (const char *const[]){
		"--prices prices.csv --periods 12 --objective max-sharpe --risk-free 0.015",
		"--prices prices.csv --periods 12 --objective target-return --target 0.05 --groups groups.csv",
		"--prices prices.csv --periods 12 --objective risk-parity",
		"--prices prices.csv --periods 12 --objective max-sharpe --amount 200000 --lots lots.csv",
		"--prices prices.csv --periods 12 --objective max-sharpe --market market.csv --views views.csv",
		"--prices prices.csv --periods 12 --objective expected-shortfall --from now.csv --turnover 0.2",
		NULL,
	},
};
