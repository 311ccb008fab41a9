/* Painting the studio: the frontier, the weights, the figures side by side, and why the plan is as it is. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/amounts.h"
#include "tui/screens/refusal.h"
#include "tui/widget/bar.h"
#include "tui/widget/chart.h"

/* Below this the panes are shown one at a time. */
enum { WIDE_COLUMNS = 76, WIDE_ROWS = 19, NUMBER = AMOUNT_TEXT_SIZE };

/* ---- the tables ---- */

static const char *const face_names[ALLOCATE_FACES] = {
	[FACE_WEIGHTS] = N_("weights"),   [FACE_GROUPS] = N_("groups"),         [FACE_RETURNS] = N_("returns"),
	[FACE_VIEWS] = N_("views"),       [FACE_OBJECTIVES] = N_("objectives"), [FACE_STRESS] = N_("bad times"),
	[FACE_COMPARE] = N_("comparison"),
};

static const char *edit_hint(enum allocate_face face)
{
	switch (face) {
	case FACE_RETURNS:
		return _("percent a year, for this client here and now · empty: the house's · Tab the volatility");
	case FACE_VIEWS:
		return _("percent · Tab how sure · ⏎ takes · Esc leaves");
	case FACE_OBJECTIVES:
		return _("what is asked of the objective · ⏎ takes · Esc leaves");
	default:
		return _("percent of the portfolio: 12.5 or 12.5% · Tab the other limit · ⏎ takes · Esc leaves");
	}
}

/* Under the table: how to edit, or what is wrong with what was typed; of an objective what it means. */
static bool draw_note(const struct allocate_state *state, const struct table_view *view, struct term *line)
{
	const bool is_bad = state->edit.is_open && state->edit.message[0] != '\0';
	const char *text = NULL;
	enum role role = is_bad ? ROLE_ERROR : ROLE_DIM;
	size_t index;

	if (state->edit.is_open)
		text = is_bad ? state->edit.message : edit_hint(state->face);
	else if (state->face == FACE_OBJECTIVES && table_view_selected(view, &index))
		text = state->trials[index].refusal.length > 0 ? text_string(&state->trials[index].refusal) :
								_(studio_objectives[index].explain);
	else if (state->face == FACE_RETURNS)
		text = _("w enters a figure of your own, v a view; ? marks what was entered");
	else if (state->face == FACE_VIEWS && allocate_now(state)->view_count > 0)
		text = _("v adds · ⏎ changes · e edits in place · D drops");
	else if (state->face == FACE_STRESS && state->studio.scenarios != NULL)
		text = _("shocks of the dated scenarios, dated and sourced on screen 8; what none fits stands still");
	else if (state->face == FACE_COMPARE)
		text = _("= the next two");
	if (line != NULL && text != NULL)
		(void)term_put_wrapped(line, 0, 1, role, text);
	return text != NULL;
}

static void face_title(const struct allocate_state *state, char *title, size_t size)
{
	const struct studio_wish *now = allocate_now(state);
	const struct candidate *plans[2];
	const char *names[2];

	switch (state->face) {
	case FACE_GROUPS:
		(void)snprintf(title, size, "%s", _("groups · limits in percent · * edited, not recorded"));
		return;
	case FACE_RETURNS:
		(void)snprintf(title, size, "%s", _("expected returns and volatilities · percent a year"));
		return;
	case FACE_VIEWS:
		(void)snprintf(title, size, "%s", _("views · percent a year, before and after"));
		return;
	case FACE_OBJECTIVES:
		(void)snprintf(title, size, "%s", _("objectives · ⏎ makes it the plan · e what is asked"));
		return;
	case FACE_STRESS:
		(void)snprintf(title, size, "%s", _("bad times · what they do to the value, percent"));
		return;
	case FACE_COMPARE:
		allocate_pair(state, plans, names);
		(void)snprintf(title, size, _("1st: %s · 2nd: %s · in %%"), names[0], names[1]);
		return;
	default:
		break;
	}
	if (!state->has_curve)
		(void)snprintf(title, size, "%s", _("weights in % · no plan within these limits"));
	else if (state->is_solving)
		(void)snprintf(title, size, _("working out: %s …"), _(studio_objectives[now->objective].title));
	else if (now->objective != 0)
		(void)snprintf(title, size, _("plan: %s · weights in %%"), _(studio_objectives[now->objective].title));
	else if (allocate_has_limits(state))
		(void)snprintf(title, size, _("plan %c · weights in %% · * edited, not recorded"), now->letter);
	else
		(void)snprintf(title, size, _("plan %c · weights in %%"), now->letter);
}

static void draw_table(const struct allocate_state *state, struct term *term)
{
	const bool is_focused = state->pane == PANE_TABLE;
	const struct table_view *view = &state->tables[state->face];
	const int next = ((int)state->face + 1) % ALLOCATE_FACES;
	const int note_rows = state->edit.is_open || term->columns >= 74 ? 1 : 2;
	char title[160], more[64];
	struct term inside, table, line;

	face_title(state, title, sizeof title);
	inside = term_box_focused(term, title, is_focused);
	table = inside;
	if (draw_note(state, view, NULL) && inside.rows > note_rows + 3) {
		table = term_pane(&inside, 0, 0, inside.rows - note_rows, inside.columns);
		line = term_pane(&inside, inside.rows - note_rows, 0, note_rows, inside.columns - 1);
		(void)draw_note(state, view, &line);
	}
	table_view_draw(view, &table, is_focused);
	(void)snprintf(more, sizeof more, " f %s › ", _(face_names[next]));
	term_put_fitted(term, term->rows - 1, term->columns - 2 - text_width(more), text_width(more), TEXT_LEFT, ROLE_KEY, more);
}

/* ---- the frontier ---- */

/* The curve in two parts: what may be proposed, and what lies past the wall. */
static size_t put_series(const struct allocate_state *state, struct chart_series series[2])
{
	size_t inside = 0;

	while (inside < ALLOCATE_CURVE && state->curve_x[inside] <= state->studio.wall)
		inside++;
	series[0] = (struct chart_series){
		.x = state->curve_x, .y = state->curve_y, .count = inside, .role = ROLE_CHART_1};
	series[1] = (struct chart_series){.x = state->curve_x + inside, .y = state->curve_y + inside,
					  .count = ALLOCATE_CURVE - inside, .role = ROLE_CHART_3, .kind = CHART_POINTS};
	return state->has_curve ? 2 : 0;
}

static struct chart_marker place_of(const struct candidate *candidate, const char *sign, const char *label,
				    enum role role)
{
	return (struct chart_marker){candidate->volatility, candidate->expected_return, sign, label, role, false};
}

static void place_label(const char *name, const struct candidate *candidate, bool is_short, char *text, size_t size)
{
	char level[FIGURE_SIZE], risk[FIGURE_SIZE];

	if (is_short)
		(void)snprintf(text, size, "%s", name);
	else
		(void)snprintf(text, size, "%s %s / %s", name, figure_percent(candidate->expected_return, 1, level),
			       figure_percent(candidate->volatility, 1, risk));
}

/* The places of the scenarios in the file, the one that takes most from the plan first; returns how many take anything. */
static size_t rank_scenarios(const struct allocate_state *state, size_t order[SCENARIOS])
{
	const struct candidate *plan = &state->studio.current;
	size_t count = 0;

	for (size_t s = 0; state->studio.scenarios != NULL && s < state->studio.scenarios->count; s++) {
		size_t at = count;

		if (plan->stress[s] >= 0.0)
			continue;
		for (; at > 0 && plan->stress[order[at - 1]] > plan->stress[s]; at--)
			order[at] = order[at - 1];
		order[at] = s;
		count++;
	}
	return count;
}

/* "2008 −24.1 %  2015 −13.9 %", as many as there is room for: what bad times would take from the plan. */
static void draw_stress_line(const struct allocate_state *state, struct term *line)
{
	size_t order[SCENARIOS];
	const size_t count = rank_scenarios(state, order);
	int at = term_put(line, 0, 1, ROLE_DIM, line->columns >= 40 ? _("bad times:") : "↓");

	for (size_t i = 0; i < count; i++) {
		const struct scenario *scenario = &state->studio.scenarios->list[order[i]];
		const bool is_year = scenario->name[0] >= '0' && scenario->name[0] <= '9'; /* shorter than its title, and as clear */
		char item[160];

		(void)snprintf(item, sizeof item, "%s −%.0f\u00A0%%", is_year ? scenario->name : scenario->title[language_current()],
			       -100.0 * state->studio.current.stress[order[i]]);
		if (at + 2 + (int)text_width(item) > line->columns)
			continue;
		at = term_put(line, 0, at + 1, ROLE_LOSS, item) + 1;
	}
}

static void draw_chart(const struct allocate_state *state, struct term *term)
{
	const struct studio *studio = &state->studio;
	const bool is_short = term->columns < 44;
	struct chart_series series[2];
	struct chart_marker markers[CANDIDATES + 3];
	char wall_label[48], now_label[96], plan_label[96];
	size_t tried;
	struct chart_wall wall = {.x = studio->wall, .label = wall_label};
	struct chart chart = {.x_unit = CHART_PERCENT, .y_unit = CHART_PERCENT, .series = series, .markers = markers,
			      .wall = &wall,
			      .empty = N_("No plan meets all limits; the text beside says which ones conflict.")};
	struct term inside = term_box_focused(term, is_short ? _("return / volatility")
							     : _("expected return a year against volatility"),
					      state->pane == PANE_CHART);

	(void)snprintf(wall_label, sizeof wall_label, _("limit C%d"), studio->standing.assessment.risk_class);
	chart.series_count = put_series(state, series);
	chart.empty = _(chart.empty);
	for (int i = 0; i < CANDIDATES && state->has_curve; i++) {
		static const char *const signs[CANDIDATES] = {"A", "B", "C"};

		markers[chart.marker_count++] = place_of(&studio->candidates[i], signs[i], NULL, ROLE_CHART_4);
	}
	if (studio->now.weights != NULL) {
		place_label(_("now"), &studio->now, is_short, now_label, sizeof now_label);
		markers[chart.marker_count++] = place_of(&studio->now, "●", now_label, ROLE_CHART_2);
	}
	if (state->has_curve && state->face == FACE_OBJECTIVES && table_view_selected(&state->tables[state->face], &tried) &&
	    state->trials[tried].result.weights != NULL)
		markers[chart.marker_count++] = place_of(&state->trials[tried].result, "◇", NULL, ROLE_MARK);
	if (state->has_curve) {
		place_label(_("plan"), &studio->current, is_short, plan_label, sizeof plan_label);
		markers[chart.marker_count] = place_of(&studio->current, "◆", plan_label,
						       studio->current.is_permitted ? ROLE_ACCENT : ROLE_ERROR);
		markers[chart.marker_count++].is_chosen = state->pane == PANE_CHART;
	}
	if (state->has_curve && inside.rows >= 9 && studio->scenarios != NULL) {
		struct term line = term_pane(&inside, inside.rows - 1, 0, 1, inside.columns);

		draw_stress_line(state, &line);
		inside = term_pane(&inside, 0, 0, inside.rows - 1, inside.columns);
	}
	chart_draw(&chart, &inside);
}

/* ---- the figures side by side ---- */

enum figure {
	FIGURE_RETURN, FIGURE_VOLATILITY, FIGURE_YEAR, FIGURE_FALL, FIGURE_LEVEL, FIGURE_RECENT, FIGURE_WEEK,
	FIGURE_AVERAGE, FIGURES,
};

static const char *const figure_titles[FIGURES] = {
	[FIGURE_RETURN] = N_("return %"),       [FIGURE_VOLATILITY] = N_("volatility %"),
	[FIGURE_YEAR] = N_("1 year in 20 %"),   [FIGURE_FALL] = N_("worst fall %"),
	[FIGURE_LEVEL] = N_("risk level"),      [FIGURE_RECENT] = N_("recent vol. %"),
	[FIGURE_WEEK] = N_("1 week in 20 %"),   [FIGURE_AVERAGE] = N_("product level"),
};

static void put_figure(const struct candidate *candidate, enum figure figure, char text[NUMBER])
{
	switch (figure) {
	case FIGURE_RETURN:
		(void)percent_number(candidate->expected_return, text);
		break;
	case FIGURE_VOLATILITY:
		(void)percent_number(candidate->volatility, text);
		break;
	case FIGURE_YEAR:
		(void)percent_change(-candidate->loss_95, text);
		break;
	case FIGURE_FALL:
		(void)percent_number(-candidate->risk.max_drawdown, text);
		break;
	case FIGURE_LEVEL:
		(void)snprintf(text, NUMBER, "R%d", candidate->level);
		break;
	case FIGURE_RECENT:
		(void)percent_number(candidate->risk.volatility_recent, text);
		break;
	case FIGURE_WEEK:
		(void)percent_change(-candidate->risk.week_es_95, text);
		break;
	default:
		(void)snprintf(text, NUMBER, "%.2f", candidate->level_average);
	}
}

static enum role figure_role(const struct allocate_state *state, const struct candidate *candidate, enum figure figure)
{
	if (figure == FIGURE_VOLATILITY && candidate->volatility > state->studio.wall + 1e-6)
		return ROLE_ERROR;
	if (figure == FIGURE_RECENT && candidate->risk.volatility_recent > state->studio.wall + 1e-6)
		return ROLE_ERROR;
	if (figure == FIGURE_LEVEL && candidate->level > state->studio.standing.assessment.risk_class)
		return ROLE_ERROR;
	return candidate == &state->studio.current ? ROLE_TITLE : ROLE_NORMAL;
}

static void draw_limit_bar(const struct allocate_state *state, struct term *inside, int row, int labels)
{
	const struct candidate *plan = &state->studio.current;
	const double used = fmax(plan->volatility, fmax(plan->risk.volatility, plan->risk.volatility_recent));
	struct term bar = term_pane(inside, row, labels + 1, 1, inside->columns - labels - 9);
	char number[NUMBER];

	(void)term_put(inside, row, 1, ROLE_DIM, _("of the limit %"));
	bar_draw(&bar, used, 1.25 * state->studio.wall, state->studio.wall);
	term_put_fitted(inside, row, inside->columns - 8, 7, TEXT_RIGHT, ROLE_NORMAL,
			percent_number(used / state->studio.wall, number));
}

/* Now and the plan always; the candidates where there is room. */
static void draw_figures(const struct allocate_state *state, struct term *term)
{
	const struct studio *studio = &state->studio;
	const struct candidate *shown[] = {&studio->now, &studio->current, &studio->candidates[0],
					   &studio->candidates[1], &studio->candidates[2]};
	const char *const titles[] = {_("now"), _("plan"), "A", "B", "C"};
	struct term inside = term_box(term, studio->beliefs.is_changed ? _("figures · what-if, not the house's") : _("figures"));
	const int labels = 16, width = inside.columns >= labels + 5 * 6 ? 6 : 7;
	int fitting = (inside.columns - labels) / width;

	fitting = fitting > 5 ? 5 : fitting;
	for (int i = 0; i < fitting; i++)
		term_put_fitted(&inside, 0, labels + i * width, width, TEXT_RIGHT, i == 1 ? ROLE_ACCENT : ROLE_HEADER,
				titles[i]);
	for (int figure = 0; figure < FIGURES && figure + 1 < inside.rows; figure++) {
		(void)term_put(&inside, figure + 1, 1, ROLE_DIM, _(figure_titles[figure]));
		for (int i = 0; i < fitting; i++) {
			char text[NUMBER] = "–";

			if (shown[i]->weights != NULL && (i == 0 || state->has_curve))
				put_figure(shown[i], (enum figure)figure, text);
			term_put_fitted(&inside, figure + 1, labels + i * width, width, TEXT_RIGHT,
					figure_role(state, shown[i], (enum figure)figure), text);
		}
	}
	if (inside.rows > FIGURES + 1 && state->has_curve)
		draw_limit_bar(state, &inside, FIGURES + 1, labels);
}

/* ---- why ---- */

static const char *language_string(const struct text texts[LANGUAGES])
{
	return text_string(&texts[language_current()]);
}

static void gate_words(const struct allocate_state *state, struct text *text)
{
	const struct candidate *plan = &state->studio.current;

	if (!state->has_curve)
		text_addf(text, "✗ %s", language_string(state->studio.conflict));
	else if (plan->is_permitted)
		text_addf(text, "✓ %s", _("S00: this plan may be proposed to the client."));
	else
		text_addf(text, "✗ %s: %s", plan->gate_code, plan->gate_text[language_current()]);
}

static void draw_why(const struct allocate_state *state, struct term *term)
{
	const bool is_good = state->has_curve && state->studio.current.is_permitted;
	struct term inside = term_box_focused(term, _("why this plan"), state->pane == PANE_WHY);
	struct term text = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	struct text gate = {0};
	int row;

	gate_words(state, &gate);
	row = term_put_wrapped(&text, -state->why_top, 0, is_good ? ROLE_GOOD : ROLE_ERROR, text_string(&gate));
	if (state->has_curve)
		row = term_put_wrapped(&text, row, 0, ROLE_NORMAL, language_string(state->studio.current.explanation));
	else
		row = term_put_wrapped(&text, row + 1, 0, ROLE_NORMAL,
				       state->studio.relaxation_count > 0 ?
					       _("R gives way by just that; u takes the last edit back; e changes a limit.") :
					       _("u takes the last edit back; e changes a limit of the selected row."));
	if (state->pane == PANE_WHY)
		term_cursor(&text, 0, 0);
	*state->why_most = row + state->why_top > inside.rows ? row + state->why_top - inside.rows : 0;
	if (*state->why_most > state->why_top)
		(void)term_put(term, term->rows - 1, term->columns - 12, ROLE_ACCENT, state->pane == PANE_WHY ? "↓ ↑" : "Tab ↓");
	text_clear(&gate);
}

/* ---- the whole ---- */

static void draw_wide(const struct allocate_state *state, struct term *term)
{
	const int left = term->columns * 2 / 5, least = term->rows >= 30 ? 12 : 9;
	const int spare = term->rows - (int)state->row_count - 6;
	const int most = term->rows / 2, wanted = spare < most ? spare : most;
	const int bottom = wanted > least ? wanted : least, top = term->rows - bottom;
	struct term chart = term_pane(term, 0, 0, term->rows - least, left);
	struct term figures = term_pane(term, term->rows - least, 0, least, left);
	struct term weights = term_pane(term, 0, left, top, term->columns - left);
	struct term why = term_pane(term, top, left, bottom, term->columns - left);

	draw_chart(state, &chart);
	draw_figures(state, &figures);
	draw_why(state, &why);
	draw_table(state, &weights);
}

/* One pane at a time under a line that says where the plan stands. */
static void draw_narrow(const struct allocate_state *state, struct term *term)
{
	const struct candidate *plan = &state->studio.current;
	struct term pane = term_pane(term, 1, 0, term->rows - 1, term->columns);
	char a[FIGURE_SIZE], b[FIGURE_SIZE], c[FIGURE_SIZE];
	int at;

	if (state->has_curve) {
		at = term_putf(term, 0, 1, ROLE_TITLE, _("◆ return %s · vol %s · limit %s"),
			       figure_percent(plan->expected_return, 1, a), figure_percent(plan->volatility, 1, b),
			       figure_percent(state->studio.wall, 1, c));
		at = term_putf(term, 0, at + 1, plan->is_permitted ? ROLE_GOOD : ROLE_ERROR, "%s",
			       plan->is_permitted ? "✓ S00" : "✗ ");
		(void)term_put(term, 0, at, ROLE_ERROR, plan->gate_code);
	} else {
		(void)term_put(term, 0, 1, ROLE_ERROR, _("✗ no plan within these limits · Tab says why"));
	}
	term_put_fitted(term, 0, term->columns - 6, 5, TEXT_RIGHT, ROLE_KEY, "Tab ›");
	if (state->pane == PANE_CHART) {
		draw_chart(state, &pane);
	} else if (state->pane == PANE_WHY) {
		struct term figures = term_pane(&pane, 0, 0, 8, pane.columns);
		struct term why = term_pane(&pane, 8, 0, pane.rows - 8, pane.columns);

		draw_figures(state, &figures);
		draw_why(state, &why);
	} else {
		draw_table(state, &pane);
	}
}

void allocate_draw(const void *source, struct term *term)
{
	const struct allocate_state *state = source;

	if (!state->is_open)
		refusal_draw(text_string(&state->refusal), text_string(&state->remedy), term);
	else if (term->columns >= WIDE_COLUMNS && term->rows >= WIDE_ROWS)
		draw_wide(state, term);
	else
		draw_narrow(state, term);
	if (state->is_open && state->view.is_open)
		allocate_view_draw(state, term);
	if (state->signature.is_open)
		signature_draw(&state->signature, term);
}
