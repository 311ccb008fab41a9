/* Tables of the screen of risk: the figures of the whole, and the tail by definition. */
#include <math.h>
#include <stdio.h>

#include "advice/base/language.h"
#include "tui/screens/amounts.h"
#include "tui/screens/risk_tables.h"

/* ---- the figures of the whole ----------------------------------------------------------------------------- */

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
	return risk_view_of(source)->market != NULL ? RISK_MEASURES : 0;
}

static void figure_value(const struct risk_view *view, enum risk_measure_id id, struct table_cell *cell)
{
	const struct figure figure = view->measures[id].figure;

	if (!figure_stands(figure)) {
		table_cell_put_none(cell);
	} else if (id == RISK_CONDITION) {
		(void)snprintf(cell->text, sizeof cell->text, "%.1e", figure.value);
	} else if (risk_definitions[id].unit == FIGURE_COUNT) {
		(void)snprintf(cell->text, sizeof cell->text, "%.*f", figure.value == floor(figure.value) ? 0 : 1, figure.value);
	} else if (risk_definitions[id].unit == FIGURE_RATIO) {
		(void)snprintf(cell->text, sizeof cell->text, "%.2f", figure.value);
	} else {
		risk_put_percent(cell, figure.value, 1);
	}
}

static bool is_beyond(const struct risk_view *view, enum risk_measure_id id)
{
	return id == RISK_VOLATILITY && view->measures[id].figure.value > view->standing.volatility_limit;
}

static void figure_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = risk_view_of(source);
	const enum risk_measure_id id = (enum risk_measure_id)row;
	const struct risk_measure *measure = &view->measures[id];
	char reason[160], text[AMOUNT_TEXT_SIZE];

	if (is_beyond(view, id))
		cell->role = ROLE_WARNING;
	switch (column) {
	case FIGURE_TITLE:
		table_cell_put(cell, _(risk_definitions[id].title));
		break;
	case FIGURE_VALUE:
		figure_value(view, id, cell);
		break;
	case FIGURE_AMOUNT:
		if (risk_definitions[id].is_loss && figure_stands(measure->figure))
			table_cell_put(cell, amount_whole(risk_amount(view, measure->figure.value), text));
		break;
	case FIGURE_HOW:
		table_cell_put(cell, figure_stands(measure->figure) ? _(risk_definitions[id].note.meaning) :
		                                           risk_measure_reason(view, id, reason, sizeof reason));
		cell->role = ROLE_DIM;
		break;
	case FIGURE_SOURCE:
		table_cell_put_dim(cell, _(risk_definitions[id].note.source));
		break;
	}
}

const struct table_model risk_figures_model = {
	.columns = figure_columns, .count = figure_count, .id = table_place_id, .cell = figure_cell, .empty = RISK_NOTHING_HELD,
};

/* ---- the tail by definition ------------------------------------------------------------------------------- */

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
	return risk_view_of(source)->has_value ? sizeof tail_pairs / sizeof tail_pairs[0] : 0;
}

static void tail_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct risk_view *view = risk_view_of(source);
	const size_t confidence = column <= 2 || column > 4 ? 0 : 1;
	const enum tail_figure figure = tail_pairs[row][(column + 1) % 2];
	char text[AMOUNT_TEXT_SIZE];

	if (column == 0) {
		table_cell_put(cell, _(risk_tail_title(tail_pairs[row][0])));
	} else if (figure == TAIL_COUNT || !figure_stands(view->tails[confidence][figure])) {
		table_cell_put_none(cell);
	} else if (column > 4) {
		table_cell_put(cell, amount_whole(risk_amount(view, view->tails[0][figure].value), text));
	} else {
		risk_put_percent(cell, view->tails[confidence][figure].value, 2);
	}
}

const struct table_model risk_tail_model = {
	.columns = tail_columns, .count = tail_count, .id = table_place_id, .cell = tail_cell, .empty = RISK_NOTHING_HELD,
};
