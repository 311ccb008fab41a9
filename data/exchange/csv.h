/*
 * Comma-separated values (RFC 4180), read row by row in bounded memory and written so that they read back the same.
 * A byte-order mark, CRLF or LF, quoted fields with line ends in them and blank lines are fine.
 */
#ifndef BALLAST_DATA_EXCHANGE_CSV_H
#define BALLAST_DATA_EXCHANGE_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "engine/base/status.h"

struct problems;
struct text;
struct csv;

enum {
	CSV_FIELD_BYTES = 64 * 1024,
	CSV_ROW_BYTES = 4 * 1024 * 1024,
	CSV_FIELDS = 16384,
	CSV_ROWS = 5000000,
};

struct csv_row {
	size_t line;                /* where the row begins, from 1                                      */
	size_t count;
	const char *const *fields;  /* borrowed until the next call; blanks at both ends are kept        */
	const char *flaw;           /* NULL, or what is wrong with a field: the row must not be used     */
	size_t flaw_line, flaw_column; /* where; column from 1                                           */
};

/* Both are borrowed for the reader's life. delimiter is ',' for files of ours; feeds may say ';'. */
struct csv *csv_open_file(FILE *file, char delimiter);
struct csv *csv_open_bytes(const char *bytes, size_t length, char delimiter);
void csv_close(struct csv *csv);

/*
 * The next row that is not blank. Malformed UTF-8, a NUL, a stray quote or carriage return make a flaw of the row and
 * reading goes on; STATUS_INVALID ends it: a quote never closed, a field beyond CSV_FIELD_BYTES, a row beyond
 * CSV_ROW_BYTES or CSV_FIELDS, more than CSV_ROWS rows. STATUS_NOT_FOUND: no more rows. STATUS_IO: the file failed.
 */
enum status csv_next(struct csv *csv, struct csv_row *row, struct error *err);

/* A column a file may have. Names are compared without regard to ASCII case. */
struct csv_column {
	const char *name;
	bool is_required;
};

#define CSV_ABSENT ((size_t)-1)

/*
 * Finds each of count columns in a header row: places[i] is its index or CSV_ABSENT. An unknown column (with the name
 * that was probably meant), one that occurs twice and a required one that is missing are added to problems.
 */
void csv_match(const struct csv_row *header, const struct csv_column *columns, size_t count, size_t *places,
               struct problems *problems);

/* Blanks (space, tab) at both ends taken off, in a copy of at most size - 1 bytes. False when it does not fit. */
bool csv_trim(const char *field, char *result, size_t size);

/* Appends one field, quoted where RFC 4180 asks for it. first: no comma before it. */
void csv_write_field(struct text *text, const char *field, bool first);

/*
 * The same for text that people wrote: where a spreadsheet would take it for a formula (= + - @, a tab or a return,
 * full-width too) an apostrophe goes before it; csv_unguard takes exactly that one off again.
 */
void csv_write_guarded(struct text *text, const char *field, bool first);
const char *csv_unguard(const char *field);

void csv_write_end(struct text *text); /* CRLF, as the RFC says */

#endif
