/* The tables beside the weights: groups, expected returns, views, objectives, and two plans compared. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/amounts.h"

enum { NUMBER = AMOUNT_TEXT_SIZE };

/* ---- groups ---- */

static size_t group_count(const void *source)
{
	return ((const struct allocate_state *)source)->studio.group_count;
}

static int64_t place_id(const void *source, size_t row)
{
	(void)source;
	return (int64_t)row + 1;
}

static void put_level_or_share(const struct studio_group *group, double value, struct table_cell *cell)
{
	char number[NUMBER];

	if (group->kind == GROUP_LEVEL)
		(void)snprintf(cell->text, sizeof cell->text, "%.2f", value);
	else
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_number(value, number));
}

static void put_group_limit(const struct allocate_state *state, size_t index, bool is_upper, struct table_cell *cell)
{
	const struct studio_group *group = &state->studio.groups[index];
	const struct studio_wish *now = allocate_now(state), *first = allocate_recorded(state);
	const double limit = is_upper ? now->group_upper[index] : now->group_lower[index];
	const double recorded = is_upper ? first->group_upper[index] : first->group_lower[index];

	if ((group->kind == GROUP_LEVEL || group->kind == GROUP_TURNOVER) && !is_upper)
		return;
	if (group->kind == GROUP_LEVEL) {
		put_level_or_share(group, limit, cell);
		cell->role = group->is_conflicting ? ROLE_ERROR : ROLE_DIM;
		return;
	}
	allocate_put_limit(limit, limit != recorded, group->is_conflicting, cell);
}

static double group_price(const struct allocate_state *state, size_t index)
{
	const struct candidate *plan = &state->studio.current;

	for (size_t i = 0; state->has_curve && i < plan->held_back_count; i++) {
		if (plan->held_back[i].group == index)
			return (state->studio.groups[index].kind == GROUP_LEVEL ? 0.1 : 0.01) * plan->held_back[i].multiplier;
	}
	return 0.0;
}

static const char *group_kind(const struct studio_group *group)
{
	switch (group->kind) {
	case GROUP_CLASS:
		return _("asset class");
	case GROUP_REGION:
		return _("region");
	case GROUP_SECTOR:
		return _("sector");
	case GROUP_TURNOVER:
		return _("here only");
	default:
		return _("house rule");
	}
}

static void put_group_name(const struct allocate_state *state, size_t index, struct table_cell *cell)
{
	const struct studio_group *group = &state->studio.groups[index];
	struct text name = {0};
	char clean[NAME_SIZE];

	studio_group_words(language_current(), group, &name);
	(void)snprintf(cell->text, sizeof cell->text, "%s%.150s", group->is_conflicting ? "!" : "",
		       text_clean(text_string(&name), clean, sizeof clean));
	if (group->is_conflicting)
		cell->role = ROLE_ERROR;
	else if (group->is_fixed)
		cell->role = ROLE_DIM;
	text_clear(&name);
}

static void put_group_plan(const struct allocate_state *state, const struct studio_group *group, struct table_cell *cell)
{
	const double share = state->has_curve ? studio_group_share(&state->studio, group, state->studio.current.weights) : 0.0;
	const bool has_upper = group->kind == GROUP_TURNOVER ? group->upper < 1.0 :
				       group->row != SIZE_MAX && (group->kind == GROUP_LEVEL || group->upper < 1.0);
	struct table_cell number = {0};

	if (!state->has_curve) {
		(void)snprintf(cell->text, sizeof cell->text, "–");
		return;
	}
	put_level_or_share(group, share, &number);
	cell->role = ROLE_TITLE;
	if (has_upper && share >= group->upper - 1e-9) {
		(void)snprintf(cell->text, sizeof cell->text, "↑%.100s", number.text);
		cell->role = ROLE_WARNING;
	} else if (group->lower > 0.0 && share <= group->lower + 1e-9) {
		(void)snprintf(cell->text, sizeof cell->text, "↓%.100s", number.text);
		cell->role = ROLE_WARNING;
	} else {
		(void)snprintf(cell->text, sizeof cell->text, "%.100s", number.text);
	}
}

static void group_cell(const void *source, size_t index, int column, struct table_cell *cell)
{
	const struct allocate_state *state = source;
	const struct studio_group *group = &state->studio.groups[index];

	switch (column) {
	case GROUPS_NAME:
		put_group_name(state, index, cell);
		break;
	case GROUPS_KIND:
		(void)snprintf(cell->text, sizeof cell->text, "%s", group_kind(group));
		cell->role = ROLE_DIM;
		break;
	case GROUPS_NOW:
		if (state->studio.standing.value > 0)
			put_level_or_share(group, studio_group_share(&state->studio, group, state->studio.standing.weights), cell);
		else
			(void)snprintf(cell->text, sizeof cell->text, "–");
		break;
	case GROUPS_PLAN:
		put_group_plan(state, group, cell);
		break;
	case GROUPS_LOWER:
	case GROUPS_UPPER:
		put_group_limit(state, index, column == GROUPS_UPPER, cell);
		break;
	default:
		if (group_price(state, index) >= 0.000005)
			(void)snprintf(cell->text, sizeof cell->text, "+%.3f", 100.0 * group_price(state, index));
	}
}

static bool group_paint(const void *source, size_t index, int column, struct term *cell)
{
	return allocate_paint_edit(source, column, place_id(source, index), cell);
}

static const struct table_column group_columns[] = {
	[GROUPS_NAME] = {.title = N_("group"), .least = 12, .most = 30},
	[GROUPS_KIND] = {.title = N_("kind"), .least = 11, .most = 11, .priority = 3},
	[GROUPS_NOW] = {.title = N_("now"), .least = 5, .most = 6, .priority = 2, .align = TEXT_RIGHT},
	[GROUPS_PLAN] = {.title = N_("plan"), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[GROUPS_LOWER] = {.title = N_("lower"), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[GROUPS_UPPER] = {.title = N_("upper"), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[GROUPS_PRICE] = {.title = N_("a point"), .least = 7, .most = 7, .priority = 1, .align = TEXT_RIGHT},
	{.title = NULL},
};

/* ---- expected returns ---- */

static size_t asset_count(const void *source)
{
	return ((const struct allocate_state *)source)->row_count;
}

static int64_t asset_id(const void *source, size_t row)
{
	const struct allocate_state *state = source;

	return state->studio.market->rows[state->rows[row]].instrument.id;
}

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
	return allocate_paint_edit(source, column, asset_id(source, index), cell);
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
			(void)snprintf(cell->text, sizeof cell->text, "%s", _("not used"));
		cell->role = effect->is_used ? ROLE_MARK : ROLE_DIM;
	}
}

static bool view_paint(const void *source, size_t index, int column, struct term *cell)
{
	return allocate_paint_edit(source, column, place_id(source, index), cell);
}

static const struct table_column view_columns[] = {
	[VIEWS_WORDS] = {.title = N_("view"), .least = 14, .most = 40},
	[VIEWS_VALUE] = {.title = N_("it says"), .least = 7, .most = 7, .align = TEXT_RIGHT},
	[VIEWS_CONFIDENCE] = {.title = N_("sure %"), .least = 6, .most = 6, .align = TEXT_RIGHT},
	[VIEWS_BEFORE] = {.title = N_("before"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT},
	[VIEWS_AFTER] = {.title = N_("after"), .least = 8, .most = 8, .align = TEXT_RIGHT},
	{.title = NULL},
};

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
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_number(result->expected_return, number));
		break;
	case OBJECTIVES_VOLATILITY:
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_number(result->volatility, number));
		break;
	case OBJECTIVES_YEAR:
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_change(-result->loss_95, number));
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
		(void)snprintf(cell->text, sizeof cell->text, "…");
		cell->role = ROLE_DIM;
	} else {
		(void)snprintf(cell->text, sizeof cell->text, "%s", column == OBJECTIVES_GATE ? _("none") : "–");
		cell->role = ROLE_DIM;
	}
}

static bool objective_paint(const void *source, size_t index, int column, struct term *cell)
{
	return allocate_paint_edit(source, column, place_id(source, index), cell);
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
		(void)snprintf(cell->text, sizeof cell->text, "%s",
			       state->studio.scenarios->list[index].title[language_current()]);
	} else if (plan == NULL) {
		(void)snprintf(cell->text, sizeof cell->text, "–");
	} else {
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_change(plan->stress[index], number));
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
		(void)snprintf(cell->text, sizeof cell->text, "–");
		return;
	}
	if (column == COMPARE_CHANGE) {
		const double change = plans[1]->weights[row] - plans[0]->weights[row];

		if (fabs(change) >= 0.0005)
			(void)snprintf(cell->text, sizeof cell->text, "%s", percent_change(change, number));
		cell->role = ROLE_TITLE;
	} else if (column == COMPARE_LEFT || column == COMPARE_RIGHT) {
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_number(plan->weights[row], number));
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
		(void)snprintf(cell->text, sizeof cell->text, "Σ");
	if (plans[0] == NULL || plans[1] == NULL)
		return;
	for (size_t i = 0; i < state->row_count; i++) {
		sums[0] += plans[0]->weights[state->rows[i]];
		sums[1] += plans[1]->weights[state->rows[i]];
		moved += 0.5 * fabs(plans[1]->weights[state->rows[i]] - plans[0]->weights[state->rows[i]]);
	}
	if (column == COMPARE_LEFT || column == COMPARE_RIGHT)
		(void)snprintf(cell->text, sizeof cell->text, "%s", percent_number(sums[column == COMPARE_RIGHT], number));
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

const struct table_model allocate_models[ALLOCATE_FACES] = {
	[FACE_GROUPS] = {.columns = group_columns, .count = group_count, .id = place_id, .cell = group_cell,
			 .paint = group_paint, .empty = N_("No group: nothing may be held.")},
	[FACE_RETURNS] = {.columns = return_columns, .count = asset_count, .id = asset_id, .cell = return_cell,
			  .paint = return_paint, .empty = N_("No instrument of the book may be held.")},
	[FACE_VIEWS] = {.columns = view_columns, .count = view_count, .id = place_id, .cell = view_cell,
			.paint = view_paint,
			.empty = N_("No views yet: ⏎ or v adds one. Without views the dated assumptions stand.")},
	[FACE_OBJECTIVES] = {.columns = objective_columns, .count = objective_count, .id = place_id,
			     .cell = objective_cell, .paint = objective_paint, .empty = ""},
	[FACE_STRESS] = {.columns = stress_columns, .count = stress_count, .id = place_id, .cell = stress_cell,
			 .compare = stress_compare, .empty = N_("The file of scenarios cannot be read; screen 8 says why.")},
	[FACE_COMPARE] = {.columns = compare_columns, .count = asset_count, .id = asset_id, .cell = compare_cell,
			  .total = compare_total, .empty = N_("No instrument of the book may be held.")},
};
