/* The screen of risk at every size, language and character set; its shocks by key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"
#include "tui/widget/heat_map.h"

static void choose_client(struct desk_scene *scene, const char *code)
{
	desk_scene_type(scene, "1/");
	desk_key(scene->desk, KEY_MOD_CTRL | 'u'); /* whom the filter found before */
	desk_scene_type(scene, code);
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "8");
}

/* 王芳 with shares at home and abroad, bonds, gold and money, a profile and a plan. */
static int set_up(void **state)
{
	static struct desk_scene scene;

	desk_scene_open_screen(&scene, &risk_screen);
	scene_add_lot(&scene.scene, "C1", "510300", 10000 * MICROS);
	scene_add_lot(&scene.scene, "C1", "513500", 20000 * MICROS);
	scene_add_lot(&scene.scene, "C1", "511010", 200 * MICROS);
	scene_add_lot(&scene.scene, "C1", "518880", 3000 * MICROS);
	desk_changed(scene.desk);
	choose_client(&scene, "C1");
	*state = &scene;
	return 0;
}

static void press(struct desk_scene *scene, uint32_t key, int times)
{
	while (times-- > 0)
		desk_key(scene->desk, key);
}

static void four_panes_stand_at_120_columns(void **state)
{
	assert_grid(desk_scene_shown(*state, 40, 120),
" ballast ▏1 Book  8 Risk\n"
" 王芳 · plan B · C4                                                                prices 2026-11-20 ✓   7 alerts   CNY\n"
" volatility 6.9\u00A0% of 17.7\u00A0%  █████████████▋                    │\n"
" one year in 20 −7.6\u00A0% −CNY 21,135   one week in 20 −1.4\u00A0% −CNY 3,949   deepest fall −11.3\u00A0% −CNY 31,163\n"
" → Volatility is 6.9\u00A0%, within the client's limit of 17.7\u00A0%. The worst scenario is \"Financial crisis of 2008\": −18.9\u00A0%,\n"
"   −CNY\u00A052,404.28. The client accepts a fall of 20\u00A0% over a year.\n"
"  figures  carried by  bad times  correlation  tail  history  exposure  data\n"
"┌ figures of the whole ────────────────────────────────────┐┌ who carries the risk · a year ───────────────────────────┐\n"
"│  figure                                reads     in money││  holding              weight    ▼risk  vs weight    alone│\n"
"│▶ volatility, estimated                 6.9\u00A0%             ││  沪深300ETF           20.4\u00A0%   50.2\u00A0%  ███▓▓▓▓▓▓   20.2\u00A0%│\n"
"│  volatility, recent weeks first        6.9\u00A0%             ││  S&P 500 ETF          18.4\u00A0%   34.0\u00A0%  ███▓▓▓▏     16.8\u00A0%│\n"
"│  volatility, assumed                   6.8\u00A0%             ││  黄金ETF              14.7\u00A0%   16.2\u00A0%  ██▉         16.7\u00A0%│\n"
"│  volatility, realised                  7.0\u00A0%             ││  cash                 36.1\u00A0%    0.0\u00A0%        │      0.0\u00A0%│\n"
"│  volatility limit                     17.7\u00A0%             ││  Money fund ETF        0.0\u00A0%    0.0\u00A0%               0.2\u00A0%│\n"
"│  1 year in 20 loses more than          7.6\u00A0%       21,135││  国债ETF              10.3\u00A0%   −0.4\u00A0%   │           2.9\u00A0%│\n"
"│  1 week in 20 loses more than          1.4\u00A0%        3,949││                                                          │\n"
"│  mean of the worst weeks (1 in 20)     1.7\u00A0%        4,694││                                                          │\n"
"│  28/28  hidden columns: 2  < >                           ││                                                          │\n"
"│                                                          ││                                                          │\n"
"│volatility, estimated: sqrt(w' S w) a year, S the         ││                                                          │\n"
"│covariance of five years of weekly returns, shrunk toward ││  sum                 100.0\u00A0%  100.0\u00A0%                    │\n"
"│a constant correlation. This one is held against the      ││  6/6  hidden columns: 4  < >                             │\n"
"└──────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────┘\n"
"┌ what bad times would do · accepted −20 % ────────────────┐┌ correlation · weekly ────────────────────────────────────┐\n"
"│  scenario                   result     in money  bearable││                          1     2     3     4     5       │\n"
"│  Financial crisis of 20…   −18.9 %      −52,404  ✓ within││ 1 沪深300ETF             1.0█ −.12  −.09   .49▒  .11     │\n"
"│  Fall of A shares in 20…   −10.6 %      −29,316  ✓ within││ 2 国债ETF               −.12   1.0█  .02  −.14   .02     │\n"
"│  Pandemic of 2020           −8.9 %      −24,582  ✓ within││ 3 Money fund ETF        −.09   .02   1.0█ −.08  −.01     │\n"
"│  Rising rates of 2022       −8.1 %      −22,479  ✓ within││ 4 S&P 500 ETF            .49▒ −.14  −.08   1.0█  .09     │\n"
"│  Yields up by two points    −6.2 %      −17,119  ✓ within││ 5 黄金ETF                .11   .02  −.01   .09   1.0█    │\n"
"│  Low growth, low rates      −6.7 %      −18,602  ✓ within││+0.49 · 1 沪深300ETF × 4 S&P 500 ETF                      │\n"
"│  Disorderly climate turn    −5.9 %      −16,382  ✓ within││█ 0.8 and more  ▓ 0.6  ▒ 0.4  ░ 0.2  − opposite           │\n"
"│                                                          ││                                                          │\n"
"│                                                          ││                                                          │\n"
"│                                                          ││                                                          │\n"
"│                                                          ││                                                          │\n"
"│                                                          ││                                                          │\n"
"│  7/7  hidden columns: 5  < >                             ││                                                          │\n"
"└──────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────┘\n"
" ↑↓ select  Tab pane  ⏎ whole  w what-if  m map or pairs  s sort  / filter  r refresh  Esc back  : command  ? keys\n");
}

static void two_panes_stand_at_80_columns(void **state)
{
	assert_grid(desk_scene_shown(*state, 24, 80),
" ballast ▏1 Book  8 Risk\n"
" 王芳 · plan B · C4                              prices 2026-11-20 ✓   7 alerts\n"
" volatility 6.9\u00A0% of 17.7\u00A0%  █████████████▋                    │\n"
" one year in 20 −7.6\u00A0% −CNY 21,135   one week in 20 −1.4\u00A0% −CNY 3,949\n"
" → worst: Financial crisis of 2008 −18.9\u00A0% −CNY 52,404 · accepted: −20\u00A0%\n"
"  figures  carried by  bad times  correlation  tail  history  exposure  data\n"
"┌ figures of the whole ────────────────┐┌ who carries the risk · a year ───────┐\n"
"│  figure                         reads││  holding              weight    ▼risk│\n"
"│▶ volatility, estimated          6.9\u00A0%││  沪深300ETF           20.4\u00A0%   50.2\u00A0%│\n"
"│  volatility, recent weeks …     6.9\u00A0%││  S&P 500 ETF          18.4\u00A0%   34.0\u00A0%│\n"
"│  volatility, assumed            6.8\u00A0%││  黄金ETF              14.7\u00A0%   16.2\u00A0%│\n"
"│  volatility, realised           7.0\u00A0%││  cash                 36.1\u00A0%    0.0\u00A0%│\n"
"│  volatility limit              17.7\u00A0%││  Money fund ETF        0.0\u00A0%    0.0\u00A0%│\n"
"│  1 year in 20 loses more t…     7.6\u00A0%││  国债ETF              10.3\u00A0%   −0.4\u00A0%│\n"
"│  1 week in 20 loses more t…     1.4\u00A0%││                                      │\n"
"│  mean of the worst weeks (…     1.7\u00A0%││                                      │\n"
"│  fall a year the client ac…    20.0\u00A0%││                                      │\n"
"│  28/28  hidden columns: 3  < >       ││                                      │\n"
"│                                      ││                                      │\n"
"│volatility, estimated: sqrt(w' S w) a ││                                      │\n"
"│year, S the covariance of five years  ││  sum                 100.0\u00A0%  100.0\u00A0%│\n"
"│of weekly returns, shrunk toward a    ││  6/6  hidden columns: 6  < >         │\n"
"└──────────────────────────────────────┘└──────────────────────────────────────┘\n"
" ↑↓ select  Tab pane  ⏎ whole  w what-if  m map or pairs  : command  ? keys\n");
}

static void one_pane_stands_at_60_columns_in_chinese(void **state)
{
	struct desk_scene *scene = *state;

	language_use(LANGUAGE_CHINESE);
	desk_changed(scene->desk);
	press(scene, PRESS_TAB, 2);
	assert_grid(desk_scene_shown(scene, 18, 60),
" ballast ▏1 账簿  8 风险\n"
" 王芳 · 方案 B · C4                       价格 2026-11-20 ✓\n"
" 波动率 6.9\u00A0% 上限 17.7\u00A0%  ██████████▉                │\n"
" 二十年一遇 −7.6\u00A0% −CNY 2.1 万\n"
" → 最差：2008 年全球金融危机 −18.9\u00A0% −CNY 52,404 · 可接受\n"
"   −20\u00A0%\n"
"  指标  风险来源  压力情景  相关  尾部  历史  敞口  数据\n"
"┌ 恶劣行情的影响 · 可接受 −20 % ───────────────────────────┐\n"
"│  情景                         结果     折合金额  可承受  │\n"
"│▶ 2008 年全球金融危机       −18.9 %      −52,404  ✓ 之内  │\n"
"│  2015 年 A 股大跌          −10.6 %      −29,316  ✓ 之内  │\n"
"│  2020 年新冠疫情            −8.9 %      −24,582  ✓ 之内  │\n"
"│  2022 年利率上行            −8.1 %      −22,479  ✓ 之内  │\n"
"│  利率上行 200 个基点        −6.2 %      −17,119  ✓ 之内  │\n"
"│  长期低增长、低利率         −6.7 %      −18,602  ✓ 之内  │\n"
"│  7/7  隐藏列数：5  < >                                   │\n"
"└──────────────────────────────────────────────────────────┘\n"
" ↑↓ 选择  Tab 窗格  ⏎ 放大  w 假设分析  : 命令  ? 按键\n");
}

/* Nothing above 127 but the names people gave; the numbers are the same. */
static void the_map_stands_without_colour_and_in_ascii(void **state)
{
	struct desk_scene *scene = *state;

	scene->canvas.charset = CHARSET_ASCII;
	press(scene, PRESS_TAB, 3);
	press(scene, PRESS_ENTER, 1);
	assert_grid(desk_scene_shown(scene, 24, 80),
" ballast |1 Book  8 Risk\n"
" ???? - plan B - C4                              prices 2026-11-20 +   7 alerts\n"
" volatility 6.9 % of 17.7 %  ##############                    |\n"
" one year in 20 -7.6 % -CNY 21,135   one week in 20 -1.4 % -CNY 3,949\n"
" > worst: Financial crisis of 2008 -18.9 % -CNY 52,404 - accepted: -20 %\n"
"  figures  carried by  bad times  correlation  tail  history  exposure  data\n"
"+ correlation - weekly --------------------------------------------------------+\n"
"|                          1     2     3     4     5                           |\n"
"| 1 ????300ETF             1.0# -.12  -.09   .49:  .11                         |\n"
"| 2 ????ETF               -.12   1.0#  .02  -.14   .02                         |\n"
"| 3 Money fund ETF        -.09   .02   1.0# -.08  -.01                         |\n"
"| 4 S&P 500 ETF            .49: -.14  -.08   1.0#  .09                         |\n"
"| 5 ????ETF                .11   .02  -.01   .09   1.0#                        |\n"
"|+0.49 - 1 ????300ETF x 4 S&P 500 ETF                                          |\n"
"|# 0.8 and more  % 0.6  : 0.4  . 0.2  - opposite                               |\n"
"|                                                                              |\n"
"|                                                                              |\n"
"|                                                                              |\n"
"|                                                                              |\n"
"|                                                                              |\n"
"|S_ij / sqrt(S_ii S_jj) of the estimated covariance; what does not vary has    |\n"
"|none. m shows the pairs as a table.                                           |\n"
"+------------------------------------------------------------------------------+\n"
" up/down select  Tab pane  enter whole  w what-if  s sort  : command  ? keys\n");
	scene->canvas.charset = CHARSET_BRAILLE;
}

static void every_pane_can_be_read_whole(void **state)
{
	static const char *const pieces[] = {
		"[Ledoit, Wolf, Honey", "one point more of it for the rest", "CSI 300 price index fell by 65.95 %", "S_ij / sqrt",
		"VaR: k-th largest loss", "below its high", "Currency is that of the price", "The estimates: good.",
	};
	struct desk_scene *scene = *state;

	press(scene, PRESS_ENTER, 1);
	for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
		if (!desk_scene_shows(scene, pieces[i]))
			fail_msg("pane %zu does not show \"%s\"", i, pieces[i]);
		press(scene, PRESS_TAB, 1);
	}
	assert_true(desk_scene_shows(scene, "figures of the whole")); /* around */
	press(scene, PRESS_ESC, 1);
	assert_true(desk_scene_shows(scene, "who carries the risk"));
}

static void the_map_and_the_table_of_pairs_say_the_same(void **state)
{
	struct desk_scene *scene = *state;
	struct text before = {0};
	char number[8] = "";

	press(scene, PRESS_TAB, 3);
	grid_dump(desk_scene_shown(scene, 40, 120), &before);
	assert_non_null(strstr(text_string(&before), "+0."));
	memcpy(number, strstr(text_string(&before), "+0.") + 1, 4); /* of the pair that moves most alike */
	desk_scene_type(scene, "m");
	assert_true(desk_scene_shows(scene, "with"));
	assert_true(desk_scene_shows(scene, number));
	assert_false(desk_scene_shows(scene, "█ 0.8 and more"));
	desk_scene_type(scene, "m");
	assert_true(desk_scene_shows(scene, "█ 0.8 and more"));
	text_clear(&before);
}

static void arrows_walk_over_the_map(void **state)
{
	struct desk_scene *scene = *state;

	press(scene, PRESS_TAB, 3);
	desk_scene_type(scene, "g");
	assert_true(desk_scene_shows(scene, "+1.00 · 1 "));
	press(scene, PRESS_RIGHT, 1);
	assert_true(desk_scene_shows(scene, " × 2 "));
	press(scene, PRESS_DOWN, 9); /* stays on the last row */
	desk_scene_type(scene, "G");
	assert_true(desk_scene_shows(scene, "+1.00 · 5 "));
}

static void own_shocks_are_typed_in_and_recorded_nowhere(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "w");
	assert_true(desk_scene_shows(scene, "What each kind of holding would do"));
	desk_scene_type(scene, "-150");
	press(scene, PRESS_ENTER, 1);
	assert_true(desk_scene_shows(scene, "-100 to 1000"));
	press(scene, PRESS_UP, 1);
	press(scene, PRESS_BACKSPACE, 4);
	desk_scene_type(scene, "-99");
	press(scene, PRESS_ENTER, 4);
	assert_true(desk_scene_shows(scene, "nothing was recorded"));
	assert_true(desk_scene_shows(scene, "own shocks"));
	desk_scene_type(scene, "r"); /* survives reading again */
	assert_true(desk_scene_shows(scene, "own shocks"));
	desk_scene_type(scene, "w");
	press(scene, PRESS_BACKSPACE, 3);
	press(scene, PRESS_ENTER, 4);
	assert_true(desk_scene_shows(scene, "No own shocks."));
	desk_scene_type(scene, "wq"); /* q is a character there */
	press(scene, PRESS_ESC, 1);
	assert_false(desk_scene_shows(scene, "What each kind of holding would do"));
}

static void hidden_amounts_leave_no_figure_of_money(void **state)
{
	struct desk_scene *scene = *state;

	assert_true(desk_scene_shows(scene, "CNY"));
	desk_scene_type(scene, "H");
	for (int pane = 0; pane < 8; pane++) {
		struct text text = {0};

		grid_dump(desk_scene_shown(scene, 40, 120), &text);
		for (const char *at = text_string(&text); (at = strchr(at, ',')) != NULL; at++) /* "12,345" */
			assert_false(at[1] >= '0' && at[1] <= '9' && at[-1] >= '0' && at[-1] <= '9');
		text_clear(&text);
		press(scene, PRESS_TAB, 1);
	}
	assert_true(desk_scene_shows(scene, "accepted: −20"));
	desk_scene_type(scene, "H");
}

static void who_has_no_profile_reads_why(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C3");
	assert_true(desk_scene_shows(scene, "no limit before a profile is taken"));
	assert_true(desk_scene_shows(scene, "what bad times would do ─")); /* nothing accepted to hold it against */
	choose_client(scene, "C2");
	assert_true(desk_scene_shows(scene, "Nothing is held, so nothing is at risk."));
	assert_true(desk_scene_shows(scene, "Nothing is held, or it has no price"));
	desk_scene_type(scene, "w");
	assert_true(desk_scene_shows(scene, "Nothing is held that could be shocked."));
	press(scene, PRESS_TAB, 8);
	(void)desk_scene_shown(scene, 18, 60);
}

static void every_size_is_sound(void **state)
{
	struct desk_scene *scene = *state;

	for (int pane = 0; pane < 8; pane++) {
		desk_scene_survives_every_size(scene, 13, 5);
		press(scene, PRESS_ENTER, 1);
		desk_scene_survives_every_size(scene, 17, 7);
		press(scene, PRESS_ENTER, 1);
		press(scene, PRESS_TAB, 1);
	}
	desk_scene_type(scene, "w");
	desk_scene_survives_every_size(scene, 9, 3);
}

static void the_figures_explain_themselves(void **state)
{
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_F1);
	assert_true(desk_scene_shows(scene, "volatility, estimated"));
	assert_true(desk_scene_shows(scene, "I shrunk the sample covariance matrix"));
	press(scene, PRESS_ESC, 1);
	press(scene, PRESS_DOWN, 6);
	desk_key(scene->desk, PRESS_F1);
	assert_true(desk_scene_shows(scene, "Historical value at risk"));
	press(scene, PRESS_ESC, 1);
	press(scene, PRESS_TAB, 2);
	desk_scene_type(scene, ">");
	desk_key(scene->desk, PRESS_F1);
	assert_true(desk_scene_shows(scene, "each shock names its source"));
}

static const char *numbered(const void *source, size_t index)
{
	return ((const char *const *)source)[index];
}

/* Minus signs and shades by size, whatever the colours; a map wider than its pane shows the part around the chosen one. */
static void a_heat_map_says_sign_and_size_without_colour(void **state)
{
	static const char *const labels[] = {"alpha", "beta", "gamma"};
	const double values[] = {1, 0.65, -0.41, 0.65, 1, 0.02, -0.41, 0.02, 1};
	struct heat_map map = {.values = values, .count = 3, .label = numbered, .source = labels, .row = 0, .column = 2};
	struct canvas canvas = {.charset = CHARSET_BRAILLE};
	struct term term;
	size_t row = 9, column = 9;

	(void)state;
	canvas_erase(&canvas, 6, 34);
	term = term_whole(&canvas);
	heat_map_draw(&map, &term, true);
	assert_grid(&canvas,
"                 1     2     3\n"
" 1 alpha         1.0█  .65▓ −.41▒\n"
" 2 beta          .65▓  1.0█  .02\n"
" 3 gamma        −.41▒  .02   1.0█\n"
"−0.41 · 1 alpha × 3 gamma\n"
"█ 0.8 and more  ▓ 0.6  ▒ 0.4  ░ 0.\n");
	assert_true(heat_map_place(&map, &term, 2, 22, &row, &column));
	assert_true(row == 1 && column == 1);
	assert_false(heat_map_place(&map, &term, 0, 22, &row, &column));
	canvas_erase(&canvas, 6, 12);
	term = term_whole(&canvas);
	heat_map_draw(&map, &term, true);
	assert_true(grid_shows(&canvas, "2 of 3 colum"));
	assert_true(grid_is_sound(&canvas));
	map.count = 0;
	map.empty = "nothing";
	canvas_erase(&canvas, 6, 12);
	term = term_whole(&canvas);
	heat_map_draw(&map, &term, true);
	assert_true(grid_shows(&canvas, "nothing"));
	canvas_clear(&canvas);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(four_panes_stand_at_120_columns, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(two_panes_stand_at_80_columns, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(one_pane_stands_at_60_columns_in_chinese, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_map_stands_without_colour_and_in_ascii, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_pane_can_be_read_whole, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_map_and_the_table_of_pairs_say_the_same, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(arrows_walk_over_the_map, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(own_shocks_are_typed_in_and_recorded_nowhere, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(hidden_amounts_leave_no_figure_of_money, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(who_has_no_profile_reads_why, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_size_is_sound, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_figures_explain_themselves, set_up, desk_scene_tear_down),
		cmocka_unit_test(a_heat_map_says_sign_and_size_without_colour),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("risk_screen", tests, NULL, NULL);
}
