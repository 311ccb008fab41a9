/* The tax that waits for a sale, holding by holding. */
#include "advice/actions/untaxed_dividends.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/market.h"
#include "data/store/store_ledger.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/corporate/dividend_tax.h"
#include "report/document.h"

enum { SYMBOL, ACCOUNT, DIVIDENDS, TAX, FALLS, SAVED, COLUMNS };

static struct table *open_table(struct section *section)
{
	const struct column columns[COLUMNS] = {
		[SYMBOL] = {.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		[ACCOUNT] = {.key = "account", .title = _("account"), .type = CELL_TEXT},
		[DIVIDENDS] = {.key = "dividends", .title = _("dividends received"), .type = CELL_MONEY},
		[TAX] = {.key = "tax", .title = _("tax if sold today"), .type = CELL_MONEY},
		[FALLS] = {.key = "falls", .title = _("less from"), .type = CELL_DATE},
		[SAVED] = {.key = "saved", .title = _("less by"), .type = CELL_MONEY},
	};
	struct table *table = section_table(section, "dividend_tax", _("Tax on dividends, due when sold"), columns, COLUMNS);

	table->note = _("Dividends of shares held for no more than a year are taxed when the shares are sold, by how long they were "
	                "held; the broker takes it after the sale. Values and gains are before it.");
	return table;
}

static const char *code_of(const struct holdings *holdings, int64_t account_id)
{
	for (size_t i = 0; i < holdings->account_count; i++)
		if (holdings->accounts[i].id == account_id)
			return holdings->accounts[i].code;
	return "";
}

/* One account's lots of one instrument; *table is opened by the first that owes. */
static void add_row(struct session *session, const struct market *market, const struct holdings *holdings,
                    const struct lot *lots, size_t count, struct section *section, struct table **table)
{
	const struct instrument *instrument = &market->rows[market_index(market, lots->instrument_id)].instrument;
	struct dividend_tax_due due;
	struct cell *cells;

	due = dividend_tax_sale(session_rules(session), lots, count, INT64_MAX, market->as_of,
	                        currency_unit(instrument->currency));
	if (due.tax == 0)
		return;
	if (*table == NULL)
		*table = open_table(section);
	cells = table_row(*table);
	cells[SYMBOL] = cell_text(instrument->symbol);
	cells[ACCOUNT] = cell_text(arena_text(section->arena, code_of(holdings, lots->account_id)));
	cells[DIVIDENDS] = cell_amount(due.dividends, instrument->currency);
	cells[TAX] = cell_amount(due.tax, instrument->currency);
	cells[FALLS] = cell_date(due.falls);
	cells[SAVED] = cell_amount(due.saved, instrument->currency);
}

enum status untaxed_dividends_add(struct session *session, const struct holdings *holdings, struct section *section,
                                  struct error *err)
{
	struct holdings copy = *holdings; /* its accounts are borrowed, its lots are ours */
	struct table *table = NULL;
	const struct market *market;
	enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	copy.lots = memory_new_array(holdings->lot_count + 1, sizeof *copy.lots);
	if (holdings->lot_count > 0)
		memcpy(copy.lots, holdings->lots, holdings->lot_count * sizeof *copy.lots);
	status = untaxed_dividends(session, market, &copy, err);
	for (size_t i = 0, next; status == STATUS_OK && i < copy.lot_count; i = next) {
		next = untaxed_dividends_next(&copy, i);
		if (market_index(market, copy.lots[i].instrument_id) != SIZE_MAX)
			add_row(session, market, holdings, &copy.lots[i], next - i, section, &table);
	}
	free(copy.lots);
	return status;
}
