/* 5 Rebalance: the trades that bring a client back to the plan, changed by hand, submitted, approved by a second person. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/market.h"
#include "advice/trade/approve.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "tui/desk.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/paperwork.h"
#include "tui/screens/rebalance_state.h"
#include "tui/screens/refusal.h"
#include "tui/widget/scroll.h"

/* ---- loading ---- */

static void drop_proposals(struct rebalance_state *state)
{
	approve_list_free(state->proposals, state->proposal_count);
	state->proposals = NULL;
	state->proposal_count = 0;
}

static void show_table(struct rebalance_state *state)
{
	if (state->table.window == NULL)
		table_view_init(&state->table, &rebalance_model, state);
	else
		table_view_update(&state->table);
	if (state->checks_most == NULL)
		state->checks_most = memory_new(sizeof *state->checks_most);
}

static void begin_steps(struct rebalance_state *state)
{
	state->at = 0;
	state->step_count = 1;
	state->steps[0] = (struct rebalancing_step){.options = {.mode = MODE_TO_TARGET}};
}

/* The trades as they were changed by hand, or from the beginning when the book has moved on under them. */
static enum status work_out(struct rebalance_state *state, struct desk *desk, const struct standing *standing,
			    struct error *err)
{
	struct session *session = desk_session(desk);
	struct error detail = {0};
	bool is_draft = false;
	enum status status;

	if (state->step_count == 0) {
		is_draft = rebalance_read_draft(session, state);
		if (!is_draft)
			begin_steps(state);
	}
	rebalance_close(state); /* the session's market may be a new one */
	status = rebalance_apply(session, state, &detail);
	if (status != STATUS_OK && state->at > 0) {
		begin_steps(state);
		is_draft = false;
		status = rebalance_apply(session, state, &detail);
	}
	if (status == STATUS_OK && is_draft)
		desk_message(desk, ROLE_STATUS, _("your draft is taken up again; u goes back step by step"));
	if (status == STATUS_REFUSED) {
		refusal_words(standing, &detail, &state->refusal, &state->remedy);
		return STATUS_OK;
	}
	if (status != STATUS_OK && err != NULL)
		*err = detail;
	return status;
}

static enum status load_client(struct rebalance_state *state, struct desk *desk, struct error *err)
{
	struct standing standing = {0};
	enum status status = standing_load(desk_session(desk), state->client, &standing, err);

	if (status == STATUS_OK) {
		(void)snprintf(state->code, sizeof state->code, "%s", standing.client.code);
		(void)snprintf(state->currency, sizeof state->currency, "%s", standing.client.currency);
		status = context_of_client(desk, &standing, err);
	}
	if (status == STATUS_OK) {
		drop_proposals(state);
		status = approve_list(desk_session(desk), state->client, &state->proposals, &state->proposal_count, err);
	}
	if (status == STATUS_OK)
		status = work_out(state, desk, &standing, err);
	else
		rebalance_close(state);
	standing_clear(&standing);
	return status;
}

static enum status load(void *source, struct desk *desk, struct error *err)
{
	const int64_t client = desk_subject(desk).client;
	struct rebalance_state *state = source;
	enum status status = STATUS_OK;

	if (client != state->client) {
		cell_edit_close(&state->edit);
		signature_close(&state->signature);
		state->step_count = 0;
		state->client = client;
		state->checks_top = 0;
	}
	if (client != 0) {
		status = load_client(state, desk, err);
	} else {
		rebalance_close(state);
		drop_proposals(state);
		refusal_nobody(&state->refusal, &state->remedy);
	}
	show_table(state);
	return status;
}

static void unload(void *source)
{
	struct rebalance_state *state = source;

	rebalance_close(state);
	drop_proposals(state);
	text_clear(&state->refusal);
	text_clear(&state->remedy);
	table_view_clear(&state->table);
	signature_close(&state->signature);
	free(state->rows);
	free(state->checks_most);
}

/* ---- changing the trades ---- */

static void follow(struct rebalance_state *state, struct desk *desk, enum status status, const struct error *err)
{
	table_view_update(&state->table);
	if (status != STATUS_OK)
		refusal_failed(desk, _("These trades cannot be made"), err);
}

bool rebalance_selected_trade(struct rebalance_state *state, struct desk *desk, size_t *trade)
{
	size_t index;

	if (table_view_selected(&state->table, &index) && state->rows[index].trade != SIZE_MAX) {
		*trade = state->rows[index].trade;
		return true;
	}
	desk_message(desk, ROLE_STATUS, _("no trade in this row"));
	return false;
}

static void set_options(struct rebalance_state *state, struct desk *desk, const struct rebalancing_options *options)
{
	struct error err = {0};
	const enum status status = rebalance_options(desk_session(desk), state, options, &err);

	follow(state, desk, status, &err);
}

static void next_mode(struct rebalance_state *state, struct desk *desk)
{
	struct rebalancing_options options = rebalance_now(state)->options;

	options.mode = (enum rebalancing_mode)((options.mode + 1) % (MODE_BUY_ONLY + 1));
	set_options(state, desk, &options);
}

static void toggle_force(struct rebalance_state *state, struct desk *desk)
{
	struct rebalancing_options options = rebalance_now(state)->options;

	options.even_if_in_band = !options.even_if_in_band;
	set_options(state, desk, &options);
}

static void drop_or_restore(struct rebalance_state *state, struct desk *desk)
{
	struct error err = {0};
	size_t trade;
	enum status status;

	if (!rebalance_selected_trade(state, desk, &trade))
		return;
	status = rebalance_change(desk_session(desk), state, trade, !state->work->is_dropped[trade],
				  state->work->proposal.lines[trade].quantity, &err);
	follow(state, desk, status, &err);
}

static void travel(struct rebalance_state *state, struct desk *desk, int direction)
{
	struct error err = {0};
	enum status status = STATUS_OK;

	if (!rebalance_travel(desk_session(desk), state, direction, &status, &err))
		desk_message(desk, ROLE_STATUS, direction < 0 ? _("nothing to undo") : _("nothing to redo"));
	else
		follow(state, desk, status, &err);
}

/* ---- a trade in full ---- */

/* Lot by lot, as far as a dialog holds them; the rest is counted. */
static void add_lots(struct desk *desk, const struct rebalancing *work, size_t trade, struct text *text)
{
	enum { SHOWN = 6, ROOM = 64 };
	const char *currency = work->before->client.currency;
	struct trade_lot lots[ROOM];
	const size_t count = rebalancing_lots(desk_session(desk), work, trade, lots, ROOM);
	char day[DATE_TEXT_SIZE], quantity[FIGURE_SIZE], cost[FIGURE_SIZE], gain[FIGURE_SIZE], charge[FIGURE_SIZE];

	if (count > 0)
		text_add(text, _("\n\nlots sold, oldest first:"));
	for (size_t i = 0; i < count && i < SHOWN; i++) {
		text_addf(text, _("\n%s · %s at %s · held %d days · gain %s"), date_format(lots[i].acquired, day),
			  figure_quantity(lots[i].quantity, quantity), figure_quantity(lots[i].unit_cost, cost), lots[i].days,
			  figure_money(lots[i].gain, currency, gain));
		if (lots[i].charge > 0)
			text_addf(text, _(" · charged %s for a short holding"), figure_money(lots[i].charge, currency, charge));
		if (lots[i].tax > 0)
			text_addf(text, _(" · tax on dividends %s"), figure_money(lots[i].tax, currency, charge));
	}
	if (count > SHOWN)
		text_addf(text, _("\nand %zu more"), count - SHOWN);
}

static void show_trade(struct rebalance_state *state, struct desk *desk)
{
	const struct rebalancing *work = state->work;
	const struct proposal_line *line;
	char fee[FIGURE_SIZE], price[FIGURE_SIZE];
	struct text text = {0};
	size_t trade;

	if (!rebalance_selected_trade(state, desk, &trade))
		return;
	line = &work->proposal.lines[trade];
	text_add(&text, text_string(&work->reasons[language_current()][trade]));
	text_addf(&text, _("\n\nprice %s · fee %s"), figure_quantity(line->price, price),
		  figure_money(line->fee, work->before->client.currency, fee));
	for (size_t i = 0; i < work->before->holdings.account_count; i++) {
		if (work->before->holdings.accounts[i].id == line->account_id)
			text_addf(&text, _(" · account %s"), work->before->holdings.accounts[i].code);
	}
	add_lots(desk, work, trade, &text);
	refusal_ask(desk, _("This trade"), text_string(&text));
	text_clear(&text);
}

/* ---- what the desk calls ---- */

static bool scroll_checks(struct rebalance_state *state, enum action action)
{
	const int page = 6;

	return scroll_act(&state->checks_top, *state->checks_most, page, action);
}

static bool act(void *source, struct desk *desk, enum action action)
{
	struct rebalance_state *state = source;

	if (action == ACTION_ORDERS) {
		paperwork_orders(desk);
		return true;
	}
	if (action == ACTION_APPROVE && state->client != 0) {
		rebalance_ask_approve(state, desk);
		return true;
	}
	if (!state->is_open)
		return false;
	if (state->pane == PANE_CHECKS && scroll_checks(state, action))
		return true;
	switch (action) {
	case ACTION_OPEN:
		show_trade(state, desk);
		return true;
	case ACTION_EDIT:
		rebalance_type_quantity(state, desk);
		return true;
	case ACTION_DROP:
		drop_or_restore(state, desk);
		return true;
	case ACTION_MODE:
		next_mode(state, desk);
		return true;
	case ACTION_CASH:
		rebalance_type_cash(state);
		return true;
	case ACTION_FORCE:
		toggle_force(state, desk);
		return true;
	case ACTION_UNDO:
	case ACTION_REDO:
		travel(state, desk, action == ACTION_UNDO ? -1 : 1);
		return true;
	case ACTION_APPROVAL:
		rebalance_ask_submit(state, desk);
		return true;
	case ACTION_NEXT_PANE:
	case ACTION_PREVIOUS_PANE:
		state->pane = state->pane == PANE_TRADES ? PANE_CHECKS : PANE_TRADES;
		return true;
	default:
		return table_view_act(&state->table, action);
	}
}

static bool wants_text(const void *source)
{
	const struct rebalance_state *state = source;

	return state->signature.is_open || state->edit.is_open || table_view_wants_text(&state->table);
}

static void key(void *source, struct desk *desk, uint32_t pressed)
{
	struct rebalance_state *state = source;

	if (state->signature.is_open)
		rebalance_signature_key(state, desk, pressed);
	else if (state->edit.is_open)
		rebalance_edit_key(state, desk, pressed);
	else
		table_view_key(&state->table, pressed);
}

static void click(void *source, struct desk *desk, int row, int column)
{
	struct rebalance_state *state = source;

	(void)desk;
	(void)column;
	if (!state->is_open || state->signature.is_open || !table_view_click(&state->table, row))
		return;
	state->pane = PANE_TRADES;
	cell_edit_close(&state->edit);
}

static bool is_dirty(const void *source)
{
	const struct rebalance_state *state = source;

	return state->is_open && !state->is_kept && rebalance_now(state)->change_count > 0;
}

static enum status section(const void *source, struct desk *desk, struct arena *arena, struct section **section,
			   struct error *err)
{
	const struct rebalance_state *state = source;

	if (!state->is_open)
		return error_set(err, STATUS_NOT_FOUND, "no trades are worked out that could be exported");
	return rebalancing_section(desk_session(desk), state->work, arena, section, err);
}

static struct table_view *table(void *source)
{
	struct rebalance_state *state = source;

	return state->is_open && state->pane == PANE_TRADES ? &state->table : NULL;
}

static const struct action_use actions[] = {
	{ACTION_OPEN, N_("reason")}, {ACTION_EDIT, N_("quantity")}, {ACTION_DROP, NULL}, {ACTION_MODE, NULL},
	{ACTION_CASH, NULL}, {ACTION_FORCE, NULL}, {ACTION_UNDO, NULL}, {ACTION_APPROVAL, N_("submit")},
	{ACTION_APPROVE, NULL}, {ACTION_ORDERS, NULL}, {ACTION_NEXT_PANE, NULL}, {ACTION_REDO, NULL}, {ACTION_PREVIOUS_PANE, NULL},
	TABLE_ACTION_USES, {ACTION_NONE, NULL},
};

static const char explanation[] = N_(
	"drift: ½ Σ |w − t|, half the absolute differences of weights w and targets t: the part of the portfolio that "
	"stands in the wrong place.\n"
	"band: t ± the smaller of 5 points and a quarter of the target (5/25), or what the mandate says. In the bar ░ is "
	"the band, │ the target, ● now; ▓ lies outside the band. ! marks a weight outside its band.\n"
	"trade: quantity × price, + bought, − sold, without the fee. Quantities are whole lots.\n"
	"cost: the fees of all trades and the tax that falls due with them: on dividends of Chinese shares that are sold "
	"within a year (check T18). Gains are not taxed. tax –: none.\n"
	"turnover: half of what is bought and sold, over the portfolio's value with the new money.\n"
	"cash after: cash + new money − purchases + sales − fees; it is never below zero.\n"
	"to target: every weight goes to its target. to the band's edge: only as far as the band asks. buy only: nothing "
	"is sold, new money goes where it is missing.\n"
	"checks: ✓ passed, ! to be noted, ✗ beyond a limit. All are made again after every change. ✗ is seen by whoever "
	"approves; what is forbidden cannot be submitted.\n"
	"A records the proposal under your name; a second person approves it with a. Nothing is dealt before that.");

const struct screen_ops rebalance_screen = {
	.name = "rebalance", .title = N_("Rebalance"), .digit = '5', .state_size = sizeof(struct rebalance_state),
	.actions = actions, .explain = explanation, .load = load, .draw = rebalance_draw, .act = act, .unload = unload,
	.wants_text = wants_text, .key = key, .click = click, .table = table, .section = section,
	.is_dirty = is_dirty,
};
