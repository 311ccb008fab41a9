/* The panes about one goal: its fan, the same in numbers, and what would help. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/plan_state.h"
#include "tui/widget/fan.h"

char *plan_amount(double value, char text[AMOUNT_TEXT_SIZE])
{
	int64_t micros;

	if (decimal_from_double(value, ROUND_HALF_EVEN, &micros, NULL) != STATUS_OK)
		(void)snprintf(text, AMOUNT_TEXT_SIZE, "—");
	else
		(void)amount_whole(micros, text);
	return text;
}

/* Why there is nothing to show about the goal under the cursor; NULL: there is. */
static const char *nothing(const struct plan_screen *screen)
{
	const struct outlook_goal *goal = plan_goal(screen);

	if (screen->is_known && goal == NULL)
		return _("No goal, no futures.");
	if (!plan_is_drawn(screen))
		return screen->is_given_up ? "" : _("drawing futures …");
	return goal->gap != OUTLOOK_KNOWN ? _(outlook_gap_text(goal->gap)) : NULL;
}

/* ---- the fan ---- */

void plan_draw_fan(const struct plan_screen *screen, struct term *term)
{
	const struct outlook_goal *goal = plan_goal(screen);
	const char *why = nothing(screen);
	const struct outlook_figures *figures;
	const bool is_hidden = term->canvas->hides_amounts;
	const bool is_trial = screen->trial.is_open && screen->trial.is_known;
	struct term chart = term_pane(term, 0, 0, term->rows, term->columns);
	double days[OUTLOOK_POINTS], levels[OUTLOOK_POINTS][FAN_LEVELS], before[OUTLOOK_POINTS];
	char title[80];

	if (screen->trial.is_open) {
		plan_trial_draw(screen, term);
		chart = term_pane(term, 1, 0, term->rows - 1, term->columns);
	}
	if (why != NULL) {
		(void)term_put_wrapped(&chart, 0, 1, ROLE_DIM, why);
		return;
	}
	figures = plan_figures(screen);
	(void)snprintf(title, sizeof title, is_hidden ? _("goal = 100") : _("%s, today's money"), screen->outlook.currency);
	for (size_t i = 0; i < goal->points; i++) {
		const double unit = is_hidden ? 100 / goal->target : 1;

		days[i] = goal->point_dates[i].days;
		before[i] = unit * goal->figures.fan[i][2];
		for (int k = 0; k < FAN_LEVELS; k++)
			levels[i][k] = unit * figures->fan[i][k];
	}
	fan_draw(&(struct fan){.x = days, .levels = (const double (*)[FAN_LEVELS])levels,
			       .before = is_trial ? before : NULL, .count = goal->points,
			       .mark_x = goal->goal.due.days, .mark_y = is_hidden ? 100 : goal->target, .mark_label = _("goal"),
			       .y_title = title, .names = {_("9 of 10"), _("half"), _("median")},
			       .before_name = _("as recorded")}, &chart);
}

/* ---- numbers ---- */

/* Beside the chart as many as fit, evenly from the first to the last; chosen, all of them, and they scroll. */
static size_t rows_shown(const struct plan_screen *screen, const struct outlook_goal *goal, const struct term *term)
{
	const size_t room = term->rows > 4 ? (size_t)term->rows - 2 : 2;

	return screen->focus == PLAN_YEARS || room > goal->points ? goal->points : room;
}

int plan_draw_years(const struct plan_screen *screen, struct term *term, int row)
{
	static const char *const titles[OUTLOOK_LEVELS] = {"5 %", "25 %", "50 %", "75 %", "95 %"};
	const struct outlook_goal *goal = plan_goal(screen);
	const char *why = nothing(screen);
	const int width = (term->columns - 8) / OUTLOOK_LEVELS;
	const struct outlook_figures *figures;
	char text[AMOUNT_TEXT_SIZE], unit[80];
	double scale = 1;
	size_t rows;

	if (why != NULL)
		return term_put_wrapped(term, row, 0, ROLE_DIM, why);
	figures = plan_figures(screen);
	if (figures->fan[goal->points - 1][OUTLOOK_LEVELS - 1] >= pow(10, width - 2))
		scale = 1e3; /* with its commas the largest does not fit */
	(void)snprintf(unit, sizeof unit, scale > 1 ? _("thousands of %s, today's money") : _("%s, today's money"),
		       screen->outlook.currency);
	(void)term_put(term, row++, 0, ROLE_DIM, unit);
	for (int k = 0; k < OUTLOOK_LEVELS; k++)
		term_put_fitted(term, row, 8 + k * width, width, TEXT_RIGHT, ROLE_HEADER, titles[k]);
	row++;
	rows = rows_shown(screen, goal, term);
	for (size_t shown = 0; shown < rows; shown++) {
		const size_t i = shown * (goal->points - 1) / (rows - 1);

		(void)date_format(goal->point_dates[i], text);
		text[7] = '\0';
		(void)term_put(term, row, 0, ROLE_NORMAL, text);
		for (int k = 0; k < OUTLOOK_LEVELS; k++)
			term_put_amount(term, row, 8 + k * width, width,
					figures->fan[i][k] >= goal->target ? ROLE_GOOD : ROLE_NORMAL,
					plan_amount(figures->fan[i][k] / scale, text));
		row++;
	}
	return row;
}

/* ---- what would help ---- */

/* Where the two figures of a remedy go; in a narrow pane what it is now is left out: the goals above say it. */
struct remedy_columns {
	int label, value, now;
};

static struct remedy_columns remedy_columns(const struct term *term)
{
	enum { ROOM = 13, LEAST_LABEL = 14 };
	const int now = term->columns >= LEAST_LABEL + 2 * ROOM ? ROOM : 0;

	return (struct remedy_columns){.label = term->columns - ROOM - now, .value = ROOM, .now = now};
}

static int put_remedy(struct term *term, int row, const char *label, double value, double now)
{
	const struct remedy_columns columns = remedy_columns(term);
	char text[AMOUNT_TEXT_SIZE], was[AMOUNT_TEXT_SIZE];

	term_put_fitted(term, row, 0, columns.label, TEXT_LEFT, ROLE_NORMAL, label);
	term_put_amount(term, row, columns.label, columns.value, ROLE_TITLE, plan_amount(value, text));
	term_put_amount(term, row, columns.label + columns.value, columns.now, ROLE_DIM, plan_amount(now, was));
	return row + 1;
}

static int put_later(const struct outlook_goal *goal, struct term *term, int row)
{
	const struct remedy_columns columns = remedy_columns(term);
	char due[DATE_TEXT_SIZE], later[DATE_TEXT_SIZE];
	const bool is_at_once = goal->wanted_months == goal->months;

	term_put_fitted(term, row, 0, columns.label, TEXT_LEFT, ROLE_NORMAL, _("a later day"));
	if (goal->wanted_months == 0)
		term_put_fitted(term, row, columns.label, columns.value, TEXT_RIGHT, ROLE_WARNING, _("none in 10 y"));
	else
		term_put_fitted(term, row, columns.label, columns.value, TEXT_RIGHT, ROLE_TITLE,
				is_at_once ? _("its day")
					   : date_format(date_add_months(goal->goal.recorded, (int)goal->wanted_months), later));
	term_put_fitted(term, row, columns.label + columns.value, columns.now, TEXT_RIGHT, ROLE_DIM,
			date_format(goal->goal.due, due));
	return row + 1;
}

static int put_plans(const struct plan_screen *screen, const struct outlook_goal *goal, struct term *term, int row)
{
	char name[80], law[80], mean[AMOUNT_TEXT_SIZE], deviation[AMOUNT_TEXT_SIZE];

	(void)term_put(term, row++, 0, ROLE_DIM, _("under another plan"));
	if (!screen->outlook.has_candidates)
		row = term_put_wrapped(term, row, 0, ROLE_DIM, _("Plans can be compared once the client has a valid profile."));
	for (size_t i = 0; i < goal->plan_count; i++) {
		const struct outlook_plan *plan = &goal->plans[i];
		const bool is_current = plan->letter == screen->outlook.letter;

		if (plan->letter == 'G')
			(void)snprintf(name, sizeof name, _("glide path, equity %1$.0f → %2$.0f %%"), 100 * goal->glide_now,
				       100 * goal->glide_end);
		else
			(void)snprintf(name, sizeof name, _("plan %c"), plan->letter);
		(void)snprintf(law, sizeof law, "%s ± %s %%", percent_number(plan->expected_return, mean),
			       percent_number(plan->volatility, deviation));
		(void)term_put(term, row, 0, is_current ? ROLE_ACCENT : ROLE_NORMAL, is_current ? "▸" : " ");
		if (plan->letter == 'G') {
			term_put_fitted(term, row, 2, term->columns - 8, TEXT_LEFT, ROLE_NORMAL, name);
		} else {
			term_put_fitted(term, row, 2, 8, TEXT_LEFT, is_current ? ROLE_ACCENT : ROLE_NORMAL, name);
			term_put_fitted(term, row, 10, term->columns - 16, TEXT_LEFT, ROLE_DIM, law);
		}
		(void)term_put(term, row, term->columns - 5, plan->is_permitted ? ROLE_GOOD : ROLE_ERROR,
			       plan->is_permitted ? "✓" : "✗");
		(void)snprintf(name, sizeof name, "%d", outlook_of_hundred(plan->chance));
		term_put_fitted(term, row, term->columns - 3, 3, TEXT_RIGHT, ROLE_TITLE, name);
		row++;
	}
	return row;
}

int plan_draw_help(const struct plan_screen *screen, struct term *term, int row)
{
	const struct outlook_goal *goal = plan_goal(screen);
	const char *why = nothing(screen);
	const int now = remedy_columns(term).now;
	char text[160], percent[AMOUNT_TEXT_SIZE], other[AMOUNT_TEXT_SIZE];

	if (why != NULL)
		return term_put_wrapped(term, row, 0, ROLE_DIM, why);
	(void)term_put(term, row, 0, ROLE_DIM, _("80 of 100, by one alone"));
	term_put_fitted(term, row, term->columns - now, now, TEXT_RIGHT, ROLE_HEADER, _("now"));
	row = put_remedy(term, row + 1, _("a month"), goal->wanted_contribution, goal->monthly);
	row = put_remedy(term, row, _("at the start"), goal->wanted_sum, goal->allotted);
	row = put_remedy(term, row, _("amount"), goal->wanted_amount, goal->target);
	row = put_later(goal, term, row);
	if (isfinite(goal->required_return))
		(void)snprintf(text, sizeof text, _("A steady %1$s %% a year just reaches it; the plan expects %2$s %%."),
			       percent_number(goal->required_return, percent),
			       percent_number(screen->outlook.expected_return, other));
	else
		(void)snprintf(text, sizeof text, "%s", _("No steady return reaches it."));
	row = term_put_wrapped(term, row, 0, ROLE_NORMAL, text);
	row = put_plans(screen, goal, term, row);
	(void)snprintf(text, sizeof text, _("Once reached it pays %s a month for 25 years, in 90 of 100."),
		       term->canvas->hides_amounts ? "•••" : plan_amount(goal->income, other));
	return term_put_wrapped(term, row, 0, ROLE_NORMAL, text);
}
