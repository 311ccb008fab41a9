/* The journal as people read it, and whether its chain is whole. */
#include "advice/oversight/oversight.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/upkeep_parts.h"
#include "data/exchange/json.h"
#include "data/store/store_client.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

static const struct {
	const char *event, *text;
} events[] = {
	{"GENESIS", N_("the journal begins")},
	{"BOOK_MADE", N_("the book was made")},
	{"SANDBOX_MADE", N_("a sandbox was made")},
	{"IMPORTED", N_("a file was imported")},
	{"RECONCILED", N_("a custodian's statement was held against the book")},
	{"IMPORT_RESTORED", N_("an import that was undone was brought back")},
	{"IMPORT_UNDONE", N_("an import was undone")},
	{"PRICES_REFRESHED", N_("prices were fetched")},
	{"PRICE_SETTLED", N_("a price held back was settled")},
	{"PRICES_SETTLED", N_("prices held back were settled together")},
	{"RATE_SETTLED", N_("an exchange rate held back was settled")},
	{"RATES_SETTLED", N_("exchange rates held back were settled together")},
	{"PROFILE_SCORED", N_("a profile was taken")},
	{"MANDATE_SET", N_("a mandate was agreed")},
	{"GOAL_ADDED", N_("a goal was told")},
	{"GOAL_CHANGED", N_("a goal was changed")},
	{"GOAL_CLOSED", N_("a goal was closed")},
	{"RECOMMENDED", N_("plans were recommended")},
	{"PLAN_ACCEPTED", N_("a plan was accepted")},
	{"PROPOSED", N_("trades were proposed")},
	{"APPROVED", N_("a proposal was approved")},
	{"REJECTED", N_("a proposal was rejected")},
	{"EXPIRED", N_("a proposal expired")},
	{"ORDERS_SENT", N_("orders were sent")},
	{"FILLED", N_("executions were read")},
	{"REPORTED", N_("a report was made")},
	{"WATCHED", N_("the watch walked the book")},
	{"ALERT_TAKEN", N_("an alert was taken on")},
	{"ALERT_NOTED", N_("an alert was explained")},
	{"ALERT_SETTLED", N_("an alert was settled")},
	{"ALERT_REOPENED", N_("an alert was opened again")},
	{"ACTION_SAID", N_("a corporate action was said")},
	{"ACTION_WITHDRAWN", N_("a corporate action was withdrawn")},
	{"ACTIONS_APPLIED", N_("corporate actions were entered")},
	{"ACTIONS_UNDONE", N_("a corporate action was taken back")},
	{"ELECTED", N_("a choice about dividends or rights was made")},
	{"TERMS_SAID", N_("a limit or closure of dealing was said")},
	{"TERMS_ENDED", N_("the last day of a limit or closure was said")},
	{"TERMS_WITHDRAWN", N_("a limit or closure of dealing was withdrawn")},
	{"SYMBOL_CHANGED", N_("a symbol was changed")},
	{"BACKED_UP", N_("a backup was made")},
	{"RESTORED", N_("a backup was put back")},
};

const char *oversight_event_text(const char *event)
{
	for (size_t i = 0; i < sizeof events / sizeof events[0]; i++)
		if (strcmp(events[i].event, event) == 0)
			return events[i].text;
	return event;
}

struct reading {
	struct oversight_record *records; /* owned */
	size_t count, capacity;
};

static void member_text(const struct json *object, const char *key, char *text, size_t size)
{
	const char *value;

	if (json_get_text(json_member(object, key), &value))
		(void)snprintf(text, size, "%s", value);
}

static enum status read_record(void *context, int64_t sequence, const char *previous, const char *hash,
			       const char *payload, struct error *err)
{
	struct reading *reading = context;
	struct oversight_record *record;
	struct json *parsed = NULL;
	struct text details = {0};

	(void)err; /* a record that cannot be read is shown as such */
	reading->records = memory_grow(reading->records, &reading->capacity, reading->count + 1, sizeof *reading->records);
	record = &reading->records[reading->count++];
	*record = (struct oversight_record){.sequence = sequence};
	(void)snprintf(record->hash, sizeof record->hash, "%s", hash);
	(void)snprintf(record->previous, sizeof record->previous, "%s", previous);
	record->is_readable = json_parse(payload, strlen(payload), &parsed, NULL) == STATUS_OK;
	if (record->is_readable) {
		member_text(parsed, "ts", record->time, sizeof record->time);
		member_text(parsed, "event", record->event, sizeof record->event);
		member_text(parsed, "actor", record->actor, sizeof record->actor);
		member_text(parsed, "client", record->client, sizeof record->client);
		if (json_member(parsed, "details") != NULL)
			json_write(json_member(parsed, "details"), &details);
	} else {
		text_add(&details, payload);
	}
	record->details = memory_copy_text(text_string(&details));
	text_clear(&details);
	json_free(parsed);
	return STATUS_OK;
}

enum status oversight_records(struct session *session, const char *client, int64_t before, size_t most,
			      struct oversight_record **records, size_t *count, struct error *err)
{
	struct reading reading = {0};
	struct client found;
	enum status status = client != NULL ? store_find_client(session_store(session), client, &found, err) : STATUS_OK;

	if (status == STATUS_OK)
		status = journal_back(session_store(session), client, NULL, before, most, read_record, &reading, err);
	if (status != STATUS_OK) {
		oversight_records_free(reading.records, reading.count);
		return status;
	}
	*records = reading.records;
	*count = reading.count;
	return STATUS_OK;
}

void oversight_records_free(struct oversight_record *records, size_t count)
{
	for (size_t i = 0; i < count; i++)
		free(records[i].details);
	free(records);
}

enum status oversight_verify(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
			     void *context, struct oversight_verdict *verdict, struct error *err)
{
	struct journal_verdict found;
	const enum status status =
		journal_verify_watched(session_store(session), NULL, go_on, context, &found, err);

	if (status != STATUS_OK)
		return status;
	*verdict = (struct oversight_verdict){
		.is_sound = found.fault == JOURNAL_SOUND,
		.finding = upkeep_fault_text(found.fault),
		.first_bad = found.fault == JOURNAL_SOUND ? 0 : found.sequence,
		.head = found.head,
	};
	return STATUS_OK;
}
