/* One file of the laboratory, row by row: cells by name or place, and what is wrong with them. Internal to advice. */
#ifndef BALLAST_ADVICE_LAB_SHEET_H
#define BALLAST_ADVICE_LAB_SHEET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "data/exchange/csv.h"
#include "data/exchange/problem.h"
#include "engine/base/status.h"

enum { SHEET_NAME = 64, SHEET_NUMBER = 64 };

struct lab_sheet {
	const char *path;         /* borrowed; what messages call the file                             */
	FILE *file;               /* owned                                                             */
	struct csv *csv;          /* owned                                                             */
	char (*names)[SHEET_NAME]; /* owned: the header, blanks taken off                              */
	size_t count;             /* columns                                                           */
	struct csv_row row;       /* the last one read                                                 */
	struct problems problems;
};

/* Opens and reads the header. Whatever it returns, lab_sheet_close ends it. sheet is zeroed by the caller. */
enum status lab_sheet_open(const char *path, struct lab_sheet *sheet, struct error *err);

/* As open, for a file with fixed columns: places[i] is where columns[i] stands or CSV_ABSENT. */
enum status lab_sheet_open_columns(const char *path, const struct csv_column *columns, size_t count, size_t *places,
                                   struct lab_sheet *sheet, struct error *err);

/* The next row with as many fields as the header; others become problems. STATUS_NOT_FOUND: no more. */
enum status lab_sheet_next(struct lab_sheet *sheet, struct error *err);

/* Adds a problem at a cell of the current row. */
void lab_sheet_fail(struct lab_sheet *sheet, size_t column, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* A cell's text without blanks around it. False, with a problem, when it is empty or too long. */
bool lab_sheet_text(struct lab_sheet *sheet, size_t column, char text[SHEET_NAME]);

/* A cell's number. NaN when it is empty and may be; false, with a problem, when it is no finite number. */
bool lab_sheet_number(struct lab_sheet *sheet, size_t column, bool may_be_empty, double *value);

/* Frees all, and makes the answer: status as it is when not OK, else STATUS_INVALID when there were problems. */
enum status lab_sheet_close(struct lab_sheet *sheet, enum status status, struct error *err);

#endif
