/* Copies that make themselves, sealed copies, and what is said about a book that is damaged. */
#include "tests/support/book_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "data/journal/journal.h"
#include "data/store/store_keep.h"
#include "data/store/store_salvage.h"

static const struct keep_rule usual = {.last = 10, .daily = 7, .weekly = 5, .monthly = 12};
static const char passphrase[] = "four words are enough";

/* ---- the rule --------------------------------------------------------------------------------------------------- */

static int period_of(struct date date, unsigned flag)
{
	int year, month, day_of;

	if (flag == KEPT_DAY)
		return date.days;
	if (flag == KEPT_WEEK) {
		date_iso_week(date, &year, &month);
		return year * 100 + month;
	}
	date_to_civil(date, &year, &month, &day_of);
	return year * 12 + month;
}

/* The rule in its own words: the newest of its period, with fewer than `most` later periods among the copies. */
static bool is_kept_by(const struct kept_list *list, size_t row, unsigned flag, int most)
{
	const bool is_migration = strcmp(list->rows[row].reason, "migration") == 0;
	int later = 0;

	for (size_t i = 0; i < row; i++) {
		bool is_first = true;

		if ((strcmp(list->rows[i].reason, "migration") == 0) != is_migration)
			continue;
		if (flag == KEPT_LAST) {
			later++;
			continue;
		}
		if (period_of(list->rows[i].day, flag) == period_of(list->rows[row].day, flag))
			return false;
		for (size_t j = 0; j < i; j++)
			if ((strcmp(list->rows[j].reason, "migration") == 0) == is_migration &&
			    period_of(list->rows[j].day, flag) == period_of(list->rows[i].day, flag))
				is_first = false;
		later += is_first;
	}
	return later < most;
}

static void each_copy_stays_exactly_for_the_reasons_of_the_rule(void **state)
{
	static const struct keep_rule rules[] = {{10, 7, 5, 12}, {1, 0, 0, 0}, {3, 2, 9, 1}, {1, 400, 0, 30}};
	enum { ROWS = 300 };
	struct kept *rows = calloc(ROWS, sizeof *rows);
	struct kept_list list = {.rows = rows, .count = ROWS};
	uint32_t random = 7;
	struct date date = day("2026-11-20");

	(void)state;
	for (size_t i = 0; i < ROWS; i++) {
		rows[i].day = date;
		rows[i].number = (int)(ROWS - i);
		(void)snprintf(rows[i].reason, sizeof rows[i].reason, "%s", i % 11 == 3 ? "migration" : "asked");
		random = random * 1664525u + 1013904223u;
		date = date_add_days(date, -(int)(random >> 24) % 4); /* several a day, gaps of up to three */
	}
	for (size_t r = 0; r < sizeof rules / sizeof rules[0]; r++) {
		kept_mark(&list, &rules[r]);
		for (size_t i = 0; i < ROWS; i++) {
			const unsigned expected = (is_kept_by(&list, i, KEPT_LAST, rules[r].last) ? KEPT_LAST : 0) |
			                          (is_kept_by(&list, i, KEPT_DAY, rules[r].daily) ? KEPT_DAY : 0) |
			                          (is_kept_by(&list, i, KEPT_WEEK, rules[r].weekly) ? KEPT_WEEK : 0) |
			                          (is_kept_by(&list, i, KEPT_MONTH, rules[r].monthly) ? KEPT_MONTH : 0);

			if (rows[i].kept_for != expected)
				fail_msg("rule %zu, copy %zu: kept for %u, expected %u", r, i, rows[i].kept_for, expected);
		}
	}
	free(rows);
}

/* ---- the folder ------------------------------------------------------------------------------------------------- */

static void keep(struct book *book, const char *on, const char *reason, const struct keep_rule *rule, char path[200])
{
	assert_done(book, store_keep(book->store, day(on), reason, rule, path, 200, &book->err));
}

static size_t count_of(struct book *book)
{
	struct kept_list list;
	size_t count;

	assert_done(book, kept_list_read(book->path, &list, &book->err));
	count = list.count;
	kept_list_clear(&list);
	return count;
}

static void a_copy_is_private_named_by_day_and_reason_and_never_overwrites(void **state)
{
	struct book *book = *state;
	char path[200], expected[200];
	struct stat found;
	struct kept_list list;
	bool is_sealed = true;

	assert_int_equal(count_of(book), 0);
	keep(book, "2026-11-20", "asked", &usual, path);
	(void)snprintf(expected, sizeof expected, "%s.backups/2026-11-20-1-asked.db", book->path);
	assert_string_equal(path, expected);
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0600);
	*strrchr(expected, '/') = '\0';
	assert_int_equal(stat(expected, &found), 0);
	assert_int_equal(found.st_mode & 07777, 0700);
	keep(book, "2026-11-20", "asked", &usual, path);
	keep(book, "2026-11-19", "everyone", &usual, path);
	assert_done(book, kept_list_read(book->path, &list, &book->err));
	assert_int_equal(list.count, 3);
	assert_int_equal(list.rows[0].number, 2);
	assert_string_equal(list.rows[2].reason, "everyone");
	assert_done(book, store_verify_copy(list.rows[2].path, &is_sealed, &book->err));
	assert_false(is_sealed);
	kept_list_clear(&list);
}

static void the_rule_removes_what_it_does_not_keep_and_nothing_else(void **state)
{
	static const struct keep_rule two = {.last = 2};
	struct book *book = *state;
	char path[200], strange[220], partial[260];
	int file;

	keep(book, "2026-11-20", "asked", &two, path);
	(void)snprintf(strange, sizeof strange, "%s.backups/2026-11-20-mine.db", book->path);
	assert_int_equal(link(path, strange), 0);
	(void)snprintf(partial, sizeof partial, "%s.backups/2026-01-01-1-asked.db.partial", book->path);
	file = open(partial, O_WRONLY | O_CREAT, 0600);
	close(file);
	for (int i = 0; i < 4; i++)
		keep(book, "2026-11-20", "asked", &two, path);
	assert_int_equal(count_of(book), 2);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(access(strange, F_OK), 0);
	assert_int_not_equal(access(partial, F_OK), 0); /* of a run that was killed */
}

static void a_second_name_of_the_book_is_no_copy_of_it(void **state)
{
	struct book *book = *state;
	char path[200], name[220];

	keep(book, "2026-11-20", "asked", &usual, path);
	(void)snprintf(name, sizeof name, "%s.backups/2026-11-20-2-restore.db", book->path);
	assert_int_equal(link(book->path, name), 0);
	assert_int_equal(count_of(book), 1);
	keep(book, "2026-11-20", "asked", &usual, path);
	assert_int_equal(count_of(book), 2);
}

static void no_copy_is_made_where_it_cannot_be_kept_private(void **state)
{
	struct book *book = *state;
	char folder[200];

	(void)snprintf(folder, sizeof folder, "%s.backups", book->path);
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_int_equal(chmod(folder, 0777), 0);
	assert_fails(book, STATUS_REFUSED, "others may write",
	             store_keep(book->store, day("2026-11-20"), "asked", &usual, NULL, 0, &book->err));
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(open(folder, O_WRONLY | O_CREAT | O_CLOEXEC, 0600) < 0, 0);
	assert_fails(book, STATUS_REFUSED, "not a folder",
	             store_keep(book->store, day("2026-11-20"), "asked", &usual, NULL, 0, &book->err));
}

/* ---- sealed copies ---------------------------------------------------------------------------------------------- */

static bool holds(const char *path, const char *words)
{
	char *bytes = calloc(1, 4 << 20);
	const int file = open(path, O_RDONLY);
	const ssize_t length = read(file, bytes, (4 << 20) - 1);
	const bool found = memmem(bytes, (size_t)length, words, strlen(words)) != NULL;

	close(file);
	free(bytes);
	return found;
}

static enum status restore(struct book *book, const char *backup, const char *with)
{
	const struct restoration restoration = {
		.backup = backup, .path = book->path, .day = day("2026-11-20"), .passphrase = with};
	char kept[200];

	return store_restore(&restoration, kept, sizeof kept, &book->err);
}

static void assert_nothing_unsealed_is_left(const struct book *book)
{
	char left[200];

	(void)snprintf(left, sizeof left, "%s.backups/unsealed.partial", book->path);
	assert_int_not_equal(access(left, F_OK), 0);
}

static void a_sealed_copy_tells_nothing_and_comes_back_with_its_passphrase(void **state)
{
	struct book *book = *state;
	char sealed[160], value[32];
	bool is_sealed = false;

	(void)snprintf(sealed, sizeof sealed, "%s/sealed", book->folder);
	assert_done(book, store_put_setting(book->store, "x", "Wang Fang's fortune", &book->err));
	assert_true(holds(book->path, "Wang Fang's fortune"));
	assert_done(book, store_backup_sealed(book->store, sealed, passphrase, &book->err));
	assert_nothing_unsealed_is_left(book);
	assert_false(holds(sealed, "Wang Fang's fortune"));
	assert_false(holds(sealed, "SQLite format"));
	assert_fails(book, STATUS_REFUSED, "exists already", store_backup_sealed(book->store, sealed, passphrase, &book->err));
	assert_done(book, store_verify_copy(sealed, &is_sealed, &book->err));
	assert_true(is_sealed);
	assert_done(book, store_put_setting(book->store, "x", "nothing", &book->err));
	book_close(book);
	assert_fails(book, STATUS_INVALID, "its passphrase is needed", restore(book, sealed, NULL));
	assert_fails(book, STATUS_REFUSED, "does not open", restore(book, sealed, "four words are not enough"));
	assert_nothing_unsealed_is_left(book);
	assert_int_equal(truncate(sealed, 30000), 0);
	assert_fails(book, STATUS_CORRUPT, "cut short", restore(book, sealed, passphrase));
	assert_int_equal(unlink(sealed), 0);
	assert_done(book, book_open(book, STORE_WRITE));
	assert_done(book, store_get_setting(book->store, "x", value, sizeof value, &book->err));
	assert_string_equal(value, "nothing");
	assert_done(book, store_put_setting(book->store, "x", "back", &book->err));
	assert_done(book, store_backup_sealed(book->store, sealed, passphrase, &book->err));
	assert_done(book, store_put_setting(book->store, "x", "lost", &book->err));
	store_close(book->store);
	assert_done(book, restore(book, sealed, passphrase));
	assert_nothing_unsealed_is_left(book);
	assert_done(book, book_open(book, STORE_WRITE));
	assert_done(book, store_get_setting(book->store, "x", value, sizeof value, &book->err));
	assert_string_equal(value, "back");
}

/* The chain is looked at before a copy takes the place of a book. */
static void a_copy_with_a_broken_journal_is_not_put_back(void **state)
{
	struct book *book = *state;
	const struct journal_event event = {.event = "WATCHED", .actor = "system", .time = BOOK_TIME};
	char copy[200];
	bool is_sealed;
	sqlite3 *db = NULL;

	assert_done(book, journal_append(book->store, &event, &book->err));
	keep(book, "2026-11-20", "asked", &usual, copy);
	assert_int_equal(sqlite3_open(copy, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "DROP TRIGGER journal_is_not_changed; UPDATE journal SET payload = replace(payload, "
	                                  "'WATCHED', 'WASHED') WHERE seq = 2", NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_changes(db), 1);
	sqlite3_close(db);
	assert_fails(book, STATUS_CORRUPT, "broken at record 2", store_verify_copy(copy, &is_sealed, &book->err));
	book_close(book);
	assert_fails(book, STATUS_CORRUPT, "broken at record 2", restore(book, copy, NULL));
}

/* ---- damage ----------------------------------------------------------------------------------------------------- */

static void write_at(const struct book *book, off_t at, char filling, size_t length)
{
	char *bytes = malloc(length);
	const int file = open(book->path, O_WRONLY);

	memset(bytes, filling, length);
	assert_int_equal(pwrite(file, bytes, length, at), (ssize_t)length);
	close(file);
	free(bytes);
}

static void assert_damage(struct book *book, enum book_damage expected, struct salvage *salvage)
{
	assert_done(book, store_salvage(book->path, salvage, &book->err));
	assert_int_equal(salvage->damage, expected);
}

static const struct salvage_table *table_of(const struct salvage *salvage, const char *name)
{
	for (size_t i = 0; i < salvage->table_count; i++)
		if (strcmp(salvage->tables[i].name, name) == 0)
			return &salvage->tables[i];
	return NULL;
}

static void every_kind_of_damage_is_named(void **state)
{
	struct book *book = *state;
	struct salvage salvage;
	struct stat found;

	book_close(book);
	assert_int_equal(stat(book->path, &found), 0);
	assert_damage(book, BOOK_SOUND, &salvage);
	assert_int_equal(salvage.bytes, found.st_size);
	assert_int_equal(salvage.expected, found.st_size);
	salvage_clear(&salvage);

	assert_int_equal(truncate(book->path, found.st_size - 4096), 0);
	assert_damage(book, BOOK_CUT, &salvage);
	assert_int_equal(salvage.expected - salvage.bytes, 4096);
	assert_non_null(table_of(&salvage, "instrument"));
	assert_int_equal(table_of(&salvage, "instrument")->rows, 1); /* CASH lies well before the cut */
	assert_true(table_of(&salvage, "instrument")->is_whole);
	salvage_clear(&salvage);

	write_at(book, 0, 'x', 4096);
	assert_damage(book, BOOK_HEAD_LOST, &salvage);
	salvage_clear(&salvage);
	write_at(book, 0, '\0', (size_t)found.st_size - 4096);
	assert_damage(book, BOOK_ZEROED, &salvage);
	salvage_clear(&salvage);
	assert_int_equal(truncate(book->path, 0), 0);
	assert_damage(book, BOOK_EMPTY, &salvage);
	salvage_clear(&salvage);
	assert_int_equal(unlink(book->path), 0);
	assert_damage(book, BOOK_ABSENT, &salvage);
	salvage_clear(&salvage);
	assert_int_equal(mkdir(book->path, 0700), 0);
	assert_fails(book, STATUS_REFUSED, "no regular file", store_salvage(book->path, &salvage, &book->err));
	assert_int_equal(rmdir(book->path), 0);
}

/* Any block of a sound book overwritten: it is named as damage or the file is still sound, and reading never fails. */
static void a_block_overwritten_anywhere_is_found_and_the_rest_is_read(void **state)
{
	struct book *book = *state;
	char copy[200];
	struct salvage salvage;
	struct stat found;
	size_t damaged = 0, readable = 0;

	keep(book, "2026-11-20", "asked", &usual, copy);
	book_close(book);
	assert_int_equal(stat(book->path, &found), 0);
	for (off_t block = 1; block < found.st_size / 4096; block++) {
		write_at(book, block * 4096, (char)0xA5, 4096);
		assert_done(book, store_salvage(book->path, &salvage, &book->err));
		assert_true(salvage.damage == BOOK_DAMAGED);
		assert_true(salvage.finding_count > 0);
		damaged++;
		readable += salvage.table_count > 0;
		salvage_clear(&salvage);
		assert_int_equal(unlink(book->path), 0);
		assert_done(book, restore(book, copy, NULL));
	}
	assert_true(damaged > 10);
	assert_true(readable > damaged / 2); /* only blocks of the list of tables itself leave nothing to read */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_copy_stays_exactly_for_the_reasons_of_the_rule),
		cmocka_unit_test_setup_teardown(a_copy_is_private_named_by_day_and_reason_and_never_overwrites, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(the_rule_removes_what_it_does_not_keep_and_nothing_else, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_second_name_of_the_book_is_no_copy_of_it, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(no_copy_is_made_where_it_cannot_be_kept_private, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_sealed_copy_tells_nothing_and_comes_back_with_its_passphrase, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_copy_with_a_broken_journal_is_not_put_back, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(every_kind_of_damage_is_named, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_block_overwritten_anywhere_is_found_and_the_rest_is_read, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_keep", tests, NULL, NULL);
}
