/* Who holds what, over the whole book. */
#include "advice/book/holders.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/conversion.h"
#include "advice/market/market.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* Clients come by code, each with all that is held; values are gathered until the next client begins. */
struct walk {
	struct session *session;
	const struct market *market;
	const struct client *clients; /* by code */
	size_t client_count, at;
	bool is_counted;              /* the client's currency at `at` has a rate in the book's */
	struct rate_point cash_rate;  /* that one */
	bool is_known;                /* and everything held has a price and a rate */
	int64_t *values;              /* of the client, one for each row of the market; 0 where nothing is held */
	size_t *held;                 /* rows that are held */
	size_t held_count;
	size_t last_row;              /* lots of one instrument come together: most are found without a search */
	struct holders holders;
	bool (*go_on)(void *context, size_t done, size_t total);
	void *context;
};

static enum status too_large(const char *what, struct error *err)
{
	return error_set(err, STATUS_INVALID, "the value of %s over the whole book does not fit", what);
}

/* What the client who ends here adds to each instrument. */
static enum status end_client(struct walk *walk, struct error *err)
{
	int64_t total = 0;

	for (size_t i = 0; i < walk->held_count; i++)
		if (!checked_add(total, walk->values[walk->held[i]], &total))
			return too_large(walk->clients[walk->at].code, err);
	for (size_t i = 0; i < walk->held_count; i++) {
		struct holder *row = &walk->holders.rows[walk->held[i]];
		const int64_t value = walk->values[walk->held[i]];
		int64_t share = 0;

		row->clients++;
		if (!checked_add(row->value, value, &row->value) ||
		    !checked_add(walk->holders.value, value, &walk->holders.value))
			return too_large(walk->market->rows[walk->held[i]].instrument.symbol, err);
		if (walk->is_known && total > 0)
			(void)decimal_multiply_divide(value, PPB, total, ROUND_HALF_EVEN, &share); /* at most one: fits */
		if (share > row->largest_ppb) {
			row->largest_ppb = share;
			memcpy(row->largest, walk->clients[walk->at].code, sizeof row->largest);
		}
		walk->values[walk->held[i]] = 0;
	}
	walk->held_count = 0;
	return STATUS_OK;
}

static enum status begin_client(struct walk *walk, size_t at, struct error *err)
{
	enum { CLIENTS_BETWEEN = 64 };

	if (walk->go_on != NULL && at % CLIENTS_BETWEEN == 0 && !walk->go_on(walk->context, at, walk->client_count))
		return error_set(err, STATUS_REFUSED, "stopped after %zu of %zu clients", at, walk->client_count);
	walk->at = at;
	walk->is_counted = conversion_rate(walk->market->conversion, walk->clients[at].currency, walk->market->as_of,
	                                   &walk->cash_rate, NULL) == STATUS_OK;
	walk->is_known = true;
	walk->holders.clients++;
	walk->holders.other_currency += !walk->is_counted;
	return STATUS_OK;
}

static size_t find_row(struct walk *walk, const char *symbol)
{
	if (walk->last_row < walk->market->count &&
	    strcmp(walk->market->rows[walk->last_row].instrument.symbol, symbol) == 0)
		return walk->last_row;
	walk->last_row = market_find(walk->market, symbol);
	return walk->last_row;
}

static enum status hold(struct walk *walk, const char *symbol, int64_t quantity, struct error *err)
{
	const size_t at = find_row(walk, symbol);
	const struct market_row *row;
	int64_t value = quantity;

	if (at >= walk->market->count || quantity == 0)
		return STATUS_OK; /* came in after this day's market was read */
	row = &walk->market->rows[at];
	if (!instrument_is_cash(&row->instrument)) {
		const bool is_valued = row->price > 0 && row->rate > 0;

		walk->is_known &= is_valued;
		value = 0;
		if (is_valued && !market_worth(row, quantity, &value))
			return too_large(symbol, err);
	} else if (!rate_convert(quantity, walk->cash_rate.value, &value)) {
		return too_large(symbol, err);
	}
	for (size_t i = 0; i <= walk->held_count; i++) {
		if (i == walk->held_count) {
			walk->held[walk->held_count++] = at;
			break;
		}
		if (walk->held[i] == at)
			break;
	}
	if (!checked_add(walk->values[at], value, &walk->values[at]) ||
	    !checked_add(walk->holders.rows[at].quantity, quantity, &walk->holders.rows[at].quantity))
		return too_large(symbol, err);
	return STATUS_OK;
}

static enum status visit(void *context, const char *client, const char *account, const char *symbol,
                         const struct lot *lot, struct error *err)
{
	struct walk *walk = context;
	enum status status = STATUS_OK;
	size_t at = walk->at;

	(void)account;
	while (at < walk->client_count && strcmp(walk->clients[at].code, client) != 0) {
		status = end_client(walk, err);
		if (status == STATUS_OK && ++at < walk->client_count)
			status = begin_client(walk, at, err);
		if (status != STATUS_OK)
			return status;
	}
	return at < walk->client_count && walk->is_counted ? hold(walk, symbol, lot->quantity, err) : STATUS_OK;
}

enum status holders_load(struct session *session, const struct market *market,
                         bool (*go_on)(void *context, size_t done, size_t total), void *context,
                         struct holders *holders, struct error *err)
{
	struct walk walk = {.session = session, .market = market, .go_on = go_on, .context = context};
	struct client *clients = NULL;
	enum status status = store_clients(session_store(session), &clients, &walk.client_count, err);

	if (status != STATUS_OK)
		return status;
	walk.clients = clients;
	walk.values = memory_new_array(market->count, sizeof *walk.values);
	walk.held = memory_new_array(market->count + 1, sizeof *walk.held);
	walk.holders.rows = memory_new_array(market->count, sizeof *walk.holders.rows);
	walk.holders.count = market->count;
	if (walk.client_count > 0)
		status = begin_client(&walk, 0, err);
	if (status == STATUS_OK)
		status = store_each_holding(session_store(session), session_today(session), visit, &walk, err);
	if (status == STATUS_OK && walk.client_count > 0)
		status = end_client(&walk, err);
	/* Clients after the last one who holds something. */
	for (size_t at = walk.at + 1; status == STATUS_OK && at < walk.client_count; at++)
		status = begin_client(&walk, at, err);
	free(clients);
	free(walk.values);
	free(walk.held);
	if (status == STATUS_OK)
		*holders = walk.holders;
	else
		holders_clear(&walk.holders);
	return status;
}

void holders_clear(struct holders *holders)
{
	free(holders->rows);
	*holders = (struct holders){0};
}
