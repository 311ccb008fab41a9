/* 4 Allocate: the studio, where a client's plan is found on the frontier, bounded, and accepted. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/explain.h"
#include "advice/base/language.h"
#include "advice/base/session.h"
#include "advice/client/mandating.h"
#include "engine/base/memory.h"
#include "engine/base/money.h"
#include "tui/desk.h"
#include "tui/key.h"
#include "tui/screens/allocate_state.h"
#include "tui/screens/context.h"
#include "tui/screens/desk_screens.h"
#include "tui/screens/refusal.h"
#include "tui/widget/scroll.h"

enum { WHY_PAGE = 6 }; /* lines that a page of the reasons goes on */

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

static void show_tables(struct allocate_state *state)
{
	for (int face = 0; face < ALLOCATE_FACES; face++) {
		struct table_view *table = &state->tables[face];

		if (table->window == NULL)
			table_view_init(table, allocate_models[face], state);
		else
			table_view_update(table);
	}
	if (state->why_most == NULL)
		state->why_most = memory_new(sizeof *state->why_most);
}

struct table_view *allocate_table(struct allocate_state *state)
{
	return &state->tables[state->face];
}

/* Edits of the same client kept by an earlier run go on where they were; else what is recorded is the first step. */
static enum status take_up(struct allocate_state *state, struct desk *desk, struct error *err)
{
	const bool is_first = state->step_count == 0 && !state->forget_steps;
	bool is_draft = false;
	enum status status = is_first ? allocate_read_draft(state, &is_draft, err) : STATUS_OK;

	if (status != STATUS_OK)
		return status;
	if (!is_draft)
		allocate_begin_steps(state);
	state->forget_steps = false;
	state->figures++;
	status = allocate_apply(state->session, state, is_draft ? NULL : err);
	if (status != STATUS_OK && is_draft) { /* the market moved on and the draft cannot be followed: begin anew */
		allocate_clear_steps(state);
		allocate_begin_steps(state);
		return allocate_apply(state->session, state, err);
	}
	if (status == STATUS_OK && is_draft)
		desk_message(desk, ROLE_STATUS, _("your draft is taken up again; u goes back step by step"));
	return status;
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
	state->session = session;
	list_rows(state);
	return steps_still_fit(state) ? allocate_apply(session, state, err) : take_up(state, desk, err);
}

static enum status load(void *source, struct desk *desk, struct error *err)
{
	const int64_t client = desk_subject(desk).client;
	struct allocate_state *state = source;
	struct standing standing = {0};
	enum status status = STATUS_OK;

	if (client != state->client) {
		(void)allocate_keep_draft(state, NULL); /* an edit that cannot be kept is no reason not to go on */
		allocate_clear_steps(state);
		allocate_clear_trials(state);
		state->view.is_open = false;
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
	show_tables(state);
	return status;
}

static void unload(void *source)
{
	struct allocate_state *state = source;

	/*
	 * However the desk ends, its screens are left this way. Writing with every edit would be a wait for the disk with
	 * every key.
	 */
	(void)allocate_keep_draft(state, NULL); /* as in load */
	close_studio(state);
	allocate_clear_steps(state);
	allocate_clear_trials(state);
	text_clear(&state->refusal);
	text_clear(&state->remedy);
	for (int face = 0; face < ALLOCATE_FACES; face++)
		table_view_clear(&state->tables[face]);
	signature_close(&state->signature);
	free(state->rows);
	free(state->why_most);
}

/* ---- after every change ---- */

/* Past the wall the last line says which rule stops it. */
static void tell_the_rule(const struct allocate_state *state, struct desk *desk)
{
	const struct candidate *plan = &state->studio.current;

	if (state->has_curve && !plan->is_permitted)
		desk_messagef(desk, ROLE_ERROR, "✗ %s: %s", plan->gate_code, plan->gate_text[language_current()]);
}

void allocate_follow(struct allocate_state *state, struct desk *desk, enum status status, const struct error *err)
{
	for (int face = 0; face < ALLOCATE_FACES; face++)
		table_view_update(&state->tables[face]);
	if (state->face == FACE_OBJECTIVES)
		allocate_try_all(state, desk);
	if (status == STATUS_OK && state->is_solving)
		allocate_solve(state, desk);
	if (status == STATUS_INFEASIBLE || (status == STATUS_OK && !state->has_curve))
		desk_message(desk, ROLE_ERROR, state->studio.relaxation_count > 0 ?
				     _("The limits allow no plan: R gives way by the least that helps, u takes the last edit back.") :
				     _("The limits allow no plan: u takes the last edit back."));
	else if (status != STATUS_OK)
		desk_failed(desk, err);
	else
		tell_the_rule(state, desk);
}

static void show_face(struct allocate_state *state, struct desk *desk, enum allocate_face face)
{
	cell_edit_close(&state->edit);
	state->face = face;
	state->pane = PANE_TABLE;
	if (face == FACE_OBJECTIVES)
		allocate_try_all(state, desk);
	table_view_update(allocate_table(state));
}

/* ---- what the desk calls ---- */

static void next_pane(struct allocate_state *state, int step)
{
	state->pane = (enum allocate_pane)(((int)state->pane + step + ALLOCATE_PANES) % ALLOCATE_PANES);
}

/* Enter, add and delete mean what the table shown holds. */
static bool act_in_face(struct allocate_state *state, struct desk *desk, enum action action)
{
	size_t index;

	if (state->pane != PANE_TABLE)
		return false;
	if (state->face == FACE_VIEWS && action == ACTION_OPEN) {
		const bool is_any = table_view_selected(allocate_table(state), &index);

		allocate_view_open(state, desk, is_any ? index : allocate_now(state)->view_count);
		return true;
	}
	if (state->face == FACE_VIEWS && action == ACTION_DELETE) {
		allocate_view_drop(state, desk);
		return true;
	}
	if (state->face == FACE_OBJECTIVES && action == ACTION_OPEN) {
		if (table_view_selected(allocate_table(state), &index))
			allocate_take_objective(state, desk, index);
		return true;
	}
	return false;
}

static bool act_on_face(struct allocate_state *state, struct desk *desk, enum action action)
{
	switch (action) {
	case ACTION_NEXT_TABLE:
		show_face(state, desk, (enum allocate_face)(((int)state->face + 1) % ALLOCATE_FACES));
		return true;
	case ACTION_PREVIOUS_TABLE:
		show_face(state, desk, (enum allocate_face)(((int)state->face + ALLOCATE_FACES - 1) % ALLOCATE_FACES));
		return true;
	case ACTION_VIEWS:
		if (state->face == FACE_VIEWS || allocate_now(state)->view_count == 0)
			allocate_view_open(state, desk, allocate_now(state)->view_count);
		show_face(state, desk, FACE_VIEWS);
		return true;
	case ACTION_OBJECTIVE:
		show_face(state, desk, FACE_OBJECTIVES);
		return true;
	case ACTION_WHAT_IF:
		show_face(state, desk, FACE_RETURNS);
		allocate_edit_cell(state, desk);
		return true;
	case ACTION_COMPARE:
		state->pair = state->face == FACE_COMPARE ? (state->pair + 1) % ALLOCATE_PAIRS : state->pair;
		show_face(state, desk, FACE_COMPARE);
		return true;
	case ACTION_BACK:
		if (state->face == FACE_WEIGHTS)
			return false;
		show_face(state, desk, FACE_WEIGHTS);
		return true;
	default:
		return act_in_face(state, desk, action);
	}
}

static bool act(void *source, struct desk *desk, enum action action)
{
	struct allocate_state *state = source;

	if (!state->is_open)
		return false;
	if (allocate_walk(state, desk, action) || act_on_face(state, desk, action) ||
	    (state->pane == PANE_WHY && scroll_act(&state->why_top, *state->why_most, WHY_PAGE, action)))
		return true;
	switch (action) {
	case ACTION_NEXT_PANE:
	case ACTION_PREVIOUS_PANE:
		next_pane(state, action == ACTION_NEXT_PANE ? 1 : -1);
		return true;
	case ACTION_EDIT:
		allocate_edit_cell(state, desk);
		return true;
	case ACTION_OPEN:
	case ACTION_PROPOSE:
		allocate_propose(state, desk);
		return true;
	case ACTION_SAVE_LIMITS:
		allocate_save_limits(state, desk);
		return true;
	default:
		return table_view_act(allocate_table(state), action);
	}
}

static bool wants_text(const void *source)
{
	const struct allocate_state *state = source;

	return state->signature.is_open || state->view.is_open || state->edit.is_open ||
	       (state->is_open && table_view_wants_text(&state->tables[state->face]));
}

static void key(void *source, struct desk *desk, uint32_t pressed)
{
	struct allocate_state *state = source;

	if (state->signature.is_open) {
		const enum form_answer answer = signature_key(&state->signature, pressed);

		if (answer == FORM_CANCELLED)
			signature_close(&state->signature);
		else if (answer == FORM_SUBMITTED)
			allocate_signed(state, desk);
	} else if (state->view.is_open) {
		allocate_view_key(state, desk, pressed);
	} else if (state->edit.is_open) {
		allocate_edit_key(state, desk, pressed);
	} else {
		table_view_key(allocate_table(state), pressed);
	}
}

static void click(void *source, struct desk *desk, int row, int column)
{
	struct allocate_state *state = source;

	(void)desk;
	if (!state->is_open || state->signature.is_open || state->view.is_open ||
	    column < allocate_table(state)->window->first_column)
		return;
	if (table_view_click(allocate_table(state), row)) {
		state->pane = PANE_TABLE;
		cell_edit_close(&state->edit);
	}
}

static struct table_view *table(void *source)
{
	struct allocate_state *state = source;

	return state->is_open && state->pane == PANE_TABLE ? allocate_table(state) : NULL;
}

static enum status section(const void *source, struct desk *desk, struct arena *arena, struct section **section,
			   struct error *err)
{
	const struct allocate_state *state = source;

	if (!state->is_open)
		return error_set(err, STATUS_NOT_FOUND, "no plan is worked out that could be exported");
	return recommend_section(desk_session(desk), &state->studio, true, arena, section, err);
}

static const struct action_use actions[] = {
	{ACTION_LEFT, N_("along the frontier")}, {ACTION_RIGHT, N_("along the frontier")},
	{ACTION_OPEN, N_("propose")}, {ACTION_EDIT, N_("limits")}, {ACTION_VIEWS, NULL}, {ACTION_OBJECTIVE, NULL},
	{ACTION_WHAT_IF, NULL}, {ACTION_NEXT_TABLE, NULL}, {ACTION_COMPARE, NULL}, {ACTION_LOCK, NULL}, {ACTION_UNDO, NULL},
	{ACTION_CANDIDATE_A, NULL}, {ACTION_CANDIDATE_B, NULL}, {ACTION_CANDIDATE_C, NULL}, {ACTION_RELAX, NULL},
	{ACTION_SAVE_LIMITS, NULL}, {ACTION_PREVIOUS_TABLE, NULL}, {ACTION_DELETE, NULL}, {ACTION_BACK, NULL}, {ACTION_FINER_LEFT, NULL}, {ACTION_FINER_RIGHT, NULL}, {ACTION_NEXT_PANE, NULL},
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
	"* marks a limit you edited that is not recorded. W records limits as the client's mandate; what is edited stays as a "
	"draft, also after the program was left.\n"
	"a point: what one point more of that limit would bring in percent a year, at the same risk.\n\n"
	"f goes round the tables: weights, groups, returns, views, objectives, bad times, comparison.\n"
	"? marks a return or a volatility you entered with w: it holds for this client here and now. Correlations stay those "
	"of the market.\n"
	"Views (v) move the expected returns from the assumptions toward what you say, by your confidence: μ = π + τΣP'(PτΣP' + Ω)⁻¹"
	"(Q − Pπ), Ω after Idzorek, so that one view alone moves its return by just that share (Black and Litterman 1992). "
	"Whether a plan suits is always asked of the house's own figures; what you entered goes into the record with the plan.\n"
	"Objectives (o) are worked out within the same limits; those beside the frontier as a job that Esc stops.\n"
	"Bad times: Σ w s with the shocks s of the dated scenarios; screen 8 names their sources.");

const struct screen_ops allocate_screen = {
	.name = "allocate", .title = N_("Allocate"), .digit = '4', .state_size = sizeof(struct allocate_state),
	.actions = actions, .explain = explanation, .load = load, .draw = allocate_draw, .act = act, .unload = unload,
	.wants_text = wants_text, .key = key, .click = click, .table = table, .section = section,
};
