/* The rows of a table: order, selection, marks, keys. Painting is in table_paint.c. */
#include "config.h" /* qsort_r */
#include "tui/widget/table_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "tui/key.h"
#include "tui/widget/text_field.h"

void table_view_init(struct table_view *view, const struct table_model *model, const void *source)
{
	*view = (struct table_view){.model = model, .source = source, .sort_column = -1};
	view->window = memory_new(sizeof *view->window);
	table_view_update(view);
}

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

static char folded(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool contains_fold(const char *text, const char *piece)
{
	for (; *text != '\0'; text++) {
		size_t i = 0;

		while (piece[i] != '\0' && folded(text[i]) == folded(piece[i]))
			i++;
		if (piece[i] == '\0')
			return true;
	}
	return piece[0] == '\0';
}

static bool row_matches(const struct table_view *view, size_t row)
{
	const struct table_model *model = view->model;
	const int columns = column_count(model);

	if (view->filter[0] == '\0')
		return true;
	if (model->matches != NULL)
		return model->matches(view->source, row, view->filter);
	for (int column = 0; column < columns; column++) {
		struct table_cell cell = {.role = ROLE_NORMAL};

		model->cell(view->source, row, column, &cell);
		if (contains_fold(cell.text, view->filter))
			return true;
	}
	return false;
}

static int compare_rows(const void *a, const void *b, void *context)
{
	const struct table_view *view = context;
	const size_t left = *(const size_t *)a, right = *(const size_t *)b;
	const int order = view->model->compare(view->source, left, right, view->sort_column);

	if (order != 0)
		return view->is_descending ? -order : order;
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

void table_view_update(struct table_view *view)
{
	const size_t count = view->model->count(view->source);

	view->order = memory_resize(view->order, count > 0 ? count : 1, sizeof *view->order);
	view->shown = 0;
	for (size_t row = 0; row < count; row++) {
		if (row_matches(view, row))
			view->order[view->shown++] = row;
	}
	if (view->sort_column >= 0 && view->model->compare != NULL)
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
	view->sort_column = column;
	view->chosen_column = column;
	view->is_descending = is_descending;
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

static void toggle_mark(struct table_view *view)
{
	const size_t place = mark_place(view, view->selected);

	if (view->shown == 0)
		return;
	if (place < view->mark_count && view->marks[place] == view->selected) {
		memmove(view->marks + place, view->marks + place + 1,
			(view->mark_count - place - 1) * sizeof *view->marks);
		view->mark_count--;
	} else {
		view->marks = memory_grow(view->marks, &view->mark_capacity, view->mark_count + 1, sizeof *view->marks);
		memmove(view->marks + place + 1, view->marks + place,
			(view->mark_count - place) * sizeof *view->marks);
		view->marks[place] = view->selected;
		view->mark_count++;
	}
	move_to(view, view->position + 1);
}

static void sort_by_chosen(struct table_view *view)
{
	if (view->model->compare == NULL)
		return;
	if (view->sort_column == view->chosen_column)
		table_view_sort(view, view->sort_column, !view->is_descending);
	else
		table_view_sort(view, view->chosen_column,
				view->model->columns[view->chosen_column].is_descending_first);
}

/* Round all columns, each in the direction one wants to see first. */
static void sort_by_next(struct table_view *view)
{
	const int next = (view->sort_column + 1) % column_count(view->model);

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
	case ACTION_SORT:
		sort_by_chosen(view);
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
