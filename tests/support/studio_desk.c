/*
 * The studio and the rebalance on a small book of their own: what studio.sh drives, and a place to look at them.
 * Usage: studio_desk [-l LANGUAGE] [-t THEME-FILE] [-c CLIENT] [BOOK CLIENT DAY]
 */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/standing.h"
#include "tests/advice/scene.h"
#include "tests/support/studio_scene.h"
#include "tui/desk.h"
#include "tui/looks.h"
#include "tui/tui.h"

static struct session *open_book(const char *book, const char *day)
{
	struct session_options options = {.book = book, .data_directory = getenv("BALLAST_DATADIR"), .actor = "adviser"};
	struct session *session = NULL;
	struct error err = {0};
	char time[32];

	(void)snprintf(time, sizeof time, "%sT00:00:00Z", day);
	options.time = time;
	if (date_parse(day, &options.today, &err) != STATUS_OK ||
	    session_open(&options, &session, &err) != STATUS_OK) {
		(void)fprintf(stderr, "studio_desk: %s\n", err.message);
		exit(1);
	}
	return session;
}

int main(int argc, char **argv)
{
	struct scene scene = {.session = NULL};
	struct theme theme;
	struct keymap keymap;
	struct tui_setup setup = {.idle_fd = -1};
	enum language language = LANGUAGE_ENGLISH;
	struct error err = {0};
	int signal_number = 0;

	(void)setlocale(LC_CTYPE, "");
	language_open(getenv("BALLAST_LOCALEDIR"));
	theme_builtin(&theme);
	for (int option; (option = getopt(argc, argv, "l:t:c:")) != -1;) {
		if (option == 'l')
			(void)language_parse(optarg, &language);
		else if (option == 'c')
			studio_scene_client = optarg;
		else if (option == 't' && looks_read_theme(optarg, "theme", &theme, &err) != STATUS_OK)
			return 1;
	}
	language_use(language);
	if (argc - optind == 3)
		setup.desk.session = open_book(argv[optind], argv[optind + 2]);
	else
		studio_scene_open(&scene);
	if (argc - optind == 3)
		studio_scene_client = argv[optind + 1];
	keymap_defaults(&keymap);
	if (setup.desk.session == NULL)
		setup.desk.session = scene.session;
	setup.desk.screens = studio_screens;
	setup.desk.themes = &theme;
	setup.desk.theme_count = 1;
	setup.desk.keymap = &keymap;
	if (tui_run(&setup, &signal_number, &err) != STATUS_OK)
		(void)fprintf(stderr, "studio_desk: %s\n", err.message);
	if (scene.session != NULL)
		scene_close(&scene);
	else
		session_close(setup.desk.session);
	return signal_number != 0 ? 128 + signal_number : 0;
}
