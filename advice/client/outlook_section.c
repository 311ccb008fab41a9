/* Goals and their futures for a reader and for a program. */
#include "advice/client/outlook.h"

#include <math.h>
#include <stdio.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/outlook_sentence.h"
#include "advice/client/planning.h"
#include "advice/client/standing.h"
#include "engine/base/memory.h"
#include "report/document.h"

static const char *const level_keys[OUTLOOK_LEVELS] = {"p05", "p25", "p50", "p75", "p95"};
static const char *const level_titles[OUTLOOK_LEVELS] = {"5 %", "25 %", "50 %", "75 %", "95 %"};

static struct cell money_of(double value, const char *currency)
{
	int64_t micros;

	if (decimal_from_double(value, ROUND_HALF_EVEN, &micros, NULL) != STATUS_OK ||
	    !decimal_round(micros, currency_unit(currency), ROUND_HALF_EVEN, &micros))
		return cell_missing(_("beyond what money can count"));
	return cell_amount(micros, currency);
}

static enum tone tone_of(double chance)
{
	return chance >= OUTLOOK_WANTED ? TONE_GOOD : chance >= 0.5 ? TONE_WARN : TONE_BAD;
}

static const char *basis(const struct outlook *outlook, struct arena *arena)
{
	if (outlook->gap != OUTLOOK_KNOWN)
		return _(outlook_gap_text(outlook->gap));
	return outlook->letter == 'H' ? _("what is held") : arena_format(arena, _("plan %c"), outlook->letter);
}

static void add_head(struct session *session, const struct outlook *outlook, struct section *section)
{
	const struct assumptions *assumptions = session_assumptions(session);
	struct facts *facts = section_facts(section, NULL, NULL);

	facts_add(facts, "client", _("client"), cell_text(arena_text(section->arena, outlook->client.code)));
	facts_add(facts, "value", _("value"), outlook->gap == OUTLOOK_NO_PRICE ? cell_missing(_(outlook_gap_text(outlook->gap))) :
	                                      money_of(outlook->value, outlook->currency));
	facts_add(facts, "kept", _("kept aside by the mandate"), money_of(outlook->kept, outlook->currency));
	facts_add(facts, "spending_months", _("months of spending at hand"),
	          isnan(outlook->spending_months) ? cell_missing(_("expenses are not on record")) :
	                                            cell_toned(cell_number(outlook->spending_months, 1),
	                                                       outlook->spending_months < OUTLOOK_RESERVE_MONTHS ? TONE_WARN : TONE_NONE));
	facts_add(facts, "basis", _("futures of"), cell_text(basis(outlook, section->arena)));
	if (outlook->gap == OUTLOOK_KNOWN) {
		facts_add(facts, "expected_return", _("expected return a year"), cell_percent(outlook->expected_return, 2));
		facts_add(facts, "volatility", _("volatility a year"), cell_percent(outlook->volatility, 2));
	}
	facts_add(facts, "model", _("model"), cell_word(outlook_model_name(outlook->model),
	                                                _(outlook_model_text(outlook->model)), TONE_NONE));
	facts_add(facts, "paths", _("simulated futures"), cell_integer((int64_t)outlook->paths));
	facts_add(facts, "seed", _("seed"), cell_integer((int64_t)outlook->seed));
	facts_add(facts, "inflation", _("assumed inflation a year"), cell_percent(outlook->inflation, 2));
	facts_add(facts, "risk_free", _("present values at"), cell_percent(outlook->risk_free, 2));
	facts_add(facts, "assumptions", _("assumptions"), cell_text(arena_text(section->arena, assumptions->name)));
	facts_add(facts, "assumptions_dated", _("assumptions of"), cell_date(assumptions->dated));
}

static void add_goals(const struct outlook *outlook, struct section *section)
{
	const struct column columns[] = {
		{.key = "goal", .title = _("no."), .type = CELL_INTEGER},
		{.key = "name", .title = _("goal"), .type = CELL_TEXT},
		{.key = "priority", .title = _("priority"), .type = CELL_WORD},
		{.key = "amount", .title = _("amount, today's money"), .type = CELL_MONEY},
		{.key = "inflation", .title = _("inflation"), .type = CELL_PERCENT},
		{.key = "due", .title = _("due"), .type = CELL_DATE},
		{.key = "monthly", .title = _("set aside a month"), .type = CELL_MONEY},
		{.key = "allotted", .title = _("allotted"), .type = CELL_MONEY},
		{.key = "funded", .title = _("funded"), .type = CELL_PERCENT},
		{.key = "chance", .title = _("reached in"), .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "goals", NULL, columns, sizeof columns / sizeof columns[0]);

	table->empty = _("No goal is recorded yet. Record one: ballast goals CLIENT --add NAME --amount AMOUNT --due DATE");
	for (size_t i = 0; i < outlook->count; i++) {
		const struct outlook_goal *goal = &outlook->goals[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_integer(goal->goal.id);
		cells[1] = cell_text(arena_text(section->arena, goal->goal.name));
		cells[2] = cell_word(planning_priority_name(goal->goal.priority),
		                     _(planning_priority_text(goal->goal.priority)), TONE_NONE);
		cells[3] = cell_amount(goal->goal.amount, outlook->currency);
		cells[4] = cell_percent(goal->inflation, 1);
		cells[5] = cell_date(goal->goal.due);
		cells[6] = cell_amount(goal->goal.monthly, outlook->currency);
		if (goal->gap == OUTLOOK_KNOWN) {
			cells[7] = money_of(goal->allotted, outlook->currency);
			cells[8] = cell_percent(goal->funded, 0);
			cells[9] = cell_toned(cell_percent(goal->figures.chance, 1), tone_of(goal->figures.chance));
		} else {
			cells[7] = cells[8] = cells[9] = cell_missing(_(outlook_gap_text(goal->gap)));
		}
	}
}

static void add_fan(const struct outlook *outlook, const struct outlook_goal *goal, struct section *section)
{
	struct chart *chart = section_chart(section, CHART_LINE, "fan", _("The range of futures"));
	struct chart_series *outer = chart_series(chart, "outer", _("9 of 10 futures"), SERIES_BAND, goal->points);
	struct chart_series *inner = chart_series(chart, "inner", _("half of the futures"), SERIES_BAND, goal->points);
	struct chart_series *median = chart_series(chart, "median", _("median"), SERIES_LINE, goal->points);
	struct chart_series *target = chart_series(chart, "goal", _("goal"), SERIES_DASHED, goal->points);

	section_audience(section, FOR_READING);
	chart->y_title = arena_format(section->arena, _("%s, today's money"), outlook->currency);
	chart->y_format = AXIS_COMPACT;
	target->tone = TONE_WARN;
	for (size_t i = 0; i < goal->points; i++) {
		outer->dates[i] = inner->dates[i] = median->dates[i] = target->dates[i] = goal->point_dates[i];
		outer->y[i] = goal->figures.fan[i][0];
		inner->y[i] = goal->figures.fan[i][1];
		median->y[i] = goal->figures.fan[i][2];
		inner->upper[i] = goal->figures.fan[i][3];
		outer->upper[i] = goal->figures.fan[i][4];
		target->y[i] = goal->target;
	}
}

static void add_percentiles(const struct outlook *outlook, const struct outlook_goal *goal, struct section *section)
{
	struct column columns[1 + OUTLOOK_LEVELS] = {{.key = "date", .title = _("at"), .type = CELL_DATE}};
	struct table *table;

	for (int k = 0; k < OUTLOOK_LEVELS; k++)
		columns[1 + k] = (struct column){.key = level_keys[k], .title = level_titles[k], .type = CELL_MONEY};
	table = section_table(section, "percentiles", _("Percentiles of the futures, today's money"), columns,
	                      1 + OUTLOOK_LEVELS);
	for (size_t i = 0; i < goal->points; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_date(goal->point_dates[i]);
		for (int k = 0; k < OUTLOOK_LEVELS; k++)
			cells[1 + k] = money_of(goal->figures.fan[i][k], outlook->currency);
	}
}

static void add_plans(const struct outlook *outlook, const struct outlook_goal *goal, struct section *section)
{
	const struct column columns[] = {
		{.key = "plan", .title = _("plan"), .type = CELL_WORD},
		{.key = "expected_return", .title = _("expected return a year"), .type = CELL_PERCENT},
		{.key = "volatility", .title = _("volatility a year"), .type = CELL_PERCENT},
		{.key = "is_permitted", .title = _("suitable"), .type = CELL_BOOLEAN},
		{.key = "chance", .title = _("reached in"), .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "plans", _("The same goal under other plans"), columns,
	                                    sizeof columns / sizeof columns[0]);

	table->note = outlook->has_candidates ? NULL : arena_text(section->arena, outlook->no_candidates);
	table->empty = _("No other plan can be compared.");
	for (size_t i = 0; i < goal->plan_count; i++) {
		const struct outlook_plan *plan = &goal->plans[i];
		struct cell *cells = table_row(table);

		cells[0] = plan->letter == 'G' ? cell_word("glide", _("glide path"), TONE_NONE) :
		                                 cell_word(arena_format(section->arena, "%c", plan->letter),
		                                           arena_format(section->arena, "%c", plan->letter), TONE_NONE);
		cells[1] = cell_percent(plan->expected_return, 2);
		cells[2] = cell_percent(plan->volatility, 2);
		cells[3] = cell_toned(cell_boolean(plan->is_permitted, plan->is_permitted ? _("yes") : _("no")),
		                      plan->is_permitted ? TONE_GOOD : TONE_BAD);
		cells[4] = cell_percent(plan->chance, 1);
	}
}

static void add_remedies(const struct outlook *outlook, const struct outlook_goal *goal, struct section *section)
{
	struct facts *facts = section_facts(section, "likely",
	                                    _("What alone would make it 80 of 100 futures"));

	facts_add(facts, "contribution", _("set aside a month"), money_of(goal->wanted_contribution, outlook->currency));
	facts_add(facts, "sum", _("in all at the start"), money_of(goal->wanted_sum, outlook->currency));
	facts_add(facts, "amount", _("or an amount of"), money_of(goal->wanted_amount, outlook->currency));
	facts_add(facts, "date", _("or a day"),
	          goal->wanted_months == 0 ? cell_missing(_("none within ten years of its own")) :
	          goal->wanted_months == goal->months ? cell_date(goal->goal.due) :
	          cell_date(date_add_months(goal->goal.recorded, (int)goal->wanted_months)));
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "required_return", _("a constant return a year that just reaches it"),
	          isnan(goal->required_return) ? cell_missing(_("none does")) : cell_percent(goal->required_return, 2));
	facts_add(facts, "income", _("reached and paid out over 25 years: a month"), money_of(goal->income, outlook->currency));
	facts_add(facts, "glide_now", _("equity along the glide path, now"),
	          isnan(goal->glide_now) ? cell_missing(_("the mix has no two parts")) : cell_percent(goal->glide_now, 0));
	facts_add(facts, "glide_end", _("and at the goal"),
	          isnan(goal->glide_end) ? cell_missing(_("the mix has no two parts")) : cell_percent(goal->glide_end, 0));
}

static void add_goal(const struct outlook *outlook, const struct outlook_goal *goal, struct section_list *list)
{
	struct section *section = section_list_add(list, arena_format(list->arena, "%lld", (long long)goal->goal.id),
	                                           arena_text(list->arena, goal->goal.name));
	struct text sentence = {0};
	struct facts *facts;

	outlook_sentence(outlook, goal, &goal->figures, false, &sentence);
	section_paragraph(section, "sentence", arena_text(list->arena, text_string(&sentence)));
	text_clear(&sentence);
	if (goal->gap != OUTLOOK_KNOWN)
		return;
	facts = section_facts(section, NULL, NULL);
	facts_add(facts, "chance", _("reached in"), cell_toned(cell_percent(goal->figures.chance, 1),
	                                                       tone_of(goal->figures.chance)));
	facts_add(facts, "chance_low", _("sampling, from"), cell_percent(goal->figures.low, 1));
	facts_add(facts, "chance_high", _("to"), cell_percent(goal->figures.high, 1));
	facts_add(facts, "missing", _("lacking on average where missed"),
	          money_of(goal->figures.missing, outlook->currency));
	facts_add(facts, "present_value", _("present value"), money_of(goal->present_value, outlook->currency));
	facts_add(facts, "funded", _("funded"), cell_percent(goal->funded, 0));
	add_remedies(outlook, goal, section);
	add_plans(outlook, goal, section);
	add_fan(outlook, goal, section);
	add_percentiles(outlook, goal, section);
}

enum status outlook_add_funding(struct session *session, const struct standing *standing, struct section *section,
                                struct error *err)
{
	const struct column columns[] = {
		{.key = "name", .title = _("purpose"), .type = CELL_TEXT},
		{.key = "priority", .title = _("priority"), .type = CELL_WORD},
		{.key = "amount", .title = _("amount"), .type = CELL_MONEY},
		{.key = "due", .title = _("due"), .type = CELL_DATE},
		{.key = "monthly", .title = _("a month"), .type = CELL_MONEY},
		{.key = "allotted", .title = _("allotted"), .type = CELL_MONEY},
		{.key = "funded", .title = _("funded"), .type = CELL_PERCENT},
	};
	struct outlook outlook = {0};
	struct table *table;
	const enum status status = outlook_fund(session, standing, &outlook, err);

	if (status != STATUS_OK || outlook.count == 0) {
		outlook_clear(&outlook);
		return status;
	}
	table = section_table(section, "goals", _("Goals, in today's money"), columns, sizeof columns / sizeof columns[0]);
	for (size_t i = 0; i < outlook.count; i++) {
		const struct outlook_goal *goal = &outlook.goals[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(arena_text(section->arena, goal->goal.name));
		cells[1] = cell_word(planning_priority_name(goal->goal.priority),
		                     _(planning_priority_text(goal->goal.priority)), TONE_NONE);
		cells[2] = cell_amount(goal->goal.amount, standing->client.currency);
		cells[3] = cell_date(goal->goal.due);
		cells[4] = cell_amount(goal->goal.monthly, standing->client.currency);
		if (goal->gap == OUTLOOK_NOT_DRAWN) {
			cells[5] = money_of(goal->allotted, standing->client.currency);
			cells[6] = cell_toned(cell_percent(goal->funded, 0), goal->funded < 0.9 ? TONE_WARN : TONE_NONE);
		} else {
			cells[5] = cells[6] = cell_missing(_(outlook_gap_text(goal->gap)));
		}
	}
	outlook_clear(&outlook);
	return STATUS_OK;
}

enum status outlook_section(struct session *session, const struct outlook *outlook, struct arena *arena,
                            struct section **section, struct error *err)
{
	struct section *made = section_new(arena, "goals", arena_format(arena, _("Goals of %s"),
	                                                                arena_text(arena, outlook->client.name)));
	struct section_list *list;

	(void)err;
	add_head(session, outlook, made);
	add_goals(outlook, made);
	list = section_list(made, "futures", "goal", NULL);
	for (size_t i = 0; i < outlook->count; i++)
		add_goal(outlook, &outlook->goals[i], list);
	section_paragraph(made, "method",
	                  _("Simulated futures are not a promise: they rest on the assumptions named above, leave out "
	                    "taxes and events no model knows, and differ from what will happen."));
	*section = made;
	return STATUS_OK;
}
