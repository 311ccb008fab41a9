/* Which trades bring this client back to the plan, what do they cost, and why each of them? */
#ifndef BALLAST_ADVICE_TRADE_REBALANCING_H
#define BALLAST_ADVICE_TRADE_REBALANCING_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/base/language.h"
#include "advice/client/standing.h"
#include "advice/trade/trading_past.h"
#include "engine/base/text.h"
#include "engine/model/ledger.h"

struct session;
struct arena;
struct section;

enum rebalancing_mode { MODE_TO_TARGET, MODE_TO_EDGE, MODE_BUY_ONLY };
const char *rebalancing_mode_name(enum rebalancing_mode mode); /* "to-target", "to-edge", "buy-only" */

struct rebalancing_options {
	enum rebalancing_mode mode;
	int64_t cash_flow;            /* + new money to come, - money to be paid out; millionths      */
	bool even_if_in_band;         /* trade although no rule asks for it                          */
	bool one_language;            /* words in the current language only: for showing, not for recording */
};

enum check_severity { CHECK_PASSED, CHECK_NOTICE, CHECK_LIMIT, CHECK_FORBIDDEN };

/* One pre-trade check with its finding. All are made and listed, not only the first that fails. */
struct check {
	char code[8];                 /* "T01"                                                       */
	enum check_severity severity;
	struct text finding[LANGUAGES]; /* owned                                                     */
};

enum { CHECKS = 20 }; /* every one of trade_checks.c at once is sixteen */

struct rebalancing {
	struct standing standing;     /* owned: before; empty when worked from another's             */
	const struct standing *before; /* &standing, or the one that was given (borrowed)            */
	struct rebalancing_options options;
	struct trading_past past;     /* what was dealt before and is under way                      */
	struct proposal proposal;     /* owned: lines, cost, drift before and after                  */
	double *after;                /* owned; market->count weights after the trades               */
	struct market_risk risk_after;
	int64_t cash_after;
	int64_t tax;                  /* on dividends, of what is sold; part of proposal.cost        */
	int level_after;              /* R1..R5                                                      */
	size_t out_of_band_after;
	bool *is_dropped;             /* owned; one a line: dropped by the adviser                   */
	size_t line_capacity;         /* of is_dropped and reasons                                   */
	struct text *reasons[LANGUAGES]; /* owned arrays; one sentence a line                        */
	struct text summary[LANGUAGES];  /* owned: why now, or why nothing                           */
	struct check checks[CHECKS];  /* owned findings                                              */
	size_t check_count;
	enum check_severity worst;
};

/*
 * Works the trades out. STATUS_OK with no lines when nothing asks for any. STATUS_REFUSED: no valid profile, no plan,
 * the plan no longer suits, prices too old or missing (each named). STATUS_INFEASIBLE: a withdrawal larger than what
 * can be sold; the largest possible one is named.
 */
enum status rebalancing_work(struct session *session, const char *client, const struct rebalancing_options *options,
                             struct rebalancing *rebalancing, struct error *err);
/* The same for a standing already loaded (the batch); `rebalancing->standing` is not used then. */
enum status rebalancing_work_standing(struct session *session, struct standing *standing,
                                      const struct rebalancing_options *options, struct rebalancing *rebalancing,
                                      struct error *err);
void rebalancing_clear(struct rebalancing *rebalancing);

/* An edit of the adviser: drops or restores a line, or sets its quantity; checks and figures follow. */
enum status rebalancing_drop(struct session *session, struct rebalancing *rebalancing, size_t line, bool is_dropped,
                             struct error *err);
enum status rebalancing_set_quantity(struct session *session, struct rebalancing *rebalancing, size_t line,
                                     int64_t quantity, struct error *err);

/* A lot a sale takes from, oldest first. */
struct trade_lot {
	struct date acquired;
	int days;                     /* held, on the session's day                                  */
	int64_t quantity, unit_cost;  /* taken from it; what it cost a unit                          */
	int64_t gain;                 /* quantity * (price - unit_cost)                              */
	int64_t charge;               /* for being held briefly, part of the trade's fee             */
	int64_t tax;                  /* on dividends of what is sold, another part of it            */
};

/* The lots of a sale, at most `room` of them; their number. 0 for a purchase. */
size_t rebalancing_lots(struct session *session, const struct rebalancing *rebalancing, size_t line,
                        struct trade_lot *lots, size_t room);

/*
 * Records the proposal (without dropped lines) as SUBMITTED, with its journal record; sets proposal.id. An equal one
 * that still waits is found again. STATUS_REFUSED when a check is CHECK_FORBIDDEN or there is no line.
 */
enum status rebalancing_submit(struct session *session, struct rebalancing *rebalancing, const char *maker,
                               struct error *err);

/* The proposal as a document section: drift, trades with reasons, costs, checks, before and after. */
enum status rebalancing_section(struct session *session, const struct rebalancing *rebalancing, struct arena *arena,
                                struct section **section, struct error *err);

#endif
