/* The clients of the book as rows of a table. */
#include "tui/screens/book_rows.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/book_filter.h"
#include "tui/widget/bar.h"

/* A drift of this much fills the bar: twice the widest band of the 5/25 rule. */
#define FULL_DRIFT 0.10

enum { SOON_DAYS = 31 };

static const struct table_column columns[] = {
	[BOOK_NAME] = {.title = N_("client"), .least = 12, .most = 22, .priority = 0},
	[BOOK_CODE] = {.title = N_("code"), .least = 6, .most = 10, .priority = 10},
	[BOOK_CLASS] = {.title = N_("class"), .least = 5, .most = 5, .priority = 4, .is_descending_first = true},
	[BOOK_PLAN] = {.title = N_("plan"), .least = 4, .most = 4, .priority = 7},
	[BOOK_VALUE] = {.title = N_("value"), .least = 11, .most = 14, .priority = 1, .align = TEXT_RIGHT,
			.is_amount = true, .is_descending_first = true},
	[BOOK_WEEK] = {.title = N_("week %"), .least = 6, .most = 6, .priority = 3, .align = TEXT_RIGHT,
		       .is_descending_first = true},
	[BOOK_DRIFT] = {.title = N_("drift"), .least = 12, .most = 20, .priority = 1, .align = TEXT_RIGHT,
			.is_descending_first = true},
	[BOOK_RISK] = {.title = N_("risk/limit %"), .least = 14, .most = 20, .priority = 6, .is_descending_first = true},
	[BOOK_ALERTS] = {.title = N_("alerts"), .least = 6, .most = 6, .priority = 5, .align = TEXT_RIGHT,
			 .is_descending_first = true},
	[BOOK_WAITING] = {.title = N_("waits"), .least = 6, .most = 6, .priority = 8, .align = TEXT_RIGHT,
			  .is_descending_first = true},
	[BOOK_REVIEW] = {.title = N_("review by"), .least = 10, .most = 10, .priority = 9},
	[BOOK_STATE] = {.title = N_("state"), .least = 10, .most = 14, .priority = 2, .is_descending_first = true},
	{.title = NULL},
};

static const struct state_look {
	const char *word;
	enum role role;
	int urgency; /* what sorts first when the most urgent come on top */
} state_looks[] = {
	[STANDING_IN_BAND] = {N_("in band"), ROLE_GOOD, 0},
	[STANDING_REBALANCE] = {N_("rebalance"), ROLE_WARNING, 5},
	[STANDING_NO_PROFILE] = {N_("no profile"), ROLE_ERROR, 6},
	[STANDING_NO_PLAN] = {N_("no plan"), ROLE_NORMAL, 2},
	[STANDING_NO_PRICE] = {N_("no price"), ROLE_ERROR, 4},
	[STANDING_STALE] = {N_("old prices"), ROLE_WARNING, 3},
	[STANDING_EMPTY] = {N_("empty"), ROLE_DIM, 1},
	[STANDING_BLOCKED] = {N_("blocked"), ROLE_ERROR, 7},
};

const char *book_state_word(enum standing_state state)
{
	return state_looks[state].word;
}

enum role book_state_role(enum standing_state state)
{
	return state_looks[state].role;
}

static const struct review_row *row_at(const void *source, size_t row)
{
	return &((const struct book_rows *)source)->book.rows[row];
}

static size_t count(const void *source)
{
	return ((const struct book_rows *)source)->book.count;
}

static int64_t id(const void *source, size_t row)
{
	return row_at(source, row)->client_id;
}

static bool has_value(const struct review_row *row)
{
	return row->state != STANDING_NO_PRICE;
}

static double drift_of(const struct review_row *row)
{
	return row->plan != '\0' ? (double)row->drift_ppb / (double)PPB : NAN;
}

static bool is_over_limit(const struct review_row *row)
{
	return isfinite(row->volatility) && isfinite(row->volatility_limit) && row->volatility > row->volatility_limit;
}

/* "6.4 pp", always as wide. */
static void drift_text(const struct review_row *row, char *text, size_t size)
{
	const double drift = drift_of(row);

	if (isfinite(drift))
		(void)snprintf(text, size, "%.1f pp", 100 * drift);
	else
		(void)snprintf(text, size, "–");
}

static void risk_text(const struct review_row *row, char *text, size_t size)
{
	if (!isfinite(row->volatility))
		(void)snprintf(text, size, "–");
	else if (isfinite(row->volatility_limit))
		(void)snprintf(text, size, "%.1f/%.1f", 100 * row->volatility, 100 * row->volatility_limit);
	else
		(void)snprintf(text, size, "%.1f/–", 100 * row->volatility);
}

static void value_cell(const struct review_row *row, struct table_cell *cell)
{
	char text[AMOUNT_TEXT_SIZE];

	table_cell_put(cell, has_value(row) ? amount_whole(row->value, text) : "–");
}

static void week_cell(const struct review_row *row, struct table_cell *cell)
{
	double points;

	if (!isfinite(row->week_return)) {
		table_cell_put_none(cell);
		return;
	}
	points = round(1000 * row->week_return) / 10;
	(void)snprintf(cell->text, sizeof cell->text, "%s%.1f", points < 0 ? "−" : points > 0 ? "+" : "", fabs(points));
	cell->role = points < 0 ? ROLE_LOSS : points > 0 ? ROLE_GAIN : ROLE_NORMAL;
}

static void review_cell(const struct book_rows *rows, const struct review_row *row, struct table_cell *cell)
{
	char day[DATE_TEXT_SIZE];
	const int left = row->next_review.days - rows->today.days;

	if (row->next_review.days == 0)
		return;
	table_cell_put(cell, date_format(row->next_review, day));
	cell->role = left < 0 ? ROLE_ERROR : left <= SOON_DAYS ? ROLE_WARNING : ROLE_NORMAL;
}

static void cell(const void *source, size_t at, int column, struct table_cell *cell)
{
	const struct review_row *row = row_at(source, at);

	cell->text[0] = '\0';
	switch ((enum book_column)column) {
	case BOOK_NAME:
		table_cell_put(cell, row->name[0] != '\0' ? row->name : row->code);
		break;
	case BOOK_CODE:
		table_cell_put_dim(cell, row->code);
		break;
	case BOOK_CLASS:
		if (row->risk_class > 0)
			(void)snprintf(cell->text, sizeof cell->text, "C%d", row->risk_class);
		break;
	case BOOK_PLAN:
		(void)snprintf(cell->text, sizeof cell->text, "%c", row->plan);
		break;
	case BOOK_VALUE:
		value_cell(row, cell);
		break;
	case BOOK_WEEK:
		week_cell(row, cell);
		break;
	case BOOK_DRIFT:
		drift_text(row, cell->text, sizeof cell->text);
		break;
	case BOOK_RISK:
		risk_text(row, cell->text, sizeof cell->text);
		break;
	case BOOK_ALERTS:
		if (row->alerts > 0)
			(void)snprintf(cell->text, sizeof cell->text, "! %zu", row->alerts);
		cell->role = ROLE_WARNING;
		break;
	case BOOK_WAITING:
		if (row->proposals > 0)
			(void)snprintf(cell->text, sizeof cell->text, "%zu", row->proposals);
		cell->role = ROLE_ACCENT;
		break;
	case BOOK_REVIEW:
		review_cell(source, row, cell);
		break;
	case BOOK_STATE:
		table_cell_put(cell, _(book_state_word(row->state)));
		cell->role = book_state_role(row->state);
		break;
	}
}

static int compare(const void *source, size_t left, size_t right, int column)
{
	const struct review_row *a = row_at(source, left), *b = row_at(source, right);

	switch ((enum book_column)column) {
	case BOOK_NAME:
		return strcmp(a->name, b->name);
	case BOOK_CODE:
		return strcmp(a->code, b->code);
	case BOOK_CLASS:
		return a->risk_class - b->risk_class;
	case BOOK_PLAN:
		return a->plan - b->plan;
	case BOOK_VALUE:
		return has_value(a) && has_value(b) ? table_order_numbers(a->value, b->value) : has_value(a) - has_value(b);
	case BOOK_WEEK:
		return table_order_figures(a->week_return, b->week_return);
	case BOOK_DRIFT:
		return table_order_figures(drift_of(a), drift_of(b));
	case BOOK_RISK: /* how much of the limit is used, which is what the bar shows */
		return table_order_figures(a->volatility / a->volatility_limit, b->volatility / b->volatility_limit);
	case BOOK_ALERTS:
		return table_order_numbers((int64_t)a->alerts, (int64_t)b->alerts);
	case BOOK_WAITING:
		return table_order_numbers((int64_t)a->proposals, (int64_t)b->proposals);
	case BOOK_REVIEW:
		return date_compare(a->next_review, b->next_review);
	case BOOK_STATE:
		return state_looks[a->state].urgency - state_looks[b->state].urgency;
	}
	return 0;
}

static bool paint_drift(const struct review_row *row, struct term *pane)
{
	enum { TEXT_WIDTH = 8 }; /* "100.0 pp" */
	const enum role role = row->state == STANDING_REBALANCE ? ROLE_WARNING : ROLE_NORMAL;
	struct term bar = term_pane(pane, 0, 1, 1, pane->columns - TEXT_WIDTH - 2);
	char text[16];

	drift_text(row, text, sizeof text);
	if (row->plan != '\0') {
		if (!pane->canvas->is_plain)
			(void)term_put(pane, 0, 0, ROLE_BORDER, "▏");
		bar_draw(&bar, drift_of(row), FULL_DRIFT, 0);
	}
	term_put_fitted(pane, 0, pane->columns - TEXT_WIDTH, TEXT_WIDTH, TEXT_RIGHT, role, text);
	return true;
}

static bool paint_risk(const struct review_row *row, struct term *pane)
{
	enum { TEXT_WIDTH = 9 };
	struct term bar = term_pane(pane, 0, TEXT_WIDTH + 1, 1, pane->columns - TEXT_WIDTH - 1);
	char text[32];

	risk_text(row, text, sizeof text);
	term_put_fitted(pane, 0, 0, TEXT_WIDTH, TEXT_RIGHT, is_over_limit(row) ? ROLE_WARNING : ROLE_NORMAL, text);
	if (isfinite(row->volatility) && isfinite(row->volatility_limit))
		bar_draw(&bar, row->volatility, row->volatility_limit * 1.25, row->volatility_limit);
	return true;
}

static bool paint(const void *source, size_t row, int column, struct term *pane)
{
	if (column == BOOK_DRIFT)
		return paint_drift(row_at(source, row), pane);
	if (column == BOOK_RISK)
		return paint_risk(row_at(source, row), pane);
	return false;
}

const struct table_model book_model = {
	.columns = columns, .count = count, .id = id, .cell = cell, .compare = compare, .paint = paint,
	.fields = book_filter_fields, .holds_text = book_filter_text, .number = book_filter_number,
	.empty = N_("There is no client in this book yet.\n\nballast import clients FILE brings yours in; ballast sandbox "
		    "makes a book of invented ones to try everything on."),
};
