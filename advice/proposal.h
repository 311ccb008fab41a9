/* What a set of trades makes of a portfolio: weights and risk after, checks, reasons. Internal to advice. */
#ifndef BALLAST_ADVICE_PROPOSAL_H
#define BALLAST_ADVICE_PROPOSAL_H

#include "advice/rebalancing.h"

/*
 * From proposal.lines and is_dropped: figures of the proposal, weights, cash and risk after, all checks, reasons and
 * summary in both languages, the content hash. Called again after every edit.
 */
enum status proposal_reckon(struct session *session, struct rebalancing *rebalancing, struct error *err);

/* Parts of the document that the single proposal and the weekly report share. */
struct section;
void proposal_add_trades(const struct market *market, const struct rebalancing *rebalancing, struct section *section);
void proposal_add_checks(const struct rebalancing *rebalancing, struct section *section);

#endif
