/*
 * Copies of the book that make themselves: in `<book>.backups/` (0700) beside it, each a whole book (0600) named
 * `<day>-<number>-<reason>.db` by the day it was made, its number within that day, and why. Other names in that folder
 * are not ours and are left alone.
 *
 * Which are kept: the newest `last`, and the newest of each of the `daily` latest days, `weekly` latest ISO weeks and
 * `monthly` latest months that have one. The rule counts copies, not the clock, so a book nobody opens for a year loses
 * none. What was taken before a migration is counted by itself: nothing else pushes it out.
 */
#ifndef BALLAST_DATA_STORE_STORE_KEEP_H
#define BALLAST_DATA_STORE_STORE_KEEP_H

#include <stdint.h>

#include "data/store/store.h"
#include "engine/base/date.h"

struct keep_rule {
	int last, daily, weekly, monthly; /* last at least 1 */
};

enum { KEPT_REASON_SIZE = 24 };

enum kept_for { KEPT_LAST = 1, KEPT_DAY = 2, KEPT_WEEK = 4, KEPT_MONTH = 8 };

struct kept {
	struct date day;
	int number;
	char reason[KEPT_REASON_SIZE];
	char *path;                   /* owned                                                       */
	int64_t bytes;
	unsigned kept_for;            /* of enum kept_for, after kept_mark; 0: goes at the next turn */
};

struct kept_list {
	struct kept *rows;            /* owned; the newest first                                     */
	size_t count, capacity;
};

/* The copies of a book; none when there is no folder. The book itself need not be there. */
enum status kept_list_read(const char *book, struct kept_list *list, struct error *err);
void kept_list_clear(struct kept_list *list);

/* Fills kept_for. Pure. */
void kept_mark(struct kept_list *list, const struct keep_rule *rule);

/*
 * Makes one more copy, verified, and then removes those the rule no longer keeps. path (size bytes) is its name.
 * reason: lower-case letters, at most 23.
 * STATUS_IO: no room (said before anything is written, with the bytes that are wanting), or the disk failed; nothing was
 * removed then. STATUS_CORRUPT: the book is damaged.
 */
enum status store_keep(struct store *store, struct date day, const char *reason, const struct keep_rule *rule,
                       char *path, size_t size, struct error *err);

#endif
