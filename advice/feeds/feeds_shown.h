/* One request of a feed for a person to look at. Internal to advice. */
#ifndef BALLAST_ADVICE_FEEDS_FEEDS_SHOWN_H
#define BALLAST_ADVICE_FEEDS_FEEDS_SHOWN_H

#include "engine/base/status.h"
#include "engine/model/instrument.h"

struct arena;
struct feed;
struct feed_exchange;
struct feed_request;
struct feed_result;
struct section;
struct session;

/*
 * What is asked: the last thirty days of symbol, which the feed knows as asked, in the currency the book knows it by (none
 * where it does not). request borrows asked and instrument, both the caller's.
 */
void feeds_shown_request(struct session *session, const char *asked, const char *symbol, struct instrument *instrument,
                         struct feed_request *request);

/*
 * One try, counted in the feed's allowance like every other. How it ended is in result; exchange may be NULL.
 * Statuses of the book.
 */
enum status feeds_shown_fetch(struct session *session, const struct feed *feed, const struct feed_request *request,
                              struct feed_exchange *exchange, struct feed_result *result, struct error *err);

/* What came of it: facts and rows, those in another currency than the request's in doubt. Everything is copied into arena. */
struct section *feeds_shown_section(const char *title, const struct feed *feed, const struct feed_request *request,
                                    const struct feed_result *result, struct arena *arena);

#endif
