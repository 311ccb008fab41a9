/* Painting a table: which columns fit, the header, the rows, the line below. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/widget/table_view.h"

/* The mark before each row and the blank after each column. */
enum { GUTTER = 2, GAP = 2 };

static int smaller(int a, int b)
{
	return a < b ? a : b;
}

struct layout {
	int widths[TABLE_COLUMNS]; /* 0: not shown */
	int count;
	int hidden;
};

static int total_width(const struct layout *layout)
{
	int total = GUTTER, shown = 0;

	for (int i = 0; i < layout->count; i++) {
		total += layout->widths[i];
		shown += layout->widths[i] > 0;
	}
	return total + (shown > 1 ? (shown - 1) * GAP : 0);
}

/* The shown column to drop next: the highest priority number, the rightmost of equals; never the chosen one. */
static int least_important(const struct table_view *view, const struct layout *layout)
{
	int found = -1, worst = 0;

	for (int i = 0; i < layout->count; i++) {
		const int priority = view->model->columns[i].priority;

		if (layout->widths[i] > 0 && priority > 0 && i != view->chosen_column && priority >= worst) {
			found = i;
			worst = priority;
		}
	}
	return found;
}

static void lay_out(const struct table_view *view, int columns, struct layout *layout)
{
	const struct table_column *column = view->model->columns;

	*layout = (struct layout){0};
	for (; column[layout->count].title != NULL && layout->count < TABLE_COLUMNS; layout->count++)
		layout->widths[layout->count] = column[layout->count].least;
	while (total_width(layout) > columns) {
		const int dropped = least_important(view, layout);

		if (dropped < 0)
			break;
		layout->widths[dropped] = 0;
		layout->hidden++;
	}
	/* What is left over goes to the columns that can use it, the most important first. */
	for (int priority = 0; priority < TABLE_COLUMNS; priority++) {
		for (int i = 0; i < layout->count; i++) {
			const int room = columns - total_width(layout);
			int wanted = column[i].most - layout->widths[i];

			if (column[i].priority != priority || layout->widths[i] == 0 || wanted <= 0 || room <= 0)
				continue;
			layout->widths[i] += wanted < room ? wanted : room;
		}
	}
}

/* An arrow, with its rank where several columns sort; "" for a column that does not. */
static void sort_sign(const struct table_view *view, int column, bool is_rank_first, char sign[16])
{
	sign[0] = '\0';
	for (int i = 0; i < view->sort_count; i++) {
		const char *arrow = view->sorts[i].is_descending ? "▼" : "▲";

		if (view->sorts[i].column != column)
			continue;
		if (view->sort_count == 1)
			(void)snprintf(sign, 16, "%s", arrow);
		else if (is_rank_first)
			(void)snprintf(sign, 16, "%d%s", i + 1, arrow);
		else
			(void)snprintf(sign, 16, "%s%d", arrow, i + 1);
	}
}

static void draw_header(const struct table_view *view, const struct layout *layout, struct term *term, bool is_focused)
{
	int at = GUTTER;

	for (int i = 0; i < layout->count; i++) {
		const struct table_column *column = &view->model->columns[i];
		const enum role role = is_focused && view->chosen_column == i ? ROLE_ACCENT : ROLE_HEADER;
		const bool is_right = column->align == TEXT_RIGHT;
		int width = layout->widths[i], title;
		char sign[16];

		if (width == 0)
			continue;
		sort_sign(view, i, is_right, sign);
		title = smaller((int)text_width(_(column->title)), width);
		/* The sign stands in the gap where the title fills its column, so that neither is cut. */
		if (is_right) {
			term_put_fitted(term, 0, at, width, TEXT_RIGHT, role, _(column->title));
			(void)term_put(term, 0, at + width - title - (int)text_width(sign), role, sign);
		} else {
			term_put_fitted(term, 0, at, width, column->align, role, _(column->title));
			(void)term_put(term, 0, at + title, role, sign);
		}
		at += width + GAP;
	}
}

static void draw_row(const struct table_view *view, const struct layout *layout, struct term *line, size_t row)
{
	const struct table_model *model = view->model;
	int at = GUTTER;

	term_fill(line, ROLE_NORMAL);
	if (table_view_is_marked(view, model->id(view->source, row)))
		(void)term_put(line, 0, 1, ROLE_MARK, "●");
	if (line->is_selected)
		(void)term_put(line, 0, 0, ROLE_ACCENT, "▶");
	for (int i = 0; i < layout->count; i++) {
		const int width = layout->widths[i];
		struct term pane = term_pane(line, 0, at, 1, width);
		struct table_cell cell = {.role = ROLE_NORMAL};

		if (width == 0)
			continue;
		at += width + GAP;
		if (model->paint != NULL && model->paint(view->source, row, i, &pane))
			continue;
		model->cell(view->source, row, i, &cell);
		if (model->columns[i].is_amount)
			term_put_amount(&pane, 0, 0, width, cell.role, cell.text);
		else
			term_put_fitted(&pane, 0, 0, width, model->columns[i].align, cell.role, cell.text);
	}
}

static void draw_total(const struct table_view *view, const struct layout *layout, struct term *term, int row)
{
	const struct table_model *model = view->model;
	int at = GUTTER;

	for (int i = 0; i < layout->count; i++) {
		struct term pane = term_pane(term, row, at, 1, layout->widths[i]);
		struct table_cell cell = {.role = ROLE_HEADER};

		if (layout->widths[i] == 0)
			continue;
		at += layout->widths[i] + GAP;
		model->total(view->source, i, &cell);
		if (model->columns[i].is_amount)
			term_put_amount(&pane, 0, 0, pane.columns, cell.role, cell.text);
		else
			term_put_fitted(&pane, 0, 0, pane.columns, model->columns[i].align, cell.role, cell.text);
	}
}

/* While a filter is typed: what was not understood, or what can be written. */
static void draw_hint(const struct table_view *view, struct term *term)
{
	char names[TABLE_CELL_SIZE], hint[2 * TABLE_CELL_SIZE];
	const int row = term->rows - 2;

	if (view->parsed.problem[0] != '\0') {
		term_put_fitted(term, row, GUTTER, term->columns - GUTTER, TEXT_LEFT, ROLE_ERROR, view->parsed.problem);
		return;
	}
	filter_names(table_view_fields(view), names, sizeof names);
	(void)snprintf(hint, sizeof hint, _("%s   Tab completes   > < = :  ! not  a|b"), names);
	term_put_fitted(term, row, GUTTER, term->columns - GUTTER, TEXT_LEFT, ROLE_DIM, hint);
}

static void draw_foot(const struct table_view *view, const struct layout *layout, struct term *term)
{
	const int row = term->rows - 1;
	const size_t all = view->model->count(view->source);
	int at;

	if (view->is_filtering) {
		at = term_put(term, row, GUTTER, ROLE_KEY, "/");
		at = term_put(term, row, at, ROLE_INPUT, view->filter);
		term_cursor(term, row, at);
		at = term_put(term, row, at, ROLE_INPUT, " ");
	} else if (view->filter[0] != '\0') {
		at = term_putf(term, row, GUTTER, ROLE_ACCENT, "/%s", view->filter);
	} else {
		at = GUTTER - 2;
	}
	at = term_putf(term, row, at + 2, ROLE_DIM, "%zu/%zu", view->shown, all);
	if (view->mark_count > 0)
		at = term_putf(term, row, at + 2, ROLE_MARK, _("%zu marked"), view->mark_count);
	if (view->parsed.problem[0] != '\0' && !view->is_filtering)
		(void)term_put(term, row, at + 2, ROLE_ERROR, view->parsed.problem);
	else if (layout->hidden > 0)
		(void)term_putf(term, row, at + 2, ROLE_DIM, _("hidden columns: %d  < >"), layout->hidden);
}

/* The hint takes the place of the last row, where there is more than one. */
static bool has_hint(const struct table_view *view, const struct term *term)
{
	return view->is_filtering && term->rows - 3 - (view->model->total != NULL) >= 1;
}

/* Which row of the order stands at the top, so that the selection is visible and little moves. */
static size_t scroll(const struct table_view *view, int page)
{
	size_t top = view->window->top;
	const size_t height = page > 0 ? (size_t)page : 1;

	if (view->shown <= height)
		return 0;
	if (top > view->shown - height)
		top = view->shown - height;
	if (view->position < top)
		return view->position;
	return view->position >= top + height ? view->position - height + 1 : top;
}

/* Where the titles stand, for the mouse. */
static void note_columns(const struct table_view *view, const struct layout *layout, int left)
{
	int at = left + GUTTER;

	for (int i = 0; i < layout->count; i++) {
		view->window->starts[i] = at;
		view->window->widths[i] = layout->widths[i];
		at += layout->widths[i] > 0 ? layout->widths[i] + GAP : 0;
	}
}

void table_view_draw(const struct table_view *view, struct term *term, bool is_focused)
{
	const bool is_hinted = has_hint(view, term);
	const int page = term->rows - 2 - (view->model->total != NULL) - is_hinted;
	struct layout layout;
	size_t top;

	if (page < 1 || term->columns < 8)
		return;
	lay_out(view, term->columns, &layout);
	draw_header(view, &layout, term, is_focused);
	top = scroll(view, page);
	*view->window = (struct table_window){.top = top, .page = page, .first_row = term->top + 1,
					      .first_column = term->left};
	note_columns(view, &layout, term->left);
	for (int i = 0; i < page && top + (size_t)i < view->shown; i++) {
		const size_t position = top + (size_t)i;
		struct term line = term_pane(term, 1 + i, 0, 1, term->columns);

		line.is_selected = position == view->position && is_focused;
		if (position == view->position && is_focused)
			term_cursor(&line, 0, 0); /* first: a cell that paints itself may want it */
		draw_row(view, &layout, &line, view->order[position]);
	}
	if (view->model->total != NULL)
		draw_total(view, &layout, term, term->rows - 2 - is_hinted);
	if (view->shown == 0) {
		struct term body = term_pane(term, 2, GUTTER, page - 1, term->columns - GUTTER);
		const char *empty = view->filter[0] != '\0' ? N_("Nothing matches the filter. Esc in the filter line (/) shows all rows again.")
							    : view->model->empty;

		if (empty != NULL)
			(void)term_put_wrapped(&body, 0, 0, ROLE_DIM, _(empty));
	}
	if (is_hinted)
		draw_hint(view, term);
	draw_foot(view, &layout, term);
}
