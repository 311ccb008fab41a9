/* Prices held back: why, what a person answers, what is recorded, and what a poor series is kept from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/market/market.h"
#include "advice/market/price_quality.h"
#include "advice/market/quality_answer.h"
#include "advice/oversight/monitor.h"
#include "data/store/store_close.h"
#include "data/store/store_delivery.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"
#include "scene.h"

static struct instrument instrument_of(struct scene *scene, const char *symbol)
{
	struct instrument instrument;
	struct error err;

	MUST(store_find_instrument(session_store(scene->session), symbol, &instrument, &err));
	return instrument;
}

static int64_t last_close(struct scene *scene, int64_t id)
{
	struct quote *quotes = NULL;
	size_t count = 0;
	int64_t close = 0;
	struct error err;

	MUST(store_quotes(session_store(scene->session), session_today(scene->session), &quotes, &count, &err));
	for (size_t i = 0; i < count; i++)
		if (quotes[i].instrument_id == id)
			close = quotes[i].close;
	free(quotes);
	return close;
}

static int64_t delivery_of(struct scene *scene, const char *source, const char *kind)
{
	struct delivery delivery = {.arrived = "2026-11-20T10:00:00Z"};
	struct error err;
	int64_t id = 0;

	(void)snprintf(delivery.source, sizeof delivery.source, "%s", source);
	(void)snprintf(delivery.kind, sizeof delivery.kind, "%s", kind);
	MUST(store_put_delivery(session_store(scene->session), &delivery, &id, &err));
	return id;
}

/* Judges `count` closes from the business day after the scene's on, and holds what is found; returns the held ones. */
static size_t bring(struct scene *scene, const char *symbol, const int64_t *closes, size_t count,
                    struct held_figure **held)
{
	const struct instrument instrument = instrument_of(scene, symbol);
	struct price prices[8];
	struct price_finding findings[8];
	struct error err;
	int64_t delivery;
	size_t waiting = 0;

	scene_move_to(scene, "2026-12-04");
	for (size_t i = 0; i < count; i++) {
		prices[i] = (struct price){.instrument_id = instrument.id, .close = closes[i]};
		assert_int_equal(date_parse("2026-11-23", &prices[i].date, NULL), STATUS_OK); /* a Monday */
		prices[i].date = date_add_days(prices[i].date, (int)i);
	}
	delivery = delivery_of(scene, "feed here", "raw");
	MUST(quality_judge(scene->session, &instrument, CLOSE_RAW, 0.0, prices, NULL, count, findings, &err));
	for (size_t i = 0; i < count; i++) {
		bool is_new = false;

		if (findings[i].fault == PRICE_FINE) {
			MUST(store_put_price(session_store(scene->session), &prices[i], delivery, "2026-11-27T09:00:00Z", NULL, &err));
			continue;
		}
		MUST(quality_hold(scene->session, &prices[i], "", delivery, &findings[i], &is_new, &err));
		assert_true(is_new);
		MUST(quality_hold(scene->session, &prices[i], "", delivery, &findings[i], &is_new, &err));
		assert_false(is_new);
	}
	MUST(store_held_prices(session_store(scene->session), true, held, &waiting, &err));
	return waiting;
}

/* Half the price, and the day after near half: a split. Accepted, the second follows, and both count as fine. */
static void an_accepted_split_takes_what_follows_with_it(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = instrument_of(scene, "510300");
	const int64_t close = last_close(scene, instrument.id);
	const int64_t closes[] = {close / 2, close / 2 + close / 200};
	struct price again = {.instrument_id = instrument.id, .date = scene_date("2026-11-23"), .close = closes[0]};
	struct price_finding finding;
	struct held_figure *held = NULL;
	struct error err;
	size_t followed = 0;
	int64_t before;

	assert_int_equal(bring(scene, "510300", closes, 2, &held), 2);
	assert_string_equal(held[0].fault, "split");
	assert_int_equal(held[0].before, close);
	assert_int_equal(last_close(scene, instrument.id), close);
	before = scene_records(scene);
	MUST(quality_settle(scene->session, held[0].id, QUALITY_ACCEPT, 0, "Wang Fang", "the fund was split", &followed, &err));
	assert_int_equal(followed, 1);
	assert_int_equal(last_close(scene, instrument.id), closes[1]);
	assert_int_equal(scene_records(scene), before + 1);
	MUST(quality_judge(scene->session, &instrument, CLOSE_RAW, 0.0, &again, NULL, 1, &finding, &err)); /* by anybody else */
	assert_int_equal(finding.fault, PRICE_FINE);
	again.close += 1;
	MUST(quality_judge(scene->session, &instrument, CLOSE_RAW, 0.0, &again, NULL, 1, &finding, &err));
	assert_int_equal(finding.fault, PRICE_SPLIT);
	assert_int_equal(quality_settle(scene->session, held[0].id, QUALITY_REJECT, 0, "Li Qiang", "no", &followed, &err),
	                 STATUS_REFUSED);
	assert_non_null(strstr(err.message, "Wang Fang"));
	free(held);
}

static void a_rejected_price_is_left_out_and_a_corrected_one_replaced(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = instrument_of(scene, "511010");
	const int64_t close = last_close(scene, instrument.id);
	const int64_t came[] = {close * 100, close, 0};
	struct held_figure *held = NULL;
	struct kept_close *closes = NULL;
	struct delivery delivery;
	struct error err;
	size_t followed = 0, count = 0;

	assert_int_equal(bring(scene, "511010", came, 3, &held), 2);
	assert_string_equal(held[0].fault, "unit");
	assert_string_equal(held[1].fault, "not-positive");
	assert_int_equal(quality_settle(scene->session, held[1].id, QUALITY_ACCEPT, 0, "Wang Fang", "x", &followed, &err),
	                 STATUS_REFUSED);
	assert_int_equal(quality_settle(scene->session, held[1].id, QUALITY_CORRECT, 0, "Wang Fang", "x", &followed, &err),
	                 STATUS_INVALID);
	assert_int_equal(quality_settle(scene->session, held[1].id, QUALITY_CORRECT, close, " ", "x", &followed, &err),
	                 STATUS_INVALID);
	MUST(quality_settle(scene->session, held[0].id, QUALITY_REJECT, 0, "Wang Fang", "fen for yuan", &followed, &err));
	MUST(quality_settle(scene->session, held[1].id, QUALITY_CORRECT, close + 7, "Wang Fang", "by hand", &followed, &err));
	assert_int_equal(last_close(scene, instrument.id), close + 7);
	MUST(store_closes(session_store(scene->session), instrument.id, held[1].date, held[1].date, &closes, &count, &err));
	MUST(store_get_delivery(session_store(scene->session), closes[0].delivery_id, &delivery, &err));
	assert_string_equal(delivery.source, "hand"); /* no longer the feed's word */
	assert_string_equal(delivery.subject, "Wang Fang");
	free(closes);
	free(held);
	MUST(store_held_prices(session_store(scene->session), true, &held, &count, &err));
	assert_int_equal(count, 0);
	free(held);
	MUST(store_held_prices(session_store(scene->session), false, &held, &count, &err));
	assert_int_equal(count, 2);
	assert_int_equal(held[1].kept, close + 7);
	assert_string_equal(held[1].note, "by hand");
	free(held);
}

/* A split that got into the book leaves 40 of 100: no risk estimate, and the sentence says so. */
static void a_poor_series_is_in_no_estimate(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = instrument_of(scene, "510300");
	const struct price halved = {.instrument_id = instrument.id, .date = session_today(scene->session),
	                             .close = last_close(scene, instrument.id) / 2};
	const struct market *market;
	struct error err;
	int64_t delivery;

	MUST(session_market(scene->session, &market, &err));
	assert_true(market->rows[market_find(market, "510300")].has_risk);
	delivery = delivery_of(scene, "import x", "raw");
	MUST(store_put_price(session_store(scene->session), &halved, delivery, "2026-11-20T10:00:00Z", NULL, &err));
	session_forget_market(scene->session);
	MUST(session_market(scene->session, &market, &err));
	assert_false(market->rows[market_find(market, "510300")].has_risk);
	assert_non_null(strstr(market->rows[market_find(market, "510300")].why_not, "510300 score 40 of 100"));
	assert_true(market->rows[market_find(market, "511010")].has_risk);
}

static bool has_fault(const struct series_health *health, enum series_fault fault)
{
	enum series_fault faults[SERIES_FAULTS];
	const size_t count = series_faults(health, faults);

	for (size_t i = 0; i < count; i++)
		if (faults[i] == fault)
			return true;
	return false;
}

static size_t alerts_of(struct scene *scene, const char *kind, struct alert *found)
{
	struct alert alerts[MONITOR_ALERTS];
	struct standing standing = {0};
	struct error err;
	size_t count, matching = 0;

	MUST(standing_find(scene->session, "C3", &standing, &err));
	count = monitor_client(scene->session, &standing, alerts);
	for (size_t i = 0; i < count; i++)
		if (strcmp(alerts[i].kind, kind) == 0 && matching++ == 0)
			*found = alerts[i];
	standing_clear(&standing);
	return matching;
}

/* Two months after the last price of any, all are old and none has ended; one that goes on shows that the others have. */
static void a_series_that_ended_is_told_to_its_holder(void **state)
{
	struct scene *scene = *state;
	const struct market *market;
	const struct market_row *row;
	struct price other;
	struct alert alert;
	char text[320];
	struct error err;

	other.adjusted_close = 0;
	scene_add_client(scene, "C3", "Client", 1000 * MICROS);
	scene_add_lot(scene, "C3", "510300", 100 * MICROS);
	MUST(session_market(scene->session, &market, &err));
	row = &market->rows[market_find(market, "510300")];
	assert_true(row->health.is_known);
	assert_false(has_fault(&row->health, SERIES_STOPPED) || has_fault(&row->health, SERIES_GAP));
	assert_int_equal(alerts_of(scene, "series-stopped", &alert), 0);
	scene_move_to(scene, "2027-01-20");
	MUST(session_market(scene->session, &market, &err));
	row = &market->rows[market_find(market, "510300")];
	assert_true(has_fault(&row->health, SERIES_STALE) && !has_fault(&row->health, SERIES_STOPPED));
	other.instrument_id = instrument_of(scene, "511010").id;
	other.close = last_close(scene, other.instrument_id);
	assert_int_equal(date_parse("2027-01-19", &other.date, NULL), STATUS_OK);
	MUST(store_put_price(session_store(scene->session), &other, delivery_of(scene, "feed here", "raw"),
	                     "2027-01-19T10:00:00Z", NULL, &err));
	session_forget_market(scene->session);
	MUST(session_market(scene->session, &market, &err));
	row = &market->rows[market_find(market, "510300")];
	assert_true(has_fault(&row->health, SERIES_STOPPED));
	assert_false(has_fault(&row->health, SERIES_STALE)); /* one of the two is enough */
	assert_int_equal(alerts_of(scene, "series-stopped", &alert), 1);
	assert_string_equal(alert.subject, "510300");
	assert_non_null(strstr(monitor_sentence(LANGUAGE_ENGLISH, &alert, text, sizeof text), "510300 ended"));
	assert_non_null(strstr(series_fault_sentence(LANGUAGE_ENGLISH, &row->health, SERIES_STOPPED, "510300", text,
	                                             sizeof text), "510300 ended"));
}

static void prices_that_wait_are_told_to_the_holder(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = instrument_of(scene, "510300");
	const int64_t closes[] = {last_close(scene, instrument.id) * 100};
	struct held_figure *held = NULL;
	struct alert alert;

	scene_add_client(scene, "C3", "Client", 1000 * MICROS);
	scene_add_lot(scene, "C3", "510300", 100 * MICROS);
	assert_int_equal(bring(scene, "510300", closes, 1, &held), 1);
	free(held);
	session_forget_market(scene->session);
	assert_int_equal(alerts_of(scene, "prices-held", &alert), 1);
	assert_string_equal(alert.detail, "1");
}

static void two_sources_are_compared_day_by_day(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = instrument_of(scene, "510300");
	const int64_t close = last_close(scene, instrument.id);
	const struct price other = {.instrument_id = instrument.id, .date = session_today(scene->session), .close = close + 5};
	struct price_difference *differences = NULL;
	struct error err;
	size_t count = 0;
	int64_t delivery;

	delivery = delivery_of(scene, "other", "raw");
	MUST(store_put_price(session_store(scene->session), &other, delivery, "2026-11-20T10:00:00Z", NULL, &err));
	MUST(store_price_differences(session_store(scene->session), "scene", "other", 0, &differences, &count, &err));
	assert_int_equal(count, 1);
	assert_string_equal(differences[0].symbol, "510300");
	assert_int_equal(differences[0].first, close);
	assert_int_equal(differences[0].second, close + 5);
	free(differences);
	assert_int_equal(store_price_differences(session_store(scene->session), "scene", "nobody", 0, &differences, &count, &err),
	                 STATUS_NOT_FOUND);
}

static void a_source_keeps_to_its_kind_of_price(void **state)
{
	struct scene *scene = *state;
	const struct instrument instrument = instrument_of(scene, "510300");
	struct error err;
	int64_t delivery;

	delivery = delivery_of(scene, "feed here", "raw");
	MUST(store_keep_kind(session_store(scene->session), instrument.id, delivery, &err));
	MUST(store_keep_kind(session_store(scene->session), instrument.id, delivery, &err));
	delivery = delivery_of(scene, "feed here", "total_return");
	assert_int_equal(store_keep_kind(session_store(scene->session), instrument.id, delivery, &err), STATUS_REFUSED);
	assert_non_null(strstr(err.message, "total_return"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_accepted_split_takes_what_follows_with_it, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_rejected_price_is_left_out_and_a_corrected_one_replaced, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_poor_series_is_in_no_estimate, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_series_that_ended_is_told_to_its_holder, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(prices_that_wait_are_told_to_the_holder, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(two_sources_are_compared_day_by_day, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_source_keeps_to_its_kind_of_price, scene_set_up, scene_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
