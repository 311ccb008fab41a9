/* Exchange rates that cannot be believed wait one by one for a person; the others are taken, and values rest on them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/record.h"
#include "advice/intake/intake.h"
#include "advice/market/market.h"
#include "advice/market/quality_answer.h"
#include "advice/market/rate_quality.h"
#include "advice/oversight/monitor.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "report/document.h"
#include "report/renderer.h"
#include "scene.h"

#define HEAD "date,base,quote,rate\n"

static struct intake_result import(struct scene *scene, const char *rows)
{
	struct intake_result result;
	struct error err;

	MUST(scene_import(scene, "rates", rows, &result, &err));
	return result;
}

static void assert_counts(struct intake_result result, size_t added, size_t same, size_t changed, size_t held)
{
	if (result.added != added || result.same != same || result.changed != changed || result.held != held)
		fail_msg("added %zu same %zu changed %zu held %zu", result.added, result.same, result.changed, result.held);
}

/* The last rate of the pair in the book, 0 without one. */
static int64_t last_rate(struct scene *scene, const char *base, const char *quote)
{
	struct rate rate = {.value = 0};

	return store_find_rate(session_store(scene->session), base, quote, session_today(scene->session), &rate, NULL) ==
	       STATUS_OK ? rate.value : 0;
}

/* How many wait; the first few are written. */
static size_t waiting(struct scene *scene, struct held_figure *first, size_t most)
{
	struct held_figure *held = NULL;
	struct error err;
	size_t count = 0;

	MUST(store_held_rates(session_store(scene->session), true, &held, &count, &err));
	for (size_t i = 0; i < count && i < most; i++)
		first[i] = held[i];
	free(held);
	return count;
}

/* Ten good rows around six that are none, of two pairs, in no order of days: the good ones are in the book. */
static void bad_rows_wait_and_the_others_are_taken(void **state)
{
	static const char rows[] = HEAD "2026-11-16,EUR,CNY,7.80\n2026-11-12,USD,CNY,7.10\n2026-11-13,USD,CNY,710\n"
	                                "2026-11-16,USD,CNY,7.11\n2026-11-17,USD,CNY,0\n2026-11-18,USD,CNY,0.14\n"
	                                "2026-11-19,USD,CNY,7.12\n2026-11-20,USD,CNY,-7.12\n2026-11-23,USD,CNY,7.13\n"
	                                "2026-11-13,EUR,CNY,7.81\n2026-11-17,EUR,CNY,12\n";
	static const char *const faults[] = {"jump", "unit", "not-positive", "turned", "not-positive", "future"};
	struct scene *scene = *state;
	const int64_t before = scene_records(scene);
	struct held_figure held[6];

	assert_counts(import(scene, rows), 5, 0, 0, 6);
	assert_int_equal(waiting(scene, held, 6), 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(held[i].fault, faults[i]);
	assert_string_equal(held[0].base, "EUR");
	assert_string_equal(held[0].source, "import in.csv");
	assert_int_equal(held[0].before, INT64_C(78000000000));
	assert_int_equal(held[4].close, INT64_C(-71200000000));
	assert_int_equal(last_rate(scene, "USD", "CNY"), INT64_C(71200000000));
	assert_int_equal(last_rate(scene, "EUR", "CNY"), INT64_C(78000000000));
	assert_int_equal(scene_records(scene), before + 1);
	assert_counts(import(scene, rows), 0, 11, 0, 0); /* nothing is asked twice */
	assert_int_equal(waiting(scene, held, 0), 6);
	assert_int_equal(scene_records(scene), before + 1);
}

/* A devaluation by half: the first that is accepted takes those after it, of its own pair alone. */
static void an_accepted_devaluation_takes_what_follows_with_it(void **state)
{
	struct scene *scene = *state;
	struct held_figure held[5];
	struct error err;
	size_t followed = 7;
	int64_t before;

	import(scene, HEAD "2026-11-12,USD,EGP,8.88\n2026-11-12,EUR,EGP,9.80\n");
	assert_counts(import(scene, HEAD "2026-11-13,USD,EGP,15.5\n2026-11-16,USD,EGP,15.8\n2026-11-17,USD,EGP,1580\n"
	                                 "2026-11-18,USD,EGP,16.1\n2026-11-13,EUR,EGP,17.1\n"), 0, 0, 0, 5);
	assert_int_equal(waiting(scene, held, 5), 5);
	before = scene_records(scene);
	MUST(quality_settle_rate(scene->session, held[1].id, QUALITY_ACCEPT, 0, "Wang Fang", "the pound floats", &followed, &err));
	assert_int_equal(followed, 2);
	assert_int_equal(last_rate(scene, "USD", "EGP"), INT64_C(161000000000));
	assert_int_equal(last_rate(scene, "EUR", "EGP"), INT64_C(98000000000));
	assert_int_equal(scene_records(scene), before + 1);
	assert_int_equal(waiting(scene, held, 5), 2);
	assert_string_equal(held[0].base, "EUR");
	assert_int_equal(held[1].close, INT64_C(15800000000000));
}

static void a_rejected_rate_is_left_out_and_a_corrected_one_replaced(void **state)
{
	struct scene *scene = *state;
	struct held_figure held[2];
	struct delivery delivery;
	struct error err;
	size_t followed = 0;
	int64_t value, id;

	import(scene, HEAD "2026-11-12,JPY,CNY,0.048\n2026-11-13,JPY,CNY,4.81\n2026-11-16,JPY,CNY,0\n");
	assert_int_equal(waiting(scene, held, 2), 2);
	assert_int_equal(quality_settle_rate(scene->session, held[1].id, QUALITY_ACCEPT, 0, "Wang Fang", "x", &followed, &err),
	                 STATUS_REFUSED);
	assert_non_null(strstr(err.message, "is not above 0; correct or reject it"));
	assert_int_equal(quality_settle_rate(scene->session, held[1].id, QUALITY_CORRECT, 0, "Wang Fang", "x", &followed, &err),
	                 STATUS_INVALID);
	assert_int_equal(quality_settle_rate(scene->session, held[1].id, QUALITY_REJECT, 0, " ", "x", &followed, &err),
	                 STATUS_INVALID);
	assert_int_equal(quality_settle_rate(scene->session, held[1].id, QUALITY_REJECT, 0, "Wang Fang", "", &followed, &err),
	                 STATUS_INVALID);
	assert_int_equal(quality_settle_rate(scene->session, 4711, QUALITY_REJECT, 0, "Wang Fang", "x", &followed, &err),
	                 STATUS_NOT_FOUND);
	MUST(quality_settle_rate(scene->session, held[1].id, QUALITY_REJECT, 0, "Wang Fang", "a holiday", &followed, &err));
	MUST(quality_settle_rate(scene->session, held[0].id, QUALITY_CORRECT, 481000000, "Wang Fang", "of a hundred yen",
	                         &followed, &err));
	assert_int_equal(last_rate(scene, "JPY", "CNY"), 481000000);
	assert_int_equal(quality_settle_rate(scene->session, held[0].id, QUALITY_REJECT, 0, "Li Qiang", "no", &followed, &err),
	                 STATUS_REFUSED);
	assert_non_null(strstr(err.message, "settled by Wang Fang already"));
	MUST(store_rate_delivery(session_store(scene->session), "JPY", "CNY", held[0].date, &value, &id, &err));
	MUST(store_get_delivery(session_store(scene->session), id, &delivery, &err));
	assert_string_equal(delivery.source, "hand"); /* no longer the file's word */
	assert_int_equal(waiting(scene, held, 0), 0);
	/* What a person settled is not asked again, however often it comes. */
	assert_counts(import(scene, HEAD "2026-11-13,JPY,CNY,4.81\n2026-11-16,JPY,CNY,0\n"), 0, 2, 0, 0);
	assert_int_equal(last_rate(scene, "JPY", "CNY"), 481000000);
}

static void a_rate_of_a_day_to_come_can_only_be_rejected(void **state)
{
	struct scene *scene = *state;
	struct held_figure held;
	struct error err;
	size_t followed;

	assert_counts(import(scene, HEAD "2026-11-30,USD,CNY,7.1\n"), 0, 0, 0, 1);
	assert_int_equal(waiting(scene, &held, 1), 1);
	assert_int_equal(quality_settle_rate(scene->session, held.id, QUALITY_CORRECT, RATE_ONE, "Wang Fang", "x", &followed, &err),
	                 STATUS_REFUSED);
	assert_non_null(strstr(err.message, "is of 2026-11-30, which is yet to come; reject it"));
	/* When its day has come it comes again and is fine. */
	scene_move_to(scene, "2026-12-01");
	assert_counts(import(scene, HEAD "2026-11-30,USD,CNY,7.1\n"), 1, 0, 0, 0);
	assert_int_equal(waiting(scene, &held, 1), 0);
}

/* What was wrong from the start is mended by a file of those days, as before. */
static void a_series_that_was_wrong_is_mended_by_file(void **state)
{
	struct scene *scene = *state;

	assert_counts(import(scene, HEAD "2026-11-12,JPY,CNY,4.8\n2026-11-13,JPY,CNY,4.7\n"), 2, 0, 0, 0);
	assert_counts(import(scene, HEAD "2026-11-13,JPY,CNY,0.047\n2026-11-12,JPY,CNY,0.048\n"), 0, 0, 2, 0);
	assert_counts(import(scene, HEAD "2026-11-11,JPY,CNY,0.0479\n2026-11-10,JPY,CNY,4.79\n"), 1, 0, 0, 1);
}

static const char *sentence_of(struct scene *scene, const char *kind, struct alert *found)
{
	static char text[320];
	struct alert alerts[MONITOR_ALERTS];
	struct standing standing = {0};
	struct error err;
	size_t count;

	text[0] = '\0';
	MUST(standing_find(scene->session, "C1", &standing, &err));
	count = monitor_client(scene->session, &standing, alerts);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(alerts[i].kind, kind) == 0) {
			assert_string_equal(text, ""); /* told once */
			*found = alerts[i];
			(void)monitor_sentence(LANGUAGE_ENGLISH, found, text, sizeof text);
		}
	}
	standing_clear(&standing);
	return text;
}

static void add_spy(struct scene *scene)
{
	struct intake_result result;
	struct error err;

	MUST(scene_import(scene, "instruments", "symbol,name,asset_class,currency,risk_level\nSPY,SPY,equity,USD,R4\n", &result, &err));
	MUST(scene_import(scene, "prices", "date,symbol,close\n2026-11-20,SPY,500\n", &result, &err));
}

/* 10 at 500 dollars and 7.2 of two days earlier are 36 000; the 720 that waits is in nothing, and the alert says so. */
static void a_value_rests_on_the_last_rate_that_was_taken(void **state)
{
	struct scene *scene = *state;
	const struct market *market;
	struct held_figure held[2];
	struct alert alert;
	struct error err;
	int64_t worth = 0;
	size_t followed;

	import(scene, HEAD "2026-11-18,USD,CNY,7.2\n");
	add_spy(scene);
	scene_add_client(scene, "C1", "王芳", 64000 * MICROS);
	scene_add_lot(scene, "C1", "SPY", 10 * MICROS);
	assert_string_equal(sentence_of(scene, "rates-held", &alert), "");
	import(scene, HEAD "2026-11-20,USD,CNY,720\n2026-11-20,EUR,GBP,0\n");
	assert_string_equal(sentence_of(scene, "rates-held", &alert), "Exchange rates behind USD/CNY are held back and wait for a "
	                    "person; values rest on the rate of 2026-11-18.");
	MUST(session_market_in(scene->session, "CNY", &market, &err));
	assert_int_equal(market->rows[market_find(market, "SPY")].rates_waiting, 1);
	assert_true(market_worth(&market->rows[market_find(market, "SPY")], 10 * MICROS, &worth));
	assert_int_equal(worth, 36000 * MICROS);
	assert_int_equal(waiting(scene, held, 2), 2);
	MUST(quality_settle_rate(scene->session, held[1].id, QUALITY_CORRECT, INT64_C(72500000000), "Wang Fang", "of a hundred",
	                         &followed, &err));
	assert_string_equal(sentence_of(scene, "rates-held", &alert), "");
}

/* A cross rests on both its legs; where there is no rate at all the alert says that. */
static void a_cross_waits_for_either_leg(void **state)
{
	struct scene *scene = *state;
	struct alert alert;

	add_spy(scene);
	scene_add_client(scene, "C1", "王芳", 64000 * MICROS);
	scene_add_lot(scene, "C1", "SPY", 10 * MICROS);
	import(scene, HEAD "2026-11-23,EUR,USD,1.1\n");
	assert_string_equal(sentence_of(scene, "rates-only-held", &alert), "Exchange rates of USD/CNY are held back and wait for a "
	                    "person, and there is none beside them.");
	import(scene, HEAD "2026-11-18,EUR,USD,1.1\n2026-11-18,EUR,CNY,7.92\n");
	assert_string_equal(sentence_of(scene, "rates-only-held", &alert), "");
	assert_string_equal(alert.subject, "USD/CNY");
	assert_non_null(strstr(sentence_of(scene, "rates-held", &alert), "of 2026-11-18"));
}

static void what_waits_stands_in_lists_for_people_and_programs(void **state)
{
	struct scene *scene = *state;
	struct arena *arena = arena_new();
	struct section *section;
	struct text text = {0};
	const struct sink sink = sink_to_text(&text);
	struct error err;
	size_t count = 0;

	import(scene, HEAD "2026-11-12,JPY,CNY,0.0481234567\n2026-11-13,JPY,CNY,4.81\n");
	MUST(quality_held_rates_section(scene->session, true, arena, &section, &count, &err));
	assert_int_equal(count, 1);
	MUST(document_render(renderer_find("json"), NULL, &(struct document_head){0},
	                     (const struct section *const[]){section}, 1, &sink, &err));
	assert_non_null(strstr(text_string(&text), "\"pair\": \"JPY/CNY\""));
	assert_non_null(strstr(text_string(&text), "\"rate\": \"4.81\""));
	assert_non_null(strstr(text_string(&text), "\"before\": \"0.0481234567\""));
	assert_non_null(strstr(text_string(&text), "\"fault\": \"unit\""));
	MUST(quality_section(scene->session, NULL, arena, &section, &err));
	MUST(document_render(renderer_find("text"), NULL, &(struct document_head){0},
	                     (const struct section *const[]){section}, 1, &sink, &err));
	assert_non_null(strstr(text_string(&text), "1 exchange rates of JPY/CNY are held back and wait for a person."));
	text_clear(&text);
	arena_free(arena);
}

/* Told in the order of the file, as it will be. */
struct told {
	char lines[256];
};

static void hear(void *context, size_t line, enum intake_outcome outcome, const char *why, const char *text)
{
	static const char *const words[] = {[INTAKE_NEW] = "new", [INTAKE_SAME] = "same", [INTAKE_CHANGED] = "changed",
	                                    [INTAKE_HELD] = "held"};
	struct told *told = context;
	const size_t length = strlen(told->lines);

	assert_int_equal(why != NULL, outcome == INTAKE_HELD);
	assert_non_null(strstr(text, "USD,CNY"));
	(void)snprintf(told->lines + length, sizeof told->lines - length, "%zu %s;", line, words[outcome]);
}

static void a_trial_tells_what_would_wait(void **state)
{
	struct scene *scene = *state;
	struct told told = {""};
	const struct intake_options options = {.is_dry = true, .row = hear, .context = &told};
	struct intake_result result;
	struct error err;
	char path[128];

	import(scene, HEAD "2026-11-12,USD,CNY,7.1\n2026-11-13,USD,CNY,7.0\n");
	scene_write(scene, HEAD "2026-11-19,USD,CNY,-1\n2026-11-17,USD,CNY,7.12\n2026-11-12,USD,CNY,7.1\n2026-11-16,USD,CNY,711\n"
	            "2026-11-13,USD,CNY,7.2\n", path);
	MUST(intake_take(scene->session, "rates", path, &options, &result, &err));
	assert_string_equal(told.lines, "2 held;3 new;4 same;5 held;6 changed;");
	assert_int_equal(result.held, 2);
	assert_int_equal(waiting(scene, NULL, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, scene_set_up, scene_tear_down)
		CASE(bad_rows_wait_and_the_others_are_taken),
		CASE(an_accepted_devaluation_takes_what_follows_with_it),
		CASE(a_rejected_rate_is_left_out_and_a_corrected_one_replaced),
		CASE(a_rate_of_a_day_to_come_can_only_be_rejected),
		CASE(a_series_that_was_wrong_is_mended_by_file),
		CASE(a_value_rests_on_the_last_rate_that_was_taken),
		CASE(a_cross_waits_for_either_leg),
		CASE(what_waits_stands_in_lists_for_people_and_programs),
		CASE(a_trial_tells_what_would_wait),
	};

	return cmocka_run_group_tests_name("rates held", tests, NULL, NULL);
}
