/* On what terms the instruments of the book are dealt: files of them in, and what they say on a day. */
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

/*
 * A file of terms, all of it or nothing, with columns symbol and any of calendar, share_class, value_days, confirm_days,
 * proceeds_days, fee_share, day_limit, limit_from, limit_until, buy_closed_from, buy_closed_until, sell_closed_from,
 * sell_closed_until, sale_fees, dividends. A row replaces what was stated of the instrument before.
 */
enum status terms_import(struct session *session, const char *path, bool is_dry,
                         void (*problem)(void *context, size_t line, const char *column, const char *message),
                         void *context, struct imported *result, struct error *err);

/* Of one instrument (symbol NULL: all that have any), as they stand on the session's day. */
enum status terms_section(struct session *session, const char *symbol, struct arena *arena, struct section **section,
                          struct error *err);

/* The same as a table of a section, of one instrument (0: all); nothing when is_quiet and there are none. */
enum status terms_add(struct session *session, int64_t instrument_id, bool is_quiet, struct arena *arena,
                      struct section *section, struct error *err);

/* The day the money of a sale made on `day` can be spent; the day itself when the terms say nothing. */
struct date terms_money_day(const struct market_row *row, struct date day);

#endif
