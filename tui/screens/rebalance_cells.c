/* Typing into the rebalancer: the quantity of a trade, and new money. */
#include <stdio.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/desk.h"
#include "tui/screens/rebalance_state.h"

void rebalance_type_quantity(struct rebalance_state *state, struct desk *desk)
{
	char text[DECIMAL_TEXT_SIZE];
	size_t trade;

	if (!rebalance_selected_trade(state, desk, &trade))
		return;
	state->pane = PANE_TRADES;
	cell_edit_begin(&state->edit, state->table.selected, REBALANCE_QUANTITY,
			decimal_format(state->work->proposal.lines[trade].quantity, text));
}

void rebalance_type_cash(struct rebalance_state *state)
{
	char text[DECIMAL_TEXT_SIZE];

	cell_edit_begin(&state->edit, 0, REBALANCE_CASH_FLOW,
			decimal_format(rebalance_now(state)->options.cash_flow, text));
}

/* "82,100" and "82100" are the same to a reader. */
static bool parse_number(const char *text, int64_t *micros)
{
	char plain[CELL_EDIT_SIZE];
	size_t length = 0;

	for (; *text != '\0'; text++) {
		if (*text != ',' && *text != ' ')
			plain[length++] = *text;
	}
	plain[length] = '\0';
	return decimal_parse(plain, micros, NULL) == STATUS_OK;
}

static bool take_quantity(struct rebalance_state *state, struct desk *desk, int64_t quantity)
{
	struct error err = {0};
	size_t trade;

	if (!rebalance_selected_trade(state, desk, &trade))
		return true;
	if (quantity <= 0) {
		(void)snprintf(state->edit.message, sizeof state->edit.message, "%s",
			       _("a quantity is above zero; d drops the trade"));
		return false;
	}
	if (rebalance_change(desk_session(desk), state, trade, false, quantity, &err) != STATUS_OK) {
		(void)detail_words(err.message, state->edit.message, sizeof state->edit.message);
		return false;
	}
	table_view_update(&state->table);
	return true;
}

static bool take_cash(struct rebalance_state *state, struct desk *desk, int64_t amount)
{
	struct rebalancing_options options = rebalance_now(state)->options;
	struct error err = {0};

	options.cash_flow = amount;
	if (rebalance_options(desk_session(desk), state, &options, &err) != STATUS_OK) {
		(void)detail_words(err.message, state->edit.message, sizeof state->edit.message);
		return false;
	}
	table_view_update(&state->table);
	return true;
}

void rebalance_edit_key(struct rebalance_state *state, struct desk *desk, uint32_t key)
{
	int64_t value;
	bool is_taken;

	switch (cell_edit_key(&state->edit, key)) {
	case CELL_CANCEL:
		cell_edit_close(&state->edit);
		return;
	case CELL_TAKE:
		break;
	default:
		return;
	}
	if (!parse_number(state->edit.text, &value)) {
		(void)snprintf(state->edit.message, sizeof state->edit.message, _("'%s' is no number"), state->edit.text);
		return;
	}
	is_taken = state->edit.column == REBALANCE_CASH_FLOW ? take_cash(state, desk, value)
							     : take_quantity(state, desk, value);
	if (is_taken)
		cell_edit_close(&state->edit);
}
