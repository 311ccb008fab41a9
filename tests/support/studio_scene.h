/* A book for the studio and the rebalance: clients in every situation, and the screens with a first one that chooses. */
#ifndef BALLAST_TESTS_SUPPORT_STUDIO_SCENE_H
#define BALLAST_TESTS_SUPPORT_STUDIO_SCENE_H

#include "tests/advice/scene.h"
#include "tui/screen.h"

/*
 * C1 holds something and has a profile, no plan; C2 has a plan and drifted from it; C3 has no profile.
 */
void studio_scene_open(struct scene *scene);

/* The client whom the first screen chooses when it is loaded. */
extern const char *studio_scene_client;
extern const struct screen_ops *const studio_screens[];

#endif
