/* Tables of the studio beside the weights: objectives, bad times, two plans compared; and which face shows which. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/amounts.h"

enum { NUMBER = AMOUNT_TEXT_SIZE };

/* ---- objectives ---- */

static size_t objective_count(const void *source)
{
	(void)source;
	return studio_objective_count();
}

static void put_parameter(const struct allocate_state *state, size_t index, struct table_cell *cell)
{
	const double value = allocate_parameter(state, index);
	char number[NUMBER];

	if (studio_objectives[index].unit == UNIT_PERCENT)
		(void)snprintf(cell->text, sizeof cell->text, "%s %s%%", _(studio_objectives[index].parameter),
			       percent_number(value, number));
	else if (studio_objectives[index].unit == UNIT_NUMBER)
		(void)snprintf(cell->text, sizeof cell->text, "%s %.3g", _(studio_objectives[index].parameter), value);
}

static void put_outcome(const struct allocate_trial *trial, int column, struct table_cell *cell)
{
	const struct candidate *result = &trial->result;
	char number[NUMBER];

	switch (column) {
	case OBJECTIVES_RETURN:
		table_cell_put(cell, percent_number(result->expected_return, number));
		break;
	case OBJECTIVES_VOLATILITY:
		table_cell_put(cell, percent_number(result->volatility, number));
		break;
	case OBJECTIVES_YEAR:
		table_cell_put(cell, percent_change(-result->loss_95, number));
		break;
	default:
		(void)snprintf(cell->text, sizeof cell->text, "%s %s", result->is_permitted ? "✓" : "✗",
			       result->is_permitted ? "S00" : result->gate_code);
		cell->role = result->is_permitted ? ROLE_GOOD : ROLE_ERROR;
	}
}

static void objective_cell(const void *source, size_t index, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const struct allocate_trial *trial = &state->trials[index];
	const bool is_plan = allocate_now(state)->objective == index;

	if (column == OBJECTIVES_NAME) {
		(void)snprintf(cell->text, sizeof cell->text, "%s%s", is_plan ? "◆ " : "  ", _(studio_objectives[index].title));
		cell->role = is_plan ? ROLE_ACCENT : ROLE_NORMAL;
	} else if (column == OBJECTIVES_PARAMETER) {
		put_parameter(state, index, cell);
	} else if (trial->result.weights != NULL) {
		put_outcome(trial, column, cell);
	} else if (trial->is_running) {
		table_cell_put_dim(cell, "…");
	} else {
		table_cell_put_dim(cell, column == OBJECTIVES_GATE ? _("none") : "–");
	}
}

static bool objective_paint(const void *source, size_t index, int column, struct term *cell)
{
	return allocate_paint_edit(source, column, table_place_id(source, index), cell);
}

static const struct table_column objective_columns[] = {
	[OBJECTIVES_NAME] = {.title = N_("best at"), .least = 19, .most = 30},
	[OBJECTIVES_PARAMETER] = {.title = N_("asked"), .least = 13, .most = 16, .priority = 2},
	[OBJECTIVES_RETURN] = {.title = N_("return"), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[OBJECTIVES_VOLATILITY] = {.title = N_("vol."), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[OBJECTIVES_YEAR] = {.title = N_("1 in 20"), .least = 8, .most = 8, .priority = 3, .align = TEXT_RIGHT},
	[OBJECTIVES_GATE] = {.title = N_("gate"), .least = 6, .most = 8},
	{.title = NULL},
};

/* ---- bad times ---- */

static size_t stress_count(const void *source)
{
	const struct allocate_state *state = source;

	return state->is_open && state->studio.scenarios != NULL ? state->studio.scenarios->count : 0;
}

static const struct candidate *stressed_plan(const struct allocate_state *state, int column)
{
	const struct studio *studio = &state->studio;

	if (column == STRESS_NOW)
		return studio->now.weights != NULL ? &studio->now : NULL;
	if (!state->has_curve)
		return NULL;
	return column == STRESS_PLAN ? &studio->current : &studio->candidates[column - STRESS_A];
}

static void stress_cell(const void *source, size_t index, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const struct candidate *plan = column == STRESS_NAME ? NULL : stressed_plan(state, column);
	char number[NUMBER];

	if (column == STRESS_NAME) {
		table_cell_put(cell, state->studio.scenarios->list[index].title[language_current()]);
	} else if (plan == NULL) {
		table_cell_put(cell, "–");
	} else {
		table_cell_put(cell, percent_change(plan->stress[index], number));
		cell->role = column == STRESS_PLAN ? ROLE_TITLE : plan->stress[index] < 0.0 ? ROLE_NORMAL : ROLE_DIM;
	}
}

static int stress_compare(const void *source, size_t a, size_t b, int column)
{
	const struct allocate_state *state = source;
	const struct candidate *plan = column == STRESS_NAME ? NULL : stressed_plan(state, column);

	if (plan == NULL)
		return strcmp(state->studio.scenarios->list[a].title[language_current()],
			      state->studio.scenarios->list[b].title[language_current()]);
	return (plan->stress[a] > plan->stress[b]) - (plan->stress[a] < plan->stress[b]);
}

static const struct table_column stress_columns[] = {
	[STRESS_NAME] = {.title = N_("scenario"), .least = 16, .most = 44},
	[STRESS_NOW] = {.title = N_("now"), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[STRESS_PLAN] = {.title = N_("plan"), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[STRESS_A] = {.title = "A", .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT},
	[STRESS_B] = {.title = "B", .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT},
	[STRESS_C] = {.title = "C", .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT},
	{.title = NULL},
};

/* ---- two plans ---- */

void allocate_pair(const struct allocate_state *state, const struct candidate *plans[2], const char *names[2])
{
	const struct studio *studio = &state->studio;
	const struct candidate *now = studio->now.weights != NULL ? &studio->now : NULL;
	const struct candidate *const list[] = {now, state->has_curve ? &studio->current : NULL,
						state->has_curve ? &studio->candidates[0] : NULL,
						state->has_curve ? &studio->candidates[1] : NULL,
						state->has_curve ? &studio->candidates[2] : NULL};
	const char *const words[] = {_("now"), _("plan"), "A", "B", "C"};
	static const int pairs[ALLOCATE_PAIRS][2] = {{0, 1}, {1, 2}, {1, 3}, {1, 4}, {2, 3}, {3, 4}, {2, 4}};

	for (int side = 0; side < 2; side++) {
		plans[side] = list[pairs[state->pair][side]];
		names[side] = words[pairs[state->pair][side]];
	}
}

static void compare_cell(const void *source, size_t index, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const size_t row = state->rows[index];
	const struct candidate *plans[2];
	const char *names[2];
	const bool is_left = column == COMPARE_LEFT || column == COMPARE_RISK_LEFT;
	const struct candidate *plan;
	char number[NUMBER];

	allocate_pair(state, plans, names);
	plan = plans[is_left ? 0 : 1];
	if (column == COMPARE_ASSET) {
		allocate_put_asset(state, row, cell);
		return;
	}
	if (plan == NULL || plans[0] == NULL || plans[1] == NULL) {
		table_cell_put(cell, "–");
		return;
	}
	if (column == COMPARE_CHANGE) {
		const double change = plans[1]->weights[row] - plans[0]->weights[row];

		if (fabs(change) >= 0.0005)
			table_cell_put(cell, percent_change(change, number));
		cell->role = ROLE_TITLE;
	} else if (column == COMPARE_LEFT || column == COMPARE_RIGHT) {
		table_cell_put(cell, percent_number(plan->weights[row], number));
		cell->role = plan->weights[row] > 0.0 ? ROLE_NORMAL : ROLE_DIM;
	} else if (plan->weights[row] > 0.0) {
		(void)snprintf(cell->text, sizeof cell->text, "%.0f", fmax(0.0, 100.0 * plan->risk_shares[row]));
	}
}

static void compare_total(const void *source, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const struct candidate *plans[2];
	const char *names[2];
	double sums[2] = {0.0, 0.0}, moved = 0.0;
	char number[NUMBER];

	allocate_pair(state, plans, names);
	if (column == COMPARE_ASSET)
		table_cell_put(cell, "Σ");
	if (plans[0] == NULL || plans[1] == NULL)
		return;
	for (size_t i = 0; i < state->row_count; i++) {
		sums[0] += plans[0]->weights[state->rows[i]];
		sums[1] += plans[1]->weights[state->rows[i]];
		moved += 0.5 * fabs(plans[1]->weights[state->rows[i]] - plans[0]->weights[state->rows[i]]);
	}
	if (column == COMPARE_LEFT || column == COMPARE_RIGHT)
		table_cell_put(cell, percent_number(sums[column == COMPARE_RIGHT], number));
	else if (column == COMPARE_CHANGE)
		(void)snprintf(cell->text, sizeof cell->text, "±%.26s", percent_number(moved, number));
}

static const struct table_column compare_columns[] = {
	[COMPARE_ASSET] = {.title = N_("asset"), .least = 10, .most = 30},
	[COMPARE_LEFT] = {.title = N_("1st"), .least = 6, .most = 7, .align = TEXT_RIGHT},
	[COMPARE_RIGHT] = {.title = N_("2nd"), .least = 6, .most = 7, .align = TEXT_RIGHT},
	[COMPARE_CHANGE] = {.title = N_("Δ"), .least = 6, .most = 7, .align = TEXT_RIGHT},
	[COMPARE_RISK_LEFT] = {.title = N_("risk 1st"), .least = 8, .most = 8, .priority = 1, .align = TEXT_RIGHT},
	[COMPARE_RISK_RIGHT] = {.title = N_("risk 2nd"), .least = 8, .most = 8, .priority = 1, .align = TEXT_RIGHT},
	{.title = NULL},
};

/* ---- all of them ---- */

static const struct table_model objectives_model = {
	.columns = objective_columns, .count = objective_count, .id = table_place_id, .cell = objective_cell,
	.paint = objective_paint, .empty = "",
};

static const struct table_model stress_model = {
	.columns = stress_columns, .count = stress_count, .id = table_place_id, .cell = stress_cell,
	.compare = stress_compare, .empty = N_("The file of scenarios cannot be read; screen 8 says why."),
};

static const struct table_model compare_model = {
	.columns = compare_columns, .count = allocate_asset_count, .id = allocate_asset_id,
	.cell = compare_cell, .total = compare_total, .empty = N_("No instrument of the book may be held."),
};

const struct table_model *const allocate_models[ALLOCATE_FACES] = {
	[FACE_WEIGHTS] = &allocate_weights_model, [FACE_GROUPS] = &allocate_groups_model,
	[FACE_RETURNS] = &allocate_returns_model, [FACE_VIEWS] = &allocate_views_model,
	[FACE_OBJECTIVES] = &objectives_model, [FACE_STRESS] = &stress_model, [FACE_COMPARE] = &compare_model,
};
