/* A file into the book: all of it with its journal record, or nothing. */
#include "advice/intake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/intake_rows.h"
#include "advice/record.h"
#include "advice/session.h"
#include "data/exchange/problem.h"
#include "data/store/store_price.h"
#include "engine/base/text.h"

enum { PROBLEMS_TOLD = 100 };

const char *const intake_kinds[] = {"instruments", "prices", "clients", "holdings", "transactions", "answers", "rates", NULL};

/* SHA-256 of the whole, which is then read again from the start. What cannot be read twice is copied first. */
static enum status hash_file(FILE **file, const char *name, char hash[HASH_SIZE], struct error *err)
{
	FILE *copy = fseek(*file, 0, SEEK_SET) == 0 ? NULL : tmpfile();
	const bool is_stream = copy != NULL || fseek(*file, 0, SEEK_SET) != 0;
	struct hasher *hasher;
	char bytes[65536];
	size_t count;
	bool failed = is_stream && copy == NULL;

	hasher = hasher_new();
	while (!failed && (count = fread(bytes, 1, sizeof bytes, *file)) > 0) {
		hasher_add(hasher, bytes, count);
		failed = is_stream && fwrite(bytes, 1, count, copy) != count;
	}
	hasher_finish(hasher, hash);
	failed = failed || ferror(*file) != 0;
	if (is_stream && copy != NULL) {
		if (*file != stdin)
			(void)fclose(*file); /* read to its end or failed: nothing more is wanted of it */
		*file = copy;
	}
	if (failed || fseek(*file, 0, SEEK_SET) != 0)
		return error_set(err, STATUS_IO, "%s: %s", name, strerror(errno));
	return STATUS_OK;
}

static enum status open_file(const char *path, FILE **file, struct error *err)
{
	if (strcmp(path, "-") == 0) {
		*file = stdin;
		return STATUS_OK;
	}
	*file = fopen(path, "re");
	if (*file != NULL)
		return STATUS_OK;
	return error_set(err, errno == ENOENT ? STATUS_NOT_FOUND : STATUS_IO, "%s: %s", path, strerror(errno));
}

static const char *short_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	if (strcmp(path, "-") == 0)
		return "standard input";
	return slash != NULL ? slash + 1 : path;
}

static enum status put_source(struct intake_run *run, const char *name, struct error *err)
{
	char raw[400], clean[SOURCE_SIZE];

	(void)snprintf(raw, sizeof raw, "import %.380s", name);
	return store_put_source(run->store, text_clean(raw, clean, sizeof clean), &run->source, err);
}

/* Kind, counts and hash: what came in can be recognised later, wherever it lay. */
static enum status record_import(struct session *session, const char *kind, const struct intake_result *result,
                                 const char *hash, struct error *err)
{
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, "IMPORTED", NULL, NULL, details);
	enum status status;

	json_put_text(details, "kind", kind);
	json_put_integer(details, "rows", (int64_t)result->rows);
	json_put_integer(details, "added", (int64_t)result->added);
	json_put_integer(details, "same", (int64_t)result->same);
	json_put_integer(details, "changed", (int64_t)result->changed);
	json_put_text(details, "sha256", hash);
	status = journal_append(session_store(session), &event, err);
	json_free(details);
	return status;
}

/* Each problem once: one unknown symbol in a thousand rows of prices is one thing to mend. */
static void tell(const struct problems *problems,
                 void (*problem)(void *context, size_t line, const char *column, const char *message), void *context)
{
	size_t told = 0;

	for (size_t i = 0; i < problems->kept && told < PROBLEMS_TOLD; i++) {
		bool is_new = true;

		for (size_t j = 0; j < i && is_new; j++)
			is_new = strcmp(problems->list[i].message, problems->list[j].message) != 0 ||
			         strcmp(problems->list[i].name, problems->list[j].name) != 0;
		if (!is_new)
			continue;
		problem(context, problems->list[i].line, problems->list[i].name, problems->list[i].message);
		told++;
	}
}

/* Reads the file inside a transaction that is open; the caller keeps or drops it. */
static enum status read_all(struct intake_run *run, enum exchange_kind kind, FILE *file, const char *name,
                            struct problems *problems, struct intake_result *result, struct error *err)
{
	enum status status = STATUS_OK;

	if (kind == EXCHANGE_PRICES || kind == EXCHANGE_RATES)
		status = put_source(run, name, err);
	if (status == STATUS_OK)
		status = intake_read(kind, file, name, session_today(run->session), intake_keep, run, problems, &result->rows,
		                     err);
	result->added = run->added;
	result->same = run->same;
	result->changed = run->changed;
	result->bad = problems->count;
	return status;
}

static enum status import_file(struct session *session, enum exchange_kind kind, FILE *file, const char *name,
                               const char *hash, bool is_dry, struct problems *problems,
                               struct intake_result *result, struct error *err)
{
	struct store *store = session_store(session);
	struct intake_run run;
	bool is_kept = false;
	enum status status = store_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = intake_run_init(session, &run, err);
	if (status == STATUS_OK)
		status = read_all(&run, kind, file, name, problems, result, err);
	if (status == STATUS_OK && result->added + result->changed > 0 && !is_dry) {
		status = record_import(session, exchange_kind_name(kind), result, hash, err);
		if (status == STATUS_OK) {
			status = store_commit(store, err);
			is_kept = true; /* or undone by a commit that failed */
		}
	}
	if (!is_kept)
		store_rollback(store);
	intake_run_clear(&run);
	return status;
}

enum status intake_import(struct session *session, const char *kind, const char *path, bool is_dry,
                          void (*problem)(void *context, size_t line, const char *column, const char *message),
                          void *context, struct intake_result *result, struct error *err)
{
	struct problems problems = {0};
	struct intake_result counted = {0};
	const char *name = short_name(path);
	char hash[HASH_SIZE];
	enum exchange_kind row_kind;
	FILE *file;
	enum status status;

	if (!exchange_kind_parse(kind, &row_kind)) {
		const char *nearest = text_nearest(kind, intake_kinds, sizeof intake_kinds / sizeof intake_kinds[0] - 1);

		return error_set(err, STATUS_INVALID, "\"%.40s\" is no kind of file%s%s; it is one of instruments, prices, clients, "
		                 "holdings, transactions, answers, rates", kind, nearest != NULL ? ", perhaps " : "",
		                 nearest != NULL ? nearest : "");
	}
	status = open_file(path, &file, err);
	if (status != STATUS_OK)
		return status;
	status = hash_file(&file, name, hash, err);
	if (status == STATUS_OK)
		status = import_file(session, row_kind, file, name, hash, is_dry, &problems, &counted, err);
	if (file != stdin)
		(void)fclose(file); /* only read */
	if (problem != NULL)
		tell(&problems, problem, context);
	if (status == STATUS_INVALID && problems.count > 0)
		status = error_set(err, STATUS_REFUSED, "%s", err != NULL ? err->message : "");
	problems_clear(&problems);
	if (status == STATUS_OK && !is_dry && (row_kind == EXCHANGE_PRICES || row_kind == EXCHANGE_INSTRUMENTS || row_kind == EXCHANGE_RATES))
		session_forget_market(session);
	if (status == STATUS_OK || status == STATUS_REFUSED)
		*result = counted;
	return status;
}
