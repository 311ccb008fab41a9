/* What is wrong with a series of prices as a whole, and how to say it. */
#ifndef BALLAST_ADVICE_MARKET_SERIES_HEALTH_H
#define BALLAST_ADVICE_MARKET_SERIES_HEALTH_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/base/language.h"
#include "advice/market/price_series.h"
#include "engine/watch/price_gaps.h"
#include "engine/watch/price_gate.h"

struct instrument;
struct section;
struct session;

struct series_health {
	bool is_known;            /* the instrument has prices, and they were looked at               */
	struct series_origin origin;
	struct price_score score;
	struct price_gaps gaps;
	int stale_after;          /* open days after which a price is stale                           */
	bool has_stopped;         /* and others went on                                               */
	size_t waiting;           /* prices held back that nobody has answered                        */
};

/*
 * Of a column that price_series made, as of the session's day. A column without a price is not known. newest: the last day
 * of which the book has any price; a series has stopped when others went on.
 */
enum status series_health_read(struct session *session, const struct instrument *instrument, const struct series *prices,
                               size_t column, const struct series_origin *origin, struct date newest,
                               struct series_health *health, struct error *err);

/* In the order a reader should hear them. */
enum series_fault {
	SERIES_STOPPED,           /* nothing for a month in which others went on                      */
	SERIES_STALE,             /* the last close is older than the rules allow                     */
	SERIES_CONTRADICTED,      /* the source's returns are others than those computed              */
	SERIES_POOR,              /* not good enough for an estimate                                  */
	SERIES_GAP,               /* a stretch of open days without a close                           */
	SERIES_LEFT_OUT,          /* actions that cannot be reckoned with                             */
	SERIES_WAITING,           /* prices wait for a person                                         */
};
enum { SERIES_FAULTS = SERIES_WAITING + 1 };
const char *series_fault_name(enum series_fault fault); /* "stopped", "stale", ... */

/* Which apply; returns how many. */
size_t series_faults(const struct series_health *health, enum series_fault faults[SERIES_FAULTS]);

/* A fault in words, for the series of symbol. Writes into text; returns it. */
const char *series_fault_sentence(enum language language, const struct series_health *health, enum series_fault fault,
                                  const char *symbol, char *text, size_t size);

/* A table "findings" of symbol, fault and sentence; series_findings_add adds the rows of one series. */
struct table;
struct table *series_findings(struct section *section);
void series_findings_add(const struct series_health *health, const char *symbol, struct table *table);

/* A row "rates-waiting" for each pair of which exchange rates wait for a person, with the pair in the place of a symbol. */
enum status series_findings_add_rates(struct session *session, struct table *table, struct error *err);

#endif
