/*
 * The inside of the screen of risk, shared by risk_screen.c (loading, keys), risk_draw.c, risk_detail.c, risk_shocks.c and
 * the tables (risk_tables.h).
 */
#ifndef BALLAST_TUI_SCREENS_RISK_STATE_H
#define BALLAST_TUI_SCREENS_RISK_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/risk/risk_view.h"
#include "tui/term.h"
#include "tui/widget/form.h"
#include "tui/widget/pane_place.h"
#include "tui/widget/table_view.h"

struct desk;

/* Two pages of four panes: the risk of today, and what is behind it. */
enum risk_pane {
	RISK_FIGURES, RISK_CARRIERS, RISK_SCENARIOS, RISK_CORRELATIONS,
	RISK_TAIL, RISK_HISTORY, RISK_EXPOSURE, RISK_QUALITY,
	RISK_PANES
};
enum { RISK_PAGE = 4, SHOCK_FIELDS = 12, SHOCK_LABEL_SIZE = 96 };

/* Where each pane was drawn: what clicks need of the last drawing. */
struct risk_places {
	struct pane_place panes[RISK_PANES];
};

/* The client's own shocks, asked for one kind of holding each. */
struct risk_shocks {
	bool is_open;
	struct form form;
	struct form_field fields[SHOCK_FIELDS];
	char labels[SHOCK_FIELDS][SHOCK_LABEL_SIZE];
	char keys[SHOCK_FIELDS][64]; /* "equity:CN" */
};

struct risk_screen {
	int64_t client;               /* 0: nobody is chosen */
	unsigned figures;             /* of the desk when this was read */
	struct risk_view view;        /* owned */
	struct scenario own;          /* the client's own shocks; not recorded anywhere */
	struct table_view tables[RISK_PANES]; /* that of RISK_CORRELATIONS holds the pairs */
	size_t *pairs;                /* owned; row * moving_count + column, row above column */
	size_t pair_count;
	size_t chosen_row, chosen_column; /* of the heat map */
	bool shows_pairs;             /* the correlations as a table */
	bool is_whole;                /* the focused pane takes all of the screen */
	enum risk_pane focus;
	struct risk_places *places;   /* owned */
	struct risk_shocks shocks;
};

/* risk_tables.c */
extern const struct table_model *const risk_models[RISK_PANES];
const char *risk_line_name(const struct risk_view *view, size_t line);

/* One paragraph about the selected row of a pane: its definition, its source, what it is made of. "" when there is none. */
void risk_detail(const struct risk_screen *screen, enum risk_pane pane, char *text, size_t size);

/* risk_draw.c */
void risk_draw(const struct risk_screen *screen, struct term *term);

/* risk_shocks.c */
void risk_shocks_open(struct risk_screen *screen);
void risk_shocks_key(struct risk_screen *screen, struct desk *desk, uint32_t key);
void risk_shocks_draw(const struct risk_screen *screen, struct term *term);

#endif
