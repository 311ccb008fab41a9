/* The pieces a track record is made of: the ledger replayed, the plan's path beside it. Internal to advice. */
#ifndef BALLAST_ADVICE_TRACK_TRACK_PARTS_H
#define BALLAST_ADVICE_TRACK_TRACK_PARTS_H

#include "advice/market/market.h"
#include "advice/track/track.h"
#include "engine/model/ledger.h"
#include "engine/model/mandate.h"

struct store;

struct track_replay_day {
	struct date date;
	bool is_valued;
	bool has_flow;                /* money or securities came in or went out                     */
	size_t offender;              /* column without a price, when it is not valued               */
	int64_t value;                /* of everything, millionths; when valued                      */
};

/* Money in (positive) or out on a day. */
struct track_flow {
	size_t day;
	int64_t amount;
	enum flow_timing timing;
};

/* From one valuation to the next. */
struct track_step {
	size_t begin, end;            /* days                                                        */
	double capital;               /* what the gains are divided by; 0: nothing was there         */
	struct figure portfolio;
	bool is_bridged;              /* by Modified Dietz                                           */
	bool is_opening;              /* money came into an empty portfolio                          */
	int64_t trading_fees, account_fees;
	bool has_plan;
	double plan;
	double plan_weights[ASSET_CLASSES], plan_returns[ASSET_CLASSES]; /* NaN where there is none  */
};

/* The ledger, day by day. Columns are what was ever held, the first is money. */
struct track_replay {
	const struct market *market;  /* borrowed                                                    */
	struct date today;
	size_t *rows;                 /* owned; count: rows of the market                            */
	size_t count;
	struct entry *entries;        /* owned; by date, those that stand                            */
	size_t entry_count;
	struct track_replay_day *days; /* owned; the first is the day before the first entry, worth nothing */
	size_t day_count;
	int64_t *values;              /* owned; day_count x count, millionths                        */
	struct track_flow *flows;     /* owned                                                       */
	size_t flow_count;
	struct track_step *steps;     /* owned                                                       */
	size_t step_count;
	int64_t *held, *other;        /* owned; step_count x count: gains at the close, and by trading; millionths */
};

/*
 * For returns alone, of many clients in a row: the closes are read once for all, and the portfolio is valued only where a
 * chain of returns needs it, on the days of flows and before them and when a period begins. Between them the returns of
 * the days multiply to the same.
 */
struct track_scope {
	const struct track_closes *closes;
	const struct date *begins;    /* of periods                                                  */
	size_t begin_count;
};

/* scope NULL: every day, with closes of its own. */
enum status track_replay(struct session *session, const struct client *client, const struct track_scope *scope,
                         struct track_replay *replay, struct error *err);
void track_replay_clear(struct track_replay *replay);

/* A price serves for two weeks: the longest closing of an exchange takes eleven days. */
enum { TRACK_PRICE_DAYS = 14 };

struct track_closes {
	struct series series;         /* a column for each row of the market                         */
};

/* Where the closes come from: of the replay alone, or of the whole book, then its columns are the market's rows. */
struct track_prices {
	const struct series *series;
	size_t begin;                 /* the first row that can serve                                */
	bool is_whole;
};

/* The entries that stand up to replay->today, by date, and a column for each instrument in them, money first. */
enum status track_read_entries(struct store *store, int64_t client_id, struct track_replay *replay, struct error *err);

/* Closes of the replay's columns, from TRACK_PRICE_DAYS before the first entry. series is initialised here. */
enum status track_read_closes(struct store *store, const struct track_replay *replay, struct series *closes,
                              struct error *err);
double track_close_at(const struct track_replay *replay, const struct track_prices *closes, size_t row, size_t column);

/* The first row on or after the day. */
size_t track_row_from(const struct series *series, struct date day);
void track_list_days(struct track_replay *replay, const struct track_prices *closes);

/* Fills the plan's side of the steps. since: the first plan's day, days 0 when there is none; missing: a column of the
 * market without a price when its plan would have begun, SIZE_MAX otherwise. */
enum status track_follow_plan(struct session *session, const struct client *client, struct track_replay *replay,
                              struct date *since, size_t *missing, struct error *err);

/* Effects, contributions, costs of the steps first .. last of a period; and ratios and falls. */
enum status track_take_apart(const struct track_replay *replay, size_t first, size_t last, struct track_period *period,
                             struct error *err);
enum status track_measure_risk(const struct track_replay *replay, size_t first, size_t last, double risk_free,
                               struct track_period *period, struct error *err);

/* The steps of a period linked: without a figure when one of them has none, or the plan does not cover it. */
struct figure track_link_portfolio(const struct track_replay *replay, size_t first, size_t last);
struct figure track_link_plan(const struct track_replay *replay, size_t first, size_t last);

/* Months, years and points of the track. first_plan: the first step the plan covers. */
void track_list_months(const struct track_replay *replay, size_t first_plan, struct track *track);
void track_list_years(const struct track_replay *replay, struct track *track);
void track_list_points(const struct track_replay *replay, struct track *track);

/* Shares that became those of another instrument: nothing came from outside, nothing went. In track_actions.c. */
bool track_is_exchange(const struct entry *entry);

/*
 * A dividend, or capital given back, is the holder's from the ex day on, when the price falls by it, however late the money comes: between the two
 * it is owed, and counts as the money it will be. Moves such entries to their ex day; the rest keeps its order.
 */
enum status track_earn_on_ex_days(struct store *store, int64_t client_id, struct track_replay *replay, struct error *err);

#endif
