/* Corporate actions in a track record. */
#include <stdlib.h>

#include "advice/track/track_parts.h"
#include "data/store/store_action.h"

bool track_is_exchange(const struct entry *entry)
{
	return (entry->type == ENTRY_TRANSFER_IN || entry->type == ENTRY_TRANSFER_OUT) &&
	       action_of_reference(entry->reference) != 0;
}

/* The action an entry of income comes of: by its reference, or because it was found to say what the action does. */
static int64_t action_of(const struct entry *entry, const struct outcome *outcomes, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (outcomes[i].outcome == OUTCOME_FOUND && outcomes[i].entry_id == entry->id)
			return outcomes[i].action_id;
	return action_of_reference(entry->reference);
}

/* Stable: what happened on one day stays in its order. */
static void move_back(struct entry *entries, size_t index, struct date date)
{
	const struct entry entry = entries[index];

	while (index > 0 && date_compare(entries[index - 1].date, date) > 0) {
		entries[index] = entries[index - 1];
		index--;
	}
	entries[index] = entry;
	entries[index].date = date;
}

enum status track_earn_on_ex_days(struct store *store, int64_t client_id, struct track_replay *replay,
                                  struct error *err)
{
	struct outcome *outcomes = NULL;
	size_t count = 0;
	enum status status = store_outcomes(store, 0, client_id, &outcomes, &count, err);

	for (size_t i = 0; status == STATUS_OK && i < replay->entry_count; i++) {
		struct corporate_action action;
		const enum entry_type type = replay->entries[i].type;
		const bool is_paid = type == ENTRY_DIVIDEND || type == ENTRY_RETURN_OF_CAPITAL;
		const int64_t id = is_paid ? action_of(&replay->entries[i], outcomes, count) : 0;

		if (id == 0)
			continue;
		status = store_get_action(store, id, &action, err);
		if (status == STATUS_OK && date_compare(action.date, replay->entries[i].date) < 0)
			move_back(replay->entries, i, action.date);
	}
	free(outcomes);
	return status;
}
