/* A view entered: what returns how much, or how much more than what else, and how sure that is. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/desk.h"
#include "tui/screens/allocate_state.h"

enum { FIELD_OF, FIELD_OVER, FIELD_VALUE, FIELD_CONFIDENCE, FIELDS };

static size_t find(const struct allocate_state *state, const char *symbol)
{
	char plain[SYMBOL_SIZE];
	size_t length;

	symbol += strspn(symbol, " ");
	length = strcspn(symbol, " ");
	if (length == 0 || length >= sizeof plain)
		return SIZE_MAX;
	memcpy(plain, symbol, length);
	plain[length] = '\0';
	for (size_t i = 0; i < state->studio.universe_count; i++) {
		if (text_equal_fold(state->studio.market->rows[state->studio.universe[i]].instrument.symbol, plain))
			return state->studio.universe[i];
	}
	return SIZE_MAX;
}

static bool is_empty(const char *text)
{
	return text[strspn(text, " ")] == '\0';
}

static bool check(const void *context, const struct form *form, int field, char message[FORM_MESSAGE_SIZE])
{
	const struct allocate_state *state = context;
	const char *value = form->fields[field].value;
	const char *problem = NULL;
	double number;

	switch (field) {
	case FIELD_OF:
		if (find(state, value) == SIZE_MAX)
			problem = _("a symbol of the table of weights that may be held");
		break;
	case FIELD_OVER:
		if (!is_empty(value) && find(state, value) == SIZE_MAX)
			problem = _("a symbol that may be held, or nothing");
		else if (!is_empty(value) && find(state, value) == find(state, form->fields[FIELD_OF].value))
			problem = _("nothing returns more than itself");
		break;
	case FIELD_VALUE:
		if (!percent_parse_within(value, -1.0, 10.0, &number))
			problem = _("a return in percent a year");
		break;
	default:
		if (!percent_parse_within(value, 0.0, 1.0, &number))
			problem = _("from 0, no trust at all, to 100, certain");
	}
	if (problem != NULL)
		(void)snprintf(message, FORM_MESSAGE_SIZE, "%s", problem);
	return problem == NULL;
}

static const char *symbol_of(const struct allocate_state *state, size_t row)
{
	return row == SIZE_MAX ? "" : state->studio.market->rows[row].instrument.symbol;
}

/* A new view begins with the asset that was selected and what is expected of it now. */
static struct studio_view view_at(const struct allocate_state *state, size_t at)
{
	const struct studio_wish *now = allocate_now(state);
	const struct table_view *table = &state->tables[state->face == FACE_RETURNS ? FACE_RETURNS : FACE_WEIGHTS];
	struct studio_view view = {.row = SIZE_MAX, .over = SIZE_MAX, .confidence = 0.5};
	size_t index;

	if (at < now->view_count)
		return now->views[at];
	if (table_view_selected(table, &index))
		view.row = state->rows[index];
	if (view.row != SIZE_MAX)
		view.value = state->studio.beliefs.prior[view.row];
	return view;
}

void allocate_view_open(struct allocate_state *state, struct desk *desk, size_t at)
{
	struct view_form *form = &state->view;
	const struct studio_view view = view_at(state, at);
	char number[CELL_EDIT_SIZE];

	if (at >= STUDIO_VIEWS) {
		desk_messagef(desk, ROLE_ERROR, _("%d views are the most; D drops one"), STUDIO_VIEWS);
		return;
	}
	*form = (struct view_form){.is_open = true, .at = at};
	(void)snprintf(form->title, sizeof form->title, "%s",
		       at < allocate_now(state)->view_count ? _("change the view") : _("a view on expected returns"));
	form->fields[FIELD_OF].label = _("asset");
	form->fields[FIELD_OVER].label = _("against");
	form->fields[FIELD_OVER].hint = _("empty: a return of its own");
	form->fields[FIELD_VALUE].label = _("returns %");
	form->fields[FIELD_VALUE].hint = _("a year, or so much more than the other");
	form->fields[FIELD_CONFIDENCE].label = _("confidence %");
	form->fields[FIELD_CONFIDENCE].hint = _("100 is certain, 0 leaves it out");
	(void)snprintf(form->fields[FIELD_OF].value, FORM_VALUE_SIZE, "%s", symbol_of(state, view.row));
	(void)snprintf(form->fields[FIELD_OVER].value, FORM_VALUE_SIZE, "%s", symbol_of(state, view.over));
	(void)snprintf(form->fields[FIELD_VALUE].value, FORM_VALUE_SIZE, "%s%s", view.value < 0.0 ? "-" : "",
		       percent_format(view.value < 0.0 ? -view.value : view.value, number));
	(void)snprintf(form->fields[FIELD_CONFIDENCE].value, FORM_VALUE_SIZE, "%s", percent_format(view.confidence, number));
	form->form = (struct form){.fields = form->fields, .count = FIELDS, .check = check, .context = state};
	form_begin(&form->form);
}

static void finish(struct allocate_state *state, struct desk *desk)
{
	struct error err = {0};
	const enum status status = allocate_finish_step(desk_session(desk), state, &err);

	allocate_follow(state, desk, status, &err);
}

static void take(struct allocate_state *state, struct desk *desk)
{
	const struct form_field *fields = state->view.fields;
	struct studio_view view = {.row = find(state, fields[FIELD_OF].value), .over = find(state, fields[FIELD_OVER].value)};
	const size_t at = state->view.at;
	struct studio_wish *wish;

	if (!percent_parse_within(fields[FIELD_VALUE].value, -1.0, 10.0, &view.value) ||
	    !percent_parse_within(fields[FIELD_CONFIDENCE].value, 0.0, 1.0, &view.confidence))
		return; /* the form checked it */
	state->view.is_open = false;
	wish = allocate_edit_step(state);
	wish->views[at] = view;
	if (at == wish->view_count)
		wish->view_count++;
	finish(state, desk);
}

void allocate_view_key(struct allocate_state *state, struct desk *desk, uint32_t key)
{
	const enum form_answer answer = form_key(&state->view.form, key);

	if (answer == FORM_CANCELLED)
		state->view.is_open = false;
	else if (answer == FORM_SUBMITTED)
		take(state, desk);
}

void allocate_view_drop(struct allocate_state *state, struct desk *desk)
{
	struct studio_wish *wish;
	size_t index;

	if (!table_view_selected(&state->tables[FACE_VIEWS], &index))
		return;
	wish = allocate_edit_step(state);
	memmove(&wish->views[index], &wish->views[index + 1], (wish->view_count - index - 1) * sizeof wish->views[0]);
	wish->views[--wish->view_count] = (struct studio_view){0};
	finish(state, desk);
}

void allocate_view_draw(const struct allocate_state *state, struct term *term)
{
	const int width = term->columns < 72 ? term->columns - 2 : 70, height = FIELDS * 2 + 4;
	const int rows = height < term->rows ? height : term->rows;
	struct term box = term_pane(term, (term->rows - rows) / 2, (term->columns - width) / 2, rows, width);
	struct term inside, fields;

	term_fill(&box, ROLE_NORMAL);
	inside = term_box_focused(&box, state->view.title, true);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	fields = term_pane(&inside, 0, 0, inside.rows - 1, inside.columns);
	form_draw(&state->view.form, &fields);
	(void)term_put(&inside, inside.rows - 1, 2, ROLE_DIM, _("⏎ next, then taken · u takes it back · Esc leaves"));
}
