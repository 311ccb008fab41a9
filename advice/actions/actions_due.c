/* Who is concerned by a corporate action, and whether the ledger says it already. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/session.h"
#include "advice/intake/intake.h"
#include "data/store/store_ledger.h"
#include "data/store/store_price.h"
#include "data/store/store_terms.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/model/series.h"

enum {
	PRICE_AFTER_DAYS = 10,       /* the first price after the ex day, if that day has none       */
};

static const char *const state_names[DUE_STATES] = {"ready", "later", "found", "contained", "lapses", "no-price", "blocked"};

const char *due_state_name(enum due_state state)
{
	return state_names[state];
}

bool due_is_noted(enum due_state state)
{
	return state == DUE_READY || state == DUE_FOUND || state == DUE_CONTAINED || state == DUE_LAPSES;
}

void due_list_clear(struct due_list *list)
{
	free(list->lines);
	free(list->renames);
	*list = (struct due_list){0};
}

/* What is read once and asked about every account. */
struct due_reading {
	struct session *session;
	struct holdings holdings;        /* owned; the account's of the instrument before the ex day     */
	struct {                         /* of the action that was judged last, for all its holders      */
		int64_t action_id, price;    /* 0: none yet; no price is known                               */
		struct instrument instrument, after;
		int dividend;                /* what holders are taken for who did not choose                */
	} facts;
	const struct due_list *looked_at; /* borrowed; what is only looked at leaves no note in the book; NULL: it does */
	struct intake_record *imports;   /* owned                                                        */
	size_t import_count;
	bool has_imports;
};

struct due_reading *due_reading_new(struct session *session)
{
	struct due_reading *reading = memory_new(sizeof *reading);

	reading->session = session;
	return reading;
}

void due_reading_free(struct due_reading *reading)
{
	if (reading == NULL)
		return;
	holdings_clear(&reading->holdings);
	free(reading->imports);
	free(reading);
}

enum status due_lots(struct due_reading *reading, const struct due_line *line, const struct lot **lots, size_t *count,
                     struct error *err)
{
	const enum status status = store_lots_held(session_store(reading->session), line->holder.account_id,
	                                           line->action.instrument_id, date_add_days(line->action.date, -1),
	                                           &reading->holdings, err);

	if (status != STATUS_OK)
		return status;
	*lots = reading->holdings.lots;
	*count = reading->holdings.lot_count;
	return STATUS_OK;
}

enum status due_can_pay(struct session *session, const struct due_line *line, int64_t paid, struct error *err)
{
	struct holdings holdings = {0};
	char needed[DECIMAL_TEXT_SIZE];
	bool can = false;
	enum status status = store_holdings(session_store(session), line->holder.client_id, session_today(session), &holdings, err);

	for (size_t i = 0; status == STATUS_OK && i < holdings.account_count; i++)
		can = can || (holdings.accounts[i].id == line->holder.account_id && holdings.cash[i] >= paid);
	if (status == STATUS_OK && !can)
		status = error_set(err, STATUS_REFUSED, "account %s of %s has less than the %s its rights cost; enter a deposit first, or let "
		                   "them lapse", line->holder.account, line->holder.client,
		                   decimal_format_fixed(paid, currency_decimals(line->holder.currency), needed));
	holdings_clear(&holdings);
	return status;
}

enum status due_is_contained(struct due_reading *reading, const struct due_line *line, bool *is_in, struct error *err)
{
	enum status status = STATUS_OK;

	*is_in = false;
	if (line->holder.stated_entry == 0)
		return STATUS_OK;
	if (!reading->has_imports)
		status = intake_records(reading->session, SIZE_MAX >> 1, &reading->imports, &reading->import_count, err);
	reading->has_imports = status == STATUS_OK;
	for (size_t i = 0; status == STATUS_OK && i < reading->import_count; i++) {
		const struct intake_record *import = &reading->imports[i];
		char day[DATE_TEXT_SIZE] = "";
		struct date taken;

		if (line->holder.stated_entry < import->first || line->holder.stated_entry > import->last)
			continue;
		(void)snprintf(day, sizeof day, "%.10s", import->time);
		*is_in = date_parse(day, &taken, NULL) == STATUS_OK && date_compare(taken, line->action.date) >= 0;
	}
	return status;
}

/* An entry is one event: what another action was found in, in the book or in the list before the line, says nothing of this. */
static enum status is_taken(const struct due_reading *reading, const struct due_line *line, const struct entry *entry,
                            bool *taken, struct error *err)
{
	for (size_t i = 0; reading->looked_at != NULL && i < reading->looked_at->count; i++) {
		const struct due_line *before = &reading->looked_at->lines[i];

		if (before != line && before->state == DUE_FOUND && before->entry == entry->id) {
			*taken = true;
			return STATUS_OK;
		}
	}
	return store_is_found(session_store(reading->session), entry, line->action.id, taken, err);
}

/* Payments of a kind and day as one: what an action has as the sum of two, a statement may show in two rows. False: it is one. */
static bool sum_of_day(const struct entry *entries, size_t count, struct entry *sum)
{
	bool is_more = false;

	*sum = entries[0];
	if (sum->type != ENTRY_DIVIDEND && sum->type != ENTRY_RETURN_OF_CAPITAL)
		return false;
	for (size_t i = 1; i < count && entries[i].date.days == sum->date.days; i++)
		if (entries[i].type == sum->type && action_of_reference(entries[i].reference) == 0) {
			is_more = true;
			if (!checked_add(sum->cash, entries[i].cash, &sum->cash) || !checked_add(sum->price, entries[i].price, &sum->price))
				return false;
		}
	return is_more;
}

/* Row by row, or, is_summed, day by day. */
static enum status find_among(struct due_reading *reading, struct due_line *line, const struct entry *entries, size_t count,
                              bool is_summed, struct error *err)
{
	struct occurrence occurrences[2];
	const size_t length = due_occurrences(line, occurrences);
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < count * length && line->entry == 0; i++) {
		const struct entry *entry = &entries[i / length];
		struct entry sum;
		bool is_other = false;

		if (is_summed && !sum_of_day(entry, count - i / length, &sum))
			continue;
		if (occurrence_said(&occurrences[i % length], is_summed ? &sum : entry) <= SAID_PERHAPS)
			continue;
		status = is_taken(reading, line, entry, &is_other, err);
		if (status != STATUS_OK || is_other)
			continue;
		line->state = DUE_FOUND;
		line->entry = entry->id;
	}
	return status;
}

static enum status find_entry(struct due_reading *reading, struct due_line *line, struct error *err)
{
	struct occurrence occurrences[2];
	struct entry *entries = NULL;
	size_t count = 0;
	enum status status = due_occurrences(line, occurrences) == 0 ? STATUS_OK :
		store_entries_between(session_store(reading->session), line->holder.account_id, line->action.instrument_id,
	                              occurrences[0].from, occurrences[0].to, &entries, &count, err);

	if (status == STATUS_OK)
		status = find_among(reading, line, entries, count, false, err);
	if (status == STATUS_OK && line->entry == 0)
		status = find_among(reading, line, entries, count, true, err);
	free(entries);
	return status;
}

/* The close of the ex day, else the first after it; 0: none is known. */
static enum status price_of(struct session *session, int64_t instrument_id, struct date day, int64_t *price,
                            struct error *err)
{
	struct series closes = {0};
	const enum status status = store_close_series(session_store(session), &instrument_id, 1, day,
	                                              date_add_days(day, PRICE_AFTER_DAYS), &closes, err);

	*price = 0;
	if (status != STATUS_OK)
		return status;
	if (closes.length > 0)
		*price = llround(series_at(&closes, 0, 0) * (double)MICROS);
	series_clear(&closes);
	return STATUS_OK;
}

/* A share for what is dealt on an exchange, a hundredth for a fund; parts of a share stay possible where they are held. */
static int64_t step_of(const struct instrument *instrument, const struct lot *lots, size_t count)
{
	if (strstr(instrument->kind, "fund") != NULL)
		return MICROS / 100;
	for (size_t i = 0; i < count; i++)
		if (lots[i].quantity % MICROS != 0)
			return 1;
	return MICROS;
}

/* What the fund pays its holders in, unless they chose. */
static enum status custom_of(struct session *session, int64_t instrument_id, int *dividend, struct error *err)
{
	struct terms_list list = {0};
	const enum status status = store_terms(session_store(session), instrument_id, &list, err);

	*dividend = list.count > 0 && list.terms[0].reinvests != 0 ? DIVIDEND_REINVEST : DIVIDEND_CASH;
	terms_list_clear(&list);
	return status;
}

/* The same for every holder of an action, of whom there may be ten thousand. */
static enum status learn_facts(struct due_reading *reading, const struct corporate_action *action, struct error *err)
{
	struct store *store = session_store(reading->session);
	enum status status;

	if (reading->facts.action_id == action->id)
		return STATUS_OK;
	reading->facts.action_id = 0;
	status = store_get_instrument(store, action->instrument_id, &reading->facts.instrument, err);
	reading->facts.after = reading->facts.instrument;
	if (status == STATUS_OK && action->into_id != 0)
		status = store_get_instrument(store, action->into_id, &reading->facts.after, err);
	if (status == STATUS_OK)
		status = price_of(reading->session, reading->facts.after.id, action->date, &reading->facts.price, err);
	if (status == STATUS_OK)
		status = custom_of(reading->session, action->instrument_id, &reading->facts.dividend, err);
	if (status == STATUS_OK)
		reading->facts.action_id = action->id;
	return status;
}

static enum status choices_of(struct due_reading *reading, const struct due_line *line, struct claim *holder,
                              struct error *err)
{
	struct store *store = session_store(reading->session);
	int dividend = DIVIDEND_CASH, rights = 0;
	enum status status = store_election(store, line->holder.account_id, line->action.instrument_id, ELECTION_DIVIDEND,
	                                    reading->facts.dividend, &dividend, err);

	if (status == STATUS_OK)
		status = store_election(store, line->holder.account_id, line->action.instrument_id, ELECTION_RIGHTS, 0, &rights, err);
	holder->dividend = dividend == DIVIDEND_REINVEST ? DIVIDEND_REINVEST : DIVIDEND_CASH;
	holder->takes_rights = rights != 0;
	return status;
}

static void blocked(struct due_line *line, const char *why)
{
	line->state = DUE_BLOCKED;
	(void)snprintf(line->why, sizeof line->why, "%.199s", why);
}

static void settle_state(struct session *session, struct due_line *line)
{
	const struct corporate_action *action = &line->action;

	if (line->due.needs_price)
		line->state = DUE_NO_PRICE;
	else if (action->type == ACTION_RIGHTS && line->due.bought == 0)
		line->state = DUE_LAPSES;
	else if ((action->type == ACTION_DIVIDEND || action->type == ACTION_RETURN_OF_CAPITAL) && line->due.bought == 0 &&
	         action->paid.days != 0 &&
	         date_compare(action->paid, session_today(session)) > 0)
		line->state = DUE_LATER;
	else
		line->state = DUE_READY;
}

/* What becomes of the cost, and what is gained by it. */
static enum status reckon_lots(struct due_line *line, const struct lot *lots, size_t count, struct error *err)
{
	struct due_exchange exchange = {0};
	enum status status = STATUS_OK;

	if (line->due.exchanged > 0)
		status = due_exchange_lots(line, lots, count, &exchange, err);
	else if (line->action.type == ACTION_MERGER) { /* for money alone */
		line->cost_after = 0;
		line->lots_after = 0;
		line->realised = line->due.cash - line->cost_before;
	}
	due_exchange_clear(&exchange);
	return status;
}

static enum status work_out(struct due_reading *reading, struct due_line *line, struct error *err)
{
	struct claim holder = {.unit = currency_unit(reading->facts.instrument.currency), .price = reading->facts.price};
	struct error why = {0};
	enum status status = due_lots(reading, line, &holder.lots, &holder.count, err);

	if (status == STATUS_OK)
		status = choices_of(reading, line, &holder, err);
	if (status != STATUS_OK)
		return status;
	holder.step = step_of(&reading->facts.after, holder.lots, holder.count);
	line->lots_before = line->lots_after = holder.count;
	if (!corporate_cost(holder.lots, holder.count, &line->cost_before) ||
	    corporate_entitlement(&line->action, &holder, &line->due, &why) != STATUS_OK) {
		blocked(line, why.message[0] != '\0' ? why.message : "the cost of what is held does not fit into an amount");
		return STATUS_OK;
	}
	line->cost_after = line->cost_before;
	settle_state(reading->session, line);
	if (line->state == DUE_READY && reckon_lots(line, holder.lots, holder.count, &why) != STATUS_OK) {
		blocked(line, why.message);
		return STATUS_OK;
	}
	/* what an entry of the same day would be in the account; of another currency the amount is not compared */
	if (strcmp(line->holder.currency, line->currency) == 0)
		line->cash = line->due.cash + line->due.lieu - line->due.paid;
	return STATUS_OK;
}

/* Rights that are taken cost money the account must have. */
static enum status check_money(struct session *session, struct due_line *line, struct error *err)
{
	struct error why = {0};
	enum status status;

	if (line->state != DUE_READY || line->action.type != ACTION_RIGHTS || line->cash >= 0)
		return STATUS_OK;
	status = due_can_pay(session, line, -line->cash, &why);
	if (status == STATUS_OK)
		return STATUS_OK;
	if (status != STATUS_REFUSED)
		return error_set(err, status, "%s", why.message);
	blocked(line, why.message);
	return STATUS_OK;
}

/* What a statement brought already has changed the lots: so this is asked only of what nothing was found of. */
static enum status reckon_return(struct session *session, struct due_line *line, struct error *err)
{
	struct returned_capital returned = {0};
	struct error why = {0};
	enum status status;

	if (line->state != DUE_READY || line->action.type != ACTION_RETURN_OF_CAPITAL)
		return STATUS_OK;
	status = due_return_lots(session, line, &returned, &why);
	if (status == STATUS_INVALID) {
		blocked(line, why.message);
		return STATUS_OK;
	}
	if (status != STATUS_OK)
		return error_set(err, status, "%s", why.message);
	line->cost_before = returned.cost_before;
	line->cost_after = returned.cost_after;
	line->lots_before = returned.use_count;
	line->lots_after = returned.opened_count;
	line->realised = returned.gain;
	returned_capital_clear(&returned);
	return STATUS_OK;
}

enum status due_judge(struct due_reading *reading, struct due_line *line, struct error *err)
{
	const char *currency = reading->facts.instrument.currency;
	bool is_in = false;
	enum status status = learn_facts(reading, &line->action, err);

	if (status == STATUS_OK)
		status = work_out(reading, line, err);
	if (status == STATUS_OK && line->state != DUE_BLOCKED)
		status = find_entry(reading, line, err);
	if (status == STATUS_OK && line->state != DUE_FOUND)
		status = due_is_contained(reading, line, &is_in, err);
	if (status != STATUS_OK)
		return status;
	if (is_in)
		line->state = DUE_CONTAINED;
	if (line->state == DUE_FOUND || line->state == DUE_CONTAINED || line->state == DUE_BLOCKED)
		return STATUS_OK;
	if (strcmp(line->action.currency, currency) != 0)
		blocked(line, "its money is in another currency than the instrument; enter it as the statement says");
	else if (strcmp(reading->facts.after.currency, currency) != 0)
		blocked(line, "the instruments are in different currencies; enter it as the statement says");
	status = reckon_return(reading->session, line, err);
	return status == STATUS_OK ? check_money(reading->session, line, err) : status;
}

enum status due_actions(struct session *session, const struct due_filter *filter, struct due_line **lines, size_t *count,
                        struct error *err)
{
	struct store *store = session_store(session);
	struct corporate_action *actions = NULL;
	struct due_line *list;
	size_t action_count = 0, length = 0;
	enum status status = store_actions(store, filter->instrument_id, filter->from.days != 0 ? filter->from : (struct date){-25567},
	                                   session_today(session), &actions, &action_count, err);

	if (status != STATUS_OK)
		return status;
	list = memory_new_array(action_count + 1, sizeof *list);
	for (size_t i = 0; status == STATUS_OK && i < action_count; i++) {
		struct instrument instrument;

		if (actions[i].type == ACTION_SYMBOL || (filter->action_id != 0 && actions[i].id != filter->action_id))
			continue;
		list[length].action = actions[i];
		status = store_get_instrument(store, actions[i].instrument_id, &instrument, err);
		if (status != STATUS_OK)
			break;
		memcpy(list[length].symbol, instrument.symbol, sizeof list[length].symbol);
		memcpy(list[length].currency, instrument.currency, sizeof list[length].currency);
		if (actions[i].into_id != 0)
			status = store_get_instrument(store, actions[i].into_id, &instrument, err);
		if (actions[i].into_id != 0 && status == STATUS_OK)
			memcpy(list[length].into, instrument.symbol, sizeof list[length].into);
		length++;
	}
	free(actions);
	if (status != STATUS_OK) {
		free(list);
		return status;
	}
	*lines = list;
	*count = length;
	return STATUS_OK;
}

enum status actions_due(struct session *session, const struct due_filter *filter, struct due_list *list,
                        struct error *err)
{
	struct store *store = session_store(session);
	struct due_reading *reading;
	struct due_list made = {0};
	struct due_line *actions = NULL;
	size_t count = 0;
	enum status status = store_begin_reading(store, err); /* one state for all holders, and the file locked once */

	if (status != STATUS_OK)
		return status;
	reading = due_reading_new(session);
	reading->looked_at = &made;
	status = due_actions(session, filter, &actions, &count, err);
	if (status == STATUS_OK)
		status = due_renames(session, filter, NULL, &made, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct action_holder *holders = NULL;
		size_t holder_count = 0;

		status = store_action_holders(store, &actions[i].action, date_add_days(actions[i].action.date, -1),
		                              filter->client_id, &holders, &holder_count, err);
		for (size_t j = 0; status == STATUS_OK && j < holder_count; j++) {
			made.lines = memory_grow(made.lines, &made.capacity, made.count + 1, sizeof *made.lines);
			made.lines[made.count] = actions[i];
			made.lines[made.count].holder = holders[j];
			status = due_judge(reading, &made.lines[made.count++], err);
		}
		free(holders);
	}
	free(actions);
	due_reading_free(reading);
	(void)store_commit(store, NULL); /* nothing was written */
	if (status == STATUS_OK)
		*list = made;
	else
		due_list_clear(&made);
	return status;
}
