/* Inside data/store only: the tables of the book and the steps that lead to them. */
#ifndef BALLAST_DATA_STORE_SCHEMA_H
#define BALLAST_DATA_STORE_SCHEMA_H

#include <sqlite3.h>
#include <stddef.h>

#include "engine/base/status.h"

/* "BLST": what marks an SQLite file as a book. */
enum { BOOK_APPLICATION_ID = 0x424c5354 };

/* The row of CASH, whose price is one by definition: no prices, no quantities. */
enum { CASH_ID = 1 };

/* Entry i lifts version i to i + 1. Released entries never change; new ones go last. */
extern const char *const book_migrations[];
extern const size_t book_migration_count;

/*
 * Brings the book from its version to `count` in one transaction, each step with its version number and a check of the
 * foreign keys: killed on the way, the book is of the version it was. A book that is already there is left alone.
 */
enum status schema_migrate(sqlite3 *db, const char *path, const char *const *migrations, size_t count,
                           struct error *err);

/* The version a book has. */
enum status schema_version(sqlite3 *db, const char *path, int *version, struct error *err);

#endif
