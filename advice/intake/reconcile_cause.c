/* Why a statement and the book differ, as far as the book's own entries can tell. */
#include "advice/intake/reconcile_parts.h"

#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* A trade settles within two business days, which a weekend and a holiday make five. */
enum { TRANSIT_DAYS = 5, EXCHANGE_DAYS = 60, SPLIT_MOST = 20 };

/* One entry of a client, with the names breaks have. */
struct event {
	char account[SYMBOL_SIZE], symbol[SYMBOL_SIZE];
	struct entry entry;
};

struct events {
	struct event *list;           /* owned; by day                                                */
	size_t count, capacity;
};

struct cause_run {
	struct reconciliation *result;
	const struct events *events;
	const char *currency;         /* of the client                                                */
	const struct quote *quotes;
	size_t quote_count;
	const struct instrument *instruments;
	size_t instrument_count;
};

static enum status take_event(void *context, const char *client, const char *account, const char *symbol,
                              const struct entry *entry, struct error *err)
{
	struct events *events = context;
	struct event *event;

	(void)client, (void)err; /* of one client; nothing can fail */
	events->list = memory_grow(events->list, &events->capacity, events->count + 1, sizeof *events->list);
	event = &events->list[events->count++];
	*event = (struct event){.entry = *entry};
	memcpy(event->account, account, strnlen(account, SYMBOL_SIZE - 1));
	memcpy(event->symbol, symbol, strnlen(symbol, SYMBOL_SIZE - 1));
	return STATUS_OK;
}

static bool is_money(const struct holding_break *one)
{
	return strcmp(one->symbol, CASH_SYMBOL) == 0;
}

static int64_t apart(const struct holding_break *one)
{
	int64_t result = 0;

	return checked_subtract(one->book, one->statement, &result) ? result : INT64_MAX;
}

/*
 * True when what happened on the days from `first` on comes to the difference, for some first day of a few before the
 * statement's (is_later: for the days after it, up to some last one; the difference has the other sign then).
 */
static bool is_timing(const struct cause_run *run, const struct holding_break *one, bool is_later, struct date *day)
{
	const int32_t as_of = run->result->as_of.days;
	const int64_t wanted = apart(one);
	bool has_any = false;

	for (int32_t days = 0; days <= TRANSIT_DAYS; days++) {
		const int32_t from = is_later ? as_of + 1 : as_of - days, to = is_later ? as_of + 1 + days : as_of;
		int64_t sum = 0;

		for (size_t i = 0; i < run->events->count; i++) {
			const struct event *event = &run->events->list[i];
			const bool is_trade = event->entry.type == ENTRY_BUY || event->entry.type == ENTRY_SELL;

			if (event->entry.date.days < from || event->entry.date.days > to || strcmp(event->account, one->account) != 0 ||
			    (is_money(one) ? !is_trade && !is_later : strcmp(event->symbol, one->symbol) != 0))
				continue;
			if (!checked_add(sum, is_money(one) ? event->entry.cash : event->entry.quantity, &sum))
				return false;
			if (!has_any || (!is_later && event->entry.date.days < day->days))
				*day = event->entry.date;
			has_any = true;
		}
		if (sum != 0 && sum == (is_later ? -wanted : wanted))
			return true;
	}
	return false;
}

static int64_t price_of(const struct cause_run *run, const char *symbol)
{
	for (size_t i = 0; i < run->instrument_count; i++)
		for (size_t j = 0; j < run->quote_count && strcmp(run->instruments[i].symbol, symbol) == 0; j++)
			if (run->quotes[j].instrument_id == run->instruments[i].id)
				return run->quotes[j].close;
	return 0;
}

/* A break of shares and one of money in one account that are the two sides of one trade, within a quarter of the price. */
static bool are_a_trade(const struct cause_run *run, const struct holding_break *shares, const struct holding_break *money)
{
	const double value = (double)apart(shares) / (double)MICROS * (double)price_of(run, shares->symbol);
	const double paid = -(double)apart(money);

	return value != 0.0 && paid / value > 0.75 && paid / value < 1.25;
}

static bool is_of_shares(const struct holding_break *one)
{
	return !is_money(one) && (one->type == BREAK_QUANTITY || one->type == BREAK_MISSING || one->type == BREAK_EXTRA);
}

static bool share_a_trade(const struct cause_run *run, const struct holding_break *one, bool *account_has_cash_break)
{
	*account_has_cash_break = false;
	for (size_t i = 0; i < run->result->count; i++) {
		const struct holding_break *other = &run->result->breaks[i];

		if (strcmp(other->client, one->client) != 0 || strcmp(other->account, one->account) != 0)
			continue;
		*account_has_cash_break = *account_has_cash_break || is_money(other);
		if ((is_of_shares(one) && is_money(other) && are_a_trade(run, one, other)) ||
		    (is_money(one) && is_of_shares(other) && are_a_trade(run, other, one)))
			return true;
	}
	return false;
}

/* Quantities as small whole numbers to each other, n new for m old. */
static bool is_split(struct holding_break *one)
{
	for (int32_t old = 1; old <= SPLIT_MOST && one->book > 0 && one->statement > 0; old++) {
		for (int32_t new = 1; new <= SPLIT_MOST; new++) {
			int64_t left, right;

			if (new == old || (new > 1 && old > 10) || !checked_multiply(one->statement, old, &left) ||
			    !checked_multiply(one->book, new, &right) || left != right)
				continue;
			one->split_new = new;
			one->split_old = old;
			return true;
		}
	}
	return false;
}

/* A split leaves the cost as it was: where the statement tells another one, shares came in or went. */
static bool cost_differs(const struct cause_run *run, const struct holding_break *shares)
{
	for (size_t i = 0; i < run->result->count; i++) {
		const struct holding_break *other = &run->result->breaks[i];

		if (other->type == BREAK_COST && strcmp(other->client, shares->client) == 0 &&
		    strcmp(other->account, shares->account) == 0 && strcmp(other->symbol, shares->symbol) == 0)
			return true;
	}
	return false;
}

/* What the fees of the account's purchases of an instrument come to; and whether it trades in another currency at all. */
static int64_t fees_of(const struct cause_run *run, const struct holding_break *one)
{
	int64_t sum = 0;

	for (size_t i = 0; i < run->events->count; i++) {
		const struct event *event = &run->events->list[i];

		if (event->entry.type == ENTRY_BUY && strcmp(event->account, one->account) == 0 &&
		    strcmp(event->symbol, one->symbol) == 0 && !checked_add(sum, event->entry.fee, &sum))
			return 0;
	}
	return sum;
}

/* Money the account exchanged in the weeks before the statement. */
static double exchanged(const struct cause_run *run, const struct holding_break *one)
{
	double sum = 0.0;

	for (size_t i = 0; i < run->events->count; i++) {
		const struct event *event = &run->events->list[i];

		if (strcmp(event->account, one->account) == 0 && strcmp(event->entry.currency, run->currency) != 0 &&
		    event->entry.date.days <= run->result->as_of.days &&
		    event->entry.date.days > run->result->as_of.days - EXCHANGE_DAYS)
			sum += (double)llabs(event->entry.cash);
	}
	return sum;
}

/* What money and shares may both be apart for: entries not yet or no longer in the statement; CAUSE_UNKNOWN: neither. */
static enum break_cause cause_of_entries(const struct cause_run *run, struct holding_break *one, bool *has_cash_break)
{
	*has_cash_break = false;
	if (is_timing(run, one, false, &one->cause_day))
		return CAUSE_IN_TRANSIT;
	if (is_timing(run, one, true, &one->cause_day))
		return CAUSE_LATER;
	return share_a_trade(run, one, has_cash_break) ? CAUSE_TRADE : CAUSE_UNKNOWN;
}

static enum break_cause cause_of_money(const struct cause_run *run, struct holding_break *one)
{
	bool has_cash_break;
	const enum break_cause cause = cause_of_entries(run, one, &has_cash_break);

	if (cause != CAUSE_UNKNOWN)
		return cause;
	if ((double)llabs(apart(one)) < 0.02 * exchanged(run, one)) /* rates of one day are that far apart at most */
		return CAUSE_EXCHANGE;
	return apart(one) > 0 ? CAUSE_FEE : CAUSE_INCOME;
}

static enum break_cause cause_of_shares(const struct cause_run *run, struct holding_break *one)
{
	bool has_cash_break;
	const enum break_cause cause = cause_of_entries(run, one, &has_cash_break);

	if (cause != CAUSE_UNKNOWN)
		return cause;
	if (!cost_differs(run, one) && is_split(one))
		return CAUSE_SPLIT;
	return has_cash_break ? CAUSE_UNKNOWN : CAUSE_TRANSFER;
}

static enum break_cause cause_of_cost(const struct cause_run *run, const struct holding_break *one)
{
	const int64_t fees = fees_of(run, one);

	if (fees > 0 && llabs(apart(one) - fees) <= MICROS / 100)
		return CAUSE_FEES_IN_COST;
	for (size_t i = 0; i < run->instrument_count; i++)
		if (strcmp(run->instruments[i].symbol, one->symbol) == 0 && strcmp(run->instruments[i].currency, run->currency) != 0)
			return CAUSE_EXCHANGE;
	return CAUSE_UNKNOWN;
}

static void explain_one(const struct cause_run *run, struct holding_break *one)
{
	switch (one->type) {
	case BREAK_CASH:
		one->cause = cause_of_money(run, one);
		break;
	case BREAK_MISSING:
	case BREAK_EXTRA:
	case BREAK_QUANTITY:
		one->cause = is_money(one) ? cause_of_money(run, one) : cause_of_shares(run, one);
		break;
	case BREAK_COST:
		one->cause = cause_of_cost(run, one);
		break;
	case BREAK_PRICE:
		one->cause = one->cause_day.days != 0 && one->cause_day.days < run->result->as_of.days ? CAUSE_OLD_PRICE :
			CAUSE_UNKNOWN;
		break;
	}
}

/* The breaks of one client; the statement's places say who it is. */
static enum status explain_client(struct session *session, struct cause_run *run, const struct position *place,
                                  struct error *err)
{
	struct events events = {0};
	struct client client;
	enum status status = store_get_client(session_store(session), place->client_id, &client, err);

	if (status == STATUS_OK)
		status = store_each_entry(session_store(session), place->client_id, take_event, &events, err);
	if (status == STATUS_OK) {
		run->events = &events;
		run->currency = client.currency;
		for (size_t i = 0; i < run->result->count; i++)
			if (strcmp(run->result->breaks[i].client, place->client) == 0)
				explain_one(run, &run->result->breaks[i]);
	}
	free(events.list);
	return status;
}

enum status reconcile_explain(struct session *session, const struct positions *places, struct reconciliation *result,
                              struct error *err)
{
	struct store *store = session_store(session);
	struct cause_run run = {.result = result};
	struct instrument *instruments = NULL;
	struct quote *quotes = NULL;
	enum status status = store_instruments(store, &instruments, &run.instrument_count, err);

	if (status == STATUS_OK)
		status = store_quotes(store, result->as_of, &quotes, &run.quote_count, err);
	run.instruments = instruments;
	run.quotes = quotes;
	for (size_t i = 0; i < places->count && status == STATUS_OK; i++)
		if (i == 0 || strcmp(places->list[i - 1].client, places->list[i].client) != 0)
			status = explain_client(session, &run, &places->list[i], err);
	free(instruments);
	free(quotes);
	return status;
}
