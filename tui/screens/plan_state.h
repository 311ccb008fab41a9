/* The inside of the plan's screen, shared by plan_screen.c (loading, keys), plan_draw.c, plan_edit.c and plan_job.c. */
#ifndef BALLAST_TUI_SCREENS_PLAN_STATE_H
#define BALLAST_TUI_SCREENS_PLAN_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/client/outlook.h"
#include "advice/client/standing.h"
#include "tui/screens/amounts.h"
#include "tui/term.h"
#include "tui/widget/form.h"
#include "tui/widget/pane_place.h"
#include "tui/widget/table_view.h"

struct desk;

enum plan_pane { PLAN_GOALS, PLAN_FAN, PLAN_HELP, PLAN_YEARS, PLAN_PANES };

/* What keys and clicks need of the last drawing. */
struct plan_places {
	struct pane_place panes[PLAN_PANES];
};

/* Another contribution tried on the futures that are there; nothing of it is recorded. */
struct plan_trial {
	bool is_open;
	int64_t goal;
	char text[32];
	size_t cursor;
	bool is_fresh;                        /* nothing was pressed yet: a digit replaces the whole */
	bool is_known;                        /* the text is an amount, and these are its figures */
	struct outlook_figures figures;
};

enum plan_field { PLAN_NAME, PLAN_AMOUNT, PLAN_DUE, PLAN_PRIORITY, PLAN_MONTHLY, PLAN_GROWTH, PLAN_INFLATION, PLAN_BY,
		  PLAN_FIELDS };

/* A goal being told; number 0: a new one. It must not move while it is open. */
struct plan_edit {
	bool is_open;
	int64_t goal;
	struct date today;
	const char *priorities[GOAL_PRIORITIES + 1];
	struct form_field fields[PLAN_FIELDS];
	struct form form;
};

struct plan_screen {
	int64_t client;               /* 0: nobody is chosen */
	unsigned figures;             /* of the desk when this was read */
	struct standing standing;     /* owned */
	enum outlook_model model;
	unsigned ticket;              /* of the job whose answer is awaited */
	bool is_drawing;              /* a job is under way */
	bool is_known;                /* outlook is the client's, perhaps without its futures */
	bool is_given_up;             /* the drawing was cancelled */
	struct outlook outlook;       /* owned */
	struct table_view goals;
	struct plan_places *places;   /* owned */
	enum plan_pane focus;
	int tops[PLAN_PANES];
	struct plan_trial trial;
	struct plan_edit edit;
	int64_t to_remove;            /* asked about */
};

/* The futures of the outlook are there. */
bool plan_is_drawn(const struct plan_screen *screen);

/* The goal under the cursor, or NULL. */
const struct outlook_goal *plan_goal(const struct plan_screen *screen);

/* Its figures: those of the trial while one is open and understood. */
const struct outlook_figures *plan_figures(const struct plan_screen *screen);

/* plan_draw.c */
extern const struct table_model plan_goals_model;
void plan_draw(const struct plan_screen *screen, struct term *term);

/* plan_panes.c */

/* Whole units of money from a figure of the engine. Writes into text and returns it. */
char *plan_amount(double value, char text[AMOUNT_TEXT_SIZE]);

/* Returns the row after the last line; row may lie above or below the pane. */
int plan_draw_help(const struct plan_screen *screen, struct term *term, int row);
int plan_draw_years(const struct plan_screen *screen, struct term *term, int row);
void plan_draw_fan(const struct plan_screen *screen, struct term *term);

/* plan_edit.c */
void plan_try(struct plan_screen *screen, struct desk *desk);
void plan_trial_key(struct plan_screen *screen, struct desk *desk, uint32_t key);
void plan_trial_draw(const struct plan_screen *screen, struct term *term); /* over the first row */
void plan_tell(struct plan_screen *screen, struct desk *desk, const struct outlook_goal *goal);
void plan_edit_key(struct plan_screen *screen, struct desk *desk, uint32_t key);
void plan_edit_draw(const struct plan_edit *edit, struct term *term);
void plan_remove(struct plan_screen *screen, struct desk *desk);

/* plan_job.c: draws the futures beside the screen; the answer comes to plan_found when it is still awaited. */
void plan_job_start(struct desk *desk, int64_t client, enum outlook_model model, unsigned ticket);

/* plan_screen.c: takes over the outlook, or learns that there is none (NULL). */
void plan_found(struct desk *desk, unsigned ticket, struct outlook *outlook);

#endif
