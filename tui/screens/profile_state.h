/* The inside of the profile's screen: profile_screen.c loads and acts, profile_ask.c asks, profile_draw.c paints. */
#ifndef BALLAST_TUI_SCREENS_PROFILE_STATE_H
#define BALLAST_TUI_SCREENS_PROFILE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "advice/client/profile.h"
#include "advice/client/standing.h"
#include "tui/term.h"

struct desk;

enum profile_mode {
	PROFILE_SHOWN,     /* what was found out                                    */
	PROFILE_ASKING,    /* one question at a time                                */
	PROFILE_REVIEWING, /* all answers once more before they count               */
};

enum profile_pane { PROFILE_PANE_SCORES, PROFILE_PANE_FINDINGS, PROFILE_PANE_HISTORY, PROFILE_PANE_ANSWERS, PROFILE_PANES };

struct profile_state {
	int64_t client;                 /* whom it is about; 0: nobody yet               */
	unsigned figures;               /* of the desk, when it was read                 */
	struct standing standing;       /* owned                                         */
	struct assessment *history;     /* owned; oldest first                           */
	size_t history_count;
	enum profile_pane pane;
	int top[PROFILE_PANES];
	int *most;                      /* owned; PROFILE_PANES: how far the last drawing could scroll */

	enum profile_mode mode;
	struct profile_sheet sheet;
	size_t question;                /* the one asked                                 */
	int cursor;                     /* the option under the hand; -1: none yet       */
	bool returns_to_review;         /* an answer goes back to where it was chosen    */
	time_t began;
	struct assessment preview;      /* while reviewing                               */
	size_t row;                     /* while reviewing: a question, or the last line: record */
};

/* ---- profile_ask.c ---- */

void profile_begin(struct profile_state *state);
void profile_ask_key(struct profile_state *state, struct desk *desk, uint32_t key);
bool profile_is_begun(const struct profile_state *state); /* an answer would be lost */

/* ---- profile_draw.c ---- */

void profile_draw(const void *state, struct term *term);

#endif
