/* Which dividends of what is held are still to be taxed when it is sold? */
#ifndef BALLAST_ADVICE_ACTIONS_UNTAXED_DIVIDENDS_H
#define BALLAST_ADVICE_ACTIONS_UNTAXED_DIVIDENDS_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/model/ledger.h"

struct holdings;
struct market;
struct section;
struct session;

/*
 * Sets lots[i].dividend of lots of one account and instrument, as they are held at the end of a day, from the dividends in
 * the ledger up to that day: 0 where the rules tax none of it, or no longer. A dividend counts for what was held at the
 * close before its ex day, which is that of the corporate action it rests on or that is known near it, else its own day.
 * As a dividend is entered it is taken for whole: an account of which something was withheld owes less than this says.
 * Cost: nothing is read unless one of the lots is young enough to owe; then two queries, and one for each dividend.
 */
enum status untaxed_dividends_of(struct session *session, const struct instrument *instrument, struct date day,
                                 struct lot *lots, size_t count, struct error *err);

/* The same for everything in `holdings`, which stands as of the market's day. */
enum status untaxed_dividends(struct session *session, const struct market *market, struct holdings *holdings,
                              struct error *err);

/* The first lot after `lot` of another account or instrument; lots stand by account and instrument. */
size_t untaxed_dividends_next(const struct holdings *holdings, size_t lot);

/*
 * Adds what each holding of a client would owe were all of it sold on the day, from when it is less, and by how much: a
 * table "dividend_tax", or nothing when nothing is owed.
 */
enum status untaxed_dividends_add(struct session *session, const struct holdings *holdings, struct section *section,
                                  struct error *err);

/*
 * Adds, of what was sold in the last quarter, the tax that should follow beside what was charged to the instrument since (a
 * statement's 股息红利税补缴): a table "dividend_tax_owed", or nothing. Sales of a day count together, out of what was held at
 * the close before.
 */
enum status untaxed_dividends_add_owed(struct session *session, int64_t client_id, struct section *section,
                                       struct error *err);

#endif
