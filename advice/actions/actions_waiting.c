/* Clients who wait for a corporate action nobody has entered, for a warning. */
#include <stdlib.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"

void waiting_actions_clear(struct waiting_actions *waiting)
{
	free(waiting->actions);
	free(waiting->list);
	*waiting = (struct waiting_actions){0};
}

static int by_holder(const void *left, const void *right)
{
	const struct waiting_action *a = left, *b = right;

	if (a->client_id != b->client_id)
		return a->client_id < b->client_id ? -1 : 1;
	return (a->action > b->action) - (a->action < b->action);
}

static enum status add_waiting(struct session *session, struct due_reading *reading, const struct corporate_action *action,
                               struct waiting_actions *waiting, struct error *err)
{
	static const int types[ACTION_TYPES][2] = {
		[ACTION_DIVIDEND] = {ENTRY_DIVIDEND, ENTRY_DIVIDEND}, [ACTION_SPLIT] = {ENTRY_SPLIT, ENTRY_TRANSFER_IN},
		[ACTION_BONUS] = {ENTRY_SPLIT, ENTRY_TRANSFER_IN},    [ACTION_RIGHTS] = {-1, -1},
		[ACTION_MERGER] = {ENTRY_TRANSFER_OUT, ENTRY_SELL},   [ACTION_SYMBOL] = {-1, -1},
		[ACTION_RETURN_OF_CAPITAL] = {ENTRY_RETURN_OF_CAPITAL, ENTRY_RETURN_OF_CAPITAL},
	};
	const struct date paid = action->paid.days != 0 ? action->paid : action->date;
	struct action_holder *holders = NULL;
	size_t count = 0;
	enum status status;

	if (action->type == ACTION_SYMBOL || date_compare(paid, session_today(session)) > 0)
		return STATUS_OK;
	status = store_action_waits(session_store(session), action, types[action->type][0], types[action->type][1],
	                            date_add_days(action->date, -OCCURRENCE_BEFORE_DAYS), date_add_days(paid, OCCURRENCE_AFTER_DAYS),
	                            &holders, &count, err);
	for (size_t i = 0; status == STATUS_OK && i < count; i++) {
		const struct due_line line = {.action = *action, .holder = holders[i]};
		bool is_in = false;

		status = due_is_contained(reading, &line, &is_in, err);
		if (status != STATUS_OK || is_in || (i > 0 && holders[i].client_id == holders[i - 1].client_id &&
		                                     waiting->count > 0 && waiting->list[waiting->count - 1].action == action &&
		                                     waiting->list[waiting->count - 1].client_id == holders[i].client_id))
			continue;
		waiting->list = memory_grow(waiting->list, &waiting->capacity, waiting->count + 1, sizeof *waiting->list);
		waiting->list[waiting->count++] = (struct waiting_action){holders[i].client_id, action};
	}
	free(holders);
	return status;
}

enum status actions_waiting(struct session *session, struct waiting_actions *waiting, struct error *err)
{
	const struct date today = session_today(session);
	struct due_reading *reading;
	struct waiting_actions made = {0};
	size_t count = 0;
	enum status status = store_actions(session_store(session), 0, date_add_days(today, -WAITING_DAYS), today, &made.actions,
	                                   &count, err);

	if (status != STATUS_OK)
		return status;
	reading = due_reading_new(session);
	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = add_waiting(session, reading, &made.actions[i], &made, err);
	due_reading_free(reading);
	if (status != STATUS_OK) {
		waiting_actions_clear(&made);
		return status;
	}
	if (made.count > 1)
		qsort(made.list, made.count, sizeof *made.list, by_holder);
	*waiting = made;
	return STATUS_OK;
}
