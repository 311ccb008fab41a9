/* Screen 3, the profile: what kind of investor this is, why, until when, and the questionnaire that says so. */
#include <stdlib.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/profile_state.h"
#include "tui/screens/refusal.h"

static enum status read_profile(struct profile_state *read, struct session *session, struct error *err)
{
	enum status status = standing_load_parts(session, read->client, 0, &read->standing, err);

	if (status == STATUS_OK)
		status = profile_history(session, read->client, &read->history, &read->history_count, err);
	return status;
}

static void clear_profile(struct profile_state *state)
{
	standing_clear(&state->standing);
	free(state->history);
}

static enum status load(void *place, struct desk *desk, struct error *err)
{
	struct profile_state *state = place;
	const int64_t client = desk_subject(desk).client;
	struct profile_state read = {.client = client, .figures = desk_figures(desk)};
	enum status status = STATUS_OK;

	if (state->most == NULL)
		state->most = memory_new_array(PROFILE_PANES, sizeof *state->most);
	if (state->client == client && state->figures == read.figures && client != 0)
		return context_of_client(desk, &state->standing, err);
	if (client != 0)
		status = read_profile(&read, desk_session(desk), err);
	if (status != STATUS_OK) {
		clear_profile(&read);
		return status;
	}
	clear_profile(state);
	if (state->client != client) { /* another client's answers are not this one's */
		state->mode = PROFILE_SHOWN;
		state->pane = PROFILE_PANE_SCORES;
		for (int i = 0; i < PROFILE_PANES; i++)
			state->top[i] = 0;
	}
	state->client = client;
	state->figures = read.figures;
	state->standing = read.standing;
	state->history = read.history;
	state->history_count = read.history_count;
	return client != 0 ? context_of_client(desk, &state->standing, err) : STATUS_OK;
}

static void unload(void *place)
{
	struct profile_state *state = place;

	clear_profile(state);
	free(state->most);
}

static bool scroll(struct profile_state *state, int step)
{
	int *top = &state->top[state->pane];

	*top += step;
	*top = *top > state->most[state->pane] ? state->most[state->pane] : *top;
	*top = *top < 0 ? 0 : *top;
	return true;
}

static bool act(void *place, struct desk *desk, enum action action)
{
	struct profile_state *state = place;

	(void)desk;
	if (state->client == 0)
		return false;
	switch (action) {
	case ACTION_OPEN:
	case ACTION_EDIT:
		profile_begin(state);
		return true;
	case ACTION_NEXT_PANE:
		state->pane = (state->pane + 1) % PROFILE_PANES;
		return true;
	case ACTION_PREVIOUS_PANE:
		state->pane = (state->pane + PROFILE_PANES - 1) % PROFILE_PANES;
		return true;
	case ACTION_UP:
		return scroll(state, -1);
	case ACTION_DOWN:
		return scroll(state, 1);
	case ACTION_PAGE_UP:
		return scroll(state, -5);
	case ACTION_PAGE_DOWN:
		return scroll(state, 5);
	case ACTION_FIRST:
		return scroll(state, -state->top[state->pane]);
	case ACTION_LAST:
		return scroll(state, state->most[state->pane]);
	default:
		return false;
	}
}

static bool wants_text(const void *place)
{
	return ((const struct profile_state *)place)->mode != PROFILE_SHOWN;
}

static void key(void *place, struct desk *desk, uint32_t pressed)
{
	profile_ask_key(place, desk, pressed);
}

static bool is_dirty(const void *place)
{
	return profile_is_begun(place);
}

static enum status section(const void *place, struct desk *desk, struct arena *arena, struct section **section,
			   struct error *err)
{
	const struct profile_state *state = place;

	if (state->client == 0)
		return refusal_of_nobody(err);
	return profile_section(desk_session(desk), state->standing.client.code, arena, section, err);
}

static const struct action_use actions[] = {
	{ACTION_OPEN, N_("new questionnaire")}, {ACTION_UP, N_("scroll")}, {ACTION_DOWN, N_("scroll")},
	{ACTION_NEXT_PANE, NULL}, {ACTION_EDIT, NULL}, {ACTION_PREVIOUS_PANE, NULL}, {ACTION_PAGE_UP, NULL},
	{ACTION_PAGE_DOWN, NULL}, {ACTION_FIRST, NULL}, {ACTION_LAST, NULL}, {ACTION_NONE, NULL},
};

const struct screen_ops profile_screen = {
	.name = "profile",
	.title = N_("Profile"),
	.digit = '3',
	.state_size = sizeof(struct profile_state),
	.actions = actions,
	.explain = N_(
		"Each score runs from 0 to 100: 100 × Σ weight × points / (4 × Σ weight) over its questions.\n"
		"capacity: what the finances can bear (Q1–Q6); it caps the rest.\n"
		"tolerance: how much uncertainty is accepted (Q7–Q10). composure: what is done when prices fall (Q11–Q13).\n"
		"knowledge: Q14 and Q15; it opens complex products and never raises the score.\n"
		"willingness = 0.7 × tolerance + 0.3 × composure.\n"
		"score F = the least of willingness, capacity and the limits named under \"what limits it\".\n"
		"class: C1 below 20, C2 below 40, C3 below 60, C4 below 80, C5 from 80; the rules file has the edges.\n"
		"volatility target: from F by the rules' curve, never above what the accepted loss (Q8) allows: "
		"(loss + riskless return) / (1.645 − reward per unit of risk).\n"
		"risk aversion λ = reward per unit of risk / volatility target.\n"
		"reliability: A consistent; B answered too fast or all at one extreme; C contradictions remain, and then the "
		"lower of two answers counts.\n"
		"A profile holds for twelve months; at most two assessments a day and eight in twelve months are taken."),
	.load = load,
	.draw = profile_draw,
	.act = act,
	.unload = unload,
	.wants_text = wants_text,
	.key = key,
	.is_dirty = is_dirty,
	.section = section,
};
