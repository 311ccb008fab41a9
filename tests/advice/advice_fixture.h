/* A session on a book in a folder of its own, and files beside it. */
#ifndef BALLAST_TESTS_ADVICE_ADVICE_FIXTURE_H
#define BALLAST_TESTS_ADVICE_ADVICE_FIXTURE_H

#include <gsl/gsl_errno.h>
#include <string.h>

#include "advice/base/session.h"
#include "engine/base/text.h"
#include "report/renderer.h"
#include "tests/support/book_fixture.h"

static inline struct session_options options_of(const struct book *book)
{
	const char *data = getenv("BALLAST_DATADIR");

	(void)gsl_set_error_handler_off(); /* as main() does */
	return (struct session_options){
		.book = book->path, .data_directory = data != NULL ? data : "share", .today = day("2026-11-20"),
		.time = "2026-11-20T08:00:00Z", .actor = "tester",
	};
}

static inline struct session *open_session(struct book *book)
{
	const struct session_options options = options_of(book);
	struct session *session = NULL;

	assert_done(book, session_open(&options, &session, &book->err));
	return session;
}

/* What is wrong with the rows of a file: how many findings, and the words of the last. */
struct heard_problems {
	size_t count;
	char words[400];
};

static inline void hear_problem(void *context, size_t line, const char *column, const char *message)
{
	struct heard_problems *heard = context;

	heard->count++;
	(void)snprintf(heard->words, sizeof heard->words, "%zu %s %s", line, column, message);
}

/* A file of the book's folder; returns its path in a static buffer. */
static inline const char *write_file(const struct book *book, const char *name, const char *content)
{
	static char path[200];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/%s", book->folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(content, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

#endif
