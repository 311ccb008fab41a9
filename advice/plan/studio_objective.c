/* The objectives of the studio: places on the frontier, and portfolios worked out beside it. */
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/plan/candidate.h"
#include "advice/plan/studio_wish.h"
#include "engine/base/memory.h"

enum {
	AIM_WALK, AIM_LEAST_RISK, AIM_SHARPE, AIM_UTILITY, AIM_RETURN, AIM_PARITY, AIM_TREE, AIM_SPREAD, AIM_SHORTFALL,
	AIM_DRAWDOWN, AIM_ROBUST, AIM_RESAMPLED, AIM_NEAREST, AIMS,
};

/* What a method takes when nobody says otherwise: that of the laboratory. */
static const double shortfall_confidence = 0.95, usual_uncertainty = 1.0;
enum { REDRAWN = 200, SEED = 1 };

const struct studio_objective studio_objectives[AIMS + 1] = {
	[AIM_WALK] = {"target-volatility", N_("target volatility"), N_("vol."), UNIT_PERCENT, 0.0, 1.0,
	              N_("The walk along the frontier: the highest expected return at no more than this volatility."), true},
	[AIM_LEAST_RISK] = {"min-variance", N_("least volatility"), NULL, UNIT_NONE, 0.0, 0.0,
	                    N_("The left end of the frontier: as calm as the limits allow."), true},
	[AIM_SHARPE] = {"max-sharpe", N_("best Sharpe ratio"), NULL, UNIT_NONE, 0.0, 0.0,
	                N_("The most return above the riskless rate for each point of volatility."), true},
	[AIM_UTILITY] = {"utility", N_("utility"), N_("λ"), UNIT_NUMBER, 0.1, 1000.0,
	                 N_("Expected return less half of λ times the variance; 2 is bold, 10 is careful."), true},
	[AIM_RETURN] = {"target-return", N_("target return"), N_("return"), UNIT_PERCENT, 0.0, 1.0,
	                N_("The calmest portfolio that still expects this return."), true},
	[AIM_PARITY] = {"risk-parity", N_("equal risk"), NULL, UNIT_NONE, 0.0, 0.0,
	                N_("Every holding brings the same share of the risk; cash stays at the least the limits demand."), false},
	[AIM_TREE] = {"hierarchical", N_("risk tree (HRP)"), NULL, UNIT_NONE, 0.0, 0.0,
	              N_("Risk is shared out along a tree of what moves together; it keeps no limits, and is refused where it "
	                 "would break one."), false},
	[AIM_SPREAD] = {"max-diversification", N_("most diversified"), NULL, UNIT_NONE, 0.0, 0.0,
	                N_("The volatility is the smallest share of what the holdings have one by one."), false},
	[AIM_SHORTFALL] = {"expected-shortfall", N_("mild worst weeks"), N_("return ≥"), UNIT_PERCENT, 0.0, 1.0,
	                   N_("The least mean loss in the worst twentieth of the last five years' weeks, at this expected return."),
	                   false},
	[AIM_DRAWDOWN] = {"conditional-drawdown", N_("mild deep falls"), N_("return ≥"), UNIT_PERCENT, 0.0, 1.0,
	                  N_("The least mean of the deepest twentieth of falls below an earlier high, at this expected return."),
	                  false},
	[AIM_ROBUST] = {"robust", N_("robust"), N_("κ"), UNIT_NUMBER, 0.01, 100.0,
	                N_("The highest return if the true returns are the worst within κ standard errors of what is expected."),
	                false},
	[AIM_RESAMPLED] = {"resampled", N_("resampled"), N_("vol."), UNIT_PERCENT, 0.0001, 1.0,
	                   N_("The average of the frontiers of 200 histories that might as well have happened."), false},
	[AIM_NEAREST] = {"tracking-error", N_("nearest to today"), NULL, UNIT_NONE, 0.0, 0.0,
	                 N_("The portfolio within the limits that departs least from the plan in force, or from what is held."),
	                 false},
};

size_t studio_objective_count(void)
{
	return AIMS;
}

size_t studio_objective_find(const char *name)
{
	for (size_t i = 0; i < AIMS; i++)
		if (strcmp(studio_objectives[i].name, name) == 0)
			return i;
	return SIZE_MAX;
}

double studio_objective_usual(const struct studio *studio, size_t objective)
{
	const struct candidate *plan = &studio->current;

	switch (objective) {
	case AIM_WALK:
	case AIM_RESAMPLED:
		return plan->volatility;
	case AIM_UTILITY:
		return plan->lambda > 0.0 ? fmin(fmax(1.0 / plan->lambda, 0.1), 1000.0) : 4.0;
	case AIM_RETURN:
	case AIM_SHORTFALL:
	case AIM_DRAWDOWN:
		return fmax(plan->expected_return, 0.0);
	case AIM_ROBUST:
		return usual_uncertainty;
	default:
		return 0.0;
	}
}

enum status studio_objective_place(const struct studio *studio, size_t objective, double parameter, double *volatility,
                                   struct error *err)
{
	const struct frontier *frontier = studio->frontier;
	struct frontier_point point;

	if (frontier->corner_count == 0)
		return error_set(err, STATUS_INFEASIBLE, "the limits allow no plan");
	switch (objective) {
	case AIM_WALK:
		*volatility = parameter;
		return STATUS_OK;
	case AIM_LEAST_RISK:
		*volatility = studio->least;
		return STATUS_OK;
	case AIM_SHARPE:
		if (!frontier_max_sharpe(frontier, studio->problem->allocation.risk_free, &point))
			return error_set(err, STATUS_INFEASIBLE, "nothing within the limits returns more than the riskless %.2f %%",
			                 100.0 * studio->problem->allocation.risk_free);
		break;
	case AIM_UTILITY:
		frontier_at_lambda(frontier, 1.0 / parameter, &point);
		break;
	case AIM_RETURN: {
		const struct frontier_corner *corners = frontier->corners;
		const double most = corners[0].expected_return, least = corners[frontier->corner_count - 1].expected_return;

		if (parameter > most + 1e-9)
			return error_set(err, STATUS_INFEASIBLE, "the limits allow at most %.2f %% a year", 100.0 * most);
		/* Below what the calmest portfolio returns that one is best. */
		if (!frontier_at_return(frontier, fmin(fmax(parameter, least), most), &point))
			frontier_at_lambda(frontier, parameter > least ? INFINITY : 0.0, &point);
		break;
	}
	default:
		return error_set(err, STATUS_INVALID, "this objective has no place on the frontier");
	}
	*volatility = point.volatility;
	return STATUS_OK;
}

/* ---- beside the frontier ----------------------------------------------------------------------------------------- */

struct studio_task {
	size_t objective;
	size_t market_count, count;     /* rows of the market; of the problem                          */
	size_t *rows;                   /* owned; market row of each                                   */
	char (*names)[SYMBOL_SIZE];     /* owned                                                       */
	const char **labels;            /* owned array of names                                        */
	bool *is_cash;                  /* owned; never too small to hold                              */
	gsl_vector *mean, *lower, *upper, *benchmark; /* owned                                         */
	gsl_matrix *covariance, *returns; /* owned                                                     */
	gsl_vector *held;               /* owned; what is held of each                                 */
	struct allocation_trading trading;
	struct allocation_row limits[STUDIO_GROUPS]; /* coefficients owned                             */
	char limit_names[STUDIO_GROUPS][48];
	gsl_rng *rng;                   /* owned                                                       */
	struct allocation_problem problem;
	double share;                   /* of the plan that the problem is about; the rest is kept     */
	double smallest;                /* position, as a share of the plan                            */
	double *kept;                   /* owned; market_count: weights that are settled beforehand    */
	double *weights;                /* owned; market_count                                         */
	bool is_done;
};

static bool spreads_risk(size_t objective)
{
	return objective == AIM_PARITY || objective == AIM_TREE || objective == AIM_SPREAD;
}

/*
 * Cash where only risk is spread: what the limits demand, the rest of the cash minimum in the vehicle that returns
 * most. Returns the sum.
 */
static double keep_cash(const struct studio *studio, double *kept)
{
	const struct studio_beliefs *beliefs = &studio->beliefs;
	double sum = 0.0, wanted = 0.0;
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < studio->group_count; i++)
		if (studio->groups[i].kind == GROUP_CASH_MINIMUM ||
		    (studio->groups[i].kind == GROUP_CLASS && strcmp(studio->groups[i].key, asset_class_name(ASSET_CASH)) == 0))
			wanted = fmax(wanted, studio->groups[i].lower);
	for (size_t i = 0; i < studio->universe_count; i++) {
		const size_t row = studio->universe[i];

		if (studio->market->rows[row].instrument.asset_class != ASSET_CASH)
			continue;
		kept[row] = studio->lower[row];
		sum += kept[row];
		if (studio->upper[row] >= wanted &&
		    (best == SIZE_MAX || beliefs->expected_return[row] > beliefs->expected_return[best]))
			best = row;
	}
	if (best != SIZE_MAX && sum < wanted) {
		kept[best] += wanted - sum;
		sum = wanted;
	}
	return sum;
}

static void choose_rows(struct studio_task *task, const struct studio *studio)
{
	for (size_t i = 0; i < studio->universe_count; i++) {
		const struct instrument *instrument = &studio->market->rows[studio->universe[i]].instrument;

		if (spreads_risk(task->objective) && instrument->asset_class == ASSET_CASH)
			continue;
		(void)snprintf(task->names[task->count], SYMBOL_SIZE, "%s", instrument->symbol);
		task->labels[task->count] = task->names[task->count];
		task->is_cash[task->count] = instrument_is_cash(instrument);
		task->rows[task->count++] = studio->universe[i];
	}
}

/* Limits of the whole as limits of the share the problem is about; a row that is settled beforehand is left out. */
static void add_limit(struct studio_task *task, const struct studio *studio, const struct studio_group *group)
{
	const struct allocation_row *row = &studio->problem->rows[group->row];
	const double settled = studio_group_share(studio, group, task->kept);
	double *coefficients = memory_new_array(task->count, sizeof *coefficients);
	const size_t at = task->problem.row_count;
	bool is_any = false;

	for (size_t i = 0, u = 0; i < task->count; i++) {
		while (studio->universe[u] != task->rows[i])
			u++;
		coefficients[i] = row->coefficients[u];
		is_any = is_any || coefficients[i] != 0.0;
	}
	if (!is_any) {
		free(coefficients);
		return;
	}
	(void)snprintf(task->limit_names[at], sizeof task->limit_names[at], "%s", group->key);
	task->limits[at] = (struct allocation_row){
		.label = task->limit_names[at], .coefficients = coefficients,
		.lower = (row->lower - settled) / task->share, .upper = (row->upper - settled) / task->share,
	};
	task->problem.row_count++;
}

static void copy_figures(struct studio_task *task, const struct studio *studio)
{
	const struct market *market = studio->market;
	const double *from = studio->standing.has_plan ? studio->standing.targets : studio->standing.weights;
	double held = 0.0;

	for (size_t i = 0; i < task->count; i++)
		held += from[task->rows[i]];
	for (size_t i = 0, u = 0; i < task->count; i++) {
		const size_t row = task->rows[i];

		while (studio->universe[u] != row)
			u++;
		gsl_vector_set(task->held, i, gsl_vector_get(studio->problem->held, u));
		gsl_vector_set(task->mean, i, studio->beliefs.expected_return[row]);
		gsl_vector_set(task->lower, i, fmin(studio->lower[row] / task->share, 1.0));
		gsl_vector_set(task->upper, i, fmin(studio->upper[row] / task->share, 1.0));
		gsl_vector_set(task->benchmark, i, held > 0.0 ? from[row] / held : 1.0 / (double)task->count);
		for (size_t j = 0, v = 0; j < task->count; j++) {
			while (studio->universe[v] != task->rows[j])
				v++;
			gsl_matrix_set(task->covariance, i, j, gsl_matrix_get(studio->problem->covariance, u, v));
		}
		for (size_t t = 0; task->returns != NULL && t < market->weekly.length; t++)
			gsl_matrix_set(task->returns, t, i, series_at(&market->weekly, t, row));
	}
}

/* What the methods ask beside the limits. */
static void ask(struct studio_task *task, const struct studio *studio, double parameter)
{
	struct allocation_problem *problem = &task->problem;

	problem->count = task->count;
	problem->expected_return = task->mean;
	problem->covariance = task->covariance;
	problem->lower = task->lower;
	problem->upper = task->upper;
	problem->labels = task->labels;
	problem->rows = task->limits;
	problem->risk_free = studio->problem->allocation.risk_free;
	problem->benchmark = task->benchmark;
	problem->returns = task->returns;
	problem->confidence = shortfall_confidence;
	problem->target_return = parameter;
	problem->target_volatility = parameter;
	problem->risk_aversion = task->objective == AIM_UTILITY ? parameter : 0.0;
	problem->uncertainty = parameter;
	problem->observations = studio->market->observations;
	problem->draws = REDRAWN;
	problem->rng = task->rng;
	if (studio->problem->allocation.trading != NULL) { /* what cannot keep it refuses in words */
		task->trading = (struct allocation_trading){.current = task->held,
		                                            .turnover = studio->problem->trading.turnover};
		problem->trading = &task->trading;
	}
	if (task->objective != AIM_ROBUST && task->objective != AIM_RESAMPLED)
		return;
	/* Their observations are weeks, so that mean and covariance must be of a week too. */
	(void)gsl_vector_scale(task->mean, 1.0 / WEEKS_A_YEAR); /* neither can fail */
	(void)gsl_matrix_scale(task->covariance, 1.0 / WEEKS_A_YEAR);
	problem->target_volatility /= sqrt(WEEKS_A_YEAR);
	problem->risk_free /= WEEKS_A_YEAR;
}

struct studio_task *studio_task_new(struct session *session, const struct studio *studio, size_t objective,
                                    double parameter)
{
	const size_t most = studio->universe_count, all = studio->market->count, weeks = studio->market->weekly.length;
	struct studio_task *task = memory_new(sizeof *task);

	*task = (struct studio_task){
		.objective = objective, .market_count = all, .share = 1.0, .smallest = session_rules(session)->minimum_position,
		.rows = memory_new_array(most, sizeof *task->rows), .names = memory_new_array(most, sizeof *task->names),
		.labels = memory_new_array(most, sizeof *task->labels), .is_cash = memory_new_array(most, sizeof *task->is_cash),
		.kept = memory_new_array(all, sizeof *task->kept), .weights = memory_new_array(all, sizeof *task->weights),
	};
	if (spreads_risk(objective))
		task->share = 1.0 - keep_cash(studio, task->kept);
	choose_rows(task, studio);
	if (task->count == 0 || task->share <= 0.0)
		return task; /* told when it is run */
	task->mean = gsl_vector_alloc(task->count);
	task->lower = gsl_vector_alloc(task->count);
	task->upper = gsl_vector_alloc(task->count);
	task->benchmark = gsl_vector_alloc(task->count);
	task->held = gsl_vector_alloc(task->count);
	task->covariance = gsl_matrix_alloc(task->count, task->count);
	if (weeks > 0 && (objective == AIM_SHORTFALL || objective == AIM_DRAWDOWN))
		task->returns = gsl_matrix_alloc(weeks, task->count);
	task->rng = gsl_rng_alloc(gsl_rng_mt19937);
	if (task->mean == NULL || task->lower == NULL || task->upper == NULL || task->benchmark == NULL || task->held == NULL ||
	    task->covariance == NULL || task->rng == NULL)
		return task;
	gsl_rng_set(task->rng, SEED);
	copy_figures(task, studio);
	for (size_t g = 0; g < studio->group_count; g++)
		if (studio->groups[g].row != SIZE_MAX)
			add_limit(task, studio, &studio->groups[g]);
	ask(task, studio, parameter);
	return task;
}

void studio_task_free(struct studio_task *task)
{
	if (task == NULL)
		return;
	for (size_t i = 0; i < task->problem.row_count; i++)
		free((void *)(uintptr_t)task->limits[i].coefficients); /* ours: made in add_limit */
	gsl_vector_free(task->mean);
	gsl_vector_free(task->lower);
	gsl_vector_free(task->upper);
	gsl_vector_free(task->benchmark);
	gsl_vector_free(task->held);
	gsl_matrix_free(task->covariance);
	gsl_matrix_free(task->returns);
	gsl_rng_free(task->rng);
	free(task->rows);
	free(task->names);
	free(task->labels);
	free(task->is_cash);
	free(task->kept);
	free(task->weights);
	free(task);
}

/* Caps at zero what would be too small to hold; false when nothing is. */
static bool leave_out(struct studio_task *task, const gsl_vector *weights)
{
	bool is_any = false;

	for (size_t i = 0; i < task->count; i++) {
		const double weight = task->share * gsl_vector_get(weights, i);

		if (task->is_cash[i] || weight <= 0.0 || weight >= task->smallest || gsl_vector_get(task->lower, i) > 0.0)
			continue;
		gsl_vector_set(task->upper, i, 0.0);
		is_any = true;
	}
	return is_any;
}

static void take(struct studio_task *task, const gsl_vector *weights)
{
	memcpy(task->weights, task->kept, task->market_count * sizeof *task->weights);
	for (size_t i = 0; i < task->count; i++)
		task->weights[task->rows[i]] += task->share * gsl_vector_get(weights, i);
	task->is_done = true;
}

enum status studio_task_run(struct studio_task *task, struct error *err)
{
	enum { ROUNDS = 4 };
	const struct allocator *allocator = allocator_find(studio_objectives[task->objective].name);
	struct allocation_info *info;
	gsl_vector *weights;
	enum status status;

	if (task->problem.count == 0)
		return error_set(err, STATUS_INFEASIBLE, "nothing beside cash may be held");
	if ((task->objective == AIM_SHORTFALL || task->objective == AIM_DRAWDOWN) && task->returns == NULL)
		return error_set(err, STATUS_NOT_FOUND, "there is no history of weekly returns to look at");
	weights = gsl_vector_alloc(task->count);
	if (weights == NULL)
		return error_set(err, STATUS_NO_MEMORY, "%zu instruments do not fit", task->count);
	info = memory_new(sizeof *info);
	status = allocator->solve(&task->problem, weights, info, err);
	if (status == STATUS_OK)
		take(task, weights);
	/* Without what is too small others may become small; where the limits need it, it stays. */
	for (int round = 0; status == STATUS_OK && round < ROUNDS && leave_out(task, weights); round++) {
		gsl_rng_set(task->rng, SEED);
		if (allocator->solve(&task->problem, weights, info, NULL) != STATUS_OK)
			break;
		take(task, weights);
	}
	gsl_vector_free(weights);
	free(info);
	if (status != STATUS_OK && task->share < 1.0) /* its figures are shares of what is not cash */
		return error_prefix(err, "of what is not cash");
	return status;
}

const double *studio_task_weights(const struct studio_task *task)
{
	return task->is_done ? task->weights : NULL;
}
