/* Opens the book and the desk on it. */
#include "tui/desk_main.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/sandbox.h"
#include "advice/book/upkeep.h"
#include "data/settings/settings.h"
#include "engine/base/memory.h"
#include "tui/looks.h"
#include "tui/tui.h"

/* What scripts rely on; the commands give the same. */
enum { LEFT = 0, FAILED = 1, NO_BOOK = 6, BY_SIGNAL = 128 };

static int complain(int code, const struct error *err)
{
	char words[2 * sizeof err->message];

	(void)fprintf(stderr, "ballast: %s\n", detail_words(err->message, words, sizeof words));
	return code;
}

/* ---- no book yet ---- */

static void show_progress(void *context, size_t done, size_t total)
{
	int *shown = context;
	const int percent = total > 0 ? (int)(100 * done / total) : 0;

	if (percent == *shown)
		return;
	*shown = percent;
	(void)printf("\r%3d %%", percent);
	(void)fflush(stdout);
}

static enum status make_sandbox(const struct session_options *options, struct error *err)
{
	int shown = -1;
	const struct sandbox_options sandbox = {.progress = show_progress, .context = &shown};
	const enum status status = sandbox_make(options, &sandbox, err);

	(void)printf("\r      \r");
	return status;
}

/* Asks until the answer is one of them. Sets is_made when there is a book now; false is the wish to leave. */
static enum status offer_book(const struct session_options *options, bool *is_made, struct error *err)
{
	char answer[64];

	*is_made = false;
	(void)printf(_("There is no book yet at %s."), options->book);
	(void)printf("\n%s\n\n  s  %s\n  e  %s\n  q  %s\n\n",
		     _("A book holds clients, holdings, prices and the record of advice. It is one file, readable by you alone."),
		     _("make a sandbox there: invented clients on an invented market, marked as such everywhere"),
		     _("start an empty book there; ballast import then brings clients, holdings and prices in"),
		     _("leave; nothing is made"));
	for (;;) {
		(void)printf("s/e/q: ");
		(void)fflush(stdout);
		if (fgets(answer, sizeof answer, stdin) == NULL || strcmp(answer, "q\n") == 0)
			return STATUS_OK;
		*is_made = true;
		if (strcmp(answer, "s\n") == 0)
			return make_sandbox(options, err);
		if (strcmp(answer, "e\n") == 0)
			return upkeep_init(options, "CNY", err);
		*is_made = false;
	}
}

/* ---- how it looks ---- */

/* Where a rise is red, a fall is green. */
static void swap_rise_and_fall(struct looks *looks)
{
	for (size_t i = 0; i < looks->theme_count; i++) {
		struct look *of = looks->themes[i].looks, rise = of[ROLE_GAIN];

		of[ROLE_GAIN] = of[ROLE_LOSS];
		of[ROLE_LOSS] = rise;
	}
}

/* Only keys.conf can have done it: the usual keys do not clash. */
static enum status check_keys(const struct keymap *keymap, const char *config, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && screens[i] != NULL; i++)
		status = keymap_check_screen(keymap, screens[i]->name, screens[i]->actions, err);
	return status == STATUS_OK ? STATUS_OK : error_prefix(err, "%s/keys.conf", config);
}

static int run(struct session *session, const struct places *places, const struct settings *settings,
	       int idle_fd, bool is_accessible, bool is_first)
{
	struct looks *looks = memory_new(sizeof *looks); /* 32 themes are much for a stack */
	struct tui_setup setup = {.idle_fd = idle_fd, .book = session_book(session)};
	struct error err = {0};
	int signal_number = 0, code = LEFT;

	if (looks_load(places->shipped, places->config, settings_text(settings, "theme"), looks, &err) != STATUS_OK ||
	    check_keys(&looks->keymap, places->config, &err) != STATUS_OK) {
		free(looks);
		return complain(FAILED, &err);
	}
	if (strcmp(settings_text(settings, "rise_colour"), "red") == 0)
		swap_rise_and_fall(looks);
	setup.desk = (struct desk_setup){
		.session = session,
		.screens = screens,
		.themes = looks->themes,
		.theme_count = looks->theme_count,
		.keymap = &looks->keymap,
		.state = places->state,
		.hides_amounts = settings_bool(settings, "hide_amounts"),
		.uses_mouse = settings_bool(settings, "mouse"),
		.is_accessible = is_accessible || settings_bool(settings, "accessible"),
		.shows_guide = is_first,
		.uses_clipboard = settings_bool(settings, "clipboard"),
	};
	if (tui_run(&setup, &signal_number, &err) != STATUS_OK)
		code = complain(FAILED, &err);
	else if (signal_number != 0)
		code = BY_SIGNAL + signal_number;
	free(looks);
	return code;
}

int desk_main(const struct session_options *options, const struct places *places, const struct settings *settings,
	      int idle_fd, bool is_accessible)
{
	const bool is_first = access(options->book, F_OK) != 0;
	struct session *session;
	struct error err = {0};
	bool is_made = true;
	int code;

	if (is_first && offer_book(options, &is_made, &err) != STATUS_OK)
		return complain(FAILED, &err);
	if (!is_made)
		return LEFT;
	if (session_open(options, &session, &err) != STATUS_OK)
		return complain(NO_BOOK, &err);
	code = run(session, places, settings, idle_fd, is_accessible, is_first);
	session_close(session);
	return code;
}
