/* Oversight: what people do about alerts, whether the watch ran, what the book leans on; and the market's quotes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/book/holders.h"
#include "advice/market/market.h"
#include "advice/market/quotes.h"
#include "advice/oversight/monitor.h"
#include "advice/oversight/oversight.h"
#include "data/store/store_close.h"
#include "data/store/store_delivery.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"
#include "tests/advice/scene.h"

/* 王芳 holds money, 陈洁 money and shares, Li Qiang nothing; nobody has a profile: three alerts and more. */
static int set_up(void **state)
{
	static struct scene scene;

	scene_open(&scene);
	scene_add_client(&scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(&scene, "C2", "Li Qiang", 0);
	scene_add_client(&scene, "C3", "陈洁", 50000 * MICROS);
	scene_add_lot(&scene, "C3", "510300", 20000 * MICROS);
	*state = &scene;
	return 0;
}

static int tear_down(void **state)
{
	scene_close(*state);
	return 0;
}

static void look(struct session *session, struct oversight *oversight)
{
	struct error err;

	MUST(oversight_load(session, NULL, NULL, oversight, &err));
}

static void watch(struct session *session)
{
	struct monitor_result result;
	struct error err;

	MUST(monitor_book(session, &result, &err));
}

static const struct oversight_alert *alert_of(const struct oversight *oversight, int64_t id)
{
	for (size_t i = 0; i < oversight->alert_count; i++)
		if (oversight->alerts[i].alert.id == id)
			return &oversight->alerts[i];
	fail_msg("no alert %lld", (long long)id);
	return NULL;
}

static int64_t head_of(struct session *session)
{
	struct oversight oversight = {0};
	int64_t sequence;

	look(session, &oversight);
	sequence = oversight.head.sequence;
	oversight_clear(&oversight);
	return sequence;
}

/* ---- alerts ---- */

static void a_step_says_who_has_an_alert_in_hand(void **state)
{
	struct session *session = ((struct scene *)*state)->session;
	struct oversight oversight = {0};
	struct error err;
	int64_t id;

	watch(session);
	look(session, &oversight);
	assert_true(oversight.alert_count >= 3);
	assert_int_equal(oversight.untouched, oversight.alert_count);
	assert_int_equal(oversight.without_profile, 3);
	id = oversight.alerts[0].alert.id;
	MUST(oversight_step(session, &id, 1, ALERT_TAKEN, "Li Qiang", "Wang Fang", "", &err));
	MUST(oversight_step(session, &id, 1, ALERT_NOTE, "Li Qiang", NULL, "she is travelling", &err));
	look(session, &oversight);
	assert_int_equal(alert_of(&oversight, id)->progress, ALERT_IN_HAND);
	assert_string_equal(alert_of(&oversight, id)->owner, "Wang Fang");
	assert_int_equal(alert_of(&oversight, id)->step_count, 2);
	assert_string_equal(oversight.steps[alert_of(&oversight, id)->first_step + 1].note, "she is travelling");
	assert_int_equal(oversight.untouched, oversight.alert_count - 1);

	MUST(oversight_step(session, &id, 1, ALERT_ANSWERED, "Wang Fang", NULL, "profile on Monday", &err));
	look(session, &oversight);
	assert_int_equal(alert_of(&oversight, id)->progress, ALERT_SETTLED);
	MUST(oversight_step(session, &id, 1, ALERT_OPENED_AGAIN, "Li Qiang", NULL, "she did not come", &err));
	look(session, &oversight);
	assert_int_equal(alert_of(&oversight, id)->progress, ALERT_UNTOUCHED);
	assert_string_equal(alert_of(&oversight, id)->owner, "");
	oversight_clear(&oversight);
}

static void an_alert_keeps_its_steps_while_the_watch_finds_it_again(void **state)
{
	struct session *session = ((struct scene *)*state)->session;
	struct oversight oversight = {0};
	struct error err;
	int64_t id;

	watch(session);
	look(session, &oversight);
	id = oversight.alerts[0].alert.id;
	MUST(oversight_step(session, &id, 1, ALERT_TAKEN, "Li Qiang", NULL, NULL, &err));
	watch(session);
	look(session, &oversight);
	assert_int_equal(alert_of(&oversight, id)->progress, ALERT_IN_HAND);
	assert_string_equal(alert_of(&oversight, id)->owner, "Li Qiang");
	oversight_clear(&oversight);
}

static void what_cannot_follow_is_refused_and_leaves_no_record(void **state)
{
	struct session *session = ((struct scene *)*state)->session;
	struct oversight oversight = {0};
	struct error err;
	char reason[400];
	int64_t id, before, unknown[2];

	watch(session);
	look(session, &oversight);
	id = oversight.alerts[0].alert.id;
	unknown[0] = id;
	unknown[1] = 987654;
	memset(reason, 'x', sizeof reason - 1);
	reason[sizeof reason - 1] = '\0';
	before = head_of(session);
	assert_int_equal(oversight_step(session, &id, 1, ALERT_ANSWERED, "Li", NULL, "", &err), STATUS_INVALID);
	assert_int_equal(oversight_step(session, &id, 1, ALERT_NOTE, "Li", NULL, "  ", &err), STATUS_INVALID);
	assert_int_equal(oversight_step(session, &id, 1, ALERT_TAKEN, " ", NULL, "why", &err), STATUS_INVALID);
	assert_int_equal(oversight_step(session, &id, 1, ALERT_TAKEN, "Li\033[2J", NULL, "", &err), STATUS_INVALID);
	assert_int_equal(oversight_step(session, &id, 1, ALERT_NOTE, "Li", NULL, reason, &err), STATUS_INVALID);
	assert_int_equal(oversight_step(session, &id, 0, ALERT_TAKEN, "Li", NULL, "", &err), STATUS_INVALID);
	assert_int_equal(oversight_step(session, &id, 1, ALERT_OPENED_AGAIN, "Li", NULL, "why", &err), STATUS_REFUSED);
	/* Of several all or none. */
	assert_int_equal(oversight_step(session, unknown, 2, ALERT_TAKEN, "Li", NULL, "", &err), STATUS_NOT_FOUND);
	assert_non_null(strstr(err.message, "987654"));
	assert_int_equal(head_of(session), before);
	look(session, &oversight);
	assert_int_equal(oversight.step_count, 0);
	MUST(oversight_step(session, &id, 1, ALERT_ANSWERED, "Li", NULL, "done", &err));
	assert_int_equal(oversight_step(session, &id, 1, ALERT_ANSWERED, "Li", NULL, "again", &err), STATUS_REFUSED);
	assert_int_equal(oversight_step(session, &id, 1, ALERT_TAKEN, "Li", NULL, "", &err), STATUS_REFUSED);
	oversight_clear(&oversight);
}

static void every_step_is_a_record_that_names_who_and_why(void **state)
{
	struct session *session = ((struct scene *)*state)->session;
	struct oversight oversight = {0};
	struct oversight_record *records;
	struct error err;
	int64_t ids[2];
	size_t count;

	watch(session);
	look(session, &oversight);
	ids[0] = oversight.alerts[0].alert.id;
	ids[1] = oversight.alerts[1].alert.id;
	MUST(oversight_step(session, ids, 2, ALERT_ANSWERED, "Li Qiang", NULL, "called both", &err));
	MUST(oversight_records(session, NULL, INT64_MAX, 2, &records, &count, &err));
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++) {
		assert_string_equal(records[i].event, "ALERT_SETTLED");
		assert_string_equal(records[i].actor, "Li Qiang");
		assert_non_null(strstr(records[i].details, "\"why\":\"called both\""));
	}
	assert_string_equal(records[0].previous, records[1].hash);
	oversight_records_free(records, count);
	oversight_clear(&oversight);
}

/* ---- the watch and the journal ---- */

static void a_watch_that_did_not_run_for_a_day_is_overdue(void **state)
{
	struct scene *scene = *state;
	struct oversight oversight = {0};

	look(scene->session, &oversight);
	assert_false(oversight.has_watch);
	assert_true(oversight.is_watch_overdue);
	watch(scene->session);
	look(scene->session, &oversight);
	assert_true(oversight.has_watch);
	assert_false(oversight.is_watch_overdue);
	assert_int_equal(oversight.run_count, 1);
	assert_int_equal(oversight.runs[0].clients, 3);
	assert_int_equal(oversight.runs[0].open, (int64_t)oversight.alert_count);
	oversight_clear(&oversight);
	scene_move_to(scene, "2026-11-21");
	look(scene->session, &oversight);
	assert_int_equal(oversight.hours_since_watch, 24);
	assert_false(oversight.is_watch_overdue);
	oversight_clear(&oversight);
	scene_move_to(scene, "2026-11-22"); /* a Sunday: no market has opened since Friday */
	look(scene->session, &oversight);
	assert_int_equal(oversight.hours_since_watch, 48);
	assert_false(oversight.is_watch_overdue);
	oversight_clear(&oversight);
	scene_move_to(scene, "2026-11-23");
	look(scene->session, &oversight);
	assert_true(oversight.is_watch_overdue);
	oversight_clear(&oversight);
}

static bool stop(void *context, size_t done, size_t total)
{
	(void)done, (void)total;
	(*(int *)context)++;
	return false;
}

static void what_is_stopped_changes_nothing(void **state)
{
	struct session *session = ((struct scene *)*state)->session;
	struct oversight_verdict verdict;
	struct oversight oversight = {0};
	struct monitor_result result;
	struct error err;
	const int64_t before = head_of(session);
	int asked = 0;

	assert_int_equal(monitor_book_watched(session, stop, &asked, &result, &err), STATUS_REFUSED);
	assert_int_equal(oversight_verify(session, stop, &asked, &verdict, &err), STATUS_REFUSED);
	assert_int_equal(oversight_load(session, stop, &asked, &oversight, &err), STATUS_REFUSED);
	assert_int_equal(asked, 3);
	assert_null(oversight.alerts);
	assert_int_equal(head_of(session), before);
	MUST(oversight_verify(session, NULL, NULL, &verdict, &err));
	assert_true(verdict.is_sound);
	assert_int_equal(verdict.head.sequence, before);
}

/* ---- concentration ---- */

static void the_book_leans_on_what_it_holds(void **state)
{
	struct session *session = ((struct scene *)*state)->session;
	const struct market *market;
	struct oversight oversight = {0};
	struct error err;
	int64_t shares, share;

	MUST(session_market(session, &market, &err));
	assert_true(decimal_multiply(20000 * MICROS, market->rows[market_find(market, "510300")].price, ROUND_HALF_EVEN,
				     &shares));
	look(session, &oversight);
	assert_int_equal(oversight.holding_count, 2);
	assert_int_equal(oversight.value, 150000 * MICROS + shares);
	for (size_t i = 0; i < 2; i++) {
		const struct oversight_holding *row = &oversight.holdings[i];
		const bool is_cash = strcmp(row->symbol, "CASH") == 0;
		const int64_t value = is_cash ? 150000 * MICROS : shares;

		assert_int_equal(row->value, value);
		assert_true(decimal_multiply_divide(value, PPB, oversight.value, ROUND_HALF_EVEN, &share));
		assert_int_equal(row->share_ppb, share);
		assert_int_equal(row->clients, is_cash ? 2 : 1);
		/* 王芳 has money alone; the shares are 陈洁's. */
		assert_string_equal(row->largest, is_cash ? "C1" : "C3");
		assert_true(decimal_multiply_divide(shares, PPB, 50000 * MICROS + shares, ROUND_HALF_EVEN, &share));
		assert_int_equal(row->largest_ppb, is_cash ? PPB : share);
	}
	oversight_clear(&oversight);
}

/* ---- quotes ---- */

static const struct quotes_row *quote_of(const struct quotes *quotes, const char *symbol)
{
	for (size_t i = 0; i < quotes->count; i++)
		if (strcmp(quotes->rows[i].market->instrument.symbol, symbol) == 0)
			return &quotes->rows[i];
	fail_msg("no quote of %s", symbol);
	return NULL;
}

static void with_one_other_the_correlation_with_the_class_is_the_plain_one(void **state)
{
	struct session *session = ((struct scene *)*state)->session;
	const struct market *market;
	struct quotes quotes = {0};
	struct error err;
	size_t a, b;
	double plain;

	MUST(session_market(session, &market, &err));
	MUST(quotes_load(session, NULL, &quotes, &err));
	a = market_find(market, "511010");
	b = market_find(market, "511360");
	plain = gsl_matrix_get(market->covariance, a, b) /
		sqrt(gsl_matrix_get(market->covariance, a, a) * gsl_matrix_get(market->covariance, b, b));
	/* Three multiplications and a root: a few roundings. */
	assert_true(fabs(quote_of(&quotes, "511010")->class_correlation - plain) < 1e-14);
	assert_int_equal(quote_of(&quotes, "511010")->class_peers, 1);
	assert_true(isnan(quote_of(&quotes, "518880")->class_correlation)); /* the only gold */
	assert_false(quotes.has_holders);
	quotes_clear(&quotes);
}

static void prices_grow_too_old_in_words(void **state)
{
	struct scene *scene = *state;
	struct quotes quotes = {0};
	struct error err;

	MUST(quotes_load(scene->session, NULL, &quotes, &err));
	assert_int_equal(quotes.count, 6);
	assert_int_equal(quotes.qualities[QUOTE_GOOD], 6);
	quotes_clear(&quotes);
	scene_move_to(scene, "2026-12-15");
	MUST(quotes_load(scene->session, NULL, &quotes, &err));
	assert_int_equal(quotes.qualities[QUOTE_STALE], 6);
	assert_true(quotes.is_newest_stale);
	assert_string_equal(quotes_quality_name(quotes.rows[0].quality), "stale");
	quotes_clear(&quotes);
}

/* Every close before the last five hundred days three times what it was: a split that nobody reckoned in. */
static void a_series_that_leaps_by_a_split_is_poor_and_not_short(void **state)
{
	struct scene *scene = *state;
	struct store *store = session_store(scene->session);
	const struct market *market;
	struct kept_close *closes = NULL;
	size_t count = 0;
	struct quotes quotes = {0};
	struct delivery delivery = {.source = "hand", .kind = "raw", .arrived = "2026-11-20T10:00:00Z", .subject = "x"};
	struct error err;
	int64_t id, delivery_id;

	MUST(session_market(scene->session, &market, &err));
	id = market->rows[market_find(market, "518880")].instrument.id;
	MUST(store_closes(store, id, (struct date){0}, session_today(scene->session), &closes, &count, &err));
	MUST(store_begin(store, &err));
	MUST(store_put_delivery(store, &delivery, &delivery_id, &err));
	for (size_t i = 0; i + 500 < count; i++) {
		const struct price price = {.instrument_id = id, .date = closes[i].date, .close = closes[i].close * 3};
		enum put_result put;

		MUST(store_put_price(store, &price, delivery_id, delivery.arrived, &put, &err));
	}
	MUST(store_commit(store, &err));
	free(closes);
	session_forget_market(scene->session);
	MUST(quotes_load(scene->session, NULL, &quotes, &err));
	assert_string_equal(quotes_quality_name(quote_of(&quotes, "518880")->quality), "poor");
	assert_int_equal(quotes.qualities[QUOTE_POOR], 1);
	assert_int_equal(quotes.qualities[QUOTE_GOOD], 5);
	quotes_clear(&quotes);
}

static void a_history_ends_at_the_last_price_and_knows_its_range(void **state)
{
	struct session *session = ((struct scene *)*state)->session;
	struct quote_history history = {0};
	struct quotes quotes = {0};
	struct error err;
	double low = INFINITY, high = -INFINITY;

	MUST(quotes_load(session, NULL, &quotes, &err));
	MUST(quotes_history(session, quote_of(&quotes, "510300"), 1, &history, &err));
	assert_true(history.prices > 240 && history.prices < 270); /* business days of a year */
	assert_int_equal(history.gaps, 0);
	assert_int_equal(history.count, history.prices);
	for (size_t i = 0; i < history.count; i++) {
		low = fmin(low, history.values[i]);
		high = fmax(high, history.values[i]);
	}
	assert_true(history.low == low && history.high == high);
	assert_true(history.last == (double)quote_of(&quotes, "510300")->market->price / (double)MICROS);
	quote_history_clear(&history);
	quotes_clear(&quotes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_step_says_who_has_an_alert_in_hand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(an_alert_keeps_its_steps_while_the_watch_finds_it_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_cannot_follow_is_refused_and_leaves_no_record, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_step_is_a_record_that_names_who_and_why, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_watch_that_did_not_run_for_a_day_is_overdue, set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_stopped_changes_nothing, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_book_leans_on_what_it_holds, set_up, tear_down),
		cmocka_unit_test_setup_teardown(with_one_other_the_correlation_with_the_class_is_the_plain_one, set_up, tear_down),
		cmocka_unit_test_setup_teardown(prices_grow_too_old_in_words, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_series_that_leaps_by_a_split_is_poor_and_not_short, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_history_ends_at_the_last_price_and_knows_its_range, set_up, tear_down),
	};

	return cmocka_run_group_tests_name("oversight", tests, NULL, NULL);
}
