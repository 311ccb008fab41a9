/*
 * Answers into the book, many in one transaction: a disk takes as long to be sure of one as of many, and while it does the
 * network waits. What is kept are whole answers, so that a kill leaves whole instruments.
 */
#include <stdlib.h>

#include "advice/refresh_run.h"
#include "advice/session.h"
#include "data/store/store_price.h"
#include "engine/base/memory.h"

static bool has_adjusted(const struct feed_result *result)
{
	for (size_t i = 0; i < result->count; i++)
		if (result->rows[i].adjusted_close != 0)
			return true;
	return false;
}

static bool is_nothing(const struct stored *stored)
{
	return stored->added + stored->changed + stored->held + stored->actions == 0;
}

/*
 * Adjusted prices are rewritten by every dividend, back to the first. One changed day of them means that the stored
 * days before are of another scale, and a series must not join two: the whole history is asked again.
 */
static enum status look_back(struct ask *ask, const struct stored *stored, struct error *err)
{
	const struct target *target = ask->target;
	struct date last;
	size_t count;

	if (ask->is_history || target->base[0] != '\0' || !has_adjusted(&ask->result) ||
	    (stored->changed == 0 && (stored->added == 0 || !feed_wants_history(ask->turn->feed, &ask->result))))
		return STATUS_OK;
	ask->is_again = true;
	return store_price_range(session_store(ask->refresh->session), target->instrument_id, &ask->first, &last, &count, err);
}

static enum status store_one(const struct ask *ask, bool is_trial, struct stored *stored, struct error *err)
{
	return refresh_store(ask->turn, ask->target, ask->symbol, &ask->result, is_trial, stored, err);
}

/* What each would change, of those that have a past to change. Nothing is kept. */
static enum status try_all(struct ask *list, struct stored *trials, struct error *err)
{
	struct store *store = session_store(list->refresh->session);
	enum status status = store_begin(store, err);
	size_t i = 0;

	for (struct ask *ask = list; ask != NULL && status == STATUS_OK; ask = ask->next, i++) {
		if (ask->target->has_last)
			status = store_one(ask, true, &trials[i], err);
		if (!ask->target->has_last || status == STATUS_REFUSED) {
			trials[i].added = 1; /* whatever it brings is new; a refusal shows again, and is told, when it is to be kept */
			status = STATUS_OK;
		}
		if (status == STATUS_OK)
			status = look_back(ask, &trials[i], err);
	}
	store_rollback(store);
	return status;
}

static enum status keep_alone(const struct ask *ask, struct stored *stored, struct error *err)
{
	struct store *store = session_store(ask->refresh->session);
	enum status status = store_begin(store, err);

	if (status == STATUS_OK)
		status = store_one(ask, false, stored, err);
	if (status == STATUS_OK && !is_nothing(stored))
		return store_commit(store, err);
	store_rollback(store); /* a delivery of which nothing is kept is none */
	return status;
}

/* All that have something to keep, or nothing at all: false when one of them stands in the way of the others. */
static bool keep_together(struct ask *list, const struct stored *trials, struct stored *stored)
{
	struct store *store = session_store(list->refresh->session);
	bool is_well = store_begin(store, NULL) == STATUS_OK; /* what fails here fails again alone, and is told there */
	size_t i = 0;

	for (const struct ask *ask = list; ask != NULL && is_well; ask = ask->next, i++)
		if (!ask->is_again && !is_nothing(&trials[i]))
			is_well = store_one(ask, false, &stored[i], NULL) == STATUS_OK && !is_nothing(&stored[i]);
	if (is_well)
		return store_commit(store, NULL) == STATUS_OK;
	store_rollback(store);
	return false;
}

/* In the order of arrival. */
static struct ask *take_waiting(struct refresh *refresh, size_t *count)
{
	struct ask *list = NULL;

	*count = 0;
	while (refresh->waiting != NULL) {
		struct ask *ask = refresh->waiting;

		refresh->waiting = ask->next;
		ask->next = list;
		list = ask;
		(*count)++;
	}
	refresh->waiting_count = refresh->waiting_rows = 0;
	refresh->waiting_since = 0;
	return list;
}

enum status refresh_keep(struct refresh *refresh, void (*told)(struct ask *ask, const struct stored *stored, const char *why),
                         struct error *err)
{
	struct error own = {0};
	struct stored *trials, *stored;
	bool is_together;
	size_t count, i = 0;
	struct ask *list = take_waiting(refresh, &count);
	enum status status;

	if (list == NULL)
		return STATUS_OK;
	trials = memory_new_array(count, sizeof *trials);
	stored = memory_new_array(count, sizeof *stored);
	status = try_all(list, trials, &own);
	is_together = status == STATUS_OK && keep_together(list, trials, stored);
	for (struct ask *ask; (ask = list) != NULL && status == STATUS_OK; i++) {
		if (ask->is_again || is_nothing(&trials[i]))
			stored[i] = trials[i];
		else if (!is_together)
			status = keep_alone(ask, &stored[i], &own);
		if (status != STATUS_OK && status != STATUS_REFUSED)
			break;
		list = ask->next;
		told(ask, &stored[i], status == STATUS_REFUSED ? own.message : NULL); /* another kind of price than before */
		status = STATUS_OK;
	}
	refresh->waiting = list;
	free(trials);
	free(stored);
	if (status != STATUS_OK && err != NULL)
		*err = own;
	return status;
}
