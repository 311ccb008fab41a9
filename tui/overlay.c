/* What is laid over a screen: its keys, what its figures mean, the palette. */
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

/* "↑ k": every key that reaches the action here. */
static void keys_text(const struct desk *desk, enum action action, bool is_ascii, char *text, size_t size)
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

static struct term overlay_box(struct term *body, int width, const char *title)
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
		keys_text(desk, action, is_ascii, keys, sizeof keys);
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

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* True when the letters of query occur in text in this order: "rp" finds "refresh prices". */
static bool is_spelled_in(const char *query, const char *text)
{
	for (; *query != '\0'; query++) {
		while (*text != '\0' && folded(*text) != folded(*query))
			text++;
		if (*text++ == '\0')
			return false;
	}
	return true;
}

static bool starts_a_word(const char *query, const char *text)
{
	const size_t length = strlen(query);

	for (const char *at = text; *at != '\0'; at++) {
		size_t i = 0;

		if (at != text && at[-1] != ' ' && at[-1] != '-')
			continue;
		while (i < length && folded(at[i]) == folded(query[i]))
			i++;
		if (i == length)
			return true;
	}
	return false;
}

static void entry_texts(const struct palette_entry *entry, const char **name, const char **help)
{
	*name = entry->screen != NULL ? entry->screen->name : action_name(entry->action);
	*help = entry->screen != NULL ? entry->screen->title : action_help(entry->action);
}

/* 2: a word begins with the query; 1: its letters occur in order; 0: no. In English, the current language, by name. */
static int palette_match(const struct palette_entry *entry, const char *query)
{
	const char *name, *help;

	entry_texts(entry, &name, &help);
	if (starts_a_word(query, name) || starts_a_word(query, help) || strstr(_(help), query) != NULL)
		return 2;
	return is_spelled_in(query, name) || is_spelled_in(query, help) ? 1 : 0;
}

size_t palette_list(const struct desk *desk, struct palette_entry entries[PALETTE_ENTRIES])
{
	size_t count = 0;

	for (int quality = 2; quality > 0; quality--) {
		for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++) {
			const struct palette_entry entry = {.screen = *screen};

			if (palette_match(&entry, desk->query) == quality && count < PALETTE_ENTRIES)
				entries[count++] = entry;
		}
		for (int i = ACTION_NONE + 1; i < ACTION_COUNT; i++) {
			const struct palette_entry entry = {.action = (enum action)i};

			/* The screens are listed by their titles above. */
			if (i >= ACTION_SCREEN_1 && i <= ACTION_SCREEN_0)
				continue;
			if (desk_takes(desk, entry.action) && palette_match(&entry, desk->query) == quality &&
			    count < PALETTE_ENTRIES)
				entries[count++] = entry;
		}
	}
	return count;
}

static void draw_palette(const struct desk *desk, struct term *body)
{
	struct palette_entry entries[PALETTE_ENTRIES];
	const size_t count = palette_list(desk, entries);
	const bool is_ascii = body->canvas->charset == CHARSET_ASCII;
	const int wanted = (int)count + 4 < 16 ? (int)count + 4 : 16;
	struct term area = term_pane(body, 0, 0, wanted > 6 ? wanted : 6, body->columns);
	struct term inside = overlay_box(&area, 72, _("Command"));
	const size_t page = inside.rows > 2 ? (size_t)inside.rows - 2 : 1;
	const size_t top = desk->palette_chosen >= page ? desk->palette_chosen - page + 1 : 0;
	int at = term_put(&inside, 0, 0, ROLE_KEY, ":");

	at = term_put(&inside, 0, at + 1, ROLE_NORMAL, desk->query);
	if (count == 0)
		(void)term_put(&inside, 2, 0, ROLE_DIM, _("Nothing is called that."));
	for (size_t i = 0; i < page && top + i < count; i++) {
		const struct palette_entry *entry = &entries[top + i];
		struct term row = term_pane(&inside, (int)i + 2, 0, 1, inside.columns);
		const char *name, *help;
		char keys[128];

		entry_texts(entry, &name, &help);
		row.is_selected = top + i == desk->palette_chosen;
		term_fill(&row, ROLE_NORMAL);
		if (entry->screen != NULL)
			(void)snprintf(keys, sizeof keys, "%c", entry->screen->digit);
		else
			keys_text(desk, entry->action, is_ascii, keys, sizeof keys);
		term_put_fitted(&row, 0, 1, row.columns - 14, TEXT_LEFT, ROLE_NORMAL, _(help));
		term_put_fitted(&row, 0, row.columns - 12, 11, TEXT_RIGHT, ROLE_KEY, keys);
	}
	term_cursor(&inside, 0, at);
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
		draw_palette(desk, body);
		break;
	case OVERLAY_NONE:
		break;
	}
	if (desk->question.is_open)
		dialog_draw(&desk->question, body);
}
