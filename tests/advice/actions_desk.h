/* A desk over a book small enough to reckon corporate actions by hand. */
#ifndef BALLAST_TESTS_ADVICE_ACTIONS_DESK_H
#define BALLAST_TESTS_ADVICE_ACTIONS_DESK_H

#include "tests/advice/advice_fixture.h"

#include <math.h>

#include "advice/actions/actions.h"
#include "advice/client/standing.h"
#include "advice/intake/intake.h"
#include "advice/market/market.h"
#include "advice/track/track.h"
#include "data/journal/journal.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"
#include "engine/model/calendar.h"

#define M MICROS

struct desk {
	struct book *book;
	struct session *session;
};

static const char instruments[] = "symbol,name,asset_class,currency,risk_level,kind\n"
                                  "OLD,Old,equity,CNY,R4,stock\nNEW,New,equity,CNY,R4,stock\n"
                                  "FUND,Fund,equity,CNY,R3,fund\nHKG,Hong Kong,equity,HKD,R4,stock\n";
static const char clients[] = "client,name,birth_year,currency\nC1,Wang Fang,1980,CNY\nC2,Li Qiang,1970,CNY\n";

static inline void never(void *context, size_t line, const char *column, const char *message)
{
	(void)context;
	fail_msg("line %zu, %s: %s", line, column, message);
}

static inline void import(struct desk *desk, const char *kind, const char *content)
{
	struct intake_result result;

	assert_done(desk->book, intake_import(desk->session, kind, write_file(desk->book, "in.csv", content), false, never, NULL,
	                                      &result, &desk->book->err));
}

static inline void open_on(struct desk *desk, const char *today)
{
	struct session_options options = options_of(desk->book);

	session_close(desk->session);
	options.today = day(today);
	assert_done(desk->book, session_open(&options, &desk->session, &desk->book->err));
}

static inline int set_up(void **state)
{
	static struct desk desk;

	(void)book_setup(state);
	desk = (struct desk){.book = *state};
	store_close(desk.book->store);
	desk.book->store = NULL;
	open_on(&desk, "2026-01-30");
	import(&desk, "instruments", instruments);
	import(&desk, "clients", clients);
	*state = &desk;
	return 0;
}

static inline int tear_down(void **state)
{
	struct desk *desk = *state;

	session_close(desk->session);
	*state = desk->book;
	return book_teardown(state);
}

/* The number of the import that was kept last. */
static inline int64_t last_import(struct desk *desk)
{
	struct intake_record *records = NULL;
	size_t count = 0;
	int64_t id;

	assert_done(desk->book, intake_records(desk->session, 1, &records, &count, &desk->book->err));
	assert_int_equal(count, 1);
	id = records[0].id;
	free(records);
	return id;
}

/* 100 at 100.00 and no money left. */
static const char bought[] = "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
                             "2026-01-05,C1,A,deposit,,10000,,,,d1\n2026-01-05,C1,A,buy,OLD,100,100,,,b1\n";

static inline void say(struct desk *desk, const char *symbol, struct corporate_action action, const char *into)
{
	const struct actions_words words = {.action = action, .symbol = symbol, .into = into};
	enum put_result result = PUT_SAME;

	assert_done(desk->book, actions_say(desk->session, &words, "Zhou Wei", &result, &desk->book->err));
	assert_int_equal(result, PUT_NEW);
}

/* Enters what there is, and takes the one line of the account. */
static inline struct due_line apply(struct desk *desk, bool is_dry)
{
	const struct due_filter filter = {0};
	struct due_list list = {0};
	struct due_line line = {0};

	assert_done(desk->book, actions_apply(desk->session, &filter, "Zhou Wei", is_dry, &list, &desk->book->err));
	if (list.count > 0)
		line = list.lines[0];
	due_list_clear(&list);
	return line;
}

static inline size_t waiting(struct desk *desk)
{
	const struct due_filter filter = {0};
	struct due_list list = {0};
	size_t count;

	assert_done(desk->book, actions_due(desk->session, &filter, &list, &desk->book->err));
	count = list.count;
	due_list_clear(&list);
	return count;
}

/* Quantity and cost of a symbol over all lots of a client, and the money. */
struct held {
	int64_t quantity, cost, cash;
	size_t lots;
	struct date acquired;
};

static inline struct held held_of(struct desk *desk, const char *code, const char *symbol)
{
	struct store *store = session_store(desk->session);
	struct holdings holdings = {0};
	struct instrument instrument;
	struct client client;
	struct held held = {0};

	assert_done(desk->book, store_find_client(store, code, &client, &desk->book->err));
	assert_done(desk->book, store_find_instrument(store, symbol, &instrument, &desk->book->err));
	assert_done(desk->book, store_holdings(store, client.id, session_today(desk->session), &holdings, &desk->book->err));
	for (size_t i = 0; i < holdings.lot_count; i++) {
		int64_t cost;

		if (holdings.lots[i].instrument_id != instrument.id)
			continue;
		assert_true(corporate_cost(&holdings.lots[i], 1, &cost));
		held.quantity += holdings.lots[i].quantity;
		held.cost += cost;
		held.lots++;
		held.acquired = holdings.lots[i].acquired;
	}
	for (size_t i = 0; i < holdings.account_count; i++)
		held.cash += holdings.cash[i];
	holdings_clear(&holdings);
	return held;
}

static inline double return_of(struct desk *desk, int64_t *value)
{
	struct track track = {0};
	struct client client;
	double earned;

	assert_done(desk->book, store_find_client(session_store(desk->session), "C1", &client, &desk->book->err));
	assert_done(desk->book, track_load(desk->session, client.id, &track, &desk->book->err));
	assert_true(track.is_there);
	for (size_t i = 0; i < track.period_count; i++) {
		const struct track_period *period = &track.periods[i];

		if (period->kind != TRACK_START)
			continue;
		assert_int_equal(period->time_weighted.reason, FIGURE_STANDS);
		earned = period->time_weighted.value;
		*value = period->end_value;
		assert_int_equal(period->paid_in, 10000 * M);
		assert_int_equal(period->taken_out, 0);
		track_clear(&track);
		return earned;
	}
	fail_msg("no period from the start");
	return NAN;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

#endif
