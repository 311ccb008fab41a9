/* The pieces a sandbox is made of: a synthetic market, synthetic people. Internal to advice. */
#ifndef BALLAST_ADVICE_BOOK_SANDBOX_PARTS_H
#define BALLAST_ADVICE_BOOK_SANDBOX_PARTS_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/model/assumptions.h"
#include "engine/model/instrument.h"
#include "engine/model/investor.h"
#include "engine/model/ledger.h"
#include "engine/model/mandate.h"

struct store;

/* A generator of its own for each purpose, so that one more client or year does not disturb the rest. Freed by gsl_rng_free. */
gsl_rng *sandbox_stream(uint64_t seed, uint64_t purpose, uint64_t index);

/* ---- the market ------------------------------------------------------------------------------------------------- */

enum { SANDBOX_DAYS_A_YEAR = 261 };   /* Mondays to Fridays */

struct sandbox_market {
	struct instrument *instruments;   /* owned; count                                             */
	size_t count, days;
	struct date *dates;               /* owned; days, rising                                      */
	int64_t *prices;                  /* owned; days x count, millionths                          */
	bool *is_crash;                   /* owned; days: the regime                                  */
};

/*
 * Daily prices of the sandbox's instruments up to the last business day before `today`: paths of simulate_regimes with
 * the moments of the assumptions, scaled to end at prices as they are usual. The last year is calm: a book should not
 * open in the middle of a crash.
 *
 * STATUS_NOT_FOUND: the assumptions have no row for an instrument. STATUS_INVALID: years not in 2 .. 40.
 */
enum status sandbox_market_make(const struct assumptions *assumptions, const char *currency, struct date today,
                                int years, uint64_t seed, struct sandbox_market *market, struct error *err);
void sandbox_market_clear(struct sandbox_market *market);

/* Instruments (their ids are set) and prices into the book. */
enum status sandbox_market_store(struct store *store, const char *arrived, struct sandbox_market *market,
                                 struct error *err);

/* The last day on or before `date`; 0 when it lies before the first. */
size_t sandbox_market_day(const struct sandbox_market *market, struct date date);

/* ---- the people ------------------------------------------------------------------------------------------------- */

/* What is peculiar about a client; the rest are ordinary. */
enum sandbox_case {
	CASE_ORDINARY,
	CASE_NO_LOSS,                     /* rejects any loss: the lowest class                       */
	CASE_CONTRADICTORY,               /* answers that contradict each other                       */
	CASE_EXPIRED,                     /* the profile was not renewed                              */
	CASE_NO_PROFILE,
	CASE_NO_PLAN,                     /* assessed, and still thinking                             */
	CASE_MORE_CAUTIOUS,               /* a later, lower profile: the plan no longer suits         */
};

struct sandbox_person {
	struct client client;             /* id 0                                                     */
	struct answers answers;           /* taken not set                                            */
	enum sandbox_case peculiarity;
	int64_t wealth;                   /* brought to this book in all, millionths                  */
	int accounts;
};

/* Client number index (from 0) of a seed; the same whatever their number. today fixes the ages. */
void sandbox_person_make(uint64_t seed, size_t index, const char *currency, struct date today,
                         struct sandbox_person *person);

/* What they save for, told to the session's book on its day; one in four has told nothing yet. */
struct session;
enum status sandbox_goals_tell(struct session *session, uint64_t seed, size_t index, const struct sandbox_person *person,
                               struct error *err);

/* ---- their accounts --------------------------------------------------------------------------------------------- */

enum { SANDBOX_ACCOUNTS = 2 };

/* A client of the sandbox while it is made, with what is held. */
struct sandbox_customer {
	struct sandbox_person person;     /* with the client's id once stored                         */
	struct account accounts[SANDBOX_ACCOUNTS];
	int64_t cash[SANDBOX_ACCOUNTS];
	struct lot *lots;                 /* owned; oldest first, of all accounts                     */
	size_t lot_count, lot_capacity;
	size_t entries;                   /* numbers the references                                   */
};

void sandbox_customer_clear(struct sandbox_customer *customer);

/* Money in, shared among the accounts 65 to 35. */
enum status sandbox_deposit(struct store *store, struct date date, int64_t amount, struct sandbox_customer *customer,
                            struct error *err);

/* Everything to the plan's weights at the day's prices, in whole lots; what moves too little is left. */
enum status sandbox_follow(struct store *store, const struct sandbox_market *market, struct date date,
                           const struct plan *plan, struct sandbox_customer *customer, struct error *err);

/* `amount` of one instrument, by symbol, out of the money of the first account; less when there is less. */
enum status sandbox_buy(struct store *store, const struct sandbox_market *market, struct date date,
                        const char *symbol, int64_t amount, struct sandbox_customer *customer, struct error *err);

#endif
