/*
 * The market as a client's plan sees it on one day: what can be held, at which price, with which expected return and
 * risk. Expected returns come from the dated capital-market assumptions, never from history; risk from five years of
 * weekly returns. Prices are in the currency of the instrument; values, returns and risk in the one of the market.
 */
#ifndef BALLAST_ADVICE_MARKET_MARKET_H
#define BALLAST_ADVICE_MARKET_MARKET_H

#include <gsl/gsl_matrix.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/market/series_health.h"
#include "engine/base/date.h"
#include "engine/model/instrument.h"
#include "engine/model/series.h"

struct calendar;
struct conversion;
struct dealing_terms;
struct dealing_window;
struct session;

enum { MARKET_WEEKS = 260, WEEKS_A_YEAR = 52 };

/* One instrument of the book on the day. */
struct market_row {
	struct instrument instrument;
	int64_t price;                /* millionths; 0: none yet                                     */
	int64_t week_price;           /* seven days earlier; 0: none                                 */
	struct date price_date;
	int64_t rate, week_rate;      /* of the instrument's currency in the market's, in RATE_ONE; 0: not known */
	struct date rate_date;
	char rate_through[4];         /* the third currency it goes through; empty: the pair itself  */
	size_t rates_waiting;         /* held back until a person looks at them, of those behind it  */
	char no_rate[160];            /* English sentence when rate is 0 */
	const struct calendar *calendar; /* of its market; NULL: weekdays; borrowed from the session */
	size_t became;                /* row of what it merged into by the day; 0: it is what it was */
	const struct dealing_terms *terms; /* NULL: none were stated; borrowed from the market        */
	int age;                      /* open days of its market from price_date to the day          */
	bool is_stale;                /* price or rate older than the rules allow, or none           */
	bool is_rate_stale;           /* the rate is, and the price is not                           */
	bool has_risk;                /* enough history for the covariance, and an expected return   */
	double expected_return;       /* a year                                                      */
	double volatility;            /* a year, from the covariance                                 */
	char source[SOURCE_SIZE];
	char arrived[24];
	char why_not[160];            /* English detail when has_risk is false                       */
	struct series_health health;  /* of the prices behind the risk                               */
};

struct market {
	struct date as_of;
	char currency[4];             /* of values, returns and risk                                 */
	struct conversion *conversion; /* owned; into that currency                                  */
	struct market_row *rows;      /* owned; CASH first, then by symbol                           */
	struct dealing_terms *terms;  /* owned                                                       */
	struct dealing_window *windows; /* owned: what the terms borrow                              */
	size_t count;
	gsl_matrix *covariance;       /* owned; count x count, a year; Ledoit-Wolf toward constant correlation; zero rows
	                                 for CASH and for what has no risk estimate                  */
	gsl_matrix *weighted;         /* owned; the same, exponentially weighted, lambda .97 a week  */
	struct series weekly;         /* owned; simple weekly returns, T x count; CASH and missing 0 */
	size_t observations;          /* T behind the covariance                                     */
	double shrinkage;             /* intensity delta                                             */
	double condition;             /* smallest over largest eigenvalue                            */
	size_t stale_count;
	char figures_hash[65];        /* SHA-256 over prices, expected returns and covariance: what a recommendation rests on */
};

/*
 * As an investor sees it who reckons in `currency`: the weekly return of an instrument in another one is
 * (1 + r)(1 + f) - 1, f the change of the rate. A rate that is missing leaves price and row without a worth and without
 * risk, and says so in the row.
 */
enum status market_load(struct session *session, const char *currency, struct market **market, struct error *err);
void market_free(struct market *market);

/* Row of an instrument by the book's id, or SIZE_MAX. */
size_t market_index(const struct market *market, int64_t instrument_id);

/* Row by symbol, or SIZE_MAX. */
size_t market_find(const struct market *market, const char *symbol);

/*
 * An amount (millionths) in the currency of the row's instrument, in the market's: half-even; false when there is no
 * rate or it does not fit. The second at the rate of seven days earlier.
 */
bool market_convert(const struct market_row *row, int64_t amount, int64_t *worth);
bool market_convert_earlier(const struct market_row *row, int64_t amount, int64_t *worth);

/* What a quantity is worth in the market's currency; false when it has no price or rate, or does not fit. */
bool market_worth(const struct market_row *row, int64_t quantity, int64_t *worth);

/* Prices in `column` of a series of prices of the row's instrument, restated; a day without a rate becomes NaN. */
enum status market_restate(const struct market *market, const struct market_row *row, struct series *prices,
                           size_t column, struct error *err);

/* Risk of weights (count of them, summing to one). All a year; losses positive. */
struct market_risk {
	double expected_return;
	double volatility;            /* by `covariance`                                             */
	double volatility_recent;     /* by `weighted`                                               */
	double loss_95;               /* normal one-year loss that 1 year in 20 exceeds: z sigma - mu; may be negative (a gain) */
	double week_var_95, week_es_95; /* historical, one week                                      */
	double max_drawdown;          /* of these weights, rebalanced weekly, over the window        */
	struct date drawdown_peak, drawdown_trough;
};
enum status market_risk(const struct market *market, const double *weights, struct market_risk *risk,
                        struct error *err);

/* Only expected_return, volatility, volatility_recent and loss_95: without a walk through history. */
enum status market_volatilities(const struct market *market, const double *weights, struct market_risk *risk,
                                struct error *err);

/* Shares of each row in the volatility; they sum to one. count values. */
enum status market_risk_shares(const struct market *market, const double *weights, double *shares, struct error *err);

#endif
