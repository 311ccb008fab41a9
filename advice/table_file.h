/* A CSV file of one of our own tables, read row by row with its problems. Internal to advice. */
#ifndef BALLAST_ADVICE_TABLE_FILE_H
#define BALLAST_ADVICE_TABLE_FILE_H

#include "data/exchange/cells.h"
#include "data/journal/journal.h"

struct session;

enum { TABLE_FILE_COLUMNS = 24 };

/*
 * Calls row for each row whose fields can be read at all; what is wrong goes to problems. `count` columns, at most
 * TABLE_FILE_COLUMNS. hash is that of the bytes. STATUS_NOT_FOUND: no such file; STATUS_INVALID: it is empty or no table.
 */
enum status table_file_read(const char *path, const struct csv_column *columns, size_t count, struct date as_of,
                            struct problems *problems, void (*row)(void *context, const struct cells *cells),
                            void *context, char hash[HASH_SIZE], struct error *err);

/* The delivery of such a file. */
enum status table_file_delivery(struct session *session, const char *path, const char *hash, int64_t *id,
                                struct error *err);

/* "IMPORTED" with its counts; nothing when nothing was added or changed. */
enum status table_file_record(struct session *session, const char *kind, const char *path, const char *hash, size_t rows,
                              size_t added, size_t same, size_t changed, struct error *err);

/* Tells the problems that were kept, and STATUS_REFUSED when there are any. */
enum status table_file_verdict(const char *path, const struct problems *problems,
                               void (*problem)(void *context, size_t line, const char *column, const char *message),
                               void *context, struct error *err);

#endif
