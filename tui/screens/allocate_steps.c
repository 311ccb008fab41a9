/* The studio's edits: steps one can go back and forth along, the draft they are kept in, the mandate they amount to. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/client/mandating.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "tui/screens/allocate_state.h"

/* What a mandate can tell apart: a millionth. */
#define SAME_BOUND 5e-7

const struct studio_wish *allocate_now(const struct allocate_state *state)
{
	return &state->steps[state->at].wish;
}

const struct studio_wish *allocate_recorded(const struct allocate_state *state)
{
	return &state->steps[0].wish;
}

static void cut_steps(struct allocate_state *state, size_t count)
{
	while (state->step_count > count) {
		studio_wish_clear(&state->steps[--state->step_count].wish);
		state->steps[state->step_count].is_walk = false;
	}
}

void allocate_clear_steps(struct allocate_state *state)
{
	cut_steps(state, 0);
	state->at = 0;
	free(state->ids);
	state->ids = NULL;
	state->id_count = 0;
	state->is_draft_old = false;
}

static void note_instruments(struct allocate_state *state)
{
	const struct market *market = state->studio.market;

	state->ids = memory_new_array(market->count, sizeof *state->ids);
	state->id_count = market->count;
	for (size_t i = 0; i < market->count; i++)
		state->ids[i] = market->rows[i].instrument.id;
}

void allocate_begin_steps(struct allocate_state *state)
{
	const bool had_place = state->step_count > 0;
	const double volatility = had_place ? allocate_now(state)->volatility : NAN;
	const char letter = had_place ? allocate_now(state)->letter : 'B';
	struct studio_wish *first = &state->steps[0].wish;

	allocate_clear_steps(state);
	note_instruments(state);
	studio_wish_begin(&state->studio, first);
	first->letter = letter;
	if (isfinite(volatility))
		first->volatility = volatility;
	state->step_count = 1;
}

enum status allocate_read_draft(struct allocate_state *state, bool *is_found, struct error *err)
{
	struct studio_wish *wishes = memory_new_array(ALLOCATE_STEPS, sizeof *wishes);
	size_t count = 0, current = 0;
	const enum status status = studio_draft_read(state->session, &state->studio, wishes, &count, &current, err);

	*is_found = status == STATUS_OK && count > 1;
	if (*is_found) {
		allocate_clear_steps(state);
		note_instruments(state);
		for (size_t i = 0; i < count; i++)
			state->steps[i].wish = wishes[i];
		state->step_count = count;
		state->at = current;
	} else if (status == STATUS_OK) {
		while (count > 0)
			studio_wish_clear(&wishes[--count]);
	}
	free(wishes);
	return status;
}

enum status allocate_keep_draft(struct allocate_state *state, struct error *err)
{
	const struct studio_wish *wishes[ALLOCATE_STEPS];
	enum status status;

	if (!state->is_draft_old || !state->is_open)
		return STATUS_OK;
	if (state->step_count <= 1) {
		status = studio_draft_drop(state->session, state->client, err);
	} else {
		for (size_t i = 0; i < state->step_count; i++)
			wishes[i] = &state->steps[i].wish;
		status = studio_draft_keep(state->session, &state->studio, wishes, state->step_count, state->at, err);
	}
	state->is_draft_old = status != STATUS_OK;
	return status;
}

enum status allocate_apply(struct session *session, struct allocate_state *state, struct error *err)
{
	const enum status status = studio_apply(session, &state->studio, allocate_now(state), err);

	if (status != STATUS_OK)
		return status;
	state->has_curve = studio_curve(&state->studio, ALLOCATE_CURVE, state->curve_x, state->curve_y, NULL) == STATUS_OK;
	state->is_solving = state->has_curve && allocate_now(state)->weights == NULL &&
			    !studio_objectives[allocate_now(state)->objective].is_on_frontier;
	return STATUS_OK;
}

/* A copy of the step in force as the newest; what had been undone is gone. */
struct studio_wish *allocate_new_step(struct allocate_state *state)
{
	cut_steps(state, state->at + 1);
	if (state->step_count == ALLOCATE_STEPS) { /* the second oldest goes: the first is what is recorded */
		studio_wish_clear(&state->steps[1].wish);
		memmove(&state->steps[1], &state->steps[2], (ALLOCATE_STEPS - 2) * sizeof state->steps[0]);
		state->step_count--;
		state->at--;
		state->steps[state->step_count] = (struct allocate_step){0};
	}
	studio_wish_copy(allocate_now(state), &state->steps[state->step_count].wish);
	state->at = state->step_count++;
	state->steps[state->at].is_walk = false;
	state->is_draft_old = true;
	return &state->steps[state->at].wish;
}

static void drop_answer(struct studio_wish *wish)
{
	free(wish->weights);
	wish->weights = NULL;
}

struct studio_wish *allocate_edit_step(struct allocate_state *state)
{
	struct studio_wish *wish = allocate_new_step(state);

	drop_answer(wish);
	state->figures++;
	return wish;
}

enum status allocate_finish_step(struct session *session, struct allocate_state *state, struct error *err)
{
	const enum status status = allocate_apply(session, state, err);

	if (status == STATUS_OK || state->at == 0)
		return status;
	state->at--;
	cut_steps(state, state->at + 1);
	(void)allocate_apply(session, state, NULL); /* it worked before; the first failure is the one to tell */
	return status;
}

enum status allocate_move(struct session *session, struct allocate_state *state, double volatility, char letter,
			  struct error *err)
{
	const struct studio *studio = &state->studio;
	struct studio_wish *wish;

	if (!state->has_curve)
		return error_set(err, STATUS_INFEASIBLE, "%s", text_string(&studio->conflict[LANGUAGE_ENGLISH]));
	/* A held arrow key is one edit. */
	if (state->steps[state->at].is_walk && state->at + 1 == state->step_count)
		wish = &state->steps[state->at].wish;
	else
		wish = allocate_new_step(state);
	state->steps[state->at].is_walk = true;
	state->is_draft_old = true;
	drop_answer(wish);
	wish->objective = 0;
	wish->letter = letter;
	wish->volatility = fmin(fmax(volatility, studio->least), studio->most);
	return allocate_apply(session, state, err);
}

bool allocate_travel(struct session *session, struct allocate_state *state, int direction, enum status *status,
		     struct error *err)
{
	if (direction < 0 ? state->at == 0 : state->at + 1 >= state->step_count)
		return false;
	state->at = direction < 0 ? state->at - 1 : state->at + 1;
	state->is_draft_old = true;
	state->figures++;
	*status = allocate_apply(session, state, err);
	return true;
}

bool allocate_has_limits(const struct allocate_state *state)
{
	return state->step_count > 0 && studio_wish_limits_differ(allocate_recorded(state), allocate_now(state));
}

bool allocate_is_edited(const struct allocate_state *state)
{
	return state->step_count > 0 && studio_wish_differs(allocate_recorded(state), allocate_now(state));
}

/* ---- the mandate ---- */

static bool differs(double a_lower, double a_upper, double b_lower, double b_upper)
{
	return fabs(a_lower - b_lower) > SAME_BOUND || fabs(a_upper - b_upper) > SAME_BOUND;
}

static enum status put_limit(struct session *session, enum limit_scope scope, const char *key, double lower,
			     double upper, struct mandate *mandate, struct error *err)
{
	char text[SYMBOL_SIZE + 96];

	(void)snprintf(text, sizeof text, "%s:%s:%.6f:%.6f", limit_scope_name(scope), key, lower, upper);
	return mandating_limit(session, mandate, text, err);
}

static enum limit_scope scope_of(enum studio_group_kind kind)
{
	return kind == GROUP_CLASS ? LIMIT_ASSET_CLASS : kind == GROUP_REGION ? LIMIT_REGION : LIMIT_SECTOR;
}

enum status allocate_mandate(struct session *session, const struct allocate_state *state, struct mandate *mandate,
			     struct error *err)
{
	const struct studio_wish *first = allocate_recorded(state), *now = allocate_now(state);
	enum status status = mandating_current(session, state->code, mandate, err);

	for (size_t i = 0; status == STATUS_OK && i < state->id_count; i++) {
		const char *symbol = state->studio.market->rows[i].instrument.symbol;

		if (differs(first->lower[i], first->upper[i], now->lower[i], now->upper[i]))
			status = put_limit(session, LIMIT_INSTRUMENT, symbol, now->lower[i], now->upper[i], mandate, err);
		if (status == STATUS_OK && first->is_locked[i] != now->is_locked[i])
			status = mandating_lock(session, mandate, symbol, now->is_locked[i], err);
	}
	for (size_t i = 0; status == STATUS_OK && i < now->group_count; i++) {
		const struct studio_group *group = &state->studio.groups[i];

		if (!group->is_fixed && group->kind != GROUP_TURNOVER && differs(first->group_lower[i], first->group_upper[i], now->group_lower[i],
						now->group_upper[i]))
			status = put_limit(session, scope_of(group->kind), group->key, now->group_lower[i],
					   now->group_upper[i], mandate, err);
	}
	return status;
}
