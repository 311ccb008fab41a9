/* The adviser's changes to a set of trades, as steps one can go back and forth along. */
#include <stdlib.h>
#include <string.h>

#include "advice/base/session.h"
#include "advice/market/market.h"
#include "engine/base/memory.h"
#include "tui/screens/rebalance_state.h"

const struct rebalancing_step *rebalance_now(const struct rebalance_state *state)
{
	return &state->steps[state->at];
}

void rebalance_close(struct rebalance_state *state)
{
	if (state->work != NULL)
		rebalancing_clear(state->work);
	free(state->work);
	state->work = NULL;
	state->is_open = false;
	state->row_count = 0;
}

static size_t trade_of(const struct proposal *proposal, const struct rebalancing_change *change)
{
	for (size_t i = 0; i < proposal->line_count; i++) {
		if (proposal->lines[i].account_id == change->account_id &&
		    proposal->lines[i].instrument_id == change->instrument_id)
			return i;
	}
	return SIZE_MAX;
}

/* A change to a trade that another mode does not make is kept and waits for its mode to come back. */
static enum status apply_changes(struct session *session, const struct rebalancing_step *step,
				 struct rebalancing *work, struct error *err)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < step->change_count; i++) {
		const struct rebalancing_change *change = &step->changes[i];
		const size_t trade = trade_of(&work->proposal, change);

		if (trade == SIZE_MAX)
			continue;
		if (change->quantity > 0)
			status = rebalancing_set_quantity(session, work, trade, change->quantity, err);
		if (status == STATUS_OK && change->is_dropped)
			status = rebalancing_drop(session, work, trade, true, err);
	}
	return status;
}

static void list_rows(struct rebalance_state *state)
{
	const struct standing *before = state->work->before;
	const struct proposal *proposal = &state->work->proposal;

	state->rows = memory_resize(state->rows, before->line_count + proposal->line_count + 1, sizeof *state->rows);
	state->row_count = 0;
	for (size_t i = 0; i < before->line_count; i++) {
		const int64_t instrument = state->market->rows[before->lines[i].row].instrument.id;
		const size_t first = state->row_count;

		for (size_t j = 0; j < proposal->line_count; j++) {
			if (proposal->lines[j].instrument_id == instrument)
				state->rows[state->row_count++] = (struct rebalance_row){.line = i, .trade = j};
		}
		if (state->row_count == first)
			state->rows[state->row_count++] = (struct rebalance_row){.line = i, .trade = SIZE_MAX};
	}
}

enum status rebalance_apply(struct session *session, struct rebalance_state *state, struct error *err)
{
	const struct rebalancing_step *step = rebalance_now(state);
	struct rebalancing *work = memory_new(sizeof *work);
	const struct market *market;
	enum status status = session_market(session, &market, err);

	if (status == STATUS_OK)
		status = rebalancing_work(session, state->code, &step->options, work, err);
	if (status == STATUS_OK)
		status = apply_changes(session, step, work, err);
	if (status != STATUS_OK) {
		rebalancing_clear(work);
		free(work);
		return status;
	}
	rebalance_close(state);
	state->work = work;
	state->market = market;
	state->is_open = true;
	list_rows(state);
	return STATUS_OK;
}

static struct rebalancing_step *push_step(struct rebalance_state *state)
{
	if (state->at + 1 == REBALANCING_STEPS) { /* the second oldest goes: the first is what was worked out */
		memmove(&state->steps[1], &state->steps[2], (REBALANCING_STEPS - 2) * sizeof state->steps[0]);
		state->at--;
	}
	state->steps[state->at + 1] = state->steps[state->at];
	state->at++;
	state->step_count = state->at + 1;
	return &state->steps[state->at];
}

/* Also when it cannot be kept, in a book that is only read, the edit itself stands. */
static void keep(struct session *session, struct rebalance_state *state)
{
	const size_t count = state->step_count > 1 ? state->step_count : 0;

	state->is_kept = rebalancing_draft_keep(session, state->client, state->steps, count, state->at, NULL) == STATUS_OK;
}

bool rebalance_read_draft(struct session *session, struct rebalance_state *state)
{
	size_t count = 0, current = 0;

	if (rebalancing_draft_read(session, state->client, state->steps, &count, &current, NULL) != STATUS_OK || count < 2)
		return false;
	state->step_count = count;
	state->at = current;
	state->is_kept = true;
	return true;
}

static enum status apply_or_go_back(struct session *session, struct rebalance_state *state, struct error *err)
{
	const enum status status = rebalance_apply(session, state, err);

	if (status != STATUS_OK) {
		state->at--;
		state->step_count = state->at + 1;
	}
	keep(session, state);
	return status;
}

enum status rebalance_options(struct session *session, struct rebalance_state *state,
			      const struct rebalancing_options *options, struct error *err)
{
	push_step(state)->options = *options;
	return apply_or_go_back(session, state, err);
}

enum status rebalance_change(struct session *session, struct rebalance_state *state, size_t trade, bool is_dropped,
			     int64_t quantity, struct error *err)
{
	const struct proposal_line *line = &state->work->proposal.lines[trade];
	const struct rebalancing_change change = {line->account_id, line->instrument_id, is_dropped, quantity};
	struct rebalancing_step *step = push_step(state);
	size_t i = 0;

	while (i < step->change_count && (step->changes[i].account_id != change.account_id ||
					  step->changes[i].instrument_id != change.instrument_id))
		i++;
	if (i == REBALANCING_CHANGES) {
		state->step_count = state->at--;
		return error_set(err, STATUS_INVALID, "more than %d trades were changed by hand", REBALANCING_CHANGES);
	}
	step->changes[i] = change;
	if (i == step->change_count)
		step->change_count++;
	return apply_or_go_back(session, state, err);
}

bool rebalance_travel(struct session *session, struct rebalance_state *state, int direction, enum status *status,
		      struct error *err)
{
	if (direction < 0 ? state->at == 0 : state->at + 1 >= state->step_count)
		return false;
	state->at = direction < 0 ? state->at - 1 : state->at + 1;
	*status = rebalance_apply(session, state, err);
	keep(session, state);
	return true;
}

const struct proposal *rebalance_waiting(const struct rebalance_state *state)
{
	for (size_t i = 0; i < state->proposal_count; i++) {
		if (state->proposals[i].state == PROPOSAL_SUBMITTED)
			return &state->proposals[i];
	}
	return NULL;
}
