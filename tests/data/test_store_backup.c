/* Copies of the book, put back in its place; and the check that finds what is wrong in one. */
#include "tests/support/book_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "data/journal/journal.h"

enum { KEPT = 200 };

static enum status restore(struct book *book, const char *backup, char kept[KEPT])
{
	const struct restoration restoration = {.backup = backup, .path = book->path, .day = day("2026-11-20")};

	return store_restore(&restoration, kept, KEPT, &book->err);
}

static void path_of(const struct book *book, const char *name, char path[160])
{
	(void)snprintf(path, 160, "%s/%s", book->folder, name);
}

static void a_backup_is_a_private_book_and_never_overwrites(void **state)
{
	struct book *book = *state;
	struct stat found;
	char copy[160], partial[200], value[16];

	path_of(book, "copy.book", copy);
	assert_done(book, store_put_setting(book->store, "x", "\xe4\xb8\x80", &book->err));
	assert_done(book, store_backup(book->store, copy, &book->err));
	assert_int_equal(stat(copy, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0600);
	(void)snprintf(partial, sizeof partial, "%s.partial", copy);
	assert_int_not_equal(access(partial, F_OK), 0);
	assert_fails(book, STATUS_REFUSED, "exists already", store_backup(book->store, copy, &book->err));
	book_close(book);
	assert_done(book, store_open(copy, STORE_WRITE, &book->store, &book->err));
	assert_done(book, store_get_setting(book->store, "x", value, sizeof value, &book->err));
	assert_string_equal(value, "\xe4\xb8\x80");
}

static void a_leftover_of_a_killed_backup_does_not_stand_in_the_way(void **state)
{
	struct book *book = *state;
	char copy[160], partial[200];
	int file;

	path_of(book, "copy.book", copy);
	(void)snprintf(partial, sizeof partial, "%s.partial", copy);
	file = open(partial, O_WRONLY | O_CREAT, 0644);
	assert_int_equal(write(file, "half a page", 11), 11);
	close(file);
	assert_done(book, store_backup(book->store, copy, &book->err));
}

static void a_backup_of_a_damaged_book_is_not_made(void **state)
{
	struct book *book = *state;
	char copy[160], noise[4096];
	int file;

	path_of(book, "copy.book", copy);
	memset(noise, 0xA5, sizeof noise);
	file = open(book->path, O_WRONLY);
	assert_int_equal(pwrite(file, noise, sizeof noise, 8 * 4096), (ssize_t)sizeof noise);
	close(file);
	book_reopen(book, STORE_WRITE);
	assert_fails(book, STATUS_CORRUPT, "is damaged", store_backup(book->store, copy, &book->err));
	assert_int_not_equal(access(copy, F_OK), 0);
}

/* copy.book with x = old; the book itself with x = new, closed. */
static void two_states(struct book *book, char copy[160])
{
	path_of(book, "copy.book", copy);
	assert_done(book, store_put_setting(book->store, "x", "old", &book->err));
	assert_done(book, store_backup(book->store, copy, &book->err));
	assert_done(book, store_put_setting(book->store, "x", "new", &book->err));
	book_close(book);
}

static void assert_x(struct book *book, const char *path, const char *expected)
{
	struct store *store = NULL;
	char value[16];

	assert_done(book, store_open(path, STORE_READ, &store, &book->err));
	assert_done(book, store_get_setting(store, "x", value, sizeof value, &book->err));
	assert_string_equal(value, expected);
	store_close(store);
}

static void a_restore_keeps_the_book_that_was_there(void **state)
{
	struct book *book = *state;
	char copy[160], kept[KEPT], expected[200];

	two_states(book, copy);
	assert_done(book, restore(book, copy, kept));
	(void)snprintf(expected, sizeof expected, "%s.backups/2026-11-20-1-restore.db", book->path);
	assert_string_equal(kept, expected);
	assert_x(book, book->path, "old");
	assert_x(book, kept, "new");
	assert_done(book, restore(book, kept, kept));
	assert_x(book, book->path, "new");
	assert_int_equal(unlink(book->path), 0);
	assert_done(book, restore(book, copy, kept));
	assert_string_equal(kept, "");
	assert_x(book, book->path, "old");
}

static void leave_journal(const char *path)
{
	const int file = open(path, O_WRONLY | O_CREAT, 0600);

	assert_int_equal(write(file, "leftover", 8), 8);
	close(file);
}

static void a_restore_replaces_a_book_beyond_use_and_takes_its_journal_away(void **state)
{
	struct book *book = *state;
	char copy[160], kept[KEPT], journal[220], moved[260];
	int file;

	two_states(book, copy);
	file = open(book->path, O_WRONLY | O_TRUNC);
	assert_int_equal(write(file, "no book at all, but something", 29), 29);
	close(file);
	(void)snprintf(journal, sizeof journal, "%s-journal", book->path);
	leave_journal(journal);
	assert_done(book, restore(book, copy, kept));
	assert_x(book, book->path, "old");
	assert_int_not_equal(access(journal, F_OK), 0);
	/* A journal whose book is gone would be played into whatever takes its place. */
	assert_int_equal(unlink(book->path), 0);
	leave_journal(journal);
	assert_fails(book, STATUS_REFUSED, "no longer there",
	             store_create(book->path, "CNY", BOOK_TIME, &book->store, &book->err));
	assert_done(book, restore(book, copy, kept));
	assert_x(book, book->path, "old");
	assert_int_not_equal(access(journal, F_OK), 0);
	(void)snprintf(moved, sizeof moved, "%s.before-restore-2-journal", book->path);
	assert_int_equal(access(moved, F_OK), 0);
}

static void a_bad_backup_is_refused_and_nothing_is_touched(void **state)
{
	struct book *book = *state;
	char copy[160], kept[KEPT], noise[4096];
	struct stat found;
	sqlite3 *db = NULL;
	int file;

	two_states(book, copy);
	assert_fails(book, STATUS_NOT_FOUND, "no backup",
	             restore(book, "/nowhere/at/all", kept));
	assert_int_equal(sqlite3_open(copy, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 44", NULL, NULL, NULL), SQLITE_OK);
	assert_fails(book, STATUS_NEWER, "later version", restore(book, copy, kept));
	assert_int_equal(sqlite3_exec(db, "PRAGMA user_version = 6", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(db);
	assert_int_equal(stat(copy, &found), 0);
	memset(noise, 0x5A, sizeof noise);
	for (off_t page = 1; page < found.st_size / 4096; page += 7) {
		char whole[4096];

		file = open(copy, O_RDWR);
		assert_int_equal(pread(file, whole, sizeof whole, page * 4096), (ssize_t)sizeof whole);
		assert_int_equal(pwrite(file, noise, sizeof noise, page * 4096), (ssize_t)sizeof noise);
		assert_int_equal(restore(book, copy, kept), STATUS_CORRUPT);
		assert_int_equal(pwrite(file, whole, sizeof whole, page * 4096), (ssize_t)sizeof whole);
		close(file);
	}
	assert_x(book, book->path, "new");
}

static void a_restore_waits_for_nobody_who_works_on_the_book(void **state)
{
	struct book *book = *state;
	struct job_lock *lock = NULL;
	char copy[160], kept[KEPT];

	two_states(book, copy);
	assert_done(book, job_lock_take(book->path, 0, &lock, &book->err));
	assert_fails(book, STATUS_BUSY, "another job", restore(book, copy, kept));
	job_lock_release(lock);
	assert_done(book, book_open(book, STORE_WRITE));
	assert_done(book, store_begin(book->store, &book->err));
	assert_fails(book, STATUS_BUSY, "is locked", restore(book, copy, kept));
	store_rollback(book->store);
	assert_done(book, restore(book, copy, kept));
	/* Who still has the old file open is told so instead of writing where nobody will look. */
	assert_fails(book, STATUS_IO, "was moved or replaced", store_put_setting(book->store, "x", "lost", &book->err));
	assert_x(book, book->path, "old");
}

static void collect(void *context, const char *finding)
{
	(void)snprintf((char *)context + strlen(context), 4000 - strlen(context), "%s;", finding);
}

static void the_check_finds_each_planted_inconsistency(void **state)
{
	struct book *book = *state;
	static const char unguard[] =
		"PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; PRAGMA recursive_triggers = OFF;"
		"INSERT INTO client VALUES (1, 'C1', '', NULL, 0, 'CNY', 0, 0, 0, 0, 0, 0, 0), (2, 'C2', '', NULL, 0, 'CNY', 0, 0, 0, 0, 0, 0, 0);"
		"INSERT INTO account VALUES (1, 1, 'main'), (2, 2, 'main');"
		"INSERT INTO instrument VALUES (2, 'F1', '', 2, 'CNY', 4, '', '', '', '', 0, 0, 0, 0, 0);"
		"INSERT INTO entry VALUES (1, 1, 2, NULL, 20000, 2, 10, 1, 0, -10, 'CNY', 'b1');"
		"INSERT INTO lot VALUES (1, 1, 2, 1, 20000, 20000, 10, 1);";
	static const struct {
		const char *planted, *finding;
	} cases[] = {
		{"", ""},
		{"INSERT INTO entry VALUES (2, 1, 2, NULL, 20001, 3, -11, 1, 0, 11, 'CNY', 's1');"
		 "INSERT INTO lot_change VALUES (1, 1, 2, 20001, 11)", "lot 1 falls below zero"},
		{"INSERT INTO entry VALUES (2, 1, 2, NULL, 20001, 3, -5, 1, 0, 5, 'CNY', 's1')",
		 "entry 2 moves -5 millionths, its lots 0"},
		{"INSERT INTO entry VALUES (2, 2, 2, NULL, 20001, 3, -5, 1, 0, 5, 'CNY', 's1');"
		 "INSERT INTO lot_change VALUES (1, 1, 2, 20001, 5)", "what entry 2 took from lot 1 disagrees"},
		{"INSERT INTO entry VALUES (2, 2, 2, NULL, 20001, 2, 5, 1, 0, -5, 'CNY', 'b2');"
		 "INSERT INTO lot VALUES (2, 1, 2, 2, 20001, 20001, 5, 1)", "lot 2 disagrees with the entry that opened it"},
		{"INSERT INTO entry VALUES (2, 1, 2, 1, 20001, 2, -10, 1, 0, 9, 'CNY', 'r1');"
		 "INSERT INTO lot_change VALUES (1, 1, 2, 20001, 10)", "entry 2 is no mirror of entry 1"},
		{"INSERT INTO plan VALUES (1, 1, NULL, 20000, 'A', '', 0.1, 0.1); INSERT INTO target VALUES (1, 0, 2, 999999999, 0, 1)",
		 "plan 1 sums to 999999999"},
		{"INSERT INTO plan VALUES (1, 1, NULL, 20000, 'A', '', 0.1, 0.1)", "plan 1 sums to 0"},
		{"INSERT INTO proposal VALUES (1, 1, NULL, 20000, 1, '', '', '', printf('%064d', 0), 0, 0, 0, 0, 0, 0)",
		 "proposal 1 has no lines"},
		{"INSERT INTO proposal VALUES (1, 1, NULL, 20000, 1, '', '', '', printf('%064d', 0), 0, 0, 0, 0, 0, 0);"
		 "INSERT INTO proposal_line VALUES (1, 1, 2, 2, 0, 5, 1, 5, 0, 0, 0, 0, '')", "does not own the account"},
		{"INSERT INTO proposal VALUES (1, 1, NULL, 20000, 0, '', '', '', printf('%064d', 0), 0, 0, 0, 0, 0, 0),"
		 "(2, 1, NULL, 20000, 0, '', '', '', printf('%064d', 1), 0, 0, 0, 0, 0, 0);"
		 "INSERT INTO proposal_line VALUES (1, 1, 1, 2, 0, 5, 1, 5, 0, 0, 0, 0, ''), (2, 2, 1, 2, 0, 5, 1, 5, 0, 0, 0, 0, '')",
		 "client 1 has 2 proposals that wait"},
		{"INSERT INTO proposal VALUES (1, 1, NULL, 20000, 1, '', '', '', printf('%064d', 0), 0, 0, 0, 0, 0, 0);"
		 "INSERT INTO proposal_line VALUES (1, 1, 1, 2, 0, 5, 1, 5, 0, 0, 0, 0, '');"
		 "INSERT INTO trade_order VALUES (1, 1, 1, 2, 2, 0, 10, 4, 1, 'B1')", "order 1 counts 4 millionths as filled"},
		{"INSERT INTO proposal VALUES (1, 1, NULL, 20000, 1, '', '', '', printf('%064d', 0), 0, 0, 0, 0, 0, 0);"
		 "INSERT INTO proposal_line VALUES (1, 1, 1, 2, 0, 5, 1, 5, 0, 0, 0, 0, '');"
		 "INSERT INTO trade_order VALUES (1, 1, 1, 2, 3, 0, 10, 4, 1, 'B1'); INSERT INTO fill VALUES (1, 1, 1, 20000, 4, 1, 0, 'X')",
		 "order 1 has a state that does not fit"},
		{"INSERT INTO proposal VALUES (1, 1, NULL, 20000, 1, '', '', '', printf('%064d', 0), 0, 0, 0, 0, 0, 0);"
		 "INSERT INTO proposal_line VALUES (1, 1, 1, 2, 0, 5, 1, 5, 0, 0, 0, 0, '');"
		 "INSERT INTO trade_order VALUES (1, 1, 1, 2, 2, 0, 10, 4, 1, 'B1'); INSERT INTO fill VALUES (1, 1, 1, 20000, 4, 1, 0, 'X')",
		 "fill 1 disagrees with its entry 1"},
		{"INSERT INTO account VALUES (9, 77, 'main')", "of account points to a row of client that is not there"},
		{"DROP TRIGGER entry_is_not_changed", "the trigger entry_is_not_changed is missing"},
		{"DROP INDEX entry_reference", "the index entry_reference is missing"},
		{"DROP TRIGGER instrument_cash_is_not_removed; DELETE FROM instrument WHERE id = 1", "no line 'CASH'"},
		{"DELETE FROM setting", "no setting 'currency'"},
		{"UPDATE client SET birth_year = 3", "CHECK constraint failed in client"},
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char copy[160], name[16], findings[4000] = "";
		struct store *store = NULL;
		sqlite3 *db = NULL;

		(void)snprintf(name, sizeof name, "%zu.book", i);
		path_of(book, name, copy);
		assert_done(book, store_backup(book->store, copy, &book->err));
		assert_int_equal(sqlite3_open(copy, &db), SQLITE_OK);
		if (sqlite3_exec(db, unguard, NULL, NULL, NULL) != SQLITE_OK ||
		    sqlite3_exec(db, cases[i].planted, NULL, NULL, NULL) != SQLITE_OK)
			fail_msg("case %zu cannot be planted: %s", i, sqlite3_errmsg(db));
		sqlite3_close(db);
		assert_done(book, store_open(copy, STORE_READ, &store, &book->err));
		assert_done(book, store_check(store, collect, findings, &book->err));
		store_close(store);
		if (cases[i].finding[0] == '\0' ? findings[0] != '\0' : strstr(findings, cases[i].finding) == NULL)
			fail_msg("case %zu: \"%s\" is not among: %s", i, cases[i].finding, findings);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_backup_is_a_private_book_and_never_overwrites, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_leftover_of_a_killed_backup_does_not_stand_in_the_way, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_backup_of_a_damaged_book_is_not_made, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_restore_keeps_the_book_that_was_there, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_restore_replaces_a_book_beyond_use_and_takes_its_journal_away, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_bad_backup_is_refused_and_nothing_is_touched, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_restore_waits_for_nobody_who_works_on_the_book, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(the_check_finds_each_planted_inconsistency, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_backup", tests, NULL, NULL);
}
