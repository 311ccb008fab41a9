/* What a holder is due. */
#include "engine/corporate/entitlement.h"

#include <string.h>

#include "engine/base/checked.h"
#include "engine/base/money.h"

enum { LARGEST_DENOMINATOR = 100 };

void corporate_ratio(int64_t ratio, int64_t *new_shares, int64_t *old_shares)
{
	/* A ratio whose multiples do not fit is no fraction anybody would speak of. */
	for (int64_t q = 1; q <= LARGEST_DENOMINATOR && ratio <= (INT64_MAX - MICROS / 2) / q; q++) {
		const int64_t p = (ratio * q + MICROS / 2) / MICROS;
		const int64_t off = p * MICROS - ratio * q; /* q times the distance in millionths */

		if (p > 0 && 2 * off <= q && 2 * off >= -q) {
			*new_shares = p;
			*old_shares = q;
			return;
		}
	}
	*new_shares = ratio;
	*old_shares = MICROS;
}

static bool sum_of(const struct lot *lots, size_t count, int64_t *sum)
{
	*sum = 0;
	for (size_t i = 0; i < count; i++)
		if (!checked_add(*sum, lots[i].quantity, sum))
			return false;
	return true;
}

/* Whole steps of quantity * ratio, and what is left over to the nearest millionth. */
static bool share_out(int64_t held, int64_t ratio, int64_t step, int64_t *whole, int64_t *rest)
{
	int64_t new_shares, old_shares, exact;

	corporate_ratio(ratio, &new_shares, &old_shares);
	if (!decimal_multiply_divide(held, new_shares, old_shares, ROUND_HALF_EVEN, &exact) ||
	    !decimal_round(exact, step, ROUND_FLOOR, whole))
		return false;
	*rest = exact - *whole;
	return true;
}

static bool amount_of(int64_t quantity, int64_t price, int64_t unit, int64_t *amount)
{
	return decimal_multiply(quantity, price, ROUND_HALF_UP, amount) && decimal_round(*amount, unit, ROUND_HALF_UP, amount);
}

static bool dividend(const struct corporate_action *action, const struct claim *holder, struct entitlement *due)
{
	due->becomes = due->held;
	if (!amount_of(due->held, action->amount, holder->unit, &due->cash))
		return false;
	if (holder->dividend != DIVIDEND_REINVEST)
		return true;
	due->needs_price = holder->price <= 0;
	if (due->needs_price)
		return true;
	due->price = holder->price;
	due->paid = due->cash;
	if (!decimal_multiply_divide(due->cash, MICROS, holder->price, ROUND_HALF_UP, &due->bought) ||
	    !decimal_round(due->bought, holder->step, ROUND_HALF_UP, &due->bought))
		return false;
	if (due->bought == 0)
		due->paid = due->price = 0; /* too little for the smallest part of a share: it stays money */
	return checked_add(due->held, due->bought, &due->becomes);
}

/* A split, and the shares of a merger. */
static bool exchange(const struct corporate_action *action, const struct claim *holder, struct entitlement *due)
{
	int64_t whole, rest;

	if (!share_out(due->held, action->ratio, holder->step, &whole, &rest))
		return false;
	due->becomes = whole;
	due->fraction = rest;
	due->needs_price = rest > 0 && holder->price <= 0;
	due->price = rest > 0 ? holder->price : 0;
	return checked_add(whole, rest, &due->exchanged) &&
	       (rest == 0 || due->needs_price || amount_of(rest, holder->price, holder->unit, &due->lieu));
}

/* The old shares that the money beside new shares is the price of. */
static bool sold_for_cash(const struct claim *holder, struct entitlement *due)
{
	int64_t shares_worth, whole;

	due->needs_price = holder->price <= 0;
	if (due->needs_price)
		return true;
	if (due->held < 2 || !decimal_multiply(due->exchanged, holder->price, ROUND_HALF_EVEN, &shares_worth) ||
	    !checked_add(due->cash, shares_worth, &whole) ||
	    !decimal_multiply_divide(due->held, due->cash, whole, ROUND_HALF_EVEN, &due->sold) ||
	    !decimal_multiply_divide(whole, MICROS, due->held, ROUND_HALF_EVEN, &due->worth))
		return false;
	due->sold = due->sold < 1 ? 1 : due->sold >= due->held ? due->held - 1 : due->sold;
	return true;
}

static bool merger(const struct corporate_action *action, const struct claim *holder, struct entitlement *due)
{
	if (!amount_of(due->held, action->amount, holder->unit, &due->cash))
		return false;
	if (action->ratio == 0)
		return true;
	return exchange(action, holder, due) && (due->cash == 0 || sold_for_cash(holder, due));
}

static bool rights(const struct corporate_action *action, const struct claim *holder, struct entitlement *due)
{
	int64_t rest;

	due->becomes = due->held;
	if (!holder->takes_rights)
		return true;
	if (!share_out(due->held, action->ratio, holder->step, &due->bought, &rest))
		return false;
	due->price = action->price;
	return amount_of(due->bought, action->price, holder->unit, &due->paid) &&
	       checked_add(due->held, due->bought, &due->becomes);
}

static bool work_out(const struct corporate_action *action, const struct claim *holder, struct entitlement *due)
{
	switch (action->type) {
	case ACTION_DIVIDEND:
		return dividend(action, holder, due);
	case ACTION_SPLIT:
		return exchange(action, holder, due);
	case ACTION_BONUS:
		if (!share_out(due->held, action->ratio, holder->step, &due->exchanged, &due->lapsed))
			return false;
		due->becomes = due->exchanged;
		return true;
	case ACTION_RIGHTS:
		return rights(action, holder, due);
	case ACTION_MERGER:
		return merger(action, holder, due);
	case ACTION_SYMBOL:
		due->becomes = due->held;
		return true;
	case ACTION_RETURN_OF_CAPITAL:
		due->becomes = due->held;
		return amount_of(due->held, action->amount, holder->unit, &due->cash);
	}
	return false;
}

enum status corporate_entitlement(const struct corporate_action *action, const struct claim *holder,
                                  struct entitlement *entitlement, struct error *err)
{
	struct entitlement due = {0};

	if (!sum_of(holder->lots, holder->count, &due.held) || due.held <= 0)
		return error_set(err, STATUS_INVALID, "nothing is held that a %s could concern", action_type_noun(action->type));
	if (!work_out(action, holder, &due))
		return error_set(err, STATUS_INVALID, "what a %s brings does not fit into an amount",
		                 action_type_noun(action->type));
	*entitlement = due;
	return STATUS_OK;
}
