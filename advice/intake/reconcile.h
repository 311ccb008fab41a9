/* A custodian's statement held against the book. */
#ifndef BALLAST_ADVICE_INTAKE_RECONCILE_H
#define BALLAST_ADVICE_INTAKE_RECONCILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/status.h"
#include "engine/model/instrument.h"

struct alert;
struct arena;
struct intake_options;
struct section;
struct session;

/*
 * MISSING   the statement has it, the book has not        EXTRA   the other way round
 * QUANTITY, COST, CASH, PRICE   both have it and differ
 */
enum break_type { BREAK_MISSING, BREAK_EXTRA, BREAK_QUANTITY, BREAK_COST, BREAK_CASH, BREAK_PRICE };

/*
 * What a break most probably comes of, looked for in this order:
 *
 *   IN_TRANSIT     what was traded in the days up to the statement's, not settled at the custodian yet, is the difference
 *   LATER          what the book has of the days after the statement's is the difference
 *   TRADE          shares and money differ against each other, at about the price of the shares
 *   SPLIT          the quantities are to each other as small whole numbers, and no money differs
 *   TRANSFER       shares differ and no money does
 *   FEES_IN_COST   the book's cost holds the fees of its purchases, the statement's does not
 *   EXCHANGE       the account trades in another currency, and the difference is within what a rate may be apart
 *   FEE, INCOME    the statement has less money, or more, and nothing else explains it
 *   OLD_PRICE      the book's price is of an earlier day
 */
enum break_cause { CAUSE_UNKNOWN, CAUSE_IN_TRANSIT, CAUSE_LATER, CAUSE_TRADE, CAUSE_SPLIT, CAUSE_TRANSFER,
                   CAUSE_FEES_IN_COST, CAUSE_EXCHANGE, CAUSE_FEE, CAUSE_INCOME, CAUSE_OLD_PRICE };

struct holding_break {
	enum break_type type;
	char client[SYMBOL_SIZE], account[SYMBOL_SIZE], symbol[SYMBOL_SIZE];
	int64_t book, statement;      /* millionths: quantities; money of COST, CASH and PRICE      */
	size_t line;                  /* of the statement; 0: it has none                            */
	enum break_cause cause;
	struct date cause_day;        /* of IN_TRANSIT, LATER and OLD_PRICE                          */
	int32_t split_new, split_old; /* of SPLIT                                                    */
};

struct reconciliation {
	struct date as_of;            /* the statement's own day, else the session's                */
	size_t accounts, positions;   /* of the statement                                           */
	struct holding_break *breaks; /* owned; by client, account, symbol                          */
	size_t count, capacity;
};

/*
 * Holds a statement (holdings of ours, by profile, or the positions of an OFX file) against the book at the end of the
 * statement's day: per account named in it, what is there, quantities to the millionth, cash, the cost where the statement
 * tells it (apart by more than 0.01 and what rounding of unit costs to a millionth comes to), the price likewise (apart by
 * more than a thousandth). tolerance: money, in millionths, that cash and cost may be apart besides.
 *
 * The result is recorded, a record (RECONCILED) for each client of the statement, and every account with a break has an
 * open alert afterwards, one without has none; is_dry: neither.
 *
 * STATUS_REFUSED: a row of the statement is no good, and options->problem hears which. result is written on STATUS_OK.
 */
enum status reconcile(struct session *session, const char *path, const struct intake_options *options,
                      int64_t tolerance, struct reconciliation *result, struct error *err);
void reconciliation_clear(struct reconciliation *result);

/* Counts and breaks, each with its probable cause in words. */
struct section *reconcile_section(const struct reconciliation *result, struct arena *arena);

/* The kind of the alert of an account that did not agree: the account is its subject, the statement's day its figure. */
#define RECONCILE_ALERT "statement"

#endif
