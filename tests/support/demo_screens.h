/* Two small screens that use every part of the desk, for tests and for looking at. */
#ifndef BALLAST_TESTS_SUPPORT_DEMO_SCREENS_H
#define BALLAST_TESTS_SUPPORT_DEMO_SCREENS_H

#include "tui/screen.h"

extern const struct screen_ops *const demo_screens[];

#endif
