/* The view of risk as a part of a report and as the answer of a command. */
#include <math.h>
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/lab/lab_figures.h"
#include "advice/market/market.h"
#include "advice/plan/candidate.h"
#include "advice/risk/risk_view.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"

#define COLUMNS(columns) columns, sizeof(columns) / sizeof(columns)[0]

static const struct instrument *instrument_of(const struct risk_view *view, size_t line)
{
	return &view->market->rows[view->lines[line].row].instrument;
}

static struct cell measure_cell(const struct risk_view *view, enum risk_measure_id id, struct arena *arena)
{
	const struct figure figure = view->measures[id].figure;
	char reason[160];

	if (!figure_stands(figure))
		return cell_missing(arena_text(arena, risk_measure_reason(view, id, reason, sizeof reason)));
	if (id == RISK_CONDITION)
		return cell_number(figure.value, 7);
	switch (risk_definitions[id].unit) {
	case FIGURE_FRACTION:
	case FIGURE_FRACTION_A_YEAR: return cell_percent(figure.value, 2);
	case FIGURE_COUNT:
	case FIGURE_DAYS: return cell_number(figure.value, 1);
	case FIGURE_RATIO: break;
	}
	return cell_number(figure.value, 3);
}

static void add_measures(const struct risk_view *view, struct section *section)
{
	const struct column columns[] = {
		{.key = "measure", .title = _("figure"), .type = CELL_TEXT},
		{.key = "value", .title = _("reads"), .type = CELL_TEXT, .align = ALIGN_RIGHT, .is_mixed = true},
		{.key = "amount", .title = _("in money"), .type = CELL_MONEY},
		{.key = "formula", .title = _("how it is reached"), .type = CELL_TEXT},
		{.key = "source", .title = _("source"), .type = CELL_TEXT},
	};
	struct facts *facts = section_facts(section, "measures", NULL);
	struct table *table;
	char reason[160];

	section_audience(section, FOR_PROGRAMS);
	for (size_t i = 0; i < RISK_MEASURES; i++)
		facts_add(facts, risk_definitions[i].key, _(risk_definitions[i].title),
		          measure_cell(view, (enum risk_measure_id)i, section->arena));
	table = section_table(section, "figures", _("The whole portfolio"), COLUMNS(columns));
	section_audience(section, FOR_READING);
	for (size_t i = 0; i < RISK_MEASURES; i++) {
		const struct risk_definition *definition = &risk_definitions[i];
		const struct figure figure = view->measures[i].figure;
		struct cell *cells = table_row(table);

		cells[0] = cell_text(_(definition->title));
		cells[1] = figure_stands(figure) ? measure_cell(view, (enum risk_measure_id)i, section->arena) : cell_missing(NULL);
		cells[2] = cell_text(""); /* most figures are no sum of money: that is no gap */
		if (definition->is_loss && figure_stands(figure))
			cells[2] = cell_amount(risk_amount(view, figure.value), view->standing.client.currency);
		cells[3] = cell_text(figure_stands(figure) ? _(definition->note.meaning) :
		                     arena_text(section->arena, risk_measure_reason(view, (enum risk_measure_id)i, reason,
		                                                                     sizeof reason)));
		cells[4] = cell_text(_(definition->note.source));
	}
}

static void add_tails(const struct risk_view *view, struct section *section)
{
	const struct column columns[] = {
		{.key = "definition", .title = _("definition"), .type = CELL_WORD},
		{.key = "value_at_risk_95", .title = _("VaR 95 %"), .type = CELL_PERCENT},
		{.key = "expected_shortfall_95", .title = _("ES 95 %"), .type = CELL_PERCENT},
		{.key = "value_at_risk_99", .title = _("VaR 99 %"), .type = CELL_PERCENT},
		{.key = "expected_shortfall_99", .title = _("ES 99 %"), .type = CELL_PERCENT},
		{.key = "formula", .title = _("how it is reached"), .type = CELL_TEXT},
	};
	static const enum tail_figure pairs[][2] = {
		{TAIL_VALUE_AT_RISK, TAIL_EXPECTED_SHORTFALL}, {TAIL_INTERPOLATED_VALUE_AT_RISK, TAIL_COUNT},
		{TAIL_NORMAL_VALUE_AT_RISK, TAIL_NORMAL_EXPECTED_SHORTFALL},
		{TAIL_POPULATION_VALUE_AT_RISK, TAIL_POPULATION_EXPECTED_SHORTFALL},
		{TAIL_STUDENT_VALUE_AT_RISK, TAIL_STUDENT_EXPECTED_SHORTFALL},
		{TAIL_MODIFIED_VALUE_AT_RISK, TAIL_MODIFIED_EXPECTED_SHORTFALL},
	};
	struct table *table = section_table(section, "tail", _("The tail of one week, by definition"), COLUMNS(columns));

	for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_word(tail_definitions[pairs[i][0]].name, _(risk_tail_title(pairs[i][0])), TONE_NONE);
		for (size_t c = 0; c < RISK_CONFIDENCES; c++)
			for (size_t k = 0; k < 2; k++) {
				const struct figure figure = pairs[i][k] == TAIL_COUNT ? figure_missing(FIGURE_NOT_VALUED) :
				                                                         view->tails[c][pairs[i][k]];

				cells[1 + 2 * c + k] = figure_stands(figure) ? cell_percent(figure.value, 2) :
				                       pairs[i][k] == TAIL_COUNT ? cell_missing(_("not a coherent pair")) :
				                                                   cell_missing(lab_figure_reason(figure.reason));
			}
		cells[5] = cell_text(_(tail_definitions[pairs[i][0]].formula));
	}
}

static void add_lines(const struct risk_view *view, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "weight", .title = _("weight"), .type = CELL_PERCENT},
		{.key = "volatility", .title = _("volatility alone"), .type = CELL_PERCENT},
		{.key = "marginal", .title = _("volatility for one weight more"), .type = CELL_NUMBER},
		{.key = "contribution", .title = _("contributes"), .type = CELL_PERCENT},
		{.key = "share", .title = _("share of the risk"), .type = CELL_PERCENT},
		{.key = "value_at_risk", .title = _("of the year's VaR"), .type = CELL_PERCENT},
		{.key = "expected_shortfall", .title = _("of the year's ES"), .type = CELL_PERCENT},
		{.key = "prices", .title = _("prices"), .type = CELL_INTEGER},
		{.key = "first", .title = _("from"), .type = CELL_DATE},
		{.key = "last", .title = _("until"), .type = CELL_DATE},
	};
	struct table *table = section_table(section, "holdings", _("Who carries the risk, a year"), COLUMNS(columns));
	struct cell *cells;

	table->empty = _("Nothing is held.");
	for (size_t i = 0; i < view->line_count; i++) {
		const struct risk_line *line = &view->lines[i];
		const char *const why = _("too few prices for an estimate");

		cells = table_row(table);
		cells[0] = cell_text(instrument_of(view, i)->symbol);
		cells[1] = cell_text(instrument_of(view, i)->name);
		cells[2] = cell_percent(line->weight, 2);
		cells[3] = line->has_risk ? cell_percent(line->volatility, 2) : cell_missing(why);
		for (size_t k = 4; k < 9; k++)
			cells[k] = cell_missing(line->has_risk ? _("nothing that is held varies") : why);
		if (line->has_risk && view->has_contributions) {
			cells[4] = cell_number(line->marginal, 4);
			cells[5] = cell_percent(line->contribution, 2);
			cells[6] = cell_percent(line->share, 1);
			cells[7] = cell_percent(line->value_at_risk, 2);
			cells[8] = cell_percent(line->expected_shortfall, 2);
		}
		if (line->prices > 0) {
			cells[9] = cell_integer((int64_t)line->prices);
			cells[10] = cell_date(line->first);
			cells[11] = cell_date(line->last);
		}
	}
	if (!view->has_contributions)
		return;
	cells = table_totals(table);
	cells[2] = cell_percent(1.0, 2);
	cells[5] = cell_percent(view->volatility, 2);
	cells[6] = cell_percent(1.0, 1);
	cells[7] = cell_percent(view->year_loss, 2);
	cells[8] = cell_percent(view->year_shortfall, 2);
}

static void add_parts(const struct risk_view *view, struct section *section)
{
	static const char *const kinds[] = {[PART_CLASS] = "class", [PART_REGION] = "region", [PART_CURRENCY] = "currency"};
	const struct column columns[] = {
		{.key = "by", .title = _("seen by"), .type = CELL_WORD},
		{.key = "part", .title = _("part"), .type = CELL_WORD},
		{.key = "value", .title = _("value"), .type = CELL_MONEY},
		{.key = "weight", .title = _("weight"), .type = CELL_PERCENT},
		{.key = "target", .title = _("plan"), .type = CELL_PERCENT},
		{.key = "share", .title = _("share of the risk"), .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "exposure", _("What it is exposed to"), COLUMNS(columns));

	for (size_t i = 0; i < view->part_count; i++) {
		const struct risk_part *part = &view->parts[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_word(kinds[part->kind], _(risk_part_kind_title(part->kind)), TONE_NONE);
		cells[1] = cell_word(part->key, risk_part_title(part), TONE_NONE);
		cells[2] = cell_amount(part->value, view->standing.client.currency);
		cells[3] = cell_percent(part->weight, 2);
		cells[4] = view->standing.has_plan ? cell_percent(part->target, 2) : cell_missing(_("no plan was accepted"));
		cells[5] = view->has_contributions ? cell_percent(part->share, 1) : cell_missing(_("nothing that is held varies"));
	}
}

static void add_correlation(const struct risk_view *view, struct section *section)
{
	struct column *columns = memory_new_array(view->moving_count + 1, sizeof *columns);
	struct table *table;

	columns[0] = (struct column){.key = "symbol", .title = _("symbol"), .type = CELL_TEXT};
	for (size_t j = 0; j < view->moving_count; j++)
		columns[j + 1] = (struct column){.key = instrument_of(view, view->moving[j])->symbol,
		                                 .title = instrument_of(view, view->moving[j])->symbol, .type = CELL_NUMBER};
	table = section_table(section, "correlation", _("Correlation of what varies"), columns, view->moving_count + 1);
	table->empty = _("Nothing that is held varies.");
	for (size_t i = 0; i < view->moving_count; i++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_text(instrument_of(view, view->moving[i])->symbol);
		for (size_t j = 0; j < view->moving_count; j++)
			cells[j + 1] = cell_number(view->correlation[i * view->moving_count + j], 2);
	}
	free(columns);
}

static struct cell replay_cell(const struct risk_view *view, const struct risk_stress *stress, struct arena *arena)
{
	if (stress->is_replayed)
		return cell_change(stress->replayed, 1);
	if (!stress->scenario->is_historical)
		return cell_missing(_("supposed, not historical"));
	if (stress->replay_obstacle == SIZE_MAX)
		return cell_missing(_("only money is held"));
	return cell_missing(arena_format(arena, _("no price of %s so far back"),
	                                 instrument_of(view, stress->replay_obstacle)->symbol));
}

static void add_stress(const struct risk_view *view, struct section *section)
{
	const struct column columns[] = {
		{.key = "scenario", .title = _("scenario"), .type = CELL_WORD},
		{.key = "title", .title = _("what happens"), .type = CELL_TEXT},
		{.key = "from", .title = _("from"), .type = CELL_DATE},
		{.key = "to", .title = _("until"), .type = CELL_DATE},
		{.key = "result", .title = _("result"), .type = CELL_PERCENT},
		{.key = "amount", .title = _("in money"), .type = CELL_MONEY},
		{.key = "breaks_limit", .title = _("more than accepted"), .type = CELL_BOOLEAN},
		{.key = "multiple", .title = _("times to the limit"), .type = CELL_NUMBER},
		{.key = "uncovered", .title = _("no shock for"), .type = CELL_PERCENT},
		{.key = "replayed", .title = _("by prices of then"), .type = CELL_PERCENT},
		{.key = "replayed_fall", .title = _("deepest fall then"), .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "stress", _("What bad times would do"), COLUMNS(columns));

	for (size_t i = 0; i < view->stress_count; i++) {
		const struct risk_stress *stress = &view->stress[i];
		struct cell *cells = table_row(table);

		cells[0] = stress->is_own ? cell_word("own", _("own shocks"), TONE_NONE) : cell_text(stress->scenario->name);
		cells[1] = cell_text(stress->is_own ? _("own shocks") : stress->scenario->title[language_current()]);
		if (stress->scenario->is_historical) {
			cells[2] = cell_date(stress->scenario->from);
			cells[3] = cell_date(stress->scenario->to);
		}
		cells[4] = cell_change(stress->result, 1);
		cells[5] = cell_signed(cell_amount(stress->amount, view->standing.client.currency));
		cells[6] = isfinite(view->loss_limit) ? cell_toned(cell_boolean(stress->breaks_limit, stress->breaks_limit ?
		           _("yes") : _("no")), stress->breaks_limit ? TONE_BAD : TONE_GOOD) : cell_missing(_("no profile was taken"));
		cells[7] = figure_stands(stress->multiple) ? cell_number(stress->multiple.value, 2) :
		           isfinite(view->loss_limit) ? cell_missing(lab_figure_reason(stress->multiple.reason)) :
		                                        cell_missing(_("no profile was taken"));
		cells[8] = cell_percent(stress->uncovered, 1);
		cells[9] = replay_cell(view, stress, section->arena);
		cells[10] = stress->is_replayed ? cell_percent(stress->replayed_fall, 1) : cell_missing(NULL);
	}
}

/* Every shock with where it comes from: the assumptions behind the table above. */
static void add_shocks(const struct risk_view *view, struct section *section)
{
	const struct column columns[] = {
		{.key = "scenario", .title = _("scenario"), .type = CELL_TEXT},
		{.key = "class", .title = _("asset class"), .type = CELL_WORD},
		{.key = "region", .title = _("region"), .type = CELL_TEXT},
		{.key = "sector", .title = _("sector"), .type = CELL_TEXT},
		{.key = "return", .title = _("return"), .type = CELL_PERCENT},
		{.key = "source", .title = _("source"), .type = CELL_TEXT},
	};
	struct table *table = section_table(section, "shocks", _("The shocks and where they come from"), COLUMNS(columns));

	for (size_t i = 0; i < view->stress_count; i++)
		for (size_t j = 0; j < view->stress[i].scenario->shock_count; j++) {
			const struct scenario_shock *shock = &view->stress[i].scenario->shocks[j];
			struct cell *cells = table_row(table);

			cells[0] = cell_text(view->stress[i].is_own ? "own" : view->stress[i].scenario->name);
			cells[1] = cell_word(asset_class_name(shock->asset_class), class_words(language_current(), shock->asset_class),
			                     TONE_NONE);
			cells[2] = cell_text(shock->region);
			cells[3] = cell_text(shock->sector);
			cells[4] = cell_change(shock->shock, 0);
			cells[5] = cell_text(view->stress[i].is_own ? _("typed in") : shock->source[language_current()]);
		}
}

static void add_history(const struct risk_view *view, struct section *section)
{
	const struct column window_columns[] = {
		{.key = "weeks", .title = _("weeks"), .type = CELL_INTEGER},
		{.key = "from", .title = _("from"), .type = CELL_DATE},
		{.key = "to", .title = _("until"), .type = CELL_DATE},
		{.key = "change", .title = _("change"), .type = CELL_PERCENT},
		{.key = "amount", .title = _("in money"), .type = CELL_MONEY},
	};
	const struct column fall_columns[] = {
		{.key = "depth", .title = _("depth"), .type = CELL_PERCENT},
		{.key = "peak", .title = _("from the high of"), .type = CELL_DATE},
		{.key = "trough", .title = _("to the low of"), .type = CELL_DATE},
		{.key = "recovered", .title = _("regained on"), .type = CELL_DATE},
	};
	struct table *table =
		section_table(section, "worst_windows", _("The worst stretches of today's mix"), COLUMNS(window_columns));

	for (size_t i = 0; i < RISK_WINDOWS; i++) {
		const struct risk_window *window = &view->windows[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_integer((int64_t)window->weeks);
		for (size_t k = 1; k < 5; k++)
			cells[k] = cell_missing(_("the history is too short"));
		if (!window->stands)
			continue;
		cells[1] = cell_date(window->from);
		cells[2] = cell_date(window->to);
		cells[3] = cell_change(window->change, 1);
		cells[4] = cell_signed(cell_amount(risk_amount(view, window->change), view->standing.client.currency));
	}
	table = section_table(section, "falls", _("The deepest falls of today's mix"), COLUMNS(fall_columns));
	table->empty = _("It never fell, or the history is too short.");
	for (size_t i = 0; i < view->fall_count; i++) {
		const struct risk_fall *fall = &view->falls[i];
		struct cell *cells = table_row(table);

		cells[0] = cell_percent(fall->depth, 1);
		cells[1] = cell_date(fall->peak);
		cells[2] = cell_date(fall->trough);
		cells[3] = fall->is_recovered ? cell_date(fall->recovery) : cell_missing(_("not yet"));
	}
}

static void add_quality(const struct risk_view *view, struct section *section)
{
	static const char *const names[] = {[ESTIMATE_GOOD] = "good", [ESTIMATE_FAIR] = "fair", [ESTIMATE_POOR] = "poor"};
	static const enum tone tones[] = {[ESTIMATE_GOOD] = TONE_GOOD, [ESTIMATE_FAIR] = TONE_WARN, [ESTIMATE_POOR] = TONE_BAD};
	struct facts *facts = section_facts(section, "quality", _("What the estimates rest on"));

	facts_add(facts, "verdict", _("verdict"), view->quality.observations > 0 ?
	          cell_word(names[view->quality.verdict], _(risk_verdict_title(view->quality.verdict)),
	                    tones[view->quality.verdict]) : cell_missing(_("no estimate: too few prices")));
	facts_add(facts, "observations", _("weeks"), cell_integer((int64_t)view->quality.observations));
	facts_add(facts, "instruments", _("instruments"), cell_integer((int64_t)view->quality.assets));
	facts_add(facts, "unestimated", _("value without an estimate"), cell_percent(view->unestimated, 1));
	if (view->scenarios == NULL)
		return;
	facts_add(facts, "scenarios", _("scenarios"), cell_text(view->scenarios->name));
	facts_add(facts, "scenarios_dated", _("dated"), cell_date(view->scenarios->dated));
	facts_add(facts, "scenarios_set_by", _("set by"), cell_text(view->scenarios->set_by));
}

enum status risk_view_section(const struct risk_view *view, struct arena *arena, struct section **section,
                              struct error *err)
{
	struct section *made = section_new(arena, "risk", _("Risk"));
	struct facts *facts = section_facts(made, NULL, NULL);
	struct text sentences = {0};

	(void)err;
	facts_add(facts, "client", _("client"), cell_text(view->standing.client.code));
	facts_add(facts, "name", _("name"), cell_text(view->standing.client.name));
	facts_add(facts, "value", _("value"), view->has_value ? cell_amount(view->standing.value, view->standing.client.currency) :
	          cell_missing(view->standing.state == STANDING_NO_PRICE ? _("not known: a price is missing") :
	                                                                   _("nothing is held")));
	risk_view_sentences(view, language_current(), &sentences);
	section_paragraph(made, "summary", arena_text(arena, text_string(&sentences)));
	text_clear(&sentences);
	add_measures(view, made);
	if (view->has_value) {
		add_lines(view, made);
		add_tails(view, made);
		add_stress(view, made);
		add_history(view, made);
		add_parts(view, made);
		add_correlation(view, made);
		add_shocks(view, made);
	}
	add_quality(view, made);
	*section = made;
	return STATUS_OK;
}
