/* Entries and lots: append-only. A correction is an entry that reverses another. */
#ifndef BALLAST_DATA_STORE_STORE_LEDGER_H
#define BALLAST_DATA_STORE_STORE_LEDGER_H

#include "data/store/store.h"
#include "engine/model/ledger.h"

/* So much was taken from a lot by an entry (quantity > 0). */
struct lot_use {
	int64_t lot_id, quantity;
};

/*
 * Writes an entry, the lots it opens (their id is set; account and instrument are the entry's) and what it takes from
 * older lots. With a reference already known in the account: PUT_SAME and nothing is written when the entry is equal,
 * STATUS_REFUSED when it differs. STATUS_INVALID: a lot would fall below zero, or lots and entry quantities disagree
 * (sum of opened lots - sum of uses = entry->quantity; a split and a return of capital may carry both), or with it the money that came to or
 * left the client, or the shares of an instrument that ever came, are more than can be counted. Money is cash and never a quantity of
 * CASH; a lot counts from the entry's date on, however long ago it was acquired.
 */
enum status store_post(struct store *store, struct entry *entry, struct lot *opened, size_t opened_count,
                       const struct lot_use *uses, size_t use_count, enum put_result *result, struct error *err);

/* The entry of an account with a reference; *found says whether there is one, entry is written only then. */
enum status store_find_entry(struct store *store, int64_t account_id, const char *reference, struct entry *entry,
                             bool *found, struct error *err);

/* One entry; STATUS_NOT_FOUND when there is none. */
enum status store_entry(struct store *store, int64_t id, struct entry *entry, struct error *err);

/* The highest number of an entry, 0 while there is none: what comes later in this transaction is numbered above it. */
enum status store_last_entry(struct store *store, int64_t *id, struct error *err);

/* True when another entry takes this one back. */
enum status store_is_reversed(struct store *store, int64_t id, bool *is_reversed, struct error *err);

/*
 * How many entries numbered up to `last`, neither reversals nor reversed, say the same as entry, whatever their
 * reference; only_made_up: those alone whose reference was made up of their content ("T-...").
 */
enum status store_count_equal(struct store *store, const struct entry *entry, int64_t last, bool only_made_up,
                              size_t *count, struct error *err);

/*
 * Takes an entry back by its mirror image: opposite signs, lots restored; `entry` is given the mirror. STATUS_REFUSED when
 * it was reversed already or is a reversal itself, STATUS_INVALID when what it brought has been used since.
 */
enum status store_reverse(struct store *store, int64_t entry_id, struct date date, const char *reference,
                          struct entry *entry, struct error *err);

/* The money of one account. */
struct account_cash {
	int64_t account_id, amount;
};

/* What a client holds at the end of a day. Zeroed is empty; the same one may be filled again and again. */
struct holdings {
	struct account *accounts;      /* owned, by code                                             */
	size_t account_count, account_capacity;
	struct lot *lots;              /* owned, by account, instrument, acquired, id; quantity > 0  */
	size_t lot_count, lot_capacity;
	int64_t *cash;                 /* owned, one for each account, millionths                    */
	size_t cash_capacity;
};
void holdings_clear(struct holdings *holdings);
enum status store_holdings(struct store *store, int64_t client_id, struct date as_of, struct holdings *holdings,
                           struct error *err);

/* The lots of one instrument in one account at the end of a day, and nothing else: no account, no money. */
enum status store_lots_held(struct store *store, int64_t account_id, int64_t instrument_id, struct date as_of,
                            struct holdings *holdings, struct error *err);

/* Every lot and every account's money of every client at the end of a day, clients by code (export). */
enum status store_each_holding(struct store *store, struct date as_of,
                               enum status (*each)(void *context, const char *client, const char *account,
                                                   const char *symbol, const struct lot *lot, struct error *err),
                               void *context, struct error *err); /* cash: symbol CASH, quantity the amount */

/* Each account whose money is below zero at the end of a day, by client and account, and no walk through the lots. */
enum status store_each_overdrawn(struct store *store, struct date as_of,
                                 enum status (*each)(void *context, const char *client, const char *account, int64_t cash,
                                                     struct error *err),
                                 void *context, struct error *err);

/* Each entry of a later day than as_of, by date and id; the others are passed over without being read. */
enum status store_each_later_entry(struct store *store, struct date as_of,
                                   enum status (*each)(void *context, const char *client, const char *account,
                                                       enum entry_type type, struct date date, struct error *err),
                                   void *context, struct error *err);

/* Entries by date and id; client_id 0: of the whole book. */
enum status store_each_entry(struct store *store, int64_t client_id,
                             enum status (*each)(void *context, const char *client, const char *account,
                                                 const char *symbol, const struct entry *entry, struct error *err),
                             void *context, struct error *err);

/*
 * Entries of an account about an instrument from a day to a day, by day and number, neither reversals nor reversed: what a
 * statement may have brought already. The caller frees *entries.
 */
enum status store_entries_between(struct store *store, int64_t account_id, int64_t instrument_id, struct date from,
                                  struct date to, struct entry **entries, size_t *count, struct error *err);

/* Net external money (deposits, transfers in at value, less withdrawals) of a client in (from, to]. */
enum status store_external_flow(struct store *store, int64_t client_id, struct date from, struct date to,
                                int64_t *flow, struct error *err);

#endif
