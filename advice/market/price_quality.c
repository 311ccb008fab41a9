/* Prices judged and held back. */
#include "advice/market/price_quality.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	struct held_figure held = {.instrument_id = price->instrument_id, .delivery_id = delivery_id, .date = price->date,
	                          .close = price->close, .adjusted_close = price->adjusted_close, .before = finding->before};
	enum put_result result = PUT_SAME;
	enum status status;

	(void)snprintf(held.currency, sizeof held.currency, "%s", currency);
	(void)snprintf(held.fault, sizeof held.fault, "%s", price_fault_name(finding->fault));
	status = store_hold(session_store(session), &held, &result, err);
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
	return store_settle_taken_prices(session_store(session), instrument_id, "system", "came again and is fine by what is known now",
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
