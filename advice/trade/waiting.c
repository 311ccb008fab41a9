/* The utility that is lost while a sale waits. */
#include "advice/trade/waiting.h"

#include <math.h>
#include <stdlib.h>

#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/rebalance/rebalance.h"

/* The worth of what is bought; -1 when the risk of some of it is not known. */
static double bought_worth(const struct market *market, const struct rebalancing *rebalancing)
{
	const struct proposal *proposal = &rebalancing->proposal;
	double worth = 0.0;

	for (size_t i = 0; i < proposal->line_count; i++) {
		if (proposal->lines[i].side != SIDE_BUY || rebalancing->is_dropped[i])
			continue;
		if (!market->rows[market_index(market, proposal->lines[i].instrument_id)].has_risk)
			return -1.0;
		worth += (double)proposal->lines[i].worth;
	}
	return worth;
}

double waiting_cost(const struct market *market, const struct rebalancing *rebalancing, size_t line, int days)
{
	const struct proposal *proposal = &rebalancing->proposal;
	const double value = (double)(rebalancing->before->value + rebalancing->options.cash_flow);
	const double bought = bought_worth(market, rebalancing), aversion = rebalancing->before->assessment.risk_aversion;
	const size_t sold = market_index(market, proposal->lines[line].instrument_id);
	int64_t *off, *plan;
	double share, drift;

	if (!market->rows[sold].has_risk || bought < 0.0 || value <= 0.0 || !(aversion > 0.0))
		return -1.0;
	share = (double)proposal->lines[line].worth / value;
	off = memory_new_array(market->count, sizeof *off);
	plan = memory_new_array(market->count, sizeof *plan);
	off[sold] = llround(share * (double)PPB);
	for (size_t i = 0; i < proposal->line_count; i++)
		if (proposal->lines[i].side == SIDE_BUY && !rebalancing->is_dropped[i])
			off[market_index(market, proposal->lines[i].instrument_id)] -=
				llround(share * (double)proposal->lines[i].worth / bought * (double)PPB);
	drift = rebalance_tracking_drift(off, plan, market->count, market->covariance);
	free(off);
	free(plan);
	return 0.5 * aversion * drift * drift * value * (double)days / 365.0;
}
