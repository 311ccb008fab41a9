/* What needs attention: drift, stale prices, expiring profiles, concentration, risk over limit, waiting proposals. */
#ifndef BALLAST_ADVICE_OVERSIGHT_MONITOR_H
#define BALLAST_ADVICE_OVERSIGHT_MONITOR_H

#include <stdbool.h>
#include <stddef.h>

#include "advice/base/language.h"
#include "advice/client/standing.h"
#include "data/store/store_watch.h"

struct session;
struct arena;
struct section;

enum { MONITOR_ALERTS = 32 };

/* The alerts a standing gives rise to; pure but for the session's rules. Returns how many were written. */
size_t monitor_client(struct session *session, const struct standing *standing, struct alert alerts[MONITOR_ALERTS]);

/* An alert in words. Writes into text; returns it. */
const char *monitor_sentence(enum language language, const struct alert *alert, char *text, size_t size);

struct monitor_result {
	size_t clients, open, opened;
};
/*
 * Walks the book, replaces its open alerts by what is true on the day, and records that it did (WATCHED, with the
 * counts): an oversight that never looked finds nothing either. One transaction.
 */
enum status monitor_book(struct session *session, struct monitor_result *result, struct error *err);

/* The same, telling how far it is; go_on returning false ends it with STATUS_REFUSED and nothing is changed. */
enum status monitor_book_watched(struct session *session, bool (*go_on)(void *context, size_t done, size_t total),
                                 void *context, struct monitor_result *result, struct error *err);

/* Open alerts as a document section. */
enum status monitor_section(struct session *session, struct arena *arena, struct section **section,
                            struct error *err);

#endif
