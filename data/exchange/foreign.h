/*
 * Files of other programs, brought into the columns of ours: broker CSV by a declared profile, OFX 1 and 2, QIF, price
 * lines of ledger and beancount. What stands in a cell of a row here is what a file of ours would hold there; every
 * check of a file of ours follows (intake_read_foreign).
 */
#ifndef BALLAST_DATA_EXCHANGE_FOREIGN_H
#define BALLAST_DATA_EXCHANGE_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>

#include "data/exchange/exchange.h"

struct arena;
struct import_profile;
struct problems;

enum { FOREIGN_BYTES = 64 * 1024 * 1024 };

enum foreign_format { FOREIGN_CSV, FOREIGN_OFX, FOREIGN_QIF, FOREIGN_PRICES };

struct foreign_row {
	size_t line;            /* in the file, from 1                                             */
	const char **cells;     /* one a column of the kind, never NULL                            */
};

struct foreign {
	enum exchange_kind kind;
	struct arena *arena;    /* owned: the cells                                                */
	struct foreign_row *rows; /* owned                                                         */
	size_t count, capacity;
	size_t skipped;         /* lines that the profile or the format says to leave out          */
	bool has_as_of;         /* a statement names its day                                       */
	struct date as_of;
};

/* What the person says about a file; it goes before what the file or the profile says. Each may be NULL. */
struct foreign_defaults {
	const char *client, *account, *dates;
};

/* What the bytes look like; FOREIGN_CSV when like nothing else. */
enum foreign_format foreign_detect(const char *bytes, size_t length);

/*
 * Reads the rows of one kind out of a file. profile may be NULL: CSV then has our own columns, the other formats need
 * none. What is wrong goes to problems, with its line; foreign is written always and the caller clears it.
 *
 * STATUS_INVALID: the profile is for another kind, or the format holds no rows of this kind; the message says which.
 */
enum status foreign_read(enum exchange_kind kind, const struct import_profile *profile,
                         const struct foreign_defaults *defaults, const char *bytes, size_t length,
                         struct foreign *foreign, struct problems *problems, struct error *err);
void foreign_clear(struct foreign *foreign);

#endif
