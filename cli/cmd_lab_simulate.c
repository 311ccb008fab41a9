/* ballast lab simulate */
#include <math.h>

#include "advice/base/language.h"
#include "cli/cmd.h"
#include "cli/cmd_lab.h"
#include "cli/interrupt.h"

enum { MOST_MONTHS = 1800, MOST_PATHS = 10000000 };
static const int64_t largest_seed = INT64_C(4294967295);

static bool step(void *context, size_t done, size_t total)
{
	struct call *call = context;

	output_progress(&call->output, done, total);
	return !interrupt_cancelled(NULL);
}

static bool read_numbers(const struct call *call, struct lab_simulate *request)
{
	int64_t months = 0, paths = 10000, seed = 1, freedom = 0, block = 0, rebalance = 0;

	if (!call_integer(call, "months", 1, MOST_MONTHS, &months) || !call_integer(call, "paths", 1, MOST_PATHS, &paths) ||
	    !call_integer(call, "seed", 0, largest_seed, &seed) || !call_integer(call, "degrees", 3, 30, &freedom) ||
	    !call_integer(call, "block", 1, MOST_MONTHS, &block) ||
	    !call_integer(call, "rebalance", 1, MOST_MONTHS, &rebalance) || !call_number(call, "start", &request->start) ||
	    !call_number(call, "contribution", &request->contribution) || !call_number(call, "growth", &request->growth) ||
	    !call_number(call, "fee", &request->fee) || !call_number(call, "inflation", &request->inflation) ||
	    !call_number(call, "goal", &request->goal))
		return false;
	request->months = (size_t)months;
	request->paths = (size_t)paths;
	request->seed = (uint64_t)seed;
	request->freedom = (size_t)freedom;
	request->block = (size_t)block;
	request->rebalance = (size_t)rebalance;
	return lab_lies(call, "start", request->start, 0.0, 1e15) && lab_lies(call, "goal", request->goal, 0.0, 1e15) &&
	       lab_lies(call, "contribution", request->contribution, -1e12, 1e12) &&
	       lab_lies(call, "growth", request->growth, -0.9, 1.0) && lab_lies(call, "fee", request->fee, 0.0, 0.5) &&
	       lab_lies(call, "inflation", request->inflation, -0.5, 1.0);
}

static int run(struct call *call)
{
	struct lab_simulate request = {
		.weights = call_option(call, "weights"), .model = call_option(call, "model"), .start = 1.0, .goal = NAN,
		.is_antithetic = call_has(call, "antithetic"), .step = step, .context = call,
	};
	struct section *section = NULL;
	struct error err = {0};
	enum status status;

	if (!lab_problem_read(call, &request.assumptions) || !read_numbers(call, &request))
		return EXIT_USAGE;
	status = lab_simulate(&request, call->arena, &section, &err);
	output_progress_end(&call->output);
	return lab_answered(call, status, section, EXIT_DONE, &err);
}

static void explain(struct text *text)
{
	lab_explain_files(text, "mean covariance prices returns weights");
	lab_explain_samples(text);
}

const struct command cmd_lab_simulate = {
	.name = "lab", .verb = "simulate",
	.usage = "--mean FILE --covariance FILE | --prices FILE --weights FILE --months M [OPTION...]", .is_bookless = true,
	.run = run, .explain = explain,
	.summary = N_("Where a portfolio's value may stand, by many paths and by closed form"),
	.options = (const struct command_option[]){
		{.name = "weights", .argument = N_("FILE"), .is_required = true, .heading = N_("What is simulated:"),
		 .help = N_("the portfolio: symbol,weight")},
		{.name = "months", .argument = N_("M"), .is_required = true, .help = N_("how long; 120 is ten years")},
		{.name = "paths", .argument = N_("N"), .help = N_("how many; otherwise 10000")},
		{.name = "seed", .argument = N_("S"), .help = N_("of the random numbers; otherwise 1")},
		{.name = "model", .argument = N_("MODEL"), .choices = "lognormal|student|bootstrap",
		 .help = N_("normal, with fat tails, or drawn from a monthly history; otherwise lognormal")},
		{.name = "degrees", .argument = N_("N"), .help = N_("of student: fewer have fatter tails; otherwise 5")},
		{.name = "block", .argument = N_("M"), .help = N_("of bootstrap: months drawn in one piece; otherwise 6")},
		{.name = "rebalance", .argument = N_("M"), .help = N_("simulates each asset and brings it back every M months")},
		{.name = "antithetic", .help = N_("paths in opposite pairs, which makes the mean more exact")},
		{.name = "start", .argument = N_("AMOUNT"), .heading = N_("Money:"), .help = N_("value at the start; otherwise 1")},
		{.name = "contribution", .argument = N_("AMOUNT"), .help = N_("paid in each month; negative is taken out")},
		{.name = "growth", .argument = N_("G"), .help = N_("of what is paid in, a year; otherwise 0")},
		{.name = "fee", .argument = N_("F"), .help = N_("a year, of the value; otherwise 0")},
		{.name = "inflation", .argument = N_("I"), .help = N_("a year; answers are then in the start's money")},
		{.name = "goal", .argument = N_("AMOUNT"), .help = N_("how likely is it to be reached?")},
		LAB_ASSUMPTION_OPTIONS,
		{0},
	},
	.examples = (const char *const[]){
		"--prices prices.csv --periods 12 --weights weights.csv --months 120 --start 1000 --goal 1500",
		"--prices prices.csv --periods 12 --weights weights.csv --months 60 --contribution 100",
		"--prices prices.csv --periods 12 --weights weights.csv --months 120 --model bootstrap",
		NULL,
	},
};
