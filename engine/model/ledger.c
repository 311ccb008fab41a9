/* Names of the ledger's types. */
#include "engine/model/ledger.h"

#include <stdlib.h>

#include "engine/base/text.h"

static const char *const entry_types[] = {
	[ENTRY_DEPOSIT] = "deposit",   [ENTRY_WITHDRAW] = "withdraw",       [ENTRY_BUY] = "buy",
	[ENTRY_SELL] = "sell",         [ENTRY_DIVIDEND] = "dividend",       [ENTRY_INTEREST] = "interest",
	[ENTRY_FEE] = "fee",           [ENTRY_SPLIT] = "split",             [ENTRY_TRANSFER_IN] = "transfer_in",
	[ENTRY_TRANSFER_OUT] = "transfer_out", [ENTRY_RETURN_OF_CAPITAL] = "return_of_capital",
};

static const char *const reasons[] = {
	[REASON_ABOVE_BAND] = "above-band", [REASON_BELOW_BAND] = "below-band", [REASON_CASH_NEED] = "cash-need",
	[REASON_NEW_CASH] = "new-cash",     [REASON_TO_TARGET] = "to-target",   [REASON_NOT_IN_PLAN] = "not-in-plan",
};

static const char *const proposal_states[] = {
	[PROPOSAL_SUBMITTED] = "submitted", [PROPOSAL_APPROVED] = "approved",   [PROPOSAL_REJECTED] = "rejected",
	[PROPOSAL_RELEASED] = "released",   [PROPOSAL_EXECUTED] = "executed",   [PROPOSAL_CANCELLED] = "cancelled",
	[PROPOSAL_EXPIRED] = "expired",
};

static const char *const order_states[] = {
	[ORDER_NEW] = "new",       [ORDER_SENT] = "sent",           [ORDER_PARTLY_FILLED] = "partly-filled",
	[ORDER_FILLED] = "filled", [ORDER_CANCELLED] = "cancelled",
};

#define NAME_OF(table, index) \
	((size_t)(index) < sizeof(table) / sizeof *(table) ? (table)[index] : "unknown")

/* The index of text in names, or count. */
static size_t index_of(const char *text, const char *const *names, size_t count)
{
	size_t i = 0;

	while (i < count && !text_equal_fold(text, names[i]))
		i++;
	return i;
}

const char *entry_type_name(enum entry_type type)
{
	return NAME_OF(entry_types, type);
}

bool entry_type_parse(const char *text, enum entry_type *type)
{
	const size_t count = sizeof entry_types / sizeof *entry_types, i = index_of(text, entry_types, count);

	if (i < count)
		*type = (enum entry_type)i;
	return i < count;
}

const char *trade_reason_name(enum trade_reason reason)
{
	return NAME_OF(reasons, reason);
}

const char *proposal_state_name(enum proposal_state state)
{
	return NAME_OF(proposal_states, state);
}

bool proposal_state_parse(const char *text, enum proposal_state *state)
{
	const size_t count = sizeof proposal_states / sizeof *proposal_states;
	const size_t i = index_of(text, proposal_states, count);

	if (i < count)
		*state = (enum proposal_state)i;
	return i < count;
}

const char *order_state_name(enum order_state state)
{
	return NAME_OF(order_states, state);
}

void proposal_clear(struct proposal *proposal)
{
	free(proposal->lines);
	proposal->lines = NULL;
	proposal->line_count = 0;
}
