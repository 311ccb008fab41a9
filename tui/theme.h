/*
 * Looks. Screens speak of roles; a theme file says how each looks:
 *
 *     loss = 'red default bold'
 *
 * foreground, background, then any of bold dim underline reverse italic. A colour is one of the sixteen names (black red
 * green yellow blue magenta cyan white, each also bright-…), `default`, a number 0-255 of the 256-colour table, or #rrggbb.
 * Where the terminal has fewer colours the nearest is used; with none, the attributes remain. A role a file does not
 * name looks as in `fallbacks` below, ending at normal.
 */
#ifndef BALLAST_TUI_THEME_H
#define BALLAST_TUI_THEME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/* X(ENUM, name in theme files, the role it looks like when not given) */
#define ROLES(X)                                   \
	X(NORMAL, "normal", NORMAL)                \
	X(TITLE, "title", NORMAL)                  \
	X(ACCENT, "accent", TITLE)                 \
	X(DIM, "dim", NORMAL)                      \
	X(BORDER, "border", DIM)                   \
	X(HEADER, "header", TITLE)                 \
	X(SELECTION, "selection", NORMAL)          \
	X(MARK, "mark", ACCENT)                    \
	X(GAIN, "gain", NORMAL)                    \
	X(LOSS, "loss", NORMAL)                    \
	X(GOOD, "good", GAIN)                      \
	X(WARNING, "warning", ACCENT)              \
	X(ERROR, "error", LOSS)                    \
	X(BAR, "bar", ACCENT)                      \
	X(BAR_OVER, "bar-over", LOSS)              \
	X(BAND, "band", DIM)                       \
	X(CHART_1, "chart-1", ACCENT)              \
	X(CHART_2, "chart-2", NORMAL)              \
	X(CHART_3, "chart-3", DIM)                 \
	X(CHART_4, "chart-4", WARNING)             \
	X(AXIS, "axis", DIM)                       \
	X(WALL, "wall", LOSS)                      \
	X(KEY, "key", ACCENT)                      \
	X(MENU, "menu", NORMAL)                    \
	X(MENU_ACTIVE, "menu-active", SELECTION)   \
	X(CONTEXT, "context", NORMAL)              \
	X(STATUS, "status", DIM)                   \
	X(PROGRESS, "progress", ACCENT)            \
	X(SANDBOX, "sandbox", WARNING)             \
	X(INPUT, "input", NORMAL)

enum role {
#define X(symbol, name, fallback) ROLE_##symbol,
	ROLES(X)
#undef X
	ROLE_COUNT
};

enum look_attribute {
	LOOK_BOLD = 1,
	LOOK_DIM = 2,
	LOOK_UNDERLINE = 4,
	LOOK_REVERSE = 8,
	LOOK_ITALIC = 16,
};

enum { COLOUR_DEFAULT = -1 };

struct look {
	int16_t foreground, background; /* 0..255 of the 256-colour table, or COLOUR_DEFAULT */
	uint8_t attributes;             /* of enum look_attribute */
};

enum { THEME_NAME_SIZE = 32 };

struct theme {
	char name[THEME_NAME_SIZE];
	struct look looks[ROLE_COUNT];
};

/* One line of a theme file. */
struct theme_pair {
	const char *key, *value;
};

const char *role_name(enum role role);

/* The house's dark theme, for when no file is to be found. */
void theme_builtin(struct theme *theme);

/*
 * A theme from the lines of its file. STATUS_INVALID names the theme, the line's key and what was expected instead of
 * the word that is wrong; theme is written only on STATUS_OK.
 */
enum status theme_parse(const char *name, const struct theme_pair *pairs, size_t count, struct theme *theme,
			struct error *err);

/* The nearest colour among the first `available` (256, 16 or 8) of the table; COLOUR_DEFAULT stays. */
int theme_nearest_colour(int colour, int available);

/*
 * What a cell looks like: the look of its role, on the selection's background when it is selected. A selected cell
 * keeps the colour that carries meaning.
 */
struct look theme_cell_look(const struct theme *theme, enum role role, bool is_selected);

#endif
