/* The inside of the desk, shared by desk.c (the stack), desk_act.c, desk_keys.c, frame.c and overlay.c (painting and lists). */
#ifndef BALLAST_TUI_DESK_STATE_H
#define BALLAST_TUI_DESK_STATE_H

#include "data/settings/recall.h"
#include "tui/desk.h"
#include "tui/palette.h"
#include "tui/saving.h"

enum { DESK_STACK = 16, DESK_MESSAGE_SIZE = 640 };

enum overlay { OVERLAY_NONE, OVERLAY_HELP, OVERLAY_EXPLAIN, OVERLAY_PALETTE, OVERLAY_SAVING, OVERLAY_GUIDE };

struct open_screen {
	const struct screen_ops *ops;
	void *state;             /* owned */
	bool is_loaded;
	unsigned generation;     /* of the desk when it was loaded */
	char failure[DESK_MESSAGE_SIZE]; /* why it could not be loaded; "" when it was */
};

struct desk {
	struct desk_setup setup;
	struct open_screen stack[DESK_STACK];
	size_t depth;
	unsigned generation;
	unsigned figures;                /* of desk_changed */
	struct desk_subject subject;
	struct desk_context context;
	size_t theme;
	size_t previewed;                /* a theme shown while it is chosen in the palette, from 1; 0: none */
	enum overlay overlay;
	int overlay_top;                 /* first line shown of a long overlay */
	struct palette palette;
	struct saving saving;
	struct text copied;              /* rows on their way to the clipboard */
	bool has_copied;
	struct recall recall;            /* lines that were run */
	struct dialog_state question;
	size_t leave_to;                 /* depth to fall back to once the question about a lost edit is answered */
	const struct screen_ops *then;   /* and the screen to open after that; NULL: none */
	struct jobs *jobs;
	char message[DESK_MESSAGE_SIZE];
	enum role message_role;
	int columns;                     /* of the last painting; clicks on the menu need it */
	bool is_over, hides_amounts, uses_mouse, is_accessible, wants_repaint;
};

/* frame.c */
void frame_draw(const struct desk *desk, struct term *term);
struct term frame_body(struct term *term); /* between the context and the last line */

/* The screen of the menu under this column of the first row, or NULL. */
const struct screen_ops *frame_menu_at(const struct desk *desk, int columns, int column);

/* overlay.c; overlay_keys is "↑ k": every key that reaches the action here */
void overlay_draw(const struct desk *desk, struct term *body);

void overlay_keys(const struct desk *desk, enum action action, bool is_ascii, char *text, size_t size);
struct term overlay_box(struct term *body, int width, const char *title);

/* desk.c */
const struct open_screen *desk_top(const struct desk *desk);
struct open_screen *desk_top_open(struct desk *desk);

/* Loads the screen on top where it is not, or is old. */
void desk_load(struct desk *desk);

/* Opens the screen, or goes back to it when it is open below. */
void desk_show(struct desk *desk, const struct screen_ops *screen);

/* The screen takes keys as letters: a field, a filter, a questionnaire. */
bool desk_is_typing(const struct desk *desk);

/* The table that has the focus on the screen on top, or NULL. */
struct table_view *desk_table(const struct desk *desk);

/* desk_act.c: the screen on top has the action in its own list */
bool desk_lists(const struct desk *desk, enum action action);

/* True when the action does something on the screen on top. */
bool desk_takes(const struct desk *desk, enum action action);
enum action desk_digit_action(char digit);

/* Does it, as if its key had been pressed. */
void desk_act(struct desk *desk, enum action action);
void desk_use_theme(struct desk *desk, size_t theme);

#endif
