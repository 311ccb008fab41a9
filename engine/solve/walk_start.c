/* The first corner: from the vertex of the highest return to the L below which the portfolio changes. */
#include <math.h>
#include <string.h>

#include "engine/solve/kernel.h"
#include "engine/solve/walk.h"

/*
 * From L = infinity, where pull and price stand for L = 0 and nothing moves, to the first L at which one of them has
 * the wrong sign; 0 when none ever has.
 */
static enum status find_first(struct walk *walk, struct error *err)
{
	const double slope_floor = 1e-12 * walk->linear_scale;
	double first = 0.0;

	walk->lambda = 0.0;
	if (!walk_direct(walk))
		return error_set(err, STATUS_NOT_CONVERGED, "the active limits depend on each other");
	memset(walk->slope_held, 0, walk->held_count * sizeof(double));
	walk->is_still = true;
	walk->slope_return = 0.0;
	walk_slopes(walk);
	for (size_t i = 0; i < walk->n; i++) {
		const double slope = walk->sense[i] * walk->slope_pull[i], pull = walk->sense[i] * walk->pull[i];

		if (slope > slope_floor && -pull > first * slope)
			first = -pull / slope;
		if (is_anchored(walk, i) && !(walk->is_locked[i] & LOCKED_DOWN) &&
		    -anchor_slope_down(walk, i) > slope_floor)
			first = fmax(first, -anchor_pull_down(walk, i) / anchor_slope_down(walk, i));
	}
	for (size_t r = 0; r < walk->m; r++) {
		const double slope = walk->slope_price[r];

		if (walk->row_state[r] == ROW_IDLE || walk->row_state[r] == ROW_EQUAL || walk->is_locked[walk->n + r])
			continue;
		if (walk->row_state[r] == ROW_AT_LOWER ? slope > slope_floor : slope < -slope_floor)
			first = fmax(first, -walk->price[r] / slope);
	}
	if (!walk_step_down(walk, -first))
		return error_set(err, STATUS_INVALID, "the covariance holds a value that is not a number");
	walk->lambda = first;
	walk->last_event = EVENT_NONE;
	return STATUS_OK;
}

/* y and z at L = 0 of the present portfolio when nothing may move. */
static bool price_vertex(struct walk *walk)
{
	const size_t k = walk->held_count, a = walk->active_count;
	double *image = walk->slope_held;

	walk->lambda = 0.0;
	memset(walk->price, 0, walk->m * sizeof(double));
	walk_recompute(walk);
	if (!walk_factor_schur(walk))
		return false;
	for (size_t p = 0; p < k; p++)
		image[p] = walk->pull[walk->held[p]];
	kernel_solve_lower(walk->factor, walk->inverse, walk->stride, k, image);
	for (size_t i = 0; i < a; i++) {
		walk->scratch[i] = 0.0;
		for (size_t p = 0; p < k; p++)
			walk->scratch[i] += walk->image[p * walk->width + walk->active[i]] * image[p];
	}
	walk_solve_schur(walk, walk->scratch);
	for (size_t i = 0; i < a; i++)
		walk->price[walk->active[i]] = walk->scratch[i];
	walk_recompute(walk);
	for (int round = 0; round < 3 && walk->is_delicate; round++)
		walk_refine(walk);
	for (size_t p = 0; p < k; p++)
		walk->pull[walk->held[p]] = 0.0;
	return true;
}

static void set_linear(struct walk *walk, const double *base, const double *kink)
{
	walk->linear = base;
	if (walk->anchor.whole) {
		anchor_set_linear(walk, base, kink);
		walk->linear = walk->anchor.linear;
	}
	walk->linear_scale = 0.0;
	for (size_t i = 0; i < walk->n; i++)
		if (fabs(walk->linear[i]) > walk->linear_scale)
			walk->linear_scale = fabs(walk->linear[i]);
	walk_image_linear(walk);
}

static const double *own_base(const struct walk *walk)
{
	return walk->anchor.whole ? walk->anchor.whole->linear : walk->program->linear;
}

static const double *own_kink(const struct walk *walk)
{
	return walk->anchor.whole ? walk->anchor.whole->cost : NULL;
}

/* The sets at the vertex the linear program found. */
static bool take_vertex(struct walk *walk, const struct vertex *vertex)
{
	const size_t n = walk->n;

	walk->held_count = walk->active_count = 0;
	memset(walk->is_passed, 0, n + walk->m);
	memset(walk->is_locked, 0, n + walk->m);
	memset(walk->gram, 0, walk->width * walk->width * sizeof(double));
	memset(walk->activity, 0, walk->m * sizeof(double));
	memcpy(walk->weights, vertex->weights, n * sizeof(double));
	memcpy(walk->standing, vertex->standing, n);
	for (size_t i = 0; i < n && walk->anchor.whole; i++)
		anchor_place(walk, i, walk->anchor.vertex_side[i]);
	for (size_t r = 0; r < walk->m; r++) {
		const signed char standing = vertex->standing[n + r];

		walk->row_state[r] = standing == IS_FREE    ? ROW_IDLE
		                     : is_equality(walk, r) ? ROW_EQUAL
		                     : standing == AT_UPPER ? ROW_AT_UPPER
		                                            : ROW_AT_LOWER;
		if (standing != IS_FREE)
			walk->active[walk->active_count++] = r;
	}
	for (size_t i = 0; i < n; i++) {
		if (vertex->standing[i] != IS_FREE)
			continue;
		if (!(walk_factor_column(walk, i) > (walk->ridge > 0.0 ? 1e-15 : 1e-11)))
			return false;
		walk_hold(walk, i);
	}
	return true;
}

/* What has a multiplier at L = infinity stays where it is among all portfolios of the highest return. */
static void lock(struct walk *walk, const struct vertex *vertex)
{
	const size_t n = walk->n, m = walk->m;
	const double *slopes = vertex->reduced, *prices = slopes ? slopes + n : walk->slope_price;
	const double floor = 1e-11 * walk->linear_scale;

	if (!slopes) {
		(void)walk_direct(walk);
		memset(walk->slope_held, 0, walk->held_count * sizeof(double));
		walk->is_still = true;
		walk_slopes(walk);
		slopes = walk->slope_pull;
	}
	for (size_t i = 0; i < n; i++) {
		walk->is_locked[i] = fabs(slopes[i]) > floor || is_fixed(walk, i) ? LOCKED : 0;
		if (!walk->anchor.whole || !walk->anchor.is_split[i])
			continue;

		/* The anchor itself: from either piece the way to the other may cost what the vertex does not pay. */
		const double gap = slopes[i] - anchor_slope_down(walk, i), here = slopes[i];
		const double up = walk->anchor.side[i] > 0 ? here : here + gap, down = up - gap;

		walk->is_locked[i] = (fabs(up) > floor ? LOCKED_UP : 0) | (fabs(down) > floor ? LOCKED_DOWN : 0);
	}
	for (size_t r = 0; r < m; r++)
		walk->is_locked[n + r] = fabs(prices[r]) > floor ? LOCKED : 0;
}

/* A cost for which the vertex is the one optimum among those of the highest return. False: it is the only one. */
static bool tie_cost(struct walk *walk, double *base, double *kink)
{
	const size_t n = walk->n;
	bool is_tied = false;

	memset(base, 0, n * sizeof(double));
	for (size_t i = 0; i < n; i++) {
		if (walk->standing[i] == IS_FREE)
			continue;
		if (is_anchored(walk, i)) {
			kink[i] = (walk->is_locked[i] & LOCKED_UP) && (walk->is_locked[i] & LOCKED_DOWN) ? 0.0 : 1.0;
			is_tied = is_tied || kink[i] > 0.0;
		} else if (!(walk->is_locked[i] & lock_of(walk, i))) {
			base[i] += walk->standing[i] == AT_LOWER ? -1.0 : 1.0;
			is_tied = true;
		}
	}
	for (size_t r = 0; r < walk->m; r++) {
		const double share = walk->row_state[r] == ROW_AT_LOWER ? -1.0 : 1.0;

		if (walk->row_state[r] == ROW_IDLE || walk->row_state[r] == ROW_EQUAL || walk->is_locked[n + r])
			continue;
		is_tied = true;
		for (size_t i = 0; i < n; i++) {
			/* Of an asset on two pieces the coefficient in the row of turnover changes with the piece. */
			if (walk->anchor.whole && r == walk->anchor.turnover_row && walk->anchor.is_split[i])
				kink[i] -= share;
			else
				base[i] += share * limit_row(walk, r)[i];
		}
	}
	return is_tied;
}

/*
 * Of all portfolios of the highest return the one of least variance: with a cost made up for which the vertex is the
 * one optimum, the same walk takes it down to nothing.
 */
static enum status settle_ties(struct walk *walk, const struct vertex *vertex, struct error *err)
{
	double *kink = walk->anchor.tie_kink;

	lock(walk, vertex);
	if (kink)
		memset(kink, 0, walk->n * sizeof(double));
	if (!tie_cost(walk, walk->tie_cost, kink))
		return STATUS_OK;
	for (size_t i = 0; i < walk->n; i++)
		walk_sense(walk, i);
	set_linear(walk, walk->tie_cost, kink);

	enum status status = find_first(walk, err);

	if (!status && walk->lambda > 0.0)
		status = walk_down(walk, err);
	set_linear(walk, own_base(walk), own_kink(walk));
	walk->lambda = 0.0;
	walk_recompute(walk);
	for (size_t p = 0; p < walk->held_count; p++)
		walk->pull[walk->held[p]] = 0.0;
	return status;
}

enum status walk_enter(struct walk *walk, const struct vertex *vertex, struct error *err)
{
	walk->held_count = 0;
	walk->is_delicate = walk->ridge > 0.0;
	walk->last_event = EVENT_NONE;
	walk->since_refined = 0;
	if (walk->anchor.whole)
		anchor_reset(walk);
	set_linear(walk, own_base(walk), own_kink(walk));
	if (!take_vertex(walk, vertex) || !price_vertex(walk))
		return error_set(err, STATUS_NOT_CONVERGED, "the covariance of the held assets is singular");

	walk->highest = walk->expected_return;

	const enum status status = settle_ties(walk, vertex, err);

	if (status)
		return status;
	/* A singular covariance lets rounding move far. */
	if (!(walk->highest - walk->expected_return <= 1e-11 * walk->linear_scale * walk->program->limit_scale))
		return error_set(err, STATUS_NOT_CONVERGED, "the covariance is too nearly singular for these limits");
	walk->is_under_way = false;
	memset(walk->is_locked, 0, walk->n + walk->m);
	for (size_t i = 0; i < walk->n; i++) {
		if (is_fixed(walk, i))
			walk->is_locked[i] = LOCKED;
		walk_sense(walk, i);
	}
	return find_first(walk, err);
}
