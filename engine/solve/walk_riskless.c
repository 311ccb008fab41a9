/*
 * The frontier of assets without any risk: with S = 0 every L > 0 asks for the highest return net of costs and L = 0 for
 * nothing, so one vertex of a linear program is the frontier. Its multipliers are those of the program times L.
 */
#include <math.h>
#include <string.h>

#include "engine/solve/kernel.h"
#include "engine/solve/walk.h"

bool walk_is_riskless(const struct program *program)
{
	for (size_t i = 0; i < program->n; i++)
		if (program->diagonal[i] != 0.0)
			return false;
	return true;
}

/* mu'w less what it costs to leave the anchor. */
static double net_return(const struct walk *walk, const double *weights)
{
	const struct program *program = walk->anchor.whole ? walk->anchor.whole : walk->program;
	double result = kernel_dot(weights, program->linear, program->n);

	for (size_t i = 0; i < program->n && walk->anchor.whole; i++)
		result -= program->cost[i] * fabs(weights[i] - program->anchor[i]);
	return result;
}

static void record_vertex(const struct walk *walk, const struct vertex *vertex, double lambda, struct frontier *frontier)
{
	const size_t n = walk->n, m = frontier->row_count, turn = walk->anchor.turnover_row, at = frontier->corner_count;
	const double *prices = vertex->reduced + n;
	const double turnover_price = walk->anchor.whole && turn < walk->m ? fmax(0.0, -prices[turn]) : 0.0;

	frontier_room(frontier, n, m);
	frontier->corners[at] = (struct frontier_corner){ lambda, net_return(walk, vertex->weights), 0.0,
		                                          lambda * turnover_price };
	memcpy(frontier->weights + at * n, vertex->weights, n * sizeof(double));
	for (size_t i = 0; i < n; i++)
		frontier->bound_multipliers[at * n + i] = lambda * vertex->reduced[i];
	for (size_t r = 0; r < m; r++)
		frontier->row_multipliers[at * m + r] = lambda * prices[r];
	frontier->corner_count++;
}

void walk_riskless(const struct walk *walk, const struct vertex *vertex, const struct frontier_stop *stop,
                   struct frontier *frontier)
{
	/* Any return within reach is had at no risk, and no limit costs any. */
	const double highest = !stop                                        ? 1.0
	                       : stop->goal == GOAL_RETURN                  ? 0.0
	                       : stop->goal == GOAL_LAMBDA                  ? fmax(0.0, stop->value)
	                                                                    : 1.0;

	frontier->corner_count = 0;
	if (highest > 0.0)
		record_vertex(walk, vertex, highest, frontier);
	record_vertex(walk, vertex, 0.0, frontier);
}
