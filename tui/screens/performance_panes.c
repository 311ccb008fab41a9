/* The panes of the performance screen that are not tables: growth, the calendar, risk and costs. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/lab/lab_figures.h"
#include "engine/base/text.h"
#include "tui/screens/amounts.h"
#include "tui/screens/performance_state.h"
#include "tui/widget/chart.h"

/* ---- growth ----------------------------------------------------------------------------------------------------- */

static void draw_reason(struct term *term, const char *text)
{
	struct term inside = term_pane(term, 1, 1, term->rows - 1, term->columns - 2);

	(void)term_put_wrapped(&inside, 0, 0, ROLE_DIM, text);
}

/* The return at the day of the deepest fall's low, for the sign in the chart. */
static bool find_trough(const struct performance_screen *screen, const struct track_period *period, double *value)
{
	for (size_t i = 0; i < screen->path_count; i++)
		if ((int32_t)screen->days[i] == period->drawdown_trough.days) {
			*value = screen->portfolio[i];
			return isfinite(*value);
		}
	return false;
}

/* The plan as a row of dots, three braille columns apart: told from the portfolio's line without colour. */
struct dots {
	double x[160], y[160];
	size_t count;
};

static void choose_dots(const struct performance_screen *screen, int columns, struct dots *dots)
{
	const size_t room = sizeof dots->x / sizeof dots->x[0];
	size_t wanted = columns > 6 ? (size_t)columns * 2 / 3 : 4;

	wanted = wanted > room ? room : wanted;
	wanted = wanted > screen->path_count ? screen->path_count : wanted;
	dots->count = 0;
	for (size_t i = 0; i < wanted; i++) {
		const size_t at = wanted > 1 ? i * (screen->path_count - 1) / (wanted - 1) : 0;

		dots->x[dots->count] = screen->days[at];
		dots->y[dots->count++] = screen->plan[at];
	}
}

void performance_draw_growth(const struct performance_screen *screen, struct term *term)
{
	const struct track_period *period = performance_chosen(screen);
	struct dots dots = {.count = 0};
	struct chart_series series[] = {
		{.x = dots.x, .y = dots.y, .kind = CHART_POINTS, .role = ROLE_CHART_2, .name = _("plan"), .mark = "┄"},
		{.x = screen->days, .y = screen->portfolio, .count = screen->path_count, .role = ROLE_CHART_1,
		 .name = _("portfolio"), .mark = "─"},
	};
	struct chart_marker trough = {.sign = "▼", .role = ROLE_LOSS};
	struct chart chart = {
		.x_unit = CHART_DATE, .y_unit = CHART_PERCENT, .markers = &trough, .empty = _("There is nothing to draw."),
	};
	const bool has_plan = period != NULL && period->plan_absence == TRACK_STANDS;
	char text[200], fall[FIGURE_SIZE], label[80];

	if (period == NULL || period->absence != TRACK_STANDS) {
		draw_reason(term, period == NULL ? screen->track.obstacle : track_why(&screen->track, period, text, sizeof text));
		return;
	}
	choose_dots(screen, term->columns, &dots);
	series[0].count = dots.count;
	chart.series = has_plan ? series : series + 1;
	chart.series_count = has_plan ? 2 : 1;
	if (period->drawdown.value > 0.0 && find_trough(screen, period, &trough.y)) {
		trough.x = period->drawdown_trough.days;
		(void)snprintf(label, sizeof label, "%s", figure_percent(-period->drawdown.value, 1, fall));
		trough.label = label;
		chart.marker_count = 1;
	}
	chart_draw(&chart, term);
}

/* ---- the calendar ----------------------------------------------------------------------------------------------- */

/* How twelve months are laid out: all in a line, or half years one under the other. */
struct calendar_shape {
	int label, cell, months, total; /* columns of each; months in a line */
};

static struct calendar_shape shape_for(int columns)
{
	const struct calendar_shape shapes[] = {
		{.label = 5, .cell = 6, .months = 12, .total = 7},
		{.label = 5, .cell = 5, .months = 12, .total = 7},
		{.label = 5, .cell = 6, .months = 6, .total = 8},
	};

	for (size_t i = 0; i < 2; i++)
		if (shapes[i].label + shapes[i].months * shapes[i].cell + shapes[i].total <= columns)
			return shapes[i];
	return shapes[2];
}

static void put_return(struct term *term, int row, int column, int width, enum role plain, struct figure figure,
		       int decimals, bool is_partial)
{
	char text[48] = "·";
	enum role role = ROLE_DIM;

	if (figure_stands(figure)) {
		(void)performance_change(figure.value, decimals, text, sizeof text);
		role = plain != ROLE_NORMAL ? plain : text[0] == '+' ? ROLE_GAIN : text[0] == '0' ? ROLE_NORMAL : ROLE_LOSS;
		if (is_partial && (int)text_width(text) < width)
			(void)strncat(text, "*", sizeof text - strlen(text) - 1);
	}
	term_put_fitted(term, row, column, width, TEXT_RIGHT, role, text);
}

static const struct track_month *find_month(const struct track *track, int year, int month)
{
	for (size_t i = 0; i < track->month_count; i++)
		if (track->months[i].year == year && track->months[i].month == month)
			return &track->months[i];
	return NULL;
}

static int draw_line(const struct performance_screen *screen, const struct calendar_shape *shape,
		     const struct track_year *year, bool is_plan, struct term *term, int row)
{
	const enum role plain = is_plan ? ROLE_DIM : ROLE_NORMAL;
	char label[24];

	(void)snprintf(label, sizeof label, "%d", year->year);
	term_put_fitted(term, row, 0, shape->label, TEXT_LEFT, is_plan ? ROLE_DIM : ROLE_HEADER, is_plan ? _("plan") : label);
	put_return(term, row, shape->label + shape->months * shape->cell, shape->total, plain,
		   is_plan ? year->plan : year->portfolio, 2, false);
	for (int month = 1; month <= 12; month++) {
		const struct track_month *at = find_month(&screen->track, year->year, month);
		const int column = shape->label + (month - 1) % shape->months * shape->cell;

		if (month > 1 && (month - 1) % shape->months == 0)
			row++;
		if (at != NULL)
			put_return(term, row, column, shape->cell, plain, is_plan ? at->plan : at->portfolio, 1,
				   at->is_partial && !is_plan);
	}
	return row + 1;
}

int performance_draw_calendar(const struct performance_screen *screen, struct term *term, int row)
{
	const struct calendar_shape shape = shape_for(term->columns);
	char number[12];

	if (!screen->track.is_there)
		return term_put_wrapped(term, row, 0, ROLE_DIM, screen->track.obstacle);
	for (int month = 1; month <= 12; month++) {
		if (month > 1 && (month - 1) % shape.months == 0)
			row++;
		(void)snprintf(number, sizeof number, "%02d", month);
		term_put_fitted(term, row, shape.label + (month - 1) % shape.months * shape.cell, shape.cell, TEXT_RIGHT,
				ROLE_HEADER, number);
	}
	term_put_fitted(term, row - (shape.months < 12), shape.label + shape.months * shape.cell, shape.total, TEXT_RIGHT,
			ROLE_HEADER, _("year"));
	row++;
	for (size_t i = screen->track.year_count; i-- > 0;) {
		const struct track_year *year = &screen->track.years[i];

		row = draw_line(screen, &shape, year, false, term, row);
		if (screen->track.plan_since.days != 0)
			row = draw_line(screen, &shape, year, true, term, row);
	}
	return row;
}

/* ---- risk and costs --------------------------------------------------------------------------------------------- */

struct list {
	struct term *term;
	int row;
};

static void put_line(struct list *list, const char *label, enum role role, const char *value, bool is_amount)
{
	const int width = (int)text_width(value), room = list->term->columns - width - 1;

	if (room < 4) {
		list->row = term_put_wrapped(list->term, list->row, 0, ROLE_NORMAL, label);
		list->row = term_put_wrapped(list->term, list->row, 2, role, value);
		return;
	}
	term_put_fitted(list->term, list->row, 0, room, TEXT_LEFT, ROLE_NORMAL, label);
	if (is_amount)
		term_put_amount(list->term, list->row++, room + 1, width, role, value);
	else
		(void)term_put(list->term, list->row++, room + 1, role, value);
}

/* The label, and below it why there is no figure. */
static void put_reason(struct list *list, const char *label, const char *reason)
{
	list->row = term_put_wrapped(list->term, list->row, 0, ROLE_NORMAL, label);
	list->row = term_put_wrapped(list->term, list->row, 2, ROLE_DIM, reason);
}

static void put_percent(struct list *list, const char *label, double fraction, enum role role)
{
	char text[FIGURE_SIZE];

	put_line(list, label, role, figure_percent(fraction, 2, text), false);
}

static void put_ratio(struct list *list, const struct track_period *period, enum ratio ratio, const char *label)
{
	const struct figure figure = period->ratios[ratio];
	char text[40];

	if (!figure_stands(figure)) {
		put_reason(list, label, lab_figure_reason(figure.reason));
	} else if (ratio_definitions[ratio].unit == FIGURE_RATIO) {
		(void)snprintf(text, sizeof text, "%s%.2f", figure.value <= -0.005 ? "−" : "", fabs(figure.value));
		put_line(list, label, ROLE_NORMAL, text, false);
	} else {
		put_percent(list, label, figure.value, ROLE_NORMAL);
	}
}

static void put_falls(struct list *list, const struct track_period *period)
{
	char text[80], from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];

	put_percent(list, _("deepest fall"), -period->drawdown.value, period->drawdown.value > 0.0 ? ROLE_LOSS : ROLE_NORMAL);
	if (period->drawdown.value > 0.0) {
		(void)snprintf(text, sizeof text, "%s – %s", date_format(period->drawdown_peak, from),
			       date_format(period->drawdown_trough, to));
		list->row = term_put_wrapped(list->term, list->row, 2, ROLE_DIM, text);
		put_line(list, _("made good on"), ROLE_NORMAL,
			 period->drawdown_recovery.days != 0 ? date_format(period->drawdown_recovery, to) : _("not yet"), false);
	}
	put_percent(list, _("below the high"), -period->below_high.value, ROLE_NORMAL);
	if (figure_stands(period->plan_drawdown))
		put_percent(list, _("plan's deepest fall"), -period->plan_drawdown.value, ROLE_NORMAL);
}

static void put_costs(struct list *list, const struct track_period *period)
{
	char text[AMOUNT_TEXT_SIZE], points[FIGURE_SIZE];

	put_line(list, _("fees on trades"), ROLE_NORMAL, amount_whole(period->paid.trading, text), true);
	put_line(list, _("fees on the account"), ROLE_NORMAL, amount_whole(period->paid.account, text), true);
	put_line(list, _("effect on the return"), ROLE_NORMAL, figure_points(period->paid.effect, 2, points), false);
	put_line(list, _("within the funds, est."), ROLE_NORMAL, amount_whole(period->paid.within_funds, text), true);
}

static int draw_risk_column(const struct performance_screen *screen, struct term *term, int row)
{
	const struct track_period *period = performance_chosen(screen);
	struct list list = {.term = term, .row = row};
	char text[200];

	if (period == NULL || period->absence != TRACK_STANDS)
		return term_put_wrapped(term, row, 0, ROLE_DIM, period == NULL ? screen->track.obstacle :
					track_why(&screen->track, period, text, sizeof text));
	put_falls(&list, period);
	if (!figure_stands(period->ratios[RATIO_ANNUAL_VOLATILITY])) {
		(void)snprintf(text, sizeof text, _("Ratios need 12 weekly returns; %zu are there."), period->weeks);
		list.row = term_put_wrapped(term, list.row, 0, ROLE_DIM, text);
	} else {
		put_ratio(&list, period, RATIO_ANNUAL_VOLATILITY, _("volatility a year"));
		put_ratio(&list, period, RATIO_SHARPE, _("Sharpe ratio"));
		put_ratio(&list, period, RATIO_SORTINO, _("Sortino ratio"));
		put_ratio(&list, period, RATIO_CALMAR, _("Calmar ratio"));
	}
	if (period->plan_absence != TRACK_STANDS) {
		put_reason(&list, _("against the plan"), track_why_no_plan(&screen->track, period, text, sizeof text));
	} else if (figure_stands(period->ratios[RATIO_ANNUAL_VOLATILITY])) {
		put_ratio(&list, period, RATIO_BENCHMARK_ANNUAL_VOLATILITY, _("plan's volatility"));
		put_ratio(&list, period, RATIO_TRACKING_ERROR, _("tracking error a year"));
		put_ratio(&list, period, RATIO_INFORMATION_ARITHMETIC, _("information ratio"));
		put_ratio(&list, period, RATIO_BETA, _("beta to the plan"));
		put_ratio(&list, period, RATIO_CORRELATION, _("correlation with the plan"));
		put_ratio(&list, period, RATIO_UP_CAPTURE, _("up capture"));
		put_ratio(&list, period, RATIO_DOWN_CAPTURE, _("down capture"));
	}
	put_costs(&list, period);
	return list.row;
}

/* A wide pane shows two columns: the second goes on where the first ends. */
int performance_draw_risk(const struct performance_screen *screen, struct term *term, int row)
{
	enum { WIDE = 64, GAP = 3 };
	const int width = (term->columns - GAP) / 2;
	struct term nowhere = term_pane(term, 0, 0, 0, width), left, right;
	int rows;

	if (term->columns < WIDE)
		return draw_risk_column(screen, term, row);
	rows = (draw_risk_column(screen, &nowhere, 0) + 1) / 2;
	if (row >= term->rows)
		return row + rows; /* only counted */
	left = term_pane(term, 0, 0, row + rows, width);
	right = term_pane(term, 0, width + GAP, term->rows, width);
	(void)draw_risk_column(screen, &left, row);
	(void)draw_risk_column(screen, &right, row - rows);
	return row + rows;
}
