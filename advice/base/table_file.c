/* CSV files of our own tables. */
#include "advice/base/table_file.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "data/journal/journal.h"
#include "data/settings/regular_file.h"
#include "data/store/store_delivery.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum { TABLE_FILE_BYTES = 32 * 1024 * 1024, LAST_DAY = 84005 /* the end of 2199: what is stated may lie ahead */ };

/* The rows that could be read, with the lines they stood in. */
struct table_rows {
	char *list;                      /* owned: count of table->row_size                              */
	size_t *lines;                   /* owned                                                        */
	size_t count, capacity, line_capacity;
};

static void take_row(const struct table_file *table, void *context, const struct cells *cells, struct table_rows *rows)
{
	const size_t before = cells->problems->count;
	char *row;

	rows->list = memory_grow(rows->list, &rows->capacity, rows->count + 1, table->row_size);
	rows->lines = memory_grow(rows->lines, &rows->line_capacity, rows->count + 1, sizeof *rows->lines);
	row = rows->list + rows->count * table->row_size;
	memset(row, 0, table->row_size);
	table->take(context, cells, row);
	if (cells->problems->count > before)
		return;
	rows->lines[rows->count++] = cells->row->line;
}

static enum status read_rows(const char *path, const struct table_file *table, void *context, struct table_rows *rows,
                             struct problems *problems, char hash[HASH_SIZE], struct error *err)
{
	size_t places[TABLE_FILE_COLUMNS];
	struct text bytes = {0};
	struct csv_row read;
	struct cells cells = {.row = &read, .columns = table->columns, .places = places, .as_of = {LAST_DAY},
	                      .problems = problems};
	struct csv *csv;
	enum status status = regular_file_read(path, TABLE_FILE_BYTES, FILE_ANY, &bytes, err);

	assert(table->column_count <= TABLE_FILE_COLUMNS);
	if (status != STATUS_OK) {
		text_clear(&bytes);
		return status;
	}
	hash_bytes(text_string(&bytes), bytes.length, hash);
	csv = csv_open_bytes(text_string(&bytes), bytes.length, ',');
	status = csv_next(csv, &read, err);
	if (status == STATUS_NOT_FOUND)
		status = error_set(err, STATUS_INVALID, "%s is empty; a header row is needed", path);
	if (status == STATUS_OK && read.flaw != NULL)
		problems_add(problems, read.flaw_line, read.flaw_column, "", "%s", read.flaw);
	else if (status == STATUS_OK)
		csv_match(&read, table->columns, table->column_count, places, problems);
	if (problems->count > 0) /* without its columns no row can be read */
		goto done;
	while (status == STATUS_OK && (status = csv_next(csv, &read, err)) == STATUS_OK) {
		if (read.flaw != NULL)
			problems_add(problems, read.flaw_line, read.flaw_column, "", "%s", read.flaw);
		else
			take_row(table, context, &cells, rows);
	}
done:
	csv_close(csv);
	text_clear(&bytes);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Tells the problems that were kept, and STATUS_REFUSED when there are any. */
static enum status verdict(const char *path, const struct problems *problems,
                           void (*problem)(void *context, size_t line, const char *column, const char *message),
                           void *context, struct error *err)
{
	for (size_t i = 0; i < problems->kept; i++)
		problem(context, problems->list[i].line, problems->list[i].name, problems->list[i].message);
	if (problems->count == 0)
		return STATUS_OK;
	return error_set(err, STATUS_REFUSED, "%s: %zu bad rows; nothing of it was taken", path, problems->count);
}

/* Its name, without the folders it lies in, which are nobody's business. */
static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? slash + 1 : path;
}

/* The delivery of such a file. */
static enum status put_delivery(struct session *session, const char *path, const char *hash, int64_t *id,
                                struct error *err)
{
	struct delivery delivery = {.kind = "raw"};
	char raw[400];

	(void)snprintf(raw, sizeof raw, "import %.380s", name_of(path));
	(void)text_clean(raw, delivery.source, sizeof delivery.source);
	(void)text_clean(name_of(path), delivery.subject, sizeof delivery.subject);
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", session_time(session));
	(void)snprintf(delivery.body_hash, sizeof delivery.body_hash, "%s", hash);
	return store_put_delivery(session_store(session), &delivery, id, err);
}

/* Nothing when nothing was added or changed. */
static enum status record(struct session *session, const char *kind, const char *path, const char *hash,
                          const struct imported *result, struct error *err)
{
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, "IMPORTED", NULL, NULL, details);
	char name[NAME_SIZE];
	enum status status = STATUS_OK;

	(void)text_clean(name_of(path), name, sizeof name);
	json_put_text(details, "kind", kind);
	json_put_text(details, "name", name);
	json_put_integer(details, "rows", (int64_t)result->rows);
	json_put_integer(details, "added", (int64_t)result->added);
	json_put_integer(details, "same", (int64_t)result->same);
	json_put_integer(details, "changed", (int64_t)result->changed);
	json_put_text(details, "sha256", hash);
	if (result->added + result->changed > 0)
		status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}

static enum status keep_rows(struct session *session, const struct table_file *table, const char *path, const char *hash,
                             struct table_rows *rows, struct problems *problems, struct imported *result,
                             struct error *err)
{
	int64_t delivery_id = 0;
	enum status status = put_delivery(session, path, hash, &delivery_id, err);

	for (size_t i = 0; status == STATUS_OK && i < rows->count; i++) {
		enum put_result put = PUT_SAME;
		struct error why;
		const enum status kept = table->keep(session_store(session), rows->list + i * table->row_size, delivery_id, &put,
		                                     &why);

		if (kept == STATUS_OK)
			++*(put == PUT_NEW ? &result->added : put == PUT_SAME ? &result->same : &result->changed);
		else if (kept == STATUS_INVALID || kept == STATUS_NOT_FOUND || kept == STATUS_REFUSED)
			problems_add(problems, rows->lines[i], 0, "", "%s", why.message);
		else
			status = error_set(err, kept, "%s", why.message);
	}
	return status == STATUS_OK && problems->count == 0 ? record(session, table->kind, path, hash, result, err) : status;
}

enum status table_file_import(struct session *session, const struct table_file *table, void *context, const char *path,
                              bool is_dry,
                              void (*problem)(void *context, size_t line, const char *column, const char *message),
                              void *problem_context, struct imported *result, struct error *err)
{
	struct store *store = session_store(session);
	struct table_rows rows = {0};
	struct problems problems = {0};
	char hash[HASH_SIZE];
	enum status status = read_rows(path, table, context, &rows, &problems, hash, err);

	*result = (struct imported){.rows = rows.count};
	if (status == STATUS_OK && problems.count == 0)
		status = store_begin(store, err);
	if (status == STATUS_OK && problems.count == 0) {
		status = keep_rows(session, table, path, hash, &rows, &problems, result, err);
		if (status == STATUS_OK && problems.count == 0 && !is_dry && result->added + result->changed > 0)
			status = store_commit(store, err);
		else
			store_rollback(store);
	}
	if (problems.count > 0)
		*result = (struct imported){.rows = rows.count, .bad = problems.count};
	if (status == STATUS_OK)
		status = verdict(path, &problems, problem, problem_context, err);
	free(rows.list);
	free(rows.lines);
	problems_clear(&problems);
	return status;
}
