/* Corporate actions in a real file: said once, said anew, withdrawn, and held fast once they were applied. */
#include "tests/support/book_fixture.h"

#include "data/store/store_action.h"
#include "data/store/store_client.h"
#include "data/store/store_delivery.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"

static int64_t add_instrument(struct book *book, const char *symbol)
{
	struct instrument instrument = {.asset_class = ASSET_EQUITY, .currency = "CNY", .risk_level = 4, .kind = "stock"};

	(void)snprintf(instrument.symbol, sizeof instrument.symbol, "%s", symbol);
	(void)snprintf(instrument.name, sizeof instrument.name, "%s", symbol);
	assert_done(book, store_put_instrument(book->store, &instrument, NULL, &book->err));
	return instrument.id;
}

static enum put_result put(struct book *book, const struct corporate_action *action)
{
	const struct delivery delivery = {.source = "hand", .kind = "hand", .arrived = BOOK_TIME, .subject = "Zhou Wei"};
	enum put_result result = PUT_NEW;
	int64_t id = 0;

	assert_done(book, store_put_delivery(book->store, &delivery, &id, &book->err));
	assert_done(book, store_put_action(book->store, action, id, &result, &book->err));
	return result;
}

static struct corporate_action *list(struct book *book, int64_t instrument_id, const char *from, const char *to,
                                     size_t *count)
{
	struct corporate_action *actions = NULL;

	assert_done(book, store_actions(book->store, instrument_id, day(from), day(to), &actions, count, &book->err));
	return actions;
}

static void an_action_is_said_once_and_a_different_figure_takes_its_place(void **state)
{
	struct book *book = *state;
	const int64_t id = add_instrument(book, "600519");
	struct corporate_action dividend = {.instrument_id = id, .date = day("2026-06-19"), .paid = day("2026-06-19"),
	                                    .type = ACTION_DIVIDEND, .amount = 27673000, .currency = "CNY"};
	struct corporate_action *actions, old;
	size_t count;

	assert_int_equal(put(book, &dividend), PUT_NEW);
	assert_int_equal(put(book, &dividend), PUT_SAME);
	dividend.paid = (struct date){0}; /* a source that does not say when it is paid says nothing else */
	dividend.currency[0] = '\0';      /* the instrument's */
	assert_int_equal(put(book, &dividend), PUT_SAME);
	dividend.amount = 27674000;
	assert_int_equal(put(book, &dividend), PUT_CHANGED);
	actions = list(book, 0, "2026-01-01", "2026-12-31", &count);
	assert_int_equal(count, 1);
	assert_int_equal(actions[0].amount, 27674000);
	assert_string_equal(actions[0].currency, "CNY");
	assert_int_equal(actions[0].type, ACTION_DIVIDEND);
	assert_false(actions[0].is_withdrawn);
	assert_string_equal(actions[0].source, "hand");
	assert_string_equal(actions[0].arrived, BOOK_TIME);
	assert_done(book, store_get_action(book->store, actions[0].id - 1, &old, &book->err));
	assert_true(old.is_withdrawn); /* what was said first can still be read */
	assert_int_equal(old.amount, 27673000);
	assert_int_equal(old.paid.days, day("2026-06-19").days);
	free(actions);
}

static void actions_are_listed_by_day_and_of_one_instrument_or_all(void **state)
{
	struct book *book = *state;
	const int64_t a = add_instrument(book, "AAA"), b = add_instrument(book, "BBB");
	const struct corporate_action said[] = {
		{.instrument_id = b, .date = day("2026-03-02"), .type = ACTION_SPLIT, .ratio = 2 * MICROS},
		{.instrument_id = a, .date = day("2026-03-02"), .type = ACTION_BONUS, .ratio = 1500000},
		{.instrument_id = a, .date = day("2026-02-02"), .type = ACTION_RIGHTS, .ratio = 200000, .price = 8 * MICROS},
		{.instrument_id = a, .date = day("2026-05-01"), .type = ACTION_MERGER, .ratio = 300000, .amount = MICROS, .into_id = b},
		{.instrument_id = b, .date = day("2026-06-01"), .type = ACTION_SYMBOL, .symbol = "CCC"},
	};
	struct corporate_action *actions;
	size_t count;

	for (size_t i = 0; i < sizeof said / sizeof said[0]; i++)
		assert_int_equal(put(book, &said[i]), PUT_NEW);
	actions = list(book, 0, "2026-02-02", "2026-06-01", &count); /* both ends belong to it */
	assert_int_equal(count, 5);
	assert_int_equal(actions[0].type, ACTION_RIGHTS);
	assert_int_equal(actions[0].price, 8 * MICROS);
	assert_int_equal(actions[1].instrument_id, a);
	assert_int_equal(actions[2].instrument_id, b);
	assert_int_equal(actions[3].into_id, b);
	assert_string_equal(actions[4].symbol, "CCC");
	free(actions);
	actions = list(book, b, "2026-02-03", "2026-05-31", &count);
	assert_int_equal(count, 1);
	free(actions);
}

static void figures_a_kind_of_action_lacks_or_has_no_use_for_are_named(void **state)
{
	static const struct {
		struct corporate_action action;
		const char *part;
	} cases[] = {
		{{.type = ACTION_DIVIDEND}, "a dividend needs an amount above zero"},
		{{.type = ACTION_DIVIDEND, .amount = 1, .ratio = 1}, "a dividend has no use for a ratio"},
		{{.type = ACTION_SPLIT, .ratio = 1000000}, "a split needs a ratio above zero other than 1"},
		{{.type = ACTION_SPLIT, .ratio = -1}, "no negative figure"},
		{{.type = ACTION_BONUS, .ratio = 500000}, "a bonus issue needs a ratio above 1"},
		{{.type = ACTION_RIGHTS, .ratio = 500000}, "a rights issue needs a ratio and a price"},
		{{.type = ACTION_MERGER, .ratio = 500000}, "a merger needs the instrument whose shares are given"},
		{{.type = ACTION_MERGER}, "a merger needs a ratio or an amount"},
		{{.type = ACTION_RETURN_OF_CAPITAL}, "a return of capital needs an amount above zero"},
		{{.type = ACTION_RETURN_OF_CAPITAL, .amount = 1, .ratio = 1}, "a return of capital has no use for a ratio"},
		{{.type = ACTION_SYMBOL}, "a change of symbol needs the new symbol"},
		{{.type = ACTION_SYMBOL, .symbol = "A B"}, "holds a blank"},
		{{.type = ACTION_SYMBOL, .symbol = "A\x01"}, "or a control character"},
		{{.type = ACTION_DIVIDEND, .amount = 1, .currency = "cny"}, "\"cny\" is no currency"},
		{{.type = ACTION_DIVIDEND, .amount = 1, .paid = {1}}, "not paid before its ex day"},
	};
	struct book *book = *state;
	const int64_t id = add_instrument(book, "AAA");
	struct corporate_action action;
	size_t count;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		action = cases[i].action;
		action.instrument_id = id;
		action.date = day("2026-03-02");
		assert_fails(book, STATUS_INVALID, cases[i].part, store_put_action(book->store, &action, 0, NULL, &book->err));
	}
	action = (struct corporate_action){.type = ACTION_DIVIDEND, .amount = 1, .instrument_id = 99, .date = day("2026-03-02")};
	assert_fails(book, STATUS_NOT_FOUND, "99", store_put_action(book->store, &action, 0, NULL, &book->err));
	action.instrument_id = 1;
	assert_fails(book, STATUS_INVALID, "CASH", store_put_action(book->store, &action, 0, NULL, &book->err));
	free(list(book, 0, "2026-01-01", "2026-12-31", &count));
	assert_int_equal(count, 0);
}

static void what_rests_on_an_action_must_be_taken_back_before_the_action(void **state)
{
	struct book *book = *state;
	const int64_t id = add_instrument(book, "AAA");
	struct corporate_action dividend = {.instrument_id = id, .date = day("2026-06-19"), .type = ACTION_DIVIDEND, .amount = MICROS};
	struct client client = {.code = "C1", .name = "C1", .currency = "CNY"};
	struct account account;
	struct entry entry = {.type = ENTRY_DIVIDEND, .date = day("2026-06-19"), .cash = MICROS, .currency = "CNY"};
	struct corporate_action *actions;
	size_t count = 0;
	int64_t action;

	assert_done(book, store_put_client(book->store, &client, NULL, &book->err));
	assert_done(book, store_put_account(book->store, client.id, "A1", &account, &book->err));
	entry.account_id = account.id;
	(void)put(book, &dividend);
	actions = list(book, id, "2026-01-01", "2026-12-31", &count);
	action = actions[0].id;
	free(actions);
	entry.instrument_id = id;
	action_reference(action, 1, 1, entry.reference, sizeof entry.reference);
	assert_int_equal(action_of_reference(entry.reference), action);
	assert_int_equal(action_of_reference("B000000123-2"), 0);
	assert_done(book, store_post(book->store, &entry, NULL, 0, NULL, 0, NULL, &book->err));
	assert_done(book, store_action_entries(book->store, action, &count, &book->err));
	assert_int_equal(count, 1);
	dividend.amount = 2 * MICROS;
	assert_fails(book, STATUS_REFUSED, "1 entries rest on it", store_put_action(book->store, &dividend, 0, NULL, &book->err));
	assert_fails(book, STATUS_REFUSED, "take them back first", store_withdraw_action(book->store, action, &book->err));
	assert_done(book, store_reverse(book->store, entry.id, day("2026-06-20"), "", &entry, &book->err));
	assert_done(book, store_withdraw_action(book->store, action, &book->err));
	assert_fails(book, STATUS_REFUSED, "withdrawn already", store_withdraw_action(book->store, action, &book->err));
	assert_fails(book, STATUS_NOT_FOUND, "99", store_withdraw_action(book->store, 99, &book->err));
	free(list(book, 0, "2026-01-01", "2026-12-31", &count));
	assert_int_equal(count, 0);
	assert_int_equal(put(book, &dividend), PUT_NEW); /* it may be said again */
	assert_int_not_equal(book_raw(book, "UPDATE action SET amount = 1"), SQLITE_OK);
	assert_int_not_equal(book_raw(book, "DELETE FROM action"), SQLITE_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_action_is_said_once_and_a_different_figure_takes_its_place, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(actions_are_listed_by_day_and_of_one_instrument_or_all, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(figures_a_kind_of_action_lacks_or_has_no_use_for_are_named, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(what_rests_on_an_action_must_be_taken_back_before_the_action, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("test_store_action", tests, NULL, NULL);
}
