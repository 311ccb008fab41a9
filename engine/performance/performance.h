/*
 * What a portfolio returned: time-weighted (what the management earned), money-weighted (what the investor earned), and
 * the worth of dated amounts.
 *
 * Returns are fractions of the whole span unless a name says annual. A year has 365 days. Less than a year is not
 * annualised. Flows into the portfolio are positive here, except for the internal rate, whose amounts are the investor's.
 */
#ifndef BALLAST_ENGINE_PERFORMANCE_PERFORMANCE_H
#define BALLAST_ENGINE_PERFORMANCE_PERFORMANCE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"
#include "engine/base/figure.h"
#include "engine/base/status.h"

/* One valuation: the portfolio at the end of a day, after all that day's flows. */
struct valuation {
	struct date date;
	double value;      /* of the whole portfolio, one currency          */
	double flow_start; /* came in before trading (usual for deposits)   */
	double flow_end;   /* came in after trading; withdrawals are negative */
};

/* The house's timing: what comes in works from the start of the day, what goes out leaves at its end. */
void valuation_add_flow(struct valuation *valuation, double amount);

struct time_weighted {
	struct figure total;  /* of the whole span                                              */
	struct figure annual; /* FIGURE_UNDER_A_YEAR below 365 days                             */
	size_t first;         /* the valuation the chain starts from                            */
	size_t last;          /* the last one in it: earlier than the last given when stopped   */
	int days;             /* from first to last                                             */
};

/*
 * The chain of returns between valuations:
 *
 *     r_t = (V_t - F_t^end) / (V_{t-1} + F_t^start) - 1        R = prod (1 + r_t) - 1
 *
 * A portfolio that is empty does not have a return: the chain starts at the first valuation with a value (or on the day of
 * a deposit at its start), and days on which there is no capital contribute 0. A value below zero stops the chain there,
 * with FIGURE_NEGATIVE_VALUE for the total and the index of the offender in last.
 *
 * valuations  T >= 2, dates rising. The flows of the first are part of its value and take no part.
 * returns     T - 1, r_t of valuation t at t - 1; written on STATUS_OK; may be NULL.
 *
 * STATUS_INVALID: fewer than two, a number that is not finite, dates that do not rise.
 * Cost: one pass, no allocation.
 *
 * Source: C. Bacon, Practical Portfolio Performance Measurement and Attribution, 2nd ed. (2008), chapter 3.
 */
enum status performance_time_weighted(const struct valuation *valuations, size_t count, double *returns,
                                      struct time_weighted *result, struct error *err);

/* prod (1 + r_t) - 1, by a compensated sum of logarithms. STATUS_INVALID: a return that is not finite or below -1. */
enum status performance_link(const double *returns, size_t count, double *total, struct error *err);

/*
 * (1 + total)^(365/days) - 1. FIGURE_UNDER_A_YEAR below 365 days, FIGURE_TOTAL_LOSS when total <= -1,
 * FIGURE_OUT_OF_DOMAIN when total is not finite.
 */
struct figure performance_annualised(double total, int days);

enum flow_timing { FLOW_AT_START, FLOW_AT_END };

/* Money into (positive) or out of (negative) the portfolio within a span. */
struct cash_flow {
	struct date date;
	double amount;
	enum flow_timing timing;
	double value_before; /* the portfolio just before the flow; NaN when it was not valued then */
};

/* From the close of `begin` to the close of `end`; flows fall in (begin, end]. */
struct span {
	struct date begin, end;
	double begin_value, end_value;
};

/*
 * Modified Dietz:
 *
 *     R = (V_E - V_B - sum F_i) / (V_B + sum W_i F_i)
 *     W_i = (CD - D_i) / CD of a flow at the end of day D_i, (CD - D_i + 1) / CD of one at its start
 *
 * CD is the number of days of the span. Simple Dietz has W_i = 1/2 throughout.
 *
 * result  FIGURE_SMALL_CAPITAL when the denominator is below 1 % of V_B + sum |F_i|: split the span.
 *
 * STATUS_INVALID: a number that is not finite, a span without days, a flow outside it.
 *
 * Source: P. Dietz, Pension Funds: Measuring Investment Performance (1966); Bank Administration Institute (1968).
 */
enum status performance_modified_dietz(const struct span *span, const struct cash_flow *flows, size_t count,
                                       struct figure *result, struct error *err);
enum status performance_simple_dietz(const struct span *span, const struct cash_flow *flows, size_t count,
                                     struct figure *result, struct error *err);

/*
 * Valued at every large flow, Modified Dietz in between, linked: a flow is large when |F| > large_flow times the value
 * just before it (where that is unknown: times the last known value).
 *
 * flows       dates rising; on one day those at the start first.
 * large_flow  a fraction, customarily 0.10.
 * result      FIGURE_NOT_VALUED when a large flow has no value_before, FIGURE_SMALL_CAPITAL as above.
 * periods     how many spans were linked; may be NULL.
 *
 * STATUS_INVALID: as performance_modified_dietz; flows out of order; large_flow <= 0.
 *
 * Source: Global Investment Performance Standards for Firms (2020), section 2, on large cash flows.
 */
enum status performance_sub_periods(const struct span *span, const struct cash_flow *flows, size_t count,
                                    double large_flow, struct figure *result, size_t *periods, struct error *err);

/* An amount the investor pays (negative) or receives (positive); a last value held counts as received. */
struct dated_amount {
	struct date date;
	double amount;
};

/* NPV(rate) = sum c_i (1 + rate)^-(d_i - d_0)/365, d_0 the earliest date. STATUS_INVALID: rate <= -1, not finite. */
enum status performance_present_value_on_dates(double rate, const struct dated_amount *amounts, size_t count,
                                               double *value, struct error *err);
/* sum c_i (1 + rate)^-i, i from 0: the first amount is due now. */
enum status performance_present_value(double rate, const double *amounts, size_t count, double *value,
                                      struct error *err);

enum { INTERNAL_RATE_ROOTS = 32 };

struct internal_rate {
	struct figure annual;   /* FIGURE_ONE_SIDED, FIGURE_NO_ROOT when there is none        */
	struct figure period;   /* (1 + annual)^(days/365) - 1: what to show when is_short    */
	int days;               /* from the first amount to the last                          */
	bool is_short;          /* less than 365 days: the annual rate is not to be shown     */
	bool is_multiple;       /* several rates solve it; all of them are in roots           */
	struct figure guide;    /* the annualised Modified Dietz return that chose among them */
	size_t root_count;
	double roots[INTERNAL_RATE_ROOTS]; /* rising, a year */
};

/*
 * The money-weighted return: the rate a year at which the amounts are worth nothing (XIRR).
 *
 *     f(x) = sum c_i exp(-x t_i) = 0,   x = ln(1 + rate),   t_i = (d_i - d_0) / 365
 *
 * Amounts of one day are merged and zeros dropped. Where the changes of sign in the running sums allow one root at most, it
 * is bracketed at once; otherwise f is scanned between rates of -0.999999 and 999. Each change of sign is closed in on
 * by Brent's method to 1e-12 in x, and where f turns around without one, its extremum is looked at for a double root or
 * two close ones. Of several roots the answer is the one nearest to the annualised Modified Dietz return
 * of the amounts, or nearest to zero where that does not exist.
 *
 * amounts  any order; count >= 1. More than INTERNAL_RATE_ROOTS roots are cut there.
 * result   written on STATUS_OK, also when no rate exists: then its annual figure says why.
 *
 * STATUS_INVALID: no amounts, or one that is not finite. STATUS_NO_MEMORY: count does not fit.
 * Cost: a sort, then some 20 evaluations of count exponentials for one possible root, 2000 for several.
 *
 * Source: R. Brent, Algorithms for Minimization without Derivatives (1973), chapter 4; E. Laguerre, Sur la
 * theorie des equations numeriques (1883), on the bound; G. Hazen, A new perspective on
 * multiple internal rates of return, Engineering Economist 48 (2003), on why there may be several.
 */
enum status performance_internal_rate(const struct dated_amount *amounts, size_t count, struct internal_rate *result,
                                      struct error *err);

#endif
