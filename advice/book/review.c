/* The list of the book, and the years behind a portfolio. */
#include "advice/book/review.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/book/review_parts.h"
#include "advice/market/conversion.h"
#include "advice/oversight/monitor.h"
#include "data/store/store_advice.h"
#include "data/store/store_client.h"
#include "data/store/store_draft.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/model/series.h"

enum { EXPIRING_DAYS = 31 };

static void fill_row(const struct standing *standing, struct review_row *row)
{
	const struct client *client = &standing->client;

	*row = (struct review_row){
		.client_id = client->id,
		.risk_class = standing->has_assessment ? standing->assessment.risk_class : 0,
		.plan = standing->has_plan ? standing->plan.letter : '\0',
		.value = standing->value,
		.week_change = standing->week_change,
		.week_return = standing->week_return,
		.drift_ppb = standing->drift_ppb,
		.volatility = standing->value > 0 ? standing->risk.volatility : NAN,
		.volatility_limit = standing->volatility_limit,
		.next_review = standing->has_assessment ? standing->assessment.expires : (struct date){0},
		.state = standing->state,
	};
	memcpy(row->code, client->code, sizeof row->code);
	memcpy(row->name, client->name, sizeof row->name);
	memcpy(row->currency_text, client->currency, sizeof row->currency_text);
}

static struct review_row *row_of(struct review_book *book, int64_t client_id)
{
	for (size_t i = 0; i < book->count; i++)
		if (book->rows[i].client_id == client_id)
			return &book->rows[i];
	return NULL;
}

static enum status count_waiting(struct session *session, struct review_book *book, struct error *err)
{
	struct proposal *proposals = NULL;
	size_t count = 0;
	enum status status = store_proposals(session_store(session), 0, false, PROPOSAL_SUBMITTED, &proposals, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct review_row *row = row_of(book, proposals[i].client_id);

		if (row != NULL)
			row->proposals++;
	}
	if (status == STATUS_OK)
		book->waiting = count;
	proposals_free(proposals, count);
	return status;
}

void review_add_up(const struct session *session, struct review_book *book)
{
	const struct date today = session_today(session);
	struct conversion *conversion = conversion_new(session, session_currency(session));

	for (size_t i = 0; i < book->count; i++) {
		struct review_row *row = &book->rows[i];
		int64_t worth;

		row->currency = row->currency_text;
		if (row->state == STANDING_NO_PRICE ||
		    conversion_amount(conversion, row->currency_text, today, row->value, &worth, NULL) != STATUS_OK ||
		    __builtin_add_overflow(book->value, worth, &book->value))
			book->other_currency++;
		book->out_of_band += row->state == STANDING_REBALANCE;
		book->blocked += row->state == STANDING_BLOCKED || row->state == STANDING_NO_PROFILE ||
		                 row->state == STANDING_NO_PRICE;
		book->expiring += row->next_review.days != 0 && row->next_review.days >= today.days &&
		                  row->next_review.days - today.days <= EXPIRING_DAYS;
	}
	conversion_free(conversion);
}

static enum status note_prices(struct session *session, struct review_book *book, struct error *err)
{
	const struct market *market;
	const enum status status = session_market(session, &market, err);

	for (size_t i = 0; status == STATUS_OK && i < market->count; i++) {
		const struct market_row *row = &market->rows[i];

		if (instrument_is_cash(&row->instrument) || row->price <= 0 ||
		    date_compare(row->price_date, book->price_day) <= 0)
			continue;
		book->price_day = row->price_date;
		book->price_age = row->age;
		book->is_price_stale = row->is_stale;
	}
	return status;
}

enum status review_count(struct session *session, size_t *count, struct error *err)
{
	return store_count_clients(session_store(session), count, err);
}

enum status review_book(struct session *session, struct review_book *book, struct error *err)
{
	return review_book_watched(session, NULL, NULL, book, err);
}

enum status review_book_watched(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
                                void *context, struct review_book *book, struct error *err)
{
	struct store *store = session_store(session);
	struct review_book made = {0};
	struct alert alerts[MONITOR_ALERTS];
	struct standing standing = {0};
	struct client *clients = NULL;
	enum status status = store_begin_reading(store, err);

	if (status != STATUS_OK)
		return status;
	status = store_state_text(store, made.seen, sizeof made.seen, err);
	if (status == STATUS_OK)
		status = note_prices(session, &made, err);
	if (status == STATUS_OK)
		status = store_clients(store, &clients, &made.count, err);
	made.rows = memory_new_array(made.count + 1, sizeof *made.rows);
	for (size_t i = 0; status == STATUS_OK && i < made.count; i++) {
		if (go_on != NULL && i % 64 == 0 && !go_on(context, i, made.count)) {
			status = error_set(err, STATUS_REFUSED, "the list was given up on the way");
			break;
		}
		status = standing_load_parts(session, clients[i].id, STANDING_WEEK, &standing, err);
		if (status != STATUS_OK)
			break;
		fill_row(&standing, &made.rows[i]);
		made.rows[i].alerts = monitor_client(session, &standing, alerts); /* what is true now, not what was last recorded */
	}
	if (status == STATUS_OK)
		status = count_waiting(session, &made, err);
	store_rollback(store); /* nothing was written */
	standing_clear(&standing);
	free(clients);
	if (status != STATUS_OK) {
		review_book_clear(&made);
		return status;
	}
	review_add_up(session, &made);
	*book = made;
	return STATUS_OK;
}

void review_book_clear(struct review_book *book)
{
	free(book->rows);
	*book = (struct review_book){0};
}

enum status review_history(struct session *session, const struct standing *standing, size_t weeks, struct date *dates,
                           double *values, size_t *count, struct error *err)
{
	const struct market *market;
	size_t first;
	double value;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	if (standing->value <= 0 || market->weekly.length == 0) {
		*count = 0;
		return STATUS_OK;
	}
	/* Today's holdings, valued backwards through the weekly returns of the present weights. */
	first = market->weekly.length > weeks ? market->weekly.length - weeks : 0;
	*count = market->weekly.length - first;
	value = decimal_to_double(standing->value);
	for (size_t t = market->weekly.length; t-- > first;) {
		double weekly = 0.0;

		dates[t - first] = market->weekly.dates[t];
		values[t - first] = value;
		for (size_t i = 0; i < market->count; i++)
			weekly += standing->weights[i] * market->weekly.values[t * market->count + i];
		value /= 1.0 + weekly;
	}
	return STATUS_OK;
}
