/* Recording what was found in the studio: a plan accepted, limits agreed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/mandating.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/refusal.h"

void allocate_propose(struct allocate_state *state, struct desk *desk)
{
	const struct candidate *plan = &state->studio.current;
	const struct client *client = &state->studio.standing.client;
	char title[128], text[960], rate[FIGURE_SIZE], risk[FIGURE_SIZE];

	if (!state->has_curve) {
		refusal_ask(desk, _("There is no plan to propose"),
			    text_string(&state->studio.conflict[language_current()]));
		return;
	}
	if (state->is_solving) {
		desk_message(desk, ROLE_STATUS, _("the objective is still being worked out"));
		return;
	}
	if (!plan->is_permitted) {
		(void)snprintf(text, sizeof text, _("%s: %s\n\nMove to the left on the frontier until the wall is behind you, or choose a candidate with a, b or c."),
			       plan->gate_code, plan->gate_text[language_current()]);
		refusal_ask(desk, _("This plan cannot be proposed"), text);
		return;
	}
	(void)snprintf(title, sizeof title, _("Plan %c for %.60s"), allocate_now(state)->letter, client->name);
	(void)snprintf(text, sizeof text,
		       _("Expected return %s a year at a volatility of %s, level R%d. Accepted, it becomes the target every rebalance works toward; the record keeps the figures, the reasons and the name."),
		       figure_percent(plan->expected_return, 1, rate), figure_percent(plan->volatility, 1, risk),
		       plan->level);
	if (state->studio.beliefs.is_changed)
		(void)snprintf(text + strlen(text), sizeof text - strlen(text), "\n\n%s",
			       _("It rests on views or what-if figures entered here; they go into the record with it."));
	signature_open(&state->signature, SIGN_PLAN, title, text, _("accepted by"), client->name, client->code);
}

static enum status accept_plan(struct allocate_state *state, struct desk *desk, const char *by, struct error *err)
{
	const char letter = allocate_now(state)->letter;
	struct session *session = desk_session(desk);
	struct plan plan = {0};
	enum status status = STATUS_NOT_FOUND;

	/* A candidate keeps its letter while limits and figures are the recorded ones. */
	if (letter != 'S' && !allocate_is_edited(state))
		status = recommend_accept(session, state->code, letter, by, &plan, err);
	if (status == STATUS_NOT_FOUND) /* also when the day's recommendation was one of the studio's own */
		status = recommend_accept_current(session, &state->studio, by, &plan, err);
	plan_clear(&plan);
	return status;
}

void allocate_save_limits(struct allocate_state *state, struct desk *desk)
{
	const struct client *client = &state->studio.standing.client;
	const struct studio_wish *first = allocate_recorded(state), *now = allocate_now(state);
	struct text text = {0};
	size_t heading;
	char title[128];

	if (!allocate_has_limits(state)) {
		desk_message(desk, ROLE_STATUS, _("no limit was edited"));
		return;
	}
	text_add(&text, _("These become the client's mandate; every later plan and rebalance keeps them:"));
	heading = text.length;
	for (size_t i = 0; i < state->id_count; i++) {
		const char *symbol = state->studio.market->rows[i].instrument.symbol;
		char lower[CELL_EDIT_SIZE], upper[CELL_EDIT_SIZE];

		if (first->is_locked[i] != now->is_locked[i])
			text_addf(&text, now->is_locked[i] ? _("\n%s: locked") : _("\n%s: not locked any more"), symbol);
		if (first->lower[i] != now->lower[i] || first->upper[i] != now->upper[i])
			text_addf(&text, _("\n%s: %s to %s %%"), symbol, percent_format(now->lower[i], lower),
				  percent_format(now->upper[i], upper));
	}
	for (size_t i = 0; i < now->group_count; i++) {
		char lower[CELL_EDIT_SIZE], upper[CELL_EDIT_SIZE];
		struct text name = {0};

		if (state->studio.groups[i].kind == GROUP_TURNOVER ||
		    (first->group_lower[i] == now->group_lower[i] && first->group_upper[i] == now->group_upper[i]))
			continue;
		studio_group_words(language_current(), &state->studio.groups[i], &name);
		text_addf(&text, _("\n%s: %s to %s %%"), text_string(&name), percent_format(now->group_lower[i], lower),
			  percent_format(now->group_upper[i], upper));
		text_clear(&name);
	}
	if (text.length == heading) {
		desk_message(desk, ROLE_STATUS, _("turnover is limited here only; a mandate has no such limit"));
		text_clear(&text);
		return;
	}
	(void)snprintf(title, sizeof title, _("Limits of %.60s"), client->name);
	signature_open(&state->signature, SIGN_MANDATE, title, text_string(&text), _("agreed by"), client->name,
		       client->code);
	text_clear(&text);
}

static enum status record_limits(struct allocate_state *state, struct desk *desk, const char *by, struct error *err)
{
	struct session *session = desk_session(desk);
	struct mandate *mandate = memory_new(sizeof *mandate);
	enum status status = allocate_mandate(session, state, mandate, err);

	if (status == STATUS_OK)
		status = mandating_record(session, state->code, mandate, by, err);
	free(mandate);
	return status;
}

void allocate_signed(struct allocate_state *state, struct desk *desk)
{
	const bool is_plan = state->signature.purpose == SIGN_PLAN;
	char name[FORM_VALUE_SIZE];
	struct error err = {0};
	enum status status;

	(void)snprintf(name, sizeof name, "%s", signature_name(&state->signature));
	signature_close(&state->signature);
	status = is_plan ? accept_plan(state, desk, name, &err) : record_limits(state, desk, name, &err);
	if (status != STATUS_OK) {
		refusal_failed(desk, is_plan ? _("The plan was not recorded") : _("The limits were not recorded"), &err);
		return;
	}
	state->forget_steps = !is_plan;
	state->is_draft_old = false;
	if (studio_draft_drop(desk_session(desk), state->client, &err) != STATUS_OK)
		desk_failed(desk, &err);
	desk_message(desk, ROLE_GOOD, is_plan ? _("✓ plan accepted and recorded; 5 shows the trades that lead there")
					      : _("✓ limits recorded as the client's mandate"));
	desk_changed(desk);
}
