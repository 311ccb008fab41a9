/* The second person's decision, and what follows from it. */
#include "advice/trade/approve.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/client/standing.h"
#include "advice/market/terms.h"
#include "advice/trade/proposal.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

/* An approval is for the prices it was asked at; beyond this move it must be asked again. */
#define PRICE_MOVE 0.02

/* Case and blanks make no second person. */
static bool is_same_person(const char *a, const char *b)
{
	for (;;) {
		a += strspn(a, " ");
		b += strspn(b, " ");
		if (*a == '\0' || *b == '\0')
			return *a == *b;
		if (tolower((unsigned char)*a++) != tolower((unsigned char)*b++))
			return false;
	}
}

static enum status check_name(const char *by, struct error *err)
{
	if (by == NULL || by[0] == '\0')
		return error_set(err, STATUS_INVALID, "who decides must be named (--by NAME)");
	if (!text_is_clean(by) || strlen(by) >= NAME_SIZE)
		return error_set(err, STATUS_INVALID, "the name after --by is too long or holds control characters");
	return STATUS_OK;
}

static enum status check_people(const struct proposal *proposal, const char *by, struct error *err)
{
	const enum status status = check_name(by, err);

	if (status != STATUS_OK)
		return status;
	if (is_same_person(by, proposal->maker))
		return error_set(err, STATUS_REFUSED, "%s proposed it and cannot approve it; a second person must", by);
	return STATUS_OK;
}

static enum status check_waiting(const struct proposal *proposal, struct date today, const struct rules *rules,
                                 struct error *err)
{
	char made[DATE_TEXT_SIZE];

	if (proposal->state != PROPOSAL_SUBMITTED)
		return error_set(err, STATUS_REFUSED, "proposal %lld is %s already", (long long)proposal->id,
		                 proposal_state_name(proposal->state));
	if (today.days - proposal->as_of.days > rules->proposal_days)
		return error_set(err, STATUS_REFUSED, "proposal %lld is of %s and has expired; make a new one",
		                 (long long)proposal->id, date_format(proposal->as_of, made));
	if (date_compare(today, proposal->as_of) < 0)
		return error_set(err, STATUS_REFUSED, "proposal %lld is dated %s, after the day of this decision",
		                 (long long)proposal->id, date_format(proposal->as_of, made));
	return STATUS_OK;
}

static int64_t held(const struct holdings *holdings, const struct proposal_line *line)
{
	int64_t quantity = 0;

	for (size_t i = 0; i < holdings->lot_count; i++)
		if (holdings->lots[i].account_id == line->account_id && holdings->lots[i].instrument_id == line->instrument_id)
			quantity += holdings->lots[i].quantity;
	return quantity;
}

/* Two approved proposals at once would deal twice toward one plan. */
static enum status check_underway(struct session *session, const struct proposal *proposal, const char *client,
                                  struct error *err)
{
	struct underway underway;
	const enum status status = proposal_underway(session, proposal->client_id, &underway, err);

	if (status == STATUS_OK && underway.open != 0)
		return error_set(err, STATUS_REFUSED,
		                 "T12: the orders of proposal %lld of %s are not all executed; read their executions first",
		                 (long long)underway.open, client);
	return status;
}

/* Each account must still be able to pay for its purchases, with new money only where it was announced. */
static enum status check_cash(const struct market *market, const struct proposal *proposal,
                              const struct standing *standing, struct error *err)
{
	for (size_t i = 0; i < standing->holdings.account_count; i++) {
		int64_t left = standing->holdings.cash[i];

		if (proposal->cash_flow > 0 && !checked_add(left, proposal->cash_flow, &left))
			return error_set(err, STATUS_INVALID, "the cash of %s does not fit", standing->client.code);
		for (size_t j = 0; j < proposal->line_count; j++) {
			const struct proposal_line *line = &proposal->lines[j];

			const size_t row = market_index(market, line->instrument_id);
			int64_t worth, fee;

			if (line->account_id != standing->holdings.accounts[i].id)
				continue;
			if (row == SIZE_MAX || market->rows[row].rate == 0)
				return error_set(err, STATUS_REFUSED, "T16: a trade of %s cannot be reckoned: %s", standing->client.code,
				                 row == SIZE_MAX ? "its instrument is gone" : market->rows[row].no_rate);
			if (!market_convert(&market->rows[row], line->amount, &worth) ||
			    !market_convert(&market->rows[row], line->fee, &fee) ||
			    !checked_add(left, line->side == SIDE_SELL ? worth : -worth, &left) ||
			    !checked_subtract(left, fee, &left))
				return error_set(err, STATUS_INVALID, "the cash of %s does not fit", standing->client.code);
		}
		if (left < 0 && standing->holdings.cash[i] >= 0)
			return error_set(err, STATUS_REFUSED,
			                 "T04: account %s of %s cannot pay for the purchases any more; make a new proposal",
			                 standing->holdings.accounts[i].code, standing->client.code);
	}
	return STATUS_OK;
}

/* What was announced since: purchases or sales closed, or limited to less than the line buys. */
static enum status check_terms(const struct market *market, const struct market_row *row, const struct proposal_line *line,
                               struct error *err)
{
	const struct instrument *instrument = &row->instrument;
	const struct date dealt = terms_dealing_day(row, market->as_of);
	char amount[DECIMAL_TEXT_SIZE];
	int64_t most;

	if (row->terms == NULL)
		return STATUS_OK;
	if (line->side == SIDE_SELL)
		return dealing_terms_may_sell(row->terms, dealt) ? STATUS_OK :
			error_set(err, STATUS_REFUSED, "T17: %s cannot be sold at present; make a new proposal", instrument->symbol);
	/* a limit in another money was kept to in the client's, which rounds */
	if (!dealing_terms_most(row->terms, dealt, &most) || line->amount - most <= (most > 0 ? currency_unit(instrument->currency) : 0))
		return STATUS_OK;
	if (most == 0)
		return error_set(err, STATUS_REFUSED, "T17: %s cannot be bought at present; make a new proposal", instrument->symbol);
	return error_set(err, STATUS_REFUSED, "T17: no more than %s %s of %s may be bought a day; make a new proposal",
	                 decimal_format(most, amount), instrument->currency, instrument->symbol);
}

/* Prices, holdings, profile, plan and terms of dealing must still be what the proposal was made on. */
static enum status check_unchanged(struct session *session, const struct proposal *proposal, struct error *err)
{
	struct standing standing = {0};
	const struct market *market;
	enum status status = standing_load(session, proposal->client_id, &standing, err);

	if (status == STATUS_OK)
		status = session_market_in(session, standing.client.currency, &market, err);
	if (status != STATUS_OK)
		return status;
	if (!standing.is_profile_valid)
		status = error_set(err, STATUS_REFUSED, "S01: the profile of %s is no longer valid", standing.client.code);
	else if (!standing.has_plan || standing.plan.id != proposal->plan_id)
		status = error_set(err, STATUS_REFUSED, "%s has another plan since; make a new proposal", standing.client.code);
	else if (standing.state == STANDING_BLOCKED)
		status = error_set(err, STATUS_REFUSED, "S06: the plan of %s is above the client's class now",
		                   standing.client.code);
	if (status == STATUS_OK)
		status = check_underway(session, proposal, standing.client.code, err);
	if (status == STATUS_OK)
		status = check_cash(market, proposal, &standing, err);
	for (size_t i = 0; status == STATUS_OK && i < proposal->line_count; i++) {
		const struct proposal_line *line = &proposal->lines[i];
		const size_t row = market_index(market, line->instrument_id);
		const char *symbol = row < market->count ? market->rows[row].instrument.symbol : "an instrument";

		if (row == SIZE_MAX || market->rows[row].price == 0 || market->rows[row].is_stale)
			status = error_set(err, STATUS_REFUSED, "T16: %s has no price of these days", symbol);
		else if (fabs((double)market->rows[row].price / (double)line->price - 1.0) > PRICE_MOVE)
			status = error_set(err, STATUS_REFUSED,
			                   "T06: the price of %s moved more than 2 %% since the proposal; make a new one", symbol);
		else if (line->side == SIDE_SELL && held(&standing.holdings, line) < line->quantity)
			status = error_set(err, STATUS_REFUSED, "T05: less of %s is held than the proposal sells", symbol);
		else
			status = check_terms(market, &market->rows[row], line, err);
	}
	standing_clear(&standing);
	return status;
}

static struct order *orders_of(const struct proposal *proposal)
{
	struct order *orders = memory_new_array(proposal->line_count + 1, sizeof *orders);

	for (size_t i = 0; i < proposal->line_count; i++) {
		const struct proposal_line *line = &proposal->lines[i];

		orders[i] = (struct order){
			.proposal_id = proposal->id, .account_id = line->account_id, .instrument_id = line->instrument_id,
			.state = ORDER_NEW, .side = line->side, .quantity = line->quantity, .price = line->price,
		};
		(void)snprintf(orders[i].reference, sizeof orders[i].reference, "B%09lld-%zu", (long long)proposal->id, i + 1);
	}
	return orders;
}

/* The decision itself, in one transaction with its record. */
static enum status decide(struct session *session, const struct proposal *proposal, enum proposal_state to,
                          const char *event_name, const char *by, const char *why, struct order *orders,
                          size_t order_count, struct error *err)
{
	struct json *details = json_new_object();
	struct client client;
	enum status status = store_get_client(session_store(session), proposal->client_id, &client, err);

	json_put_integer(details, "proposal", proposal->id);
	json_put_text(details, "content_hash", proposal->content_hash);
	json_put_text(details, "maker", proposal->maker);
	if (why != NULL)
		json_put_text(details, "why", why);
	if (order_count > 0) {
		struct json *list = json_new_array();

		for (size_t i = 0; i < order_count; i++)
			json_add(list, json_new_text(orders[i].reference));
		json_put(details, "orders", list);
	}
	if (status == STATUS_OK) {
		const struct journal_event event = record_event(session, event_name, by, client.code, details);

		status = store_decide_proposal(session_store(session), proposal->id, proposal->content_hash,
		                               PROPOSAL_SUBMITTED, to, by, orders, order_count, &event, err);
	}
	json_free(details);
	return status;
}

enum status approve_proposal(struct session *session, int64_t proposal_id, const char *by, size_t *orders,
                             struct error *err)
{
	struct proposal proposal = {0};
	struct order *made = NULL;
	enum status status = store_get_proposal(session_store(session), proposal_id, &proposal, err);

	if (status == STATUS_OK)
		status = check_people(&proposal, by, err);
	if (status == STATUS_OK)
		status = check_waiting(&proposal, session_today(session), session_rules(session), err);
	if (status == STATUS_OK)
		status = check_unchanged(session, &proposal, err);
	if (status == STATUS_OK) {
		made = orders_of(&proposal);
		status = decide(session, &proposal, PROPOSAL_APPROVED, "APPROVED", by, NULL, made, proposal.line_count, err);
	}
	if (status == STATUS_OK)
		*orders = proposal.line_count;
	free(made);
	proposal_clear(&proposal);
	return status;
}

enum status reject_proposal(struct session *session, int64_t proposal_id, const char *by, const char *why,
                            struct error *err)
{
	struct proposal proposal = {0};
	enum status status = store_get_proposal(session_store(session), proposal_id, &proposal, err);

	if (status == STATUS_OK)
		status = check_name(by, err);
	if (status == STATUS_OK && why != NULL && (!text_is_clean(why) || strlen(why) > 400))
		status = error_set(err, STATUS_INVALID, "the reason is too long or holds control characters");
	if (status == STATUS_OK && proposal.state != PROPOSAL_SUBMITTED)
		status = error_set(err, STATUS_REFUSED, "proposal %lld is %s already", (long long)proposal.id,
		                   proposal_state_name(proposal.state));
	if (status == STATUS_OK)
		status = decide(session, &proposal, PROPOSAL_REJECTED, "REJECTED", by, why, NULL, 0, err);
	proposal_clear(&proposal);
	return status;
}
