/*
 * What the studio's screen holds, shared by its files: allocate_screen.c loads and acts, allocate_steps.c goes back and
 * forth, allocate_cells.c edits in place, allocate_views.c takes views, allocate_trials.c works objectives out,
 * allocate_walk.c walks along the frontier, allocate_record.c records, allocate_weights.c, allocate_groups.c,
 * allocate_beliefs.c and allocate_faces.c are the tables, allocate_draw.c paints.
 */
#ifndef BALLAST_TUI_SCREENS_ALLOCATE_STATE_H
#define BALLAST_TUI_SCREENS_ALLOCATE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/client/standing.h"
#include "advice/plan/recommend.h"
#include "advice/plan/studio_wish.h"
#include "engine/base/text.h"
#include "tui/screens/signature.h"
#include "tui/widget/cell_edit.h"
#include "tui/widget/form.h"
#include "tui/widget/table_view.h"

struct desk;
struct session;

enum { ALLOCATE_CURVE = 160, ALLOCATE_STEPS = STUDIO_DRAFT_STEPS, ALLOCATE_TRIALS = 16, ALLOCATE_PAIRS = 7 };

/* The tables that share one pane. */
enum allocate_face {
	FACE_WEIGHTS, FACE_GROUPS, FACE_RETURNS, FACE_VIEWS, FACE_OBJECTIVES, FACE_STRESS, FACE_COMPARE,
	ALLOCATE_FACES,
};

enum allocate_pane { PANE_TABLE, PANE_WHY, PANE_CHART, ALLOCATE_PANES };

enum allocate_purpose { SIGN_PLAN, SIGN_MANDATE };

enum weights_column {
	WEIGHTS_ASSET, WEIGHTS_NOW, WEIGHTS_PLAN, WEIGHTS_CHANGE, WEIGHTS_LOWER, WEIGHTS_UPPER, WEIGHTS_RISK, WEIGHTS_PRICE,
	WEIGHTS_BAR,
};
enum groups_column { GROUPS_NAME, GROUPS_KIND, GROUPS_NOW, GROUPS_PLAN, GROUPS_LOWER, GROUPS_UPPER, GROUPS_PRICE };
enum returns_column {
	RETURNS_ASSET, RETURNS_HOUSE, RETURNS_ENTERED, RETURNS_EXPECTED, RETURNS_MOVED, RETURNS_ESTIMATED, RETURNS_VOLATILITY,
};
enum views_column { VIEWS_WORDS, VIEWS_VALUE, VIEWS_CONFIDENCE, VIEWS_BEFORE, VIEWS_AFTER };
enum objectives_column {
	OBJECTIVES_NAME, OBJECTIVES_PARAMETER, OBJECTIVES_RETURN, OBJECTIVES_VOLATILITY, OBJECTIVES_YEAR, OBJECTIVES_GATE,
};
enum stress_column { STRESS_NAME, STRESS_NOW, STRESS_PLAN, STRESS_A, STRESS_B, STRESS_C };
enum compare_column { COMPARE_ASSET, COMPARE_LEFT, COMPARE_RIGHT, COMPARE_CHANGE, COMPARE_RISK_LEFT, COMPARE_RISK_RIGHT };

/* One state of everything an adviser can change before it is recorded; undo goes back one of these. */
struct allocate_step {
	struct studio_wish wish; /* owned */
	bool is_walk;            /* reached from the step before by walking only: the next walk replaces it */
};

/* What one objective comes to. */
struct allocate_trial {
	double parameter;
	bool is_set;             /* the parameter is the adviser's own, not the usual one */
	bool is_running;
	struct candidate result; /* owned; weights NULL: none yet */
	struct text refusal;     /* owned: why there is none */
};

/* A view being entered. */
struct view_form {
	bool is_open;
	size_t at;               /* the view it changes, or view_count for a new one */
	char title[96];
	struct form form;
	struct form_field fields[4];
};

struct allocate_state {
	int64_t client;          /* whom it is about; 0: nobody yet             */
	char code[SYMBOL_SIZE];
	bool is_open;            /* studio is loaded                            */
	struct studio studio;    /* owned                                       */
	struct session *session; /* borrowed: the draft is kept when the screen is left */
	struct text refusal, remedy; /* owned: why there is no studio, and what to do */

	int64_t *ids;            /* owned; market->count: instruments when steps was made */
	size_t id_count;
	struct allocate_step steps[ALLOCATE_STEPS]; /* owned; [0] is what is recorded */
	size_t step_count, at;   /* at < step_count: the one in force           */
	bool forget_steps;       /* what was edited is recorded now             */
	bool is_draft_old;       /* the kept draft is not what stands here      */

	double curve_x[ALLOCATE_CURVE], curve_y[ALLOCATE_CURVE];
	bool has_curve;          /* false: the limits allow no plan             */

	size_t *rows;            /* owned: market rows in the tables of assets  */
	size_t row_count;
	struct table_view tables[ALLOCATE_FACES];
	enum allocate_face face;
	enum allocate_pane pane;
	int why_top;             /* first line of the reasons in view           */
	int *why_most;           /* owned: how far the last drawing could scroll; a cache */
	int pair;                /* which two are compared                      */
	struct cell_edit edit;   /* in the table shown                          */
	struct view_form view;
	struct signature signature;

	struct allocate_trial trials[ALLOCATE_TRIALS];
	unsigned figures;        /* counts changes of limits and beliefs        */
	unsigned tried;          /* figures the trials are of                   */
	bool is_solving;         /* the plan in force waits for its objective   */
};

/* ---- allocate_steps.c ---- */

const struct studio_wish *allocate_now(const struct allocate_state *state);
const struct studio_wish *allocate_recorded(const struct allocate_state *state);

/* Drops all steps and begins with what the studio has, its place kept where there is one; or with the draft kept. */
void allocate_begin_steps(struct allocate_state *state);
enum status allocate_read_draft(struct allocate_state *state, bool *is_found, struct error *err);
void allocate_clear_steps(struct allocate_state *state);

/* Keeps the steps as the client's draft; drops it when there is nothing to keep. */
enum status allocate_keep_draft(struct allocate_state *state, struct error *err);

/* The studio as the step in force says. */
enum status allocate_apply(struct session *session, struct allocate_state *state, struct error *err);

/* Walks; steps of a walk are one edit. */
enum status allocate_move(struct session *session, struct allocate_state *state, double volatility, char letter,
			  struct error *err);

/*
 * A copy of the step in force to be changed, and what makes it count; on failure the step before is in force again. A
 * copy to be edited drops the answer of an objective beside the frontier: it has to be worked out anew.
 */
struct studio_wish *allocate_new_step(struct allocate_state *state);
struct studio_wish *allocate_edit_step(struct allocate_state *state);
enum status allocate_finish_step(struct session *session, struct allocate_state *state, struct error *err);

/* -1 undoes, 1 redoes. False: nothing to undo or redo. */
bool allocate_travel(struct session *session, struct allocate_state *state, int direction, enum status *status,
		     struct error *err);

/* Limits or locks differ from what is recorded; anything but the place does. */
bool allocate_has_limits(const struct allocate_state *state);
bool allocate_is_edited(const struct allocate_state *state);

/* The mandate with the edited limits and locks. */
enum status allocate_mandate(struct session *session, const struct allocate_state *state, struct mandate *mandate,
			     struct error *err);

/* ---- allocate_screen.c ---- */

/* After every change: tables follow, what has to be worked out is started, a failure is told. */
void allocate_follow(struct allocate_state *state, struct desk *desk, enum status status, const struct error *err);
struct table_view *allocate_table(struct allocate_state *state);

/* ---- allocate_cells.c ---- */

/* Opens the cell to edit in the selected row of the table shown: its first column that can be. */
void allocate_edit_cell(struct allocate_state *state, struct desk *desk);
void allocate_edit_key(struct allocate_state *state, struct desk *desk, uint32_t key);

/* ---- allocate_views.c ---- */

void allocate_view_open(struct allocate_state *state, struct desk *desk, size_t at);
void allocate_view_key(struct allocate_state *state, struct desk *desk, uint32_t key);
void allocate_view_drop(struct allocate_state *state, struct desk *desk);
void allocate_view_draw(const struct allocate_state *state, struct term *term);

/* ---- allocate_trials.c ---- */

/* Starts what is not worked out yet; cheap when all is. */
void allocate_try_all(struct allocate_state *state, struct desk *desk);
void allocate_clear_trials(struct allocate_state *state);
double allocate_parameter(const struct allocate_state *state, size_t objective);
void allocate_set_parameter(struct allocate_state *state, struct desk *desk, size_t objective, double parameter);

/* The chosen objective becomes the plan. */
void allocate_take_objective(struct allocate_state *state, struct desk *desk, size_t objective);

/* The plan in force waits for the answer of its objective: starts the work. */
void allocate_solve(struct allocate_state *state, struct desk *desk);

/* ---- allocate_record.c ---- */

void allocate_propose(struct allocate_state *state, struct desk *desk);
void allocate_save_limits(struct allocate_state *state, struct desk *desk);
void allocate_signed(struct allocate_state *state, struct desk *desk);

/* ---- allocate_walk.c ---- */

/* Walks along the frontier, locks, gives way, goes back and forth; false: the action is none of these. */
bool allocate_walk(struct allocate_state *state, struct desk *desk, enum action action);

/* ---- allocate_weights.c, allocate_groups.c, allocate_beliefs.c, allocate_faces.c ---- */

extern const struct table_model *const allocate_models[ALLOCATE_FACES]; /* the source is the struct allocate_state */
extern const struct table_model allocate_weights_model, allocate_groups_model, allocate_returns_model, allocate_views_model;

/* The rows of a table of assets. */
size_t allocate_asset_count(const void *source);
int64_t allocate_asset_id(const void *source, size_t row);

double allocate_held(const struct allocate_state *state, size_t row);
double allocate_planned(const struct allocate_state *state, size_t row);

/* A percent with one decimal, marked with a star where it was edited. */
void allocate_put_limit(double value, bool is_edited, bool is_conflicting, struct table_cell *cell);
bool allocate_paint_edit(const struct allocate_state *state, int column, int64_t id, struct term *cell);
void allocate_put_asset(const struct allocate_state *state, size_t row, struct table_cell *cell);

/* The two plans of the comparison and what they are called; either may be NULL: there is none. */
void allocate_pair(const struct allocate_state *state, const struct candidate *plans[2], const char *names[2]);

/* ---- allocate_draw.c ---- */

void allocate_draw(const void *state, struct term *term);

#endif
