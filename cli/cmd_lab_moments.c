/* ballast lab moments */
#include <math.h>

#include "advice/base/language.h"
#include "cli/cmd.h"
#include "cli/cmd_lab.h"
#include "engine/base/text.h"

/* The files for "lab optimize", when they were asked for. */
static enum status write_files(const struct call *call, const struct lab_moments *request, struct error *err)
{
	const char *const mean = call_option(call, "mean-output"), *const covariance = call_option(call, "covariance-output");
	enum status status = STATUS_OK;

	if (mean != NULL)
		status = output_file(mean, text_string(request->mean_csv), request->mean_csv->length, err);
	if (status == STATUS_OK && covariance != NULL)
		status = output_file(covariance, text_string(request->covariance_csv), request->covariance_csv->length, err);
	return status;
}

static int run(struct call *call)
{
	struct text mean = {0}, covariance = {0};
	struct lab_moments request = {
		.prices = call_option(call, "prices"), .returns = call_option(call, "returns"),
		.mean = call_option(call, "mean"), .covariance = call_option(call, "covariance"),
		.lambda = NAN, .is_filled = call_has(call, "fill"), .mean_csv = &mean, .covariance_csv = &covariance, .listener = &lab_listener,
	};
	struct section *section = NULL;
	struct error err = {0};
	enum status status;
	int code;

	if ((request.prices == NULL) == (request.returns == NULL))
		return call_misused(call, _("Give --prices or --returns, one of them."));
	if (!call_number(call, "periods", &request.periods) || !call_number(call, "lambda", &request.lambda) ||
	    !call_number(call, "winsorise", &request.winsorise) || !lab_lies(call, "winsorise", request.winsorise, 0.1, 1e6))
		return EXIT_USAGE;
	if (call_has(call, "periods") && request.periods <= 0)
		return call_misused(call, _("--periods must be above zero: 252 for days, 12 for months."));
	if (call_has(call, "lambda") && (request.lambda <= 0 || request.lambda >= 1))
		return call_misused(call, _("--lambda must lie between 0 and 1."));
	status = lab_moments(&request, call->arena, &section, &err);
	if (status == STATUS_OK)
		status = write_files(call, &request, &err);
	text_clear(&mean);
	text_clear(&covariance);
	code = lab_answered(call, status, section, EXIT_DONE, &err);
	return code;
}

static void explain(struct text *text)
{
	lab_explain_files(text, "prices returns");
	lab_explain_samples(text);
}

const struct command cmd_lab_moments = {
	.name = "lab", .verb = "moments", .usage = "--prices FILE | --returns FILE [OPTION...]", .is_bookless = true,
	.run = run, .explain = explain,
	.summary = N_("Expected returns and covariances from a file of prices or returns"),
	.options = (const struct command_option[]){
		{.name = "prices", .argument = N_("FILE"), .help = N_("prices: date, then one column a symbol")},
		{.name = "returns", .argument = N_("FILE"), .help = N_("returns, likewise")},
		{.name = "mean", .argument = N_("METHOD"), .choices = LAB_MEANS, .help = N_("otherwise historical")},
		{.name = "covariance", .argument = N_("METHOD"), .choices = LAB_COVARIANCES, .help = N_("otherwise sample")},
		{.name = "periods", .argument = N_("N"), .help = N_("observations a year; otherwise as the dates say: 252 of days, 52 of weeks, 12 of months")},
		{.name = "lambda", .argument = N_("L"), .help = N_("decay of the weighted methods; otherwise 0.94")},
		{.name = "winsorise", .argument = N_("D"),
		 .help = N_("pulls returns in that lie beyond D robust deviations; 6 is usual")},
		{.name = "fill", .help = N_("extends histories that begin late by regression on the longer")},
		{.name = "mean-output", .argument = N_("FILE"), .help = N_("writes the means where optimize --mean can read them")},
		{.name = "covariance-output", .argument = N_("FILE"), .help = N_("likewise the covariances")},
		{0},
	},
	.examples = (const char *const[]){
		"--prices prices.csv --periods 12",
		"--prices prices.csv --periods 12 --covariance ledoit-wolf-constant --format json",
		"--prices prices.csv --periods 12 --mean-output mean.csv --covariance-output covariance.csv",
		NULL,
	},
};
