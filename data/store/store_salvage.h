/* What is left of a book that does not open: looked at without changing it. */
#ifndef BALLAST_DATA_STORE_STORE_SALVAGE_H
#define BALLAST_DATA_STORE_STORE_SALVAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "engine/base/status.h"
#include "engine/base/text.h"

enum book_damage {
	BOOK_SOUND,
	BOOK_ABSENT,
	BOOK_EMPTY,          /* no byte                                                                  */
	BOOK_ZEROED,         /* nothing but zeros                                                        */
	BOOK_HEAD_LOST,      /* does not begin as a book does: overwritten, or never one                 */
	BOOK_FOREIGN,        /* an SQLite file of another program                                        */
	BOOK_CUT,            /* shorter than its head says                                               */
	BOOK_DAMAGED,        /* begins well and is damaged further on                                    */
};

struct salvage_table {
	char name[48];
	int64_t rows;                /* that could be read one after the other                          */
	bool is_whole;               /* false: reading stopped at damage, there may have been more      */
};

enum { SALVAGE_FINDINGS = 20, SALVAGE_TABLES = 128 };

struct salvage {
	enum book_damage damage;
	int64_t bytes, expected;     /* expected 0: the head does not say                               */
	int64_t application, version; /* of the head: what marks a book, and its form; 0: lost          */
	int64_t pages, zeroed;       /* blocks of 4096 bytes, and those that hold nothing but zeros     */
	struct salvage_table *tables; /* owned                                                          */
	size_t table_count;
	struct text findings[SALVAGE_FINDINGS]; /* of SQLite's integrity check, the first ones          */
	size_t finding_count;
};

/*
 * Reads the file from end to end. STATUS_IO: it cannot be read at all (no permission, a bad disk), STATUS_REFUSED: it is
 * no regular file. With damage BOOK_SOUND its integrity is whole; whether its figures agree is store_check's question.
 */
enum status store_salvage(const char *path, struct salvage *salvage, struct error *err);
void salvage_clear(struct salvage *salvage);

#endif
