/* The rows of the journal. */
#include "data/store/store_journal.h"

#include "data/journal/journal.h"
#include "data/store/statement.h"

enum status store_journal_head(struct store *store, struct journal_head *head, struct error *err)
{
	static const char sql[] = "SELECT seq, hash FROM journal_head";
	sqlite3_stmt *statement;
	bool found;
	enum status status = STATEMENT_FIND(store, sql, &statement, &found, err);

	if (status != STATUS_OK)
		return status;
	if (!found)
		return error_set(err, STATUS_CORRUPT, "the journal of \"%s\" has lost its head row; put a backup in its place",
		                 store->path);
	head->sequence = sqlite3_column_int64(statement, 0);
	column_text(statement, 1, head->hash, sizeof head->hash);
	statement_done(statement);
	return STATUS_OK;
}

enum status store_journal_insert(struct store *store, const struct journal_row *row, struct error *err)
{
	static const char insert[] = "INSERT INTO journal (seq, prev, payload, hash, event, client) "
	                             "VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
	static const char move[] = "UPDATE journal_head SET seq = ?1, hash = ?2";
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, insert, err, INTEGER(row->sequence), TEXT(row->previous), TEXT(row->payload),
	                       TEXT(row->hash), TEXT(row->event), row->client != NULL ? TEXT(row->client) : KEY(0));
	if (status == STATUS_OK)
		status = STATEMENT_RUN(store, move, err, INTEGER(row->sequence), TEXT(row->hash));
	return write_end(store, &write, status, err);
}

enum status write_end_recorded(struct store *store, const struct write *write, enum status status,
                               const struct journal_event *event, struct error *err)
{
	if (status == STATUS_OK)
		status = journal_append(store, event, err);
	return write_end(store, write, status, err);
}

static const char *text_or_nothing(sqlite3_stmt *statement, int column)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);

	return text != NULL ? text : "";
}

/* Steps through an opened statement and ends it. */
static enum status visit_rows(struct store *store, sqlite3_stmt *statement,
                              enum status (*each)(void *context, const struct journal_row *row, bool *go_on,
                                                  struct error *err),
                              void *context, struct error *err)
{
	bool has_row = true, go_on = true;
	enum status status = STATUS_OK;

	while (go_on && status == STATUS_OK) {
		struct journal_row row;

		status = statement_step(store, statement, &has_row, err);
		if (status != STATUS_OK || !has_row)
			break;
		row.sequence = sqlite3_column_int64(statement, 0);
		row.previous = text_or_nothing(statement, 1);
		row.payload = text_or_nothing(statement, 2);
		row.length = (size_t)sqlite3_column_bytes(statement, 2);
		row.hash = text_or_nothing(statement, 3);
		row.event = text_or_nothing(statement, 4);
		row.client = (const char *)sqlite3_column_text(statement, 5);
		status = each(context, &row, &go_on, err);
	}
	sqlite3_finalize(statement);
	return status;
}

enum status store_journal_each(struct store *store, const char *client, int64_t after,
                               enum status (*each)(void *context, const struct journal_row *row, bool *go_on,
                                                   struct error *err),
                               void *context, struct error *err)
{
	/* Ordered explicitly: of a file that was tampered with nothing is taken for granted. */
	static const char of_all[] = "SELECT seq, prev, payload, hash, event, client FROM journal "
	                             "WHERE seq > ?1 ORDER BY seq";
	static const char of_one[] = "SELECT seq, prev, payload, hash, event, client FROM journal "
	                             "WHERE seq > ?1 AND client = ?2 ORDER BY seq";
	sqlite3_stmt *statement;
	enum status status = client == NULL ? STATEMENT_OPEN(store, of_all, &statement, err, INTEGER(after))
	                                    : STATEMENT_OPEN(store, of_one, &statement, err, INTEGER(after), TEXT(client));

	return status == STATUS_OK ? visit_rows(store, statement, each, context, err) : status;
}

enum status store_journal_back(struct store *store, const char *client, const char *event, int64_t before, size_t most,
                               enum status (*each)(void *context, const struct journal_row *row, bool *go_on,
                                                   struct error *err),
                               void *context, struct error *err)
{
	static const char sql[] = "SELECT seq, prev, payload, hash, event, client FROM journal WHERE seq < ?1 "
	                          "AND (?3 = '' OR client = ?3) AND (?4 = '' OR event = ?4) ORDER BY seq DESC LIMIT ?2";
	sqlite3_stmt *statement;
	const enum status status = STATEMENT_OPEN(store, sql, &statement, err, INTEGER(before), INTEGER((int64_t)most),
	                                          TEXT(client != NULL ? client : ""), TEXT(event != NULL ? event : ""));

	return status == STATUS_OK ? visit_rows(store, statement, each, context, err) : status;
}
