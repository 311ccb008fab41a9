/*
 * A goal in closed form: what it is worth today, what must be saved for it, what can be taken out, how likely it is.
 *
 * Rates are fractions. A rate "a period" belongs to the period of the payments; a year of twelve months at an effective
 * 5 % has the rate pow(1.05, 1 / 12.0) - 1 a month. Every function refuses what is not finite and leaves its outputs then.
 */
#ifndef BALLAST_ENGINE_SIMULATE_GOALS_H
#define BALLAST_ENGINE_SIMULATE_GOALS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

/* An amount due at a time, and how soon it is served when there is not enough for all. */
struct goal_claim {
	double amount;    /* >= 0, at the date it is due, in the money of the rate it is discounted with */
	double years;     /* >= 0, from now                                                              */
	int priority;     /* served first: the lowest; then the earlier date                             */
};

/*
 * PV = sum_k amount_k / (1 + rate)^years_k.
 *
 * rate   a year, > -1: nominal for nominal amounts, real for amounts in today's money.
 * STATUS_INVALID: a claim or the rate is out of range.
 */
enum status goal_present_value(const struct goal_claim *claims, size_t count, double rate, double *value,
                               struct error *err);

/*
 * assets / PV. STATUS_INFEASIBLE: nothing is owed, so there is no ratio.
 */
enum status goal_funded_ratio(double assets, double present_value, double *ratio, struct error *err);

/* GAP below 0.9, ON_TRACK, OVER_FUNDED from 1.2: less risk would do. The house's own thresholds. */
enum goal_standing { GOAL_GAP, GOAL_ON_TRACK, GOAL_OVER_FUNDED };
enum goal_standing goal_standing(double funded_ratio);

/*
 * Assets among claims: by priority, then by date, then by place in the list; each gets its present value while it lasts.
 *
 * allotted   count amounts of today's money, each at most the claim's present value.
 * left       what remains of the assets.
 */
enum status goal_allot(const struct goal_claim *claims, size_t count, double rate, double assets, double *allotted,
                       double *left, struct error *err);

/* A fund into which a growing amount is paid every period. */
struct goal_saving {
	double initial;       /* V_0                                                       */
	double target;        /* G, at the end                                             */
	size_t periods;       /* n >= 1                                                    */
	double rate;          /* i, a period, > -1                                         */
	double growth;        /* g of the payments, a period, > -1; 0: they stay the same  */
	bool is_at_start;     /* paid at the start of each period, not at its end          */
};

/*
 * The first payment that reaches the target:
 *
 *     c = (G - V_0 (1 + i)^n) / s,   s = ((1 + i)^n - (1 + g)^n) / (i - g),   s = n (1 + i)^(n - 1) when i = g
 *
 * and c / (1 + i) when paid at the start. Negative: already funded, that much could be taken out.
 * No digits cancel near i = g.
 */
enum status goal_contribution(const struct goal_saving *saving, double *first, struct error *err);

/* What first, growing, comes to: V_0 (1 + i)^n + first s (times 1 + i at the start). The target is not read. */
enum status goal_future_value(const struct goal_saving *saving, double first, double *value, struct error *err);

/*
 * The rate a period at which first, growing, reaches the target; saving->rate is not read.
 *
 * first   may be negative (withdrawals). With initial >= 0 and target >= 0, which are asked for, there is at most one rate.
 * STATUS_INFEASIBLE: no rate between -99 % and 1000 % a period does. Bisection to the last digit.
 */
enum status goal_required_rate(const struct goal_saving *saving, double first, double *rate, struct error *err);

/*
 * The least number of periods after which first, growing, reaches the target; saving->periods is not read.
 * STATUS_INFEASIBLE: not within 12,000 periods.
 */
enum status goal_periods(const struct goal_saving *saving, double first, size_t *periods, struct error *err);

/*
 * The payment that uses up capital in exactly n periods:
 *
 *     w = V r / (1 - (1 + r)^-n)   at the end of each period,   divided by 1 + r at the start,   V / n when r = 0
 */
enum status goal_withdrawal(double capital, double rate, size_t periods, bool is_at_start, double *payment,
                            struct error *err);

/*
 * How many whole payments capital lasts for. STATUS_INFEASIBLE: it lasts for ever, the interest pays them.
 */
enum status goal_payments(double capital, double rate, double payment, bool is_at_start, size_t *count,
                          struct error *err);

/*
 * The volatility a required return asks for: (required - risk_free) / sharpe_ratio, 0 when the risk-free rate does.
 * STATUS_INVALID: sharpe_ratio is not positive.
 */
enum status goal_needed_volatility(double required, double risk_free, double sharpe_ratio, double *volatility,
                                   struct error *err);

/*
 * Parameters of ln(1 + R) when R has mean a and standard deviation s, R lognormal:
 *
 *     volatility^2 = ln(1 + s^2 / (1 + a)^2),   drift = ln(1 + a) - volatility^2 / 2
 */
struct lognormal {
	double drift;        /* mean of the log return, a year               */
	double volatility;   /* standard deviation of the log return, a year */
};
enum status lognormal_from_simple(double expected_return, double volatility, struct lognormal *law,
                                  struct error *err);

/* One sum left alone: W_T = initial exp(drift T + volatility sqrt(T) z). For a continuous mean m: drift = m - s^2 / 2. */
struct lump_sum {
	double initial;          /* > 0                             */
	double years;            /* T > 0                           */
	struct lognormal law;    /* volatility >= 0                 */
};

/* P(W_T >= goal). goal > 0. Without volatility it is 0 or 1. */
enum status lump_sum_probability(const struct lump_sum *sum, double goal, double *probability, struct error *err);

/* The value W_T stays below with the given probability in (0, 1). */
enum status lump_sum_quantile(const struct lump_sum *sum, double probability, double *value, struct error *err);

/* E W_T = initial exp((drift + volatility^2 / 2) T). */
enum status lump_sum_mean(const struct lump_sum *sum, double *mean, struct error *err);

/*
 * Mean and standard deviation of a fund with payments, exactly:
 *
 *     E' = k (E + c_start) + c_end,   M' = h (M + 2 c_start E + c_start^2) + 2 c_end k (E + c_start) + c_end^2
 *
 * k the mean of a month's growth factor after fees, h the mean of its square; a payment's variance adds to M. For
 * any law of independent months with these two moments, as long as the fund is never exhausted.
 */
struct fund_moments {
	double expected_return;      /* a year, of simple returns, before fees                     */
	double volatility;           /* a year, of simple returns                                  */
	double fee;                  /* a year, of the fund, in [0, 1)                             */
	double initial;
	double payment;              /* the first month's; negative: withdrawals                   */
	double payment_growth;       /* a year                                                     */
	double payment_volatility;   /* of a month's payment, as a fraction of it                  */
	bool is_at_start;
	size_t months;
};
enum status fund_moments(const struct fund_moments *fund, double *mean, double *deviation, struct error *err);

/* A share of equity, so many years before the goal (negative: after it). */
struct glide_knot {
	double years, equity;
};

/* The house's glide path: .90 at 40 years, .85 at 25, .60 at 10, .50 at 5, .40 at 0, .30 ten years after. */
extern const struct glide_knot glide_knots[];
extern const size_t glide_knot_count;

/*
 * Straight lines between knots, constant beyond the first and the last.
 *
 * knots   count >= 1, years strictly falling, equity in [0, 1].
 */
enum status glide_equity(const struct glide_knot *knots, size_t count, double years, double *equity,
                         struct error *err);

/*
 * The path's equity as the client may hold it: moved by what the funded ratio leaves room for, at most +-shift, and
 * never over the cap that the client's class sets:
 *
 *     min(cap, glide + shift clamp((1 - F) / 0.2, -1, 1))   within [0, 1]
 *
 * Behind, the plan needs more of it, but only within the class; far ahead, less will do.
 */
enum status glide_within(double glide, double cap, double funded_ratio, double shift, double *equity,
                         struct error *err);

/*
 * The share of financial wealth to hold in equity when earnings to come are like a bond:
 *
 *     min(1, share (financial + human) / financial)
 *
 * Source: Z. Bodie, R. C. Merton and W. F. Samuelson, Labor supply flexibility and portfolio choice in a life cycle
 * model, Journal of Economic Dynamics and Control 16 (1992).
 */
enum status human_capital_equity(double share, double financial, double human, double *equity, struct error *err);

#endif
