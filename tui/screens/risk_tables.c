/* The tables of the screen of risk, and what each row of them means. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/market/market.h"
#include "advice/plan/candidate.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/risk_state.h"
#include "tui/widget/bar.h"

static const struct risk_view *view_of(const void *source)
{
	return &((const struct risk_screen *)source)->view;
}

static const struct instrument *instrument_of(const struct risk_view *view, size_t line)
{
	return &view->market->rows[view->lines[line].row].instrument;
}

const char *risk_line_name(const struct risk_view *view, size_t line)
{
	const struct instrument *instrument = instrument_of(view, line);

	return instrument_is_cash(instrument) ? _("cash") : instrument->name[0] != '\0' ? instrument->name : instrument->symbol;
}

static void put(struct table_cell *cell, const char *text)
{
	(void)snprintf(cell->text, sizeof cell->text, "%s", text);
}

static void put_percent(struct table_cell *cell, double fraction, int decimals)
{
	char figure[FIGURE_SIZE];

	if (isfinite(fraction))
		put(cell, figure_percent(fraction, decimals, figure));
}

/* What it does to the value: a loss has its minus and its role. */
static void put_change(struct table_cell *cell, double fraction)
{
	char number[AMOUNT_TEXT_SIZE];

	(void)snprintf(cell->text, sizeof cell->text, "%.60s %%", percent_change(fraction, number));
	cell->role = fraction < -0.0005 ? ROLE_LOSS : fraction > 0.0005 ? ROLE_GAIN : ROLE_NORMAL;
}

static void put_amount(struct table_cell *cell, int64_t micros)
{
	char text[AMOUNT_TEXT_SIZE];

	put(cell, amount_change(micros, text));
}

static void put_day(struct table_cell *cell, struct date day)
{
	char text[DATE_TEXT_SIZE];

	put(cell, date_format(day, text));
}

static int by_number(double a, double b)
{
	if (isnan(a) || isnan(b))
		return isnan(b) - isnan(a);
	return (a > b) - (a < b);
}

static int64_t row_id(const void *source, size_t row)
{
	(void)source;
	return (int64_t)row + 1;
}

/* ---- the figures of the whole ---------------------------------------------------------------------------------------- */

enum figure_column { FIGURE_TITLE, FIGURE_VALUE, FIGURE_AMOUNT, FIGURE_HOW, FIGURE_SOURCE };

static const struct table_column figure_columns[] = {
	[FIGURE_TITLE] = {.title = N_("figure"), .least = 16, .most = 40, .priority = 0},
	[FIGURE_VALUE] = {.title = N_("reads"), .least = 8, .most = 9, .priority = 0, .align = TEXT_RIGHT},
	[FIGURE_AMOUNT] = {.title = N_("in money"), .least = 11, .most = 13, .priority = 2, .align = TEXT_RIGHT, .is_amount = true},
	[FIGURE_HOW] = {.title = N_("how it is reached"), .least = 30, .most = 120, .priority = 5},
	[FIGURE_SOURCE] = {.title = N_("source"), .least = 20, .most = 40, .priority = 6},
	{.title = NULL},
};

static size_t figure_count(const void *source)
{
	return view_of(source)->market != NULL ? RISK_MEASURES : 0;
}

static void figure_value(const struct risk_view *view, enum risk_measure_id id, struct table_cell *cell)
{
	const struct figure figure = view->measures[id].figure;

	if (!figure_stands(figure)) {
		put(cell, "–");
		cell->role = ROLE_DIM;
	} else if (id == RISK_CONDITION) {
		(void)snprintf(cell->text, sizeof cell->text, "%.1e", figure.value);
	} else if (risk_definitions[id].unit == FIGURE_COUNT) {
		(void)snprintf(cell->text, sizeof cell->text, "%.*f", figure.value == floor(figure.value) ? 0 : 1, figure.value);
	} else if (risk_definitions[id].unit == FIGURE_RATIO) {
		(void)snprintf(cell->text, sizeof cell->text, "%.2f", figure.value);
	} else {
		put_percent(cell, figure.value, 1);
	}
}

static bool is_beyond(const struct risk_view *view, enum risk_measure_id id)
{
	return id == RISK_VOLATILITY && view->measures[id].figure.value > view->standing.volatility_limit;
}

static void figure_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = view_of(source);
	const enum risk_measure_id id = (enum risk_measure_id)row;
	const struct risk_measure *measure = &view->measures[id];
	char reason[160], text[AMOUNT_TEXT_SIZE];

	if (is_beyond(view, id))
		cell->role = ROLE_WARNING;
	switch (column) {
	case FIGURE_TITLE:
		put(cell, _(risk_definitions[id].title));
		break;
	case FIGURE_VALUE:
		figure_value(view, id, cell);
		break;
	case FIGURE_AMOUNT:
		if (risk_definitions[id].is_loss && figure_stands(measure->figure))
			put(cell, amount_whole(risk_amount(view, measure->figure.value), text));
		break;
	case FIGURE_HOW:
		put(cell, figure_stands(measure->figure) ? _(risk_definitions[id].note.meaning) :
		                                           risk_measure_reason(view, id, reason, sizeof reason));
		cell->role = ROLE_DIM;
		break;
	case FIGURE_SOURCE:
		put(cell, _(risk_definitions[id].note.source));
		cell->role = ROLE_DIM;
		break;
	}
}

/* ---- who carries it --------------------------------------------------------------------------------------------------- */

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
	return view_of(source)->line_count;
}

static int64_t line_id(const void *source, size_t row)
{
	return instrument_of(view_of(source), row)->id;
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
	const struct risk_view *view = view_of(source);
	const struct risk_line *line = &view->lines[row];

	if (column == CARRIER_NAME) {
		put(cell, risk_line_name(view, row));
	} else if (column == CARRIER_SYMBOL) {
		put(cell, instrument_of(view, row)->symbol);
	} else if (column == CARRIER_WEIGHT) {
		put_percent(cell, line->weight, 1);
	} else if (!line->has_risk || (!view->has_contributions && column != CARRIER_VOLATILITY)) {
		put(cell, column == CARRIER_BAR ? line->has_risk ? "" : _("no estimate") : "–");
		cell->role = ROLE_DIM;
	} else if (column != CARRIER_BAR) {
		put_percent(cell, carrier_number(line, column), column == CARRIER_CONTRIBUTION ? 2 : 1);
		if (line->share < 0 && column == CARRIER_SHARE)
			cell->role = ROLE_GAIN; /* it takes risk away */
	}
}

static int carrier_compare(const void *source, size_t a, size_t b, int column)
{
	const struct risk_view *view = view_of(source);

	if (column == CARRIER_NAME || column == CARRIER_SYMBOL)
		return column == CARRIER_NAME ? strcmp(risk_line_name(view, a), risk_line_name(view, b)) :
		                                strcmp(instrument_of(view, a)->symbol, instrument_of(view, b)->symbol);
	return by_number(carrier_number(&view->lines[a], column), carrier_number(&view->lines[b], column));
}

/* The bar is the share of the risk, the tick the weight: a bar beyond its tick carries more than its part. */
static bool carrier_paint(const void *source, size_t row, int column, struct term *cell)
{
	const struct risk_view *view = view_of(source);
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
	const struct risk_view *view = view_of(source);

	if (column == CARRIER_NAME)
		put(cell, _("sum"));
	else if (view->line_count == 0)
		return;
	else if (column == CARRIER_WEIGHT)
		put_percent(cell, 1.0, 1);
	else if (!view->has_contributions)
		return;
	else if (column == CARRIER_SHARE)
		put_percent(cell, 1.0, 1);
	else if (column == CARRIER_CONTRIBUTION)
		put_percent(cell, view->volatility, 2);
	else if (column == CARRIER_VAR)
		put_percent(cell, view->year_loss, 1);
	else if (column == CARRIER_ES)
		put_percent(cell, view->year_shortfall, 1);
}

/* ---- bad times -------------------------------------------------------------------------------------------------------- */

enum stress_column { STRESS_TITLE, STRESS_RESULT, STRESS_AMOUNT, STRESS_BAR, STRESS_VERDICT, STRESS_MULTIPLE,
                     STRESS_REPLAYED, STRESS_FALL, STRESS_UNCOVERED };

static const struct table_column stress_columns[] = {
	[STRESS_TITLE] = {.title = N_("scenario"), .least = 14, .most = 30, .priority = 0},
	[STRESS_RESULT] = {.title = N_("result"), .least = 8, .most = 8, .priority = 0, .align = TEXT_RIGHT},
	[STRESS_AMOUNT] = {.title = N_("in money"), .least = 11, .most = 13, .priority = 2, .align = TEXT_RIGHT,
			   .is_amount = true},
	[STRESS_BAR] = {.title = N_("loss against accepted"), .least = 8, .most = 30, .priority = 3},
	[STRESS_VERDICT] = {.title = N_("bearable"), .least = 8, .most = 10, .priority = 1},
	[STRESS_MULTIPLE] = {.title = N_("× to limit"), .least = 10, .most = 10, .priority = 5, .align = TEXT_RIGHT},
	[STRESS_REPLAYED] = {.title = N_("by prices"), .least = 9, .most = 9, .priority = 4, .align = TEXT_RIGHT},
	[STRESS_FALL] = {.title = N_("deepest"), .least = 8, .most = 8, .priority = 6, .align = TEXT_RIGHT},
	[STRESS_UNCOVERED] = {.title = N_("no shock"), .least = 8, .most = 8, .priority = 7, .align = TEXT_RIGHT},
	{.title = NULL},
};

static size_t stress_count(const void *source)
{
	return view_of(source)->stress_count;
}

static void verdict_cell(const struct risk_view *view, const struct risk_stress *stress, struct table_cell *cell)
{
	if (!isfinite(view->loss_limit)) {
		put(cell, "–");
		cell->role = ROLE_DIM;
	} else {
		put(cell, stress->breaks_limit ? _("✗ beyond") : _("✓ within"));
		cell->role = stress->breaks_limit ? ROLE_WARNING : ROLE_GOOD;
	}
}

static void stress_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = view_of(source);
	const struct risk_stress *stress = &view->stress[row];

	switch (column) {
	case STRESS_TITLE:
		put(cell, stress->is_own ? _("own shocks") : stress->scenario->title[language_current()]);
		break;
	case STRESS_RESULT:
		put_change(cell, stress->result);
		break;
	case STRESS_AMOUNT:
		put_amount(cell, stress->amount);
		break;
	case STRESS_VERDICT:
		verdict_cell(view, stress, cell);
		break;
	case STRESS_MULTIPLE:
		if (figure_stands(stress->multiple))
			(void)snprintf(cell->text, sizeof cell->text, "%.2f", stress->multiple.value);
		else
			put(cell, isfinite(view->loss_limit) ? _("never") : "–");
		break;
	case STRESS_REPLAYED:
		if (stress->is_replayed)
			put_change(cell, stress->replayed);
		else
			put(cell, "–");
		break;
	case STRESS_FALL:
		if (stress->is_replayed)
			put_percent(cell, -stress->replayed_fall, 1);
		else
			put(cell, "–");
		break;
	case STRESS_UNCOVERED:
		put_percent(cell, stress->uncovered, 1);
		break;
	}
}

static int stress_compare(const void *source, size_t a, size_t b, int column)
{
	const struct risk_stress *x = &view_of(source)->stress[a], *y = &view_of(source)->stress[b];

	switch (column) {
	case STRESS_MULTIPLE:
		return by_number(figure_stands(x->multiple) ? x->multiple.value : HUGE_VAL,
				 figure_stands(y->multiple) ? y->multiple.value : HUGE_VAL);
	case STRESS_REPLAYED:
		return by_number(x->is_replayed ? x->replayed : NAN, y->is_replayed ? y->replayed : NAN);
	case STRESS_TITLE:
		return strcmp(x->scenario->name, y->scenario->name);
	default:
		return by_number(x->result, y->result);
	}
}

static bool stress_paint(const void *source, size_t row, int column, struct term *cell)
{
	const struct risk_view *view = view_of(source);
	double full = isfinite(view->loss_limit) ? view->loss_limit : 0.01;

	if (column != STRESS_BAR)
		return false;
	for (size_t i = 0; i < view->stress_count; i++)
		full = fmax(full, -view->stress[i].result);
	bar_draw(cell, fmax(-view->stress[row].result, 0), full, isfinite(view->loss_limit) ? view->loss_limit : 0);
	return true;
}

/* ---- correlations as pairs ---------------------------------------------------------------------------------------------- */

static size_t pair_count(const void *source)
{
	return ((const struct risk_screen *)source)->pair_count;
}

static double pair_value(const void *source, size_t row)
{
	return view_of(source)->correlation[((const struct risk_screen *)source)->pairs[row]];
}

static const char *pair_name(const void *source, size_t row, int column)
{
	const struct risk_view *view = view_of(source);
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
		put(cell, pair_name(source, row, column));
		return;
	}
	(void)snprintf(cell->text, sizeof cell->text, "%s%.2f", value <= -0.005 ? "−" : "", fabs(value));
	cell->role = value < -0.05 ? ROLE_GAIN : value >= 0.6 ? ROLE_WARNING : ROLE_NORMAL;
}

static int pair_compare(const void *source, size_t a, size_t b, int column)
{
	return column < 2 ? strcmp(pair_name(source, a, column), pair_name(source, b, column)) :
	                    by_number(pair_value(source, a), pair_value(source, b));
}

/* ---- the tail by definition ----------------------------------------------------------------------------------------------- */

static const enum tail_figure tail_pairs[][2] = {
	{TAIL_VALUE_AT_RISK, TAIL_EXPECTED_SHORTFALL},
	{TAIL_INTERPOLATED_VALUE_AT_RISK, TAIL_COUNT},
	{TAIL_NORMAL_VALUE_AT_RISK, TAIL_NORMAL_EXPECTED_SHORTFALL},
	{TAIL_POPULATION_VALUE_AT_RISK, TAIL_POPULATION_EXPECTED_SHORTFALL},
	{TAIL_STUDENT_VALUE_AT_RISK, TAIL_STUDENT_EXPECTED_SHORTFALL},
	{TAIL_MODIFIED_VALUE_AT_RISK, TAIL_MODIFIED_EXPECTED_SHORTFALL},
};

static const struct table_column tail_columns[] = {
	{.title = N_("definition"), .least = 14, .most = 24, .priority = 0},
	{.title = N_("VaR 95 %"), .least = 8, .most = 9, .priority = 0, .align = TEXT_RIGHT},
	{.title = N_("ES 95 %"), .least = 8, .most = 9, .priority = 1, .align = TEXT_RIGHT},
	{.title = N_("VaR 99 %"), .least = 8, .most = 9, .priority = 2, .align = TEXT_RIGHT},
	{.title = N_("ES 99 %"), .least = 8, .most = 9, .priority = 3, .align = TEXT_RIGHT},
	{.title = N_("VaR 95 in money"), .least = 15, .most = 16, .priority = 4, .align = TEXT_RIGHT, .is_amount = true},
	{.title = N_("ES 95 in money"), .least = 15, .most = 16, .priority = 5, .align = TEXT_RIGHT, .is_amount = true},
	{.title = NULL},
};

static size_t tail_count(const void *source)
{
	return view_of(source)->has_value ? sizeof tail_pairs / sizeof tail_pairs[0] : 0;
}

static void tail_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = view_of(source);
	const size_t confidence = column <= 2 || column > 4 ? 0 : 1;
	const enum tail_figure figure = tail_pairs[row][(column + 1) % 2];
	char text[AMOUNT_TEXT_SIZE];

	if (column == 0) {
		put(cell, _(risk_tail_title(tail_pairs[row][0])));
	} else if (figure == TAIL_COUNT || !figure_stands(view->tails[confidence][figure])) {
		put(cell, "–");
		cell->role = ROLE_DIM;
	} else if (column > 4) {
		put(cell, amount_whole(risk_amount(view, view->tails[0][figure].value), text));
	} else {
		put_percent(cell, view->tails[confidence][figure].value, 2);
	}
}

/* ---- history --------------------------------------------------------------------------------------------------------------- */

static const struct table_column history_columns[] = {
	{.title = N_("today's mix, then"), .least = 14, .most = 24, .priority = 0},
	{.title = N_("change"), .least = 8, .most = 8, .priority = 0, .align = TEXT_RIGHT},
	{.title = N_("in money"), .least = 11, .most = 13, .priority = 3, .align = TEXT_RIGHT, .is_amount = true},
	{.title = N_("from"), .least = 10, .most = 10, .priority = 1},
	{.title = N_("until"), .least = 10, .most = 10, .priority = 2},
	{.title = N_("regained"), .least = 10, .most = 10, .priority = 4},
	{.title = NULL},
};

static size_t history_count(const void *source)
{
	return view_of(source)->has_value ? RISK_WINDOWS + view_of(source)->fall_count : 0;
}

static void window_cell(const struct risk_view *view, const struct risk_window *window, int column, struct table_cell *cell)
{
	if (column == 0) {
		(void)snprintf(cell->text, sizeof cell->text, window->weeks == 1 ? _("worst week") : _("worst %zu weeks"),
			       window->weeks);
	} else if (!window->stands) {
		put(cell, "–");
		cell->role = ROLE_DIM;
	} else if (column == 1) {
		put_change(cell, window->change);
	} else if (column == 2) {
		put_amount(cell, risk_amount(view, window->change));
	} else if (column < 5) {
		put_day(cell, column == 3 ? window->from : window->to);
	}
}

static void fall_cell(const struct risk_view *view, size_t index, int column, struct table_cell *cell)
{
	const struct risk_fall *fall = &view->falls[index];

	switch (column) {
	case 0:
		(void)snprintf(cell->text, sizeof cell->text, index == 0 ? _("deepest fall") : _("fall %zu"), index + 1);
		break;
	case 1:
		put_change(cell, -fall->depth);
		break;
	case 2:
		put_amount(cell, -risk_amount(view, fall->depth));
		break;
	case 3:
	case 4:
		put_day(cell, column == 3 ? fall->peak : fall->trough);
		break;
	case 5:
		if (fall->is_recovered)
			put_day(cell, fall->recovery);
		else
			put(cell, _("not yet"));
		break;
	}
}

static void history_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = view_of(source);

	if (row < RISK_WINDOWS)
		window_cell(view, &view->windows[row], column, cell);
	else
		fall_cell(view, row - RISK_WINDOWS, column, cell);
}

/* ---- exposure ---------------------------------------------------------------------------------------------------------------- */

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
	return view_of(source)->part_count;
}

static void exposure_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = view_of(source);
	const struct risk_part *part = &view->parts[row];
	char text[AMOUNT_TEXT_SIZE];

	switch (column) {
	case 0:
		put(cell, _(risk_part_kind_title(part->kind)));
		cell->role = ROLE_DIM;
		break;
	case 1:
		put(cell, risk_part_title(part));
		break;
	case 2:
		put_percent(cell, part->weight, 1);
		break;
	case 3:
		if (view->standing.has_plan)
			put_percent(cell, part->target, 1);
		else
			put(cell, "–");
		break;
	case 4:
		if (view->has_contributions)
			put_percent(cell, part->share, 1);
		else
			put(cell, "–");
		break;
	case 5:
		put(cell, amount_whole(part->value, text));
		break;
	}
}

static bool exposure_paint(const void *source, size_t row, int column, struct term *cell)
{
	const struct risk_part *part = &view_of(source)->parts[row];

	if (column != 6)
		return false;
	bar_draw(cell, fmax(part->share, 0), fmax(1.0, part->share), part->weight);
	return true;
}

/* ---- quality ----------------------------------------------------------------------------------------------------------------- */

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
	if (instrument_is_cash(&row->instrument)) {
		put(cell, _("none needed"));
		cell->role = ROLE_DIM;
	} else if (!row->has_risk) {
		put(cell, row->why_not[0] != '\0' ? row->why_not : _("too few prices for an estimate"));
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
	const struct risk_view *view = view_of(source);
	const struct risk_line *line = &view->lines[row];

	if (column == 0)
		put(cell, risk_line_name(view, row));
	else if (column == 1)
		estimate_cell(&view->market->rows[line->row], view, cell);
	else if (line->prices == 0 && column < 5)
		put(cell, "–");
	else if (column == 2)
		(void)snprintf(cell->text, sizeof cell->text, "%zu", line->prices);
	else if (column < 5)
		put_day(cell, column == 3 ? line->first : line->last);
	else if (line->has_risk)
		put_percent(cell, line->volatility, 1);
	else
		put(cell, "–");
}

static int quality_compare(const void *source, size_t a, size_t b, int column)
{
	const struct risk_line *x = &view_of(source)->lines[a], *y = &view_of(source)->lines[b];

	switch (column) {
	case 0: return strcmp(risk_line_name(view_of(source), a), risk_line_name(view_of(source), b));
	case 2: return by_number((double)x->prices, (double)y->prices);
	case 3: return by_number(x->first.days, y->first.days);
	case 4: return by_number(x->last.days, y->last.days);
	default: return by_number(x->volatility, y->volatility);
	}
}

/* ---- all of them ---------------------------------------------------------------------------------------------------------------- */

#define NOTHING_HELD N_("Nothing is held, or it has no price: there is nothing to show.")

const struct table_model risk_models[RISK_PANES] = {
	[RISK_FIGURES] = {.columns = figure_columns, .count = figure_count, .id = row_id, .cell = figure_cell,
			  .empty = NOTHING_HELD},
	[RISK_CARRIERS] = {.columns = carrier_columns, .count = carrier_count, .id = line_id, .cell = carrier_cell,
			   .compare = carrier_compare, .paint = carrier_paint, .total = carrier_total, .empty = NOTHING_HELD},
	[RISK_SCENARIOS] = {.columns = stress_columns, .count = stress_count, .id = row_id, .cell = stress_cell,
			    .compare = stress_compare, .paint = stress_paint, .empty = NOTHING_HELD},
	[RISK_CORRELATIONS] = {.columns = pair_columns, .count = pair_count, .id = row_id, .cell = pair_cell,
			       .compare = pair_compare, .empty = N_("Fewer than two holdings vary.")},
	[RISK_TAIL] = {.columns = tail_columns, .count = tail_count, .id = row_id, .cell = tail_cell, .empty = NOTHING_HELD},
	[RISK_HISTORY] = {.columns = history_columns, .count = history_count, .id = row_id, .cell = history_cell,
			  .empty = NOTHING_HELD},
	[RISK_EXPOSURE] = {.columns = exposure_columns, .count = exposure_count, .id = row_id, .cell = exposure_cell,
			   .paint = exposure_paint, .empty = NOTHING_HELD},
	[RISK_QUALITY] = {.columns = quality_columns, .count = carrier_count, .id = line_id, .cell = quality_cell,
			  .compare = quality_compare, .empty = NOTHING_HELD},
};
