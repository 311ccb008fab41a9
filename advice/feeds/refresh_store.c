/* What an answer does to the book. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/feeds/refresh_run.h"
#include "advice/market/price_quality.h"
#include "advice/market/rate_quality.h"
#include "data/feed/feed.h"
#include "data/store/store_held.h"
#include "data/store/store_price.h"
#include "engine/base/checked.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

enum { RATE_SCALE = 10000 }; /* millionths of a close to the ten decimals of a rate */

static bool is_pair(const struct target *target)
{
	return target->base[0] != '\0';
}

/* What a row says of a pair. */
static enum status rate_of(const struct target *target, const struct feed_row *row, struct rate *rate, struct error *err)
{
	*rate = (struct rate){.date = row->date};
	memcpy(rate->base, target->base, sizeof rate->base);
	memcpy(rate->quote, target->currency, sizeof rate->quote);
	if (!checked_multiply(row->close, RATE_SCALE, &rate->value)) /* refused: none of the answer is taken */
		return error_set(err, STATUS_REFUSED, "the rate of %s is too large", target->symbol);
	return STATUS_OK;
}

static struct price price_of(const struct target *target, const struct feed_row *row)
{
	return (struct price){.instrument_id = target->instrument_id, .date = row->date, .close = row->close,
	                      .adjusted_close = row->adjusted_close};
}

static enum status put_row(struct store *store, const struct target *target, const struct feed_row *row, int64_t delivery,
                           const char *time, enum put_result *result, struct error *err)
{
	const struct price price = price_of(target, row);
	struct rate rate;
	enum status status;

	if (!is_pair(target))
		return store_put_price(store, &price, delivery, time, result, err);
	status = rate_of(target, row, &rate, err);
	return status == STATUS_OK ? store_put_rate(store, &rate, delivery, time, result, err) : status;
}

bool refresh_is_doubtful(const struct target *target, const struct feed_row *row)
{
	return row->doubt != FEED_SOUND || (!is_pair(target) && row->close <= 0) ||
	       (row->currency[0] != '\0' && strcmp(row->currency, target->currency) != 0);
}

/* What of the answer is about the instrument, judged against the book. The findings are the caller's to free. */
static enum status judge_prices(const struct turn *turn, const struct target *target, const char *symbol,
                                const struct feed_result *result, struct price_finding **findings, struct error *err)
{
	struct price *prices = memory_new_array(result->count + 1, sizeof *prices);
	char (*currencies)[4] = memory_new_array(result->count + 1, sizeof *currencies);
	struct instrument instrument;
	enum close_kind kind = CLOSE_RAW;
	size_t count = 0;
	enum status status = store_get_instrument(session_store(turn->session), target->instrument_id, &instrument,
	                                          err);

	(void)close_kind_parse(feed_price_kind(turn->feed), &kind);
	*findings = memory_new_array(result->count + 1, sizeof **findings);
	for (size_t i = 0; i < result->count; i++) {
		const struct feed_row *row = &result->rows[i];

		if (strcmp(row->symbol, symbol) != 0)
			continue;
		memcpy(currencies[count], row->currency, sizeof row->currency);
		prices[count] = price_of(target, row);
		/* It may be the adjusted close beside it that is not above zero: the gate looks at one figure. */
		if (row->doubt == FEED_NOT_POSITIVE && row->adjusted_close < row->close)
			prices[count].close = row->adjusted_close;
		count++;
	}
	if (status == STATUS_OK)
		status = quality_judge(turn->session, &instrument, kind, feed_max_jump(turn->feed), prices,
		                       (const char (*)[4])currencies, count, *findings, err);
	free(prices);
	free(currencies);
	return status;
}

/* The same of a pair. */
static enum status judge_rates(const struct turn *turn, const struct target *target, const char *symbol,
                               const struct feed_result *result, struct price_finding **findings, struct error *err)
{
	struct rate_point *rates = memory_new_array(result->count + 1, sizeof *rates);
	struct rate rate;
	size_t count = 0;
	enum status status = STATUS_OK;

	*findings = memory_new_array(result->count + 1, sizeof **findings);
	for (size_t i = 0; i < result->count && status == STATUS_OK; i++) {
		if (strcmp(result->rows[i].symbol, symbol) != 0)
			continue;
		status = rate_of(target, &result->rows[i], &rate, err);
		rates[count++] = (struct rate_point){.date = rate.date, .value = rate.value};
	}
	if (status == STATUS_OK)
		status = quality_judge_rates(turn->session, target->base, target->currency, feed_max_jump(turn->feed), rates, count,
		                             *findings, err);
	free(rates);
	return status;
}

/* Puts a row aside; one that was there before is not told again. */
static enum status hold_row(const struct turn *turn, const struct target *target, const struct feed_row *row,
                            int64_t delivery, const struct price_finding *finding, struct stored *made, struct error *err)
{
	const struct price price = price_of(target, row);
	struct rate rate;
	bool is_new = false;
	enum status status = is_pair(target) ? rate_of(target, row, &rate, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = is_pair(target) ? quality_hold_rate(turn->session, &rate, delivery, finding, &is_new, err) :
		                           quality_hold(turn->session, &price, row->currency, delivery, finding, &is_new, err);
	if (status == STATUS_OK && is_new && made->held++ == 0) {
		made->first_held = row->date;
		made->fault = finding->fault;
	}
	return status;
}

static enum status put_delivery(const struct turn *turn, const struct target *target, const struct feed_result *result,
                                int64_t *id, struct error *err)
{
	struct delivery delivery = {0};

	(void)snprintf(delivery.source, sizeof delivery.source, "feed %s", feed_id(turn->feed));
	(void)snprintf(delivery.kind, sizeof delivery.kind, "%s", feed_price_kind(turn->feed));
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", session_time(turn->session));
	(void)snprintf(delivery.subject, sizeof delivery.subject, "%s", target->symbol);
	memcpy(delivery.body_hash, result->body_hash, sizeof delivery.body_hash);
	return store_put_delivery(session_store(turn->session), &delivery, id, err);
}

/* One row about the target, taken or held back. finding: NULL where nothing is judged. */
static enum status take_row(const struct turn *turn, const struct target *target, const struct feed_row *row,
                            int64_t delivery, const struct price_finding *finding, struct stored *made, struct error *err)
{
	struct session *session = turn->session;
	enum put_result put;
	enum status status;

	if (date_compare(row->date, session_today(session)) <= 0)
		made->is_behind = finding != NULL && finding->fault != PRICE_FINE;
	if (finding != NULL && finding->fault != PRICE_FINE)
		return hold_row(turn, target, row, delivery, finding, made, err);
	if (refresh_is_doubtful(target, row))
		return STATUS_OK; /* of a trial */
	status = put_row(session_store(session), target, row, delivery, session_time(session), &put, err);
	if (status != STATUS_OK)
		return status;
	made->taken_to = row->date;
	made->added += put == PUT_NEW;
	made->same += put == PUT_SAME;
	if (put == PUT_CHANGED && made->changed++ == 0)
		made->first_change = row->date;
	return STATUS_OK;
}

enum status refresh_store(const struct turn *turn, const struct target *target, const char *symbol,
                          const struct feed_result *result, bool is_trial, struct stored *stored, struct error *err)
{
	struct stored made = {0};
	struct price_finding *findings = NULL; /* owned; NULL: nothing is judged */
	int64_t delivery = 0;
	size_t at = 0;
	enum status status = put_delivery(turn, target, result, &delivery, err);

	/* The actions first: a close that falls by half on the day of a split is fine. */
	if (status == STATUS_OK && is_pair(target)) {
		status = is_trial ? STATUS_OK : judge_rates(turn, target, symbol, result, &findings, err);
	} else if (status == STATUS_OK) {
		status = refresh_actions(turn, target, symbol, result, delivery, &made, err);
		if (status == STATUS_OK && !is_trial)
			status = judge_prices(turn, target, symbol, result, &findings, err);
		if (status == STATUS_OK)
			status = store_keep_kind(session_store(turn->session), target->instrument_id, delivery, err);
	}
	for (size_t i = 0; status == STATUS_OK && i < result->count; i++)
		if (strcmp(result->rows[i].symbol, symbol) == 0) /* a wide table brings its neighbours too */
			status = take_row(turn, target, &result->rows[i], delivery, findings != NULL ? &findings[at++] : NULL, &made, err);
	if (status == STATUS_OK && findings != NULL && made.added + made.changed > 0)
		status = is_pair(target) ? quality_settle_taken_rates(turn->session, err) :
		                           quality_settle_taken(turn->session, target->instrument_id, err);
	free(findings);
	if (status == STATUS_OK)
		*stored = made;
	return status;
}

size_t refresh_rows(const char *symbol, const struct feed_result *result)
{
	size_t count = 0;

	for (size_t i = 0; i < result->count; i++)
		count += strcmp(result->rows[i].symbol, symbol) == 0;
	return count;
}

bool refresh_is_refused(const struct target *target, const char *symbol, const struct feed_result *result, char *why,
                        size_t size)
{
	const struct feed_row *other = NULL;

	for (size_t i = 0; i < result->count; i++) {
		const struct feed_row *row = &result->rows[i];

		if (strcmp(row->symbol, symbol) != 0)
			continue;
		if (row->currency[0] == '\0' || strcmp(row->currency, target->currency) == 0)
			return false; /* the gate finds those that are in another */
		other = row;
	}
	if (other != NULL)
		(void)snprintf(why, size, "the prices are in %s and the instrument is in %s", other->currency, target->currency);
	return other != NULL;
}
