/* Holdings in several currencies under one: values, returns, trades and money, against figures worked by hand. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/record.h"
#include "advice/book/holders.h"
#include "advice/book/review.h"
#include "advice/client/profile.h"
#include "advice/intake/intake.h"
#include "advice/market/conversion.h"
#include "advice/market/market.h"
#include "advice/oversight/monitor.h"
#include "advice/plan/recommend.h"
#include "advice/trade/rebalancing.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"
#include "report/document.h"
#include "report/renderer.h"
#include "scene.h"

static const char arrived[] = "2026-11-20T09:00:00Z";

/* What the cases add comes from here. */
static const struct delivery by_hand = {.source = "hand", .kind = "hand", .arrived = "2026-11-20T09:00:00Z"};

static void add_rate(struct scene *scene, const char *base, const char *quote, struct date day, double value)
{
	struct rate rate = {.date = day, .value = llround(value * (double)RATE_ONE)};
	struct error err;
	int64_t delivery;

	(void)snprintf(rate.base, sizeof rate.base, "%s", base);
	(void)snprintf(rate.quote, sizeof rate.quote, "%s", quote);
	MUST(store_put_delivery(session_store(scene->session), &by_hand, &delivery, &err));
	MUST(store_put_rate(session_store(scene->session), &rate, delivery, arrived, NULL, &err));
	session_forget_market(scene->session);
}

static int64_t add_instrument(struct scene *scene, const char *symbol, const char *currency, int64_t lot)
{
	struct instrument instrument = {.asset_class = ASSET_EQUITY, .risk_level = 4, .lot = lot, .buy_fee = 1000,
	                                .sell_fee = 1000, .kind = "etf", .region = "US"};
	enum put_result result;
	struct error err;

	(void)snprintf(instrument.symbol, sizeof instrument.symbol, "%s", symbol);
	(void)snprintf(instrument.name, sizeof instrument.name, "%s", symbol);
	(void)snprintf(instrument.currency, sizeof instrument.currency, "%s", currency);
	MUST(store_put_instrument(session_store(scene->session), &instrument, &result, &err));
	return instrument.id;
}

static void add_price(struct scene *scene, int64_t instrument, struct date day, double close)
{
	const struct price price = {.instrument_id = instrument, .date = day, .close = llround(close * 1e6)};
	struct error err;
	int64_t delivery;

	MUST(store_put_delivery(session_store(scene->session), &by_hand, &delivery, &err));
	MUST(store_put_price(session_store(scene->session), &price, delivery, arrived, NULL, &err));
	session_forget_market(scene->session);
}

static size_t line_of(const struct standing *standing, const struct market *market, const char *symbol)
{
	for (size_t i = 0; i < standing->line_count; i++)
		if (strcmp(market->rows[standing->lines[i].row].instrument.symbol, symbol) == 0)
			return i;
	fail_msg("%s is not held", symbol);
	return 0;
}

/* 10 at 500 USD and 7.2 CNY for one are 36 000 CNY; with 64 000 in cash they weigh 36 %. */
static void a_holding_is_worth_its_price_at_the_rate_of_the_day(void **state)
{
	struct scene *scene = *state;
	const struct date today = scene_date(scene_day);
	const int64_t id = add_instrument(scene, "SPY", "USD", 0);
	const struct market *market;
	struct standing standing = {0};
	struct text text = {0};
	const struct sink sink = sink_to_text(&text);
	struct arena *arena = arena_new();
	struct section *section;
	struct error err;
	size_t line;

	add_price(scene, id, today, 500.0);
	add_rate(scene, "USD", "CNY", today, 7.2);
	scene_add_client(scene, "C1", "王芳", 64000 * MICROS);
	scene_add_lot(scene, "C1", "SPY", 10 * MICROS);
	MUST(standing_find(scene->session, "C1", &standing, &err));
	MUST(session_market_in(scene->session, "CNY", &market, &err));
	line = line_of(&standing, market, "SPY");
	assert_int_equal(standing.lines[line].price, 500 * MICROS);
	assert_int_equal(standing.lines[line].value, 36000 * MICROS);
	assert_int_equal(standing.value, 100000 * MICROS);
	assert_int_equal(standing.lines[line].weight_ppb, 360000000);
	assert_int_equal(standing.lines[0].weight_ppb, 640000000);
	assert_true(standing.lines[line].is_cost_restated); /* bought 100 days ago, when no rate was known */
	MUST(review_client_section(scene->session, &standing, arena, &section, &err));
	MUST(document_render(renderer_find("json"), NULL, &(struct document_head){0},
	                     (const struct section *const[]){section}, 1, &sink, &err));
	assert_non_null(strstr(text_string(&text), "cost-restated"));
	assert_non_null(strstr(text_string(&text), "What SPY cost is at the rate of today"));
	text_clear(&text);
	arena_free(arena);
	standing_clear(&standing);
}

/* The lot was bought 100 days ago at 1 USD, then 7 CNY: 10 * 7 = 70 CNY. */
static void what_was_paid_counts_at_the_rate_of_its_day(void **state)
{
	struct scene *scene = *state;
	const struct date today = scene_date(scene_day);
	const int64_t id = add_instrument(scene, "SPY", "USD", 0);
	struct standing standing = {0};
	struct error err;

	add_price(scene, id, today, 500.0);
	add_rate(scene, "USD", "CNY", today, 7.2);
	add_rate(scene, "USD", "CNY", date_add_days(today, -100), 7.0);
	scene_add_client(scene, "C1", "王芳", 0);
	scene_add_lot(scene, "C1", "SPY", 10 * MICROS);
	MUST(standing_find(scene->session, "C1", &standing, &err));
	assert_int_equal(standing.cost, 70 * MICROS);
	standing_clear(&standing);
}

static void without_a_rate_nothing_is_valued_and_the_sentence_names_pair_and_day(void **state)
{
	struct scene *scene = *state;
	const struct date today = scene_date(scene_day);
	const int64_t id = add_instrument(scene, "SPY", "USD", 0);
	struct rebalancing rebalancing = {0};
	const struct rebalancing_options options = {0};
	struct standing standing = {0};
	struct error err;

	add_price(scene, id, today, 500.0);
	add_rate(scene, "USD", "CNY", date_add_days(today, -RATE_SERVES_DAYS - 1), 7.2);
	add_rate(scene, "EUR", "USD", today, 1.1); /* half a cross is none */
	scene_add_client(scene, "C1", "王芳", 64000 * MICROS);
	scene_add_lot(scene, "C1", "SPY", 10 * MICROS);
	MUST(standing_find(scene->session, "C1", &standing, &err));
	assert_int_equal(standing.state, STANDING_NO_PRICE);
	assert_non_null(strstr(standing.obstacle, "SPY"));
	assert_non_null(strstr(standing.obstacle, "USD/CNY"));
	assert_non_null(strstr(standing.obstacle, scene_day));
	assert_int_equal(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err), STATUS_REFUSED);
	standing_clear(&standing);
}

/* The alert of that kind, in both languages: the sentences it must be. */
static void assert_alerted(struct scene *scene, const char *kind, const char *english, const char *chinese)
{
	struct alert alerts[MONITOR_ALERTS];
	struct standing standing = {0};
	struct error err;
	char text[480];
	size_t count, found = 0;

	MUST(standing_find(scene->session, "C1", &standing, &err));
	count = monitor_client(scene->session, &standing, alerts);
	for (size_t i = 0; i < count; i++) {
		assert_string_not_equal(alerts[i].kind, "missing-price");
		assert_string_not_equal(alerts[i].kind, "stale-price");
		if (strcmp(alerts[i].kind, kind) != 0)
			continue;
		found++;
		assert_string_equal(alerts[i].subject, "SPY");
		assert_string_equal(monitor_sentence(LANGUAGE_ENGLISH, &alerts[i], text, sizeof text), english);
		assert_string_equal(monitor_sentence(LANGUAGE_CHINESE, &alerts[i], text, sizeof text), chinese);
	}
	assert_int_equal(found, 1);
	standing_clear(&standing);
}

/* The price is there: what has to come is the rate, and the alert names it and its day. */
static void a_missing_rate_is_alerted_as_one(void **state)
{
	struct scene *scene = *state;
	const int64_t id = add_instrument(scene, "SPY", "USD", 0);

	add_price(scene, id, scene_date(scene_day), 500.0);
	scene_add_client(scene, "C1", "王芳", 64000 * MICROS);
	scene_add_lot(scene, "C1", "SPY", 10 * MICROS);
	assert_alerted(scene, "missing-rate",
	               "SPY has a price and no value: there is no exchange rate USD/CNY 2026-11-20, nor one of the ten days before it; "
	               "import the rate or refresh. The value of the portfolio is not known.",
	               "SPY 有价格而无法估值：缺少汇率 USD/CNY 2026-11-20，其前十天也没有；请导入汇率或刷新。组合市值因而未知。");
}

/* A rate of ten days ago serves to value and not to deal; the price of the day is not blamed for it. */
static void an_old_rate_is_alerted_as_one(void **state)
{
	struct scene *scene = *state;
	const struct date today = scene_date(scene_day);
	const int64_t id = add_instrument(scene, "SPY", "USD", 0);

	add_price(scene, id, today, 500.0);
	add_rate(scene, "USD", "CNY", date_add_days(today, -RATE_SERVES_DAYS), 7.2);
	scene_add_client(scene, "C1", "王芳", 64000 * MICROS);
	scene_add_lot(scene, "C1", "SPY", 10 * MICROS);
	assert_alerted(scene, "stale-rate",
	               "The exchange rate behind SPY, USD/CNY 2026-11-10, is too old to deal at; import a newer one or refresh.",
	               "SPY 估值所用的汇率 USD/CNY 2026-11-10 过旧，不能据以交易；请导入较新的汇率或刷新。");
}

/* Nothing and a loss of all it cost are figures too, and wrong ones. */
static void what_has_no_value_is_shown_without_one_and_nothing_adds_it_up(void **state)
{
	struct scene *scene = *state;
	const int64_t id = add_instrument(scene, "SPY", "USD", 0);
	struct standing standing = {0};
	struct text text = {0};
	const struct sink sink = sink_to_text(&text);
	struct arena *arena = arena_new();
	struct section *section;
	const char *row;
	struct error err;

	add_price(scene, id, scene_date(scene_day), 500.0); /* and no rate */
	scene_add_client(scene, "C1", "王芳", 64000 * MICROS);
	scene_add_lot(scene, "C1", "SPY", 10 * MICROS);
	MUST(standing_find(scene->session, "C1", &standing, &err));
	MUST(review_client_section(scene->session, &standing, arena, &section, &err));
	MUST(document_render(renderer_find("json"), NULL, &(struct document_head){0},
	                     (const struct section *const[]){section}, 1, &sink, &err));
	row = strstr(text_string(&text), "\"symbol\": \"SPY\"");
	assert_non_null(row);
	assert_memory_equal(strstr(row, "\"value\""), "\"value\": null", 13);
	assert_memory_equal(strstr(row, "\"gain\""), "\"gain\": null", 12);
	assert_memory_equal(strstr(row, "\"weight\""), "\"weight\": null", 14);
	assert_null(strstr(text_string(&text), "\"expected_return\"")); /* of a part is not that of the whole */
	text_clear(&text);
	arena_free(arena);
	standing_clear(&standing);
}

/* Through the euro: 7.92 / 1.1 = 7.2. A day later one leg is missing, and the cross of the day before serves. */
static void a_cross_rate_values_with_both_legs_of_one_day(void **state)
{
	struct scene *scene = *state;
	const struct date today = scene_date(scene_day);
	struct conversion *conversion;
	struct rate_point rate;
	struct error err;
	int64_t worth;

	add_rate(scene, "EUR", "CNY", date_add_days(today, -1), 7.92);
	add_rate(scene, "EUR", "USD", date_add_days(today, -1), 1.1);
	add_rate(scene, "EUR", "CNY", today, 8.8);
	conversion = conversion_new(scene->session, "CNY");
	MUST(conversion_rate(conversion, "USD", today, &rate, &err));
	assert_int_equal(rate.value, 72000000000);
	assert_int_equal(rate.date.days, today.days - 1);
	assert_string_equal(rate.through, "EUR");
	MUST(conversion_amount(conversion, "USD", today, -5 * MICROS, &worth, &err));
	assert_int_equal(worth, -36 * MICROS);
	MUST(conversion_amount(conversion, "CNY", today, 123, &worth, &err));
	assert_int_equal(worth, 123);
	conversion_free(conversion);
}

/*
 * Week by week the price goes up by 5 % and back, the rate by 3 % and back: the client's return is 1.05 * 1.03 - 1 =
 * 8.15 % and 1 / 1.0815 - 1. Prices are kept to 10^-6 of about 100 and rates to 10^-10 of about 7: 2e-8 is left.
 */
static void weekly_returns_are_the_asset_and_the_rate_together(void **state)
{
	struct scene *scene = *state;
	const struct date today = scene_date(scene_day);
	const int64_t id = add_instrument(scene, "SPY", "USD", 0);
	const struct market *market, *own;
	struct error err;
	size_t row;

	for (int week = 0; week <= 262; week++) {
		const struct date friday = date_add_days(today, -7 * week);
		const bool is_high = week % 2 == 0;

		add_price(scene, id, friday, is_high ? 105.0 : 100.0);
		add_rate(scene, "USD", "CNY", friday, is_high ? 7.21 : 7.0);
	}
	MUST(session_market_in(scene->session, "CNY", &market, &err));
	row = market_find(market, "SPY");
	assert_true(market->rows[row].has_risk);
	assert_true(market->weekly.length > 200);
	for (size_t t = 0; t < market->weekly.length; t++) {
		const bool rose = (today.days - market->weekly.dates[t].days) / 7 % 2 == 0;

		assert_float_equal(series_at(&market->weekly, t, row), rose ? 0.0815 : 1.0 / 1.0815 - 1.0, 2e-8);
	}
	MUST(session_market_in(scene->session, "USD", &own, &err)); /* who reckons in dollars sees the price alone */
	for (size_t t = 0; t < own->weekly.length; t++)
		assert_float_equal(fabs(log1p(series_at(&own->weekly, t, row))), log(1.05), 2e-8);
	assert_false(own->rows[market_find(own, "511010")].volatility == market->rows[market_find(market, "511010")].volatility);
	assert_string_not_equal(own->figures_hash, market->figures_hash);
}

static void keep_plan(struct scene *scene, int64_t client, const char *first, const char *second, int64_t share)
{
	struct target targets[3] = {0};
	struct plan plan = {.client_id = client, .accepted = scene_date("2026-11-02"), .letter = 'S', .by = "Client",
	                    .targets = targets, .target_count = 3};
	struct json *details = json_new_object();
	const struct journal_event event = record_event(scene->session, "PLAN_ACCEPTED", "Client", "C1", details);
	struct instrument instrument;
	const char *const symbols[] = {CASH_SYMBOL, first, second};
	const int64_t weights[] = {PPB / 50, share, PPB - PPB / 50 - share};
	struct error err;

	for (size_t i = 0; i < 3; i++) {
		MUST(store_find_instrument(session_store(scene->session), symbols[i], &instrument, &err));
		targets[i] = (struct target){instrument.id, weights[i], i == 0 ? 0 : weights[i] - PPB / 50,
		                             weights[i] + PPB / 50};
	}
	MUST(store_add_plan(session_store(scene->session), &plan, &event, &err));
	json_free(details);
}

/* Whole pieces of SPY, fees of a thousandth in cents of a dollar; what the account keeps is exact in yuan. */
static void trades_are_in_the_instruments_currency_and_weights_in_the_clients(void **state)
{
	struct scene *scene = *state;
	const struct date today = scene_date(scene_day);
	const int64_t id = add_instrument(scene, "SPY", "USD", MICROS);
	const struct rebalancing_options options = {.one_language = true};
	const struct answers answers = scene_answers("2026-11-02");
	struct rebalancing rebalancing = {0};
	struct assessment assessment;
	struct client client;
	struct error err;
	int64_t cash;
	bool found = false;

	for (int week = 0; week <= 262; week++) {
		add_price(scene, id, date_add_days(today, -7 * week), week % 2 == 0 ? 503.0 : 500.0);
		add_rate(scene, "USD", "CNY", date_add_days(today, -7 * week), 7.1);
	}
	scene_add_client(scene, "C1", "王芳", 1000000 * MICROS);
	MUST(profile_take(scene->session, "C1", &answers, &assessment, &err));
	MUST(store_find_client(session_store(scene->session), "C1", &client, &err));
	keep_plan(scene, client.id, "SPY", "511010", PPB / 5);
	MUST(rebalancing_work(scene->session, "C1", &options, &rebalancing, &err));
	cash = 1000000 * MICROS;
	for (size_t i = 0; i < rebalancing.proposal.line_count; i++) {
		const struct proposal_line *line = &rebalancing.proposal.lines[i];
		const bool is_foreign = line->instrument_id == id;
		int64_t worth = line->amount, fee = line->fee;

		assert_int_equal(line->side, SIDE_BUY);
		if (is_foreign) {
			const int64_t pieces = line->quantity / MICROS;

			found = true;
			assert_int_equal(line->quantity % MICROS, 0);
			assert_int_equal(line->price, 503 * MICROS);
			assert_int_equal(line->amount, pieces * 503 * MICROS);
			assert_int_equal(line->fee, (pieces * 503 * MICROS / 1000 + 5000) / 10000 * 10000); /* cents, half up */
			/* 200 000 CNY at 3 571.30 a piece are 56.002 pieces. */
			assert_int_equal(pieces, 56);
			worth = line->amount * 71 / 10;
			fee = line->fee * 71 / 10;
		}
		assert_int_equal(line->worth, worth);
		assert_int_equal(line->fee_worth, fee);
		cash -= worth + fee;
	}
	assert_true(found);
	assert_int_equal(rebalancing.cash_after, cash);
	assert_true(cash >= 0);
	rebalancing_clear(&rebalancing);
}

static enum status keep_bytes(void *state, const char *bytes, size_t length, struct error *err)
{
	(void)err;
	text_add_bytes(state, bytes, length);
	return STATUS_OK;
}

static void import_text(struct scene *scene, const char *kind, const char *content, struct intake_result *result)
{
	struct error err;

	MUST(scene_import(scene, kind, content, result, &err));
}

/*
 * 10 at 500 with a fee of 1 at 7.2: 5 001 * 7.2 = 36 007.20 leave the account and a piece cost 500.10 dollars. A dividend
 * of 12.50 at 7.0 less 0.50: 84 come in. What goes out as a file comes back as nothing new, though the rate was mended.
 */
static void money_of_a_trade_abroad_is_exchanged_at_the_rate_of_its_day(void **state)
{
	static const char rows[] = "date,client,account,type,symbol,quantity,price,fee,currency,reference\n"
	                           "2026-11-02,C1,main,deposit,CASH,100000,,,,\n"
	                           "2026-11-12,C1,main,buy,SPY,10,500,1,USD,B1\n"
	                           "2026-11-16,C1,main,dividend,SPY,12.5,,0.5,USD,\n";
	struct scene *scene = *state;
	struct text text = {0};
	struct sink sink = {.state = &text, .write = keep_bytes};
	struct intake_result result;
	struct holdings holdings = {0};
	struct client client;
	struct error err;

	(void)add_instrument(scene, "SPY", "USD", 0);
	add_rate(scene, "USD", "CNY", scene_date("2026-11-12"), 7.2);
	add_rate(scene, "USD", "CNY", scene_date("2026-11-16"), 7.0);
	scene_add_client(scene, "C1", "王芳", 0);
	import_text(scene, "transactions", rows, &result);
	assert_int_equal(result.added, 3);
	MUST(store_find_client(session_store(scene->session), "C1", &client, &err));
	MUST(store_holdings(session_store(scene->session), client.id, scene_date(scene_day), &holdings, &err));
	assert_int_equal(holdings.cash[0], INT64_C(100000000000) - INT64_C(36007200000) + 84 * MICROS);
	assert_int_equal(holdings.lots[0].unit_cost, 500100000);
	add_rate(scene, "USD", "CNY", scene_date("2026-11-12"), 7.3);
	import_text(scene, "transactions", rows, &result);
	assert_int_equal(result.same, 3);
	MUST(intake_export(scene->session, "transactions", &sink, &err));
	assert_non_null(strstr(text_string(&text), "dividend,SPY,12.5,,0.5,USD"));
	import_text(scene, "transactions", text_string(&text), &result);
	assert_int_equal(result.added + result.changed, 0);
	text_clear(&text);
	holdings_clear(&holdings);
}

static void rates_come_in_and_go_out_by_file(void **state)
{
	static const char rows[] = "date,base,quote,rate\n2026-11-12,USD,CNY,7.1234\n2026-11-12,EUR,USD,1.0821000001\n";
	struct scene *scene = *state;
	struct text text = {0};
	struct sink sink = {.state = &text, .write = keep_bytes};
	struct intake_result result;
	struct error err;

	import_text(scene, "rates", rows, &result);
	assert_int_equal(result.added, 2);
	MUST(intake_export(scene->session, "rates", &sink, &err));
	assert_non_null(strstr(text_string(&text), "2026-11-12,EUR,USD,1.0821000001"));
	import_text(scene, "rates", text_string(&text), &result);
	assert_int_equal(result.same, 2);
	assert_int_equal(result.added + result.changed, 0);
	text_clear(&text);
}

/* One client in yuan with 64 000, one in dollars with 1 000 at 7.2: 71 200 together, in every list of the book. */
static void clients_of_two_currencies_add_up_in_the_books(void **state)
{
	struct scene *scene = *state;
	const struct market *market;
	struct client client;
	struct review_book book = {0};
	struct holders holders = {0};
	struct error err;

	scene_add_client(scene, "C1", "王芳", 64000 * MICROS);
	scene_add_client(scene, "C2", "Smith", 1000 * MICROS);
	MUST(store_find_client(session_store(scene->session), "C2", &client, &err));
	memcpy(client.currency, "USD", 4);
	MUST(store_put_client(session_store(scene->session), &client, NULL, &err));
	MUST(review_book(scene->session, &book, &err));
	assert_int_equal(book.value, 64000 * MICROS);
	assert_int_equal(book.other_currency, 1);
	review_book_clear(&book);
	add_rate(scene, "USD", "CNY", scene_date(scene_day), 7.2);
	MUST(review_book(scene->session, &book, &err));
	assert_int_equal(book.value, 71200 * MICROS);
	assert_int_equal(book.other_currency, 0);
	assert_int_equal(book.rows[1].value, 1000 * MICROS);
	MUST(session_market(scene->session, &market, &err));
	MUST(holders_load(scene->session, market, NULL, NULL, &holders, &err));
	assert_int_equal(holders.value, 71200 * MICROS);
	assert_int_equal(holders.other_currency, 0);
	holders_clear(&holders);
	review_book_clear(&book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_holding_is_worth_its_price_at_the_rate_of_the_day, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(what_was_paid_counts_at_the_rate_of_its_day, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(without_a_rate_nothing_is_valued_and_the_sentence_names_pair_and_day, scene_set_up,
		                                scene_tear_down),
		cmocka_unit_test_setup_teardown(a_missing_rate_is_alerted_as_one, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(an_old_rate_is_alerted_as_one, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(what_has_no_value_is_shown_without_one_and_nothing_adds_it_up, scene_set_up,
		                                scene_tear_down),
		cmocka_unit_test_setup_teardown(a_cross_rate_values_with_both_legs_of_one_day, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(weekly_returns_are_the_asset_and_the_rate_together, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(trades_are_in_the_instruments_currency_and_weights_in_the_clients, scene_set_up,
		                                scene_tear_down),
		cmocka_unit_test_setup_teardown(money_of_a_trade_abroad_is_exchanged_at_the_rate_of_its_day, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(rates_come_in_and_go_out_by_file, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(clients_of_two_currencies_add_up_in_the_books, scene_set_up, scene_tear_down),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests(tests, NULL, NULL);
}
