/* Who holds what, over the whole book. */
#ifndef BALLAST_ADVICE_BOOK_HOLDERS_H
#define BALLAST_ADVICE_BOOK_HOLDERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/instrument.h"

struct session;
struct market;

/* One instrument, over all clients; values in the book's currency. */
struct holder {
	int64_t quantity, value;      /* millionths; value at the last price, 0 while there is none  */
	size_t clients;
	int64_t largest_ppb;          /* largest share in one client's portfolio; 0: not known       */
	char largest[SYMBOL_SIZE];    /* that client's code                                          */
};

struct holders {
	struct holder *rows;          /* owned; one for each row of the market, in its order         */
	size_t count;
	int64_t value;                /* their sum                                                   */
	size_t clients;               /* who were walked                                             */
	size_t other_currency;        /* clients in a currency without a rate: in no figure          */
};

/*
 * One walk over every lot at the end of the session's day. go_on (may be NULL) is told how far it is and ends it with
 * STATUS_REFUSED. STATUS_INVALID: a sum does not fit.
 */
enum status holders_load(struct session *session, const struct market *market,
                         bool (*go_on)(void *context, size_t done, size_t total), void *context,
                         struct holders *holders, struct error *err);
void holders_clear(struct holders *holders);

#endif
