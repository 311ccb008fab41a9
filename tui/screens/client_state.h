/* The inside of the client's screen, shared by client_screen.c (loading, keys), _tables.c, _panes.c and _decision.c. */
#ifndef BALLAST_TUI_SCREENS_CLIENT_STATE_H
#define BALLAST_TUI_SCREENS_CLIENT_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/base/language.h"
#include "advice/client/outlook.h"
#include "advice/client/standing.h"
#include "advice/oversight/monitor.h"
#include "engine/model/ledger.h"
#include "tui/screens/apply_actions.h"
#include "tui/screens/client_actions.h"
#include "tui/term.h"
#include "tui/widget/form.h"
#include "tui/widget/pane_place.h"
#include "tui/widget/table_view.h"

struct desk;

/* Three years of weeks. */
enum { HISTORY_WEEKS = 156 };

enum client_pane { PANE_HOLDINGS, PANE_HISTORY, PANE_ALERTS, PANE_PROPOSALS, PANE_ACTIONS, PANES };

/* Where each pane was drawn and how far it can scroll: what keys and clicks need of the last drawing. */
struct client_places {
	struct pane_place panes[PANES];
};

enum decision_kind { DECISION_NONE, DECISION_APPROVE, DECISION_REJECT };

/* Who decides about the proposal that waits: asked in a form, then confirmed in a dialog. */
struct client_decision {
	enum decision_kind kind;      /* of the open form */
	int64_t proposal;
	char maker[NAME_SIZE];
	char by[FORM_VALUE_SIZE], why[FORM_VALUE_SIZE]; /* as submitted, for the dialog */
	struct form_field fields[2];
	struct form form;
};

struct client_screen {
	int64_t client;               /* 0: nobody is chosen */
	unsigned figures;             /* of the desk when this was read */
	const struct market *market;  /* borrowed from the session; good while `figures` is current */
	struct standing standing;     /* owned */
	size_t *lines;                /* owned; of the standing, those shown */
	size_t line_count;
	struct alert alerts[MONITOR_ALERTS];
	size_t alert_count;
	struct proposal *proposals;   /* owned; the one that waits first */
	size_t proposal_count;
	struct outlook goals;         /* owned; funded, their futures not drawn */
	double days[HISTORY_WEEKS], values[HISTORY_WEEKS];
	size_t history_count;
	struct table_view holdings, action_list;
	struct client_actions actions; /* owned */
	enum language language;       /* in which they were read */
	struct apply_actions apply;   /* owned */
	struct client_places *places; /* owned */
	enum client_pane focus;
	int tops[PANES];              /* first line shown of the panes of text */
	struct client_decision decision;
};

/* The proposal that waits for a second person, or NULL. */
const struct proposal *client_waiting(const struct client_screen *screen);

/* The newest proposal is there and in this state. */
bool client_newest_is(const struct client_screen *screen, enum proposal_state state);

/* client_tables.c */
extern const struct table_model client_holdings_model, client_actions_model;
double client_fraction(int64_t ppb);
double client_tidy(double value, double unit); /* rounded for reading, and no minus before a zero */

/* client_panes.c */
void client_draw(const struct client_screen *screen, struct term *term);

/* client_decision.c */
void client_decide(struct client_screen *screen, struct desk *desk, enum decision_kind kind);
void client_decision_key(struct client_screen *screen, struct desk *desk, uint32_t key);
void client_decision_draw(const struct client_decision *decision, struct term *term);

#endif
