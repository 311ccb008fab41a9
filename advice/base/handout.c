/* Sections as a file. */
#include "advice/base/handout.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "data/exchange/publish.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "report/document.h"
#include "report/renderer.h"

struct document_head *handout_head(const struct session *session, const char *name, struct arena *arena)
{
	struct document_head *head = arena_take(arena, sizeof *head);

	head->schema = arena_format(arena, "ballast.%s/1", name);
	head->language = language_current() == LANGUAGE_CHINESE ? "zh-CN" : "en";
	head->word_as_of = _("as of");
	head->word_missing = _("n/a");
	head->word_total = _("total");
	if (session == NULL)
		return head;
	head->has_as_of = true;
	head->as_of = session_today(session);
	head->currency = session_currency(session);
	if (session_sandbox(session) != NULL)
		head->banner = arena_format(arena, _("SANDBOX: synthetic market and invented clients (%s)"),
					    session_sandbox(session));
	return head;
}

/* Behind the last point of the last part of the path; NULL: there is none. */
static const char *ending_of(const char *path)
{
	const char *slash = strrchr(path, '/'), *point = strrchr(path, '.');

	return point == NULL || (slash != NULL && point < slash) ? NULL : point + 1;
}

static const struct renderer_type *type_of(const char *ending)
{
	for (const struct renderer_type *const *type = renderer_types; ending != NULL && *type != NULL; type++) {
		if (text_equal_fold((*type)->extension, ending))
			return *type;
	}
	return NULL;
}

char *handout_endings(char *text, size_t size)
{
	size_t used = 0;

	text[0] = '\0';
	for (const struct renderer_type *const *type = renderer_types; *type != NULL && used < size; type++)
		used += (size_t)snprintf(text + used, size - used, "%s%s", used > 0 ? " " : "", (*type)->extension);
	return text;
}

void handout_next_ending(char *path, size_t size)
{
	const char *ending = ending_of(path);
	const size_t stem = type_of(ending) != NULL ? (size_t)(ending - 1 - path) : strlen(path);
	const char *next = renderer_types[0]->extension;

	for (const struct renderer_type *const *type = renderer_types; *type != NULL; type++) {
		if (*type == type_of(ending) && type[1] != NULL)
			next = type[1]->extension;
	}
	if (stem + 1 + strlen(next) < size)
		(void)snprintf(path + stem, size - stem, ".%s", next);
}

enum status handout_write(const struct session *session, const char *name, const struct section *const *sections,
			  size_t count, const char *path, struct error *err)
{
	const struct renderer_type *type = type_of(ending_of(path));
	struct arena *arena;
	struct text bytes = {0};
	struct sink sink = sink_to_text(&bytes);
	enum status status;
	char endings[80];

	if (type == NULL)
		return error_set(err, STATUS_INVALID, "%.120s: the ending says the format; there are: %s", path,
				 handout_endings(endings, sizeof endings));
	arena = arena_new();
	status = document_render(type, NULL, handout_head(session, name, arena), sections, count, &sink, err);
	if (status == STATUS_OK)
		status = publish_new_file(path, text_string(&bytes), bytes.length, err);
	text_clear(&bytes);
	arena_free(arena);
	return status;
}

enum { KEY_SIZE = 64, CELL_SIZE = 400 };

/* A word for programs; "" for a title without a Latin letter or digit. */
static void plain_key(const char *title, char key[KEY_SIZE])
{
	size_t used = 0;

	for (const char *c = title; *c != '\0' && used + 1 < KEY_SIZE; c++) {
		const bool is_letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z');

		if (is_letter || (*c >= '0' && *c <= '9'))
			key[used++] = *c >= 'A' && *c <= 'Z' ? (char)(*c - 'A' + 'a') : *c;
		else if (used > 0 && key[used - 1] != '_')
			key[used++] = '_';
	}
	while (used > 0 && key[used - 1] == '_')
		used--;
	key[used] = '\0';
}

static const char *column_key(struct arena *arena, const struct handout_column *columns, size_t at)
{
	char key[KEY_SIZE], before[KEY_SIZE];
	size_t same = 1;

	plain_key(columns[at].title, key);
	if (key[0] == '\0')
		return arena_format(arena, "column_%zu", at + 1);
	for (size_t i = 0; i < at; i++) {
		plain_key(columns[i].title, before);
		same += strcmp(before, key) == 0;
	}
	return same > 1 ? arena_format(arena, "%s_%zu", key, same) : arena_text(arena, key);
}

struct section *handout_list(struct arena *arena, const char *key, const char *title, const struct handout_rows *rows)
{
	struct section *section = section_new(arena, key, title);
	struct column *columns = arena_take(arena, (rows->column_count + 1) * sizeof *columns);
	struct table *table;

	for (size_t i = 0; i < rows->column_count; i++)
		columns[i] = (struct column){.key = column_key(arena, rows->columns, i),
					     .title = _(rows->columns[i].title),
					     .type = CELL_TEXT,
					     .align = rows->columns[i].is_right ? ALIGN_RIGHT : ALIGN_LEFT};
	table = section_table(section, "rows", NULL, columns, rows->column_count);
	for (size_t row = 0; row < rows->row_count; row++) {
		struct cell *cells = table_row(table);

		for (size_t i = 0; i < rows->column_count; i++) {
			char text[CELL_SIZE];

			if (rows->cell(rows->source, row, i, text, sizeof text)[0] != '\0')
				cells[i] = cell_text(arena_text(arena, text));
		}
	}
	return section;
}
