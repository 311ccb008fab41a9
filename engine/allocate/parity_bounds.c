/*
 * Risk budgets under bounds alone, for any number of assets: a guess of which bounds bind, the shares of the others by
 * Newton steps on (w, k), and a better guess from what that breaks. The conditions at the end are those of
 * parity_with_limits; a guess that does not settle is left to it.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/allocate.h"
#include "engine/allocate/answer.h"
#include "engine/allocate/limits.h"
#include "engine/allocate/parity.h"
#include "engine/base/memory.h"
#include "engine/base/sum.h"

enum bound_state { FREE, AT_LEAST, AT_MOST };

struct bounded {
	const struct parity *parity;
	const double *lower, *upper;      /* n                                                        */
	enum bound_state *state;          /* n                                                        */
	double *w, *image;                /* n: weights and S w                                       */
	double *step, *push, *rest, *search, *scaled, *product; /* n each, memory                     */
	double k;
	size_t products;
};

/* (W S W + k diag(b)) x = rest over the free assets, by conjugate gradients to a share of the residual; rest is spent. */
static void solve_free(struct bounded *bounded, double *rest, double share, double *x)
{
	const struct parity *parity = bounded->parity;
	const size_t n = parity->count;
	const double *w = bounded->w, k = bounded->k;
	double *p = bounded->search, before = 0.0, target;

	for (size_t i = 0; i < n; i++) {
		const bool is_free = bounded->state[i] == FREE;

		rest[i] = is_free ? rest[i] : 0.0;
		x[i] = 0.0;
		p[i] = rest[i] / (k * parity->budget[i] + w[i] * w[i] * parity->variance[i]);
		before += rest[i] * p[i];
	}
	target = share * share * before;
	for (size_t round = 0; round < 2 * n + 10 && round < 300 && before > target; round++) {
		double curvature = 0.0, after = 0.0;

		for (size_t i = 0; i < n; i++)
			bounded->scaled[i] = w[i] * p[i];
		parity_product(parity, bounded->scaled, bounded->product);
		bounded->products++;
		for (size_t i = 0; i < n; i++)
			curvature += bounded->scaled[i] * bounded->product[i] + k * parity->budget[i] * p[i] * p[i];

		const double length = before / curvature;

		for (size_t i = 0; i < n; i++) {
			if (bounded->state[i] != FREE)
				continue;
			x[i] += length * p[i];
			rest[i] -= length * (w[i] * bounded->product[i] + k * parity->budget[i] * p[i]);
			after += rest[i] * rest[i] / (k * parity->budget[i] + w[i] * w[i] * parity->variance[i]);
		}
		for (size_t i = 0; i < n; i++)
			p[i] = bounded->state[i] == FREE ? rest[i] / (k * parity->budget[i] +
			                                              w[i] * w[i] * parity->variance[i]) +
			                                           after / before * p[i]
			                                 : 0.0;
		before = after;
	}
}

/* Puts those at a bound on it and scales the free to sum to what is left. False: nothing is left, or nothing is free. */
static bool place(struct bounded *bounded)
{
	struct sum fixed = { 0 }, free_sum = { 0 };
	size_t free_count = 0;

	for (size_t i = 0; i < bounded->parity->count; i++) {
		if (bounded->state[i] == FREE) {
			free_count++;
			sum_add(&free_sum, bounded->w[i]);
			continue;
		}
		bounded->w[i] = bounded->state[i] == AT_LEAST ? bounded->lower[i] : bounded->upper[i];
		if (!(bounded->w[i] > 0.0))
			return false;
		sum_add(&fixed, bounded->w[i]);
	}

	const double left = 1.0 - sum_value(&fixed);

	/* Rounding of what is fixed is not room for the others. */
	if (free_count == 0 || !(left > 1e-9))
		return false;
	for (size_t i = 0; i < bounded->parity->count; i++)
		if (bounded->state[i] == FREE)
			bounded->w[i] *= left / sum_value(&free_sum);
	return true;
}

/* The shares of the free assets in the proportion of their budgets. False: it does not settle. */
static bool balance(struct bounded *bounded)
{
	const struct parity *parity = bounded->parity;
	const size_t n = parity->count;
	double least = INFINITY;

	for (int round = 0; round < 60; round++) {
		double variance = 0.0, off = 0.0, budget = 0.0, share = 0.0, along = 0.0, bend = 0.0, largest = 0.0;

		parity_product(parity, bounded->w, bounded->image);
		bounded->products++;
		for (size_t i = 0; i < n; i++) {
			variance += bounded->w[i] * bounded->image[i];
			if (bounded->state[i] == FREE) {
				budget += parity->budget[i];
				share += bounded->w[i] * bounded->image[i];
			}
		}
		if (!(variance > 0.0))
			return false;
		if (round == 0)
			bounded->k = share > 0.0 ? share / budget : variance;
		for (size_t i = 0; i < n; i++)
			if (bounded->state[i] == FREE)
				off = fmax(off, fabs(bounded->w[i] * bounded->image[i] - bounded->k * parity->budget[i]));
		off /= variance;

		const double floor = fmax(1e-12, PARITY_ROUNDING * parity_size(parity, bounded->w, variance) / variance);

		if (off <= 1e-15 || (off <= floor && off >= 0.5 * least))
			return true;
		least = fmin(least, off);

		const double precision = fmin(1e-2, fmax(off, 1e-6));

		for (size_t i = 0; i < n; i++)
			bounded->rest[i] = bounded->k * parity->budget[i] - bounded->w[i] * bounded->image[i];
		solve_free(bounded, bounded->rest, precision, bounded->step);
		memcpy(bounded->rest, parity->budget, n * sizeof(double));
		solve_free(bounded, bounded->rest, precision, bounded->push);
		for (size_t i = 0; i < n; i++) {
			along += bounded->w[i] * bounded->step[i];
			bend += bounded->w[i] * bounded->push[i];
		}

		/* k moves so that the sum stays. */
		const double change = -along / bend;

		for (size_t i = 0; i < n; i++) {
			bounded->step[i] += change * bounded->push[i];
			largest = fmax(largest, fabs(bounded->step[i]));
		}

		const double length = largest > 0.5 ? 0.5 / largest : 1.0;

		bounded->k = fmax(0.25 * bounded->k, bounded->k + length * change);
		for (size_t i = 0; i < n; i++)
			bounded->w[i] *= 1.0 + length * bounded->step[i];
		if (!place(bounded) || !isfinite(bounded->k))
			return false;
	}
	return false;
}

/* S w - k b / w: what pushes against the bound of an asset; its own sign is that of the multiplier. */
static double push_of(const struct bounded *bounded, size_t i)
{
	return bounded->image[i] - bounded->k * bounded->parity->budget[i] / bounded->w[i];
}

/* Corrects the guess; false when nothing contradicts it. */
static bool correct(struct bounded *bounded)
{
	bool has_changed = false;

	for (size_t i = 0; i < bounded->parity->count; i++) {
		const double push = push_of(bounded, i);
		enum bound_state next = bounded->state[i];

		if (next == FREE && bounded->w[i] > bounded->upper[i] * (1.0 + 1e-14))
			next = AT_MOST;
		else if (next == FREE && bounded->w[i] < bounded->lower[i] * (1.0 - 1e-14))
			next = AT_LEAST;
		else if (next != FREE && bounded->lower[i] < bounded->upper[i] &&
		         (next == AT_MOST ? push : -push) > 1e-12 * fabs(bounded->image[i]))
			next = FREE;
		has_changed = has_changed || next != bounded->state[i];
		bounded->state[i] = next;
	}
	return has_changed;
}

static bool settle(struct bounded *bounded)
{
	for (int round = 0; round < 60; round++) {
		if (!place(bounded) || !balance(bounded))
			return false;
		if (!correct(bounded))
			return true;
	}
	return false;
}

/* Weights of the problem's size, and what is known of them. */
static void read_bounded(const struct bounded *bounded, const struct allocation_problem *problem, double *weights,
                         struct allocation_info *info)
{
	const struct parity *parity = bounded->parity;
	double variance = 0.0, *multipliers = memory_new_array(problem->count + problem->row_count + 1, sizeof(double));

	for (size_t i = 0; i < parity->count; i++)
		variance += bounded->w[i] * bounded->image[i];
	info->kkt = (struct kkt){ 0 };
	info->objective = 0.0;
	info->iterations += bounded->products;

	const double size = parity_size(parity, bounded->w, variance) / variance;

	for (size_t i = 0; i < parity->count; i++) {
		const double share = bounded->w[i] * bounded->image[i] / variance;

		weights[parity->held[i]] = bounded->w[i];
		info->objective = fmax(info->objective, fabs(share - parity->budget[i]));
		if (bounded->state[i] == FREE)
			info->kkt.stationarity = fmax(info->kkt.stationarity,
			                              fabs(share - bounded->k * parity->budget[i] / variance) / size);
		else
			multipliers[parity->held[i]] = push_of(bounded, i);
	}
	allocation_settle(problem, weights);
	allocation_price(problem, multipliers, multipliers + problem->count, 0.0, 1.0 / variance, info);
	free(multipliers);
}

bool parity_with_bounds(const struct allocation_problem *problem, const struct parity *parity, const double *start,
                        double *weights, struct allocation_info *info)
{
	const size_t n = parity->count;
	double *memory = memory_new_array(10 * n, sizeof(double)), *lower = memory + 8 * n, *upper = memory + 9 * n;
	struct bounded bounded = {
		.parity = parity, .lower = lower, .upper = upper, .state = memory_new_array(n, sizeof(enum bound_state)),
		.w = memory, .image = memory + n, .step = memory + 2 * n, .push = memory + 3 * n, .rest = memory + 4 * n,
		.search = memory + 5 * n, .scaled = memory + 6 * n, .product = memory + 7 * n,
	};
	bool is_found;

	for (size_t i = 0; i < n; i++) {
		lower[i] = allocation_limit(problem, CONSTRAINT_LOWER, parity->held[i]);
		upper[i] = allocation_limit(problem, CONSTRAINT_UPPER, parity->held[i]);
		bounded.w[i] = start[i];
		if (lower[i] == upper[i])
			bounded.state[i] = AT_LEAST;
		else if (start[i] > upper[i])
			bounded.state[i] = AT_MOST;
		else if (start[i] < lower[i])
			bounded.state[i] = AT_LEAST;
	}
	is_found = settle(&bounded);
	if (is_found) {
		struct allocation_info found = *info;
		double *whole = memory_new_array(problem->count, sizeof(double));

		read_bounded(&bounded, problem, whole, &found);
		is_found = allocation_within_limits(problem, "risk-parity", whole, NULL) == STATUS_OK;
		if (is_found) {
			memcpy(weights, whole, problem->count * sizeof(double));
			*info = found;
		}
		free(whole);
	}
	free(bounded.state);
	free(memory);
	return is_found;
}
