/* What does it cost to leave a sale, and what it pays for, to a later day? */
#ifndef BALLAST_ADVICE_TRADE_WAITING_H
#define BALLAST_ADVICE_TRADE_WAITING_H

#include "advice/trade/rebalancing.h"

/*
 * The expected utility that is lost while a line's sale of a share s of the portfolio, and as much of every purchase, waits:
 * in money, millionths of the client's currency, by the mean-variance utility of the assessment,
 *
 *     1/2 lambda d' Sigma d  V  days / 365,   d = s (e_sold - p)
 *
 * p the purchases that are dealt, by worth; cash when there are none. It is exact where the plan is the best portfolio
 * without any limit that binds. -1 when one of them has no estimate of its risk, or the client no assessment.
 *
 * Source: S. J. Masters, Rebalancing, J. of Portfolio Management 29 (3), 2003: half the variance of what is off the plan,
 * over the risk tolerance, against the cost of dealing.
 */
double waiting_cost(const struct market *market, const struct rebalancing *rebalancing, size_t line, int days);

#endif
