/* The second person's decision about a proposal: a form for the name, a dialog for the confirmation. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/trade/approve.h"
#include "engine/base/text.h"
#include "tui/desk.h"
#include "tui/screens/client_state.h"
#include "tui/screens/refusal.h"

enum { FIELD_BY, FIELD_WHY };

static bool check(const void *context, const struct form *form, int field, char message[FORM_MESSAGE_SIZE])
{
	const struct client_decision *decision = context;
	const char *value = form->fields[field].value;

	if (field == FIELD_BY && value[0] == '\0')
		(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", _("Who decides must be named."));
	else if (field == FIELD_BY && decision->kind == DECISION_APPROVE && text_equal_fold(value, decision->maker))
		(void)snprintf(message, FORM_MESSAGE_SIZE, _("%s proposed it; a second person must approve."), value);
	else if (field == FIELD_WHY && value[0] == '\0')
		(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", _("The record keeps the reason of a rejection."));
	else
		return true;
	return false;
}

void client_decide(struct client_screen *screen, struct desk *desk, enum decision_kind kind)
{
	const struct proposal *proposal = client_waiting(screen);
	struct client_decision *decision = &screen->decision;

	if (proposal == NULL) {
		desk_message(desk, ROLE_STATUS, _("No proposal waits for a decision."));
		return;
	}
	*decision = (struct client_decision){.kind = kind, .proposal = proposal->id};
	(void)snprintf(decision->maker, sizeof decision->maker, "%s", proposal->maker);
	decision->fields[FIELD_BY] = (struct form_field){
		.label = kind == DECISION_APPROVE ? _("approved by") : _("rejected by"), .hint = _("your name")};
	decision->fields[FIELD_WHY] = (struct form_field){.label = _("reason"), .hint = _("a sentence for the record")};
	decision->form = (struct form){.fields = decision->fields, .count = kind == DECISION_APPROVE ? 1 : 2,
				       .check = check, .context = decision};
	if (!text_equal_fold(session_actor(desk_session(desk)), decision->maker)) /* who sits here may be the second person */
		(void)snprintf(decision->fields[FIELD_BY].value, FORM_VALUE_SIZE, "%s", session_actor(desk_session(desk)));
	form_begin(&decision->form);
	screen->focus = PANE_PROPOSALS;
}

static void decided(struct desk *desk, enum status status, const char *sentence, const struct error *err)
{
	if (status == STATUS_OK)
		desk_message(desk, ROLE_GOOD, sentence);
	else
		refusal_failed(desk, _("The decision was not recorded"), err);
	desk_changed(desk);
}

static void approved(void *subject, struct desk *desk)
{
	const struct client_decision *decision = &((struct client_screen *)subject)->decision;
	char sentence[FORM_VALUE_SIZE + 160];
	struct error err = {0};
	size_t orders = 0;
	const enum status status =
		approve_proposal(desk_session(desk), decision->proposal, decision->by, &orders, &err);

	(void)snprintf(sentence, sizeof sentence, _("Approved by %1$s. Orders ready for the broker: %2$zu; O writes the file."),
		       decision->by, orders);
	decided(desk, status, sentence, &err);
}

static void rejected(void *subject, struct desk *desk)
{
	const struct client_decision *decision = &((struct client_screen *)subject)->decision;
	char sentence[FORM_VALUE_SIZE + 160];
	struct error err = {0};
	const enum status status =
		reject_proposal(desk_session(desk), decision->proposal, decision->by, decision->why, &err);

	(void)snprintf(sentence, sizeof sentence, _("Rejected by %s; the record keeps the reason."), decision->by);
	decided(desk, status, sentence, &err);
}

static void confirm(struct client_screen *screen, struct desk *desk)
{
	struct client_decision *decision = &screen->decision;
	const bool is_approval = decision->kind == DECISION_APPROVE;
	char text[FORM_VALUE_SIZE + NAME_SIZE + 400];

	(void)snprintf(decision->by, sizeof decision->by, "%s", decision->fields[FIELD_BY].value);
	(void)snprintf(decision->why, sizeof decision->why, "%s", decision->fields[FIELD_WHY].value);
	decision->kind = DECISION_NONE;
	(void)snprintf(text, sizeof text,
		       is_approval ? _("%1$s approves proposal %2$lld, made by %3$s. Its trades become orders for the broker. "
				       "The decision stays in the record.")
				   : _("%1$s rejects proposal %2$lld, made by %3$s. No trade is made. The decision stays in the "
				       "record."),
		       decision->by, (long long)decision->proposal, decision->maker);
	desk_ask(desk, &(struct dialog){.title = is_approval ? _("Approve the proposal") : _("Reject the proposal"),
					.text = text,
					.confirm = is_approval ? _("Approve") : _("Reject"),
					.typed = is_approval ? _("approve") : NULL,
					.subject = screen,
					.confirmed = is_approval ? approved : rejected});
}

void client_decision_key(struct client_screen *screen, struct desk *desk, uint32_t key)
{
	switch (form_key(&screen->decision.form, key)) {
	case FORM_OPEN:
		break;
	case FORM_CANCELLED:
		screen->decision.kind = DECISION_NONE;
		break;
	case FORM_SUBMITTED:
		confirm(screen, desk);
		break;
	}
}

void client_decision_draw(const struct client_decision *decision, struct term *term)
{
	const int width = term->columns < 68 ? term->columns - 4 : 64;
	const int height = 7 + decision->form.count;
	struct term box = term_pane(term, (term->rows - height) / 2, (term->columns - width) / 2, height, width);
	struct term inside;
	char sentence[NAME_SIZE + 120];
	int row;

	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(
		&box, decision->kind == DECISION_APPROVE ? _("Approve the proposal") : _("Reject the proposal"), true);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	(void)snprintf(sentence, sizeof sentence, _("Proposal %1$lld was made by %2$s. Enter goes on, Esc leaves."),
		       (long long)decision->proposal, decision->maker);
	row = term_put_wrapped(&inside, 0, 0, ROLE_NORMAL, sentence) + 1;
	inside = term_pane(&inside, row, 0, inside.rows - row, inside.columns);
	form_draw(&decision->form, &inside);
}
