/* Who does it, and why: asked over the screen Oversight before anything is recorded. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/trade/approve.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "tui/desk.h"
#include "tui/screens/oversight_state.h"
#include "tui/screens/refusal.h"

/* What each question asks: its fields in order, and the words around them. */
enum asked { ASKED_NOTHING, ASKED_BY, ASKED_OWNER, ASKED_WHY, ASKED_WHY_MAYBE };

static const struct question {
	const char *title, *confirm, *typed;
	enum asked fields[QUESTION_FIELDS];
	bool is_about_alerts;
	enum alert_step_kind step;
} questions[] = {
	[QUESTION_TAKE] = {.title = N_("Take the alert on"), .fields = {ASKED_BY, ASKED_OWNER, ASKED_WHY_MAYBE},
			   .is_about_alerts = true, .step = ALERT_TAKEN},
	[QUESTION_NOTE] = {.title = N_("Explain the alert"), .fields = {ASKED_BY, ASKED_WHY}, .is_about_alerts = true,
			   .step = ALERT_NOTE},
	[QUESTION_SETTLE] = {.title = N_("Settle the alert"), .confirm = N_("Settle"), .typed = N_("settle"),
			     .fields = {ASKED_BY, ASKED_WHY}, .is_about_alerts = true, .step = ALERT_ANSWERED},
	[QUESTION_REOPEN] = {.title = N_("Open the alert again"), .fields = {ASKED_BY, ASKED_WHY}, .is_about_alerts = true,
			     .step = ALERT_OPENED_AGAIN},
	[QUESTION_APPROVE] = {.title = N_("Approve the proposal"), .confirm = N_("Approve"), .typed = N_("approve"),
			      .fields = {ASKED_BY}},
	[QUESTION_REJECT] = {.title = N_("Reject the proposal"), .confirm = N_("Reject"), .typed = N_("reject"),
			     .fields = {ASKED_BY, ASKED_WHY}},
};

static const struct form_field *field_of(const struct oversight_form *form, enum asked asked)
{
	for (int i = 0; i < form->form.count; i++)
		if (questions[form->question].fields[i] == asked)
			return &form->fields[i];
	return NULL;
}

static bool is_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

static bool check(const void *context, const struct form *fields, int field, char message[FORM_MESSAGE_SIZE])
{
	const struct oversight_form *form = context;
	const enum asked asked = questions[form->question].fields[field];
	const char *value = fields->fields[field].value;

	if (asked == ASKED_BY && is_blank(value))
		(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", _("Who does this must be named."));
	else if (asked == ASKED_BY && form->question == QUESTION_APPROVE && text_equal_fold(value, form->maker))
		(void)snprintf(message, FORM_MESSAGE_SIZE, _("%s proposed it; a second person must approve."), value);
	else if (asked == ASKED_WHY && is_blank(value))
		(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", _("The record keeps the reason."));
	else
		return true;
	return false;
}

void oversight_form_close(struct oversight_form *form)
{
	free(form->alerts);
	*form = (struct oversight_form){0};
}

/* The marked alerts, or the selected one. */
static void choose_alerts(const struct oversight_screen *screen, struct oversight_form *form)
{
	const struct table_view *view = &screen->views[screen->shown];
	const struct oversight_alert *selected = oversight_selected_alert(screen);

	form->alerts = memory_new_array(view->mark_count + 1, sizeof *form->alerts);
	for (size_t i = 0; i < screen->oversight.alert_count && view->mark_count > 0; i++)
		if (table_view_is_marked(view, screen->oversight.alerts[i].alert.id))
			form->alerts[form->alert_count++] = screen->oversight.alerts[i].alert.id;
	if (form->alert_count == 0 && selected != NULL)
		form->alerts[form->alert_count++] = selected->alert.id;
}

static void begin(struct oversight_form *form, const struct session *session)
{
	const struct question *question = &questions[form->question];
	int count = 0;

	for (; count < QUESTION_FIELDS && question->fields[count] != ASKED_NOTHING; count++) {
		struct form_field *field = &form->fields[count];

		switch (question->fields[count]) {
		case ASKED_BY:
			*field = (struct form_field){.label = _("by"), .hint = _("your name")};
			/* Whoever made a proposal cannot decide about it: then the name is asked for. */
			if (question->is_about_alerts || !text_equal_fold(session_actor(session), form->maker))
				(void)snprintf(field->value, sizeof field->value, "%s", session_actor(session));
			break;
		case ASKED_OWNER:
			*field = (struct form_field){.label = _("for"), .hint = _("who has it in hand; empty: you")};
			break;
		case ASKED_WHY_MAYBE:
			*field = (struct form_field){.label = _("reason"), .hint = _("may be empty")};
			break;
		default:
			*field = (struct form_field){.label = _("reason"), .hint = _("a sentence for the record")};
			break;
		}
	}
	form->form = (struct form){.fields = form->fields, .count = count, .check = check, .context = form};
	form_begin(&form->form);
}

void oversight_ask(struct oversight_screen *screen, struct desk *desk, enum oversight_question question)
{
	const struct oversight_waiting *waiting = oversight_selected_proposal(screen);
	struct oversight_form *form = &screen->form;

	oversight_form_close(form);
	if (questions[question].is_about_alerts) {
		choose_alerts(screen, form);
		if (form->alert_count == 0) {
			oversight_form_close(form);
			desk_message(desk, ROLE_STATUS, _("No alert is selected; the lists alerts and eligibility hold them."));
			return;
		}
	} else if (waiting == NULL) {
		desk_message(desk, ROLE_STATUS, _("No proposal is selected; the list approvals holds them."));
		return;
	} else {
		form->proposal = waiting->proposal->id;
		(void)snprintf(form->maker, sizeof form->maker, "%s", waiting->proposal->maker);
	}
	form->question = question;
	begin(form, desk_session(desk));
}

/* ---- done ---- */

static void keep(char *kept, size_t size, const struct form_field *field)
{
	const char *value = field != NULL ? field->value : "";

	(void)snprintf(kept, size, "%s", value + strspn(value, " "));
}

static void record_step(struct oversight_screen *screen, struct desk *desk, const struct question *question)
{
	struct oversight_form *form = &screen->form;
	struct error err = {0};
	const size_t count = form->alert_count;

	if (oversight_step(desk_session(desk), form->alerts, count, question->step, form->by, form->owner, form->why, &err) ==
	    STATUS_OK) {
		table_view_unmark_all(&screen->views[screen->shown]);
		desk_messagef(desk, ROLE_GOOD, _n("Recorded for %zu alert; the journal says who and why.",
				     "Recorded for %zu alerts; the journal says who and why.", count), count);
	} else {
		desk_failed(desk, &err);
	}
	desk_changed(desk);
}

static void record_decision(const struct oversight_form *form, struct desk *desk, bool is_approval)
{
	struct error err = {0};
	size_t orders = 0;
	const enum status status =
		is_approval ? approve_proposal(desk_session(desk), form->proposal, form->by, &orders, &err)
			    : reject_proposal(desk_session(desk), form->proposal, form->by, form->why, &err);

	if (status != STATUS_OK)
		refusal_failed(desk, _("The decision was not recorded"), &err);
	else if (is_approval)
		desk_messagef(desk, ROLE_GOOD, _("Approved by %1$s. Orders ready for the broker: %2$zu; O writes the file."),
			      form->by, orders);
	else
		desk_messagef(desk, ROLE_GOOD, _("Rejected by %s; the record keeps the reason."), form->by);
	desk_changed(desk);
}

/* The question stays in the form, closed, until the dialog is answered. */
static enum oversight_question pending(const struct oversight_form *form)
{
	return form->proposal == 0 ? QUESTION_SETTLE : form->why[0] != '\0' ? QUESTION_REJECT : QUESTION_APPROVE;
}

static void confirmed(void *subject, struct desk *desk)
{
	struct oversight_screen *screen = subject;
	const enum oversight_question question = pending(&screen->form);

	if (question == QUESTION_SETTLE)
		record_step(screen, desk, &questions[QUESTION_SETTLE]);
	else
		record_decision(&screen->form, desk, question == QUESTION_APPROVE);
}

static void submit(struct oversight_screen *screen, struct desk *desk)
{
	struct oversight_form *form = &screen->form;
	const struct question *question = &questions[form->question];
	const enum oversight_question asked = form->question;
	char text[2 * FORM_VALUE_SIZE + NAME_SIZE + 400];

	keep(form->by, sizeof form->by, field_of(form, ASKED_BY));
	keep(form->owner, sizeof form->owner, field_of(form, ASKED_OWNER));
	keep(form->why, sizeof form->why,
	     field_of(form, asked == QUESTION_TAKE ? ASKED_WHY_MAYBE : ASKED_WHY));
	form->question = QUESTION_NONE;
	if (question->confirm == NULL) {
		record_step(screen, desk, question);
		return;
	}
	if (asked == QUESTION_SETTLE)
		(void)snprintf(text, sizeof text,
			       _("%1$s settles %2$zu alerts: %3$s\nThey stay listed until the watch finds their cause gone."),
			       form->by, form->alert_count, form->why);
	else if (asked == QUESTION_APPROVE)
		(void)snprintf(text, sizeof text,
			       _("%1$s approves proposal %2$lld, made by %3$s. Its trades become orders for the broker. "
				 "The decision stays in the record."), form->by, (long long)form->proposal, form->maker);
	else
		(void)snprintf(text, sizeof text,
			       _("%1$s rejects proposal %2$lld, made by %3$s. No trade is made. The decision stays in the "
				 "record."), form->by, (long long)form->proposal, form->maker);
	desk_ask(desk, &(struct dialog){.title = _(question->title), .text = text, .confirm = _(question->confirm),
					.typed = _(question->typed), .subject = screen, .confirmed = confirmed});
}

void oversight_form_key(struct oversight_screen *screen, struct desk *desk, uint32_t key)
{
	switch (form_key(&screen->form.form, key)) {
	case FORM_OPEN:
		break;
	case FORM_CANCELLED:
		oversight_form_close(&screen->form);
		break;
	case FORM_SUBMITTED:
		submit(screen, desk);
		break;
	}
}

void oversight_form_draw(const struct oversight_form *form, struct term *term)
{
	const int width = term->columns < 72 ? term->columns - 4 : 68;
	const int height = 7 + form->form.count;
	struct term box = term_pane(term, (term->rows - height) / 2, (term->columns - width) / 2, height, width), inside;
	char sentence[NAME_SIZE + 160];
	int row;

	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(&box, _(questions[form->question].title), true);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	if (form->proposal != 0)
		(void)snprintf(sentence, sizeof sentence, _("Proposal %1$lld was made by %2$s. Enter goes on, Esc leaves."),
			       (long long)form->proposal, form->maker);
	else
		(void)snprintf(sentence, sizeof sentence, _n("For %zu alert. Enter goes on, Esc leaves.",
			       "For %zu alerts. Enter goes on, Esc leaves.", form->alert_count), form->alert_count);
	row = term_put_wrapped(&inside, 0, 0, ROLE_NORMAL, sentence) + 1;
	inside = term_pane(&inside, row, 0, inside.rows - row, inside.columns);
	form_draw(&form->form, &inside);
}
