/* Prices brought up to date through the configured feeds. */
#ifndef BALLAST_ADVICE_REFRESH_H
#define BALLAST_ADVICE_REFRESH_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"
#include "engine/base/text.h"

struct session;
struct arena;
struct section;

struct refresh_result {
	size_t feeds, requests, failed;
	size_t added, same, changed;  /* prices and rates                                            */
	size_t held_back;             /* rows not taken because an expectation failed                */
};

/*
 * Asks every enabled feed (or only the one named) for every instrument it can serve, from the day after its last price;
 * stores what passed, with source and time of arrival, each instrument in its own transaction. A failed feed does not
 * stop the others: result->failed counts, the feed's state and problem() tell. cancelled() is asked between requests.
 */
enum status refresh_prices(struct session *session, const char *only_feed,
                           void (*progress)(void *context, size_t done, size_t total),
                           void (*problem)(void *context, const char *feed, const char *symbol, const char *message),
                           bool (*cancelled)(void *context), void *context, struct refresh_result *result,
                           struct error *err);

/* Each declaration with where it stands: enabled, last success, last failure. */
enum status feeds_section(struct session *session, struct arena *arena, struct section **section, struct error *err);

/* Checks one declaration file (or all configured ones with NULL); each problem is reported with file and line. */
enum status feeds_check(struct session *session, const char *path, size_t *feeds,
                        void (*problem)(void *context, const char *message), void *context, struct error *err);

/* One request shown: URL with secrets masked, status, first bytes cleaned, rows parsed, which error rule fired. */
enum status feeds_test(struct session *session, const char *feed, const char *symbol, struct arena *arena,
                       struct section **section, struct error *err);

#endif
