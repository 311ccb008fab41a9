/* The screens of the desk on the book of a scene, drawn on a grid in memory. */
#ifndef BALLAST_TESTS_TUI_DESK_SCENE_H
#define BALLAST_TESTS_TUI_DESK_SCENE_H

#include <stdbool.h>

#include "tests/advice/scene.h"
#include "tui/desk.h"

struct desk_scene {
	struct scene scene;
	struct theme theme;
	struct keymap keymap;
	struct desk *desk;    /* owned */
	struct canvas canvas; /* owned */
	const struct screen_ops *shown[3];
};

/*
 * Three clients: 王芳 has a profile, plan B and a proposal made by "adviser" that waits; 陈洁 holds shares and money
 * but has no profile; Li Qiang has nothing.
 */
void desk_scene_open(struct desk_scene *scene);

/* The same book with the book's screen and one other, reached by its digit: what the menu shows does not depend on the rest. */
void desk_scene_open_screen(struct desk_scene *scene, const struct screen_ops *screen);

/* The same book without a client. */
void desk_scene_open_empty(struct desk_scene *scene);
void desk_scene_close(struct desk_scene *scene);

/* Keys as characters. */
void desk_scene_type(struct desk_scene *scene, const char *text);
void desk_scene_draw(struct desk_scene *scene, int rows, int columns);

/* Draws at a size and says what is on the canvas, which must be sound; for cmocka: closes the scene that is the state. */
const struct canvas *desk_scene_shown(struct desk_scene *scene, int rows, int columns);
bool desk_scene_shows(struct desk_scene *scene, const char *piece); /* at 40 x 120 */

/* Every charset at sizes up to 59 x 199, so far apart; leaves braille. */
void desk_scene_survives_every_size(struct desk_scene *scene, int column_step, int row_step);
int desk_scene_tear_down(void **state);

#endif
