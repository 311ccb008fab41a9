/* The demo screens on a real terminal: what the tests in tmux drive. Usage: demo_desk [THEME-FILE...] */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/demo_screens.h"
#include "tui/tui.h"

enum { LINES = 64, THEMES = 8 };

struct loaded {
	char text[LINES][128];
	struct theme_pair pairs[LINES];
	size_t count;
};

/* Enough of a reader for the files in themes/: name = value, and # comments. */
static int load_theme(const char *path, struct theme *theme)
{
	struct loaded loaded = {0};
	struct error err;
	FILE *file = fopen(path, "r");

	if (file == NULL)
		return -1;
	while (loaded.count < LINES && fgets(loaded.text[loaded.count], 128, file) != NULL) {
		char *line = loaded.text[loaded.count], *equals = strchr(line, '=');

		if (line[0] == '#' || equals == NULL)
			continue;
		line[strcspn(line, " =")] = '\0';
		equals[strcspn(equals, "\n")] = '\0';
		loaded.pairs[loaded.count] = (struct theme_pair){line, equals + 1};
		loaded.count++;
	}
	(void)fclose(file);
	if (theme_parse(path, loaded.pairs, loaded.count, theme, &err) != STATUS_OK) {
		(void)fprintf(stderr, "%s\n", err.message);
		return -1;
	}
	return 0;
}

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
		if (load_theme(argv[i], &themes[count++]) != 0)
			return 1;
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
