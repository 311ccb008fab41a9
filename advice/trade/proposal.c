/* The portfolio after a set of trades, the checks on the way there, and the words for each. */
#include "advice/trade/proposal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/plan/candidate.h"
#include "advice/trade/trade_checks.h"
#include "data/store/store_advice.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "engine/rebalance/rebalance.h"
#include "engine/suitability/suitability.h"

static bool is_dealt(const struct rebalancing *rebalancing, size_t line)
{
	return !rebalancing->is_dropped[line];
}

static const struct standing_line *line_of(const struct standing *standing, size_t row)
{
	for (size_t i = 0; i < standing->line_count; i++)
		if (standing->lines[i].row == row)
			return &standing->lines[i];
	return NULL;
}

/* Values after the trades, exact, by line of the standing; a bought instrument is always planned, so it has a line. */
static enum status reckon_values(struct session *session, struct rebalancing *rebalancing, const struct market *market,
                                 int64_t *values, int64_t *weights, struct error *err)
{
	const struct standing *before = rebalancing->before;
	struct proposal *proposal = &rebalancing->proposal;
	int64_t traded = 0, value = 0;

	(void)session;
	proposal->cost = 0;
	rebalancing->cash_after = before->cash + rebalancing->options.cash_flow;
	for (size_t i = 0; i < before->line_count; i++)
		values[i] = before->lines[i].value;
	for (size_t i = 0; i < proposal->line_count; i++) {
		const struct proposal_line *line = &proposal->lines[i];
		const size_t row = market_index(market, line->instrument_id);
		const int64_t signed_amount = line->side == SIDE_BUY ? line->worth : -line->worth;

		if (!is_dealt(rebalancing, i))
			continue;
		for (size_t j = 0; j < before->line_count; j++)
			if (before->lines[j].row == row)
				values[j] += signed_amount;
		rebalancing->cash_after -= signed_amount + line->fee_worth;
		proposal->cost += line->fee_worth;
		traded += line->worth;
	}
	values[0] = rebalancing->cash_after;
	for (size_t i = 0; i < before->line_count; i++) {
		if (values[i] < 0)
			return error_set(err, STATUS_REFUSED, "T04: the trades would leave %s short of %s",
			                 before->client.code, i == 0 ? "cash" : "what is to be sold");
		value += values[i];
	}
	proposal->value = before->value;
	proposal->turnover_ppb = 0;
	if (before->value + rebalancing->options.cash_flow > 0)
		(void)decimal_multiply_divide(traded / 2, PPB, before->value + rebalancing->options.cash_flow,
		                              ROUND_HALF_EVEN, &proposal->turnover_ppb);
	if (value <= 0 || !decimal_allocate(PPB, values, before->line_count, weights))
		memset(weights, 0, before->line_count * sizeof *weights);
	return STATUS_OK;
}

static enum status reckon_weights(struct session *session, struct rebalancing *rebalancing,
                                  const struct market *market, const int64_t *weights, struct error *err)
{
	const struct standing *before = rebalancing->before;
	struct proposal *proposal = &rebalancing->proposal;
	int64_t targets[REBALANCE_HOLDINGS];
	int levels[REBALANCE_HOLDINGS];
	struct strategy_level level;
	enum status status;

	rebalancing->out_of_band_after = 0;
	memset(rebalancing->after, 0, market->count * sizeof(double));
	for (size_t i = 0; i < before->line_count; i++) {
		const struct standing_line *line = &before->lines[i];

		rebalancing->after[line->row] = (double)weights[i] / (double)PPB;
		targets[i] = line->target_ppb;
		levels[i] = market->rows[line->row].instrument.risk_level;
		rebalancing->out_of_band_after += weights[i] < line->lower_ppb || weights[i] > line->upper_ppb;
	}
	proposal->drift_before_ppb = before->drift_ppb;
	proposal->drift_after_ppb = rebalance_drift(weights, targets, before->line_count);
	for (size_t i = 0; i < proposal->line_count; i++) {
		const size_t row = market_index(market, proposal->lines[i].instrument_id);

		for (size_t j = 0; j < before->line_count; j++) {
			if (before->lines[j].row != row)
				continue;
			proposal->lines[i].weight_before_ppb = before->lines[j].weight_ppb;
			proposal->lines[i].weight_after_ppb = weights[j];
		}
	}
	status = market_volatilities(market, rebalancing->after, &rebalancing->risk_after, err);
	if (status != STATUS_OK)
		return status;
	rebalancing->level_after = 0;
	if (suitability_strategy_level(weights, levels, before->line_count, rebalancing->risk_after.volatility_recent,
	                               rebalancing->risk_after.volatility, session_rules(session), &level, NULL) ==
	    STATUS_OK)
		rebalancing->level_after = level.level;
	return STATUS_OK;
}

/* ---- words ------------------------------------------------------------------------------------------------------- */

/* Words in both languages, or in the one that is shown. */
static bool is_wanted(const struct rebalancing *rebalancing, int language)
{
	return !rebalancing->options.one_language || language == (int)language_current();
}

/* Bands are kept in each account by itself: with several, what is said of the band must be the account's weight. */
static const char *words_of_account(const struct proposal_line *line)
{
	const bool is_buy = line->side == SIDE_BUY;

	if (line->reason == REASON_BELOW_BAND && is_buy)
		return N_("Buy %1$s of %2$s for %3$s: it is %4$s of account %7$s, below its band of %5$s to %6$s.");
	if (line->reason == REASON_ABOVE_BAND && !is_buy)
		return N_("Sell %1$s of %2$s for %3$s: it is %4$s of account %7$s, above its band of %5$s to %6$s.");
	if (line->reason == REASON_TO_TARGET)
		return is_buy ? N_("Buy %1$s of %2$s for %3$s: at %4$s of account %7$s it is inside its band of %5$s to %6$s and moves to its target since the account is dealt anyway.") :
		                N_("Sell %1$s of %2$s for %3$s: at %4$s of account %7$s it is inside its band of %5$s to %6$s and moves to its target since the account is dealt anyway.");
	return NULL;
}

/* The share of a trade's instrument in its account before the trades. */
static double weight_in_account(const struct standing *standing, const struct market *market,
                                const struct proposal_line *line)
{
	const struct holdings *holdings = &standing->holdings;
	double whole = 0.0, part = 0.0;

	for (size_t i = 0; i < holdings->account_count; i++)
		if (holdings->accounts[i].id == line->account_id)
			whole = decimal_to_double(holdings->cash[i]);
	for (size_t i = 0; i < holdings->lot_count; i++) {
		const struct lot *lot = &holdings->lots[i];
		const int64_t price = market->rows[market_index(market, lot->instrument_id)].price;
		const double value = decimal_to_double(lot->quantity) * decimal_to_double(price);

		if (lot->account_id != line->account_id)
			continue;
		whole += value;
		part += lot->instrument_id == line->instrument_id ? value : 0.0;
	}
	return whole > 0.0 ? part / whole : 0.0;
}

static const char *account_code(const struct standing *standing, int64_t id)
{
	for (size_t i = 0; i < standing->holdings.account_count; i++)
		if (standing->holdings.accounts[i].id == id)
			return standing->holdings.accounts[i].code;
	return "";
}

static void explain_line(struct rebalancing *rebalancing, const struct market *market, size_t index,
                         enum language language, struct text *text)
{
	const struct proposal_line *line = &rebalancing->proposal.lines[index];
	const size_t row = market_index(market, line->instrument_id);
	const struct instrument *instrument = &market->rows[row].instrument;
	const struct standing_line *held = line_of(rebalancing->before, row);
	char quantity[FIGURE_SIZE], amount[FIGURE_SIZE], now[FIGURE_SIZE], low[FIGURE_SIZE], high[FIGURE_SIZE],
		target[FIGURE_SIZE], fee[FIGURE_SIZE], after[FIGURE_SIZE];
	static const char *const buy[] = {
		[REASON_ABOVE_BAND] = N_("Buy %1$s of %2$s for %3$s: it is %4$s of the portfolio, its band is %5$s to %6$s."),
		[REASON_BELOW_BAND] = N_("Buy %1$s of %2$s for %3$s: it is %4$s of the portfolio, below its band of %5$s to %6$s."),
		[REASON_CASH_NEED] = N_("Buy %1$s of %2$s for %3$s: it is %4$s of the portfolio, its band is %5$s to %6$s."),
		[REASON_NEW_CASH] = N_("Buy %1$s of %2$s for %3$s with new money: it is %4$s of the portfolio, its band is %5$s to %6$s."),
		[REASON_TO_TARGET] = N_("Buy %1$s of %2$s for %3$s: at %4$s it is inside its band of %5$s to %6$s and moves to its target since the account is dealt anyway."),
		[REASON_NOT_IN_PLAN] = N_("Buy %1$s of %2$s for %3$s: it is %4$s of the portfolio, its band is %5$s to %6$s."),
	};
	static const char *const sell[] = {
		[REASON_ABOVE_BAND] = N_("Sell %1$s of %2$s for %3$s: it is %4$s of the portfolio, above its band of %5$s to %6$s."),
		[REASON_BELOW_BAND] = N_("Sell %1$s of %2$s for %3$s: it is %4$s of the portfolio, its band is %5$s to %6$s."),
		[REASON_CASH_NEED] = N_("Sell %1$s of %2$s for %3$s: the money is needed for a payment; it is %4$s of the portfolio, its band is %5$s to %6$s."),
		[REASON_NEW_CASH] = N_("Sell %1$s of %2$s for %3$s: it is %4$s of the portfolio, its band is %5$s to %6$s."),
		[REASON_TO_TARGET] = N_("Sell %1$s of %2$s for %3$s: at %4$s it is inside its band of %5$s to %6$s and moves to its target since the account is dealt anyway."),
		[REASON_NOT_IN_PLAN] = N_("Sell %1$s of %2$s for %3$s: at %4$s of the portfolio it has no place in the plan."),
	};
	const char *words = rebalancing->before->holdings.account_count > 1 ? words_of_account(line) : NULL;
	double weight;

	text_reset(text);
	if (held == NULL)
		return;
	weight = (double)held->weight_ppb / (double)PPB;
	if (words == NULL)
		words = line->side == SIDE_BUY ? buy[line->reason] : sell[line->reason];
	else
		weight = weight_in_account(rebalancing->before, market, line);
	explain_add(text, language, words, figure_quantity(line->quantity, quantity), instrument->symbol,
	            figure_money(line->amount, instrument->currency, amount), figure_percent(weight, 1, now),
	            figure_percent((double)held->lower_ppb / (double)PPB, 1, low),
	            figure_percent((double)held->upper_ppb / (double)PPB, 1, high),
	            account_code(rebalancing->before, line->account_id));
	explain_add(text, language, N_("Afterwards it is %1$s against a target of %2$s; the fee is %3$s."),
	            figure_percent((double)line->weight_after_ppb / (double)PPB, 1, after),
	            figure_percent((double)held->target_ppb / (double)PPB, 1, target),
	            figure_money(line->fee, instrument->currency, fee));
}

/* Which rule asked, as a sentence of its own. */
static const char *trigger_words(const struct rebalancing *rebalancing)
{
	const unsigned triggers = rebalancing->before->triggers;

	if (rebalancing->options.cash_flow > 0)
		return N_("New money is to be put to work.");
	if (rebalancing->options.cash_flow < 0)
		return N_("Money is to be paid out.");
	if ((triggers & TRIGGER_NOT_IN_PLAN) != 0)
		return N_("Something is held that has no place in the plan.");
	if ((triggers & TRIGGER_BAND) != 0)
		return N_("A weight has left its band.");
	if ((triggers & TRIGGER_TRACKING) != 0)
		return N_("The portfolio has moved too far from its plan in risk.");
	if ((triggers & TRIGGER_CALENDAR) != 0)
		return N_("Twelve months have passed since the plan was accepted.");
	return N_("It was asked for although no rule demands it.");
}

static void summarise(struct rebalancing *rebalancing, size_t dealt, enum language language)
{
	const struct standing *before = rebalancing->before;
	struct text *text = &rebalancing->summary[language];
	char count[24], drift[FIGURE_SIZE], left[FIGURE_SIZE], cost[FIGURE_SIZE], from[FIGURE_SIZE], to[FIGURE_SIZE];

	text_reset(text);
	if (dealt == 0) {
		explain_add(text, language,
		            before->triggers == 0 ?
		                    N_("Nothing to do: every weight is inside its band.") :
		                    N_("A rule asks for trades, but none can be made: what is out of band is locked, too "
		                       "small to deal, or cannot be divided finer."));
		return;
	}
	(void)snprintf(count, sizeof count, "%zu", dealt);
	explain_add(text, language, trigger_words(rebalancing));
	explain_add(text, language,
	            dealt == 1 ? N_("%1$s trade brings the drift from %2$s to %3$s at a cost of %4$s.") :
	                         N_("%1$s trades bring the drift from %2$s to %3$s at a cost of %4$s."), count,
	            figure_percent((double)rebalancing->proposal.drift_before_ppb / (double)PPB, 1, drift),
	            figure_percent((double)rebalancing->proposal.drift_after_ppb / (double)PPB, 1, left),
	            figure_money(rebalancing->proposal.cost, before->client.currency, cost));
	if (before->value > 0)
		explain_add(text, language, N_("Volatility goes from %1$s to %2$s a year; if nothing is done it stays at %1$s."),
		            figure_percent(before->risk.volatility, 1, from),
		            figure_percent(rebalancing->risk_after.volatility, 1, to));
}

static void explain(const struct market *market, struct rebalancing *rebalancing)
{
	const size_t count = rebalancing->proposal.line_count;
	size_t dealt = 0;

	for (size_t i = 0; i < count; i++)
		dealt += is_dealt(rebalancing, i);
	for (int l = 0; l < LANGUAGES; l++) {
		if (!is_wanted(rebalancing, l))
			continue;
		if (rebalancing->reasons[l] == NULL)
			rebalancing->reasons[l] = memory_new_array(count + 1, sizeof *rebalancing->reasons[l]);
		for (size_t i = 0; i < count; i++)
			explain_line(rebalancing, market, i, (enum language)l, &rebalancing->reasons[l][i]);
		summarise(rebalancing, dealt, (enum language)l);
	}
}

/* ---- the record -------------------------------------------------------------------------------------------------- */

/* What is approved: the trades and nothing that may change without them. */
static void hash_content(const struct market *market, struct rebalancing *rebalancing)
{
	struct proposal *proposal = &rebalancing->proposal;
	struct text text = {0};

	text_addf(&text, "%s|%lld|%d|%s|%lld\n", rebalancing->before->client.code, (long long)rebalancing->before->plan.id,
	          proposal->as_of.days, proposal->mode, (long long)proposal->cash_flow);
	for (size_t i = 0; i < proposal->line_count; i++) {
		const struct proposal_line *line = &proposal->lines[i];

		if (is_dealt(rebalancing, i))
			text_addf(&text, "%s|%s|%d|%lld|%lld|%lld\n", account_code(rebalancing->before, line->account_id),
			          market->rows[market_index(market, line->instrument_id)].instrument.symbol, (int)line->side,
			          (long long)line->quantity, (long long)line->price, (long long)line->fee);
	}
	hash_bytes(text_string(&text), text.length, proposal->content_hash);
	text_clear(&text);
}

enum status proposal_reckon(struct session *session, struct rebalancing *rebalancing, struct error *err)
{
	struct proposal *proposal = &rebalancing->proposal;
	int64_t values[REBALANCE_HOLDINGS], weights[REBALANCE_HOLDINGS];
	const struct market *market;
	enum status status = session_market_in(session, rebalancing->before->client.currency, &market, err);

	if (status != STATUS_OK)
		return status;
	if (rebalancing->after == NULL) {
		rebalancing->after = memory_new_array(market->count, sizeof(double));
		rebalancing->is_dropped = memory_new_array(proposal->line_count + 1, sizeof(bool));
	}
	proposal->client_id = rebalancing->before->client.id;
	proposal->plan_id = rebalancing->before->plan.id;
	proposal->as_of = session_today(session);
	proposal->cash_flow = rebalancing->options.cash_flow;
	(void)snprintf(proposal->mode, sizeof proposal->mode, "%s", rebalancing_mode_name(rebalancing->options.mode));
	status = reckon_values(session, rebalancing, market, values, weights, err);
	if (status == STATUS_OK)
		status = reckon_weights(session, rebalancing, market, weights, err);
	if (status != STATUS_OK)
		return status;
	trade_checks(session, market, rebalancing);
	explain(market, rebalancing);
	hash_content(market, rebalancing);
	return STATUS_OK;
}

static struct json *record_line(const struct rebalancing *rebalancing, const struct market *market, size_t index)
{
	const struct proposal_line *line = &rebalancing->proposal.lines[index];
	struct json *record = json_new_object();

	json_put_text(record, "account", account_code(rebalancing->before, line->account_id));
	json_put_text(record, "symbol",
	              market->rows[market_index(market, line->instrument_id)].instrument.symbol);
	json_put_text(record, "side", line->side == SIDE_BUY ? "buy" : "sell");
	json_put_decimal(record, "quantity", line->quantity);
	json_put_decimal(record, "price", line->price);
	json_put_decimal(record, "amount", line->amount);
	json_put_decimal(record, "fee", line->fee);
	json_put_text(record, "reason", trade_reason_name(line->reason));
	if (line->lots[0] != '\0')
		json_put_text(record, "lots", line->lots);
	for (int l = 0; l < LANGUAGES; l++)
		json_put_text(record, l == LANGUAGE_ENGLISH ? "why_en" : "why_zh_CN",
		              text_string(&rebalancing->reasons[l][index]));
	return record;
}

static struct json *record_proposal(struct session *session, const struct rebalancing *rebalancing,
                                    const struct market *market)
{
	const struct proposal *proposal = &rebalancing->proposal;
	struct json *record = json_new_object(), *lines = json_new_array(), *checks = json_new_array();

	for (size_t i = 0; i < proposal->line_count; i++)
		if (is_dealt(rebalancing, i))
			json_add(lines, record_line(rebalancing, market, i));
	for (size_t i = 0; i < rebalancing->check_count; i++) {
		char text[16];

		(void)snprintf(text, sizeof text, "%s:%d", rebalancing->checks[i].code, (int)rebalancing->checks[i].severity);
		json_add(checks, json_new_text(text));
	}
	json_put(record, "trades", lines);
	json_put(record, "checks", checks);
	json_put_text(record, "content_hash", proposal->content_hash);
	json_put_text(record, "mode", proposal->mode);
	json_put_integer(record, "plan", proposal->plan_id);
	json_put_decimal(record, "value", proposal->value);
	json_put_decimal(record, "cost", proposal->cost);
	json_put_decimal(record, "cash_flow", proposal->cash_flow);
	record_weight(record, "drift_before", proposal->drift_before_ppb);
	record_weight(record, "drift_after", proposal->drift_after_ppb);
	record_figure(record, "volatility_before", rebalancing->before->risk.volatility);
	record_figure(record, "volatility_after", rebalancing->risk_after.volatility);
	json_put(record, "versions", record_versions(session, market));
	return record;
}

enum status rebalancing_submit(struct session *session, struct rebalancing *rebalancing, const char *maker,
                               struct error *err)
{
	struct proposal *proposal = &rebalancing->proposal, kept = *proposal;
	const struct market *market;
	struct json *details;
	enum put_result result;
	enum status status = session_market_in(session, rebalancing->before->client.currency, &market, err);

	if (status != STATUS_OK)
		return status;
	if (rebalancing->worst == CHECK_FORBIDDEN)
		return error_set(err, STATUS_REFUSED, "a check forbids this proposal");
	if (maker == NULL || maker[0] == '\0' || !text_is_clean(maker) || strlen(maker) >= NAME_SIZE)
		return error_set(err, STATUS_INVALID, "who proposes must be named, in fewer than %d bytes", NAME_SIZE);
	if (rebalancing->options.one_language)
		return error_set(err, STATUS_INVALID, "a proposal is recorded in both languages; this one was made for showing");
	kept.lines = memory_new_array(proposal->line_count + 1, sizeof *kept.lines);
	kept.line_count = 0;
	for (size_t i = 0; i < proposal->line_count; i++)
		if (is_dealt(rebalancing, i))
			kept.lines[kept.line_count++] = proposal->lines[i];
	if (kept.line_count == 0) {
		free(kept.lines);
		return error_set(err, STATUS_REFUSED, "there is no trade to propose");
	}
	kept.state = PROPOSAL_SUBMITTED;
	(void)snprintf(kept.maker, sizeof kept.maker, "%s", maker);
	details = record_proposal(session, rebalancing, market);
	{
		const struct journal_event event =
			record_event(session, "PROPOSED", maker, rebalancing->before->client.code, details);

		status = store_add_proposal(session_store(session), &kept, &event, &result, err);
	}
	json_free(details);
	free(kept.lines);
	if (status == STATUS_OK) {
		proposal->id = kept.id;
		proposal->state = kept.state;
		memcpy(proposal->maker, kept.maker, sizeof kept.maker);
	}
	return status;
}
