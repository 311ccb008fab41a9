/* A new book in a folder of its own for each test; what one test leaves cannot help or hurt another. */
#ifndef BALLAST_TESTS_SUPPORT_BOOK_FIXTURE_H
#define BALLAST_TESTS_SUPPORT_BOOK_FIXTURE_H

#include <ftw.h>
#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "data/store/store.h"
#include "data/store/store_client.h"
#include "engine/base/date.h"

#define BOOK_TIME "2026-01-01T00:00:00Z"

struct book {
	char folder[64], path[96];
	struct store *store;
	struct error err;
};

#define assert_done(book, call) \
	do { \
		const enum status status_ = (call); \
		if (status_ != STATUS_OK) \
			fail_msg("%s: %s: %s", #call, status_name(status_), (book)->err.message); \
	} while (0)

#define assert_fails(book, expected, part, call) \
	do { \
		const enum status status_ = (call); \
		assert_string_equal(status_name(status_), status_name(expected)); \
		assert_int_equal((book)->err.status, expected); \
		if (strstr((book)->err.message, part) == NULL) \
			fail_msg("\"%s\" does not say \"%s\"", (book)->err.message, part); \
	} while (0)

static inline struct date day(const char *text)
{
	struct date date = {0};

	assert_int_equal(date_parse(text, &date, NULL), STATUS_OK);
	return date;
}

static inline int book_folder_setup(void **state)
{
	struct book *book = calloc(1, sizeof *book);
	const char *base = getenv("TMPDIR");
	size_t length;

	(void)snprintf(book->folder, sizeof book->folder, "%.40s/ballast-", base != NULL ? base : "/tmp");
	length = strlen(book->folder);
	memset(book->folder + length, 'X', 6); /* what mkdtemp replaces */
	assert_non_null(mkdtemp(book->folder));
	(void)snprintf(book->path, sizeof book->path, "%s/t.book", book->folder);
	*state = book;
	return 0;
}

static inline int book_setup(void **state)
{
	struct book *book;

	(void)book_folder_setup(state);
	book = *state;
	assert_done(book, store_create(book->path, "CNY", BOOK_TIME, &book->store, &book->err));
	return 0;
}

static inline int book_remove(const char *name, const struct stat *found, int kind, struct FTW *where)
{
	(void)found, (void)kind, (void)where;
	(void)remove(name);
	return 0;
}

static inline int book_teardown(void **state)
{
	struct book *book = *state;

	store_close(book->store);
	(void)nftw(book->folder, book_remove, 8, FTW_DEPTH | FTW_PHYS);
	free(book);
	return 0;
}

/* How many clients are in it. */
static inline size_t book_clients(struct book *book)
{
	struct client *clients = NULL;
	size_t count = 0;

	assert_done(book, store_clients(book->store, &clients, &count, &book->err));
	free(clients);
	return count;
}

/* What someone with another program could do to the file; returns SQLite's code. */
static inline int book_raw(const struct book *book, const char *sql)
{
	sqlite3 *db = NULL;
	int code;

	assert_int_equal(sqlite3_open(book->path, &db), SQLITE_OK);
	code = sqlite3_exec(db, sql, NULL, NULL, NULL);
	sqlite3_close(db);
	return code;
}

static inline void book_close(struct book *book)
{
	store_close(book->store);
	book->store = NULL;
}

static inline enum status book_open(struct book *book, enum store_access access)
{
	return store_open(book->path, access, &book->store, &book->err);
}

static inline void book_reopen(struct book *book, enum store_access access)
{
	book_close(book);
	assert_done(book, book_open(book, access));
}

#endif
