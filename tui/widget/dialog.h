/* A question over the screen. Cancel comes first and Enter chooses it; what is hard to undo asks for a typed word. */
#ifndef BALLAST_TUI_WIDGET_DIALOG_H
#define BALLAST_TUI_WIDGET_DIALOG_H

#include <stdbool.h>
#include <stdint.h>

#include "tui/term.h"

struct desk;

struct dialog {
	const char *title;   /* already translated */
	const char *text;    /* already translated; may have several lines */
	const char *confirm; /* the other button: "Apply to 37 clients"; NULL: a message, one button */
	const char *typed;   /* the word to type before the other button works; NULL: none */
	void *subject;       /* handed to confirmed, the caller's */
	void (*confirmed)(void *subject, struct desk *desk);
	void (*dropped)(void *subject); /* the question ended otherwise: frees a subject of its own; NULL: nothing to free */
};

enum dialog_answer { DIALOG_OPEN, DIALOG_CANCELLED, DIALOG_CONFIRMED };

/* An open dialog, with copies of its texts. Zeroed: none. */
struct dialog_state {
	struct dialog dialog; /* texts owned */
	char typed[64];
	bool on_confirm;      /* the other button is chosen */
	bool is_open;
};

void dialog_open(struct dialog_state *state, const struct dialog *dialog);
void dialog_close(struct dialog_state *state);

/* Left, right, tab choose; y chooses the other button; Enter answers; Esc cancels. */
enum dialog_answer dialog_key(struct dialog_state *state, uint32_t key);
void dialog_draw(const struct dialog_state *state, struct term *term);

#endif
