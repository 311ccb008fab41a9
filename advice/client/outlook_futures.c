/* The futures of one goal, kept as two numbers a path and month: what 1 at the start and 1 a month have become. */
#include "advice/client/outlook_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/memory.h"
#include "engine/simulate/goals.h"
#include "engine/simulate/order_statistics.h"

const double outlook_levels[OUTLOOK_LEVELS] = {.05, .25, .5, .75, .95};

static struct simulation_problem problem_of(const struct outlook_drawing *drawing, const struct outlook_law *law,
                                            size_t months)
{
	return (struct simulation_problem){
		.paths = drawing->options.paths,
		.months = months,
		.seed = drawing->options.seed,
		.law = drawing->options.model == OUTLOOK_STUDENT ? SIMULATE_STUDENT : SIMULATE_LOGNORMAL,
		.expected_return = law->expected_return,
		.volatility = law->volatility,
		.expected_returns = law->expected_returns,
		.volatilities = law->volatilities,
	};
}

static enum status run(struct outlook_drawing *drawing, const struct simulation_problem *problem, struct error *err)
{
	const struct outlook_options *options = &drawing->options;
	struct simulation_summary summary;
	enum status status = simulation_start(drawing->simulation, problem, err);

	for (size_t b = 0; status == STATUS_OK && b < simulation_blocks(drawing->simulation); b++) {
		if (options->go_on != NULL && !options->go_on(options->context, drawing->done, drawing->total))
			return error_set(err, STATUS_REFUSED, "the futures were given up on the way");
		status = simulation_run(drawing->simulation, b, err);
		drawing->done++;
	}
	return status == STATUS_OK ? simulation_finish(drawing->simulation, &summary, err) : status;
}

/* ---- drawing ---- */

static void choose_points(struct outlook_goal *goal)
{
	const size_t steps = goal->months < OUTLOOK_POINTS - 1 ? goal->months : OUTLOOK_POINTS - 1;

	goal->points = steps + 1;
	for (size_t i = 0; i < goal->points; i++) {
		goal->point_months[i] = (i * goal->months + steps / 2) / steps;
		goal->point_dates[i] = date_add_months(goal->goal.recorded, (int)goal->point_months[i]);
	}
	goal->point_dates[steps] = goal->goal.due;
}

static size_t count_reached(const struct outlook_goal *goal, const double *now, const double *stream, double deflator)
{
	size_t reached = 0;

	for (size_t p = 0; p < goal->paths; p++)
		reached += (goal->allotted * now[p] + goal->monthly * stream[p]) * deflator >= goal->target;
	return reached;
}

/*
 * Walks all months: stream' = stream x growth of the month + that month's payment, made at its end. Values are nominal
 * on the way and of today's money where they are kept. Contributions go on while a later day is looked for.
 */
static void walk(const struct simulation *simulation, size_t months, struct outlook_goal *goal, double *stream)
{
	const double *before = NULL;
	size_t point = 1;

	for (size_t p = 0; p < goal->paths; p++) {
		goal->unit[p] = 1.0F;
		goal->stream[p] = 0.0F;
		stream[p] = 0.0;
	}
	for (size_t t = 1; t <= months; t++) {
		const double *now = simulation_values(simulation, t);
		const double payment = pow(1.0 + goal->growth, (double)(t - 1) / 12.0);
		const double deflator = pow(1.0 + goal->inflation, -(double)t / 12.0);

		for (size_t p = 0; p < goal->paths; p++) {
			const double was = before == NULL ? 1.0 : before[p];

			stream[p] = (was > 0.0 ? stream[p] * now[p] / was : 0.0) + payment;
		}
		before = now;
		if (point < goal->points && t == goal->point_months[point]) {
			for (size_t p = 0; p < goal->paths; p++) {
				goal->unit[point * goal->paths + p] = (float)(now[p] * deflator);
				goal->stream[point * goal->paths + p] = (float)(stream[p] * deflator);
			}
			point++;
		}
		if (t >= goal->months && goal->wanted_months == 0 &&
		    (double)count_reached(goal, now, stream, deflator) >= OUTLOOK_WANTED * (double)goal->paths)
			goal->wanted_months = t;
	}
}

/* ---- judging ---- */

enum status outlook_judge(const struct outlook_goal *goal, double contribution, struct outlook_figures *figures,
                          struct error *err)
{
	struct outlook_figures found = {.contribution = contribution};
	struct order_workspace *workspace;
	double *values, missing = 0.0, error;
	size_t reached = 0;

	if (goal->unit == NULL)
		return error_set(err, STATUS_INVALID, "goal \"%s\" has no futures", goal->goal.name);
	if (!isfinite(contribution) || contribution < 0.0 || contribution > 1e12)
		return error_set(err, STATUS_INVALID, "%g a month cannot be set aside", contribution);
	workspace = order_workspace_new(goal->paths);
	if (workspace == NULL)
		return error_set(err, STATUS_NO_MEMORY, "the order of %zu futures does not fit", goal->paths);
	values = memory_new_array(goal->paths, sizeof *values);
	for (size_t i = 0; i < goal->points; i++) {
		const float *unit = goal->unit + i * goal->paths, *stream = goal->stream + i * goal->paths;

		for (size_t p = 0; p < goal->paths; p++)
			values[p] = goal->allotted * (double)unit[p] + contribution * (double)stream[p];
		order_quantiles(values, goal->paths, outlook_levels, OUTLOOK_LEVELS, workspace, found.fan[i]);
	}
	for (size_t p = 0; p < goal->paths; p++) { /* the values of the last point are those of the goal's day */
		if (values[p] >= goal->target)
			reached++;
		else
			missing += goal->target - values[p];
	}
	found.chance = (double)reached / (double)goal->paths;
	error = sqrt(found.chance * (1.0 - found.chance) / (double)goal->paths);
	found.low = fmax(0.0, found.chance - 1.96 * error);
	found.high = fmin(1.0, found.chance + 1.96 * error);
	found.missing = reached < goal->paths ? missing / (double)(goal->paths - reached) : 0.0;
	free(values);
	order_workspace_free(workspace);
	*figures = found;
	return STATUS_OK;
}

static int by_value(const void *a, const void *b)
{
	const double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* The smallest value that at least the given share of the list lies at or below. Sorts the list. */
static double least_that_covers(double *list, size_t count, double share)
{
	const size_t rank = (size_t)ceil(share * (double)count - 1e-9);

	qsort(list, count, sizeof *list, by_value);
	return list[rank > 0 ? rank - 1 : 0];
}

/*
 * Each future has a contribution, a sum at the start and an amount that just meet one another; the one wanted is the
 * order statistic of these: no search, and exact for the futures drawn.
 */
static void find_wanted(struct outlook_goal *goal)
{
	const float *unit = goal->unit + (goal->points - 1) * goal->paths;
	const float *stream = goal->stream + (goal->points - 1) * goal->paths;
	double *needed = memory_new_array(goal->paths, sizeof *needed);

	for (size_t p = 0; p < goal->paths; p++)
		needed[p] = fmax(0.0, (goal->target - goal->allotted * (double)unit[p]) / (double)stream[p]);
	goal->wanted_contribution = least_that_covers(needed, goal->paths, OUTLOOK_WANTED);
	for (size_t p = 0; p < goal->paths; p++)
		needed[p] = fmax(0.0, goal->target - goal->monthly * (double)stream[p]) / fmax((double)unit[p], 1e-12);
	goal->wanted_sum = least_that_covers(needed, goal->paths, OUTLOOK_WANTED);
	for (size_t p = 0; p < goal->paths; p++)
		needed[p] = -(goal->allotted * (double)unit[p] + goal->monthly * (double)stream[p]);
	goal->wanted_amount = -least_that_covers(needed, goal->paths, OUTLOOK_WANTED);
	free(needed);
}

static void find_required_return(struct outlook_goal *goal)
{
	const struct goal_saving saving = {
		.initial = goal->allotted,
		.target = goal->target * pow(1.0 + goal->inflation, (double)goal->months / 12.0),
		.periods = goal->months,
		.growth = pow(1.0 + goal->growth, 1.0 / 12.0) - 1.0,
	};
	double rate;

	goal->required_return = goal_required_rate(&saving, goal->monthly, &rate, NULL) == STATUS_OK
	                                ? pow(1.0 + rate, 12.0) - 1.0 : NAN;
}

enum status outlook_draw_goal(struct outlook_drawing *drawing, const struct outlook_law *law, struct outlook_goal *goal,
                              struct error *err)
{
	const size_t months = goal->months + OUTLOOK_LATER;
	struct simulation_problem problem = problem_of(drawing, law, months);
	double *stream;
	enum status status;

	problem.keeps_paths = true;
	problem.initial_value = 1.0;
	status = run(drawing, &problem, err);
	if (status != STATUS_OK)
		return status;
	choose_points(goal);
	goal->paths = drawing->options.paths;
	goal->unit = memory_try(goal->points * goal->paths, sizeof *goal->unit);
	goal->stream = memory_try(goal->points * goal->paths, sizeof *goal->stream);
	stream = memory_try(goal->paths, sizeof *stream);
	if (goal->unit == NULL || goal->stream == NULL || stream == NULL) {
		free(stream);
		return error_set(err, STATUS_NO_MEMORY, "%zu futures do not fit", goal->paths);
	}
	walk(drawing->simulation, months, goal, stream);
	free(stream);
	find_wanted(goal);
	find_required_return(goal);
	return outlook_judge(goal, goal->monthly, &goal->figures, err);
}

enum status outlook_draw_chance(struct outlook_drawing *drawing, const struct outlook_law *law,
                                const struct outlook_goal *goal, double *chance, struct error *err)
{
	const struct simulation_flow flow = {.amount = goal->monthly, .growth = goal->growth};
	struct simulation_problem problem = problem_of(drawing, law, goal->months);
	struct simulation_goal found;
	enum status status;

	problem.initial_value = goal->allotted;
	problem.inflation = goal->inflation;
	problem.flows = &flow;
	problem.flow_count = goal->monthly > 0.0 ? 1 : 0;
	status = run(drawing, &problem, err);
	if (status == STATUS_OK)
		status = simulation_goal(drawing->simulation, goal->target, &found, err);
	if (status == STATUS_OK)
		*chance = found.reached.probability;
	return status;
}

enum status outlook_draw_income(struct outlook_drawing *drawing, const struct outlook_law *law,
                                struct outlook_goal *goal, struct error *err)
{
	const struct simulation_flow withdrawal = {.amount = -1.0, .growth = goal->inflation, .is_at_start = true};
	struct simulation_problem problem = problem_of(drawing, law, 12 * OUTLOOK_INCOME_YEARS);
	double income;
	enum status status;

	problem.initial_value = goal->target;
	problem.inflation = goal->inflation;
	problem.withdrawal = &withdrawal;
	status = run(drawing, &problem, err);
	if (status == STATUS_OK)
		status = simulation_safe_withdrawal(drawing->simulation, OUTLOOK_INCOME_CHANCE, &income, err);
	if (status == STATUS_OK)
		goal->income = income;
	return status;
}
