/* On what terms the instruments of the book are dealt: said by hand or in files, and what they say on a day. */
#ifndef BALLAST_ADVICE_MARKET_TERMS_H
#define BALLAST_ADVICE_MARKET_TERMS_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/base/imported.h"
#include "engine/model/dealing_terms.h"

struct arena;
struct instrument;
struct market_row;
struct section;
struct session;
struct sink;

/*
 * A file of terms, all of it or nothing, with columns symbol and any of calendar, share_class, value_days, confirm_days,
 * proceeds_days, fee_share, day_limit, limit_from, limit_until, buy_closed_from, buy_closed_until, sell_closed_from,
 * sell_closed_until, sale_fees, dividends.
 *
 * The rows of an instrument state its terms together: each brings the windows in it, and what else they say may stand in
 * any one of them. They take the place of what was stated before, as of the session's day: dealing_windows_restate says
 * what becomes of windows that are not stated again. The first row of an instrument counts as changed when anything of it
 * changed, a further one as added when it brings a window that was not there.
 */
enum status terms_import(struct session *session, const char *path, bool is_dry,
                         void (*problem)(void *context, size_t line, const char *column, const char *message),
                         void *context, struct imported *result, struct error *err);

/* Such a file, of one instrument (symbol NULL: of all that have terms): reading it on the same day changes nothing. */
enum status terms_export(struct session *session, const char *symbol, struct sink *sink, struct error *err);

/*
 * One announcement after another, each in a transaction of its own with its record (TERMS_SAID, TERMS_ENDED,
 * TERMS_WITHDRAWN). They count from the moment they are said; what stood before stays in the book, marked as withdrawn.
 *
 * terms_say adds windows to what stands; with is_instead each counts in place of the others of its kind on its days. *added
 * is false when all of it stood already: then nothing is kept. STATUS_NOT_FOUND: no such instrument; STATUS_INVALID: nobody
 * is named, or dealing_window_check.
 */
enum status terms_say(struct session *session, const char *symbol, const struct dealing_window *windows, size_t count,
                      bool is_instead, const char *by, bool *added, struct error *err);
/* A window that stands holds for the last time on the day, sooner or later than was said; *changed is false when that was
 * known. */
enum status terms_end(struct session *session, int64_t window_id, struct date day, const char *by, bool *changed,
                      struct error *err);
/* A window that never was. */
enum status terms_withdraw(struct session *session, int64_t window_id, const char *by, const char *why, struct error *err);

/*
 * Of one instrument (symbol NULL: all that have any), as they stand on the session's day, and the windows that hold, come
 * or were over in the last twelve months; is_all: those of before too.
 */
enum status terms_section(struct session *session, const char *symbol, bool is_all, struct arena *arena,
                          struct section **section, struct error *err);

/* The same as tables of a section, of one instrument (0: all); nothing when is_quiet and there are none. */
enum status terms_add(struct session *session, int64_t instrument_id, bool is_all, bool is_quiet, struct arena *arena,
                      struct section *section, struct error *err);

/* A kind of window as people read it. */
const char *terms_kind_text(enum dealing_kind kind);

/* The day on which an order given on `day` is dealt: the day itself, or the next on which its market is open. */
struct date terms_dealing_day(const struct market_row *row, struct date day);

/* The day the money of a sale made on `day` can be spent; the day itself when the terms say nothing. */
struct date terms_money_day(const struct market_row *row, struct date day);

#endif
