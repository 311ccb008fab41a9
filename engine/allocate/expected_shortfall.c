/* The portfolio whose worst scenarios lose least on average. */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "engine/allocate/tail_allocation.h"
#include "engine/base/memory.h"

/* T x variables losses and T offsets, the caller's; NULL: they do not fit. */
static double *copy_losses(const struct tail_allocation *tail)
{
	const size_t width = tail->variables, count = tail->scenarios;
	double *losses = count < SIZE_MAX / 64 / (width + 1) ? memory_try(count * (width + 1), sizeof(double)) : NULL;
	double *loss = memory_new_array(tail->n, sizeof(double));

	for (size_t t = 0; losses && t < count; t++) {
		for (size_t i = 0; i < tail->n; i++)
			loss[i] = -gsl_matrix_get(tail->problem->returns, t, i);
		losses[count * width + t] = tail_allocation_loss(tail, loss, losses + t * width);
	}
	free(loss);
	return losses;
}

static enum status descend(struct tail_allocation *tail, const double *losses, struct tail_info *found,
                           struct error *err)
{
	const struct tail_program program = {
		.count = tail->variables, .scenarios = tail->scenarios, .row_count = tail->row_count, .losses = losses,
		.stride = tail->variables, .offset = losses + tail->scenarios * tail->variables, .weight = tail->weight,
		.lower = tail->lower, .upper = tail->upper, .rows = tail->rows, .row_lower = tail->row_lower,
		.row_upper = tail->row_upper,
	};
	struct tail_descent *descent;
	enum status status = tail_descent_new(&program, tail->scenarios, tail->x, &descent, err);

	if (status)
		return status;
	status = tail_descent_run(descent, tail->x, tail->bounds, tail->multipliers, NULL, found, err);
	tail_descent_free(descent);
	return status;
}

enum status allocate_expected_shortfall(const struct allocation_problem *problem, gsl_vector *weights,
                                        struct allocation_info *info, struct error *err)
{
	struct tail_allocation tail;
	struct tail_info found;
	enum status status = tail_allocation_init(&tail, problem, "expected-shortfall", err);

	if (status)
		return status;

	double *losses = copy_losses(&tail);

	if (losses)
		status = descend(&tail, losses, &found, err);
	else
		status = error_set(err, STATUS_NO_MEMORY, "%zu scenarios of %zu assets do not fit into memory", tail.scenarios,
		                   tail.n);
	if (!status)
		tail_allocation_finish(&tail, &found, weights, info);
	free(losses);
	tail_allocation_clear(&tail);
	return status;
}
