/* Deliveries: each body prices came in, with what is known of it. */
#ifndef BALLAST_DATA_STORE_STORE_DELIVERY_H
#define BALLAST_DATA_STORE_STORE_DELIVERY_H

#include "data/store/store.h"
#include "engine/model/instrument.h"

enum { DELIVERY_HASH_SIZE = 65 };

/* One body that came: a feed's answer, an imported file, a price a person entered. */
struct delivery {
	int64_t id;                       /* 0 until stored                                           */
	char source[SOURCE_SIZE];         /* "import prices.csv", "feed tiingo", "sandbox", "hand"    */
	char kind[16];                    /* "raw", "split_adjusted", "total_return", "nav", "rate", "hand" */
	char arrived[24];                 /* "YYYY-MM-DDTHH:MM:SSZ"                                   */
	char body_hash[DELIVERY_HASH_SIZE]; /* SHA-256 in lower-case hexadecimal; empty: not known     */
	char subject[NAME_SIZE];          /* what it is about: a symbol, a file's name, who entered it */
};

/*
 * The id of a delivery, made when new: the same source, kind, arrival, body and subject are one delivery, and a body that
 * comes again later is another. delivery->id is not read. STATUS_INVALID names the part that makes no sense.
 */
enum status store_put_delivery(struct store *store, const struct delivery *delivery, int64_t *id, struct error *err);

/* STATUS_NOT_FOUND names the number. */
enum status store_get_delivery(struct store *store, int64_t id, struct delivery *delivery, struct error *err);

/* The id of a source by name, made when new. */
enum status store_put_source(struct store *store, const char *name, int64_t *id, struct error *err);

#endif
