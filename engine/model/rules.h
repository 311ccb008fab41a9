/*
 * The rules advice must keep, as data: a law that changes is a new file, not a new program. Their version stands in
 * every record. Figures marked [D] are house defaults; the others name their source in the rules file.
 */
#ifndef BALLAST_ENGINE_MODEL_RULES_H
#define BALLAST_ENGINE_MODEL_RULES_H

#include "engine/base/date.h"

struct rules {
	char version[32];                 /* "cn-2026-02"                                             */
	char jurisdiction[16];            /* "CN"                                                     */
	struct date valid_from;

	/* Profile */
	double class_edges[4];            /* F at which C2, C3, C4, C5 begin: 20 40 60 80             */
	double curve_score[6];            /* knots of sigma*(F): 0 20 40 60 80 100                    */
	double curve_volatility[6];       /* .01 .02 .06 .12 .18 .24                                  */
	double loss_answers[5];           /* what Q8's options mean: 0 .05 .10 .20 .30                */
	double loss_quantile;             /* z of the 95 % year: 1.6448536                            */
	double loss_rate, sharpe;         /* r 2 %, SR 0.40                                           */
	int validity_months;              /* 12                                                       */
	int retakes_a_day, retakes_a_year; /* 2, 8                                                    */
	int enhanced_age;                 /* 65                                                       */
	double rise_limit;                /* I8: points of F                                          */
	int rise_days;                    /* I8: within 90 days                                       */

	/* Product and strategy levels */
	double level_volatility[4];       /* upper edges of R1..R4: .02 .06 .12 .18                   */
	double level_average[4];          /* upper edges of the weighted product level: 1.75 2.6 3.3 4.2 */
	double complex_knowledge;         /* KNO below which complex products are blocked: 25         */
	int cooling_hours;                /* 24                                                       */

	/* Portfolio and trading */
	double single_fund_limit;         /* .20: one actively managed fund or share                  */
	double index_fund_limit;          /* .40: one index fund or ETF [D]; cash funds are free      */
	double class_limit[5];            /* by asset class: cash 1, bond 1, equity 1, gold .10, alternative .10 [D] */
	double cash_minimum;              /* share of a plan kept in cash or money funds: .02 [D]     */
	double minimum_position;          /* .01: what a plan would hold less of is left out [D]      */
	double minimum_trade_weight;      /* .0025 [D]                                                */
	double minimum_trade_value;       /* 200 in the book's currency [D]                           */
	double minimum_trade_fee_multiple; /* 20 [D]                                                  */
	double tracking_drift;            /* TE drift that triggers: .015 [D]                         */
	double calendar_drift;            /* after 12 months: .02 [D]                                 */
	int calendar_months;              /* 12                                                       */
	int stale_business_days;          /* price older than this is stale: 3                        */
	int proposal_days;                /* a proposal expires after so many days: 5 [D]             */
	double order_limit_soft, order_limit_hard; /* share of the account at which an order is pointed out, or marked: .10 .30 */
	double annual_turnover;           /* 1.00, one-sided                                          */
	double sale_fee_days[3];          /* a fund held for fewer days than these, 7 30 180,         */
	double sale_fee[3];               /* is charged so much of what is sold: .015 .010 .005       */
	double dividend_tax_months[2];    /* shares sold after up to so many months, 1 12, owe        */
	double dividend_tax[2];           /* so much of their dividends: .20 .10; 0 0: none           */
	double order_multiple;            /* of the client's median order: more is pointed out, 10 [D] */
};

/* The rules as shipped for China; the rules file overrides figure by figure. */
void rules_default(struct rules *rules);

/* STATUS_INVALID: edges that do not rise, shares outside 0..1, no version. */
enum status rules_check(const struct rules *rules, struct error *err);

#endif
