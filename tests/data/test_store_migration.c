/* From every version of a book to this one: what is in it stays, and a step that fails changes nothing. */
#include "tests/support/book_fixture.h"

#include "data/store/schema.h"
#include "data/store/store_keep.h"

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
	assert_done(book, book_open(book, STORE_READ));
	assert_int_equal(book_clients(book), 0);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(migrations_go_from_any_version_to_the_last_and_a_bad_one_changes_nothing, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(an_older_book_is_lifted_with_a_backup_beside_it, book_folder_setup, book_teardown),
		cmocka_unit_test_setup_teardown(prices_of_version_3_are_the_same_in_version_4, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(every_released_version_is_lifted_to_this_one, book_folder_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_migration", tests, NULL, NULL);
}
