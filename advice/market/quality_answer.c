/* What a person says about prices and exchange rates that were held back, and what comes of it. */
#include "advice/market/quality_answer.h"

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

enum { NOTE_SIZE = sizeof ((struct held_figure *)0)->note };

/* The answer to what was chosen of one kind. */
struct round {
	struct session *session;
	const struct quality_reply *reply;
	bool is_rates;
	struct held_figure *held;       /* owned; what waits, by series and day; settled as the round goes on */
	size_t count;
	bool *is_chosen;                /* owned                                                              */
	bool *has_others;               /* owned; whether any that is not chosen stands behind it in its series */
	struct instrument instrument;   /* of the price that is settled; id 0: none yet                       */
	size_t chosen, followed;
	struct json *settled, *followers; /* owned; what the record says of each, and numbers                 */
};

static bool is_words(const char *text, size_t size)
{
	return text != NULL && text[strspn(text, " \t")] != '\0' && strlen(text) < size && text_is_clean(text);
}

static bool is_rate(const struct held_figure *held)
{
	return held->base[0] != '\0';
}

static bool waits(const struct held_figure *held)
{
	return held->state == HELD_WAITS;
}

static enum status check_answer(const struct round *round, const struct held_figure *held, struct error *err)
{
	const enum quality_answer answer = round->reply->answer;
	char day[DATE_TEXT_SIZE];

	if (answer == QUALITY_REJECT)
		return STATUS_OK;
	if (answer == QUALITY_CORRECT && round->reply->figure <= 0)
		return error_set(err, STATUS_INVALID, "%s", is_rate(held) ? "a corrected rate must be above 0" :
		                                                        "a corrected close must be above 0");
	if (date_compare(held->date, session_today(round->session)) > 0)
		return error_set(err, STATUS_REFUSED, is_rate(held) ?
		                 "rate %lld is of %s, which is yet to come; reject it" :
		                 "price %lld is of %s, which is yet to come; reject it", (long long)held->id,
		                 date_format(held->date, day));
	if (answer == QUALITY_ACCEPT && (held->close <= 0 || held->adjusted_close < 0))
		return error_set(err, STATUS_REFUSED, is_rate(held) ? "rate %lld is not above 0; correct or reject it" :
		                                                  "price %lld is not above 0; correct or reject it",
		                 (long long)held->id);
	if (answer == QUALITY_ACCEPT && !is_rate(held) && held->currency[0] != '\0' &&
	    strcmp(held->currency, round->instrument.currency) != 0)
		return error_set(err, STATUS_REFUSED, "price %lld is in %s and the instrument in %s; correct or reject it",
		                 (long long)held->id, held->currency, round->instrument.currency);
	return STATUS_OK;
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
		status = record_by_hand(session, by, &delivery_id, err);
	if (status == STATUS_OK && answer != QUALITY_REJECT)
		status = put(session, held, kept, is_corrected ? 0 : held->adjusted_close, delivery_id, err);
	return status == STATUS_OK ? store_settle_held(session_store(session), held, err) : status;
}

/* Which of later prices are fine by now. */
static enum status judge_prices(const struct round *round, const struct held_figure *taken, const struct held_figure *held,
                                size_t count, struct price_finding *findings, struct error *err)
{
	struct price *prices = memory_new_array(count + 1, sizeof *prices);
	char (*currencies)[4] = memory_new_array(count + 1, sizeof *currencies);
	struct delivery delivery;
	enum close_kind kind = CLOSE_RAW;
	enum status status = store_get_delivery(session_store(round->session), taken->delivery_id, &delivery, err);

	for (size_t i = 0; i < count; i++) {
		prices[i] = (struct price){held[i].instrument_id, held[i].date, held[i].close, held[i].adjusted_close};
		memcpy(currencies[i], held[i].currency, sizeof currencies[i]);
	}
	if (status == STATUS_OK) {
		(void)close_kind_parse(delivery.kind, &kind);
		status = quality_judge(round->session, &round->instrument, kind, 0.0, prices, (const char (*)[4])currencies, count,
		                       findings, err);
	}
	free(prices);
	free(currencies);
	return status;
}

static enum status judge_rates(const struct round *round, const struct held_figure *taken, const struct held_figure *held,
                               size_t count, struct price_finding *findings, struct error *err)
{
	struct rate_point *rates = memory_new_array(count + 1, sizeof *rates);
	enum status status;

	for (size_t i = 0; i < count; i++)
		rates[i] = (struct rate_point){.date = held[i].date, .value = held[i].close};
	status = quality_judge_rates(round->session, taken->base, taken->currency, 0.0, rates, count, findings, err);
	free(rates);
	return status;
}

/* Those of the same series that wait and are of later days than the one at index: their indices, and copies for the gate. */
static size_t later_ones(const struct round *round, size_t index, size_t *later, struct held_figure *copies)
{
	const struct held_figure *taken = &round->held[index];
	size_t count = 0;

	for (size_t i = index + 1; i < round->count && quality_is_same_series(taken, &round->held[i]); i++) {
		if (!waits(&round->held[i]) || date_compare(round->held[i].date, taken->date) <= 0)
			continue;
		copies[count] = round->held[i];
		later[count++] = i;
	}
	return count;
}

/* How many stand behind the one at index in its series. */
static size_t behind(const struct round *round, size_t index)
{
	size_t count = 0;

	while (index + 1 + count < round->count && quality_is_same_series(&round->held[index], &round->held[index + 1 + count]))
		count++;
	return count;
}

/* Later ones of the same series that are fine beside the one at index are taken with it. */
static enum status follow(struct round *round, size_t index, struct error *err)
{
	const struct held_figure *taken = &round->held[index];
	const size_t room = behind(round, index) + 1;
	struct held_figure *copies = memory_new_array(room, sizeof *copies);
	struct price_finding *findings = memory_new_array(room, sizeof *findings);
	size_t *later = memory_new_array(room, sizeof *later);
	const size_t count = later_ones(round, index, later, copies);
	char why[48];
	enum status status = STATUS_OK;

	if (count > 0)
		status = round->is_rates ? judge_rates(round, taken, copies, count, findings, err) :
		                           judge_prices(round, taken, copies, count, findings, err);
	(void)snprintf(why, sizeof why, round->is_rates ? "follows rate %lld" : "follows price %lld", (long long)taken->id);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const bool is_chosen = round->is_chosen[later[i]];

		if (findings[i].fault != PRICE_FINE)
			continue;
		status = settle_one(round->session, &round->held[later[i]], QUALITY_ACCEPT, 0, round->reply->by,
		                    is_chosen ? round->reply->why : why, err);
		if (is_chosen)
			continue; /* it is in the record as such */
		json_add(round->followers, json_new_integer(copies[i].id));
		round->followed++;
	}
	free(copies);
	free(findings);
	free(later);
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

static const char *noun(const struct round *round)
{
	return round->is_rates ? "rate" : "price";
}

/* What the record says of one that was settled. */
static struct json *describe(const struct round *round, const struct held_figure *held)
{
	struct json *details = json_new_object();
	char pair[8];

	json_put_integer(details, noun(round), held->id);
	if (round->is_rates) {
		(void)snprintf(pair, sizeof pair, "%s/%s", held->base, held->currency);
		json_put_text(details, "pair", pair);
	} else {
		json_put_text(details, "symbol", round->instrument.symbol);
	}
	record_date(details, "date", held->date);
	put_figure(details, "came", held, held->close);
	json_put_text(details, "source", held->source);
	json_put_text(details, "fault", held->fault);
	put_figure(details, "kept", held, held->kept);
	return details;
}

/* One figure is described by the record itself, several by a list in it. */
static enum status record_answer(struct round *round, struct error *err)
{
	static const char *const words[] = {[QUALITY_ACCEPT] = "accepted", [QUALITY_REJECT] = "rejected",
	                                    [QUALITY_CORRECT] = "corrected"};
	const bool is_one = round->chosen == 1;
	struct json *details = is_one ? json_copy_of(json_at(round->settled, "/0")) : json_new_object();
	const char *const event = round->is_rates ? (is_one ? "RATE_SETTLED" : "RATES_SETTLED")
	                                          : (is_one ? "PRICE_SETTLED" : "PRICES_SETTLED");
	const struct journal_event record = record_event(round->session, event, round->reply->by, NULL, details);
	enum status status;

	if (!is_one) {
		json_put_integer(details, "count", (int64_t)round->chosen);
		json_put(details, round->is_rates ? "rates" : "prices", round->settled);
		round->settled = NULL;
	}
	json_put_text(details, "answer", words[round->reply->answer]);
	json_put_text(details, "why", round->reply->why);
	json_put(details, "followed", round->followers);
	round->followers = NULL;
	status = journal_append(session_store(round->session), &record, err);
	json_free(details);
	return status;
}

/* The one at index in its turn; it may have been taken before, behind an earlier one. */
static enum status settle_chosen(struct round *round, size_t index, struct error *err)
{
	const struct quality_reply *reply = round->reply;
	struct held_figure *held = &round->held[index];
	enum status status = STATUS_OK;

	if (!round->is_rates && round->instrument.id != held->instrument_id)
		status = store_get_instrument(session_store(round->session), held->instrument_id, &round->instrument, err);
	if (status == STATUS_OK && waits(held)) {
		status = check_answer(round, held, err);
		if (status == STATUS_OK)
			status = settle_one(round->session, held, reply->answer, reply->figure, reply->by, reply->why, err);
		/* Where all behind it are chosen there is nothing to find out: their turn comes. */
		if (status == STATUS_OK && reply->answer != QUALITY_REJECT && round->has_others[index])
			status = follow(round, index, err);
	}
	if (status == STATUS_OK)
		json_add(round->settled, describe(round, held));
	return status;
}

static void note_others(struct round *round)
{
	round->has_others = memory_new_array(round->count + 1, sizeof *round->has_others);
	for (size_t i = round->count; i-- > 0;)
		round->has_others[i] = i + 1 < round->count && quality_is_same_series(&round->held[i], &round->held[i + 1]) &&
				       (round->has_others[i + 1] || !round->is_chosen[i + 1]);
}

/* Inside a transaction. */
static enum status settle_round(struct round *round, const struct quality_choice *choice, struct error *err)
{
	const enum quality_answer answer = round->reply->answer;
	struct store *store = session_store(round->session);
	enum status status = round->is_rates ? store_held_rates(store, true, &round->held, &round->count, err) :
	                                       store_held_prices(store, true, &round->held, &round->count, err);

	if (status != STATUS_OK)
		return status;
	round->is_chosen = memory_new_array(round->count + 1, sizeof *round->is_chosen);
	status = quality_choose(round->session, choice, answer == QUALITY_ACCEPT, round->held, round->count, round->is_chosen,
	                        &round->chosen, err);
	if (status == STATUS_OK && answer == QUALITY_CORRECT && round->chosen > 1)
		status = error_set(err, STATUS_INVALID, "one figure cannot correct %zu; correct them one by one", round->chosen);
	note_others(round);
	round->settled = json_new_array();
	round->followers = json_new_array();
	for (size_t i = 0; status == STATUS_OK && i < round->count; i++)
		if (round->is_chosen[i])
			status = settle_chosen(round, i, err);
	return status == STATUS_OK ? record_answer(round, err) : status;
}

static void round_clear(struct round *round)
{
	free(round->held);
	free(round->is_chosen);
	free(round->has_others);
	json_free(round->settled);
	json_free(round->followers);
}

enum status quality_settle_chosen(struct session *session, const struct quality_choice *choices, size_t count,
                                  const struct quality_reply *reply, bool is_dry, struct quality_settled *settled,
                                  struct error *err)
{
	struct store *store = session_store(session);
	struct quality_settled made = {0};
	enum status status;

	if (!is_words(reply->by, NAME_SIZE))
		return error_set(err, STATUS_INVALID, "who settles it must be named, in fewer than %d bytes and without control "
		                 "characters", NAME_SIZE);
	if (!is_words(reply->why, NOTE_SIZE))
		return error_set(err, STATUS_INVALID, "why must be said, in fewer than 200 bytes and without control characters");
	status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count && status == STATUS_OK; i++) {
		struct round round = {.session = session, .reply = reply, .is_rates = choices[i].kind == QUALITY_RATES};

		status = settle_round(&round, &choices[i], err);
		made.chosen += round.chosen;
		made.followed += round.followed;
		round_clear(&round);
	}
	if (status == STATUS_OK && !is_dry)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status != STATUS_OK)
		return status;
	if (!is_dry)
		session_forget_market(session);
	*settled = made;
	return STATUS_OK;
}

static enum status settle_number(struct session *session, enum quality_kind kind, int64_t number,
                                 const struct quality_reply *reply, size_t *followed, struct error *err)
{
	const struct quality_choice choice = {.kind = kind, .numbers = &number, .count = 1};
	struct quality_settled settled;
	const enum status status = quality_settle_chosen(session, &choice, 1, reply, false, &settled, err);

	if (status == STATUS_OK)
		*followed = settled.followed;
	return status;
}

enum status quality_settle(struct session *session, int64_t id, enum quality_answer answer, int64_t close,
                           const char *by, const char *why, size_t *followed, struct error *err)
{
	return settle_number(session, QUALITY_PRICES, id, &(struct quality_reply){answer, close, by, why}, followed, err);
}

enum status quality_settle_rate(struct session *session, int64_t id, enum quality_answer answer, int64_t value,
                                const char *by, const char *why, size_t *followed, struct error *err)
{
	return settle_number(session, QUALITY_RATES, id, &(struct quality_reply){answer, value, by, why}, followed, err);
}
