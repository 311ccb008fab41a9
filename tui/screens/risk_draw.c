/* Drawing the screen of risk: the head, two pages of four panes, or one pane in full. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/market/market.h"
#include "engine/base/text.h"
#include "tui/screens/amounts.h"
#include "tui/screens/refusal.h"
#include "tui/screens/risk_state.h"
#include "tui/widget/bar.h"
#include "tui/widget/chart.h"
#include "tui/widget/heat_map.h"

enum { DETAIL_SIZE = 4000, LEAST_ROWS = 19, LEAST_COLUMNS = 78, LEAST_DETAIL = 10, CHART_ROWS = 8, WEEKS = 520,
       ROOMY_ROWS = 30 /* room for four panes and for whole sentences */ };

static const char *const names[RISK_PANES] = {
	[RISK_FIGURES] = N_("figures"), [RISK_CARRIERS] = N_("carried by"), [RISK_SCENARIOS] = N_("bad times"),
	[RISK_CORRELATIONS] = N_("correlation"), [RISK_TAIL] = N_("tail"), [RISK_HISTORY] = N_("history"),
	[RISK_EXPOSURE] = N_("exposure"), [RISK_QUALITY] = N_("data"),
};

/* ---- the head ------------------------------------------------------------------------------------------------------------ */

/* The volatility on its way to the wall. */
static void draw_wall(const struct risk_view *view, struct term *term)
{
	const struct figure now = view->measures[RISK_VOLATILITY].figure, wall = view->measures[RISK_VOLATILITY_LIMIT].figure;
	char text[FIGURE_SIZE], limit[FIGURE_SIZE];
	int at;

	at = term_put(term, 0, 0, ROLE_DIM, _("volatility"));
	if (!figure_stands(now))
		return;
	at = term_put(term, 0, at + 1, ROLE_TITLE, figure_percent(now.value, 1, text));
	if (!figure_stands(wall)) {
		(void)term_put(term, 0, at + 1, ROLE_DIM, _("no limit before a profile is taken"));
		return;
	}
	(void)snprintf(limit, sizeof limit, _("of %s"), figure_percent(wall.value, 1, text));
	at = term_put(term, 0, at + 1, now.value > wall.value ? ROLE_WARNING : ROLE_NORMAL, limit);
	if (now.value > wall.value)
		at = term_put(term, 0, at + 1, ROLE_WARNING, _("▲ above the limit"));
	if (term->columns - at > 12) {
		struct term bar = term_pane(term, 0, at + 2, 1, term->columns - at - 2 > 40 ? 40 : term->columns - at - 2);

		bar_draw(&bar, now.value, fmax(now.value, wall.value) * 1.15, wall.value);
	}
}

/* A loss with its money, where there is room for all of it; returns the column after it. */
static int put_loss(const struct risk_view *view, enum risk_measure_id id, const char *label, struct term *term, int column)
{
	const struct figure figure = view->measures[id].figure;
	char percent[FIGURE_SIZE], amount[AMOUNT_TEXT_SIZE];
	int width;

	if (!figure_stands(figure))
		return column;
	(void)figure_percent(-figure.value, 1, percent);
	(void)amount_short(risk_amount(view, fabs(figure.value)), view->standing.client.currency, term->canvas->hides_amounts,
			   amount);
	width = (int)(text_width(label) + text_width(percent) + text_width(amount)) + 3;
	if (column + width > term->columns)
		return column;
	column = term_put(term, 1, column, ROLE_DIM, label) + 1;
	column = term_put(term, 1, column, ROLE_NORMAL, percent) + 1;
	return term_putf(term, 1, column, ROLE_DIM, "%s%s", figure.value > 0 ? "−" : "", amount) + 3;
}

/* In few words, for little room or hidden amounts: the worst scenario against what is accepted, and what is not estimated. */
static void say_shortly(const struct risk_view *view, bool is_hidden, struct text *text)
{
	const struct risk_stress *worst = view->worst != SIZE_MAX ? &view->stress[view->worst] : NULL;
	char result[FIGURE_SIZE], limit[FIGURE_SIZE], amount[AMOUNT_TEXT_SIZE];

	if (worst != NULL) {
		text_addf(text, _("worst: %1$s %2$s"), worst->is_own ? _("own shocks") : worst->scenario->title[language_current()],
			  figure_percent(worst->result, 1, result));
		if (!is_hidden)
			text_addf(text, " %s%s %s", worst->amount < 0 ? "−" : "+", view->standing.client.currency,
				  amount_whole(llabs(worst->amount), amount));
		if (isfinite(view->loss_limit))
			text_addf(text, _(" · accepted: %s"), figure_percent(-view->loss_limit, 0, limit));
	}
	if (view->unestimated > 0.0)
		text_addf(text, _(" · not estimated: %s"), figure_percent(view->unestimated, 1, result));
}

/* The last rows of the head; returns the row after it. */
static int draw_sentences(const struct risk_screen *screen, struct term *term, int row)
{
	const struct risk_view *view = &screen->view;
	const bool is_worrying = view->measures[RISK_VOLATILITY].figure.value > view->standing.volatility_limit ||
				 (view->worst != SIZE_MAX && view->stress[view->worst].breaks_limit) || view->unestimated > 0.0;
	struct text text = {0};

	if (view->has_value && (term->canvas->hides_amounts || term->rows < ROOMY_ROWS))
		say_shortly(view, term->canvas->hides_amounts, &text);
	else
		risk_view_sentences(view, language_current(), &text);
	if (text.length > 0) {
		(void)term_put(term, row, 0, is_worrying ? ROLE_WARNING : ROLE_ACCENT, is_worrying ? "!" : "→");
		row = term_put_wrapped(term, row, 2, is_worrying ? ROLE_WARNING : ROLE_ACCENT, text_string(&text));
	}
	text_clear(&text);
	return row;
}

/* Returns the rows taken. */
static int draw_head(const struct risk_screen *screen, struct term *term)
{
	const struct risk_view *view = &screen->view;
	int column = 0;

	if (!view->has_value)
		return draw_sentences(screen, term, 0);
	draw_wall(view, term);
	column = put_loss(view, RISK_YEAR_LOSS, _("one year in 20"), term, column);
	column = put_loss(view, RISK_WEEK_LOSS, _("one week in 20"), term, column);
	(void)put_loss(view, RISK_MAX_DRAWDOWN, _("deepest fall"), term, column);
	return draw_sentences(screen, term, 2);
}

/* ---- the panes ------------------------------------------------------------------------------------------------------------ */

static void pane_title(const struct risk_screen *screen, enum risk_pane pane, char *title, size_t size)
{
	static const char *const titles[RISK_PANES] = {
		[RISK_FIGURES] = N_("figures of the whole"), [RISK_CARRIERS] = N_("who carries the risk · a year"),
		[RISK_SCENARIOS] = N_("what bad times would do"), [RISK_CORRELATIONS] = N_("correlation · weekly"),
		[RISK_TAIL] = N_("the tail of one week"), [RISK_HISTORY] = N_("today's mix in the past"),
		[RISK_EXPOSURE] = N_("exposure"), [RISK_QUALITY] = N_("what the estimates rest on"),
	};

	if (pane == RISK_QUALITY && screen->view.quality.observations > 0)
		(void)snprintf(title, size, "%s · %s", _(titles[pane]), _(risk_verdict_title(screen->view.quality.verdict)));
	else if (pane == RISK_SCENARIOS && isfinite(screen->view.loss_limit))
		(void)snprintf(title, size, _("what bad times would do · accepted −%.0f %%"), 100 * screen->view.loss_limit);
	else
		(void)snprintf(title, size, "%s", _(titles[pane]));
}

static const char *moving_label(const void *source, size_t index)
{
	const struct risk_view *view = source;

	return risk_line_name(view, view->moving[index]);
}

static void draw_map(const struct risk_screen *screen, struct term *inside, bool is_focused)
{
	const struct heat_map map = {
		.values = screen->view.correlation, .count = screen->view.moving_count, .label = moving_label,
		.source = &screen->view, .row = screen->chosen_row, .column = screen->chosen_column,
		.empty = _("Nothing that is held varies: there is no correlation to show."),
	};

	heat_map_draw(&map, inside, is_focused);
}

/* How far below its high today's mix stood, week by week. */
static void draw_falls(const struct risk_view *view, struct term *term)
{
	double days[WEEKS], depths[WEEKS], high = 0;
	const struct chart_series series = {.x = days, .y = depths, .role = ROLE_CHART_1,
					    .count = view->wealth_count < WEEKS ? view->wealth_count : WEEKS};
	const struct chart chart = {.x_unit = CHART_DATE, .y_unit = CHART_PERCENT, .series = &series, .series_count = 1,
				    .y_title = _("below its high")};

	for (size_t t = 0; t < series.count; t++) {
		high = fmax(high, view->wealth[t]);
		days[t] = t > 0 ? view->market->weekly.dates[t - 1].days : view->history_from.days;
		depths[t] = view->wealth[t] / high - 1;
	}
	chart_draw(&chart, term);
}

/* The paragraph about the selected row below the rest; returns what is left above. */
static struct term draw_detail(const struct risk_screen *screen, enum risk_pane pane, struct term *inside)
{
	char text[DETAIL_SIZE];
	int rows;

	risk_detail(screen, pane, text, sizeof text);
	if (inside->rows < LEAST_DETAIL || text[0] == '\0')
		return *inside;
	rows = term_wrapped_rows(text, inside->columns);
	if (rows > inside->rows / 2)
		rows = screen->is_whole ? inside->rows / 2 : 3;
	if (!screen->is_whole && rows > 3)
		rows = 3;
	{
		struct term below = term_pane(inside, inside->rows - rows, 0, rows, inside->columns);

		(void)term_put_wrapped(&below, 0, 0, ROLE_DIM, text);
	}
	return term_pane(inside, 0, 0, inside->rows - rows - 1, inside->columns);
}

static void draw_pane(const struct risk_screen *screen, enum risk_pane pane, struct term term)
{
	const bool is_focused = screen->focus == pane;
	struct term inside, table;
	char title[120];

	if (term.rows < 3 || term.columns < 12)
		return;
	pane_title(screen, pane, title, sizeof title);
	inside = term_box_focused(&term, title, is_focused);
	pane_place_keep(&screen->places->panes[pane], &inside);
	table = is_focused ? draw_detail(screen, pane, &inside) : inside;
	if (pane == RISK_HISTORY && screen->view.wealth_count > 1 && table.rows >= RISK_WINDOWS + 4 + CHART_ROWS) {
		struct term chart = term_pane(&table, table.rows - CHART_ROWS, 0, CHART_ROWS, table.columns);

		draw_falls(&screen->view, &chart);
		table = term_pane(&table, 0, 0, table.rows - CHART_ROWS, table.columns);
	}
	if (pane == RISK_SCENARIOS && screen->view.has_value && screen->view.scenarios == NULL && screen->view.stress_count == 0)
		(void)term_put_wrapped(&table, 0, 0, ROLE_ERROR, screen->view.scenario_problem.message);
	else if (pane == RISK_CORRELATIONS && !screen->shows_pairs)
		draw_map(screen, &table, is_focused);
	else
		table_view_draw(&screen->tables[pane], &table, is_focused);
}

/* ---- the whole --------------------------------------------------------------------------------------------------------------- */

/* The names of all panes; where they do not fit, the one that is shown and how many there are. */
static void draw_names(const struct risk_screen *screen, struct term *term, int row)
{
	int width = 0, at = 1;

	for (int pane = 0; pane < RISK_PANES; pane++)
		width += (int)text_width(_(names[pane])) + 2;
	if (width > term->columns) {
		at = term_putf(term, row, at, ROLE_MENU_ACTIVE, " %s ", _(names[screen->focus]));
		(void)term_putf(term, row, at + 1, ROLE_DIM, _("%1$d of %2$d · Tab to the next"), (int)screen->focus + 1,
				(int)RISK_PANES);
		return;
	}
	for (int pane = 0; pane < RISK_PANES; pane++)
		at = term_putf(term, row, at, (int)screen->focus == pane ? ROLE_MENU_ACTIVE : ROLE_DIM, " %s ", _(names[pane]));
}

/* Four panes, or two where four would be slits. */
static void draw_page(const struct risk_screen *screen, struct term *term)
{
	const int shown = term->rows < ROOMY_ROWS - 4 ? RISK_PAGE / 2 : RISK_PAGE;
	const int first = (int)screen->focus / shown * shown;
	const int upper = shown < RISK_PAGE ? term->rows : (term->rows + 1) / 2, left = term->columns / 2;

	for (int i = 0; i < shown; i++) {
		const int row = i < 2 ? 0 : upper, column = i % 2 == 0 ? 0 : left;

		draw_pane(screen, (enum risk_pane)(first + i), term_pane(term, row, column, i < 2 ? upper : term->rows - upper,
						       i % 2 == 0 ? left : term->columns - left));
	}
}

void risk_draw(const struct risk_screen *screen, struct term *term)
{
	struct term head = term_pane(term, 0, 1, term->rows, term->columns - 2), body;
	int row;

	if (screen->client == 0) {
		(void)refusal_draw_nobody(term);
		return;
	}
	memset(screen->places, 0, sizeof *screen->places);
	row = draw_head(screen, &head);
	draw_names(screen, term, row);
	body = term_pane(term, row + 1, 0, term->rows - row - 1, term->columns);
	if (screen->is_whole || term->rows < LEAST_ROWS || term->columns < LEAST_COLUMNS)
		draw_pane(screen, screen->focus, body);
	else
		draw_page(screen, &body);
}
