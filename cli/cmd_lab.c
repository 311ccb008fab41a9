/* ballast lab moments, lab optimize, lab frontier */
#include <math.h>

#include "advice/lab.h"
#include "advice/language.h"
#include "cli/call.h"
#include "cli/cmd.h"

static const char *choice(const struct call *call, const char *option, const char *fallback)
{
	const char *const given = call_option(call, option);

	return given != NULL ? given : fallback;
}

static int answer(struct call *call, enum status status, const struct section *section, int code,
                  const struct error *err)
{
	return status == STATUS_OK ? call_show(call, section, code) : call_failed(call, status, err);
}

static int moments(struct call *call)
{
	struct lab_moments request = {
		.prices = call_option(call, "prices"), .returns = call_option(call, "returns"),
		.mean = choice(call, "mean", "historical"), .covariance = choice(call, "covariance", "sample"),
		.periods = 252, .lambda = NAN,
	};
	struct section *section = NULL;
	struct error err = {0};

	if ((request.prices == NULL) == (request.returns == NULL))
		return call_misused(call, _("Give --prices or --returns, one of them."));
	if (!call_number(call, "periods", &request.periods) || !call_number(call, "lambda", &request.lambda))
		return EXIT_USAGE;
	if (request.periods <= 0)
		return call_misused(call, _("--periods must be above zero: 252 for days, 12 for months."));
	if (call_has(call, "lambda") && (request.lambda <= 0 || request.lambda >= 1))
		return call_misused(call, _("--lambda must lie between 0 and 1."));
	const enum status status = lab_moments(&request, call->arena, &section, &err);
	return answer(call, status, section, EXIT_DONE, &err);
}

static bool read_problem(const struct call *call, struct lab_problem *problem)
{
	*problem = (struct lab_problem){
		.mean = call_option(call, "mean"), .covariance = call_option(call, "covariance"),
		.bounds = call_option(call, "bounds"), .groups = call_option(call, "groups"),
		.lower = NAN, .upper = NAN,
	};
	return call_number(call, "lower", &problem->lower) && call_number(call, "upper", &problem->upper) &&
	       call_number(call, "risk-free", &problem->risk_free);
}

static int optimize(struct call *call)
{
	struct lab_optimize request = {.objective = call_option(call, "objective"), .target = NAN, .risk_aversion = NAN};
	struct section *section = NULL;
	struct error err = {0};
	bool is_feasible = true;
	enum status status;

	if (!read_problem(call, &request.problem) || !call_number(call, "target", &request.target) ||
	    !call_number(call, "risk-aversion", &request.risk_aversion))
		return EXIT_USAGE;
	status = lab_optimize(&request, &is_feasible, call->arena, &section, &err);
	return answer(call, status, section, is_feasible ? EXIT_DONE : EXIT_REFUSED, &err);
}

static int frontier(struct call *call)
{
	struct lab_frontier request = {.turning_points = call_has(call, "turning-points"),
	                               .at_returns = call_option(call, "at-returns")};
	struct section *section = NULL;
	struct error err = {0};
	int64_t points = 0;

	if (!read_problem(call, &request.problem) || !call_integer(call, "points", 2, 100000, &points))
		return EXIT_USAGE;
	if (request.turning_points + (points > 0) + (request.at_returns != NULL) > 1)
		return call_misused(call, _("Give one of --turning-points, --points and --at-returns."));
	request.points = (size_t)points;
	if (points == 0 && request.at_returns == NULL)
		request.turning_points = true;
	const enum status status = lab_frontier(&request, call->arena, &section, &err);
	return answer(call, status, section, EXIT_DONE, &err);
}

#define PROBLEM_OPTIONS \
	{.name = "mean", .argument = N_("FILE"), .is_required = true, .help = N_("expected returns: symbol,mean")}, \
	{.name = "covariance", .argument = N_("FILE"), .is_required = true, \
	 .help = N_("covariances: symbol, then one column a symbol")}, \
	{.name = "risk-free", .argument = N_("R"), .help = N_("the riskless return; otherwise 0")}, \
	{.name = "lower", .argument = N_("L"), .help = N_("least weight of each; otherwise 0")}, \
	{.name = "upper", .argument = N_("U"), .help = N_("greatest weight of each; otherwise 1")}, \
	{.name = "bounds", .argument = N_("FILE"), .help = N_("limits one by one: symbol,lower,upper")}, \
	{.name = "groups", .argument = N_("FILE"), .help = N_("limits of sums: group,symbol,lower,upper")}

const struct command cmd_lab_moments = {
	.name = "lab", .verb = "moments", .usage = "--prices FILE | --returns FILE [OPTION...]", .is_bookless = true,
	.run = moments,
	.summary = N_("Expected returns and covariances from a file of prices or returns"),
	.options = (const struct command_option[]){
		{.name = "prices", .argument = N_("FILE"), .help = N_("prices: date, then one column a symbol")},
		{.name = "returns", .argument = N_("FILE"), .help = N_("returns, likewise")},
		{.name = "mean", .argument = N_("METHOD"), .choices = "historical|geometric", .help = N_("otherwise historical")},
		{.name = "covariance", .argument = N_("METHOD"),
		 .choices = "sample|weighted|ledoit-wolf-identity|ledoit-wolf-constant", .help = N_("otherwise sample")},
		{.name = "periods", .argument = N_("N"), .help = N_("observations a year; otherwise 252")},
		{.name = "lambda", .argument = N_("L"), .help = N_("decay of weighted; otherwise 0.94")},
		{0},
	},
	.examples = (const char *const[]){"--prices prices.csv --covariance ledoit-wolf-constant --format json", NULL},
};

const struct command cmd_lab_optimize = {
	.name = "lab", .verb = "optimize", .usage = "--mean FILE --covariance FILE --objective OBJECTIVE [OPTION...]",
	.is_bookless = true, .run = optimize,
	.summary = N_("The best weights under limits, with a certificate"),
	.options = (const struct command_option[]){
		{.name = "objective", .argument = N_("OBJECTIVE"), .is_required = true,
		 .choices = "min-variance|max-sharpe|target-return|target-volatility|utility", .help = N_("what is best")},
		{.name = "target", .argument = N_("X"), .help = N_("of target-return and target-volatility")},
		{.name = "risk-aversion", .argument = N_("L"), .help = N_("of utility")},
		PROBLEM_OPTIONS,
		{0},
	},
	.examples = (const char *const[]){"--mean mean.csv --covariance covariance.csv --objective max-sharpe", NULL},
};

const struct command cmd_lab_frontier = {
	.name = "lab", .verb = "frontier", .usage = "--mean FILE --covariance FILE [OPTION...]", .is_bookless = true,
	.run = frontier,
	.summary = N_("The efficient frontier: its corners exactly, or points on it"),
	.options = (const struct command_option[]){
		{.name = "turning-points", .help = N_("the corners; so otherwise")},
		{.name = "points", .argument = N_("N"), .help = N_("points evenly spread")},
		{.name = "at-returns", .argument = N_("FILE"), .help = N_("at these expected returns: column return")},
		PROBLEM_OPTIONS,
		{0},
	},
	.examples = (const char *const[]){"--mean mean.csv --covariance covariance.csv --points 20 --format csv", NULL},
};
