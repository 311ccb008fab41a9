/* CSV files of our own tables. */
#include "advice/table_file.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "advice/record.h"
#include "advice/session.h"
#include "data/settings/regular_file.h"
#include "data/store/store_delivery.h"
#include "engine/base/text.h"

enum { TABLE_FILE_BYTES = 32 * 1024 * 1024 };

enum status table_file_read(const char *path, const struct csv_column *columns, size_t count, struct date as_of,
                            struct problems *problems, void (*row)(void *context, const struct cells *cells),
                            void *context, char hash[HASH_SIZE], struct error *err)
{
	size_t places[TABLE_FILE_COLUMNS];
	struct text bytes = {0};
	struct csv_row read;
	struct cells cells = {.row = &read, .columns = columns, .places = places, .as_of = as_of, .problems = problems};
	struct csv *csv;
	enum status status = regular_file_read(path, TABLE_FILE_BYTES, FILE_ANY, &bytes, err);

	assert(count <= TABLE_FILE_COLUMNS);
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
		csv_match(&read, columns, count, places, problems);
	if (problems->count > 0) /* without its columns no row can be read */
		goto done;
	while (status == STATUS_OK && (status = csv_next(csv, &read, err)) == STATUS_OK) {
		if (read.flaw != NULL)
			problems_add(problems, read.flaw_line, read.flaw_column, "", "%s", read.flaw);
		else
			row(context, &cells);
	}
done:
	csv_close(csv);
	text_clear(&bytes);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

enum status table_file_verdict(const char *path, const struct problems *problems,
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

enum status table_file_delivery(struct session *session, const char *path, const char *hash, int64_t *id,
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

enum status table_file_record(struct session *session, const char *kind, const char *path, const char *hash, size_t rows,
                              size_t added, size_t same, size_t changed, struct error *err)
{
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, "IMPORTED", NULL, NULL, details);
	char name[NAME_SIZE];
	enum status status = STATUS_OK;

	(void)text_clean(name_of(path), name, sizeof name);
	json_put_text(details, "kind", kind);
	json_put_text(details, "name", name);
	json_put_integer(details, "rows", (int64_t)rows);
	json_put_integer(details, "added", (int64_t)added);
	json_put_integer(details, "same", (int64_t)same);
	json_put_integer(details, "changed", (int64_t)changed);
	json_put_text(details, "sha256", hash);
	if (added + changed > 0)
		status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}
