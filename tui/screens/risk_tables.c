/* What the tables of the screen of risk share, and which pane shows which. */
#include "tui/screens/risk_tables.h"

#include <math.h>
#include <stdio.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/market/market.h"
#include "tui/screens/amounts.h"

const struct risk_view *risk_view_of(const void *source)
{
	return &((const struct risk_screen *)source)->view;
}

const struct instrument *risk_line_instrument(const struct risk_view *view, size_t line)
{
	return &view->market->rows[view->lines[line].row].instrument;
}

const char *risk_line_name(const struct risk_view *view, size_t line)
{
	const struct instrument *instrument = risk_line_instrument(view, line);

	return instrument_is_cash(instrument) ? _("cash") : instrument->name[0] != '\0' ? instrument->name : instrument->symbol;
}

void risk_put_percent(struct table_cell *cell, double fraction, int decimals)
{
	char figure[FIGURE_SIZE];

	if (isfinite(fraction))
		table_cell_put(cell, figure_percent(fraction, decimals, figure));
}

void risk_put_change(struct table_cell *cell, double fraction)
{
	char number[AMOUNT_TEXT_SIZE];

	(void)snprintf(cell->text, sizeof cell->text, "%.60s %%", percent_change(fraction, number));
	cell->role = fraction < -0.0005 ? ROLE_LOSS : fraction > 0.0005 ? ROLE_GAIN : ROLE_NORMAL;
}

void risk_put_amount(struct table_cell *cell, int64_t micros)
{
	char text[AMOUNT_TEXT_SIZE];

	table_cell_put(cell, amount_change(micros, text));
}

const struct table_model *const risk_models[RISK_PANES] = {
	[RISK_FIGURES] = &risk_figures_model, [RISK_CARRIERS] = &risk_carriers_model,
	[RISK_SCENARIOS] = &risk_scenarios_model, [RISK_CORRELATIONS] = &risk_pairs_model,
	[RISK_TAIL] = &risk_tail_model, [RISK_HISTORY] = &risk_history_model,
	[RISK_EXPOSURE] = &risk_exposure_model, [RISK_QUALITY] = &risk_quality_model,
};
