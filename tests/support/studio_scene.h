/* A book for the studio and the rebalance: clients in every situation, and the screens with a first one that chooses. */
#ifndef BALLAST_TESTS_SUPPORT_STUDIO_SCENE_H
#define BALLAST_TESTS_SUPPORT_STUDIO_SCENE_H

#include <stdbool.h>

#include "tests/advice/scene.h"
#include "tui/desk.h"
#include "tui/keymap.h"
#include "tui/screen.h"
#include "tui/theme.h"

/*
 * C1 holds something and has a profile, no plan; C2 has a plan and drifted from it; C3 has no profile; C4 can bear
 * less than the frontier offers.
 */
void studio_scene_open(struct scene *scene);

/* The client whom the first screen chooses when it is loaded. */
extern const char *studio_scene_client;
extern const struct screen_ops *const studio_screens[];

/* The book with a desk on a grid, standing on a screen. */
struct studio_fixture {
	struct scene scene;
	struct theme theme;
	struct keymap keymap;
	struct desk *desk;
	struct canvas canvas;
};

/* digit: the screen's key in the menu. */
void studio_fixture_open(struct studio_fixture *fixture, const char *client, const char *digit);
/* Leaves the desk and comes back to the same book. */
void studio_fixture_restart(struct studio_fixture *fixture, const char *client, const char *digit);
void studio_fixture_close(struct studio_fixture *fixture);

/* Names of keys, separated by blanks; and text typed character by character. */
void studio_press(struct studio_fixture *fixture, const char *names);
void studio_type(struct studio_fixture *fixture, const char *text);
const struct canvas *studio_shown(struct studio_fixture *fixture, int rows, int columns);

/* So many panes, one after the other, at many sizes in every charset. */
void studio_survives_every_size(struct studio_fixture *fixture, int panes);
bool studio_shows(struct studio_fixture *fixture, const char *piece); /* at 40 x 120 */

#endif
