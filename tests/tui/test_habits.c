/* What works the same on every screen of the desk: explaining, exporting, copying, sorting, filtering, the palette. */
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

#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tests/support/term_grid.h"
#include "tests/tui/desk_scene.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"
#include "tui/widget/table_view.h"

/* The book of the scene with every screen there is. */
static int set_up(void **state)
{
	static struct desk_scene scene;
	struct desk_setup setup = {.screens = screens, .themes = &scene.theme, .theme_count = 1, .keymap = &scene.keymap,
				   .uses_clipboard = true};

	desk_scene_open(&scene);
	desk_close(scene.desk);
	setup.session = scene.scene.session;
	*state = &scene;
	return desk_open(&setup, &scene.desk, NULL) == STATUS_OK ? 0 : -1;
}

/* To a screen by its digit; what it computes beside the keys is waited for. */
static void go_to(struct desk_scene *scene, char digit)
{
	const char keys[] = {digit, '\0'};

	desk_scene_type(scene, keys);
	for (int i = 0; i < 40; i++) {
		struct pollfd ready = {.fd = desk_jobs_fd(scene->desk), .events = POLLIN};

		if (poll(&ready, 1, 50) == 1)
			desk_collect_jobs(scene->desk);
		else if (i > 2)
			break;
	}
}

static void every_screen_explains_and_says_its_keys(void **state)
{
	struct desk_scene *scene = *state;

	for (const struct screen_ops *const *screen = screens; *screen != NULL; screen++) {
		go_to(scene, (*screen)->digit);
		desk_key(scene->desk, PRESS_F1);
		assert_true(grid_shows(desk_scene_shown(scene, 40, 120), "What it means"));
		for (int i = 0; i < 12; i++) {
			desk_key(scene->desk, '>');
			(void)desk_scene_shown(scene, 24, 80);
		}
		desk_key(scene->desk, PRESS_ESC);
		desk_scene_type(scene, "?");
		assert_true(grid_shows(desk_scene_shown(scene, 40, 120), "Keys"));
		desk_key(scene->desk, PRESS_ESC);
	}
}

static void every_pane_sorts_marks_and_copies_or_says_that_it_cannot(void **state)
{
	struct desk_scene *scene = *state;

	for (const struct screen_ops *const *screen = screens; *screen != NULL; screen++) {
		go_to(scene, (*screen)->digit);
		for (int pane = 0; pane < 9; pane++) {
			desk_scene_type(scene, "y>+>+ VIU");
			(void)desk_scene_shown(scene, 24, 80);
			(void)desk_scene_shown(scene, 18, 60);
			desk_key(scene->desk, PRESS_TAB);
		}
	}
}

static void every_screen_of_a_client_is_exported_in_every_format(void **state)
{
	static const char *const endings[] = {"txt", "md", "html", "json", "csv"};
	struct desk_scene *scene = *state;
	size_t written = 0;

	for (const struct screen_ops *const *screen = screens; *screen != NULL; screen++) {
		go_to(scene, (*screen)->digit);
		if ((*screen)->section == NULL)
			continue;
		for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
			char path[200];
			struct stat found;

			(void)snprintf(path, sizeof path, "%s/%s.%s", scene->scene.folder, (*screen)->name, endings[i]);
			desk_scene_type(scene, "x");
			for (int j = 0; j < 80; j++)
				desk_key(scene->desk, PRESS_BACKSPACE);
			desk_scene_type(scene, path);
			desk_key(scene->desk, PRESS_ENTER);
			if (stat(path, &found) != 0) { /* the scene gives this screen nothing to show, and it says so */
				assert_true(grid_shows(desk_scene_shown(scene, 40, 120), "exported"));
				desk_key(scene->desk, PRESS_ESC);
				continue;
			}
			assert_int_equal(found.st_mode & 0777, 0600);
			assert_true(found.st_size > 20);
			assert_int_equal(unlink(path), 0);
			written++;
		}
	}
	assert_true(written >= 30); /* six screens in five formats */
}

static void an_accessible_desk_draws_no_line_on_any_screen(void **state)
{
	static const char *const lines[] = {"│", "─", "┌", "┤", "█", "▓", "⣀", "⠤", "╌"};
	struct desk_scene *scene = *state;

	desk_key(scene->desk, PRESS_F3);
	for (const struct screen_ops *const *screen = screens; *screen != NULL; screen++) {
		go_to(scene, (*screen)->digit);
		desk_key(scene->desk, PRESS_TAB);
		for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
			if (grid_shows(desk_scene_shown(scene, 40, 120), lines[i]))
				fail_msg("screen %s draws %s", (*screen)->name, lines[i]);
		}
	}
}

static void hidden_amounts_are_hidden_on_every_screen(void **state)
{
	struct desk_scene *scene = *state;

	desk_scene_type(scene, "H");
	for (const struct screen_ops *const *screen = screens; *screen != NULL; screen++) {
		go_to(scene, (*screen)->digit);
		for (int digit = '0'; digit <= '9'; digit++) {
			const char amount[] = {'C', 'N', 'Y', ' ', (char)digit, '\0'};

			if (grid_shows(desk_scene_shown(scene, 40, 120), amount))
				fail_msg("screen %s shows %s…", (*screen)->name, amount);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_screen_explains_and_says_its_keys, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_pane_sorts_marks_and_copies_or_says_that_it_cannot, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(every_screen_of_a_client_is_exported_in_every_format, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(an_accessible_desk_draws_no_line_on_any_screen, set_up, desk_scene_tear_down),
		cmocka_unit_test_setup_teardown(hidden_amounts_are_hidden_on_every_screen, set_up, desk_scene_tear_down),
	};

	language_open(getenv("BALLAST_LOCALEDIR"));
	return cmocka_run_group_tests_name("habits", tests, NULL, NULL);
}
