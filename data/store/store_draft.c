/* Edits not yet recorded, and the list of the book as it was last computed. */
#include "data/store/store_draft.h"

#include <stdio.h>
#include <string.h>

#include "data/store/statement.h"

enum status store_put_draft(struct store *store, int64_t client_id, const char *screen, const char *const *contents,
                            size_t count, size_t current, struct error *err)
{
	static const char drop[] = "DELETE FROM draft WHERE client_id = ?1 AND screen = ?2";
	static const char add[] = "INSERT INTO draft (client_id, screen, position, is_current, content) "
	                          "VALUES (?1, ?2, ?3, ?4, ?5)";
	struct write write;
	enum status status;

	if (count > DRAFT_STEPS || (count > 0 && current >= count))
		return error_set(err, STATUS_INVALID, "a draft of %zu steps with step %zu in force cannot be kept", count, current);
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, drop, err, INTEGER(client_id), TEXT(screen));
	for (size_t i = 0; i < count && status == STATUS_OK; i++)
		status = STATEMENT_RUN(store, add, err, INTEGER(client_id), TEXT(screen), INTEGER((int64_t)i),
		                       INTEGER(i == current), TEXT(contents[i]));
	return write_end(store, &write, status, err);
}

enum status store_each_draft(struct store *store, int64_t client_id, const char *screen,
                             void (*each)(void *context, const char *content, bool is_current), void *context,
                             struct error *err)
{
	static const char sql[] = "SELECT content, is_current FROM draft WHERE client_id = ?1 AND screen = ?2 ORDER BY position";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_OPEN(store, sql, &statement, err, INTEGER(client_id), TEXT(screen));

	if (status != STATUS_OK)
		return status;
	while ((status = statement_step(store, statement, &has_row, err)) == STATUS_OK && has_row)
		each(context, (const char *)sqlite3_column_text(statement, 0), sqlite3_column_int(statement, 1) != 0);
	sqlite3_finalize(statement);
	return status;
}

/*
 * The change counter of the file (bytes 24 to 27 of its first page), which every commit raises by one in the rollback
 * journal mode a book is kept in. PRAGMA data_version says the same for one connection only.
 */
static enum status change_counter(const struct store *store, uint32_t *counter, struct error *err)
{
	sqlite3_file *file = NULL;
	unsigned char bytes[4];

	if (sqlite3_file_control(store->db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file == NULL ||
	    file->pMethods == NULL)
		return error_set(err, STATUS_IO, "\"%s\" has no file behind it", store->path);
	const int code = file->pMethods->xRead(file, bytes, sizeof bytes, 24);

	if (code != SQLITE_OK)
		return store_fail(store, code, err);
	*counter = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
	return STATUS_OK;
}

static void write_state(uint32_t counter, char *text, size_t size)
{
	(void)snprintf(text, size, "change %lu", (unsigned long)counter);
}

enum status store_state_text(struct store *store, char *text, size_t size, struct error *err)
{
	static const char lock[] = "SELECT count(*) FROM kept_state"; /* the first look at a table takes the lock */
	int64_t kept = 0;
	uint32_t counter = 0;
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = statement_integer(store, lock, NULL, 0, &kept, err);
	if (status == STATUS_OK)
		status = change_counter(store, &counter, err);
	status = read_end(store, status, err);
	if (status == STATUS_OK)
		write_state(counter, text, size);
	return status;
}

enum status store_put_kept(struct store *store, struct date day, const char *seen, const char *summary,
                           bool (*next)(void *context, int64_t *client_id, const char **figures), void *context,
                           struct error *err)
{
	static const char empty[] = "DELETE FROM kept_row";
	static const char add[] = "INSERT INTO kept_row (client_id, figures) VALUES (?1, ?2)";
	static const char state[] = "INSERT INTO kept_state (id, day, rests_on, summary) VALUES (1, ?1, ?2, ?3) "
	                            "ON CONFLICT (id) DO UPDATE SET day = excluded.day, rests_on = excluded.rests_on, "
	                            "summary = excluded.summary";
	struct write write;
	uint32_t counter = 0;
	char text[48];
	int64_t client_id = 0;
	const char *figures = NULL;
	enum status status;

	/* Within an open transaction the change would be counted together with others that the list does not show. */
	if (store->depth > 0)
		return error_set(err, STATUS_INVALID, "the book's list is kept outside other changes");
	status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = change_counter(store, &counter, err);
	write_state(counter, text, sizeof text);
	if (status == STATUS_OK && strcmp(text, seen) != 0)
		status = error_set(err, STATUS_BUSY, "the book changed while its list was computed");
	if (status == STATUS_OK)
		status = statement_run(store, empty, NULL, 0, err);
	while (status == STATUS_OK && next(context, &client_id, &figures))
		status = STATEMENT_RUN(store, add, err, INTEGER(client_id), TEXT(figures));
	write_state(counter + 1, text, sizeof text);
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, state, err, INTEGER(day.days), TEXT(text), TEXT(summary));
	return write_end(store, &write, status, err);
}

enum status store_each_kept(struct store *store, void (*each)(void *context, int64_t client_id, const char *figures),
                            void *context, struct error *err)
{
	static const char sql[] = "SELECT client_id, figures FROM kept_row ORDER BY client_id";
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_OPEN(store, sql, &statement, err);

	if (status != STATUS_OK)
		return status;
	while ((status = statement_step(store, statement, &has_row, err)) == STATUS_OK && has_row)
		each(context, sqlite3_column_int64(statement, 0), (const char *)sqlite3_column_text(statement, 1));
	sqlite3_finalize(statement);
	return status;
}

enum status store_kept_state(struct store *store, struct date *day, char *summary, size_t size, bool *is_current,
                             struct error *err)
{
	static const char sql[] = "SELECT day, rests_on, summary FROM kept_state WHERE id = 1";
	sqlite3_stmt *statement;
	bool found = false;
	uint32_t counter = 0;
	char kept[48], now[48];
	struct date then = {0};
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	summary[0] = '\0';
	status = STATEMENT_FIND(store, sql, &statement, &found, err);
	if (status == STATUS_OK && found) {
		then = column_date(statement, 0);
		column_text(statement, 1, kept, sizeof kept);
		column_text(statement, 2, summary, size);
		statement_done(statement);
		status = change_counter(store, &counter, err);
	}
	status = read_end(store, status, err);
	if (status != STATUS_OK)
		return status;
	write_state(counter, now, sizeof now);
	*day = then;
	*is_current = found && strcmp(kept, now) == 0;
	return STATUS_OK;
}
