/* What a holder is due of a corporate action: shares, money, and lots that carry cost and day of purchase on. */
#ifndef BALLAST_ENGINE_CORPORATE_ENTITLEMENT_H
#define BALLAST_ENGINE_CORPORATE_ENTITLEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/model/corporate_action.h"
#include "engine/model/ledger.h"

/*
 * The ratio as two whole numbers: new shares for so many old ones. A ratio within half a millionth of a fraction p/q with
 * q <= 100 is that fraction, since issuers speak of 10:3 and not of 3.333333; two such fractions lie a ten-thousandth apart,
 * so that none can be taken for another. Else it is the decimal itself. ratio > 0.
 */
void corporate_ratio(int64_t ratio, int64_t *new_shares, int64_t *old_shares);

/*
 * Lots turned into others of a different sum, each keeping its day and its part of the cost:
 *
 *     q'_i   parts of `total` in proportion to q_i, largest remainder, so that they sum to total
 *     c_i    q_i u_i exactly; what a lot cannot show goes along to the next one
 *
 * A unit cost has six decimals, so that a lot of many shares could show its cost to a cent or two only. Where that is
 * not enough a lot becomes two of the same day whose unit costs are a millionth apart: together they cost what it cost.
 * The cost of all lots before and after, exact to 1e-12, differs by less than a millionth of money as long as each has a
 * whole share, and the lots by less than two.
 *
 * lots    count >= 1, quantity > 0.
 * total   > 0 millionths.
 * opened  2 * count; id and account are those of the lot it comes from, for the caller to replace. The parts of a lot stand
 *         together. Written on STATUS_OK, as is *opened_count.
 *
 * STATUS_INVALID: nothing is held, total is not positive, or a figure does not fit.
 */
enum status corporate_exchange_lots(const struct lot *lots, size_t count, int64_t total, struct lot *opened,
                                    size_t *opened_count, struct error *err);

/*
 * Lots of which a part goes, each in proportion to what it holds (largest remainder), so that what goes costs what such a
 * part of the whole does, and neither the oldest nor the dearest shares go first.
 *
 * taken   of each lot, count; sums to total.
 * left    what stays of them, in their order, with id and day; count at most. Both are written on STATUS_OK.
 *
 * STATUS_INVALID: total is not above zero and below what is held.
 */
enum status corporate_part_with(const struct lot *lots, size_t count, int64_t total, int64_t *taken, struct lot *left,
                                size_t *left_count, struct error *err);

/*
 * Capital given back: of lots that together cost C each keeps its shares and its day, and its cost falls by its part of the
 * money, but never below nothing; what is more is gain:
 *
 *     A_i    parts of `amount` in proportion to q_i, largest remainder, so that they sum to amount
 *     c_i    max(q_i u_i - A_i, 0)
 *     gain   sum of max(A_i - q_i u_i, 0), rounded to a millionth, half up
 *
 * so that C = cost afterwards + (amount - gain): exactly where lots are of whole shares, else to less than a millionth as in
 * corporate_exchange_lots, whose way of writing a cost this is. Lots of one day that stand together at unit costs a
 * millionth apart are one purchase that was written as two; they are taken together, so that monthly payments do not make
 * ever more lots of it.
 *
 * lots    count >= 1, quantity > 0.
 * amount  >= 0, of the lots' currency.
 * opened  2 * count, as in corporate_exchange_lots. Written on STATUS_OK, as are *opened_count and *gain.
 *
 * STATUS_INVALID: nothing is held, amount is negative, or a figure does not fit.
 *
 * Source: United States, 26 U.S.C. 301 (c) (2) and (3): applied against and reducing the adjusted basis of the stock, the
 * rest as gain from its sale; IRS Publication 550, "Nondividend distributions". By shares, as each of them is paid the same.
 */
enum status corporate_return_capital(const struct lot *lots, size_t count, int64_t amount, struct lot *opened,
                                     size_t *opened_count, int64_t *gain, struct error *err);

/* Cost of lots to the nearest millionth, half-even; false when it does not fit. */
bool corporate_cost(const struct lot *lots, size_t count, int64_t *cost);

enum dividend_choice { DIVIDEND_CASH, DIVIDEND_REINVEST };

/* What one account brings to an action. */
struct claim {
	const struct lot *lots;          /* of the instrument at the close before the ex day, count; all > 0 */
	size_t count;
	int64_t step;                    /* smallest part of a share of what is held afterwards: a share, 0.01 of a fund's */
	int64_t price;                   /* of what is held afterwards, at which a fraction is paid and a dividend
	                                    reinvested; 0: not known                                     */
	int64_t unit;                    /* smallest amount of the action's currency                     */
	enum dividend_choice dividend;
	bool takes_rights;
};

/* What comes of it. Money in the action's currency, millionths. */
struct entitlement {
	int64_t held;                    /* before                                                       */
	int64_t becomes;                 /* afterwards, of the instrument or of what it merged into, whole steps */
	int64_t exchanged;               /* split, bonus, merger: what the lots were exchanged for; becomes + fraction */
	int64_t fraction;                /* of a share, sold for `lieu`                                  */
	int64_t lapsed;                  /* of a share, that nobody pays for: bonus shares are given whole */
	int64_t cash;                    /* dividend; cash of a merger; capital given back               */
	int64_t lieu;                    /* for the fraction                                             */
	int64_t sold;                    /* merger for shares and money: old shares the money pays for   */
	int64_t worth;                   /* of one old share then, in new shares and money               */
	int64_t bought;                  /* by reinvesting or by rights, for `paid`                      */
	int64_t paid;
	int64_t price;                   /* of what is bought, or of the fraction                        */
	bool needs_price;                /* nothing can be done before the price of the day is known     */
};

/*
 * For Q held and a ratio n : m (corporate_ratio):
 *
 *     dividend   cash = round(Q D, unit), half up; reinvested: round half up (cash / price) to step, for that cash
 *     split      exchanged = Q n / m, to a millionth; what is not a whole step is sold at `price`
 *     bonus      the whole steps of Q n / m; the rest lapses (exchanges deal whole shares out by lot)
 *     rights     the whole steps of Q n / m at the action's price, when taken; nothing when let lapse
 *     merger     as a split, into shares of the other; cash K = round(Q A, unit). Beside shares the money is the price of
 *                a part of the old ones, in the proportion in which it stands to the whole of what is given:
 *
 *                    worth = (K + exchanged P) / Q,  sold = K / worth,  P = `price`
 *
 *                so that Q - sold are exchanged at cost, and the gain of the money is K less the cost of sold. At least
 *                a millionth of a share is sold for money, and at least as much exchanged.
 *     symbol     nothing
 *     return     of capital: cash = round(Q D, unit), half up; what becomes of the cost: corporate_return_capital
 *
 * STATUS_INVALID: nothing is held, or a figure does not fit. *entitlement is written on STATUS_OK.
 *
 * Source: of shares and money, 财税〔2009〕59号 art. 6 (6), where the gain of the part paid in money is the gain of the whole
 * times that part; TCGA 1992 (UK) s. 128-129 apportions cost alike.
 */
enum status corporate_entitlement(const struct corporate_action *action, const struct claim *holder,
                                  struct entitlement *entitlement, struct error *err);

#endif
