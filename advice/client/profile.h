/* Who is this client as an investor? The questionnaire, scored, recorded, and its history. */
#ifndef BALLAST_ADVICE_CLIENT_PROFILE_H
#define BALLAST_ADVICE_CLIENT_PROFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/memory.h"
#include "engine/model/investor.h"

struct session;
struct section; /* report/document.h */

/*
 * Scores the answers and records assessment and journal record. STATUS_REFUSED: too many assessments (2 a day, 8 in
 * twelve months), answers dated in the future; STATUS_INVALID: a missing or impossible answer, named.
 */
enum status profile_take(struct session *session, const char *client, const struct answers *answers,
                         struct assessment *assessment, struct error *err);

/* What profile_take would say, with nothing recorded: contradictions are asked again before the answers count. */
enum status profile_preview(struct session *session, const char *client, const struct answers *answers,
                            struct assessment *assessment, struct error *err);

/* Every assessment up to the session's day, oldest first; the caller frees the list. count 0: never assessed. */
enum status profile_history(struct session *session, int64_t client_id, struct assessment **list, size_t *count,
                            struct error *err);

/* The last assessment. STATUS_NOT_FOUND: never assessed. */
enum status profile_latest(struct session *session, const char *client, struct assessment *assessment,
                           struct error *err);

/* The profile as a document section: scores, class, what caps it, what contradicts what, expiry, history. */
enum status profile_section(struct session *session, const char *client, struct arena *arena,
                            struct section **section, struct error *err);

/* A question as it is asked, in the language of the moment. Texts are static. */
enum { PROFILE_QUESTIONS = 2 + QUESTIONS, PROFILE_OPTIONS = 5, PROFILE_STATEMENTS = 4, PROFILE_UNANSWERED = -1 };
struct profile_question {
	const char *id, *text;
	const char *options[PROFILE_OPTIONS];
	size_t option_count;
	bool is_judgement;            /* options are statements to be judged true or false           */
	bool is_optional;             /* may be left out                                             */
};
void profile_question(size_t index, struct profile_question *question); /* index < PROFILE_QUESTIONS */

/* Answers as they are being given. profile_sheet_clear makes every one unanswered. */
struct profile_sheet {
	int8_t chosen[PROFILE_QUESTIONS]; /* option; PROFILE_UNANSWERED                               */
	int8_t judged[PROFILE_STATEMENTS]; /* 1 true, 0 false; PROFILE_UNANSWERED                     */
	bool is_declined[PROFILE_QUESTIONS]; /* an optional one was left out on purpose                */
};
void profile_sheet_clear(struct profile_sheet *sheet);
bool profile_sheet_has(const struct profile_sheet *sheet, size_t index);

/* The first question still to be asked; PROFILE_QUESTIONS: none. A gate may end the questionnaire before its end. */
size_t profile_sheet_next(const struct profile_sheet *sheet);

/* True when the answers so far leave this question out. */
bool profile_sheet_skips(const struct profile_sheet *sheet, size_t index);

/* As profile_take wants them, taken on the session's day. seconds: for the whole, 0 when not measured. */
void profile_sheet_answers(const struct session *session, const struct profile_sheet *sheet, int32_t seconds,
                           struct answers *answers);

/* What was answered to a question of an assessment, in the language of the moment: NULL when it was not asked or left out. */
const char *profile_answered(const struct assessment *assessment, size_t index, char *text, size_t size);

/* A contradiction or a limit, in the language of the moment, with the questions it is about (PROFILE_QUESTIONS: none). */
struct profile_finding {
	const char *code, *text;
	size_t first, second;
	bool is_contradiction;        /* to be asked again: I1 to I5                                  */
};
enum { PROFILE_FINDINGS = 24 };
size_t profile_doubts(const struct assessment *assessment, struct profile_finding findings[PROFILE_FINDINGS]);
size_t profile_caps(const struct assessment *assessment, struct profile_finding findings[PROFILE_FINDINGS]);

/* The questionnaire itself, for printing or answering on paper. */
struct section *profile_questionnaire(struct arena *arena);

#endif
