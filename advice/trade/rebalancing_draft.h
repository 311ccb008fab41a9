/* What an adviser changed about trades that are not submitted yet: steps one can go back and forth along, kept in the book. */
#ifndef BALLAST_ADVICE_TRADE_REBALANCING_DRAFT_H
#define BALLAST_ADVICE_TRADE_REBALANCING_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/trade/rebalancing.h"

enum { REBALANCING_STEPS = 64, REBALANCING_CHANGES = 48 };

/* What the adviser made of one trade. */
struct rebalancing_change {
	int64_t account_id, instrument_id;
	bool is_dropped;
	int64_t quantity;        /* millionths; 0: as worked out */
};

/* Everything that can be changed before it is submitted; undo goes back one of these. */
struct rebalancing_step {
	struct rebalancing_options options;
	struct rebalancing_change changes[REBALANCING_CHANGES];
	size_t change_count;
};

/*
 * Keeps the steps of a client in place of those kept before; current is the one in force. Outlives the program; it is no
 * advice and has no record. count 0 drops them. STATUS_INVALID: current out of range. Statuses of writing the book.
 */
enum status rebalancing_draft_keep(struct session *session, int64_t client_id, const struct rebalancing_step *steps,
				   size_t count, size_t current, struct error *err);

/*
 * The kept steps, at most REBALANCING_STEPS; count 0: there are none. What cannot be read of a step is as if it had not been
 * changed; whether a change still fits is seen when the trades are worked out.
 */
enum status rebalancing_draft_read(struct session *session, int64_t client_id,
				   struct rebalancing_step steps[REBALANCING_STEPS], size_t *count, size_t *current,
				   struct error *err);

#endif
