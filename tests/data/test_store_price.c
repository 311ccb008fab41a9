/* Instruments, prices, rates, feeds, alerts and reports in a real file; and how fast a large book answers. */
#include "tests/support/book_fixture.h"

#include <math.h>
#include <time.h>

#include "data/journal/journal.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "data/store/store_watch.h"
#include "engine/base/money.h"

static int64_t add_instrument(struct book *book, const char *symbol)
{
	struct instrument instrument = {.name = "\xe6\xb2\xaa\xe6\xb7\xb1""300", .asset_class = ASSET_EQUITY, .currency = "CNY", .risk_level = 4,
	                                .isin = "CNE000001R84", .kind = "etf", .region = "CN", .sector = "\xe9\x87\x91\xe8\x9e\x8d",
	                                .lot = 100 * MICROS, .minimum = 1, .buy_fee = 250, .sell_fee = 350, .expense = 5000};
	struct instrument found;
	enum put_result result;

	(void)snprintf(instrument.symbol, sizeof instrument.symbol, "%s", symbol);
	assert_done(book, store_put_instrument(book->store, &instrument, &result, &book->err));
	assert_int_equal(result, PUT_NEW);
	assert_done(book, store_find_instrument(book->store, symbol, &found, &book->err));
	assert_memory_equal(&found, &instrument, sizeof found);
	assert_done(book, store_put_instrument(book->store, &instrument, &result, &book->err));
	assert_int_equal(result, PUT_SAME);
	return instrument.id;
}

static int64_t delivery_of(struct book *book, const char *source, const char *kind, const char *arrived)
{
	struct delivery delivery = {0};
	int64_t id = 0;

	(void)snprintf(delivery.source, sizeof delivery.source, "%s", source);
	(void)snprintf(delivery.kind, sizeof delivery.kind, "%s", kind);
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", arrived);
	assert_done(book, store_put_delivery(book->store, &delivery, &id, &book->err));
	return id;
}

static enum put_result put(struct book *book, int64_t instrument, const char *date, int64_t close, int64_t adjusted,
                           const char *source, const char *arrived)
{
	const struct price price = {instrument, day(date), close * MICROS, adjusted * MICROS};
	enum put_result result = PUT_NEW;
	const int64_t delivery = delivery_of(book, source, "raw", arrived);

	assert_done(book, store_put_price(book->store, &price, delivery, arrived, &result, &book->err));
	return result;
}

static void cash_is_there_from_the_start_and_cannot_be_changed(void **state)
{
	struct book *book = *state;
	struct instrument *instruments = NULL, cash;
	const struct price price = {1, day("2026-01-05"), MICROS, 0};
	size_t count = 0;

	(void)add_instrument(book, "AAA");
	assert_done(book, store_instruments(book->store, &instruments, &count, &book->err));
	assert_int_equal(count, 2);
	assert_string_equal(instruments[0].symbol, "CASH");
	assert_string_equal(instruments[0].currency, "CNY");
	cash = instruments[0];
	free(instruments);
	cash.risk_level = 2;
	assert_fails(book, STATUS_REFUSED, "cannot be changed", store_put_instrument(book->store, &cash, NULL, &book->err));
	assert_fails(book, STATUS_INVALID, "is one", store_put_price(book->store, &price, 1, BOOK_TIME, NULL, &book->err));
	assert_fails(book, STATUS_NOT_FOUND, "did you mean \"AAA\"", store_find_instrument(book->store, "AAB", &cash, &book->err));
	cash.symbol[0] = 'X';
	cash.risk_level = 6;
	assert_fails(book, STATUS_INVALID, "risk level 6", store_put_instrument(book->store, &cash, NULL, &book->err));
}

static void a_price_keeps_its_source_until_another_value_replaces_it(void **state)
{
	struct book *book = *state;
	const int64_t fund = add_instrument(book, "F1");
	struct quote *quotes = NULL;
	const struct price zero = {fund, day("2026-01-05"), 0, 0};
	size_t count = 0;

	assert_int_equal(put(book, fund, "2026-01-05", 10, 0, "feed a", "2026-01-05T18:00:00Z"), PUT_NEW);
	assert_int_equal(put(book, fund, "2026-01-05", 10, 0, "feed b", "2026-01-06T18:00:00Z"), PUT_SAME);
	assert_done(book, store_quotes(book->store, day("2026-01-05"), &quotes, &count, &book->err));
	assert_int_equal(count, 1);
	assert_string_equal(quotes[0].source, "feed a");
	assert_string_equal(quotes[0].arrived, "2026-01-05T18:00:00Z");
	free(quotes);
	assert_int_equal(put(book, fund, "2026-01-05", 11, 0, "feed b", "2026-01-07T18:00:00Z"), PUT_CHANGED);
	assert_int_equal(put(book, fund, "2026-01-08", 12, 0, "feed b", "2026-01-08T18:00:00Z"), PUT_NEW);
	assert_done(book, store_quotes(book->store, day("2026-01-07"), &quotes, &count, &book->err));
	assert_int_equal(quotes[0].close, 11 * MICROS);
	assert_string_equal(quotes[0].source, "feed b");
	free(quotes);
	assert_done(book, store_quotes(book->store, day("2026-01-04"), &quotes, &count, &book->err));
	assert_int_equal(count, 0);
	free(quotes);
	assert_int_equal(book_raw(book, "CREATE TEMP TABLE one AS SELECT 1 / (count(*) = 1) AS n FROM price_history h "
	                                "JOIN delivery d ON d.id = h.delivery_id JOIN source s ON s.id = d.source_id "
	                                "WHERE h.close = 10000000 AND s.name = 'feed a';"
	                                "CREATE TEMP TABLE two (n NOT NULL); INSERT INTO two SELECT n FROM one"), SQLITE_OK);
	assert_int_equal(book_raw(book, "CREATE TEMP TABLE three AS SELECT 1 / (count(*) = 1) AS n FROM price_history h "
	                                "JOIN delivery d ON d.id = h.replaced_by JOIN source s ON s.id = d.source_id WHERE "
	                                "h.replaced = d.arrived AND s.name = 'feed b';"
	                                "CREATE TEMP TABLE two (n NOT NULL); INSERT INTO two SELECT n FROM three"), SQLITE_OK);
	assert_int_equal(book_raw(book, "DELETE FROM price_history"), SQLITE_CONSTRAINT);
	assert_int_equal(book_raw(book, "UPDATE price SET close = 0"), SQLITE_CONSTRAINT);
	assert_int_equal(book_raw(book, "UPDATE price SET adjusted_close = -1"), SQLITE_CONSTRAINT);
	assert_fails(book, STATUS_INVALID, "positive", store_put_price(book->store, &zero, 1, BOOK_TIME, NULL, &book->err));
}

static void a_delivery_is_one_body_that_came_once(void **state)
{
	struct book *book = *state;
	struct delivery said = {.source = "feed a", .kind = "nav", .arrived = "2026-01-05T18:00:00Z", .subject = "F1"}, read;
	int64_t first = 0, again = 0;

	memset(said.body_hash, 'a', 62);
	memcpy(said.body_hash + 62, "07", 2);
	assert_done(book, store_put_delivery(book->store, &said, &first, &book->err));
	assert_done(book, store_put_delivery(book->store, &said, &again, &book->err));
	assert_int_equal(first, again);
	assert_done(book, store_get_delivery(book->store, first, &read, &book->err));
	read.id = 0;
	assert_memory_equal(&read, &said, sizeof read);
	said.body_hash[63] = '8';
	assert_done(book, store_put_delivery(book->store, &said, &again, &book->err));
	assert_int_not_equal(first, again);
	said.body_hash[0] = '\0';
	assert_done(book, store_put_delivery(book->store, &said, &first, &book->err));
	assert_done(book, store_put_delivery(book->store, &said, &again, &book->err));
	assert_int_equal(first, again);
	said.arrived[3] = '7';
	assert_done(book, store_put_delivery(book->store, &said, &again, &book->err));
	assert_int_not_equal(first, again);
	(void)snprintf(said.body_hash, sizeof said.body_hash, "%s", "ABCD");
	assert_fails(book, STATUS_INVALID, "no SHA-256", store_put_delivery(book->store, &said, &again, &book->err));
	said.body_hash[0] = '\0';
	(void)snprintf(said.kind, sizeof said.kind, "%s", "guess");
	assert_fails(book, STATUS_INVALID, "kind", store_put_delivery(book->store, &said, &again, &book->err));
	assert_fails(book, STATUS_NOT_FOUND, "number 99", store_get_delivery(book->store, 99, &read, &book->err));
}

static void a_series_has_a_row_for_each_day_on_which_anything_is_known(void **state)
{
	struct book *book = *state;
	const int64_t a = add_instrument(book, "A"), b = add_instrument(book, "B");
	const int64_t ids[] = {b, a, 1};
	struct series series = {0};
	struct date first, last;
	size_t count = 0;

	(void)put(book, a, "2026-01-05", 10, 0, "s", BOOK_TIME);
	(void)put(book, a, "2026-01-06", 11, 5, "s", BOOK_TIME);
	(void)put(book, b, "2026-01-06", 20, 0, "s", BOOK_TIME);
	(void)put(book, b, "2026-01-09", 21, 0, "s", BOOK_TIME);
	(void)put(book, b, "2026-01-10", 22, 0, "s", BOOK_TIME);
	assert_done(book, store_close_series(book->store, ids, 3, day("2026-01-01"), day("2026-01-09"), &series, &book->err));
	assert_int_equal(series.length, 3);
	assert_int_equal(series.count, 3);
	assert_int_equal(series.dates[2].days, day("2026-01-09").days);
	assert_true(isnan(series_at(&series, 0, 0)) && series_at(&series, 0, 1) == 10.0);
	assert_true(series_at(&series, 1, 0) == 20.0 && series_at(&series, 1, 1) == 11.0); /* not adjusted */
	assert_true(series_at(&series, 2, 0) == 21.0 && isnan(series_at(&series, 2, 1)));
	assert_true(isnan(series_at(&series, 1, 2)));
	series_clear(&series);
	assert_done(book, store_price_range(book->store, b, &first, &last, &count, &book->err));
	assert_int_equal(count, 3);
	assert_int_equal(last.days, day("2026-01-10").days);
	assert_fails(book, STATUS_NOT_FOUND, "no prices", store_price_range(book->store, 1, &first, &last, &count, &book->err));
	assert_fails(book, STATUS_INVALID, "end before", store_close_series(book->store, ids, 3, day("2026-01-09"),
	                                                                     day("2026-01-01"), &series, &book->err));
	assert_done(book, store_close_series(book->store, ids, 3, (struct date){INT32_MIN}, day("2020-01-01"), &series,
	                                     &book->err));
	assert_int_equal(series.length, 0);
	series_clear(&series);
}

static enum status list_price(void *context, const char *symbol, const struct price *price, struct error *err)
{
	(void)err;
	(void)snprintf((char *)context + strlen(context), 200 - strlen(context), "%s %d;", symbol, (int)(price->close / MICROS));
	return STATUS_OK;
}

static void lists_every_price_by_symbol_and_day(void **state)
{
	struct book *book = *state;
	const int64_t b = add_instrument(book, "B"), a = add_instrument(book, "A");
	char list[200] = "";

	(void)put(book, b, "2026-01-05", 3, 0, "s", BOOK_TIME);
	(void)put(book, a, "2026-01-06", 2, 0, "s", BOOK_TIME);
	(void)put(book, a, "2026-01-05", 1, 0, "s", BOOK_TIME);
	assert_done(book, store_each_price(book->store, list_price, list, &book->err));
	assert_string_equal(list, "A 1;A 2;B 3;");
}

static void a_rate_is_the_last_on_or_before_the_day(void **state)
{
	struct book *book = *state;
	struct rate rate = {"EUR", "USD", day("2026-01-05"), 10821000000}, found;
	enum put_result result;
	const int64_t delivery = delivery_of(book, "ecb", "rate", BOOK_TIME);

	assert_done(book, store_put_rate(book->store, &rate, delivery, BOOK_TIME, &result, &book->err));
	assert_int_equal(result, PUT_NEW);
	assert_done(book, store_put_rate(book->store, &rate, delivery, BOOK_TIME, &result, &book->err));
	assert_int_equal(result, PUT_SAME);
	rate.value++;
	assert_done(book, store_put_rate(book->store, &rate, delivery, BOOK_TIME, &result, &book->err));
	assert_int_equal(result, PUT_CHANGED);
	assert_int_equal(book_raw(book, "CREATE TEMP TABLE one AS SELECT 1 / (count(*) = 1) AS n FROM rate_history "
	                                "WHERE value = 10821000000; CREATE TEMP TABLE two (n NOT NULL); INSERT INTO two SELECT n"
	                                " FROM one"), SQLITE_OK);
	assert_done(book, store_find_rate(book->store, "EUR", "USD", day("2026-02-01"), &found, &book->err));
	assert_string_equal(found.base, rate.base);
	assert_string_equal(found.quote, rate.quote);
	assert_int_equal(found.date.days, rate.date.days);
	assert_int_equal(found.value, rate.value);
	assert_fails(book, STATUS_NOT_FOUND, "EUR/USD on or before 2026-01-04",
	             store_find_rate(book->store, "EUR", "USD", day("2026-01-04"), &found, &book->err));
	rate.value = 0;
	assert_fails(book, STATUS_INVALID, "positive", store_put_rate(book->store, &rate, delivery, BOOK_TIME, &result, &book->err));
}

static void a_feed_remembers_how_it_fared(void **state)
{
	struct book *book = *state;
	struct feed_state state_of = {"tiingo", "2026-01-05T18:00:00Z", "", "", 12}, *states = NULL;
	size_t count = 0;

	assert_done(book, store_put_feed_state(book->store, &state_of, &book->err));
	memcpy(state_of.failure, "quota", 6);
	assert_done(book, store_put_feed_state(book->store, &state_of, &book->err));
	assert_done(book, store_feed_states(book->store, &states, &count, &book->err));
	assert_int_equal(count, 1);
	assert_string_equal(states[0].failure, "quota");
	assert_int_equal(states[0].rows, 12);
	free(states);
	assert_fails(book, STATUS_INVALID, "no name for a source", store_put_source(book->store, "", &state_of.rows, &book->err));
}

static void count_alert(void *context, int64_t client_id, size_t count)
{
	*(int64_t *)context = *(int64_t *)context * 100 + client_id * 10 + (int64_t)count;
}

static void alerts_are_opened_refreshed_and_closed_by_what_is_so_today(void **state)
{
	struct book *book = *state;
	struct client client = {.code = "C1", .currency = "CNY"};
	struct alert alerts[] = {{.kind = "drift", .subject = "F1", .severity = ALERT_NOTICE, .detail = "6 %"},
	                         {.kind = "stale-price", .subject = "F2", .severity = ALERT_LIMIT}};
	struct alert *open = NULL;
	size_t count = 0, opened = 9;
	int64_t counts = 0;

	assert_done(book, store_put_client(book->store, &client, NULL, &book->err));
	assert_done(book, store_replace_alerts(book->store, client.id, day("2026-01-05"), alerts, 2, &opened, &book->err));
	assert_int_equal(opened, 2);
	memcpy(alerts[0].detail, "7 %", 4);
	alerts[0].severity = ALERT_FORBIDDEN;
	assert_done(book, store_replace_alerts(book->store, client.id, day("2026-01-12"), alerts, 1, &opened, &book->err));
	assert_int_equal(opened, 0);
	assert_done(book, store_replace_alerts(book->store, 0, day("2026-01-12"), &alerts[1], 1, &opened, &book->err));
	assert_int_equal(opened, 1);
	assert_done(book, store_open_alerts(book->store, client.id, &open, &count, &book->err));
	assert_int_equal(count, 1);
	assert_string_equal(open[0].detail, "7 %");
	assert_int_equal(open[0].severity, ALERT_FORBIDDEN);
	assert_int_equal(open[0].opened.days, day("2026-01-05").days);
	assert_int_equal(open[0].closed.days, 0);
	free(open);
	assert_done(book, store_open_alerts(book->store, -1, &open, &count, &book->err));
	assert_int_equal(count, 2);
	free(open);
	assert_done(book, store_count_alerts(book->store, count_alert, &counts, &book->err));
	assert_int_equal(counts, 1 * 100 + 11);
	/* An old report run again closes nothing before it was opened. */
	assert_done(book, store_replace_alerts(book->store, client.id, day("2025-01-01"), NULL, 0, &opened, &book->err));
	assert_done(book, store_open_alerts(book->store, client.id, &open, &count, &book->err));
	assert_int_equal(count, 0);
	free(open);
	assert_int_equal(book_raw(book, "UPDATE alert SET severity = 3"), SQLITE_CONSTRAINT);
	assert_int_equal(book_raw(book, "UPDATE alert SET closed = opened - 1"), SQLITE_CONSTRAINT);
}

static void a_report_is_found_by_its_day_or_as_the_one_before(void **state)
{
	struct book *book = *state;
	const struct journal_event event = {.event = "REPORTED", .actor = "system", .time = BOOK_TIME};
	struct client client = {.code = "C1", .currency = "CNY"};
	struct report report = {.as_of = day("2026-01-09"), .inputs_sequence = 5}, found;
	struct report_line line = {.value = 1, .drift_ppb = 2, .volatility_ppb = 3, .cost = 4, .trades = 5, .alerts = 6,
	                           .state = "rebalance"}, read;
	int64_t id;

	assert_done(book, store_put_client(book->store, &client, NULL, &book->err));
	line.client_id = client.id;
	memset(report.inputs_hash, 'a', 64);
	memset(report.content_hash, 'b', 64);
	assert_done(book, store_put_report(book->store, &report, &event, &book->err));
	id = report.id;
	assert_done(book, store_put_report_line(book->store, id, &line, &book->err));
	assert_done(book, store_find_report_line(book->store, id, client.id, &read, &book->err));
	assert_memory_equal(&read, &line, sizeof read);
	assert_done(book, store_find_report(book->store, day("2026-01-09"), false, &found, &book->err));
	assert_memory_equal(&found, &report, sizeof found);
	assert_fails(book, STATUS_NOT_FOUND, "that day", store_find_report(book->store, day("2026-01-16"), false, &found, &book->err));
	assert_done(book, store_find_report(book->store, day("2026-01-16"), true, &found, &book->err));
	assert_int_equal(found.id, id);
	assert_fails(book, STATUS_NOT_FOUND, "earlier", store_find_report(book->store, day("2026-01-09"), true, &found, &book->err));
	assert_done(book, store_put_report(book->store, &report, &event, &book->err));
	assert_int_equal(report.id, id);
	assert_fails(book, STATUS_NOT_FOUND, "nothing of this client", store_find_report_line(book->store, id, client.id, &read, &book->err));
}

static double seconds_since(const struct timespec *start)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)(now.tv_sec - start->tv_sec) + 1e-9 * (double)(now.tv_nsec - start->tv_nsec);
}

enum { LARGE_CLIENTS = 2000, LARGE_FUNDS = 12, LARGE_DAYS = 2520, LARGE_LOTS = 15 };

static void put_many_prices(struct book *book, const int64_t *funds)
{
	const int64_t delivery = delivery_of(book, "s", "raw", BOOK_TIME);

	assert_done(book, store_begin(book->store, &book->err));
	for (int i = 0; i < LARGE_FUNDS; i++)
		for (int j = 0; j < LARGE_DAYS; j++) {
			const struct price price = {funds[i], {10000 + j}, MICROS + j, MICROS};

			assert_done(book, store_put_price(book->store, &price, delivery, BOOK_TIME, NULL, &book->err));
		}
	assert_done(book, store_commit(book->store, &book->err));
}

static void put_many_clients(struct book *book, const int64_t *funds)
{
	assert_done(book, store_begin(book->store, &book->err));
	for (int i = 0; i < LARGE_CLIENTS; i++) {
		struct client client = {.currency = "CNY"};
		struct account account;

		(void)snprintf(client.code, sizeof client.code, "C%06d", i);
		assert_done(book, store_put_client(book->store, &client, NULL, &book->err));
		assert_done(book, store_put_account(book->store, client.id, "main", &account, &book->err));
		for (int j = 0; j < LARGE_LOTS; j++) {
			struct entry entry = {.account_id = account.id, .instrument_id = funds[j % LARGE_FUNDS],
			                      .date = {15000 + j}, .type = ENTRY_BUY, .quantity = MICROS, .price = 1,
			                      .cash = -1, .currency = "CNY"};
			struct lot lot = {.acquired = {15000 + j}, .quantity = MICROS, .unit_cost = 1};

			assert_done(book, store_post(book->store, &entry, &lot, 1, NULL, 0, NULL, &book->err));
		}
	}
	assert_done(book, store_commit(book->store, &book->err));
}

/* How long each question took is printed to be read, never asserted: a busy machine is not a fault. */
static void a_large_book_answers_in_full(void **state)
{
	struct book *book = *state;
	int64_t funds[LARGE_FUNDS];
	struct timespec start;
	struct holdings holdings = {0};
	struct series series = {0};
	struct client *clients = NULL;
	size_t count = 0;

	for (int i = 0; i < LARGE_FUNDS; i++)
		funds[i] = add_instrument(book, (char[]){'F', (char)('A' + i), '\0'});
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	put_many_prices(book, funds);
	print_message("# prices in: %.0f a second\n", LARGE_FUNDS * LARGE_DAYS / seconds_since(&start));

	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	assert_done(book, store_close_series(book->store, funds, LARGE_FUNDS, (struct date){0}, (struct date){20000}, &series, &book->err));
	print_message("# series of %zu x %zu: %.1f ms\n", series.length, series.count, seconds_since(&start) * 1e3);
	assert_int_equal(series.length, LARGE_DAYS);
	series_clear(&series);

	put_many_clients(book, funds);
	book_reopen(book, STORE_WRITE);
	assert_done(book, store_clients(book->store, &clients, &count, &book->err));
	assert_int_equal(count, LARGE_CLIENTS);
	assert_done(book, store_begin(book->store, &book->err));
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	for (size_t i = 0; i < count; i++) {
		assert_done(book, store_holdings(book->store, clients[i].id, (struct date){16000}, &holdings, &book->err));
		assert_int_equal(holdings.lot_count, LARGE_LOTS);
	}
	print_message("# holdings of %d lots: %.1f us a client\n", LARGE_LOTS, seconds_since(&start) / LARGE_CLIENTS * 1e6);

	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	for (size_t i = 0; i < count; i++) {
		const struct journal_event event = {.event = "REVIEWED", .actor = "system", .client = clients[i].code, .time = BOOK_TIME};

		assert_done(book, journal_append(book->store, &event, &book->err));
	}
	print_message("# journal records: %.1f us each\n", seconds_since(&start) / LARGE_CLIENTS * 1e6);
	assert_done(book, store_commit(book->store, &book->err));
	free(clients);
	holdings_clear(&holdings);
	book_close(book);
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	assert_done(book, book_open(book, STORE_READ));
	print_message("# open: %.2f ms\n", seconds_since(&start) * 1e3);
	(void)clock_gettime(CLOCK_MONOTONIC, &start);
	assert_done(book, store_clients(book->store, &clients, &count, &book->err));
	print_message("# %zu clients: %.2f ms\n", count, seconds_since(&start) * 1e3);
	free(clients);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(cash_is_there_from_the_start_and_cannot_be_changed, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_price_keeps_its_source_until_another_value_replaces_it, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_delivery_is_one_body_that_came_once, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_series_has_a_row_for_each_day_on_which_anything_is_known, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(lists_every_price_by_symbol_and_day, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_rate_is_the_last_on_or_before_the_day, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_feed_remembers_how_it_fared, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(alerts_are_opened_refreshed_and_closed_by_what_is_so_today, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_report_is_found_by_its_day_or_as_the_one_before, book_setup, book_teardown),
		cmocka_unit_test_setup_teardown(a_large_book_answers_in_full, book_setup, book_teardown),
	};

	return cmocka_run_group_tests_name("store_price", tests, NULL, NULL);
}
