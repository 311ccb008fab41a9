/* Dividends whose tax waits for the sale: entries of the ledger, each set against what was held before its ex day. */
#include "advice/actions/untaxed_dividends.h"

#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/session.h"
#include "advice/market/market.h"
#include "data/store/store_action.h"
#include "data/store/store_ledger.h"
#include "engine/corporate/dividend_tax.h"

enum { PAID_AFTER_DAYS = 90 }; /* a dividend of shares bought on a day may be paid, and those before it too */

/* What is known of one account and instrument. */
struct paid {
	struct session *session;
	struct entry *entries;           /* owned; since the oldest lot that may owe                     */
	size_t entry_count;
	struct corporate_action *facts;  /* owned; of the instrument                                     */
	size_t fact_count;
	struct holdings then;            /* owned                                                        */
};

static void paid_clear(struct paid *paid)
{
	free(paid->entries);
	free(paid->facts);
	holdings_clear(&paid->then);
}

/* The ex day of a dividend: of the action it was made of, else of the latest it may come of, else the day it is dated. */
static struct date ex_day(const struct paid *paid, const struct entry *entry)
{
	const int64_t action = action_of_reference(entry->reference);
	struct date ex = entry->date;

	for (size_t i = 0; i < paid->fact_count; i++) { /* by day: the last that fits stays */
		const struct corporate_action *fact = &paid->facts[i];
		const struct date due = fact->paid.days != 0 ? fact->paid : fact->date;

		if (fact->type != ACTION_DIVIDEND)
			continue;
		if (action != 0 ? fact->id == action :
		    date_compare(entry->date, date_add_days(fact->date, -OCCURRENCE_BEFORE_DAYS)) >= 0 &&
		    date_compare(entry->date, date_add_days(due, OCCURRENCE_AFTER_DAYS)) <= 0)
			ex = fact->date;
	}
	return ex;
}

/* Units of `then`, the lots read last. */
static int64_t held_then(const struct paid *paid)
{
	int64_t held = 0;

	for (size_t i = 0; i < paid->then.lot_count; i++)
		held += paid->then.lots[i].quantity; /* the store has counted them */
	return held;
}

/* What a unit at the close before the ex day has become since, by splits and bonus shares. */
static enum status growth_since(struct paid *paid, const struct lot *lot, struct date ex, double *growth,
                                struct error *err)
{
	double product = 1.0;
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < paid->entry_count; i++) {
		const struct entry *entry = &paid->entries[i];
		int64_t before;

		if (entry->type != ENTRY_SPLIT || date_compare(entry->date, ex) < 0)
			continue;
		status = store_lots_held(session_store(paid->session), lot->account_id, lot->instrument_id,
		                         date_add_days(entry->date, -1), &paid->then, err);
		before = status == STATUS_OK ? held_then(paid) : 0;
		if (before > 0 && before + entry->quantity > 0)
			product *= (double)(before + entry->quantity) / (double)before;
	}
	if (status == STATUS_OK)
		*growth = product;
	return status;
}

static enum status attribute(struct paid *paid, const struct entry *entry, struct lot *lots, size_t count,
                             struct error *err)
{
	const struct date ex = ex_day(paid, entry);
	struct received_dividend received = {.amount = entry->price > 0 ? entry->price : entry->cash};
	enum status status;

	if (entry->price == 0 && __builtin_add_overflow(entry->cash, entry->fee, &received.amount))
		return error_set(err, STATUS_INVALID, "the amount of entry %lld does not fit", (long long)entry->id);
	status = growth_since(paid, lots, ex, &received.growth, err);
	if (status == STATUS_OK)
		status = store_lots_held(session_store(paid->session), lots->account_id, lots->instrument_id,
		                         date_add_days(ex, -1), &paid->then, err);
	if (status != STATUS_OK || paid->then.lot_count == 0) /* of holdings that were taken over later nothing is known */
		return status;
	received.lots = paid->then.lots;
	received.count = paid->then.lot_count;
	return dividend_tax_attribute(&received, lots, count, err);
}

/* The oldest day of purchase from which something is still taxed; false when there is none. */
static bool oldest_taxed(const struct rules *rules, const struct lot *lots, size_t count, struct date day,
                         struct date *oldest)
{
	bool is_found = false;

	for (size_t i = 0; i < count; i++)
		if (dividend_tax_rate(rules, lots[i].acquired, day, NULL) > 0 &&
		    (!is_found || date_compare(lots[i].acquired, *oldest) < 0)) {
			*oldest = lots[i].acquired;
			is_found = true;
		}
	return is_found;
}

enum status untaxed_dividends_of(struct session *session, const struct instrument *instrument, struct date day,
                                 struct lot *lots, size_t count, struct error *err)
{
	const struct rules *rules = session_rules(session);
	struct store *store = session_store(session);
	struct paid paid = {.session = session};
	struct date oldest = day;
	enum status status;

	for (size_t i = 0; i < count; i++)
		lots[i].dividend = 0;
	if (!dividend_tax_applies(rules, instrument) || !oldest_taxed(rules, lots, count, day, &oldest))
		return STATUS_OK;
	status = store_entries_between(store, lots->account_id, instrument->id, oldest, day, &paid.entries, &paid.entry_count,
	                               err);
	if (status == STATUS_OK)
		status = store_actions(store, instrument->id, date_add_days(oldest, -PAID_AFTER_DAYS), day, &paid.facts, &paid.fact_count, err);
	for (size_t i = 0; status == STATUS_OK && i < paid.entry_count; i++)
		if (paid.entries[i].type == ENTRY_DIVIDEND)
			status = attribute(&paid, &paid.entries[i], lots, count, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		if (dividend_tax_rate(rules, lots[i].acquired, day, NULL) == 0)
			lots[i].dividend = 0;
	paid_clear(&paid);
	return status;
}

size_t untaxed_dividends_next(const struct holdings *holdings, size_t lot)
{
	size_t next = lot + 1;

	while (next < holdings->lot_count && holdings->lots[next].account_id == holdings->lots[lot].account_id &&
	       holdings->lots[next].instrument_id == holdings->lots[lot].instrument_id)
		next++;
	return next;
}

enum status untaxed_dividends(struct session *session, const struct market *market, struct holdings *holdings,
                              struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0, next; status == STATUS_OK && i < holdings->lot_count; i = next) {
		struct lot *lots = &holdings->lots[i];
		const size_t row = market_index(market, lots->instrument_id);

		next = untaxed_dividends_next(holdings, i);
		if (row != SIZE_MAX)
			status = untaxed_dividends_of(session, &market->rows[row].instrument, market->as_of, lots, next - i, err);
	}
	return status;
}
