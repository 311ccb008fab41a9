/*
 * What it costs to leave where one stands: sum_i k_i |w_i - a_i| and a limit on sum_i |w_i - a_i|.
 *
 * Both are linear on either side of the anchor, so an asset with an anchor between its limits lives on one of two
 * pieces, [l, a] and [a, u], with the returns mu + k and mu - k and the coefficients -1 and 1 in the row of turnover.
 * At the anchor it is at rest while its gradient lies between those of the two pieces. No variable is added.
 *
 * Source: M. J. Best, J. Hlouskova, Quadratic programming with transaction costs, Computers & Operations Research 35
 * (2008) 18-33.
 */
#include <math.h>
#include <string.h>

#include "engine/solve/walk.h"

size_t anchor_memory(const struct program *program)
{
	const size_t n = program->n, m = program->m + 1;

	return program->anchor ? n * m + 7 * n + 3 * m + (4 * n + m) / 8 + 8 + (2 * n) * (m + 3) : 0;
}

void anchor_start(struct walk *walk, const struct program *whole, struct pool *pool)
{
	const size_t n = whole->n, m = whole->m + (whole->turnover < INFINITY);
	struct walk_anchor *anchor = &walk->anchor;

	anchor->whole = whole;
	anchor->side = pool_bytes(pool, n);
	anchor->is_split = pool_bytes(pool, n);
	anchor->lower = pool_doubles(pool, n);
	anchor->upper = pool_doubles(pool, n);
	anchor->linear = pool_doubles(pool, n);
	anchor->tie_kink = pool_doubles(pool, n);
	anchor->rows = pool_doubles(pool, n * m);
	anchor->row_lower = pool_doubles(pool, m);
	anchor->row_upper = pool_doubles(pool, m);
	anchor->split = pool_doubles(pool, 2 * n * (m + 3));
	anchor->vertex_weights = pool_doubles(pool, n);
	anchor->vertex_multipliers = pool_doubles(pool, n + m);
	anchor->vertex_standing = pool_bytes(pool, n + m);
	anchor->vertex_side = pool_bytes(pool, n);
	anchor->turnover_row = whole->turnover < INFINITY ? m - 1 : m;
	memcpy(anchor->rows, whole->rows, n * whole->m * sizeof(double));
	memcpy(anchor->row_lower, whole->row_lower, whole->m * sizeof(double));
	memcpy(anchor->row_upper, whole->row_upper, whole->m * sizeof(double));
	anchor->pieces = *whole;
	anchor->pieces.m = m;
	anchor->pieces.linear = anchor->linear;
	anchor->pieces.lower = anchor->lower;
	anchor->pieces.upper = anchor->upper;
	anchor->pieces.rows = anchor->rows;
	anchor->pieces.row_lower = anchor->row_lower;
	anchor->pieces.row_upper = anchor->row_upper;
	walk->program = &anchor->pieces;
	walk->m = m;
	walk->width = m + 1;
}

void anchor_reset(struct walk *walk)
{
	struct walk_anchor *anchor = &walk->anchor;
	const struct program *whole = anchor->whole;
	const size_t turn = anchor->turnover_row;

	anchor->base = whole->linear;
	anchor->kink = whole->cost;
	if (turn < walk->m) {
		anchor->row_lower[turn] = -INFINITY;
		anchor->row_upper[turn] = whole->turnover;
	}
	for (size_t i = 0; i < walk->n; i++) {
		const double place = whole->anchor[i];

		anchor->is_split[i] = whole->lower[i] < place && place < whole->upper[i];
		anchor->side[i] = 0;
		anchor_place(walk, i, place <= whole->lower[i] ? 1 : -1);
	}
}

void anchor_place(struct walk *walk, size_t i, int side)
{
	struct walk_anchor *anchor = &walk->anchor;
	const struct program *whole = anchor->whole;
	const size_t turn = anchor->turnover_row;
	const double place = whole->anchor[i];

	if (turn < walk->m) {
		anchor->rows[turn * walk->n + i] = side;
		/* The row is sum side_i w_i <= turnover + sum side_i a_i. */
		anchor->row_upper[turn] += (side - anchor->side[i]) * place;
		walk->activity[turn] += (side - anchor->side[i]) * walk->weights[i];
	}
	anchor->side[i] = (signed char)side;
	anchor->lower[i] = anchor->is_split[i] && side > 0 ? place : whole->lower[i];
	anchor->upper[i] = anchor->is_split[i] && side < 0 ? place : whole->upper[i];
	anchor->linear[i] = anchor->base[i] - side * anchor->kink[i];
}

void anchor_set_linear(struct walk *walk, const double *base, const double *kink)
{
	struct walk_anchor *anchor = &walk->anchor;

	anchor->base = base;
	anchor->kink = kink;
	for (size_t i = 0; i < walk->n; i++)
		anchor->linear[i] = base[i] - anchor->side[i] * kink[i];
}

/* The gradients of the two pieces lie 2 (L k + t) apart, where t = -y of the turnover row. */
double anchor_pull_down(const struct walk *walk, size_t i)
{
	const struct walk_anchor *anchor = &walk->anchor;
	const double price = anchor->turnover_row < walk->m ? -walk->price[anchor->turnover_row] : 0.0;

	return walk->pull[i] - 2.0 * (walk->lambda * anchor->kink[i] + price);
}

double anchor_slope_down(const struct walk *walk, size_t i)
{
	const struct walk_anchor *anchor = &walk->anchor;
	const double slope = anchor->turnover_row < walk->m ? -walk->slope_price[anchor->turnover_row] : 0.0;

	return walk->slope_pull[i] - 2.0 * (anchor->kink[i] + slope);
}

void anchor_multipliers(const struct walk *walk, double *multipliers)
{
	const struct walk_anchor *anchor = &walk->anchor;

	for (size_t i = 0; i < walk->n; i++) {
		const double place = anchor->whole->anchor[i], gap = walk->pull[i] - anchor_pull_down(walk, i);

		multipliers[i] = walk->pull[i];
		if (anchor->whole->lower[i] == anchor->whole->upper[i])
			continue; /* fixed: a price of either sign */
		if (is_anchored(walk, i))
			multipliers[i] = 0.0;
		else if (walk->standing[i] == AT_LOWER && place == anchor->lower[i])
			multipliers[i] = fmax(0.0, walk->pull[i] - gap);
		else if (walk->standing[i] == AT_UPPER && place == anchor->upper[i])
			multipliers[i] = fmin(0.0, walk->pull[i] + gap);
	}
}

/* Where asset i stands in w, from where its parts below and above the anchor stand. */
static void read_parts(struct walk_anchor *anchor, size_t i, signed char low, signed char high)
{
	signed char *standing = anchor->vertex_standing + i, *side = anchor->vertex_side + i;

	*side = low == AT_UPPER ? 1 : -1;
	if (*side < 0)
		*standing = low;
	else
		*standing = high;
}

/* The multiplier of the limits of an asset, from those of its parts: of the one that is not at the anchor. */
static double multiplier_of(const struct vertex *vertex, size_t low, size_t high)
{
	if (vertex->standing[high] != AT_LOWER)
		return vertex->reduced[high];
	return vertex->standing[low] != AT_UPPER ? vertex->reduced[low] : 0.0;
}

/*
 * An asset with an anchor between its limits is two variables here, and only here: w = x + e with x in [l, a] and e in
 * [0, u - a]. A thousand-millionth of the returns is added to the costs, so that no vertex buys and sells one asset;
 * not where the vertex is the answer, and what is bought and sold for nothing is neither.
 */
enum status anchor_vertex(struct walk *walk, struct solve_workspace *workspace, struct vertex *vertex, struct error *err)
{
	struct walk_anchor *anchor = &walk->anchor;
	const struct program *whole = anchor->whole;
	const size_t n = walk->n, m = walk->m, turn = anchor->turnover_row;
	double scale = 0.0;
	size_t count = n;

	anchor_reset(walk);
	for (size_t i = 0; i < n; i++) {
		scale = fmax(scale, fabs(whole->linear[i]));
		count += anchor->is_split[i] != 0;
	}

	const double spread = walk->is_riskless ? 0.0 : 1e-9 * (scale > 0.0 ? scale : 1.0);
	double *linear = anchor->split, *lower = linear + count, *upper = lower + count, *rows = upper + count;
	struct program split = { .n = count, .m = m, .linear = linear, .lower = lower, .upper = upper, .rows = rows,
		                 .row_lower = anchor->row_lower, .row_upper = anchor->row_upper,
		                 .limit_scale = whole->limit_scale, .turnover = INFINITY };

	for (size_t i = 0, e = n; i < n; i++) {
		const double place = whole->anchor[i], *from = anchor->rows + i;

		linear[i] = anchor->linear[i] + (anchor->is_split[i] ? spread : 0.0);
		lower[i] = anchor->lower[i];
		upper[i] = anchor->upper[i];
		for (size_t r = 0; r < m; r++)
			rows[r * count + i] = from[r * n];
		if (!anchor->is_split[i])
			continue;
		linear[e] = whole->linear[i] - whole->cost[i] - spread;
		lower[e] = 0.0;
		upper[e] = whole->upper[i] - place;
		for (size_t r = 0; r < m; r++)
			rows[r * count + e] = r == turn ? 1.0 : from[r * n];
		e++;
	}

	const enum status status = linear_vertex(&split, workspace, vertex, err);

	if (status)
		return status;
	memcpy(anchor->vertex_multipliers, vertex->reduced, n * sizeof(double));
	memcpy(anchor->vertex_multipliers + n, vertex->reduced + count, m * sizeof(double));
	for (size_t i = 0, e = n; i < n; i++) {
		anchor->vertex_weights[i] = vertex->weights[i];
		anchor->vertex_standing[i] = vertex->standing[i];
		anchor->vertex_side[i] = anchor->side[i];
		if (!anchor->is_split[i])
			continue;
		anchor->vertex_weights[i] += vertex->weights[e];
		anchor->vertex_multipliers[i] = multiplier_of(vertex, i, e);
		read_parts(anchor, i, vertex->standing[i], vertex->standing[e]);
		e++;
	}
	memcpy(anchor->vertex_standing + n, vertex->standing + count, m);
	vertex->weights = anchor->vertex_weights;
	vertex->standing = anchor->vertex_standing;
	vertex->reduced = walk->is_riskless ? anchor->vertex_multipliers : NULL;
	return STATUS_OK;
}
