/* The connection: guards, what makes a file a book, and a copy of it. */
#include "data/store/connection.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/store/book_file.h"
#include "data/store/schema.h"
#include "data/store/statement.h"

/*
 * What every connection runs. The cache is wide enough for a weekly report to stay in memory until it commits;
 * DELETE and EXTRA: see store.h.
 */
static const char guards[] =
	"PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON; PRAGMA trusted_schema = OFF;"
	"PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
	"PRAGMA synchronous = EXTRA;";

static int guard(sqlite3 *db)
{
	static const struct {
		int limit, value;
	} limits[] = {
		{SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024}, {SQLITE_LIMIT_SQL_LENGTH, 1000 * 1000},
		{SQLITE_LIMIT_ATTACHED, 1},              {SQLITE_LIMIT_VARIABLE_NUMBER, 99},
		{SQLITE_LIMIT_TRIGGER_DEPTH, 8},         {SQLITE_LIMIT_EXPR_DEPTH, 100},
		{SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 200}, {SQLITE_LIMIT_WORKER_THREADS, 0},
	};
	int code = sqlite3_busy_timeout(db, BUSY_MILLISECONDS);

	for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++)
		(void)sqlite3_limit(db, limits[i].limit, limits[i].value); /* returns the former limit */
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, (int *)NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)NULL);
	if (code == SQLITE_OK)
		code = sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, (int *)NULL);
	if (code == SQLITE_OK)
		code = sqlite3_exec(db, guards, NULL, NULL, NULL);
	return code;
}

/*
 * A file shorter than its first page says was cut. Read through SQLite's own descriptor: closing another one would drop
 * the locks of this process.
 */
static bool is_truncated(sqlite3 *db)
{
	unsigned char head[100]; /* the file header: https://www.sqlite.org/fileformat.html, section 1.3 */
	sqlite3_file *file = NULL;
	sqlite3_int64 size = 0;
	int64_t page, pages;

	if (sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER, &file) != SQLITE_OK || file == NULL ||
	    file->pMethods == NULL || file->pMethods->xFileSize(file, &size) != SQLITE_OK)
		return false;
	if (size < (sqlite3_int64)sizeof head || file->pMethods->xRead(file, head, sizeof head, 0) != SQLITE_OK ||
	    memcmp(head, "SQLite format 3", 16) != 0)
		return false;
	page = head[16] << 8 | head[17];
	page = page == 1 ? 65536 : page;
	pages = (int64_t)head[28] << 24 | head[29] << 16 | head[30] << 8 | head[31];
	return size < page * pages;
}

/* Why a file cannot be read at all: what was cut is not what was overwritten. */
static enum status fail_reading(sqlite3 *db, const char *named, int code, struct error *err)
{
	if ((code & 0xff) == SQLITE_CORRUPT && is_truncated(db))
		return error_set(err, STATUS_CORRUPT, "\"%s\" was cut short: its end is missing; ballast check says what can be saved and "
		                 "which backup to put in its place", named);
	return database_fail(db, named, code, err);
}

/* The connection may write in any case, since a reader must be able to undo what a killed writer left behind. */
enum status connection_open(const char *path, const char *named, enum store_access access, sqlite3 **db,
                            struct error *err)
{
	const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
	sqlite3 *opened = NULL;
	enum status status = STATUS_OK;
	int code = sqlite3_open_v2(path, &opened, flags, NULL);

	if (code == SQLITE_OK)
		code = guard(opened);
	if (code == SQLITE_OK && access == STORE_WRITE && sqlite3_db_readonly(opened, "main") == 1)
		code = SQLITE_READONLY;
	if (code == SQLITE_OK)
		code = sqlite3_exec(opened, access == STORE_WRITE ? "PRAGMA journal_mode = DELETE" : "PRAGMA query_only = ON",
		                    NULL, NULL, NULL);
	if (code != SQLITE_OK) {
		status = fail_reading(opened, named, code, err);
		sqlite3_close(opened);
		return status;
	}
	*db = opened;
	return STATUS_OK;
}

enum status connection_pragma(sqlite3 *db, const char *named, const char *sql, int64_t *value, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return code == SQLITE_ROW ? STATUS_OK : fail_reading(db, named, code, err);
}

enum status connection_check(sqlite3 *db, const char *named, int *version, struct error *err)
{
	int64_t application = 0, found = 0, tables = 0;
	enum status status = connection_pragma(db, named, "SELECT count(*) FROM sqlite_schema", &tables, err);

	if (status == STATUS_OK)
		status = connection_pragma(db, named, "PRAGMA application_id", &application, err);
	if (status == STATUS_OK)
		status = connection_pragma(db, named, "PRAGMA user_version", &found, err);
	if (status != STATUS_OK)
		return status;
	if (application != BOOK_APPLICATION_ID && tables == 0)
		return error_set(err, STATUS_CORRUPT, "\"%s\" is empty: there is no ballast book in it", named);
	if (application != BOOK_APPLICATION_ID)
		return error_set(err, STATUS_CORRUPT, "\"%s\" is an SQLite file of another program, not a ballast book", named);
	if (found > (int64_t)book_migration_count)
		return error_set(err, STATUS_NEWER, "\"%s\" was made by a later version of ballast (book version %lld, this "
		                 "program knows %zu); use that one", named, (long long)found, book_migration_count);
	if (found < 0)
		return error_set(err, STATUS_CORRUPT, "\"%s\" has book version %lld; put a backup in its place", named,
		                 (long long)found);
	*version = (int)found;
	return STATUS_OK;
}

enum status connection_verify(sqlite3 *db, const char *named, struct error *err)
{
	static const char *const checks[] = {"PRAGMA integrity_check(1)", "PRAGMA foreign_key_check"};

	for (size_t i = 0; i < 2; i++) {
		sqlite3_stmt *statement = NULL;
		enum status status = STATUS_OK;
		int code = sqlite3_prepare_v2(db, checks[i], -1, &statement, NULL);

		if (code == SQLITE_OK)
			code = sqlite3_step(statement);
		if (code == SQLITE_ROW && strcmp((const char *)sqlite3_column_text(statement, 0), "ok") != 0)
			status = error_set(err, STATUS_CORRUPT, "\"%s\" is damaged (%s: %.200s)", named,
			                   i == 0 ? "integrity" : "a row points nowhere",
			                   (const char *)sqlite3_column_text(statement, 0));
		else if (code != SQLITE_ROW && code != SQLITE_DONE)
			status = database_fail(db, named, code, err);
		sqlite3_finalize(statement);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

/* Fills the file `into` from db and verifies it. */
static enum status copy_pages(sqlite3 *db, const char *named, const char *into, struct error *err)
{
	char *resolved = book_file_resolve(into);
	sqlite3 *copy = NULL;
	sqlite3_backup *backup = NULL;
	enum status status = STATUS_OK;
	int code;

	if (resolved == NULL)
		return error_set(err, STATUS_IO, "the folder of \"%s\" cannot be used", into);
	code = sqlite3_open_v2(resolved, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
	                       SQLITE_OPEN_NOFOLLOW, NULL);
	if (code == SQLITE_OK)
		code = guard(copy);
	if (code == SQLITE_OK) {
		backup = sqlite3_backup_init(copy, "main", db, "main");
		code = backup == NULL ? sqlite3_extended_errcode(copy) : sqlite3_backup_step(backup, -1);
		for (int tries = 0; (code & 0xff) == SQLITE_BUSY && tries < BUSY_MILLISECONDS / 10; tries++) {
			sqlite3_sleep(10);
			code = sqlite3_backup_step(backup, -1);
		}
		(void)sqlite3_backup_finish(backup); /* repeats the code of the step */
		code = code == SQLITE_DONE ? SQLITE_OK : code;
	}
	if (code != SQLITE_OK)
		status = (code & 0xff) == SQLITE_FULL || (code & 0xff) == SQLITE_READONLY ? database_fail(copy, into, code, err)
		                                                                          : database_fail(db, named, code, err);
	else
		status = connection_verify(copy, named, err);
	sqlite3_close(copy);
	free(resolved);
	return status;
}

enum status connection_copy(sqlite3 *db, const char *named, const char *target, char **name, int *descriptor,
                            struct error *err)
{
	enum status status = partial_open(target, name, descriptor, err);

	if (status != STATUS_OK)
		return status;
	status = copy_pages(db, named, *name, err);
	if (status != STATUS_OK) {
		(void)unlink(*name); /* a leftover is emptied by the next maker */
		close(*descriptor);
		free(*name);
	}
	return status;
}
