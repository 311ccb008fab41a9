/* A table of the studio: classes, regions, sectors and the house's rules, each with its limits. */
#include <stdio.h>

#include "advice/base/language.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/amounts.h"

static size_t group_count(const void *source)
{
	return ((const struct allocate_state *)source)->studio.group_count;
}

static void put_level_or_share(const struct studio_group *group, double value, struct table_cell *cell)
{
	char number[AMOUNT_TEXT_SIZE];

	if (group->kind == GROUP_LEVEL)
		(void)snprintf(cell->text, sizeof cell->text, "%.2f", value);
	else
		table_cell_put(cell, percent_number(value, number));
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
		table_cell_put(cell, "–");
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
		table_cell_put_dim(cell, group_kind(group));
		break;
	case GROUPS_NOW:
		if (state->studio.standing.value > 0)
			put_level_or_share(group, studio_group_share(&state->studio, group, state->studio.standing.weights), cell);
		else
			table_cell_put(cell, "–");
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
	return allocate_paint_edit(source, column, table_place_id(source, index), cell);
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

const struct table_model allocate_groups_model = {
	.columns = group_columns, .count = group_count, .id = table_place_id, .cell = group_cell,
	.paint = group_paint, .empty = N_("No group: nothing may be held."),
};
