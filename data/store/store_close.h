/* The closes of one instrument as they were given: what each has in it, and when it came. */
#ifndef BALLAST_DATA_STORE_STORE_CLOSE_H
#define BALLAST_DATA_STORE_STORE_CLOSE_H

#include "data/store/store.h"
#include "engine/base/date.h"
#include "engine/model/total_return.h"

struct kept_close {
	struct date date;
	int64_t close, adjusted_close;    /* millionths; adjusted 0: none                             */
	enum close_kind kind;             /* of its delivery                                          */
	struct date arrived;              /* the day it came, in UTC                                  */
	int64_t delivery_id;
};

/* From `from` to `to`, rising by day; none is STATUS_OK with count 0. The caller frees *closes. */
enum status store_closes(struct store *store, int64_t instrument_id, struct date from, struct date to,
                         struct kept_close **closes, size_t *count, struct error *err);

#endif
