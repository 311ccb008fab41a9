/*
 * The market as a client's plan sees it on one day: what can be held, at which price, with which expected return and
 * risk. Expected returns come from the dated capital-market assumptions, never from history; risk from five years of
 * weekly returns.
 */
#ifndef BALLAST_ADVICE_MARKET_H
#define BALLAST_ADVICE_MARKET_H

#include <gsl/gsl_matrix.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/model/instrument.h"
#include "engine/model/series.h"

struct session;

enum { MARKET_WEEKS = 260, WEEKS_A_YEAR = 52 };

/* One instrument of the book on the day. */
struct market_row {
	struct instrument instrument;
	int64_t price;                /* millionths; 0: none yet                                     */
	int64_t week_price;           /* seven days earlier; 0: none                                 */
	struct date price_date;
	int age;                      /* business days from price_date to the day                    */
	bool is_stale;                /* older than the rules allow, or none                         */
	bool has_risk;                /* enough history for the covariance, and an expected return   */
	double expected_return;       /* a year                                                      */
	double volatility;            /* a year, from the covariance                                 */
	char source[SOURCE_SIZE];
	char arrived[24];
	char why_not[160];            /* English detail when has_risk is false                       */
};

struct market {
	struct date as_of;
	struct market_row *rows;      /* owned; CASH first, then by symbol                           */
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

enum status market_load(struct session *session, struct market **market, struct error *err);
void market_free(struct market *market);

/* Row of an instrument by the book's id, or SIZE_MAX. */
size_t market_index(const struct market *market, int64_t instrument_id);

/* Row by symbol, or SIZE_MAX. */
size_t market_find(const struct market *market, const char *symbol);

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
