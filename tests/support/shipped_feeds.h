/* The declarations that are shipped, word for word but for where they go: to a server of this machine. */
#ifndef BALLAST_TESTS_SUPPORT_SHIPPED_FEEDS_H
#define BALLAST_TESTS_SUPPORT_SHIPPED_FEEDS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/text.h"

enum { SHIPPED_FEEDS = 23 };

/* What each is asked for, and how many rows a sound answer of tests/data/hostile_server.py has. */
struct shipped_feed {
	const char *id, *symbol, *currency;
	size_t rows;
	bool has_key;
};
extern const struct shipped_feed shipped_feeds[SHIPPED_FEEDS];

/* Ports of the hostile server, in its order: a behaviour each, then those that speak TLS. */
enum { HOSTILE_PLAIN = 29, HOSTILE_SELF_SIGNED = HOSTILE_PLAIN, HOSTILE_OTHER_NAME, HOSTILE_EXPIRED, HOSTILE_TRUSTED,
       HOSTILE_PORTS };
extern const char *const hostile_behaviours[HOSTILE_PORTS];

/*
 * Every file of $BALLAST_DATADIR/feeds.d, in each of whose addresses scheme and host are replaced, and "insecure = yes" and
 * `more` stand before the address.
 */
void shipped_feeds_at(const char *scheme, int port, const char *more, struct text *text);

/* A home with a key for every provider that wants one; returns 0, or -1. */
int shipped_feeds_home(char folder[32], const char *key);
void shipped_feeds_leave(const char *folder);

#endif
