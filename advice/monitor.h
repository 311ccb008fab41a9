/* What needs attention: drift, stale prices, expiring profiles, concentration, risk over limit, waiting proposals. */
#ifndef BALLAST_ADVICE_MONITOR_H
#define BALLAST_ADVICE_MONITOR_H

#include <stddef.h>

#include "advice/language.h"
#include "advice/standing.h"
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
/* Walks the book, replaces its open alerts by what is true on the day. */
enum status monitor_book(struct session *session, struct monitor_result *result, struct error *err);

/* Open alerts as a document section. */
enum status monitor_section(struct session *session, struct arena *arena, struct section **section,
                            struct error *err);

#endif
