/* The screens, each defined in its own file and listed in screens.c. */
#ifndef BALLAST_TUI_SCREENS_DESK_SCREENS_H
#define BALLAST_TUI_SCREENS_DESK_SCREENS_H

#include "tui/screen.h"

extern const struct screen_ops book_screen;
extern const struct screen_ops client_screen;
extern const struct screen_ops profile_screen;
extern const struct screen_ops allocate_screen;
extern const struct screen_ops rebalance_screen;
extern const struct screen_ops plan_screen;
extern const struct screen_ops risk_screen;
extern const struct screen_ops market_screen;
extern const struct screen_ops oversight_screen;
extern const struct screen_ops performance_screen;

#endif
