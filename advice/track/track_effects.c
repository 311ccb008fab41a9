/* A period taken apart: why it differs from the plan, which holding brought what, what it cost. */
#include "advice/track/track_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/sum.h"
#include "engine/performance/attribution.h"

/* Below this share of the capital a class is counted with the largest: its return would be a quotient of crumbs. */
static const double least_weight = 1e-6;

/* Columns of the effects: three for each class, then dealing and costs. */
enum { EFFECT_TRADING = 3 * ASSET_CLASSES, EFFECT_COSTS, EFFECTS };

static enum asset_class class_of(const struct track_replay *replay, size_t column)
{
	return replay->market->rows[replay->rows[column]].instrument.asset_class;
}

static double value_before(const struct track_replay *replay, const struct track_step *step, size_t column)
{
	return decimal_to_double(replay->values[step->begin * replay->count + column]);
}

static double costs_of(const struct track_step *step)
{
	return -decimal_to_double(step->trading_fees + step->account_fees);
}

/* The portfolio's side of a step by class, and what came of dealing apart from the close as a fraction of the capital. */
struct class_side {
	double weights[ASSET_CLASSES], returns[ASSET_CLASSES]; /* NaN where there is no weight */
	double rest;
};

static void gather_crumbs(double bases[ASSET_CLASSES], double gains[ASSET_CLASSES], double capital)
{
	size_t largest = 0;

	for (size_t k = 1; k < ASSET_CLASSES; k++)
		if (bases[k] > bases[largest])
			largest = k;
	for (size_t k = 0; k < ASSET_CLASSES; k++) {
		if (k == largest || fabs(bases[k] / capital) > least_weight)
			continue;
		bases[largest] += bases[k];
		gains[largest] += gains[k];
		bases[k] = gains[k] = 0.0;
	}
}

static void portfolio_side(const struct track_replay *replay, size_t at, struct class_side *side)
{
	const struct track_step *step = &replay->steps[at];
	const int64_t *held = replay->held + at * replay->count, *other = replay->other + at * replay->count;
	double bases[ASSET_CLASSES] = {0}, gains[ASSET_CLASSES] = {0}, before = 0.0;

	side->rest = 0.0;
	for (size_t i = 0; i < replay->count; i++) {
		const double value = value_before(replay, step, i);

		bases[class_of(replay, i)] += value;
		gains[class_of(replay, i)] += decimal_to_double(held[i]);
		before += value;
		side->rest += decimal_to_double(other[i]) / step->capital;
	}
	bases[ASSET_CASH] += step->capital - before; /* what came in is money until it is invested */
	gather_crumbs(bases, gains, step->capital);
	for (size_t k = 0; k < ASSET_CLASSES; k++) {
		side->weights[k] = bases[k] / step->capital;
		side->returns[k] = bases[k] != 0.0 ? gains[k] / bases[k] : NAN;
	}
}

/* One row of effects; they sum to the step's difference. */
static enum status step_effects(const struct track_replay *replay, size_t at, gsl_matrix *effects, size_t row,
                                struct error *err)
{
	const struct track_step *step = &replay->steps[at];
	struct class_side side;
	double results[3][ASSET_CLASSES];
	struct attribution_total total;
	enum status status;

	if (!(step->capital > 0.0) || step->is_opening) {
		/* All of it was money that just came: only dealing and costs, and the plan waited. */
		if (step->capital > 0.0)
			gsl_matrix_set(effects, row, EFFECT_COSTS, costs_of(step) / step->capital);
		gsl_matrix_set(effects, row, EFFECT_TRADING,
		               step->portfolio.value - step->plan - gsl_matrix_get(effects, row, EFFECT_COSTS));
		return STATUS_OK;
	}
	portfolio_side(replay, at, &side);
	{
		const gsl_vector_const_view wp = gsl_vector_const_view_array(side.weights, ASSET_CLASSES);
		const gsl_vector_const_view wb = gsl_vector_const_view_array(step->plan_weights, ASSET_CLASSES);
		const gsl_vector_const_view rp = gsl_vector_const_view_array(side.returns, ASSET_CLASSES);
		const gsl_vector_const_view rb = gsl_vector_const_view_array(step->plan_returns, ASSET_CLASSES);
		const struct attribution_period period = {&wp.vector, &wb.vector, &rp.vector, &rb.vector};
		gsl_vector_view out[3];

		for (size_t e = 0; e < 3; e++)
			out[e] = gsl_vector_view_array(results[e], ASSET_CLASSES);
		status = performance_attribution(&period, ATTRIBUTION_BRINSON_FACHLER, &out[0].vector, &out[1].vector,
		                                 &out[2].vector, &total, err);
	}
	if (status != STATUS_OK)
		return status;
	for (size_t k = 0; k < ASSET_CLASSES; k++)
		for (size_t e = 0; e < 3; e++)
			gsl_matrix_set(effects, row, 3 * k + e, results[e][k]);
	gsl_matrix_set(effects, row, EFFECT_TRADING, side.rest);
	gsl_matrix_set(effects, row, EFFECT_COSTS, costs_of(step) / step->capital);
	return STATUS_OK;
}

static double column_sum(const gsl_matrix *matrix, size_t column)
{
	struct sum sum = {0};

	for (size_t t = 0; t < matrix->size1; t++)
		sum_add(&sum, gsl_matrix_get(matrix, t, column));
	return sum_value(&sum);
}

static int step_days(const struct track_replay *replay, const struct track_step *step)
{
	return replay->days[step->end].date.days - replay->days[step->begin].date.days;
}

/* Mean weights by days, and returns linked over the steps in which there was any. */
static void describe_classes(const struct track_replay *replay, size_t first, size_t last, struct track_period *period)
{
	double days = 0.0, portfolio[ASSET_CLASSES] = {0}, plan[ASSET_CLASSES] = {0};

	for (size_t at = first; at <= last; at++) {
		const struct track_step *step = &replay->steps[at];
		const double length = step_days(replay, step);
		struct class_side side;

		if (!(step->capital > 0.0) || step->is_opening)
			continue;
		portfolio_side(replay, at, &side);
		days += length;
		for (size_t k = 0; k < ASSET_CLASSES; k++) {
			struct track_effect *effect = &period->effects[k];

			effect->portfolio_weight += side.weights[k] * length;
			effect->plan_weight += step->plan_weights[k] * length;
			effect->is_there |= !isnan(side.returns[k]) || step->plan_weights[k] > 0.0;
			if (!isnan(side.returns[k]) && side.returns[k] > -1.0)
				portfolio[k] += log1p(side.returns[k]);
			if (!isnan(step->plan_returns[k]) && step->plan_returns[k] > -1.0)
				plan[k] += log1p(step->plan_returns[k]);
		}
	}
	for (size_t k = 0; k < ASSET_CLASSES && days > 0.0; k++) {
		period->effects[k].portfolio_weight /= days;
		period->effects[k].plan_weight /= days;
		period->effects[k].portfolio_return = expm1(portfolio[k]);
		period->effects[k].plan_return = expm1(plan[k]);
	}
}

static void returns_of(const struct track_replay *replay, size_t first, gsl_vector *portfolio, gsl_vector *plan)
{
	for (size_t t = 0; t < portfolio->size; t++) {
		gsl_vector_set(portfolio, t, replay->steps[first + t].portfolio.value);
		gsl_vector_set(plan, t, replay->steps[first + t].plan);
	}
}

static enum status attribute(const struct track_replay *replay, size_t first, size_t last, struct track_period *period,
                             struct error *err)
{
	const size_t length = last - first + 1;
	gsl_matrix *effects = gsl_matrix_calloc(length, EFFECTS);
	gsl_vector *portfolio = gsl_vector_alloc(length), *plan = gsl_vector_alloc(length);
	enum status status = effects == NULL || portfolio == NULL || plan == NULL ?
		error_set(err, STATUS_NO_MEMORY, "no memory for the effects of %zu days", length) : STATUS_OK;

	for (size_t t = 0; t < length && status == STATUS_OK; t++)
		status = step_effects(replay, first + t, effects, t, err);
	if (status == STATUS_OK) {
		returns_of(replay, first, portfolio, plan);
		status = performance_link_effects(LINKING_CARINO, portfolio, plan, effects, effects, err);
	}
	if (status == STATUS_OK) {
		describe_classes(replay, first, last, period);
		for (size_t k = 0; k < ASSET_CLASSES; k++) {
			period->effects[k].allocation = column_sum(effects, 3 * k);
			period->effects[k].selection = column_sum(effects, 3 * k + 1);
			period->effects[k].interaction = column_sum(effects, 3 * k + 2);
			period->sums.allocation += period->effects[k].allocation;
			period->sums.selection += period->effects[k].selection;
			period->sums.interaction += period->effects[k].interaction;
		}
		period->trading = column_sum(effects, EFFECT_TRADING);
		period->costs = column_sum(effects, EFFECT_COSTS);
		period->has_effects = true;
	}
	gsl_matrix_free(effects);
	gsl_vector_free(portfolio);
	gsl_vector_free(plan);
	return status;
}

/* ---- contributions ---------------------------------------------------------------------------------------------- */

static int by_size(const void *left, const void *right)
{
	const struct track_contribution *a = left, *b = right;

	if (a->contribution != b->contribution)
		return a->contribution < b->contribution ? 1 : -1;
	return (a->row > b->row) - (a->row < b->row);
}

/* Gains over the capital of each step, holding by holding, and the costs in the last column. */
static void fill_contributions(const struct track_replay *replay, size_t first, gsl_matrix *parts)
{
	for (size_t t = 0; t < parts->size1; t++) {
		const struct track_step *step = &replay->steps[first + t];
		const size_t at = (first + t) * replay->count;

		if (!(step->capital > 0.0))
			continue;
		for (size_t i = 0; i < replay->count; i++)
			gsl_matrix_set(parts, t, i, decimal_to_double(replay->held[at + i] + replay->other[at + i]) / step->capital);
		gsl_matrix_set(parts, t, replay->count, costs_of(step) / step->capital);
	}
}

/* Gain, and the mean weight by days, of a column. */
static void describe_holding(const struct track_replay *replay, size_t first, size_t last, size_t column,
                             struct track_contribution *holding)
{
	double days = 0.0;

	for (size_t at = first; at <= last; at++) {
		const struct track_step *step = &replay->steps[at];
		const double length = step_days(replay, step);

		holding->gain += replay->held[at * replay->count + column] + replay->other[at * replay->count + column];
		if (!(step->capital > 0.0) || step->is_opening)
			continue;
		days += length;
		holding->weight += value_before(replay, step, column) / step->capital * length;
		if (column == 0)
			holding->weight += (step->capital - decimal_to_double(replay->days[step->begin].value)) / step->capital * length;
	}
	holding->weight = days > 0.0 ? holding->weight / days : 0.0;
}

static enum status contribute(const struct track_replay *replay, size_t first, size_t last, struct track_period *period,
                              struct error *err)
{
	const size_t length = last - first + 1;
	gsl_matrix *parts = gsl_matrix_calloc(length, replay->count + 1);
	gsl_vector *portfolio = gsl_vector_alloc(length), *nothing = gsl_vector_calloc(length);
	enum status status = parts == NULL || portfolio == NULL || nothing == NULL ?
		error_set(err, STATUS_NO_MEMORY, "no memory for the contributions of %zu days", length) : STATUS_OK;

	if (status == STATUS_OK) {
		fill_contributions(replay, first, parts);
		for (size_t t = 0; t < length; t++)
			gsl_vector_set(portfolio, t, replay->steps[first + t].portfolio.value);
		/* Against a benchmark that stands still, linked effects sum to the return itself. */
		status = performance_link_effects(LINKING_CARINO, portfolio, nothing, parts, parts, err);
	}
	if (status == STATUS_OK) {
		period->contributions = memory_new_array(replay->count, sizeof *period->contributions);
		for (size_t i = 0; i < replay->count; i++) {
			struct track_contribution holding = {.row = replay->rows[i], .contribution = column_sum(parts, i)};

			describe_holding(replay, first, last, i, &holding);
			if (holding.gain != 0 || holding.weight != 0.0)
				period->contributions[period->contribution_count++] = holding;
		}
		if (period->contribution_count > 0)
			qsort(period->contributions, period->contribution_count, sizeof *period->contributions, by_size);
		period->contribution_costs = column_sum(parts, replay->count);
	}
	gsl_matrix_free(parts);
	gsl_vector_free(portfolio);
	gsl_vector_free(nothing);
	return status;
}

/* ---- costs ------------------------------------------------------------------------------------------------------ */

static enum status add_costs(const struct track_replay *replay, size_t first, size_t last, struct track_period *period,
                             struct error *err)
{
	double within = 0.0;

	for (size_t at = first; at <= last; at++) {
		const struct track_step *step = &replay->steps[at];

		if (!checked_add(period->paid.trading, step->trading_fees, &period->paid.trading) ||
		    !checked_add(period->paid.account, step->account_fees, &period->paid.account))
			return error_set(err, STATUS_INVALID, "the fees do not fit into an amount");
		for (size_t i = 0; i < replay->count; i++)
			within += value_before(replay, step, i) *
			          decimal_to_double(replay->market->rows[replay->rows[i]].instrument.expense) *
			          step_days(replay, step) / 365.0;
	}
	period->paid.effect = period->contribution_costs;
	return decimal_from_double(within, ROUND_HALF_EVEN, &period->paid.within_funds, err);
}

enum status track_take_apart(const struct track_replay *replay, size_t first, size_t last, struct track_period *period,
                             struct error *err)
{
	enum status status = contribute(replay, first, last, period, err);

	if (status == STATUS_OK)
		status = add_costs(replay, first, last, period, err);
	if (status == STATUS_OK && period->plan_absence == TRACK_STANDS)
		status = attribute(replay, first, last, period, err);
	return status;
}
