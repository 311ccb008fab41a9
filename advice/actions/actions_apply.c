/* Entries made of corporate actions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/actions/actions_parts.h"
#include "advice/base/record.h"
#include "advice/base/session.h"
#include "data/store/store_advice.h"
#include "engine/base/memory.h"

/*
 * A disk takes as long to be sure of one client as of many. So many share a transaction, that a thousand take seconds and that
 * a kill takes back no more than the last of them, whole.
 */
enum { CLIENTS_TOGETHER = 100 };

/* ---- proposals ---------------------------------------------------------------------------------------------------- */

static bool deals_in(const struct proposal *proposal, int64_t instrument_id)
{
	for (size_t i = 0; i < proposal->line_count; i++)
		if (proposal->lines[i].instrument_id == instrument_id)
			return true;
	return false;
}

static enum status end_proposal(struct session *session, const struct due_line *line, const struct proposal *proposal,
                                const char *by, struct error *err)
{
	const enum proposal_state to = proposal->state == PROPOSAL_SUBMITTED ? PROPOSAL_EXPIRED : PROPOSAL_CANCELLED;
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, "EXPIRED", by, line->holder.client, details);
	enum status status;

	json_put_integer(details, "proposal", proposal->id);
	json_put_text(details, "why", "a corporate action");
	json_put_integer(details, "action", line->action.id);
	status = store_decide_proposal(session_store(session), proposal->id, proposal->content_hash, proposal->state, to, by,
	                               NULL, 0, &event, err);
	json_free(details);
	return status;
}

/* Proposals that reckoned with the price and quantity from before the ex day. */
static enum status end_proposals(struct session *session, struct due_line *line, const char *by, struct error *err)
{
	static const enum proposal_state open[] = {PROPOSAL_SUBMITTED, PROPOSAL_APPROVED, PROPOSAL_RELEASED};
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < sizeof open / sizeof open[0]; i++) {
		struct proposal *proposals = NULL;
		size_t count = 0;

		status = store_proposals(session_store(session), line->holder.client_id, false, open[i], &proposals, &count, err);
		for (size_t j = 0; status == STATUS_OK && j < count; j++) {
			if (date_compare(proposals[j].as_of, line->action.date) >= 0 ||
			    !deals_in(&proposals[j], line->action.instrument_id))
				continue;
			if (open[i] == PROPOSAL_RELEASED) {
				line->at_broker++;
				continue;
			}
			status = end_proposal(session, line, &proposals[j], by, err);
			line->expired += status == STATUS_OK;
		}
		proposals_free(proposals, count);
	}
	return status;
}

/* ---- one account, one client ---------------------------------------------------------------------------------------- */

static enum status note_outcome(struct session *session, const struct due_line *line, enum action_outcome outcome,
                                const char *by, struct error *err)
{
	const struct outcome noted = {.action_id = line->action.id, .account_id = line->holder.account_id, .outcome = outcome,
	                              .entry_id = line->entry, .day = session_today(session)};
	struct outcome kept = noted;

	(void)snprintf(kept.actor, sizeof kept.actor, "%s", by);
	return store_put_outcome(session_store(session), &kept, err);
}

/* *is_refused: the account cannot take it; nothing of the client's transaction may be kept then. */
static enum status enter_line(struct due_reading *reading, struct session *session, struct due_line *line, const char *by,
                              bool *is_refused, struct error *err)
{
	struct error why = {0};
	enum status status;

	switch (line->state) {
	case DUE_FOUND:
		return note_outcome(session, line, OUTCOME_FOUND, by, err);
	case DUE_CONTAINED:
		return note_outcome(session, line, OUTCOME_CONTAINED, by, err);
	case DUE_LAPSES:
		return note_outcome(session, line, OUTCOME_LAPSED, by, err);
	case DUE_READY:
		break;
	default:
		return STATUS_OK;
	}
	status = due_post(reading, session, line, &why);
	*is_refused = status == STATUS_INVALID || status == STATUS_REFUSED;
	if (status != STATUS_OK)
		(void)error_set(err, status, "%s", why.message);
	if (*is_refused) {
		line->state = DUE_BLOCKED;
		(void)snprintf(line->why, sizeof line->why, "%.*s", (int)sizeof line->why - 1, why.message);
		return STATUS_OK;
	}
	if (status == STATUS_OK)
		status = note_outcome(session, line, OUTCOME_ENTERED, by, err);
	return status == STATUS_OK ? end_proposals(session, line, by, err) : status;
}

static enum status record_client(struct session *session, const struct due_line *lines, size_t count, const char *by,
                                 struct error *err)
{
	struct json *details = json_new_object(), *list = json_new_array();
	const struct journal_event event = record_event(session, "ACTIONS_APPLIED", by, lines[0].holder.client, details);
	enum status status;

	for (size_t i = 0; i < count; i++) {
		struct json *item;

		if (!due_is_noted(lines[i].state))
			continue;
		item = json_new_object();
		json_put_integer(item, "action", lines[i].action.id);
		json_put_text(item, "type", action_type_name(lines[i].action.type));
		json_put_text(item, "symbol", lines[i].symbol);
		record_date(item, "date", lines[i].action.date);
		json_put_text(item, "account", lines[i].holder.account);
		json_put_text(item, "outcome", lines[i].state == DUE_READY ? "entered" : due_state_name(lines[i].state));
		json_put_integer(item, "entry", lines[i].entry);
		if (lines[i].state == DUE_READY) {
			json_put_decimal(item, "held", lines[i].due.held);
			json_put_decimal(item, "becomes", lines[i].due.becomes);
			json_put_decimal(item, "cash", lines[i].cash);
			if (lines[i].realised != 0)
				json_put_decimal(item, "realised", lines[i].realised);
		}
		json_add(list, item);
	}
	json_put(details, "actions", list);
	status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}

/* What of a client was tried and cannot be entered. */
struct refusals {
	struct due_line *lines;          /* owned                                                        */
	size_t count, capacity;
};

static const struct due_line *refused(const struct refusals *refusals, const struct due_line *line)
{
	for (size_t i = 0; i < refusals->count; i++)
		if (refusals->lines[i].action.id == line->action.id &&
		    refusals->lines[i].holder.account_id == line->holder.account_id)
			return &refusals->lines[i];
	return NULL;
}

/* One run over the book. */
struct application {
	struct session *session;
	struct due_reading *reading;     /* owned                                                        */
	struct due_line *actions;        /* owned; by ex day                                             */
	size_t action_count;
	const char *by;
	bool is_dry;
	struct due_list *list;           /* what became of each account                                  */
};

/* All of one client within a step that is begun; *is_refused: one more refusal, and the step is of no use. */
static enum status walk_client(struct application *run, int64_t client_id, struct refusals *refusals, bool *is_refused,
                               struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < run->action_count && !*is_refused; i++) {
		const struct corporate_action *action = &run->actions[i].action;
		struct action_holder *holders = NULL;
		size_t holder_count = 0;

		status = store_action_holders(session_store(run->session), action, date_add_days(action->date, -1), client_id,
		                              &holders, &holder_count, err);
		for (size_t j = 0; status == STATUS_OK && j < holder_count && !*is_refused; j++) {
			struct due_line line = run->actions[i];
			const struct due_line *known;

			line.holder = holders[j];
			known = refused(refusals, &line);
			if (known != NULL)
				line = *known;
			else
				status = due_judge(run->reading, &line, err);
			if (status == STATUS_OK && known == NULL)
				status = enter_line(run->reading, run->session, &line, run->by, is_refused, err);
			if (*is_refused) {
				refusals->lines = memory_grow(refusals->lines, &refusals->capacity, refusals->count + 1,
				                              sizeof *refusals->lines);
				refusals->lines[refusals->count++] = line;
			} else if (status == STATUS_OK) {
				run->list->lines = memory_grow(run->list->lines, &run->list->capacity, run->list->count + 1,
				                               sizeof *run->list->lines);
				run->list->lines[run->list->count++] = line;
			}
		}
		free(holders);
	}
	return status;
}

static bool changes_anything(const struct due_line *lines, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (due_is_noted(lines[i].state))
			return true;
	return false;
}

/*
 * A step of the transaction around it: a refusal undoes the client alone, who is walked again without what was refused.
 * *is_kept is set when something of the client is.
 */
static enum status apply_client(struct application *run, int64_t client_id, bool *is_kept, struct error *err)
{
	struct store *store = session_store(run->session);
	struct refusals refusals = {0};
	const size_t before = run->list->count;
	bool is_refused, changes;
	enum status status, ended;

	do {
		struct error own = {0};

		is_refused = changes = false;
		run->list->count = before;
		status = store_step_begin(store, err);
		if (status != STATUS_OK)
			break;
		status = walk_client(run, client_id, &refusals, &is_refused, &own);
		if (status == STATUS_OK && !is_refused)
			changes = changes_anything(run->list->lines + before, run->list->count - before);
		if (status == STATUS_OK && changes)
			status = record_client(run->session, run->list->lines + before, run->list->count - before, run->by, &own);
		ended = store_step_end(store, status == STATUS_OK && changes && !run->is_dry, err);
		if (status != STATUS_OK && err != NULL)
			*err = own;
		if (status == STATUS_OK)
			status = ended;
	} while (status == STATUS_OK && is_refused);
	*is_kept = *is_kept || (status == STATUS_OK && changes && !run->is_dry);
	free(refusals.lines);
	return status;
}

/* Several clients in one transaction, each a step of it; after a failure the list is what it was before. */
static enum status apply_together(struct application *run, const int64_t *clients, size_t count, struct error *err)
{
	struct store *store = session_store(run->session);
	const size_t before = run->list->count;
	bool is_kept = false;
	enum status status = store_begin(store, err);

	for (size_t i = 0; status == STATUS_OK && i < count; i++)
		status = apply_client(run, clients[i], &is_kept, err);
	if (status == STATUS_OK && is_kept)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status != STATUS_OK)
		run->list->count = before;
	return status;
}

/* ---- the book ------------------------------------------------------------------------------------------------------- */

static int by_client(const void *left, const void *right)
{
	return strcmp(((const struct due_line *)left)->holder.client, ((const struct due_line *)right)->holder.client);
}

/* The clients somebody must look at, by code, each once; the caller frees them. */
static enum status concerned(struct session *session, const struct due_filter *filter, int64_t **clients, size_t *count,
                             struct error *err)
{
	struct due_list due = {0};
	const enum status status = actions_due(session, filter, &due, err);

	if (status != STATUS_OK)
		return status;
	*clients = memory_new_array(due.count + 1, sizeof **clients);
	*count = 0;
	if (due.count > 1)
		qsort(due.lines, due.count, sizeof *due.lines, by_client);
	for (size_t i = 0; i < due.count; i++)
		if (i == 0 || due.lines[i].holder.client_id != due.lines[i - 1].holder.client_id)
			(*clients)[(*count)++] = due.lines[i].holder.client_id;
	due_list_clear(&due);
	return STATUS_OK;
}

/* Before the accounts, so that what is written of them has the new symbols. */
static enum status rename_first(struct application *run, const struct due_filter *filter, struct error *err)
{
	struct store *store = session_store(run->session);
	bool is_kept = false;
	enum status status = store_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = due_renames(run->session, filter, run->by, run->list, err);
	for (size_t i = 0; i < run->list->rename_count; i++)
		is_kept = is_kept || run->list->renames[i].state == DUE_READY;
	if (status == STATUS_OK && is_kept && !run->is_dry)
		status = store_commit(store, err);
	else
		store_rollback(store);
	if (status != STATUS_OK)
		run->list->rename_count = 0;
	return status;
}

enum status actions_apply(struct session *session, const struct due_filter *filter, const char *by, bool is_dry,
                          struct due_list *list, struct error *err)
{
	struct due_list made = {0};
	struct application run = {.session = session, .by = is_dry ? "nobody" : by, .is_dry = is_dry, .list = &made};
	int64_t *clients = NULL;
	size_t count = 0;
	enum status status = record_check_actor(run.by, err);

	if (status == STATUS_OK)
		status = rename_first(&run, filter, err);
	if (status == STATUS_OK)
		status = concerned(session, filter, &clients, &count, err);
	if (status == STATUS_OK)
		status = due_actions(session, filter, &run.actions, &run.action_count, err);
	run.reading = due_reading_new(session);
	for (size_t i = 0; status == STATUS_OK && i < count; i += CLIENTS_TOGETHER)
		status = apply_together(&run, clients + i, count - i < CLIENTS_TOGETHER ? count - i : CLIENTS_TOGETHER, err);
	due_reading_free(run.reading);
	free(run.actions);
	free(clients);
	if (!is_dry)
		session_forget_market(session);
	*list = made;
	return status;
}
