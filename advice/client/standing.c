/* Where a client stands: everything about one client on one day, loaded in one go. */
#include "advice/client/standing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/conversion.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/rebalance/rebalance.h"
#include "engine/suitability/suitability.h"

/* Uninvested money may stand this far above its target before it counts as drift. */
static const int64_t cash_slack_ppb = PPB / 20;

static const char *const state_names[] = {
	[STANDING_IN_BAND] = "in-band",       [STANDING_REBALANCE] = "rebalance", [STANDING_NO_PROFILE] = "no-profile",
	[STANDING_NO_PLAN] = "no-plan",       [STANDING_NO_PRICE] = "no-price",   [STANDING_STALE] = "stale",
	[STANDING_EMPTY] = "empty",           [STANDING_BLOCKED] = "blocked",
};

static const char *const state_texts[] = {
	[STANDING_IN_BAND] = N_("inside its bands"),
	[STANDING_REBALANCE] = N_("rebalance"),
	[STANDING_NO_PROFILE] = N_("profile missing or expired"),
	[STANDING_NO_PLAN] = N_("no plan accepted"),
	[STANDING_NO_PRICE] = N_("a price is missing"),
	[STANDING_STALE] = N_("prices too old"),
	[STANDING_EMPTY] = N_("nothing held"),
	[STANDING_BLOCKED] = N_("plan above the client's class"),
};

const char *standing_state_name(enum standing_state state)
{
	return state_names[state];
}

const char *standing_state_text(enum standing_state state)
{
	return state_texts[state];
}

static enum status load_advice(struct store *store, struct date today, struct standing *standing, struct error *err)
{
	enum status status;

	status = store_latest_assessment(store, standing->client.id, today, &standing->assessment, err);
	standing->has_assessment = status == STATUS_OK;
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	standing->is_profile_valid = standing->has_assessment && !standing->client.has_material_change &&
	                             suitability_is_valid(&standing->assessment, today);
	standing->days_to_expiry = standing->has_assessment ? standing->assessment.expires.days - today.days : 0;
	status = store_mandate(store, standing->client.id, today, &standing->mandate, err);
	if (status != STATUS_OK)
		return status;
	plan_clear(&standing->plan);
	status = store_plan(store, standing->client.id, today, &standing->plan, err);
	standing->has_plan = status == STATUS_OK;
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* The line of a market row, made when it is not there yet. */
static struct standing_line *line_of(struct standing *standing, size_t row)
{
	struct standing_line *line;

	for (size_t i = 0; i < standing->line_count; i++)
		if (standing->lines[i].row == row)
			return &standing->lines[i];
	standing->lines = memory_grow(standing->lines, &standing->line_capacity, standing->line_count + 1,
	                              sizeof *standing->lines);
	line = &standing->lines[standing->line_count++];
	*line = (struct standing_line){.row = row};
	return line;
}

static int by_row(const void *a, const void *b)
{
	const struct standing_line *x = a, *y = b;

	return (x->row > y->row) - (x->row < y->row);
}

static bool is_held(const struct standing *standing, int64_t instrument_id)
{
	for (size_t i = 0; i < standing->holdings.lot_count; i++)
		if (standing->holdings.lots[i].instrument_id == instrument_id)
			return true;
	return false;
}

/*
 * Where the place in the plan of what has merged is now: with the shares that were given for it, once none of the old ones
 * are left. As many steps as there are rows: mergers in a ring end where they began.
 */
static size_t follow(const struct market *market, const struct standing *standing, size_t row)
{
	for (size_t step = 0; step < market->count && market->rows[row].became != 0; step++) {
		if (is_held(standing, market->rows[row].instrument.id))
			break;
		row = market->rows[row].became;
	}
	return row;
}

static enum status place_targets(const struct market *market, struct standing *standing, struct error *err)
{
	struct standing_line *cash = line_of(standing, 0);

	cash->upper_ppb = cash_slack_ppb;
	for (size_t i = 0; standing->has_plan && i < standing->plan.target_count; i++) {
		const struct target *target = &standing->plan.targets[i];
		const size_t row = market_index(market, target->instrument_id);
		struct standing_line *line;

		if (row == SIZE_MAX)
			return error_set(err, STATUS_CORRUPT, "the plan of %s names an instrument the book does not have",
			                 standing->client.code);
		line = line_of(standing, follow(market, standing, row));
		if (!line->is_planned)
			line->upper_ppb = 0; /* the slack of cash is for a plan without it */
		line->is_planned = true; /* what merged into something planned adds to it */
		line->target_ppb += target->weight_ppb;
		line->lower_ppb += target->lower_ppb;
		line->upper_ppb = line->upper_ppb + target->upper_ppb < PPB ? line->upper_ppb + target->upper_ppb : PPB;
	}
	return STATUS_OK;
}

/* What a lot cost in the client's currency, at the rate of the day it was bought. */
static bool cost_of(const struct market *market, const struct market_row *row, const struct lot *lot,
                    struct standing_line *line, int64_t *cost)
{
	int64_t amount;

	if (!decimal_multiply(lot->quantity, lot->unit_cost, ROUND_HALF_EVEN, &amount))
		return false;
	if (conversion_amount(market->conversion, row->instrument.currency, lot->acquired, amount, cost, NULL) == STATUS_OK)
		return true;
	line->is_cost_restated = true;
	if (row->rate == 0)
		*cost = 0; /* nothing of the line is valued then, and the standing says why */
	return row->rate == 0 || market_convert(row, amount, cost);
}

static enum status place_holdings(const struct market *market, struct standing *standing, struct error *err)
{
	standing->cash = standing->cost = 0;
	for (size_t i = 0; i < standing->holdings.account_count; i++)
		if (__builtin_add_overflow(standing->cash, standing->holdings.cash[i], &standing->cash))
			return error_set(err, STATUS_INVALID, "what %s holds of %s is too large to add up", standing->client.code,
			                 CASH_SYMBOL);
	for (size_t i = 0; i < standing->holdings.lot_count; i++) {
		const struct lot *lot = &standing->holdings.lots[i];
		const size_t row = market_index(market, lot->instrument_id);
		struct standing_line *line;
		int64_t cost;

		if (row == SIZE_MAX)
			return error_set(err, STATUS_CORRUPT, "%s holds an instrument the book does not have",
			                 standing->client.code);
		line = line_of(standing, row);
		if (!cost_of(market, &market->rows[row], lot, line, &cost) ||
		    __builtin_add_overflow(line->quantity, lot->quantity, &line->quantity) ||
		    __builtin_add_overflow(line->cost, cost, &line->cost) ||
		    __builtin_add_overflow(standing->cost, cost, &standing->cost))
			return error_set(err, STATUS_INVALID, "what %s holds of %s is too large to add up",
			                 standing->client.code, market->rows[row].instrument.symbol);
	}
	return STATUS_OK;
}

/* The first obstacle is the one that is told. */
static void obstruct(struct standing *standing, enum standing_state state, const char *symbol, const char *what)
{
	if (standing->obstacle[0] != '\0' && standing->state == STANDING_NO_PRICE)
		return;
	standing->state = state;
	(void)snprintf(standing->obstacle, sizeof standing->obstacle, "%.31s %.160s", symbol, what);
}

static enum status value_lines(const struct market *market, struct standing *standing, struct error *err)
{
	standing->value = 0;
	for (size_t i = 0; i < standing->line_count; i++) {
		struct standing_line *line = &standing->lines[i];
		const struct market_row *row = &market->rows[line->row];
		const bool is_cash = instrument_is_cash(&row->instrument);

		line->price = row->price;
		if (is_cash) {
			line->quantity = line->value = line->cost = standing->cash;
		} else if (line->quantity == 0) {
			line->value = 0;
		} else if (row->price == 0) {
			obstruct(standing, STANDING_NO_PRICE, row->instrument.symbol, "has no price");
		} else if (row->rate == 0) {
			char what[sizeof row->no_rate + 24];

			(void)snprintf(what, sizeof what, "has no value: %s", row->no_rate);
			obstruct(standing, STANDING_NO_PRICE, row->instrument.symbol, what);
		} else if (!market_worth(row, line->quantity, &line->value)) {
			return error_set(err, STATUS_INVALID, "the value of %s held by %s does not fit",
			                 row->instrument.symbol, standing->client.code);
		} else if (row->is_stale) {
			obstruct(standing, STANDING_STALE, row->instrument.symbol,
			         "has a price or an exchange rate older than the rules allow");
		}
		if (__builtin_add_overflow(standing->value, line->value, &standing->value))
			return error_set(err, STATUS_INVALID, "the value of %s does not fit", standing->client.code);
	}
	return STATUS_OK;
}

static bool is_locked(const struct mandate *mandate, const char *symbol)
{
	for (size_t i = 0; i < mandate->locked_count; i++)
		if (strcmp(mandate->locked[i], symbol) == 0)
			return true;
	return false;
}

/* A gap that no trade can close, being below the smallest trade, would ask for trades week after week. */
static bool is_worth_a_trade(const struct rules *rules, const struct standing *standing, int64_t drift_ppb)
{
	const double gap = fabs((double)drift_ppb / (double)PPB), value = (double)standing->value / (double)MICROS;
	const double least = standing->mandate.minimum_trade > 0 ? (double)standing->mandate.minimum_trade / (double)MICROS :
	                                                           rules->minimum_trade_value;

	return gap >= rules->minimum_trade_weight && gap * value >= least;
}

/* Weights that sum to one exactly, drift against the plan, and the rules that ask for trades. */
static void weigh(struct session *session, const struct market *market, struct standing *standing)
{
	enum { ROOM = REBALANCE_HOLDINGS };
	int64_t values[ROOM], weights[ROOM], targets[ROOM], lower[ROOM], upper[ROOM];
	const size_t count = standing->line_count < ROOM ? standing->line_count : ROOM;
	struct rebalance_check check = {
		.weights_ppb = weights, .targets_ppb = targets, .lower_ppb = lower, .upper_ppb = upper, .count = count,
		.has_last = standing->has_plan, .last = standing->plan.accepted, .today = session_today(session),
	};
	struct rebalance_trigger trigger;
	double variance = 0.0;

	for (size_t i = 0; i < count; i++)
		values[i] = standing->lines[i].value > 0 ? standing->lines[i].value : 0;
	if (!decimal_allocate(PPB, values, count, weights))
		return;
	for (size_t i = 0; i < count; i++) {
		struct standing_line *line = &standing->lines[i];

		line->weight_ppb = weights[i];
		line->is_locked = is_locked(&standing->mandate, market->rows[line->row].instrument.symbol);
		standing->weights[line->row] = (double)weights[i] / (double)PPB;
		standing->targets[line->row] = (double)line->target_ppb / (double)PPB;
		targets[i] = line->target_ppb;
		lower[i] = line->lower_ppb;
		upper[i] = line->upper_ppb;
		if (!standing->has_plan)
			continue;
		line->drift_ppb = weights[i] - line->target_ppb;
		line->is_out_of_band = (weights[i] < line->lower_ppb || weights[i] > line->upper_ppb) &&
		                       is_worth_a_trade(session_rules(session), standing, line->drift_ppb);
		standing->out_of_band += line->is_out_of_band;
		if (line->is_out_of_band && !line->is_planned && line->row != 0)
			standing->triggers |= TRIGGER_NOT_IN_PLAN;
	}
	if (!standing->has_plan)
		return;
	standing->drift_ppb = rebalance_drift(weights, targets, count);
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < count; j++)
			variance += (double)standing->lines[i].drift_ppb / (double)PPB *
			            gsl_matrix_get(market->covariance, standing->lines[i].row, standing->lines[j].row) *
			            (double)standing->lines[j].drift_ppb / (double)PPB;
	standing->tracking_drift = sqrt(fmax(variance, 0.0));
	for (size_t i = 0; i < count; i++)
		if (standing->lines[i].is_locked || !standing->lines[i].is_out_of_band)
			lower[i] = upper[i] = weights[i]; /* what may not be touched, or is too small, asks for nothing */
	rebalance_trigger(&check, session_rules(session), &trigger);
	if (trigger.rule == RULE_BAND)
		standing->triggers |= TRIGGER_BAND;
	if (standing->tracking_drift > session_rules(session)->tracking_drift)
		standing->triggers |= TRIGGER_TRACKING;
	if (trigger.rule == RULE_CALENDAR)
		standing->triggers |= TRIGGER_CALENDAR;
}

/* The level of a set of weights; 0 when it cannot be told. */
static int level_of(struct session *session, const struct market *market, const struct standing *standing,
                    bool planned, double recent, double longer)
{
	enum { ROOM = REBALANCE_HOLDINGS };
	int64_t weights[ROOM];
	int levels[ROOM];
	const size_t count = standing->line_count < ROOM ? standing->line_count : ROOM;
	struct strategy_level level;

	for (size_t i = 0; i < count; i++) {
		weights[i] = planned ? standing->lines[i].target_ppb : standing->lines[i].weight_ppb;
		levels[i] = market->rows[standing->lines[i].row].instrument.risk_level;
	}
	if (suitability_strategy_level(weights, levels, count, recent, longer, session_rules(session), &level, NULL) !=
	    STATUS_OK)
		return 0;
	return level.level;
}

/* Does the plan in force still pass the gate? */
static bool plan_is_suitable(struct session *session, const struct market *market, const struct standing *standing)
{
	struct gate_item components[REBALANCE_HOLDINGS];
	struct gate_request request = {
		.client = &standing->client,
		.assessment = &standing->assessment,
		.components = components,
		.initiative = INITIATIVE_FIRM,
		.mode = standing->mandate.mode,
		.today = session_today(session),
	};
	struct gate_decision decision;
	struct market_risk risk;

	if (market_volatilities(market, standing->targets, &risk, NULL) != STATUS_OK)
		return false;
	request.whole.risk_level = level_of(session, market, standing, true, risk.volatility_recent, risk.volatility);
	for (size_t i = 0; i < standing->line_count && i < REBALANCE_HOLDINGS; i++)
		if (standing->lines[i].target_ppb > 0)
			components[request.component_count++] = (struct gate_item){
				.risk_level = market->rows[standing->lines[i].row].instrument.risk_level};
	return suitability_gate(&request, session_rules(session), &decision, NULL) == STATUS_OK &&
	       decision.outcome == GATE_ALLOW;
}

static enum status assess_risk(struct session *session, const struct market *market, unsigned parts,
                               struct standing *standing, struct error *err)
{
	const struct rules *rules = session_rules(session);
	double *shares;
	enum status status;

	standing->volatility_limit = NAN;
	if (standing->has_assessment) {
		const int class = standing->assessment.risk_class;
		const double of_class = class < 5 ? rules->level_volatility[class - 1] : rules->curve_volatility[5];

		standing->volatility_limit = fmin(of_class, standing->assessment.volatility_loss_limit);
		if (standing->assessment.is_minimum_class)
			standing->volatility_limit = rules->level_volatility[0];
	}
	if (standing->value <= 0)
		return STATUS_OK;
	status = (parts & STANDING_HISTORY) != 0 ? market_risk(market, standing->weights, &standing->risk, err) :
	                                           market_volatilities(market, standing->weights, &standing->risk, err);
	if (status != STATUS_OK)
		return status;
	standing->level = level_of(session, market, standing, false, standing->risk.volatility_recent,
	                           standing->risk.volatility);
	shares = memory_new_array(market->count, sizeof *shares);
	status = market_risk_shares(market, standing->weights, shares, err);
	for (size_t i = 0; status == STATUS_OK && i < standing->line_count; i++)
		standing->lines[i].risk_share = shares[standing->lines[i].row];
	free(shares);
	return status;
}

/* Value seven days ago at the prices of then; false when a price is missing. */
static bool value_of(const struct market *market, const struct holdings *holdings, int64_t *value)
{
	int64_t sum = 0;

	for (size_t i = 0; i < holdings->account_count; i++)
		sum += holdings->cash[i];
	for (size_t i = 0; i < holdings->lot_count; i++) {
		const size_t row = market_index(market, holdings->lots[i].instrument_id);
		int64_t amount;

		if (row == SIZE_MAX || market->rows[row].week_price == 0 ||
		    !decimal_multiply(holdings->lots[i].quantity, market->rows[row].week_price, ROUND_HALF_EVEN, &amount) ||
		    !market_convert_earlier(&market->rows[row], amount, &amount) ||
		    __builtin_add_overflow(sum, amount, &sum))
			return false;
	}
	*value = sum;
	return true;
}

/*
 * The week's change: V1 - V0 - F, and as a fraction of V0 plus what came in (money in at the start, money out at the
 * end of the week).
 */
static enum status look_back(struct session *session, const struct market *market, struct standing *standing,
                             struct error *err)
{
	const struct date today = session_today(session), before = date_add_days(today, -7);
	int64_t earlier, flow = 0;
	enum status status;

	status = store_holdings(session_store(session), standing->client.id, before, &standing->earlier, err);
	if (status == STATUS_OK)
		status = store_external_flow(session_store(session), standing->client.id, before, today, &flow, err);
	if (status != STATUS_OK || standing->state == STANDING_NO_PRICE ||
	    !value_of(market, &standing->earlier, &earlier))
		return status;
	standing->week_change = standing->value - earlier - flow;
	if (earlier + (flow > 0 ? flow : 0) > 0)
		standing->week_return = (double)standing->week_change / (double)(earlier + (flow > 0 ? flow : 0));
	return STATUS_OK;
}

static void settle_state(struct session *session, const struct market *market, struct standing *standing)
{
	if (standing->state == STANDING_NO_PRICE)
		return;
	if (standing->value <= 0)
		standing->state = STANDING_EMPTY;
	else if (!standing->is_profile_valid)
		standing->state = STANDING_NO_PROFILE;
	else if (!standing->has_plan)
		standing->state = STANDING_NO_PLAN;
	else if (standing->state == STANDING_STALE)
		return;
	else if (!plan_is_suitable(session, market, standing))
		standing->state = STANDING_BLOCKED;
	else
		standing->state = standing->triggers != 0 ? STANDING_REBALANCE : STANDING_IN_BAND;
}

/* Everything but memory goes back to nothing. */
static void start_over(struct standing *standing, size_t rows)
{
	if (standing->weight_capacity < rows) {
		standing->weights = memory_resize(standing->weights, rows, sizeof(double));
		standing->targets = memory_resize(standing->targets, rows, sizeof(double));
		standing->weight_capacity = rows;
	}
	memset(standing->weights, 0, rows * sizeof(double));
	memset(standing->targets, 0, rows * sizeof(double));
	standing->line_count = standing->out_of_band = 0;
	standing->triggers = 0;
	standing->drift_ppb = 0;
	standing->tracking_drift = 0.0;
	standing->level = 0;
	standing->risk = (struct market_risk){0};
	standing->week_change = 0;
	standing->week_return = NAN;
	standing->state = STANDING_IN_BAND;
	standing->obstacle[0] = '\0';
}

static enum status fill(struct session *session, unsigned parts, struct standing *standing, struct error *err)
{
	const struct market *market;
	struct store *store = session_store(session);
	enum status status;

	status = session_market_in(session, standing->client.currency, &market, err);
	if (status != STATUS_OK)
		return status;
	start_over(standing, market->count);
	status = load_advice(store, session_today(session), standing, err);
	if (status == STATUS_OK)
		status = store_holdings(store, standing->client.id, session_today(session), &standing->holdings, err);
	if (status == STATUS_OK)
		status = place_targets(market, standing, err);
	if (status == STATUS_OK)
		status = place_holdings(market, standing, err);
	if (status != STATUS_OK)
		return status;
	qsort(standing->lines, standing->line_count, sizeof *standing->lines, by_row);
	status = value_lines(market, standing, err);
	if (status != STATUS_OK)
		return status;
	weigh(session, market, standing);
	status = assess_risk(session, market, parts, standing, err);
	if (status == STATUS_OK && (parts & STANDING_WEEK) != 0)
		status = look_back(session, market, standing, err);
	if (status == STATUS_OK)
		settle_state(session, market, standing);
	return status;
}

enum status standing_load_parts(struct session *session, int64_t client_id, unsigned parts, struct standing *standing,
                                struct error *err)
{
	const enum status status = store_get_client(session_store(session), client_id, &standing->client, err);

	return status != STATUS_OK ? status : fill(session, parts, standing, err);
}

enum status standing_load(struct session *session, int64_t client_id, struct standing *standing, struct error *err)
{
	return standing_load_parts(session, client_id, STANDING_WHOLE, standing, err);
}

enum status standing_find(struct session *session, const char *code, struct standing *standing, struct error *err)
{
	const enum status status = store_find_client(session_store(session), code, &standing->client, err);

	return status != STATUS_OK ? status : fill(session, STANDING_WHOLE, standing, err);
}

void standing_clear(struct standing *standing)
{
	plan_clear(&standing->plan);
	holdings_clear(&standing->holdings);
	holdings_clear(&standing->earlier);
	free(standing->lines);
	free(standing->weights);
	free(standing->targets);
	*standing = (struct standing){0};
}
