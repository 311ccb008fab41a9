/*
 * A table to live in: sorted by any column, filtered as one types, rows chosen and marked by their id, so that a refresh
 * never moves the selection to somebody else. Only visible cells are asked for: ten thousand rows cost no more than ten.
 */
#ifndef BALLAST_TUI_WIDGET_TABLE_VIEW_H
#define BALLAST_TUI_WIDGET_TABLE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/action.h"
#include "tui/term.h"
#include "tui/widget/filter.h"
#include "tui/widget/table_cell.h"

enum { TABLE_FILTER_SIZE = 128, TABLE_COLUMNS = 24, TABLE_SORTS = 3 };

/*
 * A column gets `least` columns of the terminal, and grows to `most` while there is room, lower priority numbers first.
 * Where the table does not fit, columns of the highest priority number disappear first; priority 0 always stays. The
 * reader reaches the hidden ones with < and >.
 */
struct table_column {
	const char *title; /* N_() */
	int least, most;
	int priority;
	enum text_align align;
	bool is_amount;    /* dots while amounts are hidden */
	bool is_descending_first; /* the first sort of this column shows the largest on top */
};

/* Where the rows come from. `source` is the screen's own; rows are 0 .. count-1 in the source's order. */
struct table_model {
	const struct table_column *columns; /* ends with a NULL title */
	size_t (*count)(const void *source);
	int64_t (*id)(const void *source, size_t row);
	void (*cell)(const void *source, size_t row, int column, struct table_cell *cell);

	/* Below, at or above 0 as row a comes before b in the column's ascending order. NULL: the table does not sort. */
	int (*compare)(const void *source, size_t a, size_t b, int column);

	/*
	 * What a filter (tui/widget/filter.h) can name. NULL: the columns, by what their cells show. A model with fields
	 * of its own answers for them exactly: text fields by holds_text, figures by number (NaN: none).
	 */
	const struct filter_field *fields;
	bool (*holds_text)(const void *source, size_t row, int field, const char *wanted);
	double (*number)(const void *source, size_t row, int field);

	/* Paints a cell itself (a bar, say) in a pane of one row and returns true; NULL or false: text. */
	bool (*paint)(const void *source, size_t row, int column, struct term *cell);

	/* Cells of a last row that stays below the others: a sum. NULL: there is none. */
	void (*total)(const void *source, int column, struct table_cell *cell);

	const char *empty; /* N_(): what to do when there are no rows */
};

struct table_sort {
	int column;
	bool is_descending;
};

/* What the last drawing showed; a cache that paging and clicks read. */
struct table_window {
	size_t top;
	int page;          /* rows that were visible */
	int first_row, first_column; /* where the rows began on the canvas */
	int starts[TABLE_COLUMNS], widths[TABLE_COLUMNS]; /* of the columns on the canvas; width 0: not shown */
};

struct table_view {
	const struct table_model *model; /* borrowed */
	const void *source;              /* borrowed */
	size_t *order;                   /* owned: source rows as shown */
	size_t shown;                    /* rows in order */
	int64_t selected;                /* id */
	size_t position;                 /* of the selection in order; where it was when it is gone */
	int64_t *marks;                  /* owned, ascending */
	size_t mark_count, mark_capacity;
	int64_t anchor;                  /* id of the row marked last: where a range begins */
	bool has_anchor;
	struct table_sort sorts[TABLE_SORTS]; /* the first decides, the next where it ties */
	int sort_count;                  /* 0: the source's order */
	int chosen_column;               /* moved with < and >; s sorts by it */
	char filter[TABLE_FILTER_SIZE];
	struct filter parsed;            /* the filter, read; its problem is shown */
	struct filter_field fields[TABLE_COLUMNS + 1]; /* of the columns, where the model has none of its own */
	bool is_filtering;               /* the filter line is open */
	struct table_window *window;     /* owned */
};

/* Zeroed views are empty; model and source stay the caller's and outlive the view. */
void table_view_init(struct table_view *view, const struct table_model *model, const void *source);
void table_view_clear(struct table_view *view);

/* Call when the source's rows changed: sorts and filters again and finds the selection by its id. */
void table_view_update(struct table_view *view);
void table_view_set_filter(struct table_view *view, const char *filter);
void table_view_sort(struct table_view *view, int column, bool is_descending);

/* One more column that decides where those before it tie; sorted by already: the other way round. */
void table_view_sort_also(struct table_view *view, int column);

/* What filters of this table can name. */
const struct filter_field *table_view_fields(const struct table_view *view);

/*
 * Moving, marking, sorting, the filter line. A range goes from the row marked last to the selected one; turning marks round
 * concerns the rows shown. The next match is the next row that is marked, where some are, else the next shown; both go
 * round. False: not an action of tables.
 */
bool table_view_act(struct table_view *view, enum action action);

/* True while keys belong to the filter line. */
bool table_view_wants_text(const struct table_view *view);

/*
 * A key while the filter line is open: Enter keeps a filter that was understood, Esc drops it, Tab completes the name of a
 * column.
 */
void table_view_key(struct table_view *view, uint32_t key);

/* The mouse on this cell of the canvas; false: not on a row. */
bool table_view_click(struct table_view *view, int canvas_row);

/* On the title of a column: chooses it. False: not on one. */
bool table_view_click_header(struct table_view *view, int canvas_row, int canvas_column);

/* The selected row of the source; false: no rows. */
bool table_view_selected(const struct table_view *view, size_t *row);
bool table_view_select_id(struct table_view *view, int64_t id);

bool table_view_is_marked(const struct table_view *view, int64_t id);
void table_view_mark(struct table_view *view, int64_t id);
void table_view_unmark_all(struct table_view *view);

/* Header, rows, and a last line with the count, the marks and the filter. is_focused: shows where the keys go. */
void table_view_draw(const struct table_view *view, struct term *term, bool is_focused);

#endif
