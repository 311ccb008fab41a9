/* A client's dealings so far, out of the ledger. */
#include "advice/trade/trading_past.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/trade/proposal.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

enum { DAYS_A_YEAR = 365 };

/* One deal of the past; a reversal takes the entry of that id away. */
struct deal {
	int64_t id, amount;
	struct date date;
};

struct reading {
	char currency[4];             /* the client's */
	struct deal *deals;
	size_t count, capacity;
};

static enum status take_entry(void *context, const char *client, const char *account, const char *symbol,
                              const struct entry *entry, struct error *err)
{
	struct reading *reading = context;
	int64_t amount;

	(void)client, (void)account, (void)symbol, (void)err;
	if (entry->reverses != 0) {
		for (size_t i = 0; i < reading->count; i++)
			if (reading->deals[i].id == entry->reverses)
				reading->deals[i] = reading->deals[--reading->count];
		return STATUS_OK;
	}
	if (entry->type != ENTRY_BUY && entry->type != ENTRY_SELL)
		return STATUS_OK;
	if (strcmp(entry->currency, reading->currency) != 0)
		amount = entry->cash < 0 ? -entry->cash : entry->cash; /* what it came to in the client's currency */
	else if (!decimal_multiply(entry->quantity < 0 ? -entry->quantity : entry->quantity, entry->price, ROUND_HALF_EVEN,
	                      &amount))
		return STATUS_OK; /* entered long ago under another check; no deal of today is judged by it */
	reading->deals = memory_grow(reading->deals, &reading->capacity, reading->count + 1, sizeof *reading->deals);
	reading->deals[reading->count++] = (struct deal){.id = entry->id, .amount = amount, .date = entry->date};
	return STATUS_OK;
}

static int by_amount(const void *left, const void *right)
{
	const struct deal *a = left, *b = right;

	return (a->amount > b->amount) - (a->amount < b->amount);
}

static int64_t median(struct deal *deals, size_t count)
{
	qsort(deals, count, sizeof *deals, by_amount);
	return count % 2 != 0 ? deals[count / 2].amount : deals[count / 2 - 1].amount / 2 + deals[count / 2].amount / 2;
}

enum status trading_past_load(struct session *session, int64_t client_id, struct trading_past *past, struct error *err)
{
	const struct date today = session_today(session);
	struct reading reading = {0};
	struct underway underway = {0};
	struct client client;
	enum status status = store_get_client(session_store(session), client_id, &client, err);

	if (status != STATUS_OK)
		return status;
	memcpy(reading.currency, client.currency, sizeof reading.currency);
	status = store_each_entry(session_store(session), client_id, take_entry, &reading, err);

	if (status == STATUS_OK)
		status = proposal_underway(session, client_id, &underway, err);
	if (status == STATUS_OK) {
		*past = (struct trading_past){.order_count = reading.count, .open_proposal = underway.open};
		for (size_t i = 0; i < reading.count; i++) {
			const int age = today.days - reading.deals[i].date.days;

			if (age >= 0 && age < DAYS_A_YEAR && !checked_add(past->dealt, reading.deals[i].amount, &past->dealt))
				past->dealt = INT64_MAX / 4;
		}
		if (reading.count >= PAST_ORDERS)
			past->median_order = median(reading.deals, reading.count);
	}
	free(reading.deals);
	return status;
}
