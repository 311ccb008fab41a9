/* Clients in every situation the studio and the rebalance must show. */
#include "tests/support/studio_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "advice/client/profile.h"
#include "advice/client/standing.h"
#include "advice/plan/recommend.h"
#include "engine/base/money.h"
#include "tests/support/term_grid.h"
#include "tui/key.h"
#include "tui/screens/desk_screens.h"

const char *studio_scene_client = "C1";

/* answer: to every question; 0: those of the scene, a consistent investor of class C4. */
static void take_profile(struct scene *scene, const char *client, int answer)
{
	struct answers answers = scene_answers("2026-11-02");
	struct assessment assessment;
	struct error err = {0};

	for (int i = 0; answer > 0 && i < QUESTIONS; i++)
		answers.option[i] = (int8_t)answer;
	if (profile_take(scene->session, client, &answers, &assessment, &err) != STATUS_OK)
		fail_msg("%s", err.message);
}

static void hold(struct scene *scene, const char *client)
{
	scene_add_lot(scene, client, "510300", 60000 * MICROS);
	scene_add_lot(scene, client, "511010", 1200 * MICROS);
	scene_add_lot(scene, client, "518880", 12000 * MICROS);
}

void studio_scene_open(struct scene *scene)
{
	struct plan plan;
	struct error err = {0};

	scene_open(scene);
	scene_add_client(scene, "C1", "王芳", 100000 * MICROS);
	hold(scene, "C1");
	take_profile(scene, "C1", 0);
	scene_add_client(scene, "C2", "Li Qiang", 250000 * MICROS);
	hold(scene, "C2");
	take_profile(scene, "C2", 0);
	if (recommend_accept(scene->session, "C2", 'B', "Li Qiang", &plan, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	plan_clear(&plan);
	scene_add_client(scene, "C3", "Chen Jie", 50000 * MICROS);
	scene_add_client(scene, "C4", "Zhao Min", 50000 * MICROS);
	take_profile(scene, "C4", 1);
}

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct standing standing = {0};
	const enum status status = standing_find(desk_session(desk), studio_scene_client, &standing, err);

	(void)state;
	if (status == STATUS_OK)
		desk_set_subject(desk, (struct desk_subject){.client = standing.client.id});
	standing_clear(&standing);
	return status;
}

static void draw(const void *state, struct term *term)
{
	(void)state;
	(void)term_put(term, 1, 2, ROLE_NORMAL, studio_scene_client);
}

static bool act(void *state, struct desk *desk, enum action action)
{
	(void)state;
	(void)desk;
	(void)action;
	return false;
}

static void unload(void *state)
{
	(void)state;
}

static const struct action_use none[] = {{ACTION_NONE, NULL}};

static const struct screen_ops chooser = {
	.name = "book", .title = "Book", .digit = '1', .state_size = 1, .actions = none, .load = load, .draw = draw,
	.act = act, .unload = unload,
};

const struct screen_ops *const studio_screens[] = {&chooser, &allocate_screen, &rebalance_screen, NULL};

static void open_desk(struct studio_fixture *fixture, const char *client, const char *digit)
{
	const struct desk_setup setup = {.session = fixture->scene.session, .screens = studio_screens,
					 .themes = &fixture->theme, .theme_count = 1, .keymap = &fixture->keymap};

	studio_scene_client = client;
	assert_int_equal(desk_open(&setup, &fixture->desk, NULL), STATUS_OK);
	studio_press(fixture, digit);
}

void studio_fixture_open(struct studio_fixture *fixture, const char *client, const char *digit)
{
	*fixture = (struct studio_fixture){.canvas = {.charset = CHARSET_BRAILLE}};
	studio_scene_client = client;
	studio_scene_open(&fixture->scene);
	theme_builtin(&fixture->theme);
	keymap_defaults(&fixture->keymap);
	open_desk(fixture, client, digit);
}

void studio_fixture_restart(struct studio_fixture *fixture, const char *client, const char *digit)
{
	desk_close(fixture->desk);
	open_desk(fixture, client, digit);
}

void studio_fixture_close(struct studio_fixture *fixture)
{
	desk_close(fixture->desk);
	canvas_clear(&fixture->canvas);
	scene_close(&fixture->scene);
}

void studio_press(struct studio_fixture *fixture, const char *names)
{
	char copy[160], *rest = NULL;

	(void)strncpy(copy, names, sizeof copy - 1);
	copy[sizeof copy - 1] = '\0';
	for (char *name = strtok_r(copy, " ", &rest); name != NULL; name = strtok_r(NULL, " ", &rest)) {
		uint32_t key = 0;

		assert_true(press_parse(name, &key));
		desk_key(fixture->desk, key);
	}
}

void studio_type(struct studio_fixture *fixture, const char *text)
{
	desk_paste(fixture->desk, text);
}

const struct canvas *studio_shown(struct studio_fixture *fixture, int rows, int columns)
{
	desk_draw(fixture->desk, &fixture->canvas, rows, columns);
	assert_true(grid_is_sound(&fixture->canvas));
	return &fixture->canvas;
}

void studio_survives_every_size(struct studio_fixture *fixture, int panes)
{
	for (int charset = CHARSET_ASCII; charset <= CHARSET_BRAILLE; charset++) {
		fixture->canvas.charset = (enum charset)charset;
		for (int pane = 0; pane < panes; pane++) {
			studio_press(fixture, "tab");
			for (int rows = 18; rows < 60; rows += 5) {
				for (int columns = 60; columns < 180; columns += 7)
					(void)studio_shown(fixture, rows, columns);
			}
		}
	}
}

bool studio_shows(struct studio_fixture *fixture, const char *piece)
{
	return grid_shows(studio_shown(fixture, 40, 120), piece);
}
