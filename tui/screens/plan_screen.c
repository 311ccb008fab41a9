/* Screen 6, the plan: what the money is for, in how many futures there is enough, and what would help. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/plan_state.h"
#include "tui/screens/refusal.h"
#include "tui/widget/scroll.h"

const struct outlook_goal *plan_goal(const struct plan_screen *screen)
{
	size_t row;

	if (!screen->is_known || !table_view_selected(&screen->goals, &row))
		return NULL;
	return &screen->outlook.goals[row];
}

bool plan_is_drawn(const struct plan_screen *screen)
{
	return screen->is_known && screen->outlook.paths > 0;
}

const struct outlook_figures *plan_figures(const struct plan_screen *screen)
{
	return screen->trial.is_open && screen->trial.is_known ? &screen->trial.figures : &plan_goal(screen)->figures;
}

/* ---- loading ---- */

static void draw_futures(struct plan_screen *screen, struct desk *desk)
{
	screen->is_drawing = true;
	screen->is_given_up = false;
	plan_job_start(desk, screen->client, screen->model, ++screen->ticket);
}

void plan_found(struct desk *desk, unsigned ticket, struct outlook *outlook)
{
	struct plan_screen *screen = desk_state(desk, "plan");

	if (screen == NULL || screen->ticket != ticket)
		return; /* it was left, or something newer is under way */
	screen->is_drawing = false;
	screen->trial.is_open = false; /* its figures are of futures that are gone */
	if (outlook == NULL) {
		screen->is_given_up = true;
		return;
	}
	outlook_clear(&screen->outlook);
	screen->outlook = *outlook;
	*outlook = (struct outlook){0};
	screen->is_known = true;
	table_view_update(&screen->goals);
}

static void forget(struct plan_screen *screen)
{
	outlook_clear(&screen->outlook);
	screen->is_known = false;
	screen->trial.is_open = false;
	screen->edit.is_open = false;
	screen->focus = PLAN_GOALS;
	memset(screen->tops, 0, sizeof screen->tops);
	table_view_update(&screen->goals);
}

/* What is known at once, while the futures are drawn: the goals and how well they are funded. */
static enum status fund(struct plan_screen *screen, struct desk *desk, struct error *err)
{
	struct outlook funded = {0};
	const enum status status = outlook_fund(desk_session(desk), &screen->standing, &funded, err);

	if (status != STATUS_OK)
		return status;
	outlook_clear(&screen->outlook);
	screen->outlook = funded;
	screen->is_known = true;
	return STATUS_OK;
}

static enum status read_client(struct plan_screen *screen, struct desk *desk, int64_t client, struct error *err)
{
	struct standing standing = {0};
	enum status status = STATUS_OK;

	if (client != 0)
		status = standing_load_parts(desk_session(desk), client, STANDING_WEEK, &standing, err);
	if (status != STATUS_OK) {
		standing_clear(&standing);
		return status;
	}
	standing_clear(&screen->standing);
	screen->standing = standing;
	return STATUS_OK;
}

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct plan_screen *screen = state;
	const int64_t client = desk_subject(desk).client;
	const bool is_first = screen->places == NULL;
	enum status status = STATUS_OK;

	if (is_first || screen->client != client || screen->figures != desk_figures(desk)) {
		status = read_client(screen, desk, client, err);
		if (status != STATUS_OK)
			return status;
		if (is_first) {
			screen->places = memory_new(sizeof *screen->places);
			table_view_init(&screen->goals, &plan_goals_model, screen);
		}
		if (is_first || screen->client != client) {
			forget(screen);
			status = client != 0 ? fund(screen, desk, err) : STATUS_OK;
		}
		if (status != STATUS_OK)
			return status;
		screen->client = client;
		screen->figures = desk_figures(desk);
		if (client != 0)
			draw_futures(screen, desk);
	}
	table_view_update(&screen->goals);
	return client != 0 ? context_of_client(desk, &screen->standing, err) : STATUS_OK;
}

static void unload(void *state)
{
	struct plan_screen *screen = state;

	outlook_clear(&screen->outlook);
	standing_clear(&screen->standing);
	table_view_clear(&screen->goals);
	free(screen->places);
}

/* ---- acting ---- */

static void draw(const void *state, struct term *term)
{
	const struct plan_screen *screen = state;

	if (screen->client == 0) {
		struct term text = refusal_draw_nobody(term);

		term_cursor(&text, 0, 0);
		return;
	}
	plan_draw(screen, term);
	if (screen->edit.is_open)
		plan_edit_draw(&screen->edit, term);
}

/* Up and down go to another goal also from the chart, which has nothing to scroll. */
static bool act_on_pane(struct plan_screen *screen, enum action action)
{
	const int page = screen->places->panes[screen->focus].rows - 2;

	if (screen->focus == PLAN_GOALS || screen->focus == PLAN_FAN)
		return table_view_act(&screen->goals, action);
	return scroll_act(&screen->tops[screen->focus], screen->places->panes[screen->focus].furthest, page, action);
}

static void tell_selected(struct plan_screen *screen, struct desk *desk)
{
	const struct outlook_goal *goal = plan_goal(screen);

	if (goal == NULL)
		desk_message(desk, ROLE_STATUS, _("There is no goal under the cursor; a tells a new one."));
	else
		plan_tell(screen, desk, goal);
}

static void next_model(struct plan_screen *screen, struct desk *desk)
{
	screen->model = (screen->model + 1) % OUTLOOK_MODELS;
	desk_messagef(desk, ROLE_STATUS, _("Drawn with: %s"), _(outlook_model_text(screen->model)));
	draw_futures(screen, desk);
}

static bool act(void *state, struct desk *desk, enum action action)
{
	struct plan_screen *screen = state;

	if (screen->client == 0)
		return false;
	switch (action) {
	case ACTION_NEXT_PANE:
		screen->focus = (screen->focus + 1) % PLAN_PANES;
		return true;
	case ACTION_PREVIOUS_PANE:
		screen->focus = (screen->focus + PLAN_PANES - 1) % PLAN_PANES;
		return true;
	case ACTION_WHAT_IF:
		plan_try(screen, desk);
		return true;
	case ACTION_ADD:
		plan_tell(screen, desk, NULL);
		return true;
	case ACTION_EDIT:
	case ACTION_OPEN:
		tell_selected(screen, desk);
		return true;
	case ACTION_DELETE:
		plan_remove(screen, desk);
		return true;
	case ACTION_MODE:
		next_model(screen, desk);
		return true;
	case ACTION_REFRESH:
		session_forget_market(desk_session(desk));
		desk_changed(desk);
		return true;
	default:
		return act_on_pane(screen, action);
	}
}

static bool wants_text(const void *state)
{
	const struct plan_screen *screen = state;

	return screen->edit.is_open || screen->trial.is_open || table_view_wants_text(&screen->goals);
}

static void key(void *state, struct desk *desk, uint32_t pressed)
{
	struct plan_screen *screen = state;

	if (screen->edit.is_open)
		plan_edit_key(screen, desk, pressed);
	else if (screen->trial.is_open)
		plan_trial_key(screen, desk, pressed);
	else
		table_view_key(&screen->goals, pressed);
}

static void click(void *state, struct desk *desk, int row, int column)
{
	struct plan_screen *screen = state;
	int pane;

	(void)desk;
	if (screen->client == 0 || screen->edit.is_open || screen->trial.is_open)
		return;
	pane = pane_place_at(screen->places->panes, PLAN_PANES, row, column);
	if (pane >= 0)
		screen->focus = (enum plan_pane)pane;
	if (screen->focus == PLAN_GOALS)
		(void)table_view_click(&screen->goals, row);
}

static bool is_dirty(const void *state)
{
	const struct plan_screen *screen = state;

	return screen->edit.is_open && screen->edit.form.is_dirty;
}

static struct table_view *table(void *state)
{
	struct plan_screen *screen = state;

	return screen->client != 0 && screen->is_known && screen->focus == PLAN_GOALS ? &screen->goals : NULL;
}

static enum status section(const void *state, struct desk *desk, struct arena *arena, struct section **made,
			   struct error *err)
{
	const struct plan_screen *screen = state;

	if (!plan_is_drawn(screen))
		return error_set(err, STATUS_NOT_FOUND, "the futures are not drawn yet");
	return outlook_section(desk_session(desk), &screen->outlook, arena, made, err);
}

static const struct action_use actions[] = {
	{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_NEXT_PANE, NULL}, {ACTION_WHAT_IF, NULL}, {ACTION_ADD, NULL},
	{ACTION_EDIT, NULL}, {ACTION_DELETE, N_("close goal")}, {ACTION_MODE, N_("model")}, {ACTION_REFRESH, N_("draw again")},
	{ACTION_OPEN, N_("edit")}, {ACTION_PREVIOUS_PANE, NULL}, {ACTION_SORT, NULL}, {ACTION_FILTER, NULL},
	TABLE_FURTHER_USES, {ACTION_NONE, NULL},
};

const struct screen_ops plan_screen = {
	.name = "plan",
	.title = N_("Plan"),
	.digit = '6',
	.state_size = sizeof(struct plan_screen),
	.actions = actions,
	.explain = N_(
		"of 100: in how many of a hundred simulated futures the value on the goal's day is at least the amount. It is a count, "
		"not a promise; with 10,000 futures it is known to within one.\n"
		"futures: months drawn independently, with expected return and volatility of the plan in force (without one: of what "
		"is held), brought back to its weights every month. Model: lognormal months, or heavy tails (Student's t with five "
		"degrees of freedom); m changes it. The same seed draws the same futures.\n"
		"today's money: amounts grow by the goal's inflation, else by that of the assumptions; what is drawn is divided by it.\n"
		"allotted: what is held, less what the mandate keeps aside, goes to goals by priority, then date, each up to the present "
		"value it lacks; what is left is shared in proportion.\n"
		"funded: (allotted + present value of what is set aside) / present value of the amount, at the risk-free rate.\n"
		"the fan: ⠄ where 9 of 10 futures lie, ⠡ where half of them lie, the line the median; ◆ the goal.\n"
		"what would help: the least of each, alone, with which 80 of 100 of these futures reach the goal. w tries another "
		"contribution on the same futures as you type.\n"
		"pays: what the amount, reached and left in the same mix, pays each month in today's money for 25 years without "
		"running out in 90 of 100 futures.\n"
		"glide path: equity falling toward the goal (90 percent at 40 years, 60 at 10, 40 at its day), within the client's limit "
		"and moved by at most ten points by how well the goal is funded."),
	.load = load,
	.draw = draw,
	.act = act,
	.unload = unload,
	.wants_text = wants_text,
	.key = key,
	.click = click,
	.is_dirty = is_dirty,
	.table = table,
	.section = section,
};
