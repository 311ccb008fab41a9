/* The questionnaire as it is asked and answered, one question at a time. */
#include "advice/client/profile.h"

#include <stdio.h>
#include <string.h>

#include "advice/base/language.h"
#include "advice/base/session.h"
#include "engine/suitability/suitability.h"

_Static_assert((int)PROFILE_QUESTIONS == (int)QUESTION_ROWS && (int)PROFILE_OPTIONS == (int)QUESTION_OPTIONS,
               "one questionnaire");

enum { GATE_CAPACITY, GATE_LOSS };
enum { GATE_YES, GATE_NO };

static const char *in_words(const struct phrase *phrase)
{
	return language_current() == LANGUAGE_CHINESE ? phrase->zh : phrase->en;
}

void profile_question(size_t index, struct profile_question *question)
{
	const struct question *row = &suitability_questions[index];

	*question = (struct profile_question){
		.id = row->id, .text = in_words(&row->text), .option_count = row->option_count,
		.is_judgement = row->is_judgement, .is_optional = row->is_optional,
	};
	for (size_t i = 0; i < row->option_count; i++)
		question->options[i] = in_words(&row->options[i]);
}

void profile_sheet_clear(struct profile_sheet *sheet)
{
	memset(sheet, 0, sizeof *sheet);
	memset(sheet->chosen, PROFILE_UNANSWERED, sizeof sheet->chosen);
	memset(sheet->judged, PROFILE_UNANSWERED, sizeof sheet->judged);
}

bool profile_sheet_has(const struct profile_sheet *sheet, size_t index)
{
	if (!suitability_questions[index].is_judgement)
		return sheet->chosen[index] != PROFILE_UNANSWERED || sheet->is_declined[index];
	for (size_t i = 0; i < PROFILE_STATEMENTS; i++)
		if (sheet->judged[i] == PROFILE_UNANSWERED)
			return false;
	return true;
}

/* Without capacity to decide, or where any loss is unacceptable, the class is the lowest and nothing else is asked. */
bool profile_sheet_skips(const struct profile_sheet *sheet, size_t index)
{
	return (index > GATE_CAPACITY && sheet->chosen[GATE_CAPACITY] == GATE_NO) ||
	       (index > GATE_LOSS && sheet->chosen[GATE_LOSS] == GATE_YES);
}

size_t profile_sheet_next(const struct profile_sheet *sheet)
{
	for (size_t i = 0; i < PROFILE_QUESTIONS; i++)
		if (!profile_sheet_skips(sheet, i) && !profile_sheet_has(sheet, i))
			return i;
	return PROFILE_QUESTIONS;
}

void profile_sheet_answers(const struct session *session, const struct profile_sheet *sheet, int32_t seconds,
                           struct answers *answers)
{
	*answers = (struct answers){
		.taken = session_today(session), .has_legal_capacity = sheet->chosen[GATE_CAPACITY] == GATE_YES,
		.rejects_any_loss = sheet->chosen[GATE_LOSS] == GATE_YES, .seconds = seconds,
	};
	for (size_t i = 0; i < QUESTIONS; i++) {
		const size_t row = QUESTION_GATES + i;

		answers->option[i] = ANSWER_MISSING;
		if (profile_sheet_skips(sheet, row) || !profile_sheet_has(sheet, row) || sheet->is_declined[row])
			continue;
		if (suitability_questions[row].is_judgement) {
			bool said_true[PROFILE_STATEMENTS];

			for (size_t k = 0; k < PROFILE_STATEMENTS; k++)
				said_true[k] = sheet->judged[k] == 1;
			answers->option[i] = (int8_t)suitability_judge(said_true);
		} else {
			answers->option[i] = sheet->chosen[row];
		}
	}
}

const char *profile_answered(const struct assessment *assessment, size_t index, char *text, size_t size)
{
	const struct question *row = &suitability_questions[index];
	const struct answers *answers = &assessment->answers;
	int option;

	if (index < QUESTION_GATES)
		option = (index == GATE_CAPACITY ? answers->has_legal_capacity : answers->rejects_any_loss) ? GATE_YES : GATE_NO;
	else if (assessment->is_minimum_class)
		return NULL; /* a gate ended the questionnaire: what followed was not read */
	else
		option = answers->option[index - QUESTION_GATES];
	if (option == ANSWER_MISSING)
		return NULL;
	if (row->is_judgement)
		(void)snprintf(text, size, _("%1$d of %2$d judged rightly"), option, PROFILE_STATEMENTS);
	else
		(void)snprintf(text, size, "%s", in_words(&row->options[option]));
	return text;
}

/* Which questions a contradiction is about, as Q numbers; the second may be 0. */
static const struct {
	uint32_t bit;
	size_t first, second;
} asked_again[] = {
	{DOUBT_I1, 8, 11}, {DOUBT_I2, 7, 8}, {DOUBT_I3, 16, 1}, {DOUBT_I4, 12, 15}, {DOUBT_I5, 2, 0},
};

static size_t row_of(size_t number)
{
	return number == 0 ? PROFILE_QUESTIONS : QUESTION_GATES + number - 1;
}

size_t profile_doubts(const struct assessment *assessment, struct profile_finding findings[PROFILE_FINDINGS])
{
	size_t count = 0;

	for (const struct finding *doubt = suitability_doubts; doubt->code != NULL; doubt++) {
		if ((assessment->doubts & doubt->bit) == 0 || count == PROFILE_FINDINGS)
			continue;
		findings[count] = (struct profile_finding){.code = doubt->code, .text = in_words(&doubt->text),
		                                           .first = PROFILE_QUESTIONS, .second = PROFILE_QUESTIONS};
		for (size_t i = 0; i < sizeof asked_again / sizeof asked_again[0]; i++) {
			if (asked_again[i].bit != doubt->bit)
				continue;
			findings[count].first = row_of(asked_again[i].first);
			findings[count].second = row_of(asked_again[i].second);
			findings[count].is_contradiction = true;
		}
		count++;
	}
	return count;
}

size_t profile_caps(const struct assessment *assessment, struct profile_finding findings[PROFILE_FINDINGS])
{
	size_t count = 0;

	for (const struct finding *cap = suitability_caps; cap->code != NULL; cap++)
		if ((assessment->caps & cap->bit) != 0 && count < PROFILE_FINDINGS)
			findings[count++] = (struct profile_finding){.code = cap->code, .text = in_words(&cap->text),
			                                             .first = PROFILE_QUESTIONS, .second = PROFILE_QUESTIONS};
	return count;
}
