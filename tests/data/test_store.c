/* Opening the book: every file that is none, and why; transactions and lists. */
#include "tests/support/book_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "data/store/statement.h"
#include "data/store/store_client.h"

static void write_file(const struct book *book, const char *bytes, size_t length)
{
	const int file = open(book->path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, length), (ssize_t)length);
	close(file);
}

static void says_that_there_is_no_book(void **state)
{
	struct book *book = *state;

	assert_fails(book, STATUS_NOT_FOUND, "there is no book", book_open(book, STORE_READ));
	assert_null(book->store);
}

static void refuses_a_folder_a_pipe_and_a_symbolic_link(void **state)
{
	struct book *book = *state;
	char other[128];

	assert_int_equal(mkdir(book->path, 0700), 0);
	assert_fails(book, STATUS_REFUSED, "is a folder", book_open(book, STORE_READ));
	assert_int_equal(rmdir(book->path), 0);
	assert_int_equal(mkfifo(book->path, 0600), 0);
	assert_fails(book, STATUS_REFUSED, "device or a pipe", book_open(book, STORE_READ));
	assert_int_equal(unlink(book->path), 0);
	(void)snprintf(other, sizeof other, "%s/other.book", book->folder);
	assert_done(book, store_create(other, "CNY", BOOK_TIME, &book->store, &book->err));
	book_close(book);
	assert_int_equal(symlink(other, book->path), 0);
	assert_fails(book, STATUS_REFUSED, "symbolic link", book_open(book, STORE_READ));
	assert_fails(book, STATUS_REFUSED, "exists already",
	             store_create(book->path, "CNY", BOOK_TIME, &book->store, &book->err));
}

static void refuses_what_is_no_book(void **state)
{
	struct book *book = *state;
	static const char prose[] = "This is a letter, and a letter is longer than a header. ...........................................";

	write_file(book, "", 0);
	assert_fails(book, STATUS_CORRUPT, "is empty", book_open(book, STORE_WRITE));
	write_file(book, prose, sizeof prose);
	assert_fails(book, STATUS_CORRUPT, "not an SQLite file", book_open(book, STORE_WRITE));
	assert_int_equal(unlink(book->path), 0);
	assert_int_equal(book_raw(book, "CREATE TABLE t (a)"), SQLITE_OK);
	assert_int_equal(chmod(book->path, 0600), 0);
	assert_fails(book, STATUS_CORRUPT, "of another program", book_open(book, STORE_WRITE));
	assert_null(book->store);
}

static void refuses_files_and_folders_open_to_others_and_says_chmod(void **state)
{
	struct book *book = *state;
	static const mode_t modes[] = {0640, 0620, 0604, 0602, 0610};

	for (size_t i = 0; i < sizeof modes / sizeof modes[0]; i++) {
		book_close(book);
		assert_int_equal(chmod(book->path, modes[i]), 0);
		assert_fails(book, STATUS_REFUSED, "chmod 600", book_open(book, STORE_READ));
	}
	assert_int_equal(chmod(book->path, 0600), 0);
	assert_int_equal(chmod(book->folder, 0770), 0);
	assert_fails(book, STATUS_REFUSED, "chmod 700", book_open(book, STORE_READ));
	assert_int_equal(chmod(book->folder, 0755), 0);
	assert_done(book, book_open(book, STORE_READ));
	book_close(book);
	assert_int_equal(chmod(book->folder, 0700), 0);
	assert_int_equal(chmod(book->path, 0400), 0);
	assert_fails(book, STATUS_IO, "read-only", book_open(book, STORE_WRITE));
	assert_done(book, book_open(book, STORE_READ));
	book_close(book);
	assert_int_equal(chmod(book->path, 0600), 0);
	assert_int_equal(chmod(book->folder, 0500), 0);
	assert_fails(book, STATUS_IO, "folder", book_open(book, STORE_WRITE));
	assert_int_equal(chmod(book->folder, 0700), 0);
}

static void refuses_a_newer_book_and_leaves_it(void **state)
{
	struct book *book = *state;

	book_close(book);
	assert_int_equal(book_raw(book, "PRAGMA user_version = 99"), SQLITE_OK);
	assert_fails(book, STATUS_NEWER, "later version", book_open(book, STORE_WRITE));
	assert_fails(book, STATUS_NEWER, "book version 99", book_open(book, STORE_READ));
	assert_int_equal(book_raw(book, "PRAGMA user_version = 6"), SQLITE_OK);
	assert_done(book, book_open(book, STORE_WRITE));
}

static void says_when_a_book_was_cut_or_damaged(void **state)
{
	struct book *book = *state;
	struct stat found;
	char noise[4096];
	int file;

	book_close(book);
	assert_int_equal(stat(book->path, &found), 0);
	assert_int_equal(truncate(book->path, found.st_size - 4096), 0);
	assert_fails(book, STATUS_CORRUPT, "was cut short", book_open(book, STORE_WRITE));
	assert_int_equal(truncate(book->path, 60), 0);
	assert_int_not_equal(book_open(book, STORE_WRITE), STATUS_OK);
	assert_int_equal(unlink(book->path), 0);
	assert_done(book, store_create(book->path, "CNY", BOOK_TIME, &book->store, &book->err));
	book_close(book);
	memset(noise, 0xA5, sizeof noise);
	file = open(book->path, O_WRONLY);
	assert_int_equal(pwrite(file, noise, sizeof noise - 100, 100), (ssize_t)sizeof noise - 100);
	close(file);
	assert_fails(book, STATUS_CORRUPT, "is damaged", book_open(book, STORE_WRITE));
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

static void transactions_nest_and_only_the_outermost_commits(void **state)
{
	struct book *book = *state;
	struct client one = {.code = "A", .currency = "CNY"}, two = {.code = "B", .currency = "CNY"};

	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
	assert_done(book, store_commit(book->store, &book->err));
	assert_done(book, store_put_client(book->store, &two, NULL, &book->err));
	store_rollback(book->store);
	assert_int_equal(book_clients(book), 0);
	store_rollback(book->store);
	assert_fails(book, STATUS_INVALID, "no transaction", store_commit(book->store, &book->err));
	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
	assert_done(book, store_commit(book->store, &book->err));
	assert_int_equal(book_clients(book), 1);
}

/* Put directly, so that it fails after it wrote: the transaction around it must not be kept by half. */
static void a_step_that_failed_halfway_dooms_its_transaction(void **state)
{
	struct book *book = *state;
	struct client one = {.code = "A", .currency = "CNY"};
	struct write write;

	assert_done(book, store_begin(book->store, &book->err));
	assert_done(book, write_begin(book->store, &write, &book->err));
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
	(void)error_set(&book->err, STATUS_REFUSED, "the second half is missing");
	assert_int_equal(write_end(book->store, &write, STATUS_REFUSED, &book->err), STATUS_REFUSED);
	assert_fails(book, STATUS_REFUSED, "second half", store_put_client(book->store, &one, NULL, &book->err));
	assert_fails(book, STATUS_REFUSED, "nothing was written", store_commit(book->store, &book->err));
	assert_int_equal(book_clients(book), 0);
	assert_done(book, store_put_client(book->store, &one, NULL, &book->err));
}

static void a_step_is_taken_back_without_the_others(void **state)
{
	struct book *book = *state;
	struct client one = {.code = "A", .currency = "CNY"}, two = {.code = "B", .currency = "CNY"}, three = {.code = "C", .currency = "CNY"};
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
	assert_int_equal(book_clients(book), 2);
}

static void a_reader_cannot_write(void **state)
{
	struct book *book = *state;
	struct client one = {.code = "A", .currency = "CNY"};

	book_reopen(book, STORE_READ);
	assert_fails(book, STATUS_INVALID, "for reading only", store_put_client(book->store, &one, NULL, &book->err));
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
		cmocka_unit_test_setup_teardown(a_full_disk_undoes_the_change, book_setup, book_teardown),
		cmocka_unit_test(a_disk_that_fails_has_its_own_sentence),
		cmocka_unit_test_setup_teardown(a_list_that_fails_halfway_leaves_what_the_caller_had, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store", tests, NULL, NULL);
}
