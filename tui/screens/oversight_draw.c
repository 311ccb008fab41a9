/* The screen Oversight: its head, the names of its lists, the list that is shown, and what stands behind a row. */
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/oversight_state.h"
#include "tui/widget/fact_row.h"

enum { FACT_SIZE = 160 };

static const char *const list_names[LISTS] = {
	[LIST_ALERTS] = N_("alerts"), [LIST_APPROVALS] = N_("approvals"), [LIST_ELIGIBILITY] = N_("eligibility"),
	[LIST_CONCENTRATION] = N_("concentration"), [LIST_RUNS] = N_("runs"), [LIST_JOURNAL] = N_("journal"),
};

const char *oversight_list_name(enum oversight_list list)
{
	return list_names[list];
}

static const char *grouped(size_t figure, char text[FIGURE_SIZE])
{
	return figure_quantity((int64_t)figure * MICROS, text);
}

static void put_count(struct fact_row *facts, const char *label, size_t count, enum role role)
{
	char figure[FIGURE_SIZE];

	fact_row_put(facts, label, count > 0 ? role : ROLE_DIM, grouped(count, figure), false);
}

/* ---- the head ---- */

static void put_watch(const struct oversight_screen *screen, struct fact_row *facts)
{
	const struct oversight *oversight = &screen->oversight;
	char text[FACT_SIZE];

	if (!oversight->has_watch) {
		fact_row_put(facts, _("watch"), ROLE_ERROR, _("✗ has never run: w walks the book"), false);
		return;
	}
	(void)snprintf(text, sizeof text,
		       oversight->is_watch_overdue ? _("✗ overdue: %d hours ago") : _("✓ %d hours ago"),
		       oversight->hours_since_watch);
	fact_row_put(facts, _("watch"), oversight->is_watch_overdue ? ROLE_ERROR : ROLE_GOOD, text, false);
}

static void put_chain(const struct oversight_screen *screen, struct fact_row *facts)
{
	char text[2 * FACT_SIZE], figure[FIGURE_SIZE];

	switch (screen->chain) {
	case CHAIN_UNKNOWN:
		(void)snprintf(text, sizeof text, _("%s records, chain not verified: v"),
			       grouped((size_t)screen->oversight.head.sequence, figure));
		fact_row_put(facts, _("journal"), ROLE_WARNING, text, false);
		break;
	case CHAIN_WALKING:
		fact_row_put(facts, _("journal"), ROLE_PROGRESS, _("walking the chain"), false);
		break;
	case CHAIN_WALKED:
		if (screen->verdict.is_sound)
			(void)snprintf(text, sizeof text, _("✓ sound, %s records"),
				       grouped((size_t)screen->verdict.head.sequence, figure));
		else
			(void)snprintf(text, sizeof text, _("✗ record %1$lld: %2$s"), (long long)screen->verdict.first_bad,
				       _(screen->verdict.finding));
		fact_row_put(facts, _("journal"), screen->verdict.is_sound ? ROLE_GOOD : ROLE_ERROR, text, false);
		break;
	}
}

static void put_alerts(const struct oversight *oversight, struct fact_row *facts)
{
	put_count(facts, _("✗ forbidden"), oversight->severities[ALERT_FORBIDDEN], ROLE_ERROR);
	put_count(facts, _("! over limit"), oversight->severities[ALERT_LIMIT], ROLE_WARNING);
	put_count(facts, _("in nobody's hand"), oversight->untouched, ROLE_WARNING);
	put_count(facts, _("· notices"), oversight->severities[ALERT_NOTICE], ROLE_NORMAL);
}

static void put_clients(const struct oversight *oversight, struct fact_row *facts)
{
	put_count(facts, _("without valid profile"), oversight->without_profile, ROLE_ERROR);
	put_count(facts, _("profile expires soon"), oversight->expiring, ROLE_WARNING);
	put_count(facts, _("above class"), oversight->ineligible, ROLE_ERROR);
}

/* Three lines, or two where rows are few. */
static void draw_head(const struct oversight_screen *screen, struct term *term)
{
	struct fact_row first = {.term = term}, second = {.term = term, .row = 1}, third = {.term = term, .row = 2};

	if (screen->is_computing && screen->oversight.head.sequence == 0) { /* nothing is known yet: a zero would be a claim */
		(void)term_put(term, 0, 1, ROLE_DIM, _("The whole book is walked; the list follows in a moment."));
		return;
	}
	put_watch(screen, &first);
	put_chain(screen, &first);
	put_alerts(&screen->oversight, &second);
	put_count(term->rows > 2 ? &third : &second, _("approvals waiting"), screen->oversight.waiting_count, ROLE_ACCENT);
	put_clients(&screen->oversight, term->rows > 2 ? &third : &second);
}

/* ---- the names of the lists ---- */

static size_t rows_of(const struct oversight_screen *screen, enum oversight_list list)
{
	switch (list) {
	case LIST_JOURNAL:
		return (size_t)screen->oversight.head.sequence;
	default:
		return oversight_models[list]->count(screen);
	}
}

static int tabs_width(const struct oversight_screen *screen, bool has_counts)
{
	int width = 0;

	for (int list = 0; list < LISTS; list++) {
		char count[FIGURE_SIZE];

		width += (int)text_width(_(list_names[list])) + 3;
		if (has_counts)
			width += (int)text_width(grouped(rows_of(screen, (enum oversight_list)list), count)) + 1;
	}
	return width;
}

/* Names with counts; without counts where that is too wide; and where even that is, the shown one and its place. */
static void draw_tabs(const struct oversight_screen *screen, struct term *term, int row)
{
	struct oversight_places *places = screen->places;
	const bool is_unknown = screen->is_computing && screen->oversight.head.sequence == 0;
	const bool has_counts = !is_unknown && tabs_width(screen, true) <= term->columns;
	const bool is_single = tabs_width(screen, false) > term->columns;
	int at = 1;

	places->tabs_row = is_single ? -1 : term->top + row;
	for (int list = 0; list < LISTS; list++) {
		const bool is_shown = (int)screen->shown == list;
		const enum role role = is_shown ? ROLE_MENU_ACTIVE : ROLE_DIM;
		char count[FIGURE_SIZE];

		if (is_single && !is_shown)
			continue;
		places->tab_starts[list] = term->left + at;
		if (is_single)
			at = term_putf(term, row, at, role, " %s %d/%d ", _(list_names[list]), list + 1, LISTS);
		else if (has_counts)
			at = term_putf(term, row, at, role, " %s %s ", _(list_names[list]),
				       grouped(rows_of(screen, (enum oversight_list)list), count));
		else
			at = term_putf(term, row, at, role, " %s ", _(list_names[list]));
		places->tab_ends[list] = term->left + at;
		if (!has_counts)
			continue;
		at++;
	}
}

/* ---- the panes ---- */

static void list_title(const struct oversight_screen *screen, char *title, size_t size)
{
	char value[AMOUNT_TEXT_SIZE], shown[FIGURE_SIZE], all[FIGURE_SIZE];

	switch (screen->shown) {
	case LIST_ALERTS:
		(void)snprintf(title, size, "%s", _("open alerts over all clients, as the last watch found them"));
		break;
	case LIST_APPROVALS:
		(void)snprintf(title, size, "%s", _("proposals that wait for a second person"));
		break;
	case LIST_ELIGIBILITY:
		(void)snprintf(title, size, "%s", _("who may not be advised, soon may not, or holds what the class forbids"));
		break;
	case LIST_CONCENTRATION:
		(void)snprintf(title, size, _("what the book leans on: %s"),
			       amount_short(screen->oversight.value, screen->currency, false, value));
		break;
	case LIST_RUNS:
		(void)snprintf(title, size, "%s", _("when the watch and the weekly report ran"));
		break;
	case LIST_JOURNAL:
		(void)snprintf(title, size, _("the newest %1$s of %2$s records"), grouped(screen->record_count, shown),
			       grouped((size_t)screen->oversight.head.sequence, all));
		break;
	case LISTS:
		break;
	}
}

static void draw_list(const struct oversight_screen *screen, struct term term)
{
	struct oversight_places *places = screen->places;
	struct term inside;
	char title[200] = "";

	list_title(screen, title, sizeof title);
	if (screen->shown == LIST_CONCENTRATION && term.canvas->hides_amounts) {
		char value[AMOUNT_TEXT_SIZE];

		(void)snprintf(title, sizeof title, _("what the book leans on: %s"),
			       amount_short(screen->oversight.value, screen->currency, true, value));
	}
	inside = term_box_focused(&term, title, true);
	pane_place_keep(&places->table, &term);
	if (screen->is_computing && !screen->oversight.clients)
		(void)term_put_wrapped(&inside, 1, 2, ROLE_NORMAL, _("The whole book is walked; the list follows in a moment."));
	else
		table_view_draw(&screen->views[screen->shown], &inside, true);
}

static void draw_details(const struct oversight_screen *screen, struct term term)
{
	struct term inside;
	int end, top = screen->detail_top;

	if (term.rows < 3 || term.columns < 20)
		return;
	/* Where rows are few the frame of the list is border enough. */
	inside = term.rows >= 5 ? term_box(&term, _("details")) : term_pane(&term, 0, 1, term.rows, term.columns - 2);
	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	/* First far below the pane: nothing is shown, the rows are counted. */
	end = oversight_draw_details(screen, &inside, inside.rows);
	screen->places->furthest = end > 2 * inside.rows ? end - 2 * inside.rows : 0;
	top = top > screen->places->furthest ? screen->places->furthest : top;
	(void)oversight_draw_details(screen, &inside, -top);
	if (end > 2 * inside.rows && term.rows >= 5)
		(void)term_putf(&term, term.rows - 1, term.columns - 14 > 2 ? term.columns - 14 : 2, ROLE_DIM, " ←→ %d/%d ",
				top + 1, screen->places->furthest + 1);
}

void oversight_draw(const struct oversight_screen *screen, struct term *term)
{
	enum { WIDE_COLUMNS = 110, ROOMY_ROWS = 28, SMALL_ROWS = 19 };
	const bool is_roomy = term->rows >= ROOMY_ROWS;
	const int head_rows = term->rows >= SMALL_ROWS ? 3 : 2;
	struct term head, rest;
	char title[FACT_SIZE], day[DATE_TEXT_SIZE], figure[FIGURE_SIZE];
	int row;

	memset(screen->places, 0, sizeof *screen->places);
	if (is_roomy) {
		head = term_pane(term, 0, 0, head_rows + 2, term->columns);
		(void)snprintf(title, sizeof title, _("%1$s clients on %2$s"), grouped(screen->oversight.clients, figure),
			       date_format(screen->oversight.today, day));
		head = term_box(&head, screen->is_computing ? _("being computed") : title);
		head = term_pane(&head, 0, 1, head.rows, head.columns - 2);
		row = head_rows + 2;
	} else {
		head = term_pane(term, 0, 1, head_rows, term->columns - 2);
		row = head_rows;
	}
	draw_head(screen, &head);
	draw_tabs(screen, term, row);
	rest = term_pane(term, row + 1, 0, term->rows - row - 1, term->columns);
	if (rest.columns >= WIDE_COLUMNS) {
		const int left = rest.columns * 64 / 100;

		draw_list(screen, term_pane(&rest, 0, 0, rest.rows, left));
		draw_details(screen, term_pane(&rest, 0, left, rest.rows, rest.columns - left));
	} else {
		const int below = rest.rows >= 24 ? 10 : rest.rows >= 16 ? 7 : rest.rows >= 10 ? 4 : 0;

		draw_list(screen, term_pane(&rest, 0, 0, rest.rows - below, rest.columns));
		draw_details(screen, term_pane(&rest, rest.rows - below, 0, below, rest.columns));
	}
}
