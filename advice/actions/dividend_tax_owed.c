/* Tax on dividends of what was sold: what it should be, beside what the broker has taken. */
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

/* The broker hands the tax on within the first days of the month after the sale; a quarter finds what is late too. */
enum { TOLD_DAYS = 92 };

/* Sales of one instrument in one account. */
struct owed {
	int64_t account_id;
	char account[SYMBOL_SIZE];
	const struct instrument *instrument; /* borrowed from the market                               */
	struct date first;               /* of the sales                                               */
	int64_t sold, expected, taken;
};

struct owed_list {
	struct session *session;
	const struct market *market;
	struct date from;
	struct owed *list;               /* owned                                                      */
	size_t count, capacity;
};

/* Every pair of account and instrument of which something was sold; whether that stands is asked afterwards. */
static enum status note_sale(void *context, const char *client, const char *account, const char *symbol,
                             const struct entry *entry, struct error *err)
{
	struct owed_list *owed = context;
	size_t row;

	(void)client;
	(void)symbol;
	(void)err; /* nothing fails */
	if (entry->type != ENTRY_SELL || date_compare(entry->date, owed->from) < 0 ||
	    date_compare(entry->date, owed->market->as_of) > 0)
		return STATUS_OK;
	row = market_index(owed->market, entry->instrument_id);
	if (row == SIZE_MAX || !dividend_tax_applies(session_rules(owed->session), &owed->market->rows[row].instrument))
		return STATUS_OK;
	for (size_t i = 0; i < owed->count; i++)
		if (owed->list[i].account_id == entry->account_id && owed->list[i].instrument->id == entry->instrument_id)
			return STATUS_OK;
	owed->list = memory_grow(owed->list, &owed->capacity, owed->count + 1, sizeof *owed->list);
	owed->list[owed->count] = (struct owed){.account_id = entry->account_id,
	                                        .instrument = &owed->market->rows[row].instrument};
	(void)strncpy(owed->list[owed->count].account, account, SYMBOL_SIZE - 1);
	owed->count++;
	return STATUS_OK;
}

/* The tax of a day's sales, of the lots held at the close before. */
static enum status expect(struct session *session, struct owed *owed, struct date day, int64_t quantity,
                          struct holdings *held, struct error *err)
{
	enum status status = store_lots_held(session_store(session), owed->account_id, owed->instrument->id,
	                                     date_add_days(day, -1), held, err);

	if (status == STATUS_OK)
		status = untaxed_dividends_of(session, owed->instrument, day, held->lots, held->lot_count, err);
	if (status == STATUS_OK)
		owed->expected += dividend_tax_sale(session_rules(session), held->lots, held->lot_count, quantity, day,
		                                    currency_unit(owed->instrument->currency)).tax;
	return status;
}

/* Sales day by day, and charges since the first of them. */
static enum status reckon(struct owed_list *all, struct owed *owed, struct holdings *held, struct error *err)
{
	struct entry *entries = NULL;
	size_t count = 0;
	enum status status = store_entries_between(session_store(all->session), owed->account_id, owed->instrument->id,
	                                           all->from, all->market->as_of, &entries, &count, err);

	for (size_t i = 0, next; status == STATUS_OK && i < count; i = next) {
		int64_t quantity = 0;

		for (next = i; next < count && date_compare(entries[next].date, entries[i].date) == 0; next++) {
			if (entries[next].type == ENTRY_SELL)
				quantity -= entries[next].quantity;
			else if (entries[next].type == ENTRY_FEE && owed->sold > 0)
				owed->taken += entries[next].price > 0 ? entries[next].price : -entries[next].cash;
		}
		if (quantity <= 0)
			continue;
		if (owed->sold == 0)
			owed->first = entries[i].date;
		owed->sold += quantity; /* the store has counted what was ever held */
		status = expect(all->session, owed, entries[i].date, quantity, held, err);
	}
	free(entries);
	return status;
}

enum { SYMBOL, ACCOUNT, SINCE, SOLD, EXPECTED, TAKEN, OPEN, COLUMNS };

static void add_rows(const struct owed_list *owed, struct section *section)
{
	const struct column columns[COLUMNS] = {
		[SYMBOL] = {.key = "symbol", .title = _("symbol"), .type = CELL_TEXT},
		[ACCOUNT] = {.key = "account", .title = _("account"), .type = CELL_TEXT},
		[SINCE] = {.key = "since", .title = _("sold since"), .type = CELL_DATE},
		[SOLD] = {.key = "sold", .title = _("quantity"), .type = CELL_DECIMAL},
		[EXPECTED] = {.key = "expected", .title = _("tax expected"), .type = CELL_MONEY},
		[TAKEN] = {.key = "taken", .title = _("tax taken"), .type = CELL_MONEY},
		[OPEN] = {.key = "open", .title = _("still to come"), .type = CELL_MONEY},
	};
	struct table *table = NULL;

	for (size_t i = 0; i < owed->count; i++) {
		const struct owed *of = &owed->list[i];
		struct cell *cells;

		if (of->expected == 0 && of->taken == 0)
			continue;
		if (table == NULL) {
			table = section_table(section, "dividend_tax_owed", _("Tax on dividends of what was sold"), columns, COLUMNS);
			table->note = _("Tax taken is what was charged to the instrument since the first of these sales.");
		}
		cells = table_row(table);
		cells[SYMBOL] = cell_text(of->instrument->symbol);
		cells[ACCOUNT] = cell_text(arena_text(section->arena, of->account));
		cells[SINCE] = cell_date(of->first);
		cells[SOLD] = cell_decimal(of->sold);
		cells[EXPECTED] = cell_amount(of->expected, of->instrument->currency);
		cells[TAKEN] = cell_amount(of->taken, of->instrument->currency);
		cells[OPEN] = cell_toned(cell_amount(of->expected - of->taken, of->instrument->currency),
		                         of->expected == of->taken ? TONE_NONE : TONE_WARN);
	}
}

static bool has_taxed(const struct session *session, const struct market *market)
{
	for (size_t i = 0; i < market->count; i++)
		if (dividend_tax_applies(session_rules(session), &market->rows[i].instrument))
			return true;
	return false;
}

enum status untaxed_dividends_add_owed(struct session *session, int64_t client_id, struct section *section,
                                       struct error *err)
{
	struct owed_list owed = {.session = session};
	struct holdings held = {0};
	enum status status = session_market(session, &owed.market, err);

	if (status != STATUS_OK || !has_taxed(session, owed.market))
		return status;
	owed.from = date_add_days(owed.market->as_of, -TOLD_DAYS);
	status = store_each_entry(session_store(session), client_id, note_sale, &owed, err);
	for (size_t i = 0; status == STATUS_OK && i < owed.count; i++)
		status = reckon(&owed, &owed.list[i], &held, err);
	if (status == STATUS_OK)
		add_rows(&owed, section);
	holdings_clear(&held);
	free(owed.list);
	return status;
}
