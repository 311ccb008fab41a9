/* Proposals as a table: which wait for a second person, and what became of the others. */
#include "advice/trade/approve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"

static const char *const state_texts[] = {
	[PROPOSAL_SUBMITTED] = N_("waits"),    [PROPOSAL_APPROVED] = N_("approved"),   [PROPOSAL_REJECTED] = N_("rejected"),
	[PROPOSAL_RELEASED] = N_("released"),  [PROPOSAL_EXECUTED] = N_("executed"),   [PROPOSAL_CANCELLED] = N_("cancelled"),
	[PROPOSAL_EXPIRED] = N_("expired"),
};

const char *approve_state_text(enum proposal_state state)
{
	return state_texts[state];
}

static int newest_first(const void *a, const void *b)
{
	const struct proposal *left = a, *right = b;
	const bool left_waits = left->state == PROPOSAL_SUBMITTED, right_waits = right->state == PROPOSAL_SUBMITTED;

	if (left_waits != right_waits)
		return left_waits ? -1 : 1;
	return (left->id < right->id) - (left->id > right->id);
}

enum status approve_list(struct session *session, int64_t client_id, struct proposal **proposals, size_t *count,
                         struct error *err)
{
	const enum status status =
		store_proposals(session_store(session), client_id, true, PROPOSAL_SUBMITTED, proposals, count, err);

	if (status == STATUS_OK && *count > 1)
		qsort(*proposals, *count, sizeof **proposals, newest_first);
	return status;
}

void approve_list_free(struct proposal *proposals, size_t count)
{
	proposals_free(proposals, count);
}

enum status approve_section(struct session *session, bool all, struct arena *arena, struct section **section,
                            struct error *err)
{
	const struct column columns[] = {
		{.key = "proposal", .title = _("proposal"), .type = CELL_INTEGER},
		{.key = "client", .title = _("client"), .type = CELL_TEXT},
		{.key = "name", .title = _("name"), .type = CELL_TEXT},
		{.key = "as_of", .title = _("of"), .type = CELL_DATE},
		{.key = "state", .title = _("state"), .type = CELL_WORD},
		{.key = "trades", .title = _("trades"), .type = CELL_INTEGER},
		{.key = "cost", .title = _("cost"), .type = CELL_MONEY, .is_mixed = true},
		{.key = "drift_before", .title = _("drift before"), .type = CELL_PERCENT},
		{.key = "drift_after", .title = _("drift after"), .type = CELL_PERCENT},
		{.key = "maker", .title = _("proposed by"), .type = CELL_TEXT},
		{.key = "checker", .title = _("decided by"), .type = CELL_TEXT},
	};
	struct proposal *proposals = NULL;
	struct section *made;
	struct table *table;
	size_t count = 0;
	enum status status =
		store_proposals(session_store(session), 0, all, PROPOSAL_SUBMITTED, &proposals, &count, err);

	if (status != STATUS_OK)
		return status;
	made = section_new(arena, "approvals", _("Proposals"));
	table = section_table(made, "proposals", NULL, columns, sizeof columns / sizeof columns[0]);
	table->empty = _("No proposal waits.");
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct proposal *proposal = &proposals[i];
		struct client client;
		struct cell *cells;

		status = store_get_client(session_store(session), proposal->client_id, &client, err);
		if (status != STATUS_OK)
			break;
		cells = table_row(table);
		cells[0] = cell_integer(proposal->id);
		cells[1] = cell_text(arena_text(arena, client.code));
		cells[2] = cell_text(arena_text(arena, client.name));
		cells[3] = cell_date(proposal->as_of);
		cells[4] = cell_word(proposal_state_name(proposal->state), _(state_texts[proposal->state]), TONE_NONE);
		cells[5] = cell_integer((int64_t)proposal->line_count);
		cells[6] = cell_amount(proposal->cost, client.currency);
		cells[7] = cell_weight(proposal->drift_before_ppb, 2);
		cells[8] = cell_weight(proposal->drift_after_ppb, 2);
		cells[9] = cell_text(arena_text(arena, proposal->maker));
		cells[10] = proposal->checker[0] != '\0' ? cell_text(arena_text(arena, proposal->checker)) : cell_missing(NULL);
	}
	proposals_free(proposals, count);
	if (status == STATUS_OK)
		*section = made;
	return status;
}
