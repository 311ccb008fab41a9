/* What was replaced: prices and rates of the past that their sources, or a person, said differently later. */
#ifndef BALLAST_DATA_STORE_STORE_CHANGE_H
#define BALLAST_DATA_STORE_STORE_CHANGE_H

#include "data/store/store.h"
#include "engine/base/date.h"
#include "engine/model/instrument.h"

/* One figure that took the place of another. */
struct past_change {
	int64_t instrument_id;            /* 0: a rate                                                */
	char symbol[SYMBOL_SIZE];         /* of a rate "EUR/USD"                                      */
	struct date date;                 /* the day it is of                                         */
	int64_t before, after;            /* millionths; of a rate RATE_ONE                           */
	int64_t adjusted_before, adjusted_after; /* 0: none                                           */
	char source[SOURCE_SIZE], arrived[24]; /* of what was there                                   */
	char by[SOURCE_SIZE], by_subject[NAME_SIZE]; /* of what replaced it                           */
	char replaced[24];                /* when the book took it                                    */
	struct date report;               /* the last weekly report that valued at it; days 0: none   */
};

/* Which changes are meant. Zeroed: of every instrument, or pair, and day, whenever it happened. */
struct past_wish {
	int64_t instrument_id;            /* of prices; 0: all                                        */
	const char *base, *quote;         /* of rates; NULL: all                                      */
	struct date day;                  /* days 0: any                                              */
	const char *since;                /* replaced later than this; NULL: ever                     */
};

/* By symbol, day and the order in which they happened. The caller frees *changes. */
enum status store_price_changes(struct store *store, const struct past_wish *wish, struct past_change **changes,
                                size_t *count, struct error *err);
enum status store_rate_changes(struct store *store, const struct past_wish *wish, struct past_change **changes,
                               size_t *count, struct error *err);

/* When a report was recorded, as the journal has it. STATUS_NOT_FOUND: no record says so. */
struct report;
enum status store_report_time(struct store *store, const struct report *report, char time[24], struct error *err);

#endif
