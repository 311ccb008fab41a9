/* What is laid over a screen: its keys, what its figures mean. The palette is in palette.c. */
#include <stdio.h>
#include <string.h>

#include "advice/base/figure_note.h"
#include "advice/base/language.h"
#include "tui/desk_state.h"
#include "tui/widget/table_view.h"

static bool is_listed(const struct desk *desk, enum action action)
{
	for (const struct action_use *use = desk_top(desk)->ops->actions; use->action != ACTION_NONE; use++) {
		if (use->action == action)
			return true;
	}
	return false;
}

void overlay_keys(const struct desk *desk, enum action action, bool is_ascii, char *text, size_t size)
{
	uint32_t keys[KEYS_PER_ACTION];
	const size_t count = keymap_keys(desk->setup.keymap, action, desk_top(desk)->ops->actions, keys);
	size_t used = 0;

	text[0] = '\0';
	for (size_t i = 0; i < count && used < size; i++) {
		char label[KEY_NAME_SIZE];

		used += (size_t)snprintf(text + used, size - used, "%s%s", i > 0 ? " " : "",
					 press_label(keys[i], is_ascii, label));
	}
}

struct term overlay_box(struct term *body, int width, const char *title)
{
	/* Where little of the screen would be seen beside it, a second frame only disturbs. */
	const int columns = width + 6 <= body->columns ? width : body->columns;
	struct term box = term_pane(body, 0, (body->columns - columns) / 2, body->rows, columns);
	struct term inside;

	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(&box, title, true);
	term_cursor(&inside, 0, 0);
	return term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
}

/* One line of a list that scrolls: drawn when it is in view; *line counts all. */
static struct term next_line(struct term *inside, int top, int *line)
{
	const int row = (*line)++ - top;

	return row >= 0 ? term_pane(inside, row, 0, 1, inside->columns) : term_pane(inside, 0, 0, 0, 0);
}

/* "To screen 4" means more by the screen's own title. */
static const char *help_text(const struct desk *desk, enum action action)
{
	for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++) {
		if (desk_digit_action((*screen)->digit) == action)
			return _((*screen)->title);
	}
	return _(action_help(action));
}

static void help_group(const struct desk *desk, struct term *inside, int *line, bool own)
{
	const bool is_ascii = inside->canvas->charset == CHARSET_ASCII;
	struct term heading = next_line(inside, desk->overlay_top, line);

	(void)term_put(&heading, 0, 0, ROLE_TITLE, own ? _(desk_top(desk)->ops->title) : _("Everywhere"));
	for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
		const enum action action = (enum action)i;
		char keys[128];
		struct term row;

		if (is_listed(desk, action) != own || !desk_takes(desk, action))
			continue;
		row = next_line(inside, desk->overlay_top, line);
		overlay_keys(desk, action, is_ascii, keys, sizeof keys);
		term_put_fitted(&row, 0, 2, 14, TEXT_LEFT, ROLE_KEY, keys);
		term_put_fitted(&row, 0, 17, row.columns - 17, TEXT_LEFT, ROLE_NORMAL, help_text(desk, action));
	}
	(void)next_line(inside, desk->overlay_top, line);
}

/* The title of the column or figure the cursor is on; NULL: none. */
static const char *figure_title(const struct desk *desk)
{
	const struct open_screen *top = desk_top(desk);
	const struct table_view *table = desk_table(desk);
	const char *figure = top->is_loaded && top->ops->figure != NULL ? top->ops->figure(top->state) : NULL;

	if (figure != NULL)
		return figure;
	return table != NULL ? table->model->columns[table->chosen_column].title : NULL;
}

/* A word in the margin, the sentence beside it. */
static int put_part(struct term *inside, int row, const char *word, const char *text)
{
	const int margin = (int)text_width(_("formula")) + 2;
	struct term side = term_pane(inside, 0, margin, inside->rows, inside->columns - margin);

	(void)term_put(inside, row, 0, ROLE_KEY, word);
	return term_put_wrapped(&side, row, 0, ROLE_NORMAL, text);
}

static int draw_note(const struct desk *desk, struct term *inside, int row)
{
	const char *title = figure_title(desk);
	const struct figure_note *note = title != NULL ? figure_note_find(desk_top(desk)->ops->name, title) : NULL;

	if (title == NULL)
		return row;
	(void)term_put(inside, row++, 0, ROLE_TITLE, _(title));
	if (note == NULL) {
		row = term_put_wrapped(inside, row, 0, ROLE_DIM, _("A name or a sign, not a computed figure. < and > go to the other columns."));
		return row + 1;
	}
	row = term_put_wrapped(inside, row, 0, ROLE_NORMAL, _(note->meaning));
	if (note->formula != NULL)
		row = put_part(inside, row, _("formula"), _(note->formula));
	row = put_part(inside, row, _("source"), _(note->source));
	return row + 1;
}

static void draw_explain(const struct desk *desk, struct term *body)
{
	const struct screen_ops *ops = desk_top(desk)->ops;
	struct term inside = overlay_box(body, 84, _("What it means · < > other column · ↑↓ scroll · Esc closes"));
	const char *text = ops->explain != NULL ? ops->explain : N_("This screen shows no computed figures.");
	const int row = draw_note(desk, &inside, -desk->overlay_top);

	(void)term_put(&inside, row, 0, ROLE_TITLE, _(ops->title));
	(void)term_put_wrapped(&inside, row + 1, 0, ROLE_NORMAL, _(text));
}

/* What one needs on the first day, with the keys as they are bound. */
static void draw_guide(const struct desk *desk, struct term *body)
{
	static const struct {
		enum action action;
		const char *text;
	} steps[] = {
		{ACTION_DOWN, N_("Walk through the clients; what needs you stands in the column state.")},
		{ACTION_OPEN, N_("Open the client under the cursor; there Enter goes on to the next step, and the digits lead to the other screens about the same client.")},
		{ACTION_BACK, N_("Go back. Nothing is lost by it: an edit is asked about first.")},
		{ACTION_FILTER, N_("Show only some rows: drift>5, class:C3, a part of a name.")},
		{ACTION_PALETTE, N_("Find anything by its name, when you do not know its key.")},
		{ACTION_HELP, N_("See every key of the screen you are on.")},
		{ACTION_EXPLAIN, N_("See what a figure means, its formula and its source.")},
		{ACTION_LANGUAGE, N_("Switch between English and Chinese.")},
		{ACTION_QUIT, N_("Leave the desk.")},
	};
	struct term inside = overlay_box(body, 84, _("First steps · any key closes"));
	const bool is_ascii = inside.canvas->charset == CHARSET_ASCII;
	const char *closing = desk->context.is_sandbox
		? N_("This is a sandbox: clients and market are invented, and marked so everywhere. Nothing you do here can harm anybody.")
		: N_("Your clients come in with: ballast import clients FILE. A sandbox to try everything on: ballast sandbox --book FILE.");
	int row = term_put_wrapped(&inside, -desk->overlay_top, 0, ROLE_NORMAL,
				   _("Welcome. Nothing is traded from here without a second person's approval, and u undoes what is not yet recorded."));

	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
		struct term side = term_pane(&inside, 0, 12, inside.rows, inside.columns - 12);
		char keys[128];

		overlay_keys(desk, steps[i].action, is_ascii, keys, sizeof keys);
		row++;
		term_put_fitted(&inside, row, 0, 11, TEXT_LEFT, ROLE_KEY, keys);
		row = term_put_wrapped(&side, row, 0, ROLE_NORMAL, _(steps[i].text)) - 1;
	}
	(void)term_put_wrapped(&inside, row + 2, 0, desk->context.is_sandbox ? ROLE_SANDBOX : ROLE_DIM, _(closing));
}

/* The words filters understand, below the keys. */
static void help_filter(const struct desk *desk, struct term *inside, int *line)
{
	static const struct {
		const char *word, *meaning;
	} words[] = {
		{"wang", N_("occurs in the row")},
		{"class:C3|C4", N_("one of them occurs in this column")},
		{"drift>5", N_("a figure, in the unit the column shows; also < = >= <= and 1.5m")},
		{"!alert", N_("what follows ! must not hold")},
		{"\"li qiang\"", N_("blanks between quotes belong to the word")},
	};
	const struct table_view *table = desk_table(desk);
	char names[400];
	struct term row;

	if (table == NULL)
		return;
	row = next_line(inside, desk->overlay_top, line);
	(void)term_put(&row, 0, 0, ROLE_TITLE, _("Filter words"));
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
		row = next_line(inside, desk->overlay_top, line);
		term_put_fitted(&row, 0, 2, 14, TEXT_LEFT, ROLE_KEY, words[i].word);
		term_put_fitted(&row, 0, 17, row.columns - 17, TEXT_LEFT, ROLE_NORMAL, _(words[i].meaning));
	}
	filter_names(table_view_fields(table), names, sizeof names);
	row = next_line(inside, desk->overlay_top, line);
	term_put_fitted(&row, 0, 2, 14, TEXT_LEFT, ROLE_DIM, _("columns"));
	term_put_fitted(&row, 0, 17, row.columns - 17, TEXT_LEFT, ROLE_DIM, names);
}

static void draw_help(const struct desk *desk, struct term *body)
{
	struct term inside = overlay_box(body, 84, _("Keys · ↑↓ scroll · Esc closes"));
	int line = 0;

	help_group(desk, &inside, &line, true);
	help_group(desk, &inside, &line, false);
	help_filter(desk, &inside, &line);
}

void overlay_draw(const struct desk *desk, struct term *body)
{
	switch (desk->overlay) {
	case OVERLAY_HELP:
		draw_help(desk, body);
		break;
	case OVERLAY_EXPLAIN:
		draw_explain(desk, body);
		break;
	case OVERLAY_PALETTE:
		palette_draw(desk, body);
		break;
	case OVERLAY_GUIDE:
		draw_guide(desk, body);
		break;
	case OVERLAY_SAVING:
		saving_draw(desk, body);
		break;
	case OVERLAY_NONE:
		break;
	}
	if (desk->question.is_open)
		dialog_draw(&desk->question, body);
}
