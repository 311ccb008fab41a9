/* A changed past: what was replaced, by whom, which report rested on it, and that somebody hears of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <math.h>

#include "advice/base/session.h"
#include "advice/market/past.h"
#include "advice/oversight/monitor.h"
#include "data/journal/journal.h"
#include "data/store/store_delivery.h"
#include "data/store/store_price.h"
#include "data/store/store_watch.h"
#include "engine/base/money.h"
#include "scene.h"

static void record_report(struct scene *scene, const char *as_of, const char *time)
{
	const struct journal_event event = {.event = "REPORTED", .actor = "system", .time = time};
	struct report report = {.as_of = scene_date(as_of)};
	struct journal_head head;
	struct error err;

	MUST(journal_head(session_store(scene->session), &head, &err));
	report.inputs_sequence = head.sequence;
	memset(report.inputs_hash, 'a', 64);
	memset(report.content_hash, 'b', 64);
	MUST(store_put_report(session_store(scene->session), &report, &event, &err));
}

/* What another source says of a day; 0: that close as it is, adjusted. Returns the close before. */
static int64_t replace(struct scene *scene, const char *symbol, const char *date, double factor, const char *time)
{
	struct delivery delivery = {.source = "feed new", .kind = "raw", .subject = "x"};
	struct price price = {.date = scene_date(date)};
	struct instrument instrument;
	struct quote *quotes = NULL;
	size_t count = 0;
	int64_t id = 0, before = 0;
	struct error err;

	MUST(store_find_instrument(session_store(scene->session), symbol, &instrument, &err));
	MUST(store_quotes(session_store(scene->session), price.date, &quotes, &count, &err));
	for (size_t i = 0; i < count; i++)
		before = quotes[i].instrument_id == instrument.id ? quotes[i].close : before;
	free(quotes);
	price.instrument_id = instrument.id;
	price.close = factor == 0.0 ? before : llround((double)before * factor);
	price.adjusted_close = factor == 0.0 ? before / 2 : 0;
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", time);
	MUST(store_put_delivery(session_store(scene->session), &delivery, &id, &err));
	MUST(store_put_price(session_store(scene->session), &price, id, time, NULL, &err));
	session_forget_market(scene->session);
	return before;
}

/* The report of the 20th valued at that day's close; the one of the 19th was in no report. */
static void a_replaced_price_names_both_sources_and_the_report(void **state)
{
	struct scene *scene = *state;
	struct past_change *changes = NULL;
	struct past_wish wish = {0};
	struct error err;
	size_t count = 0;
	int64_t before;

	record_report(scene, "2026-11-20", "2026-11-20T18:00:00Z");
	scene_move_to(scene, "2026-11-27");
	before = replace(scene, "510300", "2026-11-20", 1.01, "2026-11-23T09:00:00Z");
	(void)replace(scene, "510300", "2026-11-19", 0.99, "2026-11-23T09:00:00Z");
	(void)replace(scene, "510300", "2026-11-20", 1.02, "2026-11-24T09:00:00Z");
	MUST(store_price_changes(session_store(scene->session), &wish, &changes, &count, &err));
	assert_int_equal(count, 3);
	assert_int_equal(changes[0].date.days, scene_date("2026-11-19").days);
	assert_int_equal(changes[0].report.days, 0);
	assert_int_equal(changes[1].before, before);
	assert_int_equal(changes[1].after, llround((double)before * 1.01));
	assert_int_equal(changes[2].before, changes[1].after);
	assert_int_equal(changes[1].report.days, scene_date("2026-11-20").days);
	assert_string_equal(changes[1].source, "scene");
	assert_string_equal(changes[1].by, "feed new");
	assert_string_equal(changes[2].source, "feed new");
	assert_string_equal(changes[1].replaced, "2026-11-23T09:00:00Z");
	free(changes);
	wish.since = "2026-11-23T12:00:00Z";
	MUST(store_price_changes(session_store(scene->session), &wish, &changes, &count, &err));
	assert_int_equal(count, 1);
	free(changes);
}

static void what_changed_since_the_last_report_is_counted_and_told(void **state)
{
	struct scene *scene = *state;
	struct past_since since = {0};
	struct error err;

	(void)replace(scene, "511010", "2026-11-18", 1.01, "2026-11-20T10:00:00Z"); /* before the report */
	record_report(scene, "2026-11-20", "2026-11-20T18:00:00Z");
	MUST(past_since_report(scene->session, &since, &err));
	assert_false(since.has_report); /* of the day itself: a second run says what the first did */
	scene_move_to(scene, "2026-11-27");
	(void)replace(scene, "510300", "2026-11-20", 1.01, "2026-11-23T09:00:00Z");
	(void)replace(scene, "510300", "2026-11-18", 1.05, "2026-11-23T09:00:00Z");
	(void)replace(scene, "511010", "2026-11-20", 0, "2026-11-23T09:00:00Z"); /* adjusted alone */
	MUST(past_since_report(scene->session, &since, &err));
	assert_true(since.has_report);
	assert_int_equal(since.count, 2);
	assert_int_equal(since.figures, 2);
	assert_int_equal(since.restated, 1);
	assert_string_equal(since.series[0].symbol, "510300");
	assert_int_equal(since.series[0].figures, 2);
	assert_int_equal(since.series[0].worst_day.days, scene_date("2026-11-18").days);
	assert_true(fabs(since.series[0].worst - 0.05) < 1e-6); /* closes are of six decimals */
	assert_int_equal(since.series[0].report.days, scene_date("2026-11-20").days);
	assert_int_equal(since.series[1].report.days, 0);
	past_since_clear(&since);
}

static size_t alerts_of(struct scene *scene, const char *client, const char *kind, char *subject)
{
	struct alert alerts[MONITOR_ALERTS];
	struct standing standing = {0};
	struct error err;
	size_t count, found = 0;

	MUST(standing_find(scene->session, client, &standing, &err));
	count = monitor_client(scene->session, &standing, alerts);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(alerts[i].kind, kind) != 0)
			continue;
		found++;
		(void)snprintf(subject, SYMBOL_SIZE, "%s", alerts[i].subject);
	}
	standing_clear(&standing);
	return found;
}

static void who_holds_it_gets_an_alert_until_the_next_report(void **state)
{
	struct scene *scene = *state;
	char subject[SYMBOL_SIZE] = "";

	scene_add_client(scene, "C3", "Client", 1000 * MICROS);
	scene_add_lot(scene, "C3", "510300", 100 * MICROS);
	record_report(scene, "2026-11-20", "2026-11-20T18:00:00Z");
	scene_move_to(scene, "2026-11-27");
	assert_int_equal(alerts_of(scene, "C3", "past-changed", subject), 0);
	(void)replace(scene, "510300", "2026-11-20", 1.01, "2026-11-23T09:00:00Z");
	assert_int_equal(alerts_of(scene, "C3", "past-changed", subject), 1);
	assert_string_equal(subject, "510300");
	record_report(scene, "2026-11-27", "2026-11-27T18:00:00Z");
	scene_move_to(scene, "2026-12-04");
	assert_int_equal(alerts_of(scene, "C3", "past-changed", subject), 0);
}

static void a_replaced_rate_is_kept_too(void **state)
{
	struct scene *scene = *state;
	struct delivery first = {.source = "feed ecb", .kind = "rate", .arrived = "2026-11-20T18:00:00Z"};
	struct delivery second = {.source = "hand", .kind = "hand", .arrived = "2026-11-21T18:00:00Z", .subject = "Wang Fang"};
	struct rate rate = {"EUR", "USD", scene_date("2026-11-20"), 10821000000};
	struct past_change *changes = NULL;
	struct past_wish wish = {.base = "EUR", .quote = "USD"};
	struct error err;
	size_t count = 0;
	int64_t id = 0;

	MUST(store_put_delivery(session_store(scene->session), &first, &id, &err));
	MUST(store_put_rate(session_store(scene->session), &rate, id, first.arrived, NULL, &err));
	rate.value = 10830000000;
	MUST(store_put_delivery(session_store(scene->session), &second, &id, &err));
	MUST(store_put_rate(session_store(scene->session), &rate, id, second.arrived, NULL, &err));
	MUST(store_rate_changes(session_store(scene->session), &wish, &changes, &count, &err));
	assert_int_equal(count, 1);
	assert_string_equal(changes[0].symbol, "EUR/USD");
	assert_int_equal(changes[0].before, 10821000000);
	assert_int_equal(changes[0].after, 10830000000);
	assert_string_equal(changes[0].by_subject, "Wang Fang");
	free(changes);
	wish.quote = "CNY";
	MUST(store_rate_changes(session_store(scene->session), &wish, &changes, &count, &err));
	assert_int_equal(count, 0);
	free(changes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_replaced_price_names_both_sources_and_the_report, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(what_changed_since_the_last_report_is_counted_and_told, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(who_holds_it_gets_an_alert_until_the_next_report, scene_set_up, scene_tear_down),
		cmocka_unit_test_setup_teardown(a_replaced_rate_is_kept_too, scene_set_up, scene_tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
