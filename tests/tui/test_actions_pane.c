/* Corporate actions on the desk: what waits on the screens Market and Client, entered by name and number, or not at all. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/actions/actions.h"
#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/desk_state.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/market_state.h"

enum { TO_ACTIONS = 4 }; /* panes from the instruments, and from the client's holdings */

/* 陈洁 (C3) bought 20,000 shares of 510300 a hundred days before the scene's day. */
static void say_dividend(struct desk_scene *scene, const char *day)
{
	struct actions_words words = {.action = {.type = ACTION_DIVIDEND, .amount = 80000, .date = scene_date(day)},
				      .symbol = "510300"};
	enum put_result result;
	struct error err;

	MUST(actions_say(scene->scene.session, &words, "Zhou Wei", &result, &err));
	session_forget_market(scene->scene.session);
	desk_changed(scene->desk);
}

static void open_on(struct desk_scene *scene, const struct screen_ops *screen, const char *digit)
{
	desk_scene_open_screen(scene, screen);
	say_dividend(scene, "2026-11-10");
	desk_scene_type(scene, digit);
	desk_scene_draw(scene, 40, 120);
	for (int pane = 0; pane < TO_ACTIONS; pane++)
		desk_key(scene->desk, PRESS_TAB);
}

static int set_up_market(void **state)
{
	static struct desk_scene scene;

	open_on(&scene, &market_screen, "9");
	*state = &scene;
	return 0;
}

/* The cursor of the book says whom the client's screen is about: the third. */
static int set_up_client(void **state)
{
	static struct desk_scene scene;

	desk_scene_open_screen(&scene, &client_screen);
	say_dividend(&scene, "2026-11-10");
	desk_scene_draw(&scene, 40, 120);
	desk_scene_type(&scene, "jj2");
	desk_scene_draw(&scene, 40, 120);
	for (int pane = 0; pane < TO_ACTIONS; pane++)
		desk_key(scene.desk, PRESS_TAB);
	*state = &scene;
	return 0;
}

/* A job may have ended before it is looked at: it is collected all the same, as is one that its answer starts. */
static void settle(struct desk_scene *scene)
{
	struct jobs *jobs = scene->desk->jobs;

	do {
		while (jobs_state(jobs).title != NULL) {
			struct pollfd ready = {.fd = desk_jobs_fd(scene->desk), .events = POLLIN};

			assert_int_equal(poll(&ready, 1, 60000), 1);
			desk_collect_jobs(scene->desk);
		}
		desk_collect_jobs(scene->desk);
	} while (jobs_state(jobs).title != NULL);
	desk_scene_draw(scene, 40, 120);
}

/* What the book itself says is still due. */
static size_t due_now(struct desk_scene *scene)
{
	const struct due_filter all = {0};
	struct due_list list = {0};
	struct error err;
	size_t count;

	MUST(actions_due(scene->scene.session, &all, &list, &err));
	count = list.count;
	due_list_clear(&list);
	return count;
}

static struct market_screen *market(struct desk_scene *scene)
{
	return desk_state(scene->desk, "market");
}

static void what_waits_is_counted_and_named_account_by_account(void **state)
{
	struct desk_scene *scene = *state;

	assert_true(desk_scene_shows(scene, "2026-11-10  dividend        0.08 CNY a share           1        0"));
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "510300: what accounts are due"));
	assert_true(desk_scene_shows(scene, "C3             20,000    1,600.00 CNY  to be entered"));
}

static void a_name_and_the_number_of_accounts_enter_it(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "a");
	settle(scene);
	assert_true(desk_scene_shows(scene, "510300 · dividend · 0.08 CNY a share · 2026-11-10"));
	assert_int_equal(due_now(scene), 1); /* a trial keeps nothing */
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "7");
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	assert_true(desk_scene_shows(scene, "type 1 exactly"));
	assert_int_equal(due_now(scene), 1);
	desk_key(scene->desk, PRESS_BACKSPACE);
	desk_scene_type(scene, "1");
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	assert_true(desk_scene_shows(scene, "entered: 1"));
	assert_int_equal(due_now(scene), 0);
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "2026-11-10  dividend        0.08 CNY a share           0        1"));
}

static void esc_enters_nothing(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "a");
	settle(scene);
	desk_key(scene->desk, PRESS_ESC);
	settle(scene);
	assert_false(desk_scene_shows(scene, "entered by"));
	assert_int_equal(due_now(scene), 1);
}

static void what_was_taken_back_waits_again(void **state)
{
	struct desk_scene *scene = *state;
	const struct due_filter all = {0};
	struct due_list list = {0};
	struct error err;
	size_t entries;

	MUST(actions_apply(scene->scene.session, &all, "Zhou Wei", false, &list, &err));
	due_list_clear(&list);
	session_forget_market(scene->scene.session);
	desk_changed(scene->desk);
	desk_load(scene->desk);
	assert_true(desk_scene_shows(scene, "share           0        1"));
	MUST(actions_undo(scene->scene.session, 1, 0, "Zhou Wei", &entries, &(size_t){0}, &err));
	session_forget_market(scene->scene.session);
	desk_changed(scene->desk);
	desk_load(scene->desk);
	assert_true(desk_scene_shows(scene, "share           1        0"));
}

static void without_a_choice_the_key_leads_to_the_pane_first(void **state)
{
	struct desk_scene *scene = *state;

	for (int pane = 0; pane < TO_ACTIONS; pane++)
		desk_key(scene->desk, PRESS_TAB | KEY_MOD_SHIFT);
	desk_scene_type(scene, "a");
	assert_true(desk_scene_shows(scene, "Choose the corporate action"));
	assert_null(jobs_state(scene->desk->jobs).title);
	assert_int_equal(market(scene)->focus, PANE_ACTIONS);
}

static void a_large_book_is_reckoned_beside_the_screen(void **state)
{
	struct desk_scene *scene = *state;

	market(scene)->is_large = true;
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "being worked out account by account"));
	settle(scene);
	assert_true(desk_scene_shows(scene, "1,600.00 CNY"));
}

static void one_that_was_stopped_says_so_and_is_worked_out_again(void **state)
{
	struct desk_scene *scene = *state;

	market(scene)->is_large = true;
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	market_reckoned(scene->desk, desk_figures(scene->desk), market(scene)->history_of, NULL, NULL); /* as its job does */
	assert_true(desk_scene_shows(scene, "Stopped; Enter works it out again."));
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	assert_true(desk_scene_shows(scene, "1,600.00 CNY"));
}

static void a_failure_stands_in_the_pane_and_enter_tries_again(void **state)
{
	static const struct error failure = {.status = STATUS_IO, .message = "the disk is full"};
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_ENTER);
	market_take_due(market(scene), NULL, &failure);
	assert_true(desk_scene_shows(scene, "the disk is full"));
	assert_false(desk_scene_shows(scene, "1,600.00 CNY"));
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "1,600.00 CNY"));
	assert_false(desk_scene_shows(scene, "the disk is full"));
}

static void another_language_reads_the_words_again(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "L");
	assert_true(desk_scene_shows(scene, "分红"));
	assert_false(desk_scene_shows(scene, "dividend"));
}

static void a_client_sees_what_is_due_and_what_was_entered(void **state)
{
	struct desk_scene *scene = *state;

	assert_true(desk_scene_shows(scene, "corporate actions: 1 due; a enters them"));
	assert_true(desk_scene_shows(scene, "20,000    1,600.00 CNY  to be entered"));
	desk_scene_type(scene, "H");
	assert_true(desk_scene_shows(scene, "to be entered"));
	assert_false(desk_scene_shows(scene, "1,600.00"));
	desk_scene_type(scene, "Ha");
	settle(scene);
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "1");
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(due_now(scene), 0);
	assert_true(desk_scene_shows(scene, "corporate actions: 0 due"));
	assert_true(desk_scene_shows(scene, "entered"));
}

static void every_size_is_sound(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_survives_every_size(scene, 7, 3);
	desk_scene_type(scene, "a");
	settle(scene);
	desk_scene_survives_every_size(scene, 7, 3);
}

#define ON(screen, name) cmocka_unit_test_setup_teardown(name, set_up_##screen, desk_scene_tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		ON(market, what_waits_is_counted_and_named_account_by_account),
		ON(market, a_name_and_the_number_of_accounts_enter_it),
		ON(market, esc_enters_nothing),
		ON(market, what_was_taken_back_waits_again),
		ON(market, without_a_choice_the_key_leads_to_the_pane_first),
		ON(market, a_large_book_is_reckoned_beside_the_screen),
		ON(market, one_that_was_stopped_says_so_and_is_worked_out_again),
		ON(market, a_failure_stands_in_the_pane_and_enter_tries_again),
		ON(market, another_language_reads_the_words_again),
		ON(market, every_size_is_sound),
		ON(client, a_client_sees_what_is_due_and_what_was_entered),
		ON(client, every_size_is_sound),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("corporate actions on the desk", tests, NULL, NULL);
}
