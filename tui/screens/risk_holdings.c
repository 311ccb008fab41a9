/* Tables of the screen of risk, holding by holding: who carries it, what moves together, exposure, what estimates rest on. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/detail.h"
#include "advice/base/language.h"
#include "advice/market/market.h"
#include "tui/screens/amounts.h"
#include "tui/screens/risk_tables.h"
#include "tui/widget/bar.h"

/* ---- who carries it --------------------------------------------------------------------------------------- */

enum carrier_column { CARRIER_NAME, CARRIER_WEIGHT, CARRIER_SHARE, CARRIER_BAR, CARRIER_VOLATILITY, CARRIER_CONTRIBUTION,
                      CARRIER_VAR, CARRIER_ES, CARRIER_SYMBOL };

static const struct table_column carrier_columns[] = {
	[CARRIER_NAME] = {.title = N_("holding"), .least = 10, .most = 30, .priority = 0},
	[CARRIER_WEIGHT] = {.title = N_("weight"), .least = 7, .most = 7, .priority = 1, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[CARRIER_SHARE] = {.title = N_("risk"), .least = 7, .most = 7, .priority = 0, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[CARRIER_BAR] = {.title = N_("vs weight"), .least = 9, .most = 30, .priority = 2},
	[CARRIER_VOLATILITY] = {.title = N_("alone"), .least = 7, .most = 8, .priority = 3, .align = TEXT_RIGHT,
				.is_descending_first = true},
	[CARRIER_CONTRIBUTION] = {.title = N_("carries"), .least = 8, .most = 8, .priority = 4, .align = TEXT_RIGHT,
				  .is_descending_first = true},
	[CARRIER_VAR] = {.title = N_("year VaR"), .least = 8, .most = 9, .priority = 5, .align = TEXT_RIGHT,
			 .is_descending_first = true},
	[CARRIER_ES] = {.title = N_("year ES"), .least = 8, .most = 9, .priority = 6, .align = TEXT_RIGHT,
			.is_descending_first = true},
	[CARRIER_SYMBOL] = {.title = N_("symbol"), .least = 8, .most = 10, .priority = 7},
	{.title = NULL},
};

static size_t carrier_count(const void *source)
{
	return risk_view_of(source)->line_count;
}

static int64_t line_id(const void *source, size_t row)
{
	return risk_line_instrument(risk_view_of(source), row)->id;
}

static double carrier_number(const struct risk_line *line, int column)
{
	switch (column) {
	case CARRIER_WEIGHT: return line->weight;
	case CARRIER_SHARE:
	case CARRIER_BAR: return line->share;
	case CARRIER_VOLATILITY: return line->volatility;
	case CARRIER_CONTRIBUTION: return line->contribution;
	case CARRIER_VAR: return line->value_at_risk;
	case CARRIER_ES: return line->expected_shortfall;
	default: return NAN;
	}
}

static void carrier_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = risk_view_of(source);
	const struct risk_line *line = &view->lines[row];

	if (column == CARRIER_NAME) {
		table_cell_put(cell, risk_line_name(view, row));
	} else if (column == CARRIER_SYMBOL) {
		table_cell_put(cell, risk_line_instrument(view, row)->symbol);
	} else if (column == CARRIER_WEIGHT) {
		risk_put_percent(cell, line->weight, 1);
	} else if (!line->has_risk || (!view->has_contributions && column != CARRIER_VOLATILITY)) {
		table_cell_put_dim(cell, column == CARRIER_BAR ? line->has_risk ? "" : _("no estimate") : "–");
	} else if (column != CARRIER_BAR) {
		risk_put_percent(cell, carrier_number(line, column), column == CARRIER_CONTRIBUTION ? 2 : 1);
		if (line->share < 0 && column == CARRIER_SHARE)
			cell->role = ROLE_GAIN; /* it takes risk away */
	}
}

static int carrier_compare(const void *source, size_t a, size_t b, int column)
{
	const struct risk_view *view = risk_view_of(source);

	if (column == CARRIER_NAME || column == CARRIER_SYMBOL)
		return column == CARRIER_NAME ? strcmp(risk_line_name(view, a), risk_line_name(view, b)) :
		                                strcmp(risk_line_instrument(view, a)->symbol, risk_line_instrument(view, b)->symbol);
	return table_order_figures(carrier_number(&view->lines[a], column), carrier_number(&view->lines[b], column));
}

/* The bar is the share of the risk, the tick the weight: a bar beyond its tick carries more than its part. */
static bool carrier_paint(const void *source, size_t row, int column, struct term *cell)
{
	const struct risk_view *view = risk_view_of(source);
	double full = 0.01;

	if (column != CARRIER_BAR || !view->lines[row].has_risk || !view->has_contributions)
		return false;
	for (size_t i = 0; i < view->line_count; i++)
		full = fmax(full, fmax(view->lines[i].share, view->lines[i].weight));
	bar_draw(cell, fmax(view->lines[row].share, 0), full, view->lines[row].weight);
	return true;
}

static void carrier_total(const void *source, int column, struct table_cell *cell)
{
	const struct risk_view *view = risk_view_of(source);

	if (column == CARRIER_NAME)
		table_cell_put(cell, _("sum"));
	else if (view->line_count == 0)
		return;
	else if (column == CARRIER_WEIGHT)
		risk_put_percent(cell, 1.0, 1);
	else if (!view->has_contributions)
		return;
	else if (column == CARRIER_SHARE)
		risk_put_percent(cell, 1.0, 1);
	else if (column == CARRIER_CONTRIBUTION)
		risk_put_percent(cell, view->volatility, 2);
	else if (column == CARRIER_VAR)
		risk_put_percent(cell, view->year_loss, 1);
	else if (column == CARRIER_ES)
		risk_put_percent(cell, view->year_shortfall, 1);
}

const struct table_model risk_carriers_model = {
	.columns = carrier_columns, .count = carrier_count, .id = line_id, .cell = carrier_cell, .compare = carrier_compare,
	.paint = carrier_paint, .total = carrier_total, .empty = RISK_NOTHING_HELD,
};

/* ---- correlations as pairs -------------------------------------------------------------------------------- */

static size_t pair_count(const void *source)
{
	return ((const struct risk_screen *)source)->pair_count;
}

static double pair_value(const void *source, size_t row)
{
	return risk_view_of(source)->correlation[((const struct risk_screen *)source)->pairs[row]];
}

static const char *pair_name(const void *source, size_t row, int column)
{
	const struct risk_view *view = risk_view_of(source);
	const size_t at = ((const struct risk_screen *)source)->pairs[row];

	return risk_line_name(view, view->moving[column == 0 ? at / view->moving_count : at % view->moving_count]);
}

static const struct table_column pair_columns[] = {
	{.title = N_("holding"), .least = 10, .most = 34, .priority = 0},
	{.title = N_("with"), .least = 10, .most = 34, .priority = 0},
	{.title = N_("correlation"), .least = 11, .most = 11, .priority = 0, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = NULL},
};

static void pair_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const double value = column == 2 ? pair_value(source, row) : 0;

	if (column < 2) {
		table_cell_put(cell, pair_name(source, row, column));
		return;
	}
	(void)snprintf(cell->text, sizeof cell->text, "%s%.2f", value <= -0.005 ? "−" : "", fabs(value));
	cell->role = value < -0.05 ? ROLE_GAIN : value >= 0.6 ? ROLE_WARNING : ROLE_NORMAL;
}

static int pair_compare(const void *source, size_t a, size_t b, int column)
{
	return column < 2 ? strcmp(pair_name(source, a, column), pair_name(source, b, column)) :
	                    table_order_figures(pair_value(source, a), pair_value(source, b));
}

const struct table_model risk_pairs_model = {
	.columns = pair_columns, .count = pair_count, .id = table_place_id, .cell = pair_cell, .compare = pair_compare,
	.empty = N_("Fewer than two holdings vary."),
};

/* ---- exposure --------------------------------------------------------------------------------------------- */

static const struct table_column exposure_columns[] = {
	{.title = N_("seen by"), .least = 11, .most = 11, .priority = 2},
	{.title = N_("part"), .least = 10, .most = 24, .priority = 0},
	{.title = N_("weight"), .least = 7, .most = 8, .priority = 0, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = N_("plan"), .least = 7, .most = 8, .priority = 1, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = N_("risk"), .least = 7, .most = 8, .priority = 1, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = N_("value"), .least = 12, .most = 14, .priority = 3, .align = TEXT_RIGHT, .is_amount = true,
	 .is_descending_first = true},
	{.title = N_("vs weight"), .least = 9, .most = 30, .priority = 4},
	{.title = NULL},
};

static size_t exposure_count(const void *source)
{
	return risk_view_of(source)->part_count;
}

static void exposure_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = risk_view_of(source);
	const struct risk_part *part = &view->parts[row];
	char text[AMOUNT_TEXT_SIZE];

	switch (column) {
	case 0:
		table_cell_put_dim(cell, _(risk_part_kind_title(part->kind)));
		break;
	case 1:
		table_cell_put(cell, risk_part_title(part));
		break;
	case 2:
		risk_put_percent(cell, part->weight, 1);
		break;
	case 3:
		if (view->standing.has_plan)
			risk_put_percent(cell, part->target, 1);
		else
			table_cell_put(cell, "–");
		break;
	case 4:
		if (view->has_contributions)
			risk_put_percent(cell, part->share, 1);
		else
			table_cell_put(cell, "–");
		break;
	case 5:
		table_cell_put(cell, amount_whole(part->value, text));
		break;
	}
}

static bool exposure_paint(const void *source, size_t row, int column, struct term *cell)
{
	const struct risk_part *part = &risk_view_of(source)->parts[row];

	if (column != 6)
		return false;
	bar_draw(cell, fmax(part->share, 0), fmax(1.0, part->share), part->weight);
	return true;
}

const struct table_model risk_exposure_model = {
	.columns = exposure_columns, .count = exposure_count, .id = table_place_id, .cell = exposure_cell,
	.paint = exposure_paint, .empty = RISK_NOTHING_HELD,
};

/* ---- quality ---------------------------------------------------------------------------------------------- */

static const struct table_column quality_columns[] = {
	{.title = N_("holding"), .least = 10, .most = 28, .priority = 0},
	{.title = N_("estimate"), .least = 10, .most = 60, .priority = 0},
	{.title = N_("prices"), .least = 7, .most = 7, .priority = 1, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = N_("from"), .least = 10, .most = 10, .priority = 2},
	{.title = N_("until"), .least = 10, .most = 10, .priority = 3},
	{.title = N_("volatility"), .least = 10, .most = 10, .priority = 4, .align = TEXT_RIGHT, .is_descending_first = true},
	{.title = NULL},
};

static void estimate_cell(const struct market_row *row, const struct risk_view *view, struct table_cell *cell)
{
	char why[300];

	if (instrument_is_cash(&row->instrument)) {
		table_cell_put_dim(cell, _("none needed"));
	} else if (!row->has_risk) {
		table_cell_put(cell, row->why_not[0] == '\0' ? _("too few prices for an estimate")
			       : detail_words(row->why_not, why, sizeof why));
		cell->role = ROLE_WARNING;
	} else if (row->is_stale) {
		(void)snprintf(cell->text, sizeof cell->text, _n("price %d business day old", "price %d business days old",
			       (size_t)row->age), row->age);
		cell->role = ROLE_WARNING;
	} else {
		(void)snprintf(cell->text, sizeof cell->text, _n("%zu week", "%zu weeks", view->quality.observations), view->quality.observations);
	}
}

static void quality_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = risk_view_of(source);
	const struct risk_line *line = &view->lines[row];

	if (column == 0)
		table_cell_put(cell, risk_line_name(view, row));
	else if (column == 1)
		estimate_cell(&view->market->rows[line->row], view, cell);
	else if (line->prices == 0 && column < 5)
		table_cell_put(cell, "–");
	else if (column == 2)
		(void)snprintf(cell->text, sizeof cell->text, "%zu", line->prices);
	else if (column < 5)
		table_cell_put_day(cell, column == 3 ? line->first : line->last);
	else if (line->has_risk)
		risk_put_percent(cell, line->volatility, 1);
	else
		table_cell_put(cell, "–");
}

static int quality_compare(const void *source, size_t a, size_t b, int column)
{
	const struct risk_line *x = &risk_view_of(source)->lines[a], *y = &risk_view_of(source)->lines[b];

	switch (column) {
	case 0: return strcmp(risk_line_name(risk_view_of(source), a), risk_line_name(risk_view_of(source), b));
	case 2: return table_order_figures((double)x->prices, (double)y->prices);
	case 3: return table_order_figures(x->first.days, y->first.days);
	case 4: return table_order_figures(x->last.days, y->last.days);
	default: return table_order_figures(x->volatility, y->volatility);
	}
}

const struct table_model risk_quality_model = {
	.columns = quality_columns, .count = carrier_count, .id = line_id, .cell = quality_cell, .compare = quality_compare,
	.empty = RISK_NOTHING_HELD,
};
