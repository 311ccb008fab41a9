/* Limits, figures and parameters edited where they stand. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/desk.h"
#include "tui/screens/allocate_state.h"

/* What may be entered: a return from losing everything to winning it ten times over. */
#define LEAST_RETURN (-1.0)
#define MOST_RETURN 10.0
#define MOST_VOLATILITY 5.0

/* The column Tab goes to from this one, or the same. */
static int other_column(enum allocate_face face, int column)
{
	switch (face) {
	case FACE_WEIGHTS:
		return column == WEIGHTS_LOWER ? WEIGHTS_UPPER : WEIGHTS_LOWER;
	case FACE_GROUPS:
		return column == GROUPS_LOWER ? GROUPS_UPPER : GROUPS_LOWER;
	case FACE_RETURNS:
		return column == RETURNS_ENTERED ? RETURNS_VOLATILITY : RETURNS_ENTERED;
	case FACE_VIEWS:
		return column == VIEWS_VALUE ? VIEWS_CONFIDENCE : VIEWS_VALUE;
	default:
		return column;
	}
}

static int first_column(enum allocate_face face)
{
	static const int columns[ALLOCATE_FACES] = {
		[FACE_WEIGHTS] = WEIGHTS_LOWER, [FACE_GROUPS] = GROUPS_LOWER, [FACE_RETURNS] = RETURNS_ENTERED,
		[FACE_VIEWS] = VIEWS_VALUE, [FACE_OBJECTIVES] = OBJECTIVES_PARAMETER, [FACE_STRESS] = -1,
		[FACE_COMPARE] = -1};

	return columns[face];
}

static char *change_format(double fraction, char text[CELL_EDIT_SIZE])
{
	char number[CELL_EDIT_SIZE];

	(void)snprintf(text, CELL_EDIT_SIZE, "%s%.30s", fraction < 0.0 ? "-" : "", percent_format(fabs(fraction), number));
	return text;
}

/* What stands in the cell, as one types it. */
static void put_text(const struct allocate_state *state, size_t index, int column, char text[CELL_EDIT_SIZE])
{
	const struct studio_wish *now = allocate_now(state);
	const size_t row = index < state->row_count ? state->rows[index] : 0;

	switch (state->face) {
	case FACE_WEIGHTS:
		(void)percent_format(column == WEIGHTS_UPPER ? now->upper[row] : now->lower[row], text);
		return;
	case FACE_GROUPS:
		(void)percent_format(column == GROUPS_UPPER ? now->group_upper[index] : now->group_lower[index], text);
		return;
	case FACE_RETURNS:
		(void)change_format(column == RETURNS_ENTERED ? state->studio.beliefs.prior[row] :
							       state->studio.beliefs.volatility[row], text);
		return;
	case FACE_VIEWS:
		(void)change_format(column == VIEWS_VALUE ? now->views[index].value : now->views[index].confidence, text);
		return;
	case FACE_OBJECTIVES:
		if (studio_objectives[index].unit == UNIT_PERCENT)
			(void)percent_format(allocate_parameter(state, index), text);
		else
			(void)snprintf(text, CELL_EDIT_SIZE, "%.4g", allocate_parameter(state, index));
		return;
	default:
		text[0] = '\0';
	}
}

static void open_cell(struct allocate_state *state, struct desk *desk, int column)
{
	const struct table_view *table = allocate_table(state);
	char text[CELL_EDIT_SIZE] = "";
	size_t index;

	if (column < 0 || !table_view_selected(table, &index))
		return;
	state->pane = PANE_TABLE;
	if (state->face == FACE_GROUPS && state->studio.groups[index].is_fixed) {
		desk_message(desk, ROLE_STATUS, _("this is a rule of the house: it is not changed here"));
		return;
	}
	if (state->face == FACE_OBJECTIVES && studio_objectives[index].unit == UNIT_NONE) {
		desk_message(desk, ROLE_STATUS, _("this objective has nothing to set"));
		return;
	}
	if (state->face == FACE_GROUPS && state->studio.groups[index].kind == GROUP_TURNOVER)
		column = GROUPS_UPPER; /* it has no lower limit */
	put_text(state, index, column, text);
	cell_edit_begin(&state->edit, table->selected, column, text);
}

void allocate_edit_cell(struct allocate_state *state, struct desk *desk)
{
	open_cell(state, desk, first_column(state->face));
}

/* ---- taking ---- */

static bool refuse(struct cell_edit *edit, const char *text)
{
	(void)snprintf(edit->message, sizeof edit->message, "%s", text);
	return false;
}

/* lower and upper as typed into one of them; false: the message says why not. */
static bool read_limit(struct cell_edit *edit, bool is_upper, double *lower, double *upper)
{
	char other[CELL_EDIT_SIZE];
	double value;

	if (!percent_parse(edit->text, &value)) {
		(void)snprintf(edit->message, sizeof edit->message, _("'%s' is no percentage from 0 to 100"), edit->text);
		return false;
	}
	if (is_upper ? value < *lower : value > *upper) {
		(void)snprintf(edit->message, sizeof edit->message,
			       is_upper ? _("below the lower limit of %s %%") : _("above the upper limit of %s %%"),
			       percent_format(is_upper ? *lower : *upper, other));
		return false;
	}
	*(is_upper ? upper : lower) = value;
	return true;
}

static void finish(struct allocate_state *state, struct desk *desk)
{
	struct error err = {0};
	const enum status status = allocate_finish_step(desk_session(desk), state, &err);

	allocate_follow(state, desk, status, &err);
}

static bool take_bound(struct allocate_state *state, struct desk *desk, size_t row)
{
	const struct studio_wish *now = allocate_now(state);
	double lower = now->lower[row], upper = now->upper[row];
	struct studio_wish *wish;

	if (!read_limit(&state->edit, state->edit.column == WEIGHTS_UPPER, &lower, &upper))
		return false;
	if (lower == now->lower[row] && upper == now->upper[row] && !now->is_locked[row])
		return true;
	wish = allocate_edit_step(state);
	wish->lower[row] = lower;
	wish->upper[row] = upper;
	wish->is_locked[row] = false;
	finish(state, desk);
	return true;
}

static bool take_group(struct allocate_state *state, struct desk *desk, size_t index)
{
	const struct studio_wish *now = allocate_now(state);
	double lower = now->group_lower[index], upper = now->group_upper[index];
	struct studio_wish *wish;

	if (!read_limit(&state->edit, state->edit.column == GROUPS_UPPER, &lower, &upper))
		return false;
	if (lower == now->group_lower[index] && upper == now->group_upper[index])
		return true;
	wish = allocate_edit_step(state);
	wish->group_lower[index] = lower;
	wish->group_upper[index] = upper;
	finish(state, desk);
	return true;
}

/* An empty cell takes the house's figure again. */
static bool take_figure(struct allocate_state *state, struct desk *desk, size_t row)
{
	const bool is_return = state->edit.column == RETURNS_ENTERED;
	const bool is_empty = state->edit.text[strspn(state->edit.text, " ")] == '\0';
	const struct market_row *house = &state->studio.market->rows[row];
	double value = NAN;
	struct studio_wish *wish;

	if (!is_empty && !percent_parse_within(state->edit.text, is_return ? LEAST_RETURN : 0.0,
					       is_return ? MOST_RETURN : MOST_VOLATILITY, &value)) {
		return refuse(&state->edit, is_return ? _("a return in percent a year, or empty for the house's own")
						      : _("a volatility in percent a year, or empty for the house's own"));
	}
	if (!is_return && !is_empty && (house->volatility <= 0.0 || value <= 0.0))
		return refuse(&state->edit, _("it must stay above 0, and what does not move stays so"));
	/* What reads the same as the house's figure is the house's figure. */
	if (fabs(value - (is_return ? house->expected_return : house->volatility)) < 5e-7)
		value = NAN;
	wish = allocate_edit_step(state);
	*(is_return ? &wish->entered_return[row] : &wish->entered_volatility[row]) = value;
	finish(state, desk);
	return true;
}

static bool take_view(struct allocate_state *state, struct desk *desk, size_t index)
{
	const bool is_value = state->edit.column == VIEWS_VALUE;
	struct studio_wish *wish;
	double value;

	if (!percent_parse_within(state->edit.text, is_value ? LEAST_RETURN : 0.0, is_value ? MOST_RETURN : 1.0, &value))
		return refuse(&state->edit, is_value ? _("a return in percent a year")
						     : _("from 0, no trust at all, to 100, certain"));
	wish = allocate_edit_step(state);
	*(is_value ? &wish->views[index].value : &wish->views[index].confidence) = value;
	finish(state, desk);
	return true;
}

static bool take_parameter(struct allocate_state *state, struct desk *desk, size_t index)
{
	const struct studio_objective *objective = &studio_objectives[index];
	double value;

	if (objective->unit == UNIT_PERCENT ?
		    !percent_parse_within(state->edit.text, objective->least, objective->most, &value) :
		    !number_parse_within(state->edit.text, objective->least, objective->most, &value)) {
		(void)snprintf(state->edit.message, sizeof state->edit.message, _("%s: a number from %g to %g"),
			       _(objective->parameter),
			       objective->unit == UNIT_PERCENT ? 100.0 * objective->least : objective->least,
			       objective->unit == UNIT_PERCENT ? 100.0 * objective->most : objective->most);
		return false;
	}
	allocate_set_parameter(state, desk, index, value);
	return true;
}

static bool take(struct allocate_state *state, struct desk *desk)
{
	size_t index;

	if (!table_view_selected(allocate_table(state), &index))
		return true;
	switch (state->face) {
	case FACE_WEIGHTS:
		return take_bound(state, desk, state->rows[index]);
	case FACE_GROUPS:
		return take_group(state, desk, index);
	case FACE_RETURNS:
		return take_figure(state, desk, state->rows[index]);
	case FACE_VIEWS:
		return take_view(state, desk, index);
	case FACE_OBJECTIVES:
		return take_parameter(state, desk, index);
	default:
		return true;
	}
}

void allocate_edit_key(struct allocate_state *state, struct desk *desk, uint32_t key)
{
	const int column = state->edit.column;

	switch (cell_edit_key(&state->edit, key)) {
	case CELL_OPEN:
		break;
	case CELL_CANCEL:
		cell_edit_close(&state->edit);
		break;
	case CELL_TAKE:
		if (take(state, desk))
			cell_edit_close(&state->edit);
		break;
	case CELL_NEXT:
		if (take(state, desk))
			open_cell(state, desk, other_column(state->face, column));
		break;
	}
}
