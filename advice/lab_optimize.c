/* One portfolio from files of means, covariances and limits; or why there is none. */
#include "advice/lab.h"

#include <math.h>
#include <stdint.h>

#include "advice/explain.h"
#include "advice/lab_inputs.h"
#include "advice/language.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

enum { OBJECTIVES_MOST = 16 };

static enum status choose_allocator(const struct lab_optimize *request, const struct allocator **allocator,
                                    struct error *err)
{
	const char *names[OBJECTIVES_MOST];
	const char *wanted = request->objective != NULL ? request->objective : "", *near;
	struct text list = {0};
	size_t count = 0;
	enum status status;

	*allocator = allocator_find(wanted);
	if (*allocator != NULL)
		return STATUS_OK;
	for (; count < OBJECTIVES_MOST && allocators[count] != NULL; count++) {
		names[count] = allocators[count]->name;
		text_addf(&list, "%s%s", count > 0 ? ", " : "", names[count]);
	}
	near = text_nearest(wanted, names, count);
	status = near != NULL ? error_set(err, STATUS_INVALID, "there is no objective \"%s\"; did you mean \"%s\"? Choose %s",
	                                  wanted, near, text_string(&list))
	                      : error_set(err, STATUS_INVALID, "there is no objective \"%s\"; choose %s", wanted,
	                                  text_string(&list));
	text_clear(&list);
	return status;
}

static enum status set_target(const struct lab_optimize *request, const struct allocator *allocator,
                              struct allocation_problem *problem, struct error *err)
{
	if (allocator->solve == allocate_target_return || allocator->solve == allocate_target_volatility) {
		if (!isfinite(request->target))
			return error_set(err, STATUS_INVALID, "the objective \"%s\" needs a target", allocator->name);
		problem->target_return = problem->target_volatility = request->target;
	}
	if (allocator->solve == allocate_utility) {
		if (!isfinite(request->risk_aversion) || request->risk_aversion <= 0.0)
			return error_set(err, STATUS_INVALID, "the objective \"%s\" needs a risk aversion above 0", allocator->name);
		problem->risk_aversion = request->risk_aversion;
	}
	return STATUS_OK;
}

static struct section *new_section(const char *status, const char *shown, enum tone tone, const char *objective,
                                   struct arena *arena)
{
	struct section *section = section_new(arena, NULL, _("Portfolio"));
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "status", _("status"), cell_word(status, shown, tone));
	facts_add(facts, "objective", _("objective"), cell_text(objective));
	return section;
}

/* ---- a portfolio ------------------------------------------------------------------------------------------------- */

static void add_weights(const struct lab_inputs *inputs, const gsl_vector *weights, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "weight", .title = _("weight"), .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "weights", NULL, columns, sizeof columns / sizeof columns[0]);

	table->shape = TABLE_MAP;
	for (size_t i = 0; i < inputs->symbols.count; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_text(inputs->symbols.names[i]);
		cells[1] = cell_percent(gsl_vector_get(weights, i), 2);
	}
}

static void add_figures(const struct allocation_info *info, struct section *section)
{
	const double figures[] = {info->expected_return, info->volatility};
	const int decimals = lab_percent_decimals(figures, 2);
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "expected_return", _("expected return"), cell_percent(info->expected_return, decimals));
	facts_add(facts, "volatility", _("volatility"), cell_percent(info->volatility, decimals));
	facts_add(facts, "sharpe", _("Sharpe ratio"),
	          info->volatility > 0.0 ? cell_number(info->sharpe, 4) : cell_missing(_("the portfolio has no volatility")));
	facts_add(facts, "iterations", _("limits added or dropped"), cell_integer((int64_t)info->iterations));
	facts = section_facts(section, "kkt", _("Certificate: what is left of the optimality conditions"));
	facts_add(facts, "primal", _("limits violated by"), cell_number(info->kkt.primal, CELL_EXACT));
	facts_add(facts, "stationarity", _("gradient left"), cell_number(info->kkt.stationarity, CELL_EXACT));
	facts_add(facts, "complementarity", _("price of a slack limit"), cell_number(info->kkt.complementarity, CELL_EXACT));
}

/* Four whole sentences: a limit from above or below, priced in expected return or in variance. */
static const char *price_sentence(const struct lab_inputs *inputs, const struct allocation_info *info,
                                  const struct binding *binding, struct arena *arena)
{
	const bool is_upper = binding->kind == CONSTRAINT_UPPER || binding->kind == CONSTRAINT_ROW_UPPER;
	const bool is_row = binding->kind == CONSTRAINT_ROW_UPPER || binding->kind == CONSTRAINT_ROW_LOWER;
	const char *name = is_row ? inputs->problem.rows[binding->index].label : inputs->symbols.names[binding->index];
	const double limit = 100.0 * binding->limit;

	if (info->lambda > 0.0)
		return arena_format(arena,
		                    is_upper ? _("%s is at its upper limit of %.6g %%. One point more would add about %.3g points of "
		                                 "expected return at the same volatility.")
		                             : _("%s is at its lower limit of %.6g %%. One point less would add about %.3g points of "
		                                 "expected return at the same volatility."),
		                    name, limit, binding->multiplier);
	return arena_format(arena,
	                    is_upper ? _("%s is at its upper limit of %.6g %%. One point more would lower the variance by "
	                                 "about %.3g.")
	                             : _("%s is at its lower limit of %.6g %%. One point less would lower the variance by "
	                                 "about %.3g."),
	                    name, limit, 0.01 * binding->multiplier);
}

static void add_bindings(const struct lab_inputs *inputs, const struct allocation_info *info, struct section *section,
                         struct arena *arena)
{
	const struct column columns[] = {
		{.key = "constraint", .title = _("constraint"), .type = CELL_TEXT},
		{.key = "multiplier", .title = _("price of the limit"), .type = CELL_NUMBER},
		{.key = "sentence", .title = _("what it costs"), .type = CELL_TEXT},
	};
	struct table *table = section_table(section, "binding", _("Limits that bind"), columns,
	                                    sizeof columns / sizeof columns[0]);

	table->empty = _("No limit binds.");
	for (size_t i = 0; i < info->binding_count; i++) {
		const struct binding *binding = &info->bindings[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(lab_limit_key(&inputs->problem, binding->kind, binding->index, arena));
		cells[1] = cell_number(binding->multiplier, 6);
		cells[2] = cell_text(price_sentence(inputs, info, binding, arena));
	}
}

static struct section *present(const struct lab_inputs *inputs, const struct allocator *allocator,
                               const gsl_vector *weights, const struct allocation_info *info, struct arena *arena)
{
	struct section *section = new_section("optimal", _("optimal"), TONE_GOOD, allocator->name, arena);

	add_weights(inputs, weights, section);
	add_figures(info, section);
	add_bindings(inputs, info, section, arena);
	if (info->at_highest_return)
		(void)section_paragraph(section, NULL,
		                        _("The target allows more risk than the limits can use: this is the highest return "
		                          "within them."));
	if (info->ridge > 0.0)
		(void)section_paragraph(section, NULL,
		                        arena_format(arena, _("The covariance is singular; %.3g was added to its diagonal in the "
		                                              "search."), info->ridge));
	return section;
}

/* ---- or none ----------------------------------------------------------------------------------------------------- */

struct refusal {
	struct table *conflict, *relax;
};

/* Conflict and relax have one shape whether limits exclude each other or a target lies beyond them. */
static struct refusal add_refusal(struct section *section)
{
	const struct column conflict[] = {
		{.key = "constraint", .title = _("constraint"), .type = CELL_TEXT},
		{.key = "meaning", .title = _("what it asks"), .type = CELL_TEXT},
	};
	const struct column relax[] = {
		{.key = "constraint", .title = _("constraint"), .type = CELL_TEXT},
		{.key = "amount", .title = _("would have to give way by"), .type = CELL_POINTS},
	};
	struct refusal refusal = {
		.conflict = section_table(section, "conflict", _("What cannot be had together"), conflict, 2),
		.relax = section_table(section, "relax", _("The smallest change that would do"), relax, 2),
	};

	refusal.conflict->shape = TABLE_VALUES;
	refusal.relax->shape = TABLE_MAP;
	return refusal;
}

static void add_conflict(const struct refusal *refusal, const char *key, const char *meaning)
{
	struct cell *cells = table_row(refusal->conflict);

	cells[0] = cell_text(key);
	cells[1] = cell_text(meaning);
}

static void add_relaxation(const struct refusal *refusal, const char *key, double amount)
{
	struct cell *cells = table_row(refusal->relax);

	cells[0] = cell_text(key);
	cells[1] = cell_points(amount, lab_percent_decimals(&amount, 1));
}

static void present_conflict(const struct lab_inputs *inputs, const struct feasibility *found, struct section *section,
                             struct arena *arena)
{
	const struct refusal refusal = add_refusal(section);

	for (size_t i = 0; i < found->conflict_count; i++) {
		const struct conflict_limit *limit = &found->conflict[i];

		add_conflict(&refusal, lab_limit_key(&inputs->problem, limit->kind, limit->index, arena),
		             lab_limit_text(&inputs->problem, limit->kind, limit->index, limit->limit, arena));
	}
	for (size_t i = 0; i < found->relaxation_count; i++) {
		const struct conflict_limit *limit = &found->relaxation[i];

		add_relaxation(&refusal, lab_limit_key(&inputs->problem, limit->kind, limit->index, arena), limit->amount);
	}
}

/* The limits can be met; what is asked of them lies outside [least, greatest]. */
static void present_target(const char *key, double target, double least, double greatest, const char *meaning,
                           struct section *section)
{
	const double figures[] = {least, greatest};
	const int decimals = lab_percent_decimals(figures, 2);
	const struct refusal refusal = add_refusal(section);
	struct facts *facts;

	add_conflict(&refusal, key, meaning);
	add_relaxation(&refusal, key, target < least ? least - target : fmax(target - greatest, 0.0));
	facts = section_facts(section, "attainable", _("What can be reached"));
	facts_add(facts, "least", _("at least"), cell_percent(least, decimals));
	facts_add(facts, "greatest", _("at most"), cell_percent(greatest, decimals));
}

static void present_unattainable(const struct lab_optimize *request, const struct allocator *allocator,
                                 const struct feasibility *found, struct section *section, struct arena *arena)
{
	if (allocator->solve == allocate_target_volatility)
		present_target("target", request->target, found->least_volatility, found->greatest_volatility,
		               arena_format(arena, _("volatility of at most %.6g %%, from %.6g %% to %.6g %% can be reached"),
		                            100.0 * request->target, 100.0 * found->least_volatility,
		                            100.0 * found->greatest_volatility), section);
	else if (allocator->solve == allocate_target_return)
		present_target("target", request->target, found->least_return, found->greatest_return,
		               arena_format(arena, _("expected return of at least %.6g %%, from %.6g %% to %.6g %% can be reached"),
		                            100.0 * request->target, 100.0 * found->least_return,
		                            100.0 * found->greatest_return), section);
	else
		present_target("risk-free", request->problem.risk_free, found->least_return, found->greatest_return,
		               arena_format(arena, _("more than %.6g %% without risk, from %.6g %% to %.6g %% can be reached"),
		                            100.0 * request->problem.risk_free, 100.0 * found->least_return,
		                            100.0 * found->greatest_return), section);
}

static enum status explain_infeasible(const struct lab_optimize *request, const struct lab_inputs *inputs,
                                      const struct allocator *allocator, struct arena *arena, struct section **section,
                                      struct error *err)
{
	struct feasibility found = {0};
	struct section *made;
	const enum status status = allocate_feasibility(&inputs->problem, &found, err);

	if (status != STATUS_OK)
		return status;
	made = new_section("infeasible", _("infeasible"), TONE_BAD, allocator->name, arena);
	if (found.is_feasible)
		present_unattainable(request, allocator, &found, made, arena);
	else
		present_conflict(inputs, &found, made, arena);
	*section = made;
	return STATUS_OK;
}

enum status lab_optimize(const struct lab_optimize *request, bool *is_feasible, struct arena *arena,
                         struct section **section, struct error *err)
{
	const struct allocator *allocator;
	struct lab_inputs inputs = {0};
	struct allocation_info *info = arena_take(arena, sizeof *info);
	gsl_vector *weights = NULL;
	enum status status = choose_allocator(request, &allocator, err);

	if (status == STATUS_OK)
		status = lab_inputs_init(&request->problem, arena, &inputs, err);
	if (status == STATUS_OK)
		status = set_target(request, allocator, &inputs.problem, err);
	if (status == STATUS_OK) {
		weights = gsl_vector_alloc(inputs.symbols.count);
		status = allocator->solve(&inputs.problem, weights, info, err);
		if (status == STATUS_OK) {
			*section = present(&inputs, allocator, weights, info, arena);
			*is_feasible = true;
		} else if (status == STATUS_INFEASIBLE) {
			status = explain_infeasible(request, &inputs, allocator, arena, section, err);
			if (status == STATUS_OK)
				*is_feasible = false;
		}
	}
	gsl_vector_free(weights);
	lab_inputs_clear(&inputs);
	return status;
}
