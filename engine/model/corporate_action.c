/* What each kind of corporate action must and must not say. */
#include "engine/model/corporate_action.h"

#include <string.h>

#include "engine/base/money.h"
#include "engine/base/status.h"
#include "engine/base/text.h"

static const char *const names[ACTION_TYPES] = {
	[ACTION_DIVIDEND] = "dividend", [ACTION_SPLIT] = "split",   [ACTION_BONUS] = "bonus",
	[ACTION_RIGHTS] = "rights",     [ACTION_MERGER] = "merger", [ACTION_SYMBOL] = "symbol",
	[ACTION_RETURN_OF_CAPITAL] = "return_of_capital",
};

const char *action_type_name(enum action_type type)
{
	return names[type];
}

const char *action_type_noun(enum action_type type)
{
	static const char *const nouns[ACTION_TYPES] = {
		[ACTION_DIVIDEND] = "dividend",   [ACTION_SPLIT] = "split",   [ACTION_BONUS] = "bonus issue",
		[ACTION_RIGHTS] = "rights issue", [ACTION_MERGER] = "merger", [ACTION_SYMBOL] = "change of symbol",
		[ACTION_RETURN_OF_CAPITAL] = "return of capital",
	};

	return nouns[type];
}

bool action_type_parse(const char *text, enum action_type *type)
{
	for (size_t i = 0; i < ACTION_TYPES; i++)
		if (strcmp(text, names[i]) == 0) {
			*type = (enum action_type)i;
			return true;
		}
	return false;
}

/* What a type does not speak of must be zero, so that no figure is entered and then ignored. */
static const struct {
	bool amount, ratio, price, into, symbol;
} speaks_of[ACTION_TYPES] = {
	[ACTION_DIVIDEND] = {.amount = true},
	[ACTION_SPLIT] = {.ratio = true},
	[ACTION_BONUS] = {.ratio = true},
	[ACTION_RIGHTS] = {.ratio = true, .price = true},
	[ACTION_MERGER] = {.amount = true, .ratio = true, .into = true},
	[ACTION_SYMBOL] = {.symbol = true},
	[ACTION_RETURN_OF_CAPITAL] = {.amount = true},
};

static const char *needless(const struct corporate_action *action)
{
	if (action->amount != 0 && !speaks_of[action->type].amount)
		return "an amount";
	if (action->ratio != 0 && !speaks_of[action->type].ratio)
		return "a ratio";
	if (action->price != 0 && !speaks_of[action->type].price)
		return "a price";
	if (action->into_id != 0 && !speaks_of[action->type].into)
		return "another instrument";
	return action->symbol[0] != '\0' && !speaks_of[action->type].symbol ? "a new symbol" : NULL;
}

static const char *missing(const struct corporate_action *action)
{
	switch (action->type) {
	case ACTION_DIVIDEND:
	case ACTION_RETURN_OF_CAPITAL:
		return action->amount > 0 ? NULL : "an amount above zero";
	case ACTION_SPLIT:
		return action->ratio > 0 && action->ratio != MICROS ? NULL : "a ratio above zero other than 1";
	case ACTION_BONUS:
		return action->ratio > MICROS ? NULL : "a ratio above 1: new shares in place of each old one";
	case ACTION_RIGHTS:
		return action->ratio > 0 && action->price > 0 ? NULL : "a ratio and a price, both above zero";
	case ACTION_MERGER:
		if (action->ratio > 0 && action->into_id == 0)
			return "the instrument whose shares are given";
		if (action->ratio == 0 && action->into_id != 0)
			return "a ratio above zero";
		return action->ratio > 0 || action->amount > 0 ? NULL : "a ratio or an amount";
	case ACTION_SYMBOL:
		return action->symbol[0] != '\0' ? NULL : "the new symbol";
	}
	return "a known type";
}

enum status action_check(const struct corporate_action *action, struct error *err)
{
	const char *name = action_type_noun(action->type), *fault;

	if (action->amount < 0 || action->ratio < 0 || action->price < 0)
		return error_set(err, STATUS_INVALID, "a %s has no negative figure", name);
	if (action->paid.days != 0 && action->paid.days < action->date.days)
		return error_set(err, STATUS_INVALID, "a %s is not paid before its ex day", name);
	if (action->into_id != 0 && action->into_id == action->instrument_id)
		return error_set(err, STATUS_INVALID, "a %s needs two instruments", name);
	if (action->currency[0] != '\0' && !currency_is_valid(action->currency))
		return error_set(err, STATUS_INVALID, "\"%.3s\" is no currency; three capital letters such as CNY",
		                 action->currency);
	if (!text_is_clean(action->symbol) || strpbrk(action->symbol, " /\\\"'") != NULL)
		return error_set(err, STATUS_INVALID, "the new symbol holds a blank, a quote, a slash or a control character");
	fault = missing(action);
	if (fault != NULL)
		return error_set(err, STATUS_INVALID, "a %s needs %s", name, fault);
	fault = needless(action);
	if (fault != NULL)
		return error_set(err, STATUS_INVALID, "a %s has no use for %s; leave it empty", name, fault);
	return STATUS_OK;
}

bool action_is_same(const struct corporate_action *a, const struct corporate_action *b)
{
	return a->instrument_id == b->instrument_id && a->date.days == b->date.days && a->type == b->type &&
	       a->amount == b->amount && a->ratio == b->ratio && a->price == b->price && a->into_id == b->into_id &&
	       (a->paid.days == b->paid.days || a->paid.days == 0) && strcmp(a->currency, b->currency) == 0 &&
	       strcmp(a->symbol, b->symbol) == 0;
}
