/* A contribution tried on the futures that are there; a goal told in a form; a goal closed. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/planning.h"
#include "engine/base/money.h"
#include "tui/desk.h"
#include "tui/key.h"
#include "tui/screens/plan_state.h"
#include "tui/widget/cell_edit.h"
#include "tui/widget/text_field.h"

/* ---- the trial ---- */

void plan_try(struct plan_screen *screen, struct desk *desk)
{
	const struct outlook_goal *goal = plan_goal(screen);
	char text[DECIMAL_TEXT_SIZE];

	if (goal == NULL || goal->gap != OUTLOOK_KNOWN) {
		desk_message(desk, ROLE_STATUS, _("There are no futures to try a contribution on."));
		return;
	}
	screen->trial = (struct plan_trial){.is_open = true, .is_fresh = true, .goal = goal->goal.id, .is_known = true,
					    .figures = goal->figures};
	(void)snprintf(screen->trial.text, sizeof screen->trial.text, "%s", decimal_format(goal->goal.monthly, text));
	screen->trial.cursor = strlen(screen->trial.text);
	if (screen->focus == PLAN_GOALS || screen->focus == PLAN_YEARS)
		screen->focus = PLAN_FAN; /* where the effect is seen */
}

static void judge(struct plan_screen *screen)
{
	struct plan_trial *trial = &screen->trial;
	const struct outlook_goal *goal = plan_goal(screen);
	int64_t micros;

	trial->is_known = goal != NULL && decimal_parse(trial->text, &micros, NULL) == STATUS_OK && micros >= 0 &&
			  outlook_judge(goal, decimal_to_double(micros), &trial->figures, NULL) == STATUS_OK;
}

/* Up and down by a tenth of the magnitude of what would make the goal likely: 100 where it is some thousands. */
static void step(struct plan_screen *screen, int direction)
{
	struct plan_trial *trial = &screen->trial;
	const struct outlook_goal *goal = plan_goal(screen);
	const double scale = fmax(fmax(goal->wanted_contribution, goal->monthly), 10.0);
	const double size = pow(10.0, floor(log10(scale)) - 1.0);
	const double value = (trial->is_known ? trial->figures.contribution : goal->monthly) / size;
	const double next = size * (direction > 0 ? floor(value + 1e-9) + 1.0 : ceil(value - 1e-9) - 1.0);

	(void)snprintf(trial->text, sizeof trial->text, "%.0f", fmax(next, 0.0));
	trial->cursor = strlen(trial->text);
	trial->is_fresh = true;
	judge(screen);
}

void plan_trial_key(struct plan_screen *screen, struct desk *desk, uint32_t key)
{
	struct plan_trial *trial = &screen->trial;
	struct text_field field = {.text = trial->text, .size = sizeof trial->text, .cursor = trial->cursor};
	const bool is_character = key >= ' ' && key < KEY_SPECIAL_BASE && key != 0x7F;

	if (key == PRESS_ESC) {
		trial->is_open = false;
	} else if (key == PRESS_UP || key == PRESS_DOWN) {
		step(screen, key == PRESS_UP ? 1 : -1);
	} else if (key == PRESS_ENTER && trial->is_known) {
		plan_tell(screen, desk, plan_goal(screen));
		(void)snprintf(screen->edit.fields[PLAN_MONTHLY].value, FORM_VALUE_SIZE, "%s", trial->text);
		screen->edit.form.is_dirty = true;
		screen->edit.form.focused = PLAN_BY;
		screen->edit.form.cursor = strlen(screen->edit.fields[PLAN_BY].value);
	} else {
		if (is_character && trial->is_fresh) {
			trial->text[0] = '\0';
			field.cursor = 0;
		}
		if (text_field_key(&field, key)) {
			trial->is_fresh = false;
			trial->cursor = field.cursor;
			judge(screen);
		}
	}
}

void plan_trial_draw(const struct plan_screen *screen, struct term *term)
{
	const struct plan_trial *trial = &screen->trial;
	const int width = 11;
	int at = term_put(term, 0, 1, ROLE_ACCENT, _("what if a month")) + 1;

	text_field_draw(trial->text, trial->cursor, term, 0, at, width, !screen->edit.is_open);
	at += width + 1;
	at = term_put(term, 0, at, ROLE_DIM, screen->outlook.currency) + 2;
	if (trial->is_known)
		(void)term_put(term, 0, at, ROLE_DIM, _("↑↓ step · ⏎ record · Esc back"));
	else
		(void)term_put(term, 0, at, ROLE_ERROR, _("an amount, like 1500"));
}

/* ---- the form ---- */

static bool is_blank(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

static const char *check_value(const struct plan_edit *edit, enum plan_field field, const char *value)
{
	struct date due;
	int64_t micros;
	double fraction;

	switch (field) {
	case PLAN_NAME:
		return is_blank(value) ? _("what the money is for") : NULL;
	case PLAN_AMOUNT:
		return decimal_parse(value, &micros, NULL) == STATUS_OK && micros > 0 ? NULL : _("an amount above zero, like 300000");
	case PLAN_DUE:
		if (date_parse(value, &due, NULL) != STATUS_OK)
			return _("a date, like 2035-06-30");
		return due.days > edit->today.days ? NULL : _("a day after today");
	case PLAN_PRIORITY:
		return value[0] != '\0' ? NULL : _("left and right choose");
	case PLAN_MONTHLY:
		return is_blank(value) || (decimal_parse(value, &micros, NULL) == STATUS_OK && micros >= 0)
			       ? NULL : _("an amount, like 1500; empty: nothing");
	case PLAN_GROWTH:
		return is_blank(value) || (percent_parse(value, &fraction) && fraction <= 0.5)
			       ? NULL : _("percent a year, from 0 to 50");
	case PLAN_INFLATION:
		return is_blank(value) || (percent_parse(value, &fraction) && fraction <= 0.5)
			       ? NULL : _("percent a year, from 0 to 50; empty: as assumed");
	case PLAN_BY:
		return is_blank(value) ? _("whose record it is") : NULL;
	case PLAN_FIELDS:
		break;
	}
	return NULL;
}

static bool check(const void *context, const struct form *form, int field, char message[FORM_MESSAGE_SIZE])
{
	const char *complaint = check_value(context, (enum plan_field)field, form->fields[field].value);

	if (complaint != NULL)
		(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", complaint);
	return complaint == NULL;
}

static void set_labels(struct plan_edit *edit)
{
	static const struct {
		const char *label, *hint;
	} words[PLAN_FIELDS] = {
		[PLAN_NAME] = {N_("purpose"), N_("a house, a school, retirement")},
		[PLAN_AMOUNT] = {N_("amount"), N_("in today's money")},
		[PLAN_DUE] = {N_("due"), N_("2035-06-30")},
		[PLAN_PRIORITY] = {N_("priority"), N_("must is served first")},
		[PLAN_MONTHLY] = {N_("set aside a month"), N_("at the end of each month")},
		[PLAN_GROWTH] = {N_("rising each year by %"), N_("empty: it stays the same")},
		[PLAN_INFLATION] = {N_("inflation %"), N_("empty: as assumed; 0: a fixed sum")},
		[PLAN_BY] = {N_("recorded by"), N_("your name")},
	};

	for (int i = 0; i < PLAN_FIELDS; i++) {
		edit->fields[i].label = _(words[i].label);
		edit->fields[i].hint = _(words[i].hint);
	}
	for (int i = 0; i < GOAL_PRIORITIES; i++)
		edit->priorities[i] = _(planning_priority_text((enum goal_priority)i));
	edit->fields[PLAN_PRIORITY].choices = edit->priorities;
}

static void set_percent(struct form_field *field, int64_t ppb)
{
	char text[CELL_EDIT_SIZE];

	(void)snprintf(field->value, sizeof field->value, "%s", percent_format((double)ppb / (double)PPB, text));
}

static void set_values(struct plan_edit *edit, const struct goal *goal)
{
	struct form_field *fields = edit->fields;
	char text[DECIMAL_TEXT_SIZE];

	(void)snprintf(fields[PLAN_NAME].value, FORM_VALUE_SIZE, "%s", goal->name);
	(void)snprintf(fields[PLAN_AMOUNT].value, FORM_VALUE_SIZE, "%s", decimal_format(goal->amount, text));
	(void)date_format(goal->due, fields[PLAN_DUE].value);
	(void)snprintf(fields[PLAN_PRIORITY].value, FORM_VALUE_SIZE, "%s", edit->priorities[goal->priority]);
	if (goal->monthly > 0)
		(void)snprintf(fields[PLAN_MONTHLY].value, FORM_VALUE_SIZE, "%s", decimal_format(goal->monthly, text));
	if (goal->monthly_growth_ppb > 0)
		set_percent(&fields[PLAN_GROWTH], goal->monthly_growth_ppb);
	if (goal->inflation_ppb != GOAL_INFLATION_OF_ASSUMPTIONS)
		set_percent(&fields[PLAN_INFLATION], goal->inflation_ppb);
}

void plan_tell(struct plan_screen *screen, struct desk *desk, const struct outlook_goal *goal)
{
	struct plan_edit *edit = &screen->edit;
	const struct session *session = desk_session(desk);

	*edit = (struct plan_edit){.is_open = true, .today = session_today(session)};
	set_labels(edit);
	if (goal != NULL) {
		edit->goal = goal->goal.id;
		set_values(edit, &goal->goal);
	}
	(void)snprintf(edit->fields[PLAN_BY].value, FORM_VALUE_SIZE, "%s", session_actor(session));
	edit->form = (struct form){.fields = edit->fields, .count = PLAN_FIELDS, .check = check, .context = edit};
	form_begin(&edit->form);
}

/* "2.5" as percent to "0.025"; an empty field to what it stands for. */
static const char *fraction_text(const char *percent, const char *empty, char text[32])
{
	double fraction;

	if (is_blank(percent) || !percent_parse(percent, &fraction))
		return empty;
	(void)snprintf(text, 32, "%.6f", fraction);
	return text;
}

static enum status record(struct plan_screen *screen, struct session *session, struct error *err)
{
	const struct form_field *fields = screen->edit.fields;
	const int priority = form_choice(&fields[PLAN_PRIORITY]);
	char growth[32], inflation[32];
	const struct planning_words words = {
		.name = fields[PLAN_NAME].value,
		.amount = fields[PLAN_AMOUNT].value,
		.due = fields[PLAN_DUE].value,
		.priority = planning_priority_name((enum goal_priority)(priority < 0 ? GOAL_WANT : priority)),
		.monthly = is_blank(fields[PLAN_MONTHLY].value) ? "0" : fields[PLAN_MONTHLY].value,
		.growth = fraction_text(fields[PLAN_GROWTH].value, "0", growth),
		.inflation = fraction_text(fields[PLAN_INFLATION].value, "", inflation),
	};
	const char *client = screen->standing.client.code;
	struct goal goal;
	enum status status;

	planning_new(session, &goal);
	goal.id = screen->edit.goal;
	status = planning_read(session, &words, &goal, err);
	if (status != STATUS_OK)
		return status;
	return goal.id == 0 ? planning_add(session, client, &goal, fields[PLAN_BY].value, err)
			    : planning_change(session, client, &goal, fields[PLAN_BY].value, err);
}

static void submit(struct plan_screen *screen, struct desk *desk)
{
	struct error err = {0};

	if (record(screen, desk_session(desk), &err) != STATUS_OK) {
		desk_failed(desk, &err); /* the form stays: nothing typed is lost */
		return;
	}
	desk_messagef(desk, ROLE_GOOD, _("Recorded: %s. Its futures are being drawn."), screen->edit.fields[PLAN_NAME].value);
	screen->edit.is_open = false;
	screen->trial.is_open = false;
	desk_changed(desk);
}

void plan_edit_key(struct plan_screen *screen, struct desk *desk, uint32_t key)
{
	switch (form_key(&screen->edit.form, key)) {
	case FORM_OPEN:
		break;
	case FORM_CANCELLED:
		screen->edit.is_open = false;
		break;
	case FORM_SUBMITTED:
		submit(screen, desk);
		break;
	}
}

void plan_edit_draw(const struct plan_edit *edit, struct term *term)
{
	const int width = term->columns < 92 ? term->columns - 2 : 90;
	const int height = PLAN_FIELDS + 6 < term->rows ? PLAN_FIELDS + 6 : term->rows;
	struct term box = term_pane(term, (term->rows - height) / 2, (term->columns - width) / 2, height, width);
	struct term inside;

	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(&box, edit->goal == 0 ? _("A new goal") : _("The goal as it is from now on"), true);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	(void)term_put(&inside, inside.rows - 1, 2, ROLE_DIM, _("⏎ next, then records · Esc leaves everything as it is"));
	inside = term_pane(&inside, 0, 0, inside.rows - 2, inside.columns);
	form_draw(&edit->form, &inside);
}

/* ---- closing ---- */

static void removed(void *subject, struct desk *desk)
{
	struct plan_screen *screen = subject;
	struct error err = {0};

	if (planning_close(desk_session(desk), screen->standing.client.code, screen->to_remove,
			   session_actor(desk_session(desk)), &err) == STATUS_OK)
		desk_message(desk, ROLE_GOOD, _("Closed; the record keeps it."));
	else
		desk_failed(desk, &err);
	desk_changed(desk);
}

void plan_remove(struct plan_screen *screen, struct desk *desk)
{
	const struct outlook_goal *goal = plan_goal(screen);
	char text[NAME_SIZE + 200];

	if (goal == NULL)
		return;
	screen->to_remove = goal->goal.id;
	(void)snprintf(text, sizeof text,
		       _("\"%s\" is closed: it is no longer planned for, and its money goes to the other goals. The record keeps it."),
		       goal->goal.name);
	desk_ask(desk, &(struct dialog){.title = _("Close the goal"), .text = text, .confirm = _("Close it"), .subject = screen,
					.confirmed = removed});
}
