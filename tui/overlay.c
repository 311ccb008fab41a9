/* What is laid over a screen: its keys, what its figures mean. The palette is in palette.c. */
#include <stdio.h>
#include <string.h>

#include "advice/language.h"
#include "tui/desk_state.h"

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
	const int columns = width < body->columns - 2 ? width : body->columns - 2;
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

static void draw_help(const struct desk *desk, struct term *body)
{
	struct term inside = overlay_box(body, 84, _("Keys · ↑↓ scroll · Esc closes"));
	int line = 0;

	help_group(desk, &inside, &line, true);
	help_group(desk, &inside, &line, false);
}

static void draw_explain(const struct desk *desk, struct term *body)
{
	const struct screen_ops *ops = desk_top(desk)->ops;
	struct term inside = overlay_box(body, 84, _(ops->title));
	const char *text = ops->explain != NULL ? ops->explain : N_("This screen shows no computed figures.");

	(void)term_put_wrapped(&inside, -desk->overlay_top, 0, ROLE_NORMAL, _(text));
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
	case OVERLAY_SAVING:
		saving_draw(desk, body);
		break;
	case OVERLAY_NONE:
		break;
	}
	if (desk->question.is_open)
		dialog_draw(&desk->question, body);
}
