/* The inside of the screen Market, shared by market_screen.c, _rows.c, _panes.c, _draw.c and _job.c. */
#ifndef BALLAST_TUI_SCREENS_MARKET_STATE_H
#define BALLAST_TUI_SCREENS_MARKET_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/quotes.h"
#include "engine/model/assumptions.h"
#include "tui/term.h"
#include "tui/widget/table_view.h"

struct desk;

/* The chart and the table of its prices are two sides of one pane. */
enum market_pane { PANE_INSTRUMENTS, PANE_CHART, PANE_PRICES, PANE_FACTS, PANE_FEEDS, PANE_ASSUMPTIONS, PANES };
enum market_table { TABLE_INSTRUMENTS, TABLE_PRICES, TABLE_FEEDS, TABLE_ASSUMPTIONS, TABLES };

/* Where each pane was drawn, for clicks; rows 0: not shown. */
struct market_places {
	struct {
		int top, left, rows, columns;
	} panes[PANES];
	int furthest; /* first line of the facts that still fills their pane */
};

struct market_screen {
	unsigned figures;                      /* of the desk when this was read */
	bool is_read, is_computing;
	struct quotes quotes;                  /* owned */
	const struct assumptions *assumptions; /* borrowed from the session */
	char currency[8];
	struct quote_history history;          /* owned: of the instrument with this id */
	int64_t history_of;
	int span;                              /* of the spans below */
	struct table_view tables[TABLES];
	enum market_pane focus;
	int facts_top;
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
const char *market_feed_state(const struct feed_standing *feed, enum role *role);          /* translated */
void market_feed_next(const struct feed_standing *feed, char *text, size_t size);          /* translated */

/* market_draw.c */
void market_draw(const struct market_screen *screen, struct term *term);

/* market_job.c */
void market_job_refresh(struct desk *desk);
void market_job_load(struct desk *desk, unsigned figures);

/* market_screen.c: called back by the job; takes the quotes' holders over. */
void market_loaded(struct desk *desk, unsigned figures, const struct holders *holders);

#endif
