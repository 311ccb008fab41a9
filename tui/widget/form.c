/* Fields to fill in. */
#include "tui/widget/form.h"

#include <stdio.h>
#include <string.h>

#include "tui/key.h"
#include "tui/widget/text_field.h"

void form_begin(struct form *form)
{
	form->focused = 0;
	form->cursor = strlen(form->fields[0].value);
}

int form_choice(const struct form_field *field)
{
	for (int i = 0; field->choices != NULL && field->choices[i] != NULL; i++) {
		if (strcmp(field->choices[i], field->value) == 0)
			return i;
	}
	return -1;
}

static bool check_field(struct form *form, int index)
{
	struct form_field *field = &form->fields[index];

	field->message[0] = '\0';
	return form->check == NULL || form->check(form->context, form, index, field->message);
}

static void focus(struct form *form, int index)
{
	form->focused = index;
	form->cursor = strlen(form->fields[index].value);
}

/* Leaving a field checks it; the message appears, and one may go on. */
static void leave_for(struct form *form, int index)
{
	if (index < 0 || index >= form->count)
		return;
	(void)check_field(form, form->focused);
	focus(form, index);
}

static enum form_answer submit(struct form *form)
{
	int first_bad = -1;

	for (int i = form->count - 1; i >= 0; i--) {
		if (!check_field(form, i))
			first_bad = i;
	}
	if (first_bad < 0)
		return FORM_SUBMITTED;
	focus(form, first_bad);
	return FORM_OPEN;
}

static void choose(struct form *form, struct form_field *field, int step)
{
	int count = 0, at = form_choice(field);

	while (field->choices[count] != NULL)
		count++;
	if (count == 0)
		return;
	at = at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
	(void)snprintf(field->value, sizeof field->value, "%s", field->choices[at]);
	field->message[0] = '\0';
	form->is_dirty = true;
}

static void edit(struct form *form, struct form_field *field, uint32_t key)
{
	struct text_field text = {.text = field->value, .size = sizeof field->value, .cursor = form->cursor};
	char before[FORM_VALUE_SIZE];

	memcpy(before, field->value, sizeof before);
	if (!text_field_key(&text, key))
		return;
	form->cursor = text.cursor;
	if (strcmp(before, field->value) == 0)
		return;
	form->is_dirty = true;
	/* While it is being mended a message only distracts; leaving the field brings it back. */
	field->message[0] = '\0';
}

enum form_answer form_key(struct form *form, uint32_t key)
{
	struct form_field *field = &form->fields[form->focused];

	switch (key) {
	case PRESS_ESC:
		return FORM_CANCELLED;
	case PRESS_ENTER:
		if (form->focused + 1 == form->count)
			return submit(form);
		leave_for(form, form->focused + 1);
		return FORM_OPEN;
	case PRESS_TAB:
	case PRESS_DOWN:
		leave_for(form, form->focused + 1);
		return FORM_OPEN;
	case PRESS_TAB | KEY_MOD_SHIFT:
	case PRESS_UP:
		leave_for(form, form->focused - 1);
		return FORM_OPEN;
	default:
		break;
	}
	if (field->choices == NULL)
		edit(form, field, key);
	else if (key == PRESS_LEFT || key == PRESS_RIGHT || key == PRESS_SPACE)
		choose(form, field, key == PRESS_LEFT ? -1 : 1);
	return FORM_OPEN;
}

static int label_width(const struct form *form, int most)
{
	int width = 0;

	for (int i = 0; i < form->count; i++) {
		const int label = (int)text_width(form->fields[i].label);

		if (label > width)
			width = label;
	}
	return width < most ? width : most;
}

static void draw_choice(const struct form_field *field, struct term *line, int column, int width, bool is_focused)
{
	struct term pane = term_pane(line, 0, column, 1, width);

	term_fill(&pane, ROLE_INPUT);
	(void)term_put(&pane, 0, 0, is_focused ? ROLE_KEY : ROLE_DIM, "‹");
	term_put_fitted(&pane, 0, 2, width - 4, TEXT_LEFT, ROLE_INPUT, field->value);
	(void)term_put(&pane, 0, width - 1, is_focused ? ROLE_KEY : ROLE_DIM, "›");
	if (is_focused)
		term_cursor(&pane, 0, 2);
}

static void draw_field(const struct form *form, int index, struct term *line, int labels)
{
	const struct form_field *field = &form->fields[index];
	const bool is_focused = index == form->focused;
	const int width = line->columns - labels - 4 < 32 ? line->columns - labels - 4 : 32;
	const int after = 2 + labels + 2 + width + 2;

	if (is_focused)
		(void)term_put(line, 0, 0, ROLE_ACCENT, "▶");
	term_put_fitted(line, 0, 2, labels, TEXT_LEFT, is_focused ? ROLE_ACCENT : ROLE_NORMAL, field->label);
	if (field->choices != NULL)
		draw_choice(field, line, labels + 4, width, is_focused);
	else
		text_field_draw(field->value, is_focused ? form->cursor : 0, line, 0, labels + 4, width, is_focused);
	if (after >= line->columns)
		return;
	if (field->message[0] != '\0')
		term_put_fitted(line, 0, after, line->columns - after, TEXT_LEFT, ROLE_ERROR, field->message);
	else if (field->hint != NULL)
		term_put_fitted(line, 0, after, line->columns - after, TEXT_LEFT, ROLE_DIM, field->hint);
}

/* Where the message does not fit beside the field it takes the last row: half a sentence tells nobody what to do. */
static bool needs_message_row(const struct form *form, const struct term *term, int labels)
{
	const struct form_field *field = &form->fields[form->focused];
	const int room = term->columns - (labels + 4 + 32 + 2);

	return room < 20 || (term->rows >= form->count + 2 && (int)text_width(field->message) > room);
}

void form_draw(const struct form *form, struct term *term)
{
	const int labels = label_width(form, term->columns / 3);
	const bool has_row = needs_message_row(form, term, labels);
	const int visible = term->rows - (has_row ? 2 : 0);
	const int top = form->focused >= visible ? form->focused - visible + 1 : 0;
	const struct form_field *field = &form->fields[form->focused];

	if (visible < 1)
		return;
	if (has_row)
		(void)term_put(term, term->rows - 1, 2, field->message[0] != '\0' ? ROLE_ERROR : ROLE_DIM,
			       field->message[0] != '\0' ? field->message : field->hint != NULL ? field->hint : "");
	for (int i = top; i < form->count && i - top < visible; i++) {
		struct term line = term_pane(term, i - top, 0, 1, term->columns);

		draw_field(form, i, &line, labels);
	}
}
