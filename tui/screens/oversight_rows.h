/*
 * The lists of the screen Oversight: oversight_alerts.c, oversight_approvals.c, oversight_concentration.c and, for runs and
 * the journal, oversight_records.c. The source of every one is the struct oversight_screen.
 */
#ifndef BALLAST_TUI_SCREENS_OVERSIGHT_ROWS_H
#define BALLAST_TUI_SCREENS_OVERSIGHT_ROWS_H

#include <stdint.h>

#include "tui/screens/oversight_state.h"
#include "tui/widget/table_cell.h"

extern const struct table_model oversight_alerts_model, oversight_eligibility_model;
extern const struct table_model oversight_approvals_model;
extern const struct table_model oversight_concentration_model;
extern const struct table_model oversight_runs_model, oversight_journal_model;

const struct oversight_screen *oversight_screen_of(const void *source);

void oversight_put_count(struct table_cell *cell, int64_t count); /* below 0: a dash, there is none */
void oversight_put_percent(struct table_cell *cell, int64_t ppb); /* the sign % stands in the heading */
void oversight_put_client(struct table_cell *cell, const char *code, const char *name);

#endif
