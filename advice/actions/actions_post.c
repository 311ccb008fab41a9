/* The ledger entries of one corporate action in one account. */
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/session.h"
#include "advice/market/conversion.h"
#include "data/store/store_ledger.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/rebalance/rebalance.h"

/* One action in one account as it is entered. */
struct posting {
	struct session *session;
	struct due_line *line;
	const struct lot *lots;          /* held at the close before the ex day                          */
	size_t count;
	struct due_exchange exchange;    /* owned; of a split or merger                                  */
	int leg;
};

/* ---- legs --------------------------------------------------------------------------------------------------------- */

/* Money of the instrument's currency as it moves in the account: what another currency is exchanged for keeps its amount. */
static enum status put_cash(struct posting *posting, struct entry *entry, int64_t amount, struct error *err)
{
	const struct due_line *line = posting->line;
	struct conversion *conversion;
	enum status status;

	entry->cash = amount;
	if (strcmp(line->holder.currency, line->currency) == 0)
		return STATUS_OK;
	conversion = conversion_new(posting->session, line->holder.currency);
	status = conversion_amount(conversion, line->currency, entry->date, amount, &entry->cash, err);
	conversion_free(conversion);
	if (entry->quantity == 0)
		entry->price = amount;
	return status;
}

static struct entry leg_of(const struct posting *posting, enum entry_type type, struct date date)
{
	struct entry entry = {.account_id = posting->line->holder.account_id, .type = type, .date = date,
	                      .instrument_id = posting->line->action.instrument_id};

	memcpy(entry.currency, posting->line->currency, sizeof entry.currency);
	return entry;
}

static enum status post(struct posting *posting, struct entry *entry, struct lot *opened, size_t opened_count,
                        const struct lot_use *uses, size_t use_count, struct error *err)
{
	enum status status;

	action_reference(posting->line->action.id, ++posting->leg, posting->line->holder.times + 1, entry->reference,
	                 sizeof entry->reference);
	status = store_post(session_store(posting->session), entry, opened, opened_count, uses, use_count, NULL, err);
	if (status != STATUS_OK)
		return status;
	posting->line->cash = posting->leg == 1 ? entry->cash : posting->line->cash + entry->cash;
	if (posting->leg == 1) {
		struct entry written;
		bool found = false;

		status = store_find_entry(session_store(posting->session), entry->account_id, entry->reference, &written, &found, err);
		posting->line->entry = found ? written.id : 0;
	}
	return status;
}

static struct lot_use *all_of(const struct lot *lots, size_t count)
{
	struct lot_use *uses = memory_new_array(count, sizeof *uses);

	for (size_t i = 0; i < count; i++)
		uses[i] = (struct lot_use){lots[i].id, lots[i].quantity};
	return uses;
}

/* A sale of the first of lots. */
static enum status sell(struct posting *posting, const struct lot *lots, size_t count, int64_t instrument_id,
                        int64_t quantity, int64_t price, int64_t amount, struct error *err)
{
	const struct lot_rates untaxed = {0};
	struct entry entry = leg_of(posting, ENTRY_SELL, posting->line->action.date);
	struct lot_pick *picks = memory_new_array(count, sizeof *picks);
	struct lot_use *uses = memory_new_array(count, sizeof *uses);
	struct lot_sale sale;
	enum status status = rebalance_pick_lots(LOT_FIFO, lots, count, quantity, price, entry.date, &untaxed, picks, &sale, err);

	entry.instrument_id = instrument_id;
	entry.quantity = -quantity;
	entry.price = price;
	if (status == STATUS_OK)
		status = put_cash(posting, &entry, amount, err);
	for (size_t i = 0; status == STATUS_OK && i < sale.pick_count; i++)
		uses[i] = (struct lot_use){lots[picks[i].lot].id, picks[i].quantity};
	if (status == STATUS_OK)
		status = post(posting, &entry, NULL, 0, uses, sale.pick_count, err);
	free(picks);
	free(uses);
	return status;
}

static enum status pay(struct posting *posting, int64_t amount, struct error *err)
{
	struct entry entry = leg_of(posting, ENTRY_DIVIDEND, due_paid_on(posting->line, session_today(posting->session)));
	const enum status status = put_cash(posting, &entry, amount, err);

	return status == STATUS_OK ? post(posting, &entry, NULL, 0, NULL, 0, err) : status;
}

static enum status give_back(struct posting *posting, struct error *err)
{
	struct entry entry = leg_of(posting, ENTRY_RETURN_OF_CAPITAL, due_paid_on(posting->line, session_today(posting->session)));
	struct returned_capital returned = {0};
	enum status status = due_return_lots(posting->session, posting->line, &returned, err);

	if (status == STATUS_OK)
		status = put_cash(posting, &entry, posting->line->due.cash, err);
	if (status == STATUS_OK)
		status = post(posting, &entry, returned.opened, returned.opened_count, returned.uses, returned.use_count, err);
	returned_capital_clear(&returned);
	return status;
}

/* Reinvested money, and rights that are taken. */
static enum status buy(struct posting *posting, struct error *err)
{
	const struct entitlement *due = &posting->line->due;
	struct entry entry = leg_of(posting, ENTRY_BUY, posting->line->action.date);
	struct lot lot = {.acquired = entry.date, .quantity = due->bought};
	enum status status;

	entry.quantity = due->bought;
	entry.price = due->price;
	status = put_cash(posting, &entry, -due->paid, err);
	if (status == STATUS_OK && posting->line->action.type == ACTION_RIGHTS) /* of another currency it is known only now */
		status = due_can_pay(posting->session, posting->line, -entry.cash, err);
	if (status == STATUS_OK && !decimal_multiply_divide(due->paid, MICROS, due->bought, ROUND_HALF_EVEN, &lot.unit_cost))
		status = error_set(err, STATUS_INVALID, "the cost of a share does not fit");
	return status == STATUS_OK ? post(posting, &entry, &lot, 1, NULL, 0, err) : status;
}

static enum status split(struct posting *posting, struct error *err)
{
	struct due_exchange *exchange = &posting->exchange;
	struct entry entry = leg_of(posting, ENTRY_SPLIT, posting->line->action.date);
	struct lot_use *uses = all_of(posting->lots, posting->count);
	enum status status;

	entry.quantity = posting->line->due.exchanged - posting->line->due.held;
	status = post(posting, &entry, exchange->opened, exchange->opened_count, uses, posting->count, err);
	free(uses);
	return status;
}

/* The old shares that the money of a merger pays for, of each lot its part. */
static enum status sell_part(struct posting *posting, struct error *err)
{
	const struct entitlement *due = &posting->line->due;
	struct entry entry = leg_of(posting, ENTRY_SELL, posting->line->action.date);
	struct lot_use *uses = memory_new_array(posting->count, sizeof *uses);
	size_t count = 0;
	enum status status;

	entry.quantity = -due->sold;
	entry.price = due->worth;
	for (size_t i = 0; i < posting->count; i++)
		if (posting->exchange.taken[i] > 0)
			uses[count++] = (struct lot_use){posting->lots[i].id, posting->exchange.taken[i]};
	status = put_cash(posting, &entry, due->cash, err);
	if (status == STATUS_OK)
		status = post(posting, &entry, NULL, 0, uses, count, err);
	free(uses);
	return status;
}

/* Cost of a share; false when it does not fit. */
static bool cost_of_share(const struct lot *lots, size_t count, int64_t quantity, int64_t *price)
{
	int64_t cost;

	return corporate_cost(lots, count, &cost) && decimal_multiply_divide(cost, MICROS, quantity, ROUND_HALF_EVEN, price);
}

/* Out of the old and into the new at cost, so that an export read back has it too. */
static enum status move_over(struct posting *posting, struct error *err)
{
	const struct due_line *line = posting->line;
	struct due_exchange *exchange = &posting->exchange;
	struct entry out = leg_of(posting, ENTRY_TRANSFER_OUT, line->action.date);
	struct entry in = leg_of(posting, ENTRY_TRANSFER_IN, line->action.date);
	struct lot_use *uses;
	enum status status;

	out.quantity = line->due.sold - line->due.held;
	in.quantity = line->due.exchanged;
	in.instrument_id = line->action.into_id;
	if (!cost_of_share(exchange->left, exchange->left_count, -out.quantity, &out.price) ||
	    !cost_of_share(exchange->opened, exchange->opened_count, in.quantity, &in.price))
		return error_set(err, STATUS_INVALID, "the cost of a share does not fit");
	uses = all_of(exchange->left, exchange->left_count);
	status = post(posting, &out, NULL, 0, uses, exchange->left_count, err);
	if (status == STATUS_OK)
		status = post(posting, &in, exchange->opened, exchange->opened_count, NULL, 0, err);
	free(uses);
	return status;
}

/* What is not a whole share of what the lots were exchanged for. */
static enum status sell_fraction(struct posting *posting, int64_t instrument_id, struct error *err)
{
	const struct entitlement *due = &posting->line->due;

	if (due->fraction == 0)
		return STATUS_OK;
	return sell(posting, posting->exchange.opened, posting->exchange.opened_count, instrument_id, due->fraction, due->price,
	            due->lieu, err);
}

static enum status merge(struct posting *posting, struct error *err)
{
	const struct due_line *line = posting->line;
	enum status status = STATUS_OK;

	if (line->action.ratio == 0)
		return sell(posting, posting->lots, posting->count, line->action.instrument_id, line->due.held, line->action.amount,
		            line->due.cash, err);
	if (line->due.sold > 0)
		status = sell_part(posting, err);
	if (status == STATUS_OK)
		status = move_over(posting, err);
	return status == STATUS_OK ? sell_fraction(posting, line->action.into_id, err) : status;
}

static enum status enter(struct posting *posting, struct error *err)
{
	const struct entitlement *due = &posting->line->due;
	enum status status = STATUS_OK;

	switch (posting->line->action.type) {
	case ACTION_DIVIDEND:
		status = pay(posting, due->cash, err);
		return status == STATUS_OK && due->bought > 0 ? buy(posting, err) : status;
	case ACTION_SPLIT:
	case ACTION_BONUS:
		status = split(posting, err);
		return status == STATUS_OK ? sell_fraction(posting, posting->line->action.instrument_id, err) : status;
	case ACTION_RIGHTS:
		return buy(posting, err);
	case ACTION_MERGER:
		return merge(posting, err);
	case ACTION_RETURN_OF_CAPITAL:
		return give_back(posting, err);
	case ACTION_SYMBOL:
		break;
	}
	return status;
}

enum status due_post(struct due_reading *reading, struct session *session, struct due_line *line, struct error *err)
{
	struct posting posting = {.session = session, .line = line};
	enum status status = due_lots(reading, line, &posting.lots, &posting.count, err);

	if (status == STATUS_OK && line->due.exchanged > 0)
		status = due_exchange_lots(line, posting.lots, posting.count, &posting.exchange, err);
	if (status == STATUS_OK)
		status = enter(&posting, err);
	due_exchange_clear(&posting.exchange);
	return status;
}
