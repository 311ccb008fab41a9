/* What an instrument earned with everything it paid out: closes, and the actions that make them break. */
#ifndef BALLAST_ENGINE_MODEL_TOTAL_RETURN_H
#define BALLAST_ENGINE_MODEL_TOTAL_RETURN_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/date.h"
#include "engine/base/status.h"
#include "engine/model/corporate_action.h"

/* What a source's closes have in them: closes of the day itself, restated for splits, or for all that was paid too. */
enum close_kind { CLOSE_RAW, CLOSE_SPLIT_ADJUSTED, CLOSE_TOTAL_RETURN, CLOSE_NAV, CLOSE_RATE, CLOSE_HAND };
enum { CLOSE_KINDS = CLOSE_HAND + 1 };
const char *close_kind_name(enum close_kind kind); /* "raw", "split_adjusted", "total_return", "nav", "rate", "hand" */
bool close_kind_parse(const char *text, enum close_kind *kind);

/* A close as it was given. */
struct close_point {
	struct date date;
	double close;             /* > 0                                                             */
	struct date reckoned;     /* splits and bonus shares after `date` up to this day are in it; a raw close: `date` itself */
};

/*
 * What a close before an ex day is worth beside the closes from that day on, for all actions of one day together:
 *
 *     ex = (P - D + p r) / (n + r)
 *
 * P the close; D the cash paid on an old share, dividends and capital given back; n the product of the ratios of splits and bonus issues, r the new shares
 * that may be taken up for each old one, p their price (the exchanges' formula: Shanghai Stock Exchange, Trading Rules,
 * "ex-right and ex-dividend reference price"; with D alone it is P - D, with a split alone P / n). Rights at no less than
 * P are worth nothing and count nothing.
 *
 * Mergers and changes of symbol do nothing to the closes before them. An action in another currency than `currency`, and
 * cash that is not less than the close, cannot be reckoned with and are counted in *left_out (added to it).
 * actions: count, all of one ex day. close > 0.
 */
double action_ex_price(const struct corporate_action *actions, size_t count, const char *currency, double close,
                       size_t *left_out);

/* The same over every ex day in (after, until], one after the other: what a close of `after` is worth on `until`. Rising. */
double action_ex_between(const struct corporate_action *actions, size_t count, struct date after, struct date until,
                         const char *currency, double close, size_t *left_out);

/* A close as it stood on its day: without the splits that were reckoned into it later. */
double close_as_dealt(const struct close_point *point, const struct corporate_action *actions, size_t count);

/*
 * Closes restated so that their returns are total returns, the last close standing as it is:
 *
 *     raw_t   = close_t * product of n over ex days in (t, reckoned_t]
 *     value_t = raw_t * product of ex(P_e) / P_e over ex days e in (t, last day],  P_e = the raw close before e
 *
 * With several ex days between two closes the ex price of the first stands for the close before the second.
 *
 * points     count, rising by day.
 * actions    rising by ex day, those of `points`' instrument; ones outside are not used.
 * values     count, written on STATUS_OK, as *left_out: how many actions within the days could not be reckoned with.
 *
 * STATUS_INVALID: the days do not rise or a close is not positive. Cost: points + actions, and log actions for each point
 * that is restated for splits.
 *
 * Source: back-adjustment as CRSP's adjustment factors do it (CRSP US Stock Databases Guide, "Adjusting prices").
 */
enum status total_return_series(const struct close_point *points, size_t count, const struct corporate_action *actions,
                                size_t action_count, const char *currency, double *values, size_t *left_out,
                                struct error *err);

#endif
