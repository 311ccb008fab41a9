/* Files in: the seven kinds of rows a book is filled with, checked column by column. */
#ifndef BALLAST_DATA_EXCHANGE_EXCHANGE_H
#define BALLAST_DATA_EXCHANGE_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/model/instrument.h"
#include "engine/model/investor.h"
#include "engine/model/ledger.h"
#include "engine/model/rate.h"

struct problems;

enum exchange_kind {
	EXCHANGE_INSTRUMENTS, EXCHANGE_PRICES, EXCHANGE_CLIENTS,
	EXCHANGE_HOLDINGS, EXCHANGE_TRANSACTIONS, EXCHANGE_ANSWERS, EXCHANGE_RATES,
};
enum { EXCHANGE_KINDS = 7 };

const char *exchange_kind_name(enum exchange_kind kind); /* "instruments" ... "rates" */
bool exchange_kind_parse(const char *text, enum exchange_kind *kind);

struct price_row {
	char symbol[SYMBOL_SIZE];
	char currency[4];              /* empty: the instrument's                                       */
	uint32_t number;               /* of the symbol, from 0 in the order of the file: finds it again */
	struct price price;            /* instrument_id 0                                               */
};

/* One lot; or money, with symbol CASH, quantity the amount, unit_cost 1. */
struct holding_row {
	char client[SYMBOL_SIZE], account[SYMBOL_SIZE], symbol[SYMBOL_SIZE];
	int64_t quantity, unit_cost;   /* millionths                                                    */
	int64_t price;                 /* of a statement, where it tells one; else 0                    */
	bool has_acquired;             /* false only for CASH and in a statement                        */
	bool has_cost;                 /* false only in a statement                                     */
	struct date acquired;
};

/*
 * A transaction. In the file quantity is positive (but for a split, where it is the shares added, negative for a
 * reverse split), and an empty price is 1, so that "deposit CASH 5000" needs none. The amount is quantity * price:
 *
 *     type                      entry.quantity   entry.cash
 *     deposit, dividend, interest,
 *     return_of_capital                0         amount - fee
 *     withdraw, fee                    0         -amount - fee
 *     buy                       +quantity        -amount - fee
 *     sell                      -quantity        amount - fee
 *     split                     +-quantity       -fee
 *     transfer_in, CASH                0         amount - fee
 *     transfer_in, else         +quantity        -fee          (price is the unit cost)
 *     transfer_out, CASH               0         -amount - fee
 *     transfer_out, else        -quantity        -fee
 *
 * entry.price is 0 where entry.quantity is. Amounts are rounded half-even to the millionth.
 *
 * The optional column lots names what the shares are made of where it is not the obvious: for what leaves, other lots than
 * the oldest; for what comes in, other than one lot of that day at what was paid. "30@4.1255/2026-01-06;20@4.2/2026-01-08":
 * thirty that cost 4.1255 a unit on the first day, twenty of the other; together they are the quantity. Of a return of
 * capital the lots it is of come first and then as many shares at what they cost afterwards ("none": it is of none); without
 * them it is of all that the account holds at the end of the day and bought before it.
 *
 * A split may be told as a ratio, new:old ("2:1"): split_new and split_old are it then, entry.quantity is 0, and how many
 * shares are added is what the account holds at the time.
 *
 * The optional column amount is the money a buy or a sale really moved, signed, fee included: brokers round prices and
 * amounts. It is entry.cash then, and may differ from the figure above by half a unit of the last written digit of the
 * price for each share, and 0.01. With an amount, the price may be left out: it is (amount without fee) / quantity.
 */
struct transaction_row {
	char client[SYMBOL_SIZE], account[SYMBOL_SIZE];
	char symbol[SYMBOL_SIZE];      /* empty or CASH: money only                                     */
	struct entry entry;            /* ids 0; currency empty: the account's                          */
	int64_t split_new, split_old;  /* millionths; 0: the split tells its shares                     */
	const char *lots;              /* see above; borrowed for as long as the row; NULL or "": none is named */
	bool is_exchanged;             /* going out: cash is in another currency than price and fee      */
};

struct answers_row {
	char client[SYMBOL_SIZE];
	struct answers answers;        /* seconds 0                                                     */
};

/* The next lot of the column, and what follows it. False: this is none (or the end, where *text is ""). */
bool exchange_next_lot(const char **text, struct lot *lot);
/* Whether the column says that capital was given back of no lot. */
bool exchange_is_lotless(const char *lots);

struct exchange_row {
	enum exchange_kind kind;       /* says which member of the union is filled                      */
	size_t line;                   /* in the file, from 1; 0 when the row comes from elsewhere      */
	bool is_cancelled;             /* the file takes it back itself: not to be kept, nor to be there */
	union {
		struct instrument instrument;  /* id 0                                                  */
		struct price_row price;
		struct client client;          /* id 0                                                  */
		struct holding_row holding;
		struct transaction_row transaction;
		struct answers_row answers;
		struct rate rate;
	};
};

/*
 * Reads a whole file of one kind. Every row is checked; a good one goes to sink (NULL: only check), a bad one to
 * problems, with line and column. Where the sink answers STATUS_INVALID or STATUS_NOT_FOUND (an unknown symbol, say)
 * its message becomes a problem of that row and reading goes on; anything else but OK ends the run and is returned. The caller runs it twice, once to check and once to keep (rewind(file) between), or
 * inside a transaction that is rolled back when the result is not OK. name is what messages call the file.
 *
 * as_of        days after it are refused.
 * rows         good rows seen, written always; may be NULL.
 *
 * STATUS_INVALID: something was wrong; err counts the problems and quotes the first. STATUS_IO: the file failed.
 * Codes of clients, accounts and symbols are text of at most SYMBOL_SIZE - 1 bytes; whether they exist is the sink's
 * business. An instrument, client, price, rate or questionnaire that occurs twice in one file is a problem.
 * Memory: bounded by the longest row, and by what finds the rows that occur twice: 16 to 64 bytes for each code, or for
 * each code and 64 days in a row.
 */
enum status intake_read(enum exchange_kind kind, FILE *file, const char *name, struct date as_of,
                        enum status (*sink)(const struct exchange_row *row, void *context, struct error *err),
                        void *context, struct problems *problems, size_t *rows, struct error *err);

struct foreign;

/*
 * The same for rows that were brought into our columns from the file of another program (data/exchange/foreign.h).
 * problems holds what was wrong with the file so far and may not be NULL. is_statement: of holdings, whose cost and day
 * of purchase may be unknown.
 */
enum status intake_read_foreign(const struct foreign *foreign, const char *name, struct date as_of, bool is_statement,
                                enum status (*sink)(const struct exchange_row *row, void *context, struct error *err),
                                void *context, struct problems *problems, size_t *rows, struct error *err);

#endif
