/* A provider's patience, shared by all that ask it. */
#include "advice/feeds/refresh_limit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "advice/base/session.h"
#include "data/feed/feed.h"
#include "data/store/store.h"
#include "engine/base/memory.h"
#include "engine/base/text.h"

enum {
	TIMES_KEPT = 2000,       /* the largest allowances of free plans are a thousand a day          */
	TIMES_TEXT = TIMES_KEPT * 21 + 1,
	LONGEST_WAIT_MS = 60000, /* windows of up to a minute are waited for; longer ones end the run  */
	PAUSE_MS = 5 * 60000,    /* after REFRESH_FAILURES; doubles with each further one              */
	PAUSE_MOST_MS = 60 * 60000,
	LEASE_MS = 500,
};

/* Times before 2001 in milliseconds are seconds of books that counted in seconds. */
static const int64_t SECONDS_BELOW = INT64_C(100000000000);

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- earlier requests ---------------------------------------------------------------------------------------------- */

struct times {
	int64_t list[TIMES_KEPT + 1]; /* rising */
	size_t count;
};

static void setting_key(const char *what, const struct feed *feed, char key[SYMBOL_SIZE + 16])
{
	(void)snprintf(key, SYMBOL_SIZE + 16, "%s %s", what, feed_id(feed));
}

static enum status read_times(const struct session *session, const struct feed *feed, struct times *times,
                              struct error *err)
{
	char key[SYMBOL_SIZE + 16], *text = memory_new(TIMES_TEXT), *at = text;
	const int64_t now = now_ms();
	enum status status;

	times->count = 0;
	setting_key("requests", feed, key);
	status = store_get_setting(session_store(session), key, text, TIMES_TEXT, err);
	for (char *word; status == STATUS_OK && times->count < TIMES_KEPT && (word = strsep(&at, " ")) != NULL;) {
		int64_t asked = strtoll(word, NULL, 10);

		asked = asked < SECONDS_BELOW ? asked * 1000 : asked;
		/* A clock that was set back leaves times to come; they would hold a feed for as long. */
		if (asked > 0 && asked <= now + LEASE_MS)
			times->list[times->count++] = asked;
	}
	free(text);
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Those that a window may still look at. */
static enum status write_times(const struct session *session, const struct feed *feed, const struct times *times,
                               struct error *err)
{
	const size_t needed = feed_times_needed(feed) < TIMES_KEPT ? feed_times_needed(feed) : TIMES_KEPT;
	const size_t first = times->count > needed ? times->count - needed : 0;
	char key[SYMBOL_SIZE + 16];
	struct text text = {0};
	enum status status;

	for (size_t i = first; i < times->count; i++)
		text_addf(&text, "%s%lld", i > first ? " " : "", (long long)times->list[i]);
	setting_key("requests", feed, key);
	status = store_put_setting(session_store(session), key, text_string(&text), err);
	text_clear(&text);
	return status;
}

/* ---- failures ------------------------------------------------------------------------------------------------------ */

static enum status write_standing(struct refresh_limit *limit, struct error *err)
{
	char key[SYMBOL_SIZE + 16], text[48];
	enum status status;

	setting_key("standing", limit->feed, key);
	(void)snprintf(text, sizeof text, "%lld %lld", (long long)limit->failures, (long long)limit->not_before);
	status = store_put_setting(session_store(limit->session), key, text, err);
	if (status == STATUS_OK)
		limit->is_changed = false;
	return status;
}

/* A pause is written at once, for whoever else asks; how many failures there were so far can wait for the end. */
static enum status stand(struct refresh_limit *limit, int64_t failures, int64_t not_before, struct error *err)
{
	const bool is_urgent = limit->not_before != not_before;

	limit->is_changed = limit->is_changed || is_urgent || limit->failures != failures;
	limit->failures = failures;
	limit->not_before = not_before;
	return is_urgent ? write_standing(limit, err) : STATUS_OK;
}

enum status refresh_limit_load(struct session *session, const struct feed *feed, bool is_named,
                               struct refresh_limit *limit, struct error *err)
{
	struct refresh_limit made = {.session = session, .feed = feed, .is_named = is_named};
	char key[SYMBOL_SIZE + 16], text[64] = "", *end;
	enum status status = STATUS_NOT_FOUND;

	if (!feed_is_local(feed)) {
		setting_key("standing", feed, key);
		status = store_get_setting(session_store(session), key, text, sizeof text, err);
	}
	if (status != STATUS_OK && status != STATUS_NOT_FOUND)
		return status;
	made.failures = strtoll(text, &end, 10);
	made.not_before = strtoll(end, NULL, 10);
	if (made.failures < 0 || made.not_before > now_ms() + INT64_C(86400000)) /* longer than anything that is kept here */
		made.failures = made.not_before = 0;
	*limit = made;
	return STATUS_OK;
}

size_t refresh_limit_at_once(const struct refresh_limit *limit)
{
	/* A folder answers at once; there is nothing to wait for side by side. */
	return limit->failures >= REFRESH_FAILURES || feed_is_local(limit->feed) ? 1 : (size_t)feed_at_once(limit->feed);
}

static int64_t pause_after(int64_t failures)
{
	int64_t pause = PAUSE_MS;

	for (int64_t i = REFRESH_FAILURES; i < failures && pause < PAUSE_MOST_MS; i++)
		pause *= 2;
	return pause < PAUSE_MOST_MS ? pause : PAUSE_MOST_MS;
}

enum status refresh_limit_note(struct refresh_limit *limit, const struct feed_result *result, struct error *err)
{
	const int64_t later = result->retry_after > 0 ? now_ms() + (int64_t)result->retry_after * 1000 : 0;
	int64_t failures = limit->failures + 1;

	if (feed_is_local(limit->feed) || result->attempts == 0)
		return STATUS_OK;
	switch (result->outcome) {
	case FEED_OK:
	case FEED_NOT_FOUND:
		return stand(limit, 0, 0, err);
	case FEED_AUTH:
	case FEED_QUOTA:
	case FEED_BLOCKED:
	case FEED_RATE_LIMIT: /* it answers: only the time it asks for is kept */
		return stand(limit, limit->failures, later, err);
	default:
		return stand(limit, failures, failures >= REFRESH_FAILURES ? now_ms() + pause_after(failures) : later, err);
	}
}

/* ---- asking -------------------------------------------------------------------------------------------------------- */

/* Milliseconds until a feed that is left alone is asked again; 0: it is not. */
static int64_t pause_left(const struct refresh_limit *limit)
{
	const int64_t left = limit->not_before - now_ms();

	return left <= 0 || (limit->is_named && limit->failures >= REFRESH_FAILURES) ? 0 : left;
}

static int64_t minutes_of(int64_t milliseconds)
{
	return (milliseconds + 59999) / 60000;
}

/* What the book holds as made at the end of the lease becomes what really was. */
static void settle_lease(struct refresh_limit *limit, struct times *times)
{
	size_t kept = 0, left = limit->leased;

	for (size_t i = 0; i < times->count; i++) {
		if (left > 0 && times->list[i] == limit->lease_end)
			left--;
		else
			times->list[kept++] = times->list[i];
	}
	times->count = kept;
	for (size_t i = 0; i < limit->used; i++) {
		size_t at = times->count < TIMES_KEPT ? times->count++ : TIMES_KEPT - 1;

		for (; at > 0 && times->list[at - 1] > limit->made[i]; at--)
			times->list[at] = times->list[at - 1];
		times->list[at] = limit->made[i];
	}
	limit->leased = limit->used = 0;
	limit->lease_end = 0;
}

/* Adds as many requests as the lease may hold and the windows let pass. */
static void take_lease(struct refresh_limit *limit, struct times *times, int64_t now)
{
	const int64_t most = feed_requests_within(limit->feed, LEASE_MS);
	int64_t wait;

	limit->lease_end = now + LEASE_MS;
	while ((int64_t)limit->leased < most && limit->leased < REFRESH_LEASE && times->count < TIMES_KEPT &&
	       feed_is_allowed(limit->feed, times->list, times->count, now, &wait)) {
		times->list[times->count++] = limit->lease_end;
		limit->leased++;
	}
}

/* One more time among those the book holds, where the windows let it pass; else *wait. */
static enum status count_request(struct refresh_limit *limit, int64_t *wait, struct error *err)
{
	struct store *store = session_store(limit->session);
	struct times *times = memory_new(sizeof *times);
	const int64_t now = now_ms();
	bool is_changed = limit->leased > 0;
	enum status status = store_begin(store, err);

	if (status == STATUS_OK)
		status = read_times(limit->session, limit->feed, times, err);
	if (status == STATUS_OK) {
		settle_lease(limit, times);
		if (feed_is_allowed(limit->feed, times->list, times->count, now, wait)) {
			times->list[times->count++] = now;
			take_lease(limit, times, now);
			is_changed = true;
		}
		limit->full_until = now + *wait;
	}
	if (status == STATUS_OK && is_changed)
		status = write_times(limit->session, limit->feed, times, err);
	if (status == STATUS_OK && is_changed)
		status = store_commit(store, err);
	else
		store_rollback(store);
	free(times);
	return status;
}

static enum status return_lease(struct refresh_limit *limit, struct error *err)
{
	struct store *store = session_store(limit->session);
	struct times *times;
	enum status status;

	times = memory_new(sizeof *times);
	status = store_begin(store, err);
	if (status == STATUS_OK)
		status = read_times(limit->session, limit->feed, times, err);
	if (status == STATUS_OK) {
		settle_lease(limit, times);
		status = write_times(limit->session, limit->feed, times, err);
	}
	if (status == STATUS_OK)
		status = store_commit(store, err);
	else
		store_rollback(store);
	free(times);
	return status;
}

enum status refresh_limit_settle(struct refresh_limit *limit, struct error *err)
{
	enum status status = limit->leased > 0 ? return_lease(limit, err) : STATUS_OK;

	return status == STATUS_OK && limit->is_changed ? write_standing(limit, err) : status;
}

/* One request of the lease. False: there is none left, or its time is over. */
static bool use_lease(struct refresh_limit *limit)
{
	const int64_t now = now_ms();

	if (limit->used >= limit->leased || now >= limit->lease_end)
		return false;
	limit->made[limit->used++] = now;
	return true;
}

int64_t refresh_limit_ask(struct refresh_limit *limit, char *why, size_t size)
{
	int64_t wait = pause_left(limit);

	if (wait > 0 && limit->failures >= REFRESH_FAILURES)
		(void)snprintf(why, size, "it failed %lld times in a row and is left alone; it is asked again in %lld minutes",
		               (long long)limit->failures, (long long)minutes_of(wait));
	else if (wait > 0)
		(void)snprintf(why, size, "the provider has asked for a pause; it is asked again in %lld minutes",
		               (long long)minutes_of(wait));
	if (wait > 0)
		return -1;
	if (feed_is_local(limit->feed) || feed_times_needed(limit->feed) == 0 || use_lease(limit))
		return 0;
	wait = limit->full_until - now_ms();
	if (wait > 0 && wait <= LONGEST_WAIT_MS)
		return wait;
	wait = 0;
	limit->status = count_request(limit, &wait, &limit->err);
	if (limit->status != STATUS_OK) {
		(void)snprintf(why, size, "%.180s", limit->err.message);
		return -1;
	}
	if (wait <= LONGEST_WAIT_MS)
		return wait;
	(void)snprintf(why, size, "the allowance of %.40s is used up; there is more in %lld minutes", feed_limit(limit->feed),
	               (long long)minutes_of(wait));
	return -1;
}

enum status refresh_limit_left(struct session *session, const struct feed *feed, int64_t *seconds, struct error *err)
{
	struct refresh_limit limit;
	struct times *times;
	int64_t wait = 0, pause;
	enum status status = refresh_limit_load(session, feed, false, &limit, err);

	if (status != STATUS_OK)
		return status;
	times = memory_new(sizeof *times);
	if (!feed_is_local(feed) && feed_times_needed(feed) > 0)
		status = read_times(session, feed, times, err);
	if (status == STATUS_OK) {
		pause = pause_left(&limit);
		if (feed_is_allowed(feed, times->list, times->count, now_ms(), &wait))
			wait = 0;
		*seconds = ((wait > pause ? wait : pause) + 999) / 1000;
	}
	free(times);
	return status;
}
