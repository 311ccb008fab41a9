/* A CSV file of one of our own tables, taken whole or not at all. Internal to advice. */
#ifndef BALLAST_ADVICE_BASE_TABLE_FILE_H
#define BALLAST_ADVICE_BASE_TABLE_FILE_H

#include "advice/base/imported.h"
#include "data/exchange/cells.h"
#include "data/store/store.h"

struct session;

enum { TABLE_FILE_COLUMNS = 24 };

struct table_file {
	const char *kind;                 /* in the journal's record                                     */
	const struct csv_column *columns; /* at most TABLE_FILE_COLUMNS                                  */
	size_t column_count, row_size;
	/* Reads one line into a zeroed row; what is wrong with it goes to the cells' problems. */
	void (*take)(void *context, const struct cells *cells, void *row);
	/* Puts a row into the book. STATUS_INVALID, STATUS_NOT_FOUND and STATUS_REFUSED are problems of its line. */
	enum status (*keep)(struct store *store, void *row, int64_t delivery_id, enum put_result *put, struct error *err);
};

/*
 * Takes the file in one transaction with its delivery and its record, "IMPORTED" with its counts. With is_dry, with a
 * bad row, and when every row was known the book stays as it was. context is the one of table->take; problem is told
 * each bad row, with problem_context. STATUS_NOT_FOUND: no such file; STATUS_INVALID: it is empty or no table;
 * STATUS_REFUSED: there were bad rows, and result says how many.
 */
enum status table_file_import(struct session *session, const struct table_file *table, void *context, const char *path,
                              bool is_dry,
                              void (*problem)(void *context, size_t line, const char *column, const char *message),
                              void *problem_context, struct imported *result, struct error *err);

#endif
