/* The dual active set method on a table of exchanges. Numbers in brackets: Goldfarb & Idnani (1983), section 4. */
#include "engine/solve/dual_set.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

void dual_set_layout(struct dual_set *set, struct pool *pool, size_t n, size_t m)
{
	const size_t count = n + m, stride = (count + 3) / 4 * 4;

	pool_reset(pool, 8 + 2 * count * stride + 6 * stride + 4 * count + 2 * n + n * m + 2 * (count / sizeof(double) + 1));
	*set = (struct dual_set){ .n = n, .m = m, .count = count, .stride = stride };
	/* From the beginning of a cache line on: a row of twelve limits takes two lines, not three. */
	(void)pool_doubles(pool, (64 - (size_t)(uintptr_t)pool->memory % 64) % 64 / sizeof(double));
	set->table = pool_doubles(pool, count * stride);
	set->start = pool_doubles(pool, count * stride);
	set->value = pool_doubles(pool, stride);
	set->given = pool_doubles(pool, stride);
	set->pivot_row = pool_doubles(pool, stride);
	set->orientation = pool_doubles(pool, stride);
	set->sign = pool_doubles(pool, stride);
	set->watch = pool_doubles(pool, stride);
	set->lower = pool_doubles(pool, count);
	set->upper = pool_doubles(pool, count);
	set->weight = pool_doubles(pool, count);
	set->diagonal = pool_doubles(pool, count);
	set->linear = pool_doubles(pool, n);
	set->proximal = pool_doubles(pool, n);
	set->rows = pool_doubles(pool, n * m);
	set->standing = pool_bytes(pool, count);
	set->start_standing = pool_bytes(pool, count);
}

/* Twice as many numbers at a time where the processor can; without fused products, so that the digits stay the same. */
#if defined(__x86_64__) && defined(__gnu_linux__) && defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__) && \
	!defined(__SANITIZE_ADDRESS__)
#define WIDE_LOOP HOT_LOOP __attribute__((target_clones("avx2", "default")))
#else
#define WIDE_LOOP HOT_LOOP
#endif

/* Swaps given and found of limit p. The stride is a multiple of four: no remainder to look after. */
WIDE_LOOP static void exchange(struct dual_set *set, size_t p)
{
	const size_t stride = set->stride, count = set->count;
	double *restrict pivot_row = set->pivot_row;
	double *own = set->table + p * stride;
	const double inverse = 1.0 / own[p];

	for (size_t j = 0; j < stride; j++)
		pivot_row[j] = own[j] * inverse;
	for (size_t i = 0; i < count; i++) {
		double *restrict row = set->table + i * stride;
		const double factor = row[p];

		if (i == p || factor == 0.0)
			continue;
		for (size_t j = 0; j < stride; j += 4) {
			row[j] -= factor * pivot_row[j];
			row[j + 1] -= factor * pivot_row[j + 1];
			row[j + 2] -= factor * pivot_row[j + 2];
			row[j + 3] -= factor * pivot_row[j + 3];
		}
		row[p] = factor * inverse;
	}
	for (size_t j = 0; j < stride; j++)
		own[j] = -pivot_row[j];
	own[p] = inverse;
	set->exchanges++;
	set->exchanges_since_start++;
}

/*
 * All bounds active is where nothing is to be factored: T = [H -A'; A 0]. Each bound that is let go is one step of the
 * elimination. Returns the least pivot as a share of its own diagonal.
 */
static double eliminate(struct dual_set *set, const double *hessian, size_t hessian_stride)
{
	const size_t n = set->n, stride = set->stride;
	double least = INFINITY;

	for (size_t i = 0; i < n; i++) {
		double *row = set->table + i * stride;

		for (size_t j = 0; j < n; j++)
			row[j] = 0.5 * (hessian[i * hessian_stride + j] + hessian[j * hessian_stride + i]);
		row[i] += set->proximal[i];
		set->diagonal[i] = row[i];
		for (size_t r = 0; r < set->m; r++)
			row[n + r] = -set->rows[r * n + i];
		for (size_t j = set->count; j < stride; j++)
			row[j] = 0.0;
	}
	for (size_t r = 0; r < set->m; r++) {
		double *row = set->table + (n + r) * stride;

		memcpy(row, set->rows + r * n, n * sizeof(double));
		for (size_t j = n; j < stride; j++)
			row[j] = 0.0;
	}
	for (size_t i = 0; i < n; i++) {
		const double pivot = set->table[i * stride + i];

		if (!(pivot > 0.0) || !isfinite(pivot))
			return -1.0;
		if (pivot < least * set->diagonal[i])
			least = pivot / set->diagonal[i];
		exchange(set, i);
	}
	return least;
}

/* A hessian that is not safely definite is lent a little; refinement against H itself takes it back. */
static void lend(struct dual_set *set, const double *hessian, size_t hessian_stride)
{
	double largest = 0.0, steepest = 0.0;

	for (size_t i = 0; i < set->n; i++) {
		largest = fmax(largest, hessian[i * hessian_stride + i]);
		steepest = fmax(steepest, fabs(set->linear[i]));
	}
	if (largest == 0.0)
		largest = steepest > 0.0 ? steepest : 1e8;
	for (size_t i = 0; i < set->n; i++) {
		const double own = hessian[i * hessian_stride + i];

		set->proximal[i] = 1e-8 * (own > 1e-8 * largest ? own : largest);
		set->ridge = fmax(set->ridge, set->proximal[i]);
	}
}

bool dual_set_factor(struct dual_set *set, const double *hessian, size_t stride, double least)
{
	for (size_t r = 0; r < set->m; r++) {
		const double *row = set->rows + r * set->n;
		const double square = program_dot(row, row, set->n);

		set->weight[set->n + r] = square > 0.0 ? 1.0 / sqrt(square) : 1.0;
	}
	for (size_t i = 0; i < set->n; i++) {
		set->weight[i] = 1.0;
		set->proximal[i] = 0.0;
	}
	set->ridge = 0.0;

	const double pivot = eliminate(set, hessian, stride);

	set->is_delicate = pivot > least && !(pivot > DUAL_SAFE);
	if (!(pivot > least)) {
		lend(set, hessian, stride);
		if (!(eliminate(set, hessian, stride) > 0.0))
			return false;
	}
	for (size_t k = 0; k < set->count; k++)
		set->diagonal[k] = set->table[k * set->stride + k];
	memset(set->standing, 0, set->count);
	set->exchanges = set->exchanges_since_start = 0;
	return true;
}

static bool is_equality(const struct dual_set *set, size_t k)
{
	return set->lower[k] == set->upper[k];
}

static double limit_of(const struct dual_set *set, size_t k)
{
	return set->standing[k] > 0 ? set->lower[k] : set->upper[k];
}

/* What is left of a limit beside the active ones, as a share of the whole; below this it depends on them. */
static const double least_share = 1e-11;

/* Of what is active, what letting it go would gain is positive: else rounding has eaten the table. */
static bool is_pivot(const struct dual_set *set, size_t k)
{
	const double pivot = set->table[k * set->stride + k];

	return pivot > 0.0 && pivot < INFINITY;
}

bool dual_set_exchange(struct dual_set *set, size_t limit, signed char standing)
{
	if ((set->standing[limit] == 0) == (standing == 0)) {
		set->standing[limit] = standing;
		return true;
	}
	if (standing != 0 && !(set->table[limit * set->stride + limit] > least_share * set->diagonal[limit]))
		return false;
	if (!is_pivot(set, limit))
		return false;
	exchange(set, limit);
	set->standing[limit] = standing;
	return true;
}

void dual_set_take_equalities(struct dual_set *set)
{
	for (size_t k = set->n; k < set->count; k++)
		if (is_equality(set, k))
			(void)dual_set_exchange(set, k, 1); /* one that repeats the others stays idle and holds by itself */
}

void dual_set_keep(struct dual_set *set)
{
	memcpy(set->start, set->table, set->count * set->stride * sizeof(double));
	memcpy(set->start_standing, set->standing, set->count);
	set->exchanges_since_start = 0;
}

void dual_set_restart(struct dual_set *set)
{
	memcpy(set->table, set->start, set->count * set->stride * sizeof(double));
	memcpy(set->standing, set->start_standing, set->count);
	set->exchanges_since_start = 0;
}

/* Notes limit k as idle or active; the arrays spare the loops over limits their branches. */
static void mark(struct dual_set *set, size_t k, signed char standing)
{
	set->standing[k] = standing;
	set->orientation[k] = standing == 0 ? 1.0 : -1.0;
	set->sign[k] = standing == 0 || is_equality(set, k) ? 0.0 : standing;
	set->watch[k] = standing == 0 ? set->weight[k] : 0.0;
}

/* value += amount times column p of the table, read from row p of an idle limit. */
HOT_LOOP static void add_column(struct dual_set *set, size_t p, double amount)
{
	const double *restrict row = set->table + p * set->stride;
	const double *restrict orientation = set->orientation;
	double *restrict value = set->value;

	for (size_t i = 0; i < set->stride; i++)
		value[i] += amount * (orientation[i] * row[i]);
}

/* value := T given, by rows of T: signs as in add_column. */
WIDE_LOOP static void multiply(const struct dual_set *set, const double *given, double *restrict result)
{
	const size_t stride = set->stride;

	memset(result, 0, stride * sizeof(double));
	for (size_t p = 0; p < set->count; p++) {
		const double *restrict row = set->table + p * stride;
		const double amount = set->orientation[p] * given[p];

		if (amount == 0.0)
			continue;
		for (size_t j = 0; j < stride; j += 4) {
			result[j] += amount * row[j];
			result[j + 1] += amount * row[j + 1];
			result[j + 2] += amount * row[j + 2];
			result[j + 3] += amount * row[j + 3];
		}
	}
	for (size_t k = 0; k < set->count; k++)
		result[k] *= set->orientation[k];
}

void dual_set_evaluate(struct dual_set *set)
{
	for (size_t k = 0; k < set->count; k++) {
		mark(set, k, set->standing[k]);
		set->given[k] = set->standing[k] ? limit_of(set, k) : k < set->n ? set->linear[k] : 0.0;
	}
	multiply(set, set->given, set->value);
	for (size_t k = 0; k < set->n; k++)
		if (set->standing[k])
			set->value[k] -= set->linear[k];
}

void dual_set_shift(struct dual_set *set, const double *rest, const double *gap)
{
	double *change = set->pivot_row;

	for (size_t k = 0; k < set->count; k++)
		set->given[k] = set->standing[k] ? gap[k] : k < set->n ? rest[k] : 0.0;
	multiply(set, set->given, change);
	for (size_t k = 0; k < set->count; k++)
		set->value[k] += change[k] - (k < set->n && set->standing[k] ? rest[k] : 0.0);
}

static bool drop(struct dual_set *set, size_t k)
{
	const double multiplier = set->value[k];

	if (!is_pivot(set, k))
		return false;
	set->value[k] = limit_of(set, k);
	exchange(set, k);
	mark(set, k, 0);
	if (multiplier != 0.0)
		add_column(set, k, -multiplier);
	return true;
}

/* The active set of another problem: lets go what pushes the wrong way, the strongest first, until nothing does. */
static enum dual_outcome drop_wrong(struct dual_set *set)
{
	for (;;) {
		size_t worst = set->count;
		double gain = 0.0;

		for (size_t k = 0; k < set->count; k++) {
			const double push = set->sign[k] * set->value[k];

			if (!(push < 0.0))
				continue;
			if (worst == set->count || push * push > gain * set->table[k * set->stride + k]) {
				gain = push * push / set->table[k * set->stride + k];
				worst = k;
			}
		}
		if (worst == set->count)
			return DUAL_OPTIMAL;
		if (!drop(set, worst))
			return DUAL_UNSETTLED;
	}
}

/* [1] The most violated idle limit; count when all hold. */
static size_t choose_violated(const struct dual_set *set)
{
	size_t best = set->count;
	double worst = 1e-13 * set->limit_scale;

	for (size_t k = 0; k < set->count; k++) {
		const double below = set->lower[k] - set->value[k], above = set->value[k] - set->upper[k];
		const double violation = (below > above ? below : above) * set->watch[k];

		if (violation > worst) {
			worst = violation;
			best = k;
		}
	}
	return best;
}

/*
 * Whether limit p, pushed to side, and the active limits that give way with it cannot be met together. The multipliers
 * of such a push make a combination r'x >= reach of the limits; when no x within the bounds gets there, that is a proof
 * whatever rounding did before.
 */
static bool is_conflict(struct dual_set *set, size_t p, double side)
{
	const double *row = set->table + p * set->stride;
	double *rest = set->given, reach = 0.0, size = 0.0, best = 0.0;

	memset(rest, 0, set->n * sizeof(double));
	for (size_t k = 0; k < set->count; k++) {
		double push = k == p ? side : set->standing[k] ? -side * row[k] : 0.0;
		const double sign = k == p ? side : set->standing[k];

		if (push == 0.0)
			continue;
		if (push * sign < 0.0 && !is_equality(set, k))
			push = 0.0;
		const double limit = sign > 0.0 ? set->lower[k] : set->upper[k];

		if (push == 0.0)
			continue;
		reach += push * limit;
		size = fmax(size, fabs(push) / set->weight[k]);
		if (k < set->n)
			rest[k] += push;
		for (size_t i = 0; k >= set->n && i < set->n; i++)
			rest[i] += push * set->rows[(k - set->n) * set->n + i];
	}
	for (size_t i = 0; i < set->n; i++) {
		const double end = rest[i] > 0.0 ? set->upper[i] : set->lower[i];

		if (!isfinite(end) && fabs(rest[i]) <= 1e-13 * size)
			continue;
		if (rest[i] != 0.0)
			best += rest[i] * end;
	}
	return reach - best > 1e-12 * size * set->limit_scale;
}

/* [2] Pushes until limit p holds, letting go what would push the wrong way. */
static enum dual_outcome satisfy(struct dual_set *set, size_t p)
{
	const double below = set->lower[p] - set->value[p], above = set->value[p] - set->upper[p];
	const double side = below > above ? 1.0 : -1.0;
	double multiplier = 0.0, gap = below > above ? below : above;

	for (;;) {
		const double *row = set->table + p * set->stride;
		const double curvature = row[p];
		const bool can_move = curvature > least_share * set->diagonal[p];
		const double full = can_move ? gap / curvature : INFINITY;
		double step = full;
		size_t leaving = p;

		for (size_t k = 0; k < set->count; k++) {
			const double fall = side * set->sign[k] * row[k], push = set->sign[k] * set->value[k];

			/* Only what falls by more than the rounding of a table entry. */
			if (!(push < step * fall) || !(fall > 0.0) ||
			    row[k] * row[k] <= 1e-26 * set->table[k * set->stride + k] * set->diagonal[p])
				continue;
			step = push > 0.0 ? push / fall : 0.0;
			leaving = k;
		}
		if (!isfinite(step))
			return is_conflict(set, p, side) ? DUAL_CONFLICT : DUAL_UNSETTLED;
		multiplier += step;
		gap -= step * curvature;
		add_column(set, p, side * step);
		if (leaving == p) {
			set->value[p] = side * multiplier;
			exchange(set, p);
			mark(set, p, side > 0.0 ? 1 : -1);
			return DUAL_OPTIMAL;
		}
		if (!is_pivot(set, leaving))
			return DUAL_UNSETTLED;
		set->value[leaving] = limit_of(set, leaving);
		exchange(set, leaving);
		mark(set, leaving, 0);
	}
}

enum dual_outcome dual_set_search(struct dual_set *set)
{
	const size_t patience = set->exchanges + 40 * (set->count + 5);

	if (drop_wrong(set) != DUAL_OPTIMAL)
		return DUAL_UNSETTLED;
	while (set->exchanges < patience) {
		const size_t limit = choose_violated(set);

		if (limit == set->count)
			return DUAL_OPTIMAL;

		const enum dual_outcome outcome = satisfy(set, limit);

		if (outcome != DUAL_OPTIMAL)
			return outcome;
	}
	return DUAL_UNSETTLED;
}
