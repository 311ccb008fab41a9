/* The lists of the client's screen: now against target, and corporate actions. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/market/market.h"
#include "tui/screens/amounts.h"
#include "tui/screens/client_state.h"
#include "tui/widget/bar.h"

double client_tidy(double value, double unit)
{
	return round(value / unit) * unit + 0.0;
}

double client_fraction(int64_t ppb)
{
	return (double)ppb / (double)PPB;
}

/* ---- now against target ---- */

enum holding_column {
	HOLDING_NAME, HOLDING_SYMBOL, HOLDING_VALUE, HOLDING_GAIN, HOLDING_NOW, HOLDING_TARGET, HOLDING_BAND,
	HOLDING_DRIFT, HOLDING_BAR, HOLDING_RISK,
};

static const struct table_column holding_columns[] = {
	[HOLDING_NAME] = {.title = N_("holding"), .least = 10, .most = 20, .priority = 0},
	[HOLDING_SYMBOL] = {.title = N_("symbol"), .least = 8, .most = 10, .priority = 6},
	[HOLDING_VALUE] = {.title = N_("value"), .least = 12, .most = 14, .priority = 5, .align = TEXT_RIGHT,
			   .is_amount = true, .is_descending_first = true},
	[HOLDING_GAIN] = {.title = N_("gain"), .least = 11, .most = 13, .priority = 8, .align = TEXT_RIGHT,
			  .is_amount = true, .is_descending_first = true},
	[HOLDING_NOW] = {.title = N_("now %"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			 .is_descending_first = true},
	[HOLDING_TARGET] = {.title = N_("plan %"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[HOLDING_BAND] = {.title = N_("band %"), .least = 9, .most = 9, .priority = 7, .align = TEXT_RIGHT},
	[HOLDING_DRIFT] = {.title = N_("drift pp"), .least = 8, .most = 8, .priority = 3, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[HOLDING_BAR] = {.title = N_("band"), .least = 12, .most = 40, .priority = 2},
	[HOLDING_RISK] = {.title = N_("risk %"), .least = 6, .most = 6, .priority = 4, .align = TEXT_RIGHT,
			  .is_descending_first = true},
	{.title = NULL},
};

static const struct standing_line *line_at(const void *source, size_t row)
{
	const struct client_screen *screen = source;

	return &screen->standing.lines[screen->lines[row]];
}

static const struct instrument *instrument_at(const void *source, size_t row)
{
	return &((const struct client_screen *)source)->market->rows[line_at(source, row)->row].instrument;
}

static size_t holding_count(const void *source)
{
	return ((const struct client_screen *)source)->line_count;
}

static int64_t holding_id(const void *source, size_t row)
{
	return instrument_at(source, row)->id;
}

static void put_share(struct table_cell *cell, int64_t ppb)
{
	(void)snprintf(cell->text, sizeof cell->text, "%.1f", 100 * client_fraction(ppb));
}

static void name_cell(const void *source, size_t row, struct table_cell *cell)
{
	const struct instrument *instrument = instrument_at(source, row);

	table_cell_put(cell, instrument_is_cash(instrument)  ? _("cash")
			     : instrument->name[0] != '\0' ? instrument->name
							    : instrument->symbol);
	if (line_at(source, row)->is_locked)
		(void)snprintf(cell->text, sizeof cell->text, _("%s (locked)"), instrument->name);
}

static void gain_cell(const void *source, size_t row, struct table_cell *cell)
{
	const struct standing_line *line = line_at(source, row);
	char text[AMOUNT_TEXT_SIZE];

	if (instrument_is_cash(instrument_at(source, row)) || line->quantity == 0)
		return;
	(void)snprintf(cell->text, sizeof cell->text, "%s%s", line->is_cost_restated ? "~" : "",
		       amount_change(line->value - line->cost, text));
	cell->role = line->value < line->cost ? ROLE_LOSS : ROLE_GAIN;
}

static void drift_cell(const struct standing_line *line, struct table_cell *cell)
{
	/* A tenth of a point of nothing is nothing: no sign before 0.0. */
	const double points = round(1000 * client_fraction(line->drift_ppb)) / 10;

	(void)snprintf(cell->text, sizeof cell->text, "%s%.1f", points < 0 ? "−" : points > 0 ? "+" : "", fabs(points));
	cell->role = line->is_out_of_band ? ROLE_WARNING : ROLE_NORMAL;
}

static void holding_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct client_screen *screen = source;
	const struct standing_line *line = line_at(source, row);
	const bool has_plan = screen->standing.has_plan;
	char text[AMOUNT_TEXT_SIZE];

	cell->text[0] = '\0';
	switch ((enum holding_column)column) {
	case HOLDING_NAME:
		name_cell(source, row, cell);
		break;
	case HOLDING_SYMBOL:
		table_cell_put_dim(cell, instrument_at(source, row)->symbol);
		break;
	case HOLDING_VALUE:
		table_cell_put(cell, line->price > 0 ? amount_whole(line->value, text) : "–");
		break;
	case HOLDING_GAIN:
		gain_cell(source, row, cell);
		break;
	case HOLDING_NOW:
		put_share(cell, line->weight_ppb);
		cell->role = line->is_out_of_band ? ROLE_WARNING : ROLE_NORMAL;
		break;
	case HOLDING_TARGET:
		if (has_plan)
			put_share(cell, line->target_ppb);
		break;
	case HOLDING_BAND:
		if (has_plan)
			(void)snprintf(cell->text, sizeof cell->text, "%.1f–%.1f", 100 * client_fraction(line->lower_ppb),
				       100 * client_fraction(line->upper_ppb));
		cell->role = ROLE_DIM;
		break;
	case HOLDING_DRIFT:
		if (has_plan)
			drift_cell(line, cell);
		break;
	case HOLDING_BAR:
		break;
	case HOLDING_RISK:
		if (isfinite(line->risk_share))
			(void)snprintf(cell->text, sizeof cell->text, "%.0f", client_tidy(100 * line->risk_share, 1));
		break;
	}
}

static int64_t sort_value(const void *source, size_t row, int column)
{
	const struct standing_line *line = line_at(source, row);

	switch ((enum holding_column)column) {
	case HOLDING_VALUE:
		return line->value;
	case HOLDING_GAIN:
		return line->value - line->cost;
	case HOLDING_TARGET:
		return line->target_ppb;
	case HOLDING_BAND:
		return line->upper_ppb;
	case HOLDING_DRIFT:
	case HOLDING_BAR:
		return line->drift_ppb;
	case HOLDING_RISK:
		return (int64_t)(line->risk_share * (double)PPB);
	default:
		return line->weight_ppb;
	}
}

static int compare_holdings(const void *source, size_t a, size_t b, int column)
{
	int64_t left, right;

	if (column == HOLDING_NAME)
		return strcmp(instrument_at(source, a)->name, instrument_at(source, b)->name);
	if (column == HOLDING_SYMBOL)
		return strcmp(instrument_at(source, a)->symbol, instrument_at(source, b)->symbol);
	left = sort_value(source, a, column);
	right = sort_value(source, b, column);
	return (left > right) - (left < right);
}

/* All bars share one scale, so that long and short can be compared; it ends at the next ten percent. */
static double bar_scale(const struct client_screen *screen)
{
	double most = 0.1;

	for (size_t i = 0; i < screen->line_count; i++) {
		const struct standing_line *line = line_at(screen, i);

		most = fmax(most, fmax(client_fraction(line->weight_ppb), client_fraction(line->upper_ppb)));
	}
	return fmin(ceil(most * 10 - 1e-9) / 10, 1.0);
}

static bool paint_holding(const void *source, size_t row, int column, struct term *pane)
{
	const struct client_screen *screen = source;
	const struct standing_line *line = line_at(source, row);
	const double full = bar_scale(screen);

	if (column != HOLDING_BAR)
		return false;
	if (screen->standing.has_plan)
		bar_band_draw(pane, &(struct bar_band){.now = client_fraction(line->weight_ppb),
						       .target = client_fraction(line->target_ppb),
						       .lower = client_fraction(line->lower_ppb),
						       .upper = client_fraction(line->upper_ppb),
						       .full = full});
	else
		bar_draw(pane, client_fraction(line->weight_ppb), full, 0);
	return true;
}

const struct table_model client_holdings_model = {
	.columns = holding_columns, .count = holding_count, .id = holding_id, .cell = holding_cell,
	.compare = compare_holdings, .paint = paint_holding,
	.empty = N_("Nothing is held and nothing is planned. ballast import holdings FILE brings holdings in."),
};

/* ---- corporate actions ---- */

static const struct table_column action_columns[] = {
	{.title = N_("ex day"), .least = 10, .most = 10, .priority = 0, .is_descending_first = true},
	{.title = N_("symbol"), .least = 6, .most = 10, .priority = 0},
	{.title = N_("what"), .least = 12, .most = 14, .priority = 2},
	{.title = N_("conditions"), .least = 16, .most = 34, .priority = 4},
	{.title = N_("account"), .least = 9, .most = 14, .priority = 6},
	{.title = N_("becomes"), .least = 9, .most = 12, .priority = 5, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = N_("cash"), .least = 14, .most = 18, .priority = 3, .align = TEXT_RIGHT, .is_amount = true,
	 .is_descending_first = true},
	{.title = N_("state"), .least = 22, .most = 26, .priority = 1},
	{.title = N_("why, or by whom"), .least = 15, .most = 80, .priority = 7},
	{.title = NULL},
};

const struct table_model client_actions_model = {
	.columns = action_columns, .count = shown_rows_count, .id = shown_rows_id, .cell = shown_rows_cell,
	.compare = shown_rows_compare,
	.empty = N_("No corporate action is due for this client, and none was entered within a year."),
};
