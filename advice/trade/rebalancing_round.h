/* What would a rebalance of these clients be, all of them together? Worked out first, recorded only when that is wanted. */
#ifndef BALLAST_ADVICE_TRADE_REBALANCING_ROUND_H
#define BALLAST_ADVICE_TRADE_REBALANCING_ROUND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/text.h"

struct session;

/* Clients of whom a sentence is kept; the others are counted. */
enum { ROUND_SENTENCES = 64 };

struct rebalancing_round {
	size_t clients;               /* looked at                                                   */
	size_t dealt;                 /* of these: with trades that may be submitted                 */
	size_t quiet;                 /* nothing asks for a trade                                    */
	size_t refused;               /* no advice may be given, or a check forbids the trades       */
	size_t over_limit;            /* of those dealt: with a check beyond a limit                 */
	size_t trades;                /* of those dealt                                              */
	int64_t cost;                 /* their fees, millionths; clients in the book's currency only */
	size_t other_currency;        /* of those dealt: whose fees are not in the cost              */
	char **codes;                 /* owned; those dealt, in the order asked for                  */
	size_t refusal_count, limit_count;
	struct text refusals[ROUND_SENTENCES]; /* owned: "C0007: why", in the current language       */
	struct text limits[ROUND_SENTENCES];   /* owned: "C0001: what is beyond which limit"         */
};

/*
 * Works out the trades of every client to the target and adds them up; nothing is recorded. go_on (may be NULL) is told how
 * far it is; false stops.
 *
 * STATUS_REFUSED: go_on said to stop; round is as it was. A client who cannot be rebalanced is no failure but a sentence.
 * Cost: one rebalancing_work a client.
 */
enum status rebalancing_round_work(struct session *session, const char *const *codes, size_t count,
				   bool (*go_on)(void *context, size_t done, size_t total), void *context,
				   struct rebalancing_round *round, struct error *err);

/*
 * The same, and submits each client's trades under the maker's name, a transaction a client: `dealt` are those recorded, or
 * found again where an equal proposal still waits. Stopped by go_on, those submitted before stay and round says how many.
 */
enum status rebalancing_round_submit(struct session *session, const char *const *codes, size_t count, const char *maker,
				     bool (*go_on)(void *context, size_t done, size_t total), void *context,
				     struct rebalancing_round *round, struct error *err);

void rebalancing_round_clear(struct rebalancing_round *round);

#endif
