/* ballast lab performance, lab irr */
#include "advice/base/language.h"
#include "cli/cmd.h"
#include "cli/cmd_lab.h"

static int performance(struct call *call)
{
	struct lab_performance request = {
		.values = call_option(call, "values"), .flows = call_option(call, "flows"),
		.series = call_option(call, "series"), .listener = &lab_listener,
	};
	struct section *section = NULL;
	struct error err = {0};
	enum status status;

	if (!call_number(call, "periods", &request.periods) || !call_number(call, "risk-free", &request.risk_free) ||
	    !lab_lies(call, "periods", request.periods, 1e-3, 1e5))
		return EXIT_USAGE;
	status = lab_performance(&request, call->arena, &section, &err);
	return lab_answered(call, status, section, EXIT_DONE, &err);
}

static int irr(struct call *call)
{
	struct section *section = NULL;
	struct error err = {0};
	const enum status status = lab_irr(call->words[0], &lab_listener, call->arena, &section, &err);

	return lab_answered(call, status, section, EXIT_DONE, &err);
}

static void explain_performance(struct text *text)
{
	lab_explain_files(text, "values flows");
	lab_explain_samples(text);
}

static void explain_irr(struct text *text)
{
	lab_explain_files(text, "FILE");
	lab_explain_samples(text);
}

const struct command cmd_lab_performance = {
	.name = "lab", .verb = "performance", .usage = "--values FILE [--flows FILE] [OPTION...]", .is_bookless = true,
	.run = performance, .explain = explain_performance,
	.summary = N_("What a portfolio earned, by time and by money"),
	.options = (const struct command_option[]){
		{.name = "values", .argument = N_("FILE"), .is_required = true, .help = N_("values of the portfolio: date,value")},
		{.name = "flows", .argument = N_("FILE"), .help = N_("what was paid in and taken out: date,amount")},
		{.name = "series", .argument = N_("COLUMN"), .help = N_("one column alone; needed where there are several")},
		{.name = "periods", .argument = N_("N"), .help = N_("values a year; their dates say otherwise")},
		{.name = "risk-free", .argument = N_("R"), .help = N_("the riskless return a year; otherwise 0")},
		{0},
	},
	.examples = (const char *const[]){
		"--values values.csv --flows flows.csv",
		"--values values.csv --flows flows.csv --periods 12 --risk-free 0.015 --format json",
		NULL,
	},
};

const struct command cmd_lab_irr = {
	.name = "lab", .verb = "irr", .usage = "FILE", .least = 1, .most = 1, .is_bookless = true, .run = irr,
	.explain = explain_irr,
	.summary = N_("The rate a year at which dated amounts are worth nothing"),
	.examples = (const char *const[]){"payments.csv", NULL},
};
