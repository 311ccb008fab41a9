/*
 * Files that appear whole or not at all: written beside their place, synced, and put there by one rename. A kill or a
 * full disk at any moment leaves the old state, and at most a name that ends in ".partial", which the next run removes.
 */
#ifndef BALLAST_DATA_EXCHANGE_PUBLISH_H
#define BALLAST_DATA_EXCHANGE_PUBLISH_H

#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"

/*
 * Writes one file of mode 0600, replacing what is there. STATUS_REFUSED when that is a folder, a device or a pipe;
 * STATUS_IO names path and reason.
 */
enum status publish_file(const char *path, const char *bytes, size_t length, struct error *err);

/* The same where nothing is yet: STATUS_REFUSED, and nothing changed, when there is something of that name. */
enum status publish_new_file(const char *path, const char *bytes, size_t length, struct error *err);

/*
 * A folder of files. Opened as <directory>/.<name>.partial (mode 0700; a leftover is removed first; directory itself is
 * made when missing), filled file by file, then published as <directory>/<name> in exchange for what was there.
 */
struct publication;
enum status publication_open(const char *directory, const char *name, struct publication **publication,
                             struct error *err);

/* Begins one more file (mode 0600); those before stay open. */
enum status publication_begin(struct publication *publication, const char *file, struct error *err);

/* Several files may be open at once: the handle is the number publication_begin counts from 0. */
enum status publication_write(struct publication *publication, size_t file, const char *bytes, size_t length,
                              struct error *err);

/* Flushes and syncs all files and the folder. Nothing can fail for want of space after this but the rename. */
enum status publication_finish(struct publication *publication, struct error *err);

/* After finish: name, size and SHA-256 of a file; NULL beyond the last. */
struct published_file {
	char name[64];
	uint64_t bytes;
	char hash[65];
};
const struct published_file *publication_file(const struct publication *publication, size_t file);

/* The rename. */
enum status publication_publish(struct publication *publication, struct error *err);

/* Frees; what was not published is removed. */
void publication_close(struct publication *publication);

#endif
