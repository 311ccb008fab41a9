/* What the sandbox's clients do with their money: deposits, buys, sales by first in first out. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/book/sandbox_parts.h"
#include "data/store/store_ledger.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

/* Trades below this share of the account are not worth their ticket. */
static const int64_t least_share = 200; /* one part in */

void sandbox_customer_clear(struct sandbox_customer *customer)
{
	free(customer->lots);
	customer->lots = NULL;
	customer->lot_count = customer->lot_capacity = 0;
}

/* The sandbox's own amounts are far below what would not fit; a failure here is ours. */
static int64_t product(int64_t quantity, int64_t price)
{
	int64_t result = 0;

	(void)decimal_multiply(quantity, price, ROUND_HALF_EVEN, &result);
	return result;
}

static int64_t to_cents(int64_t amount)
{
	int64_t result = amount;

	(void)decimal_round(amount, MICROS / 100, ROUND_HALF_UP, &result);
	return result;
}

static struct entry new_entry(struct sandbox_customer *customer, int account, enum entry_type type, struct date date)
{
	struct entry entry = {.account_id = customer->accounts[account].id, .type = type, .date = date};

	memcpy(entry.currency, customer->person.client.currency, sizeof entry.currency);
	(void)snprintf(entry.reference, sizeof entry.reference, "S-%.20s-%04zu", customer->person.client.code,
	               ++customer->entries);
	return entry;
}

enum status sandbox_deposit(struct store *store, struct date date, int64_t amount, struct sandbox_customer *customer,
                            struct error *err)
{
	const int64_t shares[SANDBOX_ACCOUNTS] = {customer->person.accounts > 1 ? 65 : 100,
	                                          customer->person.accounts > 1 ? 35 : 0};

	for (int i = 0; i < customer->person.accounts; i++) {
		struct entry entry = new_entry(customer, i, ENTRY_DEPOSIT, date);
		enum status status;

		entry.cash = to_cents(amount / 100 * shares[i]);
		status = store_post(store, &entry, NULL, 0, NULL, 0, NULL, err);
		if (status != STATUS_OK)
			return status;
		customer->cash[i] += entry.cash;
	}
	return STATUS_OK;
}

static enum status buy(struct store *store, const struct instrument *instrument, int64_t price, struct date date,
                       int64_t quantity, int account, struct sandbox_customer *customer, struct error *err)
{
	struct entry entry = new_entry(customer, account, ENTRY_BUY, date);
	const int64_t amount = product(quantity, price);
	struct lot lot = {.acquired = date, .quantity = quantity, .unit_cost = price};
	enum status status;

	entry.instrument_id = instrument->id;
	entry.quantity = quantity;
	entry.price = price;
	entry.fee = to_cents(product(amount, instrument->buy_fee));
	entry.cash = -amount - entry.fee;
	(void)decimal_multiply_divide(amount + entry.fee, MICROS, quantity, ROUND_HALF_EVEN, &lot.unit_cost);
	status = store_post(store, &entry, &lot, 1, NULL, 0, NULL, err);
	if (status != STATUS_OK)
		return status;
	customer->cash[account] += entry.cash;
	customer->lots = memory_grow(customer->lots, &customer->lot_capacity, customer->lot_count + 1,
	                             sizeof *customer->lots);
	customer->lots[customer->lot_count++] = lot;
	return STATUS_OK;
}

static bool is_of(const struct lot *lot, const struct sandbox_customer *customer, int account, int64_t instrument_id)
{
	return lot->account_id == customer->accounts[account].id && lot->instrument_id == instrument_id &&
	       lot->quantity > 0;
}

static int64_t quantity_of(const struct sandbox_customer *customer, int account, int64_t instrument_id)
{
	int64_t sum = 0;

	for (size_t i = 0; i < customer->lot_count; i++)
		if (is_of(&customer->lots[i], customer, account, instrument_id))
			sum += customer->lots[i].quantity;
	return sum;
}

static enum status sell(struct store *store, const struct instrument *instrument, int64_t price, struct date date,
                        int64_t quantity, int account, struct sandbox_customer *customer, struct error *err)
{
	struct entry entry = new_entry(customer, account, ENTRY_SELL, date);
	const int64_t amount = product(quantity, price);
	struct lot_use *uses = memory_new_array(customer->lot_count, sizeof *uses);
	size_t count = 0;
	int64_t rest = quantity;
	enum status status;

	for (size_t i = 0; i < customer->lot_count && rest > 0; i++) {
		struct lot *lot = &customer->lots[i];

		if (!is_of(lot, customer, account, instrument->id))
			continue;
		uses[count] = (struct lot_use){lot->id, lot->quantity < rest ? lot->quantity : rest};
		lot->quantity -= uses[count].quantity;
		rest -= uses[count++].quantity;
	}
	entry.instrument_id = instrument->id;
	entry.quantity = -quantity;
	entry.price = price;
	entry.fee = to_cents(product(amount, instrument->sell_fee));
	entry.cash = amount - entry.fee;
	status = store_post(store, &entry, NULL, 0, uses, count, NULL, err);
	customer->cash[account] += entry.cash;
	free(uses);
	return status;
}

/* Whole steps nearest to what `amount` buys, but never more than `cash` pays with its fee. */
static int64_t affordable(const struct instrument *instrument, int64_t price, int64_t amount, int64_t cash)
{
	const int64_t step = instrument->lot > 0 ? instrument->lot : 1;
	int64_t quantity = 0, most = 0;

	(void)decimal_multiply_divide(amount, MICROS, price, ROUND_HALF_EVEN, &quantity);
	(void)decimal_round(quantity, step, ROUND_HALF_EVEN, &quantity);
	cash -= product(cash, instrument->buy_fee) + MICROS / 50; /* the fee, and its rounding to a cent */
	(void)decimal_multiply_divide(cash > 0 ? cash : 0, MICROS, price, ROUND_FLOOR, &most);
	(void)decimal_round(most, step, ROUND_FLOOR, &most);
	return quantity < most ? quantity : most;
}

static int64_t account_value(const struct sandbox_market *market, const int64_t *prices,
                             const struct sandbox_customer *customer, int account)
{
	int64_t value = customer->cash[account];

	for (size_t i = 0; i < market->count; i++)
		value += product(quantity_of(customer, account, market->instruments[i].id), prices[i]);
	return value;
}

static int64_t target_of(const struct plan *plan, int64_t instrument_id)
{
	for (size_t i = 0; i < plan->target_count; i++)
		if (plan->targets[i].instrument_id == instrument_id)
			return plan->targets[i].weight_ppb;
	return 0;
}

/* Amount by which each instrument misses its target in an account; count values. */
static void gaps(const struct sandbox_market *market, const int64_t *prices, const struct plan *plan,
                 const struct sandbox_customer *customer, int account, int64_t value, int64_t *gap)
{
	for (size_t i = 0; i < market->count; i++) {
		const int64_t id = market->instruments[i].id;
		int64_t wanted = 0;

		(void)decimal_multiply_divide(value, target_of(plan, id), PPB, ROUND_HALF_EVEN, &wanted);
		gap[i] = wanted - product(quantity_of(customer, account, id), prices[i]);
	}
}

static enum status sell_surplus(struct store *store, const struct sandbox_market *market, const int64_t *prices,
                                struct date date, const int64_t *gap, int64_t least, int account,
                                struct sandbox_customer *customer, struct error *err)
{
	for (size_t i = 0; i < market->count; i++) {
		const struct instrument *instrument = &market->instruments[i];
		const int64_t held = quantity_of(customer, account, instrument->id);
		int64_t quantity = 0;
		enum status status;

		if (-gap[i] < least)
			continue;
		(void)decimal_multiply_divide(-gap[i], MICROS, prices[i], ROUND_HALF_EVEN, &quantity);
		(void)decimal_round(quantity, instrument->lot > 0 ? instrument->lot : 1, ROUND_HALF_EVEN, &quantity);
		if (quantity > held)
			quantity = held;
		if (quantity == 0)
			continue;
		status = sell(store, instrument, prices[i], date, quantity, account, customer, err);
		if (status != STATUS_OK)
			return status;
	}
	return STATUS_OK;
}

enum status sandbox_follow(struct store *store, const struct sandbox_market *market, struct date date,
                           const struct plan *plan, struct sandbox_customer *customer, struct error *err)
{
	const int64_t *prices = market->prices + sandbox_market_day(market, date) * market->count;
	int64_t *gap = memory_new_array(market->count, sizeof *gap);
	enum status status = STATUS_OK;

	for (int account = 0; account < customer->person.accounts && status == STATUS_OK; account++) {
		const int64_t value = account_value(market, prices, customer, account), least = value / least_share;

		gaps(market, prices, plan, customer, account, value, gap);
		status = sell_surplus(store, market, prices, date, gap, least, account, customer, err);
		for (size_t i = 0; i < market->count && status == STATUS_OK; i++) {
			const bool is_new = quantity_of(customer, account, market->instruments[i].id) == 0;
			const int64_t quantity = gap[i] <= 0 || (gap[i] < least && !is_new) ? 0 :
				affordable(&market->instruments[i], prices[i], gap[i], customer->cash[account]);

			if (quantity > 0)
				status = buy(store, &market->instruments[i], prices[i], date, quantity, account, customer, err);
		}
	}
	free(gap);
	return status;
}

enum status sandbox_buy(struct store *store, const struct sandbox_market *market, struct date date,
                        const char *symbol, int64_t amount, struct sandbox_customer *customer, struct error *err)
{
	const int64_t *prices = market->prices + sandbox_market_day(market, date) * market->count;

	for (size_t i = 0; i < market->count; i++) {
		int64_t quantity;

		if (strcmp(market->instruments[i].symbol, symbol) != 0)
			continue;
		quantity = affordable(&market->instruments[i], prices[i], amount, customer->cash[0]);
		return quantity == 0 ? STATUS_OK :
		       buy(store, &market->instruments[i], prices[i], date, quantity, 0, customer, err);
	}
	return error_set(err, STATUS_NOT_FOUND, "the sandbox has no instrument %s", symbol);
}
