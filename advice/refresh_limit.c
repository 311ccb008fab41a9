/* A provider's allowance, shared by all that ask it. */
#include "advice/refresh_limit.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "advice/session.h"
#include "data/feed/feed.h"
#include "data/store/store.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum {
	TIMES_KEPT = 2000,       /* the largest allowances of free plans are a thousand a day */
	TIMES_TEXT = TIMES_KEPT * 21 + 1,
	LONGEST_WAIT = 10,       /* seconds: a person waits so long without wondering */
	SLICE_MS = 50,
};

static bool has_limit(const struct refresh_limit *limit)
{
	return feed_limit(limit->feed)[0] != '\0' && !feed_is_local(limit->feed);
}

static void setting_key(const struct feed *feed, char *key, size_t size)
{
	(void)snprintf(key, size, "requests %s", feed_id(feed));
}

static void remember(struct refresh_limit *limit, int64_t asked)
{
	limit->times = memory_grow(limit->times, &limit->capacity, limit->count + 1, sizeof *limit->times);
	limit->times[limit->count++] = asked;
}

enum status refresh_limit_load(const struct session *session, const struct feed *feed, struct refresh_limit *limit,
                               struct error *err)
{
	struct refresh_limit made = {.feed = feed};
	char key[SYMBOL_SIZE + 16], *text, *at;
	enum status status;

	if (!has_limit(&made)) {
		*limit = made;
		return STATUS_OK;
	}
	text = memory_new(TIMES_TEXT);
	setting_key(feed, key, sizeof key);
	status = store_get_setting(session_store(session), key, text, TIMES_TEXT, err);
	if (status != STATUS_OK && status != STATUS_NOT_FOUND) {
		free(text);
		return status;
	}
	at = text;
	for (char *word; status == STATUS_OK && (word = strsep(&at, " ")) != NULL;) {
		const long long asked = strtoll(word, NULL, 10);

		/* A clock that was set back leaves times to come; they would hold a feed for as long. */
		if (asked > 0 && asked <= (long long)time(NULL))
			remember(&made, asked);
	}
	free(text);
	*limit = made;
	return STATUS_OK;
}

enum status refresh_limit_save(const struct session *session, const struct refresh_limit *limit, struct error *err)
{
	const size_t first = limit->count > TIMES_KEPT ? limit->count - TIMES_KEPT : 0;
	char key[SYMBOL_SIZE + 16];
	struct text text = {0};
	enum status status;

	if (!limit->is_changed)
		return STATUS_OK;
	for (size_t i = first; i < limit->count; i++)
		text_addf(&text, "%s%lld", i > first ? " " : "", (long long)limit->times[i]);
	setting_key(limit->feed, key, sizeof key);
	status = store_put_setting(session_store(session), key, text_string(&text), err);
	text_clear(&text);
	return status;
}

void refresh_limit_clear(struct refresh_limit *limit)
{
	free(limit->times);
	*limit = (struct refresh_limit){0};
}

void refresh_limit_add(struct refresh_limit *limit)
{
	if (!has_limit(limit))
		return;
	remember(limit, (int64_t)time(NULL));
	limit->is_changed = true;
}

/* So many seconds, looking up now and then. False when it was cancelled. */
static bool pause_for(int64_t seconds, bool (*cancelled)(void *context), void *context)
{
	for (int64_t left = seconds * 1000; left > 0; left -= SLICE_MS) {
		if (cancelled(context))
			return false;
		(void)poll(NULL, 0, SLICE_MS); /* a pause; nothing is waited for but time */
	}
	return !cancelled(context);
}

bool refresh_limit_wait(const struct refresh_limit *limit, bool (*cancelled)(void *context), void *context, char *why,
                        size_t size)
{
	int64_t wait = 0;

	if (!has_limit(limit))
		return true;
	while (!feed_is_allowed(limit->feed, limit->times, limit->count, (int64_t)time(NULL), &wait)) {
		if (wait > LONGEST_WAIT) {
			(void)snprintf(why, size, "the allowance of %.40s is used up; there is more in %lld minutes",
			               feed_limit(limit->feed), (long long)(wait + 59) / 60);
			return false;
		}
		if (!pause_for(wait, cancelled, context))
			return false;
	}
	return true;
}

enum status refresh_limit_left(const struct session *session, const struct feed *feed, int64_t *seconds,
                               struct error *err)
{
	struct refresh_limit limit;
	int64_t wait = 0;
	const enum status status = refresh_limit_load(session, feed, &limit, err);

	if (status != STATUS_OK)
		return status;
	if (!has_limit(&limit) || feed_is_allowed(feed, limit.times, limit.count, (int64_t)time(NULL), &wait))
		wait = 0;
	refresh_limit_clear(&limit);
	*seconds = wait;
	return STATUS_OK;
}
