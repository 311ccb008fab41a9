/* Observations as they stand in an answer become rows, or the reason why there are none. Internal to this room. */
#ifndef BALLAST_DATA_FEED_BODY_ROWS_H
#define BALLAST_DATA_FEED_BODY_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "data/feed/declaration.h"
#include "data/feed/feed.h"

struct json;
struct secrets;
struct zone;

enum { ROWS_MOST = 200000, FIELD_SIZE = 256 };

/* An answer while it is read. */
struct reader {
	const struct feed *feed;
	const struct feed_request *request;
	const struct secrets *secrets;
	struct feed_result *result;
	size_t capacity;            /* of result->rows                                       */
	size_t seen;                /* observations so far, wanted or not                    */
	enum feed_outcome outcome;
	char sentence[400];
	char currency[8];           /* of the whole answer, or its unit; empty: the instrument's */
	struct zone *zone;          /* owned; NULL until an epoch is read                    */
	const char *zone_name;      /* where the answer says it; NULL: the feed's            */
};

/* One observation. What is absent is NULL. */
struct observation {
	const char *text[FEED_FIELDS];
	const struct json *number[FEED_FIELDS]; /* JSON: read without a detour through text  */
};

/* Always false, so that a check is one statement. The first reason stays. */
bool body_fail(struct reader *reader, enum feed_outcome outcome, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A field name or pointer with its places filled. */
bool body_fill(struct reader *reader, const char *template, char field[FIELD_SIZE]);

/*
 * Checks one observation and keeps it when it was asked for, in doubt where it cannot be a price and a person can look at it
 * (struct feed_row). False: the whole answer is no good.
 */
bool body_add(struct reader *reader, const struct observation *seen);

/* Sorts; the same day twice is one row when both say the same, a contradiction otherwise. */
bool body_settle(struct reader *reader);

/* expect.*, and a row at least that is not in doubt: else it is an answer that reads well and cannot be right. */
bool body_is_plausible(struct reader *reader);

#endif
