/* Who is this client as an investor? The questionnaire, scored, recorded, and its history. */
#ifndef BALLAST_ADVICE_PROFILE_H
#define BALLAST_ADVICE_PROFILE_H

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

/* The last assessment. STATUS_NOT_FOUND: never assessed. */
enum status profile_latest(struct session *session, const char *client, struct assessment *assessment,
                           struct error *err);

/* The profile as a document section: scores, class, what caps it, what contradicts what, expiry, history. */
enum status profile_section(struct session *session, const char *client, struct arena *arena,
                            struct section **section, struct error *err);

/* The questionnaire itself, for printing or answering on paper. */
struct section *profile_questionnaire(struct arena *arena);

#endif
