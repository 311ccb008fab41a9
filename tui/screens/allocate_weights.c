/* The table of weights: what is held, what is planned, within which limits, at which risk. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/amounts.h"
#include "tui/widget/bar.h"

/* From here a change reads 100.0, which does not fit into its column; without the decimal it does. */
#define WHOLE 0.9995

enum { NUMBER = AMOUNT_TEXT_SIZE };

size_t allocate_asset_count(const void *source)
{
	return ((const struct allocate_state *)source)->row_count;
}

int64_t allocate_asset_id(const void *source, size_t row)
{
	const struct allocate_state *state = source;

	return state->studio.market->rows[state->rows[row]].instrument.id;
}

double allocate_held(const struct allocate_state *state, size_t row)
{
	return state->studio.standing.weights != NULL ? state->studio.standing.weights[row] : 0.0;
}

double allocate_planned(const struct allocate_state *state, size_t row)
{
	return state->has_curve ? state->studio.current.weights[row] : 0.0;
}

void allocate_put_asset(const struct allocate_state *state, size_t row, struct table_cell *cell)
{
	const struct instrument *instrument = &state->studio.market->rows[row].instrument;
	const bool is_marked = state->studio.is_conflicting[row];
	char name[NAME_SIZE];

	if (is_marked)
		cell->role = ROLE_ERROR;
	if (instrument_is_cash(instrument)) {
		(void)snprintf(cell->text, sizeof cell->text, "%s%s", is_marked ? "!" : "", _("cash"));
		return;
	}
	(void)snprintf(cell->text, sizeof cell->text, "%s%s %.150s", is_marked ? "!" : "", instrument->symbol,
		       text_clean(instrument->name, name, sizeof name));
}

/* A star: edited and not yet recorded. */
void allocate_put_limit(double value, bool is_edited, bool is_conflicting, struct table_cell *cell)
{
	char number[NUMBER];

	(void)snprintf(cell->text, sizeof cell->text, "%s%.28s", is_edited ? "*" : "", percent_number(value, number));
	cell->role = is_conflicting ? ROLE_ERROR : is_edited ? ROLE_MARK : ROLE_DIM;
}

static void put_bound(const struct allocate_state *state, size_t row, bool is_upper, struct table_cell *cell)
{
	const struct studio_wish *now = allocate_now(state), *first = allocate_recorded(state);
	const double bound = is_upper ? now->upper[row] : now->lower[row];
	const double recorded = is_upper ? first->upper[row] : first->lower[row];

	if (now->is_locked[row]) {
		table_cell_put(cell, _("lock"));
		cell->role = ROLE_WARNING;
		return;
	}
	allocate_put_limit(bound, bound != recorded, state->studio.is_conflicting[row], cell);
}

/* What one point more of a limit that binds would bring: its multiplier. */
static double price_of(const struct allocate_state *state, size_t row)
{
	const struct candidate *plan = &state->studio.current;

	for (size_t i = 0; state->has_curve && i < plan->held_back_count; i++) {
		if (plan->held_back[i].row == row)
			return 0.01 * plan->held_back[i].multiplier;
	}
	return 0.0;
}

/* An arrow: the weight stands at one of its limits, and would go beyond it. */
static void put_plan(const struct allocate_state *state, size_t row, struct table_cell *cell)
{
	const double weight = allocate_planned(state, row);
	const bool is_capped = weight > 0 && weight >= state->studio.upper[row] - 1e-9;
	const bool is_floored = weight > 0 && state->studio.lower[row] > 0 && weight <= state->studio.lower[row] + 1e-9;
	char number[NUMBER];

	if (!state->has_curve) {
		table_cell_put(cell, "–");
		return;
	}
	(void)snprintf(cell->text, sizeof cell->text, "%s%s", is_capped ? "↑" : is_floored ? "↓" : "",
		       percent_number(weight, number));
	cell->role = is_capped || is_floored ? ROLE_WARNING : weight > 0 ? ROLE_TITLE : ROLE_DIM;
}

static void cell_of(const void *source, size_t index, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const size_t row = state->rows[index];
	const double difference = allocate_planned(state, row) - allocate_held(state, row);
	char number[NUMBER];

	switch (column) {
	case WEIGHTS_ASSET:
		allocate_put_asset(state, row, cell);
		break;
	case WEIGHTS_NOW:
		table_cell_put(cell, percent_number(allocate_held(state, row), number));
		cell->role = allocate_held(state, row) > 0 ? ROLE_NORMAL : ROLE_DIM;
		break;
	case WEIGHTS_PLAN:
		put_plan(state, row, cell);
		break;
	case WEIGHTS_CHANGE:
		if (state->has_curve && fabs(difference) >= 0.0005)
			table_cell_put(cell, fabs(difference) < WHOLE ? percent_change(difference, number) : difference < 0 ? "−100" : "+100");
		break;
	case WEIGHTS_LOWER:
	case WEIGHTS_UPPER:
		put_bound(state, row, column == WEIGHTS_UPPER, cell);
		break;
	case WEIGHTS_RISK:
		if (state->has_curve && allocate_planned(state, row) > 0)
			(void)snprintf(cell->text, sizeof cell->text, "%.0f",
				       fmax(0.0, 100.0 * state->studio.current.risk_shares[row]));
		break;
	case WEIGHTS_PRICE:
		if (price_of(state, row) >= 0.000005)
			(void)snprintf(cell->text, sizeof cell->text, "+%.3f", 100.0 * price_of(state, row));
		break;
	default:
		break;
	}
}

static double sort_value(const struct allocate_state *state, size_t row, int column)
{
	switch (column) {
	case WEIGHTS_NOW:
		return allocate_held(state, row);
	case WEIGHTS_CHANGE:
		return allocate_planned(state, row) - allocate_held(state, row);
	case WEIGHTS_LOWER:
		return state->studio.lower[row];
	case WEIGHTS_UPPER:
		return state->studio.upper[row];
	case WEIGHTS_PRICE:
		return price_of(state, row);
	case WEIGHTS_RISK:
		return state->has_curve ? state->studio.current.risk_shares[row] : 0.0;
	default:
		return allocate_planned(state, row);
	}
}

static int compare(const void *source, size_t a, size_t b, int column)
{
	const struct allocate_state *state = source;
	const struct market_row *rows = state->studio.market->rows;
	const double left = sort_value(state, state->rows[a], column), right = sort_value(state, state->rows[b], column);

	if (column == WEIGHTS_ASSET)
		return strcmp(rows[state->rows[a]].instrument.symbol, rows[state->rows[b]].instrument.symbol);
	return (left > right) - (left < right);
}

bool allocate_paint_edit(const struct allocate_state *state, int column, int64_t wanted, struct term *cell)
{
	if (!state->edit.is_open || state->edit.column != column || state->edit.id != wanted)
		return false;
	cell_edit_draw(&state->edit, cell);
	return true;
}

static bool paint(const void *source, size_t index, int column, struct term *cell)
{
	const struct allocate_state *state = source;
	const size_t row = state->rows[index];

	if (allocate_paint_edit(state, column, allocate_asset_id(source, index), cell))
		return true;
	if (column != WEIGHTS_BAR)
		return false;
	/* The bounds as a band, the plan as its dot, and the way from today. */
	bar_band_draw(cell, &(struct bar_band){.now = allocate_planned(state, row),
					       .target = allocate_held(state, row),
					       .lower = state->studio.lower[row],
					       .upper = state->studio.upper[row],
					       .full = 0.5});
	return true;
}

static void total(const void *source, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	double now = 0.0, plan = 0.0, moved = 0.0, risk = 0.0;
	char number[NUMBER];

	for (size_t i = 0; i < state->row_count; i++) {
		const size_t row = state->rows[i];

		now += allocate_held(state, row);
		plan += allocate_planned(state, row);
		moved += 0.5 * fabs(allocate_planned(state, row) - allocate_held(state, row));
		risk += state->has_curve ? state->studio.current.risk_shares[row] : 0.0;
	}
	if (column == WEIGHTS_ASSET)
		table_cell_put(cell, "Σ");
	else if (column == WEIGHTS_NOW)
		table_cell_put(cell, percent_number(now, number));
	else if (column == WEIGHTS_PLAN && state->has_curve)
		table_cell_put(cell, percent_number(plan, number));
	else if (column == WEIGHTS_CHANGE && state->has_curve)
		(void)snprintf(cell->text, sizeof cell->text, "±%.26s", moved < WHOLE ? percent_number(moved, number) : "100");
	else if (column == WEIGHTS_RISK && state->has_curve)
		(void)snprintf(cell->text, sizeof cell->text, "%.0f", 100.0 * risk);
}

static const struct table_column columns[] = {
	[WEIGHTS_ASSET] = {.title = N_("asset"), .least = 13, .most = 30},
	[WEIGHTS_NOW] = {.title = N_("now"), .least = 5, .most = 5, .priority = 3, .align = TEXT_RIGHT,
			  .is_descending_first = true},
	[WEIGHTS_PLAN] = {.title = N_("plan"), .least = 6, .most = 6, .align = TEXT_RIGHT, .is_descending_first = true},
	[WEIGHTS_CHANGE] = {.title = N_("Δ"), .least = 5, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			     .is_descending_first = true},
	[WEIGHTS_LOWER] = {.title = N_("lower"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[WEIGHTS_UPPER] = {.title = N_("upper"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[WEIGHTS_RISK] = {.title = N_("risk"), .least = 4, .most = 4, .priority = 2, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[WEIGHTS_PRICE] = {.title = N_("a point"), .least = 7, .most = 7, .priority = 4, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[WEIGHTS_BAR] = {.title = N_("0 to 50 %"), .least = 9, .most = 30, .priority = 5},
	{.title = NULL},
};

const struct table_model allocate_weights_model = {
	.columns = columns, .count = allocate_asset_count, .id = allocate_asset_id, .cell = cell_of, .compare = compare, .paint = paint, .total = total,
	.empty = N_("No instrument of the book may be held: import instruments with prices first."),
};
