/* The inside of the screen Market, shared by market_screen.c, _rows.c, _panes.c, _actions.c, _draw.c and _job.c. */
#ifndef BALLAST_TUI_SCREENS_MARKET_STATE_H
#define BALLAST_TUI_SCREENS_MARKET_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/base/language.h"
#include "advice/market/quotes.h"
#include "engine/model/assumptions.h"
#include "tui/screens/apply_actions.h"
#include "tui/screens/shown_rows.h"
#include "tui/term.h"
#include "tui/widget/pane_place.h"
#include "tui/widget/table_view.h"

struct desk;

/* Two sides of one pane: the chart and the table of its prices; the corporate actions and what accounts are due of them. */
enum market_pane {
	PANE_INSTRUMENTS, PANE_CHART, PANE_PRICES, PANE_FACTS, PANE_ACTIONS, PANE_DUE, PANE_TERMS, PANE_FEEDS,
	PANE_ASSUMPTIONS, PANES,
};
enum market_table {
	TABLE_INSTRUMENTS, TABLE_PRICES, TABLE_ACTIONS, TABLE_DUE, TABLE_FEEDS, TABLE_ASSUMPTIONS, TABLES,
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

struct market_screen {
	unsigned figures;                      /* of the desk when this was read */
	bool is_read, is_computing, is_large;  /* large: what takes every client is done beside the screen */
	struct quotes quotes;                  /* owned */
	const struct assumptions *assumptions; /* borrowed from the session */
	char currency[8];
	struct quote_history history;          /* owned: of the instrument with this id */
	int64_t history_of;
	struct market_actions actions;         /* owned: of that instrument, too */
	enum language language;                /* in which they were read */
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
