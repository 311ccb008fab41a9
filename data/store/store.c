/* Opening, making and closing the book; its settings. */
#include "data/store/store.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "data/journal/journal.h"
#include "data/store/book_file.h"
#include "data/store/connection.h"
#include "data/store/kept_folder.h"
#include "data/store/schema.h"
#include "data/store/statement.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static struct store *store_new(sqlite3 *db, const char *path, enum store_access access)
{
	struct store *store = memory_new(sizeof *store);

	store->db = db;
	store->path = memory_copy_text(path);
	store->access = access;
	return store;
}

struct store *store_of(sqlite3 *db, const char *path)
{
	return store_new(db, path, STORE_READ);
}

/*
 * The store is told no day when it is opened, so the copy is named by the day of the last change of what is in it: the
 * file's own, in UTC.
 */
static enum status keep_version(sqlite3 *db, const char *path, struct error *err)
{
	struct text name = {0};
	struct stat found;
	struct date day = {0};
	enum status status;

	if (stat(path, &found) == 0)
		day.days = (int32_t)(found.st_mtim.tv_sec / (24 * 3600));
	status = kept_copy(db, path, day, KEPT_MIGRATION, &name, err);
	text_clear(&name);
	return status == STATUS_OK ? STATUS_OK : error_prefix(err, "a backup comes before the book is lifted to this version");
}

/* Lifts the book; before makes sure that what was there is not lost (NULL: it is a copy anyway). */
static enum status lift(const char *resolved, const char *path,
                        enum status (*before)(sqlite3 *db, const char *path, struct error *err), struct error *err)
{
	sqlite3 *db = NULL;
	int version = 0;
	enum status status = book_file_check(path, true, err);

	if (status == STATUS_OK)
		status = connection_open(resolved, path, STORE_WRITE, &db, err);
	if (status != STATUS_OK)
		return status;
	status = connection_check(db, path, &version, err);
	if (status == STATUS_OK && before != NULL && (size_t)version < book_migration_count)
		status = before(db, path, err);
	if (status == STATUS_OK)
		status = schema_migrate(db, path, book_migrations, book_migration_count, err);
	sqlite3_close(db);
	return status;
}

static enum status open_lifted(const char *path, enum store_access access,
                               enum status (*before)(sqlite3 *db, const char *path, struct error *err),
                               struct store **store, struct error *err)
{
	sqlite3 *db = NULL;
	char *resolved = NULL;
	int version = 0;
	enum status status = book_file_check(path, access == STORE_WRITE, err);

	if (status != STATUS_OK)
		return status;
	resolved = book_file_resolve(path);
	if (resolved == NULL)
		return error_set(err, STATUS_IO, "the folder of \"%s\" cannot be used", path);
	status = connection_open(resolved, path, access, &db, err);
	if (status == STATUS_OK)
		status = connection_check(db, path, &version, err);
	if (status == STATUS_OK && (size_t)version < book_migration_count) {
		sqlite3_close(db);
		db = NULL;
		status = lift(resolved, path, before, err);
		if (status == STATUS_OK)
			status = connection_open(resolved, path, access, &db, err);
	}
	free(resolved);
	if (status != STATUS_OK) {
		sqlite3_close(db);
		return status;
	}
	*store = store_new(db, path, access);
	return STATUS_OK;
}

enum status store_open(const char *path, enum store_access access, struct store **store, struct error *err)
{
	return open_lifted(path, access, keep_version, store, err);
}

enum status store_open_copy(const char *path, struct store **store, struct error *err)
{
	return open_lifted(path, STORE_WRITE, NULL, store, err);
}

/* The line every book begins with: uninvested money, whose price is one. */
static enum status insert_cash(struct store *store, const char *currency, struct error *err)
{
	static const char sql[] = "INSERT INTO instrument (id, symbol, name, asset_class, currency, risk_level, isin, "
	                          "kind, region, sector, lot, minimum, buy_fee, sell_fee, expense) "
	                          "VALUES (?1, 'CASH', 'Cash', 0, ?2, 1, '', 'cash', '', '', 0, 0, 0, 0, 0)";

	return STATEMENT_RUN(store, sql, err, INTEGER(CASH_ID), TEXT(currency));
}

static enum status fill_new_book(struct store *store, const char *currency, const char *time, struct error *err)
{
	const struct journal_event genesis = {.event = "GENESIS", .actor = "system", .time = time};
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = insert_cash(store, currency, err);
	if (status == STATUS_OK)
		status = store_put_setting(store, "currency", currency, err);
	if (status == STATUS_OK)
		status = store_put_setting(store, "created", time, err);
	if (status == STATUS_OK)
		status = journal_append(store, &genesis, err);
	return write_end(store, &write, status, err);
}

/* The whole of a new book in the file `partial`; it becomes a book only when it is renamed. */
static enum status build(const char *partial, const char *currency, const char *time, struct error *err)
{
	char *resolved = book_file_resolve(partial);
	sqlite3 *db = NULL;
	struct store *store = NULL;
	enum status status = STATUS_OK;

	if (resolved == NULL)
		return error_set(err, STATUS_IO, "the folder of \"%s\" cannot be used", partial);
	status = connection_open(resolved, partial, STORE_WRITE, &db, err);
	free(resolved);
	if (status != STATUS_OK)
		return status;
	store = store_new(db, partial, STORE_WRITE);
	/* 0x424c5354, the number of BOOK_APPLICATION_ID: a pragma takes no bound value. */
	if (sqlite3_exec(db, "PRAGMA application_id = 1112298324", NULL, NULL, NULL) != SQLITE_OK)
		status = store_fail(store, sqlite3_extended_errcode(db), err);
	if (status == STATUS_OK)
		status = schema_migrate(db, partial, book_migrations, book_migration_count, err);
	if (status == STATUS_OK)
		status = fill_new_book(store, currency, time, err);
	store_close(store);
	return status;
}

/* A rollback journal without its book would be played into the new one. */
static enum status refuse_stray_journal(const char *path, struct error *err)
{
	struct text journal = {0};
	enum status status = STATUS_OK;

	text_addf(&journal, "%s-journal", path);
	if (book_file_exists(journal.bytes))
		status = error_set(err, STATUS_REFUSED, "\"%s\" belongs to a book that is no longer there; move it away",
		                   journal.bytes);
	text_clear(&journal);
	return status;
}

enum status store_create(const char *path, const char *currency, const char *time, struct store **store,
                         struct error *err)
{
	char *partial = NULL;
	int descriptor = -1;
	enum status status;

	if (!currency_is_valid(currency))
		return error_set(err, STATUS_INVALID, "\"%s\" is no currency; three capital letters such as CNY", currency);
	if (book_file_exists(path))
		return error_set(err, STATUS_REFUSED, "\"%s\" exists already and is left as it is", path);
	status = book_folder_prepare(path, err);
	if (status == STATUS_OK)
		status = refuse_stray_journal(path, err);
	if (status == STATUS_OK)
		status = partial_open(path, &partial, &descriptor, err);
	if (status != STATUS_OK)
		return status;
	status = build(partial, currency, time, err);
	status = partial_end(partial, descriptor, path, status, err);
	return status == STATUS_OK ? store_open(path, STORE_WRITE, store, err) : status;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	store_rollback(store);
	for (size_t i = 0; i < STATEMENT_SLOTS; i++)
		sqlite3_finalize(store->slots[i].statement);
	sqlite3_close_v2(store->db);
	free(store->path);
	free(store);
}

const char *store_path(const struct store *store)
{
	return store->path;
}

enum status store_data_version(struct store *store, int64_t *version, struct error *err)
{
	static const char sql[] = "PRAGMA data_version";

	return STATEMENT_INTEGER(store, sql, version, err);
}

enum status store_get_setting(struct store *store, const char *key, char *value, size_t size, struct error *err)
{
	static const char sql[] = "SELECT value FROM setting WHERE key = ?1";
	sqlite3_stmt *statement;
	bool found;
	enum status status = STATEMENT_FIND(store, sql, &statement, &found, err, TEXT(key));

	if (status != STATUS_OK)
		return status;
	if (!found)
		return error_set(err, STATUS_NOT_FOUND, "the book has no setting \"%s\"", key);
	column_text(statement, 0, value, size);
	statement_done(statement);
	return STATUS_OK;
}

enum status store_put_setting(struct store *store, const char *key, const char *value, struct error *err)
{
	static const char sql[] = "INSERT INTO setting (key, value) VALUES (?1, ?2) "
	                          "ON CONFLICT (key) DO UPDATE SET value = excluded.value";
	struct write write;
	enum status status = write_begin(store, &write, err);

	if (status != STATUS_OK)
		return status;
	status = STATEMENT_RUN(store, sql, err, TEXT(key), TEXT(value));
	return write_end(store, &write, status, err);
}
