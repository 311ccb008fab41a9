/*
 * Whole lots nearest to their weights, with proof. With a price k on money the holdings come apart and each finds its own
 * best whole number of lots; that is a bound for any k, and a good one at the k that just spends the budget.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/lots_search.h"
#include "engine/base/memory.h"

/* Prices tried at each node, as multiples of the best one at the root. */
static const double multiples[] = { 1.0, 0.0, 0.5, 0.7, 0.85, 0.95, 1.05, 1.15, 1.3, 1.6, 2.5, 5.0 };
enum { PRICES = sizeof(multiples) / sizeof(*multiples) };

struct tree {
	struct lots_search *search;
	double price;              /* of money, as a fraction of V: the best one at the root              */
	double allowance;          /* what rounding of fees may hide of a cost, fraction of V             */
	size_t *order;             /* n: the coarsest first                                               */
	double *least;             /* PRICES x (n + 1): sum of the own best over order[k], order[k + 1], ... */
	double open;               /* least bound of what the node limit left unseen                      */
	int64_t *centre;           /* n: the own best at `price`                                          */
	bool is_cut;
};

/* Cost of n lots as a fraction of V, fees not rounded. */
static double cost_of(const struct lots_search *search, size_t i, int64_t n)
{
	const struct lot_holding *h = search->problem->holdings + i;
	const double amount = (double)n * search->step[i], share = amount * ((double)h->fee / 1e6);
	const double minimum = (double)h->fee_minimum / search->value;

	return n == 0 ? 0.0 : amount + (share > minimum ? share : minimum);
}

static double priced(const struct lots_search *search, size_t i, int64_t n, double price)
{
	const double d = lots_difference(search, i, n);

	return d * d + price * cost_of(search, i, n);
}

/*
 * The whole n with the least priced square. It is convex from one lot on, so the best lies beside a real optimum: where
 * the fee is a share, where it is the minimum, where it turns from one to the other; or it is 0, without a fee.
 */
static int64_t own_best(const struct lots_search *search, size_t i, double price, double *value)
{
	const struct lot_holding *h = search->problem->holdings + i;
	const double step = search->step[i], fee = (double)h->fee / 1e6;
	const double places[] = {
		(h->target - 0.5 * price * (1.0 + fee)) / step,
		(h->target - 0.5 * price) / step,
		fee > 0.0 ? (double)h->fee_minimum / search->value / (fee * step) : 0.0,
	};
	int64_t best = 0;

	*value = priced(search, i, 0, price);
	for (size_t p = 0; p < sizeof(places) / sizeof(*places); p++)
		for (int up = 0; up < 2; up++) {
			const double place = fmin(fmax(floor(places[p]) + up, 0.0), (double)search->most[i]);
			const double found = priced(search, i, (int64_t)place, price);

			if (found < *value) {
				*value = found;
				best = (int64_t)place;
			}
		}
	return best;
}

static double spent_at(const struct tree *tree, double price, int64_t *lots)
{
	double spent = 0.0, value;

	for (size_t i = 0; i < tree->search->count; i++) {
		lots[i] = own_best(tree->search, i, price, &value);
		spent += cost_of(tree->search, i, lots[i]);
	}
	return spent;
}

/* The lowest price at which what everyone wants can be paid; trial holds it. */
static double find_price(const struct tree *tree)
{
	struct lots_search *search = tree->search;
	const double budget = (double)search->budget / search->value;
	double low = 0.0, high = 1e-6;

	if (spent_at(tree, 0.0, search->trial) <= budget)
		return 0.0;
	while (spent_at(tree, high, search->trial) > budget && high < 1e9)
		high *= 4.0;
	for (int k = 0; k < 60 && high - low > 1e-12 * high; k++) {
		const double middle = 0.5 * (low + high);

		*(spent_at(tree, middle, search->trial) > budget ? &low : &high) = middle;
	}
	(void)spent_at(tree, high, search->trial);
	return high;
}

/* From what everyone wants at that price, if it is affordable to the last cent, by exchanges. */
static void guess(struct lots_search *search)
{
	int64_t spent = 0;

	for (size_t i = 0; i < search->count; i++) {
		const int64_t cost = lots_cost(search, i, search->trial[i]);

		if (cost > search->budget - spent)
			search->trial[i] = 0;
		else
			spent += cost;
	}
	if (lots_objective(search, search->trial) < search->objective) {
		memcpy(search->lots, search->trial, search->count * sizeof(int64_t));
		search->objective = lots_objective(search, search->lots);
	}
	lots_improve(search);
}

static void order_by_size(struct tree *tree)
{
	const double *step = tree->search->step;

	for (size_t k = 0; k < tree->search->count; k++) {
		size_t at = k;

		for (; at > 0 && step[tree->order[at - 1]] < step[k]; at--)
			tree->order[at] = tree->order[at - 1];
		tree->order[at] = k;
	}
}

static void fill_least(struct tree *tree)
{
	const struct lots_search *search = tree->search;
	const size_t n = search->count;

	for (size_t p = 0; p < PRICES; p++) {
		const double price = multiples[p] * tree->price;
		double *least = tree->least + p * (n + 1);

		least[n] = 0.0;
		for (size_t k = n; k-- > 0;) {
			double value;
			const int64_t best = own_best(search, tree->order[k], price, &value);

			if (p == 0)
				tree->centre[tree->order[k]] = best;
			least[k] = least[k + 1] + value - price * tree->allowance;
		}
	}
}

/* No completion of the first k holdings has less, by the price of rank p. */
static double bound_by(const struct tree *tree, size_t p, size_t k, double squares, int64_t spent)
{
	const struct lots_search *search = tree->search;
	const double over = (double)(spent - search->budget) / search->value;

	return squares + tree->least[p * (search->count + 1) + k] + multiples[p] * tree->price * over;
}

static bool is_hopeless(const struct tree *tree, double bound)
{
	return bound >= tree->search->objective - lots_worthwhile(tree->search->objective);
}

static void descend(struct tree *tree, size_t k, double squares, int64_t spent);

/*
 * n lots of the k-th holding. False: no further n on this side can do, because the bound by the root's price only rises
 * away from the centre, or because the money does not reach.
 */
static bool try_lots(struct tree *tree, size_t k, int64_t n, double squares, int64_t spent)
{
	struct lots_search *search = tree->search;
	const size_t i = tree->order[k];
	const int64_t with = spent + lots_cost(search, i, n);
	const double d = lots_difference(search, i, n), sum = squares + d * d;
	const double first = bound_by(tree, 0, k + 1, sum, with);

	if (is_hopeless(tree, first - tree->price * tree->allowance))
		return false;
	if (tree->is_cut) {
		tree->open = fmin(tree->open, first - tree->price * tree->allowance);
		return false;
	}
	if (with > search->budget)
		return true; /* fewer may do */
	for (size_t p = 1; p < PRICES && tree->price > 0.0; p++)
		if (is_hopeless(tree, bound_by(tree, p, k + 1, sum, with)))
			return true;
	search->trial[i] = n;
	descend(tree, k + 1, sum, with);
	return true;
}

/* The most lots of holding i that the rest of the money pays, within a lot. */
static int64_t affordable(const struct lots_search *search, size_t i, int64_t rest)
{
	const double most = (double)rest / search->value / search->step[i];

	return most >= (double)search->most[i] ? search->most[i] : (int64_t)most;
}

/* From the centre outwards; without any first where a fee stands between none and one. */
static void descend(struct tree *tree, size_t k, double squares, int64_t spent)
{
	struct lots_search *search = tree->search;

	if (k == search->count) {
		search->objective = squares;
		memcpy(search->lots, search->trial, search->count * sizeof(int64_t));
		return;
	}
	if (++search->nodes > search->node_limit)
		tree->is_cut = true;

	const size_t i = tree->order[k];
	const int64_t most = affordable(search, i, search->budget - spent);
	const int64_t centre = tree->centre[i] < most ? tree->centre[i] : most;
	int64_t below = centre, above = centre + 1;
	bool goes_down = true, goes_up = above <= most;

	while (goes_down || goes_up) {
		const bool is_down = goes_down && (!goes_up || priced(search, i, below, tree->price) <=
		                                                       priced(search, i, above, tree->price));

		if (is_down) {
			goes_down = try_lots(tree, k, below, squares, spent) && below > 1;
			below--;
		} else {
			goes_up = try_lots(tree, k, above, squares, spent) && above < most;
			above++;
		}
	}
	if (centre > 0)
		(void)try_lots(tree, k, 0, squares, spent);
}

enum status lots_search_squares(struct lots_search *search)
{
	const size_t n = search->count;
	const int64_t unit = search->problem->fee_unit > 0 ? search->problem->fee_unit : 1;
	struct tree tree = { .search = search, .open = INFINITY, .allowance = (double)(unit + 1) / search->value };

	tree.order = memory_new_array(n, sizeof(*tree.order));
	tree.centre = memory_new_array(n, sizeof(*tree.centre));
	tree.least = memory_new_array(PRICES * (n + 1), sizeof(*tree.least));
	tree.price = find_price(&tree);
	guess(search);
	order_by_size(&tree);
	fill_least(&tree);
	if (!is_hopeless(&tree, bound_by(&tree, 0, 0, 0.0, 0)))
		descend(&tree, 0, 0.0, 0);
	search->bound = fmin(tree.open, search->objective);
	free(tree.order);
	free(tree.centre);
	free(tree.least);
	return STATUS_OK;
}
