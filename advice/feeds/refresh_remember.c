/* What the book remembers of a refresh: how each feed fared, and a record in the journal. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/feeds/refresh_run.h"
#include "data/feed/feed.h"
#include "data/store/store_price.h"
#include "engine/base/text.h"

static enum status remember(const struct turn *turn, struct error *err)
{
	struct session *session = turn->session;
	struct store *store = session_store(session);
	struct feed_state *states = NULL, state = {0};
	size_t count = 0;
	enum status status;

	if (!turn->has_success && turn->failure[0] == '\0')
		return STATUS_OK; /* nothing was asked */
	status = store_feed_states(store, &states, &count, err);
	if (status != STATUS_OK)
		return status;
	(void)snprintf(state.feed, sizeof state.feed, "%s", feed_id(turn->feed));
	for (size_t i = 0; i < count; i++)
		if (strcmp(states[i].feed, state.feed) == 0)
			state = states[i];
	free(states);
	if (turn->has_success) {
		(void)snprintf(state.last_success, sizeof state.last_success, "%s", session_time(session));
		state.rows = (int64_t)turn->rows;
	}
	/* A symbol it does not know is no failure of a feed that served others. */
	if (turn->counts.failed > 0 || !turn->has_success) {
		(void)snprintf(state.last_failure, sizeof state.last_failure, "%s", session_time(session));
		(void)text_clean(turn->failure, state.failure, sizeof state.failure);
	}
	return store_put_feed_state(store, &state, err);
}

static void add_counts(struct refresh *refresh, const struct turn *turn, struct json *all)
{
	const struct refresh_result *counts = &turn->counts;
	struct refresh_result *total = &refresh->total;
	struct json *record = json_new_object();

	total->feeds++;
	total->requests += counts->requests;
	total->failed += counts->failed;
	total->added += counts->added;
	total->same += counts->same;
	total->changed += counts->changed;
	total->held_back += counts->held_back;
	total->refused += counts->refused;
	total->actions += counts->actions;
	json_put_text(record, "feed", feed_id(turn->feed));
	json_put_integer(record, "requests", (int64_t)counts->requests);
	json_put_integer(record, "failed", (int64_t)counts->failed);
	json_put_integer(record, "added", (int64_t)counts->added);
	json_put_integer(record, "same", (int64_t)counts->same);
	json_put_integer(record, "changed", (int64_t)counts->changed);
	json_put_integer(record, "held_back", (int64_t)counts->held_back);
	json_put_integer(record, "refused", (int64_t)counts->refused);
	json_put_integer(record, "actions", (int64_t)counts->actions);
	json_add(all, record);
}

/* counts becomes the record's. */
static enum status record_refresh(struct refresh *refresh, struct json *counts, struct error *err)
{
	struct json *details = json_new_object();
	struct journal_event event = record_event(refresh->session, "PRICES_REFRESHED", NULL, NULL, details);
	enum status status = STATUS_OK;

	json_put(details, "feeds", counts);
	if (refresh->total.added + refresh->total.changed + refresh->total.actions > 0) {
		session_forget_market(refresh->session);
		status = journal_append(session_store(refresh->session), &event, err);
	}
	json_free(details);
	return status;
}

enum status refresh_remember(struct refresh *refresh, struct error *err)
{
	struct store *store = session_store(refresh->session);
	struct json *counts = json_new_array();
	enum status status = store_begin(store, err);

	for (size_t i = 0; i < refresh->turn_count; i++) {
		if (status == STATUS_OK)
			status = refresh_limit_settle(&refresh->turns[i].limit, err);
		if (status == STATUS_OK)
			status = remember(&refresh->turns[i], err);
		add_counts(refresh, &refresh->turns[i], counts);
	}
	if (status == STATUS_OK)
		status = record_refresh(refresh, counts, err);
	else
		json_free(counts);
	if (status == STATUS_OK)
		return store_commit(store, err);
	store_rollback(store);
	return status;
}
