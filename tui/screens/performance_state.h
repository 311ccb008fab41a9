/* The inside of the performance screen, shared by performance_screen.c (loading, keys), _tables.c and _draw.c. */
#ifndef BALLAST_TUI_SCREENS_PERFORMANCE_STATE_H
#define BALLAST_TUI_SCREENS_PERFORMANCE_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/client/standing.h"
#include "advice/market/market.h"
#include "advice/track/track.h"
#include "tui/term.h"
#include "tui/widget/pane_place.h"
#include "tui/widget/table_view.h"

enum performance_pane {
	PERFORMANCE_GROWTH, PERFORMANCE_PERIODS, PERFORMANCE_EFFECTS, PERFORMANCE_HOLDINGS, PERFORMANCE_CALENDAR,
	PERFORMANCE_RISK, PERFORMANCE_PANES
};

/* Where each pane was drawn and how far it can scroll: what keys and clicks need of the last drawing. */
struct performance_places {
	struct pane_place panes[PERFORMANCE_PANES];
};

struct performance_screen {
	int64_t client;               /* 0: nobody is chosen */
	unsigned figures;             /* of the desk when this was read */
	const struct market *market;  /* borrowed from the session; good while `figures` is current */
	struct standing standing;     /* owned */
	struct track track;           /* owned */
	size_t period;                /* of the track: the one that is taken apart */
	double *days, *portfolio, *plan; /* owned; path_count: the way through the period */
	size_t path_count;
	bool shows_numbers;           /* of the growth: the table in place of the chart */
	struct table_view periods, effects, holdings, months;
	struct performance_places *places; /* owned */
	enum performance_pane focus, below; /* below: which one the small screens show under the chart */
	int tops[PERFORMANCE_PANES];
};

/* The period that is taken apart, or NULL when there is no record. */
const struct track_period *performance_chosen(const struct performance_screen *screen);

/* The table that has the focus, or NULL. */
struct table_view *performance_table(struct performance_screen *screen, enum performance_pane pane);

/* "+2.34", "−0.65", "0.00": percent or points, the sign stands in the heading. */
char *performance_change(double fraction, int decimals, char *text, size_t size);

/* performance_tables.c */
extern const struct table_model performance_periods_model, performance_effects_model, performance_holdings_model,
	performance_months_model;
const char *performance_class_text(enum asset_class asset_class); /* N_() */

/* performance_draw.c */
void performance_draw(const struct performance_screen *screen, struct term *term);

/* performance_panes.c: each draws into the inside of its frame */
int performance_draw_calendar(const struct performance_screen *screen, struct term *term, int row);
int performance_draw_risk(const struct performance_screen *screen, struct term *term, int row);
void performance_draw_growth(const struct performance_screen *screen, struct term *term);

#endif
