/* What the client's screen shows: the head, the history, alerts and proposals, and how its panes stand together. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/market/market.h"
#include "advice/trade/approve.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/book_rows.h"
#include "tui/screens/client_state.h"
#include "tui/screens/refusal.h"
#include "tui/widget/chart.h"
#include "tui/widget/fact_row.h"

static void draw_actions(const struct client_screen *screen, struct term *term, bool is_focused)
{
	if (screen->actions.failure[0] == '\0') {
		table_view_draw(&screen->action_list, term, is_focused);
		return;
	}
	(void)term_put_wrapped(term, 0, 1, ROLE_ERROR, screen->actions.failure);
	if (is_focused)
		term_cursor(term, 0, 1);
}

/* ---- the head ---- */

static void put_profile(const struct standing *standing, struct fact_row *facts)
{
	char text[160], day[DATE_TEXT_SIZE];

	fact_row_put(facts, "", ROLE_DIM, standing->client.code, false);
	if (standing->has_assessment) {
		(void)snprintf(text, sizeof text, "C%d%s", standing->assessment.risk_class,
			       standing->assessment.is_minimum_class ? "-min" : "");
		fact_row_put(facts, _("class"), ROLE_NORMAL, text, false);
	}
	(void)date_format(standing->assessment.expires, day);
	if (!standing->has_assessment)
		fact_row_put(facts, _("profile"), ROLE_ERROR, _("none"), false);
	else if (standing->client.has_material_change)
		fact_row_put(facts, _("profile"), ROLE_ERROR, _("circumstances changed"), false);
	else if (!standing->is_profile_valid)
		fact_row_put(facts, _("profile expired"), ROLE_ERROR, day, false);
	else
		fact_row_put(facts, _("profile until"), standing->days_to_expiry <= 31 ? ROLE_WARNING : ROLE_NORMAL, day, false);
	if (standing->has_plan) {
		(void)snprintf(text, sizeof text, _("%1$c of %2$s"), standing->plan.letter,
			       date_format(standing->plan.accepted, day));
		fact_row_put(facts, _("plan"), ROLE_NORMAL, text, false);
	} else {
		fact_row_put(facts, _("plan"), ROLE_DIM, _("none"), false);
	}
	fact_row_put(facts, _("state"), book_state_role(standing->state), _(standing_state_text(standing->state)), false);
}

static void put_value(const struct standing *standing, struct fact_row *facts)
{
	const double week = client_tidy(100 * standing->week_return, 0.01);
	const enum role role = week < 0 ? ROLE_LOSS : week > 0 ? ROLE_GAIN : ROLE_NORMAL;
	char text[AMOUNT_TEXT_SIZE], figure[FIGURE_SIZE];

	if (standing->state == STANDING_NO_PRICE) {
		fact_row_put(facts, _("value"), ROLE_ERROR, _("not known: a price is missing"), false);
		return;
	}
	fact_row_put(facts, _("value"), ROLE_DIM, standing->client.currency, false);
	facts->at -= 2; /* the currency stands close to its figure */
	fact_row_put(facts, "", ROLE_TITLE, amount_whole(standing->value, text), true);
	if (isfinite(standing->week_return)) {
		(void)snprintf(figure, sizeof figure, "%s%.2f %%", week < 0 ? "−" : week > 0 ? "+" : "", fabs(week));
		fact_row_put(facts, _("week"), role, figure, false);
		fact_row_put(facts, "", role, amount_change(standing->week_change, text), true);
	}
	fact_row_put(facts, _("cash"), ROLE_NORMAL, amount_whole(standing->cash, text), true);
}

static void put_risk(const struct standing *standing, struct fact_row *facts)
{
	const struct market_risk *risk = &standing->risk;
	char text[2 * FIGURE_SIZE];

	if (standing->has_plan) {
		(void)snprintf(text, sizeof text, "%.1f pp", 100 * client_fraction(standing->drift_ppb));
		fact_row_put(facts, _("drift"), standing->out_of_band > 0 ? ROLE_WARNING : ROLE_NORMAL, text, false);
	}
	if (standing->value <= 0 || standing->state == STANDING_NO_PRICE)
		return;
	if (isfinite(standing->volatility_limit))
		(void)snprintf(text, sizeof text, "%.1f/%.1f %%", 100 * risk->volatility, 100 * standing->volatility_limit);
	else
		(void)snprintf(text, sizeof text, "%.1f %%", 100 * risk->volatility);
	fact_row_put(facts, _("volatility/limit"),
		 risk->volatility > standing->volatility_limit ? ROLE_WARNING : ROLE_NORMAL, text, false);
	fact_row_put(facts, _("expected return"), ROLE_NORMAL, figure_percent(risk->expected_return, 1, text), false);
	/* A loss is shown as what it does to the value. */
	fact_row_put(facts, _("one year in twenty"), ROLE_NORMAL, figure_percent(-risk->loss_95, 1, text), false);
	fact_row_put(facts, _("deepest fall"), ROLE_NORMAL, figure_percent(-risk->max_drawdown, 1, text), false);
}

/* One sentence: what to do next. */
static void next_step(const struct client_screen *screen, char *text, size_t size)
{
	const struct standing *standing = &screen->standing;
	char day[DATE_TEXT_SIZE];

	if (client_waiting(screen) != NULL) {
		(void)snprintf(text, size, "%s", _("A proposal waits: a second person approves (A) or rejects (X) it here."));
		return;
	}
	if (standing->state == STANDING_REBALANCE && client_newest_is(screen, PROPOSAL_APPROVED)) {
		(void)snprintf(text, size, "%s", _("Approved: Enter, or O, writes the orders into a file for the broker."));
		return;
	}
	if (standing->state == STANDING_REBALANCE && client_newest_is(screen, PROPOSAL_RELEASED)) {
		(void)snprintf(text, size, "%s", _("The orders are with the broker. What was executed comes in with: ballast fills FILE"));
		return;
	}
	switch (standing->state) {
	case STANDING_NO_PROFILE:
		(void)snprintf(text, size, "%s",
			       standing->has_assessment
				       ? _("The profile no longer holds; no advice before it is taken anew: Enter opens the questionnaire.")
				       : _("No advice before a profile is taken: Enter opens the questionnaire."));
		break;
	case STANDING_NO_PLAN:
		(void)snprintf(text, size, "%s", _("No plan yet: Enter opens the studio, which compares three plans."));
		break;
	case STANDING_REBALANCE:
		(void)snprintf(text, size, "%s", _("A trade is due: Enter shows which, why and at what cost."));
		break;
	case STANDING_NO_PRICE:
		(void)snprintf(text, size, "%s",
			       _("Without the missing price there is no value and no advice: ballast refresh, or ballast import prices FILE"));
		break;
	case STANDING_STALE:
		(void)snprintf(text, size, "%s", _("Prices are too old to deal at: Enter opens the market, r there fetches new ones."));
		break;
	case STANDING_EMPTY:
		(void)snprintf(text, size, "%s", _("Nothing is held yet: ballast import transactions FILE records a deposit."));
		break;
	case STANDING_BLOCKED:
		(void)snprintf(text, size, "%s",
			       _("The plan is above the client's class: Enter opens the studio, which finds one that suits."));
		break;
	case STANDING_IN_BAND:
		(void)snprintf(text, size, _("Nothing to do: inside its bands; the profile is due on %s."),
			       date_format(standing->assessment.expires, day));
		break;
	}
}

/* How well each goal is funded, those served first before the others; the screen Plan draws their futures. */
static void put_goals(const struct outlook *goals, struct fact_row *facts)
{
	for (size_t i = 0; i < goals->count; i++) {
		const struct outlook_goal *goal = &goals->goals[i];
		char text[NAME_SIZE + 16];

		(void)snprintf(text, sizeof text, "%s %.0f %%", goal->goal.name, 100 * goal->funded);
		if (goal->gap == OUTLOOK_NOT_DRAWN)
			fact_row_put(facts, facts->at == 0 ? _("goals funded") : "", goal->funded < 0.9 ? ROLE_WARNING : ROLE_NORMAL,
				 text, false);
	}
}

/* Returns the rows taken. */
static int draw_head(const struct client_screen *screen, struct term *term)
{
	struct fact_row profile = {.term = term}, value = {.term = term, .row = 1}, risk = {.term = term, .row = 2};
	struct fact_row goals = {.term = term, .row = 3};
	const int row = screen->goals.count > 0 ? 4 : 3;
	char step[400];

	put_profile(&screen->standing, &profile);
	put_value(&screen->standing, &value);
	put_risk(&screen->standing, &risk);
	next_step(screen, step, sizeof step);
	put_goals(&screen->goals, &goals);
	(void)term_put(term, row, 0, ROLE_ACCENT, "→");
	return term_put_wrapped(term, row, 2, ROLE_ACCENT, step);
}

static int head_rows(const struct client_screen *screen, int columns)
{
	char step[400];

	next_step(screen, step, sizeof step);
	return (screen->goals.count > 0 ? 4 : 3) + term_wrapped_rows(step, columns - 2);
}

/* ---- the panes ---- */

static void draw_history(const struct client_screen *screen, struct term *term)
{
	const bool is_hidden = term->canvas->hides_amounts;
	double shown[HISTORY_WEEKS];
	const struct chart_series series = {.x = screen->days, .y = shown, .count = screen->history_count,
					    .role = ROLE_CHART_1};
	const struct chart chart = {
		.x_unit = CHART_DATE, .series = &series, .series_count = 1,
		.y_title = is_hidden ? _("today = 100") : screen->standing.client.currency,
		.empty = _("No history: nothing is held, or prices are too few."),
	};

	for (size_t i = 0; i < screen->history_count; i++)
		shown[i] = is_hidden ? 100 * screen->values[i] / screen->values[screen->history_count - 1]
				     : screen->values[i];
	chart_draw(&chart, term);
}

static int draw_alerts(const struct client_screen *screen, struct term *term, int row)
{
	static const struct {
		const char *sign;
		enum role role;
	} looks[] = {
		[ALERT_NOTICE] = {"·", ROLE_NORMAL}, [ALERT_LIMIT] = {"!", ROLE_WARNING}, [ALERT_FORBIDDEN] = {"✗", ROLE_ERROR},
	};

	if (screen->alert_count == 0)
		return term_put_wrapped(term, row, 0, ROLE_DIM, _("Nothing needs attention."));
	for (size_t i = 0; i < screen->alert_count; i++) {
		const struct alert *alert = &screen->alerts[i];
		char sentence[320];

		(void)monitor_sentence(language_current(), alert, sentence, sizeof sentence);
		(void)term_put(term, row, 0, looks[alert->severity].role, looks[alert->severity].sign);
		row = term_put_wrapped(term, row, 2, looks[alert->severity].role, sentence);
	}
	return row;
}

static int draw_trade(const struct client_screen *screen, const struct proposal_line *line, struct term *term, int row)
{
	const size_t at = market_index(screen->market, line->instrument_id);
	const struct instrument *instrument = at < screen->market->count ? &screen->market->rows[at].instrument : NULL;
	const char *name = instrument == NULL ? "?" : instrument->name[0] != '\0' ? instrument->name : instrument->symbol;
	char text[AMOUNT_TEXT_SIZE], weights[48];
	const int amount = 12, side = 6, shares = term->columns >= 50 ? 15 : 0; /* who is traded matters more */
	const int room = term->columns - side - amount - shares - 2;

	(void)snprintf(weights, sizeof weights, "%.1f → %.1f %%", 100 * client_fraction(line->weight_before_ppb),
		       100 * client_fraction(line->weight_after_ppb));
	term_put_fitted(term, row, 2, side - 2, TEXT_LEFT, line->side == SIDE_BUY ? ROLE_GAIN : ROLE_LOSS,
			line->side == SIDE_BUY ? _("buy") : _("sell"));
	if (room > 0)
		term_put_fitted(term, row, side + 1, room, TEXT_LEFT, ROLE_NORMAL, name);
	term_put_fitted(term, row, term->columns - amount - shares, shares, TEXT_RIGHT, ROLE_DIM, weights);
	term_put_amount(term, row, term->columns - amount, amount, ROLE_NORMAL, amount_whole(line->amount, text));
	return row + 1;
}

static int draw_proposals(const struct client_screen *screen, struct term *term, int row)
{
	if (screen->proposal_count == 0)
		return term_put_wrapped(term, row, 0, ROLE_DIM, _("No proposal was made yet."));
	for (size_t i = 0; i < screen->proposal_count; i++) {
		const struct proposal *proposal = &screen->proposals[i];
		const bool waits = proposal->state == PROPOSAL_SUBMITTED;
		char sentence[NAME_SIZE + 200], day[DATE_TEXT_SIZE];

		(void)snprintf(sentence, sizeof sentence, _("%1$lld of %2$s by %3$s: %4$s"), (long long)proposal->id,
			       date_format(proposal->as_of, day), proposal->maker, _(approve_state_text(proposal->state)));
		(void)term_put(term, row, 0, waits ? ROLE_ACCENT : ROLE_DIM, waits ? "▸" : "·");
		row = term_put_wrapped(term, row, 2, waits ? ROLE_ACCENT : ROLE_DIM, sentence);
		if (!waits)
			continue;
		(void)snprintf(sentence, sizeof sentence, _("%1$zu trades · drift %2$.1f → %3$.1f pp · turnover %4$.1f %%"),
			       proposal->line_count, 100 * client_fraction(proposal->drift_before_ppb),
			       100 * client_fraction(proposal->drift_after_ppb), 100 * client_fraction(proposal->turnover_ppb));
		row = term_put_wrapped(term, row, 2, ROLE_DIM, sentence);
		for (size_t j = 0; j < proposal->line_count; j++)
			row = draw_trade(screen, &proposal->lines[j], term, row);
	}
	return row;
}

/* A pane of text scrolls: it is drawn from above its upper edge, and what it took says how far it can go. */
static void draw_text_pane(const struct client_screen *screen, enum client_pane pane, struct term *inside)
{
	int top = screen->tops[pane], end;

	/* First far below the pane: nothing is shown, the rows are counted. */
	end = pane == PANE_ALERTS ? draw_alerts(screen, inside, inside->rows) : draw_proposals(screen, inside, inside->rows);
	screen->places->panes[pane].furthest = end - 2 * inside->rows > 0 ? end - 2 * inside->rows : 0;
	if (top > screen->places->panes[pane].furthest)
		top = screen->places->panes[pane].furthest;
	if (pane == PANE_ALERTS)
		(void)draw_alerts(screen, inside, -top);
	else
		(void)draw_proposals(screen, inside, -top);
	if (screen->focus == pane)
		term_cursor(inside, 0, 0);
}

static void pane_title(const struct client_screen *screen, enum client_pane pane, char *title, size_t size)
{
	switch (pane) {
	case PANE_HOLDINGS:
		(void)snprintf(title, size, "%s", _("now against plan"));
		break;
	case PANE_HISTORY:
		(void)snprintf(title, size, "%s", _("today's holdings over three years"));
		break;
	case PANE_ALERTS:
		(void)snprintf(title, size, _("alerts %zu"), screen->alert_count);
		break;
	case PANE_PROPOSALS:
		(void)snprintf(title, size, _("proposals %zu"), screen->proposal_count);
		break;
	case PANE_ACTIONS:
		(void)snprintf(title, size,
			       screen->focus == pane && screen->actions.waiting > 0 ? _("corporate actions: %zu due; a enters them")
										    : _("corporate actions: %zu due"),
			       screen->actions.waiting);
		break;
	case PANES:
		break;
	}
}

static void draw_pane(const struct client_screen *screen, enum client_pane pane, struct term term)
{
	const bool is_focused = screen->focus == pane;
	struct term inside;
	char title[120] = "";

	if (term.rows < 3 || term.columns < 12)
		return;
	pane_title(screen, pane, title, sizeof title);
	inside = term_box_focused(&term, title, is_focused);
	pane_place_keep(&screen->places->panes[pane], &term);
	switch (pane) {
	case PANE_HOLDINGS:
		table_view_draw(&screen->holdings, &inside, is_focused);
		break;
	case PANE_HISTORY:
		draw_history(screen, &inside);
		if (is_focused)
			term_cursor(&inside, 0, 0);
		break;
	case PANE_ALERTS:
	case PANE_PROPOSALS:
		inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
		draw_text_pane(screen, pane, &inside);
		break;
	case PANE_ACTIONS:
		draw_actions(screen, &inside, is_focused);
		break;
	case PANES:
		break;
	}
}

/* ---- the whole ---- */

/* Too small for panes side by side: one at a time, with their names above. */
static void draw_stacked(const struct client_screen *screen, struct term *term)
{
	struct term head = term_pane(term, 0, 1, term->rows, term->columns - 2);
	const int row = draw_head(screen, &head);
	int at = 1;

	for (int pane = 0; pane < PANES; pane++) {
		static const char *const names[] = {
			[PANE_HOLDINGS] = N_("holdings"), [PANE_HISTORY] = N_("history"),
			[PANE_ALERTS] = N_("alerts"), [PANE_PROPOSALS] = N_("proposals"),
			[PANE_ACTIONS] = N_("actions"),
		};
		const bool is_focused = (int)screen->focus == pane;

		at = term_putf(term, row, at, is_focused ? ROLE_MENU_ACTIVE : ROLE_DIM, " %s ", _(names[pane])) + 1;
	}
	draw_pane(screen, screen->focus, term_pane(term, row + 1, 0, term->rows - row - 1, term->columns));
}

/* Alerts and proposals; corporate actions take the lower part of the proposals while none of these waits. */
static void draw_lower(const struct client_screen *screen, struct term term)
{
	enum { ACTION_ROWS = 8, LEAST_ROWS = ACTION_ROWS + 4 };
	const bool has_actions = screen->actions.rows.count > 0 || screen->actions.failure[0] != '\0';
	const int half = term.columns / 2;
	const int below = has_actions && client_waiting(screen) == NULL && term.rows >= LEAST_ROWS ? ACTION_ROWS : 0;

	draw_pane(screen, PANE_ALERTS, term_pane(&term, 0, 0, term.rows, half));
	draw_pane(screen, PANE_PROPOSALS, term_pane(&term, 0, half, term.rows - below, term.columns - half));
	draw_pane(screen, PANE_ACTIONS, term_pane(&term, term.rows - below, half, below, term.columns - half));
}

static void draw_side_by_side(const struct client_screen *screen, struct term *term)
{
	enum { ACTIONS_LEAST = 10 };
	struct term head = term_pane(term, 0, 0, 2 + head_rows(screen, term->columns - 4), term->columns), inside;
	const int left_rows = term->rows - head.rows;
	int upper = (int)screen->line_count + 4; /* frame, header, foot */
	const int least_upper = left_rows / 2 + 1, left = term->columns * 66 / 100;

	upper = upper < least_upper ? least_upper : upper;
	upper = upper > left_rows - 6 ? left_rows - 6 : upper;
	inside = term_box(&head, screen->standing.client.name);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	(void)draw_head(screen, &inside);
	/* Chosen, the actions are a list of the whole width; where few rows are left below, of the whole height, too. */
	if (screen->focus == PANE_ACTIONS && left_rows - upper < ACTIONS_LEAST) {
		draw_pane(screen, PANE_ACTIONS, term_pane(term, head.rows, 0, left_rows, term->columns));
		return;
	}
	draw_pane(screen, PANE_HOLDINGS, term_pane(term, head.rows, 0, upper, left));
	draw_pane(screen, PANE_HISTORY, term_pane(term, head.rows, left, upper, term->columns - left));
	if (screen->focus == PANE_ACTIONS)
		draw_pane(screen, PANE_ACTIONS, term_pane(term, head.rows + upper, 0, left_rows - upper, term->columns));
	else
		draw_lower(screen, term_pane(term, head.rows + upper, 0, left_rows - upper, term->columns));
}

void client_draw(const struct client_screen *screen, struct term *term)
{
	enum { LEAST_ROWS = 19, LEAST_COLUMNS = 78 };

	if (screen->client == 0) {
		(void)refusal_draw_nobody(term);
		return;
	}
	memset(screen->places, 0, sizeof *screen->places);
	if (term->rows < LEAST_ROWS || term->columns < LEAST_COLUMNS)
		draw_stacked(screen, term);
	else
		draw_side_by_side(screen, term);
}
