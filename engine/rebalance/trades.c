/* The trade list of one account: wishes in fractions, trades in whole lots and exact money. */
#include <math.h>
#include <string.h>

#include "engine/base/checked.h"
#include "engine/base/money.h"
#include "engine/rebalance/bands.h"
#include "engine/rebalance/working_state.h"
#include "engine/rebalance/rebalance.h"

/* TO_EDGE aims this far inside the edge, so that rounding to a millionth and the fees do not leave it outside. */
static const double inset = 2e-6;

int64_t rebalance_fee(int64_t amount, int64_t fraction, int64_t minimum, int64_t unit)
{
	return decimal_fee(amount, fraction, minimum, unit);
}

void rebalance_minimums(struct rebalance_problem *problem, const struct rules *rules, int64_t mandate_minimum)
{
	problem->minimum_value = mandate_minimum > 0 ? mandate_minimum : llround(rules->minimum_trade_value * 1e6);
	problem->minimum_weight_ppb = llround(rules->minimum_trade_weight * (double)PPB);
	problem->minimum_fee_multiple = llround(rules->minimum_trade_fee_multiple);
}

static bool can_deal(const struct rebalance_holding *holding)
{
	return !holding->is_locked && holding->has_price && holding->price > 0;
}

/* quantity * price; the checks at the door made sure that it fits. */
static int64_t amount_of(const struct rebalance_holding *holding, int64_t quantity)
{
	int64_t amount = 0;

	(void)decimal_multiply(quantity, holding->price, ROUND_HALF_EVEN, &amount);
	return amount;
}

int64_t rebalance_sale_charge(const struct rebalance_sale_step *steps, size_t count, int64_t quantity, int64_t price,
                              int64_t unit)
{
	__int128 charge = 0; /* millionths of millionths: rounded once, at the end */

	for (size_t i = 0; i < count && quantity > 0; i++) {
		const int64_t part = quantity < steps[i].quantity ? quantity : steps[i].quantity;
		int64_t amount = 0;

		(void)decimal_multiply(part, price, ROUND_HALF_EVEN, &amount);
		charge += (__int128)amount * steps[i].fee;
		quantity -= part;
	}
	unit = unit > 0 ? unit : 1;
	return (int64_t)((charge + (__int128)unit * MICROS / 2) / ((__int128)unit * MICROS)) * unit;
}

int64_t rebalance_sale_tax(const struct rebalance_sale_step *steps, size_t count, int64_t quantity, int64_t unit)
{
	int64_t tax = 0;

	for (size_t i = 0; i < count && quantity > 0; i++) {
		const int64_t part = quantity < steps[i].quantity ? quantity : steps[i].quantity;
		int64_t of_part = 0;

		if (part > 0 && steps[i].tax > 0)
			(void)decimal_multiply_divide(steps[i].tax, part, steps[i].quantity, ROUND_HALF_UP, &of_part);
		tax += of_part; /* each below a part of the amount, the sum below the whole */
		quantity -= part;
	}
	(void)decimal_round(tax, unit > 0 ? unit : 1, ROUND_HALF_UP, &tax);
	return tax;
}

/* The fee of a trade of this quantity (< 0 sold) and amount, charges for what was held briefly and tax included. */
static int64_t fee_of(const struct rebalance_holding *holding, int64_t trade, int64_t amount, int64_t unit)
{
	if (trade > 0)
		return rebalance_fee(amount, holding->buy_fee, holding->fee_minimum, unit);
	return rebalance_fee(amount, holding->sell_fee, holding->fee_minimum, unit) +
	       rebalance_sale_charge(holding->sale_steps, holding->sale_step_count, -trade, holding->price, unit) +
	       rebalance_sale_tax(holding->sale_steps, holding->sale_step_count, -trade, unit);
}

int64_t desk_step_tax(const struct rebalance_holding *holding, size_t step)
{
	const struct rebalance_sale_step *of = &holding->sale_steps[step];
	const int64_t amount = amount_of(holding, of->quantity);
	int64_t share = 0;

	if (of->tax == 0 || of->quantity <= 0)
		return 0;
	return amount > 0 && decimal_multiply_divide(of->tax, MICROS, amount, ROUND_CEILING, &share) && share < MICROS ?
	               share : MICROS;
}

/* The quantity of a change of value: as near as a double says, for estimates of fees only. */
static int64_t quantity_of(const struct rebalance_holding *holding, double gap)
{
	const double quantity = holding->price > 0 ? gap / (double)holding->price * 1e6 : 0.0;

	return (int64_t)fmax(fmin(quantity, 9e18), -9e18);
}

struct quote desk_quote(const struct rebalance_holding *holding, int64_t trade, int64_t unit)
{
	struct quote quote = {.amount = amount_of(holding, trade < 0 ? -trade : trade)};

	quote.fee = fee_of(holding, trade, quote.amount, unit);
	quote.cash = (trade < 0 ? quote.amount : -quote.amount) - quote.fee;
	return quote;
}

int64_t desk_step(const struct rebalance_holding *holding)
{
	return holding->lot > 0 ? holding->lot : 1;
}

int64_t desk_largest_buy(const struct rebalance_holding *holding)
{
	const int64_t step = desk_step(holding), room = INT64_MAX - holding->quantity;
	int64_t most;

	if (!holding->has_buy_limit || holding->price <= 0 ||
	    !decimal_multiply_divide(holding->buy_limit, MICROS, holding->price, ROUND_FLOOR, &most) || most > room)
		return room;
	return most / step * step;
}

int64_t desk_largest_sale(const struct rebalance_holding *holding)
{
	const int64_t step = desk_step(holding), odd = holding->quantity % step;
	const int64_t even = holding->sellable / step * step;
	const int64_t with_odd = holding->sellable >= odd ? odd + (holding->sellable - odd) / step * step : 0;

	return with_odd > even ? with_odd : even;
}

static enum status check_holding(const struct rebalance_holding *h, size_t i, struct error *err)
{
	if (h->quantity < 0 || h->sellable < 0 || h->sellable > h->quantity)
		return error_set(err, STATUS_INVALID, "holding[%zu] has %.6f of which %.6f may be sold", i,
		                 (double)h->quantity / 1e6, (double)h->sellable / 1e6);
	if (h->price < 0 || (h->price == 0 && h->quantity > 0))
		return error_set(err, STATUS_INVALID, "holding[%zu] has no price; what is held must be valued", i);
	if (h->lower_ppb < 0 || h->lower_ppb > h->target_ppb || h->target_ppb > h->upper_ppb || h->upper_ppb > PPB)
		return error_set(err, STATUS_INVALID, "holding[%zu] has target %.6f outside its band %.6f to %.6f", i,
		                 (double)h->target_ppb / 1e9, (double)h->lower_ppb / 1e9, (double)h->upper_ppb / 1e9);
	if (h->buy_fee < 0 || h->buy_fee >= MICROS || h->sell_fee < 0 || h->sell_fee >= MICROS || h->fee_minimum < 0 ||
	    h->lot < 0 || h->minimum < 0 || h->buy_limit < 0)
		return error_set(err, STATUS_INVALID, "holding[%zu] has a fee, a lot or a minimum that cannot be", i);
	for (size_t k = 0; k < h->sale_step_count; k++)
		if (h->sale_steps[k].quantity < 0 || h->sale_steps[k].fee < 0 || h->sale_steps[k].tax < 0 ||
		    h->sale_steps[k].fee + desk_step_tax(h, k) >= MICROS - h->sell_fee)
			return error_set(err, STATUS_INVALID, "holding[%zu] has a charge for early sales that cannot be", i);
	return STATUS_OK;
}

/* Everything the arithmetic relies on; *value is the account with the flow. Amounts stay below 2^61 so sums fit. */
static enum status check_problem(const struct rebalance_problem *p, int64_t *value, struct error *err)
{
	const int64_t most = INT64_MAX / 4;
	int64_t targets = p->cash_target_ppb, sum, holding_value;

	if (p->count > REBALANCE_HOLDINGS)
		return error_set(err, STATUS_INVALID, "%zu holdings in one account; at most %d", p->count, REBALANCE_HOLDINGS);
	if (p->cash_reserve < 0 || p->minimum_value < 0 || p->minimum_weight_ppb < 0 || p->minimum_fee_multiple < 0 ||
	    p->currency_unit < 0)
		return error_set(err, STATUS_INVALID, "the reserve, a minimum or the currency's unit is negative");
	if (p->cash_lower_ppb < 0 || p->cash_lower_ppb > p->cash_target_ppb || p->cash_target_ppb > p->cash_upper_ppb ||
	    p->cash_upper_ppb > PPB)
		return error_set(err, STATUS_INVALID, "the target for cash lies outside its band");
	if (!checked_add(p->cash, p->cash_flow, &sum) || sum > most || sum < -most || p->cash_reserve > most ||
	    p->cash > most || p->cash < -most || p->minimum_value > most)
		return error_set(err, STATUS_INVALID, "an amount of cash is too large to reckon with");
	for (size_t i = 0; i < p->count; i++) {
		const enum status status = check_holding(&p->holdings[i], i, err);

		if (status != STATUS_OK)
			return status;
		if (!decimal_multiply(p->holdings[i].quantity, p->holdings[i].price, ROUND_HALF_EVEN, &holding_value) ||
		    !checked_add(sum, holding_value, &sum) || sum > most || p->holdings[i].fee_minimum > most / REBALANCE_HOLDINGS)
			return error_set(err, STATUS_INVALID, "holding[%zu] is too large to reckon with", i);
		targets += p->holdings[i].target_ppb;
	}
	if (targets != PPB)
		return error_set(err, STATUS_INVALID, "the targets with cash sum to %.9f, not to one", (double)targets / 1e9);
	*value = sum;
	return STATUS_OK;
}

/* Cash without the flow, and what selling everything that may be sold brings after fees. */
static int64_t withdrawable(const struct rebalance_problem *problem)
{
	int64_t cash = problem->cash - problem->cash_reserve;

	for (size_t i = 0; i < problem->count && problem->mode != REBALANCE_BUY_ONLY; i++) {
		const struct rebalance_holding *holding = &problem->holdings[i];
		const struct quote all = desk_quote(holding, -desk_largest_sale(holding), problem->currency_unit);

		if (can_deal(holding) && all.cash > 0)
			cash += all.cash;
	}
	return cash > 0 ? cash : 0;
}

enum status rebalance_largest_withdrawal(const struct rebalance_problem *problem, int64_t *amount, struct error *err)
{
	int64_t value;
	const enum status status = check_problem(problem, &value, err);

	if (status == STATUS_OK)
		*amount = withdrawable(problem);
	return status;
}

/* The band of position i as money of a total, moved inside by the inset where it is wide enough. */
static void band_money(const struct desk *desk, size_t i, double total, double margin, double *low, double *high)
{
	const struct rebalance_problem *p = desk->problem;
	const bool is_cash = i == desk->count;
	const double lower = (double)(is_cash ? p->cash_lower_ppb : p->holdings[i].lower_ppb) / 1e9;
	const double upper = (double)(is_cash ? p->cash_upper_ppb : p->holdings[i].upper_ppb) / 1e9;
	const double step = fmin(margin, (upper - lower) / 4.0);

	*low = (lower > 0.0 ? lower + step : 0.0) * total;
	*high = (upper < 1.0 ? upper - step : 1.0) * total;
}

static void set_up(struct desk *desk, const struct rebalance_problem *problem, int64_t value)
{
	const size_t n = problem->count;

	desk->problem = problem;
	desk->count = n;
	desk->unit = problem->currency_unit;
	desk->cash = problem->cash + problem->cash_flow;
	desk->total = (double)value;
	desk->least_share = (double)value * ((double)problem->minimum_weight_ppb / 1e9);
	for (size_t i = 0; i < n; i++) {
		const struct rebalance_holding *h = &problem->holdings[i];
		struct slot *slot = &desk->slots[i];

		*slot = (struct slot){.holding = h, .value = (double)amount_of(h, h->quantity), .is_frozen = !can_deal(h)};
		slot->lowest = slot->is_frozen ? slot->value : slot->value - (double)amount_of(h, h->sellable);
		slot->highest = slot->is_frozen ? slot->value : h->has_buy_limit ? slot->value + (double)h->buy_limit : INFINITY;
		band_money(desk, i, desk->total, 0.0, &slot->band_low, &slot->band_high);
		desk->value[i] = slot->value;
		desk->target[i] = (double)h->target_ppb / 1e9;
	}
	desk->value[n] = (double)desk->cash;
	desk->target[n] = (double)problem->cash_target_ppb / 1e9;
}

/* Limits of every position in the given mode; cash is the last and keeps the reserve. */
static void set_limits(struct desk *desk, bool may_sell, bool may_buy)
{
	for (size_t i = 0; i < desk->count; i++) {
		const struct slot *slot = &desk->slots[i];

		desk->lower[i] = may_sell && !slot->is_dropped ? slot->lowest : slot->value;
		/* a band around nothing is room to keep, never a reason to buy */
		desk->upper[i] = may_buy && !slot->is_dropped && slot->holding->target_ppb > 0 ? slot->highest : slot->value;
	}
	desk->lower[desk->count] = (double)desk->problem->cash_reserve;
	desk->upper[desk->count] = INFINITY;
}

static bool wishes_in_bands(const struct desk *desk, double total)
{
	for (size_t i = 0; i <= desk->count; i++) {
		double low, high;

		band_money(desk, i, total, 0.0, &low, &high);
		/* a thousandth of a unit: far below what can be traded, far above what the shares are exact to */
		if (desk->wish[i] < low - 1e3 || desk->wish[i] > high + 1e3)
			return false;
	}
	return true;
}

/* Nearest point in the bands, with every reach kept or none: 0 done, 1 somebody must give more, -1 take more. */
static int project_to_bands(struct desk *desk, double total, bool keeps_reach)
{
	double least = 0.0, most = 0.0;

	set_limits(desk, true, true);
	for (size_t i = 0; i <= desk->count; i++) {
		double low, high;

		band_money(desk, i, total, inset, &low, &high);
		/* what cannot move into its band comes as near as it can */
		low = fmin(fmax(low, desk->lower[i]), desk->upper[i]);
		high = fmax(fmin(high, desk->upper[i]), desk->lower[i]);
		low = fmin(low, high);
		if (keeps_reach && i < desk->count && desk->slots[i].reach < 0.0)
			low = fmin(low, high = fmin(high, desk->value[i] + desk->slots[i].reach));
		else if (keeps_reach && i < desk->count && desk->slots[i].reach > 0.0)
			high = fmax(high, low = fmax(low, desk->value[i] + desk->slots[i].reach));
		desk->lower[i] = low;
		desk->upper[i] = high;
		least += desk->lower[i];
		most += desk->upper[i];
	}
	if (least > total || most < total)
		return least > total ? 1 : -1;
	bands_project(desk->value, desk->lower, desk->upper, desk->count + 1, total, desk->wish);
	return 0;
}

/*
 * The smallest change of holding i towards its target that is worth a trade; 0 when the target itself is nearer. A step
 * to the very edge is often smaller than the minimum, and left there the holding would stay outside for months.
 */
static double worthwhile_change(const struct desk *desk, size_t i, bool is_buy)
{
	const struct rebalance_problem *p = desk->problem;
	const struct rebalance_holding *h = desk->slots[i].holding;
	const double lot = (double)desk_step(h) * ((double)h->price / 1e6);
	double change = fmax(fmax((double)p->minimum_value, desk->least_share), is_buy ? (double)h->minimum : 0.0);

	/* the fee's own minimum sets the least trade; where the rate alone asks too much no size helps */
	change = fmax(change, (double)h->fee_minimum * (double)p->minimum_fee_multiple);
	/* a hundredth of a lot more than whole, or rounding down might lose one */
	change = (floor(change / lot) + 1.01) * lot;
	return change <= fabs(desk->target[i] * desk->total - desk->value[i]) ? change : 0.0;
}

/* Takes back the drop of the holding farthest above (side 1) or below its target; false: none is worth a trade. */
static bool take_back_drop(struct desk *desk, int side)
{
	double farthest = 0.0;
	size_t found = desk->count;

	for (size_t i = 0; i < desk->count; i++) {
		const double away = side * (desk->value[i] - desk->target[i] * desk->total);

		if (desk->slots[i].is_dropped && away > farthest && worthwhile_change(desk, i, side < 0) > 0.0) {
			farthest = away;
			found = i;
		}
	}
	if (found == desk->count)
		return false;
	desk->slots[found].is_dropped = false;
	desk->slots[found].reach = -side * worthwhile_change(desk, found, side < 0);
	return true;
}

/*
 * The projection spreads what it needs over everybody, each a trade too small; when all of them are dropped, the few
 * farthest on the other side of their targets pay for it alone.
 */
static bool reach_bands(struct desk *desk, double total)
{
	int side;

	while ((side = project_to_bands(desk, total, true)) != 0 && take_back_drop(desk, side))
		;
	return side == 0 || project_to_bands(desk, total, false) == 0;
}

static void fill(struct desk *desk, double total, bool may_sell, bool may_buy)
{
	set_limits(desk, may_sell, may_buy);
	bands_fill(desk->target, desk->lower, desk->upper, desk->count + 1, total, desk->wish);
}

/* The bands cannot all be had: shares by target, yet nobody moves away from his own. */
static void fill_towards_targets(struct desk *desk, double total)
{
	double least = (double)desk->problem->cash_reserve;

	set_limits(desk, true, true);
	for (size_t i = 0; i < desk->count; i++) {
		if (desk->value[i] < desk->target[i] * total)
			desk->lower[i] = desk->value[i];
		else
			desk->upper[i] = fmax(desk->lower[i], fmin(desk->upper[i], desk->value[i]));
		least += desk->lower[i];
	}
	if (least > total) /* the reserve comes first */
		set_limits(desk, true, true);
	bands_fill(desk->target, desk->lower, desk->upper, desk->count + 1, total, desk->wish);
}

static void wish_by_mode(struct desk *desk, double total)
{
	const int64_t flow = desk->problem->cash_flow;

	if (desk->problem->mode == REBALANCE_BUY_ONLY) {
		fill(desk, total, false, true);
		return;
	}
	if (desk->problem->mode == REBALANCE_TO_EDGE) {
		if (flow != 0) {
			fill(desk, total, flow < 0, flow > 0);
			if (wishes_in_bands(desk, total))
				return;
		}
		if (!reach_bands(desk, total))
			fill_towards_targets(desk, total);
		return;
	}
	fill(desk, total, true, true);
}

/* Fees of moving every holding to its wish, rounded as a trade would be. */
static double fees_of_wishes(const struct desk *desk)
{
	double fees = 0.0;

	for (size_t i = 0; i < desk->count; i++) {
		const struct rebalance_holding *h = desk->slots[i].holding;
		const double gap = desk->wish[i] - desk->value[i];

		/* under a thousandth of a unit nothing is traded */
		if (fabs(gap) > 1e3)
			fees += (double)fee_of(h, quantity_of(h, gap), (int64_t)fabs(gap), desk->unit);
	}
	return fees;
}

bool desk_is_too_small(const struct desk *desk, const struct rebalance_holding *holding, int64_t amount, int64_t fee,
                       bool is_buy)
{
	const struct rebalance_problem *p = desk->problem;

	return amount < p->minimum_value || (is_buy && amount < holding->minimum) || (double)amount < desk->least_share ||
	       (__int128)amount < (__int128)fee * p->minimum_fee_multiple;
}

/* Marks the wish of holding i that is too small a trade: dropped, or in TO_EDGE made worth it. True when it is. */
static bool mark_small(struct desk *desk, size_t i)
{
	struct slot *slot = &desk->slots[i];
	const struct rebalance_holding *h = slot->holding;
	const double gap = desk->wish[i] - slot->value, lot = (double)desk_step(h) * ((double)h->price / 1e6);
	const bool is_edge = desk->problem->mode == REBALANCE_TO_EDGE &&
	                     (slot->value > slot->band_high || slot->value < slot->band_low);
	int64_t amount, fee;

	if (slot->is_frozen || fabs(gap) < 1.0)
		return false;
	/* at an edge what counts is what whole lots will leave of it */
	amount = (int64_t)(is_edge ? floor(fabs(gap) / lot) * lot : fabs(gap));
	fee = fee_of(h, quantity_of(h, copysign((double)amount, gap)), amount, desk->unit);
	if (!desk_is_too_small(desk, h, amount, fee, gap > 0.0))
		return false;
	if (is_edge)
		slot->reach = copysign(worthwhile_change(desk, i, gap > 0.0), gap);
	slot->is_dropped = slot->reach == 0.0;
	return true;
}

/* Wishes after fees; small trades are dropped or raised and the rest is wished once more. */
static void wish(struct desk *desk)
{
	bool has_small = false;
	double total;

	wish_by_mode(desk, desk->total);
	wish_by_mode(desk, desk->total - fees_of_wishes(desk));
	memcpy(desk->first_wish, desk->wish, (desk->count + 1) * sizeof desk->wish[0]);
	for (size_t i = 0; i < desk->count; i++)
		has_small = mark_small(desk, i) || has_small;
	if (has_small)
		wish_by_mode(desk, desk->total - fees_of_wishes(desk));
	total = desk->total - fees_of_wishes(desk);
	for (size_t i = 0; i < desk->count; i++) {
		struct slot *slot = &desk->slots[i];

		/* lots are judged by the band after fees, a hair inside: half of what the wishes keep */
		band_money(desk, i, total, inset / 2.0, &slot->band_low, &slot->band_high);
		slot->wish = desk->wish[i];
		if (!slot->is_frozen && !slot->is_dropped)
			slot->direction = slot->wish > slot->value ? 1 : slot->wish < slot->value ? -1 : 0;
	}
}

static int64_t weight(int64_t value, int64_t total)
{
	int64_t ppb = 0;

	if (total > 0)
		(void)decimal_multiply_divide(value, PPB, total, ROUND_HALF_EVEN, &ppb);
	return ppb;
}

static bool is_outside(const struct rebalance_holding *h, int64_t weight_ppb)
{
	return weight_ppb < h->lower_ppb || weight_ppb > h->upper_ppb;
}

static enum trade_reason reason_of(const struct rebalance_problem *p, const struct rebalance_holding *h,
                                   const struct rebalance_line *line)
{
	if (line->side == SIDE_SELL && h->target_ppb == 0)
		return REASON_NOT_IN_PLAN;
	if (line->side == SIDE_SELL && line->weight_before_ppb > h->upper_ppb)
		return REASON_ABOVE_BAND;
	if (line->side == SIDE_BUY && line->weight_before_ppb < h->lower_ppb)
		return REASON_BELOW_BAND;
	if (line->side == SIDE_SELL && (p->cash_flow < 0 || p->cash + p->cash_flow < p->cash_reserve))
		return REASON_CASH_NEED;
	if (line->side == SIDE_BUY && p->cash_flow > 0)
		return REASON_NEW_CASH;
	return REASON_TO_TARGET;
}

/* A gap of a ten-thousandth of a percent is where rounding to a millionth of a share may leave it. */
enum { NEAR_PPB = 10000 };

static enum rebalance_note note_of(const struct desk *desk, size_t i, const struct rebalance_line *line)
{
	const struct slot *slot = &desk->slots[i];
	const struct rebalance_holding *h = slot->holding;
	const int64_t short_of = line->weight_wished_ppb - line->weight_after_ppb;
	const bool is_near = short_of <= NEAR_PPB && short_of >= -NEAR_PPB;
	const double lot_ppb = (double)h->lot * ((double)h->price / 1e6) / desk->total * 1e9;

	const int64_t goal_ppb = desk->problem->mode == REBALANCE_TO_EDGE ? h->lower_ppb : h->target_ppb;

	/* the wish was made within the limit, so that the shortfall shows beside the plan alone */
	if (!slot->is_frozen && h->has_buy_limit && line->weight_after_ppb < goal_ppb - NEAR_PPB && slot->trade >= 0 &&
	    desk_largest_buy(h) - slot->trade < desk_step(h))
		return NOTE_BUY_LIMIT;
	if (is_near && !line->is_outside)
		return NOTE_NONE;
	if (slot->is_frozen)
		return h->is_locked ? NOTE_LOCKED : NOTE_NO_PRICE;
	if (line->is_outside && line->weight_after_ppb > h->upper_ppb) {
		if (desk->problem->mode == REBALANCE_BUY_ONLY)
			return NOTE_BUY_ONLY;
		if (slot->trade <= 0 && -slot->trade >= desk_largest_sale(h))
			return NOTE_NOT_SELLABLE;
	}
	if (slot->is_dropped)
		return NOTE_BELOW_MINIMUM;
	if (is_near)
		return NOTE_OTHERS_FIXED;
	if (fabs((double)short_of) < lot_ppb)
		return NOTE_LOT_TOO_COARSE;
	return short_of > 0 ? NOTE_NO_CASH : NOTE_OTHERS_FIXED;
}

static void write_line(const struct desk *desk, size_t i, int64_t value_before, int64_t value_after,
                       struct rebalance_line *line)
{
	const struct slot *slot = &desk->slots[i];
	const struct rebalance_holding *h = slot->holding;
	struct quote quote;
	double wished = 0.0;

	*line = (struct rebalance_line){.side = slot->trade < 0 ? SIDE_SELL : SIDE_BUY};
	line->quantity = slot->trade < 0 ? -slot->trade : slot->trade;
	quote = desk_quote(h, slot->trade, desk->unit);
	line->amount = quote.amount;
	line->fee = quote.fee;
	line->weight_before_ppb = weight(amount_of(h, h->quantity), value_before);
	line->weight_after_ppb = weight(amount_of(h, h->quantity + slot->trade), value_after);
	if (value_after > 0)
		wished = desk->first_wish[i] / (double)value_after * 1e9;
	line->weight_wished_ppb = llround(fmin(wished, 2e9));
	line->was_outside = is_outside(h, line->weight_before_ppb);
	line->is_outside = is_outside(h, line->weight_after_ppb);
	line->reason = reason_of(desk->problem, h, line);
	line->note = note_of(desk, i, line);
}

static enum rebalance_outcome outcome_of(const struct desk *desk, const struct rebalance_line *lines)
{
	bool can_any = false, is_any_small = false, is_any_coarse = false;

	for (size_t i = 0; i < desk->count; i++) {
		if (lines[i].quantity > 0)
			return REBALANCE_TRADES;
		can_any = can_any || !desk->slots[i].is_frozen;
		is_any_small = is_any_small || lines[i].note == NOTE_BELOW_MINIMUM || desk->slots[i].is_dropped;
		is_any_coarse = is_any_coarse || lines[i].note == NOTE_LOT_TOO_COARSE;
	}
	if (!can_any)
		return desk->count == 0 ? REBALANCE_ON_TARGET : REBALANCE_NOTHING_TRADABLE;
	return is_any_small ? REBALANCE_BELOW_MINIMUM : is_any_coarse ? REBALANCE_LOT_TOO_COARSE : REBALANCE_ON_TARGET;
}

static int64_t distance(int64_t a, int64_t b)
{
	return a > b ? a - b : b - a;
}

/* Drift, counts and sums over the finished lines. */
static void summarise(const struct desk *desk, const struct rebalance_line *lines, struct rebalance_result *r)
{
	const struct rebalance_problem *p = desk->problem;
	int64_t before = distance(r->cash_before_ppb, p->cash_target_ppb);
	int64_t after = distance(r->cash_after_ppb, p->cash_target_ppb);

	for (size_t i = 0; i < desk->count; i++) {
		const struct rebalance_line *line = &lines[i];
		const int64_t coarse = distance(line->weight_after_ppb, line->weight_wished_ppb);

		before += distance(line->weight_before_ppb, p->holdings[i].target_ppb);
		after += distance(line->weight_after_ppb, p->holdings[i].target_ppb);
		r->outside_before += line->was_outside;
		r->outside_after += line->is_outside;
		r->trade_count += line->quantity > 0;
		*(line->side == SIDE_BUY ? &r->bought : &r->sold) += line->amount;
		if (desk->slots[i].direction != 0 && p->holdings[i].lot > 0 && coarse > r->granularity_ppb)
			r->granularity_ppb = coarse;
	}
	r->drift_before_ppb = before / 2;
	r->drift_after_ppb = after / 2;
	r->turnover_ppb = weight((r->bought + r->sold) / 2, r->value_before);
}

static void write_result(const struct desk *desk, int64_t value, struct rebalance_line *lines,
                         struct rebalance_result *result)
{
	const struct rebalance_problem *p = desk->problem;
	struct rebalance_result r = {.value_before = value, .cash_after = desk->cash};

	for (size_t i = 0; i < desk->count; i++)
		r.cost += desk_quote(desk->slots[i].holding, desk->slots[i].trade, desk->unit).fee;
	r.value_after = value - r.cost;
	for (size_t i = 0; i < desk->count; i++)
		write_line(desk, i, value, r.value_after, &lines[i]);
	r.cash_before_ppb = weight(p->cash + p->cash_flow, value);
	r.cash_after_ppb = weight(desk->cash, r.value_after);
	r.cash_wished_ppb = r.value_after > 0
	                            ? llround(desk->first_wish[desk->count] / (double)r.value_after * 1e9)
	                            : r.cash_before_ppb;
	r.is_reserve_short = desk->cash < p->cash_reserve;
	summarise(desk, lines, &r);
	r.outcome = value <= 0 && r.trade_count == 0 ? REBALANCE_EMPTY : outcome_of(desk, lines);
	*result = r;
}

/* True when nothing asks for a trade. */
static bool is_quiet(const struct desk *desk, int64_t value)
{
	const struct rebalance_problem *p = desk->problem;
	const int64_t cash_ppb = weight(p->cash, value);

	if (p->is_due || p->cash_flow != 0 || p->cash < p->cash_reserve || cash_ppb < p->cash_lower_ppb ||
	    cash_ppb > p->cash_upper_ppb)
		return false;
	for (size_t i = 0; i < desk->count; i++)
		if (is_outside(&p->holdings[i], weight(amount_of(&p->holdings[i], p->holdings[i].quantity), value)))
			return false;
	return true;
}

enum status rebalance_solve(const struct rebalance_problem *problem, struct rebalance_line *lines,
                            struct rebalance_result *result, struct error *err)
{
	struct desk desk;
	int64_t value, most;
	bool quiet;
	const enum status status = check_problem(problem, &value, err);

	if (status != STATUS_OK)
		return status;
	most = problem->cash_flow < 0 ? withdrawable(problem) : 0;
	if (-problem->cash_flow > most)
		return error_set(err, STATUS_INFEASIBLE, "the withdrawal of %.2f cannot be paid; the largest possible is %.2f",
		                 -(double)problem->cash_flow / 1e6, floor((double)most / 1e4) / 100.0);
	set_up(&desk, problem, value);
	quiet = value > 0 && is_quiet(&desk, value);
	memcpy(desk.first_wish, desk.value, (desk.count + 1) * sizeof desk.value[0]);
	/* an account that is paid out to the last unit has no weights to wish for, and still has to sell */
	if (value > 0 && !quiet)
		wish(&desk);
	if (!quiet)
		desk_choose_lots(&desk);
	write_result(&desk, value, lines, result);
	if (quiet)
		result->outcome = REBALANCE_WITHIN_BANDS;
	return STATUS_OK;
}
