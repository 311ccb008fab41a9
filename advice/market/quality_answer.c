/* What a person says about a price or an exchange rate that was held back, and what comes of it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/market/price_quality.h"
#include "advice/market/rate_quality.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/base/text.h"
#include "engine/model/total_return.h"

/* What is answered, how, and by whom. */
struct reply {
	struct session *session;
	enum quality_answer answer;
	int64_t figure;                 /* for QUALITY_CORRECT                                            */
	const char *by, *why;
	struct instrument instrument;   /* of a price                                                     */
	struct held_figure held;
	struct json *followed;          /* owned; numbers of those that were taken after it               */
};

static bool is_words(const char *text, size_t size)
{
	return text != NULL && text[strspn(text, " \t")] != '\0' && strlen(text) < size && text_is_clean(text);
}

static bool is_rate(const struct held_figure *held)
{
	return held->base[0] != '\0';
}

static const char *noun(const struct held_figure *held)
{
	return is_rate(held) ? "rate" : "price";
}

static enum status check_answer(const struct reply *reply, struct error *err)
{
	const struct held_figure *held = &reply->held;
	const struct instrument *instrument = &reply->instrument;
	char day[DATE_TEXT_SIZE];

	if (held->state != HELD_WAITS)
		return error_set(err, STATUS_REFUSED, is_rate(held) ? "rate %lld was settled by %s already" :
		                                                  "price %lld was settled by %s already", (long long)held->id, held->actor);
	if (reply->answer == QUALITY_REJECT)
		return STATUS_OK;
	if (reply->answer == QUALITY_CORRECT && reply->figure <= 0)
		return error_set(err, STATUS_INVALID, "%s", is_rate(held) ? "a corrected rate must be above 0" :
		                                                        "a corrected close must be above 0");
	if (date_compare(held->date, session_today(reply->session)) > 0)
		return error_set(err, STATUS_REFUSED, is_rate(held) ?
		                 "rate %lld is of %s, which is yet to come; reject it" :
		                 "price %lld is of %s, which is yet to come; reject it", (long long)held->id,
		                 date_format(held->date, day));
	if (reply->answer == QUALITY_ACCEPT && (held->close <= 0 || held->adjusted_close < 0))
		return error_set(err, STATUS_REFUSED, is_rate(held) ? "rate %lld is not above 0; correct or reject it" :
		                                                  "price %lld is not above 0; correct or reject it",
		                 (long long)held->id);
	if (reply->answer == QUALITY_ACCEPT && !is_rate(held) && held->currency[0] != '\0' &&
	    strcmp(held->currency, instrument->currency) != 0)
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

static enum status put(struct session *session, const struct held_figure *held, int64_t figure, int64_t adjusted,
                       int64_t delivery_id, struct error *err)
{
	const struct price price = {.instrument_id = held->instrument_id, .date = held->date, .close = figure,
	                            .adjusted_close = adjusted};
	struct rate rate = {.date = held->date, .value = figure};

	if (!is_rate(held))
		return store_put_price(session_store(session), &price, delivery_id, session_time(session), NULL, err);
	memcpy(rate.base, held->base, sizeof rate.base);
	memcpy(rate.quote, held->currency, sizeof rate.quote);
	return store_put_rate(session_store(session), &rate, delivery_id, session_time(session), NULL, err);
}

/* Takes a figure in the place of what was held, and says who did. */
static enum status settle_one(struct session *session, struct held_figure *held, enum quality_answer answer,
                              int64_t figure, const char *by, const char *why, struct error *err)
{
	static const enum held_state states[] = {[QUALITY_ACCEPT] = HELD_ACCEPTED, [QUALITY_REJECT] = HELD_REJECTED,
	                                         [QUALITY_CORRECT] = HELD_CORRECTED};
	const bool is_corrected = answer == QUALITY_CORRECT;
	const int64_t kept = is_corrected ? figure : held->close;
	int64_t delivery_id = held->delivery_id;
	enum status status = STATUS_OK;

	held->state = states[answer];
	held->kept = answer == QUALITY_REJECT ? 0 : kept;
	(void)snprintf(held->actor, sizeof held->actor, "%s", by);
	(void)snprintf(held->note, sizeof held->note, "%s", why);
	if (is_corrected)
		status = delivery_by_hand(session, by, &delivery_id, err);
	if (status == STATUS_OK && answer != QUALITY_REJECT)
		status = put(session, held, kept, is_corrected ? 0 : held->adjusted_close, delivery_id, err);
	return status == STATUS_OK ? store_settle_held(session_store(session), held, err) : status;
}

/* Those that wait and come after one of the same instrument or pair, moved to the front. */
static size_t later_ones(struct held_figure *held, size_t count, const struct held_figure *first)
{
	size_t later = 0;

	for (size_t i = 0; i < count; i++)
		if (held[i].instrument_id == first->instrument_id && strcmp(held[i].base, first->base) == 0 &&
		    (!is_rate(first) || strcmp(held[i].currency, first->currency) == 0) &&
		    date_compare(held[i].date, first->date) > 0)
			held[later++] = held[i];
	return later;
}

/* Which of the later prices are fine by now. */
static enum status judge_prices(const struct reply *reply, const struct held_figure *held, size_t count, bool *is_fine,
                                struct error *err)
{
	struct price_finding *findings = memory_new_array(count + 1, sizeof *findings);
	struct price *prices = memory_new_array(count + 1, sizeof *prices);
	char (*currencies)[4] = memory_new_array(count + 1, sizeof *currencies);
	struct delivery delivery;
	enum close_kind kind = CLOSE_RAW;
	enum status status = store_get_delivery(session_store(reply->session), reply->held.delivery_id, &delivery, err);

	for (size_t i = 0; i < count; i++) {
		prices[i] = (struct price){held[i].instrument_id, held[i].date, held[i].close, held[i].adjusted_close};
		memcpy(currencies[i], held[i].currency, sizeof currencies[i]);
	}
	if (status == STATUS_OK) {
		(void)close_kind_parse(delivery.kind, &kind);
		status = quality_judge(reply->session, &reply->instrument, kind, 0.0, prices, (const char (*)[4])currencies, count,
		                       findings, err);
	}
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		is_fine[i] = findings[i].fault == PRICE_FINE;
	free(findings);
	free(prices);
	free(currencies);
	return status;
}

static enum status judge_rates(const struct reply *reply, const struct held_figure *held, size_t count, bool *is_fine,
                               struct error *err)
{
	struct price_finding *findings = memory_new_array(count + 1, sizeof *findings);
	struct rate_point *rates = memory_new_array(count + 1, sizeof *rates);
	enum status status;

	for (size_t i = 0; i < count; i++)
		rates[i] = (struct rate_point){.date = held[i].date, .value = held[i].close};
	status = quality_judge_rates(reply->session, reply->held.base, reply->held.currency, 0.0, rates, count, findings, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		is_fine[i] = findings[i].fault == PRICE_FINE;
	free(findings);
	free(rates);
	return status;
}

/* Later ones of the same instrument or pair that are fine beside the one taken. */
static enum status follow(struct reply *reply, size_t *followed, struct error *err)
{
	struct store *store = session_store(reply->session);
	struct held_figure *held = NULL;
	bool *is_fine = NULL;
	char why[48];
	size_t count = 0;
	enum status status = is_rate(&reply->held) ? store_held_rates(store, true, &held, &count, err) :
	                                             store_held_prices(store, true, &held, &count, err);

	if (status == STATUS_OK) {
		count = later_ones(held, count, &reply->held);
		is_fine = memory_new_array(count + 1, sizeof *is_fine);
		status = is_rate(&reply->held) ? judge_rates(reply, held, count, is_fine, err) :
		                                 judge_prices(reply, held, count, is_fine, err);
	}
	(void)snprintf(why, sizeof why, is_rate(&reply->held) ? "follows rate %lld" : "follows price %lld",
	               (long long)reply->held.id);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		if (!is_fine[i])
			continue;
		status = settle_one(reply->session, &held[i], QUALITY_ACCEPT, 0, reply->by, why, err);
		json_add(reply->followed, json_new_integer(held[i].id));
		(*followed)++;
	}
	free(held);
	free(is_fine);
	return status;
}

/* Figures of prices are decimals; those of rates have ten places and stand as text. */
static void put_figure(struct json *details, const char *name, const struct held_figure *held, int64_t figure)
{
	char text[RATE_TEXT_SIZE];

	if (is_rate(held))
		json_put_text(details, name, rate_format(figure, text));
	else
		json_put_decimal(details, name, figure);
}

/* Takes reply->followed over. */
static enum status record_answer(struct reply *reply, struct error *err)
{
	static const char *const words[] = {[HELD_ACCEPTED] = "accepted", [HELD_REJECTED] = "rejected",
	                                    [HELD_CORRECTED] = "corrected"};
	const struct held_figure *held = &reply->held;
	struct json *details = json_new_object();
	const struct journal_event event = record_event(reply->session, is_rate(held) ? "RATE_SETTLED" : "PRICE_SETTLED",
	                                                reply->by, NULL, details);
	char pair[8];
	enum status status;

	json_put_integer(details, noun(held), held->id);
	if (is_rate(held)) {
		(void)snprintf(pair, sizeof pair, "%s/%s", held->base, held->currency);
		json_put_text(details, "pair", pair);
	} else {
		json_put_text(details, "symbol", reply->instrument.symbol);
	}
	record_date(details, "date", held->date);
	put_figure(details, "came", held, held->close);
	json_put_text(details, "source", held->source);
	json_put_text(details, "fault", held->fault);
	json_put_text(details, "answer", words[held->state]);
	put_figure(details, "kept", held, held->kept);
	json_put_text(details, "why", reply->why);
	json_put(details, "followed", reply->followed);
	reply->followed = NULL;
	status = journal_append(session_store(reply->session), &event, err);
	json_free(details);
	return status;
}

/* Inside a transaction; reply->held has been read. */
static enum status settle_inside(struct reply *reply, size_t *followed, struct error *err)
{
	enum status status = STATUS_OK;

	if (!is_rate(&reply->held))
		status = store_get_instrument(session_store(reply->session), reply->held.instrument_id, &reply->instrument, err);
	if (status == STATUS_OK)
		status = check_answer(reply, err);
	if (status == STATUS_OK)
		status = settle_one(reply->session, &reply->held, reply->answer, reply->figure, reply->by, reply->why, err);
	if (status != STATUS_OK)
		return status;
	reply->followed = json_new_array();
	if (reply->answer != QUALITY_REJECT)
		status = follow(reply, followed, err);
	if (status == STATUS_OK)
		return record_answer(reply, err);
	json_free(reply->followed);
	return status;
}

static enum status settle(struct reply *reply, int64_t id,
                          enum status (*find)(struct store *store, int64_t id, struct held_figure *held, struct error *err),
                          size_t *followed, struct error *err)
{
	struct store *store = session_store(reply->session);
	size_t count = 0;
	enum status status;

	if (!is_words(reply->by, NAME_SIZE))
		return error_set(err, STATUS_INVALID, "who settles it must be named, in fewer than %d bytes and without control "
		                 "characters", NAME_SIZE);
	if (!is_words(reply->why, sizeof reply->held.note))
		return error_set(err, STATUS_INVALID, "why must be said, in fewer than 200 bytes and without control characters");
	status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	status = find(store, id, &reply->held, err);
	if (status == STATUS_OK)
		status = settle_inside(reply, &count, err);
	if (status == STATUS_OK)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status != STATUS_OK)
		return status;
	session_forget_market(reply->session);
	*followed = count;
	return STATUS_OK;
}

enum status quality_settle(struct session *session, int64_t id, enum quality_answer answer, int64_t close,
                           const char *by, const char *why, size_t *followed, struct error *err)
{
	struct reply reply = {.session = session, .answer = answer, .figure = close, .by = by, .why = why};

	return settle(&reply, id, store_get_held_price, followed, err);
}

enum status quality_settle_rate(struct session *session, int64_t id, enum quality_answer answer, int64_t value,
                                const char *by, const char *why, size_t *followed, struct error *err)
{
	struct reply reply = {.session = session, .answer = answer, .figure = value, .by = by, .why = why};

	return settle(&reply, id, store_get_held_rate, followed, err);
}
