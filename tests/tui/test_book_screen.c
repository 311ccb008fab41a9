/* The book: what it lists, filters, sorts, marks and proposes. */
#include <math.h>
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "advice/base/figure_note.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/review.h"
#include "engine/base/money.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/key.h"
#include "tui/screens/amounts.h"
#include "tui/screens/book_rows.h"
#include "tui/screens/client_state.h"
#include "tui/screens/desk_screens.h"

static int set_up(void **state)
{
	static struct desk_scene scene;

	desk_scene_open(&scene);
	*state = &scene;
	return 0;
}

static int set_up_empty(void **state)
{
	static struct desk_scene scene;

	desk_scene_open_empty(&scene);
	*state = &scene;
	return 0;
}

static bool shows(struct desk_scene *scene, const char *piece)
{
	return grid_shows(desk_scene_shown(scene, 24, 120), piece);
}

static void the_book_at_80_columns_is_complete(void **state)
{
	assert_grid(desk_scene_shown(*state, 18, 80),
" ballast  1 Book  2 Client\n"
" the whole book                                 prices 2026-11-20 ✓   10 alerts\n"
"┌ 3 clients · CNY 263,003 · 1 to rebalance · 1 approval waiting ───────────────┐\n"
"│  client          class        value  week %         drift  alerts  state     │\n"
"│▶ 王芳            C4         100,000     0.0  ▏██ 100.0 pp     ! 7  rebalance │\n"
"│  Li Qiang                         0       –             –     ! 1  empty     │\n"
"│  陈洁                       163,003    +1.8             –     ! 2  no profile│\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│  3/3  hidden columns: 5  < >                                                 │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ↑↓ select  ⏎ open  / filter  s sort  Space mark  r refresh  : command  ? keys\n");
}

static void at_60_columns_who_how_much_how_far_and_what_remain(void **state)
{
	assert_grid(desk_scene_shown(*state, 18, 60),
" ballast  1 Book  2 Client\n"
" the whole book                         prices 2026-11-20 ✓\n"
"┌ 3 clients · CNY 263,003 · 1 to rebalance ────────────────┐\n"
"│  client                   value         drift  state     │\n"
"│▶ 王芳                   100,000  ▏██ 100.0 pp  rebalance │\n"
"│  Li Qiang                     0             –  empty     │\n"
"│  陈洁                   163,003             –  no profile│\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│                                                          │\n"
"│  3/3  hidden columns: 8  < >                             │\n"
"└──────────────────────────────────────────────────────────┘\n"
" ↑↓ select  ⏎ open  / filter  s sort  : command  ? keys\n");
}

static void in_chinese_the_columns_still_line_up(void **state)
{
	desk_scene_type(*state, "L");
	assert_grid(desk_scene_shown(*state, 18, 80),
" ballast  1 账簿  2 客户\n"
" 全部客户                                         价格 2026-11-20 ✓   10 条预警\n"
"┌ 3 位客户 · CNY 26.3 万 · 1 位需再平衡 · 1 份待审批 · 1 位不能提供建议 ───────┐\n"
"│  客户            等级          市值    周 %          偏离    预警  状态      │\n"
"│▶ 王芳            C4         100,000     0.0  ▏██ 100.0 pp     ! 7  需再平衡  │\n"
"│  Li Qiang                         0       –             –     ! 1  无持仓    │\n"
"│  陈洁                       163,003    +1.8             –     ! 2  无测评    │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│                                                                              │\n"
"│  3/3  隐藏列数：5  < >                                                       │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ↑↓ 选择  ⏎ 打开  / 筛选  s 排序  Space 标记  b 提出交易  : 命令  ? 按键\n");
}

static void every_size_is_sound(void **state)
{
	desk_scene_survives_every_size(*state, 7, 3);
}

static void hidden_amounts_leave_no_figure_of_money(void **state)
{
	assert_true(shows(*state, "163,003"));
	assert_true(shows(*state, "263,003"));
	desk_scene_type(*state, "H");
	assert_false(shows(*state, "163"));
	assert_false(shows(*state, "263"));
	assert_true(shows(*state, "CNY •••"));
}

static void filters_as_one_types_and_escape_shows_all(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "/drift>5");
	assert_true(shows(scene, "1/3"));
	assert_true(shows(scene, "王芳"));
	assert_false(shows(scene, "Li Qiang"));
	desk_key(scene->desk, PRESS_ESC);
	assert_true(shows(scene, "3/3"));
	desk_scene_type(scene, "/!state:empty");
	assert_true(shows(scene, "2/3"));
}

static void sorts_by_value_the_largest_on_top(void **state)
{
	struct desk_scene *scene = *state;
	struct text row = {0};

	desk_scene_type(scene, "SSSSS"); /* client, code, class, plan, value */
	assert_true(grid_shows(desk_scene_shown(scene, 18, 80), "▼value"));
	grid_row(&scene->canvas, 4, &row);
	assert_non_null(strstr(text_string(&row), "陈洁"));
	text_reset(&row);
	desk_scene_type(scene, "s");
	assert_true(grid_shows(desk_scene_shown(scene, 18, 80), "▲value"));
	grid_row(&scene->canvas, 4, &row);
	assert_non_null(strstr(text_string(&row), "Li Qiang"));
	text_clear(&row);
}

static void enter_opens_the_client_under_the_cursor(void **state)
{
	desk_scene_type(*state, "jj");
	desk_key(((struct desk_scene *)*state)->desk, PRESS_ENTER);
	assert_true(shows(*state, "Enter opens the questionnaire"));
}

static void the_keys_of_other_screens_take_the_cursor_along(void **state)
{
	desk_scene_type(*state, "j2");
	assert_true(shows(*state, "ballast import transactions FILE"));
	desk_scene_type(*state, "q");
	assert_true(shows(*state, "▶ Li Qiang"));
}

/* Until the job has reported; a worker's progress makes the descriptor readable too. */
static void wait_for(struct desk_scene *scene, const char *piece)
{
	for (int i = 0; i < 1000 && !shows(scene, piece); i++) {
		struct pollfd ready = {.fd = desk_jobs_fd(scene->desk), .events = POLLIN};

		assert_int_equal(poll(&ready, 1, 20000), 1);
		desk_collect_jobs(scene->desk);
	}
	assert_true(shows(scene, piece));
}

static void proposes_for_the_marked_once_their_number_is_typed(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, " j b");
	wait_for(scene, "What the rebalance would be");
	/* 王芳 has five trades, 陈洁 no profile. */
	assert_true(shows(scene, "clients: 2 · with trades: 1 · need none: 0 · refused: 1"));
	assert_true(shows(scene, "trades: 5"));
	assert_true(shows(scene, "fees of these trades: CNY"));
	assert_true(shows(scene, "C3: S01"));
	assert_true(shows(scene, "C1: T07")); /* beyond a limit */
	assert_true(shows(scene, "Type 1 to go on:"));
	desk_key(scene->desk, PRESS_ENTER); /* on Cancel, where it begins */
	assert_true(shows(scene, "2 marked"));
	desk_scene_type(scene, "b");
	wait_for(scene, "What the rebalance would be");
	desk_scene_type(scene, "1");
	desk_key(scene->desk, PRESS_ENTER);
	wait_for(scene, "Rebalances proposed");
	assert_true(shows(scene, "waiting for a second person: 1"));
	assert_false(shows(scene, "Refused:")); /* who was refused before is not asked again */
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(shows(scene, "1 approval waiting"));
}

static void read_file(const char *path, char *bytes, size_t size)
{
	FILE *file = fopen(path, "r");
	size_t length;

	assert_non_null(file);
	length = fread(bytes, 1, size - 1, file);
	bytes[length] = '\0';
	assert_int_equal(fclose(file), 0);
}

static void type_path(struct desk_scene *scene, const char *path)
{
	for (int i = 0; i < 60; i++)
		desk_key(scene->desk, PRESS_BACKSPACE);
	desk_scene_type(scene, path);
}

static void exports_the_rows_that_are_shown_and_never_over_a_file(void **state)
{
	struct desk_scene *scene = *state;
	char path[160], bytes[8192];
	struct stat found;

	(void)snprintf(path, sizeof path, "%s/shown.csv", scene->scene.folder);
	desk_scene_type(scene, "/!state:empty");
	desk_key(scene->desk, PRESS_ENTER);
	desk_scene_type(scene, "x");
	assert_true(shows(scene, "ballast-book-2026-11-20.md"));
	desk_key(scene->desk, PRESS_TAB);
	assert_true(shows(scene, "ballast-book-2026-11-20.html"));
	type_path(scene, path);
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(shows(scene, "written, readable by you alone"));
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	read_file(path, bytes, sizeof bytes);
	assert_non_null(strstr(bytes, "C1,王芳,"));
	assert_non_null(strstr(bytes, "C3,陈洁,"));
	assert_null(strstr(bytes, "Li Qiang"));
	desk_scene_type(scene, "x");
	type_path(scene, path);
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(shows(scene, "there is a file of this name"));
	type_path(scene, "figures.xls");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(shows(scene, "the ending says the format; there are: txt md html json csv"));
	desk_key(scene->desk, PRESS_ESC);
	desk_scene_type(scene, "Hx"); /* hidden amounts are not given away by a key */
	assert_true(shows(scene, "Amounts are hidden on the screen."));
	assert_int_equal(unlink(path), 0);
}

static void copies_marked_rows_clean_and_masked_and_only_when_allowed(void **state)
{
	struct desk_scene *scene = *state;
	struct desk_setup setup = {.session = scene->scene.session, .screens = scene->shown, .themes = &scene->theme,
				   .theme_count = 1, .keymap = &scene->keymap, .uses_clipboard = true};
	const struct text *copied;
	struct desk *desk = scene->desk;

	desk_scene_type(scene, "y");
	assert_null(desk_take_copied(scene->desk));
	assert_true(shows(scene, "Copying is off"));
	scene->shown[0] = &book_screen;
	assert_int_equal(desk_open(&setup, &scene->desk, NULL), STATUS_OK);
	desk_scene_type(scene, "y");
	copied = desk_take_copied(scene->desk);
	assert_non_null(copied);
	assert_non_null(strstr(text_string(copied), "client\tcode\tclass\t"));
	assert_non_null(strstr(text_string(copied), "王芳\tC1\tC4\tB\t100,000\t"));
	assert_null(strstr(text_string(copied), "陈洁"));
	assert_null(desk_take_copied(scene->desk)); /* once */
	desk_scene_type(scene, "H jj y");
	copied = desk_take_copied(scene->desk);
	assert_non_null(strstr(text_string(copied), "•••,•••"));
	assert_null(strstr(text_string(copied), "100,000"));
	assert_true(shows(scene, "rows copied: 2"));
	desk_close(scene->desk);
	scene->desk = desk;
}

static void another_programs_change_is_noticed_and_shown(void **state)
{
	struct desk_scene *scene = *state;
	struct scene other = scene->scene;

	assert_true(shows(scene, "3/3"));
	other.session = NULL;
	scene_move_to(&other, scene_day); /* a second session on the same book */
	scene_add_client(&other, "C4", "Zhao Min", 1000 * MICROS);
	session_close(other.session);
	desk_look_outside(scene->desk);
	assert_true(shows(scene, "4/4"));
	assert_true(shows(scene, "The book was changed by another program; it was read again."));
	desk_scene_type(scene, "j");
	assert_false(shows(scene, "another program"));
}

static void f1_explains_the_chosen_column_with_formula_and_source(void **state)
{
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_F1);
	assert_true(shows(scene, "A name or a sign, not a computed figure."));
	desk_scene_type(scene, ">>>>>>");
	assert_true(shows(scene, "drift"));
	assert_true(shows(scene, "½ Σ |w − t|"));
	assert_true(shows(scene, "Half the sum of absolute differences"));
	desk_key(scene->desk, PRESS_RIGHT);
	assert_true(shows(scene, "Ledoit and Wolf"));
	desk_key(scene->desk, PRESS_ESC);
	desk_scene_type(scene, "s"); /* the column F1 went to is the one that is chosen */
	assert_true(shows(scene, "risk/limit %▼"));
	language_use(LANGUAGE_CHINESE);
	desk_key(scene->desk, PRESS_F1);
	assert_true(shows(scene, "公式"));
	assert_false(shows(scene, "Ledoit and Wolf, Honey, I Shrunk the Sample Covariance Matrix (2004); five"));
	language_use(LANGUAGE_ENGLISH);
}

static void every_column_has_a_note_or_is_a_name(void **state)
{
	static const char *const names[] = {"client", "code", "holding", "symbol"};
	const struct table_model *const models[] = {&book_model, &client_holdings_model};
	static const char *const shown_by[] = {"book", "client"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		for (const struct table_column *column = models[i]->columns; column->title != NULL; column++) {
			bool is_name = false;

			for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
				is_name = is_name || strcmp(names[j], column->title) == 0;
			if ((figure_note_find(shown_by[i], column->title) == NULL) != is_name)
				fail_msg("%s: \"%s\" should %shave a note", shown_by[i], column->title, is_name ? "not " : "");
		}
	}
	for (const struct figure_note *note = figure_notes; note->place != NULL; note++) {
		assert_non_null(strchr(note->place, ':'));
		assert_true(strlen(note->meaning) > 20 && strlen(note->source) > 10);
	}
}

/* What a screen reader gets: words and figures without a line drawn around them, and the cursor on the row. */
static void an_accessible_book_has_words_only(void **state)
{
	struct desk_scene *scene = *state;
	const struct canvas *canvas;

	desk_key(scene->desk, PRESS_F3);
	desk_scene_type(scene, "j");
	canvas = desk_scene_shown(scene, 24, 80);
	assert_false(grid_shows(canvas, "│"));
	assert_false(grid_shows(canvas, "▏"));
	assert_false(grid_shows(canvas, "─"));
	assert_false(grid_shows(canvas, "█"));
	assert_true(grid_shows(canvas, "100.0 pp"));
	assert_true(grid_shows(canvas, "▶ Li Qiang"));
	assert_int_equal(canvas->cursor_row, 5);
}

static void an_empty_book_says_what_to_do(void **state)
{
	assert_true(shows(*state, "ballast import clients FILE"));
	desk_key(((struct desk_scene *)*state)->desk, PRESS_ENTER);
	desk_scene_type(*state, "b");
	assert_true(shows(*state, "There is nobody to rebalance."));
	desk_scene_type(*state, "2");
	assert_true(shows(*state, "Nobody is chosen yet."));
}

/* Shows the row of a book of one through a filter. */
static bool shows_row(const struct review_row *row, const char *filter, bool *is_understood)
{
	struct review_row copy = *row;
	const struct book_rows rows = {.book = {.rows = &copy, .count = 1}};
	struct table_view view;
	bool is_shown;

	table_view_init(&view, &book_model, &rows);
	table_view_set_filter(&view, filter);
	is_shown = view.shown == 1;
	*is_understood = view.parsed.problem[0] == '\0';
	table_view_clear(&view);
	return is_shown;
}

static void every_word_of_a_filter_must_hold(void **state)
{
	const struct review_row row = {.code = "C0007", .name = "Oliver 陈", .risk_class = 3, .plan = 'B',
				       .value = 2500000 * MICROS, .week_return = -0.011, .drift_ppb = 64000000,
				       .volatility = 0.091, .volatility_limit = NAN, .alerts = 2,
				       .state = STANDING_REBALANCE};
	static const struct {
		const char *filter;
		bool matches;
	} cases[] = {
		{"", true}, {"  ", true}, {"oliver", true}, {"陈", true}, {"c0007", true}, {"wang", false},
		{"drift>5", true}, {"drift>6.4", false}, {"drift>=6.4", true}, {"drift<=6.4", true}, {"drift<5", false},
		{"drift=6.4", true}, {"!drift>5", false}, {"week<-1", true}, {"week<−1", true}, {"week>0", false},
		{"value>2000000", true}, {"value>2.4m", true}, {"value>251万", false}, {"value>2,499,999", true},
		{"risk>9", true}, {"limit>0", false}, {"limit<99", false}, {"class:C3", true}, {"class:3", true},
		{"class:C4", false}, {"class:C4|C3", true}, {"class>2", true}, {"!class:C3", false}, {"plan:b", true},
		{"plan:A|C", false}, {"state:rebalance", true}, {"rebalance", true}, {"state:band", false},
		{"alert", true}, {"alerts>2", false}, {"waiting", false}, {"!waiting", true}, {"!\"waiting\"", true},
		{"drift>5 class:C3 alert", true}, {"drift>5 class:C4", false}, {"name:oliver code:7", true},
		{"drift>5%", true}, {"!", true}, {"\"oliver 陈\"", true}, {"\"oliver  陈\"", false}, {"dr>5", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		bool is_understood;

		if (shows_row(&row, cases[i].filter, &is_understood) != cases[i].matches || !is_understood)
			fail_msg("\"%s\" should %smatch and be understood", cases[i].filter,
				 cases[i].matches ? "" : "not ");
	}
}

static void what_a_filter_does_not_know_is_said_and_hides_nothing(void **state)
{
	const struct review_row row = {.code = "C0007", .name = "Oliver", .drift_ppb = 64000000, .plan = 'B'};
	static const char *const bad[] = {"drift>five", "drift>", "drfit>5", "name>5", "cl>1", "alerts:many", "drift>5x",
					  "class:C3|", ":5"};
	bool is_understood;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (!shows_row(&row, bad[i], &is_understood) || is_understood)
			fail_msg("\"%s\" should be complained about", bad[i]);
}

static void a_bad_filter_stays_open_and_says_what_there_is(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "/drfit>5");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(shows(scene, "“drfit” is no column here; there are: client code class plan state value"));
	assert_true(shows(scene, "3/3"));
	desk_key(scene->desk, PRESS_ESC);
	desk_scene_type(scene, "/dri");
	assert_true(shows(scene, "3/3")); /* nobody is called that, but a column is */
	assert_true(shows(scene, "Tab completes"));
	desk_key(scene->desk, PRESS_TAB);
	desk_scene_type(scene, "5");
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(shows(scene, "/drift>5"));
	assert_true(shows(scene, "1/3"));
	assert_false(shows(scene, "Tab completes"));
}

static void several_columns_sort_and_each_shows_its_rank(void **state)
{
	struct desk_scene *scene = *state;
	struct text row = {0};

	desk_scene_type(scene, ">>s"); /* class: 4, then two without */
	desk_scene_type(scene, ">>+"); /* value */
	assert_true(grid_shows(desk_scene_shown(scene, 18, 80), "class▼1"));
	assert_true(grid_shows(&scene->canvas, "2▼value"));
	grid_row(&scene->canvas, 5, &row);
	assert_non_null(strstr(text_string(&row), "陈洁"));
	text_reset(&row);
	desk_scene_type(scene, "+");
	assert_true(grid_shows(desk_scene_shown(scene, 18, 80), "2▲value"));
	grid_row(&scene->canvas, 5, &row);
	assert_non_null(strstr(text_string(&row), "Li Qiang"));
	text_clear(&row);
}

static void marks_spread_turn_round_and_go(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, " jV"); /* the first, then down to the third */
	assert_true(shows(scene, "3 marked"));
	desk_scene_type(scene, "I");
	assert_false(shows(scene, "marked"));
	desk_scene_type(scene, "gjI /!state:empty"); /* all, Li Qiang's taken off again */
	desk_key(scene->desk, PRESS_ENTER);
	assert_true(shows(scene, "2 marked"));
	desk_scene_type(scene, "I"); /* of the shown alone */
	assert_false(shows(scene, "marked"));
	desk_scene_type(scene, "g n");
	assert_true(shows(scene, "1 marked"));
	desk_scene_type(scene, "U");
	assert_false(shows(scene, "marked"));
}

static void a_filter_understands_the_columns_in_chinese(void **state)
{
	const struct review_row row = {.name = "王芳", .plan = 'B', .drift_ppb = 64000000, .state = STANDING_IN_BAND};
	bool is_understood;

	(void)state;
	language_use(LANGUAGE_CHINESE);
	assert_true(shows_row(&row, "偏离>5", &is_understood));
	assert_true(is_understood);
	assert_false(shows_row(&row, "偏离<5", &is_understood));
	assert_true(shows_row(&row, "状态:区间内", &is_understood));
	language_use(LANGUAGE_ENGLISH);
}

static void short_amounts_use_the_units_of_the_language(void **state)
{
	char text[AMOUNT_TEXT_SIZE];

	(void)state;
	assert_string_equal(amount_short(INT64_C(2310000000) * MICROS, "CNY", false, text), "CNY 2.31 bn");
	assert_string_equal(amount_short(54407318 * MICROS, "CNY", false, text), "CNY 54.41 m");
	assert_string_equal(amount_short(263003 * MICROS, "CNY", false, text), "CNY 263,003");
	language_use(LANGUAGE_CHINESE);
	assert_string_equal(amount_short(INT64_C(2310000000) * MICROS, "CNY", false, text), "CNY 23.10 亿");
	language_use(LANGUAGE_ENGLISH);
	assert_string_equal(amount_change(-12000 * MICROS, text), "−12,000");
	assert_string_equal(amount_change(12000 * MICROS, text), "+12,000");
	assert_string_equal(amount_change(-1, text), "0");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_book_at_80_columns_is_complete, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(at_60_columns_who_how_much_how_far_and_what_remain, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(in_chinese_the_columns_still_line_up, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_size_is_sound, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(hidden_amounts_leave_no_figure_of_money, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(filters_as_one_types_and_escape_shows_all, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(sorts_by_value_the_largest_on_top, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(enter_opens_the_client_under_the_cursor, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(the_keys_of_other_screens_take_the_cursor_along, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(proposes_for_the_marked_once_their_number_is_typed, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(an_empty_book_says_what_to_do, set_up_empty, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(a_bad_filter_stays_open_and_says_what_there_is, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(several_columns_sort_and_each_shows_its_rank, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(marks_spread_turn_round_and_go, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(exports_the_rows_that_are_shown_and_never_over_a_file, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(copies_marked_rows_clean_and_masked_and_only_when_allowed, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(another_programs_change_is_noticed_and_shown, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(f1_explains_the_chosen_column_with_formula_and_source, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(an_accessible_book_has_words_only, set_up, desk_scene_tear_down),
		cmocka_unit_test(every_column_has_a_note_or_is_a_name),
		cmocka_unit_test(every_word_of_a_filter_must_hold),
		cmocka_unit_test(what_a_filter_does_not_know_is_said_and_hides_nothing),
		cmocka_unit_test(a_filter_understands_the_columns_in_chinese),
		cmocka_unit_test(short_amounts_use_the_units_of_the_language),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("book_screen", tests, NULL, NULL);
}
