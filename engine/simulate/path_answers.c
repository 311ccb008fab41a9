/* What the paths say. */
#include <gsl/gsl_math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/base/sum.h"
#include "engine/simulate/order_statistics.h"
#include "engine/simulate/path_state.h"

static enum status check_finished(const struct simulation *simulation, struct error *err)
{
	if (!simulation->is_finished)
		return error_set(err, STATUS_INVALID, "the simulation is not finished");
	return STATUS_OK;
}

static enum status check_levels(const double *levels, size_t count, struct error *err)
{
	if (count < 1 || count > MOST_LEVELS)
		return error_set(err, STATUS_INVALID, "%zu quantiles at once: 1 to %d are possible", count, MOST_LEVELS);
	for (size_t k = 0; k < count; k++)
		if (!(levels[k] >= 0.0 && levels[k] <= 1.0))
			return error_set(err, STATUS_INVALID, "quantile %zu is at %g; it must lie between 0 and 1", k + 1,
			                 levels[k]);
	return STATUS_OK;
}

/* Standard error of the mean; of the means of pairs when neighbours are opposites. */
static double error_of_mean(const struct simulation *simulation, double mean, double deviation)
{
	const size_t paths = simulation->problem.paths, pairs = paths / 2;
	struct sum squares = { 0 };

	if (!simulation->problem.is_antithetic || pairs < 2)
		return deviation / sqrt((double)paths);
	for (size_t k = 0; k < pairs; k++)
		sum_add(&squares, gsl_pow_2(0.5 * (simulation->final[2 * k] + simulation->final[2 * k + 1]) - mean));
	return sqrt(sum_value(&squares) / (double)(pairs - 1) / (double)pairs);
}

static enum status summarise(const struct simulation *simulation, struct simulation_summary *summary, struct error *err)
{
	static const double levels[] = { 0.0, 0.5, 1.0 };
	const size_t paths = simulation->problem.paths;
	struct order_workspace *workspace = order_workspace_new(paths);
	struct sum total = { 0 }, squares = { 0 };
	size_t exhausted = 0;
	double quantiles[3];

	if (workspace == NULL)
		return error_set(err, STATUS_NO_MEMORY, "the order of %zu paths does not fit", paths);
	order_quantiles(simulation->final, paths, levels, 3, workspace, quantiles);
	order_workspace_free(workspace);
	for (size_t p = 0; p < paths; p++) {
		sum_add(&total, simulation->final[p]);
		exhausted += simulation->exhausted[p] < INFINITY;
	}
	*summary = (struct simulation_summary){ .paths = paths, .mean = sum_value(&total) / (double)paths,
		                                .lowest = quantiles[0], .median = quantiles[1], .highest = quantiles[2],
		                                .exhausted = (double)exhausted / (double)paths };
	for (size_t p = 0; p < paths; p++)
		sum_add(&squares, gsl_pow_2(simulation->final[p] - summary->mean));
	summary->deviation = paths > 1 ? sqrt(sum_value(&squares) / (double)(paths - 1)) : 0.0;
	summary->mean_error = error_of_mean(simulation, summary->mean, summary->deviation);
	return STATUS_OK;
}

enum status simulation_finish(struct simulation *simulation, struct simulation_summary *summary, struct error *err)
{
	const double deflator = simulation_deflator(simulation, simulation->problem.months);

	if (simulation->blocks == 0)
		return error_set(err, STATUS_INVALID, "the simulation was not started");
	for (size_t b = 0; b < simulation->blocks; b++)
		if (!simulation->is_done[b])
			return error_set(err, STATUS_INVALID, "block %zu of %zu has not run", b, simulation->blocks);
	if (!simulation->is_finished) {
		for (size_t p = 0; p < simulation->problem.paths; p++)
			simulation->final[p] *= deflator;
		simulation->is_finished = true;
	}
	return summarise(simulation, summary, err);
}

const double *simulation_values(const struct simulation *simulation, size_t month)
{
	if (!simulation->is_finished || !simulation->problem.keeps_paths || month < 1 || month > simulation->problem.months)
		return NULL;
	return simulation->values + (month - 1) * simulation->stride;
}

enum status simulation_quantiles(const struct simulation *simulation, size_t month, const double *levels,
                                 size_t count, double *values, struct error *err)
{
	const size_t paths = simulation->problem.paths, months = simulation->problem.months;
	const double *row = simulation_values(simulation, month);
	double deflator = simulation_deflator(simulation, month);
	struct order_workspace *workspace;
	enum status status;

	if ((status = check_finished(simulation, err)) || (status = check_levels(levels, count, err)))
		return status;
	if (month == months) {
		row = simulation->final;
		deflator = 1.0;
	}
	if (row == NULL)
		return error_set(err, STATUS_INVALID, "the values of month %zu were not kept, or it is not one of 1 to %zu",
		                 month, months);
	workspace = order_workspace_new(paths);
	if (workspace == NULL)
		return error_set(err, STATUS_NO_MEMORY, "the order of %zu paths does not fit", paths);
	order_quantiles(row, paths, levels, count, workspace, values);
	for (size_t k = 0; k < count; k++)
		values[k] *= deflator;
	order_workspace_free(workspace);
	return STATUS_OK;
}

enum status simulation_fan(const struct simulation *simulation, const double *levels, size_t count, gsl_matrix *fan,
                           struct error *err)
{
	const size_t paths = simulation->problem.paths, months = simulation->problem.months;
	struct order_workspace *workspace;
	double values[MOST_LEVELS];
	enum status status;

	if ((status = check_finished(simulation, err)) || (status = check_levels(levels, count, err)))
		return status;
	if (!simulation->problem.keeps_paths)
		return error_set(err, STATUS_INVALID, "a fan needs the values of every month, and they were not kept");
	if (fan->size1 != months + 1 || fan->size2 != count)
		return error_set(err, STATUS_INVALID, "the fan is %zu x %zu; it must be %zu x %zu", fan->size1, fan->size2,
		                 months + 1, count);
	workspace = order_workspace_new(paths);
	if (workspace == NULL)
		return error_set(err, STATUS_NO_MEMORY, "the order of %zu paths does not fit", paths);
	for (size_t k = 0; k < count; k++)
		gsl_matrix_set(fan, 0, k, simulation->problem.initial_value);
	for (size_t t = 1; t <= months; t++) {
		const double deflator = simulation_deflator(simulation, t);

		order_quantiles(simulation_values(simulation, t), paths, levels, count, workspace, values);
		for (size_t k = 0; k < count; k++)
			gsl_matrix_set(fan, t, k, deflator * values[k]);
	}
	order_workspace_free(workspace);
	return STATUS_OK;
}

static struct simulation_chance chance_of(size_t hits, size_t paths)
{
	const double p = (double)hits / (double)paths, error = sqrt(p * (1.0 - p) / (double)paths);

	return (struct simulation_chance){ .probability = p, .error = error, .low = fmax(0.0, p - 1.96 * error),
		                           .high = fmin(1.0, p + 1.96 * error), .shown = fmin(0.99, fmax(0.01, p)) };
}

enum status simulation_goal(const struct simulation *simulation, double goal, struct simulation_goal *result,
                            struct error *err)
{
	const size_t paths = simulation->problem.paths;
	enum status status = check_finished(simulation, err);
	struct sum missing = { 0 };
	size_t reached = 0;

	if (status)
		return status;
	if (!isfinite(goal) || goal < 0.0)
		return error_set(err, STATUS_INVALID, "the goal is %g; it must not be negative", goal);
	for (size_t p = 0; p < paths; p++) {
		if (simulation->final[p] >= goal)
			reached++;
		else
			sum_add(&missing, goal - simulation->final[p]);
	}
	*result = (struct simulation_goal){
		.reached = chance_of(reached, paths), .shortfall = sum_value(&missing) / (double)paths,
		.shortfall_when_missed = reached < paths ? sum_value(&missing) / (double)(paths - reached) : 0.0,
	};
	return STATUS_OK;
}

enum status simulation_exhaustion(const struct simulation *simulation, size_t month, struct simulation_chance *result,
                                  struct error *err)
{
	const enum status status = check_finished(simulation, err);
	size_t exhausted = 0;

	if (status)
		return status;
	if (month < 1 || month > simulation->problem.months)
		return error_set(err, STATUS_INVALID, "month %zu is not one of 1 to %zu", month, simulation->problem.months);
	for (size_t p = 0; p < simulation->problem.paths; p++)
		exhausted += simulation->exhausted[p] <= (double)month;
	*result = chance_of(exhausted, simulation->problem.paths);
	return STATUS_OK;
}

enum status simulation_safe_withdrawal(const struct simulation *simulation, double probability, double *amount,
                                       struct error *err)
{
	const size_t paths = simulation->problem.paths;
	struct order_workspace *workspace;
	enum status status = check_finished(simulation, err);
	double level, missed, result;

	if (status)
		return status;
	if (simulation->sustainable == NULL)
		return error_set(err, STATUS_INVALID, "the problem named no withdrawal that is to be found");
	if (!(probability > 0.0 && probability < 1.0))
		return error_set(err, STATUS_INVALID, "the probability is %g; it must lie between 0 and 1", probability);
	workspace = order_workspace_new(paths);
	if (workspace == NULL)
		return error_set(err, STATUS_NO_MEMORY, "the order of %zu paths does not fit", paths);
	/* As many paths may miss it as the probability leaves over; 1e-9 is for 1 - 0.9. */
	missed = floor((1.0 - probability) * (double)paths + 1e-9);
	level = paths > 1 ? fmin(1.0, missed / (double)(paths - 1)) : 0.0;
	order_quantiles(simulation->sustainable, paths, &level, 1, workspace, &result);
	order_workspace_free(workspace);
	if (!isfinite(result))
		return error_set(err, STATUS_INFEASIBLE, "the withdrawal is beyond what numbers hold");
	*amount = result;
	return STATUS_OK;
}
