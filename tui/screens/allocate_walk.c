/* Along the frontier and through the edits: walking, candidates, locks, giving way, back and forth. */
#include "advice/base/language.h"
#include "tui/desk.h"
#include "tui/screens/allocate_state.h"

/* Steps along the frontier, as parts of its range of volatility. */
#define COARSE 0.01
#define FINE 0.001

static void walk(struct allocate_state *state, struct desk *desk, double step)
{
	const struct studio *studio = &state->studio;
	struct error err = {0};
	enum status status;

	status = allocate_move(desk_session(desk), state,
			       allocate_now(state)->volatility + step * (studio->most - studio->least), 'S', &err);
	allocate_follow(state, desk, status, &err);
}

static void go_to_end(struct allocate_state *state, struct desk *desk, bool is_last)
{
	struct error err = {0};
	const enum status status = allocate_move(desk_session(desk), state,
						 is_last ? state->studio.most : state->studio.least, 'S', &err);

	allocate_follow(state, desk, status, &err);
}

static void go_to_candidate(struct allocate_state *state, struct desk *desk, int index)
{
	struct error err = {0};
	const enum status status = allocate_move(desk_session(desk), state,
						 state->studio.candidates[index].volatility, (char)('A' + index),
						 &err);

	allocate_follow(state, desk, status, &err);
}

static void travel(struct allocate_state *state, struct desk *desk, int direction)
{
	struct error err = {0};
	enum status status = STATUS_OK;

	if (!allocate_travel(desk_session(desk), state, direction, &status, &err)) {
		desk_message(desk, ROLE_STATUS, direction < 0 ? _("nothing to undo") : _("nothing to redo"));
		return;
	}
	allocate_follow(state, desk, status, &err);
}

static void lock(struct allocate_state *state, struct desk *desk)
{
	struct error err = {0};
	struct studio_wish *wish;
	size_t index;
	enum status status;

	if (state->face != FACE_WEIGHTS || !table_view_selected(allocate_table(state), &index))
		return;
	wish = allocate_edit_step(state);
	wish->is_locked[state->rows[index]] = !wish->is_locked[state->rows[index]];
	status = allocate_finish_step(desk_session(desk), state, &err);
	allocate_follow(state, desk, status, &err);
}

static void relax(struct allocate_state *state, struct desk *desk)
{
	struct error err = {0};
	enum status status;

	if (state->studio.relaxation_count == 0) {
		desk_message(desk, ROLE_STATUS, state->has_curve ? _("the limits do not conflict")
								 : _("no change of the client's own limits helps"));
		return;
	}
	(void)studio_wish_relax(&state->studio, allocate_edit_step(state)); /* there is one */
	status = allocate_finish_step(desk_session(desk), state, &err);
	allocate_follow(state, desk, status, &err);
}

bool allocate_walk(struct allocate_state *state, struct desk *desk, enum action action)
{
	switch (action) {
	case ACTION_LEFT:
	case ACTION_RIGHT:
		walk(state, desk, action == ACTION_LEFT ? -COARSE : COARSE);
		return true;
	case ACTION_FINER_LEFT:
	case ACTION_FINER_RIGHT:
		walk(state, desk, action == ACTION_FINER_LEFT ? -FINE : FINE);
		return true;
	case ACTION_FIRST:
	case ACTION_LAST:
		go_to_end(state, desk, action == ACTION_LAST);
		return true;
	case ACTION_CANDIDATE_A:
	case ACTION_CANDIDATE_B:
	case ACTION_CANDIDATE_C:
		go_to_candidate(state, desk, (int)action - (int)ACTION_CANDIDATE_A);
		return true;
	case ACTION_RELAX:
		relax(state, desk);
		return true;
	case ACTION_LOCK:
		lock(state, desk);
		return true;
	case ACTION_UNDO:
	case ACTION_REDO:
		travel(state, desk, action == ACTION_UNDO ? -1 : 1);
		return true;
	default:
		return false;
	}
}
