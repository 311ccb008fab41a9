/*
 * A provider's allowance, kept in the book so that the desk and a scheduler share it. The one place of advice that asks
 * what time it is: an allowance runs on the provider's clock, whatever day the session looks at.
 */
#ifndef BALLAST_ADVICE_REFRESH_LIMIT_H
#define BALLAST_ADVICE_REFRESH_LIMIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

struct feed;
struct session;

struct refresh_limit {
	const struct feed *feed;
	int64_t *times;          /* owned: seconds since 1970 of earlier requests, rising                */
	size_t count, capacity;
	bool is_changed;
};

/* Reads what earlier runs have asked. A feed without a limit has nothing to read. */
enum status refresh_limit_load(const struct session *session, const struct feed *feed, struct refresh_limit *limit,
                               struct error *err);
enum status refresh_limit_save(const struct session *session, const struct refresh_limit *limit, struct error *err);
void refresh_limit_clear(struct refresh_limit *limit);

/* Remembers one request, made now. */
void refresh_limit_add(struct refresh_limit *limit);

/* Waits a few seconds where that is enough. False: cancelled, or the allowance is used up, and why says until when. */
bool refresh_limit_wait(const struct refresh_limit *limit, bool (*cancelled)(void *context), void *context, char *why,
                        size_t size);

/* Seconds until the feed may be asked again; 0: now, and always where no limit is said. */
enum status refresh_limit_left(const struct session *session, const struct feed *feed, int64_t *seconds,
                               struct error *err);

#endif
