/* The screens of the desk on the book of a scene. */
#include "tests/tui/desk_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/client/profile.h"
#include "advice/oversight/monitor.h"
#include "advice/plan/recommend.h"
#include "advice/trade/rebalancing.h"
#include "tests/support/term_grid.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"

static void propose(struct session *session, const char *client)
{
	const struct answers answers = scene_answers("2026-11-02");
	const struct rebalancing_options options = {.mode = MODE_TO_TARGET};
	struct rebalancing rebalancing;
	struct assessment assessment;
	struct plan plan;
	struct error err;

	MUST(profile_take(session, client, &answers, &assessment, &err));
	MUST(recommend_accept(session, client, 'B', "client", &plan, &err));
	plan_clear(&plan);
	MUST(rebalancing_work(session, client, &options, &rebalancing, &err));
	MUST(rebalancing_submit(session, &rebalancing, "adviser", &err));
	rebalancing_clear(&rebalancing);
}

/* These two alone, so that the menu looks the same whichever screens join it. */
static const struct screen_ops *const two_screens[] = {&book_screen, &client_screen, NULL};

static void open_desk(struct desk_scene *scene, const struct screen_ops *const *shown)
{
	struct desk_setup setup = {.session = scene->scene.session, .screens = shown, .themes = &scene->theme,
				   .theme_count = 1, .keymap = &scene->keymap};
	struct error err;

	theme_builtin(&scene->theme);
	keymap_defaults(&scene->keymap);
	scene->canvas.charset = CHARSET_BRAILLE;
	MUST(desk_open(&setup, &scene->desk, &err));
}

static void open_book(struct desk_scene *scene)
{
	struct monitor_result watched;
	struct error err;

	*scene = (struct desk_scene){0};
	scene_open(&scene->scene);
	scene_add_client(&scene->scene, "C1", "王芳", 100000 * MICROS);
	scene_add_client(&scene->scene, "C2", "Li Qiang", 0);
	scene_add_client(&scene->scene, "C3", "陈洁", 50000 * MICROS);
	scene_add_lot(&scene->scene, "C3", "510300", 20000 * MICROS);
	propose(scene->scene.session, "C1");
	MUST(monitor_book(scene->scene.session, &watched, &err));
}

void desk_scene_open(struct desk_scene *scene)
{
	open_book(scene);
	open_desk(scene, two_screens);
}

void desk_scene_open_screen(struct desk_scene *scene, const struct screen_ops *screen)
{
	open_book(scene);
	scene->shown[0] = &book_screen;
	scene->shown[1] = screen;
	open_desk(scene, scene->shown);
}

void desk_scene_open_empty(struct desk_scene *scene)
{
	*scene = (struct desk_scene){0};
	scene_open(&scene->scene);
	open_desk(scene, two_screens);
}

void desk_scene_close(struct desk_scene *scene)
{
	language_use(LANGUAGE_ENGLISH);
	desk_close(scene->desk);
	canvas_clear(&scene->canvas);
	scene_close(&scene->scene);
}

void desk_scene_type(struct desk_scene *scene, const char *text)
{
	size_t left = strlen(text);

	while (left > 0) {
		uint32_t character;
		const size_t length = text_decode(text, left, &character);

		desk_key(scene->desk, character == ' ' ? PRESS_SPACE : character);
		text += length;
		left -= length;
	}
}

void desk_scene_draw(struct desk_scene *scene, int rows, int columns)
{
	desk_draw(scene->desk, &scene->canvas, rows, columns);
}

const struct canvas *desk_scene_shown(struct desk_scene *scene, int rows, int columns)
{
	desk_scene_draw(scene, rows, columns);
	assert_true(grid_is_sound(&scene->canvas));
	return &scene->canvas;
}

bool desk_scene_shows(struct desk_scene *scene, const char *piece)
{
	return grid_shows(desk_scene_shown(scene, 40, 120), piece);
}

void desk_scene_survives_every_size(struct desk_scene *scene, int column_step, int row_step)
{
	static const enum charset charsets[] = {CHARSET_ASCII, CHARSET_BLOCK, CHARSET_BRAILLE};

	for (size_t i = 0; i < sizeof charsets / sizeof charsets[0]; i++) {
		scene->canvas.charset = charsets[i];
		for (int columns = 1; columns < 200; columns += column_step)
			for (int rows = 1; rows < 60; rows += row_step)
				(void)desk_scene_shown(scene, rows, columns);
	}
}

int desk_scene_tear_down(void **state)
{
	desk_scene_close(*state);
	return 0;
}
