/*
 * Answers into the book, many in one transaction: a disk takes as long to be sure of one as of many, and while it does the
 * network waits. What is kept are whole answers, so that a kill leaves whole instruments.
 */
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/feeds/refresh_run.h"
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

static enum status store_one(const struct ask *ask, bool is_trial, struct stored *stored, struct error *err)
{
	struct store *store = session_store(ask->refresh->session);
	struct error own = {0};
	enum status status = store_step_begin(store, err), ended;
	bool is_kept;

	if (status != STATUS_OK)
		return status;
	status = refresh_store(ask->turn, ask->target, ask->symbol, &ask->result, is_trial, stored, &own);
	is_kept = status == STATUS_OK && !is_trial && !is_nothing(stored); /* a delivery of which nothing is kept is none */
	ended = store_step_end(store, is_kept, err);
	if (ended != STATUS_OK)
		return ended;
	if (status != STATUS_OK && err != NULL)
		*err = own;
	return status;
}

/*
 * Adjusted prices are rewritten by every dividend, back to the first. One changed day of them means that the stored
 * days before are of another scale, and a series must not join two: the whole history is asked again.
 */
static enum status look_back(struct ask *ask, struct error *err)
{
	const struct target *target = ask->target;
	struct stored trial = {0};
	struct date last;
	size_t count;
	enum status status;

	if (ask->is_history || !target->has_last || target->base[0] != '\0' || !has_adjusted(&ask->result))
		return STATUS_OK;
	status = store_one(ask, true, &trial, err);
	if (status != STATUS_OK ||
	    (trial.changed == 0 && (trial.added == 0 || !feed_wants_history(ask->turn->feed, &ask->result))))
		return status;
	ask->is_again = true;
	return store_price_range(session_store(ask->refresh->session), target->instrument_id, &ask->first, &last, &count, err);
}

/* What is kept of each answer, refusals with their sentence among them. */
struct outcome {
	struct stored stored;
	char refusal[240];           /* empty: none */
};

/* Only the book's own failures are returned. */
static enum status keep_one(struct ask *ask, struct outcome *outcome, struct error *err)
{
	struct error own = {0};
	enum status status = look_back(ask, &own);

	if (status == STATUS_OK && !ask->is_again)
		status = store_one(ask, false, &outcome->stored, &own);
	if (status == STATUS_REFUSED) { /* another kind of price than before: none of it is taken */
		memcpy(outcome->refusal, own.message, sizeof outcome->refusal);
		return STATUS_OK;
	}
	if (status != STATUS_OK && err != NULL)
		*err = own;
	return status;
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
	struct store *store = session_store(refresh->session);
	bool is_something = false;
	struct outcome *outcomes;
	size_t count, i = 0;
	struct ask *list = take_waiting(refresh, &count);
	enum status status;

	if (list == NULL)
		return STATUS_OK;
	outcomes = memory_new_array(count, sizeof *outcomes);
	status = store_begin(store, err);
	for (struct ask *ask = list; ask != NULL && status == STATUS_OK; ask = ask->next, i++) {
		status = keep_one(ask, &outcomes[i], err);
		is_something = is_something || !is_nothing(&outcomes[i].stored);
	}
	if (status == STATUS_OK && is_something)
		status = store_commit(store, err);
	else
		store_rollback(store);
	i = 0;
	for (struct ask *ask; status == STATUS_OK && (ask = list) != NULL; i++) {
		list = ask->next;
		told(ask, &outcomes[i].stored, outcomes[i].refusal[0] != '\0' ? outcomes[i].refusal : NULL);
	}
	refresh->waiting = list; /* after a failure: to be dropped */
	free(outcomes);
	return status;
}
