/*
 * What is on the screen, taken elsewhere: as a file in any format, or its chosen rows on the terminal's clipboard. Masked
 * amounts stay masked on the clipboard; a file, which would show them, is asked about first.
 */
#ifndef BALLAST_TUI_SAVING_H
#define BALLAST_TUI_SAVING_H

#include <stdint.h>

#include "tui/desk.h"

struct term;

enum { SAVING_PATH_SIZE = 512, SAVING_PROBLEM_SIZE = 400 };

/* A path being asked for. */
struct saving {
	struct path_question question;     /* its texts are those below */
	char title[96], text[640];
	char path[SAVING_PATH_SIZE];
	char problem[SAVING_PROBLEM_SIZE]; /* why it could not be written, already translated */
};

/* Asks where to; the name offered says the screen and the day. */
void saving_open(struct desk *desk);

/* Ends a question for a path that nobody answered. */
void saving_close(struct desk *desk);

/* A key while a path is asked for: Enter takes it, Tab goes to the next format, Esc leaves. */
void saving_key(struct desk *desk, uint32_t key);
void saving_draw(const struct desk *desk, struct term *body);

/* The marked rows of the list, or the selected one, with the titles of the columns above, as lines parted by tabs. */
void saving_copy(struct desk *desk);

#endif
