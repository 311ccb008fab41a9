/* What was imported, as the journal has it, and taking it back. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/intake.h"
#include "advice/record.h"
#include "advice/session.h"
#include "data/exchange/exchange.h"
#include "data/store/store_ledger.h"
#include "engine/base/memory.h"

/* Records as they are gathered, and which of them are undone. */
struct gathered {
	struct intake_record *list;   /* owned */
	size_t count, capacity;
};

static void take_text(const struct json *object, const char *key, char *text, size_t size)
{
	const char *value = "";

	(void)json_get_text(json_member(object, key), &value);
	(void)snprintf(text, size, "%s", value);
}

static int64_t take_integer(const struct json *object, const char *key)
{
	int64_t value = 0;

	(void)json_get_integer(json_member(object, key), &value);
	return value;
}

static enum status take_import(void *context, int64_t sequence, const char *previous, const char *hash,
                               const char *payload, struct error *err)
{
	struct gathered *gathered = context;
	struct json *json = NULL;
	struct intake_record *record;
	const struct json *details;
	const enum status status = json_parse(payload, strlen(payload), &json, err);

	(void)previous, (void)hash; /* the chain is another command's business */
	if (status != STATUS_OK)
		return status;
	gathered->list = memory_grow(gathered->list, &gathered->capacity, gathered->count + 1, sizeof *gathered->list);
	record = &gathered->list[gathered->count++];
	*record = (struct intake_record){.id = sequence};
	details = json_member(json, "details");
	take_text(json, "ts", record->time, sizeof record->time);
	take_text(json, "actor", record->actor, sizeof record->actor);
	take_text(details, "kind", record->kind, sizeof record->kind);
	take_text(details, "name", record->name, sizeof record->name);
	record->rows = take_integer(details, "rows");
	record->added = take_integer(details, "added");
	record->changed = take_integer(details, "changed");
	record->first = take_integer(details, "first_entry");
	record->last = take_integer(details, "last_entry");
	json_free(json);
	return STATUS_OK;
}

static enum status take_undoing(void *context, int64_t sequence, const char *previous, const char *hash,
                                const char *payload, struct error *err)
{
	struct gathered *gathered = context;
	struct json *json = NULL;
	const enum status status = json_parse(payload, strlen(payload), &json, err);
	int64_t import;

	(void)previous, (void)hash; /* as above */
	if (status != STATUS_OK)
		return status;
	import = take_integer(json_member(json, "details"), "import");
	for (size_t i = 0; i < gathered->count; i++)
		if (gathered->list[i].id == import)
			gathered->list[i].undone = sequence;
	json_free(json);
	return STATUS_OK;
}

static enum status gather(struct store *store, int64_t before, size_t most, struct gathered *gathered, struct error *err)
{
	enum status status = journal_back(store, NULL, "IMPORTED", before, most, take_import, gathered, err);

	if (status == STATUS_OK)
		status = journal_back(store, NULL, "IMPORT_UNDONE", INT64_MAX, SIZE_MAX >> 1, take_undoing, gathered, err);
	return status;
}

enum status intake_records(struct session *session, size_t most, struct intake_record **records, size_t *count,
                           struct error *err)
{
	struct gathered gathered = {0};
	const enum status status = gather(session_store(session), INT64_MAX, most, &gathered, err);

	if (status != STATUS_OK) {
		free(gathered.list);
		return status;
	}
	*records = gathered.list;
	*count = gathered.count;
	return STATUS_OK;
}

static enum status find_record(struct store *store, int64_t id, struct intake_record *record, struct error *err)
{
	struct gathered gathered = {0};
	enum status status = gather(store, id < INT64_MAX ? id + 1 : id, 1, &gathered, err);

	if (status == STATUS_OK && (gathered.count == 0 || gathered.list[0].id != id))
		status = error_set(err, STATUS_NOT_FOUND, "there is no import %lld", (long long)id);
	if (status == STATUS_OK)
		*record = gathered.list[0];
	free(gathered.list);
	return status;
}

static enum status check_record(const struct intake_record *record, struct error *err)
{
	if (record->undone != 0)
		return error_set(err, STATUS_REFUSED, "import %lld was undone already, by record %lld", (long long)record->id,
		                 (long long)record->undone);
	if (strcmp(record->kind, exchange_kind_name(EXCHANGE_HOLDINGS)) != 0 &&
	    strcmp(record->kind, exchange_kind_name(EXCHANGE_TRANSACTIONS)) != 0)
		return error_set(err, STATUS_REFUSED, "import %lld brought %s, which no entry can take back; import the right ones "
		                 "over them", (long long)record->id, record->kind);
	if (record->first == 0)
		return error_set(err, STATUS_REFUSED, "import %lld does not say which entries it wrote", (long long)record->id);
	return STATUS_OK;
}

/* Newest first, so that what a sale took is back before its purchase goes. */
static enum status reverse_all(struct store *store, const struct intake_record *record, size_t *count, struct error *err)
{
	for (int64_t id = record->last; id >= record->first; id--) {
		struct entry entry, mirror;
		bool is_reversed = false;
		char reference[REFERENCE_SIZE];
		enum status status = store_entry(store, id, &entry, err);

		if (status == STATUS_OK)
			status = store_is_reversed(store, id, &is_reversed, err);
		if (status == STATUS_OK && is_reversed)
			continue;
		(void)snprintf(reference, sizeof reference, "U-%lld-%lld", (long long)record->id, (long long)id);
		if (status == STATUS_OK)
			status = store_reverse(store, id, entry.date, reference, &mirror, err);
		if (status == STATUS_INVALID || status == STATUS_REFUSED) {
			char detail[300], day[DATE_TEXT_SIZE];

			(void)snprintf(detail, sizeof detail, "%.299s", err != NULL ? err->message : "");
			return error_set(err, STATUS_REFUSED, "import %lld cannot be undone because of its %s of %s: %s",
			                 (long long)record->id, entry_type_name(entry.type), date_format(entry.date, day), detail);
		}
		if (status != STATUS_OK)
			return status;
		(*count)++;
	}
	return STATUS_OK;
}

static enum status record_undoing(struct session *session, const struct intake_record *record, size_t count,
                                  struct error *err)
{
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, "IMPORT_UNDONE", NULL, NULL, details);
	enum status status;

	json_put_integer(details, "import", record->id);
	json_put_text(details, "kind", record->kind);
	json_put_text(details, "name", record->name);
	json_put_integer(details, "entries", (int64_t)count);
	status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}

enum status intake_undo(struct session *session, int64_t id, size_t *entries, struct error *err)
{
	struct store *store = session_store(session);
	struct intake_record record;
	struct error own = {0};
	size_t count = 0;
	enum status status = store_begin(store, &own);

	if (status == STATUS_OK)
		status = find_record(store, id, &record, &own);
	if (status == STATUS_OK)
		status = check_record(&record, &own);
	if (status == STATUS_OK)
		status = reverse_all(store, &record, &count, &own);
	if (status == STATUS_OK)
		status = record_undoing(session, &record, count, &own);
	if (status == STATUS_OK)
		status = store_commit(store, &own);
	else
		store_rollback(store);
	if (status != STATUS_OK)
		return error_set(err, status, "%s", own.message);
	*entries = count;
	return STATUS_OK;
}
