/* What a set of trades makes of a portfolio: weights and risk after, checks, reasons. Internal to advice. */
#ifndef BALLAST_ADVICE_TRADE_PROPOSAL_H
#define BALLAST_ADVICE_TRADE_PROPOSAL_H

#include "advice/trade/rebalancing.h"

/*
 * From proposal.lines and is_dropped: figures of the proposal, weights, cash and risk after, all checks, reasons and
 * summary in both languages, the content hash. Called again after every edit.
 */
enum status proposal_reckon(struct session *session, struct rebalancing *rebalancing, struct error *err);

/*
 * What is under way for a client already: `open` is a proposal whose orders are not all executed and that is no older
 * than the rules allow (its trades must not be proposed twice); `waiting` one a person made that waits for approval (the
 * program does not replace it). 0: none.
 */
struct underway {
	int64_t open, waiting;
};
enum status proposal_underway(struct session *session, int64_t client_id, struct underway *underway,
                              struct error *err);

/* "2021-05-05 40 @ 47; ...": the lots a line sells, oldest first. */
void rebalancing_name_lots(const struct standing *standing, const struct proposal_line *line, struct date today,
                           char *text, size_t size);

/* Who proposes when nobody does: the program. Any person is a second one to it. */
#define PROGRAM_MAKER "ballast"

/* Parts of the document that the single proposal and the weekly report share. */
struct section;
void proposal_add_trades(const struct market *market, const struct rebalancing *rebalancing, struct section *section);
void proposal_add_checks(const struct rebalancing *rebalancing, struct section *section);

#endif
