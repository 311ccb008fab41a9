/* Pricing, the search along an edge, and the certificate of a tail program. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/solve/tail_state.h"

/* Slopes below this are rounding; everything is of size one (losses are scaled, weights are fractions). */
static const double least_slope = 1e-11, least_rate = 1e-11;

/* What is let go: a held activity or a variable at a limit, and in which direction F falls along its edge. */
struct release {
	bool is_activity;
	size_t index;     /* place in the basis, or the variable */
	double sign, slope;
};

enum stop_kind { STOP_NOWHERE, STOP_OWN_LIMIT, STOP_VARIABLE, STOP_ROW, STOP_SCENARIO };

/* Where the edge ends: index is a column of the basis, a row or a scenario. */
struct edge_end {
	enum stop_kind kind;
	size_t index;
	double step, size;
};

static void compute_multipliers(struct tail_descent *descent)
{
	const size_t size = descent->size, n = descent->n, m = descent->m;

	memset(descent->multiplier, 0, size * sizeof(double));
	memset(descent->norm, 0, size * sizeof(double));
	for (size_t c = 0; c < size; c++) {
		const size_t variable = descent->column[c];
		const double slope = variable == n ? 1.0 - descent->weight * descent->above : descent->gradient[variable];
		const double *row = inverse_row(descent, c);

		for (size_t a = 0; a < size; a++) {
			descent->multiplier[a] += slope * row[a];
			descent->norm[a] += row[a] * row[a];
		}
	}
	memcpy(descent->reduced, descent->gradient, n * sizeof(double));
	for (size_t a = 0; a < size; a++) {
		const size_t id = descent->held[a];
		const double *row = id < m ? descent->rows + id * n : loss_row(descent, id - m), by = descent->multiplier[a];

		for (size_t i = 0; i < n; i++)
			descent->reduced[i] -= by * row[i];
	}
}

/* The slope of F when activity a is let go; the direction in *sign. >= 0: it stays. */
static double activity_slope(const struct tail_descent *descent, size_t a, double *sign)
{
	const size_t id = descent->held[a];
	const double by = descent->multiplier[a];

	if (id >= descent->m) {
		/* Below the threshold a scenario costs nothing, above it kappa. */
		*sign = -by < by + descent->weight ? -1.0 : 1.0;
		return fmin(-by, by + descent->weight);
	}
	if (descent->row_lower[id] == descent->row_upper[id])
		return 0.0;
	*sign = descent->standing[descent->n + id] == AT_LOWER ? 1.0 : -1.0;
	return *sign * by;
}

static double variable_slope(const struct tail_descent *descent, size_t i, double *sign)
{
	const double by = descent->reduced[i];

	if (descent->standing[i] == IS_FREE || descent->lower[i] == descent->upper[i])
		return 0.0;
	if (descent->standing[i] == IS_BETWEEN)
		*sign = by > 0.0 ? -1.0 : 1.0;
	else
		*sign = descent->standing[i] == AT_LOWER ? 1.0 : -1.0;
	return *sign * by;
}

/* The steepest edge by the length of its direction (of variables: a guess); the first one when bland. */
static bool choose_release(const struct tail_descent *descent, bool bland, struct release *release)
{
	double best = 0.0, sign = 1.0;

	for (size_t a = 0; a < descent->size; a++) {
		const double slope = activity_slope(descent, a, &sign);
		const double score = slope * slope / descent->norm[a];

		if (slope >= -least_slope || score <= best)
			continue;
		*release = (struct release){ true, a, sign, slope };
		best = bland ? INFINITY : score;
	}
	for (size_t i = 0; i < descent->n; i++) {
		const double slope = variable_slope(descent, i, &sign);
		const double score = 0.5 * slope * slope;

		if (slope >= -least_slope || score <= best)
			continue;
		*release = (struct release){ false, i, sign, slope };
		best = bland ? INFINITY : score;
	}
	return best > 0.0;
}

/* d over the columns, and the rate of every scenario along it. */
static void compute_direction(struct tail_descent *descent, const struct release *release)
{
	const size_t size = descent->size;
	double threshold_rate = 0.0;

	for (size_t a = 0; !release->is_activity && a < size; a++)
		descent->work[a] = basis_entry(descent, descent->held[a], release->index);
	for (size_t c = 0; c < size; c++) {
		const double *row = inverse_row(descent, c);

		descent->direction[c] = release->is_activity ? release->sign * row[release->index]
		                                             : -release->sign * program_dot(row, descent->work, size);
		if (descent->column[c] == descent->n)
			threshold_rate = descent->direction[c];
	}
	for (size_t t = 0; t < descent->scenarios; t++)
		descent->rate[t] = -threshold_rate;
	if (!release->is_activity)
		tail_combine(descent, &release->index, &release->sign, 1, descent->rate);
	tail_combine(descent, descent->column, descent->direction, size, descent->rate);
}

static void consider(struct edge_end *end, enum stop_kind kind, size_t index, double step, double size)
{
	/* Of ends that meet the one with the safest pivot. */
	const double near = 1e-13 * (1.0 + fabs(end->step));

	if (step > end->step + near || (step > end->step - near && size <= end->size))
		return;
	*end = (struct edge_end){ kind, index, fmin(step, end->step), size };
}

static double step_to(double value, double rate, double lower, double upper)
{
	const double limit = rate > 0.0 ? upper : lower;

	return isfinite(limit) ? fmax(0.0, (limit - value) / rate) : INFINITY;
}

/* The first limit on the way: nothing moves beyond it. */
static struct edge_end find_limit(const struct tail_descent *descent, const struct release *release)
{
	const size_t n = descent->n, m = descent->m;
	struct edge_end end = { STOP_NOWHERE, 0, INFINITY, 0.0 };

	if (!release->is_activity)
		consider(&end, STOP_OWN_LIMIT, 0,
		         step_to(descent->x[release->index], release->sign, descent->lower[release->index],
		                 descent->upper[release->index]), 1.0);
	else if (descent->held[release->index] < m)
		consider(&end, STOP_OWN_LIMIT, 0,
		         descent->row_upper[descent->held[release->index]] - descent->row_lower[descent->held[release->index]],
		         1.0);
	for (size_t c = 0; c < descent->size; c++) {
		const size_t i = descent->column[c];
		const double rate = descent->direction[c];

		if (i != n && fabs(rate) > least_rate)
			consider(&end, STOP_VARIABLE, c, step_to(descent->x[i], rate, descent->lower[i], descent->upper[i]),
			         fabs(rate));
	}
	for (size_t r = 0; r < m; r++) {
		double rate = release->is_activity ? 0.0 : release->sign * descent->rows[r * n + release->index];

		if (descent->standing[n + r] != IS_FREE)
			continue;
		for (size_t c = 0; c < descent->size; c++)
			if (descent->column[c] != n)
				rate += descent->direction[c] * descent->rows[r * n + descent->column[c]];
		if (fabs(rate) > least_rate)
			consider(&end, STOP_ROW, r,
			         step_to(descent->activity[r], rate, descent->row_lower[r], descent->row_upper[r]), fabs(rate));
	}
	return end;
}

/* The step to where each scenario changes sides; infinite when it moves away or is held. */
HOT_LOOP static void compute_reach(double *restrict reach, const double *restrict excess, const double *restrict rate,
                                   const double *restrict side, size_t count)
{
	for (size_t t = 0; t < count; t++) {
		const double step = -excess[t] / rate[t];

		reach[t] = side[t] * rate[t] < -least_rate ? step : HUGE_VAL;
	}
}

static size_t gather(struct tail_descent *descent, double limit, double *slope)
{
	size_t count = 0;

	*slope = 0.0;
	for (size_t t = 0; t < descent->scenarios; t++) {
		if (!(descent->reach[t] < limit))
			continue;
		descent->crossings[count].at = fmax(0.0, descent->reach[t]);
		descent->crossings[count].slope = descent->weight * fabs(descent->rate[t]);
		descent->crossings[count].scenario = t;
		*slope += descent->crossings[count++].slope;
	}
	return count;
}

static bool is_before(const struct crossing *a, const struct crossing *b)
{
	return a->at != b->at ? a->at < b->at : a->scenario < b->scenario;
}

/*
 * The crossing at which the slope, `missing` below zero at the start, becomes positive: selection by weight. Those before
 * it come first in the array; returns its place.
 */
static size_t select_crossing(struct crossing *list, size_t count, double missing)
{
	size_t low = 0, high = count;

	while (high - low > 1) {
		const struct crossing pivot = list[low + (high - low) / 2];
		double slope = 0.0;
		size_t split = low;

		for (size_t i = low; i < high; i++) {
			if (!is_before(&list[i], &pivot))
				continue;

			const struct crossing swap = list[i];

			slope += swap.slope;
			list[i] = list[split];
			list[split++] = swap;
		}
		if (slope >= missing) {
			high = split;
			continue;
		}
		/* The pivot itself to the front of the rest, so that every round takes at least one. */
		for (size_t i = split; i < high; i++)
			if (list[i].scenario == pivot.scenario) {
				list[i] = list[split];
				list[split] = pivot;
				break;
			}
		if (slope + pivot.slope >= missing)
			return split;
		missing -= slope + pivot.slope;
		low = split + 1;
	}
	/* Added in another order the slopes may fall short by rounding: then it is the last one. */
	return low < count ? low : count - 1;
}

/* The end of the edge; *passed crossings lie before it. */
static struct edge_end search_edge(struct tail_descent *descent, const struct release *release, size_t *passed)
{
	struct edge_end end = find_limit(descent, release);
	const double missing = -release->slope;
	double limit = fmin(end.step, descent->reach_guess), slope;

	compute_reach(descent->reach, descent->excess, descent->rate, descent->side, descent->scenarios);
	size_t count = gather(descent, limit, &slope);

	while (slope < missing && limit < end.step) {
		limit = fmin(end.step, 8.0 * limit);
		count = gather(descent, limit, &slope);
	}
	*passed = count;
	if (slope >= missing && count > 0) {
		const size_t at = select_crossing(descent->crossings, count, missing);

		*passed = at;
		end = (struct edge_end){ STOP_SCENARIO, descent->crossings[at].scenario, descent->crossings[at].at, 0.0 };
	}
	return end;
}

HOT_LOOP static void advance(double *restrict excess, const double *restrict rate, double step, size_t count)
{
	for (size_t t = 0; t < count; t++)
		excess[t] += step * rate[t];
}

/* A scenario to another side: what lies above the threshold pulls at the gradient. */
static void set_side(struct tail_descent *descent, size_t t, double side)
{
	const double change = (side > 0.0) - (descent->side[t] > 0.0);
	const double *row = loss_row(descent, t);

	descent->side[t] = side;
	if (change == 0.0)
		return;
	descent->above += change;
	for (size_t i = 0; i < descent->n; i++)
		descent->gradient[i] += change * descent->weight * row[i];
}

static void move(struct tail_descent *descent, const struct release *release, const struct edge_end *end, size_t passed)
{
	const double step = end->step;

	if (!release->is_activity)
		descent->x[release->index] += step * release->sign;
	for (size_t c = 0; c < descent->size; c++) {
		if (descent->column[c] == descent->n)
			descent->threshold += step * descent->direction[c];
		else
			descent->x[descent->column[c]] += step * descent->direction[c];
	}
	advance(descent->excess, descent->rate, step, descent->scenarios);
	for (size_t k = 0; k < passed; k++)
		set_side(descent, descent->crossings[k].scenario, -descent->side[descent->crossings[k].scenario]);
	for (size_t a = 0; a < descent->size; a++)
		if (descent->held[a] >= descent->m && !(release->is_activity && a == release->index))
			descent->excess[descent->held[a] - descent->m] = 0.0;
	for (size_t r = 0; r < descent->m; r++)
		descent->activity[r] = program_dot(descent->rows + r * descent->n, descent->x, descent->n);
}

/* The variable of a column at the limit it ran into. */
static void put_at_limit(struct tail_descent *descent, size_t i, double rate)
{
	descent->standing[i] = rate > 0.0 ? AT_UPPER : AT_LOWER;
	descent->x[i] = rate > 0.0 ? descent->upper[i] : descent->lower[i];
}

/* The basis after the move. False: the pivot is too small, and the basis must be made anew. */
static bool exchange(struct tail_descent *descent, const struct release *release, const struct edge_end *end)
{
	const size_t n = descent->n, m = descent->m;
	const size_t released = release->is_activity ? descent->held[release->index] : 0;

	if (end->kind == STOP_OWN_LIMIT) {
		if (release->is_activity)
			descent->standing[n + released] = release->sign > 0.0 ? AT_UPPER : AT_LOWER;
		else
			put_at_limit(descent, release->index, release->sign);
		return true;
	}
	if (release->is_activity && released >= m)
		set_side(descent, released - m, release->sign);
	else if (release->is_activity)
		descent->standing[n + released] = IS_FREE;
	else
		descent->standing[release->index] = IS_FREE;
	descent->updates++;

	if (end->kind == STOP_VARIABLE) {
		const size_t leaving = descent->column[end->index];

		put_at_limit(descent, leaving, descent->direction[end->index]);
		return release->is_activity ? basis_shrink(descent, release->index, end->index)
		                            : basis_replace_column(descent, end->index, release->index);
	}

	size_t id = end->index;

	if (end->kind == STOP_ROW) {
		const double value = descent->activity[id];

		descent->standing[n + id] =
			fabs(value - descent->row_lower[id]) <= fabs(value - descent->row_upper[id]) ? AT_LOWER : AT_UPPER;
	} else {
		set_side(descent, id, 0.0);
		descent->excess[id] = 0.0;
		id += m;
	}
	return release->is_activity ? basis_replace_activity(descent, release->index, id)
	                            : basis_grow(descent, release->index, id);
}

/* A point that moves nowhere for long is at a tie: the offsets are told apart by a hair, and taken back at the end. */
static void break_ties(struct tail_descent *descent)
{
	unsigned state = 2463534242u;

	for (size_t t = 0; t < descent->scenarios; t++) {
		state ^= state << 13;
		state ^= state >> 17;
		state ^= state << 5;
		descent->shift[t] += 1e-10 * (double)(state >> 8) / (double)(1u << 24);
	}
}

static bool has_shift(const struct tail_descent *descent)
{
	return descent->scenarios > 0 && descent->shift[0] != 0.0;
}

/* A new basis at the point where one is. */
static enum status restart(struct tail_descent *descent, struct error *err)
{
	for (size_t i = 0; i < descent->n; i++)
		descent->x[i] = fmin(fmax(descent->x[i], descent->lower[i]), descent->upper[i]);
	basis_start(descent);
	if (!basis_refactor(descent))
		return error_set(err, STATUS_NOT_CONVERGED, "the limits of the tail program are too close to dependent");
	return STATUS_OK;
}

enum status tail_descend(struct tail_descent *descent, struct error *err)
{
	const size_t most = 50 * (descent->n + descent->m + descent->scenarios) + 1000;
	size_t restarts = 0;
	enum status status = STATUS_OK;

	descent->idle = descent->ties = 0;
	for (size_t round = 0; !status && round < most; round++) {
		struct release release = { 0 };
		size_t passed;

		if (descent->updates >= 64 && !basis_refactor(descent)) {
			status = restart(descent, err);
			continue;
		}
		compute_multipliers(descent);
		if (!choose_release(descent, descent->idle > 200, &release)) {
			if (descent->updates == 0 && !has_shift(descent))
				return STATUS_OK;
			memset(descent->shift, 0, descent->capacity * sizeof(double));
			if (!basis_refactor(descent))
				status = restart(descent, err);
			continue;
		}
		compute_direction(descent, &release);

		const struct edge_end end = search_edge(descent, &release, &passed);

		if (end.kind == STOP_NOWHERE)
			return error_set(err, STATUS_NOT_CONVERGED, "the tail program has no least value");
		descent->iterations++;
		if (end.step > 0.0 && isfinite(end.step))
			descent->reach_guess = 4.0 * end.step;
		descent->idle = end.step > 1e-14 ? 0 : descent->idle + 1;
		move(descent, &release, &end, passed);

		const bool is_tied = descent->idle == 40 && !has_shift(descent) && descent->ties++ < 3;

		if (is_tied)
			break_ties(descent);
		if (!exchange(descent, &release, &end)) {
			status = restarts++ < 20 ? restart(descent, err)
			                         : error_set(err, STATUS_NOT_CONVERGED, "the basis of the tail program is singular");
		} else if (is_tied && !basis_refactor(descent)) {
			status = restart(descent, err);
		}
	}
	return status ? status
	              : error_set(err, STATUS_NOT_CONVERGED, "the tail program did not end after %zu pivots",
	                          descent->iterations);
}
