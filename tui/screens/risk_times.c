/* Tables of the screen of risk: what bad times would do, and what today's mix went through. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/screens/risk_tables.h"
#include "tui/widget/bar.h"

/* ---- bad times -------------------------------------------------------------------------------------------- */

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
	return risk_view_of(source)->stress_count;
}

static void verdict_cell(const struct risk_view *view, const struct risk_stress *stress, struct table_cell *cell)
{
	if (!isfinite(view->loss_limit)) {
		table_cell_put_none(cell);
	} else {
		table_cell_put(cell, stress->breaks_limit ? _("✗ beyond") : _("✓ within"));
		cell->role = stress->breaks_limit ? ROLE_WARNING : ROLE_GOOD;
	}
}

static void stress_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = risk_view_of(source);
	const struct risk_stress *stress = &view->stress[row];

	switch (column) {
	case STRESS_TITLE:
		table_cell_put(cell, stress->is_own ? _("own shocks") : stress->scenario->title[language_current()]);
		break;
	case STRESS_RESULT:
		risk_put_change(cell, stress->result);
		break;
	case STRESS_AMOUNT:
		risk_put_amount(cell, stress->amount);
		break;
	case STRESS_VERDICT:
		verdict_cell(view, stress, cell);
		break;
	case STRESS_MULTIPLE:
		if (figure_stands(stress->multiple))
			(void)snprintf(cell->text, sizeof cell->text, "%.2f", stress->multiple.value);
		else
			table_cell_put(cell, isfinite(view->loss_limit) ? _("never") : "–");
		break;
	case STRESS_REPLAYED:
		if (stress->is_replayed)
			risk_put_change(cell, stress->replayed);
		else
			table_cell_put(cell, "–");
		break;
	case STRESS_FALL:
		if (stress->is_replayed)
			risk_put_percent(cell, -stress->replayed_fall, 1);
		else
			table_cell_put(cell, "–");
		break;
	case STRESS_UNCOVERED:
		risk_put_percent(cell, stress->uncovered, 1);
		break;
	}
}

static int stress_compare(const void *source, size_t a, size_t b, int column)
{
	const struct risk_stress *x = &risk_view_of(source)->stress[a], *y = &risk_view_of(source)->stress[b];

	switch (column) {
	case STRESS_MULTIPLE:
		return table_order_figures(figure_stands(x->multiple) ? x->multiple.value : HUGE_VAL,
				 figure_stands(y->multiple) ? y->multiple.value : HUGE_VAL);
	case STRESS_REPLAYED:
		return table_order_figures(x->is_replayed ? x->replayed : NAN, y->is_replayed ? y->replayed : NAN);
	case STRESS_TITLE:
		return strcmp(x->scenario->name, y->scenario->name);
	default:
		return table_order_figures(x->result, y->result);
	}
}

static bool stress_paint(const void *source, size_t row, int column, struct term *cell)
{
	const struct risk_view *view = risk_view_of(source);
	double full = isfinite(view->loss_limit) ? view->loss_limit : 0.01;

	if (column != STRESS_BAR)
		return false;
	for (size_t i = 0; i < view->stress_count; i++)
		full = fmax(full, -view->stress[i].result);
	bar_draw(cell, fmax(-view->stress[row].result, 0), full, isfinite(view->loss_limit) ? view->loss_limit : 0);
	return true;
}

const struct table_model risk_scenarios_model = {
	.columns = stress_columns, .count = stress_count, .id = table_place_id, .cell = stress_cell, .compare = stress_compare,
	.paint = stress_paint, .empty = RISK_NOTHING_HELD,
};

/* ---- history ---------------------------------------------------------------------------------------------- */

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
	return risk_view_of(source)->has_value ? RISK_WINDOWS + risk_view_of(source)->fall_count : 0;
}

static void window_cell(const struct risk_view *view, const struct risk_window *window, int column, struct table_cell *cell)
{
	if (column == 0) {
		(void)snprintf(cell->text, sizeof cell->text, window->weeks == 1 ? _("worst week") : _("worst %zu weeks"),
			       window->weeks);
	} else if (!window->stands) {
		table_cell_put_none(cell);
	} else if (column == 1) {
		risk_put_change(cell, window->change);
	} else if (column == 2) {
		risk_put_amount(cell, risk_amount(view, window->change));
	} else if (column < 5) {
		table_cell_put_day(cell, column == 3 ? window->from : window->to);
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
		risk_put_change(cell, -fall->depth);
		break;
	case 2:
		risk_put_amount(cell, -risk_amount(view, fall->depth));
		break;
	case 3:
	case 4:
		table_cell_put_day(cell, column == 3 ? fall->peak : fall->trough);
		break;
	case 5:
		if (fall->is_recovered)
			table_cell_put_day(cell, fall->recovery);
		else
			table_cell_put(cell, _("not yet"));
		break;
	}
}

static void history_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = risk_view_of(source);

	if (row < RISK_WINDOWS)
		window_cell(view, &view->windows[row], column, cell);
	else
		fall_cell(view, row - RISK_WINDOWS, column, cell);
}

const struct table_model risk_history_model = {
	.columns = history_columns, .count = history_count, .id = table_place_id, .cell = history_cell, .empty = RISK_NOTHING_HELD,
};
