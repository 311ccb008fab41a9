/* The events of the walk: an asset or a row comes to its limit, or leaves it. */
#include <math.h>
#include <string.h>

#include "engine/solve/kernel.h"
#include "engine/solve/walk.h"

/* A pivot that is this small a share of its diagonal costs eight digits: directions and weights are then refined. */
#define DELICATE 1e-8

static void stand_on(struct walk *walk, size_t i, bool is_upper)
{
	walk->standing[i] = is_upper ? AT_UPPER : AT_LOWER;
	walk->weights[i] = is_upper ? walk->program->upper[i] : walk->program->lower[i];
	walk->pull[i] = 0.0;
	/* The anchor is the upper end of one piece and the lower of the other. */
	if (walk->anchor.whole && walk->anchor.is_split[i] && is_upper && walk->anchor.side[i] < 0) {
		anchor_place(walk, i, 1);
		walk->standing[i] = AT_LOWER;
		walk->pull[i] = -anchor_pull_down(walk, i);
	}
	walk_sense(walk, i);
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
		move[p] = -sign * walk->candidate[p];
	kernel_solve_upper(walk->factor, walk->inverse, walk->stride, k, move);
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
	walk->is_delicate = walk->is_under_way = true;
	for (size_t p = 0; p < k; p++)
		walk->weights[walk->held[p]] += reach * move[p];
	walk->weights[j] += sign * reach;
	walk->last_event = EVENT_NONE;
	if (stop == k) {
		stand_on(walk, j, sign > 0.0);
		walk->last_event = 2 * (ptrdiff_t)j + (sign > 0.0);
	} else {
		const size_t i = walk->held[stop];
		const bool is_upper = move[stop] > 0.0;

		walk_release(walk, stop);
		stand_on(walk, i, is_upper);
		(void)walk_factor_column(walk, j); /* its pivot is that of the asset it replaces */
		walk_hold(walk, j);
	}
	walk->since_refined = SIZE_MAX / 2;
	return true;
}

static void deactivate(struct walk *walk, size_t r)
{
	walk->row_state[r] = ROW_IDLE;
	for (size_t i = 0; i < walk->active_count; i++)
		if (walk->active[i] == r)
			walk->active[i] = walk->active[--walk->active_count];
}

static void apply_to_row(struct walk *walk, size_t r, bool is_upper)
{
	walk->price[r] = 0.0;
	if (walk->row_state[r] != ROW_IDLE) {
		deactivate(walk, r);
		return;
	}
	walk->row_state[r] = is_equality(walk, r) ? ROW_EQUAL : is_upper ? ROW_AT_UPPER : ROW_AT_LOWER;
	walk->activity[r] = is_upper ? walk->program->row_upper[r] : walk->program->row_lower[r];
	walk->active[walk->active_count++] = r;
}

bool walk_undo(struct walk *walk)
{
	if (walk->last_event == EVENT_NONE)
		return false;

	const size_t i = (size_t)walk->last_event / 2;

	if (walk->is_passed[i])
		return false;
	if (i >= walk->n) {
		if (walk->row_state[i - walk->n] == ROW_IDLE)
			return false;
		deactivate(walk, i - walk->n);
	} else {
		if (walk->standing[i] == IS_FREE)
			return false;
		/* One that came to its anchor from below goes back there. */
		if (is_anchored(walk, i) && walk->last_event % 2 != 0)
			anchor_place(walk, i, -1);
		if (!(walk_factor_column(walk, i) > 0.0))
			return false;
		walk_hold(walk, i);
	}
	walk->is_passed[i] = 1;
	walk->has_passed = true;
	walk->last_event = EVENT_NONE;
	return walk_direct(walk);
}

bool walk_apply(struct walk *walk, ptrdiff_t event)
{
	const size_t i = (size_t)event / 2;
	const bool is_upper = event % 2 != 0;

	walk->last_event = event;
	walk->events++;
	if (i >= walk->n) {
		apply_to_row(walk, i - walk->n, is_upper);
		return true;
	}
	if (walk->standing[i] == IS_FREE) {
		walk_release(walk, walk->place[i]);
		stand_on(walk, i, is_upper);
		return true;
	}
	if (is_anchored(walk, i) && is_upper) {
		anchor_place(walk, i, -1);
		walk->standing[i] = AT_UPPER;
	}

	const double share = walk_factor_column(walk, i);

	walk->is_delicate = walk->is_delicate || share < DELICATE;
	if (!(share > (walk->ridge > 0.0 ? 1e-15 : 1e-11)))
		return walk->ridge == 0.0 && swap_copy(walk, i);
	walk_hold(walk, i);
	return true;
}
