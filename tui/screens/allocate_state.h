/* What the studio's screen holds, shared by its files: allocate_screen.c acts, allocate_edit.c edits, allocate_draw.c paints. */
#ifndef BALLAST_TUI_SCREENS_ALLOCATE_STATE_H
#define BALLAST_TUI_SCREENS_ALLOCATE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/recommend.h"
#include "advice/standing.h"
#include "engine/base/text.h"
#include "tui/screens/signature.h"
#include "tui/widget/cell_edit.h"
#include "tui/widget/table_view.h"

struct session;

enum { ALLOCATE_CURVE = 160, ALLOCATE_STEPS = 200 };

enum allocate_column {
	ALLOCATE_ASSET, ALLOCATE_NOW, ALLOCATE_PLAN, ALLOCATE_CHANGE, ALLOCATE_LOWER, ALLOCATE_UPPER, ALLOCATE_RISK,
	ALLOCATE_BAR,
};

enum allocate_pane { PANE_WEIGHTS, PANE_WHY, PANE_CHART, ALLOCATE_PANES };

enum allocate_purpose { SIGN_PLAN, SIGN_MANDATE };

/* Everything an adviser can change before it is recorded; undo goes back one of these. */
struct allocate_step {
	double *lower, *upper;   /* owned; market->count: bounds, locks aside  */
	bool *is_locked;         /* owned; market->count: held at today's weight */
	double volatility;       /* the place on the frontier that was wished   */
	char letter;             /* 'A' to 'C' when it is a candidate's, else 'S' */
	bool is_walk;            /* reached from the step before by walking only: the next walk replaces it */
};

struct allocate_state {
	int64_t client;          /* whom it is about; 0: nobody yet             */
	char code[SYMBOL_SIZE];
	bool is_open;            /* studio is loaded                            */
	struct studio studio;    /* owned                                       */
	struct text refusal, remedy; /* owned: why there is no studio, and what to do */

	int64_t *ids;            /* owned; market->count: instruments when steps was made */
	size_t id_count;
	struct allocate_step steps[ALLOCATE_STEPS]; /* owned; [0] is what is recorded */
	size_t step_count, at;   /* at < step_count: the one in force           */
	bool forget_steps;       /* what was edited is recorded now             */

	double curve_x[ALLOCATE_CURVE], curve_y[ALLOCATE_CURVE];
	bool has_curve;          /* false: the limits allow no plan             */

	size_t *rows;            /* owned: market rows in the table             */
	size_t row_count;
	struct table_view table;
	enum allocate_pane pane;
	int why_top;             /* first line of the reasons in view           */
	int *why_most;           /* owned: how far the last drawing could scroll; a cache */
	struct cell_edit edit;
	struct signature signature;
};

/* ---- allocate_edit.c ---- */

const struct allocate_step *allocate_now(const struct allocate_state *state);

/* Drops all steps and begins with what the studio has, its place kept where there is one. */
void allocate_begin_steps(struct allocate_state *state);
void allocate_clear_steps(struct allocate_state *state);

/* The studio as the step in force says; solved again only when a bound changed. */
enum status allocate_apply(struct session *session, struct allocate_state *state, struct error *err);

/* Each makes a step and applies it; on failure the step before is in force again. */
enum status allocate_move(struct session *session, struct allocate_state *state, double volatility, char letter,
			  struct error *err);
enum status allocate_bound(struct session *session, struct allocate_state *state, size_t row, double lower,
			   double upper, struct error *err);
enum status allocate_lock(struct session *session, struct allocate_state *state, size_t row, struct error *err);

/* -1 undoes, 1 redoes. False: nothing to undo or redo. */
bool allocate_travel(struct session *session, struct allocate_state *state, int direction, enum status *status,
		     struct error *err);

/* Bounds or locks differ from what is recorded. */
bool allocate_is_edited(const struct allocate_state *state);

/* The mandate with the edited bounds and locks. */
enum status allocate_mandate(struct session *session, const struct allocate_state *state, struct mandate *mandate,
			     struct error *err);

/* ---- allocate_draw.c ---- */

extern const struct table_model allocate_model;
void allocate_draw(const void *state, struct term *term);

#endif
