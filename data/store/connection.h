/* Inside data/store only: opening an SQLite file the careful way. */
#ifndef BALLAST_DATA_STORE_CONNECTION_H
#define BALLAST_DATA_STORE_CONNECTION_H

#include <sqlite3.h>

#include "data/store/store.h"

/* Opens a file that exists, with every guard on. path is resolved (book_file_resolve). */
enum status connection_open(const char *path, const char *named, enum store_access access, sqlite3 **db,
                            struct error *err);

/* Ours, whole at first sight, and not newer than this program; writes the version it has. */
enum status connection_check(sqlite3 *db, const char *named, int *version, struct error *err);

/* The first line of integrity_check and of foreign_key_check. */
enum status connection_verify(sqlite3 *db, const char *named, struct error *err);

/* An integer pragma: "PRAGMA application_id". */
enum status connection_pragma(sqlite3 *db, const char *named, const char *sql, int64_t *value, struct error *err);

/*
 * A consistent copy of db beside target: written to the partial file, made private, verified. Not yet published.
 * name and descriptor as in partial_open.
 */
enum status connection_copy(sqlite3 *db, const char *named, const char *target, char **name, int *descriptor,
                            struct error *err);

#endif
