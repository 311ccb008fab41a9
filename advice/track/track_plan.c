/* The plan's path beside the portfolio's: target weights, brought back to target at the end of each month. */
#include "advice/track/track_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/price_series.h"
#include "data/store/store_advice.h"
#include "engine/base/memory.h"
#include "engine/base/sum.h"

/* Plans of a client, the latest first, with the columns of what they ever held. */
struct plans {
	struct plan *list;            /* owned */
	size_t count, capacity;
	size_t *rows;                 /* owned; columns: rows of the market */
	size_t column_count, column_capacity;
};

static void clear_plans(struct plans *plans)
{
	for (size_t i = 0; i < plans->count; i++)
		plan_clear(&plans->list[i]);
	free(plans->list);
	free(plans->rows);
}

/* From the plan in force today back to the first one. */
static enum status read_plans(struct session *session, int64_t client_id, struct plans *plans, struct error *err)
{
	struct date day = session_today(session);

	for (;;) {
		struct plan plan = {0};
		const enum status status = store_plan(session_store(session), client_id, day, &plan, err);

		if (status == STATUS_NOT_FOUND)
			return STATUS_OK;
		if (status != STATUS_OK)
			return status;
		plans->list = memory_grow(plans->list, &plans->capacity, plans->count + 1, sizeof *plans->list);
		plans->list[plans->count++] = plan;
		day = date_add_days(plan.accepted, -1);
	}
}

static size_t column_of(const struct plans *plans, size_t row)
{
	size_t column = 0;

	while (column < plans->column_count && plans->rows[column] != row)
		column++;
	return column;
}

static enum status list_columns(const struct market *market, struct plans *plans, struct error *err)
{
	for (size_t i = 0; i < plans->count; i++)
		for (size_t j = 0; j < plans->list[i].target_count; j++) {
			const size_t row = market_index(market, plans->list[i].targets[j].instrument_id);

			if (row == SIZE_MAX)
				return error_set(err, STATUS_CORRUPT, "a plan names an instrument the book does not have");
			if (column_of(plans, row) < plans->column_count)
				continue;
			plans->rows = memory_grow(plans->rows, &plans->column_capacity, plans->column_count + 1, sizeof *plans->rows);
			plans->rows[plans->column_count++] = row;
		}
	return STATUS_OK;
}

struct follow {
	const struct track_replay *replay;
	const struct plans *plans;
	struct series closes;         /* owned; adjusted                                             */
	size_t close_row;
	double *prices;               /* owned; columns: the last close, NaN before the first; money 1 */
	double *shares;               /* owned; columns: of a plan worth 1 when it was brought to target */
};

static enum status read_prices(struct session *session, struct follow *follow, struct error *err)
{
	const struct plans *plans = follow->plans;
	const struct track_replay *replay = follow->replay;
	const struct instrument **wanted = memory_new_array(plans->column_count, sizeof *wanted);
	enum status status;

	follow->prices = memory_new_array(plans->column_count, sizeof *follow->prices);
	follow->shares = memory_new_array(plans->column_count, sizeof *follow->shares);
	for (size_t i = 0; i < plans->column_count; i++) {
		const struct instrument *instrument = &replay->market->rows[plans->rows[i]].instrument;

		wanted[i] = instrument;
		follow->prices[i] = instrument_is_cash(instrument) ? 1.0 : NAN;
	}
	status = price_series(session, wanted, plans->column_count, date_add_days(replay->days[0].date, -14), replay->today,
	                      &follow->closes, NULL, err);
	for (size_t i = 0; status == STATUS_OK && i < plans->column_count; i++)
		status = market_restate(replay->market, &replay->market->rows[plans->rows[i]], &follow->closes, i, err);
	free(wanted);
	return status;
}

static void take_prices(struct follow *follow, struct date day)
{
	const struct series *closes = &follow->closes;

	for (; follow->close_row < closes->length && date_compare(closes->dates[follow->close_row], day) <= 0;
	     follow->close_row++)
		for (size_t i = 0; i < closes->count; i++)
			if (!isnan(series_at(closes, follow->close_row, i)))
				follow->prices[i] = series_at(closes, follow->close_row, i);
}

/* The plan in force at the close of a day, or NULL. */
static const struct plan *plan_on(const struct plans *plans, struct date day)
{
	for (size_t i = 0; i < plans->count; i++)
		if (date_compare(plans->list[i].accepted, day) <= 0)
			return &plans->list[i];
	return NULL;
}

/* False, and which column, when something in the plan has no price yet. */
static bool bring_to_target(struct follow *follow, const struct plan *plan, size_t *missing)
{
	memset(follow->shares, 0, follow->plans->column_count * sizeof *follow->shares);
	for (size_t j = 0; j < plan->target_count; j++) {
		const size_t row = market_index(follow->replay->market, plan->targets[j].instrument_id);
		const size_t column = column_of(follow->plans, row);

		if (plan->targets[j].weight_ppb == 0)
			continue;
		if (isnan(follow->prices[column])) {
			*missing = row;
			return false;
		}
		follow->shares[column] = (double)plan->targets[j].weight_ppb / (double)PPB / follow->prices[column];
	}
	return true;
}

static double worth(const struct follow *follow)
{
	struct sum sum = {0};

	for (size_t i = 0; i < follow->plans->column_count; i++)
		if (follow->shares[i] != 0.0)
			sum_add(&sum, follow->shares[i] * follow->prices[i]);
	return sum_value(&sum);
}

/* Value by class, in the order of enum asset_class. */
static void worth_by_class(const struct follow *follow, double classes[ASSET_CLASSES])
{
	memset(classes, 0, ASSET_CLASSES * sizeof *classes);
	for (size_t i = 0; i < follow->plans->column_count; i++)
		if (follow->shares[i] != 0.0)
			classes[follow->replay->market->rows[follow->plans->rows[i]].instrument.asset_class] +=
				follow->shares[i] * follow->prices[i];
}

static bool is_month_over(struct date day, struct date next)
{
	int year, month, date, next_year, next_month;

	date_to_civil(day, &year, &month, &date);
	date_to_civil(next, &next_year, &next_month, &date);
	return year != next_year || month != next_month;
}

/* Returns of the whole and of each class from the weights at the begin of the step. An empty portfolio waits. */
static void take_step(struct follow *follow, struct track_step *step)
{
	double before[ASSET_CLASSES], after[ASSET_CLASSES];
	const double begin = worth(follow);

	worth_by_class(follow, before);
	if (step->capital > 0.0 && !step->is_opening)
		take_prices(follow, follow->replay->days[step->end].date);
	worth_by_class(follow, after);
	step->has_plan = true;
	step->plan = worth(follow) / begin - 1.0;
	for (size_t k = 0; k < ASSET_CLASSES; k++) {
		step->plan_weights[k] = before[k] / begin;
		step->plan_returns[k] = before[k] > 0.0 ? after[k] / before[k] - 1.0 : NAN;
	}
	take_prices(follow, follow->replay->days[step->end].date);
}

static void walk_steps(struct follow *follow, struct track_replay *replay, size_t *missing)
{
	const struct plan *in_force = NULL;

	for (size_t i = 0; i < replay->step_count; i++) {
		struct track_step *step = &replay->steps[i];
		const struct date begin = replay->days[step->begin].date, end = replay->days[step->end].date;
		/* Money that opens an empty portfolio is invested by the plan of that day. */
		const bool waits = step->is_opening || !(step->capital > 0.0);
		const struct plan *plan = plan_on(follow->plans, waits ? end : begin);

		take_prices(follow, waits ? end : begin);
		if (plan != NULL && (plan != in_force || waits || (i > 0 && is_month_over(begin, end)))) {
			if (!bring_to_target(follow, plan, missing)) {
				in_force = NULL;
				continue;
			}
			in_force = plan;
		}
		if (in_force != NULL)
			take_step(follow, step);
	}
}

enum status track_follow_plan(struct session *session, const struct client *client, struct track_replay *replay,
                              struct date *since, size_t *missing, struct error *err)
{
	struct plans plans = {0};
	struct follow follow = {.replay = replay, .plans = &plans};
	enum status status = read_plans(session, client->id, &plans, err);

	*since = (struct date){0};
	*missing = SIZE_MAX;
	if (status == STATUS_OK)
		status = list_columns(replay->market, &plans, err);
	if (status == STATUS_OK && plans.count > 0) {
		*since = plans.list[plans.count - 1].accepted;
		status = read_prices(session, &follow, err);
		if (status == STATUS_OK)
			walk_steps(&follow, replay, missing);
	}
	series_clear(&follow.closes);
	free(follow.prices);
	free(follow.shares);
	clear_plans(&plans);
	return status;
}
