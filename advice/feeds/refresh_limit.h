/*
 * A provider's patience, kept in the book so that the desk and a scheduler share it: how often it may be asked, and
 * whether it has failed so often, or has asked for so much time, that it is left alone for a while. The one place of advice
 * that asks what time it is: an allowance runs on the provider's clock, whatever day the session looks at.
 */
#ifndef BALLAST_ADVICE_FEEDS_REFRESH_LIMIT_H
#define BALLAST_ADVICE_FEEDS_REFRESH_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct feed;
struct feed_result;
struct session;

enum {
	REFRESH_FAILURES = 5,    /* in a row, after which a feed is left alone */
	REFRESH_LEASE = 32,
};

struct refresh_limit {
	struct session *session; /* borrowed, like feed */
	const struct feed *feed;
	bool is_named;           /* a person asks for this very feed: failures do not bar it               */
	int64_t failures;        /* in a row, over all runs                                               */
	int64_t not_before;      /* milliseconds since 1970; 0: any time                                  */
	bool is_changed;         /* failures are not as the book has them                                 */
	int64_t lease_end;       /* until then requests of the lease may be made; 0: there is none        */
	size_t leased;           /* requests of the lease that the book holds, all at lease_end           */
	size_t used;             /* of them, made so far, at made[]                                       */
	int64_t made[REFRESH_LEASE];
	int64_t full_until;      /* what was last read lets nothing pass before; others only add to it     */
	enum status status;      /* what the book said when it was last asked; err says why                */
	struct error err;
};

/* Reads where a feed stands. A folder has no limit and nothing to read. */
enum status refresh_limit_load(struct session *session, const struct feed *feed, bool is_named,
                               struct refresh_limit *limit, struct error *err);

/* How many requests may be under way together: one to see whether a feed that failed has come back. */
size_t refresh_limit_at_once(const struct refresh_limit *limit);

/*
 * The may_ask of a feed_patience: looks into the book whether all windows let one more request pass, and if so counts it
 * there, in one transaction, so that no other process takes the same place. Else the milliseconds to wait, or a negative
 * number and why in words: it would take longer than a minute, or the book failed (limit->status).
 *
 * Where a provider allows many requests a second, those of the next half second are counted together, as made at
 * its end, which is never too early; their real times follow with the next transaction.
 */
int64_t refresh_limit_ask(struct refresh_limit *limit, char *why, size_t size);

/* At the end: failures, the real times of what was made last, and no more of what was not. */
enum status refresh_limit_settle(struct refresh_limit *limit, struct error *err);

/*
 * Remembers how a request ended. After REFRESH_FAILURES in a row the feed is left alone for five minutes, and for twice as
 * long after each further one, up to an hour; so is one that asks for a longer pause, for as long as it asks.
 */
enum status refresh_limit_note(struct refresh_limit *limit, const struct feed_result *result, struct error *err);

/* Seconds until the feed may be asked again; 0: now, and always where no limit is said. */
enum status refresh_limit_left(struct session *session, const struct feed *feed, int64_t *seconds, struct error *err);

#endif
