/* Screen 9, the market: what can be held, at which price and how good it is; the feeds; the assumptions. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/review.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/market_state.h"
#include "tui/widget/scroll.h"

/* Clients whose holdings are walked within a frame; more are walked beside the screen. */
enum { READ_AT_ONCE = 200, SPAN_AT_FIRST = 1 };

/* ---- loading ---- */

/* The prices of the instrument under the cursor; reading them takes a millisecond. */
static void read_history(struct market_screen *screen, struct desk *desk, bool is_forced)
{
	const struct quotes_row *row = market_selected(screen);
	const int64_t wanted = row != NULL ? row->market->instrument.id : 0;
	struct error err = {0};

	if (!is_forced && wanted == screen->history_of)
		return;
	quote_history_clear(&screen->history);
	screen->history_of = wanted;
	memset(screen->tops, 0, sizeof screen->tops);
	if (row != NULL &&
	    quotes_history(desk_session(desk), row, market_spans[screen->span], &screen->history, &err) != STATUS_OK)
		desk_failed(desk, &err);
	table_view_update(&screen->tables[TABLE_PRICES]);
	market_read_actions(screen, desk);
}

/* Every list is of the screen, but the actions' and what is held back are rows of their own. */
static const void *source_of(const struct market_screen *screen, int table)
{
	if (table == TABLE_ACTIONS)
		return &screen->actions.rows;
	if (table == TABLE_HELD)
		return &screen->held.rows;
	return table == TABLE_DUE ? (const void *)&screen->actions.due : screen;
}

static enum status load_quotes(struct market_screen *screen, struct desk *desk, bool is_large, struct error *err)
{
	struct session *session = desk_session(desk);
	struct holders holders = {0};
	const struct market *market;
	enum status status = session_market(session, &market, err);

	if (status == STATUS_OK && !is_large)
		status = holders_load(session, market, NULL, NULL, &holders, err);
	if (status == STATUS_OK)
		status = quotes_load(session, is_large ? NULL : &holders, &screen->quotes, err);
	holders_clear(&holders);
	return status;
}

static enum status read_all(struct market_screen *screen, struct desk *desk, struct error *err)
{
	struct session *session = desk_session(desk);
	size_t clients = 0;
	enum status status = review_count(session, &clients, err);

	screen->is_large = clients > READ_AT_ONCE;
	if (status == STATUS_OK)
		status = market_read_held(screen, desk, err);
	if (status == STATUS_OK)
		status = load_quotes(screen, desk, screen->is_large, err);
	if (status != STATUS_OK)
		return status;
	screen->figures = desk_figures(desk);
	screen->assumptions = session_assumptions(session);
	(void)snprintf(screen->currency, sizeof screen->currency, "%s", session_currency(session));
	for (int table = 0; table < TABLES; table++) {
		if (!screen->is_read)
			table_view_init(&screen->tables[table], market_models[table], source_of(screen, table));
		table_view_update(&screen->tables[table]);
	}
	if (!screen->is_read) {
		screen->span = SPAN_AT_FIRST;
		table_view_sort(&screen->tables[TABLE_ACTIONS], 0, true); /* what is to come and what came last on top */
	}
	screen->is_read = true;
	read_history(screen, desk, true);
	if (screen->is_large)
		market_job_load(desk, screen->figures);
	return STATUS_OK;
}

/* The rows of reports hold words: in another language they are other rows. */
static enum status read_words(struct market_screen *screen, struct desk *desk, struct error *err)
{
	const enum status status = market_read_held(screen, desk, err);

	market_read_actions(screen, desk);
	table_view_update(&screen->tables[TABLE_HELD]);
	return status;
}

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct market_screen *screen = state;
	enum status status = STATUS_OK;

	context_follow_others(desk);
	if (screen->places == NULL)
		screen->places = memory_new(sizeof *screen->places);
	if (!screen->is_read || screen->figures != desk_figures(desk))
		status = read_all(screen, desk, err);
	else if (screen->language != language_current())
		status = read_words(screen, desk, err);
	screen->language = language_current();
	/* What failed or was stopped is tried again when it is asked for, not whenever the screen is shown. */
	if (status == STATUS_OK && screen->focus == PANE_DUE && screen->actions.due_state == DUE_IS_UNREAD)
		market_read_due(screen, desk);
	if (status == STATUS_OK)
		status = context_of_market(desk, err);
	return status;
}

void market_loaded(struct desk *desk, unsigned figures, const struct holders *holders)
{
	struct market_screen *screen = desk_state(desk, "market");

	if (screen == NULL || !screen->is_read || figures != desk_figures(desk))
		return;
	quotes_take_holders(&screen->quotes, holders);
	table_view_update(&screen->tables[TABLE_INSTRUMENTS]);
}

void market_reckoned(struct desk *desk, unsigned figures, int64_t instrument, const struct due_list *list,
		     const struct error *failure)
{
	struct market_screen *screen = desk_state(desk, "market");

	if (screen != NULL && screen->is_read && figures == desk_figures(desk) && instrument == screen->history_of)
		market_take_due(screen, list, failure);
}

static void unload(void *state)
{
	struct market_screen *screen = state;

	quotes_clear(&screen->quotes);
	quote_history_clear(&screen->history);
	market_actions_clear(&screen->actions);
	shown_rows_clear(&screen->held.rows);
	market_held_close(&screen->held);
	signature_close(&screen->apply.signature);
	for (int table = 0; table < TABLES; table++)
		table_view_clear(&screen->tables[table]);
	free(screen->places);
}

static void draw(const void *state, struct term *term)
{
	market_draw(state, term);
}

/* ---- acting ---- */

static void go_to_pane(struct market_screen *screen, struct desk *desk, enum market_pane pane)
{
	screen->focus = pane;
	if (pane == PANE_DUE)
		market_read_due(screen, desk);
}

static void ask_to_apply(struct desk *desk, const struct due_filter *filter, const struct due_list *list)
{
	struct market_screen *screen = desk_state(desk, "market");

	if (screen != NULL && screen->is_read)
		apply_actions_ask(&screen->apply, desk, filter, list);
}

/* The chosen action, in every account. */
static void apply_chosen(struct market_screen *screen, struct desk *desk)
{
	const struct due_filter filter = {.action_id = market_chosen_action(screen)};

	if (screen->focus != PANE_ACTIONS && screen->focus != PANE_DUE) { /* it has to be seen which one is meant */
		go_to_pane(screen, desk, PANE_ACTIONS);
		desk_message(desk, ROLE_STATUS, _("Choose the corporate action, then press the key again."));
	} else if (filter.action_id == 0)
		desk_message(desk, ROLE_STATUS, _("No corporate action is chosen."));
	else
		apply_actions_try(desk, &filter, ask_to_apply);
}

/* It has to be seen what is meant before it is answered. */
static void answer_held(struct market_screen *screen, struct desk *desk, enum action action)
{
	if (screen->focus != PANE_HELD) {
		go_to_pane(screen, desk, PANE_HELD);
		desk_message(desk, ROLE_STATUS, screen->held.rows.count > 0 ? _("Choose what was held back, then press the key again.")
									    : _("Nothing is held back."));
	} else if (action == ACTION_MARK_ALIKE) {
		market_mark_alike(screen, desk);
	} else {
		market_ask_held(screen, desk, action == ACTION_ACCEPT ? QUALITY_ACCEPT
					      : action == ACTION_REJECT ? QUALITY_REJECT : QUALITY_CORRECT);
	}
}

static void open_row(struct market_screen *screen, struct desk *desk)
{
	size_t row;

	if (screen->focus == PANE_INSTRUMENTS || screen->focus == PANE_CHART) {
		screen->focus = PANE_PRICES; /* the numbers behind the curve */
	} else if (screen->focus == PANE_ACTIONS) {
		go_to_pane(screen, desk, PANE_DUE);
	} else if (screen->focus == PANE_DUE) {
		market_read_due(screen, desk); /* again, where it was stopped or failed */
	} else if (screen->focus == PANE_HELD) {
		if (table_view_select_id(&screen->tables[TABLE_INSTRUMENTS], market_held_instrument(screen)))
			screen->focus = PANE_PRICES; /* beside which series it was held */
		read_history(screen, desk, false);
	} else if (screen->focus == PANE_FEEDS && table_view_selected(&screen->tables[TABLE_FEEDS], &row)) {
		const struct feed_standing *feed = &screen->quotes.feeds[row];
		char text[1024], next[48];
		enum role role;

		market_feed_next(feed, next, sizeof next);
		(void)snprintf(text, sizeof text,
			       _("%1$s\nallowance: %2$s, may be asked: %3$s\nlast success: %4$s, %5$lld rows\nlast failure: "
				 "%6$s\n%7$s\n%8$s"),
			       market_feed_state(feed, &role), feed->limit[0] != '\0' ? feed->limit : _("none said"), next,
			       feed->last_success[0] != '\0' ? feed->last_success : _("never"), (long long)feed->rows,
			       feed->last_failure[0] != '\0' ? feed->last_failure : _("never"), feed->failure, feed->note);
		desk_ask(desk, &(struct dialog){.title = feed->id, .text = text});
	}
}

static void next_span(struct market_screen *screen, struct desk *desk)
{
	screen->span = (screen->span + 1) % MARKET_SPANS;
	read_history(screen, desk, true);
}

static bool act_on_table(struct market_screen *screen, struct desk *desk, enum action action)
{
	enum market_table table = market_focused_table(screen);
	bool is_taken;

	if ((screen->focus == PANE_FACTS || screen->focus == PANE_TERMS) &&
	    scroll_act(&screen->tops[screen->focus], screen->places->panes[screen->focus].furthest,
		       screen->places->panes[screen->focus].rows - 2, action))
		return true;
	/* The chart is of an instrument: its keys choose another one. */
	if (table == TABLES)
		table = TABLE_INSTRUMENTS;
	is_taken = table_view_act(&screen->tables[table], action);
	read_history(screen, desk, false);
	return is_taken;
}

static bool act(void *state, struct desk *desk, enum action action)
{
	struct market_screen *screen = state;

	if (!screen->is_read)
		return false;
	switch (action) {
	case ACTION_NEXT_PANE:
		go_to_pane(screen, desk, (screen->focus + 1) % PANES);
		return true;
	case ACTION_PREVIOUS_PANE:
		go_to_pane(screen, desk, (screen->focus + PANES - 1) % PANES);
		return true;
	case ACTION_OPEN:
		open_row(screen, desk);
		return true;
	case ACTION_MODE:
		next_span(screen, desk);
		return true;
	case ACTION_APPLY:
		apply_chosen(screen, desk);
		return true;
	case ACTION_ACCEPT:
	case ACTION_REJECT:
	case ACTION_CORRECT:
	case ACTION_MARK_ALIKE:
		answer_held(screen, desk, action);
		return true;
	case ACTION_REFRESH:
		market_job_refresh(desk);
		return true;
	default:
		return act_on_table(screen, desk, action);
	}
}

static bool wants_text(const void *state)
{
	const struct market_screen *screen = state;

	for (int table = 0; screen->is_read && table < TABLES; table++)
		if (table_view_wants_text(&screen->tables[table]))
			return true;
	return screen->apply.signature.is_open || screen->held.signature.is_open;
}

static void key(void *state, struct desk *desk, uint32_t pressed)
{
	struct market_screen *screen = state;

	if (screen->apply.signature.is_open) {
		apply_actions_key(&screen->apply, desk, pressed);
		return;
	}
	if (screen->held.signature.is_open) {
		market_held_key(screen, desk, pressed);
		return;
	}
	for (int table = 0; table < TABLES; table++)
		if (table_view_wants_text(&screen->tables[table]))
			table_view_key(&screen->tables[table], pressed);
	read_history(screen, desk, false);
}

static void click(void *state, struct desk *desk, int row, int column)
{
	struct market_screen *screen = state;
	int pane;

	if (!screen->is_read || screen->apply.signature.is_open || screen->held.signature.is_open)
		return;
	pane = pane_place_at(screen->places->panes, PANES, row, column);
	if (pane >= 0)
		screen->focus = (enum market_pane)pane;
	if (market_focused_table(screen) != TABLES) {
		(void)table_view_click(&screen->tables[market_focused_table(screen)], row);
		read_history(screen, desk, false);
	}
}

static bool is_dirty(const void *state)
{
	const struct market_screen *screen = state;

	return screen->held.signature.is_open && screen->held.signature.form.is_dirty;
}

static struct table_view *table(void *state)
{
	struct market_screen *screen = state;
	const enum market_table focused = market_focused_table(screen);

	return !screen->is_read ? NULL : &screen->tables[focused == TABLES ? TABLE_INSTRUMENTS : focused];
}

static const struct action_use actions[] = {
	{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_NEXT_PANE, NULL}, {ACTION_OPEN, N_("numbers")},
	{ACTION_MODE, N_("span")}, {ACTION_REFRESH, NULL}, {ACTION_FILTER, NULL}, {ACTION_SORT, NULL}, {ACTION_APPLY, NULL},
	{ACTION_MARK, NULL}, {ACTION_PREVIOUS_PANE, NULL}, {ACTION_ACCEPT, ""}, {ACTION_REJECT, ""},
	{ACTION_CORRECT, ""}, {ACTION_MARK_ALIKE, ""}, TABLE_FURTHER_USES, {ACTION_NONE, NULL},
};

/* Where the focus is on what waits for an answer, the answers come first. */
static const struct action_use *urgent(const void *state)
{
	static const struct action_use answers[] = {
		{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_NEXT_PANE, NULL}, {ACTION_ACCEPT, NULL},
		{ACTION_REJECT, N_("reject")}, {ACTION_CORRECT, NULL}, {ACTION_MARK, NULL}, {ACTION_MARK_ALIKE, NULL},
		{ACTION_NONE, NULL},
	};
	const struct market_screen *screen = state;

	return screen->focus == PANE_HELD && screen->held.rows.count > 0 ? answers : NULL;
}

const struct screen_ops market_screen = {
	.name = "market",
	.title = N_("Market"),
	.digit = '9',
	.state_size = sizeof(struct market_screen),
	.actions = actions,
	.urgent = urgent,
	.explain = N_(
		"price: the last one on or before the day, in the money of the instrument, with its date and where it came from.\n"
		"age: business days from that date to the day; above what the rules allow it is too old to trade at.\n"
		"week: price / price seven days earlier − 1.\n"
		"quality: no price; too old; poor prices (their score is too low for an estimate: gaps, leaps, repeats); short "
		"history (fewer weekly returns than a covariance needs, or no expectation for its class); good.\n"
		"chart: adjusted prices where the source gave them, else closing prices. Where more than ten days lie between two "
		"prices the line is broken; the table in numbers says how long the gap is.\n"
		"expected return: the house's dated assumption for its class and region less its own expense, not the past. "
		"volatility: from the shrunk covariance (Ledoit-Wolf) of five years of weekly returns, times 52, its root.\n"
		"correlation: of its weekly returns with the equally weighted mean of the others of its class, from that same "
		"covariance: cov(x, m) / sqrt(var x var m).\n"
		"holders: clients in the book's currency who hold it; largest: its share in one portfolio.\n"
		"corporate actions: of the last year and to come. still due: clients of the last 92 days whose money or shares "
		"nobody has entered, by the ledger alone; – is further back. booked: accounts it is entered in. Enter works out what each "
		"account that held it at the close before the ex day is due; a enters the chosen action, after a signature.\n"
		"due: held × ratio, in whole shares as the instrument deals in them, or held × amount; held at the close before.\n"
		"terms: T is the day of the order; T+n counts open days of the instrument's calendar. Fees by days held.\n"
		"held back: prices and exchange rates that came and cannot be believed as they are; values rest on the last one taken. "
		"beside: what it was compared with. A takes it as it came, and later ones of the same that are fine beside it; X leaves "
		"it out for good; e takes your figure in its place. Space, V and * mark several for one answer, which holds for all of them or none, "
		"with a record in the journal.\n"
		"feeds: next is when the declared allowance lets it be asked again; r asks all that are on, Esc cancels between "
		"requests."),
	.load = load,
	.draw = draw,
	.act = act,
	.unload = unload,
	.wants_text = wants_text,
	.key = key,
	.click = click,
	.is_dirty = is_dirty,
	.table = table,
};
