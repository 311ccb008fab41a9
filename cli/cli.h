/* The commands: words of a command line in, an exit code out. */
#ifndef BALLAST_CLI_CLI_H
#define BALLAST_CLI_CLI_H

#include <stdbool.h>

#include "data/settings/settings.h"

struct session_options;

struct cli_setup {
	struct environment environment;
	const char *installed;        /* compiled-in folder of shipped files                         */
	/* Without a command: opens the desk and returns the exit code (tui/desk_main.h). NULL: there is none. */
	int (*desk)(const struct session_options *options, const struct places *places, const struct settings *settings,
	            int idle_fd, bool is_accessible);
};

/* argv may be reordered. Returns the exit code of the program. */
int cli_run(int argc, char **argv, const struct cli_setup *setup);

#endif
