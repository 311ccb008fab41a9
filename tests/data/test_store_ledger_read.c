/* What is asked of the ledger in a real file: every holding, every entry, the lots of one instrument. */
#include "tests/data/ledger_case.h"

#include "data/store/statement.h"

static enum status list_holding(void *context, const char *client, const char *account, const char *symbol,
                                const struct lot *lot, struct error *err)
{
	char quantity[DECIMAL_TEXT_SIZE];

	(void)err;
	(void)snprintf((char *)context + strlen(context), 400 - strlen(context), "%s/%s/%s %s;", client, account, symbol,
	               decimal_format(lot->quantity, quantity));
	return STATUS_OK;
}

static void lists_every_holding_by_client_account_and_symbol(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	const struct lot lot = buy(book, &cast, "2026-01-05", 100, "b1");
	char list[400] = "";

	(void)buy(book, &cast, "2026-01-07", 5, "b2");
	assert_done(book, sell(book, &cast, "2026-01-10", lot.id, 100, "s1", NULL));
	assert_done(book, store_each_holding(book->store, day("2026-01-06"), list_holding, list, &book->err));
	assert_string_equal(list, "C1/main/CASH -1000;C1/main/F1 100;");
	list[0] = '\0';
	assert_done(book, store_each_holding(book->store, day("2026-01-10"), list_holding, list, &book->err));
	assert_string_equal(list, "C1/main/CASH -50;C1/main/F1 5;");
}

static int count_steps(void *steps)
{
	++*(long *)steps;
	return 0;
}

static enum status pass_over(void *context, const char *client, const char *account, const char *symbol,
                             const struct lot *lot, struct error *err)
{
	(void)context, (void)client, (void)account, (void)symbol, (void)lot, (void)err;
	return STATUS_OK;
}

/* Steps of the database's machine, in hundreds, for every holding of the book and for one search for an equal entry. */
static void work_of(struct book *book, const struct entry *entry, long *all, long *one)
{
	size_t found = 0;

	*all = *one = 0;
	sqlite3_progress_handler(book->store->db, 100, count_steps, all);
	assert_done(book, store_each_holding(book->store, day("2026-02-01"), pass_over, NULL, &book->err));
	sqlite3_progress_handler(book->store->db, 100, count_steps, one);
	assert_done(book, store_count_equal(book->store, entry, INT64_MAX, false, &found, &book->err));
	sqlite3_progress_handler(book->store->db, 0, NULL, NULL);
	assert_int_equal(found, 1);
}

/* Reversals are few and what is none is nearly every entry: a search that begins with those walks the whole book. */
static void asking_costs_what_the_answer_holds_and_no_walk_through_the_book(void **state)
{
	struct book *book = *state;
	struct cast cast = cast_of(book);
	struct entry entry = entry_of(&cast, "2026-01-05", ENTRY_BUY, 1, -10, "b0");
	long few = 0, many = 0, first = 0, later = 0;

	(void)buy(book, &cast, "2026-01-05", 1, "b0");
	entry.account_id = cast.account.id;
	for (int i = 1; i < 400; i++) {
		char name[16];

		if (i == 100)
			work_of(book, &entry, &few, &first);
		(void)snprintf(name, sizeof name, "A%d", i);
		assert_done(book, store_put_account(book->store, cast.client.id, name, &cast.account, &book->err));
		(void)buy(book, &cast, "2026-01-05", 1, "b");
	}
	work_of(book, &entry, &many, &later);
	assert_true(few > 0 && many <= 5 * few); /* four times the accounts; a walk for each of them would make it sixteen */
	assert_true(later <= first + 1);         /* the account it asks about is no larger */
}

static void reads_the_lots_of_one_instrument_as_the_whole_account_has_them(void **state)
{
	struct book *book = *state;
	struct cast cast = cast_of(book), other = cast;
	struct holdings all = {0}, one = {0};
	const struct lot sold = buy(book, &cast, "2026-01-05", 100, "b1");

	other.fund = (struct instrument){.symbol = "F2", .name = "Fund", .asset_class = ASSET_EQUITY, .currency = "CNY",
	                                 .risk_level = 4};
	assert_done(book, store_put_instrument(book->store, &other.fund, NULL, &book->err));
	(void)buy(book, &other, "2026-01-05", 7, "b2");
	(void)buy(book, &cast, "2026-01-07", 5, "b3");
	assert_done(book, sell(book, &cast, "2026-01-10", sold.id, 40, "s1", NULL));
	assert_done(book, store_holdings(book->store, cast.client.id, day("2026-01-10"), &all, &book->err));
	assert_done(book, store_lots_held(book->store, cast.account.id, cast.fund.id, day("2026-01-10"), &one, &book->err));
	assert_int_equal(all.lot_count, 3);
	assert_int_equal(one.lot_count, 2);
	assert_int_equal(one.account_count, 0);
	for (size_t i = 0; i < 2; i++)
		assert_true(one.lots[i].id == all.lots[i].id && one.lots[i].quantity == all.lots[i].quantity);
	assert_int_equal(one.lots[0].quantity, 60 * MICROS);
	assert_done(book, store_lots_held(book->store, cast.account.id, other.fund.id, day("2026-01-04"), &one, &book->err));
	assert_int_equal(one.lot_count, 0);
	holdings_clear(&all);
	holdings_clear(&one);
}

static enum status list_entry(void *context, const char *client, const char *account, const char *symbol,
                              const struct entry *entry, struct error *err)
{
	(void)err;
	(void)snprintf((char *)context + strlen(context), 400 - strlen(context), "%s/%s/%s %s %s;", client, account, symbol,
	               entry_type_name(entry->type), entry->reference);
	return STATUS_OK;
}

static void lists_entries_by_date(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct entry deposit = entry_of(&cast, "2026-01-02", ENTRY_DEPOSIT, 0, 5000, "d1");
	char list[400] = "";

	(void)buy(book, &cast, "2026-01-05", 100, "b1");
	assert_done(book, store_post(book->store, &deposit, NULL, 0, NULL, 0, NULL, &book->err));
	assert_done(book, store_each_entry(book->store, cast.client.id, list_entry, list, &book->err));
	assert_string_equal(list, "C1/main/ deposit d1;C1/main/F1 buy b1;");
	list[0] = '\0';
	assert_done(book, store_each_entry(book->store, 0, list_entry, list, &book->err));
	assert_string_equal(list, "C1/main/ deposit d1;C1/main/F1 buy b1;");
}

static enum status list_overdrawn(void *context, const char *client, const char *account, int64_t cash, struct error *err)
{
	char amount[DECIMAL_TEXT_SIZE];

	(void)err;
	(void)snprintf((char *)context + strlen(context), 400 - strlen(context), "%s/%s %s;", client, account,
	               decimal_format(cash, amount));
	return STATUS_OK;
}

static enum status list_later(void *context, const char *client, const char *account, enum entry_type type, struct date date,
                              struct error *err)
{
	char text[DATE_TEXT_SIZE];

	(void)err;
	(void)snprintf((char *)context + strlen(context), 400 - strlen(context), "%s/%s %s %s;", client, account,
	               entry_type_name(type), date_format(date, text));
	return STATUS_OK;
}

static void names_accounts_without_money_and_entries_of_later_days(void **state)
{
	struct book *book = *state;
	const struct cast cast = cast_of(book);
	struct entry deposit = entry_of(&cast, "2026-01-09", ENTRY_DEPOSIT, 0, 1000, "d1");
	char list[400] = "";

	(void)buy(book, &cast, "2026-01-05", 100, "b1");
	assert_done(book, store_post(book->store, &deposit, NULL, 0, NULL, 0, NULL, &book->err));
	assert_done(book, store_each_overdrawn(book->store, day("2026-01-04"), list_overdrawn, list, &book->err));
	assert_done(book, store_each_overdrawn(book->store, day("2026-01-09"), list_overdrawn, list, &book->err));
	assert_string_equal(list, ""); /* nothing yet, and then exactly nothing */
	assert_done(book, store_each_overdrawn(book->store, day("2026-01-08"), list_overdrawn, list, &book->err));
	assert_string_equal(list, "C1/main -1000;");
	list[0] = '\0';
	assert_done(book, store_each_later_entry(book->store, day("2026-01-09"), list_later, list, &book->err));
	assert_string_equal(list, "");
	assert_done(book, store_each_later_entry(book->store, day("2026-01-04"), list_later, list, &book->err));
	assert_string_equal(list, "C1/main buy 2026-01-05;C1/main deposit 2026-01-09;");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lists_every_holding_by_client_account_and_symbol, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(asking_costs_what_the_answer_holds_and_no_walk_through_the_book, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(reads_the_lots_of_one_instrument_as_the_whole_account_has_them, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(lists_entries_by_date, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(names_accounts_without_money_and_entries_of_later_days, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_ledger_read", tests, NULL, NULL);
}
