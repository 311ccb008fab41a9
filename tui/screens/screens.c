/* The screens of the desk, in the order of the menu: a new one is a file here and a line below. */
#include "tui/screen.h"

const struct screen_ops *const screens[] = {
	NULL,
};
