/* The second line of the frame. */
#include "tui/screens/context.h"

#include <stdio.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/review.h"
#include "advice/market/market.h"
#include "advice/oversight/monitor.h"
#include "tui/desk.h"

/* day 0: there is no price. */
static void put_prices(struct desk_context *context, struct date priced, int age, bool is_stale)
{
	char day[DATE_TEXT_SIZE];

	context->prices_old = is_stale;
	context->prices[0] = '\0';
	if (priced.days == 0)
		return;
	(void)date_format(priced, day);
	if (is_stale)
		(void)snprintf(context->prices, sizeof context->prices, _n("prices %s, %d day old", "prices %s, %d days old", (size_t)age), day, age);
	else
		(void)snprintf(context->prices, sizeof context->prices, _("prices %s"), day);
}

static void put_alerts(struct desk_context *context, size_t count)
{
	context->alerts[0] = '\0';
	if (count == 1)
		(void)snprintf(context->alerts, sizeof context->alerts, "%s", _("1 alert"));
	else if (count > 1)
		(void)snprintf(context->alerts, sizeof context->alerts, _n("%zu alert", "%zu alerts", count), count);
}

static void put_session(struct desk_context *context, const struct session *session, const char *currency)
{
	(void)snprintf(context->currency, sizeof context->currency, "%s", currency);
	context->is_sandbox = session_sandbox(session) != NULL;
}

void context_of_book(struct desk *desk, const struct review_book *book)
{
	const struct session *session = desk_session(desk);
	struct desk_context *context = desk_context(desk);
	size_t alerts = 0;

	for (size_t i = 0; i < book->count; i++)
		alerts += book->rows[i].alerts;
	(void)snprintf(context->subject, sizeof context->subject, "%s", _("the whole book"));
	put_prices(context, book->price_day, book->price_age, book->is_price_stale);
	put_alerts(context, alerts);
	put_session(context, session, session_currency(session));
}

static enum status put_market(struct desk *desk, struct error *err)
{
	struct session *session = desk_session(desk);
	struct desk_context *context = desk_context(desk);
	const struct market_row *newest = NULL;
	const struct market *market;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < market->count; i++) {
		const struct market_row *row = &market->rows[i];

		if (!instrument_is_cash(&row->instrument) && row->price > 0 &&
		    (newest == NULL || date_compare(row->price_date, newest->price_date) > 0))
			newest = row;
	}
	if (newest != NULL)
		put_prices(context, newest->price_date, newest->age, newest->is_stale);
	else
		put_prices(context, (struct date){0}, 0, false);
	put_session(context, session, session_currency(session));
	return STATUS_OK;
}

enum status context_of_market(struct desk *desk, struct error *err)
{
	struct desk_context *context = desk_context(desk);
	const enum status status = put_market(desk, err);

	if (status != STATUS_OK)
		return status;
	(void)snprintf(context->subject, sizeof context->subject, "%s", _("the market"));
	put_alerts(context, 0);
	return STATUS_OK;
}

enum status context_of_oversight(struct desk *desk, size_t alerts, struct error *err)
{
	struct desk_context *context = desk_context(desk);
	const enum status status = put_market(desk, err);

	if (status != STATUS_OK)
		return status;
	(void)snprintf(context->subject, sizeof context->subject, "%s", _("the whole book"));
	put_alerts(context, alerts);
	return STATUS_OK;
}

static void put_subject(struct desk_context *context, const struct standing *standing)
{
	int at = snprintf(context->subject, sizeof context->subject, "%s", standing->client.name);

	if (standing->has_plan && at >= 0 && (size_t)at < sizeof context->subject)
		at += snprintf(context->subject + at, sizeof context->subject - (size_t)at, _(" · plan %c"),
			       standing->plan.letter);
	if (standing->has_assessment && at >= 0 && (size_t)at < sizeof context->subject)
		(void)snprintf(context->subject + at, sizeof context->subject - (size_t)at, " · C%d",
			       standing->assessment.risk_class);
}

enum status context_of_client(struct desk *desk, const struct standing *standing, struct error *err)
{
	struct session *session = desk_session(desk);
	struct desk_context *context = desk_context(desk);
	const struct market_row *oldest = NULL;
	struct alert alerts[MONITOR_ALERTS];
	const struct market *market;
	const enum status status = session_market(session, &market, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < standing->line_count; i++) {
		const struct market_row *row = &market->rows[standing->lines[i].row];

		if (standing->lines[i].quantity != 0 && !instrument_is_cash(&row->instrument) && row->price > 0 &&
		    (oldest == NULL || date_compare(row->price_date, oldest->price_date) < 0))
			oldest = row;
	}
	put_subject(context, standing);
	if (oldest != NULL)
		put_prices(context, oldest->price_date, oldest->age, oldest->is_stale);
	else
		put_prices(context, (struct date){0}, 0, false);
	put_alerts(context, monitor_client(session, standing, alerts));
	put_session(context, session, standing->client.currency);
	return STATUS_OK;
}

void context_follow_others(struct desk *desk)
{
	struct session *session = desk_session(desk);

	if (!session_changed_outside(session))
		return;
	session_forget_market(session);
	desk_changed(desk);
}

void context_read_again(struct desk *desk)
{
	session_forget_market(desk_session(desk));
	desk_changed(desk);
	desk_message(desk, ROLE_STATUS, _("Read again. New prices come in with: ballast refresh"));
}
