/* What an issuer does to an instrument that its holders did not ask for: dividends, splits, rights, mergers, new names. */
#ifndef BALLAST_ENGINE_MODEL_CORPORATE_ACTION_H
#define BALLAST_ENGINE_MODEL_CORPORATE_ACTION_H

#include <stdbool.h>
#include <stdint.h>

#include "engine/base/date.h"
#include "engine/model/instrument.h"

/* At rest by number: new ones go last. */
enum action_type {
	ACTION_DIVIDEND,             /* cash for each share; whoever chose so takes shares for it    */
	ACTION_SPLIT,                /* 2:1 is ratio 2, the reverse split 1:10 ratio 0.1             */
	ACTION_BONUS,                /* shares out of profit or reserves (送股, 转增)                 */
	ACTION_RIGHTS,               /* new shares offered to holders at a price (配股)               */
	ACTION_MERGER,               /* the old shares become those of another, and perhaps cash     */
	ACTION_SYMBOL,               /* the same thing under a new symbol                            */
	ACTION_RETURN_OF_CAPITAL,    /* cash for each share out of what it was bought with           */
};
enum { ACTION_TYPES = 7 };

const char *action_type_name(enum action_type type); /* "dividend", ... as in files and JSON */
const char *action_type_noun(enum action_type type); /* "dividend", "rights issue", ... in an English sentence */
bool action_type_parse(const char *text, enum action_type *type);

/*
 * A fact about an instrument, whoever holds it. Who held it at the close before `date` is concerned.
 *
 * ratio, millionths:
 *   split   new shares in place of each old one: 2:1 is 2000000
 *   bonus   the same: 10 送 3 转 2 is 1500000
 *   rights  shares offered for each old one: 10 配 2 is 200000
 *   merger  shares of into_id for each old one; 0: cash alone
 */
struct corporate_action {
	int64_t id, instrument_id;
	struct date date;                /* the ex day                                               */
	struct date paid;                /* of the money; days 0: not said                           */
	enum action_type type;
	int64_t amount;                  /* cash for each share, millionths: dividend, merger, return of capital */
	char currency[4];                /* of amount and price; empty: the instrument's             */
	int64_t ratio;
	int64_t price;                   /* of rights, millionths, for each share taken              */
	int64_t into_id;                 /* merger: the instrument that is held afterwards           */
	char symbol[SYMBOL_SIZE];        /* change of symbol: the new one                            */
	char source[SOURCE_SIZE];        /* of its delivery, when it is read                         */
	char arrived[24];
	int64_t delivery_id;             /* 0: none                                                  */
	bool is_withdrawn;               /* it never was; kept as a record of what was said          */
};

/*
 * STATUS_INVALID names what the type does not allow or lacks: a dividend and a return of capital need an amount above
 * zero and nothing else, a split or bonus a ratio above zero (a bonus above one), rights a ratio and a price, a merger a ratio or an amount and
 * another instrument unless it is cash alone, a change of symbol a symbol without a blank, a quote or a slash.
 */
enum status action_check(const struct corporate_action *action, struct error *err);

/* Whether two state the same fact, whoever brought them. */
bool action_is_same(const struct corporate_action *a, const struct corporate_action *b);

#endif
