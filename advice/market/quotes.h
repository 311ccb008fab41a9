/* The market as a person looks at it: instruments with their last price, how good it is, who holds them; the feeds. */
#ifndef BALLAST_ADVICE_MARKET_QUOTES_H
#define BALLAST_ADVICE_MARKET_QUOTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/book/holders.h"
#include "advice/market/market.h"
#include "advice/market/price_series.h"

struct session;
struct arena;
struct section;

/* How far a price can be relied on; the worse goes first. */
enum quote_quality {
	QUOTE_MISSING,                /* none yet: no value, no advice                               */
	QUOTE_STALE,                  /* older than the rules allow: shown, not traded at            */
	QUOTE_POOR,                   /* its prices score too low for an estimate: gaps, leaps, repeats */
	QUOTE_SHORT,                  /* too little history for a risk estimate, or no expectation   */
	QUOTE_GOOD,
};
enum { QUOTE_QUALITIES = QUOTE_GOOD + 1 };
const char *quotes_quality_name(enum quote_quality quality); /* "missing", "stale", "poor", "short", "good" */
const char *quotes_quality_text(enum quote_quality quality); /* N_() */
const char *quotes_class_text(enum asset_class asset_class); /* N_(): "equity" */

struct quotes_row {
	const struct market_row *market; /* borrowed from the market                                 */
	size_t index;                 /* of it in the market                                         */
	struct holder holder;
	enum quote_quality quality;
	double week_change;           /* price over the price seven days earlier, less one; NaN: not known */
	double class_correlation;     /* of weekly returns with the equally weighted others of its class; NaN: not known */
	size_t class_peers;           /* how many others that are                                    */
};

/* What one feed brings, when it last did, and when it may be asked again. */
struct feed_standing {
	char id[SYMBOL_SIZE];
	bool is_rates, is_enabled, is_local;
	bool has_failed;              /* its last attempt                                            */
	char limit[64];               /* "50/h 1000/day"; empty: none said                           */
	char last_success[24], last_failure[24]; /* UTC; empty: never                                */
	char failure[200];            /* English detail, cleaned                                     */
	int64_t rows;                 /* brought by the last success                                 */
	int64_t wait;                 /* seconds until it may be asked again; 0: now                 */
	char note[160], price_kind[24];
};

struct quotes {
	const struct market *market;  /* borrowed from the session; good until its market is forgotten */
	struct quotes_row *rows;      /* owned; every instrument but CASH, by symbol                 */
	size_t count;
	size_t qualities[QUOTE_QUALITIES];         /* rows of each                                                */
	struct date newest;           /* newest price; days 0: none                                  */
	int newest_age;               /* business days                                               */
	bool is_newest_stale;
	bool has_holders;             /* they were counted; otherwise every holder is zero           */
	size_t other_currency;        /* clients whose holdings are in no row                        */
	struct feed_standing *feeds;  /* owned; enabled ones first, then by id                       */
	size_t feed_count;
};

/*
 * holders is copied from; NULL: they are counted later (quotes_take_holders), so that a large book opens at once.
 * Cost: the market, and one record of requests for each feed.
 */
enum status quotes_load(struct session *session, const struct holders *holders, struct quotes *quotes,
                        struct error *err);

/* Fills in who holds what. Holders of another market (a book that changed meanwhile) are not taken. */
void quotes_take_holders(struct quotes *quotes, const struct holders *holders);
void quotes_clear(struct quotes *quotes);

enum { QUOTE_GAP_DAYS = 10 };

/* The prices of one instrument, for a chart: where more than QUOTE_GAP_DAYS days lie between two, one NaN stands between. */
struct quote_history {
	double *days, *values;        /* owned; days since 1970-01-01; with what was paid out, as far as origin says */
	size_t count;
	size_t prices, gaps;          /* observations; places where they are interrupted             */
	int longest_gap;              /* days                                                        */
	struct series_origin origin;  /* on what they rest                                           */
	double low, high, last;       /* of values; NaN: no price                                    */
	struct date low_day, high_day, first_day, last_day;
};

/* The last `years` years up to the session's day. STATUS_OK with prices 0 where there are none. */
enum status quotes_history(struct session *session, const struct quotes_row *row, int years,
                           struct quote_history *history, struct error *err);
void quote_history_clear(struct quote_history *history);

/* ballast market: the instruments, feeds and assumptions; ballast market SYMBOL: one in full. */
enum status quotes_section(struct session *session, struct arena *arena, struct section **section, struct error *err);
/* STATUS_NOT_FOUND names the symbol. */
enum status quotes_symbol_section(struct session *session, const char *symbol, struct arena *arena,
                                  struct section **section, struct error *err);

#endif
