/* Taking rows out of what they are wrapped in: another encoding, a call of a function, a script, quotes, an archive. */
#ifndef BALLAST_DATA_FEED_UNWRAP_H
#define BALLAST_DATA_FEED_UNWRAP_H

#include <stddef.h>

#include "data/feed/feed.h"

struct text;

/*
 * The bytes of an answer as the feed's declaration wraps them, appended to result.
 *
 * FEED_OK, or FEED_NOT_FOUND: quotes with nothing between them, which is how quotes of an unknown symbol look; or
 * FEED_MALFORMED: the wrapping is not there, is damaged, or what is in it is longer than the feed allows. err says why.
 */
enum feed_outcome unwrap(const struct feed *feed, const char *bytes, size_t length, struct text *result,
                         struct error *err);

#endif
