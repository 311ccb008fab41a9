/* A book of an older version, as a program of that time left it, becomes one of this: nothing in it changes. */
#include "tests/support/book_fixture.h"

#include <signal.h>
#include <sys/wait.h>

#include "data/journal/journal.h"
#include "data/store/schema.h"
#include "data/store/store_action.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "data/store/store_terms.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { OLDEST = 4, NOW = 6 };

/* Every row of every table but those that came later or have other columns now, and every index and trigger of them, as text. */
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
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('held_rate', "
	                                        "'terms_window', 'dealing_terms') ORDER BY name", -1, &tables, NULL), SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		char sql[120];

		text_addf(&dump, "[%s]\n", (const char *)sqlite3_column_text(tables, 0));
		(void)snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", (const char *)sqlite3_column_text(tables, 0));
		dump_query(db, sql, &dump);
	}
	sqlite3_finalize(tables);
	dump_query(db, "SELECT instrument_id, calendar, share_class, value_days, confirm_days, proceeds_days, fee_share, steps, "
	               "reinvests, delivery_id FROM dealing_terms ORDER BY 1", &dump);
	dump_query(db, "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE type <> 'table' AND tbl_name NOT IN "
	               "('held_rate', 'terms_window') ORDER BY name", &dump);
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
	struct instrument other = {.symbol = "F2", .name = "Other", .asset_class = ASSET_BOND, .currency = "CNY", .risk_level = 2};
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
	assert_done(book, store_put_instrument(book->store, &other, NULL, &book->err));
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

/* Terms as versions 4 and 5 keep them, one window of each kind: two open on a side, one that was there on neither. */
static const char old_terms[] =
	"INSERT INTO source VALUES (88, 't'); INSERT INTO delivery VALUES (88, 88, 'raw', 5, NULL, 'terms.csv');"
	"INSERT INTO dealing_terms (instrument_id, calendar, share_class, value_days, confirm_days, proceeds_days, fee_share,"
	" day_limit, is_limited, limited_from, limited_until, is_buy_closed, buy_closed_from, buy_closed_until, is_sell_closed,"
	" sell_closed_from, sell_closed_until, steps, reinvests, delivery_id) VALUES "
	"(2, 'XNYS', 'A', 1, 2, 7, 100000, 1000000000, 1, 20500, 0, 1, 20600, 20606, 1, 0, 20400, '7:0.015', 1, 88),"
	"(3, '', '', 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '', 0, NULL);";

/* The book as an older version has it: its tables made by the steps of that time, and the same rows in them. */
static void go_back(struct book *book, int version)
{
	char old[128], sql[256];
	sqlite3 *db = NULL;
	sqlite3_stmt *tables = NULL;

	book_close(book);
	(void)snprintf(old, sizeof old, "%s.old", book->path);
	assert_int_equal(sqlite3_open(old, &db), SQLITE_OK);
	assert_done(book, schema_migrate(db, "m", book_migrations, (size_t)version, &book->err));
	(void)snprintf(sql, sizeof sql, "PRAGMA foreign_keys = OFF; PRAGMA application_id = %d; ATTACH '%s' AS was",
	               BOOK_APPLICATION_ID, book->path);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT name FROM main.sqlite_schema WHERE type = 'table' "
	                                        "AND name <> 'dealing_terms'", -1, &tables, NULL),
	                 SQLITE_OK);
	while (sqlite3_step(tables) == SQLITE_ROW) {
		const char *name = (const char *)sqlite3_column_text(tables, 0);

		(void)snprintf(sql, sizeof sql, "INSERT OR REPLACE INTO main.\"%s\" SELECT * FROM was.\"%s\"", name, name);
		if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
			fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	}
	sqlite3_finalize(tables);
	assert_int_equal(sqlite3_exec(db, old_terms, NULL, NULL, NULL), SQLITE_OK);
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

static void lifted_with_everything_as_it_was(struct book *book, int version)
{
	char *before, *after;

	fill(book);
	go_back(book, version);
	before = dump_of(book->path);
	assert_non_null(strstr(before, "[lot_change]\n1:1|"));
	assert_non_null(strstr(before, "1:2|3:XNYS|3:A|1:1|1:2|1:7|1:100000|3:7:0.015|1:1|1:88|"));
	assert_int_equal(version_of(book), version);
	assert_done(book, book_open(book, STORE_WRITE));
	assert_sound(book);
	book_close(book);
	after = dump_of(book->path);
	assert_string_equal(before, after);
	assert_int_equal(version_of(book), NOW);
	free(before);
	free(after);
}

static void a_book_of_version_4_is_opened_with_everything_as_it_was(void **state)
{
	lifted_with_everything_as_it_was(*state, 4);
}

static void a_book_of_version_5_is_opened_with_everything_as_it_was(void **state)
{
	lifted_with_everything_as_it_was(*state, 5);
}

static void the_one_window_of_each_kind_becomes_one_of_the_list(void **state)
{
	struct book *book = *state;
	struct terms_list list;
	const struct dealing_terms *terms;

	fill(book);
	go_back(book, 5);
	assert_done(book, book_open(book, STORE_WRITE));
	assert_done(book, store_terms(book->store, 0, &list, &book->err));
	assert_int_equal(list.count, 2);
	terms = &list.terms[0];
	assert_int_equal(terms->window_count, 3); /* in the order they begin: no sale, the limit, no purchase */
	assert_int_equal(terms->windows[0].kind, DEALING_SELL_CLOSED);
	assert_int_equal(terms->windows[0].from.days, 0);
	assert_int_equal(terms->windows[0].until.days, 20400);
	assert_int_equal(terms->windows[1].kind, DEALING_LIMIT);
	assert_int_equal(terms->windows[1].amount, 1000 * MICROS);
	assert_int_equal(terms->windows[1].from.days, 20500);
	assert_int_equal(terms->windows[1].until.days, 0);
	assert_int_equal(terms->windows[2].kind, DEALING_BUY_CLOSED);
	assert_int_equal(terms->windows[2].from.days, 20600);
	assert_int_equal(terms->windows[2].until.days, 20606);
	assert_int_equal(list.terms[1].window_count, 0);
	assert_int_equal(list.terms[1].proceeds_days, 3);
	terms_list_clear(&list);
}

static void die(sqlite3_context *context, int count, sqlite3_value **values)
{
	(void)context, (void)count, (void)values;
	(void)kill(getpid(), SIGKILL);
}

/* All of a step is done and written out, but not its end. */
static void lift_and_die(const struct book *book, int version)
{
	const char *steps[NOW];
	char step[8000];
	sqlite3 *db = NULL;

	memcpy(steps, book_migrations, (size_t)version * sizeof *steps);
	if (snprintf(step, sizeof step, "%s SELECT die();", book_migrations[version]) >= (int)sizeof step)
		_exit(1);
	steps[version] = step;
	(void)sqlite3_open(book->path, &db);
	(void)sqlite3_create_function(db, "die", 0, SQLITE_UTF8, NULL, die, NULL, NULL);
	(void)sqlite3_exec(db, "PRAGMA cache_size = 1; PRAGMA cache_spill = 1", NULL, NULL, NULL);
	(void)schema_migrate(db, "m", steps, (size_t)version + 1, NULL);
	_exit(0);
}

static void killed_in_the_middle(struct book *book, int version)
{
	char *before, *after, journal[128];
	pid_t child;
	int how = -1;

	fill(book);
	go_back(book, version);
	before = dump_of(book->path);
	child = fork();
	if (child == 0)
		lift_and_die(book, version);
	assert_int_equal(waitpid(child, &how, 0), child);
	assert_true(WIFSIGNALED(how));
	(void)snprintf(journal, sizeof journal, "%s-journal", book->path);
	assert_int_equal(access(journal, F_OK), 0); /* pages of it are in the file */
	after = dump_of(book->path);
	assert_int_equal(version_of(book), version);
	assert_string_equal(before, after);
	free(after);
	assert_done(book, book_open(book, STORE_READ));
	assert_sound(book);
	free(before);
}

static void killed_on_the_way_from_version_4_it_is_a_book_of_version_4(void **state)
{
	killed_in_the_middle(*state, 4);
}

static void killed_on_the_way_from_version_5_it_is_a_book_of_version_5(void **state)
{
	killed_in_the_middle(*state, 5);
}

static void a_lifted_book_takes_what_is_new_and_nothing_else(void **state)
{
	static const char entry[] = "INSERT INTO entry (account_id, instrument_id, day, type, quantity, price, fee, cash, currency) ";
	static const char action[] = "INSERT INTO action (instrument_id, day, type, amount, currency, ratio, price, symbol, "
	                             "is_withdrawn) ";
	static const char window[] = "INSERT INTO terms_window (instrument_id, kind, amount, first_day, last_day, is_withdrawn) ";
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
		{window, "VALUES (3, 0, 5, 20500, 20510, 0)", SQLITE_OK},
		{window, "VALUES (3, 0, 5, 20500, 20510, 0)", SQLITE_CONSTRAINT}, /* said once */
		{window, "VALUES (3, 0, 5, NULL, NULL, 0)", SQLITE_OK},
		{window, "VALUES (3, 0, 5, NULL, NULL, 0)", SQLITE_CONSTRAINT},
		{window, "VALUES (3, 0, 0, 20500, 20510, 0)", SQLITE_CONSTRAINT},
		{window, "VALUES (3, 1, 5, 20500, 20510, 0)", SQLITE_CONSTRAINT},
		{window, "VALUES (3, 3, 0, 20500, 20510, 0)", SQLITE_CONSTRAINT},
		{window, "VALUES (3, 1, 0, 20511, 20510, 0)", SQLITE_CONSTRAINT},
		{window, "VALUES (3, 1, 0, NULL, 90000, 0)", SQLITE_CONSTRAINT},
		{window, "VALUES (4, 1, 0, 20500, 20510, 0)", SQLITE_CONSTRAINT}, /* of nothing whose terms are known */
		{"", "UPDATE terms_window SET last_day = 20509 WHERE instrument_id = 3", SQLITE_CONSTRAINT},
		{"", "DELETE FROM terms_window", SQLITE_CONSTRAINT},
		{"", "UPDATE terms_window SET is_withdrawn = 1 WHERE instrument_id = 3", SQLITE_OK},
		{window, "VALUES (3, 0, 5, 20500, 20510, 0)", SQLITE_OK},
		{"", "UPDATE terms_window SET is_withdrawn = 0", SQLITE_CONSTRAINT},
	};
	struct book *book = *state;

	fill(book);
	go_back(book, OLDEST);
	book_reopen(book, STORE_WRITE);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		char sql[300];

		(void)snprintf(sql, sizeof sql, "PRAGMA foreign_keys = ON; %s%s", cases[i].into, cases[i].values);
		if (book_raw(book, sql) != cases[i].code)
			fail_msg("%s", sql);
	}
}

static void a_book_of_version_7_is_refused_and_left(void **state)
{
	struct book *book = *state;
	char *before, *after;

	fill(book);
	book_close(book);
	assert_int_equal(book_raw(book, "PRAGMA user_version = 7"), SQLITE_OK);
	before = dump_of(book->path);
	assert_fails(book, STATUS_NEWER, "book version 7", book_open(book, STORE_WRITE));
	after = dump_of(book->path);
	assert_string_equal(before, after);
	assert_int_equal(version_of(book), NOW + 1);
	free(before);
	free(after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_book_of_version_4_is_opened_with_everything_as_it_was, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_book_of_version_5_is_opened_with_everything_as_it_was, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(the_one_window_of_each_kind_becomes_one_of_the_list, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(killed_on_the_way_from_version_4_it_is_a_book_of_version_4, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(killed_on_the_way_from_version_5_it_is_a_book_of_version_5, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_lifted_book_takes_what_is_new_and_nothing_else, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_book_of_version_7_is_refused_and_left, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_lift", tests, NULL, NULL);
}
