/* Screen 2, one client: where they stand, what was held, what needs attention, what waits for a decision. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/review.h"
#include "advice/trade/approve.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "tui/desk.h"
#include "tui/screens/client_state.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/paperwork.h"
#include "tui/screens/refusal.h"
#include "tui/widget/scroll.h"

const struct proposal *client_waiting(const struct client_screen *screen)
{
	return screen->proposal_count > 0 && screen->proposals[0].state == PROPOSAL_SUBMITTED ? &screen->proposals[0]
											      : NULL;
}

bool client_newest_is(const struct client_screen *screen, enum proposal_state state)
{
	return screen->proposal_count > 0 && screen->proposals[0].state == state;
}

/* ---- loading ---- */

static enum status load_history(struct client_screen *read, struct session *session, struct error *err)
{
	struct date dates[HISTORY_WEEKS];
	const enum status status = review_history(session, &read->standing, HISTORY_WEEKS, dates, read->values,
						  &read->history_count, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < read->history_count; i++)
		read->days[i] = dates[i].days;
	return STATUS_OK;
}

/* What is planned or held; money always, since the plan may leave it out. */
static void choose_lines(struct client_screen *read)
{
	read->lines = memory_new_array(read->standing.line_count + 1, sizeof *read->lines);
	for (size_t i = 0; i < read->standing.line_count; i++) {
		const struct standing_line *line = &read->standing.lines[i];

		if (line->quantity != 0 || line->value != 0 || line->is_planned)
			read->lines[read->line_count++] = i;
	}
}

static void clear_figures(struct client_screen *screen)
{
	approve_list_free(screen->proposals, screen->proposal_count);
	client_actions_clear(&screen->actions);
	standing_clear(&screen->standing);
	outlook_clear(&screen->goals);
	free(screen->lines);
}

static enum status read_figures(struct client_screen *read, struct session *session, struct error *err)
{
	enum status status = session_market(session, &read->market, err);

	if (status == STATUS_OK)
		status = standing_load(session, read->client, &read->standing, err);
	if (status == STATUS_OK)
		status = approve_list(session, read->client, &read->proposals, &read->proposal_count, err);
	if (status == STATUS_OK)
		status = load_history(read, session, err);
	if (status == STATUS_OK)
		status = outlook_fund(session, &read->standing, &read->goals, err);
	if (status != STATUS_OK)
		return status;
	read->alert_count = monitor_client(session, &read->standing, read->alerts);
	choose_lines(read);
	client_actions_read(&read->actions, session, read->client); /* why it failed stands in its pane */
	return STATUS_OK;
}

/* The figures of `read` with the views of `screen`; another client begins at the top. */
static void take_over(struct client_screen *screen, struct client_screen *read)
{
	const bool is_same = screen->client == read->client;

	clear_figures(screen);
	read->holdings = screen->holdings;
	read->action_list = screen->action_list;
	read->apply = screen->apply;
	read->places = screen->places;
	read->focus = is_same ? screen->focus : PANE_HOLDINGS;
	if (is_same) {
		memcpy(read->tops, screen->tops, sizeof read->tops);
		read->decision = screen->decision; /* a form being filled in stays open when a job ends beside it */
	}
	*screen = *read;
	if (screen->places == NULL) {
		screen->places = memory_new(sizeof *screen->places);
		table_view_init(&screen->holdings, &client_holdings_model, screen);
		table_view_init(&screen->action_list, &client_actions_model, &screen->actions.rows);
	}
}

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct client_screen *screen = state, *read;
	const int64_t client = desk_subject(desk).client;
	enum status status = STATUS_OK;

	if (screen->places == NULL || screen->client != client || screen->figures != desk_figures(desk)) {
		read = memory_new(sizeof *read);
		read->client = client;
		read->figures = desk_figures(desk);
		if (client != 0)
			status = read_figures(read, desk_session(desk), err);
		if (status == STATUS_OK)
			take_over(screen, read);
		else
			clear_figures(read);
		free(read);
	} else if (screen->language != language_current() && client != 0) {
		client_actions_read(&screen->actions, desk_session(desk), client);
	}
	if (status != STATUS_OK)
		return status;
	screen->language = language_current();
	table_view_update(&screen->holdings);
	table_view_update(&screen->action_list);
	return client != 0 ? context_of_client(desk, &screen->standing, err) : STATUS_OK;
}

static void unload(void *state)
{
	struct client_screen *screen = state;

	clear_figures(screen);
	table_view_clear(&screen->holdings);
	table_view_clear(&screen->action_list);
	signature_close(&screen->apply.signature);
	free(screen->places);
}

/* ---- acting ---- */

static void draw(const void *state, struct term *term)
{
	const struct client_screen *screen = state;

	client_draw(screen, term);
	if (screen->decision.kind != DECISION_NONE)
		client_decision_draw(&screen->decision, term);
	if (screen->apply.signature.is_open)
		signature_draw(&screen->apply.signature, term);
}

static struct table_view *focused_table(struct client_screen *screen)
{
	return screen->focus == PANE_HOLDINGS ? &screen->holdings
	       : screen->focus == PANE_ACTIONS ? &screen->action_list : NULL;
}

static bool is_asking(const struct client_screen *screen)
{
	return screen->decision.kind != DECISION_NONE || screen->apply.signature.is_open;
}

static void ask_to_apply(struct desk *desk, const struct due_filter *filter, const struct due_list *list)
{
	struct client_screen *screen = desk_state(desk, "client");

	if (screen != NULL && screen->client == filter->client_id)
		apply_actions_ask(&screen->apply, desk, filter, list);
}

/* Everything that is due for this client. */
static void apply_due(struct client_screen *screen, struct desk *desk)
{
	const struct due_filter filter = {.client_id = screen->client};

	screen->focus = PANE_ACTIONS;
	apply_actions_try(desk, &filter, ask_to_apply);
}

static bool act_on_pane(struct client_screen *screen, enum action action)
{
	const int page = screen->places->panes[screen->focus].rows - 2;

	if (focused_table(screen) != NULL)
		return table_view_act(focused_table(screen), action);
	return scroll_act(&screen->tops[screen->focus], screen->places->panes[screen->focus].furthest, page, action);
}

/* Where the sentence under the head leads. The last call of desk_go may free the state. */
static void go_to_next_step(const struct client_screen *screen, struct desk *desk)
{
	static const char *const screens_of[] = {
		[STANDING_NO_PROFILE] = "profile", [STANDING_NO_PLAN] = "allocate", [STANDING_BLOCKED] = "allocate",
		[STANDING_REBALANCE] = "rebalance", [STANDING_NO_PRICE] = "market", [STANDING_STALE] = "market",
		[STANDING_IN_BAND] = "plan", [STANDING_EMPTY] = NULL,
	};
	const bool is_due = screen->standing.state == STANDING_REBALANCE;
	const char *next = screens_of[screen->standing.state];

	if (client_waiting(screen) == NULL && is_due && client_newest_is(screen, PROPOSAL_APPROVED))
		paperwork_orders(desk);
	else if (next == NULL)
		desk_message(desk, ROLE_STATUS, _("Money comes in outside the desk: ballast import transactions FILE"));
	else
		desk_go(desk, next);
}

static bool act(void *state, struct desk *desk, enum action action)
{
	struct client_screen *screen = state;
	const char *code = screen->standing.client.code;

	if (screen->client == 0)
		return false;
	switch (action) {
	case ACTION_OPEN:
		go_to_next_step(screen, desk);
		return true;
	case ACTION_ORDERS:
		paperwork_orders(desk);
		return true;
	case ACTION_WEEKLY:
		paperwork_weekly(desk, &code, 1);
		return true;
	case ACTION_NEXT_PANE:
		screen->focus = (screen->focus + 1) % PANES;
		return true;
	case ACTION_PREVIOUS_PANE:
		screen->focus = (screen->focus + PANES - 1) % PANES;
		return true;
	case ACTION_APPROVAL:
		client_decide(screen, desk, DECISION_APPROVE);
		return true;
	case ACTION_REJECT:
		client_decide(screen, desk, DECISION_REJECT);
		return true;
	case ACTION_APPLY:
		apply_due(screen, desk);
		return true;
	case ACTION_REFRESH:
		context_read_again(desk);
		return true;
	default:
		return act_on_pane(screen, action);
	}
}

static bool wants_text(const void *state)
{
	const struct client_screen *screen = state;

	return is_asking(screen) || table_view_wants_text(&screen->holdings) || table_view_wants_text(&screen->action_list);
}

static void key(void *state, struct desk *desk, uint32_t pressed)
{
	struct client_screen *screen = state;

	if (screen->decision.kind != DECISION_NONE)
		client_decision_key(screen, desk, pressed);
	else if (screen->apply.signature.is_open)
		apply_actions_key(&screen->apply, desk, pressed);
	else
		table_view_key(focused_table(screen), pressed);
}

static void click(void *state, struct desk *desk, int row, int column)
{
	struct client_screen *screen = state;
	int pane;

	(void)desk;
	if (screen->client == 0 || is_asking(screen))
		return;
	pane = pane_place_at(screen->places->panes, PANES, row, column);
	if (pane >= 0)
		screen->focus = (enum client_pane)pane;
	if (focused_table(screen) != NULL)
		(void)table_view_click(focused_table(screen), row);
}

static bool is_dirty(const void *state)
{
	const struct client_screen *screen = state;

	return screen->decision.kind != DECISION_NONE && screen->decision.form.is_dirty;
}

static enum status section(const void *state, struct desk *desk, struct arena *arena, struct section **section,
			   struct error *err)
{
	const struct client_screen *screen = state;

	if (screen->client == 0)
		return refusal_of_nobody(err);
	return review_client_section(desk_session(desk), &screen->standing, arena, section, err);
}

static struct table_view *table(void *state)
{
	struct client_screen *screen = state;

	return screen->client != 0 ? focused_table(screen) : NULL;
}

static const struct action_use actions[] = {
	{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_OPEN, N_("next step")}, {ACTION_NEXT_PANE, NULL},
	{ACTION_APPROVAL, N_("approve")}, {ACTION_REJECT, NULL}, {ACTION_ORDERS, NULL}, {ACTION_WEEKLY, NULL},
	{ACTION_SORT, NULL}, {ACTION_FILTER, NULL}, {ACTION_REFRESH, NULL}, {ACTION_APPLY, NULL},
	{ACTION_PREVIOUS_PANE, NULL}, {ACTION_MARK, NULL}, TABLE_FURTHER_USES,
	{ACTION_NONE, NULL},
};

const struct screen_ops client_screen = {
	.name = "client",
	.title = N_("Client"),
	.digit = '2',
	.state_size = sizeof(struct client_screen),
	.actions = actions,
	.explain = N_(
		"value: quantity × last price of everything held, plus cash.\n"
		"week: (value now − value seven days ago − money put in) / value seven days ago.\n"
		"gain: value of what is held less what it cost; ~ where no rate of the day of purchase is known and the rate of "
		"today stands for it.\n"
		"drift: half the sum of |weight − target|; of one line: weight − target.\n"
		"band: where a weight may be before a trade is due. 5/25 rule: 5 points, or a quarter of a target below 20 %. "
		"In the bar: ░ the band, │ the target, ● now; ▓ is the way outside the band.\n"
		"risk: the line's share of the volatility, w_i (S w)_i / (w' S w); the shares sum to 100 %.\n"
		"volatility: sqrt(w' S w) a year, S the shrunk covariance (Ledoit-Wolf) of five years of weekly returns; "
		"beside it the limit that follows from class and loss limit.\n"
		"expected return: weights times the dated assumptions of the house, not the past.\n"
		"one year in twenty: 1.645 × volatility − expected return, a normal approximation.\n"
		"history: today's holdings valued backwards through their weekly returns; deposits and trades of that time "
		"are not in it.\n"
		"corporate actions: what this client is due of every action that came, by the holdings at the close before its ex day, "
		"and what was entered within a year. a enters what is due, after a signature; the record keeps who.\n"
		"A proposal needs a second person: whoever made it cannot approve it. Prices, holdings and suitability are "
		"checked again at that moment."),
	.load = load,
	.draw = draw,
	.act = act,
	.unload = unload,
	.wants_text = wants_text,
	.key = key,
	.click = click,
	.table = table,
	.section = section,
	.is_dirty = is_dirty,
};
