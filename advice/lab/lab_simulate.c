/* Where the value of a portfolio may stand: many paths, and what is known without them. */
#include "advice/lab/lab.h"

#include <math.h>

#include "advice/base/language.h"
#include "advice/lab/lab_choice.h"
#include "advice/lab/lab_inputs.h"
#include "advice/lab/lab_limit.h"
#include "engine/base/memory.h"
#include "engine/risk/risk.h"
#include "engine/simulate/goals.h"
#include "engine/simulate/paths.h"
#include "report/document.h"

/* More values than this are not kept for a fan: half a gigabyte. */
static const size_t values_kept = 64000000;

static const double levels[] = {.05, .1, .25, .5, .75, .9, .95};
enum { LEVELS = sizeof levels / sizeof levels[0] };
static const char *const level_keys[LEVELS] = {"p05", "p10", "p25", "p50", "p75", "p90", "p95"};
static const char *const level_titles[LEVELS] = {"5 %", "10 %", "25 %", "50 %", "75 %", "90 %", "95 %"};

static const char *const models[] = {
	[SIMULATE_LOGNORMAL] = "lognormal", [SIMULATE_STUDENT] = "student", [SIMULATE_BOOTSTRAP] = "bootstrap"};
enum { MODELS = sizeof models / sizeof models[0] };

/* What one request takes. */
struct run {
	struct lab_inputs inputs;
	gsl_vector *weights;           /* owned */
	gsl_matrix *history;           /* owned; NULL: not a bootstrap */
	struct simulation_flow flow;
	struct simulation_problem problem;
	struct simulation *simulation; /* owned */
	struct simulation_summary summary;
	double expected_return, volatility; /* of the portfolio, a year */
};

static void clear(struct run *run)
{
	simulation_free(run->simulation);
	gsl_vector_free(run->weights);
	gsl_matrix_free(run->history);
	lab_inputs_clear(&run->inputs);
}

/* Bootstrap draws months; rows of any other length would be another horizon than the one asked for. */
static enum status take_history(struct run *run, struct error *err)
{
	const struct series *returns = &run->inputs.history.returns;
	enum status status;
	double days;

	if (run->inputs.history.path == NULL)
		return error_set(err, STATUS_INVALID, "the bootstrap draws from a history: give monthly returns or prices");
	if (returns->length < 2)
		return error_set(err, STATUS_INVALID, "%s: the history is too short", run->inputs.history.path);
	days = (double)(returns->dates[returns->length - 1].days - returns->dates[0].days) / (double)(returns->length - 1);
	if (days < 26.0 || days > 35.0)
		return error_set(err, STATUS_INVALID, "%s: its rows are %.1f days apart on average; the bootstrap draws months",
		                 run->inputs.history.path, days);
	status = estimate_common_window(returns, &run->history, NULL, err);
	return status == STATUS_OK ? status : error_prefix(err, "%s", run->inputs.history.path);
}

static enum status set_law(const struct lab_simulate *request, struct run *run, struct error *err)
{
	const size_t model = lab_find_name(request->model != NULL ? request->model : models[0], models, MODELS);
	struct simulation_problem *problem = &run->problem;

	if (model == MODELS)
		return lab_refuse_name("model", request->model, models, MODELS, err);
	problem->law = (enum simulation_law)model;
	if (problem->law == SIMULATE_BOOTSTRAP) {
		const enum status status = take_history(run, err);

		problem->history = run->history;
		problem->weights = run->weights;
		problem->block_months = request->block;
		problem->rebalance_months = request->rebalance > 0 ? request->rebalance : 1;
		return status;
	}
	if (!run->inputs.has_mean)
		return error_set(err, STATUS_INVALID, "paths need expected returns: a file of means or a history");
	if (request->rebalance > 0) {
		problem->count = run->inputs.symbols.count;
		problem->asset_returns = run->inputs.mean;
		problem->covariance = run->inputs.covariance;
		problem->weights = run->weights;
		problem->rebalance_months = request->rebalance;
	}
	return STATUS_OK;
}

static void set_money(const struct lab_simulate *request, struct run *run)
{
	struct simulation_problem *problem = &run->problem;

	problem->paths = request->paths;
	problem->months = request->months;
	problem->seed = request->seed;
	problem->freedom = (unsigned)request->freedom;
	problem->is_antithetic = request->is_antithetic;
	problem->keeps_paths = request->paths <= values_kept / (request->months > 0 ? request->months : 1);
	problem->initial_value = request->start;
	problem->fee = request->fee;
	problem->inflation = request->inflation;
	problem->expected_return = run->expected_return;
	problem->volatility = run->volatility;
	if (request->contribution != 0.0) {
		run->flow = (struct simulation_flow){.amount = request->contribution, .growth = request->growth};
		problem->flows = &run->flow;
		problem->flow_count = 1;
	}
}

static enum status prepare(const struct lab_simulate *request, struct arena *arena, struct run *run, struct error *err)
{
	enum status status = lab_inputs_init(&request->assumptions, arena, &run->inputs, err);

	if (status == STATUS_OK && request->weights == NULL)
		status = error_set(err, STATUS_INVALID, "a file of weights is needed");
	if (status == STATUS_OK)
		status = lab_inputs_column(&run->inputs, request->weights, &lab_column_weight, &run->weights, err);
	if (status == STATUS_OK)
		status = risk_portfolio_volatility(run->weights, run->inputs.covariance, &run->volatility, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < run->inputs.symbols.count; i++)
		run->expected_return += gsl_vector_get(run->weights, i) * gsl_vector_get(run->inputs.mean, i);
	status = set_law(request, run, err);
	if (status == STATUS_OK)
		set_money(request, run);
	return status;
}

static enum status walk(const struct lab_simulate *request, struct run *run, struct error *err)
{
	enum status status;
	size_t blocks;

	run->simulation = simulation_new();
	status = simulation_start(run->simulation, &run->problem, err);
	if (status != STATUS_OK)
		return status;
	blocks = simulation_blocks(run->simulation);
	for (size_t i = 0; i < blocks; i++) {
		if (request->step != NULL && !request->step(request->context, i, blocks))
			return error_set(err, STATUS_BUSY, "stopped before the end");
		status = simulation_run(run->simulation, i, err);
		if (status != STATUS_OK)
			return status;
	}
	return simulation_finish(run->simulation, &run->summary, err);
}

/* ---- shown ------------------------------------------------------------------------------------------------------- */

/* Decimals of money: cents, or what tells a start of one apart. */
static int decimals_of(const struct run *run)
{
	return run->summary.highest < 100.0 ? 4 : 2;
}

static void add_setting(const struct lab_simulate *request, const struct run *run, struct section *section)
{
	const double figures[] = {run->expected_return, run->volatility};
	const int decimals = lab_percent_decimals(figures, 2);
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "model", _("model"), cell_text(models[run->problem.law]));
	facts_add(facts, "paths", _("paths"), cell_integer((int64_t)request->paths));
	facts_add(facts, "months", _("months"), cell_integer((int64_t)request->months));
	facts_add(facts, "seed", _("seed"), cell_integer((int64_t)request->seed));
	facts_add(facts, "start", _("value at the start"), cell_number(request->start, 2));
	facts_add(facts, "contribution", _("paid in each month"), cell_number(request->contribution, 2));
	facts_add(facts, "expected_return", _("expected return"),
	          run->inputs.has_mean ? cell_percent(run->expected_return, decimals)
	                               : cell_missing(_("no expected returns were given")));
	facts_add(facts, "volatility", _("volatility"), cell_percent(run->volatility, decimals));
}

static void add_summary(const struct run *run, struct section *section)
{
	const struct simulation_summary *summary = &run->summary;
	const int decimals = decimals_of(run);
	struct facts *facts = section_facts(section, NULL, _("Value at the end"));

	facts_add(facts, "mean", _("mean"), cell_number(summary->mean, decimals));
	facts_add(facts, "mean_error", _("standard error of the mean"), cell_number(summary->mean_error, decimals));
	facts_add(facts, "deviation", _("standard deviation"), cell_number(summary->deviation, decimals));
	facts_add(facts, "lowest", _("lowest"), cell_number(summary->lowest, decimals));
	facts_add(facts, "median", _("median"), cell_number(summary->median, decimals));
	facts_add(facts, "highest", _("highest"), cell_number(summary->highest, decimals));
	facts_add(facts, "exhausted", _("paths in which the money ran out"), cell_percent(summary->exhausted, 2));
}

static enum status add_quantiles(const struct run *run, struct section *section, struct error *err)
{
	double values[LEVELS];
	const enum status status = simulation_quantiles(run->simulation, run->problem.months, levels, LEVELS, values, err);
	struct facts *facts;

	if (status != STATUS_OK)
		return status;
	facts = section_facts(section, "quantiles", _("The value is below this in a share of the paths"));
	for (size_t i = 0; i < LEVELS; i++)
		facts_add(facts, level_keys[i], level_titles[i], cell_number(values[i], decimals_of(run)));
	return STATUS_OK;
}

static enum status add_goal(const struct lab_simulate *request, const struct run *run, struct section *section,
                            struct arena *arena, struct error *err)
{
	struct simulation_goal found;
	const enum status status = simulation_goal(run->simulation, request->goal, &found, err);
	struct facts *facts;

	if (status != STATUS_OK)
		return status;
	facts = section_facts(section, "goal", _("The goal"));
	facts_add(facts, "goal", _("goal"), cell_number(request->goal, 2));
	facts_add(facts, "probability", _("reached in"), cell_percent(found.reached.probability, 2));
	facts_add(facts, "error", _("standard error"), cell_percent(found.reached.error, 2));
	facts_add(facts, "low", _("at least, with confidence 95 %"), cell_percent(found.reached.low, 2));
	facts_add(facts, "high", _("at most, likewise"), cell_percent(found.reached.high, 2));
	facts_add(facts, "shortfall", _("mean shortfall"), cell_number(found.shortfall, decimals_of(run)));
	facts_add(facts, "shortfall_when_missed", _("mean shortfall when missed"),
	          cell_number(found.shortfall_when_missed, decimals_of(run)));
	if (found.reached.probability != found.reached.shown)
		(void)section_paragraph(section, NULL,
		                        arena_format(arena, _("No model knows a chance better than from 1 %% to 99 %%: read it as %.0f %%."),
		                                     100.0 * found.reached.shown));
	return STATUS_OK;
}

/* What is known without drawing: exact moments, and for a sum left alone the chance of the goal. */
static void add_closed_form(const struct lab_simulate *request, const struct run *run, struct section *section)
{
	const struct fund_moments fund = {
		.expected_return = run->expected_return, .volatility = run->volatility, .fee = request->fee,
		.initial = request->start, .payment = request->contribution, .payment_growth = request->growth,
		.months = request->months,
	};
	const bool is_one = run->problem.law != SIMULATE_BOOTSTRAP && run->problem.count == 0;
	double mean, deviation, probability;
	struct lump_sum sum = {.initial = request->start, .years = (double)request->months / 12.0};
	struct facts *facts;

	/* Exact of one portfolio in nominal money whose withdrawals are always met. */
	if (!is_one || request->inflation != 0.0 || run->summary.exhausted > 0.0 ||
	    fund_moments(&fund, &mean, &deviation, NULL) != STATUS_OK)
		return;
	facts = section_facts(section, "closed_form", _("The same without drawing, exact"));
	facts_add(facts, "mean", _("mean"), cell_number(mean, decimals_of(run)));
	facts_add(facts, "deviation", _("standard deviation"), cell_number(deviation, decimals_of(run)));
	if (run->problem.law != SIMULATE_LOGNORMAL || request->contribution != 0.0 || request->fee != 0.0 ||
	    !(request->goal > 0.0) || !(request->start > 0.0))
		return;
	if (lognormal_from_simple(run->expected_return, run->volatility, &sum.law, NULL) == STATUS_OK &&
	    lump_sum_probability(&sum, request->goal, &probability, NULL) == STATUS_OK)
		facts_add(facts, "probability", _("the goal is reached in"), cell_percent(probability, 2));
}

static void add_chart(const gsl_matrix *fan, size_t years, const struct run *run, struct section *section)
{
	struct chart *chart = section_chart(section, CHART_SCATTER, "fan_chart", NULL);
	const size_t shown[] = {0, 3, 6};
	const char *const titles[] = {_("quantile 5 %"), _("median"), _("quantile 95 %")};

	section_audience(section, FOR_READING);
	chart->x_title = _("years");
	chart->y_title = _("value");
	chart->x_format = AXIS_NUMBER;
	chart->y_format = AXIS_COMPACT;
	for (size_t i = 0; i < sizeof shown / sizeof shown[0]; i++) {
		struct chart_series *line = chart_series(chart, level_keys[shown[i]], titles[i],
		                                         i == 1 ? SERIES_LINE : SERIES_DASHED, years + 1);

		for (size_t year = 0; year <= years; year++) {
			const size_t month = 12 * year < run->problem.months ? 12 * year : run->problem.months;

			line->x[year] = (double)month / 12.0;
			line->y[year] = gsl_matrix_get(fan, month, shown[i]);
		}
	}
}

/* A row a year, and one for the end. */
static enum status add_fan(const struct run *run, struct section *section, struct error *err)
{
	struct column columns[LEVELS + 1] = {{.key = "month", .title = _("month"), .type = CELL_INTEGER}};
	const size_t months = run->problem.months, years = (months + 11) / 12;
	gsl_matrix *fan;
	struct table *table;
	enum status status;

	if (!run->problem.keeps_paths)
		return STATUS_OK;
	fan = gsl_matrix_alloc(months + 1, LEVELS);
	if (fan == NULL)
		return error_set(err, STATUS_NO_MEMORY, "a fan of %zu months does not fit", months);
	status = simulation_fan(run->simulation, levels, LEVELS, fan, err);
	if (status == STATUS_OK) {
		for (size_t i = 0; i < LEVELS; i++)
			columns[i + 1] = (struct column){.key = level_keys[i], .title = level_titles[i], .type = CELL_NUMBER};
		table = section_table(section, "fan", _("The value is below this in a share of the paths, year by year"), columns,
		                      LEVELS + 1);
		for (size_t year = 0; year <= years; year++) {
			const size_t month = 12 * year < months ? 12 * year : months;
			struct cell *cells = table_row(table);

			cells[0] = cell_integer((int64_t)month);
			for (size_t i = 0; i < LEVELS; i++)
				cells[i + 1] = cell_number(gsl_matrix_get(fan, month, i), run->summary.highest < 100.0 ? 3 : 0);
		}
		if (years > 1)
			add_chart(fan, years, run, section);
	}
	gsl_matrix_free(fan);
	return status;
}

static enum status present(const struct lab_simulate *request, const struct run *run, struct arena *arena,
                           struct section **section, struct error *err)
{
	struct section *made = section_new(arena, NULL, _("Simulation"));
	enum status status;

	add_setting(request, run, made);
	if (run->inputs.is_estimated)
		lab_periods_show(&run->inputs.spacing, made, arena);
	add_summary(run, made);
	status = add_quantiles(run, made, err);
	if (status == STATUS_OK && !isnan(request->goal))
		status = add_goal(request, run, made, arena, err);
	if (status == STATUS_OK)
		add_closed_form(request, run, made);
	if (status == STATUS_OK)
		status = add_fan(run, made, err);
	if (status == STATUS_OK)
		*section = made;
	return status;
}

enum status lab_simulate(const struct lab_simulate *request, struct arena *arena, struct section **section,
                         struct error *err)
{
	struct run run = {.weights = NULL};
	enum status status = prepare(request, arena, &run, err);

	if (status == STATUS_OK)
		status = walk(request, &run, err);
	if (status == STATUS_OK)
		status = present(request, &run, arena, section, err);
	clear(&run);
	return status;
}
