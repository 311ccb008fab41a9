/* Instruments that are called otherwise from a day on: of the book, not of an account. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"

static bool is_last_of_instrument(const struct corporate_action *actions, size_t count, size_t index)
{
	for (size_t i = index + 1; i < count; i++)
		if (actions[i].type == ACTION_SYMBOL && actions[i].instrument_id == actions[index].instrument_id)
			return false;
	return true;
}

/* A later change may have come out since: a symbol the instrument had in between is known as one of it. */
static enum status is_waiting(struct store *store, const struct corporate_action *action, bool is_last,
                              const struct instrument *instrument, bool *waits, struct error *err)
{
	struct instrument found;
	struct error none;
	enum status status;

	*waits = strcmp(instrument->symbol, action->symbol) != 0;
	if (is_last || !*waits)
		return STATUS_OK;
	status = store_find_instrument(store, action->symbol, &found, &none);
	*waits = status != STATUS_OK || found.id != instrument->id;
	return status == STATUS_OK || status == STATUS_NOT_FOUND ? STATUS_OK : error_set(err, status, "%s", none.message);
}

static void list_rename(struct due_list *list, const struct corporate_action *action, const char *from)
{
	struct due_rename *rename;

	list->renames = memory_grow(list->renames, &list->rename_capacity, list->rename_count + 1, sizeof *list->renames);
	rename = &list->renames[list->rename_count++];
	*rename = (struct due_rename){.action_id = action->id, .date = action->date, .state = DUE_READY};
	memcpy(rename->from, from, sizeof rename->from);
	memcpy(rename->to, action->symbol, sizeof rename->to);
}

static enum status record(struct session *session, const struct due_rename *rename, const char *by, struct error *err)
{
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, "SYMBOL_CHANGED", by, NULL, details);
	enum status status;

	json_put_integer(details, "action", rename->action_id);
	json_put_text(details, "from", rename->from);
	json_put_text(details, "to", rename->to);
	record_date(details, "date", rename->date);
	status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}

/* Refused before anything is written: another instrument is called so. The others are not held up by it. */
static enum status enter(struct session *session, int64_t instrument_id, struct due_rename *rename, const char *by,
                         struct error *err)
{
	struct error own = {0};
	const enum status status = store_rename_instrument(session_store(session), instrument_id, rename->to, rename->date, &own);

	if (status == STATUS_REFUSED) {
		rename->state = DUE_BLOCKED;
		(void)snprintf(rename->why, sizeof rename->why, "%.*s", (int)sizeof rename->why - 1, own.message);
		return STATUS_OK;
	}
	return status == STATUS_OK ? record(session, rename, by, err) : error_set(err, status, "%s", own.message);
}

enum status due_renames(struct session *session, const struct due_filter *filter, const char *by, struct due_list *list,
                        struct error *err)
{
	struct store *store = session_store(session);
	struct corporate_action *actions = NULL;
	size_t count = 0;
	enum status status = store_actions(store, filter->instrument_id, (struct date){-25567}, session_today(session), &actions,
	                                   &count, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		struct instrument instrument;
		bool waits = false;

		if (actions[i].type != ACTION_SYMBOL || (filter->action_id != 0 && actions[i].id != filter->action_id))
			continue;
		status = store_get_instrument(store, actions[i].instrument_id, &instrument, err);
		if (status == STATUS_OK)
			status = is_waiting(store, &actions[i], is_last_of_instrument(actions, count, i), &instrument, &waits, err);
		if (status != STATUS_OK || !waits)
			continue;
		list_rename(list, &actions[i], instrument.symbol);
		if (by != NULL)
			status = enter(session, instrument.id, &list->renames[list->rename_count - 1], by, err);
	}
	free(actions);
	return status;
}
