/* Where files live, and the settings a person may change. */
#ifndef BALLAST_DATA_SETTINGS_SETTINGS_H
#define BALLAST_DATA_SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

enum { PLACE_SIZE = 1024 };

/* What the environment says; empty when unset. Filled once, by environment_read, and passed down. */
struct environment {
	char home[PLACE_SIZE];
	char config_home[PLACE_SIZE], data_home[PLACE_SIZE], state_home[PLACE_SIZE]; /* XDG_*_HOME */
	char book[PLACE_SIZE];        /* BALLAST_BOOK                                              */
	char shipped[PLACE_SIZE];     /* BALLAST_DATADIR                                           */
	char language[64];            /* LANGUAGE's first, else LC_ALL, LC_MESSAGES or LANG         */
	char locale[PLACE_SIZE];      /* BALLAST_LOCALEDIR                                         */
	char user[64];                /* USER or LOGNAME                                           */
	bool no_color;                /* NO_COLOR, set and not empty                               */
	bool is_dumb;                 /* TERM is "dumb" or unset                                   */
};

/* The only reader of environment variables but for secrets and the network's certificates. A value too long to be a path counts as unset. */
void environment_read(struct environment *environment);

struct places {
	char book[PLACE_SIZE];        /* the book                                                  */
	char config[PLACE_SIZE];      /* folder of ballast.conf, keys.conf, feeds.d, themes        */
	char data[PLACE_SIZE];        /* folder of the book and its backups                        */
	char state[PLACE_SIZE];       /* folder of what may be lost                                */
	char shipped[PLACE_SIZE];     /* folder of rules, assumptions, feeds.d, themes as installed */
};

/*
 * book      of --book; NULL or empty: $BALLAST_BOOK, else $XDG_DATA_HOME/ballast/book.db. XDG folders that are not
 *           absolute are ignored, as the XDG Base Directory Specification demands, and ~/.config, ~/.local/share,
 *           ~/.local/state stand in.
 * installed the compiled-in folder of shipped files, used when $BALLAST_DATADIR is unset.
 * STATUS_INVALID: a path is too long. STATUS_NOT_FOUND: there is neither a home nor what would replace it.
 * Nothing is created.
 */
enum status places_find(const struct environment *environment, const char *book, const char *installed,
                        struct places *places, struct error *err);

/* folder/name into path. STATUS_INVALID when too long. */
enum status place_join(const char *folder, const char *name, char path[PLACE_SIZE], struct error *err);

enum setting_type { SETTING_TEXT, SETTING_BOOL, SETTING_CHOICE, SETTING_NUMBER };

struct setting {
	const char *name;
	enum setting_type type;
	const char *fallback;         /* as it would stand in the file                             */
	const char *choices;          /* of a SETTING_CHOICE: "auto|en|zh_CN"                      */
	int lowest, highest;          /* of a SETTING_NUMBER, a whole one                          */
	const char *doc;              /* one line                                                  */
};

/* Every setting there is; ends with a row without a name. */
extern const struct setting settings_table[];

struct settings;

/* Reads config/ballast.conf; all fallbacks when there is no such file. STATUS_INVALID names file, line and key. */
enum status settings_load(const char *path, struct settings **settings, struct error *err);
void settings_free(struct settings *settings);

/* name must stand in the table (assert); settings NULL gives fallbacks. Text is borrowed. */
const char *settings_text(const struct settings *settings, const char *name);
bool settings_bool(const struct settings *settings, const char *name);
int settings_number(const struct settings *settings, const char *name);

#endif
