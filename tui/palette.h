/*
 * The palette: every screen, action, theme and sort order by name, and what was run before. Whatever is chosen is a line of
 * text ("theme dark", "filter drift>5", "undo"): the same line is what history keeps and what can be typed.
 */
#ifndef BALLAST_TUI_PALETTE_H
#define BALLAST_TUI_PALETTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/action.h"

struct desk;
struct screen_ops;
struct term;

enum { PALETTE_QUERY_SIZE = 160, PALETTE_ENTRIES = 256 };

/* One line of the list. */
struct palette_entry {
	enum palette_kind {
		PALETTE_RECENT, /* run before: index of the history */
		PALETTE_SCREEN,
		PALETTE_ACTION,
		PALETTE_THEME,  /* index */
		PALETTE_SORT,   /* index of the column */
		PALETTE_TYPED,  /* a command with what was typed behind it, as it stands */
	} kind;
	enum action action;
	const struct screen_ops *screen;
	size_t index;
};

struct palette {
	char query[PALETTE_QUERY_SIZE];
	size_t chosen;
	size_t recalled; /* how far back in the history the query was taken from; 0: it was typed */
};

/* What is listed for the query: the best first. Returns how many. */
size_t palette_list(const struct desk *desk, struct palette_entry entries[PALETTE_ENTRIES]);

/* The line of an entry. */
char *palette_line(const struct desk *desk, const struct palette_entry *entry, char line[PALETTE_QUERY_SIZE]);

/*
 * A key while the palette is open. Enter runs what is chosen, Tab completes the query to it, ↓ goes on, ↑ back and, from the
 * top, through what was run before; a chosen theme is shown at once and goes when another is chosen or Esc leaves.
 */
void palette_key(struct desk *desk, uint32_t key);

/* The mouse: chooses the line drawn at this row of the canvas (false: none is there); the wheel goes up and down. */
bool palette_click(struct desk *desk, int row);
void palette_wheel(struct desk *desk, int step);

/* Runs a line. False: there is no such command. */
bool palette_run(struct desk *desk, const char *line);

void palette_draw(const struct desk *desk, struct term *body);

#endif
