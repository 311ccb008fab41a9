/* May these trades be made? Suitability, cash, size, concentration, risk, what is under way, charges, turnover, prices. */
#ifndef BALLAST_ADVICE_TRADE_TRADE_CHECKS_H
#define BALLAST_ADVICE_TRADE_TRADE_CHECKS_H

#include "advice/trade/rebalancing.h"

struct market;

/* Makes every check anew from the proposal's lines and the figures after them; rebalancing->past must be loaded. */
void trade_checks(struct session *session, const struct market *market, struct rebalancing *rebalancing);

#endif
