/* Lots for lots, without a loss of cost; and lots that cost less, as capital was given back. */
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

/* How many lots from the first on are one purchase: of one day, at two neighbouring unit costs at most. */
static size_t purchase_of(const struct lot *lots, size_t count)
{
	int64_t least = lots[0].unit_cost, most = least;
	size_t length = 1;

	for (; length < count && lots[length].acquired.days == lots[0].acquired.days; length++) {
		const int64_t cost = lots[length].unit_cost;

		least = cost < least ? cost : least;
		most = cost > most ? cost : most;
		if (most - least > 1)
			break;
	}
	return length;
}

/* Lots of one purchase put together, count at most: their quantities, and the lot each begins with. */
static bool gather(const struct lot *lots, size_t count, int64_t *quantities, size_t *firsts, size_t *length)
{
	*length = 0;
	for (size_t i = 0, next; i < count; i = next) {
		next = i + purchase_of(lots + i, count - i);
		quantities[*length] = 0;
		for (size_t j = i; j < next; j++)
			if (!checked_add(quantities[*length], lots[j].quantity, &quantities[*length]))
				return false;
		firsts[(*length)++] = i;
	}
	firsts[*length] = count;
	return true;
}

/* parts: of the money, by purchase. */
static bool cut_cheaper(const struct lot *lots, const int64_t *quantities, const size_t *firsts, const int64_t *parts,
                        size_t length, struct lot *opened, size_t *opened_count, int64_t *gain)
{
	wide left = 0, excess = 0;

	for (size_t i = 0; i < length; i++) {
		wide cost, wanted;

		if (!cost_of(lots + firsts[i], firsts[i + 1] - firsts[i], &cost))
			return false;
		wanted = cost - (wide)parts[i] * MICROS;
		excess += wanted < 0 ? -wanted : 0;
		wanted = (wanted < 0 ? 0 : wanted) + left;
		if (!cut(&lots[firsts[i]], quantities[i], wanted < 0 ? 0 : wanted, opened, opened_count, &left))
			return false;
		left += wanted < 0 ? wanted : 0;
	}
	excess = (excess + MICROS / 2) / MICROS;
	*gain = (int64_t)excess; /* no more than the amount */
	return true;
}

enum status corporate_return_capital(const struct lot *lots, size_t count, int64_t amount, struct lot *opened,
                                     size_t *opened_count, int64_t *gain, struct error *err)
{
	int64_t *quantities = memory_new_array(count, sizeof *quantities), *parts = memory_new_array(count, sizeof *parts);
	size_t *firsts = memory_new_array(count + 1, sizeof *firsts);
	struct lot *made = memory_new_array(2 * count, sizeof *made);
	size_t length = 0, made_count = 0;
	int64_t gained = 0;
	const bool fits = count > 0 && amount >= 0 && gather(lots, count, quantities, firsts, &length) &&
	                  decimal_allocate(amount, quantities, length, parts) &&
	                  cut_cheaper(lots, quantities, firsts, parts, length, made, &made_count, &gained);

	if (fits) {
		for (size_t i = 0; i < made_count; i++)
			opened[i] = made[i];
		*opened_count = made_count;
		*gain = gained;
	}
	free(quantities);
	free(parts);
	free(firsts);
	free(made);
	return fits ? STATUS_OK : error_set(err, STATUS_INVALID, "the capital given back does not fit the lots it is of");
}
