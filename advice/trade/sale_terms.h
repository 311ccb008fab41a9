/* What does selling a holding cost today, lot by lot, where what was held briefly is charged or taxed for it? */
#ifndef BALLAST_ADVICE_TRADE_SALE_TERMS_H
#define BALLAST_ADVICE_TRADE_SALE_TERMS_H

#include <stdint.h>

#include "engine/base/date.h"
#include "engine/corporate/dividend_tax.h"
#include "engine/rebalance/rebalance.h"

struct holdings;
struct dealing_terms;
struct instrument;
struct rules;

/*
 * The charge for selling a unit held for so many days, a fraction in millionths on top of the instrument's own fee, and
 * in *until (may be NULL) the days after which it falls; 0: it does not. The rules' sale_fee_days and sale_fee say how
 * much. Exchange-traded and money funds and shares are never charged; funds of bonds and index funds only below the
 * first edge (the law lets a contract ask less from there on). Where terms of dealing state steps of their own, those count
 * instead, whatever it is; NULL: none were stated.
 */
int64_t sale_terms_charge(const struct rules *rules, const struct instrument *instrument,
                          const struct dealing_terms *terms, int days, int *until);

/*
 * The steps of an account's holding in the order units are sold (oldest first), of the lots that settled before today:
 * at most holdings->lot_count elements into steps, with the tax that falls due on dividends (lot.dividend, see
 * actions/untaxed_dividends.h) in the instrument's currency. 0 when nothing is charged or taxed.
 */
size_t sale_terms_steps(const struct rules *rules, const struct instrument *instrument,
                        const struct dealing_terms *dealing, const struct holdings *holdings, int64_t account_id,
                        struct date today, struct rebalance_sale_step *steps);

/* What selling `quantity` of it at `price` is charged beyond the ordinary fee, and when the charge next falls. */
struct sale_terms {
	int64_t charge;                   /* money, millionths; 0: nothing                            */
	int64_t charged_quantity;
	bool is_brief;                    /* part of it was held for fewer days than the first edge   */
	int edge;                         /* the edge, in days, the youngest charged unit is below    */
	struct date falls;                /* the first day on which some of the charge falls away     */
	struct dividend_tax_due tax;      /* on dividends received, beside the charge                 */
};
struct sale_terms sale_terms_of(const struct rules *rules, const struct instrument *instrument,
                                const struct dealing_terms *dealing, const struct holdings *holdings, int64_t account_id, int64_t quantity, int64_t price,
                                struct date today);

#endif
