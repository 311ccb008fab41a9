/* What keys, the mouse and pasted text do: a question takes them first, then what is laid over, then the screen. */
#include <stdio.h>
#include <string.h>

#include "engine/base/text.h"
#include "tui/desk_state.h"
#include "tui/widget/table_view.h"

/* F1 goes on to what the next column means. */
static void other_column(struct desk *desk, enum action action)
{
	const bool is_left = action == ACTION_COLUMN_LEFT || action == ACTION_LEFT;
	struct table_view *table = desk_table(desk);

	if (desk->overlay != OVERLAY_EXPLAIN || table == NULL) {
		desk->overlay = OVERLAY_NONE;
		return;
	}
	(void)table_view_act(table, is_left ? ACTION_COLUMN_LEFT : ACTION_COLUMN_RIGHT);
	desk->overlay_top = 0;
}

/* By lines; the longest text that is laid over a screen lists every action. */
static void scroll(struct desk *desk, int lines)
{
	const int most = ACTION_COUNT + 16, top = desk->overlay_top + lines;

	desk->overlay_top = top < 0 ? 0 : top > most ? most : top;
}

static void scroll_key(struct desk *desk, uint32_t key)
{
	enum { PAGE = 10 };
	const enum action action = keymap_action(desk->setup.keymap, key, desk_top(desk)->ops->actions);

	switch (action) {
	case ACTION_UP:
		scroll(desk, -1);
		break;
	case ACTION_DOWN:
		scroll(desk, 1);
		break;
	case ACTION_PAGE_UP:
		scroll(desk, -PAGE);
		break;
	case ACTION_PAGE_DOWN:
		scroll(desk, PAGE);
		break;
	case ACTION_FIRST:
		desk->overlay_top = 0;
		break;
	case ACTION_COLUMN_LEFT: case ACTION_COLUMN_RIGHT: case ACTION_LEFT: case ACTION_RIGHT:
		other_column(desk, action);
		break;
	default:
		desk->overlay = OVERLAY_NONE; /* any other key puts it away */
	}
}

static void question_key(struct desk *desk, uint32_t key)
{
	const enum dialog_answer answer = dialog_key(&desk->question, key);
	const struct dialog asked = desk->question.dialog;

	if (answer == DIALOG_OPEN)
		return;
	if (answer == DIALOG_CONFIRMED)
		desk->question.dialog.dropped = NULL; /* the subject goes on */
	dialog_close(&desk->question);
	if (answer == DIALOG_CONFIRMED && asked.confirmed != NULL)
		asked.confirmed(asked.subject, desk);
}

/* A filter that was typed into the list is remembered as the command that would set it. */
static void typing_key(struct desk *desk, uint32_t key)
{
	struct open_screen *top = desk_top_open(desk);
	const struct table_view *table;
	char line[PALETTE_QUERY_SIZE];

	top->ops->key(top->state, desk, key);
	table = desk->depth > 0 && key == PRESS_ENTER ? desk_table(desk) : NULL;
	if (table != NULL && !table->is_filtering && table->filter[0] != '\0') {
		(void)snprintf(line, sizeof line, "filter %s", table->filter);
		recall_add(&desk->recall, line);
	}
}

static void screen_key(struct desk *desk, uint32_t key)
{
	const enum action action = keymap_action(desk->setup.keymap, key, desk_top(desk)->ops->actions);

	/* At the bottom of the stack q leaves the desk; Esc, which one presses without thinking, does not. */
	if (action == ACTION_BACK && desk->depth == 1 && key != PRESS_ESC && jobs_state(desk->jobs).title == NULL &&
	    !desk_lists(desk, ACTION_BACK))
		desk_quit(desk);
	else
		desk_act(desk, action);
}

void desk_key(struct desk *desk, uint32_t key)
{
	desk->message[0] = '\0';
	if (desk->question.is_open)
		question_key(desk, key);
	else if (desk->overlay == OVERLAY_PALETTE)
		palette_key(desk, key);
	else if (desk->overlay == OVERLAY_SAVING)
		saving_key(desk, key);
	else if (desk->overlay != OVERLAY_NONE)
		scroll_key(desk, key);
	else if (desk_is_typing(desk))
		typing_key(desk, key);
	else
		screen_key(desk, key);
	if (desk->depth > 0) {
		desk_look_outside(desk);
		desk_load(desk);
	}
}

void desk_paste(struct desk *desk, const char *text)
{
	size_t left = strlen(text);

	/* What is pasted is text, never keys: without a field to take it, it goes nowhere. */
	while (left > 0 && !desk->is_over &&
	       (desk->question.is_open ? desk->question.dialog.typed != NULL
				       : desk->overlay == OVERLAY_PALETTE || desk->overlay == OVERLAY_SAVING ||
					 desk_is_typing(desk))) {
		uint32_t character;
		const size_t length = text_decode(text, left, &character);

		desk_key(desk, character == ' ' || character < 0x20 || character == 0x7F ? PRESS_SPACE : character);
		text += length;
		left -= length;
	}
}

/* A list of the palette: the line that was drawn there; a double click runs it. */
static void click_overlay(struct desk *desk, int row, bool is_double)
{
	if (desk->overlay != OVERLAY_PALETTE)
		return;
	if (palette_click(desk, row) && is_double)
		palette_key(desk, PRESS_ENTER);
}

void desk_click(struct desk *desk, int row, int column, bool is_double)
{
	struct open_screen *top = desk_top_open(desk);
	struct table_view *table;

	if (desk->question.is_open)
		return;
	if (desk->overlay != OVERLAY_NONE) {
		click_overlay(desk, row, is_double);
		return;
	}
	table = desk_table(desk);
	if (row == 0) {
		const struct screen_ops *screen = frame_menu_at(desk, desk->columns, column);

		if (screen != NULL)
			desk_show(desk, screen);
	} else if (table != NULL && table_view_click_header(table, row, column)) {
		desk_act(desk, ACTION_SORT); /* on a title: as a list in any other program */
	} else if (top->is_loaded && top->ops->click != NULL) {
		top->ops->click(top->state, desk, row, column);
		if (is_double)
			desk_act(desk, ACTION_OPEN);
	}
	if (desk->depth > 0)
		desk_load(desk);
}

void desk_wheel(struct desk *desk, int step)
{
	if (desk->question.is_open || desk_is_typing(desk))
		return;
	if (desk->overlay == OVERLAY_NONE)
		desk_act(desk, step < 0 ? ACTION_UP : ACTION_DOWN);
	else if (desk->overlay == OVERLAY_PALETTE)
		palette_wheel(desk, step);
	else if (desk->overlay != OVERLAY_SAVING)
		scroll(desk, step);
}
