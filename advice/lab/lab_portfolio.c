/* A portfolio of the laboratory as a document: weights, figures, certificate, what the limits cost. */
#include "advice/lab/lab_answer.h"

#include <math.h>

#include "advice/base/language.h"
#include "engine/base/memory.h"
#include "engine/risk/risk.h"
#include "report/document.h"

struct section *lab_answer_new(const char *status, const char *shown, int tone, const char *objective,
                               struct arena *arena)
{
	struct section *section = section_new(arena, NULL, _("Portfolio"));
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "status", _("status"), cell_word(status, shown, (enum tone)tone));
	facts_add(facts, "objective", _("objective"), cell_text(objective));
	return section;
}

/* A vector as an object for programs: {"A": 0.4, ...}. */
static void add_map(const struct lab_inputs *inputs, const gsl_vector *values, const char *key, const char *column,
                    struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = "", .type = CELL_TEXT},
		{.key = column, .title = "", .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, key, NULL, columns, 2);

	section_audience(section, FOR_PROGRAMS);
	table->shape = TABLE_MAP;
	for (size_t i = 0; i < inputs->symbols.count; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_text(inputs->symbols.names[i]);
		cells[1] = cell_percent(gsl_vector_get(values, i), 2);
	}
}

enum { SYMBOL, WEIGHT, NOW, CHANGE, SHARE, COLUMNS };

/* share: of the risk; NULL where there is no risk to share. */
static void add_weights(const struct lab_inputs *inputs, const gsl_vector *weights, const gsl_vector *share,
                        struct section *section)
{
	const struct column columns[COLUMNS] = {
		[SYMBOL] = {.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		[WEIGHT] = {.key = "weight", .title = _("weight"), .type = CELL_PERCENT},
		[NOW] = {.key = "current", .title = _("now"), .type = CELL_PERCENT},
		[CHANGE] = {.key = "change", .title = _("change"), .type = CELL_POINTS},
		[SHARE] = {.key = "risk_share", .title = _("share of the risk"), .type = CELL_PERCENT},
	};
	const bool is_trade = inputs->current != NULL;
	struct column shown[COLUMNS];
	size_t place[COLUMNS], count = 0;
	struct table *table;

	for (size_t i = 0; i < COLUMNS; i++) {
		if (((i == NOW || i == CHANGE) && !is_trade) || (i == SHARE && share == NULL))
			continue;
		place[i] = count;
		shown[count++] = columns[i];
	}
	table = section_table(section, "holdings", NULL, shown, count);
	section_audience(section, FOR_READING);
	for (size_t i = 0; i < inputs->symbols.count; i++) {
		struct cell *cells = table_row(table);
		const double weight = gsl_vector_get(weights, i);

		cells[place[SYMBOL]] = cell_text(inputs->symbols.names[i]);
		cells[place[WEIGHT]] = cell_percent(weight, 2);
		if (is_trade) {
			cells[place[NOW]] = cell_percent(gsl_vector_get(inputs->current, i), 2);
			cells[place[CHANGE]] = cell_points(weight - gsl_vector_get(inputs->current, i), 2);
		}
		if (share != NULL)
			cells[place[SHARE]] = cell_percent(gsl_vector_get(share, i), 1);
	}
}

static void add_stop(const struct allocation_info *info, const struct allocation_problem *problem, struct facts *facts)
{
	switch (info->stop) {
	case STOP_OPTIMAL:
		facts_add(facts, "stop", _("the search ended with"), cell_word("optimal", _("the optimum, proven"), TONE_GOOD));
		break;
	case STOP_RULE:
		facts_add(facts, "stop", _("the search ended with"),
		          cell_word("rule", _("a construction by rule, not an optimum"), TONE_NONE));
		break;
	case STOP_NODE_LIMIT:
		facts_add(facts, "stop", _("the search ended with"),
		          cell_word("node-limit", _("the best found before the search grew too large"), TONE_WARN));
		break;
	}
	if (problem->cardinality > 0 || problem->minimum_position > 0.0 || problem->returns != NULL)
		facts_add(facts, "gap", _("at most this far from the optimum"), cell_number(info->gap, CELL_EXACT));
	if (problem->cardinality > 0 || problem->minimum_position > 0.0)
		facts_add(facts, "nodes", _("cases looked at"), cell_integer((int64_t)info->nodes));
}

static void add_figures(const struct lab_inputs *inputs, const struct lab_choice *choice, const struct allocation_info *info,
                        struct section *section)
{
	const double figures[] = {info->expected_return, info->volatility};
	const int decimals = lab_percent_decimals(figures, 2);
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "expected_return", _("expected return"),
	          inputs->has_mean ? cell_percent(info->expected_return, decimals)
	                           : cell_missing(_("no expected returns were given")));
	facts_add(facts, "volatility", _("volatility"), cell_percent(info->volatility, decimals));
	facts_add(facts, "sharpe", _("Sharpe ratio"),
	          !inputs->has_mean        ? cell_missing(_("no expected returns were given"))
	          : info->volatility > 0.0 ? cell_number(info->sharpe, 4)
	                                   : cell_missing(_("the portfolio has no volatility")));
	facts_add(facts, "iterations", _("limits added or dropped"), cell_integer((int64_t)info->iterations));
	add_stop(info, &inputs->problem, facts);
	facts_add(facts, "objective_value", lab_objective_value_title(choice->aim),
	          lab_objective_is_fraction(choice->aim) ? cell_percent(info->objective, 4) : cell_number(info->objective, 6));
	if (inputs->problem.trading != NULL) {
		facts_add(facts, "turnover", _("turnover, bought and sold"), cell_percent(info->turnover, 2));
		facts_add(facts, "cost", _("cost of trading, a year"), cell_percent(info->cost, 4));
	}
}

/* A residual is read by its power of ten. */
static void add_residual(struct facts *programs, struct facts *people, const char *key, const char *title, double value,
                         bool is_rule, struct arena *arena)
{
	const struct cell none = cell_missing(_("a construction by rule, not an optimum"));

	facts_add(programs, key, title, is_rule ? none : cell_number(value, CELL_EXACT));
	if (!is_rule)
		facts_add(people, key, title, cell_text(value == 0.0 ? "0" : arena_format(arena, "%.1e", value)));
}

static void add_certificate(const struct allocation_info *info, struct section *section, struct arena *arena)
{
	const bool is_rule = info->stop == STOP_RULE;
	struct facts *programs = section_facts(section, "kkt", NULL), *people;

	section_audience(section, FOR_PROGRAMS);
	people = is_rule ? NULL : section_facts(section, NULL, _("Certificate: what is left of the optimality conditions"));
	if (!is_rule)
		section_audience(section, FOR_READING);
	add_residual(programs, people, "primal", _("limits violated by"), info->kkt.primal, is_rule, arena);
	add_residual(programs, people, "stationarity", _("gradient left"), info->kkt.stationarity, is_rule, arena);
	add_residual(programs, people, "complementarity", _("price of a slack limit"), info->kkt.complementarity, is_rule,
	             arena);
	add_residual(programs, people, "dual", _("price of the wrong sign"), info->kkt.dual, is_rule, arena);
}

static void add_bindings(const struct lab_inputs *inputs, const struct lab_choice *choice,
                         const struct allocation_info *info, struct section *section, struct arena *arena)
{
	const struct column columns[] = {
		{.key = "constraint", .title = _("constraint"), .type = CELL_TEXT},
		{.key = "multiplier", .title = _("price of the limit"), .type = CELL_NUMBER},
		{.key = "sentence", .title = _("what it costs"), .type = CELL_TEXT},
	};
	struct table *table = section_table(section, "binding", _("Limits that bind"), columns,
	                                    sizeof columns / sizeof columns[0]);
	double level;
	const enum lab_gain gain = lab_objective_gain(choice->aim, info, &level);

	table->empty = _("No limit binds.");
	for (size_t i = 0; i < info->binding_count; i++) {
		const struct binding *binding = &info->bindings[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(lab_limit_key(&inputs->problem, binding->kind, binding->index, arena));
		cells[1] = cell_number(binding->multiplier, 6);
		cells[2] = cell_text(lab_limit_price(&inputs->problem, binding, gain, level, arena));
	}
}

static void add_remarks(const struct allocation_info *info, struct section *section, struct arena *arena)
{
	if (info->at_highest_return)
		(void)section_paragraph(section, NULL,
		                        _("The target allows more risk than the limits can use: this is the highest return "
		                          "within them."));
	if (info->ridge > 0.0)
		(void)section_paragraph(section, NULL,
		                        arena_format(arena, _("The covariance is singular; %.3g was added to its diagonal in the "
		                                              "search."), info->ridge));
}

struct section *lab_portfolio(const struct lab_inputs *inputs, const struct lab_choice *choice,
                              const gsl_vector *weights, const struct allocation_info *info, struct arena *arena)
{
	struct section *section = lab_answer_new("optimal", info->stop == STOP_OPTIMAL ? _("optimal") : _("found"), TONE_GOOD,
	                                         choice->allocator->name, arena);
	gsl_vector *share = gsl_vector_alloc(inputs->symbols.count);
	const bool has_share = risk_contributions(weights, inputs->covariance, NULL, NULL, share, NULL) == STATUS_OK;

	add_map(inputs, weights, "weights", "weight", section);
	add_weights(inputs, weights, has_share ? share : NULL, section);
	if (inputs->current != NULL)
		add_map(inputs, inputs->current, "current", "weight", section);
	if (has_share)
		add_map(inputs, share, "risk_share", "share", section);
	gsl_vector_free(share);
	add_figures(inputs, choice, info, section);
	if (inputs->is_estimated)
		lab_periods_show(&inputs->spacing, section, arena);
	add_certificate(info, section, arena);
	add_bindings(inputs, choice, info, section, arena);
	add_remarks(info, section, arena);
	lab_beliefs_show(&inputs->beliefs, &inputs->symbols, section);
	return section;
}
