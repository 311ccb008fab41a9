/* Terms of dealing in the book: what stands, what was withdrawn, and what a check of the book says of them. */
#include "tests/support/book_fixture.h"

#include "data/store/store_price.h"
#include "data/store/store_terms.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

static int64_t put_fund(struct book *book, const char *symbol)
{
	struct instrument fund = {.name = "Fund", .asset_class = ASSET_EQUITY, .currency = "CNY", .risk_level = 4};

	(void)snprintf(fund.symbol, sizeof fund.symbol, "%s", symbol);
	assert_done(book, store_put_instrument(book->store, &fund, NULL, &book->err));
	return fund.id;
}

static enum put_result put(struct book *book, int64_t id, const struct dealing_window *windows, size_t count)
{
	const struct dealing_terms terms = {.instrument_id = id, .proceeds_days = 3, .windows = windows, .window_count = count};
	enum put_result result = PUT_SAME;

	assert_done(book, store_put_terms(book->store, &terms, 0, &result, &book->err));
	return result;
}

static int64_t rows(struct book *book, const char *condition)
{
	char sql[120];
	sqlite3 *db = NULL;
	sqlite3_stmt *statement = NULL;
	int64_t count;

	(void)snprintf(sql, sizeof sql, "SELECT count(*) FROM terms_window WHERE %s", condition);
	assert_int_equal(sqlite3_open(book->path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
	count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	sqlite3_close(db);
	return count;
}

static void the_book_says_exactly_what_was_put(void **state)
{
	struct book *book = *state;
	const int64_t one = put_fund(book, "F1"), other = put_fund(book, "F2");
	const struct dealing_window windows[] = {
		{.kind = DEALING_BUY_CLOSED, .from = day("2026-10-01"), .until = day("2026-10-08")},
		{.kind = DEALING_LIMIT, .amount = 1000 * MICROS, .until = day("2026-11-30")},
		{.kind = DEALING_LIMIT, .amount = 5000 * MICROS, .from = day("2026-12-01")},
	};
	struct terms_list list;
	int64_t owner = 0;

	assert_int_equal(put(book, other, NULL, 0), PUT_NEW);
	assert_int_equal(put(book, one, windows, 3), PUT_NEW);
	assert_int_equal(put(book, one, windows, 3), PUT_SAME);
	assert_done(book, store_terms(book->store, 0, &list, &book->err));
	assert_int_equal(list.count, 2);
	assert_int_equal(list.terms[0].instrument_id, one);
	assert_int_equal(list.terms[0].window_count, 3);
	assert_true(dealing_window_is_same(&list.terms[0].windows[0], &windows[1])); /* in the order they begin */
	assert_true(dealing_window_is_same(&list.terms[0].windows[1], &windows[0]));
	assert_true(dealing_window_is_same(&list.terms[0].windows[2], &windows[2]));
	assert_int_equal(list.terms[1].window_count, 0);
	assert_done(book, store_window_owner(book->store, list.terms[0].windows[0].id, &owner, &book->err));
	assert_int_equal(owner, one);
	terms_list_clear(&list);
	assert_done(book, store_terms(book->store, other, &list, &book->err));
	assert_int_equal(list.count, 1);
	assert_int_equal(list.terms[0].instrument_id, other);
	terms_list_clear(&list);
	assert_done(book, store_terms(book->store, 4711, &list, &book->err));
	assert_int_equal(list.count, 0);
	terms_list_clear(&list);
}

static void what_is_no_longer_said_stays_as_withdrawn(void **state)
{
	struct book *book = *state;
	const int64_t id = put_fund(book, "F1");
	const struct dealing_window first = {.kind = DEALING_LIMIT, .amount = 1000 * MICROS, .from = day("2026-01-01")};
	const struct dealing_window second = {.kind = DEALING_LIMIT, .amount = 2000 * MICROS, .from = day("2026-01-01")};
	const struct dealing_window bad = {.kind = DEALING_LIMIT};
	const struct dealing_terms wrong = {.instrument_id = id, .windows = &bad, .window_count = 1};
	struct terms_list list;
	int64_t number, owner = 0;

	assert_int_equal(put(book, id, &first, 1), PUT_NEW);
	assert_done(book, store_terms(book->store, id, &list, &book->err));
	number = list.terms[0].windows[0].id;
	terms_list_clear(&list);
	assert_int_equal(put(book, id, &second, 1), PUT_CHANGED);
	assert_fails(book, STATUS_NOT_FOUND, "no limit or closure", store_window_owner(book->store, number, &owner, &book->err));
	assert_int_equal(put(book, id, &first, 1), PUT_CHANGED); /* said anew, under a number of its own */
	assert_int_equal(rows(book, "is_withdrawn = 1"), 2);
	assert_int_equal(rows(book, "is_withdrawn = 0 AND amount = 1000000000"), 1);
	assert_fails(book, STATUS_INVALID, "above 0", store_put_terms(book->store, &wrong, 0, NULL, &book->err));
	assert_int_equal(put(book, id, &first, 1), PUT_SAME);
}

static void keep_finding(void *context, const char *finding)
{
	text_addf(context, "%s\n", finding);
}

static void a_check_of_the_book_finds_windows_of_nothing_and_guards_that_are_gone(void **state)
{
	static const struct {
		const char *damage, *finding;
	} cases[] = {
		{"PRAGMA foreign_keys = OFF; DELETE FROM dealing_terms", "of terms_window points to a row of dealing_terms that is not there"},
		{"DROP TRIGGER terms_window_is_not_removed", "the trigger terms_window_is_not_removed is missing or was changed"},
		{"DROP INDEX terms_window_is_said_once", "the index terms_window_is_said_once is missing or was changed"},
	};
	struct book *book = *state;
	const struct dealing_window closed = {.kind = DEALING_SELL_CLOSED, .from = day("2026-10-01")};
	struct text findings = {0};

	assert_int_equal(put(book, put_fund(book, "F1"), &closed, 1), PUT_NEW);
	assert_done(book, store_check(book->store, keep_finding, &findings, &book->err));
	assert_int_equal(findings.length, 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(book_raw(book, cases[i].damage), SQLITE_OK);
		book_reopen(book, STORE_READ);
		assert_done(book, store_check(book->store, keep_finding, &findings, &book->err));
		if (strstr(text_string(&findings), cases[i].finding) == NULL)
			fail_msg("\"%s\" does not say \"%s\"", text_string(&findings), cases[i].finding);
	}
	text_clear(&findings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_book_says_exactly_what_was_put, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(what_is_no_longer_said_stays_as_withdrawn, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_check_of_the_book_finds_windows_of_nothing_and_guards_that_are_gone, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_terms", tests, NULL, NULL);
}
