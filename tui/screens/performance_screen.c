/* Screen 7, performance: what was earned, against the plan, why, how roughly and at what cost. */
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/performance_state.h"
#include "tui/screens/refusal.h"
#include "tui/widget/scroll.h"

const struct track_period *performance_chosen(const struct performance_screen *screen)
{
	return screen->period < screen->track.period_count ? &screen->track.periods[screen->period] : NULL;
}

struct table_view *performance_table(struct performance_screen *screen, enum performance_pane pane)
{
	switch (pane) {
	case PERFORMANCE_GROWTH:
		return screen->shows_numbers ? &screen->months : NULL;
	case PERFORMANCE_PERIODS:
		return &screen->periods;
	case PERFORMANCE_EFFECTS:
		return &screen->effects;
	case PERFORMANCE_HOLDINGS:
		return &screen->holdings;
	case PERFORMANCE_CALENDAR:
	case PERFORMANCE_RISK:
	case PERFORMANCE_PANES:
		break;
	}
	return NULL;
}

/* ---- loading ---------------------------------------------------------------------------------------------------- */

static void clear_figures(struct performance_screen *screen)
{
	standing_clear(&screen->standing);
	track_clear(&screen->track);
	free(screen->days);
	free(screen->portfolio);
	free(screen->plan);
	screen->days = screen->portfolio = screen->plan = NULL;
}

static enum status read_figures(struct performance_screen *read, struct session *session, struct error *err)
{
	enum status status = session_market(session, &read->market, err);

	if (status == STATUS_OK)
		status = standing_load(session, read->client, &read->standing, err);
	if (status == STATUS_OK)
		status = track_load(session, read->client, &read->track, err);
	if (status != STATUS_OK)
		return status;
	read->days = memory_new_array(read->track.point_count, sizeof *read->days);
	read->portfolio = memory_new_array(read->track.point_count, sizeof *read->portfolio);
	read->plan = memory_new_array(read->track.point_count, sizeof *read->plan);
	return STATUS_OK;
}

/* The tables and the chart of the period; the record is not asked again. */
static void show_period(struct performance_screen *screen)
{
	const struct track_period *period = performance_chosen(screen);

	screen->path_count = period == NULL ? 0 : track_path(&screen->track, period, screen->days, screen->portfolio,
							     screen->plan);
	table_view_update(&screen->effects);
	table_view_update(&screen->holdings);
}

static void follow_selection(struct performance_screen *screen)
{
	size_t row;

	if (!table_view_selected(&screen->periods, &row) || row == screen->period)
		return;
	screen->period = row;
	show_period(screen);
}

static void choose(struct performance_screen *screen, enum track_kind kind)
{
	screen->period = 0;
	while (screen->period < screen->track.period_count && screen->track.periods[screen->period].kind != kind)
		screen->period++;
	(void)table_view_select_id(&screen->periods, kind + 1);
}

static void begin(struct performance_screen *screen)
{
	screen->places = memory_new(sizeof *screen->places);
	screen->focus = PERFORMANCE_PERIODS;
	screen->below = PERFORMANCE_EFFECTS;
	table_view_init(&screen->periods, &performance_periods_model, screen);
	table_view_init(&screen->effects, &performance_effects_model, screen);
	table_view_init(&screen->holdings, &performance_holdings_model, screen);
	table_view_init(&screen->months, &performance_months_model, screen);
}

/* The figures of `read` with the views of `screen`; the kind of period that was chosen stays chosen. */
static void take_over(struct performance_screen *screen, const struct performance_screen *read)
{
	const struct track_period *chosen = performance_chosen(screen);
	/* What can be compared with the plan comes first. */
	const enum track_kind kind = chosen == NULL ? TRACK_PLAN : chosen->kind;

	clear_figures(screen);
	if (screen->client != read->client)
		memset(screen->tops, 0, sizeof screen->tops);
	screen->client = read->client;
	screen->figures = read->figures;
	screen->market = read->market;
	screen->standing = read->standing;
	screen->track = read->track;
	screen->days = read->days;
	screen->portfolio = read->portfolio;
	screen->plan = read->plan;
	if (screen->places == NULL)
		begin(screen);
	table_view_update(&screen->periods);
	choose(screen, kind);
	if (performance_chosen(screen) == NULL)
		choose(screen, TRACK_START);
	table_view_update(&screen->months);
	show_period(screen);
}

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct performance_screen *screen = state;
	struct performance_screen read = {.client = desk_subject(desk).client, .figures = desk_figures(desk)};
	enum status status = STATUS_OK;

	if (screen->places == NULL || screen->client != read.client || screen->figures != read.figures) {
		if (read.client != 0)
			status = read_figures(&read, desk_session(desk), err);
		if (status != STATUS_OK) {
			clear_figures(&read);
			return status;
		}
		take_over(screen, &read);
	}
	return screen->client != 0 ? context_of_client(desk, &screen->standing, err) : STATUS_OK;
}

static void unload(void *state)
{
	struct performance_screen *screen = state;

	clear_figures(screen);
	table_view_clear(&screen->periods);
	table_view_clear(&screen->effects);
	table_view_clear(&screen->holdings);
	table_view_clear(&screen->months);
	free(screen->places);
}

/* ---- acting ----------------------------------------------------------------------------------------------------- */

static void draw(const void *state, struct term *term)
{
	performance_draw(state, term);
}

static void focus_on(struct performance_screen *screen, int pane)
{
	screen->focus = (enum performance_pane)((pane + PERFORMANCE_PANES) % PERFORMANCE_PANES);
	if (screen->focus >= PERFORMANCE_EFFECTS)
		screen->below = screen->focus;
}

/* Another period from any pane. */
static bool step_period(struct performance_screen *screen, enum action action)
{
	(void)table_view_act(&screen->periods, action);
	follow_selection(screen);
	return true;
}

static bool act_on_pane(struct performance_screen *screen, enum action action)
{
	const int page = screen->places->panes[screen->focus].rows - 2;
	struct table_view *table = performance_table(screen, screen->focus);
	bool is_taken;

	if (table != NULL) {
		is_taken = table_view_act(table, action);
		follow_selection(screen);
		return is_taken;
	}
	return scroll_act(&screen->tops[screen->focus], screen->places->panes[screen->focus].furthest, page, action);
}

static bool act(void *state, struct desk *desk, enum action action)
{
	struct performance_screen *screen = state;

	if (screen->client == 0 || !screen->track.is_there)
		return false;
	switch (action) {
	case ACTION_NEXT_PANE:
		focus_on(screen, screen->focus + 1);
		return true;
	case ACTION_PREVIOUS_PANE:
		focus_on(screen, (int)screen->focus - 1);
		return true;
	case ACTION_LEFT:
		return step_period(screen, ACTION_UP);
	case ACTION_RIGHT:
		return step_period(screen, ACTION_DOWN);
	case ACTION_OPEN:
		screen->shows_numbers = !screen->shows_numbers;
		return true;
	case ACTION_REFRESH:
		context_read_again(desk);
		return true;
	default:
		return act_on_pane(screen, action);
	}
}

static bool wants_text(const void *state)
{
	const struct performance_screen *screen = state;

	return table_view_wants_text(&screen->periods) || table_view_wants_text(&screen->effects) ||
	       table_view_wants_text(&screen->holdings) || table_view_wants_text(&screen->months);
}

static void key(void *state, struct desk *desk, uint32_t pressed)
{
	struct performance_screen *screen = state;
	struct table_view *const tables[] = {&screen->periods, &screen->effects, &screen->holdings, &screen->months};

	(void)desk;
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
		if (table_view_wants_text(tables[i]))
			table_view_key(tables[i], pressed);
	follow_selection(screen);
}

static void click(void *state, struct desk *desk, int row, int column)
{
	struct performance_screen *screen = state;
	int pane;
	struct table_view *table;

	(void)desk;
	if (screen->client == 0 || !screen->track.is_there)
		return;
	pane = pane_place_at(screen->places->panes, PERFORMANCE_PANES, row, column);
	if (pane >= 0)
		focus_on(screen, pane);
	table = performance_table(screen, screen->focus);
	if (table != NULL)
		(void)table_view_click(table, row);
	follow_selection(screen);
}

static struct table_view *table(void *state)
{
	struct performance_screen *screen = state;

	return screen->client != 0 && screen->track.is_there ? performance_table(screen, screen->focus) : NULL;
}

static enum status section(const void *state, struct desk *desk, struct arena *arena, struct section **section,
			   struct error *err)
{
	const struct performance_screen *screen = state;
	const struct track_period *period = performance_chosen(screen);

	if (screen->client == 0)
		return refusal_of_nobody(err);
	return track_section(desk_session(desk), &screen->track, period == NULL ? TRACK_START : period->kind, arena, section,
			     err);
}

static const struct action_use actions[] = {
	{ACTION_LEFT, N_("period")}, {ACTION_RIGHT, N_("period")}, {ACTION_NEXT_PANE, NULL}, {ACTION_OPEN, N_("numbers")},
	{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_SORT, NULL}, {ACTION_FILTER, NULL}, {ACTION_REFRESH, NULL},
	{ACTION_MARK, NULL}, TABLE_FURTHER_USES, {ACTION_PREVIOUS_PANE, NULL}, {ACTION_NONE, NULL},
};

const struct screen_ops performance_screen = {
	.name = "performance",
	.title = N_("Performance"),
	.digit = '7',
	.state_size = sizeof(struct performance_screen),
	.actions = actions,
	.explain = N_(
		"time-weighted: the returns between valuations linked, (1+r_1)(1+r_2)... − 1, with r = (V_t − money out) / "
		"(V_t-1 + money in) − 1. It does not depend on when money came and went: what the management earned. Every day "
		"on which all that was held had a price is a valuation; a close serves for two weeks.\n"
		"year %: (1 + return)^(365/days) − 1; less than a year is not annualised.\n"
		"money-weighted: the rate a year at which all payments and the value at the end are worth nothing together: what "
		"the investor earned. Below a year the return of the period. Several rates may solve it: then the line above says so.\n"
		"Dietz: Modified Dietz, (V_end − V_begin − flows) / (V_begin + flows weighted by the days they were there). It "
		"bridges the time in which something held had no price.\n"
		"plan: the target weights of the plan in force, brought back to them at each month's end and when another plan is "
		"accepted; adjusted closes, no costs. Before the first plan there is nothing to compare with.\n"
		"diff.: time-weighted − plan, in percentage points.\n"
		"alloc.: (w_p − w_b)(r_b − R_b), the weight of a class other than planned. select.: w_b (r_p − r_b), other holdings "
		"within the class. inter.: (w_p − w_b)(r_p − r_b). w, r: weight and return; p held, b planned, R the whole. Brinson "
		"and Fachler day by day, linked after Carino; with dealing (traded at another price than the close) and fees they "
		"sum to the difference exactly.\n"
		"brought: gain over the capital of each day, linked in the same way: with the fees they sum to the time-weighted "
		"return.\n"
		"deepest fall: the largest loss from an earlier high on the way, ▼ in the chart.\n"
		"volatility: standard deviation of weekly returns × √52. Sharpe: mean return above the riskless rate ÷ standard "
		"deviation, a year. Sortino: mean ÷ downside deviation. Calmar: return a year ÷ deepest fall. tracking error: "
		"standard deviation of the weekly difference × √52; information ratio: mean difference ÷ it. beta: covariance with "
		"the plan ÷ its variance. up, down capture: mean growth in the weeks in which the plan rose, fell, ÷ the plan's.\n"
		"within the funds: value × expense ratio × days ÷ 365, already in the prices."),
	.load = load,
	.draw = draw,
	.act = act,
	.unload = unload,
	.wants_text = wants_text,
	.key = key,
	.click = click,
	.table = table,
	.section = section,
};
