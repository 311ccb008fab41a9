/* Which purchases a sale consumes, and what that costs in tax. */
#include <stdio.h>
#include <string.h>

#include "engine/base/checked.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "engine/rebalance/rebalance.h"

static const char *const method_names[] = {
	[LOT_FIFO] = "fifo", [LOT_LIFO] = "lifo", [LOT_HIFO] = "hifo",
	[LOT_LOFO] = "lofo", [LOT_MIN_TAX] = "min-tax", [LOT_AVERAGE] = "average",
};

enum { METHODS = sizeof method_names / sizeof method_names[0] };

const char *lot_method_name(enum lot_method method)
{
	return (size_t)method < METHODS ? method_names[method] : "unknown";
}

bool lot_method_parse(const char *text, enum lot_method *method)
{
	for (int i = 0; i < METHODS; i++) {
		if (text_equal_fold(text, method_names[i])) {
			*method = (enum lot_method)i;
			return true;
		}
	}
	return false;
}

/* Held for more than a year: the first anniversary itself is still short. */
static bool is_long_term(struct date acquired, struct date sold)
{
	return date_compare(sold, date_add_months(acquired, 12)) > 0;
}

/* What one unit costs in tax if it is sold: the order of MIN_TAX. Exact, so that ties are ties. */
static __int128 unit_tax(const struct lot *lot, int64_t price, struct date date, const struct lot_rates *rates)
{
	const int64_t rate = is_long_term(lot->acquired, date) ? rates->long_term : rates->short_term;

	return ((__int128)price - lot->unit_cost) * rate;
}

struct consumption {
	enum lot_method method;
	const struct lot *lots;
	int64_t price;
	struct date date;
	const struct lot_rates *rates;
};

/* True when lot a is consumed before lot b; equal ones by age, then by index. */
static bool goes_before(const struct consumption *order, size_t a, size_t b)
{
	const struct lot *x = &order->lots[a], *y = &order->lots[b];
	const int age = date_compare(x->acquired, y->acquired);
	__int128 key = 0;

	switch (order->method) {
	case LOT_FIFO:
	case LOT_AVERAGE:
		break;
	case LOT_LIFO:
		key = -age;
		break;
	case LOT_HIFO:
		key = (__int128)y->unit_cost - x->unit_cost;
		break;
	case LOT_LOFO:
		key = (__int128)x->unit_cost - y->unit_cost;
		break;
	case LOT_MIN_TAX:
		key = unit_tax(x, order->price, order->date, order->rates) -
		      unit_tax(y, order->price, order->date, order->rates);
		break;
	}
	if (key != 0)
		return key < 0;
	return age != 0 ? age < 0 : a < b;
}

/* Validates and finds the total quantity and the average cost of a unit. */
static enum status survey(const struct lot *lots, size_t count, struct date date, int64_t *total, int64_t *average,
                          struct error *err)
{
	__int128 cost = 0, quantity = 0;
	char day[DATE_TEXT_SIZE];

	for (size_t i = 0; i < count; i++) {
		if (lots[i].quantity <= 0 || lots[i].unit_cost < 0)
			return error_set(err, STATUS_INVALID, "lot[%zu] has a quantity or a cost that is not positive", i);
		if (date_compare(lots[i].acquired, date) > 0)
			return error_set(err, STATUS_INVALID, "lot[%zu] was acquired on %s, after the sale", i,
			                 date_format(lots[i].acquired, day));
		quantity += lots[i].quantity;
		cost += (__int128)lots[i].quantity * lots[i].unit_cost;
		if (quantity > INT64_MAX)
			return error_set(err, STATUS_INVALID, "the lots together hold more than can be counted");
	}
	*total = (int64_t)quantity;
	*average = 0;
	if (quantity > 0) {
		const __int128 floor = cost / quantity, twice = 2 * (cost - floor * quantity);

		*average = (int64_t)(floor + (twice > quantity || (twice == quantity && floor % 2 != 0)));
	}
	return STATUS_OK;
}

static bool fill_pick(struct lot_pick *pick, const struct lot *lot, int64_t unit_cost, const struct consumption *order)
{
	int64_t gain_a_unit;

	pick->is_long_term = is_long_term(lot->acquired, order->date);
	return !__builtin_sub_overflow(order->price, unit_cost, &gain_a_unit) &&
	       decimal_multiply(pick->quantity, gain_a_unit, ROUND_HALF_EVEN, &pick->gain) &&
	       decimal_multiply(pick->gain, pick->is_long_term ? order->rates->long_term : order->rates->short_term,
	                        ROUND_HALF_EVEN, &pick->tax);
}

static bool add_pick(struct lot_sale *sums, const struct lot_pick *pick)
{
	int64_t *gain = pick->is_long_term ? &sums->gain_long : &sums->gain_short;

	return checked_add(*gain, pick->gain, gain) && checked_add(sums->tax, pick->tax, &sums->tax);
}

/* The index that comes after `last` (SIZE_MAX: none yet) in the order of consumption. */
static size_t next_lot(const struct consumption *order, size_t count, size_t last)
{
	size_t best = SIZE_MAX;

	for (size_t i = 0; i < count; i++) {
		if (last != SIZE_MAX && !goes_before(order, last, i))
			continue;
		if (best == SIZE_MAX || goes_before(order, i, best))
			best = i;
	}
	return best;
}

enum status rebalance_pick_lots(enum lot_method method, const struct lot *lots, size_t count, int64_t quantity,
                                int64_t price, struct date date, const struct lot_rates *rates,
                                struct lot_pick *picks, struct lot_sale *sale, struct error *err)
{
	const struct consumption order = {method, lots, price, date, rates};
	struct lot_sale sums = {0};
	int64_t total = 0, left;
	size_t at;
	enum status status = survey(lots, count, date, &total, &sums.average_cost, err);

	if (status != STATUS_OK)
		return status;
	if (quantity <= 0 || price < 0)
		return error_set(err, STATUS_INVALID, "a sale needs a quantity above zero and a price that is not negative");
	if (quantity > total)
		return error_set(err, STATUS_INVALID, "the lots hold %.6f, the sale asks for %.6f", (double)total / 1e6,
		                 (double)quantity / 1e6);
	/* Two rounds: the first proves that every figure fits, the second writes. */
	for (int round = 0; round < 2; round++) {
		sums.gain_long = sums.gain_short = sums.tax = 0;
		for (left = quantity, at = SIZE_MAX; left > 0;) {
			struct lot_pick pick = {0};

			at = next_lot(&order, count, at);
			pick.lot = at;
			pick.quantity = left < lots[at].quantity ? left : lots[at].quantity;
			left -= pick.quantity;
			if (!fill_pick(&pick, &lots[at], method == LOT_AVERAGE ? sums.average_cost : lots[at].unit_cost, &order) ||
			    !add_pick(&sums, &pick))
				return error_set(err, STATUS_INVALID, "the gain on lot[%zu] does not fit", at);
			if (round == 1)
				picks[sums.pick_count++] = pick;
		}
	}
	*sale = sums;
	return STATUS_OK;
}

void rebalance_lots_format(const struct lot *lots, const struct lot_pick *picks, size_t count, char *text,
                           size_t size)
{
	static const char more[] = "; ...";
	size_t used = 0;

	if (size == 0)
		return;
	text[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const struct lot *lot = &lots[picks[i].lot];
		char part[96], day[DATE_TEXT_SIZE], quantity[DECIMAL_TEXT_SIZE], cost[DECIMAL_TEXT_SIZE];
		const int length = snprintf(part, sizeof part, "%s%s %s @ %s", i > 0 ? "; " : "",
		                            date_format(lot->acquired, day), decimal_format(picks[i].quantity, quantity),
		                            decimal_format(lot->unit_cost, cost));
		const size_t reserve = i + 1 < count ? sizeof more - 1 : 0;

		if (used + (size_t)length + reserve >= size) {
			if (used + sizeof more <= size)
				memcpy(text + used, more, sizeof more);
			return;
		}
		memcpy(text + used, part, (size_t)length + 1);
		used += (size_t)length;
	}
}
