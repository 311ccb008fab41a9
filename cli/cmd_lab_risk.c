/* ballast lab risk */
#include "advice/base/language.h"
#include "cli/cmd.h"
#include "cli/cmd_lab.h"

static int run(struct call *call)
{
	struct lab_risk request = {
		.prices = call_option(call, "prices"), .returns = call_option(call, "returns"),
		.weights = call_option(call, "weights"), .series = call_option(call, "series"),
		.benchmark = call_option(call, "benchmark"), .listener = &lab_listener,
	};
	struct section *section = NULL;
	struct error err = {0};
	enum status status;

	if ((request.prices == NULL) == (request.returns == NULL))
		return call_misused(call, _("Give --prices or --returns, one of them."));
	if (request.weights != NULL && request.series != NULL)
		return call_misused(call, _("Give --weights or --series, not both."));
	if (!call_number(call, "confidence", &request.confidence) || !call_number(call, "periods", &request.periods) ||
	    !call_number(call, "risk-free", &request.risk_free) ||
	    !call_number(call, "minimum-acceptable", &request.minimum_acceptable) ||
	    !call_number(call, "degrees", &request.degrees) ||
	    !lab_lies(call, "confidence", request.confidence, 0.501, 0.9999) ||
	    !lab_lies(call, "periods", request.periods, 1e-3, 1e5) || !lab_lies(call, "degrees", request.degrees, 2.01, 1e4))
		return EXIT_USAGE;
	status = lab_risk(&request, call->arena, &section, &err);
	return lab_answered(call, status, section, EXIT_DONE, &err);
}

static void explain(struct text *text)
{
	lab_explain_files(text, "prices returns weights");
	lab_explain_samples(text);
}

const struct command cmd_lab_risk = {
	.name = "lab", .verb = "risk", .usage = "--returns FILE | --prices FILE [OPTION...]", .is_bookless = true,
	.run = run, .explain = explain,
	.summary = N_("What a series or a portfolio risked: ratios, tail, drawdowns, who contributes"),
	.options = (const struct command_option[]){
		{.name = "returns", .argument = N_("FILE"), .help = N_("returns of periods: date, then one column a series")},
		{.name = "prices", .argument = N_("FILE"), .help = N_("prices, likewise")},
		{.name = "weights", .argument = N_("FILE"), .help = N_("a portfolio of the columns: symbol,weight")},
		{.name = "series", .argument = N_("COLUMN"), .help = N_("one column alone; needed where there are several")},
		{.name = "benchmark", .argument = N_("COLUMN"), .help = N_("the column to compare with")},
		{.name = "confidence", .argument = N_("C"), .help = N_("of the tail; otherwise 0.95, the worst twentieth")},
		{.name = "periods", .argument = N_("N"), .help = N_("observations a year; otherwise as the dates say: 252 of days, 52 of weeks, 12 of months")},
		{.name = "risk-free", .argument = N_("R"), .help = N_("the riskless return a year; otherwise 0")},
		{.name = "minimum-acceptable", .argument = N_("R"), .help = N_("a year, below which a return is a loss; otherwise 0")},
		{.name = "degrees", .argument = N_("N"), .help = N_("of the Student t; otherwise 5")},
		{0},
	},
	.examples = (const char *const[]){
		"--prices prices.csv --periods 12 --weights weights.csv",
		"--prices prices.csv --periods 12 --series GOLD --benchmark GLOBAL_EQUITY --format json",
		NULL,
	},
};
