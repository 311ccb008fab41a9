/* A custodian's statement held against the book. */
#ifndef BALLAST_ADVICE_RECONCILE_H
#define BALLAST_ADVICE_RECONCILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/status.h"
#include "engine/model/instrument.h"

struct intake_options;
struct session;

/*
 * MISSING   the statement has it, the book has not        EXTRA   the other way round
 * QUANTITY, COST, CASH   both have it and differ
 */
enum break_type { BREAK_MISSING, BREAK_EXTRA, BREAK_QUANTITY, BREAK_COST, BREAK_CASH };

struct holding_break {
	enum break_type type;
	char client[SYMBOL_SIZE], account[SYMBOL_SIZE], symbol[SYMBOL_SIZE];
	int64_t book, statement;      /* millionths: quantities; money of COST and CASH             */
	size_t line;                  /* of the statement; 0: it has none                            */
};

struct reconciliation {
	struct date as_of;            /* the statement's own day, else the session's                */
	size_t accounts, positions;   /* of the statement                                           */
	struct holding_break *breaks; /* owned; by client, account, symbol                          */
	size_t count, capacity;
};

/*
 * Holds a statement (holdings of ours, by profile, or the positions of an OFX file) against the book at the end of the
 * statement's day: per account named in it, what is there, quantities to the millionth, cash, and the cost where the
 * statement tells it (apart by more than 0.01 and what rounding of unit costs to a millionth comes to). Nothing is changed.
 *
 * STATUS_REFUSED: a row of the statement is no good, and options->problem hears which. result is written on STATUS_OK.
 */
enum status reconcile(struct session *session, const char *path, const struct intake_options *options,
                      struct reconciliation *result, struct error *err);
void reconciliation_clear(struct reconciliation *result);

#endif
