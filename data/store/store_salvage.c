/* A damaged book looked at: what kind of damage, and which tables can still be read. */
#include "data/store/store_salvage.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/store/book_file.h"
#include "data/store/schema.h"
#include "engine/base/memory.h"

enum { BLOCK = 4096, HEAD = 100 /* https://www.sqlite.org/fileformat.html, section 1.3 */ };

static uint32_t big_endian(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static void read_head(const unsigned char *head, size_t have, struct salvage *salvage)
{
	const int64_t page = have < HEAD ? 0 : (head[16] << 8 | head[17]) == 1 ? 65536 : head[16] << 8 | head[17];

	if (have < HEAD || memcmp(head, "SQLite format 3", 16) != 0) {
		salvage->damage = BOOK_HEAD_LOST;
		return;
	}
	salvage->expected = page * (int64_t)big_endian(head + 28);
	salvage->application = big_endian(head + 68);
	salvage->version = big_endian(head + 60);
	if (salvage->application != BOOK_APPLICATION_ID)
		salvage->damage = BOOK_FOREIGN;
}

/* Block by block: how long, how much of it is zeros, what its head says. */
static enum status read_blocks(int file, const char *path, struct salvage *salvage, struct error *err)
{
	static const unsigned char zeros[BLOCK];
	unsigned char block[BLOCK];

	for (;;) {
		const ssize_t have = pread(file, block, sizeof block, (off_t)salvage->bytes);

		if (have < 0 && errno == EINTR)
			continue;
		if (have < 0)
			return error_set(err, STATUS_IO, "\"%s\" cannot be read beyond byte %lld: %s", path,
			                 (long long)salvage->bytes, strerror(errno));
		if (have == 0)
			break;
		if (salvage->bytes == 0)
			read_head(block, (size_t)have, salvage);
		salvage->bytes += have;
		salvage->pages++;
		salvage->zeroed += memcmp(block, zeros, (size_t)have) == 0;
	}
	if (salvage->damage == BOOK_SOUND && salvage->bytes < salvage->expected)
		salvage->damage = BOOK_CUT;
	if (salvage->bytes == 0)
		salvage->damage = BOOK_EMPTY;
	else if (salvage->zeroed == salvage->pages)
		salvage->damage = BOOK_ZEROED;
	return STATUS_OK;
}

static void check_integrity(sqlite3 *db, struct salvage *salvage)
{
	sqlite3_stmt *statement = NULL;
	char sql[48];
	int code;

	(void)snprintf(sql, sizeof sql, "PRAGMA integrity_check(%d)", SALVAGE_FINDINGS);
	code = sqlite3_prepare_v2(db, sql, -1, &statement, NULL);
	while (code == SQLITE_OK || code == SQLITE_ROW) {
		const char *line;

		code = sqlite3_step(statement);
		if (code != SQLITE_ROW)
			break;
		line = (const char *)sqlite3_column_text(statement, 0);
		if (line != NULL && strcmp(line, "ok") != 0 && salvage->finding_count < SALVAGE_FINDINGS)
			text_add(&salvage->findings[salvage->finding_count++], line);
	}
	if (code != SQLITE_DONE && salvage->finding_count < SALVAGE_FINDINGS)
		text_add(&salvage->findings[salvage->finding_count++], sqlite3_errmsg(db));
	sqlite3_finalize(statement);
}

/* How many rows come before reading ends, and whether it ended well. */
static int64_t read_rows(sqlite3 *db, const char *name, const char *order, bool *is_whole)
{
	char *sql = sqlite3_mprintf("SELECT * FROM \"%w\" NOT INDEXED %s", name, order);
	sqlite3_stmt *statement = NULL;
	int64_t rows = 0;
	int code = sql == NULL ? SQLITE_NOMEM : sqlite3_prepare_v2(db, sql, -1, &statement, NULL);

	sqlite3_free(sql);
	if (code == SQLITE_OK)
		while ((code = sqlite3_step(statement)) == SQLITE_ROW)
			rows++;
	*is_whole = code == SQLITE_DONE;
	sqlite3_finalize(statement);
	return rows;
}

/* From the first row on, and where that ends at damage, from the last one back to it. */
static void read_table(sqlite3 *db, struct salvage_table *table)
{
	bool is_whole;

	table->rows = read_rows(db, table->name, "", &table->is_whole);
	if (!table->is_whole)
		table->rows += read_rows(db, table->name, "ORDER BY rowid DESC", &is_whole);
}

static bool is_listed(const struct salvage *salvage, const char *name)
{
	for (size_t i = 0; i < salvage->table_count; i++)
		if (strcmp(salvage->tables[i].name, name) == 0)
			return true;
	return false;
}

/* The list of tables may be damaged itself: it is read from both ends too, so it must come without being sorted. */
static void list_tables(sqlite3 *db, const char *sql, struct salvage *salvage)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK)
		while (salvage->table_count < SALVAGE_TABLES && sqlite3_step(statement) == SQLITE_ROW) {
			const char *name = (const char *)sqlite3_column_text(statement, 0);
			struct salvage_table *table = &salvage->tables[salvage->table_count];

			if (name != NULL && strlen(name) < sizeof table->name && !is_listed(salvage, name)) {
				(void)snprintf(table->name, sizeof table->name, "%s", name);
				salvage->table_count++;
			}
		}
	sqlite3_finalize(statement);
}

static void read_tables(sqlite3 *db, struct salvage *salvage)
{
	salvage->tables = memory_new_array(SALVAGE_TABLES, sizeof *salvage->tables);
	list_tables(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid", salvage);
	list_tables(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY rowid DESC",
	            salvage);
	for (size_t i = 0; i < salvage->table_count; i++)
		read_table(db, &salvage->tables[i]);
}

/*
 * Read-only, and with the one switch that lets SQLite read a file shorter than its head says: nothing is trusted and
 * nothing can be written.
 */
static void look_inside(const char *path, struct salvage *salvage)
{
	char *resolved = book_file_resolve(path);
	sqlite3 *db = NULL;

	if (resolved != NULL &&
	    sqlite3_open_v2(resolved, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW, NULL) == SQLITE_OK) {
		(void)sqlite3_db_config(db, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, (int *)NULL);
		(void)sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
		(void)sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 64 * 1024 * 1024); /* returns the former limit */
		(void)sqlite3_exec(db, "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA query_only = ON", NULL, NULL, NULL);
		check_integrity(db, salvage);
		if (salvage->finding_count > 0 || salvage->damage != BOOK_SOUND)
			read_tables(db, salvage);
	}
	sqlite3_close(db);
	free(resolved);
	if (salvage->damage == BOOK_SOUND && salvage->finding_count > 0)
		salvage->damage = BOOK_DAMAGED;
}

enum status store_salvage(const char *path, struct salvage *salvage, struct error *err)
{
	struct salvage found = {.damage = BOOK_SOUND};
	struct stat kind;
	enum status status;
	int file;

	if (lstat(path, &kind) != 0) {
		if (errno != ENOENT && errno != ENOTDIR)
			return error_set(err, STATUS_IO, "\"%s\" cannot be looked at: %s", path, strerror(errno));
		found.damage = BOOK_ABSENT;
		*salvage = found;
		return STATUS_OK;
	}
	if (!S_ISREG(kind.st_mode))
		return error_set(err, STATUS_REFUSED, "\"%s\" is no regular file, so it is no book", path);
	file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	if (file < 0)
		return error_set(err, STATUS_IO, "\"%s\" cannot be read: %s", path, strerror(errno));
	status = read_blocks(file, path, &found, err);
	close(file);
	if (status != STATUS_OK)
		return status;
	if (found.damage == BOOK_SOUND || found.damage == BOOK_CUT)
		look_inside(path, &found);
	*salvage = found;
	return STATUS_OK;
}

void salvage_clear(struct salvage *salvage)
{
	free(salvage->tables);
	for (size_t i = 0; i < SALVAGE_FINDINGS; i++)
		text_clear(&salvage->findings[i]);
	*salvage = (struct salvage){0};
}
