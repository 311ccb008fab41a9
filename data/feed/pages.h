/* An answer that comes in pages. Internal to this room. */
#ifndef BALLAST_DATA_FEED_PAGES_H
#define BALLAST_DATA_FEED_PAGES_H

#include <stdbool.h>
#include <stddef.h>

#include "data/feed/feed.h"

struct hasher; /* data/journal/journal.h */

/* What earlier pages brought. Zeroed is none; rows are freed by who holds it. */
struct feed_pages {
	struct feed_row *rows;      /* owned                               */
	size_t count, capacity;
	size_t seen;                /* observations, asked for or not      */
	bool is_last;               /* of the page that was read last      */
	struct hasher *hasher;      /* owned; over the pages that were read */
};
void feed_pages_clear(struct feed_pages *pages);

/*
 * feed_parse_body for one page of several: result has rows, all of them, only after the last page. With pages NULL the
 * one page is everything there is.
 */
enum status feed_parse_page(const struct feed *feed, const struct feed_request *request, long http_status,
                            const char *body, size_t length, const struct secrets *secrets, struct feed_pages *pages,
                            struct feed_result *result, struct error *err);

#endif
