/* However many requests are under way, one loop moves them: each is asked when its time has come, read when its answer has. */
#include <stdlib.h>
#include <string.h>

#include "data/feed/fetch.h"
#include "data/feed/moment.h"
#include "data/feed/secrets.h"
#include "engine/base/memory.h"

/* A cancelled fetch must have ended within a frame of the screen, so nothing waits longer than a slice. */
enum { SLICE_MS = 8 };

/* The secrets of a feed, looked up once for all its requests. */
struct feed_secrets {
	const struct feed *feed;
	struct secrets secrets;
	char missing[240];               /* why there are none; empty: they were found       */
	struct feed_secrets *next;
};

struct fetcher {
	struct http *http;
	struct fetch *waiting, *under_way, *ended; /* owned; each in the order of arrival */
	struct feed_secrets *secrets;              /* owned */
	bool (*is_cancelled)(void *context);
	void *context;
	size_t count;
};

static void append(struct fetch **list, struct fetch *fetch)
{
	while (*list != NULL)
		list = &(*list)->next;
	fetch->next = NULL;
	*list = fetch;
}

static void take_out(struct fetch **list, const struct fetch *fetch)
{
	while (*list != NULL && *list != fetch)
		list = &(*list)->next;
	if (*list != NULL)
		*list = fetch->next;
}

/* ---- many of them -------------------------------------------------------------------------------------------------------- */

struct fetcher *fetcher_new(bool (*is_cancelled)(void *context), void *context)
{
	struct fetcher *fetcher = memory_new(sizeof *fetcher);

	fetcher->http = http_new();
	fetcher->is_cancelled = is_cancelled;
	fetcher->context = context;
	return fetcher;
}

static void free_list(struct fetch *list)
{
	while (list != NULL) {
		struct fetch *next = list->next;

		fetch_free(list);
		list = next;
	}
}

void fetcher_free(struct fetcher *fetcher)
{
	if (fetcher == NULL)
		return;
	http_free(fetcher->http); /* first: it writes into the answers of what is under way */
	free_list(fetcher->waiting);
	free_list(fetcher->under_way);
	free_list(fetcher->ended);
	while (fetcher->secrets != NULL) {
		struct feed_secrets *next = fetcher->secrets->next;

		secrets_clear(&fetcher->secrets->secrets);
		free(fetcher->secrets);
		fetcher->secrets = next;
	}
	free(fetcher);
}

size_t fetcher_count(const struct fetcher *fetcher)
{
	return fetcher->count;
}

static const struct feed_secrets *secrets_of(struct fetcher *fetcher, const struct feed *feed)
{
	struct feed_secrets *found = fetcher->secrets;
	struct error own = {0};

	while (found != NULL && found->feed != feed)
		found = found->next;
	if (found != NULL)
		return found;
	found = memory_new(sizeof *found);
	found->feed = feed;
	if (secrets_load(feed, fetcher->is_cancelled, fetcher->context, &found->secrets, &own) != STATUS_OK)
		memcpy(found->missing, own.message, sizeof found->missing);
	found->next = fetcher->secrets;
	fetcher->secrets = found;
	return found;
}

void fetcher_start(struct fetcher *fetcher, const struct feed *feed, const struct feed_request *request,
                   const struct feed_patience *patience, struct feed_exchange *exchange, struct feed_result *result,
                   void *owner)
{
	struct fetch *fetch = fetch_new(feed, request, patience, exchange, result, owner);
	const struct feed_secrets *secrets = secrets_of(fetcher, feed);

	fetch->secrets = &secrets->secrets;
	fetcher->count++;
	append(fetch_begin(fetch, secrets->missing) ? &fetcher->waiting : &fetcher->ended, fetch);
}

/* Asks what is due, as far as the allowances go. */
static void ask_due(struct fetcher *fetcher)
{
	for (struct fetch *fetch = fetcher->waiting, *next; fetch != NULL; fetch = next) {
		const struct feed_patience *patience = &fetch->patience;
		char why[200] = "";
		int64_t wait = 0;

		next = fetch->next;
		if (fetch->due > moment_ms())
			continue;
		if (patience->may_ask != NULL)
			wait = patience->may_ask(patience->allowance, why, sizeof why);
		if (wait > 0) {
			fetch->due = moment_ms() + wait;
			continue;
		}
		take_out(&fetcher->waiting, fetch);
		if (wait < 0) {
			fetch_give_up(fetch, FEED_QUOTA, why);
			append(&fetcher->ended, fetch);
			continue;
		}
		fetch->result->attempts++;
		fetch->tries++;
		append(&fetcher->under_way, fetch);
		http_start(fetcher->http, &fetch->asked, &fetch->answer, fetch);
	}
}

static void read_answers(struct fetcher *fetcher)
{
	struct fetch *fetch;

	while ((fetch = http_ended(fetcher->http)) != NULL) {
		take_out(&fetcher->under_way, fetch);
		append(fetch_read_answer(fetch) ? &fetcher->waiting : &fetcher->ended, fetch);
		http_answer_clear(&fetch->answer);
	}
}

static void cancel_all(struct fetcher *fetcher)
{
	struct fetch **const lists[] = {&fetcher->under_way, &fetcher->waiting};

	for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
		struct fetch *fetch;

		while ((fetch = *lists[i]) != NULL) {
			http_drop(fetcher->http, fetch);
			take_out(lists[i], fetch);
			fetch_give_up(fetch, FEED_PERMANENT, "the request was cancelled");
			append(&fetcher->ended, fetch);
		}
	}
}

/* How long nothing can be missed: until the next is due, and a slice at most. */
static int slice(const struct fetcher *fetcher, int64_t deadline)
{
	const int64_t now = moment_ms();
	int64_t until = now + SLICE_MS < deadline ? now + SLICE_MS : deadline;

	for (const struct fetch *fetch = fetcher->waiting; fetch != NULL; fetch = fetch->next)
		if (fetch->due < until)
			until = fetch->due;
	return until > now ? (int)(until - now) : 0;
}

void *fetcher_next(struct fetcher *fetcher, int milliseconds)
{
	const int64_t deadline = moment_ms() + milliseconds;
	struct fetch *fetch;
	void *owner;

	for (;;) {
		if (fetcher->is_cancelled != NULL && fetcher->is_cancelled(fetcher->context))
			cancel_all(fetcher);
		ask_due(fetcher);
		if (fetcher->ended != NULL || fetcher->count == 0)
			break;
		http_move(fetcher->http, slice(fetcher, deadline));
		read_answers(fetcher);
		if (fetcher->ended != NULL || moment_ms() >= deadline)
			break;
	}
	fetch = fetcher->ended;
	if (fetch == NULL)
		return NULL;
	owner = fetch->owner;
	fetcher->ended = fetch->next;
	fetcher->count--;
	fetch_free(fetch);
	return owner;
}

/* ---- one alone ------------------------------------------------------------------------------------------------------------- */

enum status feed_fetch(const struct feed *feed, const struct feed_request *request, const struct feed_patience *patience,
                       struct feed_result *result, struct error *err)
{
	return feed_fetch_recorded(feed, request, patience, NULL, result, err);
}

enum status feed_fetch_recorded(const struct feed *feed, const struct feed_request *request,
                                const struct feed_patience *patience, struct feed_exchange *exchange,
                                struct feed_result *result, struct error *err)
{
	struct fetcher *fetcher = patience != NULL ? fetcher_new(patience->is_cancelled, patience->context)
	                                           : fetcher_new(NULL, NULL);

	fetcher_start(fetcher, feed, request, patience, exchange, result, result);
	while (fetcher_next(fetcher, 1000) == NULL)
		;
	fetcher_free(fetcher);
	return result->outcome == FEED_OK ? STATUS_OK : error_set(err, STATUS_IO, "%s: %s", feed_id(feed), result->sentence);
}
