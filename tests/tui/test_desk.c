/* The desk on a grid: frame, stack, help, palette, questions, tables. */
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

#include "tests/support/demo_screens.h"
#include "tests/support/term_grid.h"
#include "tui/desk.h"

struct fixture {
	struct theme theme;
	struct keymap keymap;
	struct desk *desk;
	struct canvas canvas;
};

static int set_up(void **state)
{
	static struct fixture fixture;
	struct desk_setup setup = {.screens = demo_screens, .themes = &fixture.theme, .theme_count = 1,
				   .keymap = &fixture.keymap};

	fixture = (struct fixture){.canvas = {.charset = CHARSET_BRAILLE}};
	theme_builtin(&fixture.theme);
	keymap_defaults(&fixture.keymap);
	*state = &fixture;
	return desk_open(&setup, &fixture.desk, NULL) == STATUS_OK ? 0 : -1;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	desk_close(fixture->desk);
	canvas_clear(&fixture->canvas);
	return 0;
}

/* Names of keys, separated by blanks. */
static void press(struct fixture *fixture, const char *names)
{
	char copy[128], *rest = NULL;

	(void)strncpy(copy, names, sizeof copy - 1);
	copy[sizeof copy - 1] = '\0';
	for (char *name = strtok_r(copy, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest)) {
		uint32_t key = 0;

		assert_true(press_parse(name, &key));
		desk_key(fixture->desk, key);
	}
}

static const struct canvas *shown(struct fixture *fixture, int rows, int columns)
{
	desk_draw(fixture->desk, &fixture->canvas, rows, columns);
	assert_true(grid_is_sound(&fixture->canvas));
	return &fixture->canvas;
}

static bool shows(struct fixture *fixture, const char *piece)
{
	return grid_shows(shown(fixture, 24, 80), piece);
}

#define EMPTY_LINE "│                                                                              │\n"

static void the_book_at_80_columns_is_complete(void **state)
{
	assert_grid(shown(*state, 24, 80),
" 1 Book  2 Clie  3 Prof  4 Allo  5 Reba  6 Plan  7 Perf  8 Risk  9 Mark  0 Over\n"
" Wang Fang · Retirement · C3 · man…  prices 2026-11-20 ✓   3 alerts    sandbox\n"
"┌ 5 clients · ¥ 93.9 m · 2 out of band ────────────────────────────────────────┐\n"
"│  client                    class  plan             value ¥     week     drift│\n"
"│▶ Wang Fang                 C3     balanced         1284310   +0.8 %    6.4 pp│\n"
"│  Li Qiang                  C4     growth           3902118   -1.2 %    2.1 pp│\n"
"│  陈洁                      C2     defensive         410020   +0.1 %    0.5 pp│\n"
"│  欧阳 Consolidated Famil…  C5     aggressive      88310022   -3.1 %   11.2 pp│\n"
"│  Zhao Min                  C1     cash               52000   +0.0 %    0.0 pp│\n"
EMPTY_LINE EMPTY_LINE EMPTY_LINE EMPTY_LINE EMPTY_LINE EMPTY_LINE EMPTY_LINE EMPTY_LINE EMPTY_LINE EMPTY_LINE
EMPTY_LINE EMPTY_LINE
"│  5/5                                                                         │\n"
"└──────────────────────────────────────────────────────────────────────────────┘\n"
" ↑↓ select  Space mark  / filter  s sort  ⏎ open  r refresh  : command  ? keys\n");
}

static void a_narrow_book_hides_the_least_important_columns_and_says_so(void **state)
{
	const struct canvas *canvas = shown(*state, 18, 60);

	assert_true(grid_shows(canvas, "hidden columns: 1  < >"));
	assert_false(grid_shows(canvas, "plan  "));
	assert_false(grid_shows(canvas, "balanced  "));
	assert_true(grid_shows(canvas, "陈洁"));
}

static void a_desk_too_small_says_what_it_needs(void **state)
{
	assert_grid(shown(*state, 17, 59),
		    "ballast needs 60×18; this terminal is 59×17\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n");
	assert_true(grid_shows(shown(*state, 18, 60), "Wang Fang"));
	assert_false(grid_shows(shown(*state, 17, 60), "Wang Fang"));
	(void)shown(*state, 1, 1);
	(void)shown(*state, 3, 10);
}

static void every_screen_and_overlay_survives_every_size(void **state)
{
	static const char *const ways[] = {"esc", "?", "esc :", "esc D", "esc F1", "esc 2", "4", "esc esc /"};

	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		press(*state, ways[i]);
		for (int rows = 18; rows < 60; rows += 7) {
			for (int columns = 60; columns < 200; columns += 9)
				(void)shown(*state, rows, columns);
		}
		(void)shown(*state, 200, 500);
	}
}

static void enter_opens_a_client_and_esc_comes_back(void **state)
{
	press(*state, "down enter");
	assert_true(shows(*state, "client 12"));
	press(*state, "esc");
	assert_true(shows(*state, "5 clients"));
	press(*state, "esc esc"); /* the last screen stays */
	assert_false(desk_is_over(((struct fixture *)*state)->desk));
	press(*state, "q");
	assert_true(desk_is_over(((struct fixture *)*state)->desk));
}

static void a_screen_that_cannot_be_filled_says_why_and_is_filled_later(void **state)
{
	press(*state, "2");
	assert_true(shows(*state, "This screen could not be filled."));
	assert_true(shows(*state, "no client is chosen; open one in the book"));
	press(*state, "1 down down enter");
	assert_true(shows(*state, "client 13"));
}

static void leaving_an_edit_asks_first_and_cancel_keeps_it(void **state)
{
	press(*state, "enter e esc");
	assert_true(shows(*state, "would be lost"));
	press(*state, "enter"); /* Cancel is what Enter means */
	assert_true(shows(*state, "client 11 edited"));
	press(*state, "esc y enter");
	assert_true(shows(*state, "5 clients"));
}

static void quitting_with_an_edit_asks_too(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, "enter e Q");
	assert_false(desk_is_over(fixture->desk));
	press(fixture, "y enter");
	assert_true(desk_is_over(fixture->desk));
}

static void help_lists_every_action_of_the_screen_with_its_keys(void **state)
{
	const struct action_use *use = demo_screens[0]->actions;
	struct fixture *fixture = *state;

	press(fixture, "?");
	for (; use->action != ACTION_NONE; use++)
		assert_true(grid_shows(shown(fixture, 60, 120), action_help(use->action)));
	for (int i = ACTION_PALETTE; i <= ACTION_QUIT; i++)
		assert_true(grid_shows(&fixture->canvas, action_help((enum action)i)));
	press(fixture, "esc");
	assert_false(shows(fixture, "Everywhere"));
}

static void the_palette_reaches_every_action_and_screen(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, ": t h e m e enter");
	assert_true(shows(fixture, "theme dark"));
	press(fixture, ": o v e r s enter");
	assert_true(shows(fixture, "could not be filled")); /* the screen without a client */
	press(fixture, "esc : z z z");
	assert_true(shows(fixture, "Nothing is called that."));
	press(fixture, "enter esc");
	assert_true(shows(fixture, "5 clients"));
}

static void the_palette_sorts_filters_and_completes(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, ": s o r t space d r tab");
	assert_true(shows(fixture, ": sort drift"));
	press(fixture, "enter");
	assert_true(shows(fixture, "▼drift"));
	press(fixture, ": f i l t e r space c l a s s : C 3 | C 4 enter");
	assert_true(shows(fixture, "/class:C3|C4"));
	assert_true(shows(fixture, "2/5"));
	press(fixture, ": f i l t e r space d r i f t > x enter");
	assert_true(shows(fixture, "drift is compared with a figure, and “x” is none"));
	assert_true(shows(fixture, "5/5"));
}

static void a_theme_is_shown_while_it_is_chosen_and_esc_takes_it_back(void **state)
{
	struct fixture *fixture = *state;
	struct theme themes[2] = {fixture->theme, fixture->theme};
	struct desk_setup setup = {.screens = demo_screens, .themes = themes, .theme_count = 2,
				   .keymap = &fixture->keymap};
	struct desk *desk = fixture->desk;

	(void)strcpy(themes[1].name, "paper");
	assert_int_equal(desk_open(&setup, &fixture->desk, NULL), STATUS_OK);
	press(fixture, ": t h e m e space p");
	assert_ptr_equal(desk_theme(fixture->desk), &themes[1]);
	press(fixture, "esc");
	assert_ptr_equal(desk_theme(fixture->desk), &themes[0]);
	press(fixture, ": t h e m e space p a p e r enter");
	assert_ptr_equal(desk_theme(fixture->desk), &themes[1]);
	assert_true(shows(fixture, "theme paper"));
	desk_close(fixture->desk);
	fixture->desk = desk;
}

/* What was run, filters that were typed too, comes back in the next desk and in no one else's hands. */
static void the_palette_remembers_after_a_restart_for_its_owner_alone(void **state)
{
	struct fixture *fixture = *state;
	char folder[] = "/tmp/test-desk.XXXXXX", file[64];
	struct desk_setup setup = {.screens = demo_screens, .themes = &fixture->theme, .theme_count = 1,
				   .keymap = &fixture->keymap, .state = folder};
	struct desk *desk = fixture->desk;
	struct stat found;

	assert_non_null(mkdtemp(folder));
	(void)snprintf(file, sizeof file, "%s/palette-history", folder);
	assert_int_equal(desk_open(&setup, &fixture->desk, NULL), STATUS_OK);
	press(fixture, ": u n m a r k enter / g r o enter esc");
	desk_close(fixture->desk);
	assert_int_equal(stat(file, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	assert_int_equal(desk_open(&setup, &fixture->desk, NULL), STATUS_OK);
	press(fixture, ":");
	assert_true(shows(fixture, "filter gro"));
	press(fixture, "up up");
	assert_true(shows(fixture, ": unmark"));
	press(fixture, "down enter"); /* the newer one */
	assert_true(shows(fixture, "/gro"));
	assert_true(shows(fixture, "1/5"));
	desk_close(fixture->desk);
	assert_int_equal(chmod(file, 0622), 0); /* what others may write is not offered */
	assert_int_equal(desk_open(&setup, &fixture->desk, NULL), STATUS_OK);
	press(fixture, ":");
	assert_false(shows(fixture, "filter gro"));
	desk_close(fixture->desk);
	fixture->desk = desk;
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void what_is_hard_to_undo_wants_a_typed_word(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, "D tab enter"); /* the other button does not work yet: Enter is still Cancel */
	assert_false(shows(fixture, "deleted"));
	press(fixture, "D 3 enter");
	assert_false(shows(fixture, "deleted"));
	press(fixture, "D 3 7 enter");
	assert_true(shows(fixture, "deleted"));
}

static void a_table_sorts_and_keeps_the_selection_on_its_client(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, "down"); /* Li Qiang */
	press(fixture, "> > > s");
	assert_true(shows(fixture, "▼value ¥"));
	assert_true(grid_is_selected_at(&fixture->canvas, "Li Qiang"));
	press(fixture, "s");
	assert_true(shows(fixture, "▲value ¥"));
	press(fixture, "enter");
	assert_true(shows(fixture, "client 12"));
}

static void a_filter_narrows_as_it_is_typed(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, "/ g r o");
	assert_true(shows(fixture, "/gro"));
	assert_true(shows(fixture, "1/5"));
	assert_true(shows(fixture, "Li Qiang"));
	assert_false(shows(fixture, "Wang Fang  ")); /* the context line names her with one blank */
	press(fixture, "x");
	assert_true(shows(fixture, "Nothing matches the filter."));
	press(fixture, "esc");
	assert_true(shows(fixture, "5/5"));
	desk_key(fixture->desk, '/');
	desk_paste(fixture->desk, "欧\n");
	assert_true(shows(fixture, "0/5") || shows(fixture, "1/5"));
}

static void a_paste_outside_a_field_does_nothing(void **state)
{
	struct fixture *fixture = *state;

	desk_paste(fixture->desk, "Qq2D");
	assert_false(desk_is_over(fixture->desk));
	assert_true(shows(fixture, "5 clients"));
}

static void marks_are_shown_and_counted(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, "space space up space");
	assert_true(shows(fixture, "1 marked"));
	assert_true(shows(fixture, " ●Wang Fang"));
}

static void amounts_hide_and_come_back(void **state)
{
	struct fixture *fixture = *state;

	assert_true(shows(fixture, "1284310"));
	press(fixture, "H");
	assert_false(shows(fixture, "1284310"));
	assert_true(shows(fixture, "•••••••"));
	press(fixture, "H");
	assert_true(shows(fixture, "1284310"));
}

/* Waits until the running job is over; the event descriptor wakes it, so nothing sleeps. */
static void collect(struct fixture *fixture, const char *until)
{
	for (int i = 0; i < 2000 && !shows(fixture, until); i++) {
		struct pollfd watched = {.fd = desk_jobs_fd(fixture->desk), .events = POLLIN};

		assert_int_equal(poll(&watched, 1, 5000), 1);
		desk_collect_jobs(fixture->desk);
	}
}

static void a_job_shows_its_progress_and_esc_cancels_it(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, "r");
	collect(fixture, "/700 · Esc cancels");
	press(fixture, "down"); /* nothing blocks meanwhile */
	assert_true(grid_is_selected_at(shown(fixture, 24, 80), "Li Qiang"));
	press(fixture, "esc");
	collect(fixture, "refresh cancelled");
	assert_true(shows(fixture, "refresh cancelled"));
}

static void a_click_on_the_menu_and_on_a_row(void **state)
{
	struct fixture *fixture = *state;

	(void)shown(fixture, 24, 80);
	desk_click(fixture->desk, 5, 10, false);
	assert_true(grid_is_selected_at(shown(fixture, 24, 80), "Li Qiang"));
	desk_click(fixture->desk, 5, 10, true);
	assert_true(shows(fixture, "client 12"));
	desk_click(fixture->desk, 0, 2, false);
	assert_true(shows(fixture, "5 clients"));
}

static void the_mouse_sorts_by_a_title_and_reaches_into_the_palette(void **state)
{
	struct fixture *fixture = *state;

	(void)shown(fixture, 24, 80);
	desk_click(fixture->desk, 3, 76, false);
	assert_true(shows(fixture, "▼drift"));
	desk_click(fixture->desk, 3, 76, false);
	assert_true(shows(fixture, "▲drift"));
	press(fixture, ": m a r k");
	(void)shown(fixture, 24, 80);
	desk_wheel(fixture->desk, 1);
	assert_true(grid_is_selected_at(shown(fixture, 24, 80), "Market"));
	desk_click(fixture->desk, 5, 10, true); /* the first of the list: mark */
	assert_true(shows(fixture, "1 marked"));
	press(fixture, "?");
	desk_wheel(fixture->desk, 1);
	desk_wheel(fixture->desk, 1);
	assert_false(grid_shows(shown(fixture, 24, 80), "Move up"));
}

static void the_cursor_rests_on_the_selected_row(void **state)
{
	struct fixture *fixture = *state;

	press(fixture, "down");
	(void)shown(fixture, 24, 80);
	assert_int_equal(fixture->canvas.cursor_row, 5);
}

static void no_byte_above_127_anywhere_in_an_ascii_locale(void **state)
{
	static const char *const ways[] = {"esc", "?", "esc :", "esc D", "esc 4", "esc / x"};
	struct fixture *fixture = *state;

	fixture->canvas.charset = CHARSET_ASCII;
	for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
		press(fixture, ways[i]);
		(void)shown(fixture, 40, 120); /* grid_is_sound looks at every cell */
	}
}

#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		DESK_TEST(the_book_at_80_columns_is_complete),
		DESK_TEST(a_narrow_book_hides_the_least_important_columns_and_says_so),
		DESK_TEST(a_desk_too_small_says_what_it_needs),
		DESK_TEST(every_screen_and_overlay_survives_every_size),
		DESK_TEST(enter_opens_a_client_and_esc_comes_back),
		DESK_TEST(a_screen_that_cannot_be_filled_says_why_and_is_filled_later),
		DESK_TEST(leaving_an_edit_asks_first_and_cancel_keeps_it),
		DESK_TEST(quitting_with_an_edit_asks_too),
		DESK_TEST(help_lists_every_action_of_the_screen_with_its_keys),
		DESK_TEST(the_palette_reaches_every_action_and_screen),
		DESK_TEST(the_palette_sorts_filters_and_completes),
		DESK_TEST(a_theme_is_shown_while_it_is_chosen_and_esc_takes_it_back),
		DESK_TEST(the_palette_remembers_after_a_restart_for_its_owner_alone),
		DESK_TEST(what_is_hard_to_undo_wants_a_typed_word),
		DESK_TEST(a_table_sorts_and_keeps_the_selection_on_its_client),
		DESK_TEST(a_filter_narrows_as_it_is_typed),
		DESK_TEST(a_paste_outside_a_field_does_nothing),
		DESK_TEST(marks_are_shown_and_counted),
		DESK_TEST(amounts_hide_and_come_back),
		DESK_TEST(a_job_shows_its_progress_and_esc_cancels_it),
		DESK_TEST(a_click_on_the_menu_and_on_a_row),
		DESK_TEST(the_mouse_sorts_by_a_title_and_reaches_into_the_palette),
		DESK_TEST(the_cursor_rests_on_the_selected_row),
		DESK_TEST(no_byte_above_127_anywhere_in_an_ascii_locale),
	};

	return cmocka_run_group_tests_name("desk", tests, NULL, NULL);
}
