/* The inside of the screen Market, shared by market_screen.c, _rows.c, _panes.c, _actions.c, _held.c, _draw.c and _job.c. */
#ifndef BALLAST_TUI_SCREENS_MARKET_STATE_H
#define BALLAST_TUI_SCREENS_MARKET_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/base/language.h"
#include "advice/market/quality_answer.h"
#include "advice/market/quotes.h"
#include "engine/model/assumptions.h"
#include "tui/screens/apply_actions.h"
#include "tui/screens/shown_rows.h"
#include "tui/screens/signature.h"
#include "tui/term.h"
#include "tui/widget/pane_place.h"
#include "tui/widget/table_view.h"

struct desk;

/* Two sides of one pane: the chart and the table of its prices; the corporate actions and what accounts are due of them. */
enum market_pane {
	PANE_INSTRUMENTS, PANE_CHART, PANE_PRICES, PANE_FACTS, PANE_ACTIONS, PANE_DUE, PANE_TERMS, PANE_FEEDS,
	PANE_ASSUMPTIONS, PANE_HELD, PANES,
};
enum market_table {
	TABLE_INSTRUMENTS, TABLE_PRICES, TABLE_ACTIONS, TABLE_DUE, TABLE_FEEDS, TABLE_ASSUMPTIONS, TABLE_HELD, TABLES,
};

/* Where each pane was drawn, for clicks; rows 0: not shown. */
struct market_places {
	struct pane_place panes[PANES];
};

enum market_due_state { DUE_IS_UNREAD, DUE_IS_READING, DUE_IS_READ, DUE_HAS_FAILED };

/* Of the selected instrument. */
struct market_actions {
	struct shown_rows rows, due;           /* owned */
	enum market_due_state due_state;
	char failure[300], due_failure[300];   /* translated; empty: it was read */
};

/* What is answered: numbers of each kind, by enum quality_kind. */
struct held_chosen {
	int64_t *numbers[2];                   /* owned */
	size_t counts[2];
	bool is_of_one;                        /* instrument, or pair */
};

/* Prices and rates that wait for a person. */
struct market_held {
	struct shown_rows rows;                /* owned */
	struct held_chosen chosen;             /* owned: what the question is about, whatever the list has become meanwhile */
	struct signature signature;            /* owned; its purpose is the enum quality_answer */
};

struct market_screen {
	unsigned figures;                      /* of the desk when this was read */
	bool is_read, is_computing, is_large;  /* large: what takes every client is done beside the screen */
	struct quotes quotes;                  /* owned */
	const struct assumptions *assumptions; /* borrowed from the session */
	char currency[8];
	struct quote_history history;          /* owned: of the instrument with this id */
	int64_t history_of;
	struct market_actions actions;         /* owned: of that instrument, too */
	struct market_held held;               /* owned */
	enum language language;                /* in which both were read */
	struct apply_actions apply;            /* owned */
	int span;                              /* of the spans below */
	struct table_view tables[TABLES];
	enum market_pane focus;
	int tops[PANES];                       /* first line shown of the panes of text */
	struct market_places *places;          /* owned */
};

/* Years of the chart. */
enum { MARKET_SPANS = 4 };
extern const int market_spans[MARKET_SPANS];

/* market_rows.c */
extern const struct table_model *const market_models[TABLES];

/* The selected instrument, or NULL. */
const struct quotes_row *market_selected(const struct market_screen *screen);

/* The table that has the focus; TABLES: none. */
enum market_table market_focused_table(const struct market_screen *screen);

/* market_panes.c */
void market_draw_chart(const struct market_screen *screen, struct term *term);
int market_draw_facts(const struct market_screen *screen, struct term *term, int row);

/* "label  value", the value beside the label's column and wrapped there; returns the row after it. */
int market_put_fact(struct term *term, int row, const char *label, enum role role, const char *value);
const char *market_feed_state(const struct feed_standing *feed, enum role *role);          /* translated */
void market_feed_next(const struct feed_standing *feed, char *text, size_t size);          /* translated */

/* market_actions.c */
extern const struct table_model market_actions_model, market_due_model;
void market_read_actions(struct market_screen *screen, struct desk *desk);
void market_actions_clear(struct market_actions *actions);
void market_read_due(struct market_screen *screen, struct desk *desk); /* where it was not read yet; a large book beside it */
void market_take_due(struct market_screen *screen, const struct due_list *list, const struct error *failure);
int64_t market_chosen_action(const struct market_screen *screen);      /* 0: none */
void market_draw_actions(const struct market_screen *screen, struct term *term, bool is_due, bool is_focused);
int market_draw_terms(const struct market_screen *screen, struct term *term, int row);

/* market_held.c */
extern const struct table_model market_held_model;
enum status market_read_held(struct market_screen *screen, struct desk *desk, struct error *err);
void market_mark_alike(struct market_screen *screen, struct desk *desk);
/* Asks who and why about the marked ones, or the selected one. */
void market_ask_held(struct market_screen *screen, struct desk *desk, enum quality_answer answer);
void market_held_close(struct market_held *held); /* the question */
void market_held_key(struct market_screen *screen, struct desk *desk, uint32_t key); /* while that is asked */
int64_t market_held_instrument(const struct market_screen *screen); /* of the selected price; 0: none is */
void market_held_title(const struct market_screen *screen, char *title, size_t size);
bool market_held_sentence(const struct market_screen *screen, char *text, size_t size); /* the selected one; false: none is */

/* market_draw.c */
void market_draw(const struct market_screen *screen, struct term *term);

/* market_job.c */
void market_job_refresh(struct desk *desk);
void market_job_load(struct desk *desk, unsigned figures);
void market_job_due(struct desk *desk, unsigned figures, int64_t instrument);

/* market_screen.c: called back by the jobs. The first takes the quotes' holders over; list and failure NULL: stopped. */
void market_loaded(struct desk *desk, unsigned figures, const struct holders *holders);
void market_reckoned(struct desk *desk, unsigned figures, int64_t instrument, const struct due_list *list,
		     const struct error *failure);

#endif
