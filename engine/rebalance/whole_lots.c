/* From wishes to whole lots: rounding, restoring cash, and a search over single lots and exchanges. */
#include <math.h>

#include "engine/base/checked.h"
#include "engine/rebalance/working_state.h"

/*
 * In TO_EDGE a holding outside its band counts as if a point away, and its gap tenfold: a lot worth up to a point is
 * given to be inside.
 */
static const double outside_error = 1e-4, outside_weight = 100.0;

enum { EXCHANGES = 400 };

/* How far holding i would be from its wish, squared, as a share of the account; outside its band it counts more. */
static double error_of(const struct desk *desk, size_t i, int64_t trade)
{
	const struct slot *slot = &desk->slots[i];
	const double value = slot->value + (double)trade * ((double)slot->holding->price / 1e6);
	const double gap = value - slot->wish;
	double error = gap * gap;

	if (desk->problem->mode == REBALANCE_TO_EDGE) {
		const double outside = fmax(value - slot->band_high, slot->band_low - value);

		if (outside > 0.0)
			error += outside_error * desk->total * desk->total + outside_weight * outside * outside;
	}
	return error / (desk->total * desk->total);
}

static bool is_small_trade(const struct desk *desk, size_t i, int64_t trade)
{
	const struct rebalance_holding *h = desk->slots[i].holding;
	const struct quote quote = desk_quote(h, trade, desk->unit);

	return desk_is_too_small(desk, h, quote.amount, quote.fee, trade > 0);
}

static void set_trade(struct desk *desk, size_t i, int64_t trade)
{
	struct slot *slot = &desk->slots[i];
	const int64_t cash = desk_quote(slot->holding, trade, desk->unit).cash;

	desk->cash += cash - slot->cash;
	slot->cash = cash;
	slot->trade = trade;
}

/* A count of units out of the fractions as a quantity, at most `most`: a cheap price asks for more than fits an integer. */
static int64_t quantity_up_to(double units, int64_t most)
{
	/* below (double)most a cast is safe; above 2^53 that double may itself lie beyond most */
	const int64_t quantity = units < (double)most ? (int64_t)units : most;

	return quantity < most ? quantity : most;
}

/* The trade nearest to none that whole lots allow on the way to the wish. */
static void round_towards_none(struct desk *desk, size_t i)
{
	const struct slot *slot = &desk->slots[i];
	const struct rebalance_holding *h = slot->holding;
	const int64_t step = desk_step(h);
	const double units = fabs(slot->wish - slot->value) / ((double)h->price / 1e6);
	int64_t quantity;

	if (slot->direction == 0)
		return;
	quantity = quantity_up_to(units, slot->direction > 0 ? desk_largest_buy(h) : INT64_MAX) / step * step;
	if (slot->direction < 0) {
		const int64_t most = desk_largest_sale(h);

		/* to nothing, or all that may go: the odd remainder goes too */
		if (slot->wish <= slot->lowest + 1.0 || quantity > most)
			quantity = most;
	}
	set_trade(desk, i, slot->direction * quantity);
}

/* The trade a number of lots further in the direction; false when that is not allowed. */
static bool shifted(const struct desk *desk, size_t i, int64_t lots, int64_t *trade)
{
	const struct slot *slot = &desk->slots[i];
	const struct rebalance_holding *h = slot->holding;
	const int64_t size = slot->direction < 0 ? -slot->trade : slot->trade;
	int64_t move, next;

	/* what was sold against its direction, for cash, stays sold: lots are not counted from an odd remainder */
	if (slot->direction == 0 || size < 0 || !checked_multiply(lots, desk_step(h), &move) || !checked_add(size, move, &next))
		return false;
	if (next < 0)
		next = size > 0 ? 0 : -1;
	if (slot->direction < 0 && next > desk_largest_sale(h))
		next = size < desk_largest_sale(h) && lots > 0 ? desk_largest_sale(h) : -1;
	if (next < 0 || (slot->direction > 0 && next > desk_largest_buy(h)) ||
	    (slot->direction > 0 && (double)next * ((double)h->price / 1e6) > 2.0 * fabs(desk->total)))
		return false;
	*trade = slot->direction * next;
	return true;
}

/* The most a unit may cost to sell beyond the ordinary fee. */
static int64_t dearest_step(const struct rebalance_holding *holding)
{
	int64_t fee = 0;

	for (size_t i = 0; i < holding->sale_step_count; i++) {
		const int64_t all = holding->sale_steps[i].fee + desk_step_tax(holding, i);

		fee = all > fee ? all : fee;
	}
	return fee;
}

/* Trades that give the cash still missing: the smallest sufficient one of holding i, or its largest. */
static bool relieve(const struct desk *desk, size_t i, int64_t missing, int64_t *trade)
{
	const struct slot *slot = &desk->slots[i];
	const struct rebalance_holding *h = slot->holding;
	const int64_t step = desk_step(h), most = desk_largest_sale(h);
	const double lot_value = fmax((double)step * ((double)h->price / 1e6), 1e-6);
	const double fee = (double)(slot->trade > 0 ? h->buy_fee : h->sell_fee + dearest_step(h)) / 1e6;
	double lots = ceil(((double)missing + (double)desk->unit) / (lot_value * (1.0 - fee)));
	int64_t next;

	if (slot->is_frozen)
		return false;
	if (slot->trade > 0) {
		next = slot->trade - quantity_up_to(lots * (double)step, slot->trade) / step * step;
		if (next < 0 || is_small_trade(desk, i, next))
			next = 0;
		*trade = next;
		return true;
	}
	if (desk->problem->mode == REBALANCE_BUY_ONLY || -slot->trade >= most)
		return false;
	if (slot->trade == 0)
		lots += ceil((double)h->fee_minimum / lot_value);
	next = -slot->trade + quantity_up_to(lots * (double)step, most + slot->trade);
	/* from no trade at all it must be one worth its ticket: three times covers value, weight and fees in turn */
	for (int k = 0; k < 3 && next < most && is_small_trade(desk, i, -next); k++) {
		const double least = fmax(fmax((double)desk->problem->minimum_value,
		                               desk->least_share),
		                          (double)desk_quote(h, -next, desk->unit).fee * (double)desk->problem->minimum_fee_multiple);

		next = quantity_up_to(ceil(least / lot_value) * (double)step, most);
	}
	if (next % step != 0 && next != most)
		next = most;
	*trade = -next;
	return true;
}

/* Raises cash to the floor where rounding or fees left it short, at the least cost in nearness. */
static void restore_cash(struct desk *desk)
{
	for (size_t round = 0; desk->cash < desk->floor && round < 4 * desk->count + 8; round++) {
		const int64_t missing = desk->floor - desk->cash;
		double best_price = INFINITY;
		size_t best = desk->count;
		int64_t best_trade = 0;

		for (size_t i = 0; i < desk->count; i++) {
			int64_t trade, gain;
			double price;

			if (!relieve(desk, i, missing, &trade))
				continue;
			gain = desk_quote(desk->slots[i].holding, trade, desk->unit).cash - desk->slots[i].cash;
			if (gain <= 0)
				continue;
			price = (error_of(desk, i, trade) - error_of(desk, i, desk->slots[i].trade)) /
			        (double)(gain < missing ? gain : missing);
			if (price < best_price) {
				best_price = price;
				best = i;
				best_trade = trade;
			}
		}
		if (best == desk->count)
			break;
		set_trade(desk, best, best_trade);
	}
	if (desk->cash >= desk->floor)
		return;
	/* The last resort, whatever the minimums say: deal in nothing that costs money, sell everything that brings some. */
	for (size_t i = 0; i < desk->count && desk->cash < desk->floor; i++)
		if (desk->slots[i].cash < 0)
			set_trade(desk, i, 0);
	for (size_t i = 0; i < desk->count && desk->cash < desk->floor; i++) {
		const struct slot *slot = &desk->slots[i];
		const int64_t most = slot->is_frozen ? 0 : desk_largest_sale(slot->holding);

		if (desk->problem->mode != REBALANCE_BUY_ONLY && most > 0 && desk_quote(slot->holding, -most, desk->unit).cash > slot->cash)
			set_trade(desk, i, -most);
	}
}

/* Takes back what ended below the minimum, when cash can bear it. */
static void drop_small(struct desk *desk)
{
	for (size_t i = 0; i < desk->count; i++) {
		struct slot *slot = &desk->slots[i];

		if (slot->trade == 0 || !is_small_trade(desk, i, slot->trade))
			continue;
		if (desk->cash - slot->cash >= desk->floor) {
			set_trade(desk, i, 0);
			slot->is_dropped = true;
		}
	}
}

/* Lots fine enough that rounding them is nothing: the search over lots leaves them alone. */
static bool is_coarse(const struct desk *desk, size_t i)
{
	const struct rebalance_holding *h = desk->slots[i].holding;

	return desk->slots[i].direction != 0 && h->lot > 0 &&
	       (double)h->lot * ((double)h->price / 1e6) > 1e-7 * desk->total;
}

/* One move of one holding: what it does to the error and to cash. */
struct move {
	size_t holding;
	int64_t trade, cash;
	double change;
};

static bool try_move(const struct desk *desk, size_t i, int64_t lots, struct move *move)
{
	const struct slot *slot = &desk->slots[i];
	struct quote quote;

	move->holding = i;
	if (!shifted(desk, i, lots, &move->trade))
		return false;
	quote = desk_quote(slot->holding, move->trade, desk->unit);
	if (move->trade != 0 && desk_is_too_small(desk, slot->holding, quote.amount, quote.fee, move->trade > 0))
		return false;
	move->cash = quote.cash - slot->cash;
	move->change = error_of(desk, i, move->trade) - slot->error;
	return true;
}

/* Below this an exchange is noise of the arithmetic: (1e-8 of the account) squared. */
static const double least_gain = 1e-16;

/* The moves by one lot of the holdings that are worth searching; an impossible one has an infinite change. */
struct neighbourhood {
	size_t count;
	size_t holdings[REBALANCE_HOLDINGS];
	struct move less[REBALANCE_HOLDINGS], more[REBALANCE_HOLDINGS];
};

static void refresh(struct desk *desk, struct neighbourhood *near, size_t k)
{
	const size_t i = near->holdings[k];

	desk->slots[i].error = error_of(desk, i, desk->slots[i].trade);
	if (!try_move(desk, i, -1, &near->less[k]))
		near->less[k].change = INFINITY;
	if (!try_move(desk, i, 1, &near->more[k]))
		near->more[k].change = INFINITY;
}

/* The best single move that cash allows; false: none comes nearer. */
static bool best_single(const struct desk *desk, const struct neighbourhood *near, struct move *best)
{
	double change = -least_gain;

	for (size_t k = 0; k < near->count; k++) {
		const struct move *moves[] = {&near->less[k], &near->more[k]};

		for (int side = 0; side < 2; side++) {
			if (moves[side]->change < change && desk->cash + moves[side]->cash >= desk->floor) {
				*best = *moves[side];
				change = best->change;
			}
		}
	}
	return change < -least_gain;
}

static double lot_value(const struct desk *desk, size_t i)
{
	const struct rebalance_holding *h = desk->slots[i].holding;

	return (double)h->lot * ((double)h->price / 1e6);
}

/* Keeps the pair when both together come nearer than the best so far and cash allows it. */
static void consider_pair(const struct desk *desk, const struct move *one, const struct move *other, struct move best[2],
                          double *change)
{
	if (one->change + other->change < *change && desk->cash + one->cash + other->cash >= desk->floor) {
		best[0] = *one;
		best[1] = *other;
		*change = one->change + other->change;
	}
}

/* The best exchange: one lot of i against one of j, or against as many as are worth about the same. */
static bool best_pair(const struct desk *desk, const struct neighbourhood *near, struct move best[2])
{
	double change = -least_gain;

	for (size_t k = 0; k < near->count; k++) {
		const struct move *moves[] = {&near->less[k], &near->more[k]};

		for (int side = 0; side < 2; side++) {
			for (size_t l = 0; l < near->count; l++) {
				const size_t j = near->holdings[l];
				double equal;
				struct move other;

				/* j can win back at most all of its own error */
				if (l == k || !(moves[side]->change - desk->slots[j].error < change))
					continue;
				consider_pair(desk, moves[side], &near->less[l], best, &change);
				consider_pair(desk, moves[side], &near->more[l], best, &change);
				equal = round(lot_value(desk, near->holdings[k]) / lot_value(desk, j));
				for (int turn = -1; turn <= 1 && equal > 1.0 && equal < 1e6; turn += 2)
					if (try_move(desk, j, turn * (int64_t)equal, &other))
						consider_pair(desk, moves[side], &other, best, &change);
			}
		}
	}
	return change < -least_gain;
}

/* Applies a move and looks at its holding's neighbours anew. */
static void apply(struct desk *desk, struct neighbourhood *near, const struct move *move)
{
	set_trade(desk, move->holding, move->trade);
	for (size_t k = 0; k < near->count; k++)
		if (near->holdings[k] == move->holding)
			refresh(desk, near, k);
}

static void search_lots(struct desk *desk)
{
	struct neighbourhood near;
	struct move best[2];

	near.count = 0;
	for (size_t i = 0; i < desk->count; i++) {
		if (!is_coarse(desk, i))
			continue;
		near.holdings[near.count++] = i;
		refresh(desk, &near, near.count - 1);
	}
	for (int k = 0; k < EXCHANGES; k++) {
		if (best_single(desk, &near, &best[0])) {
			apply(desk, &near, &best[0]);
		} else if (best_pair(desk, &near, best)) {
			const struct move first = best[0], second = best[1];

			apply(desk, &near, &first);
			apply(desk, &near, &second);
		} else {
			return;
		}
	}
}

void desk_choose_lots(struct desk *desk)
{
	const struct rebalance_problem *p = desk->problem;
	const int64_t cash_before = desk->cash;
	int64_t kept;

	desk->floor = p->cash_reserve;
	for (size_t i = 0; i < desk->count; i++)
		round_towards_none(desk, i);
	restore_cash(desk);
	/* A reserve that no sale can reach: at least nothing is spent. */
	if (desk->cash < desk->floor)
		desk->floor = desk->cash > cash_before ? desk->cash : cash_before;
	drop_small(desk);

	/* Nearer lots may not take cash out of its own band, unless it is there already. */
	kept = (int64_t)(desk->total * ((double)p->cash_lower_ppb / 1e9));
	if (kept > desk->cash)
		kept = desk->cash;
	if (kept > desk->floor)
		desk->floor = kept;
	search_lots(desk);
}
