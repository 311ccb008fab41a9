/* Lines a person typed, kept from one time to the next: the history of the palette. What may be lost, and only the owner's. */
#ifndef BALLAST_DATA_SETTINGS_RECALL_H
#define BALLAST_DATA_SETTINGS_RECALL_H

#include <stddef.h>

#include "engine/base/status.h"

enum { RECALL_LINES = 200, RECALL_LINE_SIZE = 160 };

/* Zeroed is empty. */
struct recall {
	char (*lines)[RECALL_LINE_SIZE]; /* owned; oldest first, none twice */
	size_t count;
	size_t fresh;                    /* of the last ones, how many were added since they were read or written */
};

void recall_clear(struct recall *recall);

/* Puts a line last, wherever it stood; control characters become visible, too long a line is left out. */
void recall_add(struct recall *recall, const char *line);

/*
 * folder/name. A file that is not there gives none, as does one that others may write to or that is a symbolic link
 * (STATUS_REFUSED, recall empty): what is recalled can be run with one key.
 */
enum status recall_read(const char *folder, const char *name, struct recall *recall, struct error *err);

/*
 * Adds the fresh lines to what stands in the file now, so that two desks do not forget for each other. Mode 0600, in a
 * folder that is made (0700) when it is missing. Does nothing without fresh lines.
 */
enum status recall_write(const char *folder, const char *name, struct recall *recall, struct error *err);

#endif
