/*
 * Edits on a screen that are not recorded yet: undo and redo outlive the program. And the list of the book as it was last
 * computed, shown at once while it is computed anew. Neither is advice; neither has a record.
 */
#ifndef BALLAST_DATA_STORE_STORE_DRAFT_H
#define BALLAST_DATA_STORE_STORE_DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "data/store/store.h"
#include "engine/base/date.h"

enum { DRAFT_STEPS = 200 };

/*
 * Replaces all steps of a client's draft on a screen, oldest first; contents are texts of the screen's own making.
 * current is the step in force. count 0: the draft is dropped. STATUS_INVALID: more than DRAFT_STEPS, current out of range.
 */
enum status store_put_draft(struct store *store, int64_t client_id, const char *screen, const char *const *contents,
                            size_t count, size_t current, struct error *err);

/* Calls each step in order; contents are valid during the call. */
enum status store_each_draft(struct store *store, int64_t client_id, const char *screen,
                             void (*each)(void *context, const char *content, bool is_current), void *context,
                             struct error *err);

/*
 * What changes when anything in the book changes, whoever does it: two equal texts are one state of the book, also
 * after a restart. size of text: at least 48.
 */
enum status store_state_text(struct store *store, char *text, size_t size, struct error *err);

/*
 * The kept list: figures is a text for each client, summary one for the whole, both of their maker's own making.
 * store_put_kept replaces the whole list, next() giving row after row until it returns false. seen is the state the
 * figures were computed from; what they rest on is the state after this very change, so that store_kept_state says
 * current until something else changes.
 *
 * STATUS_BUSY: the book is no longer as it was seen. STATUS_INVALID: inside an open transaction.
 */
enum status store_put_kept(struct store *store, struct date day, const char *seen, const char *summary,
                           bool (*next)(void *context, int64_t *client_id, const char **figures), void *context,
                           struct error *err);
enum status store_each_kept(struct store *store, void (*each)(void *context, int64_t client_id, const char *figures),
                            void *context, struct error *err);

/*
 * The day of the kept list (days 0: there is none), its summary, and whether nothing changed since it was kept.
 */
enum status store_kept_state(struct store *store, struct date *day, char *summary, size_t size, bool *is_current,
                             struct error *err);

#endif
