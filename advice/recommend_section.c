/* The three candidates side by side, for a reader and for a program. */
#include "advice/recommend.h"

#include <math.h>
#include <stdio.h>

#include "advice/candidate.h"
#include "advice/explain.h"
#include "advice/session.h"
#include "engine/base/memory.h"
#include "report/document.h"

static const char *const candidate_names[CANDIDATES] = {N_("A defensive"), N_("B core"), N_("C growth")};

static void add_chart(const struct studio *studio, struct section *section)
{
	enum { POINTS = 61 };
	struct chart *chart = section_chart(section, CHART_SCATTER, "frontier", _("Efficient frontier"));
	struct chart_series *series;

	chart->x_title = _("volatility a year");
	chart->y_title = _("expected return a year");
	chart->x_format = chart->y_format = AXIS_PERCENT;
	series = chart_series(chart, "frontier", _("frontier"), SERIES_LINE, POINTS);
	if (studio_curve(studio, POINTS, series->x, series->y, NULL) != STATUS_OK)
		series->count = 0;
	chart_limit(chart, studio->wall, _("limit"));
	for (int i = 0; i < CANDIDATES; i++)
		chart_point(chart, (const char *[]){"A", "B", "C"}[i], (const char *[]){"A", "B", "C"}[i],
		            studio->candidates[i].risk.volatility, studio->candidates[i].risk.expected_return,
		            studio->candidates[i].is_permitted ? TONE_GOOD : TONE_BAD);
	if (studio->now.weights != NULL)
		chart_point(chart, "now", _("now"), studio->now.risk.volatility, studio->now.risk.expected_return, TONE_WARN);
}

static void add_weights(const struct studio *studio, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "asset_class", .title = _("asset class"), .type = CELL_WORD},
		{.key = "now", .title = _("now"), .type = CELL_PERCENT},
		{.key = "A", .title = "A", .type = CELL_PERCENT},
		{.key = "B", .title = "B", .type = CELL_PERCENT},
		{.key = "C", .title = "C", .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "weights", _("Weights"), columns, sizeof columns / sizeof columns[0]);
	struct cell *cells;
	double sums[4] = {0};

	for (size_t i = 0; i < studio->market->count; i++) {
		const struct instrument *instrument = &studio->market->rows[i].instrument;
		const double weights[4] = {studio->standing.weights[i], studio->candidates[0].weights[i],
		                           studio->candidates[1].weights[i], studio->candidates[2].weights[i]};
		bool is_shown = false;

		for (int j = 0; j < 4; j++) {
			is_shown = is_shown || weights[j] >= 0.00005;
			sums[j] += weights[j];
		}
		if (!is_shown)
			continue;
		cells = table_row(table);
		cells[0] = cell_text(instrument->symbol);
		cells[1] = cell_text(instrument->name);
		cells[2] = cell_word(asset_class_name(instrument->asset_class),
		                     class_words(language_current(), instrument->asset_class), TONE_NONE);
		for (int j = 0; j < 4; j++)
			cells[3 + j] = cell_percent(weights[j], 1);
	}
	cells = table_totals(table);
	for (int j = 0; j < 4; j++)
		cells[3 + j] = cell_percent(sums[j], 1);
}

static void add_candidate(const struct studio *studio, int index, struct section_list *list)
{
	const struct candidate *candidate = &studio->candidates[index];
	struct section *section = section_list_add(list, (const char *[]){"A", "B", "C"}[index], _(candidate_names[index]));
	struct facts *facts = section_facts(section, NULL, NULL);
	struct notes *limits;

	facts_add(facts, "expected_return", _("expected return a year"), cell_percent(candidate->risk.expected_return, 2));
	facts_add(facts, "volatility", _("volatility a year"), cell_percent(candidate->risk.volatility, 2));
	facts_add(facts, "volatility_recent", _("volatility, recent weeks weighing more"),
	          cell_percent(candidate->risk.volatility_recent, 2));
	facts_add(facts, "loss_95", _("loss of one year in twenty"), cell_percent(candidate->risk.loss_95, 1));
	facts_add(facts, "week_es_95", _("mean loss of the worst weeks (5 %)"),
	          cell_percent(candidate->risk.week_es_95, 2));
	facts_add(facts, "max_drawdown", _("deepest fall of this mix"), cell_percent(candidate->risk.max_drawdown, 1));
	facts_add(facts, "level", _("risk level"), cell_level(arena_format(section->arena, "R%d", candidate->level)));
	facts_add(facts, "is_permitted", _("suitable"),
	          cell_toned(cell_boolean(candidate->is_permitted, candidate->is_permitted ? _("yes") : _("no")),
	                     candidate->is_permitted ? TONE_GOOD : TONE_BAD));
	facts_add(facts, "gate", _("decision"),
	          cell_text(arena_format(section->arena, "%s %s", candidate->is_permitted ? "S00" : candidate->gate_code,
	                                 candidate->gate_text[language_current()])));
	facts_add(facts, "kkt_stationarity", _("certificate: stationarity"),
	          cell_number(candidate->kkt_stationarity, 3))->audience = FOR_PROGRAMS;
	facts_add(facts, "kkt_primal", _("certificate: primal"), cell_number(candidate->kkt_primal, 3))->audience =
		FOR_PROGRAMS;
	section_paragraph(section, "explanation", text_string(&candidate->explanation[language_current()]));
	limits = section_notes(section, "binding", NULL);
	for (size_t i = 0; i < candidate->held_back_count; i++)
		notes_add(limits, TONE_NONE, candidate->held_back[i].label,
		          arena_format(section->arena, "%s %s %.6g: %.6g", candidate->held_back[i].label,
		                       candidate->held_back[i].is_upper ? "<=" : ">=", candidate->held_back[i].limit,
		                       candidate->held_back[i].multiplier));
	section_audience(section, FOR_PROGRAMS);
}

enum status recommend_section(struct session *session, const struct studio *studio, struct arena *arena,
                              struct section **section, struct error *err)
{
	const struct standing *standing = &studio->standing;
	const struct assumptions *assumptions = session_assumptions(session);
	struct section *made =
		section_new(arena, "recommendation", arena_format(arena, _("Recommendation for %s"), standing->client.name));
	struct facts *facts = section_facts(made, NULL, NULL);
	struct section_list *list;

	(void)err;
	facts_add(facts, "client", _("client"), cell_text(arena_text(arena, standing->client.code)));
	facts_add(facts, "class", _("class"), cell_level(arena_format(arena, "C%d%s", standing->assessment.risk_class,
	                                                                standing->assessment.is_minimum_class ? "-min" : "")));
	facts_add(facts, "value", _("value"),
	          cell_amount(standing->value, standing->client.currency));
	facts_add(facts, "volatility_target", _("volatility target a year"), cell_percent(studio->target, 1));
	facts_add(facts, "volatility_limit", _("volatility limit"), cell_percent(studio->wall, 1));
	facts_add(facts, "assumptions", _("assumptions"), cell_text(arena_text(arena, assumptions->name)));
	facts_add(facts, "assumptions_dated", _("assumptions of"), cell_date(assumptions->dated));
	facts_add(facts, "rules", _("rules"), cell_text(arena_text(arena, session_rules(session)->version)));
	*section = made;
	if (studio->conflict[LANGUAGE_ENGLISH].length > 0) {
		notes_add(section_notes(made, "conflict", NULL), TONE_BAD, "infeasible",
		          arena_text(arena, text_string(&studio->conflict[language_current()])));
		return STATUS_OK;
	}
	add_weights(studio, made);
	add_chart(studio, made);
	list = section_list(made, "candidates", "letter", NULL);
	for (int i = 0; i < CANDIDATES; i++)
		add_candidate(studio, i, list);
	return STATUS_OK;
}
