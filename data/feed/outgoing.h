/* What goes out for one page of a request. Internal to this room. */
#ifndef BALLAST_DATA_FEED_OUTGOING_H
#define BALLAST_DATA_FEED_OUTGOING_H

#include <stddef.h>

#include "engine/base/status.h"
#include "engine/base/text.h"

struct feed;
struct feed_exchange;
struct feed_request;
struct feed_result;
struct secrets;

/* Initialise with {0}; outgoing_wipe overwrites, since a key stands in it, and frees. */
struct outgoing {
	struct text url, body, *headers; /* owned */
	const char **lines;              /* owned: the headers' texts */
	size_t count;
};

/* Fills the feed's templates for request->page. STATUS_INVALID says what cannot be filled in. */
enum status outgoing_fill(const struct feed *feed, const struct feed_request *request, const struct secrets *secrets,
                          struct outgoing *outgoing, struct error *err);
void outgoing_wipe(struct outgoing *outgoing);

/* Writes the address, and what is posted behind it, with masks into result and, where there is one, exchange. */
void outgoing_show(const char *url, const char *sent, const struct secrets *secrets, struct feed_exchange *exchange,
                   struct feed_result *result);

#endif
