/*
 * Where a client stands on the session's day: profile, mandate, plan, what is held at which price, drift against the
 * bands, risk against the limit. Screens, commands and reports all read this one.
 */
#ifndef BALLAST_ADVICE_CLIENT_STANDING_H
#define BALLAST_ADVICE_CLIENT_STANDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/market/market.h"
#include "data/store/store_ledger.h"
#include "engine/model/investor.h"
#include "engine/model/mandate.h"

struct session;

/* One instrument that is held or planned. */
struct standing_line {
	size_t row;                   /* in the market                                               */
	int64_t quantity, price;      /* price in the instrument's currency                          */
	int64_t value;                /* millionths of the client's currency                         */
	int64_t cost;                 /* what is held cost, at the rates of the days it was bought   */
	bool is_cost_restated;        /* a rate of such a day is missing: there the rate of today    */
	int64_t weight_ppb;
	bool is_planned;
	int64_t target_ppb, lower_ppb, upper_ppb;
	int64_t drift_ppb;            /* weight - target; 0 without a plan                           */
	bool is_out_of_band;          /* and by enough for a trade                                   */
	bool is_locked;
	double risk_share;            /* of the volatility                                           */
};

enum standing_state {
	STANDING_IN_BAND,
	STANDING_REBALANCE,           /* a rule asks for trades                                      */
	STANDING_NO_PROFILE,          /* none, or expired: no advice until it is taken               */
	STANDING_NO_PLAN,
	STANDING_NO_PRICE,            /* something held has no price or rate: no value, no advice    */
	STANDING_STALE,               /* something held has too old a price: shown, not traded       */
	STANDING_EMPTY,               /* nothing is held                                             */
	STANDING_BLOCKED,             /* the plan no longer suits the client                         */
};
const char *standing_state_name(enum standing_state state); /* "in-band", "rebalance", ... */
const char *standing_state_text(enum standing_state state); /* N_(): for people */

/* Which rule asks for trades; STATUS words of engine/rebalance. */
enum { TRIGGER_BAND = 1, TRIGGER_TRACKING = 2, TRIGGER_CALENDAR = 4, TRIGGER_NOT_IN_PLAN = 8 };

struct standing {
	struct client client;
	bool has_assessment;          /* one was taken                                               */
	bool is_profile_valid;        /* and has not expired, and circumstances did not change       */
	int days_to_expiry;
	struct assessment assessment;
	struct mandate mandate;
	bool has_plan;
	struct plan plan;             /* owned                                                       */
	struct holdings holdings;     /* owned                                                       */
	struct holdings earlier;      /* owned; a week before                                        */
	struct standing_line *lines;  /* owned; planned or held, by market row; CASH always first    */
	size_t line_count, line_capacity;
	int64_t value, cash, cost;    /* millionths                                                  */
	int64_t week_change;          /* value - value a week ago - money put in                     */
	double week_return;           /* that as a fraction; NaN when not known                      */
	int64_t drift_ppb;            /* half the sum of |weight - target|                           */
	size_t out_of_band;
	unsigned triggers;            /* TRIGGER_*                                                   */
	double tracking_drift;        /* sqrt(d' Sigma d)                                            */
	struct market_risk risk;      /* meaningful when value > 0                                   */
	double volatility_limit;      /* the wall: of the class and of the loss limit; NaN: no profile */
	int level;                    /* R1..R5 of the portfolio as held                             */
	enum standing_state state;
	char obstacle[200];           /* English detail: what is missing or too old                  */
	double *weights;              /* owned; market->count, as held                               */
	double *targets;              /* owned; market->count, as planned (zeros without a plan)     */
	size_t weight_capacity;
};

/* What a batch may leave out: the look back over a week, and the walk through five years of history. */
enum { STANDING_WEEK = 1, STANDING_HISTORY = 2, STANDING_WHOLE = 3 };
enum status standing_load_parts(struct session *session, int64_t client_id, unsigned parts, struct standing *standing,
                                struct error *err);

/* Loads or reloads; memory is reused. The standing starts zeroed. STATUS_NOT_FOUND names the code. */
enum status standing_load(struct session *session, int64_t client_id, struct standing *standing, struct error *err);
enum status standing_find(struct session *session, const char *code, struct standing *standing, struct error *err);
void standing_clear(struct standing *standing);

#endif
