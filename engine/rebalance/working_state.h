/* The working state of one rebalance, shared by the wishes (trades.c) and the whole lots (whole_lots.c). */
#ifndef BALLAST_ENGINE_REBALANCE_WORKING_STATE_H
#define BALLAST_ENGINE_REBALANCE_WORKING_STATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/rebalance/rebalance.h"

/* Work on one holding. Values are millionths of money. */
struct slot {
	const struct rebalance_holding *holding;
	double value;                     /* now                                                      */
	double lowest, highest;           /* what it may become                                       */
	double wish;                      /* what it should become                                    */
	double band_low, band_high;       /* its band                                                 */
	double reach;                     /* TO_EDGE: the least change that is worth a trade; 0: any  */
	int64_t trade;                    /* > 0 bought, < 0 sold                                     */
	double error;                     /* of the trade so far, squared share of the account        */
	int64_t cash;                     /* what the trade does to cash, fee included                */
	int direction;                    /* +1 may be bought, -1 may be sold, 0 stays                */
	bool is_frozen, is_dropped;
};

/* What stays on the stack for one call; filled as far as the account has holdings. */
struct desk {
	const struct rebalance_problem *problem;
	size_t count;
	int64_t unit, cash;               /* cash with the flow and every trade so far                */
	int64_t floor;                    /* cash no trade may go below                               */
	double total;                     /* value with the flow                                      */
	double least_share;               /* of it, the smallest trade                                */
	struct slot slots[REBALANCE_HOLDINGS];
	double value[REBALANCE_HOLDINGS + 1], target[REBALANCE_HOLDINGS + 1]; /* cash is the last     */
	double lower[REBALANCE_HOLDINGS + 1], upper[REBALANCE_HOLDINGS + 1], wish[REBALANCE_HOLDINGS + 1];
	double first_wish[REBALANCE_HOLDINGS + 1];
};

/* What a trade (> 0 bought, < 0 sold, 0 none) is worth, costs and does to cash. */
struct quote {
	int64_t amount, fee, cash;
};

struct quote desk_quote(const struct rebalance_holding *holding, int64_t trade, int64_t unit);

/* The step of a quantity: the lot, or a millionth. */
int64_t desk_step(const struct rebalance_holding *holding);

/* The tax of a sale step as a part of its amount, millionths, rounded up; MICROS when it is all of it or more. */
int64_t desk_step_tax(const struct rebalance_holding *holding, size_t step);

/* The largest buy its limit allows, in whole lots; without one, what fits. */
int64_t desk_largest_buy(const struct rebalance_holding *holding);

/* The largest sale in whole lots, with or without the odd remainder. */
int64_t desk_largest_sale(const struct rebalance_holding *holding);

/* A trade like this would be smaller than the account's minimum or the instrument's own. */
bool desk_is_too_small(const struct desk *desk, const struct rebalance_holding *holding, int64_t amount, int64_t fee,
                       bool is_buy);

/*
 * Turns the wishes of every slot with a direction into trades in whole lots: rounded towards no trade, cash restored to
 * the reserve, small trades dropped, then single lots and exchanges of two as long as the squared error falls.
 */
void desk_choose_lots(struct desk *desk);

#endif
