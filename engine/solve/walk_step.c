/* What happens between two events of the walk: a direction, its slopes, the way to the next event, the step. */
#include <math.h>
#include <string.h>

#include "engine/solve/kernel.h"
#include "engine/solve/walk.h"

void walk_sense(struct walk *walk, size_t i)
{
	const bool may_leave = walk->standing[i] != IS_FREE && !(walk->is_locked[i] & lock_of(walk, i));

	walk->sense[i] = !may_leave ? 0.0 : walk->standing[i] == AT_LOWER ? 1.0 : -1.0;
}

/* S_FF dw = linear_F + A_F'dy,  A_F dw = 0. */
bool walk_direct(struct walk *walk)
{
	const size_t k = walk->held_count, a = walk->active_count, m = walk->m, width = walk->width;
	double *image = walk->slope_held, before = 0.0, after = 0.0;

	if (!walk_factor_schur(walk))
		return false;
	for (size_t i = 0; i < a; i++)
		walk->scratch[i] = -walk->gram[walk->active[i] * width + m];
	walk_solve_schur(walk, walk->scratch);
	memset(walk->slope_price, 0, m * sizeof(double));
	for (size_t i = 0; i < a; i++)
		walk->slope_price[walk->active[i]] = walk->scratch[i];
	for (size_t p = 0; p < k; p++) {
		const double *row = walk->image + p * width;
		double rest = row[m], size = fabs(rest);

		for (size_t i = 0; i < a; i++) {
			const double part = row[walk->active[i]] * walk->scratch[i];

			rest += part;
			size += fabs(part);
		}
		image[p] = rest;
		before += size * size;
		after += rest * rest;
	}
	walk->is_still = k <= a || after <= 1e-26 * before;
	if (walk->is_still)
		memset(image, 0, k * sizeof(double));
	else
		kernel_solve_upper(walk->factor, walk->inverse, walk->stride, k, image);
	/* linear'dw = dw'S dw, without what cancels in the former. */
	walk->slope_return = walk->is_still ? 0.0 : after;
	return true;
}

static void find_slopes(struct walk *walk)
{
	walk_product(walk, walk->slope_held, walk->slope_price, walk->slope_pull);
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

/* Iterative refinement; slope_pull of the held is what is left of their equations. */
static void refine_direction(struct walk *walk)
{
	double *rest = walk->rest, *gap = walk->gap;

	for (size_t p = 0; p < walk->held_count; p++)
		rest[p] = -walk->slope_pull[walk->held[p]];
	for (size_t i = 0; i < walk->active_count; i++) {
		gap[i] = 0.0;
		for (size_t p = 0; p < walk->held_count; p++)
			gap[i] -= limit_row(walk, walk->active[i])[walk->held[p]] * walk->slope_held[p];
	}
	walk_solve_held(walk, rest, gap);
	for (size_t i = 0; i < walk->active_count; i++)
		walk->slope_price[walk->active[i]] += gap[i];
	/* Where nothing moves, only the multipliers do. */
	walk->slope_return = 0.0;
	for (size_t p = 0; p < walk->held_count && !walk->is_still; p++) {
		walk->slope_held[p] += rest[p];
		walk->slope_return += walk->linear[walk->held[p]] * walk->slope_held[p];
	}
	find_slopes(walk);
}

void walk_slopes(struct walk *walk)
{
	find_slopes(walk);
	for (int round = 0; round < 3 && walk->is_delicate; round++)
		refine_direction(walk);
}

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
		if (distance < earliest->distance)
			earliest->distance = distance;
	}
}

static void consider_held(struct earliest *earliest, const struct walk *walk)
{
	const struct program *program = walk->program;
	double widest = 0.0;

	for (size_t p = 0; p < walk->held_count; p++)
		if (fabs(walk->slope_held[p]) > widest)
			widest = fabs(walk->slope_held[p]);
	for (size_t p = 0; p < walk->held_count; p++) {
		const size_t i = walk->held[p];
		const double slope = walk->slope_held[p];

		if (slope > 1e-13 * widest)
			consider(earliest, walk, (walk->weights[i] - program->lower[i]) / slope, 2 * (ptrdiff_t)i);
		else if (slope < -1e-13 * widest)
			consider(earliest, walk, (walk->weights[i] - program->upper[i]) / slope, 2 * (ptrdiff_t)i + 1);
	}
}

static void consider_rows(struct earliest *earliest, const struct walk *walk)
{
	const struct program *program = walk->program;

	for (size_t r = 0; r < walk->m; r++) {
		const ptrdiff_t event = 2 * (ptrdiff_t)(walk->n + r);
		const double activity_slope = walk->slope_activity[r], slope = walk->slope_price[r];

		if (walk->row_state[r] == ROW_IDLE) {
			if (activity_slope > 0.0)
				consider(earliest, walk, (walk->activity[r] - program->row_lower[r]) / activity_slope, event);
			else if (activity_slope < 0.0)
				consider(earliest, walk, (walk->activity[r] - program->row_upper[r]) / activity_slope, event + 1);
		} else if (walk->row_state[r] != ROW_EQUAL && !walk->is_locked[walk->n + r]) {
			if (walk->row_state[r] == ROW_AT_LOWER && slope > 0.0)
				consider(earliest, walk, walk->price[r] / slope, event);
			else if (walk->row_state[r] == ROW_AT_UPPER && slope < 0.0)
				consider(earliest, walk, walk->price[r] / slope, event + 1);
		}
	}
}

/* Almost every asset at a limit is out of the question, and is passed by a product in place of a quotient. */
static void consider_bound(struct earliest *earliest, const struct walk *walk, double slope_floor)
{
	const size_t count = kernel_padded(walk->n);

	for (size_t from = 0; from < count; from += KERNEL_RUN) {
		const double within = earliest->distance + earliest->tie;

		from = kernel_find_due(walk->sense, walk->slope_pull, walk->pull, slope_floor, within, from, count);
		for (size_t i = from; i < from + KERNEL_RUN && i < walk->n; i++) {
			const double slope = walk->sense[i] * walk->slope_pull[i], pull = walk->sense[i] * walk->pull[i];

			if (slope > slope_floor && pull <= within * slope)
				consider(earliest, walk, pull / slope, 2 * (ptrdiff_t)i + (walk->sense[i] < 0.0));
		}
	}
}

/* An asset on its anchor may also leave it downwards. */
static void consider_anchored(struct earliest *earliest, const struct walk *walk, double slope_floor)
{
	for (size_t i = 0; i < walk->n; i++) {
		if (!is_anchored(walk, i) || (walk->is_locked[i] & LOCKED_DOWN))
			continue;

		const double slope = -anchor_slope_down(walk, i), pull = -anchor_pull_down(walk, i);

		if (slope > slope_floor && pull <= (earliest->distance + earliest->tie) * slope)
			consider(earliest, walk, pull / slope, 2 * (ptrdiff_t)i + 1);
	}
}

struct earliest walk_find_event(struct walk *walk)
{
	struct earliest earliest = { walk->lambda, 1e-13 * walk->lambda, PTRDIFF_MAX };
	const double slope_floor = 1e-12 * walk->linear_scale;

	consider_held(&earliest, walk);
	consider_rows(&earliest, walk);
	consider_bound(&earliest, walk, slope_floor);
	if (walk->anchor.whole)
		consider_anchored(&earliest, walk, slope_floor);
	return earliest;
}

bool walk_step_down(struct walk *walk, double distance)
{
	bool is_number = kernel_step(walk->pull, walk->slope_pull, distance, kernel_padded(walk->n));

	for (size_t p = 0; p < walk->held_count; p++) {
		walk->weights[walk->held[p]] -= distance * walk->slope_held[p];
		walk->pull[walk->held[p]] = 0.0;
	}
	for (size_t r = 0; r < walk->m; r++) {
		walk->activity[r] -= distance * walk->slope_activity[r];
		walk->price[r] -= distance * walk->slope_price[r];
	}
	/* On a segment return = a + b L and variance = d + b L^2. */
	walk->expected_return -= distance * walk->slope_return;
	walk->variance -= distance * (2.0 * walk->lambda - distance) * walk->slope_return;
	walk->lambda -= distance;
	return is_number && isfinite(walk->lambda) && isfinite(walk->variance);
}

static double return_of(const struct walk *walk)
{
	double result = kernel_dot(walk->weights, walk->linear, walk->n);

	/* side kink (w - a) is the cost: the part that does not depend on w. */
	for (size_t i = 0; i < walk->n && walk->anchor.whole; i++)
		result += walk->anchor.side[i] * walk->anchor.kink[i] * walk->anchor.whole->anchor[i];
	return result;
}

void walk_measure(struct walk *walk)
{
	const double pulled = kernel_dot(walk->weights, walk->pull, walk->n);
	const double returned = walk->lambda * kernel_dot(walk->weights, walk->linear, walk->n);
	double variance = pulled + returned, size = fabs(pulled) + fabs(returned);

	walk->expected_return = return_of(walk);
	for (size_t i = 0; i < walk->active_count; i++) {
		const double part = walk->price[walk->active[i]] * walk->activity[walk->active[i]];

		variance += part;
		size += fabs(part);
	}
	/* S w = z + L mu + A'y: exact unless much cancels, as it does at a large L. */
	if (size <= 8.0 * walk->variance)
		walk->variance = variance;
}

void walk_recompute(struct walk *walk)
{
	const size_t n = walk->n;
	double *risk = walk->slope_pull;

	walk_risk(walk, risk);
	walk->variance = kernel_dot(walk->weights, risk, n);
	walk->expected_return = return_of(walk);
	for (size_t i = 0; i < n; i++)
		walk->pull[i] = risk[i] - walk->lambda * walk->linear[i];
	for (size_t r = 0; r < walk->m; r++) {
		const double *row = limit_row(walk, r), price = walk->price[r];

		walk->activity[r] = kernel_dot(row, walk->weights, n);
		if (walk->row_state[r] == ROW_IDLE)
			continue;
		for (size_t i = 0; i < n; i++)
			walk->pull[i] -= price * row[i];
	}
}

void walk_refine(struct walk *walk)
{
	double *rest = walk->rest, *gap = walk->gap;

	walk_recompute(walk);
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
	walk_recompute(walk);
	for (size_t p = 0; p < walk->held_count; p++)
		walk->pull[walk->held[p]] = 0.0;
}
