/* A client with an account and a fund in a real file, and what is bought and sold there. */
#ifndef BALLAST_TESTS_DATA_LEDGER_CASE_H
#define BALLAST_TESTS_DATA_LEDGER_CASE_H

#include "tests/support/book_fixture.h"

#include "data/store/store_client.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "engine/base/money.h"

/* A client C1 with the account main, and an instrument F1. */
struct cast {
	struct client client;
	struct account account;
	struct instrument fund;
};

static inline struct cast cast_of(struct book *book)
{
	struct cast cast = {
		.client = {.code = "C1", .name = "\xe7\x8e\x8b\xe5\xb0\x8f\xe6\x98\x8e", .currency = "CNY", .income = -1, .expenses = -1, .assets = -1,
		           .liabilities = -1},
		.fund = {.symbol = "F1", .name = "Fund", .asset_class = ASSET_EQUITY, .currency = "CNY", .risk_level = 4},
	};

	assert_done(book, store_put_client(book->store, &cast.client, NULL, &book->err));
	assert_done(book, store_put_account(book->store, cast.client.id, "main", &cast.account, &book->err));
	assert_done(book, store_put_instrument(book->store, &cast.fund, NULL, &book->err));
	return cast;
}

static inline struct entry entry_of(const struct cast *cast, const char *date, enum entry_type type, int64_t quantity,
                             int64_t cash, const char *reference)
{
	struct entry entry = {.account_id = cast->account.id, .instrument_id = quantity != 0 ? cast->fund.id : 0,
	                      .date = day(date), .type = type, .quantity = quantity * MICROS, .price = 10 * MICROS,
	                      .cash = cash * MICROS, .currency = "CNY"};

	(void)snprintf(entry.reference, sizeof entry.reference, "%s", reference);
	return entry;
}

/* Buys `quantity` at 10 and returns the lot. */
static inline struct lot buy(struct book *book, const struct cast *cast, const char *date, int64_t quantity,
                      const char *reference)
{
	struct entry entry = entry_of(cast, date, ENTRY_BUY, quantity, -10 * quantity, reference);
	struct lot lot = {.acquired = day(date), .quantity = quantity * MICROS, .unit_cost = 10 * MICROS};

	assert_done(book, store_post(book->store, &entry, &lot, 1, NULL, 0, NULL, &book->err));
	return lot;
}

static inline enum status sell(struct book *book, const struct cast *cast, const char *date, int64_t lot, int64_t quantity,
                        const char *reference, struct entry *sold)
{
	struct entry entry = entry_of(cast, date, ENTRY_SELL, -quantity, 10 * quantity, reference);
	const struct lot_use use = {lot, quantity * MICROS};
	const enum status status = store_post(book->store, &entry, NULL, 0, &use, 1, NULL, &book->err);

	if (sold != NULL)
		*sold = entry;
	return status;
}

#endif
