/* Clients in every situation the studio and the rebalance must show. */
#include "tests/support/studio_scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "advice/profile.h"
#include "advice/recommend.h"
#include "advice/standing.h"
#include "engine/base/money.h"
#include "tui/desk.h"
#include "tui/screens/desk_screens.h"

const char *studio_scene_client = "C1";

static void take_profile(struct scene *scene, const char *client)
{
	const struct answers answers = scene_answers("2026-11-02");
	struct assessment assessment;
	struct error err = {0};

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
	take_profile(scene, "C1");
	scene_add_client(scene, "C2", "Li Qiang", 250000 * MICROS);
	hold(scene, "C2");
	take_profile(scene, "C2");
	if (recommend_accept(scene->session, "C2", 'B', "Li Qiang", &plan, &err) != STATUS_OK)
		fail_msg("%s", err.message);
	plan_clear(&plan);
	scene_add_client(scene, "C3", "Chen Jie", 50000 * MICROS);
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
