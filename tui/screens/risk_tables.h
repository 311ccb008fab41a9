/*
 * The tables of the screen of risk: risk_measures.c has the figures of the whole, risk_holdings.c those of each holding,
 * risk_times.c bad times supposed and past. The source of every one is the struct risk_screen.
 */
#ifndef BALLAST_TUI_SCREENS_RISK_TABLES_H
#define BALLAST_TUI_SCREENS_RISK_TABLES_H

#include <stddef.h>
#include <stdint.h>

#include "tui/screens/risk_state.h"
#include "tui/widget/table_cell.h"

struct instrument;

#define RISK_NOTHING_HELD N_("Nothing is held, or it has no price: there is nothing to show.")

extern const struct table_model risk_figures_model, risk_tail_model;
extern const struct table_model risk_carriers_model, risk_pairs_model, risk_exposure_model, risk_quality_model;
extern const struct table_model risk_scenarios_model, risk_history_model;

const struct risk_view *risk_view_of(const void *source);
const struct instrument *risk_line_instrument(const struct risk_view *view, size_t line);

/* Nothing where it is not finite. */
void risk_put_percent(struct table_cell *cell, double fraction, int decimals);

/* What it does to the value: a loss has its minus and its role. */
void risk_put_change(struct table_cell *cell, double fraction);
void risk_put_amount(struct table_cell *cell, int64_t micros);

#endif
