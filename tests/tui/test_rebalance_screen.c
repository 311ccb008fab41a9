/* The rebalance on a grid: trades against bands, changes by hand, two people. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "advice/base/language.h"
#include "tests/support/studio_scene.h"
#include "tests/support/term_grid.h"

static int set_up(void **state)
{
	struct studio_fixture *fixture = calloc(1, sizeof *fixture);

	studio_fixture_open(fixture, "C2", "5");
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

static void the_rebalance_at_80_columns_is_complete(void **state)
{
	assert_grid(studio_shown(*state, 24, 80),
" ballast ▏1 Book  4 Allocate  5 Rebalance\n"
" Li Qiang · plan B · C4                          prices 2026-11-20 ✓   5 alerts\n"
" drift 34.7 → 0.0 pp · out of band 4 → 0 · cost CNY 98 · tax – · turnover\n"
" 21.2\u00A0% · cash after CNY 52\n"
" mode: to target\n"
"┌ 5 trades · weights in % ─────────────────────────────────────────────────────┐\n"
"│  asset                 target      band %    now  after       trade  quantity│\n"
"│▶ cash                     0.0     0.0–5.0  !27.1    0.0           –         –│\n"
"│  510300 沪深300ETF       37.1   32.1–42.1   36.7   37.1      +3,390       600│\n"
"│  511010 国债ETF          21.1   16.1–26.1   18.6   21.1     +23,473       164│\n"
"│  511880 Money fund E…     2.0     1.5–2.5   !0.0    2.0     +18,410       185│\n"
"│  513500 S&P 500 ETF      29.8   24.8–34.8   !0.0   29.8    +275,184   107,800│\n"
"│  518880 黄金ETF          10.0    7.5–12.5  !17.6   10.0     −70,607     5,200│\n"
"│  6/6  hidden columns: 2  < >                                                 │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
"┌ checks ! to be noted ────────────────────────────────────────────────────────┐\n"
"│ A weight has left its band. 5 trades bring the drift from 34.7\u00A0% to 0.0\u00A0% at │\n"
"│ a cost of CNY\u00A097.77. Volatility goes from 8.2\u00A0% to 11.1\u00A0% a year; if nothing │\n"
"│ is done it stays at 8.2\u00A0%.                                                   │\n"
"│ ✓ T01 suitable: C4 may hold a portfolio of level R4                          │\n"
"│ ✓ T02 the profile is valid until 2027-11-02                                  │\n"
"│ ✓ T04 CNY\u00A052.14 stay in cash after fees                                      │\n"
"└───────────────────────────────────────────────────────────────────Tab ↓──────┘\n"
" ⏎ reason  e quantity  d drop  m mode  c cash  f force  : command  ? keys\n");
}

static void the_rebalance_in_chinese_lines_up(void **state)
{
	struct studio_fixture *fixture = *state;

	language_open(getenv("BALLAST_LOCALEDIR"));
	studio_press(fixture, "L");
	assert_true(studio_shows(fixture, "偏离 34.7 → 0.0 pp"));
	assert_true(studio_shows(fixture, "低于区间"));
	(void)studio_shown(fixture, 24, 80);
	(void)studio_shown(fixture, 18, 60);
}

static void every_pane_survives_every_size_and_charset(void **state)
{
	studio_survives_every_size(*state, 2);
}

static void a_quantity_is_typed_in_place_and_checked_at_once(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "e");
	assert_true(studio_shows(fixture, "no trade in this row")); /* cash */
	studio_press(fixture, "down down down down e");             /* 513500, 107,800 */
	studio_type(fixture, "150");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "dealt in lots of 100"));
	studio_press(fixture, "ctrl-u");
	studio_type(fixture, "50,000");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "50,000"));
	assert_true(studio_shows(fixture, "changed by hand"));
	assert_false(studio_shows(fixture, "34.7 → 0.0 pp"));
	studio_press(fixture, "u");
	assert_true(studio_shows(fixture, "34.7 → 0.0 pp"));
	studio_press(fixture, "ctrl-r");
	assert_true(studio_shows(fixture, "50,000"));
}

static void a_trade_is_dropped_and_restored(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "down d");
	assert_true(studio_shows(fixture, "dropped by you"));
	assert_true(studio_shows(fixture, "4 trades"));
	studio_press(fixture, "d");
	assert_true(studio_shows(fixture, "5 trades"));
}

static void dropping_what_pays_for_the_rest_is_refused_in_words(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "down down down down down d"); /* the sale of gold */
	assert_true(studio_shows(fixture, "These trades cannot be made"));
	assert_true(studio_shows(fixture, "T04"));
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "5 trades"));
}

static void modes_and_money_work_the_trades_out_again(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "m m");
	assert_true(studio_shows(fixture, "mode: buy only"));
	assert_false(studio_shows(fixture, "−70,607"));
	studio_press(fixture, "m c");
	studio_type(fixture, "-2000000");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "account main of C2"));
	studio_press(fixture, "ctrl-u");
	studio_type(fixture, "-100000");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "to be paid out CNY 100,000") || studio_shows(fixture, "to be paid out CNY 100000"));
	studio_press(fixture, "f");
	assert_true(studio_shows(fixture, "forced: also inside the bands"));
}

static void enter_tells_everything_about_a_trade(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "down down down down down enter");
	assert_true(studio_shows(fixture, "Sell 5,200 of 518880"));
	assert_true(studio_shows(fixture, "lots sold, oldest first:"));
	assert_true(studio_shows(fixture, "2026-08-12 · 5,200 at"));
	assert_true(studio_shows(fixture, "held 100 days · gain"));
}

static void submit(struct studio_fixture *fixture)
{
	studio_press(fixture, "A enter"); /* the name is who is logged in */
	studio_type(fixture, "C2");
	studio_press(fixture, "enter");
}

static void a_second_person_must_approve(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "a");
	assert_true(studio_shows(fixture, "no proposal of this client waits"));
	submit(fixture);
	assert_true(studio_shows(fixture, "✓ proposal 1 submitted"));
	assert_true(studio_shows(fixture, "by adviser waits"));
	studio_press(fixture, "a");
	studio_type(fixture, "Adviser");
	studio_press(fixture, "enter");
	studio_type(fixture, "1");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "cannot approve it"));
	studio_press(fixture, "enter a");
	studio_type(fixture, "supervisor");
	studio_press(fixture, "enter");
	studio_type(fixture, "1");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "✓ proposal 1 approved; 5 orders"));
	assert_false(studio_shows(fixture, "waits"));
}

static void nothing_is_submitted_without_the_word(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "A enter");
	studio_type(fixture, "C1");
	studio_press(fixture, "enter");
	assert_true(studio_shows(fixture, "type C2 exactly"));
	studio_press(fixture, "esc a");
	assert_true(studio_shows(fixture, "no proposal of this client waits"));
}

static void without_a_plan_the_screen_says_what_to_do(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_fixture_close(fixture);
	studio_fixture_open(fixture, "C1", "5");
	assert_true(studio_shows(fixture, "4 opens the studio"));
	studio_press(fixture, "enter e d m c f u A a");
	assert_true(studio_shows(fixture, "4 opens the studio"));
}

static void home_and_end_go_to_both_ends_of_the_checks(void **state)
{
	struct studio_fixture *fixture = *state;
	static const char first[] = "T01 suitable", last[] = "T14";

	(void)studio_shown(fixture, 24, 80);
	studio_press(fixture, "tab end");
	assert_false(grid_shows(studio_shown(fixture, 24, 80), first));
	assert_true(grid_shows(studio_shown(fixture, 24, 80), last));
	studio_press(fixture, "home");
	assert_true(grid_shows(studio_shown(fixture, 24, 80), first));
	assert_false(grid_shows(studio_shown(fixture, 24, 80), last));
	studio_press(fixture, "tab");
	assert_true(grid_shows(studio_shown(fixture, 24, 80), "▶ cash")); /* the trades stayed where they were */
}

static void amounts_are_hidden_everywhere(void **state)
{
	struct studio_fixture *fixture = *state;

	assert_true(studio_shows(fixture, "275,184"));
	studio_press(fixture, "H");
	assert_false(studio_shows(fixture, "275,184"));
	assert_true(studio_shows(fixture, "cost CNY •••"));
}

#define REBALANCE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

static void undo_and_redo_outlive_the_program(void **state)
{
	struct studio_fixture *fixture = *state;

	studio_press(fixture, "m down d"); /* to the edge, then a trade dropped */
	assert_true(studio_shows(fixture, "mode: to the band's edge"));
	assert_true(studio_shows(fixture, "dropped"));
	studio_press(fixture, "u");
	assert_false(studio_shows(fixture, "dropped"));
	studio_fixture_restart(fixture, "C2", "5");
	assert_true(studio_shows(fixture, "your draft is taken up again"));
	assert_true(studio_shows(fixture, "mode: to the band's edge"));
	studio_press(fixture, "ctrl-r"); /* what was undone can still be redone */
	assert_true(studio_shows(fixture, "dropped"));
	studio_press(fixture, "u u");
	assert_true(studio_shows(fixture, "mode: to target"));
	studio_press(fixture, "u");
	assert_true(studio_shows(fixture, "nothing to undo"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(undo_and_redo_outlive_the_program, set_up, tear_down),
		REBALANCE_TEST(the_rebalance_at_80_columns_is_complete),
		REBALANCE_TEST(the_rebalance_in_chinese_lines_up),
		REBALANCE_TEST(every_pane_survives_every_size_and_charset),
		REBALANCE_TEST(a_quantity_is_typed_in_place_and_checked_at_once),
		REBALANCE_TEST(a_trade_is_dropped_and_restored),
		REBALANCE_TEST(dropping_what_pays_for_the_rest_is_refused_in_words),
		REBALANCE_TEST(modes_and_money_work_the_trades_out_again),
		REBALANCE_TEST(enter_tells_everything_about_a_trade),
		REBALANCE_TEST(a_second_person_must_approve),
		REBALANCE_TEST(nothing_is_submitted_without_the_word),
		REBALANCE_TEST(without_a_plan_the_screen_says_what_to_do),
		REBALANCE_TEST(amounts_are_hidden_everywhere),
		REBALANCE_TEST(home_and_end_go_to_both_ends_of_the_checks),
	};

	return cmocka_run_group_tests_name("rebalance_screen", tests, NULL, NULL);
}
