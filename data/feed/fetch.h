/* One fetch on its way, as the loop moves it. Internal to this room. */
#ifndef BALLAST_DATA_FEED_FETCH_H
#define BALLAST_DATA_FEED_FETCH_H

#include <stdbool.h>
#include <stdint.h>

#include "data/feed/feed.h"
#include "data/feed/http.h"
#include "data/feed/outgoing.h"
#include "data/feed/pages.h"

struct secrets;

/* One request, from its first page and try to its last. */
struct fetch {
	const struct feed *feed;
	struct feed_request request;     /* its texts are the caller's                       */
	struct feed_patience patience;
	const struct secrets *secrets;   /* of the fetcher; NULL: none were found            */
	struct feed_result *result;
	struct feed_exchange *exchange;  /* NULL: nobody asks what passed                    */
	void *owner;
	struct feed_pages pages;
	int page, tries;                 /* page from 1; tries of this page                  */
	struct outgoing outgoing;        /* of this page                                     */
	struct http_request asked;
	struct http_answer answer;
	int64_t due;                     /* when it is to be asked, by moment_ms()              */
	struct fetch *next;
};

/* Zeroed, with what was asked; exchange and result are the caller's. */
struct fetch *fetch_new(const struct feed *feed, const struct feed_request *request, const struct feed_patience *patience,
                        struct feed_exchange *exchange, struct feed_result *result, void *owner);
void fetch_free(struct fetch *fetch);

/*
 * Whatever can be said without the network; missing is why there are no secrets (empty: they were found). True: the network
 * is to be asked, from fetch->due on. False: result says how it ended.
 */
bool fetch_begin(struct fetch *fetch, const char *missing);

/* Reads the answer of one try. True: there is more to ask, from fetch->due on. */
bool fetch_read_answer(struct fetch *fetch);

/* Ends a fetch that got no answer to read. */
void fetch_give_up(struct fetch *fetch, enum feed_outcome outcome, const char *sentence);

#endif
