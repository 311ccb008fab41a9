/* A screen that may show nothing says which rule stops it and what to do; so does an action. */
#ifndef BALLAST_TUI_SCREENS_REFUSAL_H
#define BALLAST_TUI_SCREENS_REFUSAL_H

#include "engine/base/status.h"
#include "tui/term.h"

struct desk;
struct standing;
struct text;

/* Why no advice may be shown for this standing, and what to do about it, in the current language. */
void refusal_words(const struct standing *standing, const struct error *err, struct text *refusal, struct text *remedy);

/* Nobody was chosen yet, for a screen that is come back to from the book. */
void refusal_nobody(struct text *refusal, struct text *remedy);
void refusal_draw(const char *refusal, const char *remedy, struct term *term);

/* A sentence in place of the whole screen; returns the pane it stands in. title NULL: none. */
struct term refusal_draw_sentence(const char *title, const char *sentence, struct term *term);

/* Nobody was chosen yet: in place of a screen about one client, and of the section it would export. */
struct term refusal_draw_nobody(struct term *term);
enum status refusal_of_nobody(struct error *err); /* STATUS_NOT_FOUND */

/* A message over the screen, since a rule does not fit into the last line. */
void refusal_ask(struct desk *desk, const char *title, const char *text);

/* The same about an error, its detail in the reader's language. */
void refusal_failed(struct desk *desk, const char *title, const struct error *err);

#endif
