/* What is announced, due and entered of the selected instrument, and on what terms it is dealt. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "advice/actions/actions.h"
#include "advice/base/detail.h"
#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/market/terms.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "engine/model/calendar.h"
#include "engine/model/dealing_terms.h"
#include "tui/desk.h"
#include "tui/screens/market_state.h"

/* ---- the lists ---- */

enum listed_column { LISTED_DAY, LISTED_WHAT, LISTED_TERMS, LISTED_PAID, LISTED_WAITING, LISTED_ENTERED, LISTED_SOURCE,
		     LISTED_COLUMNS };

static const struct table_column listed_columns[] = {
	[LISTED_DAY] = {.title = N_("ex day"), .least = 10, .most = 10, .priority = 0, .is_descending_first = true},
	[LISTED_WHAT] = {.title = N_("what"), .least = 12, .most = 14, .priority = 0},
	[LISTED_TERMS] = {.title = N_("conditions"), .least = 16, .most = 34, .priority = 1},
	[LISTED_PAID] = {.title = N_("paid"), .least = 10, .most = 10, .priority = 4},
	[LISTED_WAITING] = {.title = N_("still due"), .least = 9, .most = 9, .priority = 2, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[LISTED_ENTERED] = {.title = N_("booked"), .least = 7, .most = 7, .priority = 3, .align = TEXT_RIGHT,
			    .is_descending_first = true},
	[LISTED_SOURCE] = {.title = N_("source"), .least = 14, .most = 30, .priority = 5},
	{.title = NULL},
};
static const char *const listed_keys[LISTED_COLUMNS] = {"date", "type", "terms", "paid", "", "accounts", "source"};

const struct table_model market_actions_model = {
	.columns = listed_columns, .count = shown_rows_count, .id = shown_rows_id, .cell = shown_rows_cell,
	.compare = shown_rows_compare,
	.empty = N_("No corporate action of the last year or to come: ballast actions add, or import FILE."),
};

enum owed_column { OWED_DAY, OWED_WHAT, OWED_CLIENT, OWED_ACCOUNT, OWED_HELD, OWED_BECOMES, OWED_CASH, OWED_STATE, OWED_WHY, OWED_COLUMNS };

static const struct table_column owed_columns[] = {
	[OWED_DAY] = {.title = N_("ex day"), .least = 10, .most = 10, .priority = 3},
	[OWED_WHAT] = {.title = N_("what"), .least = 12, .most = 14, .priority = 6},
	[OWED_CLIENT] = {.title = N_("client"), .least = 7, .most = 12, .priority = 0},
	[OWED_ACCOUNT] = {.title = N_("account"), .least = 9, .most = 14, .priority = 4},
	[OWED_HELD] = {.title = N_("held"), .least = 9, .most = 12, .priority = 5, .align = TEXT_RIGHT, .is_descending_first = true},
	[OWED_BECOMES] = {.title = N_("becomes"), .least = 9, .most = 12, .priority = 1, .align = TEXT_RIGHT,
			 .is_descending_first = true},
	[OWED_CASH] = {.title = N_("cash"), .least = 14, .most = 18, .priority = 2, .align = TEXT_RIGHT, .is_amount = true,
		      .is_descending_first = true},
	[OWED_STATE] = {.title = N_("state"), .least = 14, .most = 26, .priority = 0},
	[OWED_WHY] = {.title = N_("why"), .least = 20, .most = 80, .priority = 7},
	{.title = NULL},
};
static const char *const owed_keys[OWED_COLUMNS] = {"date", "type", "client", "account", "held", "becomes", "cash", "state", "why"};

const struct table_model market_due_model = {
	.columns = owed_columns, .count = shown_rows_count, .id = shown_rows_id, .cell = shown_rows_cell,
	.compare = shown_rows_compare,
	.empty = N_("No account waits for a corporate action of this instrument."),
};

/* ---- reading ---- */

static void fail(char *kept, size_t size, const struct error *err)
{
	char words[sizeof err->message];

	(void)snprintf(kept, size, "%s", detail_words(err->message, words, sizeof words));
}

static size_t clients_waiting(const struct waiting_actions *waiting, int64_t action_id)
{
	size_t count = 0;

	for (size_t i = 0; i < waiting->count; i++)
		count += waiting->list[i].action->id == action_id;
	return count;
}

/* Who waits is looked for in the days behind; of what is to come nothing can be due. */
static void put_waiting(struct shown_rows *rows, size_t row, const struct waiting_actions *waiting, struct date today)
{
	const struct shown_value *day = &rows->values[row * rows->columns + LISTED_DAY];
	const size_t clients = clients_waiting(waiting, shown_rows_number(rows, row));
	char text[32];

	if (day->order > today.days) {
		shown_rows_put(rows, row, LISTED_WAITING, _("to come"), -1, ROLE_DIM);
	} else if (day->order < today.days - WAITING_DAYS) {
		shown_rows_put(rows, row, LISTED_WAITING, "–", -2, ROLE_DIM);
	} else {
		(void)snprintf(text, sizeof text, "%zu", clients);
		shown_rows_put(rows, row, LISTED_WAITING, text, (double)clients, clients > 0 ? ROLE_WARNING : ROLE_NORMAL);
	}
}

static enum status read_actions(struct market_actions *actions, struct session *session, const char *symbol,
				struct error *err)
{
	const struct waiting_actions *waiting;
	struct arena *arena = arena_new();
	struct section *section = NULL;
	enum status status = session_waiting_actions(session, &waiting, err);

	if (status == STATUS_OK)
		status = actions_section(session, symbol, false, arena, &section, err);
	if (status == STATUS_OK)
		shown_rows_add(&actions->rows, section, "actions", listed_keys, LISTED_COLUMNS);
	for (size_t row = 0; row < actions->rows.count; row++)
		put_waiting(&actions->rows, row, waiting, session_today(session));
	arena_free(arena);
	return status;
}

void market_read_actions(struct market_screen *screen, struct desk *desk)
{
	const struct quotes_row *row = market_selected(screen);
	struct market_actions *actions = &screen->actions;
	struct error err = {0};

	market_actions_clear(actions);
	if (row != NULL && read_actions(actions, desk_session(desk), row->market->instrument.symbol, &err) != STATUS_OK)
		fail(actions->failure, sizeof actions->failure, &err);
	table_view_update(&screen->tables[TABLE_ACTIONS]);
	table_view_update(&screen->tables[TABLE_DUE]);
}

void market_actions_clear(struct market_actions *actions)
{
	shown_rows_clear(&actions->rows);
	shown_rows_clear(&actions->due);
	*actions = (struct market_actions){0};
}

/* ---- what each account is due: reckoned when it is asked for ---- */

void market_take_due(struct market_screen *screen, const struct due_list *list, const struct error *failure)
{
	struct market_actions *actions = &screen->actions;
	struct arena *arena = arena_new();
	size_t row;

	shown_rows_clear(&actions->due);
	actions->due_failure[0] = '\0';
	actions->due_state = list != NULL && failure == NULL ? DUE_IS_READ : DUE_HAS_FAILED;
	if (failure == NULL && list == NULL)
		(void)snprintf(actions->due_failure, sizeof actions->due_failure, "%s", _("Stopped; Enter works it out again."));
	else if (failure == NULL)
		shown_rows_add(&actions->due, actions_due_section(list, false, NULL, arena), "accounts", owed_keys, OWED_COLUMNS);
	else
		fail(actions->due_failure, sizeof actions->due_failure, failure);
	arena_free(arena);
	table_view_update(&screen->tables[TABLE_DUE]);
	if (table_view_selected(&screen->tables[TABLE_ACTIONS], &row)) /* the accounts of the chosen action come first to hand */
		(void)table_view_select_id(&screen->tables[TABLE_DUE],
					   shown_rows_first(&actions->due, shown_rows_number(&actions->rows, row)));
}

void market_read_due(struct market_screen *screen, struct desk *desk)
{
	const struct quotes_row *row = market_selected(screen);
	const struct due_filter filter = {.instrument_id = row != NULL ? row->market->instrument.id : 0};
	struct due_list list = {0};
	struct error err = {0};
	enum status status;

	if (row == NULL || screen->actions.due_state == DUE_IS_READ || screen->actions.due_state == DUE_IS_READING)
		return;
	if (screen->is_large) {
		screen->actions.due_state = DUE_IS_READING;
		market_job_due(desk, screen->figures, filter.instrument_id);
		return;
	}
	status = actions_due(desk_session(desk), &filter, &list, &err);
	market_take_due(screen, &list, status == STATUS_OK ? NULL : &err);
	due_list_clear(&list);
}

int64_t market_chosen_action(const struct market_screen *screen)
{
	const bool is_due = screen->focus == PANE_DUE;
	const struct shown_rows *rows = is_due ? &screen->actions.due : &screen->actions.rows;
	size_t row;

	return table_view_selected(&screen->tables[is_due ? TABLE_DUE : TABLE_ACTIONS], &row) ? shown_rows_number(rows, row) : 0;
}

/* ---- drawing ---- */

void market_draw_actions(const struct market_screen *screen, struct term *term, bool is_due, bool is_focused)
{
	const struct market_actions *actions = &screen->actions;
	const char *failure = is_due ? actions->due_failure : actions->failure;
	struct term inside = term_pane(term, 0, 1, term->rows, term->columns - 2);

	if (failure[0] != '\0') {
		(void)term_put_wrapped(&inside, 0, 0, ROLE_ERROR, failure);
	} else if (is_due && actions->due_state != DUE_IS_READ) {
		(void)term_put_wrapped(&inside, 0, 0, ROLE_DIM, _("being worked out account by account …"));
	} else {
		table_view_draw(&screen->tables[is_due ? TABLE_DUE : TABLE_ACTIONS], term, is_focused);
		return;
	}
	if (is_focused)
		term_cursor(&inside, 0, 0);
}

static void window_text(const struct dealing_window *window, char *text, size_t size)
{
	char from[DATE_TEXT_SIZE] = "", until[DATE_TEXT_SIZE] = "";

	if (window->from.days != 0)
		(void)date_format(window->from, from);
	if (window->until.days != 0)
		(void)date_format(window->until, until);
	if (from[0] != '\0' && strcmp(from, until) == 0)
		(void)snprintf(text, size, _("on %s"), from);
	else if (from[0] != '\0' && until[0] != '\0')
		(void)snprintf(text, size, _("from %1$s until %2$s"), from, until);
	else if (from[0] != '\0')
		(void)snprintf(text, size, _("from %s on"), from);
	else if (until[0] != '\0')
		(void)snprintf(text, size, _("until %s"), until);
	else
		(void)snprintf(text, size, "%s", _("until further notice"));
}

static int put_window(struct term *term, int at, const struct dealing_window *window, const char *currency, struct date today)
{
	const char *label = window->kind == DEALING_SELL_CLOSED ? _("sales") : _("purchases");
	char when[2 * DATE_TEXT_SIZE + 40], most[FIGURE_SIZE], what[80], text[160];

	window_text(window, when, sizeof when);
	if (window->kind == DEALING_LIMIT)
		(void)snprintf(what, sizeof what, _("at most %s a day"), figure_money(window->amount, currency, most));
	else
		(void)snprintf(what, sizeof what, "%s", _("closed"));
	(void)snprintf(text, sizeof text, _("%1$s, %2$s"), what, when);
	return market_put_fact(term, at, label, dealing_window_holds(window, today) ? ROLE_WARNING : ROLE_NORMAL, text);
}

enum { WINDOWS_SHOWN = 4 };

/* Those that hold, then those that come; they stand in the order they begin, so what holds began before what comes. */
static int put_windows(const struct market_row *row, struct date today, struct term *term, int at)
{
	const struct dealing_terms *terms = row->terms;
	size_t shown = 0, rest = 0;
	char text[160];

	for (size_t i = 0; i < terms->window_count; i++) {
		if (dealing_window_is_over(&terms->windows[i], today))
			continue;
		if (shown == WINDOWS_SHOWN) {
			rest++;
			continue;
		}
		at = put_window(term, at, &terms->windows[i], row->instrument.currency, today);
		shown++;
	}
	if (rest == 0)
		return at;
	(void)snprintf(text, sizeof text, _n("%zu more to come: ballast terms list %s", "%zu more to come: ballast terms list %s", rest), rest,
		       row->instrument.symbol);
	return market_put_fact(term, at, "", ROLE_DIM, text);
}

static int put_days(const struct market_row *row, struct date today, struct term *term, int at)
{
	const struct dealing_terms *terms = row->terms;
	char text[200], day[DATE_TEXT_SIZE];

	(void)snprintf(text, sizeof text, _("price of T known on T+%1$d, shares on T+%2$d, money on T+%3$d"), terms->value_days,
		       terms->confirm_days, terms->proceeds_days);
	at = market_put_fact(term, at, _("settlement"), ROLE_NORMAL, text);
	(void)snprintf(text, sizeof text, _("the money can be spent on %s"), date_format(terms_money_day(row, today), day));
	return market_put_fact(term, at, _("sold today"), ROLE_NORMAL, text);
}

static int put_fees(const struct dealing_terms *terms, struct term *term, int at)
{
	char text[300] = "", figure[FIGURE_SIZE];
	size_t used = 0;

	if (terms->fee_share > 0) {
		(void)snprintf(text, sizeof text, _("%s of the usual one is charged"),
			       figure_percent(decimal_to_double(terms->fee_share), 0, figure));
		at = market_put_fact(term, at, _("purchase fee"), ROLE_NORMAL, text);
	}
	for (size_t i = 0; i < terms->step_count && used < sizeof text; i++)
		used += (size_t)snprintf(text + used, sizeof text - used, _n("%1$s%2$s within %3$d day", "%1$s%2$s within %3$d days",
				terms->steps[i].days), i > 0 ? " · " : "",
				figure_percent(decimal_to_double(terms->steps[i].fee), 2, figure), terms->steps[i].days);
	return terms->step_count > 0 ? market_put_fact(term, at, _("sale fee"), ROLE_NORMAL, text) : at;
}

int market_draw_terms(const struct market_screen *screen, struct term *term, int at)
{
	const struct quotes_row *row = market_selected(screen);
	const struct dealing_terms *terms = row != NULL ? row->market->terms : NULL;
	const struct date today = screen->quotes.market->as_of;

	if (terms == NULL)
		return term_put_wrapped(term, at, 0, ROLE_DIM,
					_("No terms of dealing are known of this instrument: ballast terms import FILE."));
	if (terms->share_class[0] != '\0')
		at = market_put_fact(term, at, _("share class"), ROLE_NORMAL, terms->share_class);
	at = put_windows(row->market, today, term, at);
	at = put_days(row->market, today, term, at);
	at = put_fees(terms, term, at);
	at = market_put_fact(term, at, _("dividends"), ROLE_NORMAL,
			     terms->reinvests != 0 ? _("as shares, unless the holder chose money")
						   : _("as money, unless the holder chose shares"));
	return row->market->calendar == NULL
		       ? at
		       : market_put_fact(term, at, _("calendar"), ROLE_NORMAL, row->market->calendar->names[0]);
}
