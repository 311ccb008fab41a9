/* Trades for a client: every account toward the one plan, each by itself, since money does not move between accounts. */
#include "advice/trade/rebalancing.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/untaxed_dividends.h"
#include "advice/base/session.h"
#include "advice/market/terms.h"
#include "advice/trade/proposal.h"
#include "advice/trade/sale_terms.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/model/dealing_terms.h"
#include "engine/model/rate.h"
#include "engine/rebalance/rebalance.h"

static const char *const mode_names[] = {
	[MODE_TO_TARGET] = "to-target", [MODE_TO_EDGE] = "to-edge", [MODE_BUY_ONLY] = "buy-only"};

const char *rebalancing_mode_name(enum rebalancing_mode mode)
{
	return mode_names[mode];
}

/* Advice without a valid profile, a plan that suits, and prices of the day is refused, in that order. */
static enum status must_be_ready(const struct standing *standing, const struct rebalancing_options *options,
                                 struct error *err)
{
	const char *code = standing->client.code;

	if (standing->client.has_material_change)
		return error_set(err, STATUS_REFUSED, "S02: the circumstances of %s changed; take a new profile first", code);
	if (!standing->is_profile_valid)
		return error_set(err, STATUS_REFUSED, "S01: the profile of %s is missing or expired; take one first", code);
	if (!standing->has_plan)
		return error_set(err, STATUS_REFUSED, "%s has accepted no plan yet; recommend one first", code);
	if (standing->state == STANDING_NO_PRICE || standing->state == STANDING_STALE)
		return error_set(err, STATUS_REFUSED, "T16: %s cannot be rebalanced: %s", code, standing->obstacle);
	if (standing->state == STANDING_BLOCKED)
		return error_set(err, STATUS_REFUSED,
		                 "S06: the plan of %s is above the client's class now; recommend and accept another first",
		                 code);
	if (standing->holdings.account_count == 0)
		return error_set(err, STATUS_REFUSED, "%s has no account yet; import holdings or a deposit first", code);
	if (standing->line_count > REBALANCE_HOLDINGS)
		return error_set(err, STATUS_INVALID, "%s holds more than %d instruments", code, REBALANCE_HOLDINGS);
	if (standing->value <= 0 && options->cash_flow <= 0)
		return error_set(err, STATUS_REFUSED, "%s holds nothing; there is nothing to rebalance", code);
	return STATUS_OK;
}

/* One account as the engine sees it, in the client's currency; rows[] says which market row each holding is. */
struct account_problem {
	struct rebalance_problem problem;
	struct rebalance_holding holdings[REBALANCE_HOLDINGS];
	size_t rows[REBALANCE_HOLDINGS];
	struct rebalance_line lines[REBALANCE_HOLDINGS];
	struct rebalance_result result;
	struct rebalance_sale_step *steps; /* owned; one a lot of the client, shared out in describe_account */
};

/* The purchase fee, less the part of it that is waived. */
static int64_t buy_fee_of(const struct market_row *row)
{
	int64_t fee = row->instrument.buy_fee;

	if (row->terms != NULL && row->terms->fee_share > 0 &&
	    !decimal_multiply(row->instrument.buy_fee, row->terms->fee_share, ROUND_HALF_UP, &fee))
		fee = row->instrument.buy_fee;
	return fee;
}

/* What the terms of a share class let be bought on the day the order is dealt, in the client's currency. */
static void limit_purchase(const struct market *market, const struct market_row *row, struct rebalance_holding *holding)
{
	int64_t most;

	if (row->terms == NULL || !dealing_terms_most(row->terms, terms_dealing_day(row, market->as_of), &most))
		return;
	holding->has_buy_limit = true;
	if (!market_convert(row, most, &holding->buy_limit))
		holding->buy_limit = 0;
}

static bool may_sell(const struct market_row *row, struct date day)
{
	return row->terms == NULL || dealing_terms_may_sell(row->terms, terms_dealing_day(row, day));
}

static struct rebalance_holding *holding_of(struct account_problem *account, const struct market *market, size_t row)
{
	const struct market_row *market_row = &market->rows[row];
	const size_t count = account->problem.count;
	int64_t price = 0, minimum = 0;

	for (size_t i = 0; i < count; i++)
		if (account->rows[i] == row)
			return &account->holdings[i];
	if (count == REBALANCE_HOLDINGS)
		return NULL;
	account->rows[count] = row;
	(void)market_worth(market_row, MICROS, &price); /* left at 0: not traded */
	if (!market_convert(market_row, market_row->instrument.minimum, &minimum))
		minimum = 0;
	account->holdings[count] = (struct rebalance_holding){
		.price = price,
		.has_price = price > 0 && !market_row->is_stale,
		.lot = market_row->instrument.lot,
		.minimum = minimum,
		.buy_fee = buy_fee_of(market_row),
		.sell_fee = market_row->instrument.sell_fee,
	};
	limit_purchase(market, market_row, &account->holdings[count]);
	account->problem.count++;
	return &account->holdings[count];
}

/*
 * The tax of the steps in the client's currency. What fell so far that its dividends' tax comes near its price is reckoned
 * with half of it, so that there is something to solve; the line that is proposed says the whole.
 */
static void reckon_tax(const struct market_row *row, const struct rebalance_holding *holding,
                       struct rebalance_sale_step *steps)
{
	for (size_t i = 0; i < holding->sale_step_count; i++) {
		int64_t amount = 0;

		if (steps[i].tax == 0)
			continue;
		if (!market_convert(row, steps[i].tax, &steps[i].tax) ||
		    !decimal_multiply(steps[i].quantity, holding->price, ROUND_HALF_EVEN, &amount))
			steps[i].tax = 0;
		else if (steps[i].tax > amount / 2)
			steps[i].tax = amount / 2;
	}
}

static enum status describe_account(struct session *session, const struct market *market,
                                    const struct standing *standing, size_t index, struct account_problem *account,
                                    struct error *err)
{
	const struct account *owner = &standing->holdings.accounts[index];
	const struct date today = session_today(session);
	size_t step_count = 0;

	account->problem.count = 0;
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct standing_line *line = &standing->lines[i];
		struct rebalance_holding *holding;

		if (line->row == 0) {
			account->problem.cash_target_ppb = line->target_ppb;
			account->problem.cash_lower_ppb = line->lower_ppb;
			account->problem.cash_upper_ppb = line->upper_ppb;
			continue;
		}
		if (market->rows[line->row].rate == 0)
			return error_set(err, STATUS_REFUSED, "T16: %s is in the plan of %s: %s",
			                 market->rows[line->row].instrument.symbol, standing->client.code,
			                 market->rows[line->row].no_rate);
		if (market->rows[line->row].price == 0)
			return error_set(err, STATUS_REFUSED, "T16: %s is in the plan of %s and has no price",
			                 market->rows[line->row].instrument.symbol, standing->client.code);
		holding = holding_of(account, market, line->row);
		if (holding == NULL)
			return error_set(err, STATUS_INVALID, "%s holds more than %d instruments", standing->client.code,
			                 REBALANCE_HOLDINGS);
		holding->target_ppb = line->target_ppb;
		holding->lower_ppb = line->lower_ppb;
		holding->upper_ppb = line->upper_ppb;
		holding->is_locked = line->is_locked;
	}
	for (size_t i = 0; i < standing->holdings.lot_count; i++) {
		const struct lot *lot = &standing->holdings.lots[i];
		struct rebalance_holding *holding;

		if (lot->account_id != owner->id)
			continue;
		holding = holding_of(account, market, market_index(market, lot->instrument_id));
		holding->quantity += lot->quantity; /* the standing has checked that the sum fits */
		if (date_compare(lot->acquired, today) < 0 && /* what is bought today settles tomorrow */
		    may_sell(&market->rows[market_index(market, lot->instrument_id)], today))
			holding->sellable += lot->quantity;
	}
	for (size_t i = 0; i < account->problem.count; i++) {
		struct rebalance_holding *holding = &account->holdings[i];

		holding->sale_steps = account->steps + step_count;
		holding->sale_step_count = sale_terms_steps(session_rules(session), &market->rows[account->rows[i]].instrument,
		                                            market->rows[account->rows[i]].terms,
		                                            &standing->holdings, owner->id, today, account->steps + step_count);
		reckon_tax(&market->rows[account->rows[i]], holding, account->steps + step_count);
		step_count += holding->sale_step_count;
	}
	return STATUS_OK;
}

/* Amount and fee of a line in the instrument's currency, as the broker will reckon them. False: they do not fit. */
static bool reckon_line(struct session *session, const struct market_row *row, const struct standing *standing,
                        struct proposal_line *line)
{
	const struct instrument *instrument = &row->instrument;

	if (!decimal_multiply(line->quantity, line->price, ROUND_HALF_EVEN, &line->amount))
		return false;
	line->fee = rebalance_fee(line->amount, line->side == SIDE_BUY ? buy_fee_of(row) : instrument->sell_fee, 0,
	                          currency_unit(instrument->currency));
	if (line->side == SIDE_SELL) {
		const struct sale_terms terms = sale_terms_of(session_rules(session), instrument, row->terms, &standing->holdings,
		                                              line->account_id, line->quantity, line->price,
		                                              session_today(session));

		line->fee += terms.charge + terms.tax.tax;
	}
	return market_convert(row, line->amount, &line->worth) && market_convert(row, line->fee, &line->fee_worth);
}

/*
 * Amounts and fees in another currency round otherwise than the plan that was made in the client's. What an account is
 * short of by that is taken off its last purchases, a lot at a time. `first` is the account's first line.
 */
static void keep_solvent(struct session *session, const struct market *market, const struct standing *standing,
                         size_t first, int64_t cash, struct proposal *proposal)
{
	for (size_t i = first; i < proposal->line_count; i++)
		cash += (proposal->lines[i].side == SIDE_SELL ? 1 : -1) * proposal->lines[i].worth - proposal->lines[i].fee_worth;
	for (size_t i = proposal->line_count; cash < 0 && i-- > first;) {
		struct proposal_line *line = &proposal->lines[i];
		const struct market_row *row = &market->rows[market_index(market, line->instrument_id)];
		const int64_t step = row->instrument.lot > 0 ? row->instrument.lot : MICROS / 100;

		while (line->side == SIDE_BUY && cash < 0 && line->quantity > step && row->rate != RATE_ONE) {
			cash += line->worth + line->fee_worth;
			line->quantity -= step;
			if (!reckon_line(session, row, standing, line))
				return;
			cash -= line->worth + line->fee_worth;
		}
	}
}

static void take_trades(struct session *session, const struct market *market, const struct standing *standing,
                        size_t index, const struct account_problem *account, struct rebalancing *rebalancing)
{
	struct proposal *proposal = &rebalancing->proposal;
	const size_t first = proposal->line_count;
	bool is_foreign = false;

	for (int side = SIDE_SELL; side >= SIDE_BUY; side--) { /* sales first: they pay for the purchases */
		for (size_t i = 0; i < account->problem.count; i++) {
			const struct rebalance_line *line = &account->lines[i];
			struct proposal_line *taken;

			if (line->quantity == 0 || (int)line->side != side)
				continue;
			proposal->lines = memory_grow(proposal->lines, &rebalancing->line_capacity, proposal->line_count + 1,
			                              sizeof *proposal->lines);
			taken = &proposal->lines[proposal->line_count++];
			*taken = (struct proposal_line){
				.account_id = standing->holdings.accounts[index].id,
				.instrument_id = market->rows[account->rows[i]].instrument.id,
				.side = line->side,
				.quantity = line->quantity,
				.price = market->rows[account->rows[i]].price,
				.amount = line->amount, .worth = line->amount,
				.fee = line->fee, .fee_worth = line->fee,
				.reason = line->reason,
			};
			if (market->rows[account->rows[i]].rate != RATE_ONE &&
			    reckon_line(session, &market->rows[account->rows[i]], standing, taken))
				is_foreign = true;
			if (taken->side == SIDE_SELL)
				rebalancing_name_lots(standing, taken, session_today(session), taken->lots, sizeof taken->lots);
		}
	}
	if (is_foreign)
		keep_solvent(session, market, standing, first, account->problem.cash + account->problem.cash_flow, proposal);
}

/* A deposit or withdrawal is shared among the accounts by their value, in whole minor units. */
static void share_flow(const struct standing *standing, const struct market *market, int64_t flow, int64_t *parts)
{
	const size_t count = standing->holdings.account_count;
	const int64_t unit = currency_unit(standing->client.currency);
	int64_t *values = memory_new_array(count, sizeof *values);
	bool is_shared;

	for (size_t i = 0; i < count; i++)
		values[i] = standing->holdings.cash[i] > 0 ? standing->holdings.cash[i] : 0;
	for (size_t i = 0; i < standing->holdings.lot_count; i++) {
		const struct lot *lot = &standing->holdings.lots[i];
		const size_t row = market_index(market, lot->instrument_id);
		int64_t value;

		for (size_t j = 0; j < count; j++)
			if (standing->holdings.accounts[j].id == lot->account_id &&
			    market_worth(&market->rows[row], lot->quantity, &value))
				values[j] += value;
	}
	is_shared = decimal_allocate(flow / unit, values, count, parts);
	for (size_t i = 0; i < count; i++)
		parts[i] = is_shared ? parts[i] * unit : 0;
	if (!is_shared)
		parts[0] = flow - flow % unit;
	parts[0] += flow % unit;
	free(values);
}

static enum status work_account(struct session *session, const struct market *market, const struct standing *standing,
                                size_t index, int64_t flow, struct account_problem *account,
                                struct rebalancing *rebalancing, struct error *err)
{
	static const enum rebalance_mode modes[] = {
		[MODE_TO_TARGET] = REBALANCE_TO_TARGET,
		[MODE_TO_EDGE] = REBALANCE_TO_EDGE,
		[MODE_BUY_ONLY] = REBALANCE_BUY_ONLY,
	};
	enum status status;

	account->problem = (struct rebalance_problem){
		.holdings = account->holdings,
		.cash = standing->holdings.cash[index],
		.cash_flow = flow,
		.cash_reserve = standing->mandate.cash_reserve,
		.mode = modes[rebalancing->options.mode],
		.is_due = standing->triggers != 0 || rebalancing->options.even_if_in_band,
		.currency_unit = currency_unit(standing->client.currency),
	};
	rebalance_minimums(&account->problem, session_rules(session), standing->mandate.minimum_trade);
	status = describe_account(session, market, standing, index, account, err);
	if (status == STATUS_OK)
		status = rebalance_solve(&account->problem, account->lines, &account->result, err);
	if (status != STATUS_OK)
		return status == STATUS_INFEASIBLE || status == STATUS_INVALID ?
		               error_prefix(err, "account %s of %s", standing->holdings.accounts[index].code,
		                            standing->client.code) :
		               status;
	take_trades(session, market, standing, index, account, rebalancing);
	return STATUS_OK;
}

enum status rebalancing_work_standing(struct session *session, struct standing *standing,
                                      const struct rebalancing_options *options, struct rebalancing *rebalancing,
                                      struct error *err)
{
	struct account_problem *account;
	const struct market *market;
	int64_t *flows;
	enum status status;

	rebalancing->before = standing;
	rebalancing->options = *options;
	status = must_be_ready(standing, options, err);
	if (status == STATUS_OK)
		status = session_market_in(session, standing->client.currency, &market, err);
	if (status != STATUS_OK)
		return status;
	flows = memory_new_array(standing->holdings.account_count, sizeof *flows);
	account = memory_resize(NULL, 1, sizeof *account); /* large, and every part is written before it is read */
	account->steps = memory_new_array(standing->holdings.lot_count + 1, sizeof *account->steps);
	status = untaxed_dividends(session, market, &standing->holdings, err);
	if (status == STATUS_OK)
		status = trading_past_load(session, standing->client.id, &rebalancing->past, err);
	share_flow(standing, market, options->cash_flow, flows);
	for (size_t i = 0; status == STATUS_OK && i < standing->holdings.account_count; i++)
		status = work_account(session, market, standing, i, flows[i], account, rebalancing, err);
	if (status == STATUS_OK)
		status = proposal_reckon(session, rebalancing, err);
	free(account->steps);
	free(account);
	free(flows);
	return status;
}

enum status rebalancing_work(struct session *session, const char *client, const struct rebalancing_options *options,
                             struct rebalancing *rebalancing, struct error *err)
{
	enum status status;

	*rebalancing = (struct rebalancing){0};
	status = standing_find(session, client, &rebalancing->standing, err);
	if (status == STATUS_OK)
		status = rebalancing_work_standing(session, &rebalancing->standing, options, rebalancing, err);
	if (status != STATUS_OK)
		rebalancing_clear(rebalancing);
	return status;
}

void rebalancing_clear(struct rebalancing *rebalancing)
{
	for (int l = 0; l < LANGUAGES; l++) {
		for (size_t i = 0; i < rebalancing->proposal.line_count && rebalancing->reasons[l] != NULL; i++)
			text_clear(&rebalancing->reasons[l][i]);
		free(rebalancing->reasons[l]);
		text_clear(&rebalancing->summary[l]);
		for (size_t i = 0; i < rebalancing->check_count; i++)
			text_clear(&rebalancing->checks[i].finding[l]);
	}
	proposal_clear(&rebalancing->proposal);
	standing_clear(&rebalancing->standing);
	free(rebalancing->after);
	free(rebalancing->is_dropped);
	*rebalancing = (struct rebalancing){0};
}

/* A changed line and all that follows from it, or everything as it was. */
static enum status edit(struct session *session, struct rebalancing *rebalancing, size_t line,
                        struct proposal_line changed, bool is_dropped, struct error *err)
{
	const struct proposal_line before = rebalancing->proposal.lines[line];
	const bool was_dropped = rebalancing->is_dropped[line];
	enum status status;

	rebalancing->proposal.lines[line] = changed;
	rebalancing->is_dropped[line] = is_dropped;
	status = proposal_reckon(session, rebalancing, err);
	if (status == STATUS_OK)
		return STATUS_OK;
	rebalancing->proposal.lines[line] = before;
	rebalancing->is_dropped[line] = was_dropped;
	(void)proposal_reckon(session, rebalancing, NULL); /* it was right before the edit */
	return status;
}

enum status rebalancing_drop(struct session *session, struct rebalancing *rebalancing, size_t line, bool is_dropped,
                             struct error *err)
{
	if (line >= rebalancing->proposal.line_count)
		return error_set(err, STATUS_INVALID, "there is no trade %zu", line + 1);
	return edit(session, rebalancing, line, rebalancing->proposal.lines[line], is_dropped, err);
}

/* What may be sold of an instrument in an account today. */
static int64_t sellable(const struct standing *standing, const struct proposal_line *line, struct date today)
{
	int64_t quantity = 0;

	for (size_t i = 0; i < standing->holdings.lot_count; i++) {
		const struct lot *lot = &standing->holdings.lots[i];

		if (lot->account_id == line->account_id && lot->instrument_id == line->instrument_id &&
		    date_compare(lot->acquired, today) < 0)
			quantity += lot->quantity;
	}
	return quantity;
}

enum status rebalancing_set_quantity(struct session *session, struct rebalancing *rebalancing, size_t line,
                                     int64_t quantity, struct error *err)
{
	const struct market *market;
	const struct instrument *instrument;
	struct proposal_line changed;
	int64_t held;
	enum status status = session_market_in(session, rebalancing->before->client.currency, &market, err);

	if (status != STATUS_OK)
		return status;
	if (line >= rebalancing->proposal.line_count)
		return error_set(err, STATUS_INVALID, "there is no trade %zu", line + 1);
	changed = rebalancing->proposal.lines[line];
	instrument = &market->rows[market_index(market, changed.instrument_id)].instrument;
	held = sellable(rebalancing->before, &changed, session_today(session));
	if (quantity <= 0)
		return error_set(err, STATUS_INVALID, "a quantity must be above zero; drop the trade instead");
	if (changed.side == SIDE_SELL && quantity > held)
		return error_set(err, STATUS_INVALID, "more of %s than may be sold today", instrument->symbol);
	if (instrument->lot > 0 && quantity % instrument->lot != 0 &&
	    !(changed.side == SIDE_SELL && quantity % instrument->lot == held % instrument->lot))
		return error_set(err, STATUS_INVALID, "%s is dealt in lots of %lld", instrument->symbol,
		                 (long long)(instrument->lot / MICROS));
	changed.quantity = quantity;
	if (!reckon_line(session, &market->rows[market_index(market, changed.instrument_id)], rebalancing->before, &changed))
		return error_set(err, STATUS_INVALID, "an amount of %s that large does not fit", instrument->symbol);
	if (changed.side == SIDE_SELL)
		rebalancing_name_lots(rebalancing->before, &changed, session_today(session), changed.lots, sizeof changed.lots);
	return edit(session, rebalancing, line, changed, rebalancing->is_dropped[line], err);
}
