/* The book's rows as files: the columns that come in, streamed. */
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/intake/intake.h"
#include "data/exchange/emit.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "data/store/store_undo.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "report/renderer.h"

enum { CHUNK = 1 << 16 };

/* Rows gather in a text and leave it in chunks. */
struct outlet {
	struct session *session;
	struct sink *sink;
	struct text text;             /* owned                                                        */
	struct text lots;             /* owned; of one entry                                          */
	struct instrument *instruments; /* owned; by symbol, for the currencies of prices             */
	size_t instrument_count;
	size_t current;               /* the instrument whose prices are on their way                 */
	int64_t *reversed;            /* owned, rising: entries that were taken back                  */
	size_t reversed_count, reversed_capacity;
	struct client *clients;       /* owned; by code, for the currencies of accounts               */
	size_t client_count;
};

static enum status flush(struct outlet *outlet, size_t least, struct error *err)
{
	enum status status = STATUS_OK;

	if (outlet->text.length < least || outlet->text.length == 0)
		return STATUS_OK;
	status = outlet->sink->write(outlet->sink->state, text_string(&outlet->text), outlet->text.length, err);
	text_reset(&outlet->text);
	return status;
}

static enum status put(struct outlet *outlet, const struct exchange_row *row, struct error *err)
{
	emit_row(row, &outlet->text);
	return flush(outlet, CHUNK, err);
}

static enum status export_instruments(struct outlet *outlet, struct error *err)
{
	struct instrument *instruments = NULL;
	size_t count;
	enum status status = store_instruments(session_store(outlet->session), &instruments, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct exchange_row row = {.kind = EXCHANGE_INSTRUMENTS, .instrument = instruments[i]};

		if (!instrument_is_cash(&instruments[i]))
			status = put(outlet, &row, err);
	}
	free(instruments);
	return status;
}

static enum status put_price(void *context, const char *symbol, const struct price *price, struct error *err)
{
	struct outlet *outlet = context;
	struct exchange_row row = {.kind = EXCHANGE_PRICES, .price = {.price = *price}};

	memcpy(row.price.symbol, symbol, strnlen(symbol, SYMBOL_SIZE - 1));
	/* prices come by symbol, and the instruments stand by symbol too: each is passed once */
	while (outlet->current < outlet->instrument_count && outlet->instruments[outlet->current].id != price->instrument_id)
		outlet->current++;
	if (outlet->current == outlet->instrument_count)
		return error_set(err, STATUS_CORRUPT, "a price is of no instrument of the book");
	memcpy(row.price.currency, outlet->instruments[outlet->current].currency, sizeof row.price.currency);
	return put(outlet, &row, err);
}

static enum status export_prices(struct outlet *outlet, struct error *err)
{
	struct store *store = session_store(outlet->session);
	enum status status = store_instruments(store, &outlet->instruments, &outlet->instrument_count, err);

	return status == STATUS_OK ? store_each_price(store, put_price, outlet, err) : status;
}

static enum status export_clients(struct outlet *outlet, struct error *err)
{
	struct client *clients = NULL;
	size_t count;
	enum status status = store_clients(session_store(outlet->session), &clients, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct exchange_row row = {.kind = EXCHANGE_CLIENTS, .client = clients[i]};

		status = put(outlet, &row, err);
	}
	free(clients);
	return status;
}

static enum status put_holding(void *context, const char *client, const char *account, const char *symbol,
                               const struct lot *lot, struct error *err)
{
	struct exchange_row row = {.kind = EXCHANGE_HOLDINGS};
	struct holding_row *holding = &row.holding;

	if (lot->quantity < 0) /* an overdrawn account holds no money; a file of holdings has no word for it */
		return STATUS_OK;
	memcpy(holding->client, client, strnlen(client, SYMBOL_SIZE - 1));
	memcpy(holding->account, account, strnlen(account, SYMBOL_SIZE - 1));
	memcpy(holding->symbol, symbol, strnlen(symbol, SYMBOL_SIZE - 1));
	holding->quantity = lot->quantity;
	holding->unit_cost = lot->unit_cost;
	holding->acquired = lot->acquired;
	holding->has_acquired = strcmp(symbol, CASH_SYMBOL) != 0;
	return put(context, &row, err);
}

static enum status export_holdings(struct outlet *outlet, struct error *err)
{
	return store_each_holding(session_store(outlet->session), session_today(outlet->session), put_holding, outlet,
	                          err);
}

static enum status note_reversal(void *context, const char *client, const char *account, const char *symbol,
                                 const struct entry *entry, struct error *err)
{
	struct outlet *outlet = context;

	(void)client, (void)account, (void)symbol, (void)err; /* only what was taken back is asked for */
	if (entry->reverses == 0)
		return STATUS_OK;
	outlet->reversed = memory_grow(outlet->reversed, &outlet->reversed_capacity, outlet->reversed_count + 1,
	                               sizeof *outlet->reversed);
	outlet->reversed[outlet->reversed_count++] = entry->reverses;
	return STATUS_OK;
}

static int by_number(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int by_code(const void *key, const void *client)
{
	return strcmp(key, ((const struct client *)client)->code);
}

/* What a purchase or a transfer opens when nothing is said: one lot of its day at what was paid for it. */
static bool is_obvious(const struct entry *entry, const struct entry_lots *lots, bool is_exchanged)
{
	const struct lot *lot = lots->opened;
	int64_t cost = entry->price, paid = 0;

	if (lots->opened_count != 1 || lots->use_count != 0 || lot->quantity != entry->quantity ||
	    lot->acquired.days != entry->date.days)
		return false;
	if (entry->type == ENTRY_BUY) {
		if (!is_exchanged)
			paid = -entry->cash;
		else if (!decimal_multiply(entry->quantity, entry->price, ROUND_HALF_EVEN, &paid) ||
		         !checked_add(paid, entry->fee, &paid))
			return false;
		if (!decimal_multiply_divide(paid, MICROS, entry->quantity, ROUND_HALF_EVEN, &cost))
			return false;
	}
	return lot->unit_cost == cost;
}

static void write_lot(const struct lot *lot, int64_t quantity, struct text *text)
{
	char count[DECIMAL_TEXT_SIZE], cost[DECIMAL_TEXT_SIZE], day[DATE_TEXT_SIZE];

	text_addf(text, "%s%s@%s/%s", text->length > 0 ? ";" : "", decimal_format(quantity, count),
	          decimal_format(lot->unit_cost, cost), date_format(lot->acquired, day));
}

static enum status write_uses(struct store *store, const struct entry_lots *lots, struct text *text, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < lots->use_count; i++) {
		struct lot lot;

		status = store_lot(store, lots->uses[i].lot_id, &lot, err);
		if (status == STATUS_OK)
			write_lot(&lot, lots->uses[i].quantity, text);
	}
	return status;
}

/* Which lots capital was given back of depends on more than the row says: they are always named. */
static enum status write_returned(struct store *store, const struct entry *entry, struct text *text, struct error *err)
{
	struct entry_lots lots = {0};
	enum status status = store_entry_lots(store, entry->id, &lots, err);

	if (status == STATUS_OK && lots.use_count == 0)
		text_add(text, "none");
	if (status == STATUS_OK)
		status = write_uses(store, &lots, text, err);
	for (size_t i = 0; status == STATUS_OK && i < lots.opened_count; i++)
		write_lot(&lots.opened[i], lots.opened[i].quantity, text);
	entry_lots_clear(&lots);
	return status;
}

/* The lots of an entry, where reading the file again would not find the same. */
static enum status write_lots(struct store *store, const struct entry *entry, bool is_exchanged, struct text *text,
                              struct error *err)
{
	struct entry_lots lots = {0};
	bool is_oldest = true;
	enum status status = STATUS_OK;

	if (entry->type == ENTRY_RETURN_OF_CAPITAL)
		return write_returned(store, entry, text, err);
	if (entry->quantity == 0 || entry->type == ENTRY_SPLIT)
		return STATUS_OK;
	if (entry->quantity < 0)
		status = store_took_oldest(store, entry, &is_oldest, err);
	if (status == STATUS_OK && (entry->quantity > 0 || !is_oldest))
		status = store_entry_lots(store, entry->id, &lots, err);
	if (status == STATUS_OK && entry->quantity > 0 && !is_obvious(entry, &lots, is_exchanged))
		for (size_t i = 0; i < lots.opened_count; i++)
			write_lot(&lots.opened[i], lots.opened[i].quantity, text);
	if (status == STATUS_OK && entry->quantity < 0)
		status = write_uses(store, &lots, text, err);
	entry_lots_clear(&lots);
	return status;
}

/* An entry and the one that takes it back are nothing together, and the second has no word in a file. */
static enum status put_entry(void *context, const char *client, const char *account, const char *symbol,
                             const struct entry *entry, struct error *err)
{
	struct outlet *outlet = context;
	struct exchange_row row = {.kind = EXCHANGE_TRANSACTIONS, .transaction = {.entry = *entry}};
	struct transaction_row *transaction = &row.transaction;
	const struct client *owner;
	enum status status;

	if (entry->reverses != 0 ||
	    (outlet->reversed_count > 0 && bsearch(&entry->id, outlet->reversed, outlet->reversed_count,
	                                           sizeof *outlet->reversed, by_number) != NULL))
		return STATUS_OK;
	owner = outlet->client_count == 0 ? NULL :
		bsearch(client, outlet->clients, outlet->client_count, sizeof *outlet->clients, by_code);
	transaction->is_exchanged = owner != NULL && strcmp(owner->currency, entry->currency) != 0;
	memcpy(transaction->client, client, strnlen(client, SYMBOL_SIZE - 1));
	memcpy(transaction->account, account, strnlen(account, SYMBOL_SIZE - 1));
	memcpy(transaction->symbol, symbol, strnlen(symbol, SYMBOL_SIZE - 1));
	text_reset(&outlet->lots);
	status = write_lots(session_store(outlet->session), entry, transaction->is_exchanged, &outlet->lots, err);
	transaction->lots = text_string(&outlet->lots);
	return status == STATUS_OK ? put(outlet, &row, err) : status;
}

static enum status export_transactions(struct outlet *outlet, struct error *err)
{
	struct store *store = session_store(outlet->session);
	enum status status = store_each_entry(store, 0, note_reversal, outlet, err);

	if (status == STATUS_OK)
		status = store_clients(store, &outlet->clients, &outlet->client_count, err);
	if (status != STATUS_OK)
		return status;
	if (outlet->reversed_count > 0)
		qsort(outlet->reversed, outlet->reversed_count, sizeof *outlet->reversed, by_number);
	return store_each_entry(store, 0, put_entry, outlet, err);
}

/* First assessment of a client in a list by client id. */
static size_t first_of(const struct assessment *list, size_t count, int64_t client_id)
{
	size_t low = 0, high = count;

	while (low < high) {
		const size_t middle = low + (high - low) / 2;

		if (list[middle].client_id < client_id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum status export_answers(struct outlet *outlet, struct error *err)
{
	struct store *store = session_store(outlet->session);
	struct client *clients = NULL;
	struct assessment *list = NULL;
	size_t client_count = 0, count = 0;
	enum status status = store_clients(store, &clients, &client_count, err);

	if (status == STATUS_OK)
		status = store_assessments(store, 0, &list, &count, err);
	for (size_t i = 0; status == STATUS_OK && i < client_count; i++) {
		for (size_t j = first_of(list, count, clients[i].id);
		     status == STATUS_OK && j < count && list[j].client_id == clients[i].id; j++) {
			struct exchange_row row = {.kind = EXCHANGE_ANSWERS, .answers = {.answers = list[j].answers}};

			memcpy(row.answers.client, clients[i].code, sizeof row.answers.client);
			status = put(outlet, &row, err);
		}
	}
	free(clients);
	free(list);
	return status;
}

static enum status export_rates(struct outlet *outlet, struct error *err)
{
	struct rate *rates = NULL;
	size_t count = 0;
	enum status status = store_rates(session_store(outlet->session), session_today(outlet->session), &rates, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct exchange_row row = {.kind = EXCHANGE_RATES, .rate = rates[i]};

		status = put(outlet, &row, err);
	}
	free(rates);
	return status;
}

enum status intake_export(struct session *session, const char *kind, struct sink *sink, struct error *err)
{
	static enum status (*const exports[])(struct outlet *outlet, struct error *err) = {
		[EXCHANGE_INSTRUMENTS] = export_instruments,
		[EXCHANGE_PRICES] = export_prices,
		[EXCHANGE_CLIENTS] = export_clients,
		[EXCHANGE_HOLDINGS] = export_holdings,
		[EXCHANGE_TRANSACTIONS] = export_transactions,
		[EXCHANGE_ANSWERS] = export_answers,
		[EXCHANGE_RATES] = export_rates,
	};
	struct outlet outlet = {.session = session, .sink = sink};
	enum exchange_kind row_kind;
	enum status status;

	if (!exchange_kind_parse(kind, &row_kind))
		return error_set(err, STATUS_INVALID, "\"%.40s\" cannot be exported; it is one of instruments, prices, clients, "
		                 "holdings, transactions, answers, rates", kind);
	emit_header(row_kind, &outlet.text);
	status = exports[row_kind](&outlet, err);
	if (status == STATUS_OK)
		status = flush(&outlet, 0, err);
	text_clear(&outlet.text);
	text_clear(&outlet.lots);
	free(outlet.instruments);
	free(outlet.reversed);
	free(outlet.clients);
	return status;
}
