/* The three candidates side by side, for a reader and for a program. */
#include "advice/plan/recommend.h"

#include <math.h>
#include <stdio.h>

#include "advice/base/explain.h"
#include "advice/base/session.h"
#include "advice/plan/candidate.h"
#include "advice/plan/studio_wish.h"
#include "engine/base/memory.h"
#include "report/document.h"

static const char *const candidate_names[CANDIDATES] = {N_("A defensive"), N_("B core"), N_("C growth")};

static void add_chart(const struct studio *studio, bool has_current, struct section *section)
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
		            studio->candidates[i].volatility, studio->candidates[i].expected_return,
		            studio->candidates[i].is_permitted ? TONE_GOOD : TONE_BAD);
	if (has_current)
		chart_point(chart, "S", "S", studio->current.volatility, studio->current.expected_return,
		            studio->current.is_permitted ? TONE_GOOD : TONE_BAD);
	if (studio->now.weights != NULL)
		chart_point(chart, "now", _("now"), studio->now.volatility, studio->now.expected_return, TONE_WARN);
}

static void add_weights(const struct studio *studio, bool has_current, struct section *section)
{
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "asset_class", .title = _("asset class"), .type = CELL_WORD},
		{.key = "now", .title = _("now"), .type = CELL_PERCENT},
		{.key = "A", .title = "A", .type = CELL_PERCENT},
		{.key = "B", .title = "B", .type = CELL_PERCENT},
		{.key = "C", .title = "C", .type = CELL_PERCENT},
		{.key = "S", .title = "S", .type = CELL_PERCENT},
	};
	const int shown = has_current ? 5 : 4;
	struct table *table = section_table(section, "weights", _("Weights"), columns, 3 + (size_t)shown);
	struct cell *cells;
	double sums[5] = {0};

	for (size_t i = 0; i < studio->market->count; i++) {
		const struct instrument *instrument = &studio->market->rows[i].instrument;
		const double weights[5] = {studio->standing.weights[i], studio->candidates[0].weights[i],
		                           studio->candidates[1].weights[i], studio->candidates[2].weights[i],
		                           studio->current.weights[i]};
		bool is_shown = false;

		for (int j = 0; j < shown; j++) {
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
		for (int j = 0; j < shown; j++)
			cells[3 + j] = cell_percent(weights[j], 1);
	}
	cells = table_totals(table);
	for (int j = 0; j < shown; j++)
		cells[3 + j] = cell_percent(sums[j], 1);
}

static void add_candidate(const struct studio *studio, const struct candidate *candidate, const char *letter,
                          const char *name, struct section_list *list)
{
	struct section *section = section_list_add(list, letter, name);
	struct facts *facts = section_facts(section, NULL, NULL);
	struct notes *limits;

	facts_add(facts, "expected_return", _("expected return a year"), cell_percent(candidate->expected_return, 2));
	facts_add(facts, "volatility", _("volatility a year"), cell_percent(candidate->volatility, 2));
	if (studio->beliefs.is_changed) {
		facts_add(facts, "house_expected_return", _("expected return a year, the house's"),
		          cell_percent(candidate->risk.expected_return, 2));
		facts_add(facts, "house_volatility", _("volatility a year, the house's"),
		          cell_percent(candidate->risk.volatility, 2));
	}
	facts_add(facts, "volatility_recent", _("volatility, recent weeks weighing more"),
	          cell_percent(candidate->risk.volatility_recent, 2));
	facts_add(facts, "loss_95", _("loss of one year in twenty"), cell_percent(candidate->loss_95, 1));
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

/* What each scenario would do to what is held and to each plan. */
static void add_stress(const struct studio *studio, bool has_current, struct section *section)
{
	const struct column columns[] = {
		{.key = "scenario", .title = _("scenario"), .type = CELL_WORD},
		{.key = "now", .title = _("now"), .type = CELL_PERCENT},
		{.key = "A", .title = "A", .type = CELL_PERCENT},
		{.key = "B", .title = "B", .type = CELL_PERCENT},
		{.key = "C", .title = "C", .type = CELL_PERCENT},
		{.key = "S", .title = "S", .type = CELL_PERCENT},
	};
	const struct candidate *const plans[] = {&studio->now, &studio->candidates[0], &studio->candidates[1],
	                                         &studio->candidates[2], &studio->current};
	const size_t shown = has_current ? 5 : 4;
	struct table *table;

	if (studio->scenarios == NULL)
		return;
	table = section_table(section, "stress", _("Bad times: what they would do to the value"), columns, 1 + shown);
	for (size_t s = 0; s < studio->scenarios->count; s++) {
		struct cell *cells = table_row(table);

		cells[0] = cell_word(studio->scenarios->list[s].name, studio->scenarios->list[s].title[language_current()],
		                     TONE_NONE);
		for (size_t j = 0; j < shown; j++)
			cells[1 + j] = plans[j]->weights != NULL ? cell_percent(plans[j]->stress[s], 1) : cell_missing(NULL);
	}
}

/* The views and figures that were entered, and what they moved. */
static void add_beliefs(const struct studio *studio, struct section *section)
{
	const struct studio_beliefs *beliefs = &studio->beliefs;
	const struct column columns[] = {
		{.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		{.key = "house", .title = _("the house's"), .type = CELL_PERCENT},
		{.key = "prior", .title = _("before the views"), .type = CELL_PERCENT},
		{.key = "expected", .title = _("expected"), .type = CELL_PERCENT},
		{.key = "volatility", .title = _("volatility"), .type = CELL_PERCENT},
	};
	const struct column view_columns[] = {
		{.key = "of", .title = _("view"), .type = CELL_TEXT},
		{.key = "over", .title = _("against"), .type = CELL_TEXT},
		{.key = "value", .title = _("it says"), .type = CELL_PERCENT},
		{.key = "confidence", .title = _("confidence"), .type = CELL_PERCENT},
		{.key = "prior", .title = _("before"), .type = CELL_PERCENT},
		{.key = "posterior", .title = _("after"), .type = CELL_PERCENT},
	};
	struct table *table = section_table(section, "beliefs", _("Expected returns a year"), columns, 5);

	for (size_t i = 0; i < studio->universe_count; i++) {
		const struct market_row *row = &studio->market->rows[studio->universe[i]];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(row->instrument.symbol);
		cells[1] = cell_percent(row->expected_return, 2);
		cells[2] = cell_percent(beliefs->prior[studio->universe[i]], 2);
		cells[3] = cell_percent(beliefs->expected_return[studio->universe[i]], 2);
		cells[4] = cell_percent(beliefs->volatility[studio->universe[i]], 2);
	}
	if (beliefs->view_count == 0)
		return;
	table = section_table(section, "views", _("Views"), view_columns, 6);
	for (size_t v = 0; v < beliefs->view_count; v++) {
		const struct studio_view *view = &beliefs->views[v];
		struct cell *cells = table_row(table);

		cells[0] = cell_text(studio->market->rows[view->row].instrument.symbol);
		cells[1] = view->over != SIZE_MAX ? cell_text(studio->market->rows[view->over].instrument.symbol) :
		                                    cell_missing(NULL);
		cells[2] = cell_percent(view->value, 2);
		cells[3] = cell_percent(view->confidence, 0);
		cells[4] = cell_percent(beliefs->effects[v].prior, 2);
		cells[5] = beliefs->effects[v].is_used ? cell_percent(beliefs->effects[v].posterior, 2) : cell_missing(NULL);
	}
}

static void add_candidates(const struct studio *studio, bool has_current, struct section *section)
{
	static const char *const letters[CANDIDATES] = {"A", "B", "C"};
	struct section_list *list = section_list(section, "candidates", "letter", NULL);
	const struct studio_objective *objective = &studio_objectives[studio->objective];

	for (int i = 0; i < CANDIDATES; i++)
		add_candidate(studio, &studio->candidates[i], letters[i], _(candidate_names[i]), list);
	if (has_current)
		add_candidate(studio, &studio->current, "S",
		              arena_format(section->arena, _("S from the studio: %s"), _(objective->title)), list);
}

enum status recommend_section(struct session *session, const struct studio *studio, bool has_current,
                              struct arena *arena, struct section **section, struct error *err)
{
	const struct standing *standing = &studio->standing;
	const struct assumptions *assumptions = session_assumptions(session);
	struct section *made =
		section_new(arena, "recommendation", arena_format(arena, _("Recommendation for %s"), standing->client.name));
	struct facts *facts = section_facts(made, NULL, NULL);

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
	add_weights(studio, has_current, made);
	add_chart(studio, has_current, made);
	add_candidates(studio, has_current, made);
	add_stress(studio, has_current, made);
	if (studio->beliefs.is_changed)
		add_beliefs(studio, made);
	return STATUS_OK;
}
