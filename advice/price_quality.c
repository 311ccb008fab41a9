/* Prices judged, held back and settled. */
#include "advice/price_quality.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/record.h"
#include "advice/session.h"
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

enum status quality_judge(struct session *session, const struct instrument *instrument, const struct price *prices,
                          const char (*currencies)[4], size_t count, struct price_finding *findings, struct error *err)
{
	struct price_arrival *arrivals;
	struct price_point *known = NULL;
	struct series stored = {0};
	const struct calendar *calendar;
	struct date first;
	size_t known_count = 0;
	bool is_adjusted = true;
	enum status status;

	if (count == 0)
		return STATUS_OK;
	first = prices[0].date;
	for (size_t i = 0; i < count; i++) {
		is_adjusted = is_adjusted && prices[i].adjusted_close > 0;
		first = date_compare(prices[i].date, first) < 0 ? prices[i].date : first;
	}
	first = date_compare(first, session_today(session)) > 0 ? session_today(session) : first;
	status = (is_adjusted ? store_price_series : store_close_series)(session_store(session), &instrument->id, 1,
	                                                                 date_add_days(first, -HABIT_DAYS),
	                                                                 session_today(session), &stored, err);
	if (status != STATUS_OK)
		return status;
	known_count = points_of(&stored, 0, &known);
	arrivals = memory_new_array(count, sizeof *arrivals);
	for (size_t i = 0; i < count; i++) {
		arrivals[i] = (struct price_arrival){prices[i].date, is_adjusted ? prices[i].adjusted_close : prices[i].close, ""};
		if (currencies != NULL)
			memcpy(arrivals[i].currency, currencies[i], sizeof arrivals[i].currency);
	}
	status = session_calendar_of(session, instrument, &calendar, err);
	if (status == STATUS_OK)
		status = price_gate(known, known_count, arrivals, count, instrument->currency, calendar, session_today(session),
		                    findings, err);
	series_clear(&stored);
	free(arrivals);
	free(known);
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

enum status quality_score(struct session *session, const struct instrument *instrument, const struct series *prices,
                          size_t column, struct price_score *score, struct error *err)
{
	struct price_point *points = NULL;
	struct held_price *held = NULL;
	const struct calendar *calendar;
	struct date *vouched;
	const size_t count = points_of(prices, column, &points);
	size_t held_count = 0, vouched_count = 0;
	enum status status = store_held_prices(session_store(session), false, &held, &held_count, err);

	vouched = memory_new_array(held_count + 1, sizeof *vouched);
	for (size_t i = 0; status == STATUS_OK && i < held_count; i++)
		if (held[i].instrument_id == instrument->id && held[i].kept > 0)
			vouched[vouched_count++] = held[i].date;
	if (status == STATUS_OK)
		status = session_calendar_of(session, instrument, &calendar, err);
	if (status == STATUS_OK)
		status = price_score(points, count, calendar, instrument->asset_class == ASSET_CASH, vouched, vouched_count, score, err);
	free(vouched);
	free(held);
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
	if (answer == QUALITY_ACCEPT && held->close <= 0)
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

/* Later prices of the instrument that are fine beside the one taken. */
static enum status follow(struct session *session, const struct instrument *instrument, const struct held_price *first,
                          const char *by, struct json *numbers, size_t *followed, struct error *err)
{
	struct held_price *held = NULL;
	size_t count = 0;
	enum status status = store_held_prices(session_store(session), true, &held, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct price price = {.instrument_id = held[i].instrument_id, .date = held[i].date, .close = held[i].close,
		                            .adjusted_close = held[i].adjusted_close};
		struct price_finding finding;
		char why[48];

		if (held[i].instrument_id != first->instrument_id || date_compare(held[i].date, first->date) <= 0)
			continue;
		status = quality_judge(session, instrument, &price, (const char (*)[4])&held[i].currency, 1, &finding, err);
		if (status != STATUS_OK || finding.fault != PRICE_FINE)
			continue;
		(void)snprintf(why, sizeof why, "follows price %lld", (long long)first->id);
		status = settle_one(session, &held[i], QUALITY_ACCEPT, 0, by, why, err);
		json_add(numbers, json_new_integer(held[i].id));
		(*followed)++;
	}
	free(held);
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
