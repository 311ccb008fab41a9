/* The questionnaire by key: one question at a time, nothing chosen beforehand, no hint at what an answer leads to. */
#include <stdio.h>

#include "advice/base/language.h"
#include "tui/desk.h"
#include "tui/key.h"
#include "tui/screens/profile_state.h"
#include "tui/screens/refusal.h"

void profile_begin(struct profile_state *state)
{
	profile_sheet_clear(&state->sheet);
	state->mode = PROFILE_ASKING;
	state->question = 0;
	state->cursor = -1;
	state->returns_to_review = false;
	state->began = time(NULL);
}

bool profile_is_begun(const struct profile_state *state)
{
	if (state->mode == PROFILE_SHOWN)
		return false;
	for (size_t i = 0; i < PROFILE_QUESTIONS; i++)
		if (profile_sheet_has(&state->sheet, i))
			return true;
	return false;
}

static void ask(struct profile_state *state, size_t question)
{
	state->mode = PROFILE_ASKING;
	state->question = question;
	state->cursor = -1;
	if (state->sheet.chosen[question] != PROFILE_UNANSWERED)
		state->cursor = state->sheet.chosen[question];
}

/* Where the hand should be on the sheet of all answers: at what contradicts itself, or at the end. */
static size_t first_row(const struct profile_state *state)
{
	struct profile_finding findings[PROFILE_FINDINGS];
	const size_t count = profile_doubts(&state->preview, findings);

	for (size_t i = 0; i < count; i++)
		if (findings[i].is_contradiction)
			return findings[i].first;
	return PROFILE_QUESTIONS;
}

static int32_t seconds_taken(const struct profile_state *state)
{
	const double seconds = difftime(time(NULL), state->began);

	return seconds < 1 ? 1 : seconds > 86400 ? 86400 : (int32_t)seconds;
}

static void review(struct profile_state *state, struct desk *desk)
{
	struct answers answers;
	struct error err = {0};

	profile_sheet_answers(desk_session(desk), &state->sheet, seconds_taken(state), &answers);
	if (profile_preview(desk_session(desk), state->standing.client.code, &answers, &state->preview, &err) != STATUS_OK) {
		desk_failed(desk, &err);
		state->mode = PROFILE_SHOWN;
		return;
	}
	state->mode = PROFILE_REVIEWING;
	state->row = first_row(state);
}

/* After an answer: the next open question, or all of them once more. */
static void go_on(struct profile_state *state, struct desk *desk)
{
	const size_t next = profile_sheet_next(&state->sheet);

	if (next < PROFILE_QUESTIONS)
		ask(state, next);
	else
		review(state, desk);
}

static void leave(void *subject, struct desk *desk)
{
	struct profile_state *state = subject;

	state->mode = PROFILE_SHOWN;
	desk_message(desk, ROLE_STATUS, _("The questionnaire was left; nothing was recorded."));
}

static void ask_to_leave(struct profile_state *state, struct desk *desk)
{
	if (!profile_is_begun(state)) {
		state->mode = PROFILE_SHOWN;
		return;
	}
	desk_ask(desk, &(struct dialog){.title = _("Leave the questionnaire"),
	                                .text = _("The answers given so far are dropped; nothing is recorded."),
	                                .confirm = _("Leave"), .subject = state, .confirmed = leave});
}

static void record(struct profile_state *state, struct desk *desk)
{
	struct assessment assessment;
	struct answers answers;
	struct error err = {0};

	profile_sheet_answers(desk_session(desk), &state->sheet, state->preview.answers.seconds, &answers);
	const enum status status = profile_take(desk_session(desk), state->standing.client.code, &answers, &assessment, &err);

	state->mode = PROFILE_SHOWN;
	if (status == STATUS_OK)
		desk_message(desk, ROLE_GOOD, assessment.needs_second_person
		                                      ? _("✓ profile recorded; a second person must look at it")
		                                      : _("✓ profile recorded; 4 compares three plans for it"));
	else
		desk_failed(desk, &err);
	desk_changed(desk);
}

static void choose(struct profile_state *state, struct desk *desk, int option)
{
	state->sheet.chosen[state->question] = (int8_t)option;
	state->sheet.is_declined[state->question] = false;
	go_on(state, desk);
}

static void back(struct profile_state *state, struct desk *desk)
{
	size_t question = state->question;

	while (question > 0 && profile_sheet_skips(&state->sheet, question - 1))
		question--;
	if (question > 0)
		ask(state, question - 1);
	else
		ask_to_leave(state, desk);
}

static void judge(struct profile_state *state, int8_t truth)
{
	if (state->cursor < 0)
		state->cursor = 0;
	state->sheet.judged[state->cursor] = truth;
	if (state->cursor + 1 < PROFILE_STATEMENTS)
		state->cursor++;
}

static void judging_key(struct profile_state *state, struct desk *desk, uint32_t key)
{
	switch (key) {
	case PRESS_LEFT: case 't': case 'T': case 'y': case '1':
		judge(state, 1);
		break;
	case PRESS_RIGHT: case 'f': case 'F': case 'n': case '0':
		judge(state, 0);
		break;
	case PRESS_ENTER:
		if (profile_sheet_has(&state->sheet, state->question))
			go_on(state, desk);
		else
			desk_message(desk, ROLE_WARNING, _("Judge each statement first: t true, f false."));
		break;
	default:
		break;
	}
}

static void choosing_key(struct profile_state *state, struct desk *desk, const struct profile_question *question,
                         uint32_t key)
{
	if (key >= '1' && key < '1' + question->option_count)
		choose(state, desk, (int)(key - '1'));
	else if (key == PRESS_ENTER && state->cursor >= 0)
		choose(state, desk, state->cursor);
	else if (key == PRESS_ENTER)
		desk_message(desk, ROLE_WARNING, _("Choose an answer first."));
	else if ((key == 'x' || key == '-') && question->is_optional) {
		state->sheet.chosen[state->question] = PROFILE_UNANSWERED;
		state->sheet.is_declined[state->question] = true;
		go_on(state, desk);
	}
}

static void asking_key(struct profile_state *state, struct desk *desk, uint32_t key)
{
	struct profile_question question;
	int count;

	profile_question(state->question, &question);
	count = (int)question.option_count;
	switch (key) {
	case PRESS_ESC:
		ask_to_leave(state, desk);
		break;
	case PRESS_UP: case 'k':
		state->cursor = state->cursor <= 0 ? count - 1 : state->cursor - 1;
		break;
	case PRESS_DOWN: case 'j':
		state->cursor = state->cursor + 1 >= count ? 0 : state->cursor + 1;
		break;
	case PRESS_BACKSPACE:
		back(state, desk);
		break;
	default:
		if (question.is_judgement)
			judging_key(state, desk, key);
		else if (key == PRESS_LEFT)
			back(state, desk);
		else
			choosing_key(state, desk, &question, key);
		break;
	}
}

/* Up and down among the answers that count and the last line. */
static void move_row(struct profile_state *state, int step)
{
	size_t row = state->row;

	do {
		if ((step < 0 && row == 0) || (step > 0 && row == PROFILE_QUESTIONS))
			return;
		row = step < 0 ? row - 1 : row + 1;
	} while (row < PROFILE_QUESTIONS && profile_sheet_skips(&state->sheet, row));
	state->row = row;
}

static void reviewing_key(struct profile_state *state, struct desk *desk, uint32_t key)
{
	switch (key) {
	case PRESS_ESC:
		ask_to_leave(state, desk);
		break;
	case PRESS_UP: case 'k':
		move_row(state, -1);
		break;
	case PRESS_DOWN: case 'j':
		move_row(state, 1);
		break;
	case PRESS_HOME: case 'g':
		state->row = 0;
		break;
	case PRESS_END: case 'G':
		state->row = PROFILE_QUESTIONS;
		break;
	case PRESS_ENTER:
		if (state->row == PROFILE_QUESTIONS)
			record(state, desk);
		else
			ask(state, state->row);
		break;
	default:
		break;
	}
}

void profile_ask_key(struct profile_state *state, struct desk *desk, uint32_t key)
{
	if (state->mode == PROFILE_ASKING)
		asking_key(state, desk, key);
	else
		reviewing_key(state, desk, key);
}
