/* Capital given back to an account: which of its lots it concerns, what they cost afterwards, and what is gained. */
#ifndef BALLAST_ADVICE_INTAKE_RETURNED_CAPITAL_H
#define BALLAST_ADVICE_INTAKE_RETURNED_CAPITAL_H

#include <stddef.h>
#include <stdint.h>

#include "data/store/store_ledger.h"

/* What is given back to whom. */
struct capital_return {
	int64_t client_id, account_id, instrument_id;
	struct date date;                /* of the entry                                                 */
	int64_t amount;                  /* of the instrument's currency, before a fee                   */
	struct date ex;                  /* lots bought on or after it are not concerned; days 0: all are */
	int64_t entitled;                /* shares held then; 0: those of the lots concerned             */
};

/* Zeroed is empty. */
struct returned_capital {
	struct lot_use *uses;            /* owned; the lots as they were, taken                          */
	struct lot *opened;              /* owned; in whose place they come: as many shares, the same days */
	size_t use_count, opened_count;
	int64_t cost_before, cost_after; /* of these lots                                                */
	int64_t gain;                    /* the part of the amount that no cost was left for             */
};
void returned_capital_clear(struct returned_capital *returned);

/*
 * The lots the account holds at the end of the day, as far as they have not left it by the entries that are dated later
 * and stand in the book already. Each share is paid the same; what falls on shares that have left has no cost to reduce and
 * is gain (so is the whole where nothing is held): their sale was reckoned with the cost they had, and the two together
 * are gained in either order. What becomes of the rest: corporate_return_capital.
 *
 * STATUS_INVALID: since that day the lots were exchanged for others (a split, a merger, another return), so that this one
 * comes too late; or a figure does not fit. *returned is written on STATUS_OK.
 */
enum status returned_capital_find(struct store *store, const struct capital_return *given, struct returned_capital *returned,
                                  struct error *err);

#endif
