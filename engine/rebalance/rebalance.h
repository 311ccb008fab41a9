/*
 * Trades that bring one account to its plan, in whole lots and exact money; the triggers that ask for them; and which
 * tax lots a sale consumes. Pure functions over arrays of the caller: nothing here allocates.
 */
#ifndef BALLAST_ENGINE_REBALANCE_REBALANCE_H
#define BALLAST_ENGINE_REBALANCE_REBALANCE_H

#include <gsl/gsl_matrix.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/status.h"
#include "engine/model/ledger.h"
#include "engine/model/rules.h"

/* ---- the trade list --------------------------------------------------------------------------------------------- */

enum { REBALANCE_HOLDINGS = 320 };        /* instruments of one account, held or planned; the scratch is on the stack */

/*
 * TO_TARGET  everything to its target (fixed ticket fees: once dealing, go all the way).
 * TO_EDGE    only what is outside its band, and only to the band's edge (proportional fees): the nearest point in the
 *            bands, w_i = clip(w_i + m) with sum 1. A deposit or withdrawal is first spread by BUY_ONLY or sells alone;
 *            only when that leaves something outside its band is the projection used.
 * BUY_ONLY   money goes where most is missing, w_i = max(w_i, L t_i); nothing is sold.
 */
enum rebalance_mode { REBALANCE_TO_TARGET, REBALANCE_TO_EDGE, REBALANCE_BUY_ONLY };
const char *rebalance_mode_name(enum rebalance_mode mode); /* "to-target", "to-edge", "buy-only" */
bool rebalance_mode_parse(const char *text, enum rebalance_mode *mode);

/*
 * What is sold first costs more: the oldest units go first, and a fund may charge for what was held briefly. quantity
 * units cost fee (a fraction of their amount, millionths) on top of sell_fee, and tax (money of all of them; of a part of
 * them in proportion), which falls due with the sale; what the steps do not reach costs nothing more. Fees a unit never
 * fall from one step to the next where the oldest lots are the cheapest, but need not.
 */
struct rebalance_sale_step {
	int64_t quantity, fee, tax;
};

/* An instrument held, planned or both. Uninvested cash is not one of them: it has its own fields below. */
struct rebalance_holding {
	int64_t quantity;                 /* millionths, >= 0                                         */
	int64_t sellable;                 /* of it, what may be sold today: 0 .. quantity             */
	int64_t price;                    /* millionths of the account's currency; the last one known */
	bool has_price;                   /* false: too old or missing to deal at; the holding keeps its place */
	bool is_locked;                   /* neither bought nor sold                                  */
	int64_t target_ppb, lower_ppb, upper_ppb; /* of the account's value with cash; 0 0 0: not in the plan */
	int64_t lot;                      /* step of a buy, millionths; 0: any quantity (one millionth) */
	int64_t minimum;                  /* smallest buy, millionths of money                        */
	bool has_buy_limit;               /* no more than buy_limit may be bought                     */
	int64_t buy_limit;                /* millionths of money, >= 0; 0: nothing                    */
	int64_t buy_fee, sell_fee;        /* fraction of the amount in millionths                     */
	int64_t fee_minimum;              /* money, a trade; 0: none                                  */
	const struct rebalance_sale_step *sale_steps; /* borrowed, in the order units are sold; NULL: none */
	size_t sale_step_count;
};

struct rebalance_problem {
	const struct rebalance_holding *holdings; /* borrowed for the call                            */
	size_t count;
	int64_t cash;                     /* now, before cash_flow                                    */
	int64_t cash_flow;                /* > 0 a deposit, < 0 a withdrawal that must be paid        */
	int64_t cash_reserve;             /* money that stays                                         */
	int64_t cash_target_ppb, cash_lower_ppb, cash_upper_ppb; /* targets with this sum to PPB      */
	enum rebalance_mode mode;
	bool is_due;                      /* deal though nothing is out of band: the calendar or the tracking rule fired */
	int64_t minimum_value;            /* smallest trade: the largest of this amount,              */
	int64_t minimum_weight_ppb;       /* this share of the account's value,                       */
	int64_t minimum_fee_multiple;     /* and so many times the trade's fee                        */
	int64_t currency_unit;            /* fees are rounded to it, half up: CNY 10000; 0 means 1    */
};

/* minimum_* from the rules and the mandate's minimum trade (0: the rule's). */
void rebalance_minimums(struct rebalance_problem *problem, const struct rules *rules, int64_t mandate_minimum);

/* Why a holding did not get where it should; the first that applies. */
enum rebalance_note {
	NOTE_NONE,                        /* it is where it should be                                 */
	NOTE_LOCKED,
	NOTE_NO_PRICE,
	NOTE_NOT_SELLABLE,                /* bought today, frozen, pledged                            */
	NOTE_BUY_LIMIT,                   /* no more of it may be bought today                        */
	NOTE_BUY_ONLY,                    /* a sale was needed and selling was not asked for          */
	NOTE_BELOW_MINIMUM,               /* the trade would be too small                             */
	NOTE_LOT_TOO_COARSE,              /* nearer is not possible in whole lots                     */
	NOTE_NO_CASH,                     /* nothing left to buy it with                              */
	NOTE_OTHERS_FIXED,                /* what others may not give or take leaves it there         */
};
const char *rebalance_note_name(enum rebalance_note note); /* "none", "locked", "no-price", ... */

/* One for each holding, in the same order. quantity 0: no trade, and side, reason mean nothing. */
struct rebalance_line {
	enum trade_side side;
	enum trade_reason reason;
	int64_t quantity;                 /* traded, millionths, >= 0                                 */
	int64_t amount;                   /* quantity * price, half even, without the fee             */
	int64_t fee;
	int64_t weight_before_ppb;        /* cash_flow counted as already in cash                     */
	int64_t weight_wished_ppb;        /* what the mode asked for, before lots and minimums        */
	int64_t weight_after_ppb;         /* of the value after fees                                  */
	bool was_outside, is_outside;     /* its band, before and after                               */
	enum rebalance_note note;
};

/* Why there is nothing to do; REBALANCE_TRADES when there is. */
enum rebalance_outcome {
	REBALANCE_TRADES,
	REBALANCE_WITHIN_BANDS,           /* nothing out of band, no flow, not due                    */
	REBALANCE_ON_TARGET,              /* dealt, and already there                                 */
	REBALANCE_BELOW_MINIMUM,          /* every trade would be too small                           */
	REBALANCE_LOT_TOO_COARSE,         /* no whole lot comes nearer                                */
	REBALANCE_NOTHING_TRADABLE,       /* locked, without price or not sellable                    */
	REBALANCE_EMPTY,                  /* no value in the account                                  */
};
const char *rebalance_outcome_name(enum rebalance_outcome outcome); /* "trades", "within-bands", ... */

struct rebalance_result {
	enum rebalance_outcome outcome;
	size_t trade_count;
	int64_t value_before;             /* holdings + cash + cash_flow                              */
	int64_t value_after;              /* value_before - cost                                      */
	int64_t cash_after;
	int64_t cost;                     /* all fees                                                 */
	int64_t bought, sold;             /* amounts                                                  */
	int64_t turnover_ppb;             /* one-sided: (bought + sold) / 2 / value_before            */
	int64_t drift_before_ppb, drift_after_ppb; /* 1/2 sum |w - t|, cash included                  */
	int64_t cash_before_ppb, cash_after_ppb, cash_wished_ppb;
	int64_t granularity_ppb;          /* largest |after - wished| of a holding dealt in lots      */
	bool is_reserve_short;            /* the reserve cannot be had by any sale                    */
	size_t outside_before, outside_after; /* holdings outside their bands (cash not counted)      */
};

/*
 * The trades for one account.
 *
 * 1. Wished weights by the mode; locked, unpriced and unsellable parts stay, the rest shares what is left in
 *    proportion to its targets (TO_TARGET, BUY_ONLY: water filling w_i = clip(L t_i)) or by projection (TO_EDGE).
 * 2. Trades below the minimum are dropped and the rest is solved once more; the difference stays in cash. TO_EDGE
 *    raises the trade of a holding outside its band to the minimum instead, unless that passes the target.
 * 3. Whole lots: rounded towards no trade, then single lots and exchanges of pairs as long as
 *    sum (w_i - wished_i)^2 falls and cash, fees included, stays at the reserve. Ties go to the lower index.
 *
 * What has no target is never bought, whatever its band; its sale is REASON_NOT_IN_PLAN. When the withdrawal or the
 * reserve cannot be met otherwise, the minimums give way.
 *
 * A sale is a multiple of the lot, or that plus the whole odd remainder of the holding; never more than sellable.
 * cash_after = cash + cash_flow + sold - bought - cost, exactly; it is >= min(cash_reserve, cash + cash_flow).
 *
 * lines    count elements, written only on STATUS_OK, like result.
 * STATUS_INVALID: sums, signs, more than REBALANCE_HOLDINGS, a holding without any price; the index is named.
 * STATUS_INFEASIBLE: the withdrawal cannot be paid; the message names the largest that can.
 * Cost: no allocation, about 15 us for 12 holdings; O(count^2) for each exchange of lots. The local search found the
 * optimum of 98 % of random books of three coarse funds; it proves nothing.
 *
 * Sources: water filling and projection are the KKT conditions of the two problems (Boyd & Vandenberghe, Convex
 * Optimization, 2004, section 5.5.3); bands: G. Daryanani, Opportunistic Rebalancing, J. of Financial Planning 2008.
 */
enum status rebalance_solve(const struct rebalance_problem *problem, struct rebalance_line *lines,
                            struct rebalance_result *result, struct error *err);

/* The most that can be withdrawn while the reserve stays, fees of the sales paid; BUY_ONLY: from cash alone. */
enum status rebalance_largest_withdrawal(const struct rebalance_problem *problem, int64_t *amount, struct error *err);

/* What the steps charge for selling quantity at price, rounded half up to unit. */
int64_t rebalance_sale_charge(const struct rebalance_sale_step *steps, size_t count, int64_t quantity, int64_t price,
                              int64_t unit);

/* The tax of the steps that falls due when quantity is sold, rounded half up to unit. */
int64_t rebalance_sale_tax(const struct rebalance_sale_step *steps, size_t count, int64_t quantity, int64_t unit);

/* fraction of the amount in millionths, at least minimum, rounded half up to unit; 0 for amount 0. */
int64_t rebalance_fee(int64_t amount, int64_t fraction, int64_t minimum, int64_t unit);

/* ---- drift and triggers ----------------------------------------------------------------------------------------- */

/* Portfolio drift 1/2 sum |w - t|, ppb. */
int64_t rebalance_drift(const int64_t *weights_ppb, const int64_t *targets_ppb, size_t count);

/* Tracking-error drift sqrt(d' Sigma d), d = w - t, a year. covariance count x count. */
double rebalance_tracking_drift(const int64_t *weights_ppb, const int64_t *targets_ppb, size_t count,
                                const gsl_matrix *covariance);

/* |w - t| > min(5 points, a quarter of t), the smaller of the two. */
bool rebalance_is_outside_5_25(int64_t weight_ppb, int64_t target_ppb);

enum rebalance_rule {
	RULE_NONE,
	RULE_BAND,                        /* a weight left its band                                   */
	RULE_TRACKING,                    /* tracking-error drift above rules->tracking_drift         */
	RULE_CALENDAR,                    /* calendar_months passed and drift above calendar_drift    */
	RULE_WAITING,                     /* one of them fired within minimum_interval_days of the last */
};
const char *rebalance_rule_name(enum rebalance_rule rule); /* "none", "band", "tracking", "calendar", "waiting" */

/* Cash is one of the count weights. */
struct rebalance_check {
	const int64_t *weights_ppb, *targets_ppb, *lower_ppb, *upper_ppb;
	size_t count;
	const gsl_matrix *covariance;     /* NULL: the tracking rule is not tested                    */
	bool has_last;
	struct date last;                 /* the last rebalance (or the plan's acceptance), if any    */
	struct date today;
	int minimum_interval_days;        /* usually 30; 0: none                                      */
};

struct rebalance_trigger {
	enum rebalance_rule rule;         /* the first that fired                                     */
	size_t index;                     /* RULE_BAND: the weight farthest outside its band          */
	int64_t drift_ppb;
	double tracking_drift;            /* -1: not tested                                           */
};

/* Without a last date the calendar rule counts as due. Never fails: pure arithmetic over checked inputs. */
void rebalance_trigger(const struct rebalance_check *check, const struct rules *rules,
                       struct rebalance_trigger *result);

/* ---- tax lots --------------------------------------------------------------------------------------------------- */

enum lot_method { LOT_FIFO, LOT_LIFO, LOT_HIFO, LOT_LOFO, LOT_MIN_TAX, LOT_AVERAGE };
const char *lot_method_name(enum lot_method method); /* "fifo", ..., "min-tax", "average" */
bool lot_method_parse(const char *text, enum lot_method *method);

/* Fractions of the gain in millionths; a loss counts negative. Both 0 where gains are not taxed. */
struct lot_rates {
	int64_t long_term, short_term;
};

struct lot_pick {
	size_t lot;                       /* index into lots                                          */
	int64_t quantity;                 /* taken from it, > 0                                       */
	int64_t gain;                     /* quantity * (price - cost), half even                     */
	int64_t tax;                      /* gain * rate, half even                                   */
	bool is_long_term;                /* sold after the first anniversary of the purchase         */
};

struct lot_sale {
	size_t pick_count;
	int64_t gain_long, gain_short, tax; /* sums over the picks                                    */
	int64_t average_cost;             /* of all lots, a unit, half even: what LOT_AVERAGE uses    */
};

/*
 * The lots a sale of quantity consumes. FIFO, LIFO by date; HIFO, LOFO by cost; MIN_TAX by gain a unit times its rate,
 * smallest first; AVERAGE reckons every unit at the average cost and takes lots by date. Ties: older, then lower index.
 *
 * lots     count, of one instrument in one account, each quantity > 0, cost >= 0, acquired on or before date.
 * picks    room for count; written only on STATUS_OK, in the order consumed.
 * STATUS_INVALID: quantity not positive or more than the lots hold; a lot that breaks the above.
 * Cost: one sort by insertion (lots are few, and stored by date).
 */
enum status rebalance_pick_lots(enum lot_method method, const struct lot *lots, size_t count, int64_t quantity,
                                int64_t price, struct date date, const struct lot_rates *rates,
                                struct lot_pick *picks, struct lot_sale *sale, struct error *err);

/* "2021-05-05 40 @ 47; 2022-03-01 100 @ 30": what proposal_line.lots holds; cut at a whole lot with "; ..." . */
void rebalance_lots_format(const struct lot *lots, const struct lot_pick *picks, size_t count, char *text,
                           size_t size);

#endif
