/* A list of the screen Oversight: proposals that wait for a second person. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/oversight_rows.h"

enum waiting_column {
	WAITING_NUMBER, WAITING_CLIENT, WAITING_MAKER, WAITING_DRIFT, WAITING_TRADES, WAITING_COST, WAITING_TURNOVER,
	WAITING_DAYS, WAITING_OF,
};

static const struct table_column waiting_columns[] = {
	[WAITING_NUMBER] = {.title = N_("no."), .least = 4, .most = 6, .priority = 0, .align = TEXT_RIGHT},
	[WAITING_CLIENT] = {.title = N_("client"), .least = 12, .most = 24, .priority = 1},
	[WAITING_MAKER] = {.title = N_("proposed by"), .least = 11, .most = 16, .priority = 2},
	[WAITING_DRIFT] = {.title = N_("drift pp"), .least = 12, .most = 12, .priority = 3, .is_descending_first = true},
	[WAITING_TRADES] = {.title = N_("trades"), .least = 6, .most = 6, .priority = 4, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[WAITING_COST] = {.title = N_("cost"), .least = 9, .most = 12, .priority = 5, .align = TEXT_RIGHT, .is_amount = true,
			  .is_descending_first = true},
	[WAITING_TURNOVER] = {.title = N_("turnover %"), .least = 10, .most = 10, .priority = 7, .align = TEXT_RIGHT,
			      .is_descending_first = true},
	[WAITING_DAYS] = {.title = N_("days left"), .least = 9, .most = 9, .priority = 6, .align = TEXT_RIGHT},
	[WAITING_OF] = {.title = N_("of"), .least = 10, .most = 10, .priority = 8},
	{.title = NULL},
};

static const struct oversight_waiting *waiting_at(const void *source, size_t row)
{
	return &oversight_screen_of(source)->oversight.waiting[row];
}

static size_t waiting_count(const void *source)
{
	return oversight_screen_of(source)->oversight.waiting_count;
}

static int64_t waiting_id(const void *source, size_t row)
{
	return waiting_at(source, row)->proposal->id;
}

static void waiting_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct oversight_waiting *waiting = waiting_at(source, row);
	const struct proposal *proposal = waiting->proposal;
	char text[AMOUNT_TEXT_SIZE], day[DATE_TEXT_SIZE];

	switch ((enum waiting_column)column) {
	case WAITING_NUMBER:
		(void)snprintf(cell->text, sizeof cell->text, "%lld", (long long)proposal->id);
		break;
	case WAITING_CLIENT:
		oversight_put_client(cell, waiting->code, waiting->name);
		break;
	case WAITING_MAKER:
		table_cell_put(cell, proposal->maker);
		break;
	case WAITING_DRIFT:
		(void)snprintf(cell->text, sizeof cell->text, "%.1f → %.1f",
			       100 * (double)proposal->drift_before_ppb / (double)PPB,
			       100 * (double)proposal->drift_after_ppb / (double)PPB);
		break;
	case WAITING_TRADES:
		oversight_put_count(cell, (int64_t)proposal->line_count);
		break;
	case WAITING_COST:
		table_cell_put(cell, amount_whole(proposal->cost, text));
		break;
	case WAITING_TURNOVER:
		oversight_put_percent(cell, proposal->turnover_ppb);
		break;
	case WAITING_DAYS:
		if (waiting->days_left < 0) {
			table_cell_put(cell, _("expired"));
			cell->role = ROLE_ERROR;
		} else {
			oversight_put_count(cell, waiting->days_left);
			cell->role = waiting->days_left <= 1 ? ROLE_WARNING : ROLE_NORMAL;
		}
		break;
	case WAITING_OF:
		table_cell_put_dim(cell, date_format(proposal->as_of, day));
		break;
	}
}

static int compare_waiting(const void *source, size_t a, size_t b, int column)
{
	const struct oversight_waiting *left = waiting_at(source, a), *right = waiting_at(source, b);

	switch ((enum waiting_column)column) {
	case WAITING_CLIENT:
		return strcmp(left->code, right->code);
	case WAITING_MAKER:
		return strcmp(left->proposal->maker, right->proposal->maker);
	case WAITING_DRIFT:
		return table_order_numbers(left->proposal->drift_before_ppb, right->proposal->drift_before_ppb);
	case WAITING_TRADES:
		return table_order_numbers((int64_t)left->proposal->line_count, (int64_t)right->proposal->line_count);
	case WAITING_COST:
		return table_order_numbers(left->proposal->cost, right->proposal->cost);
	case WAITING_TURNOVER:
		return table_order_numbers(left->proposal->turnover_ppb, right->proposal->turnover_ppb);
	case WAITING_DAYS:
		return left->days_left - right->days_left;
	case WAITING_OF:
		return date_compare(left->proposal->as_of, right->proposal->as_of);
	default:
		return table_order_numbers(left->proposal->id, right->proposal->id);
	}
}

const struct table_model oversight_approvals_model = {
	.columns = waiting_columns, .count = waiting_count, .id = waiting_id, .cell = waiting_cell,
	.compare = compare_waiting, .empty = N_("No proposal waits for a second person."),
};

const struct oversight_waiting *oversight_selected_proposal(const struct oversight_screen *screen)
{
	size_t row;

	return screen->shown == LIST_APPROVALS && table_view_selected(&screen->views[LIST_APPROVALS], &row)
		       ? waiting_at(screen, row)
		       : NULL;
}
