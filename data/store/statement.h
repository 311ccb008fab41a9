/*
 * Inside data/store only: the connection, its prepared statements, and one way to bind, step and fail.
 * SQL is constant text; a statement is prepared the first time it is needed and kept until the store is closed.
 */
#ifndef BALLAST_DATA_STORE_STATEMENT_H
#define BALLAST_DATA_STORE_STATEMENT_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/store/store.h"
#include "data/store/transaction.h"

enum { STATEMENT_SLOTS = 512, BUSY_MILLISECONDS = 5000 };

struct store {
	sqlite3 *db;
	char *path;                  /* owned                                                        */
	enum store_access access;
	int depth;                   /* transactions begun and not yet ended                         */
	int step_depth;              /* of depth when the step that can be taken back began          */
	bool step_is_doomed;         /* of is_doomed then                                            */
	bool is_doomed;              /* a step wrote something and failed: only a rollback is honest */
	struct error doom;           /* why                                                          */
	bool has_price_batch, has_collector; /* what store_price_batch and store_close add to SQL was made known */
	struct {
		const char *sql;     /* borrowed: constant text, known by its address                */
		sqlite3_stmt *statement; /* owned                                                    */
	} slots[STATEMENT_SLOTS];
};

/* Opens for writing what is a copy already: lifted without another copy of it. */
enum status store_open_copy(const char *path, struct store **store, struct error *err);

/* An opened and checked connection as a store for reading, at the version it has; store_close closes it. */
struct store *store_of(sqlite3 *db, const char *path);

/* What is bound, in the order of ?1, ?2, ... KEY 0 is NULL; text is borrowed until the statement was run. */
struct value {
	enum { VALUE_INTEGER, VALUE_REAL, VALUE_TEXT, VALUE_BYTES, VALUE_OBJECT, VALUE_NULL } kind;
	int64_t integer;             /* of bytes, how many                                           */
	double real;
	const char *text;
	void *object;                /* sqlite3_bind_pointer's, with its type in text                */
};
#define OBJECT(v, type) ((struct value){.kind = VALUE_OBJECT, .object = (v), .text = (type)})
#define INTEGER(v) ((struct value){.kind = VALUE_INTEGER, .integer = (v)})
#define REAL(v) ((struct value){.kind = VALUE_REAL, .real = (v)})
#define TEXT(v) ((struct value){.kind = VALUE_TEXT, .text = (v)})
#define BYTES_OR_NULL(v, length) \
	((struct value){.kind = (length) == 0 ? VALUE_NULL : VALUE_BYTES, .text = (const char *)(v), .integer = (length)})
#define KEY(v) ((struct value){.kind = (v) == 0 ? VALUE_NULL : VALUE_INTEGER, .integer = (v)})
#define TEXT_OR_NULL(v) ((struct value){.kind = *(v) == '\0' ? VALUE_NULL : VALUE_TEXT, .text = (v)})

/* Turns a result code into a status and a sentence that names the file and says what to do. */
enum status store_fail(const struct store *store, int code, struct error *err);
enum status database_fail(sqlite3 *db, const char *path, int code, struct error *err);

/*
 * The kept statement for sql, ready to step with these values. It must be brought to its end by statement_step
 * (false, or an error) or by statement_done before it is taken again.
 */
enum status statement_take(struct store *store, const char *sql, const struct value *values, size_t count,
                           sqlite3_stmt **statement, struct error *err);
#define STATEMENT_TAKE(store, sql, statement, err, ...) \
	statement_take(store, sql, (const struct value[]){__VA_ARGS__}, \
	               sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value), statement, err)

/* The next row; at the end (has_row false) and on an error the statement is given back. */
enum status statement_step(struct store *store, sqlite3_stmt *statement, bool *has_row, struct error *err);
void statement_done(sqlite3_stmt *statement);

/* Takes, steps to the end and gives back. */
enum status statement_run(struct store *store, const char *sql, const struct value *values, size_t count,
                          struct error *err);
#define STATEMENT_RUN(store, sql, err, ...) \
	statement_run(store, sql, (const struct value[]){__VA_ARGS__}, \
	              sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value), err)

/* Takes and steps once: with found true the row can be read, then statement_done. */
enum status statement_find(struct store *store, const char *sql, const struct value *values, size_t count,
                           sqlite3_stmt **statement, bool *found, struct error *err);
#define STATEMENT_FIND(store, sql, statement, found, err, ...) \
	statement_find(store, sql, (const struct value[]){__VA_ARGS__}, \
	               sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value), statement, found, err)

/*
 * The rows of a query as a list in its order, which the caller frees; *list and *count are written only on STATUS_OK,
 * and no row is a list of none (NULL). read puts the row under it into the item of size bytes, every field of it; it
 * takes nothing that would have to be freed when a later row fails. STATEMENT_LIST asks for the address of the
 * caller's pointer, whose type says the size, and of its count; a reader is shared with STATEMENT_ONE.
 */
enum status statement_list(struct store *store, const char *sql, const struct value *values, size_t value_count,
                           void (*read)(sqlite3_stmt *row, void *item), size_t size, void *list, size_t *count,
                           struct error *err);
#define STATEMENT_LIST(store, sql, read, list, count, err, ...) \
	statement_list(store, sql, (const struct value[]){__VA_ARGS__}, \
	               sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value), read, sizeof **(list), list, \
	               count, err)

/* The first row of a query, read into item; with found false item is untouched. */
enum status statement_one(struct store *store, const char *sql, const struct value *values, size_t count,
                          void (*read)(sqlite3_stmt *row, void *item), void *item, bool *found, struct error *err);
#define STATEMENT_ONE(store, sql, read, item, found, err, ...) \
	statement_one(store, sql, (const struct value[]){__VA_ARGS__}, \
	              sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value), read, item, found, err)

/*
 * For walks that call back: a statement of its own, so that the callee may walk too. sqlite3_finalize ends it.
 */
enum status statement_open(struct store *store, const char *sql, const struct value *values, size_t count,
                           sqlite3_stmt **statement, struct error *err);
#define STATEMENT_OPEN(store, sql, statement, err, ...) \
	statement_open(store, sql, (const struct value[]){__VA_ARGS__}, \
	               sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value), statement, err)

/*
 * STATUS_NOT_FOUND: "there is no client "C-1OO2"; did you mean "C-1002"?", where what says what it is a name of and sql
 * lists those there are, below SYMBOL_SIZE bytes each. Another status when they could not be read.
 */
enum status fail_not_found(struct store *store, const char *sql, const char *what, const char *name, struct error *err);

/* A column copied into a field of the model; cut at a character when it does not fit, empty for NULL. */
void column_text(sqlite3_stmt *statement, int column, char *field, size_t size);
struct date;
struct date column_date(sqlite3_stmt *statement, int column);

/* The first column of a query that always has one row. */
enum status statement_integer(struct store *store, const char *sql, const struct value *values, size_t count,
                              int64_t *integer, struct error *err);
#define STATEMENT_INTEGER(store, sql, integer, err, ...) \
	statement_integer(store, sql, (const struct value[]){__VA_ARGS__}, \
	                  sizeof((const struct value[]){__VA_ARGS__}) / sizeof(struct value), integer, err)

#endif
