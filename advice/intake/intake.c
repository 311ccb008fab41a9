/* A file into the book: all of it with its journal record, or nothing. */
#include "advice/intake/intake.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "advice/base/record.h"
#include "advice/base/session.h"
#include "advice/intake/intake_foreign.h"
#include "advice/intake/intake_rows.h"
#include "advice/intake/recognition.h"
#include "data/exchange/problem.h"
#include "data/store/store_price.h"
#include "engine/base/text.h"

enum { PROBLEMS_TOLD = 100 };

const char *const intake_kinds[] = {"instruments", "prices", "clients", "holdings", "transactions", "answers", "rates", NULL};

static enum status put_delivery(struct intake_run *run, const char *kind, const struct intake_file *file,
                                struct error *err)
{
	struct delivery delivery = {0};
	char raw[400];

	(void)snprintf(raw, sizeof raw, "import %.380s", file->name);
	(void)text_clean(raw, delivery.source, sizeof delivery.source);
	(void)text_clean(file->name, delivery.subject, sizeof delivery.subject);
	(void)snprintf(delivery.kind, sizeof delivery.kind, "%s", kind);
	(void)snprintf(delivery.arrived, sizeof delivery.arrived, "%s", session_time(run->session));
	memcpy(delivery.body_hash, file->hash, sizeof delivery.body_hash);
	return store_put_delivery(run->store, &delivery, &run->delivery, err);
}

/* Kind, counts and hash: what came in can be recognised later, wherever it lay. */
static enum status record_import(const struct intake_run *run, const char *kind, const struct intake_file *file,
                                 const struct intake_result *result, struct error *err)
{
	struct session *session = run->session;
	const int64_t entries_before = run->last_entry;
	int64_t last = 0;
	struct json *details = json_new_object();
	const struct journal_event event = record_event(session, "IMPORTED", NULL, NULL, details);
	enum status status = store_last_entry(session_store(session), &last, err);

	json_put_text(details, "kind", kind);
	json_put_text(details, "name", file->name);
	json_put_integer(details, "rows", (int64_t)result->rows);
	json_put_integer(details, "added", (int64_t)result->added);
	json_put_integer(details, "same", (int64_t)result->same);
	json_put_integer(details, "changed", (int64_t)result->changed);
	json_put_integer(details, "held", (int64_t)result->held);
	if (result->differing > 0)
		json_put_integer(details, "differing", (int64_t)result->differing);
	json_put_text(details, "sha256", file->hash);
	if (run->recognition != NULL)
		recognition_record(run->recognition, details);
	if (last > entries_before) { /* what it wrote is found again by these, to be undone */
		json_put_integer(details, "first_entry", entries_before + 1);
		json_put_integer(details, "last_entry", last);
	}
	if (status == STATUS_OK)
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

static enum status read_rows(struct intake_run *run, enum exchange_kind kind, const struct intake_file *file,
                             enum status (*sink)(const struct exchange_row *row, void *context, struct error *err),
                             struct problems *problems, size_t *rows, struct error *err)
{
	const struct date today = session_today(run->session);

	if (file->is_foreign)
		return intake_read_foreign(&file->foreign, file->name, today, false, sink, run, problems, rows, err);
	return intake_read(kind, file->file, file->name, today, sink, run, problems, rows, err);
}

/* Prices came in the order of the file and went into the book by instrument; who asks is told in the order of the file. */
static enum status put_prices(struct intake_run *run, const struct intake_file *file, struct error *err)
{
	struct problems known = {0}; /* the same as before */
	enum status status = intake_put_prices(run, err);

	if (status != STATUS_OK || run->row == NULL)
		return status;
	if (!file->is_foreign && fseek(file->file, 0, SEEK_SET) != 0)
		return error_set(err, STATUS_IO, "%s: %s", file->name, strerror(errno));
	status = read_rows(run, EXCHANGE_PRICES, file, intake_tell_price, &known, NULL, err);
	problems_clear(&known);
	return status == STATUS_INVALID ? STATUS_OK : status;
}

/* Reads the file inside a transaction that is open; the caller keeps or drops it. */
static enum status read_all(struct intake_run *run, enum exchange_kind kind, const struct intake_file *file,
                            struct problems *problems, struct intake_result *result, struct error *err)
{
	const bool is_gathered = kind == EXCHANGE_PRICES || kind == EXCHANGE_RATES;
	struct error broken;
	enum status status = STATUS_OK;

	if (is_gathered)
		status = put_delivery(run, kind == EXCHANGE_RATES ? "rate" : close_kind_name(run->price_kind), file, err);
	if (status == STATUS_OK)
		status = read_rows(run, kind, file, intake_keep, problems, &result->rows, err);
	if (is_gathered && (status == STATUS_OK || (status == STATUS_INVALID && run->row != NULL))) {
		const enum status put = kind == EXCHANGE_RATES ? intake_put_rates(run, &broken) : put_prices(run, file, &broken);

		if (put != STATUS_OK)
			status = error_set(err, put, "%s", broken.message);
	}
	result->added = run->added;
	result->same = run->same;
	result->changed = run->changed;
	result->held = run->held;
	result->recognised = recognition_count(run->recognition);
	result->differing = run->differing;
	result->bad = problems->count;
	result->skipped = file->foreign.skipped;
	return status;
}

/* Rows that say what actions entered have these before any other row is judged. */
static enum status recognise(struct intake_run *run, const struct intake_file *file, struct error *err)
{
	struct intake_run scout = *run; /* borrows all but what tells the rows of a file apart */
	struct problems known = {0};    /* they are found again */
	enum status status = recognition_new(run->session, run->last_entry, &run->recognition, err);

	if (status != STATUS_OK || run->recognition == NULL)
		return status;
	scout.recognition = run->recognition;
	scout.seen = seen_new();
	status = read_rows(&scout, EXCHANGE_TRANSACTIONS, file, intake_recognise, &known, NULL, err);
	problems_clear(&known);
	seen_free(scout.seen);
	free(scout.times);
	if (status != STATUS_OK && status != STATUS_INVALID)
		return status;
	if (!file->is_foreign && fseek(file->file, 0, SEEK_SET) != 0)
		return error_set(err, STATUS_IO, "%s: %s", file->name, strerror(errno));
	return STATUS_OK;
}

static enum status import_file(struct session *session, enum exchange_kind kind, const struct intake_file *file,
                               const struct intake_options *options, enum close_kind price_kind,
                               struct problems *problems, struct intake_result *result, struct error *err)
{
	struct store *store = session_store(session);
	struct intake_run run;
	bool is_kept = false;
	enum status status = store_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = intake_run_init(session, &run, err);
	run.price_kind = price_kind;
	run.row = options->row;
	run.differs = options->differs;
	run.row_context = options->context;
	if (status == STATUS_OK && kind == EXCHANGE_TRANSACTIONS)
		status = recognise(&run, file, err);
	if (status == STATUS_OK)
		status = read_all(&run, kind, file, problems, result, err);
	if (status == STATUS_OK && result->added + result->changed + result->held + result->recognised > 0 && !options->is_dry) {
		status = record_import(&run, exchange_kind_name(kind), file, result, err);
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

enum status intake_take(struct session *session, const char *kind, const char *path, const struct intake_options *options,
                        struct intake_result *result, struct error *err)
{
	struct problems problems = {0};
	struct intake_result counted = {0};
	struct intake_file file = {0};
	enum close_kind price_kind = CLOSE_RAW;
	enum exchange_kind row_kind;
	enum status status;

	if (!exchange_kind_parse(kind, &row_kind)) {
		const char *nearest = text_nearest(kind, intake_kinds, sizeof intake_kinds / sizeof intake_kinds[0] - 1);

		return error_set(err, STATUS_INVALID, "\"%.40s\" is no kind of file%s%s; it is one of instruments, prices, clients, "
		                 "holdings, transactions, answers, rates", kind, nearest != NULL ? ", perhaps " : "",
		                 nearest != NULL ? nearest : "");
	}
	if (options->price_kind != NULL &&
	    (row_kind != EXCHANGE_PRICES || !close_kind_parse(options->price_kind, &price_kind) || price_kind > CLOSE_NAV))
		return error_set(err, STATUS_INVALID, "\"%.40s\" is no kind of prices; it is one of raw, split_adjusted, total_return, "
		                 "nav, and of files of prices alone", options->price_kind);
	status = intake_file_open(session, row_kind, path, options, false, &file, &problems, err);
	if (status == STATUS_OK)
		status = import_file(session, row_kind, &file, options, price_kind, &problems, &counted, err);
	intake_file_close(&file);
	if (options->problem != NULL)
		tell(&problems, options->problem, options->context);
	if (status == STATUS_INVALID && problems.count > 0)
		status = error_set(err, STATUS_REFUSED, "%s", err != NULL ? err->message : "");
	problems_clear(&problems);
	if (status == STATUS_OK && !options->is_dry && (row_kind == EXCHANGE_PRICES || row_kind == EXCHANGE_INSTRUMENTS ||
	                                                row_kind == EXCHANGE_RATES))
		session_forget_market(session);
	if (status == STATUS_OK || status == STATUS_REFUSED)
		*result = counted;
	return status;
}

enum status intake_import(struct session *session, const char *kind, const char *path, bool is_dry,
                          void (*problem)(void *context, size_t line, const char *column, const char *message),
                          void *context, struct intake_result *result, struct error *err)
{
	const struct intake_options options = {.is_dry = is_dry, .problem = problem, .context = context};

	return intake_take(session, kind, path, &options, result, err);
}
