/* A question over the screen. */
#include "tui/widget/dialog.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "engine/base/memory.h"
#include "tui/key.h"
#include "tui/widget/text_field.h"

static char *copy(const char *text)
{
	return text != NULL ? memory_copy_text(text) : NULL;
}

void dialog_open(struct dialog_state *state, const struct dialog *dialog)
{
	dialog_close(state);
	state->dialog = *dialog;
	state->dialog.title = copy(dialog->title);
	state->dialog.text = copy(dialog->text);
	state->dialog.confirm = copy(dialog->confirm);
	state->dialog.typed = copy(dialog->typed);
	state->is_open = true;
}

static void release(const char *text)
{
	free((void *)(uintptr_t)text); /* ours: copied by dialog_open */
}

void dialog_close(struct dialog_state *state)
{
	if (state->dialog.dropped != NULL)
		state->dialog.dropped(state->dialog.subject);
	release(state->dialog.title);
	release(state->dialog.text);
	release(state->dialog.confirm);
	release(state->dialog.typed);
	*state = (struct dialog_state){0};
}

static bool may_confirm(const struct dialog_state *state)
{
	return state->dialog.confirm != NULL &&
	       (state->dialog.typed == NULL || strcmp(state->typed, state->dialog.typed) == 0);
}

enum dialog_answer dialog_key(struct dialog_state *state, uint32_t key)
{
	const bool is_typing = state->dialog.typed != NULL;

	if (key == PRESS_ESC)
		return DIALOG_CANCELLED;
	if (key == PRESS_ENTER)
		return state->on_confirm && may_confirm(state) ? DIALOG_CONFIRMED : DIALOG_CANCELLED;
	if (state->dialog.confirm == NULL)
		return key == 'q' ? DIALOG_CANCELLED : DIALOG_OPEN;
	if (key == PRESS_LEFT || (!is_typing && key == 'h')) {
		state->on_confirm = false;
	} else if (key == PRESS_RIGHT || (!is_typing && (key == 'l' || key == 'y'))) {
		state->on_confirm = may_confirm(state);
	} else if (key == PRESS_TAB || key == (PRESS_TAB | KEY_MOD_SHIFT)) {
		state->on_confirm = !state->on_confirm && may_confirm(state);
	} else if (is_typing) {
		struct text_field field = {.text = state->typed, .size = sizeof state->typed,
					   .cursor = strlen(state->typed)};

		(void)text_field_key(&field, key);
		state->on_confirm = may_confirm(state);
	}
	return DIALOG_OPEN;
}

static int put_button(struct term *term, int row, int column, const char *label, bool is_chosen, bool is_possible)
{
	const enum role role = is_chosen ? ROLE_MENU_ACTIVE : is_possible ? ROLE_KEY : ROLE_DIM;

	if (is_chosen)
		term_cursor(term, row, column);
	return term_putf(term, row, column, role, "[ %s ]", label) + 2;
}

static void draw_typed(const struct dialog_state *state, struct term *inside, int row)
{
	const int at = term_putf(inside, row, 0, ROLE_NORMAL, _("Type %s to go on:"), state->dialog.typed);

	text_field_draw(state->typed, strlen(state->typed), inside, row, at + 1, 24, !state->on_confirm);
}

void dialog_draw(const struct dialog_state *state, struct term *term)
{
	const int width = term->columns < 66 ? term->columns - 4 : 62;
	const int lines = term_wrapped_rows(state->dialog.text, width - 4);
	const int wanted = lines + (state->dialog.typed != NULL ? 7 : 5);
	const int height = wanted < term->rows ? wanted : term->rows; /* the end of a long text gives way to the buttons */
	struct term box = term_pane(term, (term->rows - height) / 2, (term->columns - width) / 2, height, width);
	struct term inside, text;
	int row, at;

	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(&box, state->dialog.title, true);
	inside = term_pane(&inside, 1, 1, inside.rows - 1, inside.columns - 2);
	text = term_pane(&inside, 0, 0, height - (wanted - lines), inside.columns);
	(void)term_put_wrapped(&text, 0, 0, ROLE_NORMAL, state->dialog.text);
	row = text.rows + 1;
	if (state->dialog.confirm == NULL) {
		(void)put_button(&inside, row, 0, _("Close"), true, true);
		return;
	}
	at = put_button(&inside, inside.rows - 1, 0, _("Cancel"), !state->on_confirm, true);
	(void)put_button(&inside, inside.rows - 1, at, state->dialog.confirm, state->on_confirm, may_confirm(state));
	if (state->dialog.typed != NULL)
		draw_typed(state, &inside, row);
}
