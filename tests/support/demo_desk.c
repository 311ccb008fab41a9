/* The demo screens on a real terminal: what the tests in tmux drive. Usage: demo_desk [THEME-FILE...] */
#include <stdio.h>
#include <stdlib.h>

#include "tests/support/demo_screens.h"
#include "tui/looks.h"
#include "tui/tui.h"

enum { THEMES = 8 };

int main(int argc, char **argv)
{
	struct theme themes[THEMES];
	struct keymap keymap;
	struct tui_setup setup = {.idle_fd = -1};
	const char *idle = getenv("DEMO_IDLE_FD");
	struct error err = {0};
	int signal_number = 0;
	size_t count = 0;

	for (int i = 1; i < argc && count < THEMES; i++) {
		if (looks_read_theme(argv[i], argv[i], &themes[count++], &err) != STATUS_OK) {
			(void)fprintf(stderr, "demo_desk: %s\n", err.message);
			return 1;
		}
	}
	if (count == 0)
		theme_builtin(&themes[count++]);
	keymap_defaults(&keymap);
	setup.desk = (struct desk_setup){.screens = demo_screens, .themes = themes, .theme_count = count, .keymap = &keymap};
	if (idle != NULL)
		setup.idle_fd = atoi(idle);
	if (tui_run(&setup, &signal_number, &err) != STATUS_OK) {
		(void)fprintf(stderr, "demo_desk: %s\n", err.message);
		return 1;
	}
	return signal_number != 0 ? 128 + signal_number : 0;
}
