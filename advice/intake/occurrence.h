/*
 * When an entry of a statement and an entry of a corporate action are one event: the one rule, for an action that looks for
 * what a statement brought and for a statement that comes after the action.
 */
#ifndef BALLAST_ADVICE_INTAKE_OCCURRENCE_H
#define BALLAST_ADVICE_INTAKE_OCCURRENCE_H

#include <stddef.h>

#include "engine/model/corporate_action.h"
#include "engine/model/ledger.h"

struct store;

enum {
	OCCURRENCE_BEFORE_DAYS = 3,       /* a statement may date a split by its record day           */
	OCCURRENCE_AFTER_DAYS = 15,       /* ... or by the day it was booked                          */
};

/* One entry an action makes in an account, or has made. Zero: not known, or not of this kind. */
struct occurrence {
	enum action_type action;
	enum entry_type type;
	struct date from, to;             /* the days a statement may date it by                      */
	char currency[4];                 /* of the instrument                                        */
	int64_t quantity;                 /* signed                                                   */
	int64_t other;                    /* as other books count it: without a fraction that is paid for, or with what is */
	int64_t held;                     /* of a split: before it                                    */
	int64_t cash;                     /* in the account's money, signed                           */
	int64_t other_cash;               /* with `other`                                             */
	int64_t amount;                   /* of money in another currency: in that of the instrument  */
	int64_t price;                    /* of rights                                                */
	bool is_fraction;                 /* of a share, paid for                                     */
};

/* The days of an action, around its ex day and up to the day it is paid on. */
void occurrence_set_days(struct occurrence *occurrence, struct date day, struct date paid);

enum said {
	SAID_NOT,
	SAID_PERHAPS,                     /* of its kind and near it, but with figures that tell another event as well */
	SAID_OTHERWISE,                   /* the event with other figures: a tax was taken, a share rounded */
	SAID,                             /* to the smallest amount and a hundredth of a share         */
};

/*
 * Whether an entry that came from elsewhere says what the action does. An entry of any action says nothing of another. A
 * dividend may have lost its tax on the way, and be called capital given back or the other way round; shares may be rounded
 * by the broker, and shares that came for nothing are how some statements show a bonus.
 */
enum said occurrence_said(const struct occurrence *occurrence, const struct entry *entry);

/*
 * The occurrence of an entry that was made of an action; entries are those of the account about the instrument. currency:
 * of the client. *action is its number, 0 where this book does not have it: the entry came with another book's.
 */
enum status occurrence_entered(struct store *store, const struct entry *entries, size_t count, size_t index,
                               const char *currency, struct occurrence *occurrence, int64_t *action, struct error *err);

#endif
