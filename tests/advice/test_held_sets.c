/* Prices and rates held back, many settled at once: as one by one from the oldest day on, whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/intake/intake.h"
#include "advice/market/quality_answer.h"
#include "data/exchange/json.h"
#include "data/journal/journal.h"
#include "data/store/store_close.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "scene.h"

enum { MOST = 400 };

static struct held_figure *held_of(struct scene *scene, enum quality_kind kind, bool only_waiting, size_t *count)
{
	struct store *store = session_store(scene->session);
	struct held_figure *held = NULL;
	struct error err;

	MUST(kind == QUALITY_RATES ? store_held_rates(store, only_waiting, &held, count, &err) :
	                             store_held_prices(store, only_waiting, &held, count, &err));
	return held;
}

static size_t waiting(struct scene *scene, enum quality_kind kind)
{
	size_t count = 0;

	free(held_of(scene, kind, true, &count));
	return count;
}

static size_t import(struct scene *scene, const char *kind, const char *rows)
{
	struct intake_result result;
	struct error err;

	MUST(scene_import(scene, kind, rows, &result, &err));
	return result.held;
}

static enum status settle(struct scene *scene, const struct quality_choice *choice, enum quality_answer answer, bool is_dry,
                          struct quality_settled *settled, struct error *err)
{
	const struct quality_reply reply = {.answer = answer, .figure = MICROS, .by = "Wang Fang", .why = "looked at"};

	return quality_settle_chosen(scene->session, choice, 1, &reply, is_dry, settled, err);
}

/* ---- against one by one ---- */

/* A small generator of its own, so that the trial is the same on every machine. */
static unsigned next(unsigned *state, unsigned below)
{
	*state = *state * 1664525u + 1013904223u;
	return (*state >> 16) % below;
}

/* Ten days of two series, most of them leaping: by two, by a hundred, back again. */
static void add_days(struct text *rows, const char *const *names, const double *levels, int first, unsigned *random)
{
	static const double leaps[] = {1, 1, 1, 2, 2, 0.5, 100, 100, 0.01, 0.01};

	for (int day = 0; day < 10; day++)
		for (int i = 0; i < 2; i++) {
			char text[DATE_TEXT_SIZE];
			const double noise = 1 + 0.002 * (double)next(random, 5);

			text_addf(rows, "%s,%s,%.4f\n", date_format(date_add_days(scene_date("2026-11-21"), first + day), text),
			          names[i], levels[i] * leaps[next(random, 10)] * noise);
		}
}

/* What was chosen, oldest first: numbers of about half of those that wait. */
static size_t choose(struct scene *scene, enum quality_kind kind, unsigned *random, int64_t *numbers)
{
	size_t count = 0, chosen = 0;
	struct held_figure *held = held_of(scene, kind, true, &count);

	for (size_t i = 0; i < count && chosen < MOST; i++)
		if (next(random, 2) == 0)
			numbers[chosen++] = held[i].id;
	free(held);
	return chosen;
}

static bool still_waits(struct scene *scene, enum quality_kind kind, int64_t number)
{
	struct store *store = session_store(scene->session);
	struct held_figure held;
	struct error err;

	MUST(kind == QUALITY_RATES ? store_get_held_rate(store, number, &held, &err) :
	                             store_get_held_price(store, number, &held, &err));
	return held.state == HELD_WAITS;
}

/* Returns how many were taken behind an earlier one before it was their turn. */
static size_t settle_one_by_one(struct scene *scene, enum quality_kind kind, enum quality_answer answer,
                                const int64_t *numbers, size_t count)
{
	size_t followed = 0, taken = 0;
	struct error err;

	for (size_t i = 0; i < count; i++) {
		if (!still_waits(scene, kind, numbers[i])) {
			taken++;
			continue;
		}
		MUST((kind == QUALITY_RATES ? quality_settle_rate : quality_settle)(scene->session, numbers[i], answer, 0,
		                                                                    "Wang Fang", "looked at", &followed, &err));
	}
	return taken;
}

static void assert_same_held(struct scene *a, struct scene *b, enum quality_kind kind)
{
	size_t count = 0, other_count = 0;
	struct held_figure *held = held_of(a, kind, false, &count), *other = held_of(b, kind, false, &other_count);

	assert_int_equal(count, other_count);
	for (size_t i = 0; i < count; i++)
		if (held[i].id != other[i].id || held[i].state != other[i].state || held[i].kept != other[i].kept)
			fail_msg("number %lld: %d and %d", (long long)held[i].id, (int)held[i].state, (int)other[i].state);
	free(held);
	free(other);
}

static void assert_same_prices(struct scene *a, struct scene *b, const char *symbol)
{
	struct kept_close *closes[2] = {NULL, NULL};
	struct scene *const scenes[2] = {a, b};
	struct instrument instrument;
	struct error err;
	size_t counts[2];

	for (int i = 0; i < 2; i++) {
		struct store *store = session_store(scenes[i]->session);

		MUST(store_find_instrument(store, symbol, &instrument, &err));
		MUST(store_closes(store, instrument.id, scene_date("2026-11-01"), session_today(a->session), &closes[i], &counts[i],
		                  &err));
	}
	assert_int_equal(counts[0], counts[1]);
	for (size_t i = 0; i < counts[0]; i++)
		assert_true(closes[0][i].date.days == closes[1][i].date.days && closes[0][i].close == closes[1][i].close);
	free(closes[0]);
	free(closes[1]);
}

static void assert_same_rates(struct scene *a, struct scene *b, const char *base, const char *quote)
{
	struct rate *rates[2] = {NULL, NULL};
	struct error err;
	size_t counts[2];

	MUST(store_rates_since(session_store(a->session), base, quote, scene_date("2026-11-01"), &rates[0], &counts[0], &err));
	MUST(store_rates_since(session_store(b->session), base, quote, scene_date("2026-11-01"), &rates[1], &counts[1], &err));
	assert_int_equal(counts[0], counts[1]);
	for (size_t i = 0; i < counts[0]; i++)
		assert_true(rates[0][i].date.days == rates[1][i].date.days && rates[0][i].value == rates[1][i].value);
	free(rates[0]);
	free(rates[1]);
}

/* Two equal books and twelve rounds: one settles each set at once, the other its members by hand. */
static void compare(enum quality_kind kind, const char *file_kind, const char *head, const char *const *names,
                    const double *levels)
{
	struct scene a = {0}, b = {0};
	unsigned random = 7 + kind;
	size_t chosen_in_all = 0, followed_in_all = 0, early_in_all = 0;

	scene_open(&a);
	scene_open(&b);
	scene_move_to(&a, "2027-06-30");
	scene_move_to(&b, "2027-06-30");
	for (int round = 0; round < 12; round++) {
		const enum quality_answer answer = round % 4 == 3 ? QUALITY_REJECT : QUALITY_ACCEPT;
		struct quality_settled settled = {0};
		struct text rows = {0};
		int64_t numbers[MOST];
		struct quality_choice choice = {.kind = kind, .numbers = numbers};
		struct error err;
		int64_t before;

		text_add(&rows, head);
		add_days(&rows, names, levels, 10 * round, &random);
		assert_int_equal(import(&a, file_kind, text_string(&rows)), import(&b, file_kind, text_string(&rows)));
		text_clear(&rows);
		choice.count = choose(&a, kind, &random, numbers);
		if (choice.count == 0)
			continue;
		before = scene_records(&a);
		MUST(settle(&a, &choice, answer, false, &settled, &err));
		assert_int_equal(settled.chosen, choice.count);
		assert_int_equal(scene_records(&a), before + 1);
		early_in_all += settle_one_by_one(&b, kind, answer, numbers, choice.count);
		chosen_in_all += settled.chosen;
		followed_in_all += settled.followed;
		assert_same_held(&a, &b, kind);
		if (kind == QUALITY_RATES) {
			assert_same_rates(&a, &b, "USD", "EGP");
			assert_same_rates(&a, &b, "EUR", "EGP");
		} else {
			assert_same_prices(&a, &b, names[0]);
			assert_same_prices(&a, &b, names[1]);
		}
	}
	/* It was no empty trial: there were members, others behind them, and members that came behind others. */
	assert_true(chosen_in_all > 50 && followed_in_all > 5 && early_in_all > 5);
	scene_close(&a);
	scene_close(&b);
}

static void a_set_of_prices_ends_as_one_by_one_from_the_oldest_day(void **state)
{
	static const char *const names[] = {"510300", "511010"};
	static const double levels[] = {5.65, 143.1};

	(void)state;
	compare(QUALITY_PRICES, "prices", "date,symbol,close\n", names, levels);
}

static void a_set_of_rates_does_so_too(void **state)
{
	static const char *const names[] = {"USD,EGP", "EUR,EGP"};
	static const double levels[] = {48.5, 52.1};

	(void)state;
	compare(QUALITY_RATES, "rates", "date,base,quote,rate\n", names, levels);
}

/* ---- which are meant ---- */

#define PRICES "date,symbol,close\n"
static const char mixed[] = PRICES "2026-11-23,510300,565\n2026-11-24,510300,566\n2026-11-25,510300,11.3\n"
                                   "2026-11-23,511010,14310\n2026-11-24,511010,71.5\n";

static void those_that_have_something_in_common_are_settled_together(void **state)
{
	struct scene *scene = *state;
	struct quality_choice choice = {.symbol = "510300", .source = "import in.csv", .fault = "unit"};
	struct quality_settled settled = {0};
	struct held_figure *held;
	struct error err;
	size_t count = 0;

	scene_move_to(scene, "2026-12-04");
	assert_int_equal(import(scene, "prices", mixed), 5);
	MUST(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err));
	assert_true(settled.chosen == 2 && settled.followed == 0);
	choice = (struct quality_choice){.fault = "unit"};
	MUST(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err));
	assert_int_equal(settled.chosen, 1); /* of the other instrument */
	held = held_of(scene, QUALITY_PRICES, true, &count);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++)
		assert_string_equal(held[i].fault, "split");
	free(held);
	assert_int_equal(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err), STATUS_NOT_FOUND);
	assert_non_null(strstr(err.message, "no price that waits fits"));
	choice = (struct quality_choice){.symbol = "NOSUCH"};
	assert_int_equal(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err), STATUS_NOT_FOUND);
	assert_non_null(strstr(err.message, "NOSUCH"));
	choice = (struct quality_choice){.source = "feed nowhere"};
	assert_int_equal(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err), STATUS_NOT_FOUND);
	assert_non_null(strstr(err.message, "feed nowhere"));
	choice = (struct quality_choice){.kind = QUALITY_RATES, .symbol = "USD/CNY"};
	assert_int_equal(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err), STATUS_NOT_FOUND);
	assert_non_null(strstr(err.message, "no rate that waits fits"));
}

static void a_trial_counts_and_keeps_nothing(void **state)
{
	struct scene *scene = *state;
	const struct quality_choice choice = {.symbol = "510300", .fault = "split"};
	struct quality_settled tried = {0}, settled = {0};
	const int64_t before = scene_records(scene);
	struct error err;

	scene_move_to(scene, "2026-12-04");
	assert_int_equal(import(scene, "prices", PRICES "2026-11-23,510300,11.3\n2026-11-24,510300,11.4\n"
	                                                "2026-11-25,510300,34.1\n2026-11-26,510300,11.5\n"), 4);
	MUST(settle(scene, &choice, QUALITY_ACCEPT, true, &tried, &err));
	assert_int_equal(waiting(scene, QUALITY_PRICES), 4);
	assert_int_equal(scene_records(scene), before + 1); /* the import's own */
	MUST(settle(scene, &choice, QUALITY_ACCEPT, false, &settled, &err));
	assert_true(tried.chosen == settled.chosen && tried.followed == settled.followed);
	assert_int_equal(waiting(scene, QUALITY_PRICES), 4 - settled.chosen - settled.followed);
}

/* ---- whole or not at all ---- */

static void one_that_cannot_be_taken_stops_the_whole_set(void **state)
{
	struct scene *scene = *state;
	const struct quality_choice all = {.symbol = "510300"};
	struct quality_settled settled = {0};
	struct error err;
	int64_t before;

	scene_move_to(scene, "2026-12-04");
	assert_int_equal(import(scene, "prices", PRICES "2026-11-23,510300,565\n2026-11-24,510300,0\n2026-11-25,510300,566\n"), 3);
	before = scene_records(scene);
	assert_int_equal(settle(scene, &all, QUALITY_ACCEPT, false, &settled, &err), STATUS_REFUSED);
	assert_non_null(strstr(err.message, "is not above 0; correct or reject it"));
	assert_int_equal(waiting(scene, QUALITY_PRICES), 3);
	assert_int_equal(scene_records(scene), before);
	assert_int_equal(settle(scene, &all, QUALITY_CORRECT, false, &settled, &err), STATUS_INVALID);
	assert_string_equal(err.message, "one figure cannot correct 3; correct them one by one");
	assert_int_equal(waiting(scene, QUALITY_PRICES), 3);
	MUST(settle(scene, &all, QUALITY_REJECT, false, &settled, &err)); /* left out, any of them can be */
	assert_int_equal(settled.chosen, 3);
}

static void of_two_closes_of_a_day_one_is_accepted(void **state)
{
	struct scene *scene = *state;
	struct quality_choice choice = {.symbol = "510300"};
	struct quality_settled settled = {0};
	struct held_figure *held;
	int64_t numbers[3];
	struct error err;
	size_t count = 0;

	scene_move_to(scene, "2026-12-04");
	assert_int_equal(import(scene, "prices", PRICES "2026-11-23,510300,565\n"), 1);
	assert_int_equal(import(scene, "prices", PRICES "2026-11-23,510300,566\n"), 1);
	assert_int_equal(settle(scene, &choice, QUALITY_ACCEPT, false, &settled, &err), STATUS_REFUSED);
	assert_non_null(strstr(err.message, "are both of 2026-11-23 and differ"));
	held = held_of(scene, QUALITY_PRICES, true, &count);
	assert_int_equal(count, 2);
	numbers[0] = numbers[1] = numbers[2] = held[1].id; /* said three times, meant once */
	choice = (struct quality_choice){.numbers = numbers, .count = 3};
	MUST(settle(scene, &choice, QUALITY_ACCEPT, false, &settled, &err));
	assert_int_equal(settled.chosen, 1);
	assert_int_equal(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err), STATUS_REFUSED);
	assert_non_null(strstr(err.message, "settled by Wang Fang already"));
	numbers[0] = held[0].id;
	numbers[1] = 4711;
	choice.count = 2;
	assert_int_equal(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err), STATUS_NOT_FOUND);
	assert_non_null(strstr(err.message, "4711"));
	assert_int_equal(waiting(scene, QUALITY_PRICES), 1);
	free(held);
}

/* Prices and rates under one signature: what stops the rates takes the prices back. */
static void both_kinds_are_one_transaction(void **state)
{
	struct scene *scene = *state;
	const struct quality_reply reply = {.answer = QUALITY_REJECT, .by = "Wang Fang", .why = "looked at"};
	int64_t rates[2] = {1, 4711};
	struct quality_choice choices[2] = {{.kind = QUALITY_PRICES, .symbol = "510300"},
	                                    {.kind = QUALITY_RATES, .numbers = rates, .count = 2}};
	struct quality_settled settled = {0};
	struct error err;
	int64_t before;

	scene_move_to(scene, "2026-12-04");
	assert_int_equal(import(scene, "prices", mixed), 5);
	assert_int_equal(import(scene, "rates", "date,base,quote,rate\n2026-11-23,USD,CNY,0\n"), 1);
	before = scene_records(scene);
	assert_int_equal(quality_settle_chosen(scene->session, choices, 2, &reply, false, &settled, &err), STATUS_NOT_FOUND);
	assert_true(waiting(scene, QUALITY_PRICES) == 5 && waiting(scene, QUALITY_RATES) == 1);
	choices[1].count = 1;
	MUST(quality_settle_chosen(scene->session, choices, 2, &reply, false, &settled, &err));
	assert_int_equal(settled.chosen, 4);
	assert_int_equal(scene_records(scene), before + 2);
	assert_true(waiting(scene, QUALITY_PRICES) == 2 && waiting(scene, QUALITY_RATES) == 0);
}

/* ---- the record ---- */

static enum status keep_payload(void *context, int64_t sequence, const char *previous, const char *hash,
                                const char *payload, struct error *err)
{
	struct json **kept = context;

	(void)sequence;
	(void)previous;
	(void)hash;
	return json_parse(payload, strlen(payload), kept, err);
}

static const char *text_at(const struct json *record, const char *pointer)
{
	static char buffer[JSON_NUMBER_SIZE];

	return json_scalar_text(json_at(record, pointer), buffer);
}

static void the_record_names_each_of_a_set(void **state)
{
	struct scene *scene = *state;
	const struct quality_choice choice = {.symbol = "510300", .fault = "unit"};
	struct quality_settled settled = {0};
	struct json *record = NULL;
	struct error err;

	scene_move_to(scene, "2026-12-04");
	assert_int_equal(import(scene, "prices", mixed), 5);
	MUST(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err));
	MUST(journal_back(session_store(scene->session), NULL, NULL, INT64_MAX, 1, keep_payload, &record, &err));
	assert_string_equal(text_at(record, "/event"), "PRICES_SETTLED");
	assert_string_equal(text_at(record, "/actor"), "Wang Fang");
	assert_string_equal(text_at(record, "/details/answer"), "rejected");
	assert_string_equal(text_at(record, "/details/why"), "looked at");
	assert_string_equal(text_at(record, "/details/count"), "2");
	assert_string_equal(text_at(record, "/details/prices/0/symbol"), "510300");
	assert_string_equal(text_at(record, "/details/prices/0/date"), "2026-11-23");
	assert_string_equal(text_at(record, "/details/prices/1/came"), "566");
	assert_string_equal(text_at(record, "/details/prices/1/source"), "import in.csv");
	assert_null(json_at(record, "/details/prices/2"));
	json_free(record);
}

/* A whole file in the smallest unit: six years of two instruments. */
static void a_file_in_another_unit_is_left_out_at_once(void **state)
{
	struct scene *scene = *state;
	const struct quality_choice choice = {.source = "import in.csv"};
	struct quality_settled settled = {0};
	struct text rows = {0};
	struct error err;
	size_t held;
	int64_t before;

	scene_move_to(scene, "2030-12-31");
	text_add(&rows, PRICES);
	for (int day = 0; day < 1400; day++) {
		char text[DATE_TEXT_SIZE];

		(void)date_format(date_add_days(scene_date("2026-11-23"), day), text);
		text_addf(&rows, "%s,510300,%d\n%s,511010,%d\n", text, 565 + day % 3, text, 14310 + day % 5);
	}
	held = import(scene, "prices", text_string(&rows));
	assert_int_equal(held, 2800);
	before = scene_records(scene);
	MUST(settle(scene, &choice, QUALITY_ACCEPT, true, &settled, &err));
	assert_int_equal(settled.chosen, held);
	MUST(settle(scene, &choice, QUALITY_REJECT, false, &settled, &err));
	assert_int_equal(settled.chosen, held);
	assert_int_equal(scene_records(scene), before + 1);
	assert_int_equal(waiting(scene, QUALITY_PRICES), 0);
	text_clear(&rows);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, scene_set_up, scene_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_set_of_prices_ends_as_one_by_one_from_the_oldest_day),
		cmocka_unit_test(a_set_of_rates_does_so_too),
		TEST(those_that_have_something_in_common_are_settled_together),
		TEST(a_trial_counts_and_keeps_nothing),
		TEST(one_that_cannot_be_taken_stops_the_whole_set),
		TEST(of_two_closes_of_a_day_one_is_accepted),
		TEST(both_kinds_are_one_transaction),
		TEST(the_record_names_each_of_a_set),
		TEST(a_file_in_another_unit_is_left_out_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
