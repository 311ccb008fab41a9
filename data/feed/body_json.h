/* Rows that lie in JSON, in any of its six layouts. Internal to this room. */
#ifndef BALLAST_DATA_FEED_BODY_JSON_H
#define BALLAST_DATA_FEED_BODY_JSON_H

#include <stdbool.h>

struct json;
struct reader;

/* Adds every row of top to the reader, with the currency and the zone that top says. False: the answer is no good. */
bool body_read_json(struct reader *reader, const struct json *top);

#endif
