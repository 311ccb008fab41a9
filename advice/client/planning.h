/* What the money is for: a client's goals, read, added, changed, closed. Each change is one transaction with its record. */
#ifndef BALLAST_ADVICE_CLIENT_PLANNING_H
#define BALLAST_ADVICE_CLIENT_PLANNING_H

#include <stddef.h>

#include "engine/model/goal.h"

struct session;

/* "must", "want", "wish"; and for people. */
const char *planning_priority_name(enum goal_priority priority);
const char *planning_priority_text(enum goal_priority priority); /* N_() */

/* What a person tells of a goal; the rest is the session's. Texts are borrowed; NULL: as it was, or the default. */
struct planning_words {
	const char *name;
	const char *amount;     /* decimal, in the money of the day; > 0                                       */
	const char *due;        /* YYYY-MM-DD, after the day                                                   */
	const char *priority;   /* default want                                                                */
	const char *monthly;    /* set aside at the end of each month; default 0                               */
	const char *growth;     /* by which that rises, a fraction a year; default 0                           */
	const char *inflation;  /* a fraction a year; "" the assumptions'; "0": the amount is not in today's money but nominal */
};

/*
 * Reads words over a goal: what is NULL stays. A new goal starts zeroed, with inflation
 * GOAL_INFLATION_OF_ASSUMPTIONS and priority GOAL_WANT (planning_new).
 * STATUS_INVALID names the word that is wrong and what it should be.
 */
void planning_new(const struct session *session, struct goal *goal);
enum status planning_read(const struct session *session, const struct planning_words *words, struct goal *goal,
                          struct error *err);

/*
 * Amount and monthly saving in the money of the session's day: the amount grown by the goal's inflation since it was
 * recorded, the saving by its own growth, both rounded to the cent. Years are days / 365.25.
 */
void planning_restate(const struct session *session, struct goal *goal);

/* By which an amount of today's money grows, a fraction a year: the goal's own, or the assumptions'. */
double planning_inflation(const struct session *session, const struct goal *goal);

/* The client's open goal of that number, in today's money. STATUS_NOT_FOUND names it. */
enum status planning_find(struct session *session, const char *client, int64_t goal_id, struct goal *goal,
                          struct error *err);

/* Records a new goal under the name of by; its id is set. A client has at most PLANNING_GOALS open ones. */
enum { PLANNING_GOALS = 32 };
enum status planning_add(struct session *session, const char *client, struct goal *goal, const char *by,
                         struct error *err);

/* Closes the goal goal->id and records what it has become as a new one, whose id it gets. */
enum status planning_change(struct session *session, const char *client, struct goal *goal, const char *by,
                            struct error *err);

enum status planning_close(struct session *session, const char *client, int64_t goal_id, const char *by,
                           struct error *err);

#endif
