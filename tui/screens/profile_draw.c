/* The profile on the screen: the scores and what they rest on, the question being asked, the answers once more. */
#include <stdio.h>

#include "advice/base/language.h"
#include "engine/base/money.h"
#include "tui/screens/amounts.h"
#include "tui/screens/profile_state.h"
#include "tui/screens/refusal.h"
#include "tui/widget/bar.h"

static double points(int32_t score)
{
	return (double)score / SCORE_UNIT;
}

static void class_text(const struct assessment *assessment, char text[16])
{
	(void)snprintf(text, 16, "C%d%s", assessment->risk_class, assessment->is_minimum_class ? "-min" : "");
}

/* ---- what was found out ---- */

/* A score as a bar of 100 with its figure; returns the next row. */
static int draw_score(struct term *term, int row, const char *name, int32_t score, bool is_last, const char *meaning)
{
	const int label = term->columns >= 60 ? 14 : 12, figure = 6, full = term->columns;
	const int width = full - label - figure - 1 > 40 ? 40 : full - label - figure - 1;
	struct term bar = term_pane(term, row, label, 1, width);
	char text[16];

	term_put_fitted(term, row, 0, label - 1, TEXT_LEFT, is_last ? ROLE_TITLE : ROLE_NORMAL, name);
	bar_draw(&bar, points(score), 100, 0);
	(void)snprintf(text, sizeof text, "%.1f", points(score));
	term_put_fitted(term, row, label + width, figure, TEXT_RIGHT, is_last ? ROLE_TITLE : ROLE_NORMAL, text);
	if (full - label - width - figure > 24)
		term_put_fitted(term, row, label + width + figure + 2, full - label - width - figure - 2, TEXT_LEFT, ROLE_DIM,
		                meaning);
	return row + 1;
}

static int draw_verdict(const struct profile_state *state, struct term *term, int row)
{
	const struct assessment *found = &state->standing.assessment;
	char day[DATE_TEXT_SIZE], text[240], class[16];

	class_text(found, class);
	(void)snprintf(text, sizeof text, _("class %1$s   volatility target %2$.1f %% a year   risk aversion λ %3$.2f"), class,
	               100 * found->volatility_target, found->risk_aversion);
	row = term_put_wrapped(term, row, 0, ROLE_TITLE, text);
	(void)date_format(found->expires, day);
	if (state->standing.client.has_material_change)
		row = term_put_wrapped(term, row, 0, ROLE_ERROR,
		                       _("✗ Circumstances changed since: the questionnaire must be taken anew before any advice."));
	else if (!state->standing.is_profile_valid) {
		(void)snprintf(text, sizeof text, _("✗ Expired on %s: no advice before it is taken anew."), day);
		row = term_put_wrapped(term, row, 0, ROLE_ERROR, text);
	} else {
		(void)snprintf(text, sizeof text, _("✓ valid until %1$s, %2$d days"), day, state->standing.days_to_expiry);
		row = term_put_wrapped(term, row, 0, state->standing.days_to_expiry <= 31 ? ROLE_WARNING : ROLE_GOOD, text);
	}
	(void)date_format(found->answers.taken, day);
	(void)snprintf(text, sizeof text, _("taken %1$s   reliability %2$c   rules %3$s"), day, found->reliability,
	               found->rules_version);
	row = term_put_wrapped(term, row, 0, ROLE_DIM, text);
	if (found->needs_second_person)
		row = term_put_wrapped(term, row, 0, ROLE_WARNING, _("! A second person must look at this profile."));
	return row;
}

static int draw_scores(const struct profile_state *state, struct term *term, int row)
{
	const struct assessment *found = &state->standing.assessment;

	if (!state->standing.has_assessment) {
		row = term_put_wrapped(term, row, 0, ROLE_TITLE, _("There is no profile yet."));
		return term_put_wrapped(term, row + 1, 0, ROLE_NORMAL,
		                        _("Enter begins the questionnaire: eighteen questions, about five minutes, one at a time. "
		                          "No strategy may be shown before it is known what the client can bear."));
	}
	row = draw_verdict(state, term, row) + 1;
	if (found->is_minimum_class)
		return term_put_wrapped(term, row, 0, ROLE_NORMAL,
		                        _("Lowest class: no loss can be borne, so only products of level R1 are offered; nothing "
		                          "overrides this."));
	row = draw_score(term, row, _("capacity"), found->capacity, false, _("what the finances can bear; it caps the rest"));
	row = draw_score(term, row, _("tolerance"), found->tolerance, false, _("how much uncertainty is accepted"));
	row = draw_score(term, row, _("composure"), found->composure, false, _("what is done when prices fall"));
	row = draw_score(term, row, _("knowledge"), found->knowledge, false, _("opens complex products; never raises the score"));
	row = draw_score(term, row, _("willingness"), found->willingness, false, _("0.7 tolerance + 0.3 composure"));
	return draw_score(term, row, _("score F"), found->final, true, _("the least of them and of what limits it"));
}

static int draw_findings(const struct profile_state *state, struct term *term, int row)
{
	struct profile_finding findings[PROFILE_FINDINGS];
	size_t count;

	if (!state->standing.has_assessment)
		return term_put_wrapped(term, row, 0, ROLE_DIM, _("Nothing to say before the questionnaire is answered."));
	count = profile_caps(&state->standing.assessment, findings);
	row = term_put(term, row, 0, ROLE_HEADER, _("What limits it")) >= 0 ? row + 1 : row;
	if (count == 0)
		row = term_put_wrapped(term, row, 2, ROLE_DIM, _("Nothing but the answers themselves."));
	for (size_t i = 0; i < count; i++) {
		(void)term_put(term, row, 0, ROLE_ACCENT, "▸");
		row = term_put_wrapped(term, row, 2, ROLE_NORMAL, findings[i].text);
	}
	count = profile_doubts(&state->standing.assessment, findings);
	(void)term_put(term, ++row, 0, ROLE_HEADER, _("What does not fit together"));
	row++;
	if (count == 0)
		return term_put_wrapped(term, row, 2, ROLE_DIM, _("The answers agree with each other."));
	for (size_t i = 0; i < count; i++) {
		(void)term_put(term, row, 0, ROLE_WARNING, "!");
		row = term_put_wrapped(term, row, 2, ROLE_WARNING, findings[i].text);
	}
	return row;
}

static int draw_history(const struct profile_state *state, struct term *term, int row)
{
	char day[DATE_TEXT_SIZE], until[DATE_TEXT_SIZE], class[16], score[16];

	if (state->history_count == 0)
		return term_put_wrapped(term, row, 0, ROLE_DIM, _("Never assessed."));
	const int until_at = 31, until_room = term->columns - until_at >= DATE_TEXT_SIZE - 1 ? term->columns - until_at : 0;

	term_put_fitted(term, row, 0, 11, TEXT_LEFT, ROLE_HEADER, _("taken"));
	term_put_fitted(term, row, 11, 11, TEXT_RIGHT, ROLE_HEADER, _("score F"));
	term_put_fitted(term, row, 24, 7, TEXT_LEFT, ROLE_HEADER, _("class"));
	term_put_fitted(term, row, until_at, until_room, TEXT_LEFT, ROLE_HEADER, _("valid until"));
	row++;
	for (size_t i = state->history_count; i-- > 0; row++) { /* the latest first */
		const struct assessment *each = &state->history[i];

		class_text(each, class);
		(void)snprintf(score, sizeof score, "%.1f", points(each->final));
		term_put_fitted(term, row, 0, 11, TEXT_LEFT, ROLE_NORMAL, date_format(each->answers.taken, day));
		term_put_fitted(term, row, 11, 11, TEXT_RIGHT, ROLE_NORMAL, score);
		term_put_fitted(term, row, 24, 7, TEXT_LEFT, ROLE_NORMAL, class);
		term_put_fitted(term, row, until_at, until_room, TEXT_LEFT, ROLE_DIM, date_format(each->expires, until));
	}
	return row;
}

static int draw_given(const struct profile_state *state, struct term *term, int row)
{
	if (!state->standing.has_assessment)
		return term_put_wrapped(term, row, 0, ROLE_DIM, _("No answers yet."));
	for (size_t i = 0; i < PROFILE_QUESTIONS; i++) {
		const int room = term->columns - 5, asked = room > 56 ? room / 2 : 0;
		struct profile_question question;
		char text[200];
		const char *answer = profile_answered(&state->standing.assessment, i, text, sizeof text);

		profile_question(i, &question);
		(void)term_put(term, row, 0, ROLE_DIM, question.id);
		if (asked > 0)
			term_put_fitted(term, row, 5, asked - 1, TEXT_LEFT, ROLE_DIM, question.text);
		term_put_fitted(term, row, 5 + asked, room - asked, TEXT_LEFT, answer != NULL ? ROLE_NORMAL : ROLE_DIM,
		                answer != NULL ? answer : "–");
		row++;
	}
	return row;
}

static int draw_text(const struct profile_state *state, enum profile_pane pane, struct term *term, int row)
{
	return pane == PROFILE_PANE_SCORES ? draw_scores(state, term, row)
	     : pane == PROFILE_PANE_FINDINGS ? draw_findings(state, term, row)
	     : pane == PROFILE_PANE_HISTORY ? draw_history(state, term, row)
	                                    : draw_given(state, term, row);
}

static const char *const pane_names[] = {
	[PROFILE_PANE_SCORES] = N_("profile"), [PROFILE_PANE_FINDINGS] = N_("why"), [PROFILE_PANE_HISTORY] = N_("history"),
	[PROFILE_PANE_ANSWERS] = N_("answers"),
};

/* Drawn once far below to count its rows, then from where it is scrolled to. */
static void draw_pane(const struct profile_state *state, enum profile_pane pane, struct term whole)
{
	const bool is_focused = state->pane == pane;
	struct term inside = term_box_focused(&whole, _(pane_names[pane]), is_focused);
	int top = state->top[pane], end;

	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	if (inside.rows < 1 || inside.columns < 4)
		return;
	end = draw_text(state, pane, &inside, inside.rows);
	state->most[pane] = end - 2 * inside.rows > 0 ? end - 2 * inside.rows : 0;
	top = top > state->most[pane] ? state->most[pane] : top;
	(void)draw_text(state, pane, &inside, -top);
	if (is_focused)
		term_cursor(&inside, 0, 0);
}

static void draw_found(const struct profile_state *state, struct term *term)
{
	enum { LEAST_ROWS = 19, LEAST_COLUMNS = 78, ROOMY_ROWS = 34, UPPER = 13, MIDDLE = 10 };

	if (term->rows >= LEAST_ROWS && term->columns >= LEAST_COLUMNS) {
		const bool is_roomy = term->rows >= ROOMY_ROWS;
		const int left = term->columns * 56 / 100, rest = term->rows - UPPER, middle = is_roomy ? MIDDLE : rest;
		const bool is_history = is_roomy || state->pane != PROFILE_PANE_ANSWERS; /* else the answers take its place */

		draw_pane(state, PROFILE_PANE_SCORES, term_pane(term, 0, 0, UPPER, term->columns));
		draw_pane(state, PROFILE_PANE_FINDINGS, term_pane(term, UPPER, 0, middle, left));
		draw_pane(state, is_history ? PROFILE_PANE_HISTORY : PROFILE_PANE_ANSWERS,
		          term_pane(term, UPPER, left, middle, term->columns - left));
		if (is_roomy)
			draw_pane(state, PROFILE_PANE_ANSWERS, term_pane(term, UPPER + middle, 0, rest - middle, term->columns));
		return;
	}
	for (int pane = 0, at = 1; pane < PROFILE_PANES; pane++)
		at = term_putf(term, 0, at, (int)state->pane == pane ? ROLE_MENU_ACTIVE : ROLE_DIM, " %s ", _(pane_names[pane])) + 1;
	draw_pane(state, state->pane, term_pane(term, 1, 0, term->rows - 1, term->columns));
}

/* ---- asking ---- */

static void draw_progress(const struct profile_state *state, struct term *term, int row)
{
	int asked = 0, answered = 0;

	for (size_t i = 0; i < PROFILE_QUESTIONS; i++) {
		asked += !profile_sheet_skips(&state->sheet, i);
		answered += !profile_sheet_skips(&state->sheet, i) && profile_sheet_has(&state->sheet, i);
	}
	struct term bar = term_pane(term, row, 0, 1, term->columns > 40 ? 40 : term->columns);

	bar_draw(&bar, answered, asked, 0);
}

static int draw_statements(const struct profile_state *state, const struct profile_question *question, struct term *term,
                           int row)
{
	for (size_t i = 0; i < question->option_count; i++) {
		const bool is_here = state->cursor == (int)i;
		const int8_t judged = state->sheet.judged[i];
		const char *word = judged == 1 ? _("true") : judged == 0 ? _("false") : "·";

		(void)term_put(term, row, 0, ROLE_ACCENT, is_here ? "▸" : " ");
		term_put_fitted(term, row, 2, 6, TEXT_LEFT, judged < 0 ? ROLE_DIM : ROLE_ACCENT, word);
		if (is_here)
			term_cursor(term, row, 0);
		row = term_put_wrapped(term, row, 9, is_here ? ROLE_TITLE : ROLE_NORMAL, question->options[i]);
	}
	return row;
}

static int draw_options(const struct profile_state *state, const struct profile_question *question, struct term *term,
                        int row)
{
	for (size_t i = 0; i < question->option_count; i++) {
		const bool is_here = state->cursor == (int)i;

		(void)term_put(term, row, 0, ROLE_ACCENT, is_here ? "▸" : " ");
		(void)term_putf(term, row, 2, ROLE_KEY, "%zu", i + 1);
		if (is_here)
			term_cursor(term, row, 0);
		row = term_put_wrapped(term, row, 5, is_here ? ROLE_TITLE : ROLE_NORMAL, question->options[i]);
	}
	if (question->is_optional) {
		(void)term_put(term, row, 2, ROLE_KEY, "x");
		row = term_put_wrapped(term, row, 5, ROLE_DIM, _("prefer not to answer"));
	}
	return row;
}

static void draw_question(const struct profile_state *state, struct term *term)
{
	const int width = term->columns < 92 ? term->columns : 92, height = term->rows < 20 ? term->rows : 20;
	struct term box = term_pane(term, (term->rows - height) / 3, (term->columns - width) / 2, height, width), inside;
	struct profile_question question;
	char title[80];
	int row;

	profile_question(state->question, &question);
	(void)snprintf(title, sizeof title, _("question %1$zu of %2$d"), state->question + 1, PROFILE_QUESTIONS);
	inside = term_box_focused(&box, title, true);
	inside = term_pane(&inside, 0, 2, inside.rows, inside.columns - 4);
	draw_progress(state, &inside, 0);
	row = term_put_wrapped(&inside, 2, 0, ROLE_TITLE, question.text) + 1;
	row = question.is_judgement ? draw_statements(state, &question, &inside, row)
	                            : draw_options(state, &question, &inside, row);
	if (state->cursor < 0)
		term_cursor(&inside, 2, 0);
	row = row + 1 < inside.rows - 2 ? inside.rows - 2 : row + 1;
	(void)term_put_wrapped(&inside, row, 0, ROLE_DIM,
	                       question.is_judgement
	                               ? _("↑↓ statement · t true, f false · ⏎ goes on · ⌫ back · Esc leaves, nothing is recorded")
	                               : _("number answers · or ↑↓ and ⏎ · ⌫ back · Esc leaves, nothing is recorded"));
}

/* ---- the answers once more ---- */

static void answer_text(const struct profile_state *state, size_t index, char *text, size_t size)
{
	struct profile_question question;

	profile_question(index, &question);
	if (question.is_judgement) {
		char *to = text;

		for (size_t i = 0; i < question.option_count && (size_t)(to - text) + 24 < size; i++)
			to += snprintf(to, size - (size_t)(to - text), "%c %s  ", (int)('a' + i),
			               state->sheet.judged[i] == 1 ? _("true") : _("false"));
	} else if (state->sheet.is_declined[index]) {
		(void)snprintf(text, size, "%s", _("prefer not to answer"));
	} else {
		(void)snprintf(text, size, "%s", question.options[state->sheet.chosen[index]]);
	}
}

static bool is_in_doubt(const struct profile_finding *findings, size_t count, size_t index)
{
	for (size_t i = 0; i < count; i++)
		if (findings[i].is_contradiction && (findings[i].first == index || findings[i].second == index))
			return true;
	return false;
}

/* One line an answer: number, its text, a sign where it contradicts another; returns the next row. */
static int draw_answer(const struct profile_state *state, size_t index, bool is_in_doubt_here, struct term *term, int row)
{
	const bool is_here = state->row == index;
	const int room = term->columns - 7, asked = room > 60 ? room / 2 : 0;
	struct profile_question question;
	char answer[200];

	profile_question(index, &question);
	answer_text(state, index, answer, sizeof answer);
	term->is_selected = is_here;
	term_put_fitted(term, row, 0, term->columns, TEXT_LEFT, ROLE_NORMAL, "");
	(void)term_put(term, row, 0, ROLE_WARNING, is_in_doubt_here ? "!" : " ");
	(void)term_put(term, row, 2, ROLE_KEY, question.id);
	if (asked > 0)
		term_put_fitted(term, row, 6, asked - 1, TEXT_LEFT, ROLE_DIM, question.text);
	term_put_fitted(term, row, 6 + asked, room - asked, TEXT_LEFT, is_in_doubt_here ? ROLE_WARNING : ROLE_NORMAL, answer);
	term->is_selected = false;
	if (is_here)
		term_cursor(term, row, 0);
	return row + 1;
}

static void draw_review(const struct profile_state *state, struct term *term)
{
	struct profile_finding findings[PROFILE_FINDINGS];
	const size_t count = profile_doubts(&state->preview, findings);
	struct term inside = term_box_focused(term, _("the answers once more"), true), list;
	int row = 0, at = 0, top;
	bool is_contradicted = false;

	inside = term_pane(&inside, 0, 1, inside.rows, inside.columns - 2);
	for (size_t i = 0; i < count; i++) {
		if (!findings[i].is_contradiction)
			continue;
		is_contradicted = true;
		(void)term_put(&inside, row, 0, ROLE_WARNING, "!");
		row = term_put_wrapped(&inside, row, 2, ROLE_WARNING, findings[i].text);
	}
	if (is_contradicted)
		row = term_put_wrapped(&inside, row, 2, ROLE_DIM,
		                       _("Ask these again. Where they stay as they are, the lower answer counts and it is noted.")) + 1;
	list = term_pane(&inside, row, 0, inside.rows - row - 2, inside.columns);
	for (size_t i = 0; i < state->row && i < PROFILE_QUESTIONS; i++)
		at += !profile_sheet_skips(&state->sheet, i);
	top = at < list.rows ? 0 : at - list.rows + 1; /* the chosen answer is always in view */
	if (state->row == PROFILE_QUESTIONS)
		top = at > list.rows ? at - list.rows : 0;
	row = -top;
	for (size_t i = 0; i < PROFILE_QUESTIONS; i++)
		if (!profile_sheet_skips(&state->sheet, i))
			row = draw_answer(state, i, is_in_doubt(findings, count, i), &list, row);
	inside.is_selected = state->row == PROFILE_QUESTIONS;
	if (inside.is_selected)
		term_cursor(&inside, inside.rows - 2, 0);
	(void)term_putf(&inside, inside.rows - 2, 0, ROLE_ACCENT, " %s ", _("Record these answers"));
	inside.is_selected = false;
	term_put_fitted(&inside, inside.rows - 1, 0, inside.columns, TEXT_LEFT, ROLE_DIM,
	                _("↑↓ choose · ⏎ asks the question again, or records · Esc leaves, nothing is recorded"));
}

void profile_draw(const void *place, struct term *term)
{
	const struct profile_state *state = place;

	if (state->client == 0) {
		(void)refusal_draw_nobody(term);
	} else if (state->mode == PROFILE_ASKING) {
		draw_question(state, term);
	} else if (state->mode == PROFILE_REVIEWING) {
		draw_review(state, term);
	} else {
		draw_found(state, term);
	}
}
