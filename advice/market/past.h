/* What was replaced: prices and rates whose past is not what it was, who changed it, and which report rested on it. */
#ifndef BALLAST_ADVICE_MARKET_PAST_H
#define BALLAST_ADVICE_MARKET_PAST_H

#include <stdbool.h>
#include <stddef.h>

#include "data/store/store_change.h"
#include "engine/base/status.h"

struct arena;
struct section;
struct session;

/*
 * One instrument, or one pair of currencies as "EUR/USD": what was replaced, on which day, by whom and when; with a day
 * (NULL: none) that day alone and where the figure that stands came from: source, kind, arrival, hash of the
 * body. *count: replacements. STATUS_NOT_FOUND names the symbol.
 */
enum status past_section(struct session *session, const char *subject, const struct date *day, struct arena *arena,
                         struct section **section, size_t *count, struct error *err);

/* One series of which something was replaced. */
struct past_series {
	int64_t instrument_id;        /* 0: rates                                                    */
	char symbol[SYMBOL_SIZE];
	size_t figures;               /* closes or rates                                             */
	size_t restated;              /* adjusted closes alone, as a dividend rewrites them          */
	struct date first, last;      /* days of them                                                */
	double worst;                 /* largest change, as a fraction; of restated ones where there are no others */
	struct date worst_day;
	char by[SOURCE_SIZE];         /* who replaced that one                                       */
	struct date report;           /* the last weekly report that valued at a figure replaced; days 0: none */
};

/* What was replaced since the last weekly report of an earlier day was recorded, of days it knew. */
struct past_since {
	bool has_report;              /* there is such a report                                      */
	struct date report;
	struct past_series *series;   /* owned; prices by symbol, then rates                         */
	size_t count;
	size_t figures, restated;     /* of all                                                      */
};
enum status past_since_report(struct session *session, struct past_since *since, struct error *err);
void past_since_clear(struct past_since *since);

/* The same as a part of the weekly report: a sentence and a row for each series. Nothing when nothing was replaced. */
void past_add_since(const struct past_since *since, struct section *section);

#endif
