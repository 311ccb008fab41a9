/* The portfolio whose worst drawdowns are shallowest on average, by cutting planes. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/allocate/tail_allocation.h"
#include "engine/base/memory.h"

/* What one evaluation needs. The arrays are owned. */
struct drawdowns {
	const struct tail_allocation *tail;
	double *depth, *scratch, *share; /* T each: D_t; for a selection; q_t                      */
	double *gradient;                /* n, of the objective in the weights                     */
};

static void compute_depths(struct drawdowns *drawdowns)
{
	const gsl_matrix *returns = drawdowns->tail->problem->returns;
	const size_t n = drawdowns->tail->n;
	double depth = 0.0;

	for (size_t t = 0; t < returns->size1; t++) {
		const double *row = returns->data + t * returns->tda;
		double earned = 0.0;

		for (size_t i = 0; i < n; i++)
			earned += row[i] * drawdowns->tail->weights[i];
		depth = fmax(0.0, depth - earned);
		drawdowns->depth[t] = depth;
	}
}

/* q: kappa for the drawdowns beyond the threshold, what is left of one for those at it, in order. */
static void share_out(struct drawdowns *drawdowns, double threshold)
{
	const size_t count = drawdowns->tail->scenarios;
	const double weight = drawdowns->tail->weight;
	double left = 1.0;

	for (size_t t = 0; t < count; t++) {
		drawdowns->share[t] = drawdowns->depth[t] > threshold ? weight : 0.0;
		left -= drawdowns->share[t];
	}
	for (size_t t = 0; left > 0.0 && t < count; t++) {
		if (drawdowns->depth[t] != threshold)
			continue;
		drawdowns->share[t] = fmin(weight, left);
		left -= drawdowns->share[t];
	}
}

/*
 * The objective at the tail's weights, and a subgradient: D_t falls by r_t and inherits from D_{t-1} as long as it is
 * above 0, so each return counts with the shares of all drawdowns it is a part of, summed backwards.
 */
static double evaluate(struct drawdowns *drawdowns)
{
	const gsl_matrix *returns = drawdowns->tail->problem->returns;
	const size_t n = drawdowns->tail->n, count = drawdowns->tail->scenarios;
	double threshold, part = 0.0;

	compute_depths(drawdowns);

	const double value =
		tail_value(drawdowns->depth, count, drawdowns->tail->weight, drawdowns->scratch, &threshold);

	share_out(drawdowns, threshold);
	memset(drawdowns->gradient, 0, n * sizeof(double));
	for (size_t t = count; t-- > 0;) {
		const double *row = returns->data + t * returns->tda;

		part = drawdowns->depth[t] > 0.0 ? part + drawdowns->share[t] : 0.0;
		for (size_t i = 0; part != 0.0 && i < n; i++)
			drawdowns->gradient[i] -= part * row[i];
	}
	return value;
}

/* A descent over the cuts there are, with room for more. */
static enum status begin(struct tail_allocation *tail, const double *cuts, size_t count, size_t capacity,
                         struct tail_descent **descent, struct error *err)
{
	const size_t width = tail->variables;
	double *offset = memory_new_array(count, sizeof(double));
	const struct tail_program program = {
		.count = width, .scenarios = count, .row_count = tail->row_count, .losses = cuts, .stride = width + 1,
		.offset = offset, .weight = 1.0, .lower = tail->lower, .upper = tail->upper, .rows = tail->rows,
		.row_lower = tail->row_lower, .row_upper = tail->row_upper,
	};

	for (size_t k = 0; k < count; k++)
		offset[k] = cuts[k * (width + 1) + width];

	const enum status status = tail_descent_new(&program, capacity, tail->x, descent, err);

	free(offset);
	return status;
}

/*
 * Kelley's method: the largest of the cuts bounds the objective from below, and its least point gives the next cut. The
 * objective has finitely many pieces, so that the bound becomes exact.
 */
static enum status cut(struct tail_allocation *tail, struct drawdowns *drawdowns, struct tail_info *found,
                       struct error *err)
{
	enum { MOST_CUTS = 20000 };
	const size_t width = tail->variables;
	size_t capacity = 64 + 2 * width, count = 0, iterations = 0;
	double *cuts = memory_new_array(capacity * (width + 1), sizeof(double));
	double *best = memory_new_array(width, sizeof(double)), best_value = INFINITY;
	struct tail_descent *descent = NULL;
	struct tail_info master = { .bound = -INFINITY };
	enum status status = STATUS_OK;

	for (;;) {
		tail_allocation_weights(tail);

		const double value = evaluate(drawdowns);
		double *next = cuts + count * (width + 1);

		if (value < best_value) {
			best_value = value;
			memcpy(best, tail->x, width * sizeof(double));
		}
		if (best_value - master.bound <= 1e-10 * fmax(best_value, master.scale))
			break;
		if (count == MOST_CUTS) {
			status = error_set(err, STATUS_NOT_CONVERGED, "the drawdown is proven to %.3g only after %zu cuts",
			                   best_value - master.bound, count);
			break;
		}
		next[width] = tail_allocation_loss(tail, drawdowns->gradient, next);
		count++;
		if (count == capacity) {
			cuts = memory_grow(cuts, &capacity, 2 * capacity, (width + 1) * sizeof(double));
			tail_descent_free(descent);
			descent = NULL;
			iterations += master.iterations;
		} else if (descent) {
			tail_descent_append(descent, next, next[width]);
		}
		if (!descent)
			status = begin(tail, cuts, count, capacity, &descent, err);
		if (!status)
			status = tail_descent_run(descent, tail->x, tail->bounds, tail->multipliers, NULL, &master, err);
		if (status)
			break;
	}
	*found = master;
	found->iterations = iterations + master.iterations;
	found->value = best_value;
	memcpy(tail->x, best, width * sizeof(double));
	tail_descent_free(descent);
	free(best);
	free(cuts);
	return status;
}

enum status allocate_conditional_drawdown(const struct allocation_problem *problem, gsl_vector *weights,
                                          struct allocation_info *info, struct error *err)
{
	struct tail_allocation tail;
	struct tail_info found;
	enum status status = tail_allocation_init(&tail, problem, "conditional-drawdown", err);

	if (status)
		return status;

	double *memory = memory_try(3 * tail.scenarios + tail.n, sizeof(double));
	struct drawdowns drawdowns = { &tail, memory, memory + tail.scenarios, memory + 2 * tail.scenarios,
		                       memory + 3 * tail.scenarios };

	if (memory)
		status = cut(&tail, &drawdowns, &found, err);
	else
		status = error_set(err, STATUS_NO_MEMORY, "%zu drawdowns do not fit into memory", tail.scenarios);
	if (!status)
		tail_allocation_finish(&tail, &found, weights, info);
	free(memory);
	tail_allocation_clear(&tail);
	return status;
}
