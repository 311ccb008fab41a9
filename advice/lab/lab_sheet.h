/* One file of the laboratory, row by row: cells by name or place, and what is wrong with them. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_LAB_SHEET_H
#define BALLAST_ADVICE_LAB_LAB_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "data/exchange/csv.h"
#include "data/exchange/problem.h"
#include "engine/base/date.h"
#include "engine/base/status.h"

struct arena;
struct lab_listener;

enum { SHEET_NAME = 64, SHEET_NUMBER = 64 };

/* Symbols in the order of the file that names them first. */
struct lab_symbols {
	size_t count;
	const char *const *names;
};

/* Position of a symbol, or SIZE_MAX. */
size_t lab_symbols_find(const struct lab_symbols *symbols, const char *name);

/* What all reading needs. */
struct lab_reader {
	struct arena *arena;                  /* texts and small arrays live here                      */
	const struct lab_listener *listener;  /* hears of every bad place; NULL: err alone says it     */
};

struct lab_sheet {
	const struct lab_reader *reader; /* borrowed                                                   */
	const char *path;         /* borrowed; what messages call the file                             */
	FILE *file;               /* owned                                                             */
	struct csv *csv;          /* owned                                                             */
	char (*names)[SHEET_NAME]; /* owned: the header, blanks taken off                              */
	size_t count;             /* columns                                                           */
	struct csv_row row;       /* the last one read                                                 */
	struct problems problems;
};

/* Opens and reads the header. Whatever it returns, lab_sheet_close ends it. sheet is zeroed by the caller. */
enum status lab_sheet_open(const struct lab_reader *reader, const char *path, struct lab_sheet *sheet,
                           struct error *err);

/* As open, for a file with fixed columns: places[i] is where columns[i] stands or CSV_ABSENT. */
enum status lab_sheet_open_columns(const struct lab_reader *reader, const char *path, const struct csv_column *columns,
                                   size_t count, size_t *places, struct lab_sheet *sheet, struct error *err);

/* The next row with as many fields as the header; others become problems. STATUS_NOT_FOUND: no more. */
enum status lab_sheet_next(struct lab_sheet *sheet, struct error *err);

/* What lab_sheet_next says last: the end is a good one. */
static inline enum status lab_sheet_ended(enum status status)
{
	return status == STATUS_NOT_FOUND ? STATUS_OK : status;
}

/* Adds a problem at a cell of the current row. */
void lab_sheet_fail(struct lab_sheet *sheet, size_t column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A cell's text without blanks around it. False, with a problem, when it is empty or too long. */
bool lab_sheet_text(struct lab_sheet *sheet, size_t column, char text[SHEET_NAME]);

/* The asset of a name in a cell; SIZE_MAX and a problem when there is none. */
size_t lab_sheet_find(struct lab_sheet *sheet, size_t column, const char *name, const struct lab_symbols *symbols);
/* The same for the name that stands in the cell. */
size_t lab_sheet_asset(struct lab_sheet *sheet, size_t column, const struct lab_symbols *symbols, char name[SHEET_NAME]);

/* A cell's day. False, with a problem, when it is none. */
bool lab_sheet_date(struct lab_sheet *sheet, size_t column, struct date *date);

/* A cell's number. NaN when it is empty and may be; false, with a problem, when it is no finite number. */
bool lab_sheet_number(struct lab_sheet *sheet, size_t column, bool may_be_empty, double *value);

/* A problem of the file as a whole. */
void lab_sheet_fail_whole(struct lab_sheet *sheet, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* True while one problem more would still be told: what is costly to say need not be made up after that. */
bool lab_sheet_listens(const struct lab_sheet *sheet);

/*
 * Frees all, and makes the answer: status as it is when not OK, else STATUS_INVALID when there were problems. The
 * message tells those it has room for; when that is not all and there is a listener, the listener hears each of them.
 */
enum status lab_sheet_close(struct lab_sheet *sheet, enum status status, struct error *err);

#endif
