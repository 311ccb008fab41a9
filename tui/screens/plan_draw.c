/* What the plan's screen shows: the head, the goals, and how the panes share the terminal. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/client/outlook_sentence.h"
#include "advice/client/planning.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/plan_state.h"
#include "tui/widget/bar.h"
#include "tui/widget/fact_row.h"

/* ---- the goals ---- */

enum goal_column { GOAL_NAME, GOAL_PRIORITY, GOAL_AMOUNT, GOAL_DUE, GOAL_MONTHLY, GOAL_ALLOTTED, GOAL_FUNDED, GOAL_CHANCE,
		   GOAL_BAR };

static const struct table_column goal_columns[] = {
	[GOAL_NAME] = {.title = N_("purpose"), .least = 10, .most = 26, .priority = 0},
	[GOAL_PRIORITY] = {.title = N_("priority"), .least = 8, .most = 8, .priority = 6},
	[GOAL_AMOUNT] = {.title = N_("amount"), .least = 11, .most = 13, .priority = 2, .align = TEXT_RIGHT, .is_amount = true,
			 .is_descending_first = true},
	[GOAL_DUE] = {.title = N_("due"), .least = 10, .most = 10, .priority = 3},
	[GOAL_MONTHLY] = {.title = N_("a month"), .least = 9, .most = 11, .priority = 4, .align = TEXT_RIGHT,
			  .is_amount = true, .is_descending_first = true},
	[GOAL_ALLOTTED] = {.title = N_("allotted"), .least = 10, .most = 12, .priority = 7, .align = TEXT_RIGHT,
			   .is_amount = true, .is_descending_first = true},
	[GOAL_FUNDED] = {.title = N_("funded %"), .least = 8, .most = 8, .priority = 8, .align = TEXT_RIGHT,
			 .is_descending_first = true},
	[GOAL_CHANCE] = {.title = N_("of 100"), .least = 6, .most = 6, .priority = 1, .align = TEXT_RIGHT},
	[GOAL_BAR] = {.title = N_("reached"), .least = 10, .most = 24, .priority = 5},
	{.title = NULL},
};

static const struct outlook_goal *goal_at(const void *source, size_t row)
{
	return &((const struct plan_screen *)source)->outlook.goals[row];
}

static size_t goal_count(const void *source)
{
	const struct plan_screen *screen = source;

	return screen->is_known ? screen->outlook.count : 0;
}

static int64_t goal_id(const void *source, size_t row)
{
	return goal_at(source, row)->goal.id;
}

/* A trial shows in the row of its goal, too. */
static const struct outlook_figures *figures_at(const void *source, size_t row)
{
	const struct plan_screen *screen = source;
	const struct outlook_goal *goal = goal_at(source, row);

	return screen->trial.is_open && screen->trial.is_known && screen->trial.goal == goal->goal.id ? &screen->trial.figures
												      : &goal->figures;
}

static enum role chance_role(double chance)
{
	return chance >= OUTLOOK_WANTED ? ROLE_GOOD : chance >= 0.5 ? ROLE_WARNING : ROLE_ERROR;
}

static void goal_cell(const void *source, size_t row, int column, struct table_cell *cell)
{
	const struct outlook_goal *goal = goal_at(source, row);
	const struct outlook_figures *figures = figures_at(source, row);
	const bool is_known = goal->gap == OUTLOOK_KNOWN, is_funded = is_known || goal->gap == OUTLOOK_NOT_DRAWN;
	char text[AMOUNT_TEXT_SIZE] = "";

	switch ((enum goal_column)column) {
	case GOAL_NAME:
		table_cell_put(cell, goal->goal.name);
		return;
	case GOAL_PRIORITY:
		(void)snprintf(text, sizeof text, "%s", _(planning_priority_text(goal->goal.priority)));
		break;
	case GOAL_AMOUNT:
		(void)amount_whole(goal->goal.amount, text);
		break;
	case GOAL_DUE:
		(void)date_format(goal->goal.due, text);
		break;
	case GOAL_MONTHLY:
		(void)plan_amount(is_known ? figures->contribution : goal->monthly, text);
		break;
	case GOAL_ALLOTTED:
		(void)snprintf(text, sizeof text, "%s", "—");
		if (is_funded)
			(void)plan_amount(goal->allotted, text);
		break;
	case GOAL_FUNDED:
		(void)snprintf(text, sizeof text, "%s", "—");
		if (is_funded)
			(void)snprintf(text, sizeof text, "%.0f", 100 * goal->funded);
		break;
	case GOAL_CHANCE:
		(void)snprintf(text, sizeof text, "%s", "—");
		if (is_known)
			(void)snprintf(text, sizeof text, "%d", outlook_of_hundred(figures->chance));
		cell->role = is_known ? chance_role(figures->chance) : ROLE_DIM;
		break;
	case GOAL_BAR:
		break;
	}
	table_cell_put(cell, text);
}

static int compare_goals(const void *source, size_t a, size_t b, int column)
{
	const struct outlook_goal *left = goal_at(source, a), *right = goal_at(source, b);
	const double values[][2] = {
		[GOAL_NAME] = {strcmp(left->goal.name, right->goal.name), 0},
		[GOAL_PRIORITY] = {left->goal.priority, right->goal.priority},
		[GOAL_AMOUNT] = {left->target, right->target},
		[GOAL_DUE] = {left->goal.due.days, right->goal.due.days},
		[GOAL_MONTHLY] = {left->monthly, right->monthly},
		[GOAL_ALLOTTED] = {left->allotted, right->allotted},
		[GOAL_FUNDED] = {left->funded, right->funded},
		[GOAL_CHANCE] = {left->figures.chance, right->figures.chance},
		[GOAL_BAR] = {left->figures.chance, right->figures.chance},
	};

	return (values[column][0] > values[column][1]) - (values[column][0] < values[column][1]);
}

static bool paint_goal(const void *source, size_t row, int column, struct term *pane)
{
	if (column != GOAL_BAR || goal_at(source, row)->gap != OUTLOOK_KNOWN)
		return false;
	bar_draw(pane, figures_at(source, row)->chance, 1.0, 0);
	return true;
}

const struct table_model plan_goals_model = {
	.columns = goal_columns, .count = goal_count, .id = goal_id, .cell = goal_cell, .compare = compare_goals,
	.paint = paint_goal,
	.empty = N_("No goal yet. a tells the first one."),
};

/* ---- the head ---- */

static void put_money(const struct outlook *outlook, struct fact_row *line)
{
	char text[AMOUNT_TEXT_SIZE + 16], whole[AMOUNT_TEXT_SIZE];

	if (outlook->gap == OUTLOOK_NO_PRICE) {
		fact_row_put(line, _("value"), ROLE_ERROR, _("not known: a price is missing"), false);
	} else {
		(void)snprintf(text, sizeof text, "%s %s", outlook->currency, plan_amount(outlook->value, whole));
		fact_row_put(line, _("value"), ROLE_TITLE, text, true);
	}
	if (outlook->kept > 0)
		fact_row_put(line, _("kept aside"), ROLE_NORMAL, plan_amount(outlook->kept, whole), true);
	if (isnan(outlook->spending_months)) {
		fact_row_put(line, _("months of spending at hand"), ROLE_DIM, _("expenses are not on record"), false);
		return;
	}
	(void)snprintf(text, sizeof text, _("%1$.1f, advised %2$d"), outlook->spending_months, OUTLOOK_RESERVE_MONTHS);
	fact_row_put(line, _("months of spending at hand"),
		 outlook->spending_months < OUTLOOK_RESERVE_MONTHS ? ROLE_WARNING : ROLE_NORMAL, text, false);
}

static void put_law(const struct outlook *outlook, struct fact_row *line)
{
	char text[160], percent[AMOUNT_TEXT_SIZE], other[AMOUNT_TEXT_SIZE];

	if (outlook->paths == 0)
		return; /* not drawn yet: nothing is known of the law */
	if (outlook->gap == OUTLOOK_KNOWN) {
		const char *mean = percent_number(outlook->expected_return, percent);
		const char *deviation = percent_number(outlook->volatility, other);

		if (outlook->letter == 'H')
			(void)snprintf(text, sizeof text, _("what is held, %1$s ± %2$s %% a year"), mean, deviation);
		else
			(void)snprintf(text, sizeof text, _("plan %1$c, %2$s ± %3$s %% a year"), outlook->letter, mean, deviation);
		fact_row_put(line, _("futures of"), ROLE_NORMAL, text, false);
	}
	(void)snprintf(text, sizeof text, "%s %%", percent_number(outlook->inflation, percent));
	fact_row_put(line, _("inflation"), ROLE_NORMAL, text, false);
	(void)snprintf(text, sizeof text, _("seed %llu"), (unsigned long long)outlook->seed);
	fact_row_put(line, _(outlook_model_text(outlook->model)), ROLE_NORMAL, text, false);
}

static void sentence_of(const struct plan_screen *screen, bool hides_amounts, struct text *text)
{
	const struct outlook_goal *goal = plan_goal(screen);

	if (screen->is_known && screen->outlook.count == 0)
		text_add(text, _("A goal says what the money is for. Without one nothing can be said about enough."));
	else if (!plan_is_drawn(screen))
		text_add(text, screen->is_given_up ? _("The futures were given up. r draws them again.")
						   : _("The futures are being drawn; Esc gives them up."));
	else if (goal != NULL)
		outlook_sentence(&screen->outlook, goal, plan_figures(screen), hides_amounts, text);
}

static int head_rows(const struct plan_screen *screen, const struct term *term)
{
	struct text sentence = {0};
	int rows;

	sentence_of(screen, term->canvas->hides_amounts, &sentence);
	rows = (screen->is_known ? 2 : 0) + term_wrapped_rows(text_string(&sentence), term->columns - 2);
	text_clear(&sentence);
	return rows;
}

static int draw_head(const struct plan_screen *screen, struct term *term)
{
	struct fact_row money = {.term = term}, law = {.term = term, .row = 1};
	const struct outlook_goal *goal = plan_goal(screen);
	struct text sentence = {0};
	enum role role = ROLE_ACCENT;
	int row = 0;

	if (screen->is_known) {
		put_money(&screen->outlook, &money);
		put_law(&screen->outlook, &law);
		row = 2;
		if (goal != NULL && goal->gap == OUTLOOK_KNOWN)
			role = chance_role(plan_figures(screen)->chance);
	}
	sentence_of(screen, term->canvas->hides_amounts, &sentence);
	(void)term_put(term, row, 0, role, "→");
	row = term_put_wrapped(term, row, 2, role, text_string(&sentence));
	text_clear(&sentence);
	return row;
}

/* ---- panes ---- */

static void pane_title(const struct plan_screen *screen, enum plan_pane pane, char *title, size_t size)
{
	const struct outlook_goal *goal = plan_goal(screen);
	const char *name = goal != NULL ? goal->goal.name : "";
	char count[AMOUNT_TEXT_SIZE];

	switch (pane) {
	case PLAN_GOALS:
		(void)snprintf(title, size, _("goals %zu"), screen->is_known ? screen->outlook.count : 0);
		break;
	case PLAN_FAN:
		if (goal != NULL && goal->gap == OUTLOOK_KNOWN)
			(void)snprintf(title, size, _("%1$s futures of %2$s"), plan_amount((double)goal->paths, count), name);
		else
			(void)snprintf(title, size, "%s", _("futures"));
		break;
	case PLAN_HELP:
		(void)snprintf(title, size, "%s", _("what would help"));
		break;
	case PLAN_YEARS:
		(void)snprintf(title, size, "%s", _("futures in numbers"));
		break;
	case PLAN_PANES:
		break;
	}
}

/* A pane of text scrolls: it is drawn from above its upper edge, and what it took says how far it can go. */
static void draw_text_pane(const struct plan_screen *screen, enum plan_pane pane, struct term *inside)
{
	int (*const draw)(const struct plan_screen *screen, struct term *term, int row) =
		pane == PLAN_HELP ? plan_draw_help : plan_draw_years;
	const int rows = draw(screen, inside, inside->rows) - inside->rows;
	int *furthest = &screen->places->panes[pane].furthest;

	*furthest = rows > inside->rows ? rows - inside->rows : 0;
	(void)draw(screen, inside, -(screen->tops[pane] < *furthest ? screen->tops[pane] : *furthest));
	if (screen->focus == pane)
		term_cursor(inside, 0, 0);
}

static void draw_pane(const struct plan_screen *screen, enum plan_pane pane, struct term term)
{
	const bool is_focused = screen->focus == pane;
	struct term inside;
	char title[NAME_SIZE + 60] = "";

	if (term.rows < 3 || term.columns < 12)
		return;
	pane_title(screen, pane, title, sizeof title);
	inside = term_box_focused(&term, title, is_focused);
	pane_place_keep(&screen->places->panes[pane], &term);
	if (pane == PLAN_GOALS) {
		table_view_draw(&screen->goals, &inside, is_focused);
		return;
	}
	if (pane == PLAN_FAN) {
		if (is_focused)
			term_cursor(&inside, 0, 0);
		plan_draw_fan(screen, &inside);
		return;
	}
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	draw_text_pane(screen, pane, &inside);
}

/* Too small for panes side by side: one at a time, with their names above. */
static void draw_stacked(const struct plan_screen *screen, struct term *term)
{
	static const char *const names[] = {
		[PLAN_GOALS] = N_("goals"), [PLAN_FAN] = N_("futures"), [PLAN_HELP] = N_("help"),
		[PLAN_YEARS] = N_("numbers"),
	};
	struct term head = term_pane(term, 0, 1, term->rows, term->columns - 2);
	const int row = draw_head(screen, &head);
	int at = 1;

	for (int pane = 0; pane < PLAN_PANES; pane++)
		at = term_putf(term, row, at, (int)screen->focus == pane ? ROLE_MENU_ACTIVE : ROLE_DIM, " %s ", _(names[pane])) + 1;
	draw_pane(screen, screen->focus, term_pane(term, row + 1, 0, term->rows - row - 1, term->columns));
}

/* The numbers have a place of their own where there is room for it; else they take that of the chart while chosen. */
static void draw_side_by_side(const struct plan_screen *screen, struct term *term)
{
	enum { ROWS_FOR_A_FRAME = 26, HELP_ROWS = 16 };
	const bool has_frame = term->rows >= ROWS_FOR_A_FRAME;
	struct term inside = term_pane(term, has_frame ? 1 : 0, 2, term->rows, term->columns - 4);
	struct term head = term_pane(term, 0, 0, head_rows(screen, &inside) + (has_frame ? 2 : 0), term->columns);
	const int rows = term->rows - head.rows, columns = term->columns;
	const int left = columns * 60 / 100;
	int goals = (int)goal_count(screen) + 4, lower;

	goals = goals < 6 ? 6 : goals > rows / 2 ? rows / 2 : goals;
	lower = rows - goals;
	if (has_frame)
		(void)term_box(&head, screen->standing.client.name);
	(void)draw_head(screen, &inside);
	draw_pane(screen, PLAN_GOALS, term_pane(term, head.rows, 0, goals, columns));
	if (lower >= HELP_ROWS + 7 && columns >= 100) {
		draw_pane(screen, PLAN_FAN, term_pane(term, head.rows + goals, 0, lower, left));
		draw_pane(screen, PLAN_HELP, term_pane(term, head.rows + goals, left, HELP_ROWS, columns - left));
		draw_pane(screen, PLAN_YEARS, term_pane(term, head.rows + goals + HELP_ROWS, left, lower - HELP_ROWS, columns - left));
		return;
	}
	draw_pane(screen, screen->focus == PLAN_YEARS ? PLAN_YEARS : PLAN_FAN,
		  term_pane(term, head.rows + goals, 0, lower, left));
	draw_pane(screen, PLAN_HELP, term_pane(term, head.rows + goals, left, lower, columns - left));
}

void plan_draw(const struct plan_screen *screen, struct term *term)
{
	enum { LEAST_ROWS = 19, LEAST_COLUMNS = 78 };

	memset(screen->places, 0, sizeof *screen->places);
	if (term->rows < LEAST_ROWS || term->columns < LEAST_COLUMNS)
		draw_stacked(screen, term);
	else
		draw_side_by_side(screen, term);
}
