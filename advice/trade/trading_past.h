/* What has this client dealt already, and what is still on its way? */
#ifndef BALLAST_ADVICE_TRADE_TRADING_PAST_H
#define BALLAST_ADVICE_TRADE_TRADING_PAST_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct session;

enum { PAST_ORDERS = 8 };             /* fewer say nothing about what is usual for a client */

struct trading_past {
	int64_t dealt;                    /* bought and sold over the last 365 days, both added, millionths of money */
	size_t order_count;               /* buys and sells ever, reversed ones left out              */
	int64_t median_order;             /* of their amounts; 0 below PAST_ORDERS                    */
	int64_t open_proposal;            /* whose orders are not all executed; 0: none               */
};

/* One pass over the client's entries. */
enum status trading_past_load(struct session *session, int64_t client_id, struct trading_past *past, struct error *err);

#endif
