/* From the version a book has to this one, in one transaction. */
#include "data/store/schema.h"

#include "data/store/statement.h"

enum status schema_version(sqlite3 *db, const char *path, int *version, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	int code = sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		*version = sqlite3_column_int(statement, 0);
	sqlite3_finalize(statement);
	return code == SQLITE_ROW ? STATUS_OK : database_fail(db, path, code, err);
}

static enum status execute(sqlite3 *db, const char *path, const char *sql, struct error *err)
{
	const int code = sqlite3_exec(db, sql, NULL, NULL, NULL);

	return code == SQLITE_OK ? STATUS_OK : database_fail(db, path, code, err);
}

static enum status check_foreign_keys(sqlite3 *db, const char *path, struct error *err)
{
	sqlite3_stmt *statement = NULL;
	enum status status = STATUS_OK;
	int code = sqlite3_prepare_v2(db, "PRAGMA foreign_key_check", -1, &statement, NULL);

	if (code == SQLITE_OK)
		code = sqlite3_step(statement);
	if (code == SQLITE_ROW)
		status = error_set(err, STATUS_CORRUPT, "\"%s\" cannot be lifted to this version: a row of %s points "
		                   "nowhere; put a backup in its place", path, (const char *)sqlite3_column_text(statement, 0));
	else if (code != SQLITE_DONE)
		status = database_fail(db, path, code, err);
	sqlite3_finalize(statement);
	return status;
}

/* One step within the transaction of all. */
static enum status migrate_one(sqlite3 *db, const char *path, const char *sql, int from, struct error *err)
{
	char bump[48];
	enum status status = execute(db, path, sql, err);

	sqlite3_snprintf(sizeof bump, bump, "PRAGMA user_version = %d", from + 1);
	if (status == STATUS_OK)
		status = execute(db, path, bump, err);
	return status == STATUS_OK ? check_foreign_keys(db, path, err) : status;
}

/* The version is read again under the lock: another process may have lifted the book while this one waited for it. */
static enum status migrate_all(sqlite3 *db, const char *path, const char *const *migrations, size_t count,
                               struct error *err)
{
	int version = 0;
	enum status status = execute(db, path, "BEGIN IMMEDIATE", err);

	if (status != STATUS_OK)
		return status;
	status = schema_version(db, path, &version, err);
	for (size_t i = (size_t)version; i < count && status == STATUS_OK; i++)
		status = migrate_one(db, path, migrations[i], (int)i, err);
	if (status == STATUS_OK)
		status = execute(db, path, "COMMIT", err);
	if (status != STATUS_OK)
		(void)execute(db, path, "ROLLBACK", NULL); /* the first failure is the one to tell */
	return status;
}

enum status schema_migrate(sqlite3 *db, const char *path, const char *const *migrations, size_t count,
                           struct error *err)
{
	int version = 0, is_defensive = 0;
	enum status status = schema_version(db, path, &version, err);

	if (status != STATUS_OK || (size_t)version >= count)
		return status;
	/* Tables may be rebuilt, so keys are checked at the end of each step instead of within it. */
	status = execute(db, path, "PRAGMA foreign_keys = OFF", err);
	/* A step may say a table otherwise, which a guarded connection does not let anyone do. */
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, -1, &is_defensive);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 0, (int *)NULL);
	if (status == STATUS_OK)
		status = migrate_all(db, path, migrations, count, err);
	/* These are of the connection only and cannot fail. */
	(void)execute(db, path, "PRAGMA writable_schema = OFF; PRAGMA foreign_keys = ON", NULL);
	(void)sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, is_defensive, (int *)NULL);
	return status;
}
