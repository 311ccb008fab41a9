/* The screens of the desk, in the order of the menu: a new one is a file here and a line below. */
#include "tui/screens/desk_screens.h"

const struct screen_ops *const screens[] = {
	&book_screen, &client_screen, &profile_screen, &allocate_screen, &rebalance_screen, &plan_screen,
	&performance_screen, &risk_screen, &market_screen, &oversight_screen, NULL,
};
