/* Inside data only: the rows of the journal. What they mean is data/journal's; it alone writes through here. */
#ifndef BALLAST_DATA_STORE_STORE_JOURNAL_H
#define BALLAST_DATA_STORE_STORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/store/store.h"

struct journal_head;

/* STATUS_CORRUPT when the head row is gone. */
enum status store_journal_head(struct store *store, struct journal_head *head, struct error *err);

/* A record as it lies in the file, whatever was done to it: no text but client is NULL, length is the payload's. */
struct journal_row {
	int64_t sequence;
	const char *previous, *payload, *hash; /* borrowed: by each until it returns */
	const char *event, *client;            /* likewise; client NULL: of nobody   */
	size_t length;
};

/* One record and the new head, in one transaction. */
enum status store_journal_insert(struct store *store, const struct journal_row *row, struct error *err);

/*
 * Records from `after` + 1 on, in order, of one client or (NULL) of all, until each says false or returns a failure.
 */
enum status store_journal_each(struct store *store, const char *client, int64_t after,
                               enum status (*each)(void *context, const struct journal_row *row, bool *go_on,
                                                   struct error *err),
                               void *context, struct error *err);

/* At most `most` records numbered below `before`, the newest first; client and event NULL: of all. */
enum status store_journal_back(struct store *store, const char *client, const char *event, int64_t before, size_t most,
                               enum status (*each)(void *context, const struct journal_row *row, bool *go_on,
                                                   struct error *err),
                               void *context, struct error *err);

#endif
