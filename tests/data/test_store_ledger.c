/* Clients, accounts, and what is entered for them in a real file: days, lots, money, reversals. */
#include "tests/data/ledger_case.h"

/* What is held of the fund, in whole units, at the end of a day. */
static int64_t held(struct book *book, const struct cast *cast, const char *date)
{
	struct holdings holdings = {0};
	int64_t sum = 0;

	assert_done(book, store_holdings(book->store, cast->client.id, day(date), &holdings, &book->err));
	for (size_t i = 0; i < holdings.lot_count; i++) {
		assert_true(holdings.lots[i].quantity > 0);
		sum += holdings.lots[i].quantity;
	}
	holdings_clear(&holdings);
	return sum / MICROS;
}

static int64_t money(struct book *book, const struct cast *cast, const char *date)
{
	struct holdings holdings = {0};
	int64_t sum = 0;

	assert_done(book, store_holdings(book->store, cast->client.id, day(date), &holdings, &book->err));
	for (size_t i = 0; i < holdings.account_count; i++)
		sum += holdings.cash[i];
	holdings_clear(&holdings);
	return sum / MICROS;
}

static void shows_nothing_dated_later_than_the_day(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct entry deposit = entry_of(&cast, "2026-01-02", ENTRY_DEPOSIT, 0, 5000, "d1");
	struct lot first, second;

	assert_done(book, store_post(book->store, &deposit, NULL, 0, NULL, 0, NULL, &book->err));
	first = buy(book, &cast, "2026-01-05", 100, "b1");
	second = buy(book, &cast, "2026-01-09", 30, "b2");
	assert_done(book, sell(book, &cast, "2026-01-12", first.id, 40, "s1", NULL));
	assert_true(second.id > first.id);
	assert_int_equal(held(book, &cast, "2026-01-04"), 0);
	assert_int_equal(held(book, &cast, "2026-01-05"), 100);
	assert_int_equal(held(book, &cast, "2026-01-11"), 130);
	assert_int_equal(held(book, &cast, "2026-01-12"), 90);
	assert_int_equal(money(book, &cast, "2026-01-01"), 0);
	assert_int_equal(money(book, &cast, "2026-01-02"), 5000);
	assert_int_equal(money(book, &cast, "2026-01-09"), 3700);
	assert_int_equal(money(book, &cast, "2026-01-12"), 4100);
}

static void hides_a_transferred_lot_until_it_has_arrived(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct entry in = entry_of(&cast, "2026-02-01", ENTRY_TRANSFER_IN, 10, 0, "t1");
	struct lot lot = {.acquired = day("2020-05-05"), .quantity = 10 * MICROS, .unit_cost = 7 * MICROS};

	assert_done(book, store_post(book->store, &in, &lot, 1, NULL, 0, NULL, &book->err));
	assert_int_equal(held(book, &cast, "2026-01-31"), 0);
	assert_int_equal(held(book, &cast, "2026-02-01"), 10);
}

static void takes_the_same_reference_once(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct entry again = entry_of(&cast, "2026-01-05", ENTRY_BUY, 100, -1000, "b1");
	struct lot lot = {.acquired = day("2026-01-05"), .quantity = 100 * MICROS, .unit_cost = 10 * MICROS};
	enum put_result result = PUT_NEW;

	(void)buy(book, &cast, "2026-01-05", 100, "b1");
	assert_done(book, store_post(book->store, &again, &lot, 1, NULL, 0, &result, &book->err));
	assert_int_equal(result, PUT_SAME);
	assert_true(again.id > 0);
	assert_int_equal(held(book, &cast, "2026-12-31"), 100);
	again.cash -= 1;
	assert_fails(book, STATUS_REFUSED, "\"b1\" is already that of another entry",
	             store_post(book->store, &again, &lot, 1, NULL, 0, &result, &book->err));
}

static void refuses_to_take_more_than_a_lot_holds_on_any_day(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct lot lot = buy(book, &cast, "2026-01-05", 100, "b1");

	assert_fails(book, STATUS_INVALID, "has only 100 left", sell(book, &cast, "2026-01-06", lot.id, 101, "s1", NULL));
	assert_fails(book, STATUS_INVALID, "has no lot", sell(book, &cast, "2026-01-04", lot.id, 1, "s2", NULL));
	assert_done(book, sell(book, &cast, "2026-01-20", lot.id, 70, "s3", NULL));
	/* Sold earlier than the sale that is already there: on the 20th only 30 would be left to give. */
	assert_fails(book, STATUS_INVALID, "has only 30 left", sell(book, &cast, "2026-01-10", lot.id, 31, "s4", NULL));
	assert_done(book, sell(book, &cast, "2026-01-10", lot.id, 30, "s5", NULL));
	assert_int_equal(held(book, &cast, "2026-01-15"), 70);
	assert_int_equal(held(book, &cast, "2026-01-20"), 0);
}

/* A single amount may be as large as amounts are; two that sum to more than the format holds would end the book. */
static void refuses_money_and_shares_that_no_sum_can_hold(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const int64_t huge = 9000000000000; /* 9e12 of at most 9.22e12 */
	struct entry first = entry_of(&cast, "2026-01-05", ENTRY_DEPOSIT, 0, huge, "a");
	struct entry second = entry_of(&cast, "2026-01-05", ENTRY_DEPOSIT, 0, huge, "b");
	struct entry out = entry_of(&cast, "2026-01-06", ENTRY_WITHDRAW, 0, -huge, "c"), mirror;
	struct entry shares = entry_of(&cast, "2026-01-05", ENTRY_TRANSFER_IN, huge, 0, "d");
	struct lot lot = {.acquired = day("2026-01-05"), .quantity = huge * MICROS};
	struct holdings holdings = {0};
	struct account other;

	assert_done(book, store_put_account(book->store, cast.client.id, "other", &other, &book->err));
	second.account_id = other.id;
	assert_done(book, store_post(book->store, &first, NULL, 0, NULL, 0, NULL, &book->err));
	assert_int_equal(store_post(book->store, &second, NULL, 0, NULL, 0, NULL, &book->err), STATUS_INVALID);
	assert_string_equal(book->err.message, "with this entry the money of the client would be more than can be counted");
	assert_done(book, store_post(book->store, &out, NULL, 0, NULL, 0, NULL, &book->err));
	assert_int_equal(store_reverse(book->store, out.id, day("2026-01-07"), "r", &mirror, &book->err), STATUS_INVALID);
	assert_done(book, store_post(book->store, &shares, &lot, 1, NULL, 0, NULL, &book->err));
	(void)snprintf(shares.reference, sizeof shares.reference, "e");
	assert_int_equal(store_post(book->store, &shares, &lot, 1, NULL, 0, NULL, &book->err), STATUS_INVALID);
	assert_string_equal(book->err.message, "with this entry the shares of the client would be more than can be counted");
	assert_done(book, store_holdings(book->store, cast.client.id, day("2026-01-07"), &holdings, &book->err));
	assert_true(holdings.cash[0] == 0 && holdings.cash[1] == 0);
	assert_int_equal(holdings.lot_count, 1);
	holdings_clear(&holdings);
}

static void refuses_lots_that_disagree_with_the_entry(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct entry entry = entry_of(&cast, "2026-01-05", ENTRY_BUY, 100, -1000, "b1");
	struct lot lot = {.acquired = day("2026-01-05"), .quantity = 99 * MICROS, .unit_cost = 10 * MICROS};

	assert_fails(book, STATUS_INVALID, "its lots sum to 99000000",
	             store_post(book->store, &entry, &lot, 1, NULL, 0, NULL, &book->err));
	assert_int_equal(lot.id, 0);
	lot.quantity = 100 * MICROS;
	lot.acquired = day("2026-01-06");
	assert_fails(book, STATUS_INVALID, "acquired after",
	             store_post(book->store, &entry, &lot, 1, NULL, 0, NULL, &book->err));
	entry.type = ENTRY_SELL;
	assert_fails(book, STATUS_INVALID, "a sale needs a negative quantity",
	             store_post(book->store, &entry, &lot, 1, NULL, 0, NULL, &book->err));
	entry = entry_of(&cast, "2026-01-05", ENTRY_DEPOSIT, 0, -1, "d");
	assert_fails(book, STATUS_INVALID, "a deposit cannot take money out",
	             store_post(book->store, &entry, NULL, 0, NULL, 0, NULL, &book->err));
	assert_int_equal(held(book, &cast, "2026-12-31"), 0);
}

static void a_split_exchanges_old_lots_for_new_ones(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct lot old = buy(book, &cast, "2026-01-05", 100, "b1");
	struct entry split = entry_of(&cast, "2026-03-01", ENTRY_SPLIT, 100, 0, "x1");
	struct lot doubled = {.acquired = day("2026-01-05"), .quantity = 200 * MICROS, .unit_cost = 5 * MICROS};
	const struct lot_use use = {old.id, 100 * MICROS};

	assert_done(book, store_post(book->store, &split, &doubled, 1, &use, 1, NULL, &book->err));
	assert_int_equal(held(book, &cast, "2026-02-28"), 100);
	assert_int_equal(held(book, &cast, "2026-03-01"), 200);
}

static void capital_given_back_moves_money_and_exchanges_lots(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct lot old = buy(book, &cast, "2026-01-05", 100, "b1");
	struct entry given = entry_of(&cast, "2026-03-01", ENTRY_RETURN_OF_CAPITAL, 0, 50, "r1"), mirror;
	struct lot cheaper = {.acquired = day("2026-01-05"), .quantity = 100 * MICROS, .unit_cost = 9500000};
	const struct lot_use use = {old.id, 100 * MICROS};
	struct holdings holdings = {0};

	given.price = 0;
	assert_fails(book, STATUS_INVALID, "capital given back is money, of an instrument, and moves no shares",
	             store_post(book->store, &given, &cheaper, 1, &use, 1, NULL, &book->err));
	given.instrument_id = cast.fund.id;
	given.cash = -1;
	assert_fails(book, STATUS_INVALID, "capital given back", store_post(book->store, &given, NULL, 0, NULL, 0, NULL, &book->err));
	given.cash = 50 * MICROS;
	assert_done(book, store_post(book->store, &given, &cheaper, 1, &use, 1, NULL, &book->err));
	assert_int_equal(held(book, &cast, "2026-03-01"), 100);
	assert_int_equal(money(book, &cast, "2026-03-01"), -950);
	assert_done(book, store_reverse(book->store, given.id, day("2026-03-01"), "r2", &mirror, &book->err));
	assert_int_equal(mirror.cash, -50 * MICROS);
	assert_done(book, store_holdings(book->store, cast.client.id, day("2026-03-01"), &holdings, &book->err));
	assert_int_equal(holdings.lot_count, 1);
	assert_int_equal(holdings.lots[0].id, old.id); /* the very lot */
	assert_int_equal(holdings.lots[0].unit_cost, 10 * MICROS);
	holdings_clear(&holdings);
}

static void a_reversal_restores_lots_and_money_from_its_day_on(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct lot lot = buy(book, &cast, "2026-01-05", 100, "b1");
	struct entry sold, mirror;

	assert_done(book, sell(book, &cast, "2026-01-10", lot.id, 60, "s1", &sold));
	assert_done(book, store_reverse(book->store, sold.id, day("2026-01-12"), "r1", &mirror, &book->err));
	assert_int_equal(mirror.reverses, sold.id);
	assert_int_equal(mirror.quantity, 60 * MICROS);
	assert_int_equal(mirror.cash, -600 * MICROS);
	assert_int_equal(held(book, &cast, "2026-01-11"), 40);
	assert_int_equal(held(book, &cast, "2026-01-12"), 100);
	assert_int_equal(money(book, &cast, "2026-01-12"), -1000);
	assert_fails(book, STATUS_REFUSED, "already reversed",
	             store_reverse(book->store, sold.id, day("2026-01-13"), "r2", &mirror, &book->err));
	assert_fails(book, STATUS_REFUSED, "itself a reversal",
	             store_reverse(book->store, mirror.id, day("2026-01-13"), "r3", &mirror, &book->err));
	/* Between the sale and its reversal only 40 were there, whatever came back later. */
	assert_fails(book, STATUS_INVALID, "has only 40 left", sell(book, &cast, "2026-01-11", lot.id, 41, "s2", NULL));
}

static void a_purchase_that_was_sold_from_cannot_be_reversed(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct lot lot = buy(book, &cast, "2026-01-05", 100, "b1");
	struct entry mirror;

	assert_done(book, sell(book, &cast, "2026-01-10", lot.id, 1, "s1", NULL));
	assert_fails(book, STATUS_INVALID, "was used since",
	             store_reverse(book->store, 1, day("2026-01-12"), "r1", &mirror, &book->err));
	assert_int_equal(held(book, &cast, "2026-12-31"), 99);
}

static void counts_external_money_after_the_first_day_to_the_last(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct entry first = entry_of(&cast, "2026-01-02", ENTRY_DEPOSIT, 0, 100, "d1");
	struct entry second = entry_of(&cast, "2026-02-02", ENTRY_DEPOSIT, 0, 40, "d2");
	struct entry out = entry_of(&cast, "2026-03-02", ENTRY_WITHDRAW, 0, -15, "w1");
	struct entry in = entry_of(&cast, "2026-03-03", ENTRY_TRANSFER_IN, 2, 0, "t1");
	struct lot lot = {.acquired = day("2020-01-01"), .quantity = 2 * MICROS, .unit_cost = MICROS};
	int64_t flow = 0;

	assert_done(book, store_post(book->store, &first, NULL, 0, NULL, 0, NULL, &book->err));
	assert_done(book, store_post(book->store, &second, NULL, 0, NULL, 0, NULL, &book->err));
	assert_done(book, store_post(book->store, &out, NULL, 0, NULL, 0, NULL, &book->err));
	assert_done(book, store_post(book->store, &in, &lot, 1, NULL, 0, NULL, &book->err));
	(void)buy(book, &cast, "2026-02-03", 1, "b1");
	assert_done(book, store_external_flow(book->store, cast.client.id, day("2026-01-02"), day("2026-03-02"), &flow,
	                                      &book->err));
	assert_int_equal(flow, 25 * MICROS);
	assert_done(book, store_external_flow(book->store, cast.client.id, day("2026-01-01"), day("2026-12-31"), &flow,
	                                      &book->err));
	assert_int_equal(flow, (100 + 40 - 15 + 20) * MICROS);
}

static void the_file_itself_refuses_bad_rows_and_changes(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	static const char *const refused[] = {
		"UPDATE entry SET cash = 0",
		"DELETE FROM entry",
		"UPDATE lot SET quantity = 1",
		"DELETE FROM lot",
		"DELETE FROM lot_change",
		"INSERT INTO lot VALUES (99, 1, 2, 1, 20000, 20000, 0, 0)",
		"INSERT INTO lot VALUES (99, 1, 2, 1, 20000, 20001, 5, 0)",
		"INSERT INTO lot_change VALUES (99, 1, 1, 20000, 0)",
		"INSERT INTO entry VALUES (99, 1, NULL, NULL, 20000, 10, 0, 0, 0, 0, 'CNY', NULL)",
		"INSERT INTO entry VALUES (99, 1, NULL, NULL, 20000, 0, 5, 0, 0, 0, 'CNY', NULL)",
		"INSERT INTO entry VALUES (99, 1, NULL, NULL, 20000, 0, 0, -1, 0, 0, 'CNY', NULL)",
		"INSERT INTO entry VALUES (99, 1, NULL, NULL, 90000, 0, 0, 0, 0, 0, 'CNY', NULL)",
		"INSERT INTO entry VALUES (99, 1, NULL, NULL, 20000, 0, 0, 0, 0, 0, 'cny', NULL)",
		"INSERT INTO entry VALUES (99, 1, NULL, NULL, 20000, 0, 0, 0, 0, 'much', 'CNY', NULL)",
		"INSERT INTO entry VALUES (99, 1, NULL, NULL, 20000, 0, 0, 0, 0, -1, 'CNY', NULL)",
		"INSERT INTO client (code, name, birth_year, currency, category, liquidity_days, income, expenses, assets, "
		"liabilities, has_material_change) VALUES ('X', '', 0, 'CNY', 2, 0, 0, 0, 0, 0, 0)",
		"UPDATE client SET income = -2",
		"UPDATE client SET has_material_change = 2",
		"UPDATE client SET birth_year = 5",
		"UPDATE instrument SET name = 'x' WHERE symbol = 'CASH'",
		"DELETE FROM instrument WHERE symbol = 'CASH'",
		"UPDATE instrument SET risk_level = 6 WHERE symbol = 'F1'",
		"UPDATE instrument SET asset_class = 5 WHERE symbol = 'F1'",
		"UPDATE instrument SET lot = -1 WHERE symbol = 'F1'",
	};

	(void)sell(book, &cast, "2026-01-06", buy(book, &cast, "2026-01-05", 100, "b1").id, 1, "s1", NULL);
	for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
		if (book_raw(book, refused[i]) != SQLITE_CONSTRAINT)
			fail_msg("accepted: %s", refused[i]);
}

static void a_client_comes_back_as_it_was_put(void **state)
{
	struct book *book = *state;
	struct client client = {.code = "C0001", .name = "\xe6\xac\xa7\xe9\x98\xb3\xe5\xa8\x9c\xe5\xa8\x9c", .household = "H1", .birth_year = 1980, .currency = "CNY",
	                        .category = CLIENT_PROFESSIONAL, .liquidity_days = 90, .income = 1, .expenses = 2,
	                        .assets = 3, .liabilities = 4, .has_material_change = true};
	struct client found, *clients = NULL;
	enum put_result result;
	size_t count = 0;

	assert_done(book, store_put_client(book->store, &client, &result, &book->err));
	assert_int_equal(result, PUT_NEW);
	book_reopen(book, STORE_WRITE);
	assert_done(book, store_find_client(book->store, "C0001", &found, &book->err));
	assert_memory_equal(&found, &client, sizeof found);
	assert_done(book, store_put_client(book->store, &client, &result, &book->err));
	assert_int_equal(result, PUT_SAME);
	client.household[0] = '\0';
	assert_done(book, store_put_client(book->store, &client, &result, &book->err));
	assert_int_equal(result, PUT_CHANGED);
	assert_done(book, store_get_client(book->store, client.id, &found, &book->err));
	assert_string_equal(found.household, "");
	memcpy(client.code, "A", 2);
	assert_done(book, store_put_client(book->store, &client, &result, &book->err));
	assert_done(book, store_clients(book->store, &clients, &count, &book->err));
	assert_int_equal(count, 2);
	assert_string_equal(clients[0].code, "A");
	free(clients);
	assert_fails(book, STATUS_NOT_FOUND, "did you mean \"C0001\"", store_find_client(book->store, "C0002", &found, &book->err));
	assert_fails(book, STATUS_NOT_FOUND, "id 77", store_get_client(book->store, 77, &found, &book->err));
	memcpy(client.currency, "cny", 4);
	assert_fails(book, STATUS_INVALID, "\"cny\" is no currency", store_put_client(book->store, &client, NULL, &book->err));
}

static void an_account_is_made_once(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct account again, other, *accounts = NULL;
	size_t count = 0;

	assert_done(book, store_put_account(book->store, cast.client.id, "main", &again, &book->err));
	assert_int_equal(again.id, cast.account.id);
	assert_done(book, store_put_account(book->store, cast.client.id, "\xe5\x85\xbb\xe8\x80\x81", &other, &book->err));
	assert_done(book, store_accounts(book->store, cast.client.id, &accounts, &count, &book->err));
	assert_int_equal(count, 2);
	assert_string_equal(accounts[0].code, "main");
	free(accounts);
	assert_fails(book, STATUS_NOT_FOUND, "id 99", store_put_account(book->store, 99, "main", &again, &book->err));
	assert_fails(book, STATUS_INVALID, "is no code", store_put_account(book->store, cast.client.id, "", &again, &book->err));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(shows_nothing_dated_later_than_the_day, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(hides_a_transferred_lot_until_it_has_arrived, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(takes_the_same_reference_once, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(refuses_to_take_more_than_a_lot_holds_on_any_day, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(refuses_lots_that_disagree_with_the_entry, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(refuses_money_and_shares_that_no_sum_can_hold, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_split_exchanges_old_lots_for_new_ones, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(capital_given_back_moves_money_and_exchanges_lots, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_reversal_restores_lots_and_money_from_its_day_on, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_purchase_that_was_sold_from_cannot_be_reversed, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(counts_external_money_after_the_first_day_to_the_last, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(the_file_itself_refuses_bad_rows_and_changes, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_client_comes_back_as_it_was_put, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(an_account_is_made_once, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_ledger", tests, NULL, NULL);
}
