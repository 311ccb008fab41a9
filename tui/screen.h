/*
 * What a screen is. A new one is a file in tui/screens/ and a line in tui/screens/screens.c.
 *
 * `load` asks advice, `draw` paints, `act` moves. `draw` works at any size and never fails. No screen compares keys; it
 * receives actions.
 */
#ifndef BALLAST_TUI_SCREEN_H
#define BALLAST_TUI_SCREEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "tui/action.h"
#include "tui/term.h"

struct arena;
struct desk;
struct section;
struct table_view;

struct screen_ops {
	const char *name;    /* stable: "book"; key maps, scripts and tests use it */
	const char *title;   /* N_(): shown to the user */
	char digit;          /* its key in the menu, '1'..'9', '0' */
	size_t state_size;   /* private state, zeroed before the first load() */
	const struct action_use *actions; /* what act() takes; the first with labels appear in the last line */
	const char *explain; /* N_(): F1: what the figures mean and how they are computed; may be NULL */

	/*
	 * Fills the state. Called again on a loaded state whenever figures may have changed: it replaces them and keeps
	 * selection and marks. On failure the state is as it was (zeroed the first time) and the desk shows the sentence.
	 */
	enum status (*load)(void *state, struct desk *desk, struct error *err);
	void (*draw)(const void *state, struct term *term);      /* reads nothing else */
	bool (*act)(void *state, struct desk *desk, enum action action); /* false: not mine */
	void (*unload)(void *state);                             /* frees what load took, also where it failed half-way */

	/* The rest may be NULL. */
	/* Those of the actions that stand first in the last line just now; NULL: the order of the list. */
	const struct action_use *(*urgent)(const void *state);
	bool (*wants_text)(const void *state); /* keys go to key(), not through the key map */
	void (*key)(void *state, struct desk *desk, uint32_t key);
	void (*click)(void *state, struct desk *desk, int row, int column); /* of the canvas */
	bool (*is_dirty)(const void *state);   /* leaving would lose an edit: the desk asks */

	/*
	 * The list that has the focus, or NULL while none has: with it the palette sorts and filters, a row can be copied
	 * and F1 explains the chosen column.
	 */
	struct table_view *(*table)(void *state);

	/*
	 * The figure under the cursor where it is no column of a list: the English name of a note (advice/base/figure_note.h),
	 * looked for as a column of this screen. NULL, or NULL returned: the chosen column of table().
	 */
	const char *(*figure)(const void *state);

	/*
	 * What is shown as a part of a document, for export: the one its command prints. NULL: the list of table(), as it
	 * is shown. The section lives in the arena; texts may be borrowed from the state.
	 */
	enum status (*section)(const void *state, struct desk *desk, struct arena *arena, struct section **section,
			       struct error *err);
};

/* The desk's own, NULL-terminated, in the order of the menu. */
extern const struct screen_ops *const screens[];

/* What table_view_act takes, for a screen's list of actions. */
#define TABLE_ACTION_USES                                                                                      \
	{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_MARK, NULL}, {ACTION_FILTER, NULL}, {ACTION_SORT, NULL}, \
	TABLE_FURTHER_USES

/* The same without those that stand in the last line, for a screen that puts these in an order of its own. */
#define TABLE_FURTHER_USES                                                                                       \
	{ACTION_SORT_NEXT, NULL}, {ACTION_SORT_ALSO, NULL}, {ACTION_PAGE_UP, NULL}, {ACTION_PAGE_DOWN, NULL},   \
	{ACTION_FIRST, NULL}, {ACTION_LAST, NULL}, {ACTION_COLUMN_LEFT, NULL}, {ACTION_COLUMN_RIGHT, NULL},     \
	{ACTION_MARK_RANGE, NULL}, {ACTION_INVERT_MARKS, NULL}, {ACTION_UNMARK, NULL},                          \
	{ACTION_NEXT_MATCH, NULL}, {ACTION_PREVIOUS_MATCH, NULL}

#endif
