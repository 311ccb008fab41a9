/*
 * Files of other programs, brought into the columns of ours: broker CSV by a declared profile, OFX 1 and 2, QIF, price
 * lines of ledger and beancount. What stands in a cell of a row here is what a file of ours would hold there; every
 * check of a file of ours follows (intake_read_foreign).
 */
#ifndef BALLAST_DATA_EXCHANGE_FOREIGN_H
#define BALLAST_DATA_EXCHANGE_FOREIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/exchange/exchange.h"

struct arena;
struct import_profile;
struct problems;

enum { FOREIGN_BYTES = 64 * 1024 * 1024 };

enum foreign_format { FOREIGN_CSV, FOREIGN_OFX, FOREIGN_QIF, FOREIGN_PRICES };

struct foreign_row {
	size_t line;            /* in the file, from 1                                             */
	const char **cells;     /* one a column of the kind, never NULL                            */
	int64_t quantity, money; /* of an event, as the file has them, without sign; money of a trade without its price: 0 */
	int64_t price;          /* of a position, where the statement tells one; else 0             */
	bool is_cancelled;      /* another row of the file takes it back: it must not be in the book */
};

/* A row that takes another one back. */
struct foreign_cancel {
	size_t line;
	const char *date, *client, *account, *symbol;
	int64_t quantity, money;
};

struct foreign {
	enum exchange_kind kind;
	struct arena *arena;    /* owned: the cells                                                */
	struct foreign_row *rows; /* owned; events the oldest day first                              */
	size_t count, capacity;
	struct foreign_cancel *cancels; /* owned                                                    */
	size_t cancel_count, cancel_capacity;
	const char *file_account; /* that --account stands for; NULL: none was named yet             */
	size_t skipped;         /* lines that the profile or the format says to leave out          */
	bool has_as_of;         /* a statement names its day                                       */
	struct date as_of;
};

/*
 * What the book calls an instrument that a file calls text. NULL: it has none of that name, or, when *other is set, two
 * that could be meant: that and the one in *first.
 */
struct foreign_names {
	const char *(*find)(const void *context, const char *text, const char **first, const char **other);
	const void *context;
};

/* What the person says about a file; it goes before what the file or the profile says. Each may be NULL. */
struct foreign_defaults {
	const char *client, *account, *dates;
	struct foreign_names names;   /* of the book; find may be NULL: what the file says is taken   */
};

/* What the bytes look like; FOREIGN_CSV when like nothing else. */
enum foreign_format foreign_detect(const char *bytes, size_t length);

/*
 * Reads the rows of one kind out of a file. profile may be NULL: CSV then has our own columns, the other formats need
 * none. What is wrong goes to problems, with its line; foreign is written always and the caller clears it.
 *
 * Events come out the oldest day first, whichever way the file runs, and of a day what takes shares out last (unless it
 * has a split, where the file's own order counts). A row that another one cancels is marked, and both count as skipped.
 *
 * STATUS_INVALID: the profile is for another kind, or the format holds no rows of this kind; the message says which.
 */
enum status foreign_read(enum exchange_kind kind, const struct import_profile *profile,
                         const struct foreign_defaults *defaults, const char *bytes, size_t length,
                         struct foreign *foreign, struct problems *problems, struct error *err);
void foreign_clear(struct foreign *foreign);

#endif
