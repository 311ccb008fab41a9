/*
 * The critical line: a parametric active set walk down the tolerance of risk L.
 *
 * At every L the held (free) assets F and the active rows W satisfy
 *
 *     S_FF w_F + S_FB w_B - L mu_F = A_WF' y,     A_W w = b_W,
 *
 * so w and the multipliers are linear in L until an asset reaches a limit, a multiplier reaches 0, or a row meets its
 * limit. Only S_FF is factored: S_FF = R R' grows by a row and shrinks by Givens rotations, and
 * Y = R^-1 [A_F' mu_F] is carried along with it for every row, active or not.
 *
 * S + kappa a a' for each equality row a replaces S in the factor: on the rows' own plane it is the same function, and
 * an asset without variance can be held.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/solve/walk.h"


/* A pivot that is this small a share of its diagonal costs eight digits: directions and weights are then refined. */
#define DELICATE 1e-8

/* Events between two refinements: each adds its rounding to the weights. */
enum { REFINE_EVERY = 32 };

static void walk_start(struct walk *walk, const struct program *program, struct pool *pool)
{
	const size_t n = program->n, m = program->m, width = m + 1;

	pool_reset(pool, n * n + n * width + m * m + 15 * n + 8 * m + (5 * n + 5 * m) / 8 + 16);
	*walk = (struct walk){ .program = program, .n = n, .m = m, .width = width, .last_event = EVENT_NONE };

	double *factor = pool_doubles(pool, n * n), *image = pool_doubles(pool, n * width);

	walk->factor = pool_rows(pool, n);
	walk->image = pool_rows(pool, n);
	for (size_t i = 0; i < n; i++) {
		walk->factor[i] = factor + i * n;
		walk->image[i] = image + i * width;
	}
	walk->schur = pool_doubles(pool, m * m);
	walk->held = pool_sizes(pool, n);
	walk->place = pool_sizes(pool, n);
	walk->active = pool_sizes(pool, m);
	walk->standing = pool_bytes(pool, n);
	walk->row_state = pool_bytes(pool, m);
	walk->is_locked = pool_bytes(pool, n + m);
	walk->is_passed = pool_bytes(pool, n + m);
	memset(walk->is_passed, 0, n + m);
	walk->weights = pool_doubles(pool, n);
	walk->risk = pool_doubles(pool, n);
	walk->pull = pool_doubles(pool, n);
	walk->slope_held = pool_doubles(pool, n);
	walk->slope_risk = pool_doubles(pool, n);
	walk->slope_pull = pool_doubles(pool, n);
	walk->spare = pool_doubles(pool, n);
	walk->tie_cost = pool_doubles(pool, n);
	walk->activity = pool_doubles(pool, m);
	walk->price = pool_doubles(pool, m);
	walk->slope_activity = pool_doubles(pool, m);
	walk->slope_price = pool_doubles(pool, m);
	walk->scratch = pool_doubles(pool, n + m + 1);
}

/* result += x_p S_p over the held assets, eight rows a pass: the one step whose cost grows with n k. */
HOT_LOOP static void add_held_product(const struct walk *walk, const double *x, double *restrict result)
{
	const size_t n = walk->n, k = walk->held_count;
	size_t p = 0;

	for (; p + 8 <= k; p += 8) {
		const double *const s0 = hessian_row(walk, walk->held[p]), *const s1 = hessian_row(walk, walk->held[p + 1]);
		const double *const s2 = hessian_row(walk, walk->held[p + 2]), *const s3 = hessian_row(walk, walk->held[p + 3]);
		const double *const s4 = hessian_row(walk, walk->held[p + 4]), *const s5 = hessian_row(walk, walk->held[p + 5]);
		const double *const s6 = hessian_row(walk, walk->held[p + 6]), *const s7 = hessian_row(walk, walk->held[p + 7]);
		const double *const y = x + p;
		const double x0 = y[0], x1 = y[1], x2 = y[2], x3 = y[3], x4 = y[4], x5 = y[5], x6 = y[6], x7 = y[7];

		for (size_t i = 0; i < n; i++)
			result[i] += ((x0 * s0[i] + x1 * s1[i]) + (x2 * s2[i] + x3 * s3[i])) +
			             ((x4 * s4[i] + x5 * s5[i]) + (x6 * s6[i] + x7 * s7[i]));
	}
	for (; p < k; p++) {
		const double *const s0 = hessian_row(walk, walk->held[p]);
		const double x0 = x[p];

		for (size_t i = 0; i < n; i++)
			result[i] += x0 * s0[i];
	}
	for (p = 0; p < k && walk->ridge > 0.0; p++)
		result[walk->held[p]] += walk->ridge * x[p];
}

/*
 * dw/dL and dy/dL:  S_FF dw = mu_F + A_F'dy,  A_F dw = 0.  A direction that is rounding only (the return cannot change
 * under the active limits) becomes exactly none.
 */
static bool find_direction(struct walk *walk)
{
	const size_t k = walk->held_count, a = walk->active_count;
	double *image = walk->slope_held, before = 0.0, after = 0.0;

	if (!walk_factor_schur(walk))
		return false;
	for (size_t i = 0; i < a; i++) {
		walk->scratch[i] = 0.0;
		for (size_t p = 0; p < k; p++)
			walk->scratch[i] -= walk->image[p][walk->active[i]] * walk->image[p][walk->m];
	}
	walk_solve_schur(walk, walk->scratch);
	memset(walk->slope_price, 0, walk->m * sizeof(double));
	for (size_t i = 0; i < a; i++)
		walk->slope_price[walk->active[i]] = walk->scratch[i];
	for (size_t p = 0; p < k; p++) {
		double rest = walk->image[p][walk->m], size = fabs(rest);

		for (size_t i = 0; i < a; i++) {
			const double part = walk->image[p][walk->active[i]] * walk->scratch[i];

			rest += part;
			size += fabs(part);
		}
		image[p] = rest;
		before += size * size;
		after += rest * rest;
	}
	if (k <= a || after <= 1e-26 * before)
		memset(image, 0, k * sizeof(double));
	else
		walk_solve_transposed(walk, image);
	return true;
}

/* What the direction does to every asset and row. */
HOT_LOOP static void find_slopes(struct walk *walk)
{
	const size_t n = walk->n;

	memset(walk->slope_risk, 0, n * sizeof(double));
	add_held_product(walk, walk->slope_held, walk->slope_risk);
	for (size_t i = 0; i < n; i++)
		walk->slope_pull[i] = walk->slope_risk[i] - walk->linear[i];
	for (size_t i = 0; i < walk->active_count; i++) {
		const double *row = limit_row(walk, walk->active[i]), price = walk->slope_price[walk->active[i]];

		for (size_t j = 0; j < n; j++)
			walk->slope_pull[j] -= price * row[j];
	}
	for (size_t r = 0; r < walk->m; r++) {
		const double *row = limit_row(walk, r);
		double slope = 0.0, size = 0.0;

		for (size_t p = 0; walk->row_state[r] == ROW_IDLE && p < walk->held_count; p++) {
			const double part = row[walk->held[p]] * walk->slope_held[p];

			slope += part;
			size += fabs(part);
		}
		walk->slope_activity[r] = fabs(slope) > 1e-12 * size ? slope : 0.0;
	}
}

/* The earliest event so far: the shortest way down, ties to the lowest number. */
struct earliest {
	double distance, tie;
	ptrdiff_t event;
};

static void consider(struct earliest *earliest, const struct walk *walk, double distance, ptrdiff_t event)
{
	if (event == walk->last_event || walk->is_passed[event / 2])
		return;
	if (distance < 0.0)
		distance = 0.0;
	if (distance < earliest->distance - earliest->tie ||
	    (earliest->event != PTRDIFF_MAX && distance <= earliest->distance + earliest->tie &&
	     event < earliest->event)) {
		earliest->event = event;
		earliest->distance = fmin(distance, earliest->distance);
	}
}

/*
 * The first event on the way from L down to 0. In the first segment (`from_infinity`) nothing moves but multipliers,
 * and pull and price stand for L = 0.
 */
static struct earliest find_event(struct walk *walk)
{
	const struct program *program = walk->program;
	struct earliest earliest = { walk->lambda, 1e-13 * walk->lambda, PTRDIFF_MAX };
	const double slope_floor = 1e-12 * walk->linear_scale;
	double widest = 0.0;

	for (size_t p = 0; p < walk->held_count; p++)
		widest = fmax(widest, fabs(walk->slope_held[p]));
	for (size_t i = 0; i < walk->n; i++) {
		const ptrdiff_t event = 2 * (ptrdiff_t)i;
		const double within = earliest.distance + earliest.tie;

		if (walk->standing[i] == IS_FREE) {
			const double slope = walk->slope_held[walk->place[i]];

			if (slope > 1e-13 * widest)
				consider(&earliest, walk, (walk->weights[i] - program->lower[i]) / slope, event);
			else if (slope < -1e-13 * widest)
				consider(&earliest, walk, (walk->weights[i] - program->upper[i]) / slope, event + 1);
		} else {
			const double sign = walk->standing[i] == AT_LOWER ? 1.0 : -1.0;
			const double slope = sign * walk->slope_pull[i], pull = sign * walk->pull[i];

			/* The product before the quotient: almost every asset is out of the question. */
			if (slope > slope_floor && pull <= within * slope && !walk->is_locked[i])
				consider(&earliest, walk, pull / slope, event + (sign < 0.0));
		}
	}
	for (size_t r = 0; r < walk->m; r++) {
		const ptrdiff_t event = 2 * (ptrdiff_t)(walk->n + r);
		const double activity_slope = walk->slope_activity[r], slope = walk->slope_price[r];

		if (walk->row_state[r] == ROW_IDLE) {
			if (activity_slope > 0.0)
				consider(&earliest, walk, (walk->activity[r] - program->row_lower[r]) / activity_slope, event);
			else if (activity_slope < 0.0)
				consider(&earliest, walk, (walk->activity[r] - program->row_upper[r]) / activity_slope,
				         event + 1);
		} else if (walk->row_state[r] != ROW_EQUAL && !walk->is_locked[walk->n + r]) {
			if (walk->row_state[r] == ROW_AT_LOWER && slope > 0.0)
				consider(&earliest, walk, walk->price[r] / slope, event);
			else if (walk->row_state[r] == ROW_AT_UPPER && slope < 0.0)
				consider(&earliest, walk, walk->price[r] / slope, event + 1);
		}
	}
	return earliest;
}

HOT_LOOP static void step_down(struct walk *walk, double distance)
{
	for (size_t p = 0; p < walk->held_count; p++)
		walk->weights[walk->held[p]] -= distance * walk->slope_held[p];
	for (size_t i = 0; i < walk->n; i++) {
		walk->risk[i] -= distance * walk->slope_risk[i];
		walk->pull[i] -= distance * walk->slope_pull[i];
	}
	for (size_t p = 0; p < walk->held_count; p++)
		walk->pull[walk->held[p]] = 0.0;
	for (size_t r = 0; r < walk->m; r++) {
		walk->activity[r] -= distance * walk->slope_activity[r];
		walk->price[r] -= distance * walk->slope_price[r];
	}
	walk->lambda -= distance;
}

/* S w, A w and z anew from w, y and L. */
HOT_LOOP static void recompute(struct walk *walk)
{
	const size_t n = walk->n;

	memset(walk->risk, 0, n * sizeof(double));
	for (size_t i = 0; i < n; i++) {
		const double *row = hessian_row(walk, i), weight = walk->weights[i];

		if (weight == 0.0)
			continue;
		for (size_t j = 0; j < n; j++)
			walk->risk[j] += weight * row[j];
		walk->risk[i] += walk->ridge * weight;
	}
	for (size_t i = 0; i < n; i++)
		walk->pull[i] = walk->risk[i] - walk->lambda * walk->linear[i];
	for (size_t r = 0; r < walk->m; r++) {
		walk->activity[r] = program_dot(limit_row(walk, r), walk->weights, n);
		if (walk->row_state[r] == ROW_IDLE)
			continue;
		for (size_t i = 0; i < n; i++)
			walk->pull[i] -= walk->price[r] * limit_row(walk, r)[i];
	}
}

/* One step of iterative refinement of w_F and y_W at the present L. */
static void refine(struct walk *walk)
{
	double *rest = walk->slope_held, *gap = walk->scratch;

	recompute(walk);
	for (size_t p = 0; p < walk->held_count; p++)
		rest[p] = -walk->pull[walk->held[p]];
	for (size_t i = 0; i < walk->active_count; i++) {
		const size_t r = walk->active[i];

		gap[i] = (walk->row_state[r] == ROW_AT_UPPER ? walk->program->row_upper[r] : walk->program->row_lower[r]) -
		         walk->activity[r];
	}
	walk_solve_held(walk, rest, gap);
	for (size_t i = 0; i < walk->active_count; i++)
		walk->price[walk->active[i]] += gap[i];
	for (size_t p = 0; p < walk->held_count; p++)
		walk->weights[walk->held[p]] += rest[p];
	recompute(walk);
	for (size_t p = 0; p < walk->held_count; p++)
		walk->pull[walk->held[p]] = 0.0;
}

/* The same for dw/dL and dy/dL; slope_pull of the held is what is left of their equations. */
static void refine_direction(struct walk *walk)
{
	double *rest = walk->spare, *gap = walk->scratch;
	bool is_still = true;

	for (size_t p = 0; p < walk->held_count; p++) {
		rest[p] = -walk->slope_pull[walk->held[p]];
		is_still = is_still && walk->slope_held[p] == 0.0;
	}
	for (size_t i = 0; i < walk->active_count; i++) {
		gap[i] = 0.0;
		for (size_t p = 0; p < walk->held_count; p++)
			gap[i] -= limit_row(walk, walk->active[i])[walk->held[p]] * walk->slope_held[p];
	}
	walk_solve_held(walk, rest, gap);
	for (size_t i = 0; i < walk->active_count; i++)
		walk->slope_price[walk->active[i]] += gap[i];
	/* Where nothing moves, only the multipliers do. */
	for (size_t p = 0; p < walk->held_count && !is_still; p++)
		walk->slope_held[p] += rest[p];
	find_slopes(walk);
}

/*
 * Asset j may enter, but the held assets copy its risk exactly: along z = (e_j, -S_FF^-1 S_Fj) neither risk nor return
 * changes, so the portfolio moves along it until a limit stops it. Returns false when a row forbids the move or nothing
 * stops it; the caller then falls back on a ridge.
 */
static bool swap_copy(struct walk *walk, size_t j)
{
	const struct program *program = walk->program;
	const size_t k = walk->held_count;
	const double sign = walk->standing[j] == AT_LOWER ? 1.0 : -1.0;
	double *move = walk->slope_held, reach = program->upper[j] - program->lower[j];
	size_t stop = k;

	for (size_t p = 0; p < k; p++)
		move[p] = -sign * walk->factor[k][p];
	walk_solve_transposed(walk, move);
	for (size_t r = 0; r < walk->m; r++) {
		double change = sign * limit_row(walk, r)[j], size = fabs(change);

		for (size_t p = 0; p < k; p++) {
			change += limit_row(walk, r)[walk->held[p]] * move[p];
			size += fabs(limit_row(walk, r)[walk->held[p]] * move[p]);
		}
		if (fabs(change) > 1e-7 * size)
			return false;
	}
	for (size_t p = 0; p < k; p++) {
		const size_t i = walk->held[p];
		const double limit = move[p] > 0.0 ? program->upper[i] : program->lower[i];
		const double distance = fabs(move[p]) > 1e-9 ? fmax(0.0, (limit - walk->weights[i]) / move[p]) : INFINITY;

		if (distance < reach || (distance == reach && stop < k && i < walk->held[stop])) {
			reach = distance;
			stop = p;
		}
	}
	if (!isfinite(reach))
		return false;
	for (size_t p = 0; p < k; p++)
		walk->weights[walk->held[p]] += reach * move[p];
	walk->weights[j] += sign * reach;
	walk->last_event = EVENT_NONE;
	if (stop == k) {
		walk->standing[j] = sign > 0.0 ? AT_UPPER : AT_LOWER;
		walk->weights[j] = sign > 0.0 ? program->upper[j] : program->lower[j];
		walk->last_event = 2 * (ptrdiff_t)j + (sign > 0.0);
	} else {
		const size_t i = walk->held[stop];

		walk->standing[i] = move[stop] > 0.0 ? AT_UPPER : AT_LOWER;
		walk->weights[i] = move[stop] > 0.0 ? program->upper[i] : program->lower[i];
		walk_release(walk, stop);
		(void)walk_factor_row(walk, j); /* its pivot is that of the asset it replaces */
		walk_hold(walk, j);
	}
	walk->since_refined = REFINE_EVERY;
	return true;
}

static void apply_row_event(struct walk *walk, size_t r, bool is_upper)
{
	if (walk->row_state[r] == ROW_IDLE) {
		walk->row_state[r] = is_equality(walk, r) ? ROW_EQUAL : is_upper ? ROW_AT_UPPER : ROW_AT_LOWER;
		walk->activity[r] = is_upper ? walk->program->row_upper[r] : walk->program->row_lower[r];
		walk->price[r] = 0.0;
		walk->active[walk->active_count++] = r;
		return;
	}
	walk->row_state[r] = ROW_IDLE;
	walk->price[r] = 0.0;
	for (size_t i = 0; i < walk->active_count; i++)
		if (walk->active[i] == r)
			walk->active[i] = walk->active[--walk->active_count];
}

/*
 * The active limits depend on each other: the last to come in did not move in truth, it met its limit by rounding. It
 * goes back and is passed over until the sets change again. False when that is not the reason.
 */
static bool undo_event(struct walk *walk)
{
	if (walk->last_event == EVENT_NONE)
		return false;

	const size_t i = (size_t)walk->last_event / 2;

	if (walk->is_passed[i])
		return false;
	if (i >= walk->n) {
		if (walk->row_state[i - walk->n] == ROW_IDLE)
			return false;
		walk->row_state[i - walk->n] = ROW_IDLE;
		for (size_t a = 0; a < walk->active_count; a++)
			if (walk->active[a] == i - walk->n)
				walk->active[a] = walk->active[--walk->active_count];
	} else {
		if (walk->standing[i] == IS_FREE || !(walk_factor_row(walk, i) > 0.0))
			return false;
		walk_hold(walk, i);
	}
	walk->is_passed[i] = 1;
	walk->has_passed = true;
	walk->last_event = EVENT_NONE;
	return find_direction(walk);
}

/* False: the hessian is too nearly singular to go on without a ridge. */
static bool apply_event(struct walk *walk, ptrdiff_t event)
{
	const size_t i = (size_t)event / 2;
	const bool is_upper = event % 2 != 0;

	walk->last_event = event;
	walk->events++;
	if (i >= walk->n) {
		apply_row_event(walk, i - walk->n, is_upper);
	} else if (walk->standing[i] == IS_FREE) {
		walk_release(walk, walk->place[i]);
		walk->standing[i] = is_upper ? AT_UPPER : AT_LOWER;
		walk->weights[i] = is_upper ? walk->program->upper[i] : walk->program->lower[i];
		walk->pull[i] = 0.0;
	} else {
		const double share = walk_factor_row(walk, i);

		walk->is_delicate = walk->is_delicate || share < DELICATE;
		if (!(share > (walk->ridge > 0.0 ? 1e-15 : 1e-11)))
			return walk->ridge == 0.0 && swap_copy(walk, i);
		walk_hold(walk, i);
	}
	return true;
}

static void frontier_room(struct frontier *frontier, size_t n, size_t m)
{
	const size_t width = n > m ? n : m;

	if (frontier->corner_count < frontier->capacity && width <= frontier->width)
		return;
	if (width > frontier->width)
		frontier->width = width;
	if (frontier->corner_count >= frontier->capacity)
		frontier->capacity = 2 * frontier->capacity + 16;

	const size_t doubles = frontier->capacity * frontier->width;

	frontier->corners = memory_resize(frontier->corners, frontier->capacity, sizeof(*frontier->corners));
	frontier->weights = memory_resize(frontier->weights, doubles, sizeof(double));
	frontier->bound_multipliers = memory_resize(frontier->bound_multipliers, doubles, sizeof(double));
	frontier->row_multipliers = memory_resize(frontier->row_multipliers, doubles, sizeof(double));
}

static void record(const struct walk *walk, struct frontier *frontier)
{
	const size_t n = walk->n, m = walk->m;
	double expected_return = 0.0, variance = 0.0;

	/* The first corner is where its portfolio ends: a degenerate vertex may change sets before anything moves. */
	if (frontier->corner_count == 1 && memcmp(frontier->weights, walk->weights, n * sizeof(double)) == 0)
		frontier->corner_count = 0;

	const size_t at = frontier->corner_count;

	frontier_room(frontier, n, m);
	for (size_t i = 0; i < n; i++) {
		const double weight = walk->weights[i];

		expected_return += weight * walk->program->linear[i];
		variance += weight * (walk->risk[i] - walk->ridge * weight);
	}
	frontier->corners[at] = (struct frontier_corner){ walk->lambda, expected_return, fmax(0.0, variance) };
	memcpy(frontier->weights + at * n, walk->weights, n * sizeof(double));
	memcpy(frontier->bound_multipliers + at * n, walk->pull, n * sizeof(double));
	memcpy(frontier->row_multipliers + at * m, walk->price, m * sizeof(double));
	frontier->corner_count++;
}

/* Whether the portfolio lies within its limits: what a delicate walk must show before it is believed. */
static bool keeps_limits(const struct walk *walk)
{
	const struct program *program = walk->program;
	const double slack = 1e-10 * program->limit_scale;

	for (size_t i = 0; i < walk->n; i++)
		if (!(walk->weights[i] >= program->lower[i] - slack && walk->weights[i] <= program->upper[i] + slack))
			return false;
	for (size_t r = 0; r < walk->m; r++) {
		const double activity = program_dot(limit_row(walk, r), walk->weights, walk->n);

		if (!(activity >= program->row_lower[r] - slack && activity <= program->row_upper[r] + slack))
			return false;
	}
	return true;
}

/* Where the walk stands, kept up without a pass over all assets. */
struct progress {
	const struct frontier_stop *stop; /* NULL: down to L = 0 */
	double expected_return, variance;
};

static void progress_measure(struct progress *progress, const struct walk *walk)
{
	if (!progress->stop)
		return;
	progress->expected_return = program_dot(walk->weights, walk->program->linear, walk->n);
	progress->variance = program_dot(walk->weights, walk->risk, walk->n);
}

/* On a segment return = a + b L and variance = d + b L^2. */
static struct progress progress_after(const struct progress *progress, const struct walk *walk, double distance)
{
	struct progress after = *progress;
	double slope = 0.0;

	for (size_t p = 0; p < walk->held_count; p++)
		slope += walk->slope_held[p] * walk->program->linear[walk->held[p]];
	after.expected_return -= distance * slope;
	after.variance -= distance * (2.0 * walk->lambda - distance) * slope;
	return after;
}

static bool is_there(const struct progress *progress, double lambda)
{
	const double value = progress->stop->value;

	switch (progress->stop->goal) {
	case GOAL_LAMBDA: return lambda <= value;
	case GOAL_RETURN: return progress->expected_return <= value;
	case GOAL_VOLATILITY: return progress->variance <= value * value;
	case GOAL_MAX_SHARPE: break;
	}
	return lambda * (progress->expected_return - value) <= progress->variance;
}

static bool is_moving(const struct walk *walk)
{
	for (size_t p = 0; p < walk->held_count; p++)
		if (walk->slope_held[p] != 0.0)
			return true;
	return false;
}

/*
 * The step of a walk that only wants one segment. Corners are recorded when they are its ends: true when the walk is
 * over.
 */
static bool step_to_stop(struct walk *walk, struct progress *progress, double distance, bool ends,
                         struct frontier *frontier)
{
	const struct progress after = progress_after(progress, walk, distance);
	const bool is_segment = distance > 1e-12 * walk->lambda && is_moving(walk);
	const bool is_over = ends || (is_segment && is_there(&after, walk->lambda - distance));

	if (is_segment && is_there(progress, walk->lambda) && progress->stop->goal != GOAL_LAMBDA) {
		frontier->corner_count = 0;
		record(walk, frontier);
		return true;
	}
	if (is_over) {
		frontier->corner_count = 0;
		record(walk, frontier);
	}
	step_down(walk, distance);
	*progress = after;
	if (ends)
		walk->lambda = 0.0;
	if (is_over)
		record(walk, frontier);
	return is_over;
}

/* Ends at L = 0, or where stop says. frontier NULL: only the end matters. */
static enum status descend(struct walk *walk, const struct frontier_stop *stop, struct frontier *frontier,
                           struct error *err)
{
	const size_t patience = 200 * (walk->n + walk->m + 5);
	struct progress progress = { .stop = stop };

	progress_measure(&progress, walk);
	for (size_t turn = 0; turn < patience; turn++) {
		const bool is_sound = find_direction(walk);

		if (!is_sound && !undo_event(walk))
			return error_set(err, STATUS_NOT_CONVERGED, "the active limits depend on each other");
		if (is_sound && walk->has_passed) {
			memset(walk->is_passed, 0, walk->n + walk->m);
			walk->has_passed = false;
		}
		if (walk->since_refined++ >= REFINE_EVERY || walk->is_delicate) {
			refine(walk);
			walk->since_refined = 0;
			(void)find_direction(walk); /* refine used its memory; the sets are the same */
			progress_measure(&progress, walk);
		}
		find_slopes(walk);
		/* A direction through a nearly singular factor carries an error one can see. */
		for (int round = 0; round < 3 && walk->is_delicate; round++)
			refine_direction(walk);

		const struct earliest earliest = find_event(walk);
		const bool ends = earliest.event == PTRDIFF_MAX;
		const double distance = ends ? walk->lambda : earliest.distance, before = walk->lambda;

		bool is_over = false;

		if (stop) {
			is_over = step_to_stop(walk, &progress, distance, ends, frontier);
		} else {
			step_down(walk, distance);
			if (ends)
				walk->lambda = 0.0;
			if (frontier && (ends ? before > 0.0 : distance > 1e-12 * before))
				record(walk, frontier);
		}
		if (!isfinite(walk->lambda) || !isfinite(program_dot(walk->weights, walk->risk, walk->n)))
			return error_set(err, STATUS_INVALID, "the covariance holds a value that is not a number");
		if (frontier && walk->is_delicate && !keeps_limits(walk))
			return error_set(err, STATUS_NOT_CONVERGED, "the covariance is too nearly singular for these limits");
		if (ends || is_over)
			return STATUS_OK;
		if (!apply_event(walk, earliest.event))
			return error_set(err, STATUS_NOT_CONVERGED, "the covariance of the held assets is singular");
	}
	return error_set(err, STATUS_NOT_CONVERGED, "the walk along the frontier did not end after %zu events",
	                 walk->events);
}

/*
 * From L = infinity, where pull and price stand for L = 0 and nothing moves, to the first L at which one of them has
 * the wrong sign; 0 when none ever has.
 */
static enum status enter(struct walk *walk, struct error *err)
{
	const double slope_floor = 1e-12 * walk->linear_scale;
	double first = 0.0;

	walk->lambda = 0.0;
	if (!find_direction(walk))
		return error_set(err, STATUS_NOT_CONVERGED, "the active limits depend on each other");
	memset(walk->slope_held, 0, walk->held_count * sizeof(double));
	find_slopes(walk);
	for (int round = 0; round < 3 && walk->is_delicate; round++)
		refine_direction(walk);
	for (size_t i = 0; i < walk->n; i++) {
		const double slope = walk->slope_pull[i];

		if (walk->standing[i] == IS_FREE || walk->is_locked[i])
			continue;
		if (walk->standing[i] == AT_LOWER ? slope > slope_floor : slope < -slope_floor)
			first = fmax(first, -walk->pull[i] / slope);
	}
	for (size_t r = 0; r < walk->m; r++) {
		const double slope = walk->slope_price[r];

		if (walk->row_state[r] == ROW_IDLE || walk->row_state[r] == ROW_EQUAL || walk->is_locked[walk->n + r])
			continue;
		if (walk->row_state[r] == ROW_AT_LOWER ? slope > slope_floor : slope < -slope_floor)
			first = fmax(first, -walk->price[r] / slope);
	}
	step_down(walk, -first);
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
	recompute(walk);
	if (!walk_factor_schur(walk))
		return false;
	for (size_t p = 0; p < k; p++)
		image[p] = (walk->pull[walk->held[p]] - program_dot(walk->factor[p], image, p)) / walk->factor[p][p];
	for (size_t i = 0; i < a; i++) {
		walk->scratch[i] = 0.0;
		for (size_t p = 0; p < k; p++)
			walk->scratch[i] += walk->image[p][walk->active[i]] * image[p];
	}
	walk_solve_schur(walk, walk->scratch);
	for (size_t i = 0; i < a; i++)
		walk->price[walk->active[i]] = walk->scratch[i];
	recompute(walk);
	for (int round = 0; round < 3 && walk->is_delicate; round++)
		refine(walk);
	for (size_t p = 0; p < k; p++)
		walk->pull[walk->held[p]] = 0.0;
	return true;
}

static void set_linear(struct walk *walk, const double *linear)
{
	walk->linear = linear;
	walk->linear_scale = 0.0;
	for (size_t i = 0; i < walk->n; i++)
		walk->linear_scale = fmax(walk->linear_scale, fabs(linear[i]));
	for (size_t p = 0; p < walk->held_count; p++) {
		double *image = walk->slope_held;

		image[p] = (linear[walk->held[p]] - program_dot(walk->factor[p], image, p)) / walk->factor[p][p];
		walk->image[p][walk->m] = image[p];
	}
}

/* The sets at the vertex the linear program found. */
static bool take_vertex(struct walk *walk, const struct vertex *vertex)
{
	const size_t n = walk->n;

	walk->held_count = walk->active_count = 0;
	memset(walk->is_passed, 0, n + walk->m);
	memcpy(walk->weights, vertex->weights, n * sizeof(double));
	memcpy(walk->standing, vertex->standing, n);
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
		if (!(walk_factor_row(walk, i) > (walk->ridge > 0.0 ? 1e-15 : 1e-11)))
			return false;
		walk_hold(walk, i);
	}
	return true;
}

/*
 * The first corner: of all portfolios of the highest return the one of least variance. Limits with a multiplier in the
 * linear program stay locked; over the others a cost is made up for which the vertex is the one optimum, and the same
 * walk takes it down to nothing.
 */
static enum status settle_ties(struct walk *walk, const struct vertex *vertex, struct error *err)
{
	const size_t n = walk->n, m = walk->m;
	bool is_tied = false;

	memset(walk->tie_cost, 0, n * sizeof(double));
	for (size_t i = 0; i < n; i++) {
		walk->is_locked[i] = fabs(vertex->reduced[i]) > 1e-11 * walk->linear_scale || is_fixed(walk, i);
		if (walk->standing[i] == IS_FREE || walk->is_locked[i])
			continue;
		walk->tie_cost[i] += walk->standing[i] == AT_LOWER ? -1.0 : 1.0;
		is_tied = true;
	}
	for (size_t r = 0; r < m; r++) {
		walk->is_locked[n + r] = fabs(vertex->reduced[n + r]) > 1e-11 * walk->linear_scale;
		if (walk->row_state[r] == ROW_IDLE || walk->row_state[r] == ROW_EQUAL || walk->is_locked[n + r])
			continue;
		is_tied = true;
		for (size_t i = 0; i < n; i++)
			walk->tie_cost[i] += (walk->row_state[r] == ROW_AT_LOWER ? -1.0 : 1.0) * limit_row(walk, r)[i];
	}
	if (!is_tied)
		return STATUS_OK;

	const double *linear = walk->linear;

	set_linear(walk, walk->tie_cost);
	enum status status = enter(walk, err);

	if (!status && walk->lambda > 0.0)
		status = descend(walk, NULL, NULL, err);
	set_linear(walk, linear);
	return status;
}

static enum status walk_all(struct walk *walk, const struct vertex *vertex, const struct frontier_stop *stop,
                            struct frontier *frontier, struct error *err)
{
	enum status status;

	frontier->corner_count = 0;
	walk->held_count = 0;
	walk->is_delicate = walk->ridge > 0.0;
	set_linear(walk, walk->program->linear);
	if (!take_vertex(walk, vertex) || !price_vertex(walk))
		return error_set(err, STATUS_NOT_CONVERGED, "the covariance of the held assets is singular");
	status = settle_ties(walk, vertex, err);
	if (status)
		return status;
	for (size_t i = 0; i < walk->n + walk->m; i++)
		walk->is_locked[i] = i < walk->n && is_fixed(walk, i);
	status = enter(walk, err);
	if (status)
		return status;
	if (stop && stop->goal == GOAL_LAMBDA && walk->lambda < stop->value) {
		/* Above the first corner only multipliers move, as they did on the way here. */
		step_down(walk, walk->lambda - stop->value);
		walk->lambda = stop->value;
		record(walk, frontier);
		return STATUS_OK;
	}
	record(walk, frontier);
	if (walk->lambda > 0.0)
		status = descend(walk, stop, frontier, err);
	return status;
}

enum status critical_line_walk(const struct program *program, struct solve_workspace *workspace,
                               const struct frontier_stop *stop, struct frontier *frontier, struct error *err)
{
	struct vertex vertex;
	struct walk walk;
	double trace = 0.0, largest = 0.0;

	for (size_t i = 0; i < program->n; i++)
		if (!isfinite(program->lower[i]) && !isfinite(program->upper[i]))
			return error_set(err, STATUS_INVALID, "asset %zu has no limit on either side; a frontier needs one", i + 1);

	enum status status = linear_vertex(program, workspace, &vertex, err);

	if (status)
		return status;
	for (size_t i = 0; i < program->n; i++)
		trace += program->hessian[i * program->stride + i];
	for (size_t i = 0; i < program->n * program->m; i++)
		largest = fmax(largest, fabs(program->rows[i]));

	walk_start(&walk, program, &workspace->path);
	frontier->count = program->n;
	frontier->row_count = program->m;
	walk.kappa = trace > 0.0 ? trace / (double)program->n / fmax(largest * largest, 1e-300) : 1.0;
	status = walk_all(&walk, &vertex, stop, frontier, err);
	for (double share = 1e-10; share < 2e-8 && status == STATUS_NOT_CONVERGED; share *= 10.0) {
		walk.ridge = trace > 0.0 ? share * trace / (double)program->n : 1.0;
		walk.last_event = EVENT_NONE;
		status = walk_all(&walk, &vertex, stop, frontier, err);
	}
	frontier->ridge = walk.ridge;
	frontier->events = walk.events;
	if (status)
		frontier->corner_count = 0;
	return status;
}

static enum status read_and_walk(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                                 const struct frontier_stop *stop, struct frontier *frontier, struct error *err)
{
	struct solve_workspace *own = workspace ? NULL : solve_workspace_new();
	struct program program;
	enum status status;

	if (own)
		workspace = own;
	frontier->corner_count = 0;
	if (!problem->hessian || !problem->linear)
		status = error_set(err, STATUS_INVALID, "a frontier needs expected returns and a covariance");
	else
		status = program_read(problem, workspace, &program, err);
	if (!status)
		status = critical_line_walk(&program, workspace, stop, frontier, err);
	solve_workspace_free(own);
	return status;
}

enum status solve_critical_line(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                                struct frontier *frontier, struct error *err)
{
	return read_and_walk(problem, workspace, NULL, frontier, err);
}

enum status solve_critical_line_until(const struct quadratic_problem *problem, struct solve_workspace *workspace,
                                      const struct frontier_stop *stop, struct frontier *frontier, struct error *err)
{
	if (isnan(stop->value)) {
		frontier->corner_count = 0;
		return error_set(err, STATUS_INVALID, "the place asked for on the frontier is not a number");
	}
	return read_and_walk(problem, workspace, stop, frontier, err);
}
