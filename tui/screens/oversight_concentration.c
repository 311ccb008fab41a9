/* A list of the screen Oversight: what is held, by whom, and how much of it. */
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "tui/screens/amounts.h"
#include "tui/screens/oversight_rows.h"

enum holding_column {
	HOLDING_NAME, HOLDING_SYMBOL, HOLDING_SHARE, HOLDING_VALUE, HOLDING_CLIENTS, HOLDING_LARGEST, HOLDING_WHO,
	HOLDING_LEVEL, HOLDING_ABOVE, HOLDING_OVER,
};

static const struct table_column holding_columns[] = {
	[HOLDING_NAME] = {.title = N_("holding"), .least = 12, .most = 28, .priority = 0},
	[HOLDING_SYMBOL] = {.title = N_("symbol"), .least = 8, .most = 10, .priority = 5},
	[HOLDING_SHARE] = {.title = N_("of book %"), .least = 9, .most = 9, .priority = 1, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[HOLDING_VALUE] = {.title = N_("value"), .least = 12, .most = 14, .priority = 4, .align = TEXT_RIGHT,
			   .is_amount = true, .is_descending_first = true},
	[HOLDING_CLIENTS] = {.title = N_("clients"), .least = 7, .most = 7, .priority = 2, .align = TEXT_RIGHT,
			     .is_descending_first = true},
	[HOLDING_LARGEST] = {.title = N_("largest %"), .least = 9, .most = 9, .priority = 3, .align = TEXT_RIGHT,
			     .is_descending_first = true},
	[HOLDING_WHO] = {.title = N_("at"), .least = 6, .most = 10, .priority = 6},
	[HOLDING_LEVEL] = {.title = N_("level"), .least = 5, .most = 5, .priority = 7, .is_descending_first = true},
	[HOLDING_ABOVE] = {.title = N_("above class"), .least = 11, .most = 11, .priority = 8, .align = TEXT_RIGHT,
			   .is_descending_first = true},
	[HOLDING_OVER] = {.title = N_("over limit"), .least = 10, .most = 10, .priority = 8, .align = TEXT_RIGHT,
			  .is_descending_first = true},
	{.title = NULL},
};

static const struct oversight_holding *holding_at(const void *source, size_t row)
{
	return &oversight_screen_of(source)->oversight.holdings[row];
}

static size_t holding_count(const void *source)
{
	return oversight_screen_of(source)->oversight.holding_count;
}

/* Rows are sorted anew when the book changes, so the symbol's own bytes make the number that stays. */
static int64_t holding_id(const void *source, size_t row)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (const char *at = holding_at(source, row)->symbol; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * UINT64_C(1099511628211);
	return (int64_t)(hash >> 1);
}

static void holding_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct oversight_holding *holding = holding_at(source, row);
	char text[AMOUNT_TEXT_SIZE];

	switch ((enum holding_column)column) {
	case HOLDING_NAME:
		table_cell_put(cell, strcmp(holding->symbol, CASH_SYMBOL) == 0 ? _("cash")
			  : holding->name[0] != '\0' ? holding->name : holding->symbol);
		break;
	case HOLDING_SYMBOL:
		table_cell_put_dim(cell, holding->symbol);
		break;
	case HOLDING_SHARE:
		oversight_put_percent(cell, holding->share_ppb);
		break;
	case HOLDING_VALUE:
		table_cell_put(cell, amount_whole(holding->value, text));
		break;
	case HOLDING_CLIENTS:
		oversight_put_count(cell, (int64_t)holding->clients);
		break;
	case HOLDING_LARGEST:
		if (holding->largest_ppb > 0)
			oversight_put_percent(cell, holding->largest_ppb);
		else
			table_cell_put(cell, _("no price"));
		break;
	case HOLDING_WHO:
		table_cell_put_dim(cell, holding->largest);
		break;
	case HOLDING_LEVEL:
		(void)snprintf(cell->text, sizeof cell->text, "R%d", holding->risk_level);
		break;
	case HOLDING_ABOVE:
		oversight_put_count(cell, (int64_t)holding->above_class);
		cell->role = holding->above_class > 0 ? ROLE_ERROR : ROLE_DIM;
		break;
	case HOLDING_OVER:
		oversight_put_count(cell, (int64_t)holding->over_limit);
		cell->role = holding->over_limit > 0 ? ROLE_WARNING : ROLE_DIM;
		break;
	}
}

static int compare_holdings(const void *source, size_t a, size_t b, int column)
{
	const struct oversight_holding *left = holding_at(source, a), *right = holding_at(source, b);

	switch ((enum holding_column)column) {
	case HOLDING_NAME:
		return strcmp(left->name, right->name);
	case HOLDING_SYMBOL:
		return strcmp(left->symbol, right->symbol);
	case HOLDING_CLIENTS:
		return table_order_numbers((int64_t)left->clients, (int64_t)right->clients);
	case HOLDING_LARGEST:
		return table_order_numbers(left->largest_ppb, right->largest_ppb);
	case HOLDING_WHO:
		return strcmp(left->largest, right->largest);
	case HOLDING_LEVEL:
		return left->risk_level - right->risk_level;
	case HOLDING_ABOVE:
		return table_order_numbers((int64_t)left->above_class, (int64_t)right->above_class);
	case HOLDING_OVER:
		return table_order_numbers((int64_t)left->over_limit, (int64_t)right->over_limit);
	default:
		return table_order_numbers(left->value, right->value);
	}
}

const struct table_model oversight_concentration_model = {
	.columns = holding_columns, .count = holding_count, .id = holding_id, .cell = holding_cell,
	.compare = compare_holdings, .empty = N_("Nothing is held."),
};
