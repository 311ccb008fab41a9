/*
 * Prices as estimates read them: with everything that was paid out, as far as that is known, and on what each series rests.
 */
#ifndef BALLAST_ADVICE_MARKET_PRICE_SERIES_H
#define BALLAST_ADVICE_MARKET_PRICE_SERIES_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/base/status.h"
#include "engine/model/series.h"

struct instrument;
struct session;

/* On what a series rests; the first that can be had. */
enum series_basis {
	SERIES_COMPUTED,          /* closes, dividends and splits: total_return_series                */
	SERIES_OF_SOURCE,         /* closes the source adjusted                                       */
	SERIES_PRICE_ONLY,        /* closes as they are: what was paid out is missing                 */
};
enum { SERIES_BASES = SERIES_PRICE_ONLY + 1 };
const char *series_basis_name(enum series_basis basis); /* "computed", "of-source", "price-only"  */
const char *series_basis_text(enum series_basis basis); /* N_(): a sentence's part for a reader   */

struct series_origin {
	enum series_basis basis;
	size_t prices, actions;   /* closes; actions of the instrument the book knows                 */
	size_t left_out;          /* actions that could not be reckoned with                          */
	size_t compared;          /* returns of which the source's adjusted closes have another       */
	double worst;             /* their largest distance, absolute; 0: none compared               */
	struct date worst_day;    /* on which that return ends                                        */
};

/* Beyond this a computed return and the source's contradict each other: rounding to cents makes no 0.2 %. */
#define SERIES_TOLERANCE 0.002

/*
 * Up to which day splits are in closes[index]. What a source restated has those in it that came before it arrived; of the
 * day of arrival only when it brings a close of that day, since a file of the evening before knows nothing of the morning.
 */
struct kept_close;
struct date series_reckoned_to(const struct kept_close *closes, size_t count, size_t index);

/*
 * Prices of `count` instruments from `from` to `to`: a row for each day on which any has one, NaN where an instrument has
 * none, each level that of the last day. An instrument of which an action is known is computed from its closes; else what
 * the source adjusted is taken, where nearly all of the days have it (a day that lacks it takes the factor of the next that
 * does not); else closes. Closes that are total returns by their kind are never computed with.
 *
 * series is initialised here; series_clear frees. origins: count, or NULL. Statuses of the store.
 */
enum status price_series(struct session *session, const struct instrument *const *instruments, size_t count,
                         struct date from, struct date to, struct series *series, struct series_origin *origins,
                         struct error *err);

#endif
