/* What the rebalancer records: trades submitted, and approved by a second person, each under a name. */
#include <stdio.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/trade/approve.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "tui/desk.h"
#include "tui/screens/rebalance_state.h"
#include "tui/screens/refusal.h"

void rebalance_ask_submit(struct rebalance_state *state, struct desk *desk)
{
	const struct rebalancing *work = state->work;
	struct text text = {0};
	size_t dealt = 0;

	for (size_t i = 0; i < work->proposal.line_count; i++)
		dealt += !work->is_dropped[i];
	if (dealt == 0) {
		desk_message(desk, ROLE_STATUS, _("there is no trade to submit; f works out trades inside the bands too"));
		return;
	}
	if (work->worst == CHECK_FORBIDDEN) {
		refusal_ask(desk, _("This cannot be submitted"), _("A check marked ✗ forbids it; see the checks."));
		return;
	}
	text_add(&text, text_string(&work->summary[language_current()]));
	if (work->worst == CHECK_LIMIT)
		text_add(&text, _("\n✗ A check is beyond a limit; whoever approves will see it."));
	text_add(&text, _("\nNothing is traded yet: a second person must approve it first."));
	signature_open(&state->signature, SIGN_SUBMIT, _("Submit for approval"), text_string(&text), _("proposed by"),
		       session_actor(desk_session(desk)), state->code);
	text_clear(&text);
}

void rebalance_ask_approve(struct rebalance_state *state, struct desk *desk)
{
	const struct proposal *waiting = rebalance_waiting(state);
	char title[96], text[480], number[24], cost[FIGURE_SIZE], from[FIGURE_SIZE], to[FIGURE_SIZE], day[DATE_TEXT_SIZE];

	if (waiting == NULL) {
		desk_message(desk, ROLE_STATUS, _("no proposal of this client waits for approval"));
		return;
	}
	(void)snprintf(number, sizeof number, "%lld", (long long)waiting->id);
	(void)snprintf(title, sizeof title, _("Approve proposal %s"), number);
	(void)snprintf(text, sizeof text,
		       _n("Made by %.100s on %s: %zu trade, drift %s → %s, cost %s. Approving writes the order. It must be a second person: %.100s cannot.",
			  "Made by %.100s on %s: %zu trades, drift %s → %s, cost %s. Approving writes the orders. It must be a second person: %.100s cannot.",
			  waiting->line_count),
		       waiting->maker, date_format(waiting->as_of, day), waiting->line_count,
		       figure_percent((double)waiting->drift_before_ppb / (double)PPB, 1, from),
		       figure_percent((double)waiting->drift_after_ppb / (double)PPB, 1, to),
		       figure_money(waiting->cost, state->currency, cost), waiting->maker);
	/* Who sits here may be the second person; whoever made it is not. */
	signature_open(&state->signature, SIGN_APPROVE, title, text, _("approved by"),
		       text_equal_fold(session_actor(desk_session(desk)), waiting->maker) ? "" : session_actor(desk_session(desk)),
		       number);
}

static void submit(struct rebalance_state *state, struct desk *desk, const char *name)
{
	struct error err = {0};

	if (rebalancing_submit(desk_session(desk), state->work, name, &err) != STATUS_OK) {
		refusal_failed(desk, _("The proposal was not recorded"), &err);
		return;
	}
	desk_messagef(desk, ROLE_GOOD, _("✓ proposal %lld submitted; a second person must approve it"),
		      (long long)state->work->proposal.id);
	state->step_count = 0; /* recorded: nothing is left to undo, today or later */
	if (rebalancing_draft_keep(desk_session(desk), state->client, NULL, 0, 0, &err) != STATUS_OK)
		desk_failed(desk, &err);
	desk_changed(desk);
}

static void approve(struct rebalance_state *state, struct desk *desk, const char *name)
{
	const struct proposal *waiting = rebalance_waiting(state);
	struct error err = {0};
	size_t orders = 0;

	if (waiting == NULL)
		return;
	if (approve_proposal(desk_session(desk), waiting->id, name, &orders, &err) != STATUS_OK) {
		refusal_failed(desk, _("The proposal was not approved"), &err);
		return;
	}
	desk_messagef(desk, ROLE_GOOD, _n("✓ proposal %lld approved; %zu order is written",
		      "✓ proposal %lld approved; %zu orders are written", orders), (long long)waiting->id, orders);
	desk_changed(desk);
}

void rebalance_signature_key(struct rebalance_state *state, struct desk *desk, uint32_t pressed)
{
	const enum form_answer answer = signature_key(&state->signature, pressed);
	const int purpose = state->signature.purpose;
	char name[FORM_VALUE_SIZE];

	if (answer == FORM_OPEN)
		return;
	(void)snprintf(name, sizeof name, "%s", signature_name(&state->signature));
	signature_close(&state->signature);
	if (answer == FORM_CANCELLED)
		return;
	if (purpose == SIGN_SUBMIT)
		submit(state, desk, name);
	else
		approve(state, desk, name);
}
