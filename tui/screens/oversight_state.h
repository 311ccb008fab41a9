/* The inside of the screen Oversight, shared by oversight_screen.c, its lists (oversight_rows.h), _draw.c, _form.c and _job.c. */
#ifndef BALLAST_TUI_SCREENS_OVERSIGHT_STATE_H
#define BALLAST_TUI_SCREENS_OVERSIGHT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/oversight/oversight.h"
#include "tui/term.h"
#include "tui/widget/form.h"
#include "tui/widget/pane_place.h"
#include "tui/widget/table_view.h"

struct desk;
struct market;

enum oversight_list {
	LIST_ALERTS, LIST_APPROVALS, LIST_ELIGIBILITY, LIST_CONCENTRATION, LIST_RUNS, LIST_JOURNAL, LISTS,
};

/* What is asked in the form over the screen. */
enum oversight_question {
	QUESTION_NONE, QUESTION_TAKE, QUESTION_NOTE, QUESTION_SETTLE, QUESTION_REOPEN, QUESTION_APPROVE, QUESTION_REJECT,
};

enum { QUESTION_FIELDS = 3 };

struct oversight_form {
	enum oversight_question question; /* of the open form */
	int64_t *alerts;                  /* owned: what it is about */
	size_t alert_count;
	int64_t proposal;
	char maker[NAME_SIZE];
	char by[FORM_VALUE_SIZE], owner[FORM_VALUE_SIZE], why[FORM_VALUE_SIZE]; /* as submitted */
	struct form_field fields[QUESTION_FIELDS];
	struct form form;
};

enum chain_state { CHAIN_UNKNOWN, CHAIN_WALKING, CHAIN_WALKED };

/* What the last drawing showed; keys and clicks read it. */
struct oversight_places {
	int tabs_row, tab_ends[LISTS], tab_starts[LISTS]; /* of the canvas; row -1: not shown */
	struct pane_place table;
	int furthest;                     /* first line of the details that still fills their pane */
};

struct oversight_screen {
	unsigned figures;                 /* of the desk when this was read */
	bool is_read, is_computing;
	struct oversight oversight;       /* owned */
	size_t *eligibility;              /* owned: of the alerts, those about whom may be advised on what */
	size_t eligibility_count;
	struct oversight_record *records; /* owned; newest first */
	size_t record_count;
	const struct market *market;      /* borrowed from the session, for the names of what is traded; may be NULL */
	char currency[8];
	enum chain_state chain;
	struct oversight_verdict verdict; /* of the chain, when it was walked */
	enum oversight_list shown;
	struct table_view views[LISTS];
	int detail_top;
	struct oversight_places *places;  /* owned */
	struct oversight_form form;
};

/* oversight_rows.c */
extern const struct table_model *const oversight_models[LISTS];

/* Of the list that is shown; NULL: it is another list, or empty. */
const struct oversight_alert *oversight_selected_alert(const struct oversight_screen *screen);
const struct oversight_waiting *oversight_selected_proposal(const struct oversight_screen *screen);

/* oversight_alerts.c. The look of a severity: its sign and role, the same everywhere. */
const char *oversight_severity_sign(enum alert_severity severity);
enum role oversight_severity_role(enum alert_severity severity);

/* oversight_draw.c */
void oversight_draw(const struct oversight_screen *screen, struct term *term);
const char *oversight_list_name(enum oversight_list list); /* N_() */

/* oversight_details.c: from row on, rows above the pane are cut off; returns the row after the last line. */
int oversight_draw_details(const struct oversight_screen *screen, struct term *term, int row);

/* oversight_form.c */
void oversight_ask(struct oversight_screen *screen, struct desk *desk, enum oversight_question question);
void oversight_form_key(struct oversight_screen *screen, struct desk *desk, uint32_t key);
void oversight_form_draw(const struct oversight_form *form, struct term *term);
void oversight_form_close(struct oversight_form *form);

/* oversight_job.c: beside the screen; each calls back into oversight_screen.c. */
void oversight_job_load(struct desk *desk, unsigned figures);
void oversight_job_watch(struct desk *desk);
void oversight_job_verify(struct desk *desk);

/* oversight_screen.c */
void oversight_loaded(struct desk *desk, unsigned figures, struct oversight *oversight); /* takes it over */
void oversight_verified(struct desk *desk, const struct oversight_verdict *verdict);     /* NULL: stopped */

#endif
