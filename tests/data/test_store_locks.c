/* Two processes with one book: who waits, who is told, and what one that was killed leaves. */
#include "tests/support/book_fixture.h"

#include <signal.h>
#include <sys/wait.h>

#include "data/journal/journal.h"
#include "data/store/store_keep.h"
#include "data/store/statement.h"
#include "data/store/store_client.h"

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
	struct client one = {.code = "A", .currency = "CNY"};
	int64_t before = 0, after = 0;
	int go;
	pid_t child = hold(book, "BEGIN IMMEDIATE", &go);

	sqlite3_busy_timeout(book->store->db, 20);
	assert_fails(book, STATUS_BUSY, "locked by another process", store_begin(book->store, &book->err));
	assert_int_equal(book_clients(book), 0); /* reading goes on */
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

	book_close(book);
	child = hold(book, "BEGIN EXCLUSIVE", &go);
	assert_fails(book, STATUS_BUSY, "try again", book_open(book, STORE_READ));
	let_go(child, go);
	assert_done(book, book_open(book, STORE_READ));
}

static void four_writers_at_once_lose_nothing(void **state)
{
	struct book *book = *state;
	struct journal_verdict verdict;
	pid_t children[4];

	book_close(book);
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
	assert_done(book, book_open(book, STORE_READ));
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

	book_close(book);
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
	assert_done(book, book_open(book, STORE_READ));
	assert_fails(book, STATUS_NOT_FOUND, "k77", store_get_setting(book->store, "k77", (char[8]){0}, 8, &book->err));
	assert_int_not_equal(access(journal, F_OK), 0);
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
		cmocka_unit_test_setup_teardown(a_second_writer_is_told_that_the_book_is_locked, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_book_held_exclusively_is_busy_after_five_seconds, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(four_writers_at_once_lose_nothing, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(what_a_killed_writer_left_is_undone_even_by_a_reader, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_long_job_excludes_another_and_names_its_holder, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_locks", tests, NULL, NULL);
}
