/* The lots of capital that was given back. */
#include "advice/intake/returned_capital.h"

#include <stdlib.h>

#include "data/store/store_action.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/corporate/entitlement.h"

/* No entry is dated later. */
static const struct date last_day = {84005};

void returned_capital_clear(struct returned_capital *returned)
{
	free(returned->uses);
	free(returned->opened);
	*returned = (struct returned_capital){0};
}

static bool exchanges_lots(const struct entry *entry)
{
	return entry->type == ENTRY_SPLIT || entry->type == ENTRY_RETURN_OF_CAPITAL ||
	       (entry->type == ENTRY_TRANSFER_OUT && action_of_reference(entry->reference) != 0);
}

/* Their cost would have to be reckoned anew, and a ledger is not written over. */
static enum status check_order(struct store *store, const struct capital_return *given, struct error *err)
{
	struct entry *entries = NULL;
	char day[DATE_TEXT_SIZE], later[DATE_TEXT_SIZE];
	size_t count = 0;
	enum status status = store_entries_between(store, given->account_id, given->instrument_id, date_add_days(given->date, 1),
	                                           last_day, &entries, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		if (exchanges_lots(&entries[i]))
			status = error_set(err, STATUS_INVALID, "the capital given back on %s comes too late: the lots it is of were exchanged "
			                   "on %s; take that back first, then enter both by day", date_format(given->date, day),
			                   date_format(entries[i].date, later));
	free(entries);
	return status;
}

static int64_t left_of(const struct holdings *holdings, int64_t lot_id)
{
	for (size_t i = 0; i < holdings->lot_count; i++)
		if (holdings->lots[i].id == lot_id)
			return holdings->lots[i].quantity;
	return 0;
}

/* The lots concerned, of each what is left today; *shares: how many they were on the day. The caller frees *lots. */
static bool concerned(const struct capital_return *given, const struct holdings *then, const struct holdings *now,
                      struct lot **lots, size_t *count, int64_t *shares)
{
	*lots = memory_new_array(then->lot_count + 1, sizeof **lots);
	*count = 0;
	*shares = 0;
	for (size_t i = 0; i < then->lot_count; i++) {
		struct lot lot = then->lots[i];
		const int64_t left = left_of(now, lot.id);

		if (lot.account_id != given->account_id || lot.instrument_id != given->instrument_id ||
		    (given->ex.days != 0 && date_compare(lot.acquired, given->ex) >= 0))
			continue;
		if (!checked_add(*shares, lot.quantity, shares))
			return false;
		lot.quantity = left < lot.quantity ? left : lot.quantity;
		if (lot.quantity > 0)
			(*lots)[(*count)++] = lot;
	}
	return true;
}

static enum status reckon(const struct capital_return *given, const struct lot *lots, size_t count, int64_t shares,
                          struct returned_capital *made, struct error *err)
{
	const int64_t entitled = given->entitled > 0 ? given->entitled : shares;
	int64_t held = 0, part = given->amount, gain = 0;
	enum status status;

	made->gain = given->amount;
	if (count == 0)
		return STATUS_OK;
	made->uses = memory_new_array(count, sizeof *made->uses);
	made->opened = memory_new_array(2 * count, sizeof *made->opened);
	for (size_t i = 0; i < count; i++) {
		made->uses[made->use_count++] = (struct lot_use){lots[i].id, lots[i].quantity};
		held += lots[i].quantity; /* no more than `shares`, which fit */
	}
	if (held < entitled && !decimal_multiply_divide(given->amount, held, entitled, ROUND_HALF_UP, &part))
		return error_set(err, STATUS_INVALID, "the capital given back does not fit the lots it is of");
	status = corporate_return_capital(lots, count, part, made->opened, &made->opened_count, &gain, err);
	made->gain = given->amount - part + gain;
	if (status == STATUS_OK && (!corporate_cost(lots, count, &made->cost_before) ||
	                            !corporate_cost(made->opened, made->opened_count, &made->cost_after)))
		status = error_set(err, STATUS_INVALID, "the cost does not fit");
	return status;
}

enum status returned_capital_find(struct store *store, const struct capital_return *given, struct returned_capital *returned,
                                  struct error *err)
{
	struct holdings then = {0}, now = {0};
	struct returned_capital made = {0};
	struct lot *lots = NULL;
	size_t count = 0;
	int64_t shares = 0;
	enum status status = check_order(store, given, err);

	if (status == STATUS_OK)
		status = store_holdings(store, given->client_id, given->date, &then, err);
	if (status == STATUS_OK)
		status = store_holdings(store, given->client_id, last_day, &now, err);
	if (status == STATUS_OK && !concerned(given, &then, &now, &lots, &count, &shares))
		status = error_set(err, STATUS_INVALID, "the capital given back does not fit the lots it is of");
	if (status == STATUS_OK)
		status = reckon(given, lots, count, shares, &made, err);
	if (status == STATUS_OK)
		*returned = made;
	else
		returned_capital_clear(&made);
	free(lots);
	holdings_clear(&then);
	holdings_clear(&now);
	return status;
}
