/* Export and copy. */
#include "tui/saving.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/handout.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk_state.h"
#include "tui/widget/table_view.h"
#include "tui/widget/text_field.h"

/* Terminals take about so much at once. */
enum { COPY_BYTES = 48 * 1024 };

/* ---- the list as a section, for screens that have no section of their own ---- */

static const char *shown_cell(const void *source, size_t row, size_t column, char *text, size_t size)
{
	const struct table_view *view = source;
	struct table_cell cell = {.role = ROLE_NORMAL};

	view->model->cell(view->source, view->order[row], (int)column, &cell);
	(void)snprintf(text, size, "%s", cell.text);
	return text;
}

static struct section *table_section(const struct desk *desk, const struct table_view *view, struct arena *arena)
{
	const struct table_column *columns = view->model->columns;
	struct handout_column shown[TABLE_COLUMNS];
	size_t count = 0;

	for (; columns[count].title != NULL && count < TABLE_COLUMNS; count++)
		shown[count] = (struct handout_column){columns[count].title, columns[count].align == TEXT_RIGHT};
	return handout_list(arena, desk_top(desk)->ops->name, _(desk_top(desk)->ops->title),
			    &(struct handout_rows){.columns = shown, .column_count = count, .row_count = view->shown,
						   .source = view, .cell = shown_cell});
}

/* ---- the file ---- */

static enum status make_section(struct desk *desk, struct arena *arena, struct section **section, struct error *err)
{
	const struct open_screen *top = desk_top(desk);
	const struct table_view *table = desk_table(desk);

	if (top->is_loaded && top->ops->section != NULL)
		return top->ops->section(top->state, desk, arena, section, err);
	if (table == NULL)
		return error_set(err, STATUS_NOT_FOUND, "%s: nothing is shown that could be exported", top->ops->name);
	*section = table_section(desk, table, arena);
	return STATUS_OK;
}

static enum status write_file(struct desk *desk, const char *path, struct error *err)
{
	struct arena *arena = arena_new();
	struct section *section = NULL;
	enum status status = make_section(desk, arena, &section, err);
	const struct section *sections[] = {section};

	if (status == STATUS_OK)
		status = handout_write(desk_session(desk), desk_top(desk)->ops->name, sections, 1, path, err);
	arena_free(arena);
	return status;
}

static bool export_to(void *subject, struct desk *desk, const char *path, char *problem, size_t size)
{
	struct error err = {0};

	(void)subject;
	if (write_file(desk, path, &err) != STATUS_OK) {
		(void)detail_words(err.message, problem, size);
		return false;
	}
	desk_messagef(desk, ROLE_GOOD, _("written, readable by you alone: %s"), path);
	return true;
}

static void ask_path(struct desk *desk)
{
	char day[DATE_TEXT_SIZE] = "", path[96], endings[80], text[400];
	size_t length;

	if (desk_session(desk) != NULL)
		(void)date_format(session_today(desk_session(desk)), day);
	(void)snprintf(path, sizeof path, "ballast-%s%s%s.md", desk_top(desk)->ops->name, day[0] != '\0' ? "-" : "", day);
	(void)handout_endings(endings, sizeof endings);
	length = (size_t)snprintf(text, sizeof text, "%s\n",
				  _("To which file? A name without a folder is one in the folder ballast was started in."));
	(void)snprintf(text + length, sizeof text - length,
		       _("The ending says the format: %s. Tab goes to the next, Enter writes, Esc leaves."), endings);
	desk_ask_path(desk, &(struct path_question){.title = _("Export what is shown"), .text = text, .path = path,
						    .take = export_to, .next = handout_next_ending});
}

void saving_close(struct desk *desk)
{
	struct saving *saving = &desk->saving;

	if (saving->question.dropped != NULL)
		saving->question.dropped(saving->question.subject);
	saving->question = (struct path_question){0};
	if (desk->overlay == OVERLAY_SAVING)
		desk->overlay = OVERLAY_NONE;
}

void desk_ask_path(struct desk *desk, const struct path_question *question)
{
	struct saving *saving = &desk->saving;

	saving_close(desk);
	*saving = (struct saving){.question = *question};
	(void)snprintf(saving->title, sizeof saving->title, "%s", question->title);
	(void)snprintf(saving->text, sizeof saving->text, "%s", question->text);
	(void)snprintf(saving->path, sizeof saving->path, "%s", question->path);
	saving->question.title = saving->title;
	saving->question.text = saving->text;
	saving->question.path = saving->path;
	desk->overlay = OVERLAY_SAVING;
}

static void amounts_allowed(void *subject, struct desk *desk)
{
	(void)subject;
	ask_path(desk);
}

void saving_open(struct desk *desk)
{
	const struct open_screen *top = desk_top(desk);

	if (!top->is_loaded || (top->ops->section == NULL && desk_table(desk) == NULL))
		desk_message(desk, ROLE_STATUS, _("There is nothing to export here; choose a list with Tab."));
	else if (desk_hides_amounts(desk))
		desk_ask(desk, &(struct dialog){.title = _("Export amounts?"),
						.text = _("Amounts are hidden on the screen. The file would show them."),
						.confirm = _("Export them"),
						.confirmed = amounts_allowed});
	else
		ask_path(desk);
}

void saving_key(struct desk *desk, uint32_t key)
{
	struct saving *saving = &desk->saving;
	struct text_field field = {.text = saving->path, .size = sizeof saving->path, .cursor = strlen(saving->path)};

	if (key == PRESS_ESC) {
		saving_close(desk);
	} else if (key == PRESS_TAB && saving->question.next != NULL) {
		saving->question.next(saving->path, sizeof saving->path);
		saving->problem[0] = '\0';
	} else if (key == PRESS_ENTER) {
		if (saving->question.take(saving->question.subject, desk, saving->path, saving->problem,
					  sizeof saving->problem)) {
			saving->question.dropped = NULL; /* taken over */
			saving_close(desk);
		}
	} else if (text_field_key(&field, key)) {
		saving->problem[0] = '\0';
	}
}

void saving_draw(const struct desk *desk, struct term *body)
{
	enum { COLUMNS = 84 };
	const struct saving *saving = &desk->saving;
	const int columns = COLUMNS + 6 <= body->columns ? COLUMNS : body->columns;
	const int problem = saving->problem[0] != '\0' ? 1 + term_wrapped_rows(saving->problem, columns - 4) : 0;
	const int rows = 5 + problem + term_wrapped_rows(saving->text, columns - 4);
	struct term area = term_pane(body, 0, 0, rows < body->rows ? rows : body->rows, body->columns);
	struct term inside = overlay_box(&area, COLUMNS, saving->title);
	const int row = term_put_wrapped(&inside, 0, 0, ROLE_NORMAL, saving->text);

	if (saving->problem[0] != '\0')
		(void)term_put_wrapped(&inside, row + 2, 0, ROLE_ERROR, saving->problem);
	text_field_draw(saving->path, strlen(saving->path), &inside, row + 1, 0, inside.columns, true);
}

/* ---- the clipboard ---- */

/* Marked rows in the order they are shown, or the selected one. */
static bool is_chosen(const struct table_view *view, size_t position)
{
	if (view->mark_count == 0)
		return position == view->position;
	return table_view_is_marked(view, view->model->id(view->source, view->order[position]));
}

static void add_cell(struct text *line, const char *words, bool is_masked)
{
	char clean[TABLE_CELL_SIZE];

	for (const char *at = text_clean(words, clean, sizeof clean); *at != '\0'; at++) {
		if (is_masked && isdigit((unsigned char)*at))
			text_add(line, "•");
		else
			text_add_character(line, *at);
	}
}

static void add_row(struct text *text, const struct table_view *view, size_t row, bool hides_amounts)
{
	const struct table_column *columns = view->model->columns;

	for (int i = 0; columns[i].title != NULL; i++) {
		struct table_cell cell = {.role = ROLE_NORMAL};

		view->model->cell(view->source, row, i, &cell);
		if (i > 0)
			text_add_character(text, '\t');
		add_cell(text, cell.text, hides_amounts && columns[i].is_amount);
	}
	text_add_character(text, '\n');
}

void saving_copy(struct desk *desk)
{
	const struct table_view *view = desk_table(desk);
	size_t rows = 0;

	if (!desk->setup.uses_clipboard) {
		desk_message(desk, ROLE_STATUS,
			     _("Copying is off: clipboard = yes in ballast.conf lets the desk write to the terminal's clipboard."));
		return;
	}
	if (view == NULL || view->shown == 0) {
		desk_message(desk, ROLE_STATUS, _("There is no row to copy here; choose a list with Tab."));
		return;
	}
	text_reset(&desk->copied);
	for (int i = 0; view->model->columns[i].title != NULL; i++)
		text_addf(&desk->copied, "%s%s", i > 0 ? "\t" : "", _(view->model->columns[i].title));
	text_add_character(&desk->copied, '\n');
	for (size_t i = 0; i < view->shown && desk->copied.length < COPY_BYTES; i++) {
		if (!is_chosen(view, i))
			continue;
		add_row(&desk->copied, view, view->order[i], desk->hides_amounts);
		rows++;
	}
	desk->has_copied = true;
	desk_messagef(desk, ROLE_GOOD, _("rows copied: %zu"), rows);
}
