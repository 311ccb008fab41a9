/* Files in and out of the book: seven kinds, all of a file or none of it. */
#ifndef BALLAST_ADVICE_INTAKE_H
#define BALLAST_ADVICE_INTAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "engine/base/status.h"

struct session;
struct sink;

/* "instruments", "prices", "clients", "holdings", "transactions", "answers"; NULL-terminated. */
extern const char *const intake_kinds[];

struct intake_result {
	size_t rows, added, same, changed, bad;
};

/*
 * Reads a file into the book in one transaction with its journal record; nothing of it is kept when any row is bad
 * (STATUS_REFUSED; problem is called for each, up to a hundred). is_dry: the same, then nothing is kept. A repeated
 * import changes nothing and says so by added = changed = 0; it leaves no journal record either.
 * path "-" is standard input.
 */
enum status intake_import(struct session *session, const char *kind, const char *path, bool is_dry,
                          void (*problem)(void *context, size_t line, const char *column, const char *message),
                          void *context, struct intake_result *result, struct error *err);

/* The same columns back. */
enum status intake_export(struct session *session, const char *kind, struct sink *sink, struct error *err);

#endif
