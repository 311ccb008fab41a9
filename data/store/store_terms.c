/* Terms of dealing. */
#include "data/store/store_terms.h"

#include <stdlib.h>
#include <string.h>

#include "data/store/statement.h"
#include "engine/base/memory.h"

enum { STEPS_SIZE = 256 };

void terms_list_clear(struct terms_list *list)
{
	free(list->terms);
	free(list->windows);
	*list = (struct terms_list){0};
}

/* ---- read ------------------------------------------------------------------------------------------------------------- */

static enum status read_terms(sqlite3_stmt *row, struct dealing_terms *terms, struct error *err)
{
	char steps[STEPS_SIZE];

	*terms = (struct dealing_terms){
		.instrument_id = sqlite3_column_int64(row, 0), .value_days = sqlite3_column_int(row, 3),
		.confirm_days = sqlite3_column_int(row, 4), .proceeds_days = sqlite3_column_int(row, 5),
		.fee_share = sqlite3_column_int64(row, 6), .reinvests = sqlite3_column_int(row, 8),
	};
	column_text(row, 1, terms->calendar, sizeof terms->calendar);
	column_text(row, 2, terms->share_class, sizeof terms->share_class);
	column_text(row, 7, steps, sizeof steps);
	return dealing_terms_parse_steps(steps, terms, err);
}

/* One instrument is found by its key: a file may state the terms of thousands. */
#define TERMS \
	"SELECT instrument_id, calendar, share_class, value_days, confirm_days, proceeds_days, fee_share, steps, reinvests " \
	"FROM dealing_terms "
#define WINDOWS \
	"SELECT instrument_id, id, kind, amount, coalesce(first_day, 0), coalesce(last_day, 0) FROM terms_window " \
	"WHERE is_withdrawn = 0 "

static enum status load_terms(struct store *store, int64_t instrument_id, struct terms_list *list, struct error *err)
{
	static const char all[] = TERMS "WHERE ?1 = 0 ORDER BY instrument_id", one[] = TERMS "WHERE instrument_id = ?1";
	size_t capacity = 0;
	sqlite3_stmt *statement;
	bool has_row;
	enum status status = STATEMENT_FIND(store, instrument_id == 0 ? all : one, &statement, &has_row, err, INTEGER(instrument_id));

	while (status == STATUS_OK && has_row) {
		list->terms = memory_grow(list->terms, &capacity, list->count + 1, sizeof *list->terms);
		status = read_terms(statement, &list->terms[list->count++], err);
		if (status == STATUS_OK)
			status = statement_step(store, statement, &has_row, err);
		else
			statement_done(statement);
	}
	return status;
}

/* A window with whom it is of, while the lists are put together. */
struct owned_window {
	int64_t instrument_id;
	struct dealing_window window;
};

static void read_window(sqlite3_stmt *row, void *item)
{
	*(struct owned_window *)item = (struct owned_window){
		.instrument_id = sqlite3_column_int64(row, 0),
		.window = {.id = sqlite3_column_int64(row, 1), .kind = (enum dealing_kind)sqlite3_column_int(row, 2),
		           .amount = sqlite3_column_int64(row, 3), .from = column_date(row, 4), .until = column_date(row, 5)},
	};
}

/* Both come by instrument, so the windows of each stand together. */
static void share_out(struct terms_list *list, const struct owned_window *windows, size_t count)
{
	size_t at = 0;

	list->windows = memory_new_array(count, sizeof *list->windows);
	for (size_t i = 0; i < list->count; i++) {
		struct dealing_terms *terms = &list->terms[i];

		while (at < count && windows[at].instrument_id < terms->instrument_id)
			at++; /* of terms that are not there, which a check of the book tells */
		terms->windows = &list->windows[at];
		for (; at < count && windows[at].instrument_id == terms->instrument_id; at++)
			list->windows[at] = windows[at].window;
		terms->window_count = (size_t)(&list->windows[at] - terms->windows);
		if (terms->window_count > 0)
			qsort(&list->windows[at - terms->window_count], terms->window_count, sizeof *list->windows, dealing_window_compare);
	}
}

enum status store_terms(struct store *store, int64_t instrument_id, struct terms_list *list, struct error *err)
{
	static const char all[] = WINDOWS "AND ?1 = 0 ORDER BY instrument_id, id";
	static const char one[] = WINDOWS "AND instrument_id = ?1 ORDER BY id";
	struct terms_list found = {0};
	struct owned_window *windows = NULL;
	size_t count = 0;
	enum status status = read_begin(store, err);

	if (status != STATUS_OK)
		return status;
	status = load_terms(store, instrument_id, &found, err);
	if (status == STATUS_OK)
		status = STATEMENT_LIST(store, instrument_id == 0 ? all : one, read_window, &windows, &count, err, INTEGER(instrument_id));
	status = read_end(store, status, err);
	if (status == STATUS_OK) {
		share_out(&found, windows, count);
		*list = found;
	} else {
		terms_list_clear(&found);
	}
	free(windows);
	return status;
}

enum status store_window_owner(struct store *store, int64_t window_id, int64_t *instrument_id, struct error *err)
{
	static const char sql[] = "SELECT instrument_id FROM terms_window WHERE id = ?1 AND is_withdrawn = 0";
	sqlite3_stmt *statement;
	bool found;
	const enum status status = STATEMENT_FIND(store, sql, &statement, &found, err, INTEGER(window_id));

	if (status != STATUS_OK)
		return status;
	if (!found)
		return error_set(err, STATUS_NOT_FOUND, "no limit or closure has the number %lld", (long long)window_id);
	*instrument_id = sqlite3_column_int64(statement, 0);
	statement_done(statement);
	return STATUS_OK;
}

/* ---- write ------------------------------------------------------------------------------------------------------------ */

static bool is_same(const struct dealing_terms *a, const struct dealing_terms *b)
{
	char first[STEPS_SIZE], second[STEPS_SIZE];

	return strcmp(a->calendar, b->calendar) == 0 && strcmp(a->share_class, b->share_class) == 0 &&
	       a->value_days == b->value_days && a->confirm_days == b->confirm_days && a->proceeds_days == b->proceeds_days &&
	       a->fee_share == b->fee_share && a->reinvests == b->reinvests &&
	       strcmp(dealing_terms_format_steps(a, first, sizeof first), dealing_terms_format_steps(b, second, sizeof second)) == 0;
}

static enum status write_terms(struct store *store, const struct dealing_terms *terms, int64_t delivery_id,
                               struct error *err)
{
	/* not replaced: the windows point to the row */
	static const char sql[] =
		"INSERT INTO dealing_terms (instrument_id, calendar, share_class, value_days, confirm_days, proceeds_days, fee_share, "
		"steps, reinvests, delivery_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (instrument_id) DO UPDATE "
		"SET calendar = ?2, share_class = ?3, value_days = ?4, confirm_days = ?5, proceeds_days = ?6, fee_share = ?7, "
		"steps = ?8, reinvests = ?9, delivery_id = ?10";
	char steps[STEPS_SIZE];

	return STATEMENT_RUN(store, sql, err, INTEGER(terms->instrument_id), TEXT(terms->calendar), TEXT(terms->share_class),
	                     INTEGER(terms->value_days), INTEGER(terms->confirm_days), INTEGER(terms->proceeds_days),
	                     INTEGER(terms->fee_share), TEXT(dealing_terms_format_steps(terms, steps, sizeof steps)),
	                     INTEGER(terms->reinvests), KEY(delivery_id));
}

static bool is_among(const struct dealing_terms *terms, const struct dealing_window *window)
{
	for (size_t i = 0; i < terms->window_count; i++)
		if (dealing_window_is_same(&terms->windows[i], window))
			return true;
	return false;
}

/* Those of `known` that are not among `terms` are withdrawn, those that are new are added; wrote tells of either. */
static enum status write_windows(struct store *store, const struct dealing_terms *known, const struct dealing_terms *terms,
                                 int64_t delivery_id, bool *wrote, struct error *err)
{
	static const char withdraw[] = "UPDATE terms_window SET is_withdrawn = 1 WHERE id = ?1";
	static const char add[] =
		"INSERT INTO terms_window (instrument_id, kind, amount, first_day, last_day, delivery_id, is_withdrawn) "
		"VALUES (?1, ?2, ?3, nullif(?4, 0), nullif(?5, 0), ?6, 0)";
	enum status status = STATUS_OK;

	for (size_t i = 0; status == STATUS_OK && i < known->window_count; i++)
		if (!is_among(terms, &known->windows[i])) {
			status = STATEMENT_RUN(store, withdraw, err, INTEGER(known->windows[i].id));
			*wrote = true;
		}
	for (size_t i = 0; status == STATUS_OK && i < terms->window_count; i++) {
		const struct dealing_window *window = &terms->windows[i];

		if (is_among(known, window))
			continue;
		status = STATEMENT_RUN(store, add, err, INTEGER(terms->instrument_id), INTEGER(window->kind), INTEGER(window->amount),
		                       INTEGER(window->from.days), INTEGER(window->until.days), KEY(delivery_id));
		*wrote = true;
	}
	return status;
}

enum status store_put_terms(struct store *store, const struct dealing_terms *terms, int64_t delivery_id,
                            enum put_result *result, struct error *err)
{
	static const struct dealing_terms nothing;
	struct terms_list known = {0};
	struct write write;
	bool wrote = false;
	enum status status = dealing_terms_check(terms, err);

	if (status == STATUS_OK)
		status = write_begin(store, &write, err);
	if (status != STATUS_OK)
		return status;
	status = store_terms(store, terms->instrument_id, &known, err);
	if (status == STATUS_OK && (known.count == 0 || !is_same(&known.terms[0], terms))) {
		status = write_terms(store, terms, delivery_id, err);
		wrote = true;
	}
	if (status == STATUS_OK)
		status = write_windows(store, known.count > 0 ? &known.terms[0] : &nothing, terms, delivery_id, &wrote, err);
	status = write_end(store, &write, status, err);
	if (status == STATUS_OK && result != NULL)
		*result = known.count == 0 ? PUT_NEW : wrote ? PUT_CHANGED : PUT_SAME;
	terms_list_clear(&known);
	return status;
}
