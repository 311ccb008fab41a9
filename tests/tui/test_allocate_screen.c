/* The studio on a grid: the frontier, limits, undo, acceptance, refusal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/client/standing.h"
#include "tests/support/studio_scene.h"
#include "tests/support/term_grid.h"
#include "tui/widget/cell_edit.h"

static int set_up(void **state)
{
	struct studio_fixture *fixture = calloc(1, sizeof *fixture);

	studio_fixture_open(fixture, "C1", "4");
	*state = fixture;
	return 0;
}

static int tear_down(void **state)
{
	language_use(LANGUAGE_ENGLISH);
	studio_fixture_close(*state);
	free(*state);
	return 0;
}

static void the_studio_at_80_columns_is_complete(void **state)
{
	assert_grid(studio_shown(*state, 24, 80),
" ballast ▏1 Book  4 Allocate  5 Rebalance\n"
" 王芳 · C4                                        prices 2026-11-20 ✓   1 alert\n"
"┌ return / volatility ─────────┐┌ plan B · weights in % ───────────────────────┐\n"
"│      │              ◆ plan  ▏││  asset            plan      Δ   lower   upper│\n"
"│5.0 % ┤          ⣀⡤● now     ▏││▶ cash              0.0  −12.9     0.0   100.0│\n"
"│      │      ⣀A⠒⠋⠁           ▏││  510300 沪深3…    37.1   −6.8     0.0    40.0│\n"
"│      │  ⢀⡤⠖⠋                ▏││  511010 国债E…    21.1   −1.0     0.0    40.0│\n"
"│2.5 % ┤⢀⠴⠋                   ▏││  511360 Short…     0.0            0.0    40.0│\n"
"│      │⡎                     ▏││  511880 Money…     2.0   +2.0     0.0   100.0│\n"
"│      │⠇            limit C4 ▏││  513500 S&P 5…    29.8  +29.8     0.0    40.0│\n"
"│      └┴───────────┴──────────││  518880 黄金E…    10.0  −11.1     0.0    40.0│\n"
"│      0 %        10 %         ││  Σ               100.0  ±31.8                │\n"
"│ ↓ 2008 −33\u00A0%  2015 −18\u00A0%     ││  7/7  hidden columns: 4  < >                 │\n"
"└──────────────────────────────┘└───────────────────────────────── f groups › ─┘\n"
"┌ figures ─────────────────────┐┌ why this plan ───────────────────────────────┐\n"
"│                    now   plan││ ✓ S00: this plan may be proposed to the      │\n"
"│ return %           4.9    5.9││ client.                                      │\n"
"│ volatility %       9.8   11.1││ Expected return 5.9\u00A0% a year at a volatility │\n"
"│ 1 year in 20 %   −11.2  −12.4││ of 11.1\u00A0%; the limit for this client is      │\n"
"│ worst fall %     −13.2  −17.9││ 17.7\u00A0%. In one year out of twenty it would   │\n"
"│ risk level          R3     R4││ lose 12.4\u00A0% or more. Over the last 260 weeks │\n"
"│ recent vol. %      9.4   10.9││ this mix fell by 17.9\u00A0% at worst. Worst of   │\n"
"└──────────────────────────────┘└───────────────────────────────────Tab ↓──────┘\n"
" ←→ along the frontier  ⏎ propose  e limits  v views  K lock  : command  ? keys\n");
}

static void the_studio_in_chinese_lines_up(void **state)
{
	struct studio_fixture *fixture = *state;

	language_open(getenv("BALLAST_LOCALEDIR"));
	studio_press(fixture, "L");
	assert_true(studio_shows(fixture, "年预期收益与波动率"));
	assert_true(studio_shows(fixture, "沪深"));
	assert_true(studio_shows(fixture, "S00：本方案可以向客户提出。"));
	(void)studio_shown(fixture, 24, 80);
	(void)studio_shown(fixture, 18, 60);
}

static void every_pane_survives_every_size_and_charset(void **state)
{
	studio_survives_every_size(*state, 3);
}

static void small_terminals_show_one_pane_at_a_time(void **state)
{
	struct studio_fixture *fixture = *state;

	assert_true(grid_shows(studio_shown(fixture, 18, 60), "◆ return"));
	assert_true(grid_shows(&fixture->canvas, "lower"));
	studio_press(fixture, "tab");
	assert_true(grid_shows(studio_shown(fixture, 18, 60), "why this plan"));
	studio_press(fixture, "tab");
	assert_true(grid_shows(studio_shown(fixture, 18, 60), "limit C4"));
}

static void walking_changes_the_plan_and_undo_brings_it_back(void **state)
{
	struct studio_fixture *fixture = *state;

	assert_true(studio_shows(fixture, "plan B · weights in %"));
	assert_true(studio_shows(fixture, "plan 5.9\u00A0% / 11.1\u00A0%"));
	studio_press(fixture, "left left left left left");
	assert_true(studio_shows(fixture, "plan S · weights in %"));
	assert_false(studio_shows(fixture, "plan 5.9\u00A0% / 11.1\u00A0%"));
	studio_press(fixture, "u"); /* a held arrow key is one edit */
	assert_true(studio_shows(fixture, "plan 5.9\u00A0% / 11.1\u00A0%"));
	studio_press(fixture, "ctrl-r");
	assert_true(studio_shows(fixture, "plan S · weights in %"));
	studio_press(fixture, "a");
	assert_true(studio_shows(fixture, "plan A · weights in %"));
	studio_press(fixture, "u u u");
	assert_true(studio_shows(fixture, "nothing to undo"));
}

static double seconds(clockid_t clock)
{
	struct timespec now;

	(void)clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void a_hundred_edits_are_solved_and_painted(void **state)
{
	enum { EDITS = 100 };
	struct studio_fixture *fixture = *state;
	double begin, worst = 0.0;

	studio_press(fixture, "down");
	begin = seconds(CLOCK_MONOTONIC);
	for (int i = 0; i < EDITS; i++) {
		const double before = seconds(CLOCK_MONOTONIC);
		double taken;

		studio_press(fixture, "K");
		desk_draw(fixture->desk, &fixture->canvas, 40, 120);
		taken = seconds(CLOCK_MONOTONIC) - before;
		worst = taken > worst ? taken : worst;
	}
	/* To be read beside the 16 ms of a frame, never asserted, as below. */
	print_message("# %.2f ms an edit, %.2f at worst\n", 1000.0 * (seconds(CLOCK_MONOTONIC) - begin) / EDITS, 1000.0 * worst);
	assert_false(studio_shows(fixture, "lock"));
}

static void a_hundred_steps_are_walked_and_painted(void **state)
{
	enum { STEPS = 100 };
	struct studio_fixture *fixture = *state;
	double begin, elapsed;

	studio_press(fixture, "home");
	begin = seconds(CLOCK_PROCESS_CPUTIME_ID);
	for (int i = 0; i < STEPS; i++) {
		studio_press(fixture, "right");
		desk_draw(fixture->desk, &fixture->canvas, 40, 120);
	}
	elapsed = seconds(CLOCK_PROCESS_CPUTIME_ID) - begin;
	/* Printed to be read beside the 16 ms of a frame, never asserted: a busy machine is not a fault. */
	print_message("# %.2f ms a step\n", 1000.0 * elapsed / STEPS);
	studio_press(fixture, "end");
	assert_false(studio_shows(fixture, "plan A · weights in %"));
}

static void a_limit_is_typed_in_place_and_checked_beside_it(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "down e"); /* 510300, held at 37.1 */
	studio_type(fixture, "abc");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "'abc' is no percentage from 0 to 100"));
	studio_press(fixture, "ctrl-u");
	studio_type(fixture, "50");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "above the upper limit of 40 %"));
	studio_press(fixture, "esc e tab");
	studio_type(fixture, "12.5%");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "*12.5"));
	assert_true(studio_shows(fixture, "↑12.5"));
	assert_true(studio_shows(fixture, "* edited, not recorded"));
	studio_press(fixture, "u");
	assert_false(studio_shows(fixture, "*12.5"));
}

static void limits_that_conflict_are_marked_and_told(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "down e");
	studio_type(fixture, "35");
	studio_press(fixture, "enter down e");
	studio_type(fixture, "40");
	studio_press(fixture, "enter down e");
	studio_type(fixture, "40");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "no plan within these limits"));
	assert_true(studio_shows(fixture, "!510300"));
	assert_true(studio_shows(fixture, "These limits cannot all be met"));
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "There is no plan to propose"));
	studio_press(fixture, "enter u");
	assert_true(studio_shows(fixture, "S00: this plan may be proposed"));
}

static void a_locked_asset_stays_where_it_is(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "down down K"); /* 511010, 22.2 % */
	assert_true(studio_shows(fixture, "lock"));
	studio_press(fixture, "left left left");
	assert_true(studio_shows(fixture, "22.2   ↑22.2"));
	studio_press(fixture, "K");
	assert_false(studio_shows(fixture, "22.2   ↑22.2"));
}

static void recorded_limits_become_the_mandate(void **state)
{
	struct studio_fixture *fixture = *state;
	struct standing standing = {0};

	studio_press(fixture, "W");
	assert_true(studio_shows(fixture, "no limit was edited"));
	studio_press(fixture, "down e tab");
	studio_type(fixture, "30");
	studio_press(fixture, "enter W");
	assert_true(studio_shows(fixture, "510300: 0 to 30 %"));
	studio_press(fixture, "enter");
	studio_type(fixture, "C1");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "✓ limits recorded"));
	assert_false(studio_shows(fixture, "*30.0"));
	assert_true(studio_shows(fixture, "30.0"));
	assert_int_equal(standing_find(fixture->scene.session, "C1", &standing, NULL), STATUS_OK);
	assert_int_equal(standing.mandate.limit_count, 1);
	assert_int_equal(standing.mandate.limits[0].upper_ppb, 300000000);
	standing_clear(&standing);
}

static void a_plan_is_recorded_after_name_and_word_only(void **state)
{
	struct studio_fixture *fixture = *state;
	struct standing standing = {0};

	studio_press(fixture, "left enter enter");
	studio_type(fixture, "c1");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "type C1 exactly"));
	assert_int_equal(standing_find(fixture->scene.session, "C1", &standing, NULL), STATUS_OK);
	assert_false(standing.has_plan);
	studio_press(fixture, "ctrl-u");
	studio_type(fixture, "C1");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "✓ plan accepted and recorded"));
	assert_int_equal(standing_find(fixture->scene.session, "C1", &standing, NULL), STATUS_OK);
	assert_true(standing.has_plan);
	assert_int_equal(standing.plan.letter, 'S');
	assert_string_equal(standing.plan.by, "王芳");
	/* A candidate keeps its letter, also after a plan of the studio's own on the same day. */
	studio_press(fixture, "b enter enter");
	studio_type(fixture, "C1");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "✓ plan accepted and recorded"));
	standing_clear(&standing);
}

static void an_edit_not_recorded_outlives_the_program(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "down e tab");
	studio_type(fixture, "30");
	studio_press(fixture, "enter left left L L"); /* loading again keeps edits */
	assert_true(studio_shows(fixture, "*30.0"));
	assert_true(studio_shows(fixture, "plan S"));
	studio_fixture_restart(fixture, "C1", "4");
	assert_true(studio_shows(fixture, "your draft is taken up again"));
	assert_true(studio_shows(fixture, "*30.0"));
	assert_true(studio_shows(fixture, "plan S"));
	studio_press(fixture, "u u");
	assert_false(studio_shows(fixture, "*30.0"));
	assert_true(studio_shows(fixture, "plan B"));
	studio_press(fixture, "u");
	assert_true(studio_shows(fixture, "nothing to undo"));
}

/* Until no objective is being worked out any more. */
static void wait_for_jobs(struct studio_fixture *fixture)
{
	while (studio_shows(fixture, "      …") || studio_shows(fixture, "working out: ")) {
		struct pollfd ready = {.fd = desk_jobs_fd(fixture->desk), .events = POLLIN};

		assert_int_equal(poll(&ready, 1, 20000), 1);
		desk_collect_jobs(fixture->desk);
	}
}

static void limits_of_groups_are_edited_in_place(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "f");
	assert_true(studio_shows(fixture, "groups · limits in percent"));
	assert_true(studio_shows(fixture, "house rule"));
	studio_press(fixture, "e");
	assert_true(studio_shows(fixture, "this is a rule of the house"));
	studio_press(fixture, "down down e"); /* what is traded against today: an upper limit only */
	studio_type(fixture, "20");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "↑20.0           *20.0"));
	studio_press(fixture, "W");
	assert_true(studio_shows(fixture, "turnover is limited here only"));
	studio_press(fixture, "u down e tab"); /* gold: the rules' 10 % */
	studio_type(fixture, "4");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "*4.0"));
	assert_true(studio_shows(fixture, "↑4.0"));
	studio_press(fixture, "W");
	assert_true(studio_shows(fixture, "Gold: 0 to 4 %"));
	studio_press(fixture, "enter");
	studio_type(fixture, "C1");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "✓ limits recorded"));
	assert_false(studio_shows(fixture, "*4.0"));
	assert_true(studio_shows(fixture, "↑4.0"));
}

static void a_key_gives_way_by_the_least_that_helps(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "R");
	assert_true(studio_shows(fixture, "the limits do not conflict"));
	studio_press(fixture, "down e");
	studio_type(fixture, "35");
	studio_press(fixture, "enter down e");
	studio_type(fixture, "40");
	studio_press(fixture, "enter down e");
	studio_type(fixture, "40");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "R gives way by the least that helps"));
	assert_true(studio_shows(fixture, "The least"));
	assert_true(studio_shows(fixture, "18.0\u00A0%"));
	studio_press(fixture, "R");
	assert_true(studio_shows(fixture, "S00: this plan may be proposed"));
	studio_press(fixture, "u");
	assert_true(studio_shows(fixture, "no plan within these limits"));
}

static void a_figure_of_ones_own_is_marked_and_taken_back(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "down w"); /* CASH stays selected in the table of returns */
	assert_true(studio_shows(fixture, "expected returns and volatilities"));
	studio_press(fixture, "esc down w");
	studio_type(fixture, "200x");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "a return in percent a year, or empty"));
	studio_press(fixture, "ctrl-u");
	studio_type(fixture, "-1.5");
	studio_press(fixture, "tab");
	studio_type(fixture, "30");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "?-1.50"));
	assert_true(studio_shows(fixture, "?30.00"));
	assert_true(studio_shows(fixture, "figures · what-if, not the house's"));
	studio_press(fixture, "w ctrl-u enter");
	assert_false(studio_shows(fixture, "?-1.50"));
	assert_true(studio_shows(fixture, "?30.00"));
	studio_press(fixture, "u u u");
	assert_false(studio_shows(fixture, "not the house's"));
}

static void views_are_entered_changed_and_dropped(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "v ctrl-u");
	studio_type(fixture, "nothing");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "a symbol"));
	studio_press(fixture, "shift-tab ctrl-u");
	studio_type(fixture, "510300");
	studio_press(fixture, "enter");
	studio_type(fixture, "513500");
	studio_press(fixture, "enter ctrl-u");
	studio_type(fixture, "3");
	studio_press(fixture, "enter ctrl-u");
	studio_type(fixture, "60");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "510300 beats 513500 by"));
	assert_true(studio_shows(fixture, "what-if, not the house's"));
	/* 8.0 against 6.5 of the assumptions; 60 % of the way from 1.5 to 3 is 2.4. */
	assert_true(studio_shows(fixture, "3.00      60    1.50      2.40"));
	studio_press(fixture, "e tab");
	studio_type(fixture, "100");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "3.00     100    1.50      3.00"));
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "change the view"));
	studio_press(fixture, "esc D");
	assert_true(studio_shows(fixture, "No views yet"));
	assert_false(studio_shows(fixture, "not the house's"));
	studio_press(fixture, "esc"); /* back to the weights, not off the screen */
	assert_true(studio_shows(fixture, "plan B · weights in %"));
}

static void objectives_are_worked_out_and_one_becomes_the_plan(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "o");
	assert_true(studio_shows(fixture, "best Sharpe ratio"));
	wait_for_jobs(fixture);
	assert_true(studio_shows(fixture, "mild worst weeks"));
	studio_press(fixture, "down down down e");
	studio_type(fixture, "12");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "λ 12"));
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "◆ utility"));
	studio_press(fixture, "down down enter"); /* equal risk */
	assert_true(studio_shows(fixture, "◆ equal risk"));
	studio_press(fixture, "esc");
	assert_true(studio_shows(fixture, "plan: equal risk"));
	/* A limit edited under it works it out anew. */
	studio_press(fixture, "down e tab");
	studio_type(fixture, "4");
	studio_press(fixture, "enter");
	wait_for_jobs(fixture);
	assert_true(studio_shows(fixture, "plan: equal risk"));
	assert_true(studio_shows(fixture, "↑4.0"));
	studio_press(fixture, "left"); /* a walk goes on from there along the frontier */
	assert_true(studio_shows(fixture, "plan S"));
	studio_press(fixture, "u u u u");
	assert_true(studio_shows(fixture, "plan B"));
}

static void plans_are_compared_and_bad_times_told(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "=");
	assert_true(studio_shows(fixture, "1st: now · 2nd: plan"));
	studio_press(fixture, "= =");
	assert_true(studio_shows(fixture, "1st: plan · 2nd: B"));
	assert_true(studio_shows(fixture, "±0.0"));
	studio_press(fixture, "F");
	assert_true(studio_shows(fixture, "bad times · what they do to the value"));
	assert_true(studio_shows(fixture, "Financial crisis of 2008"));
	studio_press(fixture, "f f");
	assert_true(studio_shows(fixture, "plan B · weights in %"));
}

static void every_table_survives_every_size(void **state)
{
	struct studio_fixture *fixture = *state;

	for (int face = 0; face < 7; face++) {
		wait_for_jobs(fixture);
		for (int rows = 18; rows < 50; rows += 6) {
			for (int columns = 60; columns < 160; columns += 9)
				(void)studio_shown(fixture, rows, columns);
		}
		studio_press(fixture, "f");
	}
}

static void without_a_profile_the_rule_and_the_way_out_are_told(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_fixture_close(fixture);
	studio_fixture_open(fixture, "C3", "4");
	assert_true(studio_shows(fixture, "S01: this client has no profile"));
	assert_true(studio_shows(fixture, "3 opens the questionnaire"));
	studio_press(fixture, "left e enter K u w W v o = f tab");
	assert_true(studio_shows(fixture, "S01: this client has no profile"));
}

static void past_the_wall_a_plan_is_refused_in_words(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_fixture_close(fixture);
	studio_fixture_open(fixture, "C4", "4");
	studio_press(fixture, "end");
	assert_true(studio_shows(fixture, "✗ S06") || studio_shows(fixture, "✗ T11"));
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "This plan cannot be proposed"));
	studio_press(fixture, "enter c");
	assert_true(studio_shows(fixture, "S00: this plan may be proposed"));
}

static void percentages_are_read_as_people_write_them(void **state)
{
	static const char *const good[] = {"12.5", "12.5%", " 12.5 %"}, *const bad[] = {"", "12,5", "-1", "100.1", "1%%", "a"};
	char text[CELL_EDIT_SIZE];
	double value;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_true(percent_parse(good[i], &value));
		assert_true(value == 0.125);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_false(percent_parse(bad[i], &value));
	assert_string_equal(percent_format(0.125, text), "12.5");
	assert_string_equal(percent_format(1.0 / 3.0, text), "33.3333");
}

#define STUDIO_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		STUDIO_TEST(the_studio_at_80_columns_is_complete),
		STUDIO_TEST(the_studio_in_chinese_lines_up),
		STUDIO_TEST(every_pane_survives_every_size_and_charset),
		STUDIO_TEST(small_terminals_show_one_pane_at_a_time),
		STUDIO_TEST(walking_changes_the_plan_and_undo_brings_it_back),
		STUDIO_TEST(a_hundred_edits_are_solved_and_painted),
		STUDIO_TEST(a_hundred_steps_are_walked_and_painted),
		STUDIO_TEST(a_limit_is_typed_in_place_and_checked_beside_it),
		STUDIO_TEST(limits_that_conflict_are_marked_and_told),
		STUDIO_TEST(a_locked_asset_stays_where_it_is),
		STUDIO_TEST(recorded_limits_become_the_mandate),
		STUDIO_TEST(a_plan_is_recorded_after_name_and_word_only),
		STUDIO_TEST(an_edit_not_recorded_outlives_the_program),
		STUDIO_TEST(limits_of_groups_are_edited_in_place),
		STUDIO_TEST(a_key_gives_way_by_the_least_that_helps),
		STUDIO_TEST(a_figure_of_ones_own_is_marked_and_taken_back),
		STUDIO_TEST(views_are_entered_changed_and_dropped),
		STUDIO_TEST(objectives_are_worked_out_and_one_becomes_the_plan),
		STUDIO_TEST(plans_are_compared_and_bad_times_told),
		STUDIO_TEST(every_table_survives_every_size),
		STUDIO_TEST(without_a_profile_the_rule_and_the_way_out_are_told),
		STUDIO_TEST(past_the_wall_a_plan_is_refused_in_words),
		cmocka_unit_test(percentages_are_read_as_people_write_them),
	};

	return cmocka_run_group_tests_name("allocate_screen", tests, NULL, NULL);
}
