/* Tables of the studio: expected returns, and the views that move them. */
#include <math.h>
#include <stdio.h>

#include "advice/base/language.h"
#include "tui/screens/allocate_state.h"

/* ---- expected returns ---- */

/* A percent with a second decimal: views move returns by hundredths. */
static void put_return(double value, struct table_cell *cell)
{
	(void)snprintf(cell->text, sizeof cell->text, "%s%.2f", value <= -0.00005 ? "−" : "", fabs(100.0 * value));
}

static void put_entered(double entered, double shown, struct table_cell *cell)
{
	if (isfinite(entered)) {
		(void)snprintf(cell->text, sizeof cell->text, "?%.2f", 100.0 * entered);
		cell->role = ROLE_WARNING;
	} else {
		put_return(shown, cell);
		cell->role = ROLE_DIM;
	}
}

static void return_cell(const void *source, size_t index, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const size_t row = state->rows[index];
	const struct studio_beliefs *beliefs = &state->studio.beliefs;
	const struct market_row *house = &state->studio.market->rows[row];
	const double moved = beliefs->expected_return[row] - house->expected_return;

	switch (column) {
	case RETURNS_ASSET:
		allocate_put_asset(state, row, cell);
		break;
	case RETURNS_HOUSE:
		put_return(house->expected_return, cell);
		break;
	case RETURNS_ENTERED:
		put_entered(beliefs->entered_return[row], beliefs->prior[row], cell);
		break;
	case RETURNS_EXPECTED:
		put_return(beliefs->expected_return[row], cell);
		cell->role = ROLE_TITLE;
		break;
	case RETURNS_MOVED:
		if (fabs(moved) >= 0.00005) {
			(void)snprintf(cell->text, sizeof cell->text, "%s%.2f", moved < 0.0 ? "−" : "+", fabs(100.0 * moved));
			cell->role = ROLE_MARK;
		}
		break;
	case RETURNS_ESTIMATED:
		put_return(house->volatility, cell);
		break;
	default:
		put_entered(beliefs->entered_volatility[row], beliefs->volatility[row], cell);
	}
}

static bool return_paint(const void *source, size_t index, int column, struct term *cell)
{
	return allocate_paint_edit(source, column, allocate_asset_id(source, index), cell);
}

static const struct table_column return_columns[] = {
	[RETURNS_ASSET] = {.title = N_("asset"), .least = 10, .most = 30},
	[RETURNS_HOUSE] = {.title = N_("house"), .least = 5, .most = 6, .priority = 2, .align = TEXT_RIGHT},
	[RETURNS_ENTERED] = {.title = N_("typed in"), .least = 8, .most = 8, .align = TEXT_RIGHT},
	[RETURNS_EXPECTED] = {.title = N_("expected"), .least = 8, .most = 8, .align = TEXT_RIGHT},
	[RETURNS_MOVED] = {.title = N_("moved"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT},
	[RETURNS_ESTIMATED] = {.title = N_("past vol."), .least = 9, .most = 9, .priority = 3, .align = TEXT_RIGHT},
	[RETURNS_VOLATILITY] = {.title = N_("vol."), .least = 6, .most = 6, .align = TEXT_RIGHT},
	{.title = NULL},
};

const struct table_model allocate_returns_model = {
	.columns = return_columns, .count = allocate_asset_count, .id = allocate_asset_id, .cell = return_cell,
	.paint = return_paint, .empty = N_("No instrument of the book may be held."),
};

/* ---- views ---- */

static size_t view_count(const void *source)
{
	const struct allocate_state *state = source;

	return state->step_count > 0 ? allocate_now(state)->view_count : 0;
}

static void put_view_words(const struct allocate_state *state, const struct studio_view *view, struct table_cell *cell)
{
	const struct market_row *rows = state->studio.market->rows;

	if (view->over == SIZE_MAX)
		(void)snprintf(cell->text, sizeof cell->text, _("%.40s returns"), rows[view->row].instrument.symbol);
	else
		(void)snprintf(cell->text, sizeof cell->text, _("%.40s beats %.40s by"), rows[view->row].instrument.symbol,
			       rows[view->over].instrument.symbol);
}

static void view_cell(const void *source, size_t index, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const struct studio_view *view = &allocate_now(state)->views[index];
	const struct studio_view_effect *effect = &state->studio.beliefs.effects[index];

	switch (column) {
	case VIEWS_WORDS:
		put_view_words(state, view, cell);
		break;
	case VIEWS_VALUE:
		put_return(view->value, cell);
		cell->role = ROLE_TITLE;
		break;
	case VIEWS_CONFIDENCE:
		(void)snprintf(cell->text, sizeof cell->text, "%.0f", 100.0 * view->confidence);
		break;
	case VIEWS_BEFORE:
		put_return(effect->prior, cell);
		break;
	default:
		if (effect->is_used)
			put_return(effect->posterior, cell);
		else
			table_cell_put(cell, _("not used"));
		cell->role = effect->is_used ? ROLE_MARK : ROLE_DIM;
	}
}

static bool view_paint(const void *source, size_t index, int column, struct term *cell)
{
	return allocate_paint_edit(source, column, table_place_id(source, index), cell);
}

static const struct table_column view_columns[] = {
	[VIEWS_WORDS] = {.title = N_("view"), .least = 14, .most = 40},
	[VIEWS_VALUE] = {.title = N_("it says"), .least = 7, .most = 7, .align = TEXT_RIGHT},
	[VIEWS_CONFIDENCE] = {.title = N_("sure %"), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[VIEWS_BEFORE] = {.title = N_("before"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT},
	[VIEWS_AFTER] = {.title = N_("after"), .least = 8, .most = 8, .align = TEXT_RIGHT},
	{.title = NULL},
};

const struct table_model allocate_views_model = {
	.columns = view_columns, .count = view_count, .id = table_place_id, .cell = view_cell,
	.paint = view_paint,
	.empty = N_("No views yet: ⏎ or v adds one. Without views the dated assumptions stand."),
};
