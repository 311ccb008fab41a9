/*
 * The track record of a client: what the portfolio earned, by time and by money, against the plan that was agreed; where
 * the difference came from, which holding brought what, how far it fell, what it cost.
 *
 * Everything is worked out from the ledger and the closes of the book: every day on which all that was held had a price is
 * a valuation (a close serves for two weeks). Deposits work from the start of their day, withdrawals leave at its end,
 * securities that are transferred move at the close. An entry that was taken back is left out with what took it back.
 *
 * Source of the methods: engine/performance, engine/risk.
 */
#ifndef BALLAST_ADVICE_TRACK_TRACK_H
#define BALLAST_ADVICE_TRACK_TRACK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/figure.h"
#include "engine/model/instrument.h"
#include "engine/model/investor.h"
#include "engine/performance/performance.h"
#include "engine/risk/ratios.h"

struct session;
struct arena;
struct section;

enum track_kind {
	TRACK_MONTH, TRACK_QUARTER, TRACK_YEAR, TRACK_ONE_YEAR, TRACK_THREE_YEARS, TRACK_PLAN, TRACK_START, TRACK_KINDS
};
const char *track_kind_name(enum track_kind kind);  /* "month", "quarter", ... as in options and JSON */
const char *track_kind_text(enum track_kind kind);  /* N_(): "this month" */
bool track_kind_find(const char *name, enum track_kind *kind);

/* Why there is no figure of a period, or of its comparison with the plan. */
enum track_absence {
	TRACK_STANDS,
	TRACK_BEGINS_LATER,           /* the record begins after the period does                     */
	TRACK_NO_PLAN,                /* no plan was ever accepted                                   */
	TRACK_PLAN_BEGINS_LATER,      /* the plan was accepted after the period begins               */
	TRACK_PLAN_NO_PRICE,          /* something in the plan has no price                          */
	TRACK_NOT_VALUED,             /* something held had no price when the period began           */
	TRACK_BROKEN,                 /* a return within the period has no value: see `broken`       */
};

/* Brinson-Fachler effects of one asset class, linked over the period: fractions that add up to the difference. */
struct track_effect {
	bool is_there;                /* held or planned at some time                                */
	double portfolio_weight, plan_weight; /* means over the period's days, fractions            */
	double portfolio_return, plan_return; /* linked over the steps in which there was any        */
	double allocation, selection, interaction;
};

/* What one holding added to the time-weighted return of the period; with the costs they add up to it. */
struct track_contribution {
	size_t row;                   /* in the session's market                                     */
	int64_t gain;                 /* millionths of the currency, before costs                    */
	double weight;                /* mean over the period's days                                 */
	double contribution;          /* fraction                                                    */
};

/* What was paid, millionths of the currency. */
struct track_costs {
	int64_t trading;              /* with buys, sells, dividends                                 */
	int64_t account;              /* fees charged to the account                                 */
	int64_t within_funds;         /* estimate: value x expense ratio x days / 365; in the prices already */
	double effect;                /* of trading and account on the return, linked: at most 0     */
};

struct track_period {
	enum track_kind kind;
	enum track_absence absence;
	struct date begin, end;       /* from the close of begin to the close of end                 */
	int days;
	enum figure_reason broken;    /* of TRACK_BROKEN                                             */

	int64_t begin_value, end_value, paid_in, taken_out, gain; /* millionths                      */
	struct figure time_weighted, annual;
	struct internal_rate rate;    /* what the investor earned                                    */
	struct figure modified_dietz; /* of the whole span                                           */
	size_t dietz_spans;           /* how many spans Modified Dietz had to bridge                 */

	enum track_absence plan_absence;
	struct figure plan, plan_annual;
	double difference;            /* time-weighted less plan; NaN without a plan                 */
	bool has_effects;             /* the difference could be taken apart                         */
	struct track_effect effects[ASSET_CLASSES];
	struct track_effect_sums {
		double allocation, selection, interaction;
	} sums;                       /* over the classes; with trading and costs they are the difference */
	double trading;               /* traded at another price than the close, linked              */
	double costs;                 /* linked against the plan; at most 0                          */

	struct track_contribution *contributions; /* owned; largest first                            */
	size_t contribution_count;
	double contribution_costs;    /* the rest of the sum                                         */

	struct track_costs paid;
	size_t weeks;                 /* weekly returns behind the ratios                            */
	struct figure ratios[RATIO_COUNT];
	struct figure drawdown;       /* deepest fall of the daily path, positive                    */
	struct date drawdown_peak, drawdown_trough, drawdown_recovery; /* recovery days 0: not yet   */
	struct figure below_high;     /* how far below its high the end is                           */
	struct figure plan_drawdown;
};

/* One calendar month, or what there is of it. */
struct track_month {
	int year, month;
	bool is_partial;              /* the record began or ended within it                         */
	struct date end;              /* the last valuation in it                                    */
	int64_t value, flow;          /* at its end; net money in                                    */
	struct figure portfolio, plan;
	struct figure growth, plan_growth; /* since the record began, since the plan did             */
};

struct track_year {
	int year;
	struct figure portfolio, plan;
};

/* One day of the growth chart. */
struct track_point {
	struct date date;
	double growth;                /* 1 at the start; NaN: not valued                             */
	double plan;                  /* at the portfolio's growth when the plan began; NaN before   */
};

struct track {
	struct client client;
	bool is_there;                /* at least two valuations; otherwise only `obstacle` is filled */
	char obstacle[240];           /* why not, or why the record ends before today; translated; "" when all is well */
	struct date first, last;      /* valuations                                                  */
	size_t days, valued;          /* days with prices or entries, and those with a value         */
	struct date plan_since;       /* days 0: no plan                                             */
	struct track_period periods[TRACK_KINDS];
	size_t period_count;          /* TRACK_PLAN is left out when it begins with the record       */
	struct track_month *months;   /* owned, oldest first                                         */
	size_t month_count;
	struct track_year *years;     /* owned, oldest first                                         */
	size_t year_count;
	struct track_point *points;   /* owned, oldest first                                         */
	size_t point_count;
};

/*
 * Works out the record up to the session's day.
 *
 * The plan's return is that of its target weights, brought back to them at the end of each month and whenever another plan
 * is accepted, with adjusted closes and without costs.
 *
 * track  written on STATUS_OK: also when there is no record yet, then is_there is false and obstacle says why.
 *
 * STATUS_NOT_FOUND: no such client. STATUS_INVALID: a value of the ledger does not fit.
 * Cost: the ledger once, the prices of what was held or planned once, days x holdings.
 */
enum status track_load(struct session *session, int64_t client_id, struct track *track, struct error *err);
enum status track_find(struct session *session, const char *code, struct track *track, struct error *err);

/* The closes of the whole book up to the session's day, for the returns of many clients in a row. The caller's. */
struct track_closes;
enum status track_closes_new(struct session *session, struct track_closes **closes, struct error *err);
void track_closes_free(struct track_closes *closes);

/*
 * The returns alone of this month, this year, the last twelve months and since the start: time_weighted, annual and what
 * measures the money of those periods, equal to those of track_load; no plan, no parts, no ratios, no days.
 * Cost: the ledger once, days x holdings additions, and a valuation for each flow.
 */
enum status track_load_returns(struct session *session, const struct client *client, const struct track_closes *closes,
                               struct track *track, struct error *err);
void track_clear(struct track *track);

/* The period of a kind, or NULL when it is not in the list. */
const struct track_period *track_period(const struct track *track, enum track_kind kind);

/*
 * The way through a period: days since 1970, the portfolio's and the plan's return since its begin, each of point_count
 * values at most; NaN where nothing was valued or the plan was not there. Returns how many.
 */
size_t track_path(const struct track *track, const struct track_period *period, double *days, double *portfolio,
                  double *plan);

/* The money-weighted return to show: a year, or of the period where that is shorter. */
struct figure track_money_weighted(const struct track_period *period);

/* Why a period or its plan has no figure, in the reader's language; "" when it stands. */
const char *track_why(const struct track *track, const struct track_period *period, char *text, size_t size);
const char *track_why_no_plan(const struct track *track, const struct track_period *period, char *text, size_t size);

/* The record as a section: all periods, and of the one that is `detailed` attribution, contributions, ratios, costs. */
enum status track_section(struct session *session, const struct track *track, enum track_kind detailed,
                          struct arena *arena, struct section **section, struct error *err);

/* The returns of track_load_returns as a table "returns" of a section. */
void track_add_returns(const struct track *track, struct section *section);

#endif
