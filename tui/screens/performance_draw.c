/* How the panes of the performance screen stand beside each other at each size, and the figures above them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/text.h"
#include "tui/screens/amounts.h"
#include "tui/screens/performance_state.h"
#include "tui/screens/refusal.h"

/* ---- the head --------------------------------------------------------------------------------------------------- */

/* Labels and figures one after the other. What does not fit goes to the next row, or is left out when `is_short`. */
struct flow {
	struct term *term;
	int row, at;
	bool is_short;
};

static void put_fact(struct flow *flow, const char *label, enum role role, const char *value, bool is_amount)
{
	const int words = (int)text_width(label) + (*label != '\0'), width = (int)text_width(value);
	int gap = flow->at > 0 ? 3 : 0;

	if (flow->at + gap + words + width > flow->term->columns) {
		if (flow->is_short || flow->at == 0) {
			flow->at = flow->term->columns; /* nor does what comes after it */
			return;
		}
		flow->row++;
		flow->at = gap = 0;
	}
	flow->at = term_put(flow->term, flow->row, flow->at + gap, ROLE_DIM, label) + (*label != '\0');
	if (is_amount)
		term_put_amount(flow->term, flow->row, flow->at, width, role, value);
	else
		(void)term_put(flow->term, flow->row, flow->at, role, value);
	flow->at += width;
}

static enum role role_of(double value)
{
	return value < 0.0 ? ROLE_LOSS : value > 0.0 ? ROLE_GAIN : ROLE_NORMAL;
}

static void put_money(const struct performance_screen *screen, const struct track_period *period, struct term *term)
{
	struct flow flow = {.term = term, .is_short = true};
	char text[AMOUNT_TEXT_SIZE], span[64], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];

	(void)snprintf(span, sizeof span, "%s – %s", date_format(period->begin, from), date_format(period->end, to));
	put_fact(&flow, "", ROLE_TITLE, _(track_kind_text(period->kind)), false);
	put_fact(&flow, "", ROLE_DIM, span, false);
	if (period->absence != TRACK_STANDS)
		return;
	put_fact(&flow, _("gain"), role_of((double)period->gain), amount_change(period->gain, text), true);
	(void)snprintf(span, sizeof span, "%s %s", screen->track.client.currency, amount_whole(period->end_value, text));
	put_fact(&flow, _("value"), ROLE_NORMAL, span, true);
	put_fact(&flow, _("paid in"), ROLE_NORMAL, amount_whole(period->paid_in, text), true);
	put_fact(&flow, _("taken out"), ROLE_NORMAL, amount_whole(period->taken_out, text), true);
}

static void put_rate(struct flow *flow, const char *label, struct figure total, struct figure annual)
{
	char text[96], first[40], second[40];

	if (!figure_stands(total))
		return;
	(void)performance_change(total.value, 2, first, sizeof first);
	if (figure_stands(annual))
		(void)snprintf(text, sizeof text, _("%1$s %% (%2$s a year)"), first,
			       performance_change(annual.value, 2, second, sizeof second));
	else
		(void)snprintf(text, sizeof text, "%s %%", first);
	put_fact(flow, label, role_of(total.value), text, false);
}

/* Returns the row after them. */
static int put_returns(const struct performance_screen *screen, const struct track_period *period, struct term *term)
{
	const struct figure money = track_money_weighted(period);
	struct flow flow = {.term = term, .row = 1};
	char text[200], number[40];

	if (period->absence != TRACK_STANDS) {
		(void)term_put(term, 1, 0, ROLE_WARNING, track_why(&screen->track, period, text, sizeof text));
		return 2;
	}
	put_rate(&flow, _("time-weighted"), period->time_weighted, period->annual);
	put_rate(&flow, _("plan"), period->plan, figure_missing(FIGURE_UNDER_A_YEAR));
	if (!isnan(period->difference))
		put_fact(&flow, _("difference"), role_of(period->difference), figure_points(period->difference, 2, text), false);
	if (figure_stands(money)) {
		(void)snprintf(text, sizeof text, period->rate.is_short ? "%s %%" : _("%s %% a year"),
			       performance_change(money.value, 2, number, sizeof number));
		put_fact(&flow, _("money-weighted"), role_of(money.value), text, false);
	}
	return flow.row + 1;
}

/* What needs to be said about the figures of the period: what limits them first. */
static const char *remark(const struct performance_screen *screen, const struct track_period *period, enum role *role,
			  char *text, size_t size)
{
	char why[200], first[40], last[40];

	*role = ROLE_WARNING;
	if (screen->track.obstacle[0] != '\0')
		return screen->track.obstacle;
	if (period->rate.is_multiple) {
		(void)snprintf(text, size, _("%1$zu rates of return make the amounts worth nothing, from %2$s %% to %3$s %%; "
					     "shown is the one nearest to Modified Dietz."),
			       period->rate.root_count, performance_change(period->rate.roots[0], 2, first, sizeof first),
			       performance_change(period->rate.roots[period->rate.root_count - 1], 2, last, sizeof last));
		return text;
	}
	if (period->dietz_spans > 0) {
		(void)snprintf(text, size, _("Money moved on days without prices: %zu spans are bridged by Modified Dietz."),
			       period->dietz_spans);
		return text;
	}
	*role = ROLE_DIM;
	if (period->plan_absence != TRACK_STANDS) {
		(void)snprintf(text, size, _("No comparison with the plan: %s."),
			       track_why_no_plan(&screen->track, period, why, sizeof why));
		return text;
	}
	return _("Time-weighted: what the management earned; money-weighted: what the investor did; both after fees.");
}

/* Returns the rows taken. What F1 says as well is said where there is room. */
static int draw_head(const struct performance_screen *screen, struct term *term)
{
	enum { WIDE = 100 };
	const struct track_period *period = performance_chosen(screen);
	const char *said;
	char text[400];
	enum role role;
	int row;

	if (period == NULL)
		return term_put_wrapped(term, 0, 0, ROLE_WARNING, screen->track.obstacle);
	put_money(screen, period, term);
	row = put_returns(screen, period, term);
	said = remark(screen, period, &role, text, sizeof text);
	return role == ROLE_DIM && period->plan_absence == TRACK_STANDS && term->columns < WIDE ? row :
	       term_put_wrapped(term, row, 0, role, said);
}

/* The rows draw_head will take: it is drawn below the pane, where nothing shows. */
static int head_rows(const struct performance_screen *screen, const struct term *term)
{
	struct term nowhere = *term;

	nowhere.rows = 0;
	return draw_head(screen, &nowhere);
}

/* ---- the panes -------------------------------------------------------------------------------------------------- */

static const char *const names[PERFORMANCE_PANES] = {
	[PERFORMANCE_GROWTH] = N_("growth"), [PERFORMANCE_PERIODS] = N_("periods"), [PERFORMANCE_EFFECTS] = N_("attribution"),
	[PERFORMANCE_HOLDINGS] = N_("holdings"), [PERFORMANCE_CALENDAR] = N_("calendar"),
	[PERFORMANCE_RISK] = N_("risk"),
};

static const char *const titles[PERFORMANCE_PANES] = {
	[PERFORMANCE_GROWTH] = N_("growth in per cent"), [PERFORMANCE_PERIODS] = N_("returns by period"),
	[PERFORMANCE_EFFECTS] = N_("where the difference to the plan came from"),
	[PERFORMANCE_HOLDINGS] = N_("what each holding brought"),
	[PERFORMANCE_CALENDAR] = N_("months in per cent (* in part)"), [PERFORMANCE_RISK] = N_("risk and costs"),
};

/* A pane of text scrolls: it is drawn from above its upper edge, and what it took says how far it can go. */
static void draw_text_pane(const struct performance_screen *screen, enum performance_pane pane, struct term *framed)
{
	int (*const draw)(const struct performance_screen *, struct term *, int) =
		pane == PERFORMANCE_RISK ? performance_draw_risk : performance_draw_calendar;
	struct term place = term_pane(framed, 0, 1, framed->rows, framed->columns - 2), *inside = &place;
	/* First far below the pane: nothing is shown, the rows are counted. */
	const int furthest = draw(screen, inside, inside->rows) - 2 * inside->rows;
	int top = screen->tops[pane];

	screen->places->panes[pane].furthest = furthest > 0 ? furthest : 0;
	if (top > screen->places->panes[pane].furthest)
		top = screen->places->panes[pane].furthest;
	(void)draw(screen, inside, -top);
	if (top > 0)
		(void)term_put(framed, 0, framed->columns - 1, ROLE_DIM, "↑");
	if (top < furthest)
		(void)term_put(framed, framed->rows - 1, framed->columns - 1, ROLE_DIM, "↓");
	if (screen->focus == pane)
		term_cursor(inside, 0, 0);
}

static void draw_inside(const struct performance_screen *screen, enum performance_pane pane, struct term *inside)
{
	const bool is_focused = screen->focus == pane;
	const struct track_period *period = performance_chosen(screen);
	char text[200];

	switch (pane) {
	case PERFORMANCE_GROWTH:
		if (screen->shows_numbers)
			table_view_draw(&screen->months, inside, is_focused);
		else
			performance_draw_growth(screen, inside);
		if (is_focused && !screen->shows_numbers)
			term_cursor(inside, 0, 0);
		break;
	case PERFORMANCE_PERIODS:
		table_view_draw(&screen->periods, inside, is_focused);
		break;
	case PERFORMANCE_EFFECTS:
		if (period != NULL && period->has_effects) {
			table_view_draw(&screen->effects, inside, is_focused);
			break;
		}
		*inside = term_pane(inside, 1, 2, inside->rows - 1, inside->columns - 4);
		(void)term_put_wrapped(inside, 0, 0, ROLE_DIM, period == NULL ? screen->track.obstacle :
				       track_why_no_plan(&screen->track, period, text, sizeof text));
		break;
	case PERFORMANCE_HOLDINGS:
		table_view_draw(&screen->holdings, inside, is_focused);
		break;
	case PERFORMANCE_CALENDAR:
	case PERFORMANCE_RISK:
		draw_text_pane(screen, pane, inside);
		break;
	case PERFORMANCE_PANES:
		break;
	}
}

static void draw_pane(const struct performance_screen *screen, enum performance_pane pane, struct term term)
{
	struct term inside;
	const char *title = pane == PERFORMANCE_GROWTH && screen->shows_numbers ? N_("month by month") : titles[pane];

	if (term.rows < 4 || term.columns < 16)
		return;
	inside = term_box_focused(&term, _(title), screen->focus == pane);
	pane_place_keep(&screen->places->panes[pane], &term);
	draw_inside(screen, pane, &inside);
}

/* ---- the whole -------------------------------------------------------------------------------------------------- */

/* The names of panes, the one that is shown marked. */
static void draw_names(const struct performance_screen *screen, enum performance_pane from, enum performance_pane shown,
		       struct term *term, int row)
{
	int at = 1;

	for (int pane = from; pane < PERFORMANCE_PANES; pane++) {
		const enum role role = pane != (int)shown ? ROLE_DIM :
				       screen->focus == shown ? ROLE_MENU_ACTIVE : ROLE_ACCENT;

		at = term_putf(term, row, at, role, pane == (int)shown ? "▸%s " : " %s ", _(names[pane]));
	}
}

/* Too small for panes side by side: one at a time, with their names above. */
static void draw_stacked(const struct performance_screen *screen, struct term *term)
{
	struct term head = term_pane(term, 0, 1, term->rows, term->columns - 2);
	const int row = draw_head(screen, &head);

	draw_names(screen, PERFORMANCE_GROWTH, screen->focus, term, row);
	draw_pane(screen, screen->focus, term_pane(term, row + 1, 0, term->rows - row - 1, term->columns));
}

/* Chart and periods above, one of the others below. */
static void draw_halves(const struct performance_screen *screen, struct term *term)
{
	struct term head = term_pane(term, 0, 1, term->rows, term->columns - 2);
	const int row = draw_head(screen, &head), left = term->columns * 42 / 100;
	/* The half with the focus gets the room. */
	const int upper = screen->focus <= PERFORMANCE_PERIODS ? term->rows - row - 8 : term->rows - row - 12;
	const int below = row + upper;

	draw_pane(screen, PERFORMANCE_GROWTH, term_pane(term, row, 0, upper, left));
	draw_pane(screen, PERFORMANCE_PERIODS, term_pane(term, row, left, upper, term->columns - left));
	draw_names(screen, PERFORMANCE_EFFECTS, screen->below, term, below);
	draw_pane(screen, screen->below, term_pane(term, below + 1, 0, term->rows - below - 1, term->columns));
}

/* Frame, heading, classes, dealing, fees, difference, foot; and a line of the risk pane with its figure. */
enum { EFFECT_ROWS = 12, RISK_COLUMNS = 32 };

static void draw_side_by_side(const struct performance_screen *screen, struct term *term)
{
	struct term within = term_pane(term, 1, 2, term->rows, term->columns - 4), inside;
	struct term head = term_pane(term, 0, 0, 2 + head_rows(screen, &within), term->columns);
	const int rows = term->rows - head.rows;
	const int middle = EFFECT_ROWS, lower = rows >= 36 ? rows / 3 : 9, upper = rows - middle - lower;
	const int half = term->columns * 46 / 100, two_thirds = term->columns * 66 / 100;
	const int calendar = term->columns - RISK_COLUMNS;
	int at = head.rows;

	inside = term_box(&head, screen->track.client.name);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	(void)draw_head(screen, &inside);
	draw_pane(screen, PERFORMANCE_GROWTH, term_pane(term, at, 0, upper, half));
	draw_pane(screen, PERFORMANCE_PERIODS, term_pane(term, at, half, upper, term->columns - half));
	at += upper;
	draw_pane(screen, PERFORMANCE_EFFECTS, term_pane(term, at, 0, middle, two_thirds));
	draw_pane(screen, PERFORMANCE_HOLDINGS, term_pane(term, at, two_thirds, middle, term->columns - two_thirds));
	at += middle;
	draw_pane(screen, PERFORMANCE_CALENDAR, term_pane(term, at, 0, term->rows - at, calendar));
	draw_pane(screen, PERFORMANCE_RISK, term_pane(term, at, calendar, term->rows - at, term->columns - calendar));
}

void performance_draw(const struct performance_screen *screen, struct term *term)
{
	if (screen->client == 0) {
		(void)refusal_draw_nobody(term);
		return;
	}
	if (!screen->track.is_there) {
		(void)refusal_draw_sentence(screen->track.client.name, screen->track.obstacle, term);
		return;
	}
	memset(screen->places, 0, sizeof *screen->places);
	if (term->rows >= 34 && term->columns >= 116)
		draw_side_by_side(screen, term);
	else if (term->rows >= 20 && term->columns >= 78)
		draw_halves(screen, term);
	else
		draw_stacked(screen, term);
}
