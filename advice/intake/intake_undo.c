/* A whole import taken back, and brought back again. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/book/upkeep.h"
#include "advice/intake/intake_rows.h"
#include "advice/intake/intake_turn.h"
#include "advice/intake/recognition.h"
#include "data/exchange/exchange.h"
#include "data/store/store_price.h"
#include "data/store/store_undo.h"
#include "engine/base/memory.h"

static enum status check_record(const struct intake_record *record, struct error *err)
{
	if (record->undone != 0)
		return error_set(err, STATUS_REFUSED, "import %lld was undone already, by record %lld; --redo %lld brings it back",
		                 (long long)record->id, (long long)record->undone, (long long)record->id);
	if (strcmp(record->kind, exchange_kind_name(EXCHANGE_HOLDINGS)) != 0 &&
	    strcmp(record->kind, exchange_kind_name(EXCHANGE_TRANSACTIONS)) != 0)
		return error_set(err, STATUS_REFUSED, "import %lld brought %s, which no entry can take back; import the right ones "
		                 "over them", (long long)record->id, record->kind);
	if (record->first == 0 && record->recognised == 0)
		return error_set(err, STATUS_REFUSED, "import %lld wrote no entries, so there is nothing to take back",
		                 (long long)record->id);
	return STATUS_OK;
}

/* Why an entry cannot be taken back, with what rests on it and what to do first. */
static enum status refuse(struct store *store, const struct intake_record *record, const struct entry *entry,
                          const char *detail, struct error *err)
{
	char day[DATE_TEXT_SIZE], later[DATE_TEXT_SIZE];
	struct instrument instrument;
	struct entry user;
	int64_t id = 0, origin = 0;
	long long action = 0;
	enum status status = store_resting(store, entry->id, &id, err);

	if (status == STATUS_OK && id == 0)
		return error_set(err, STATUS_REFUSED, "import %lld cannot be undone because of its %s of %s: %.150s",
		                 (long long)record->id, entry_type_name(entry->type), date_format(entry->date, day), detail);
	if (status == STATUS_OK)
		status = store_entry(store, id, &user, err);
	if (status == STATUS_OK)
		status = intake_find_origin(store, id, &origin, err);
	if (status == STATUS_OK)
		status = store_get_instrument(store, entry->instrument_id, &instrument, err);
	if (status != STATUS_OK)
		return status;
	(void)date_format(entry->date, day);
	(void)date_format(user.date, later);
	if (origin != 0)
		return error_set(err, STATUS_REFUSED, "import %lld cannot be undone: the %s it brought on %s was used since, by a %s of "
		                 "%s that came with import %lld; undo that one first", (long long)record->id, instrument.symbol,
		                 day, entry_type_name(user.type), later, (long long)origin);
	if (sscanf(user.reference, "action %lld", &action) == 1)
		return error_set(err, STATUS_REFUSED, "import %lld cannot be undone: the %s it brought on %s was used since, by the %s of "
		                 "%s that action %lld entered; take that back first, with ballast actions undo %lld",
		                 (long long)record->id, instrument.symbol, day, entry_type_name(user.type), later, action, action);
	return error_set(err, STATUS_REFUSED, "import %lld cannot be undone: the %s it brought on %s was used since, by a %s of %s "
	                 "(reference %.40s), which no import brought", (long long)record->id, instrument.symbol, day,
	                 entry_type_name(user.type), later, user.reference);
}

static void mirror_reference(const struct intake_record *record, int64_t entry, char reference[REFERENCE_SIZE])
{
	(void)snprintf(reference, REFERENCE_SIZE, "U-%lld-%lld", (long long)record->id, (long long)entry);
}

/* Newest first, so that what a sale took is back before its purchase goes. */
static enum status reverse_all(struct store *store, const struct intake_record *record, size_t *count, struct error *err)
{
	for (int64_t id = record->last; id >= record->first && id > 0; id--) {
		struct entry entry, mirror;
		bool is_reversed = false;
		char reference[REFERENCE_SIZE];
		struct error own = {0};
		enum status status = store_entry(store, id, &entry, err);

		if (status == STATUS_OK)
			status = store_is_reversed(store, id, &is_reversed, err);
		if (status == STATUS_OK && is_reversed)
			continue;
		if (status != STATUS_OK)
			return status;
		mirror_reference(record, id, reference);
		status = store_reverse(store, id, entry.date, reference, &mirror, &own);
		if (status == STATUS_INVALID || status == STATUS_REFUSED)
			return refuse(store, record, &entry, own.message, err);
		if (status != STATUS_OK)
			return error_set(err, status, "%s", own.message);
		(*count)++;
	}
	return STATUS_OK;
}

static enum status record_turn(struct session *session, const char *event_name, const struct intake_record *record,
                               size_t count, int64_t first, int64_t last, struct error *err)
{
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, event_name, NULL, NULL, details);
	enum status status;

	json_put_integer(details, "import", record->id);
	json_put_text(details, "kind", record->kind);
	json_put_text(details, "name", record->name);
	json_put_integer(details, "entries", (int64_t)count);
	if (last > 0) {
		json_put_integer(details, "first_entry", first);
		json_put_integer(details, "last_entry", last);
	}
	status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}

enum status intake_undo(struct session *session, int64_t id, struct intake_turn *turn, struct error *err)
{
	struct store *store = session_store(session);
	struct intake_record record;
	struct intake_turn made = {0};
	struct error own = {0};
	enum status status = intake_find_record(store, id, &record, &own);

	if (status == STATUS_OK)
		status = check_record(&record, &own);
	if (status == STATUS_OK) /* outside of the change: it copies what is there */
		status = upkeep_keep(session, KEEP_UNDO, made.copy, sizeof made.copy, &own);
	if (status != STATUS_OK)
		return error_set(err, status, "%s", own.message);
	status = store_begin(store, &own);
	if (status == STATUS_OK) {
		status = reverse_all(store, &record, &made.entries, &own);
		if (status == STATUS_OK)
			status = record_turn(session, INTAKE_UNDONE, &record, made.entries, 0, 0, &own);
		if (status == STATUS_OK)
			status = store_commit(store, &own);
		else
			store_rollback(store);
	}
	if (status != STATUS_OK)
		return error_set(err, status, "%s", own.message);
	*turn = made;
	return STATUS_OK;
}

/* ---- and back again ---------------------------------------------------------------------------------------------- */

/* Lots the import opened the first time, and those that stand for them now. */
struct lot_map {
	struct {
		int64_t from, to;
	} *list;                      /* owned                                                        */
	size_t count, capacity;
};

static int64_t mapped(const struct lot_map *map, int64_t lot)
{
	for (size_t i = map->count; i > 0; i--)
		if (map->list[i - 1].from == lot)
			return map->list[i - 1].to;
	return lot;
}

/* One entry as it was, under the next reference of its event. */
static enum status post_again(struct intake_run *run, const struct intake_record *record, const struct entry *old,
                              struct lot_map *map, struct error *err)
{
	struct entry entry = *old, known;
	struct entry_lots lots = {0};
	bool is_known = false;
	enum status status = intake_find_again(run, &entry, &known, &is_known, err);

	entry.id = 0;
	if (status == STATUS_OK && is_known)
		return error_set(err, STATUS_REFUSED, "import %lld cannot be brought back: its %s was imported again since, as entry "
		                 "%lld", (long long)record->id, entry_type_name(entry.type), (long long)known.id);
	if (status == STATUS_OK)
		status = store_entry_lots(run->store, old->id, &lots, err);
	if (status != STATUS_OK)
		return status;
	for (size_t i = 0; i < lots.use_count; i++)
		lots.uses[i].lot_id = mapped(map, lots.uses[i].lot_id);
	map->list = memory_grow(map->list, &map->capacity, map->count + lots.opened_count + 1, sizeof *map->list);
	for (size_t i = 0; i < lots.opened_count; i++)
		map->list[map->count + i].from = lots.opened[i].id;
	status = store_post(run->store, &entry, lots.opened, lots.opened_count, lots.uses, lots.use_count, NULL, err);
	for (size_t i = 0; i < lots.opened_count && status == STATUS_OK; i++)
		map->list[map->count++].to = lots.opened[i].id;
	entry_lots_clear(&lots);
	if (status == STATUS_INVALID && err != NULL) {
		char detail[200];

		(void)snprintf(detail, sizeof detail, "%.199s", err->message);
		return error_set(err, STATUS_REFUSED, "import %lld cannot be brought back, because what it sold is no longer held: "
		                 "%.150s", (long long)record->id, detail);
	}
	return status;
}

/* What an action entered while the import was undone is not entered beside it. */
static enum status check_entered(struct intake_run *run, const struct intake_record *record, const struct entry *entry,
                                 struct error *err)
{
	const struct transaction_row row = {.entry = *entry};
	const struct recognition_row asked = {&row, entry, entry->currency};
	char words[RECOGNITION_SAID_SIZE], day[DATE_TEXT_SIZE];
	enum said said = SAID_NOT;
	enum status status = STATUS_OK;

	if (run->recognition != NULL)
		status = recognition_judge(run->recognition, &asked, &said, words, err);
	if (status == STATUS_OK && said != SAID_NOT)
		status = error_set(err, STATUS_REFUSED, "import %lld cannot be brought back: its %s of %s was entered since by a corporate "
		                   "action; import its file again", (long long)record->id, entry_type_name(entry->type),
		                   date_format(entry->date, day));
	return status;
}

/* In the order they were written first; those that this import's own undoing took back. */
static enum status restore_all(struct intake_run *run, const struct intake_record *record, size_t *count, struct error *err)
{
	struct lot_map map = {0};
	enum status status = STATUS_OK;

	for (int64_t id = record->first; id > 0 && id <= record->last && status == STATUS_OK; id++) {
		char reference[REFERENCE_SIZE];
		struct entry entry, mirror;
		bool is_ours = false;

		status = store_entry(run->store, id, &entry, err);
		mirror_reference(record, id, reference);
		if (status == STATUS_OK)
			status = store_find_entry(run->store, entry.account_id, reference, &mirror, &is_ours, err);
		if (status != STATUS_OK || !is_ours)
			continue;
		status = check_entered(run, record, &entry, err);
		if (status == STATUS_OK)
			status = post_again(run, record, &entry, &map, err);
		(*count)++;
	}
	free(map.list);
	return status;
}

enum status intake_redo(struct session *session, int64_t id, struct intake_turn *turn, struct error *err)
{
	struct store *store = session_store(session);
	struct intake_record record;
	struct intake_run run = {0};
	struct error own = {0};
	size_t count = 0;
	int64_t last = 0;
	enum status status = store_begin(store, &own);

	if (status != STATUS_OK)
		return error_set(err, status, "%s", own.message);
	status = intake_find_record(store, id, &record, &own);
	if (status == STATUS_OK && record.undone == 0)
		status = error_set(&own, STATUS_REFUSED, "import %lld is not undone; there is nothing to bring back", (long long)id);
	if (status == STATUS_OK && record.recognised > 0)
		status = recognition_check_again(session, id, &own);
	if (status == STATUS_OK)
		status = intake_run_init(session, &run, &own);
	if (status == STATUS_OK)
		status = recognition_new(session, run.last_entry, &run.recognition, &own);
	if (status == STATUS_OK)
		status = restore_all(&run, &record, &count, &own);
	if (status == STATUS_OK)
		status = store_last_entry(store, &last, &own);
	if (status == STATUS_OK)
		status = record_turn(session, INTAKE_RESTORED, &record, count, run.last_entry + 1, last, &own);
	if (status == STATUS_OK)
		status = store_commit(store, &own);
	else
		store_rollback(store);
	intake_run_clear(&run);
	if (status != STATUS_OK)
		return error_set(err, status, "%s", own.message);
	*turn = (struct intake_turn){.entries = count};
	return STATUS_OK;
}
