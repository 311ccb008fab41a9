/* What the rebalance's screen holds: rebalance_screen.c acts, rebalance_edit.c edits, rebalance_draw.c paints. */
#ifndef BALLAST_TUI_SCREENS_REBALANCE_STATE_H
#define BALLAST_TUI_SCREENS_REBALANCE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/trade/rebalancing_draft.h"
#include "engine/base/text.h"
#include "tui/screens/signature.h"
#include "tui/widget/cell_edit.h"
#include "tui/widget/table_view.h"

struct desk;
struct market;
struct session;

enum rebalance_column {
	REBALANCE_ASSET, REBALANCE_TARGET, REBALANCE_BAND, REBALANCE_NOW, REBALANCE_BAR, REBALANCE_AFTER, REBALANCE_AMOUNT,
	REBALANCE_QUANTITY, REBALANCE_WHY,
	REBALANCE_CASH_FLOW = -1, /* not a column: the money put in or paid out, edited in the header */
};

enum rebalance_pane { PANE_TRADES, PANE_CHECKS, REBALANCE_PANES };

enum rebalance_purpose { SIGN_SUBMIT, SIGN_APPROVE };

/* A row: something held or planned, and one trade in it. An instrument dealt in two accounts has two rows. */
struct rebalance_row {
	size_t line;             /* of the standing */
	size_t trade;            /* of the proposal, SIZE_MAX: none */
};

struct rebalance_state {
	int64_t client;
	char code[SYMBOL_SIZE], currency[4]; /* of the client                                          */
	bool is_open;                 /* work is there */
	struct rebalancing *work;     /* owned; never moved: it points into itself */
	const struct market *market;  /* borrowed from the session */
	struct text refusal, remedy;  /* owned: why there is nothing to work out, and what to do */

	struct rebalancing_step steps[REBALANCING_STEPS];
	size_t step_count, at;
	bool is_kept;                 /* the steps are in the book: leaving loses nothing */

	struct proposal *proposals;   /* owned; the client's, the newest that waits first */
	size_t proposal_count;

	struct rebalance_row *rows;   /* owned */
	size_t row_count;
	struct table_view table;
	enum rebalance_pane pane;
	int checks_top;
	int *checks_most;             /* owned: how far the last drawing could scroll; a cache */
	struct cell_edit edit;
	struct signature signature;
};

/* ---- rebalance_edit.c ---- */

const struct rebalancing_step *rebalance_now(const struct rebalance_state *state);
void rebalance_close(struct rebalance_state *state);

/* Works out the step in force. On failure what was worked out before stays. */
enum status rebalance_apply(struct session *session, struct rebalance_state *state, struct error *err);

/* Each makes a step, applies it and keeps it for another day; on failure the step before is in force again. */
enum status rebalance_options(struct session *session, struct rebalance_state *state,
			      const struct rebalancing_options *options, struct error *err);
enum status rebalance_change(struct session *session, struct rebalance_state *state, size_t trade, bool is_dropped,
			     int64_t quantity, struct error *err);

/* -1 undoes, 1 redoes. False: nothing to undo or redo. */
bool rebalance_travel(struct session *session, struct rebalance_state *state, int direction, enum status *status,
		      struct error *err);

/* Takes the steps kept for this client; false: there are none. */
bool rebalance_read_draft(struct session *session, struct rebalance_state *state);

/* The proposal of this client that waits for a second person, or NULL. */
const struct proposal *rebalance_waiting(const struct rebalance_state *state);

/* ---- rebalance_screen.c ---- */

/* The trade of the selected row; false says so to the user. */
bool rebalance_selected_trade(struct rebalance_state *state, struct desk *desk, size_t *trade);

/* ---- rebalance_cells.c ---- */

/* Each opens the cell; what is typed is taken, or the cell says why it cannot be. */
void rebalance_type_quantity(struct rebalance_state *state, struct desk *desk);
void rebalance_type_cash(struct rebalance_state *state);
void rebalance_edit_key(struct rebalance_state *state, struct desk *desk, uint32_t key);

/* ---- rebalance_record.c ---- */

/* Each asks for a name; with it the trades are submitted, or the proposal that waits is approved. */
void rebalance_ask_submit(struct rebalance_state *state, struct desk *desk);
void rebalance_ask_approve(struct rebalance_state *state, struct desk *desk);
void rebalance_signature_key(struct rebalance_state *state, struct desk *desk, uint32_t pressed);

/* ---- rebalance_draw.c ---- */

extern const struct table_model rebalance_model;
void rebalance_draw(const void *state, struct term *term);

/* "above band": a trade's reason in a few words. */
const char *rebalance_reason(enum trade_reason reason);

#endif
