/* Any command, screen or theme by a few letters of its name. */
#include "tui/palette.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/desk_state.h"
#include "tui/widget/table_view.h"
#include "tui/widget/text_field.h"

/* So many of what was run before are offered before anything is typed. */
enum { RECENTS = 4, PALETTE_PAGE = 14 };

static const char theme_word[] = "theme ", sort_word[] = "sort ", filter_word[] = "filter ";

static bool begins_with(const char *text, const char *word)
{
	return strncmp(text, word, strlen(word)) == 0;
}

/* ---- what an entry is called ---- */

/* The first word of a column's title, as filters call it. */
static void column_word(const struct table_view *table, size_t column, char *word, size_t size)
{
	const char *title = table->model->columns[column].title;

	(void)snprintf(word, size, "%.*s", (int)strcspn(title, " /"), title);
}

char *palette_line(const struct desk *desk, const struct palette_entry *entry, char line[PALETTE_QUERY_SIZE])
{
	const struct table_view *table = desk_table(desk);
	char word[TABLE_CELL_SIZE] = "";

	switch (entry->kind) {
	case PALETTE_RECENT:
		(void)snprintf(line, PALETTE_QUERY_SIZE, "%s", desk->recall.lines[entry->index]);
		break;
	case PALETTE_SCREEN:
		(void)snprintf(line, PALETTE_QUERY_SIZE, "%s", entry->screen->name);
		break;
	case PALETTE_ACTION:
		(void)snprintf(line, PALETTE_QUERY_SIZE, "%s", action_name(entry->action));
		break;
	case PALETTE_THEME:
		(void)snprintf(line, PALETTE_QUERY_SIZE, "%s%s", theme_word, desk->setup.themes[entry->index].name);
		break;
	case PALETTE_SORT:
		if (table != NULL)
			column_word(table, entry->index, word, sizeof word);
		(void)snprintf(line, PALETTE_QUERY_SIZE, "%s%.100s", sort_word, word);
		break;
	case PALETTE_TYPED:
		(void)snprintf(line, PALETTE_QUERY_SIZE, "%s", desk->palette.query);
		break;
	}
	return line;
}

/* What it does, as a message id; NULL where the line says it all. */
static const char *entry_help(const struct palette_entry *entry)
{
	switch (entry->kind) {
	case PALETTE_SCREEN:
		return entry->screen->title;
	case PALETTE_ACTION:
		return action_help(entry->action);
	case PALETTE_THEME:
		return N_("Use this theme");
	case PALETTE_SORT:
		return N_("Sort by this column");
	case PALETTE_RECENT:
		return N_("Run before");
	case PALETTE_TYPED:
		return N_("Show only rows that match what you type");
	}
	return NULL;
}

/* ---- matching ---- */

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
	return length == 0;
}

/* 3: it is called that; 2: a word begins with the query; 1: its letters occur in order; 0: no. Both languages, and by name. */
static int quality_of(const struct desk *desk, const struct palette_entry *entry)
{
	const char *query = desk->palette.query, *help = entry_help(entry);
	char line[PALETTE_QUERY_SIZE];

	(void)palette_line(desk, entry, line);
	if (strcmp(query, line) == 0)
		return 3;
	/* A theme, an order or an earlier line is found by itself, not by the sentence they all share. */
	if (entry->kind != PALETTE_SCREEN && entry->kind != PALETTE_ACTION)
		return starts_a_word(query, line) ? 2 : is_spelled_in(query, line) ? 1 : 0;
	if (starts_a_word(query, line) || starts_a_word(query, help) || strstr(_(help), query) != NULL)
		return 2;
	return is_spelled_in(query, line) || is_spelled_in(query, help) ? 1 : 0;
}

struct list {
	const struct desk *desk;
	struct palette_entry *entries;
	size_t count;
	int quality; /* wanted */
};

static void offer(struct list *list, struct palette_entry entry)
{
	if (list->count < PALETTE_ENTRIES && quality_of(list->desk, &entry) == list->quality)
		list->entries[list->count++] = entry;
}

static void offer_actions(struct list *list, int from, int end)
{
	for (int i = from; i < end; i++) {
		/* The screens are listed by their titles. */
		if ((i < ACTION_SCREEN_1 || i > ACTION_SCREEN_0) && desk_takes(list->desk, (enum action)i))
			offer(list, (struct palette_entry){.kind = PALETTE_ACTION, .action = (enum action)i});
	}
}

static void offer_all(struct list *list)
{
	const struct desk *desk = list->desk;
	const struct table_view *table = desk_table(desk);

	for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++)
		offer(list, (struct palette_entry){.kind = PALETTE_SCREEN, .screen = *screen});
	offer_actions(list, ACTION_OPEN, ACTION_COUNT);
	for (size_t i = 0; i < desk->setup.theme_count; i++)
		offer(list, (struct palette_entry){.kind = PALETTE_THEME, .index = i});
	for (size_t i = 0; table != NULL && table->model->compare != NULL && table->model->columns[i].title != NULL; i++)
		offer(list, (struct palette_entry){.kind = PALETTE_SORT, .index = i});
	offer_actions(list, ACTION_NONE + 1, ACTION_OPEN); /* moving about: nobody looks for it, but it is there */
}

size_t palette_list(const struct desk *desk, struct palette_entry entries[PALETTE_ENTRIES])
{
	const char *query = desk->palette.query;
	struct list list = {.desk = desk, .entries = entries};
	size_t recents = 0;

	if (begins_with(query, filter_word) && desk_table(desk) != NULL)
		entries[list.count++] = (struct palette_entry){.kind = PALETTE_TYPED};
	/* The latest first; afterwards they stand with what else begins like this. */
	for (size_t i = desk->recall.count; i > 0 && recents < RECENTS; i--) {
		const struct palette_entry entry = {.kind = PALETTE_RECENT, .index = i - 1};

		if (query[0] != '\0' && (!begins_with(desk->recall.lines[i - 1], query) || strchr(query, ' ') == NULL ||
					 strcmp(desk->recall.lines[i - 1], query) == 0))
			continue;
		entries[list.count++] = entry;
		recents++;
	}
	for (list.quality = 3; list.quality > 0; list.quality--)
		offer_all(&list);
	return list.count;
}

/* ---- running ---- */

static bool run_theme(struct desk *desk, const char *name)
{
	for (size_t i = 0; i < desk->setup.theme_count; i++) {
		if (strcmp(desk->setup.themes[i].name, name) == 0) {
			desk_use_theme(desk, i);
			return true;
		}
	}
	return false;
}

static bool run_sort(struct desk *desk, const char *name)
{
	struct table_view *table = desk_table(desk);
	char word[TABLE_CELL_SIZE];

	if (table == NULL || table->model->compare == NULL)
		return false;
	for (int i = 0; table->model->columns[i].title != NULL; i++) {
		const bool is_first = table->sort_count > 0 && table->sorts[0].column == i;

		column_word(table, (size_t)i, word, sizeof word);
		if (strcmp(word, name) != 0)
			continue;
		table_view_sort(table, i, is_first ? !table->sorts[0].is_descending
						   : table->model->columns[i].is_descending_first);
		return true;
	}
	return false;
}

static bool run_filter(struct desk *desk, const char *filter)
{
	struct table_view *table = desk_table(desk);

	if (table == NULL)
		return false;
	table_view_set_filter(table, filter);
	if (table->parsed.problem[0] != '\0')
		desk_message(desk, ROLE_ERROR, table->parsed.problem);
	return true;
}

bool palette_run(struct desk *desk, const char *line)
{
	enum action action;

	if (begins_with(line, theme_word))
		return run_theme(desk, line + sizeof theme_word - 1);
	if (begins_with(line, sort_word))
		return run_sort(desk, line + sizeof sort_word - 1);
	if (begins_with(line, filter_word))
		return run_filter(desk, line + sizeof filter_word - 1);
	for (const struct screen_ops *const *screen = desk->setup.screens; *screen != NULL; screen++) {
		if (strcmp((*screen)->name, line) == 0) {
			desk_go(desk, line);
			return true;
		}
	}
	if (!action_find(line, &action) || !desk_takes(desk, action))
		return false;
	desk_act(desk, action);
	return true;
}

static void run_entry(struct desk *desk, const struct palette_entry *entry)
{
	char line[PALETTE_QUERY_SIZE];

	(void)palette_line(desk, entry, line);
	desk->overlay = OVERLAY_NONE;
	recall_add(&desk->recall, line);
	if (!palette_run(desk, line))
		desk_messagef(desk, ROLE_WARNING, _("“%s” does nothing on this screen."), line);
}

/* ---- keys ---- */

/* The query becomes a line of the history; beyond the newest it is empty again. */
static void recall_step(struct desk *desk, bool is_back)
{
	struct palette *palette = &desk->palette;

	if (is_back ? palette->recalled >= desk->recall.count : palette->recalled == 0)
		return;
	palette->recalled = is_back ? palette->recalled + 1 : palette->recalled - 1;
	(void)snprintf(palette->query, sizeof palette->query, "%s",
		       palette->recalled == 0 ? "" : desk->recall.lines[desk->recall.count - palette->recalled]);
	palette->chosen = 0;
}

/* To the line that is chosen; when it stands there already, to the next one. */
static void complete(struct desk *desk, const struct palette_entry *entries, size_t count)
{
	struct palette *palette = &desk->palette;
	char line[PALETTE_QUERY_SIZE];

	if (palette->chosen >= count)
		return;
	(void)palette_line(desk, &entries[palette->chosen], line);
	if (strcmp(line, palette->query) == 0) {
		palette->chosen = (palette->chosen + 1) % count;
		return;
	}
	(void)snprintf(palette->query, sizeof palette->query, "%s", line);
	palette->chosen = 0;
}

/* A theme is shown while it is the chosen one. */
static void preview(struct desk *desk)
{
	struct palette_entry entries[PALETTE_ENTRIES];
	const size_t count = desk->overlay == OVERLAY_PALETTE ? palette_list(desk, entries) : 0;
	const struct palette_entry *chosen = desk->palette.chosen < count ? &entries[desk->palette.chosen] : NULL;
	const bool is_theme = chosen != NULL && chosen->kind == PALETTE_THEME;
	const size_t shown = is_theme ? chosen->index + 1 : 0;

	desk->wants_repaint = desk->wants_repaint || shown != desk->previewed;
	desk->previewed = shown;
}

void palette_key(struct desk *desk, uint32_t key)
{
	struct palette *palette = &desk->palette;
	struct text_field field = {.text = palette->query, .size = sizeof palette->query,
				   .cursor = strlen(palette->query)};
	struct palette_entry entries[PALETTE_ENTRIES];
	const size_t count = palette_list(desk, entries);

	if (key == PRESS_ESC) {
		desk->overlay = OVERLAY_NONE;
	} else if (key == PRESS_TAB) {
		complete(desk, entries, count);
	} else if (key == PRESS_DOWN && palette->recalled > 0 && palette->chosen == 0) {
		recall_step(desk, false);
	} else if (key == PRESS_DOWN) {
		palette->chosen += palette->chosen + 1 < count;
	} else if (key == PRESS_UP && palette->chosen == 0) {
		recall_step(desk, true);
	} else if (key == PRESS_UP) {
		palette->chosen--;
	} else if (key == PRESS_ENTER && palette->chosen < count) {
		run_entry(desk, &entries[palette->chosen]);
	} else if (text_field_key(&field, key)) {
		palette->chosen = 0;
		palette->recalled = 0;
	}
	if (desk->depth > 0)
		preview(desk);
}

/* ---- the mouse ---- */

/* Lines above the list: context and frame of the desk, frame of the box, the query and a blank line. */
enum { LIST_TOP = 5 };

/* The first entry that is drawn, so that the chosen one is in view. */
static size_t first_drawn(const struct palette *palette, size_t page)
{
	return palette->chosen >= page ? palette->chosen - page + 1 : 0;
}

static size_t page_of(size_t count)
{
	return count < PALETTE_PAGE ? count : PALETTE_PAGE;
}

bool palette_click(struct desk *desk, int row)
{
	struct palette_entry entries[PALETTE_ENTRIES];
	const size_t count = palette_list(desk, entries), page = page_of(count);
	const size_t first = first_drawn(&desk->palette, page > 0 ? page : 1);

	if (row < LIST_TOP || (size_t)(row - LIST_TOP) >= page)
		return false;
	desk->palette.chosen = first + (size_t)(row - LIST_TOP);
	preview(desk);
	return true;
}

void palette_wheel(struct desk *desk, int step)
{
	palette_key(desk, step < 0 && desk->palette.chosen > 0 ? PRESS_UP : step > 0 ? PRESS_DOWN : KEY_NONE);
}

/* ---- painting ---- */

static void draw_entry(const struct desk *desk, const struct palette_entry *entry, struct term *row)
{
	const bool is_ascii = row->canvas->charset == CHARSET_ASCII;
	const int keys_width = 11, line_width = row->columns >= 60 ? row->columns * 2 / 5 : row->columns / 3;
	char line[PALETTE_QUERY_SIZE], keys[128] = "";

	term_fill(row, ROLE_NORMAL);
	(void)palette_line(desk, entry, line);
	if (entry->kind == PALETTE_SCREEN)
		(void)snprintf(keys, sizeof keys, "%c", entry->screen->digit);
	else if (entry->kind == PALETTE_ACTION)
		overlay_keys(desk, entry->action, is_ascii, keys, sizeof keys);
	if (entry->kind == PALETTE_SCREEN || entry->kind == PALETTE_ACTION) {
		term_put_fitted(row, 0, 1, row->columns - line_width - keys_width - 3, TEXT_LEFT, ROLE_NORMAL,
				_(entry_help(entry)));
		term_put_fitted(row, 0, row->columns - line_width - keys_width - 1, line_width, TEXT_LEFT, ROLE_DIM, line);
	} else {
		term_put_fitted(row, 0, 1, row->columns - line_width - 2, TEXT_LEFT, ROLE_NORMAL, line);
		term_put_fitted(row, 0, row->columns - line_width - 1, line_width, TEXT_LEFT, ROLE_DIM,
				_(entry_help(entry)));
	}
	term_put_fitted(row, 0, row->columns - keys_width - 1, keys_width, TEXT_RIGHT, ROLE_KEY, keys);
}

void palette_draw(const struct desk *desk, struct term *body)
{
	struct palette_entry entries[PALETTE_ENTRIES];
	const size_t count = palette_list(desk, entries);
	const int wanted = (int)page_of(count) + 4;
	struct term area = term_pane(body, 0, 0, wanted > 6 ? wanted : 6, body->columns);
	struct term inside = overlay_box(&area, 84, _("Command · Tab completes · ↑ what was run before"));
	const size_t page = inside.rows > 2 ? (size_t)inside.rows - 2 : 1;
	const size_t top = first_drawn(&desk->palette, page);
	int at = term_put(&inside, 0, 0, ROLE_KEY, ":");

	at = term_put(&inside, 0, at + 1, ROLE_NORMAL, desk->palette.query);
	if (count == 0)
		(void)term_put(&inside, 2, 0, ROLE_DIM, _("Nothing is called that."));
	for (size_t i = 0; i < page && top + i < count; i++) {
		struct term row = term_pane(&inside, (int)i + 2, 0, 1, inside.columns);

		row.is_selected = top + i == desk->palette.chosen;
		draw_entry(desk, &entries[top + i], &row);
	}
	term_cursor(&inside, 0, at);
}
