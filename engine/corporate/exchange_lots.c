/* Lots for lots, without a loss of cost. */
#include <stdlib.h>

#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/corporate/entitlement.h"

#define wide __int128 /* of a unit of 1e-12: millionths of a share times millionths of money */

static bool cost_of(const struct lot *lots, size_t count, wide *cost)
{
	*cost = 0;
	for (size_t i = 0; i < count; i++)
		*cost += (wide)lots[i].quantity * lots[i].unit_cost;
	return *cost / MICROS <= INT64_MAX;
}

bool corporate_cost(const struct lot *lots, size_t count, int64_t *cost)
{
	wide exact;

	if (!cost_of(lots, count, &exact))
		return false;
	/* half-even by hand: the sum is wider than what the roundings take */
	*cost = (int64_t)(exact / MICROS);
	if (exact % MICROS * 2 > MICROS || (exact % MICROS * 2 == MICROS && *cost % 2 != 0))
		++*cost;
	return true;
}

/*
 * A lot of the quantity that costs `wanted`, as one or two: n whole shares at a unit cost of u + 1 millionths and the rest at
 * u. *left is what they cost too little (or too much, when negative), less than half a millionth unless there is no share.
 */
static bool cut(const struct lot *from, int64_t quantity, wide wanted, struct lot *opened, size_t *count, wide *left)
{
	const wide unit = wanted / quantity;
	const int64_t shares = quantity / MICROS;
	int64_t dearer;

	if (unit > INT64_MAX - 1)
		return false;
	dearer = (int64_t)((wanted - unit * quantity + MICROS / 2) / MICROS);
	if (dearer > shares)
		dearer = shares;
	*left = wanted - unit * quantity - (wide)dearer * MICROS;
	if (dearer > 0) {
		opened[*count] = *from;
		opened[*count].quantity = dearer * MICROS;
		opened[(*count)++].unit_cost = (int64_t)unit + 1;
	}
	if (quantity > dearer * MICROS) {
		opened[*count] = *from;
		opened[*count].quantity = quantity - dearer * MICROS;
		opened[(*count)++].unit_cost = (int64_t)unit;
	}
	return true;
}

static bool cut_all(const struct lot *lots, size_t count, const int64_t *after, struct lot *opened, size_t *opened_count)
{
	wide left = 0;

	for (size_t i = 0; i < count; i++) {
		wide wanted = (wide)lots[i].quantity * lots[i].unit_cost + left;

		if (after[i] == 0) {
			left = wanted;
			continue;
		}
		if (!cut(&lots[i], after[i], wanted < 0 ? 0 : wanted, opened, opened_count, &left))
			return false;
		left += wanted < 0 ? wanted : 0;
	}
	return true;
}

enum status corporate_part_with(const struct lot *lots, size_t count, int64_t total, int64_t *taken, struct lot *left,
                                size_t *left_count, struct error *err)
{
	int64_t *held = memory_new_array(count, sizeof *held), sum = 0;
	bool fits = true;

	for (size_t i = 0; i < count && fits; i++) {
		held[i] = lots[i].quantity;
		fits = checked_add(sum, held[i], &sum);
	}
	fits = fits && total > 0 && total < sum && decimal_allocate(total, held, count, taken);
	free(held);
	if (!fits)
		return error_set(err, STATUS_INVALID, "a part of what is held must be above nothing and below all of it");
	*left_count = 0;
	for (size_t i = 0; i < count; i++) { /* never more than it holds: its part of the total is below it, and is rounded up to it */
		if (taken[i] == lots[i].quantity)
			continue;
		left[*left_count] = lots[i];
		left[(*left_count)++].quantity = lots[i].quantity - taken[i];
	}
	return STATUS_OK;
}

enum status corporate_exchange_lots(const struct lot *lots, size_t count, int64_t total, struct lot *opened,
                                    size_t *opened_count, struct error *err)
{
	int64_t *before, *after;
	struct lot *made;
	size_t made_count = 0;
	wide cost;
	bool fits;

	if (count == 0 || total <= 0)
		return error_set(err, STATUS_INVALID, "nothing is left of what is exchanged");
	before = memory_new_array(count, sizeof *before);
	after = memory_new_array(count, sizeof *after);
	made = memory_new_array(2 * count, sizeof *made);
	for (size_t i = 0; i < count; i++)
		before[i] = lots[i].quantity;
	fits = cost_of(lots, count, &cost) && decimal_allocate(total, before, count, after) &&
	       cut_all(lots, count, after, made, &made_count);
	if (fits) {
		for (size_t i = 0; i < made_count; i++)
			opened[i] = made[i];
		*opened_count = made_count;
	}
	free(before);
	free(after);
	free(made);
	return fits ? STATUS_OK : error_set(err, STATUS_INVALID, "what is exchanged does not fit into quantity and cost");
}
