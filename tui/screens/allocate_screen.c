/* 4 Allocate: the studio, where a client's plan is found on the frontier, bounded, and accepted. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/explain.h"
#include "advice/language.h"
#include "advice/mandating.h"
#include "advice/session.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "tui/desk.h"
#include "tui/key.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/refusal.h"

/* Steps along the frontier, as parts of its range of volatility. */
#define COARSE 0.01
#define FINE 0.001

/* ---- loading ---- */

static void close_studio(struct allocate_state *state)
{
	if (state->is_open)
		studio_close(&state->studio);
	state->is_open = false;
	state->has_curve = false;
	state->row_count = 0;
}

/* Edits belong to one client and one list of instruments. */
static bool steps_still_fit(const struct allocate_state *state)
{
	const struct market *market = state->studio.market;

	if (state->step_count == 0 || state->forget_steps || state->id_count != market->count)
		return false;
	for (size_t i = 0; i < market->count; i++) {
		if (state->ids[i] != market->rows[i].instrument.id)
			return false;
	}
	return true;
}

/* What may be planned, and what is held or planned although it may not be. */
static void list_rows(struct allocate_state *state)
{
	const struct studio *studio = &state->studio;
	const size_t all = studio->market->count;
	bool *is_listed = memory_new_array(all, sizeof *is_listed);

	for (size_t i = 0; i < studio->universe_count; i++)
		is_listed[studio->universe[i]] = true;
	for (size_t i = 0; i < studio->standing.line_count; i++)
		is_listed[studio->standing.lines[i].row] = true;
	state->rows = memory_resize(state->rows, all > 0 ? all : 1, sizeof *state->rows);
	state->row_count = 0;
	for (size_t i = 0; i < all; i++) {
		if (is_listed[i])
			state->rows[state->row_count++] = i;
	}
	free(is_listed);
}

static void show_table(struct allocate_state *state)
{
	if (state->table.window == NULL)
		table_view_init(&state->table, &allocate_model, state);
	else
		table_view_update(&state->table);
	if (state->why_most == NULL)
		state->why_most = memory_new(sizeof *state->why_most);
}

/* The session's market may be a new one, so a studio that cannot be opened again is not kept. */
static enum status open_studio(struct allocate_state *state, struct desk *desk, const struct standing *standing,
			       struct error *err)
{
	struct session *session = desk_session(desk);
	struct error detail = {0};
	enum status status;

	close_studio(state);
	status = studio_open(session, standing->client.code, &state->studio, &detail);
	if (status == STATUS_REFUSED) {
		refusal_words(standing, &detail, &state->refusal, &state->remedy);
		return STATUS_OK;
	}
	if (status != STATUS_OK) {
		if (err != NULL)
			*err = detail;
		return status;
	}
	state->is_open = true;
	state->has_curve = studio_curve(&state->studio, ALLOCATE_CURVE, state->curve_x, state->curve_y, NULL) == STATUS_OK;
	list_rows(state);
	if (!steps_still_fit(state))
		allocate_begin_steps(state);
	state->forget_steps = false;
	return allocate_apply(session, state, err);
}

static enum status load(void *source, struct desk *desk, struct error *err)
{
	const int64_t client = desk_subject(desk).client;
	struct allocate_state *state = source;
	struct standing standing = {0};
	enum status status = STATUS_OK;

	if (client != state->client) {
		allocate_clear_steps(state);
		cell_edit_close(&state->edit);
		signature_close(&state->signature);
		state->client = client;
		state->why_top = 0;
	}
	if (client == 0) {
		close_studio(state);
		refusal_nobody(&state->refusal, &state->remedy);
	} else {
		status = standing_load(desk_session(desk), client, &standing, err);
		if (status == STATUS_OK) {
			(void)snprintf(state->code, sizeof state->code, "%s", standing.client.code);
			status = context_of_client(desk, &standing, err);
		}
		if (status == STATUS_OK)
			status = open_studio(state, desk, &standing, err);
		else
			close_studio(state);
	}
	standing_clear(&standing);
	show_table(state);
	return status;
}

static void unload(void *source)
{
	struct allocate_state *state = source;

	close_studio(state);
	allocate_clear_steps(state);
	text_clear(&state->refusal);
	text_clear(&state->remedy);
	table_view_clear(&state->table);
	signature_close(&state->signature);
	free(state->rows);
	free(state->why_most);
}

/* ---- walking and editing ---- */

/* Past the wall the last line says which rule stops it. */
static void tell_the_rule(const struct allocate_state *state, struct desk *desk)
{
	const struct candidate *plan = &state->studio.current;

	if (state->has_curve && !plan->is_permitted)
		desk_messagef(desk, ROLE_ERROR, "✗ %s: %s", plan->gate_code, plan->gate_text[language_current()]);
}

/* After every change: the table may sort by what changed, and a failure is told. */
static void follow(struct allocate_state *state, struct desk *desk, enum status status, const struct error *err)
{
	table_view_update(&state->table);
	if (status == STATUS_INFEASIBLE || (status == STATUS_OK && !state->has_curve))
		desk_message(desk, ROLE_ERROR, _("The limits allow no plan: u takes the last edit back."));
	else if (status != STATUS_OK)
		desk_failed(desk, err);
	else
		tell_the_rule(state, desk);
}

static void walk(struct allocate_state *state, struct desk *desk, double step)
{
	const struct studio *studio = &state->studio;
	struct error err = {0};
	enum status status;

	status = allocate_move(desk_session(desk), state,
			       allocate_now(state)->volatility + step * (studio->most - studio->least), 'S', &err);
	follow(state, desk, status, &err);
}

static void go_to_end(struct allocate_state *state, struct desk *desk, bool is_last)
{
	struct error err = {0};
	const enum status status = allocate_move(desk_session(desk), state,
						 is_last ? state->studio.most : state->studio.least, 'S', &err);

	follow(state, desk, status, &err);
}

static void go_to_candidate(struct allocate_state *state, struct desk *desk, int index)
{
	struct error err = {0};
	const enum status status = allocate_move(desk_session(desk), state,
						 state->studio.candidates[index].volatility, (char)('A' + index),
						 &err);

	follow(state, desk, status, &err);
}

static void travel(struct allocate_state *state, struct desk *desk, int direction)
{
	struct error err = {0};
	enum status status = STATUS_OK;

	if (!allocate_travel(desk_session(desk), state, direction, &status, &err)) {
		desk_message(desk, ROLE_STATUS, direction < 0 ? _("nothing to undo") : _("nothing to redo"));
		return;
	}
	follow(state, desk, status, &err);
}

static void lock(struct allocate_state *state, struct desk *desk)
{
	struct error err = {0};
	size_t index;
	enum status status;

	if (!table_view_selected(&state->table, &index))
		return;
	status = allocate_lock(desk_session(desk), state, state->rows[index], &err);
	follow(state, desk, status, &err);
}

static void begin_edit(struct allocate_state *state, enum allocate_column column)
{
	const struct allocate_step *step = allocate_now(state);
	char text[CELL_EDIT_SIZE];
	size_t index, row;

	if (!table_view_selected(&state->table, &index))
		return;
	row = state->rows[index];
	state->pane = PANE_WEIGHTS;
	cell_edit_begin(&state->edit, state->table.selected, (int)column,
			percent_format(column == ALLOCATE_UPPER ? step->upper[row] : step->lower[row], text));
}

/* False: the message says why the typed limit cannot be taken. */
static bool take_bound(struct allocate_state *state, struct desk *desk)
{
	const struct allocate_step *step = allocate_now(state);
	struct cell_edit *edit = &state->edit;
	struct error err = {0};
	size_t index, row;
	double value, lower, upper;
	char other[CELL_EDIT_SIZE];
	enum status status;

	if (!table_view_selected(&state->table, &index))
		return true;
	row = state->rows[index];
	lower = step->lower[row];
	upper = step->upper[row];
	if (!percent_parse(edit->text, &value)) {
		(void)snprintf(edit->message, sizeof edit->message, _("'%s' is no percentage from 0 to 100"), edit->text);
		return false;
	}
	if (edit->column == ALLOCATE_LOWER ? value > upper : value < lower) {
		(void)snprintf(edit->message, sizeof edit->message,
			       edit->column == ALLOCATE_LOWER ? _("above the upper limit of %s %%")
							      : _("below the lower limit of %s %%"),
			       percent_format(edit->column == ALLOCATE_LOWER ? upper : lower, other));
		return false;
	}
	*(edit->column == ALLOCATE_LOWER ? &lower : &upper) = value;
	if (lower == step->lower[row] && upper == step->upper[row] && !step->is_locked[row])
		return true;
	status = allocate_bound(desk_session(desk), state, row, lower, upper, &err);
	follow(state, desk, status, &err);
	return true;
}

static void edit_key(struct allocate_state *state, struct desk *desk, uint32_t key)
{
	const int column = state->edit.column;

	switch (cell_edit_key(&state->edit, key)) {
	case CELL_OPEN:
		break;
	case CELL_CANCEL:
		cell_edit_close(&state->edit);
		break;
	case CELL_TAKE:
		if (take_bound(state, desk))
			cell_edit_close(&state->edit);
		break;
	case CELL_NEXT:
		if (take_bound(state, desk))
			begin_edit(state, column == ALLOCATE_LOWER ? ALLOCATE_UPPER : ALLOCATE_LOWER);
		break;
	}
}

/* ---- recording ---- */

static void propose(struct allocate_state *state, struct desk *desk)
{
	const struct candidate *plan = &state->studio.current;
	const struct client *client = &state->studio.standing.client;
	char title[128], text[480], rate[FIGURE_SIZE], risk[FIGURE_SIZE];

	if (!state->has_curve) {
		refusal_ask(desk, _("There is no plan to propose"),
			    text_string(&state->studio.conflict[language_current()]));
		return;
	}
	if (!plan->is_permitted) {
		(void)snprintf(text, sizeof text, _("%s: %s\n\nMove to the left on the frontier until the wall is behind you, or choose a candidate with a, b or c."),
			       plan->gate_code, plan->gate_text[language_current()]);
		refusal_ask(desk, _("This plan cannot be proposed"), text);
		return;
	}
	(void)snprintf(title, sizeof title, _("Plan %c for %.60s"), allocate_now(state)->letter, client->name);
	(void)snprintf(text, sizeof text,
		       _("Expected return %s a year at a volatility of %s, level R%d. Accepted, it becomes the target every rebalance works toward; the record keeps the figures, the reasons and the name."),
		       figure_percent(plan->risk.expected_return, 1, rate), figure_percent(plan->risk.volatility, 1, risk),
		       plan->level);
	signature_open(&state->signature, SIGN_PLAN, title, text, _("accepted by"), client->name, client->code);
}

static enum status accept_plan(struct allocate_state *state, struct desk *desk, const char *by, struct error *err)
{
	const char letter = allocate_now(state)->letter;
	struct session *session = desk_session(desk);
	struct plan plan = {0};
	enum status status = STATUS_NOT_FOUND;

	/* A candidate keeps its letter while its limits are the recorded ones. */
	if (letter != 'S' && !allocate_is_edited(state))
		status = recommend_accept(session, state->code, letter, by, &plan, err);
	if (status == STATUS_NOT_FOUND) /* also when the day's recommendation was one of the studio's own */
		status = recommend_accept_current(session, &state->studio, by, &plan, err);
	plan_clear(&plan);
	return status;
}

static void save_limits(struct allocate_state *state, struct desk *desk)
{
	const struct client *client = &state->studio.standing.client;
	const struct allocate_step *first = &state->steps[0], *now = allocate_now(state);
	struct text text = {0};
	char title[128];

	if (!allocate_is_edited(state)) {
		desk_message(desk, ROLE_STATUS, _("no limit was edited"));
		return;
	}
	text_add(&text, _("These become the client's mandate; every later plan and rebalance keeps them:"));
	for (size_t i = 0; i < state->id_count; i++) {
		const char *symbol = state->studio.market->rows[i].instrument.symbol;
		char lower[CELL_EDIT_SIZE], upper[CELL_EDIT_SIZE];

		if (first->is_locked[i] != now->is_locked[i])
			text_addf(&text, now->is_locked[i] ? _("\n%s: locked") : _("\n%s: not locked any more"), symbol);
		if (first->lower[i] != now->lower[i] || first->upper[i] != now->upper[i])
			text_addf(&text, _("\n%s: %s to %s %%"), symbol, percent_format(now->lower[i], lower),
				  percent_format(now->upper[i], upper));
	}
	(void)snprintf(title, sizeof title, _("Limits of %.60s"), client->name);
	signature_open(&state->signature, SIGN_MANDATE, title, text_string(&text), _("agreed by"), client->name,
		       client->code);
	text_clear(&text);
}

static enum status record_limits(struct allocate_state *state, struct desk *desk, const char *by, struct error *err)
{
	struct session *session = desk_session(desk);
	struct mandate *mandate = memory_new(sizeof *mandate);
	enum status status = allocate_mandate(session, state, mandate, err);

	if (status == STATUS_OK)
		status = mandating_record(session, state->code, mandate, by, err);
	free(mandate);
	return status;
}

static void signed_by(struct allocate_state *state, struct desk *desk)
{
	const bool is_plan = state->signature.purpose == SIGN_PLAN;
	char name[FORM_VALUE_SIZE];
	struct error err = {0};
	enum status status;

	(void)snprintf(name, sizeof name, "%s", signature_name(&state->signature));
	signature_close(&state->signature);
	status = is_plan ? accept_plan(state, desk, name, &err) : record_limits(state, desk, name, &err);
	if (status != STATUS_OK) {
		refusal_ask(desk, is_plan ? _("The plan was not recorded") : _("The limits were not recorded"), err.message);
		return;
	}
	state->forget_steps = !is_plan;
	desk_message(desk, ROLE_GOOD, is_plan ? _("✓ plan accepted and recorded; 5 shows the trades that lead there")
					      : _("✓ limits recorded as the client's mandate"));
	desk_changed(desk);
}

/* ---- what the desk calls ---- */

static bool scroll_why(struct allocate_state *state, enum action action)
{
	const int page = 6;
	int top = state->why_top;

	if (action == ACTION_UP || action == ACTION_DOWN)
		top += action == ACTION_UP ? -1 : 1;
	else if (action == ACTION_PAGE_UP || action == ACTION_PAGE_DOWN)
		top += action == ACTION_PAGE_UP ? -page : page;
	else
		return false;
	top = top > *state->why_most ? *state->why_most : top;
	state->why_top = top < 0 ? 0 : top;
	return true;
}

static void next_pane(struct allocate_state *state, int step)
{
	state->pane = (enum allocate_pane)(((int)state->pane + step + ALLOCATE_PANES) % ALLOCATE_PANES);
}

static bool act_along(struct allocate_state *state, struct desk *desk, enum action action)
{
	switch (action) {
	case ACTION_LEFT:
	case ACTION_RIGHT:
		walk(state, desk, action == ACTION_LEFT ? -COARSE : COARSE);
		return true;
	case ACTION_FINER_LEFT:
	case ACTION_FINER_RIGHT:
		walk(state, desk, action == ACTION_FINER_LEFT ? -FINE : FINE);
		return true;
	case ACTION_FIRST:
	case ACTION_LAST:
		go_to_end(state, desk, action == ACTION_LAST);
		return true;
	case ACTION_CANDIDATE_A:
	case ACTION_CANDIDATE_B:
	case ACTION_CANDIDATE_C:
		go_to_candidate(state, desk, (int)action - (int)ACTION_CANDIDATE_A);
		return true;
	case ACTION_NEXT_PANE:
	case ACTION_PREVIOUS_PANE:
		next_pane(state, action == ACTION_NEXT_PANE ? 1 : -1);
		return true;
	default:
		return false;
	}
}

static bool act(void *source, struct desk *desk, enum action action)
{
	struct allocate_state *state = source;

	if (!state->is_open)
		return false;
	if (act_along(state, desk, action) || (state->pane == PANE_WHY && scroll_why(state, action)))
		return true;
	switch (action) {
	case ACTION_EDIT:
		begin_edit(state, ALLOCATE_LOWER);
		return true;
	case ACTION_LOCK:
		lock(state, desk);
		return true;
	case ACTION_UNDO:
	case ACTION_REDO:
		travel(state, desk, action == ACTION_UNDO ? -1 : 1);
		return true;
	case ACTION_OPEN:
	case ACTION_PROPOSE:
		propose(state, desk);
		return true;
	case ACTION_SAVE_LIMITS:
		save_limits(state, desk);
		return true;
	default:
		return table_view_act(&state->table, action);
	}
}

static bool wants_text(const void *source)
{
	const struct allocate_state *state = source;

	return state->signature.is_open || state->edit.is_open || table_view_wants_text(&state->table);
}

static void key(void *source, struct desk *desk, uint32_t pressed)
{
	struct allocate_state *state = source;

	if (state->signature.is_open) {
		const enum form_answer answer = signature_key(&state->signature, pressed);

		if (answer == FORM_CANCELLED)
			signature_close(&state->signature);
		else if (answer == FORM_SUBMITTED)
			signed_by(state, desk);
	} else if (state->edit.is_open) {
		edit_key(state, desk, pressed);
	} else {
		table_view_key(&state->table, pressed);
	}
}

static void click(void *source, struct desk *desk, int row, int column)
{
	struct allocate_state *state = source;

	(void)desk;
	if (!state->is_open || state->signature.is_open || column < state->table.window->first_column)
		return;
	if (table_view_click(&state->table, row)) {
		state->pane = PANE_WEIGHTS;
		cell_edit_close(&state->edit);
	}
}

static bool is_dirty(const void *source)
{
	const struct allocate_state *state = source;

	return state->is_open && allocate_is_edited(state);
}

static const struct action_use actions[] = {
	{ACTION_LEFT, N_("along the frontier")}, {ACTION_RIGHT, N_("along the frontier")},
	{ACTION_OPEN, N_("propose")}, {ACTION_EDIT, N_("limits")}, {ACTION_LOCK, NULL}, {ACTION_UNDO, NULL},
	{ACTION_CANDIDATE_A, NULL}, {ACTION_CANDIDATE_B, NULL}, {ACTION_CANDIDATE_C, NULL},
	{ACTION_SAVE_LIMITS, NULL}, {ACTION_FINER_LEFT, NULL}, {ACTION_FINER_RIGHT, NULL}, {ACTION_NEXT_PANE, NULL},
	{ACTION_REDO, NULL}, {ACTION_PREVIOUS_PANE, NULL}, {ACTION_PROPOSE, NULL}, TABLE_ACTION_USES,
	{ACTION_NONE, NULL},
};

static const char explanation[] = N_(
	"◆ is the plan, ● what is held now, A B C the three candidates; the curve shows for each volatility the highest "
	"expected return that the limits allow. The wall is the lower of two limits: the volatility of the client's "
	"class, and the volatility at which one year in twenty would lose what the client named as bearable.\n\n"
	"return: μ = Σ w r, the weights w times the expected returns r of the dated assumptions; never taken from the past.\n"
	"volatility: σ = √(w' Σ w) a year. Σ is estimated from five years of weekly returns and shrunk toward constant "
	"correlation (Ledoit and Wolf 2004).\n"
	"recent vol.: the same with recent weeks weighing more (decay 0.97 a week). The larger of the two must stay "
	"inside the limit.\n"
	"1 year in 20: μ − 1.645 σ; one year in twenty is expected to end worse, if returns were normal.\n"
	"1 week in 20: the mean of the worst five in a hundred weeks of the last five years, for these weights.\n"
	"worst fall: the deepest fall from a high that these weights, kept by weekly rebalancing, would have had in five years.\n"
	"risk level: R1 to R5 of the whole, from its volatility and the average product level beneath it.\n"
	"risk: the share of a holding in the volatility, w (Σ w) / σ²; the shares add to 100.\n"
	"Δ: plan minus now; its sum ± is half the absolute changes, the part of the portfolio that would be turned over.\n"
	"↑ and ↓ mark weights that stand at one of their limits; the text says what one point more would bring a year at the "
	"same risk (the multiplier of the limit).\n"
	"* marks a limit you edited that is not recorded. w records limits as the client's mandate.");

const struct screen_ops allocate_screen = {
	.name = "allocate", .title = N_("Allocate"), .digit = '4', .state_size = sizeof(struct allocate_state),
	.actions = actions, .explain = explanation, .load = load, .draw = allocate_draw, .act = act, .unload = unload,
	.wants_text = wants_text, .key = key, .click = click, .is_dirty = is_dirty,
};
