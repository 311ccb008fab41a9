/* Theme files and keys.conf, from the shipped folder and the user's own. */
#ifndef BALLAST_TUI_LOOKS_H
#define BALLAST_TUI_LOOKS_H

#include <stddef.h>

#include "tui/keymap.h"
#include "tui/theme.h"

enum { LOOKS_THEMES = 32 };

struct looks {
	struct theme themes[LOOKS_THEMES]; /* the one to begin with first */
	size_t theme_count;                /* at least 1 */
	struct keymap keymap;
};

/*
 * Reads <shipped>/themes/ and <config>/themes/ (either folder may be NULL or absent; the user's file of the same name
 * wins) and <config>/keys.conf. Without any file the built-in dark theme stands alone. first: the theme to begin with,
 * NULL or "" for "ballast" (or what there is). STATUS_INVALID names the file and the line's key; looks is written only
 * on STATUS_OK.
 */
enum status looks_load(const char *shipped, const char *config, const char *first, struct looks *looks,
		       struct error *err);

/* One theme file. */
enum status looks_read_theme(const char *path, const char *name, struct theme *theme, struct error *err);

#endif
