/* Prices judged, held back and settled. */
#include "advice/market/price_quality.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/market/price_series.h"
#include "data/store/store_action.h"
#include "data/store/store_close.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"

enum { HABIT_DAYS = 400 }; /* of history behind the first arrival: more than a year of returns */

/* A column of prices without its holes. The caller frees *points. */
static size_t points_of(const struct series *prices, size_t column, struct price_point **points)
{
	size_t count = 0;

	*points = memory_new_array(prices->length + 1, sizeof **points);
	for (size_t t = 0; t < prices->length; t++) {
		const double close = series_at(prices, t, column);

		if (!isnan(close) && close > 0.0)
			(*points)[count++] = (struct price_point){prices->dates[t], llround(close * (double)MICROS)};
	}
	return count;
}

/* What is judged, and by what. */
struct judgement {
	struct corporate_action *actions; /* owned */
	size_t action_count;
	struct price_point *known;   /* owned */
	size_t known_count;
	struct price_arrival *arrivals; /* owned */
	bool is_adjusted;            /* nothing is known of actions, and the source adjusted all of them */
};

static int64_t as_dealt(const struct judgement *judgement, struct date date, int64_t close, struct date reckoned)
{
	const struct close_point point = {date, decimal_to_double(close), reckoned};

	if (judgement->action_count == 0 || close <= 0)
		return close;
	return llround(close_as_dealt(&point, judgement->actions, judgement->action_count) * (double)MICROS);
}

static enum status read_known(struct session *session, const struct instrument *instrument, struct date first,
                              struct judgement *judgement, struct error *err)
{
	struct kept_close *closes = NULL;
	size_t count = 0;
	enum status status = store_closes(session_store(session), instrument->id, date_add_days(first, -HABIT_DAYS),
	                                  session_today(session), &closes, &count, err);

	if (status != STATUS_OK)
		return status;
	judgement->known = memory_new_array(count + 1, sizeof *judgement->known);
	for (size_t i = 0; i < count; i++) {
		const int64_t adjusted = judgement->is_adjusted ? closes[i].adjusted_close : 0;

		judgement->known[i] = (struct price_point){
			closes[i].date, adjusted > 0 ? adjusted : as_dealt(judgement, closes[i].date, closes[i].close,
			                                                   series_reckoned_to(closes, count, i))};
	}
	judgement->known_count = count;
	free(closes);
	return STATUS_OK;
}

static void take_arrivals(const struct session *session, enum close_kind kind, const struct price *prices,
                          const char (*currencies)[4], size_t count, struct judgement *judgement)
{
	/* The last close of the delivery says up to when its source reckoned. */
	const struct date until = count > 0 ? prices[count - 1].date : session_today(session);

	judgement->arrivals = memory_new_array(count, sizeof *judgement->arrivals);
	for (size_t i = 0; i < count; i++) {
		struct price_arrival *arrival = &judgement->arrivals[i];

		*arrival = (struct price_arrival){prices[i].date, prices[i].adjusted_close, ""};
		if (!judgement->is_adjusted || prices[i].close <= 0)
			arrival->close = as_dealt(judgement, prices[i].date, prices[i].close,
			                          kind == CLOSE_SPLIT_ADJUSTED ? until : prices[i].date);
		if (currencies != NULL)
			memcpy(arrival->currency, currencies[i], sizeof arrival->currency);
	}
}

/* What says again what the book has of a day is not asked about again: it was fine, or a person took it. */
static void excuse_known(const struct judgement *judgement, size_t count, struct price_finding *findings)
{
	size_t low, high;

	for (size_t i = 0; i < count; i++) {
		const struct price_arrival *arrival = &judgement->arrivals[i];

		if (findings[i].fault < PRICE_OTHER_UNIT)
			continue;
		for (low = 0, high = judgement->known_count; low < high;) {
			const size_t middle = low + (high - low) / 2;

			if (date_compare(judgement->known[middle].date, arrival->date) < 0)
				low = middle + 1;
			else
				high = middle;
		}
		if (low < judgement->known_count && judgement->known[low].date.days == arrival->date.days &&
		    judgement->known[low].close == arrival->close)
			findings[i].fault = PRICE_FINE;
	}
}

enum status quality_judge(struct session *session, const struct instrument *instrument, enum close_kind kind,
                          double leap_most, const struct price *prices, const char (*currencies)[4], size_t count,
                          struct price_finding *findings, struct error *err)
{
	struct judgement judgement = {0};
	struct price_terms terms = {.currency = instrument->currency, .today = session_today(session), .leap_most = leap_most};
	struct date first;
	enum status status;

	if (count == 0)
		return STATUS_OK;
	status = store_actions(session_store(session), instrument->id, (struct date){INT32_MIN}, terms.today,
	                       &judgement.actions, &judgement.action_count, err);
	if (status != STATUS_OK)
		return status;
	first = date_compare(prices[0].date, terms.today) > 0 ? terms.today : prices[0].date;
	judgement.is_adjusted = judgement.action_count == 0;
	for (size_t i = 0; i < count; i++) {
		judgement.is_adjusted = judgement.is_adjusted && (prices[i].adjusted_close > 0 || prices[i].close <= 0);
		first = date_compare(prices[i].date, first) < 0 ? prices[i].date : first;
	}
	status = read_known(session, instrument, first, &judgement, err);
	if (status == STATUS_OK)
		status = session_calendar_of(session, instrument, &terms.calendar, err);
	if (status == STATUS_OK) {
		take_arrivals(session, kind, prices, currencies, count, &judgement);
		terms.actions = judgement.actions;
		terms.action_count = judgement.action_count;
		status = price_gate(judgement.known, judgement.known_count, judgement.arrivals, count, &terms, findings, err);
	}
	if (status == STATUS_OK)
		excuse_known(&judgement, count, findings);
	free(judgement.actions);
	free(judgement.known);
	free(judgement.arrivals);
	return status;
}

enum status quality_hold(struct session *session, const struct price *price, const char *currency, int64_t delivery_id,
                         const struct price_finding *finding, bool *is_new, struct error *err)
{
	struct held_price held = {.instrument_id = price->instrument_id, .delivery_id = delivery_id, .date = price->date,
	                          .close = price->close, .adjusted_close = price->adjusted_close, .before = finding->before};
	enum put_result result = PUT_SAME;
	enum status status;

	(void)snprintf(held.currency, sizeof held.currency, "%s", currency);
	(void)snprintf(held.fault, sizeof held.fault, "%s", price_fault_name(finding->fault));
	status = store_hold_price(session_store(session), &held, &result, err);
	if (status == STATUS_OK)
		*is_new = result == PUT_NEW;
	return status;
}

enum status quality_settle_taken(struct session *session, int64_t instrument_id, struct error *err)
{
	size_t waiting = 0, settled;
	enum status status = store_count_waiting(session_store(session), instrument_id, &waiting, err);

	if (status != STATUS_OK || waiting == 0)
		return status;
	return store_settle_taken(session_store(session), instrument_id, "system", "came again and is fine by what is known now",
	                          &settled, err);
}

enum status quality_score(struct session *session, const struct instrument *instrument, const struct series *prices,
                          size_t column, struct price_score *score, struct error *err)
{
	struct price_point *points = NULL;
	const struct calendar *calendar;
	struct date *vouched = NULL;
	const size_t count = points_of(prices, column, &points);
	size_t vouched_count = 0;
	enum status status = store_vouched_days(session_store(session), instrument->id, &vouched, &vouched_count, err);

	if (status == STATUS_OK)
		status = session_calendar_of(session, instrument, &calendar, err);
	if (status == STATUS_OK)
		status = price_score(points, count, calendar, instrument->asset_class == ASSET_CASH, vouched, vouched_count, score, err);
	free(vouched);
	free(points);
	return status;
}

/* ---- a person's answer -------------------------------------------------------------------------------------------- */

static bool is_words(const char *text, size_t size)
{
	return text != NULL && text[strspn(text, " \t")] != '\0' && strlen(text) < size && text_is_clean(text);
}

static enum status check_answer(const struct session *session, const struct instrument *instrument,
                                const struct held_price *held, enum quality_answer answer, int64_t close,
                                struct error *err)
{
	char day[DATE_TEXT_SIZE];

	if (answer == QUALITY_REJECT)
		return STATUS_OK;
	if (answer == QUALITY_CORRECT && close <= 0)
		return error_set(err, STATUS_INVALID, "a corrected close must be above 0");
	if (date_compare(held->date, session_today(session)) > 0)
		return error_set(err, STATUS_REFUSED, "price %lld is of %s, which is yet to come; reject it", (long long)held->id,
		                 date_format(held->date, day));
	if (answer == QUALITY_ACCEPT && (held->close <= 0 || held->adjusted_close < 0))
		return error_set(err, STATUS_REFUSED, "price %lld is not above 0; correct or reject it", (long long)held->id);
	if (answer == QUALITY_ACCEPT && held->currency[0] != '\0' && strcmp(held->currency, instrument->currency) != 0)
		return error_set(err, STATUS_REFUSED, "price %lld is in %s and the instrument in %s; correct or reject it",
		                 (long long)held->id, held->currency, instrument->currency);
	return STATUS_OK;
}

/* What a person says in the place of what came is a delivery of that person's. */
static enum status delivery_by_hand(struct session *session, const char *by, int64_t *id, struct error *err)
{
	struct delivery delivery = {.source = "hand", .kind = "hand"};

	(void)snprintf(delivery.subject, sizeof delivery.subject, "%s", by);
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", session_time(session));
	return store_put_delivery(session_store(session), &delivery, id, err);
}

/* Takes a close in the place of what was held, and says who did. */
static enum status settle_one(struct session *session, struct held_price *held, enum quality_answer answer,
                              int64_t close, const char *by, const char *why, struct error *err)
{
	static const enum held_state states[] = {[QUALITY_ACCEPT] = HELD_ACCEPTED, [QUALITY_REJECT] = HELD_REJECTED,
	                                         [QUALITY_CORRECT] = HELD_CORRECTED};
	const struct price price = {.instrument_id = held->instrument_id, .date = held->date,
	                            .close = answer == QUALITY_CORRECT ? close : held->close,
	                            .adjusted_close = answer == QUALITY_CORRECT ? 0 : held->adjusted_close};
	int64_t delivery_id = held->delivery_id;
	enum status status = STATUS_OK;

	held->state = states[answer];
	held->kept = answer == QUALITY_REJECT ? 0 : price.close;
	(void)snprintf(held->actor, sizeof held->actor, "%s", by);
	(void)snprintf(held->note, sizeof held->note, "%s", why);
	if (answer == QUALITY_CORRECT)
		status = delivery_by_hand(session, by, &delivery_id, err);
	if (status == STATUS_OK && answer != QUALITY_REJECT)
		status = store_put_price(session_store(session), &price, delivery_id, session_time(session), NULL, err);
	return status == STATUS_OK ? store_settle_held(session_store(session), held, err) : status;
}

/* Those that wait and come after one of the same instrument, moved to the front. */
static size_t later_ones(struct held_price *held, size_t count, const struct held_price *first)
{
	size_t later = 0;

	for (size_t i = 0; i < count; i++)
		if (held[i].instrument_id == first->instrument_id && date_compare(held[i].date, first->date) > 0)
			held[later++] = held[i];
	return later;
}

/* Later prices of the instrument that are fine beside the one taken. */
static enum status follow(struct session *session, const struct instrument *instrument, const struct held_price *first,
                          const char *by, struct json *numbers, size_t *followed, struct error *err)
{
	struct held_price *held = NULL;
	struct price_finding *findings = NULL;
	struct price *prices = NULL;
	char (*currencies)[4] = NULL, why[48];
	struct delivery delivery;
	enum close_kind kind = CLOSE_RAW;
	size_t count = 0;
	enum status status = store_held_prices(session_store(session), true, &held, &count, err);

	if (status == STATUS_OK)
		status = store_get_delivery(session_store(session), first->delivery_id, &delivery, err);
	if (status == STATUS_OK) {
		(void)close_kind_parse(delivery.kind, &kind);
		count = later_ones(held, count, first);
		findings = memory_new_array(count + 1, sizeof *findings);
		prices = memory_new_array(count + 1, sizeof *prices);
		currencies = memory_new_array(count + 1, sizeof *currencies);
		for (size_t i = 0; i < count; i++) {
			prices[i] = (struct price){held[i].instrument_id, held[i].date, held[i].close, held[i].adjusted_close};
			memcpy(currencies[i], held[i].currency, sizeof currencies[i]);
		}
		status = quality_judge(session, instrument, kind, 0.0, prices, (const char (*)[4])currencies, count, findings, err);
	}
	(void)snprintf(why, sizeof why, "follows price %lld", (long long)first->id);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		if (findings[i].fault != PRICE_FINE)
			continue;
		status = settle_one(session, &held[i], QUALITY_ACCEPT, 0, by, why, err);
		json_add(numbers, json_new_integer(held[i].id));
		(*followed)++;
	}
	free(held);
	free(findings);
	free(prices);
	free(currencies);
	return status;
}

static enum status record_answer(struct session *session, const struct instrument *instrument,
                                 const struct held_price *held, const char *by, const char *why, struct json *numbers,
                                 struct error *err)
{
	static const char *const words[] = {[HELD_ACCEPTED] = "accepted", [HELD_REJECTED] = "rejected",
	                                    [HELD_CORRECTED] = "corrected"};
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, "PRICE_SETTLED", by, NULL, details);
	enum status status;

	json_put_integer(details, "price", held->id);
	json_put_text(details, "symbol", instrument->symbol);
	record_date(details, "date", held->date);
	json_put_decimal(details, "came", held->close);
	json_put_text(details, "source", held->source);
	json_put_text(details, "fault", held->fault);
	json_put_text(details, "answer", words[held->state]);
	json_put_decimal(details, "kept", held->kept);
	json_put_text(details, "why", why);
	json_put(details, "followed", numbers);
	status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}

static enum status settle_inside(struct session *session, int64_t id, enum quality_answer answer, int64_t close,
                                 const char *by, const char *why, size_t *followed, struct error *err)
{
	struct store *store = session_store(session);
	struct instrument instrument;
	struct held_price held;
	struct json *numbers;
	enum status status = store_get_held(store, id, &held, err);

	if (status == STATUS_OK)
		status = store_get_instrument(store, held.instrument_id, &instrument, err);
	if (status == STATUS_OK && held.state != HELD_WAITS)
		return error_set(err, STATUS_REFUSED, "price %lld was settled by %s already", (long long)id, held.actor);
	if (status == STATUS_OK)
		status = check_answer(session, &instrument, &held, answer, close, err);
	if (status == STATUS_OK)
		status = settle_one(session, &held, answer, close, by, why, err);
	if (status != STATUS_OK)
		return status;
	numbers = json_new_array();
	if (answer != QUALITY_REJECT)
		status = follow(session, &instrument, &held, by, numbers, followed, err);
	if (status != STATUS_OK) {
		json_free(numbers);
		return status;
	}
	return record_answer(session, &instrument, &held, by, why, numbers, err);
}

enum status quality_settle(struct session *session, int64_t id, enum quality_answer answer, int64_t close,
                           const char *by, const char *why, size_t *followed, struct error *err)
{
	struct store *store = session_store(session);
	size_t count = 0;
	enum status status;

	if (!is_words(by, NAME_SIZE))
		return error_set(err, STATUS_INVALID, "who settles it must be named, in fewer than %d bytes and without control "
		                 "characters", NAME_SIZE);
	if (!is_words(why, sizeof((struct held_price *)NULL)->note))
		return error_set(err, STATUS_INVALID, "why must be said, in fewer than 200 bytes and without control characters");
	status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	status = settle_inside(session, id, answer, close, by, why, &count, err);
	if (status == STATUS_OK)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status != STATUS_OK)
		return status;
	session_forget_market(session);
	*followed = count;
	return STATUS_OK;
}
