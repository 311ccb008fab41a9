/* The plan: goals, their futures, another contribution at every key, and the record of what was told. */
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/client/planning.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/plan_state.h"

static void tell(struct desk_scene *scene, const char *client, const char *name, const char *amount, const char *due,
                 const char *priority, const char *monthly)
{
	const struct planning_words words = {.name = name, .amount = amount, .due = due, .priority = priority,
	                                     .monthly = monthly};
	struct goal goal;
	struct error err = {0};

	planning_new(scene->scene.session, &goal);
	if (planning_read(scene->scene.session, &words, &goal, &err) != STATUS_OK ||
	    planning_add(scene->scene.session, client, &goal, "adviser", &err) != STATUS_OK)
		fail_msg("%s", err.message);
}

/* 王芳 with a house and a school; the others have no goal. */
static int set_up(void **state)
{
	static struct desk_scene scene;

	desk_scene_open_screen(&scene, &plan_screen);
	tell(&scene, "C1", "房子", "150000", "2036-11-20", "must", "500");
	tell(&scene, "C1", "School", "80000", "2031-09-01", "want", NULL);
	*state = &scene;
	return 0;
}

static const struct plan_screen *plan(struct desk_scene *scene)
{
	return desk_state(scene->desk, "plan");
}

/* Draws once, so that the screen is loaded, and lets its job end. */
static void settle(struct desk_scene *scene)
{
	desk_scene_draw(scene, 40, 120);
	while (plan(scene)->is_drawing) {
		struct pollfd ready = {.fd = desk_jobs_fd(scene->desk), .events = POLLIN};

		assert_int_equal(poll(&ready, 1, 60000), 1);
		desk_collect_jobs(scene->desk);
	}
}

/* In the book, then here: the book's cursor says whom the other screens are about. */
static void choose_client(struct desk_scene *scene, const char *code)
{
	desk_scene_type(scene, "1/");
	desk_scene_type(scene, code);
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "6");
	settle(scene);
}

static void the_plan_at_120_columns_is_rich(void **state)
{
	choose_client(*state, "C1");
	assert_grid(desk_scene_shown(*state, 40, 120),
" ballast ▏1 Book  6 Plan\n"
" 王芳 · plan B · C4                                                                                      7 alerts   CNY\n"
"┌ 王芳 ────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐\n"
"│ value CNY 100,000   months of spending at hand expenses are not on record                                            │\n"
"│ futures of plan B, 5.9 ± 11.1 % a year   inflation 2.0 %   lognormal seed 1                                          │\n"
"│ → Reached in 85 of 100 simulated futures; in the others CNY 18,670 are lacking on average.                           │\n"
"└──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘\n"
"┌ goals 2 ─────────────────────────────────────────────────────────────────────────────────────────────────────────────┐\n"
"│  purpose                     priority         amount  due           a month    allotted  funded %  of 100  reached   │\n"
"│▶ 房子                        must            150,000  2036-11-20        500      98,061       100      85  ████████▌ │\n"
"│  School                      want             80,000  2031-09-01          0       1,939         2       1            │\n"
"│  2/2                                                                                                                 │\n"
"└──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘\n"
"┌ 10,000 futures of 房子 ──────────────────────────────────────────────┐┌ what would help ─────────────────────────────┐\n"
"│CNY, today's money   ⠄⠄ 9 of 10   ⠡⠡ half   ─ median                  ││ 80 of 100, by one alone                  now │\n"
"│      │                                                               ││ a month                     429          500 │\n"
"│      │                                                             ⠄⠄││ at the start             90,370       98,061 │\n"
"│300 k ┤                                                          ⠄⠄⠄⠄⠄││ amount                  157,967      150,000 │\n"
"│      │                                                      ⠄⠄⠄⠄⠄⠄⠄⠄⠄││ a later day             its day   2036-11-20 │\n"
"│      │                                                   ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄││ A steady 1.8 % a year just reaches it; the   │\n"
"│      │                                                ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄││ plan expects 5.9 %.                          │\n"
"│250 k ┤                                             ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄││ under another plan                           │\n"
"│      │                                         ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠││   plan A  4.2 ± 5.5 %                  ✓  90 │\n"
"│      │                                      ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠡⠡⠡││ ▸ plan B  5.9 ± 11.1 %                 ✓  85 │\n"
"│      │                                   ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠡⠡⠡⠡⠡⠡⠡⠡││   plan C  6.4 ± 13.1 %                 ✓  83 │\n"
"│      │                              ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡││   glide path, equity 60 → 40 %         ✓  87 │\n"
"│200 k ┤                           ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠠⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⣀⣀⡠⠔⠒⠊⠉││ Once reached it pays 494 a month for 25      │\n"
"│      │                       ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⢀⡠⠤⠒⠉⠉⠡⠡⠡⠡⠡⠡⠡││ years, in 90 of 100.                         │\n"
"│      │                   ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠡⠡⠡⠡⠡⠡⠡⠡⢀⣀⠤⠤⠒⠒⠊⠉⠁⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡│└──────────────────────────────────────────────┘\n"
"│      │               ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠠⠡⠡⠡⠡⠡⠡⢀⣀⡠⠔⠒⠊⠉⠁⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠁⠁⠁⠁⠁⠄│┌ futures in numbers ──────────────────────────┐\n"
"│150 k ┤⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⠁⢁⣁⣁⠥⠭⠚⠊⠉⠉⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈⠈goal ◆││ thousands of CNY, today's money              │\n"
"│      │        ⠄⠄⠄⠄⠄⠄⠠⠠⠠⠡⠡⢀⣀⣀⡠⠤⠔⠊⠉⠁⠡⠡⠡⠡⠡⠡⠡⠡⠡⠁⠁⠁⠁⠁⠁⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄││             5 %   25 %   50 %   75 %   95 %  │\n"
"│      │    ⠄⠄⠄⠄⠄⠠⠠⠠⣀⣀⡠⠤⠔⠊⠉⠁⠡⠡⠡⠡⠡⠡⠡⠁⠁⠁⠁⠁⠁⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄     ││ 2026-11      98     98     98     98     98  │\n"
"│      │  ⠄⠠⣀⣀⡠⠤⠤⠒⠉⠉⠡⠡⠡⠡⠁⠁⠁⠁⠁⠁⠁⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄                      ││ 2028-07      92    104    114    124    140  │\n"
"│100 k ┤⠤⠒⠉⠉⠁⠁⠁⠁⠁⠁⠁⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄                                        ││ 2030-08      99    118    134    151    181  │\n"
"│      │                                                               ││ 2032-09     108    133    155    179    223  │\n"
"│      └─────────────────────────┴───────────────────────────────┴─────││ 2034-10     116    149    176    209    269  │\n"
"│                             2031-01                         2036-01  ││ 2036-11     127    166    200    241    321  │\n"
"└──────────────────────────────────────────────────────────────────────┘└──────────────────────────────────────────────┘\n"
" ↑↓ select  Tab pane  w what-if  a add  e edit  D close goal  m model  r draw again  ⏎ edit  s sort  : command  ? keys\n");
}

static void the_plan_at_80_columns_is_complete(void **state)
{
	choose_client(*state, "C1");
	assert_grid(desk_scene_shown(*state, 24, 80),
" ballast ▏1 Book  6 Plan\n"
" 王芳 · plan B · C4                                                    7 alerts\n"
"  value CNY 100,000   months of spending at hand expenses are not on record\n"
"  futures of plan B, 5.9 ± 11.1 % a year   inflation 2.0 %   lognormal seed 1\n"
"  → Reached in 85 of 100 simulated futures; in the others CNY 18,670 are\n"
"    lacking on average.\n"
"┌ goals 2 ─────────────────────────────────────────────────────────────────────┐\n"
"│  purpose     priority       amount  due           a month  of 100  reached   │\n"
"│▶ 房子        must          150,000  2036-11-20        500      85  ████████▌ │\n"
"│  School      want           80,000  2031-09-01          0       1            │\n"
"│  2/2  hidden columns: 2  < >                                                 │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
"┌ 10,000 futures of 房子 ──────────────────────┐┌ what would help ─────────────┐\n"
"│CNY, today's money   ⠄⠄ 9 of 10   ⠡⠡ half     ││ 80 of 100, by one alone      │\n"
"│300 k ┤                                     ⠄⠄││ a month                  429 │\n"
"│      │                             ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄││ at the start          90,370 │\n"
"│      │                      ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠠⠠⠠⠡││ amount               157,967 │\n"
"│200 k ┤              ⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠠⣀⣀⣀⣀⣀⠤⠤⠤⠒⠒⠒⠒⠒⠉││ a later day          its day │\n"
"│      │⠒⠂⠒⠒⠐⠒⠒⠐⠒⣂⣒⣒⣂⣒⠶⠴⠶⠒⠒⠒⠒⠒⠛⠋⠛⠒⠐⠒⠒⠐⠒⠂⠒goal ◆││ A steady 1.8 % a year just   │\n"
"│100 k ┤⠤⠒⠒⠒⠉⠉⠉⠉⠉⠁⠁⠁⠁⠁⠁⠁                       ││ reaches it; the plan expects │\n"
"│      └────────────────┴──────────────────┴───││ 5.9 %.                       │\n"
"│                    2031-01            2036-01││ under another plan           │\n"
"└──────────────────────────────────────────────┘└──────────────────────────────┘\n"
" ↑↓ select  Tab pane  w what-if  a add  e edit  D close goal  : command  ? keys\n");
}

static void at_60_columns_one_pane_is_shown_at_a_time(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	assert_grid(desk_scene_shown(scene, 18, 60),
" ballast ▏1 Book  6 Plan\n"
" 王芳 · plan B · C4\n"
" value CNY 100,000\n"
" futures of plan B, 5.9 ± 11.1 % a year   inflation 2.0 %\n"
" → Reached in 85 of 100 simulated futures; in the others\n"
"   CNY 18,670 are lacking on average.\n"
"  goals   futures   help   numbers\n"
"┌ goals 2 ─────────────────────────────────────────────────┐\n"
"│  purpose            amount  due           a month  of 100│\n"
"│▶ 房子              150,000  2036-11-20        500      85│\n"
"│  School             80,000  2031-09-01          0       1│\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│  2/2  hidden columns: 4  < >                             │\n"
"└──────────────────────────────────────────────────────────┘\n"
" ↑↓ select  Tab pane  w what-if  a add  : command  ? keys\n");
	desk_key(scene->desk, PRESS_TAB);
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "futures of 房子"));
	desk_key(scene->desk, PRESS_TAB);
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "80 of 100, by one alone"));
	desk_key(scene->desk, PRESS_TAB);
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "futures in numbers"));
	assert_false(grid_shows(desk_scene_shown(scene, 18, 60), "2036-11"));
	desk_scene_type(scene, "G");
	assert_true(grid_shows(desk_scene_shown(scene, 18, 60), "2036-11"));
}

static void the_plan_reads_in_chinese(void **state)
{
	choose_client(*state, "C1");
	desk_scene_type(*state, "L");
	settle(*state);
	if (language_current() != LANGUAGE_CHINESE || strcmp(_("what would help"), "what would help") == 0)
		skip(); /* the catalogue is not built */
	assert_grid(desk_scene_shown(*state, 24, 80),
" ballast ▏1 账簿  6 规划\n"
" 王芳 · 方案 B · C4                                                    7 条预警\n"
"  市值 CNY 100,000   可动用资金够支出的月数 未登记支出\n"
"  模拟依据 方案 B，年化 5.9 ± 11.1 %   通胀 2.0 %   对数正态 种子 1\n"
"  → 100 条模拟的未来中，有 85 条达成目标；其余各条平均缺口 CNY 18,670。\n"
"┌ 目标 2 ──────────────────────────────────────────────────────────────────────┐\n"
"│  目标        优先级           金额  到期日           每月    /100  达成      │\n"
"│▶ 房子        必保          150,000  2036-11-20        500      85  ████████▌ │\n"
"│  School      期望           80,000  2031-09-01          0       1            │\n"
"│  2/2  隐藏列数：2  < >                                                       │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
"┌ 房子：10,000 条模拟的未来 ───────────────────┐┌ 怎样更有把握 ────────────────┐\n"
"│CNY，按今日币值   ⠄⠄ 九成   ⠡⠡ 半数   ─ 中位数││ 单靠一项达到 80/100          │\n"
"│300 k ┤                                     ⠄⠄││ 每月                     429 │\n"
"│      │                               ⠄⠄⠄⠄⠄⠄⠄⠄││ 期初投入              90,370 │\n"
"│      │                         ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠││ 金额                 157,967 │\n"
"│200 k ┤                  ⠄⠄⠄⠄⠄⠄⠄⠄⠄⠠⠠⠠⠠⠠⠠⠡⢀⣀⣀⣀⠤││ 推迟到              到期即可 │\n"
"│      │           ⠄⠄⠄⠄⠄⠄⠠⠠⠠⠠⠠⣀⣀⣀⠤⠤⠤⠔⠒⠒⠊⠉⠉⠁⠡⠡⠡⠡││ 每年稳定 1.8 % 恰好达成；方  │\n"
"│      │⠉⠁⠉⠉⠈⠉⠉⢈⣉⣁⡩⠭⠥⠭⠛⠚⠛⠉⠉⠉⠉⠉⠉⠁⠉⠉⠈⠉⠉目标金额 ◆││ 案预期 5.9 %。               │\n"
"│100 k ┤⠒⠒⠊⠉⠉⠉⠉⠁⠁⠁⠁⠁⠁                          ││ 换一个方案                   │\n"
"│      └────────────────┴──────────────────┴───││   方案 A  4.2 ± 5.5 %  ✓  90 │\n"
"│                    2031-01            2036-01││ ▸ 方案 B  5.9 ± 11.1 % ✓  85 │\n"
"└──────────────────────────────────────────────┘└──────────────────────────────┘\n"
" ↑↓ 选择  Tab 窗格  w 假设分析  a 添加  e 编辑  D 结束目标  : 命令  ? 按键\n");
}

static void ascii_tells_the_ranges_apart_by_their_signs(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	scene->canvas.charset = CHARSET_ASCII;
	assert_true(desk_scene_shows(scene, ".. 9 of 10")); /* one dot in a cell, two, a line */
	assert_true(desk_scene_shows(scene, ":: half"));
	assert_true(desk_scene_shows(scene, "- median"));
}

static void every_size_is_sound(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	desk_scene_survives_every_size(scene, 13, 5);
	desk_scene_type(scene, "w");
	(void)desk_scene_shown(scene, 18, 60);
	desk_key(scene->desk, PRESS_ENTER);
	for (int columns = 1; columns < 130; columns += 13)
		(void)desk_scene_shown(scene, 18, columns);
}

static void another_contribution_is_judged_at_every_key(void **state)
{
	struct desk_scene *scene = *state;
	double chance;

	choose_client(scene, "C1");
	chance = plan(scene)->outlook.goals[0].figures.chance;
	desk_scene_type(scene, "w1");
	assert_true(plan(scene)->trial.figures.chance < chance);
	desk_scene_type(scene, "000");
	assert_true(plan(scene)->trial.figures.chance > chance);
	assert_true(desk_scene_shows(scene, "what if a month 1000"));
	assert_true(desk_scene_shows(scene, "as recorded"));
	desk_key(scene->desk, PRESS_UP); /* a tenth of what hundreds are counted in */
	assert_true(desk_scene_shows(scene, "what if a month 1010"));
	desk_key(scene->desk, PRESS_DOWN);
	desk_key(scene->desk, PRESS_DOWN);
	assert_true(desk_scene_shows(scene, "what if a month 990"));
	desk_scene_type(scene, "x");
	assert_false(plan(scene)->trial.is_known);
	assert_true(desk_scene_shows(scene, "an amount, like 1500"));
	desk_key(scene->desk, PRESS_ESC);
	assert_false(desk_scene_shows(scene, "what if a month"));
	assert_true(plan(scene)->outlook.goals[0].figures.chance == chance);
}

static void a_trial_is_recorded_as_the_goal_under_a_name(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	desk_scene_type(scene, "w750");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(desk_scene_shows(scene, "The goal as it is from now on"));
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	assert_int_equal(plan(scene)->outlook.count, 2);
	assert_int_equal(plan(scene)->outlook.goals[0].goal.monthly, 750 * INT64_C(1000000));
	assert_string_equal(plan(scene)->outlook.goals[0].goal.made_by, "adviser");
}

static void fill(struct desk_scene *scene, const char *text)
{
	desk_scene_type(scene, text);
	desk_key(scene->desk, PRESS_ENTER);
}

static void a_goal_is_told_field_by_field(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	desk_scene_type(scene, "a");
	fill(scene, "Car");
	fill(scene, "20000");
	fill(scene, "2028-06-30");
	desk_key(scene->desk, PRESS_RIGHT);
	desk_key(scene->desk, PRESS_RIGHT);
	desk_key(scene->desk, PRESS_RIGHT); /* must, want, wish */
	fill(scene, "");
	fill(scene, "200");
	fill(scene, "3");
	fill(scene, "0");
	assert_true(desk_scene_shows(scene, "A new goal"));
	fill(scene, "");
	assert_true(desk_scene_shows(scene, "Recorded: Car."));
	settle(scene);
	assert_int_equal(plan(scene)->outlook.count, 3);
	assert_string_equal(plan(scene)->outlook.goals[2].goal.name, "Car");
	assert_int_equal(plan(scene)->outlook.goals[2].goal.priority, GOAL_WISH);
	assert_int_equal(plan(scene)->outlook.goals[2].goal.monthly_growth_ppb, 30000000);
	assert_int_equal(plan(scene)->outlook.goals[2].goal.inflation_ppb, 0);
}

static void a_wrong_value_stays_in_the_form_with_its_reason(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	desk_scene_type(scene, "a");
	fill(scene, "Car");
	fill(scene, "-3");
	assert_true(desk_scene_shows(scene, "an amount above zero"));
	fill(scene, "2020-01-01");
	assert_true(desk_scene_shows(scene, "a day after today"));
	for (int i = 0; i < 5; i++)
		fill(scene, "");
	assert_true(desk_scene_shows(scene, "A new goal")); /* not taken: the first bad field has the focus */
	assert_int_equal(plan(scene)->edit.form.focused, PLAN_AMOUNT);
	desk_key(scene->desk, PRESS_ESC);
	settle(scene);
	assert_int_equal(plan(scene)->outlook.count, 2);
}

static void a_goal_is_closed_only_when_asked_twice(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	desk_scene_type(scene, "D");
	desk_key(scene->desk, PRESS_ENTER); /* Cancel comes first */
	settle(scene);
	assert_int_equal(plan(scene)->outlook.count, 2);
	desk_scene_type(scene, "Dy");
	desk_key(scene->desk, PRESS_ENTER);
	settle(scene);
	assert_int_equal(plan(scene)->outlook.count, 1);
	assert_string_equal(plan(scene)->outlook.goals[0].goal.name, "School");
}

static void hidden_amounts_leave_no_figure_of_money(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	assert_true(desk_scene_shows(scene, "150,000"));
	desk_scene_type(scene, "H");
	assert_false(desk_scene_shows(scene, "150,000"));
	assert_false(desk_scene_shows(scene, "150 k"));
	assert_true(desk_scene_shows(scene, "goal = 100"));
	assert_true(desk_scene_shows(scene, "CNY ••• are lacking"));
}

static void the_other_model_is_drawn_on_demand(void **state)
{
	struct desk_scene *scene = *state;

	choose_client(scene, "C1");
	desk_scene_type(scene, "m");
	settle(scene);
	assert_int_equal(plan(scene)->outlook.model, OUTLOOK_STUDENT);
	assert_true(desk_scene_shows(scene, "Student t"));
}

static void who_has_no_goal_is_told_how_to_begin(void **state)
{
	choose_client(*state, "C3");
	assert_true(desk_scene_shows(*state, "No goal yet. a tells the first one."));
	desk_scene_type(*state, "w");
	assert_true(desk_scene_shows(*state, "There are no futures to try a contribution on."));
	desk_scene_type(*state, "e");
	assert_true(desk_scene_shows(*state, "There is no goal under the cursor"));
}

/* Before the job's answer is collected: goals and funding are there, futures are not, and nothing pretends to be one. */
static void while_futures_are_drawn_the_goals_are_there(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "1/C1");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "6");
	assert_true(desk_scene_shows(scene, "The futures are being drawn"));
	assert_true(desk_scene_shows(scene, "98,061"));
	assert_false(desk_scene_shows(scene, "Reached in"));
	desk_scene_type(scene, "w");
	assert_true(desk_scene_shows(scene, "There are no futures to try a contribution on."));
	desk_scene_type(scene, "e");
	assert_true(desk_scene_shows(scene, "The goal as it is from now on"));
	settle(scene); /* the answer comes in beside the open form */
	assert_true(plan(scene)->edit.is_open);
	desk_key(scene->desk, PRESS_ESC);
	assert_true(desk_scene_shows(scene, "Reached in 85 of 100"));
}

static void the_figures_explain_themselves(void **state)
{
	choose_client(*state, "C1");
	desk_key(((struct desk_scene *)*state)->desk, PRESS_F1);
	assert_true(desk_scene_shows(*state, "not a promise"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_plan_at_120_columns_is_rich, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_plan_at_80_columns_is_complete, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(at_60_columns_one_pane_is_shown_at_a_time, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_plan_reads_in_chinese, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(ascii_tells_the_ranges_apart_by_their_signs, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_size_is_sound, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(another_contribution_is_judged_at_every_key, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_trial_is_recorded_as_the_goal_under_a_name, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_goal_is_told_field_by_field, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_wrong_value_stays_in_the_form_with_its_reason, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_goal_is_closed_only_when_asked_twice, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(hidden_amounts_leave_no_figure_of_money, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_other_model_is_drawn_on_demand, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(who_has_no_goal_is_told_how_to_begin, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(while_futures_are_drawn_the_goals_are_there, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_figures_explain_themselves, set_up, desk_scene_tear_down),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("plan_screen", tests, NULL, NULL);
}
