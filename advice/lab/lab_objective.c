/* What each objective needs and what its limits are priced in. */
#include "advice/lab/lab_objective.h"

#include <math.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/lab/lab_choice.h"
#include "engine/base/text.h"

enum { DRAWS_OTHERWISE = 500 };
static const double confidence_otherwise = 0.95, uncertainty_otherwise = 1.0;

const struct lab_objective lab_objectives[AIMS + 1] = {
	[AIM_MIN_VARIANCE] = {"min-variance", N_("the least volatility within the limits"), ""},
	[AIM_MAX_SHARPE] = {"max-sharpe", N_("the most return above the riskless one for each point of volatility"),
	                    "[--risk-free]"},
	[AIM_TARGET_RETURN] = {"target-return", N_("the least volatility that still expects a given return"), "--target"},
	[AIM_TARGET_VOLATILITY] = {"target-volatility", N_("the highest expected return at no more than a given volatility"),
	                           "--target"},
	[AIM_UTILITY] = {"utility", N_("expected return less half the risk aversion times the variance"), "--risk-aversion"},
	[AIM_RISK_PARITY] = {"risk-parity", N_("every asset contributes its share of the risk, equal unless budgets say otherwise"),
	                     "[--budgets]"},
	[AIM_HIERARCHICAL] = {"hierarchical", N_("risk is shared out along a tree of what moves together; no matrix is inverted"),
	                      "[--linkage]"},
	[AIM_EXPECTED_SHORTFALL] = {"expected-shortfall", N_("the least mean loss in the worst periods of a history"),
	                            "--returns|--prices [--confidence] [--target]"},
	[AIM_CONDITIONAL_DRAWDOWN] = {"conditional-drawdown", N_("the least mean of the deepest falls below an earlier high"),
	                              "--returns|--prices [--confidence] [--target]"},
	[AIM_MAX_DIVERSIFICATION] = {"max-diversification", N_("volatility is the smallest share of what the holdings have one by one"),
	                             ""},
	[AIM_TRACKING_ERROR] = {"tracking-error", N_("as near to a benchmark as the limits allow"), "--benchmark"},
	[AIM_ROBUST] = {"robust", N_("utility when the expected returns are the worst within their uncertainty"),
	                "--risk-aversion [--uncertainty] [--observations]"},
	[AIM_RESAMPLED] = {"resampled", N_("the average of the portfolios of many redrawn histories"),
	                   "--risk-aversion|--target [--draws] [--seed] [--observations]"},
};

static const unsigned needs[AIMS] = {
	[AIM_MAX_SHARPE] = NEEDS_MEAN,
	[AIM_TARGET_RETURN] = NEEDS_MEAN | NEEDS_TARGET,
	[AIM_TARGET_VOLATILITY] = NEEDS_MEAN | NEEDS_TARGET,
	[AIM_UTILITY] = NEEDS_MEAN | NEEDS_AVERSION,
	[AIM_EXPECTED_SHORTFALL] = NEEDS_SCENARIOS,
	[AIM_CONDITIONAL_DRAWDOWN] = NEEDS_SCENARIOS,
	[AIM_TRACKING_ERROR] = NEEDS_BENCHMARK,
	[AIM_ROBUST] = NEEDS_MEAN | NEEDS_AVERSION | NEEDS_OBSERVATIONS,
	[AIM_RESAMPLED] = NEEDS_MEAN | NEEDS_OBSERVATIONS,
};

enum status lab_objective_choose(const char *name, struct lab_choice *choice, struct error *err)
{
	const char *names[AIMS];
	size_t count = 0;

	for (size_t i = 0; i < AIMS; i++) {
		const struct allocator *allocator = allocator_find(lab_objectives[i].name);

		if (allocator == NULL)
			continue;
		names[count++] = allocator->name;
		if (name != NULL && strcmp(name, allocator->name) == 0) {
			*choice = (struct lab_choice){.aim = (enum lab_aim)i, .allocator = allocator, .needs = needs[i]};
			return STATUS_OK;
		}
	}
	return lab_refuse_name("objective", name != NULL ? name : "", names, count, err);
}

enum lab_gain lab_objective_gain(enum lab_aim aim, const struct allocation_info *info, double *level)
{
	*level = info->volatility;
	switch (aim) {
	case AIM_EXPECTED_SHORTFALL: return GAIN_SHORTFALL;
	case AIM_CONDITIONAL_DRAWDOWN: return GAIN_DRAWDOWN;
	case AIM_MAX_DIVERSIFICATION: return GAIN_DIVERSIFICATION;
	case AIM_TRACKING_ERROR: *level = info->objective; return GAIN_TRACKING;
	default: return info->lambda > 0.0 ? GAIN_RETURN : GAIN_VARIANCE;
	}
}

const char *lab_objective_value_title(enum lab_aim aim)
{
	switch (aim) {
	case AIM_EXPECTED_SHORTFALL: return _("expected shortfall of a period");
	case AIM_CONDITIONAL_DRAWDOWN: return _("conditional drawdown");
	case AIM_TRACKING_ERROR: return _("tracking error");
	case AIM_MAX_DIVERSIFICATION: return _("diversification ratio");
	default: return _("value of the objective");
	}
}

bool lab_objective_is_fraction(enum lab_aim aim)
{
	return aim == AIM_EXPECTED_SHORTFALL || aim == AIM_CONDITIONAL_DRAWDOWN || aim == AIM_TRACKING_ERROR;
}

/* ---- what is needed ---------------------------------------------------------------------------------------------- */

static enum status check(const struct lab_optimize *request, const struct lab_choice *choice,
                         const struct lab_inputs *inputs, struct error *err)
{
	const char *name = choice->allocator->name;

	if ((choice->needs & NEEDS_MEAN) != 0 && !inputs->has_mean)
		return error_set(err, STATUS_INVALID, "the objective \"%s\" needs expected returns: a file of means, a history or "
		                 "the market's weights", name);
	if ((choice->needs & NEEDS_TARGET) != 0 && !isfinite(request->target))
		return error_set(err, STATUS_INVALID, "the objective \"%s\" needs a target", name);
	if ((choice->needs & NEEDS_AVERSION) != 0 && !(isfinite(request->risk_aversion) && request->risk_aversion > 0.0))
		return error_set(err, STATUS_INVALID, "the objective \"%s\" needs a risk aversion above 0", name);
	if ((choice->needs & NEEDS_SCENARIOS) != 0 && inputs->history.path == NULL)
		return error_set(err, STATUS_INVALID, "the objective \"%s\" needs a history: a file of returns or prices", name);
	if ((choice->needs & NEEDS_BENCHMARK) != 0 && request->benchmark == NULL)
		return error_set(err, STATUS_INVALID, "the objective \"%s\" needs the weights of a benchmark", name);
	if ((choice->needs & NEEDS_OBSERVATIONS) != 0 && request->observations == 0 && inputs->history.path == NULL)
		return error_set(err, STATUS_INVALID, "the objective \"%s\" needs to know how many observations are behind the "
		                 "assumptions, or the history itself", name);
	if (choice->aim == AIM_RESAMPLED && !(request->risk_aversion > 0.0) && !(request->target > 0.0))
		return error_set(err, STATUS_INVALID, "the objective \"%s\" needs a risk aversion, or a volatility as its target",
		                 name);
	if (request->tracking_limit > 0.0 && request->benchmark == NULL)
		return error_set(err, STATUS_INVALID, "a limit of the tracking error needs the weights of a benchmark");
	return STATUS_OK;
}

/* What an option asks an allocator to keep. */
static const struct keep {
	const char *option, *what;
	unsigned keeps;
} keeps[] = {
	{"turnover", "a limit of the turnover", KEEPS_TURNOVER},
	{"cost", "a cost of trading", KEEPS_COST},
	{"impact", "a cost that grows with the square of a trade", KEEPS_IMPACT},
	{"tracking-limit", "a limit of the tracking error", KEEPS_TRACKING},
	{"cardinality", "a number of assets", KEEPS_CARDINALITY},
	{"minimum-position", "a smallest position", KEEPS_MINIMUM_POSITION},
};
enum { KEEPS = sizeof keeps / sizeof keeps[0] };

static void list_keepers(unsigned asked, struct text *text)
{
	for (size_t i = 0; i < AIMS; i++) {
		const struct allocator *allocator = allocator_find(lab_objectives[i].name);

		if (allocator != NULL && (allocator->keeps & asked) == asked)
			text_addf(text, "%s%s", text->length > 0 ? ", " : "", allocator->name);
	}
}

bool lab_objectives_keep(const char *option, struct text *text)
{
	for (size_t i = 0; i < KEEPS; i++)
		if (strcmp(keeps[i].option, option) == 0)
			list_keepers(keeps[i].keeps, text);
	return text->length > 0;
}

static unsigned asked_of(const struct allocation_problem *problem)
{
	const struct allocation_trading *trading = problem->trading;
	unsigned asked = 0;

	if (trading != NULL && isfinite(trading->turnover))
		asked |= KEEPS_TURNOVER;
	if (trading != NULL && trading->cost != NULL)
		asked |= KEEPS_COST;
	if (trading != NULL && trading->impact != NULL)
		asked |= KEEPS_IMPACT;
	if (problem->tracking_limit > 0.0)
		asked |= KEEPS_TRACKING;
	if (problem->cardinality > 0)
		asked |= KEEPS_CARDINALITY;
	return problem->minimum_position > 0.0 ? asked | KEEPS_MINIMUM_POSITION : asked;
}

/* Nothing that was asked is left out in silence. */
static enum status check_kept(const struct lab_choice *choice, const struct allocation_problem *problem,
                              struct error *err)
{
	const unsigned missing = asked_of(problem) & ~choice->allocator->keeps;
	struct text able = {0};
	enum status status = STATUS_OK;

	for (size_t i = 0; i < KEEPS && status == STATUS_OK; i++) {
		if ((missing & keeps[i].keeps) == 0)
			continue;
		list_keepers(keeps[i].keeps, &able);
		status = able.length > 0 ? error_set(err, STATUS_INVALID, "the objective \"%s\" cannot keep %s; these can: %s",
		                                     choice->allocator->name, keeps[i].what, text_string(&able))
		                         : error_set(err, STATUS_INVALID, "the objective \"%s\" cannot keep %s; none can yet",
		                                     choice->allocator->name, keeps[i].what);
	}
	text_clear(&able);
	return status;
}

static enum status set_linkage(const char *linkage, struct allocation_problem *problem, struct error *err)
{
	static const char *const names[] = {"columns", "direct"};
	const size_t at = lab_find_name(linkage, names, 2);

	if (at == 2)
		return lab_refuse_name("linkage", linkage, names, 2, err);
	problem->hierarchy = at == 0 ? HIERARCHY_COLUMNS : HIERARCHY_DIRECT;
	return STATUS_OK;
}

static enum status read_scenarios(const struct lab_optimize *request, const struct lab_choice *choice,
                                  struct lab_inputs *inputs, struct lab_asked *asked, struct error *err)
{
	const struct series *returns = &inputs->history.returns;
	enum status status;

	inputs->problem.observations = request->observations;
	if (request->observations == 0 && inputs->history.path != NULL)
		inputs->problem.observations = estimate_common_rows(returns);
	if ((choice->needs & NEEDS_SCENARIOS) == 0)
		return STATUS_OK;
	status = estimate_common_window(returns, &asked->scenarios, NULL, err);
	if (status != STATUS_OK)
		return error_prefix(err, "%s", inputs->history.path);
	inputs->problem.returns = asked->scenarios;
	return STATUS_OK;
}

/* A number an option gave, or what stands in for it. */
static double given_or(double value, double otherwise)
{
	return isfinite(value) && value != 0.0 ? value : otherwise;
}

static void set_numbers(const struct lab_optimize *request, struct allocation_problem *problem)
{
	problem->target_return = request->target; /* NaN: no floor */
	problem->target_volatility = isfinite(request->target) ? request->target : 0.0;
	problem->risk_aversion = isfinite(request->risk_aversion) ? request->risk_aversion : 0.0;
	problem->confidence = given_or(request->confidence, confidence_otherwise);
	problem->uncertainty = isfinite(request->uncertainty) ? request->uncertainty : uncertainty_otherwise;
	problem->draws = request->draws > 0 ? request->draws : DRAWS_OTHERWISE;
	problem->tracking_limit = request->tracking_limit;
	problem->cardinality = request->cardinality;
	problem->minimum_position = request->minimum_position;
}

enum status lab_objective_ask(const struct lab_optimize *request, const struct lab_choice *choice,
                              struct lab_inputs *inputs, struct lab_asked *asked, struct error *err)
{
	struct allocation_problem *problem = &inputs->problem;
	enum status status = check(request, choice, inputs, err);

	set_numbers(request, problem);
	if (status == STATUS_OK && request->linkage != NULL)
		status = set_linkage(request->linkage, problem, err);
	if (status == STATUS_OK && request->budgets != NULL)
		status = lab_inputs_column(inputs, request->budgets, &lab_column_budget, &asked->budgets, err);
	if (status == STATUS_OK && request->benchmark != NULL)
		status = lab_inputs_column(inputs, request->benchmark, &lab_column_weight, &asked->benchmark, err);
	if (status == STATUS_OK)
		status = read_scenarios(request, choice, inputs, asked, err);
	if (status == STATUS_OK)
		status = check_kept(choice, problem, err);
	if (status != STATUS_OK)
		return status;
	problem->budgets = asked->budgets;
	problem->benchmark = asked->benchmark;
	asked->rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_rng_set(asked->rng, (unsigned long)request->seed);
	problem->rng = asked->rng;
	return STATUS_OK;
}

/*
 * How uncertain assumptions are follows from the observations behind them, so that these, mean and covariance must be of
 * one period; everything else is of a year.
 */
static double periods_of(const struct lab_choice *choice, const struct lab_inputs *inputs)
{
	return (choice->needs & NEEDS_OBSERVATIONS) != 0 ? inputs->periods : 1.0;
}

static void scale(struct lab_inputs *inputs, double factor)
{
	(void)gsl_vector_scale(inputs->mean, factor); /* neither can fail */
	(void)gsl_matrix_scale(inputs->covariance, factor);
	if (inputs->cost != NULL)
		(void)gsl_vector_scale(inputs->cost, factor);
	if (inputs->impact != NULL)
		(void)gsl_vector_scale(inputs->impact, factor);
	inputs->problem.risk_free *= factor;
	inputs->problem.target_volatility *= sqrt(factor);
}

enum status lab_objective_solve(const struct lab_choice *choice, struct lab_inputs *inputs, gsl_vector *weights,
                                struct allocation_info *info, struct error *err)
{
	const double periods = periods_of(choice, inputs);
	enum status status;

	if (periods == 1.0)
		return choice->allocator->solve(&inputs->problem, weights, info, err);
	scale(inputs, 1.0 / periods);
	status = choice->allocator->solve(&inputs->problem, weights, info, err);
	scale(inputs, periods);
	if (status != STATUS_OK)
		return status;
	info->expected_return *= periods;
	info->volatility *= sqrt(periods);
	info->sharpe *= sqrt(periods);
	info->objective *= periods;
	info->cost *= periods;
	for (size_t i = 0; i < info->binding_count; i++)
		info->bindings[i].multiplier *= periods;
	return STATUS_OK;
}

void lab_objective_clear(struct lab_asked *asked)
{
	gsl_vector_free(asked->budgets);
	gsl_vector_free(asked->benchmark);
	gsl_matrix_free(asked->scenarios);
	gsl_rng_free(asked->rng);
	*asked = (struct lab_asked){0};
}
