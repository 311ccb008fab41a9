/* What a corporate action brought, taken back. */
#include <stdlib.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/intake/recognition.h"
#include "data/store/store_ledger.h"
#include "engine/base/memory.h"

/* What was taken back. */
struct taken {
	int64_t *entries;                /* owned */
	size_t count, capacity;
};

static enum status undo_account(struct session *session, const struct outcome *outcome, struct taken *taken, struct error *err)
{
	struct store *store = session_store(session);
	int64_t *ids = NULL;
	size_t count = 0;
	enum status status = store_entries_of_action(store, outcome->action_id, outcome->account_id, &ids, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct entry entry;

		status = store_entry(store, ids[i], &entry, err);
		if (status == STATUS_OK)
			status = store_reverse(store, ids[i], entry.date, "", &entry, err);
		taken->entries = memory_grow(taken->entries, &taken->capacity, taken->count + 1, sizeof *taken->entries);
		taken->entries[taken->count] = ids[i];
		taken->count += status == STATUS_OK;
	}
	free(ids);
	return status == STATUS_OK ? store_undo_outcome(store, outcome->id, err) : status;
}

static enum status undo_all(struct session *session, int64_t action_id, int64_t client_id, const char *by, struct taken *taken,
                            struct error *err)
{
	struct store *store = session_store(session);
	struct outcome *outcomes = NULL;
	size_t count = 0;
	enum status status = store_outcomes(store, action_id, client_id, &outcomes, &count, err);

	if (status == STATUS_OK && count == 0)
		status = error_set(err, STATUS_REFUSED, "action %lld has been applied to nobody's account", (long long)action_id);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = undo_account(session, &outcomes[i], taken, err);
	if (status == STATUS_OK) {
		struct json *details = json_new_object(), *accounts = json_new_array();
		const struct journal_event event = record_event(session, "ACTIONS_UNDONE", by, NULL, details);

		json_put_integer(details, "action", action_id);
		json_put_integer(details, "entries", (int64_t)taken->count);
		for (size_t i = 0; i < count; i++) {
			struct json *item = json_new_object();

			json_put_text(item, "client", outcomes[i].client);
			json_put_text(item, "account", outcomes[i].account);
			json_add(accounts, item);
		}
		json_put(details, "accounts", accounts);
		status = journal_append(store, &event, err);
		json_free(details);
	}
	free(outcomes);
	return status;
}

enum status actions_undo(struct session *session, int64_t action_id, int64_t client_id, const char *by, size_t *entries,
                         size_t *rows, struct error *err)
{
	struct store *store = session_store(session);
	struct corporate_action action;
	struct taken taken = {0};
	size_t said = 0;
	enum status status = record_check_actor(by, err);

	if (status == STATUS_OK)
		status = store_get_action(store, action_id, &action, err);
	if (status == STATUS_OK)
		status = store_begin(store, err);
	if (status != STATUS_OK)
		return status;
	status = undo_all(session, action_id, client_id, by, &taken, err);
	if (status == STATUS_OK)
		status = recognition_rows_of(session, taken.entries, taken.count, &said, err);
	if (status == STATUS_OK)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status == STATUS_OK) {
		*entries = taken.count;
		*rows = said;
	}
	free(taken.entries);
	session_forget_market(session);
	return status;
}
