/* The rows of a table: order, selection, marks, keys. Painting is in table_paint.c. */
#include "config.h" /* qsort_r */
#include "tui/widget/table_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "tui/key.h"
#include "tui/widget/text_field.h"

void table_view_clear(struct table_view *view)
{
	free(view->order);
	free(view->marks);
	free(view->window);
	*view = (struct table_view){0};
}

static int column_count(const struct table_model *model)
{
	int count = 0;

	while (model->columns[count].title != NULL)
		count++;
	return count;
}

/* ---- the filter ---- */

/* Every column by its title, and every cell is looked at for a word without a name. */
static void list_fields(struct table_view *view)
{
	const struct table_column *columns = view->model->columns;

	for (int i = 0; columns[i].title != NULL && i < TABLE_COLUMNS; i++)
		view->fields[i] = (struct filter_field){.name = columns[i].title, .is_searched = true};
}

void table_view_init(struct table_view *view, const struct table_model *model, const void *source)
{
	*view = (struct table_view){.model = model, .source = source};
	list_fields(view);
	view->window = memory_new(sizeof *view->window);
	table_view_update(view);
}

const struct filter_field *table_view_fields(const struct table_view *view)
{
	return view->model->fields != NULL ? view->model->fields : view->fields;
}

static void shown_text(const void *source, size_t row, int field, char *text, size_t size)
{
	const struct table_view *view = source;
	struct table_cell cell = {.role = ROLE_NORMAL};

	view->model->cell(view->source, row, field, &cell);
	(void)snprintf(text, size, "%s", cell.text);
}

static bool row_matches(const struct table_view *view, size_t row)
{
	const struct table_model *model = view->model;
	const struct filter_row asked = {
		.source = model->fields != NULL ? view->source : view, .row = row, .fields = table_view_fields(view),
		.holds_text = model->holds_text, .number = model->number, .shown = shown_text,
	};

	return view->parsed.count == 0 || filter_holds(&view->parsed, &asked);
}

/* ---- the order ---- */

static int compare_rows(const void *a, const void *b, void *context)
{
	const struct table_view *view = context;
	const size_t left = *(const size_t *)a, right = *(const size_t *)b;

	for (int i = 0; i < view->sort_count; i++) {
		const int order = view->model->compare(view->source, left, right, view->sorts[i].column);

		if (order != 0)
			return view->sorts[i].is_descending ? -order : order;
	}
	return (left > right) - (left < right); /* equal rows keep the source's order in both directions */
}

static void find_selection(struct table_view *view)
{
	if (view->shown == 0) {
		view->position = 0;
		return;
	}
	for (size_t i = 0; i < view->shown; i++) {
		if (view->model->id(view->source, view->order[i]) == view->selected) {
			view->position = i;
			return;
		}
	}
	if (view->position >= view->shown)
		view->position = view->shown - 1;
	view->selected = view->model->id(view->source, view->order[view->position]);
}

static void choose_rows(struct table_view *view, size_t count)
{
	view->shown = 0;
	for (size_t row = 0; row < count; row++) {
		if (row_matches(view, row))
			view->order[view->shown++] = row;
	}
}

void table_view_update(struct table_view *view)
{
	const size_t count = view->model->count(view->source);

	view->order = memory_resize(view->order, count > 0 ? count : 1, sizeof *view->order);
	filter_parse(view->filter, table_view_fields(view), view->is_filtering, &view->parsed);
	choose_rows(view, count);
	if (view->shown == 0 && view->parsed.is_name_begun) { /* "dri" on the way to "drift>5" finds nobody */
		view->parsed.count--;
		choose_rows(view, count);
	}
	if (view->sort_count > 0 && view->model->compare != NULL)
		qsort_r(view->order, view->shown, sizeof *view->order, compare_rows, view);
	find_selection(view);
}

void table_view_set_filter(struct table_view *view, const char *filter)
{
	(void)snprintf(view->filter, sizeof view->filter, "%s", filter);
	table_view_update(view);
}

void table_view_sort(struct table_view *view, int column, bool is_descending)
{
	view->sorts[0] = (struct table_sort){column, is_descending};
	view->sort_count = 1;
	view->chosen_column = column;
	table_view_update(view);
}

void table_view_sort_also(struct table_view *view, int column)
{
	int place = 0;

	while (place < view->sort_count && view->sorts[place].column != column)
		place++;
	if (place < view->sort_count) {
		view->sorts[place].is_descending = !view->sorts[place].is_descending;
	} else {
		place = place < TABLE_SORTS ? place : TABLE_SORTS - 1;
		view->sorts[place] = (struct table_sort){column, view->model->columns[column].is_descending_first};
		view->sort_count = place + 1;
	}
	table_view_update(view);
}

bool table_view_selected(const struct table_view *view, size_t *row)
{
	if (view->shown == 0)
		return false;
	*row = view->order[view->position];
	return true;
}

static void move_to(struct table_view *view, size_t position)
{
	if (view->shown == 0)
		return;
	view->position = position < view->shown ? position : view->shown - 1;
	view->selected = view->model->id(view->source, view->order[view->position]);
}

bool table_view_select_id(struct table_view *view, int64_t id)
{
	for (size_t i = 0; i < view->shown; i++) {
		if (view->model->id(view->source, view->order[i]) == id) {
			move_to(view, i);
			return true;
		}
	}
	return false;
}

/* Index of the first mark not below id. */
static size_t mark_place(const struct table_view *view, int64_t id)
{
	size_t low = 0, high = view->mark_count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (view->marks[middle] < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool table_view_is_marked(const struct table_view *view, int64_t id)
{
	const size_t place = mark_place(view, id);

	return place < view->mark_count && view->marks[place] == id;
}

void table_view_unmark_all(struct table_view *view)
{
	view->mark_count = 0;
}

static void set_mark(struct table_view *view, int64_t id, bool is_marked)
{
	const size_t place = mark_place(view, id);
	const bool was_marked = place < view->mark_count && view->marks[place] == id;

	if (was_marked && !is_marked) {
		memmove(view->marks + place, view->marks + place + 1,
			(view->mark_count - place - 1) * sizeof *view->marks);
		view->mark_count--;
	} else if (!was_marked && is_marked) {
		view->marks = memory_grow(view->marks, &view->mark_capacity, view->mark_count + 1, sizeof *view->marks);
		memmove(view->marks + place + 1, view->marks + place,
			(view->mark_count - place) * sizeof *view->marks);
		view->marks[place] = id;
		view->mark_count++;
	}
}

void table_view_mark(struct table_view *view, int64_t id)
{
	set_mark(view, id, true);
}

static void toggle_mark(struct table_view *view)
{
	if (view->shown == 0)
		return;
	set_mark(view, view->selected, !table_view_is_marked(view, view->selected));
	view->anchor = view->selected;
	view->has_anchor = true;
	move_to(view, view->position + 1);
}

static size_t position_of(const struct table_view *view, int64_t id)
{
	size_t position = 0;

	while (position < view->shown && view->model->id(view->source, view->order[position]) != id)
		position++;
	return position;
}

/* From the row marked last, or this one alone where that is not shown, to this one. */
static void mark_range(struct table_view *view)
{
	size_t from = view->has_anchor ? position_of(view, view->anchor) : view->shown, to = view->position;

	if (view->shown == 0)
		return;
	if (from == view->shown)
		from = to;
	for (size_t i = from < to ? from : to; i <= (from < to ? to : from); i++)
		set_mark(view, view->model->id(view->source, view->order[i]), true);
	view->anchor = view->selected;
	view->has_anchor = true;
}

/* What the filter hides keeps its mark. */
static void invert_marks(struct table_view *view)
{
	for (size_t i = 0; i < view->shown; i++) {
		const int64_t id = view->model->id(view->source, view->order[i]);

		set_mark(view, id, !table_view_is_marked(view, id));
	}
}

/* To the next of the marked, or of those the filter shows; round the ends. */
static void go_to_match(struct table_view *view, size_t step)
{
	size_t at = view->position;

	for (size_t i = 0; i < view->shown; i++) {
		at = (at + step) % view->shown;
		if (view->mark_count == 0 || table_view_is_marked(view, view->model->id(view->source, view->order[at]))) {
			move_to(view, at);
			return;
		}
	}
}

static void sort_by_chosen(struct table_view *view)
{
	if (view->model->compare == NULL)
		return;
	if (view->sort_count > 0 && view->sorts[0].column == view->chosen_column)
		table_view_sort(view, view->chosen_column, !view->sorts[0].is_descending);
	else
		table_view_sort(view, view->chosen_column,
				view->model->columns[view->chosen_column].is_descending_first);
}

/* Round all columns, each in the direction one wants to see first. */
static void sort_by_next(struct table_view *view)
{
	const int next = view->sort_count > 0 ? (view->sorts[0].column + 1) % column_count(view->model) : 0;

	if (view->model->compare != NULL)
		table_view_sort(view, next, view->model->columns[next].is_descending_first);
}

static void choose_column(struct table_view *view, int step)
{
	const int columns = column_count(view->model);
	const int column = view->chosen_column + step;

	if (column >= 0 && column < columns)
		view->chosen_column = column;
}

bool table_view_act(struct table_view *view, enum action action)
{
	const size_t page = view->window->page > 1 ? (size_t)view->window->page - 1 : 1;
	const size_t at = view->position;

	switch (action) {
	case ACTION_UP:
		move_to(view, at > 0 ? at - 1 : 0);
		return true;
	case ACTION_DOWN:
		move_to(view, at + 1);
		return true;
	case ACTION_PAGE_UP:
		move_to(view, at > page ? at - page : 0);
		return true;
	case ACTION_PAGE_DOWN:
		move_to(view, at + page);
		return true;
	case ACTION_FIRST:
		move_to(view, 0);
		return true;
	case ACTION_LAST:
		move_to(view, view->shown);
		return true;
	case ACTION_MARK:
		toggle_mark(view);
		return true;
	case ACTION_MARK_RANGE:
		mark_range(view);
		return true;
	case ACTION_INVERT_MARKS:
		invert_marks(view);
		return true;
	case ACTION_UNMARK:
		table_view_unmark_all(view);
		return true;
	case ACTION_NEXT_MATCH:
		go_to_match(view, 1);
		return true;
	case ACTION_PREVIOUS_MATCH:
		go_to_match(view, view->shown > 0 ? view->shown - 1 : 0);
		return true;
	case ACTION_SORT:
		sort_by_chosen(view);
		return true;
	case ACTION_SORT_ALSO:
		if (view->model->compare != NULL)
			table_view_sort_also(view, view->chosen_column);
		return true;
	case ACTION_SORT_NEXT:
		sort_by_next(view);
		return true;
	case ACTION_COLUMN_LEFT:
	case ACTION_COLUMN_RIGHT:
		choose_column(view, action == ACTION_COLUMN_LEFT ? -1 : 1);
		return true;
	case ACTION_FILTER:
		view->is_filtering = true;
		table_view_update(view); /* the last word may be continued */
		return true;
	default:
		return false;
	}
}

bool table_view_wants_text(const struct table_view *view)
{
	return view->is_filtering;
}

void table_view_key(struct table_view *view, uint32_t key)
{
	if (key == PRESS_ENTER) {
		view->is_filtering = false;
		table_view_update(view); /* every word must be understood now */
		view->is_filtering = view->parsed.problem[0] != '\0';
	} else if (key == PRESS_TAB) {
		if (filter_complete(view->filter, sizeof view->filter, table_view_fields(view)))
			table_view_update(view);
	} else if (key == PRESS_ESC) {
		view->is_filtering = false;
		table_view_set_filter(view, "");
	} else if (key == PRESS_UP || key == PRESS_DOWN) {
		(void)table_view_act(view, key == PRESS_UP ? ACTION_UP : ACTION_DOWN);
	} else {
		struct text_field field = {.text = view->filter, .size = sizeof view->filter,
					   .cursor = strlen(view->filter)};

		if (text_field_key(&field, key))
			table_view_update(view);
	}
}

bool table_view_click(struct table_view *view, int canvas_row)
{
	const int row = canvas_row - view->window->first_row;

	if (row < 0 || row >= view->window->page || view->window->top + (size_t)row >= view->shown)
		return false;
	move_to(view, view->window->top + (size_t)row);
	return true;
}

bool table_view_click_header(struct table_view *view, int canvas_row, int canvas_column)
{
	if (view->window->page < 1 || canvas_row != view->window->first_row - 1)
		return false;
	for (int i = 0; i < column_count(view->model); i++) {
		const int start = view->window->starts[i];

		if (canvas_column >= start && canvas_column < start + view->window->widths[i]) {
			view->chosen_column = i;
			return true;
		}
	}
	return false;
}
