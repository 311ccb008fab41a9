/* Goals of a client. A goal is closed and made anew, never changed. */
#ifndef BALLAST_DATA_STORE_STORE_GOAL_H
#define BALLAST_DATA_STORE_STORE_GOAL_H

#include "data/store/store.h"
#include "engine/model/goal.h"

struct journal_event;

/* Adds the goal with its record and sets its id. STATUS_INVALID: an amount, a date or a priority out of range. */
enum status store_add_goal(struct store *store, struct goal *goal, const struct journal_event *event,
                           struct error *err);

/* Closes an open goal with its record. STATUS_NOT_FOUND: the client has no such open goal. */
enum status store_close_goal(struct store *store, int64_t client_id, int64_t goal_id, struct date day,
                             const struct journal_event *event, struct error *err);

/* Goals that were open on the day: by priority, then due day, then age. The list is the caller's to free(). */
enum status store_open_goals(struct store *store, int64_t client_id, struct date day, struct goal **goals,
                             size_t *count, struct error *err);

#endif
