/* What the lists of the screen Oversight share, and all of them. */
#include "tui/screens/oversight_rows.h"

#include <stdio.h>

#include "advice/base/explain.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"

const struct oversight_screen *oversight_screen_of(const void *source)
{
	return source;
}

void oversight_put_count(struct table_cell *cell, int64_t count)
{
	char figure[FIGURE_SIZE];

	table_cell_put(cell, count >= 0 ? figure_quantity(count * MICROS, figure) : "–");
}

void oversight_put_percent(struct table_cell *cell, int64_t ppb)
{
	char text[AMOUNT_TEXT_SIZE];

	table_cell_put(cell, percent_number((double)ppb / (double)PPB, text));
}

void oversight_put_client(struct table_cell *cell, const char *code, const char *name)
{
	(void)snprintf(cell->text, sizeof cell->text, "%s %s", code, name);
}

const struct table_model *const oversight_models[LISTS] = {
	[LIST_ALERTS] = &oversight_alerts_model,
	[LIST_APPROVALS] = &oversight_approvals_model,
	[LIST_ELIGIBILITY] = &oversight_eligibility_model,
	[LIST_CONCENTRATION] = &oversight_concentration_model,
	[LIST_RUNS] = &oversight_runs_model,
	[LIST_JOURNAL] = &oversight_journal_model,
};
