/* Reading a section of a declaration, in three topics: what is asked, what comes, which rules hold. Internal to this room. */
#ifndef BALLAST_DATA_FEED_DECLARATION_READING_H
#define BALLAST_DATA_FEED_DECLARATION_READING_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct config;
struct feed;
struct text_list;

/* One section, and what it is called in messages. */
struct reading {
	const char *name, *id;
	const struct config *section;
	struct error *err;
};

/*
 * Each takes the keys of its topic into feed; what was made before a failure is declaration_free's. STATUS_INVALID names
 * the file, the feed and the key.
 */
enum status declaration_read_request(const struct reading *reading, struct feed *feed);
enum status declaration_read_answer(const struct reading *reading, struct feed *feed);
enum status declaration_read_rules(const struct reading *reading, struct feed *feed);

/* ---- what the topics share ---- */

/* "FILE: feed "ID": ..." into reading->err; returns STATUS_INVALID. */
enum status reading_wrong(const struct reading *reading, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A copy of the key's text, the caller's. */
char *reading_text(const struct reading *reading, const char *key, const char *fallback);

/* The index of the key's word among choices; the first when the key is absent. */
enum status reading_choice(const struct reading *reading, const char *key, const char *const *choices, size_t count,
                           size_t *index);

/* The key's texts, copied. is_template: each may hold places to fill, which are checked. */
enum status reading_list(const struct reading *reading, const char *key, bool is_template, struct text_list *list);

#endif
