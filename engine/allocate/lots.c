/* Whole lots: checks, exact money, and the local search both proofs begin with. */
#include "engine/allocate/lots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/lots_search.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

static int64_t amount_of(const struct lots_search *search, size_t i, int64_t n)
{
	const struct lot_holding *h = search->problem->holdings + i;
	int64_t amount = 0;

	/* Fits: n is at most what the value buys. */
	(void)decimal_multiply(n * h->lot, h->price, ROUND_HALF_EVEN, &amount);
	return amount;
}

int64_t lots_cost(const struct lots_search *search, size_t i, int64_t n)
{
	const struct lot_holding *h = search->problem->holdings + i;
	const int64_t amount = amount_of(search, i, n);

	return amount + decimal_fee(amount, h->fee, h->fee_minimum, search->problem->fee_unit);
}

double lots_objective(const struct lots_search *search, const int64_t *lots)
{
	const gsl_matrix *covariance = search->problem->covariance;
	double total = 0.0;

	for (size_t i = 0; i < search->count; i++) {
		const double d = lots_difference(search, i, lots[i]);
		double pull = covariance ? 0.0 : d;

		for (size_t j = 0; covariance && j < search->count; j++)
			pull += gsl_matrix_get(covariance, i, j) * lots_difference(search, j, lots[j]);
		total += d * pull;
	}
	return total;
}

/* Keeps search->trial when it is affordable and nearer. */
static bool consider(struct lots_search *search, int64_t cost)
{
	double objective;

	if (cost > search->budget)
		return false;
	objective = lots_objective(search, search->trial);
	if (objective >= search->objective - lots_worthwhile(search->objective))
		return false;
	search->objective = objective;
	memcpy(search->lots, search->trial, search->count * sizeof(int64_t));
	return true;
}

static bool moves(struct lots_search *search, size_t i, int64_t by)
{
	const int64_t n = search->lots[i] + by;

	if (n < 0 || n > search->most[i])
		return false;
	search->trial[i] = n;
	return true;
}

/* One lot of i more or less, alone or against one of j, or against as many of j as are worth about the same. */
static bool improve_one(struct lots_search *search, int64_t spent, size_t i, int by)
{
	const int64_t without = spent - lots_cost(search, i, search->lots[i]);

	memcpy(search->trial, search->lots, search->count * sizeof(int64_t));
	if (!moves(search, i, by))
		return false;

	const int64_t with = without + lots_cost(search, i, search->trial[i]);

	if (consider(search, with))
		return true;
	for (size_t j = 0; j < search->count; j++) {
		const double equal = search->step[i] / search->step[j];
		const int64_t many = equal > 1.0 && equal < 1e9 ? llround(equal) : 1;

		for (int way = 0; way < 4 && j != i; way++) {
			const int64_t change = (way % 2 == 0 ? -by : by) * (way < 2 ? 1 : many);

			if (moves(search, j, change) &&
			    consider(search, with - lots_cost(search, j, search->lots[j]) + lots_cost(search, j, search->trial[j])))
				return true;
			search->trial[j] = search->lots[j];
		}
	}
	return false;
}

void lots_improve(struct lots_search *search)
{
	const size_t patience = 20 * search->count;
	bool is_better = true;

	for (size_t k = 0; is_better && k < patience; k++) {
		is_better = false;
		for (size_t i = 0; i < search->count; i++)
			for (int by = 1; by >= -1; by -= 2) {
				int64_t spent = 0;

				for (size_t j = 0; j < search->count; j++)
					spent += lots_cost(search, j, search->lots[j]);
				is_better = improve_one(search, spent, i, by) || is_better;
			}
	}
}

static enum status check_holding(const struct lot_holding *h, size_t i, struct error *err)
{
	int64_t amount;

	if (!isfinite(h->target) || h->target < 0.0 || h->target > 1e6)
		return error_set(err, STATUS_INVALID, "the target of holding %zu is %g; it must be a fraction of the value", i + 1,
		                 h->target);
	if (h->price <= 0 || h->lot <= 0 || !decimal_multiply(h->lot, h->price, ROUND_HALF_EVEN, &amount) || amount <= 0)
		return error_set(err, STATUS_INVALID, "holding %zu needs a price and a lot that are worth something", i + 1);
	if (h->fee < 0 || h->fee > MICROS || h->fee_minimum < 0 || h->fee_minimum > INT64_MAX / 16)
		return error_set(err, STATUS_INVALID, "the fee of holding %zu must lie between 0 and the whole amount", i + 1);
	return STATUS_OK;
}

static enum status check(const struct lots_problem *problem, struct error *err)
{
	const gsl_matrix *covariance = problem->covariance;

	if (problem->count == 0 || problem->value <= 0 || problem->value > INT64_MAX / 16)
		return error_set(err, STATUS_INVALID, "lots need holdings and a value to invest");
	if (problem->cash_minimum < 0 || problem->fee_unit < 0)
		return error_set(err, STATUS_INVALID, "neither the cash to keep nor the unit of fees may be negative");
	if (covariance && (covariance->size1 != problem->count || covariance->size2 != problem->count))
		return error_set(err, STATUS_INVALID, "the covariance is %zu x %zu; it must be %zu x %zu", covariance->size1,
		                 covariance->size2, problem->count, problem->count);
	for (size_t i = 0; i < problem->count; i++) {
		const enum status status = check_holding(problem->holdings + i, i, err);

		if (status)
			return status;
	}
	if (problem->cash_minimum > problem->value)
		return error_set(err, STATUS_INFEASIBLE, "the cash to keep is more than the value");
	return STATUS_OK;
}

/* Nothing bought: the answer that is always affordable. */
static void search_init(struct lots_search *search, const struct lots_problem *problem, double *doubles, int64_t *integers)
{
	const size_t n = problem->count;
	const size_t usual = problem->covariance ? LOTS_TRACKING_NODES : LOTS_NODES;

	*search = (struct lots_search){
		.problem = problem, .count = n, .budget = problem->value - problem->cash_minimum,
		.value = (double)problem->value, .step = doubles, .most = integers, .lots = integers + n,
		.trial = integers + 2 * n, .node_limit = problem->node_limit > 0 ? problem->node_limit : usual,
	};
	for (size_t i = 0; i < n; i++) {
		const struct lot_holding *h = problem->holdings + i;
		const __int128 lot_value = (__int128)h->lot * h->price;
		const __int128 most = (__int128)search->budget * MICROS / lot_value;

		search->step[i] = (double)lot_value / 1e6 / search->value;
		search->most[i] = most * h->lot > INT64_MAX ? INT64_MAX / h->lot : (int64_t)most;
	}
	search->objective = lots_objective(search, search->lots);
}

static void report(const struct lots_search *search, struct lots_info *info)
{
	int64_t spent = 0;

	*info = (struct lots_info){ .objective = search->objective, .nodes = search->nodes };
	info->is_optimal = search->bound >= search->objective - lots_worthwhile(search->objective);
	info->gap = info->is_optimal ? 0.0 : search->objective - search->bound;
	for (size_t i = 0; i < search->count; i++) {
		const int64_t cost = lots_cost(search, i, search->lots[i]);
		const double d = fabs(lots_difference(search, i, search->lots[i]));

		spent += cost;
		info->fees += cost - amount_of(search, i, search->lots[i]);
		if (d > info->granularity) {
			info->granularity = d;
			info->coarsest = i;
		}
	}
	info->cash = search->problem->value - spent;
}

enum status allocate_lots(const struct lots_problem *problem, int64_t *lots, struct lots_info *info, struct error *err)
{
	enum status status = check(problem, err);
	struct lots_search search;

	if (status)
		return status;

	double *doubles = memory_new_array(problem->count, sizeof(double));
	int64_t *integers = memory_new_array(3 * problem->count, sizeof(int64_t));

	search_init(&search, problem, doubles, integers);
	status = problem->covariance ? lots_search_tracking(&search, err) : lots_search_squares(&search);
	if (!status) {
		memcpy(lots, search.lots, problem->count * sizeof(int64_t));
		report(&search, info);
	}
	free(doubles);
	free(integers);
	return status;
}
