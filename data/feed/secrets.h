/* Keys of providers: fetched when needed, kept nowhere, masked everywhere. */
#ifndef BALLAST_DATA_FEED_SECRETS_H
#define BALLAST_DATA_FEED_SECRETS_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct feed;
struct text;

enum { SECRET_SIZE = 1024, SECRETS_MOST = 3, SECRET_TIMEOUT_MS = 5000 };

struct secrets {
	char values[SECRETS_MOST][SECRET_SIZE]; /* in the order of feed_secret_names; empty: none    */
};

/*
 * Looks up what the feed declares. is_cancelled (NULL: never) is asked while a program is waited for; it is ended then.
 *
 *     file:PATH   first line of a regular file of ours alone (mode 600, no link); ~/ is home
 *     env:NAME    a variable of the environment
 *     systemd:NAME  a file in $CREDENTIALS_DIRECTORY
 *     cmd:WORDS   first line a program prints within five seconds; split at blanks, quotes group, no shell
 *
 * STATUS_REFUSED, NOT_FOUND or IO says which one could not be had, never what it holds. Clear with secrets_clear.
 */
enum status secrets_load(const struct feed *feed, bool (*is_cancelled)(void *context), void *context,
                         struct secrets *secrets, struct error *err);

/* False for a text that names no place: a key written into the file itself, say. */
enum status secret_check(const char *place, struct error *err);

/*
 * True when every secret the feed declares can be found. No program is started for it: a secret that one gives counts as
 * given.
 */
bool secrets_are_given(const struct feed *feed);

/* Overwrites. */
void secrets_clear(struct secrets *secrets);

/* True when every secret is long enough to be masked: to mask a letter or two would tell more than it hides. */
bool secrets_are_maskable(const struct secrets *secrets);

/*
 * Appends text with every secret replaced by ***, in any case of its letters: plain; percent-encoded; as JSON writes it,
 * with slashes escaped or not, or with numbers, once or twice; as HTML writes it; in base 64, alone or with something around
 * it. secrets may be NULL. Bytes may be anything, zeros too.
 */
void redact(const struct secrets *secrets, const char *text, struct text *result);
void redact_bytes(const struct secrets *secrets, const char *bytes, size_t length, struct text *result);

#endif
