/*
 * Rows of a statement that say what a corporate action has entered already. Each entry of an action is one row's alone:
 * the journal's records of imports keep which, so that the row is known again in every later file, and an import that is
 * undone has never been. Internal to advice.
 */
#ifndef BALLAST_ADVICE_INTAKE_RECOGNITION_H
#define BALLAST_ADVICE_INTAKE_RECOGNITION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "advice/intake/occurrence.h"
#include "engine/base/status.h"

struct json;
struct session;
struct transaction_row;

struct recognition;

/* What is known before a file; entries numbered above `last` are the file's own. *recognition NULL: no action entered anything. */
enum status recognition_new(struct session *session, int64_t last, struct recognition **recognition, struct error *err);
void recognition_free(struct recognition *recognition);

/* A row with the entry it asks for, under its own reference. */
struct recognition_row {
	const struct transaction_row *row;
	const struct entry *entry;
	const char *currency;            /* of the client                                                */
};

enum { RECOGNITION_SAID_SIZE = 400 };

/*
 * Looks for the row among those that were recognised, before this file or in it. *said is then SAID, or SAID_OTHERWISE of a
 * split that shares have missed since; else SAID_NOT. words: which action, or what differs, in English.
 */
enum status recognition_find(struct recognition *recognition, const struct recognition_row *asked, enum said *said,
                             char words[RECOGNITION_SAID_SIZE], struct error *err);

/* Gives the row the nearest entry that is no other's and that it says; on_its_day: of the very day alone. */
enum status recognition_claim(struct recognition *recognition, const struct recognition_row *asked, bool on_its_day,
                              bool *is_claimed, struct error *err);

/* Once every row has had its claim: whether what is left may be the event with other figures. words as above. */
enum status recognition_judge(struct recognition *recognition, const struct recognition_row *asked, enum said *said,
                              char words[RECOGNITION_SAID_SIZE], struct error *err);

/* How many rows were given an entry by this file, and which, into the record of its import. */
size_t recognition_count(const struct recognition *recognition);
void recognition_record(const struct recognition *recognition, struct json *details);

/* Whether an import may be brought back: STATUS_REFUSED when another row has been given an entry of its own since. */
enum status recognition_check_again(struct session *session, int64_t import, struct error *err);

/* How many rows of imports that stand say one of these entries. */
enum status recognition_rows_of(struct session *session, const int64_t *entries, size_t count, size_t *rows,
                                struct error *err);

#endif
