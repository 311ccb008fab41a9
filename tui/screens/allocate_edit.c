/* The studio's edits: steps one can go back and forth along, and the mandate they amount to. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/mandating.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "tui/screens/allocate_state.h"

/* What a mandate can tell apart: a millionth. */
#define SAME_BOUND 5e-7

const struct allocate_step *allocate_now(const struct allocate_state *state)
{
	return &state->steps[state->at];
}

static void step_clear(struct allocate_step *step)
{
	free(step->lower);
	free(step->upper);
	free(step->is_locked);
	*step = (struct allocate_step){0};
}

static void step_copy(const struct allocate_step *from, size_t count, struct allocate_step *to)
{
	*to = *from;
	to->lower = memory_new_array(count, sizeof *to->lower);
	to->upper = memory_new_array(count, sizeof *to->upper);
	to->is_locked = memory_new_array(count, sizeof *to->is_locked);
	memcpy(to->lower, from->lower, count * sizeof *to->lower);
	memcpy(to->upper, from->upper, count * sizeof *to->upper);
	memcpy(to->is_locked, from->is_locked, count * sizeof *to->is_locked);
}

static void cut_steps(struct allocate_state *state, size_t count)
{
	while (state->step_count > count)
		step_clear(&state->steps[--state->step_count]);
}

void allocate_clear_steps(struct allocate_state *state)
{
	cut_steps(state, 0);
	state->at = 0;
	free(state->ids);
	state->ids = NULL;
	state->id_count = 0;
}

static bool is_locked_by_mandate(const struct standing *standing, size_t row)
{
	for (size_t i = 0; i < standing->line_count; i++) {
		if (standing->lines[i].row == row)
			return standing->lines[i].is_locked;
	}
	return false;
}

void allocate_begin_steps(struct allocate_state *state)
{
	const struct studio *studio = &state->studio;
	const size_t count = studio->market->count;
	const bool had_place = state->step_count > 0;
	const double volatility = had_place ? allocate_now(state)->volatility : NAN;
	const char letter = had_place ? allocate_now(state)->letter : 'B';
	struct allocate_step *first = &state->steps[0];

	allocate_clear_steps(state);
	state->ids = memory_new_array(count, sizeof *state->ids);
	state->id_count = count;
	*first = (struct allocate_step){
		.lower = memory_new_array(count, sizeof *first->lower),
		.upper = memory_new_array(count, sizeof *first->upper),
		.is_locked = memory_new_array(count, sizeof *first->is_locked),
		.volatility = isfinite(volatility) ? volatility : studio->candidates[1].volatility,
		.letter = letter,
	};
	for (size_t i = 0; i < count; i++) {
		state->ids[i] = studio->market->rows[i].instrument.id;
		first->lower[i] = studio->free_lower[i];
		first->upper[i] = studio->free_upper[i];
		first->is_locked[i] = is_locked_by_mandate(&studio->standing, i);
	}
	state->step_count = 1;
}

/* True when bounds changed: the frontier must be made anew. */
static bool put_bounds(struct allocate_state *state)
{
	const struct allocate_step *step = allocate_now(state);
	struct studio *studio = &state->studio;
	bool has_changed = false;

	for (size_t i = 0; i < studio->market->count; i++) {
		const double held = studio->standing.weights != NULL ? studio->standing.weights[i] : 0.0;
		const double lower = step->is_locked[i] ? held : step->lower[i];
		const double upper = step->is_locked[i] ? held : step->upper[i];

		has_changed = has_changed || lower != studio->lower[i] || upper != studio->upper[i];
		studio->lower[i] = lower;
		studio->upper[i] = upper;
	}
	return has_changed;
}

enum status allocate_apply(struct session *session, struct allocate_state *state, struct error *err)
{
	const struct allocate_step *step = allocate_now(state);
	struct studio *studio = &state->studio;
	enum status status;

	if (put_bounds(state) || !state->has_curve) {
		status = studio_solve(session, studio, err);
		if (status != STATUS_OK)
			return status;
		state->has_curve = studio_curve(studio, ALLOCATE_CURVE, state->curve_x, state->curve_y, NULL) == STATUS_OK;
	}
	if (!state->has_curve)
		return STATUS_OK; /* the conflict is told in the studio */
	if (step->letter >= 'A' && step->letter < 'A' + CANDIDATES)
		return studio_move(session, studio, studio->candidates[step->letter - 'A'].volatility, err);
	return studio_move(session, studio, step->volatility, err);
}

/* A copy of the step in force as the newest; what had been undone is gone. */
static struct allocate_step *push_step(struct allocate_state *state)
{
	cut_steps(state, state->at + 1);
	if (state->step_count == ALLOCATE_STEPS) { /* the second oldest goes: the first is what is recorded */
		step_clear(&state->steps[1]);
		memmove(&state->steps[1], &state->steps[2], (ALLOCATE_STEPS - 2) * sizeof state->steps[0]);
		state->step_count--;
		state->at--;
		state->steps[state->step_count] = (struct allocate_step){0};
	}
	step_copy(allocate_now(state), state->studio.market->count, &state->steps[state->step_count]);
	state->at = state->step_count++;
	state->steps[state->at].is_walk = false;
	return &state->steps[state->at];
}

static enum status apply_or_go_back(struct session *session, struct allocate_state *state, struct error *err)
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
	struct allocate_step *step;

	if (!state->has_curve)
		return error_set(err, STATUS_INFEASIBLE, "%s", text_string(&studio->conflict[LANGUAGE_ENGLISH]));
	/* A held arrow key is one edit. */
	if (allocate_now(state)->is_walk && state->at + 1 == state->step_count)
		step = &state->steps[state->at];
	else
		step = push_step(state);
	step->is_walk = true;
	step->letter = letter;
	step->volatility = fmin(fmax(volatility, studio->least), studio->most);
	return allocate_apply(session, state, err);
}

enum status allocate_bound(struct session *session, struct allocate_state *state, size_t row, double lower,
			   double upper, struct error *err)
{
	struct allocate_step *step = push_step(state);

	step->lower[row] = lower;
	step->upper[row] = upper;
	step->is_locked[row] = false;
	return apply_or_go_back(session, state, err);
}

enum status allocate_lock(struct session *session, struct allocate_state *state, size_t row, struct error *err)
{
	struct allocate_step *step = push_step(state);

	step->is_locked[row] = !step->is_locked[row];
	return apply_or_go_back(session, state, err);
}

bool allocate_travel(struct session *session, struct allocate_state *state, int direction, enum status *status,
		     struct error *err)
{
	if (direction < 0 ? state->at == 0 : state->at + 1 >= state->step_count)
		return false;
	state->at = direction < 0 ? state->at - 1 : state->at + 1;
	*status = allocate_apply(session, state, err);
	return true;
}

static bool differs(const struct allocate_step *a, const struct allocate_step *b, size_t row)
{
	return fabs(a->lower[row] - b->lower[row]) > SAME_BOUND || fabs(a->upper[row] - b->upper[row]) > SAME_BOUND;
}

bool allocate_is_edited(const struct allocate_state *state)
{
	const struct allocate_step *first = &state->steps[0];

	for (size_t i = 0; state->step_count > 0 && i < state->id_count; i++) {
		if (differs(first, allocate_now(state), i) || first->is_locked[i] != allocate_now(state)->is_locked[i])
			return true;
	}
	return false;
}

enum status allocate_mandate(struct session *session, const struct allocate_state *state, struct mandate *mandate,
			     struct error *err)
{
	const struct allocate_step *first = &state->steps[0], *now = allocate_now(state);
	enum status status = mandating_current(session, state->code, mandate, err);

	for (size_t i = 0; status == STATUS_OK && i < state->id_count; i++) {
		const char *symbol = state->studio.market->rows[i].instrument.symbol;
		char text[SYMBOL_SIZE + 64];

		if (differs(first, now, i)) {
			(void)snprintf(text, sizeof text, "%s:%s:%.6f:%.6f", limit_scope_name(LIMIT_INSTRUMENT), symbol,
				       now->lower[i], now->upper[i]);
			status = mandating_limit(session, mandate, text, err);
		}
		if (status == STATUS_OK && first->is_locked[i] != now->is_locked[i])
			status = mandating_lock(session, mandate, symbol, now->is_locked[i], err);
	}
	return status;
}
