/* Painting the studio: the frontier, the weights, the figures side by side, and why the plan is as it is. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/explain.h"
#include "advice/language.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/amounts.h"
#include "tui/screens/refusal.h"
#include "tui/widget/bar.h"
#include "tui/widget/chart.h"

/* Below this the panes are shown one at a time. */
enum { WIDE_COLUMNS = 76, WIDE_ROWS = 19, NUMBER = AMOUNT_TEXT_SIZE };

/* ---- the table of weights ---- */

static size_t count(const void *source)
{
	return ((const struct allocate_state *)source)->row_count;
}

static int64_t id(const void *source, size_t row)
{
	const struct allocate_state *state = source;

	return state->studio.market->rows[state->rows[row]].instrument.id;
}

static double held(const struct allocate_state *state, size_t row)
{
	return state->studio.standing.weights != NULL ? state->studio.standing.weights[row] : 0.0;
}

static double planned(const struct allocate_state *state, size_t row)
{
	return state->has_curve ? state->studio.current.weights[row] : 0.0;
}

static void put_asset(const struct allocate_state *state, size_t row, struct table_cell *cell)
{
	const struct instrument *instrument = &state->studio.market->rows[row].instrument;
	const bool is_marked = state->studio.is_conflicting[row];
	char name[NAME_SIZE];

	if (is_marked)
		cell->role = ROLE_ERROR;
	(void)snprintf(cell->text, sizeof cell->text, "%s%s %.150s", is_marked ? "!" : "", instrument->symbol,
		       text_clean(instrument->name, name, sizeof name));
}

static void put_bound(const struct allocate_state *state, size_t row, bool is_upper, struct table_cell *cell)
{
	const struct allocate_step *step = allocate_now(state), *first = &state->steps[0];
	const double bound = is_upper ? step->upper[row] : step->lower[row];
	const double recorded = is_upper ? first->upper[row] : first->lower[row];
	char number[NUMBER];

	if (step->is_locked[row]) {
		(void)snprintf(cell->text, sizeof cell->text, "%s", _("lock"));
		cell->role = ROLE_WARNING;
		return;
	}
	/* A star: edited and not yet recorded. */
	(void)snprintf(cell->text, sizeof cell->text, "%s%.28s", bound != recorded ? "*" : "", percent_number(bound, number));
	if (state->studio.is_conflicting[row])
		cell->role = ROLE_ERROR;
	else
		cell->role = bound != recorded ? ROLE_MARK : ROLE_DIM;
}

/* An arrow: the weight stands at one of its limits, and would go beyond it. */
static void put_plan(const struct allocate_state *state, size_t row, struct table_cell *cell)
{
	const double weight = planned(state, row);
	const bool is_capped = weight > 0 && weight >= state->studio.upper[row] - 1e-9;
	const bool is_floored = weight > 0 && state->studio.lower[row] > 0 && weight <= state->studio.lower[row] + 1e-9;
	char number[NUMBER];

	if (!state->has_curve) {
		(void)snprintf(cell->text, sizeof cell->text, "–");
		return;
	}
	(void)snprintf(cell->text, sizeof cell->text, "%s%s", is_capped ? "↑" : is_floored ? "↓" : "",
		       percent_number(weight, number));
	cell->role = is_capped || is_floored ? ROLE_WARNING : weight > 0 ? ROLE_TITLE : ROLE_DIM;
}

static void cell_of(const void *source, size_t index, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const size_t row = state->rows[index];
	const double difference = planned(state, row) - held(state, row);
	char number[NUMBER];

	switch (column) {
	case ALLOCATE_ASSET:
		put_asset(state, row, cell);
		break;
	case ALLOCATE_NOW:
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_number(held(state, row), number));
		cell->role = held(state, row) > 0 ? ROLE_NORMAL : ROLE_DIM;
		break;
	case ALLOCATE_PLAN:
		put_plan(state, row, cell);
		break;
	case ALLOCATE_CHANGE:
		if (state->has_curve && fabs(difference) >= 0.0005)
			(void)snprintf(cell->text, sizeof cell->text, "%s", percent_change(difference, number));
		break;
	case ALLOCATE_LOWER:
	case ALLOCATE_UPPER:
		put_bound(state, row, column == ALLOCATE_UPPER, cell);
		break;
	case ALLOCATE_RISK:
		if (state->has_curve && planned(state, row) > 0)
			(void)snprintf(cell->text, sizeof cell->text, "%.0f",
				       fmax(0.0, 100.0 * state->studio.current.risk_shares[row]));
		break;
	default:
		break;
	}
}

static double sort_value(const struct allocate_state *state, size_t row, int column)
{
	switch (column) {
	case ALLOCATE_NOW:
		return held(state, row);
	case ALLOCATE_CHANGE:
		return planned(state, row) - held(state, row);
	case ALLOCATE_LOWER:
		return state->studio.lower[row];
	case ALLOCATE_UPPER:
		return state->studio.upper[row];
	case ALLOCATE_RISK:
		return state->has_curve ? state->studio.current.risk_shares[row] : 0.0;
	default:
		return planned(state, row);
	}
}

static int compare(const void *source, size_t a, size_t b, int column)
{
	const struct allocate_state *state = source;
	const struct market_row *rows = state->studio.market->rows;
	const double left = sort_value(state, state->rows[a], column), right = sort_value(state, state->rows[b], column);

	if (column == ALLOCATE_ASSET)
		return strcmp(rows[state->rows[a]].instrument.symbol, rows[state->rows[b]].instrument.symbol);
	return (left > right) - (left < right);
}

static bool paint(const void *source, size_t index, int column, struct term *cell)
{
	const struct allocate_state *state = source;
	const size_t row = state->rows[index];

	if (state->edit.is_open && state->edit.column == column && state->edit.id == id(source, index)) {
		cell_edit_draw(&state->edit, cell);
		return true;
	}
	if (column != ALLOCATE_BAR)
		return false;
	/* The bounds as a band, the plan as its dot, and the way from today. */
	bar_band_draw(cell, &(struct bar_band){.now = planned(state, row),
					       .target = held(state, row),
					       .lower = state->studio.lower[row],
					       .upper = state->studio.upper[row],
					       .full = 0.5});
	return true;
}

static void total(const void *source, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	double now = 0.0, plan = 0.0, moved = 0.0, risk = 0.0;
	char number[NUMBER];

	for (size_t i = 0; i < state->row_count; i++) {
		const size_t row = state->rows[i];

		now += held(state, row);
		plan += planned(state, row);
		moved += 0.5 * fabs(planned(state, row) - held(state, row));
		risk += state->has_curve ? state->studio.current.risk_shares[row] : 0.0;
	}
	if (column == ALLOCATE_ASSET)
		(void)snprintf(cell->text, sizeof cell->text, "Σ");
	else if (column == ALLOCATE_NOW)
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_number(now, number));
	else if (column == ALLOCATE_PLAN && state->has_curve)
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_number(plan, number));
	else if (column == ALLOCATE_CHANGE && state->has_curve)
		(void)snprintf(cell->text, sizeof cell->text, "±%.26s", percent_number(moved, number));
	else if (column == ALLOCATE_RISK && state->has_curve)
		(void)snprintf(cell->text, sizeof cell->text, "%.0f", 100.0 * risk);
}

static const struct table_column columns[] = {
	[ALLOCATE_ASSET] = {.title = N_("asset"), .least = 10, .most = 30},
	[ALLOCATE_NOW] = {.title = N_("now"), .least = 5, .most = 5, .priority = 3, .align = TEXT_RIGHT,
			  .is_descending_first = true},
	[ALLOCATE_PLAN] = {.title = N_("plan"), .least = 6, .most = 6, .align = TEXT_RIGHT, .is_descending_first = true},
	[ALLOCATE_CHANGE] = {.title = N_("Δ"), .least = 5, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			     .is_descending_first = true},
	[ALLOCATE_LOWER] = {.title = N_("lower"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[ALLOCATE_UPPER] = {.title = N_("upper"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[ALLOCATE_RISK] = {.title = N_("risk"), .least = 4, .most = 4, .priority = 2, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[ALLOCATE_BAR] = {.title = N_("0 to 50 %"), .least = 9, .most = 30, .priority = 4},
	{.title = NULL},
};

const struct table_model allocate_model = {
	.columns = columns, .count = count, .id = id, .cell = cell_of, .compare = compare, .paint = paint, .total = total,
	.empty = N_("No instrument of the book may be held: import instruments with prices first."),
};

/* Under the table: how to edit, or what is wrong with what was typed. */
static void draw_edit_line(const struct allocate_state *state, struct term *line)
{
	const bool is_bad = state->edit.message[0] != '\0';

	term_put_fitted(line, 0, 1, line->columns - 2, TEXT_LEFT, is_bad ? ROLE_ERROR : ROLE_DIM,
			is_bad ? state->edit.message
			       : _("percent of the portfolio: 12.5 or 12.5% · Tab the other limit · ⏎ takes · Esc leaves"));
}

static void draw_weights(const struct allocate_state *state, struct term *term)
{
	const bool is_focused = state->pane == PANE_WEIGHTS;
	char title[160];
	struct term inside, table, line;

	if (!state->has_curve)
		(void)snprintf(title, sizeof title, "%s", _("weights in % · no plan within these limits"));
	else if (allocate_is_edited(state))
		(void)snprintf(title, sizeof title, _("plan %c · weights in %% · * edited, not recorded"),
			       allocate_now(state)->letter);
	else
		(void)snprintf(title, sizeof title, _("plan %c · weights in %%"), allocate_now(state)->letter);
	inside = term_box_focused(term, title, is_focused);
	table = inside;
	if (state->edit.is_open) {
		table = term_pane(&inside, 0, 0, inside.rows - 1, inside.columns);
		line = term_pane(&inside, inside.rows - 1, 0, 1, inside.columns);
		draw_edit_line(state, &line);
	}
	table_view_draw(&state->table, &table, is_focused);
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
	return (struct chart_marker){candidate->risk.volatility, candidate->risk.expected_return, sign, label, role, false};
}

static void place_label(const char *name, const struct candidate *candidate, bool is_short, char *text, size_t size)
{
	char level[FIGURE_SIZE], risk[FIGURE_SIZE];

	if (is_short)
		(void)snprintf(text, size, "%s", name);
	else
		(void)snprintf(text, size, "%s %s / %s", name, figure_percent(candidate->risk.expected_return, 1, level),
			       figure_percent(candidate->risk.volatility, 1, risk));
}

static void draw_chart(const struct allocate_state *state, struct term *term)
{
	const struct studio *studio = &state->studio;
	const bool is_short = term->columns < 44;
	struct chart_series series[2];
	struct chart_marker markers[CANDIDATES + 2];
	char wall_label[48], now_label[96], plan_label[96];
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
	if (state->has_curve) {
		place_label(_("plan"), &studio->current, is_short, plan_label, sizeof plan_label);
		markers[chart.marker_count] = place_of(&studio->current, "◆", plan_label,
						       studio->current.is_permitted ? ROLE_ACCENT : ROLE_ERROR);
		markers[chart.marker_count++].is_chosen = state->pane == PANE_CHART;
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
		(void)percent_number(candidate->risk.expected_return, text);
		break;
	case FIGURE_VOLATILITY:
		(void)percent_number(candidate->risk.volatility, text);
		break;
	case FIGURE_YEAR:
		(void)percent_change(-candidate->risk.loss_95, text);
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
	if (figure == FIGURE_VOLATILITY && candidate->risk.volatility > state->studio.wall + 1e-6)
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
	const double used = fmax(plan->risk.volatility, plan->risk.volatility_recent);
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
	struct term inside = term_box(term, _("figures"));
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
	draw_weights(state, &weights);
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
			       figure_percent(plan->risk.expected_return, 1, a), figure_percent(plan->risk.volatility, 1, b),
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
		draw_weights(state, &pane);
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
	if (state->signature.is_open)
		signature_draw(&state->signature, term);
}
