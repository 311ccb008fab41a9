/* Opening the book: every file that is none, and why; transactions; two processes at once. */
#include "tests/support/book_fixture.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "data/journal/journal.h"
#include "data/store/schema.h"
#include "data/store/store_keep.h"
#include "data/store/statement.h"
#include "data/store/store_client.h"

static void write_file(const struct book *book, const char *bytes, size_t length)
{
	const int file = open(book->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, length), (ssize_t)length);
	close(file);
}

static enum status open_book(struct book *book, enum store_access access)
{
	return store_open(book->path, access, &book->store, &book->err);
}

static void says_that_there_is_no_book(void **state)
{
	struct book *book = *state;

	assert_fails(book, STATUS_NOT_FOUND, "there is no book", open_book(book, STORE_READ));
	assert_null(book->store);
}

static void refuses_a_folder_a_pipe_and_a_symbolic_link(void **state)
{
	struct book *book = *state;
	char other[128];

	assert_int_equal(mkdir(book->path, 0700), 0);
	assert_fails(book, STATUS_REFUSED, "is a folder", open_book(book, STORE_READ));
	assert_int_equal(rmdir(book->path), 0);
	assert_int_equal(mkfifo(book->path, 0600), 0);
	assert_fails(book, STATUS_REFUSED, "device or a pipe", open_book(book, STORE_READ));
	assert_int_equal(unlink(book->path), 0);
	(void)snprintf(other, sizeof other, "%s/other.book", book->folder);
	assert_done(book, store_create(other, "CNY", BOOK_TIME, &book->store, &book->err));
	store_close(book->store);
	book->store = NULL;
	assert_int_equal(symlink(other, book->path), 0);
	assert_fails(book, STATUS_REFUSED, "symbolic link", open_book(book, STORE_READ));
	assert_fails(book, STATUS_REFUSED, "exists already",
	             store_create(book->path, "CNY", BOOK_TIME, &book->store, &book->err));
}

static void refuses_what_is_no_book(void **state)
{
	struct book *book = *state;
	static const char prose[] = "This is a letter, and a letter is longer than a header. ...........................................";

	write_file(book, "", 0);
	assert_fails(book, STATUS_CORRUPT, "is empty", open_book(book, STORE_WRITE));
	write_file(book, prose, sizeof prose);
	assert_fails(book, STATUS_CORRUPT, "not an SQLite file", open_book(book, STORE_WRITE));
	assert_int_equal(unlink(book->path), 0);
	assert_int_equal(book_raw(book, "CREATE TABLE t (a)"), SQLITE_OK);
	assert_int_equal(chmod(book->path, 0600), 0);
	assert_fails(book, STATUS_CORRUPT, "of another program", open_book(book, STORE_WRITE));
	assert_null(book->store);
}

static void refuses_files_and_folders_open_to_others_and_says_chmod(void **state)
{
	struct book *book = *state;
	static const mode_t modes[] = {0640, 0620, 0604, 0602, 0610};

	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		store_close(book->store);
		book->store = NULL;
		assert_int_equal(chmod(book->path, modes[i]), 0);
		assert_fails(book, STATUS_REFUSED, "chmod 600", open_book(book, STORE_READ));
	}
	assert_int_equal(chmod(book->path, 0600), 0);
	assert_int_equal(chmod(book->folder, 0770), 0);
	assert_fails(book, STATUS_REFUSED, "chmod 700", open_book(book, STORE_READ));
	assert_int_equal(chmod(book->folder, 0755), 0);
	assert_done(book, open_book(book, STORE_READ));
	store_close(book->store);
	book->store = NULL;
	assert_int_equal(chmod(book->folder, 0700), 0);
	assert_int_equal(chmod(book->path, 0400), 0);
	assert_fails(book, STATUS_IO, "read-only", open_book(book, STORE_WRITE));
	assert_done(book, open_book(book, STORE_READ));
	store_close(book->store);
	book->store = NULL;
	assert_int_equal(chmod(book->path, 0600), 0);
	assert_int_equal(chmod(book->folder, 0500), 0);
	assert_fails(book, STATUS_IO, "folder", open_book(book, STORE_WRITE));
	assert_int_equal(chmod(book->folder, 0700), 0);
}

static void refuses_a_newer_book_and_leaves_it(void **state)
{
	struct book *book = *state;

	store_close(book->store);
	book->store = NULL;
	assert_int_equal(book_raw(book, "PRAGMA user_version = 99"), SQLITE_OK);
	assert_fails(book, STATUS_NEWER, "later version", open_book(book, STORE_WRITE));
	assert_fails(book, STATUS_NEWER, "book version 99", open_book(book, STORE_READ));
	assert_int_equal(book_raw(book, "PRAGMA user_version = 5"), SQLITE_OK);
	assert_done(book, open_book(book, STORE_WRITE));
}

static void says_when_a_book_was_cut_or_damaged(void **state)
{
	struct book *book = *state;
	struct stat found;
	char noise[4096];
	int file;

	store_close(book->store);
	book->store = NULL;
	assert_int_equal(stat(book->path, &found), 0);
	assert_int_equal(truncate(book->path, found.st_size - 4096), 0);
	assert_fails(book, STATUS_CORRUPT, "was cut short", open_book(book, STORE_WRITE));
	assert_int_equal(truncate(book->path, 60), 0);
	assert_int_not_equal(open_book(book, STORE_WRITE), STATUS_OK);
	assert_int_equal(unlink(book->path), 0);
	assert_done(book, store_create(book->path, "CNY", BOOK_TIME, &book->store, &book->err));
	store_close(book->store);
	book->store = NULL;
	memset(noise, 0xA5, sizeof noise);
	file = open(book->path, O_WRONLY);
	assert_int_equal(pwrite(file, noise, sizeof noise - 100, 100), (ssize_t)sizeof noise - 100);
	close(file);
	assert_fails(book, STATUS_CORRUPT, "is damaged", open_book(book, STORE_WRITE));
}

static void makes_its_folder_and_file_private(void **state)
{
	struct book *book = *state;
	struct stat found;
	char deep[200], folder[200], value[32];

	(void)snprintf(deep, sizeof deep, "%s/a/b/my.book", book->folder);
	umask(0);
	assert_done(book, store_create(deep, "CNY", BOOK_TIME, &book->store, &book->err));
	umask(022);
	assert_int_equal(stat(deep, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0600);
	(void)snprintf(folder, sizeof folder, "%s/a/b", book->folder);
	assert_int_equal(stat(folder, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0700);
	assert_string_equal(store_path(book->store), deep);
	assert_done(book, store_get_setting(book->store, "currency", value, sizeof value, &book->err));
	assert_string_equal(value, "CNY");
	assert_done(book, store_get_setting(book->store, "created", value, sizeof value, &book->err));
	assert_string_equal(value, BOOK_TIME);
	assert_fails(book, STATUS_NOT_FOUND, "\"colour\"",
	             store_get_setting(book->store, "colour", value, sizeof value, &book->err));
	assert_done(book, store_put_setting(book->store, "sandbox", "seed 7", &book->err));
	assert_done(book, store_get_setting(book->store, "sandbox", value, 5, &book->err));
	assert_string_equal(value, "seed");
	assert_int_equal(unlink(deep), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_fails(book, STATUS_INVALID, "\"yuan\" is no currency",
	             store_create(book->path, "yuan", BOOK_TIME, &book->store, &book->err));
	assert_fails(book, STATUS_INVALID, "is no time", store_create(book->path, "CNY", "now", &book->store, &book->err));
	assert_int_not_equal(access(book->path, F_OK), 0);
}

static struct client client_of(const char *code)
{
	struct client client = {.currency = "CNY"};

	(void)snprintf(client.code, sizeof client.code, "%s", code);
	return client;
}

static size_t clients_in(struct book *book)
{
	struct client *clients = NULL;
	size_t count = 0;

	assert_done(book, store_clients(book->store, &clients, &count, &book->err));
	free(clients);
	return count;
}

static void transactions_nest_and_only_the_outermost_commits(void **state)
{
	struct book *book = *state;
	struct client one = client_of("A"), two = client_of("B");

	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
	assert_done(book, store_commit(book->store, &book->err));
	assert_done(book, store_put_client(book->store, &two, NULL, &book->err));
	store_rollback(book->store);
	assert_int_equal(clients_in(book), 0);
	store_rollback(book->store);
	assert_fails(book, STATUS_INVALID, "no transaction", store_commit(book->store, &book->err));
	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
	assert_done(book, store_commit(book->store, &book->err));
	assert_int_equal(clients_in(book), 1);
}

/* Put directly, so that it fails after it wrote: the transaction around it must not be kept by half. */
static void a_step_that_failed_halfway_dooms_its_transaction(void **state)
{
	struct book *book = *state;
	struct client one = client_of("A");
	struct write write;

	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, write_begin(book->store, &write, &book->err));
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
	(void)error_set(&book->err, STATUS_REFUSED, "the second half is missing");
	assert_int_equal(write_end(book->store, &write, STATUS_REFUSED, &book->err), STATUS_REFUSED);
	assert_fails(book, STATUS_REFUSED, "second half", store_put_client(book->store, &one, NULL, &book->err));
	assert_fails(book, STATUS_REFUSED, "nothing was written", store_commit(book->store, &book->err));
	assert_int_equal(clients_in(book), 0);
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
}

static void a_step_is_taken_back_without_the_others(void **state)
{
	struct book *book = *state;
	struct client one = client_of("A"), two = client_of("B"), three = client_of("C");
	struct write write;

	assert_fails(book, STATUS_INVALID, "no transaction", store_step_begin(book->store, &book->err));
	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, store_step_begin(book->store, &book->err));
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
	assert_done(book, store_step_end(book->store, true, &book->err));
	assert_done(book, store_step_begin(book->store, &book->err)); /* fails after it wrote */
	assert_done(book, write_begin(book->store, &write, &book->err));
	assert_done(book, store_put_client(book->store, &two, NULL, &book->err));
	assert_int_equal(write_end(book->store, &write, STATUS_REFUSED, &book->err), STATUS_REFUSED);
	assert_done(book, store_step_end(book->store, false, &book->err));
	assert_done(book, store_put_client(book->store, &three, NULL, &book->err));
	assert_done(book, store_commit(book->store, &book->err));
	assert_int_equal(clients_in(book), 2);
}

static void a_reader_cannot_write(void **state)
{
	struct book *book = *state;
	struct client one = client_of("A");

	book_reopen(book, STORE_READ);
	assert_fails(book, STATUS_INVALID, "for reading only", store_put_client(book->store, &one, NULL, &book->err));
}

/* Runs in a child: holds the book for as long as its parent wishes. */
static pid_t hold(struct book *book, const char *begin, int *go)
{
	int ready[2], end[2];
	char byte;
	pid_t child;

	assert_int_equal(pipe(ready) + pipe(end), 0);
	child = fork();
	if (child == 0) {
		sqlite3 *db = NULL;

		if (sqlite3_open(book->path, &db) != SQLITE_OK || sqlite3_exec(db, begin, NULL, NULL, NULL) != SQLITE_OK)
			_exit(1);
		if (write(ready[1], "x", 1) != 1 || close(end[1]) != 0 || read(end[0], &byte, 1) < 0)
			_exit(2);
		(void)sqlite3_exec(db, "COMMIT", NULL, NULL, NULL);
		sqlite3_close(db);
		_exit(0);
	}
	close(end[0]);
	close(ready[1]);
	assert_int_equal(read(ready[0], &byte, 1), 1);
	close(ready[0]);
	*go = end[1];
	return child;
}

static void let_go(pid_t child, int go)
{
	int how = -1;

	close(go);
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_int_equal(how, 0);
}

static void a_second_writer_is_told_that_the_book_is_locked(void **state)
{
	struct book *book = *state;
	struct store *second = NULL;
	struct client one = client_of("A");
	int64_t before = 0, after = 0;
	int go;
	pid_t child = hold(book, "BEGIN IMMEDIATE", &go);

	sqlite3_busy_timeout(book->store->db, 20);
	assert_fails(book, STATUS_BUSY, "locked by another process", store_begin(book->store, &book->err));
	assert_int_equal(clients_in(book), 0); /* reading goes on */
	assert_done(book, store_data_version(book->store, &before, &book->err));
	let_go(child, go);
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
	assert_done(book, store_open(book->path, STORE_WRITE, &second, &book->err));
	assert_done(book, store_put_setting(second, "x", "y", &book->err));
	store_close(second);
	assert_done(book, store_data_version(book->store, &after, &book->err));
	assert_int_not_equal(before, after);
}

static void a_book_held_exclusively_is_busy_after_five_seconds(void **state)
{
	struct book *book = *state;
	int go;
	pid_t child;

	store_close(book->store);
	book->store = NULL;
	child = hold(book, "BEGIN EXCLUSIVE", &go);
	assert_fails(book, STATUS_BUSY, "try again", open_book(book, STORE_READ));
	let_go(child, go);
	assert_done(book, open_book(book, STORE_READ));
}

static void four_writers_at_once_lose_nothing(void **state)
{
	struct book *book = *state;
	struct journal_verdict verdict;
	pid_t children[4];

	store_close(book->store);
	book->store = NULL;
	for (int i = 0; i < 4; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			const struct journal_event event = {.event = "X", .actor = "a", .time = BOOK_TIME};
			struct store *store = NULL;

			if (store_open(book->path, STORE_WRITE, &store, NULL) != STATUS_OK)
				_exit(1);
			for (int j = 0; j < 25; j++)
				if (journal_append(store, &event, NULL) != STATUS_OK)
					_exit(2);
			store_close(store);
			_exit(0);
		}
	}
	for (int i = 0; i < 4; i++) {
		int how = -1;

		assert_int_equal(waitpid(children[i], &how, 0), children[i]);
		assert_int_equal(how, 0);
	}
	assert_done(book, open_book(book, STORE_READ));
	assert_done(book, journal_verify(book->store, NULL, &verdict, &book->err));
	assert_int_equal(verdict.fault, JOURNAL_SOUND);
	assert_int_equal(verdict.head.sequence, 101);
}

/* A writer killed with its pages half out leaves a rollback journal; a reader undoes it. */
static void what_a_killed_writer_left_is_undone_even_by_a_reader(void **state)
{
	struct book *book = *state;
	char journal[128];
	pid_t child;
	int how = -1;

	store_close(book->store);
	book->store = NULL;
	child = fork();
	if (child == 0) {
		sqlite3 *db = NULL;

		(void)sqlite3_open(book->path, &db);
		(void)sqlite3_exec(db, "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE; WITH RECURSIVE n(i) AS "
		                       "(VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 20000) "
		                       "INSERT INTO setting SELECT 'k' || i, 'v' FROM n", NULL, NULL, NULL);
		(void)kill(getpid(), SIGKILL);
	}
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how));
	(void)snprintf(journal, sizeof journal, "%s-journal", book->path);
	assert_int_equal(access(journal, F_OK), 0);
	assert_done(book, open_book(book, STORE_READ));
	assert_fails(book, STATUS_NOT_FOUND, "k77", store_get_setting(book->store, "k77", (char[8]){0}, 8, &book->err));
	assert_int_not_equal(access(journal, F_OK), 0);
}

static void a_full_disk_undoes_the_change(void **state)
{
	struct book *book = *state;
	char value[9000];
	enum status status;

	memset(value, 'x', sizeof value - 1);
	value[sizeof value - 1] = '\0';
	/* A limit on the pages of the file stands for the end of the disk: the code is the same. */
	assert_int_equal(sqlite3_exec(book->store->db, "PRAGMA max_page_count = 1", NULL, NULL, NULL), SQLITE_OK);
	status = store_put_setting(book->store, "big", value, &book->err);
	assert_int_equal(status, STATUS_IO);
	assert_non_null(strstr(book->err.message, "is full"));
	assert_fails(book, STATUS_NOT_FOUND, "big", store_get_setting(book->store, "big", value, sizeof value, &book->err));
}

static void a_disk_that_fails_has_its_own_sentence(void **state)
{
	struct error err;

	(void)state;
	assert_int_equal(database_fail(NULL, "b", SQLITE_IOERR_FSYNC, &err), STATUS_IO);
	assert_non_null(strstr(err.message, "the disk failed"));
	assert_int_equal(database_fail(NULL, "b", SQLITE_READONLY_DBMOVED, &err), STATUS_IO);
	assert_non_null(strstr(err.message, "was moved or replaced"));
	assert_int_equal(database_fail(NULL, "b", SQLITE_READONLY_ROLLBACK, &err), STATUS_IO);
	assert_non_null(strstr(err.message, "interrupted change"));
}

static int64_t raw_integer(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	int64_t value = -1;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW)
		value = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return value;
}

static void migrations_go_from_any_version_to_the_last_and_a_bad_one_changes_nothing(void **state)
{
	struct book *book = *state;
	static const char *const steps[] = {
		"CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (7);",
		"CREATE TABLE b (id INTEGER PRIMARY KEY, a_id INTEGER REFERENCES a); INSERT INTO b VALUES (1, 7);",
		"ALTER TABLE b ADD COLUMN name TEXT;",
		"CREATE TABLE c (id); INSERT INTO b VALUES (2, 99, 'points nowhere');",
		"CREATE TABLE d (id); INSERT INTO nothing VALUES (1);",
	};

	for (int from = 0; from <= 3; from++) {
		sqlite3 *db = NULL;

		assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
		assert_done(book, schema_migrate(db, "m", steps, (size_t)from, &book->err));
		assert_int_equal(raw_integer(db, "PRAGMA user_version"), from);
		assert_done(book, schema_migrate(db, "m", steps, 3, &book->err));
		assert_int_equal(raw_integer(db, "PRAGMA user_version"), 3);
		assert_int_equal(raw_integer(db, "SELECT count(*) FROM b WHERE name IS NULL"), 1);
		assert_fails(book, STATUS_CORRUPT, "points nowhere", schema_migrate(db, "m", steps, 4, &book->err));
		assert_int_equal(raw_integer(db, "PRAGMA user_version"), 3);
		assert_int_equal(raw_integer(db, "SELECT count(*) FROM sqlite_schema WHERE name = 'c'"), 0);
		assert_int_equal(raw_integer(db, "SELECT count(*) FROM b"), 1);
		assert_int_equal(raw_integer(db, "PRAGMA foreign_keys"), 1);
		sqlite3_close(db);
	}
}

static void an_older_book_is_lifted_with_a_backup_beside_it(void **state)
{
	struct book *book = *state;
	struct kept_list list;

	/* Version 0 is a book whose tables are yet to be made. */
	assert_int_equal(book_raw(book, "PRAGMA application_id = 1112298324; CREATE TABLE stray (a); DROP TABLE stray"), SQLITE_OK);
	assert_int_equal(chmod(book->path, 0600), 0);
	assert_done(book, open_book(book, STORE_READ));
	assert_int_equal(clients_in(book), 0);
	assert_done(book, kept_list_read(book->path, &list, &book->err));
	assert_int_equal(list.count, 1);
	assert_string_equal(list.rows[0].reason, "migration");
	kept_list_clear(&list);
}

static void every_released_version_is_lifted_to_this_one(void **state)
{
	struct book *book = *state;

	for (size_t from = 1; from < book_migration_count; from++) {
		sqlite3 *db = NULL;

		assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
		assert_done(book, schema_migrate(db, "m", book_migrations, from, &book->err));
		assert_int_equal(sqlite3_exec(db,
		                              "INSERT INTO client VALUES (1, 'a', 'A', NULL, 0, 'CNY', 0, 0, -1, -1, -1, -1, 0)",
		                              NULL, NULL, NULL), SQLITE_OK);
		assert_done(book, schema_migrate(db, "m", book_migrations, book_migration_count, &book->err));
		assert_int_equal(raw_integer(db, "SELECT count(*) FROM client"), 1);
		assert_int_equal(raw_integer(db, "SELECT count(*) FROM goal"), 0);
		assert_int_equal(raw_integer(db, "SELECT count(*) FROM held_price"), 0);
		assert_int_equal(raw_integer(db, "SELECT count(*) FROM action"), 0);
		sqlite3_close(db);
	}
}

static void assert_rows(sqlite3 *db, const char *expected, const char *sql)
{
	sqlite3_stmt *statement = NULL;
	char found[2000] = "";
	size_t length = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(statement) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(statement); i++) {
			const char *text = (const char *)sqlite3_column_text(statement, i);

			length += (size_t)snprintf(found + length, sizeof found - length, "%s%s", i > 0 ? "|" : "",
			                           text != NULL ? text : "NULL");
		}
		length += (size_t)snprintf(found + length, sizeof found - length, ";");
	}
	sqlite3_finalize(statement);
	assert_string_equal(found, expected);
}

/* Two sources, two arrivals, a price replaced twice and one once, one held back and one settled, and a rate. */
static void prices_of_version_3_are_the_same_in_version_4(void **state)
{
	static const char rows[] =
		"INSERT INTO instrument SELECT 2, 'A', 'a', 2, 'CNY', 3, '', 'etf', 'CN', '', 0, 0, 0, 0, 0;"
		"INSERT INTO instrument SELECT 3, 'B', 'b', 2, 'CNY', 3, '', 'etf', 'CN', '', 0, 0, 0, 0, 0;"
		"INSERT INTO source VALUES (1, 'import x'), (2, 'feed y'), (3, 'feed of rates');"
		"INSERT INTO price_kind VALUES (2, 2, 'split_adjusted');"
		"INSERT INTO price VALUES (2, 100, 10, 9, 2, 5000), (2, 101, 11, 0, 1, 4000), (3, 100, 20, 0, 1, 4000);"
		"INSERT INTO price_history VALUES (1, 2, 100, 8, 0, 1, 3000, 4500), (2, 2, 100, 9, 8, 2, 4500, 5000),"
		" (3, 2, 101, 12, 0, 2, 3000, 4000);"
		"INSERT INTO held_price VALUES (1, 3, 101, 2000, 0, 'CNY', 1, 4000, 'unit', 20, 0, '', '', 0),"
		" (2, 2, 102, 50, 0, '', 2, 6000, 'jump', 11, 2, 'W', 'wrong', 0);"
		"INSERT INTO rate VALUES ('EUR', 'USD', 100, 11, 3, 4000);";
	struct book *book = *state;
	sqlite3 *db = NULL;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_done(book, schema_migrate(db, "m", book_migrations, 3, &book->err));
	assert_int_equal(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
	assert_done(book, schema_migrate(db, "m", book_migrations, book_migration_count, &book->err));
	assert_rows(db, "2|split_adjusted|3000|NULL|;1|raw|3000|NULL|;1|raw|4000|NULL|;3|rate|4000|NULL|;2|split_adjusted|4500|NULL|;"
	                "2|split_adjusted|5000|NULL|;2|split_adjusted|6000|NULL|;",
	            "SELECT source_id, kind, arrived, body_hash, subject FROM delivery ORDER BY arrived, kind DESC, source_id");
	assert_rows(db, "2|100|10|9|2|5000;2|101|11|0|1|4000;3|100|20|0|1|4000;",
	            "SELECT instrument_id, day, close, adjusted_close, source_id, arrived FROM price JOIN delivery d"
	            " ON d.id = delivery_id ORDER BY 1, 2");
	assert_rows(db, "1|2|100|8|0|1|3000|4500|2|4500;2|2|100|9|8|2|4500|5000|2|5000;3|2|101|12|0|2|3000|4000|1|4000;",
	            "SELECT h.id, instrument_id, day, close, adjusted_close, d.source_id, d.arrived, replaced, b.source_id,"
	            " b.arrived FROM price_history h JOIN delivery d ON d.id = delivery_id JOIN delivery b ON b.id = replaced_by"
	            " ORDER BY h.id");
	assert_rows(db, "1|3|101|2000|0|CNY|1|4000|unit|20|0|||0;2|2|102|50|0||2|6000|jump|11|2|W|wrong|0;",
	            "SELECT h.id, instrument_id, day, close, adjusted_close, currency, source_id, arrived, fault, before, state,"
	            " actor, note, kept FROM held_price h JOIN delivery d ON d.id = delivery_id ORDER BY h.id");
	assert_rows(db, "EUR|USD|100|11|3|4000;",
	            "SELECT base, quote, day, value, source_id, arrived FROM rate JOIN delivery d ON d.id = delivery_id");
	assert_int_equal(sqlite3_exec(db, "DELETE FROM price_history", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_exec(db, "UPDATE held_price SET close = 1", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	assert_int_equal(sqlite3_exec(db, "UPDATE delivery SET arrived = 1", NULL, NULL, NULL), SQLITE_CONSTRAINT);
	sqlite3_close(db);
}

static void read_number(sqlite3_stmt *row, void *item)
{
	int64_t *number = item;

	*number = sqlite3_column_int64(row, 0);
}

static void a_list_that_fails_halfway_leaves_what_the_caller_had(void **state)
{
	/* abs() of the smallest integer is an overflow: the third row fails when two are read. */
	static const char sql[] = "SELECT abs(column1) FROM (VALUES (?1), (-2), (?2))";
	static const char none[] = "SELECT 1 WHERE ?1 = 2";
	struct book *book = *state;
	int64_t before = 7, *list = &before;
	size_t count = 1;
	bool found = true;

	assert_fails(book, STATUS_CORRUPT, "overflow",
	             STATEMENT_LIST(book->store, sql, read_number, &list, &count, &book->err, INTEGER(1), INTEGER(INT64_MIN)));
	assert_ptr_equal(list, &before);
	assert_int_equal(count, 1);
	assert_done(book, STATEMENT_ONE(book->store, none, read_number, &before, &found, &book->err, INTEGER(1)));
	assert_false(found);
	assert_int_equal(before, 7);
	assert_done(book, STATEMENT_LIST(book->store, sql, read_number, &list, &count, &book->err, INTEGER(-1), INTEGER(3)));
	assert_int_equal(count, 3);
	assert_int_equal(list[0], 1);
	assert_int_equal(list[2], 3);
	free(list);
	assert_done(book, STATEMENT_LIST(book->store, none, read_number, &list, &count, &book->err, INTEGER(1)));
	assert_null(list);
	assert_int_equal(count, 0);
}

static void a_long_job_excludes_another_and_names_its_holder(void **state)
{
	struct book *book = *state;
	struct job_lock *lock = NULL, *second = NULL;
	char holder[64];

	assert_done(book, job_lock_take(book->path, 0, &lock, &book->err));
	(void)snprintf(holder, sizeof holder, "process %ld", (long)getpid());
	assert_fails(book, STATUS_BUSY, holder, job_lock_take(book->path, 0, &second, &book->err));
	assert_fails(book, STATUS_BUSY, holder, job_lock_take(book->path, 1, &second, &book->err));
	job_lock_release(lock);
	assert_done(book, job_lock_take(book->path, 0, &second, &book->err));
	job_lock_release(second);
	job_lock_release(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(says_that_there_is_no_book, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(refuses_a_folder_a_pipe_and_a_symbolic_link, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(refuses_what_is_no_book, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(refuses_files_and_folders_open_to_others_and_says_chmod, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(refuses_a_newer_book_and_leaves_it, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(says_when_a_book_was_cut_or_damaged, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(makes_its_folder_and_file_private, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(transactions_nest_and_only_the_outermost_commits, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_step_that_failed_halfway_dooms_its_transaction, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_step_is_taken_back_without_the_others, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_reader_cannot_write, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_second_writer_is_told_that_the_book_is_locked, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_book_held_exclusively_is_busy_after_five_seconds, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(four_writers_at_once_lose_nothing, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(what_a_killed_writer_left_is_undone_even_by_a_reader, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_full_disk_undoes_the_change, book_setup, book_teardown),
		cmocka_unit_test(a_disk_that_fails_has_its_own_sentence),
		cmocka_unit_test_setup_teardown(migrations_go_from_any_version_to_the_last_and_a_bad_one_changes_nothing, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(an_older_book_is_lifted_with_a_backup_beside_it, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(prices_of_version_3_are_the_same_in_version_4, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(every_released_version_is_lifted_to_this_one, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_list_that_fails_halfway_leaves_what_the_caller_had, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_long_job_excludes_another_and_names_its_holder, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
