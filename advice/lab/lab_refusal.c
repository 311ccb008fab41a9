/* Why the laboratory found no portfolio: what conflicts, what would do, what can be reached. */
#include "advice/lab/lab_answer.h"

#include <math.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "engine/base/memory.h"
#include "report/document.h"

/* What would do is a map of amounts for programs, and for reading says which way. */
struct refusal {
	struct table *conflict, *relax, *changes;
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
		{.key = "amount", .type = CELL_POINTS},
	};
	const struct column changes[] = {
		{.key = "constraint", .title = _("constraint"), .type = CELL_TEXT},
		{.key = "change", .title = _("would have to give way"), .type = CELL_TEXT},
	};
	struct refusal refusal;

	refusal.conflict = section_table(section, "conflict", _("What cannot be had together"), conflict, 2);
	refusal.relax = section_table(section, "relax", NULL, relax, 2);
	section_audience(section, FOR_PROGRAMS);
	refusal.changes = section_table(section, NULL, _("The smallest change that would do"), changes, 2);
	section_audience(section, FOR_READING);
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

enum direction { DOWN = -1, EITHER_WAY, UP };

static enum direction way_out(enum constraint_kind kind)
{
	switch (kind) {
	case CONSTRAINT_LOWER:
	case CONSTRAINT_ROW_LOWER:
	case CONSTRAINT_MINIMUM_POSITION: return DOWN;
	case CONSTRAINT_BUDGET: return EITHER_WAY;
	case CONSTRAINT_UPPER:
	case CONSTRAINT_ROW_UPPER:
	case CONSTRAINT_TURNOVER:
	case CONSTRAINT_TRACKING:
	case CONSTRAINT_CARDINALITY: break;
	}
	return UP;
}

static void add_relaxation(const struct refusal *refusal, const char *key, double amount, enum direction way,
                           struct arena *arena)
{
	const int decimals = lab_percent_decimals(&amount, 1);
	const char *points = arena_format(arena, "%.*f", decimals, 100.0 * amount);
	const char *change = way == UP     ? arena_format(arena, _("raise by %s points"), points)
	                     : way == DOWN ? arena_format(arena, _("lower by %s points"), points)
	                                   : arena_format(arena, _("missed by %s points"), points);
	struct cell *cells = table_row(refusal->relax), *words = table_row(refusal->changes);

	cells[0] = words[0] = cell_text(key);
	cells[1] = cell_points(amount, decimals);
	words[1] = cell_text(change);
}

/*
 * Bounds that leave money over, or ask for more than there is. That the weights sum to one nobody can change: what has to
 * move are the bounds, and by how much each, if all move alike.
 */
static void explain_budget(const struct lab_inputs *inputs, const struct feasibility *found, struct section *section,
                           struct arena *arena)
{
	double sum_of_lower = 0.0, sum_of_upper = 0.0;
	const size_t n = inputs->symbols.count;

	if (found->relaxation_count != 1 || found->relaxation[0].kind != CONSTRAINT_BUDGET)
		return;
	for (size_t i = 0; i < n; i++) {
		sum_of_lower += gsl_vector_get(inputs->lower, i);
		sum_of_upper += gsl_vector_get(inputs->upper, i);
	}
	if (sum_of_upper < 1.0)
		(void)section_paragraph(section, NULL,
		                        arena_format(arena, _("The upper limits sum to %.6g %%, and the weights must sum to 100 %%: raise "
		                                              "them by %.6g points in all, for instance each by %.6g."),
		                                     100.0 * sum_of_upper, 100.0 * (1.0 - sum_of_upper),
		                                     100.0 * (1.0 - sum_of_upper) / (double)n));
	else if (sum_of_lower > 1.0)
		(void)section_paragraph(section, NULL,
		                        arena_format(arena, _("The lower limits sum to %.6g %%, and the weights must sum to 100 %%: lower "
		                                              "them by %.6g points in all, for instance each by %.6g."),
		                                     100.0 * sum_of_lower, 100.0 * (sum_of_lower - 1.0),
		                                     100.0 * (sum_of_lower - 1.0) / (double)n));
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

		add_relaxation(&refusal, lab_limit_key(&inputs->problem, limit->kind, limit->index, arena), limit->amount,
		               way_out(limit->kind), arena);
	}
	(void)section_paragraph(section, NULL,
	                        _("No portfolio keeps all of what is listed first; as soon as any one of it is left out, there is "
	                          "one, as far as these go."));
	explain_budget(inputs, found, section, arena);
}

/* The limits can be met; what is asked of them lies outside [least, greatest]. */
static void present_target(const char *key, double target, double least, double greatest, const char *meaning,
                           const struct feasibility *found, struct section *section, struct arena *arena)
{
	const double figures[] = {found->greatest_return, found->greatest_volatility};
	const int decimals = lab_percent_decimals(figures, 2);
	const struct refusal refusal = add_refusal(section);
	struct facts *facts;

	add_conflict(&refusal, key, meaning);
	add_relaxation(&refusal, key, target < least ? least - target : fmax(target - greatest, 0.0),
	               target < least ? UP : DOWN, arena);
	facts = section_facts(section, "attainable", _("What can be reached within the limits"));
	facts_add(facts, "least", NULL, cell_percent(least, decimals))->audience = FOR_PROGRAMS;
	facts_add(facts, "greatest", NULL, cell_percent(greatest, decimals))->audience = FOR_PROGRAMS;
	facts_add(facts, "least_return", _("expected return at least"), cell_percent(found->least_return, decimals));
	facts_add(facts, "greatest_return", _("expected return at most"), cell_percent(found->greatest_return, decimals));
	facts_add(facts, "least_volatility", _("volatility at least"), cell_percent(found->least_volatility, decimals));
	facts_add(facts, "greatest_volatility", _("volatility of the highest return"),
	          cell_percent(found->greatest_volatility, decimals));
}

/* "--target 8" is mostly 8 %, and then no limit is to blame. */
static void doubt_target(double target, struct section *section, struct arena *arena)
{
	if (target > 1.0)
		(void)section_paragraph(section, NULL,
		                        arena_format(arena, _("--target is a fraction: write %g for %g %%."), target / 100.0, target));
}

static void present_unattainable(const struct lab_optimize *request, const struct lab_choice *choice,
                                 const struct feasibility *found, struct section *section, struct arena *arena)
{
	const char *limit = arena_format(arena, "%.6g", 100.0 * request->target);

	if (choice->aim == AIM_TARGET_VOLATILITY)
		present_target("target", request->target, found->least_volatility, found->greatest_volatility,
		               arena_format(arena, _("a volatility of at most %s %%"), limit), found, section, arena);
	else if (choice->aim == AIM_TARGET_RETURN)
		present_target("target", request->target, found->least_return, found->greatest_return,
		               arena_format(arena, _("an expected return of at least %s %%"), limit), found, section, arena);
	else
		present_target("risk-free", request->problem.risk_free, found->least_return, found->greatest_return,
		               arena_format(arena, _("an expected return above the riskless %.6g %%"),
		                            100.0 * request->problem.risk_free), found, section, arena);
	if (choice->aim != AIM_MAX_SHARPE)
		doubt_target(request->target, section, arena);
}

/* Limits that the linear diagnosis does not know. */
static bool has_other_limits(const struct allocation_problem *problem)
{
	return (problem->trading != NULL && isfinite(problem->trading->turnover)) || problem->tracking_limit > 0.0 ||
	       problem->cardinality > 0 || problem->minimum_position > 0.0;
}

static void present_others(const struct allocation_problem *problem, const struct error *said, struct section *section,
                           struct arena *arena)
{
	const struct refusal refusal = add_refusal(section);
	struct facts *facts;

	if (problem->trading != NULL && isfinite(problem->trading->turnover))
		add_conflict(&refusal, "turnover",
		             lab_limit_text(problem, CONSTRAINT_TURNOVER, 0, problem->trading->turnover, arena));
	if (problem->tracking_limit > 0.0)
		add_conflict(&refusal, "tracking", lab_limit_text(problem, CONSTRAINT_TRACKING, 0, problem->tracking_limit, arena));
	if (problem->cardinality > 0)
		add_conflict(&refusal, "cardinality",
		             lab_limit_text(problem, CONSTRAINT_CARDINALITY, 0, (double)problem->cardinality, arena));
	if (problem->minimum_position > 0.0)
		add_conflict(&refusal, "minimum",
		             arena_format(arena, _("each nothing or at least %.6g %%"), 100.0 * problem->minimum_position));
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "reason", _("what the search says"), cell_text(detail_kept(arena, said->message)));
}

enum status lab_refusal(const struct lab_optimize *request, const struct lab_inputs *inputs,
                        const struct lab_choice *choice, const struct error *said, struct arena *arena,
                        struct section **section, struct error *err)
{
	struct feasibility found = {0};
	struct section *made;
	const enum status status = allocate_feasibility(&inputs->problem, &found, err);

	if (status != STATUS_OK)
		return status;
	made = lab_answer_new("infeasible", _("infeasible"), TONE_BAD, choice->allocator->name, arena);
	if (!found.is_feasible)
		present_conflict(inputs, &found, made, arena);
	else if (has_other_limits(&inputs->problem) || !(choice->aim == AIM_TARGET_RETURN || choice->aim == AIM_MAX_SHARPE ||
	                                                 choice->aim == AIM_TARGET_VOLATILITY))
		present_others(&inputs->problem, said, made, arena);
	else
		present_unattainable(request, choice, &found, made, arena);
	*section = made;
	return STATUS_OK;
}
