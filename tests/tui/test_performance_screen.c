/* What was earned, on the screen: three sizes, two languages, no colour needed, reasons where there is no figure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/figure_note.h"
#include "advice/base/language.h"
#include "advice/client/profile.h"
#include "advice/plan/recommend.h"
#include "engine/base/money.h"
#include "tests/advice/scene.h"
#include "tests/support/term_grid.h"
#include "tui/desk.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/performance_state.h"

static const struct screen_ops *const shown_screens[] = {&book_screen, &performance_screen, NULL};

struct stage {
	struct scene scene;
	struct theme theme;
	struct keymap keymap;
	struct desk *desk;    /* owned */
	struct canvas canvas; /* owned */
};

/* 陈洁 brought 80,000 and shares in August and accepted plan B then; Li Qiang has nothing. */
static int set_up(void **state)
{
	static struct stage stage;
	const struct answers answers = scene_answers("2026-08-12");
	struct desk_setup setup = {.screens = shown_screens, .themes = &stage.theme, .theme_count = 1,
				   .keymap = &stage.keymap};
	struct assessment assessment;
	struct plan plan;
	struct error err;

	stage = (struct stage){.canvas = {.charset = CHARSET_BRAILLE}};
	scene_open(&stage.scene);
	scene_add_client(&stage.scene, "C1", "陈洁", 80000 * MICROS);
	scene_add_client(&stage.scene, "C2", "Li Qiang", 0);
	scene_add_lot(&stage.scene, "C1", "510300", 20000 * MICROS);
	scene_add_lot(&stage.scene, "C1", "511010", 300 * MICROS);
	scene_move_to(&stage.scene, "2026-08-12");
	MUST(profile_take(stage.scene.session, "C1", &answers, &assessment, &err));
	MUST(recommend_accept(stage.scene.session, "C1", 'B', "client", &plan, &err));
	plan_clear(&plan);
	scene_move_to(&stage.scene, scene_day);
	theme_builtin(&stage.theme);
	keymap_defaults(&stage.keymap);
	setup.session = stage.scene.session;
	MUST(desk_open(&setup, &stage.desk, &err));
	desk_set_subject(stage.desk, (struct desk_subject){.client = 1});
	desk_key(stage.desk, '7');
	*state = &stage;
	return 0;
}

static int tear_down(void **state)
{
	struct stage *stage = *state;

	language_use(LANGUAGE_ENGLISH);
	desk_close(stage->desk);
	canvas_clear(&stage->canvas);
	scene_close(&stage->scene);
	return 0;
}

static const struct canvas *shown(struct stage *stage, int rows, int columns)
{
	desk_draw(stage->desk, &stage->canvas, rows, columns);
	assert_true(grid_is_sound(&stage->canvas));
	return &stage->canvas;
}

static bool shows(struct stage *stage, const char *piece)
{
	return grid_shows(shown(stage, 40, 120), piece);
}

static void type(struct stage *stage, const char *keys)
{
	for (; *keys != '\0'; keys++)
		desk_key(stage->desk, (uint32_t)(unsigned char)*keys);
}

static void at_120_columns_every_pane_is_there(void **state)
{
	assert_grid(shown(*state, 40, 120),
" ballast ▏1 Book  7 Performance\n"
" 陈洁 · plan B · C4                                                                prices 2026-11-20 ✓   7 alerts   CNY\n"
"┌ 陈洁 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐\n"
"│ since plan   2026-08-12 – 2026-11-20   gain −11,617   value CNY 235,942   paid in 0   taken out 0                    │\n"
"│ time-weighted −4.69 %   plan +0.78 %   difference −5.47\u00A0pp   money-weighted −4.69 %                                  │\n"
"│ Time-weighted: what the management earned; money-weighted: what the investor did; both after fees.                   │\n"
"└──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘\n"
"┌ growth in per cent ─────────────────────────────────┐┌ returns by period ────────────────────────────────────────────┐\n"
"│┄ plan   ─ portfolio                                 ││  period            time-w. %  plan's %  diff. pp  money-w. %  │\n"
"│     │                              ⡀ ⠂              ││  this month            −0.91     −0.29     −0.62       −0.91  │\n"
"│     │                             ⠠   ⠁ ⠄⡠ ⠠       ⢀││  this quarter          −2.55     +1.68     −4.23       −2.55  │\n"
"│ 0 % ┤⠉⠦⣀⡼⣄⣀⢀⡠⠔⢢            ⠠⢀ ⠁⠄⠂  ⡠⠔⢤      ⠐   ⠂ ⠁ ││  this year                 –         –         –           –  │\n"
"│     │     ⠈⠑   ⢧ ⢀⣐ ⣐⢀  ⠠⣈⠤⠢⠺⠉⠉⠦⠤⣀⠔⠁  ⢇⡀⢀⢀    ⠠⠈    ││  one year                  –         –         –           –  │\n"
"│-5 % ┤          ⠈⠑⠒⠁⠉⠈⢶⡢⠔⠉              ⠈⠁⠙⠊⠑⢄      ⡠││  three years               –         –         –           –  │\n"
"│     │                ⠈                 −6.5\u00A0% ▼⠢⠒⠒⠉ ││▶ since plan            −4.69     +0.78     −5.47       −4.69  │\n"
"│     └─────────┴───────────────────────────┴─────────││  since start           −4.69         –         –       −4.96  │\n"
"│            2026-09                     2026-11      ││  7/7  hidden columns: 4  < >                                  │\n"
"└─────────────────────────────────────────────────────┘└───────────────────────────────────────────────────────────────┘\n"
"┌ where the difference to the plan came from ─────────────────────────────────┐┌ what each holding brought ────────────┐\n"
"│  asset class    held %   ret. %   plan's  alloc. pp  select.  inter.  sum pp││  holding              gain  brought pp│\n"
"│  Cash and mon…    33.3     0.00    +0.04      −0.23     0.00   −0.01   −0.25││  cash                    0        0.00│\n"
"│  Bonds            18.0    −0.33    −0.33      +0.02     0.00    0.00   +0.02││  国债ETF              −144       −0.06│\n"
"│  Equity           48.7    −9.22    −1.45      +0.35    −5.30   +1.40   −3.55││  沪深300ETF        −11,473       −4.63│\n"
"│  Gold              0.0     0.00   +19.05      −1.70     0.00    0.00   −1.70││  fees                    0        0.00│\n"
"│  dealing                                                                0.00││                                       │\n"
"│  fees                                                                   0.00││                                       │\n"
"│                                                                             ││                                       │\n"
"│  difference               −4.69    +0.78      −1.56    −5.30   +1.39   −5.47││  time-weight…      −11,617       −4.69│\n"
"│  6/6  hidden columns: 1  < >                                                ││  4/4  hidden columns: 2  < >          │\n"
"└─────────────────────────────────────────────────────────────────────────────┘└───────────────────────────────────────┘\n"
"┌ months in per cent (* in part) ──────────────────────────────────────────────────────┐┌ risk and costs ──────────────┐\n"
"│          01    02    03    04    05    06    07    08    09    10    11    12   year ││ deepest fall         −6.55\u00A0% │\n"
"│ 2026                                            −0.4*  −1.8  −1.7 −0.9*        −4.69 ││   2026-08-13 – 2026-11-09    │\n"
"│ plan                                                ·  −1.1  +2.0  −0.3            · ││ made good on         not yet │\n"
"│                                                                                      ││ below the high       −4.85\u00A0% │\n"
"│                                                                                      ││ plan's deepest fall  −5.95\u00A0% │\n"
"│                                                                                      ││ volatility a year    10.35\u00A0% │\n"
"│                                                                                      ││ Sharpe ratio           −1.58↓│\n"
"└──────────────────────────────────────────────────────────────────────────────────────┘└──────────────────────────────┘\n"
" ←→ period  Tab pane  ⏎ numbers  ↑↓ select  s sort  / filter  r refresh  Space mark  : command  ? keys\n");
}

static void at_80_columns_it_is_complete_by_tab(void **state)
{
	struct stage *stage = *state;
	static const char *const panes[] = {"where the difference to the plan came from", "what each holding brought",
					    "months in per cent", "risk and costs"};

	assert_grid(shown(stage, 24, 80),
" ballast ▏1 Book  7 Performance\n"
" 陈洁 · plan B · C4                              prices 2026-11-20 ✓   7 alerts\n"
" since plan   2026-08-12 – 2026-11-20   gain −11,617   value CNY 235,942\n"
" time-weighted −4.69 %   plan +0.78 %   difference −5.47\u00A0pp\n"
" money-weighted −4.69 %\n"
"┌ growth in per cent ───────────┐┌ returns by period ──────────────────────────┐\n"
"│┄ plan   ─ portfolio           ││  period        time-w. %  plan's %  diff. pp│\n"
"│    │                 ⠐        ││  this month        −0.91     −0.29     −0.62│\n"
"│0 % ┤⣠ ⡀           ⠄⡀⠈  ⠂⠂⢀   ⠐││  this quarter      −2.55     +1.68     −4.23│\n"
"│    │⠈⠚⠙⠲⠏⢣  ⢀ ⢀⢀⣆⡤⢄ ⡰⠉⡇    ⠄⠈ ││  this year             –         –         –│\n"
"│    │     ⠈⠢⠟⢹⣄⠔⠃⠁ ⠈⠑⠁ ⠘⠒⠧⢆   ⢀││  one year              –         –         –│\n"
"│    │         ⠁     −6.5\u00A0% ▼⠔⠼⠁││  three years           –         –         –│\n"
"│    └─────┴──────────────┴─────││▶ since plan        −4.69     +0.78     −5.47│\n"
"│       2026-09        2026-11  ││  7/7  hidden columns: 5  < >                │\n"
"└───────────────────────────────┘└─────────────────────────────────────────────┘\n"
" ▸attribution  holdings  calendar  risk\n"
"┌ where the difference to the plan came from ──────────────────────────────────┐\n"
"│  asset class     held %   ret. %   plan's  alloc. pp  select.  inter.  sum pp│\n"
"│  Cash and mone…    33.3     0.00    +0.04      −0.23     0.00   −0.01   −0.25│\n"
"│  Bonds             18.0    −0.33    −0.33      +0.02     0.00    0.00   +0.02│\n"
"│  difference                −4.69    +0.78      −1.56    −5.30   +1.39   −5.47│\n"
"│  6/6  hidden columns: 1  < >                                                 │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ←→ period  Tab pane  ⏎ numbers  ↑↓ select  s sort  / filter  : command  ? keys\n");
	for (size_t i = 0; i < 4; i++) {
		desk_key(stage->desk, PRESS_TAB);
		assert_true(grid_shows(shown(stage, 24, 80), panes[i]));
		assert_true(grid_shows(&stage->canvas, "returns by period"));
	}
}

static void at_60_columns_one_pane_is_shown_at_a_time(void **state)
{
	struct stage *stage = *state;

	assert_grid(shown(stage, 18, 60),
" ballast ▏1 Book  7 Performance\n"
" 陈洁 · plan B · C4                     prices 2026-11-20 ✓\n"
" since plan   2026-08-12 – 2026-11-20   gain −11,617\n"
" time-weighted −4.69 %   plan +0.78 %   difference −5.47 pp\n"
" money-weighted −4.69 %\n"
"  growth ▸periods  attribution  holdings  calendar  risk\n"
"┌ returns by period ───────────────────────────────────────┐\n"
"│  period         time-w. %  plan's %  diff. pp  money-w. %│\n"
"│  this month         −0.91     −0.29     −0.62       −0.91│\n"
"│  this quarter       −2.55     +1.68     −4.23       −2.55│\n"
"│  this year              –         –         –           –│\n"
"│  one year               –         –         –           –│\n"
"│  three years            –         –         –           –│\n"
"│▶ since plan         −4.69     +0.78     −5.47       −4.69│\n"
"│  since start        −4.69         –         –       −4.96│\n"
"│  7/7  hidden columns: 4  < >                             │\n"
"└──────────────────────────────────────────────────────────┘\n"
" ←→ period  Tab pane  ⏎ numbers  s sort  : command  ? keys\n");
	desk_key(stage->desk, PRESS_TAB);
	assert_true(grid_shows(shown(stage, 18, 60), "where the difference"));
	assert_false(grid_shows(&stage->canvas, "returns by period"));
}

static void in_chinese_the_columns_stand_in_line(void **state)
{
	language_use(LANGUAGE_CHINESE);
	assert_grid(shown(*state, 24, 80),
" ballast ▏1 账簿  7 业绩\n"
" 陈洁 · plan B · C4                              prices 2026-11-20 ✓   7 alerts\n"
" 方案生效以来   2026-08-12 – 2026-11-20   盈亏 −11,617   市值 CNY 235,942\n"
" 时间加权 −4.69 %   方案 +0.78 %   差异 −5.47\u00A0pp   资金加权 −4.69 %\n"
"┌ 收益走势（%） ────────────────┐┌ 分区间收益率 ───────────────────────────────┐\n"
"│┄ 方案   ─ 组合                ││  区间          时间加权%    方案 %    差异pp│\n"
"│     │                 ⠂       ││  本月              −0.91     −0.29     −0.62│\n"
"│     │               ⠈  ⠠⠠    ⢀││  本季              −2.55     +1.68     −4.23│\n"
"│ 0 % ┤⠱⣴⣇⣀⠔⡄      ⠄⠁⠂⢀⡰⡄  ⠈  ⠠ ││  今年以来              –         –         –│\n"
"│     │   ⠉ ⢣⢀⡀⡂ ⢠⡰⠾⠹⢄⡜ ⢸⢀⡀  ⠁  ││  近一年                –         –         –│\n"
"│-5 % ┤     ⠈⠒⠉⠱⡤⠋       ⠉⠙⠱⡀  ⢠││  近三年                –         –         –│\n"
"│     │         ⠁     −6.5\u00A0% ▼⠒⠁││▶ 方案生效以来      −4.69     +0.78     −5.47│\n"
"│     └─────┴──────────────┴────││  成立以来          −4.69         –         –│\n"
"│        2026-09        2026-11 ││  7/7  隐藏列数：5  < >                      │\n"
"└───────────────────────────────┘└─────────────────────────────────────────────┘\n"
" ▸归因  持仓  月历  风险\n"
"┌ 与方案的差异从何而来 ────────────────────────────────────────────────────────┐\n"
"│  资产类别        持有 %   收益 %     方案    配置 pp     选择    交互  合计pp│\n"
"│  现金及货币基金    33.3     0.00    +0.04      −0.23     0.00   −0.01   −0.25│\n"
"│  债券              18.0    −0.33    −0.33      +0.02     0.00    0.00   +0.02│\n"
"│  差异                      −4.69    +0.78      −1.56    −5.30   +1.39   −5.47│\n"
"│  6/6  隐藏列数：1  < >                                                       │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ←→ 区间  Tab 窗格  ⏎ 数字  ↑↓ 选择  s 排序  / 筛选  r 刷新  : 命令  ? 按键\n");
}

/* What colour says, signs say too; and a terminal without any of it shows nothing above 127. */
static void without_colour_and_braille_nothing_is_lost(void **state)
{
	struct stage *stage = *state;

	stage->canvas.charset = CHARSET_ASCII;
	(void)shown(stage, 40, 120);
	for (int row = 0; row < 40; row++)
		for (int column = 0; column < 120; column++)
			for (const char *byte = canvas_cell(&stage->canvas, row, column)->bytes; *byte != '\0'; byte++)
				assert_true((unsigned char)*byte < 128 || row < 4); /* a name is a name */
	stage->canvas.charset = CHARSET_BRAILLE;
	assert_int_equal(grid_role_of(shown(stage, 40, 120), "+0.78"), ROLE_GAIN);
}

static void another_period_changes_what_is_taken_apart(void **state)
{
	struct stage *stage = *state;

	assert_true(shows(stage, "since plan   2026-08-12")); /* what can be compared comes first */
	desk_key(stage->desk, PRESS_DOWN);
	assert_true(shows(stage, "since start   2026-08-02"));
	assert_true(shows(stage, "No comparison with the plan: the plan begins on 2026-08-12."));
	type(stage, "hhhhhh");
	assert_true(shows(stage, "this month   2026-10-31"));
	desk_key(stage->desk, PRESS_TAB); /* from any pane */
	type(stage, "l");
	assert_true(shows(stage, "this quarter   2026-09-30"));
}

static void a_period_that_is_not_there_says_why(void **state)
{
	struct stage *stage = *state;

	type(stage, "hhhhhhhhlll"); /* to one year */
	assert_true(shows(stage, "one year   2025-11-20"));
	assert_true(shows(stage, "the record begins on 2026-08-03"));
	assert_true(grid_shows(shown(stage, 24, 80), "the record begins on 2026-08-03"));
	assert_true(grid_shows(shown(stage, 18, 60), "the record begins on 2026-08-03"));
}

static void enter_turns_the_chart_into_numbers_and_back(void **state)
{
	struct stage *stage = *state;

	assert_false(shows(stage, "month by month"));
	desk_key(stage->desk, PRESS_ENTER);
	assert_true(shows(stage, "month by month"));
	assert_true(shows(stage, "2026-10-31"));
	desk_key(stage->desk, PRESS_ENTER);
	assert_true(shows(stage, "growth in per cent"));
}

static void holdings_are_sorted_by_what_they_brought(void **state)
{
	struct stage *stage = *state;

	desk_key(stage->desk, PRESS_TAB);
	desk_key(stage->desk, PRESS_TAB);
	type(stage, "/");
	type(stage, "fees");
	assert_true(shows(stage, "/fees"));
	desk_key(stage->desk, PRESS_ENTER);
	assert_true(shows(stage, "1/4"));
}

static void hidden_amounts_leave_no_figure_of_money(void **state)
{
	assert_true(shows(*state, "235,942"));
	type(*state, "H");
	assert_false(shows(*state, "235,942"));
}

static void every_size_is_sound(void **state)
{
	static const enum charset charsets[] = {CHARSET_ASCII, CHARSET_BLOCK, CHARSET_BRAILLE};
	struct stage *stage = *state;

	for (size_t i = 0; i < 3; i++) {
		stage->canvas.charset = charsets[i];
		for (int columns = 1; columns < 200; columns += 7)
			for (int rows = 1; rows < 60; rows += 3)
				(void)shown(stage, rows, columns);
	}
}

static void who_has_nothing_gets_a_sentence(void **state)
{
	struct stage *stage = *state;

	type(stage, "1");
	desk_key(stage->desk, PRESS_DOWN); /* Li Qiang */
	type(stage, "7");
	assert_true(shows(stage, "Nothing was ever held"));
	desk_key(stage->desk, PRESS_TAB);
	desk_key(stage->desk, PRESS_DOWN);
	assert_true(grid_shows(shown(stage, 18, 60), "Nothing was ever held"));
}

static void nobody_chosen_is_said(void **state)
{
	struct stage *stage = *state;
	const struct screen_ops *const alone[] = {&performance_screen, NULL};
	const struct desk_setup setup = {.session = stage->scene.session, .screens = alone, .themes = &stage->theme,
					 .theme_count = 1, .keymap = &stage->keymap};
	struct error err;

	desk_close(stage->desk);
	MUST(desk_open(&setup, &stage->desk, &err));
	assert_true(shows(stage, "Nobody is chosen yet"));
	desk_key(stage->desk, PRESS_TAB);
	desk_close(stage->desk); /* before `alone` goes */
	stage->desk = NULL;
}

static void the_figures_explain_themselves(void **state)
{
	desk_key(((struct stage *)*state)->desk, PRESS_F1);
	assert_true(shows(*state, "Brinson"));
	assert_true(shows(*state, "what the investor earned"));
}

static void every_column_has_a_note_or_is_a_name(void **state)
{
	static const char *const names[] = {"period", "asset class", "holding", "symbol"};
	const struct table_model *const models[] = {&performance_periods_model, &performance_effects_model,
						    &performance_holdings_model, &performance_months_model};

	(void)state;
	for (size_t i = 0; i < sizeof models / sizeof models[0]; i++) {
		for (const struct table_column *column = models[i]->columns; column->title != NULL; column++) {
			bool is_name = false;

			for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
				is_name = is_name || strcmp(names[j], column->title) == 0;
			if ((figure_note_find("performance", column->title) == NULL) != is_name)
				fail_msg("\"%s\" should %shave a note", column->title, is_name ? "not " : "");
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(at_120_columns_every_pane_is_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(at_80_columns_it_is_complete_by_tab, set_up, tear_down),
		cmocka_unit_test_setup_teardown(at_60_columns_one_pane_is_shown_at_a_time, set_up, tear_down),
		cmocka_unit_test_setup_teardown(in_chinese_the_columns_stand_in_line, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_colour_and_braille_nothing_is_lost, set_up, tear_down),
		cmocka_unit_test_setup_teardown(another_period_changes_what_is_taken_apart, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_period_that_is_not_there_says_why, set_up, tear_down),
		cmocka_unit_test_setup_teardown(enter_turns_the_chart_into_numbers_and_back, set_up, tear_down),
		cmocka_unit_test_setup_teardown(holdings_are_sorted_by_what_they_brought, set_up, tear_down),
		cmocka_unit_test_setup_teardown(hidden_amounts_leave_no_figure_of_money, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_size_is_sound, set_up, tear_down),
		cmocka_unit_test_setup_teardown(who_has_nothing_gets_a_sentence, set_up, tear_down),
		cmocka_unit_test_setup_teardown(nobody_chosen_is_said, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_figures_explain_themselves, set_up, tear_down),
		cmocka_unit_test(every_column_has_a_note_or_is_a_name),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("performance_screen", tests, NULL, NULL);
}
