/* Dividends and splits that come with prices: kept, reckoned with, and each with its delivery. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "data/journal/journal.h"
#include "data/store/store_action.h"
#include "data/store/store_close.h"
#include "data/store/store_held.h"
#include "engine/base/money.h"
#include "tests/advice/feed_desk.h"

static const char with_actions[] = "field.dividend = {'paid'} field.split = {'split'} expect.max_jump = 0.4";

static int64_t id_of(const struct feed_desk *desk, const char *symbol)
{
	struct instrument instrument;

	assert_int_equal(store_find_instrument(session_store(desk->session), symbol, &instrument, NULL), STATUS_OK);
	return instrument.id;
}

static size_t actions_of(const struct feed_desk *desk, const char *symbol, struct corporate_action *actions, size_t most)
{
	struct corporate_action *list = NULL;
	size_t count = 0;

	assert_int_equal(store_actions(session_store(desk->session), id_of(desk, symbol), (struct date){0}, (struct date){80000},
	                               &list, &count, NULL), STATUS_OK);
	assert_true(count <= most);
	for (size_t i = 0; i < count; i++)
		actions[i] = list[i];
	free(list);
	return count;
}

/* Half the close on the day of a 2:1 split is no leap, and the dividend of the day after is kept beside it. */
static void a_split_and_a_dividend_are_kept_and_the_closes_taken(void **state)
{
	static const char body[] = "date,close,paid,split\n2026-11-03,100,0,1\n2026-11-04,102,0,1\n2026-11-05,51.5,0,2\n"
	                           "2026-11-06,51,0.5,1\n";
	struct feed_desk *desk = *state;
	struct corporate_action actions[4];
	struct kept_close *closes = NULL;
	struct delivery delivery;
	char hash[HASH_SIZE];
	size_t count = 0;

	declare_folder(desk, "mine", with_actions);
	write_file(desk, "AAA.csv", body);
	refresh(desk);
	assert_result(desk, 4, 0, 0, 0, 0);
	assert_int_equal(desk->result.actions, 2);
	assert_int_equal(actions_of(desk, "AAA", actions, 4), 2);
	assert_int_equal(actions[0].type, ACTION_SPLIT);
	assert_int_equal(actions[0].ratio, 2 * MICROS);
	assert_int_equal(actions[1].type, ACTION_DIVIDEND);
	assert_int_equal(actions[1].amount, MICROS / 2);
	assert_string_equal(actions[1].source, "feed mine");
	assert_int_equal(store_closes(session_store(desk->session), id_of(desk, "AAA"), (struct date){0}, (struct date){80000},
	                              &closes, &count, NULL), STATUS_OK);
	assert_int_equal(count, 4);
	assert_int_equal(closes[0].delivery_id, actions[0].delivery_id);
	assert_int_equal(store_get_delivery(session_store(desk->session), closes[0].delivery_id, &delivery, NULL), STATUS_OK);
	hash_bytes(body, strlen(body), hash);
	assert_string_equal(delivery.body_hash, hash);
	assert_string_equal(delivery.subject, "AAA");
	assert_string_equal(delivery.kind, "raw");
	free(closes);
	refresh(desk);
	assert_result(desk, 0, 4, 0, 0, 0);
	assert_int_equal(desk->result.actions, 0);
}

static void a_split_alone_is_told_from_a_leap_over_the_stored_close(void **state)
{
	struct feed_desk *desk = *state;

	declare_folder(desk, "mine", with_actions);
	write_file(desk, "AAA.csv", "date,close,paid,split\n2026-11-05,100,0,1\n");
	refresh(desk);
	write_file(desk, "AAA.csv", "date,close,paid,split\n2026-11-06,50,0,2\n");
	refresh(desk);
	assert_result(desk, 1, 0, 0, 0, 0);
	assert_int_equal(quote_of(desk, "AAA").close, 50 * MICROS);
}

/* 1.50 and 1.80 of it accumulated; the next day .10 was paid: 1.40 and 1.80; a unit that was split pays nothing. */
static void a_fund_paid_what_its_accumulated_value_grew_by(void **state)
{
	struct feed_desk *desk = *state;
	struct corporate_action actions[4];

	declare_folder(desk, "mine", "field.accumulated = {'all'} price.kind = nav");
	write_file(desk, "AAA.csv", "date,close,all\n2026-11-03,1.50,1.80\n2026-11-04,1.41,1.81\n2026-11-05,1.42,1.82\n"
	                            "2026-11-06,0.71,1.00\n");
	refresh(desk);
	assert_int_equal(actions_of(desk, "AAA", actions, 4), 1);
	assert_int_equal(actions[0].type, ACTION_DIVIDEND);
	assert_int_equal(actions[0].amount, MICROS / 10);
	assert_int_equal(actions[0].date.days, session_today(desk->session).days - 2);
}

static void restated_closes_bring_no_actions(void **state)
{
	struct feed_desk *desk = *state;
	struct corporate_action actions[4];

	declare_folder(desk, "mine", "field.dividend = {'paid'} price.kind = split_adjusted");
	write_file(desk, "AAA.csv", "date,close,paid\n2026-11-05,50,0.5\n");
	refresh(desk);
	assert_int_equal(actions_of(desk, "AAA", actions, 4), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_split_and_a_dividend_are_kept_and_the_closes_taken, feed_desk_set_up,
		                                feed_desk_tear_down),
		cmocka_unit_test_setup_teardown(a_split_alone_is_told_from_a_leap_over_the_stored_close, feed_desk_set_up,
		                                feed_desk_tear_down),
		cmocka_unit_test_setup_teardown(a_fund_paid_what_its_accumulated_value_grew_by, feed_desk_set_up,
		                                feed_desk_tear_down),
		cmocka_unit_test_setup_teardown(restated_closes_bring_no_actions, feed_desk_set_up, feed_desk_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
