/* Screen 0, oversight: what whoever is responsible for the whole book must see and decide. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/book/review.h"
#include "advice/market/market.h"
#include "engine/base/memory.h"
#include "tui/desk.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/oversight_state.h"
#include "tui/screens/paperwork.h"
#include "tui/widget/scroll.h"

enum {
	READ_AT_ONCE = 200,     /* clients that are read within a frame; more are read beside the screen */
	VERIFIED_AT_ONCE = 400, /* records whose chain is walked within a frame */
	RECORDS_A_TIME = 500,
};

/* ---- loading ---- */

static void clear_figures(struct oversight_screen *screen)
{
	oversight_clear(&screen->oversight);
	oversight_records_free(screen->records, screen->record_count);
	free(screen->eligibility);
	screen->records = NULL;
	screen->record_count = 0;
	screen->eligibility = NULL;
	screen->eligibility_count = 0;
}

static void choose_eligibility(struct oversight_screen *screen)
{
	screen->eligibility = memory_new_array(screen->oversight.alert_count + 1, sizeof *screen->eligibility);
	for (size_t i = 0; i < screen->oversight.alert_count; i++)
		if (oversight_is_about_eligibility(&screen->oversight.alerts[i].alert))
			screen->eligibility[screen->eligibility_count++] = i;
}

/* A chain that grew since it was walked must be walked again; a short one is walked at once. */
static void judge_chain(struct oversight_screen *screen, struct session *session)
{
	if (screen->chain == CHAIN_WALKED && screen->verdict.is_sound &&
	    screen->verdict.head.sequence == screen->oversight.head.sequence &&
	    strcmp(screen->verdict.head.hash, screen->oversight.head.hash) == 0)
		return;
	if (screen->chain == CHAIN_WALKED)
		screen->chain = CHAIN_UNKNOWN;
	/* Number 0: a large book whose figures are still on their way, and whose journal is long. */
	if (screen->chain == CHAIN_UNKNOWN && screen->oversight.head.sequence > 0 &&
	    screen->oversight.head.sequence <= VERIFIED_AT_ONCE && oversight_verify(session, NULL, NULL, &screen->verdict, NULL) == STATUS_OK)
		screen->chain = CHAIN_WALKED;
}

static enum status take_oversight(struct oversight_screen *screen, struct desk *desk, struct oversight *oversight,
				  struct error *err)
{
	struct session *session = desk_session(desk);
	struct oversight_record *records = NULL;
	const size_t wanted = screen->record_count > RECORDS_A_TIME ? screen->record_count : RECORDS_A_TIME;
	size_t count = 0;
	enum status status = oversight_records(session, NULL, INT64_MAX, wanted, &records, &count, err);

	if (status != STATUS_OK)
		return status;
	clear_figures(screen);
	screen->oversight = *oversight;
	*oversight = (struct oversight){0};
	screen->records = records;
	screen->record_count = count;
	choose_eligibility(screen);
	/* For names only: without a market the trades are told without them. */
	if (session_market(session, &screen->market, NULL) != STATUS_OK)
		screen->market = NULL;
	(void)snprintf(screen->currency, sizeof screen->currency, "%s", session_currency(session));
	judge_chain(screen, session);
	for (int list = 0; list < LISTS; list++) {
		if (!screen->is_read)
			table_view_init(&screen->views[list], oversight_models[list], screen);
		table_view_update(&screen->views[list]);
	}
	screen->is_read = true;
	return STATUS_OK;
}

static enum status read_all(struct oversight_screen *screen, struct desk *desk, struct error *err)
{
	struct oversight oversight = {0};
	size_t clients = 0;
	enum status status = review_count(desk_session(desk), &clients, err);
	const bool is_large = status == STATUS_OK && clients > READ_AT_ONCE;

	if (status == STATUS_OK && !is_large)
		status = oversight_load(desk_session(desk), NULL, NULL, &oversight, err);
	if (status == STATUS_OK && (!is_large || !screen->is_read))
		status = take_oversight(screen, desk, &oversight, err);
	oversight_clear(&oversight);
	if (status != STATUS_OK)
		return status;
	screen->figures = desk_figures(desk);
	screen->is_computing = is_large;
	if (is_large)
		oversight_job_load(desk, screen->figures);
	return STATUS_OK;
}

static enum status load(void *state, struct desk *desk, struct error *err)
{
	struct oversight_screen *screen = state;
	enum status status = STATUS_OK;

	context_follow_others(desk);
	if (screen->places == NULL)
		screen->places = memory_new(sizeof *screen->places);
	if (!screen->is_read || screen->figures != desk_figures(desk))
		status = read_all(screen, desk, err);
	if (status == STATUS_OK)
		status = context_of_oversight(desk, screen->oversight.alert_count, err);
	return status;
}

void oversight_loaded(struct desk *desk, unsigned figures, struct oversight *oversight)
{
	struct oversight_screen *screen = desk_state(desk, "oversight");
	struct error err = {0};

	if (screen == NULL || figures != desk_figures(desk) || !screen->is_read)
		return;
	screen->is_computing = false;
	if (take_oversight(screen, desk, oversight, &err) != STATUS_OK)
		desk_failed(desk, &err);
	(void)context_of_oversight(desk, screen->oversight.alert_count, NULL); /* the market is there: it was just read */
}

void oversight_verified(struct desk *desk, const struct oversight_verdict *verdict)
{
	struct oversight_screen *screen = desk_state(desk, "oversight");

	if (screen == NULL)
		return;
	screen->chain = verdict != NULL ? CHAIN_WALKED : CHAIN_UNKNOWN;
	if (verdict != NULL)
		screen->verdict = *verdict;
}

static void unload(void *state)
{
	struct oversight_screen *screen = state;

	clear_figures(screen);
	oversight_form_close(&screen->form);
	for (int list = 0; list < LISTS; list++)
		table_view_clear(&screen->views[list]);
	free(screen->places);
}

/* ---- drawing ---- */

static void draw(const void *state, struct term *term)
{
	const struct oversight_screen *screen = state;

	oversight_draw(screen, term);
	if (screen->form.question != QUESTION_NONE)
		oversight_form_draw(&screen->form, term);
}

/* ---- acting ---- */

static void show(struct oversight_screen *screen, int list)
{
	screen->shown = (enum oversight_list)((list + LISTS) % LISTS);
	screen->detail_top = 0;
}

static void open_client(const struct oversight_screen *screen, struct desk *desk)
{
	const struct oversight_alert *alert = oversight_selected_alert(screen);
	const struct oversight_waiting *waiting = oversight_selected_proposal(screen);
	const int64_t client = alert != NULL ? alert->alert.client_id : waiting != NULL ? waiting->proposal->client_id : 0;

	if (client == 0) {
		desk_message(desk, ROLE_STATUS, _("An alert or a proposal opens its client; this row has none."));
		return;
	}
	desk_set_subject(desk, (struct desk_subject){.client = client});
	desk_go(desk, "client");
}

static void read_older(struct oversight_screen *screen, struct desk *desk)
{
	struct oversight_record *records = NULL;
	struct error err = {0};
	size_t count = 0;
	const size_t wanted = screen->record_count + RECORDS_A_TIME;

	if (screen->record_count > 0 && screen->records[screen->record_count - 1].sequence <= 1) {
		desk_message(desk, ROLE_STATUS, _("The journal is shown from its first record."));
		return;
	}
	if (oversight_records(desk_session(desk), NULL, INT64_MAX, wanted, &records, &count, &err) != STATUS_OK) {
		desk_failed(desk, &err);
		return;
	}
	oversight_records_free(screen->records, screen->record_count);
	screen->records = records;
	screen->record_count = count;
	show(screen, LIST_JOURNAL);
	table_view_update(&screen->views[LIST_JOURNAL]);
}

static void verify(struct oversight_screen *screen, struct desk *desk)
{
	if (screen->chain == CHAIN_WALKING)
		return;
	screen->chain = CHAIN_WALKING;
	oversight_job_verify(desk);
}

static void scroll_details(struct oversight_screen *screen, int step)
{
	screen->detail_top = scroll_by(screen->detail_top, step, screen->places->furthest);
}

static bool act_on_list(struct oversight_screen *screen, enum action action)
{
	struct table_view *view = &screen->views[screen->shown];
	const int64_t before = view->selected;
	const bool is_taken = table_view_act(view, action);

	if (view->selected != before)
		screen->detail_top = 0;
	return is_taken;
}

static bool act(void *state, struct desk *desk, enum action action)
{
	struct oversight_screen *screen = state;

	if (!screen->is_read)
		return false;
	switch (action) {
	case ACTION_NEXT_PANE:
		show(screen, (int)screen->shown + 1);
		return true;
	case ACTION_PREVIOUS_PANE:
		show(screen, (int)screen->shown - 1);
		return true;
	case ACTION_OPEN:
		open_client(screen, desk);
		return true;
	case ACTION_LEFT:
		scroll_details(screen, -1);
		return true;
	case ACTION_RIGHT:
		scroll_details(screen, 1);
		return true;
	case ACTION_TAKE:
		oversight_ask(screen, desk, QUESTION_TAKE);
		return true;
	case ACTION_EDIT:
		oversight_ask(screen, desk, QUESTION_NOTE);
		return true;
	case ACTION_SETTLE:
		oversight_ask(screen, desk, QUESTION_SETTLE);
		return true;
	case ACTION_REOPEN:
		oversight_ask(screen, desk, QUESTION_REOPEN);
		return true;
	case ACTION_APPROVAL:
		oversight_ask(screen, desk, QUESTION_APPROVE);
		return true;
	case ACTION_REJECT:
		oversight_ask(screen, desk, QUESTION_REJECT);
		return true;
	case ACTION_ORDERS:
		paperwork_orders(desk);
		return true;
	case ACTION_WATCH:
		oversight_job_watch(desk);
		return true;
	case ACTION_VERIFY:
		verify(screen, desk);
		return true;
	case ACTION_OLDER:
		read_older(screen, desk);
		return true;
	default:
		return act_on_list(screen, action);
	}
}

static bool wants_text(const void *state)
{
	const struct oversight_screen *screen = state;

	return screen->form.question != QUESTION_NONE ||
	       (screen->is_read && table_view_wants_text(&screen->views[screen->shown]));
}

static void key(void *state, struct desk *desk, uint32_t pressed)
{
	struct oversight_screen *screen = state;

	if (screen->form.question != QUESTION_NONE)
		oversight_form_key(screen, desk, pressed);
	else
		table_view_key(&screen->views[screen->shown], pressed);
}

static void click(void *state, struct desk *desk, int row, int column)
{
	struct oversight_screen *screen = state;
	const struct oversight_places *places = screen->places;

	(void)desk;
	if (!screen->is_read || screen->form.question != QUESTION_NONE)
		return;
	for (int list = 0; list < LISTS; list++)
		if (row == places->tabs_row && column >= places->tab_starts[list] && column < places->tab_ends[list])
			show(screen, list);
	if (pane_place_at(&places->table, 1, row, column) == 0 && table_view_click(&screen->views[screen->shown], row))
		screen->detail_top = 0;
}

static bool is_dirty(const void *state)
{
	const struct oversight_screen *screen = state;

	return screen->form.question != QUESTION_NONE && screen->form.form.is_dirty;
}

static struct table_view *table(void *state)
{
	struct oversight_screen *screen = state;

	return screen->is_read ? &screen->views[screen->shown] : NULL;
}

static const struct action_use actions[] = {
	{ACTION_UP, NULL}, {ACTION_DOWN, NULL}, {ACTION_NEXT_PANE, N_("list")}, {ACTION_OPEN, N_("client")},
	{ACTION_TAKE, NULL}, {ACTION_APPROVAL, N_("approve")}, {ACTION_SETTLE, NULL}, {ACTION_EDIT, N_("explain")},
	{ACTION_REJECT, NULL}, {ACTION_WATCH, NULL}, {ACTION_ORDERS, NULL}, {ACTION_VERIFY, NULL}, {ACTION_FILTER, NULL},
	{ACTION_SORT, NULL},
	{ACTION_REOPEN, NULL}, {ACTION_OLDER, NULL}, {ACTION_MARK, NULL}, {ACTION_LEFT, NULL}, {ACTION_RIGHT, NULL},
	{ACTION_PREVIOUS_PANE, NULL}, TABLE_FURTHER_USES, {ACTION_NONE, NULL},
};

const struct screen_ops oversight_screen = {
	.name = "oversight",
	.title = N_("Oversight"),
	.digit = '0',
	.state_size = sizeof(struct oversight_screen),
	.actions = actions,
	.explain = N_(
		"alerts: what the last watch found true of a client and worth a look. ✗ forbidden stops advice, ! is over a "
		"limit, · is a notice. The watch opens and ends them; people take them on, explain and settle them.\n"
		"in nobody's hand: open, and not taken on or settled by anybody.\n"
		"watch: ballast monitor or the weekly report, whichever ran last. More than 24 hours ago, with a day of trading since, it is overdue.\n"
		"approvals: proposals that wait for a second person. Whoever made one cannot approve it. Days left count to "
		"the day the rules let it expire.\n"
		"without valid profile: none, expired, or circumstances changed. Expires soon: within 30 days. Above class: "
		"the plan in force or a holding is above what the class allows.\n"
		"of book: value of the holding over all clients in the book's currency, divided by the value of all they "
		"hold with cash. Largest: its largest share in one client's portfolio.\n"
		"journal: record n is hashed over its number, the hash before it and its content (SHA-256). Sound means that "
		"no record was changed, removed, inserted or moved up to the head; only a head kept elsewhere (a printed "
		"report) proves that the whole chain was not written anew.\n\n"
		"Filter (/): words parted by blanks, all must hold: state:nobody  since<2026-11-01  client:C0005. Space marks several "
		"alerts for one step."),
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
