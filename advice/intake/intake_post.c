/* The entry of a transaction with its lots: those it opens, and those it takes from. */
#include <stdlib.h>
#include <string.h>

#include "advice/intake/intake_rows.h"
#include "advice/intake/returned_capital.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "engine/corporate/entitlement.h"
#include "engine/rebalance/rebalance.h"

/* The account's lots of the instrument at the end of the entry's day. Borrowed from the run's holdings. */
static enum status find_lots(struct intake_run *run, int64_t client_id, const struct entry *entry,
                             const struct lot **lots, size_t *count, struct error *err)
{
	enum status status;

	run->current = NULL;
	status = store_holdings(run->store, client_id, entry->date, &run->holdings, err);
	if (status != STATUS_OK)
		return status;
	*count = 0;
	for (size_t i = 0; i < run->holdings.lot_count; i++) {
		const struct lot *lot = &run->holdings.lots[i];

		if (lot->account_id != entry->account_id || lot->instrument_id != entry->instrument_id)
			continue;
		if ((*count)++ == 0)
			*lots = lot;
	}
	return STATUS_OK;
}

static int64_t sum_of(const struct lot *lots, size_t count)
{
	int64_t sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += lots[i].quantity;
	return sum;
}

/* The lots a row names, among those the account has; uses has room for all of these. */
static enum status name_uses(const struct transaction_row *row, const struct lot *lots, size_t count, struct lot_use *uses,
                             size_t *use_count, struct error *err)
{
	const char *at = row->lots;
	int64_t *taken = memory_new_array(count, sizeof *taken);
	struct lot wanted = {0};

	for (size_t i = 0; i < count; i++)
		taken[i] = 0;
	while (wanted.quantity == 0 && exchange_next_lot(&at, &wanted)) {
		for (size_t i = 0; i < count; i++) {
			const int64_t left = lots[i].quantity - taken[i], part = left < wanted.quantity ? left : wanted.quantity;

			if (lots[i].acquired.days != wanted.acquired.days || lots[i].unit_cost != wanted.unit_cost)
				continue;
			taken[i] += part;
			wanted.quantity -= part;
		}
	}
	*use_count = 0;
	for (size_t i = 0; i < count; i++)
		if (taken[i] > 0)
			uses[(*use_count)++] = (struct lot_use){lots[i].id, taken[i]};
	free(taken);
	if (wanted.quantity > 0) {
		char day[DATE_TEXT_SIZE], cost[DECIMAL_TEXT_SIZE];

		return error_set(err, STATUS_INVALID, "account %s of %s has no lot of %s of %s at %s, or less of it than is named",
		                 row->account, row->client, row->symbol, date_format(wanted.acquired, day),
		                 decimal_format(wanted.unit_cost, cost));
	}
	return STATUS_OK;
}

/* A sale or transfer out: the lots that are named, else first in, first out. */
static enum status give_away(struct intake_run *run, const struct transaction_row *row, struct entry *entry,
                             const struct lot *lots, size_t count, struct error *err)
{
	const struct lot_rates untaxed = {0};
	struct lot_pick *picks;
	struct lot_use *uses;
	struct lot_sale sale;
	const int64_t held = sum_of(lots, count);
	enum status status;

	if (held < -entry->quantity) {
		char asked[DECIMAL_TEXT_SIZE], have[DECIMAL_TEXT_SIZE], day[DATE_TEXT_SIZE];

		return error_set(err, STATUS_INVALID, "account %s of %s holds %s of %s on %s; %s cannot leave it (rows are posted "
		                 "from top to bottom)", row->account, row->client, decimal_format(held, have), row->symbol,
		                 date_format(entry->date, day), decimal_format(-entry->quantity, asked));
	}
	picks = memory_new_array(count, sizeof *picks);
	uses = memory_new_array(count, sizeof *uses);
	if (row->lots != NULL && row->lots[0] != '\0') {
		size_t use_count = 0;

		status = name_uses(row, lots, count, uses, &use_count, err);
		if (status == STATUS_OK)
			status = store_post(run->store, entry, NULL, 0, uses, use_count, NULL, err);
		free(picks);
		free(uses);
		return status;
	}
	status = rebalance_pick_lots(LOT_FIFO, lots, count, -entry->quantity, entry->price, entry->date, &untaxed, picks,
	                             &sale, err);
	if (status == STATUS_OK) {
		for (size_t i = 0; i < sale.pick_count; i++)
			uses[i] = (struct lot_use){lots[picks[i].lot].id, picks[i].quantity};
		status = store_post(run->store, entry, NULL, 0, uses, sale.pick_count, NULL, err);
	}
	free(picks);
	free(uses);
	return status;
}

/* Every lot becomes one of the new quantity with the same cost in all and the same day of purchase. */
static enum status split(struct intake_run *run, const struct transaction_row *row, struct entry *entry,
                         const struct lot *lots, size_t count, struct error *err)
{
	const int64_t held = sum_of(lots, count);
	struct lot *opened = memory_new_array(2 * count, sizeof *opened);
	struct lot_use *uses = memory_new_array(count, sizeof *uses);
	size_t open_count = 0;
	int64_t total = 0;
	enum status status = STATUS_OK;

	/* a ratio says nothing of shares before it is known how many are held */
	if (row->split_new != 0 && (!decimal_multiply_divide(held, row->split_new, row->split_old, ROUND_HALF_EVEN, &total) ||
	                            !checked_subtract(total, held, &entry->quantity)))
		entry->quantity = 0; /* refused below: it does not fit */
	for (size_t i = 0; i < count; i++)
		uses[i] = (struct lot_use){lots[i].id, lots[i].quantity};
	if (held == 0 || entry->quantity == 0 || !checked_add(held, entry->quantity, &total) || total <= 0 ||
	    corporate_exchange_lots(lots, count, total, opened, &open_count, NULL) != STATUS_OK) {
		char have[DECIMAL_TEXT_SIZE], more[DECIMAL_TEXT_SIZE];

		status = error_set(err, STATUS_INVALID, "account %s of %s holds %s of %s; a split by %s does not fit",
		                   row->account, row->client, decimal_format(held, have), row->symbol,
		                   decimal_format(entry->quantity, more));
	}
	if (status == STATUS_OK)
		status = store_post(run->store, entry, opened, open_count, uses, count, NULL, err);
	free(opened);
	free(uses);
	return status;
}

/* The lots a row names, as they are. */
static enum status take_in_named(struct intake_run *run, const struct transaction_row *row, struct entry *entry,
                                 struct error *err)
{
	struct lot *lots = NULL;
	size_t count = 0, capacity = 0;
	const char *at = row->lots;
	struct lot lot;
	enum status status;

	while (exchange_next_lot(&at, &lot)) {
		lots = memory_grow(lots, &capacity, count + 1, sizeof *lots);
		lots[count++] = lot;
	}
	status = store_post(run->store, entry, lots, count, NULL, 0, NULL, err);
	free(lots);
	return status;
}

/* Shares that come in. What a buy cost is what left the account, fee included. */
static enum status take_in(struct intake_run *run, const struct transaction_row *row, struct entry *entry,
                           struct error *err)
{
	struct lot lot = {.acquired = entry->date, .quantity = entry->quantity, .unit_cost = entry->price};

	if (entry->type == ENTRY_BUY &&
	    !decimal_multiply_divide(-row->entry.cash, MICROS, entry->quantity, ROUND_HALF_EVEN, &lot.unit_cost))
		return error_set(err, STATUS_INVALID, "the cost of a unit of %s does not fit", row->symbol);
	if (row->lots != NULL && row->lots[0] != '\0')
		return take_in_named(run, row, entry, err);
	return store_post(run->store, entry, &lot, 1, NULL, 0, NULL, err);
}

/* The lots a file names: those taken, and after as many shares what they have become. uses has room for all `held`. */
static enum status name_returned(const struct transaction_row *row, const struct lot *held, size_t count,
                                 struct returned_capital *named, struct error *err)
{
	struct transaction_row first = *row;
	struct text taken = {0};
	const char *at = row->lots;
	int64_t sum = 0, half = 0;
	size_t capacity = 0;
	struct lot lot;
	enum status status;

	while (exchange_next_lot(&at, &lot))
		sum += lot.quantity; /* the row was read with a look at it */
	for (at = row->lots; 2 * half < sum && exchange_next_lot(&at, &lot);)
		half += lot.quantity;
	text_add_bytes(&taken, row->lots, (size_t)(at - row->lots));
	while (exchange_next_lot(&at, &lot)) {
		named->opened = memory_grow(named->opened, &capacity, named->opened_count + 1, sizeof *named->opened);
		named->opened[named->opened_count++] = lot;
	}
	first.lots = text_string(&taken);
	named->uses = memory_new_array(count + 1, sizeof *named->uses);
	status = name_uses(&first, held, count, named->uses, &named->use_count, err);
	text_clear(&taken);
	return status;
}

/* Capital given back, of every lot bought before the day unless the row names some: it does not say its ex day. */
static enum status give_back(struct intake_run *run, const struct transaction_row *row, struct entry *entry,
                             const struct lot *lots, size_t count, struct error *err)
{
	const struct capital_return given = {
		.client_id = run->account.client_id, .account_id = entry->account_id, .instrument_id = entry->instrument_id,
		.date = entry->date, .ex = entry->date, .amount = entry->price != 0 ? entry->price : entry->cash + entry->fee,
	};
	const bool has_lots = row->lots != NULL && row->lots[0] != '\0';
	struct returned_capital returned = {0};
	enum status status = STATUS_OK;

	if (has_lots && !exchange_is_lotless(row->lots))
		status = name_returned(row, lots, count, &returned, err);
	else if (!has_lots)
		status = returned_capital_find(run->store, &given, &returned, err);
	if (status == STATUS_OK)
		status = store_post(run->store, entry, returned.opened, returned.opened_count, returned.uses, returned.use_count, NULL,
		                    err);
	returned_capital_clear(&returned);
	return status;
}

enum status intake_post(struct intake_run *run, const struct transaction_row *row, struct entry *entry, struct error *err)
{
	const struct lot *lots = NULL;
	size_t count = 0;
	enum status status;

	if (entry->quantity == 0 && entry->type != ENTRY_SPLIT && entry->type != ENTRY_RETURN_OF_CAPITAL)
		return store_post(run->store, entry, NULL, 0, NULL, 0, NULL, err);
	if (entry->type == ENTRY_BUY || entry->type == ENTRY_TRANSFER_IN)
		return take_in(run, row, entry, err);
	status = find_lots(run, run->account.client_id, entry, &lots, &count, err);
	if (status != STATUS_OK)
		return status;
	if (entry->type == ENTRY_RETURN_OF_CAPITAL)
		return give_back(run, row, entry, lots, count, err);
	if (entry->type == ENTRY_SPLIT)
		return split(run, row, entry, lots, count, err);
	return give_away(run, row, entry, lots, count, err);
}
