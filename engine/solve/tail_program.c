/* Tail programs: reading, growing and certifying them. */
#include "engine/solve/tail_program.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/sum.h"
#include "engine/solve/tail_state.h"

/* Doubles in all, in the order of `lay_out`. */
static size_t room_for(size_t n, size_t m, size_t capacity)
{
	const size_t width = n + 1, wide = width > m ? width : m;
	const size_t square = 2 * width * width, rows = m * n;

	return 2 * capacity * n + 6 * capacity + rows + 4 * m + 3 * n + width * width + 3 * wide + 3 * width +
	       (square > rows ? square : rows);
}

static double *take(double **memory, size_t count)
{
	double *piece = *memory;

	*memory += count;
	return piece;
}

static void lay_out(struct tail_descent *descent, double *memory)
{
	const size_t n = descent->n, m = descent->m, capacity = descent->capacity, width = n + 1;
	const size_t wide = width > m ? width : m;

	descent->losses = take(&memory, capacity * n);
	descent->columns = take(&memory, capacity * n);
	descent->offset = take(&memory, capacity);
	descent->shift = take(&memory, capacity);
	descent->side = take(&memory, capacity);
	descent->excess = take(&memory, capacity);
	descent->rate = take(&memory, capacity);
	descent->reach = take(&memory, capacity);
	descent->rows = take(&memory, m * n);
	descent->row_scale = take(&memory, m);
	descent->row_lower = take(&memory, m);
	descent->row_upper = take(&memory, m);
	descent->activity = take(&memory, m);
	descent->x = take(&memory, n);
	descent->gradient = take(&memory, n);
	descent->reduced = take(&memory, n);
	descent->inverse = take(&memory, width * width);
	descent->work = take(&memory, wide);
	descent->work2 = take(&memory, wide);
	descent->norm = take(&memory, wide);
	descent->multiplier = take(&memory, width);
	descent->direction = take(&memory, width);
	descent->width = width;
	take(&memory, width);
	descent->scratch = memory;
}

static void read_rows(struct tail_descent *descent, const struct tail_program *program)
{
	const size_t n = descent->n;

	for (size_t r = 0; r < descent->m; r++) {
		double scale = 0.0;

		for (size_t i = 0; i < n; i++)
			scale = fmax(scale, fabs(program->rows[r * n + i]));
		/* Beside a coefficient of 1 elsewhere less than this is nothing: made large it would be a limit of rounding. */
		scale = scale > 1e-12 ? scale : 1.0;
		descent->row_scale[r] = scale;
		descent->row_lower[r] = program->row_lower[r] / scale;
		descent->row_upper[r] = program->row_upper[r] / scale;
		for (size_t i = 0; i < n; i++)
			descent->rows[r * n + i] = program->rows[r * n + i] / scale;
	}
}

/* The largest mean size of a loss over the variables. */
static double scale_of(const struct tail_program *program)
{
	double scale = 0.0;

	for (size_t i = 0; i < program->count; i++) {
		double sum = 0.0;

		for (size_t t = 0; t < program->scenarios; t++)
			sum += fabs(program->losses[t * program->stride + i]);
		scale = fmax(scale, sum / (double)program->scenarios);
	}
	return scale > 1e-200 ? scale : 1.0;
}

static void write_scenario(struct tail_descent *descent, size_t t, const double *losses, double offset)
{
	for (size_t i = 0; i < descent->n; i++) {
		const double loss = losses[i] / descent->scale;

		descent->losses[t * descent->n + i] = loss;
		descent->columns[i * descent->capacity + t] = loss;
	}
	descent->offset[t] = offset / descent->scale;
}

enum status tail_descent_new(const struct tail_program *program, size_t capacity, const double *x,
                             struct tail_descent **result, struct error *err)
{
	const size_t n = program->count, m = program->row_count, most = SIZE_MAX / 64;
	struct tail_descent *descent = memory_new(sizeof(*descent));

	*descent = (struct tail_descent){ .n = n, .m = m, .scenarios = program->scenarios, .capacity = capacity,
		                          .weight = program->weight, .lower = program->lower, .upper = program->upper };
	double *memory = capacity < most / (n + 8) ? memory_try(room_for(n, m, capacity), sizeof(double)) : NULL;

	descent->crossings = memory ? memory_try(capacity, sizeof(*descent->crossings)) : NULL;
	if (!descent->crossings) {
		free(memory);
		free(descent);
		return error_set(err, STATUS_NO_MEMORY, "%zu scenarios of %zu assets do not fit into memory", capacity, n);
	}
	lay_out(descent, memory);
	descent->column = memory_new_array(n + 1, sizeof(*descent->column));
	descent->held = memory_new_array(n + 1, sizeof(*descent->held));
	descent->standing = memory_new_array(n + m, 1);
	descent->scale = scale_of(program);
	memcpy(descent->x, x, n * sizeof(double));
	read_rows(descent, program);
	for (size_t t = 0; t < program->scenarios; t++)
		write_scenario(descent, t, program->losses + t * program->stride, program->offset ? program->offset[t] : 0.0);
	basis_start(descent);
	if (!basis_refactor(descent)) {
		tail_descent_free(descent);
		return error_set(err, STATUS_NOT_CONVERGED, "the limits are too close to dependent to begin with");
	}
	*result = descent;
	return STATUS_OK;
}

void tail_descent_free(struct tail_descent *descent)
{
	if (!descent)
		return;
	free(descent->losses);
	free(descent->crossings);
	free(descent->column);
	free(descent->held);
	free(descent->standing);
	free(descent);
}

void tail_descent_append(struct tail_descent *descent, const double *losses, double offset)
{
	const size_t t = descent->scenarios++;
	const double *row = loss_row(descent, t);

	write_scenario(descent, t, losses, offset);
	descent->excess[t] = descent->offset[t] + program_dot(row, descent->x, descent->n) - descent->threshold;
	descent->side[t] = descent->excess[t] > 0.0 ? 1.0 : -1.0;
	if (descent->excess[t] <= 0.0)
		return;
	descent->above += 1.0;
	for (size_t i = 0; i < descent->n; i++)
		descent->gradient[i] += descent->weight * row[i];
}

/* The probabilities of the worst mean; returns how far they were from an envelope that sums to one. */
static double read_probabilities(const struct tail_descent *descent, double *probabilities)
{
	struct sum sum = { 0 };
	double amiss = 0.0;

	for (size_t t = 0; t < descent->scenarios; t++)
		probabilities[t] = descent->side[t] > 0.0 ? descent->weight : 0.0;
	for (size_t a = 0; a < descent->size; a++) {
		const double q = -descent->multiplier[a], inside = fmin(fmax(q, 0.0), descent->weight);

		if (descent->held[a] < descent->m)
			continue;
		amiss = fmax(amiss, fabs(q - inside));
		probabilities[descent->held[a] - descent->m] = inside;
	}
	for (size_t t = 0; t < descent->scenarios; t++)
		sum_add(&sum, probabilities[t]);
	for (size_t t = 0; t < descent->scenarios; t++)
		probabilities[t] /= sum_value(&sum);
	return fmax(amiss, fabs(sum_value(&sum) - 1.0));
}

static void tighten(struct kkt *kkt, double value, double lower, double upper, double multiplier)
{
	kkt->primal = fmax(kkt->primal, fmax(lower - value, value - upper));
	if (lower != upper && multiplier != 0.0)
		kkt->complementarity =
			fmax(kkt->complementarity, fabs(multiplier * (value - (multiplier > 0.0 ? lower : upper))));
}

/*
 * The bound from probabilities q and row multipliers y: z = L'q - A'y is what is left to the bounds of x. Multipliers on
 * limits that are not there are dropped first, so that the bound holds whatever y is.
 */
static double certify(const struct tail_descent *descent, const double *probabilities, double *z, double *y,
                      struct kkt *kkt)
{
	const size_t n = descent->n, m = descent->m;
	struct sum bound = { 0 };

	memset(z, 0, n * sizeof(double));
	memset(y, 0, m * sizeof(double));
	for (size_t a = 0; a < descent->size; a++)
		if (descent->held[a] < m)
			y[descent->held[a]] = descent->multiplier[a];
	for (size_t t = 0; t < descent->scenarios; t++) {
		const double *row = loss_row(descent, t);

		if (probabilities[t] == 0.0)
			continue;
		sum_add(&bound, probabilities[t] * descent->offset[t]);
		for (size_t i = 0; i < n; i++)
			z[i] += probabilities[t] * row[i];
	}
	for (size_t r = 0; r < m; r++) {
		const double lower = descent->row_lower[r], upper = descent->row_upper[r];
		const double limit = y[r] > 0.0 ? lower : upper;
		const bool is_wrong = lower != upper && (descent->standing[n + r] == IS_FREE || !isfinite(limit) ||
		                                         (y[r] > 0.0) != (descent->standing[n + r] == AT_LOWER));

		if (is_wrong) {
			kkt->dual = fmax(kkt->dual, fabs(y[r]));
			y[r] = 0.0;
		}
		if (y[r] != 0.0)
			sum_add(&bound, y[r] * limit);
		tighten(kkt, program_dot(descent->rows + r * n, descent->x, n), lower, upper, y[r]);
		for (size_t i = 0; y[r] != 0.0 && i < n; i++)
			z[i] -= y[r] * descent->rows[r * n + i];
	}
	for (size_t i = 0; i < n; i++) {
		/* A variable of the basis is between its limits: what is left of its slope is rounding. */
		if (descent->standing[i] == IS_FREE || descent->standing[i] == IS_BETWEEN)
			kkt->stationarity = fmax(kkt->stationarity, fabs(z[i]));
		sum_add(&bound, z[i] * (z[i] > 0.0 ? descent->lower[i] : descent->upper[i]));
		tighten(kkt, descent->x[i], descent->lower[i], descent->upper[i], z[i]);
	}
	return sum_value(&bound);
}

static double limit_scale(const struct tail_descent *descent)
{
	double scale = 1.0;

	for (size_t i = 0; i < descent->n; i++)
		scale = fmax(scale, fmax(fabs(descent->lower[i]), fabs(descent->upper[i])));
	return scale;
}

enum status tail_descent_run(struct tail_descent *descent, double *x, double *bound_multipliers, double *row_multipliers,
                             double *probabilities, struct tail_info *info, struct error *err)
{
	const size_t n = descent->n, m = descent->m, count = descent->scenarios;
	enum status status = tail_descend(descent, err);

	if (status)
		return status;

	struct tail_info found = { .scale = descent->scale, .iterations = descent->iterations };
	double *q = probabilities ? probabilities : descent->reach, *losses = descent->rate;

	found.kkt.dual = read_probabilities(descent, q);
	found.bound = descent->scale * certify(descent, q, bound_multipliers, row_multipliers, &found.kkt);
	for (size_t i = 0; i < n; i++)
		descent->x[i] = fmin(fmax(descent->x[i], descent->lower[i]), descent->upper[i]);
	for (size_t t = 0; t < count; t++)
		losses[t] = descent->offset[t] + program_dot(loss_row(descent, t), descent->x, n);
	/* reach may hold q, of which nothing is needed any more. */
	found.value = descent->scale * tail_value(losses, count, descent->weight, probabilities ? descent->reach : q,
	                                          &found.threshold);
	found.threshold *= descent->scale;
	found.kkt.primal /= limit_scale(descent);
	/* Written so that a NaN is not accepted. */
	if (!(found.value - found.bound <= 1e-9 * fmax(fabs(found.value), found.scale)) || !(found.kkt.primal <= 1e-9))
		return error_set(err, STATUS_NOT_CONVERGED,
		                 "the least expected shortfall is proven to %.3g only, between %.9g and %.9g",
		                 found.value - found.bound, found.bound, found.value);
	for (size_t i = 0; i < n; i++)
		bound_multipliers[i] *= descent->scale;
	for (size_t r = 0; r < m; r++)
		row_multipliers[r] *= descent->scale / descent->row_scale[r];
	memcpy(x, descent->x, n * sizeof(double));
	*info = found;
	return STATUS_OK;
}
