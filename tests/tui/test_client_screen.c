/* One client: what the screen shows, and the decision of the second person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/trade/approve.h"
#include "engine/model/ledger.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/key.h"

/* The screen of 王芳, whose proposal waits. */
static int set_up(void **state)
{
	static struct desk_scene scene;

	desk_scene_open(&scene);
	desk_key(scene.desk, PRESS_ENTER);
	*state = &scene;
	return 0;
}

static void the_client_at_80_columns_is_complete(void **state)
{
	assert_grid(desk_scene_shown(*state, 24, 80),
" ballast ▏1 Book  2 Client\n"
" 王芳 · plan B · C4                                                    7 alerts\n"
"┌ 王芳 ────────────────────────────────────────────────────────────────────────┐\n"
"│ C1   class C4   profile until 2027-11-02   plan B of 2026-11-20              │\n"
"│ value CNY 100,000   week 0.00 %   0   cash 100,000                           │\n"
"│ drift 100.0 pp   volatility/limit 0.0/17.7 %   expected return 0.3 %         │\n"
"│ → A proposal waits: a second person approves (A) or rejects (X) it here.     │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
"┌ now against plan ────────────────────────────────┐┌ today's holdings over … ─┐\n"
"│  holding              now %  plan %  band        ││CNY                       │\n"
"│▶ cash                 100.0     0.0  │━▓▓▓▓▓▓▓▓▓●││      │                   │\n"
"│  沪深300ETF             0.0    37.1  ●▓▓▓│░      ││      │                   │\n"
"│  国债ETF                0.0    21.1  ●▓│░        ││100 k ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉│\n"
"│  Money fund ETF         0.0     2.0  ●           ││      │                   │\n"
"│  S&P 500 ETF            0.0    29.8  ●▓▓│░       ││      └───────┴───────────│\n"
"│  6/6  hidden columns: 6  < >                     ││           2025-01        │\n"
"└──────────────────────────────────────────────────┘└──────────────────────────┘\n"
"┌ alerts 7 ────────────────────────────┐┌ proposals 1 ─────────────────────────┐\n"
"│ ! Cash is out of its band: +100.0 pp ││ ▸ 1 of 2026-11-20 by adviser: waits  │\n"
"│   against its target.                ││   5 trades · drift 100.0 → 0.5 pp ·  │\n"
"│ ! 510300 is out of its band:         ││   turnover 49.9 %                    │\n"
"│   −37.1 pp against its target.       ││   buy  沪深300ETF             37,291 │\n"
"└──────────────────────────────────────┘└──────────────────────────────────────┘\n"
" ↑↓ select  ⏎ next step  Tab pane  A approve  X reject  : command  ? keys\n");
}

static void at_60_columns_one_pane_is_shown_at_a_time(void **state)
{
	struct desk_scene *scene = *state;

	assert_grid(desk_scene_shown(scene, 18, 60),
" ballast ▏1 Book  2 Client\n"
" 王芳 · plan B · C4\n"
" C1   class C4   profile until 2027-11-02   state rebalance\n"
" value CNY 100,000   week 0.00 %   0   cash 100,000\n"
" drift 100.0 pp   volatility/limit 0.0/17.7 %\n"
" → A proposal waits: a second person approves (A) or\n"
"   rejects (X) it here.\n"
"  holdings   history   alerts   proposals   actions\n"
"┌ now against plan ────────────────────────────────────────┐\n"
"│  holding            now %  plan %  drift pp  band        │\n"
"│▶ cash               100.0     0.0    +100.0  │━▓▓▓▓▓▓▓▓▓●│\n"
"│  沪深300ETF           0.0    37.1     −37.1  ●▓▓▓│░      │\n"
"│  国债ETF              0.0    21.1     −21.1  ●▓│░        │\n"
"│  Money fund ETF       0.0     2.0      −2.0  ●           │\n"
"│  S&P 500 ETF          0.0    29.8     −29.8  ●▓▓│░       │\n"
"│  6/6  hidden columns: 5  < >                             │\n"
"└──────────────────────────────────────────────────────────┘\n"
" ↑↓ select  ⏎ next step  Tab pane  : command  ? keys\n");
	desk_key(scene->desk, PRESS_TAB);
	desk_key(scene->desk, PRESS_TAB);
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "alerts 7"));
	assert_false(grid_shows(&scene->canvas, "now against plan"));
	desk_key(scene->desk, PRESS_TAB);
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "1 of 2026-11-20 by adviser: waits"));
}

static void a_long_pane_scrolls_to_its_end_and_no_further(void **state)
{
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_TAB);
	desk_key(scene->desk, PRESS_TAB);
	assert_false(grid_shows(desk_scene_shown(scene, 24, 80), "tracking risk"));
	desk_scene_type(scene, "G");
	assert_true(grid_shows(desk_scene_shown(scene, 24, 80), "tracking risk"));
	desk_scene_type(scene, "jjjk"); /* at the end, down does nothing and one up is one line up */
	assert_true(grid_shows(desk_scene_shown(scene, 24, 80), "518880"));
	desk_scene_type(scene, "g");
	assert_true(grid_shows(desk_scene_shown(scene, 24, 80), "Cash is out of its band"));
}

static void every_size_is_sound(void **state)
{
	desk_scene_survives_every_size(*state, 7, 3);
}

static void hidden_amounts_leave_no_figure_of_money(void **state)
{
	assert_true(desk_scene_shows(*state, "100,000"));
	assert_true(desk_scene_shows(*state, "37,291"));
	desk_scene_type(*state, "H");
	assert_false(desk_scene_shows(*state, "100,000"));
	assert_false(desk_scene_shows(*state, "37,291"));
	assert_false(desk_scene_shows(*state, "100 k"));
	assert_true(desk_scene_shows(*state, "today = 100"));
}

static enum proposal_state state_of_proposal(struct desk_scene *scene)
{
	struct proposal *proposals;
	enum proposal_state state;
	size_t count;

	assert_int_equal(approve_list(scene->scene.session, 1, &proposals, &count, NULL), STATUS_OK);
	assert_int_equal(count, 1);
	state = proposals[0].state;
	approve_list_free(proposals, count);
	return state;
}

static void whoever_proposed_it_cannot_approve_it(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "AAdviser");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "Adviser proposed it; a second person must approve."));
	assert_true(grid_shows(desk_scene_shown(scene, 24, 80), "Adviser proposed it; a second person must approve."));
	desk_key(scene->desk, PRESS_ESC);
	assert_false(desk_scene_shows(scene, "approved by"));
	assert_int_equal(state_of_proposal(scene), PROPOSAL_SUBMITTED);
}

static void a_name_alone_approves_nothing(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "Asupervisor");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "Type approve to go on:"));
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(state_of_proposal(scene), PROPOSAL_SUBMITTED);
}

static void a_second_person_approves_by_name_and_word(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "Asupervisor");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "approve");
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(state_of_proposal(scene), PROPOSAL_APPROVED);
	assert_true(desk_scene_shows(scene, "Approved by supervisor. Orders ready for the broker: 5"));
	assert_true(desk_scene_shows(scene, "1 of 2026-11-20 by adviser: approved"));
	desk_scene_type(scene, "A");
	assert_true(desk_scene_shows(scene, "No proposal waits for a decision."));
}

static void a_rejection_needs_its_reason(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "Xsupervisor");
	desk_key(scene->desk, PRESS_ENTER);
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "The record keeps the reason of a rejection."));
	desk_scene_type(scene, "too much at once");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "y");
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(state_of_proposal(scene), PROPOSAL_REJECTED);
	assert_true(desk_scene_shows(scene, "Rejected by supervisor"));
}

static void the_figures_explain_themselves(void **state)
{
	desk_key(((struct desk_scene *)*state)->desk, PRESS_F1);
	assert_true(desk_scene_shows(*state, "the line's share of the volatility"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_client_at_80_columns_is_complete, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(at_60_columns_one_pane_is_shown_at_a_time, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_long_pane_scrolls_to_its_end_and_no_further, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_size_is_sound, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(hidden_amounts_leave_no_figure_of_money, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(whoever_proposed_it_cannot_approve_it, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_name_alone_approves_nothing, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_second_person_approves_by_name_and_word, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_rejection_needs_its_reason, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_figures_explain_themselves, set_up, desk_scene_tear_down),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("client_screen", tests, NULL, NULL);
}
