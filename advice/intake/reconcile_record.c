/* What a statement showed, on record and as alerts. */
#include "advice/intake/reconcile_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "data/store/store_watch.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"

enum { BREAKS_RECORDED = 200 };

const char *const break_names[] = {
	[BREAK_MISSING] = "missing", [BREAK_EXTRA] = "extra", [BREAK_QUANTITY] = "quantity", [BREAK_COST] = "cost",
	[BREAK_CASH] = "cash", [BREAK_PRICE] = "price",
};
const char *const cause_names[] = {
	[CAUSE_UNKNOWN] = "unknown", [CAUSE_IN_TRANSIT] = "in-transit", [CAUSE_LATER] = "later", [CAUSE_TRADE] = "trade",
	[CAUSE_SPLIT] = "split", [CAUSE_TRANSFER] = "transfer", [CAUSE_FEES_IN_COST] = "fees-in-cost",
	[CAUSE_EXCHANGE] = "exchange", [CAUSE_FEE] = "fee", [CAUSE_INCOME] = "income", [CAUSE_OLD_PRICE] = "old-price",
};

static void add_break(struct json *list, const struct holding_break *one)
{
	char text[DECIMAL_TEXT_SIZE];
	struct json *json = json_new_object();

	json_put_text(json, "account", one->account);
	json_put_text(json, "symbol", one->symbol);
	json_put_text(json, "break", break_names[one->type]);
	json_put_text(json, "book", decimal_format(one->book, text));
	json_put_text(json, "statement", decimal_format(one->statement, text));
	json_put_text(json, "cause", cause_names[one->cause]);
	json_add(list, json);
}

static size_t count_breaks(const struct reconciliation *result, const struct position *place, bool of_account)
{
	size_t count = 0;

	for (size_t i = 0; i < result->count; i++)
		count += strcmp(result->breaks[i].client, place->client) == 0 &&
		         (!of_account || strcmp(result->breaks[i].account, place->account) == 0);
	return count;
}

static enum status record_client(struct session *session, const char *name, const char *hash, const struct position *place,
                                 const struct reconciliation *result, struct error *err)
{
	struct json *details = json_new_object(), *breaks = json_new_array();
	const struct journal_event event = record_event(session, "RECONCILED", NULL, place->client, details);
	size_t recorded = 0;
	enum status status;

	json_put_text(details, "name", name);
	json_put_text(details, "sha256", hash);
	record_date(details, "as_of", result->as_of);
	json_put_integer(details, "count", (int64_t)count_breaks(result, place, false));
	for (size_t i = 0; i < result->count && recorded < BREAKS_RECORDED; i++) {
		if (strcmp(result->breaks[i].client, place->client) != 0)
			continue;
		add_break(breaks, &result->breaks[i]);
		recorded++;
	}
	json_put(details, "breaks", breaks);
	status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}

/* Whether the statement speaks of an account of a client. */
static bool speaks_of(const struct positions *places, const char *client, const char *account)
{
	for (size_t i = 0; i < places->count; i++)
		if (strcmp(places->list[i].client, client) == 0 && strcmp(places->list[i].account, account) == 0)
			return true;
	return false;
}

/* The client's open alerts, those of the statement's accounts as this statement has them, all others as they are. */
static enum status replace_alerts(struct session *session, const struct positions *places, size_t first,
                                  const struct reconciliation *result, struct error *err)
{
	const struct position *client = &places->list[first];
	struct store *store = session_store(session);
	struct alert *alerts = NULL;
	size_t count = 0, kept = 0, opened = 0, capacity;
	enum status status = store_open_alerts(store, client->client_id, &alerts, &count, err);

	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < count; i++)
		if (strcmp(alerts[i].kind, RECONCILE_ALERT) != 0 || !speaks_of(places, client->client, alerts[i].subject))
			alerts[kept++] = alerts[i];
	capacity = count;
	for (size_t i = first; i < places->count && strcmp(places->list[i].client, client->client) == 0; i++) {
		const struct position *place = &places->list[i];
		struct alert *alert;

		if ((i > first && strcmp(places->list[i - 1].account, place->account) == 0) || count_breaks(result, place, true) == 0)
			continue;
		alerts = memory_grow(alerts, &capacity, kept + 1, sizeof *alerts);
		alert = &alerts[kept++];
		*alert = (struct alert){.client_id = client->client_id, .severity = ALERT_LIMIT, .opened = session_today(session)};
		memcpy(alert->kind, RECONCILE_ALERT, sizeof RECONCILE_ALERT);
		memcpy(alert->subject, place->account, sizeof alert->subject);
		(void)date_format(result->as_of, alert->detail);
	}
	status = store_replace_alerts(store, client->client_id, session_today(session), alerts, kept, &opened, err);
	free(alerts);
	return status;
}

enum status reconcile_keep(struct session *session, const char *name, const char *hash, const struct positions *places,
                           const struct reconciliation *result, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < places->count && status == STATUS_OK; i++) {
		if (i > 0 && strcmp(places->list[i - 1].client, places->list[i].client) == 0)
			continue;
		status = record_client(session, name, hash, &places->list[i], result, err);
		if (status == STATUS_OK)
			status = replace_alerts(session, places, i, result, err);
	}
	return status;
}
