/* ballast lab frontier */
#include "advice/base/language.h"
#include "cli/cmd.h"
#include "cli/cmd_lab.h"

static int run(struct call *call)
{
	struct lab_frontier request = {.turning_points = call_has(call, "turning-points"),
	                               .at_returns = call_option(call, "at-returns")};
	struct section *section = NULL;
	struct error err = {0};
	int64_t points = 0;

	if (!lab_problem_read(call, &request.problem) || !call_integer(call, "points", 2, 100000, &points))
		return EXIT_USAGE;
	if (request.turning_points + (points > 0) + (request.at_returns != NULL) > 1)
		return call_misused(call, _("Give one of --turning-points, --points and --at-returns."));
	request.points = (size_t)points;
	if (points == 0 && request.at_returns == NULL)
		request.turning_points = true;
	const enum status status = lab_frontier(&request, call->arena, &section, &err);
	return lab_answered(call, status, section, EXIT_DONE, &err);
}

static void explain(struct text *text)
{
	lab_explain_files(text, "mean covariance prices returns bounds groups market views from costs at-returns");
	lab_explain_samples(text);
}

const struct command cmd_lab_frontier = {
	.name = "lab", .verb = "frontier", .usage = "--mean FILE --covariance FILE | --prices FILE [OPTION...]",
	.is_bookless = true, .run = run, .explain = explain,
	.summary = N_("The efficient frontier: its corners exactly, or points on it"),
	.options = (const struct command_option[]){
		{.name = "turning-points", .heading = N_("Which points:"), .help = N_("the corners; so otherwise")},
		{.name = "points", .argument = N_("N"), .help = N_("points evenly spread")},
		{.name = "at-returns", .argument = N_("FILE"), .help = N_("at these expected returns: column return")},
		LAB_PROBLEM_OPTIONS,
		{0},
	},
	.examples = (const char *const[]){
		"--prices prices.csv --periods 12",
		"--prices prices.csv --periods 12 --points 20 --format csv",
		"--prices prices.csv --periods 12 --bounds bounds.csv --groups groups.csv",
		NULL,
	},
};
