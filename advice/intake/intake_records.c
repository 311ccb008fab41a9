/* What was imported, as the journal has it: what it brought, and whether that still stands. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/intake/intake_turn.h"
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
	record->recognised = (int64_t)json_count(json_member(details, "recognised"));
	json_free(json);
	return STATUS_OK;
}

/* The newest comes first, so what is there already is later than this one. */
static enum status take_turn(struct gathered *gathered, int64_t sequence, const char *payload, bool is_undoing,
                             struct error *err)
{
	struct json *json = NULL;
	const enum status status = json_parse(payload, strlen(payload), &json, err);
	const struct json *details;
	int64_t import;

	if (status != STATUS_OK)
		return status;
	details = json_member(json, "details");
	import = take_integer(details, "import");
	for (size_t i = 0; i < gathered->count; i++) {
		struct intake_record *record = &gathered->list[i];

		if (record->id == import && is_undoing && record->undone == 0) {
			record->undone = sequence;
		} else if (record->id == import && !is_undoing && record->restored == 0) {
			record->restored = sequence;
			record->first = take_integer(details, "first_entry");
			record->last = take_integer(details, "last_entry");
		}
	}
	json_free(json);
	return STATUS_OK;
}

static enum status take_undoing(void *context, int64_t sequence, const char *previous, const char *hash,
                                const char *payload, struct error *err)
{
	(void)previous, (void)hash; /* as above */
	return take_turn(context, sequence, payload, true, err);
}

static enum status take_restoring(void *context, int64_t sequence, const char *previous, const char *hash,
                                  const char *payload, struct error *err)
{
	(void)previous, (void)hash; /* as above */
	return take_turn(context, sequence, payload, false, err);
}

static enum status gather(struct store *store, int64_t before, size_t most, struct gathered *gathered, struct error *err)
{
	enum status status = journal_back(store, NULL, "IMPORTED", before, most, take_import, gathered, err);

	if (status == STATUS_OK)
		status = journal_back(store, NULL, INTAKE_UNDONE, INT64_MAX, SIZE_MAX >> 1, take_undoing, gathered, err);
	if (status == STATUS_OK)
		status = journal_back(store, NULL, INTAKE_RESTORED, INT64_MAX, SIZE_MAX >> 1, take_restoring, gathered, err);
	for (size_t i = 0; i < gathered->count; i++)
		if (gathered->list[i].restored > gathered->list[i].undone)
			gathered->list[i].undone = 0;
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

enum status intake_find_record(struct store *store, int64_t id, struct intake_record *record, struct error *err)
{
	struct gathered gathered = {0};
	enum status status = gather(store, id < INT64_MAX ? id + 1 : id, 1, &gathered, err);

	if (status == STATUS_OK && (gathered.count == 0 || gathered.list[0].id != id))
		status = error_set(err, STATUS_NOT_FOUND, "there is no import %lld; ballast import --list names them", (long long)id);
	if (status == STATUS_OK)
		*record = gathered.list[0];
	free(gathered.list);
	return status;
}

enum status intake_find_origin(struct store *store, int64_t entry, int64_t *id, struct error *err)
{
	struct gathered gathered = {0};
	const enum status status = gather(store, INT64_MAX, SIZE_MAX >> 1, &gathered, err);

	*id = 0;
	for (size_t i = 0; i < gathered.count && status == STATUS_OK; i++)
		if (gathered.list[i].first <= entry && entry <= gathered.list[i].last)
			*id = gathered.list[i].id;
	free(gathered.list);
	return status;
}
