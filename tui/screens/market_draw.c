/* How the panes of the screen Market stand together at each size. */
#include <stdio.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/market_state.h"

enum { TITLE_SIZE = 240 };

static const char *const pane_names[PANES] = {
	[PANE_INSTRUMENTS] = N_("instruments"), [PANE_CHART] = N_("chart"), [PANE_PRICES] = N_("prices"),
	[PANE_FACTS] = N_("details"), [PANE_ACTIONS] = N_("actions"), [PANE_DUE] = N_("due"), [PANE_TERMS] = N_("terms"),
	[PANE_FEEDS] = N_("feeds"), [PANE_ASSUMPTIONS] = N_("assumptions"), [PANE_HELD] = N_("held figures"),
};

static void instruments_title(const struct market_screen *screen, char *title, size_t size)
{
	const struct quotes *quotes = &screen->quotes;
	int at = snprintf(title, size, _n("%zu instrument", "%zu instruments", quotes->count), quotes->count);

	/* What is fine needs no word. */
	if (quotes->qualities[QUOTE_MISSING] > 0 && at > 0 && (size_t)at < size)
		at += snprintf(title + at, size - (size_t)at, _(" · %zu without a price"), quotes->qualities[QUOTE_MISSING]);
	if (quotes->qualities[QUOTE_STALE] > 0 && at > 0 && (size_t)at < size)
		at += snprintf(title + at, size - (size_t)at, _(" · %zu too old"), quotes->qualities[QUOTE_STALE]);
	if (quotes->qualities[QUOTE_POOR] > 0 && at > 0 && (size_t)at < size)
		at += snprintf(title + at, size - (size_t)at, _(" · %zu with poor prices"), quotes->qualities[QUOTE_POOR]);
	if (quotes->qualities[QUOTE_SHORT] > 0 && at > 0 && (size_t)at < size)
		at += snprintf(title + at, size - (size_t)at, _(" · %zu with a short history"), quotes->qualities[QUOTE_SHORT]);
	if (screen->held.rows.count > 0 && at > 0 && (size_t)at < size)
		(void)snprintf(title + at, size - (size_t)at, _(" · %zu held back"), screen->held.rows.count);
}

static void feeds_title(const struct market_screen *screen, char *title, size_t size)
{
	size_t enabled = 0, failed = 0;

	for (size_t i = 0; i < screen->quotes.feed_count; i++) {
		enabled += screen->quotes.feeds[i].is_enabled;
		failed += screen->quotes.feeds[i].is_enabled && screen->quotes.feeds[i].has_failed;
	}
	(void)snprintf(title, size, _("feeds: %1$zu of %2$zu on, %3$zu failed"), enabled, screen->quotes.feed_count, failed);
}

static void pane_title(const struct market_screen *screen, enum market_pane pane, char *title, size_t size)
{
	const struct quotes_row *row = market_selected(screen);
	const char *symbol = row != NULL ? row->market->instrument.symbol : "–";
	char day[DATE_TEXT_SIZE];

	switch (pane) {
	case PANE_INSTRUMENTS:
		instruments_title(screen, title, size);
		break;
	case PANE_CHART:
		(void)snprintf(title, size, _("%1$s · %2$d y"), symbol, market_spans[screen->span]);
		break;
	case PANE_PRICES:
		(void)snprintf(title, size, _("%1$s in numbers · %2$d y"), symbol, market_spans[screen->span]);
		break;
	case PANE_FACTS:
		(void)snprintf(title, size, "%s",
			       row == NULL ? _("details")
					   : row->market->instrument.name[0] != '\0' ? row->market->instrument.name : symbol);
		break;
	case PANE_ACTIONS:
		(void)snprintf(title, size,
			       screen->focus == pane && market_chosen_action(screen) != 0
				       ? _("%s: corporate actions; Enter: for whom, a enters it")
				       : _("%s: corporate actions"), symbol);
		break;
	case PANE_DUE:
		(void)snprintf(title, size,
			       market_chosen_action(screen) != 0 ? _("%s: what accounts are due; a enters the action")
								 : _("%s: what accounts are due"), symbol);
		break;
	case PANE_TERMS:
		(void)snprintf(title, size, _("%s: terms of dealing"), symbol);
		break;
	case PANE_FEEDS:
		feeds_title(screen, title, size);
		break;
	case PANE_ASSUMPTIONS:
		(void)snprintf(title, size, _("%1$s, %2$s, by %3$s"), screen->assumptions->name,
			       date_format(screen->assumptions->dated, day), screen->assumptions->set_by);
		break;
	case PANE_HELD:
		market_held_title(screen, title, size);
		break;
	case PANES:
		break;
	}
}

/* Text longer than its pane scrolls: first it is drawn far below it, where nothing is shown, to count the rows. */
static void draw_text(const struct market_screen *screen, enum market_pane pane, struct term *term)
{
	int (*const put)(const struct market_screen *, struct term *, int) = pane == PANE_TERMS ? market_draw_terms
												 : market_draw_facts;
	struct term inside = term_pane(term, 0, 1, term->rows, term->columns - 2);
	const int end = put(screen, &inside, inside.rows);
	int *furthest = &screen->places->panes[pane].furthest, top = screen->tops[pane];

	*furthest = end > 2 * inside.rows ? end - 2 * inside.rows : 0;
	top = top > *furthest ? *furthest : top;
	(void)put(screen, &inside, -top);
	if (screen->focus == pane)
		term_cursor(&inside, 0, 0);
}

/* A table, and below it a sentence about its selected row in full where there is room; "": none. */
static void draw_with_sentence(const struct table_view *view, struct term *term, bool is_focused, enum role role,
			       const char *text)
{
	const int lines = text[0] != '\0' ? term_wrapped_rows(text, term->columns - 2) : 0;
	struct term table = *term;

	if (term->rows >= 7 && lines > 0 && lines <= 3) {
		struct term sentence = term_pane(term, term->rows - lines, 1, lines, term->columns - 2);

		(void)term_put_wrapped(&sentence, 0, 0, role, text);
		table = term_pane(term, 0, 0, term->rows - lines, term->columns);
	}
	table_view_draw(view, &table, is_focused);
}

static void draw_feeds(const struct market_screen *screen, struct term *term, bool is_focused)
{
	const struct feed_standing *feed = NULL;
	char text[300] = "";
	size_t row;

	if (table_view_selected(&screen->tables[TABLE_FEEDS], &row))
		feed = &screen->quotes.feeds[row];
	if (feed != NULL && feed->failure[0] != '\0')
		(void)snprintf(text, sizeof text, _("%1$s, %2$s: %3$s"), feed->id, feed->last_failure, feed->failure);
	draw_with_sentence(&screen->tables[TABLE_FEEDS], term, is_focused,
			   feed != NULL && feed->has_failed ? ROLE_ERROR : ROLE_DIM, text);
}

static void draw_held(const struct market_screen *screen, struct term *term, bool is_focused)
{
	char text[400];

	draw_with_sentence(&screen->tables[TABLE_HELD], term, is_focused, ROLE_NORMAL,
			   is_focused && market_held_sentence(screen, text, sizeof text) ? text : "");
}

static void draw_pane(const struct market_screen *screen, enum market_pane pane, struct term term)
{
	const bool is_focused = screen->focus == pane;
	struct term inside;
	char title[TITLE_SIZE] = "";

	if (term.rows < 3 || term.columns < 12)
		return;
	pane_title(screen, pane, title, sizeof title);
	inside = term_box_focused(&term, title, is_focused);
	pane_place_keep(&screen->places->panes[pane], &term);
	switch (pane) {
	case PANE_INSTRUMENTS:
		table_view_draw(&screen->tables[TABLE_INSTRUMENTS], &inside, is_focused);
		break;
	case PANE_CHART:
		market_draw_chart(screen, &inside);
		if (is_focused)
			term_cursor(&inside, 0, 0);
		break;
	case PANE_PRICES:
		table_view_draw(&screen->tables[TABLE_PRICES], &inside, is_focused);
		break;
	case PANE_FACTS:
	case PANE_TERMS:
		draw_text(screen, pane, &inside);
		break;
	case PANE_ACTIONS:
	case PANE_DUE:
		market_draw_actions(screen, &inside, pane == PANE_DUE, is_focused);
		break;
	case PANE_FEEDS:
		draw_feeds(screen, &inside, is_focused);
		break;
	case PANE_ASSUMPTIONS:
		table_view_draw(&screen->tables[TABLE_ASSUMPTIONS], &inside, is_focused);
		break;
	case PANE_HELD:
		draw_held(screen, &inside, is_focused);
		break;
	case PANES:
		break;
	}
}

/* Too small for panes side by side: one at a time, with their names above as far as they have room. */
static void draw_stacked(const struct market_screen *screen, struct term *term)
{
	int at = 1, width = 1;

	for (int pane = 0; pane < PANES; pane++)
		width += (int)text_width(_(pane_names[pane])) + 3;
	for (int pane = 0; pane < PANES; pane++) {
		const bool is_focused = (int)screen->focus == pane;

		if (width > term->columns && !is_focused)
			continue;
		at = width > term->columns ? term_putf(term, 0, at, ROLE_MENU_ACTIVE, " %s %d/%d ", _(pane_names[pane]), pane + 1,
						       PANES)
					   : term_putf(term, 0, at, is_focused ? ROLE_MENU_ACTIVE : ROLE_DIM, " %s ",
						       _(pane_names[pane])) + 1;
	}
	draw_pane(screen, screen->focus, term_pane(term, 1, 0, term->rows - 1, term->columns));
}

static enum market_pane chart_side(const struct market_screen *screen)
{
	return screen->focus == PANE_PRICES ? PANE_PRICES : PANE_CHART;
}

/* The assumptions are the house's and seldom change: they give way to the terms of an instrument that has any. */
static enum market_pane terms_or_assumptions(const struct market_screen *screen)
{
	const struct quotes_row *row = market_selected(screen);

	if (screen->focus == PANE_TERMS || screen->focus == PANE_ASSUMPTIONS)
		return screen->focus;
	return row != NULL && row->market->terms != NULL ? PANE_TERMS : PANE_ASSUMPTIONS;
}

/* What waits for a person is shown where the feeds stand, unless these were gone to. */
static enum market_pane feeds_or_held(const struct market_screen *screen)
{
	return screen->held.rows.count > 0 && screen->focus != PANE_FEEDS ? PANE_HELD : PANE_FEEDS;
}

/*
 * Six panes or seven: instruments, their corporate actions and feeds on the left; the chart, the facts, terms and assumptions
 * on the right, the last two in each other's place while there is no room for both. A list of accounts, or of what is held
 * back, is long: it takes the room of the feeds.
 */
static void draw_large(const struct market_screen *screen, struct term *term)
{
	enum { ACTIONS_ROWS = 8, TERMS_ROWS = 11, BOTH_ROWS = 52 };
	const int left = term->columns * 58 / 100, right = term->columns - left;
	int feeds = (int)screen->quotes.feed_count + 4, upper = term->rows * 38 / 100, terms = 0;
	int lowest = (int)screen->assumptions->count + 4;

	feeds = feeds > term->rows * 28 / 100 ? term->rows * 28 / 100 : feeds < 8 ? 8 : feeds;
	lowest = lowest > term->rows * 28 / 100 ? term->rows * 28 / 100 : lowest;
	if (term->rows >= BOTH_ROWS)
		terms = TERMS_ROWS;
	draw_pane(screen, PANE_INSTRUMENTS, term_pane(term, 0, 0, term->rows - feeds - ACTIONS_ROWS, left));
	if (screen->focus == PANE_DUE || screen->focus == PANE_HELD) {
		draw_pane(screen, screen->focus, term_pane(term, term->rows - feeds - ACTIONS_ROWS, 0, feeds + ACTIONS_ROWS, left));
	} else {
		draw_pane(screen, PANE_ACTIONS, term_pane(term, term->rows - feeds - ACTIONS_ROWS, 0, ACTIONS_ROWS, left));
		draw_pane(screen, feeds_or_held(screen), term_pane(term, term->rows - feeds, 0, feeds, left));
	}
	draw_pane(screen, chart_side(screen), term_pane(term, 0, left, upper, right));
	draw_pane(screen, PANE_FACTS, term_pane(term, upper, left, term->rows - upper - terms - lowest, right));
	draw_pane(screen, PANE_TERMS, term_pane(term, term->rows - lowest - terms, left, terms, right));
	draw_pane(screen, terms > 0 ? PANE_ASSUMPTIONS : terms_or_assumptions(screen),
		  term_pane(term, term->rows - lowest, left, lowest, right));
}

/* Three panes: the lower one shows what was reached with Tab. */
static void draw_middle(const struct market_screen *screen, struct term *term)
{
	const int left = term->columns * 58 / 100, upper = term->rows - 9;
	const bool is_upper = screen->focus == PANE_INSTRUMENTS || screen->focus == PANE_CHART || screen->focus == PANE_PRICES;

	draw_pane(screen, PANE_INSTRUMENTS, term_pane(term, 0, 0, upper, left));
	draw_pane(screen, chart_side(screen), term_pane(term, 0, left, upper, term->columns - left));
	draw_pane(screen, is_upper ? PANE_FACTS : screen->focus, term_pane(term, upper, 0, term->rows - upper, term->columns));
}

void market_draw(const struct market_screen *screen, struct term *term)
{
	enum { LARGE_ROWS = 32, LARGE_COLUMNS = 110, MIDDLE_ROWS = 19, MIDDLE_COLUMNS = 76 };

	memset(screen->places, 0, sizeof *screen->places);
	if (term->rows >= LARGE_ROWS && term->columns >= LARGE_COLUMNS)
		draw_large(screen, term);
	else if (term->rows >= MIDDLE_ROWS && term->columns >= MIDDLE_COLUMNS)
		draw_middle(screen, term);
	else
		draw_stacked(screen, term);
	if (screen->apply.signature.is_open)
		signature_draw(&screen->apply.signature, term);
	if (screen->held.signature.is_open)
		signature_draw(&screen->held.signature, term);
}
