/* Screen 8, risk: how much the portfolio moves, who makes it move, what bad times would do, and what that rests on. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/refusal.h"
#include "tui/screens/risk_state.h"
#include "tui/widget/heat_map.h"

/* ---- loading ---------------------------------------------------------------------------------------------------------------- */

static int farthest_first(const void *a, const void *b, void *context)
{
	const double *correlation = context;
	const double x = fabs(correlation[*(const size_t *)a]), y = fabs(correlation[*(const size_t *)b]);

	return (x < y) - (x > y);
}

static void take_pairs(struct risk_screen *screen)
{
	const size_t n = screen->view.moving_count;

	free(screen->pairs);
	screen->pairs = memory_new_array(n * n / 2 + 1, sizeof *screen->pairs);
	screen->pair_count = 0;
	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			screen->pairs[screen->pair_count++] = i * n + j;
	qsort_r(screen->pairs, screen->pair_count, sizeof *screen->pairs, farthest_first, screen->view.correlation);
	if (screen->chosen_row < n && screen->chosen_column < n && screen->chosen_row != screen->chosen_column)
		return;
	screen->chosen_row = screen->pair_count > 0 ? screen->pairs[0] / n : 0; /* the pair that moves most alike, or against */
	screen->chosen_column = screen->pair_count > 0 ? screen->pairs[0] % n : 0;
}

static void begin(struct risk_screen *screen)
{
	screen->places = memory_new(sizeof *screen->places);
	for (int pane = 0; pane < RISK_PANES; pane++)
		table_view_init(&screen->tables[pane], risk_models[pane], screen);
	table_view_sort(&screen->tables[RISK_CARRIERS], 2, true);
}

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct risk_screen *screen = state;
	const int64_t client = desk_subject(desk).client;
	const bool is_new = screen->places == NULL || screen->client != client;

	if (is_new || screen->figures != desk_figures(desk)) {
		struct risk_view view = {0};
		struct scenario own = screen->client == client ? screen->own : (struct scenario){.name = "own"};
		enum status status = STATUS_OK;

		if (client != 0)
			status = risk_view_load(desk_session(desk), client, NULL, &view, err);
		if (status != STATUS_OK)
			return status;
		risk_view_clear(&screen->view);
		screen->view = view;
		screen->own = own;
		if (view.has_value) /* a shock that was typed in survives what was refreshed */
			(void)risk_view_shock(&screen->view, &screen->own, NULL);
		screen->client = client;
		screen->figures = desk_figures(desk);
		take_pairs(screen);
		if (screen->places == NULL)
			begin(screen);
	}
	for (int pane = 0; pane < RISK_PANES; pane++) {
		table_view_update(&screen->tables[pane]);
		if (is_new)
			(void)table_view_act(&screen->tables[pane], ACTION_FIRST);
	}
	return client != 0 ? context_of_client(desk, &screen->view.standing, err) : STATUS_OK;
}

static void unload(void *state)
{
	struct risk_screen *screen = state;

	risk_view_clear(&screen->view);
	for (int pane = 0; pane < RISK_PANES; pane++)
		table_view_clear(&screen->tables[pane]);
	free(screen->pairs);
	free(screen->places);
}

/* ---- acting ------------------------------------------------------------------------------------------------------------------- */

static void draw(const void *state, struct term *term)
{
	const struct risk_screen *screen = state;

	risk_draw(screen, term);
	if (screen->shocks.is_open)
		risk_shocks_draw(screen, term);
}

static bool step(size_t *at, int by, size_t count)
{
	if (count == 0)
		return true;
	if (by < 0)
		*at = *at > 0 ? *at - 1 : 0;
	else
		*at = *at + 1 < count ? *at + 1 : count - 1;
	return true;
}

static bool move_on_map(struct risk_screen *screen, enum action action)
{
	const size_t count = screen->view.moving_count;

	switch (action) {
	case ACTION_UP: return step(&screen->chosen_row, -1, count);
	case ACTION_DOWN: return step(&screen->chosen_row, 1, count);
	case ACTION_LEFT: return step(&screen->chosen_column, -1, count);
	case ACTION_RIGHT: return step(&screen->chosen_column, 1, count);
	case ACTION_FIRST:
		screen->chosen_row = screen->chosen_column = 0;
		return true;
	case ACTION_LAST:
		screen->chosen_row = screen->chosen_column = count > 0 ? count - 1 : 0;
		return true;
	default: return false;
	}
}

static bool act_on_pane(struct risk_screen *screen, enum action action)
{
	if (screen->focus == RISK_CORRELATIONS && !screen->shows_pairs)
		return move_on_map(screen, action);
	return table_view_act(&screen->tables[screen->focus], action);
}

static bool act(void *state, struct desk *desk, enum action action)
{
	struct risk_screen *screen = state;

	if (screen->client == 0)
		return false;
	switch (action) {
	case ACTION_NEXT_PANE:
		screen->focus = (screen->focus + 1) % RISK_PANES;
		return true;
	case ACTION_PREVIOUS_PANE:
		screen->focus = (screen->focus + RISK_PANES - 1) % RISK_PANES;
		return true;
	case ACTION_OPEN:
		screen->is_whole = !screen->is_whole;
		return true;
	case ACTION_BACK:
		if (!screen->is_whole)
			return false;
		screen->is_whole = false;
		return true;
	case ACTION_MODE:
		screen->focus = RISK_CORRELATIONS;
		screen->shows_pairs = !screen->shows_pairs;
		return true;
	case ACTION_WHAT_IF:
		if (screen->view.has_value)
			risk_shocks_open(screen);
		if (!screen->shocks.is_open)
			desk_message(desk, ROLE_WARNING, _("Nothing is held that could be shocked."));
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
	const struct risk_screen *screen = state;

	return screen->shocks.is_open || table_view_wants_text(&screen->tables[screen->focus]);
}

static void key(void *state, struct desk *desk, uint32_t pressed)
{
	struct risk_screen *screen = state;

	if (screen->shocks.is_open)
		risk_shocks_key(screen, desk, pressed);
	else
		table_view_key(&screen->tables[screen->focus], pressed);
}

/* What has the focus as a list: the map of correlations is none. */
static struct table_view *table(void *state)
{
	struct risk_screen *screen = state;

	if (screen->client == 0 || (screen->focus == RISK_CORRELATIONS && !screen->shows_pairs))
		return NULL;
	return &screen->tables[screen->focus];
}

static const char *figure(const void *state)
{
	const struct risk_screen *screen = state;
	size_t row;

	if (screen->client == 0)
		return NULL;
	if (screen->focus == RISK_CORRELATIONS)
		return "correlation";
	return screen->focus == RISK_FIGURES && table_view_selected(&screen->tables[RISK_FIGURES], &row) ?
	       risk_definitions[row].title : NULL;
}

static enum status section(const void *state, struct desk *desk, struct arena *arena, struct section **section,
			   struct error *err)
{
	const struct risk_screen *screen = state;

	(void)desk;
	if (screen->client == 0)
		return refusal_of_nobody(err);
	return risk_view_section(&screen->view, arena, section, err);
}

static void click(void *state, struct desk *desk, int row, int column)
{
	struct risk_screen *screen = state;
	int pane;

	(void)desk;
	if (screen->client == 0 || screen->shocks.is_open)
		return;
	pane = pane_place_at(screen->places->panes, RISK_PANES, row, column);
	if (pane >= 0)
		screen->focus = (enum risk_pane)pane;
	if (screen->focus != RISK_CORRELATIONS || screen->shows_pairs)
		(void)table_view_click(&screen->tables[screen->focus], row);
}

static const struct action_use actions[] = {
	{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_NEXT_PANE, NULL}, {ACTION_OPEN, N_("whole")},
	{ACTION_WHAT_IF, NULL}, {ACTION_MODE, N_("map or pairs")}, {ACTION_SORT, NULL}, {ACTION_FILTER, NULL},
	{ACTION_REFRESH, NULL}, {ACTION_PREVIOUS_PANE, NULL}, {ACTION_BACK, NULL}, {ACTION_LEFT, NULL}, {ACTION_RIGHT, NULL},
	{ACTION_SORT_NEXT, NULL}, {ACTION_PAGE_UP, NULL}, {ACTION_PAGE_DOWN, NULL}, {ACTION_FIRST, NULL},
	{ACTION_LAST, NULL}, {ACTION_COLUMN_LEFT, NULL}, {ACTION_COLUMN_RIGHT, NULL}, {ACTION_NONE, NULL},
};

const struct screen_ops risk_screen = {
	.name = "risk",
	.title = N_("Risk"),
	.digit = '8',
	.state_size = sizeof(struct risk_screen),
	.actions = actions,
	.explain = N_(
		"Enter shows the pane in full; there the line below a table says how the selected figure is reached and who "
		"defined it.\n"
		"volatility, estimated: sqrt(w' S w) a year, w today's weights, S the covariance of five years of weekly returns "
		"shrunk toward a constant correlation [Ledoit, Wolf 2004]. This one is held against the limit. recent weeks first: "
		"weights lose 3 % a week [RiskMetrics 1996]. assumed: from the dated assumptions of the house, not from prices. "
		"realised: of the weekly returns today's mix had, times sqrt(52).\n"
		"VaR: the loss that one period in twenty (95 %) or in a hundred (99 %) exceeds. ES: the mean loss of those. The "
		"house's are historical: the k-th largest of T weekly losses, k = ceil((1 − c) T), and the exact mean of the worst "
		"(1 − c) T [Rockafellar, Uryasev 2002]. Others beside them under their names. Cornish-Fisher stands only where its "
		"expansion is a distribution: dh/dz above 0 on [z − 1, 0] [Maillard 2012]. Of a year: 1.645 × volatility − expected "
		"return.\n"
		"who carries it: share w_i (S w)_i / (w' S w), the sum is 100 %; carries: the same in volatility; year VaR and ES: "
		"w_i (z m_i − e_i) with m_i the marginal volatility and e_i the expected return; they sum to the whole "
		"[Litterman 1996]. A negative share takes risk away.\n"
		"bad times: the sum of weight × shock. Shocks are dated in a file, each with its source; a scenario that lies "
		"within the prices kept is also replayed with them, day by day, without rebalancing. accepted: the fall over a "
		"year of question 8. × to limit: how many times the scenario it takes to reach that.\n"
		"correlation: S_ij / sqrt(S_ii S_jj); shaded by size, − where two move against each other.\n"
		"deepest fall: max (W_s − W_t) / W_s with s before t, of today's mix rebalanced weekly. ulcer: root mean square, "
		"pain: mean of the fall below the high.\n"
		"beta and tracking error: against the weights of the accepted plan.\n"
		"holdings it stands on: 1 / sum of squared weights; its risk: the same of the shares.\n"
		"data: the verdict is good without a flaw, fair with one (few weeks for the number of instruments), poor when some "
		"mix seems not to move or there are fewer weeks than instruments."),
	.load = load,
	.draw = draw,
	.act = act,
	.unload = unload,
	.wants_text = wants_text,
	.key = key,
	.click = click,
	.table = table,
	.figure = figure,
	.section = section,
};
