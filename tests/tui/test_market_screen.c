/* The market: what the screen shows at each size, the chart and its numbers, prices that grow old. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"

static int set_up(void **state)
{
	static struct desk_scene scene;

	desk_scene_open_screen(&scene, &market_screen);
	desk_scene_type(&scene, "9");
	*state = &scene;
	return 0;
}

static void the_market_at_120_columns_is_rich(void **state)
{
	assert_grid(desk_scene_shown(*state, 40, 120),
" ballast ▏1 Book  9 Market\n"
" the market                                                                                   prices 2026-11-20 ✓   CNY\n"
"┌ 6 instruments ────────────────────────────────────────────────────┐┌ 510300 · 3 y ───────────────────────────────────┐\n"
"│  instrument        price   week %      age  quality        holders││CNY · as the source adjusted it                  │\n"
"│▶ 沪深300ETF       5.6502    +2.60        0  ✓ good               1││  │                                        ⣰⣠⡀ ⣀ │\n"
"│  国债ETF        143.1282    −0.59        0  ✓ good               0││6 ┤                                       ⢰⠋⠋⢣⡼⢿⡀│\n"
"│  Short bond …   110.4213    −0.03        0  ✓ good               0││  │                                 ⢠⡀ ⢀⣀⣰⡎  ⠈⠃ ⠿│\n"
"│  Money fund …    99.5153    +0.03        0  ✓ good               0││5 ┤                             ⢀⢠⢀⣼⠏⢹⣤⣸⠙⠋       │\n"
"│  S&P 500 ETF      2.5527    +1.13        0  ✓ good               0││  │                            ⢰⠟⠞⠋   ⠉⠁         │\n"
"│  黄金ETF         13.5784    +0.78        0  ✓ good               0││  │                        ⢠⢧⡶⠟⠋                 │\n"
"│                                                                   ││4 ┤⠶⣦⣆⣀               ⢀⣄⢰⡼⢦⡞⠈                    │\n"
"│                                                                   ││  │  ⠘⠹⢧⣠⣄⣠⣠⡶⣄⣠⣄⡀⣠⠷⣄⢀⣤⣼⠙⠃                        │\n"
"│                                                                   ││3 ┤    ⠈⠉⠉⠋  ⠉⠉⠉⠟⠉ ⠉⠋⠁                           │\n"
"│                                                                   ││  └─────────────────┴────────────────────────────│\n"
"│                                                                   ││                 2025-01                         │\n"
"│                                                                   │└─────────────────────────────────────────────────┘\n"
"│                                                                   │┌ 沪深300ETF ─────────────────────────────────────┐\n"
"│                                                                   ││ instrument      510300 · equity · R4            │\n"
"│                                                                   ││ price           CNY 5.650159                    │\n"
"│  6/6  hidden columns: 7  < >                                      ││ of              2026-11-20, business days ago:  │\n"
"└───────────────────────────────────────────────────────────────────┘│                 0                               │\n"
"┌ 510300: corporate actions ────────────────────────────────────────┐│ source          scene, on 2026-11-20            │\n"
"│  ex day▼     what            conditions         still due   booked││ expected a year 8.0 %, volatility 20.2 %        │\n"
"│                                                                   ││ correlation     0.49 with 1 other of equity     │\n"
"│  No corporate action of the last year or to come: ballast actions ││ holders         1 client, CNY 113,003; at most  │\n"
"│  add, or import FILE.                                             ││                 69.3 % of one portfolio (C3)    │\n"
"│                                                                   ││ range           lowest 3.059 on 2024-10-03,     │\n"
"│  0/0  hidden columns: 2  < >                                      ││                 highest 6.311 on 2026-07-27     │\n"
"└───────────────────────────────────────────────────────────────────┘└─────────────────────────────────────────────────┘\n"
"┌ feeds: 2 of 23 on, 0 failed ──────────────────────────────────────┐┌ Ballast house view, 2026-01-05, by ballast ho… ─┐\n"
"│  feed                state             next          last success ││  asset class    region    return %  volatility %│\n"
"│  ecb-portal          · never asked     at once       –            ││  cash           every          1.8           0.3│\n"
"│  fred                · never asked     at once       –            ││  bond           every          3.2           5.0│\n"
"│  alphavantage-csv    · off             –             –            ││  bond           CN             2.5           3.0│\n"
"│  alphavantage-json   · off             –             –            ││  bond           US             4.0           6.5│\n"
"│  coingecko           · off             –             –            ││  equity         every          6.8          16.0│\n"
"│  eastmoney-kline     · off             –             –            ││  equity         CN             8.0          22.0│\n"
"│  23/23  hidden columns: 3  < >                                    ││  10/10                                          │\n"
"└───────────────────────────────────────────────────────────────────┘└─────────────────────────────────────────────────┘\n"
" ↑↓ select  Tab pane  ⏎ numbers  m span  r refresh  / filter  s sort  a apply  Space mark  : command  ? keys\n");
}

static void at_80_columns_it_is_complete(void **state)
{
	assert_grid(desk_scene_shown(*state, 24, 80),
" ballast ▏1 Book  9 Market\n"
" the market                                                 prices 2026-11-20 ✓\n"
"┌ 6 instruments ─────────────────────────────┐┌ 510300 · 3 y ──────────────────┐\n"
"│  instrument         price   week %      age││CNY · as the source adjusted it │\n"
"│▶ 沪深300ETF        5.6502    +2.60        0││6 ┤                         ⣰⣤⣠ │\n"
"│  国债ETF         143.1282    −0.59        0││  │                        ⣠⠏⠸⡟⣦│\n"
"│  Short bond E…   110.4213    −0.03        0││  │                   ⡀⣰⢷⣄⡿⠟   ⠉│\n"
"│  Money fund E…    99.5153    +0.03        0││  │               ⢀ ⢀⡿⠟⠉⠈⠋⠁     │\n"
"│  S&P 500 ETF       2.5527    +1.13        0││4 ┤⡀⢀           ⢀⣀⣸⡿⠋⠁          │\n"
"│  黄金ETF          13.5784    +0.78        0││  │⠙⠻⣦⣀⢀⣠⡄⢀ ⣠⡀⢀⡼⠞⠛⠃             │\n"
"│                                            ││  │   ⠛⠛⠉⠙⠛⠿⠋⠙⠋⠁                │\n"
"│                                            ││  └──────────┴──────────────────│\n"
"│  6/6  hidden columns: 9  < >               ││          2025-01               │\n"
"└────────────────────────────────────────────┘└────────────────────────────────┘\n"
"┌ 沪深300ETF ──────────────────────────────────────────────────────────────────┐\n"
"│ instrument      510300 · equity · R4                                         │\n"
"│ price           CNY 5.650159                                                 │\n"
"│ of              2026-11-20, business days ago: 0                             │\n"
"│ source          scene, on 2026-11-20                                         │\n"
"│ expected a year 8.0 %, volatility 20.2 %                                     │\n"
"│ correlation     0.49 with 1 other of equity                                  │\n"
"│ holders         1 client, CNY 113,003; at most 69.3 % of one portfolio (C3)  │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ↑↓ select  Tab pane  ⏎ numbers  m span  r refresh  / filter  : command  ? keys\n");
}

static void at_60_columns_one_pane_is_shown_at_a_time(void **state)
{
	assert_grid(desk_scene_shown(*state, 18, 60),
" ballast ▏1 Book  9 Market\n"
" the market                             prices 2026-11-20 ✓\n"
"  instruments 1/10\n"
"┌ 6 instruments ───────────────────────────────────────────┐\n"
"│  instrument        price   week %      age  quality      │\n"
"│▶ 沪深300ETF       5.6502    +2.60        0  ✓ good       │\n"
"│  国债ETF        143.1282    −0.59        0  ✓ good       │\n"
"│  Short bond …   110.4213    −0.03        0  ✓ good       │\n"
"│  Money fund …    99.5153    +0.03        0  ✓ good       │\n"
"│  S&P 500 ETF      2.5527    +1.13        0  ✓ good       │\n"
"│  黄金ETF         13.5784    +0.78        0  ✓ good       │\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│  6/6  hidden columns: 8  < >                             │\n"
"└──────────────────────────────────────────────────────────┘\n"
" ↑↓ select  Tab pane  ⏎ numbers  m span  : command  ? keys\n");
}

static void in_chinese_columns_line_up(void **state)
{
	desk_scene_type(*state, "L");
	assert_grid(desk_scene_shown(*state, 24, 80),
" ballast ▏1 账簿  9 市场\n"
" 市场                                                         价格 2026-11-20 ✓\n"
"┌ 6 个产品 ──────────────────────────────────┐┌ 510300 · 3 年 ─────────────────┐\n"
"│  产品                价格     周 %     日龄││CNY · 数据源的复权价            │\n"
"│▶ 沪深300ETF        5.6502    +2.60        0││6 ┤                         ⣰⣤⣠ │\n"
"│  国债ETF         143.1282    −0.59        0││  │                        ⣠⠏⠸⡟⣦│\n"
"│  Short bond E…   110.4213    −0.03        0││  │                   ⡀⣰⢷⣄⡿⠟   ⠉│\n"
"│  Money fund E…    99.5153    +0.03        0││  │               ⢀ ⢀⡿⠟⠉⠈⠋⠁     │\n"
"│  S&P 500 ETF       2.5527    +1.13        0││4 ┤⡀⢀           ⢀⣀⣸⡿⠋⠁          │\n"
"│  黄金ETF          13.5784    +0.78        0││  │⠙⠻⣦⣀⢀⣠⡄⢀ ⣠⡀⢀⡼⠞⠛⠃             │\n"
"│                                            ││  │   ⠛⠛⠉⠙⠛⠿⠋⠙⠋⠁                │\n"
"│                                            ││  └──────────┴──────────────────│\n"
"│  6/6  隐藏列数：9  < >                     ││          2025-01               │\n"
"└────────────────────────────────────────────┘└────────────────────────────────┘\n"
"┌ 沪深300ETF ──────────────────────────────────────────────────────────────────┐\n"
"│ 产品            510300 · 权益 · R4                                           │\n"
"│ 价格            CNY 5.650159                                                 │\n"
"│ 日期            2026-11-20，距今 0 个工作日                                  │\n"
"│ 来源            scene，2026-11-20 到达                                       │\n"
"│ 年预期收益      8.0 %，波动率 20.2 %                                         │\n"
"│ 相关            与权益类其他 1 个：0.49                                      │\n"
"│ 持有人          1 位客户，CNY 11.3 万；单一组合最高 69.3 %（C3）             │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ↑↓ 选择  Tab 窗格  ⏎ 数字  m 区间  r 刷新  / 筛选  s 排序  : 命令  ? 按键\n");
}

static void the_numbers_behind_the_chart_are_one_key_away(void **state)
{
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "510300 in numbers · 3 y"));
	assert_true(desk_scene_shows(scene, "2026-11-20"));
	desk_scene_type(scene, "m");
	assert_true(desk_scene_shows(scene, "510300 in numbers · 5 y"));
	desk_scene_type(scene, "G");
	assert_true(desk_scene_shows(scene, "2021-1")); /* five years and a month of prices are there */
}

static void another_instrument_is_another_chart(void **state)
{
	struct desk_scene *scene = *state;

	assert_true(desk_scene_shows(scene, "510300 · 3 y"));
	desk_scene_type(scene, "j");
	assert_true(desk_scene_shows(scene, "511010 · 3 y"));
	assert_true(desk_scene_shows(scene, "with 1 other of bond"));
	desk_scene_type(scene, "/symbol:518880");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "518880 · 3 y"));
	assert_true(desk_scene_shows(scene, "no other of its class"));
}

static void every_size_is_sound(void **state)
{
	struct desk_scene *scene = *state;

	for (int pane = 0; pane < 9; pane++) {
		desk_scene_survives_every_size(scene, 13, 5);
		desk_key(scene->desk, PRESS_TAB);
	}
}

static void a_price_too_old_says_so_in_words(void **state)
{
	struct desk_scene *scene = *state;
	struct desk_setup setup = {.screens = scene->shown, .themes = &scene->theme, .theme_count = 1,
				   .keymap = &scene->keymap};

	desk_close(scene->desk);
	scene_move_to(&scene->scene, "2026-12-15");
	setup.session = scene->scene.session;
	assert_int_equal(desk_open(&setup, &scene->desk, NULL), STATUS_OK);
	desk_scene_type(scene, "9");
	assert_true(desk_scene_shows(scene, "6 too old"));
	assert_true(desk_scene_shows(scene, "too old to trade at"));
	assert_true(desk_scene_shows(scene, "! too old"));
	assert_true(desk_scene_shows(scene, "17, old")); /* business days from 2026-11-20 to 2026-12-15 */
}

static void hidden_amounts_leave_no_figure_of_holdings(void **state)
{
	struct desk_scene *scene = *state;

	assert_true(desk_scene_shows(scene, "1 client, CNY"));
	desk_scene_type(scene, "H");
	assert_true(desk_scene_shows(scene, "1 client, CNY •"));
}

static void the_figures_explain_themselves(void **state)
{
	desk_key(((struct desk_scene *)*state)->desk, PRESS_F1);
	assert_true(desk_scene_shows(*state, "business days from that date"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_market_at_120_columns_is_rich, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(at_80_columns_it_is_complete, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(at_60_columns_one_pane_is_shown_at_a_time, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(in_chinese_columns_line_up, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_numbers_behind_the_chart_are_one_key_away, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(another_instrument_is_another_chart, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_size_is_sound, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_price_too_old_says_so_in_words, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(hidden_amounts_leave_no_figure_of_holdings, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_figures_explain_themselves, set_up, desk_scene_tear_down),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("market_screen", tests, NULL, NULL);
}
