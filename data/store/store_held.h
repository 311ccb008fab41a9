/* Prices and exchange rates that were held back until a person looks at them, and what each source said of a day. */
#ifndef BALLAST_DATA_STORE_STORE_HELD_H
#define BALLAST_DATA_STORE_STORE_HELD_H

#include "data/store/store.h"
#include "engine/base/date.h"
#include "engine/model/instrument.h"

enum held_state { HELD_WAITS, HELD_ACCEPTED, HELD_REJECTED, HELD_CORRECTED };

/* A price, or a rate, as it came. Each kind has numbers of its own. */
struct held_figure {
	int64_t id, delivery_id;
	int64_t instrument_id;            /* 0: a rate                                                */
	char base[4];                     /* of a rate, whose quote is currency; empty: a price       */
	struct date date;
	int64_t close, adjusted_close;    /* whatever they are; of a rate, its value in RATE_ONE and 0 */
	char currency[4];                 /* as it was said; empty: not said                          */
	char source[SOURCE_SIZE];         /* of the delivery, as the next: read, not written          */
	char arrived[24];
	char fault[24];                   /* "jump", ...: why it was held                             */
	int64_t before;                   /* what it was compared with; 0: nothing                    */
	enum held_state state;
	char actor[NAME_SIZE];            /* who settled it; empty while it waits                     */
	char note[200];
	int64_t kept;                     /* what was taken in the end; 0: nothing                    */
};

/* An equal one of the same source, settled or not, is PUT_SAME: what a person has answered is not asked again. */
enum status store_hold(struct store *store, const struct held_figure *held, enum put_result *result, struct error *err);

/* By instrument and day, and by pair and day; those that wait, or all. */
enum status store_held_prices(struct store *store, bool only_waiting, struct held_figure **held, size_t *count,
                              struct error *err);
enum status store_held_rates(struct store *store, bool only_waiting, struct held_figure **held, size_t *count,
                             struct error *err);

/* Of one instrument: how many prices wait, and the days whose close a person decided on. The caller frees *days. */
enum status store_count_waiting(struct store *store, int64_t instrument_id, size_t *count, struct error *err);
enum status store_vouched_days(struct store *store, int64_t instrument_id, struct date **days, size_t *count,
                               struct error *err);

/* STATUS_NOT_FOUND names the number. */
enum status store_get_held_price(struct store *store, int64_t id, struct held_figure *held, struct error *err);
enum status store_get_held_rate(struct store *store, int64_t id, struct held_figure *held, struct error *err);

/*
 * Accepts what waits and stands in the book by now, having come again and been found fine: prices of an instrument, or rates
 * of whatever pair. *count: how many. actor and note are kept with each.
 */
enum status store_settle_taken_prices(struct store *store, int64_t instrument_id, const char *actor, const char *note,
                                      size_t *count, struct error *err);
enum status store_settle_taken_rates(struct store *store, const char *actor, const char *note, size_t *count,
                                     struct error *err);

/* state, actor, note and kept of held->id. STATUS_REFUSED: it was settled already. */
enum status store_settle_held(struct store *store, const struct held_figure *held, struct error *err);

/*
 * A source brings one kind of price of an instrument ("raw", "split_adjusted", "total_return", "nav"): that of the
 * delivery is kept the first time, and STATUS_REFUSED for another one later, since a series must not join two.
 */
enum status store_keep_kind(struct store *store, int64_t instrument_id, int64_t delivery_id, struct error *err);

/* What two sources said of one day of one instrument, now, before or held back. */
struct price_difference {
	char symbol[SYMBOL_SIZE];
	struct date date;
	int64_t first, second;            /* closes                                                   */
};
/*
 * By symbol and day; days on which both said the same are not in it: what is said again leaves no trace. STATUS_NOT_FOUND: a
 * source by that name has brought nothing. A source's last word on a day counts.
 */
enum status store_price_differences(struct store *store, const char *first, const char *second,
                                    int64_t instrument_id /* 0: of all */, struct price_difference **differences,
                                    size_t *count, struct error *err);

/* STATUS_NOT_FOUND: no source is called so. */
enum status store_has_source(struct store *store, const char *name, struct error *err);

#endif
