/* Prepared statements, transactions, and what SQLite's codes mean to a person. */
#include "data/store/statement.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/date.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"
#include "engine/model/instrument.h"

static enum status fail_read_only(const char *path, int code, struct error *err)
{
	switch (code) {
	case SQLITE_READONLY_DBMOVED:
		return error_set(err, STATUS_IO, "\"%s\" was moved or replaced while it was open; open it again", path);
	case SQLITE_READONLY_DIRECTORY:
		return error_set(err, STATUS_IO, "the folder of \"%s\" cannot be written; chmod u+w the folder", path);
	case SQLITE_READONLY_ROLLBACK:
	case SQLITE_READONLY_RECOVERY:
		return error_set(err, STATUS_IO, "\"%s\" must first undo an interrupted change, and it or its folder "
		                 "cannot be written; chmod u+w both", path);
	default:
		return error_set(err, STATUS_IO, "\"%s\" is read-only; chmod u+w it, or open it for reading", path);
	}
}

/* What the system said, which tells a person more than SQLite's "disk I/O error". */
static enum status fail_system(sqlite3 *db, const char *path, int code, const char *detail, struct error *err)
{
	const int number = db != NULL ? sqlite3_system_errno(db) : 0;
	const char *reason = number != 0 ? strerror(number) : detail;

	if (number == ENOSPC || number == EDQUOT || (code & 0xff) == SQLITE_FULL)
		return error_set(err, STATUS_IO, "the disk that holds \"%s\" is full%s; the change was undone, make room and try "
		                 "again", path, number == EDQUOT ? ", or your share of it is" : "");
	if ((code & 0xff) == SQLITE_CANTOPEN)
		return error_set(err, STATUS_IO, "\"%s\" cannot be opened, or its journal beside it (%s); check the permissions of "
		                 "it and its folder", path, reason);
	return error_set(err, STATUS_IO, "the disk failed while \"%s\" was used (%s, code %d); the change was undone", path, reason,
	                 code);
}

enum status database_fail(sqlite3 *db, const char *path, int code, struct error *err)
{
	const char *detail = db != NULL ? sqlite3_errmsg(db) : sqlite3_errstr(code);

	switch (code & 0xff) {
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return error_set(err, STATUS_BUSY, "\"%s\" is locked by another process (waited %d seconds); "
		                 "try again when it has finished", path, BUSY_MILLISECONDS / 1000);
	case SQLITE_READONLY:
		return fail_read_only(path, code, err);
	case SQLITE_FULL:
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return fail_system(db, path, code, detail, err);
	case SQLITE_NOTADB:
		return error_set(err, STATUS_CORRUPT, "\"%s\" is not a ballast book (not an SQLite file, or its beginning was overwritten); ballast "
		                 "check says more", path);
	case SQLITE_CORRUPT:
		return error_set(err, STATUS_CORRUPT, "\"%s\" is damaged: parts of it were overwritten; ballast check says what can be saved and "
		                 "which backup to put in its place", path);
	case SQLITE_NOMEM:
		return error_set(err, STATUS_NO_MEMORY, "no memory left for \"%s\"", path);
	case SQLITE_CONSTRAINT:
		return error_set(err, STATUS_INVALID, "the book refuses a value: %s", detail);
	case SQLITE_TOOBIG:
		return error_set(err, STATUS_INVALID, "a text is too long for the book \"%s\"", path);
	case SQLITE_ERROR:
		/* Our SQL is constant, so it is the file that has other tables or sums that do not fit. */
		return error_set(err, STATUS_CORRUPT, "\"%s\" has lost a table or a column, or was changed by another program (%s); ballast "
		                 "check says which backup to put in its place", path, detail);
	default:
		return error_set(err, STATUS_IO, "\"%s\" cannot be used (%s, code %d)", path, detail, code);
	}
}

enum status store_fail(const struct store *store, int code, struct error *err)
{
	return database_fail(store->db, store->path, code, err);
}

static int bind_value(sqlite3_stmt *statement, int index, const struct value *value)
{
	switch (value->kind) {
	case VALUE_INTEGER:
		return sqlite3_bind_int64(statement, index, value->integer);
	case VALUE_REAL:
		return sqlite3_bind_double(statement, index, value->real);
	case VALUE_TEXT:
		return sqlite3_bind_text(statement, index, value->text, -1, SQLITE_STATIC);
	case VALUE_BYTES:
		return sqlite3_bind_blob(statement, index, value->text, (int)value->integer, SQLITE_STATIC);
	case VALUE_OBJECT:
		return sqlite3_bind_pointer(statement, index, value->object, value->text, NULL);
	default:
		return sqlite3_bind_null(statement, index);
	}
}

static enum status bind_all(struct store *store, sqlite3_stmt *statement, const struct value *values, size_t count,
                            struct error *err)
{
	assert((size_t)sqlite3_bind_parameter_count(statement) == count);
	for (size_t i = 0; i < count; i++) {
		const int code = bind_value(statement, (int)i + 1, &values[i]);

		if (code != SQLITE_OK)
			return store_fail(store, code, err);
	}
	return STATUS_OK;
}

/* The slot of a statement: open addressing on the address of its text. */
static size_t slot_of(const struct store *store, const char *sql)
{
	size_t slot = ((uintptr_t)sql >> 3) * 2654435761u % STATEMENT_SLOTS, tried = 0;

	while (store->slots[slot].sql != NULL && store->slots[slot].sql != sql) {
		slot = (slot + 1) % STATEMENT_SLOTS;
		assert(++tried < STATEMENT_SLOTS);
	}
	(void)tried; /* only the assertion reads it */
	return slot;
}

enum status statement_take(struct store *store, const char *sql, const struct value *values, size_t count,
                           sqlite3_stmt **statement, struct error *err)
{
	const size_t slot = slot_of(store, sql);
	sqlite3_stmt *found = store->slots[slot].statement;
	enum status status;

	if (found == NULL) {
		const int code = sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &found, NULL);

		if (code != SQLITE_OK)
			return store_fail(store, code, err);
		store->slots[slot].sql = sql;
		store->slots[slot].statement = found;
	}
	assert(!sqlite3_stmt_busy(found));
	status = bind_all(store, found, values, count, err);
	if (status == STATUS_OK)
		*statement = found;
	return status;
}

enum status statement_step(struct store *store, sqlite3_stmt *statement, bool *has_row, struct error *err)
{
	const int code = sqlite3_step(statement);
	enum status status = STATUS_OK;

	*has_row = code == SQLITE_ROW;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = store_fail(store, code, err);
	if (code != SQLITE_ROW)
		statement_done(statement);
	return status;
}

void statement_done(sqlite3_stmt *statement)
{
	(void)sqlite3_reset(statement); /* repeats the code of the last step, which was looked at */
}

enum status statement_find(struct store *store, const char *sql, const struct value *values, size_t count,
                           sqlite3_stmt **statement, bool *found, struct error *err)
{
	enum status status = statement_take(store, sql, values, count, statement, err);

	*found = false;
	if (status != STATUS_OK)
		return status;
	return statement_step(store, *statement, found, err);
}

enum status statement_run(struct store *store, const char *sql, const struct value *values, size_t count,
                          struct error *err)
{
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = statement_find(store, sql, values, count, &statement, &has_row, err);

	if (status == STATUS_OK && has_row)
		statement_done(statement);
	return status;
}

enum status statement_list(struct store *store, const char *sql, const struct value *values, size_t value_count,
                           void (*read)(sqlite3_stmt *row, void *item), size_t size, void *list, size_t *count,
                           struct error *err)
{
	char *items = NULL;
	size_t length = 0, capacity = 0;
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = statement_find(store, sql, values, value_count, &statement, &has_row, err);

	while (status == STATUS_OK && has_row) {
		items = memory_grow(items, &capacity, length + 1, size);
		read(statement, items + size * length++);
		status = statement_step(store, statement, &has_row, err);
	}
	if (status != STATUS_OK) {
		free(items);
		return status;
	}
	memcpy(list, &items, sizeof items); /* the caller's pointer is to its own type */
	*count = length;
	return STATUS_OK;
}

enum status statement_one(struct store *store, const char *sql, const struct value *values, size_t count,
                          void (*read)(sqlite3_stmt *row, void *item), void *item, bool *found, struct error *err)
{
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = statement_find(store, sql, values, count, &statement, &has_row, err);

	if (status != STATUS_OK)
		return status;
	if (has_row) {
		read(statement, item);
		statement_done(statement);
	}
	*found = has_row;
	return STATUS_OK;
}

enum status statement_open(struct store *store, const char *sql, const struct value *values, size_t count,
                           sqlite3_stmt **statement, struct error *err)
{
	sqlite3_stmt *own = NULL;
	const int code = sqlite3_prepare_v2(store->db, sql, -1, &own, NULL);
	enum status status;

	if (code != SQLITE_OK)
		return store_fail(store, code, err);
	status = bind_all(store, own, values, count, err);
	if (status != STATUS_OK) {
		sqlite3_finalize(own);
		return status;
	}
	*statement = own;
	return STATUS_OK;
}

enum status statement_integer(struct store *store, const char *sql, const struct value *values, size_t count,
                              int64_t *integer, struct error *err)
{
	sqlite3_stmt *statement;
	bool found;
	enum status status = statement_find(store, sql, values, count, &statement, &found, err);

	if (status != STATUS_OK)
		return status;
	*integer = found ? sqlite3_column_int64(statement, 0) : 0;
	if (found)
		statement_done(statement);
	return STATUS_OK;
}

void column_text(sqlite3_stmt *statement, int column, char *field, size_t size)
{
	const char *text = (const char *)sqlite3_column_text(statement, column);
	size_t length = text != NULL ? strlen(text) : 0;

	if (length >= size) {
		length = size - 1;
		while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80)
			length--;
	}
	if (length > 0)
		memcpy(field, text, length);
	field[length] = '\0';
}

static void read_name(sqlite3_stmt *row, void *item)
{
	column_text(row, 0, item, SYMBOL_SIZE);
}

enum status fail_not_found(struct store *store, const char *sql, const char *what, const char *name, struct error *err)
{
	char (*names)[SYMBOL_SIZE] = NULL;
	const char **known;
	const char *nearest;
	size_t count = 0;
	enum status status = STATEMENT_LIST(store, sql, read_name, &names, &count, err);

	if (status != STATUS_OK)
		return status;
	known = memory_new_array(count, sizeof *known);
	for (size_t i = 0; i < count; i++)
		known[i] = names[i];
	nearest = text_nearest(name, known, count);
	status = nearest != NULL
	                 ? error_set(err, STATUS_NOT_FOUND, "there is no %s \"%.64s\"; did you mean \"%s\"?", what, name, nearest)
	                 : error_set(err, STATUS_NOT_FOUND, "there is no %s \"%.64s\"", what, name);
	free(known);
	free(names);
	return status;
}

struct date column_date(sqlite3_stmt *statement, int column)
{
	return (struct date){(int32_t)sqlite3_column_int64(statement, column)};
}

/* The outermost BEGIN; inside another transaction only the depth grows. */
static enum status begin(struct store *store, const char *sql, struct error *err)
{
	if (store->depth == 0) {
		enum status status = statement_run(store, sql, NULL, 0, err);

		if (status != STATUS_OK)
			return status;
		store->is_doomed = false;
	}
	store->depth++;
	return STATUS_OK;
}

enum status store_begin(struct store *store, struct error *err)
{
	static const char sql[] = "BEGIN IMMEDIATE";

	if (store->access != STORE_WRITE)
		return error_set(err, STATUS_INVALID, "\"%s\" was opened for reading only", store->path);
	if (store->depth > 0 && store->is_doomed) {
		if (err != NULL)
			*err = store->doom;
		return store->doom.status;
	}
	return begin(store, sql, err);
}

enum status store_commit(struct store *store, struct error *err)
{
	static const char sql[] = "COMMIT";
	enum status status;

	if (store->depth == 0)
		return error_set(err, STATUS_INVALID, "no transaction of \"%s\" is open", store->path);
	if (store->depth > 1) {
		store->depth--;
		return STATUS_OK;
	}
	if (store->is_doomed) {
		const struct error doom = store->doom;

		store_rollback(store);
		if (err != NULL)
			*err = doom;
		(void)error_prefix(err, "nothing was written, since a step failed"); /* the status is doom's */
		return doom.status;
	}
	status = statement_run(store, sql, NULL, 0, err);
	if (status == STATUS_OK)
		store->depth = 0;
	else
		store_rollback(store);
	return status;
}

void store_rollback(struct store *store)
{
	static const char sql[] = "ROLLBACK";

	/* After a full disk SQLite may have rolled back by itself; then there is nothing to undo. */
	if (store->depth > 0 && !sqlite3_get_autocommit(store->db))
		(void)statement_run(store, sql, NULL, 0, NULL); /* what cannot be undone now is undone on the next open */
	store->depth = 0;
	store->is_doomed = false;
}

enum status store_step_begin(struct store *store, struct error *err)
{
	static const char sql[] = "SAVEPOINT step";

	if (store->depth == 0)
		return error_set(err, STATUS_INVALID, "no transaction of \"%s\" is open", store->path);
	store->step_depth = store->depth;
	store->step_is_doomed = store->is_doomed;
	return statement_run(store, sql, NULL, 0, err);
}

enum status store_step_end(struct store *store, bool is_kept, struct error *err)
{
	static const char keep[] = "RELEASE step", undo[] = "ROLLBACK TO step";
	enum status status = STATUS_OK;

	store->depth = store->step_depth;
	if (!is_kept && sqlite3_get_autocommit(store->db)) { /* a disk that fails takes the whole transaction back, not the step */
		if (!store->is_doomed)
			(void)error_set(&store->doom, STATUS_IO, "the disk that holds \"%s\" failed; the change was undone", store->path);
		store->is_doomed = true;
		if (err != NULL)
			*err = store->doom;
		return store->doom.status;
	}
	if (!is_kept) {
		status = statement_run(store, undo, NULL, 0, err);
		store->is_doomed = store->step_is_doomed;
	}
	return status == STATUS_OK ? statement_run(store, keep, NULL, 0, err) : status;
}

enum status write_begin(struct store *store, struct write *write, struct error *err)
{
	write->changes = sqlite3_total_changes(store->db);
	return store_begin(store, err);
}

enum status write_end(struct store *store, const struct write *write, enum status status, struct error *err)
{
	if (status == STATUS_OK)
		return store_commit(store, err);
	if (store->depth <= 1) {
		store_rollback(store);
		return status;
	}
	store->depth--;
	if (!store->is_doomed &&
	    (sqlite3_total_changes(store->db) != write->changes || sqlite3_get_autocommit(store->db))) {
		store->is_doomed = true;
		if (err != NULL)
			store->doom = *err;
		else
			(void)error_set(&store->doom, status, "a step was refused"); /* the status is returned below */
	}
	return status;
}

enum status read_begin(struct store *store, struct error *err)
{
	static const char sql[] = "BEGIN";

	return begin(store, sql, err);
}

enum status store_begin_reading(struct store *store, struct error *err)
{
	return read_begin(store, err);
}

enum status read_end(struct store *store, enum status status, struct error *err)
{
	if (store->depth > 1) {
		store->depth--;
		return status;
	}
	if (status == STATUS_OK)
		return store_commit(store, err);
	store_rollback(store);
	return status;
}
