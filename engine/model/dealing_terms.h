/* On what terms an instrument is dealt beyond its price: above all the share classes of funds. */
#ifndef BALLAST_ENGINE_MODEL_DEALING_TERMS_H
#define BALLAST_ENGINE_MODEL_DEALING_TERMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/model/calendar.h"

enum { SHARE_CLASS_SIZE = 8, SALE_FEE_STEPS = 8 };

/* Sold after fewer days than `days`: `fee` of the amount in millionths. */
struct sale_fee_step {
	int days;
	int64_t fee;
};

/* What a window says of purchases or sales while it holds; the numbers are those of the book. */
enum dealing_kind { DEALING_LIMIT, DEALING_BUY_CLOSED, DEALING_SELL_CLOSED, DEALING_KINDS };

/* One announcement: from a day to a day, both included; days 0: open on that side. */
struct dealing_window {
	int64_t id;                      /* in the book; 0: of none                                      */
	enum dealing_kind kind;
	int64_t amount;                  /* of a limit: the most that may be bought a day, millionths of money; otherwise 0 */
	struct date from, until;
};

struct dealing_terms {
	int64_t instrument_id;
	char calendar[CALENDAR_NAME_SIZE]; /* empty: the one of its currency                            */
	char share_class[SHARE_CLASS_SIZE]; /* "A", "C"; empty: none                                    */
	int value_days;                  /* a day's net asset value is known so many open days later: 0, of a QDII 1 or 2 */
	int confirm_days;                /* shares are confirmed on T + so many open days; 0: at once    */
	int proceeds_days;               /* money of a sale can be spent on T + so many open days        */
	int64_t fee_share;               /* of the purchase fee that is charged, millionths: 100000 is a tenth; 0: all */
	const struct dealing_window *windows; /* borrowed from whoever holds the terms, those that are over too */
	size_t window_count;
	struct sale_fee_step steps[SALE_FEE_STEPS]; /* rising; none: those of the rules                  */
	size_t step_count;
	int reinvests;                   /* dividends: 1 shares, 0 money, unless the holder chose        */
};

/* "limit", "buy_closed", "sell_closed"; false: none of them. */
const char *dealing_kind_name(enum dealing_kind kind);
bool dealing_kind_parse(const char *name, enum dealing_kind *kind);

bool dealing_window_holds(const struct dealing_window *window, struct date day);
bool dealing_window_is_over(const struct dealing_window *window, struct date day);
/* The same but for their numbers; and in the order they begin, -1, 0 or 1. */
bool dealing_window_is_same(const struct dealing_window *a, const struct dealing_window *b);
int dealing_window_compare(const void *a, const void *b);
/* STATUS_INVALID: a limit of nothing, or it ends before it begins. */
enum status dealing_window_check(const struct dealing_window *window, struct error *err);

/*
 * Of all windows that hold on a day the strictest counts: nothing may be bought when one of them closes purchases, whatever
 * the limits are; of several limits the least; nothing may be sold when one of them closes sales. A looser limit that is
 * announced later therefore changes nothing until the tighter one ends. Cost: one pass.
 *
 * The most that may be bought on the day; false: there is no limit. 0: nothing.
 */
bool dealing_terms_most(const struct dealing_terms *terms, struct date day, int64_t *most);
bool dealing_terms_may_sell(const struct dealing_terms *terms, struct date day);

enum { DEALING_PURCHASES = 1, DEALING_SALES = 2 };

/*
 * The first day after `day` on which another answer holds for one of the sides, a sum of those above; false: it stays as it
 * is. Windows that overlap or follow one another without a day between are one span. Cost: windows squared.
 */
bool dealing_terms_changes(const struct dealing_terms *terms, struct date day, int sides, struct date *when);

/*
 * What stands once `stated` takes the place of what stood, from `today` on: what is over stays, since it tells what held
 * then; what has begun and is not stated again ended yesterday (nothing is left of it where it is stated with another end);
 * what was yet to come and is not stated again is gone.
 * result has room for count + stated_count windows and is in the order they begin, each once; returns how many.
 */
size_t dealing_windows_restate(const struct dealing_window *windows, size_t count, const struct dealing_window *stated,
                               size_t stated_count, struct date today, struct dealing_window *result);

/* The same with one more, unless it stands already. result has room for count + 1 windows, as above. */
size_t dealing_windows_add(const struct dealing_window *windows, size_t count, const struct dealing_window *window,
                           struct dealing_window *result);

/*
 * What stands once `window` counts instead of the others of its kind on the days it holds: of each of them what lies before
 * and after those days is left. result has room for 2 * count + 1 windows, as above.
 */
size_t dealing_windows_put_instead(const struct dealing_window *windows, size_t count, const struct dealing_window *window,
                                   struct dealing_window *result);

/* "7:0.015 30:0.0075": days and fraction, rising by days. STATUS_INVALID says what is wrong. */
enum status dealing_terms_parse_steps(const char *text, struct dealing_terms *terms, struct error *err);
/* The same back; text of at least 256 bytes. */
char *dealing_terms_format_steps(const struct dealing_terms *terms, char *text, size_t size);

/* STATUS_INVALID names what makes no sense, also of its windows. */
enum status dealing_terms_check(const struct dealing_terms *terms, struct error *err);

#endif
