/* Counting into buckets of leading bits, and finding among the few. */
#include "engine/simulate/order_statistics.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/simulate/streams.h"

enum { BUCKETS = 2048, SAMPLE = 512, TABLES = 4 };

struct order_workspace {
	uint16_t *bucket;      /* owned: one a value                        */
	double *chosen;        /* owned: one a value, and one to spare      */
	uint32_t count[TABLES][BUCKETS];
	uint8_t is_wanted[BUCKETS];
};

struct order_workspace *order_workspace_new(size_t count)
{
	struct order_workspace *workspace = memory_try(1, sizeof(*workspace));

	if (workspace == NULL)
		return NULL;
	workspace->bucket = memory_try(count, sizeof(*workspace->bucket));
	workspace->chosen = memory_try(count + 1, sizeof(*workspace->chosen));
	if (workspace->bucket == NULL || workspace->chosen == NULL) {
		order_workspace_free(workspace);
		return NULL;
	}
	return workspace;
}

void order_workspace_free(struct order_workspace *workspace)
{
	if (workspace == NULL)
		return;
	free(workspace->bucket);
	free(workspace->chosen);
	free(workspace);
}

static inline __attribute__((always_inline)) int32_t leading_bits(double value)
{
	uint64_t bits;

	memcpy(&bits, &value, sizeof(bits));
	return (int32_t)(bits >> 32);
}

/* Where buckets begin, and how many bits one spans: from some of the values; what lies outside goes to the ends. */
static int32_t choose_range(const double *values, size_t count, int *shift)
{
	const size_t stride = count / SAMPLE > 0 ? count / SAMPLE : 1;
	int32_t low = INT32_MAX, high = 0;

	for (size_t i = 0; i < count; i += stride) {
		const int32_t bits = leading_bits(values[i]);

		low = bits > 0 && bits < low ? bits : low;
		high = bits > high ? bits : high;
	}
	*shift = 0;
	if (low > high)
		return 0;
	while ((high - low) >> *shift >= BUCKETS - 2)
		++*shift;
	return low;
}

static ROW_LOOP void find_buckets(const double *restrict values, size_t count, int32_t low, int shift,
                                  uint16_t *restrict bucket)
{
	for (size_t i = 0; i < count; i++) {
		int32_t above = leading_bits(values[i]) - low;

		above = above > 0 ? above : 0;
		above = (above >> shift) + 1;
		above = above < BUCKETS ? above : BUCKETS - 1;
		bucket[i] = (uint16_t)(leading_bits(values[i]) < low ? 0 : above);
	}
}

/* Several tables, because two values in a row are often counted in the same place. */
static void count_buckets(struct order_workspace *workspace, size_t count)
{
	const uint16_t *const bucket = workspace->bucket;
	size_t i = 0;

	memset(workspace->count, 0, sizeof(workspace->count));
	for (; i + TABLES <= count; i += TABLES)
		for (size_t k = 0; k < TABLES; k++)
			workspace->count[k][bucket[i + k]]++;
	for (; i < count; i++)
		workspace->count[0][bucket[i]]++;
	for (size_t b = 0; b < BUCKETS; b++)
		for (size_t k = 1; k < TABLES; k++)
			workspace->count[0][b] += workspace->count[k][b];
}

/*
 * Marks the buckets that hold the ranks (rising), and makes each rank one among the marked values only.
 */
static void mark_buckets(struct order_workspace *workspace, size_t *ranks, size_t rank_count)
{
	size_t below = 0, chosen = 0, k = 0;

	memset(workspace->is_wanted, 0, sizeof(workspace->is_wanted));
	for (size_t b = 0; b < BUCKETS && k < rank_count; b++) {
		const size_t here = workspace->count[0][b], end = below + here;

		if (ranks[k] < end) {
			workspace->is_wanted[b] = 1;
			for (; k < rank_count && ranks[k] < end; k++)
				ranks[k] = chosen + (ranks[k] - below);
			chosen += here;
		}
		below = end;
	}
}

static size_t collect(struct order_workspace *workspace, const double *values, size_t count)
{
	size_t chosen = 0;

	for (size_t i = 0; i < count; i++) {
		workspace->chosen[chosen] = values[i];
		chosen += workspace->is_wanted[workspace->bucket[i]];
	}
	return chosen;
}

static void swap(double *a, double *b)
{
	const double value = *a;

	*a = *b;
	*b = value;
}

static double middle_of(double a, double b, double c)
{
	return fmax(fmin(a, b), fmin(fmax(a, b), c));
}

/* Puts the value of a rank in its place among values[from .. to - 1], smaller ones before it and larger ones behind. */
static void put_in_place(double *values, size_t from, size_t to, size_t rank)
{
	while (to - from > 1) {
		const double pivot = middle_of(values[from], values[from + (to - from) / 2], values[to - 1]);
		size_t less = from, i = from, more = to;

		while (i < more) {
			if (values[i] < pivot)
				swap(&values[less++], &values[i++]);
			else if (values[i] > pivot)
				swap(&values[i], &values[--more]);
			else
				i++;
		}
		if (rank < less)
			to = less;
		else if (rank >= more)
			from = more;
		else
			return;
	}
}

static int rising(const void *left, const void *right)
{
	const size_t a = *(const size_t *)left, b = *(const size_t *)right;

	return (a > b) - (a < b);
}

/* h = (count - 1) level: its whole part is the rank below, the rest how far to the next. */
static size_t rank_of(size_t count, double level, double *rest)
{
	const double h = (double)(count - 1) * level, whole = floor(h);

	*rest = h - whole;
	return (size_t)whole;
}

void order_quantiles(const double *values, size_t count, const double *levels, size_t level_count,
                     struct order_workspace *workspace, double *quantiles)
{
	size_t ranks[2 * MOST_LEVELS], among[2 * MOST_LEVELS], rank_count = 0;
	double *const chosen = workspace->chosen, rest;
	size_t chosen_count, placed = 0;
	int shift;
	const int32_t low = choose_range(values, count, &shift);

	for (size_t k = 0; k < level_count; k++) {
		const size_t rank = rank_of(count, levels[k], &rest);

		ranks[rank_count++] = rank;
		if (rest > 0.0)
			ranks[rank_count++] = rank + 1;
	}
	qsort(ranks, rank_count, sizeof(*ranks), rising);
	memcpy(among, ranks, sizeof(ranks));
	find_buckets(values, count, low, shift, workspace->bucket);
	count_buckets(workspace, count);
	mark_buckets(workspace, among, rank_count);
	chosen_count = collect(workspace, values, count);
	for (size_t k = 0; k < rank_count; k++) {
		if (k == 0 || among[k] != among[k - 1])
			put_in_place(chosen, placed, chosen_count, among[k]);
		placed = among[k];
	}
	for (size_t k = 0; k < level_count; k++) {
		const size_t rank = rank_of(count, levels[k], &rest);
		const size_t *at = bsearch(&rank, ranks, rank_count, sizeof(*ranks), rising);
		const double value = chosen[among[at - ranks]];
		const size_t upper = rank + 1;

		if (rest > 0.0)
			at = bsearch(&upper, ranks, rank_count, sizeof(*ranks), rising);
		quantiles[k] = rest > 0.0 ? value + rest * (chosen[among[at - ranks]] - value) : value;
	}
}
