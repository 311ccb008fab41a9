/* Oversight: what the screen shows at each size, what people do about alerts, and the second person's decision. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/oversight/oversight.h"
#include "advice/trade/approve.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"

static int set_up(void **state)
{
	static struct desk_scene scene;

	desk_scene_open_screen(&scene, &oversight_screen);
	desk_scene_type(&scene, "0");
	*state = &scene;
	return 0;
}

static void look(struct desk_scene *scene, struct oversight *oversight)
{
	assert_int_equal(oversight_load(scene->scene.session, NULL, NULL, oversight, NULL), STATUS_OK);
}

static void the_book_at_120_columns_is_rich(void **state)
{
	assert_grid(desk_scene_shown(*state, 40, 120),
" ballast ▏1 Book  0 Oversight\n"
" the whole book                                                                   prices 2026-11-20 ✓   10 alerts   CNY\n"
"┌ 3 clients on 2026-11-20 ─────────────────────────────────────────────────────────────────────────────────────────────┐\n"
"│ watch ✓ 0 hours ago   journal ✓ sound, 6 records                                                                     │\n"
"│ ✗ forbidden 2   ! over limit 8   in nobody's hand 10   · notices 0                                                   │\n"
"│ approvals waiting 1   without valid profile 2   profile expires soon 0   above class 0                               │\n"
"└──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘\n"
"  alerts 10   approvals 1   eligibility 2   concentration 2   runs 1   journal 6\n"
"┌ open alerts over all clients, as the last watch found them ──────────────┐┌ details ─────────────────────────────────┐\n"
"│  !  client        what                                         state     ││ ✗ forbidden                              │\n"
"│▶ ✗  C2 Li Qiang   There is no profile; no advice can be give…  nobody yet││ There is no profile; no advice can be    │\n"
"│  ✗  C3 陈洁       There is no profile; no advice can be give…  nobody yet││ given before it is taken.                │\n"
"│  !  C1 王芳       Cash is out of its band: +100.0 pp against…  nobody yet││ C2 Li Qiang · alert 8 · open since       │\n"
"│  !  C1 王芳       510300 is out of its band: −37.1 pp agains…  nobody yet││ 2026-11-20, 0 days                       │\n"
"│  !  C1 王芳       511010 is out of its band: −21.1 pp agains…  nobody yet││ → Take a profile on the screen Profile.  │\n"
"│  !  C1 王芳       511880 is out of its band: −2.0 pp against…  nobody yet││ Nobody has done anything about it yet: a │\n"
"│  !  C1 王芳       513500 is out of its band: −29.8 pp agains…  nobody yet││ takes it on.                             │\n"
"│  !  C1 王芳       518880 is out of its band: −10.0 pp agains…  nobody yet││                                          │\n"
"│  !  C1 王芳       The portfolio has moved 11.1 % of tracking…  nobody yet││                                          │\n"
"│  !  C3 陈洁       510300 is 69.3 % of the portfolio, above t…  nobody yet││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│                                                                          ││                                          │\n"
"│  10/10  hidden columns: 4  < >                                           ││                                          │\n"
"└──────────────────────────────────────────────────────────────────────────┘└──────────────────────────────────────────┘\n"
" ↑↓ select  Tab list  ⏎ client  a take on  A approve  c settle  e explain  X reject  w watch now  : command  ? keys\n");
}

static void at_80_columns_it_is_complete(void **state)
{
	assert_grid(desk_scene_shown(*state, 24, 80),
" ballast ▏1 Book  0 Oversight\n"
" the whole book                                 prices 2026-11-20 ✓   10 alerts\n"
" watch ✓ 0 hours ago   journal ✓ sound, 6 records\n"
" ✗ forbidden 2   ! over limit 8   in nobody's hand 10   · notices 0\n"
" approvals waiting 1   without valid profile 2   profile expires soon 0\n"
"  alerts  approvals  eligibility  concentration  runs  journal\n"
"┌ open alerts over all clients, as the last watch found them ──────────────────┐\n"
"│  !  client        what                                             state     │\n"
"│▶ ✗  C2 Li Qiang   There is no profile; no advice can be given be…  nobody yet│\n"
"│  ✗  C3 陈洁       There is no profile; no advice can be given be…  nobody yet│\n"
"│  !  C1 王芳       Cash is out of its band: +100.0 pp against its…  nobody yet│\n"
"│  !  C1 王芳       510300 is out of its band: −37.1 pp against it…  nobody yet│\n"
"│  !  C1 王芳       511010 is out of its band: −21.1 pp against it…  nobody yet│\n"
"│  !  C1 王芳       511880 is out of its band: −2.0 pp against its…  nobody yet│\n"
"│  10/10  hidden columns: 4  < >                                               │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
"┌ details ─────────────────────────────────────────────────────────────────────┐\n"
"│ ✗ forbidden                                                                  │\n"
"│ There is no profile; no advice can be given before it is taken.              │\n"
"│ C2 Li Qiang · alert 8 · open since 2026-11-20, 0 days                        │\n"
"│ → Take a profile on the screen Profile.                                      │\n"
"│ Nobody has done anything about it yet: a takes it on.                        │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ↑↓ select  Tab list  ⏎ client  a take on  A approve  s sort  : command  ? keys\n");
}

static void at_60_columns_one_list_and_what_stands_behind_it(void **state)
{
	assert_grid(desk_scene_shown(*state, 18, 60),
" ballast ▏1 Book  0 Oversight\n"
" the whole book                         prices 2026-11-20 ✓\n"
" watch ✓ 0 hours ago   journal ✓ sound, 6 records\n"
" ✗ forbidden 2   ! over limit 8   in nobody's hand 10\n"
"  alerts 1/6\n"
"┌ open alerts over all clients, as the last watch found … ─┐\n"
"│  !  client        what                                   │\n"
"│▶ ✗  C2 Li Qiang   There is no profile; no advice can be …│\n"
"│  ✗  C3 陈洁       There is no profile; no advice can be …│\n"
"│  !  C1 王芳       Cash is out of its band: +100.0 pp aga…│\n"
"│  !  C1 王芳       510300 is out of its band: −37.1 pp ag…│\n"
"│  10/10  hidden columns: 5  < >                           │\n"
"└──────────────────────────────────────────────────────────┘\n"
"  ✗ forbidden\n"
"  There is no profile; no advice can be given before it is\n"
"  taken.\n"
"  C2 Li Qiang · alert 8 · open since 2026-11-20, 0 days\n"
" ↑↓ select  Tab list  ⏎ client  c settle  : command  ? keys\n");
}

static void in_chinese_columns_line_up(void **state)
{
	desk_scene_type(*state, "L");
	assert_grid(desk_scene_shown(*state, 24, 80),
" ballast ▏1 账簿  0 监督\n"
" 全部客户                                         价格 2026-11-20 ✓   10 条预警\n"
" 巡检 ✓ 0 小时前   日志 ✓ 完整，6 条记录\n"
" ✗ 禁止 2   ! 超限 8   无人处理 10   · 提示 0\n"
" 待审批 1   无有效测评 2   测评将到期 0   超等级 0\n"
"  预警 10   审批 1   适当性 2   集中度 2   运行 1   日志 6\n"
"┌ 最近一次巡检所见的全部客户未解除预警 ────────────────────────────────────────┐\n"
"│  !  客户          内容                                             状态      │\n"
"│▶ ✗  C2 Li Qiang   尚无风险测评；完成测评前不能提供建议。           无人处理  │\n"
"│  ✗  C3 陈洁       尚无风险测评；完成测评前不能提供建议。           无人处理  │\n"
"│  !  C1 王芳       现金 超出区间：相对目标偏离 +100.0\u00A0pp。          无人处理  │\n"
"│  !  C1 王芳       510300 超出区间：相对目标偏离 −37.1\u00A0pp。         无人处理  │\n"
"│  !  C1 王芳       511010 超出区间：相对目标偏离 −21.1\u00A0pp。         无人处理  │\n"
"│  !  C1 王芳       511880 超出区间：相对目标偏离 −2.0\u00A0pp。          无人处理  │\n"
"│  10/10  隐藏列数：4  < >                                                     │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
"┌ 详情 ────────────────────────────────────────────────────────────────────────┐\n"
"│ ✗ 禁止                                                                       │\n"
"│ 尚无风险测评；完成测评前不能提供建议。                                       │\n"
"│ C2 Li Qiang · 预警 8 · 自 2026-11-20 起，已 0 天                             │\n"
"│ → 请在“风险测评”屏完成测评。                                                 │\n"
"│ 尚无人处理：按 a 接手。                                                      │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ↑↓ 选择  Tab 列表  ⏎ 客户  a 接手  A 批准  c 了结  e 说明  : 命令  ? 按键\n");
}

static void every_list_is_reached_and_says_what_stands_behind_a_row(void **state)
{
	static const char *const pieces[] = {"Take a profile on the screen Profile.", "Whoever made it cannot approve it",
					     "Take a profile on the screen Profile.", "of the book, held by",
					     "The watch walked the book of 2026-11-20", "follows "};

	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		assert_true(desk_scene_shows(*state, pieces[i]));
		desk_key(((struct desk_scene *)*state)->desk, PRESS_TAB);
	}
	assert_true(desk_scene_shows(*state, pieces[0]));
}

static void every_size_is_sound(void **state)
{
	struct desk_scene *scene = *state;

	for (int list = 0; list < 6; list++) {
		desk_scene_survives_every_size(scene, 13, 5);
		desk_key(scene->desk, PRESS_TAB);
	}
}

static void an_alert_is_taken_on_explained_and_settled(void **state)
{
	struct desk_scene *scene = *state;
	struct oversight oversight = {0};

	desk_scene_type(scene, "a");
	assert_true(desk_scene_shows(scene, "For 1 alert."));
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "Wang Fang");
	desk_key(scene->desk, PRESS_ENTER);
	desk_key(scene->desk, PRESS_ENTER);
	look(scene, &oversight);
	assert_int_equal(oversight.alerts[0].progress, ALERT_IN_HAND);
	assert_string_equal(oversight.alerts[0].owner, "Wang Fang");
	assert_true(desk_scene_shows(scene, "taken on by Wang Fang"));

	desk_scene_type(scene, "c");
	desk_key(scene->desk, PRESS_ENTER);
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "The record keeps the reason."));
	desk_scene_type(scene, "profile on Monday");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "Type settle to go on:"));
	desk_key(scene->desk, PRESS_ENTER);
	look(scene, &oversight);
	assert_int_equal(oversight.alerts[0].progress, ALERT_IN_HAND); /* Enter alone cancels */
	desk_scene_type(scene, "c");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "profile on Monday");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "settle");
	desk_key(scene->desk, PRESS_ENTER);
	look(scene, &oversight);
	assert_int_equal(oversight.alerts[0].progress, ALERT_SETTLED);
	assert_true(desk_scene_shows(scene, "profile on Monday"));
	oversight_clear(&oversight);
}

static void marked_alerts_take_one_step_together(void **state)
{
	struct desk_scene *scene = *state;
	struct oversight oversight = {0};

	desk_scene_type(scene, " j e");
	assert_true(desk_scene_shows(scene, "For 2 alerts."));
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "both called");
	desk_key(scene->desk, PRESS_ENTER);
	look(scene, &oversight);
	assert_int_equal(oversight.step_count, 2);
	oversight_clear(&oversight);
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

	desk_key(scene->desk, PRESS_TAB);
	desk_scene_type(scene, "AAdviser");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "Adviser proposed it; a second person must approve."));
	desk_key(scene->desk, PRESS_ESC);
	assert_int_equal(state_of_proposal(scene), PROPOSAL_SUBMITTED);
}

static void a_second_person_approves_by_name_and_word(void **state)
{
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_TAB);
	desk_scene_type(scene, "Asupervisor");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "Type approve to go on:"));
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(state_of_proposal(scene), PROPOSAL_SUBMITTED);
	desk_scene_type(scene, "Asupervisor");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "approve");
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(state_of_proposal(scene), PROPOSAL_APPROVED);
	assert_true(desk_scene_shows(scene, "No proposal waits for a second person."));
}

static void a_rejection_needs_its_reason_and_a_word(void **state)
{
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_TAB);
	desk_scene_type(scene, "Xsupervisor");
	desk_key(scene->desk, PRESS_ENTER);
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "The record keeps the reason."));
	desk_scene_type(scene, "too much at once");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "reject");
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_equal(state_of_proposal(scene), PROPOSAL_REJECTED);
}

static void a_filter_names_columns(void **state)
{
	struct desk_scene *scene = *state;

	assert_true(desk_scene_shows(scene, "C1 王芳"));
	desk_scene_type(scene, "/client:C3");
	desk_key(scene->desk, PRESS_ENTER);
	assert_false(desk_scene_shows(scene, "C1 王芳"));
	assert_true(desk_scene_shows(scene, "C3 陈洁"));
}

static void hidden_amounts_leave_no_figure_of_money(void **state)
{
	struct desk_scene *scene = *state;

	for (int i = 0; i < 3; i++)
		desk_key(scene->desk, PRESS_TAB);
	assert_true(desk_scene_shows(scene, "150,000"));
	desk_scene_type(scene, "H");
	assert_false(desk_scene_shows(scene, "150,000"));
	assert_false(desk_scene_shows(scene, "CNY 2"));
}

static void enter_opens_the_client_of_an_alert(void **state)
{
	static const struct screen_ops *const both[] = {&oversight_screen, &client_screen, NULL};
	struct desk_scene *scene = *state;
	const struct desk_setup setup = {.session = scene->scene.session, .screens = both, .themes = &scene->theme,
					 .theme_count = 1, .keymap = &scene->keymap};

	desk_close(scene->desk);
	assert_int_equal(desk_open(&setup, &scene->desk, NULL), STATUS_OK);
	assert_true(desk_scene_shows(scene, "alerts"));
	desk_key(scene->desk, PRESS_ENTER);
	assert_int_not_equal(desk_subject(scene->desk).client, 0);
	assert_true(desk_scene_shows(scene, "now against plan"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_book_at_120_columns_is_rich, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(at_80_columns_it_is_complete, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(at_60_columns_one_list_and_what_stands_behind_it, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(in_chinese_columns_line_up, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_list_is_reached_and_says_what_stands_behind_a_row, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_size_is_sound, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(an_alert_is_taken_on_explained_and_settled, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(marked_alerts_take_one_step_together, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(whoever_proposed_it_cannot_approve_it, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_second_person_approves_by_name_and_word, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_rejection_needs_its_reason_and_a_word, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_filter_names_columns, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(hidden_amounts_leave_no_figure_of_money, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(enter_opens_the_client_of_an_alert, set_up, desk_scene_tear_down),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("oversight_screen", tests, NULL, NULL);
}
