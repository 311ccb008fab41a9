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

/* The cuts, and the portfolios between which the next is taken. The arrays are owned. */
struct cutting {
	struct tail_allocation *tail;
	struct drawdowns *drawdowns;
	struct tail_descent *descent;
	size_t count, capacity, iterations;
	double *cuts;                    /* capacity x (variables + 1): gradient, offset            */
	double *lowest, *best;           /* variables: where the cuts are least; the best x seen    */
	double best_value;
};

/* The cut at the tail's x, as the next row of cuts. Returns the objective there. */
static double add_cut(struct cutting *cutting)
{
	struct tail_allocation *tail = cutting->tail;
	const size_t width = tail->variables;
	double *next = cutting->cuts + cutting->count * (width + 1);

	tail_allocation_weights(tail);

	const double value = evaluate(cutting->drawdowns);

	if (value < cutting->best_value) {
		cutting->best_value = value;
		memcpy(cutting->best, tail->x, width * sizeof(double));
	}
	next[width] = tail_allocation_loss(tail, cutting->drawdowns->gradient, next);
	cutting->count++;
	return value;
}

/* The least point of the largest of the cuts, into lowest and the tail's x. */
static enum status find_lowest(struct cutting *cutting, struct tail_info *master, struct error *err)
{
	struct tail_allocation *tail = cutting->tail;
	const size_t width = tail->variables;
	const double *last = cutting->cuts + (cutting->count - 1) * (width + 1);
	enum status status = STATUS_OK;

	if (cutting->count == cutting->capacity) {
		cutting->cuts = memory_grow(cutting->cuts, &cutting->capacity, 2 * cutting->capacity,
		                            (width + 1) * sizeof(double));
		tail_descent_free(cutting->descent);
		cutting->descent = NULL;
		cutting->iterations += master->iterations;
	} else if (cutting->descent) {
		tail_descent_append(cutting->descent, last, last[width]);
	}
	memcpy(tail->x, cutting->lowest, width * sizeof(double));
	if (!cutting->descent)
		status = begin(tail, cutting->cuts, cutting->count, cutting->capacity, &cutting->descent, err);
	if (!status)
		status = tail_descent_run(cutting->descent, tail->x, tail->bounds, tail->multipliers, NULL, master, err);
	if (!status)
		memcpy(cutting->lowest, tail->x, width * sizeof(double));
	return status;
}

/*
 * Kelley's method: the largest of the cuts bounds the objective from below, and a cut at its least point lifts it there.
 * On the way from there to the best portfolio seen the cuts are truer and half as many do; near the end they are taken at
 * the least point itself, where the objective, which has finitely many pieces, meets the bound exactly.
 */
static enum status cut(struct cutting *cutting, struct tail_info *found, struct error *err)
{
	enum { MOST_CUTS = 20000 };
	struct tail_allocation *tail = cutting->tail;
	const size_t width = tail->variables;
	struct tail_info master = { .bound = -INFINITY };
	double value = add_cut(cutting);

	for (;;) {
		enum status status = find_lowest(cutting, &master, err);

		if (status)
			return status;

		const double scale = fmax(cutting->best_value, master.scale), gap = cutting->best_value - master.bound;
		const double share = gap > 1e-5 * scale ? 0.6 : 0.0;

		for (size_t j = 0; share > 0.0 && j < width; j++)
			tail->x[j] = cutting->lowest[j] + share * (cutting->best[j] - cutting->lowest[j]);
		value = add_cut(cutting);
		if (fmin(value, cutting->best_value) - master.bound <= 1e-10 * scale)
			break;
		if (cutting->count >= MOST_CUTS)
			return error_set(err, STATUS_NOT_CONVERGED, "the drawdown is proven to %.3g only after %zu cuts",
			                 gap, cutting->count);
	}
	*found = master;
	found->iterations += cutting->iterations;
	/* Of two answers as good as proven the vertex has no dust. */
	if (value - master.bound <= 1e-10 * fmax(cutting->best_value, master.scale)) {
		found->value = value;
	} else {
		found->value = cutting->best_value;
		memcpy(tail->x, cutting->best, width * sizeof(double));
	}
	return STATUS_OK;
}

/* All that the cuts need, around them. */
static enum status cut_in_memory(struct tail_allocation *tail, double *memory, struct tail_info *found,
                                 struct error *err)
{
	const size_t count = tail->scenarios, width = tail->variables;
	struct drawdowns drawdowns = { tail, memory, memory + count, memory + 2 * count, memory + 3 * count };
	struct cutting cutting = { .tail = tail, .drawdowns = &drawdowns, .capacity = 64 + 2 * width,
		                   .best_value = INFINITY };

	cutting.cuts = memory_new_array(cutting.capacity * (width + 1), sizeof(double));
	cutting.lowest = memory_new_array(2 * width, sizeof(double));
	cutting.best = cutting.lowest + width;
	memcpy(cutting.lowest, tail->x, width * sizeof(double));

	const enum status status = cut(&cutting, found, err);

	tail_descent_free(cutting.descent);
	free(cutting.cuts);
	free(cutting.lowest);
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

	if (memory)
		status = cut_in_memory(&tail, memory, &found, err);
	else
		status = error_set(err, STATUS_NO_MEMORY, "%zu drawdowns do not fit into memory", tail.scenarios);
	if (!status)
		tail_allocation_finish(&tail, &found, weights, info);
	free(memory);
	tail_allocation_clear(&tail);
	return status;
}
