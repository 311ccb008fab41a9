/* What was held back, on the screen Market: seen, marked, answered by name and reason, or left as it is. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/intake/intake.h"
#include "advice/market/price_quality.h"
#include "advice/market/rate_quality.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/desk_state.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/market_state.h"

static void import(struct desk_scene *scene, const char *kind, const char *rows, size_t held)
{
	struct intake_result result;
	struct error err;

	MUST(scene_import(&scene->scene, kind, rows, &result, &err));
	assert_int_equal(result.held, held);
}

/* Four closes in hundredths and two after a split, two rates that are none; the focus is where they are listed. */
static int set_up(void **state)
{
	static struct desk_scene scene;

	desk_scene_open_screen(&scene, &market_screen);
	import(&scene, "prices", "date,symbol,close\n2026-11-17,510300,557.5\n2026-11-18,510300,561\n2026-11-19,510300,563.25\n"
				 "2026-11-20,510300,565\n2026-11-19,511010,71.55\n2026-11-20,511010,71.6\n", 6);
	import(&scene, "rates", "date,base,quote,rate\n2026-11-12,USD,CNY,7.1\n2026-11-13,USD,CNY,7.11\n"
				"2026-11-16,USD,CNY,7.12\n2026-11-17,USD,CNY,712.5\n2026-11-18,USD,CNY,0.1404\n", 2);
	session_forget_market(scene.scene.session);
	desk_changed(scene.desk);
	desk_scene_type(&scene, "9");
	desk_scene_draw(&scene, 40, 120);
	desk_key(scene.desk, PRESS_TAB | KEY_MOD_SHIFT);
	*state = &scene;
	return 0;
}

static void settle(struct desk_scene *scene)
{
	while (jobs_state(scene->desk->jobs).title != NULL) {
		struct pollfd ready = {.fd = desk_jobs_fd(scene->desk), .events = POLLIN};

		assert_int_equal(poll(&ready, 1, 60000), 1);
		desk_collect_jobs(scene->desk);
	}
	desk_scene_draw(scene, 40, 120);
}

/* How many the book itself says wait. */
static size_t waiting(struct desk_scene *scene, enum quality_kind kind)
{
	struct arena *arena = arena_new();
	struct section *section;
	struct error err;
	size_t count = 0;

	MUST((kind == QUALITY_RATES ? quality_held_rates_section : quality_held_section)(scene->scene.session, true, arena,
										       &section, &count, &err));
	arena_free(arena);
	return count;
}

static struct market_screen *market(struct desk_scene *scene)
{
	return desk_state(scene->desk, "market");
}

/* The fields of a form, each left with Enter; the name is there already. */
static void say(struct desk_scene *scene, const char *why, const char *word)
{
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, why);
	desk_key(scene->desk, PRESS_ENTER);
	if (word != NULL) {
		desk_scene_type(scene, word);
		desk_key(scene->desk, PRESS_ENTER);
	}
	settle(scene);
}

static void what_waits_is_counted_and_listed(void **state)
{
	struct desk_scene *scene = *state;

	assert_true(desk_scene_shows(scene, "6 instruments · 8 held back"));
	assert_true(desk_scene_shows(scene, "held back: 8; A accepts, X rejects, e corrects"));
	assert_true(desk_scene_shows(scene, "▶ 510300      2026-11-17"));
	assert_true(desk_scene_shows(scene, "557.5 beside"));
	assert_true(desk_scene_shows(scene, "USD/CNY     2026-11-18"));
	assert_true(desk_scene_shows(scene, "A accept  X reject  e correct"));
}

static void a_name_and_a_reason_reject_one(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "X");
	assert_true(desk_scene_shows(scene, "It is left out for good"));
	say(scene, "hundredths", NULL);
	assert_int_equal(waiting(scene, QUALITY_PRICES), 5);
	assert_true(desk_scene_shows(scene, "Settled: 1; the journal says who and why."));
	assert_true(desk_scene_shows(scene, "held back: 7"));
	assert_true(desk_scene_shows(scene, "7 held back"));
}

/* The split on its first day, and what is fine beside it; the price of the list is another one then. */
static void an_accepted_one_takes_what_follows(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "jjjj"); /* the first of 511010 */
	assert_true(desk_scene_shows(scene, "▶ 511010      2026-11-19"));
	assert_false(desk_scene_shows(scene, "71.6000"));
	desk_scene_type(scene, "A");
	say(scene, "two for one", NULL);
	assert_true(desk_scene_shows(scene, "Settled: 1, and 1 later one was taken after it"));
	assert_int_equal(waiting(scene, QUALITY_PRICES), 4);
	assert_true(desk_scene_shows(scene, "71.6000"));
}

static void a_figure_that_is_none_is_asked_for_again(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "efour");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "four"));
	say(scene, "typed", NULL);
	assert_true(market(scene)->held.signature.is_open);
	assert_int_equal(waiting(scene, QUALITY_PRICES), 6);
	for (int i = 0; i < 4; i++)
		desk_key(scene->desk, PRESS_BACKSPACE);
	desk_scene_type(scene, "0");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "it must be above 0"));
	desk_key(scene->desk, PRESS_TAB | KEY_MOD_SHIFT); /* back to it */
	desk_key(scene->desk, PRESS_BACKSPACE);
	desk_scene_type(scene, "5.575");
	desk_key(scene->desk, PRESS_ENTER);
	desk_key(scene->desk, PRESS_ENTER);
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	assert_false(market(scene)->held.signature.is_open);
	assert_int_equal(waiting(scene, QUALITY_PRICES), 5);
}

/* Ten decimals, by the parser of rates. */
static void a_rate_is_corrected_to_its_last_decimal(void **state)
{
	struct desk_scene *scene = *state;
	struct rate rate;
	struct error err;

	desk_scene_type(scene, "Ge7.1234567891");
	assert_true(desk_scene_shows(scene, "exchange rate"));
	desk_key(scene->desk, PRESS_ENTER);
	say(scene, "turned over", NULL);
	assert_int_equal(waiting(scene, QUALITY_RATES), 1);
	MUST(store_find_rate(session_store(scene->scene.session), "USD", "CNY", scene_date("2026-11-18"), &rate, &err));
	assert_int_equal(rate.value, INT64_C(71234567891));
}

static void all_alike_are_answered_at_once(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "*");
	assert_true(desk_scene_shows(scene, "4 of 510300 are marked"));
	desk_scene_type(scene, "e");
	assert_true(desk_scene_shows(scene, "One figure corrects one"));
	desk_scene_type(scene, "X");
	assert_true(desk_scene_shows(scene, "510300: 4 figures."));
	say(scene, "hundredths", "3"); /* not how many they are */
	assert_true(desk_scene_shows(scene, "type 4 exactly"));
	assert_int_equal(waiting(scene, QUALITY_PRICES), 6);
	desk_key(scene->desk, PRESS_BACKSPACE);
	desk_scene_type(scene, "4");
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	assert_int_equal(waiting(scene, QUALITY_PRICES), 2);
	assert_int_equal(market(scene)->tables[TABLE_HELD].mark_count, 0);
}

static void prices_and_rates_go_under_one_signature(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "I");
	desk_scene_type(scene, "X");
	assert_true(desk_scene_shows(scene, "Prices: 6; exchange rates: 2."));
	say(scene, "a bad day", "8");
	assert_int_equal(waiting(scene, QUALITY_PRICES) + waiting(scene, QUALITY_RATES), 0);
	assert_true(desk_scene_shows(scene, "Nothing is held back"));
	assert_true(desk_scene_shows(scene, "held back: 0"));
}

static void esc_answers_nothing(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "A");
	desk_key(scene->desk, PRESS_ESC);
	assert_false(market(scene)->held.signature.is_open);
	desk_scene_type(scene, "Xno"); /* letters of the form, not keys */
	desk_key(scene->desk, PRESS_ESC);
	settle(scene);
	assert_int_equal(waiting(scene, QUALITY_PRICES) + waiting(scene, QUALITY_RATES), 8);
}

static void from_another_pane_the_key_leads_here_first(void **state)
{
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_TAB);
	assert_int_equal(market(scene)->focus, PANE_INSTRUMENTS);
	desk_scene_type(scene, "A");
	assert_int_equal(market(scene)->focus, PANE_HELD);
	assert_true(desk_scene_shows(scene, "Choose what was held back"));
	assert_false(market(scene)->held.signature.is_open);
}

static void enter_leads_to_the_prices_beside_it(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "jjjj");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "511010 in numbers"));
	assert_int_equal(market(scene)->focus, PANE_PRICES);
	desk_scene_type(scene, "XG"); /* back, and to a rate, which has no series here */
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(market(scene)->focus, PANE_HELD);
}

/* Somebody else answers while the question is open: what is asked about stays what it was, and the refusal names them. */
static void what_somebody_else_settled_meanwhile_is_refused(void **state)
{
	struct desk_scene *scene = *state;
	struct error err;
	size_t followed;

	desk_scene_type(scene, "X");
	MUST(quality_settle(scene->scene.session, 1, QUALITY_REJECT, 0, "Li Qiang", "first", &followed, &err));
	desk_changed(scene->desk);
	say(scene, "late", NULL);
	assert_true(desk_scene_shows(scene, "Li Qiang"));
	assert_int_equal(waiting(scene, QUALITY_PRICES), 5); /* and not the one that is chosen by now */
	assert_true(desk_scene_shows(scene, "held back: 7"));
}

static void another_language_reads_the_words_again(void **state)
{
	struct desk_scene *scene = *state;

	assert_true(desk_scene_shows(scene, "in another unit"));
	desk_scene_type(scene, "L");
	assert_true(desk_scene_shows(scene, "单位不符"));
	assert_false(desk_scene_shows(scene, "in another unit"));
}

static void every_size_is_sound(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_survives_every_size(scene, 7, 3);
	desk_scene_type(scene, "e");
	desk_scene_survives_every_size(scene, 7, 3);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, desk_scene_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_waits_is_counted_and_listed),
		TEST(a_name_and_a_reason_reject_one),
		TEST(an_accepted_one_takes_what_follows),
		TEST(a_figure_that_is_none_is_asked_for_again),
		TEST(a_rate_is_corrected_to_its_last_decimal),
		TEST(all_alike_are_answered_at_once),
		TEST(prices_and_rates_go_under_one_signature),
		TEST(esc_answers_nothing),
		TEST(from_another_pane_the_key_leads_here_first),
		TEST(enter_leads_to_the_prices_beside_it),
		TEST(what_somebody_else_settled_meanwhile_is_refused),
		TEST(another_language_reads_the_words_again),
		TEST(every_size_is_sound),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("what was held back, on the desk", tests, NULL, NULL);
}
