/* A book of version 4, as a program of that time left it, becomes one of version 5: nothing in it changes. */
#include "tests/support/book_fixture.h"

#include <signal.h>
#include <sys/wait.h>

#include "data/journal/journal.h"
#include "data/store/schema.h"
#include "data/store/store_action.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { BEFORE = 4 };

/* Every row of every table but what came with version 5, and every index and trigger of them, as text. */
static void dump_query(sqlite3 *db, const char *sql, struct text *dump)
{
	sqlite3_stmt *rows = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &rows, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while (sqlite3_step(rows) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(rows); i++) {
			const char *text = (const char *)sqlite3_column_text(rows, i);

			text_addf(dump, "%d:%s|", sqlite3_column_type(rows, i), text != NULL ? text : "");
		}
		text_add(dump, "\n");
	}
	sqlite3_finalize(rows);
}

static char *dump_of(const char *path)
{
	struct text dump = {0};
	sqlite3 *db = NULL;
	sqlite3_stmt *tables = NULL;
	char *owned;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'held_rate' "
	                                        "ORDER BY name", -1, &tables, NULL), SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		char sql[120];

		text_addf(&dump, "[%s]\n", (const char *)sqlite3_column_text(tables, 0));
		(void)snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", (const char *)sqlite3_column_text(tables, 0));
		dump_query(db, sql, &dump);
	}
	sqlite3_finalize(tables);
	dump_query(db, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'table' AND tbl_name <> 'held_rate' "
	               "ORDER BY name", &dump);
	sqlite3_close(db);
	owned = strdup(dump.bytes);
	text_clear(&dump);
	return owned;
}

static void put_entry(struct book *book, struct entry entry, struct lot *lot, const struct lot_use *use, int64_t *id)
{
	memcpy(entry.currency, "CNY", 4);
	assert_done(book, store_post(book->store, &entry, lot, lot != NULL, use, use != NULL, NULL, &book->err));
	if (id != NULL)
		*id = entry.id;
}

/* A purchase, a part of it sold, a split, one taken back; prices; an action and what came of it; a record. */
static void fill(struct book *book)
{
	struct client client = {.code = "C1", .name = "C", .currency = "CNY", .income = -1, .expenses = -1, .assets = -1,
	                        .liabilities = -1};
	struct instrument fund = {.symbol = "F1", .name = "Fund", .asset_class = ASSET_EQUITY, .currency = "CNY", .risk_level = 4};
	struct account account;
	const struct journal_event event = {.event = "IMPORT", .actor = "W", .time = BOOK_TIME};
	struct lot bought, doubled;
	struct lot_use use;
	struct corporate_action dividend = {.date = day("2026-03-02"), .type = ACTION_DIVIDEND, .amount = MICROS};
	struct outcome outcome = {.outcome = OUTCOME_LAPSED, .day = day("2026-03-02"), .actor = "W"};
	int64_t sale;

	assert_done(book, store_put_client(book->store, &client, NULL, &book->err));
	assert_done(book, store_put_account(book->store, client.id, "main", &account, &book->err));
	assert_done(book, store_put_instrument(book->store, &fund, NULL, &book->err));
	bought = (struct lot){.acquired = day("2026-01-02"), .quantity = 100 * MICROS, .unit_cost = 10 * MICROS};
	put_entry(book, (struct entry){.account_id = account.id, .instrument_id = fund.id, .date = day("2026-01-02"),
	          .type = ENTRY_BUY, .quantity = 100 * MICROS, .price = 10 * MICROS, .cash = -1000 * MICROS, .reference = "b"},
	          &bought, NULL, NULL);
	use = (struct lot_use){bought.id, 40 * MICROS};
	put_entry(book, (struct entry){.account_id = account.id, .instrument_id = fund.id, .date = day("2026-01-05"),
	          .type = ENTRY_SELL, .quantity = -40 * MICROS, .price = 11 * MICROS, .cash = 440 * MICROS, .reference = "s"},
	          NULL, &use, &sale);
	assert_done(book, store_reverse(book->store, sale, day("2026-01-06"), "u", NULL, &book->err));
	use.quantity = 100 * MICROS;
	doubled = (struct lot){.acquired = day("2026-01-02"), .quantity = 200 * MICROS, .unit_cost = 5 * MICROS};
	put_entry(book, (struct entry){.account_id = account.id, .instrument_id = fund.id, .date = day("2026-02-02"),
	          .type = ENTRY_SPLIT, .quantity = 100 * MICROS, .reference = "x"}, &doubled, &use, NULL);
	dividend.instrument_id = fund.id;
	assert_done(book, store_put_action(book->store, &dividend, 0, NULL, &book->err));
	outcome.action_id = 1;
	outcome.account_id = account.id;
	assert_done(book, store_put_outcome(book->store, &outcome, &book->err));
	assert_done(book, journal_append(book->store, &event, &book->err));
}

/* The book as version 4 has it: its tables made by the steps of that time, and the same rows in them. */
static void go_back(struct book *book)
{
	char old[128], sql[256];
	sqlite3 *db = NULL;
	sqlite3_stmt *tables = NULL;

	book_close(book);
	(void)snprintf(old, sizeof old, "%s.4", book->path);
	assert_int_equal(sqlite3_open(old, &db), SQLITE_OK);
	assert_done(book, schema_migrate(db, "m", book_migrations, BEFORE, &book->err));
	(void)snprintf(sql, sizeof sql, "PRAGMA foreign_keys = OFF; PRAGMA application_id = %d; ATTACH '%s' AS was",
	               BOOK_APPLICATION_ID, book->path);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM main.sqlite_schema WHERE type = 'table'", -1, &tables, NULL),
	                 SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(tables, 0);

		(void)snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO main.\"%s\" SELECT * FROM was.\"%s\"", name, name);
		if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
			fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	}
	sqlite3_finalize(tables);
	sqlite3_close(db);
	assert_int_equal(chmod(old, 0600), 0);
	assert_int_equal(rename(old, book->path), 0);
}

static int version_of(const struct book *book)
{
	sqlite3 *db = NULL;
	int version = -1;

	assert_int_equal(sqlite3_open(book->path, &db), SQLITE_OK);
	assert_int_equal(schema_version(db, "m", &version, NULL), STATUS_OK);
	sqlite3_close(db);
	return version;
}

static void count_finding(void *context, const char *finding)
{
	print_message("%s\n", finding);
	++*(int *)context;
}

static void assert_sound(struct book *book)
{
	struct journal_verdict verdict;
	int findings = 0;

	assert_done(book, journal_verify(book->store, NULL, &verdict, &book->err));
	assert_int_equal(verdict.fault, JOURNAL_SOUND);
	assert_int_equal(verdict.head.sequence, 2);
	assert_done(book, store_check(book->store, count_finding, &findings, &book->err));
	assert_int_equal(findings, 0);
}

static void a_book_of_version_4_is_opened_as_5_with_everything_as_it_was(void **state)
{
	struct book *book = *state;
	char *before, *after;

	fill(book);
	go_back(book);
	before = dump_of(book->path);
	assert_non_null(strstr(before, "[lot_change]\n1:1|"));
	assert_int_equal(version_of(book), BEFORE);
	assert_done(book, book_open(book, STORE_WRITE));
	assert_sound(book);
	book_close(book);
	after = dump_of(book->path);
	assert_string_equal(before, after);
	assert_int_equal(version_of(book), (int)book_migration_count);
	free(before);
	free(after);
}

static void die(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)context, (void)count, (void)values;
	(void)kill(getpid(), SIGKILL);
}

/* All of the step is done and written out, but not its end. */
static void lift_and_die(const struct book *book)
{
	const char *steps[BEFORE + 1];
	char step[8000];
	sqlite3 *db = NULL;

	memcpy(steps, book_migrations, BEFORE * sizeof *steps);
	(void)snprintf(step, sizeof step, "%s SELECT die();", book_migrations[BEFORE]);
	steps[BEFORE] = step;
	(void)sqlite3_open(book->path, &db);
	(void)sqlite3_create_function(db, "die", 0, SQLITE_UTF8, NULL, die, NULL, NULL);
	(void)sqlite3_exec(db, "PRAGMA cache_size = 1; PRAGMA cache_spill = 1", NULL, NULL, NULL);
	(void)schema_migrate(db, "m", steps, BEFORE + 1, NULL);
	_exit(0);
}

static void killed_in_the_middle_it_is_a_book_of_version_4(void **state)
{
	struct book *book = *state;
	char *before, *after, journal[128];
	pid_t child;
	int how = -1;

	fill(book);
	go_back(book);
	before = dump_of(book->path);
	child = fork();
	if (child == 0)
		lift_and_die(book);
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how));
	(void)snprintf(journal, sizeof journal, "%s-journal", book->path);
	assert_int_equal(access(journal, F_OK), 0); /* pages of it are in the file */
	after = dump_of(book->path);
	assert_int_equal(version_of(book), BEFORE);
	assert_string_equal(before, after);
	free(after);
	assert_done(book, book_open(book, STORE_READ));
	assert_sound(book);
	free(before);
}

static void a_lifted_book_takes_what_is_new_and_nothing_else(void **state)
{
	static const char entry[] = "INSERT INTO entry (account_id, instrument_id, day, type, quantity, price, fee, cash, currency) ";
	static const char action[] = "INSERT INTO action (instrument_id, day, type, amount, currency, ratio, price, symbol, "
	                             "is_withdrawn) ";
	static const struct {
		const char *into, *values;
		int code;
	} cases[] = {
		{entry, "VALUES (1, 2, 20500, 10, 0, 0, 0, 5, 'CNY')", SQLITE_OK},
		{entry, "VALUES (1, 2, 20500, 10, 0, 0, 0, -5, 'CNY')", SQLITE_CONSTRAINT},
		{entry, "VALUES (1, 2, 20500, 10, 1, 0, 0, 5, 'CNY')", SQLITE_CONSTRAINT},
		{entry, "VALUES (1, NULL, 20500, 10, 0, 0, 0, 5, 'CNY')", SQLITE_CONSTRAINT},
		{entry, "VALUES (1, 2, 20500, 11, 0, 0, 0, 5, 'CNY')", SQLITE_CONSTRAINT},
		{entry, "VALUES (1, 2, 20500, 3, 1, 0, 0, 5, 'CNY')", SQLITE_CONSTRAINT},
		{action, "VALUES (2, 20500, 6, 5, 'CNY', 0, 0, '', 0)", SQLITE_OK},
		{action, "VALUES (2, 20500, 7, 5, 'CNY', 0, 0, '', 0)", SQLITE_CONSTRAINT},
		{"", "DELETE FROM entry", SQLITE_CONSTRAINT},
		{"", "UPDATE entry SET cash = 0", SQLITE_CONSTRAINT},
		{"", "DELETE FROM action", SQLITE_CONSTRAINT},
		{"", "INSERT INTO source VALUES (77, 's'); INSERT INTO delivery VALUES (77, 77, 'rate', 5, NULL, '')", SQLITE_OK},
		{"", "INSERT INTO held_rate VALUES (1, 'EUR', 'USD', 20500, 110, 77, 'jump', 1, 0, '', '', 0)", SQLITE_OK},
		{"", "INSERT INTO held_rate VALUES (2, 'EUR', 'USD', 20500, 110, 77, 'jump', 1, 0, '', '', 0)", SQLITE_CONSTRAINT},
		{"", "UPDATE held_rate SET value = 1", SQLITE_CONSTRAINT},
		{"", "UPDATE held_rate SET state = 2", SQLITE_CONSTRAINT}, /* nobody */
		{"", "UPDATE held_rate SET state = 2, actor = 'W'", SQLITE_OK},
		{"", "UPDATE held_rate SET state = 1, actor = 'W'", SQLITE_CONSTRAINT},
		{"", "DELETE FROM held_rate", SQLITE_CONSTRAINT},
	};
	struct book *book = *state;

	fill(book);
	go_back(book);
	book_reopen(book, STORE_WRITE);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char sql[300];

		(void)snprintf(sql, sizeof sql, "PRAGMA foreign_keys = ON; %s%s", cases[i].into, cases[i].values);
		if (book_raw(book, sql) != cases[i].code)
			fail_msg("%s", sql);
	}
}

static void a_book_of_version_6_is_refused_and_left(void **state)
{
	struct book *book = *state;
	char *before, *after;

	fill(book);
	book_close(book);
	assert_int_equal(book_raw(book, "PRAGMA user_version = 6"), SQLITE_OK);
	before = dump_of(book->path);
	assert_fails(book, STATUS_NEWER, "book version 6", book_open(book, STORE_WRITE));
	after = dump_of(book->path);
	assert_string_equal(before, after);
	assert_int_equal(version_of(book), 6);
	free(before);
	free(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_book_of_version_4_is_opened_as_5_with_everything_as_it_was, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(killed_in_the_middle_it_is_a_book_of_version_4, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_lifted_book_takes_what_is_new_and_nothing_else, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_book_of_version_6_is_refused_and_left, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_lift", tests, NULL, NULL);
}
