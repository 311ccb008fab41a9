/* Instruments, prices with their source and time of arrival, exchange rates, and the state of feeds. */
#ifndef BALLAST_DATA_STORE_STORE_PRICE_H
#define BALLAST_DATA_STORE_STORE_PRICE_H

#include "data/store/store.h"
#include "data/store/store_delivery.h"
#include "engine/model/instrument.h"
#include "engine/model/rate.h"
#include "engine/model/series.h"

/* Inserts or updates by symbol; instrument->id is set. CASH exists from the start and cannot be changed. */
enum status store_put_instrument(struct store *store, struct instrument *instrument, enum put_result *result,
                                 struct error *err);
/* By its symbol, or one it had before. STATUS_NOT_FOUND names the symbol and the nearest one known. */
enum status store_find_instrument(struct store *store, const char *symbol, struct instrument *instrument,
                                  struct error *err);
/* The instrument that had the symbol before it took another one; *id 0: none. */
enum status store_symbol_before(struct store *store, const char *symbol, int64_t *id, struct error *err);
/* What an instrument was called until a day; *symbol stays when it took no other name on that day. */
enum status store_symbol_until(struct store *store, int64_t instrument_id, struct date day, char symbol[SYMBOL_SIZE],
                               struct error *err);

/* STATUS_NOT_FOUND names the id. */
enum status store_get_instrument(struct store *store, int64_t id, struct instrument *instrument, struct error *err);

/* All, CASH first, then by symbol. */
enum status store_instruments(struct store *store, struct instrument **instruments, size_t *count, struct error *err);

/*
 * One price by instrument and day. An equal one is PUT_SAME and leaves its delivery as it was; a different one replaces it
 * (PUT_CHANGED), the old one being kept in price_history with its own delivery, the one that replaced it, and `time`,
 * when the book took it: "YYYY-MM-DDTHH:MM:SSZ".
 */
enum status store_put_price(struct store *store, const struct price *price, int64_t delivery_id, const char *time,
                            enum put_result *result, struct error *err);

/*
 * The same for many prices of one instrument, their days rising: results[i] is what became of prices[i], and means nothing
 * when the call fails. Cost: several times less than one by one, least where the days follow those of the book.
 * STATUS_INVALID: another instrument or a day that does not rise, beside what store_put_price refuses; nothing is kept.
 */
enum status store_put_prices(struct store *store, const struct price *prices, size_t count, int64_t delivery_id,
                             const char *time, enum put_result *results, struct error *err);

/* The last price of an instrument on or before a day, and where it came from. */
struct quote {
	int64_t instrument_id;
	struct date date;
	int64_t close;
	char source[SOURCE_SIZE];
	char arrived[24];
};

/* One for each instrument that has any, by instrument id. */
enum status store_quotes(struct store *store, struct date as_of, struct quote **quotes, size_t *count,
                         struct error *err);

/*
 * Closes of `count` instruments from `from` to `to`, what a quantity of that day was worth: one row for each day on which
 * any has one, NaN where an instrument has none. series is initialised here; series_clear frees it. Series for estimates,
 * with what was paid out, are advice's (price_series).
 */
enum status store_close_series(struct store *store, const int64_t *instrument_ids, size_t count, struct date from,
                               struct date to, struct series *series, struct error *err);

/* Every price, by symbol and day (export). */
enum status store_each_price(struct store *store,
                             enum status (*each)(void *context, const char *symbol, const struct price *price,
                                                 struct error *err),
                             void *context, struct error *err);

/* First day, last day and number of prices of an instrument; STATUS_NOT_FOUND when it has none. */
enum status store_price_range(struct store *store, int64_t instrument_id, struct date *first, struct date *last,
                              size_t *count, struct error *err);

/* As store_put_price, with rate_history. */
enum status store_put_rate(struct store *store, const struct rate *rate, int64_t delivery_id, const char *time,
                           enum put_result *result, struct error *err);
/* The last of the pair itself on or before the day. STATUS_NOT_FOUND names the pair. */
enum status store_find_rate(struct store *store, const char *base, const char *quote, struct date as_of,
                            struct rate *rate, struct error *err);

/* Of the pair, rising by day: the last before `from`, and all of that day and later ones. */
enum status store_rates_since(struct store *store, const char *base, const char *quote, struct date from,
                              struct rate **rates, size_t *count, struct error *err);

/* The rate of exactly that day and the delivery that brought it; *delivery_id 0: there is none, and value is left alone. */
enum status store_rate_delivery(struct store *store, const char *base, const char *quote, struct date day, int64_t *value,
                                int64_t *delivery_id, struct error *err);

/* Every rate up to the day, by day, base and quote. */
enum status store_rates(struct store *store, struct date to, struct rate **rates, size_t *count, struct error *err);

/* How each feed fared. */
struct feed_state {
	char feed[SYMBOL_SIZE];
	char last_success[24];    /* UTC, empty: never */
	char last_failure[24];
	char failure[200];        /* class and sentence, cleaned and redacted */
	int64_t rows;             /* brought by the last success */
};
enum status store_put_feed_state(struct store *store, const struct feed_state *state, struct error *err);
enum status store_feed_states(struct store *store, struct feed_state **states, size_t *count, struct error *err);

#endif
